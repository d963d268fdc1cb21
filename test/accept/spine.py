# SPDX-License-Identifier: Apache-2.0
"""The spine as its users meet it: registers, rights, imports, history, feed, map, a register dropped in, backup, tampering."""
import csv
import hashlib
import io
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import http.client

from city import Checks, City, run

c = Checks()

LANDSLIP = """register: landslip
label: {zh: 滑坡点, en: Landslip}
area: incidents
geometry: point
fields:
  - {key: name, type: text(60), required: true, zh: 名称, en: Name}
  - {key: volume_m3, type: real, unit: m3, min: 0, zh: 方量, en: Volume}
  - {key: seen_at, type: time, required: import, zh: 发现时间, en: Seen at}
access:
  read: [duty, commander]
  create: [duty, admin]
  update: [duty, admin]
  void: [duty, admin]
"""


def records(city):
    made = city.post("/api/r/org", {"name": "应急管理局", "region": "330800"}, headers={"Idempotency-Key": "k-1"})
    c.same("a record is made", made.status, 201)
    again = city.post("/api/r/org", {"name": "应急管理局", "region": "330800"}, headers={"Idempotency-Key": "k-1"})
    c.same("the same request again is the same record", again.json["id"], made.json["id"])
    other = city.post("/api/r/org", {"name": "水利局", "region": "330800"}, headers={"Idempotency-Key": "k-1"})
    c.same("the key with another body is a conflict", other.status, 409)
    path = f"/api/r/org/{made.json['id']}"
    got = city.get(path)
    c.same("it can be read", (got.status, got.json["name"], got.json["version"]), (200, "应急管理局", 1))
    changed = city.patch(path, {"name": "衢州市应急管理局"}, headers={"If-Match": '"1"'})
    c.same("it can be changed", (changed.status, changed.json["version"]), (200, 2))
    stale = city.patch(path, {"name": "x"}, headers={"If-Match": "1"})
    c.same("a stale version is refused", stale.status, 412)
    refused = city.patch(path, {"version": 9})
    c.same("version cannot be written", (refused.status, refused.json["errors"][0]["field"]), (400, "version"))
    c.same("refusals are problem documents", refused.headers.get("Content-Type", "").split(";")[0], "application/problem+json")
    zh = city.patch(path, {"version": 9}, lang="zh").json["errors"][0]["reason"]
    c.that("refusals come in Chinese", any(ord(x) > 0x2E80 for x in zh), zh)
    history = city.get(path + "/journal").json["items"]
    c.same("history has both", [h["action"] for h in history], ["create", "update"])
    c.same("history shows old and new", history[1]["changes"][0]["old"], "应急管理局")
    for bad in ("?colour=red", "?limit=0", "?limit=x", "?bbox=1,2", "?sort=nothing", "?after=zz", "?as_of=gestern", "?limit=1&limit=2"):
        c.same(f"list {bad} is refused", city.get("/api/r/org" + bad).status, 400)
    c.same("an unknown register is 404", city.get("/api/r/nothing").status, 404)
    c.same("an unknown action is 404", city.post(path + "/fly").status, 404)
    c.same("a wrong method is 405", city.call("PUT", path, {}).status, 405)
    c.same("no JSON is 400", city.post("/api/r/org", "{", headers={"Content-Type": "application/json"}).status, 400)
    c.same("another type is 415", city.post("/api/r/org", "a=1", headers={"Content-Type": "application/x-www-form-urlencoded"}).status, 415)
    listed = city.get("/api/r/org?q=应急管理局&total=1").json
    c.same("text search finds it", listed["total"], 1)
    void = city.post(path + "/void", {"reason": "twice"})
    c.same("it can be voided", void.status, 200)
    c.same("and is gone", city.get(path).status, 404)
    c.same("but was there before", city.get(path + "?as_of=" + changed.json["updated_at"]).json["name"], "衢州市应急管理局")


