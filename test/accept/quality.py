# SPDX-License-Identifier: Apache-2.0
"""Data quality: counts per point, register, department and county are those of our own calculation over random records with every fault in them; each point opens to
exactly the records that have it, a mended record is gone from it, and not as of before; who may not read sees nothing; broken files are refused by file and line."""
import datetime
import io
import json
import zipfile
from fractions import Fraction

from city import ROOT, Checks, City, run
from figures import COUNTIES, dice, folder, inside, load, span

c = Checks()
ZONE = datetime.timezone(datetime.timedelta(hours=8))
FIRST, SECOND = datetime.datetime(2019, 8, 1, 9, tzinfo=ZONE), datetime.datetime(2019, 9, 1, 9, tzinfo=ZONE)  # the two days of entry
KINDS = ("complete", "fresh", "valid", "unique", "timely")

# What the register takes at first, and what it takes after the city has thought again: so there are records that no door would take today.
REGISTER = """register: qtest
label: {{zh: 质检样本, en: Sample}}
area: admin
geometry: point
title: [name]
dated_by: at
fields:
  - {{key: name,       type: text(40), {need}search: true,       zh: 名称, en: Name}}
  - {{key: note,       type: text(40),                           zh: 备注, en: Note}}
  - {{key: at,         type: time,     required: import,         zh: 时间, en: At}}
  - {{key: region,     type: region,                             zh: 属地, en: Region}}
  - {{key: kind,       type: code(qkind),                        zh: 类别, en: Kind}}
  - {{key: count,      type: int,      {limit}                   zh: 数量, en: Count}}
  - {{key: start,      type: date,                               zh: 开始, en: Start}}
  - {{key: stop,       type: date,                               zh: 结束, en: Stop}}
  - {{key: firm,       type: ref(enterprise),                    zh: 企业, en: Firm}}
  - {{key: who,        type: ref(person), loose: true,           zh: 人员, en: Who}}
  - {{key: phone,      type: text(20), sensitivity: personal,    zh: 电话, en: Phone}}
  - {{key: checked_on, type: date,                               zh: 核对, en: Checked}}
{checks}access:
  read:   [admin, inspector, commander, duty, team]
  create: [admin, inspector, duty]
  update: [admin, inspector, duty]
"""
LAX = REGISTER.format(need="", limit="", checks="")
STRICT = REGISTER.format(need="required: true, ", limit="min: 0, max: 100,", checks="checks:\n  - {field: stop, rule: stop >= start, zh: 结束不得早于开始, en: stops before it starts}\n")
CODES = "code,zh,en\na,甲,A\nb,乙,B\nc,丙,C\n"
OWN = """body: statistics
registers:
  - register: qtest
    important: [note, firm, lon]
    given:
      - {field: stop, if: "kind = 'a'", source: 测试规定 第一条}
    fresh:
      - {within: 10d}
      - {field: checked_on, within: 30d, if: "kind != 'c'"}
    late: {within: 24h}
    same: [name county, spot at]
    listed: [who]
    valid:
      - {key: future, zh: 时间不得晚于现在, en: it is in the future, rule: at <= now, field: at}
      - {key: few, zh: 乙类不得多于五十, en: more than fifty, rule: count <= 50, if: "kind = 'b'", field: count}
      - {key: phone, zh: 不是总机, en: not the switchboard, rule: "phone != '05708888888'", field: phone}
"""


# --- places ---

def outlines():
    found = {}
    for name in ("city", "counties"):
        for f in json.loads((ROOT / f"data/base/{name}.geojson").read_text())["features"]:
            g = f["geometry"]
            code = str(f["properties"].get("code") or f["properties"].get("adcode"))[:12].ljust(12, "0")
            found[code] = [ring for p in (g["coordinates"] if g["type"] == "MultiPolygon" else [g["coordinates"]]) for ring in p]
    return found


