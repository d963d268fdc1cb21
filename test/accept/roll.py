# SPDX-License-Identifier: Apache-2.0
"""Responsible persons on post: everybody who is concerned is called once per response, on post is evidence from the work, the stand-in and
then the township cover, the board adds up from village to county, orphans and dead numbers are found before the season."""
import json
import time

from city import Checks, City, Ear, run

c = Checks()
START = "2019-08-09T08:00:00+08:00"
VILLAGES = ["330881102201", "330881102202", "330881103201"]
MANY = 8000


def wait(what, holds, seconds=20):
    until = time.monotonic() + seconds
    seen = holds()
    while not seen and time.monotonic() < until:
        time.sleep(0.03)
        seen = holds()
    c.that(what, seen)


class County:
    """Jiangshan: two townships, three villages, a reservoir, a pond, a slope, a river bank."""
    PEOPLE = (("head", "村主任甲", VILLAGES[0]), ("watch", "群测乙", VILLAGES[0]), ("patrol", "巡库丙", VILLAGES[0]), ("second", "替补丁", VILLAGES[0]), ("warner", "预警戊", VILLAGES[1]),
              ("town", "副镇长己", "330881102000"), ("head3", "村主任庚", VILLAGES[2]), ("tech", "技术辛", VILLAGES[2]), ("admin2", "行政壬", "330881102000"))

    def __init__(self, city):
        self.city, self.person = city, {}
        for name, role, region in (("wang", "duty", "330800"), ("chen", "commander", "330800"), ("luo", "commander", "330800"), ("zhou", "duty", "330881"), ("xu", "duty", "330802")):
            run("user", "add", name, "--role", role, "--region", region, "--data", city.dir)
            setattr(self, name, city.new_token(name))
        for i, (key, name, region) in enumerate(self.PEOPLE):
            self.person[key] = self.make("person", {"name": name, "phone": f"1390000{i:04d}", "region": region})
        for name in ("watch", "patrol"):
            run("user", "add", name, "--role", "responsible", "--region", "330881", "--data", city.dir)
            c.same(f"{name} has an account", city.patch(f"/api/accounts/{name}", {"person": self.person[name]}).status, 204)
            setattr(self, name, city.new_token(name))
        self.reservoir = self.make("reservoir", {"name": "白水坑水库", "kind": "small1", "region": VILLAGES[0], "lon": 118.5, "lat": 28.8})
        self.slope = self.make("geo_point", {"name": "后山滑坡", "kind": "landslide", "region": VILLAGES[0], "lon": 118.51, "lat": 28.8})
        self.stream = self.make("flood_spot", {"name": "溪口山洪危险区", "kind": "flash_flood", "region": VILLAGES[1], "lon": 118.52, "lat": 28.81})
        self.post("village_head", "head", VILLAGES[0], substitute="second")
        self.post("geo_watcher", "watch", VILLAGES[0], "geo_point", self.slope)
        self.post("reservoir_patrol", "patrol", VILLAGES[0], "reservoir", self.reservoir)
        self.post("reservoir_technical", "tech", VILLAGES[0], "reservoir", self.reservoir)
        self.post("reservoir_admin", "admin2", VILLAGES[0], "reservoir", self.reservoir)
        self.post("flood_warner", "warner", VILLAGES[1], "flood_spot", self.stream)
        self.post("flood_warner", "head", VILLAGES[1])
        self.post("village_head", "head3", VILLAGES[2])
        self.post("township_flood", "town", "330881102000")
        self.post("reservoir_patrol", "tech", VILLAGES[2], until="2019-07-01")

    def make(self, register, body, token="admin"):
        made = self.city.post(f"/api/r/{register}", body, token=token)
        c.that(f"a record of {register}", made.status == 201, made.body)
        return made.json.get("id")

    def post(self, kind, who, region, register=None, obj=None, substitute=None, until="2019-12-31"):
        body = {"kind": kind, "person": self.person[who], "region": region, "since": "2019-01-01", "until": until}
        if obj:
            body |= {"object_register": register, "object": obj, "object_name": "对象"}
        if substitute:
            body["substitute"] = self.person[substitute]
        return self.make("post", body)

    def act(self, register, ident, action, body=None, token="admin"):
        return self.city.post(f"/api/r/{register}/{ident}/{action}", body or {}, token=token)

    def one(self, register, ident):
        return self.city.get(f"/api/r/{register}/{ident}").json

    def rows(self, response, **more):
        extra = "".join(f"&{k}={v}" for k, v in more.items())
        return self.city.get(f"/api/r/roll_call?response={response}&limit=500{extra}").json["items"]

    def row(self, response, who):
        return next((r for r in self.rows(response) if r["person"] == self.person[who]), None)

    def board(self, response, region="330881", token="admin"):
        got = self.city.get(f"/api/roll/board?response={response}&region={region}", token=token)
        if got.status != 200:
            raise AssertionError(got.body)
        return got.json

    def receipt(self, response, who):
        mine = self.city.get(f"/api/r/receipt?person={self.person[who]}&limit=50&sort=-id").json["items"]
        return next((r["id"] for r in mine if self.one("notice", r["notice"])["response"] == response), None)

    def forward(self, minutes):
        c.same("time passes", self.city.post("/api/clock", {"advance_s": minutes * 60}).status, 200)

    def activate(self, kind="typhoon", level="4", region="330881"):
        made = self.make("response", {"kind": kind, "level": level, "region": region}, self.wang)
        body = {"level": level, "reasons": "台风蓝色预警", "started_at": START, "planned_end_at": "2019-08-11T08:00:00+08:00", "measures": "巡查值守"}
        got = self.act("response", made, "activate", body, self.chen)
        if level <= "2":
            got = self.act("response", made, "activate", body, self.luo)
        c.that("the response begins", got.status == 200 and got.json["state"] == "active", got.body)
        return made


