# SPDX-License-Identifier: Apache-2.0
"""The duty room from one shift to the next, and an incident to its end: rosters with their gaps, a takeover that both sign, the ladder that
finds who is on duty, a receipt taken back within ten seconds, things handed on, terms of the end, lessons that only a later drill closes."""
import json
import time

from city import Checks, City, run

c = Checks()
START = "2019-08-09T07:00:00+08:00"


def wait(what, holds, seconds=10):
    until = time.monotonic() + seconds
    seen = holds()
    while not seen and time.monotonic() < until:
        time.sleep(0.05)
        seen = holds()
    c.that(what, seen)


class Room:
    PEOPLE = (("wang", "duty", "330800", "王建国"), ("liu", "duty", "330800", "刘芳"), ("chen", "commander", "330800", "陈局"), ("zhou", "duty", "330881", "周丽"),
              ("xu", "duty", "330802", "徐明"), ("team", "team", "330881", "李队长"), ("link", "liaison", "330800", "方联络"))

    def __init__(self, city):
        self.city, self.person, self.password = city, {}, {}
        for name, role, region, who in self.PEOPLE:
            made = city.post("/api/r/person", {"name": who, "phone": f"1991234{len(self.person):04d}", "region": region, "account": name})
            c.same(f"{who} is in the register", made.status, 201)
            self.person[name] = made.json["id"]
            run("user", "add", name, "--role", role, "--region", region, "--password-stdin", "--data", city.dir, stdin=f"Anlan-{name}-2019\n")
            c.same(f"{name} is that person", city.patch(f"/api/accounts/{name}", {"person": made.json["id"]}).status < 300, True)
            self.password[name] = f"Anlan-{name}-2019"
            setattr(self, name, city.new_token(name))

    def to(self, at):
        c.same(f"it is {at}", self.city.post("/api/clock", {"to": at if len(at) > 12 else f"2019-08-{at}+08:00"}).status, 200)

    def forward(self, seconds):
        c.same(f"{seconds} seconds pass", self.city.post("/api/clock", {"advance_s": seconds}).status, 200)

    def make(self, register, body, token="admin"):
        made = self.city.post(f"/api/r/{register}", body, token=token)
        c.same(f"a record of {register}", made.status, 201)
        return made.json["id"] if made.status == 201 else None

    def one(self, register, ident, token="admin"):
        return self.city.get(f"/api/r/{register}/{ident}", token=token).json

    def act(self, register, ident, action, body=None, token="admin", lang="en"):
        return self.city.post(f"/api/r/{register}/{ident}/{action}", body or {}, token=token, lang=lang)

    def clock(self, register, ident, name):
        return next((o for o in self.one(register, ident)["obligations"] if o["clock"] == name), None)

    def fired(self, register, ident):
        return [e for e in self.city.get(f"/api/r/{register}/{ident}/journal").json["items"] if e["action"] == "clock"]

    def again(self, at):
        """The server is killed and comes back, its clock standing at `at`."""
        self.city.stop(9)
        self.city.clock = f"{at}x0"
        self.city.start()


