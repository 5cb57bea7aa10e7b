# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP API as clients see it; every response is validated against schema/openapi.yaml."""
import base64
import concurrent.futures
import contextlib
import io
import pathlib
import signal
import socket
import sqlite3
import threading
import time
import unittest
import wave

import numpy as np

from program import EXAMPLE, SANITIZED, call, levels, noctule, rows, write_wave
from service import ServiceTest


class Authentication(ServiceTest):
    def test_rfc_6750(self):
        for path in ("/api/v1/recording/", "/api/v1/nothing", "/nothing"):
            reply = self.request("GET", path)
            self.assertEqual((reply.status, reply.json), (401, {"detail": "Unauthorized"}))
            self.assertEqual(reply.headers["WWW-Authenticate"], 'Bearer realm="noctule"')
        reply = self.get("/recording/", "noctule_wrong")
        self.assertEqual((reply.status, reply.json), (401, {"detail": "Unauthorized"}))
        self.assertIn('error="invalid_token"', reply.headers["WWW-Authenticate"])
        reply = self.request("GET", "/api/v1/recording/", headers={"Authorization": f"bEARER {self.ana}"})
        self.assertEqual(reply.status, 200)
        reply = self.request("GET", "/api/v1/recording/", headers={"Authorization": "Basic eDp5"})
        self.assertEqual(reply.headers["WWW-Authenticate"], 'Bearer realm="noctule"')

    def test_expired_and_revoked_tokens_and_scopes(self):
        expired = self.token("ana", "--expires", "0s")
        self.assertIn("invalid_token", self.get("/recording/", expired).headers["WWW-Authenticate"])
        number = rows(self.store, "SELECT id FROM token ORDER BY id LIMIT 1")[0][0]
        self.run_ok("token", "revoke", number)
        reply = self.get("/recording/", self.ana)
        self.assertEqual(reply.status, 401)
        self.assertIn('error_description="The token was revoked"', reply.headers["WWW-Authenticate"])
        reader = self.token("ana", "--scope", "read", "--expires", "never")
        self.assertEqual(self.get("/recording/", reader).status, 200)
        for method, path in (("POST", "/bulk"), ("POST", "/recording/"), ("DELETE", "/recording/1"),
                             ("PUT", "/recording/1/annotations")):
            reply = self.request(method, "/api/v1" + path, reader)
            self.assertEqual(reply.status, 403)
            self.assertIn('error="insufficient_scope"', reply.headers["WWW-Authenticate"])
        self.assertEqual(self.get("/spectrogram/", self.bob).status, 403)
        self.assertEqual(self.get("/spectrogram/", self.admin).status, 200)
        self.assertEqual(self.get("/me", reader).json, {"user": "ana", "scope": "read", "expires": None})

    def test_a_token_is_kept_as_a_hash_and_printed_once(self):
        self.assertRegex(self.ana, r"^noctule_[0-9a-f]{64}$")
        self.stop_service()
        self.assertNotIn(self.ana.encode(), self.store.read_bytes())
        listed = self.run_ok("token", "list", "--json").json
        self.assertEqual([(t["user"], t["scope"], t["state"]) for t in listed],
                         [("ana", "write", "valid"), ("bob", "write", "valid"), ("root", "admin", "valid")])
        self.assertNotIn(self.ana, self.run_ok("token", "list").text)
        self.run_failing(1, "no token 99", "token", "revoke", 99)
        self.run_failing(2, "not a duration", "token", "create", "x", "--expires", "soon")

    def test_the_log_has_token_ids_and_never_tokens(self):
        self.get("/recording/")
        self.stop_service()
        log = (self.folder / "serve.log").read_text()
        self.assertRegex(log, r"GET /api/v1/recording/ 200 \d+ B [\d.]+ ms token 1\n")
        self.assertNotIn("noctule_", log)

    def test_public_files_need_no_token(self):
        self.assertEqual(self.request("GET", "/healthz").json, {"status": "ok"})
        self.assertTrue(self.request("GET", "/openapi.yaml").body.startswith(b"openapi: 3"))

    def test_the_page_is_served_under_a_strict_policy(self):
        kinds = {"/": "text/html", "/app.js": "text/javascript", "/style.css": "text/css",
                 "/icon.svg": "image/svg+xml"}
        for path, kind in kinds.items():
            reply = self.request("GET", path)
            self.assertEqual(reply.status, 200)
            self.assertTrue(reply.headers["Content-Type"].startswith(kind), path)
            self.assertTrue(reply.headers["Content-Security-Policy"].startswith("default-src 'none'"))
            self.assertNotIn("unsafe", reply.headers["Content-Security-Policy"])
            again = self.request("GET", path, headers={"If-None-Match": reply.headers["ETag"]})
            self.assertEqual((again.status, again.body), (304, b""))
        self.assertEqual(self.request("POST", "/").status, 405)


