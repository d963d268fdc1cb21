# SPDX-License-Identifier: Apache-2.0
"""A whole night: three incidents at once in two counties and the city, telephones that lose the network, ten minutes without the message
gateway, a kill in the middle. The clock stands still between the moments of the script, so every limit, rung and stamp is exact to the second."""
import datetime
import io
import json
import os
import pathlib
import re
import sys
import time
import uuid
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "sim"))
from cmpp import Cmpp  # noqa: E402
from voice import Voice  # noqa: E402
from city import Checks, City, Ear, run

c = Checks()
ZONE = datetime.timezone(datetime.timedelta(hours=8))
RUNGS = (50, 80, 100)


def at(text):
    """"02:05" or "02:05:30" of the night, "+1 07:30" of the day after."""
    day, _, clock = text.rpartition(" ")
    parts = [int(p) for p in clock.split(":")] + [0]
    return datetime.datetime(2019, 8, 9 + int(day or 0), parts[0], parts[1], parts[2], tzinfo=ZONE)


def iso(moment):
    return moment.isoformat(timespec="seconds")


def moment(text):
    return datetime.datetime.fromisoformat(text)


def wait(what, holds, seconds=4):
    until = time.monotonic() + seconds
    while time.monotonic() < until and not holds():
        time.sleep(0.03)
    c.that(what, holds())


class Phone:
    """A telephone with an outbox: one item is one request with its own key, oldest first; its clock is wrong by `skew` seconds."""

    def __init__(self, night, token, skew=0):
        self.night, self.token, self.skew, self.online, self.items = night, token, skew, True, []

    def clock(self):
        return self.night.now + datetime.timedelta(seconds=self.skew)

    def do(self, path, body=None):
        self.items.append((path, body or {}, str(uuid.uuid4()), self.clock()))
        return self.sync() if self.online else None

    def sync(self, repeat=1):
        """Oldest first; each as often as answers get lost."""
        answers = []
        for path, body, key, done in self.items:
            head = {"Idempotency-Key": key, "X-Observed-At": iso(done), "X-Device-Now": iso(self.clock())}
            got = [self.night.city.post(path, body, token=self.token, headers=head) for _ in range(repeat)]
            c.that(f"a repeat of {path} is the same answer", all((g.status, g.json.get("id")) == (got[0].status, got[0].json.get("id")) for g in got), [g.status for g in got])
            answers.append(got[-1])
        self.items = []
        return answers[-1] if answers else None


class Night:
    def __init__(self, city, sms, voice):
        self.city, self.sms, self.voice, self.now, self.made, self.moved = city, sms, voice, at("01:50"), {}, {}
        people = (("wang", "duty", "330800"), ("chen", "commander", "330800"), ("fang", "commander", "330800"), ("zhou", "duty", "330881"), ("mao", "commander", "330881"),
                  ("xu", "duty", "330802"), ("he", "commander", "330802"), ("li", "team", "330881"), ("zhu", "team", "330802"), ("gan", "grid", "330881102"), ("police", "liaison", "330800"))
        for name, role, region in people:
            run("user", "add", name, "--role", role, "--region", region, "--data", city.dir)
            setattr(self, name, city.new_token(name))

    # --- the clock ---

    def set(self, when):
        self.now = when
        c.same(f"it is {iso(when)}", self.city.post("/api/clock", {"to": iso(when)}).status, 200)

    def duties(self, incident=None):
        path = "/api/r/report_duty?limit=500&total=0" + (f"&incident={incident}" if incident else "")
        return self.city.get(path).json["items"]

    def by_rule(self, incident):
        return {(d["rule"], d["level"]): d for d in self.duties(self.made[incident])}

    def rungs(self, duty):
        started, due = moment(duty["started_at"]), moment(duty["due_at"])
        return [started + (due - started) * p / 100 for p in RUNGS]

    def fired(self, duty):
        return [h for h in self.city.get(f"/api/r/report_duty/{duty['id']}/journal").json["items"] if h["action"] == "clock"]

    def next_rung(self, until):
        waiting = [r for d in self.duties() if d["state"] == "pending" for r in self.rungs(d) if self.now < r <= until]
        return min(waiting, default=None)

    def to(self, text):
        """Time goes from rung to rung; a second before each nothing has been said, at it it has."""
        until = at(text)
        while (rung := self.next_rung(until)) is not None:
            due = [d for d in self.duties() if d["state"] == "pending" and rung in self.rungs(d)]
            if rung - self.now > datetime.timedelta(seconds=1):
                self.set(rung - datetime.timedelta(seconds=1))
                before = {d["id"]: len(self.fired(d)) for d in due}
            else:
                before = {d["id"]: sum(r < rung for r in self.rungs(d)) for d in due}
            self.set(rung)
            for d in due:
                wait(f"{d['rule']} {d['level']} speaks up at {rung:%H:%M:%S}", lambda: len(self.fired(d)) == before[d["id"]] + sum(r == rung for r in self.rungs(d)))
        if until > self.now:
            self.set(until)

    # --- acts ---

    def post(self, who, path, body=None, status=(200, 201), what=None):
        got = self.city.post(path, body or {}, token=getattr(self, who))
        c.that(what or f"{who}: {path}", got.status in (status if isinstance(status, tuple) else (status,)), (got.status, got.body[:300]))
        return got.json

    def get(self, path, who=None):
        got = self.city.get(path, **({"token": getattr(self, who)} if who else {}))
        if got.status != 200:
            raise AssertionError((path, got.status, got.body[:300]))
        return got.json

    def change(self, who, key, record, **fields):
        version = self.get(f"/api/r/{key}/{record}")["version"]
        got = self.city.patch(f"/api/r/{key}/{record}", fields, headers={"If-Match": str(version)}, token=getattr(self, who))
        c.same(f"{who} enters {fields}", got.status, 200)


