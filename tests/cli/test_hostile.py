# SPDX-License-Identifier: GPL-3.0-or-later
"""Malformed, unusual and truncated files: an image or a one-line error within limited time."""
import random
import time
import unittest

from program import EXAMPLE, SHARED, ProgramTest, noctule, write_wave

LIMIT_SECONDS = 10


class Hostile(ProgramTest):
    def check(self, path):
        out = self.folder / "out.jpg"
        for command in ("render", "compress"):
            out.unlink(missing_ok=True)
            started = time.monotonic()
            result = noctule("-q", command, path, "-o", out)
            self.assertLess(time.monotonic() - started, LIMIT_SECONDS, path)
            self.assertIn(result.code, (0, 1), f"{path}: {result.err}")
            self.assertEqual(out.exists(), result.code == 0, path)
            self.assertEqual(result.err.count("\n"), result.code, f"{path}: {result.err}")
            if result.code == 1:
                self.assertIn(path.name, result.err)

    @unittest.skipUnless((SHARED / "hostile").is_dir(), "no hostile files in ../shared/data")
    def test_collected_files(self):
        files = [p for p in sorted((SHARED / "hostile").rglob("*")) if p.is_file()]
        self.assertGreater(len(files), 50)
        for path in files:
            self.check(path)

    @unittest.skipUnless((SHARED / "hostile").is_dir(), "no hostile files in ../shared/data")
    def test_valid_files_in_such_a_folder_are_ingested(self):
        result = noctule("--store", self.store, "ingest", SHARED / "hostile", "--json")
        self.assertEqual(result.code, 1)
        failed = [line for line in result.json if line["outcome"] == "failed"]
        self.assertEqual(len(failed), result.err.count("\n"))
        self.assertTrue(all(line["error"] for line in failed))

    def test_truncated_and_scrambled_files(self):
        data = EXAMPLE.read_bytes()[:60_000]
        rng = random.Random(1)
        path = self.folder / "mangled.wav"
        for size in (0, 1, 11, 12, 20, 35, 43, 44, 45, 46, 47, 1000):
            path.write_bytes(data[:size])
            self.check(path)
        for _ in range(25):
            mangled = bytearray(data)
            for _ in range(rng.choice((1, 2, 8))):
                mangled[rng.randrange(44)] = rng.randrange(256)
            path.write_bytes(mangled)
            self.check(path)

    def test_a_header_that_turns_seconds_into_hours(self):
        for rate in (1, 2, 999, 2**31 - 1):
            write_wave(self.folder / "slow.wav", [0.1] * 200_000, rate)
            self.check(self.folder / "slow.wav")
            self.run_failing(1, "slow.wav", "ingest", "slow.wav")

    def test_paths_that_are_not_files(self):
        (self.folder / "folder.wav").mkdir()
        self.check(self.folder / "folder.wav")
        self.check(self.folder / "none.wav")


if __name__ == "__main__":
    unittest.main()
