# SPDX-License-Identifier: GPL-3.0-or-later
"""PATCH /recording/{id}: corrections of a recording's metadata."""
import unittest

from program import call, noctule, rows, write_wave
from service import ServiceTest

PLACE = {"type": "Point", "coordinates": [-105.5, 39.25]}
FIELDS = {"name": "pond.wav", "recorded_date": "2024-06-01T22:15:00+02:00", "equipment": "Mini Bat", "comments": "rain",
          "recording_location": PLACE, "grts_cell_id": 12345, "public": True, "time_expansion": 1}
BOX = {"start_time": 10, "end_time": 20, "low_freq": 30_000, "high_freq": 40_000}


class PatchTest(ServiceTest):
    def setUp(self):
        super().setUp()
        self.number = self.upload(self.wave("a.wav", 1)).json["id"]
        self.path = f"/api/v1/recording/{self.number}"

    def patch(self, token=None, **fields):
        return self.request("PATCH", self.path, token or self.ana, fields)

    def details(self, token=None):
        return self.get(f"/recording/{self.number}", token).json

    def refused(self, status, message, **fields):
        before = self.details()
        reply = self.patch(**fields)
        self.assertEqual(reply.status, status, (fields, reply.body))
        self.assertIn(message, reply.json["error"])
        self.assertEqual(self.details(), before)


class Fields(PatchTest):
    def test_every_field_is_changed_in_the_form_that_get_gives(self):
        reply = self.patch(**FIELDS)
        self.assertEqual((reply.status, reply.json), (200, {"message": "Recording changed", "id": self.number}))
        found = self.details()
        self.assertEqual({name: found[name] for name in FIELDS}, FIELDS)
        self.assertEqual(found["metadata"]["source"]["equipment"], "request")
        self.assertEqual(self.patch(**{name: found[name] for name in FIELDS}).status, 200)
        self.assertEqual({**self.details(), "modified": 0}, {**found, "modified": 0})

    def test_only_the_given_fields_change(self):
        self.patch(**FIELDS)
        before = self.details()
        self.assertEqual(self.patch(comments="").status, 200)
        after = self.details()
        self.assertEqual(after["comments"], "")
        self.assertGreater(after["modified"], before["modified"])
        for changing in (before, after):
            for name in ("comments", "modified", "metadata"):
                del changing[name]
        self.assertEqual(after, before)
        self.assertEqual(self.patch().status, 200)

    def test_null_empties_a_field(self):
        self.patch(**FIELDS)
        names = ("recorded_date", "equipment", "comments", "recording_location", "grts_cell_id")
        self.assertEqual(self.patch(**dict.fromkeys(names)).status, 200)
        found = self.details()
        self.assertEqual([found[name] for name in names], [None] * 5)
        self.assertEqual((found["name"], found["public"]), ("pond.wav", True))

    def test_invalid_values_are_refused_and_change_nothing(self):
        for fields in ({"name": ""}, {"name": " "}, {"name": None}, {"name": 1}, {"recorded_date": "2024-13-01"}, {"recorded_date": ""},
                       {"recorded_date": 20240101}, {"equipment": ["x"]}, {"comments": False}, {"public": 1},
                       {"public": None}, {"grts_cell_id": -1}, {"grts_cell_id": 1.5}, {"grts_cell_id": "7"},
                       {"grts_cell_id": 2 ** 63}, {"time_expansion": 0}, {"time_expansion": "10"},
                       {"time_expansion": None}, {"time_expansion": 1001}, {"recording_location": "39,-105"},
                       {"recording_location": {"type": "Point"}},
                       {"recording_location": {"type": "Line", "coordinates": [1, 2]}},
                       {"recording_location": {"type": "Point", "coordinates": [1, 2, 3]}},
                       {"recording_location": {"type": "Point", "coordinates": [181, 0]}},
                       {"recording_location": {"type": "Point", "coordinates": [0, 91]}},
                       {"recording_location": {"type": ["Point"], "coordinates": [0, "x"]}}):
            self.refused(400, "", **{"name": "another", **fields})

    def test_unknown_fields_and_bodies_are_refused(self):
        self.refused(400, "Unknown field owner_id", owner_id=2, name="x")
        self.refused(400, "Unknown field label", label="x")
        self.assertEqual(self.request("PATCH", self.path, self.ana, [1]).status, 400)
        self.assertEqual(self.request("PATCH", self.path, self.ana, b"{", {"Content-Type": "application/json"}).status, 400)
        self.assertEqual(self.request("PATCH", self.path, self.ana, b"{}", {"Content-Type": "text/plain"}).status, 415)


