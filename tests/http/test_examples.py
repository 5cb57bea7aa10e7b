# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs in examples/, in Python, R and shell."""
import csv
import io
import os
import subprocess
import unittest

import numpy as np

from program import EXAMPLE, ROOT, write_wave
from service import ServiceTest

EXAMPLES = ROOT / "examples"


class Examples(ServiceTest):
    def run_example(self, *command):
        environment = {**os.environ, "NOCTULE_TOKEN": self.token("local", "--scope", "read")}
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, timeout=120)
        self.assertEqual((done.returncode, done.stderr.decode()), (0, ""))
        return done.stdout.decode()

    def test_the_same_table_in_each_language(self):
        self.wave("night/a_20240501_213000.wav", seed=1, calls=3, seconds=0.3)
        guano = "Timestamp: 2024-05-01 22:00:00+02:00\nTemperature Int: 8.5"
        write_wave(self.folder / "night/b.wav", np.zeros(50_000), 256_000, guano)
        self.wave("night/c.wav", seed=1, calls=3, seconds=0.3)  # a duplicate
        (self.folder / "night/d.wav").write_bytes(EXAMPLE.read_bytes())
        self.run_ok("-q", "bulk", "-j", "1", "night", "--report", "night.jsonl")
        source = ("night.jsonl", self.store.name, f"http://127.0.0.1:{self.port}")
        python, r, shell = (self.run_example(*command, *source) for command in (
            ("/usr/bin/python3", EXAMPLES / "night.py"), ("Rscript", EXAMPLES / "night.R"),
            (EXAMPLES / "night.sh",)))
        self.assertEqual(r, python)
        self.assertEqual(shell, python)
        table = {row["name"]: row for row in csv.DictReader(io.StringIO(python))}
        self.assertEqual(len(table), 3)
        self.assertEqual(table["b.wav"], {"name": "b.wav", "recorded_at": "2024-05-01T22:00:00+02:00",
                                          "temperature_c": "8.5", "calls": "0", "mean_peak_khz": ""})
        self.assertGreater(int(table["d.wav"]["calls"]), 0)
        self.assertGreater(float(table["d.wav"]["mean_peak_khz"]), 10)

    def test_decibels(self):
        described = self.run_ok("render", EXAMPLE, "-o", "a.npy", "--json")
        (self.folder / "a.json").write_text(described.text)
        lines = self.run_example("/usr/bin/python3", EXAMPLES / "decibels.py", "a.npy", "a.json").splitlines()
        self.assertEqual(len(lines), 5)
        self.assertRegex(lines[0], r"^\d+\.\d\d ms  \d+\.\d kHz  \d+\.\d dB$")


if __name__ == "__main__":
    unittest.main()
