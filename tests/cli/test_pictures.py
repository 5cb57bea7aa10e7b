# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures for people: PNG and PDF, parts of recordings, axes and call boxes."""
import io
import json
import os
import re
import shutil
import subprocess
import unittest

import numpy as np
from PIL import Image

from program import (EXAMPLE, SANITIZED, ProgramTest, call, levels, noctule, rows, write_wave)

LEFT, TOP, RIGHT, BOTTOM = 62, 30, 92, 50  # margins in px


def pixels(image):
    source = io.BytesIO(image) if isinstance(image, bytes) else image
    return np.asarray(Image.open(source).convert("RGB")).astype(int)


def inner(framed):
    return framed[TOP:-BOTTOM, LEFT:-RIGHT]


def runs(mask):
    """Start and length of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(int), [0]])))
    return [(int(a), int(b - a)) for a, b in zip(edges[::2], edges[1::2])]


def time_ticks(framed, depth=4):
    """Columns of the picture with a tick that is at least `depth` px long below the axis."""
    height = framed.shape[0] - TOP - BOTTOM
    rows_below = framed[TOP + height + 1:TOP + height + depth, LEFT:-RIGHT].sum(axis=2)
    return [start for start, length in runs((rows_below == 0).all(axis=0)) if length == 1]


def frequency_ticks(framed):
    """Rows of the picture with a tick at the left axis."""
    columns = framed[TOP:-BOTTOM, LEFT - 6:LEFT - 2].sum(axis=2)
    return [start for start, length in runs((columns == 0).all(axis=1)) if length == 1]


class Formats(ProgramTest):
    def test_png_is_lossless_and_has_the_colours_of_the_jpeg(self):
        for colormap in ("magma", "gray-inverted"):
            arguments = (EXAMPLE, "--colormap", colormap, "--quality", 100)
            self.run_ok("render", *arguments, "-o", "a.png")
            self.run_ok("render", *arguments, "-o", "a.jpg")
            self.run_ok("render", *arguments, "-o", "a.pgm")
            png, level = pixels(self.folder / "a.png"), levels(self.folder / "a.pgm")
            self.assertLess(np.abs(png - pixels(self.folder / "a.jpg")).mean(), 3)
            # One colour for each level, and no other.
            pairs = np.unique(np.column_stack([level.ravel(), png.reshape(-1, 3)]), axis=0)
            self.assertEqual(len(pairs), len(np.unique(level)))
            if colormap == "gray-inverted":
                np.testing.assert_array_equal(png[:, :, 0], 255 - level)

    def test_long_recordings_have_png_tiles_as_they_have_jpeg_tiles(self):
        write_wave(self.folder / "long.wav", call(20, rate=96_000, calls=100), 96_000)
        png, jpg = (self.run_ok("render", "long.wav", "-o", f"x.{form}", "--json", "--colormap", "gray",
                                "--quality", 100).json[0] for form in ("png", "jpg"))
        self.assertEqual(png["output"], ["x.png", "x.0001.png", "x.0002.png"])
        self.assertEqual([t["width"] for t in png["tiles"]], [50_000, 30_000])
        self.assertEqual(png["spectroInfo"], jpg["spectroInfo"])
        for a, b in zip(png["output"], jpg["output"]):
            self.assertLess(np.abs(levels(self.folder / a) - levels(self.folder / b)).mean(), 1)

    def test_compressed_pictures(self):
        jpg = self.run_ok("compress", EXAMPLE, "-o", "c.jpg", "--json").json[0]
        for form in ("png", "pdf"):
            made = self.run_ok("compress", EXAMPLE, "-o", f"c.{form}", "--json").json[0]
            self.assertEqual({**made, "output": 0}, {**jpg, "output": 0})
        self.assertEqual(levels(self.folder / "c.png").shape, levels(self.folder / "c.jpg").shape)

    def test_a_recording_of_the_store_is_stored_whatever_the_format(self):
        self.wave("a.wav", seconds=0.2, calls=2)
        self.run_ok("ingest", "a.wav")
        line = self.run_ok("render", "--id", 1, "-o", "a.png", "--json").json[0]
        self.assertEqual(rows(self.store, "SELECT id FROM spectrogram"), [(line["spectroInfo"]["spectroId"],)])
        self.run_ok("render", "a.wav", "-o", "b.png")
        self.assertEqual((self.folder / "a.png").read_bytes(), (self.folder / "b.png").read_bytes())
        self.run_ok("compress", "--id", 1, "-o", "c.pdf", "--axes")
        self.assertEqual(rows(self.store, "SELECT count(*) FROM spectrogram"), [(1,)])

    def test_other_formats_are_rejected(self):
        self.wave("a.wav")
        self.run_failing(2, "not .svg", "render", "a.wav", "-o", "a.svg")
        self.run_failing(2, "in colour", "render", "a.wav", "-o", "a.pgm", "--axes")
        self.run_failing(2, "in colour", "render", "a.wav", "-o", "a.npy", "--call-boxes")
        self.run_failing(2, "noctule render", "compress", "a.wav", "-o", "a.npy")

    def test_only_files_of_the_same_kind_are_replaced(self):
        path = self.wave("a.wav")
        sound = path.read_bytes()
        for form in ("png", "pdf"):
            for _ in range(2):
                self.run_ok("render", "a.wav", "-o", f"x.{form}")
            for other in ("jpg", "png", "pdf", "pgm", "npy"):
                if other == form:
                    continue
                self.run_ok("render", "a.wav", "-o", f"y.{other}")
                os.replace(self.folder / f"y.{other}", self.folder / f"z.{form}")
                before = (self.folder / f"z.{form}").read_bytes()
                self.run_failing(2, "exists and is not a", "render", "a.wav", "-o", f"z.{form}")
                self.assertEqual((self.folder / f"z.{form}").read_bytes(), before)
            shutil.copy(path, self.folder / f"sound.{form}")
            self.run_failing(2, f"sound.{form}", "render", "a.wav", "-o", f"sound.{form}")
            self.run_failing(2, "is an input", "render", f"sound.{form}", "-o", f"sound.{form}")
            self.assertEqual((self.folder / f"sound.{form}").read_bytes(), sound)
            self.run_failing(2, "would both be written", "render", "a.wav", f"sound.{form}", "-o", f"q.{form}")

    def test_bulk_exports_png_and_pdf(self):
        self.wave("night/a.wav", seconds=0.2, calls=2)
        (self.folder / "night/b.wav").write_bytes(self.wave("b.wav", seconds=0.1).read_bytes())
        export = ("-q", "bulk", "night", "--export", "out", "--export-format", "json,png,pdf", "--compressed")
        self.run_ok(*export)
        made = {p.name: p.stat().st_mtime_ns for p in (self.folder / "out").iterdir()}
        self.assertEqual(sorted(made), sorted(
            f"{stem}.{part}" for stem in "ab" for part in (
                "spectrogram.png", "compressed.png", "spectrogram.pdf", "compressed.pdf", "spectrogram.json")))
        sidecar = json.loads((self.folder / "out/a.spectrogram.json").read_text())
        self.assertEqual(sorted(sidecar["output"]), sorted(n for n in made if n.startswith("a.") and "json" not in n))
        for command, name in (("render", "spectrogram"), ("compress", "compressed")):
            self.run_ok(command, "night/a.wav", "-o", "r.png")
            self.assertEqual((self.folder / "r.png").read_bytes(), (self.folder / f"out/a.{name}.png").read_bytes())
        self.run_ok(*export)
        self.assertEqual({p.name: p.stat().st_mtime_ns for p in (self.folder / "out").iterdir()}, made)
        for lost in ("a.compressed.png", "a.spectrogram.pdf"):
            (self.folder / "out" / lost).unlink()
            self.run_ok(*export)
            self.assertTrue((self.folder / "out" / lost).exists(), lost)

    def test_an_occupied_place_fails_only_that_recording(self):
        for form in ("png", "pdf"):
            self.wave("night/a.wav", seed=1)
            self.wave("night/b.wav", seed=2)
            out = self.folder / form
            out.mkdir()
            (out / f"a.spectrogram.{form}").write_text("precious")
            for stored in (False, True):
                result = noctule("--store", self.folder / f"{form}.db", "bulk", "night", "--export", out,
                                 "--export-format", form, "--report", "-", cwd=self.folder)
                self.assertEqual(result.code, 1, result.err)
                self.assertEqual({os.path.basename(line["path"]): line["outcome"] for line in result.json},
                                 {"a.wav": "failed", "b.wav": "stored" if stored else "rendered"})
                self.assertEqual((out / f"a.spectrogram.{form}").read_text(), "precious")
                self.assertTrue((out / f"b.spectrogram.{form}").exists())


@unittest.skipUnless(shutil.which("pdfinfo"), "poppler-utils is not installed")
class Pdf(ProgramTest):
    def tool(self, *arguments):
        return subprocess.run(list(map(str, arguments)), cwd=self.folder, check=True, capture_output=True,
                              text=True).stdout

    def test_one_page_embeds_the_jpeg_as_it_is(self):
        self.run_ok("ingest", EXAMPLE)
        self.run_ok("render", EXAMPLE, "-o", "a.jpg")
        jpeg = (self.folder / "a.jpg").read_bytes()
        for source in ((EXAMPLE,), ("--id", 1)):
            for extra in ((), ("--axes",), ("--axes", "--call-boxes")):
                self.run_ok("render", *source, *extra, "-o", "a.pdf")
                self.assertRegex(self.tool("pdfinfo", "a.pdf"), r"Pages: +1\n")
                self.assertIn("example.wav", self.tool("pdfinfo", "a.pdf"))
                self.tool("pdfimages", "-all", "a.pdf", "image")
                images = sorted(self.folder.glob("image-*"))
                self.assertEqual([image.read_bytes() == jpeg for image in images], [True])
                images[0].unlink()

    def test_short_parts_have_a_label_at_both_ends(self):
        self.wave("a.wav", seconds=0.6)
        for start, end in ((501, 509), (12.3, 18), (500, 501)):
            self.run_ok("render", "a.wav", "--start", start, "--end", end, "--axes", "-o", "a.png")
            labels = pixels(self.folder / "a.png")[-BOTTOM + 10:-BOTTOM + 24, 4:].sum(axis=2).min(axis=0) < 200
            width = pixels(self.folder / "a.png").shape[1] - LEFT - RIGHT
            middle = LEFT - 4 + width // 2
            self.assertTrue(labels[:middle].any() and labels[middle:].any(), (start, end))
            self.assertFalse(labels[middle - 3:middle + 3].any(), (start, end))

    def test_a_part_of_a_long_recording_has_the_pixels_of_the_whole(self):
        write_wave(self.folder / "long.wav", call(35, rate=256_000, calls=300), 256_000)
        self.run_ok("render", "long.wav", "-o", "whole.pgm")
        self.run_ok("render", "long.wav", "--start", 1000, "--end", 1400, "-o", "part.pgm")
        whole, part = (levels(self.folder / name).astype(int) for name in ("whole.0001.pgm", "part.pgm"))
        np.testing.assert_array_equal(part, whole[:, 4000:5600])

    def test_axes_are_text(self):
        self.run_ok("render", EXAMPLE, "-o", "plain.pdf")
        self.assertEqual(self.tool("pdftotext", "plain.pdf", "-").strip(), "")
        self.run_ok("render", EXAMPLE, "--axes", "-o", "a.pdf")
        words = self.tool("pdftotext", "a.pdf", "-").split()
        for word in ("example.wav", "Frequency", "(kHz)", "Time", "(ms)", "dB", "200", "5000"):
            self.assertIn(word, words)

    def test_ticks_are_where_their_times_are(self):
        self.run_ok("render", EXAMPLE, "--start", 1000, "--end", 1400, "--axes", "-o", "a.pdf")
        boxes = re.findall(r'xMin="([\d.]+)".*xMax="([\d.]+)".*>(\d+)</word>',
                           self.tool("pdftotext", "-bbox", "a.pdf", "-"))
        centers = {int(text): (float(a) + float(b)) / 2 for a, b, text in boxes if 1000 < int(text) < 1400}
        self.assertGreater(len(centers), 5)
        for ms, x in centers.items():
            self.assertAlmostEqual(x, LEFT + (ms - 1000) * 4 * 0.75, delta=0.5)

    def test_pages_of_long_recordings_fit_into_readers(self):
        write_wave(self.folder / "long.wav", call(20, rate=96_000, calls=100), 96_000)
        line = self.run_ok("render", "long.wav", "--axes", "-o", "x.pdf", "--json").json[0]
        self.assertEqual(line["output"], ["x.pdf", "x.0001.pdf", "x.0002.pdf"])
        for name in line["output"]:
            width, = re.findall(r"Page size: +([\d.]+) x", self.tool("pdfinfo", name))
            self.assertLessEqual(float(width), 14_400)


class TimeRanges(ProgramTest):
    def test_a_part_has_the_pixels_of_the_whole(self):
        self.run_ok("render", EXAMPLE, "-o", "whole.pgm")
        self.run_ok("ingest", EXAMPLE)
        whole = levels(self.folder / "whole.pgm")
        for source in ((EXAMPLE,), ("--id", 1)):
            for start, end in ((0, 300), (1234.5, 1334.5), (4700, 5000), (1000.1, 1000.2)):
                line = self.run_ok("render", *source, "--start", start, "--end", end, "-o", "s.pgm",
                                   "--json").json[0]
                first, stop = int(np.floor(start * 4)), int(np.ceil(end * 4))
                part = levels(self.folder / "s.pgm")
                self.assertEqual(part.shape, (300, stop - first))
                self.assertLessEqual(np.abs(part - whole[:, first:stop]).max(), 1)
                info = line["spectroInfo"]
                self.assertEqual((info["start_time"], info["end_time"], info["width"], info["spectroId"]),
                                 (first / 4, stop / 4, stop - first, None))
        self.assertEqual(rows(self.store, "SELECT count(*) FROM spectrogram"), [(1,)])
        self.assertEqual(self.run_ok("render", "--id", 1, "-o", "-").out, self.run_ok("render", EXAMPLE, "-o", "-").out)

    def test_parameters_apply_to_parts_too(self):
        path = self.wave("a.wav", seconds=0.4, calls=4)
        self.run_ok("ingest", path)
        for arguments in (["--height", 100], ["--px-per-ms", 10], ["--window-ms", 2], ["--freq-max", 90],
                          ["--denoise", "floor"], ["--contrast", 2], ["--overlap", 8]):
            self.run_ok("render", path, *arguments, "-o", "whole.pgm")
            whole = levels(self.folder / "whole.pgm")
            scale = whole.shape[1] / 400
            for source in (["a.wav"], ["--id", 1]):
                self.run_ok("render", *source, *arguments, "--start", 100, "--end", 200, "-o", "s.pgm")
                part = levels(self.folder / "s.pgm")
                cut = whole[:, int(100 * scale):int(200 * scale)]
                self.assertEqual(part.shape, cut.shape, arguments)
                self.assertLessEqual(np.abs(part - cut).max(), 1, arguments)

    def test_all_formats(self):
        for form, size in (("jpg", (400, 300)), ("png", (400, 300)), ("pgm", (400, 300))):
            self.run_ok("render", EXAMPLE, "--start", 200, "--end", 300, "-o", f"s.{form}")
            with Image.open(self.folder / f"s.{form}") as image:
                self.assertEqual(image.size, size)
        self.assertEqual(pixels(self.run_ok("render", EXAMPLE, "--start", 200, "--end", 300, "-o", "-").out).shape,
                         (300, 400, 3))
        self.run_ok("render", EXAMPLE, "-o", "whole.npy")
        line = self.run_ok("render", EXAMPLE, "--start", 200, "--end", 300, "-o", "s.npy", "--json").json[0]
        time = line["array"]["axes"][0]
        part, whole = np.load(self.folder / "s.npy"), np.load(self.folder / "whole.npy")
        first = round(time["start"] / time["step"])
        self.assertTrue(200 <= time["start"] < 200 + time["step"])
        self.assertEqual(list(part.shape), line["array"]["shape"])
        self.assertAlmostEqual(len(part) * time["step"], 100, delta=time["step"])
        np.testing.assert_array_equal(part, whole[first:first + len(part)])

    def test_one_end_is_enough(self):
        self.assertEqual(self.run_ok("render", EXAMPLE, "--start", 4900, "-o", "a.jpg", "--json").json[0]
                         ["spectroInfo"]["end_time"], 5000)
        self.assertEqual(self.run_ok("render", EXAMPLE, "--end", 100, "-o", "a.jpg", "--json").json[0]
                         ["spectroInfo"]["width"], 400)

    def test_mistakes(self):
        self.wave("a.wav", seconds=0.5)
        self.wave("b.wav", seconds=1.0)
        for arguments in (["--start", 100, "--end", 100], ["--start", 200, "--end", 100], ["--start", -1],
                          ["--end", 0], ["--start", "nan"], ["--end", "inf"], ["--start", "x"]):
            for command in ("render", "compress"):
                result = noctule(command, "a.wav", *arguments, cwd=self.folder)
                self.assertEqual((result.code, result.err.count("\n")), (2, 1), (arguments, result.err))
        self.run_failing(1, "a.wav: ends at 500 ms, before --start 600", "render", "a.wav", "--start", 600)
        result = noctule("render", "a.wav", "b.wav", "--start", 600, "--end", 700, "--json", cwd=self.folder)
        self.assertEqual((result.code, [line["input"] for line in result.json]), (1, ["b.wav"]))
        result = noctule("render", "a.wav", "--start", 400, "--end", 700, "--json", cwd=self.folder)
        self.assertEqual((result.code, result.json[0]["spectroInfo"]["end_time"]), (0, 500))
        self.assertIn("ends at 500 ms", result.json[0]["warnings"][0])
        self.assertIn("ends at 500 ms", result.err)

    def test_a_part_of_the_compressed_spectrogram(self):
        self.run_ok("ingest", EXAMPLE)
        whole = self.run_ok("compress", EXAMPLE, "-o", "w.png", "--json").json[0]
        for source in ((EXAMPLE,), ("--id", 1)):
            part = self.run_ok("compress", *source, "--start", 200, "--end", 600, "-o", "s.png", "--json").json[0]
            expected = [(max(200, a), min(600, b)) for a, b in zip(
                whole["spectroInfo"]["start_times"], whole["spectroInfo"]["end_times"]) if b > 200 and a < 600]
            info = part["spectroInfo"]
            self.assertEqual(list(zip(info["start_times"], info["end_times"])), expected)
            self.assertEqual(info["widths"], [4 * (b - a) for a, b in expected])
            self.assertEqual(levels(self.folder / "s.png").shape[1], info["compressedWidth"])
            self.assertEqual(part["calls"], [c for c in whole["calls"]
                                             if c["start_time"] < 600 and c["end_time"] > 200])
        quiet = self.wave("q.wav", seconds=1)
        info = self.run_ok("compress", quiet, "--start", 100, "--end", 200, "--json").json[0]["spectroInfo"]
        self.assertEqual((info["start_times"], info["end_times"]), ([100], [200]))

    @unittest.skipIf(SANITIZED, "the leak sanitizer does not work under strace")
    def test_a_part_of_a_long_recording_does_not_read_all_of_it(self):
        """Of a stored recording only the samples that are needed are read."""
        path = self.wave("a.wav", seconds=30, rate=96_000)
        self.run_ok("ingest", path)
        self.run_ok("render", "--id", 1, "-o", "whole.pgm")
        trace = subprocess.run(
            ["strace", "-f", "-e", "trace=read,pread64", "-y", os.environ.get("NOCTULE", "noctule"), "--store",
             self.store, "render", "--id", "1", "--start", "20000", "--end", "20100", "-o", "s.pgm"],
            cwd=self.folder, check=True, capture_output=True, text=True).stderr
        read = sum(int(n) for n in re.findall(r"a\.wav>.*= (\d+)$", trace, re.M))
        self.assertTrue(0 < read < 500_000, read)


class Axes(ProgramTest):
    def render(self, *arguments, command="render"):
        return self.run_ok(command, *arguments, "--axes", "--json", "-o", "a.png").json[0], \
            pixels(self.folder / "a.png")

    def test_the_picture_inside_is_unchanged(self):
        for command in ("render", "compress"):
            line, framed = self.render(EXAMPLE, command=command)
            self.assertEqual(line["axes"], {"left": LEFT, "top": TOP, "right": RIGHT, "bottom": BOTTOM})
            self.run_ok(command, EXAMPLE, "-o", "p.png")
            np.testing.assert_array_equal(inner(framed), pixels(self.folder / "p.png"))
            self.run_ok(command, EXAMPLE, "--axes", "-o", "a.jpg", "--quality", 100)
            self.assertLess(np.abs(pixels(self.folder / "a.jpg") - framed).mean(), 4)

    def test_ticks_are_within_a_pixel_of_their_time_and_frequency(self):
        for start, end, step in ((1000, 1300, 20), (1003, 1203, 20), (0, 5000, 20)):
            _, framed = self.render(EXAMPLE, "--start", start, "--end", end)
            times = np.array(time_ticks(framed)) / 4 + start
            first = -(-start // step) * step
            expected = np.arange(first, end + 1, step)
            self.assertEqual(len(times), len(expected))
            self.assertLessEqual(np.abs(times - expected).max(), 0.25)
        expected = [(202 - khz) * 300 / 199 for khz in range(200, 3, -20)]
        found = frequency_ticks(framed)
        self.assertEqual(len(found), len(expected))
        self.assertLessEqual(np.abs(np.array(found) - expected).max(), 1)

    def test_a_tick_is_below_the_click_at_its_time(self):
        x = np.random.default_rng(1).normal(0, 1e-4, 51_200)
        x[int(0.1 * 256_000)] = 0.9
        write_wave(self.folder / "click.wav", x, 256_000)
        _, framed = self.render("click.wav")
        click = int(inner(framed).sum(axis=(0, 2)).argmax())
        self.assertLessEqual(min(abs(click - tick) for tick in time_ticks(framed)), 1)

    def test_tiles_have_their_own_times(self):
        write_wave(self.folder / "long.wav", call(20, rate=96_000, calls=100), 96_000)
        line, overview = self.render("long.wav")
        self.assertEqual(line["output"], ["a.png", "a.0001.png", "a.0002.png"])
        self.assertEqual(inner(overview).shape[1], 65_500)
        gaps = set(np.diff(time_ticks(overview)))
        self.assertTrue(len(gaps) <= 2 and max(gaps) - min(gaps) <= 1, gaps)
        for tile in line["tiles"]:
            ticks = np.array(time_ticks(pixels(self.folder / tile["file"]))) / 4 + tile["start_time"]
            self.assertGreater(len(ticks), 100)
            self.assertLessEqual(np.abs(ticks - np.round(ticks / 20) * 20).max(), 0.25)
        jpeg = self.run_ok("render", "long.wav", "--axes", "-o", "a.jpg", "--json").json[0]
        self.assertEqual(jpeg["spectroInfo"]["width"], 65_500 - LEFT - RIGHT)
        with Image.open(self.folder / "a.jpg") as image:
            self.assertEqual(image.size, (65_500, 380))

    def test_segments_are_marked_at_their_borders(self):
        line, framed = self.render(EXAMPLE, command="compress")
        borders = np.cumsum([0] + line["spectroInfo"]["widths"])[:-1]
        self.assertEqual(time_ticks(framed, depth=8), list(borders))

    def test_tiny_pictures(self):
        for count, arguments in ((1, ()), (64, ()), (2560, ("--height", 1)), (25_600, ("--height", 20))):
            write_wave(self.folder / "t.wav", call(0.1)[:count], 256_000)
            for form in ("png", "jpg", "pdf"):
                self.run_ok("render", "t.wav", "--axes", "--call-boxes", *arguments, "-o", f"t.{form}")
            framed = pixels(self.folder / "t.png")
            self.assertEqual(inner(framed).shape[1], max(1, count * 4000 // 256_000))
            self.assertEqual(time_ticks(framed)[0], 0)
        write_wave(self.folder / "s.wav", np.zeros(2560), 256_000)
        self.run_ok("render", "s.wav", "--axes", "-o", "s.png")

    def test_odd_file_names_are_titles(self):
        for name in (b"\xff\xfe.wav", "Zwergfledermaus äöü 夜.wav".encode(), b"a\nb<i>&amp;.wav", b"x" * 200 + b".wav"):
            path = os.path.join(os.fsencode(self.folder), name)
            write_wave(os.fsdecode(path), call(0.05), 256_000)
            for form in ("png", "pdf"):
                result = noctule("-q", "render", os.fsdecode(path), "--axes", "-o", f"t.{form}", cwd=self.folder)
                self.assertEqual((result.code, result.err), (0, ""))

    def test_without_a_font_the_message_says_so(self):
        (self.folder / "fonts.conf").write_text("<fontconfig></fontconfig>\n")
        self.wave("a.wav")
        environment = {"FONTCONFIG_FILE": str(self.folder / "fonts.conf")}
        self.run_failing(3, "fonts-dejavu-core", "render", "a.wav", "--axes", "-o", "a.png", env=environment)
        self.assertFalse((self.folder / "a.png").exists())
        self.run_ok("render", "a.wav", "-o", "a.pdf", env=environment)

    def test_call_boxes_surround_the_calls(self):
        line = self.run_ok("compress", EXAMPLE, "-o", "c.jpg", "--json").json[0]
        self.run_ok("render", EXAMPLE, "--colormap", "gray", "-o", "p.png")
        self.run_ok("render", EXAMPLE, "--colormap", "gray", "--call-boxes", "-o", "b.png")
        plain, boxed = pixels(self.folder / "p.png"), pixels(self.folder / "b.png")
        self.assertEqual(plain.shape, boxed.shape)
        changed = (plain != boxed).any(axis=2)
        self.assertTrue((boxed[changed] == [0xE0, 0x20, 0x20]).all())
        covered = np.zeros_like(changed)
        for found in line["calls"]:
            left, right = (int(found[f"{e}_time"] * 4) for e in ("start", "end"))
            top, bottom = (int((202_000 - found[f"{e}_freq"]) * 300 / 199_000) for e in ("high", "low"))
            self.assertTrue(changed[top:bottom, left - 2:left + 1].any(axis=1).all())
            self.assertTrue(changed[bottom:bottom + 3, left:right].any(axis=0).all())
            covered[max(0, top - 2):bottom + 3, max(0, left - 2):right + 4] = True
        self.assertFalse((changed & ~covered).any())


if __name__ == "__main__":
    unittest.main()
