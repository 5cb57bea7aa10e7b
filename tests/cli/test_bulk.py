# SPDX-License-Identifier: GPL-3.0-or-later
"""`bulk`: a whole night in one command, with threads and processes, safe to kill."""
import collections
import contextlib
import csv
import json
import os
import random
import resource
import signal
import subprocess
import time
import unittest

from program import EXAMPLE, NOCTULE, SANITIZED, ProgramTest, call, levels, noctule, rows, write_wave

KILLS = int(os.environ.get("NOCTULE_KILLS", "10" if SANITIZED else "30"))


def images(store):
    """All stored images by what they show, independent of the order in which they were made."""
    return dict(((h, k, f, n), j) for h, k, f, n, j in rows(
        store, "SELECT r.hash, p.key, i.variant, i.number, i.jpeg FROM spectrogram_image i"
        " JOIN spectrogram s ON s.id = i.spectrogram_id JOIN recording r ON r.id = s.recording_id"
        " JOIN parameters p ON p.id = s.parameters_id"))


class BulkTest(ProgramTest):
    def night(self, count, seconds=0.05, folder="night"):
        for i in range(count):
            self.wave(f"{folder}/{i % 4}/r{i:03}.wav", seed=i, seconds=seconds)
        return self.folder / folder

    def bulk(self, *arguments, code=0, store=None):
        report = self.folder / "report.jsonl"
        result = noctule("--store", store or self.store, "bulk", *arguments, "--report", report,
                         cwd=self.folder)
        self.assertEqual(result.code, code, result.err)
        self.assertEqual(result.out, b"")
        lines = [json.loads(line) for line in report.read_text().splitlines()]
        self.assertEqual([set(line) for line in lines],
                         [{"path", "id", "outcome", "error", "warnings", "duplicate_of", "duration",
                           "calls", "verdict", "ms", "bytes"}] * len(lines))
        return collections.Counter(line["outcome"] for line in lines), result.err, lines

    def start(self, *arguments, **options):
        return subprocess.Popen([NOCTULE, "--store", str(self.store), "bulk", *map(str, arguments)],
                                cwd=self.folder, stderr=subprocess.PIPE, **options)


