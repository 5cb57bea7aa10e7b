// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "http/form_reader.h"
#include "http/memory_budget.h"
#include "http/message.h"
#include "http/request_head.h"

namespace noctule {

struct BodyLimits {
  uint64_t max_upload_bytes = uint64_t{1} << 30;
  std::filesystem::path upload_folder;
};

/// The state of one request from its headers to its response. The body of a refused request is
/// drained up to a limit, for clients that send all of it before they read the response.
class Exchange {
 public:
  using Clock = std::chrono::steady_clock;
  using Admit = std::function<std::optional<Response>(Request&)>;

  explicit Exchange(MemoryBudget& budget) : memory_(budget) {}

  enum class Next {
    kRead,   ///< feed the body, then finish()
    kReply,  ///< send refusal() now
    kCut,    ///< close the connection: no response can be sent mid-body
  };

  /// Parses the headers and decides, before any of the body is read, whether to accept it.
  Next begin(const RequestHead& head, const BodyLimits& limits, const Admit& admit);
  Next feed(std::string_view bytes);
  /// The body is complete; afterwards refusal() says whether the request can be handled.
  void finish();

  const std::optional<Response>& refusal() const { return refusal_; }
  double elapsed_ms() const;

  Request request;
  std::optional<Response> ready;  ///< response of a deferred handler
  bool begun = false;

 private:
  void admit_body(const BodyLimits& limits);
  void keep(std::string_view bytes);
  bool worth_reading_on() const;

  const Clock::time_point started_ = Clock::now();
  MemoryBudget::Share memory_;
  std::unique_ptr<FormReader> form_;
  std::optional<Response> refusal_;
  uint64_t max_bytes_ = 0;
  uint64_t received_ = 0;
};

}  // namespace noctule
