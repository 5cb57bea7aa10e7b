// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/site.h"

#include "core/text.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

/// Migration 0010 has the same rule for recordings that were stored before.
bool names_a_site(const std::string& folder) {
  return folder.find_first_not_of("-0123456789._ ") != std::string::npos &&
         lower_case(folder) != "data";
}

}  // namespace

std::optional<std::string> site_of(const RecordingMetadata& metadata, const fs::path& path) {
  if (const auto stated = metadata.details.find("site");
      stated != metadata.details.end() && !stated->second.empty())
    return stated->second;
  fs::path folder = path.parent_path();
  if (folder.extension() == ".files") return std::nullopt;
  for (; folder.has_filename(); folder = folder.parent_path())
    if (names_a_site(folder.filename().string())) return folder.filename().string();
  return std::nullopt;
}

}  // namespace noctule
