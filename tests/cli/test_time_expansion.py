# SPDX-License-Identifier: GPL-3.0-or-later
"""True time: expansion factors from all sources, silence omitted by AudioMoth, warnings."""
import struct
import unittest

import numpy as np

from program import SHARED, ProgramTest, call, noctule, rows, write_wave

AUDIOMOTH = "GUANO|Version:1.0\nMake:Open Acoustic Devices\nModel:AudioMoth\n"


def wamd(factor):
    return (struct.pack("<HIH", 0, 2, 1) + struct.pack("<HIH", 0x0F, 2, factor) +
            struct.pack("<HI", 0x05, 19) + b"2016-06-29 23:37:08")


def append_chunk(path, name, body, in_riff=True):
    """Adds a chunk, outside the RIFF size unless `in_riff` is set."""
    data = bytearray(path.read_bytes())
    data += name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    if in_riff:
        data[4:8] = struct.pack("<I", len(data) - 8)
    path.write_bytes(data)


def marker(blocks):
    """AudioMoth: 32 samples of ±1 encode a number of blocks of 256 zeros; 224 zeros follow."""
    code = [1 if blocks >> bit & 1 else -1 for bit in range(32)]
    return np.array(code + [0] * 224) / 32768


class TimeExpansion(ProgramTest):
    def end_time(self, *arguments, warnings=0):
        result = noctule("render", *arguments, "--json", "-o", "a.jpg", cwd=self.folder)
        self.assertEqual((result.code, result.err.count("\n")), (0, warnings), result.err)
        line = result.json[0]
        self.assertEqual(len(line.get("warnings", [])), warnings)
        return line["spectroInfo"]["end_time"]

    def test_wamd_is_read_inside_and_outside_the_riff_size(self):
        for in_riff in (True, False):
            path = self.folder / "w.wav"
            write_wave(path, call(0.1), 38_400)
            append_chunk(path, b"wamd", wamd(10), in_riff)
            self.assertAlmostEqual(self.end_time("w.wav"), len(call(0.1)) / 384, places=3)
        self.run_ok("ingest", "w.wav")
        self.assertEqual(rows(self.store, "SELECT time_expansion, sample_rate_hz,"
                              " json_extract(metadata, '$.source.time_expansion') FROM recording"),
                         [(10.0, 384_000, "wamd")])

    def test_wamd_after_an_odd_chunk_without_padding(self):
        path = self.folder / "w.wav"
        write_wave(path, call(0.1), 38_400)
        path.write_bytes(path.read_bytes() + b"note" + struct.pack("<I", 3) + b"odd" + b"wamd" +
                         struct.pack("<I", len(wamd(10))) + wamd(10))
        self.assertAlmostEqual(self.end_time("w.wav"), len(call(0.1)) / 384, places=3)

    def test_metadata_after_the_data_of_an_rf64_file(self):
        path = self.folder / "x.wav"
        write_wave(path, call(0.1), 96_000, guano="GUANO|Version:1.0\nTE:4\n")
        data = path.read_bytes()
        at, size = data.index(b"data"), struct.unpack("<I", data[40:44])[0]
        path.write_bytes(b"RF64\xff\xff\xff\xffWAVEds64" + struct.pack("<IQQQI", 28, len(data) + 28,
                         size, size // 2, 0) + data[12:at] + b"data\xff\xff\xff\xff" + data[at + 8:])
        self.assertAlmostEqual(self.end_time("x.wav"), len(call(0.1)) / 384, 3)

    def test_a_factor_that_is_no_positive_number_is_ignored_with_a_warning(self):
        for text in ("10x", "10,0", "nan", "-10", "0"):
            write_wave(self.folder / "x.wav", call(0.1), 96_000,
                       guano=f"GUANO|Version:1.0\nTE:{text}\n")
            self.assertAlmostEqual(self.end_time("x.wav", warnings=1), len(call(0.1)) / 96, 3)
            self.assertIn("GUANO field TE", noctule("render", "x.wav", "-o", "a.jpg", cwd=self.folder).err)

    def test_options_followed_by_other_text_are_rejected(self):
        self.wave("x.wav")
        for option, text in (("--location", "51.5S,1.2W"), ("--location", "1,2,3"),
                             ("--recorded-date", "2020-02-28garbage"),
                             ("--recorded-date", "2020-02-28T25:00:00")):
            self.run_failing(2, "not a", "ingest", "x.wav", option, text)

    def test_a_factor_impossible_for_one_file_is_rejected_before_any_work(self):
        self.wave("low.wav", rate=96_000)
        self.wave("high.wav", rate=500_000)
        for command in (["ingest"], ["bulk"], ["render", "-o", "out/"]):
            self.run_failing(2, "high.wav", *command, "low.wav", "high.wav", "--time-expansion", 4)
        self.assertEqual(list(self.folder.glob("out/*")), [])

    def test_precedence_of_sources(self):
        path = self.folder / "x.wav"
        write_wave(path, call(0.1), 38_400, guano="GUANO|Version:1.0\nTE:5\nSamplerate:384000\n")
        append_chunk(path, b"wamd", wamd(8))
        length = len(call(0.1))
        self.assertAlmostEqual(self.end_time("x.wav", "--time-expansion", 4), length / 153.6, 3)
        self.assertAlmostEqual(self.end_time("x.wav"), length / 192, 3)
        write_wave(path, call(0.1), 38_400, guano="GUANO|Version:1.0\nSamplerate:384000\n")
        self.assertAlmostEqual(self.end_time("x.wav"), length / 384, 3)
        append_chunk(path, b"wamd", wamd(8))
        self.assertAlmostEqual(self.end_time("x.wav"), length / 307.2, 3)

    def test_a_guano_rate_that_is_not_a_multiple_is_ignored(self):
        for stated in (256_000, 100_000, 300_000, 256_000 * 101):
            write_wave(self.folder / "x.wav", call(0.1), 256_000,
                       guano=f"GUANO|Version:1.0\nSamplerate:{stated}\n")
            self.assertAlmostEqual(self.end_time("x.wav"), 100, 3)

    def test_factors_beyond_1_mhz(self):
        write_wave(self.folder / "x.wav", call(0.1), 256_000, guano="GUANO|Version:1.0\nTE:10\n")
        self.assertAlmostEqual(self.end_time("x.wav", warnings=1), 100, 3)
        for command in ("render", "compress", "ingest", "bulk"):
            self.run_failing(2, "--time-expansion 5", command, "x.wav", "--time-expansion", 5)
        self.assertAlmostEqual(self.end_time("x.wav", "--time-expansion", 1), 100, 3)

    def test_true_rates_from_1_khz_to_10_mhz(self):
        write_wave(self.folder / "fast.wav", call(0.01), 10_000_000)
        self.end_time("fast.wav")
        write_wave(self.folder / "fast.wav", call(0.01), 10_000_001)
        self.run_failing(1, "fast.wav", "render", "fast.wav")
        write_wave(self.folder / "slow.wav", call(0.01), 1000)
        self.end_time("slow.wav", warnings=1)
        write_wave(self.folder / "slow.wav", call(0.01), 999)
        self.run_failing(1, "slow.wav", "render", "slow.wav")

    def test_an_unmarked_low_rate_is_drawn_with_one_warning(self):
        write_wave(self.folder / "low.wav", call(0.1), 38_400)
        result = noctule("render", "low.wav", cwd=self.folder)
        self.assertRegex(result.err, r"^warning: low.wav: .*19.2 kHz.*--time-expansion 10\n$")
        self.end_time("low.wav", "--time-expansion", 10)
        write_wave(self.folder / "not_low.wav", call(0.1), 96_000)
        self.end_time("not_low.wav")
        self.run_ok("ingest", "low.wav")
        result = noctule("--store", self.store, "bulk", "--report", "-", cwd=self.folder)
        self.assertEqual(result.err.count("warning"), 1)
        self.assertEqual(len(result.json[0]["warnings"]), 1)


class AudioMoth(ProgramTest):
    def expanded(self, parts, **options):
        write_wave(self.folder / "T.WAV", np.concatenate(parts), 250_000, guano=AUDIOMOTH)
        self.run_ok("render", "T.WAV", "-o", "t.pgm")
        return (self.folder / "t.pgm").read_bytes()

    def drawn(self, x):
        write_wave(self.folder / "plain.wav", x, 250_000)
        self.run_ok("render", "plain.wav", "-o", "p.pgm")
        return (self.folder / "p.pgm").read_bytes()

    def test_markers_anywhere_become_silence(self):
        a, b = call(0.05, rate=250_000, seed=1), call(0.03, rate=250_000, seed=2)[:-77]
        silence = lambda blocks: np.zeros(256 * blocks)
        self.assertEqual(self.expanded([a, marker(100), b]),
                         self.drawn(np.concatenate([a, silence(100), b])))
        self.assertEqual(self.expanded([marker(3), a, marker(0), marker(7), b, marker(5)]),
                         self.drawn(np.concatenate([silence(3), a, silence(7), b, silence(5)])))

    def test_markers_across_read_buffer_boundaries(self):
        for length in (16_384 - 256, 16_384 - 255, 16_384 - 31, 16_384 - 1, 16_384, 16_385):
            a = call(0.1, rate=250_000)[:length]
            self.assertEqual(self.expanded([a, marker(9), a]),
                             self.drawn(np.concatenate([a, np.zeros(256 * 9), a])), length)

    def test_only_audiomoth_recordings_are_expanded(self):
        x = np.concatenate([call(0.05, rate=250_000), marker(100)])
        write_wave(self.folder / "T.WAV", x, 250_000, guano="GUANO|Version:1.0\nMake:Other\n")
        self.assertAlmostEqual(self.run_ok("render", "T.WAV", "--json").json[0]["spectroInfo"]
                               ["end_time"], len(x) / 250)

    def test_more_than_a_day_is_rejected(self):
        write_wave(self.folder / "T.WAV", np.concatenate([call(0.05, rate=250_000), marker(2**32 - 1)]),
                   250_000, guano=AUDIOMOTH)
        self.run_failing(1, "24 hours", "render", "T.WAV")
        self.run_failing(1, "24 hours", "ingest", "T.WAV")

    def test_a_truncated_recording_gets_a_warning(self):
        path = self.folder / "T.WAV"
        write_wave(path, np.concatenate([call(0.05, rate=250_000), marker(100),
                                         call(0.05, rate=250_000)]), 250_000)
        data = path.read_bytes()
        text = b"INFOICMT" + struct.pack("<I", 22) + b"Recorded by AudioMoth\0"
        path.write_bytes(data[:36] + b"LIST" + struct.pack("<I", len(text)) + text + data[36:-9000])
        result = noctule("render", "T.WAV", "--json", cwd=self.folder)
        self.assertRegex(result.err, "^warning: T.WAV: cut short: 9000 bytes .*\n$")
        self.assertGreater(result.json[0]["spectroInfo"]["end_time"], 100)

    @unittest.skipUnless((SHARED / "recordings").is_dir(), "no recordings in ../shared/data")
    def test_real_audiomoth_recording(self):
        self.run_ok("ingest", SHARED / "recordings/AudiomothNoBatCalls.WAV")
        self.assertEqual(rows(self.store, "SELECT samples, sample_rate_hz FROM recording"),
                         [(2_500_000, 250_000)])

    @unittest.skipUnless((SHARED / "recordings").is_dir(), "no recordings in ../shared/data")
    def test_real_wamd_recording(self):
        self.run_ok("ingest", next((SHARED / "recordings").glob("Car370293*")))
        self.assertEqual(rows(self.store, "SELECT sample_rate_hz, time_expansion FROM recording"),
                         [(384_000, 10)])


class CutShort(ProgramTest):
    def test_a_truncated_file_is_drawn_up_to_its_end_with_a_warning(self):
        path = self.wave("cut.wav", seconds=2.92)
        path.write_bytes(path.read_bytes()[:44 + int(1.18 * 256_000) * 2])
        result = noctule("render", "cut.wav", "--json", cwd=self.folder)
        self.assertEqual(result.code, 0)
        self.assertRegex(result.err, "^warning: cut.wav: .*states 2.92 s, the file holds 1.18 s.*\n$")
        self.assertEqual(result.json[0]["spectroInfo"]["end_time"], 1180)
        self.assertEqual(len(result.json[0]["warnings"]), 1)
        result = noctule("--store", self.store, "bulk", "cut.wav", "--report", "-",
                         "--export", "out", cwd=self.folder)
        self.assertIn("1.18 s", result.json[0]["warnings"][0])
        self.assertIn("1.18 s", (self.folder / "out/cut.spectrogram.json").read_text())
        result = noctule("--store", self.store, "render", "--id", 1, "--json", cwd=self.folder)
        self.assertEqual(len(result.json[0]["warnings"]), 1)

    def test_an_incomplete_header_is_not_reported_as_truncation(self):
        path = self.wave("stream.wav")
        data = bytearray(path.read_bytes())
        for size in (b"\xff\xff\xff\xff", b"\x00\xff\xff\xff", b"\xff\xff\xff\x7f"):
            data[40:44] = size
            path.write_bytes(data)
            self.run_ok("render", "stream.wav")


if __name__ == "__main__":
    unittest.main()
