# SPDX-License-Identifier: Apache-2.0
"""The wall in a real browser against the real binary: what it shows, what it shows when the line is cut, a thousand changes and its memory; pictures
go to build/shots."""
import datetime
import os
import subprocess
import sys

from city import ROOT, City, run

ZONE = datetime.timezone(datetime.timedelta(hours=8))


def made(reply, status=201):
    if reply.status != status:
        raise AssertionError(f"{reply.status}: {reply.body.decode()[:400]}")
    return reply.json


def at(minutes):
    return (datetime.datetime.now(ZONE) - datetime.timedelta(minutes=minutes)).isoformat(timespec="seconds")


with City() as city:
    shots = ROOT / "build" / "shots"
    shots.mkdir(parents=True, exist_ok=True)
    for name, role, region in (("wang", "duty", "330800"), ("chen", "commander", "330800")):
        run("user", "add", name, "--role", role, "--region", region, "--data", city.dir)
    duty, chief = city.new_token("wang"), city.new_token("chen")
    screen = made(city.post("/api/accounts", {"name": "hall-left", "role": "display", "region": "330800"}))["token"]
    display = made(city.post("/api/r/display", {"name": "指挥大厅左屏", "account": "hall-left", "region": "330800"}))["id"]
    env = dict(os.environ, BASE_URL=f"http://127.0.0.1:{city.port}", TOKEN=city.token, DUTY=duty, CHIEF=chief, SCREEN=screen, DISPLAY_ID=display, SHOTS=str(shots), no_proxy="127.0.0.1", NOW=at(0), AGO=at(55), LONG_AGO=at(230))
    done = subprocess.run(["node", str(ROOT / "test/e2e/wall-steps.mjs")], env=env, timeout=900)
sys.exit(done.returncode)
