// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/nabat.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/number.h"
#include "core/text.h"

namespace noctule {
namespace {

constexpr size_t kMaxCellDigits = 7;

/// The first of the fields with such a name in the namespace "NABat", in any case.
std::optional<std::string> field(const MetadataFields& guano,
                                 std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    for (const auto& [key, value] : guano)
      if (!value.empty() && same_ignoring_case(key, "nabat|" + std::string(name))) return value;
  return std::nullopt;
}

std::optional<double> degrees(const std::optional<std::string>& text, double limit) {
  if (!text) return std::nullopt;
  const auto value = parse_number<double>(text->starts_with('+') ? text->substr(1) : *text);
  return value && std::abs(*value) <= limit ? value : std::nullopt;
}

std::optional<int> cell(const std::string& text) {
  const auto value = parse_number<double>(text);
  if (!value || *value < 0 || *value > 1e9 || *value != std::floor(*value)) return std::nullopt;
  return static_cast<int>(*value);
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

NabatFields nabat_fields(const MetadataFields& guano) {
  NabatFields found;
  if (const auto id = field(guano, {"grid cell grts id", "grts id", "grts cell id", "grts cell"}))
    found.grts_cell = cell(*id);
  found.site = field(guano, {"site name", "site"});
  const auto latitude = degrees(field(guano, {"latitude"}), 90);
  const auto longitude = degrees(field(guano, {"longitude"}), 180);
  if (latitude && longitude) found.position = {*latitude, *longitude};
  return found;
}

NabatFields nabat_fields_in_name(std::string_view file_name) {
  constexpr size_t kDate = 8, kTime = 6;  // digits
  NabatFields found;
  const size_t cell_end = file_name.find('_');
  if (cell_end == std::string_view::npos || cell_end > kMaxCellDigits ||
      !all_digits(file_name.substr(0, cell_end)))
    return found;
  for (size_t at = cell_end + 2; at + kDate + 1 + kTime < file_name.size(); ++at) {
    const std::string_view rest = file_name.substr(at + 1);
    if (file_name[at] != '_' || !all_digits(rest.substr(0, kDate)) || rest[kDate] != '_' ||
        !all_digits(rest.substr(kDate + 1, kTime)))
      continue;
    found.grts_cell = cell(std::string(file_name.substr(0, cell_end)));
    found.site = file_name.substr(cell_end + 1, at - cell_end - 1);
    break;
  }
  return found;
}

}  // namespace noctule
