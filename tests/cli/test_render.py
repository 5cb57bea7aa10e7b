# SPDX-License-Identifier: GPL-3.0-or-later
"""`render` and `compress`: images of files and of recordings."""
import json
import os
import subprocess
import unittest

import numpy as np

from program import (EXAMPLE, NOCTULE, ROOT, SANITIZED, SHARED, ProgramTest, call, levels, noctule,
                     peak_memory, rows, write_wave)


class Render(ProgramTest):
    def test_the_image_is_written_to_the_working_directory(self):
        result = self.run_ok("render", EXAMPLE)
        self.assertEqual(result.lines, ["example.spectrogram.jpg"])
        self.assertEqual(levels(self.folder / "example.spectrogram.jpg").shape, (300, 20000))
        self.assertFalse(self.store.exists())

    def test_json_describes_the_image(self):
        info = self.run_ok("render", EXAMPLE, "-o", "a.jpg", "--json").json[0]
        self.assertEqual(info, {
            "input": str(EXAMPLE), "id": None, "output": ["a.jpg"],
            "spectroInfo": {"spectroId": None, "width": 20000, "height": 300, "start_time": 0,
                            "end_time": 5000, "low_freq": 3000, "high_freq": 202000}})

    def test_standard_output_contains_only_the_jpeg(self):
        result = self.run_ok("render", EXAMPLE, "-o", "-")
        self.assertEqual(levels(result.out).shape, (300, 20000))
        self.run_failing(2, "standard output", "render", EXAMPLE, "-o", "-", "--json")

    def test_every_parameter_changes_the_image(self):
        path = self.wave("a.wav", seconds=0.2)
        plain = self.run_ok("render", path, "-o", "-").out
        for arguments in (["--window-ms", "2"], ["--overlap", "8"], ["--range-db", "30"],
                          ["--no-denoise"], ["--freq-min", "20"], ["--freq-max", "90"],
                          ["--freq-margin", "5"], ["--height", "200"], ["--px-per-ms", "2"],
                          ["--colormap", "viridis"], ["--colormap", "gray-inverted"],
                          ["--quality", "50"], ["--time-expansion", "2"], ["--contrast", "2"]):
            self.assertNotEqual(self.run_ok("render", path, "-o", "-", *arguments).out, plain,
                                arguments)
        self.assertEqual(self.run_ok("render", path, "-o", "-", "--freq-min", "5000Hz").out, plain)
        for arguments in (["--quality", "0"], ["--height", "0"], ["--freq-min", "300"],
                          ["--overlap", "3"], ["--px-per-ms", "nan"], ["--window-ms", "-1"]):
            self.run_failing(2, "not a valid number" if "nan" in arguments else "must be", "render", path, *arguments)

    def test_the_noise_floor_keeps_a_tone_that_fills_its_band(self):
        rate = 256_000
        for seconds, picture in ((1, "{}.jpg"), (40, "{}.0001.jpg")):  # in memory, and streamed
            t = np.arange(seconds * rate) / rate
            x = np.random.default_rng(1).normal(0, 0.004, len(t))
            x += 0.02 * (t % 0.1 < 0.07) * np.sin(2 * np.pi * 80e3 * t)
            x += 0.4 * ((t > 0.2) & (t < 0.21)) * np.sin(2 * np.pi * 50e3 * t)
            write_wave(self.folder / "a.wav", x, rate)
            tone, noise = {}, {}
            for method in ("median", "floor"):
                self.run_ok("render", "a.wav", "--denoise", method, "--colormap", "gray",
                            "--quality", 100, "-o", f"{method}.jpg")
                image = levels(self.folder / picture.format(method))
                row = int((202 - 80) * 300 / 199)
                tone[method] = image[row - 2:row + 3, 20:260].max(axis=0).mean()
                noise[method] = image[210:280, 1000:4000].mean()
            self.assertGreater(tone["floor"], tone["median"] + 80)
            self.assertLess(abs(noise["floor"] / noise["median"] - 1), 0.1)

    def test_each_method_of_denoising_is_a_spectrogram_of_its_own(self):
        self.wave("a.wav", seconds=0.2)
        self.run_ok("ingest", "a.wav")
        drawn = [self.run_ok("render", "--id", 1, *arguments, "-o", "-").out for arguments in (
            [], ["--denoise", "median"], ["--denoise", "floor"], ["--denoise", "none"],
            ["--no-denoise"])]
        self.assertEqual(drawn[0], drawn[1])
        self.assertEqual(drawn[3], drawn[4])
        self.assertEqual(len(set(drawn)), 3)
        keys = [json.loads(key)["denoise"] for key, in rows(
            self.store, "SELECT key FROM parameters ORDER BY id")]
        self.assertEqual(keys, [True, "floor", False])

    def test_one_channel_or_the_average_of_all(self):
        left, right = call(0.1, seed=1), call(0.1, seed=2)
        write_wave(self.folder / "two.wav", np.stack([left, right], axis=1), 256_000)
        write_wave(self.folder / "left.wav", left, 256_000)
        render = lambda *a: self.run_ok("render", *a, "-o", "-").out
        self.assertEqual(render("two.wav", "--channel", 1), render("left.wav"))
        self.assertNotEqual(render("two.wav", "--channel", 2), render("left.wav"))
        self.assertNotEqual(render("two.wav"), render("left.wav"))
        self.run_failing(1, "two.wav", "render", "two.wav", "--channel", 3)

    def test_time_expansion_comes_from_guano_unless_given(self):
        x = call(0.1)
        write_wave(self.folder / "te.wav", x, 0, header_rate=25_600, guano="GUANO|Version:1.0\nTE:10")
        write_wave(self.folder / "direct.wav", x, 256_000)
        direct = self.run_ok("render", "direct.wav", "-o", "-").out
        self.assertEqual(self.run_ok("render", "te.wav", "-o", "-").out, direct)
        self.assertEqual(self.run_ok("render", "te.wav", "--time-expansion", 1, "--json",
                                     "-o", "a.jpg").json[0]["spectroInfo"]["end_time"], 1000)

    def test_a_stored_spectrogram_is_reused_until_forced(self):
        self.run_ok("ingest", EXAMPLE)
        first = self.run_ok("render", "--id", 1, "-o", "-").out
        created = rows(self.store, "SELECT id, created FROM spectrogram")
        self.assertEqual(self.run_ok("render", "--id", 1, "-o", "-").out, first)
        self.assertEqual(rows(self.store, "SELECT id, created FROM spectrogram"), created)
        self.assertEqual(self.run_ok("render", "--id", 1, "-o", "-", "--force").out, first)
        self.assertNotEqual(rows(self.store, "SELECT id, created FROM spectrogram"), created)
        self.run_ok("render", "--id", 1, "--colormap", "plasma")
        self.assertEqual(rows(self.store, "SELECT count(*) FROM spectrogram"), [(2,)])

    def test_an_existing_file_is_replaced_but_kept_on_failure(self):
        (self.folder / "bad.wav").write_text("no sound")
        self.run_ok("render", EXAMPLE, "-o", "a.jpg", "--height", 100)
        old = (self.folder / "a.jpg").read_bytes()
        self.run_failing(1, "bad.wav", "render", "bad.wav", "-o", "a.jpg")
        self.assertEqual((self.folder / "a.jpg").read_bytes(), old)
        self.run_ok("render", EXAMPLE, "-o", "a.jpg")
        self.assertEqual(levels(self.folder / "a.jpg").shape, (300, 20000))
        self.assertEqual(sorted(os.listdir(self.folder)), ["a.jpg", "bad.wav"])

    def test_wrong_command_lines_exit_2(self):
        for arguments in (["render"], ["render", "a.wav", "--id", "1"], ["render", "--id", "0"],
                          ["paint"], [], ["render", "a.wav", "--colormap", "pink"],
                          ["render", "a.wav", "-o", "a.gif"], ["render", "a.wav", "--freq-min", "x"]):
            result = noctule(*arguments, cwd=self.folder)
            self.assertEqual((result.code, result.out), (2, b""), arguments)
            self.assertNotEqual(result.err, "")

    def test_errors_name_what_is_missing(self):
        self.run_failing(1, "none.wav", "render", "none.wav")
        self.run_failing(3, "n.db", "render", "--id", 1)
        self.run_ok("ingest", EXAMPLE)
        self.run_failing(1, "no recording 7", "render", "--id", 7)
        self.run_failing(2, "no/such", "render", EXAMPLE, "-o", "no/such/a.jpg")

    def test_a_changed_or_missing_file_is_an_error(self):
        path = self.wave("a.wav", seed=1)
        self.run_ok("ingest", path)
        self.wave("a.wav", seed=2)
        self.run_failing(1, "changed since", "render", "--id", 1)
        path.unlink()
        self.run_failing(1, "is gone", "render", "--id", 1)

    def test_help_and_version(self):
        for command in ([], ["ingest"], ["render"], ["compress"]):
            result = noctule(*command, "--help")
            self.assertEqual(result.code, 0)
            self.assertTrue(not command or "Examples:" in result.text)
        self.assertRegex(noctule("--version").text, r"^noctule \d+\.\d+\.\d+( \(commit [0-9a-f]{7,40}(-dirty)?\))?\n"
                         r"built with libsndfile \d.*, SQLite \d.*\n$")

    def test_a_broken_pipe_is_not_an_error_message(self):
        process = subprocess.Popen([NOCTULE, "render", EXAMPLE, "-o", "-"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        process.stdout.close()
        self.assertEqual(process.stderr.read(), b"")
        process.wait()


class Compress(ProgramTest):
    def test_segments_equal_the_same_columns_of_the_full_image(self):
        for source in ([EXAMPLE], ["--id", 1]):
            self.run_ok("ingest", EXAMPLE)
            info = self.run_ok("compress", *source, "-o", "c.jpg", "--colormap", "gray",
                               "--quality", 100, "--json").json[0]["spectroInfo"]
            self.run_ok("render", EXAMPLE, "-o", "f.jpg", "--colormap", "gray", "--quality", 100)
            whole, cut = levels(self.folder / "f.jpg"), levels(self.folder / "c.jpg")
            self.assertEqual(cut.shape[1], info["compressedWidth"])
            self.assertEqual(sum(info["widths"]), info["compressedWidth"])
            self.assertEqual(info["width"], 20000)
            at = 0
            for start, end, width in zip(info["start_times"], info["end_times"], info["widths"]):
                self.assertEqual((start * 4 % 1, (end - start) * 4), (0, width))
                piece = whole[:, int(start * 4):int(end * 4)]
                self.assertLess(np.abs(cut[:, at:at + width] - piece).mean(), 1)
                at += width

    def test_a_single_call_has_a_margin_of_10_ms_on_both_sides(self):
        self.wave("a.wav", seconds=1.0)
        info = self.run_ok("compress", "a.wav", "--json").json[0]["spectroInfo"]
        self.assertEqual(len(info["widths"]), 1)
        # The call is from 498 to 502 ms.
        self.assertTrue(486 <= info["start_times"][0] <= 490, info)
        self.assertTrue(510 <= info["end_times"][0] <= 514, info)

    def test_silence_is_kept_whole(self):
        write_wave(self.folder / "s.wav", np.zeros(25_600), 256_000)
        info = self.run_ok("compress", "s.wav", "--json").json[0]["spectroInfo"]
        self.assertEqual((info["start_times"], info["end_times"]), ([0], [100]))

    def test_the_stored_compressed_image_is_made_once(self):
        self.run_ok("ingest", EXAMPLE)
        first = self.run_ok("compress", "--id", 1, "-o", "-").out
        self.assertEqual(self.run_ok("compress", "--id", 1, "-o", "-").out, first)
        self.assertEqual(rows(self.store, "SELECT variant, count(*) FROM spectrogram_image GROUP BY variant"),
                         [("compressed", 1), ("full", 1)])


class LongRecordings(ProgramTest):
    def click_train(self, seconds, rate):
        x = np.random.default_rng(1).normal(0, 1e-4, int(seconds * rate))
        times = np.arange(0.013, seconds - 0.01, 0.0713)
        x[(times * rate).astype(int)] = 0.9
        write_wave(self.folder / "clicks.wav", x, rate)
        return (times * rate).astype(int) / rate

    def check_clicks(self, image, times, first_column):
        energy = image.sum(axis=0)
        for time in times:
            column = int(time * 4000) - first_column
            if 3 <= column < len(energy) - 3:
                near = energy[column - 3:column + 4]
                self.assertLessEqual(abs(int(near.argmax()) - 3), 1, time)

    def test_every_click_is_within_a_pixel_of_its_time(self):
        for seconds, rate in ((2, 500_000), (16.3, 256_000), (60, 256_000)):
            times = self.click_train(seconds, rate)
            result = self.run_ok("render", "clicks.wav", "--colormap", "gray", "-o", "c.jpg", "--json").json[0]
            width = int(4000 * seconds)
            if width <= 65_500:
                self.assertEqual(result["output"], ["c.jpg"])
                self.check_clicks(levels(self.folder / "c.jpg"), times, 0)
                continue
            self.assertEqual(result["output"],
                             ["c.jpg"] + [f"c.{i:04}.jpg" for i in range(1, 6)])
            self.assertEqual(levels(self.folder / "c.jpg").shape, (300, 65_500))
            first = 0
            for tile in result["tiles"]:
                self.assertEqual(tile["start_time"], first / 4)
                image = levels(self.folder / tile["file"])
                self.assertEqual(image.shape[1], tile["width"])
                self.check_clicks(image, times, first)
                first += tile["width"]
            self.assertEqual(first, width)

    def test_tiles_and_segments_are_stored_and_compressed(self):
        x = np.concatenate([call(2.5, seed=i, calls=60) for i in range(8)])
        write_wave(self.folder / "long.wav", x, 256_000)
        self.run_ok("ingest", "long.wav")
        stored = self.run_ok("compress", "--id", 1, "--json", "-o", "s.jpg").json[0]
        direct = self.run_ok("compress", "long.wav", "--json", "-o", "d.jpg").json[0]
        for key in ("start_times", "end_times", "widths", "compressedWidth", "width", "end_time"):
            self.assertEqual(stored["spectroInfo"][key], direct["spectroInfo"][key])
        self.assertEqual(len(stored["output"]), len(direct["output"]))
        self.assertEqual(rows(self.store, "SELECT number, width FROM spectrogram_image"
                              " WHERE variant = 'full' ORDER BY number"),
                         [(0, 65_500), (1, 50_000), (2, 30_000)])
        for a, b in zip(stored["output"], direct["output"]):
            self.assertLess(np.abs(levels(self.folder / a) - levels(self.folder / b)).mean(), 3)


class Threads(ProgramTest):
    """One recording that does not fit in memory gives the same bytes on any number of threads."""

    def files_of(self, command, jobs, recording, *arguments):
        folder = self.folder / f"{command}-{jobs}"
        result = noctule(command, recording, "-j", jobs, "-o", f"{folder}/", "--json", *arguments)
        self.assertEqual(result.code, 0, result.err)
        [described] = result.json
        described.pop("output")
        for tile in described.get("tiles", []):
            tile.pop("file")
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
        self.assertTrue(files)
        return described, files

    def check(self, samples, *arguments, rate=256_000):
        recording = self.folder / "a.wav"
        write_wave(recording, call(samples / rate, rate, calls=7), rate)
        for command in ("render", "compress"):
            one = self.files_of(command, 1, recording, *arguments)
            for jobs in (3,) if SANITIZED else (2, 3):
                self.assertEqual(self.files_of(command, jobs, recording, *arguments), one,
                                 (command, jobs, samples, arguments))

    def test_tiles_and_an_overview(self):
        self.check(34 * 256_000 + 4321)

    def test_lengths_that_do_not_divide_blocks(self):
        # With this overlap, 2 s do not fit in memory; a block has 3,712 samples.
        for samples in (634_753,) if SANITIZED else (523_777, 600_001, 634_752, 634_753):
            self.check(samples, "--overlap", "64")

    def test_methods_of_denoising(self):
        for method in ("floor",) if SANITIZED else ("floor", "none"):
            self.check(600_001, "--overlap", "64", "--denoise", method)

    def test_pixels_wider_than_blocks(self):
        self.check(600_001, "--overlap", "64", "--px-per-ms", "0.01")

    @unittest.skipIf(SANITIZED, "sanitizers need more memory")
    def test_peak_memory_is_bounded(self):
        recording = self.folder / "a.wav"
        write_wave(recording, np.tile(call(10, calls=30), 12), 256_000)
        for command in ("render", "compress"):
            for jobs in (1, 2, 4):
                output = self.folder / f"{command}-{jobs}"
                self.assertLess(peak_memory("-q", command, recording, "-j", jobs, "-o", f"{output}/"), 150,
                                (command, jobs))

    def test_bulk_stores_the_same_images(self):
        write_wave(self.folder / "a.wav", call(34, calls=5), 256_000)
        stored = []
        for jobs in (1, 3):
            result = noctule("--store", self.folder / f"{jobs}.db", "bulk", self.folder / "a.wav", "-j", jobs)
            self.assertEqual(result.code, 0, result.err)
            stored.append([rows(self.folder / f"{jobs}.db", f"SELECT * FROM {table} ORDER BY 1, 2, 3")
                           for table in ("spectrogram_image", "segment", "call")])
        self.assertTrue(all(stored[0]))
        self.assertEqual(stored[0], stored[1])


class Reference(ProgramTest):
    def check(self, path, *arguments):
        render = lambda *options: noctule("-q", "render", path, "--colormap", "gray", *options,
                                          *arguments, cwd=self.folder)
        self.assertEqual(render("-o", "l.pgm").code, 0)
        process = subprocess.run([ROOT / "scripts/reference", path, self.folder / "l.pgm", *arguments],
                                 capture_output=True, text=True)
        self.assertEqual(process.returncode, 0, f"{path}: {process.stdout}{process.stderr}")
        # The JPEG with the same parameters preserves the levels.
        self.assertEqual(render("--quality", 100, "-o", "l.jpg").code, 0)
        error = np.abs(levels(self.folder / "l.jpg") - levels(self.folder / "l.pgm"))
        self.assertGreaterEqual((error <= 1).mean(), 0.995)

    def test_the_example(self):
        self.check(EXAMPLE)
        self.check(EXAMPLE, "--denoise", "none")
        self.check(EXAMPLE, "--denoise", "floor")

    def test_other_rates_and_lengths(self):
        for rate in (22_050, 44_100, 96_000, 192_000, 250_000, 999_999):
            write_wave(self.folder / "r.wav", call(0.3, rate=rate, calls=3), rate)
            self.check(self.folder / "r.wav")
            self.check(self.folder / "r.wav", "--denoise", "floor")
        for count in (1, 2, 100, 128, 129, 130, 1000):
            write_wave(self.folder / "r.wav", call(0.1)[:count], 256_000)
            self.check(self.folder / "r.wav")

    @unittest.skipUnless((SHARED / "recordings").is_dir(), "no recordings in ../shared/data")
    def test_real_recordings(self):
        for path in sorted((SHARED / "recordings").iterdir()):
            self.check(path)
        self.check(SHARED / "recordings/GreaterHorseshoe.wav", "--denoise", "floor")


class Example(ProgramTest):
    def test_make_example_reproduces_the_file_exactly(self):
        subprocess.run([ROOT / "scripts/make-example", self.folder / "e.wav"], check=True)
        self.assertEqual((self.folder / "e.wav").read_bytes(), EXAMPLE.read_bytes())


if __name__ == "__main__":
    unittest.main()
