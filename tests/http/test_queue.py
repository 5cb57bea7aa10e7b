# SPDX-License-Identifier: GPL-3.0-or-later
"""The queue of POST /bulk: kept in the store, shared with `bulk`, and safe to kill."""
import contextlib
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import time
import unittest

from program import NOCTULE, SANITIZED, rows
from service import ServiceTest

KILLS = int(os.environ.get("NOCTULE_KILLS", "8" if SANITIZED else "30"))
STORED = "SELECT recording_id, id FROM spectrogram"


class QueueTest(ServiceTest):
    serve_options = ("-j", "2", "-v")

    def ingest(self, count, seconds=0.1):
        for i in range(count):
            self.wave(f"n/{i}.wav", i, seconds=seconds)
        self.run_ok("-q", "ingest", "--owner", "ana", "n")
        return list(range(1, count + 1))

    def queue(self, ids=None, token=None):
        reply = self.request("POST", "/api/v1/bulk", token or self.ana, {"recording_ids": ids} if ids else {})
        self.assertEqual(reply.status, 202)
        return reply.json

    def progress(self):
        return self.get("/bulk").json

    def wait_for_queue(self):
        self.wait_until(lambda: not self.progress()["running"], 300)
        return self.progress()

    def renders_of_serve(self):
        """Recordings that `serve` began to render, in order."""
        self.log.flush()
        return [int(n) for n in re.findall(r"rendering recording (\d+)", (self.folder / "serve.log").read_text())]

    def execute(self, statement):
        with contextlib.closing(sqlite3.connect(self.store)) as db:
            db.execute("PRAGMA foreign_keys = ON")
            db.execute(statement)
            db.commit()

    def start_bulk(self, *options):
        process = subprocess.Popen([NOCTULE, "-q", "--store", self.store, "bulk", "--report", self.folder / "r.jsonl",
                                    *options])
        self.addCleanup(lambda: (process.kill(), process.wait()))
        return process

    def rendered_by_bulk(self):
        lines = [json.loads(line) for line in (self.folder / "r.jsonl").read_text().splitlines()]
        return [line["id"] for line in lines if line["outcome"] == "rendered"]


class Sharing(QueueTest):
    def test_only_what_lacks_a_spectrogram_is_queued(self):
        ids = self.ingest(4)
        self.get(f"/recording/{ids[1]}/spectrogram", Accept="image/jpeg")
        self.assertEqual(self.queue(ids), {"message": "3 recordings queued", "queued": 3})
        self.assertEqual(self.wait_for_queue(), {"queued": 3, "done": 3, "failed": 0, "running": False})
        self.assertEqual(self.queue()["queued"], 0)
        self.assertEqual(self.progress()["queued"], 0)
        self.assertEqual(sorted(self.renders_of_serve()), ids)

    def test_a_failure_is_tried_again_when_queued_again(self):
        self.ingest(2)
        file = self.folder / "n/0.wav"
        file.rename(self.folder / "gone")
        self.queue()
        self.assertEqual(self.wait_for_queue(), {"queued": 2, "done": 1, "failed": 1, "running": False})
        (self.folder / "gone").rename(file)
        self.assertEqual(self.queue()["queued"], 1)
        self.assertEqual(self.wait_for_queue(), {"queued": 1, "done": 1, "failed": 0, "running": False})

    def test_a_removed_recording_leaves_the_queue(self):
        self.ingest(3)
        self.stop_service()
        self.execute("INSERT INTO render_job (user_id, recording_id) SELECT owner_id, id FROM recording")
        self.run_ok("-q", "ingest", "--remove", "--id", 2, "--yes")
        self.start_service()
        self.assertEqual(self.wait_for_queue(), {"queued": 2, "done": 2, "failed": 0, "running": False})

    def test_bulk_takes_what_a_stopped_server_left(self):
        self.ingest(30, seconds=1)
        self.queue()
        self.wait_until(lambda: self.progress()["done"] > 0)
        self.assertEqual(self.stop_service(), 143)
        waiting = rows(self.store, "SELECT count(*) FROM render_job WHERE state = 'waiting'")[0][0]
        self.assertGreater(waiting, 0)
        self.assertEqual(self.start_bulk().wait(), 0)
        self.assertEqual(len(self.rendered_by_bulk()), waiting)
        self.start_service()
        self.assertEqual(self.progress(), {"queued": 30, "done": 30, "failed": 0, "running": False})
        self.assertEqual(len(self.renders_of_serve()), 30 - waiting)

    def test_serve_and_bulk_render_nothing_twice(self):
        ids = self.ingest(40, seconds=1)
        self.queue()
        self.assertEqual(self.start_bulk("-j", "2").wait(), 0)
        self.assertEqual(self.wait_for_queue(), {"queued": 40, "done": 40, "failed": 0, "running": False})
        by_bulk, by_serve = self.rendered_by_bulk(), self.renders_of_serve()
        self.assertTrue(by_bulk and by_serve)
        self.assertEqual(sorted(by_bulk + by_serve), ids)
        self.wait_until(lambda: rows(self.store, "SELECT count(*) FROM claim") == [(0,)])

    def test_a_request_waits_for_the_process_that_renders_its_recording(self):
        self.ingest(1, seconds=30)
        bulk = self.start_bulk()
        self.wait_until(lambda: rows(self.store, "SELECT count(*) FROM claim") == [(1,)])
        self.assertEqual(self.get("/recording/1").json["status"]["state"], "computing")
        self.assertEqual(self.get("/recording/1/spectrogram", Accept="image/jpeg").status, 200)
        self.assertEqual(bulk.wait(), 0)
        self.assertEqual((self.renders_of_serve(), self.rendered_by_bulk()), ([], [1]))