def taken_back(r):
    """签收 and its undo: ten seconds of the server's time, the same person, the clocks as they were."""
    r.to("09T07:00:00")
    alarm = r.make("alarm", {"source": "sensor", "title": "液位高报警", "level": "1", "at": START, "region": "330881"}, r.zhou)
    due = r.clock("alarm", alarm, "acknowledge")["due_at"]
    c.same("five minutes to take note", due, "2019-08-09T07:05:00+08:00")
    r.to("09T07:04:00")
    c.same("taken note of", r.act("alarm", alarm, "ack", token=r.wang).json["state"], "acked")
    c.same("the clock stands", r.clock("alarm", alarm, "acknowledge")["state"], "done")
    c.that("the undo is no step of its own", "unack" not in [a["key"] for a in r.one("alarm", alarm, r.wang)["actions"]])
    r.forward(9)
    other = r.act("alarm", alarm, "unack", token=r.liu)
    c.same("another officer may not", (other.status, "wang" in other.json["detail"]), (403, True))
    back = r.act("alarm", alarm, "unack", token=r.wang)
    c.same("who did it may", (back.status, back.json.get("state"), back.json.get("acked_at"), back.json.get("acked_by")), (200, "raised", None, None))
    o = r.clock("alarm", alarm, "acknowledge")
    c.same("its clock runs to its own due time", (o["state"], o["due_at"], o["step"], o["started_at"]), ("running", due, 0, START))
    entries = [e["action"] for e in r.city.get(f"/api/r/alarm/{alarm}/journal").json["items"]]
    c.same("both are entries", entries, ["create", "ack", "unack"])
    c.same("twice is once too often", r.act("alarm", alarm, "unack", token=r.wang).status, 409)
    # over the limit and a restart, no rung is lost and none fires twice
    r.to("09T07:04:55")
    c.same("taken note of again", r.act("alarm", alarm, "ack", token=r.wang).status, 200)
    r.to("09T07:05:03")
    time.sleep(0.3)
    c.same("what is taken note of calls nobody", len(r.fired("alarm", alarm)), 0)
    c.same("taken back after the limit passed", r.act("alarm", alarm, "unack", token=r.wang).status, 200)
    wait("the rung that was passed fires at once", lambda: len(r.fired("alarm", alarm)) == 1)
    r.again("2019-08-09T07:05:03+08:00")
    time.sleep(0.3)
    c.same("and not again after a restart", (len(r.fired("alarm", alarm)), r.clock("alarm", alarm, "acknowledge")["step"]), (1, 100))
    c.same("taken note of late", r.act("alarm", alarm, "ack", token=r.wang).status, 200)
    r.again("2019-08-09T07:05:12+08:00")
    c.same("an undo works across a restart", r.act("alarm", alarm, "unack", token=r.wang).status, 200)
    o = r.clock("alarm", alarm, "acknowledge")
    c.same("with the rung that it had", (o["step"], o["due_at"], o["state"]), (100, due, "late"))
    r.to("09T07:10:00")
    wait("the next rung fires once", lambda: len(r.fired("alarm", alarm)) == 2)
    c.same("taken note of for good", r.act("alarm", alarm, "ack", token=r.wang).status, 200)
    r.forward(11)
    late = r.act("alarm", alarm, "unack", token=r.wang)
    c.same("after ten seconds it stands", (late.status, "10" in late.json["detail"], "11" in late.json["detail"]), (409, True, True))
    c.that("and the sentence is Chinese", "秒" in r.act("alarm", alarm, "unack", token=r.wang, lang="zh").json["detail"])
    # a clock that the step itself began is gone again
    notice = r.make("notice", {"subject": "暴雨叫应", "body": "请上岗", "audience": f"person:{r.person['zhou']}", "channel": ["app"]}, r.wang)
    c.same("a notice goes out", r.city.post(f"/api/r/notice/{notice}/send", {}, token=r.wang).status, 200)
    r.forward(2)
    wait("its receipt is there", lambda: r.city.get(f"/api/r/receipt?notice={notice}").json["total"] == 1)
    receipt = r.city.get(f"/api/r/receipt?notice={notice}").json["items"][0]["id"]
    c.same("signed for", r.act("receipt", receipt, "ack", token=r.zhou).status, 200)
    c.that("the next term begins with it", r.clock("receipt", receipt, "feedback") is not None)
    c.same("counted", r.one("notice", notice)["n_acked"], 1)
    c.same("taken back", r.act("receipt", receipt, "unack", token=r.zhou).json["state"], "sent")
    c.same("the term that it began never was", (r.clock("receipt", receipt, "feedback"), r.clock("receipt", receipt, "ack")["state"], r.one("notice", notice)["n_acked"]), (None, "running", 0))
    c.same("signed for again", r.act("receipt", receipt, "ack", token=r.zhou).status, 200)
    c.same("counted once", r.one("notice", notice)["n_acked"], 1)
    task = r.make("task", {"title": "核对名单", "region": "330881"}, r.wang)
    c.same("a task is accepted", r.act("task", task, "accept", token=r.team).status, 200)
    c.same("its progress noted", r.act("task", task, "report_progress", {"progress": 10}, token=r.team).status, 200)
    stuck = r.act("task", task, "unaccept", token=r.team)
    c.same("what went on cannot be taken back", (stuck.status, "since" in stuck.json["detail"]), (409, True))


