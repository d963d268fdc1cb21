# SPDX-License-Identifier: Apache-2.0
"""People to shelters beside LEMON's network simplex (C++, Debian liblemon-dev): the same instance in the same run, ours and theirs in turn, the
same objective; and one shelter closed, solved again, beside the whole. Without LEMON that half is skipped aloud."""
import json
import pathlib
import statistics
import subprocess

from city import ANLAN

HEADER = pathlib.Path("/usr/include/lemon/network_simplex.h")
SOURCE = pathlib.Path(__file__).with_name("lemon.cpp")


def ours():
    seen = {t["what"]: t["figure"] for t in json.loads(subprocess.run([ANLAN, "bench", "evacuate", "--json"], capture_output=True, text=True, check=True).stdout)}
    return seen["5,000 villages to 300 shelters, proven optimal"], seen["one shelter closed, solved again, proven optimal"], round(seen["their travel in all"])


def evacuate(note, rounds, folder):
    whole, again, theirs, costs = [], [], [], set()
    peer = HEADER.exists()
    if peer:
        subprocess.run(["c++", "-O2", "-o", folder / "lemon", SOURCE], check=True)
        (folder / "problem.min").write_bytes(subprocess.run([ANLAN, "bench", "evacuate-problem"], capture_output=True, check=True).stdout)
    else:
        print("skipped: liblemon-dev is not installed (LEMON's network simplex)")
    for _ in range(max(rounds, 3)):
        one, two, cost = ours()
        whole.append(one)
        again.append(two)
        costs.add(cost)
        if peer:
            with (folder / "problem.min").open() as f:
                seen = json.loads(subprocess.run([folder / "lemon"], stdin=f, capture_output=True, text=True, check=True).stdout)
            theirs.append(seen["ms"])
            costs.add(seen["cost"])
    if len(costs) != 1:
        raise RuntimeError(f"the optimum differs: {costs}")
    full, rest = statistics.median(whole), statistics.median(again)
    limit = statistics.median(theirs) if peer else None
    note("E1", "5,000 villages × 300 shelters × 500,000 people, proven optimal, to LEMON's network simplex", full, "ms", "<= 1 of LEMON, optimum equal" if peer else "",
         full <= limit if peer else None, limit, f"{costs.pop():,} person-seconds{', both' if peer else ''}")
    note("E2", "one of the 300 shelters closed, solved again, proven optimal, to the whole", rest, "ms", "<= 0.1 of the whole", rest / full <= 0.1, full)
