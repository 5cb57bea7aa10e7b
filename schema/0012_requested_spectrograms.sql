-- SPDX-License-Identifier: GPL-3.0-or-later
-- Spectrograms with other than the default parameters that clients requested over HTTP. Only the
-- newest few of a recording are kept.

CREATE TABLE requested_spectrogram (
  spectrogram_id INTEGER PRIMARY KEY REFERENCES spectrogram (id) ON DELETE CASCADE
);
