# SPDX-License-Identifier: Apache-2.0
"""Reporting: every row of the table of limits, follow-ups that are owed one by one, changes of casualties, zero reports of every body,
tip-offs, verified reports of a disaster, figures that only fall with a reason, and a table of the month that opens its evidence."""
import csv
import io
import re
import time
import zipfile

from city import ROOT, Checks, City, run

c = Checks()
START = "2019-08-09T08:00:00+08:00"
TABLE = ROOT.parent / "shared" / "domain" / "reporting-deadlines.csv"
# what is no clock of this system, and why; the same words stand in model/rules/README.md
NO_CLOCK = {"R03": "may, without a limit", "R21": "at once, without a limit; owed by the headquarters of the province"}


def wait(what, holds, seconds=8):
    until = time.monotonic() + seconds
    while time.monotonic() < until and not holds():
        time.sleep(0.05)
    c.that(what, holds())


class Desk:
    def __init__(self, city):
        self.city = city
        for name, role, region in (("zhou", "duty", "330881"), ("wang", "duty", "330800"), ("chen", "commander", "330800"), ("xu", "duty", "330802"), ("mao", "commander", "330881"), ("gan", "liaison", "330881102")):
            run("user", "add", name, "--role", role, "--region", region, "--data", city.dir)
            setattr(self, name, city.new_token(name))

    def to(self, when):
        c.same(f"it is {when}", self.city.post("/api/clock", {"to": f"2019-{when}+08:00"}).status, 200)

    def make(self, key, body, token="admin"):
        made = self.city.post(f"/api/r/{key}", body, token=token)
        c.same(f"a {key}: {body.get('title', body.get('stage', ''))}", made.status, 201)
        return made.json.get("id")

    def incident(self, title, kind, token="admin", **more):
        return self.make("incident", {"title": title, "kind": kind, "region": "330881102", "known_at": self.city.get("/api/site").json["now"], **more}, token)

    def change(self, key, ident, token="admin", **fields):
        version = self.city.get(f"/api/r/{key}/{ident}").json["version"]
        done = self.city.patch(f"/api/r/{key}/{ident}", fields, headers={"If-Match": str(version)}, token=token)
        c.same(f"{key} {fields}", done.status, 200)

    def file(self, incident, stage="first", level="county", token=None, **more):
        return self.make("filing", {"incident": incident, "stage": stage, "level": level, "channel": "written", "text": stage, **more}, token or self.zhou)

    def owed(self, incident, token=None):
        """All levels, the province's too, as the city's page shows them."""
        return self.city.get(f"/api/reporting/duties?incident={incident}", token=token or self.wang).json["items"]

    def rules(self, incident, state=None):
        return sorted((d["rule"], d["level"], d["to_level"]) for d in self.owed(incident) if state in (None, d["state"]))

    def one(self, incident, rule, level="county", state="pending"):
        found = [d for d in self.owed(incident) if (d["rule"], d["level"]) == (rule, level) and state in (None, d["state"])]
        c.that(f"one {rule} of {level} is {state}", len(found) == 1, [(d["rule"], d["level"], d["state"], d["number"]) for d in self.owed(incident)])
        return found[0] if found else {}


