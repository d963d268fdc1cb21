# SPDX-License-Identifier: Apache-2.0
"""A kill between an order of forces and its answer, at every commit that the server passes: just before the commit and just after it.
The same request with the same key afterwards gives one order, whole, and the same answer for ever.
ANLAN_FAULTS=program built with -Dfaults=true (made when it is not given)"""
import http.client
import json
import os
import re
import signal
import subprocess

from city import Checks, City, run
from faulty import faulty

BROKEN = faulty()
LOTS = 5
c = Checks()


def made(city, register, body):
    reply = city.post(f"/api/r/{register}", body)
    if reply.status != 201:
        raise AssertionError(f"{register}: {reply.status} {reply.body.decode()}")
    return reply.json["id"]


def order(port, token, incident, lots, key):
    """Status of the order; 0 = nobody answered."""
    body = json.dumps({"lines": [{"stock": x, "quantity": 1} for x in lots]})
    head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        link.request("POST", f"/api/incidents/{incident}/dispatch", body, head)
        reply = link.getresponse()
        return reply.status, json.loads(reply.read())
    except (OSError, http.client.HTTPException, ValueError):
        return 0, {}
    finally:
        link.close()


def killed_at(city, point, n, token, incident, lots, key):
    """died before it listened · died before it answered · answered"""
    env = dict(os.environ, ANLAN_FAULT=str(n), ANLAN_FAULT_AT=point, ANLAN_FAULT_KILL="1", ASAN_OPTIONS="detect_leaks=0:abort_on_error=1", UBSAN_OPTIONS="halt_on_error=1")
    process = subprocess.Popen([BROKEN, "serve", "--data", str(city.dir), "--listen", "127.0.0.1:0"], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    hit = re.match(r"listening on http://127\.0\.0\.1:(\d+)", process.stdout.readline())
    status = order(int(hit.group(1)), token, incident, lots, key)[0] if hit else None
    if status:
        process.send_signal(signal.SIGTERM)
    ended = process.wait(60)
    process.stdout.close()
    if status is None:
        return "never listened"
    c.same(f"{point} {n}: it answers, or it was killed", (status == 201, ended), (True, ended) if status else (False, -signal.SIGKILL))
    return "answered" if status else "silent"


def once(city, point, n, incident, lots, key):
    """What the first request left, and what the second makes of it."""
    left = city.get(f"/api/r/dispatch?stock={lots[0]}").json["total"]
    status, first = order(city.port, city.token, incident, lots, key)
    _, again = order(city.port, city.token, incident, lots, key)
    c.same(f"{point} {n}: the same key gives the order", (status, first.get("ordered"), first.get("refused")), (201, LOTS, 0))
    c.same(f"{point} {n}: and for ever the same answer", again, first)
    c.same(f"{point} {n}: each lot is ordered once", [city.get(f"/api/r/dispatch?stock={x}").json["total"] for x in lots], [1] * LOTS)
    c.same(f"{point} {n}: and spoken for once", [city.get(f"/api/r/stock/{x}").json["reserved"] for x in lots], [1] * LOTS)
    found = {x["dispatch"] for x in first["lines"]}
    loans = [x for x in city.get("/api/r/loan?limit=500").json["items"] if x["dispatch"] in found]
    c.same(f"{point} {n}: each is lent once", sorted(x["dispatch"] for x in loans), sorted(found))
    return left


with City() as city:
    bodies = [made(city, "org", {"name": name, "kind": kind, "region": "330800"}) for name, kind in (("应急局", "emergency"), ("水利局", "water"))]
    store = made(city, "warehouse", {"name": "库", "region": "330800", "lon": 118.87, "lat": 28.95, "org": bodies[1]})
    incident = made(city, "incident", {"title": "内涝", "region": "330800", "kind": "11B01", "lon": 118.88, "lat": 28.96, "known_at": "2019-08-09T02:00:00+08:00"})
    token = city.token
    for point, stands in (("store.commit", 0), ("journal.committed", 1)):
        left, n, how = [], 0, ""
        # how many commits of the start-up come before the order differs from run to run: past the order without having hit it, step back and try again
        for tries in range(1, 60):
            n = max(1, n - 3) if how == "answered" else n + 1
            key = f"{point}-{tries}"
            lots = [made(city, "stock", {"warehouse": store, "item": "1110301", "unit": "件", "quantity": 10}) for _ in range(LOTS)]
            city.stop()
            how = killed_at(city, point, n, token, incident, lots, key)
            city.start()
            before = once(city, point, n, incident, lots, key)
            if how == "silent":
                left.append(before)
            if how == "answered" and stands in left:
                break
        print(f"{point}: {tries} tries, {len(left)} of them with the order in hand; it stood then: {left}")
        c.that(f"{point}: the order itself was hit", stands in left, left)
        c.same(f"{point}: past it the order is answered", how, "answered")
    city.stop()
    c.same("the journal verifies", run("verify", "--data", city.dir, check=False).returncode, 0)
c.close()
