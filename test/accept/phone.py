# SPDX-License-Identifier: Apache-2.0
"""The phone's side of the server: a token instead of a password, an outbox sent twice, clocks that are late or wrong, uploads that break off,
pictures that are bombs, and a stolen phone that hears nothing more."""
import base64
import hashlib
import http.client
import json
import os
import re
import socket
import struct
import threading
import time
import uuid
import zlib

from city import Checks, City, run

c = Checks()
START = 1_565_287_200_000  # 2019-08-09T02:00:00+08:00


def iso(ms):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(ms / 1000)) + ".%03dZ" % (ms % 1000)


def ms(text):
    hit = re.match(r"(\d+-\d+-\d+T\d+:\d+:\d+)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$", text)
    import calendar
    at = calendar.timegm(time.strptime(hit.group(1), "%Y-%m-%dT%H:%M:%S")) * 1000 + int(((hit.group(2) or "0") + "000")[:3])
    zone = hit.group(3)
    return at if zone == "Z" else at - int(zone[:3]) * 3_600_000


class Phone:
    """An account in the field, signed in as the phone does it."""

    def __init__(self, city, name, role, region, person=None):
        self.city, self.name = city, name
        run("user", "add", name, "--role", role, "--region", region, "--password-stdin", "--data", city.dir, stdin="Bamboo-raft-71\n")
        made = city.post("/api/session", {"name": name, "password": "Bamboo-raft-71", "device": f"{name}'s phone"}, token=None)
        c.same(f"{name} signs in", made.status, 200)
        c.that("without a cookie", "Set-Cookie" not in made.headers, made.headers)
        self.token = made.json.get("token")
        self.account = made.json["account"]

    def send(self, method, path, body=None, key=None, observed=None, now=None, **more):
        head = {"Idempotency-Key": key or str(uuid.uuid4())}
        if observed is not None:
            head |= {"X-Observed-At": iso(observed), "X-Device-Now": iso(now)}
        return self.city.call(method, path, body if body is not None else {}, headers=head | more.pop("headers", {}), token=self.token, **more)


def tokens(city, zhou):
    c.same("the token works", city.get("/api/session", token=zhou.token).json["account"]["name"], "zhou")
    bad = city.post("/api/session", {"name": "zhou", "password": "wrong", "device": "x"}, token=None)
    c.same("a wrong password gives none", (bad.status, "token" in bad.json), (401, False))
    quick = time.monotonic()
    for _ in range(50):
        city.get("/api/session", token=zhou.token)
    c.that("a token costs no password hash: 50 calls", time.monotonic() - quick < 1.4, time.monotonic() - quick)
    head = city.call("GET", "/m", token=None, headers={"Accept": "text/html"})
    c.same("/m leads below the folder of its service worker", (head.status, head.headers.get("Location")), (308, "/m/"))
    page = city.call("GET", "/m/report", token=None, headers={"Accept": "text/html"})
    c.that("every address below /m/ is the phone's page", page.status == 200 and b"manifest.webmanifest" in page.body, page.body[:300])
    worker = city.call("GET", "/m/sw.js", token=None)
    c.same("the service worker", (worker.status, worker.headers["Content-Type"], worker.headers["Cache-Control"]), (200, "text/javascript; charset=utf-8", "no-cache"))
    c.that("may run by our own policy", "worker-src 'self'" in worker.headers["Content-Security-Policy"], worker.headers)
    kept = re.search(rb'const FILES = (\[.*?\])\n', worker.body)
    files = json.loads(kept.group(1)) if kept else []
    c.that("it lists the pieces of the phone", len(files) >= 4, worker.body[:200])
    missing = [f for f in files if city.call("GET", f, token=None).status != 200]
    c.same("all of which are there", missing, [])
    manifest = city.call("GET", "/m/manifest.webmanifest", token=None)
    c.same("the manifest", (manifest.headers["Content-Type"], manifest.json["scope"]), ("application/manifest+json", "/m/"))