OUTLINES = outlines()
REGIONS = {line.split(",")[0].ljust(12, "0") for line in (ROOT / "data/regions/regions.csv").read_text(encoding="utf-8").splitlines()}
NAMES = {line.split(",")[0]: line.split(",")[1] for line in (ROOT / "data/regions/regions.csv").read_text(encoding="utf-8").splitlines()}
TOWN = sorted(r for r in REGIONS if r.startswith("330802") and r.endswith("000") and not r.endswith("000000"))[0]


def contains(rings, lon, lat):
    odd = False
    for ring in rings:
        for (x0, y0), (x1, y1) in zip((p[:2] for p in ring), (p[:2] for p in ring[1:])):
            if (y0 > lat) != (y1 > lat) and lon < (x1 - x0) * (lat - y0) / (y1 - y0) + x0:
                odd = not odd
    return odd


def named(region):
    """Whose outline counts for a place: the smallest around it that has one."""
    return next((k for k in (region, region[:6].ljust(12, "0"), region[:4].ljust(12, "0")) if k in OUTLINES), None)


def outline(region):
    return OUTLINES.get(named(region))


def spot(region):
    """Somewhere in the city, well inside or well outside of the outline that counts for its place."""
    rings = outline(region)
    while True:
        lon, lat = round(dice.uniform(118.1, 119.2), 5), round(dice.uniform(28.3, 29.4), 5)
        if rings is None or len({contains(rings, lon + dx, lat + dy) for dx in (-0.01, 0, 0.01) for dy in (-0.01, 0, 0.01)}) == 1:
            return lon, lat


# --- records ---

def moment(entered):
    """Mostly before its entry and near the limit of lateness; some before there was a journal, some in the future."""
    hours = dice.choice((0, 1, 23, 23, 24, 25, 25, 48, 300, 24 * 365 * 6, -1, -24 * 90))
    return entered - datetime.timedelta(hours=hours, minutes=dice.choice((0, 0, 30)))


def day(text):
    return datetime.date.fromisoformat(text) if text else None


def sample(n, entered):
    region = dice.choice(COUNTIES + [TOWN, "330899", "330800", "330700"]).ljust(12, "0")
    start = datetime.date(2019, 5, 1) + datetime.timedelta(days=dice.randrange(60))
    row = {"ref": f"Q{n}", "name": dice.choice(["", *"甲乙丙丁戊己庚辛"]) and f"样本{dice.choice('甲乙丙丁')}{dice.randrange(40)}", "note": dice.choice(("", "有")), "at": moment(entered).isoformat(), "region": region,
           "kind": dice.choice(("a", "b", "c", "d", "")), "count": dice.choice(("", -1, 0, 50, 51, 100, 101)), "start": dice.choice((start.isoformat(), "")),
           "stop": dice.choice(("", (start + datetime.timedelta(days=dice.choice((-1, 0, 9)))).isoformat())), "firm": dice.choice(("", "F0", "F1", "FV")), "who": dice.choice(("", "P0", "门卫")),
           "phone": dice.choice(("13800000000", "13800000000", "05708888888")), "checked_on": dice.choice(("", "2019-08-01", "2019-08-02", "2019-08-03", "2019-08-31"))}
    row["lon"], row["lat"] = spot(region) if dice.random() < 0.8 else ("", "")
    return row | {"_entered": entered, "_updated": entered}


def samples():
    rows = [sample(n, FIRST) for n in range(200)] + [sample(n, SECOND) for n in range(200, 500)]
    for n in range(480, 500):  # once more at the same spot and time
        rows[n] |= {k: rows[n - 200][k] for k in ("lon", "lat", "at", "region")}
    return rows


# --- our own calculation ---

def instant(row):
    return datetime.datetime.fromisoformat(row["at"])


