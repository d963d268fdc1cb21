# SPDX-License-Identifier: Apache-2.0
"""Command: a slope slides at two in the morning. Report clocks of every level from the earliest evidence, their ladders to the second,
the queue of the desk, duplicates and their undo, forces and a second dispatcher, a timeline that writes itself, the paper."""
import io
import time
import zipfile

from city import Checks, City, run

c = Checks()
START = "2019-08-09T02:00:00+08:00"


def wait(what, holds, seconds=10):
    until = time.monotonic() + seconds
    while time.monotonic() < until and not holds():
        time.sleep(0.05)
    c.that(what, holds())


class Night:
    def __init__(self, city):
        self.city = city
        for name, role, region in (("zhou", "duty", "330881"), ("wang", "duty", "330800"), ("chen", "commander", "330800"), ("li", "team", "330881"), ("xu", "duty", "330802")):
            run("user", "add", name, "--role", role, "--region", region, "--data", city.dir)
            setattr(self, name, city.new_token(name))

    def duties(self, incident):
        return {(d["rule"], d["level"]): d for d in self.city.get(f"/api/r/report_duty?incident={incident}").json["items"]}

    def lines(self, incident):
        return [(t["kind"], t["text"]) for t in self.city.get(f"/api/r/timeline?incident={incident}&limit=200&sort=at").json["items"]]

    def forward(self, minutes):
        c.same(f"{minutes} minutes pass", self.city.post("/api/clock", {"advance_s": minutes * 60}).status, 200)

    def steps(self, incident):
        """(rule, level) → percent of the last rung"""
        seen = {}
        for (rule, level), d in self.duties(incident).items():
            full = self.city.get(f"/api/r/report_duty/{d['id']}").json
            seen[rule, level] = full["obligations"][0]["step"]
        return seen


def reported(n):
    """The county takes the call; every level's clock runs from the minute of the call, not of the form."""
    body = {"title": "贺村镇山体滑坡", "kind": "11D01", "region": "330881102", "lon": 118.5, "lat": 28.7, "known_at": "2019-08-09T01:50:00+08:00", "grade": "3"}
    made = n.city.post("/api/r/incident", body, token=n.zhou)
    c.same("the county reports it", made.status, 201)
    d = n.duties(made.json["id"])
    c.same("duties of three levels", sorted(d), [("R14", "county"), ("R14", "township"), ("R15", "city"), ("R19", "county"), ("R20", "county")])
    c.same("from the minute of the call", {x["started_at"] for x in d.values()}, {"2019-08-09T01:50:00+08:00"})
    c.same("phone in 30 minutes", d["R19", "county"]["due_at"], "2019-08-09T02:20:00+08:00")
    c.same("paper in 60", d["R20", "county"]["due_at"], "2019-08-09T02:50:00+08:00")
    c.same("the city has its own two hours on top", d["R15", "city"]["due_at"], "2019-08-09T05:50:00+08:00")
    c.same("a duty belongs to its body", (d["R14", "township"]["region"], d["R14", "county"]["region"], d["R15", "city"]["region"]), ("330881102000", "330881000000", "330800000000"))
    c.same("nobody types one", n.city.post("/api/r/report_duty", {"incident": made.json["id"], "rule": "R04", "level": "city", "started_at": START}, token=n.zhou).status, 403)
    return made.json["id"]


def ladders(n, incident):
    """50, 80 and 100 percent, to the second, over a restart."""
    def step():
        return n.steps(incident)["R19", "county"]
    n.city.post("/api/clock", {"to": "2019-08-09T02:04:59+08:00"})
    time.sleep(0.3)
    c.same("a second before half of the time nothing is said", step(), 0)
    n.city.post("/api/clock", {"to": "2019-08-09T02:05:00+08:00"})
    wait("at half of it the officer is called", lambda: step() == 50)
    n.city.post("/api/clock", {"to": "2019-08-09T02:13:59+08:00"})
    time.sleep(0.3)
    c.same("before 80 percent nothing more", step(), 50)
    n.city.stop(9)
    n.city.clock = "2019-08-09T02:14:00+08:00x0"
    n.city.start()
    wait("at 80 percent, after a restart, the leader on shift", lambda: step() == 80)
    n.city.post("/api/clock", {"to": "2019-08-09T02:20:00+08:00"})
    wait("at the limit the level above", lambda: step() == 100)
    one = n.duties(incident)["R19", "county"]["id"]
    fired = [h for h in n.city.get(f"/api/r/report_duty/{one}/journal").json["items"] if h["action"] not in ("create", "update", "settle")]
    c.same("each rung fired once", len(fired), 3)


