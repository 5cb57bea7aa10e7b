// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/render_key.h"

#include "core/version.h"
#include "store/statement.h"

namespace noctule {

std::optional<RenderKey> find_render_key(Store& store, const std::string& parameters) {
  const auto id = find_value<Id>(store, "SELECT id FROM parameters WHERE key = ?", parameters);
  if (!id) return std::nullopt;
  return RenderKey{*id, kRendererVersion};
}

RenderKey ensure_render_key(Store& store, const std::string& parameters) {
  if (const auto known = find_render_key(store, parameters)) return *known;
  run(store, "INSERT OR IGNORE INTO parameters (key) VALUES (?)", parameters);
  return *find_render_key(store, parameters);
}

std::string parameters_of(Store& store, Id parameters_id) {
  return find_value<std::string>(store, "SELECT key FROM parameters WHERE id = ?", parameters_id)
      .value_or("{}");
}

}  // namespace noctule