class Bulk(BulkTest):
    def test_a_folder_is_ingested_and_drawn_once(self):
        outcomes, said, lines = self.bulk(self.night(12))
        self.assertEqual(outcomes, {"rendered": 12})
        self.assertEqual(said, "info: 12 rendered\n")
        self.assertTrue(all(line["bytes"] > 0 and line["ms"] > 0 for line in lines))
        outcomes, said, _ = self.bulk(self.folder / "night")
        self.assertEqual(outcomes, {"stored": 12})
        self.assertEqual(said, "info: nothing to do, 12 already stored\n")
        self.assertEqual(noctule("-q", "--store", self.store, "bulk").err, "")

    def test_images_do_not_depend_on_the_number_of_threads(self):
        night = self.night(8)
        self.bulk(night, "-j", 1, "--compressed")
        other = self.folder / "other.db"
        self.bulk(night, "-j", 7, "--compressed", store=other)
        self.assertEqual(len(images(self.store)), 16)
        self.assertEqual(images(self.store), images(other))

    def test_each_set_of_parameters_has_its_own_spectrograms(self):
        night = self.night(3)
        self.bulk(night)
        self.assertEqual(self.bulk("--colormap", "gray")[0], {"rendered": 3})
        self.assertEqual(self.bulk(night)[0], {"stored": 3})
        self.assertEqual(rows(self.store, "SELECT count(*) FROM spectrogram"), [(6,)])
        created = rows(self.store, "SELECT max(created) FROM spectrogram")
        self.assertEqual(self.bulk("--force")[0], {"rendered": 3})
        self.assertEqual(rows(self.store, "SELECT count(*) FROM spectrogram"), [(6,)])
        self.assertGreater(rows(self.store, "SELECT max(created) FROM spectrogram"), created)

    def test_calls_are_in_the_table_the_report_and_the_sidecars(self):
        night = self.night(3, seconds=0.3)
        write_wave(night / "silence.wav", [0] * 20_000, 256_000)
        for outcome in ("rendered", "stored"):
            _, _, lines = self.bulk(night, "--calls", "calls.csv", "--export", "out")
            found = {os.path.basename(line["path"]): line for line in lines}
            self.assertEqual(found["silence.wav"]["verdict"], "empty")
            self.assertEqual(found["silence.wav"]["calls"], 0)
            self.assertEqual([found[f"r00{i}.wav"]["verdict"] for i in range(3)], ["calls"] * 3)
            with open(self.folder / "calls.csv", newline="") as file:
                table = list(csv.DictReader(file))
            self.assertEqual(list(table[0]), ["recording_id", "path", "start_time", "end_time",
                                              "low_freq", "high_freq", "peak_freq", "char_freq",
                                              "slope", "snr", "interval"])
            self.assertEqual(len(table), sum(line["calls"] for line in lines))
            for row in table:
                self.assertTrue(40e3 < float(row["peak_freq"]) < 75e3, row)
                self.assertLess(float(row["slope"]), 0)
            sidecar = json.loads((self.folder / "out/0/r000.spectrogram.json").read_text())
            self.assertEqual(len(sidecar["calls"]), found["r000.wav"]["calls"])
            self.assertEqual(found["r000.wav"]["outcome"], outcome)
        for wrong in ("nan", "-1", "61", "inf"):
            self.run_failing(2, "not a valid number" if wrong in ("nan", "inf") else "SNR", "bulk", "--min-snr", wrong)
        _, _, lines = self.bulk(night, "--min-snr", 60)
        self.assertEqual({line["verdict"] for line in lines}, {"noise", "empty"})

    def test_the_compressed_image_is_the_same_from_every_command(self):
        night = self.night(1, seconds=0.5)
        path = night / "0/r000.wav"
        self.bulk(night, "--compressed", "--export", "out", "--colormap", "gray")
        for options in ([], ["--segments", "peaks"], ["--margin-ms", 3], ["--min-snr", 12]):
            self.run_ok("compress", path, "--colormap", "gray", *options, "-o", "direct.jpg")
            self.run_ok("compress", "--id", 1, "--colormap", "gray", *options, "-o", "stored.jpg")
            self.assertEqual((self.folder / "direct.jpg").read_bytes(),
                             (self.folder / "stored.jpg").read_bytes(), options)
            if not options:
                self.assertEqual((self.folder / "out/0/r000.compressed.jpg").read_bytes(),
                                 (self.folder / "direct.jpg").read_bytes())

    def test_a_bad_file_fails_once_and_affects_no_others(self):
        night = self.night(5)
        bad = night / "bad.wav"
        bad.write_text("no sound")
        outcomes, said, _ = self.bulk(night, code=1)
        self.assertEqual(outcomes, {"rendered": 5, "failed": 1})
        self.assertIn(f"error: {bad}: ", said)
        outcomes, said, _ = self.bulk(night)
        self.assertEqual(outcomes, {"stored": 5, "failed before": 1})
        self.assertEqual(self.bulk(night, "--retry-failed", code=1)[0], {"stored": 5, "failed": 1})
        write_wave(bad, call(seed=99), 256_000)
        self.assertEqual(self.bulk(night)[0], {"stored": 5, "rendered": 1})

    def test_a_failed_recording_is_remembered(self):
        night = self.night(3)
        self.run_ok("ingest", night)
        lost = night / "1/r001.wav"
        lost.rename(self.folder / "elsewhere.wav")
        self.assertEqual(self.bulk(code=1)[0], {"rendered": 2, "failed": 1})
        self.assertEqual(self.bulk()[0], {"stored": 2, "failed before": 1})
        self.assertIn("failed: ", self.run_ok("bulk", "--dry-run").text)
        self.assertEqual(self.bulk(self.folder / "elsewhere.wav")[0], {"stored": 2, "rendered": 1})

    def test_a_dry_run_only_lists(self):
        night = self.night(2)
        listed = self.run_ok("bulk", night, "--dry-run").lines
        self.assertEqual(listed, [f"-\tnot computed\t{night}/{i}/r00{i}.wav" for i in (0, 1)])
        self.assertFalse(self.store.exists())
        warned = noctule("--store", self.store, "bulk", night, "--dry-run", "--report", "r.jsonl", cwd=self.folder)
        self.assertIn("--dry-run writes no files", warned.err)
        self.assertFalse((self.folder / "r.jsonl").exists())
        self.bulk(night, "--limit", 1)
        states = [line.split("\t")[1] for line in self.run_ok("bulk", "--dry-run").lines]
        self.assertEqual(sorted(s if s == "not computed" else s[:2] for s in states),
                         ["20", "not computed"])

    def test_limit_and_path_lists(self):
        night = self.night(5)
        (self.folder / "list").write_text("".join(f"{p}\n" for p in sorted(night.rglob("*.wav"))[:4]))
        self.assertEqual(self.bulk("--files-from", "list", "--limit", 3)[0], {"rendered": 3, "left": 1})
        self.assertEqual(self.bulk()[0], {"rendered": 1, "stored": 3})

    def test_shards_are_disjoint_complete_and_stable(self):
        night = self.night(20)
        parts = []
        for shards in (range(0, 3), range(1, 4)):
            parts.append([])
            for i in shards:
                store = self.folder / f"s{shards.start}{i}.db"
                self.bulk(night, "--shard", f"{i}/3", store=store)
                parts[-1].append({path for path, in rows(store, "SELECT path FROM recording")})
        for part in parts:
            self.assertEqual(sum(map(len, part)), 20)
            self.assertEqual(len(set.union(*part)), 20)
        self.assertCountEqual(map(frozenset, parts[0]), map(frozenset, parts[1]))
        self.run_failing(2, "not a valid shard", "bulk", night, "--shard", "4/3")

    def test_broken_stores_and_usage(self):
        self.run_failing(3, "no store", "bulk")
        self.store.write_text("x" * 10_000)
        self.run_failing(3, "n.db", "bulk", self.night(1))
        self.store.unlink()
        self.run_failing(2, "report", "bulk", "night", "--report", "no/such/report.jsonl")