def evidence(n, incident):
    """An alarm that nobody looked at was there first: the clocks start then."""
    before = n.duties(incident)
    made = n.city.post("/api/r/alarm", {"source": "sensor", "title": "位移计报警", "at": "2019-08-09T01:40:00+08:00", "region": "330881102"}, token=n.zhou)
    c.same("an alarm is there", made.status, 201)
    c.same("it is tied to the incident", n.city.patch(f"/api/r/alarm/{made.json['id']}", {"incident": incident}, headers={"If-Match": "1"}).status, 200)
    after = n.duties(incident)
    c.same("all clocks start with it", {x["started_at"] for x in after.values()}, {"2019-08-09T01:40:00+08:00"})
    c.same("their limits move along", after["R20", "county"]["due_at"], "2019-08-09T02:40:00+08:00")
    c.that("and say why", all("报警" in x["evidence"] for x in after.values()), after)
    c.same("nothing new came up", sorted(after), sorted(before))


def filed(n, incident):
    n.city.post("/api/clock", {"to": "2019-08-09T02:45:00+08:00"})
    made = n.city.post("/api/r/filing", {"incident": incident, "stage": "first", "level": "county", "channel": "written", "text": "初报"}, token=n.zhou)
    c.same("the county files", made.status, 201)
    d = n.duties(incident)
    c.same("its duties are settled", {k: d[k]["state"] for k in d}, {("R14", "county"): "filed", ("R14", "township"): "pending", ("R15", "city"): "pending", ("R19", "county"): "filed", ("R20", "county"): "filed", ("R17", "county"): "pending"})
    c.same("late is computed", (d["R19", "county"]["late_s"], d["R20", "county"]["late_s"], d["R14", "county"]["late_s"]), (35 * 60, 5 * 60, 0))
    c.same("and stands on the filing", n.city.get(f"/api/r/filing/{made.json['id']}").json["late_s"], 35 * 60)
    c.same("nobody edits it", n.city.patch(f"/api/r/filing/{made.json['id']}", {"late_s": 0}, token=n.zhou).status, 403)
    c.same("the city's own term runs from the receipt", d["R15", "city"]["due_at"], "2019-08-09T04:45:00+08:00")
    told = n.city.get(f"/api/r/incident/{incident}").json
    c.same("the incident knows", (told["first_report_at"], told["next_report_due_at"]), ("2019-08-09T02:45:00+08:00", "2019-08-10T02:45:00+08:00"))
    table = {(r["region"], r["level"]): r for r in n.city.get("/api/reporting/late?month=2019-08", token=n.wang).json["items"]}
    c.same("the monthly table counts it", (table["330881000000", "county"]["late"], table["330881000000", "county"]["in_time"]), (2, 1))
    c.same("another county does not see it", n.city.get("/api/reporting/late?month=2019-08", token=n.xu).json["items"], [])
    c.same("a wrong month is refused", n.city.get("/api/reporting/late?month=2019-13").status, 400)
    n.city.post("/api/clock", {"to": "2019-08-09T04:45:01+08:00"})
    table = {(r["region"], r["level"]): r for r in n.city.get("/api/reporting/late?month=2019-08", token=n.wang).json["items"]}
    c.same("what is missing is seen too", table["330800000000", "city"]["missing"], 1)


