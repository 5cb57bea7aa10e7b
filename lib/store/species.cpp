// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/species.h"

#include "core/error.h"
#include "store/statement.h"

namespace noctule {

std::vector<Species> all_species(Store& store) {
  Statement rows(store, "SELECT * FROM species ORDER BY id");
  std::vector<Species> all;
  while (rows.step()) {
    Species& s = all.emplace_back();
    rows.read("id", s.id);
    rows.read("species_code", s.code);
    rows.read("family", s.family);
    rows.read("genus", s.genus);
    rows.read("species", s.species);
    rows.read("common_name", s.common_name);
    rows.read("species_code_6", s.code_6);
    rows.read("category", s.category);
  }
  return all;
}

std::unordered_map<Id, Species> species_by_id(Store& store) {
  std::unordered_map<Id, Species> by_id;
  for (Species& species : all_species(store)) by_id[species.id] = std::move(species);
  return by_id;
}

void require_species(Store& store, const std::vector<Id>& ids) {
  for (const Id id : ids)
    if (!find_value<int>(store, "SELECT 1 FROM species WHERE id = ?", id))
      throw UsageError("no species " + std::to_string(id) + "; see /api/v1/species/");
}

}  // namespace noctule
