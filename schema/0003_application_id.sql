-- Marks the file as a noctule store ('noct'), so that no other program's database is taken for one.
PRAGMA application_id = 0x6E6F6374;

-- A failure also ends when the file's status changes, as when it is repaired with its times kept.
ALTER TABLE failure ADD COLUMN file_ctime_ns INTEGER NOT NULL DEFAULT 0;

-- Further files with the contents of a recording, as found by ingest.
CREATE TABLE duplicate (
  path TEXT NOT NULL PRIMARY KEY,  -- absolute
  recording_id INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
  file_size INTEGER NOT NULL,
  file_mtime_ns INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX duplicate_by_recording ON duplicate (recording_id);