def duplicate(n, incident):
    seen = n.city.get("/api/incidents/similar?lon=118.505&lat=28.702&kind=11D02&at=2019-08-09T02:20:00%2B08:00", token=n.zhou).json["items"]
    c.same("a second caller's slope may be the same", [(s["id"], 400 < s["distance_m"] < 700) for s in seen], [(incident, True)])
    by_name = n.city.get("/api/incidents/similar?region=330881102&kind=11D01&at=2019-08-09T02:20:00%2B08:00", token=n.zhou).json["items"]
    c.same("one that knows only the township is offered it too", [s["id"] for s in by_name], [incident])
    c.same("a fire is not", n.city.get("/api/incidents/similar?lon=118.505&lat=28.702&kind=12G01&at=2019-08-09T02:20:00%2B08:00").json["items"], [])
    c.same("nor is one five hours later", n.city.get("/api/incidents/similar?lon=118.505&lat=28.702&kind=11D01&at=2019-08-09T07:20:00%2B08:00").json["items"], [])
    c.same("another county is offered nothing of it", n.city.get("/api/incidents/similar?lon=118.505&lat=28.702&kind=11D01&at=2019-08-09T02:20:00%2B08:00", token=n.xu).json["items"], [])
    c.same("nonsense is refused", n.city.get("/api/incidents/similar?lon=east").status, 400)
    twin = n.city.post("/api/r/incident", {"title": "耕读村塌方", "kind": "11D01", "region": "330881102", "lon": 118.505, "lat": 28.702, "known_at": "2019-08-09T01:30:00+08:00"}, token=n.zhou).json["id"]
    merged = n.city.post(f"/api/r/incident/{twin}/merge", {"merged_into": incident, "reason": "同一滑坡"}, token=n.zhou)
    c.same("they are merged", (merged.status, merged.json["state"]), (200, "merged"))
    back = n.city.post(f"/api/r/incident/{twin}/unmerge", {"reason": "两处"}, token=n.zhou)
    c.same("and the merge is undone", (back.status, back.json["state"]), (200, "reported"))


def forces(n, incident):
    teams = []
    for i, (name, lon, skills) in enumerate((("江山消防站", 118.52, ["collapse", "fire"]), ("常山消防站", 118.60, ["collapse"]), ("水上队", 118.51, ["water"]))):
        made = n.city.post("/api/r/team", {"name": name, "kind": "national", "capabilities": skills, "region": "330881", "lon": lon, "lat": 28.7, "status": "ready", "assembly_min": 5})
        c.same(f"{name} is there", made.status, 201)
        teams.append(made.json["id"])
    got = n.city.post(f"/api/incidents/{incident}/proposal", {"slots": [{"capability": "collapse", "count": 1}, {"capability": "medical", "count": 1}]}, token=n.chen)
    c.same("a proposal", got.status, 200)
    first, second = got.json["slots"]
    c.same("the nearest that can", [f["team"] for f in first["filled"]], [teams[0]])
    c.that("with its minutes", first["filled"][0]["travel_min"] in range(7, 12), first["filled"][0])
    c.that("says what it leaves bare", len(first["filled"][0]["uncovers"]) == 1, first["filled"][0]["uncovers"])
    c.that("an empty place says why", second["filled"] == [] and second["why_empty"], second)
    c.same("what no list knows is refused", n.city.post(f"/api/incidents/{incident}/proposal", {"slots": [{"capability": "magic"}]}, token=n.chen).status, 400)
    c.same("a team leader proposes nothing", n.city.post(f"/api/incidents/{incident}/proposal", {"slots": [{"capability": "collapse"}]}, token=n.li).status, 403)
    order = {"incident": incident, "team": teams[0], "mission": "搜救被困人员", "ordered_at": "2019-08-09T04:45:00+08:00"}
    made = n.city.post("/api/r/dispatch", order, token=n.chen)
    c.same("it is ordered", made.status, 201)
    again = n.city.post("/api/r/dispatch", order | {"mission": "另一处"}, token=n.wang)
    c.same("a second dispatcher is told that it is under way", (again.status, again.json["errors"][0]["field"]), (409, "team"))
    path = f"/api/r/dispatch/{made.json['id']}"
    for action, status, body in (("accept", "alerted", {}), ("depart", "out", {}), ("arrive", "out", {}), ("finish", "out", {"result": "救出1人", "rescued": 1}), ("stand_down", "ready", {})):
        done = n.city.post(f"{path}/{action}", body, token=n.li)
        c.same(f"the team: {action}", done.status, 200)
        c.same(f"its readiness after it: {action}", n.city.get(f"/api/r/team/{teams[0]}").json["status"], status)
    c.same("then it may go again", n.city.post("/api/r/dispatch", order, token=n.chen).status, 201)
    refused = n.city.post("/api/r/dispatch", {"incident": incident, "team": teams[1]}, token=n.chen).json["id"]
    c.same("a refusal needs a reason", n.city.post(f"/api/r/dispatch/{refused}/refuse", {}, token=n.li).status, 400)
    other = n.city.post("/api/r/incident", {"title": "大火", "kind": "12G01", "region": "330881", "lon": 118.53, "lat": 28.7, "grade": "1", "known_at": "2019-08-09T04:00:00+08:00"}).json["id"]
    both = n.city.post("/api/dispatch/proposal", {"incidents": [{"incident": incident, "slots": [{"capability": "collapse"}]}, {"incident": other, "slots": [{"capability": "water"}]}]}, token=n.chen)
    c.same("several incidents at once", [len(s["filled"]) for s in both.json["slots"]], [0, 1])


