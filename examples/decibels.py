#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""decibels.py ARRAY.npy DESCRIPTION.json: the five loudest moments of a recording.

    noctule render a.wav -o a.npy --json > a.json
"""
import json
import sys

import numpy as np


def main():
    decibels = np.load(sys.argv[1], mmap_mode="r")  # (frames, bins)
    with open(sys.argv[2], encoding="utf-8") as file:
        time, frequency = json.load(file)["array"]["axes"]
    loudest = decibels.max(axis=1)
    for frame in np.sort(np.argsort(-loudest, kind="stable")[:5]):
        ms = time["start"] + frame * time["step"]
        hz = frequency["start"] + decibels[frame].argmax() * frequency["step"]
        print(f"{ms:.2f} ms  {hz / 1000:.1f} kHz  {loudest[frame]:.1f} dB")


if __name__ == "__main__":
    main()
