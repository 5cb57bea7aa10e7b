// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/negotiation.h"

#include <algorithm>

#include "core/number.h"
#include "core/text.h"
#include "http/error_response.h"
#include "http/multipart.h"

namespace noctule {
namespace {

/// "0" to "1.000"; a malformed weight counts as 1.
double weight_of(std::string_view range) {
  const auto text = header_parameter(range, "q").value_or("1");
  const auto weight = parse_leading_number<double>(text);
  return weight ? std::clamp(weight->value, 0.0, 1.0) : 1;
}

/// How specifically a media range matches a type: 3 exact, 2 "image/*", 1 "*/*", 0 no match.
int fit(std::string_view range, std::string_view type) {
  if (same_ignoring_case(range, type)) return 3;
  if (same_ignoring_case(range, std::string(type.substr(0, type.find('/'))) + "/*")) return 2;
  return range == "*/*" ? 1 : 0;
}

struct Preference {
  int fit = 0;
  double weight = 0;
};

Preference preference_for(std::string_view accept, std::string_view type) {
  Preference best;
  while (!accept.empty()) {
    const std::string_view range = accept.substr(0, accept.find(','));
    accept.remove_prefix(std::min(accept.size(), range.size() + 1));
    const int fitting = fit(trimmed(range.substr(0, range.find(';'))), type);
    if (fitting > best.fit) best = {fitting, weight_of(range)};
  }
  return best;
}

}  // namespace

bool prefers(const Request& request, const std::string& type, const std::string& fallback) {
  const auto accept = request.header("Accept");
  if (!accept) return false;
  const Preference wanted = preference_for(*accept, type),
                   of_fallback = preference_for(*accept, fallback);
  if (wanted.weight != of_fallback.weight) return wanted.weight > of_fallback.weight;
  return wanted.weight > 0 && wanted.fit > of_fallback.fit;
}

namespace {

/// Whether a list of entity tags contains a quoted, strong tag; with `weak`, also as a weak one.
bool contains_tag(const std::string& header, const std::string& etag, bool weak) {
  if (trimmed(header) == "*") return true;
  for (size_t at = header.find(etag); at != std::string::npos; at = header.find(etag, at + 1)) {
    // The tag is quoted, so a match is a whole tag if only separators surround it.
    const size_t start = weak && at >= 2 && header.compare(at - 2, 2, "W/") == 0 ? at - 2 : at;
    const std::string_view before = trimmed(std::string_view(header).substr(0, start));
    const std::string_view after = trimmed(std::string_view(header).substr(at + etag.size()));
    if ((before.empty() || before.ends_with(',')) && (after.empty() || after.starts_with(',')))
      return true;
  }
  return false;
}

}  // namespace

bool client_has(const Request& request, const std::string& etag) {
  return contains_tag(request.header("If-None-Match").value_or(""), etag, true);
}

std::string version_tag(int64_t version) { return '"' + std::to_string(version) + '"'; }

void require_version(const Request& request, int64_t version) {
  const auto header = request.header("If-Match");
  const std::string tag = version_tag(version);
  if (!header || contains_tag(*header, tag, false) || trimmed(*header) == std::to_string(version))
    return;
  throw Refused(
      Response::error(412, "It was changed in the meantime; get it again").with("ETag", tag));
}

bool range_still_holds(const Request& request, const std::string& etag) {
  const auto header = request.header("If-Range");
  return !header || trimmed(*header) == etag;
}

}  // namespace noctule