class Export(BulkTest):
    def test_export_mirrors_folders_and_writes_sidecars(self):
        night = self.night(4)
        self.bulk(night, "--export", "out", "--compressed")
        found = sorted(str(p.relative_to(self.folder / "out"))
                       for p in (self.folder / "out").rglob("*") if p.is_file())
        self.assertEqual(found, sorted(f"{i}/r00{i}.{kind}" for i in range(4) for kind in
                                       ("compressed.jpg", "spectrogram.jpg", "spectrogram.json")))
        sidecar = json.loads((self.folder / "out/2/r002.spectrogram.json").read_text())
        self.assertEqual(sidecar["output"], ["r002.spectrogram.jpg", "r002.compressed.jpg"])
        self.assertEqual(sidecar["spectroInfo"]["width"], 200)
        self.assertEqual(levels(self.folder / "out/2/r002.compressed.jpg").shape[1],
                         sidecar["spectroInfo"]["compressedWidth"])

    def test_only_what_is_missing_is_written_again(self):
        night = self.night(3)
        self.bulk(night, "--export", "out")
        files = sorted((self.folder / "out").rglob("*.jpg"))
        times = [p.stat().st_mtime_ns for p in files]
        content = files[1].read_bytes()
        files[1].unlink()
        self.bulk("--export", "out")
        self.assertEqual(files[1].read_bytes(), content)
        self.assertEqual([p.stat().st_mtime_ns for p in files][::2], times[::2])

    def test_each_recording_has_its_own_images_whatever_the_names(self):
        for i, name in enumerate(("a.wav", "a.flac.wav", "a.wave", "a.wav.wav", "a.wave.wav")):
            self.wave(f"n/{name}", seed=i)
        self.bulk("n", "--export", "out")
        self.assertEqual(len(list((self.folder / "out").glob("*.jpg"))), 5)
        inputs = [json.loads(p.read_text())["input"] for p in (self.folder / "out").glob("*.json")]
        self.assertEqual(len(set(inputs)), 5)

    def test_copies_are_exported_under_their_names(self):
        self.wave("a.wav", seed=1)
        for owner in ("ana", "bob"):
            self.run_ok("ingest", "--copy", "--owner", owner, "a.wav")
        self.bulk("--export", "out")
        self.assertEqual(sum(p.name.startswith("a") for p in (self.folder / "out").glob("*.jpg")), 2)

    def test_names_do_not_collide(self):
        self.wave("n/a.wav", seed=1)
        self.wave("n/a.WAV", seed=2)
        self.bulk("n", "--export", "out")
        self.assertEqual(sorted(p.name for p in (self.folder / "out").glob("*.jpg")),
                         ["a.WAV.spectrogram.jpg", "a.wav.spectrogram.jpg"])