def rights(city):
    run("user", "add", "kc", "--role", "duty", "--region", "330802", "--data", city.dir)
    run("user", "add", "cand", "--role", "candidate", "--region", "330800", "--data", city.dir)
    kc, cand = city.new_token("kc"), city.new_token("cand")
    inside = city.post("/api/r/incident", {"title": "沟溪乡道路塌方", "region": "330802", "occurred_at": "2019-06-20T14:00:00+08:00"}, token=kc)
    c.same("a county officer reports inside", inside.status, 201)
    outside = city.post("/api/r/incident", {"title": "别处", "region": "330881"}, token=kc)
    c.same("and not outside", outside.status, 403)
    admin = city.post("/api/r/org", {"name": "江山局", "region": "330881"})
    c.same("nobody is refused without a token", city.get("/api/r/org", token=None).status, 401)
    c.same("a wrong token is refused", city.get("/api/r/org", token="0" * 64).status, 401)
    c.same("a candidate reads no incidents", city.get("/api/r/incident", token=cand).status, 403)
    c.same("a candidate sees no accounts", city.get("/api/accounts", token=cand).status, 403)
    c.same("the local door is shut from outside", city.post("/api/local/verify", token=kc).status, 403)
    audit = city.get("/api/audit?register=access&limit=50").json["items"]
    c.that("refusals are in the journal", any(a["action"] == "denied" and a["actor"] == "kc" for a in audit), audit[:3])
    c.that("admin made it", admin.status in (201, 403), admin.status)
    return kc, cand


def sign_in(city):
    wrong = city.post("/api/session", {"name": "admin", "password": "no"}, token=None)
    unknown = city.post("/api/session", {"name": "nobody", "password": "no"}, token=None)
    c.same("a wrong password and a wrong name look the same", (wrong.status, wrong.json["errors"]), (unknown.status, unknown.json["errors"]))
    right = city.post("/api/session", {"name": "admin", "password": city.password}, token=None)
    c.same("sign in", right.status, 200)
    cookie = right.headers.get("Set-Cookie", "")
    c.that("the cookie is closed", "HttpOnly" in cookie and "SameSite=Strict" in cookie, cookie)
    jar = {"Cookie": cookie.split(";")[0]}
    c.same("the cookie counts", city.get("/api/session", token=None, headers=jar).json["account"]["name"], "admin")
    c.same("a write with a cookie alone is refused", city.post("/api/r/org", {"name": "x"}, token=None, headers=jar).status, 403)
    c.same("a foreign site is refused", city.post("/api/r/org", {"name": "x"}, token=None, headers={**jar, "X-Anlan": "1", "Sec-Fetch-Site": "cross-site"}).status, 403)
    c.same("our page may", city.post("/api/r/org", {"name": "窗口", "region": "330800"}, token=None, headers={**jar, "X-Anlan": "1", "Sec-Fetch-Site": "same-origin"}).status, 201)
    c.same("sign out", city.call("DELETE", "/api/session", token=None, headers={**jar, "X-Anlan": "1"}).status, 204)
    c.same("the cookie is dead", city.get("/api/session", token=None, headers=jar).status, 401)
    for _ in range(6):
        last = city.post("/api/session", {"name": "lockme", "password": "no"}, token=None)
    c.same("guessing is locked out", last.status, 429)
    c.that("with a time to wait", last.headers.get("Retry-After"), last.headers)
    page = city.get("/", token=None, headers={"Accept": "text/html"})
    c.that("pages carry a policy", "default-src 'none'" in page.headers.get("Content-Security-Policy", ""), page.headers)


