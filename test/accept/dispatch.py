# SPDX-License-Identifier: Apache-2.0
"""Forces over all departments: three incidents at once, teams, vehicles and goods, roads that close, loans, an order in one step that
survives a kill, two commanders at the same moment. Travel times are compared with a Dijkstra written apart (test/lib/roadref.py)."""
import concurrent.futures
import itertools
import math
import random
import time

from city import ROOT, Checks, City, run
from roadref import Roads, metres

c = Checks()
NOW = "2019-08-09T02:00:00+08:00"
VALLEY = ROOT / "test" / "vector" / "roads" / "valley.geojson"
ANDORRA = ROOT.parent / "shared" / "data" / "roads" / "andorra_roads.geojson"
HEAD = {"region": "330881"}


class Room:
    """Bodies, people, and what they own, around Jiangshan."""

    def __init__(self, city):
        self.city = city
        self.orgs = {k: self.make("org", {"name": n, "kind": kind, "region": "330800"}) for k, n, kind in
                     (("bureau", "衢州市应急管理局", "emergency"), ("fire", "衢州市消防救援支队", "fire"), ("water", "衢州市水利局", "water"))}
        for name, role, region in (("chen", "commander", "330800"), ("wang", "duty", "330800"), ("li", "team", "330881"), ("he", "liaison", "330881"), ("xu", "duty", "330802"), ("guan", "liaison", "330800")):
            run("user", "add", name, "--role", role, "--region", region, "--data", city.dir)
            setattr(self, name, city.new_token(name))

    def make(self, register, body):
        made = self.city.post(f"/api/r/{register}", body)
        if made.status != 201:
            raise AssertionError(f"{register}: {made.status} {made.body.decode()}")
        return made.json["id"]

    def seen(self, register, id):
        return self.city.get(f"/api/r/{register}/{id}").json

    def team(self, name, lon, lat, skills, org="bureau", **more):
        return self.make("team", HEAD | {"name": name, "kind": "national", "capabilities": skills, "lon": lon, "lat": lat, "status": "ready", "assembly_min": 0, "org": self.orgs[org]} | more)

    def incident(self, title, lon, lat, grade="3", kind="12G01"):
        return self.make("incident", HEAD | {"title": title, "kind": kind, "lon": lon, "lat": lat, "grade": grade, "known_at": NOW})

    def lines(self, incident, lines, token=None, key=None, **more):
        head = {"Idempotency-Key": key} if key else None
        return self.city.post(f"/api/incidents/{incident}/dispatch", {"lines": lines} | more, token=token or self.chen, headers=head)

    def propose(self, incident, slots, **more):
        got = self.city.post(f"/api/incidents/{incident}/proposal", {"slots": slots} | more, token=self.chen)
        c.same(f"a proposal for {slots}", got.status, 200)
        return got.json


# --- three incidents at once, on the straight line ---

def best_by_trying(costs, slots):
    """Places filled by rank, then seconds: every way to send teams, tried."""
    best = None
    options = [[None] + [s for s in range(len(slots)) if row[s] is not None] for row in costs]
    for way in itertools.product(*options):
        used = [sum(1 for x in way if x == s) for s in range(len(slots))]
        if any(u > slots[s][1] for s, u in enumerate(used)):
            continue
        rank = tuple(sum(u for s, u in enumerate(used) if slots[s][0] == r) for r in (4, 3, 2, 1))
        value = (tuple(-x for x in rank), sum(costs[t][s] for t, s in enumerate(way) if s is not None))
        best = value if best is None or value < best else best
    return best


def three_at_once(r):
    spots = [(118.52, 28.70), (118.55, 28.72), (118.60, 28.68), (118.50, 28.66), (118.57, 28.75), (118.63, 28.71), (118.48, 28.70)]
    skills = [["fire", "collapse"], ["fire"], ["collapse", "medical"], ["medical"], ["fire", "medical"], ["collapse"], ["fire", "collapse", "medical"]]
    teams = [r.team(f"队{i}", *spots[i], skills[i], assembly_min=i) for i in range(7)]
    incidents = [r.incident("大火", 118.53, 28.70, "1"), r.incident("塌方", 118.58, 28.70, "2", "11D01"), r.incident("车祸", 118.50, 28.69, "4", "12H01")]
    asks = [[("fire", 2), ("medical", 1)], [("collapse", 2), ("medical", 1)], [("medical", 1), ("fire", 1)]]
    got = r.city.post("/api/dispatch/proposal", {"incidents": [{"incident": i, "slots": [{"capability": k, "count": n} for k, n in a]} for i, a in zip(incidents, asks)]}, token=r.chen)
    c.same("one proposal for three incidents", got.status, 200)
    slots = [(rank, n, i, k) for rank, i, a in zip((4, 3, 1), range(3), asks) for k, n in a]
    at = [(118.53, 28.70), (118.58, 28.70), (118.50, 28.69)]
    costs = [[t * 60 + int(metres(spots[t], at[i]) * 1.4 * 3.6 / 45) if k in skills[t] else None for _, _, i, k in slots] for t in range(7)]
    wanted = best_by_trying(costs, slots)
    filled = {rank: 0 for rank in (4, 3, 2, 1)}
    for s, (rank, *_rest) in zip(got.json["slots"], slots):
        filled[rank] += len(s["filled"])
    c.same("as many as any way fills, the worst first", tuple(-filled[x] for x in (4, 3, 2, 1)), wanted[0])
    c.that("with the least travel of all those", abs(got.json["objective_s"] - wanted[1]) <= 7, (got.json["objective_s"], wanted[1]))
    c.that("the objective is said in words and numbers", "最优" in r.city.post(f"/api/incidents/{incidents[0]}/proposal", {"slots": [{"capability": "fire"}]}, token=r.chen, lang="zh").json["objective"]["text"])
    sent = [f["team"] for s in got.json["slots"] for f in s["filled"]]
    c.same("no team twice", len(sent), len(set(sent)))
    c.that("every choice says how its time was reckoned", all(f["travel"] == "straight_line" for s in got.json["slots"] for f in s["filled"]), got.json["slots"])
    c.same("and the answer with which factor", (got.json["travel"]["graph"], got.json["travel"]["straight_factor"], got.json["travel"]["straight_kmh"]), (False, 1.4, 45))
    return teams, incidents


