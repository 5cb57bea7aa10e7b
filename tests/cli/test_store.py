# SPDX-License-Identifier: GPL-3.0-or-later
"""The store as a file: identification, opening, and what modifies it."""
import contextlib
import hashlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

from program import NOCTULE, ROOT, ProgramTest, noctule, rows

APPLICATION_ID = 0x6E6F6374


class StoreTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.wave("n/a.wav", seed=1)
        self.wave("n/b.wav", seed=2)

    def bulk(self, *arguments):
        result = noctule("--store", self.store, "bulk", "n", *arguments, cwd=self.folder)
        self.assertEqual(result.code, 0, result.err)

    def change(self, *statements, store=None):
        with contextlib.closing(sqlite3.connect(store or self.store)) as db:
            for statement in statements:
                db.execute(statement)
            db.commit()

    def fingerprint(self):
        """The bytes of the store and the names of the files next to it."""
        return (hashlib.sha256(self.store.read_bytes()).hexdigest(),
                sorted(name for name in os.listdir(self.folder) if name.startswith("n.db")))

    def older_store(self):
        """A store as created by the first release."""
        self.change(*[line for file in ("0001_tables.sql", "0002_species.sql")
                      for line in self.statements(file)],
                    "PRAGMA user_version = 2", "PRAGMA journal_mode = WAL")

    @staticmethod
    def statements(name):
        text, out = (ROOT / "schema" / name).read_text(), []
        for line in text.splitlines(keepends=True):
            out = out or [""]
            out[-1] += line
            if sqlite3.complete_statement(out[-1]):
                out.append("")
        return [statement for statement in out if statement.strip()]


class Foreign(StoreTest):
    def test_the_database_of_another_program_is_rejected_and_unchanged(self):
        self.change("CREATE TABLE mine (x)", "INSERT INTO mine VALUES (1)")
        before = self.fingerprint()
        for command in (["bulk", "n"], ["ingest", "n"], ["bulk", "--dry-run"], ["token", "list"],
                        ["token", "create", "ana"], ["render", "--id", 1], ["serve", "--port", 0]):
            self.run_failing(3, "not a noctule store", *command)
            self.assertEqual(self.fingerprint(), before, command)
        self.change("PRAGMA application_id = 1196444487")
        self.run_failing(3, "not a noctule store", "ingest", "n")

    def test_a_store_is_identified_by_its_application_id(self):
        self.bulk()
        self.assertEqual(rows(self.store, "PRAGMA application_id"), [(APPLICATION_ID,)])

    def test_an_empty_database_cannot_be_read_but_can_become_a_store(self):
        self.store.touch()
        self.run_failing(3, "not a noctule store", "bulk", "--dry-run")
        self.bulk()

    def test_paths_that_are_not_files(self):
        for name in ("", ":memory:", "file:x.db?mode=memory"):
            result = noctule("--store", name, "ingest", "n", cwd=self.folder)
            self.assertEqual((result.code, result.err.count("\n")), (2, 1), result.err)
        self.assertEqual(os.listdir(self.folder), ["n"])
        result = noctule("--store", self.folder / "n", "bulk")
        self.assertEqual(result.code, 3)
        self.assertIn("is not a file", result.err)


class Mistyped(StoreTest):
    def test_a_mistyped_store_or_path_is_an_error(self):
        self.run_failing(3, "no store", "bulk", "--dry-run")
        self.run_failing(3, "no store", "bulk")
        self.bulk()
        self.run_failing(1, "no such file", "bulk", "nights/", "--dry-run")
        result = noctule("--store", "other.db", "render", "--id", 1, cwd=self.folder)
        self.assertEqual(result.code, 3)
        self.assertFalse((self.folder / "other.db").exists())


