// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <type_traits>

namespace noctule {

/// A number and the text that follows it, such as a unit.
template <class T>
struct LeadingNumber {
  T value;
  std::string_view rest;
};

/// Parses the number at the start of the text, in the C locale; no leading spaces or plus sign.
/// nullopt if there is none, if it is out of range for the type, and for infinities and NaN.
template <class T>
std::optional<LeadingNumber<T>> parse_leading_number(std::string_view text,
                                                     [[maybe_unused]] int base = 10) {
  LeadingNumber<T> number{};
  const char* end = text.data() + text.size();
  std::from_chars_result parsed{};
  if constexpr (std::is_floating_point_v<T>)
    parsed = std::from_chars(text.data(), end, number.value);
  else
    parsed = std::from_chars(text.data(), end, number.value, base);
  if (parsed.ec != std::errc()) return std::nullopt;
  if constexpr (std::is_floating_point_v<T>)
    if (!std::isfinite(number.value)) return std::nullopt;
  number.rest = text.substr(static_cast<size_t>(parsed.ptr - text.data()));
  return number;
}

/// The same, but the number must be the whole text.
template <class T>
std::optional<T> parse_number(std::string_view text, int base = 10) {
  const auto number = parse_leading_number<T>(text, base);
  if (!number || !number->rest.empty()) return std::nullopt;
  return number->value;
}

}  // namespace noctule