def alternatives(r, teams, incident):
    got = r.propose(incident, [{"capability": "fire", "count": 1}])["slots"][0]
    c.same("one goes", len(got["filled"]), 1)
    times = [a["travel_s"] for a in got["alternatives"]]
    c.same("others are offered, the quickest first", (len(times), times), (3, sorted(times)))
    c.that("none of them is the one chosen", got["filled"][0]["team"] not in [a["team"] for a in got["alternatives"]])
    return teams


# --- vehicles and goods ---

def gear_and_goods(r):
    p = {}
    p["store"] = r.make("warehouse", HEAD | {"name": "城区库", "lon": 118.54, "lat": 28.70, "opens_min": 10, "org": r.orgs["bureau"]})
    p["far"] = r.make("warehouse", HEAD | {"name": "水利库", "lon": 118.66, "lat": 28.70, "opens_min": 30, "org": r.orgs["water"]})
    p["pump"] = r.make("equipment", HEAD | {"name": "排水泵车", "kind": "pump", "capabilities": ["drainage"], "quantity": 3, "warehouse": p["store"]})
    p["old"] = r.make("equipment", HEAD | {"name": "旧泵车", "kind": "pump", "quantity": 1, "warehouse": p["far"]})
    r.city.post(f"/api/r/equipment/{p['old']}/report_fault", {"fault": "漏油"}, token=r.wang)
    stock = {"warehouse": p["store"], "item": "1110301", "unit": "件"}
    p["new_vests"] = r.make("stock", stock | {"name": "救生衣", "quantity": 100, "minimum": 20, "expires_on": "2024-01-01"})
    p["old_vests"] = r.make("stock", stock | {"name": "救生衣", "quantity": 30, "expires_on": "2020-01-01"})
    p["dead_vests"] = r.make("stock", stock | {"name": "救生衣", "quantity": 500, "expires_on": "2019-01-01"})
    p["far_vests"] = r.make("stock", stock | {"name": "救生衣", "warehouse": p["far"], "quantity": 80, "minimum": 30})
    p["bags"] = r.make("stock", {"warehouse": p["far"], "item": "1110301", "unit": "箱", "quantity": 900})
    return p


def goods(r, p, incident):
    got = r.propose(incident, [{"item": "1110301", "quantity": 150}, {"kind": "pump", "count": 4}, {"item": "3010700", "quantity": 10}])
    vests, pumps, none = got["slots"]
    taken = {f["stock"]: f["quantity"] for f in vests["filled"]}
    c.same("first what expires first, the minimum stays, the rest from farther", taken, {p["old_vests"]: 30, p["new_vests"]: 80, p["far_vests"]: 40})
    c.same("boxes are not mixed with pieces", vests["unit"], "件")
    first = next(f for f in vests["filled"] if f["stock"] == p["old_vests"])
    c.that("the time to open the store counts", first["muster_min"] == 10 and first["travel_min"] > 10, first)
    loans = {f["stock"]: (f["loan"], f["lender"] and f["lender"]["name"]) for f in vests["filled"]}
    c.same("what the water bureau owns is a loan", loans, {p["old_vests"]: (False, None), p["new_vests"]: (False, None), p["far_vests"]: (True, "衢州市水利局")})
    c.same("three pumps of four", ([(f["equipment"], f["quantity"]) for f in pumps["filled"]], pumps["got"]), ([(p["pump"], 3)], 3))
    c.that("the kind is then gone from the county", pumps["filled"][0]["uncovers"], pumps["filled"])
    c.same("why the fourth place stays empty", pumps["empty"], {"all": 4, "repair": 1})
    c.same("what no register has", (none["filled"], none["empty"]), ([], {"all": 0}))
    wide = r.propose(incident, [{"item": "1110000", "quantity": 500}])["slots"][0]
    c.same("a class stands for all below it; why more does not come", (wide["got"], wide["empty"]), (160, {"all": 710, "expired": 500, "minimum": 50}))
    c.that("it is said in Chinese too", "最低储备" in r.city.post(f"/api/incidents/{incident}/proposal", {"slots": [{"item": "1110000", "quantity": 500}]}, token=r.chen, lang="zh").json["slots"][0]["why_empty"])
    for bad, field in (({"item": "1110301"}, "quantity"), ({"item": "1110301", "quantity": -1}, "quantity"), ({"kind": "tank"}, "kind"), ({"need": "love"}, "need"), ({"capability": "fire", "count": 0}, "count")):
        refused = r.city.post(f"/api/incidents/{incident}/proposal", {"slots": [bad]}, token=r.chen)
        c.same(f"{bad} is refused by name", (refused.status, refused.json["errors"][0]["field"]), (400, field))