def rostered(r):
    """A roster by rotation: shown first, written as one batch, its faults named, published, taken away as a whole."""
    r.to("09T07:10:00")
    mates = {k: r.make("person", {"name": k, "phone": f"1380570{i:04d}", "region": "330800"}) for i, k in enumerate(("甲", "乙", "丙", "丁", "戊", "己"))}
    r.lead = [r.person["chen"], mates["己"]]
    ask = {"region": "330800", "from": "2019-08-12", "to": "2019-08-17", "leaders": r.lead + [mates["戊"]], "officers": [r.person["wang"], r.person["liu"], mates["甲"], mates["乙"], mates["丙"], mates["丁"]]}
    shown = r.city.post("/api/duty/roster/preview", ask, token=r.wang)
    c.same("six days are shown", (shown.status, len(shown.json["items"])), (200, 6))
    first = shown.json["items"][0]
    c.same("from half past eight to half past eight", (first["starts_at"], first["ends_at"]), ("2019-08-12T08:30:00+08:00", "2019-08-13T08:30:00+08:00"))
    c.same("two officers of one list sit together", [(i["officer"]["name"], i["officer2"]["name"]) for i in shown.json["items"][:4]], [("王建国", "刘芳"), ("甲", "乙"), ("丙", "丁"), ("王建国", "刘芳")])
    c.same("leaders take turns", [i["leader"]["name"] for i in shown.json["items"][:4]], ["陈局", "己", "戊", "陈局"])
    c.same("nothing is written yet", r.city.get("/api/r/shift?limit=1").json["total"], 0)
    c.same("what is short of people or notice is said", sorted({f["kind"] for f in shown.json["faults"]}), ["unpublished"])
    short = r.city.post("/api/duty/roster/preview", ask | {"officers": [r.person["wang"]], "leaders": []}, token=r.wang).json["faults"]
    c.same("one officer alone, without a leader or a rest", {f["kind"] for f in short}, {"few", "no_leader", "no_rest", "unpublished"})
    c.that("with the names", all(f["who"] == "王建国" for f in short if f["kind"] == "no_rest"), short)
    for wrong, field in (({"officers": []}, "officers"), ({"from": "soon"}, "from"), ({"to": "2020-08-12"}, "to"), ({"officers": [r.make("org", {"name": "某单位", "region": "330800"})]}, "officers"), ({"kind": "poem"}, "kind")):
        got = r.city.post("/api/duty/roster/preview", ask | wrong, token=r.wang)
        c.same(f"refused: {wrong}", (got.status, [e["field"] for e in got.json.get("errors", [])][:1]), (400, [field]))
    c.same("another county does not plan it", r.city.post("/api/duty/roster", ask, token=r.xu).status, 403)
    head = {"Idempotency-Key": "roster-1"}
    made = r.city.post("/api/duty/roster", ask, token=r.wang, headers=head)
    c.same("it is written as one batch", (made.status, made.json["shifts"]), (201, 6))
    c.same("the same request again makes nothing new", (r.city.post("/api/duty/roster", ask, token=r.wang, headers=head).json, r.city.get("/api/r/shift?limit=1").json["total"]), (made.json, 6))
    c.same("hours that have a shift are left alone", r.city.post("/api/duty/roster", ask, token=r.wang).status, 409)
    c.same("its maker takes it away", (r.city.post("/api/duty/roster/cancel", {"region": "330800", "batch": made.json["batch"], "reason": "人员有变"}, token=r.wang).json["shifts"], r.city.get("/api/r/shift?state=cancelled&limit=1").json["total"]), (6, 6))
    c.same("and writes it again", r.city.post("/api/duty/roster", ask, token=r.wang).status, 201)
    roster = r.city.get("/api/duty/roster?region=330800&from=2019-08-11&to=2019-08-18", token=r.wang).json
    c.same("a day without anybody is a gap", [(f["from"], f["to"]) for f in roster["faults"] if f["kind"] == "gap"], [("2019-08-11T08:30:00+08:00", "2019-08-12T08:30:00+08:00"), ("2019-08-18T08:30:00+08:00", "2019-08-19T08:30:00+08:00")])
    done = r.city.post("/api/duty/roster/publish", {"region": "330800", "from": "2019-08-12", "to": "2019-08-18"}, token=r.wang)
    c.same("published", (done.status, done.json["shifts"]), (200, 6))
    after = r.city.get("/api/duty/roster?region=330800&from=2019-08-12&to=2019-08-17", token=r.wang).json
    c.same("then nothing is wrong with it", (after["faults"], {i["published_on"] for i in after["items"]}), ([], {"2019-08-09"}))
    ident = after["items"][2]["id"]
    c.same("the officer takes no published shift away", r.act("shift", ident, "cancel", {"reason": "x"}, token=r.wang).status, 403)
    swap = {"officer": r.person["wang"], "swapped_with": "丙", "reason": "丙请假"}
    c.same("nor swaps by himself", r.act("shift", ident, "swap", swap, token=r.wang).status, 403)
    c.same("a swap is approved", r.act("shift", ident, "swap", swap, token=r.chen).status, 200)
    bad = r.city.get("/api/duty/roster?region=330800&from=2019-08-12&to=2019-08-17", token=r.wang).json["faults"]
    c.same("and what it breaks is said", {(f["kind"], f["who"]) for f in bad}, {("no_rest", "王建国")})
    c.same("swapped back", r.act("shift", ident, "swap", {"officer": mates["丙"], "swapped_with": "王建国", "reason": "不再请假"}, token=r.chen).status, 200)
    double = r.make("shift", {"region": "330800", "starts_at": "2019-08-13T20:00:00+08:00", "ends_at": "2019-08-14T08:00:00+08:00", "officer": "临时人员"}, r.wang)
    c.that("two shifts at once are said", "overlap" in {f["kind"] for f in r.city.get("/api/duty/roster?region=330800&from=2019-08-12&to=2019-08-17", token=r.wang).json["faults"]})
    c.same("cancelled", r.act("shift", double, "cancel", {"reason": "重复"}, token=r.wang).status, 200)
    rows = "ref,region,starts_at,ends_at,officer,leader\nX1,330802,2019-08-12 08:30,2019-08-13 08:30,某甲,某乙\n"
    c.same("a county's own table is read in", r.city.upload("/api/r/shift/import", "roster.csv", rows.encode()).json["created"], 1)


def on_duty(r):
    """Who is on duty now and who leads."""
    r.to("09T07:20:00")
    nobody = r.city.get("/api/duty/now", token=r.wang).json
    c.same("nobody yet", (nobody["shift"], nobody["next"]["starts_at"]), (None, "2019-08-12T08:30:00+08:00"))
    r.today = r.make("shift", {"region": "330800", "starts_at": "2019-08-09T07:30:00+08:00", "ends_at": "2019-08-10T07:30:00+08:00", "officer": r.person["wang"], "leader": r.person["chen"], "room_phone": "05708888119"}, r.wang)
    r.tomorrow = r.make("shift", {"region": "330800", "starts_at": "2019-08-10T07:30:00+08:00", "ends_at": "2019-08-11T07:30:00+08:00", "officer": r.person["liu"], "leader": r.person["chen"]}, r.wang)
    r.county = r.make("shift", {"region": "330881", "starts_at": "2019-08-09T07:30:00+08:00", "ends_at": "2019-08-10T07:30:00+08:00", "officer": r.person["zhou"], "leader": "江山值班领导"}, r.zhou)
    r.to("09T07:30:00")
    c.same("it begins", r.act("shift", r.today, "begin", token=r.wang).status, 200)
    now = r.city.get("/api/duty/now", token=r.wang).json
    c.same("officer, leader, hours", (now["shift"]["officer"]["name"], now["shift"]["leader"]["name"], now["shift"]["starts_at"], now["shift"]["ends_at"], now["shift"]["room_phone"]), ("王建国", "陈局", "2019-08-09T07:30:00+08:00", "2019-08-10T07:30:00+08:00", "05708888119"))
    c.same("and who follows", now["next"]["officer"]["name"], "刘芳")
    c.same("a county has its own", r.city.get("/api/duty/now", token=r.zhou).json["shift"]["officer"]["name"], "周丽")
    c.same("one without a shift has that of the city", [r.city.get("/api/duty/now?region=330822", token=r.wang).json[k] for k in ("region", "region_name")], ["330800000000", "衢州市"])
    c.same("a county does not read its neighbour", r.city.get("/api/duty/now?region=330881", token=r.xu).status, 403)
    c.same("nonsense is refused", r.city.get("/api/duty/now?region=here").status, 400)


