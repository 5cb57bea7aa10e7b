// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/kaleidoscope.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "core/number.h"
#include "core/timestamp.h"
#include "exchange/fields.h"
#include "exchange/table.h"

namespace noctule {
namespace {

constexpr const char* kHeader =
    "INDIR,FOLDER,IN FILE,CHANNEL,OFFSET,DURATION,DATE,TIME,HOUR,DATE-12,TIME-12,HOUR-12,"
    "Fc,Sc,Dur,Fmax,Fmin,TBC,MANUAL ID\n";

/// The columns DATE, TIME and HOUR of a point in time.
std::string date_columns(std::chrono::sys_seconds at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  char text[64];
  std::snprintf(text, sizeof text, ",%04d-%02u-%02u,%02d:%02d:%02d,%d",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<int>(time.hours().count()));
  return text;
}

/// The date and time of the recording, and 12 hours before, which is the same day for a night.
/// Empty columns for a recording without a time.
std::string dates_of(const Recording& recording) {
  const auto parts = timestamp_parts(recording.recorded_at.value_or(""));
  if (!parts || !parts->time) return ",,,,,,";
  const std::chrono::sys_seconds at = parts->day + *parts->time;
  return date_columns(at) + date_columns(at - std::chrono::hours(12));
}

/// Kaleidoscope's slope is positive where the frequency falls.
double octaves_per_second(const Call& call) {
  if (call.char_hz <= 0) return 0;
  return -call.slope_khz_per_ms * 1e6 / (call.char_hz * std::log(2.0));
}

std::string measurements(const Label& label) {
  const std::string box = "," + fixed(label.end_ms - label.start_ms, 3) + "," +
                          fixed(label.high_hz / 1000, 6) + "," + fixed(label.low_hz / 1000, 6) +
                          ",";
  if (!label.call) return ",," + box;
  const Call& call = *label.call;
  return "," + fixed(call.char_hz / 1000, 3) + "," + fixed(octaves_per_second(call), 2) + box +
         (call.interval_ms ? fixed(*call.interval_ms, 3) : "");
}

/// id.csv has frequencies in kHz, cluster.csv in Hz.
double frequency_unit(const Table& table) {
  return table.find({"TOP1MATCH", "TOP1MATCH*", "TOP1DIST"}) ? 1 : 1000;
}

}  // namespace

std::string kaleidoscope_text(const LabelSet& set) {
  std::string text = kHeader;
  for (const LabelledRecording& of : set.recordings) {
    const std::filesystem::path path = of.path;
    // Not marked as text for spreadsheets: Kaleidoscope opens the file by this name.
    const std::string start =
        csv_field(path.parent_path().string()) + ",," + csv_field(path.filename().string()) + ",0,";
    const std::string dates = dates_of(of.recording);
    for (const Identification& identification : of.identifications)
      if (const auto code = identification_code(identification); !code.empty())
        text += start + "0.000000," + fixed(duration_ms_in_base(of.recording, set.base) / 1000, 6) +
                dates + ",,,,,,," + csv_field(code) + "\n";
    for (const Label& label : labels_in_base(set, of))
      text += start + fixed(label.start_ms / 1000, 6) + "," +
              fixed((label.end_ms - label.start_ms) / 1000, 6) + dates + measurements(label) + "," +
              csv_field(species_codes(label.species)) + "\n";
  }
  return text;
}

bool is_kaleidoscope(std::string_view first_line) {
  const auto has = [&](std::string_view name) {
    return first_line.find(name) != std::string_view::npos;
  };
  return has("IN FILE") && has("OFFSET") && has("DURATION");
}

LabelFile read_kaleidoscope(std::string_view text) {
  const Table table(text, ',');
  const size_t file = table.need("IN FILE"), offset = table.need("OFFSET");
  const size_t duration = table.need("DURATION");
  const auto folder = table.find({"INDIR"}), below = table.find({"FOLDER"});
  const auto manual = table.find({"MANUAL ID", "MANUAL ID*"});
  const auto automatic = table.find({"AUTO ID", "AUTO ID*", "TOP1MATCH", "TOP1MATCH*"});
  const auto low = table.find({"Fmin"}), high = table.find({"Fmax"});
  LabelFile result{"Kaleidoscope", std::nullopt, false, {}};
  for (const auto& row : table.rows()) {
    ReadLabel label;
    label.line = row.line;
    label.start_ms = table.needed_number(row, offset, 1000);
    label.end_ms = label.start_ms + table.needed_number(row, duration, 1000);
    label.low_hz = table.number(row, low, frequency_unit(table));
    label.high_hz = table.number(row, high, frequency_unit(table));
    std::string name = Table::text(row, manual);
    if (name.empty()) name = Table::text(row, automatic);
    if (!name.empty()) label.names = {name};
    std::string path;
    for (const auto column : {folder, below})
      if (const auto part = Table::bytes(row, column); !part.empty()) path += part + "/";
    add_label(result, path + Table::bytes(row, file), std::move(label));
  }
  return result;
}

}  // namespace noctule
