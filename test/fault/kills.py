# SPDX-License-Identifier: Apache-2.0
"""D1: kill -9 at random moments while 16 clients write; every acknowledged write is there once, the journal verifies.
KILLS=100 (20 with QUICK) SEED=random"""
import http.client
import json
import os
import random
import signal
import threading
import time
import uuid

from city import Checks, City, run

KILLS = int(os.environ.get("KILLS", "20" if os.environ.get("QUICK") else "100"))
seed = int(os.environ.get("SEED", str(random.randrange(10**9))))
print(f"seed {seed}, {KILLS} kills")
dice = random.Random(seed)
c = Checks()
acked, unknown = {}, set()
lock = threading.Lock()
stop = threading.Event()
serving = threading.Event()


def client(city, n):
    link = None
    while not stop.is_set():
        serving.wait(1)
        key = str(uuid.uuid4())
        try:
            if link is None:
                link = http.client.HTTPConnection("127.0.0.1", city.port, timeout=10)
            body = json.dumps({"name": key, "region": "330800"})
            link.request("POST", "/api/r/org", body, {"Authorization": f"Bearer {city.token}", "Content-Type": "application/json", "Idempotency-Key": key})
            answer = link.getresponse()
            text = answer.read()
            with lock:
                if answer.status == 201:
                    acked[key] = json.loads(text)["id"]
                else:
                    unknown.add(key)
        except (OSError, http.client.HTTPException):
            with lock:
                unknown.add(key)
            link = None
            time.sleep(0.01)


with City() as city:
    threads = [threading.Thread(target=client, args=(city, n), daemon=True) for n in range(16)]
    serving.set()
    for t in threads:
        t.start()
    restarts = []
    for _ in range(KILLS):
        time.sleep(dice.uniform(0.2, 1.0))
        serving.clear()
        city.stop(signal.SIGKILL)
        began = time.monotonic()
        city.start()
        restarts.append(time.monotonic() - began)
        serving.set()
    time.sleep(0.5)
    stop.set()
    for t in threads:
        t.join(20)
    seen, twice, after = {}, 0, ""
    while True:
        page = city.get("/api/r/org?limit=500&total=0" + (f"&after={after}" if after else "")).json
        for r in page["items"]:
            twice += r["name"] in seen
            seen[r["name"]] = r["id"]
        after = page["next"]
        if not after:
            break
    lost = [k for k, i in acked.items() if seen.get(k) != i]
    again = [city.post("/api/r/org", {"name": k, "region": "330800"}, headers={"Idempotency-Key": k}) for k in list(acked)[-20:]]
    print(f"acknowledged {len(acked)}, unknown {len(unknown)}, lost {len(lost)}, doubled {twice}, restart median {sorted(restarts)[len(restarts) // 2]:.2f} s, 95 of 100 within {sorted(restarts)[len(restarts) * 95 // 100]:.2f} s, worst {max(restarts):.2f} s")
    c.that("enough writes to mean something", len(acked) > 20 * KILLS, len(acked))
    c.same("no acknowledged write is lost", lost, [])
    c.same("none is doubled", twice, 0)
    c.that("asked again, the same record answers", all(r.json["id"] == acked[r.json["name"]] for r in again))
    c.same("the journal verifies", run("verify", "--data", city.dir, check=False).returncode, 0)
c.close()
