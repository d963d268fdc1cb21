#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One table: how far from the limits of the machine. Rounds of server and limit take turns, medians count, ratios travel and absolute
figures do not. Peers that are not installed are skipped aloud. ROUNDS=3 SECONDS_EACH=3 ROWS=1000000 LISTENERS=10000
Figures go to test/figures.tsv (date, id, figure, target, pass); RECORD=0 leaves it alone."""
import datetime
import json
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "test" / "lib"))
from city import ANLAN, City, run  # noqa: E402
from directus import Directus, Skipped  # noqa: E402
from dispatch import dispatch  # noqa: E402
from evacuate import evacuate  # noqa: E402
from indicators import figures  # noqa: E402
from notices import notices  # noqa: E402
from ten_million import many, upkeep  # noqa: E402
from quality import quality  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "3"))
EACH = float(os.environ.get("SECONDS_EACH", "3"))
ROWS = int(os.environ.get("ROWS", "1000000"))
LISTENERS = int(os.environ.get("LISTENERS", "10000"))
CLIENTS = 64
MARK = "@" * 16  # bench/load.c puts a new number here
table = []
salt = 0


def note(key, what, figure, unit, target=None, good=None, limit=None, more=""):
    """One row; limit: the same figure of the limit, as measured in the same run. target and good: for figures.tsv."""
    ratio = f"{figure / limit:.2f}" if limit else ""
    table.append((key, what, f"{figure:,.4g} {unit}" if figure < 1000 else f"{figure:,.0f} {unit}", f"{limit:,.0f}" if limit else "", ratio,
                  target or "", {True: "yes", False: "NO", None: ""}[good], more))
    print("  " + " · ".join(x for x in table[-1] if x), flush=True)


def programs():
    build = pathlib.Path(os.environ.get("BENCH_BUILD", ROOT / "build"))
    subprocess.run(["ninja", "-C", str(build), "bench/load", "bench/limits"], check=True, stdout=subprocess.DEVNULL)
    return build / "bench" / "load", build / "bench" / "limits"


LOAD, LIMITS = programs()


def load(port, request, seconds=EACH, clients=CLIENTS):
    global salt
    salt += 1
    with tempfile.NamedTemporaryFile() as f:
        f.write(request)
        f.flush()
        done = subprocess.run([LOAD, "requests", str(port), str(clients), str(seconds), f.name], capture_output=True, text=True,
                              env=dict(os.environ, SALT=str((int(time.time()) << 6 | salt) & 0x7FFFFFFF)))
    if done.returncode:
        raise RuntimeError(done.stderr)
    result = json.loads(done.stdout)
    if result["bad"]:
        print(f"  warning: {result['bad']} answers were no success, the first {result['first_bad']}", flush=True)
    return result


def http(method, path, token=None, body=b"", headers=()):
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *headers]
    if token:
        head.append(f"Authorization: Bearer {token}")
    if body:
        head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(head) + "\r\n\r\n").encode() + body


def memory_kb(process, field="VmRSS"):
    return int(re.search(rf"{field}:\s+(\d+)", pathlib.Path(f"/proc/{process.pid}/status").read_text()).group(1))


def settled_kb(process):
    time.sleep(1)
    return memory_kb(process)


class Empty:
    """The HTTP library's empty handler."""

    def __enter__(self):
        self.process = subprocess.Popen([LIMITS, "http"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def median(rounds, key="rate"):
    return statistics.median(r[key] for r in rounds)


def creates(city, folder):
    body = json.dumps({"name": f"Bench {MARK}", "region": "330802", "address": "x" * 120}).encode()
    request = http("POST", "/api/r/org", city.token, body, [f"Idempotency-Key: {MARK}"])
    ours, limit = [], []
    for n in range(ROUNDS):
        ours.append(load(city.port, request))
        done = subprocess.run([LIMITS, "rows", folder / f"rows{n}.db", str(EACH), str(CLIENTS)], capture_output=True, text=True, check=True)
        limit.append(json.loads(done.stdout))
    note("B1", f"durable creates, {CLIENTS} clients, to group-committed rows in SQLite", median(ours), "/s", ">= 0.1", median(ours) / median(limit) >= 0.1,
         median(limit), f"p99 {median(ours, 'p99_ms'):.1f} ms")


def reads(city):
    one = city.get("/api/r/org?limit=1&total=0").json["items"][0]["id"]
    some = [("B2", "point reads, to the empty handler", f"/api/r/org/{one}"),
            ("B3", "lists of 50 filtered by region, to the empty handler", "/api/r/org?region=330804&limit=50&total=0"),
            ("B4", "lists filtered by ref with their count (one record), to the empty handler", "/api/r/org?ref=R-77&limit=50")]
    with Empty() as empty:
        for key, what, path in some:
            ours, limit = [], []
            for _ in range(ROUNDS):
                ours.append(load(city.port, http("GET", path, city.token)))
                limit.append(load(empty.port, http("GET", "/")))
            note(key, what, median(ours), "/s", "", None, median(limit), f"p99 {median(ours, 'p99_ms'):.1f} ms")


def listeners(city):
    before = settled_kb(city.process)
    with tempfile.NamedTemporaryFile() as f:
        f.write(http("GET", "/api/feed", city.token))
        f.flush()
        crowd = subprocess.Popen([LOAD, "listen", str(city.port), str(LISTENERS), f.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if crowd.stdout.readline() != "ready\n":
            note("L1", f"{LISTENERS} listeners", 0, "reached", "all", False, more=crowd.communicate()[1].strip()[:100])
            return
    each = (settled_kb(city.process) - before) / LISTENERS
    crowd.stdin.write("go\n")
    crowd.stdin.flush()
    city.post("/api/r/org", {"name": f"Feed {time.time()}", "region": "330802"})
    heard = json.loads(crowd.communicate()[0])
    note("L1a", f"one event to {LISTENERS:,} listeners, all of them", heard["all_ms"], "ms", "<= 2000 ms", heard["reached"] == LISTENERS and heard["all_ms"] <= 2000,
         more=f"half of them {heard['half_ms']:.0f} ms, reached {heard['reached']}")
    note("L1b", "memory of a listener", each, "KB", "<= 12 KB", each <= 12)


def small_city(folder):
    with City() as city:
        note("B5", "idle memory of a new city", settled_kb(city.process) / 1024, "MB")
        creates(city, folder)
        listeners(city)


def write_rows(path):
    with open(path, "w") as f:
        f.write("ref,name,region,address,lon,lat\r\n")
        for n in range(ROWS):
            f.write(f"R-{n},Unit number {n},33080{2 + n % 3},Road {n % 9973} number {n % 331},{118.3 + n % 1000 / 1000:.3f},{28.5 + n // 1000 % 1000 / 1000:.3f}\r\n")


def cpu_s():
    t = os.times()
    return t.children_user + t.children_system


def big_city(folder):
    city = City()
    try:
        path = folder / "rows.csv"
        write_rows(path)
        began, cpu = time.monotonic(), cpu_s()
        done = run("import", "org", path, "--data", city.dir, "--json", check=False)
        took, cpu = time.monotonic() - began, cpu_s() - cpu
        made = json.loads(done.stdout or "{}").get("created", 0)
        note("B6", f"import of {ROWS:,} rows with validation", made / took, "rows/s", "all taken", made == ROWS, more=f"{took:.0f} s, {cpu:.0f} s of processor {done.stderr.strip()[:100]}".strip())
        starts = []
        for _ in range(ROUNDS):
            began = time.monotonic()
            city.start()
            starts.append(time.monotonic() - began)
            idle = settled_kb(city.process) / 1024
            city.stop()
        note("B7", f"start of a city of {made:,} records", statistics.median(starts), "s", "<= 2 s", statistics.median(starts) <= 2, more=f"idle memory {idle:.0f} MB")
        with city:
            reads(city)
            note("B8", "highest memory while serving it", memory_kb(city.process, "VmHWM") / 1024, "MB")
    finally:
        shutil.rmtree(city.dir.parent, ignore_errors=True)


def peer(_folder):
    """The same creates, reads and lists, ours and the peer's in turns."""
    body = json.dumps({"name": f"Bench {MARK}", "region": "330802", "address": "x" * 120}).encode()
    try:
        with Directus() as other, City() as city:
            mine = city.post("/api/r/org", {"name": "one", "region": "330802"}).json["id"]
            theirs = other.call("POST", "/items/org", {"name": "one", "region": "330802"})["data"]["id"]
            for part in range(5):
                other.call("POST", "/items/org", [{"name": f"n{i}", "region": f"33080{2 + i % 3}"} for i in range(200)])
                for i in range(200):
                    city.post("/api/r/org", {"name": f"n{part}-{i}", "region": f"33080{2 + i % 3}"})
            some = [("P1", "creates, to Directus 10 on SQLite", http("POST", "/api/r/org", city.token, body, [f"Idempotency-Key: {MARK}"]), http("POST", "/items/org", other.token, body)),
                    ("P2", "point reads, to Directus", http("GET", f"/api/r/org/{mine}", city.token), http("GET", f"/items/org/{theirs}", other.token)),
                    ("P3", "lists of 50 filtered by region, to Directus", http("GET", "/api/r/org?region=330804&limit=50&total=0", city.token),
                     http("GET", "/items/org?filter[region][_eq]=330804&limit=50", other.token))]
            for key, what, ours, their in some:
                a, b = [], []
                for _ in range(ROUNDS):
                    a.append(load(city.port, ours))
                    b.append(load(other.port, their))
                note(key, what, median(a), "/s", ">= 1", median(a) >= median(b), median(b), f"p99 {median(a, 'p99_ms'):.1f} ms beside {median(b, 'p99_ms'):.1f} ms")
            memory = sum(memory_kb(p) for p in [other.process])
            note("P4", "memory after it, to Directus", memory_kb(city.process) / 1024, "MB", None, None, memory / 1024)
    except Skipped as why:
        print(f"skipped: Directus cannot be installed here ({why})")


def wide_notice(_folder):
    notices(note)


def peers():
    for name, words in (("pgbench", "PostgreSQL rows"), ("nginx", "a file of 200 bytes"), ("nats-server", "events to listeners")):
        if not shutil.which(name):
            print(f"skipped: {name} is not installed ({words})")


def forces(_folder):
    dispatch(note, ROUNDS)


def show():
    widths = [max(len(str(r[i])) for r in table + [HEAD]) for i in range(len(HEAD))]
    for row in [HEAD, tuple("-" * w for w in widths)] + table:
        print("| " + " | ".join(str(x).ljust(w) for x, w in zip(row, widths)) + " |")


HEAD = ("id", "what", "ours", "limit", "ratio", "target", "met", "more")


def record():
    if os.environ.get("RECORD", "1") == "0":
        return
    path, day = ROOT / "test" / "figures.tsv", datetime.date.today().isoformat()
    new = not path.exists()
    with open(path, "a") as f:
        if new:
            f.write("date\tid\tfigure\ttarget\tpass\n")
        for key, what, ours, limit, ratio, target, met, more in table:
            figure = ours + (f" = {ratio} of the limit" if ratio else "") + (f", {more}" if more else "")
            f.write(f"{day}\t{key}\t{what}: {figure}\t{target}\t{ {'yes': 'yes', 'NO': 'no', '': '-'}[met] }\n")


def shelters(folder):
    evacuate(note, ROUNDS, folder)
    figures(note, ROUNDS, folder)
    quality(note, ROUNDS, folder)


def years(folder):
    upkeep(note, ROUNDS, load, http, MARK)
    many(note, ROUNDS, folder)


def winds(_):
    """Wind circles of one track: the places stand in order already, as they do from the first question on."""
    for seen in json.loads(run("bench", "impact", "--json").stdout):
        counts = "order" not in seen["what"]
        note("W1", seen["what"], seen["figure"], "ms", "<= 100 ms" if counts else "", seen["figure"] <= 100 if counts else None)


def replay(folder):
    """The whole of Lekima as fast as it goes: machine time of the program, of all its threads."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    d = json.loads(run("drill", "run", "lekima", "--speed", "max", "--json", "--data", folder / "lekima").stdout.splitlines()[-1])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    hours = (datetime.datetime.fromisoformat(d["end"]) - datetime.datetime.fromisoformat(d["start"])).total_seconds() / 3600
    note("R1", f"replay of {hours:.0f} hours of Lekima, the making of its city included", spent, "s", "<= 60 s of machine time", spent <= 60, None,
         f"{time.monotonic() - began:.0f} s by the clock, {len(d['lines'])} lines, score {d['score']}")


def main():
    began = time.monotonic()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="anlan-bench-"))
    print(f"{ANLAN}: {ROUNDS} rounds of {EACH:g} s, {os.cpu_count()} processors, load before {os.getloadavg()[0]:.1f}, medians")
    failed = False
    try:
        for part in (small_city, big_city, wide_notice, forces, shelters, years, winds, replay, peer):
            try:
                part(folder)
            except (RuntimeError, AssertionError, OSError, ValueError, subprocess.SubprocessError) as e:
                print(f"FAILED {part.__name__}: {e}")
                failed = True
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    peers()
    show()
    record()
    print(f"{time.monotonic() - began:.0f} s")
    sys.exit(1 if failed else 0)


main()