def judged(row, now):
    """point → fails, for every point that has something to say of the record."""
    out = {f"given.{k}": not row[k] and row[k] != 0 for k in ("name", "at", "note", "firm", "lon")}
    if row["kind"] == "a":
        out["given.stop"] = not row["stop"]
    out["fresh"] = now - row["_updated"] > datetime.timedelta(days=10)
    if row["kind"] not in ("c", ""):
        checked = day(row["checked_on"])
        end = checked and datetime.datetime.combine(checked + datetime.timedelta(days=1), datetime.time(), ZONE)
        out["fresh.checked_on"] = not checked or now - end >= datetime.timedelta(days=30)
    if row["kind"] or row["count"] != "":
        out["values"] = row["kind"] == "d" or (row["count"] != "" and not 0 <= row["count"] <= 100)
    if row["start"] and row["stop"]:
        out["check.stop"] = row["stop"] < row["start"]
    if row["firm"] or row["who"] == "P0":
        out["alive"] = row["firm"] == "FV"
    out["region"] = row["region"] not in REGIONS
    if row["lon"] != "" and outline(row["region"]):
        out["inside"] = not contains(outline(row["region"]), row["lon"], row["lat"])
    if row["who"]:
        out["listed"] = row["who"] == "门卫"
    out["rule.future"] = instant(row) > now
    if row["kind"] == "b" and row["count"] != "":
        out["rule.few"] = row["count"] > 50
    out["rule.phone"] = row["phone"] == "05708888888"
    if instant(row) >= datetime.datetime(2015, 1, 1, 8, tzinfo=ZONE):
        out["late"] = row["_entered"] - instant(row) > datetime.timedelta(hours=24)
    return out


def kind_of(point):
    head = point.split(".")[0]
    return {"given": "complete", "fresh": "fresh", "same": "unique", "late": "timely"}.get(head, "valid")


def twins(rows):
    keys = {"same.name.county": lambda r: (r["name"], r["region"][:6]) if r["name"] else None,
            "same.spot.at": lambda r: (r["lon"], r["lat"], instant(r)) if r["lon"] != "" else None}
    out = {r["ref"]: {} for r in rows}
    for point, key in keys.items():
        seen = {}
        for r in rows:
            if r["lon"] != "" and point == "same.spot.at":
                k = (f"{r['lon']:.4f}", f"{r['lat']:.4f}", instant(r))
            else:
                k = key(r)
            if k:
                seen.setdefault(k, []).append(r["ref"])
        for refs in seen.values():
            for ref in refs:
                out[ref][point] = len(refs) > 1
    return out


def asked(rows, region, period):
    rows = [r for r in rows if inside(r["region"], region)]
    if period:
        first, last = span(period)
        rows = [r for r in rows if first <= instant(r).astimezone(ZONE).date() <= last]
    return rows


def own(rows, now, region="330800", period=""):
    """(records, points, kinds, failing refs by point)"""
    rows = asked(rows, region, period)
    pairs = twins(rows)
    points, kinds, failing = {}, {k: [0, 0] for k in KINDS}, {}
    for r in rows:
        verdicts = judged(r, now) | pairs[r["ref"]]
        for p, fails in verdicts.items():
            t = points.setdefault(p, [0, 0])
            t[0], t[1] = t[0] + 1, t[1] + fails
            if fails:
                failing.setdefault(p, set()).add(r["ref"])
        for k in KINDS:
            mine = [f for p, f in verdicts.items() if kind_of(p) == k]
            if k == "complete":
                kinds[k] = [kinds[k][0] + len(mine), kinds[k][1] + sum(mine)]
            elif mine:
                kinds[k] = [kinds[k][0] + 1, kinds[k][1] + any(mine)]
    return len(rows), points, kinds, failing


def tenths(x, whole, none):
    n = int(x * 1000 + Fraction(1, 2))
    return 100 if whole else 0 if none else max(1, min(999, n)) / 10


def share(t):
    return None if not t[0] else tenths(Fraction(t[0] - t[1], t[0]), t[1] == 0, t[1] == t[0])


def score(kinds, weights):
    with_data = [k for k in KINDS if kinds[k][0] and weights[k]]
    if not with_data:
        return None
    x = sum(Fraction(weights[k]) * Fraction(kinds[k][0] - kinds[k][1], kinds[k][0]) for k in with_data) / sum(Fraction(weights[k]) for k in with_data)
    return tenths(x, not any(kinds[k][1] for k in with_data), all(kinds[k][1] == kinds[k][0] for k in with_data))


