// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/spectrograms.h"

#include "core/version.h"

namespace noctule {
namespace {

constexpr const char* kColumns =
    "s.id, s.recording_id, s.parameters_id, s.renderer_version, s.width, s.height,"
    " s.px_per_second, s.duration_ms, s.low_hz, s.high_hz, s.compressed_width, s.bytes, s.created";

const char* to_text(Form form) { return form == Form::kFull ? "full" : "compressed"; }

Spectrogram read_row(SQLite::Statement& row, int column = 0) {
  Spectrogram s;
  const auto next = [&] { return row.getColumn(column++); };
  s.id = next();
  s.recording_id = next();
  s.parameters_id = next();
  s.renderer_version = next();
  s.width = next();
  s.height = next();
  s.px_per_second = next();
  s.duration_ms = next();
  s.low_hz = next();
  s.high_hz = next();
  s.compressed_width = next();
  s.bytes = next();
  s.created = next().getString();
  return s;
}

std::optional<Spectrogram> first_of(std::vector<Spectrogram> rows) {
  if (rows.empty()) return std::nullopt;
  return rows.front();
}

template <class... Args>
std::vector<Spectrogram> select(Store& store, const char* condition, const Args&... args) {
  auto rows = store.query(
      (std::string("SELECT ") + kColumns + " FROM spectrogram s " + condition).c_str(), args...);
  std::vector<Spectrogram> all;
  while (rows.executeStep()) all.push_back(read_row(rows));
  return all;
}

}  // namespace

std::optional<RenderKey> find_render_key(Store& store, const std::string& parameters) {
  auto find = store.query("SELECT id FROM parameters WHERE key = ?", parameters);
  if (!find.executeStep()) return std::nullopt;
  return RenderKey{find.getColumn(0), kRendererVersion};
}

RenderKey ensure_render_key(Store& store, const std::string& parameters) {
  if (const auto known = find_render_key(store, parameters)) return *known;
  store.run("INSERT OR IGNORE INTO parameters (key) VALUES (?)", parameters);
  return *find_render_key(store, parameters);
}

std::string parameters_of(Store& store, Id parameters_id) {
  auto row = store.query("SELECT key FROM parameters WHERE id = ?", parameters_id);
  return row.executeStep() ? row.getColumn(0).getString() : "{}";
}

std::optional<Spectrogram> find_spectrogram(Store& store, Id recording_id, const RenderKey& key) {
  return first_of(select(store,
                         "WHERE recording_id = ? AND parameters_id = ? AND renderer_version = ?",
                         recording_id, key.parameters_id, key.renderer_version));
}

std::optional<Spectrogram> newest_spectrogram(Store& store, Id recording_id) {
  return first_of(select(store, "WHERE recording_id = ? ORDER BY id DESC LIMIT 1", recording_id));
}

std::vector<Spectrogram> spectrograms_of(Store& store, Id recording_id) {
  return select(store, "WHERE recording_id = ? ORDER BY id DESC", recording_id);
}

std::vector<ListedSpectrogram> list_spectrograms(Store& store, int64_t limit, int64_t offset) {
  auto rows = store.query((std::string("SELECT r.name, p.key, ") + kColumns +
                           " FROM spectrogram s JOIN recording r ON r.id = s.recording_id"
                           " JOIN parameters p ON p.id = s.parameters_id"
                           " ORDER BY s.id DESC LIMIT ? OFFSET ?")
                              .c_str(),
                          limit, offset);
  std::vector<ListedSpectrogram> all;
  while (rows.executeStep())
    all.push_back({read_row(rows, 2), rows.getColumn(0), rows.getColumn(1)});
  return all;
}

Id last_spectrogram_id(Store& store) {
  auto row = store.query("SELECT coalesce(max(id), 0) FROM spectrogram");
  row.executeStep();
  return row.getColumn(0);
}

int64_t count_spectrograms(Store& store) {
  auto row = store.query("SELECT count(*) FROM spectrogram");
  row.executeStep();
  return row.getColumn(0);
}

std::optional<Id> insert_spectrogram(Store& store, const Spectrogram& s,
                                     const std::vector<ColumnRange>& segments) {
  const int added = store.run(
      "INSERT OR IGNORE INTO spectrogram (id, recording_id, parameters_id, renderer_version, width,"
      " height, px_per_second, duration_ms, low_hz, high_hz, compressed_width, bytes, created)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      s.id > 0 ? std::optional(s.id) : std::nullopt, s.recording_id, s.parameters_id,
      s.renderer_version, s.width, s.height, s.px_per_second, s.duration_ms, s.low_hz, s.high_hz,
      s.compressed_width, s.bytes, s.created.empty() ? now_utc() : s.created);
  if (added == 0) return std::nullopt;
  const Id id = store.db().getLastInsertRowid();
  auto insert = store.query("INSERT INTO segment VALUES (?, ?, ?, ?)", id);
  for (size_t i = 0; i < segments.size(); ++i) {
    insert.reset();
    insert.bind(2, static_cast<int64_t>(i));
    insert.bind(3, segments[i].start);
    insert.bind(4, segments[i].stop);
    insert.exec();
  }
  return id;
}

void insert_image(Store& store, Id spectrogram_id, Form form, const ImageSize& size,
                  const std::string& jpeg) {
  auto insert = store.query(
      "INSERT OR IGNORE INTO spectrogram_image (spectrogram_id, form, number, width, jpeg)"
      " VALUES (?, ?, ?, ?, ?)",
      spectrogram_id, to_text(form), size.number, size.width);
  insert.bindNoCopy(5, jpeg.data(), static_cast<int>(jpeg.size()));
  insert.exec();
}

std::vector<ColumnRange> segments_of(Store& store, Id spectrogram_id) {
  auto rows = store.query(
      "SELECT start_column, stop_column FROM segment WHERE spectrogram_id = ? ORDER BY number",
      spectrogram_id);
  std::vector<ColumnRange> segments;
  while (rows.executeStep())
    segments.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getInt64()});
  return segments;
}

std::vector<ImageSize> images_of(Store& store, Id spectrogram_id, Form form) {
  auto rows = store.query(
      "SELECT number, width FROM spectrogram_image WHERE spectrogram_id = ? AND form = ?"
      " ORDER BY number",
      spectrogram_id, to_text(form));
  std::vector<ImageSize> images;
  while (rows.executeStep())
    images.push_back({rows.getColumn(0).getInt(), rows.getColumn(1).getInt()});
  return images;
}

std::optional<std::string> image_of(Store& store, Id spectrogram_id, Form form, int number) {
  auto row = store.query(
      "SELECT jpeg FROM spectrogram_image WHERE spectrogram_id = ? AND form = ? AND number = ?",
      spectrogram_id, to_text(form), number);
  if (!row.executeStep()) return std::nullopt;
  const auto blob = row.getColumn(0);
  return std::string(static_cast<const char*>(blob.getBlob()),
                     static_cast<size_t>(blob.getBytes()));
}

void delete_spectrogram(Store& store, Id spectrogram_id) {
  store.run("DELETE FROM spectrogram WHERE id = ?", spectrogram_id);
}

void delete_spectrograms_of(Store& store, Id recording_id) {
  store.run("DELETE FROM spectrogram WHERE recording_id = ?", recording_id);
}

}  // namespace noctule