def units(d):
    """R01, R02: the head of the unit, where there is one; R06, R07: the province's own clock is seen."""
    firm = d.make("enterprise", {"name": "江山某化工厂", "region": "330881"})
    plain = d.incident("无单位事故", "12C01")
    c.same("without a unit only the levels", d.rules(plain), [("R04", "city", "province"), ("R04", "county", "city"), ("R04", "township", "county")])
    grave = d.incident("反应釜爆炸", "12D01", enterprise=firm, deaths=3, grade="3")
    unit = d.one(grave, "R01", "enterprise")
    c.same("the unit has an hour to the county", (unit["due_at"], unit["to_level"], unit["region"]), ("2019-08-09T09:00:00+08:00", "county", "330881102000"))
    c.same("a larger one goes to the province too", d.one(grave, "R02", "enterprise")["to_level"], "province")
    told = d.incident("企业自报", "12D01", enterprise=firm, source="enterprise")
    c.same("what the unit reported itself is reported", (d.one(told, "R01", "enterprise", "filed")["late_s"], d.rules(told, "pending")), (0, [("R04", "city", "province"), ("R04", "county", "city"), ("R04", "township", "county")]))
    major = d.incident("特大爆炸", "12D01", deaths=12, grade="2")
    c.that("a major one is phoned to the province", ("R06", "county", "province") in d.rules(major), d.rules(major))
    up = d.one(major, "R07", "province")
    c.same("the province has its hour after that", (up["due_at"], up["region"], up["mine"]), ("2019-08-09T10:00:00+08:00", "330000000000", False))
    d.to("08-09T08:20:00")
    d.make("filing", {"incident": major, "stage": "first", "level": "county", "channel": "phone"}, d.zhou)
    c.same("the province's hour begins when it knows", d.one(major, "R07", "province")["due_at"], "2019-08-09T09:20:00+08:00")
    c.same("a county does not see the province's", [x for x in d.owed(major, d.zhou) if x["level"] == "province"], [])
    loud = d.incident("群众围观事故", "12C01", social_impact=1)
    c.that("great public attention goes by phone to the province", ("R05", "county", "province") in d.rules(loud), d.rules(loud))
    d.make("filing", {"incident": loud, "stage": "first", "level": "county", "channel": "phone", "to_levels": ["city"]}, d.zhou)
    c.that("a call to the city is none to the province", ("R05", "county", "province") in d.rules(loud, "pending"), d.rules(loud))
    return grave, firm


def what_is_known(d):
    """What is known can always be sent: late, incomplete, with nothing but the incident."""
    bare = d.make("incident", {"title": "不明事故", "region": "330881"}, d.zhou)
    made = d.city.post("/api/r/filing", {"incident": bare, "stage": "first"}, token=d.zhou)
    c.same("the incident alone is enough", made.status, 201)
    paper = d.city.get(f"/api/incidents/{bare}/paper.docx?kind=flash", token=d.zhou)
    c.same("it prints", paper.status, 200)
    c.that("what nobody knows is 未核实", "未核实" in zipfile.ZipFile(io.BytesIO(paper.body)).read("word/document.xml").decode())
    told = d.make("incident", {"title": "厂房起火", "region": "330881", "address": "江山市贺村镇某厂", "description": "三楼起火"}, d.zhou)
    paper = d.city.get(f"/api/incidents/{told}/paper.docx?kind=special", token=d.zhou)
    said = re.sub("<[^>]+>", "", zipfile.ZipFile(io.BytesIO(paper.body)).read("word/document.xml").decode().replace("</w:p>", "\n"))
    c.that("the place is said once", "江山市贺村镇某厂发生" in said and "江山市江山市" not in said, said[:400])
    c.that("a sentence ends", "三楼起火。事件等级" in said, said[:400])
    c.same("sections are numbered without a gap", re.findall("^([一二三四五])、", said, re.M), list("一二三四五")[: len(re.findall("^[一二三四五]、", said, re.M))])
    refused = d.city.post("/api/r/filing", {"stage": "first", "region": "330881"}, token=d.zhou, lang="zh")
    c.same("of nothing at all there is no report", (refused.status, refused.json["errors"][0]["field"]), (400, "incident"))


