# SPDX-License-Identifier: GPL-3.0-or-later
"""A request has a total time limit besides the idle timeout."""
import contextlib
import socket
import time
import unittest

from service import ServiceTest


class Trickling(ServiceTest):
    serve_options = ("--timeout", "2", "--request-timeout", "3")

    def seconds_until_cut(self, start, piece=b"x"):
        """Sends a byte at intervals, so that the connection is never silent."""
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.port)) as s, contextlib.suppress(OSError):
            s.sendall(start)
            s.settimeout(0.5)
            while time.monotonic() < began + 60:
                s.sendall(piece)
                with contextlib.suppress(TimeoutError):
                    if not s.recv(1000):
                        break
        return time.monotonic() - began

    def test_endless_headers_and_bodies_are_aborted(self):
        head = f"POST /api/v1/bulk HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.ana}\r\n"
        for start in (b"GET /", head.encode(), (head + "Content-Length: 99999\r\n\r\n").encode()):
            self.assertLess(self.seconds_until_cut(start), 20, start[:20])
        self.assertEqual(self.get("/species").status, 200)


if __name__ == "__main__":
    unittest.main()