class Kills(QueueTest):
    def check(self, former):
        """After a kill: every recording is stored or waits, and nothing stored was rendered again."""
        self.assertEqual(rows(self.store, "PRAGMA integrity_check"), [("ok",)])
        stored = dict(rows(self.store, STORED))
        states = dict(rows(self.store, "SELECT recording_id, state FROM render_job"))
        self.assertEqual(states, {id: "done" if id in stored else "waiting" for id in states})
        self.assertEqual(len(states), 16)
        self.assertEqual({id: stored.get(id) for id in former}, former)
        renders = self.renders_of_serve()
        self.assertEqual(len(renders), len(set(renders)), renders)
        self.assertEqual(set(renders) & set(former), set())
        return stored

    def stop_during_a_render(self):
        """Stops `serve` while it holds a claim, unless it finishes all its jobs first."""
        while rows(self.store, "SELECT count(*) FROM render_job WHERE state = 'waiting'") != [(0,)]:
            self.process.send_signal(signal.SIGSTOP)
            os.waitpid(self.process.pid, os.WUNTRACED)
            if rows(self.store, "SELECT count(*) FROM claim") != [(0,)]:
                return
            self.process.send_signal(signal.SIGCONT)
            time.sleep(0.001)

    def test_a_kill_at_any_time_loses_no_job_and_renders_nothing_twice(self):
        self.ingest(16)
        generator = random.Random(7)
        kills = during_a_render = 0
        while kills < KILLS:
            self.stop_service(signal.SIGKILL)
            self.execute("DELETE FROM spectrogram")
            self.start_service()
            self.assertEqual(self.queue()["queued"], 16)
            stored = {}
            while len(stored) < 16:
                if kills % 3 == 0:
                    self.stop_during_a_render()
                else:
                    time.sleep(generator.uniform(0, 0.3 if not SANITIZED else 3))
                self.stop_service(signal.SIGKILL)
                kills += 1
                during_a_render += rows(self.store, "SELECT count(*) > 0 FROM claim")[0][0]
                stored = self.check(stored)
                (self.folder / "serve.log").write_text("")
                self.start_service()
            self.assertEqual(self.wait_for_queue(), {"queued": 16, "done": 16, "failed": 0, "running": False})
        self.assertEqual(self.renders_of_serve(), [])
        self.assertGreater(during_a_render, 0)


if __name__ == "__main__":
    unittest.main()
