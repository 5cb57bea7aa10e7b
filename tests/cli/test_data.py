# SPDX-License-Identifier: GPL-3.0-or-later
"""Data for other programs: .npy arrays of decibels, and pictures of single calls."""
import csv
import io
import json
import unittest
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

import numpy as np
from PIL import Image

from program import EXAMPLE, ROOT, SANITIZED, ProgramTest, levels, peak_memory, write_wave

loader = SourceFileLoader("reference", str(ROOT / "scripts/reference"))
reference = module_from_spec(spec_from_loader("reference", loader))
loader.exec_module(reference)


def expected_decibels(path, method="median"):
    """Denoised decibels by the reference, and how far each is from the threshold."""
    x, rate = reference.read_wave(path)
    grid, n, hop = reference.decibels(x, rate)
    grid = np.maximum(grid, grid.max() - 80)
    if method == "none":
        return (grid - grid.min()).T, np.full(grid.T.shape, np.inf), rate, n, hop
    values = reference.denoise(grid, rate, n)
    difference = grid - np.median(grid, axis=1)[:, None]
    threshold = np.median(difference[difference > 0])
    return values.T, np.abs(difference - threshold).T, rate, n, hop


class Arrays(ProgramTest):
    def assert_near_reference(self, array, path, method="median"):
        values, to_threshold, *_ = expected_decibels(path, method)
        self.assertEqual((array.dtype, array.shape), (np.dtype("<f4"), values.shape))
        self.assertTrue(array.flags.c_contiguous)
        compared = to_threshold > 0.01
        near = np.abs(array - values) <= 0.01
        self.assertGreaterEqual(near[compared].mean(), 0.999)
        self.assertGreater(array.max(), 10)

    def test_render_writes_decibels_like_the_reference(self):
        short = self.wave("short.wav", seconds=0.5, calls=5)
        for path in (EXAMPLE, short):
            line, = self.run_ok("render", path, "-o", "a.npy", "--json").json
            self.assert_near_reference(np.load(self.folder / "a.npy"), path)
            *_, rate, n, hop = expected_decibels(path)
            time, frequency = line["array"]["axes"]
            self.assertEqual((time["name"], time["unit"], time["step"]), ("time", "ms", 1000 * hop / rate))
            self.assertEqual((frequency["unit"], frequency["step"]), ("Hz", rate / n))
            self.assertEqual(line["array"]["shape"], list(np.load(self.folder / "a.npy").shape))
            self.assertEqual(line["spectroInfo"]["height"], 300)
            self.assertEqual((self.folder / "a.npy").read_bytes()[:8], b"\x93NUMPY\1\0")
        self.run_ok("render", short, "-o", "b.npy", "--denoise", "none")
        self.assert_near_reference(np.load(self.folder / "b.npy"), short, "none")

    def test_long_recordings_are_streamed(self):
        """Decibels that do not fit into memory are rounded to 0.002 dB."""
        path = self.wave("long.wav", seconds=36, calls=300)
        peak = peak_memory("-q", "render", path, "-o", self.folder / "long.npy")
        array = np.load(self.folder / "long.npy", mmap_mode="r")
        self.assertGreater(array.nbytes, 64 << 20)
        self.assert_near_reference(array, path)
        if not SANITIZED:
            self.assertLess(peak, 100)

    def test_bulk_exports_arrays_described_by_the_sidecar(self):
        path = self.wave("night/a.wav", calls=2)
        export = ("bulk", "night", "--export", "out", "--export-format", "npy,json")
        self.run_ok("-q", *export)
        array = self.folder / "out/a.npy"
        self.assert_near_reference(np.load(array), path)
        sidecar = json.loads((self.folder / "out/a.spectrogram.json").read_text())
        self.assertEqual(sidecar["array"]["shape"], list(np.load(array).shape))
        time = array.stat().st_mtime_ns
        self.run_ok("-q", *export)
        self.assertEqual(array.stat().st_mtime_ns, time)
        array.unlink()
        self.run_ok("-q", *export)
        self.assert_near_reference(np.load(array), path)

    def test_arrays_overwrite_only_arrays(self):
        self.wave("a.wav")
        (self.folder / "b.npy").write_text("precious")
        self.run_failing(2, "is not an NPY array", "render", "a.wav", "-o", "b.npy")
        self.run_failing(2, "use noctule render", "compress", "a.wav", "-o", "c.npy")
        (self.folder / "out").mkdir()
        (self.folder / "out/a.npy").write_text("precious")
        self.run_failing(1, "is not an NPY array", "-q", "bulk", "a.wav", "--export", "out", "--export-format", "npy")
        for name in ("b.npy", "out/a.npy"):
            self.assertEqual((self.folder / name).read_text(), "precious")

    def test_a_stored_recording(self):
        self.wave("a.wav")
        self.run_ok("ingest", "a.wav", "--time-expansion", "2")
        line, = self.run_ok("render", "--id", "1", "-o", "a.npy", "--json").json
        self.assertEqual((line["id"], line["array"]["sample_rate"]), (1, 512_000))
        self.assertEqual(list(np.load(self.folder / "a.npy").shape), line["array"]["shape"])


