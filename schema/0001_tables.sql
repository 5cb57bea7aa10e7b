-- The tables of a noctule store. Times are text: UTC, ISO 8601 with milliseconds. Never edit a
-- released migration; add another file.

CREATE TABLE user (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  created TEXT NOT NULL
);

CREATE TABLE token (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES user (id),
  hash BLOB NOT NULL UNIQUE,  -- BLAKE2b-256 of the token; the token itself is not stored
  scope TEXT NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
  note TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL,
  expires TEXT,               -- NULL: never
  last_used TEXT,
  revoked TEXT
);

CREATE TABLE recording (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL,         -- BLAKE2b-256 of the whole file
  owner_id INTEGER NOT NULL REFERENCES user (id),
  public INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL,
  path TEXT,                  -- absolute; NULL once the file there is a different one
  file_size INTEGER NOT NULL,
  file_mtime_ns INTEGER NOT NULL,
  header_rate_hz INTEGER NOT NULL,
  time_expansion REAL NOT NULL,
  sample_rate_hz INTEGER NOT NULL,
  channels INTEGER NOT NULL,
  samples INTEGER NOT NULL,
  recorded_at TEXT,           -- local time as the recorder wrote it: YYYY-MM-DD[THH:MM:SS[±HH:MM]]
  equipment TEXT,
  comments TEXT,
  latitude REAL,
  longitude REAL,
  grts_cell INTEGER,
  metadata TEXT NOT NULL DEFAULT '{}',  -- JSON: source of each field, GUANO, WAMD
  created TEXT NOT NULL,
  modified TEXT NOT NULL,
  UNIQUE (owner_id, hash)
);
CREATE INDEX recording_by_hash ON recording (hash);
CREATE INDEX recording_by_path ON recording (path);

CREATE TABLE parameters (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE    -- canonical JSON of all options that affect the pixels
);

CREATE TABLE spectrogram (
  id INTEGER PRIMARY KEY,
  recording_id INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
  parameters_id INTEGER NOT NULL REFERENCES parameters (id),
  renderer_version INTEGER NOT NULL,
  width INTEGER NOT NULL,     -- px at full resolution
  height INTEGER NOT NULL,
  px_per_second INTEGER NOT NULL,
  duration_ms REAL NOT NULL,
  low_hz REAL NOT NULL,
  high_hz REAL NOT NULL,
  compressed_width INTEGER NOT NULL,
  bytes INTEGER NOT NULL,     -- total size of the full images
  created TEXT NOT NULL,
  UNIQUE (recording_id, parameters_id, renderer_version)
);
CREATE INDEX spectrogram_by_parameters
  ON spectrogram (parameters_id, renderer_version, recording_id);

CREATE TABLE spectrogram_image (
  id INTEGER PRIMARY KEY,
  spectrogram_id INTEGER NOT NULL REFERENCES spectrogram (id) ON DELETE CASCADE,
  form TEXT NOT NULL CHECK (form IN ('full', 'compressed')),
  number INTEGER NOT NULL,    -- 0: the single image or the overview; tiles from 1
  width INTEGER NOT NULL,
  jpeg BLOB NOT NULL,
  UNIQUE (spectrogram_id, form, number)
);

CREATE TABLE segment (
  spectrogram_id INTEGER NOT NULL REFERENCES spectrogram (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,    -- from 0
  start_column INTEGER NOT NULL,
  stop_column INTEGER NOT NULL CHECK (stop_column > start_column),
  PRIMARY KEY (spectrogram_id, number)
) WITHOUT ROWID;

CREATE TABLE species (
  id INTEGER PRIMARY KEY,
  species_code TEXT NOT NULL UNIQUE,
  family TEXT NOT NULL,
  genus TEXT NOT NULL,
  species TEXT NOT NULL,
  common_name TEXT NOT NULL,
  species_code_6 TEXT NOT NULL
);

CREATE TABLE annotation (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,   -- 16 random bytes; identifies the annotation when stores are merged
  recording_id INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
  owner_id INTEGER NOT NULL REFERENCES user (id),
  start_time_ms REAL NOT NULL,
  end_time_ms REAL NOT NULL,
  low_hz REAL NOT NULL,
  high_hz REAL NOT NULL,
  comments TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL,
  modified TEXT NOT NULL
);
CREATE INDEX annotation_by_recording ON annotation (recording_id, owner_id);

CREATE TABLE annotation_species (
  annotation_id INTEGER NOT NULL REFERENCES annotation (id) ON DELETE CASCADE,
  species_id INTEGER NOT NULL REFERENCES species (id),
  PRIMARY KEY (annotation_id, species_id)
) WITHOUT ROWID;

-- Remembered failures, valid until the file changes or a retry is requested: a file that is not a
-- recording (path), or a recording that cannot be rendered (recording_id).
CREATE TABLE failure (
  id INTEGER PRIMARY KEY,
  path TEXT,
  recording_id INTEGER REFERENCES recording (id) ON DELETE CASCADE,
  parameters_id INTEGER REFERENCES parameters (id),
  renderer_version INTEGER,
  file_size INTEGER NOT NULL,
  file_mtime_ns INTEGER NOT NULL,
  reason TEXT NOT NULL,
  created TEXT NOT NULL,
  CHECK ((path IS NULL) <> (recording_id IS NULL)),
  UNIQUE (path),
  UNIQUE (recording_id, parameters_id, renderer_version)
);

-- Processes that render, and the recordings that each has claimed. A dead worker is detected by its
-- process id (same host) or by its heartbeat.
CREATE TABLE worker (
  id INTEGER PRIMARY KEY,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  process_start TEXT NOT NULL,
  heartbeat INTEGER NOT NULL  -- Unix seconds
);

CREATE TABLE claim (
  recording_id INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
  parameters_id INTEGER NOT NULL REFERENCES parameters (id),
  renderer_version INTEGER NOT NULL,
  worker_id INTEGER NOT NULL REFERENCES worker (id) ON DELETE CASCADE,
  PRIMARY KEY (recording_id, parameters_id, renderer_version)
) WITHOUT ROWID;
CREATE INDEX claim_by_worker ON claim (worker_id);