def desk(n, incident):
    queue = n.city.get("/api/queue", token=n.wang).json["items"]
    c.that("the overdue stand first", [q["overdue"] for q in queue] == sorted((q["overdue"] for q in queue), reverse=True), [(q["kind"], q["overdue"]) for q in queue])
    late = [q for q in queue if q["overdue"]]
    c.that("among them the worst first", [q["severity"] or 9 for q in late] == sorted(q["severity"] or 9 for q in late), late)
    c.that("with what the officer may do", any("verify" in q["actions"] for q in queue if q["kind"] == "incident"), queue)
    c.that("another county's desk is its own", all(q["region"].startswith("330802") for q in n.city.get("/api/queue", token=n.xu).json["items"]))


def written(n, incident):
    wrong = n.city.post("/api/r/timeline", {"incident": incident, "at": "2019-08-09T03:00:00+08:00", "kind": "casualty", "text": "失踪2人"}, token=n.zhou).json["id"]
    n.city.post("/api/r/timeline", {"incident": incident, "at": "2019-08-09T03:05:00+08:00", "kind": "correction", "text": "失踪1人", "corrects": wrong, "correction_reason": "核实后更正"}, token=n.zhou)
    c.same("a line is never changed", n.city.patch(f"/api/r/timeline/{wrong}", {"text": "x"}, token=n.zhou).status, 403)
    version = n.city.get(f"/api/r/incident/{incident}").json["version"]
    n.city.patch(f"/api/r/incident/{incident}", {"deaths": 1, "missing": 2}, headers={"If-Match": str(version)}, token=n.wang)
    kinds = [k for k, _ in n.lines(incident)]
    text = "\n".join(t for _, t in n.lines(incident))
    for kind, what in (("report", "接报：贺村镇山体滑坡"), ("notify", "初报已报出"), ("dispatch", "接令"), ("arrive", "到场"), ("casualty", "死亡1人，失踪2人"), ("correction", "失踪1人")):
        c.that(f"the timeline has: {what}", kind in kinds and what in text, text)


def graded(n):
    """Grades follow the figures: the worst measure, limits included, inside the window."""
    made = n.city.post("/api/r/incident", {"title": "厂房坍塌", "kind": "12C01", "region": "330881", "known_at": "2019-08-09T05:00:00+08:00", "occurred_at": "2019-08-09T04:50:00+08:00", "deaths": 2}, token=n.zhou).json["id"]

    def seen():
        return n.city.get(f"/api/r/incident/{made}").json

    def change(**figures):
        done = n.city.patch(f"/api/r/incident/{made}", figures, headers={"If-Match": str(seen()["version"])}, token=n.zhou)
        c.same(f"figures {figures}", done.status, 200)
        return seen()
    c.same("two dead: ordinary", seen()["grade_proposed"], "4")
    c.same("no urgent clock yet", sorted(k[0] for k in n.duties(made)), ["R04", "R04"])
    one = change(missing=1)
    c.same("a missing one counts with the dead: larger", one["grade_proposed"], "3")
    c.that("with its clause", "493" in one["grade_reasons"], one["grade_reasons"])
    c.that("three trapped or missing are a near-miss too, one is not", one["near_miss"] in (0, False), one["near_miss"])
    c.same("larger ones go to the province and by phone", sorted(k[0] for k in n.duties(made)), ["R04", "R04", "R05", "R19", "R20"])
    c.same("fifty seriously hurt: major", change(serious_injuries=50)["grade_proposed"], "2")
    c.same("a correction brings it down again", change(serious_injuries=1)["grade_proposed"], "3")
    n.city.post("/api/clock", {"to": "2019-09-08T23:59:00+08:00"})
    c.same("on day 30 a death still counts", change(deaths=10)["grade_proposed"], "2")
    n.city.post("/api/clock", {"to": "2019-09-09T00:01:00+08:00"})
    c.same("after it the grade stands", change(deaths=40)["grade_proposed"], "2")


