# SPDX-License-Identifier: GPL-3.0-or-later
"""The systemd units are sandboxed: `systemd-analyze security` scores them below 2.5."""
import re
import shutil
import subprocess
import unittest

from program import ROOT


class Units(unittest.TestCase):
    @unittest.skipUnless(shutil.which("systemd-analyze"), "needs systemd-analyze")
    def test_exposure(self):
        for name in ("noctule.service", "noctule-bulk.service"):
            result = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager",
                                     ROOT / "assets/systemd" / name], capture_output=True, text=True)
            score = re.search(r"exposure level for \S+: ([\d.]+)", result.stdout)
            self.assertIsNotNone(score, result.stderr)
            self.assertLess(float(score[1]), 2.5, name)


if __name__ == "__main__":
    unittest.main()
