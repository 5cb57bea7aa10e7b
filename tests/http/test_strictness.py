# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that a proxy and the server might parse differently are refused."""
import unittest

from program import EXAMPLE
from service import ServiceTest

HOST = "Host: localhost\r\n"


class Strictness(ServiceTest):
    def head(self, target="/api/v1/species", method="GET", host=HOST):
        return f"{method} {target} HTTP/1.1\r\n{host}Authorization: Bearer {self.ana}\r\n"

    def refused(self, text, what, status=400):
        """Expects only this status and a closed connection. (libmicrohttpd 0.9.75 sends the head of its
        own error responses twice.)"""
        reply = self.raw(text)
        self.assertEqual((set(reply.statuses), reply.closed), ({status}, True), what)

    def test_ambiguous_lengths(self):
        post = self.head("/api/v1/bulk", "POST") + "Content-Type: application/json\r\n"
        for lines, body in (
                ("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
                ("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n"),
                ("Content-Length: 2\r\nContent-Length: 3\r\n", "{} "),
                ("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"),
                ("Content-Length: 2, 2\r\n", "{}"),
                ("Content-Length: +2\r\n", "{}"),
                ("Content-Length: -2\r\n", "{}"),
                ("Content-Length: 0x2\r\n", "{}"),
                ("Content-Length:\r\n", "{}"),
                ("Content-Length : 2\r\n", "{}"),
                ("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"),
                ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
                ("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
                ("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
                ("Transfer-Encoding: identity\r\nContent-Length: 2\r\n", "{}"),
                ("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n"),
                ("Transfer-Encoding: chunked\r\n", "0x2\r\n{}\r\n0\r\n\r\n")):
            self.refused(post + lines + "\r\n" + body + self.head() + "\r\n", (lines, body))
        self.assertEqual(self.get("/bulk").json["queued"], 0)

    def test_malformed_headers(self):
        for lines in (f"Authorization: Bearer {self.ana}\r\n", "Authorization: Bearer x\r\n",
                      "X-A: a\x01b\r\n", "X-A: a\x7fb\r\n", "X-A: a\rb\r\n", "X A: b\r\n", "X-A : b\r\n",
                      "X\0A: b\r\n", "X-A\r\n", HOST, "Host: other\r\n", "Range: bytes=0-1\r\nRange: bytes=2-3\r\n"):
            self.refused(self.head() + lines + "\r\n", lines)
        self.refused(self.head(host="") + "\r\n", "no Host")
        self.refused(self.head(host="Host: a b\r\n") + "\r\n", "Host with a space")
        self.assertEqual(self.raw(self.head() + "X-A: b\r\nX-A: c\r\nConnection: close\r\n\r\n").statuses, [200])

    def test_paths_are_exact(self):
        number = self.upload(EXAMPLE).json["id"]
        for path in (f"/api/v1Xrecording/{number}", f"/api/v1recording/{number}", f"/api/v1/recording%2F{number}",
                     f"/api/v1%2frecording/{number}", f"/api/v1//recording/{number}", f"/api/v1/recording/{number}x",
                     f"/api/v1/recording/+{number}", "/API/v1/species"):
            self.assertEqual(self.request("GET", path, self.ana).status, 404, path)
        for path in ("/api/v1/species%00", "/api/v1/species%zz", "/api/v1/species%4", "/api/v1/spe\x01cies",
                     "/api/v1/recording?search=%00", "/api/v1/recording?limit=1&limit=2", "*", "species"):
            self.refused(self.head(path) + "\r\n", path)
        self.assertEqual(self.request("GET", "/api/v1/%73pecies", self.ana).status, 200)
        self.assertEqual(self.request("GET", f"http://localhost/api/v1/recording/{number}", self.ana).status, 200)

    def test_a_refusal_without_a_body_keeps_the_connection(self):
        text = f"GET /api/v1/species HTTP/1.1\r\n{HOST}\r\n" + self.head("/nothing") + "\r\n" + \
            self.head() + "Connection: close\r\n\r\n"
        self.assertEqual(self.raw(text).statuses, [401, 404, 200])


class Negotiation(ServiceTest):
    def setUp(self):
        super().setUp()
        self.number = self.upload(EXAMPLE).json["id"]
        self.path = f"/recording/{self.number}/spectrogram"
        self.get(self.path)

    def test_accept(self):
        for accept, kind in (("image/jpeg", "image/jpeg"), ("IMAGE/JPEG", "image/jpeg"),
                             ("image/*", "image/jpeg"), ("image/jpeg;q=0", "application/json"),
                             ("image/jpeg;q=0.1, application/json", "application/json"),
                             ("application/json;q=0.1, image/jpeg", "image/jpeg"),
                             ("application/json, image/jpeg", "application/json"),
                             ("*/*", "application/json"), ("image/jpeg, */*;q=0.1", "image/jpeg"),
                             ("image/jpeg, */*", "image/jpeg"), ("text/plain", "application/json"),
                             ("ximage/jpeg", "application/json"), ("application/*", "application/json")):
            self.assertEqual(self.get(self.path, Accept=accept).headers["Content-Type"], kind, accept)

    def test_if_none_match(self):
        tag = self.get(self.path, Accept="image/jpeg").headers["ETag"]
        for header, status in ((tag, 304), (f"W/{tag}", 304), (f'"x", {tag}', 304), (f'{tag},"x"', 304),
                               ("*", 304), ('"x"', 200), (f'"a{tag[1:]}', 200), (tag.strip('"'), 200),
                               (f"{tag}x", 200)):
            self.assertEqual(self.get(self.path, Accept="image/jpeg", If_None_Match=header).status, status, header)

    def test_if_range_and_the_audio_tag(self):
        path = f"/recording/{self.number}/audio"
        tag = self.get(path).headers["ETag"]
        self.assertEqual(self.get(path, If_None_Match=tag).status, 304)
        for header, status in ((tag, 206), (f"W/{tag}", 200), ('"x"', 200),
                               ("Sat, 29 Oct 1994 19:43:31 GMT", 200)):
            self.assertEqual(self.get(path, Range="bytes=0-3", If_Range=header).status, status, header)

    def test_media_types_in_any_case(self):
        for kind in ("Application/JSON", "application/json; charset=utf-8", "APPLICATION/JSON ;charset=utf-8"):
            self.assertEqual(self.request("POST", "/api/v1/bulk", self.ana, b"{}", {"Content-Type": kind}).status,
                             202, kind)
        for kind in ("application/jsonx", "text/json", "application/x-www-form-urlencoded"):
            self.assertEqual(self.request("POST", "/api/v1/bulk", self.ana, b"{}", {"Content-Type": kind}).status,
                             415, kind)


if __name__ == "__main__":
    unittest.main()