class Sharing(BulkTest):
    def test_two_processes_split_the_work(self):
        self.run_ok("ingest", self.night(120, seconds=0.5))
        both = [self.start("-j", 1, "--report", f"r{i}.jsonl") for i in range(2)]
        ended = []
        for process in both:
            self.assertEqual(process.wait(), 0, process.stderr.read())
            ended.append(time.monotonic())
            process.stderr.close()
        # When one has no work left, the other is about to finish too.
        self.assertLess(abs(ended[0] - ended[1]), 1 if not SANITIZED else 10)
        made = [{line["id"] for line in self.report(f"r{i}.jsonl") if line["outcome"] == "rendered"}
                for i in range(2)]
        self.assertEqual(made[0] & made[1], set())
        self.assertEqual(len(made[0] | made[1]), 120)
        self.assertGreater(min(map(len, made)), 12, "one process did nearly everything")
        self.assertEqual(rows(self.store, "SELECT (SELECT count(*) FROM claim),"
                              " (SELECT count(*) FROM worker)"), [(0, 0)])

    def report(self, name):
        return [json.loads(line) for line in (self.folder / name).read_text().splitlines()]

    def test_recordings_removed_or_corrected_during_a_run(self):
        night = self.night(3, seconds=0.1)
        self.wave("night/long.wav", seed=99, seconds=40)
        self.run_ok("ingest", night, "-j", 1)
        ids = dict((os.path.basename(path), id) for id, path in rows(
            self.store, "SELECT id, path FROM recording"))
        for change, outcome in ((["ingest", "--time-expansion", 2, night / "long.wav"], "rendered"),
                                (["ingest", "--remove", "--id", ids["long.wav"], "--yes"], "skipped")):
            process = self.start("-j", 1, "--force", "--report", "r.jsonl")
            claim = "SELECT count(*) FROM claim WHERE recording_id = ?"
            while process.poll() is None and rows(self.store, claim, ids["long.wav"]) == [(0,)]:
                time.sleep(0.001)
            self.assertEqual(noctule("--store", self.store, *change).code, 0)
            said = process.stderr.read().decode()
            process.stderr.close()
            self.assertEqual(process.wait(), 0, said)
            found = {line["id"]: line["outcome"] for line in self.report("r.jsonl")}
            self.assertEqual(found[ids["long.wav"]], outcome)
            self.assertEqual(len(found), 4)
            self.assertEqual(rows(self.store, "SELECT count(*) FROM spectrogram s JOIN recording r"
                                  " ON r.id = s.recording_id WHERE abs(s.duration_ms -"
                                  " 1000.0 * r.samples / r.sample_rate_hz) > 1"), [(0,)])

    def test_a_store_that_is_deleted_ends_the_run(self):
        self.run_ok("ingest", self.night(60, seconds=1))
        process = self.start("-j", 1)
        while rows(self.store, "SELECT count(*) FROM spectrogram") == [(0,)]:
            time.sleep(0.001)
        for path in self.folder.glob("n.db*"):
            path.unlink()
        said = process.stderr.read().decode()
        process.stderr.close()
        self.assertEqual(process.wait(), 3, said)
        self.assertIn("deleted or replaced", said)

    def test_recordings_done_by_others_are_skipped_quickly(self):
        self.run_ok("ingest", self.night(400, seconds=0.02))
        first = self.start("-j", 2)
        second = self.start("-j", 1, "--report", "second.jsonl")
        for process in (first, second):
            self.assertEqual(process.wait(), 0)
            process.stderr.close()
        outcomes = collections.Counter(line["outcome"] for line in self.report("second.jsonl"))
        self.assertEqual(sum(outcomes.values()), 400)

    def test_claims_of_a_killed_process_are_taken_over_by_a_running_one(self):
        self.run_ok("ingest", self.night(40, seconds=2))
        victim = self.start("-j", 2)
        survivor = self.start("-j", 1, "--report", "survivor.jsonl")
        claimed = self.stop_with_claims(victim)
        self.assertIsNone(survivor.poll())
        victim.kill()
        for process in (survivor, victim):  # the victim stays a zombie until the survivor has ended
            self.addCleanup(process.kill)
            process.wait(timeout=300)  # never ends if the claims are not taken over
            process.stderr.close()
        self.assertEqual(victim.returncode, -signal.SIGKILL)
        self.assertEqual(survivor.returncode, 0)
        rendered = {line["id"] for line in self.report("survivor.jsonl")
                    if line["outcome"] == "rendered"}
        self.assertLessEqual(claimed, rendered)
        self.assertEqual(rows(self.store, "SELECT count(*), count(DISTINCT recording_id)"
                              " FROM spectrogram"), [(40, 40)])
        self.assertEqual(rows(self.store, "SELECT (SELECT count(*) FROM claim),"
                              " (SELECT count(*) FROM worker)"), [(0, 0)])

    def stop_with_claims(self, process):
        """Stops a process while it holds claims in the store; returns the claimed recordings."""
        while True:
            process.send_signal(signal.SIGSTOP)
            _, status = os.waitpid(process.pid, os.WUNTRACED)
            self.assertTrue(os.WIFSTOPPED(status), "it ended before it had a claim")
            claimed = self.claimed_by(process)
            if claimed:
                return claimed
            process.send_signal(signal.SIGCONT)
            time.sleep(0.001)

    def claimed_by(self, process):
        return {id for id, in rows(self.store, "SELECT recording_id FROM claim JOIN worker w"
                                   " ON w.id = worker_id WHERE pid = ?", process.pid)}

    def test_a_kill_at_any_time_loses_duplicates_and_corrupts_nothing(self):
        night = self.night(16, seconds=0.2)
        self.bulk(night, "--compressed", store=self.folder / "undisturbed.db")
        expected = images(self.folder / "undisturbed.db")
        rng = random.Random(7)
        kills = 0
        while kills < KILLS:
            for leftover in self.folder.glob("n.db*"):
                leftover.unlink()
            while True:
                # A second process works on the same store and is killed at other times.
                others = [self.start(night, "--compressed", "-j", 1)] if rng.random() < 0.5 else []
                process = self.start(night, "--compressed", "-j", 2)
                for victim in (process, *others):
                    try:
                        victim.wait(timeout=rng.uniform(0.001, 0.25 if not SANITIZED else 3))
                    except subprocess.TimeoutExpired:
                        victim.kill()
                    said = victim.stderr.read().decode()
                    victim.stderr.close()
                    self.assertIn(victim.wait(), (0, -signal.SIGKILL), said)
                if process.returncode == 0:
                    break
                kills += 1
                if self.store.exists():
                    self.assertEqual(rows(self.store, "PRAGMA integrity_check"), [("ok",)])
                    self.assertEqual(rows(self.store, "PRAGMA foreign_key_check"), [])
            self.assertEqual(images(self.store), expected)
            self.assertEqual(rows(self.store, "SELECT count(*) FROM recording"), [(16,)])
            self.assertEqual(rows(self.store, "SELECT count(*) FROM claim"), [(0,)])

    def test_a_signal_stops_the_run_cleanly_with_a_summary(self):
        self.run_ok("ingest", self.night(30, seconds=2))
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            process = self.start("-j", 2)
            while rows(self.store, "SELECT count(*) FROM claim") == [(0,)]:
                time.sleep(0.001)
            process.send_signal(number)
            said = process.stderr.read().decode()
            self.assertEqual(process.wait(), code)
            process.stderr.close()
            self.assertRegex(said, r"^info: stopped: \d+ rendered.*\n$")
            self.assertEqual(rows(self.store, "SELECT count(*) FROM claim"), [(0,)])
        self.assertEqual(sum(self.bulk()[0].values()), 30)

    def test_the_report_of_a_stopped_run_has_every_recording(self):
        night = self.night(30, seconds=2)
        process = self.start(night, "-j", 1, "--report", "r.jsonl")
        while not self.store.exists() or rows(self.store, "SELECT count(*) FROM sqlite_master WHERE name = 'claim'"
                                              ) == [(0,)] or rows(self.store, "SELECT count(*) FROM claim") == [(0,)]:
            time.sleep(0.001)
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        process.stderr.close()
        self.assertEqual(process.wait(), 130)
        lines = [json.loads(line) for line in (self.folder / "r.jsonl").read_text().splitlines()]
        self.assertEqual(len({line["path"] for line in lines}), 30)
        self.assertEqual(len(lines), 30)
        self.assertIn("left", {line["outcome"] for line in lines})

    def test_exports_of_killed_runs_leave_no_temporary_files(self):
        night = self.night(8, seconds=1)
        rng = random.Random(3)
        for _ in range(5):
            process = self.start(night, "-j", 2, "--export", "out", "--export-format", "jpg,json,png,npy", "--force")
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=rng.uniform(0.05, 0.6))
            process.kill()
            process.wait()
            process.stderr.close()
        self.assertEqual(list(self.folder.rglob(".noctule-*")), [])

    def test_a_full_disk_stops_the_run_and_keeps_what_was_committed(self):
        night = self.night(40, seconds=0.5)
        self.run_ok("ingest", night)
        limit = 600_000
        process = self.start("-j", 2, preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (limit, limit)))
        said = process.stderr.read().decode()
        self.assertEqual(process.wait(), 3, said)
        process.stderr.close()
        self.assertIn("n.db", said)
        self.assertEqual(rows(self.store, "PRAGMA integrity_check"), [("ok",)])
        kept = rows(self.store, "SELECT count(*) FROM spectrogram")[0][0]
        self.assertGreater(kept, 0)
        self.assertEqual(self.bulk()[0], {"stored": kept, "rendered": 40 - kept})


