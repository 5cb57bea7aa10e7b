// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/output_guard.h"
#include "exchange/label.h"
#include "pipeline/export_formats.h"

namespace noctule {

/// A format that labels are written in as text.
struct LabelFormat {
  ExportFormat format;
  const char* name;       ///< as in `--export-format` and ?format=
  const char* extension;  ///< ".txt"
  const char* media_type;
  OutputKind kind;
  bool for_folders;       ///< one file for all recordings of a folder, not one for each
  bool states_time_base;  ///< whether the contents say the time base, or else the file's name
  std::string (*text)(const LabelSet&);
};

const std::vector<LabelFormat>& label_formats();

/// nullptr if there is none of this name.
const LabelFormat* label_format_named(const std::string& name);

/// "calls.raven.txt", or "calls.raven.file-time.txt" where only the name says the time base.
std::string label_file_suffix(const LabelFormat& format, LabelKind kind, TimeBase base);

}  // namespace noctule
