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
    while time.monotonic() < until and not holds():
        time.sleep(0.05)
    c.that(what, holds())


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


STEPS = [taken_back]

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
