// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/recording_query.h"

#include <sstream>

#include "core/error.h"
#include "core/number.h"
#include "core/text.h"
#include "core/timestamp.h"
#include "pipeline/label_matching.h"
#include "pipeline/recording_calls.h"
#include "pipeline/stored.h"

namespace noctule {
namespace {

/// Each field is searched at each of its positions.
constexpr size_t kMaxTextBytes = 256;

std::optional<std::string> text_of(const Context& c, const char* name) {
  const auto found = c.request.query.find(name);
  if (found == c.request.query.end()) return std::nullopt;
  if (found->second.size() > kMaxTextBytes)
    throw UsageError(std::string(name) + " must be at most " + std::to_string(kMaxTextBytes) +
                     " bytes");
  return found->second;
}

std::optional<bool> flag_of(const Context& c, const char* name) {
  const auto text = text_of(c, name);
  if (!text) return std::nullopt;
  if (*text != "true" && *text != "false")
    throw UsageError(std::string(name) + " must be true or false");
  return *text == "true";
}

/// Ids, codes or names, separated by commas.
std::vector<Id> read_species(const Context& c, const std::string& list) {
  const SpeciesIndex index(c.store);
  std::vector<Id> ids;
  std::istringstream names(list + ",");
  for (std::string name; std::getline(names, name, ',');) {
    if (const auto id = parse_number<Id>(name)) {
      ids.push_back(*id);
      continue;
    }
    const auto found = index.find(name);
    if (found.empty()) throw UsageError("no species " + name + "; see /api/v1/species/");
    ids.insert(ids.end(), found.begin(), found.end());
  }
  return ids;
}

void read_verdict(const std::string& name, RecordingFilter& filter) {
  filter.verdict = verdict_named(name);
  if (name == "unknown")
    filter.analysed = false;
  else if (!filter.verdict)
    throw UsageError("verdict must be calls, noise, empty or unknown");
}

/// A date, or empty for recordings without one.
bool is_night(const std::string& text) {
  constexpr size_t kDate = 10;  // characters of YYYY-MM-DD
  return text.empty() || (text.size() == kDate && is_timestamp(text));
}

}  // namespace

RecordingFilter read_recording_filter(const Context& c) {
  RecordingFilter filter;
  filter.user_id = c.token.user_id;
  filter.all = c.admin();
  filter.detector_version = kDetectorVersion;
  filter.key = default_render_key(c.store);
  filter.search = text_of(c, "search").value_or("");
  filter.site = text_of(c, "site");
  filter.night = text_of(c, "night");
  if (filter.night && !is_night(*filter.night)) throw UsageError("night must be YYYY-MM-DD");
  filter.equipment = text_of(c, "equipment");
  if (const auto list = text_of(c, "species")) filter.species = read_species(c, *list);
  if (const auto verdict = text_of(c, "verdict")) read_verdict(*verdict, filter);
  filter.vetted = flag_of(c, "vetted");
  filter.faint = flag_of(c, "faint");
  filter.sort = c.text("sort", filter.sort);
  filter.limit = c.limit();
  filter.offset = c.number("offset", 0);
  return filter;
}

std::set<std::string> read_included(const Context& c, const std::set<std::string>& possible) {
  std::set<std::string> included;
  std::istringstream names(c.text("include", ""));
  for (std::string name; std::getline(names, name, ',');) {
    if (!possible.contains(name))
      throw UsageError("include must be some of " + joined({possible.begin(), possible.end()}) +
                       ", separated by commas");
    included.insert(name);
  }
  return included;
}

}  // namespace noctule