def worst_first(r, p, incidents):
    """Goods for two incidents: the worse one is served first, though the other is nearer; then the least travel."""
    near = r.incident("小事", 118.545, 28.70, "4")
    got = r.city.post("/api/dispatch/proposal", {"incidents": [{"incident": near, "slots": [{"item": "1110301", "quantity": 150}]}, {"incident": incidents[0], "slots": [{"item": "1110301", "quantity": 150}]}]}, token=r.chen).json
    c.same("the worst incident gets all, the other what is left", [s["got"] for s in got["slots"]], [10, 150])
    c.same("what was needed elsewhere is said", got["slots"][0]["empty"]["elsewhere"], 150)
    m = {w: metres((lon, 28.70), (118.53, 28.70)) for w, lon in (("store", 118.54), ("far", 118.66))}
    n = {w: metres((lon, 28.70), (118.545, 28.70)) for w, lon in (("store", 118.54), ("far", 118.66))}

    def s(d, opens):
        return opens * 60 + int(d * 1.4 * 3.6 / 45)
    ways = [x * s(m["store"], 10) + (150 - x) * s(m["far"], 30) + y * s(n["store"], 10) + (10 - y) * s(n["far"], 30) for x in range(151) for y in range(11) if x + y <= 110 and 160 - x - y <= 50]
    c.same("the sum of quantity and travel is the least of all ways", got["objective"]["stock_unit_s"], min(ways))


# --- the order ---

def order(r, p, teams, incident):
    fire = r.team("消防站", 118.531, 28.70, ["rope"], org="fire")
    before = time.time()
    made = r.lines(incident, [{"team": fire, "travel_min": 3, "travel": "straight_line"}, {"equipment": p["pump"], "quantity": 2}, {"stock": p["new_vests"], "quantity": 50}, {"stock": p["far_vests"], "quantity": 10}], mission="救援", key="order-1")
    c.same("one order", (made.status, made.json["ordered"], made.json["refused"]), (201, 4, 0))
    c.that("in one step", time.time() - before < 5)
    ids = [x["dispatch"] for x in made.json["lines"]]
    first = r.seen("dispatch", ids[0])
    c.same("the server says when and who", (first["ordered_at"], first["ordered_by"], made.json["ordered_at"], first["mission"], first["travel_by"]), (NOW, "chen", NOW, "救援", "straight_line"))
    c.same("lenders are named", [x["lender"] for x in made.json["lines"]], ["衢州市消防救援支队", "", "", "衢州市水利局"])
    loan = r.seen("loan", made.json["lines"][3]["loan"])
    c.same("the loan is booked", (loan["state"], loan["lender"], loan["borrower"], loan["quantity"], loan["unit"], loan["from"], loan["incident"], loan["dispatch"], loan["item_register"]),
           ("requested", r.orgs["water"], r.orgs["bureau"], 10, "件", NOW, incident, ids[3], "stock"))
    c.same("its answer has 30 minutes", [(o["clock"], o["due_at"]) for o in loan["obligations"]], [("answer", "2019-08-09T02:30:00+08:00")])
    c.same("goods are spoken for", (r.seen("stock", p["new_vests"])["reserved"], r.seen("stock", p["new_vests"])["quantity"]), (50, 100))
    again = r.lines(incident, [{"team": fire, "travel_min": 3, "travel": "straight_line"}, {"equipment": p["pump"], "quantity": 2}, {"stock": p["new_vests"], "quantity": 50}, {"stock": p["far_vests"], "quantity": 10}], mission="救援", key="order-1")
    c.same("the same request again gives the same answer", (again.status, again.json), (201, made.json))
    c.same("and nothing more", r.city.get(f"/api/r/dispatch?incident={incident}").json["total"], 4)
    other = r.lines(incident, [{"team": fire}], key="order-1")
    c.same("its key is not for another", other.status, 409)
    c.same("the minute of a single one is the server's too", r.seen("dispatch", r.city.post("/api/r/dispatch", {"incident": incident, "team": teams[6]}, token=r.chen).json["id"])["ordered_at"], NOW)
    return fire, ids, made.json


