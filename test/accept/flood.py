# SPDX-License-Identifier: Apache-2.0
"""Readings beside their limits, area rain of counties, and the response that dated rows propose: every reason shown, a person decides."""
import json
import threading

from city import Checks, City, Ear, run

c = Checks()
START = "2019-08-09T08:00:00+08:00"
CITY, JS, KC = "330800000000", "330881000000", "330802000000"


class Night:
    def __init__(self, city):
        self.city = city
        for name, role, region in (("chen", "commander", CITY), ("lin", "commander", CITY), ("wang", "duty", CITY), ("jiang", "duty", JS), ("firm", "enterprise", JS)):
            city.post("/api/accounts", {"name": name, "role": role, "region": region})
            setattr(self, name, city.new_token(name))

    def make(self, register, body, token="admin", status=201):
        made = self.city.post(f"/api/r/{register}", body, token=token)
        c.same(f"{register} is made", made.status, status) if made.status != status else None
        return made.json.get("id")

    def warn(self, headline, signal, colour, region, kind="11B01", issued=START, expires="2019-08-11T08:00:00+08:00"):
        n = self.make("warning", {"headline": headline, "source": "weather", "signal": signal, "kind": kind, "colour": colour, "region": region, "issued_at": issued,
                                  "expires_at": expires, "identifier": f"x-{headline}"})
        done = self.city.post(f"/api/r/warning/{n}/take_over", {}, token=self.wang)
        c.same(f"{headline} is in force", done.status, 200)
        return n

    def responses(self, region=None, kind=None, state=None):
        items = self.city.get("/api/r/response?limit=200&sort=id").json["items"]
        return [r for r in items if (not region or r["region"] == region) and (not kind or r["kind"] == kind) and (not state or r["state"] == state)]

    def one(self, what, region, kind, state="proposed"):
        found = self.responses(region, kind, state)
        c.that(f"{what}: one {state} response of {kind} for {region}", len(found) == 1, [(r["region"], r["kind"], r["level"], r["state"]) for r in self.responses()])
        return self.city.get(f"/api/r/response/{found[0]['id']}").json if found else {}

    def pass_time(self, to):
        """The job of the next minute looks: waited for by the entry it makes, or by its status."""
        c.same(f"the clock goes to {to}", self.city.post("/api/clock", {"to": to}).status, 200)

    def wait(self, what, ready, seconds=20):
        over = threading.Event()
        for _ in range(seconds * 20):
            if ready():
                return c.that(what, True)
            over.wait(0.05)
        c.that(what, False, self.responses())


