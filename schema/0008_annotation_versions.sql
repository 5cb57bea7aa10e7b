-- Annotations get a version, which every change increments, so that a client cannot overwrite a
-- change that it has not seen. Ids are no longer used again: together with the version they identify
-- one state of one annotation. ALTER TABLE cannot add AUTOINCREMENT, so the tables are copied.
CREATE TABLE annotation_copy (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid BLOB NOT NULL UNIQUE,   -- 16 random bytes; identifies the annotation when stores are merged
  recording_id INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
  owner_id INTEGER NOT NULL REFERENCES user (id),
  start_time_ms REAL NOT NULL,
  end_time_ms REAL NOT NULL,
  low_hz REAL NOT NULL,
  high_hz REAL NOT NULL,
  comments TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created TEXT NOT NULL,
  modified TEXT NOT NULL
);
INSERT INTO annotation_copy (id, uid, recording_id, owner_id, start_time_ms, end_time_ms, low_hz,
  high_hz, comments, created, modified)
  SELECT id, uid, recording_id, owner_id, start_time_ms, end_time_ms, low_hz, high_hz, comments,
    created, modified FROM annotation;
CREATE TABLE annotation_species_copy (
  annotation_id INTEGER NOT NULL REFERENCES annotation_copy (id) ON DELETE CASCADE,
  species_id INTEGER NOT NULL REFERENCES species (id),
  PRIMARY KEY (annotation_id, species_id)
) WITHOUT ROWID;
INSERT INTO annotation_species_copy SELECT annotation_id, species_id FROM annotation_species;
DROP TABLE annotation_species;
DROP TABLE annotation;
ALTER TABLE annotation_copy RENAME TO annotation;
ALTER TABLE annotation_species_copy RENAME TO annotation_species;
CREATE INDEX annotation_by_recording ON annotation (recording_id, owner_id);
CREATE INDEX annotation_species_by_species ON annotation_species (species_id, annotation_id);
