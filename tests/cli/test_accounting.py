# SPDX-License-Identifier: GPL-3.0-or-later
"""Every file is accounted for, one bad name affects no other file, and corrections apply."""
import contextlib
import csv
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import unittest

from program import NOCTULE, SHARED, ProgramTest, call, levels, noctule, rows, write_wave


class Accounting(ProgramTest):
    def bulk(self, *arguments, code=0):
        """Report lines by path relative to the test's folder, and the log."""
        result = noctule("--store", self.store, "bulk", *arguments, "--report", "-",
                         cwd=self.folder, timeout=60)
        self.assertEqual(result.code, code, result.err)
        return {os.path.relpath(os.path.join(self.folder, line["path"]), self.folder): line
                for line in result.json}, result.err

    def outcomes(self, *arguments, code=0):
        return {path: line["outcome"] for path, line in self.bulk(*arguments, code=code)[0].items()}


class EveryFile(Accounting):
    def test_non_recordings_are_skipped_with_a_reason(self):
        self.wave("n/a.wav")
        (self.folder / "n/notes.txt").write_text("no sound")
        (self.folder / "n/.hidden.wav").write_text("x")
        (self.folder / "n/.Trash-1000").mkdir()
        self.wave("n/.Trash-1000/old.wav", seed=3)
        os.mkfifo(self.folder / "n/pipe.wav")
        found, said = self.bulk("n")
        self.assertEqual({path: line["outcome"] for path, line in found.items()},
                         {"n/a.wav": "rendered", "n/notes.txt": "skipped",
                          "n/.hidden.wav": "skipped", "n/.Trash-1000": "skipped",
                          "n/pipe.wav": "skipped"})
        self.assertTrue(all(line["error"] for line in found.values()
                            if line["outcome"] == "skipped"))
        self.assertEqual(said, "info: 1 rendered, 4 skipped (not recordings)\n")

    def test_unknown_extensions_are_identified_by_content(self):
        self.wave("n/a.wav").rename(self.folder / "n/recording.dat")
        self.wave("n/b.wav", seed=2).rename(self.folder / "n/noextension")
        self.assertEqual(self.outcomes("n"), {"n/recording.dat": "rendered",
                                              "n/noextension": "rendered"})

    def test_duplicates_are_reported_and_exported_under_their_own_path(self):
        first = self.wave("n/a.wav")
        (self.folder / "n/deep").mkdir()
        shutil.copy(first, self.folder / "n/deep/copy.wav")
        for _ in range(2):
            found, said = self.bulk("n", "--export", "out", "-j", 1)
            self.assertEqual(found["n/deep/copy.wav"]["outcome"], "duplicate")
            self.assertEqual(found["n/deep/copy.wav"]["duplicate_of"], str(first))
            self.assertEqual(found["n/deep/copy.wav"]["id"], 1)
            self.assertIn("1 duplicates", said)
            sidecar = json.loads((self.folder / "out/deep/copy.spectrogram.json").read_text())
            self.assertEqual(sidecar["input"], str(self.folder / "n/deep/copy.wav"))
            self.assertEqual((self.folder / "out/deep/copy.spectrogram.jpg").read_bytes(),
                             (self.folder / "out/a.spectrogram.jpg").read_bytes())
        self.assertIn("duplicate of recording 1", self.run_ok("bulk", "--dry-run").text)

    def test_a_duplicate_takes_over_when_the_first_file_is_gone(self):
        first = self.wave("n/a.wav")
        second = shutil.copy(first, self.folder / "n/b.wav")
        self.bulk("n", "-j", 1)
        first.unlink()
        self.bulk(second)
        self.assertEqual(rows(self.store, "SELECT path FROM recording"), [(str(second),)])
        self.run_ok("render", "--id", 1, "--force")

    def test_metadata_that_is_not_utf_8_does_not_affect_other_fields(self):
        path = self.folder / "a.wav"
        write_wave(path, call(), 256_000, guano="GUANO|Version:1.0\nMake:Acme\nNote:am Bxch\n")
        path.write_bytes(path.read_bytes().replace(b"Bxch", b"B\xe4ch"))
        self.run_ok("ingest", path)
        self.assertEqual(rows(self.store, "SELECT json_extract(metadata, '$.guano.Make'),"
                              " json_extract(metadata, '$.source.comments') FROM recording"),
                         [("Acme", "guano")])
        self.run_ok("render", "--id", 1)

    @unittest.skipUnless((SHARED / "hostile/zero-crossing").is_dir(), "no zero-crossing file")
    def test_zero_crossing_files_are_skipped_with_a_reason(self):
        path = next((SHARED / "hostile/zero-crossing").iterdir())
        result = self.run_failing(1, "zero-crossing", "render", path)
        self.assertNotIn("convert", result.err)
        self.run_failing(1, "no waveform", "ingest", path)
        found, _ = self.bulk(path.parent)
        self.assertEqual([line["outcome"] for line in found.values()], ["skipped"])

    def test_csv_report(self):
        self.wave('n/a, "b".wav')
        (self.folder / "n/notes.txt").write_text("no sound")
        noctule("--store", self.store, "bulk", "n", "--report", "r.csv", cwd=self.folder)
        with open(self.folder / "r.csv", newline="") as file:
            lines = {os.path.basename(line["path"]): line for line in csv.DictReader(file)}
        self.assertEqual(list(lines['a, "b".wav']), "path,id,outcome,error,warnings,duplicate_of,"
                         "duration,calls,verdict,ms,bytes".split(","))
        self.assertEqual(lines['a, "b".wav']["outcome"], "rendered")
        self.assertEqual(float(lines['a, "b".wav']["duration"]), 50)
        self.assertEqual(lines["notes.txt"]["outcome"], "skipped")