with City(sandbox=True, clock=START + "x0") as city:
    n = Night(city)
    rows = city.get("/api/r/flood_trigger?limit=100").json
    c.same("the rows of the rulebook, dated, marked", (rows["total"], {r["mark"] for r in rows["items"]}, {r["valid_from"] for r in rows["items"]}), (23, {"U"}, {"2007-06-01"}))
    c.same("nothing is in force", city.get("/api/flood/triggers").json["items"], [])

    # --- series
    reservoir = n.make("reservoir", {"name": "碗窑水库", "kind": "large2", "region": JS, "flood_limit_m": 190.0, "lon": 118.65, "lat": 28.65})
    gauge = n.make("station", {"name": "双塔底站", "kind": "stage", "region": JS, "elements": ["stage"], "warning_level_m": 95.0, "guaranteed_level_m": 97.0, "lon": 118.62, "lat": 28.74})
    pool = n.make("station", {"name": "碗窑站", "kind": "reservoir", "region": JS, "reservoir": reservoir, "elements": ["stage"], "lon": 118.65, "lat": 28.65})
    csv = "station,element,at,value\n" + "".join(f"{gauge},stage,2019-08-09T0{h}:00:00+08:00,{92 + h / 4}\n" for h in range(8))
    up = city.upload("/api/r/reading/import", "stages.csv", csv.encode())
    c.same("readings by the ordinary import", (up.status, up.json["created"]), (200, 8))
    c.same("again: none doubled", city.upload("/api/r/reading/import", "stages.csv", csv.encode()).json["unchanged"], 8)
    series = city.get(f"/api/series?station={gauge}&element=stage").json
    c.same("a series beside its limits", ([i["value"] for i in series["items"]], {x["key"]: x["value"] for x in series["limits"]}), ([92 + h / 4 for h in range(8)], {"warning": 95, "guaranteed": 97}))
    c.same("an hour old: still fresh by its own term", (series["age_min"], series["stale"], series["silent_min"]), (60, False, 60))
    c.that("observed and received are two times", all(i["received_at"] == START and i["at"] != START for i in series["items"]), series["items"])
    c.same("a part of it", [i["value"] for i in city.get(f"/api/series?station={gauge}&from=2019-08-09T02:00:00%2B08:00&to=2019-08-09T03:00:00%2B08:00").json["items"]], [92.5, 92.75])
    pooled = city.get(f"/api/series?station={pool}&element=stage").json
    c.same("no data is no zero: nothing, stale, with the limit of its reservoir", (pooled["items"], pooled["age_min"], pooled["stale"], pooled["limits"]), ([], None, True, [{"key": "flood_limit", "value": 190}]))
    latest = {i["title"]: i for i in city.get("/api/readings/latest?element=stage").json["items"]}
    c.same("the last of each", (latest["双塔底站"]["value"], latest["双塔底站"]["over"], latest["碗窑站"]["value"], latest["碗窑站"]["stale"]), (93.75, "", None, True))
    c.same("from after to", city.get(f"/api/series?station={gauge}&from=2019-08-09T05:00:00%2B08:00&to=2019-08-09T03:00:00%2B08:00").status, 400)
    c.same("no station", city.get("/api/series?station=x").status, 400)
    c.same("an enterprise does not read them", city.get(f"/api/series?station={gauge}", token=n.firm).status, 403)
    c.same("a value that is none", city.post("/api/r/reading", {"station": gauge, "element": "stage", "at": START, "value": "high"}).status, 400)

    # --- area rain: mean over stations that report; one that is silent is not dry
    rain = [n.make("station", {"name": f"{name}雨量站", "kind": "rain", "region": region, "elements": ["rain"], "lon": 118.6 + i / 10, "lat": 28.7}) for i, (name, region) in
            enumerate((("江山一", JS), ("江山二", JS), ("江山三", JS), ("柯城一", KC)))]
    falls = {rain[0]: [10.0] * 6, rain[1]: [4.0] * 6, rain[3]: [2.0] * 6}
    csv = "station,element,at,value,window_h\n" + "".join(f"{s},rain,2019-08-09T0{2 + h}:00:00+08:00,{v},1\n" for s, list_ in falls.items() for h, v in enumerate(list_))
    csv += f"{rain[2]},rain,2019-08-08T20:00:00+08:00,7.5,1\n"
    c.same("hourly rain", city.upload("/api/r/reading/import", "rain.csv", csv.encode()).json["created"], 19)
    area = {i["region"]: i for i in city.get("/api/rain").json["items"]}
    js = area[JS]["windows"]
    c.same("江山, three stations, one silent of late: the mean of those that reported", (area[JS]["stations"], js["1"]["reporting"], js["3"]["mean_mm"], js["6"]["mean_mm"], js["24"]["mean_mm"]), (3, 0, 14.0, 35.0, 30.5))
    c.same("nothing in the last hour is no data", js["1"]["mean_mm"], None)
    c.same("the most", (js["6"]["most_mm"], js["6"]["most_at"]), (50.0, "江山一雨量站"))
    c.same("柯城", area[KC]["windows"]["24"]["mean_mm"], 12.0)
    c.same("a county sees itself", [i["region"] for i in city.get("/api/rain", token=n.jiang).json["items"]], [JS])
    c.same("…and no other", city.get(f"/api/rain?region={KC}", token=n.jiang).status, 403)
    c.same("rain of one county reaches no row", n.responses(), [])

    # --- a signal: blue proposes IV, for the city and for the county where it is
    blue = n.warn("台风蓝色预警", "01", "blue", CITY)
    city_iv = n.one("blue typhoon signal", CITY, "typhoon")
    c.same("level, system, warning", (city_iv["level"], city_iv["proposed_by"], city_iv["warning"]["id"] if isinstance(city_iv["warning"], dict) else city_iv["warning"]), ("4", "系统", blue))
    c.that("the reason in words", all(word in city_iv["reasons"] for word in ("Ⅳ级", "台风蓝色预警信号", "台风蓝色预警", "衢州市", "2019-08-09 08:00")), city_iv["reasons"])
    t = city_iv["triggers"][0]
    c.same("the reason as data", (t["metric"], t["op"], t["limit"], t["mark"], t["record"], t["at"]), ("signal_typhoon", ">=", "blue", "U", blue, START))
    c.same("every county under the city's signal", len(n.responses(kind="typhoon", state="proposed")), 7)
    again = city.post(f"/api/r/warning/{blue}", {}) and n.responses(kind="typhoon")
    c.same("no second one", len(again), 7)

    # --- raised while undecided
    orange = n.warn("台风橙色预警", "01", "orange", JS)
    c.same("the county's proposal rises", n.one("orange in 江山", JS, "typhoon")["level"], "2")
    up = n.one("orange in one county", CITY, "typhoon")
    c.same("so does the city's (one county is enough by the row)", (up["id"], up["level"], len(up["triggers"])), (city_iv["id"], "2", 4))
    c.same("another county stays at IV", n.one("柯城", KC, "typhoon")["level"], "4")

    # --- rain signals: two counties for the city; town flooding for the county alone
    n.warn("暴雨橙色预警", "02", "orange", JS, "11B03")
    c.same("one county has it: the county's own II", n.one("rain in 江山", JS, "flood")["level"], "2")
    c.same("the city is held to two counties: IV by the blue row only", n.one("rain, city", CITY, "flood")["level"], "4")
    n.warn("暴雨红色预警", "02", "red", KC, "11B03")
    c.same("two counties at orange or more: II", n.one("rain, two counties", CITY, "flood")["level"], "2")

    # --- decided by persons; then a milder and a worse one
    def activate(r, token):
        return city.post(f"/api/r/response/{r['id']}/activate", {"level": r["level"], "reasons": r["reasons"], "started_at": START, "planned_end_at": "2019-08-12T08:00:00+08:00", "measures": "值守、转移"}, token=token)

    up = n.one("before the decision", CITY, "typhoon")
    c.same("duty does not decide", activate(up, n.wang).status, 403)
    activate(up, n.chen)
    c.same("a level of II wants two persons", city.get(f"/api/r/response/{up['id']}").json["state"], "proposed")
    activate(up, n.lin)
    c.same("the second one makes it so", city.get(f"/api/r/response/{up['id']}").json["state"], "active")
    c.same("what runs is not proposed again", n.responses(CITY, "typhoon", "proposed"), [])
    n.warn("台风红色预警", "01", "red", JS)
    worse = n.one("red", CITY, "typhoon")
    c.same("a worse level stands beside it, as a proposal to raise", (worse["level"], worse["reasons"].startswith("建议提级")), ("1", True))
    c.same("nothing was decided by itself", city.get(f"/api/r/response/{up['id']}").json["level"], "2")
    c.same("not taken", city.post(f"/api/r/response/{worse['id']}/decline", {"reason": "路径东偏"}, token=n.chen).status, 200)
    city.post("/api/r/reading", {"station": gauge, "element": "stage", "at": START, "value": 94.0})
    c.same("…and not proposed again for the same reasons", n.responses(CITY, "typhoon", "proposed"), [])

    # --- river and works
    n.make("reading", {"station": gauge, "element": "stage", "at": START.replace("08:00:00", "07:30:00"), "value": 95.0})
    before = n.one("the level at 07:30 is not the last one", JS, "flood")
    c.same("the last one counts", [t["metric"] for t in before["triggers"] if t["metric"] == "river_stage"], [])
    n.pass_time("2019-08-09T08:30:00+08:00")
    n.make("reading", {"station": gauge, "element": "stage", "at": "2019-08-09T08:30:00+08:00", "value": 97.0})
    at_limit = n.one("at the guaranteed stage", CITY, "flood")
    c.that("stage rows with value, limit and time", any(t["metric"] == "river_stage" and t["limit"] == "guaranteed_stage" and "97.00" in t["measured"] and t["at"] == "2019-08-09T08:30:00+08:00" for t in at_limit["triggers"]), at_limit["triggers"])
    c.same("at it is II, not I", at_limit["level"], "2")
    n.make("reading", {"station": gauge, "element": "stage", "at": "2019-08-09T08:30:00+08:00", "value": 96.9, "window_h": 1})
    n.pass_time("2019-08-09T08:40:00+08:00")
    n.make("reading", {"station": gauge, "element": "stage", "at": "2019-08-09T08:40:00+08:00", "value": 97.4})
    c.same("above it and rising: I", n.one("above", CITY, "flood")["level"], "1")
    dam = n.make("reservoir", {"name": "下湖水库", "kind": "small1", "region": KC, "lon": 118.8, "lat": 28.9})
    city.patch(f"/api/r/reservoir/{dam}", {"status": "serious_danger"})
    c.that("a small dam in grave danger stands among the reasons", any(t["metric"] == "small_reservoir" and t["title"].startswith("下湖") for t in n.one("works", KC, "flood")["triggers"]))
    n.warn("地质灾害气象风险橙色预警", "", "orange", JS, "11D01")
    c.same("geology", (n.one("geology", JS, "geology")["level"], n.responses(CITY, "geology")), ("3", []))

    # --- the panel
    panel = city.get("/api/flood/triggers").json
    mine = {(i["region"], i["kind"]): i for i in panel["items"]}
    c.same("what is met, by place and kind", (mine[(CITY, "flood")]["level"], mine[(CITY, "typhoon")]["level"], mine[(CITY, "typhoon")]["active_level"]), ("1", "1", "2"))
    c.same("a county's desk sees its own", {i["region"] for i in city.get("/api/flood/triggers", token=n.jiang).json["items"]}, {JS})
    c.same("an enterprise sees none", city.get("/api/flood/triggers", token=n.firm).status, 403)

    # --- rows are dated and the city's own
    red = next(r for r in rows["items"] if r["metric"] == "signal_typhoon" and r["value"] == "red")
    c.same("a row ends", city.patch(f"/api/r/flood_trigger/{red['id']}", {"valid_to": "2019-08-08"}).status, 200)
    c.same("then the worst met is II", {(i["region"], i["kind"]): i for i in city.get("/api/flood/triggers").json["items"]}[(CITY, "typhoon")]["level"], "2")

    # --- what ends by time alone: the job sees it; a milder level is proposed after it has lasted
    for w in city.get("/api/r/warning?limit=50&state=issued").json["items"]:
        if "台风" in w["headline"] and w["colour"] in ("orange", "red"):
            c.same("lifted", city.post(f"/api/r/warning/{w['id']}/cancel", {"cancelled_at": "2019-08-09T08:40:00+08:00", "reason": "减弱"}, token=n.chen).status, 200)
    c.same("not yet", n.responses(CITY, "typhoon", "proposed"), [])
    n.pass_time("2019-08-09T11:05:00+08:00")
    n.wait("three hours after it began, the milder one is proposed by the job", lambda: n.responses(CITY, "typhoon", "proposed"))
    milder = n.one("milder", CITY, "typhoon")
    c.same("as a proposal to lower", (milder["level"], milder["reasons"].startswith("建议降级")), ("4", True))

    # --- rain against the limit of its window
    wet = n.make("station", {"name": "雨站", "kind": "rain", "region": KC, "lon": 118.9, "lat": 28.9, "elements": ["rain"], "rain_1h_mm": 3, "rain_3h_mm": 6})
    seen = []
    for minute, window, value in ((0, 1, 2.9), (1, 1, 3), (2, 3, 5.9), (3, 3, 6.1), (4, 6, 9)):
        n.make("reading", {"station": wet, "element": "rain", "at": f"2019-08-09T11:0{minute}:00+08:00", "value": value, "window_h": window})
        seen.append(next(i for i in city.get("/api/readings/latest?element=rain").json["items"] if i["id"] == wet)["over"])
    c.same("rain is over the limit of its own window only", seen, ["", "rain_1h", "", "rain_3h", ""])
    city.stop()
    c.same("verified", run("verify", "--data", city.dir, check=False).returncode, 0)
    city.start()
c.close()