def follow_ups(d, grave):
    """R08, R09: each follow-up is owed by itself; a day that is missed is missed."""
    d.to("08-09T09:30:00")
    d.file(grave)
    c.same("the first one was late by the phone's limit", d.one(grave, "R05", state="filed")["late_s"], 1800)
    first = d.one(grave, "R08")
    c.same("a larger accident is followed up every calendar day", (first["stage"], first["number"], first["started_at"], first["due_at"]), ("follow_up", 1, "2019-08-09T09:30:00+08:00", "2019-08-10T23:59:59+08:00"))
    d.file(grave, "follow_up")
    c.same("one of today is not that of tomorrow", (d.one(grave, "R08")["number"], d.one(grave, "R08")["due_at"]), (1, "2019-08-10T23:59:59+08:00"))
    d.to("08-11T00:00:30")
    wait("the missed day is followed by the next", lambda: [x["number"] for x in d.owed(grave) if x["rule"] == "R08" and x["state"] == "pending"] == [1, 2])
    d.to("08-11T10:00:00")
    d.file(grave, "follow_up")
    late = [(x["number"], x["late_s"] > 0) for x in d.owed(grave) if x["rule"] == "R08" and x["state"] == "filed"]
    c.same("filed now, the first is late and the second is not", late, [(1, True), (2, False)])
    c.same("and the third begins", d.one(grave, "R08")["number"], 3)
    d.change("incident", grave, grade="2")
    d.file(grave, "follow_up")
    d.to("08-12T09:00:00")
    d.file(grave, "follow_up")
    major = d.one(grave, "R09")
    c.same("a major one twice a day", (major["started_at"], major["due_at"]), ("2019-08-12T09:00:00+08:00", "2019-08-12T21:00:00+08:00"))


def casualties(d, grave):
    """R10: a change of figures is reported the same day, by a later report only; after the window it is not owed."""
    d.to("08-12T10:00:00")
    d.change("incident", grave, deaths=4)
    owed = d.one(grave, "R10")
    c.same("before the day is over", (owed["started_at"], owed["due_at"], owed["state"]), ("2019-08-12T10:00:00+08:00", "2019-08-12T23:59:59+08:00", "pending"))
    d.change("incident", grave, serious_injuries=2)
    c.same("a second change the same day asks for one report", d.one(grave, "R10")["number"], 1)
    lower = {"incident": grave, "stage": "follow_up", "level": "county", "channel": "written", "deaths": 4}
    d.make("filing", lower, d.zhou)
    c.same("that report settles it", d.one(grave, "R10", state="filed")["late_s"], 0)
    refused = d.city.post("/api/r/filing", lower | {"deaths": 3}, token=d.zhou, lang="zh")
    c.same("a total that falls needs a reason", (refused.status, [e["field"] for e in refused.json["errors"]]), (400, ["fall_reason"]))
    c.that("which says the figures", "死亡" in refused.json["errors"][0]["reason"] and "4" in refused.json["errors"][0]["reason"] and "3" in refused.json["errors"][0]["reason"], refused.json)
    c.same("with it the report goes", d.city.post("/api/r/filing", lower | {"deaths": 3, "fall_reason": "重复统计1人"}, token=d.zhou).status, 201)
    last = d.city.get(f"/api/r/filing?incident={grave}&sort=-id&limit=1").json["items"][0]
    for token in (d.zhou, d.chen):
        c.same("a report that is out is not rewritten", d.city.patch(f"/api/r/filing/{last['id']}", {"deaths": 2}, headers={"If-Match": str(last["version"])}, token=token).status, 403)
    c.that("its author stands in the journal", ("create", "zhou") in [(e["action"], e["actor"]) for e in d.city.get(f"/api/r/filing/{last['id']}/journal").json["items"]])
    d.file(grave, "final")
    c.same("the final report ends the follow-ups", [x for x in d.owed(grave) if x["state"] == "pending" and x["stage"] == "follow_up" and x["level"] == "county"], [])
    road = d.incident("客车侧翻", "12H01", occurred_at="2019-08-12T09:00:00+08:00")
    d.file(road)
    notice = d.one(road, "R13")
    c.same("what another department counts is passed on within a day", (notice["due_at"], notice["level"], notice["to_level"]), ("2019-08-13T10:00:00+08:00", "county", "county"))
    d.file(road, "notice")
    d.one(road, "R13", state="filed")
    d.to("08-20T00:01:00")
    d.change("incident", road, deaths=1)
    c.same("after seven days a road accident's dead are not owed", [x for x in d.owed(road) if x["rule"] == "R10"], [])
    d.change("incident", grave, deaths=5)
    c.same("of others they are, thirty days long, even after the final report", d.one(grave, "R10")["number"], 2)


