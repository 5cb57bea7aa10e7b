// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "http/server.h"

namespace noctule {

struct ApiOptions {
  std::filesystem::path store;
  int jobs = 1;              ///< threads that render
  size_t most_waiting = 64;  ///< renders that may wait before the answer is 503
  std::string cors_origin;   ///< may read answers from a browser; empty: none
};

/// The HTTP API of schema/openapi.yaml: who is asking, which route, and what the library answers.
/// Whoever runs it calls Store::checkpoint() now and then.
class Api {
 public:
  explicit Api(const ApiOptions& options);
  ~Api();

  /// For a Server, which must end before this object does.
  Application application();

  /// Finishes what somebody waits for; further renders are answered with 503.
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace noctule
