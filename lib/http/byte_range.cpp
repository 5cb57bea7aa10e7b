// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/byte_range.h"

#include <algorithm>

#include "core/number.h"
#include "core/text.h"

namespace noctule {

namespace {

/// Digits, however many: what does not fit lies behind every file's end.
std::optional<uint64_t> parse_position(std::string_view digits) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit)) return std::nullopt;
  return parse_number<uint64_t>(digits).value_or(UINT64_MAX);
}

}  // namespace

std::optional<ByteRange> parse_range(std::string_view text, uint64_t file_size) {
  constexpr std::string_view kUnit = "bytes=";
  const size_t dash = text.find('-');
  if (lower_case(std::string(text.substr(0, kUnit.size()))) != kUnit ||
      dash == std::string_view::npos)
    return std::nullopt;
  const std::string_view from = text.substr(kUnit.size(), dash - kUnit.size());
  const std::string_view to = text.substr(dash + 1);
  const auto first = parse_position(from), last = parse_position(to);
  const uint64_t end = file_size == 0 ? 0 : file_size - 1;
  if (from.empty() && last) return ByteRange{file_size - std::min(*last, file_size), end};
  if (!first || (!to.empty() && !last)) return std::nullopt;
  return ByteRange{*first, std::min(last.value_or(end), end)};
}

}  // namespace noctule
