# SPDX-License-Identifier: GPL-3.0-or-later
"""The patches of scripts/bench/tricks still apply to the code whose tricks they switch off."""
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Tricks(unittest.TestCase):
    def test_every_patch_applies(self):
        patches = sorted((ROOT / "tests/bench/tricks").glob("*.patch"))
        self.assertGreater(len(patches), 5)
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(ROOT / "lib", pathlib.Path(folder) / "lib")
            for patch in patches:
                if "\n+++ " not in patch.read_text():
                    continue  # only compiles with other flags
                with self.subTest(patch.name):
                    done = subprocess.run(["patch", "-p1", "--dry-run", "-d", folder, "-i", patch],
                                          capture_output=True, text=True)
                    self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
