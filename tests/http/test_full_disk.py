# SPDX-License-Identifier: GPL-3.0-or-later
"""Full disk: reads work, requests that need space get 507, and the server recovers by itself."""
import os
import resource
import signal
import sqlite3
import subprocess
import time
import unittest

from program import rows
from service import ServiceTest

BOX = {"annotation": {"start_time": 1, "end_time": 2, "low_freq": 1, "high_freq": 2, "comments": "x" * 50_000}}
SMALL_BOX = {"annotation": BOX["annotation"] | {"comments": ""}}


class NoSpace:
    """Shared by both ways to run out of space."""

    def fill_store(self):
        self.done, self.new, self.other = (
            self.upload(self.wave(f"{i}.wav", i, seconds=0.5)).json["id"] for i in range(3))
        self.jpeg = self.get(f"/recording/{self.done}/spectrogram", Accept="image/jpeg").body

    def assert_reads_work(self):
        self.assertEqual(len(self.get("/recording/").json), 3)
        self.assertEqual(self.get(f"/recording/{self.done}/spectrogram", Accept="image/jpeg").body, self.jpeg)
        self.assertEqual(self.get(f"/recording/{self.done}/audio").status, 200)
        self.assertEqual(self.request("GET", "/healthz").status, 200)

    def until_507(self, ask, times=400):
        """Repeats a request until it gets 507; until then it may fit into space already allocated."""
        for _ in range(times):
            reply = ask()
            if reply.status == 507:
                self.assertNotIn(str(self.folder), reply.json["error"])
                return
            self.assertEqual(reply.status, 200)
        self.fail("no 507")

    def assert_writes_get_507(self):
        path = f"/api/v1/recording/{self.new}/annotations"
        for box in BOX, SMALL_BOX:  # the second fills what is too little for the first
            self.until_507(lambda box=box: self.request("PUT", path, self.ana, box))
        self.until_507(lambda: self.upload(self.wave("z.wav", 99, seconds=2)), 1)
        self.until_507(lambda: self.get(f"/recording/{self.new}/spectrogram"), 1)

    def assert_works_again(self):
        self.wait_until(lambda: self.upload(self.wave("z.wav", 99, seconds=2)).status == 200)
        self.assertEqual(self.get(f"/recording/{self.new}/spectrogram").status, 200)
        self.assertEqual(self.request("PUT", f"/api/v1/recording/{self.new}/annotations", self.ana, BOX).status, 200)
        self.assertEqual(self.request("DELETE", f"/api/v1/recording/{self.other}", self.ana).status, 200)
        self.assertEqual(rows(self.store, "PRAGMA integrity_check"), [("ok",)])


class FullFileSystem(NoSpace, ServiceTest):
    def setUp(self):
        self.mounted = None
        super().setUp()

    def start_service(self):
        if self.mounted is None:
            self.mounted = self.folder / "disk"
            self.mounted.mkdir()
            mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", self.mounted],
                                   capture_output=True)
            if mount.returncode != 0:
                self.skipTest("mounting a file system needs root")
            self.addCleanup(subprocess.run, ["umount", "-l", self.mounted], check=True)
            self.store = self.mounted / "n.db"
        super().start_service()

    def fill(self):
        with open(self.mounted / "filler", "ab", buffering=0) as file:
            for size in (1 << 20, 4096, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    pass

    def test_full(self):
        self.fill_store()
        self.fill()
        with OpenReader(self.store):  # no checkpoint can start the log again
            self.assert_writes_get_507()
            self.until_507(lambda: self.request("DELETE", f"/api/v1/recording/{self.other}", self.ana), 1)
        self.assert_reads_work()
        time.sleep(2.5)  # checkpoints are due
        self.assertIsNone(self.process.poll())
        self.assert_reads_work()
        log = (self.folder / "serve.log").read_text()
        self.assertIn("no space", log)
        self.assertLessEqual(log.count("error:"), 6)
        (self.mounted / "filler").unlink()
        self.assert_works_again()

    def test_it_starts_on_a_full_disk(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            with self.subTest(number):
                if not hasattr(self, "done"):
                    self.fill_store()
                self.fill()
                self.until_507(lambda: self.upload(self.wave("z.wav", 99, seconds=2)), 1)
                self.stop_service(number)
                self.fill()
                self.start_service()
                self.assert_reads_work()
        (self.mounted / "filler").unlink()
        self.assert_works_again()


class FileSizeLimit(NoSpace, ServiceTest):
    """Like a quota: fails with a different error than a full disk."""

    def test_limit(self):
        self.fill_store()
        limit = max(os.path.getsize(f"{self.store}{suffix}") for suffix in ("", "-wal")) + (1 << 20)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        path = f"/api/v1/recording/{self.new}/annotations"
        with OpenReader(self.store):  # no checkpoint can start the log again
            self.until_507(lambda: self.request("PUT", path, self.ana, BOX), 2000)
            self.assert_reads_work()
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        self.assert_works_again()


class OpenReader:
    """A reader of the store, open while the block runs."""

    def __init__(self, store):
        self.store = store

    def __enter__(self):
        self.db = sqlite3.connect(self.store)
        self.db.execute("BEGIN")
        self.db.execute("SELECT count(*) FROM recording").fetchall()

    def __exit__(self, *_):
        self.db.close()


if __name__ == "__main__":
    unittest.main()
