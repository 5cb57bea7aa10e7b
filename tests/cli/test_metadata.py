# SPDX-License-Identifier: GPL-3.0-or-later
"""Metadata of recorders: chunks, file names and sidecars; and species in them as annotations."""
import json
import struct
import unittest

import numpy as np

from program import SHARED, ProgramTest, call, noctule, rows, write_wave

MOTH = ("Recorded at 19:31:30 03/09/2024 (UTC+1) by AudioMoth 24E144055E080032 at medium gain while"
        " battery was 4.3V and temperature was -0.7C.")


def chunk(name, body):
    return name + struct.pack("<I", len(body)) + body


def padded(text, size):
    return text.encode().ljust(size, b"\0")


def info(**texts):
    return chunk(b"LIST", b"INFO" + b"".join(
        chunk(name.encode(), padded(text, len(text) + 1 + (len(text) + 1) % 2)) for name, text in texts.items()))


def bext(description="", originator="", date="", time=""):
    return chunk(b"bext", padded(description, 256) + padded(originator, 32) + bytes(32)
                 + padded(date, 10) + padded(time, 8) + bytes(264))


def cart(date, time):
    return chunk(b"cart", b"0101" + bytes(448) + padded(date, 10) + padded(time, 8) + bytes(1578))


def xmp(attributes, elements=""):
    return chunk(b"_PMX", (f'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>'
                           f'<rdf:Description rdf:about="" {attributes}>{elements}</rdf:Description>'
                           f"</rdf:RDF></x:xmpmeta>").encode())


def wamd(*records, version=1):
    body = b"".join(struct.pack("<HI", number, len(value)) + value
                    for number, value in ((0, struct.pack("<H", version)), *records))
    return chunk(b"wamd", body)