def outbox(city, zhou):
    """What was sent and not answered is sent again: one effect."""
    body = {"title": "耕读村滑坡", "kind": "11D01", "region": "330881102", "lon": 118.5, "lat": 28.7, "source": "grid"}
    key = str(uuid.uuid4())
    made = [zhou.send("POST", "/api/r/incident", body, key, START - 1000, START + n * 500) for n in range(3)]
    c.same("three times with one key", [m.status for m in made], [201, 201, 201])
    c.same("is one incident", len({m.json["id"] for m in made}), 1)
    c.same("said so", [m.headers.get("Idempotent-Replay") for m in made], [None, "1", "1"])
    other = zhou.send("POST", "/api/r/incident", body | {"title": "另一处"}, key)
    c.same("another body under the same key is refused", other.status, 409)
    again = []
    many = [threading.Thread(target=lambda: again.append(zhou.send("POST", "/api/r/timeline", {"incident": made[0].json["id"], "kind": "situation", "text": "路已断"}, "same-key-7", START - 5000, START))) for _ in range(8)]
    [t.start() for t in many], [t.join() for t in many]
    c.same("eight at once with one key", ({a.status for a in again}, len({a.json.get("id") for a in again})), ({201}, 1))
    c.same("and the line has the time of the phone", ms(again[0].json["at"]), START - 5000)
    return made[0].json


def incident(zhou, title, observed, now, **more):
    made = zhou.send("POST", "/api/r/incident", {"title": title, "kind": "11D01", "region": "330881102", "grade": "3"} | more, None, observed, now)
    c.same(title, made.status, 201)
    return made.json


def clocks(city, zhou):
    """An item made offline starts the report clocks when it was seen, when that can be believed."""
    duties = lambda i: {d["started_at"] for d in city.get(f"/api/r/report_duty?incident={i['id']}").json["items"]}
    history = lambda i: city.get(f"/api/r/incident/{i['id']}/journal").json["items"][0]
    lines = lambda i: [t["text"] for t in city.get(f"/api/r/timeline?incident={i['id']}&limit=50").json["items"]]
    M, H, D = 60_000, 3_600_000, 86_400_000
    late = incident(zhou, "四十分钟前", START - 40 * M, START)
    c.same("40 minutes offline: known then", ms(late["known_at"]), START - 40 * M)
    c.same("the clocks began then", {ms(d) for d in duties(late)}, {START - 40 * M})
    c.same("received is kept too", ms(late["created_at"]), START)
    c.same("both in the journal", (ms(history(late)["device"]["observed_at"]), ms(history(late)["at"]), history(late)["device"]["trusted"]), (START - 40 * M, START, True))
    c.that("nothing is said of the clock", not any("终端" in t for t in lines(late)), lines(late))
    fast = incident(zhou, "时钟快三小时", START + 3 * H - 10 * M, START + 3 * H)
    c.same("a clock three hours fast: ten minutes ago all the same", ms(fast["known_at"]), START - 10 * M)
    c.that("and it is said", any("终端时钟快3小时" in t and "校正" in t for t in lines(fast)), lines(fast))
    c.same("in the journal too", (history(fast)["device"]["skew_s"], history(fast)["device"]["skewed"]), (3 * 3600, True))
    slow = incident(zhou, "时钟慢一分钟", START - 61_000, START - 60_000)
    c.same("a slow one", ms(slow["known_at"]), START - 1000)
    for title, observed, now in (("时钟快两天", START + 2 * D - M, START + 2 * D), ("时钟慢三天", START - 3 * D - M, START - 3 * D), ("先见后发颠倒", START + M, START), ("五天前的", START - 5 * D, START)):
        seen = incident(zhou, title, observed, now)
        c.same(f"{title}: not believed", (seen["known_at"], {ms(d) for d in duties(seen)}), (None, {START}))
        c.that(f"{title}: said aloud", any("不予采信" in t for t in lines(seen)), lines(seen))
        c.same(f"{title}: what it claimed is kept", ms(history(seen)["device"]["observed_at"]), observed)
    edge = incident(zhou, "正好一天", START - D, START)
    c.same("24 hours is the limit", ms(edge["known_at"]), START - D)
    past = incident(zhou, "刚过一天", START - D - 1, START)
    c.same("one millisecond more is too much", past["known_at"], None)
    typed = incident(zhou, "填写的时间", START - 40 * M, START, known_at=iso(START - 50 * M))
    c.same("what a person typed stands", ms(typed["known_at"]), START - 50 * M)
    half = zhou.send("POST", "/api/r/incident", {"title": "一半"}, headers={"X-Observed-At": iso(START)})
    c.same("one clock without the other is refused", (half.status, half.json["errors"][0]["field"]), (400, "X-Device-Now"))
    bad = zhou.send("POST", "/api/r/incident", {"title": "坏"}, headers={"X-Observed-At": "gestern", "X-Device-Now": iso(START)})
    c.same("and nonsense by name", (bad.status, bad.json["errors"][0]["field"]), (400, "X-Observed-At"))
    plain = zhou.send("POST", "/api/r/incident", {"title": "没有终端时间", "region": "330881102"})
    c.same("without them nothing changes", plain.json["known_at"], None)
    same = str(uuid.uuid4())
    one = zhou.send("POST", "/api/r/incident", {"title": "重发", "region": "330881102"}, same, START - M, START)
    two = zhou.send("POST", "/api/r/incident", {"title": "重发", "region": "330881102"}, same, START - M, START + 30_000)
    c.same("the time of sending is not part of the request", (one.status, two.status, one.json["id"] == two.json["id"]), (201, 201, True))


