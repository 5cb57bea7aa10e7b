# SPDX-License-Identifier: GPL-3.0-or-later
"""Any spectrogram by its parameters: ?height=120, ?spectrogram_id=7, /spectrogram/7."""
import base64
import io
import unittest
from concurrent.futures import ThreadPoolExecutor

from PIL import Image

from program import rows
from service import ServiceTest

SETS = (
    ({"colormap": "gray", "height": "120"}, ["--colormap", "gray", "--height", "120"]),
    ({"freq_max": "120", "freq_min": "15kHz", "px_per_ms": "2", "denoise": "floor", "contrast": "2"},
     ["--freq-max", "120", "--freq-min", "15kHz", "--px-per-ms", "2", "--denoise", "floor", "--contrast", "2"]),
    ({"window_ms": "0.5", "overlap": "8", "range_db": "60", "no_denoise": "true", "quality": "95"},
     ["--window-ms", "0.5", "--overlap", "8", "--range-db", "60", "--no-denoise", "--quality", "95"]),
)


def query(parameters):
    return "?" + "&".join(f"{name}={value}" for name, value in parameters.items())


class Parameters(ServiceTest):
    def setUp(self):
        super().setUp()
        self.path = self.sweeps("a.wav")
        self.id = self.upload(self.path).json["id"]
        self.url = f"/recording/{self.id}/spectrogram"

    def sweeps(self, name):
        return self.wave(name, 5, seconds=0.6)

    def jpeg(self, path, token=None):
        reply = self.get(path, token, Accept="image/jpeg")
        self.assertEqual(reply.status, 200, reply.body[:300])
        return reply.body

    def test_bytes_equal_those_of_the_command_line(self):
        for parameters, options in SETS:
            out = self.folder / "out.jpg"
            self.run_ok("render", self.path, *options, "-o", out)
            self.assertEqual(self.jpeg(self.url + query(parameters)), out.read_bytes(), parameters)
            self.run_ok("compress", self.path, *options, "-o", out)
            self.assertEqual(self.jpeg(self.url + "/compressed" + query(parameters)), out.read_bytes(), parameters)

    def test_options_of_the_compressed_variant(self):
        options = ["--segments", "peaks", "--margin-ms", "25", "--threshold", "0.7", "--min-snr", "12"]
        out = self.folder / "out.jpg"
        expected = self.run_ok("compress", self.path, *options, "-o", out, "--json").json[0]["spectroInfo"]
        text = "?segments=peaks&margin_ms=25&threshold=0.7&min_snr=12"
        reply = self.get(self.url + "/compressed" + text).json
        for name in ("start_times", "end_times", "widths", "compressedWidth", "width"):
            self.assertEqual(reply["spectroInfo"][name], expected[name], name)
        self.assertEqual(self.jpeg(self.url + "/compressed" + text), out.read_bytes())
        tile = reply["tiles"][0]["url"]
        self.assertEqual(self.request("GET", tile, self.ana).body, out.read_bytes())
        # The full variant is the default one.
        self.assertEqual(self.jpeg(self.url + text), self.jpeg(self.url))
        self.assertEqual(rows(self.store, "SELECT count(*) FROM spectrogram"), [(1,)])

    def test_the_default_stays_the_default(self):
        self.run_ok("render", "--id", self.id, "--colormap", "gray", "--height", "120", "-o", self.folder / "g.jpg")
        default = self.get(self.url).json
        self.assertEqual(default["spectroInfo"]["height"], 300)
        gray = self.get(self.url + "?colormap=gray&height=120").json
        self.assertEqual(gray["spectroInfo"]["height"], 120)
        self.assertNotEqual(gray["spectroInfo"]["spectroId"], default["spectroInfo"]["spectroId"])
        self.assertEqual(self.jpeg(self.url + "?colormap=gray&height=120"), (self.folder / "g.jpg").read_bytes())

    def test_by_id(self):
        gray = self.get(self.url + "?colormap=gray&height=120").json
        number = gray["spectroInfo"]["spectroId"]
        self.assertEqual(gray["tiles"][0]["url"], f"/api/v1/spectrogram/{number}/tiles/1")
        for path in (f"{self.url}?spectrogram_id={number}", f"/spectrogram/{number}", f"/spectrogram/{number}/"):
            reply = self.get(path).json
            self.assertEqual(reply["spectroInfo"], gray["spectroInfo"])
            self.assertEqual(reply["base64_spectrogram"], gray["base64_spectrogram"])
        compressed = self.get(f"/spectrogram/{number}/compressed").json
        self.assertEqual(compressed["spectroInfo"]["spectroId"], number)
        self.assertEqual(self.jpeg(compressed["tiles"][0]["url"].removeprefix("/api/v1")),
                         self.jpeg(self.url + "/compressed?colormap=gray&height=120"))
        peaks = self.get(f"/spectrogram/{number}/compressed?segments=peaks&margin_ms=20").json
        self.assertEqual(self.jpeg(peaks["tiles"][0]["url"].removeprefix("/api/v1")),
                         self.jpeg(self.url + "/compressed?colormap=gray&height=120&segments=peaks&margin_ms=20"))
        listed = self.get("/spectrogram/", self.admin).json
        self.assertEqual(self.jpeg(f"/spectrogram/{listed[0]['id']}", self.admin), self.jpeg(f"/spectrogram/{number}"))

    def test_only_for_those_who_may_see_the_recording(self):
        number = self.get(self.url).json["spectroInfo"]["spectroId"]
        other = self.upload(self.wave("b.wav", 9, seconds=0.1)).json["id"]
        for path in ("", "/compressed", "/tiles/1", "/compressed/tiles/1"):
            for query in ("", "?shrink=1", "?height=100", "?segments=peaks", "?spectrogram_id=1"):
                hidden = self.get(f"/spectrogram/{number}{path}{query}", self.bob)
                missing = self.get(f"/spectrogram/{number + 99}{path}{query}", self.bob)
                self.assertIn(hidden.status, (400, 404))
                self.assertEqual((hidden.status, hidden.body), (missing.status, missing.body), path + query)
        self.assertEqual(self.get(f"/spectrogram/{number}", self.admin).status, 200)
        self.assertEqual(self.get(f"/recording/{other}/spectrogram?spectrogram_id={number}").status, 404)
        self.assertEqual(self.get(f"/spectrogram/{number}/tiles/2").status, 404)

    def test_invalid_parameters_get_400_before_any_work(self):
        for text, message in (
                ("colour=red", "Unknown parameter colour"), ("height=0", "height"), ("height=tall", "height: 'tall'"),
                ("height=", "height"), ("height=9000", "8192"), ("colormap=jet", "colormap: 'jet' is not one of magma"),
                ("freq_min=200&freq_max=5", "minimum frequency"), ("freq_max=nan", "freq_max"),
                ("window_ms=1e9", "100 ms"), ("window_ms=inf", "window_ms"), ("overlap=3", "power of two"),
                ("px_per_ms=100&height=8192&tile_width=1", "pixels"),
                ("tile_width=1&px_per_ms=100", None), ("px_per_ms=100&height=8192", "pixels"), ("quality=101", "1 to 100"),
                ("channel=2", "channel must be at most 1"), ("time_expansion=1e6", "time expansion"),
                ("time_expansion=900", None), ("segments=all", "segments: 'all'"), ("min_snr=61", "60 dB"),
                ("shrink=17", "shrink"), ("base64=no", "base64"), ("spectrogram_id=x", "spectrogram_id"),
                ("spectrogram_id=1&height=100", "cannot be combined"), ("denoise=all", "denoise"),
                ("no_denoise=maybe", "no_denoise")):
            for path in ("", "/compressed", "/tiles/1", "/compressed/tiles/1"):
                reply = self.get(f"{self.url}{path}?{text}")
                if message is None:
                    self.assertIn(reply.status, (200, 400), text)
                    continue
                self.assertEqual(reply.status, 400, text)
                self.assertIn(message, reply.json["error"])
        number = self.get(self.url).json["spectroInfo"]["spectroId"]
        self.assertEqual(self.get(f"/spectrogram/{number}?height=100").status, 400)

    def test_shrink_applies_to_json(self):
        answer = self.get(self.url + "?shrink=2").json
        whole = self.get(self.url).json
        image = Image.open(io.BytesIO(base64.b64decode(answer["base64_spectrogram"])))
        self.assertEqual(image.width, (whole["spectroInfo"]["width"] + 3) // 4)
        tile = Image.open(io.BytesIO(self.jpeg(answer["tiles"][0]["url"].removeprefix("/api/v1"))))
        self.assertEqual(tile.size, image.size)
        self.assertEqual(answer["spectroInfo"], whole["spectroInfo"])

    def test_only_the_newest_requested_spectrograms_are_kept(self):
        default = self.get(self.url).json["spectroInfo"]["spectroId"]
        self.run_ok("render", "--id", self.id, "--height", "99", "-o", self.folder / "x.jpg")
        for height in range(100, 120):
            self.jpeg(f"{self.url}?height={height}&px_per_ms=1")
        self.assertEqual(rows(self.store, "SELECT count(*) FROM spectrogram"), [(18,)])
        self.assertEqual(self.get(self.url).json["spectroInfo"]["spectroId"], default)

    def test_equal_requests_share_one_render(self):
        path = f"{self.url}?height=111"
        with ThreadPoolExecutor(8) as pool:
            bodies = list(pool.map(lambda _: self.jpeg(path), range(16)))
        self.assertEqual(len(set(bodies)), 1)
        self.assertEqual(rows(self.store, "SELECT count(*) FROM spectrogram"), [(1,)])


if __name__ == "__main__":
    unittest.main()
