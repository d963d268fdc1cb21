# SPDX-License-Identifier: Apache-2.0
"""S5: somebody with the file system's rights edits history. `anlan verify` and a verifier of our own, written only from
doc/journal.md, must find every tamper and agree on the untouched city. The program looks at each tamper, ours at every fifth.
TAMPERS=500 SEED=random ENTRIES=20000"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import tempfile
import time

from city import Checks, City, run

TAMPERS = int(os.environ.get("TAMPERS", "500"))
ENTRIES = int(os.environ.get("ENTRIES", "20000"))
seed = int(os.environ.get("SEED", str(random.randrange(10**9))))
NUMBERS = ("node", "at", "tick", "cause_node", "cause_seq", "record", "origin_node", "origin_seq", "algo")
TEXTS = ("actor", "door", "register", "action", "region", "body", "reason", "idem")
TRIGGERS = ("journal_no_update", "journal_no_delete", "journal_in_order")
COLUMNS = ("seq", "node", "at", "tick", "actor", "door", "cause_node", "cause_seq", "register", "record", "action", "region", "body",
           "reason", "idem", "request", "origin_node", "origin_seq", "algo", "hash")


# --- the verifier, from doc/journal.md alone ---

class Bad(Exception):
    pass


def netstring(value):
    data = value if isinstance(value, bytes) else str(value).encode()
    return b"%d:%s," % (len(data), data)


def digest(algo, data):
    return hashlib.new({1: "sha256", 2: "sm3"}[algo], data).digest()


def canonical(e):
    request = e["request"] if e["idem"] else b""
    return b"".join(netstring(v) for v in (e["node"], e["seq"], e["at"], e["tick"], e["actor"], e["door"], e["cause_node"], e["cause_seq"],
                    e["register"], e["record"], e["action"], e["region"], e["body"], e["reason"], e["idem"] or "", request, e["origin_node"], e["origin_seq"]))


def well_typed(e):
    return (all(type(e[k]) is int for k in NUMBERS) and all(type(e[k]) is str for k in TEXTS if k != "idem") and type(e["hash"]) is bytes
            and (type(e["request"]) is bytes and len(e["request"]) == 32 and type(e["idem"]) is str if e["idem"] else e["request"] is None and e["idem"] is None))


def signature_holds(folder, head):
    text = f"anlan journal head 1\n{head['node']}\n{head['seq']}\n{head['at']}\n{head['tick']}\n{head['hash']}\n"
    with tempfile.TemporaryDirectory() as t:
        (pathlib.Path(t) / "text").write_text(text)
        (pathlib.Path(t) / "sig").write_bytes(bytes.fromhex(head["signature"]))
        words = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", folder / "keys" / "node.pub", "-rawin", "-in", f"{t}/text", "-sigfile", f"{t}/sig"]
        return subprocess.run(words, capture_output=True).returncode == 0


def entries_of(folder):
    link = sqlite3.connect(f"file:{folder}/anlan.db?mode=ro", uri=True)
    try:
        for row in link.execute(f"select {', '.join(COLUMNS)} from journal order by seq"):
            yield dict(zip(COLUMNS, row))
    finally:
        link.close()


def verify(folder):
    """How many entries are sound; Bad where one is not."""
    if not (folder / "journal.head").exists():
        raise Bad("there is no head")
    head = json.loads((folder / "journal.head").read_text())
    before, n, last, passed_head = bytes(32), 0, (0, 0), False
    for n, e in enumerate(entries_of(folder), 1):
        if e["seq"] != n:
            raise Bad(f"entry {n} is missing")
        if not well_typed(e):
            raise Bad(f"entry {n} has columns of wrong types")
        if digest(e["algo"], before + canonical(e)) != e["hash"]:
            raise Bad(f"entry {n} does not fit its digest")
        if (e["at"], e["tick"]) <= last:
            raise Bad(f"entry {n} is earlier than the one before")
        before, last = e["hash"], (e["at"], e["tick"])
        if n == head["seq"]:
            passed_head = (e["node"], e["at"], e["tick"], e["hash"].hex()) == (head["node"], head["at"], head["tick"], head["hash"])
            if not passed_head:
                raise Bad("the head is of another entry")
    if not passed_head:
        raise Bad(f"the journal ends at {n}, before its head {head['seq']}")
    if not signature_holds(folder, head):
        raise Bad("the signature of the head does not hold")
    return n


# --- the tampers: each gets an open database without guards, and says what it did ---

def pick(dice, top):
    return dice.randint(1, top)


def resequence(db, first, by):
    """Move the numbers of all entries from `first` on."""
    db.execute("update journal set seq = -(seq + ?) where seq >= ?", (by, first))
    db.execute("update journal set seq = -seq where seq < 0")


def rechain(db, first):
    """Compute all digests again from `first` on, as somebody without the key can."""
    row = db.execute("select hash from journal where seq = ?", (first - 1,)).fetchone()
    before, todo = row[0] if row else bytes(32), []
    for row in db.execute(f"select {', '.join(COLUMNS)} from journal where seq >= ? order by seq", (first,)):
        e = dict(zip(COLUMNS, row))
        before = digest(e["algo"], before + canonical(e))
        todo.append((before, e["seq"]))
    db.executemany("update journal set hash = ? where seq = ?", todo)


def edit(db, dice, top, w):
    column, seq = dice.choice(COLUMNS[1:]), pick(dice, top)
    old = db.execute(f"select {column} from journal where seq = ?", (seq,)).fetchone()[0]
    if column in NUMBERS:
        new = 3 - old if column == "algo" else old + dice.choice((-86400000, -1, 1, 2, 1000))
    elif column in ("hash", "request"):
        new = bytes(dice.randrange(256) for _ in range(32))
    else:
        new = dice.choice(((old or "") + " ", "x" + (old or ""), (old or "y")[:-1] + "z"))
    if column == "idem":
        new += str(dice.random())  # the index wants them unique
    db.execute(f"update journal set {column} = ? where seq = ?", (new, seq))
    return f"edit {column} of {seq}: {str(old)[:40]!r} → {str(new)[:40]!r}"


def retype(db, dice, top, w):
    seq = pick(dice, top)
    how = dice.choice(("reason = cast(reason as blob)", "at = at + 0.5", "body = body || char(0)", "actor = actor || char(0) || 'x'", "idem = coalesce(idem, '')"))
    db.execute("drop index if exists journal_idem")
    db.execute(f"update journal set {how} where seq = ?", (seq,))
    return f"retype {how} at {seq}"


def delete(db, dice, top, w):
    seq, closing = dice.randint(1, top - 1), dice.random() < 0.5
    db.execute("delete from journal where seq = ?", (seq,))
    if closing:
        resequence(db, seq + 1, -1)
    return f"delete {seq}{', closing the gap' if closing else ''}"


def insert(db, dice, top, w):
    seq, columns = pick(dice, top), ", ".join(c for c in COLUMNS if c not in ("seq", "idem", "request"))
    at = dice.choice((pick(dice, top), top + 1))
    resequence(db, at, 1)
    source = seq + 1 if seq >= at else seq
    db.execute(f"insert into journal (seq, {columns}) select ?, {columns} from journal where seq = ?", (at, source))
    return f"insert a copy of {seq} at {at}"


def reorder(db, dice, top, w):
    a, b = dice.sample(range(1, top + 1), 2)
    db.execute("update journal set seq = -1 where seq = ?", (a,))
    db.execute("update journal set seq = ? where seq = ?", (a, b))
    db.execute("update journal set seq = ? where seq = -1", (b,))
    return f"reorder {a} and {b}"


def swap_bodies(db, dice, top, w):
    while True:
        a, b = dice.sample(range(1, top + 1), 2)
        (x,), (y,) = (db.execute("select body from journal where seq = ?", (s,)).fetchone() for s in (a, b))
        if x != y:
            break
    db.execute("update journal set body = ? where seq = ?", (y, a))
    db.execute("update journal set body = ? where seq = ?", (x, b))
    return f"swap the bodies of {a} and {b}"


def truncate(db, dice, top, w):
    n = dice.choice((1, 2, 10, dice.randint(1, top - 1)))
    db.execute("delete from journal where seq > ?", (top - n,))
    return f"truncate the last {n}"


def rewrite(db, dice, top, w):
    seq, forged = pick(dice, top), dice.random() < 0.5
    db.execute("update journal set actor = 'mallory', reason = reason || '!' where seq = ?", (seq,))
    rechain(db, seq)
    if forged:
        head = json.loads((w / "journal.head").read_text())
        head["hash"] = db.execute("select hash from journal where seq = ?", (head["seq"],)).fetchone()[0].hex()
        (w / "journal.head").write_text(json.dumps(head))
    return f"rewrite all digests from {seq}{' and the head' if forged else ''}"


def back_date(db, dice, top, w):
    seq = pick(dice, top)
    db.execute("update journal set at = at - ? where seq = ?", (dice.randint(1, 10**9), seq))
    if dice.random() < 0.5:
        rechain(db, seq)
    return f"back-date {seq}"


def behead(db, dice, top, w):
    (w / "journal.head").unlink()
    return "remove the head"


def restore_older(db, dice, top, w):
    return "an older database beside the newer head"


KINDS = (edit, edit, edit, edit, retype, delete, insert, reorder, swap_bodies, truncate, rewrite, back_date, restore_older, behead)
LASTING = (truncate, restore_older, behead)  # a verifier that writes a new head would hide these


def a_city(folder):
    """A city of some thousand entries, stopped; beside it the database as it was earlier."""
    with City(keep=folder) as city:
        half = ENTRIES // 2
        for part, (low, high) in enumerate(((0, half), (half, ENTRIES))):
            path = folder / "org.csv"
            path.write_text("ref,name,region\r\n" + "".join(f"R-{n},机构 {n},33080{n % 4 + 2}\r\n" for n in range(low, high)))
            run("import", "org", path, "--data", city.dir)
            for n in range(30):
                made = city.post("/api/r/org", {"name": f"局 {part}-{n}", "region": "330802"}, headers={"Idempotency-Key": f"{part}-{n}"}).json["id"]
                city.patch(f"/api/r/org/{made}", {"name": f"局 {part}-{n}b"})
                if n % 3 == 0:
                    city.post(f"/api/r/org/{made}/void", {"reason": "twice"})
            if part == 0:
                a, b = sqlite3.connect(f"file:{city.dir}/anlan.db?mode=ro", uri=True), sqlite3.connect(folder / "older.db")
                a.backup(b)
                a.close()
                b.close()
        city.stop()
        link = sqlite3.connect(city.dir / "anlan.db")
        link.execute("pragma wal_checkpoint(truncate)")
        link.close()
        return city.dir


class Copy:
    """A work copy that goes back to how it was before each tamper."""

    def __init__(self, pristine, older, at):
        self.pristine, self.older, self.at = pristine, older, at
        shutil.copytree(pristine, at, ignore=shutil.ignore_patterns("*.sock"))

    def back(self, older=False):
        for ending in ("-wal", "-shm"):
            (self.at / f"anlan.db{ending}").unlink(missing_ok=True)
        shutil.copyfile(self.older if older else self.pristine / "anlan.db", self.at / "anlan.db")
        shutil.copyfile(self.pristine / "journal.head", self.at / "journal.head")

    def tamper(self, kind, dice):
        self.back(older=kind is restore_older)
        db = sqlite3.connect(self.at / "anlan.db", isolation_level=None)
        top = db.execute("select max(seq) from journal").fetchone()[0]
        guards = [s for (s,) in db.execute(f"select sql from sqlite_master where name in {TRIGGERS}")]
        db.execute("begin")
        for name in TRIGGERS:
            db.execute(f"drop trigger {name}")
        what = kind(db, dice, top, self.at)
        for sql in guards:
            db.execute(sql)
        db.execute("commit")
        db.close()
        return what


def judge(copy, both, twice):
    """found by ours (None: not asked), what ours said, status of anlan verify, status when asked again, what it said"""
    try:
        found, ours = (False, f"{verify(copy.at)} sound") if both else (None, "")
    except Bad as why:
        ours, found = str(why), True
    done = run("verify", "--data", copy.at, check=False)
    again = run("verify", "--data", copy.at, check=False) if twice else done
    return found, ours, done.returncode, again.returncode, (done.stdout + done.stderr).strip()[:200]


def worker(copy, numbers):
    out = []
    for n in numbers:
        dice = random.Random(f"{seed}-{n}")
        what = copy.tamper(KINDS[n % len(KINDS)], dice)
        kind = KINDS[n % len(KINDS)]
        out.append((n, kind.__name__, what, *judge(copy, n // len(KINDS) % 5 == 0, kind in LASTING)))
    return out


def main():
    print(f"seed {seed}, {TAMPERS} tampers")
    c = Checks()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="anlan-tamper-"))
    try:
        began = time.monotonic()
        pristine = a_city(folder)
        copies = [Copy(pristine, folder / "older.db", folder / f"copy{i}") for i in range(2)]
        started = time.monotonic()
        n = verify(pristine)
        print(f"{n} entries, city in {started - began:.1f} s, our own verifier {time.monotonic() - started:.2f} s")
        c.that("a journal of some thousand entries", n >= ENTRIES, n)
        c.same("anlan verify agrees on the untouched city", run("verify", "--data", copies[0].at, check=False).returncode, 0)
        with concurrent.futures.ProcessPoolExecutor(2) as pool:
            results = [r for part in pool.map(worker, copies, (range(0, TAMPERS, 2), range(1, TAMPERS, 2))) for r in part]
        for number, kind, what, found, ours, status, again, said in sorted(results):
            if found is not None:
                c.that(f"tamper {number} ({what}): our own verifier finds it", found, ours)
            c.that(f"tamper {number} ({what}): anlan verify finds it", status == 1, f"status {status}; ours: {ours}; {said}")
            if again != status:
                c.that(f"tamper {number} ({what}): looking does not heal it", False, f"status {status}, then {again}")
        hits = sum(r[5] == 1 for r in results)
        own = [r[3] for r in results if r[3] is not None]
        print(f"{hits} of {len(results)} tampers found by anlan verify, {sum(own)} of {len(own)} by our own, {time.monotonic() - started:.0f} s")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    c.close()


main()
