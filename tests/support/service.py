# SPDX-License-Identifier: GPL-3.0-or-later
"""A running `noctule serve`, clients for it, and its OpenAPI description."""
import http.client
import json
import re
import signal
import socket
import subprocess
import time
import uuid

import jsonschema
import yaml

from program import NOCTULE, ROOT, ProgramTest, noctule

DESCRIPTION = yaml.safe_load((ROOT / "schema/openapi.yaml").read_text())


class Reply:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)


class RawReply:
    """Data received on a connection, and whether the server closed it."""

    def __init__(self, data, closed):
        self.data = data
        self.closed = closed
        self.statuses = [int(s) for s in re.findall(rb"(?:^|\}|\]|>|\n)HTTP/1\.1 (\d{3}) ", data)]


def resolve(node):
    """The description with references resolved and OpenAPI's nullable converted to JSON Schema."""
    if isinstance(node, list):
        return [resolve(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = DESCRIPTION
        for name in node["$ref"].removeprefix("#/").split("/"):
            target = target[name]
        return resolve(target)
    node = {key: resolve(value) for key, value in node.items()}
    if node.pop("nullable", False) is True:
        node = {"anyOf": [node, {"type": "null"}]}
    return node


def described(method, path):
    path = path.split("?")[0].rstrip("/").removeprefix("/api/v1") or "/"
    for pattern, item in DESCRIPTION["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", r"\\d+", pattern), path) and method.lower() in item:
            return resolve(item[method.lower()])
    return None


def check_described(method, path, reply):
    """Asserts that a response of a described route matches the description."""
    operation = described(method, path)
    if operation is None:
        return
    assert str(reply.status) in operation["responses"], (method, path, reply.status, reply.body[:300])
    content = operation["responses"][str(reply.status)].get("content", {})
    kind = reply.headers.get("Content-Type", "")
    if "application/json" in content and kind == "application/json":
        jsonschema.validate(reply.json, content["application/json"]["schema"])
    elif content:
        assert any(kind.startswith(name.rstrip("*")) for name in content), (method, path, kind)


class ServiceTest(ProgramTest):
    serve_options = ()

    def setUp(self):
        super().setUp()
        self.start_service()
        self.ana, self.bob = self.token("ana"), self.token("bob")
        self.admin = self.token("root", "--scope", "admin")

    def start_service(self):
        self.log = open(self.folder / "serve.log", "ab")
        self.addCleanup(self.log.close)
        self.process = subprocess.Popen(
            [NOCTULE, "--store", self.store, "serve", "--port", "0", *self.serve_options],
            stdout=subprocess.PIPE, stderr=self.log)
        line = self.process.stdout.readline().decode()
        self.assertRegex(line, r"^listening on http://127\.0\.0\.1:\d+\n$")
        self.port = int(line.rsplit(":", 1)[1])
        self.addCleanup(self.stop_service)

    def stop_service(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(timeout=300)
        self.process.stdout.close()
        return code

    def token(self, user, *options):
        result = noctule("-q", "--store", self.store, "token", "create", user, *options)
        self.assertEqual((result.code, result.err), (0, ""))
        return result.text.strip()

    def request(self, method, path, token=None, body=None, headers=None, timeout=120):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = dict(headers or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if isinstance(body, (dict, list)):
            body, headers["Content-Type"] = json.dumps(body), "application/json"
        connection.request(method, path, body, headers)
        reply = Reply(connection.getresponse())
        connection.close()
        if method != "HEAD":
            check_described(method, path, reply)
        return reply

    def raw(self, data, timeout=5):
        """Sends raw bytes; reads until the server closes the connection or is silent for `timeout`."""
        data = data.encode("latin1") if isinstance(data, str) else data
        received = b""
        with socket.create_connection(("127.0.0.1", self.port)) as s:
            s.settimeout(timeout)
            try:
                s.sendall(data)
                while piece := s.recv(1 << 16):
                    received += piece
            except TimeoutError:
                return RawReply(received, False)
            except OSError:
                pass
        return RawReply(received, True)

    def wait_until(self, condition, seconds=120):
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, "timed out")
            time.sleep(0.02)

    def get(self, path, token=None, **headers):
        return self.request("GET", "/api/v1" + path, token or self.ana,
                            headers={k.replace("_", "-"): v for k, v in headers.items()})

    def upload(self, path, token=None, **fields):
        boundary = uuid.uuid4().hex
        fields = {"name": path.name, "recorded_date": "2024-05-16", **fields}
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
                 for k, v in fields.items() if v is not None]
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="audio_file"; '
                     f'filename="../../{path.name}"\r\nContent-Type: audio/wav\r\n\r\n'.encode()
                     + path.read_bytes() + f"\r\n--{boundary}--\r\n".encode())
        return self.request("POST", "/api/v1/recording/", token or self.ana, b"".join(parts),
                            {"Content-Type": f"multipart/form-data; boundary={boundary}"})