# --- what is compared ---

def pair(t):
    return [t["checked"], t["failing"]]


def mine(answer):
    body = next((d for d in answer["departments"] if d["key"] == "statistics"), None)
    return body, body and body["registers"][0]


def compare(city, rows, now, region="330800", period="", as_of=""):
    query = f"/api/quality?region={region}" + (f"&period={period}" if period else "") + (f"&as_of={as_of}" if as_of else "")
    answer = city.get(query).json
    body, reg = mine(answer)
    n, points, kinds, failing = own(rows, now, region, period)
    what = f"{region} {period} {as_of}"
    c.same(f"records {what}", (reg["records"], body["records"]), (n, n))
    seen = {p["key"]: pair(p) for p in reg["points"]}
    c.same(f"each point is told {what}", {k: (seen.get(k), t) for k, t in points.items() if seen.get(k) != t}, {})
    c.that(f"a point with nothing to judge has no share {what}", all(p["share"] is None for p in reg["points"] if p["checked"] == 0))
    for p in reg["points"]:
        c.same(f"share of {p['key']} {what}", p["share"], share(pair(p)))
        c.same(f"kind of {p['key']}", p["kind"], kind_of(p["key"]))
    for k in KINDS:
        c.same(f"{k} of the register and of the department {what}", (pair(reg["kinds"][k]), pair(body["kinds"][k])), (kinds[k], kinds[k]))
        c.same(f"share of {k} {what}", reg["kinds"][k]["share"], share(kinds[k]))
    c.same(f"score {what}", (reg["score"], body["score"]), (score(kinds, answer["weights"]),) * 2)
    sums(answer, what)
    return answer, failing


def sums(answer, what):
    """Departments, and counties, add up to the whole; ranks follow the scores."""
    for k in KINDS:
        whole = pair(answer["kinds"][k])
        for part in ("departments", "counties"):
            c.same(f"{k} of all {part} {what}", [sum(pair(d["kinds"][k])[i] for d in answer[part]) for i in (0, 1)], whole)
        for d in answer["departments"]:
            c.same(f"{k} of the registers of {d['key']}", [sum(pair(r["kinds"][k])[i] for r in d["registers"]) for i in (0, 1)], pair(d["kinds"][k]))
    ranked = [d for d in answer["departments"] if d["rank"] is not None]
    c.that(f"the best first {what}", all(a["score"] >= b["score"] and (a["rank"] < b["rank"]) == (a["score"] > b["score"]) for a, b in zip(ranked, ranked[1:])), [(d["rank"], d["score"]) for d in ranked])
    c.that("without data no score and no rank", all((d["score"] is None) == (d["rank"] is None) for d in answer["departments"]))


def counties(city, rows, now):
    """What a county is told of itself is what the city is told of it, but for twins, which are sought where was asked."""
    answer = city.get("/api/quality?region=330800").json
    for county in COUNTIES:
        here = city.get(f"/api/quality?region={county}").json
        there = next(x for x in answer["counties"] if x["key"] == county.ljust(12, "0"))
        c.same(f"{county} alone", [pair(here["kinds"][k]) for k in KINDS if k != "unique"], [pair(there["kinds"][k]) for k in KINDS if k != "unique"])
        c.same(f"{county} records", here["records"], there["records"])


def failing_of(city, url, **more):
    out, skip = [], 0
    while skip is not None:
        page = city.get(f"{url}&limit=7&skip={skip}", **more).json
        out += page["items"]
        c.that("pages without a gap", len(page["items"]) == min(7, page["total"] - skip), page["total"])
        skip = page["next"]
    return out, page["total"]


