# SPDX-License-Identifier: Apache-2.0
"""E5, L6: a night of incidents and notices under a clock that runs sixty times too fast, the server killed at random moments: nothing
acknowledged is lost, every rung of every report clock fires once and in its time, none twice, none never; nobody is written to or called twice for
one notice, and everybody is tried. KILLS=100 (20 with QUICK) SEED=random"""
import datetime
import http.client
import json
import os
import pathlib
import random
import signal
import sys
import threading
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "sim"))
from smpp import Smpp  # noqa: E402
from voice import Voice  # noqa: E402
from city import Checks, City, run

KILLS = int(os.environ.get("KILLS", "20" if os.environ.get("QUICK") else "100"))
SPEED = 60
ZONE = datetime.timezone(datetime.timedelta(hours=8))
seed = int(os.environ.get("SEED", str(random.randrange(10**9))))
print(f"seed {seed}, {KILLS} kills, {SPEED} times too fast")
dice = random.Random(seed)
c = Checks()
acked, filed, sent = {}, {}, {}
WATCHERS = 20
FIRST = (["R14", "R15", "R19", "R20"], ["R14", "R14", "R15", "R19", "R20"])  # of a county, of a township in it
lock = threading.Lock()
stop, serving = threading.Event(), threading.Event()


def moment(text):
    return datetime.datetime.fromisoformat(text)


def post(city, path, body, key, token=None):
    link = http.client.HTTPConnection("127.0.0.1", city.port, timeout=10)
    try:
        link.request("POST", path, json.dumps(body), {"Authorization": f"Bearer {token or city.token}", "Content-Type": "application/json", "Idempotency-Key": key})
        answer = link.getresponse()
        text = answer.read()
        return json.loads(text) if answer.status in (200, 201) else None
    finally:
        link.close()


def officer(city, n):
    """Reports and files, and repeats under the same key until there is an answer, as our clients do."""
    mine = random.Random(seed * 31 + n)
    todo = []
    while not stop.is_set():
        if not todo:
            todo.append(("/api/r/incident", {"title": f"滑坡{uuid.uuid4()}", "kind": "11D01", "region": mine.choice(["330881102", "330802", "330803"]), "grade": "3"}, str(uuid.uuid4())))
        path, body, key = todo[0]
        serving.wait(1)
        try:
            made = post(city, path, body, key)
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
            continue
        if made is None:
            time.sleep(0.02)
            continue
        todo.pop(0)
        with lock:
            (acked if path.endswith("incident") else filed)[made["id"]] = body
        if path.endswith("incident") and mine.random() < 0.5:
            time.sleep(mine.uniform(0, 1))
            todo.append(("/api/r/filing", {"incident": made["id"], "stage": "first", "level": "county", "channel": "written"}, str(uuid.uuid4())))
        time.sleep(mine.uniform(0.05, 0.3))


def stage(city):
    """Watchers with telephones, and a desk that may send."""
    rows = "".join(f"P{i},汪{i},139{i:08d},330881102000\n" for i in range(WATCHERS))
    c.same("people", city.upload("/api/r/person/import", "p.csv", f"ref,name,phone,region\n{rows}".encode()).status, 200)
    rows = "".join(f"Q{i},geo_watcher,P{i},330881102000,2019-01-01\n" for i in range(WATCHERS))
    c.same("posts", city.upload("/api/r/post/import", "q.csv", f"ref,kind,person,region,since\n{rows}".encode()).status, 200)
    run("user", "add", "wang", "--role", "duty", "--region", "330800", "--data", city.dir)
    return city.new_token("wang")


def desk(city, token):
    """A notice every second or so; each has a number that its text carries."""
    mine = random.Random(seed + 77)
    number = 0
    while not stop.is_set():
        number += 1
        body = {"subject": f"叫应{number:04d}号", "body": "请进岗", "audience": "post:geo_watcher@330881102", "channel": ["sms", "auto_call"], "region": "330881"}
        made, keys = None, (str(uuid.uuid4()), str(uuid.uuid4()))
        for step in (0, 1):
            done = None
            while done is None and not stop.is_set():
                serving.wait(1)
                try:
                    done = post(city, "/api/r/notice", body, keys[0], token) if step == 0 else post(city, f"/api/r/notice/{made}/send", {}, keys[1], token)
                except (OSError, http.client.HTTPException):
                    pass
                time.sleep(0.02)
            if done is None:
                return
            made = done["id"]
        with lock:
            sent[made] = number
        time.sleep(mine.uniform(0.5, 1.5))


def check_notices(city, sms, voice):
    """Everybody was tried, nobody twice on one channel."""
    doubled = [x for x in set(sms.texts) if "叫应" in x[1] and sms.texts.count(x) > 1]
    c.same("nobody was written to twice", doubled[:3], [])
    calls = [x for x in voice.dialled if "叫应" in x[1]]
    c.same("nobody was called twice", [x for x in set(calls) if calls.count(x) > 1][:3], [])
    states, short = {}, []
    for notice in sent:
        sums = city.get(f"/api/notices/{notice}/deliveries").json["items"]
        for s in sums:
            states[s["channel"], s["state"]] = states.get((s["channel"], s["state"]), 0) + s["count"]
        if sum(s["count"] for s in sums if s["channel"] == "sms") != WATCHERS:
            short.append(notice)
    c.same("everybody has a row, once", short, [])
    c.that("nothing is left under way", not [k for k in states if k[1] in ("waiting", "sending")], states)
    print(f"{len(sent)} notices, {len(sms.texts)} texts, {len(voice.dialled)} calls, {states}")


