// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/data_export.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "core/atomic_file.h"
#include "core/error.h"
#include "exchange/fields.h"
#include "exchange/label.h"
#include "pipeline/call_crops.h"
#include "pipeline/decibel_array.h"
#include "pipeline/output_files.h"
#include "pipeline/recording_calls.h"
#include "pipeline/stored.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

/// "STEM.0001234.250.jpg": the call's start in ms, so that names sort by time; calls that start
/// together get a letter.
std::string crop_name(const std::string& stem, double start_ms, const std::string& previous) {
  char time[32];
  std::snprintf(time, sizeof time, ".%011.3f", start_ms);
  std::string name = stem + time + ".jpg";
  for (char letter = 'b'; name <= previous && letter <= 'z'; ++letter)
    name = stem + time + letter + ".jpg";
  return name;
}

std::string crops_header() {
  return std::string(
             "file,recording_id,path,crop_start,crop_end,crop_low,crop_high,width,height,") +
         kCallColumns + "\n";
}

std::string crop_line(const std::string& file, const Recording& recording, const std::string& input,
                      const CallCrop& crop) {
  std::string line =
      spreadsheet_field(file) + "," + std::to_string(recording.id) + "," + spreadsheet_field(input);
  for (const double value : {crop.start_ms, crop.end_ms, crop.low_hz, crop.high_hz})
    line += "," + fixed(value, 3);
  return line + "," + std::to_string(crop.width) + "," + std::to_string(crop.height) + "," +
         csv_fields(crop.call) + "\n";
}

}  // namespace

DataExporter::DataExporter(const ExportOptions& options, SpectrogramOptions spectrogram,
                           fs::path store)
    : options_(options), spectrogram_(std::move(spectrogram)), store_(std::move(store)) {}

void DataExporter::describe(const Recording& recording, nlohmann::json& sidecar) const {
  if (options_.has(ExportFormat::kNpy))
    sidecar["array"] =
        to_json(DecibelArray::of(recording.sample_rate_hz, recording.samples, spectrogram_));
  if (options_.has(ExportFormat::kCrops))
    sidecar["crops"] = {{"margin_ms", kCropMarginMs}, {"margin_hz", kCropMarginHz}};
}

bool DataExporter::write(const DataJob& job) const {
  bool written = false;
  for (const DataJob::Place& place : job.places) {
    if (options_.has(ExportFormat::kNpy)) written |= write_array(job, place);
    if (options_.has(ExportFormat::kCrops)) written |= write_crops(job, place);
    if (options_.has(ExportFormat::kPng)) written |= write_pngs(job, place);
  }
  return written;
}

bool DataExporter::write_array(const DataJob& job, const DataJob::Place& place) const {
  const Recording& recording = job.recording;
  const fs::path path = place.stem.string() + ".npy";
  const auto sizes = DecibelArray::of(recording.sample_rate_hz, recording.samples, spectrogram_);
  std::error_code error;
  if (place.current && static_cast<int64_t>(fs::file_size(path, error)) == sizes.file_bytes() &&
      !error)
    return false;
  check_target(path, OutputKind::kNpy, store_);
  DenoisedRecording decibels(open_recording(recording),
                             time_expansion_of(recording, spectrogram_.source), spectrogram_);
  make_folder(path.parent_path());
  AtomicFile file(path);
  write_npy(decibels, array_of(decibels), [&](std::string_view bytes) { file.write(bytes); });
  file.commit();
  return true;
}

bool DataExporter::write_crops(const DataJob& job, const DataJob::Place& place) const {
  const Recording& recording = job.recording;
  const fs::path& stem = place.stem;
  const fs::path folder = stem.string() + ".crops", table_path = stem.string() + ".crops.csv";
  std::error_code ignored;
  if (place.current && fs::exists(table_path, ignored)) return false;
  check_target(table_path, OutputKind::kCropsCsv, store_);
  std::string table = crops_header(), name;
  if (!job.calls.empty()) {
    make_folder(folder);
    DenoisedRecording decibels(open_recording(recording),
                               time_expansion_of(recording, spectrogram_.source), spectrogram_);
    draw_call_crops(
        decibels, spectrogram_, job.calls, [&](const CallCrop& crop, const std::string& jpeg) {
          name = crop_name(stem.filename().string(), crop.call.start_ms, name);
          check_target(folder / name, OutputKind::kJpeg, store_);
          write_file(folder / name, jpeg);
          table += crop_line(folder.filename().string() + "/" + name, recording, place.input, crop);
        });
  }
  make_folder(table_path.parent_path());
  write_file(table_path, table);
  return true;
}

bool DataExporter::write_pngs(const DataJob& job, const DataJob::Place& place) const {
  const auto exists = [](const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
  };
  if (place.current && std::all_of(place.pngs.begin(), place.pngs.end(), exists)) return false;
  RenderRequest request;
  request.format = ImageFormat::kPng;
  request.compressed = job.compressed;
  const Rendering rendering = render_recording(job.recording, spectrogram_, request);
  make_folder(place.stem.parent_path());
  write_images(*rendering.full, place.stem.string() + ".spectrogram.png");
  if (rendering.compressed)
    write_images(*rendering.compressed, place.stem.string() + ".compressed.png");
  return true;
}

void DataExporter::write_images(const ImageSet& images, const fs::path& first) const {
  for (int number = 0; number < images.count(); ++number)
    check_target(numbered_path(first, number), OutputKind::kPng, store_);
  for (int number = 0; number < images.count(); ++number)
    write_file(numbered_path(first, number), images.read(number));
}

}  // namespace noctule