class Crops(ProgramTest):
    def table(self, name="out/a.crops.csv"):
        return list(csv.DictReader(io.StringIO((self.folder / name).read_text())))

    def test_one_picture_per_call_cut_from_the_spectrogram(self):
        path = self.wave("a.wav", seconds=0.4, calls=6)
        export = ("bulk", "a.wav", "--export", "out", "--export-format", "crops,json", "--quality", "100",
                  "--colormap", "gray")
        self.run_ok("-q", *export)
        sidecar = json.loads((self.folder / "out/a.spectrogram.json").read_text())
        table = self.table()
        self.assertEqual([float(row["start_time"]) for row in table],
                         [round(call["start_time"], 3) for call in sidecar["calls"]])
        self.assertGreaterEqual(len(table), 6)
        self.run_ok("render", path, "-o", "a.pgm")
        picture, info = levels(self.folder / "a.pgm"), sidecar["spectroInfo"]
        row_hz = (info["high_freq"] - info["low_freq"]) / info["height"]
        for row in table:
            crop = levels(self.folder / "out" / row["file"])
            self.assertEqual(crop.shape, (int(row["height"]), int(row["width"])))
            left = round(float(row["crop_start"]) * 4)
            top = round((info["high_freq"] - float(row["crop_high"])) / row_hz)
            cut = picture[top:top + crop.shape[0], left:left + crop.shape[1]]
            self.assertLess(np.abs(crop - cut).mean(), 3)
            self.assertLessEqual(float(row["crop_start"]), float(row["start_time"]))
            self.assertGreaterEqual(float(row["crop_end"]), float(row["end_time"]))
            self.assertLessEqual(float(row["crop_low"]), float(row["low_freq"]))
            self.assertGreaterEqual(float(row["crop_high"]), float(row["high_freq"]))
            self.assertEqual(row["recording_id"], "1")
        names = [row["file"] for row in table]
        self.assertEqual(names, sorted(set(names)))
        times = [(self.folder / "out" / name).stat().st_mtime_ns for name in names]
        self.run_ok("-q", *export)
        self.assertEqual(times, [(self.folder / "out" / name).stat().st_mtime_ns for name in names])

    def test_a_recording_without_calls_has_an_empty_table(self):
        write_wave(self.folder / "a.wav", np.zeros(20_000), 256_000)
        self.run_ok("-q", "bulk", "a.wav", "--export", "out", "--export-format", "crops")
        self.assertEqual(self.table(), [])
        self.assertFalse((self.folder / "out/a.crops").exists())

    def test_crops_overwrite_no_other_files(self):
        self.wave("a.wav")
        (self.folder / "out").mkdir()
        (self.folder / "out/a.crops.csv").write_text("precious\n")
        self.run_failing(1, "is not a noctule table of crops", "-q", "bulk", "a.wav", "--export", "out",
                         "--export-format", "crops")
        self.assertEqual((self.folder / "out/a.crops.csv").read_text(), "precious\n")


if __name__ == "__main__":
    unittest.main()