class Rights(PatchTest):
    def test_only_owner_and_admin_may_change_it(self):
        self.assertEqual(self.patch(self.bob, name="x").status, 404)
        self.patch(public=True)
        reply = self.patch(self.bob, name="x")
        self.assertEqual((reply.status, reply.json), (403, {"error": "Only its owner may change a recording"}))
        self.assertEqual(self.patch(self.token("ana", "--scope", "read"), name="x").status, 403)
        self.assertEqual(self.patch(self.admin, name="by root").status, 200)
        self.assertEqual(self.details()["name"], "by root")
        self.assertEqual(self.request("PATCH", "/api/v1/recording/999", self.ana, {"name": "x"}).status, 404)
        self.patch(public=False)
        self.assertEqual(self.get(f"/recording/{self.number}", self.bob).status, 404)


class TimeExpansion(PatchTest):
    def setUp(self):
        super().setUp()
        path = self.folder / "slow.wav"
        write_wave(path, call(0.5, 38_400, 3), 38_400)
        self.number = self.upload(path).json["id"]
        self.path = f"/api/v1/recording/{self.number}"

    def test_everything_that_depends_on_it_is_redone(self):
        spectrogram = self.get(f"/recording/{self.number}/spectrogram?base64=false").json["spectroInfo"]
        self.request("PUT", f"{self.path}/annotations", self.ana, {"annotation": BOX, "species_ids": []})
        before = self.details()
        self.assertIn("--time-expansion", before["metadata"]["warnings"][0])
        self.assertEqual(self.patch(time_expansion=10).status, 200)
        after = self.details()
        self.assertEqual([after[name] for name in ("sample_rate", "duration", "time_expansion", "spectrograms",
                                                   "hasSpectrogram")], [384_000, before["duration"] / 10, 10, [], False])
        self.assertNotIn("warnings", after["metadata"])
        self.assertEqual(after["metadata"]["source"]["time_expansion"], "request")
        self.assertEqual(rows(self.store, "SELECT count(*) FROM call_set WHERE recording_id = ?", self.number), [(0,)])
        found = self.get(f"/recording/{self.number}/annotations").json[0]
        self.assertEqual({name: found[name] for name in BOX},
                         {"start_time": 1, "end_time": 2, "low_freq": 300_000, "high_freq": 400_000})
        drawn = self.get(f"/recording/{self.number}/spectrogram?base64=false").json["spectroInfo"]
        self.assertEqual((drawn["end_time"], drawn["width"]), (spectrogram["end_time"] / 10, spectrogram["width"] // 10))

    def test_the_same_as_ingest_does(self):
        other = self.folder / "other.db"
        ingested = noctule("-q", "--store", other, "ingest", self.folder / "slow.wav", "--time-expansion", "10")
        self.assertEqual((ingested.code, ingested.err), (0, ""))
        self.patch(time_expansion=10)
        columns = "SELECT time_expansion, sample_rate_hz, samples, json_extract(metadata, '$.warnings')" \
                  " FROM recording WHERE id = ?"
        self.assertEqual(rows(self.store, columns, self.number), rows(other, columns, 1))

    def test_impossible_factors_are_refused(self):
        self.refused(400, "1000 kHz", time_expansion=100)
        self.refused(422, "sample rate", time_expansion=0.01)

    def test_an_unchanged_factor_keeps_the_spectrogram(self):
        self.patch(time_expansion=10)
        self.get(f"/recording/{self.number}/spectrogram", Accept="image/jpeg")
        self.patch(time_expansion=10, name="slow")
        self.assertEqual(len(self.details()["spectrograms"]), 1)


if __name__ == "__main__":
    unittest.main()
