# SPDX-License-Identifier: Apache-2.0
"""A drill in a real browser against the real binary: started from the desk of a live city, directed from its wall, a role taken and given back, and
looked at afterwards line by line; pictures go to build/shots."""
import os
import subprocess
import sys

from city import ROOT, City

with City(demo=True) as city:
    shots = ROOT / "build" / "shots"
    shots.mkdir(parents=True, exist_ok=True)
    env = dict(os.environ, BASE_URL=f"http://127.0.0.1:{city.port}", PASSWORD=city.password, SHOTS=str(shots), no_proxy="127.0.0.1")
    done = subprocess.run(["node", str(ROOT / "test/e2e/drill-steps.mjs")], env=env, timeout=600)
sys.exit(done.returncode)