def main():
    with City(sandbox=True, clock=START) as city:
        k = County(city)
        response = first(k)
        evidence(k, response)
        cover(k, response)
        levels(k, response)
        by_hand(k, response)
        rights(k, response)
        season(k, response)
        many(k)
    c.close()


def first(k):
    r = k.activate()
    wait("the roll stands", lambda: len(k.rows(r)) == 6)
    rows = {x["person"]: x for x in k.rows(r)}
    c.same("level IV calls villages, danger spots and the township, each once", set(rows), {k.person[p] for p in ("head", "watch", "patrol", "warner", "head3", "town")})
    head = rows[k.person["head"]]
    c.same("two posts, one row", (head["n_posts"], "；" in head["posts"], head["state"], head["calls"]), (2, True, "called", 1))
    c.same("the term is the parameter's", head["due_at"][:16], "2019-08-09T09:00")
    c.that("the watcher's object stands in his posts", "对象" in rows[k.person["watch"]]["posts"], rows[k.person["watch"]])
    wait("the call is a notice of the response", lambda: k.receipt(r, "head3"))
    notice = k.one("notice", head["notice"])
    c.same("which wants an answer within the term", (notice["needs_answer"], notice["answer_by"][:16], notice["kind"]), (1, "2019-08-09T08:15", "response"))
    b = k.board(r)
    c.same("the board of the county", (b["total"]["due"], b["total"]["on_post"], [(i["region"], i["due"]) for i in b["items"]]), (6, 0, [("330881102000", 5), ("330881103000", 1)]))
    c.same("of a township by village", {i["region"]: i["due"] for i in k.board(r, "330881102")["items"]}, {"330881102000": 1, VILLAGES[0]: 3, VILLAGES[1]: 1})
    wait("the response knows how many are due", lambda: k.one("response", r)["posts_due"] == 6)
    no = k.city.post("/api/r/roll_call", {"response": r, "person": k.person["second"]}, token=k.wang)
    c.same("nobody writes himself onto the roll", no.status, 403)
    c.same("nor on post", k.act("roll_call", head["id"], "arrive", {"on_post_at": START, "evidence": "patrol"}, k.wang).status, 403)
    return r


