# SPDX-License-Identifier: GPL-3.0-or-later
"""Multipart uploads: accepted or refused as a whole."""
import contextlib
import os
import socket
import sqlite3
import time
import unittest

from program import EXAMPLE, rows
from service import ServiceTest

PARTS = (("name", None, b"Night"), ("recorded_date", None, b"2024-05-16"))


def form(parts, boundary="xyz", end=True, disposition="Content-Disposition: form-data; name="):
    text = b""
    for name, file_name, value in parts:
        file = f'; filename="{file_name}"' if file_name else ""
        text += f'--{boundary}\r\n{disposition}"{name}"{file}\r\n\r\n'.encode() + value + b"\r\n"
    return text + (f"--{boundary}--\r\n".encode() if end else b"")


class Uploads(ServiceTest):
    def post(self, body, kind='multipart/form-data; boundary="xyz"', **headers):
        return self.request("POST", "/api/v1/recording/", self.ana, body,
                            {"Content-Type": kind, **{k.replace("_", "-"): v for k, v in headers.items()}})

    def setUp(self):
        super().setUp()
        self.audio = self.wave("a.wav", 1).read_bytes()
        self.file = ("audio_file", "a.wav", self.audio)

    def assert_nothing_kept(self):
        self.assertEqual(self.get("/recording/").json, [])
        files = self.folder / "n.db.files"
        self.assertEqual(list(files.iterdir()) if files.exists() else [], [])

    def test_wrong_bodies_are_refused(self):
        half = len(self.audio) // 2
        two = (("audio_file", "a.wav", self.audio[:half]), ("audio_file", "b.wav", self.audio[half:]))
        for what, body in (
                ("two files of one name", form((*PARTS, *two))),
                ("a value twice", form((*PARTS, PARTS[0], self.file))),
                ("no closing boundary", form((*PARTS, self.file), end=False)),
                ("half a file", form((*PARTS, self.file), end=False)[:-half]),
                ("no part", b"--xyz--\r\n"),
                ("empty", b""),
                ("no name", b'--xyz\r\nContent-Disposition: form-data\r\n\r\nx\r\n--xyz--\r\n'),
                ("endless headers", b"--xyz\r\n" + b"X: y\r\n" * 5000 + b"\r\n\r\n--xyz--\r\n"),
                ("another boundary", form((*PARTS, self.file), "other"))):
            self.assertIn(self.post(body).status, (400, 422), what)
            self.assert_nothing_kept()
        for kind in ("multipart/form-data", "multipart/form-data; boundary=", 'multipart/form-data; boundary=""',
                     "multipart/form-data; boundary=" + "x" * 71):
            self.assertEqual(self.post(form((*PARTS, self.file)), kind).status, 400, kind)

    def test_public_is_true_or_false(self):
        for value, public in ((b"true", True), (b"TRUE", True), (b"1", True), (b"no", False), (b"off", False)):
            reply = self.post(form((*PARTS, ("public", None, value), self.file)))
            self.assertEqual(reply.status, 200, value)
            self.assertIs(self.get(f"/recording/{reply.json['id']}").json["public"], public)
            self.request("DELETE", f"/api/v1/recording/{reply.json['id']}", self.ana)
        self.assertEqual(self.post(form((*PARTS, ("public", None, b"banana"), self.file))).status, 400)
        self.assert_nothing_kept()

    def test_location_and_grts_cell(self):
        place = (("latitude", None, b"52.5"), ("longitude", None, b"-13.25"), ("gridCellId", None, b"417"),
                 ("publicVal", None, b"true"))
        reply = self.post(form((*PARTS, *place, self.file)))
        self.assertEqual(reply.status, 200, reply.body)
        recording = self.get(f"/recording/{reply.json['id']}").json
        self.assertEqual(recording["recording_location"], {"type": "Point", "coordinates": [-13.25, 52.5]})
        self.assertEqual((recording["grts_cell_id"], recording["public"]), (417, True))
        self.request("DELETE", f"/api/v1/recording/{reply.json['id']}", self.ana)
        empty = tuple((name, None, b"") for name, *_ in place)  # as a form sends fields left empty
        reply = self.post(form((*PARTS, *empty, self.file)))
        self.assertEqual(reply.status, 200, reply.body)
        self.request("DELETE", f"/api/v1/recording/{reply.json['id']}", self.ana)
        for wrong in (place[:1], (("latitude", None, b"91"), place[1]), (("latitude", None, b"nan"), place[1]),
                      (("latitude", None, b"north"), place[1]), (("gridCellId", None, b"1.5"),),
                      (("gridCellId", None, b"-1"),)):
            self.assertEqual(self.post(form((*PARTS, *wrong, self.file))).status, 422, wrong)
        self.assert_nothing_kept()

    def test_unusual_bodies_are_accepted(self):
        longer = self.audio + b"\r\n--xyzz\r\n\r\n--xy\r\n-"
        cases = [("a boundary of one character", form((*PARTS, self.file), "x"), "multipart/form-data; boundary=x"),
                 ("one of 70", form((*PARTS, self.file), "x" * 70), "multipart/form-data; boundary=" + "x" * 70),
                 ("a preamble", b"hello\r\n" + form((*PARTS, self.file)), None),
                 ("an epilogue", form((*PARTS, self.file)) + b"bye", None),
                 ("names in any case", form((*PARTS, self.file), disposition="content-DISPOSITION: Form-Data; NAME="),
                  'Multipart/Form-Data; charset=utf-8; Boundary="xyz"'),
                 ("other parts and files", form((*PARTS, ("x", None, b"1"), ("y", "z.wav", b"x" * 99), self.file)), None),
                 ("what looks like the boundary", form((*PARTS, ("audio_file", "a.wav", longer))), None)]
        for what, body, kind in cases:
            reply = self.post(body, *([kind] if kind else []))
            self.assertEqual(reply.status, 200, (what, reply.body))
            number = reply.json["id"]
            stored = self.get(f"/recording/{number}/audio").body
            self.assertEqual(stored, longer if "looks like" in what else self.audio, what)
            self.assertEqual(self.get(f"/recording/{number}").json["name"], "Night")
            self.request("DELETE", f"/api/v1/recording/{number}", self.ana)
        self.assert_nothing_kept()

    def test_in_pieces_of_any_size(self):
        body = form((*PARTS, self.file))
        for step in (1, 7, 1000):
            sent = body if step > 1 else form((*PARTS, ("audio_file", "a.wav", self.audio[:3000])))
            text = (f"POST /api/v1/recording HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                    f"{self.ana}\r\nContent-Type: multipart/form-data; boundary=xyz\r\n"
                    "Transfer-Encoding: chunked\r\n\r\n").encode()
            text += b"".join(b"%x\r\n%s\r\n" % (len(sent[i:i + step]), sent[i:i + step])
                             for i in range(0, len(sent), step)) + b"0\r\n\r\n"
            self.assertEqual(self.raw(text).statuses, [200], step)

    def test_token_expires_during_an_upload(self):
        body = form((*PARTS, self.file))
        with self.started_upload(body[:1000], len(body)) as s:
            self.assertEqual(self.get("/recording/").json, [])
            with contextlib.closing(sqlite3.connect(self.store)) as db, db:
                db.execute("UPDATE token SET expires = '2020-01-01T00:00:00.000Z' WHERE user_id = 1")
            s.sendall(body[1000:])
            self.assertTrue(s.recv(1000).startswith(b"HTTP/1.1 401 "))
        self.assertEqual(rows(self.store, "SELECT count(*) FROM recording"), [(0,)])

    @contextlib.contextmanager
    def started_upload(self, part, length, token=None):
        with socket.create_connection(("127.0.0.1", self.port)) as s:
            s.settimeout(30)
            s.sendall((f"POST /api/v1/recording HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token or self.ana}\r\n"
                       f"Content-Type: multipart/form-data; boundary=xyz\r\nContent-Length: {length}\r\n\r\n").encode()
                      + part)
            yield s

    def test_aborted_uploads_release_their_resources(self):
        descriptors = f"/proc/{self.process.pid}/fd"
        body = form((*PARTS, self.file))
        self.post(body)
        before = len(os.listdir(descriptors))
        for abort in ("close", "reset", "half"):
            with contextlib.ExitStack() as stack:
                clients = [stack.enter_context(self.started_upload(body[:5000], len(body))) for _ in range(60)]
                self.wait_until(lambda: len(os.listdir(descriptors)) >= before + 110)
                for s in clients:
                    if abort == "reset":
                        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    if abort == "half":
                        s.sendall(body[5000:6000])
                        s.shutdown(socket.SHUT_WR)
                    else:
                        s.close()
                self.wait_until(lambda: len(os.listdir(descriptors)) <= before + 4, 10)
        text = (f"POST /api/v1/bulk HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.ana}\r\n"
                "Content-Length: 999\r\n\r\n").encode() + b" " * 100
        for _ in range(50):  # the FIN arrives together with data
            with socket.create_connection(("127.0.0.1", self.port)) as s:
                s.sendall(text)
        self.wait_until(lambda: len(os.listdir(descriptors)) <= before + 4, 10)
        with socket.create_connection(("127.0.0.1", self.port)) as s:  # half-closed
            s.sendall((f"GET /api/v1/species HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.ana}\r\n\r\n").encode())
            s.shutdown(socket.SHUT_WR)
            self.assertTrue(s.recv(1000).startswith(b"HTTP/1.1 200 "))
        files = list((self.folder / "n.db.files").iterdir())
        self.assertEqual(len(files), 1, files)


if __name__ == "__main__":
    unittest.main()
