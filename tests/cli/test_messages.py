# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of the program: usage errors, file names, the configuration file, signals."""
import json
import os
import re
import signal
import subprocess
import unittest

from program import NOCTULE, ROOT, SHARED, ProgramTest, noctule, rows


class UsageErrors(ProgramTest):
    def test_errors_are_one_line_with_the_nearest_valid_name(self):
        for arguments, message in (
                (["render", "--id", "abc"], "--id: 'abc' is not a whole number from 1"),
                (["render", "--id", "0"], "--id: '0' is not a whole number from 1"),
                (["rendr", "a.wav"], "unknown command 'rendr'; did you mean render?"),
                (["token", "lst"], "unknown command 'lst'; did you mean list?"),
                (["render", "a.wav", "--colrmap", "gray"], "did you mean --colormap?"),
                (["render", "a.wav", "--height", "tall"], "--height: 'tall' is not a valid number"),
                (["render", "a.wav", "--height"], "--height needs a value"),
                (["bulk", "-j", "many"], "'many' is not a whole number from 1 to 1024"),
                (["serve", "--max-upload", "-5"], "--max-upload: must not be negative"),
                (["serve", "--max-waiting", "-1"], "--max-waiting: '-1' is not a whole number from 0"),
                (["token", "create", "a\nb"], "must not contain control characters"),
                (["token", "create", "ana", "--note", "\x1b[31m"], "must not contain control characters"),
                ([], "specify a command: ingest, render")):
            result = noctule(*arguments, cwd=self.folder)
            self.assertEqual((result.code, result.err.count("\n"), result.out), (2, 1, b""))
            self.assertTrue(result.err.startswith("error: "), result.err)
            self.assertIn(message, result.err)

    def test_usage_errors_respect_the_log_format(self):
        for arguments in (["--log-format", "json", "rendr"], ["render", "--id", "x",
                                                              "--log-format=json"]):
            line = json.loads(noctule(*arguments).err)
            self.assertEqual(line["level"], "error")


class Names(ProgramTest):
    def test_control_characters_are_escaped_in_text_and_kept_in_json(self):
        name = "a\x1b[31m\nb\t.wav"
        path = self.wave(name)
        out = self.run_ok("ingest", path).text
        self.assertEqual(out.count("\n"), 1)
        self.assertIn("a\\x1b[31m\\nb\\t.wav", out)
        self.assertEqual(self.run_ok("ingest", path, "--json").json[0]["path"], str(path))
        self.assertNotIn("\x1b", self.run_ok("bulk", "--dry-run").text)
        (self.folder / "bad\n\x1b.wav").write_text("no sound")
        self.run_failing(1, "bad\\n\\x1b.wav", "render", "bad\n\x1b.wav")
        self.assertNotIn("\x1b", self.run_ok("render", name).text)

    def test_names_that_are_not_utf_8_are_preserved_in_json(self):
        name = os.fsencode(self.folder) + b"/caf\xe9 \xf0\x9f\xa6\x87 \xff.wav"
        with open(name, "wb") as file:
            file.write(self.wave("x.wav").read_bytes())
        arguments = [NOCTULE.encode(), b"--store", os.fsencode(self.store)]
        for command in ([b"ingest", b"--json", name], [b"bulk", b"--report", b"-", name]):
            process = subprocess.run(arguments + command, capture_output=True, cwd=self.folder)
            self.assertEqual(process.returncode, 0, process.stderr)
            process.stdout.decode("utf-8")
            path = json.loads(process.stdout.splitlines()[0])["path"]
            self.assertEqual(os.fsencode(path), name)
        self.assertEqual(noctule("--store", self.store, "bulk", "--export", self.folder / "out").code,
                         0)
        sidecar = next((self.folder / "out").glob("*.json"))
        self.assertEqual(os.fsencode(json.loads(sidecar.read_text())["input"]), name)