# --- before the night ---

def stage(n):
    """Teams of two counties, persons with telephones, posts, plans: what a city has before anything happens."""
    post = n.post
    for key, name, region, lon, lat, skills in (("fire_jiangshan", "江山消防站", "330881", 118.60, 28.73, ["collapse", "fire"]), ("boats", "江山水上救援队", "330881", 118.62, 28.74, ["water"]),
                                                ("fire_kecheng", "柯城消防站", "330802", 118.86, 28.95, ["fire", "chemical"]), ("chem", "柯城危化救援队", "330802", 118.85, 28.90, ["chemical"])):
        body = {"name": name, "kind": "national", "region": region, "lon": lon, "lat": lat, "capabilities": skills, "status": "ready", "assembly_min": 3}
        made = n.city.post("/api/r/team", body)
        c.same(f"the team {name}", made.status, 201)
        n.made[key] = made.json.get("id")
    rows = "".join(f"P{i},汪{i},139{i:08d},330881102000\n" for i in range(30)) + "D1,陈局,13800000001,330800000000\nD2,毛局,13800000002,330881000000\n"
    c.same("people of Hecun", n.city.upload("/api/r/person/import", "p.csv", f"ref,name,phone,region\n{rows}".encode()).status, 200)
    rows = "".join(f"Q{i},geo_watcher,P{i},330881102000,2019-01-01\n" for i in range(30))
    c.same("with posts", n.city.upload("/api/r/post/import", "q.csv", f"ref,kind,person,region,since\n{rows}".encode()).status, 200)
    for hazard, title in (("11D00", "地质灾害应急预案"), ("12D00", "危险化学品事故应急预案"), ("12H00", "道路交通事故应急预案")):
        region = "330881" if hazard == "11D00" else "330802" if hazard == "12D00" else "330800"
        plan = post("chen", "/api/r/plan", {"title": title, "kind": "special", "hazard": hazard, "region": region})["id"]
        for number, step, minute, level in (("1", "现场指挥部成立", 15, "4"), ("2", "疏散周边群众", 30, "3"), ("3", "请求省级支援", 60, "2"), ("4", "信息发布", 90, "")):
            post("chen", "/api/r/plan_step", {"plan": plan, "number": number, "title": step, "minute": minute} | ({"level": level} if level else {}))
        post("chen", f"/api/r/plan/{plan}/publish", {"issued_on": "2019-01-01", "signed_by": "陈局"})


    hours = {"region": "330800", "officer": "王建国", "leader": "陈局", "room_phone": "05708888119"}
    n.shift = post("wang", "/api/r/shift", hours | {"starts_at": "2019-08-08T07:30:00+08:00", "ends_at": iso(at("07:30"))})["id"]
    post("wang", f"/api/r/shift/{n.shift}/begin")
    n.next_shift = post("wang", "/api/r/shift", hours | {"officer": "刘芳", "starts_at": iso(at("07:30")), "ends_at": iso(at("1 07:30"))})["id"]


