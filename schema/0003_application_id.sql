-- Marks the file as a noctule store ('noct'): databases of other programs are rejected.
PRAGMA application_id = 0x6E6F6374;

-- A failure is also cleared when the file's ctime changes, e.g. if a repair keeps its mtime.
ALTER TABLE failure ADD COLUMN file_ctime_ns INTEGER NOT NULL DEFAULT 0;

-- Other files with the same content as a recording, found by ingest.
CREATE TABLE duplicate (
  path TEXT NOT NULL PRIMARY KEY,  -- absolute
  recording_id INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
  file_size INTEGER NOT NULL,
  file_mtime_ns INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX duplicate_by_recording ON duplicate (recording_id);
