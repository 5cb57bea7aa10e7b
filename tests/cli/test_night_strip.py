# SPDX-License-Identifier: GPL-3.0-or-later
"""`bulk --night-strip`: when the recordings of a night were made, by verdict, as a picture."""
import io
import unittest

import numpy as np
from PIL import Image

from program import ProgramTest, call, noctule, write_wave

WIDTH, HEIGHT, MARGIN, TOP, BAR = 1176, 102, 12, 16, 64


def x_of(hours_after_noon):
    return MARGIN + round(hours_after_noon * 12) * 4


class NightStrip(ProgramTest):
    def sound(self, name, time, samples, place="47.38 8.54"):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = f"GUANO|Version: 1.0\n" + (f"Timestamp: {time}\n" if time else "") + f"Loc Position: {place}\n"
        write_wave(path, samples, 256_000, guano=text)

    def draw(self, *arguments):
        result = noctule("--store", self.store, "bulk", "n", "--night-strip", "night.png", *arguments, cwd=self.folder)
        self.assertEqual(result.code, 0, result.err)
        return result, np.asarray(Image.open(self.folder / "night.png").convert("L")).astype(int)

    def bar(self, pixels, hours_after_noon, strip=0):
        """Brightness of the column of a bar, from its foot up."""
        bottom = strip * HEIGHT + TOP + BAR
        return pixels[bottom - BAR:bottom, x_of(hours_after_noon) + 1][::-1]

    def test_bars_stand_at_their_time_and_are_stacked_by_verdict(self):
        for i in range(2):
            self.sound(f"n/Pond/calls{i}.wav", f"2024-05-16T21:3{i}:00+02:00", call(0.4, calls=4, seed=i))
        self.sound("n/Pond/empty.wav", "2024-05-16T21:32:00+02:00", np.zeros(25_600))
        self.sound("n/Pond/late.wav", "2024-05-17T11:58:00+02:00", np.zeros(12_800))
        self.sound("n/Pond/next.wav", "2024-05-17T12:00:00+02:00", np.zeros(6_400))
        self.sound("n/Pond/undated.wav", None, np.zeros(3_200))
        result, pixels = self.draw()
        self.assertEqual(pixels.shape, (2 * HEIGHT, WIDTH))
        self.assertIn("night strip: Pond 2024-05-16\n", result.err)
        self.assertLess(result.err.index("2024-05-16"), result.err.index("2024-05-17"))
        evening = self.bar(pixels, 9.5)
        self.assertTrue((evening[:42] > 180).all())  # two of three have calls
        self.assertTrue(((evening[44:] > 50) & (evening[44:] < 120)).all())
        late = self.bar(pixels, 23 + 11 / 12)
        self.assertTrue((late[:21] > 50).all() and (late[23:] < 20).all())
        self.assertTrue((self.bar(pixels, 0, 1) > 50).all())
        # Lighter from sunset at 20:57 to sunrise at 5:47 (almanacs).
        middle = pixels[TOP + 5]
        night = np.flatnonzero((middle > 20) & (middle < 50))
        self.assertAlmostEqual(night.min(), x_of(8.95), delta=8)
        self.assertAlmostEqual(night.max(), x_of(17.78), delta=8)
        # A tick at each hour, below the bars.
        self.assertTrue(all(pixels[TOP + BAR + 1, x_of(hour)] > 50 for hour in range(25)))
        self.assertFalse(any(pixels[TOP + BAR + 1, x_of(hour + 0.5)] > 50 for hour in range(24)))
        shown = self.draw()[1]
        self.assertTrue((shown == pixels).all())

    def test_without_a_time_or_position(self):
        self.wave("n/a.wav", 1)
        result = noctule("--store", self.store, "bulk", "n", "--night-strip", "night.png", cwd=self.folder)
        self.assertEqual(result.code, 0)
        self.assertIn("no recording has a time of day", result.err)
        self.assertFalse((self.folder / "night.png").exists())
        self.wave("n/b_20240516_220000.wav", 2)
        self.assertEqual(self.draw()[1].shape, (HEIGHT, WIDTH))

    def test_other_files_are_not_overwritten(self):
        self.wave("n/a_20240516_220000.wav", 1)
        before = (self.folder / "n/a_20240516_220000.wav").read_bytes()
        (self.folder / "notes.png").write_text("mine")
        for target in ("notes.png", "n/a_20240516_220000.wav", "n", "no/such/folder.png"):
            result = noctule("--store", self.store, "bulk", "n", "--night-strip", target, cwd=self.folder)
            self.assertIn(result.code, (2, 3), target)
            self.assertFalse(self.store.exists())
        self.assertEqual((self.folder / "n/a_20240516_220000.wav").read_bytes(), before)
        self.assertEqual((self.folder / "notes.png").read_text(), "mine")
        (self.folder / "night.png").write_bytes(self.png())
        self.draw()

    @staticmethod
    def png():
        file = io.BytesIO()
        Image.new("L", (3, 3)).save(file, "PNG")
        return file.getvalue()


if __name__ == "__main__":
    unittest.main()
