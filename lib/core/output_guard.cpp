// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/output_guard.h"

#include <unistd.h>

#include <fstream>
#include <string_view>

#include "core/error.h"
#include "core/paths.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

std::string first_bytes(const fs::path& path) {
  std::string bytes(1 << 20, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(file.gcount()));
  return bytes;
}

bool is_of_kind(std::string_view bytes, OutputKind kind) {
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  const auto has = [](std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
  };
  switch (kind) {
    case OutputKind::kJpeg:
      return bytes.starts_with("\xFF\xD8\xFF");
    case OutputKind::kPgm:
      return bytes.starts_with("P5\n");
    case OutputKind::kReportJsonl:
      return line.starts_with('{') && has(line, "\"outcome\"") && has(line, "\"path\"");
    case OutputKind::kReportCsv:
      return line.starts_with("path,id,outcome,");
    case OutputKind::kCallsCsv:
      return line.starts_with("recording_id,path,start_time,");
    case OutputKind::kSidecar:
      return bytes.starts_with('{') && has(bytes, "\"spectroInfo\"");
  }
  return false;
}

const char* name_of(OutputKind kind) {
  switch (kind) {
    case OutputKind::kJpeg:
      return "a JPEG";
    case OutputKind::kPgm:
      return "a PGM image";
    case OutputKind::kReportJsonl:
      return "a noctule report in JSON Lines format";
    case OutputKind::kReportCsv:
      return "a noctule report in CSV format";
    case OutputKind::kCallsCsv:
      return "a noctule call table";
    case OutputKind::kSidecar:
      break;
  }
  return "a noctule sidecar file";
}

/// Works for files that do not exist yet, too.
bool same_place(const fs::path& a, const fs::path& b) {
  std::error_code error;
  return same_file(a, b) || fs::weakly_canonical(normalised_path(a), error) ==
                                fs::weakly_canonical(normalised_path(b), error);
}

bool belongs_to_store(const fs::path& path, const fs::path& store) {
  if (store.empty()) return false;
  for (const char* suffix : {"", "-wal", "-shm", "-journal"})
    if (same_place(path, store.string() + suffix)) return true;
  return false;
}

}  // namespace

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
  if (is_of_kind(first_bytes(path), kind)) return std::nullopt;
  return path.string() + " exists and is not " + name_of(kind) +
         "; name another output, or remove it first";
}

void check_output(const fs::path& path, OutputKind kind, const std::vector<fs::path>& inputs,
                  const fs::path& store) {
  if (const auto reason = why_not_writable(path, kind, inputs, store)) throw UsageError(*reason);
  const fs::path folder = normalised_path(path).parent_path();
  std::error_code error;
  if (!fs::is_directory(folder, error))
    throw FatalError("cannot write " + path.string() + ": no folder " + folder.string() +
                     "; create it first");
  if (!fs::exists(path, error) && access(folder.c_str(), W_OK) != 0)
    throw FatalError("cannot write " + path.string() + ": no permission to write in " +
                     folder.string() + "; name another output");
}

}  // namespace noctule
