# SPDX-License-Identifier: Apache-2.0
"""Sources of tracks, fetched by the server itself: off until an administrator switches one on, then in time, only what is new, quietly.
What is broken, foreign, too large or too late is refused with its reason and tried less and less often; the desk hears of it. It leads
into no network of ours that is not listed, and a drill fetches nothing."""
import datetime
import http.client
import http.server
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import time

from city import ANLAN, Checks, City, ROOT, run

c = Checks()
vectors = ROOT / "test/vector/typhoon"
shared = ROOT.parent / "shared/vectors/typhoon.jsonl"
folder = pathlib.Path(tempfile.mkdtemp(prefix="anlan-feeds-"))
POINT = ',\n    [1003,"202608110900",1786438800000,"STY",121.0,20.4,960,42,"NW",14,[["30KTS",260,210,160,210,1003]],{}]\n  ]\n]})'
VIEW = (vectors / "nmc_view_069.txt").read_text()
MORE = re.sub(r"\n  \]\n\]\}\)\s*$", lambda _: POINT, VIEW)
assert MORE != VIEW


class Host(http.server.ThreadingHTTPServer):
    """Somebody else's server: what it answers is set by path."""
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.says, self.asked, self.let_go = {}, [], threading.Event()
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def times(self, path):
        return self.asked.count(path)


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        say = self.server.says.get(self.path, 404)
        if say == "late":
            self.server.let_go.wait(60)
            say = 200
        if isinstance(say, int):
            self.send_response(say)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif isinstance(say, str) and say.startswith("-> "):
            self.send_response(302)
            self.send_header("Location", say[3:])
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            body = say.encode() if isinstance(say, str) else say
            self.send_response(200)
            if len(body) < 8 << 20:  # a large one does not say so beforehand
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                pass

    def log_message(self, *_):
        pass


