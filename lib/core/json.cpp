// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json.h"

namespace noctule {
namespace {

struct TooDeep {};

}  // namespace

std::optional<nlohmann::json> parse_json(std::string_view text) {
  using Event = nlohmann::json::parse_event_t;
  // The depth given is that of the enclosing value.
  const auto limit_depth = [](int depth, Event event, nlohmann::json&) {
    const bool opens = event == Event::array_start || event == Event::object_start;
    if (opens && depth >= kMaxJsonDepth) throw TooDeep();
    return true;
  };
  try {
    auto value = nlohmann::json::parse(text.begin(), text.end(), limit_depth, false);
    if (value.is_discarded()) return std::nullopt;
    return value;
  } catch (const TooDeep&) {
    return std::nullopt;
  }
}

}  // namespace noctule
