# SPDX-License-Identifier: GPL-3.0-or-later
"""The function clones of core/simd.h: results are the same with each instruction set.

`noctule` selects the best clones for this processor. Two other executables, linked from the same
object files, select narrower ones (support/cpu_limit.cpp)."""
import csv
import os
import pathlib
import re
import signal
import subprocess
import unittest

import numpy as np

from program import NOCTULE, ProgramTest, call, levels, write_wave

FLAGS = set(re.findall(r"\w+", next(iter(re.findall(
    r"^flags\s*:(.*)", pathlib.Path("/proc/cpuinfo").read_text(), re.M)), "")))
NEEDED = {"default": set(), "arch_x86_64_v3": {"avx2", "bmi2", "fma", "movbe"},
          "arch_x86_64_v4": {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}}
PROGRAMS = {clone: program for clone, program in (
    ("default", os.environ.get("NOCTULE_V1")), ("arch_x86_64_v3", os.environ.get("NOCTULE_V3")),
    ("arch_x86_64_v4", NOCTULE)) if program and NEEDED[clone] <= FLAGS}
PORTABLE = PROGRAMS.get("default")


def clutter(seconds=6, rate=256_000):
    """Calls from loud to barely audible, among bursts of noise, clicks and an insect song."""
    random = np.random.default_rng(5)
    x = call(seconds, rate, seed=5, calls=0)
    t = np.arange(len(x)) / rate
    x += 0.02 * (np.sin(2 * np.pi * 0.9 * t) > 0.3) * random.normal(0, 1, len(x))
    x += 0.05 * (np.sin(2 * np.pi * 11 * t) > 0.2) * np.sin(2 * np.pi * (24e3 * t + 9 * np.sin(700 * t)))
    for i in range(150):
        at = int((i + random.random()) / 150 * (len(x) - 2000))
        if i % 5 == 0:
            x[at:at + 300] += 0.2 * random.normal(0, 1, 300) * np.hanning(300)
        else:
            x[at:at + 1500] += 10 ** random.uniform(-2.2, -0.6) * call(1500.1 / rate, rate, i)
    return np.clip(x, -1, 0.999)


@unittest.skipUnless(PORTABLE, "built without clones")
class Clones(ProgramTest):
    def setUp(self):
        super().setUp()
        rates = {"a.wav": (256_000, 1.0), "b.wav": (192_000, 0.51), "c.wav": (384_000, 0.333)}
        for seed, (name, (rate, seconds)) in enumerate(rates.items()):
            write_wave(self.folder / name, call(seconds, rate, seed, calls=5), rate)
        write_wave(self.folder / "clutter.wav", clutter(), 256_000)
        # Too long to be kept in memory, and too wide for a single image.
        write_wave(self.folder / "long.wav", call(40, seed=9, calls=50), 256_000)

    def commands(self, program, folder):
        """Runs that together use every clone; each writes files into `folder`."""
        def command(*arguments):
            return [program, "--store", f"{folder}/n.db", *arguments]
        yield command("bulk", "a.wav", "b.wav", "c.wav", "clutter.wav", "-j", "1",
                      "--calls", f"{folder}/calls.csv")
        yield command("render", "a.wav", "-o", f"{folder}/a.pgm")
        yield command("render", "b.wav", "-o", f"{folder}/b.pgm", "--no-denoise", "--height", "77")
        yield command("render", "c.wav", "-o", f"{folder}/c.pgm", "--px-per-ms", "1")
        yield command("compress", "a.wav", "-o", f"{folder}/peaks.pgm", "--segments", "peaks")
        yield command("render", "long.wav", "-o", f"{folder}/long.pgm")

    def run_all(self, program, name):
        folder = self.folder / name
        folder.mkdir()
        for command in self.commands(program, folder):
            subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return folder

    def test_each_clone_yields_the_levels_and_calls_of_the_portable_one(self):
        expected = self.run_all(PORTABLE, "portable")
        for clone, program in PROGRAMS.items():
            if program == PORTABLE:
                continue
            with self.subTest(clone):
                found = self.run_all(program, clone)
                for name in ("a", "b", "c", "peaks", "long"):
                    self.assert_alike(levels(found / f"{name}.pgm"), levels(expected / f"{name}.pgm"))
                self.assert_same_calls(found / "calls.csv", expected / "calls.csv")

    def assert_alike(self, found, expected):
        self.assertEqual(found.shape, expected.shape)
        difference = np.abs(found - expected)
        # Fused multiply-add and a different order of summation may round to a neighbouring level.
        self.assertLessEqual(difference.max(), 1)
        self.assertLess(np.mean(difference), 1e-4)

    def assert_same_calls(self, found, expected):
        found, expected = ([list(row.values()) for row in csv.DictReader(path.read_text().splitlines())]
                           for path in (found, expected))
        self.assertEqual(len(found), len(expected))
        self.assertGreater(len(found), 30)
        for a, b in zip(found, expected):
            for x, y in zip(a, b):
                try:
                    self.assertAlmostEqual(float(x), float(y), delta=1e-3 * abs(float(y)) + 0.02)
                except ValueError:
                    self.assertEqual(x, y)

    def test_each_clone_is_run_by_the_test_above(self):
        """The program dies if the first instruction of a clone is replaced by a trap."""
        for clone, program in PROGRAMS.items():
            functions = functions_of(program, clone)
            self.assertGreater(len(functions), 20)
            trapped = self.folder / clone
            subprocess.run(["strip", "-o", trapped, program], check=True)
            for function, offset in functions.items():
                with self.subTest(clone=clone, function=function):
                    original = replace_bytes(trapped, offset, b"\xcc")  # int3
                    self.assertTrue(self.ends_in_a_trap(trapped))
                    replace_bytes(trapped, offset, original)

    def ends_in_a_trap(self, program):
        for path in self.folder.glob("n.db*"):
            path.unlink()
        return any(subprocess.run(command, cwd=self.folder, capture_output=True).returncode
                   == -signal.SIGTRAP for command in self.commands(program, self.folder))


def replace_bytes(path, offset, new):
    with open(path, "r+b") as file:
        file.seek(offset)
        original = file.read(len(new))
        file.seek(offset)
        file.write(new)
    return original


def functions_of(program, clone):
    """The functions of one kind of clone: name to offset in the file."""
    sections = subprocess.check_output(["readelf", "-SW", program], text=True)
    address, offset = (int(x, 16) for x in re.search(
        r" \.text\s+PROGBITS\s+([0-9a-f]+) ([0-9a-f]+)", sections).groups())
    symbols = subprocess.check_output(["nm", program], text=True)
    named = {name: start for start, name in re.findall(
        rf"^([0-9a-f]+) [tT] (\S+)\.{clone}(?:\.\d+)?$", symbols, re.M)}
    return {name: int(start, 16) - address + offset for name, start in named.items()}


if __name__ == "__main__":
    unittest.main()
