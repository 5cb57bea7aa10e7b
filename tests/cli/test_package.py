# SPDX-License-Identifier: GPL-3.0-or-later
"""`cmake --install` gives the files of the Debian package, and `make test` works without npm."""
import os
import pathlib
import shutil
import subprocess
import unittest

from program import ROOT, ProgramTest

BUILD = pathlib.Path(os.environ.get("NOCTULE_BUILD", ROOT / "build/dev"))
EXPECTED = """
bin/noctule
lib/systemd/system/noctule-bulk.service
lib/systemd/system/noctule-bulk.timer
lib/systemd/system/noctule.service
lib/sysusers.d/noctule.conf
lib/tmpfiles.d/noctule.conf
share/bash-completion/completions/noctule
share/doc/noctule/README.md
share/doc/noctule/SECURITY.md
share/doc/noctule/changelog.gz
share/doc/noctule/copyright
share/doc/noctule/examples/night.py
share/doc/noctule/openapi.yaml
share/fish/vendor_completions.d/noctule.fish
share/man/man1/noctule-bulk.1.gz
share/man/man1/noctule.1.gz
share/man/man5/noctule.toml.5.gz
share/zsh/site-functions/_noctule
""".split()


class Install(ProgramTest):
    def install(self):
        subprocess.run(["cmake", "--install", BUILD], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "DESTDIR": str(self.folder)})
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()}

    def test_files(self):
        files = self.install()
        self.assertLessEqual({f"usr/local/{name}" for name in EXPECTED} | {"etc/noctule/noctule.toml"},
                             files)
        unit = (self.folder / "usr/local/lib/systemd/system/noctule.service").read_text()
        self.assertIn("ExecStart=/usr/local/bin/noctule --config /etc/noctule/noctule.toml serve", unit)

    def test_a_changed_configuration_is_kept(self):
        self.install()
        config = self.folder / "etc/noctule/noctule.toml"
        config.write_text("# mine\n")
        self.install()
        self.assertEqual(config.read_text(), "# mine\n")


class WithoutNpm(ProgramTest):
    def test_an_unreachable_registry_leaves_out_the_tests_of_the_page_only(self):
        for name in ("scripts/install-deps", "tests/web/package.json", "tests/web/package-lock.json",
                     "tests/web/run"):
            if (ROOT / name).exists():
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, self.folder / name)
        tools = self.folder / "tools"  # all of Debian's packages are taken for installed
        tools.mkdir()
        (tools / "dpkg-query").write_text("#!/bin/sh\nprintf installed\n")
        (tools / "dpkg-query").chmod(0o755)
        environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(self.folder),
                       "npm_config_registry": "http://127.0.0.1:9", "npm_config_fetch_retries": "0",
                       "npm_config_cache": str(self.folder / "cache")}
        done = subprocess.run([self.folder / "scripts/install-deps", "test"], env=environment,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("tests of the web page in Chromium will NOT run", done.stderr)
        run = subprocess.run([self.folder / "tests/web/run", "any.test.mjs"], capture_output=True, text=True)
        self.assertEqual(run.returncode, 77)
        self.assertIn("skipped", run.stdout)


if __name__ == "__main__":
    unittest.main()