def opens(city, rows, answer, failing, refs):
    """Each point opens to exactly the records that have its fault, in words."""
    _, reg = mine(answer)
    for p in reg["points"]:
        items, total = failing_of(city, p["records"])
        c.same(f"{p['key']} opens to its records", ({refs[x["id"]] for x in items}, len(items), total), (failing.get(p["key"], set()), p["failing"], p["failing"]))
        c.that(f"{p['key']} says what is wrong", all(x["wrong"] for x in items), items[:1])
        zh = city.get(p["records"] + "&limit=3", lang="zh").json["items"]
        c.that(f"{p['key']} says so in Chinese", all(any("\u4e00" <= s <= "\u9fff" for s in x["wrong"]) for x in zh), zh[:1])
    page = lambda key: city.get(next(p["records"] for p in reg["points"] if p["key"] == key) + "&limit=500").json["items"]
    c.that("a value out of its limits names the limit", any(x["field"] == "count" and "100" in x["wrong"] and x["value"] == "101" for x in page("values")), page("values")[:3])
    c.that("a code names its list's refusal", any(x["field"] == "kind" and x["value"] == "d" for x in page("values")))
    c.that("a point in the wrong county names whose outline it lies outside of, and the point", all("," in x["value"] and x["wrong"].endswith(NAMES[named(x["region"])]) for x in page("inside")), page("inside")[:2])
    c.that("what was entered late says how late", all("24 h" in x["wrong"] for x in page("late")), page("late")[:1])
    same = page("same.name.county")
    c.that("twins stand side by side and name each other", all(any(y["id"] == x["twin"] and y["title"] == x["title"] for y in same) and x["twin"] != x["id"] for x in same), same[:3])


# --- the steps ---

def prepare(city):
    for part in ("registers", "codes", "quality"):
        (city.dir / "model" / part).mkdir(parents=True, exist_ok=True)
    define(city, LAX, CODES + "d,丁,D\n")
    load(city, "enterprise", [{"ref": f, "name": f"厂{f}", "region": "330802000000"} for f in ("F0", "F1", "FV")])
    load(city, "person", [{"ref": "P0", "name": "张三", "region": "330802000000"}])


def define(city, register, codes, quality=None):
    (city.dir / "model/registers/qtest.yaml").write_text(register, encoding="utf-8")
    (city.dir / "model/codes/qkind.csv").write_text(codes, encoding="utf-8")
    if quality:
        (city.dir / "model/quality/own.yaml").write_text(quality, encoding="utf-8")
    done = json.loads(run("register", "reload", "--data", city.dir, "--json", check=False).stdout)
    c.same("nothing is refused", done["refused"], [])


def to(city, when):
    c.same("the clock", city.post("/api/clock", {"to": when.isoformat()}).status, 200)


def fill(city):
    rows = samples()
    load(city, "qtest", [r for r in rows if r["_entered"] == FIRST])
    to(city, SECOND)
    load(city, "qtest", [r for r in rows if r["_entered"] == SECOND])
    firm = city.get("/api/r/enterprise?ref=FV").json["items"][0]["id"]
    c.same("a firm is voided under those that name it", city.post(f"/api/r/enterprise/{firm}/void", {"reason": "重复"}).status, 200)
    define(city, STRICT, CODES, OWN)
    refs, after = {}, ""
    while after is not None:
        page = city.get(f"/api/r/qtest?limit=200{after}").json
        refs |= {x["id"]: x["ref"] for x in page["items"]}
        after = page["next"] and f"&after={page['next']}"
    return rows, refs


def mend(city, rows, now, refs):
    """Who mends a record takes it off; as of before it stands there still."""
    answer, _ = compare(city, rows, now)
    _, reg = mine(answer)
    url = {p["key"]: p["records"] for p in reg["points"]}
    ids = {ref: i for i, ref in refs.items()}
    one = next(r for r in rows if r["kind"] == "b" and r["count"] in (101,) and inside(r["region"], "330800") and r["name"])
    stamp = now.isoformat().replace("+", "%2B")
    later = now + datetime.timedelta(hours=1)
    to(city, later)
    done = city.patch(f"/api/r/qtest/{ids[one['ref']]}", {"count": 7, "note": "改", "stop": None})
    c.same("mended", done.status, 200)
    before = [dict(r) for r in rows]
    one |= {"count": 7, "note": "改", "stop": "", "_updated": later}
    compare(city, rows, later)
    for key in ("values", "rule.few"):
        c.that(f"gone from {key}", ids[one["ref"]] not in {x["id"] for x in failing_of(city, url[key])[0]})
        old = {x["id"] for x in failing_of(city, f"{url[key]}&as_of={stamp}")[0]}
        c.that(f"as of before it is in {key}", ids[one["ref"]] in old)
    compare(city, before, now, as_of=stamp)
    compare(city, before, now, region="330802", period="2019-08", as_of=stamp)
    gone = next(r for r in rows if r["name"] and r is not one and inside(r["region"], "330800"))
    c.same("voided", city.post(f"/api/r/qtest/{ids[gone['ref']]}/void", {"reason": "重复"}).status, 200)
    rows.remove(gone)
    compare(city, rows, later)
    return later


