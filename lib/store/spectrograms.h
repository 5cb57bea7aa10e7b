// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/column_range.h"
#include "core/image_set.h"
#include "store/render_key.h"

namespace noctule {

/// A row of the spectrogram table, without its images.
struct Spectrogram {
  Id id = 0;
  Id recording_id = 0;
  Id parameters_id = 0;
  int renderer_version = 0;
  int64_t width = 0;  ///< px at full resolution
  int height = 0;
  int64_t px_per_second = 0;
  double duration_ms = 0;
  double low_hz = 0, high_hz = 0;
  int64_t compressed_width = 0;
  int64_t bytes = 0;
  std::string created;

  double column_ms(int64_t column) const {
    return 1000.0 * static_cast<double>(column) / static_cast<double>(px_per_second);
  }
};

std::optional<Spectrogram> find_spectrogram(Store& store, Id id);
/// A recording's spectrogram with a key, and all of its spectrograms.
std::optional<Spectrogram> find_spectrogram(Store& store, Id recording_id, const RenderKey& key);
std::vector<Spectrogram> spectrograms_of(Store& store, Id recording_id);  ///< newest first

struct ListedSpectrogram {
  Spectrogram spectrogram;
  std::string recording_name;
  std::string parameters;  ///< JSON
};
/// Spectrograms of all recordings, newest first; a limit of -1 means no limit.
std::vector<ListedSpectrogram> list_spectrograms(Store& store, int64_t limit, int64_t offset);
int64_t count_spectrograms(Store& store);

/// The highest id so far, 0 if there is none; later spectrograms have higher ids.
Id last_spectrogram_id(Store& store);

/// Adds a row, under an id that was never used before, and its segments; returns that id, or
/// nullopt if the key is taken.
std::optional<Id> insert_spectrogram(Store& store, const Spectrogram& spectrogram,
                                     const std::vector<ColumnRange>& segments);
void insert_images(Store& store, Id spectrogram_id, Variant variant, const ImageSet& images);

std::vector<ColumnRange> segments_of(Store& store, Id spectrogram_id);
/// Images are read from `store` on demand, so the store must outlive the set. Throws NotFoundError
/// if the images are gone; so does the set's read().
ImageSet images_of(Store& store, Id spectrogram_id, Variant variant);

void delete_spectrogram(Store& store, Id spectrogram_id);
/// Records that a client requested a spectrogram with other than the default parameters, and
/// deletes all but the newest `kept` of those of its recording.
void keep_newest_requested(Store& store, const Spectrogram& requested, int kept);
void delete_spectrograms_of(Store& store, Id recording_id);

}  // namespace noctule