def called(r):
    """The rungs of a report clock find the people of the present shift."""
    r.to("09T08:00:00")
    r.slope = r.make("incident", {"title": "贺村镇山体滑坡", "kind": "11D01", "region": "330881102", "known_at": "2019-08-09T08:00:00+08:00", "grade": "3"}, r.zhou)
    phone = next(d["id"] for d in r.city.get(f"/api/r/report_duty?incident={r.slope}").json["items"] if d["rule"] == "R19")

    def told():
        return [(m["percent"], m["rung"], m["labels"].get("person", m["person"]), m["region"]) for m in r.city.get(f"/api/r/reminder?object={phone}&sort=percent").json["items"]]
    for at, rung in (("08:15:00", (50, "owner", "周丽", "330881000000")), ("08:24:00", (80, "commander", "江山值班领导", "330881000000")), ("08:30:00", (100, "above", "王建国", "330800000000"))):
        r.to(f"09T{at}")
        wait(f"at {at} it is {rung[2]}", lambda: rung in told())
    c.same("each once", len(told()), 3)
    r.again("2019-08-09T08:30:00+08:00")
    time.sleep(0.3)
    c.same("and not again after a restart", len(told()), 3)
    mine = [q for q in r.city.get("/api/queue", token=r.wang).json["items"] if q["register"] == "reminder" and q["title"].startswith("报送时限已到100%") and q.get("mine")]
    c.that("the officer above has it in his queue", mine and mine[0]["with"] == "王建国", mine)
    notice = r.city.get(f"/api/r/reminder?object={phone}&percent=50").json["items"][0]["notice"]
    r.forward(2)
    wait("and whoever is in the register is called on every channel", lambda: [x["labels"]["person"] for x in r.city.get(f"/api/r/receipt?notice={notice}").json["items"]] == ["周丽"])
    said = r.city.get(f"/api/r/notice/{notice}").json
    c.that("the words say only what to do and by when, and whom to ring", "2019-08-09 08:30" in said["body"] and "报市级" in said["body"] and "05708888119" in said["body"] and "报送时限" not in said["body"] and r.one("incident", r.slope)["title"] not in said["body"], said["body"])
    ident = mine[0]["id"]
    c.same("acknowledged, and taken back", [r.act("reminder", ident, a, token=r.wang).json["state"] for a in ("ack", "unack", "ack")], ["acked", "told", "acked"])
    c.same("nobody writes one by hand", r.city.post("/api/r/reminder", {"title": "x", "at": START}, token=r.wang).status, 403)
    r.make("filing", {"incident": r.slope, "stage": "first", "level": "county", "channel": "written", "text": "初报"}, r.zhou)
    c.same("what is filed reminds nobody", {m["state"] for m in r.city.get(f"/api/r/reminder?object={phone}").json["items"]}, {"settled"})