# --- the three ---

def seen_in_the_rain(n):
    """01:56 the cadre on the slope sees it and has no network; his telephone is seven minutes fast."""
    n.cadre = Phone(n, n.gan, skew=420)
    n.cadre.online = False
    n.cadre.do("/api/r/incident", {"title": "耕读村后山塌方", "kind": "11D01", "region": "330881102", "lon": 118.502, "lat": 28.701, "injuries": 1})


def slope(n):
    """02:00 a villager phones Jiangshan; at 02:03 it is entered."""
    made = n.post("zhou", "/api/r/incident", {"title": "贺村镇山体滑坡", "kind": "11D01", "region": "330881102", "lon": 118.50, "lat": 28.70, "known_at": iso(at("02:00")), "occurred_at": iso(at("01:55")),
                                              "grade": "3"}, what="the county enters it")
    n.made["slope"] = made["id"]
    d = n.by_rule("slope")
    c.same("five duties of three levels", sorted(d), [("R14", "county"), ("R14", "township"), ("R15", "city"), ("R19", "county"), ("R20", "county")])
    c.same("they run from the call", {x["started_at"] for x in d.values()}, {iso(at("02:00"))})
    c.same("paper within the hour", d["R20", "county"]["due_at"], iso(at("03:00")))


def sensor(n):
    """02:05 a gas sensor at a plant in Kecheng; nobody looks."""
    n.made["alarm"] = n.post("xu", "/api/r/alarm", {"source": "sensor", "title": "可燃气体高高报", "level": "1", "at": iso(n.now), "region": "330802"})["id"]


def plant(n):
    """02:10 the fire service enters the fire through the API; then the alarm is tied to it."""
    body = {"title": "高新园区储罐火灾", "kind": "12D01", "region": "330802", "lon": 118.84, "lat": 28.91, "known_at": iso(n.now), "occurred_at": iso(at("02:05")), "grade": "2"}
    made = [n.city.post("/api/r/incident", body, token=n.police, headers={"Idempotency-Key": "119-20190809-0042"}) for _ in range(2)]
    c.same("119 reports through the API", [m.status for m in made], [201, 201])
    c.same("their repeat is the same incident", made[0].json["id"], made[1].json["id"])
    n.made["plant"] = made[0].json["id"]
    n.change("xu", "alarm", n.made["alarm"], incident=n.made["plant"])
    c.same("its clocks run from the alarm", {x["started_at"] for x in n.duties(n.made["plant"])}, {iso(at("02:05"))})
    c.that("and say so", all("报警" in x["evidence"] for x in n.duties(n.made["plant"])))


def bus(n):
    """02:20 a bus on the motorway, which is the city's own."""
    made = n.post("police", "/api/r/incident", {"title": "高速公路客车侧翻", "kind": "12H01", "region": "330800", "lon": 118.95, "lat": 28.85, "known_at": iso(at("02:18")), "occurred_at": iso(at("02:15")), "deaths": 2})
    n.made["bus"] = made["id"]
    c.same("two dead: ordinary", n.get(f"/api/r/incident/{made['id']}")["grade_proposed"], "4")


def alone(n):
    """Each county sees its own; the city sees all three."""
    def seen(who):
        return {i["id"] for i in n.get("/api/r/incident?limit=50", who)["items"]}
    mine = n.made
    c.same("Jiangshan", seen("zhou"), {mine["slope"]})
    c.same("Kecheng", seen("xu"), {mine["plant"]})
    c.same("the city", seen("wang"), {mine["slope"], mine["plant"], mine["bus"]})
    c.same("the other's record is not there", n.city.get(f"/api/r/incident/{mine['plant']}", token=n.zhou).status in (403, 404), True)
    queue = n.get("/api/queue", "wang")["items"]
    c.same("one queue, the worst first among what is not late", [q["severity"] for q in queue if not q["overdue"]][0], 2)
    c.that("the county's queue is its own", all(q["region"].startswith("330802") for q in n.get("/api/queue", "xu")["items"]))


