# SPDX-License-Identifier: GPL-3.0-or-later
"""Expensive or unusual requests do not slow down other clients, and get correct responses."""
import contextlib
import json
import pathlib
import re
import socket
import sqlite3
import subprocess
import time
import unittest

from program import EXAMPLE, NOCTULE, SANITIZED, noctule
from service import ServiceTest

BOX = {"start_time": 1, "end_time": 2, "low_freq": 1, "high_freq": 2}


class Abuse(ServiceTest):
    def setUp(self):
        super().setUp()
        self.number = self.upload(EXAMPLE).json["id"]

    def resident(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) << 10

    def open_request(self, method, path, headers=""):
        s = socket.create_connection(("127.0.0.1", self.port))
        s.sendall(f"{method} /api/v1{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.ana}\r\n"
                  f"{headers}\r\n".encode())
        return s

    def test_species_are_limited_and_deduplicated(self):
        path = f"/api/v1/recording/{self.number}/annotations"
        body = {"annotation": BOX, "species_ids": [1] * 400_000}
        self.assertEqual(self.request("PUT", path, self.ana, body).status, 413)
        body["species_ids"] = [2, 1, 2, 1]
        number = self.request("PUT", path, self.ana, body).json["id"]
        self.assertEqual([s["id"] for s in self.get(f"/recording/{self.number}/annotations").json[0]["species"]],
                         [1, 2])
        body["species_ids"] *= 100
        self.assertEqual(self.request("PATCH", f"{path}/{number}", self.ana, body).status, 413)

    @unittest.skipIf(SANITIZED, "memory is another with sanitizers")
    def test_unread_audio_excerpts_use_little_memory(self):
        long = self.upload(self.wave("long.wav", 1, seconds=60)).json["id"]
        before = self.resident()
        with contextlib.ExitStack() as stack:
            for _ in range(20):  # 600 MB
                s = stack.enter_context(self.open_request("GET", f"/recording/{long}/audio?start_time=0"))
                self.assertTrue(s.recv(12).startswith(b"HTTP/1.1 200"))
            time.sleep(0.5)
            self.assertLess(self.resident() - before, 100 << 20)

    def test_an_audio_excerpt_is_complete(self):
        reply = self.get(f"/recording/{self.number}/audio?start_time=0&time_expansion=10")
        self.assertEqual(len(reply.body), int(reply.headers["Content-Length"]))
        self.assertEqual(int.from_bytes(reply.body[40:44], "little"), len(reply.body) - 44)

    def test_many_annotations_in_a_spectrogram_response(self):
        count = 1_000 if SANITIZED else 50_000
        with contextlib.closing(sqlite3.connect(self.store)) as db, db:
            owner = db.execute("SELECT id FROM user WHERE name = 'ana'").fetchone()[0]
            db.executemany("INSERT INTO annotation (uid, recording_id, owner_id, start_time_ms, end_time_ms,"
                           " low_hz, high_hz, created, modified) VALUES (randomblob(16), ?, ?, ?, 9e9, 1, 2, '', '')",
                           [(self.number, owner, i) for i in range(count)])
        self.get(f"/recording/{self.number}/spectrogram", Accept="image/jpeg")
        before = self.resident()
        for query, fields in (("", {"base64_spectrogram"}), ("?base64=false", set())):
            answer = self.get(f"/recording/{self.number}/spectrogram{query}").json
            self.assertEqual(set(answer), {"spectroInfo", "tiles", "annotations"} | fields)
            self.assertEqual([a["start_time"] for a in answer["annotations"]], list(range(count)))
        if not SANITIZED:
            self.assertLess(self.resident() - before, 60 << 20)

    def test_token_revoked_while_a_body_arrives(self):
        token = noctule("--store", self.store, "token", "list", "--json").text.splitlines()[0]
        with self.open_request("DELETE", f"/recording/{self.number}", "Content-Length: 5\r\n") as s:
            s.sendall(b"1")
            time.sleep(0.3)
            noctule("--store", self.store, "token", "revoke", str(json.loads(token)["id"]))
            s.sendall(b"2345")
            self.assertTrue(s.recv(100).startswith(b"HTTP/1.1 401"))
        self.assertEqual(self.get(f"/recording/{self.number}", self.admin).status, 200)

    def test_recordings_are_queued_once(self):
        ids = [self.upload(self.wave(f"{i}.wav", i, seconds=2)).json["id"] for i in range(6)]
        for _ in range(5):
            self.request("POST", "/api/v1/bulk/", self.ana, {"recording_ids": ids})
        self.assertLessEqual(self.get("/bulk/").json["queued"], len(ids))
        self.wait_until(lambda: not self.get("/bulk/").json["running"])
        self.assertLessEqual(self.get("/bulk/").json["done"], len(ids))

    def test_search_text_length_is_limited(self):
        self.assertEqual(self.get("/recording/?search=" + "a" * 256).status, 200)
        self.assertEqual(self.get("/recording/?search=" + "a" * 257).status, 400)

    def test_recording_deleted_while_its_json_is_built(self):
        for i in range(15):
            number = self.upload(self.wave(f"{i}.wav", i)).json["id"]
            self.get(f"/recording/{number}/spectrogram", Accept="image/jpeg")
            asked = [self.open_request("GET", f"/recording/{number}/spectrogram") for _ in range(4)]
            self.assertEqual(self.request("DELETE", f"/api/v1/recording/{number}", self.ana).status, 200)
            for s in asked:
                with s:
                    self.assertIn(s.recv(12), (b"HTTP/1.1 200", b"HTTP/1.1 404"))

    def test_a_second_deletion_gets_404(self):
        statuses = [self.request("DELETE", f"/api/v1/recording/{self.number}", self.ana).status for _ in range(2)]
        self.assertEqual(statuses, [200, 404])

    def test_ranges(self):
        size = EXAMPLE.stat().st_size
        for text, status, length in (("bytes=0-99999999999999999999999", 206, size), ("Bytes=0-9", 206, 10),
                                     ("bytes=99999999999999999999999-", 416, None), ("bytes=x-1", 200, size)):
            reply = self.get(f"/recording/{self.number}/audio", Range=text)
            self.assertEqual(reply.status, status, text)
            if length:
                self.assertEqual(len(reply.body), length, text)


@unittest.skipIf(SANITIZED, "the sanitizers need file descriptors to look at objects")
class FewFiles(ServiceTest):
    def test_too_few_file_descriptors_is_an_error_with_a_message(self):
        self.stop_service()
        for limit in (20, 28):
            run = subprocess.run(["prlimit", f"--nofile={limit}:{limit}", NOCTULE, "--store", self.store,
                                  "serve", "--port", "0"], capture_output=True, text=True, timeout=60)
            self.assertEqual((run.returncode, run.stdout), (3, ""), run.stderr)
            self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)

    def test_a_temporarily_unreadable_file_is_not_reported_as_gone(self):
        number = self.upload(EXAMPLE).json["id"]
        self.get(f"/recording/{number}/audio")
        with self.raw_connection() as s:
            subprocess.run(["prlimit", f"--pid={self.process.pid}", "--nofile=3:"], check=True)
            s.sendall(f"GET /api/v1/recording/{number}/audio HTTP/1.1\r\nHost: x\r\n"
                      f"Authorization: Bearer {self.ana}\r\n\r\n".encode())
            self.assertTrue(s.recv(100).startswith(b"HTTP/1.1 503"))

    @contextlib.contextmanager
    def raw_connection(self):
        with socket.create_connection(("127.0.0.1", self.port)) as s:
            s.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            s.recv(1000)
            yield s


if __name__ == "__main__":
    unittest.main()