def disaster(d):
    """R16–R18: ten dead or missing go to the province and the country at once; daily until stable, then the verified report of each level."""
    flood = d.incident("山洪", "11A51", grade="3")
    c.that("the province's relay is seen", ("R15", "province", "country") in d.rules(flood), d.rules(flood))
    d.file(flood)
    d.change("incident", flood, missing=10)
    c.that("directly to the province and the country", {("R16", "county", "province"), ("R16", "county", "country")} <= set(d.rules(flood, "pending")), d.rules(flood, "pending"))
    d.make("filing", {"incident": flood, "stage": "follow_up", "level": "county", "channel": "written", "missing": 10, "to_levels": ["province"]}, d.zhou)
    c.same("the country is still waiting", [x["to_level"] for x in d.owed(flood) if x["rule"] == "R16" and x["state"] == "pending"], ["country"])
    d.to("08-21T08:00:00")
    mild = d.incident("内涝", "11A02", grade="4")
    d.file(mild)
    c.same("a follow-up in 24 hours", d.one(mild, "R17")["due_at"], "2019-08-22T08:00:00+08:00")
    d.to("08-21T20:00:00")
    d.make("filing", {"incident": mild, "stage": "zero", "level": "county", "channel": "platform"}, d.zhou)
    c.same("nothing new is a report too", d.one(mild, "R17")["due_at"], "2019-08-22T20:00:00+08:00")
    for action, body in (("verify", {}), ("handle", {}), ("control", {})):
        c.same(f"it is stable: {action}", d.city.post(f"/api/r/incident/{mild}/{action}", body, token=d.wang).status, 200)
    c.same("no more follow-ups", d.rules(mild, "pending").count(("R17", "county", "city")), 0)
    why = [x["waived_reason"] for x in d.owed(mild) if x["state"] == "waived"]
    c.that("and why is said", why and all("稳定" in w for w in why), why)
    c.same("five days to verify", d.one(mild, "R18")["due_at"], "2019-08-26T20:00:00+08:00")
    d.file(mild, "follow_up")
    c.same("a follow-up verifies nothing", d.one(mild, "R18")["stage"], "verified")
    d.to("08-23T20:00:00")
    d.file(mild, "verified")
    c.same("then the city has three", d.one(mild, "R18", "city")["due_at"], "2019-08-26T20:00:00+08:00")
    c.same("and the province two more", d.one(mild, "R18", "province")["due_at"][:10], "2019-08-31")


def tips(d):
    """R11, R12: a tip is looked into within five days and settled within two months; the ordinary clocks begin when it proves true."""
    tip = d.incident("举报瞒报", "12B01", source="tip_off")
    c.same("a tip is no accident yet", d.rules(tip), [("R11", "county", "city"), ("R12", "county", "city")])
    c.same("five days", d.one(tip, "R11")["due_at"], "2019-08-28T20:00:00+08:00")
    c.same("two months", d.one(tip, "R12")["due_at"], "2019-10-23T20:00:00+08:00")
    d.file(tip)
    c.same("the first check is no verification", d.rules(tip, "pending")[-1:], [("R12", "county", "city")])
    c.same("it proves true", d.city.post(f"/api/r/incident/{tip}/verify", {}, token=d.wang).status, 200)
    c.that("now the levels report", ("R04", "county", "city") in d.rules(tip, "pending"), d.rules(tip))
    d.file(tip, "verified")
    d.one(tip, "R12", state="filed")


