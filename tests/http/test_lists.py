# SPDX-License-Identifier: GPL-3.0-or-later
"""Long lists are streamed: memory use is bounded, and clients may disconnect."""
import contextlib
import pathlib
import re
import socket
import sqlite3
import unittest

from program import SANITIZED
from service import ServiceTest

ROW = """INSERT INTO recording (hash, owner_id, public, name, file_size, file_mtime_ns, header_rate_hz,
    time_expansion, sample_rate_hz, channels, samples, comments, created, modified)
    VALUES (randomblob(32), 1, 0, ?, 1, 1, 256000, 1, 256000, 1, 256000, ?, '2024', '2024')"""
COUNT = 2_000 if SANITIZED else 20_000


class Lists(ServiceTest):
    def setUp(self):
        super().setUp()
        with contextlib.closing(sqlite3.connect(self.store)) as db, db:
            db.executemany(ROW, [(f"r{i * 7919 % COUNT:06}", "x" * 1000) for i in range(COUNT)])

    def resident(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) << 10

    def ask(self, path="/recording/"):
        s = socket.create_connection(("127.0.0.1", self.port))
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.sendall(f"GET /api/v1{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.ana}\r\n\r\n".encode())
        return s

    def test_the_whole_list_in_order(self):
        reply = self.get("/recording/?sort=name")
        self.assertEqual([r["name"] for r in reply.json], [f"r{i:06}" for i in range(COUNT)])
        self.assertEqual(reply.headers["X-Total-Count"], str(COUNT))
        self.assertEqual(len(self.get("/recording/?limit=1000&offset=5").json), 1000)
        self.assertEqual(self.get("/recording/?search=nothing").json, [])
        reply = self.request("HEAD", "/api/v1/recording/", self.ana)
        self.assertEqual((reply.status, reply.body), (200, b""))

    def test_all_annotations_in_order(self):
        with contextlib.closing(sqlite3.connect(self.store)) as db, db:
            recording, owner = db.execute("SELECT r.id, u.id FROM recording r, user u WHERE u.name = 'ana'").fetchone()
            db.execute("UPDATE recording SET owner_id = ? WHERE id = ?", (owner, recording))
            db.executemany("INSERT INTO annotation (uid, recording_id, owner_id, start_time_ms, end_time_ms,"
                           " low_hz, high_hz, created, modified) VALUES (randomblob(16), ?, ?, ?, 9e9, 1, 2, '', '')",
                           [(recording, owner, i * 7919 % COUNT) for i in range(COUNT)])
        reply = self.get(f"/recording/{recording}/annotations")
        self.assertEqual([a["start_time"] for a in reply.json], list(range(COUNT)))

    def test_slow_readers_take_little_memory(self):
        self.get("/recording/?limit=1000")
        before = self.resident()
        with contextlib.ExitStack() as stack:
            for _ in range(30):
                s = stack.enter_context(self.ask())
                self.assertTrue(s.recv(100).startswith(b"HTTP/1.1 200"))
            self.assertEqual(self.get("/species").status, 200)
            if not SANITIZED:  # 30 whole lists are 900 MB
                self.assertLess(self.resident() - before, 200 << 20)
        self.assertEqual(self.stop_service(), 143)

    def test_server_stops_while_a_list_is_being_sent(self):
        with self.ask() as s:
            s.recv(100)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.assertEqual(self.stop_service(), 143)


if __name__ == "__main__":
    unittest.main()
