// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/spectrograms.h"

#include "core/timestamp.h"
#include "store/statement.h"

namespace noctule {
namespace {

Spectrogram read_spectrogram(Statement& row) {
  Spectrogram s;
  row.read("id", s.id);
  row.read("recording_id", s.recording_id);
  row.read("parameters_id", s.parameters_id);
  row.read("renderer_version", s.renderer_version);
  row.read("width", s.width);
  row.read("height", s.height);
  row.read("px_per_second", s.px_per_second);
  row.read("duration_ms", s.duration_ms);
  row.read("low_hz", s.low_hz);
  row.read("high_hz", s.high_hz);
  row.read("compressed_width", s.compressed_width);
  row.read("bytes", s.bytes);
  row.read("created", s.created);
  return s;
}

template <class... Args>
std::vector<Spectrogram> select_spectrograms(Store& store, const char* condition,
                                             const Args&... args) {
  Statement rows(store, std::string("SELECT * FROM spectrogram ") + condition, args...);
  std::vector<Spectrogram> all;
  while (rows.step()) all.push_back(read_spectrogram(rows));
  return all;
}

}  // namespace

std::optional<Spectrogram> find_spectrogram(Store& store, Id id) {
  return first_of(select_spectrograms(store, "WHERE id = ?", id));
}

std::optional<Spectrogram> find_spectrogram(Store& store, Id recording_id, const RenderKey& key) {
  return first_of(select_spectrograms(
      store, "WHERE recording_id = ? AND parameters_id = ? AND renderer_version = ?", recording_id,
      key.parameters_id, key.renderer_version));
}

std::vector<Spectrogram> spectrograms_of(Store& store, Id recording_id) {
  return select_spectrograms(store, "WHERE recording_id = ? ORDER BY id DESC", recording_id);
}

std::vector<ListedSpectrogram> list_spectrograms(Store& store, int64_t limit, int64_t offset) {
  Statement rows(store,
                 "SELECT s.*, r.name AS recording_name, p.key AS parameters FROM spectrogram s"
                 " JOIN recording r ON r.id = s.recording_id"
                 " JOIN parameters p ON p.id = s.parameters_id"
                 " ORDER BY s.id DESC LIMIT ? OFFSET ?",
                 limit, offset);
  std::vector<ListedSpectrogram> all;
  while (rows.step())
    all.push_back({read_spectrogram(rows), rows.get<std::string>("recording_name"),
                   rows.get<std::string>("parameters")});
  return all;
}

Id last_spectrogram_id(Store& store) {
  return value_of<Id>(store, "SELECT coalesce(max(id), 0) FROM spectrogram");
}

int64_t count_spectrograms(Store& store) {
  return value_of<int64_t>(store, "SELECT count(*) FROM spectrogram");
}

std::optional<Id> insert_spectrogram(Store& store, const Spectrogram& s,
                                     const std::vector<ColumnRange>& segments) {
  const int added =
      run(store,
          "INSERT OR IGNORE INTO spectrogram (recording_id, parameters_id, renderer_version, width,"
          " height, px_per_second, duration_ms, low_hz, high_hz, compressed_width, bytes, created)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          s.recording_id, s.parameters_id, s.renderer_version, s.width, s.height, s.px_per_second,
          s.duration_ms, s.low_hz, s.high_hz, s.compressed_width, s.bytes,
          s.created.empty() ? now_utc() : s.created);
  if (added == 0) return std::nullopt;
  const Id id = last_inserted(store);
  Statement insert(store, "INSERT INTO segment VALUES (?, ?, ?, ?)", id);
  for (size_t i = 0; i < segments.size(); ++i) {
    insert.rebind(2, static_cast<int64_t>(i), segments[i].start, segments[i].stop);
    insert.run();
  }
  return id;
}

void insert_images(Store& store, Id spectrogram_id, Variant variant, const ImageSet& images) {
  for (int number = 0; number < images.count(); ++number) {
    const std::string image = images.read(number);
    run(store,
        "INSERT OR IGNORE INTO spectrogram_image (spectrogram_id, variant, number, width, jpeg)"
        " VALUES (?, ?, ?, ?, ?)",
        spectrogram_id, to_text(variant), number, images.widths[number], Blob{image});
  }
}

std::vector<ColumnRange> segments_of(Store& store, Id spectrogram_id) {
  Statement rows(
      store,
      "SELECT start_column, stop_column FROM segment WHERE spectrogram_id = ? ORDER BY number",
      spectrogram_id);
  std::vector<ColumnRange> segments;
  while (rows.step())
    segments.push_back({rows.get<int64_t>("start_column"), rows.get<int64_t>("stop_column")});
  return segments;
}

ImageSet images_of(Store& store, Id spectrogram_id, Variant variant) {
  Statement rows(store,
                 "SELECT width, length(jpeg) AS bytes FROM spectrogram_image"
                 " WHERE spectrogram_id = ? AND variant = ? ORDER BY number",
                 spectrogram_id, to_text(variant));
  ImageSet images;
  while (rows.step()) {
    images.widths.push_back(rows.get<int>("width"));
    images.bytes += rows.get<int64_t>("bytes");
  }
  constexpr const char* kGone =
      "the spectrogram was removed or replaced in the meantime; try again";
  if (images.widths.empty()) throw NotFoundError(kGone);
  images.read = [&store, spectrogram_id, variant](int number) {
    auto image = find_value<std::string>(store,
                                         "SELECT jpeg FROM spectrogram_image WHERE spectrogram_id "
                                         "= ? AND variant = ? AND number = ?",
                                         spectrogram_id, to_text(variant), number);
    if (!image) throw NotFoundError(kGone);
    return std::move(*image);
  };
  return images;
}

void delete_spectrogram(Store& store, Id spectrogram_id) {
  run(store, "DELETE FROM spectrogram WHERE id = ?", spectrogram_id);
}

void keep_newest_requested(Store& store, const Spectrogram& requested, int kept) {
  run(store, "INSERT OR IGNORE INTO requested_spectrogram VALUES (?)", requested.id);
  run(store,
      "DELETE FROM spectrogram WHERE id IN (SELECT spectrogram_id FROM requested_spectrogram"
      " JOIN spectrogram s ON s.id = spectrogram_id WHERE s.recording_id = ?"
      " ORDER BY s.id DESC LIMIT -1 OFFSET ?)",
      requested.recording_id, kept);
}

void delete_spectrograms_of(Store& store, Id recording_id) {
  run(store, "DELETE FROM spectrogram WHERE recording_id = ?", recording_id);
}

}  // namespace noctule
