# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Slurm on loopback: an array of 4 tasks, 40 recordings, one task killed and resubmitted."""
import getpass
import os
import signal
import socket
import subprocess
import time
import unittest

from program import NOCTULE, ROOT, ProgramTest, noctule, rows
from test_bulk import images

DAEMONS = [f"/usr/sbin/{name}" for name in ("munged", "slurmctld", "slurmd")]
ARRAY = ROOT / "scripts/slurm/noctule-array.sbatch"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Cluster:
    """munged, slurmctld and slurmd with all their files in one folder."""

    def __init__(self, folder):
        self.folder = folder
        self.processes = []
        folder.chmod(0o755)
        for name in ("state", "spool"):
            (folder / name).mkdir()
        host, user = socket.gethostname().split(".")[0], getpass.getuser()
        (folder / "munge.key").write_bytes(os.urandom(128))
        (folder / "munge.key").chmod(0o600)
        self.conf = folder / "slurm.conf"
        self.conf.write_text(f"""
ClusterName=noctule
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs={os.cpu_count()} State=UNKNOWN
PartitionName=main Nodes={host} Default=YES State=UP OverSubscribe=FORCE:4
""")
        (folder / "cgroup.conf").write_text("CgroupAutomount=no\nConstrainCores=no\n")
        self.env = {**os.environ, "SLURM_CONF": str(self.conf), "NOCTULE": NOCTULE,
                    "TMPDIR": str(folder)}
        self.start("munged", "--foreground", "--force", f"--key-file={folder}/munge.key",
                   f"--socket={folder}/munge.socket", f"--pid-file={folder}/munged.pid",
                   f"--seed-file={folder}/munged.seed", f"--log-file={folder}/munged.log")
        self.wait_for(lambda: (folder / "munge.socket").exists())
        self.start("slurmctld", "-D", "-f", self.conf)
        self.start("slurmd", "-D", "-f", self.conf, "-N", host)
        self.wait_for(lambda: "idle" in self.run("sinfo", "-h", "-o", "%T"), 60)

    def start(self, name, *arguments):
        with open(self.folder / f"{name}.out", "wb") as out:
            self.processes.append(subprocess.Popen(
                [f"/usr/sbin/{name}", *map(str, arguments)], env=self.env, stdout=out, stderr=out,
                cwd=self.folder, start_new_session=True))

    def run(self, *command, **env):
        process = subprocess.run([*map(str, command)], env={**self.env, **env}, text=True,
                                 capture_output=True, cwd=self.folder)
        return process.stdout.strip() if process.returncode == 0 else process.stderr

    def wait_for(self, condition, seconds=30):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                logs = "\n".join(f"== {p.name}\n{p.read_text(errors='replace')[-2000:]}"
                                 for p in sorted(self.folder.glob("*.[lo][ou][gt]")))
                raise TimeoutError(logs)
            time.sleep(0.1)

    def queued(self):
        return self.run("squeue", "-h", "-o", "%T")

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@unittest.skipUnless(all(map(os.path.exists, DAEMONS)), "Slurm is not installed")
@unittest.skipUnless(os.path.ismount("/sys/fs/cgroup"), "slurmd needs /sys/fs/cgroup mounted")
class Slurm(ProgramTest):
    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)
        (self.folder / "cluster").mkdir()
        self.cluster = Cluster(self.folder / "cluster")
        self.addCleanup(self.cluster.stop)

    def submit(self, *arguments, **env):
        answer = self.cluster.run("sbatch", "--parsable", "--oversubscribe", "--cpus-per-task=1", *arguments,
                                  self.folder / "night", self.folder / "parts", "--compressed", **env)
        self.assertRegex(answer, r"^\d+$")
        return answer

    def test_a_merged_array_of_four_equals_one_run(self):
        for i in range(40):
            self.wave(f"night/{i % 5}/r{i:02}.wav", seed=i, seconds=0.1)
        # One task blocks forever after three of its recordings, and is killed there.
        reached, program = self.folder / "reached", self.folder / "noctule"
        program.write_text('#!/bin/sh\n[ "$SLURM_ARRAY_TASK_ID" = 2 ] || exec "$REAL" "$@"\n'
                           f'"$REAL" "$@" --limit 3; touch {reached}; exec sleep 600\n')
        program.chmod(0o755)
        job = self.submit("--array=0-3", ARRAY, NOCTULE=str(program), REAL=NOCTULE)
        self.cluster.wait_for(reached.exists, 120)
        self.cluster.run("scancel", "--signal=KILL", "--full", f"{job}_2")
        self.cluster.wait_for(lambda: not self.cluster.queued(), 120)
        parts = self.folder / "parts"
        self.assertEqual(sorted(p.name[:10] for p in parts.iterdir()),
                         ["part-00000", "part-00001", "part-00003"],
                         "".join(p.read_text() for p in self.cluster.folder.glob("noctule-*.log")))
        self.submit("--array=2", ARRAY, NOCTULE_SHARDS="4")
        self.cluster.wait_for(lambda: not self.cluster.queued(), 120)
        for _ in range(2):
            subprocess.run([ROOT / "scripts/slurm/merge-parts", parts, self.store], check=True,
                           env=self.cluster.env)
        noctule("--store", self.folder / "one.db", "bulk", self.folder / "night", "--compressed")
        self.assertEqual(rows(self.store, "SELECT count(*) FROM recording"), [(40,)])
        self.assertEqual(images(self.store), images(self.folder / "one.db"))


if __name__ == "__main__":
    unittest.main()