def steps(city, li):
    """One button that changes its name; the steps came out of order of the network but not of time."""
    M = 60_000
    where = city.post("/api/r/incident", {"title": "调派", "region": "330881"}).json["id"]
    team = city.post("/api/r/team", {"name": "江山突击队", "region": "330881"}).json["id"]
    go = city.post("/api/r/dispatch", {"incident": where, "team": team, "ordered_at": iso(START)}).json
    city.post("/api/clock", {"advance_s": 3600})
    now = START + 60 * M
    key = str(uuid.uuid4())
    path = f"/api/r/dispatch/{go['id']}/"
    taps = [li.send("POST", path + "accept", {}, key, START + 2 * M, now) for _ in range(2)]
    c.same("two taps or a lost answer: one effect", ([t.status for t in taps], taps[1].headers.get("Idempotent-Replay")), ([200, 200], "1"))
    c.same("accepted when the thumb said so", ms(taps[0].json["accepted_at"]), START + 2 * M)
    owed = [o for o in city.get(f"/api/r/dispatch/{go['id']}").json["obligations"] if o["clock"] == "answer"]
    c.same("and in time, though the network came an hour later", [(o["state"], o["late_s"]) for o in owed], [("done", 0)])
    other = li.send("POST", path + "accept", {}, None, START + 3 * M, now)
    c.same("a second phone is told, nothing changes", (other.status, city.get(f"/api/r/dispatch/{go['id']}").json["version"]), (409, taps[0].json["version"]))
    gone = li.send("POST", path + "depart", {}, None, START + 5 * M, now)
    c.same("departed", ms(gone.json["departed_at"]), START + 5 * M)
    there = li.send("POST", path + "arrive", {}, None, START + 4 * M, now)
    c.same("a clock that was set back in between: never before the step before", (there.status, ms(there.json["arrived_at"])), (200, START + 5 * M))
    none = li.send("POST", path + "finish", {}, None, START + 9 * M, now)
    c.same("finishing needs the result, by name", (none.status, none.json["errors"][0]["field"]), (409, "result"))
    done = li.send("POST", path + "finish", {"result": "救出3人", "rescued": 3}, None, START + 20 * M, now)
    c.same("finished", (done.status, ms(done.json["finished_at"])), (200, START + 20 * M))
    c.same("the server's own time stands beside it", ms(city.get(f"/api/r/dispatch/{go['id']}/journal").json["items"][-1]["at"]), now)
    at = {t["text"].split("，")[0].split()[-1]: ms(t["at"]) for t in city.get(f"/api/r/timeline?incident={where}&limit=50").json["items"] if t["text"].startswith("调派")}
    c.same("the timeline has the time of the act", (at.get("接令"), at.get("完成")), (START + 2 * M, START + 20 * M))
    two = city.post("/api/r/dispatch", {"incident": where, "team": city.post("/api/r/team", {"name": "二队", "region": "330881"}).json["id"], "ordered_at": iso(now)}).json
    c.same("refusing needs a reason", li.send("POST", f"/api/r/dispatch/{two['id']}/refuse", {}).json["errors"][0]["field"], "reason")
    run("user", "add", "wang", "--role", "duty", "--region", "330881", "--data", city.dir)
    c.same("recalled meanwhile", city.post(f"/api/r/dispatch/{two['id']}/recall", {"reason": "改派消防"}, token=city.new_token("wang")).status, 200)
    lost = li.send("POST", f"/api/r/dispatch/{two['id']}/accept", {}, None, now, now)
    c.that("an acceptance that comes too late says what stands there", lost.status == 409 and lost.json["errors"][0]["value"] == "cancelled", lost.body)


