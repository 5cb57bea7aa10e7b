# SPDX-License-Identifier: GPL-3.0-or-later
"""A store is deleted, replaced or made read-only: no write is acknowledged, the server exits."""
import shutil
import socket
import subprocess
import time
import unittest

from program import EXAMPLE, SANITIZED
from service import ServiceTest

BOX = {"annotation": {"start_time": 1, "end_time": 2, "low_freq": 1, "high_freq": 2}}


class LostStore(ServiceTest):
    def lose(self, change, reason="was deleted or replaced while it was in use"):
        number = self.upload(EXAMPLE).json["id"]
        path = f"/api/v1/recording/{number}/annotations"
        change()
        statuses = []
        try:
            while True:
                statuses.append(self.request("PUT", path, self.ana, BOX, timeout=5).status)
        except OSError:  # it has ended
            pass
        self.assertEqual(set(statuses) - {503}, set(), statuses[:3])
        self.assertEqual(self.process.wait(timeout=120), 3)
        log = (self.folder / "serve.log").read_text()
        self.assertIn(reason, log)

    def test_deleted(self):
        def delete():
            for suffix in ("", "-wal", "-shm"):
                (self.folder / f"n.db{suffix}").unlink()
        self.lose(delete)

    def test_replaced(self):
        other = self.folder / "other.db"

        def replace():
            shutil.copy(self.store, other)
            other.rename(self.store)
        self.lose(replace)

    def test_made_read_only(self):
        def protect():
            # Unlike file modes, this attribute also applies to root, like a read-only file system.
            if subprocess.run(["chattr", "+i", self.store], capture_output=True).returncode != 0:
                self.skipTest("chattr needs root and a file system with attributes")
            self.addCleanup(subprocess.run, ["chattr", "-i", self.store], check=True)
        self.lose(protect, "was made read-only while it was in use")

    def test_deleted_during_a_render(self):
        number = self.upload(self.wave("long.wav", 1, seconds=15 if SANITIZED else 240)).json["id"]
        with socket.create_connection(("127.0.0.1", self.port)) as s:
            s.sendall(f"GET /api/v1/recording/{number}/spectrogram HTTP/1.1\r\nHost: x\r\n"
                      f"Authorization: Bearer {self.ana}\r\n\r\n".encode())
            time.sleep(0.2)
            for suffix in ("", "-wal", "-shm"):
                (self.folder / f"n.db{suffix}").unlink()
            self.assertEqual(self.process.wait(timeout=300), 3)

    def test_the_log_is_deleted(self):
        self.lose((self.folder / "n.db-wal").unlink)


if __name__ == "__main__":
    unittest.main()
