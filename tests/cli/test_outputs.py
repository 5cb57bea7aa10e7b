# SPDX-License-Identifier: GPL-3.0-or-later
"""Outputs never overwrite a recording, the store or a file of another kind."""
import json
import os
import pathlib
import unittest

from program import ProgramTest, levels, noctule


class Outputs(ProgramTest):
    def setUp(self):
        super().setUp()
        self.a, self.b = self.wave("a.wav", seed=1), self.wave("b.wav", seed=2)

    def refused(self, *arguments, victim):
        """Expects exit code 2 and one line of error before any work, with the victim unchanged."""
        before, stores = victim.read_bytes(), self.store.exists()
        result = noctule("--store", self.store, *arguments, cwd=self.folder)
        self.assertEqual((result.code, result.err.count("\n")), (2, 1), f"{arguments} {result.err}")
        self.assertEqual(result.out, b"")
        self.assertEqual(victim.read_bytes(), before, arguments)
        self.assertEqual(self.store.exists(), stores)
        self.assertIn(victim.name, result.err)

    def test_a_recording_is_not_overwritten_by_any_output_option(self):
        for arguments in (["render", "a.wav", "-o", "a.wav"], ["render", "a.wav", "-o", "b.wav"],
                          ["compress", "a.wav", "-o", "b.wav"], ["compress", "a.wav", "-o", "./a.wav"],
                          ["bulk", "a.wav", "--report", "b.wav"], ["bulk", ".", "--report", "a.wav"]):
            self.refused(*arguments, victim=self.folder / arguments[-1])

    def test_report_without_a_name_does_not_overwrite_the_next_argument(self):
        self.refused("bulk", "--report", "a.wav", "b.wav", victim=self.a)

    def test_links_are_followed(self):
        os.symlink("a.wav", self.folder / "soft.jpg")
        os.link(self.a, self.folder / "hard.jpg")
        for name in ("soft.jpg", "hard.jpg"):
            self.refused("render", "a.wav", "-o", name, victim=self.folder / name)
            self.refused("render", "b.wav", "-o", name, victim=self.folder / name)
        self.assertTrue((self.folder / "soft.jpg").is_symlink())

    def test_an_input_is_not_overwritten_even_if_it_looks_like_an_output(self):
        self.run_ok("render", "a.wav", "-o", "a.jpg")
        self.refused("render", "a.jpg", "-o", "a.jpg", victim=self.folder / "a.jpg")

    def test_the_store_is_not_overwritten(self):
        self.run_ok("ingest", "a.wav")
        os.link(self.store, self.folder / "hard.db")
        for target in ("n.db", "./n.db", "hard.db"):
            self.refused("render", "--id", 1, "-o", target, victim=self.folder / target)
            self.refused("compress", "--id", 1, "-o", target, victim=self.folder / target)
            self.refused("bulk", "--report", target, victim=self.folder / target)
        self.run_failing(2, "the store", "bulk", "--report", "n.db-wal")

    def test_a_store_that_does_not_exist_yet_is_rejected_too(self):
        self.run_failing(2, "the store", "bulk", "a.wav", "--report", "n.db")
        self.run_failing(2, "the store", "render", "a.wav", "-o", "n.db")
        self.assertFalse(self.store.exists())

    def test_only_files_of_the_same_kind_are_replaced(self):
        text = self.folder / "notes.jpg"
        text.write_text("not a picture")
        self.refused("render", "a.wav", "-o", "notes.jpg", victim=text)
        self.run_ok("render", "a.wav", "-o", "picture.dat")
        self.run_ok("render", "b.wav", "-o", "picture.dat")
        self.run_ok("render", "a.wav", "-o", "levels.pgm")
        self.run_ok("render", "b.wav", "-o", "levels.pgm")
        os.rename(self.folder / "levels.pgm", self.folder / "levels.jpg")
        self.refused("render", "a.wav", "-o", "levels.jpg", victim=self.folder / "levels.jpg")
        (self.folder / "empty.jpg").touch()
        self.run_ok("render", "a.wav", "-o", "empty.jpg")
        self.assertEqual(levels(self.folder / "empty.jpg").shape[0], 300)

    def test_reports_replace_reports_of_the_same_format(self):
        for name, other in (("r.jsonl", "r.csv"), ("r.csv", "r.jsonl")):
            for _ in range(2):
                self.assertEqual(noctule("--store", self.store, "bulk", "a.wav", "--report", name,
                                         cwd=self.folder).code, 0)
            (self.folder / ("x" + other)).write_bytes((self.folder / name).read_bytes())
            self.refused("bulk", "a.wav", "--report", "x" + other,
                         victim=self.folder / ("x" + other))
            (self.folder / ("x" + other)).unlink()
        (self.folder / "data.jsonl").write_text('{"my": "data"}\n')
        self.refused("bulk", "a.wav", "--report", "data.jsonl", victim=self.folder / "data.jsonl")

    def test_devices_and_pipes_may_be_written(self):
        self.run_ok("render", "a.wav", "-o", "/dev/null")
        self.assertEqual(os.stat("/dev/null").st_mode & 0o170000, 0o020000)
        self.assertEqual(noctule("--store", self.store, "bulk", "a.wav", "--report", "/dev/null",
                                 cwd=self.folder).code, 0)

    def test_report_and_calls_in_one_file_however_it_is_named(self):
        os.symlink("r.csv", self.folder / "link.csv")
        for calls in ("r.csv", "./r.csv", "link.csv"):
            self.run_failing(2, "different files", "bulk", "a.wav", "--report", "r.csv", "--calls", calls)
            self.run_failing(2, "different files", "bulk", "a.wav", "--report", "r.csv", "--night-strip", calls)
        self.assertFalse(self.store.exists())

    def test_a_night_strip_needs_the_name_of_a_png_file(self):
        for name in ("-", "strip.jpg", "strip"):
            self.run_failing(2, ".png", "bulk", "a.wav", "--night-strip", name)
        self.assertFalse(self.store.exists())

    def test_report_and_calls_are_not_files_of_the_export(self):
        for option, name in (("--report", "a.spectrogram.json"), ("--calls", "a.calls.csv"),
                             ("--night-strip", "a.spectrogram.png")):
            self.run_failing(2, "--export", "bulk", "a.wav", "--export", "out", option, f"out/{name}")
        self.assertFalse(self.store.exists())
        self.run_ok("-q", "bulk", "a.wav", "--export", "out", "--report", "out/report.csv", "--calls", "out/calls.csv")

    def test_copies_with_guano_among_the_inputs_are_not_recordings(self):
        for _ in range(2):
            self.run_ok("-q", "bulk", ".", "--export", ".", "--export-format", "guano", "--report", "r.jsonl")
        lines = [json.loads(line) for line in (self.folder / "r.jsonl").read_text().splitlines()]
        skipped = {pathlib.Path(line["path"]).name: line["error"] for line in lines if line["outcome"] == "skipped"}
        self.assertIn("noctule wrote", skipped["a.guano.wav"])
        self.assertEqual(len(list(self.folder.glob("*.wav"))), 4)

    def test_a_missing_folder_is_rejected_before_any_work(self):
        for arguments in (["render", "a.wav", "-o", "none/a.jpg"], ["bulk", "a.wav", "--report", "none/r.csv"],
                          ["bulk", "a.wav", "--calls", "none/c.csv"]):
            self.run_failing(2, "no folder", *arguments)
        self.assertFalse(self.store.exists())

    def test_a_link_to_a_file_that_does_not_exist_yet_is_kept(self):
        os.symlink("later.jpg", self.folder / "link.jpg")
        self.run_ok("render", "a.wav", "-o", "link.jpg")
        self.assertTrue((self.folder / "link.jpg").is_symlink())
        self.assertEqual((self.folder / "later.jpg").read_bytes()[:2], b"\xff\xd8")

    def test_an_export_target_that_is_not_a_folder(self):
        self.refused("bulk", ".", "--export", "a.wav", victim=self.a)

    def test_an_existing_file_in_the_export_folder_fails_only_that_recording(self):
        night = self.folder / "night"
        night.mkdir()
        self.a.rename(night / "a.wav")
        self.b.rename(night / "b.wav")
        (self.folder / "out").mkdir()
        occupied = self.folder / "out/a.spectrogram.jpg"
        occupied.write_bytes((night / "b.wav").read_bytes())
        result = noctule("--store", self.store, "bulk", "night", "--export", "out",
                         "--report", "-", cwd=self.folder)
        self.assertEqual(result.code, 1, result.err)
        self.assertEqual(occupied.read_bytes(), (night / "b.wav").read_bytes())
        outcomes = {os.path.basename(line["path"]): line["outcome"] for line in result.json}
        self.assertEqual(outcomes, {"a.wav": "failed", "b.wav": "rendered"})
        self.assertTrue((self.folder / "out/b.spectrogram.jpg").exists())
        occupied.unlink()
        result = noctule("--store", self.store, "bulk", "night", "--export", "out", cwd=self.folder)
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual(levels(occupied).shape[0], 300)

    def test_tiles_overwrite_nothing_either(self):
        long = self.wave("long.wav", seconds=20, rate=96_000)
        victim = self.folder / "x.0001.jpg"
        for make in (lambda: victim.write_bytes(self.a.read_bytes()),
                     lambda: os.symlink("b.wav", victim)):
            make()
            self.refused("render", "long.wav", "-o", "x.jpg", victim=victim)
            self.assertFalse((self.folder / "x.jpg").exists())
            victim.unlink()
        (self.folder / "long.spectrogram.0002.jpg").write_bytes(self.a.read_bytes())
        self.run_failing(1, "0002.jpg", "render", "long.wav")
        long.rename(self.folder / "y.0001.jpg")
        self.refused("render", "y.0001.jpg", "-o", "y.jpg", victim=self.folder / "y.0001.jpg")

    def test_an_input_is_not_the_target_of_another_input(self):
        self.wave("in/q.wav", seed=5)
        self.run_ok("render", "a.wav", "-o", "in/q.spectrogram.jpg")
        result = noctule("render", "in/q.wav", "in/q.spectrogram.jpg", "-o", "in/", cwd=self.folder)
        self.assertEqual(result.code, 1)
        self.assertIn("is an input", result.err)

    def test_an_existing_default_output_fails_only_that_recording(self):
        occupied = self.folder / "a.spectrogram.jpg"
        occupied.write_text("mine")
        result = noctule("render", "a.wav", "b.wav", cwd=self.folder)
        self.assertEqual(result.code, 1)
        self.assertEqual(result.lines, ["b.spectrogram.jpg"])
        self.assertEqual(occupied.read_text(), "mine")