def network_back(n):
    """02:31 the cadre has network: his report of 01:56 arrives three times under one key."""
    n.cadre.online = True
    got = n.cadre.sync(repeat=3)
    c.same("his report arrives", got.status, 201)
    twin = got.json["id"]
    c.same("with the time when he saw it, by our clock", n.get(f"/api/r/incident/{twin}")["known_at"], iso(at("01:56")))
    first = n.get(f"/api/r/incident/{twin}/journal")["items"][0]
    c.same("both clocks are kept, the skew is named", (first["action"], first.get("device", {}).get("skew_s"), first.get("device", {}).get("skewed")), ("create", 420, True))
    when = iso(at("01:56")).replace("+", "%2B")
    offered = n.get(f"/api/incidents/similar?lon=118.502&lat=28.701&kind=11D01&at={when}", "zhou")["items"]
    c.that("it may be the same slope", n.made["slope"] in [o["id"] for o in offered], offered)
    for act, body, start in (("merge", {"merged_into": n.made["slope"], "reason": "同一滑坡"}, "01:56"), ("unmerge", {"reason": "再核"}, "02:00"), ("merge", {"merged_into": n.made["slope"], "reason": "同一滑坡"}, "01:56")):
        n.post("zhou", f"/api/r/incident/{twin}/{act}", body, what=f"the officer: {act}")
        c.same(f"after {act} all clocks of the slope start at {start}", {x["started_at"] for x in n.duties(n.made["slope"])}, {iso(at(start))})
    n.moved = {d["id"]: n.now for d in n.duties(n.made["slope"])}


# --- forces ---

def forces(n):
    asked = {"incidents": [{"incident": n.made["slope"], "slots": [{"capability": "collapse"}]}, {"incident": n.made["plant"], "slots": [{"capability": "chemical", "count": 2}]},
                           {"incident": n.made["bus"], "slots": [{"capability": "fire"}]}]}
    got = n.post("wang", "/api/dispatch/proposal", asked, what="one proposal for all three")
    filled = {s["incident"]: sorted(f["team"] for f in s["filled"]) for s in got["slots"]}
    c.same("the graver fire gets both, the slope its own, the bus none", filled, {n.made["slope"]: [n.made["fire_jiangshan"]], n.made["plant"]: sorted([n.made["fire_kecheng"], n.made["chem"]]), n.made["bus"]: []})
    c.that("and why", [s["why_empty"] for s in got["slots"] if s["incident"] == n.made["bus"]][0])
    n.orders = {}
    for team, incident in (("fire_jiangshan", "slope"), ("fire_kecheng", "plant"), ("chem", "plant")):
        n.orders[team] = n.post("wang", "/api/r/dispatch", {"incident": n.made[incident], "team": n.made[team], "mission": "救援"})["id"]
    c.same("nobody is sent twice", n.city.post("/api/r/dispatch", {"incident": n.made["bus"], "team": n.made["fire_kecheng"]}, token=n.chen).status, 409)


def team_accepts(n):
    n.rescue, n.path = Phone(n, n.li), f"/api/r/dispatch/{n.orders['fire_jiangshan']}"
    c.same("it accepts", n.rescue.do(f"{n.path}/accept").status, 200)
    n.rescue.online = False


def team_departs(n):
    n.rescue.do(f"{n.path}/depart")


def team_arrives(n):
    n.rescue.do(f"{n.path}/arrive")
    c.same("here nobody knows", n.get(n.path)["state"], "accepted")


def team_back(n):
    n.rescue.online = True
    c.same("what it did arrives", n.rescue.sync(repeat=2).status, 200)
    record = n.get(n.path)
    c.same("with the minutes when it was done", (record["accepted_at"], record["departed_at"], record["arrived_at"]), (iso(at("02:35")), iso(at("02:38")), iso(at("02:55"))))
    history = n.get(f"{n.path}/journal")["items"]
    c.same("and that of its arrival here", [h["at"] for h in history if h["action"] == "arrive"], [iso(n.now)])


# --- notices, ten minutes without the gateway ---

def gateway_dies(n):
    """02:40 the message centre is dead: thirty watchers of Hecun hear it by telephone within their second minute."""
    n.sms.mode = "mute"
    n.sms.cut()
    wait("the program notices", lambda: {i["channel"]: i["state"] for i in n.get("/api/notices/channels", "wang")["items"]}["sms"] == "down")
    n.notice = n.post("zhou", "/api/r/notice", {"subject": "地质灾害叫应", "body": "后山滑坡，请立即组织转移并回复收到", "audience": "post:geo_watcher@330881102", "channel": ["sms", "auto_call"], "region": "330881",
                                                "incident": n.made["slope"], "needs_answer": 1})["id"]
    n.post("zhou", f"/api/r/notice/{n.notice}/send", {}, what="sent in spite of it")