def zeros(d):
    """零报告: ordered with a response, owed by every county of it and day; silence is the alarm."""
    for code, name in (("330881", "江山市"), ("330802", "柯城区")):
        if not d.city.get(f"/api/r/region?code={code}000000").json["items"]:
            d.make("region", {"code": code, "name": name, "level": "county", "parent": "330800"})
    d.to("08-24T09:00:00")
    response = d.make("response", {"kind": "flood", "level": "4", "region": "330800"}, d.wang)
    body = {"reasons": "强降雨", "started_at": "2019-08-24T09:00:00+08:00", "planned_end_at": "2019-08-27T09:00:00+08:00", "measures": "值守"}
    c.same("a response without the order", d.city.post(f"/api/r/response/{response}/activate", body, token=d.chen).status, 200)

    def owed(region, state="pending"):
        return [x for x in d.city.get(f"/api/reporting/duties?response={response}&region={region}", token=d.wang).json["items"] if x["state"] == state]
    c.same("owes no zero reports", owed("330881"), [])
    c.same("a duty officer orders none", d.city.post(f"/api/r/response/{response}/order_zero", {}, token=d.wang).status, 403)
    c.same("the leader does", d.city.post(f"/api/r/response/{response}/order_zero", {}, token=d.chen).status, 200)
    mine = owed("330881")
    c.same("each county until five o'clock", [(x["stage"], x["level"], x["due_at"]) for x in mine], [("zero", "county", "2019-08-24T17:00:00+08:00")])
    c.same("its neighbour too", len(owed("330802")), 1)
    bad = d.city.post("/api/r/filing", {"response": response, "stage": "zero", "level": "county", "channel": "platform"}, token=d.zhou)
    c.same("whose report it is must be said", (bad.status, bad.json["errors"][0]["field"]), (403, "region"))
    d.make("filing", {"response": response, "stage": "zero", "level": "county", "region": "330881", "channel": "platform"}, d.zhou)
    c.same("filed for today", [(x["state"], x["late_s"]) for x in owed("330881", "filed")], [("filed", 0)])
    c.same("tomorrow's is next", [x["due_at"] for x in owed("330881")], ["2019-08-25T17:00:00+08:00"])
    c.same("the neighbour's is still owed", len(owed("330802")), 1)
    d.make("filing", {"response": response, "stage": "zero", "level": "county", "region": "330881", "channel": "platform"}, d.zhou)
    c.same("two of one day are not two days", [x["due_at"] for x in owed("330881")], ["2019-08-25T17:00:00+08:00"])
    d.to("08-24T17:00:01")
    wait("silence is an alarm: the rung above fires", lambda: any(x["step"] == 100 for x in owed("330802")))
    wait("and the next day is owed beside it", lambda: [x["due_at"] for x in owed("330802")] == ["2019-08-24T17:00:00+08:00", "2019-08-25T17:00:00+08:00"])
    c.that("the desk shows it", any(q["register"] == "report_duty" and q["region"].startswith("330802") and q["overdue"] for q in d.city.get("/api/queue", token=d.xu).json["items"]))
    for item in d.city.get(f"/api/responses/{response}/ending", token=d.wang).json["items"]:
        if item["state"] == "open":
            d.city.post(f"/api/responses/{response}/ending/{item['item']}", {"note": "解除"}, token=d.wang)
    ended = d.city.post(f"/api/r/response/{response}/end", {"ended_at": "2019-08-24T18:00:00+08:00", "reason": "雨停"}, token=d.chen)
    c.same("the response ends", ended.status, 200)
    c.same("what was missed stays missed, the rest is not owed", ([x["due_at"] for x in owed("330802")], len(owed("330802", "waived"))), (["2019-08-24T17:00:00+08:00"], 1))


