// SPDX-License-Identifier: GPL-3.0-or-later
#include "report.h"

#include "core/json_text.h"
#include "core/output_guard.h"

namespace noctule {
namespace {

/// RFC 4180: quoted where it holds a separator, quotes doubled.
std::string csv_field(const std::string& text) {
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
         ",,," + number_text(r.ms) + "," + std::to_string(r.bytes);
}

template <class T>
nlohmann::json known(const T& value) {
  return value == T{} ? nlohmann::json() : nlohmann::json(value);
}

std::string json_line(const BulkResult& r) {
  return json_text({{"path", r.path},
                    {"id", known(r.id)},
                    {"outcome", to_text(r.outcome)},
                    {"error", known(r.error)},
                    {"warnings", r.warnings},
                    {"duplicate_of", known(r.duplicate_of)},
                    {"duration", known(r.duration_ms)},
                    {"calls", nullptr},
                    {"verdict", nullptr},
                    {"ms", r.ms},
                    {"bytes", r.bytes}});
}

}  // namespace

Report::Report(const std::string& path, const std::vector<std::filesystem::path>& inputs,
               const std::filesystem::path& store)
    : path_(path), csv_(path.ends_with(".csv")) {
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
  if (file_) file_->commit();
}

}  // namespace noctule