class SeveralInputs(ProgramTest):
    def test_each_gets_its_image_and_a_bad_one_affects_no_others(self):
        self.wave("a.wav", seed=1)
        self.wave("b.wav", seed=2)
        (self.folder / "bad.wav").write_text("no sound")
        result = noctule("render", "a.wav", "bad.wav", "b.wav", "-o", "out/", "--json",
                         cwd=self.folder)
        self.assertEqual((result.code, result.err.count("\n")), (1, 1))
        self.assertEqual([line["output"] for line in result.json],
                         [["out/a.spectrogram.jpg"], ["out/b.spectrogram.jpg"]])
        for name in "ab":
            self.assertEqual(levels(self.folder / f"out/{name}.spectrogram.jpg").shape, (300, 200))
        result = self.run_ok("compress", "a.wav", "b.wav")
        self.assertEqual(result.lines, ["a.compressed.jpg", "b.compressed.jpg"])

    def test_two_inputs_with_one_target_are_rejected_before_any_work(self):
        self.wave("x/a.wav", seed=1)
        self.wave("y/a.wav", seed=2)
        self.run_failing(2, "both be written to a.spectrogram.jpg", "render", "x/a.wav", "y/a.wav")
        self.run_failing(2, "both be written to", "render", "x/a.wav", "y/a.wav", "-o", "p.jpg")
        self.run_failing(2, "both be written to", "render", "x/a.wav", "y/a.wav", "-o", "-")
        self.assertEqual(sorted(os.listdir(self.folder)), ["x", "y"])

    def test_a_folder_is_refused_with_a_pointer_to_bulk(self):
        (self.folder / "night").mkdir()
        self.run_failing(1, "noctule bulk", "render", "night")


if __name__ == "__main__":
    unittest.main()
