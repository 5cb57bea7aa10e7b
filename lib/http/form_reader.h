// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/temporary_file.h"
#include "http/memory_budget.h"
#include "http/message.h"
#include "http/multipart.h"

namespace noctule {

/// Fills a form from a multipart body as it arrives: values in memory, the one file that the route
/// takes in `folder`. Other files are ignored.
class FormReader {
 public:
  FormReader(const std::string& boundary, Request& request, MemoryBudget::Share& memory,
             std::filesystem::path folder);

  /// Returns an error response if the form is refused; do not call again after that.
  std::optional<Response> feed(std::string_view bytes);
  /// The same, at the end of the body.
  std::optional<Response> finish() const;

 private:
  void start_part(const MultipartParser::Part& part);
  void take(std::string_view bytes);

  Request& request_;
  MemoryBudget::Share& memory_;
  const std::filesystem::path folder_;
  MultipartParser parser_;
  FormPart* part_ = nullptr;  ///< current part; null if its contents are not kept
  size_t parts_ = 0;
  std::optional<Response> refusal_;
};

}  // namespace noctule
