# SPDX-License-Identifier: Apache-2.0
"""The drill engine with a small scenario: as fast as it goes it plays the same way every time; in step with the clock a person pauses it,
jumps ahead and takes a role, whose actor falls silent. Nothing of it reaches a live city, and a broken scenario is refused with its line."""
import datetime
import http.client
import io
import json
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import zipfile

from city import ANLAN, ROOT, Checks, City, run

c = Checks()
SLIDE = ROOT / "model/scenarios/slide"
START = datetime.datetime.fromisoformat("2019-08-09T01:00:00+08:00")
folder = pathlib.Path(tempfile.mkdtemp(prefix="anlan-drill-"))


def minutes(text):
    return (datetime.datetime.fromisoformat(text) - START).total_seconds() / 60


def at_once(name, seed=1):
    done = run("drill", "run", SLIDE, "--speed", "max", "--seed", seed, "--data", folder / name, "--json")
    lines = done.stdout.strip().splitlines()
    return json.loads(lines[-1]), lines


def rows_of(book):
    """The cells of a workbook's first sheet, as text."""
    files = zipfile.ZipFile(io.BytesIO(book))
    rows = []
    for row in re.findall(r"<row .*?</row>", files.read("xl/worksheets/sheet1.xml").decode()):
        cells = {ref: re.sub(r"<[^>]+>", "", inner) for ref, inner in re.findall(r'<c r="([A-I])\d+"[^/>]*>(.*?)</c>', row)}
        rows.append([cells.get(column, "") for column in "ABCDEFGHI"])
    return rows


