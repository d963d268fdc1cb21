# SPDX-License-Identifier: Apache-2.0
"""anlan evacuate plan: as many people as possible, then the least person-seconds, against an independent search; refusals by item and field."""
import itertools
import json
import pathlib
import random
import shutil
import tempfile

from city import Checks, run

c = Checks()
folder = pathlib.Path(tempfile.mkdtemp(prefix="anlan-evacuate-"))


def plan(problem, check=True):
    path = folder / "problem.json"
    path.write_text(json.dumps(problem) if not isinstance(problem, str) else problem)
    done = run("evacuate", "plan", path, check=False)
    return (json.loads(done.stdout) if done.returncode == 0 else None), done


def best(problem):
    """Every way to send every person, for a handful of people: (placed, person-seconds)."""
    arcs = {}
    for a in problem["arcs"]:
        arcs.setdefault(a["from"], []).append((a["to"], a["seconds"]))
    people = [s["id"] for s in problem["sources"] for _ in range(s["people"])]
    room = {s["id"]: s["capacity"] for s in problem["shelters"]}
    found = (0, 0)
    for choice in itertools.product(*[[None, *arcs.get(p, [])] for p in people]):
        used = {}
        for one in choice:
            if one:
                used[one[0]] = used.get(one[0], 0) + 1
        if all(n <= room[s] for s, n in used.items()):
            seen = (sum(one is not None for one in choice), -sum(one[1] for one in choice if one))
            found = max(found, seen)
    return found[0], -found[1]


def small(dice):
    sources = [{"id": f"v{i}", "people": dice.randint(0, 2), "lon": 118.5, "lat": 28.7} for i in range(dice.randint(1, 3))]
    shelters = [{"id": f"s{i}", "capacity": dice.randint(0, 3), "lon": 118.6, "lat": 28.7} for i in range(dice.randint(1, 3))]
    arcs = [{"from": v["id"], "to": s["id"], "seconds": dice.randint(0, 50)} for v in sources for s in shelters if dice.random() < 0.8]
    return {"sources": sources, "shelters": shelters, "arcs": arcs}


dice = random.Random(2019)
wrong = []
for _ in range(150):
    problem = small(dice)
    answer, done = plan(problem)
    placed = sum(a["people"] for a in answer["assignments"])
    if (placed, answer["total_person_seconds"]) != best(problem):
        wrong.append((problem, answer, best(problem)))
    left = {v["id"]: v["people"] - sum(a["people"] for a in answer["assignments"] if a["from"] == v["id"]) for v in problem["sources"]}
    if {k: n for k, n in left.items() if n} != {u["id"]: u["people"] for u in answer["unassigned"]}:
        wrong.append((problem, answer, "unassigned"))
c.same("150 small problems, each as good as the best of all ways", wrong[:1], [])

straight, _ = plan({"sources": [{"id": "v", "people": 10, "lon": 118.5, "lat": 28.7}], "shelters": [{"id": "far", "capacity": 6, "lon": 118.7, "lat": 28.7}, {"id": "near", "capacity": 6, "lon": 118.51, "lat": 28.7}]})
c.same("without arcs the nearer one fills first", {a["to"]: a["people"] for a in straight["assignments"]}, {"near": 6, "far": 4})
c.same("nobody at all is a plan too", plan({"sources": [], "shelters": []})[0]["assignments"], [])
for what, problem, field in (
        ("negative people", {"sources": [{"id": "v", "people": -1, "lon": 1, "lat": 1}], "shelters": []}, "sources[0].people"),
        ("swapped axes", {"sources": [{"id": "v", "people": 1, "lon": 28.7, "lat": 118.5}], "shelters": []}, "sources[0].lat"),
        ("no place", {"sources": [{"id": "v", "people": 1}], "shelters": []}, "sources[0].lon"),
        ("the same id twice", {"sources": [{"id": "v", "people": 1, "lon": 1, "lat": 1}] * 2, "shelters": []}, "sources[1].id"),
        ("an arc to nowhere", {"sources": [{"id": "v", "people": 1}], "shelters": [{"id": "s", "capacity": 1}], "arcs": [{"from": "v", "to": "x", "seconds": 1}]}, "arcs[0].to"),
        ("an arc of half a second", {"sources": [{"id": "v", "people": 1}], "shelters": [{"id": "s", "capacity": 1}], "arcs": [{"from": "v", "to": "s", "seconds": 0.5}]}, "arcs[0].seconds"),
        ("no list", {"sources": {}}, "sources"),
        ("no JSON", "{", "file")):
    answer, done = plan(problem)
    c.that(f"{what} is refused by name", done.returncode == 1 and field in done.stderr, (done.returncode, done.stderr))
c.same("no file is 1", run("evacuate", "plan", folder / "nothing.json", check=False).returncode, 1)
c.same("another word is usage", run("evacuate", "walk", check=False).returncode, 2)
shutil.rmtree(folder, ignore_errors=True)
c.close()
