# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions and authors of annotations: no edit is lost, and others' can be read."""
import concurrent.futures
import csv
import unittest

from program import rows
from service import ServiceTest

BOX = {"start_time": 10, "end_time": 20.25, "low_freq": 20_000, "high_freq": 60_000, "comments": "sweep"}


class Annotations(ServiceTest):
    def setUp(self):
        super().setUp()
        self.id = self.upload(self.wave("a.wav", 1), public="true").json["id"]
        self.path = f"/api/v1/recording/{self.id}/annotations"

    def add(self, token=None, species=(), **changes):
        return self.request("PUT", self.path, token or self.ana,
                            {"annotation": {**BOX, **changes}, "species_ids": list(species)})

    def change(self, number, annotation, tag=None, method="PATCH", token=None, **other):
        return self.request(method, f"{self.path}/{number}", token or self.ana,
                            {"annotation": annotation, **other} if method == "PATCH" else None,
                            {"If-Match": tag} if tag is not None else None)

    def all(self, token=None):
        return self.request("GET", self.path + "?author=all", token or self.ana).json

    def own(self, token=None):
        return self.request("GET", self.path, token or self.ana).json


class Versions(Annotations):
    def test_a_stale_version_is_refused(self):
        reply = self.add()
        number, first = reply.json["id"], reply.headers["ETag"]
        self.assertEqual((first, self.own()[0]["version"]), ('"1"', 1))
        reply = self.change(number, {"comments": "one"}, first)
        self.assertEqual((reply.status, reply.headers["ETag"], reply.json["id"]), (200, '"2"', number))
        for stale in (first, '"3"', 'W/"2"', '"22"', "", "x", '"2x"', "1"):
            for method in ("PATCH", "DELETE"):
                reply = self.change(number, {"comments": "two"}, stale, method)
                self.assertEqual((reply.status, reply.headers["ETag"]), (412, '"2"'), stale)
        self.assertEqual((self.own()[0]["comments"], self.own()[0]["version"]), ("one", 2))
        for current in ('"2"', '"1", "3"', "4", "*", None):
            self.assertEqual(self.change(number, {"comments": ""}, current).status, 200, current)
        self.assertEqual(self.change(number, {}, '"7"', "DELETE").status, 200)
        self.assertEqual(self.change(number, {}, '"7"').status, 404)

    def test_of_two_tabs_only_one_changes_a_version(self):
        number = self.add().json["id"]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(lambda i: self.change(number, {"comments": str(i)}, '"1"'), range(8)))
        self.assertEqual(sorted(r.status for r in replies), [200] + 7 * [412])
        winner = [r.status for r in replies].index(200)
        self.assertEqual((self.own()[0]["comments"], self.own()[0]["version"]), (str(winner), 2))

    def test_numbers_that_no_recording_can_have_are_refused(self):
        for field in ("end_time", "high_freq"):
            box = {"start_time": 0, "end_time": 1, "low_freq": 0, "high_freq": 1, field: 1e308}
            reply = self.request("PUT", f"/api/v1/recording/{self.id}/annotations", self.ana, {"annotation": box})
            self.assertEqual(reply.status, 400)

    def test_a_patch_changes_only_what_it_gives(self):
        number = self.add(species=[1, 2]).json["id"]
        self.change(number, {"comments": "from one tab"})
        self.change(number, {}, species_ids=[3])
        self.change(number, {"low_freq": 0, "start_time": 0})
        found = self.own()[0]
        self.assertEqual([s["id"] for s in found.pop("species")], [3])
        self.assertEqual(found, {**BOX, "id": number, "comments": "from one tab", "low_freq": 0,
                                 "start_time": 0, "version": 4})
        self.change(number, {"comments": ""}, species_ids=[])
        self.assertEqual((self.own()[0]["comments"], self.own()[0]["species"]), ("", []))

    def test_a_deleted_annotation_can_be_added_again_under_another_id(self):
        number = self.add(species=[1]).json["id"]
        before = self.own()[0]
        self.assertEqual(self.change(number, {}, '"1"', "DELETE").status, 200)
        again = self.add(species=[1]).json["id"]
        self.assertGreater(again, number)
        self.assertEqual(self.own(), [{**before, "id": again}])
        self.assertEqual(self.change(number, {"comments": "stale"}, '"1"').status, 404)

    def test_a_corrected_time_expansion_is_another_version(self):
        self.add()
        self.assertEqual(self.request("PATCH", f"/api/v1/recording/{self.id}", self.ana,
                                      {"time_expansion": 2}).status, 200)
        self.assertEqual((self.own()[0]["start_time"], self.own()[0]["version"]), (5, 2))

    def test_browsers_of_another_origin_may_send_the_version(self):
        self.stop_service()
        self.serve_options = ("--cors-origin", "https://bats.example")
        self.start_service()
        reply = self.request("OPTIONS", self.path, headers={"Origin": "https://bats.example"})
        self.assertIn("If-Match", reply.headers["Access-Control-Allow-Headers"])


class Authors(Annotations):
    def test_others_annotations_are_listed_with_their_author(self):
        mine = self.add().json["id"]
        theirs = self.add(self.bob, start_time=5, species=[4]).json["id"]
        self.assertEqual([(a["id"], a["author"], a["editable"]) for a in self.all()],
                         [(theirs, "bob", False), (mine, "ana", True)])
        self.assertEqual([a["editable"] for a in self.all(self.admin)], [False, False])
        self.assertEqual([a["id"] for a in self.own()], [mine])
        self.assertNotIn("author", self.own()[0])
        self.assertEqual(self.request("GET", self.path + "?author=me", self.ana).json, self.own())
        self.assertEqual(self.request("GET", self.path + "?author=bob", self.ana).status, 400)
        for method in ("PATCH", "DELETE"):
            self.assertEqual(self.change(theirs, {"comments": "x"}, method=method).status, 404)

    def test_files_have_all_authors_on_request(self):
        self.add()
        self.add(self.bob, comments="by bob")
        for query, authors in (("", ["ana"]), ("&author=all", ["ana", "bob"])):
            text = self.request("GET", self.path + "?format=csv" + query, self.ana).body.decode()
            self.assertEqual([row["author"] for row in csv.DictReader(text.splitlines())], authors)

    def test_a_merge_keeps_versions(self):
        number = self.add().json["id"]
        self.change(number, {"comments": "x"})
        other = self.folder / "other.db"
        self.stop_service()
        self.store, store = other, self.store
        self.run_ok("ingest", "--from-store", store)
        self.assertEqual(rows(other, "SELECT comments, version FROM annotation"), [("x", 2)])


if __name__ == "__main__":
    unittest.main()
