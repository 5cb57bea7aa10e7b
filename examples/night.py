#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""night.py REPORT.jsonl STORE.db URL: a table of a night's recordings; the token is in NOCTULE_TOKEN."""
import csv
import json
import os
import sqlite3
import sys
import urllib.request


def from_report(path):
    """Id and number of calls of each recording."""
    with open(path, encoding="utf-8", errors="surrogateescape") as report:
        lines = [json.loads(line) for line in report]
    return {line["id"]: line["calls"] for line in lines
            if line["id"] and line["calls"] is not None and not line.get("duplicate_of")}


def from_store(path):
    """Name, date and temperature of each recording."""
    store = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    found = store.execute("SELECT id, name, recorded_at, metadata ->> '$.details.temperature_c'"
                          " FROM recording").fetchall()
    store.close()
    return {row[0]: row[1:] for row in found}


def from_api(url, recording):
    """The calls of a recording, times in ms and frequencies in Hz."""
    request = urllib.request.Request(f"{url}/api/v1/recording/{recording}/calls",
                                     headers={"Authorization": "Bearer " + os.environ["NOCTULE_TOKEN"]})
    with urllib.request.urlopen(request) as response:
        return json.load(response)["calls"]


def main():
    report, store, url = sys.argv[1:]
    rows = from_store(store)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["name", "recorded_at", "temperature_c", "calls", "mean_peak_khz"])
    for recording, calls in sorted(from_report(report).items()):
        name, date, temperature = rows[recording]
        peaks = [call["peak_freq"] / 1000 for call in from_api(url, recording)]
        mean = f"{sum(peaks) / len(peaks):.1f}" if peaks else ""
        table.writerow([name, date or "", "" if temperature is None else temperature, calls, mean])


if __name__ == "__main__":
    main()
