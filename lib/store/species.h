// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "store/store.h"

namespace noctule {

/// A label for annotations: a species, or what else a call can be identified as. Texts that do not
/// apply are empty.
struct Species {
  Id id = 0;
  std::string code, family, genus;
  std::string species;  ///< the whole scientific name, or several with slashes
  std::string common_name, code_6;
  std::string category;  ///< single, couplet, frequency, genus, noise or other
};

std::vector<Species> all_species(Store& store);
std::unordered_map<Id, Species> species_by_id(Store& store);

/// Throws UsageError naming the first id that does not exist.
void require_species(Store& store, const std::vector<Id>& ids);

}  // namespace noctule
