# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's identification of a whole recording: stored, versioned, shared, exported and merged."""
import concurrent.futures
import csv
import json
import unittest

from program import noctule, rows
from service import ServiceTest

NONE = {"species": [], "kind": None, "confidence": None, "reviewed": False, "comments": "", "version": 0,
        "modified": None}


class Identification(ServiceTest):
    def setUp(self):
        super().setUp()
        self.id = self.upload(self.wave("a.wav", 1), public="true").json["id"]
        self.path = f"/recording/{self.id}/identification"

    def send(self, body, token=None, tag=None, method="PUT"):
        return self.request(method, "/api/v1" + self.path, token or self.ana, body,
                            {"If-Match": tag} if tag is not None else None)

    def found(self, token=None, query=""):
        return self.get(self.path + query, token).json

    def codes(self, identification):
        return [s["species_code"] for s in identification["species"]]


class Api(Identification):
    def test_before_there_is_one_it_is_empty(self):
        reply = self.get(self.path)
        self.assertEqual((reply.status, reply.json, reply.headers["ETag"]), (200, NONE, '"0"'))

    def test_every_kind_is_kept_as_it_was_given(self):
        for version, (kind, species) in enumerate((("species", ["MYLU", "EPFULANO"]), ("noise", []), ("no_id", []),
                                                   ("social", ["MYSO"]), ("social", [])), 1):
            body = {"species": species, "kind": kind, "confidence": version / 8, "reviewed": kind != "no_id",
                    "comments": f"number {version}"}
            reply = self.send(body)
            self.assertEqual((reply.status, reply.json["id"], reply.json["version"], reply.headers["ETag"]),
                             (200, self.id, version, f'"{version}"'))
            found = self.found()
            self.assertEqual(sorted(self.codes(found)), sorted(species))
            self.assertEqual({k: found[k] for k in body if k != "species"}, {k: body[k] for k in body if k != "species"})
            self.assertRegex(found["modified"], r"^\d{4}-\d\d-\d\dT.*Z$")

    def test_species_are_ids_codes_or_what_get_returns(self):
        known = {s["species_code"]: s for s in self.get("/species/").json}
        for given, expected in ((["MYLU"], ["MYLU"]), (["myoluc"], ["MYLU"]), (["Myotis lucifugus"], ["MYLU"]),
                                ([known["EPFU"]["id"]], ["EPFU"]), ([known["EPFU"]], ["EPFU"]),
                                (["MYLU", known["MYLU"]["id"]], ["MYLU"]), (["MYSP", "25k"], ["25k", "MYSP"])):
            self.assertEqual(self.send({"species": given}).status, 200, given)
            self.assertEqual(sorted(self.codes(self.found())), expected)
            self.assertEqual(self.found()["kind"], "species")
            self.assertEqual(self.send(self.found()).status, 200)
            self.assertEqual(sorted(self.codes(self.found())), expected)

    def test_a_put_replaces_all_fields(self):
        self.send({"species": ["MYLU"], "confidence": 0.5, "reviewed": True, "comments": "x"})
        self.send({"kind": "noise"})
        found = self.found()
        self.assertEqual({**found, "modified": None}, {**NONE, "kind": "noise", "version": 2})

    def test_wrong_values_are_refused_and_change_nothing(self):
        self.send({"kind": "noise"})
        for body in ({"kind": "bat"}, {"kind": 1}, {"kind": "species"}, {"species": "MYLU"}, {"species": ["XXXX"]},
                     {"species": [99999]}, {"species": [1.5]}, {"species": [{}]}, {"species": [None]}, {"species": [-1]},
                     {"kind": "noise", "confidence": 1.01}, {"confidence": -0.1}, {"confidence": "high"},
                     {"reviewed": 1}, {"comments": 5}, []):
            self.assertEqual(self.send(body).status, 400, body)
        self.assertEqual(self.send({"species": ["MYLU"] * 101}).status, 413)
        self.assertEqual((self.found()["kind"], self.found()["version"]), ("noise", 1))

    def test_a_stale_version_is_refused(self):
        self.assertEqual(self.send({"kind": "noise"}, tag='"1"').status, 412)
        self.assertEqual(self.send({"kind": "noise"}, tag='"0"').headers["ETag"], '"1"')
        for method in ("PUT", "DELETE"):
            reply = self.send({"kind": "no_id"} if method == "PUT" else None, tag='"0"', method=method)
            self.assertEqual((reply.status, reply.headers["ETag"]), (412, '"1"'))
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(lambda i: self.send({"kind": "no_id", "comments": str(i)}, tag='"1"'), range(8)))
        self.assertEqual(sorted(r.status for r in replies), [200] + 7 * [412])

    def test_a_deleted_one_is_empty_and_keeps_counting(self):
        self.send({"species": ["MYLU"], "reviewed": True})
        self.assertEqual(self.send(None, tag='"1"', method="DELETE").json["version"], 2)
        self.assertEqual({**self.found(), "modified": None}, {**NONE, "version": 2})
        self.assertEqual(self.found(self.bob, "?author=all")["others"], [])
        self.assertEqual(self.send({"kind": "noise"}, tag='"1"').status, 412)
        self.assertEqual(self.send({"kind": "noise"}, tag='"2"').status, 200)

    def test_who_may_see_the_recording_has_an_own_one(self):
        self.send({"species": ["MYLU"]})
        self.send({"kind": "noise", "comments": "rain"}, self.bob)
        own = self.found(self.bob, "?author=all")
        self.assertEqual((own["kind"], own["author"], own["editable"]), ("noise", "bob", True))
        self.assertEqual([(o["author"], o["editable"], self.codes(o)) for o in own["others"]],
                         [("ana", False, ["MYLU"])])
        self.assertEqual([o["author"] for o in self.found(self.admin, "?author=all")["others"]], ["ana", "bob"])
        self.assertNotIn("others", self.found())
        self.assertEqual(self.get(self.path + "?author=bob").status, 400)
        reader = self.token("bob", "--scope", "read")
        self.assertEqual(self.found(reader)["kind"], "noise")
        self.assertEqual(self.send({"kind": "no_id"}, reader).status, 403)
        self.request("PATCH", f"/api/v1/recording/{self.id}", self.ana, {"public": False})
        for reply in (self.get(self.path, self.bob), self.send({"kind": "noise"}, self.bob),
                      self.send(None, self.bob, method="DELETE")):
            self.assertEqual(reply.status, 404)
        self.assertEqual(self.send({"kind": "noise"}, self.admin).status, 200)

    def test_it_goes_with_its_recording(self):
        self.send({"species": ["MYLU"]})
        self.assertEqual(self.request("DELETE", f"/api/v1/recording/{self.id}", self.ana).status, 200)
        self.assertEqual(rows(self.store, "SELECT count(*) FROM identification_species"), [(0,)])


