# SPDX-License-Identifier: Apache-2.0
"""The wall: a screen has a token instead of a password, sees its own area, nothing personal, and nothing at all once it is switched off."""
import json
import time
import urllib.parse

from city import Checks, City, Ear, run

c = Checks()
START = "2019-08-09T02:00:00+08:00"


def wait(what, holds, seconds=5):
    until = time.monotonic() + seconds
    while time.monotonic() < until and not holds():
        time.sleep(0.03)
    c.that(what, holds())


def main():
    with City(sandbox=True, clock=START + "x0") as city:
        for name, role, region in (("wang", "duty", "330800"), ("chen", "commander", "330800"), ("zhou", "duty", "330881")):
            run("user", "add", name, "--role", role, "--region", region, "--data", city.dir)
        wang, chen = city.new_token("wang"), city.new_token("chen")
        empty = city.get("/api/wall", token=wang)
        c.same("a quiet night", (empty.status, empty.json["incidents"], empty.json["figures"]["incidents"], empty.json["preset"]), (200, [], 0, "command"))
        made = city.post("/api/accounts", {"name": "hall-left", "role": "display", "region": "330800"})
        c.same("a screen gets a token and no password", (made.status, "token" in made.json, "password" in made.json), (201, True, False))
        token = made.json["token"]
        small = city.post("/api/accounts", {"name": "jiangshan-hall", "role": "display", "region": "330881"}).json["token"]
        c.same("an officer makes none", city.post("/api/accounts", {"name": "x-hall", "role": "display", "region": "330800"}, token=wang).status, 403)
        screen = city.post("/api/r/display", {"name": "指挥大厅左屏", "account": "hall-left", "region": "330800"})
        c.same("and a name", screen.status, 201)
        ear = Ear(city, token)

        def wall(t=token):
            return city.get("/api/wall", token=t).json
        slope = city.post("/api/r/incident", {"title": "贺村镇山体滑坡 报告人13900001111", "kind": "11D01", "region": "330881102", "lon": 118.5, "lat": 28.7, "known_at": "2019-08-09T01:50:00+08:00", "grade": "3",
                                              "reporter": "毛大爷", "reporter_phone": "13900001111", "evacuated": 46, "address": "耕读村12号"}).json["id"]
        fire = city.post("/api/r/incident", {"title": "储罐火灾", "kind": "12D01", "region": "330802", "lon": 118.84, "lat": 28.91, "known_at": "2019-08-09T01:55:00+08:00", "grade": "2", "deaths": 0}).json["id"]
        seen = wall()
        c.same("the gravest first", [i["id"] for i in seen["incidents"]], [fire, slope])
        c.same("unknown is not zero", ([i["deaths"] for i in seen["incidents"]], [i["missing"] for i in seen["incidents"]]), ([0, None], [None, None]))
        c.same("its figures", (seen["figures"]["incidents"], seen["figures"]["evacuated"]), (2, 46))
        c.same("a county's screen has its own", [i["id"] for i in wall(small)["incidents"]], [slope])
        text = json.dumps(seen, ensure_ascii=False)
        c.that("no telephone, no name of whoever called, no address", "13900001111" not in text and "139********" in text and "毛大爷" not in text and "耕读村12号" not in text, text[:600])
        c.that("what is owed", seen["deadlines"] and all(d["due_at"] and not d["late"] for d in seen["deadlines"]), seen["deadlines"])
        city.post("/api/r/timeline", {"incident": slope, "at": START, "kind": "action", "text": "村民330881195001011234已救出，联系13812345678"}, token=wang)
        lines = city.get(f"/api/wall/incident/{slope}", token=token)
        c.that("its lines without numbers of persons", lines.status == 200 and any("已救出" in x["text"] for x in lines.json["items"]) and "330881195001011234" not in lines.body.decode() and "13812345678" not in lines.body.decode(), lines.body[:500])
        c.same("another county's lines are not there", city.get(f"/api/wall/incident/{fire}", token=small).status in (403, 404), True)
        wait("the feed told it", lambda: any(e.get("register") == "incident" for e in ear.heard))
        c.that("and told it nothing personal", "毛大爷" not in json.dumps(ear.heard, ensure_ascii=False) and "13900001111" not in json.dumps(ear.heard), ear.heard[:2])
        record = city.get(f"/api/r/incident/{slope}", token=token)
        c.that("a record shows it no field that is not open", record.status == 403 or ("13900001111" not in record.body.decode() and "毛大爷" not in record.body.decode() and "耕读村12号" not in record.body.decode()), record.body[:600])
        pinned = city.post(f"/api/r/display/{screen.json['id']}/pin", {"incident": slope}, token=wang)
        c.same("the desk puts one on the wall", (pinned.status, wall()["pinned"]), (200, slope))
        laid = city.post(f"/api/r/display/{screen.json['id']}/lay_out", {"preset": "council"}, token=chen)
        c.same("and another layout", (laid.status, wall()["preset"]), (200, "council"))
        c.same("a layout that is none", city.post(f"/api/r/display/{screen.json['id']}/lay_out", {"preset": "disco"}, token=chen).status, 400)
        for what, method, path, body in (("reports", "POST", "/api/r/incident", {"title": "x", "kind": "11D01", "region": "330881"}), ("writes lines", "POST", "/api/r/timeline", {"incident": slope, "at": START, "text": "x"}),
                                         ("acts", "POST", f"/api/r/incident/{slope}/verify", {}), ("exports", "GET", "/api/r/incident/export.csv", None), ("reads persons", "GET", "/api/r/person", None),
                                         ("reads the queue's persons", "GET", "/api/r/casualty", None), ("reads accounts", "GET", "/api/accounts", None), ("uploads", "POST", "/api/uploads", {}), ("orders", "POST", f"/api/incidents/{slope}/dispatch", {"lines": []}), ("proposes", "POST", f"/api/incidents/{slope}/proposal", {"slots": []})):
            c.same(f"a screen {what}: no", city.call(method, path, body, token=token).status, 403)
        for path in (f"/api/r/incident/{slope}/journal", "/api/r/incident", "/api/r/timeline", "/api/r/incident?as_of=2019-08-09T03:00:00%2B08:00", "/api/r/incident/schema", f"/ogc/collections/incident/items", f"/api/r/incident/{slope}/export.docx", "/api/map/incident.geojson", "/api/search?q=毛大爷", "/api/search?q=滑坡", f"/api/incidents/{slope}/timeline", "/api/queue", "/api/obligations", "/api/devices"):
            told = city.get(urllib.parse.quote(path, safe="/?=&%:"), token=token)
            c.that(f"a screen learns nothing personal from {path}", not any(x.encode() in told.body for x in ("毛大爷", "13900001111", "耕读村12号", "13812345678")), told.body[:400])
        for asked in ("reporter_phone=13900001111", "reporter=毛大爷", "q=13900001111", "q=毛大爷", "sort=reporter_phone"):
            told = city.get(f"/api/r/incident?{urllib.parse.quote(asked, safe='=')}", token=token)
            c.that(f"nor by asking for {asked}", told.status in (400, 403) or told.json["total"] == 0, (told.status, told.body[:200]))
        c.same("no storm", wall()["storms"], [])
        storm = city.post("/api/r/typhoon", {"number": "1909", "name_zh": "利奇马", "name_en": "LEKIMA", "source": "JMA"}).json["id"]
        city.post("/api/r/track_point", {"typhoon": storm, "agency": "JMA", "at": "2019-08-07T08:00:00+08:00", "lon": 126, "lat": 23, "kind": "best", "radius7_km": 300})
        c.same("none whose last fix is older than a day and a half", wall()["storms"], [])
        city.post("/api/r/track_point", {"typhoon": storm, "agency": "JMA", "at": "2019-08-08T20:00:00+08:00", "lon": 124, "lat": 25, "kind": "best", "radius7_km": 300})
        c.same("a storm under way", wall()["storms"], [{"id": storm, "number": "1909", "name_zh": "利奇马", "name_en": "LEKIMA"}])
        track, hit = city.get(f"/api/typhoons/{storm}/track", token=token), city.get(f"/api/typhoons/{storm}/impact?register=region&level=township&circle=7", token=token)
        c.same("its track and what it reaches are the screen's to see", (track.status, len(track.json["fixes"]), hit.status), (200, 2, 200))
        c.same("what it reaches of other registers is not", city.get(f"/api/typhoons/{storm}/impact?register=household", token=token).status, 403)
        off = city.patch("/api/accounts/hall-left", {"disabled": True})
        c.same("it is switched off", (off.status, city.get("/api/wall", token=token).status), (204, 401))
        c.that("its line too", ear.over.wait(10))
        c.same("the other one goes on", city.get("/api/wall", token=small).status, 200)
    c.close()


main()