def ready(n):
    """Two seconds later each has a receipt and waits."""
    wait("everybody waits", lambda: {(i["channel"], i["state"]): i["count"] for i in n.get(f"/api/notices/{n.notice}/deliveries")["items"]} == {("sms", "waiting"): 30, ("auto_call", "waiting"): 30})


def watchers(n):
    """Numbers of Hecun that were called; the ladders of the reports call officers meanwhile."""
    return {number for number, _ in n.voice.dialled if number.startswith("139")}


def not_called_yet(n):
    time.sleep(0.3)
    c.same("half a minute later nobody is called", watchers(n), set())


def called(n):
    wait("a minute later all are called", lambda: len(watchers(n)) == 30, 40)
    wait("and heard it", lambda: n.get(f"/api/r/notice/{n.notice}")["n_heard"] == 30, 40)


def gateway_back(n):
    n.sms.mode = ""
    time.sleep(1)
    c.same("back again, it has nothing to repeat", [x for x in n.sms.texts if x[0].startswith("139")], [])
    c.same("nobody was called twice", len([x for x, _ in n.voice.dialled if x.startswith("139")]), 30)
    told = [text for number, text in n.sms.texts if number == "13800000001"]
    c.that("at 80 percent the leader on duty was written to, about his own level", any("贺村镇山体滑坡" in t and "80%" in t for t in told), told)


# --- filings, figures, papers ---

def phoned(n):
    n.post("zhou", "/api/r/filing", {"incident": n.made["slope"], "stage": "first", "level": "county", "channel": "phone", "text": "贺村镇滑坡，1人受伤"})
    one = n.by_rule("slope")["R19", "county"]
    c.same("the call to the city was 26 minutes late, by the cadre's minute", (one["state"], one["late_s"]), ("filed", 26 * 60))


def filed(n):
    n.post("zhou", "/api/r/filing", {"incident": n.made["slope"], "stage": "first", "level": "county", "channel": "written", "text": "贺村镇滑坡，1人受伤"})
    one = n.by_rule("slope")["R20", "county"]
    c.same("the paper was in time", (one["state"], one["late_s"]), ("filed", 0))


def figures(n):
    n.change("wang", "incident", n.made["bus"], deaths=3, injuries=11)
    c.same("a third one dies: larger", n.get(f"/api/r/incident/{n.made['bus']}")["grade_proposed"], "3")
    n.change("zhou", "incident", n.made["slope"], injuries=2, missing=1, evacuated=46)
    wrong = n.post("zhou", "/api/r/timeline", {"incident": n.made["slope"], "at": iso(n.now), "kind": "casualty", "text": "失踪2人"})["id"]
    n.post("zhou", "/api/r/timeline", {"incident": n.made["slope"], "at": iso(n.now), "kind": "correction", "text": "失踪1人", "corrects": wrong, "correction_reason": "村里核对"}, what="a correction")
    n.post("zhou", "/api/r/timeline", {"incident": n.made["slope"], "at": iso(n.now), "kind": "other", "text": "雨停"})


MARK = re.compile(r'<w:bookmarkStart [^>]*w:name="([^"]+)"[^>]*/>(.*?)<w:bookmarkEnd', re.S)


def paper(n, who, incident, kind):
    got = n.city.get(f"/api/incidents/{n.made[incident]}/paper.docx?kind={kind}", token=getattr(n, who))
    c.same(f"{kind} of the {incident}", got.status, 200)
    xml = zipfile.ZipFile(io.BytesIO(got.body)).read("word/document.xml").decode()
    marks = {name: "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", inner)) for name, inner in MARK.findall(xml)}
    record = n.get(f"/api/r/incident/{n.made[incident]}")
    for field, value in (("deaths", record["deaths"]), ("missing", record["missing"]), ("evacuated", record["evacuated"])):
        name = f"incident_{field}"
        if name in marks:
            told = marks[name]
            c.that(f"{kind}: {field} is the record's", (str(value) in re.findall(r"\d+", told)) if value is not None else not re.search(r"\d", told), (told, value))
    c.that(f"{kind}: figures are marked", any(m.startswith("incident_") for m in marks), sorted(marks)[:10])
    return xml


