// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>

#include "exchange/label.h"

namespace noctule {

/// What `bulk --export` writes for each recording.
enum class ExportFormat {
  kJpg,
  kJson,
  kRaven,
  kAudacity,
  kCsv,
  kAoef,
  kKaleidoscope,
  kGuano,
  kNpy,
  kCrops,
  kPng,
  kPdf
};

/// How recordings are exported.
struct ExportOptions {
  std::set<ExportFormat> formats = {ExportFormat::kJpg, ExportFormat::kJson};
  TimeBase time_base = TimeBase::kTrue;  ///< of labels; images are always in true time

  bool has(ExportFormat format) const { return formats.contains(format); }
  /// Whether any format for calls and annotations is wanted.
  bool has_labels() const;
  /// Whether any format that is made from the samples is wanted: kNpy, kCrops or kPng.
  bool has_data() const {
    return has(ExportFormat::kNpy) || has(ExportFormat::kCrops) || has(ExportFormat::kPng);
  }
};

/// Whether an export may write a file with this name, whatever its formats.
bool is_export_name(const std::string& file_name);

/// Reads "jpg,json,raven". Throws UsageError naming the first unknown format and all valid ones.
std::set<ExportFormat> parse_export_formats(const std::string& list);

/// Reads "true" or "file". Throws UsageError for anything else.
TimeBase parse_time_base(const std::string& name);

}  // namespace noctule
