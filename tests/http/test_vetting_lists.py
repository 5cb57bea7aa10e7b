# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists for vetting: filters, search, sites and nights, and the fields that they add."""
import contextlib
import os
import pathlib
import sqlite3
import unittest

import numpy as np

from program import SANITIZED, call, write_wave
from service import ServiceTest

RATE = 256_000


def guano(time_, place=None, **fields):
    text = f"GUANO|Version: 1.0\nTimestamp: {time_}\n" + (f"Loc Position: {place}\n" if place else "")
    return text + "".join(f"{k.replace('_', ' ')}: {v}\n" for k, v in fields.items())


class Vetting(ServiceTest):
    def sound(self, name, samples, *guano_arguments, **fields):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_wave(path, samples, RATE, guano=guano(*guano_arguments, **fields) if guano_arguments else None)

    def setUp(self):
        super().setUp()
        quiet = np.random.default_rng(9).normal(0, 1e-4, RATE // 10)
        click = quiet.copy()
        click[len(click) // 2:len(click) // 2 + 4] = 0.9
        self.sound("Pond/2024-05-16/a.wav", call(0.4, calls=4, seed=1), "2024-05-16T21:30:00+02:00", "47.38 8.54",
                   Make="Wildlife Acoustics", Model="SM4", Note="by the reeds")
        self.sound("Pond/2024-05-16/b.wav", quiet, "2024-05-17T04:10:00+02:00", "47.38 8.54", Make="AudioMoth")
        self.sound("Pond/2024-05-16/c.wav", np.zeros(RATE // 10), "2024-05-17T13:00:00+02:00", "47.38 8.54")
        self.sound("Wood/DATA/d.wav", call(0.4, calls=3, seed=2), "2024-05-17T10:00:00Z", "-41.3 174.8")
        self.sound("e.wav", call(0.4, calls=2, seed=3))
        self.run_ok("-q", "bulk", "Pond", "Wood", "--owner", "ana", "--public")
        self.run_ok("ingest", "e.wav", "--owner", "ana")
        self.ids = {r["name"][0]: r["id"] for r in self.get("/recording/").json}

    def names(self, query="", token=None):
        reply = self.get("/recording/?" + query, token)
        self.assertEqual(reply.status, 200, reply.body)
        found = "".join(r["name"][0] for r in reply.json)
        found = found if "sort" in query else "".join(sorted(found))  # ids are in the order of a race
        if "limit" not in query:
            self.assertEqual(reply.headers["X-Total-Count"], str(len(found)))
        return found

    def identify(self, name, token=None, **body):
        reply = self.request("PUT", f"/api/v1/recording/{self.ids[name]}/identification", token or self.ana, body)
        self.assertEqual(reply.status, 200, reply.body)

    def annotate(self, name, species, token=None):
        self.request("PUT", f"/api/v1/recording/{self.ids[name]}/annotations", token or self.ana, {
            "annotation": {"start_time": 1, "end_time": 2, "low_freq": 3, "high_freq": 4}, "species_ids": species})


class Filters(Vetting):
    def test_sites_and_nights(self):
        self.assertEqual(self.names("site=Pond"), "abc")
        self.assertEqual(self.names("site=Wood"), "d")
        self.assertEqual(self.names("site=pond"), "")
        self.assertEqual(self.names("night=2024-05-16"), "ab")
        self.assertEqual(self.names("night=2024-05-17"), "cd")  # d: 22:00 where it was recorded
        self.assertEqual(self.names("site=Pond&night=2024-05-17"), "c")
        self.assertEqual(self.names("night="), "e")
        detail = self.get(f"/recording/{self.ids['a']}").json
        self.assertEqual((detail["site"], detail["night"]), ("Pond", "2024-05-16"))
        self.request("PATCH", f"/api/v1/recording/{self.ids['a']}", self.ana, {"recorded_date": "2024-05-20T01:00:00"})
        self.assertEqual(self.names("night=2024-05-19"), "a")
        for wrong in ("2024-5-16", "2024-13-01", "yesterday", "2024-05-16T00:00"):
            self.assertEqual(self.get(f"/recording/?night={wrong}").status, 400)

    def test_verdicts(self):
        self.assertEqual(self.names("verdict=calls"), "ad")
        self.assertEqual(sorted(self.names("verdict=noise") + self.names("verdict=empty")), ["b", "c"])
        self.assertIn("c", self.names("verdict=empty"))
        self.assertEqual(self.names("verdict=unknown"), "e")
        self.assertEqual(self.get("/recording/?verdict=bats").status, 400)
        calls = self.get(f"/recording/{self.ids['a']}/calls").json["calls"]
        loudest = max(c["snr"] for c in calls)  # rounded, so several may have it
        found = {r["name"][0]: r for r in self.get("/recording/?include=verdict,calls,peak_freq,site").json}
        self.assertEqual((found["a"]["verdict"], found["a"]["calls"]), ("calls", len(calls)))
        self.assertIn(round(found["a"]["peak_freq"]), [c["peak_freq"] for c in calls if c["snr"] == loudest])
        self.assertEqual((found["c"]["verdict"], found["c"]["calls"], found["c"]["peak_freq"]), ("empty", 0, None))
        self.assertEqual((found["e"]["verdict"], found["e"]["calls"], found["e"]["peak_freq"]), (None, None, None))
        self.get(f"/recording/{self.ids['e']}/calls")  # finds and stores them
        self.assertEqual(self.names("verdict=calls"), "ade")

    def test_faint_calls(self):
        self.assertEqual(self.names("faint=true"), "")
        with contextlib.closing(sqlite3.connect(self.store)) as db, db:
            db.execute("UPDATE call_set SET max_snr_db = 14.9 WHERE recording_id = ?", (self.ids["d"],))
        self.assertEqual((self.names("faint=true"), self.names("faint=false")), ("d", "abce"))
        self.assertEqual(self.get("/recording/?faint=yes").status, 400)

    def test_vetted_is_the_callers(self):
        self.identify("a", species=["MYLU"])
        self.identify("b", reviewed=True)
        self.identify("c", comments="look again")
        self.identify("d", self.bob, kind="noise")
        self.assertEqual((self.names("vetted=true"), self.names("vetted=false")), ("ab", "cde"))
        self.assertEqual((self.names("vetted=true", self.bob), self.names("vetted=false", self.bob)), ("d", "abc"))
        found = {r["name"][0]: r for r in self.get("/recording/?include=identification,vetted").json}
        self.assertEqual([s["species_code"] for s in found["a"]["identification"]["species"]], ["MYLU"])
        self.assertEqual((found["d"]["identification"]["kind"], found["d"]["identification"]["version"]), (None, 0))
        self.assertEqual(sorted(n for n in found if found[n]["vetted"]), ["a", "b"])

    def test_species_of_any_user(self):
        self.annotate("a", [1, 2])
        self.annotate("b", [3], self.bob)
        self.identify("d", self.bob, species=["EPFU"])
        species = {s["id"]: s["species_code"] for s in self.get("/species/").json}
        self.assertEqual(self.names("species=1"), "a")
        self.assertEqual(self.names(f"species={species[3]}"), "b")
        self.assertEqual(self.names("species=epfu,2"), "ad")
        self.assertEqual(self.names("species=MYSP"), "")
        for wrong in ("XXXX", ""):
            self.assertEqual(self.get(f"/recording/?species={wrong}").status, 400)

    def test_equipment(self):
        self.assertEqual(self.names("equipment=sm4"), "a")
        self.assertEqual(self.names("equipment=audiomoth"), "b")

    def test_search_covers_all_fields(self):
        self.annotate("b", [s["id"] for s in self.get("/species/").json if s["species_code"] == "MYLU"])
        self.identify("d", species=["EPFU"])
        self.request("PATCH", f"/api/v1/recording/{self.ids['c']}", self.ana, {"grts_cell_id": 98765})
        for text, expected in (("A.WAV", "a"), ("2024-05-17", "bcd"), ("wildlife", "a"), ("REEDS", "a"), ("pond", "abc"),
                               ("wood", "d"), ("98765", "c"), ("174.8", "d"), ("mylu", "b"), ("myotis+lucif", "b"),
                               ("big+brown", "d"), ("pond+sm4", "a"), ("pond+wood", ""), ("ana", "abcde"), ("%25", ""),
                               ("+", "abcde")):
            self.assertEqual(self.names("search=" + text), expected, text)
        self.assertEqual(self.names("search=pond", self.bob), "abc")
        self.assertEqual(self.get("/recording/?search=" + "+".join("abcdefghijk")).status, 400)

    def test_pages_and_order_of_a_selection(self):
        self.assertEqual([self.names(f"site=Pond&sort=-name&limit=2&offset={i}") for i in range(4)],
                         ["cb", "ba", "a", ""])
        reply = self.get("/recording/?site=Pond&limit=1")
        self.assertEqual((len(reply.json), reply.headers["X-Total-Count"]), (1, "3"))
        counts = [r["calls"] for r in self.get("/recording/?sort=-calls&include=calls&verdict=calls").json]
        self.assertEqual(counts, sorted(counts, reverse=True))
        self.assertEqual(self.names("sort=site&site=Wood"), "d")
        for wrong in ("include=everything", "include=status,,site", "sort=snr"):
            self.assertEqual(self.get("/recording/?" + wrong).status, 400, wrong)

    def test_only_what_the_caller_may_see(self):
        for query in ("", "vetted=false", "search=wav", "verdict=unknown", "night="):
            self.assertNotIn("e", self.names(query, self.bob))


class Sites(Vetting):
    def test_where_a_site_comes_from(self):
        self.sound("x/Camp/20240516/NABat.wav", call(seed=20), "2024-05-16T22:00:00", **{"NABat|Site_Name": "Stated"})
        self.sound("x/Camp/20240516/1234_Named_20240516_220000.wav", call(seed=21))
        self.sound("x/Camp/20240516/Data/plain.wav", call(seed=22))
        self.run_ok("ingest", "x", "--owner", "ana")
        found = {r["name"]: r["site"] for r in self.get("/recording/?include=site").json}
        self.assertEqual([found[n] for n in ("NABat.wav", "1234_Named_20240516_220000.wav", "plain.wav")],
                         ["Stated", "Named", "Camp"])
        number = self.upload(self.wave("up.wav", 23)).json["id"]
        self.assertIsNone(self.get(f"/recording/{number}").json["site"])
        self.assertEqual(self.names("site="), "u")
        (self.folder / "y/Moved").mkdir(parents=True)
        (self.folder / "x/Camp/20240516/Data/plain.wav").rename(self.folder / "y/Moved/plain.wav")
        self.run_ok("ingest", "y", "--owner", "ana")
        self.assertEqual(self.names("site=Moved"), "p")


class Nights(Vetting):
    def test_nights_are_counted_by_verdict(self):
        self.identify("a", kind="noise")
        nights = {(n["site"], n["night"]): n for n in self.get("/nights").json}
        self.assertEqual([key for key in nights if key[1]], [("Pond", "2024-05-16"), ("Pond", "2024-05-17"), ("Wood", "2024-05-17")])
        pond = nights["Pond", "2024-05-16"]
        self.assertEqual((pond["recordings"], pond["calls"], pond["noise"] + pond["empty"], pond["unknown"],
                          pond["vetted"]), (2, 1, 1, 0, 1))
        self.assertEqual((pond["first"], pond["last"]), ("2024-05-16T21:30:00", "2024-05-17T04:10:00"))
        self.assertEqual(sum(n["unknown"] for n in nights.values()), 1)
        # Zürich: 20:57 and 05:46 (almanacs); in New Zealand the recorder ran on UTC.
        self.assertRegex(pond["sunset"], "^2024-05-16T20:5[5-9]:")
        self.assertRegex(pond["sunrise"], "^2024-05-17T05:4[4-8]:")
        self.assertEqual((pond["utc_offset"], nights["Wood", "2024-05-17"]["utc_offset"]), ("+02:00", "+12:00"))
        self.assertEqual(self.get("/nights", self.bob).json[0]["vetted"], 0)
        reply = self.get("/nights?limit=1&offset=1", self.bob)
        self.assertEqual((reply.json[0]["night"], reply.headers["X-Total-Count"]), ("2024-05-17", "3"))
        self.assertEqual([n["recordings"] for n in self.get("/nights?verdict=calls&site=Pond").json], [1])

    def test_a_night_has_its_strip(self):
        night = self.get("/night?site=Pond&night=2024-05-16").json
        self.assertEqual([(r["id"], r["time"], r["duration"]) for r in night["strip"]],
                         [(self.ids["a"], "2024-05-16T21:30:00", 400), (self.ids["b"], "2024-05-17T04:10:00", 100)])
        self.assertEqual((night["strip"][0]["verdict"], night["strip"][0]["vetted"]), ("calls", False))
        reply = self.get("/night?site=Pond&night=2024-05-16&verdict=calls")
        self.assertEqual((reply.json["recordings"], len(reply.json["strip"]), reply.headers["X-Total-Count"]),
                         (2, 1, "1"))
        self.assertEqual(len(self.get("/night?site=Pond&night=2024-05-16&limit=1&offset=1").json["strip"]), 1)
        wood = self.get("/night?site=Wood&night=2024-05-17").json
        self.assertEqual((wood["strip"][0]["time"], wood["first"]), 2 * ("2024-05-17T22:00:00",))
        self.assertEqual(self.get("/night?site=Pond&night=2024-05-18").status, 404)
        self.assertEqual(self.get("/night?site=Pond").status, 400)


class Many(ServiceTest):
    COUNT = 10_000 if SANITIZED else 100_000

    def cpu_seconds(self):
        """Of the server: unlike time on the clock, hardly more on a loaded machine."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def test_lists_of_a_hundred_thousand_recordings_take_little_time(self):
        number = self.upload(self.wave("x.wav", 1)).json["id"]
        version = self.get(f"/recording/{number}/calls").json["detector"]["version"]
        self.request("DELETE", f"/api/v1/recording/{number}", self.ana)
        with contextlib.closing(sqlite3.connect(self.store)) as db, db:
            db.executemany("""INSERT INTO recording (id, hash, owner_id, public, name, path, file_size, file_mtime_ns,
                header_rate_hz, time_expansion, sample_rate_hz, channels, samples, recorded_at, equipment, site,
                metadata, created, modified) VALUES (?, randomblob(32), 1, 0, ?, NULL, 1, 1, 256000, 1, 256000, 1,
                256000, ?, 'SM4', ?, ?, '', '')""", ((i, f"SMU_{i:06}.wav",
                f"2024-05-{1 + i // 20 % 28:02}T22:00:00", f"S{i % 20}", '{"x": "' + "y" * 800 + '"}')
                for i in range(1, self.COUNT + 1)))
            db.execute("INSERT INTO call_set (recording_id, detector_version, has_peaks, created, listed)"
                       " SELECT id, ?, id % 3 > 0, '', id % 2 FROM recording", (version,))
            db.execute("INSERT INTO identification (recording_id, owner_id, kind, reviewed, comments, version, created,"
                       " modified) SELECT id, 1, 'noise', 0, '', 1, '', '' FROM recording WHERE id % 2")
        half = str(self.COUNT // 2)
        for path, total in (("/recording/?limit=50&verdict=calls&include=verdict,calls,identification", half),
                            ("/recording/?limit=50&vetted=false", half), ("/recording/?limit=50&search=sm4+_0012", "100"),
                            ("/recording/?limit=48&site=S3&night=2024-05-07&include=verdict", None),
                            ("/nights", None), ("/night?site=S3&night=2024-05-07&verdict=calls", None)):
            before = self.cpu_seconds()
            reply = self.request("GET", "/api/v1" + path, self.ana, timeout=1200)
            # Each takes 0.01 to 0.4 s; a scan per row would take minutes.
            self.assertLess(self.cpu_seconds() - before, 20, path)
            self.assertEqual(reply.status, 200)
            if total:
                self.assertEqual(reply.headers["X-Total-Count"], total, path)


if __name__ == "__main__":
    unittest.main()
