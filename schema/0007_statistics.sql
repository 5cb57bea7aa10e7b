-- SPDX-License-Identifier: GPL-3.0-or-later
-- Statistics of the whole recording behind a spectrogram, with which any region of it can be drawn
-- again from the samples alone.

CREATE TABLE spectrogram_statistics (
  spectrogram_id INTEGER PRIMARY KEY REFERENCES spectrogram (id) ON DELETE CASCADE,
  floor_db REAL NOT NULL,       -- lower limit of the decibels
  threshold_db REAL NOT NULL,
  maximum_db REAL NOT NULL,     -- drawn with the highest level
  reference_db BLOB NOT NULL    -- subtracted from each bin: little-endian 32-bit floats
);
