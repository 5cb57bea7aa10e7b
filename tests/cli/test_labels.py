# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls and annotations in other programs' formats, written (`bulk --export-format`) and read
(`ingest --labels`)."""
import csv
import json
import re
import shutil
import struct
import subprocess
import unittest
import uuid

import jsonschema

from program import SHARED, ProgramTest, noctule, rows

CSV = "recording_id,path,start_time,end_time,low_freq,high_freq,species,comments,author\n"
ANNOTATIONS = [(10.125, 13.25, 30_500, 61_000.5, "MYLU", "one"),
               (20, 24.25, 25_000, 50_000, "EPFU,MYSO", 'a "quoted",\n\tcomment \\n =1+1'),
               (20, 24.25, 25_000, 50_000, "", "=cmd|' /C calc'!A0"),
               (30, 30, 0, 128_000, "", "")]
FORMATS = ("raven", "audacity", "csv", "aoef", "kaleidoscope")

# The required fields of the AOEF objects of soundevent 2 (soundevent.io.aoef), and their types.
UUID = {"type": "string", "format": "uuid"}


def list_of(required, **properties):
    return {"type": "array", "items": {"type": "object", "required": required,
                                       "properties": properties}}


AOEF = {
    "type": "object", "required": ["version", "data"],
    "properties": {
        "version": {"const": "1.1.0"},
        "data": {
            "type": "object", "required": ["uuid", "collection_type", "name"],
            "properties": {
                "uuid": UUID, "name": {"type": "string"}, "description": {"type": "string"},
                "collection_type": {"enum": ["annotation_project", "model_run"]},
                "model": {"type": "object", "required": ["name", "version"], "properties": {
                    "name": {"const": "noctule"}, "version": {"type": "string"}}},
                "users": list_of(["uuid"], uuid=UUID, username={"type": "string"}),
                "tags": list_of(["id", "key", "value"], id={"type": "integer"},
                                key={"type": "string"}, value={"type": "string"}),
                "recordings": list_of(
                    ["uuid", "path", "duration", "channels", "samplerate"], uuid=UUID,
                    path={"type": "string"}, duration={"type": "number"},
                    channels={"type": "integer"}, samplerate={"type": "integer"},
                    time_expansion={"type": "number"}, hash={"type": "string"},
                    date={"type": "string", "format": "date"},
                    time={"type": "string", "pattern": r"^\d\d:\d\d:\d\d$"},
                    latitude={"type": "number"}, longitude={"type": "number"}),
                "clips": list_of(["uuid", "recording", "start_time", "end_time"], uuid=UUID,
                                 recording=UUID, start_time={"type": "number"}),
                "sound_events": list_of(
                    ["uuid", "recording"], uuid=UUID, recording=UUID,
                    features={"type": "object", "additionalProperties": {"type": "number"}},
                    geometry={"type": "object", "required": ["type", "coordinates"], "properties": {
                        "type": {"const": "BoundingBox"},
                        "coordinates": {"type": "array", "minItems": 4, "maxItems": 4,
                                        "items": {"type": "number"}}}}),
                "sound_event_annotations": list_of(
                    ["uuid", "sound_event"], uuid=UUID, sound_event=UUID, created_by=UUID,
                    tags={"type": "array", "items": {"type": "integer"}},
                    notes=list_of(["uuid", "message"], uuid=UUID, message={"type": "string"})),
                "sound_event_predictions": list_of(
                    ["uuid", "sound_event", "score"], uuid=UUID, sound_event=UUID,
                    score={"type": "number", "minimum": 0, "maximum": 1}),
                "clip_annotations": list_of(["uuid", "clip"], uuid=UUID, clip=UUID,
                                            sound_events={"type": "array", "items": UUID}),
                "clip_predictions": list_of(["uuid", "clip"], uuid=UUID, clip=UUID,
                                            sound_events={"type": "array", "items": UUID}),
                "tasks": list_of(["uuid", "clip"], uuid=UUID, clip=UUID)}}}}


def check_aoef(text):
    """Validates the fields and that every reference leads somewhere; returns the data."""
    document = json.loads(text)
    jsonschema.validate(document, AOEF)
    data = document["data"]
    known = {name: {item["uuid"] for item in data.get(name, [])} for name in
             ("users", "recordings", "clips", "sound_events", "sound_event_annotations",
              "sound_event_predictions")}
    assert ("model" in data) == (data["collection_type"] == "model_run")
    items = "annotations" if data["collection_type"] == "annotation_project" else "predictions"
    for name, field, target in (("clips", "recording", "recordings"),
                                ("sound_events", "recording", "recordings"),
                                (f"sound_event_{items}", "sound_event", "sound_events"),
                                (f"clip_{items}", "clip", "clips")):
        for item in data[name]:
            assert item[field] in known[target], (name, item)
    tags = {tag["id"] for tag in data["tags"]}
    for item in data[f"sound_event_{items}"]:
        assert set(item.get("tags", [])) <= tags
    listed = [event for clip in data[f"clip_{items}"] for event in clip["sound_events"]]
    assert sorted(listed) == sorted(known[f"sound_event_{items}"])
    for ids in known.values():
        assert all(str(uuid.UUID(id)) == id for id in ids)
    return data


def chunks(path):
    data = path.read_bytes()
    assert struct.unpack("<I", data[4:8])[0] == len(data) - 8
    found, at = [], 12
    while at + 8 <= len(data):
        size = struct.unpack("<I", data[at + 4:at + 8])[0]
        found.append((data[at:at + 4], data[at + 8:at + 8 + size]))
        at += 8 + size + size % 2
    assert at == len(data)
    return found


class LabelTest(ProgramTest):
    def csv_labels(self, name, annotations, path="a.wav"):
        with open(self.folder / name, "w", newline="") as file:
            file.write(CSV)
            writer = csv.writer(file)
            for start, end, low, high, species, comments in annotations:
                text = "'" + comments if comments.startswith(("=", "'")) else comments
                writer.writerow([1, path, start, end, low, high, species, text, "x"])
        return self.folder / name

    def stored(self, store=None):
        found = rows(store or self.store, """
            SELECT r.name, u.name, start_time_ms, end_time_ms, low_hz, high_hz, a.comments,
              (SELECT group_concat(species_code) FROM annotation_species JOIN species s
               ON s.id = species_id WHERE annotation_id = a.id ORDER BY 1)
            FROM annotation a JOIN recording r ON r.id = recording_id
            JOIN user u ON u.id = a.owner_id""")
        return sorted([r[0], r[1], *(round(x, 2) for x in r[2:6]), r[6],
                       ",".join(sorted((r[7] or "").split(",")))] for r in found)

    def prepare(self, **options):
        self.wave("n/a.wav", seed=1, seconds=0.3, calls=3)
        self.run_ok("ingest", "n", *[x for k, v in options.items() for x in (f"--{k}", v)])
        self.run_ok("ingest", "--owner", "ana", "--labels", self.csv_labels("l.csv", ANNOTATIONS))

    def export(self, *options, formats=FORMATS):
        self.run_ok("-q", "bulk", "--export", "out", "--export-format", ",".join(formats), *options)
        return {str(p.relative_to(self.folder / "out")): p
                for p in (self.folder / "out").rglob("*") if p.is_file()}


class Out(LabelTest):
    def test_each_format_has_its_files_and_every_row(self):
        self.prepare()
        self.wave("n/sub/b.wav", seed=2)
        self.run_ok("-q", "bulk", "n")
        files = self.export(formats=(*FORMATS, "guano"))
        per_recording = [f"{kind}.{rest}" for kind in ("calls", "annotations")
                         for rest in ("raven.txt", "audacity.txt", "csv")]
        per_folder = [f"{kind}.{rest}" for kind in ("calls", "annotations")
                      for rest in ("aoef.json", "kaleidoscope.csv")]
        self.assertEqual(sorted(files), sorted(
            [f"{stem}.{name}" for stem in ("a", "sub/b") for name in [*per_recording, "guano.wav"]]
            + per_folder + [f"sub/{name}" for name in per_folder]))
        calls = rows(self.store, "SELECT start_ms FROM call JOIN call_set s ON s.id = call_set_id"
                     " WHERE recording_id = 1 AND score >= 0 AND snr_db >= 8")
        self.assertGreater(len(calls), 0)
        for kind, count in (("calls", len(calls)), ("annotations", len(ANNOTATIONS))):
            raven = files[f"a.{kind}.raven.txt"].read_text().splitlines()
            self.assertEqual(len(raven), 1 + count)
            self.assertEqual({line.count("\t") for line in raven}, {raven[0].count("\t")})
            self.assertEqual(len(files[f"a.{kind}.audacity.txt"].read_text().splitlines()), 2 * count)
            with open(files[f"a.{kind}.csv"], newline="") as file:
                self.assertEqual(len(list(csv.DictReader(file))), count)
            with open(files[f"{kind}.kaleidoscope.csv"], newline="") as file:
                table = list(csv.DictReader(file))
            self.assertEqual(len(table), count)
            self.assertEqual({row["IN FILE"] for row in table}, {"a.wav"})
            data = check_aoef(files[f"{kind}.aoef.json"].read_text())
            self.assertEqual(len(data["sound_events"]), count)
            self.assertEqual([r["path"] for r in data["recordings"]], [str(self.folder / "n/a.wav")])

    @unittest.skipUnless(shutil.which("Rscript"), "R is not installed")
    def test_r_reads_the_tables(self):
        """As Rraven, seewave and warbleR do: with read.table() and its relatives."""
        self.prepare()
        files = self.export()
        script = """
          a <- commandArgs(TRUE)
          raven <- read.delim(a[1], check.names = FALSE, quote = "", comment.char = "")
          for (row in seq_len(nrow(raven)))
            cat(sprintf("%.4f %.4f %.1f %.1f\n", raven[row, "Begin Time (s)"], raven[row, "End Time (s)"],
                        raven[row, "Low Freq (Hz)"], raven[row, "High Freq (Hz)"]))
          audacity <- read.table(a[2], sep = "\t", quote = "", comment.char = "", fill = TRUE, header = FALSE)
          cat(nrow(audacity), "\n")
          cat(nrow(read.csv(a[3], check.names = FALSE)), nrow(read.csv(a[4], check.names = FALSE)), "\n")"""
        (self.folder / "read.R").write_text(script)
        process = subprocess.run(
            ["Rscript", self.folder / "read.R", *(files[n] for n in (
                "a.annotations.raven.txt", "a.annotations.audacity.txt", "a.annotations.csv",
                "annotations.kaleidoscope.csv"))], capture_output=True, text=True)
        self.assertEqual(process.returncode, 0, process.stderr)
        result = process.stdout.splitlines()
        self.assertEqual(sorted(result[:-2]), sorted(
            f"{start / 1000:.4f} {end / 1000:.4f} {low:.1f} {high:.1f}" for start, end, low, high, *_ in ANNOTATIONS))
        self.assertEqual([line.split() for line in result[-2:]],
                         [[str(2 * len(ANNOTATIONS))], [str(len(ANNOTATIONS))] * 2])

    def test_files_that_are_up_to_date_are_not_written_again(self):
        self.prepare()
        files = self.export(formats=(*FORMATS, "guano"))
        times = {name: p.stat().st_mtime_ns for name, p in files.items()}
        self.export(formats=(*FORMATS, "guano"))
        self.assertEqual({name: p.stat().st_mtime_ns for name, p in files.items()}, times)

    def test_file_time_is_said_in_columns_or_names(self):
        self.prepare(**{"time-expansion": 3})
        files = self.export("--time-base", "file")
        self.assertIn("a.calls.raven.file-time.txt", files)
        self.assertIn("annotations.kaleidoscope.file-time.csv", files)
        with open(files["a.annotations.csv"], newline="") as file:
            row = next(csv.DictReader(file))
        self.assertAlmostEqual(float(row["file_start_time"]), ANNOTATIONS[0][0] * 3)
        self.assertAlmostEqual(float(row["file_high_freq"]), ANNOTATIONS[0][3] / 3)
        data = check_aoef(files["annotations.aoef.json"].read_text())
        self.assertEqual(data["recordings"][0]["samplerate"], 256_000)
        self.assertAlmostEqual(data["recordings"][0]["duration"], 0.3)
        self.assertIn("file time", data["description"])
        true = check_aoef(self.export()["annotations.aoef.json"].read_text())["recordings"][0]
        self.assertEqual((true["samplerate"], true["time_expansion"]), (768_000, 3))
        self.assertAlmostEqual(true["duration"], 0.1)

    def test_formulas_stay_text_in_spreadsheets(self):
        self.wave("n/=1+1.wav", seed=3)
        self.prepare()
        self.export()
        cells = [cell for name in ("a.annotations.csv", "=1+1.calls.csv")
                 for line in csv.reader((self.folder / "out" / name).read_text().splitlines(True))
                 for cell in line]
        self.assertEqual([c for c in cells if c[:1] in ("=", "+", "-", "@")
                          and not re.fullmatch(r"-?[0-9.]+", c)], [])
        self.assertIn("'" + ANNOTATIONS[2][5], cells)

    def test_guano_is_added_to_a_copy(self):
        self.prepare(location="51.5,-2.75", **{"grts-cell": 12})
        before = (self.folder / "n/a.wav").read_bytes()
        copy = self.export(formats=["guano"])["a.guano.wav"]
        self.assertEqual((self.folder / "n/a.wav").read_bytes(), before)
        found, original = chunks(copy), chunks(self.folder / "n/a.wav")
        self.assertEqual(found[:len(original)], original)
        fields = dict(line.split(": ", 1) for line in found[-1][1].decode().strip().split("\n"))
        self.assertEqual(list(fields)[0], "GUANO|Version")
        self.assertEqual(set(fields["Species Manual ID"].split(", ")), {"EPFU", "MYLU", "MYSO"})
        self.assertEqual(fields["Loc Position"], "51.5 -2.75")
        self.assertEqual(fields["NABat|Grid Cell GRTS ID"], "12")
        self.assertEqual(fields["NABat|Latitude"], "51.5")
        self.assertGreater(int(fields["noctule|Calls"]), 0)
        self.run_ok("ingest", copy)
        self.assertEqual(rows(self.store, "SELECT latitude, grts_cell FROM recording")[1], (51.5, 12))

    @unittest.skipUnless((SHARED / "recordings").is_dir(), "needs ../shared/data")
    def test_guano_keeps_what_recorders_wrote(self):
        for source in (SHARED / "recordings").glob("SMU*.wav"):
            (self.folder / "n").mkdir(exist_ok=True)
            (self.folder / "n" / source.name).symlink_to(source)
        self.run_ok("-q", "bulk", *(self.folder / "n").iterdir())
        for copy in self.export(formats=["guano"]).values():
            source = SHARED / "recordings" / copy.name.replace(".guano", "")
            for (name, body), (_, original) in zip(chunks(copy), chunks(source), strict=True):
                if name == b"guan":
                    self.assertTrue(body.startswith(original.rstrip(b"\n\0 ")), body)
                else:
                    self.assertEqual(body, original)

    def test_other_files_are_not_overwritten(self):
        self.prepare()
        out = self.folder / "out"
        out.mkdir()
        for name in ("a.calls.raven.txt", "a.annotations.csv", "a.guano.wav", "calls.aoef.json",
                     "annotations.kaleidoscope.csv", "a.calls.audacity.txt"):
            (out / name).write_bytes(b"RIFF....WAVE a recording of mine")
            result = noctule("--store", self.store, "bulk", "--export", out, "--export-format",
                             ",".join((*FORMATS, "guano")), cwd=self.folder)
            self.assertEqual(result.code, 1, name)
            self.assertIn(f"{out / name} exists and is not ", result.err)
            self.assertTrue((out / name).read_bytes().startswith(b"RIFF...."))
            (out / name).unlink()
        self.export(formats=(*FORMATS, "guano"))

    def test_a_recording_is_not_overwritten_by_a_copy(self):
        self.prepare()
        self.run_ok("-q", "bulk", "n", "--export", "n", "--export-format", "guano")
        self.run_ok("-q", "bulk", "n/a.guano.wav")  # named, the copy is a recording, too
        before = (self.folder / "n/a.guano.wav").read_bytes()
        self.run_ok("ingest", "--owner", "ana", "--grts-cell", 77, "n/a.wav")
        result = noctule("--store", self.store, "bulk", "--export", "n", "--export-format", "guano",
                         cwd=self.folder)
        self.assertEqual(result.code, 1)
        self.assertIn("a.guano.wav is a recording", result.err)
        self.assertEqual((self.folder / "n/a.guano.wav").read_bytes(), before)

    def test_wrong_options_are_refused_before_any_work(self):
        self.prepare()
        self.run_failing(2, "did you mean raven?", "bulk", "--export", "o", "--export-format", "rave")
        self.run_failing(2, "formats: jpg, json", "bulk", "--export", "o", "--export-format", "jpg,,")
        self.run_failing(2, "true or file", "bulk", "--export", "o", "--time-base", "utc")
        self.run_failing(2, "need --export DIR", "bulk", "--export-format", "raven")
        self.assertFalse((self.folder / "o").exists())


class In(LabelTest):
    def test_out_and_in_again_gives_the_same_annotations(self):
        for expansion, base in ((1, "true"), (3, "true"), (3, "file")):
            self.store.unlink(missing_ok=True)
            self.prepare(**{"time-expansion": expansion})
            expected = self.stored()
            files = self.export("--time-base", base)
            marked = ".file-time" if base == "file" else ""
            for name in (f"a.annotations.raven{marked}.txt", "a.annotations.csv",
                         "annotations.aoef.json", f"a.annotations.audacity{marked}.txt"):
                with self.subTest(name=name, expansion=expansion):
                    other = self.folder / f"{uuid.uuid4()}.db"
                    run = ("--store", other, "ingest", "--time-expansion", expansion, "--owner",
                           "ana", "n", "--labels", files[name])
                    result = noctule(*run, cwd=self.folder)
                    self.assertEqual(result.code, 0, result.err)
                    self.assertIn(f"{len(ANNOTATIONS)} labels added, 0 known", result.text)
                    found = self.stored(other)
                    if "audacity" in name:  # no comments beside species, and no line breaks
                        self.assertEqual([a[2:6] for a in found], [a[2:6] for a in expected])
                        self.assertEqual(sorted(a[7] for a in found), sorted(a[7] for a in expected))
                    else:
                        self.assertEqual(found, expected)
                    again = noctule(*run, cwd=self.folder)
                    self.assertIn(f"0 labels added, {len(ANNOTATIONS)} known", again.text)
                    self.assertEqual(self.stored(other), found)
            for name, path in files.items():  # nothing new for the store that they came from
                if "annotations" in name and path.stat().st_size > 0:
                    result = noctule("--store", self.store, "ingest", "--owner", "ana", "--labels",
                                     path, cwd=self.folder)
                    self.assertIn(f"0 labels added, {len(ANNOTATIONS)} known", result.text, name)

    def test_equal_labels_stay_as_many_as_they_are(self):
        self.wave("a.wav")
        labels = self.csv_labels("l.csv", ANNOTATIONS[:1] * 3)
        for found in ("3 labels added, 0 known", "0 labels added, 3 known"):
            self.assertIn(found, self.run_ok("ingest", "a.wav", "--labels", labels).text)
        self.assertEqual(len(self.stored()), 3)

    def test_batdetect2_and_kaleidoscope_are_read(self):
        self.wave("a.wav", seconds=1)
        (self.folder / "a.wav.csv").write_text(
            "id,det_prob,start_time,end_time,high_freq,low_freq,class,class_prob\n"
            "0,0.9,0.01,0.015,60000,40000,Myotis daubentonii,0.88\n")
        (self.folder / "x.json").write_text(json.dumps({
            "id": "a.wav", "duration": 1.0, "annotated": True, "annotation": [
                {"class": "Pipistrellus pipistrellus", "start_time": 0.1, "end_time": 0.11,
                 "low_freq": 40000, "high_freq": 60000, "event": "Echolocation"}]}))
        (self.folder / "id.csv").write_text(
            "INDIR,FOLDER,IN FILE,OFFSET,DURATION,AUTO ID*,MANUAL ID*\n"
            "D:\\bats,,a.wav,0,1,NoID,PIPPYG\n"
            "D:\\bats,,a.wav,0,1,NoID,\n")
        result = noctule("--store", self.store, "ingest", "a.wav", "--owner", "bob", "--labels",
                         "a.wav.csv", "x.json", "id.csv", cwd=self.folder)
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual(result.err, "")
        self.assertEqual([a[1:] for a in self.stored()], [
            ["bob", 0, 1000, 0, 128_000, "", "NoID"], ["bob", 0, 1000, 0, 128_000, "", "PIPY"],
            ["bob", 10, 15, 40_000, 60_000, "class_prob 0.88", "MYDU"],
            ["bob", 100, 110, 40_000, 60_000, "Echolocation", "PIPI"]])

    def test_recordings_are_matched_by_name_and_content(self):
        for i, name in enumerate(("x/a.wav", "y/a.wav", "c.wav")):
            self.wave(name, seed=i)
        self.run_ok("ingest", ".")
        mine = lambda path: self.csv_labels("l.csv", ANNOTATIONS[:1], path)
        self.run_ok("ingest", "--labels", mine("/elsewhere/y/a.wav"))
        self.run_ok("ingest", "--labels", mine("C:\\bats\\C.WAV"))
        self.assertEqual(rows(self.store, "SELECT r.path FROM annotation a JOIN recording r"
                              " ON r.id = recording_id ORDER BY a.id"),
                         [(str(self.folder / "y/a.wav"),), (str(self.folder / "c.wav"),)])
        for path, reason in (("a.wav", "2 recordings are named a.wav"),
                             ("b.wav", "no recording is named b.wav")):
            result = noctule("--store", self.store, "ingest", "--labels", mine(path), cwd=self.folder)
            self.assertEqual(result.code, 1)
            self.assertIn(reason, result.err)
            self.assertIn("match no recording in the store", result.err)
        (self.folder / "d.json").write_text(json.dumps({"id": "c.wav", "duration": 9, "annotation": [
            {"start_time": 0, "end_time": 0.1, "low_freq": 1, "high_freq": 2}]}))
        result = noctule("--store", self.store, "ingest", "--labels", "d.json", cwd=self.folder)
        self.assertEqual(result.code, 1)
        self.assertIn("has other contents", result.err)
        self.assertEqual(len(self.stored()), 2)

    def test_what_matches_nothing_is_listed_beside_what_does(self):
        self.wave("a.wav")
        self.run_ok("ingest", "a.wav")
        with open(self.csv_labels("l.csv", ANNOTATIONS[:1]), "a") as file:
            file.write("1,gone\x1b.wav,1,2,3,4,,,\n1,gone\x1b.wav,1,2,3,4,,,\n")
        result = noctule("--store", self.store, "ingest", "--json", "--labels", "l.csv",
                         cwd=self.folder)
        self.assertEqual(result.code, 0)
        self.assertEqual(result.json[0]["unmatched"], {"no recording is named gone\x1b.wav": 2})
        self.assertIn("2 of its labels left out: no recording is named gone\\x1b.wav", result.err)
        self.assertEqual(len(self.stored()), 1)

    def test_a_renamed_recording_is_found_by_its_hash(self):
        self.prepare()
        files = self.export(formats=["aoef"])
        (self.folder / "n/a.wav").rename(self.folder / "renamed.wav")
        other = self.folder / "other.db"
        result = noctule("--store", other, "ingest", "renamed.wav", "--labels",
                         files["annotations.aoef.json"], cwd=self.folder)
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual(len(self.stored(other)), len(ANNOTATIONS))

    def test_time_expanded_files_may_have_labels_in_file_time(self):
        self.wave("a.wav", seconds=0.5)
        (self.folder / "a.txt").write_text("0.1\t0.2\tMYLU\n\\\t4000\t6000\n")
        self.run_ok("ingest", "a.wav", "--time-expansion", "3", "--labels", "a.txt", "--time-base",
                    "file")
        self.assertEqual(self.stored()[0][2:], [33.33, 66.67, 12_000, 18_000, "", "MYLU"])

    def test_bad_label_files_fail_with_one_line_and_change_nothing(self):
        self.wave("a.wav")
        self.run_ok("ingest", "a.wav")
        good = CSV + "1,a.wav,1,2,3,4,MYLU,,\n"
        raven = "Begin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\tBegin File\n"
        bad = {
            "nan.csv": (good + "1,a.wav,nan,2,3,4,,,\n", "line 3: start_time is not a number: nan"),
            "huge.csv": (good + "1,a.wav,1,1e999,3,4,,,\n", "line 3: end_time"),
            "big.csv": (good + "1,a.wav,1,1e300,3,4,,,\n", "line 3: end_time is out of range"),
            "cut.csv": (good + '1,a.wav,1,2,3,4,"MY', "line 3: a quotation mark is not closed"),
            "short.csv": (good + "1,a.wav,1", "line 3: end_time is missing"),
            "order.csv": (good + "1,a.wav,2,1,3,4,,,\n", "line 3: the end is before the start"),
            "utf8.csv": (good.encode() + b"1,a.wav,1,2,3,4,,\xff\xfe,\n", "line 3: the text is not"),
            "columns.txt": (raven.replace("End Time", "Stop"), "no column 'End Time (s)'"),
            "wide.txt": (raven + "1\t2\t3\t4\ta.wav\tx\n", "line 2: it has 6 columns"),
            "deep.json": ("[" * 100_000, "not valid JSON"),
            "cut.json": ('{"data": {"collection_type": "annotation_set"', "not valid JSON"),
            "kind.json": ('{"a": 1}', "neither AOEF nor BatDetect2"),
            "type.json": ('{"data": {"collection_type": "x", "sound_events": 1}}', "not an array"),
            "lost.json": ('{"data": {"collection_type": "x", "sound_event_annotations":'
                          ' [{"sound_event": "no"}]}}', "not in the file"),
            "binary.txt": (b"RIFF\0\0\0\0WAVE", "line 1: this is binary data"),
            "utf16.txt": ("0\t1\tx\n".encode("utf-16"), "UTF-16"),
            "empty.txt": ("", "line 1"),
            "words.txt": ("hello\n", "line 1: this is no label file"),
            "a.txt": ("0\t1\tx\n\\\t5\n", "line 2: the frequency is not a number"),
        }
        for name, (content, message) in bad.items():
            with self.subTest(name=name):
                data = content if isinstance(content, bytes) else content.encode()
                (self.folder / name).write_bytes(data)
                result = self.run_failing(1, message, "ingest", "--labels", name)
                self.assertTrue(result.err.startswith(f"error: {name}: "), result.err)
        self.run_failing(1, "no such file", "ingest", "--labels", "missing.csv")
        self.run_failing(1, "no such file", "ingest", "--labels", ".")
        self.assertEqual(self.stored(), [])
        result = noctule("--store", self.store, "ingest", "--labels", "nan.csv",
                         self.csv_labels("l.csv", ANNOTATIONS), cwd=self.folder)
        self.assertEqual((result.code, len(self.stored())), (1, len(ANNOTATIONS)))

    def test_label_files_cut_anywhere_never_crash(self):
        self.prepare()
        for name, path in self.export().items():
            data = path.read_bytes()
            for size in range(0, len(data), max(1, len(data) // 25)):
                (self.folder / "cut").write_bytes(data[:size])
                result = noctule("--store", self.store, "ingest", "--labels", "cut", cwd=self.folder)
                self.assertIn(result.code, (0, 1), (name, size, result.err))
                self.assertEqual(len([l for l in result.err.splitlines() if "error" in l]),
                                 result.code, (name, size, result.err))

    def test_labels_cannot_be_removed(self):
        self.run_failing(2, "--labels", "ingest", "--remove", "--yes", "n", "--labels", "l.csv")

    def test_a_missing_store_is_not_created_for_labels(self):
        self.run_failing(3, "n.db", "ingest", "--labels", self.csv_labels("l.csv", ANNOTATIONS))
        self.assertFalse(self.store.exists())


if __name__ == "__main__":
    unittest.main()
