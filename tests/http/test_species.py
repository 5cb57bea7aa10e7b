# SPDX-License-Identifier: GPL-3.0-or-later
"""The species list, and annotations from before the codes of NABat."""
import contextlib
import csv
import sqlite3
import unittest

from program import ROOT, SHARED, rows
from service import ServiceTest

FACTS = ("species_code", "family", "genus", "species", "common_name", "species_code_6")
ANNOTATION = "INSERT INTO annotation VALUES (?, ?, 1, 1, 0, 10, 2e4, 5e4, '', '', '')"
LABEL = "INSERT INTO annotation_species SELECT ?, id FROM species WHERE species_code = ?"


class SpeciesTest(ServiceTest):
    labels = ("MYAU", "MYAS", "MYLU", "NYNO")

    def start_service(self):
        """Starts on a store that was written with schema version 4."""
        with contextlib.closing(sqlite3.connect(self.store)) as db:
            for name in ("0001_tables", "0002_species", "0003_application_id", "0004_calls"):
                db.executescript((ROOT / f"schema/{name}.sql").read_text())
            db.execute("PRAGMA user_version = 4")
            self.ids = dict(db.execute("SELECT genus || ' ' || species, id FROM species"))
            db.execute("INSERT INTO user VALUES (1, 'ana', '')")
            db.execute("INSERT INTO recording VALUES (1, x'00', 1, 0, 'a.wav', NULL, 0, 0, 256000, 1, 256000, 1,"
                       " 256000, NULL, NULL, NULL, NULL, NULL, NULL, '{}', '', '')")
            for number, label in enumerate(self.labels, 1):
                db.execute(ANNOTATION, (number, bytes([number])))
                db.execute(LABEL, (number, label))
            db.commit()
        super().start_service()

    def test_labels_keep_their_species(self):
        found = [a["species"] for a in self.get("/recording/1/annotations").json]
        self.assertEqual([[(s["species_code"], s["species"]) for s in each] for each in found],
                         [[("MYAR", "Myotis auriculus")], [("MYAU", "Myotis austroriparius")],
                          [("MYLU", "Myotis lucifugus")], [("NYNO", "Nyctalus noctula")]])

    def test_known_species_keep_their_ids(self):
        ids = {s["species"]: s["id"] for s in self.get("/species/").json}
        self.assertEqual({name: ids[name] for name in self.ids}, self.ids)
        self.assertEqual(rows(self.store, "PRAGMA foreign_key_check"), [])

    @unittest.skipUnless(SHARED.exists(), "needs ../shared/data")
    def test_every_code_of_the_origin_is_known_with_its_texts(self):
        species = {s["species_code"]: {name: s[name] for name in FACTS} for s in self.get("/species/").json}
        with open(SHARED / "species-origin.csv", newline="") as file:
            for line in csv.DictReader(file):
                self.assertEqual(species[line["species_code"]], line)

    def test_categories(self):
        species = self.get("/species/").json
        codes = {}
        for one in species:
            codes.setdefault(one["category"], set()).add(one["species_code"])
        self.assertEqual({name: codes[name] for name in ("frequency", "genus", "noise", "other")},
                         {"frequency": {"25k", "40k", "HighF", "LowF"}, "genus": {"LESP", "MYSP", "NYSP"},
                          "noise": {"NOISE"}, "other": {"NoBat", "NoID"}})
        self.assertEqual(codes["couplet"], {s["species_code"] for s in species if "/" in s["species"]})
        self.assertEqual(len(codes["couplet"]), 22)
        self.assertTrue({"EPFU", "COTV", "RHHI", "MYKE"} <= codes["single"])


if __name__ == "__main__":
    unittest.main()
