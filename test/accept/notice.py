# SPDX-License-Identifier: Apache-2.0
"""Notices: an audience that cannot be meant is refused; one receipt a person; two protocols of short messages, calls, mail and hooks
through simulated gateways; a dead gateway, doubled and late reports, a kill in the middle; call and answer; a sandbox stays a sandbox."""
import json
import os
import pathlib
import sqlite3
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "sim"))
from cmpp import Cmpp  # noqa: E402
from smpp import Smpp  # noqa: E402
from smtp import Smtp  # noqa: E402
from voice import Voice  # noqa: E402
from webhook import Webhook  # noqa: E402
from city import Checks, City, run

c = Checks()
START = "2019-08-09T08:00:00+08:00"
FIELD = [[118.40, 28.70], [118.60, 28.70], [118.60, 28.90], [118.40, 28.90], [118.40, 28.70]]


def wait(what, holds, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until and not holds():
        time.sleep(0.05)
    c.that(what, holds())


def person_ref(i):
    return f"P{i:05d}"


class Desk:
    """A county with n persons: the first half patrol reservoirs, the rest watch slopes."""

    def __init__(self, city, n=300):
        self.city, self.n = city, n
        for name, role, region in (("wang", "duty", "330800"), ("zhou", "duty", "330881"), ("xu", "duty", "330802")):
            run("user", "add", name, "--role", role, "--region", region, "--data", city.dir)
            setattr(self, name, city.new_token(name))
        self.fill()

    def load(self, register, rows):
        head = list(rows[0])
        text = ",".join(head) + "\n" + "".join(",".join(str(r[k]) for k in head) + "\n" for r in rows)
        got = self.city.upload(f"/api/r/{register}/import", "rows.csv", text.encode())
        c.that(f"{register} is loaded", got.status == 200 and got.json["refused"] in (0, []), got.body[:300])

    def fill(self):
        self.load("reservoir", [{"ref": "R1", "name": "白水坑水库", "region": "330881102000", "lon": 118.50, "lat": 28.80},
                                {"ref": "R2", "name": "远处水库", "region": "330881103000", "lon": 118.70, "lat": 28.60}])
        self.load("person", [{"ref": person_ref(i), "name": f"汪{i}", "phone": f"139{i:08d}", "region": "330881102000"} for i in range(self.n)])
        self.load("post", [{"ref": f"Q{i}", "kind": "reservoir_patrol" if i < self.n // 2 else "geo_watcher", "person": person_ref(i), "object_register": "reservoir",
                            "object": "R1" if i % 3 else "R2", "region": "330881102000", "since": "2019-01-01", "until": "2019-12-31"} for i in range(self.n)])
        self.load("post", [{"ref": "OLD", "kind": "river_head", "person": person_ref(0), "region": "330881102000", "since": "2018-01-01", "until": "2018-12-31"}])

    def preview(self, audience, token="admin"):
        return self.city.post("/api/notices/preview", {"audience": audience}, token=token)

    def draft(self, audience, channels, token=None, **more):
        body = {"subject": "防汛叫应", "body": "请立即进岗巡查", "audience": audience, "channel": channels, "region": "330881", **more}
        made = self.city.post("/api/r/notice", body, token=token or self.wang)
        c.same("a notice is drafted", made.status, 201)
        return made.json["id"]

    def send(self, notice, token=None, **body):
        return self.city.post(f"/api/r/notice/{notice}/send", body, token=token or self.wang)

    def tick(self, seconds):
        self.city.post("/api/clock", {"advance_s": seconds})

    def notice(self, notice):
        return self.city.get(f"/api/r/notice/{notice}").json

    def receipts(self, notice, limit=500, **more):
        extra = "".join(f"&{k}={v}" for k, v in more.items())
        got = self.city.get(f"/api/r/receipt?notice={notice}&limit={limit}{extra}")
        if got.status != 200:
            raise AssertionError(got.body)
        return got.json["items"]

    def sums(self, notice):
        return {(i["channel"], i["state"]): i["count"] for i in self.city.get(f"/api/notices/{notice}/deliveries").json["items"]}


def polygon(points):
    return "polygon:" + json.dumps({"type": "Polygon", "coordinates": [points]})


def audiences(d):
    half = d.n // 2
    c.same("a kind of post", d.preview("post:reservoir_patrol@330881").json["count"], half)
    both = d.preview("post:reservoir_patrol@330881; post:*@330881102\nregion:330881102；person:P00000")
    c.same("nobody twice", (both.status, both.json["count"]), (200, d.n))
    c.same("by kind", {k["kind"]: k["count"] for k in both.json["by_kind"]}, {"reservoir_patrol": half, "geo_watcher": d.n - half})
    c.same("by county", [(r["region"], r["count"]) for r in both.json["by_region"]], [("330881000000", d.n)])
    c.that("the first fifty names, masked", len(both.json["persons"]) == 50 and all(p["name"] == "汪*" or "*" in p["name"] for p in both.json["persons"]), both.json["persons"][0])
    c.same("posts that are over do not count", d.preview("post:river_head@330881").status, 400)
    c.same("a condition on a register", d.preview("register:post?kind=geo_watcher").json["count"], d.n - half)
    inside = d.preview(polygon(FIELD))
    c.same("who looks after what lies inside", (inside.status, inside.json["count"]), (200, sum(1 for i in range(d.n) if i % 3)))
    whole = d.preview("region:330800")
    c.same("the whole city says so", (whole.json["whole_city"], whole.json["needs_confirm"]), (True, True))


def refusals(d):
    swapped = [[y, x] for x, y in FIELD]
    crossed = [FIELD[0], FIELD[2], FIELD[1], FIELD[3], FIELD[0]]
    away = [[x - 10, y] for x, y in FIELD]
    for what, audience, word in (("swapped axes", polygon(swapped), "swapped"), ("a ring that crosses itself", polygon(crossed), "crosses itself"),
                                 ("an area elsewhere", polygon(away), "outside the city"), ("an open ring", polygon(FIELD[:-1]), "not closed"),
                                 ("a line", polygon([FIELD[0], FIELD[1], FIELD[0], FIELD[0]]), "no area"), ("no JSON", "polygon:{", "Polygon"),
                                 ("a point", 'polygon:{"type":"Point","coordinates":[118,28]}', "Polygon"), ("nobody", "post:dike_patrol@330881", "nobody"),
                                 ("an empty area", polygon([[118.41, 28.71], [118.42, 28.71], [118.42, 28.72], [118.41, 28.71]]), "nobody"),
                                 ("no audience", " ", "required"), ("a word that is none", "all:", "word:value"), ("another", "cats:all", "begin with"),
                                 ("a kind that is none", "post:wizard@330881", "code"), ("a place that is none", "region:there", "region"),
                                 ("a person that is none", "person:NOBODY", "record"), ("a register that is none", "register:cats?x=1", "register"),
                                 ("no mail address", "email:nobody", "e-mail")):
        got = d.preview(audience)
        c.that(f"{what}: refused with its reason", got.status in (400, 404) and word in got.body.decode(), got.body[:300])
    c.same("another county's people", d.preview("region:330881", token=d.xu).status, 403)
    notice = d.draft(polygon(swapped), ["sms"])
    got = d.send(notice)
    c.same("and it is not sent", (got.status, d.notice(notice)["state"]), (400, "draft"))
    wide = d.draft("region:330800", ["sms"])
    c.same("the whole city without its number", d.send(wide).status, 409)
    c.same("with a wrong number", d.send(wide, confirm=5).status, 409)
    c.same("nothing went", (d.notice(wide)["state"], d.receipts(wide)), ("draft", []))
    return wide


def receipts(d, wide):
    got = d.send(wide, confirm=d.n)
    c.same("with the number that was shown", (got.status, got.json.get("state")), (200, "sending"))
    d.tick(2)
    wait("everybody has a receipt", lambda: len(d.receipts(wide)) == d.n)
    c.same("one each", len({r["person"] for r in d.receipts(wide)}), d.n)
    c.same("sent again: no", d.send(wide).status, 409)
    got = d.city.post(f"/api/r/notice/{wide}/recall", {"reason": "误发"}, token=d.wang)
    c.same("it is called back", got.json["state"], "recalled")
    c.that("and nothing of it waits", all(state != "waiting" for _, state in d.sums(wide)), d.sums(wide))


def gateway_file(city, content):
    path = city.dir / "gateways.json"
    path.write_text(json.dumps(content))
    os.chmod(path, 0o600)


def short_messages():
    """Three hundred persons through a message centre: each once, with a report, marked as a drill; doubled reports and a kill change nothing."""
    sim = Smpp()
    city = City(sandbox=True, clock=START + "x1")
    try:
        gateway_file(city, {"sms": {"protocol": "smpp", "host": "127.0.0.1", "port": sim.port, "user": "anlan", "password": "secret", "from": "12379"}})
        city.start()
        city.token = city.new_token("admin")
        d = Desk(city)
        sim.mode = "doubled"
        notice = d.draft("region:330881", ["sms"])
        c.same("sent to a county", d.send(notice).status, 200)
        wait("everybody is written to", lambda: len(sim.texts) >= d.n)
        c.same("each number once", sorted(number[-11:] for number, _ in sim.texts), sorted(f"139{i:08d}" for i in range(d.n)))
        c.that("every text says that it is a drill", all(text.startswith("【演练】") and "请立即进岗巡查" in text for _, text in sim.texts), sim.texts[:1])
        wait("every report is taken, the doubled ones once", lambda: d.sums(notice) == {("sms", "delivered"): d.n})
        one = d.receipts(notice, limit=1)[0]
        for _ in range(2):
            city.post(f"/api/r/receipt/{one['id']}/ack", {}, token=d.zhou)
        wait("an acknowledgement counts once", lambda: d.notice(notice)["n_acked"] == 1)
        before = len(sim.texts)
        sim.mode = ""
        second = d.draft("region:330881", ["sms"])
        d.send(second)
        wait("a second notice is under way", lambda: len(sim.texts) > before + 20)
        city.stop(9)
        city.clock = "2019-08-09T08:10:00+08:00x1"
        city.start()
        wait("after a kill nobody is left waiting", lambda: not [k for k in d.sums(second) if k[1] in ("waiting", "sending")], 40)
        numbers = [number for number, _ in sim.texts[before:]]
        c.same("and nobody was written to twice", len(numbers), len(set(numbers)))
    finally:
        city.stop()
        sim.close()


def cap_text(identifier, kind="Alert", status="Exercise", severity="Severe", sender="33080041600000", refs="", sent="2019-08-09T08:00:00+08:00", code="11B03"):
    refs = f"<references>{refs}</references>" if refs else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier><sender>{sender}</sender><sent>{sent}</sent><status>{status}</status>
<msgType>{kind}</msgType><scope>Public</scope>{refs}<info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Immediate</urgency>
<severity>{severity}</severity><certainty>Likely</certainty><eventCode><valueName>event-types</valueName><value>{code}</value></eventCode>
<expires>2019-08-09T20:00:00+08:00</expires><headline>暴雨橙色预警信号</headline><description>三小时雨量将达100毫米</description><instruction>转移</instruction>
<area><areaDesc>江山市</areaDesc><polygon>28.70,118.40 28.70,118.60 28.90,118.60 28.90,118.40 28.70,118.40</polygon>
<geocode><valueName>GB/T 2260</valueName><value>330881000000</value></geocode></area></info></alert>"""


def cap(d):
    def post(text, token=None):
        return d.city.post("/api/cap", text.encode(), token=token or d.wang, headers={"Content-Type": "application/cap+xml"})

    def warning(i):
        return d.city.get(f"/api/r/warning/{i}").json
    one = "33080041600000_20190809080000"
    first = post(cap_text(one))
    c.same("a warning comes in", (first.status, first.json.get("held")), (201, False))
    w = warning(first.json["id"])
    c.same("and is in force", (w["state"], w["colour"], w["kind"], w["region"], w["status"]), ("issued", "orange", "11B03", "330881000000", "Exercise"))
    c.same("with its area", w["geometry"]["type"], "MultiPolygon")
    again = post(cap_text(one))
    c.same("the same identifier is the same warning", (again.status, again.json["id"], again.json["known"]), (200, first.json["id"], True))
    c.same("with another colour it is held", post(cap_text(one, severity="Extreme")).json["held"], True)
    c.same("and nothing changes", warning(first.json["id"])["colour"], "orange")
    sent = "2019-08-09T08:00:00+08:00"
    refs = f"33080041600000,{one},{sent}"
    lost = post(cap_text(one + "x", kind="Cancel", refs=f"33080041600000,nowhere,{sent}"))
    c.same("a cancel of something unknown is held", (lost.status, lost.json["held"], warning(lost.json["id"])["state"]), (202, True, "draft"))
    round_one = post(cap_text(one + "o").replace("<polygon>28.70,118.40 28.70,118.60 28.90,118.60 28.90,118.40 28.70,118.40</polygon>", "<circle>28.80,118.50 10</circle>"))
    ring = warning(round_one.json["id"])["geometry"]["coordinates"][0][0]
    c.that("a circle is drawn", len(ring) == 37 and ring[0] == ring[-1] and abs(max(p[1] for p in ring) - 28.80 - 10 / 111.2) < 0.002, ring[:3])
    wrong = post(cap_text(one + "y", kind="Cancel", refs=refs, sender="33080033200000"))
    c.same("so is one by another sender", (wrong.status, warning(first.json["id"])["state"]), (202, "issued"))
    newer = post(cap_text(one + "u", kind="Update", severity="Extreme", refs=refs, code="99Z99"))
    c.same("an update replaces", (newer.status, warning(first.json["id"])["state"], warning(newer.json["id"])["state"], warning(newer.json["id"])["colour"]), (201, "updated", "issued", "red"))
    c.that("a kind that no list knows is kept", "99Z99" in warning(newer.json["id"])["note"])
    over = post(cap_text(one + "c", kind="Cancel", refs=f"33080041600000,{one}u,{sent}", sent="2019-08-09T09:00:00+08:00"))
    c.same("a cancel ends it", (over.status, warning(newer.json["id"])["state"]), (201, "cancelled"))
    real = post(cap_text(one + "r", status="Actual"))
    c.same("what is real does not come into force in a drill", warning(real.json["id"])["state"], "draft")
    c.same("a time without its zone is refused", post(cap_text(one + "z", sent="2019-08-09T08:00:00")).status, 400)
    c.same("so is what is no alert", post("<alert/>").status in (400, 415), True)
    c.same("another county takes none in", post(cap_text(one + "q"), token=d.xu).status, 403)
    out = d.city.get(f"/api/r/warning/{first.json['id']}/cap.xml")
    c.same("it is given out", (out.status, out.headers["Content-Type"]), (200, "application/cap+xml; charset=utf-8"))
    text = out.body.decode()
    c.that("as what it is", all(x in text for x in (f"<identifier>{one}</identifier>", "<severity>Severe</severity>", "<status>Exercise</status>", "+08:00", "11B03", "330881000000")), text)
    c.same("and read again it is the same one", post(text).json["known"], True)


def outside():
    """A sandbox has gateways on this machine only."""
    city = City(sandbox=True, clock=START + "x1")
    try:
        gateway_file(city, {"sms": {"protocol": "smpp", "host": "203.0.113.9", "port": 2775, "user": "a", "password": "b"}})
        city.start()
        city.token = city.new_token("admin")
        d = Desk(city, 4)
        notice = d.draft("region:330881", ["sms"])
        d.send(notice)
        wait("what a sandbox may not reach is refused", lambda: d.sums(notice) and all(state in ("failed", "refused") for _, state in d.sums(notice)))
    finally:
        city.stop()


class Rig:
    """A sandbox with gateways; its clock stands, so a minute passes only when told to."""

    def __init__(self, gateways, n=300):
        self.city = City(sandbox=True, clock=START + "x0")
        gateway_file(self.city, gateways)
        self.city.start()
        self.city.token = self.city.new_token("admin")
        self.desk = Desk(self.city, n)

    def __enter__(self):
        return self.desk

    def __exit__(self, *_):
        self.city.stop()


def cmpp_gate(port, **more):
    return {"protocol": "cmpp", "host": "127.0.0.1", "port": port, "user": "901234", "password": "secret", "from": "12379", "service": "anlan", **more}


def second_protocol():
    """CMPP: a text of several parts, doubled reports, late ones."""
    sim = Cmpp()
    with Rig({"sms": cmpp_gate(sim.port)}) as d:
        sim.mode = "doubled"
        notice = d.draft("region:330881", ["sms"], body="请立即进岗巡查，" * 20)
        d.send(notice)
        d.tick(2)
        wait("all parts of all texts are reported", lambda: d.sums(notice) == {("sms", "delivered"): d.n}, 60)
        c.same("each number once", sorted(number[-11:] for number, _ in sim.texts), sorted(f"139{i:08d}" for i in range(d.n)))
        c.same("each part once", len(sim.parts), len(set(sim.parts)))
        c.that("every text says that it is a drill", all(text.startswith("【演练】") for _, text in sim.texts), sim.texts[:1])
        c.same("everybody is counted once", d.notice(notice)["n_sent"], d.n)
        sim.mode = "late"
        before = len(sim.texts)
        notice = d.draft("region:330881", ["sms"])
        d.send(notice)
        d.tick(2)
        wait("taken, not yet reported", lambda: d.sums(notice) == {("sms", "sent"): d.n})
        d.tick(600)
        sim.release()
        sim.mode = ""
        wait("reports ten minutes late still count", lambda: d.sums(notice) == {("sms", "delivered"): d.n})
        c.same("and nobody is written to again", len(sim.texts) - before, d.n)
    sim.close()


def dead_gateway():
    """The message centre is dead for ten minutes; the calls begin within a minute, for all."""
    sim, voice = Cmpp(), Voice()
    sim.mode = "mute"
    with Rig({"sms": cmpp_gate(sim.port), "voice": {"url": f"http://127.0.0.1:{voice.port}/calls", "window": 64}}) as d:
        notice = d.draft("region:330881", ["sms", "auto_call"], needs_answer=1)
        c.same("sending waits for nobody", d.send(notice).status, 200)
        d.tick(2)
        wait("everybody waits", lambda: d.sums(notice).get(("sms", "waiting")) == d.n)
        time.sleep(0.5)
        c.same("nobody is called before the minute is over", voice.dialled, [])
        d.tick(60)
        wait("a minute later everybody has been called", lambda: len(voice.dialled) == d.n, 60)
        wait("and has heard it", lambda: d.notice(notice)["n_heard"] == d.n, 60)
        c.same("each number once", len({number for number, _ in voice.dialled}), d.n)
        c.that("every call says that it is a drill", all(text.startswith("【演练】") for _, text in voice.dialled))
        sim.mode = ""
        d.tick(540)
        time.sleep(1)
        c.same("when it comes back nobody needs it", (sim.texts, d.sums(notice)), ([], {("sms", "dropped"): d.n, ("auto_call", "delivered"): d.n}))
    sim.close()
    voice.close()


def dead_after_login():
    """The centre took our log-in and then falls silent: what had left is not sent twice and goes on by telephone at once, the rest in its minute."""
    sim, voice = Cmpp(), Voice()
    with Rig({"sms": cmpp_gate(sim.port), "voice": {"url": f"http://127.0.0.1:{voice.port}/calls", "window": 64}}, n=40) as d:
        wait("logged in", lambda: sim.binds == 1)
        sim.mode = "mute"
        notice = d.draft("region:330881", ["sms", "auto_call"], needs_answer=1)
        d.send(notice)
        d.tick(2)
        wait("a window of sixteen left and is not known", lambda: d.sums(notice).get(("sms", "unknown")) == 16, 30)
        wait("they are called at once", lambda: len(voice.dialled) == 16)
        c.same("the others wait", d.sums(notice).get(("sms", "waiting")), 24)
        d.tick(60)
        wait("and are called within the minute", lambda: len(voice.dialled) == 40, 30)
        wait("and have heard it", lambda: d.notice(notice)["n_heard"] == 40, 30)
        sim.mode = ""
        d.tick(300)
        wait("back again, it is logged in to again", lambda: sim.binds >= 2, 30)
        time.sleep(0.5)
        c.same("nobody is written to who was called", sim.texts, [])
        c.same("nobody was called twice", len({number for number, _ in voice.dialled}), 40)
    sim.close()
    voice.close()


def replies(sim, gate):
    """An answer by message is an acknowledgement; other words are kept and acknowledge nothing."""
    with Rig({"sms": gate}, n=3) as d:
        notice = d.draft("region:330881", ["sms"], needs_answer=1)
        d.send(notice)
        d.tick(2)
        wait("everybody has it", lambda: d.sums(notice) == {("sms", "delivered"): 3})
        sim.reply("8613900000000", "收到，马上进岗")
        sim.reply("13900000001", "哪里集合？")
        sim.reply("8613955555555", "收到")

        wait("who writes that it was read has acknowledged", lambda: d.notice(notice)["n_acked"] == 1)
        said = {("acked", "收到，马上进岗"), ("sent", "哪里集合？"), ("sent", None)}
        wait("the other words are kept", lambda: {(r["state"], r.get("reply")) for r in d.receipts(notice)} == said)
        again = d.notice(notice)
        sim.reply("13900000000", "收到")
        time.sleep(0.5)
        c.same("twice counts once", d.notice(notice)["n_acked"], again["n_acked"])
    sim.close()


def readable_by_all():
    """Passwords that others can read switch every channel off."""
    city = City(sandbox=True, clock=START + "x0")
    try:
        gateway_file(city, {"email": {"url": "smtp://127.0.0.1:1", "from": "a@b.cn"}})
        os.chmod(city.dir / "gateways.json", 0o640)
        city.start()
        run("user", "add", "wang", "--role", "duty", "--region", "330800", "--data", city.dir)
        token = city.new_token("wang")
        wait("they say why", lambda: [(i["channel"], i["state"], "chmod 600" in i["detail"]) for i in city.get("/api/notices/channels", token=token).json["items"] if i["channel"] == "email"] == [("email", "off", True)])
    finally:
        city.stop()


def restored():
    """What a backup still wanted to send is old news."""
    sim = Cmpp()
    sim.mode = "mute"
    with Rig({"sms": cmpp_gate(sim.port)}, n=5) as d:
        notice = d.draft("region:330881", ["sms"])
        d.send(notice)
        d.tick(2)
        wait("five wait", lambda: d.sums(notice).get(("sms", "waiting")) == 5)
        d.tick(7200)
        time.sleep(0.3)
        copy, place = d.city.dir.parent / "copy.zip", d.city.dir.parent / "second"
        run("backup", copy, "--data", d.city.dir)
        run("restore", copy, "--data", place)
        db = sqlite3.connect(place / "anlan.db")
        c.same("the restored city keeps silent", dict(db.execute("select state, count(*) from outbox group by state")), {"dropped": 5})
        db.close()
    sim.close()


def call_and_answer():
    """Twenty seconds are heard; three redials in five minutes; then somebody goes to the door."""
    def behave(number, n):
        return {"0": 25, "1": 5 if n == 1 else 22, "2": None, "3": 19}[number[-1]]
    voice = Voice(behave)
    with Rig({"voice": {"url": f"http://127.0.0.1:{voice.port}/calls"}}, n=4) as d:
        notice = d.draft("region:330881", ["sms", "auto_call"], needs_answer=1)
        d.send(notice)
        d.tick(2)
        wait("a channel that is off is passed over at once", lambda: d.sums(notice).get(("sms", "failed")) == 4 and len(voice.dialled) == 4)
        wait("one has heard it", lambda: d.notice(notice)["n_heard"] == 1)
        for n, dialled in ((2, 7), (3, 9), (4, 11)):
            wait("the calls before are over", lambda: not [k for k in d.sums(notice) if k[1] in ("sent", "sending")])
            d.tick(100)
            wait(f"call {n}", lambda: len(voice.dialled) == dialled)
        wait("two were not reached", lambda: sum(r["state"] == "failed" for r in d.receipts(notice)) == 2)
        heard = [r for r in d.receipts(notice) if r["state"] == "heard"]
        c.same("who heard it at the second call", sorted((r["heard_s"], r.get("redials")) for r in heard), [(22, 1), (25, None)])
        d.tick(5)
        wait("they are passed on", lambda: all(r.get("escalated_to") for r in d.receipts(notice) if r["state"] == "failed"))
        reach = d.city.get(f"/api/notices/{notice}/reach").json
        c.same("how far it came, by township", (reach["queued"], {(i["region"], i["state"]): (i["count"], i["passed_on"]) for i in reach["items"]}),
               (0, {("330881102000", "heard"): (2, 0), ("330881102000", "failed"): (2, 2)}))
        calls(d, notice)
        task = d.city.get("/api/r/task").json["items"]
        c.same("one errand for the county", [(t["region"], t["priority"]) for t in task], [("330881000000", "urgent")])
        c.that("with their names", "汪2" in task[0]["detail"] and "汪3" in task[0]["detail"], task)
        d.tick(600)
        time.sleep(0.5)
        c.same("nobody is called a fifth time", len(voice.dialled), 11)
        failed = next(r for r in d.receipts(notice) if r["state"] == "failed")
        c.same("told at the door", d.city.post(f"/api/r/receipt/{failed['id']}/visit", {}, token=d.wang).status, 200)
        wait("which counts", lambda: d.notice(notice)["n_acked"] == 1)
    voice.close()


def calls(d, notice):
    """What runs and wants an answer, each officer his own region's."""
    d.city.post("/api/r/warning", {"headline": "暴雨橙色预警", "source": "own", "call_answer": 1, "region": "330881"}, token=d.wang)  # not in force
    quiet = d.draft("region:330881", ["app"])
    d.send(quiet)  # needs no answer
    d.tick(2)
    wait("the quiet one is sent", lambda: len(d.receipts(quiet)) == 4)
    for who, token in (("the city", d.wang), ("the county", d.zhou)):
        got = d.city.get("/api/notices/calls", token=token)
        c.same(f"{who} sees what runs", [(i["register"], i["id"], i["total"], i["heard"], i["failed"], i["passed_on"], i["acked"]) for i in got.json["items"]], [("notice", notice, 4, 2, 2, 2, 0)])
        c.same(f"{who}: due in fifteen minutes", got.json["items"][0]["due_at"][11:16], "08:15")
    c.same("another county sees nothing", d.city.get("/api/notices/calls", token=d.xu).json["items"], [])
    c.same("nor where", d.city.get(f"/api/notices/{notice}/reach", token=d.xu).json["items"], [])
    c.same("a notice that is none", d.city.get("/api/notices/0000000000001/reach", token=d.wang).status, 404)
    d.city.post(f"/api/r/notice/{quiet}/recall", {"reason": "演练结束"}, token=d.wang)
    warning = d.city.post("/api/cap", cap_text("called").encode(), token=d.wang, headers={"Content-Type": "application/cap+xml"}).json["id"]
    runs = lambda: {i["id"]: (i["register"], i["total"], i["level"]) for i in d.city.get("/api/notices/calls", token=d.zhou).json["items"]}  # noqa: E731
    c.same("an orange warning wants an answer, though nobody was told", runs().get(warning), ("warning", 0, "orange"))
    linked = d.draft("region:330881", ["app"], warning=warning)
    d.send(linked)
    d.tick(2)
    wait("whom its notice reached is its own", lambda: runs().get(warning) == ("warning", 4, "orange"))
    d.city.post(f"/api/r/notice/{linked}/recall", {"reason": "演练结束"}, token=d.wang)
    c.same("what was called back does not count", runs().get(warning), ("warning", 0, "orange"))
    version = d.city.get(f"/api/r/warning/{warning}").json["version"]
    d.city.patch(f"/api/r/warning/{warning}", {"answered_at": "2019-08-09T08:20:00+08:00"}, token=d.wang, headers={"If-Match": str(version)})
    c.same("answered, it runs no more", list(runs()), [notice])


def mail_and_hooks():
    mail, hook = Smtp(), Webhook()
    gates = {"email": {"url": f"smtp://127.0.0.1:{mail.port}", "from": "duty@anlan.example"}, "webhook": {"hosts": [f"127.0.0.1:{hook.port}"]}}
    with Rig(gates, n=2) as d:
        url = f"http://127.0.0.1:{hook.port}/in"
        for what, term, status in (("a host that is not listed", "webhook:https://evil.example/x", 403), ("another port", "webhook:http://127.0.0.1:1/x", 403),
                                   ("a name in the address", f"webhook:http://127.0.0.1:{hook.port}@evil.example/", 400)):
            c.same(f"{what} is refused", d.preview(term).status, status)
        notice = d.draft(f"email:li@example.cn\nwebhook:{url}", ["email", "webhook"])
        c.same("sent by mail and hook", d.send(notice).status, 200)
        d.tick(2)
        wait("both arrive", lambda: d.sums(notice) == {("email", "delivered"): 1, ("webhook", "delivered"): 1})
        c.that("the letter", len(mail.letters) == 1 and mail.letters[0][0] == "li@example.cn" and "【演练】防汛叫应：请立即进岗巡查" in mail.letters[0][1], mail.letters)
        c.same("the hook", [(path, body["subject"], body["drill"]) for path, body in hook.posts.values()], [("/in", "【演练】防汛叫应", True)])
        hook.mode, mail.mode = "moved", "refuse"
        notice = d.draft(f"email:li@example.cn\nwebhook:{url}", ["email", "webhook"])
        d.send(notice)
        d.tick(2)
        wait("a refusal is one, and nobody is sent elsewhere", lambda: d.sums(notice) == {("email", "failed"): 1, ("webhook", "failed"): 1})
        c.same("nothing was written elsewhere", (len(hook.posts), len(mail.letters)), (1, 1))
        hook.mode = "broken"
        notice = d.draft(f"webhook:{url}", ["webhook"])
        seen = hook.seen
        d.send(notice)
        d.tick(2)
        wait("a broken hook is tried", lambda: hook.seen > seen)
        hook.mode = ""
        d.tick(10)
        wait("and again", lambda: d.sums(notice) == {("webhook", "delivered"): 1})
        states = {i["channel"]: i["state"] for i in d.city.get("/api/notices/channels").json["items"]}
        c.same("the channels say how they are", states, {"sms": "off", "auto_call": "off", "email": "up", "webhook": "up"})
    mail.close()
    hook.close()


def main():
    short_messages()
    second_protocol()
    dead_gateway()
    dead_after_login()
    for sim, protocol in ((Cmpp(), "cmpp"), (Smpp(), "smpp")):
        replies(sim, cmpp_gate(sim.port, protocol=protocol))
    readable_by_all()
    restored()
    call_and_answer()
    mail_and_hooks()
    outside()
    with City(sandbox=True, clock=START + "x0") as city:
        d = Desk(city)
        audiences(d)
        refusals_left = refusals(d)
        receipts(d, refusals_left)
        cap(d)
    c.close()


main()
