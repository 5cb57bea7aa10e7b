# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual pages, completions and default configuration that the build writes from the options."""
import os
import pathlib
import re
import shutil
import subprocess
import tomllib
import unittest

from program import ROOT, ProgramTest, noctule

BUILD = pathlib.Path(os.environ.get("NOCTULE_BUILD", ROOT / "build/dev"))
REFERENCE = BUILD / "reference"
COMMANDS = ("ingest", "render", "compress", "bulk", "serve", "token")
# Prints what bash offers for the words $@, the last of which is being completed.
COMPLETE = r"""
source "$0"; COMP_WORDS=(noctule "$@"); COMP_CWORD=$#; _noctule; printf '%s\n' "${COMPREPLY[@]}"
"""


def long_options(*command):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(
        line[:34] for line in noctule(*command, "--help").lines if line.startswith("  -"))))


class Manual(unittest.TestCase):
    pages = sorted((REFERENCE / "man").iterdir())

    def test_a_page_for_the_program_each_command_and_the_configuration(self):
        self.assertEqual([page.name for page in self.pages],
                         sorted(["noctule.1", "noctule.toml.5"] + [f"noctule-{c}.1" for c in COMMANDS]))

    @unittest.skipUnless(shutil.which("mandoc") and shutil.which("groff"), "needs mandoc and groff")
    def test_pages_are_clean(self):
        for page in self.pages:
            for check in (["mandoc", "-Tlint", "-W", "warning", page],
                          ["groff", "-ww", "-man", "-Kutf8", "-Tutf8", "-z", page]):
                done = subprocess.run(check, capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""), check)

    def test_pages_have_all_options_and_sections(self):
        for command in COMMANDS:
            text = (REFERENCE / f"man/noctule-{command}.1").read_text().replace("\\-", "-")
            options = long_options(command)
            if command == "token":
                options |= long_options("token", "create") | long_options("token", "list")
            for option in options:
                self.assertIn(f"\\fB{option}\\fR", text, command)
            for section in ("EXAMPLES", "EXIT STATUS", "ENVIRONMENT", "FILES", "SEE ALSO"):
                self.assertIn(f".SH {section}\n", text, command)


class Completions(ProgramTest):
    def offered(self, *words):
        script = REFERENCE / "completions/noctule.bash"
        done = subprocess.run(["bash", "-c", COMPLETE, script, *words], cwd=self.folder,
                              capture_output=True, text=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.split("\n")[:-1]

    def test_commands(self):
        self.assertEqual(self.offered("re"), ["render"])
        self.assertEqual(self.offered("--store", "n.db", "co"), ["compress"])
        self.assertEqual(self.offered("token", ""), ["create", "list", "revoke"])
        self.assertEqual(self.offered("--log-format", "json", "token", "cr"), ["create"])

    def test_options(self):
        for command in (["ingest"], ["render"], ["bulk"], ["serve"], ["token", "create"]):
            self.assertLessEqual(long_options(*command), set(self.offered(*command, "--")), command)
        self.assertIn("--store", self.offered("render", "--s"))
        self.assertNotIn("--bind", self.offered("render", "--"))

    def test_values(self):
        self.assertEqual(self.offered("render", "--colormap", "gr"), ["gray", "gray-inverted"])
        self.assertEqual(self.offered("render", "--colormap", "=", "vi"), ["viridis"])
        self.assertEqual(self.offered("compress", "--segments", "="), ["calls", "peaks"])
        self.assertEqual(self.offered("render", "--denoise", ""), ["median", "floor", "none"])
        self.assertEqual(self.offered("--log-format", ""), ["text", "json"])
        self.assertEqual(self.offered("render", "--log-format", "j"), ["json"])
        self.assertEqual(self.offered("token", "create", "--scope", "a"), ["admin"])
        self.assertEqual(self.offered("bulk", "--export-format", "csv,ra"), ["csv,raven"])
        self.assertEqual(self.offered("render", "--height", ""), [""])

    def test_files_and_folders(self):
        (self.folder / "a file.wav").touch()
        (self.folder / "a folder").mkdir()
        self.assertEqual(sorted(self.offered("render", "a")), ["a file.wav", "a folder"])
        self.assertEqual(sorted(self.offered("bulk", "--report", "a")), ["a file.wav", "a folder"])
        self.assertEqual(self.offered("bulk", "--export", "a"), ["a folder"])
        self.assertEqual(self.offered("bulk", "--dry-run", "a f")[0][:3], "a f")

    def test_syntax(self):
        for shell, name in (("bash", "noctule.bash"), ("zsh", "_noctule"), ("fish", "noctule.fish")):
            if not shutil.which(shell):
                continue
            done = subprocess.run([shell, "-n", REFERENCE / "completions" / name],
                                  capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""), shell)

    @unittest.skipUnless(shutil.which("fish"), "needs fish")
    def test_fish_offers_commands_and_values(self):
        def offered(line):
            done = subprocess.run(["fish", "--no-config", "-c",
                                   f"source {REFERENCE}/completions/noctule.fish; complete -C '{line}'"],
                                  cwd=self.folder, capture_output=True, text=True,
                                  env={**os.environ, "HOME": str(self.folder)})
            return [found.split("\t")[0] for found in done.stdout.splitlines()]
        self.assertEqual(offered("noctule re"), ["render"])
        self.assertEqual(sorted(offered("noctule token ")), ["create", "list", "revoke"])
        self.assertEqual(offered("noctule render --colormap vi"), ["viridis"])


class DefaultConfiguration(ProgramTest):
    text = (REFERENCE / "noctule.toml").read_text()

    def test_every_option_is_listed(self):
        sections = re.split(r"^\[(\w+)\]$", self.text, flags=re.M)
        found = dict(zip(["", *sections[1::2]], sections[::2]))
        for command in ("ingest", "render", "compress", "bulk", "serve"):
            keys = set(re.findall(r"^#([a-z][a-z-]*) = ", found[command], re.M))
            self.assertEqual({f"--{key}" for key in keys} | {"--help", "--private"},
                             long_options(command) | {"--private"}, command)

    def test_only_the_store_is_set(self):
        self.assertEqual(tomllib.loads(self.text), {
            "store": "/var/lib/noctule/noctule.db",
            **{command: {} for command in ("ingest", "render", "compress", "bulk", "serve")}})

    def test_the_file_loads_as_it_is_and_with_its_defaults_set(self):
        self.wave("a.wav")
        store = f'store = "{self.store}"'
        text = re.sub("^store = .*", store, self.text, flags=re.M)
        (self.folder / "c.toml").write_text(text)
        result = noctule("--config", "c.toml", "render", "a.wav", "-o", "1.jpg", cwd=self.folder)
        self.assertEqual((result.code, result.err), (0, ""))
        lines = [re.sub("^#(?=[a-z][a-z-]* = )", "", line) for line in text.splitlines()
                 if not line.endswith("# not set")]
        (self.folder / "c.toml").write_text("\n".join(lines) + "\n")
        result = noctule("--config", "c.toml", "render", "a.wav", "-o", "2.jpg", cwd=self.folder)
        self.assertEqual((result.code, result.err), (0, ""))
        self.assertEqual((self.folder / "1.jpg").read_bytes(), (self.folder / "2.jpg").read_bytes())


if __name__ == "__main__":
    unittest.main()