def never_twice(r, p, incident, fire, others):
    taken = r.lines(others[1], [{"team": fire}])
    fault = taken.json["errors"][0]
    c.same("a team that is given is not given again", (taken.status, fault["field"]), (409, "lines[0].team"))
    c.that("who has it is said", "大火" in fault["reason"] and "消防站" in fault["reason"], fault)
    much = r.lines(others[1], [{"equipment": p["pump"], "quantity": 2}])
    c.same("one pump is left, not two", (much.status, much.json["errors"][0]["field"]), (409, "lines[0].equipment"))
    c.that("with the numbers", "1 of 3" in much.json["errors"][0]["reason"], much.json["errors"])
    much = r.lines(others[1], [{"stock": p["new_vests"], "quantity": 51}])
    c.same("fifty vests are left, not 51", (much.status, much.json["errors"][0]["field"]), (409, "lines[0].stock"))
    both = r.lines(others[1], [{"stock": p["new_vests"], "quantity": 50}, {"team": fire}])
    c.same("all or nothing: nothing", (both.status, r.seen("stock", p["new_vests"])["reserved"], r.city.get(f"/api/r/dispatch?incident={others[1]}").json["total"]), (409, 50, 0))
    c.same("the line at fault is named", [e["field"] for e in both.json["errors"]], ["lines[1].team"])
    each = r.lines(others[1], [{"stock": p["new_vests"], "quantity": 50}, {"team": fire}], mode="each")
    c.same("each by itself: what can", (each.status, [x["status"] for x in each.json["lines"]]), (201, ["ordered", "refused"]))
    c.that("with the reason of the other", "大火" in each.json["lines"][1]["reason"], each.json["lines"][1])
    c.same("nobody issues what is spoken for", r.city.post(f"/api/r/stock/{p['new_vests']}/issue", {"quantity": 60, "reason": "演练"}, token=r.wang).status, 400)
    c.same("nor types what is", r.city.patch(f"/api/r/stock/{p['new_vests']}", {"reserved": 0}).status, 400)
    for body, field in (({"lines": []}, "lines"), ({"lines": [{"team": fire, "stock": p["bags"]}]}, "lines[0].team"), ({"lines": [{"stock": p["bags"]}]}, "lines[0].quantity"), ({"lines": [{"team": "nobody"}]}, "lines[0].team"), ({"lines": [{"team": fire}], "mode": "some"}, "mode")):
        refused = r.city.post(f"/api/incidents/{incident}/dispatch", body, token=r.chen)
        c.same(f"{body} is refused by name", (refused.status, refused.json["errors"][0]["field"]), (400, field))
    c.same("a team leader orders nothing", r.city.post(f"/api/incidents/{incident}/dispatch", {"lines": [{"team": fire}]}, token=r.li).status, 403)
    bare = r.city.post("/api/r/dispatch", {"incident": incident}, token=r.chen)
    c.same("a dispatch is of something", (bare.status, bare.json["errors"][0]["field"]), (400, "team"))
    return each.json["lines"][0]["dispatch"]


def at_the_same_moment(r, incidents):
    """Eight commanders want the same team and the last goods, each in a thread of its own."""
    team = r.team("争用队", 118.53, 28.71, ["diving"])
    store = r.make("warehouse", HEAD | {"name": "争用库", "lon": 118.54, "lat": 28.71, "org": r.orgs["bureau"]})
    lot = r.make("stock", {"warehouse": store, "item": "1130700", "unit": "件", "quantity": 100})
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda i: r.lines(incidents[i % 2], [{"team": team}, {"stock": lot, "quantity": 15}]).status, range(8)))
    c.same("one gets both, the others nothing", sorted(got), [201] + [409] * 7)
    c.same("the goods of one are spoken for", r.seen("stock", lot)["reserved"], 15)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda i: r.lines(incidents[i % 2], [{"stock": lot, "quantity": 15}]).status, range(8)))
    c.same("85 are left for five more", sorted(got), [201] * 5 + [409] * 3)
    c.same("never more than there is", r.seen("stock", lot)["reserved"], 90)


def courses(r, p, ids, made):
    """On the way, at work, back: vehicles, goods and loans follow."""
    def step(id, action, **body):
        done = r.city.post(f"/api/r/dispatch/{id}/{action}", body, token=r.wang)
        c.same(f"{action}", (done.status, done.json.get("state") and True), (200, True))
    team, pump, vests, lent = ids
    for action in ("accept", "depart"):
        step(vests, action)
    c.same("goods that left are issued", (r.seen("stock", p["new_vests"])["quantity"], r.seen("stock", p["new_vests"])["reserved"]), (50, 50))
    issued = [h for h in r.city.get(f"/api/r/stock/{p['new_vests']}/journal").json["items"] if h["action"] == "issue"]
    c.that("the movement stands in the journal with its reason", len(issued) == 1 and "力量调派" in issued[0]["reason"], issued)
    step(vests, "arrive")
    step(vests, "finish", result="已发放30件")
    wrong = r.city.post(f"/api/r/dispatch/{vests}/stand_down", {"returned": 51}, token=r.wang)
    c.same("no more comes back than went", wrong.status, 400)
    step(vests, "stand_down", returned=20)
    c.same("what was not used is back", r.seen("stock", p["new_vests"])["quantity"], 70)
    third = r.lines(made["lines"][0]["incident"], [{"equipment": p["pump"]}]).json["lines"][0]["dispatch"]
    c.same("the last pump: all of it is in use", r.seen("equipment", p["pump"])["state"], "in_use")
    for action in ("accept", "depart", "arrive"):
        step(pump, action)
    step(pump, "finish", result="排水完毕")
    step(pump, "stand_down")
    c.same("two are back", r.seen("equipment", p["pump"])["state"], "ready")
    done = r.city.post(f"/api/r/dispatch/{third}/recall", {"reason": "不需要"}, token=r.wang)
    c.same("a recalled one too", (done.status, r.seen("equipment", p["pump"])["state"]), (200, "ready"))
    loan = made["lines"][0]["loan"]
    c.same("the lender agrees", r.city.post(f"/api/r/loan/{loan}/approve", {}, token=r.he).status, 200)
    c.same("and hands out", r.city.post(f"/api/r/loan/{loan}/hand_out", {"received_by": "陈"}, token=r.he).status, 200)
    for action in ("accept", "depart", "arrive"):
        step(team, action)
    step(team, "finish", result="救出2人")
    step(team, "stand_down")
    back = r.seen("loan", loan)
    c.same("after standing down its return is asked for within a day", (back["state"], back["to"], [o["clock"] for o in back["obligations"] if o["state"] == "running"]), ("lent", "2019-08-10T02:00:00+08:00", ["give_back"]))
    c.same("and comes", r.city.post(f"/api/r/loan/{loan}/give_back", {}, token=r.he).json["state"], "returned")
    no = made["lines"][3]["loan"]
    c.same("another lender refuses", r.city.post(f"/api/r/loan/{no}/refuse", {"reason": "本县自用"}, token=r.guan).status, 200)
    recalled = r.seen("dispatch", lent)
    c.same("what had not left is recalled", (recalled["state"], r.seen("stock", p["far_vests"])["reserved"]), ("cancelled", 0))


