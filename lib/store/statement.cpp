// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/statement.h"

namespace noctule {

Id last_inserted(Store& store) { return store.db().getLastInsertRowid(); }

std::string json_array(const std::vector<Id>& ids) {
  std::string text = "[";
  for (const Id id : ids) text.append(text.size() > 1 ? "," : "").append(std::to_string(id));
  return text + "]";
}

}  // namespace noctule
