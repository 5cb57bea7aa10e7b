// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <fstream>
#include <iostream>
#include <thread>

#include "audio/metadata.h"
#include "command.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "core/json_text.h"
#include "core/log.h"
#include "core/number.h"
#include "core/text.h"
#include "usage_errors.h"

namespace noctule {
namespace {

/// "5", "5kHz" and "5000Hz" → 5000.
double parse_frequency(const char* name, const std::string& text) {
  if (const auto number = parse_leading_number<double>(text)) {
    const std::string unit = lower_case(std::string(number->rest));
    if (unit.empty() || unit == "khz") return number->value * 1000;
    if (unit == "hz") return number->value;
  }
  throw CLI::ValidationError(name, "'" + text + "' is not a frequency; use kHz, e.g. 5 or 200");
}

void add_frequency(CLI::App& command, const char* name, double& hz, const char* description) {
  command
      .add_option_function<std::string>(
          name, [&hz, name](const std::string& text) { hz = parse_frequency(name, text); },
          description)
      ->type_name("KHZ")
      ->group("Spectrogram");
}

}  // namespace

void add_spectrogram_options(CLI::App& command, SpectrogramOptions& options) {
  const auto add = [&](const char* name, auto& field, const char* description) {
    return command.add_option(name, field, description)
        ->capture_default_str()
        ->group("Spectrogram");
  };
  add("--window-ms", options.stft.window_ms,
      "Window length in ms, rounded up to a power of two samples");
  add("--overlap", options.stft.overlap, "FFT size divided by the hop size");
  add("--range-db", options.denoise.range_db,
      "Clip levels that are more than this many dB below the maximum");
  command
      .add_option_function<std::string>(
          "--denoise",
          [&options](const std::string& name) {
            options.denoise.method = name == "median"  ? DenoiseMethod::kMedian
                                     : name == "floor" ? DenoiseMethod::kFloor
                                                       : DenoiseMethod::kNone;
          },
          "Subtract each bin's median (default), its noise floor (floor: keeps calls that fill "
          "their band), or only the overall minimum (none)")
      ->check(one_of({"median", "floor", "none"}))
      ->type_name("METHOD")
      ->group("Spectrogram");
  command
      .add_flag_callback(
          "--no-denoise", [&options] { options.denoise.method = DenoiseMethod::kNone; },
          "Same as --denoise none")
      ->group("Spectrogram");
  add_frequency(command, "--freq-min", options.denoise.freq_min_hz, "Lowest frequency [5]");
  add_frequency(command, "--freq-max", options.denoise.freq_max_hz, "Highest frequency [200]");
  add_frequency(command, "--freq-margin", options.raster.freq_margin_hz,
                "Extra band below --freq-min and above --freq-max [2]");
  add("--height", options.raster.height, "Height in px");
  add("--px-per-ms", options.raster.px_per_ms, "Horizontal resolution in px per ms");
  command
      .add_option_function<std::string>(
          "--colormap",
          [&options](const std::string& name) {
            const auto map = colormap_named(name);
            const auto& names = colormap_names();
            if (!map)
              throw CLI::ValidationError("--colormap", one_of({names.begin(), names.end()})(name));
            options.image.colormap = *map;
          },
          "magma (default), viridis, inferno, plasma, gray or gray-inverted")
      ->type_name("NAME")
      ->group("Spectrogram");
  add("--quality", options.image.quality, "JPEG quality, 1 to 100");
  add("--tile-width", options.image.tile_width, "Tile width in px, for images wider than 65500 px");
  command
      .add_option_function<std::string>(
          "--segments",
          [&options](const std::string& name) {
            options.segments.rule = name == "calls" ? SegmentRule::kCalls : SegmentRule::kPeaks;
          },
          "Compressed: show the segments around calls (default) or around amplitude peaks (peaks)")
      ->check(one_of({"calls", "peaks"}))
      ->type_name("RULE")
      ->group("Spectrogram");
  add("--min-snr", options.calls.min_snr_db,
      "Minimum signal-to-noise ratio of a listed call, in dB");
  add("--margin-ms", options.segments.margin_ms,
      "Compressed: time kept before and after each call or peak, in ms");
  add("--threshold", options.segments.threshold, "Compressed: minimum amplitude of a peak, 0 to 1");
}

void add_source_options(CLI::App& command, SourceOptions& options) {
  command.add_option("--channel", options.channel, "Use this channel, from 1 (default: mean)")
      ->check(whole_number(1, 1024))
      ->group("Spectrogram");
  command
      .add_option("--time-expansion", options.time_expansion,
                  "True rate / header rate (default: from the metadata)")
      ->group("Spectrogram");
}

void add_ingest_options(CLI::App& command, IngestOptions& options) {
  const auto add = [&](const char* name, auto& field, const char* description) {
    return command.add_option(name, field, description)->group("Recordings");
  };
  add("--owner", options.owner, "User who owns the recordings [local]");
  command
      .add_flag_function(
          "--public,!--private", [&options](int64_t count) { options.is_public = count > 0; },
          "Make recordings visible to all users, or only to their owner (default for new ones)")
      ->group("Recordings");
  add("--name", options.name, "Name (default: from the file name)");
  add("--recorded-date", options.recorded_date, "Recording date, or date and time")
      ->type_name("YYYY-MM-DD");
  add("--equipment", options.equipment, "Recorder and microphone");
  add("--comments", options.comments, "Comments");
  command
      .add_option_function<std::string>(
          "--location",
          [&options](const std::string& text) {
            options.location = parse_position(text);
            if (!options.location)
              throw CLI::ValidationError(
                  "--location", "'" + text + "' is not a position; write LAT,LON in degrees");
          },
          "Recording location in degrees")
      ->type_name("LAT,LON")
      ->group("Recordings");
  add("--grts-cell", options.grts_cell, "NABat GRTS cell");
  add("--time-expansion", options.time_expansion,
      "True rate / header rate (default: from the metadata)");
  command.add_flag("--copy", options.copy, "Keep copies of the files beside the store")
      ->group("Recordings");
}

void add_jobs_option(CLI::App& command, int& jobs) {
  jobs = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  command.add_option("-j,--jobs", jobs, "Number of threads")
      ->check(whole_number(1, 1024))
      ->capture_default_str();
}

void PathArguments::add_to(CLI::App& command) {
  command.add_option("PATH", paths, "Sound files and folders");
  auto* list = command.add_option("--files-from", files_from,
                                  "Read paths from a file, or - for standard input");
  list->type_name("FILE|-");
  command.add_flag("-0,--null", nul_separated, "Read a list of NUL-terminated paths")->needs(list);
}

std::vector<std::filesystem::path> PathArguments::all() const {
  std::vector<std::filesystem::path> all = paths;
  if (files_from.empty()) return all;
  std::ifstream file;
  std::error_code ignored;
  if (files_from != "-" && !std::filesystem::is_directory(files_from, ignored))
    file.open(files_from);
  std::istream& list = files_from == "-" ? std::cin : file;
  if (files_from != "-" && !file.is_open())
    throw FatalError("cannot read the list " + files_from + "; check the path");
  for (std::string path; std::getline(list, path, nul_separated ? '\0' : '\n');) {
    if (!nul_separated && path.ends_with('\r')) path.pop_back();
    if (!path.empty()) all.emplace_back(path);
  }
  return all;
}

FileList PathArguments::list(const std::filesystem::path& store) const {
  return list_files(all(), store);
}

void print_line(const std::string& line) { write_stdout(line + "\n"); }

void print_json(const nlohmann::json& object) { print_line(json_text(object)); }

void WarningLog::add(const std::string& path, const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) {
    auto& [first, count] = paths_[warning];
    if (count++ == 0) first = path;
  }
}

void WarningLog::write() {
  for (const auto& [warning, files] : paths_) {
    const auto& [first, count] = files;
    if (count == 1)
      spdlog::warn("{}: {}", first, warning);
    else
      spdlog::warn("{} and {} more: {}", first, count - 1, warning);
  }
  paths_.clear();
}

}  // namespace noctule