def offline(city, rows, now):
    """Written down in the field in time and sent when there was a network: not late, where the device's clock is believed."""
    iso = lambda t: t.isoformat()
    base = {"name": "离线", "note": "有", "region": "330824000000", "kind": "c"}
    happened = now - datetime.timedelta(hours=30)
    for name, seen in (("离线按时", now - datetime.timedelta(hours=20)), ("离线迟到", now - datetime.timedelta(hours=1)), ("时钟不可信", now - datetime.timedelta(hours=29))):
        done = city.call("POST", "/api/r/qtest", base | {"name": name, "at": iso(happened)}, headers={"X-Observed-At": iso(seen), "X-Device-Now": iso(now)})
        c.same(name, done.status, 201)
    late = {x["title"]: x["wrong"] for x in city.get("/api/quality/qtest/late/records?region=330824&limit=500").json["items"]}
    c.same("in time by the device's clock, late by it, late because it is not believed", [n in late for n in ("离线按时", "离线迟到", "时钟不可信")], [False, True, True])
    c.that("late by the act, not by its arrival", "29 h" in late["离线迟到"] and "30 h" in late["时钟不可信"], late)
    city.post("/api/r/parameter", {"key": "quality.late_since", "value": "2019-09-02", "valid_from": "2019-08-01"})
    n = mine(city.get("/api/quality").json)[1]
    after = [r for r in asked(rows, "330800", "") if instant(r) >= datetime.datetime(2019, 9, 2, tzinfo=ZONE)]
    c.same("what is dated before the day that the city names is not judged", pair(next(p for p in n["points"] if p["key"] == "late")), [len(after), 0])


def rights(city):
    run("user", "add", "county", "--role", "inspector", "--region", "330802000000", "--data", city.dir)
    run("user", "add", "grid", "--role", "grid", "--region", "330800000000", "--data", city.dir)
    run("user", "add", "wall", "--role", "candidate", "--region", "330800000000", "--data", city.dir)
    county, grid, wall = (city.new_token(u) for u in ("county", "grid", "wall"))
    whole = city.get("/api/quality").json
    seen = city.get("/api/quality", token=county).json
    c.same("a county sees its own", (seen["region"], mine(seen)[1]["records"]), ("330802000000", mine(city.get("/api/quality?region=330802").json)[1]["records"]))
    c.that("and nobody else's", all(x["key"].startswith("330802") for x in seen["counties"]), seen["counties"])
    c.same("the city is refused to it, but for what is open to all", {r["register"] for d in city.get("/api/quality?region=330800", token=county).json["departments"] for r in d["registers"]}, {"org"})
    for path in ("/api/quality/qtest/given.note/records?region=330824", "/api/quality/qtest/same.name.county/records?region=330800"):
        c.same(f"refused {path}", city.get(path, token=county).status, 403)
    less = city.get("/api/quality", token=grid).json
    c.same("a register that may not be read is absent", mine(less), (None, None))
    n = lambda a: sum(len(d["registers"]) for d in a["departments"])
    c.same("and counted", less["denied"] + n(less), n(whole))
    c.same("its records are refused", city.get("/api/quality/qtest/given.note/records", token=grid).status, 403)
    c.same("who may read none of them is refused", city.get("/api/quality", token=wall).status, 403)
    c.same("who is nobody too", city.get("/api/quality", token=None).status, 401)
    run("user", "add", "team", "--role", "team", "--region", "330800000000", "--data", city.dir)
    team = city.new_token("team")
    shown = [city.get("/api/quality/qtest/rule.phone/records?limit=1", token=t).json["items"][0]["value"] for t in (county, team)]
    c.same("a personal value is masked for who may not see it", (shown[0], "*" in shown[1], "8888" in shown[1]), ("05708888888", True, False))


