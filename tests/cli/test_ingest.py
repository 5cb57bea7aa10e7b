# SPDX-License-Identifier: GPL-3.0-or-later
"""`ingest`: files become recordings, once."""
import shutil
import unittest

from program import EXAMPLE, ProgramTest, noctule, rows


class Ingest(ProgramTest):
    def outcomes(self, *arguments):
        return sorted((line["id"], line["outcome"])
                      for line in self.run_ok("ingest", *arguments, "--json").json
                      if line["outcome"] != "skipped")

    def test_folders_are_searched_and_extensions_are_case_insensitive(self):
        self.wave("n/a.wav", 1)
        self.wave("n/deep/er/B.WAV", 2)
        (self.folder / "n/notes.txt").write_text("no sound")
        self.assertEqual(self.outcomes("n"), [(1, "added"), (2, "added")])
        self.assertEqual(self.outcomes("n"), [(1, "known"), (2, "known")])

    def test_files_with_the_same_content_are_one_recording(self):
        self.wave("a.wav", 1)
        self.wave("b.wav", 1)
        self.assertEqual(self.outcomes("a.wav"), [(1, "added")])
        self.assertEqual(self.outcomes("b.wav"), [(1, "known")])

    def test_a_moved_file_is_relinked(self):
        path = self.wave("a.wav", 1)
        self.outcomes("a.wav")
        path.rename(self.folder / "b.wav")
        self.assertEqual(self.outcomes("b.wav"), [(1, "relinked")])
        self.assertEqual(rows(self.store, "SELECT path FROM recording"),
                         [(str(self.folder / "b.wav"),)])
        self.run_ok("render", "--id", 1)

    def test_new_content_at_a_path_is_a_new_recording(self):
        self.wave("a.wav", 1)
        self.outcomes("a.wav")
        self.wave("a.wav", 2)
        self.assertEqual(self.outcomes("a.wav"), [(2, "added")])
        self.run_failing(1, "another recording", "render", "--id", 1)

    def test_metadata_precedence_command_line_guano_file_name(self):
        self.run_ok("ingest", EXAMPLE)
        self.assertEqual(rows(self.store, "SELECT sample_rate_hz, samples, recorded_at, equipment,"
                              " latitude, json_extract(metadata, '$.source.recorded_date')"
                              " FROM recording"),
                         [(384_000, 1_920_000, "2024-05-16T21:47:30+02:00",
                           "noctule synthesised example", 47.3769, "guano")])
        self.wave("x_20200701_221500.wav", 1)
        self.run_ok("ingest", "x_20200701_221500.wav", "--owner", "ana", "--public", "--location",
                    "51.5,-1.25", "--comments", "by the pond", "--grts-cell", 123)
        self.assertEqual(rows(self.store, "SELECT u.name, public, recorded_at, longitude, comments,"
                              " grts_cell, json_extract(metadata, '$.source.location')"
                              " FROM recording r JOIN user u ON u.id = owner_id WHERE r.id = 2"),
                         [("ana", 1, "2020-07-01T22:15:00", -1.25, "by the pond", 123,
                           "command line")])

    def test_file_lists(self):
        self.wave("a b.wav", 1)
        self.wave("c.wav", 2)
        (self.folder / "list").write_text("a b.wav\nc.wav\n")
        self.assertEqual(len(self.outcomes("--files-from", "list")), 2)
        result = noctule("--store", self.store, "ingest", "--files-from", "-", "-0",
                         stdin=b"a b.wav\0c.wav\0", cwd=self.folder)
        self.assertEqual(len(result.lines), 2)

    def test_a_bad_file_affects_no_others(self):
        self.wave("n/a.wav", 1)
        (self.folder / "n/b.wav").write_text("no sound")
        result = self.run_failing(1, "b.wav", "ingest", "n")
        self.assertEqual(len(result.lines), 1)
        self.assertEqual(rows(self.store, "SELECT count(*) FROM recording"), [(1,)])

    def test_copies_are_kept_beside_the_store(self):
        path = self.wave("a.wav", 1)
        self.run_ok("ingest", "--copy", "a.wav")
        path.unlink()
        self.run_ok("render", "--id", 1)
        self.assertEqual(len(list((self.folder / "n.db.files").iterdir())), 1)

    def test_a_newer_or_broken_store_is_rejected(self):
        self.store.write_text("x" * 10_000)
        self.run_failing(3, "n.db", "ingest", EXAMPLE)
        self.run_failing(2, "specify files", "ingest")

    def test_store_and_options_from_environment_and_configuration_file(self):
        other = self.folder / "other.db"
        noctule("ingest", EXAMPLE, env={"NOCTULE_STORE": str(other)}, cwd=self.folder)
        self.assertTrue(other.exists())
        (self.folder / "c.toml").write_text(f'store = "{self.folder / "third.db"}"\n')
        self.assertEqual(noctule("--config", "c.toml", "ingest", EXAMPLE, cwd=self.folder).code, 0)
        self.assertTrue((self.folder / "third.db").exists())

    def test_the_log_can_be_json(self):
        result = noctule("--log-format", "json", "render", 'no"ne.wav', cwd=self.folder)
        self.assertRegex(result.err, r'^\{"time":"\S+Z","level":"error","message":"no\\"ne.wav: ')


if __name__ == "__main__":
    unittest.main()
