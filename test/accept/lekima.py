# SPDX-License-Identifier: Apache-2.0
"""Lekima from the evening before to the last person home, as fast as it goes: levels rise, people move and come home, and every figure of the
review agrees with the registers of the drill's own city."""
import json
import pathlib
import shutil
import signal
import subprocess
import re
import tempfile

from city import ANLAN, Checks, City, run

c = Checks()
folder = pathlib.Path(tempfile.mkdtemp(prefix="anlan-lekima-"))
done = run("drill", "run", "lekima", "--speed", "max", "--json", "--data", folder / "city")
d = json.loads(done.stdout.strip().splitlines()[-1])
goals = {g["key"]: g for g in d["goals"]}
c.same("it ran to its end", (d["over"], d["now"]), (True, "2019-08-10T22:00:00+08:00"))
c.same("nothing was refused", sorted({re.sub(r"/[0-9A-Z]{13}", "/ID", line["refused"]) for line in d["lines"] if "refused" in line}), [])
c.same("every goal has its verdict", [k for k, g in goals.items() if g["actual"] is None], [])
c.that("the city scores well", d["score"] >= 85, (d["score"], goals))
c.same("what was expected came", [e["zh"] for e in d["expected"] if not e["met"]], [])
c.same("its journal verifies", run("verify", "--data", folder / "city", check=False).returncode, 0)


class Served(City):
    """The drill's own city, looked at afterwards; its clock stands where it ended."""

    def __init__(self):
        self.dir, self.own, self.clock, self.process = folder / "city", False, None, None

    def new_token(self, user):
        return super().new_token("director" if user == "admin" else user)  # who may do all in a drill's city


with Served() as city:
    def all_of(path):
        items, after = [], ""
        while True:
            page = city.get(f"{path}{'&' if '?' in path else '?'}limit=500{after}").json
            items += page["items"]
            if not page["next"]:
                return items
            after = f"&after={page['next']}"

    responses = [r for r in all_of("/api/r/response") if r["kind"] == "typhoon" and not r["merged_into"]]
    c.same("one response in the city and one in each county", sorted(r["region"][:6] for r in responses), ["330800", "330802", "330803", "330822", "330824", "330825", "330881"])
    c.same("all ended, at level II", {(r["state"], r["level"]) for r in responses}, {("ended", "2")})
    mine = next(r for r in responses if r["region"] == "330800000000")
    history = city.get(f"/api/r/response/{mine['id']}/journal").json["items"]
    c.same("from IV over III to II", [h["action"] for h in history if h["action"] in ("activate", "adjust", "end")], ["activate", "adjust", "adjust", "end"])
    c.that("each proposal said why", all("台风" in r["reasons"] for r in responses), [r["reasons"][:60] for r in responses])
    transfers = all_of("/api/r/transfer")
    states = {s: sum(t["state"] == s for t in transfers) for s in ("listed", "moving", "arrived", "released", "refused")}
    c.that("hundreds moved", len(transfers) > 800, len(transfers))
    c.same("everybody is on one list only", len({t["resident"] for t in transfers}), len(transfers))
    event = next(i for i in all_of("/api/r/incident") if i["kind"] == "11B01")
    figures = city.get(f"/api/evacuation/reconcile?event={event['id']}").json
    c.same("the sums are those of the registers", (figures["total"]["listed"], figures["total"]["released"]), (len(transfers), states["released"]))
    c.same("who did not come is missed by name", len(figures["missing"]), states["listed"] + states["moving"] + states["refused"])
    c.same("the shelters are empty again", sum(s["present"] or 0 for s in all_of("/api/r/shelter")), 0)
    c.that("almost all are home", states["released"] >= 0.97 * len(transfers), states)
    storm = all_of("/api/r/typhoon")[0]
    c.same("the storm", (storm["name_zh"], storm["number"]), ("利奇马", "1909"))
    points = all_of("/api/r/track_point")
    c.same("its fixes of the archive up to then", sum(p["kind"] == "analysis" for p in points), 39)
    roll = all_of("/api/r/roll_call")
    c.same("once for a response", len({(r["person"], r["response"]) for r in roll}), len(roll))
    c.that("hardly anybody by two bodies", len(roll) - len({r["person"] for r in roll}) < 0.5 * len(roll), (len(roll), len({r["person"] for r in roll})))
    c.that("most came to their posts", sum(r["state"] == "on_post" for r in roll) >= 0.9 * len(roll), len(roll))
    c.same("no message left the sandbox", {g["state"] for g in city.get("/api/notices/channels").json["items"]}, {"up"})
    subjects = {n["subject"] for n in all_of("/api/r/notice")}
    c.that("there were calls", subjects, subjects)
shutil.rmtree(folder, ignore_errors=True)
c.close()
