# SPDX-License-Identifier: Apache-2.0
"""What harms emergency systems (reliability.md §5): one event in three mouths, areas that cannot be meant, the same act twice, a clock that is
wrong, a session in other hands. SEED=random; QUICK=1 for smaller sizes"""
import datetime
import http.client
import json
import math
import os
import random
import threading
import time

from city import Checks, City, Ear, run

c = Checks()
QUICK = bool(os.environ.get("QUICK"))
ZONE = datetime.timezone(datetime.timedelta(hours=8))
START = datetime.datetime(2019, 8, 9, 8, 0, tzinfo=ZONE)
seed = int(os.environ.get("SEED", str(random.randrange(10**9))))
dice = random.Random(seed)
print(f"seed {seed}")


def account(city, name, role, region):
    run("user", "add", name, "--role", role, "--region", region, "--data", city.dir)
    return city.new_token(name)


# --- E6: one event, three channels ---

KINDS = ["11A02", "11A51", "11B06", "11D01", "11D02", "12C01", "12E01", "12G01", "12J01"]
LIKE = {"11D01": ["11D02", "11D03"], "11D02": ["11D01"], "11A02": ["11A01"], "11A51": ["11A02"]}


def moved(lon, lat, metres):
    """A normal scatter, by a sphere: written apart from the server's geometry."""
    dx, dy = dice.gauss(0, metres), dice.gauss(0, metres)
    return lon + dx / (111320 * math.cos(math.radians(lat))), lat + dy / 110574


def events(n):
    """Half of them in six towns, half anywhere, over three days: as dense as the worst days of a city."""
    towns = [(118.2 + dice.random() * 0.9, 28.5 + dice.random() * 0.7) for _ in range(6)]
    for i in range(n):
        lon, lat = moved(*dice.choice(towns), 2500) if i % 2 else (118.1 + dice.random(), 28.4 + dice.random() * 0.9)
        yield {"truth": i, "lon": lon, "lat": lat, "kind": dice.choice(KINDS), "at": START + datetime.timedelta(minutes=dice.random() * 3 * 1440)}


def calls(n):
    """Each event is told by one to three channels: field by its own position, 119 from the vehicle, 110 by the name of a place; the kind in other
    words sometimes, the time as long as it takes. The channels: (scatter in metres, minutes until it is told)."""
    channels = {"field": (40, 10), "119": (150, 25), "110": (300, 45)}
    told = []
    for e in events(n):
        for channel in dice.sample(sorted(channels), dice.choice([1, 1, 2, 3])):
            metres, minutes = channels[channel]
            lon, lat = moved(e["lon"], e["lat"], metres)
            kind = dice.choice(LIKE.get(e["kind"], [e["kind"]])) if dice.random() < 0.2 else e["kind"]
            told.append({**e, "lon": lon, "lat": lat, "kind": kind, "channel": channel, "at": e["at"] + datetime.timedelta(minutes=dice.random() * minutes)})
    return sorted(told, key=lambda t: t["at"])


def duplicates(city):
    """The first told makes the incident; each later one is offered what may be the same. Offered and the same: right; not offered: missed."""
    dice.seed(int(os.environ.get("SEED", "2019")))  # the same days in every run: the figures are near their limits
    known, records, right, wrong, missed, merged, refused = {}, {}, 0, 0, 0, [], []
    desk = account(city, "chen", "duty", "330800")
    for t in calls(150 if QUICK else 500):
        at = t["at"].isoformat()
        offered = city.get(f"/api/incidents/similar?lon={t['lon']:.6f}&lat={t['lat']:.6f}&kind={t['kind']}&at={at.replace('+', '%2B')}").json["items"]
        body = {"title": f"{t['channel']} {t['truth']}", "kind": t["kind"], "region": "330800", "lon": t["lon"], "lat": t["lat"], "occurred_at": at}
        made = city.post("/api/r/incident", body).json["id"]
        same = [o for o in offered if records.get(o["id"]) == t["truth"]]
        right, wrong = right + len(same), wrong + len(offered) - len(same)
        missed += t["truth"] in known and not same
        if same:
            into = same[0]["id"]
            got = city.post(f"/api/r/incident/{made}/merge", {"merged_into": into, "reason": "同一事件"}, token=desk)
            if got.status != 200 or got.json["state"] != "merged":
                refused.append(got.body)
            merged.append(made)
        else:
            records[made] = t["truth"]
        known[t["truth"]] = made
    precision, recall = right / (right + wrong), right / (right + missed)
    print(f"duplicates: {right} offered rightly, {wrong} wrongly, {missed} missed: precision {precision:.3f}, recall {recall:.3f}")
    c.that("what is offered is the same event: precision 0.98", precision >= 0.98, precision)
    c.that("what is the same event is offered: recall 0.95", recall >= 0.95, recall)
    c.same("every twin is merged", refused[:2], [])
    undone = [city.post(f"/api/r/incident/{m}/unmerge", {"reason": "两起"}, token=desk).json.get("state") for m in merged]
    c.same("every merge is undone", set(undone), {"reported"})


