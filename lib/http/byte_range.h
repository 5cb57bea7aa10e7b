// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace noctule {

/// The bytes that a Range header asks for.
struct ByteRange {
  uint64_t first = 0, last = 0;

  uint64_t size() const { return last - first + 1; }
  /// Whether a file of `file_size` bytes has some of them (else the answer is 416).
  bool lies_in(uint64_t file_size) const { return first <= last && first < file_size; }
};

/// "bytes=a-b", "bytes=a-" or "bytes=-n" (RFC 9110, section 14.1.2), `last` within the file.
/// Nothing for other texts, several ranges among them: those are ignored.
std::optional<ByteRange> parse_range(std::string_view text, uint64_t file_size);

}  // namespace noctule