def evidence(k, r):
    c.same("the village head answers his call", k.act("receipt", k.receipt(r, "head3"), "ack", {"reply": "已到岗"}, k.wang).status, 200)
    row = k.row(r, "head3")
    c.same("the answered call puts him on post", (row["state"], row["evidence"], row["answered_at"][:16], row["object_register"], row["object"]), ("on_post", "answered", START[:16], "receipt", k.receipt(r, "head3")))
    version = k.one("geo_point", k.slope)["version"]
    got = k.city.patch(f"/api/r/geo_point/{k.slope}", {"patrolled_at": START}, headers={"If-Match": str(version)}, token=k.watch)
    c.same("the watcher notes his patrol", got.status, 200)
    row = k.row(r, "watch")
    c.same("his record is his evidence", (row["state"], row["evidence"], row["object_register"], row["object"], row["answered_at"]), ("on_post", "patrol", "geo_point", k.slope, None))
    version = k.one("flood_spot", k.stream)["version"]
    k.city.patch(f"/api/r/flood_spot/{k.stream}", {"patrolled_at": START}, headers={"If-Match": str(version)}, token=k.wang)
    c.same("somebody else's record is not the warner's", k.row(r, "warner")["state"], "called")
    old = k.city.patch(f"/api/r/geo_point/{k.slope}", {"signal": "敲锣"}, headers={"If-Match": str(k.one("geo_point", k.slope)["version"])}, token=k.watch)
    c.same("a second record changes nothing", (old.status, k.row(r, "watch")["version"]), (200, row["version"]))
    c.same("two of six", (k.board(r)["total"]["on_post"], {e["evidence"]: e["count"] for e in k.board(r)["evidence"]}), (2, {"answered": 1, "patrol": 1}))


def cover(k, r):
    k.forward(61)
    wait("the stand-in is asked", lambda: k.row(r, "head")["asked"] == k.person["second"])
    row = k.row(r, "head")
    c.same("first rung, with a term of his own", (row["rung"], row["state"], row["asked_at"] is not None, row["due_at"] > row["asked_at"]), (1, "called", True, True))
    wait("without a stand-in the township is asked", lambda: k.row(r, "warner")["asked"] == k.person["town"])
    c.same("second rung", k.row(r, "warner")["rung"], 2)
    c.same("whose own leader has nobody above him here", (k.row(r, "town")["rung"], k.row(r, "town")["asked"]), (2, None))
    asked = {k.row(r, p)["notice"] for p in ("warner", "patrol")}
    c.same("one call for both whom the township is to cover", len(asked), 1)
    body = k.one("notice", asked.pop())["body"]
    c.that("it names them", "预警戊" in body and "巡库丙" in body, body)
    wait("the stand-in has been called", lambda: any(x["notice"] == row["notice"] for x in k.city.get(f"/api/r/receipt?person={k.person['second']}").json["items"]))
    mine = next(x["id"] for x in k.city.get(f"/api/r/receipt?person={k.person['second']}").json["items"] if x["notice"] == row["notice"])
    c.same("he answers", k.act("receipt", mine, "ack", {}, k.wang).status, 200)
    row = k.row(r, "head")
    c.same("and covers", (row["state"], row["covered_by"], row["object"]), ("covered", k.person["second"], mine))
    b = k.board(r)["total"]
    c.same("covered is counted apart from on post", (b["due"], b["on_post"], b["covered"]), (6, 2, 1))
    version = k.one("flood_spot", k.stream)["version"]
    made = k.city.patch(f"/api/r/flood_spot/{k.stream}", {"measures": "已设警戒"}, headers={"If-Match": str(version)}, token=k.patrol)
    c.that("the patrol reports late", made.status < 300, made.body)
    row = k.row(r, "patrol")
    c.same("late is still on post, with the time of the act", (row["state"], (row["on_post_at"] or "") > row["called_at"]), ("on_post", True))