def flood_plan(n):
    """What a plan against floods stands on: shelters that hold the people, levels and minutes that do not contradict each other."""
    post = n.city.post

    def make(key, **body):
        made = post(f"/api/r/{key}", {"region": "330803", **body})
        c.same(f"a {key}", made.status, 201)
        return made.json["id"]
    good, small, shut = (make("shelter", name=name, capacity=size) for name, size in (("中学", 300), ("村委会", 10), ("旧仓库", 300)))
    c.same("one is out of use", post(f"/api/r/shelter/{shut}/shut", {"reason": "危房"}, token=n.chen).status, 200)
    station = make("station", name="上方站", warning_level_m=85.0, guaranteed_level_m=86.5)
    for name, extra in (("无", {}), ("小", {"shelter": small}), ("停", {"shelter": shut}), ("好", {"shelter": good}), ("高", {"shelter": good, "station": station, "ready_level_m": 86.0, "move_level_m": 87.0})):
        make("flood_spot", name=name, people=40, **extra)
    make("reservoir", name="倒置水库", normal_level_m=100, flood_limit_m=101, design_level_m=103)
    plan = post("/api/r/plan", {"title": "防汛预案", "kind": "special", "hazard": "11A00", "region": "330803"}).json["id"]
    for title, level, minute in (("转移", "4", 60), ("转移", "2", 90), ("封路", "4", 30), ("封路", "2", 20)):
        make("plan_step", plan=plan, number="1", title=title, level=level, minute=minute, org="防指")
    c.same("it is issued", post(f"/api/r/plan/{plan}/publish", {"issued_on": "2019-01-01", "signed_by": "陈局"}, token=n.chen).status, 200)
    seen = n.city.get(f"/api/plans/{plan}/check").json
    c.same("its counts", (seen["vacant_posts"], seen["dead_phones"], seen["missing_shelters"], seen["bad_limits"]), (0, 0, 3, 3))
    c.same("its faults", sorted((f["register"], f["kind"]) for f in seen["items"]),
           [("flood_spot", "closed_shelter"), ("flood_spot", "move_above_guaranteed"), ("flood_spot", "no_shelter"), ("flood_spot", "small_shelter"), ("plan_step", "later_when_worse"), ("reservoir", "limit_above_normal")])
    now = n.city.get("/api/site").json["now"]
    n.city.post("/api/clock", {"to": now[:8] + f"{int(now[8:10]) + 1:02d}" + "T04:00:00+08:00"})
    wait("the night writes them on the plan", lambda: [n.city.get(f"/api/r/plan/{plan}").json.get(k) for k in ("missing_shelters", "bad_limits")] == [3, 3])


