# SPDX-License-Identifier: Apache-2.0
"""Statistics of a disaster from the townships to the city: a filing is the sum of the level below, a follow-up replaces and never adds, no
total falls in silence, first, follow-up and verified terms run by themselves, verified figures equal their ledgers."""
import time

from city import Checks, City, run

c = Checks()
START = "2019-08-10T08:00:00+08:00"
HECUN, SHANGYU, JIANGSHAN, QUZHOU = "330881102000", "330881214000", "330881000000", "330800000000"
WORDS = {k: "已写明" for k in ("background", "course", "features", "scene", "trend", "relief_forces", "relief_goods", "needs", "difficulties", "next_steps")}


def wait(what, holds, seconds=20):
    until = time.monotonic() + seconds
    seen = holds()
    while not seen and time.monotonic() < until:
        time.sleep(0.05)
        seen = holds()
    c.that(what, seen)


class Office:
    def __init__(self, city):
        self.city = city
        for name, role, region in (("wang", "duty", "330800"), ("chen", "commander", "330800"), ("zhou", "duty", "330881"), ("mao", "liaison", "330881"), ("xu", "duty", "330802")):
            run("user", "add", name, "--role", role, "--region", region, "--data", city.dir)
            setattr(self, name, city.new_token(name))
        self.event = self.make("incident", {"title": "台风利奇马", "kind": "11B01", "class": "natural", "occurred_at": START, "region": "330881", "source": "phone"}, self.wang)

    def make(self, register, body, token="admin"):
        made = self.city.post(f"/api/r/{register}", body, token=token)
        c.that(f"a record of {register}", made.status == 201, made.body)
        return made.json.get("id")

    def one(self, register, ident, token="admin"):
        return self.city.get(f"/api/r/{register}/{ident}", token=token).json

    def act(self, register, ident, action, body=None, token="admin", lang="en"):
        return self.city.post(f"/api/r/{register}/{ident}/{action}", body or {}, token=token, lang=lang)

    def set(self, ident, body, token="admin", register="disaster_loss"):
        return self.city.patch(f"/api/r/{register}/{ident}", body, headers={"If-Match": str(self.one(register, ident)["version"])}, token=token)

    def sheet(self, region="330881", token="admin"):
        return self.city.get(f"/api/disaster/sheet?event={self.event}&region={region}", token=token).json

    def open(self, region):
        s = self.sheet(region)
        return s["own"]["open"]

    def due(self, region="330881"):
        return {(d["region"], d["stage"], d["number"]): d["standing"] for d in self.city.get(f"/api/disaster/due?event={self.event}&region={region}").json["items"]}

    def to(self, at):
        c.same(f"it is {at}", self.city.post("/api/clock", {"to": at}).status, 200)


def errors(got):
    return {e["field"]: e["reason"] for e in got.json.get("errors", [])}


def first(o):
    c.same("an empty sheet names the townships", [(r["region"], r["open"], r["filed"]) for r in o.sheet()["rows"] if r["region"] in (HECUN, SHANGYU)], [(HECUN, None, None), (SHANGYU, None, None)])
    a = o.make("disaster_loss", {"at": START, "event": o.event, "region": HECUN, "affected_population": 1200, "resettled_cum": 100, "concentrated_cum": 60, "loss_total": 30.5, "loss_housing": 30.5}, o.mao)
    row = o.one("disaster_loss", a)
    c.same("the first of a place, due two hours after the event", (row["stage"], row["number"], row["due_at"]), ("first", 1, "2019-08-10T10:00:00+08:00"))
    c.same("its clock runs", [x["clock"] for x in row["obligations"]], ["filing"])
    c.same("due, not yet late", o.due()[(HECUN, "first", 1)], "due")
    c.same("what is not known yet holds up nothing", o.act("disaster_loss", a, "file", {}, o.mao).status, 200)
    b = o.make("disaster_loss", {"at": START, "event": o.event, "region": SHANGYU, "affected_population": 300, "resettled_cum": 50, "concentrated_cum": 20, "dispersed_cum": 20}, o.mao)
    no = o.act("disaster_loss", b, "file", {}, o.mao, lang="zh")
    c.that("a total that its parts do not make is refused with both numbers", no.status == 400 and "50" in errors(no).get("resettled_cum", "") and "40" in errors(no)["resettled_cum"], no.body)
    c.same("nothing was filed", o.one("disaster_loss", b)["state"], "draft")
    c.same("a part above its total is refused as it is typed", o.set(b, {"injured": 1, "injured_serious": 2}, o.mao).status, 400)
    o.set(b, {"dispersed_cum": 30}, o.mao)
    c.same("put right it goes", o.act("disaster_loss", b, "file", {}, o.mao).status, 200)
    s = o.sheet()["sum"]
    c.same("the sum of the townships", (s["places"], s["figures"]["affected_population"], s["figures"]["resettled_cum"], s["figures"]["concentrated_cum"], s["figures"]["dispersed_cum"], s["figures"]["loss_total"]), (2, 1500, 150, 80, 30, 30.5))
    county = o.make("disaster_loss", {"at": START, "event": o.event, "region": JIANGSHAN, "affected_population": 9999, "resettled_cum": 150}, o.zhou)
    no = o.act("disaster_loss", county, "file", {}, o.zhou)
    c.that("a county that is not the sum of its townships is refused by field", no.status == 400 and {"affected_population", "concentrated_cum", "loss_total"} <= set(errors(no)) and "resettled_cum" not in errors(no), no.body)
    c.same("the sum is taken over", o.set(county, o.sheet()["sum"]["figures"], o.zhou).status, 200)
    got = o.act("disaster_loss", county, "file", {}, o.zhou)
    c.that("then dispersed is a part and the county must name the whole", got.status in (200, 400), got.body)
    if got.status == 400:
        c.same("townships that do not know their parts do not add up", set(errors(got)), {"resettled_cum"})
        x = o.open(HECUN)["id"]
        o.set(x, {"dispersed_cum": 40}, o.mao)
        c.same("the township says more", o.act("disaster_loss", x, "file", {}, o.mao).status, 200)
        o.set(county, o.sheet()["sum"]["figures"], o.zhou)
        got = o.act("disaster_loss", county, "file", {}, o.zhou)
    c.same("the county files", (got.status, got.json.get("state")), (200, "filed"))
    c.same("to the city", o.one("disaster_loss", county)["to_levels"], ["city"])
    c.same("what was filed is not edited", o.set(county, {"affected_population": 1}, o.zhou).status, 409)
    filings = o.city.get(f"/api/r/filing?incident={o.event}&level=county").json["items"]
    c.same("it is the county's report of the event", [(f["stage"], f["affected"], f["to_levels"]) for f in filings], [("first", 1500, ["city"])])
    rules = {(d["rule"], d["level"]): d["state"] for d in o.city.get(f"/api/reporting/duties?incident={o.event}").json["items"] if d["stage"] == "first"}
    c.same("which settles what it owed", rules.get(("R14", "county")), "filed")
    return county


