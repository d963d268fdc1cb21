# SPDX-License-Identifier: Apache-2.0
"""D3: every input and output of the program fails in turn, once and from then on. For each scenario the points that it passes are
counted; then it runs again and again, the Nth point failing, for sampled N (POINTS=all: for every N). Each run ends in success or in
an error that is said; afterwards the untouched program opens the directory, its journal verifies, its projections are those of the
journal, and all that was acknowledged is there.
POINTS=160 SEED=random ONLY=scenario,… ANLAN_FAULTS=program built with -Dfaults=true"""
import concurrent.futures
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
import uuid

from city import ANLAN, Checks, City, run
from faulty import faulty

BROKEN = faulty()
POINTS = os.environ.get("POINTS", "60" if os.environ.get("QUICK") else "160")
seed = int(os.environ.get("SEED", str(random.randrange(10**9))))
ROWS = 50


class Run:
    """A directory of its own, made from the pristine one, and the faulty program in it."""

    def __init__(self, pristine, n, lasting):
        self.base = pathlib.Path(tempfile.mkdtemp(prefix="anlan-io-"))
        self.dir, self.log = self.base / "city", self.base / "faults"
        if pristine:
            shutil.copytree(pristine, self.dir, ignore=shutil.ignore_patterns("*.sock"))
        self.env = dict(os.environ, ANLAN_FAULT=f"{n}{'+' if lasting else ''}", ANLAN_FAULT_LOG=str(self.log), LANG="C",
                        ASAN_OPTIONS="detect_leaks=0:abort_on_error=1", UBSAN_OPTIONS="halt_on_error=1")
        self.acked, self.said, self.status, self.after_sync = {}, "", 0, []

    def call(self, *words, stdin=None):
        """The faulty program; how it ended. Every end but 0, 1 and 2 is a crash."""
        done = subprocess.run([BROKEN, *map(str, words)], env=self.env, input=stdin, capture_output=True, text=True, errors="replace", timeout=120)
        self.status, self.said = done.returncode, (done.stderr or done.stdout).strip()
        return done.returncode == 0

    def points(self):
        lines = self.log.read_text().split("\n") if self.log.exists() else []
        passed = [int(l.split()[1]) for l in lines if l.startswith("passed ")]
        return passed[-1] if passed else 0, [l.split()[0] for l in lines if l and not l.startswith("passed ")]

    def remove(self):
        shutil.rmtree(self.base, ignore_errors=True)


def names_of(folder):
    out = folder.parent / "out.csv"
    run("export", "org", out, "--data", folder)
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    at = lines[0].split(",").index("name")
    return [l.split(",")[at] for l in lines[1:]]


# --- scenarios: each does its work with the faulty program and leaves in run.acked what was acknowledged ---

def init(r):
    r.acked["made"] = r.call("init", r.dir, "--json")


def init_demo(r):
    r.acked["made"] = r.call("init", r.dir, "--json", "--demo", "quzhou")


def import_rows(r):
    path = r.base / "org.csv"
    path.write_text("ref,name,region\r\n" + "".join(f"IO-{n},io-{n},330802\r\n" for n in range(ROWS)))
    if r.call("import", "org", path, "--data", r.dir):
        r.acked.update((f"io-{n}", 1) for n in range(ROWS))


def token(r):
    r.call("token", "new", "--user", "admin", "--data", r.dir)


def account(r):
    r.call("user", "add", "second", "--role", "duty", "--region", "330800", "--data", r.dir)


def export(r):
    r.call("export", "org", r.base / "all.csv", "--data", r.dir)


def verify(r):
    r.call("verify", "--data", r.dir)


def rebuild(r):
    r.call("rebuild", "--data", r.dir)


def backup(r):
    r.acked["backup"] = r.call("backup", r.base / "copy.anlan", "--data", r.dir)


def restore(r):
    """Of a sound backup into a new directory."""
    run("backup", r.base / "copy.anlan", "--data", r.dir)
    r.acked["restored"] = r.call("restore", r.base / "copy.anlan", "--data", r.base / "second")


