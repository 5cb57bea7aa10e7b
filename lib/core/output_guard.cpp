// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/output_guard.h"

#include <unistd.h>

#include <fstream>
#include <string_view>

#include "core/error.h"
#include "core/number.h"
#include "core/paths.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

constexpr std::streamoff kBytes = 1 << 20;

std::string bytes_at(std::ifstream& file, std::streamoff at) {
  std::string bytes(kBytes, '\0');
  file.clear();
  file.seekg(at);
  file.read(bytes.data(), kBytes);
  bytes.resize(static_cast<size_t>(file.gcount()));
  return bytes;
}

std::string first_bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return bytes_at(file, 0);
}

/// The first bytes and, since the metadata of a WAVE file may follow its samples, the last ones.
std::string both_ends(const fs::path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = file.tellg();
  const std::string start = bytes_at(file, 0);
  return size > kBytes ? start + bytes_at(file, size - kBytes) : start;
}

/// "0.001000<tab>0.002000<tab>…": two numbers.
bool is_audacity(std::string_view line) {
  for (int i = 0; i < 2; ++i) {
    const auto number = parse_leading_number<double>(line);
    if (!number || !number->rest.starts_with('\t')) return false;
    line = number->rest.substr(1);
  }
  return true;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool is_of_kind(std::string_view bytes, OutputKind kind) {
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  switch (kind) {
    case OutputKind::kJpeg:
      return bytes.starts_with("\xFF\xD8\xFF");
    case OutputKind::kPgm:
      return bytes.starts_with("P5\n");
    case OutputKind::kPng:
      return bytes.starts_with("\x89PNG\r\n\x1A\n");
    case OutputKind::kPdf:
      return bytes.starts_with("%PDF-");
    case OutputKind::kReportJsonl:
      return line.starts_with('{') && contains(line, "\"outcome\"") && contains(line, "\"path\"");
    case OutputKind::kReportCsv:
      return line.starts_with("path,id,outcome,");
    case OutputKind::kCallsCsv:
      return line.starts_with("recording_id,path,start_time,");
    case OutputKind::kSidecar:
      return bytes.starts_with('{') && contains(bytes, "\"spectroInfo\"");
    case OutputKind::kRaven:
      return line.starts_with("Selection\tView\tChannel\tBegin Time (s)\t");
    case OutputKind::kAudacity:
      return is_audacity(line);
    case OutputKind::kLabelsCsv:
      return line.starts_with("recording_id,path,start_time,") ||
             line.starts_with("recording_id,path,file_start_time,");
    case OutputKind::kAoef:
      return bytes.starts_with('{') && contains(bytes, "\"collection_type\"");
    case OutputKind::kKaleidoscope:
      return line.starts_with("INDIR,FOLDER,IN FILE,");
    case OutputKind::kGuanoWave:
      return (bytes.starts_with("RIFF") || bytes.starts_with("RF64")) &&
             contains(bytes, "\nnoctule|Calls: ");
    case OutputKind::kNpy:
      return bytes.starts_with("\x93NUMPY");
    case OutputKind::kCropsCsv:
      return line.starts_with("file,recording_id,path,crop_start,");
  }
  return false;
}

const char* name_of(OutputKind kind) {
  switch (kind) {
    case OutputKind::kJpeg:
      return "a JPEG";
    case OutputKind::kPgm:
      return "a PGM image";
    case OutputKind::kPng:
      return "a PNG";
    case OutputKind::kPdf:
      return "a PDF";
    case OutputKind::kReportJsonl:
      return "a noctule report in JSON Lines format";
    case OutputKind::kReportCsv:
      return "a noctule report in CSV format";
    case OutputKind::kCallsCsv:
      return "a noctule call table";
    case OutputKind::kRaven:
      return "a Raven selection table";
    case OutputKind::kAudacity:
      return "an Audacity label file";
    case OutputKind::kLabelsCsv:
      return "a noctule table of calls or annotations";
    case OutputKind::kAoef:
      return "an AOEF file";
    case OutputKind::kKaleidoscope:
      return "a Kaleidoscope table";
    case OutputKind::kGuanoWave:
      return "a copy that noctule wrote GUANO metadata into";
    case OutputKind::kNpy:
      return "an NPY array";
    case OutputKind::kCropsCsv:
      return "a noctule table of crops";
    case OutputKind::kSidecar:
      break;
  }
  return "a noctule sidecar file";
}

bool belongs_to_store(const fs::path& path, const fs::path& store) {
  if (store.empty()) return false;
  for (const char* suffix : {"", "-wal", "-shm", "-journal"})
    if (same_place(path, store.string() + suffix)) return true;
  return false;
}

}  // namespace

bool is_output(const fs::path& path, OutputKind kind) {
  return is_of_kind(kind == OutputKind::kGuanoWave ? both_ends(path) : first_bytes(path), kind);
}

std::optional<std::string> why_not_writable(const fs::path& path, OutputKind kind,
                                            const std::vector<fs::path>& inputs,
                                            const fs::path& store) {
  if (belongs_to_store(path, store)) return path.string() + " is the store; name another output";
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) return std::nullopt;
  if (fs::is_directory(status)) return path.string() + " is a folder; name a file";
  for (const fs::path& input : inputs)
    if (same_file(path, input)) return path.string() + " is an input; name another output";
  if (!fs::is_regular_file(status) || fs::file_size(path, error) == 0) return std::nullopt;
  if (is_output(path, kind)) return std::nullopt;
  return path.string() + " exists and is not " + name_of(kind) +
         "; name another output, or remove it first";
}

void check_output(const fs::path& path, OutputKind kind, const std::vector<fs::path>& inputs,
                  const fs::path& store) {
  if (const auto reason = why_not_writable(path, kind, inputs, store)) throw UsageError(*reason);
  const fs::path folder = normalised_path(path).parent_path();
  std::error_code error;
  if (!fs::is_directory(folder, error))
    throw UsageError("cannot write " + path.string() + ": no folder " + folder.string() +
                     "; create it first");
  if (!fs::exists(path, error) && access(folder.c_str(), W_OK) != 0)
    throw UsageError("cannot write " + path.string() + ": no permission to write in " +
                     folder.string() + "; name another output");
}

}  // namespace noctule