def withdrawn(r, p, incident):
    made = r.lines(incident, [{"stock": p["far_vests"], "quantity": 5}]).json["lines"][0]
    r.city.post(f"/api/r/dispatch/{made['dispatch']}/recall", {"reason": "已够"}, token=r.wang)
    c.same("a recalled dispatch withdraws its loan", r.seen("loan", made["loan"])["state"], "withdrawn")
    own = r.lines(incident, [{"stock": p["far_vests"], "quantity": 5}], borrower=r.orgs["water"]).json["lines"][0]
    c.same("one's own is no loan", own["loan"], "")
    social = r.team("蓝天队", 118.53, 28.72, ["drone"], org="fire", social=1, agreement=1, agreement_with=r.orgs["bureau"], agreement_until="2019-12-31")
    got = r.propose(incident, [{"capability": "drone"}])["slots"][0]["filled"][0]
    c.same("nor is what an agreement gives", (got["team"], got["loan"]), (social, False))


def with_their_team(r, incidents):
    """Equipment of a team goes where the team goes."""
    team = r.team("通信队", 118.53, 28.69, ["communication"])
    car = r.make("equipment", HEAD | {"name": "通信车", "kind": "communication_vehicle", "team": team})
    got = r.city.post("/api/dispatch/proposal", {"incidents": [{"incident": incidents[0], "slots": [{"capability": "communication"}]}, {"incident": incidents[1], "slots": [{"kind": "communication_vehicle"}]}]}, token=r.chen).json["slots"]
    c.same("not to another incident", (len(got[0]["filled"]), got[1]["filled"]), (1, []))
    got = r.propose(incidents[0], [{"capability": "communication"}, {"kind": "communication_vehicle"}])["slots"]
    c.same("to the same", [f["equipment"] for f in got[1]["filled"]], [car])
    r.lines(incidents[0], [{"team": team}])
    got = r.propose(incidents[1], [{"kind": "communication_vehicle"}])["slots"][0]
    c.same("a team that is out has it with it", (got["filled"], got["empty"]), ([], {"all": 1, "with_team": 1}))


def scopes(r, incident):
    c.same("another county's officer orders nothing here", r.city.post(f"/api/incidents/{incident}/dispatch", {"lines": [{"team": incident}]}, token=r.xu).status, 403)
    c.same("nor proposes", r.city.post(f"/api/incidents/{incident}/proposal", {"slots": [{"capability": "fire"}]}, token=r.xu).status, 403)


def in_whose_name(r):
    """A county asks in its own name: naming the owner of what it wants makes it no owner."""
    far = r.make("incident", {"region": "330802", "title": "柯城内涝", "kind": "11B01", "lon": 118.87, "lat": 28.95, "grade": "4", "known_at": NOW})
    own = r.make("org", {"name": "柯城区应急管理局", "kind": "emergency", "region": "330802"})
    lot = r.make("stock", {"warehouse": r.make("warehouse", {"name": "柯城库", "region": "330802", "lon": 118.87, "lat": 28.95, "org": r.orgs["water"]}), "item": "1110301", "unit": "件", "quantity": 40})
    city = r.make("stock", {"warehouse": r.make("warehouse", HEAD | {"name": "江山库", "lon": 118.6, "lat": 28.7, "org": r.orgs["water"]}), "item": "1110301", "unit": "件", "quantity": 40})
    for body in ({"lines": [{"stock": lot, "quantity": 1}], "borrower": r.orgs["water"]},):
        named = r.city.post(f"/api/incidents/{far}/dispatch", body, token=r.xu)
        c.same("not in the owner's name", (named.status, named.json["errors"][0]["field"]), (403, "borrower"))
        named = r.city.post(f"/api/incidents/{far}/proposal", {"slots": [{"item": "1110301", "quantity": 1}], "borrower": r.orgs["water"]}, token=r.xu)
        c.same("nor for a proposal", (named.status, named.json["errors"][0]["field"]), (403, "borrower"))
        plain = r.city.post("/api/r/dispatch", {"incident": far, "stock": lot, "quantity": 1, "borrower": r.orgs["water"]}, token=r.xu)
        c.same("nor by a form", (plain.status, plain.json["errors"][0]["field"]), (403, "borrower"))
    made = r.city.post(f"/api/incidents/{far}/dispatch", {"lines": [{"stock": lot, "quantity": 2}], "borrower": own}, token=r.xu)
    c.that("in its own name it is a loan", made.status == 201 and made.json["lines"][0]["loan"], made.json)
    hidden = r.city.post(f"/api/incidents/{far}/dispatch", {"lines": [{"stock": city, "quantity": 2}]}, token=r.xu)
    c.same("another county's goods go through the city", hidden.status, 403)
    hidden = r.city.post("/api/r/dispatch", {"incident": far, "stock": city, "quantity": 2}, token=r.xu)
    c.same("by a form too", (hidden.status, r.seen("stock", city)["reserved"] or 0), (403, 0))
    words = r.city.post(f"/api/incidents/{far}/dispatch", {"lines": [{"stock": lot, "quantity": 1}], "borrower": "民" * 121}, token=r.xu)
    c.same("a name has at most 120 characters", (words.status, words.json["errors"][0]["field"]), (400, "borrower"))


