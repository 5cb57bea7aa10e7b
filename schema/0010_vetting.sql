-- What lists of recordings are filtered, searched and grouped by.

-- The time on the recorder's clock. If that was set to UTC and the position is known, the hour of
-- the position instead (15 degrees of longitude each), so that a night is not cut in the middle.
ALTER TABLE recording ADD COLUMN local_time TEXT GENERATED ALWAYS AS (
  CASE
    WHEN length(recorded_at) < 19 THEN NULL
    WHEN longitude IS NOT NULL
      AND (substr(recorded_at, -1) = 'Z' OR substr(recorded_at, -6) IN ('+00:00', '-00:00'))
      THEN strftime('%Y-%m-%dT%H:%M:%S', substr(recorded_at, 1, 19),
        printf('%+d hours', round(longitude / 15)))
    ELSE substr(recorded_at, 1, 19)
  END) VIRTUAL;
-- The date of the evening, from noon to noon. A date without a time counts as the night's.
ALTER TABLE recording ADD COLUMN night TEXT GENERATED ALWAYS AS (
  coalesce(date(local_time, '-12 hours'), substr(recorded_at, 1, 10))) VIRTUAL;

-- Where it was recorded: as metadata or a file name by NABat's convention say, else the nearest
-- folder that is not named after a date, a number or "data". Uploads have no folder.
ALTER TABLE recording ADD COLUMN site TEXT;
UPDATE recording SET site = coalesce(
  CASE WHEN json_valid(metadata) THEN nullif(json_extract(metadata, '$.details.site'), '') END,
  CASE WHEN path NOT GLOB '*.files/*' OR path GLOB '*.files/*/*' THEN (
    WITH RECURSIVE above (folder) AS (
      SELECT rtrim(rtrim(path, replace(path, '/', '')), '/')
      UNION ALL
      SELECT rtrim(rtrim(folder, replace(folder, '/', '')), '/') FROM above WHERE folder <> '')
    SELECT name FROM (
      SELECT substr(folder, length(rtrim(folder, replace(folder, '/', ''))) + 1) AS name FROM above)
    WHERE name GLOB '*[^-0-9._ ]*' AND lower(name) <> 'data' LIMIT 1) END);
-- With all that counting nights needs, so that their rows, which hold all metadata, need not be read.
CREATE INDEX recording_by_night ON recording
  (site, night, owner_id, public, local_time, recorded_at, latitude, longitude);

-- A summary of each set of calls with the default options, so that lists need not read the calls.
ALTER TABLE call_set ADD COLUMN listed INTEGER NOT NULL DEFAULT 0;  -- number of listed calls
ALTER TABLE call_set ADD COLUMN peak_hz REAL;     -- of the strongest listed call
ALTER TABLE call_set ADD COLUMN max_snr_db REAL;  -- of the strongest call, listed or possible
ALTER TABLE call_set ADD COLUMN verdict TEXT GENERATED ALWAYS AS (
  CASE WHEN listed > 0 THEN 'calls' WHEN has_peaks THEN 'noise' ELSE 'empty' END) VIRTUAL;
UPDATE call_set SET
  listed = (SELECT count(*) FROM call
    WHERE call_set_id = call_set.id AND score >= 0 AND snr_db >= 8),
  peak_hz = (SELECT peak_hz FROM call
    WHERE call_set_id = call_set.id AND score >= 0 AND snr_db >= 8
    ORDER BY snr_db DESC, number LIMIT 1),
  max_snr_db = (SELECT max(snr_db) FROM call
    WHERE call_set_id = call_set.id AND score >= -2.5 AND snr_db >= 5);
CREATE INDEX call_set_summary
  ON call_set (recording_id, detector_version, verdict, listed, max_snr_db, peak_hz);
