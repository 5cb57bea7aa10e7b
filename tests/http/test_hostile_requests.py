# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile requests: the server stays up and answers others."""
import contextlib
import pathlib
import re
import socket
import time
import unittest

from program import EXAMPLE, SANITIZED
from service import ServiceTest

HOST = "Host: localhost\r\n"


class NestedJson(ServiceTest):
    def test_deep_nesting_is_refused(self):
        number = self.upload(EXAMPLE).json["id"]
        path = f"/api/v1/recording/{number}/annotations"
        kind = {"Content-Type": "application/json"}
        for opening, closing in (('{"a":', "}"), ("[", "]")):
            for depth in (100_000, 60_000, 65):
                text = '{"annotation":' + opening * depth + "1" + closing * depth + "}"
                for method, target in (("PUT", path), ("PATCH", f"{path}/1"), ("POST", "/api/v1/bulk")):
                    self.assertEqual(self.request(method, target, self.ana, text, kind).status, 400)
        self.assertIsNone(self.process.poll())
        self.assertEqual(self.get("/species").status, 200)


class UnwantedBodies(ServiceTest):
    """Bodies that a route does not accept are not stored, and are read up to a limit."""

    def authorized(self, token):
        return f"Authorization: Bearer {token}\r\n" if token else ""

    def test_nothing_is_spooled_before_the_checks(self):
        reader = self.token("ana", "--scope", "read")
        form = b"--bound\r\nContent-Disposition: form-data; name=\"audio_file\"; filename=\"a\"\r\n\r\n" + b"x" * 300_000
        cases = [(m, p, t) for m in ("GET", "POST", "PUT") for p in ("/healthz", "/", "/app.js", "/nothing")
                 for t in (None, self.ana)]
        cases += [("POST", "/api/v1/recording", None), ("POST", "/api/v1/recording", "noctule_wrong"),
                  ("POST", "/api/v1/recording", reader), ("GET", "/api/v1/recording", reader),
                  ("GET", "/api/v1/species", self.ana), ("DELETE", "/api/v1/recording/1", self.ana),
                  ("PATCH", "/api/v1/recording/1/annotations/1", self.ana), ("POST", "/api/v1/bulk", self.ana)]
        with contextlib.ExitStack() as stack:
            for method, path, token in cases:
                for length in ("Content-Length: 400000", "Transfer-Encoding: chunked"):
                    s = stack.enter_context(socket.create_connection(("127.0.0.1", self.port)))
                    head = (f"{method} {path} HTTP/1.1\r\n{HOST}{self.authorized(token)}{length}\r\n"
                            "Content-Type: multipart/form-data; boundary=bound\r\n\r\n")
                    with contextlib.suppress(OSError):
                        s.sendall(head.encode() + (b"493e0\r\n" if "chunked" in length else b"") + form)
            self.assertEqual(self.get("/species").status, 200)
            time.sleep(0.2)
            files = self.folder / "n.db.files"
            self.assertEqual(list(files.iterdir()) if files.exists() else [], [])

    def sent_until_closed(self, head, limit):
        """Sends an endless chunked body; returns the bytes accepted, at most `limit`."""
        piece = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        sent = 0
        with socket.create_connection(("127.0.0.1", self.port)) as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)
            s.settimeout(10)
            with contextlib.suppress(OSError):
                s.sendall(head.encode())
                while sent < limit:
                    s.sendall(piece)
                    sent += len(piece)
        return sent

    def test_endless_bodies_are_aborted(self):
        kind = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        for request, token in (("GET /healthz", None), ("POST /healthz", None), ("POST /api/v1/bulk", None),
                               ("POST /api/v1/bulk", self.ana), ("GET /api/v1/species", self.ana)):
            head = f"{request} HTTP/1.1\r\n{HOST}{self.authorized(token)}{kind}"
            self.assertLess(self.sent_until_closed(head, 64 << 20), 20 << 20, request)
        head = (f"POST /api/v1/recording HTTP/1.1\r\n{HOST}{self.authorized(self.ana)}"
                "Content-Type: multipart/form-data; boundary=bound\r\nTransfer-Encoding: chunked\r\n\r\n")
        self.assertLess(self.sent_until_closed(head, 64 << 20), 20 << 20)

    serve_options = ("--max-upload", "2MB")

    def test_a_declared_length_that_is_too_large_is_answered_at_once(self):
        for path, kind in (("/api/v1/bulk", "application/json"), ("/api/v1/recording", "multipart/form-data; boundary=bound")):
            reply = self.raw(f"POST {path} HTTP/1.1\r\n{HOST}{self.authorized(self.ana)}Content-Type: {kind}\r\n"
                             "Content-Length: 99999999999\r\n\r\n")
            self.assertEqual((reply.statuses, reply.closed), ([413], True))

    def test_memory_for_all_bodies_together_is_bounded(self):
        def resident():
            status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
            return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) << 10

        users = [self.token(f"user{i}") for i in range(10)]
        before = resident()
        with contextlib.ExitStack() as stack:
            def hold(i):
                s = stack.enter_context(socket.create_connection(("127.0.0.1", self.port)))
                s.settimeout(10)
                head = (f"POST /api/v1/bulk HTTP/1.1\r\n{HOST}{self.authorized(users[i % 10])}"
                        "Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n")
                with contextlib.suppress(OSError):
                    s.sendall(head.encode() + b" " * 999_999)

            for i in range(300):
                hold(i)
            self.assertEqual(self.get("/species").status, 200)
            self.assertEqual(self.request("POST", "/api/v1/bulk", self.bob, {}).status, 202)
            if not SANITIZED:
                self.assertLess(resident() - before, 200 << 20)
        self.wait_until(lambda: self.request("POST", "/api/v1/bulk", users[0], b" " * 900_000 + b"{}", {
            "Content-Type": "application/json"}).status == 202)


class ForgedLogLines(ServiceTest):
    def test_control_characters_are_escaped(self):
        self.request("GET", "/x%0aerror:%20forged%1b[2J")
        self.stop_service()
        log = (self.folder / "serve.log").read_text()
        self.assertIn("/x\\nerror: forged\\x1b[2J 401", log)
        self.assertNotIn("\nerror:", log)


if __name__ == "__main__":
    unittest.main()