# --- E2: areas that cannot be meant ---

def ring(lon, lat, size, n):
    turn = dice.random()
    points = [[round(lon + size * math.cos(2 * math.pi * (i / n + turn)), 6), round(lat + size * math.sin(2 * math.pi * (i / n + turn)), 6)] for i in range(n)]
    return points + points[:1]


def mutate(kind, points):
    geometry = {"type": "Polygon", "coordinates": [points]}
    if kind == "missing":
        geometry["coordinates"] = dice.choice([[], [[]], None, [points[:2]], [[]]])
    elif kind == "swapped axes":
        geometry["coordinates"] = [[[y, x] for x, y in points]]
    elif kind == "unknown datum":
        geometry[dice.choice(["datum", "crs"])] = dice.choice(["EPSG:3857", "mars", "beijing54"])
        if "crs" in geometry:
            geometry["crs"] = {"type": "name", "properties": {"name": geometry["crs"]}}
    elif kind == "self-crossing":
        half = len(points) // 2
        points[1], points[half] = points[half], points[1]
    elif kind == "outside":
        geometry["coordinates"] = [[[x + dice.choice([-8, 8, 3]), y + dice.choice([-5, 5])] for x, y in points]]
    elif kind == "not closed":
        geometry["coordinates"] = [points[:-1]]
    elif kind == "not numbers":
        points[dice.randrange(len(points))] = dice.choice([["118", "28"], [None, 28], [1e400, 28], "118,28", [118]])
    elif kind == "whole city":
        w, s, e, n = WHOLE
        geometry["coordinates"] = [[[w, s], [e, s], [e, n], [w, n], [w, s]]]
    return geometry


WRONG = ["missing", "swapped axes", "unknown datum", "self-crossing", "outside", "not closed", "not numbers", "whole city"]


WHOLE = []


def bounds(node, box):
    if isinstance(node[0], (int, float)):
        box[:] = [min(box[0], node[0]), min(box[1], node[1]), max(box[2], node[0]), max(box[3], node[1])] if box else [*node[:2], *node[:2]]
        return box
    for part in node:
        bounds(part, box)
    return box


def people(city):
    rows = "".join(f"P{i},汪{i},139{i:08d},330881102000\n" for i in range(40))
    c.same("people", city.upload("/api/r/person/import", "p.csv", f"ref,name,phone,region\n{rows}".encode()).status, 200)
    rows = "".join(f"Q{i},geo_watcher,P{i},330881102000,2019-01-01\n" for i in range(40))
    c.same("posts", city.upload("/api/r/post/import", "q.csv", f"ref,kind,person,region,since\n{rows}".encode()).status, 200)


