# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by the end-to-end tests: running the program, generating sound, decoding images."""
import contextlib
import io
import json
import os
import pathlib
import sqlite3
import struct
import subprocess
import sys
import tempfile
import unittest

import numpy as np
from PIL import Image

Image.MAX_IMAGE_PIXELS = None
ROOT = pathlib.Path(__file__).resolve().parents[2]
NOCTULE = os.environ.get("NOCTULE", str(ROOT / "build/dev/noctule"))
EXAMPLE = ROOT / "assets/example.wav"
SHARED = ROOT.parent / "shared/data"
SANITIZED = os.environ.get("NOCTULE_SANITIZE", "") != ""


class Result:
    def __init__(self, process):
        self.code = process.returncode
        self.out = process.stdout
        self.err = process.stderr.decode(errors="replace")

    @property
    def text(self):
        return self.out.decode()

    @property
    def lines(self):
        return self.text.splitlines()

    @property
    def json(self):
        return [json.loads(line) for line in self.lines]


def noctule(*arguments, cwd=None, stdin=None, env=None, timeout=600):
    return Result(subprocess.run([NOCTULE, *map(str, arguments)], cwd=cwd, input=stdin,
                                 capture_output=True, timeout=timeout,
                                 env={**os.environ, **(env or {})}))


def peak_memory(*arguments):
    """Peak memory of a command in MiB."""
    # From a small process, since the peak includes that of the process that started the command.
    measure = """import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"""
    measured = subprocess.run([sys.executable, "-c", measure, NOCTULE, *map(str, arguments)], check=True,
                              capture_output=True)
    return int(measured.stdout) / 1024


def write_wave(path, samples, rate, guano=None, header_rate=None):
    """Float samples in [-1, 1), one column per channel, as 16-bit PCM."""
    samples = np.atleast_2d(np.asarray(samples).T).T
    pcm = np.clip(np.rint(samples * 32768), -32768, 32767).astype("<i2").tobytes()
    channels = samples.shape[1]
    rate = header_rate or rate
    body = b"WAVE" + b"fmt " + struct.pack("<IHHIIHH", 16, 1, channels, rate, rate * 2 * channels % 2**32,
                                            2 * channels, 16)
    body += b"data" + struct.pack("<I", len(pcm)) + pcm
    if guano:
        text = guano.encode() + b"\n" * (len(guano.encode()) % 2)
        body += b"guan" + struct.pack("<I", len(text)) + text
    pathlib.Path(path).write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)


def call(seconds=0.05, rate=256_000, seed=0, calls=1, spread=0.3):
    """Noise with short sweeps in it, from a seed; each seed gives different samples."""
    random = np.random.default_rng(seed)
    x = random.normal(0, 0.01, int(seconds * rate))
    n = min(len(x), int(0.004 * rate))
    t = np.arange(n) / rate
    sweep = 0.5 * np.hanning(n) * np.sin(2 * np.pi * (70e3 * t - 3e6 * t * t))
    for i in range(calls):
        at = int((i + 0.5) / calls * (len(x) - n))
        x[at:at + n] += sweep
    return np.clip(x, -1, 0.999)


def levels(image):
    """Gray levels of a JPEG or PGM, given as bytes or a path."""
    source = io.BytesIO(image) if isinstance(image, bytes) else image
    return np.asarray(Image.open(source).convert("L")).astype(int)


def rows(store, sql, *arguments):
    with contextlib.closing(sqlite3.connect(store)) as db:
        return db.execute(sql, arguments).fetchall()


class ProgramTest(unittest.TestCase):
    """Runs each test in its own temporary folder."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="noctule-test.")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.store = self.folder / "n.db"

    def run_ok(self, *arguments, **options):
        result = noctule("--store", self.store, *arguments, cwd=self.folder, **options)
        self.assertEqual((result.code, result.err), (0, ""), arguments)
        return result

    def run_failing(self, code, message, *arguments, **options):
        """Expects exit status `code` and one line on stderr that contains `message`."""
        result = noctule("--store", self.store, *arguments, cwd=self.folder, **options)
        self.assertEqual(result.code, code, result.err)
        self.assertEqual(result.err.count("\n"), 1, result.err)
        self.assertIn(message, result.err)
        return result

    def wave(self, name, seed=0, **options):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_wave(path, call(seed=seed, **options), options.get("rate", 256_000))
        return path
