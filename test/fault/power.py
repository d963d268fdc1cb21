# SPDX-License-Identifier: Apache-2.0
"""D2: the power goes while 16 clients write, and sometimes again while the city comes back. EXT4_IOC_SHUTDOWN stops a file system
of our own without flushing anything, so what was not synced is gone; every acknowledged write must be there, once.
CUTS=60 (10 with QUICK) SEED=random IMAGE_MB=512"""
import fcntl
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import tempfile
import threading
import time
import uuid

from city import Checks, City, run

CUTS = int(os.environ.get("CUTS", "10" if os.environ.get("QUICK") else "60"))
IMAGE_MB = int(os.environ.get("IMAGE_MB", "512"))
seed = int(os.environ.get("SEED", str(random.randrange(10**9))))
EXT4_IOC_SHUTDOWN = (2 << 30) | (4 << 16) | (ord("X") << 8) | 125  # _IOR('X', 125, __u32), source: Linux fs/ext4/ext4.h
NOLOGFLUSH = 2


class Skip(Exception):
    pass


class Disk:
    """An ext4 file system in a file that can lose its power."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="anlan-power-"))
        self.image, self.at, self.mounted = self.folder / "disk.img", self.folder / "at", False
        self.at.mkdir()
        try:
            with open(self.image, "wb") as f:
                f.truncate(IMAGE_MB << 20)
            self.call("mkfs.ext4", "-q", "-F", self.image)
            self.mount()
            (self.at / "probe").write_text("x")
            self.cut()
            self.umount()
            self.mount()
        except (OSError, subprocess.CalledProcessError, Skip) as e:
            self.remove()
            raise Skip(f"no power cuts here: {e}") from e

    @staticmethod
    def call(*words):
        done = subprocess.run([str(w) for w in words], capture_output=True, text=True)
        if done.returncode:
            raise Skip(f"{words[0]}: {done.stderr.strip()}")

    def mount(self):
        self.call("mount", "-o", "loop", self.image, self.at)
        self.mounted = True

    def cut(self):
        fd = os.open(self.at, os.O_RDONLY)
        try:
            fcntl.ioctl(fd, EXT4_IOC_SHUTDOWN, struct.pack("I", NOLOGFLUSH))
        finally:
            os.close(fd)

    def umount(self):
        for _ in range(100):
            done = subprocess.run(["umount", str(self.at)], capture_output=True, text=True)
            if done.returncode == 0:
                self.mounted = False
                return
            time.sleep(0.05)
        raise RuntimeError(f"umount: {done.stderr.strip()}")

    def remove(self):
        if self.mounted:
            self.umount()
        shutil.rmtree(self.folder, ignore_errors=True)


class Load:
    """Clients that write, and ask again with the same key when they do not know how it ended."""

    def __init__(self, city, n):
        self.city, self.acked, self.sent, self.retried = city, {}, 0, 0
        self.lock, self.ending, self.power = threading.Lock(), threading.Event(), threading.Event()
        self.threads = [threading.Thread(target=self.write, daemon=True) for _ in range(n)]
        self.power.set()
        for t in self.threads:
            t.start()

    def write(self):
        link = key = port = None
        while not self.ending.is_set():
            if not self.power.wait(0.5):
                continue
            with self.lock:
                self.retried += key is not None
                self.sent += 1
            key = key or str(uuid.uuid4())
            try:
                if link is None or port != self.city.port:
                    port = self.city.port
                    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                link.request("POST", "/api/r/org", json.dumps({"name": key, "region": "330800"}),
                             {"Authorization": f"Bearer {self.city.token}", "Content-Type": "application/json", "Idempotency-Key": key})
                answer = link.getresponse()
                text = answer.read()
                if answer.status == 201:
                    with self.lock:
                        self.acked[key] = json.loads(text)["id"]
                    key = None
                elif answer.status < 500 and answer.status != 429:
                    raise AssertionError(f"status {answer.status} {text[:300]}")
                else:
                    time.sleep(0.01)
            except (OSError, http.client.HTTPException):
                link = None
                time.sleep(0.01)

    def end(self):
        self.ending.set()
        for t in self.threads:
            t.join(20)


def rows(city):
    """What is there, read beside the server: name → how often, and what the database says of itself."""
    link = sqlite3.connect(f"file:{city.dir}/anlan.db?mode=ro", uri=True)
    names = [n for (n,) in link.execute("select name from r_org")]
    sound = link.execute("pragma integrity_check(5)").fetchall()
    entries = link.execute("select count(*) from journal").fetchone()[0]
    link.close()
    return names, sound, entries


def second_cut(disk, city, after):
    """Start, and lose the power again `after` seconds later, ready or not."""
    timer = threading.Timer(after, disk.cut)
    timer.start()
    try:
        city.start()
    except (AssertionError, OSError):
        pass
    timer.join()
    city.stop(signal.SIGKILL)
    disk.umount()
    disk.mount()


def rounds(c, disk, city, dice):
    load = Load(city, 16)
    restarts, seconds = [], 0
    for n in range(CUTS):
        time.sleep(dice.uniform(0.2, 1.2))
        disk.cut()
        load.power.clear()
        city.stop(signal.SIGKILL)
        with load.lock:
            acked = dict(load.acked)
        disk.umount()
        disk.mount()
        for _ in range(dice.choice((1, 1, 2)) if n % 10 == 4 else 0):
            second_cut(disk, city, dice.uniform(0, 0.3))
            seconds += 1
        began = time.monotonic()
        city.start()
        restarts.append(time.monotonic() - began)
        names, sound, entries = rows(city)
        there = set(names)
        c.same(f"cut {n}: no acknowledged write is lost", [k for k in acked if k not in there][:5], [])
        c.same(f"cut {n}: none is doubled", len(names) - len(there), 0)
        c.same(f"cut {n}: the database is sound", sound, [("ok",)])
        if n % 10 == 9 or entries < 20000:
            done = run("verify", "--data", city.dir, check=False)
            c.that(f"cut {n}: the journal verifies", done.returncode == 0, done.stdout + done.stderr)
        load.power.set()
    time.sleep(0.5)
    load.end()
    names, _, _ = rows(city)
    c.same("at the end every acknowledged write is there", sorted(set(load.acked) - set(names)), [])
    c.same("and once", len(names), len(set(names)))
    c.same("and under its id", [k for k in list(load.acked)[-50:] if city.get(f"/api/r/org/{load.acked[k]}").json["name"] != k], [])
    c.that("second cuts while it came back", seconds >= CUTS // 10, seconds)
    c.that("enough writes to mean something", len(load.acked) > 20 * CUTS, len(load.acked))
    c.same("the journal verifies", run("verify", "--data", city.dir, check=False).returncode, 0)
    restarts.sort()
    print(f"{CUTS} cuts, {seconds} second cuts, acknowledged {len(load.acked)}, asked again {load.retried}, "
          f"restart median {restarts[len(restarts) // 2]:.2f} s, worst {restarts[-1]:.2f} s")


def main():
    print(f"seed {seed}, {CUTS} cuts")
    try:
        disk = Disk()
    except Skip as why:
        print(f"skipped: {why}\n0 passed, 0 failed")
        return
    c = Checks()
    try:
        with City(keep=disk.at) as city:
            rounds(c, disk, city, random.Random(seed))
    finally:
        disk.remove()
    c.close()


main()
