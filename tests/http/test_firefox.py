# SPDX-License-Identifier: GPL-3.0-or-later
"""The page in Debian's Firefox ESR: tests/web has the tests of its details, in Chromium."""
import os
import pathlib
import unittest

from firefox import PROGRAM, Firefox
from program import EXAMPLE, NOCTULE
from service import ServiceTest

SHOTS = pathlib.Path(os.environ.get("NOCTULE_SHOTS", pathlib.Path(NOCTULE).parent / "screenshots"))


@unittest.skipUnless(PROGRAM, "firefox-esr is not installed; run scripts/install-deps test")
class InFirefox(ServiceTest):
    def setUp(self):
        super().setUp()
        self.id = self.upload(EXAMPLE).json["id"]
        self.browser = Firefox()
        self.addCleanup(self.browser.close)

    def annotations(self):
        return self.get(f"/recording/{self.id}/annotations").json

    def shoot(self, name):
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.browser.screenshot(SHOTS / f"firefox-{name}.png")

    def test_sign_in_open_a_spectrogram_and_annotate(self):
        browser = self.browser
        browser.open(f"http://127.0.0.1:{self.port}/")
        browser.click("#token")
        browser.write(self.ana)
        browser.click("#sign-in [type=submit]")
        browser.wait_for("document.querySelector('#recordings tbody a')?.textContent === 'example.wav'")
        self.shoot("recordings")

        browser.click("#recordings tbody a")
        browser.wait_for("document.querySelector('#plot[data-drawn]') !== null")
        canvas = "document.querySelector('#picture')"
        levels = browser.evaluate(f"(() => {{ const c = {canvas}; const d = c.getContext('2d')"
                                  ".getImageData(0, c.height / 2, c.width, 1).data; return new Set(d).size; })()")
        self.assertGreater(levels, 10)  # more than one colour in the middle row

        browser.click("#draw")
        browser.drag(browser.point("#boxes", 0.25, 0.5), browser.point("#boxes", 0.3, 0.4),
                     browser.point("#boxes", 0.5, 0.25))
        self.wait_until(self.annotations)
        browser.wait_for("document.querySelector('#editor').checkVisibility()")
        self.shoot("annotation")
        [annotation] = self.annotations()  # from 3 kHz to Nyquist, 192 kHz
        self.assertAlmostEqual(annotation["start_time"], 1250, delta=15)
        self.assertAlmostEqual(annotation["end_time"], 2500, delta=15)
        self.assertAlmostEqual(annotation["low_freq"], 97_500, delta=1500)
        self.assertAlmostEqual(annotation["high_freq"], 144_750, delta=1500)
        self.assertEqual(browser.problems, [])


if __name__ == "__main__":
    unittest.main()