def tus(phone, method, path, body=b"", **head):
    return phone.city.call(method, path, body, headers={"Tus-Resumable": "1.0.0"} | {k.replace("_", "-"): str(v) for k, v in head.items()}, token=phone.token)


def begin(phone, body, **more):
    return tus(phone, "POST", "/api/uploads", **({"Upload_Length": len(body), "X_Sha256": hashlib.sha256(body).hexdigest()} | more))


def chunk(phone, path, body, at):
    return tus(phone, "PATCH", path, body, Upload_Offset=at, Content_Type="application/offset+octet-stream")


def jpeg(width, height, extra=0):
    """A frame header as a camera writes it, and bytes behind it."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0" + b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\1\x22\0\2\x11\1\3\x11\1" + os.urandom(extra) + b"\xff\xd9"


def png(width, height):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))


def uploads(city, zhou, li):
    photo = jpeg(1600, 1200, 300_000)
    sha = hashlib.sha256(photo).hexdigest()
    made = begin(zhou, photo)
    c.same("an upload begins", (made.status, made.headers.get("Upload-Offset"), made.headers.get("Tus-Resumable")), (201, "0", "1.0.0"))
    path = made.headers["Location"]
    first = chunk(zhou, path, photo[:100_000], 0)
    c.same("a third of it", (first.status, first.headers["Upload-Offset"]), (204, "100000"))
    c.same("not from the wrong place", (chunk(zhou, path, photo[:10], 0).status, chunk(zhou, path, photo[:10], 200_000).status), (409, 409))
    # the server is killed while a chunk is on its way
    link = socket.create_connection(("127.0.0.1", city.port))
    rest = photo[100_000:200_000]
    link.sendall(f"PATCH {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {zhou.token}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 100000\r\n"
                 f"Content-Type: application/offset+octet-stream\r\nContent-Length: {len(rest)}\r\n\r\n".encode() + rest[:60_000])
    time.sleep(0.2)
    city.stop(9)
    link.close()
    city.start()
    state = tus(zhou, "HEAD", path)
    c.same("after kill -9 it stands where it was acknowledged", (state.status, state.headers["Upload-Offset"], state.headers["Upload-Length"]), (200, "100000", str(len(photo))))
    c.same("and is not stored anywhere", city.get(f"/api/uploads/{sha}").status, 404)
    for who, name in ((li, "somebody else"), ):
        c.same(f"{name} sees no such upload", (tus(who, "HEAD", path).status, chunk(who, path, photo[100_000:], 100_000).status, tus(who, "DELETE", path).status), (404, 404, 404))
    c.same("nobody without signing in", city.call("HEAD", path, token=None, headers={"Tus-Resumable": "1.0.0"}).status, 401)
    at = 100_000
    torn = next((city.dir / "parts").rglob("*.part"))
    with open(torn, "ab") as tail:  # written, never acknowledged: what a kill inside the write leaves
        tail.write(photo[at:at + 777])
    at = int(tus(zhou, "HEAD", path).headers["Upload-Offset"])
    c.same("bytes that came and were not acknowledged need not come again", at, 100_777)
    for n in range(12):
        piece = photo[at:at + 20_000]
        if not piece:
            break
        got = chunk(zhou, path, piece, at)
        at = int(got.headers["Upload-Offset"])
        if n % 4 == 3:
            city.stop(9)
            city.start()
            at = int(tus(zhou, "HEAD", path).headers["Upload-Offset"])
    c.same("whole after four kills", at, len(photo))
    back = city.get(f"/api/uploads/{sha}", token=zhou.token)
    c.that("byte for byte", back.status == 200 and back.body == photo, back.status)
    c.same("asking again says the same", tus(zhou, "HEAD", path).headers["Upload-Offset"], str(len(photo)))
    c.same("its last chunk repeated is told where it stands", chunk(zhou, path, b"x", len(photo) - 1).status, 409)
    incident_id = zhou.send("POST", "/api/r/incident", {"title": "有照片", "region": "330881102"}).json["id"]
    line = zhou.send("POST", "/api/r/timeline", {"incident": incident_id, "kind": "situation", "at": iso(START), "text": "现场照片", "photos": [sha]})
    c.same("attached by its digest", (line.status, line.json.get("photos")), (201, [sha]))

    wrong = begin(zhou, photo, X_Sha256="0" * 64)
    last = chunk(zhou, wrong.headers["Location"], photo, 0)
    c.same("bytes that are not what was announced are refused by name", (last.status, last.json["errors"][0]["field"]), (400, "X-Sha256"))
    c.same("and dropped", tus(zhou, "HEAD", wrong.headers["Location"]).status, 404)
    c.same("a digest is needed", begin(zhou, photo, X_Sha256="no").json["errors"][0]["field"], "X-Sha256")
    c.same("the version is checked", city.call("POST", "/api/uploads", b"", headers={"Upload-Length": "5", "X-Sha256": sha}, token=zhou.token).status, 412)
    c.same("the kind of body too", tus(zhou, "PATCH", begin(zhou, photo).headers["Location"], b"x", Upload_Offset=0, Content_Type="text/plain").status, 415)
    more = begin(zhou, b"12345")
    c.same("more than was announced", chunk(zhou, more.headers["Location"], b"123456", 0).status, 413)
    c.same("given up", (tus(zhou, "DELETE", more.headers["Location"]).status, tus(zhou, "HEAD", more.headers["Location"]).status), (204, 404))
    big = tus(zhou, "POST", "/api/uploads", Upload_Length=20_000_001, X_Sha256=sha)
    c.same("too big before a byte is sent: field, value, limit", (big.status, big.json["errors"][0]["field"], big.json["errors"][0]["value"], "20000000" in big.json["errors"][0]["reason"]), (413, "Upload-Length", "20000001", True))
    zh = city.call("POST", "/api/uploads", b"", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "20000001", "X-Sha256": sha}, token=zhou.token, lang="zh")
    c.that("in the caller's language", "20000000 字节" in zh.json["errors"][0]["reason"], zh.body.decode())
    bombs = {"jpeg": jpeg(65_500, 65_500), "png": png(30_000, 30_000), "gif": b"GIF89a\xff\xff\xff\xff" + b"\0" * 30,
             "webp": b"RIFF\x40\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0\xff\xff\xff\xff\xff\xff" + b"\0" * 20, "nothing": png(0, 5)}
    for name, bomb in bombs.items():
        whole = city.call("POST", "/api/uploads", bomb, headers={"Content-Type": "image/jpeg"}, token=zhou.token)
        c.that(f"{name} bomb", whole.status == 413 and whole.json["errors"][0]["field"] == "file" and "x" in whole.json["errors"][0]["value"], whole.body)
        part = begin(zhou, bomb)
        c.same(f"{name} bomb in parts", chunk(zhou, part.headers["Location"], bomb, 0).status, 413)
    blind = b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\xff\xda" + b"\0" * 60
    c.same("a picture that hides its size is not taken", city.call("POST", "/api/uploads", blind, headers={"Content-Type": "image/jpeg"}, token=zhou.token).status, 415)
    long = png(30_000, 30_000) + os.urandom(50_000)
    part = begin(zhou, long)
    c.same("a bomb is refused with its first bytes", chunk(zhou, part.headers["Location"], long[:1000], 0).status, 413)
    c.same("a large honest photo is fine", city.call("POST", "/api/uploads", jpeg(8000, 6000, 1000), headers={"Content-Type": "image/jpeg"}, token=zhou.token).status, 201)
    c.that("a name with a path leads nowhere", tus(zhou, "HEAD", "/api/uploads/parts/..%2f..%2fcity.json").status in (400, 404) and tus(zhou, "HEAD", "/api/uploads/parts/" + "0" * 32).status == 404)
    city.post("/api/clock", {"advance_s": 73 * 3600})
    for n in range(20):
        last = begin(li, os.urandom(10))
    c.same("twenty may be open", last.status, 201)
    over = begin(li, b"one more")
    c.that("the next waits", over.status == 429 and int(over.headers["Retry-After"]) >= 1, (over.status, over.headers))
    left = [p for p in (city.dir / "parts").rglob("*.json")]
    c.same("what expired was swept, everybody's", len(left), 20)
    city.post("/api/clock", {"advance_s": 73 * 3600})
    c.same("and the quota is free again", begin(li, b"one more").status, 201)


class Stream(threading.Thread):
    def __init__(self, city, token):
        super().__init__(daemon=True)
        self.seen, self.ended = [], None
        self.link = http.client.HTTPConnection("127.0.0.1", city.port, timeout=60)
        self.link.request("GET", "/api/feed", headers={"Authorization": f"Bearer {token}", "Accept": "text/event-stream"})
        self.answer = self.link.getresponse()
        self.start()

    def run(self):
        try:
            while line := self.answer.readline():
                if line.startswith(b"data:"):
                    self.seen.append(json.loads(line[5:]))
        except (OSError, http.client.HTTPException):
            pass
        self.ended = time.monotonic()


def until(holds, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not holds():
        time.sleep(0.02)
    return holds()


def stolen(city, zhou, li):
    thief, own = Stream(city, zhou.token), Stream(city, li.token)
    city.post("/api/r/incident", {"title": "听得到", "region": "330881102"})
    c.that("both hear", until(lambda: thief.seen and own.seen), (thief.seen, own.seen))
    phone = [d for d in city.get("/api/session/devices", token=zhou.token).json["items"] if d["kind"] == "device"]
    desk = city.post("/api/session", {"name": "zhou", "password": "Bamboo-raft-71"}, token=None)
    cookie = {"Cookie": desk.headers["Set-Cookie"].split(";")[0], "X-Anlan": "1"}
    c.same("revoked at the desk", city.call("DELETE", f"/api/session/devices/{phone[0]['id']}", token=None, headers=cookie).status, 204)
    revoked = time.monotonic()
    c.same("the next call is nobody's", city.get("/api/session", token=zhou.token).status, 401)
    c.same("nor its outbox", zhou.send("POST", "/api/r/incident", {"title": "偷来的"}).status, 401)
    c.that("its stream ends at once", until(lambda: thief.ended, 3) and thief.ended - revoked < 2, thief.ended)
    heard = len(thief.seen)
    city.post("/api/r/incident", {"title": "听不到", "region": "330881102"})
    c.that("the other hears on", until(lambda: len(own.seen) >= 2) and not own.ended, own.seen)
    c.same("the thief heard nothing more", len(thief.seen), heard)
    c.same("signing out ends one's own token", city.call("DELETE", "/api/session", token=li.token).status, 204)
    c.that("and one's own stream", until(lambda: own.ended, 3), own.ended)
    c.same("for good", city.get("/api/session", token=li.token).status, 401)
    wu = Phone(city, "wu", "grid", "330881102")
    ear = Stream(city, wu.token)
    c.same("a disabled account", city.patch("/api/accounts/wu", {"disabled": True}).status, 204)
    c.that("is cut off too", until(lambda: ear.ended, 3), ear.ended)
    c.same("and refused", city.get("/api/session", token=wu.token).status, 401)


def main():
    with City(sandbox=True, clock="2019-08-09T02:00:00+08:00x0") as city:
        zhou, li = Phone(city, "zhou", "grid", "330881102"), Phone(city, "li", "team", "330881")
        tokens(city, zhou)
        outbox(city, zhou)
        clocks(city, zhou)
        steps(city, li)
        uploads_clock = "2019-08-09T03:00:00+08:00x0"
        city.clock = uploads_clock
        uploads(city, zhou, li)
        stolen(city, zhou, li)
        words = run("verify", "--data", city.dir, "--json").stdout
        c.that("the journal is sound and equals its projections", '"ok":true' in words.replace(" ", "") or "sound" in words or "entries" in words, words)
    c.close()


main()