class OddNames(Accounting):
    def setUp(self):
        super().setUp()
        self.wave("n/good.wav")

    def test_dangling_and_circular_links(self):
        os.symlink("loop2.wav", self.folder / "n/loop1.wav")
        os.symlink("loop1.wav", self.folder / "n/loop2.wav")
        os.symlink("gone.wav", self.folder / "n/dangling.wav")
        os.symlink(".", self.folder / "n/circle")
        for _ in range(2):
            outcomes = self.outcomes("n", code=1)
            self.assertIn(outcomes.pop("n/good.wav"), ("rendered", "stored"))
            self.assertEqual(outcomes, {"n/loop1.wav": "failed", "n/loop2.wav": "failed",
                                        "n/dangling.wav": "failed", "n/circle": "skipped"})

    def test_pipes_sockets_and_devices_given_by_name(self):
        os.mkfifo(self.folder / "pipe.wav")
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(self.folder / "s.wav"))
            for name in ("pipe.wav", "s.wav", "/dev/zero"):
                for command in ("render", "compress", "ingest"):
                    result = noctule("--store", self.store, command, name, cwd=self.folder,
                                     timeout=20)
                    self.assertEqual((result.code, result.err.count("\n")), (1, 1), result.err)
                outcomes = self.outcomes("n", name, code=1)
                self.assertIn(outcomes["n/good.wav"], ("rendered", "stored"))

    def test_names_near_the_limit_of_the_file_system(self):
        long = "ö" * 119 + "ab.wav"
        self.assertEqual(len(long.encode()), 244)
        self.wave("n/" + long, seed=2)
        self.wave("n/" + "ö" * 119 + "cd.wav", seed=3)
        self.bulk("n", "--export", "out", "--compressed")
        names = sorted(os.listdir(self.folder / "out"))
        self.assertEqual(len(names), 9)
        for name in names:
            name.encode().decode()
        self.run_ok("render", self.folder / "n" / long)

    def test_an_unwritable_export_name_affects_no_other_file(self):
        (self.folder / "out").mkdir()
        (self.folder / "out/deep").write_text("a file where a folder should be")
        self.wave("n/deep/a.wav", seed=2)
        found, _ = self.bulk("n", "--export", "out", code=1)
        self.assertEqual(found["n/good.wav"]["outcome"], "rendered")
        self.assertEqual(found["n/deep/a.wav"]["outcome"], "failed")

    @unittest.skipUnless(os.geteuid() == 0, "needs root to become another user")
    def test_retry_failed_without_paths_retries_files_that_could_not_be_read(self):
        (self.folder / "n").mkdir(exist_ok=True)
        (self.folder / "n/bad.wav").write_text("no sound")
        self.bulk("n", code=1)
        self.run_failing(1, "bad.wav", "-q", "bulk", "--retry-failed")
        self.wave("n/bad.wav", seed=1)
        self.run_ok("-q", "bulk", "--retry-failed")
        self.assertIn(("bad.wav",), rows(self.store, "SELECT name FROM recording"))

    def test_a_missing_list_of_files_fails(self):
        self.run_failing(1, "cannot read the list", "ingest", "--files-from", "none")

    def test_unreadable_files_and_folders_affect_no_others_and_are_retried(self):
        locked, secret = self.folder / "n/locked", self.wave("n/secret.wav", seed=2)
        locked.mkdir()
        self.wave("n/locked/inside.wav", seed=3)
        for path in (self.folder, self.folder / "n"):
            path.chmod(0o777)
        locked.chmod(0)
        secret.chmod(0)

        def as_nobody(code):
            process = subprocess.run(
                [NOCTULE, "--store", str(self.store), "bulk", "n", "--report", "-"],
                cwd=self.folder, capture_output=True, user=65534, group=65534, extra_groups=[])
            self.assertEqual(process.returncode, code, process.stderr.decode())
            return {os.path.basename(json.loads(line)["path"]): json.loads(line)["outcome"]
                    for line in process.stdout.splitlines()}
        for expected in ("rendered", "stored"):
            self.assertEqual(as_nobody(1), {"good.wav": expected, "locked": "failed",
                                            "secret.wav": "failed"})
        locked.chmod(0o755)
        secret.chmod(0o644)
        self.assertEqual(as_nobody(0), {"good.wav": "stored", "inside.wav": "rendered",
                                        "secret.wav": "rendered"})

    def test_a_failure_is_cleared_when_the_file_changes_but_not_its_mtime(self):
        bad = self.folder / "n/bad.wav"
        good = self.wave("x.wav", seed=5).read_bytes()
        bad.write_bytes(b"x" * len(good))
        times = (bad.stat().st_atime_ns, bad.stat().st_mtime_ns)
        self.assertEqual(self.outcomes("n", code=1)["n/bad.wav"], "failed")
        self.assertEqual(self.outcomes("n")["n/bad.wav"], "failed before")
        bad.write_bytes(good)
        os.utime(bad, ns=times)
        self.assertEqual(self.outcomes("n")["n/bad.wav"], "rendered")