def handed_on(r):
    """转派: to a person or body, with a reason; the clock keeps its time."""
    r.to("09T08:40:00")
    alarm = r.make("alarm", {"source": "sensor", "title": "可燃气体报警", "level": "2", "at": "2019-08-09T08:40:00+08:00", "region": "330881102"}, r.zhou)
    due = r.clock("alarm", alarm, "acknowledge")["due_at"]
    r.forward(60)
    no = r.act("alarm", alarm, "transfer", {"reason": "专业"}, token=r.wang)
    c.same("to nobody is refused", (no.status, no.json["errors"][0]["field"]), (409, "handed_to"))
    c.same("without a reason too", r.act("alarm", alarm, "transfer", {"handed_to": r.person["zhou"]}, token=r.wang).status, 400)
    far = r.act("alarm", alarm, "transfer", {"handed_to": r.person["xu"], "reason": "专业"}, token=r.wang, lang="zh")
    c.same("who does not see the place cannot have it", (far.status, "徐明" in far.json["detail"] and "看不到" in far.json["detail"]), (409, True))
    done = r.act("alarm", alarm, "transfer", {"handed_to": r.person["zhou"], "reason": "属地处置"}, token=r.wang)
    c.same("handed on", (done.status, done.json["handed_on_by"], done.json["handed_on_at"]), (200, "wang", "2019-08-09T08:41:00+08:00"))
    o = r.clock("alarm", alarm, "acknowledge")
    c.same("the clock keeps its due time and has a new owner", (o["due_at"], o["owner"], o["state"]), (due, r.person["zhou"], "running"))
    c.same("it is in the receiver's queue", [(q["with"], q["mine"]) for q in r.city.get("/api/queue", token=r.zhou).json["items"] if q["id"] == alarm], [("周丽", True)])
    c.same("and the other sees where it went", [(q["with"], q["mine"]) for q in r.city.get("/api/queue", token=r.wang).json["items"] if q["id"] == alarm], [("周丽", False)])
    c.same("twice to the same is refused", r.act("alarm", alarm, "transfer", {"handed_to": r.person["zhou"], "reason": "再转"}, token=r.wang).status, 409)
    back = r.act("alarm", alarm, "transfer", {"handed_to": r.person["wang"], "reason": "转错"}, token=r.zhou)
    c.same("and back", (back.status, r.clock("alarm", alarm, "acknowledge")["due_at"]), (200, due))
    kept = [(e["actor"], e["reason"]) for e in r.city.get(f"/api/r/alarm/{alarm}/journal").json["items"] if e["action"] == "transfer"]
    c.same("who and why is kept", kept, [("wang", "属地处置"), ("zhou", "转错")])
    r.to("09T08:45:00")
    wait("the rung fires at its own time", lambda: r.clock("alarm", alarm, "acknowledge")["step"] == 100)
    task = r.make("task", {"title": "排查隐患点", "region": "330881", "assignee": r.person["zhou"], "due_at": "2019-08-09T10:00:00+08:00"}, r.wang)
    body = r.make("org", {"name": "江山市应急管理局", "region": "330881"})
    c.same("a task goes to a body", r.act("task", task, "transfer", {"assignee": None, "assignee_org": body, "reason": "本单位职责"}, token=r.wang).json.get("assignee_org"), body)
    c.same("with its time", r.clock("task", task, "finish")["due_at"], "2019-08-09T10:00:00+08:00")
    report = next(d["id"] for d in r.city.get(f"/api/r/report_duty?incident={r.slope}&state=pending").json["items"] if d["level"] == "city")
    before = r.clock("report_duty", report, "report")
    c.same("a report is handed on", r.act("report_duty", report, "transfer", {"handed_to": r.person["liu"], "reason": "由刘芳起草"}, token=r.wang).status, 200)
    after = r.clock("report_duty", report, "report")
    c.same("its clock is the same", (after["due_at"], after["started_at"], after["owner"]), (before["due_at"], before["started_at"], r.person["liu"]))
    warning = r.make("warning", {"headline": "暴雨橙色预警", "kind": "11B04", "colour": "orange", "region": "330881", "area": "江山", "description": "x", "instruction": "y"}, r.wang)
    c.same("a warning too", r.act("warning", warning, "transfer", {"handed_to": r.person["zhou"], "reason": "属地"}, token=r.wang).status, 200)


def logged(r):
    """The log and the timeline: nothing is changed, a correction has its reason in a field of its own."""
    for register, body in (("duty_log", {"at": "2019-08-09T08:50:00+08:00", "kind": "call", "text": "市气象台来电：有暴雨", "region": "330800"}), ("timeline", {"incident": r.slope, "at": "2019-08-09T08:50:00+08:00", "kind": "other", "text": "失踪2人"})):
        first = r.make(register, body, r.wang)
        more = body | {"text": "更正后的内容", "corrects": first}
        no = r.city.post(f"/api/r/{register}", more, token=r.wang)
        c.same(f"{register}: a correction without a reason is refused", (no.status, no.json["errors"][0]["field"]), (400, "correction_reason"))
        done = r.city.post(f"/api/r/{register}", more | {"correction_reason": "听错"}, token=r.wang)
        c.same(f"{register}: with it, it stands beside", (done.status, done.json["correction_reason"], done.json["corrects"]), (201, "听错", first))
        c.same(f"{register}: nothing is changed", r.city.patch(f"/api/r/{register}/{first}", {"text": "x"}, token=r.wang).status, 403)