def as_it_was_given(r):
    """What was ordered does not change behind the store's back; what was entered by mistake holds nothing."""
    incident = r.incident("误录", 118.53, 28.70)
    store = r.make("warehouse", HEAD | {"name": "误录库", "lon": 118.54, "lat": 28.70, "org": r.orgs["water"]})
    lot, other = (r.make("stock", {"warehouse": store, "item": "1130700", "unit": "件", "quantity": 100}) for _ in range(2))
    team = r.team("误录队", 118.53, 28.71, ["diving"])
    made = r.lines(incident, [{"stock": lot, "quantity": 5}, {"team": team}]).json["lines"]
    goods, people = made[0]["dispatch"], made[1]["dispatch"]
    for field, value in (("quantity", 90), ("stock", other), ("borrower", r.orgs["water"]), ("incident", r.incident("别处", 118.5, 28.7))):
        changed = r.city.patch(f"/api/r/dispatch/{goods}", {field: value}, token=r.wang)
        c.same(f"{field} stands", (changed.status, changed.json["errors"][0]["field"]), (409, field))
    c.same("the mission may be told better", r.city.patch(f"/api/r/dispatch/{goods}", {"mission": "送到东门"}, token=r.wang).status, 200)
    for action in ("accept", "depart"):
        for id in (goods, people):
            c.same(action, r.city.post(f"/api/r/dispatch/{id}/{action}", {}, token=r.wang).status, 200)
    c.same("they are out", (r.seen("stock", lot)["quantity"], r.seen("team", team)["status"]), (95, "out"))
    for id in (goods, people):
        gone = r.city.post(f"/api/r/dispatch/{id}/void", {"reason": "误录"}, token=r.wang)
        c.that("entered by mistake", gone.status in (200, 204), gone.body)
    c.same("it is as if recalled", (r.seen("stock", lot)["quantity"], r.seen("stock", lot)["reserved"] or 0, r.seen("team", team)["status"], r.seen("loan", made[0]["loan"])["state"]), (100, 0, "ready", "withdrawn"))
    over = r.lines(incident, [{"team": team}]).json["lines"][0]["dispatch"]
    r.city.post(f"/api/r/dispatch/{over}/recall", {"reason": "不需要"}, token=r.wang)
    again = r.lines(incident, [{"team": team}]).json["lines"][0]["dispatch"]
    r.city.post(f"/api/r/dispatch/{again}/accept", {}, token=r.wang)
    c.same("void", r.city.post(f"/api/r/dispatch/{over}/void", {"reason": "误录"}, token=r.wang).status, 200)
    c.same("one that was over sets nobody free", r.seen("team", team)["status"], "alerted")


def half_a_line(r):
    """A line that fails after its dispatch was written, here since this city's loans want a document number, leaves nothing behind."""
    incident = r.incident("半行", 118.53, 28.70)
    store = r.make("warehouse", HEAD | {"name": "半行库", "lon": 118.54, "lat": 28.70, "org": r.orgs["water"]})
    lot = r.make("stock", {"warehouse": store, "item": "1130700", "unit": "件", "quantity": 9})
    team = r.team("半行队", 118.53, 28.71, ["diving"])
    own = r.city.dir / "model" / "registers" / "loan.yaml"
    own.parent.mkdir(parents=True, exist_ok=True)
    text = (ROOT / "model" / "registers" / "loan.yaml").read_text()
    own.write_text(text.replace("{key: document_no,       type: text(60), ", "{key: document_no, required: true, type: text(60), "))
    r.city.stop()
    r.city.start()
    made = r.lines(incident, [{"team": team}, {"stock": lot, "quantity": 4}], mode="each")
    c.same("the line whose loan is refused", (made.status, [(x["status"], x.get("field")) for x in made.json["lines"]]), (201, [("ordered", None), ("refused", "document_no")]))
    c.same("leaves no dispatch and speaks for nothing", (r.city.get(f"/api/r/dispatch?incident={incident}").json["total"], r.seen("stock", lot)["reserved"] or 0), (1, 0))
    own.unlink()
    r.city.stop()
    r.city.start()


def killed(r, incident):
    """A kill between order and answer: the same key afterwards gives one order, whole, whether or not the first was heard."""
    halves = 0
    for n in range(6):
        store = r.make("warehouse", HEAD | {"name": f"库{n}", "lon": 118.54, "lat": 28.70, "org": r.orgs["water"]})
        lots = [r.make("stock", {"warehouse": store, "item": "1110203", "unit": "床", "quantity": 10}) for _ in range(20)]
        lines = [{"stock": x, "quantity": 1} for x in lots]
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            asked = pool.submit(r.lines, incident, lines, key=f"kill-{n}")
            time.sleep(0.002 * n)
            r.city.stop(9)
            try:
                asked.result()
            except Exception:  # noqa: BLE001  the connection broke, which is the point
                halves += 1
        r.city.clock = NOW + "x0"
        r.city.start()
        again = r.lines(incident, lines, key=f"kill-{n}")
        c.same(f"kill {n}: the order stands once", (again.status, again.json.get("ordered")), (201, 20))
        c.same(f"kill {n}: each lot is spoken for once", [r.seen("stock", x)["reserved"] for x in lots], [1] * 20)
        found = [r.city.get(f"/api/r/dispatch?stock={x}").json["total"] for x in lots]
        c.same(f"kill {n}: one dispatch each", found, [1] * 20)
        c.same(f"kill {n}: one loan each", [r.city.get(f"/api/r/loan?object={x}").json["total"] for x in lots], [1] * 20)
    c.that("some kills came before the answer", halves > 0, halves)


