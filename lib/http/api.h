// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "http/server.h"

namespace noctule {

struct ApiOptions {
  std::filesystem::path store;
  int jobs = 1;             ///< threads that render
  size_t max_waiting = 64;  ///< queued renders beyond which requests get 503
  std::string cors_origin;  ///< browser origin allowed to read responses; empty: none
};

/// The HTTP API of schema/openapi.yaml: authentication, routing and handlers.
/// The caller must run Store::checkpoint() periodically.
class Api {
 public:
  explicit Api(const ApiOptions& options);
  ~Api();

  /// Callbacks for a Server, which must be destroyed before this object.
  Application application();

  /// Finishes pending requests; later renders get 503.
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace noctule