class Corrections(Accounting):
    def setUp(self):
        super().setUp()
        self.path = self.wave("a.wav", seconds=0.1)
        self.run_ok("ingest", "a.wav", "--owner", "ana")

    def outcome(self, *arguments):
        return self.run_ok("ingest", *arguments, "--json").json[0]["outcome"]

    def test_public_and_private_exclude_each_other(self):
        self.run_failing(2, "--private", "ingest", "n", "--public", "--private")

    def test_only_the_given_fields_change(self):
        self.assertEqual(self.outcome("a.wav", "--location", "51.5,-1.25", "--public",
                                      "--equipment", "D500X"), "corrected")
        self.assertEqual(self.outcome("a.wav", "--comments", "pond", "--grts-cell", 7), "corrected")
        self.assertEqual(self.outcome("a.wav", "--comments", "pond"), "known")
        self.assertEqual(rows(self.store, "SELECT latitude, longitude, public, equipment, comments,"
                              " grts_cell, json_extract(metadata, '$.source.location')"
                              " FROM recording"),
                         [(51.5, -1.25, 1, "D500X", "pond", 7, "command line")])
        self.assertEqual(self.outcome("a.wav", "--private"), "corrected")
        self.assertEqual(rows(self.store, "SELECT public, equipment FROM recording"), [(0, "D500X")])

    def test_a_new_time_expansion_redraws_spectrograms(self):
        self.run_ok("render", "--id", 1, "-o", "before.jpg")
        with_annotation = ("INSERT INTO annotation (uid, recording_id, owner_id, start_time_ms,"
                           " end_time_ms, low_hz, high_hz, created, modified) SELECT x'01', 1,"
                           " owner_id, 10, 20, 30000, 40000, '', '' FROM recording")
        with contextlib.closing(sqlite3.connect(self.store)) as db:
            db.execute(with_annotation)
            db.commit()
        found, _ = self.bulk("a.wav", "--time-expansion", 2)
        self.assertEqual(found["a.wav"]["outcome"], "rendered")
        self.assertEqual(found["a.wav"]["duration"], 50)
        self.assertEqual(rows(self.store, "SELECT sample_rate_hz, time_expansion FROM recording"),
                         [(512_000, 2.0)])
        self.assertEqual(rows(self.store, "SELECT start_time_ms, end_time_ms, low_hz, high_hz"
                              " FROM annotation"), [(5, 10, 60000, 80000)])
        self.assertEqual(rows(self.store, "SELECT duration_ms FROM spectrogram"), [(50,)])
        self.run_ok("render", "--id", 1, "-o", "after.jpg")
        self.run_ok("render", "a.wav", "--time-expansion", 2, "-o", "direct.jpg")
        self.assertEqual((self.folder / "after.jpg").read_bytes(),
                         (self.folder / "direct.jpg").read_bytes())
        self.assertEqual(self.outcome("a.wav"), "known")
        self.assertEqual(rows(self.store, "SELECT time_expansion FROM recording"), [(2.0,)])

    def test_owner_changes_the_owner_of_the_recording_at_that_path(self):
        self.run_ok("render", "--id", 1, "-o", "a.jpg")
        self.assertEqual(self.outcome("a.wav", "--owner", "bob"), "corrected")
        self.assertEqual(rows(self.store, "SELECT r.id, u.name FROM recording r"
                              " JOIN user u ON u.id = owner_id"), [(1, "bob")])
        self.assertEqual(rows(self.store, "SELECT count(*) FROM spectrogram"), [(1,)])

    def test_without_paths_there_is_nothing_to_correct(self):
        _, said = self.bulk("--public")
        self.assertIn("change nothing", said)
        self.assertEqual(rows(self.store, "SELECT public FROM recording"), [(0,)])