class ReadOnly(StoreTest):
    def test_a_dry_run_does_not_modify_the_store(self):
        self.bulk()
        self.wave("n/c.wav", seed=3)
        before = self.fingerprint()
        lines = self.run_ok("bulk", "n", "--dry-run", "--colormap", "gray").lines
        self.assertEqual([line.split("\t")[1] for line in lines], ["not computed"] * 3)
        self.assertEqual(self.fingerprint(), before)

    def test_a_dry_run_on_an_older_schema_migrates_a_copy(self):
        self.older_store()
        before = self.fingerprint()
        self.assertEqual(self.run_ok("bulk", "n", "--dry-run").text.count("not computed"), 2)
        self.assertEqual(self.fingerprint(), before)
        self.assertEqual(rows(self.store, "PRAGMA user_version"), [(2,)])
        self.bulk()
        self.assertEqual(rows(self.store, "PRAGMA application_id"), [(APPLICATION_ID,)])

    def test_a_dry_run_during_a_write_sees_committed_data(self):
        self.bulk()
        with contextlib.closing(sqlite3.connect(self.store)) as db:
            db.execute("UPDATE recording SET path = '/moved/x.wav' WHERE id = 1")
            db.commit()
            self.assertTrue((self.folder / "n.db-wal").stat().st_size > 0)
            self.assertIn("/moved/x.wav", self.run_ok("bulk", "--dry-run").text)

    @unittest.skipUnless(os.geteuid() == 0, "needs root to become another user")
    def test_a_read_only_store_can_be_listed_and_exported(self):
        self.bulk()
        for leave_log in (False, True):
            if leave_log:  # as left by a killed process
                copy = self.folder / "copy.db"
                with contextlib.closing(sqlite3.connect(self.store)) as db:
                    db.execute("UPDATE recording SET comments = 'in the log'")
                    db.commit()
                    for suffix in ("", "-wal"):
                        shutil.copy(f"{self.store}{suffix}", f"{copy}{suffix}")
                for suffix in ("", "-wal"):
                    os.replace(f"{copy}{suffix}", f"{self.store}{suffix}")
            self.store.chmod(0o444)
            self.folder.chmod(0o555)
            out = tempfile.mkdtemp(prefix="noctule-test.")
            self.addCleanup(shutil.rmtree, out)
            os.chown(out, 65534, 65534)

            def nobody(*arguments):
                return subprocess.run([NOCTULE, "--store", str(self.store), *arguments], cwd=out,
                                      capture_output=True, user=65534, group=65534,
                                      extra_groups=[], text=True)
            before = self.fingerprint()
            listed = nobody("bulk", "--dry-run")
            self.assertEqual((listed.returncode, listed.stdout.count("\n")), (0, 2), listed.stderr)
            self.assertEqual(nobody("bulk", "--export", f"{out}/e").returncode, 0)
            self.assertEqual(len(os.listdir(f"{out}/e")), 4)
            self.assertEqual(nobody("render", "--id", "1", "-o", f"{out}/a.jpg").returncode, 0)
            self.assertEqual(nobody("token", "list").returncode, 0)
            for command in (["bulk", "--colormap", "gray"], ["token", "create", "x"],
                            ["ingest", "--remove", "--id", "1", "--yes"]):
                refused = nobody(*command)
                self.assertEqual(refused.returncode, 3, refused.stderr)
                self.assertIn("cannot be written", refused.stderr)
            self.assertEqual(self.fingerprint(), before)