def papers(n):
    for who, incident in (("zhou", "slope"), ("xu", "plant"), ("wang", "bus")):
        xml = paper(n, who, incident, "flash")
        c.that("with its name", n.get(f"/api/r/incident/{n.made[incident]}")["title"] in xml)
    c.same("another county gets none", n.city.get(f"/api/incidents/{n.made['slope']}/paper.docx?kind=flash", token=n.xu).status, 403)


# --- response ---

def decided(n):
    """Level II at the plant needs two; its steps are tasks with minutes."""
    found = n.get(f"/api/r/response?incident={n.made['plant']}")["items"]
    c.same("level II is proposed for the plant", [(r["level"], r["state"]) for r in found], [("2", "proposed")])
    n.response = found[0]["id"]
    path = f"/api/r/response/{n.response}"
    body = {"started_at": iso(n.now), "planned_end_at": iso(at("1 03:25")), "measures": "冷却、围堵、疏散一公里"}
    n.post("xu", f"{path}/activate", body, status=403, what="a duty officer does not decide")
    n.post("chen", f"{path}/activate", body, what="the first of two")
    c.same("one is not enough", n.get(path)["state"], "proposed")
    n.post("fang", f"{path}/activate", body, what="the second")
    c.same("two are", n.get(path)["state"], "active")
    n.tasks = {t["title"]: t for t in n.get(f"/api/r/task?response={n.response}")["items"]}
    c.same("its steps with their minutes", {title: t["due_at"] for title, t in n.tasks.items()},
           {"现场指挥部成立": iso(at("03:40")), "疏散周边群众": iso(at("03:55")), "请求省级支援": iso(at("04:25")), "信息发布": iso(at("04:55"))})


def task_taken(n):
    n.helper = Phone(n, n.zhu, skew=-90)
    c.same("a team takes it", n.helper.do(f"/api/r/task/{n.tasks['疏散周边群众']['id']}/accept").status, 200)
    n.helper.online = False


def task_done(n):
    n.helper.do(f"/api/r/task/{n.tasks['疏散周边群众']['id']}/finish", {"result": "疏散312人"})


def task_back(n):
    n.helper.online = True
    c.same("its end arrives late", n.helper.sync().status, 200)
    review = {r["title"]: r for r in n.get(f"/api/responses/{n.response}/review")["items"]}
    c.same("and counts by its own minute", (review["疏散周边群众"]["planned_min"], review["疏散周边群众"]["finished_min"]), (30, 25))


def killed(n):
    """The power goes. What was said is there, and nothing is said twice."""
    before = {d["id"]: (d["state"], d["due_at"], len(n.fired(d))) for d in n.duties()}
    n.city.stop(9)
    n.city.clock = f"{iso(n.now)}x0"
    n.city.start()
    time.sleep(0.5)
    c.same("after the power cut every clock stands as it stood", {d["id"]: (d["state"], d["due_at"], len(n.fired(d))) for d in n.duties()}, before)


def morning(n):
    """All rungs of all clocks of the night, by their journals: each once, in its second, none after it was filed."""
    wrong = []
    for d in n.duties():
        fired = [moment(h["at"]) for h in n.fired(d)]
        ended = moment(d["filed_at"]) if d["filed_at"] else n.now
        wanted = [r for r in n.rungs(d) if r <= min(ended, n.now)]
        moved = n.moved.get(d["id"])  # before that minute they went by other limits
        good = len(fired) == len(wanted) and all(f == w or (moved and w <= moved and f <= moved) for f, w in zip(fired, wanted))
        if not good:
            wrong.append((d["incident"], d["rule"], d["level"], [f"{f:%H:%M:%S}" for f in fired], [f"{w:%H:%M:%S}" for w in wanted]))
    c.same("every rung in its second", wrong, [])
    told = [r["object"] for r in n.get("/api/r/reminder?limit=500")["items"] if r["state"] == "told"]
    c.that("one reminder for one matter, whatever rung it is on", told and len(told) == len(set(told)), len(told))
    c.same("nobody is sent to the door of a duty room", [t["title"] for t in n.get("/api/r/task?limit=200")["items"] if "报送时限" in t["title"]], [])
    waiting = [q for q in n.get("/api/queue", "zhou")["items"]]
    c.same("nor does the message of a reminder wait beside it", [q["title"] for q in waiting if q["register"] == "receipt"], [])
    table = {(r["region"], r["level"]): r for r in n.get("/api/reporting/late?month=2019-08", "wang")["items"]}
    c.same("the month knows who was late", (table["330881000000", "county"]["late"] >= 1, table["330802000000", "county"]["missing"] >= 1), (True, True))
    places = {e.get("region") or "" for e in n.ear.heard}
    c.that("Kecheng's feed spoke", any(p.startswith("330802") for p in places), places)
    c.that("of nothing of the other county", not any(p.startswith("330881") for p in places), places)