def files(city, folder):
    text = "ref,name,credit_code,region,sector,size,lon,lat,chemical\r\n"
    text += "E-1,巨化集团,,330802,chemical,large,118.85,28.90,1\r\nE-2,=cmd|x,,330802,industry,small,,,0\r\nE-3,坏,12345,330802,industry,,,,\r\n"
    path = folder / "firms.csv"
    path.write_text(text)
    first = run("import", "enterprise", path, "--data", city.dir, "--json", check=False)
    result = json.loads(first.stdout)
    c.same("an import takes the good rows", (result["rows"], result["created"], first.returncode), (3, 2, 1))
    c.same("and names the bad one", (result["refused"][0]["row"], result["refused"][0]["field"]), (3, "credit_code"))
    c.that("on standard error too", "credit_code" in first.stderr, first.stderr)
    again = json.loads(run("import", "enterprise", path, "--data", city.dir, "--json", check=False).stdout)
    c.same("the same again changes nothing", (again["created"], again["changed"], again["unchanged"]), (0, 0, 2))
    bad = folder / "bad.csv"
    bad.write_text("ref,nonsense\r\n1,2\r\n")
    c.same("an unknown column is refused", run("import", "enterprise", bad, "--data", city.dir, check=False).returncode, 1)
    gcj = folder / "gcj.csv"
    gcj.write_text("ref,name,region,lon,lat\r\nG-1,偏移点,330802,118.8699,28.9346\r\n")
    run("import", "enterprise", gcj, "--datum", "gcj02", "--data", city.dir)
    moved = city.get("/api/r/enterprise?ref=G-1").json["items"][0]
    c.that("GCJ-02 is brought home once", 0.003 < 118.8699 - moved["lon"] < 0.007, moved["lon"])
    for ending in ("csv", "geojson"):
        one = folder / f"one.{ending}"
        run("export", "enterprise", one, "--data", city.dir)
        fresh = pathlib.Path(tempfile.mkdtemp()) / "fresh"
        run("init", fresh, "--json")
        run("import", "enterprise", one, "--data", fresh)
        two = folder / f"two.{ending}"
        run("export", "enterprise", two, "--data", fresh)
        c.same(f"export → import → export is equal in {ending}", one.read_bytes() == two.read_bytes(), True)
        shutil.rmtree(fresh.parent)
    c.that("cells that a spreadsheet would run are guarded", "'=cmd" in (folder / "one.csv").read_text(), "")
    for ending in ("xlsx", "gpkg", "kml", "shp"):
        out = folder / f"out.{ending}"
        run("export", "enterprise", out, "--data", city.dir)
        c.that(f"{ending} has content", out.stat().st_size > 500, out.stat().st_size)
    book = (folder / "out.xlsx").read_bytes()
    dry = city.upload("/api/r/enterprise/import", "out.xlsx", book, {"dry_run": "1"})
    c.same("a workbook comes back as it left", (dry.status, dry.json.get("unchanged"), dry.json.get("refused")), (200, 3, []))
    template = city.get("/api/r/enterprise/template.xlsx")
    c.that("a template can be had", template.status == 200 and template.body[:2] == b"PK", template.status)