class Migration(StoreTest):
    def test_annotations_survive_with_their_ids_and_species(self):
        self.older_store()
        self.change("INSERT INTO user VALUES (1, 'ana', '')",
                    "INSERT INTO recording (id, hash, owner_id, name, path, file_size, file_mtime_ns, header_rate_hz,"
                    " time_expansion, sample_rate_hz, channels, samples, created, modified)"
                    " VALUES (3, x'00', 1, 'a.wav', '/x/a.wav', 1, 1, 256000, 1, 256000, 1, 256000, '', '')",
                    "INSERT INTO annotation VALUES (7, x'11', 3, 1, 1.5, 2.5, 3, 4, 'sweep', 'c', 'm')",
                    "INSERT INTO annotation_species VALUES (7, 1), (7, 2)")
        self.run_ok("-q", "token", "create", "ana")
        self.assertEqual(rows(self.store, "SELECT id, hex(uid), recording_id, owner_id, start_time_ms, end_time_ms,"
                              " low_hz, high_hz, comments, version, created, modified FROM annotation"),
                         [(7, "11", 3, 1, 1.5, 2.5, 3, 4, "sweep", 1, "c", "m")])
        self.assertEqual(rows(self.store, "SELECT * FROM annotation_species"), [(7, 1), (7, 2)])
        self.assertEqual(rows(self.store, "PRAGMA foreign_key_check"), [])
        self.change("PRAGMA foreign_keys = ON", "DELETE FROM recording")
        self.assertEqual(rows(self.store, "SELECT count(*) FROM annotation_species"), [(0,)])


    def test_sites_nights_and_summaries_are_filled_in(self):
        files = sorted(p.name for p in (ROOT / "schema").glob("000[1-7]*.sql"))
        self.change(*[statement for file in files for statement in self.statements(file)],
                    "PRAGMA user_version = 7", "PRAGMA journal_mode = WAL", "INSERT INTO user VALUES (1, 'ana', '')")
        stated = '{"details": {"site": "Stated"}}'
        cases = (("/a/Pond/2024-05-16/x.wav", stated, "2024-05-16T23:00:00", None, "Stated", "2024-05-16"),
                 ("/a/Pond/2024-05-16/x.wav", "{}", "2024-05-17T11:59:59", None, "Pond", "2024-05-16"),
                 ("/a/Camp 3/2024/05/16/Data/x.wav", "damaged", "2024-05-17T12:00:00", 8.5, "Camp 3", "2024-05-17"),
                 ("/n.db.files/x.wav", "{}", "2024-05-17", 8.5, None, "2024-05-17"),
                 ("/2024/x.wav", "{}", None, None, None, None), (None, "{}", None, None, None, None),
                 ("/a/Wellington/x.wav", "{}", "2024-05-17T10:00:00Z", 174.8, "Wellington", "2024-05-17"),
                 ("/a/Denver/x.wav", "{}", "2024-05-17T10:00:00.500+00:00", -105, "Denver", "2024-05-16"))
        for number, (path, metadata, time, longitude, _, _) in enumerate(cases, 1):
            text = ", ".join("NULL" if v is None else repr(v) for v in (path, metadata, time, longitude))
            self.change("INSERT INTO recording (id, hash, owner_id, name, path, metadata, recorded_at, longitude, file_size,"
                        " file_mtime_ns, header_rate_hz, time_expansion, sample_rate_hz, channels, samples, created,"
                        f" modified) VALUES ({number}, x'0{number}', 1, 'x.wav', {text}, 1, 1, 256000, 1, 256000, 1,"
                        " 256000, '', '')")
        calls = ((1, 30, 45e3, 1), (1, 40, 50e3, -1), (1, 9, 60e3, 0), (2, 7.9, 45e3, 1), (2, 4, 45e3, 1))
        self.change(*[f"INSERT INTO call_set VALUES ({i}, {i}, 2, {i % 2}, '')" for i in (1, 2, 3, 4)],
                    *[f"INSERT INTO call VALUES ({s}, {i}, 0, 1, 2, 3, {hz}, 4, 5, {snr}, {score})"
                      for i, (s, snr, hz, score) in enumerate(calls)])
        self.run_ok("-q", "token", "create", "ana")
        self.assertEqual(rows(self.store, "SELECT site, night FROM recording ORDER BY id"), [c[-2:] for c in cases])
        self.assertEqual(rows(self.store, "SELECT verdict, listed, peak_hz, max_snr_db FROM call_set"),
                         [("calls", 2, 45e3, 40), ("empty", 0, None, 7.9), ("noise", 0, None, None),
                          ("empty", 0, None, None)])


class Clock(StoreTest):
    def test_force_works_with_a_clock_behind_the_store(self):
        self.bulk("-j", 1)
        self.change("UPDATE spectrogram SET created = '2099-01-01T00:00:00.000Z'")
        before = rows(self.store, "SELECT max(id) FROM spectrogram")
        result = noctule("--store", self.store, "bulk", "--force", cwd=self.folder)
        self.assertEqual((result.code, result.err), (0, "info: 2 rendered\n"))
        self.assertEqual(rows(self.store, "SELECT count(*) FROM spectrogram WHERE created < '2099'"
                              " AND id > ?", *before[0]), [(2,)])


class Locked(StoreTest):
    def test_the_error_names_the_process_that_holds_the_lock(self):
        self.bulk()
        with contextlib.closing(sqlite3.connect(self.store, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            result = noctule("--store", self.store, "ingest", "--remove", "--id", 1, "--yes",
                             cwd=self.folder, env={"NOCTULE_BUSY_TIMEOUT_MS": "50"})
        self.assertEqual(result.code, 3)
        self.assertIn(f"locked by process {os.getpid()} (python3", result.err)
        self.assertNotIn("disk", result.err)


if __name__ == "__main__":
    unittest.main()