def areas(city):
    people(city)
    whole = city.get("/api/r/region?code=330800000000&limit=1").json["items"][0]["id"]
    bounds(city.get(f"/api/r/region/{whole}").json["geometry"]["coordinates"], WHOLE)
    desk = account(city, "wang", "duty", "330800")
    held, sent, wrong = 0, 0, []
    for i in range(120 if QUICK else 500):
        kind = WRONG[i % len(WRONG)]
        geometry = mutate(kind, ring(118.5 + dice.random() / 10, 28.7 + dice.random() / 10, 0.02 + dice.random() / 20, dice.randrange(8, 24)))
        audience = "polygon:" + json.dumps(geometry)
        seen = city.post("/api/notices/preview", {"audience": audience}, token=desk)
        made = city.post("/api/r/notice", {"subject": "转移", "body": "立即转移", "audience": audience, "channel": ["sms"], "region": "330800"}, token=desk)
        went = city.post(f"/api/r/notice/{made.json['id']}/send", {}, token=desk) if made.status == 201 else made
        refused = seen.status in (400, 403) and went.status in (400, 403)
        waits = seen.status == 200 and seen.json["needs_confirm"] and went.status == 409
        held, sent = held + waits, sent + (went.status == 200)
        if not (refused or waits):
            wrong.append((kind, seen.status, went.status, json.dumps(geometry)[:200]))
    c.same("every area that cannot be meant is refused, or held until its number is typed", wrong[:3], [])
    c.same("nothing was sent", sent, 0)
    c.that("whole cities were held, the rest refused", held > 0, held)
    good = ring(118.55, 28.75, 0.3, 12)
    c.same("a good one is not", city.post("/api/notices/preview", {"audience": "polygon:" + json.dumps({"type": "Polygon", "coordinates": [good]})}, token=desk).status in (200, 400), True)
    # a map of GCJ-02 is put right: a spot that only the shifted ring holds is not hit
    square = [[118.5, 28.7], [118.6, 28.7], [118.6, 28.8], [118.5, 28.8], [118.5, 28.7]]
    row = b"ref,name,region,lon,lat\nR1,\xe5\xba\x93,330881102000,118.5001,28.75\n"  # inside the plain square, west of the same square once corrected? its edge moves by 0.0046 degrees
    c.same("a reservoir at the edge", city.upload("/api/r/reservoir/import", "r.csv", row).status, 200)
    c.same("its patrol", city.upload("/api/r/post/import", "x.csv", "ref,kind,person,object_register,object,region,since\nX1,reservoir_patrol,P1,reservoir,R1,330881102000,2019-01-01\n".encode()).status, 200)

    def hits(**more):
        got = city.post("/api/notices/preview", {"audience": "polygon:" + json.dumps({"type": "Polygon", "coordinates": [square], **more})}, token=desk)
        return got.json["by_kind"] if got.status == 200 else []
    plain = [k for k in hits() if k["kind"] == "reservoir_patrol"]
    c.same("drawn in CGCS2000 it is inside", len(plain), 1)
    east = [[x + 0.00475, y] for x, y in square]
    square[:] = east
    shifted = [k for k in hits() if k["kind"] == "reservoir_patrol"]
    c.same("half a kilometre further east it is not", len(shifted), 0)
    back = [k for k in hits(datum="gcj02") if k["kind"] == "reservoir_patrol"]
    c.same("unless the map was GCJ-02, and says so", len(back), 1)


# --- the same act twice ---

