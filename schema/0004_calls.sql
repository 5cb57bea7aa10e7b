-- Candidate calls found by one version of the detector. Score and SNR decide which of them are
-- listed, so one set serves every minimum SNR.
CREATE TABLE call_set (
  id INTEGER PRIMARY KEY,
  recording_id INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
  detector_version INTEGER NOT NULL,
  has_peaks INTEGER NOT NULL,   -- whether the amplitude peak rule finds anything
  created TEXT NOT NULL,
  UNIQUE (recording_id, detector_version)
);

CREATE TABLE call (
  call_set_id INTEGER NOT NULL REFERENCES call_set (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,      -- from 0, by start
  start_ms REAL NOT NULL,
  end_ms REAL NOT NULL,
  low_hz REAL NOT NULL,
  high_hz REAL NOT NULL,
  peak_hz REAL NOT NULL,
  char_hz REAL NOT NULL,
  slope_khz_per_ms REAL NOT NULL,
  snr_db REAL NOT NULL,
  score REAL NOT NULL,          -- log-odds that this is a call
  PRIMARY KEY (call_set_id, number)
) WITHOUT ROWID;