class Metadata(ProgramTest):
    def make(self, name, *chunks, guano=None, seed=0):
        """A recording with chunks behind its samples, outside the RIFF size."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_wave(path, call(seed=seed), 256_000, guano)
        path.write_bytes(path.read_bytes() + b"".join(chunks))
        return path

    def ingested(self, path, *options):
        self.run_ok("ingest", path, *options)
        columns = "recorded_at, equipment, comments, latitude, longitude, grts_cell, metadata"
        row = rows(self.store, f"SELECT {columns} FROM recording ORDER BY id DESC LIMIT 1")[0]
        return *row[:6], json.loads(row[6])

    def test_audiomoth(self):
        date, equipment, comments, *_, metadata = self.ingested(
            self.make("a.wav", info(ICMT=MOTH, IART="AudioMoth 24E144055E080032")))
        self.assertEqual((date, equipment, comments),
                         ("2024-09-03T19:31:30+01:00", "AudioMoth 24E144055E080032", None))
        self.assertEqual(metadata["details"],
                         {"serial": "24E144055E080032", "gain": "medium", "battery_v": 4.3,
                          "temperature_c": -0.7})
        self.assertEqual(metadata["source"]["recorded_date"], "icmt")
        self.assertEqual(metadata["source"]["equipment"], "iart")
        self.assertEqual(metadata["source"]["temperature_c"], "icmt")
        self.assertEqual(metadata["info"]["ICMT"], MOTH)

    def test_d500x_text_in_place_of_the_first_samples(self):
        path = self.make("M1.WAV")
        text = ("File Name:         M1.WAV\r\nFile Time:         170804 21:51:20\r\n"
                "FW Version:        D500X V2.2.8 160421, 19:37:34\r\nS/N:               50147\r\n"
                "LAT:               55 46 30 S\r\nLON:               014 06 00 E\r\nTIMEZONE:          +01\r\n")
        sound = bytearray(path.read_bytes())
        for at, part in ((44 + 196, "D500X V2.2.8"), (512, text)):
            sound[at:at + len(part) + 1] = part.encode() + b"\0"
        path.write_bytes(sound)
        date, equipment, _, latitude, longitude, _, metadata = self.ingested(path)
        self.assertEqual((date, equipment), ("2017-08-04T21:51:20", "Pettersson D500X"))
        self.assertEqual((latitude, longitude), (-55.775, 14.1))
        self.assertEqual(metadata["details"], {"firmware": "D500X V2.2.8 160421, 19:37:34", "serial": "50147",
                                               "time_zone": "+01"})
        self.assertEqual({metadata["source"][name] for name in ("recorded_date", "equipment", "location", "serial")},
                         {"d500x"})
        sound[512:526] = b"File Time:  xx"
        path.write_bytes(sound)
        self.assertIsNone(self.ingested(path)[0])

    def test_samples_that_end_before_the_text_of_a_d500x(self):
        path = self.folder / "short.wav"
        write_wave(path, np.zeros(100), 256_000)
        sound = bytearray(path.read_bytes())
        sound[60:65] = b"D500X"
        path.write_bytes(sound)
        self.assertIsNone(self.ingested(path)[0])

    def test_older_audiomoth_comments(self):
        for seed, (text, date, gain) in enumerate((
                ("Recorded at 12:21:00 10/02/2021 (UTC) by AudioMoth 24E144085F256717 at gain setting"
                 " 2 while battery state was 3.9V", "2021-02-10T12:21:00Z", "2"),
                ("Recorded at 12:21:00.500 10/02/2021 (UTC-5:30) by AudioMoth 24E144085F256717 at"
                 " low-medium gain while battery was greater than 4.9V and temperature was 3.0C.",
                 "2021-02-10T12:21:00.500-05:30", "low-medium"))):
            found = self.ingested(self.make(f"{seed}.wav", info(ICMT=text), seed=seed))
            self.assertEqual((found[0], found[6]["details"]["gain"]), (date, gain))

    def test_bext_cart_and_xmp(self):
        date, equipment, comments, *_, metadata = self.ingested(self.make(
            "a.wav", bext("Garden", "Avisoft-RECORDER", "2013:01:18", "21-31-05"),
            cart("2012-01-01", "00:00:00")))
        self.assertEqual((date, equipment, comments),
                         ("2013-01-18T21:31:05", "Avisoft-RECORDER", "Garden"))
        self.assertEqual(set(metadata["source"].values()), {"bext", "header"})
        found = self.ingested(self.make("b.wav", cart("2012-01-02", "03:04:05"), seed=1))
        self.assertEqual((found[0], found[6]["source"]["recorded_date"]),
                         ("2012-01-02T03:04:05", "cart"))
        found = self.ingested(self.make(
            "c.wav", xmp('xmp:CreateDate="2014-05-06T07:08:09+02:00" xmp:CreatorTool="A &amp; B"',
                         "<xmp:ModifyDate>2020-01-01</xmp:ModifyDate>"), seed=2))
        self.assertEqual(found[0], "2014-05-06T07:08:09+02:00")
        self.assertEqual(found[6]["xmp"]["xmp:ModifyDate"], "2020-01-01")
        self.assertEqual(found[6]["details"]["software"], "A & B")

    def test_nabat_fields_in_both_spellings_and_in_names(self):
        for seed, (guano, cell, site, place) in enumerate((
                ("NABat|Latitude: 45.5\nNABat|Longitude: -93.25\nNABat|Grid Cell GRTS ID: 123\n"
                 "NABat|Site Name: NE1", 123, "NE1", (45.5, -93.25)),
                ("NABAT|Grts Id: 456\nNABAT|Site name: SW", 456, "SW", (None, None)))):
            found = self.ingested(self.make(f"{seed}.wav", guano="GUANO|Version: 1.0\n" + guano, seed=seed))
            self.assertEqual((found[5], found[6]["details"]["site"], found[3:5]), (cell, site, place))
            self.assertEqual(found[6]["source"]["grts_cell"], "guano")
        found = self.ingested(self.make("31414_NE_1_20180723_213045.wav", seed=5))
        self.assertEqual((found[0], found[5], found[6]["details"]["site"]),
                         ("2018-07-23T21:30:45", 31414, "NE_1"))
        self.assertEqual(found[6]["source"]["grts_cell"], "file name")
        found = self.ingested(self.make("SMU01770-2_20240416_022448.wav", seed=6))
        self.assertEqual((found[5], "details" in found[6]), (None, False))

    def test_lengths_in_ms(self):
        for seed, (length, expected) in enumerate((("0.05", 50), ("50", 50), ("50.0", 50))):
            found = self.ingested(self.make(f"{seed}.wav", guano=f"Length: {length}", seed=seed))
            self.assertEqual(found[6]["details"]["length_ms"], expected)

    def test_positions_with_different_signs(self):
        path = self.make("a.wav", wamd((6, b"WGS84,51.38466,N,2.75470,E\0")),
                         guano="Loc Position: 51.38466 -2.75470")
        result = noctule("--store", self.store, "ingest", path, "--json")
        self.assertIn("different signs", result.json[0]["warnings"][0])
        self.assertEqual(rows(self.store, "SELECT latitude, longitude FROM recording"),
                         [(51.38466, -2.7547)])
        same = self.make("b.wav", wamd((6, b"WGS84,51.38466,N,2.75470,W")),
                         guano="Loc Position: 51.38466 -2.75470", seed=1)
        self.assertNotIn("warnings", self.ingested(same)[6])

    def test_all_records_of_wamd(self):
        records = [(1, b"SM4BAT\0"), (2, b"S4U1"), (3, b"R2.2"), (4, b"POND"), (5, b"2020-05-06 21:30:00.250+02:00"),
                   (7, b"track"), (8, b"Kaleidoscope 5"), (9, b"licence"), (0x0A, b"notes"),
                   (0x0D, b"RIFF\1\2"), (0x0E, b"stats"), (0x0F, b"\1\0"), (0x10, b"\0\1"), (0x11, b"\2"),
                   (0x12, b"U2"), (0x13, b"-36.0"), (0x14, b"WGS84,-33.5,151.25,80"), (0x15, b"12.5C"),
                   (0x16, b"+9.5C"), (0x17, b"80.2%RH"), (0x18, b"200lm"), (0x22, b"\1" * 128),
                   (0x99, b"unknown"), (0xFFFF, b"\0")]
        # Behind a chunk of odd size without padding.
        found = self.ingested(self.make("a.wav", chunk(b"junk", b"odd"), wamd(*records)))
        self.assertEqual(found[:5], ("2020-05-06T21:30:00.250+02:00", "SM4BAT", "notes", -33.5, 151.25))
        metadata = found[6]
        self.assertEqual(metadata["details"],
                         {"serial": "S4U1", "firmware": "R2.2", "software": "Kaleidoscope 5",
                          "microphone": "U2", "sensitivity": "-36.0", "temperature_c": 12.5,
                          "temperature_external_c": 9.5, "humidity_percent": 80.2})
        self.assertEqual(set(metadata["source"].values()), {"wamd", "header"})
        self.assertEqual(metadata["wamd"]["voice_note"], "6 bytes")
        self.assertEqual(metadata["wamd"]["mini_configuration"], "128 bytes")
        self.assertEqual(len(metadata["wamd"]), len(records) - 2 + 1)
        newer = self.make("b.wav", wamd((1, b"SM9"), version=2), seed=1)
        self.assertIsNone(self.ingested(newer)[1])

    BATLOGGER = """<?xml version="1.0"?>