# --- roads ---

def compare(r, roads, places, what):
    """Every pair against the Dijkstra written apart."""
    got = r.city.post("/api/travel", {"from": places, "to": places}, token=r.wang)
    c.same(f"{what}: a table", got.status, 200)
    bad, cut, road = [], 0, 0
    for i, p in enumerate(places):
        for k, wanted in enumerate(roads.times(p, places)):
            seen = got.json["rows"][i][k]
            if wanted == "far":
                good = seen["travel"] == "straight_line"
            elif wanted is None:
                cut += 1
                good = seen == {"s": None, "travel": "cut_off"}
            else:
                road += 1
                good = seen["travel"] == "road" and abs(seen["s"] - wanted) <= 1
            if not good:
                bad.append((i, k, seen, wanted))
    c.that(f"{what}: {len(places)}² pairs as a plain Dijkstra has them", not bad, bad[:5])
    return cut, road


def close(r, geometry, **more):
    made = r.city.post("/api/r/road_closure", HEAD | {"road": "江贺路", "reason": "塌方", "since": NOW, "geometry": geometry} | more, token=r.wang)
    c.same(f"a closure ({geometry['type']})", made.status, 201)
    return made.json["id"]


def valley(r):
    done = run("roads", "load", VALLEY, "--data", r.city.dir)
    c.that("a file of roads is read in", "42 km" in done.stdout and "footway" in done.stdout, done.stdout)
    info = r.city.get("/api/roads", token=r.wang).json
    c.same("what the graph holds", (info["loaded"], info["file"], info["lines"], info["left_out"], info["pieces"]), (True, "valley.geojson", 10, 2, 22))
    roads = Roads(VALLEY)
    town = [[118.5003, 28.7001], [118.551, 28.7002], [118.5995, 28.7], [118.6505, 28.7], [118.5552, 28.7082], [118.604, 28.683], [118.7, 28.6], [118.55, 28.751]]
    compare(r, roads, town, "a valley")
    a = close(r, {"type": "Point", "coordinates": [118.575, 28.698]})
    roads.close([({"type": "Point", "coordinates": [118.575, 28.698]}, True)])
    compare(r, roads, town, "its road closed: over the pass")
    b = close(r, {"type": "LineString", "coordinates": [[118.549, 28.7495], [118.551, 28.7505]]})
    roads.close([({"type": "Point", "coordinates": [118.575, 28.698]}, True), ({"type": "LineString", "coordinates": [[118.549, 28.7495], [118.551, 28.7505]]}, True)])
    cut, _ = compare(r, roads, town, "the pass closed too")
    c.that("then the east is cut off from the west, and the farm at the pass from all", cut > 2 * len(town), cut)
    c.same("half of it opens", r.city.post(f"/api/r/road_closure/{a}/open_partly", {}, token=r.wang).status, 200)
    roads.close([({"type": "Point", "coordinates": [118.575, 28.698]}, False), ({"type": "LineString", "coordinates": [[118.549, 28.7495], [118.551, 28.7505]]}, True)])
    cut, _ = compare(r, roads, town, "one lane")
    c.same("slower; only the farm at the pass is cut off still", cut, 2 * (len(town) - 2) + 1)
    for id in (a, b):
        c.same("a road opens again", r.city.post(f"/api/r/road_closure/{id}/reopen", {"until": NOW}, token=r.wang).status, 200)
    roads.close([])
    compare(r, roads, town, "all open again")


def closed_in_a_proposal(r):
    """A closure drawn on the map changes the next proposal."""
    west = r.team("西队", 118.552, 28.70, ["mine"])
    east = r.team("东队", 118.649, 28.70, ["mine"])
    incident = r.incident("井下", 118.59, 28.6995, "2", "12B01")
    first = r.propose(incident, [{"capability": "mine", "count": 2}])
    c.same("by road", ([f["travel"] for f in first["slots"][0]["filled"]], first["travel"]["graph_file"]), (["road", "road"], "valley.geojson"))
    one = r.propose(incident, [{"capability": "mine"}])["slots"][0]["filled"][0]
    c.same("the west is nearer", one["team"], west)
    rock = close(r, {"type": "Polygon", "coordinates": [[[118.57, 28.69], [118.58, 28.69], [118.58, 28.71], [118.57, 28.71], [118.57, 28.69]]]})
    two = r.propose(incident, [{"capability": "mine"}])
    c.same("with the road closed the east is", (two["slots"][0]["filled"][0]["team"], two["travel"]["closures"]), (east, 1))
    wall = close(r, {"type": "LineString", "coordinates": [[118.62, 28.69], [118.62, 28.71]]})
    pass_ = close(r, {"type": "Point", "coordinates": [118.59, 28.742]}, kind="closed")
    off = close(r, {"type": "Point", "coordinates": [118.9, 28.9]})
    none = r.propose(incident, [{"capability": "mine", "count": 2}])
    slot = none["slots"][0]
    c.same("with every road closed nobody is", (slot["filled"], slot["empty"]), ([], {"all": 2, "cut_off": 2}))
    c.same("a closure that touches no road is counted", (none["travel"]["closures"], none["travel"]["closures_off_road"]), (4, 1))
    zh = r.city.post(f"/api/incidents/{incident}/proposal", {"slots": [{"capability": "mine"}]}, token=r.chen, lang="zh").json["slots"][0]["why_empty"]
    c.that("it is said", "道路中断，无法到达" in zh, zh)
    for id in (rock, wall, pass_, off):
        r.city.post(f"/api/r/road_closure/{id}/reopen", {"until": NOW}, token=r.wang)
    advice = close(r, {"type": "Point", "coordinates": [118.575, 28.698]}, kind="advice")
    c.same("advice closes nothing", r.propose(incident, [{"capability": "mine"}])["slots"][0]["filled"][0]["team"], west)
    r.city.post(f"/api/r/road_closure/{advice}/reopen", {"until": NOW}, token=r.wang)