class Elsewhere(Identification):
    def test_exports_have_it_where_the_format_has_a_place(self):
        self.send({"species": ["MYLU", "MYSO"], "confidence": 0.75, "reviewed": True, "comments": "clear"})
        self.send({"kind": "noise"}, self.bob)
        self.run_ok("-q", "bulk", "--export", "out", "--export-format", "json,aoef,kaleidoscope,guano,csv")
        files = {p.name.split(".", 1)[1]: p for p in (self.folder / "out").iterdir()}
        sidecar = json.loads(files["spectrogram.json"].read_text())
        self.assertEqual(sidecar["identifications"], [
            {"author": "ana", "kind": "species", "species": ["MYLU", "MYSO"], "confidence": 0.75, "reviewed": True,
             "comments": "clear"},
            {"author": "bob", "kind": "noise", "species": [], "confidence": None, "reviewed": False, "comments": ""}])
        self.assertIn(b"Species Manual ID: MYLU, MYSO, NOISE\n", files["guano.wav"].read_bytes())
        self.assertEqual(len(files["annotations.csv"].read_text().splitlines()), 1)
        with open(self.folder / "out/annotations.kaleidoscope.csv", newline="") as file:
            table = list(csv.DictReader(file))
        self.assertEqual([(r["OFFSET"], r["DURATION"], r["MANUAL ID"]) for r in table],
                         [("0.000000", "0.050000", "MYLU,MYSO"), ("0.000000", "0.050000", "NOISE")])
        data = json.loads((self.folder / "out/annotations.aoef.json").read_text())["data"]
        tags = {t["id"]: (t["key"], t["value"]) for t in data["tags"]}
        self.assertEqual([tags[i] for i in data["clip_annotations"][0]["tags"]],
                         [("species", "Myotis lucifugus"), ("species", "Myotis sodalis"), ("identification", "noise")])
        users = {u["uuid"]: u["username"] for u in data["users"]}
        self.assertEqual([(n["message"], users[n["created_by"]]) for n in data["clip_annotations"][0]["notes"]],
                         [("clear", "ana")])
        self.assertEqual([(b["state"], users[b["owner"]]) for b in data["tasks"][0]["status_badges"]],
                         [("completed", "ana")])

    def test_files_over_http_have_the_callers(self):
        self.send({"species": ["MYLU"]})
        self.send({"species": ["EPFU"]}, self.bob)
        for query, expected in (("", ["MYLU"]), ("&author=all", ["MYLU", "EPFU"])):
            text = self.get(f"/recording/{self.id}/annotations?format=kaleidoscope{query}").body.decode()
            self.assertEqual([r["MANUAL ID"] for r in csv.DictReader(text.splitlines())], expected)

    def test_a_merge_keeps_the_later_of_two(self):
        self.send({"species": ["MYLU"]}, self.bob)
        self.send({"kind": "no_id"})
        self.stop_service()
        first, second = self.store, self.folder / "second.db"
        self.store = second
        self.run_ok("ingest", "--from-store", first)
        self.start_service()
        self.ana, self.bob = self.token("ana"), self.token("bob")
        self.assertEqual(self.codes(self.found(self.bob)), ["MYLU"])
        self.send({"species": ["EPFU", "MYSO"], "comments": "later"})
        self.stop_service()
        for _ in range(2):  # the second time changes nothing
            self.assertEqual(noctule("--store", first, "ingest", "--from-store", second).code, 0)
            self.assertEqual(noctule("--store", second, "ingest", "--from-store", first).code, 0)
            for store in (first, second):
                self.assertEqual(sorted(rows(store, "SELECT u.name, kind, i.comments, version, species_code"
                                             " FROM identification i JOIN user u ON u.id = owner_id"
                                             " JOIN identification_species ON identification_id = i.id"
                                             " JOIN species s ON s.id = species_id")),
                                 [("ana", "species", "later", 2 + (store == first), "EPFU"),
                                  ("ana", "species", "later", 2 + (store == first), "MYSO"),
                                  ("bob", "species", "", 1, "MYLU")])


if __name__ == "__main__":
    unittest.main()
