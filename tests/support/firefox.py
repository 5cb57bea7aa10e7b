# SPDX-License-Identifier: GPL-3.0-or-later
"""Firefox, driven through WebDriver BiDi (https://w3c.github.io/webdriver-bidi/) over a WebSocket."""
import base64
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import tempfile
import time

PROGRAM = shutil.which("firefox-esr")
# No requests of its own, and no first-run pages.
PREFERENCES = {
    "app.normandy.enabled": False, "app.update.enabled": False, "browser.shell.checkDefaultBrowser": False,
    "browser.safebrowsing.downloads.remote.enabled": False, "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.healthreport.uploadEnabled": False, "extensions.getAddons.cache.enabled": False,
    "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,", "toolkit.telemetry.server": "data:,",
}


class WebSocket:
    """A client of RFC 6455, for text messages."""

    def __init__(self, port, path, timeout=60):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
                            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                            "Sec-WebSocket-Version: 13\r\n\r\n".encode())
        self.stream = self.socket.makefile("rb")
        status = self.stream.readline()
        assert b" 101 " in status, status
        while self.stream.readline().strip():
            pass

    def send(self, text, opcode=1):
        data, mask = text.encode(), os.urandom(4)
        size = len(data)
        length = (bytes([0x80 | size]) if size < 126 else
                  b"\xfe" + struct.pack(">H", size) if size < 65536 else b"\xff" + struct.pack(">Q", size))
        masked = bytes(b ^ mask[i % 4] for i, b in enumerate(data))
        self.socket.sendall(bytes([0x80 | opcode]) + length + mask + masked)

    def receive(self):
        message = b""
        while True:
            first, size = self.stream.read(2)
            if size >= 126:
                form = ">H" if size == 126 else ">Q"
                size = struct.unpack(form, self.stream.read(struct.calcsize(form)))[0]
            data = self.stream.read(size)
            if first & 0x0f == 9:  # ping
                self.send(data.decode(), opcode=10)
            elif first & 0x0f <= 1:
                message += data
                if first & 0x80:
                    return message.decode()

    def close(self):
        self.stream.close()
        self.socket.close()


class Firefox:
    """One window. `problems` collects the page's errors."""

    def __init__(self, width=1280, height=900):
        self.profile = tempfile.TemporaryDirectory(prefix="noctule-firefox.")
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFERENCES.items()]
        with open(os.path.join(self.profile.name, "user.js"), "w") as file:
            file.writelines(lines)
        self.process = subprocess.Popen(
            [PROGRAM, "--headless", "--no-remote", "--profile", self.profile.name, "--remote-debugging-port", "0"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, "HOME": self.profile.name})
        self.socket = WebSocket(self._port(), "/session")
        self.last_id, self.problems = 0, []
        self.command("session.new", capabilities={})
        self.context = self.command("browsingContext.getTree")["contexts"][0]["context"]
        self.command("session.subscribe", events=["log.entryAdded"])
        self.command("browsingContext.setViewport", context=self.context,
                     viewport={"width": width, "height": height})

    def _port(self):
        for line in self.process.stderr:
            if found := re.search(rb"WebDriver BiDi listening on ws://[^:]+:(\d+)", line):
                return int(found[1])
        raise AssertionError("firefox-esr ended before it listened")

    def close(self):
        self.socket.close()
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stderr.close()
        self.profile.cleanup()

    def command(self, method, **parameters):
        self.last_id += 1
        self.socket.send(json.dumps({"id": self.last_id, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.receive())
            if message.get("method") == "log.entryAdded" and message["params"]["level"] == "error":
                self.problems.append(message["params"]["text"])
            if message.get("id") == self.last_id:
                assert message["type"] == "success", message
                return message["result"]

    def open(self, url):
        self.command("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def evaluate(self, expression):
        """The value of a JavaScript expression, through JSON."""
        reply = self.command("script.evaluate", expression=f"JSON.stringify({expression}) ?? 'null'",
                             target={"context": self.context}, awaitPromise=True)
        assert reply["type"] == "success", reply
        return json.loads(reply["result"]["value"])

    def wait_for(self, expression, seconds=60):
        """The value of an expression, as soon as it is true."""
        end = time.monotonic() + seconds
        while not (value := self.evaluate(expression)):
            assert time.monotonic() < end, f"{expression} did not become true; problems: {self.problems}"
            time.sleep(0.05)
        return value

    def point(self, selector, across=0.5, down=0.5):
        """A point at fractions of an element, scrolled into view."""
        left, top, width, height = self.wait_for(
            "(() => { const target = document.querySelector(%s);"
            " if (!target?.checkVisibility()) return null;"
            " target.scrollIntoView({block: 'nearest'}); const box = target.getBoundingClientRect();"
            " return [box.left, box.top, box.width, box.height]; })()" % json.dumps(selector))
        return round(left + across * width), round(top + down * height)

    def drag(self, *points):
        """Presses the mouse button at the first point, moves to the others and releases it."""
        move = [{"type": "pointerMove", "x": x, "y": y} for x, y in points]
        self._act("pointer", [move[0], {"type": "pointerDown", "button": 0}, *move[1:],
                              {"type": "pointerUp", "button": 0}])

    def click(self, selector):
        self.drag(self.point(selector))

    def write(self, text):
        self._act("key", [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")])

    def _act(self, kind, actions):
        self.command("input.performActions", context=self.context,
                     actions=[{"type": kind, "id": kind, "actions": actions}])

    def screenshot(self, path):
        data = self.command("browsingContext.captureScreenshot", context=self.context)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