def taken_over(r):
    """Both sign; what is not finished is there after a restart; the new log begins with it."""
    r.make("duty_log", {"shift": r.today, "at": "2019-08-10T06:00:00+08:00", "kind": "report", "text": "开化县报告雨情"}, r.wang)
    r.to("2019-08-10T07:25:00+08:00")
    seen = r.city.get("/api/duty/takeover", token=r.wang).json
    c.same("the present shift and the next", (seen["shift"]["id"], seen["next"]["id"], seen["late"]), (r.today, r.tomorrow, False))
    for key, what in (("incidents", "贺村镇山体滑坡"), ("log", "开化县报告雨情")):
        c.that(f"it names {what}", any(what in x["title"] for x in seen[key]), seen[key])
    c.that("and has it in words", "贺村镇山体滑坡" in seen["text"]["open_matters"] and "通知网关" in seen["text"]["equipment_state"], seen["text"])
    c.that("with what is overdue", seen["overdue"] > 0, seen["overdue"])
    def counts():
        return r.city.get("/api/duty/takeover", token=r.wang).json["waiting"], r.city.get("/api/queue", token=r.wang).json["total"]
    wait("as many as the queue", lambda: len(set(counts())) == 1)
    body = seen["text"] | {"handover_note": "注意贺村滑坡夜间雨情"}
    c.same("the one who leaves signs", r.act("shift", r.today, "hand_over", body, token=r.wang).json["state"], "handing")
    c.same("not for both", r.act("shift", r.today, "take_over", token=r.wang).status, 409)
    r.again("2019-08-10T07:40:00+08:00")
    half = r.city.get("/api/duty/takeover", token=r.wang).json
    c.same("half a takeover survives", (half["shift"]["state"], half["shift"]["handed_by"], half["shift"]["handover_note"], half["late"]), ("handing", "wang", "注意贺村滑坡夜间雨情", True))
    c.that("and waits in the queue", any(q["id"] == r.today for q in r.city.get("/api/queue", token=r.liu).json["items"]))
    sign = f"/api/duty/takeover/{r.today}/sign"
    c.same("a wrong password signs nothing", r.city.post(sign, {"name": "liu", "password": "wrong-wrong-1"}, token=r.wang).status, 401)
    c.same("nor the first one again", r.city.post(sign, {"name": "wang", "password": r.password["wang"]}, token=r.wang).status, 409)
    c.same("nor whoever has no duty", r.city.post(sign, {"name": "team", "password": r.password["team"]}, token=r.wang).status, 403)
    done = r.city.post(sign, {"name": "liu", "password": r.password["liu"]}, token=r.wang)
    c.same("the second signs at the same desk", (done.status, done.json.get("state"), done.json.get("taken_by")), (200, "done", "liu"))
    shift = r.one("shift", r.today)
    c.same("late by ten minutes, computed", (shift["late_s"], shift["handed_at"]), (600, "2019-08-10T07:40:00+08:00"))
    c.same("each under his own account", [e["actor"] for e in r.city.get(f"/api/r/shift/{r.today}/journal").json["items"] if e["action"] in ("hand_over", "take_over")], ["wang", "liu"])
    now = r.city.get("/api/duty/now", token=r.wang).json["shift"]
    c.same("the new shift runs", (now["id"], now["state"], now["officer"]["name"]), (r.tomorrow, "running", "刘芳"))
    log = r.city.get(f"/api/r/duty_log?shift={r.tomorrow}&sort=at").json["items"]
    c.same("its log begins with it", (log[0]["kind"], log[0]["state"], log[0]["recorded_by"], len(log)), ("handover", "closed", "liu", 1))
    c.that("with what was handed over", "贺村镇山体滑坡" in log[0]["text"] and "注意贺村滑坡夜间雨情" in log[0]["text"], log[0]["text"])
    # each at his own desk, and nobody planned after it
    r.to("2019-08-11T07:29:00+08:00")
    c.same("handed over", r.act("shift", r.tomorrow, "hand_over", {"open_matters": "无"}, token=r.liu).status, 200)
    c.same("taken back by its giver", r.act("shift", r.tomorrow, "take_back", {"reason": "来电未办"}, token=r.liu).json["state"], "running")
    c.same("handed over again", r.act("shift", r.tomorrow, "hand_over", {"open_matters": "无"}, token=r.liu).status, 200)
    c.same("signed at the other desk", r.act("shift", r.tomorrow, "take_over", token=r.wang).json["state"], "done")
    c.same("in time", r.one("shift", r.tomorrow)["late_s"], 0)
    now = r.city.get("/api/duty/now", token=r.wang).json["shift"]
    c.same("the room is never without a shift", (now["state"], now["starts_at"]), ("running", "2019-08-11T07:30:00+08:00"))