def serve(r):
    """Start, create, change, act, stop: through one server that has its faults meanwhile."""
    process = subprocess.Popen([BROKEN, "serve", "--data", str(r.dir), "--listen", "127.0.0.1:0"], env=r.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
    line = process.stdout.readline()
    hit = re.match(r"listening on http://127\.0\.0\.1:(\d+)", line)
    if hit:
        link = http.client.HTTPConnection("127.0.0.1", int(hit.group(1)), timeout=20)
        for n in range(8):
            step(r, link, r.token, n)
        link.close()
        process.send_signal(signal.SIGTERM)
    try:
        _, said = process.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        _, said = process.communicate()
        said = "it did not stop\n" + said
        process.returncode = 99
    r.status, r.said = process.returncode, said.strip()
    if not hit and process.returncode == 0:
        r.status = 98


def step(r, link, token_text, n):
    head = {"Authorization": f"Bearer {token_text}", "Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}

    def ask(method, path, body):
        try:
            link.request(method, path, json.dumps(body), head)
            answer = link.getresponse()
            text = answer.read()
            return answer.status, json.loads(text)
        except (OSError, http.client.HTTPException, ValueError):
            link.close()
            return 0, {}

    failed_before = bool(r.after_sync)
    status, made = ask("POST", "/api/r/org", {"name": f"io-{n}", "region": "330802"})
    if status == 201:
        r.acked[f"io-{n}"] = 1
        if failed_before:
            r.after_sync.append("acknowledged")
    elif "vfs.sync" in r.points()[1]:
        r.after_sync.append("refused")
    if status == 201 and n % 2:
        head["Idempotency-Key"] = str(uuid.uuid4())
        status, _ = ask("PATCH", f"/api/r/org/{made['id']}", {"name": f"io-{n}b"})
        if status == 200:
            del r.acked[f"io-{n}"]
            r.acked[f"io-{n}b"] = 1
        else:
            r.acked[f"io-{n}"] = 2  # either name
    if status == 200 and n % 4 == 3:
        head["Idempotency-Key"] = str(uuid.uuid4())
        status, _ = ask("POST", f"/api/r/org/{made['id']}/void", {"reason": "io"})
        r.acked.pop(f"io-{n}b", None)  # voided or not: nobody asks


SCENARIOS = (init, import_rows, token, account, export, verify, rebuild, backup, restore, serve)
FRESH = (init, init_demo)


def sound(folder):
    done = run("verify", "--data", folder, check=False)
    return done.returncode == 0, (done.stdout + done.stderr).strip()


def judge(r, scenario):
    """What is wrong after a run; [] = nothing."""
    wrong = []
    if r.status not in (0, 1, 2):
        wrong.append(f"it ended with {r.status}: {r.said[-1500:]}")
    if r.status in (1, 2) and not r.said:
        wrong.append("it failed and did not say why")
    if scenario in FRESH:
        if r.acked["made"] or (r.dir / "city.json").exists():
            ok, said = sound(r.dir)
            if not ok:
                wrong.append(f"{'made' if r.acked['made'] else 'not made, but city.json is there'}: {said}")
        return wrong
    ok, said = sound(r.dir)
    if not ok:
        return wrong + [f"afterwards verify says: {said}"]
    names = names_of(r.dir)
    missing = [k for k, v in r.acked.items() if k.startswith("io-") and k not in names and not (v == 2 and f"{k}b" in names)]
    if missing:
        wrong.append(f"acknowledged and not there: {missing[:5]}")
    doubled = {k for k in names if k.startswith("io-") and names.count(k) > 1}
    if doubled:
        wrong.append(f"doubled: {sorted(doubled)[:5]}")
    if scenario is import_rows and 0 < sum(n.startswith("io-") for n in names) < ROWS:
        wrong.append("half of one chunk is there")
    if "acknowledged" in r.after_sync:
        wrong.append(f"after an fsync failed and a write was refused: {r.after_sync}")
    for key, path in (("backup", None), ("restored", r.base / "second")):
        if r.acked.get(key):
            if not path:
                path = r.base / "again"
                done = run("restore", r.base / "copy.anlan", "--data", path, check=False)
                if done.returncode:
                    wrong.append(f"the backup does not restore: {done.stderr.strip()}")
                    continue
            ok, said = sound(path)
            if not ok:
                wrong.append(f"{key}, verify says: {said}")
    return wrong


def one(work):
    pristine, token_text, scenario, n, lasting = work
    r = Run(None if scenario in FRESH else pristine, n, lasting)
    r.token = token_text
    try:
        scenario(r)
        total, hits = r.points()
        return scenario.__name__, n, lasting, total, hits[:1], judge(r, scenario), r.status
    except (subprocess.TimeoutExpired, AssertionError) as e:
        return scenario.__name__, n, lasting, 0, r.points()[1][:1], [f"{type(e).__name__}: {str(e)[-800:]}"], -1
    finally:
        r.remove()


def a_city(folder):
    with City(keep=folder) as city:
        for n in range(20):
            city.post("/api/r/org", {"name": f"before {n}", "region": "330802"})
        token_text = city.token
    return city.dir, token_text


def plan(pristine, token_text, dice):
    """How many points each scenario passes, and the sampled ones, each once or lasting."""
    only = os.environ.get("ONLY")
    wanted = [s for s in SCENARIOS + (init_demo,) if (s.__name__ in only.split(",") if only else s is not init_demo)]
    totals, work = {}, []
    for s in wanted:
        name, _, _, totals[s], _, wrong, status = one((pristine, token_text, s, 0, False))
        if wrong or status:
            raise SystemExit(f"{name} without a fault: status {status}, {wrong}")
    for s, total in totals.items():
        every = [(pristine, token_text, s, n, lasting) for n in range(1, total + 1) for lasting in (False, True)]
        work += every if POINTS == "all" else dice.sample(every, min(len(every), int(POINTS) // len(totals)))
    print(", ".join(f"{s.__name__} {t}" for s, t in totals.items()), f"points; {len(work)} runs of {2 * sum(totals.values())}")
    return work


def main():
    began = time.monotonic()
    c = Checks()
    print(f"seed {seed}")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="anlan-io-"))
    fired = silent = errors = 0
    try:
        work = plan(*a_city(folder), random.Random(seed))
        with concurrent.futures.ProcessPoolExecutor(2) as pool:
            for name, n, lasting, _, hits, wrong, status in pool.map(one, work, chunksize=4):
                fired, silent, errors = fired + bool(hits), silent + (bool(hits) and status == 0), errors + (status == 1)
                c.that(f"{name}, point {n}{' and all after' if lasting else ''} ({hits[0] if hits else 'not reached'})", not wrong, "; ".join(wrong))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    c.that("most of the points fired", fired > len(work) * 8 // 10, f"{fired} of {len(work)}")
    print(f"{len(work)} runs, {fired} with a fault: {errors} ended in an error, {silent} went on and ended well; {time.monotonic() - began:.0f} s")
    c.close()


main()