class Libraries(ProgramTest):
    @unittest.skipUnless((SHARED / "hostile").is_dir(), "no hostile files in ../shared/data")
    def test_a_damaged_mp3_prints_one_line(self):
        good = (SHARED / "hostile/soundevent/mp3_mpeg_layer_iii.mp3").read_bytes()
        damaged = bytearray(good)
        for i in range(400, len(damaged), 37):
            damaged[i] ^= 0xFF
        for content in (damaged, good[:300], b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb" * 500):
            (self.folder / "x.mp3").write_bytes(content)
            result = noctule("-q", "render", "x.mp3", cwd=self.folder)
            self.assertIn(result.code, (0, 1))
            self.assertEqual(result.err.count("\n"), result.code, result.err)
            self.assertNotIn("does not exist", result.err)


class Signals(ProgramTest):
    def test_sighup_stops_like_sigterm_unless_ignored(self):
        for i in range(30):
            self.wave(f"n/{i}.wav", seed=i, seconds=1)
        for ignored, code in ((False, 129), (True, 0)):
            process = subprocess.Popen(
                [NOCTULE, "--store", str(self.store), "bulk", "n"], cwd=self.folder,
                stderr=subprocess.PIPE,
                preexec_fn=(lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)) if ignored else None)
            while not self.store.exists():
                pass
            process.send_signal(signal.SIGHUP)
            said = process.stderr.read().decode()
            process.stderr.close()
            self.assertEqual(process.wait(), code, said)
            self.assertNotIn("nothing to do", said)

    def test_a_closed_pipe_ends_the_run_quietly(self):
        for i in range(40):
            self.wave(f"n/{i:02}.wav", seed=i)
        process = subprocess.run(
            f"'{NOCTULE}' --store n.db ingest --json -j 1 n | head -n 1", shell=True,
            cwd=self.folder, capture_output=True)
        self.assertEqual(process.stderr, b"")
        claimed = json.loads(process.stdout)
        known = self.run_ok("ingest", claimed["path"], "--json").json[0]
        self.assertEqual((known["outcome"], known["id"]), ("known", claimed["id"]))


class Configuration(ProgramTest):
    def refused(self, text, message):
        (self.folder / "c.toml").write_text(text)
        result = self.run_failing(2, message, "--config", "c.toml", "render", "a.wav")
        self.assertEqual(result.out, b"")

    def test_mistakes_are_errors_with_a_line_number(self):
        self.wave("a.wav")
        self.refused("# one\n[render]\nheigth = 5\n", "c.toml:3: unknown key 'heigth'; did you mean "
                     "'height'?")
        self.refused("height = 5\n", "c.toml:1: unknown key 'height'; it belongs in [render]")
        self.refused("[bulk]\nstore = 'x'\n", "c.toml:2: unknown key 'store'; it belongs in the "
                     "lines before the first section")
        self.refused("[rendr]\nheight = 5\n", "c.toml:1: unknown section [rendr]; did you mean "
                     "[render]?")
        self.refused("[render]\nheight = = 5\n", "c.toml:2: ")
        self.refused("[render]\nheight = 'tall'\n", "c.toml:2: height: 'tall' is not a valid number")
        self.refused("[render]\nheight = 0\n", "the height must be")
        self.run_failing(2, "none.toml", "--config", "none.toml", "render", "a.wav")
        self.assertEqual(list(self.folder.glob("*.jpg")), [])

    def test_the_command_line_overrides_the_file(self):
        self.wave("a.wav")
        (self.folder / "c.toml").write_text('[render]\nheight = 100\nno-denoise = true\n'
                                            'colormap = "gray"\njson = true\n')
        self.run_ok("--config", "c.toml", "render", "a.wav", "-o", "c.jpg")
        self.run_ok("render", "a.wav", "--height", 100, "--no-denoise", "--colormap", "gray", "-o",
                    "d.jpg")
        self.assertEqual((self.folder / "c.jpg").read_bytes(), (self.folder / "d.jpg").read_bytes())
        info = self.run_ok("--config", "c.toml", "render", "a.wav", "--height", 50).json[0]
        self.assertEqual(info["spectroInfo"]["height"], 50)

    def test_flags_and_the_environment_override_the_file(self):
        self.wave("a.wav")
        (self.folder / "c.toml").write_text(
            f'store = "{self.folder / "file.db"}"\nquiet = true\n[ingest]\npublic = true\n')
        self.run_ok("--config", "c.toml", "ingest", "a.wav", "--private")
        self.assertEqual(rows(self.store, "SELECT public FROM recording"), [(0,)])
        self.run_ok("--config", "c.toml", "ingest", "a.wav")
        self.assertEqual(rows(self.store, "SELECT public FROM recording"), [(1,)])
        self.run_ok("ingest", "a.wav", "--public=false")
        self.assertEqual(rows(self.store, "SELECT public FROM recording"), [(0,)])
        noctule("--config", "c.toml", "ingest", "a.wav", cwd=self.folder,
                env={"NOCTULE_STORE": str(self.folder / "env.db")})
        self.assertEqual(sorted(p.name for p in self.folder.glob("*.db")), ["env.db", "n.db"])
        self.assertEqual(noctule("--config", "c.toml", "-v", "ingest", "a.wav",
                                 cwd=self.folder).code, 0)

    def test_the_example_in_the_guide_loads(self):
        example = re.search(r"```toml\n(.*?)```", (ROOT / "docs/night.md").read_text(), re.S).group(1)
        self.assertIn("[bulk]", example)
        (self.folder / "c.toml").write_text(example)
        self.wave("a.wav")
        self.run_ok("--config", "c.toml", "render", "a.wav")


if __name__ == "__main__":
    unittest.main()