def follow(o, county):
    s = o.sheet()
    nxt = s["own"]["open"]
    c.same("the follow-up waits with the figures before it", (nxt["stage"], nxt["number"], nxt["figures"]["affected_population"]), ("follow_up", 2, 1500))
    c.that("due within a day of the filing before", nxt["due_at"][:13] == "2019-08-11T08", nxt["due_at"])
    h = next(r for r in s["rows"] if r["region"] == HECUN)
    o.set(h["open"]["id"], {"affected_population": 1000}, o.mao)
    no = o.act("disaster_loss", h["open"]["id"], "file", {}, o.mao)
    c.that("a total falls with a reason or not at all", no.status == 400 and list(errors(no)) == ["fall_reason"] and "1200" in errors(no)["fall_reason"], no.body)
    c.same("with its reason", o.act("disaster_loss", h["open"]["id"], "file", {"fall_reason": "重复统计核减"}, o.mao).status, 200)
    c.same("a follow-up replaces and never adds", o.sheet()["sum"]["figures"]["affected_population"], 1300)
    c.same("now may fall by itself", (lambda x: (o.set(x, {"resettled_now": 10, "concentrated_now": 10, "dispersed_now": 0}, o.mao).status, o.act("disaster_loss", x, "file", {}, o.mao).status))(o.open(SHANGYU)["id"]), (200, 200))
    x = o.open(SHANGYU)["id"]
    c.same("and falls", (o.set(x, {"resettled_now": 4, "concentrated_now": 4}, o.mao).status, o.act("disaster_loss", x, "file", {}, o.mao).status), (200, 200))
    o.to("2019-08-11T09:00:00+08:00")
    c.same("a day later the county's follow-up is missing", o.due()[(JIANGSHAN, "follow_up", 2)], "missing")
    o.set(nxt["id"], o.sheet()["sum"]["figures"], o.zhou)
    c.same("late is late", (o.act("disaster_loss", nxt["id"], "file", {"fall_reason": "乡镇核减"}, o.zhou).status, o.due()[(JIANGSHAN, "follow_up", 2)]), (200, "late"))
    c.same("and the next one is owed", o.due()[(JIANGSHAN, "follow_up", 3)], "due")
    h = o.open(HECUN)["id"]
    o.set(h, {"deaths": 7, "missing": 4}, o.mao)
    c.same("eleven dead and missing", o.act("disaster_loss", h, "file", {}, o.mao).status, 200)
    nxt = o.open(JIANGSHAN)["id"]
    o.set(nxt, o.sheet()["sum"]["figures"], o.zhou)
    c.same("go to city, province and ministry at once", (o.act("disaster_loss", nxt, "file", {}, o.zhou).status, o.one("disaster_loss", nxt)["to_levels"]), (200, ["city", "province", "country"]))