class Merge(BulkTest):
    def test_merged_shards_equal_one_run_and_merging_again_changes_nothing(self):
        night = self.night(12)
        (night / "bad.wav").write_text("no sound")
        self.bulk(night, "--compressed", code=1, store=self.folder / "one.db")
        for i in range(3):
            noctule("--store", self.folder / f"part{i}.db", "bulk", night, "--shard", f"{i}/3",
                    "--compressed")
        for _ in range(2):
            outcomes = collections.Counter()
            for i in range(3):
                outcomes.update(line["outcome"] for line in self.run_ok(
                    "ingest", "--from-store", f"part{i}.db", "--json").json)
            self.assertEqual(images(self.store), images(self.folder / "one.db"))
        self.assertEqual(outcomes, {"known": 12})
        segments = ("SELECT r.hash, g.number, start_column, stop_column FROM segment g"
                    " JOIN spectrogram s ON s.id = spectrogram_id"
                    " JOIN recording r ON r.id = recording_id ORDER BY 1, 2")
        self.assertEqual(rows(self.store, segments), rows(self.folder / "one.db", segments))
        self.assertEqual(self.bulk(night)[0], {"stored": 12, "failed before": 1})

    def test_copies_are_merged_with_their_recordings(self):
        sound = self.wave("a.wav", 1)
        noctule("--store", self.folder / "part.db", "ingest", "--copy", sound)
        sound.unlink()
        self.run_ok("ingest", "--from-store", "part.db")
        noctule("--store", self.folder / "part.db", "ingest", "--remove", "--id", 1, "--yes")
        self.run_ok("render", "--id", 1)

    def test_invalid_stores_are_not_merged(self):
        self.run_ok("ingest", EXAMPLE)
        self.run_failing(2, "itself", "ingest", "--from-store", self.store)
        self.run_failing(3, "none.db", "ingest", "--from-store", "none.db")


if __name__ == "__main__":
    unittest.main()
