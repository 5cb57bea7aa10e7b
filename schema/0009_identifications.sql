-- A person's verdict on a whole recording. A row whose fields are all empty counts as none: it keeps
-- the version after a deletion.
CREATE TABLE identification (
  id INTEGER PRIMARY KEY,
  recording_id INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
  owner_id INTEGER NOT NULL REFERENCES user (id),
  kind TEXT CHECK (kind IN ('species', 'noise', 'no_id', 'social')),  -- NULL: undecided
  confidence REAL CHECK (confidence BETWEEN 0 AND 1),
  reviewed INTEGER NOT NULL,
  comments TEXT NOT NULL,
  version INTEGER NOT NULL,
  created TEXT NOT NULL,
  modified TEXT NOT NULL,
  UNIQUE (recording_id, owner_id)
);

CREATE TABLE identification_species (
  identification_id INTEGER NOT NULL REFERENCES identification (id) ON DELETE CASCADE,
  species_id INTEGER NOT NULL REFERENCES species (id),
  PRIMARY KEY (identification_id, species_id)
) WITHOUT ROWID;
CREATE INDEX identification_species_by_species
  ON identification_species (species_id, identification_id);
CREATE INDEX identification_by_owner ON identification (owner_id, recording_id, kind, reviewed);