def moved(o):
    for i, (kind, placement, people) in enumerate((("preventive", "concentrated", 3), ("resettled", "concentrated", 4), ("resettled", "dispersed", 5))):
        ident = o.make("transfer", {"event": o.event, "region": HECUN, "kind": kind, "placement": placement, "people": people, "at": START, "resident": f"户{i}"}, o.zhou)
        o.act("transfer", ident, "arrive", {}, o.zhou)
    offers = {x["field"]: x["value"] for x in o.city.get(f"/api/disaster/offers?event={o.event}&region=330881102", token=o.mao).json["items"]}
    c.same("moved before impact and resettled stay two figures", (offers["preventive_transfer"], offers["resettled_cum"], offers["concentrated_cum"], offers["dispersed_cum"]), (3, 9, 4, 5))
    first = o.city.get(f"/api/disaster/offers?event={o.event}&region=330881102", token=o.mao).json["items"][0]
    listed = o.city.get(f"/api/r/{first['register']}?{first['query']}", token=o.mao).json
    c.same("each opens the list that it was counted from", sum(x["people"] for x in listed["items"]), 3)


def verified(o):
    for a in ("verify", "handle", "control"):
        got = o.act("incident", o.event, a, {}, o.wang)
        c.same(f"the event: {a}", got.status, 200)
    h = o.open(HECUN)
    c.same("stable: what is owed is the verified report", (h["stage"], o.open(JIANGSHAN)["stage"]), ("verified", "verified"))
    c.that("the county within five days", o.open(JIANGSHAN)["due_at"][:10] == "2019-08-16", o.open(JIANGSHAN)["due_at"])
    o.set(h["id"], {"collapsed_homes": 2, "collapsed_rooms": 5, "collapsed_home_rooms": 4}, o.mao)
    no = o.act("disaster_loss", h["id"], "file", {}, o.mao)
    c.that("without the ledgers it is refused, each difference by name", no.status == 400 and {"deaths", "missing", "collapsed_homes"} <= set(errors(no)) and "0 rows" in errors(no)["deaths"], no.body)
    for i in range(11):
        o.make("loss_person", {"event": o.event, "region": "330881102201", "fate": "dead" if i < 7 else "missing", "name": f"罹难{i}", "age": 40}, o.mao)
    for i in range(2):
        o.make("loss_home", {"event": o.event, "region": "330881102201", "damage": "collapsed", "head": f"户主{i}", "rooms": 2}, o.mao)
    c.same("one row a person, one a household", [o.sheet("330881102")["ledger"][k] for k in ("deaths", "missing", "collapsed_homes")], [7, 4, 2])
    c.same("names are not for whoever looks", o.city.get("/api/r/loss_person?limit=1", token=o.wang).json["items"][0]["name"] != "罹难0", True)
    got = o.act("disaster_loss", h["id"], "file", {}, o.mao)
    c.that("then the township is verified", got.status == 200, got.body)
    x = o.open(SHANGYU)["id"]
    c.same("the other too", o.act("disaster_loss", x, "file", {}, o.mao).status, 200)
    made = o.make("response", {"kind": "typhoon", "level": "4", "region": "330881", "incident": o.event}, o.wang)
    o.act("response", made, "activate", {"level": "4", "reasons": "台风", "started_at": START, "planned_end_at": "2019-08-12T08:00:00+08:00", "measures": "值守"}, o.chen)
    county = o.open(JIANGSHAN)["id"]
    o.set(county, o.sheet()["sum"]["figures"], o.zhou)
    no = o.act("disaster_loss", county, "file", {}, o.zhou)
    c.same("a county's verified report has its words and photographs", set(errors(no)), set(WORDS) | {"photos"})
    shots = []
    for i in range(3):
        up = o.city.upload("/api/uploads", f"{i}.txt", b"picture %d" % i, token=o.zhou)
        shots.append(up.json["sha256"] if up.status < 300 else "")
    got = o.act("disaster_loss", county, "file", WORDS | {"photos": shots}, o.zhou)
    c.that("with them it goes", got.status == 200, got.body)
    c.same("nobody verifies his own", o.act("disaster_loss", county, "verify", {}, o.zhou).status, 409)
    c.same("another does", o.act("disaster_loss", county, "verify", {}, o.wang).json.get("state"), "verified")
    c.same("and nothing more is owed", o.open(JIANGSHAN), None)


def rights(o):
    c.same("another county sees nothing", o.city.get(f"/api/disaster/sheet?event={o.event}&region=330881", token=o.xu).status, 403)
    c.same("an event that is none", o.city.get("/api/disaster/sheet?event=x&region=330881").status, 400)
    c.same("the city sees its counties", JIANGSHAN in [r["region"] for r in o.sheet("330800", o.wang)["rows"]], True)
    out = o.city.get(f"/api/r/disaster_loss/export.csv?event={o.event}")
    head = out.body.decode("utf-8-sig").splitlines()[0].split(",")
    c.that("an export keeps the published order", out.status == 200 and head.index("flooded_townships") < head.index("deaths") < head.index("loss_total") < head.index("loss_other"), head)


def main():
    with City(sandbox=True, clock=START) as city:
        o = Office(city)
        county = first(o)
        follow(o, county)
        moved(o)
        verified(o)
        rights(o)
    c.close()


main()
