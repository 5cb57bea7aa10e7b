// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/export_formats.h"

#include <algorithm>
#include <sstream>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/text.h"

namespace noctule {
namespace {

constexpr std::pair<const char*, ExportFormat> kNames[] = {
    {"jpg", ExportFormat::kJpg},
    {"json", ExportFormat::kJson},
    {"raven", ExportFormat::kRaven},
    {"audacity", ExportFormat::kAudacity},
    {"csv", ExportFormat::kCsv},
    {"aoef", ExportFormat::kAoef},
    {"kaleidoscope", ExportFormat::kKaleidoscope},
    {"guano", ExportFormat::kGuano},
    {"npy", ExportFormat::kNpy},
    {"crops", ExportFormat::kCrops},
    {"png", ExportFormat::kPng},
    {"pdf", ExportFormat::kPdf},
};

ExportFormat format_named(const std::string& name) {
  std::string all;
  std::vector<std::string> names;
  for (const auto& [known, format] : kNames) {
    if (name == known) return format;
    all += (all.empty() ? "" : ", ") + std::string(known);
    names.emplace_back(known);
  }
  const std::string near = nearest_name(name, names);
  throw UsageError("unknown export format '" + name + "'" +
                   (near.empty() ? "" : "; did you mean " + near + "?") + " (formats: " + all +
                   ")");
}

}  // namespace

bool ExportOptions::has_labels() const {
  return std::any_of(formats.begin(), formats.end(), [](ExportFormat format) {
    return format >= ExportFormat::kRaven && format <= ExportFormat::kGuano;
  });
}

bool is_export_name(const std::string& file_name) {
  constexpr const char* kInfixes[] = {".spectrogram.", ".compressed.", ".calls.", ".annotations.",
                                      ".crops.",       ".guano.",      ".aoef.",  ".kaleidoscope."};
  return file_name.ends_with(".npy") ||
         std::any_of(std::begin(kInfixes), std::end(kInfixes),
                     [&](const char* infix) { return file_name.find(infix) != std::string::npos; });
}

std::set<ExportFormat> parse_export_formats(const std::string& list) {
  std::set<ExportFormat> formats;
  std::istringstream names(list + ",");
  for (std::string name; std::getline(names, name, ',');) formats.insert(format_named(name));
  return formats;
}

TimeBase parse_time_base(const std::string& name) {
  if (name == "true") return TimeBase::kTrue;
  if (name == "file") return TimeBase::kFile;
  throw UsageError("the time base must be true or file, not '" + name + "'");
}

}  // namespace noctule