def asks(city):
    for path, status, field in (("/api/quality?period=2019-13", 400, "period"), ("/api/quality?region=12345", 400, "region"), ("/api/quality?as_of=gestern", 400, "as_of"), ("/api/quality?format=pdf", 400, "format"),
                                ("/api/quality/nowhere/given.name/records", 404, "register"), ("/api/quality/qtest/given.nothing/records", 404, "point"), ("/api/quality/qtest/late/records?limit=0", 400, "limit")):
        for lang in ("en", "zh"):
            r = city.get(path, lang=lang)
            c.same(f"{path} {lang}", (r.status, r.json["errors"][0]["field"]), (status, field))


def sheets(city):
    answer = city.get("/api/quality").json
    book = zipfile.ZipFile(io.BytesIO(city.get("/api/quality?format=xlsx", lang="zh").body)).read("xl/worksheets/sheet1.xml").decode()
    c.that("the workbook names departments and points", "市统计局" in book and "属地在行政区划台账中" in book, book[:200])
    _, reg = mine(answer)
    p = next(p for p in reg["points"] if p["key"] == "inside")
    book = zipfile.ZipFile(io.BytesIO(city.get(p["records"] + "&format=xlsx").body)).read("xl/worksheets/sheet1.xml").decode()
    c.same("a row for each record that fails", book.count("<row ") - 1, p["failing"])
    said = json.loads(run("quality", "--data", city.dir, "--json").stdout)
    c.same("the command says what the page says", mine(said)[1]["points"], mine(answer)[1]["points"])
    words = run("quality", "--region", "330802", "--data", city.dir).stdout
    c.that("and in words", f"\n  质检样本\t" in words or "\n  Sample\t" in words, words[:300])
    c.that("a wrong option is refused", run("quality", "--period", "2019-99", "--data", city.dir, check=False).returncode != 0)


HEAD = "body: finance\nregisters:\n  - register: drill\n"
BROKEN = {
    "no register": ("body: finance\nregisters:\n  - register: nowhere\n", 3, "no such register"),
    "no field": (HEAD + "    important: [nothing]\n", 3, "no such field"),
    "twice": (HEAD + "  - register: drill\n", 4, "stands there already"),
    "point twice": (HEAD + "    important: [name, name]\n", 3, "stands there already"),
    "condition": (HEAD + "    valid:\n      - {key: a, zh: 甲, en: A, rule: people about 3}\n", 5, "a condition is"),
    "condition's field": (HEAD + "    valid:\n      - {key: a, zh: 甲, en: A, rule: people <= nobody}\n", 5, "no such field"),
    "if": (HEAD + "    given:\n      - {field: people}\n", 5, "is required"),
    "span": (HEAD + "    late: {within: soon}\n", 4, "hours or days"),
    "span of none": (HEAD + "    late: {within: 0h}\n", 4, "hours or days"),
    "no date": (HEAD + "    fresh: {field: people, within: 3d}\n", 4, "time or a date"),
    "undated": ("body: finance\nregisters:\n  - register: team\n    late: {within: 3d}\n", 4, "time or a date"),
    "no day": ("body: finance\nregisters:\n  - register: team\n    same: [name day]\n", 3, "nothing dates"),
    "no spot": ("body: finance\nregisters:\n  - register: stock\n    same: [name spot]\n", 3, "no points"),
    "listed": (HEAD + "    listed: [people]\n", 3, "may be a text"),
    "unknown key": (HEAD + "    colour: red\n", 4, ""),
    "no department": ("registers: []\n", 1, ""),
    "a department that nobody knows": ("body: moon\nregisters: []\n", 1, "responsible_body"),
    "no list": ("body: finance\nregisters: all\n", 1, "must be a list"),
    "no map": (HEAD + "    valid: [now]\n", 4, "must be a map"),
    "no yaml": ("body: [\n", 0, ""),
}


