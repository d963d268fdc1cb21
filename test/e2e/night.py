# SPDX-License-Identifier: Apache-2.0
"""The night of test/accept/whole_night.py at its screens: a county's desk, the city's desk, two telephones and the wall at once, in each language, under a
clock that the script moves; pictures go to build/shots. LANGS=zh,en"""
import datetime
import os
import subprocess
import sys

from city import ROOT, City, run

ZONE = datetime.timezone(datetime.timedelta(hours=8))
PASSWORD = "Bamboo-raft-71"


def made(reply, status=201):
    if reply.status != status:
        raise AssertionError(f"{reply.status}: {reply.body.decode()[:400]}")
    return reply.json


def stage(city):
    """People with accounts and telephones, teams, a plan, a shift that runs: what there is before anything happens."""
    for name, role, region in (("wang", "duty", "330800"), ("chen", "commander", "330800"), ("zhou", "duty", "330881"), ("li", "team", "330881"), ("gan", "grid", "330881102")):
        run("user", "add", name, "--role", role, "--region", region, "--password-stdin", "--data", city.dir, stdin=PASSWORD + "\n")
        person = made(city.post("/api/r/person", {"name": {"wang": "王建国", "chen": "陈局", "zhou": "周丽", "li": "李队", "gan": "甘书记"}[name], "phone": "13857000001", "region": region}))["id"]
        city.patch(f"/api/accounts/{name}", {"person": person})
        if name == "li":
            made(city.post("/api/r/team", {"name": "江山消防站", "kind": "national", "region": "330881", "lon": 118.60, "lat": 28.73, "capabilities": ["geology", "collapse"], "status": "ready", "assembly_min": 3, "leader": person}))
    duty = city.new_token("wang")
    now = datetime.datetime.now(ZONE)
    hours = {"starts_at": (now - datetime.timedelta(hours=6)).isoformat(timespec="seconds"), "ends_at": (now + datetime.timedelta(hours=18)).isoformat(timespec="seconds")}
    for region, officer, leader in (("330800", "王建国", "陈局"), ("330881", "周丽", "毛局")):
        shift = made(city.post("/api/r/shift", {"region": region, "officer": officer, "leader": leader, **hours}, token=duty))["id"]
        made(city.post(f"/api/r/shift/{shift}/begin", {}, token=duty), 200)
    screen = made(city.post("/api/accounts", {"name": "hall-left", "role": "display", "region": "330800"}))["token"]
    made(city.post("/api/r/display", {"name": "指挥大厅左屏", "account": "hall-left", "region": "330800"}))
    return screen


failed = 0
for lang in os.environ.get("LANGS", "zh,en").split(","):
    clock = datetime.datetime.now(ZONE).isoformat(timespec="seconds") + "x1"
    city = City(sandbox=True, clock=clock)
    with city:
        shots = ROOT / "build" / "shots"
        shots.mkdir(parents=True, exist_ok=True)
        env = dict(os.environ, BASE_URL=f"http://127.0.0.1:{city.port}", TOKEN=city.token, SCREEN=stage(city), PASSWORD=PASSWORD, LANG_OF=lang, SHOTS=str(shots), no_proxy="127.0.0.1")
        failed |= subprocess.run(["node", str(ROOT / "test/e2e/night-steps.mjs")], env=env, timeout=900).returncode
sys.exit(failed)