def rungs(city, duty):
    """Percent → when it fired, by the journal of the record."""
    fired = []
    for entry in city.get(f"/api/r/report_duty/{duty['id']}/journal").json["items"]:
        if entry["action"] == "clock":
            fired.append(moment(entry["at"]))
    return fired


def check(city, end):
    seen = {}
    after = ""
    while True:
        page = city.get(f"/api/r/report_duty?limit=500&total=0{'&after=' + after if after else ''}").json
        for d in page["items"]:
            seen.setdefault(d["incident"], []).append(d)
        after = page["next"]
        if not after:
            break
    incidents = city.get("/api/r/incident?limit=1").json["total"]
    c.same("every incident is there once", incidents, len(acked))
    c.same("every filing is there once", city.get("/api/r/filing?limit=1").json["total"], len(filed))
    wrong_count = [i for i in acked if sorted(d["rule"] for d in seen.get(i, []) if d["rule"] in ("R14", "R15", "R19", "R20") and d["stage"] == "first") not in FIRST]
    c.same("every incident has its duties", wrong_count, [])
    twice, never, early = [], [], []
    for duties in seen.values():
        for d in duties:
            started, due = moment(d["started_at"]), moment(d["due_at"])
            ended = moment(d["filed_at"]) if d["filed_at"] else end
            fired = rungs(city, d)
            wanted = [started + (due - started) * p / 100 for p in (50, 80, 100)]
            reached = [w for w in wanted if w <= ended - datetime.timedelta(seconds=2 * SPEED)]
            possible = [w for w in wanted if w <= ended + datetime.timedelta(seconds=2 * SPEED)]
            if len(fired) < len(reached):
                never.append((d["id"], len(fired), len(reached)))
            if len(fired) > len(possible):
                twice.append((d["id"], len(fired), len(possible)))
            if any(f < w - datetime.timedelta(seconds=1) for f, w in zip(fired, wanted)):
                history = city.get(f"/api/r/report_duty/{d['id']}/journal").json["items"]
                early.append((d["rule"], d["level"], d["started_at"], d["due_at"], [(h["at"][11:23], h["action"], h.get("changes")) for h in history]))
    c.same("no rung never fired", never[:5], [])
    c.same("no rung fired twice", twice[:5], [])
    c.same("no rung fired early", early[:1], [])
    print(f"{len(acked)} incidents, {len(filed)} filings, {sum(map(len, seen.values()))} duties")


now = datetime.datetime(2019, 8, 9, 2, 0, tzinfo=ZONE)
city = City(sandbox=True)
sms, voice = Smpp(), Voice()
try:
    gates = {"sms": {"protocol": "smpp", "host": "127.0.0.1", "port": sms.port, "user": "anlan", "password": "secret", "from": "12379"},
             "voice": {"url": f"http://127.0.0.1:{voice.port}/calls", "window": 64}}
    (city.dir / "gateways.json").write_text(json.dumps(gates))
    os.chmod(city.dir / "gateways.json", 0o600)
    city.clock = f"{now.isoformat()}x{SPEED}"
    city.start()
    began = time.monotonic()
    city.token = city.new_token("admin")
    wang = stage(city)
    threads = [threading.Thread(target=desk, args=(city, wang), daemon=True)]
    threads += [threading.Thread(target=officer, args=(city, n), daemon=True) for n in range(3)]
    serving.set()
    for t in threads:
        t.start()
    for _ in range(KILLS):
        time.sleep(dice.uniform(0.2, 0.9))
        serving.clear()
        city.stop(signal.SIGKILL)
        now += datetime.timedelta(seconds=(time.monotonic() - began + 0.05) * SPEED)
        city.clock = f"{now.isoformat(timespec='seconds')}x{SPEED}"
        began = time.monotonic()
        city.start()
        serving.set()
    stop.set()
    for t in threads:
        t.join(20)
    time.sleep(0.5)
    end = now + datetime.timedelta(seconds=(time.monotonic() - began) * SPEED)
    city.post("/api/clock", {"speed": 0})
    time.sleep(1)
    check(city, end)
    city.post("/api/clock", {"advance_s": 3600})
    until = time.monotonic() + 30
    while time.monotonic() < until and any(i["state"] in ("waiting", "sending") for n in sent for i in city.get(f"/api/notices/{n}/deliveries").json["items"]):
        time.sleep(0.5)
        city.post("/api/clock", {"advance_s": 60})
    check_notices(city, sms, voice)
    city.stop()
    c.same("the journal is sound", run("verify", "--data", city.dir, check=False).returncode, 0)
finally:
    city.stop()
    sms.close()
    voice.close()
c.close()
