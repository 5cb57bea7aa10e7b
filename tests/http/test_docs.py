# SPDX-License-Identifier: GPL-3.0-or-later
"""The shell examples in README.md and docs/ run, and links between these files lead somewhere.

The blocks of a file run one after another in a folder with recordings. A block after
`<!-- served -->` runs while `serve` answers at $NOCTULE_URL; one after `<!-- not run: REASON -->`
does not run.
"""
import os
import pathlib
import re
import shutil
import subprocess
import unittest

from program import EXAMPLE, NOCTULE, ROOT, ProgramTest, call, write_wave
from service import ServiceTest

FILES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"(?:^<!-- (.*?) -->\n\n?)?^```sh\n(.*?)^```", re.M | re.S)


def anchors(path):
    titles = re.findall(r"^#+ (.*)", path.read_text(), re.M)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


class ShellExamples(ServiceTest):
    def run_block(self, script, **variables):
        environment = {**os.environ, "PATH": f"{self.folder}/bin:{os.environ['PATH']}", **variables}
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=self.folder,
                              env=environment, capture_output=True, text=True, timeout=900)
        self.assertEqual(done.returncode, 0, f"{script}\n{done.stderr}")

    def prepare(self):
        (self.folder / "bin").mkdir()
        (self.folder / "bin/noctule").symlink_to(NOCTULE)
        for name in ("a.wav", "example.wav", "night/a.wav"):
            (self.folder / name).parent.mkdir(exist_ok=True)
            shutil.copy(EXAMPLE, self.folder / name)
        self.wave("night/old/b.wav", seed=2, calls=3, seconds=0.3)
        write_wave(self.folder / "slow.wav", call(seed=3), 25_600)
        self.run_ok("ingest", "night/a.wav")  # recording 1 of the examples

    def start_service(self):
        self.store = self.folder / "noctule.db"  # as the examples have it
        super().start_service()

    def test_examples(self):
        self.prepare()
        for path in FILES:
            with self.subTest(path.name):
                for note, script in BLOCK.findall(path.read_text()):
                    if note.startswith("not run: "):
                        continue
                    if note == "served":
                        self.run_block(script.replace("curl ", "curl -sSf "), TOKEN=self.token("local"),
                                       NOCTULE_URL=f"http://127.0.0.1:{self.port}")
                    else:
                        self.run_block(script)


class Links(unittest.TestCase):
    def test_links_between_the_files(self):
        for path in FILES:
            for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text()):
                if re.match(r"[a-z]+:", target):
                    continue
                name, _, anchor = target.partition("#")
                file = path.parent / name if name else path
                if name in ("api.md", "commands.md"):  # made by `make docs`
                    continue
                self.assertTrue(file.exists(), f"{path.name}: {target}")
                if anchor:
                    self.assertIn(anchor, anchors(file), f"{path.name}: {target}")


if __name__ == "__main__":
    unittest.main()