def twice(city):
    """Two taps, two phones, a repeat after an answer that was lost: one effect each time."""
    team = account(city, "li", "team", "330881")
    force = city.post("/api/r/team", {"name": "江山消防站", "region": "330881", "capabilities": ["fire"], "status": "ready"}).json["id"]
    incident = city.post("/api/r/incident", {"title": "滑坡", "kind": "11D01", "region": "330881102"}).json["id"]
    order = city.post("/api/r/dispatch", {"incident": incident, "team": force, "region": "330881"}, token=city.token)
    c.same("a team is ordered", order.status, 201)
    one = order.json["id"]

    def tap(key, results):
        link = http.client.HTTPConnection("127.0.0.1", city.port, timeout=20)
        link.request("POST", f"/api/r/dispatch/{one}/accept", "{}", {"Authorization": f"Bearer {team}", "Content-Type": "application/json", "Idempotency-Key": key})
        answer = link.getresponse()
        results.append((answer.status, json.loads(answer.read())))
        link.close()
    results = []
    threads = [threading.Thread(target=tap, args=(f"phone{i % 2}", results)) for i in range(12)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    c.same("twelve taps on two phones: one key has it, the other hears that it is done", sorted({s for s, _ in results}), [200, 409])
    history = [h["action"] for h in city.get(f"/api/r/dispatch/{one}/journal").json["items"]]
    c.same("accepted once", history.count("accept"), 1)
    late = []
    tap("phone0", late)
    tap("phone1", late)
    c.same("repeats are answered as the first time", sorted(s for s, _ in late), [200, 409])
    made = [city.post("/api/r/incident", {"title": "一次", "kind": "11D01", "region": "330881102"}, headers={"Idempotency-Key": "the-same"}).json["id"] for _ in range(3)]
    c.same("three reports under one key are one", len(set(made)), 1)
    other = city.post("/api/r/incident", {"title": "别的", "kind": "11D01", "region": "330881102"}, headers={"Idempotency-Key": "the-same"})
    c.that("another report under it is refused", other.status in (409, 422), (other.status, other.body[:200]))


# --- a session in other hands ---

def cookie_call(city, method, path, cookie=None, body=None, origin=True, **more):
    head = {"X-Anlan": "1", "Sec-Fetch-Site": "same-origin"} if origin else {"X-Anlan": "1"}
    if cookie:
        head["Cookie"] = cookie
    return city.call(method, path, body, headers={**head, **more}, token=None)


def sign_in(city, name, password, **more):
    got = cookie_call(city, "POST", "/api/session", body={"name": name, "password": password}, **more)
    c.same(f"{name} signs in", got.status, 200)
    return got.headers["Set-Cookie"].split(";")[0], got.headers["Set-Cookie"]


def stolen(city):
    password = "Ganjiang-2019-river"
    made = run("user", "add", "zhao", "--role", "duty", "--region", "330881", "--json", "--data", city.dir)
    given = json.loads(made.stdout)["password"]
    first, _ = sign_in(city, "zhao", given)
    changed = cookie_call(city, "POST", "/api/session/password", first, {"old": given, "new": password})
    c.same("the first password is changed", changed.status, 204)
    mine, whole = sign_in(city, "zhao", password, Cookie=first)
    c.that("a session of before is not taken over", mine != first, mine)
    c.that("scripts cannot read it, other sites cannot send it", "HttpOnly" in whole and "SameSite=Strict" in whole, whole)
    c.same("a stolen one works until it is missed", cookie_call(city, "GET", "/api/r/incident?limit=1", mine).status, 200)
    c.same("not from another site", cookie_call(city, "POST", "/api/r/incident", mine, {"title": "x", "kind": "11D01", "region": "330881102"}, origin=False, **{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}).status, 403)
    ear = Ear(city, Cookie=mine)
    c.same("the thief listens", ear.status, 200)
    c.same("the owner signs out", cookie_call(city, "DELETE", "/api/session", mine).status in (200, 204), True)
    c.same("the copy is worth nothing", cookie_call(city, "GET", "/api/r/incident?limit=1", mine).status, 401)
    c.that("and its open line is cut", ear.over.wait(15))
    here, _ = sign_in(city, "zhao", password)
    there, _ = sign_in(city, "zhao", password)
    ear = Ear(city, Cookie=there)
    newer = "Wuxijiang-2020-dam"
    c.same("a new password", cookie_call(city, "POST", "/api/session/password", here, {"old": password, "new": newer}).status, 204)
    c.same("ends the session elsewhere", cookie_call(city, "GET", "/api/r/incident?limit=1", there).status, 401)
    c.that("and its line", ear.over.wait(15))
    again, _ = sign_in(city, "zhao", newer)
    phone = cookie_call(city, "POST", "/api/session/device", again, {"password": newer, "label": "手机"})
    c.that("a telephone gets a token", phone.status in (200, 201), phone.body[:200])
    token = phone.json["token"]
    ear = Ear(city, Authorization=f"Bearer {token}")
    c.same("which works", city.get("/api/r/incident?limit=1", token=token).status, 200)
    off = city.patch("/api/accounts/zhao", {"disabled": True})
    c.that("the administrator switches the account off", off.status == 204, off.body[:200])
    c.same("the token is dead", city.get("/api/r/incident?limit=1", token=token).status, 401)
    c.same("so is the session", cookie_call(city, "GET", "/api/r/incident?limit=1", again).status, 401)
    c.that("and the line of the telephone", ear.over.wait(15))


def main():
    with City(sandbox=True, clock="2019-08-10T09:00:00+08:00x0") as city:
        twice(city)
        areas(city)
        stolen(city)
        duplicates(city)
    c.close()


main()