def month(d, grave):
    """Late and missing by body and level; every number opens its records, every record its evidence; visible upwards only; never edited."""
    alarm = d.make("alarm", {"source": "sensor", "title": "压力高报", "at": "2019-08-25T07:00:00+08:00", "region": "330881102"}, d.zhou)
    d.to("08-25T08:00:00")
    boiler = d.incident("锅炉爆燃", "12N01")
    d.change("alarm", alarm, incident=boiler)
    got, before = None, ""
    while got != before:  # what fell due at this moment is written by the scheduler
        before = got
        time.sleep(0.3)
        got = d.city.get("/api/reporting/late?month=2019-08", token=d.wang, lang="zh").json
    table = {(r["region"], r["level"]): r for r in got["items"]}
    county = table["330881000000", "county"]
    c.same("bodies by name", county["region_name"], "江山市")
    c.same("the sum is right", got["total"], {k: sum(r[k] for r in got["items"]) for k in ("due", "in_time", "late", "missing", "waived")} | {"longest_late_s": max(r["longest_late_s"] for r in got["items"])})
    for kind in ("late", "missing", "in_time"):
        opened = d.city.get(f"{county['records']}&only={kind}", token=d.wang).json["items"]
        c.same(f"{kind}: the number is that of its records", len(opened), county[kind])
    one = next(x for x in d.city.get(f"/api/reporting/duties?incident={boiler}", token=d.wang, lang="zh").json["items"] if x["level"] == "county")
    c.same("a record names its evidence", (one["evidence_register"], one["evidence_object"]), ("alarm", alarm))
    c.that("in a sentence", "报警" in one["why"] and "07:00" in one["why"], one["why"])
    c.same("the province stands beside", ("330000000000", "province") in table, True)
    c.same("a county sees itself and nobody else", {r["region"][:6] for r in d.city.get("/api/reporting/late?month=2019-08", token=d.zhou).json["items"]}, {"330881"})
    c.same("nor by asking for it", d.city.get("/api/reporting/duties?region=330881&month=2019-08", token=d.xu).json["items"], [])
    late = next(x for x in d.owed(grave) if x["late_s"])
    for token, name in ((d.zhou, "the county"), (d.chen, "the city's leader")):
        c.same(f"{name} does not edit lateness", d.city.patch(f"/api/r/report_duty/{late['id']}", {"late_s": 0}, headers={"If-Match": "1"}, token=token).status in (400, 403), True)
        c.same(f"{name} does not void it", d.city.call("DELETE", f"/api/r/report_duty/{late['id']}", token=token).status in (403, 405), True)
    c.same("nor is it waived afterwards", d.city.post(f"/api/r/report_duty/{late['id']}/waive", {"reason": "x"}, token=d.chen).status, 409)
    sheet = d.city.get("/api/reporting/late.xlsx?month=2019-08", token=d.wang, lang="zh")
    c.same("it is a workbook", (sheet.status, sheet.body[:2]), (200, b"PK"))
    if sheet.status == 200:
        text = "".join(zipfile.ZipFile(io.BytesIO(sheet.body)).read(n).decode() for n in zipfile.ZipFile(io.BytesIO(sheet.body)).namelist() if n.endswith(".xml"))
        c.that("with names, heads and the sum", all(w in text for w in ("江山市", "迟报", "漏报", "合计")))
    due = d.city.get("/api/reporting/duties?state=pending&level=county", token=d.wang).json["items"]
    c.that("what is due, the soonest first", [x["due_at"] for x in due] == sorted(x["due_at"] for x in due) and {x["level"] for x in due} == {"county"}, due[:3])


