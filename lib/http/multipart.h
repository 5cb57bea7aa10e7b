// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace noctule {

/// The value of a header parameter (`; name=value` or `; name="value"`); names ignore case.
std::optional<std::string> header_parameter(std::string_view header, std::string_view name);

/// Incremental parser of multipart/form-data (RFC 7578, RFC 2046 section 5.1). Buffers little more
/// than the piece it is fed.
class MultipartParser {
 public:
  struct Part {
    std::string name;
    std::optional<std::string> file_name;
  };
  std::function<void(Part)> on_part;              ///< a part starts
  std::function<void(std::string_view)> on_data;  ///< its contents, in pieces

  /// `boundary` must satisfy valid_boundary().
  explicit MultipartParser(const std::string& boundary) : delimiter_("\r\n--" + boundary) {}
  static bool valid_boundary(const std::string& boundary);

  /// False if the body is malformed; do not call again after that.
  bool feed(std::string_view bytes);
  /// Whether the closing boundary was seen.
  bool complete() const { return state_ == State::kEnd; }

 private:
  enum class State { kPreamble, kHeaders, kData, kEnd };
  enum class Step { kAgain, kMore, kMalformed };

  Step advance();
  Step find_delimiter();
  Step read_headers();
  std::string_view unread() const;
  void pass_on(size_t bytes);

  const std::string delimiter_;
  std::string pending_ = "\r\n";  ///< the first delimiter may start the body
  size_t at_ = 0;                 ///< start of the unread bytes in pending_
  size_t searched_ = 0;           ///< unread bytes known to contain no delimiter
  State state_ = State::kPreamble;
};

}  // namespace noctule