class Stage:
    """A drill in step with the clock."""

    def __init__(self, name, *words):
        self.dir = folder / name
        self.process = subprocess.Popen([ANLAN, "drill", "run", str(SLIDE), "--data", str(self.dir), "--json", "--keep", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        first = self.process.stdout.readline()
        self.port = int(re.match(r"listening on http://127\.0\.0\.1:(\d+)", self.process.stdout.readline()).group(1))
        told = json.loads(self.process.stdout.readline())
        c.same("its directory and its port are told first", (first.strip(), told["port"]), (f"directory {self.dir}", self.port))
        self.token = told["token"]

    def ask(self, method, path, body=None, token=None, cookie=None):
        head = {"Authorization": f"Bearer {token or self.token}"} if not cookie else {"Cookie": cookie, "X-Anlan": "1"}
        if body is not None:
            head["Content-Type"] = "application/json"
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            link.request(method, path, json.dumps(body) if body is not None else None, head)
            reply = link.getresponse()
            text = reply.read()
            self.cookie = (reply.getheader("Set-Cookie") or "").split(";")[0]
            return reply.status, json.loads(text) if text else None
        finally:
            link.close()

    def drill(self):
        return self.ask("GET", "/api/drill")[1]

    def until(self, what, holds, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            d = self.drill()
            if holds(d):
                c.that(what, True)
                return d
            time.sleep(0.05)
        c.that(what, False, self.drill())
        return self.drill()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        c.same("it ends when it is asked to", self.process.wait(30), 0)
        self.process.stdout.close()


# --- as fast as it goes ---

one, said = at_once("one")
goals = {g["key"]: g for g in one["goals"]}
c.same("the directory is told first", said[0], f"directory {folder / 'one'}")
c.same("it ran to its end", (one["over"], one["now"]), (True, "2019-08-09T05:00:00+08:00"))
c.that("the actor answered within its span", 10 <= goals["respond"]["actual"] <= 31, goals["respond"])
c.same("what came in time has all its points", goals["respond"]["earned"], 20)
c.same("what never came has none", (goals["forces"]["actual"], goals["forces"]["earned"]), (None, 0))
c.same("an amount is asked of the interface", (goals["closures"]["actual"], goals["closures"]["earned"]), (1, 10))
c.same("what was expected came", [(e["met"], e["missed"]) for e in one["expected"]], [(True, False)])
c.same("35 of 45 points", (one["score"], one["verdict_zh"]), (77.8, "良"))
texts = [line["zh"] for line in one["lines"]]
c.that("an inject with `unless` does not happen when players acted", "无人报告时才发生" not in texts, texts)
c.that("one with `only_if` does", "道路仍未抢通" in texts, texts)
c.same("nothing was refused", [line for line in one["lines"] if "refused" in line], [])
two, _ = at_once("two")
three, _ = at_once("three", seed=77)
shape = lambda d: [(line["at"], line["zh"]) for line in d["lines"]]  # noqa: E731
c.same("the same seed plays the same way, to the second", shape(two), shape(one))
c.that("another seed another way", shape(three) != shape(one), shape(three))
c.same("scores stand in its directory", json.loads((folder / "one/scores.json").read_text())["score"], one["score"])
c.same("its journal is a journal", run("verify", "--data", folder / "one", check=False).returncode, 0)

(folder / "example").mkdir()
(folder / "example/scenario.yaml").write_text(re.search(r"```yaml\n(.*?)```", (ROOT / "doc/drills.md").read_text(), re.S).group(1))
shown = json.loads(run("drill", "run", folder / "example", "--speed", "max", "--data", folder / "shown", "--json").stdout.strip().splitlines()[-1])
c.same("the example of the manual plays as it says", (len(shown["lines"]), [line for line in shown["lines"] if "refused" in line], [e["met"] for e in shown["expected"]], shown["score"]), (3, [], [True], 100))

# --- what came before the start of a goal does not count, what comes after it does ---

early = folder / "early-scenario"
early.mkdir()
shut = """  - {at: T+0:%s, kind: closure, as: desk, post: /api/r/road_closure, body: '{"road":"村道","reason":"落石","since":"{now}","region":"330881"}', zh: 封路, en: closed}\n"""
(early / "scenario.yaml").write_text(f"""title: {{zh: 先后, en: before and after}}
city: "330800"
start: 2019-08-09T01:00:00+08:00
end: 2019-08-09T02:00:00+08:00
roles:
  - {{key: desk, role: duty, region: "330800", zh: 值班员, en: desk}}
injects:
{shut % '05'}  - {{at: T+0:10, kind: call, as: desk, post: /api/r/incident, body: '{{"title":"滑坡","kind":"11D01","region":"330881","known_at":"{{now}}"}}', zh: 接报, en: call}}
{shut % '20'}{shut % '40'}goals:
  - {{key: shut, zh: 封路, en: closed, from: {{on: incident.create}}, to: {{on: road_closure.create}}, planned: 15m}}
""")
done = run("drill", "run", early, "--speed", "max", "--json", "--data", folder / "early", check=False)
c.same("the first closure after the call", [(g["actual"], g["earned"]) for g in json.loads(done.stdout.strip().splitlines()[-1])["goals"]] if done.returncode == 0 else done.stderr, [(10, 10)])

# --- in step with the clock, and a person in it ---

stage = Stage("four", "--speed", "600")
status, d = stage.ask("POST", "/api/drill/control", {"paused": True})
c.same("it pauses", (status, d["paused"]), (200, True))
before = stage.drill()["now"]
time.sleep(0.4)
c.same("and stands still", stage.drill()["now"], before)
c.same("nobody turns the clock back", stage.ask("POST", "/api/drill/control", {"to": "2019-08-09T00:00:00+08:00"})[0], 400)
c.same("nor past the end", stage.ask("POST", "/api/drill/control", {"to": "T+9:00"})[0], 400)
c.same("a speed is a speed", [stage.ask("POST", "/api/drill/control", {"speed": s})[0] for s in (0, -1, "fast", 1e9)], [400] * 4)
c.same("no such role", stage.ask("POST", "/api/drill/roles/nobody/take", {})[0], 404)
status, d = stage.ask("POST", "/api/drill/roles/chief/take", {})
cookie = stage.cookie
c.same("a person takes a role", (status, [r["key"] for r in d["roles"] if r["taken"]]), (200, ["chief"]))
c.that("with a cookie of the drill's own", re.match(r"anlan-drill-\d+=", cookie), cookie)
c.same("and is signed in as its account", stage.ask("GET", "/api/session", cookie=cookie)[1]["account"]["name"], "chief")
stage.ask("POST", "/api/drill/control", {"to": "T+1:30"})
d = stage.until("it jumps ahead", lambda d: d["now"] >= "2019-08-09T02:30:00+08:00" and not d["jumping"])
c.same("it says when the script goes on", d["next"], "2019-08-09T03:00:00+08:00")
few = stage.ask("GET", "/api/drill?lines=1")[1]
c.same("the last line alone when only that is asked", (few["lines"], few["n_lines"]), (d["lines"][-1:], len(d["lines"])))
c.that("what lay between has happened in its time", ("2019-08-09T02:00:00+08:00", "村道被阻断") in shape(d), shape(d))
c.that("the actor of the taken role is silent", "启动响应" not in [line["zh"] for line in d["lines"]], d["lines"])
waiting = stage.ask("GET", "/api/r/response?state=proposed", cookie=cookie)[1]["items"]
c.same("its work waits for the person", len(waiting), 1)
w = waiting[0]
body = {"level": w["level"], "reasons": w["reasons"], "started_at": d["now"], "planned_end_at": "2019-08-09T20:00:00+08:00", "measures": "转移群众"}
c.same("who does it", stage.ask("POST", f"/api/r/response/{w['id']}/activate", body, cookie=cookie)[0], 200)
d = stage.until("which counts, late as it is", lambda d: {g["key"]: g for g in d["goals"]}["respond"]["actual"] is not None)
goal = {g["key"]: g for g in d["goals"]}["respond"]
c.that("80 minutes where 60 were planned: two thirds of the points", goal["actual"] == 80 and abs(goal["earned"] - 20 * (2 - 80 / 60)) < 1e-9, goal)
c.same("the role goes back", stage.ask("POST", "/api/drill/roles/chief/give", {}, cookie=cookie)[1]["roles"][1]["taken"], False)
stage.ask("POST", "/api/drill/control", {"paused": False, "speed": 7200})
d = stage.until("it runs on to its end", lambda d: d["over"])
c.same("and stands there", d["now"], "2019-08-09T05:00:00+08:00")
c.same("and nothing more comes", d["next"], None)
link = http.client.HTTPConnection("127.0.0.1", stage.port, timeout=30)
link.request("GET", "/api/drill/review.xlsx", headers={"Authorization": f"Bearer {stage.token}", "Accept-Language": "zh"})
rows = rows_of(link.getresponse().read())
c.same("its evaluation is a workbook: score, goals, reactions, course", [sum(r[0] == k for r in rows) for k in ("总评", "目标", "应对", "过程")], [1, 3, len(d["expected"]), len(d["lines"])])
c.same("with planned beside actual", next(r[4:8] for r in rows if r[3] == "接报至启动响应")[:3], ["60", "80", "20"])
c.same("somebody without a right moves nothing", stage.ask("POST", "/api/drill/control", {"paused": True}, token="x")[0], 401)
modes = lambda items: {i["channel"]: i["state"] for i in items}  # noqa: E731
c.same("its gateways answer by themselves", set(modes(stage.ask("GET", "/api/notices/channels")[1]["items"]).values()), {"up"})
c.that("every screen says that it is a drill", stage.ask("GET", "/api/wall")[1]["drill"], "")
stage.end()

# --- a live city has none ---

live = City()
(live.dir / "gateways.json").write_text(json.dumps({k: {"protocol": "sandbox"} for k in ("sms", "voice", "email", "webhook")}))
(live.dir / "gateways.json").chmod(0o600)
with live as city:
    c.same("nor a gateway that only says it has sent", set(modes(city.get("/api/notices/channels").json["items"]).values()), {"off"})
    c.same("a live city has no drill", (city.get("/api/drill").status, city.post("/api/drill/control", {"paused": True}).status), (404, 404))
    c.same("and no clock to set", city.post("/api/clock", {"advance_s": 60}).status, 403)
    known = {s["key"]: s for s in city.get("/api/scenarios").json["items"]}
    c.that("it knows its scenarios", known["slide"]["title"] and known["slide"]["seconds"] == 24, known)
    c.same("what it does not know it does not start", [city.post("/api/drills", {"scenario": s}).status for s in ("none", "../x", "model/scenarios/slide", "")], [404] * 4)
    c.same("at a speed that is one", city.post("/api/drills", {"scenario": "slide", "speed": 0}).status, 400)
    seq = city.get("/api/status").json["journal"]["seq"]
    made = city.post("/api/drills", {"scenario": "slide", "speed": 14400})
    c.same("it starts one beside itself", made.status, 201)
    beside = made.json
    link = http.client.HTTPConnection("127.0.0.1", beside["port"], timeout=30)
    link.request("GET", "/api/drill", headers={"Authorization": f"Bearer {beside['token']}"})
    c.same("which answers on a port of its own", json.loads(link.getresponse().read())["scenario"], "slide")
    c.same("and is listed", [d["id"] for d in city.get("/api/drills").json["items"]], [beside["id"]])
    end = time.monotonic() + 40
    while not (held := city.get("/api/r/drill?state=held").json["items"]) and time.monotonic() < end:
        time.sleep(0.2)
    c.same("when it is over the city has it on record", [(h["form"], h["kind"]) for h in held], [("virtual", "模拟推演")])
    c.that("with its score and what was not reached", "77.8" in held[0]["scenario"] and "派出救援力量" in held[0]["problems"], held)
    c.same("and nothing else of it", city.get("/api/r/incident").json["total"], 0)
    c.same("once", city.get("/api/r/drill").json["total"], 1)
    c.that("in one stroke", city.get("/api/status").json["journal"]["seq"] <= seq + 12, city.get("/api/status").json["journal"])
    second = city.post("/api/drills", {"scenario": "slide"}).json
    c.same("a third at once is refused", city.post("/api/drills", {"scenario": "slide"}).status, 409)
    c.same("one is ended", city.call("DELETE", f"/api/drills/{second['id']}").status, 204)
    c.same("once", city.call("DELETE", f"/api/drills/{second['id']}").status, 404)
    pid_of = lambda: subprocess.run(["pgrep", "-f", f"drill run slide --data {city.dir}"], capture_output=True, text=True).stdout.split()  # noqa: E731
    c.same("the other still runs", len(pid_of()), 1)
end = time.monotonic() + 10
while pid_of() and time.monotonic() < end:
    time.sleep(0.1)
c.same("and ends with its city", pid_of(), [])

# --- what is broken is refused ---

text = (SLIDE / "scenario.yaml").read_text()
BROKEN = (
    ("speed: 600", "spede: 600", r"scenario\.yaml:\d+.*spede"),
    ("as: chief\n", "as: nobody\n", r"scenario\.yaml:\d+.*nobody"),
    ("at: T+1:00", "at: T+40:00", r"scenario\.yaml:\d+.*T\+40:00"),
    ("at: T+1:00", "at: soon", r"scenario\.yaml:\d+.*soon"),
    ("after: 10m", "after: a while", r"scenario\.yaml:\d+.*a while"),
    ("post: /api/r/timeline", "post: http://elsewhere/", r"scenario\.yaml:\d+.*elsewhere"),
    ('body: \'{"incident":"{ref:slide}"', 'body: \'{"incident":"{ref:slide}', r"scenario\.yaml:\d+.*JSON"),
    ("file: log.csv", "file: none.csv", r"scenario\.yaml:\d+.*none\.csv"),
    ("planned: 60m, ", "", r"scenario\.yaml:\d+.*respond"),
    ("end: 2019-08-09T05:00:00+08:00", "end: 2019-08-09T00:00:00+08:00", r"scenario\.yaml:\d+"),
)
for i, (old, new, wanted) in enumerate(BROKEN):
    bad = folder / f"bad{i}"
    shutil.copytree(SLIDE, bad)
    c.that(f"{old!r} stands in the scenario", old in text)
    (bad / "scenario.yaml").write_text(text.replace(old, new, 1))
    done = run("drill", "run", bad, "--speed", "max", "--data", folder / f"never{i}", check=False)
    c.that(f"{new!r} is refused with its line", done.returncode == 1 and re.search(wanted, done.stderr), done.stderr[:300])
    c.that("and no sandbox is left", not (folder / f"never{i}").exists())
c.same("an unknown scenario", run("drill", "run", "../../etc", check=False).returncode, 1)
c.same("words", [run("drill", *w, check=False).returncode for w in ((), ("dance",), ("run",), ("run", "lekima", "--speed", "-1"))], [2, 2, 2, 2])
shutil.rmtree(folder, ignore_errors=True)
c.close()
