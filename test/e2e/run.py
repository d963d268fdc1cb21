# SPDX-License-Identifier: Apache-2.0
"""The browser's walk against the real binary with the demonstration city; pictures go to build/shots. usage: run.py [SIZE …]"""
import os
import subprocess
import sys

from city import ROOT, City, run

with City(demo=True) as city:
    shots = ROOT / "build" / "shots"
    shots.mkdir(parents=True, exist_ok=True)
    second = "Anlan-second-2026"  # the officer who takes over
    run("user", "add", "second", "--role", "duty", "--region", "330800", "--password-stdin", "--data", city.dir, stdin=second + "\n")
    leader = "Anlan-leader-2026"  # who orders zero reports and says that none is owed
    run("user", "add", "leader", "--role", "commander", "--region", "330800", "--password-stdin", "--data", city.dir, stdin=leader + "\n")
    town = "Anlan-town-2026"  # who makes the lists of transfers and orders them
    run("user", "add", "town", "--role", "liaison", "--region", "330800", "--password-stdin", "--data", city.dir, stdin=town + "\n")
    keeper = "Anlan-keeper-2026"  # who keeps shelters: sees no incidents
    run("user", "add", "keeper", "--role", "shelter", "--region", "330800", "--password-stdin", "--data", city.dir, stdin=keeper + "\n")
    city.post("/api/r/person", {"name": "欧阳接办", "region": "330800"})  # nobody else in the made-up city is called so
    run("roads", "load", ROOT / "test/vector/roads/valley.geojson", "--data", city.dir)  # far from where people are moved: a road can be thought cut
    sizes = ",".join(sys.argv[1:])
    env = dict(os.environ, **({"SIZES": sizes} if sizes else {}), BASE_URL=f"http://127.0.0.1:{city.port}", ADMIN="admin", PASSWORD=city.password, DUTY=city.accounts["duty"], SECOND=second, LEADER=leader, TOWN=town, KEEPER=keeper, SHOTS=str(shots), no_proxy="127.0.0.1")
    done = subprocess.run(["node", str(ROOT / "test/e2e/run.mjs")], env=env, timeout=2700)
sys.exit(done.returncode)