def ended(r):
    """终止条件: an incident and its response end when nothing is open, each item known, answered or overridden by a name."""
    r.to("2019-08-11T08:00:00+08:00")
    i = r.make("incident", {"title": "厂房火灾", "kind": "12G01", "region": "330881", "known_at": "2019-08-11T07:50:00+08:00", "grade": "4"}, r.zhou)
    path = f"/api/incidents/{i}/ending"

    def state():
        return {x["item"]: x["state"] for x in r.city.get(path, token=r.zhou).json["items"]}
    first = r.city.get(path, token=r.zhou)
    c.same("nine conditions", (first.status, first.json["total"]), (200, 9))
    c.that("each with its words and clause", all(x["label"] and x["clause"] for x in first.json["items"]), first.json["items"])
    c.same("what nobody knows is not zero; what is owed is open", {k for k, v in state().items() if v == "open"}, {"no_missing", "response_ended", "final_report", "threat_gone"})
    made = {}
    team = r.make("team", {"name": "江山消防站", "kind": "national", "capabilities": ["fire"], "region": "330881", "lon": 118.6, "lat": 28.7, "status": "ready"})
    made["dispatch"] = r.make("dispatch", {"incident": i, "team": team, "ordered_at": "2019-08-11T08:00:00+08:00"}, r.wang)
    made["task"] = r.make("task", {"title": "封控现场", "incident": i}, r.wang)
    made["loan"] = r.make("loan", {"item": "照明车", "item_register": "equipment", "incident": i, "from": "2019-08-11T08:00:00+08:00"}, r.wang)
    made["road"] = r.make("road_closure", {"road": "46省道", "reason": "消防作业", "incident": i, "since": "2019-08-11T08:00:00+08:00"}, r.wang)
    made["moved"] = r.make("transfer", {"event": i, "at": "2019-08-11T08:00:00+08:00", "region": "330881"}, r.wang)
    c.that("forces, orders, loans, roads, people are found", {"stood_down", "tasks_done", "loans_back", "roads_open", "people_home"} <= {k for k, v in state().items() if v == "open"}, state())
    named = {x["item"]: [o["id"] for o in x["open"]] for x in r.city.get(path, token=r.zhou).json["items"]}
    c.same("each by its record", (named["stood_down"], named["tasks_done"], named["loans_back"], named["roads_open"], named["people_home"]), tuple([made[k]] for k in ("dispatch", "task", "loan", "road", "moved")))
    for a in ("verify", "handle", "control"):
        c.same(f"the incident: {a}", r.act("incident", i, a, token=r.wang).status, 200)
    end = {"closed_at": "2019-08-11T09:00:00+08:00", "grade": "4"}
    no = r.act("incident", i, "close", end, token=r.wang, lang="zh")
    c.same("it cannot be closed", no.status, 409)
    c.same("and every open item is named", {e["field"] for e in no.json["errors"]}, {k for k, v in state().items() if v == "open"})
    c.that("in words", "调派力量已全部归建" in "".join(e["reason"] for e in no.json["errors"]), no.json["errors"])
    version = r.one("incident", i)["version"]
    c.same("nobody is missing, said by a person", r.city.patch(f"/api/r/incident/{i}", {"missing": 0}, headers={"If-Match": str(version)}, token=r.wang).status, 200)
    for a, body in (("accept", {}), ("depart", {}), ("arrive", {}), ("finish", {"result": "扑灭"}), ("stand_down", {})):
        c.same(f"the team: {a}", r.act("dispatch", made["dispatch"], a, body, token=r.team).status, 200)
    c.same("the order is done", [r.act("task", made["task"], a, b, token=r.team).status for a, b in (("accept", {}), ("finish", {"result": "已封控"}))], [200, 200])
    c.same("the road is open", r.act("road_closure", made["road"], "reopen", {"until": "2019-08-11T08:30:00+08:00"}, token=r.wang).status, 200)
    for a, body in (("approve", {}), ("hand_out", {"received_by": "张三"})):
        c.same(f"the loan: {a}", r.act("loan", made["loan"], a, body, token=r.link).status, 200)
    c.same("a loan without an end is open", state()["loans_back"], "open")
    c.same("one with its day is not", (r.city.patch(f"/api/r/loan/{made['loan']}", {"to": "2019-08-12T08:00:00+08:00"}, headers={"If-Match": str(r.one("loan", made["loan"])["version"])}, token=r.link).status, state()["loans_back"]), (200, "met"))
    r.make("filing", {"incident": i, "stage": "first", "level": "county", "channel": "written", "text": "初报"}, r.zhou)
    r.make("filing", {"incident": i, "stage": "final", "level": "county", "channel": "written", "text": "终报"}, r.zhou)
    c.same("the last report is filed", state()["final_report"], "met")
    found = r.city.get(f"/api/r/response?incident={i}").json["items"][0]["id"]
    c.same("the response begins", r.act("response", found, "activate", {"started_at": "2019-08-11T08:00:00+08:00", "planned_end_at": "2019-08-12T08:00:00+08:00", "measures": "扑救", "level": "4"}, token=r.chen).status, 200)
    other = f"/api/responses/{found}/ending"
    stop = {"ended_at": "2019-08-11T08:50:00+08:00", "reason": "明火扑灭"}
    no = r.act("response", found, "end", stop, token=r.chen)
    c.same("nor ends by itself", (no.status, {e["field"] for e in no.json["errors"]}), (409, {"threat_gone", "measures_stopped"}))
    c.same("an answer says what was found", r.city.post(f"{other}/threat_gone", {}, token=r.wang).status, 400)
    c.same("what is looked up is not answered by hand", r.city.post(f"{path}/response_ended", {"note": "已终止"}, token=r.wang).status, 409)
    c.same("what is no condition is not found", r.city.post(f"{path}/weather", {"note": "x"}, token=r.wang).status, 404)
    c.same("another county answers nothing", r.city.post(f"{path}/threat_gone", {"note": "x"}, token=r.xu).status, 403)
    for item in ("threat_gone", "measures_stopped"):
        c.same(f"answered: {item}", r.city.post(f"{other}/{item}", {"note": "现场已移交", "object_register": "task", "object": made["task"]}, token=r.wang).status, 201)
    got = {x["item"]: x for x in r.city.get(other, token=r.wang).json["items"]}["threat_gone"]
    c.same("by whom, when, on what ground", (got["state"], got["by"], got["at"], got["note"], got["object"]), ("answered", "wang", "2019-08-11T08:00:00+08:00", "现场已移交", made["task"]))
    c.same("withdrawn it is open again", (r.act("end_check", got["check"], "withdraw", {"reason": "有余火"}, token=r.wang).status, r.city.get(other, token=r.wang).json["unmet"]), (200, 1))
    c.same("answered anew", r.city.post(f"{other}/threat_gone", {"note": "余火已清"}, token=r.wang).status, 201)
    c.same("then the response ends", r.act("response", found, "end", stop, token=r.chen).json.get("state"), "ended")
    c.same("the incident's own word is asked too", {k for k, v in state().items() if v == "open"}, {"people_home", "threat_gone"})
    c.same("given", r.city.post(f"{path}/threat_gone", {"note": "无复燃风险"}, token=r.wang).status, 201)
    c.same("an officer does not override", r.city.post(f"{path}/people_home", {"override": "已交村里"}, token=r.wang).status, 403)
    c.same("and left nothing behind", state()["people_home"], "open")
    over = r.city.post(f"{path}/people_home", {"override": "2户由村委会继续安置，不影响终止"}, token=r.chen)
    c.same("a commander does, with his reason", (over.status, state()["people_home"]), (201, "overridden"))
    kept = {x["item"]: x for x in over.json["items"]}["people_home"]
    c.same("and his name stays", (kept["by"], kept["note"], kept["count"]), ("chen", "2户由村委会继续安置，不影响终止", 1))
    c.same("now it closes", r.act("incident", i, "close", end, token=r.wang).json.get("state"), "closed")
    r.fire = i


