# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls and annotations over HTTP in the formats of other programs."""
import csv
import unittest

from program import noctule
from service import ServiceTest

FORMATS = {"csv": ("text/csv; charset=utf-8", "csv"), "aoef": ("application/json", "aoef.json"),
           "raven": ("text/tab-separated-values; charset=utf-8", "raven.txt"),
           "audacity": ("text/plain; charset=utf-8", "audacity.txt"),
           "kaleidoscope": ("text/csv; charset=utf-8", "kaleidoscope.csv")}


class Labels(ServiceTest):
    def setUp(self):
        super().setUp()
        path = self.wave('Wiese "ä".wav', seconds=0.2, calls=2)
        self.id = self.upload(path, time_expansion="2", name='Wiese "ä".wav').json["id"]
        for species, comment in (([1], "one"), ([], "two\n=1")):
            self.request("PUT", f"/api/v1/recording/{self.id}/annotations", self.ana, {
                "annotation": {"start_time": 10, "end_time": 12.5, "low_freq": 30_000,
                               "high_freq": 60_000, "comments": comment}, "species_ids": species})

    def test_each_format_is_a_file_that_can_be_read_back(self):
        calls = self.get(f"/recording/{self.id}/calls").json["calls"]
        self.assertGreater(len(calls), 0)
        for kind, count in (("calls", len(calls)), ("annotations", 2)):
            for name, (media_type, ending) in FORMATS.items():
                with self.subTest(kind=kind, name=name):
                    reply = self.get(f"/recording/{self.id}/{kind}?format={name}")
                    self.assertEqual(reply.status, 200)
                    self.assertEqual(reply.headers["Content-Type"], media_type)
                    self.assertEqual(reply.headers["Content-Disposition"],
                                     f'attachment; filename="Wiese ____.{kind}.{ending}"; '
                                     f"filename*=UTF-8''Wiese%20%22%C3%A4%22.{kind}.{ending}")
                    self.assertNotIn(str(self.folder).encode(), reply.body)
                    path = self.folder / f'Wiese "ä".{kind}.{ending}'
                    path.write_bytes(reply.body)
                    rows = reply.body.decode().count("BoundingBox" if name == "aoef" else "\n")
                    rows -= {"aoef": 0, "audacity": rows // 2}.get(name, 1)
                    if kind == "annotations":  # one has a comment of two lines
                        self.assertIn("0 labels added, 2 known", self.read_again(path))
                    else:
                        self.assertEqual(rows, count)

    def read_again(self, path):
        return noctule("--store", self.store, "ingest", "--owner", "ana", "--labels", path).text

    def test_the_time_base_is_that_of_the_query(self):
        reply = self.get(f"/recording/{self.id}/annotations?format=csv&time_base=file")
        row = next(csv.DictReader(reply.body.decode().splitlines()))
        self.assertEqual((float(row["file_start_time"]), float(row["file_low_freq"])), (20, 15_000))
        reply = self.get(f"/recording/{self.id}/annotations?format=raven&time_base=file")
        self.assertIn(".raven.file-time.txt", reply.headers["Content-Disposition"])

    def test_wrong_values_are_refused(self):
        for kind in ("calls", "annotations"):
            for query in ("format=xml", "format=", "format=csv&time_base=utc", "time_base=utc"):
                reply = self.get(f"/recording/{self.id}/{kind}?{query}")
                self.assertEqual(reply.status, 400, query)
            self.assertEqual(self.get(f"/recording/{self.id}/{kind}?format=csv", self.bob).status, 404)
            self.assertEqual(self.get(f"/recording/{self.id}/{kind}?format=json").status, 200)

    def test_only_the_callers_annotations_are_in_the_file(self):
        text = self.get(f"/recording/{self.id}/annotations?format=csv", self.admin).body.decode()
        self.assertEqual(len(text.splitlines()), 1)


if __name__ == "__main__":
    unittest.main()
