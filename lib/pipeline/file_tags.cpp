// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/file_tags.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "pipeline/label_matching.h"
#include "store/annotations.h"

namespace noctule {
namespace {

/// A field that lists species.
struct TagField {
  const char* author;
  const char* field;
  const char* kind;
};

constexpr TagField kTagFields[] = {{"guano", "Species Auto ID", "automatic"},
                                   {"guano", "Species Manual ID", "manual"},
                                   {"wamd", "auto_id", "automatic"},
                                   {"wamd", "manual_id", "manual"}};

std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const size_t end = std::min(list.size(), list.find_first_of(",;|+\n"));
    const std::string name(trimmed(list.substr(0, end)));
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
    list.remove_prefix(std::min(list.size(), end + 1));
  }
  return names;
}

void add_tags(Store& store, const Recording& recording, const TagField& field,
              const std::string& list, const SpeciesIndex& index) {
  Annotation annotation;
  annotation.end_time_ms = recording.duration_ms();
  annotation.high_hz = 0.5 * static_cast<double>(recording.sample_rate_hz);
  std::vector<Id> species;
  std::vector<std::string> unknown;
  for (const std::string& name : names_in(list)) {
    const auto ids = index.find(name);
    species.insert(species.end(), ids.begin(), ids.end());
    if (ids.empty()) unknown.push_back(name);
  }
  if (species.empty() && unknown.empty()) return;
  annotation.comments = field.kind + (unknown.empty() ? "" : ": " + joined(unknown));
  insert_annotation(store, recording.id, ensure_user(store, field.author), annotation, species);
}

}  // namespace

void add_file_tags(Store& store, const Recording& recording) {
  const auto metadata = parse_json(recording.metadata);
  if (!metadata || !metadata->is_object()) return;
  std::optional<SpeciesIndex> index;
  for (const TagField& field : kTagFields) {
    const auto fields = metadata->find(field.author);
    if (fields == metadata->end()) continue;
    const auto list = fields->find(field.field);
    if (list == fields->end() || !list->is_string()) continue;
    if (!index) index.emplace(store);
    add_tags(store, recording, field, list->get<std::string>(), *index);
  }
}

bool is_file_tag_author(const std::string& author) {
  return std::find(std::begin(kFileTagAuthors), std::end(kFileTagAuthors), author) !=
         std::end(kFileTagAuthors);
}

}  // namespace noctule