def learnt(r):
    """A lesson is closed by a later drill that names it, and not before."""
    body = {"incident": r.fire, "what": "夜间照明不足", "why": "照明车未前置", "measure": "照明车前置到镇", "owner": r.person["zhou"], "found_at": "2019-08-11T10:00:00+08:00", "due_on": "2019-08-20", "region": "330881"}
    r.to("2019-08-11T10:00:00+08:00")
    for field in ("what", "measure", "owner", "due_on"):
        no = r.city.post("/api/r/lesson", {k: v for k, v in body.items() if k != field}, token=r.zhou)
        c.same(f"a lesson has its {field}", (no.status, [e["field"] for e in no.json.get("errors", [])]), (400, [field]))
    one, two = r.make("lesson", body, r.zhou), r.make("lesson", body | {"what": "对讲机信号盲区", "measure": "增设中继", "due_on": "2019-09-20"}, r.zhou)
    number = r.one("lesson", one)["number"]
    c.same("they are numbered", (number, r.one("lesson", two)["number"]), ("2019-001", "2019-002"))
    c.same("one of an old book", r.city.upload("/api/r/lesson/import", "old.csv", f"number,what,measure,owner,found_at,due_on,region\n2019-999,旧,已改,周丽,2019-08-01T10:00:00+08:00,2020-08-20,330881\n".encode()).json["created"], 1)
    more = [r.one("lesson", r.make("lesson", body | {"what": f"第{i}条", "due_on": "2020-09-20"}, r.zhou))["number"] for i in range(2)]
    c.same("after 999 comes 1000", more, ["2019-1000", "2019-1001"])
    c.that("none waits before its day", not [q for q in r.city.get("/api/queue", token=r.zhou).json["items"] if q["register"] == "lesson"])
    r.to("2019-08-21T00:00:01+08:00")
    c.same("what is overdue waits in the queue", [(q["id"], q["overdue"]) for q in r.city.get("/api/queue", token=r.zhou).json["items"] if q["register"] == "lesson"], [(one, True)])
    wait("and its clock has called", lambda: r.clock("lesson", one, "measure")["step"] >= 100)
    drill = {"name": "夜间演练", "at": "2019-08-10T20:00:00+08:00", "region": "330881", "kind": "field"}
    early = r.make("drill", drill, r.wang)
    late = r.make("drill", drill | {"name": "再次夜间演练", "at": "2019-08-22T20:00:00+08:00"}, r.wang)
    c.same("a measure is not yet a proof", r.act("lesson", one, "close", {"tested_by": late}, token=r.wang).status, 409)
    c.same("the measure is done", r.act("lesson", one, "complete", {"done_note": "已前置2台"}, token=r.zhou).json["state"], "measure_done")
    c.same("closing names its drill", r.act("lesson", one, "close", {}, token=r.wang).status, 409)
    r.to("2019-08-23T08:00:00+08:00")

    def refused(what, ident, words):
        no = r.act("lesson", one, "close", {"tested_by": ident}, token=r.wang, lang="zh")
        c.same(what, (no.status, words in no.json["detail"]), (409, True))
    refused("one that was not evaluated proves nothing", late, "尚未评估")
    for ident in (early, late):
        c.same("evaluated", r.act("drill", ident, "evaluate", {"result": "good"}, token=r.wang).status, 200)
    refused("one before the lesson proves nothing", early, "早于该教训")
    refused("one that did not try it proves nothing", late, number)
    c.same("the drill names what it tried", r.city.patch(f"/api/r/drill/{late}", {"lessons": f"2019-009，{number}"}, headers={"If-Match": str(r.one("drill", late)["version"])}, token=r.wang).status, 200)
    done = r.act("lesson", one, "close", {"tested_by": late}, token=r.wang)
    c.same("then it is closed", (done.status, done.json.get("state"), done.json.get("closed_by")), (200, "closed", "wang"))
    c.that("and waits no more", not [q for q in r.city.get("/api/queue", token=r.zhou).json["items"] if q["id"] == one])


STEPS = [taken_back, rostered, on_duty, called, handed_on, logged, taken_over, ended, learnt]

with City(sandbox=True, clock=START + "x0") as city:
    room = Room(city)
    for step in STEPS:
        try:
            step(room)
        except Exception as e:  # the next part has its own say
            c.that(f"{step.__name__} came to its end", False, repr(e))
    city.stop()
    c.same("the journal is sound", run("verify", "--data", city.dir, check=False).returncode, 0)
c.close()