<BatRecord><Firmware>2.0</Firmware><SN>1016</SN><Filename>10160435.wav</Filename>
<DateTime>28.04.2010 21:31:29</DateTime><Temperature>26 C</Temperature>
<BattVoltage>3.92 V</BattVoltage><GPS><Valid>%s</Valid><Position>47.056358 8.251432</Position>
<Altitude>475.299988 m</Altitude></GPS><Trigger><TRIG_MODE>Crest</TRIG_MODE></Trigger></BatRecord>"""

    def test_batlogger(self):
        (self.folder / "10160435.xml").write_text(self.BATLOGGER % "yes")
        found = self.ingested(self.make("10160435.wav"))
        self.assertEqual(found[:5], ("2010-04-28T21:31:29", "Batlogger", None, 47.056358, 8.251432))
        self.assertEqual(found[6]["details"],
                         {"serial": "1016", "firmware": "2.0", "temperature_c": 26,
                          "battery_v": 3.92, "elevation_m": 475.299988})
        self.assertEqual(set(found[6]["source"].values()), {"batlogger", "header"})
        self.assertEqual(found[6]["batlogger"]["Trigger|TRIG_MODE"], "Crest")
        (self.folder / "b.XML").write_text(self.BATLOGGER % "never")
        self.assertEqual(self.ingested(self.make("b.wav", seed=1))[3:5], (None, None))
        for i, other in enumerate(("<Other><SN>1</SN></Other>", "<BatRecord><SN>", "", "<" * 10000)):
            (self.folder / f"c{i}.xml").write_text(other)
            self.assertIsNone(self.ingested(self.make(f"c{i}.wav", seed=2 + i))[0])

    def test_zones_for_dates_without_one(self):
        summer, winter = (self.make(f"a_{day}_213000.wav", seed=i)
                          for i, day in enumerate(("20230701", "20231201")))
        stated = self.make("b.wav", guano="Timestamp: 2023-07-01 21:30:00+3:00", seed=3)
        self.run_ok("ingest", summer, winter, stated, "--zone", "Europe/Berlin")
        dates = "SELECT recorded_at, metadata ->> '$.source.zone' FROM recording ORDER BY name"
        self.assertEqual(rows(self.store, dates),
                         [("2023-07-01T21:30:00+02:00", "command line"),
                          ("2023-12-01T21:30:00+01:00", "command line"),
                          ("2023-07-01T21:30:00+03:00", None)])
        plain = self.make("c_20230701_213000.wav", seed=4)
        self.run_ok("ingest", plain)
        self.assertIn("corrected", self.run_ok("ingest", plain, "--zone", "-0530").text)
        self.assertIn("known", self.run_ok("ingest", plain, "--zone", "+2").text)
        self.assertEqual(rows(self.store, dates)[3], ("2023-07-01T21:30:00-05:30", "command line"))
        self.run_failing(2, "not a time zone", "ingest", plain, "--zone", "Mars/Olympus")

    def test_species_in_the_file_become_annotations_once(self):
        path = self.make("a.wav", wamd((0x0B, b"EPFU"), (0x0C, b"NoSuchBat")),
                         guano="Species Auto ID: MYLU, Gnat\nSpecies Manual ID: Myotis lucifugus"
                               "\nSpecies Manual ID: LANO")
        for _ in range(2):
            self.run_ok("ingest", path)
        tags = rows(self.store, """
            SELECT user.name, comments, start_time_ms, end_time_ms, low_hz, high_hz,
              (SELECT group_concat(species_code) FROM annotation_species JOIN species
               ON species.id = species_id WHERE annotation_id = annotation.id)
            FROM annotation JOIN user ON user.id = owner_id ORDER BY annotation.id""")
        box = (0, 50, 0, 128_000)
        self.assertEqual([(*tag[:6], set((tag[6] or "").split(","))) for tag in tags],
                         [("guano", "automatic: Gnat", *box, {"MYLU"}),
                          ("guano", "manual", *box, {"MYLU", "LANO"}),
                          ("wamd", "automatic", *box, {"EPFU"}),
                          ("wamd", "manual: NoSuchBat", *box, {""})])
        self.run_ok("-q", "bulk", "--export", "out", "--export-format", "csv,guano")
        table = (self.folder / "out/a.annotations.csv").read_text()
        self.assertEqual(table.count(",guano\n") + table.count(",wamd\n"), 4)
        copy = (self.folder / "out/a.guano.wav").read_bytes()
        self.assertIn(b"Species Auto ID: MYLU, Gnat", copy)
        self.assertNotIn(b"EPFU, ", copy)

    def test_sidecars_carry_all_metadata(self):
        self.make("night/a.wav", info(ICMT=MOTH))
        self.run_ok("-q", "bulk", "night", "--export", "out", "--location", "1,2")
        sidecar = json.loads((self.folder / "out/a.spectrogram.json").read_text())
        stored = json.loads(rows(self.store, "SELECT metadata FROM recording")[0][0])
        self.assertEqual(sidecar["metadata"], stored)
        self.assertEqual(stored["source"]["location"], "command line")
        self.assertEqual((sidecar["recorded_date"], sidecar["equipment"]),
                         ("2024-09-03T19:31:30+01:00", "AudioMoth"))

    @unittest.skipUnless((SHARED / "recordings").is_dir(), "needs the shared recordings")
    def test_real_recordings(self):
        found = self.ingested(SHARED / "recordings/AudiomothNoBatCalls.WAV")
        self.assertEqual(found[:2], ("2024-09-03T19:31:30+01:00", "Open Acoustic Devices AudioMoth"))
        self.assertEqual(found[6]["details"]["gain"], "medium")
        self.assertEqual(found[6]["source"]["gain"], "icmt")
        self.assertEqual(found[6]["source"]["temperature_c"], "guano")
        found = self.ingested(SHARED / "recordings/SMU01770-2_20240416_022448.wav")
        self.assertEqual((found[0], found[6]["details"]["length_ms"]), ("2024-04-16T02:24:48+01:00", 3008))
        self.assertEqual(found[6]["wamd"]["mini_schedule"], "128 bytes")


if __name__ == "__main__":
    unittest.main()
