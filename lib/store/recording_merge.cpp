// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/recording_merge.h"

#include "store/statement.h"

namespace noctule {

bool RecordingMerge::merge() {
  const bool added = find_or_add_recording();
  const double factor = rate_factor();
  if (factor == 1) {
    add_spectrograms();
    add_failures();
    add_calls();
  }
  add_annotations(factor);
  add_identifications();
  add_duplicates();
  return added;
}

bool RecordingMerge::find_or_add_recording() {
  run(store_,
      "INSERT OR IGNORE INTO user (name, created)"
      " SELECT u.name, u.created FROM other.recording r"
      " JOIN other.user u ON u.id = r.owner_id WHERE r.id = ?",
      theirs_);
  const int added =
      run(store_,
          "INSERT OR IGNORE INTO recording (hash, owner_id, public, name, path, file_size,"
          "  file_mtime_ns, header_rate_hz, time_expansion, sample_rate_hz, channels, samples,"
          "  recorded_at, equipment, comments, latitude, longitude, grts_cell, site, metadata,"
          "  created, modified)"
          " SELECT r.hash, mine.id, r.public, r.name, r.path, r.file_size, r.file_mtime_ns,"
          "  r.header_rate_hz, r.time_expansion, r.sample_rate_hz, r.channels, r.samples,"
          "  r.recorded_at, r.equipment, r.comments, r.latitude, r.longitude, r.grts_cell,"
          "  r.site, r.metadata, r.created, r.modified"
          " FROM other.recording r JOIN other.user u ON u.id = r.owner_id"
          " JOIN main.user mine ON mine.name = u.name WHERE r.id = ?",
          theirs_);
  ours_ = value_of<Id>(
      store_,
      "SELECT m.id FROM other.recording r JOIN other.user u ON u.id = r.owner_id"
      " JOIN main.user mine ON mine.name = u.name"
      " JOIN main.recording m ON m.owner_id = mine.id AND m.hash = r.hash WHERE r.id = ?",
      theirs_);
  return added > 0;
}

/// Our true sample rate / theirs: not 1 if the time expansion was corrected in one store.
double RecordingMerge::rate_factor() {
  return find_value<double>(
             store_,
             "SELECT CAST(m.sample_rate_hz AS REAL) / r.sample_rate_hz FROM main.recording m"
             " JOIN other.recording r ON r.id = ? WHERE m.id = ?",
             theirs_, ours_)
      .value_or(1);
}

void RecordingMerge::add_spectrograms() {
  run(store_,
      "INSERT OR IGNORE INTO parameters (key) SELECT p.key FROM other.spectrogram s"
      " JOIN other.parameters p ON p.id = s.parameters_id WHERE s.recording_id = ?",
      theirs_);
  run(store_,
      "INSERT OR IGNORE INTO spectrogram (recording_id, parameters_id, renderer_version,"
      "  width, height, px_per_second, duration_ms, low_hz, high_hz, compressed_width,"
      "  bytes, created)"
      " SELECT ?, mine.id, s.renderer_version, s.width, s.height, s.px_per_second,"
      "  s.duration_ms, s.low_hz, s.high_hz, s.compressed_width, s.bytes, s.created"
      " FROM other.spectrogram s JOIN other.parameters p ON p.id = s.parameters_id"
      " JOIN main.parameters mine ON mine.key = p.key WHERE s.recording_id = ?",
      ours_, theirs_);
  add_spectrogram_contents();
}

/// Copies segments, images and statistics of their spectrograms to ours with the same key,
/// including those that were not just added.
void RecordingMerge::add_spectrogram_contents() {
  constexpr const char* kPairs =
      " FROM other.spectrogram s JOIN other.parameters p ON p.id = s.parameters_id"
      " JOIN main.parameters mp ON mp.key = p.key"
      " JOIN main.spectrogram m ON m.recording_id = ?1 AND m.parameters_id = mp.id"
      "  AND m.renderer_version = s.renderer_version ";
  run(store_,
      std::string("INSERT OR IGNORE INTO segment"
                  " SELECT m.id, t.number, t.start_column, t.stop_column") +
          kPairs + "JOIN other.segment t ON t.spectrogram_id = s.id WHERE s.recording_id = ?2",
      ours_, theirs_);
  run(store_,
      std::string("INSERT OR IGNORE INTO spectrogram_image"
                  " (spectrogram_id, variant, number, width, jpeg)"
                  " SELECT m.id, i.variant, i.number, i.width, i.jpeg") +
          kPairs +
          "JOIN other.spectrogram_image i ON i.spectrogram_id = s.id"
          " WHERE s.recording_id = ?2 ORDER BY i.id",
      ours_, theirs_);
  run(store_,
      std::string("INSERT OR IGNORE INTO spectrogram_statistics"
                  " SELECT m.id, t.floor_db, t.threshold_db, t.maximum_db, t.reference_db") +
          kPairs +
          "JOIN other.spectrogram_statistics t ON t.spectrogram_id = s.id"
          " WHERE s.recording_id = ?2",
      ours_, theirs_);
}

void RecordingMerge::add_annotations(double factor) {
  run(store_,
      "INSERT OR IGNORE INTO user (name, created)"
      " SELECT u.name, u.created FROM other.annotation a"
      " JOIN other.user u ON u.id = a.owner_id WHERE a.recording_id = ?",
      theirs_);
  run(store_,
      "INSERT OR IGNORE INTO annotation (uid, recording_id, owner_id, start_time_ms,"
      "  end_time_ms, low_hz, high_hz, comments, version, created, modified)"
      " SELECT a.uid, ?1, mine.id, a.start_time_ms / ?3, a.end_time_ms / ?3, a.low_hz * ?3,"
      "  a.high_hz * ?3, a.comments, a.version, a.created, a.modified"
      " FROM other.annotation a JOIN other.user u ON u.id = a.owner_id"
      " JOIN main.user mine ON mine.name = u.name WHERE a.recording_id = ?2",
      ours_, theirs_, factor);
  run(store_,
      "INSERT OR IGNORE INTO annotation_species (annotation_id, species_id)"
      " SELECT m.id, ms.id FROM other.annotation a"
      " JOIN other.annotation_species x ON x.annotation_id = a.id"
      " JOIN other.species sp ON sp.id = x.species_id"
      " JOIN main.species ms ON ms.species_code = sp.species_code"
      " JOIN main.annotation m ON m.uid = a.uid WHERE a.recording_id = ?",
      theirs_);
}

/// Of two identifications by the same person, the one changed last is kept.
void RecordingMerge::add_identifications() {
  run(store_,
      "INSERT OR IGNORE INTO user (name, created)"
      " SELECT u.name, u.created FROM other.identification i"
      " JOIN other.user u ON u.id = i.owner_id WHERE i.recording_id = ?",
      theirs_);
  run(store_,
      "INSERT INTO main.identification (recording_id, owner_id, kind, confidence, reviewed,"
      "  comments, version, created, modified)"
      " SELECT ?1, mine.id, i.kind, i.confidence, i.reviewed, i.comments, i.version, i.created,"
      "  i.modified FROM other.identification i JOIN other.user u ON u.id = i.owner_id"
      " JOIN main.user mine ON mine.name = u.name WHERE i.recording_id = ?2"
      " ON CONFLICT (recording_id, owner_id) DO UPDATE SET kind = excluded.kind,"
      "  confidence = excluded.confidence, reviewed = excluded.reviewed,"
      "  comments = excluded.comments, version = max(version, excluded.version) + 1,"
      "  modified = excluded.modified WHERE excluded.modified > modified",
      ours_, theirs_);
  // Pairs of their identification and ours that was just taken from it.
  constexpr const char* kPairs =
      " FROM other.identification i JOIN other.user u ON u.id = i.owner_id"
      " JOIN main.user mine ON mine.name = u.name"
      " JOIN main.identification m ON m.recording_id = ?1 AND m.owner_id = mine.id"
      "  AND m.modified = i.modified ";
  run(store_,
      std::string("DELETE FROM main.identification_species WHERE identification_id IN"
                  " (SELECT m.id") +
          kPairs + "WHERE i.recording_id = ?2)",
      ours_, theirs_);
  run(store_,
      std::string("INSERT OR IGNORE INTO main.identification_species SELECT m.id, ms.id") + kPairs +
          "JOIN other.identification_species x ON x.identification_id = i.id"
          " JOIN other.species sp ON sp.id = x.species_id"
          " JOIN main.species ms ON ms.species_code = sp.species_code"
          " WHERE i.recording_id = ?2",
      ours_, theirs_);
}

/// Drops failures for which another attempt produced a spectrogram.
void RecordingMerge::add_failures() {
  run(store_,
      "INSERT OR IGNORE INTO parameters (key) SELECT p.key FROM other.failure f"
      " JOIN other.parameters p ON p.id = f.parameters_id WHERE f.recording_id = ?",
      theirs_);
  run(store_,
      "INSERT OR IGNORE INTO failure (recording_id, parameters_id, renderer_version,"
      "  file_size, file_mtime_ns, file_ctime_ns, reason, created)"
      " SELECT ?, mine.id, f.renderer_version, f.file_size, f.file_mtime_ns, f.file_ctime_ns,"
      "  f.reason, f.created FROM other.failure f JOIN other.parameters p ON p.id = "
      "f.parameters_id"
      " JOIN main.parameters mine ON mine.key = p.key WHERE f.recording_id = ?",
      ours_, theirs_);
  run(store_,
      "DELETE FROM failure WHERE recording_id = ? AND EXISTS (SELECT 1 FROM spectrogram s"
      " WHERE s.recording_id = failure.recording_id"
      "  AND s.parameters_id = failure.parameters_id"
      "  AND s.renderer_version = failure.renderer_version)",
      ours_);
}

void RecordingMerge::add_calls() {
  run(store_,
      "INSERT OR IGNORE INTO call_set (recording_id, detector_version, has_peaks, created,"
      "  listed, peak_hz, max_snr_db)"
      " SELECT ?, detector_version, has_peaks, created, listed, peak_hz, max_snr_db"
      " FROM other.call_set"
      " WHERE recording_id = ?",
      ours_, theirs_);
  run(store_,
      "INSERT OR IGNORE INTO call SELECT mine.id, c.number, c.start_ms, c.end_ms, c.low_hz,"
      "  c.high_hz, c.peak_hz, c.char_hz, c.slope_khz_per_ms, c.snr_db, c.score"
      " FROM other.call_set s JOIN other.call c ON c.call_set_id = s.id"
      " JOIN main.call_set mine ON mine.recording_id = ?"
      "  AND mine.detector_version = s.detector_version WHERE s.recording_id = ?",
      ours_, theirs_);
}

void RecordingMerge::add_duplicates() {
  run(store_,
      "INSERT OR IGNORE INTO duplicate (path, recording_id, file_size, file_mtime_ns)"
      " SELECT path, ?, file_size, file_mtime_ns FROM other.duplicate WHERE recording_id = ?",
      ours_, theirs_);
}

}  // namespace noctule