def wait(what, holds, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until and not holds():
        time.sleep(0.05)
    c.that(what, holds())


def listing(city, *hosts):
    path = city / "gateways.json"
    path.write_text(json.dumps({"tracks": {"hosts": list(hosts)}}))
    path.chmod(0o600)


class Sources:
    def __init__(self, city, host):
        self.city, self.host = city, host

    def make(self, name, path, **more):
        made = self.city.post("/api/r/track_source", {"name": name, "url": self.host.url(path), "format": "nmc", **more})
        assert made.status == 201, made.body
        return made.json["id"]

    def seen(self, ident):
        return next(s for s in self.city.get("/api/typhoons/sources").json["items"] if s["id"] == ident)

    def rec(self, ident):
        return self.city.get(f"/api/r/track_source/{ident}").json

    def pass_by(self, seconds):
        assert self.city.post("/api/clock", {"advance_s": seconds}).status == 200

    def visited(self, what, ident, do):
        """Until the source was visited after `do`."""
        before = self.seen(ident).get("at")
        do()
        wait(f"{what}: visited", lambda: self.seen(ident).get("at") != before, 40)
        return self.seen(ident)

    def after(self, what, ident, minutes):
        return self.visited(what, ident, lambda: self.pass_by(minutes * 60))

    def ahead_min(self, s):
        return round((datetime.datetime.fromisoformat(s["next_at"]) - datetime.datetime.fromisoformat(s["at"])).total_seconds() / 60)


def count(city, register):
    return city.get(f"/api/r/{register}?limit=1&total=1").json["total"]


def entries(city):
    return json.loads(run("verify", "--data", city.dir, "--json").stdout)["entries"]


def waiting(city, token):
    return [i for i in city.get("/api/queue", token=token).json["items"] if i["register"] == "track_source"]


host = Host()
with City(clock="2026-08-11T20:00:00+08:00x0", sandbox=True) as city:
    listing(city.dir, f"127.0.0.1:{host.port}")
    for name, role in (("wang", "duty"), ("fang", "enterprise")):
        run("user", "add", name, "--role", role, "--region", "330800", "--data", city.dir)
    wang, fang = city.new_token("wang"), city.new_token("fang")
    s = Sources(city, host)
    host.says.update({"/view": VIEW, "/other": (vectors / "zjwater_078.json").read_bytes()})

    # off until it is switched on; another one shows that time has passed for both
    live = s.make("中央气象台", "/view")
    c.same("it begins switched off", (s.rec(live)["enabled"], s.rec(live)["every_min"], s.rec(live)["state"]), (0, 30, "idle"))
    other = s.make("浙江水利", "/other", format="quadrants", enabled=1, every_min=60)
    wait("one that is on is fetched at once", lambda: s.seen(other).get("ok"))
    s.after("and again when its time has come", other, 61)
    s.after("and again", other, 61)
    c.same("one that is off never is", (host.times("/view"), host.times("/other"), s.seen(live).get("at")), (0, 3, None))
    c.same("nobody asks for it either", city.post(f"/api/r/track_source/{live}/fetch", token=wang).status, 409)
    before = count(city, "track_point")

    # on
    got = s.visited("switched on", live, lambda: city.patch(f"/api/r/track_source/{live}", {"enabled": 1}))
    c.same("what came is in the registers", (got["ok"], got["new"], got["words"], count(city, "track_point") - before), (True, 4, "", 4))
    rec = s.rec(live)
    c.same("and at the source", (rec["state"], rec["last_ok"], rec["last_new"], rec.get("last_words")), ("sound", 1, 4, None))
    storm = city.get("/api/r/typhoon?number=2601").json["items"][0]
    c.same("the storm", (storm["name_zh"], storm["source"]), ("阿尔法", "CMA"))
    history = city.get(f"/api/r/typhoon/{storm['id']}/journal").json["items"]
    c.same("written by a machine with a name", {h["actor"] for h in history}, {"feeds"})
    c.same("next in half an hour", s.ahead_min(got), 30)

    # the same again
    quiet = entries(city)
    for _ in range(3):
        got = s.after("the same", live, 31)
        c.same("nothing is new", (got["ok"], got["new"]), (True, 0))
    c.same("and the journal is silent", entries(city), quiet)
    host.says["/view"] = VIEW + "\n\n"
    got = s.after("the same in other bytes", live, 31)
    c.same("nothing is new of it", (got["new"], entries(city)), (0, quiet))
    c.same("when it was last visited is told", got["at"], city.get("/api/site").json["now"])

    # one fix more
    host.says["/view"] = MORE
    got = s.after("a fix more", live, 31)
    points = count(city, "track_point")
    c.same("only it is added", (got["ok"], got["new"], points - before), (True, 1, 5))
    c.same("its storm follows", city.get("/api/r/typhoon?number=2601").json["items"][0]["max_wind_m_s"], 42)
    quiet = entries(city)
    s.after("a day later", live, 24 * 60 + 1)
    own = [h for h in city.get(f"/api/r/track_source/{live}/journal").json["items"] if h["actor"] == "feeds"]
    c.same("once a day its state is noted, nothing new", (s.rec(live)["last_new"], len(own)), (0, 3))

    # by hand
    asked = host.times("/view")
    s.visited("by hand", live, lambda: (s.pass_by(1), c.same("the desk asks", city.post(f"/api/r/track_source/{live}/fetch", token=wang).status, 200)))
    c.same("at once", (host.times("/view"), s.rec(live)["asked_by"]), (asked + 1, "wang"))
    c.same("who may not take tracks in may not", city.post(f"/api/r/track_source/{live}/fetch", token=fang).status, 403)
    c.same("nor see where they come from", city.get("/api/typhoons/sources", token=fang).status, 403)

    # what it cannot use, one after the other: each with its reason, all that was there stays, and it waits longer and longer
    deep = (vectors / "bad_nmc_lonlat.txt").read_text()
    faults = [(500, "500"), ("<!DOCTYPE html>\n<html><body>维护中</body></html>", "html"), (VIEW[:-40] + "})", "JSON"), (deep, "points["),
              ((vectors / "jma_lekima.txt").read_bytes(), "JMA"), (b"x" * (9 << 20), "8 MiB"), ("-> /view", "3"), ("", "空"), (404, "404")]
    waits = []
    for i, (say, word) in enumerate(faults):
        host.says["/view"] = say
        got = s.after(f"{word}", live, waits[-1] + 1 if waits else 31)
        waits.append(s.ahead_min(got))
        rec = s.rec(live)
        c.that(f"refused for {word}", not got["ok"] and word.lower() in got["words"].lower() and got["new"] == 0, got)
        c.same(f"{word}: the reason stands at the source", (rec["last_ok"], rec["last_words"], rec["state"]), (0, got["words"], "failing" if i >= 2 else "sound"))
        c.same(f"{word}: the desk hears of it the third time", len(waiting(city, wang)), int(i >= 2))
    c.same("it is left alone for longer and longer, six hours at most", waits, [30, 60, 120, 240, 360, 360, 360, 360, 360])
    c.same("nothing of it was taken, nothing lost", count(city, "track_point"), points)
    c.same("what the desk sees", [(i["kind"], i["title"]) for i in waiting(city, wang)], [("source", "中央气象台")])
    quiet = entries(city)
    s.after("the same failure again", live, 361)
    c.same("says nothing new", entries(city), quiet)

    # a restart forgets none of it
    asked = host.times("/view")
    city.clock = city.get("/api/site").json["now"] + "x0"
    city.stop()
    city.start()
    s.visited("after a restart", other, lambda: (s.pass_by(1), city.post(f"/api/r/track_source/{other}/fetch")))
    c.same("it is not asked before its time", (host.times("/view"), s.seen(live)["fails"]), (asked, 10))
    host.says["/view"] = MORE
    got = s.after("it works again", live, 361)
    c.same("as before", (got["ok"], s.ahead_min(got), s.rec(live)["state"], waiting(city, wang)), (True, 30, "sound", []))

    # one that never answers holds up nobody
    slow = s.make("慢", "/slow")
    host.says["/slow"] = "late"
    asked = host.times("/slow")
    began = time.monotonic()
    city.patch(f"/api/r/track_source/{slow}", {"enabled": 1})
    wait("the slow one is being asked", lambda: host.times("/slow") == asked + 1)
    s.pass_by(1)
    s.visited("meanwhile another", live, lambda: city.post(f"/api/r/track_source/{live}/fetch"))
    c.that("was not held up", time.monotonic() - began < 15 and not s.seen(slow).get("at"), time.monotonic() - began)
    wait("it is given up", lambda: s.seen(slow).get("at"), 30)
    c.that("for being late", "20 秒" in s.seen(slow)["words"], s.seen(slow))
    host.let_go.set()
    city.patch(f"/api/r/track_source/{slow}", {"enabled": 0})

    # one address for each storm: the list tells which are under way
    host.says.update({"/list": (vectors / "nmc_list_070.txt").read_text(), "/view_101": VIEW, "/view_103": VIEW.replace("[\n  101", "[\n  103").replace("ALPHA", "nameless").replace("2601,2601", "20260003,20260003").replace("120.", "130.")})
    many = s.make("按台风", "/view_{id}", list_url=host.url("/list"))
    storms = count(city, "typhoon")
    got = s.visited("a list", many, lambda: city.patch(f"/api/r/track_source/{many}", {"enabled": 1}))
    c.same("each storm that is under way, and no other", (got["ok"], got["words"], [host.times(f"/view_{i}") for i in (101, 102, 103)], count(city, "typhoon")), (True, "", [1, 0, 1], storms + 1))
    host.says["/view_103"] = "{"
    host.says["/view_101"] = MORE.replace("120.6,20.0", "120.6,20.1")
    got = s.after("one of them is broken", many, 31)
    c.that("that is told, and the other one is taken", not got["ok"] and got["new"] == 1, got)

    # redirects, rights, addresses
    host.says.update({"/hop": "-> /view", "/out": "-> ftp://127.0.0.1/x"})
    hop = s.make("转址", "/hop", enabled=1)
    wait("one redirect is followed", lambda: s.seen(hop).get("ok"))
    out = s.make("转出", "/out", enabled=1)
    wait("another protocol is not", lambda: s.seen(out).get("ok") is False)
    body = {"name": "x", "url": "https://feed.example/x", "format": "nmc"}
    c.same("only an administrator makes sources", city.post("/api/r/track_source", body, token=wang).status, 403)
    c.same("and changes them", city.patch(f"/api/r/track_source/{live}", {"url": "https://feed.example/x"}, token=wang).status, 403)
    for url, status in (("file:///etc/passwd", 400), ("ftp://feed.example/x", 400), ("gopher://127.0.0.1:1/x", 400), ("https://", 400), ("https://a@feed.example/", 400), ("neu", 400), ("http://localhost:1/x", 403),
                        ("http://127.0.0.1:1/x", 403), ("http://169.254.169.254/latest", 403), ("http://10.0.0.1/", 403), ("http://[::1]/", 403), ("http://[fe80::1]/", 403), ("http://192.168.1.1/", 403)):
        made = city.post("/api/r/track_source", {**body, "url": url}, lang="zh")
        c.that(f"{url} is refused", made.status == status and made.json["errors"][0]["field"] == "url", (made.status, made.body))
    c.same("{id} without a list", city.post("/api/r/track_source", {**body, "url": "https://feed.example/{id}"}).status, 400)
    far = city.post("/api/r/track_source", {**body, "name": "远", "enabled": 1}).json["id"]
    wait("a sandbox fetches from this machine only", lambda: "本机" in s.seen(far).get("words", ""))
    for minutes in (31, 61):
        s.after("again", far, minutes)
    c.same("failing", s.rec(far)["state"], "failing")
    c.that("on the desk", far in [i["id"] for i in waiting(city, wang)])
    city.patch(f"/api/r/track_source/{far}", {"enabled": 0})
    c.same("switched off it is nobody's worry", (s.rec(far)["state"], far in [i["id"] for i in waiting(city, wang)]), ("idle", False))

    # real answers, as they were collected
    if shared.exists():
        rows = [json.loads(line) for line in shared.read_text().splitlines()]
        formats = {"jma_bst": "jma", "cma_bst": "cma", "nmc_view": "nmc", "ibtracs_csv": "ibtracs"}
        for row in (r for r in rows if r["kind"] in formats):
            name = row["id"]
            host.says[f"/{name}"] = row["input_text"]
            ident = s.make(name, f"/{name}", format=formats[row["kind"]], enabled=1)
            wait(f"{name} is visited", lambda: s.seen(ident).get("at"))
            got = s.seen(ident)
            c.that(f"{name}: taken if it is sound, refused with its reason if not", got["ok"] if row["valid"] and "没有台风" not in got["words"] else got["words"], (row["valid"], got))
            city.post(f"/api/r/track_source/{ident}/void", {"reason": "test"})
    else:
        print("SKIPPED: ../shared/vectors/typhoon.jsonl is not here")
    city.stop()
    c.same("rebuilt equals live", run("rebuild", "--data", city.dir, check=False).returncode, 0)
    city.start()

# a live city: a name may lead anywhere, an address of ours is not written to all the same
with City() as city:
    s = Sources(city, host)
    asked = len(host.asked)
    made = city.post("/api/r/track_source", {"name": "绕道", "url": f"http://2130706433:{host.port}/view", "format": "nmc", "enabled": 1}).json["id"]
    wait("visited", lambda: s.seen(made).get("at"))
    c.that("127.0.0.1 by another name is refused before a byte leaves", "内部网络" in s.seen(made)["words"] and len(host.asked) == asked, (s.seen(made), host.asked[asked:]))
    listing(city.dir, f"127.0.0.1:{host.port}")
    got = s.visited("listed", made, lambda: city.post(f"/api/r/track_source/{made}/fetch"))
    c.same("and with the list it is fetched", (got["ok"], got["new"]), (True, 5))

# a drill, with everything allowed
stage = subprocess.Popen([ANLAN, "drill", "run", str(ROOT / "model/scenarios/slide"), "--data", str(folder / "drill"), "--json", "--keep", "--speed", "600"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
try:
    stage.stdout.readline()
    port = int(re.match(r"listening on http://127\.0\.0\.1:(\d+)", stage.stdout.readline()).group(1))
    token = json.loads(stage.stdout.readline())["token"]
    listing(folder / "drill", f"127.0.0.1:{host.port}")

    def ask(method, path, body=None):
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        link.request(method, path, json.dumps(body) if body is not None else None, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        reply = link.getresponse()
        text = reply.read()
        link.close()
        return reply.status, json.loads(text)

    asked = len(host.asked)
    status, made = ask("POST", "/api/r/track_source", {"name": "演练", "url": host.url("/view"), "format": "nmc", "enabled": 1, "every_min": 5})
    c.same("a source in a drill", status, 201)
    c.same("cannot be asked for", ask("POST", f"/api/r/track_source/{made['id']}/fetch", {})[0], 409)
    start = ask("GET", "/api/site")[1]["now"]
    hour = datetime.timedelta(hours=1)
    wait("an hour of the drill passes", lambda: datetime.datetime.fromisoformat(ask("GET", "/api/site")[1]["now"]) - datetime.datetime.fromisoformat(start) > hour, 60)
    c.same("and it is never fetched", (len(host.asked) - asked, [s.get("at") for s in ask("GET", "/api/typhoons/sources")[1]["items"]]), (0, [None]))
finally:
    stage.terminate()
    stage.wait(60)
    stage.stdout.close()
host.shutdown()
shutil.rmtree(folder, ignore_errors=True)
c.close()
