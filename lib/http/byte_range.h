// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace noctule {

/// The range of bytes that a Range header requests.
struct ByteRange {
  uint64_t first = 0, last = 0;

  uint64_t size() const { return last - first + 1; }
  /// Whether the range is satisfiable for a file of `file_size` bytes (otherwise 416).
  bool lies_in(uint64_t file_size) const { return first <= last && first < file_size; }
};

/// "bytes=a-b", "bytes=a-" or "bytes=-n" (RFC 9110, section 14.1.2), `last` within the file.
/// nullopt for anything else, including multiple ranges: such headers are ignored.
std::optional<ByteRange> parse_range(std::string_view text, uint64_t file_size);

}  // namespace noctule