# --- the morning after ---

def handing_over(n):
    """The officer of the night signs; what is open is in the sheet, by itself."""
    sheet = n.get("/api/duty/takeover", "wang")
    c.same("the sheet of this shift and the next", (sheet["shift"]["id"], sheet["next"]["id"]), (n.shift, n.next_shift))
    c.same("all three incidents are in it", {n.made[k] for k in ("slope", "plant", "bus")} <= {i["id"] for i in sheet["incidents"]}, True)
    c.that("and the response", "Ⅱ" in sheet["text"]["responses"] or "II" in sheet["text"]["responses"], sheet["text"]["responses"])
    n.post("wang", f"/api/r/shift/{n.shift}/hand_over", sheet["text"] | {"handover_note": "三起事件在办"}, what="the officer of the night signs")


def taken_over(n):
    """In the minute of the change the next one signs, and the new log begins with it."""
    n.post("wang", f"/api/r/shift/{n.shift}/take_over", status=409, what="nobody signs for both")
    n.post("chen", f"/api/r/shift/{n.shift}/take_over", what="the other one signs")
    c.same("in time", n.get(f"/api/r/shift/{n.shift}")["late_s"], 0)
    c.same("the new shift runs", n.get("/api/duty/now", "wang")["shift"]["id"], n.next_shift)
    log = n.get(f"/api/r/duty_log?shift={n.next_shift}&sort=at")["items"]
    c.that("its log begins with the takeover", log and log[0]["kind"] == "handover" and "三起事件在办" in log[0]["text"], log[:1])


def not_yet_over(n):
    """Nobody closes the slope while something is open, and each open thing is named."""
    for action in ("verify", "handle", "control"):
        n.post("wang", f"/api/r/incident/{n.made['slope']}/{action}", what=f"the slope: {action}")
    no = n.city.post(f"/api/r/incident/{n.made['slope']}/close", {"closed_at": iso(n.now), "grade": "3"}, token=n.wang)
    named = {e["field"] for e in no.json["errors"]}
    c.that("it is not over: missing, forces, response, last report", no.status == 409 and {"no_missing", "stood_down", "response_ended", "final_report"} <= named, (no.status, named))


def over(n):
    """Found; the team goes home; the last report; response and incident end; the papers have the last figures."""
    slope = n.made["slope"]
    n.change("zhou", "incident", slope, missing=0, injuries=3)
    for action, body in (("finish", {"result": "搜救完毕", "rescued": 1}), ("stand_down", {})):
        n.rescue.do(f"{n.path}/{action}", body)
    c.same("the team is ready again", n.get(f"/api/r/team/{n.made['fire_jiangshan']}")["status"], "ready")
    response = n.get(f"/api/r/response?incident={slope}")["items"][0]["id"]
    path = f"/api/r/response/{response}"
    n.post("chen", f"{path}/activate", {"started_at": iso(at("02:30")), "planned_end_at": iso(at("1 02:30")), "measures": "搜救、转移"}, what="its response was decided")
    for t in n.get(f"/api/r/task?response={response}")["items"]:
        for action, body in (("accept", {}), ("finish", {"result": "已完成"})):
            n.post("li", f"/api/r/task/{t['id']}/{action}", body)
    for item in ("threat_gone", "measures_stopped"):
        n.post("wang", f"/api/responses/{response}/ending/{item}", {"note": "现场已移交"})
    n.post("zhou", "/api/r/filing", {"incident": slope, "stage": "final", "level": "county", "channel": "written", "text": "终报：无人员死亡"})
    n.post("chen", f"{path}/change_level", {"level": "4", "reason": "险情趋缓", "measures": "监测"}, what="lowered first")
    n.post("chen", f"{path}/end", {"ended_at": iso(n.now), "reason": "险情解除"}, what="the response ends")
    n.post("wang", f"/api/incidents/{slope}/ending/threat_gone", {"note": "监测48小时无位移"})
    left = [i["item"] for i in n.get(f"/api/incidents/{slope}/ending", "wang")["items"] if i["state"] == "open"]
    for item in left:
        n.post("chen", f"/api/incidents/{slope}/ending/{item}", {"override": "46人由村委会安置"}, what=f"a commander answers for {item}")
    done = n.post("wang", f"/api/r/incident/{slope}/close", {"closed_at": iso(n.now), "grade": "3"}, what="now it is closed")
    c.same("closed", done.get("state"), "closed")
    for who, kind in (("zhou", "final"), ("wang", "special"), ("zhou", "follow_up")):
        paper(n, who, "slope", kind)


