// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/selection.h"

#include <sstream>

#include "core/error.h"

namespace noctule {
namespace {

/// Joins that a query does not refer to cost nothing: SQLite omits them.
constexpr const char* kFrom =
    " FROM recording r LEFT JOIN user u ON u.id = r.owner_id"
    " LEFT JOIN call_set c ON c.recording_id = r.id AND c.detector_version = ?"
    " LEFT JOIN identification i ON i.recording_id = r.id AND i.owner_id = ?"
    " LEFT JOIN spectrogram s ON s.recording_id = r.id AND s.parameters_id = ?"
    "  AND s.renderer_version = ?"
    " WHERE (? OR r.public OR r.owner_id = ?)";

/// Recordings with a species of `chosen`, in any user's annotation or identification.
std::string recordings_with(const std::string& chosen) {
  return "r.id IN (SELECT recording_id FROM annotation_species x"
         " JOIN annotation a ON a.id = x.annotation_id WHERE x.species_id IN (" +
         chosen +
         ") UNION SELECT recording_id FROM identification_species x"
         " JOIN identification a ON a.id = x.identification_id WHERE x.species_id IN (" +
         chosen + "))";
}

constexpr const char* kText =
    "r.name || char(10) || coalesce(r.recorded_at, '') || char(10) || coalesce(r.equipment, '')"
    " || char(10) || coalesce(r.comments, '') || char(10) || coalesce(r.site, '') || char(10)"
    " || coalesce(r.grts_cell, '') || char(10) || u.name";
/// Numbers become texts slowly: only searched for what may be a coordinate.
constexpr const char* kPosition =
    " || char(10) || coalesce(r.latitude, '') || ' ' || coalesce(r.longitude, '')";
constexpr const char* kSpeciesText =
    "species_code || char(10) || species_code_6 || char(10) || species || char(10) || common_name";

std::string contains(const std::string& text) { return "instr(lower(" + text + "), lower(?))"; }

bool may_be_coordinate(const std::string& word) {
  return word.find_first_not_of("-.0123456789") == std::string::npos;
}

}  // namespace

Selection::Selection(const RecordingFilter& f)
    : clauses_(kFrom), values_{int64_t{f.detector_version},     f.user_id,      f.key.parameters_id,
                               int64_t{f.key.renderer_version}, int64_t{f.all}, f.user_id} {
  const auto require_text = [&](const char* column, const std::optional<std::string>& value) {
    if (value && value->empty()) require(std::string(column) + " IS NULL");
    if (value && !value->empty()) require(std::string(column) + " = ?", *value);
  };
  require_text("r.site", f.site);
  require_text("r.night", f.night);
  if (f.equipment) require(contains("coalesce(r.equipment, '')"), *f.equipment);
  if (f.species) {
    const std::string ids = json_array(*f.species);
    require(recordings_with("SELECT value FROM json_each(?)"), ids, ids);
  }
  if (f.verdict) require("c.verdict = ?", std::string(to_text(*f.verdict)));
  if (f.analysed) require(*f.analysed ? "c.verdict IS NOT NULL" : "c.verdict IS NULL");
  if (f.vetted) require(std::string(*f.vetted ? "" : "NOT ") + kVetted);
  if (f.faint)
    require(std::string(*f.faint ? "" : "NOT ") + "coalesce(c.max_snr_db < ?, 0)",
            RecordingFilter::kFaintSnrDb);
  constexpr int kMaxWords = 10;
  std::istringstream words(f.search);
  int count = 0;
  for (std::string word; words >> word;) {
    if (++count > kMaxWords)
      throw UsageError("search must have at most " + std::to_string(kMaxWords) + " words");
    require_word(word);
  }
}

template <class... Values>
void Selection::require(const std::string& condition, Values... values) {
  clauses_ += " AND (" + condition + ")";
  (values_.emplace_back(std::move(values)), ...);
  ++conditions_;
}

void Selection::require_word(const std::string& word) {
  const std::string text = may_be_coordinate(word) ? std::string(kText) + kPosition : kText;
  require(contains(text) + " OR " +
              recordings_with("SELECT id FROM species WHERE " + contains(kSpeciesText)),
          word, word, word);
}

Statement Selection::select(Store& store, const std::string& columns,
                            const std::string& rest) const {
  Statement statement(store, "SELECT " + columns + clauses_ + rest);
  int index = 0;
  for (const Value& value : values_)
    std::visit([&](const auto& v) { statement.rebind(++index, v); }, value);
  return statement;
}

}  // namespace noctule
