# SPDX-License-Identifier: GPL-3.0-or-later
"""Regions redrawn from the samples: GET /recording/{id}/detail."""
import io
import unittest

import numpy as np
from PIL import Image

from program import rows, write_wave
from service import ServiceTest

RATE = 256_000


def recording(seconds=2.0):
    """Noise, a click at 700 ms, a tone of 45 kHz from 1000 to 1020 ms."""
    random = np.random.default_rng(1)
    x = random.normal(0, 100, int(seconds * RATE))
    x[int(0.7 * RATE)] = 30_000
    t = np.arange(int(0.02 * RATE)) / RATE
    start = int(1.0 * RATE)
    x[start:start + len(t)] += 8000 * np.sin(2 * np.pi * 45_000 * t)
    return x.astype(np.int16)


class Detail(ServiceTest):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "a.wav"
        write_wave(self.path, recording() / 32768, RATE)
        self.id = self.upload(self.path).json["id"]

    def levels(self, **query):
        query = {"colormap": "gray"} | query
        text = "&".join(f"{name}={value}" for name, value in query.items())
        reply = self.get(f"/recording/{self.id}/detail?{text}", Accept="image/png")
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (200, "image/png"), reply.body[:200])
        return np.asarray(Image.open(io.BytesIO(reply.body)).convert("L")).astype(int)

    def whole(self):
        out = self.folder / "whole.pgm"
        self.run_ok("render", self.path, "-o", out)
        return np.asarray(Image.open(out)).astype(int)

    def test_at_the_stored_scale_it_equals_the_stored_picture(self):
        whole = self.whole()
        for start, end in ((0, 100), (650, 750), (990, 1040), (1900, 2000)):
            part = self.levels(start_time=start, end_time=end, low_freq=3000, high_freq=202_000,
                               width=4 * (end - start), height=300)
            same = np.abs(part - whole[:, 4 * start:4 * end]) <= 1
            self.assertGreater(same.mean(), 0.999, (start, end))

    def test_a_tone_is_where_it_belongs(self):
        part = self.levels(start_time=1000, end_time=1020, low_freq=40_000, high_freq=50_000,
                           width=800, height=500, window_ms=2)
        row = np.median(part.argmax(0)[100:700])
        self.assertAlmostEqual(row, 250, delta=20)
        edge = self.levels(start_time=990, end_time=1010, low_freq=44_000, high_freq=46_000, width=2000, height=20)
        loud = np.flatnonzero(edge[10] > edge[10].max() / 2)[0]
        self.assertAlmostEqual(loud / 100, 10, delta=0.5)  # ms; the window has 1 ms

    def test_a_click_keeps_its_column(self):
        for window in (0.5, 1, 2):
            part = self.levels(start_time=690, end_time=710, low_freq=20_000, high_freq=100_000,
                               width=2000, height=40, window_ms=window)
            loud = np.flatnonzero(part.sum(0) > part.sum(0).max() / 2)
            self.assertAlmostEqual((loud[0] + loud[-1] + 1) / 2, 1000, delta=15)

    def test_contrast_and_formats(self):
        plain = self.levels(start_time=900, end_time=1100, width=300, height=100)
        bright = self.levels(start_time=900, end_time=1100, width=300, height=100, contrast=3)
        self.assertGreater(bright.mean(), plain.mean())
        reply = self.get(f"/recording/{self.id}/detail?start_time=900&end_time=1100&width=300&height=100")
        self.assertEqual(reply.headers["Content-Type"], "image/jpeg")
        self.assertEqual(Image.open(io.BytesIO(reply.body)).size, (300, 100))

    def test_times_follow_a_given_time_expansion(self):
        url = f"/recording/{self.id}/detail?width=10&height=10&time_expansion=0.5"
        self.assertEqual(self.get(url + "&start_time=3500&end_time=4000").status, 200)
        self.assertEqual(self.get(url + "&start_time=3500&end_time=4001").status, 400)
        self.assertEqual(self.get(url).status, 200)

    def test_invalid_regions_get_400_with_the_bound(self):
        url = f"/recording/{self.id}/detail"
        for text, message in (
                ("start_time=5&end_time=5", "before end_time"), ("end_time=2001", "duration"), ("start_time=-1", "0"),
                ("low_freq=5000&high_freq=4000", "low_freq"), ("width=0", "8192"), ("height=9000", "8192"),
                ("width=8000&height=8000", "16777216 pixels"),
                ("width=1e3", "whole number"), ("start_time=nan", "start_time"), ("low_freq=inf", "low_freq"),
                ("window_ms=1e9", "window"), ("px_per_ms=3", "Unknown parameter px_per_ms"),
                ("colormap=jet", "colormap"), ("channel=2", "channel")):
            reply = self.get(f"{url}?{text}")
            self.assertEqual(reply.status, 400, text)
            self.assertIn(message, reply.json["error"])
        self.assertEqual(self.get(url, self.bob).status, 404)

    def test_statistics_are_stored_once(self):
        self.levels(start_time=0, end_time=10, width=10, height=10)
        self.levels(start_time=0, end_time=10, width=10, height=10, window_ms=4)
        self.assertEqual(rows(self.store, "SELECT count(*), length(reference_db) FROM spectrogram_statistics"),
                         [(1, 4 * 129)])


if __name__ == "__main__":
    unittest.main()