def drop_in(city):
    c.same("not there yet", city.get("/api/r/landslip").status, 404)
    (city.dir / "model" / "registers" / "landslip.yaml").write_text(LANDSLIP)
    (city.dir / "model" / "registers" / "broken.yaml").write_text("register: broken\nlabel: {zh: 坏, en: Bad}\narea: nowhere\nfields:\n  - {key: a, type: text(5), zh: a, en: a}\n")
    reload = run("register", "reload", "--data", city.dir, "--json", check=False)
    refused = json.loads(reload.stdout)["refused"]
    c.same("the broken one is named with file and line", (len(refused), refused[0]["file"]), (1, "registers/broken.yaml"))
    (city.dir / "model" / "registers" / "broken.yaml").unlink()
    made = city.post("/api/r/landslip", {"name": "后山", "seen_at": "2019-06-01", "lon": 118.6, "lat": 28.7, "region": "330881"})
    c.same("the new register takes records", made.status, 201)
    c.that("it is in the list of definitions", any(r["register"] == "landslip" for r in city.get("/api/registers?codes=0").json["items"]))
    c.that("in OpenAPI", "landslip" in city.get("/openapi.json").json["components"]["schemas"])
    c.same("on the map", len(city.get("/api/map/landslip?bbox=118,28,119,29&zoom=9").json["features"]), 1)
    c.that("in OGC", any(x["id"] == "landslip" for x in city.get("/ogc/collections").json["collections"]))
    c.that("near", any(x["register"] == "landslip" for x in city.get("/api/near?lon=118.6&lat=28.7&radius_m=500").json["items"]))
    square = {"type": "Polygon", "coordinates": [[[118.5, 28.6], [118.7, 28.6], [118.7, 28.8], [118.5, 28.8], [118.5, 28.6]]]}
    c.that("within", any(x["register"] == "landslip" for x in city.post("/api/within", square).json["items"]))
    c.same("exported", city.get("/api/r/landslip/export.csv").body.count(b"\n"), 2)
    c.same("with a history", len(city.get(f"/api/r/landslip/{made.json['id']}/journal").json["items"]), 1)
    wider = LANDSLIP.replace("text(60)", "text(100)").replace("access:", "  - {key: note, type: text(20), zh: 备注, en: Note}\naccess:")
    (city.dir / "model" / "registers" / "landslip.yaml").write_text(wider)
    c.same("it may grow", run("register", "reload", "--data", city.dir).returncode, 0)
    c.same("and use the new field", city.patch(f"/api/r/landslip/{made.json['id']}", {"note": "新"}).status, 200)
    (city.dir / "model" / "registers" / "landslip.yaml").write_text(wider.replace("text(100)", "text(9)"))
    c.same("it may not shrink", run("register", "reload", "--data", city.dir, check=False).returncode, 1)
    (city.dir / "model" / "registers" / "landslip.yaml").write_text(wider)
    run("register", "reload", "--data", city.dir)


def feed(city, kc):
    seen = []
    done = threading.Event()

    def listen(after, token, want):
        link = http.client.HTTPConnection("127.0.0.1", city.port, timeout=30)
        link.request("GET", f"/api/feed?after={after}", headers={"Authorization": f"Bearer {token}"})
        answer = link.getresponse()
        while True:
            line = answer.readline()
            if not line:
                break
            if line.startswith(b"data: "):
                event = json.loads(line[6:])
                seen.append(event)
                if want(event):
                    break
        link.close()
        done.set()

    thread = threading.Thread(target=listen, args=(0, city.token, lambda e: e["register"] == "org" and e["action"] == "create" and e["seq"] > mark))
    mark = city.get("/api/status").json["journal"]["seq"]
    thread.start()
    city.post("/api/r/org", {"name": "直播", "region": "330800"})
    c.that("a change arrives live", done.wait(20), len(seen))
    numbers = [e["seq"] for e in seen]
    c.that("numbers rise, nothing comes twice", numbers == sorted(set(numbers)), numbers[-5:])
    before = len(seen)
    seen.clear()
    done.clear()
    threading.Thread(target=listen, args=(mark, kc, lambda e: e["seq"] > mark + 1)).start()
    city.post("/api/r/incident", {"title": "江山内涝", "region": "330881"})
    inside = city.post("/api/r/incident", {"title": "柯城内涝", "region": "330802"}, token=kc)
    done.wait(20)
    c.that("a county sees its own only", all(e["region"].startswith("330802") for e in seen if e["register"] == "incident"), seen)
    c.same("and the write went through", inside.status, 201)
    c.that("the city's replay was complete", before > 0)