class Removing(Accounting):
    def setUp(self):
        super().setUp()
        for i in range(4):
            self.wave(f"n/{i // 2}/r{i}.wav", seed=i)
        self.bulk("n", "-j", 1)

    def test_removal_by_path_folder_and_id(self):
        result = noctule("--store", self.store, "ingest", "--remove", "n/0", "--id", 3, "--yes",
                         cwd=self.folder)
        self.assertEqual(result.code, 0, result.err)
        self.assertIn("removes 3 recordings with 3 spectrograms and 0 annotations", result.err)
        self.assertEqual([line.split("\t")[:2] for line in result.lines],
                         [["1", "removed"], ["2", "removed"], ["3", "removed"]])
        self.assertEqual(rows(self.store, "SELECT count(*), (SELECT count(*) FROM spectrogram),"
                              " (SELECT count(*) FROM spectrogram_image) FROM recording"),
                         [(1, 1, 2)])
        self.assertEqual(len(list((self.folder / "n").rglob("*.wav"))), 4)

    def test_removal_asks_first_and_reports_unknown_recordings(self):
        self.run_failing(2, "--yes", "ingest", "--remove", "n")
        self.assertEqual(rows(self.store, "SELECT count(*) FROM recording"), [(4,)])
        self.run_failing(1, "no recording 9", "ingest", "--remove", "--id", 9, "--yes")
        self.run_failing(1, "elsewhere", "ingest", "--remove", "elsewhere", "--yes")
        self.run_failing(2, "specify what to remove", "ingest", "--remove", "--yes")

    def test_copies_are_removed_unless_another_recording_needs_them(self):
        self.wave("c.wav", seed=9)
        for owner in ("ana", "bob"):
            shutil.copy(self.folder / "c.wav", self.folder / f"{owner}.wav")
            self.run_ok("ingest", "--copy", f"{owner}.wav", "--owner", owner)
        for left, id in ((1, 5), (0, 6)):
            result = noctule("--store", self.store, "ingest", "--remove", "--id", id, "--yes")
            self.assertIn("the copies of 1 sound files", result.err)
            self.assertEqual(len(os.listdir(self.folder / "n.db.files")), left)


if __name__ == "__main__":
    unittest.main()
