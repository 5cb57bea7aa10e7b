# SPDX-License-Identifier: GPL-3.0-or-later
"""Stores of every earlier schema, with rows of each kind: they open, migrate and serve."""
import contextlib
import hashlib
import sqlite3
import unittest

from program import ROOT, call, noctule, rows, write_wave
from service import ServiceTest

MIGRATIONS = sorted((ROOT / "schema").glob("[0-9]*.sql"))
FIRST_RELEASE = 2  # version 0.1.0 had the first two
TOKEN = "noctule_" + "5e" * 24
THEN = "2025-06-01T21:00:00.000Z"


class Upgrade(ServiceTest):
    def setUp(self):
        super(ServiceTest, self).setUp()  # the service is started on each store in turn

    def write_store(self, schema):
        """A store as a program with the first `schema` migrations left it: one recording, drawn with an
        older renderer, with an annotation, a failure and a token."""
        self.store = self.folder / f"schema-{schema}.db"
        sound = self.folder / "a.wav"
        write_wave(sound, call(seconds=0.3, calls=3), 256_000)
        state = sound.stat()
        with contextlib.closing(sqlite3.connect(self.store)) as db:
            for file in MIGRATIONS[:schema]:
                db.executescript(file.read_text())
            db.execute(f"PRAGMA user_version = {schema}")
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA foreign_keys = ON")

            def insert(table, **values):
                names = ", ".join(values)
                return db.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(values))})",
                                  list(values.values())).lastrowid
            ana = insert("user", name="ana", created=THEN)
            insert("token", user_id=ana, hash=hashlib.blake2b(TOKEN.encode(), digest_size=32).digest(),
                   scope="write", created=THEN)
            recording = insert(
                "recording", hash=hashlib.blake2b(sound.read_bytes(), digest_size=32).digest(), owner_id=ana,
                name="a", path=str(sound), file_size=state.st_size, file_mtime_ns=state.st_mtime_ns,
                header_rate_hz=256_000, time_expansion=1.0, sample_rate_hz=256_000, channels=1,
                samples=76_800, recorded_at="2025-06-01", latitude=51.5, longitude=-0.1,
                comments="by the river", created=THEN, modified=THEN)
            drawn = insert("spectrogram", recording_id=recording,
                           parameters_id=insert("parameters", key='{"older":true}'), renderer_version=1,
                           width=1200, height=300, px_per_second=4000, duration_ms=300.0, low_hz=3000.0,
                           high_hz=202_000.0, compressed_width=200, bytes=4, created=THEN)
            insert("spectrogram_image", spectrogram_id=drawn, number=0, width=1200, jpeg=b"jpeg",
                   **{"variant" if schema >= 13 else "form": "full"})
            insert("segment", spectrogram_id=drawn, number=0, start_column=10, stop_column=210)
            annotation = insert("annotation", uid=b"u" * 16, recording_id=recording, owner_id=ana,
                                start_time_ms=10.0, end_time_ms=20.5, low_hz=30_000.0, high_hz=60_000.0,
                                comments="feeding", created=THEN, modified=THEN)
            insert("annotation_species", annotation_id=annotation, species_id=db.execute(
                "SELECT id FROM species WHERE species_code = 'EPFU'").fetchone()[0])
            insert("failure", path="/gone/bad.wav", file_size=3, file_mtime_ns=1, reason="too short",
                   created=THEN)
            db.commit()

    def check_served(self):
        listed = self.request("GET", "/api/v1/recording/", TOKEN).json
        self.assertEqual([(r["id"], r["name"], r["owner_username"], r["comments"]) for r in listed],
                         [(1, "a", "ana", "by the river")])
        notes = self.request("GET", "/api/v1/recording/1/annotations", TOKEN).json
        self.assertEqual([(n["start_time"], n["end_time"], n["comments"]) for n in notes], [(10, 20.5, "feeding")])
        self.assertEqual([s["species_code"] for s in notes[0]["species"]], ["EPFU"])
        picture = self.request("GET", "/api/v1/recording/1/spectrogram", TOKEN,
                               headers={"Accept": "image/jpeg"})
        self.assertEqual((picture.status, picture.body[:3]), (200, b"\xff\xd8\xff"))
        self.assertEqual(self.request("GET", "/api/v1/recording/1/calls", TOKEN).status, 200)

    def test_each_earlier_schema(self):
        for schema in range(FIRST_RELEASE, len(MIGRATIONS)):
            with self.subTest(schema=schema):
                self.write_store(schema)
                self.start_service()
                self.check_served()
                self.assertEqual(self.stop_service(), 143)
                self.assertEqual(rows(self.store, "PRAGMA user_version"), [(len(MIGRATIONS),)])
                self.assertEqual(rows(self.store, "PRAGMA integrity_check"), [("ok",)])
                self.assertEqual(rows(self.store, "PRAGMA foreign_key_check"), [])
                self.assertEqual(rows(self.store, "SELECT path, reason FROM failure"),
                                 [("/gone/bad.wav", "too short")])

    def test_a_migrated_store_has_the_tables_of_a_new_one(self):
        def tables(store):
            return rows(store, "SELECT type, name, tbl_name FROM sqlite_schema ORDER BY 1, 2")
        new = self.folder / "new.db"
        self.assertEqual(noctule("-q", "--store", new, "token", "create", "ana").code, 0)
        self.write_store(FIRST_RELEASE)
        self.assertEqual(noctule("-q", "--store", self.store, "token", "create", "bob").code, 0)
        self.assertEqual(tables(self.store), tables(new))
        self.assertEqual(rows(self.store, "SELECT name FROM user ORDER BY name"), [("ana",), ("bob",)])


if __name__ == "__main__":
    unittest.main()