class Recordings(ServiceTest):
    def test_upload_list_fetch_delete(self):
        reply = self.upload(EXAMPLE, name="Night", comments="by the pond", equipment="SM4", other="x")
        self.assertEqual(reply.status, 200)
        number = reply.json["id"]
        listed = self.get("/recording/").json
        self.assertEqual(len(listed), 1)
        self.assertEqual({k: listed[0][k] for k in ("name", "comments", "equipment", "recorded_date",
                                                    "duration", "sample_rate", "public",
                                                    "owner_username", "hasSpectrogram")},
                         {"name": "Night", "comments": "by the pond", "equipment": "SM4",
                          "recorded_date": "2024-05-16", "duration": 5000, "sample_rate": 384_000,
                          "public": False, "owner_username": "ana", "hasSpectrogram": False})
        detail = self.get(f"/recording/{number}/").json
        self.assertEqual(detail["metadata"]["guano"]["Make"], "noctule")
        self.assertEqual(detail["recording_location"]["coordinates"], [8.5417, 47.3769])
        self.assertEqual(self.get(listed[0]["audio_file_presigned_url"].removeprefix("/api/v1")).body,
                         EXAMPLE.read_bytes())
        self.assertEqual(self.upload(EXAMPLE).json["id"], number)
        files = self.folder / "n.db.files"
        self.assertEqual(len(list(files.iterdir())), 1)
        self.assertEqual(self.request("DELETE", f"/api/v1/recording/{number}", self.ana).status, 200)
        self.assertEqual(self.get(f"/recording/{number}").status, 404)
        self.assertEqual(list(files.iterdir()), [])

    def test_visibility_of_recordings(self):
        own = self.upload(self.wave("a.wav", 1)).json["id"]
        public = self.upload(self.wave("b.wav", 2), public="true").json["id"]
        self.assertEqual([r["id"] for r in self.get("/recording/", self.bob).json], [public])
        self.assertEqual(len(self.get("/recording/", self.admin).json), 2)
        hidden = self.get(f"/recording/{own}", self.bob)
        self.assertEqual((hidden.status, hidden.json), (404, {"error": "Recording not found"}))
        for path in ("/audio", "/spectrogram", "/spectrogram/compressed", "/spectrogram/tiles/1",
                     "/annotations"):
            self.assertEqual(self.get(f"/recording/{own}{path}", self.bob).body, hidden.body)
        self.assertEqual(self.get("/recording/999", self.bob).body, hidden.body)
        self.assertEqual(self.request("DELETE", f"/api/v1/recording/{public}", self.bob).status, 403)
        self.assertEqual(self.request("DELETE", f"/api/v1/recording/{own}", self.bob).status, 404)
        self.assertEqual(self.request("DELETE", f"/api/v1/recording/{own}", self.admin).status, 200)

    def test_lists_are_paged_and_searched(self):
        for i in range(5):
            self.upload(self.wave(f"r{i}.wav", i), name=f"Pond {i}" if i % 2 else f"Wood {i}")
        reply = self.get("/recording/?limit=2&offset=1")
        self.assertEqual(([r["name"] for r in reply.json], reply.headers["X-Total-Count"]),
                         (["Pond 1", "Wood 2"], "5"))
        reply = self.get("/recording?search=POND")
        self.assertEqual(([r["name"] for r in reply.json], reply.headers["X-Total-Count"]),
                         (["Pond 1", "Pond 3"], "2"))
        self.assertEqual(self.get("/recording/?limit=-1").status, 400)
        self.assertEqual(self.get("/recording/?limit=x").status, 400)

    def test_lists_are_sorted(self):
        for name, seconds in (("b", 0.1), ("C", 0.3), ("a", 0.2)):
            self.upload(self.wave(f"{name}.wav", ord(name), seconds=seconds), name=name)

        def order(sort):
            return "".join(r["name"] for r in self.get(f"/recording/?sort={sort}").json)

        self.assertEqual([order(s) for s in ("id", "-id", "name", "-name", "duration", "-duration")],
                         ["bCa", "aCb", "abC", "Cba", "baC", "Cab"])
        self.assertEqual(order("name&limit=1&offset=1"), "b")
        self.assertEqual(order("-owner"), "bCa")
        self.get("/recording/2/spectrogram?colormap=gray")
        self.get("/recording/1/spectrogram")
        self.assertEqual(order("-spectrogram"), "bCa")  # only the one with default parameters counts
        self.assertEqual(order("spectrogram"), "Cab")
        self.assertIn("sort must be one of id, name", self.get("/recording/?sort=size").json["error"])

    def test_lists_include_the_spectrogram_status(self):
        names = ("done", "new", "gone", "taken")
        ids = [self.upload(self.wave(f"{n}.wav", i), name=n).json["id"] for i, n in enumerate(names)]
        self.assertEqual(self.get(f"/recording/{ids[0]}/spectrogram").status, 200)
        pathlib.Path(rows(self.store, "SELECT path FROM recording WHERE id = ?", ids[2])[0][0]).unlink()
        self.assertEqual(self.get(f"/recording/{ids[2]}/spectrogram").status, 422)
        now = int(time.time())
        with contextlib.closing(sqlite3.connect(self.store)) as db, db:  # as another process would
            db.execute("INSERT INTO worker VALUES (7, 'elsewhere', 1, '1', ?)", (now,))
            db.execute("INSERT INTO claim VALUES (?, (SELECT max(id) FROM parameters), 1, 7)", (ids[3],))
        listed = {r["name"]: r["status"] for r in self.get("/recording/?include=status").json}
        self.assertEqual({name: status["state"] for name, status in listed.items()},
                         {"done": "computed", "new": "not computed", "gone": "failed", "taken": "computing"})
        self.assertEqual(listed["done"]["created"],
                         rows(self.store, "SELECT created FROM spectrogram")[0][0])
        self.assertIn("is gone", listed["gone"]["reason"])
        self.assertNotIn("status", self.get("/recording/").json[0])

    def test_bad_uploads_leave_no_files(self):
        (self.folder / "bad.wav").write_text("no sound")
        reply = self.upload(self.folder / "bad.wav")
        self.assertEqual(reply.status, 422)
        self.assertIn("bad.wav", reply.json["error"])
        self.assertNotIn(str(self.folder), reply.json["error"])
        good = self.wave("a.wav", 1)
        self.assertEqual(self.upload(good, recorded_date="yesterday").status, 422)
        for name in (None, "", " "):
            self.assertEqual(self.upload(good, name=name).status, 422, name)
        self.assertEqual(self.request("POST", "/api/v1/recording/", self.ana, {}).status, 415)
        self.assertEqual(self.request("POST", "/api/v1/recording/", self.ana, b"x", {
            "Content-Type": "multipart/form-data"}).status, 400)
        self.assertEqual(self.get("/recording/").json, [])
        self.assertEqual(list((self.folder / "n.db.files").iterdir()), [])

    def test_an_upload_may_keep_its_own_date(self):
        dated = self.wave("b2_20240516_214730.wav", 1)
        write_wave(self.folder / "guano.wav", call(seed=2), 256_000,
                   guano="GUANO|Version: 1.0\nTimestamp: 2023-07-08 22:14:01")
        plain = self.wave("plain.wav", 3)
        for path, expected in ((dated, "2024-05-16T21:47:30"), (self.folder / "guano.wav", "2023-07-08T22:14:01"),
                               (plain, "2022-02-03")):
            number = self.upload(path, recorded_date="2022-02-03", keep_own_date="true").json["id"]
            self.assertEqual(self.get(f"/recording/{number}").json["recorded_date"], expected)
        number = self.upload(dated, self.bob, recorded_date="2022-02-03").json["id"]
        self.assertEqual(self.get(f"/recording/{number}", self.bob).json["recorded_date"], "2022-02-03")

    def test_audio_has_ranges(self):
        number = self.upload(EXAMPLE).json["id"]
        data, path = EXAMPLE.read_bytes(), f"/recording/{number}/audio"
        for text, expected in (("bytes=0-3", data[:4]), ("bytes=10-", data[10:]),
                               ("bytes=-5", data[-5:]), ("bytes=5-99999999", data[5:])):
            reply = self.get(path, Range=text)
            self.assertEqual((reply.status, reply.body), (206, expected))
        self.assertEqual(self.get(path, Range="bytes=0-3").headers["Content-Range"],
                         f"bytes 0-3/{len(data)}")
        reply = self.get(path, Range=f"bytes={len(data)}-")
        self.assertEqual((reply.status, reply.headers["Content-Range"]), (416, f"bytes */{len(data)}"))
        self.assertEqual(self.get(path, Range="lines=1-2").status, 200)

    def test_audio_can_be_slowed_down(self):
        rate, start = 256_000, 51_200
        samples = call(0.5, rate)
        write_wave(self.folder / "a.wav", np.stack([samples, samples], axis=1), rate)
        path = f"/recording/{self.upload(self.folder / 'a.wav').json['id']}/audio"
        reply = self.get(path + "?start_time=200&end_time=300&time_expansion=10")
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (200, "audio/wav"))
        with wave.open(io.BytesIO(reply.body)) as heard:
            self.assertEqual((heard.getnchannels(), heard.getframerate(), heard.getnframes()),
                             (1, rate // 10, rate // 10))
            pcm = np.frombuffer(heard.readframes(rate), "<i2")
        expected = samples[start:start + rate // 10] * 32768
        self.assertLessEqual(np.abs(pcm - expected).max(), 1)
        with wave.open(io.BytesIO(self.get(path + "?start_time=400").body)) as heard:
            self.assertEqual((heard.getframerate(), heard.getnframes()), (rate, rate // 10))
        for query in ("start_time=500", "start_time=2&end_time=1", "time_expansion=0", "end_time=x"):
            self.assertEqual(self.get(f"{path}?{query}").status, 400, query)

    def test_audio_can_be_heard_through_a_heterodyne_detector(self):
        rate, tone = 256_000, 0.25 * np.sin(2 * np.pi * 47_000 * np.arange(512_000) / 256_000)
        write_wave(self.folder / "tone.wav", tone, rate)
        path = f"/recording/{self.upload(self.folder / 'tone.wav').json['id']}/audio"
        reply = self.get(path + "?heterodyne=45000&start_time=500")
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (200, "audio/wav"))
        self.assertEqual(int(reply.headers["Content-Length"]), len(reply.body))
        with wave.open(io.BytesIO(reply.body)) as heard:
            self.assertEqual((heard.getnchannels(), heard.getframerate(), heard.getnframes()), (1, 48_000, 72_000))
            pcm = np.frombuffer(heard.readframes(72_000), "<i2") / 32768
        spectrum = np.abs(np.fft.rfft(pcm * np.hanning(len(pcm)))) / len(pcm) * 4
        peak = spectrum.argmax() * 48_000 / len(pcm)
        self.assertAlmostEqual(peak, 2000, delta=2)
        self.assertAlmostEqual(spectrum.max(), 0.25, delta=0.01)
        for query in ("heterodyne=0", "heterodyne=128001", "heterodyne=x", "heterodyne=nan", "heterodyne=",
                      "heterodyne=45000&time_expansion=10", "heterodyne=45000&start_time=2000"):
            self.assertEqual(self.get(f"{path}?{query}").status, 400, query)
        self.assertEqual(self.get(path + "?heterodyne=45000", self.bob).status, 404)

    def test_methods_and_head(self):
        reply = self.request("PUT", "/api/v1/species/", self.ana)
        self.assertEqual((reply.status, reply.headers["Allow"]), (405, "GET"))
        reply = self.request("HEAD", "/api/v1/species", self.ana)
        self.assertEqual((reply.status, reply.body), (200, b""))
        self.assertGreater(int(reply.headers["Content-Length"]), 1000)


class Spectrograms(ServiceTest):
    def setUp(self):
        super().setUp()
        self.number = self.upload(EXAMPLE).json["id"]
        self.path = f"/recording/{self.number}/spectrogram"

    def test_rendered_on_request_as_json_and_jpeg(self):
        reply = self.get(self.path)
        body = reply.json
        image = base64.b64decode(body["base64_spectrogram"])
        self.assertEqual(levels(image).shape, (300, 20_000))
        info = body["spectroInfo"]
        self.assertEqual({k: info[k] for k in info if k != "spectroId"},
                         {"width": 20_000, "height": 300, "start_time": 0, "end_time": 5000,
                          "low_freq": 3000, "high_freq": 202_000})
        self.assertEqual(self.get(body["tiles"][0]["url"].removeprefix("/api/v1")).body, image)
        without = self.get(self.path + "?base64=false").json
        self.assertEqual(without, {k: body[k] for k in body if k != "base64_spectrogram"})
        jpeg = self.get(self.path + "/", Accept="image/jpeg")
        self.assertEqual((jpeg.body, jpeg.headers["Content-Type"]), (image, "image/jpeg"))
        self.assertEqual(jpeg.headers["Cache-Control"], "private")
        again = self.get(self.path, Accept="image/jpeg", If_None_Match=jpeg.headers["ETag"])
        self.assertEqual((again.status, again.body), (304, b""))
        self.assertTrue(self.get("/recording/").json[0]["hasSpectrogram"])
        self.assertEqual(self.get(f"/recording/{self.number}").json["spectrograms"][0]["width"], 20_000)
        self.assertEqual(self.get(self.path + "/tiles/2").status, 404)

    def test_shrunk_images(self):
        whole = self.get(self.path, Accept="image/jpeg")
        for path in (self.path, self.path + "/tiles/1"):
            eighth = self.get(path + "?shrink=3", Accept="image/jpeg")
            self.assertNotEqual(eighth.headers["ETag"], whole.headers["ETag"])
            brightest = levels(whole.body).reshape(300, -1, 8).max(2)
            self.assertEqual(levels(eighth.body).shape, brightest.shape)
            self.assertLess(np.abs(levels(eighth.body) - brightest).mean(), 4)
            again = self.get(path + "?shrink=3", Accept="image/jpeg", If_None_Match=eighth.headers["ETag"])
            self.assertEqual(again.status, 304)
        self.assertEqual(levels(self.get(self.path + "/compressed/tiles/1?shrink=16").body).shape[1], 1)
        self.assertEqual(self.get(self.path + "/tiles/1?shrink=17").status, 400)
        self.run_ok("render", "--id", self.number, "--colormap", "gray-inverted", "-o", self.folder / "i.jpg")
        dark = levels(self.get(self.path + "/tiles/1?shrink=6").body)
        self.assertLess(dark.min(), 40)  # on a white background, the darkest pixels are kept

    def test_the_compressed_form(self):
        body = self.get(self.path + "/compressed").json
        info = body["spectroInfo"]
        self.assertEqual(info["width"], 20_000)
        self.assertEqual(levels(base64.b64decode(body["base64_spectrogram"])).shape[1],
                         info["compressedWidth"])
        self.assertEqual(sum(info["widths"]), info["compressedWidth"])
        self.assertEqual(body["tiles"][0]["start_time"], info["start_times"][0])
        self.assertEqual(body["tiles"][-1]["end_time"], info["end_times"][-1])
        self.assertEqual(self.get(self.path + "/compressed", Accept="image/jpeg").headers["Content-Type"],
                         "image/jpeg")

    def test_a_long_recording_comes_in_tiles(self):
        x = np.concatenate([call(2, seed=i, calls=9) for i in range(10)])
        write_wave(self.folder / "long.wav", x, 256_000)
        number = self.upload(self.folder / "long.wav").json["id"]
        body = self.get(f"/recording/{number}/spectrogram").json
        self.assertEqual(body["spectroInfo"]["width"], 65_500)
        self.assertEqual([(t["start_time"], t["end_time"], t["width"]) for t in body["tiles"]],
                         [(0, 12_500, 50_000), (12_500, 20_000, 30_000)])
        for tile in body["tiles"]:
            image = self.get(tile["url"].removeprefix("/api/v1")).body
            self.assertEqual(levels(image).shape, (300, tile["width"]))

    def test_concurrent_requests_share_one_render(self):
        with concurrent.futures.ThreadPoolExecutor(100) as pool:
            replies = list(pool.map(lambda _: self.get(self.path, Accept="image/jpeg"), range(100)))
        self.assertEqual({r.status for r in replies}, {200})
        self.assertEqual(len({r.body for r in replies}), 1)
        self.assertEqual(rows(self.store, "SELECT count(*), max(id) FROM spectrogram"), [(1, 1)])

    def test_failed_renders_give_the_reason(self):
        self.run_ok("ingest", self.wave("gone.wav", 1), "--owner", "ana")
        (self.folder / "gone.wav").unlink()
        number = max(r["id"] for r in self.get("/recording/").json)
        reply = self.get(f"/recording/{number}/spectrogram")
        self.assertEqual(reply.status, 422)
        self.assertIn("is gone", reply.json["error"])
        status = self.get(f"/recording/{number}").json["status"]
        self.assertEqual(status["state"], "failed")
        self.assertIn("is gone", status["reason"])

    def test_an_upload_may_state_its_time_expansion(self):
        path = self.wave("te.wav", 7, seconds=1)
        for wrong in ("x", "0", "nan", "5"):  # 5 × 256 kHz is beyond 1 MHz
            self.assertEqual(self.upload(path, time_expansion=wrong).status, 422, wrong)
        id = self.upload(path, time_expansion="0.5").json["id"]
        self.assertEqual(self.get(f"/recording/{id}").json["sample_rate"], 128_000)

    def test_uploading_a_known_recording_changes_nothing(self):
        path = self.wave("known.wav", 8)
        id = int(self.run_ok("ingest", path, "--owner", "ana", "--json").json[0]["id"])
        self.assertEqual(self.upload(path).json["id"], id)
        self.assertEqual(rows(self.store, "SELECT count(*) FROM duplicate"), [(0,)])

    def test_calls_are_listed_for_the_given_min_snr(self):
        id = self.upload(self.wave("calls.wav", 1, seconds=0.3)).json["id"]
        found = self.get(f"/recording/{id}/calls").json
        self.assertEqual(found["detector"]["min_snr"], 8)
        self.assertGreater(len(found["calls"]), 0)
        for call in found["calls"]:
            self.assertTrue(40e3 < call["peak_freq"] < 75e3, call)
        self.assertEqual(found["calls"][0]["interval"], None)
        self.assertEqual(self.get(f"/recording/{id}/calls?min_snr=60").json["calls"], [])
        self.assertEqual(self.get(f"/recording/{id}/calls").json, found)
        for wrong in ("61", "-1", "x", "nan", ""):
            self.assertEqual(self.get(f"/recording/{id}/calls?min_snr={wrong}").status, 400)
        self.assertEqual(self.get("/recording/999/calls").status, 404)

    def test_annotations_are_the_callers_own(self):
        path = f"/api/v1/recording/{self.number}/annotations"
        box = {"start_time": 10, "end_time": 20.25, "low_freq": 20_000, "high_freq": 60_000,
               "comments": "sweep"}
        number = self.request("PUT", path, self.ana, {"annotation": box, "species_ids": [1, 2]}).json["id"]
        found = self.get(self.path).json["annotations"]
        self.assertEqual({k: found[0][k] for k in box}, box)
        self.assertEqual([s["id"] for s in found[0]["species"]], [1, 2])
        change = {"annotation": {"start_time": 0, "comments": ""}, "species_ids": []}
        self.assertEqual(self.request("PATCH", f"{path}/{number}", self.ana, change).json["id"], number)
        self.assertEqual(self.request("GET", path, self.ana).json,
                         [{**box, "id": number, "start_time": 0, "comments": "", "species": [], "version": 2}])
        self.assertEqual(self.request("GET", path, self.admin).json, [])
        self.assertEqual(self.request("DELETE", f"{path}/{number}", self.admin).status, 404)
        self.assertEqual(self.request("DELETE", f"{path}/{number}/", self.ana).status, 200)
        for body, status in (({"annotation": {**box, "end_time": 1}}, 400),
                             ({"annotation": {**box, "start_time": "x"}}, 400),
                             ({"annotation": {"start_time": 1}}, 422),
                             ({"annotation": box, "species_ids": [9999]}, 400),
                             ({"annotation": box, "species_ids": "x"}, 400), ([], 400)):
            self.assertEqual(self.request("PUT", path, self.ana, body).status, status, body)
        for text in (b"{", b"\xff", b"[" * 100_000):
            self.assertEqual(self.request("PUT", path, self.ana, text, {
                "Content-Type": "application/json"}).status, 400)
        self.assertEqual(self.request("GET", path, self.ana).json, [])

    def test_species(self):
        species = self.get("/species/").json
        self.assertGreater(len(species), 80)
        self.assertEqual(len({s["species_code"] for s in species}), len(species))
        self.assertIn(("MYLU", "MYOLUC", "Little brown bat"),
                      [(s["species_code"], s["species_code_6"], s["common_name"]) for s in species])

    def test_bulk_computes_in_the_background(self):
        ids = [self.upload(self.wave(f"b{i}.wav", i)).json["id"] for i in range(6)]
        reply = self.request("POST", "/api/v1/bulk", self.ana, {"recording_ids": ids[:4]})
        self.assertEqual((reply.status, reply.json), (202, {"message": "4 recordings queued", "queued": 4}))
        while self.get("/bulk").json["running"]:
            time.sleep(0.02)
        self.assertEqual(self.get("/bulk").json, {"queued": 4, "done": 4, "failed": 0, "running": False})
        self.assertEqual(self.request("POST", "/api/v1/bulk/", self.ana).json["queued"], 3)
        self.assertEqual(self.request("POST", "/api/v1/bulk", self.bob, {"recording_ids": ids}).status, 404)
        self.assertEqual(self.request("POST", "/api/v1/bulk", self.ana, {"recording_ids": "x"}).status, 400)
        self.assertEqual(self.request("POST", "/api/v1/bulk", self.ana, {"recording_id": ids[:1]}).status, 400)
        while self.get("/bulk").json["running"]:
            time.sleep(0.02)
        self.assertEqual(len(self.get("/spectrogram/", self.admin).json), 7)
        reply = self.get("/spectrogram/?include=parameters&limit=2", self.admin)
        self.assertEqual((len(reply.json), reply.headers["X-Total-Count"]), (2, "7"))
        names = {r["id"]: r["name"] for r in self.get("/recording/").json}
        for spectrogram in reply.json:
            self.assertEqual(spectrogram["modified"], spectrogram["created"])
            self.assertEqual(spectrogram["recording_name"], names[spectrogram["recording"]])
            self.assertEqual(spectrogram["parameters"], self.get(
                f"/recording/{spectrogram['recording']}").json["spectrograms"][0]["parameters"])


class Limits(ServiceTest):
    serve_options = ("--max-upload", "100kB", "--max-waiting", "1", "-j", "1", "--cors-origin",
                     "https://bats.example")

    def test_large_uploads_are_refused(self):
        self.assertEqual(self.upload(EXAMPLE).status, 413)
        self.assertEqual(self.upload(self.wave("a.wav", 1)).status, 200)

    def test_too_many_renders_answer_503(self):
        for i in range(12):
            self.wave(f"r{i}.wav", i, seconds=8)
        self.run_ok("ingest", self.folder, "--owner", "ana")
        ids = [r["id"] for r in self.get("/recording/").json]
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            replies = list(pool.map(lambda i: self.get(f"/recording/{i}/spectrogram"), ids))
        self.assertEqual({r.status for r in replies}, {200, 503})
        self.assertTrue(all(int(r.headers["Retry-After"]) > 0 for r in replies if r.status == 503))

    def test_cors_allows_one_origin(self):
        reply = self.get("/species", Origin="https://bats.example")
        self.assertEqual(reply.headers["Access-Control-Allow-Origin"], "https://bats.example")
        self.assertIsNone(self.get("/species", Origin="https://x.example").headers["Access-Control-Allow-Origin"])
        reply = self.request("OPTIONS", "/api/v1/bulk", headers={"Origin": "https://bats.example"})
        self.assertEqual(reply.status, 204)
        self.assertIn("Authorization", reply.headers["Access-Control-Allow-Headers"])

    def test_a_taken_port_is_exit_3(self):
        self.run_failing(3, "cannot listen", "serve", "--port", self.port)
        self.run_failing(2, "not an IP address", "serve", "--bind", "nowhere")

    def test_garbage_does_not_stop_the_server(self):
        for text in (b"\0" * 1000, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /" + b"a" * 100_000,
                     b"POST /api/v1/recording/ HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                     b"GET /api/v1/recording/ HTTP/1.1\r\n" + b"X: y\r\n" * 10_000 + b"\r\n"):
            with socket.create_connection(("127.0.0.1", self.port)) as s:
                s.settimeout(10)
                try:
                    s.sendall(text)
                    s.shutdown(socket.SHUT_WR)
                    s.recv(1000)
                except OSError:
                    pass
        self.assertEqual(self.get("/species").status, 200)


class Stopping(ServiceTest):
    def test_requests_in_progress_are_finished(self):
        number = self.upload(EXAMPLE).json["id"]
        replies = []
        asking = threading.Thread(target=lambda: replies.append(
            self.get(f"/recording/{number}/spectrogram", Accept="image/jpeg")))
        asking.start()
        time.sleep(0.02)
        self.assertEqual(self.stop_service(), 143)
        asking.join()
        self.assertEqual(replies[0].status, 200)
        self.assertEqual(levels(replies[0].body).shape, (300, 20_000))

    def test_idle_clients_do_not_delay_stopping(self):
        with socket.create_connection(("127.0.0.1", self.port)):
            self.assertEqual(self.stop_service(signal.SIGINT), 130)


class SlowClients(ServiceTest):
    def test_idle_and_slow_clients_do_not_hold_up_others(self):
        """Others are served meanwhile; `make bench` measures how fast."""
        clients = []
        try:
            for i in range(100 if SANITIZED else 1000):
                clients.append(socket.create_connection(("127.0.0.1", self.port)))
            for s in clients[:50]:
                s.sendall(b"GET /api/v1/species HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            for i in range(5):
                for s in clients[:50]:
                    s.sendall(b"a")
                self.assertEqual(self.get("/species").status, 200)
        finally:
            for s in clients:
                s.close()


if __name__ == "__main__":
    unittest.main()
