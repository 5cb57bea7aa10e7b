-- SPDX-License-Identifier: GPL-3.0-or-later
-- Ids of recordings and spectrograms are never used again, so that a client's outdated id cannot lead
-- to another user's data. AUTOINCREMENT changes only how ids are chosen, not what is stored, so the
-- definitions are edited in place (SQLite, "Making Other Kinds Of Table Schema Changes").

PRAGMA writable_schema = ON;
UPDATE sqlite_master
  SET sql = replace(sql, 'id INTEGER PRIMARY KEY,', 'id INTEGER PRIMARY KEY AUTOINCREMENT,')
  WHERE type = 'table' AND name IN ('recording', 'spectrogram');
PRAGMA writable_schema = RESET;
INSERT INTO sqlite_sequence (name, seq) SELECT 'recording', max(id) FROM recording
  WHERE true HAVING max(id) IS NOT NULL;
INSERT INTO sqlite_sequence (name, seq) SELECT 'spectrogram', max(id) FROM spectrogram
  WHERE true HAVING max(id) IS NOT NULL;