def levels(k, r):
    before = len(k.rows(r))
    got = k.act("response", r, "change_level", {"level": "3", "reason": "台风警报"}, k.chen)
    c.same("the level rises", got.status, 200)
    wait("who is called at III joins", lambda: k.row(r, "tech") is not None)
    c.same("one more, nobody twice", (len(k.rows(r)), k.row(r, "tech")["level"], k.row(r, "head3")["level"]), (before + 1, "3", "4"))
    wait("who has not come is called again", lambda: k.row(r, "warner")["calls"] == 2)
    c.same("who is on post is not", k.row(r, "head3")["calls"], 1)
    c.same("the level falls", k.act("response", r, "change_level", {"level": "4", "reason": "风力减弱"}, k.chen).status, 200)
    wait("and they are called once more", lambda: k.row(r, "warner")["calls"] == 3)
    c.same("nobody is struck off", len(k.rows(r)), before + 1)


def by_hand(k, r):
    row = k.row(r, "warner")
    got = k.act("roll_call", row["id"], "cover", {"covered_by": k.person["warner"], "reason": "本人"}, k.wang)
    c.same("nobody covers for himself", got.status, 400)
    c.same("a cover needs its reason", k.act("roll_call", row["id"], "cover", {"covered_by": k.person["second"]}, k.wang).status, 400)
    got = k.act("roll_call", row["id"], "cover", {"covered_by": k.person["second"], "reason": "本人外出"}, k.wang)
    c.same("an officer names who covers", (got.status, got.json.get("state"), got.json.get("cover_decided_by")), (200, "covered", "wang"))
    c.same("and may end it", k.act("roll_call", row["id"], "uncover", {"reason": "已返回"}, k.wang).json.get("state"), "called")
    got = k.city.post(f"/api/roll/{r}/call", {"region": "330881102"}, token=k.zhou)
    c.same("the county calls a township again", (got.status, got.json.get("count")), (200, len(k.rows(r, state="called")) - (1 if k.row(r, "tech")["region"].startswith("330881103") else 0)))
    c.same("by one notice", k.row(r, "warner")["notice"], got.json["notice"])
    wait("it has gone", lambda: k.one("notice", got.json["notice"])["state"] in ("sending", "sent"))
    c.same("where all are on post nobody is called", k.city.post(f"/api/roll/{r}/call", {"region": "330881103"}, token=k.zhou).status, 409)
    c.same("a place that is none", k.city.post(f"/api/roll/{r}/call", {"region": "there"}, token=k.zhou).status, 400)


def rights(k, r):
    c.same("another county does not see the board", k.city.get(f"/api/roll/board?response={r}&region=330881", token=k.xu).status in (403, 404), True)
    c.same("nor calls", k.city.post(f"/api/roll/{r}/call", {"region": "330881102"}, token=k.xu).status in (403, 404), True)
    c.same("a board of no response", k.city.get("/api/roll/board?response=x&region=330881").status, 400)
    c.same("a board without a region is the actor's", k.city.get(f"/api/roll/board?response={r}", token=k.zhou).json["region"], "330881000000")
    c.same("the list of rolls", [(x["id"], x["due"]) for x in k.city.get("/api/roll", token=k.zhou).json["items"]], [(r, 7)])
    c.same("which is empty elsewhere", k.city.get("/api/roll", token=k.xu).json["items"], [])
    c.same("the response carries its counts", (k.one("response", r)["posts_due"] is not None, k.city.patch(f"/api/r/response/{r}", {"posts_due": 1}, headers={"If-Match": str(k.one("response", r)["version"])}).status), (True, 400))