def files(r, folder):
    bad = run("roads", "load", ROOT / "README.md", "--data", r.city.dir, check=False)
    c.same("what is no file of lines is refused", (bad.returncode, bool(bad.stderr)), (1, True))
    c.same("and the graph stays", r.city.get("/api/roads").json["file"], "valley.geojson")
    c.same("an unknown verb is one", run("roads", "paint", "--data", r.city.dir, check=False).returncode, 2)
    pack = folder / "backup.zip"
    run("backup", pack, "--data", r.city.dir)
    run("restore", pack, "--data", folder / "again")
    c.that("a backup holds the graph", "valley.geojson" in run("roads", "info", "--data", folder / "again").stdout)
    graph = folder / "again" / "roads" / "graph.bin"
    body = bytearray(graph.read_bytes())
    body[len(body) // 2] ^= 1
    graph.write_bytes(body)
    hurt = run("roads", "info", "--data", folder / "again", check=False)
    c.that("one flipped bit is noticed", hurt.returncode == 1 and "damaged" in hurt.stderr, hurt.stderr)


def andorra(r):
    """Random closures on the roads of a small, steep country."""
    if not ANDORRA.exists():
        print(f"SKIPPED ALOUD: {ANDORRA} is not here, so closures are compared on the valley alone")
        return
    graphs = []
    for name in ("andorra.osm.pbf", "andorra_roads.geojson"):
        run("roads", "load", ANDORRA.with_name(name), "--data", r.city.dir)
        graphs.append({k: r.city.get("/api/roads").json[k] for k in ("lines", "nodes", "pieces", "nodes_connected", "length_km")})
    c.same("the OSM extract itself and the GeoJSON give the same graph", graphs[0], graphs[1])
    roads = Roads(ANDORRA)
    dice = random.Random(2019)
    around = [roads.place[v] for v in sorted(roads.main)]
    cuts = ways = 0
    for n in range(6):
        places = [[p[0] + dice.uniform(-0.004, 0.004), p[1] + dice.uniform(-0.003, 0.003)] for p in dice.sample(around, 14)]
        drawn, made = [], []
        for _ in range(0 if n == 0 else dice.randint(5, 40)):
            x, y = dice.choice(around)
            kind = dice.choice(("Point", "LineString", "Polygon"))
            w, h = dice.uniform(0.0005, 0.01), dice.uniform(0.0005, 0.006)
            geometry = {"Point": {"type": "Point", "coordinates": [x, y]},
                        "LineString": {"type": "LineString", "coordinates": [[x, y], [x + w, y + h]]},
                        "Polygon": {"type": "Polygon", "coordinates": [[[x, y], [x + w, y], [x + w, y + h], [x, y + h], [x, y]]]}}[kind]
            geometry = round_all(geometry)
            blocks = dice.random() < 0.7
            made.append(close_quietly(r, geometry, blocks))
            drawn.append((geometry, blocks))
        hit = roads.close(drawn)
        cut, road = compare(r, roads, places, f"Andorra {n}, {len(drawn)} closures over {sum(hit)} pieces")
        cuts, ways = cuts + cut, ways + road
        for id in made:
            r.city.post(f"/api/r/road_closure/{id}/reopen", {"until": NOW}, token=r.wang)
    c.that("among them some that no road reaches, and many that one does", cuts > 0 and ways > 500, (cuts, ways))


def round_all(g):
    def walk(x):
        return [walk(y) for y in x] if isinstance(x, list) else round(x, 7)
    return {"type": g["type"], "coordinates": walk(g["coordinates"])}


def close_quietly(r, geometry, blocks):
    body = {"road": "C", "reason": "test", "region": "330800", "since": NOW, "geometry": geometry, "kind": "closed" if blocks else "half"}
    return r.city.post("/api/r/road_closure", body, token=r.wang).json["id"]


with City(sandbox=True, clock=NOW + "x0") as city:
    room = Room(city)
    crews, events = three_at_once(room)
    alternatives(room, crews, events[0])
    things = gear_and_goods(room)
    goods(room, things, events[0])
    worst_first(room, things, events)
    station, sent, answer = order(room, things, crews, events[0])
    never_twice(room, things, events[0], station, events)
    at_the_same_moment(room, events)
    courses(room, things, sent, answer)
    withdrawn(room, things, events[0])
    with_their_team(room, events)
    scopes(room, events[0])
    in_whose_name(room)
    as_it_was_given(room)
    half_a_line(room)
    killed(room, events[0])
    valley(room)
    closed_in_a_proposal(room)
    files(room, city.dir.parent)
    andorra(room)
    city.stop()
    c.same("the journal is sound", run("verify", "--data", city.dir, check=False).returncode, 0)
c.close()
