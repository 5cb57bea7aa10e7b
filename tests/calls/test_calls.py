# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares lib/calls with its float64 reference and with scenes of known ground truth."""
import os
import pathlib
import sys
import tempfile
import unittest

from program import ROOT, SHARED

sys.path.insert(0, str(ROOT / "scripts/bench"))
sys.dont_write_bytecode = True
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader


def load(path):
    loader = SourceFileLoader(path.name.replace("-", "_"), str(path))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


bench = load(ROOT / "scripts/bench/calls")
scenes, twin = bench.load_script("make-scene"), bench.load_script("reference-calls")
reference = bench.load_script("reference")
TOOL = os.environ.get("LIST_CALLS", str(ROOT / "build/dev/tests/list_calls"))


class Twin(unittest.TestCase):
    """Most calls agree to a fraction of a cell; a ridge may branch differently where two cells are
    equal except for rounding."""

    def compare(self, path):
        found, _ = bench.list_calls(TOOL, path)
        samples, rate = reference.read_wave(path)
        expected = [c for c in twin.find_calls(samples, rate) if c.score >= 0 and c.snr_db >= 8]
        self.assertGreater(len(expected), 4)
        same = [c for c in expected if any(self.equal(c, f) for f in found)]
        self.assertGreaterEqual(len(same), 0.9 * len(expected), path)
        listed = sum(c.listed > 0 for c in found)
        self.assertLessEqual(abs(listed - len(expected)), 0.1 * len(expected) + 1, path)

    def equal(self, a, b):
        return (abs(a.start_ms - b.start_ms) < 0.05 and abs(a.end_ms - b.end_ms) < 0.05
                and abs(a.peak_hz - b.peak_hz) < 50 and abs(a.char_hz - b.char_hz) < 50
                and abs(a.snr_db - b.snr_db) < 0.05 and abs(a.score - b.score) < 0.1)

    def test_scenes_agree(self):
        for calls, noise, rate in (("fmqcf", "white", 256_000), ("cf", "sloped", 384_000),
                                   ("overlap", "rain", 250_000), ("buzz", "crickets", 288_000)):
            with tempfile.NamedTemporaryFile(suffix=".wav") as file:
                scene = scenes.make_scene(calls, noise, 20, 2.5, rate, 1)
                scenes.write_wave(file.name, scene.samples, rate)
                self.compare(file.name)

    @unittest.skipUnless(SHARED.exists(), "../shared/data is missing")
    def test_recordings_agree(self):
        for name in ("labelled/Long_Eared.wav", "labelled/20180530_213516-EPTSER-LR_0_0.5.wav",
                     "recordings/M004092.WAV", "recordings/GreaterHorseshoe.wav"):
            self.compare(SHARED / name)


class Scenes(unittest.TestCase):
    def tally(self, kinds, noises, snr_db):
        tally = bench.Tally()
        for seed, (calls, noise) in enumerate((c, n) for c in kinds for n in noises):
            truths, found = bench.run_scene(TOOL, scenes, calls, noise, snr_db, seed)
            tally.add(truths, found, 2000)
        recall = len(tally.pairs) / max(1, tally.truths)
        return recall, len(tally.pairs) / max(1, tally.listed), tally

    def test_calls_in_noise_are_found(self):
        kinds = ("fm", "qcf", "fmqcf", "cf", "harmonics", "echo")
        recall, precision, tally = self.tally(kinds, ("white", "sloped"), 15)
        self.assertGreaterEqual(recall, 0.97)
        self.assertGreaterEqual(precision, 0.97)
        start, end, peak_khz, char_khz, _ = map(float, tally.errors().split())
        self.assertLess(max(start, end), 0.5)
        self.assertLess(peak_khz, 1)
        self.assertLess(char_khz, 1)

    def test_loud_calls_in_quiet_recordings_are_found(self):
        """The window's side lobes of such calls stand out from the noise, like a click."""
        kinds = ("fm", "qcf", "fmqcf", "cf", "harmonics", "social")
        for snr_db in (55, 70):
            recall, precision, _ = self.tally(kinds, ("white",), snr_db)
            self.assertGreaterEqual(recall, 0.95, snr_db)
            self.assertGreaterEqual(precision, 0.95, snr_db)

    def test_noise_has_few_calls(self):
        for noise in scenes.NOISE_KINDS:
            _, found = bench.noise_part(TOOL, scenes, noise, 1)
            self.assertLessEqual(sum(c.listed > 0 for c in found), 1, noise)

    def test_the_same_arguments_make_the_same_scene(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder) / name for name in ("a.wav", "b.wav")]
            for path in paths:
                scene = scenes.make_scene("forest", "bushcrickets", 15, 1, 192_000, 3)
                scenes.write_wave(path, scene.samples, 192_000)
            self.assertEqual(paths[0].read_bytes(), paths[1].read_bytes())


if __name__ == "__main__":
    unittest.main()