def season(k, response):
    k.make("reservoir", {"name": "无人山塘", "kind": "pond_plain", "region": VILLAGES[1], "lon": 118.5, "lat": 28.82})
    bare = k.make("person", {"name": "无号子", "region": VILLAGES[1]})
    pond = k.make("reservoir", {"name": "屋顶山塘", "kind": "pond", "region": VILLAGES[1], "lon": 118.5, "lat": 28.83})
    k.person["bare"] = bare
    k.post("pond_patrol", "bare", VILLAGES[1], "reservoir", pond)
    gone = k.make("reservoir", {"name": "过期水库", "kind": "small2", "region": VILLAGES[1], "lon": 118.5, "lat": 28.84})
    for kind in ("reservoir_admin", "reservoir_technical"):
        k.post(kind, "tech", VILLAGES[1], "reservoir", gone)
    k.post("reservoir_patrol", "tech", VILLAGES[1], "reservoir", gone, until="2019-06-30")
    for i in range(4):
        k.post("helper", "tech", VILLAGES[1])
    c.same("a call that no gateway took makes no number dead", [i["title"] for i in k.city.get("/api/roll/season", token=k.zhou).json["items"] if i["fault"] == "dead"], [])
    rung = k.make("receipt", {"notice": k.one("roll_call", k.row(response, "warner")["id"])["notice"], "person": k.person["warner"], "channel": "phone", "sent_at": START, "region": VILLAGES[1]}, k.wang)
    c.same("an officer rings a number that is none", k.act("receipt", rung, "fail", {"error": "空号"}, k.wang).status, 200)
    got = k.city.get("/api/roll/season?region=330881102", token=k.zhou)
    c.same("the check of a township", got.status, 200)
    seen = {(i["fault"], i["title"], i["post_kind"]) for i in got.json["items"]}
    for want in (("vacant", "无人山塘", "pond_patrol"), ("expired", "过期水库", "reservoir_patrol"), ("no_phone", "无号子", ""), ("dead", "预警戊", "")):
        c.that(f"found: {want}", want in seen, seen)
    c.that("a reservoir with its three heads is none", not [s for s in seen if s[1] == "白水坑水库"], seen)
    c.that("nor is a pond asked for three heads", not [s for s in seen if s[1] == "屋顶山塘"], seen)
    over = k.city.get("/api/roll/season?region=330881103", token=k.zhou).json
    c.same("too many posts, by number", [(i["title"], i["posts"]) for i in over["items"] if i["fault"] == "overloaded"], [("技术辛", 7)])
    c.same("each opens its record", k.city.get(f"/api/r/{got.json['items'][0]['register']}/{got.json['items'][0]['id']}").status, 200)
    k.forward(24 * 60)
    wait("one line a body waits on the desk", lambda: [q["title"][:3] for q in k.city.get("/api/queue", token=k.zhou).json["items"] if q["register"] == "post_check"] == ["江山市"])
    counts = lambda: [(x["dead"], x["overloaded"], x["no_phone"]) for x in k.city.get("/api/r/post_check?region=330881").json["items"]]
    wait("with its counts", lambda: counts() == [(1, 1, 1)])
    c.same("nobody types them", k.city.post("/api/r/post_check", {"region": "330881"}, token=k.wang).status, 403)


def many(k):
    """A city's roll: opened within two seconds, and everybody gets a receipt."""
    def load(register, head, rows):
        text = head + "\n" + "".join(",".join(map(str, r)) + "\n" for r in rows)
        got = k.city.upload(f"/api/r/{register}/import", "rows.csv", text.encode())
        c.that(f"{register} is loaded", got.status == 200 and got.json["refused"] in (0, []), got.body[:300])
    load("person", "ref,name,phone,region", [(f"M{i}", f"吴{i}", f"137{i:08d}", "330802001000") for i in range(MANY)])
    load("post", "ref,kind,person,region,since", [(f"MP{i}", "village_grid", f"M{i}", "330802001000", "2019-01-01") for i in range(MANY)])
    ear = Ear(k.city, k.wang)
    began = time.monotonic()
    r = k.activate(kind="flood", region="330802")
    due = lambda: k.city.get(f"/api/roll/board?response={r}&region=330802").json["total"]["due"]
    while due() < MANY and time.monotonic() < began + 60:
        time.sleep(0.2)
    took = time.monotonic() - began
    c.same("everybody is on the roll", due(), MANY)
    first, last = (k.city.get(f"/api/r/roll_call?response={r}&limit=1&sort={s}id").json["items"][0]["created_at"] for s in ("", "-"))
    print(f"roll of {MANY} persons opened in {took:.2f} s, written {first[17:23]} to {last[17:23]}")
    wait("and is called", lambda: k.one("notice", k.rows(r)[0]["notice"])["state"] in ("sending", "sent"), 60)
    wait("the feed tells the board", lambda: any(h.get("register") == "roll_call" for h in ear.heard), 20)


main()