def crossed(d, firm):
    """An alarm, a claim and a dispatch that nobody reported: linked, made an incident, or said not to be one, by name and with a reason."""
    def seen(token=None):
        return {u["register"] + ":" + u["id"]: u for u in d.city.get("/api/reporting/unreported", token=token or d.wang).json["items"]}
    alarm = d.make("alarm", {"source": "sensor", "title": "可燃气体报警", "level": "1", "at": "2019-08-25T06:00:00+08:00", "region": "330881"}, d.zhou)
    claim = d.make("claim", {"number": "PA-1", "enterprise": firm, "at": "2019-05-30T10:00:00+08:00", "reported_at": "2019-08-24T10:00:00+08:00", "injuries": 1})
    late = d.make("claim", {"number": "PA-2", "enterprise": firm, "at": "2019-07-01T10:00:00+08:00", "reported_at": "2019-08-25T07:30:00+08:00", "deaths": 1})
    c.that("alarm and claim are found", {f"alarm:{alarm}", f"claim:{late}"} <= set(seen()), list(seen()))
    c.same("a county finds only its own", seen(d.xu), {})
    refused = d.city.post("/api/r/report_waiver", {"alarm": alarm, "region": "330881"}, token=d.chen)
    c.same("without reason and name nothing is waived", (refused.status, sorted(e["field"] for e in refused.json["errors"])), (400, ["decided_by", "reason"]))
    said = {"alarm": alarm, "region": "330881", "reason": "检定时误报", "decided_by": "陈局"}
    c.same("nor by the officer who should have reported", d.city.post("/api/r/report_waiver", said, token=d.zhou).status, 403)
    waiver = d.make("report_waiver", said, d.chen)
    still = seen()[f"alarm:{alarm}"]
    c.same("it stays in sight, with who and why", (still["waiver"]["by"], still["waiver"]["reason"]), ("陈局", "检定时误报"))
    c.same("taken back", d.city.post(f"/api/r/report_waiver/{waiver}/withdraw", {"reason": "复核"}, token=d.chen).status, 200)
    c.same("it is unreported again", seen()[f"alarm:{alarm}"]["waiver"], None)
    incident = d.incident("中毒死亡", "12D04", enterprise=firm)
    c.same("the claim is tied to it", d.city.post(f"/api/r/claim/{late}/link", {"incident": incident}, token=d.zhou).status, 200)
    c.same("its clocks begin with the claim", d.one(incident, "R04")["started_at"], "2019-08-25T07:30:00+08:00")
    c.same("it is the evidence", d.one(incident, "R04")["evidence_object"], late)
    c.that("but it is not reported yet", f"claim:{late}" in seen())
    d.file(incident)
    c.that("now it is", f"claim:{late}" not in seen(), list(seen()))
    c.same("the alarm is tied by its action", d.city.post(f"/api/r/alarm/{alarm}/link", {"incident": incident}, token=d.zhou).status, 200)
    c.that("and gone", f"alarm:{alarm}" not in seen(), list(seen()))
    c.that("an old claim still counts by the day it came in", f"claim:{claim}" in seen(), list(seen()))


def table():
    """Every row of the table of limits is a row of the chain or says why not."""
    chain = {r["rule"] for r in csv.DictReader((ROOT / "model/rules/report_chain.csv").open())}
    words = (ROOT / "model/rules/README.md").read_text()
    for rule in NO_CLOCK:
        c.that(f"{rule} is no clock and the manual says why", rule not in chain and f"`{rule}`" in words, words[-800:])
    parameters = {r["key"] for r in csv.DictReader((ROOT / "model/parameters.csv").open())}
    for row in csv.DictReader((ROOT / "model/rules/report_chain.csv").open()):
        c.that(f"{row['rule']} {row['level']} stands on a dated parameter", row["parameter"] in parameters, row)
    if not TABLE.exists():
        print(f"skipped: the table of limits is not here ({TABLE.name}), {len(chain)} rules of the chain stand by themselves")
        return
    for row in csv.DictReader(TABLE.open()):
        c.that(f"{row['rule_id']} is implemented or explained", row["rule_id"] in chain or row["rule_id"] in NO_CLOCK, row)


table()
with City(sandbox=True, clock=START + "x0") as city:
    desk = Desk(city)
    blast, plant = units(desk)
    what_is_known(desk)
    follow_ups(desk, blast)
    casualties(desk, blast)
    disaster(desk)
    tips(desk)
    zeros(desk)
    month(desk, blast)
    crossed(desk, plant)
    city.stop()
    c.same("the journal is sound", run("verify", "--data", city.dir, check=False).returncode, 0)
c.close()
