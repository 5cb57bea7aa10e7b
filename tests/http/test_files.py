# SPDX-License-Identifier: GPL-3.0-or-later
"""Managed files: kept while a row refers to them, removed after the last reference."""
import os
import pathlib
import random
import signal
import socket
import stat
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from program import EXAMPLE, SANITIZED, noctule, rows
from service import ServiceTest


class Files(ServiceTest):
    @property
    def files(self):
        folder = self.folder / "n.db.files"
        return sorted(folder.iterdir()) if folder.exists() else []

    def assert_consistent(self):
        paths = {path for path, in rows(self.store, "SELECT path FROM recording")}
        self.assertEqual(paths, {str(file) for file in self.files})
        self.assertEqual(rows(self.store, "PRAGMA integrity_check"), [("ok",)])

    def test_two_users_upload_and_delete_the_same_content(self):
        path = self.wave("same.wav", 1, seconds=0.02)
        content = path.read_bytes()
        lost, done = [], []
        end = time.monotonic() + (5 if SANITIZED else 4)

        def work(token):
            while time.monotonic() < end and not lost:
                reply = self.upload(path, token)
                if reply.status != 200:
                    lost.append((reply.status, reply.body))
                    continue
                number = reply.json["id"]
                audio = self.get(f"/recording/{number}/audio", token)
                if audio.status != 200 or audio.body != content:
                    lost.append((audio.status, audio.body[:100]))
                self.request("DELETE", f"/api/v1/recording/{number}", token)
                done.append(1)

        tokens = [self.ana, self.bob, self.token("cid"), self.token("dov")]
        threads = [threading.Thread(target=work, args=(token,)) for token in tokens]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(lost, [])
        self.assertGreater(len(done), 20)
        self.assert_consistent()
        self.assertEqual(self.files, [])

    def test_deleting_the_last_reference_removes_the_file(self):
        numbers = [self.upload(EXAMPLE, token).json["id"] for token in (self.ana, self.bob)]
        self.assertEqual(len(self.files), 1)
        self.request("DELETE", f"/api/v1/recording/{numbers[0]}", self.ana)
        self.assertEqual(self.get(f"/recording/{numbers[1]}/audio", self.bob).status, 200)
        self.request("DELETE", f"/api/v1/recording/{numbers[1]}", self.bob)
        self.assertEqual(self.files, [])

    def test_ids_are_never_used_again(self):
        seen = []
        for seed in range(3):
            id = self.upload(self.wave("a.wav", seed)).json["id"]
            spectrogram = self.get(f"/recording/{id}/spectrogram").json["spectroInfo"]["spectroId"]
            seen.append((id, spectrogram))
            self.assertEqual(self.request("DELETE", f"/api/v1/recording/{id}", self.ana).status, 200)
            self.assertEqual(self.get(f"/spectrogram/{spectrogram}").status, 404)
        self.assertEqual(seen, sorted(set(seen)))
        self.assertEqual(len({spectrogram for _, spectrogram in seen}), 3)

    def test_a_recording_deleted_while_it_is_rendered_leaves_nothing(self):
        for path in ("spectrogram", "calls"):
            id = self.upload(self.wave("long.wav", 4, seconds=20)).json["id"]
            with ThreadPoolExecutor(1) as pool:
                answer = pool.submit(self.get, f"/recording/{id}/{path}")
                time.sleep(0.1)
                self.assertEqual(self.request("DELETE", f"/api/v1/recording/{id}", self.ana).status, 200)
                self.assertIn(answer.result().status, (200, 404))  # 200 if it was just finished
            other = self.upload(self.wave("short.wav", 5, seconds=0.2), self.bob).json["id"]
            row = self.get(f"/recording/{other}", self.bob).json
            self.assertEqual((row["duration"], row["hasSpectrogram"]), (200, False))
        self.assertNotIn("a request failed", (self.folder / "serve.log").read_text())

    def test_ingest_copy_follows_the_same_rules(self):
        self.run_ok("ingest", "--copy", "--owner", "ana", self.wave("a.wav", 1))
        self.upload(self.folder / "a.wav", self.bob)
        self.assert_consistent()
        for reply in (self.get("/recording/"), self.get("/recording/", self.bob)):
            for recording in reply.json:
                self.request("DELETE", f"/api/v1/recording/{recording['id']}", self.admin)
        self.assertEqual(self.files, [])

    def test_leftovers_of_killed_processes_are_removed_at_start(self):
        number = self.upload(self.wave("keep.wav", 0)).json["id"]
        orphan = self.upload(self.wave("orphan.wav", 1)).json["id"]
        path = pathlib.Path(rows(self.store, "SELECT path FROM recording WHERE id = ?", orphan)[0][0])
        data = path.read_bytes()
        self.request("DELETE", f"/api/v1/recording/{orphan}", self.ana)
        for start in ("serve", "bulk"):
            with self.subTest(start):
                self.stop_service()
                folder = self.folder / "n.db.files"
                path.write_bytes(data)  # as after a crash between commit and removal
                for name in ("upload-a1b2c3", "discarded-0011", path.name + ".wav.part"):
                    (folder / name).write_bytes(data)
                (folder / "README").write_text("not ours")
                if start == "bulk":
                    self.assertEqual(noctule("-q", "--store", self.store, "bulk").code, 0)
                self.start_service()
                self.assertEqual({file.name for file in self.files},
                                 {"README", pathlib.Path(rows(self.store, "SELECT path FROM recording")[0][0]).name})
                self.assertEqual(self.get(f"/recording/{number}/audio").status, 200)

    def test_killed_at_random_times(self):
        generator = random.Random(7)
        waves = [self.wave(f"k{i}.wav", i, seconds=0.3) for i in range(6)]
        stop = threading.Event()

        def work(token):
            while not stop.is_set():
                try:
                    reply = self.upload(generator.choice(waves), token)
                    if reply.status == 200 and generator.random() < 0.5:
                        self.request("DELETE", f"/api/v1/recording/{reply.json['id']}", token)
                except Exception:  # the server was killed
                    time.sleep(0.01)

        threads = [threading.Thread(target=work, args=(token,)) for token in (self.ana, self.bob) for _ in range(2)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(4 if SANITIZED else 12):
                time.sleep(generator.uniform(0.05, 0.3))
                self.stop_service(signal.SIGKILL)
                self.start_service()
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        self.stop_service(signal.SIGKILL)
        self.start_service()
        self.assert_consistent()
        for number, owner in rows(self.store, "SELECT id, owner_id FROM recording"):
            self.assertEqual(self.get(f"/recording/{number}/audio", self.admin).status, 200, owner)

    def test_another_process_keeps_its_uploads_during_a_sweep(self):
        body = b'--xyz\r\nContent-Disposition: form-data; name="audio_file"; filename="a"\r\n\r\n' + b"x" * 300_000
        with socket.create_connection(("127.0.0.1", self.port)) as s:
            s.sendall((f"POST /api/v1/recording HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.ana}\r\n"
                       "Content-Type: multipart/form-data; boundary=xyz\r\nContent-Length: 999999\r\n\r\n").encode() + body)
            self.wait_until(lambda: self.files)
            self.assertEqual(noctule("-q", "--store", self.store, "bulk").code, 0)
            self.assertEqual(len(self.files), 1)
        self.wait_until(lambda: not self.files)


class Private(ServiceTest):
    def start_service(self):
        before = os.umask(0)
        try:
            super().start_service()
        finally:
            os.umask(before)

    def test_modes_whatever_the_umask(self):
        self.upload(EXAMPLE)
        before = os.umask(0)
        try:
            self.run_ok("ingest", "--copy", self.wave("a.wav", 1))
        finally:
            os.umask(before)
        for path in [self.folder / f"n.db{suffix}" for suffix in ("", "-wal", "-shm", ".files")] + \
                list((self.folder / "n.db.files").iterdir()):
            mode = stat.S_IMODE(path.stat().st_mode)
            self.assertEqual(mode, 0o700 if path.is_dir() else 0o600, path)


if __name__ == "__main__":
    unittest.main()
