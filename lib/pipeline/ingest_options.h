// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace noctule {

/// Options for ingesting files. Values given here override the files' metadata.
struct IngestOptions {
  std::optional<std::string> owner;  ///< user name; "local" for new recordings without one
  std::optional<bool> is_public;     ///< new recordings without it are private
  std::optional<std::string> name;   ///< default: the file's name
  std::optional<std::string> recorded_date, equipment, comments;
  bool keep_own_date = false;            ///< use recorded_date only for files without a date
  std::optional<std::string> file_name;  ///< name given by the recorder; default: the path's
  std::optional<std::pair<double, double>> location;  ///< latitude, longitude
  std::optional<std::string> zone;  ///< time zone of dates that state none, see time_zone.h
  std::optional<int64_t> grts_cell;
  std::optional<double> time_expansion;
  const char* given_by = "command line";  ///< source of the values above; "request" over HTTP
  bool copy = false;                      ///< keep a copy beside the store, and use that
  bool retry_failed = false;              ///< retry files that failed before even if unchanged
  int jobs = 1;

  /// Throws UsageError naming the first invalid value.
  void validate() const;
  /// Whether any field is given that could correct a known recording.
  bool any_correction() const;
};

}  // namespace noctule