def responded(n):
    """The plan's tree: proposed with its clause, decided by one person or two, steps become tasks with their minutes."""
    post = n.city.post
    person = post("/api/r/person", {"name": "周建国", "phone": "19912345678", "region": "330881"}).json["id"]
    mute = post("/api/r/person", {"name": "毛小军", "region": "330881"}).json["id"]
    for who, kind in ((person, "flood_commander"), (mute, "township_flood")):
        c.same(f"somebody is {kind}", post("/api/r/post", {"kind": kind, "person": who, "region": "330881", "since": "2019-01-01"}).status, 201)
    plan = post("/api/r/plan", {"title": "建筑施工事故应急预案", "kind": "special", "hazard": "12C00", "region": "330881"}).json["id"]
    for number, title, level, minute, kind in (("1", "现场指挥部成立", "4", 15, "flood_commander"), ("2", "疏散周边群众", "3", 30, "township_flood"), ("3", "请求省级支援", "2", 60, "duty_leader"), ("4", "信息发布", "", 90, "")):
        body = {"plan": plan, "number": number, "title": title, "minute": minute} | ({"level": level} if level else {}) | ({"post": kind} if kind else {})
        c.same(f"step {number}", post("/api/r/plan_step", body).status, 201)
    c.same("the plan is issued", post(f"/api/r/plan/{plan}/publish", {"issued_on": "2019-01-01", "signed_by": "陈局"}, token=n.chen).status, 200)
    check = n.city.get(f"/api/plans/{plan}/check").json
    c.same("its check finds", sorted(f["kind"] for f in check["items"]), ["dead_phone", "nobody_named", "vacant_post"])
    flood_plan(n)
    incident = post("/api/r/incident", {"title": "脚手架坍塌", "kind": "12C01", "region": "330881", "known_at": "2019-09-09T01:00:00+08:00", "occurred_at": "2019-09-09T00:50:00+08:00", "deaths": 3}, token=n.zhou).json["id"]
    found = n.city.get(f"/api/r/response?incident={incident}").json["items"]
    c.same("a response is proposed", [(r["level"], r["kind"], r["state"], r["plan"]) for r in found], [("3", "accident", "proposed", plan)])
    c.that("with reason and clause", "3.3.3" in found[0]["reasons"] and "493" in found[0]["reasons"], found[0]["reasons"])
    path = f"/api/r/response/{found[0]['id']}"
    start = {"started_at": "2019-09-09T01:30:00+08:00", "planned_end_at": "2019-09-10T01:30:00+08:00", "measures": "搜救、封控、疏散"}
    c.same("the duty officer does not decide", post(f"{path}/activate", start, token=n.zhou).status, 403)
    done = post(f"{path}/activate", start, token=n.chen)
    c.same("one person decides level III", (done.status, done.json.get("state")), (200, "active"))

    def tasks():
        return {t["title"]: t for t in n.city.get(f"/api/r/task?response={found[0]['id']}").json["items"]}
    c.same("its steps are tasks", sorted(tasks()), sorted(["现场指挥部成立", "疏散周边群众", "信息发布"]))
    c.same("with their minutes", tasks()["疏散周边群众"]["due_at"], "2019-09-09T02:00:00+08:00")
    c.same("and their people", (tasks()["现场指挥部成立"]["assignee"], tasks()["信息发布"]["assignee"]), (person, None))
    raised = {"level": "2", "reason": "伤亡扩大", "measures": "请求支援"}
    run("user", "add", "fang", "--role", "commander", "--region", "330800", "--data", n.city.dir)
    fang = n.city.new_token("fang")
    one = post(f"{path}/change_level", raised, token=n.chen)
    c.same("for level II one person is not enough", (one.status, n.city.get(path).json["level"]), (200, "3"))
    c.same("nor the same one twice", post(f"{path}/change_level", raised, token=n.chen).status, 409)
    c.same("a second one confirms", (post(f"{path}/change_level", raised, token=fang).status, n.city.get(path).json["level"]), (200, "2"))
    c.that("what the level adds is ordered too", "请求省级支援" in tasks() and len(tasks()) == 4, sorted(tasks()))
    t = tasks()["现场指挥部成立"]["id"]
    n.city.post("/api/clock", {"to": "2019-09-09T01:50:00+08:00"})
    for action, body in (("accept", {}), ("finish", {"result": "已成立"})):
        c.same(f"the team leader: {action}", post(f"/api/r/task/{t}/{action}", body, token=n.li).status, 200)
    review = {r["title"]: r for r in n.city.get(f"{path.replace('/api/r/response', '/api/responses')}/review").json["items"]}
    c.same("afterwards planned stands beside actual", (review["现场指挥部成立"]["planned_min"], review["现场指挥部成立"]["finished_min"]), (15, 20))
    c.same("what was not done is not zero", review["疏散周边群众"]["finished_min"], None)