def broken(city):
    there = city.dir / "model/quality/bad.yaml"
    was = [(d["key"], len(d["registers"])) for d in city.get("/api/quality").json["departments"]]
    for name, (text, line, word) in BROKEN.items():
        there.write_text(text, encoding="utf-8")
        said = json.loads(run("register", "reload", "--data", city.dir, "--json", check=False).stdout)["refused"]
        c.that(f"{name} is refused with its line", any(r["file"] == "quality/bad.yaml" and (not line or r["line"] == line) and word in r["reason"] for r in said), said)
        c.same(f"{name}: the others stand", [(d["key"], len(d["registers"])) for d in city.get("/api/quality").json["departments"]], was)
    there.write_text("body: policy\nregisters:\n  - register: drill\n", encoding="utf-8")
    run("register", "reload", "--data", city.dir)
    owner = {r["register"]: d["key"] for d in city.get("/api/quality").json["departments"] for r in d["registers"]}
    c.same("a city moves a register to another department", (owner["drill"], owner["team"]), ("policy", "rescue"))
    there.unlink()
    (city.dir / "model/quality/rescue.yaml").write_text(HEAD.replace("finance", "rescue") + "    colour: red\n", encoding="utf-8")
    run("register", "reload", "--data", city.dir, check=False)
    owner = {r["register"]: d["key"] for d in city.get("/api/quality").json["departments"] for r in d["registers"]}
    c.same("where its own file is broken ours stands", owner["team"], "rescue")
    (city.dir / "model/quality/rescue.yaml").unlink()


def demo():
    """The demonstration city: what ships is loaded whole, and every point opens to as many records as it counts."""
    with City(demo=True) as city:
        c.same("nothing that ships is refused", json.loads(run("register", "reload", "--data", city.dir, "--json").stdout)["refused"], [])
        answer = city.get("/api/quality").json
        regs = [r for d in answer["departments"] for r in d["registers"]]
        c.that("the registers behind the report and the big ones", len(regs) >= 25 and {"enterprise", "hazard", "hazard_source", "inspection", "case", "order", "accident", "casualty", "incident", "shelter", "resident", "household", "team",
                "stock", "training", "drill", "policy", "patrol"} <= {r["register"] for r in regs}, [r["register"] for r in regs])
        sums(answer, "demo")
        for p in (p for r in regs for p in r["points"]):
            page = city.get(p["records"] + "&limit=1").json
            c.same(f"{p['records']}", (page["total"], len(page["items"])), (p["failing"], min(1, p["failing"])))
        failing = {(r["register"], p["key"]): p["failing"] for r in regs for p in r["points"]}
        for where in (("accident", "late"), ("accident", "inside"), ("enterprise", "same.name.county"), ("enterprise", "given.credit_code")):
            c.that(f"the demonstration has life: {where}", failing[where] > 0, failing[where])


with City(sandbox=True, clock=FIRST.isoformat() + "x0") as city:
    prepare(city)
    rows, refs = fill(city)
    answer, failing = compare(city, rows, SECOND)
    every = {p for p, f in failing.items() if f}
    c.same("every fault is in the records", {p["key"] for p in mine(answer)[1]["points"]} - every, {"given.at"})
    opens(city, rows, answer, failing, refs)
    for region in COUNTIES + [TOWN, "330899"]:
        compare(city, rows, SECOND, region)
    for period in ("2019", "2019-08", "2019Q3", "2019-08-31", "2019-08-01..2019-08-31", "2013", "2010"):
        compare(city, rows, SECOND, "330800", period)
    compare(city, rows, SECOND, "330802", "2019-08")
    counties(city, rows, SECOND)
    later = mend(city, rows, SECOND, refs)
    asks(city)
    sheets(city)
    rights(city)
    offline(city, rows, later)
    broken(city)
demo()
c.close()
