// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/species.h"

namespace noctule {

/// How a person classifies a whole recording.
enum class IdentificationKind { kSpecies, kNoise, kNoId, kSocial };
const char* to_text(IdentificationKind kind);  ///< "species", "noise", "no_id", "social"
std::optional<IdentificationKind> identification_kind(std::string_view text);

/// A person's identification of a whole recording; at most one per recording and author.
struct Identification {
  std::optional<IdentificationKind> kind;  ///< absent: undecided
  std::vector<Species> species;            ///< in order of id
  std::optional<double> confidence;        ///< 0 to 1
  bool reviewed = false;
  std::string comments;
  int64_t version = 0;   ///< read only: incremented by every change; 0 if there never was one
  std::string author;    ///< read only: name of the owner
  std::string modified;  ///< read only

  /// Whether nothing is entered, as after a deletion.
  bool empty() const {
    return !kind && species.empty() && !confidence && !reviewed && comments.empty();
  }
};

/// The owner's; an empty one if there is none.
Identification identification_of(Store& store, Id recording_id, Id owner_id);
/// Those of all owners that are not empty, by author.
std::vector<Identification> identifications_of(Store& store, Id recording_id);
/// Those of one owner, by recording; recordings without one are absent.
std::unordered_map<Id, Identification> identifications_of(Store& store,
                                                          const std::vector<Id>& recordings,
                                                          Id owner_id);

/// Replaces the owner's identification with the same fields and these species, within the caller's
/// transaction; an empty one removes it. Returns its version. Throws UsageError if a species does
/// not exist.
int64_t put_identification(Store& store, Id recording_id, Id owner_id,
                           const Identification& identification,
                           const std::vector<Id>& species_ids);

}  // namespace noctule
