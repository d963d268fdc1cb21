# SPDX-License-Identifier: Apache-2.0
"""The phone's walk in a real browser against the real binary: offline, lost answers, a recall in between; pictures go to build/shots."""
import json
import os
import subprocess
import sys
import time

from city import ROOT, City, run


def made(reply, status=201):
    if reply.status != status:
        raise AssertionError(f"{reply.status}: {reply.body.decode()[:400]}")
    return reply.json


def now(seconds=0):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


with City(demo=True) as city:
    shots = ROOT / "build" / "shots"
    shots.mkdir(parents=True, exist_ok=True)
    who = {}
    for name, role in (("周丽", "team"), ("吴敏", "grid"), ("值班", "duty")):
        run("user", "add", name, "--role", role, "--region", "330881", "--password-stdin", "--data", city.dir, stdin="Bamboo-raft-71\n")
        person = made(city.post("/api/r/person", {"name": name, "phone": "13857000001", "region": "330881"}))["id"]
        city.patch(f"/api/accounts/{name}", {"person": person})
        who[name] = person
    duty = city.new_token("值班")
    incident = made(city.post("/api/r/incident", {"title": "贺村镇耕读村山体滑坡", "kind": "11D01", "grade": "3", "region": "330881102", "lon": 118.49, "lat": 28.72, "address": "贺村镇耕读村", "reporter_phone": "13857000002"}, token=duty))["id"]
    team = made(city.post("/api/r/team", {"name": "江山蓝天救援队", "region": "330881", "leader": who["周丽"], "lon": 118.62, "lat": 28.74}))["id"]
    dispatches = [made(city.post("/api/r/dispatch", {"incident": incident, "team": team, "mission": "转移耕读村 3 户 9 人", "destination": "耕读村文化礼堂", "ordered_at": now(-120)}, token=duty))["id"]]
    task = made(city.post("/api/r/task", {"title": "核对耕读村失联人员", "incident": incident, "assignee": who["周丽"], "ordered_at": now(-60), "due_at": now(7200), "region": "330881102"}, token=duty))["id"]
    notice = made(city.post("/api/r/notice", {"subject": "请做好夜间强降雨防范", "body": "今夜到明天江山有暴雨，请到岗值守。", "audience": f"person:{who['周丽']}", "channel": ["sms"], "region": "330881"}, token=duty))["id"]
    receipt = made(city.post("/api/r/receipt", {"notice": notice, "person": who["周丽"], "sent_at": now(-30)}, token=duty))["id"]
    env = dict(os.environ, BASE_URL=f"http://127.0.0.1:{city.port}", TOKEN=city.token, DUTY=duty, NAME="周丽", GRID="吴敏", PASSWORD="Bamboo-raft-71", SHOTS=str(shots), no_proxy="127.0.0.1",
               SET=json.dumps({"incident": incident, "team": team, "dispatch": dispatches[0], "task": task, "receipt": receipt}))
    done = subprocess.run(["node", str(ROOT / "test/e2e/phone-steps.mjs")], env=env, timeout=900)
sys.exit(done.returncode)