def unreported(n):
    """What another source knows of and nobody reported."""
    def seen(token):
        return {(u["register"], u["title"]) for u in n.city.get("/api/reporting/unreported", token=token).json["items"]}
    firm = n.city.post("/api/r/enterprise", {"name": "江山某化工厂", "region": "330881"}).json["id"]
    policy = n.city.post("/api/r/policy", {"enterprise": firm, "from": "2019-01-01", "to": "2019-12-31", "insurer": "某保险公司"})
    c.same("a policy", policy.status, 201)
    claim = n.city.post("/api/r/claim", {"policy": policy.json["id"], "enterprise": firm, "at": "2019-09-08T10:00:00+08:00", "injuries": 1, "deaths": 0})
    c.same("a claim with somebody hurt", claim.status, 201)
    alarm = n.city.post("/api/r/alarm", {"source": "sensor", "title": "可燃气体报警", "level": "1", "at": "2019-09-09T00:30:00+08:00", "region": "330881"}, token=n.zhou)
    c.same("a grave alarm", alarm.status, 201)
    kinds = [k for k, _ in sorted(seen(n.wang))]
    c.same("claim and alarm are seen", ("claim" in kinds, "alarm" in kinds), (True, True))
    c.same("another county sees none of them", seen(n.xu), set())
    incident = n.city.post("/api/r/incident", {"title": "化工厂灼伤", "kind": "12D01", "region": "330881", "enterprise": firm, "occurred_at": "2019-09-08T09:00:00+08:00", "known_at": "2019-09-09T01:55:00+08:00", "injuries": 1}, token=n.zhou).json["id"]
    n.city.post("/api/r/filing", {"incident": incident, "stage": "first", "level": "county", "channel": "written"}, token=n.zhou)
    c.that("a filing settles it", "claim" not in [k for k, _ in seen(n.wang)], seen(n.wang))


def history(n):
    """What is read in from other years, through the browser too, owes nothing today: no clocks, no proposals, no lines of its own."""
    rows = "ref,title,kind,region,occurred_at,known_at,deaths\n" + "".join(f"H{i},旧案{i},12C01,330881,2017-03-0{i + 1} 08:00,2017-03-0{i + 1} 09:00,3\n" for i in range(5))
    before = n.city.get("/api/r/response?limit=1").json["total"]
    done = n.city.upload("/api/r/incident/import", "old.csv", rows.encode())
    c.same("incidents of 2017 are read in", (done.status, done.json["created"]), (200, 5))
    old = [i["id"] for i in n.city.get("/api/r/incident?q=旧案&limit=10").json["items"]]
    c.same("all of them", len(old), 5)
    c.same("no clock runs for them", [n.duties(i) for i in old], [{}] * 5)
    c.same("no response is proposed", n.city.get("/api/r/response?limit=1").json["total"], before)
    c.same("no line is written", [n.lines(i) for i in old], [[]] * 5)


def paper(n, incident):
    got = n.city.get(f"/api/incidents/{incident}/paper.docx?kind=flash", token=n.zhou)
    c.same("the flash report is a Word document", (got.status, got.headers.get("Content-Type")), (200, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"))
    if got.status == 200:
        xml = zipfile.ZipFile(io.BytesIO(got.body)).read("word/document.xml").decode()
        for word in ("贺村镇山体滑坡", "死亡", "incident_deaths"):
            c.that(f"it holds {word}", word in xml)
        c.that("what nobody knows is not zero", "未核实" in xml or "待核实" in xml)
    c.same("an unknown kind is refused", n.city.get(f"/api/incidents/{incident}/paper.docx?kind=poem", token=n.zhou).status, 400)
    c.same("another county gets none", n.city.get(f"/api/incidents/{incident}/paper.docx?kind=flash", token=n.xu).status, 403)


with City(sandbox=True, clock=START + "x0") as city:
    night = Night(city)
    slope = reported(night)
    ladders(night, slope)
    evidence(night, slope)
    filed(night, slope)
    duplicate(night, slope)
    forces(night, slope)
    desk(night, slope)
    written(night, slope)
    paper(night, slope)
    graded(night)
    responded(night)
    unreported(night)
    history(night)
    city.stop()
    c.same("the journal is sound", run("verify", "--data", city.dir, check=False).returncode, 0)
c.close()
