# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors have the right status, and only admins see file paths."""
import concurrent.futures
import re
import resource
import unittest

from program import EXAMPLE, rows
from service import ServiceTest


class Statuses(ServiceTest):
    def test_parameters_are_checked_before_any_work(self):
        number = self.upload(EXAMPLE).json["id"]
        for form in ("", "/compressed"):
            for query in ("shrink=17", "shrink=-1", "shrink=x", "shrink=", "shrink=1.5", "shrink=99999999999999999999",
                          "level=1", "freq=1", "base64=maybe"):
                for tile in ("", "/tiles/1"):
                    reply = self.get(f"/recording/{number}/spectrogram{form}{tile}?{query}", Accept="image/jpeg")
                    self.assertEqual(reply.status, 400, query)
        self.assertEqual(rows(self.store, "SELECT count(*) FROM spectrogram"), [(0,)])
        for query in ("limit=1001", "limit=-1", "offset=x", "sort=size"):
            self.assertEqual(self.get(f"/recording/?{query}").status, 400, query)

    def test_a_recording_deleted_while_queued(self):
        ids = [self.upload(self.wave(f"d{i}.wav", i, seconds=3)).json["id"] for i in range(8)]
        with concurrent.futures.ThreadPoolExecutor(9) as pool:
            asked = [pool.submit(self.get, f"/recording/{i}/spectrogram", Accept="image/jpeg") for i in ids]
            deleted = [pool.submit(self.request, "DELETE", f"/api/v1/recording/{i}", self.ana) for i in reversed(ids)]
            self.assertEqual({d.result().status for d in deleted}, {200})
            self.assertTrue({a.result().status for a in asked} <= {200, 404},
                            [(a.result().status, a.result().body[:200]) for a in asked])
        self.assertEqual(self.get("/recording/").json, [])

    def test_rendering_on_a_full_disk_is_507(self):
        number = self.upload(self.wave("long.wav", 1, seconds=20)).json["id"]
        limit = (self.folder / "n.db-wal").stat().st_size + 100_000
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        self.assertEqual(self.get(f"/recording/{number}/spectrogram").status, 507)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        self.assertEqual(self.get(f"/recording/{number}").json["status"]["state"], "not computed")
        self.assertEqual(self.get(f"/recording/{number}/spectrogram").status, 200)


class Paths(ServiceTest):
    def test_only_admins_see_file_paths(self):
        folder = self.folder / "a secret: place"  # the nearest folder, Pond, is the site
        path = self.wave("a secret: place/Pond/gone.wav", 1)
        self.run_ok("ingest", path, "--owner", "ana", "--public")
        self.run_ok("ingest", self.wave("a secret: place/Pond/changed.wav", 2), "--owner", "ana", "--public")
        path.unlink()
        (folder / "Pond/changed.wav").write_bytes(b"RIFF")
        bodies = []
        for recording in self.get("/recording/").json:
            for what in ("", "/spectrogram", "/spectrogram/compressed", "/spectrogram/tiles/1", "/audio",
                         "/audio?start_time=1&end_time=2", "", "/annotations"):
                for token in (self.ana, self.bob):
                    bodies.append(self.get(f"/recording/{recording['id']}{what}", token).body)
        bodies += [self.get(f"/recording/?include=status", t).body for t in (self.ana, self.bob)]
        for body in bodies:
            self.assertNotIn(b"secret", body)
            self.assertNotIn(str(self.folder).encode(), body)
        self.assertTrue(any(b"gone.wav" in body and b"is gone" in body for body in bodies))
        self.assertIn(str(folder), self.get("/recording/?include=status", self.admin).body.decode())

    def test_upload_errors_hide_file_paths(self):
        for content in (b"no sound", b"RIFF\0\0\0\0WAVE", EXAMPLE.read_bytes()[:40], b""):
            (self.folder / "u.wav").write_bytes(content)
            reply = self.upload(self.folder / "u.wav")
            self.assertEqual(reply.status, 422)
            self.assertNotRegex(reply.json["error"], re.escape(str(self.folder)) + "|n.db|upload-")


if __name__ == "__main__":
    unittest.main()