def ogc(city):
    c.that("conformance", "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in city.get("/ogc/conformance").json["conformsTo"])
    env = dict(os.environ, GDAL_HTTP_HEADERS=f"Authorization: Bearer {city.token}", no_proxy="127.0.0.1")
    done = subprocess.run(["ogrinfo", "-ro", "-al", "-so", f"OAPIF:http://127.0.0.1:{city.port}/ogc", "enterprise"], capture_output=True, text=True, env=env, timeout=120)
    c.that("GDAL reads a layer", "Feature Count: 3" in done.stdout, done.stdout[-500:] + done.stderr[-500:])
    done = subprocess.run(["ogrinfo", "-ro", f"OAPIF:http://127.0.0.1:{city.port}/ogc"], capture_output=True, text=True, env=env, timeout=120)
    c.that("and lists them", "landslip" in done.stdout and "enterprise" in done.stdout, done.stdout[-500:] + done.stderr[-500:])


def front_door(city):
    """The address that `listening on` prints answers whoever asks; deeper addresses of the client only a browser."""
    c.same("the address itself", city.get("/", token=None).status, 200)
    c.same("a page of the client, for a browser", city.get("/map", token=None, headers={"Accept": "text/html"}).status, 200)
    c.same("the same for a script that mistyped", city.get("/map", token=None).status, 404)


def tiles(city):
    """A base map from MBTiles: listed with what it says of itself, rows counted from the south, types by content."""
    png = b"\x89PNG\r\n\x1a\n" + b"tile"
    db = sqlite3.connect(city.dir / "tiles" / "quzhou.mbtiles")
    db.executescript("create table metadata (name text, value text); create table tiles (zoom_level int, tile_column int, tile_row int, tile_data blob)")
    db.executemany("insert into metadata values (?, ?)", [("name", "Quzhou"), ("format", "png"), ("attribution", "审图号 GS(2026)0000号")])
    db.execute("insert into tiles values (3, 6, ?, ?)", (2**3 - 1 - 2, png))
    db.commit()
    db.close()
    sets = city.get("/tiles").json["items"]
    c.same("the set is listed with its source", [(s["name"], s["format"], s["attribution"]) for s in sets][:1], [("quzhou", "png", "审图号 GS(2026)0000号")])
    got = city.get("/tiles/quzhou/3/6/2")
    c.same("a tile is served", (got.status, got.headers.get("Content-Type"), got.body), (200, "image/png", png))
    c.same("what is not there is 404", city.get("/tiles/quzhou/3/6/3").status, 404)
    c.same("nor are other files served", [city.get(f"/tiles/{name}/1/1/1").status for name in ("..", "..%2Fanlan", "nothing")], [400, 400, 404])
    c.same("without a log-in nothing", city.get("/tiles/quzhou/3/6/2", token=None).status, 401)


def attached(city):
    """Photos lie by their digest, are typed by content, hang on a record, and leave with a harmless type."""
    photo = b"\xff\xd8\xff\xc0\0\x11\x08\0\x10\0\x10\3" + b"jpeg" * 50
    up = city.upload("/api/uploads", "../../etc/passwd.jpg", photo)
    c.same("a photo is taken", (up.status, up.json["sha256"]), (201, hashlib.sha256(photo).hexdigest()) if up.status == 201 else (200, hashlib.sha256(photo).hexdigest()))
    sha = up.json["sha256"]
    got = city.get(f"/api/uploads/{sha}")
    c.same("and comes back as it was", (got.body == photo, got.headers["Content-Type"]), (True, "image/jpeg"))
    page = city.upload("/api/uploads", "x.jpg", b"<html><script>alert(1)</script></html>").json["sha256"]
    c.that("a page is never served as one", "html" not in city.get(f"/api/uploads/{page}").headers["Content-Type"])
    made = city.post("/api/r/incident", {"title": "照片", "region": "330802", "photos": [sha]})
    c.same("it hangs on a record", (made.status, made.json["photos"][0] if made.status == 201 else made.body), (201, sha))
    c.same("a photo that is still on its way delays no report", city.post("/api/r/incident", {"title": "照片", "region": "330802", "photos": ["0" * 64]}).status, 201)
    c.same("what is no digest is refused", city.post("/api/r/incident", {"title": "照片", "region": "330802", "photos": ["photo.jpg"]}).status, 400)
    c.same("an empty file is refused", city.upload("/api/uploads", "x.jpg", b"").status, 400)
    c.same("a huge one too", city.upload("/api/uploads", "x.jpg", b"x" * (21 << 20)).status, 413)


def operations(city):
    c.same("healthz", city.get("/healthz", token=None).json["status"], "ok")
    metrics = city.get("/metrics", token=None).body.decode()
    c.that("metrics are Prometheus text", "# TYPE anlan_journal_seq gauge" in metrics, metrics[:200])
    c.same("openapi 3.1", city.get("/openapi.json", token=None).json["openapi"], "3.1.0")
    photo = b"\xff\xd8\xff\xc0\0\x11\x08\0\x10\0\x10\3" + os.urandom(2000)
    up = city.call("POST", "/api/uploads", photo, headers={"Content-Type": "image/jpeg"})
    c.same("a photo is kept by its digest", (up.status, up.json["sha256"], up.json["type"]), (201, hashlib.sha256(photo).hexdigest(), "image/jpeg"))
    c.same("and comes back", city.get(f"/api/uploads/{up.json['sha256']}").body, photo)
    c.same("paths lead nowhere", city.get("/api/uploads/../../anlan.db").status in (400, 404), True)


def safety(city, folder):
    backup = folder / "city.zip"
    c.same("nothing was backed up yet, and it says so", city.get("/api/status").json["backup_age_s"], None)
    run("backup", backup, "--data", city.dir)
    age = city.get("/api/status").json["backup_age_s"]
    c.that("a backup has an age", isinstance(age, int) and 0 <= age < 60, age)
    c.same("verify is content", run("verify", "--data", city.dir).returncode, 0)
    c.same("rebuild", run("rebuild", "--data", city.dir).returncode, 0)
    c.same("and verify again", run("verify", "--data", city.dir).returncode, 0)
    count = city.get("/api/r/org?limit=1").json["total"]
    elsewhere = folder / "elsewhere"
    run("restore", backup, "--data", elsewhere)
    out = folder / "org.csv"
    run("export", "org", out, "--data", elsewhere)
    c.same("a backup restores", len(list(csv.reader(io.StringIO(out.read_text())))) - 1, count)
    city.stop(signal.SIGKILL)
    city.start()
    c.same("after kill -9 it is all there", city.get("/api/r/org?limit=1").json["total"], count)
    city.stop()
    for name, sql in (("edit", "update journal set body = body || ' ' where seq = 5"), ("delete", "delete from journal where seq = 6"),
                      ("cut the tail", "delete from journal where seq > (select max(seq) - 2 from journal)"),
                      ("edit a table", "update r_org set name = 'forged' where id = (select max(id) from r_org)")):
        copy = folder / "tampered"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(city.dir, copy, ignore=shutil.ignore_patterns("*.sock"))
        link = sqlite3.connect(copy / "anlan.db")
        if "journal" in sql:
            try:
                link.execute(sql)
                c.that(f"the database itself refuses to {name}", False)
            except sqlite3.DatabaseError:
                c.that(f"the database itself refuses to {name}", True)
            for trigger in ("journal_no_update", "journal_no_delete", "journal_in_order"):
                link.execute(f"drop trigger {trigger}")
        link.execute(sql)
        link.commit()
        link.close()
        done = run("verify", "--data", copy, check=False)
        c.same(f"verify notices: {name}", done.returncode, 1)
    city.start()


folder = pathlib.Path(tempfile.mkdtemp(prefix="anlan-accept-"))
with City() as city:
    records(city)
    kc, cand = rights(city)
    sign_in(city)
    files(city, folder)
    drop_in(city)
    feed(city, kc)
    ogc(city)
    front_door(city)
    tiles(city)
    attached(city)
    operations(city)
    safety(city, folder)
shutil.rmtree(folder, ignore_errors=True)
c.close()
