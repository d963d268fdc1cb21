#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A notice to PEOPLE=20000: until they are queued, until each has a receipt and a row in the outbox; then ACKS=10000 acknowledgements in a
minute, at their appointed moments whatever the answers take, while a desk works. The ratio: the same rows into SQLite in one go.
PEOPLE=20000 ACKS=10000 MINUTE_S=60"""
import http.client
import json
import os
import pathlib
import sqlite3
import statistics
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "test" / "lib"))
from city import City, run  # noqa: E402

PEOPLE = int(os.environ.get("PEOPLE", "20000"))
ACKS = int(os.environ.get("ACKS", "10000"))
MINUTE_S = float(os.environ.get("MINUTE_S", "60"))
THREADS = 8


def load(city, register, rows):
    text = ",".join(rows[0]) + "\n" + "".join(",".join(map(str, r.values())) + "\n" for r in rows)
    got = city.upload(f"/api/r/{register}/import", "rows.csv", text.encode())
    if got.status != 200 or got.json["created"] != len(rows):
        raise RuntimeError(got.body[:300])


def people(city):
    load(city, "person", [{"ref": f"P{i}", "name": f"汪{i}", "phone": f"139{i:08d}", "region": "330881102000"} for i in range(PEOPLE)])
    load(city, "post", [{"ref": f"Q{i}", "kind": "geo_watcher", "person": f"P{i}", "region": "330881102000", "since": "2019-01-01"} for i in range(PEOPLE)])


def send(city):
    """→ seconds until the answer, until every receipt is there"""
    made = city.post("/api/r/notice", {"subject": "防汛叫应", "body": "请立即进岗巡查", "audience": "region:330800", "channel": ["app", "sms"], "region": "330800"})
    if made.status != 201:
        raise RuntimeError(made.body)
    notice = made.json["id"]
    began = time.monotonic()
    got = city.post(f"/api/r/notice/{notice}/send", {"confirm": PEOPLE})
    queued = time.monotonic() - began
    if got.status != 200:
        raise RuntimeError(got.body)
    db = sqlite3.connect(f"file:{city.dir}/anlan.db?mode=ro", uri=True)
    while db.execute("select count(distinct receipt) from outbox where notice = (select max(notice) from outbox)").fetchone()[0] < PEOPLE:
        if time.monotonic() - began > 120:
            raise RuntimeError("receipts do not come")
        time.sleep(0.02)
    db.close()
    return notice, queued, time.monotonic() - began


def ids(city, notice):
    found, after = [], ""
    while len(found) < ACKS:
        page = city.get(f"/api/r/receipt?notice={notice}&limit=500&total=0{'&after=' + after if after else ''}").json
        found += [r["id"] for r in page["items"]]
        after = page["next"]
        if not after:
            break
    return found[:ACKS]


class Desk(threading.Thread):
    """What an open workbench asks: the queue, lists, the feed."""

    def __init__(self, city, stop):
        super().__init__(daemon=True)
        self.city, self.stop, self.ms = city, stop, []

    def run(self):
        link = http.client.HTTPConnection("127.0.0.1", self.city.port, timeout=60)
        while not self.stop.is_set():
            for path in ("/api/queue", "/api/r/incident?limit=50", "/api/r/receipt?limit=50", "/api/r/task?limit=50"):
                began = time.monotonic()
                link.request("GET", path, headers={"Authorization": f"Bearer {self.city.token}"})
                answer = link.getresponse()
                answer.read()
                if answer.status != 200:
                    raise RuntimeError(f"{path}: {answer.status}")
                self.ms.append((time.monotonic() - began) * 1000)
            time.sleep(0.5)


def acknowledge(city, todo):
    """Each at its moment; late answers do not spare the next. → milliseconds from the moment on, refusals"""
    start, gap, ms, bad = time.monotonic() + 0.2, MINUTE_S / len(todo), [], []

    def one(part):
        link = http.client.HTTPConnection("127.0.0.1", city.port, timeout=60)
        mine = []
        for n in range(part, len(todo), THREADS):
            at = start + n * gap
            time.sleep(max(0, at - time.monotonic()))
            link.request("POST", f"/api/r/receipt/{todo[n]}/ack", b"{}", {"Authorization": f"Bearer {city.token}", "Content-Type": "application/json", "Idempotency-Key": todo[n]})
            answer = link.getresponse()
            body = answer.read()
            mine.append((time.monotonic() - at) * 1000)
            if answer.status != 200:
                bad.append((answer.status, body[:200]))
        ms.extend(mine)

    threads = [threading.Thread(target=one, args=(part,)) for part in range(THREADS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return sorted(ms), bad


def bare(folder):
    """The same number of rows, three tables, into SQLite in one transaction: what no store is faster than."""
    db = sqlite3.connect(folder + "/bare.db")
    db.executescript("pragma journal_mode=wal; pragma synchronous=full; create table a (i integer primary key, t text); create table b (i integer primary key, t text); create table c (i integer primary key, t text)")
    began = time.monotonic()
    for table in "abc":
        db.executemany(f"insert into {table} (t) values (?)", (("x" * 200,) for _ in range(PEOPLE)))
    db.commit()
    return time.monotonic() - began


def notices(note):
    with tempfile.TemporaryDirectory() as folder, City() as city:
        people(city)
        run("user", "add", "wang", "--role", "duty", "--region", "330800", "--data", city.dir)
        city.token = city.new_token("wang")
        notice, queued, made = send(city)
        floor = bare(folder)
        note("N1", f"a notice to {PEOPLE:,} people: queued and answered", queued * 1000, "ms", "<= 1000 ms", queued <= 1, more=f"every receipt and outbox row after {made:.2f} s, {made / floor:.0f} times bare rows")
        todo = ids(city, notice)
        stop = threading.Event()
        desk = Desk(city, stop)
        desk.start()
        ms, bad = acknowledge(city, todo)
        stop.set()
        desk.join()
        p99 = ms[int(len(ms) * 0.99)]
        acked = city.get(f"/api/r/notice/{notice}").json["n_acked"]
        note("N2", f"{len(ms):,} acknowledgements in {MINUTE_S:g} s beside a desk, p99", p99, "ms", "<= 200 ms", p99 <= 200 and not bad and acked == len(todo),
             more=f"median {statistics.median(ms):.1f} ms, worst {ms[-1]:.0f} ms, counted {acked}, refused {len(bad)} {bad[:1]}, the desk's calls median {statistics.median(desk.ms):.1f} ms, worst {max(desk.ms):.0f} ms")


if __name__ == "__main__":
    notices(lambda key, what, figure, unit, target=None, good=None, limit=None, more="": print(f"{key} {what}: {figure:.4g} {unit} {target} {'yes' if good else 'NO'} {more}"))
