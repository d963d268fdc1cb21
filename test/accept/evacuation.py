#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Moving people as those who do it: a township proposes and orders its lists, people are assigned to shelters, cards are printed and lost,
shelter managers scan and write down, a bureau reconciles, hands out goods and lets people go home."""
import csv
import io
import json
import re

from city import ROOT, Checks, City, run

START = "2019-08-09T12:00:00+08:00"
checks = Checks()


def made(reply, what=""):
    if reply.status not in (200, 201):
        raise AssertionError(f"{what}: {reply.status} {reply.body.decode()[:1500]}")
    return reply.json


def field_of(reply):
    return reply.json["errors"][0]["field"]


class Story:
    def __init__(self, city):
        self.city = city
        for role, name in (("commander", "lead"), ("duty", "desk"), ("liaison", "town"), ("shelter", "keeper"), ("grid", "grid"), ("responsible", "post"), ("enterprise", "firm")):
            made(city.post("/api/accounts", {"name": name, "role": role, "region": "330800000000"}), name)
            setattr(self, name, city.new_token(name))
        towns = made(city.get("/api/r/region?level=village&limit=3&sort=code"))["items"]
        self.villages = [t["code"] for t in towns]

    def new(self, reg, token="admin", **fields):
        return made(self.city.post(f"/api/r/{reg}", fields, token=token), reg)

    def get(self, reg, ident, token="admin"):
        return made(self.city.get(f"/api/r/{reg}/{ident}", token=token), reg)

    def items(self, path, token="admin"):
        return made(self.city.get(path, token=token), path)["items"]


def set_up(s):
    kinds = [c["code"] for c in made(s.city.get("/api/codes/event_type"))["items"]]
    s.event = s.new("incident", s.desk, title="台风利奇马", kind=next(k for k in kinds if len(k) > 3), occurred_at=START, known_at=START, region="330800000000")["id"]
    v1, v2, v3 = s.villages
    where = {v1: (118.87, 28.97), v2: (118.90, 28.99), v3: (118.95, 29.02)}
    s.shelters = {}
    for name, village, capacity, free in (("近", v1, 20, 1), ("中", v2, 10, 0), ("远", v3, 50, 1)):
        lon, lat = where[village]
        s.shelters[name] = s.new("shelter", name=f"{name}避灾点", region=village, lon=lon, lat=lat, capacity=capacity, area_m2=capacity * 2, level="village", barrier_free=free)["id"]
    s.helper = s.new("person", name="王责任", phone="13905700001", region=v1)["id"]
    s.households, s.people = {}, {}
    for k, (village, danger, needs, vehicle, members) in enumerate((
            (v1, "geology", [], 0, ["甲一", "甲二", "甲三"]), (v1, "geology", ["wheelchair"], 1, ["乙一", "乙二"]), (v1, "river", [], 0, ["丙一", "丙二"]),
            (v2, "geology", [], 0, ["丁一", "丁二", "丁三", "丁四"]), (v2, "unsafe_house", [], 0, ["戊一"]))):
        lon, lat = where[village]
        h = s.new("household", head=members[0], phone=f"1390570{k:04d}", region=village, lon=lon + k / 1000, lat=lat, people=len(members), danger=danger, helper=s.helper,
                  helper_phone="13905700001", needs=needs, vehicle=vehicle, walk_min=20)["id"]
        s.households[members[0]] = h
        for m in members:
            s.people[m] = s.new("resident", name=m, household=h, region=village, helper=s.helper, relation="self" if m == members[0] else "other")["id"]
    s.name = {ident: name for name, ident in s.people.items()}
    s.new("resident", name="外出者", household=s.households["甲一"], region=v1, away=1)


# --- lists and their countdown ---

def lists(s):
    c, v1, v2, _ = s.city, *s.villages
    ask = {"event": s.event, "hit_at": "2019-08-09T17:00:00+08:00", "reason": ["geology"], "trigger": "24小时雨量超过150毫米"}
    seen = made(c.post("/api/evacuation/lists", dict(ask, preview=True), token=s.town))
    checks.same("a preview writes nothing", (len(seen["items"]), seen["items"][0]["id"], len(s.items("/api/r/transfer_list"))), (2, None, 0))
    one = seen["items"][0]
    checks.same("who is in danger in the first village", (one["households"], one["people"], one["away"], one["vehicles_for"]), (2, 5, 1, 2))
    checks.same("done three hours before it hits", one["done_by"], "2019-08-09T14:00:00+08:00")
    # one helper calls two households (3 min each), 30 min to get ready, then the longer of 20 min on foot and one trip by vehicle
    checks.that("time needed", 56 <= one["minutes_needed"] <= 60, one)
    checks.that("decide by = done by less the time needed", one["decide_by"].startswith(f"2019-08-09T13:0{4 - (one['minutes_needed'] - 56)}"), one)
    made_lists = made(c.post("/api/evacuation/lists", ask, token=s.town))
    checks.that("written", all(i["made"] and i["id"] for i in made_lists["items"]), made_lists)
    again = made(c.post("/api/evacuation/lists", ask, token=s.town))
    checks.same("asked again: the same lists", [(i["id"], i["made"]) for i in again["items"]], [(i["id"], False) for i in made_lists["items"]])
    s.lists = {i["region"]: i["id"] for i in made_lists["items"]}
    night = made(c.post("/api/evacuation/lists", dict(ask, hit_at="2019-08-10T02:00:00+08:00", trigger="夜", preview=True), token=s.town))["items"][0]
    checks.same("at night: by 18:00 of the day before", (night["night"], night["done_by"]), (True, "2019-08-09T18:00:00+08:00"))
    eve = made(c.post("/api/evacuation/lists", dict(ask, hit_at="2019-08-09T19:00:00+08:00", trigger="夜", preview=True), token=s.town))["items"][0]
    checks.same("in the evening: the earlier of both", eve["done_by"], "2019-08-09T16:00:00+08:00")
    box = {"type": "Polygon", "coordinates": [[[118.89, 28.98], [118.91, 28.98], [118.91, 29.0], [118.89, 29.0], [118.89, 28.98]]]}
    inside = made(c.post("/api/evacuation/lists", {"event": s.event, "hit_at": ask["hit_at"], "area": box, "trigger": "范围", "preview": True}, token=s.town))
    checks.same("a polygon", [(i["region"], i["people"]) for i in inside["items"]], [(v2, 5)])
    r = c.post("/api/evacuation/lists", {k: v for k, v in ask.items() if k != "hit_at"}, token=s.town)
    checks.that("no time said and no typhoon: asks for it", r.status == 409 and field_of(r) == "hit_at", r.body)
    s.new("typhoon", number="1909", name_zh="利奇马", name_en="Lekima", source="CMA")
    storm = s.items("/api/r/typhoon")[0]["id"]
    for hour, lon in ((11, 120.6), (12, 120.4), (15, 119.6), (18, 118.8), (21, 118.0)):
        s.new("track_point", typhoon=storm, at=f"2019-08-09T{hour}:00:00+08:00", lon=lon, lat=28.98, wind_m_s=42, pressure_hpa=955, radius7_km=250, radius10_km=80, radius12_km=30, agency="CMA",
              **({"kind": "analysis"} if hour <= 12 else {"kind": "forecast", "issued_at": START, "lead_h": hour - 12}))
    storms = made(c.post("/api/evacuation/lists", dict({k: v for k, v in ask.items() if k != "hit_at"}, preview=True), token=s.town))["items"]
    checks.that("by the circle of the typhoon, village by village", len(storms) == 2 and all("2019-08-09T12:00" < i["hit_at"] < "2019-08-09T21:00" for i in storms), storms)
    for bad, field in ((dict(ask, hit_at="bald"), "hit_at"), (dict(ask, hit_at=START), "hit_at"), (dict(ask, reason="rain"), "reason"), (dict(ask, trigger=""), "trigger"),
                       (dict(ask, region="x12"), "region"), (dict(ask, event=""), "event"), (dict(ask, area={"type": "Point"}), "polygon")):
        r = c.post("/api/evacuation/lists", bad, token=s.town)
        checks.that(f"refused naming {field}", r.status in (400, 404) and field_of(r) == field, r.body)
    checks.same("nobody in danger", c.post("/api/evacuation/lists", dict(ask, reason="boat"), token=s.town).status, 409)
    checks.same("a firm may not", c.post("/api/evacuation/lists", ask, token=s.firm).status, 403)
    queue = made(c.get("/api/obligations?state=running", token=s.desk))["items"]
    mine = [q for q in queue if q["register"] == "transfer_list" and q["record"] == s.lists[v1]]
    checks.same("the desk's queue has the countdown", [q["due_at"] for q in mine], [one["decide_by"]])
    checks.that("its label says it", "最迟决定" in str(mine[0]["label"]), mine)
    for village in (v1, v2):
        made(c.post(f"/api/r/transfer_list/{s.lists[village]}/order", token=s.lead), "order")
    moved = s.items(f"/api/r/transfer?event={s.event}")
    checks.same("one transfer for each person who is there", sorted(s.name[t["resident"]] for t in moved), sorted(["甲一", "甲二", "甲三", "乙一", "乙二", "丁一", "丁二", "丁三", "丁四"]))
    checks.that("with helper and due time", all(t["helper"] == s.helper and t["due_at"] == "2019-08-09T14:00:00+08:00" for t in moved), moved[0])
    s.transfers = {s.name[t["resident"]]: t["id"] for t in moved}
    r = c.post("/api/r/transfer", {"event": s.event, "resident": s.people["甲一"], "at": START}, token=s.desk)
    checks.that("a person counts once in an event", r.status == 409 and field_of(r) == "resident", r.body)
    third = made(c.post("/api/evacuation/lists", dict(ask, trigger="第二次", region=v1), token=s.town))["items"][0]["id"]
    made(c.post(f"/api/r/transfer_list/{third}/order", token=s.lead))
    checks.same("ordered by another list too: still once", len(s.items(f"/api/r/transfer?event={s.event}")), 9)


# --- assignment ---

def plan(s):
    c = s.city
    p = made(c.post("/api/evacuation/plan", {"event": s.event}, token=s.desk))
    checks.same("all placed, proven, households whole", (p["placed"], p["unassigned_people"], p["proven"], p["households_split"]), (9, 0, True, 0))
    checks.same("the sum of the lines", sum(a["people"] * a["travel_s"] for a in p["assignments"]), p["total_person_seconds"])
    checks.that("at least the optimum by person", p["total_person_seconds"] >= p["optimum_person_seconds"], p)
    checks.that("both ends of a line have a place on the map", all(118 < a["lon"] < 119 and 28 < a["lat"] < 30 for a in p["assignments"] + p["shelters"]), p["assignments"][:1])
    wheel = [a for a in p["assignments"] if a["barrier_free"]]
    checks.that("the wheelchair goes where there are no steps", wheel and all(a["shelter"] in (s.shelters["近"], s.shelters["远"]) for a in wheel), wheel)
    checks.same("a preview writes nothing", [t["shelter"] for t in s.items(f"/api/r/transfer?event={s.event}") if t.get("shelter")], [])
    without = made(c.post("/api/evacuation/plan", {"event": s.event, "without": [s.shelters["近"]]}, token=s.desk))
    checks.that("without the near one it takes longer", without["total_person_seconds"] > p["total_person_seconds"] and without["placed"] == 9, without)
    asked = made(c.post("/api/evacuation/plan", {"event": s.event, "what_if": [s.shelters["近"], s.shelters["远"]]}, token=s.desk))["what_if"]
    checks.same("what if each closed: as when it is left out", [(w["unassigned_people"], w["optimum_person_seconds"]) for w in asked],
                [(q["optimum_unassigned"], q["optimum_person_seconds"]) for q in (made(c.post("/api/evacuation/plan", {"event": s.event, "without": [s.shelters[k]]}, token=s.desk)) for k in "近远")])
    told = run("evacuate", "plan", "--event", s.event, "--data", c.dir)
    checks.same("the command line says the same", {k: json.loads(told.stdout)[k] for k in ("placed", "total_person_seconds", "unassigned")}, {k: p[k] for k in ("placed", "total_person_seconds", "unassigned")})
    made(c.post("/api/evacuation/plan/apply", {"event": s.event, "without": [s.shelters["近"]]}, token=s.lead), "a commander applies too")
    made(c.post("/api/evacuation/plan/apply", {"event": s.event}, token=s.desk))
    where = {s.name[t["resident"]]: t["shelter"] for t in s.items(f"/api/r/transfer?event={s.event}")}
    checks.that("written", all(where.values()) and len({where[n] for n in ("甲一", "甲二", "甲三")}) == 1, where)
    s.where = where
    written = s.items(f"/api/r/move_plan?event={s.event}")
    checks.same("and kept as decided", sorted((w["state"], w["decided_by"], w["people"]) for w in written), [("applied", "desk", 9), ("applied", "lead", 9)])
    r = c.post("/api/evacuation/plan", {"event": s.event}, token=s.firm)
    checks.same("a firm may not", r.status, 403)


# --- cards ---

def cards(s):
    c, v1 = s.city, s.villages[0]
    first = made(c.post("/api/evacuation/cards", {"region": "330800"}, token=s.town))
    checks.same("a card for everybody", first["issued"], 13)
    checks.same("once", made(c.post("/api/evacuation/cards", {"region": "330800"}, token=s.town))["issued"], 0)
    sheet = made(c.get(f"/api/evacuation/cards?household={s.households['甲一']}", token=s.town))["items"]
    checks.same("the sheet of a household", sorted(i["name"] for i in sheet), sorted(["甲一", "甲二", "甲三", "外出者"]))
    checks.that("a QR as a picture", all(i["svg"].startswith("<svg ") and i["svg"].endswith("</svg>") for i in sheet), sheet[0]["svg"][:80])
    checks.that("opaque code and signature, nothing else", all(re.fullmatch(r"AL1:[0-9A-Z]{16}:[0-9A-Z]{10}", i["qr"]) for i in sheet), sheet[0]["qr"])
    checks.that("no code like another", len({i["code"][:6] for i in sheet}) == len(sheet), "")
    walked, after = [], ""
    while True:
        page = made(c.get(f"/api/evacuation/cards?region=330800&limit=5&after={after}", token=s.town))
        walked += page["items"]
        after = page["next"]
        if not after:
            break
    checks.same("page by page", len({i["card"] for i in walked}), 13)
    s.qr = {i["name"]: i["qr"] for i in walked}
    s.code = {i["name"]: i["code"] for i in walked}
    masked = made(c.get(f"/api/evacuation/cards?household={s.households['甲一']}", token=s.post))["items"][0]["name"]
    checks.that("a role without the right sees no names", "*" in masked or "＊" in masked or masked not in s.people, masked)
    s.old_qr = s.qr["甲三"]
    r = c.post("/api/evacuation/cards/reissue", {"resident": s.people["甲三"]}, token=s.town)
    checks.that("a lost one needs a reason", r.status == 400 and field_of(r) == "reason", r.body)
    made(c.post("/api/evacuation/cards/reissue", {"resident": s.people["甲三"], "reason": "遗失"}, token=s.town))
    s.qr["甲三"] = next(i["qr"] for i in made(c.get(f"/api/evacuation/cards?household={s.households['甲一']}", token=s.town))["items"] if i["name"] == "甲三")
    checks.that("another code", s.qr["甲三"] != s.old_qr, s.old_qr)
    roster = made(c.get(f"/api/evacuation/roster?event={s.event}&shelter={s.where['甲一']}", token=s.keeper))
    row = next(i for i in roster["items"] if i["resident"] == s.people["甲一"])
    checks.that("the roster of a shelter: code, household, helper, needs", row["code"] == s.code["甲一"] and row["helper"] == "王责任" and row["household"] == s.households["甲一"] and "needs" in row, row)


# --- check-ins ---

def send(s, items, token=None, **more):
    body = {"event": s.event, "device": "phone-1", "items": items}
    body.update(more)
    return made(s.city.post("/api/evacuation/checkins", body, token=token or s.keeper), "checkins")


def state(s, name):
    t = s.get("transfer", s.transfers[name])
    return t["state"], t.get("shelter")


def check_ins(s):
    near, mid, far = (s.shelters[k] for k in "近中远")
    t = "2019-08-09T12:{:02d}:00+08:00"
    first = send(s, [{"id": "p1-1", "qr": s.qr["甲一"], "direction": "out", "at": t.format(0)},
                     {"id": "p1-2", "qr": s.qr["甲一"], "direction": "in", "shelter": near, "at": t.format(0)},
                     {"id": "p1-3", "qr": s.qr["甲二"], "shelter": near, "at": t.format(0)}], now=t.format(0))
    checks.same("each by itself", [(i["id"], i["status"]) for i in first["items"]], [("p1-1", "taken"), ("p1-2", "taken"), ("p1-3", "taken")])
    checks.same("arrived there", state(s, "甲一"), ("arrived", near))
    checks.same("the shelter counts two", s.get("shelter", near)["present"], 2)
    lines = {i["name"]: i for i in made(s.city.get(f"/api/evacuation/roster?event={s.event}&shelter={near}", token=s.keeper))["items"]}
    checks.same("the roster says how and since when", [lines["甲一"].get(k) for k in ("state", "placement", "arrived_at")], ["arrived", "concentrated", START])
    again = send(s, [{"id": "p1-2", "qr": s.qr["甲一"], "direction": "in", "shelter": near, "at": t.format(0)}], now=t.format(0))
    checks.same("the same number counts once", again["items"][0]["status"], "known")
    other = send(s, [{"id": "p2-1", "qr": s.qr["甲一"], "shelter": near, "at": t.format(0)}])
    checks.same("another phone scans the same person: taken, counted once", (other["taken"], s.get("shelter", near)["present"]), (1, 2))
    clash = send(s, [{"id": "p1-2", "qr": s.qr["丁一"], "shelter": near}])
    checks.same("one number for two check-ins is refused", (clash["items"][0]["status"], clash["items"][0]["field"]), ("refused", "id"))
    # wrong and lost cards
    forged = s.qr["乙一"][:-1] + ("0" if s.qr["乙一"][-1] != "0" else "1")
    held = send(s, [{"id": "p1-4", "qr": forged, "shelter": near}, {"id": "p1-5", "qr": s.old_qr, "shelter": near}, {"id": "p1-6", "qr": "http://x", "shelter": near}])
    checks.same("wrong cards are kept for review", [(i["status"], i["held"]) for i in held["items"]], [("held", "signature"), ("held", "cancelled"), ("held", "form")])
    checks.same("and count nobody", s.get("shelter", near)["present"], 2)
    review = made(s.city.get(f"/api/evacuation/reconcile?event={s.event}", token=s.desk))["held"]
    checks.same("on the desk's list", sorted(h["held"] for h in review), ["cancelled", "form", "signature"])
    lost = next(i["checkin"] for i in held["items"] if i["held"] == "cancelled")
    made(s.city.post(f"/api/r/checkin/{lost}/accept", {"resident": s.people["甲三"], "reason": "本人持旧卡"}, token=s.desk), "accept")
    checks.same("found to be the person: counts", (state(s, "甲三"), s.get("shelter", near)["present"]), (("arrived", near), 3))
    # somebody of no list
    send(s, [{"id": "p1-7", "name": "路过者", "phone": "13800000000", "shelter": near, "people": 2}])
    checks.same("written in by hand", s.get("shelter", near)["present"], 5)
    send(s, [{"id": "p1-8", "of": "p1-7", "direction": "out", "shelter": near}])
    checks.same("and out again", s.get("shelter", near)["present"], 3)
    unknown = send(s, [{"id": "p1-9", "name": "戊某", "shelter": near}])["items"][0]["checkin"]
    checks.same("a stranger", s.get("shelter", near)["present"], 4)
    made(s.city.post(f"/api/r/checkin/{unknown}/identify", {"resident": s.people["丁四"]}, token=s.desk), "identify")
    checks.same("found to be on the list: one person, not two", (state(s, "丁四"), s.get("shelter", near)["present"], len(s.items(f"/api/r/transfer?event={s.event}&unlisted=1"))), (("arrived", near), 4, 1))
    made(s.city.post(f"/api/r/checkin/{unknown}/drop", {"reason": "登记有误"}, token=s.desk), "drop")
    checks.same("taken back", (state(s, "丁四")[0], s.get("shelter", near)["present"]), ("listed", 3))
    alone = s.new("checkin", s.keeper, event=s.event, name="独行", shelter=near, direction="in", at=START)["id"]
    checks.same("one by the form", s.get("shelter", near)["present"], 4)
    made(s.city.post(f"/api/r/checkin/{alone}/drop", {"reason": "登记有误"}, token=s.desk), "drop")
    checks.same("and taken back", s.get("shelter", near)["present"], 3)
    bad = send(s, [{"id": "", "qr": s.qr["甲一"]}, {"id": "b2", "shelter": near}, {"id": "b3", "qr": s.qr["甲一"], "direction": "sideways", "shelter": near},
                   {"id": "b4", "qr": s.qr["甲一"]}, {"id": "b5", "name": "某", "people": 0, "shelter": near}, {"id": "b6", "qr": s.qr["甲一"], "shelter": near, "at": "never"}])
    checks.same("what is none is refused by itself", [(i["status"], i["field"]) for i in bad["items"]],
                [("refused", f) for f in ("id", "qr", "direction", "shelter", "people", "at")])
    # by hand, on the transfer itself
    made(s.city.post(f"/api/r/transfer/{s.transfers['丁一']}/leave", token=s.grid), "leave")
    made(s.city.post(f"/api/r/transfer/{s.transfers['丁一']}/arrive", {"shelter": mid}, token=s.grid), "arrive")
    checks.same("a step by hand is a check-in too", (state(s, "丁一"), s.get("shelter", mid)["present"]), (("arrived", mid), 1))
    r = s.city.post("/api/evacuation/checkins", {"event": s.event, "items": [{"id": "x"}] * 1001}, token=s.keeper)
    checks.that("too many at a time", r.status == 413 and field_of(r) == "items", r.body)
    r = s.city.post("/api/evacuation/checkins", {"event": s.event, "items": [{"id": "f1", "qr": s.qr["甲一"], "shelter": near}]}, token=s.firm)
    checks.that("a firm may not", r.status == 403 or r.json["items"][0]["status"] == "refused", r.body)


def conflicts(s):
    near, mid, far = (s.shelters[k] for k in "近中远")
    now = made(s.city.get("/api/site"))["now"]
    send(s, [{"id": "q1", "qr": s.qr["丁二"], "shelter": mid, "at": "2019-08-09T11:10:00+08:00"}], now=now)
    send(s, [{"id": "q2", "qr": s.qr["丁二"], "shelter": far, "at": "2019-08-09T11:40:00+08:00"}], now=now)
    both = [made(s.city.get(f"/api/evacuation/reconcile?event={s.event}&shelter={x}", token=s.desk))["conflicts"] for x in (mid, far)]
    checks.same("two shelters: seen on both", [[(k["kind"], k["state"], k["name"]) for k in b] for b in both], [[("two_shelters", "open", "丁二")]] * 2)
    checks.same("counted once, at the later one", (s.get("shelter", mid)["present"], s.get("shelter", far)["present"]), (1, 1))
    send(s, [{"id": "q3", "qr": s.qr["丁二"], "shelter": mid, "direction": "moved_on", "at": "2019-08-09T11:30:00+08:00"}], now=now)
    k = made(s.city.get(f"/api/evacuation/reconcile?event={s.event}&shelter={mid}", token=s.desk))["conflicts"]
    checks.same("the leaving between, delivered last: no conflict any more", [x["state"] for x in k], ["cleared"])
    send(s, [{"id": "q4", "qr": s.qr["丁三"], "shelter": far, "at": "2019-08-09T11:50:00+08:00"}], now=now)
    send(s, [{"id": "q5", "qr": s.qr["丁三"], "shelter": mid, "at": "2019-08-09T11:20:00+08:00"}], now=now)
    checks.same("delivered the other way round: the same", (state(s, "丁三"), s.get("shelter", mid)["present"], s.get("shelter", far)["present"]), (("arrived", far), 1, 2))
    k = next(x for x in made(s.city.get(f"/api/evacuation/reconcile?event={s.event}", token=s.desk))["conflicts"] if x["state"] == "open")
    made(s.city.post(f"/api/r/checkin_conflict/{k['id']}/settle", {"note": "电话核实在中点", "stays_at": mid}, token=s.desk), "settle")
    checks.same("settled by a person", (state(s, "丁三"), s.get("shelter", mid)["present"], s.get("shelter", far)["present"]), (("arrived", mid), 2, 1))
    k = made(s.city.get(f"/api/evacuation/reconcile?event={s.event}", token=s.desk))["conflicts"]
    checks.same("nothing open, nothing lost", sorted(x["state"] for x in k), ["cleared", "settled"])


def moved_on(s):
    """To a shelter that is named: on the way, and expected there."""
    left, bound = s.shelters["远"], s.shelters["中"]  # 丁二 is at the far one
    now = made(s.city.get("/api/site"))["now"]
    was = (s.get("shelter", left)["present"], s.get("shelter", bound)["present"])
    r = send(s, [{"id": "m0", "qr": s.qr["丁二"], "shelter": left, "direction": "in", "to": bound}, {"id": "m1", "qr": s.qr["丁二"], "shelter": left, "direction": "moved_on", "to": left}, {"id": "m2", "qr": s.qr["丁二"], "shelter": left, "direction": "moved_on", "to": s.event}], now=now)
    checks.same("only of who moves on, not to where he is, nor to what is no shelter", [(i["status"], i["field"]) for i in r["items"]], [("refused", "to")] * 3)
    leaves = {"id": "m3", "qr": s.qr["丁二"], "shelter": left, "direction": "moved_on", "to": bound, "at": "2019-08-09T11:57:00+08:00"}
    checks.same("taken", [send(s, [leaves], now=now)["items"][0]["status"] for _ in range(2)], ["taken", "known"])
    checks.same("another place under the same number is another check-in", send(s, [{**leaves, "to": s.shelters["近"]}], now=now)["items"][0]["status"], "refused")
    checks.same("on the way there, at neither", (state(s, "丁二"), s.get("shelter", left)["present"], s.get("shelter", bound)["present"]), (("moving", bound), was[0] - 1, was[1]))
    there, here = (made(s.city.get(f"/api/evacuation/reconcile?event={s.event}&shelter={x}", token=s.desk))["missing"] for x in (bound, left))
    p = next((m for m in there if m["name"] == "丁二"), {})
    checks.same("expected at the other, not missed at the one", (p.get("shelter"), p.get("last", {}).get("direction"), p.get("last", {}).get("to_name"), any(m["name"] == "丁二" for m in here)), (bound, "moved_on", s.get("shelter", bound)["name"], False))
    roster = made(s.city.get(f"/api/evacuation/roster?event={s.event}&shelter={bound}", token=s.keeper))["items"]
    checks.that("and on its roster", any(x["name"] == "丁二" and x["state"] == "moving" for x in roster), [x["name"] for x in roster])
    send(s, [{"id": "m4", "qr": s.qr["丁二"], "shelter": bound, "at": "2019-08-09T11:58:00+08:00"}], now=now)
    checks.same("arrived there", (state(s, "丁二"), s.get("shelter", bound)["present"]), (("arrived", bound), was[1] + 1))
    send(s, [{"id": "m5", "qr": s.qr["丁二"], "shelter": bound, "direction": "moved_on", "to": left, "at": "2019-08-09T11:58:30+08:00"}, {"id": "m6", "qr": s.qr["丁二"], "shelter": left, "at": "2019-08-09T11:59:00+08:00"}], now=now)
    checks.same("and back", (state(s, "丁二"), s.get("shelter", left)["present"], s.get("shelter", bound)["present"]), (("arrived", left), was[0], was[1]))


def thought(s):
    """What if a road were closed: asked, and written only when it is adopted."""
    run("roads", "load", ROOT / "test/vector/roads/valley.geojson", "--data", s.city.dir)
    place = s.villages[0]
    east, west = (s.new("shelter", name=n, region=place, lon=lon, lat=28.7, capacity=30, level="village", barrier_free=1)["id"] for n, lon in (("东避灾点", 118.5995), ("西避灾点", 118.501)))
    event = s.new("incident", s.desk, title="断路", kind="11D01", occurred_at=START, known_at=START, region="330800000000")["id"]
    s.new("household", head="己一", region=place, lon=118.572, lat=28.6985, people=3, danger="boat", helper=s.helper)
    listed = made(s.city.post("/api/evacuation/lists", {"event": event, "hit_at": "2019-08-10T12:00:00+08:00", "trigger": "断路", "reason": "boat"}, token=s.town))["items"][0]["id"]
    made(s.city.post(f"/api/r/transfer_list/{listed}/order", token=s.lead), "order")

    def plan(**more):
        got = made(s.city.post("/api/evacuation/plan", {"event": event, **more}, token=s.desk))
        return [a["shelter"] for a in got["assignments"]], got["closures"], got["unassigned_people"]

    beside = {"type": "Point", "coordinates": [118.585, 28.702]}  # 300 m off: the nearest stretch is meant
    checks.same("by road to the east", plan(), ([east], 0, 0))
    checks.same("with that road cut to the west", plan(roads=[beside]), ([west], 1, 0))
    checks.same("asked again as it is: nothing stays", plan(), ([east], 0, 0))
    rock = s.new("road_closure", s.desk, road="江贺路", reason="塌方", since=START, geometry={"type": "Point", "coordinates": [118.585, 28.6989]})["id"]
    checks.same("a closure that is in force", plan(), ([west], 1, 0))
    made(s.city.post(f"/api/r/road_closure/{rock}/reopen", {"until": START}, token=s.desk), "reopen")
    checks.same("if it were closed again", (plan(), plan(roads=[rock])), (([east], 0, 0), ([west], 1, 0)))
    both = made(s.city.post("/api/evacuation/plan", {"event": event, "without": [west], "roads": [beside]}, token=s.desk))
    checks.that("the western shelter closed too: later", both["total_person_seconds"] > 3 * 300 and [a["shelter"] for a in both["assignments"]] != [west], both["assignments"])
    checks.same("nothing was written", [t.get("shelter") for t in s.items(f"/api/r/transfer?event={event}")], [None])
    for bad, status in (([{"type": "Circle", "coordinates": [1, 2]}], 400), ([{"type": "Point", "coordinates": ["x", 2]}], 400), ([event], 404), ([beside] * 21, 413)):
        r = s.city.post("/api/evacuation/plan", {"event": event, "roads": bad}, token=s.desk)
        checks.that(f"refused: {str(bad)[:40]}", r.status == status and field_of(r).startswith("roads") or r.status == status == 404, (r.status, r.body))
    made(s.city.post("/api/evacuation/plan/apply", {"event": event, "roads": [beside]}, token=s.desk), "adopt")
    checks.same("adopted", [t["shelter"] for t in s.items(f"/api/r/transfer?event={event}")], [west])
    run("roads", "drop", "--data", s.city.dir)


def lost_clock(s):
    """A phone whose battery was out: its times are not believed, the order of its scans is."""
    mid = s.shelters["中"]
    send(s, [{"id": f"z{10 - k}", "name": "无钟", "card": "临时1", "direction": d, "shelter": mid, "at": "2001-01-01T00:00:00+08:00"} for k, d in enumerate(("in", "moved_on", "in", "out"))])
    t = s.items(f"/api/r/transfer?event={s.event}&card_no=临时1")
    checks.same("in, on, in, out: the order in which they stand", [(x["state"], x["at"][:10]) for x in t], [("moving", "2019-08-09")])
    for k in range(4):
        ident = s.items(f"/api/r/checkin?scan=z{10 - k}")[0]["id"]
        made(s.city.post(f"/api/r/checkin/{ident}/drop", {"reason": "试机"}, token=s.desk), "drop")
    checks.same("forgotten with the last of them", len(s.items(f"/api/r/transfer?event={s.event}&card_no=临时1")), 0)


def reconcile(s):
    r = made(s.city.get(f"/api/evacuation/reconcile?event={s.event}", token=s.desk))
    total = r["total"]
    checks.same("listed, placed, missing, not on the list", (total["listed"], total["placed"], total["missing"], total["unlisted"]), (9, 6, 3, 2))
    checks.same("by name", sorted(m["name"] for m in r["missing"]), sorted(["乙一", "乙二", "丁四"]))
    checks.that("with helper, telephone and last place", all(m["helper"] == "王责任" and m["helper_phone"] and "last" in m for m in r["missing"]), r["missing"][0])
    checks.same("village by village", [(v["listed"], v["placed"]) for v in r["by_region"] if v["listed"]], [(5, 3), (4, 3)])
    low = made(s.city.get(f"/api/evacuation/reconcile?event={s.event}", token=s.post))
    checks.that("masked for who may not see", "13905700001" not in str(low), str(low)[:300])
    table = s.city.get(f"/api/evacuation/reconcile.csv?event={s.event}", token=s.desk)
    rows = list(csv.reader(io.StringIO(table.body.decode("utf-8-sig"))))
    checks.same("as a table", (len(rows), len(rows[0])), (11, 10))
    checks.same("export needs its right", s.city.get(f"/api/evacuation/reconcile.csv?event={s.event}", token=s.keeper).status, 403)


# --- shelters, goods ---

def shelters(s):
    near, mid, far = (s.shelters[k] for k in "近中远")
    seen = {i["id"]: i for i in s.items("/api/evacuation/shelters", s.desk)}
    checks.same("who is there", (seen[near]["present"], seen[mid]["present"], seen[mid]["room"]), (3, 2, 8))
    checks.that("never checked, too small", {"never_checked", "too_small"} <= set(seen[mid]["faults"]), seen[mid])
    s.new("shelter_check", s.town, shelter=mid, checked_on="2019-08-01", check_result="pass",
          **{k: 1 for k in ("site", "structure", "size", "area_ok", "access", "rooms", "water", "power", "kit", "signs", "keepers")})
    m = s.get("shelter", mid)
    checks.same("the yearly check starts the next year's", (m["checked_on"], m["next_check_on"], m["check_result"]), ("2019-08-01", "2020-08-01", "pass"))
    items = [c["code"] for c in made(s.city.get("/api/codes/supply_item"))["items"]]
    s.item = next(c for c in items if len(c) > 4)
    s.new("shelter_kit", s.keeper, shelter=mid, item=s.item, quantity=3, needed=10, expires_on="2019-08-01", unit="份")
    seen = {i["id"]: i for i in s.items("/api/evacuation/shelters", s.desk)}
    checks.that("kit out of date and short", {"kit_expired", "kit_short"} <= set(seen[mid]["faults"]) and "never_checked" not in seen[mid]["faults"], seen[mid])
    nearby = s.items(f"/api/evacuation/shelters?near={near}", s.desk)
    checks.same("room nearby, the nearest first", [i["id"] for i in nearby], [mid, far])
    cover = made(s.city.get("/api/evacuation/shelters", token=s.desk))["coverage"]
    checks.that("coverage", cover["townships"] > 50 and cover["townships_covered"] == 0 and cover["shelters"] == 3, cover)
    made(s.city.post(f"/api/r/shelter/{far}/open_up", token=s.keeper))
    made(s.city.post(f"/api/r/shelter/{far}/mark_full", token=s.keeper))
    made(s.city.post("/api/r/road_closure", {"road": "G320", "reason": "积水", "geometry": {"type": "Point", "coordinates": [118.9, 28.98]}, "since": START}, token=s.desk), "closure")
    wait = s.items(f"/api/r/move_plan?event={s.event}&state=proposed")
    checks.that("a closed road asks for a new assignment", len(wait) == 1 and "G320" in wait[0]["cause"], wait)
    made(s.city.post("/api/evacuation/plan/apply", {"event": s.event}, token=s.desk))
    checks.same("decided", [w["state"] for w in s.items(f"/api/r/move_plan?event={s.event}")], ["applied"] * 3)


def goods(s):
    near = s.shelters["近"]
    give = {"event": s.event, "shelter": near, "resident": s.people["甲一"], "item": s.item, "quantity": 1, "at": START}
    made(s.city.post("/api/r/distribution", give, token=s.keeper), "issue")
    r = s.city.post("/api/r/distribution", give, token=s.keeper)
    checks.that("not twice", r.status == 409 and field_of(r) == "item", r.body)
    late = s.city.post("/api/r/distribution", dict(give, at="2019-08-09T11:00:00+08:00"), token=s.keeper)
    checks.same("handed out without a network: a fact", late.status, 201)
    k = [x for x in made(s.city.get(f"/api/evacuation/reconcile?event={s.event}", token=s.desk))["conflicts"] if x["kind"] == "double_issue"]
    checks.same("and to be seen", [(x["state"], x["name"]) for x in k], [("open", "甲一")])
    r = s.city.post("/api/r/distribution", {k: v for k, v in give.items() if k != "resident"}, token=s.keeper)
    checks.that("to somebody", r.status == 400 and field_of(r) == "resident", r.body)


# --- home again ---

def home(s):
    c, v1 = s.city, s.villages[0]
    r = c.post(f"/api/r/transfer/{s.transfers['甲一']}/release", token=s.lead)
    checks.that("nobody before the release", r.status == 409 and field_of(r) == "list", r.body)
    storm = made(c.post("/api/r/response", {"kind": "typhoon", "level": "4", "region": v1[:6]}), "response")["id"]  # of no event: the storm itself
    made(c.post(f"/api/r/response/{storm}/activate", {"level": "4", "reasons": "台风", "started_at": "2019-08-09T06:00:00+08:00", "planned_end_at": "2019-08-12T08:00:00+08:00", "measures": "转移"}, token=s.lead), "active")
    r = c.post(f"/api/r/transfer_list/{s.lists[v1]}/release", {"reason": "险情解除"}, token=s.lead)
    checks.that("nobody goes home while a response to the storm holds there", "response_lifted" in [e["field"] for e in r.json["errors"]], r.body)
    for item in ("threat_gone", "measures_stopped"):
        made(c.post(f"/api/responses/{storm}/ending/{item}", {"note": "已核实"}, token=s.desk), item)
    made(c.post(f"/api/r/response/{storm}/end", {"ended_at": "2019-08-09T11:30:00+08:00", "reason": "台风远离"}, token=s.lead), "ended")
    r = c.post(f"/api/r/transfer_list/{s.lists[v1]}/release", {"reason": "险情解除"}, token=s.lead)
    checks.same("no release before the checks, and they are named", (r.status, sorted(e["field"] for e in r.json["errors"])),
                (409, ["houses_checked", "object_safe", "roads_open_here"]))
    seen = made(c.get(f"/api/evacuation/lists/{s.lists[v1]}/ending", token=s.desk))
    checks.same("the list of conditions", (seen["total"], seen["unmet"]), (4, 3))
    for item in ("houses_checked", "object_safe"):
        made(c.post(f"/api/evacuation/lists/{s.lists[v1]}/ending/{item}", {"note": "现场核查无异常"}, token=s.desk), item)
    closure = s.items("/api/r/road_closure")[0]["id"]
    made(c.post(f"/api/r/road_closure/{closure}/reopen", {"until": "2019-08-09T12:00:00+08:00"}, token=s.desk))
    made(c.post(f"/api/r/transfer_list/{s.lists[v1]}/release", {"reason": "险情解除"}, token=s.lead), "release")
    made(c.post(f"/api/r/transfer/{s.transfers['甲一']}/release", token=s.keeper), "home")
    checks.same("home", (state(s, "甲一")[0], s.get("shelter", s.shelters["近"])["present"]), ("released", 2))
    send(s, [{"id": "h0", "qr": s.qr["甲二"], "direction": "back"}])
    checks.same("seen at home after the release", (state(s, "甲二")[0], s.get("shelter", s.shelters["近"])["present"]), ("released", 1))
    send(s, [{"id": "h1", "qr": s.qr["丁一"], "direction": "back"}])
    k = [x for x in made(c.get(f"/api/evacuation/reconcile?event={s.event}", token=s.desk))["conflicts"] if x["kind"] == "early_return"]
    checks.same("home before the release: to be seen", [(x["name"], x["state"]) for x in k], [("丁一", "open")])


def main():
    with City(sandbox=True, clock=START + "x0") as city:
        s = Story(city)
        for part in (set_up, lists, plan, cards, check_ins, conflicts, moved_on, lost_clock, reconcile, shelters, goods, home, thought):
            part(s)
        failed = [e for e in made(city.get("/api/audit?register=reaction"))["items"]]
        checks.same("no reaction failed", [str(e)[:500] for e in failed], [])
    checks.close()


main()
