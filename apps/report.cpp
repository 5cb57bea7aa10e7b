// SPDX-License-Identifier: GPL-3.0-or-later
#include "report.h"

#include "core/error.h"
#include "core/json_text.h"
#include "core/output_guard.h"
#include "core/text.h"

namespace noctule {
namespace {

/// RFC 4180: quoted if it contains a separator, with quotes doubled.
std::string csv_field(const std::string& raw) {
  const std::string text = escape_control(raw);
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

std::string csv_line(const BulkResult& r) {
  std::string warnings;
  for (const std::string& warning : r.warnings)
    warnings += (warnings.empty() ? "" : "; ") + warning;
  return csv_field(r.path) + "," + (r.id > 0 ? std::to_string(r.id) : "") + "," +
         to_text(r.outcome) + "," + csv_field(r.error) + "," + csv_field(warnings) + "," +
         csv_field(r.duplicate_of) + "," + (r.duration_ms > 0 ? number_text(r.duration_ms) : "") +
         "," + (r.calls ? std::to_string(r.calls->calls.size()) : "") + "," +
         (r.calls ? to_text(r.calls->verdict) : "") + "," + number_text(r.ms) + "," +
         std::to_string(r.bytes);
}

/// Checks the path again: another output of this run may have been written there.
void commit_unless_taken(AtomicFile& file, const std::string& path, OutputKind kind,
                         const std::filesystem::path& store) {
  if (const auto reason = why_not_writable(path, kind, {}, store)) throw UsageError(*reason);
  file.commit();
}

template <class T>
nlohmann::json known(const T& value) {
  return value == T{} ? nlohmann::json() : nlohmann::json(value);
}

std::string json_line(const BulkResult& r) {
  return json_text(
      {{"path", r.path},
       {"id", known(r.id)},
       {"outcome", to_text(r.outcome)},
       {"error", known(r.error)},
       {"warnings", r.warnings},
       {"duplicate_of", known(r.duplicate_of)},
       {"duration", known(r.duration_ms)},
       {"calls", r.calls ? nlohmann::json(r.calls->calls.size()) : nlohmann::json()},
       {"verdict", r.calls ? nlohmann::json(to_text(r.calls->verdict)) : nlohmann::json()},
       {"ms", r.ms},
       {"bytes", r.bytes}});
}

}  // namespace

Report::Report(const std::string& path, const std::vector<std::filesystem::path>& inputs,
               const std::filesystem::path& store)
    : path_(path), store_(store), csv_(path.ends_with(".csv")) {
  if (path.empty()) return;
  if (path != "-") {
    check_output(path, csv_ ? OutputKind::kReportCsv : OutputKind::kReportJsonl, inputs, store);
    file_ = std::make_unique<AtomicFile>(path);
  }
  if (csv_) write("path,id,outcome,error,warnings,duplicate_of,duration,calls,verdict,ms,bytes");
}

void Report::write(const std::string& line) {
  if (file_)
    file_->write(line + "\n");
  else
    write_stdout(line + "\n");
}

void Report::add(const BulkResult& result) {
  if (!path_.empty()) write(csv_ ? csv_line(result) : json_line(result));
}

void Report::commit() {
  if (file_)
    commit_unless_taken(*file_, path_, csv_ ? OutputKind::kReportCsv : OutputKind::kReportJsonl,
                        store_);
}

CallTable::CallTable(const std::string& path, const std::vector<std::filesystem::path>& inputs,
                     const std::filesystem::path& store)
    : path_(path), store_(store) {
  if (path.empty()) return;
  check_output(path, OutputKind::kCallsCsv, inputs, store);
  file_ = std::make_unique<AtomicFile>(path);
  file_->write(std::string("recording_id,path,") + kCallColumns + "\n");
}

void CallTable::add(const BulkResult& result) {
  if (!file_ || !result.calls) return;
  const std::string start = std::to_string(result.id) + "," + csv_field(result.path) + ",";
  std::string lines;
  for (const Call& call : result.calls->calls) lines += start + csv_fields(call) + "\n";
  file_->write(lines);
}

void CallTable::commit() {
  if (file_) commit_unless_taken(*file_, path_, OutputKind::kCallsCsv, store_);
}

}  // namespace noctule