def learnt(n):
    """A lesson, which only a later drill closes."""
    lesson = n.post("zhou", "/api/r/lesson", {"incident": n.made["slope"], "what": "山区无信号，报告迟到35分钟", "why": "无卫星电话", "measure": "每村配卫星电话", "owner": "毛局", "found_at": iso(n.now), "due_on": "2019-08-20", "region": "330881"})
    n.lesson = lesson["id"]
    n.early = n.post("wang", "/api/r/drill", {"name": "前一日演练", "at": iso(at("00:10")), "region": "330881", "kind": "field", "lessons": lesson["number"]})["id"]
    n.post("wang", f"/api/r/drill/{n.early}/evaluate", {"result": "good"})
    n.post("zhou", f"/api/r/lesson/{n.lesson}/complete", {"done_note": "已配发"})
    n.post("wang", f"/api/r/lesson/{n.lesson}/close", {"tested_by": n.early}, status=409, what="a drill of before proves nothing")


def drilled(n):
    number = n.get(f"/api/r/lesson/{n.lesson}")["number"]
    drill = n.post("wang", "/api/r/drill", {"name": "断网报告演练", "at": iso(at("1 09:00")), "region": "330881", "kind": "field", "lessons": number})["id"]
    n.post("wang", f"/api/r/drill/{drill}/evaluate", {"result": "good"})
    c.same("a later one does", n.post("wang", f"/api/r/lesson/{n.lesson}/close", {"tested_by": drill}).get("state"), "closed")


NIGHT = [("01:56", seen_in_the_rain), ("02:03", slope), ("02:05", sensor), ("02:10", plant), ("02:20", bus), ("02:21", alone), ("02:31", network_back), ("02:33", forces), ("02:35", team_accepts),
         ("02:38", team_departs), ("02:40", gateway_dies), ("02:40:02", ready), ("02:40:30", not_called_yet), ("02:41:03", called), ("02:50", gateway_back), ("02:52", phoned), ("02:54", filed), ("02:55", team_arrives),
         ("02:56", figures), ("03:12", team_back), ("03:20", papers), ("03:25", decided), ("03:31", task_taken), ("03:50", task_done), ("04:10", task_back), ("04:15", killed), ("07:00", morning), ("07:25", handing_over), ("07:30", taken_over),
         ("08:30", not_yet_over), ("09:10", over), ("09:30", learnt), ("1 10:00", drilled)]


def main():
    sms, voice = Cmpp(), Voice()
    city = City(sandbox=True, clock=f"{iso(at('01:50'))}x0")
    try:
        gates = {"sms": {"protocol": "cmpp", "host": "127.0.0.1", "port": sms.port, "user": "901234", "password": "secret", "from": "12379", "service": "anlan"},
                 "voice": {"url": f"http://127.0.0.1:{voice.port}/calls", "window": 64}}
        (city.dir / "gateways.json").write_text(json.dumps(gates))
        os.chmod(city.dir / "gateways.json", 0o600)
        city.start()
        city.token = city.new_token("admin")
        n = Night(city, sms, voice)
        stage(n)
        n.ear = Ear(city, n.xu)
        for when, act in NIGHT:
            n.to(when)
            act(n)
        city.stop()
        c.same("the journal is sound", run("verify", "--data", city.dir, check=False).returncode, 0)
    finally:
        city.stop()
        sms.close()
        voice.close()


main()
c.close()
