// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/label_formats.h"

#include "exchange/aoef.h"
#include "exchange/audacity.h"
#include "exchange/kaleidoscope.h"
#include "exchange/label_csv.h"
#include "exchange/raven.h"

namespace noctule {

const std::vector<LabelFormat>& label_formats() {
  static const std::vector<LabelFormat> kFormats = {
      {ExportFormat::kRaven, "raven", ".txt", "text/tab-separated-values; charset=utf-8",
       OutputKind::kRaven, false, false, raven_text},
      {ExportFormat::kAudacity, "audacity", ".txt", "text/plain; charset=utf-8",
       OutputKind::kAudacity, false, false, audacity_text},
      {ExportFormat::kCsv, "csv", ".csv", "text/csv; charset=utf-8", OutputKind::kLabelsCsv, false,
       true, csv_text},
      {ExportFormat::kAoef, "aoef", ".json", "application/json", OutputKind::kAoef, true, true,
       aoef_text},
      {ExportFormat::kKaleidoscope, "kaleidoscope", ".csv", "text/csv; charset=utf-8",
       OutputKind::kKaleidoscope, true, false, kaleidoscope_text},
  };
  return kFormats;
}

const LabelFormat* label_format_named(const std::string& name) {
  for (const LabelFormat& format : label_formats())
    if (name == format.name) return &format;
  return nullptr;
}

std::string label_file_suffix(const LabelFormat& format, LabelKind kind, TimeBase base) {
  const std::string kind_name = to_text(kind);
  if (format.format == ExportFormat::kCsv) return kind_name + format.extension;
  const bool marked = base == TimeBase::kFile && !format.states_time_base;
  return kind_name + "." + format.name + (marked ? ".file-time" : "") + format.extension;
}

}  // namespace noctule
