# SPDX-License-Identifier: Apache-2.0
"""Assessments: points, totals, ranks and grades of every county are those of our own calculation, over made-up records; ties share, what has no data is left out and listed, a veto caps
the grade; broken schemes are refused with file and line; who may not see a register is not told of it; as of any moment; documents and the command line."""
import io
import json
import zipfile
from fractions import Fraction as F
from xml.etree import ElementTree

from city import Checks, City, run
from figures import COUNTIES, change, dice, earlier, fill, folder, moment_between, rounded

c = Checks()
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
GRADES = "grades:\n  - {key: a, zh: 优秀, en: Excellent, least: 80}\n  - {key: b, zh: 良好, en: Good, least: 60}\n  - {key: c, zh: 合格, en: Passed, least: 40}\n  - {key: d, zh: 不合格, en: Failed}\n"
YEARLY = """assessment: own
zh: 自定考核
en: Own
period: year
basis_least: 50
sections:
  - zh: 一
    en: One
    items:
      - {indicator: acc.deaths, weight: 20, rule: target, else: partly}
      - {indicator: acc.count, weight: 12.5, rule: change, from: 20, to: -20}
      - {indicator: enf.cases, weight: 10, rule: rank, floor: 2.5, good: up}
      - {indicator: acc.fatal, weight: 10, rule: each, above: 2, points: 1.5}
      - {indicator: acc.loss, weight: 0, rule: rank}
  - zh: 二
    en: Two
    items:
      - {indicator: chem.hd.rate, weight: 17.5, rule: linear, from: 30, to: 90}
      - {indicator: forest.out24, weight: 5, rule: linear, from: 50, to: 100}
      - {indicator: ins.firms, weight: 5, rule: target}
      - {key: files, hand: 案卷质量, en: Files, weight: 20}
bonus:
  - {key: praise, hand: 表彰, en: Praise, weight: 2}
  - {indicator: enf.checks_app, weight: 3, rule: each, above: 10, points: 0.2}
deducted:
  - {indicator: acc.road.deaths, weight: 4, rule: each, points: 0.5}
""" + GRADES + "vetoes:\n  - {indicator: acc.major_plus, above: 3, best: b, zh: 较大事故, en: Major}\n"
QUARTERLY = """assessment: season
zh: 季度
en: Season
period: quarter
sections:
  - zh: 一
    en: One
    items:
      - {indicator: enf.cases, weight: 60, rule: rank, good: up}
      - {key: s, hand: 季评, en: Season, weight: 40}
""" + GRADES


# --- our own calculation ---

def spread(share, weight):
    return None if share is None else min(F(1), max(F(0), share)) * weight


def met(op, target, now, before):
    """Met or not, and how much of it was reached; None = not known."""
    value = change(now, before) if op.startswith("change") else F(now)
    if value is None:
        return None, None
    fine = value >= target if op.endswith("least") else value <= target
    if value * target <= 0:
        return fine, F(0)
    least = op.endswith("least")
    part = abs(value / target) if least == (target > 0) else abs(target / value)
    return fine, min(F(1), part)


def scores(world, sheets, targets, period):
    """county -> item -> points, None = left out; weights beside."""
    out = {}
    for county in COUNTIES:
        now = lambda key: world.value(key, period, county)
        then = lambda key: world.value(key, earlier(period), county)
        row = {}
        for key, weight, partly in (("acc.deaths", F(20), True), ("ins.firms", F(5), False)):
            op, value = targets.get((key, county), (None, None))
            fine, part = met(op, value, now(key), then(key)) if op else (None, None)
            row[key] = None if fine is None else weight if fine else part * weight if partly else F(0)
        yoy = change(now("acc.count"), then("acc.count"))
        row["acc.count"] = None if yoy is None else spread((yoy - 20) / -40, F("12.5"))
        row["acc.fatal"] = max(F(0), 10 - max(0, now("acc.fatal") - 2) * F("1.5"))
        rate, out24 = now("chem.hd.rate"), now("forest.out24")
        row["chem.hd.rate"] = None if rate is None else spread((rate - 30) / 60, F("17.5"))
        row["forest.out24"] = None if out24 is None else spread((out24 - 50) / 50, F(5))
        for key, name, weight in (("files", "案卷质量", 20), ("praise", "表彰", 2)):
            row[key] = None if sheets.get((name, county)) is None else F(str(sheets[name, county])) * weight / 100
        row["enf.checks_app"] = min(F(3), max(0, now("enf.checks_app") - 10) * F("0.2"))
        row["acc.road.deaths"] = -min(F(4), now("acc.road.deaths") * F("0.5"))
        out[county] = row
    ranked(world, period, out, "enf.cases", True, F(10), F("2.5"))
    ranked(world, period, out, "acc.loss", False, F(0), F(0))
    return out


def ranked(world, period, out, key, up, full, floor):
    values = {k: world.value(key, period, k) for k in COUNTIES}
    for k, v in values.items():
        place = 1 + sum(1 for o in values.values() if (o > v if up else o < v))
        out[k][key] = full - (full - floor) * (place - 1) / (len(COUNTIES) - 1)


WEIGHTS = {"acc.deaths": F(20), "acc.count": F("12.5"), "enf.cases": F(10), "acc.fatal": F(10), "acc.loss": F(0), "chem.hd.rate": F("17.5"), "forest.out24": F(5), "ins.firms": F(5), "files": F(20)}


def totals(row):
    basis = sum((WEIGHTS[k] for k in WEIGHTS if row[k] is not None), F(0))
    points = sum((row[k] for k in WEIGHTS if row[k] is not None), F(0))
    extra = (row["praise"] or 0) + row["enf.checks_app"] + row["acc.road.deaths"]
    return points, basis, extra, max(F(0), points * 100 / basis + extra) if basis else None


def standing(all_, county, least):
    """Rank, or None."""
    mine = all_[county]
    if mine[1] < least or mine[3] is None:
        return None
    return 1 + sum(1 for o in all_.values() if o[1] >= least and o[3] > mine[3])


def grade(world, period, county, total):
    k = next(i for i, least in enumerate((80, 60, 40, 0)) if total >= least)
    return "abcd"[max(k, 1 if world.value("acc.major_plus", period, county) > 3 else 0)]


def near(what, seen, wanted):
    c.that(what, (seen is None) == (wanted is None) and (seen is None or abs(seen - float(wanted)) < 1e-9), (seen, wanted and float(wanted)))


def compare(world, sheets, targets, got, period):
    mine = scores(world, sheets, targets, period)
    sums = {k: totals(row) for k, row in mine.items()}
    c.same(f"{period}: all counties, by code", [u["region"][:6] for u in got["units"]], COUNTIES)
    for u in got["units"]:
        k = u["region"][:6]
        for item in u["items"]:
            near(f"{period} {k} {item['key']}", item["points_exact"], mine[k][item["key"]])
            c.same(f"{period} {k} {item['key']} says whether", item["state"] == "scored", mine[k][item["key"]] is not None)
            if item["points"] is not None:
                c.same(f"{period} {k} {item['key']} printed", item["points"], rounded(mine[k][item["key"]], 2))
        points, basis, extra, total = sums[k]
        near(f"{period} {k} total", u["exact"], total)
        c.same(f"{period} {k} sums", (u["points"], u["basis"], u["extra"], u["total"]), (rounded(points, 2), float(basis), rounded(extra, 2), total if total is None else rounded(total, 2)))
        rank = standing(sums, k, 50)
        c.same(f"{period} {k} rank", u["rank"], rank)
        c.same(f"{period} {k} grade", u["grade"], grade(world, period, k, total) if rank else "")
        c.same(f"{period} {k} veto", u["vetoes"][0]["hit"], world.value("acc.major_plus", period, k) > 3)
    left = {key for key in WEIGHTS if any(mine[k][key] is None for k in COUNTIES)}
    c.same(f"{period}: what is missing is listed", set(got["missing"]), left)
    return sums


# --- what is told ---

def scheme(city, name, text):
    there = city.dir / "model" / "assessments"
    there.mkdir(parents=True, exist_ok=True)
    (there / f"{name}.yaml").write_text(text, encoding="utf-8")
    return json.loads(run("register", "reload", "--data", city.dir, "--json", check=False).stdout).get("refused", [])


def sheet(city, item, county, period, score, **more):
    r = city.post("/api/r/score_sheet", {"item": item, "period": period, "region": county, "at": "2018-01-05T09:00:00+08:00", "score": score, **more})
    c.same(f"a score of {item} in {county}", r.status, 201)
    return r.json


def set_targets(city):
    """One county has none; each other one of the four kinds."""
    targets = {}
    kinds = [("at_most", 12), ("at_least", 5), ("change_at_most", -10), ("change_at_least", 15), ("at_most", 0)]
    for county, (op, value) in zip(COUNTIES, kinds):
        for key in ("acc.deaths", "ins.firms"):
            r = city.post("/api/r/target", {"indicator": key, "period": "2016", "region": county, "op": op, "value": value})
            c.same(f"a target of {key} in {county}", r.status, 201)
            targets[key, county] = (op, F(value))
    return targets


def set_sheets(city):
    sheets = {("案卷质量", k): s for k, s in zip(COUNTIES, (91.5, 80, 80, 0, 100))}  # the last has none
    for (item, county), s in sheets.items():
        sheet(city, item, county, "2016", s, scorer="评查组")
    sheet(city, "表彰", COUNTIES[1], "2016", 50)
    sheets["表彰", COUNTIES[1]] = 50
    sheet(city, "案卷质量", COUNTIES[0], "2015", 1)  # another period's
    sheet(city, "案卷质量", "330800", "2016", 1)  # another place's
    return sheets


def corrected(city, world, sheets, targets):
    """A later row counts; so does one that is changed, but not as of before."""
    was = city.get("/api/assessments/own?period=2016").json
    stamp = moment_between()
    sheet(city, "案卷质量", COUNTIES[2], "2016", 33.3)
    c.same("of two rows the later counts, and of one day the one entered last", next(i["score"] for i in city.get(f"/api/assessments/own?period=2016&region={COUNTIES[2]}").json["units"][0]["items"] if i["key"] == "files"), 33.3)
    sheets["案卷质量", COUNTIES[2]] = 33.3
    mine = next(i for i in was["units"][0]["items"] if i["key"] == "files")
    city.patch(f"/api/r/score_sheet/{mine['sheet']}", {"score": 12})
    sheets["案卷质量", COUNTIES[0]] = 12
    compare(world, sheets, targets, city.get("/api/assessments/own?period=2016").json, "2016")
    then = city.get(f"/api/assessments/own?period=2016&as_of={stamp}").json
    strip = lambda r: [(u["exact"], u["rank"], u["grade"], [(i["key"], i["points_exact"]) for i in u["items"]]) for u in r["units"]]
    c.same("as of before it is what it was then", strip(then), strip(was))
    early = city.get("/api/assessments/own?period=2016&as_of=2019-01-01T00:00:00Z").json["units"]
    c.same("as of a time before everything the counties are there, nobody had scored", [next(i["state"] for i in u["items"] if i["key"] == "files") for u in early], ["no_sheet"] * 6)
    c.that("its records are as of then too", "as_of=" in then["units"][0]["items"][0]["records"])
    behind = city.get(then["units"][0]["items"][0]["records"])
    c.same("and open", behind.status, 200)


def ties(city):
    """Two with the same score share a rank; the next is left out."""
    c.same("a scheme of quarters is taken", scheme(city, "season", QUARTERLY.replace("{indicator: enf.cases, weight: 60, rule: rank, good: up}", "{key: t, hand: 甲评, en: T, weight: 60}")), [])
    for county, s in zip(COUNTIES, (70, 90, 90, 50, 90, 40)):
        sheet(city, "甲评", county, "2016Q2", s)
        sheet(city, "季评", county, "2016Q2", s)
    got = city.get("/api/assessments/season?period=2016Q2").json
    c.same("ties share", [u["rank"] for u in got["units"]], [4, 1, 1, 5, 1, 6])
    c.same("grades by limits, 以上 includes", [u["grade"] for u in got["units"]], ["b", "a", "a", "c", "a", "c"])
    c.same("nobody had a rank before", [u["rank_before"] for u in got["units"]], [None] * 6)
    next_ = city.get("/api/assessments/season?period=2016Q3").json
    c.same("without a score there is no rank, but that of before", [(u["rank"], u["total"], u["sections"], u["rank_before"]) for u in next_["units"]], [(None, None, [None], n) for n in (4, 1, 1, 5, 1, 6)])
    sheet(city, "季评", COUNTIES[0], "2016Q3", 88)
    part = city.get("/api/assessments/season?period=2016Q3").json["units"][0]
    c.same("40 of 100 could be scored: told, but neither ranked nor graded", (part["basis"], part["points"], part["total"], part["rank"], part["grade"]), (40, 35.2, 88, None, ""))
    year = city.get("/api/assessments/season?period=2016&by=quarter").json
    c.same("the quarters of a year", [q["period"] for q in year["by"]], ["2016Q1", "2016Q2", "2016Q3", "2016Q4"])
    c.same("each with its ranks", [u["rank"] for u in year["by"][1]["units"]], [4, 1, 1, 5, 1, 6])
    c.same("and those before", [u["rank_before"] for u in year["by"][2]["units"]], [4, 1, 1, 5, 1, 6])
    scheme(city, "season", QUARTERLY)


def refused(city):
    """(changed from, to, line, word)"""
    cases = [("acc.fatal", "acc.fatl", 13, "acc.fatl"), ("weight: 12.5", "weight: 12", 7, "99.5"), ("from: 20, to: -20", "from: -20, to: 20", 11, "acc.count"), ("from: 30, to: 90", "from: 90, to: 90", 18, "chem.hd.rate"),
             ("rule: rank, floor: 2.5, good: up", "rule: rank, floor: 2.5", 12, "enf.cases"), ("floor: 2.5", "floor: 11", 12, "enf.cases"), ("points: 1.5", "points: 0", 13, "acc.fatal"), ("least: 60}", "least: 90}", 29, "b"),
             ("en: Failed}", "en: Failed, least: 1}", 28, "grades"), ("best: b", "best: z", 33, "z"), ("period: year", "period: week", 1, "week"), ("else: partly", "else: half", 10, "half"), ("rule: each, above: 2", "rule: steps", 13, "steps"),
             ("key: praise", "key: files", 23, "files"), ("weight: 3,", "weight: 101,", 24, "enf.checks_app"), ("rule: each, points: 0.5}", "rule: target}", 26, "acc.road.deaths"), ("weight: 20, rule: target", "weight: 20, rule: target, colour: red", 10, "colour"),
             ("acc.road.deaths", "ins.firms", 26, "ins.firms"), ("zh: 一", "zhh: 一", 7, "zh")]
    for a, b, line, word in cases:
        found = [r for r in scheme(city, "own", YEARLY.replace(a, b, 1)) if r["file"] == "assessments/own.yaml"]
        c.that(f"refused: {b}", found and found[0]["line"] == line and any(word in r["reason"] for r in found), found)
    c.same("and what is left out is not there", city.get("/api/assessments/own?period=2016").status, 404)
    c.that("the others are", {"annual", "pioneer", "season"} <= {s["key"] for s in city.get("/api/assessments").json["items"]})
    c.same("mended it is there again", (scheme(city, "own", YEARLY), city.get("/api/assessments/own?period=2016").status), ([], 200))
    zh = next(r for r in [city.get("/api/assessments/own?period=2016Q1", lang="zh").json])
    c.that("a refusal in the caller's language", "年度" in json.dumps(zh, ensure_ascii=False), zh)


def asked_badly(city):
    field = lambda path: (lambda r: (r.status, r.json["errors"][0]["field"]))(city.get(path))
    c.same("a quarter of a scheme of years", field("/api/assessments/own?period=2016Q1"), (400, "period"))
    c.same("a year of a scheme of quarters", field("/api/assessments/season?period=2016"), (400, "period"))
    c.same("quarters of a scheme of years", field("/api/assessments/own?period=2016&by=quarter"), (400, "by"))
    c.same("by county it is already", field("/api/assessments/own?period=2016&by=county"), (400, "by"))
    c.same("a township has no counties", field("/api/assessments/own?period=2016&region=330881102"), (400, "region"))
    c.same("no such form", field("/api/assessments/own?period=2016&format=pdf"), (400, "format"))
    c.same("no such scheme", city.get("/api/assessments/nothing?period=2016").status, 404)
    c.same("nobody", city.get("/api/assessments/own?period=2016", token=None).status, 401)


def rights(city):
    whole = city.get("/api/assessments/own?period=2016").json
    one = city.get(f"/api/assessments/own?period=2016&region={COUNTIES[3]}").json
    c.same("one county of the city is ranked among all", (len(one["units"]), one["units"][0]["rank"], one["units"][0]["exact"]), (1, whole["units"][3]["rank"], whole["units"][3]["exact"]))
    made = city.post("/api/accounts", {"name": "kaihua", "role": "duty", "region": COUNTIES[3]}).json
    token = city.new_token(made["name"])
    own = city.get("/api/assessments/own?period=2016", token=token).json
    items = {i["key"]: i for i in own["units"][0]["items"]}
    c.same("an account of a county sees its own", [u["region"][:6] for u in own["units"]], [COUNTIES[3]])
    c.same("without a rank", (own["ranked"], own["units"][0]["rank"], items["enf.cases"]["state"], items["enf.cases"]["place"] if "place" in items["enf.cases"] else None), (False, None, "denied", None))
    c.same("but with its points", items["acc.fatal"]["points"], next(i["points"] for i in whole["units"][3]["items"] if i["key"] == "acc.fatal"))
    c.same("and of no other", city.get(f"/api/assessments/own?period=2016&region={COUNTIES[0]}", token=token).status, 403)
    made = city.post("/api/accounts", {"name": "wangge", "role": "grid", "region": "330800"}).json
    c.same("a role that reads none of it", city.get("/api/assessments/season?period=2016Q2", token=city.new_token(made["name"])).status, 403)
    made = city.post("/api/accounts", {"name": "zhiban", "role": "duty", "region": "330800"}).json
    seen = city.get("/api/assessments/own?period=2016", token=city.new_token(made["name"])).json  # duty does not read policies
    for u, all_ in zip(seen["units"], whole["units"]):
        hidden = next(i for i in u["items"] if i["key"] == "ins.firms")
        c.same("what a role may not read is not told", (hidden["state"], hidden["points"], hidden["value"], "records" in hidden), ("denied", None, None, False))
        had = next(i for i in all_["items"] if i["key"] == "ins.firms")["points"] is not None
        c.same("and is not scored as nothing", (u["basis"], u["rank"] is None), (all_["basis"] - (5 if had else 0), all_["rank"] is None))


def documents(city):
    path = folder / "own.docx"
    run("assessment", "own", "--period", "2016", "--data", city.dir, "-o", path)
    got = city.get("/api/assessments/own?period=2016", lang="zh").json
    with zipfile.ZipFile(path) as z:
        c.same("a sound archive", z.testzip(), None)
        root = ElementTree.fromstring(z.read("word/document.xml"))
    text = "\n".join("".join(t.text or "" for t in p.iter(W + "t")) for p in root.iter(W + "p"))
    c.that("title, counties, totals, items", "2016年自定考核结果" in text and all(u["label"] in text and f"{u['total']:g}" in text for u in got["units"]) and all(i["label"] in text for s in got["sections"] for i in s["items"]), text[:400])
    names = [b.get(W + "name") for b in root.iter(W + "bookmarkStart")]
    c.that("figures in bookmarks, each name once", "acc_deaths" in names and len(set(names)) == len(names), names[:8])
    path = folder / "own.xlsx"
    run("assessment", "own", "--period", "2016", "--region", COUNTIES[0], "--data", city.dir, "-o", path)
    with zipfile.ZipFile(path) as z:
        cells = z.read("xl/worksheets/sheet1.xml").decode()
    c.that("a row for each item of the county", all(i["label"] in cells for s in got["sections"] for i in s["items"]) and cells.count("<row") == 1 + 12 + 1, cells.count("<row"))
    said = json.loads(run("assessment", "own", "--period", "2016", "--data", city.dir, "--json").stdout)
    c.same("the command line says the same", [(u["region"], u["exact"], u["rank"]) for u in said["units"]], [(u["region"], u["exact"], u["rank"]) for u in got["units"]])
    lines = run("assessment", "own", "--period", "2016", "--data", city.dir).stdout.splitlines()
    c.that("and lists the counties", len(lines) == 6 and all(u["label"] in "".join(lines) for u in got["units"]), lines)
    c.that("the period is required", "--period" in run("assessment", "own", "--data", city.dir, check=False).stderr)


def definitions(city):
    defs = city.get("/api/indicators", lang="zh").json["items"]
    c.that("each indicator names who answers for it and how often it is published", all(d["body"] and d["body_name"] and d["freq"] in ("month", "quarter", "year") for d in defs), [d["key"] for d in defs if not d["body"] or not d["freq"]])
    by = {d["key"]: d for d in defs}
    c.same("by file, or its own", (by["hd.open"]["body"], by["chem.hd.found"]["body_name"], by["acc.gdp_death_rate"]["freq"], by["acc.count"]["freq"]), ("coordination", "危险化学品安全监督管理处", "year", "month"))
    there = city.dir / "model" / "indicators"
    there.mkdir(parents=True, exist_ok=True)
    for text, line, word in (("area: x\nbody: nobody\nof: {register: drill, at: at}\nindicators:\n  - {key: x.a, zh: 甲, en: A, unit: 次, value: count}\n", 1, "nobody"),
                             ("area: x\nof: {register: drill, at: at}\nindicators:\n  - {key: x.a, zh: 甲, en: A, unit: 次, value: count, freq: daily}\n", 4, "daily")):
        (there / "x.yaml").write_text(text, encoding="utf-8")
        found = [r for r in json.loads(run("register", "reload", "--data", city.dir, "--json", check=False).stdout)["refused"] if r["file"] == "indicators/x.yaml"]
        c.that(f"refused: {word}", found and found[0]["line"] == line and word in found[0]["reason"], found)
    (there / "x.yaml").write_text("area: x\nof: {register: drill, at: at}\nindicators:\n  - {key: x.a, zh: 甲, en: A, unit: 次, value: count}\n", encoding="utf-8")
    c.same("a city's own need not say", json.loads(run("register", "reload", "--data", city.dir, "--json").stdout).get("refused", []), [])
    c.same("then nobody is named", [(d["body"], d["freq"]) for d in city.get("/api/indicators").json["items"] if d["key"] == "x.a"], [("", "")])


with City() as city:
    world = fill(city)
    c.same("a scheme is taken", scheme(city, "own", YEARLY), [])
    targets, sheets = set_targets(city), set_sheets(city)
    got = city.get("/api/assessments/own?period=2016").json
    compare(world, sheets, targets, got, "2016")
    item = lambda county, key: next(i for i in got["units"][COUNTIES.index(county)]["items"] if i["key"] == key)
    c.same("no target is told", item(COUNTIES[5], "acc.deaths")["state"], "no_target")
    c.same("no sheet too", item(COUNTIES[5], "files")["state"], "no_sheet")
    c.same("what is scored by hand says by whom", (item(COUNTIES[0], "files")["scorer"], item(COUNTIES[0], "files")["score"]), ("评查组", 91.5))
    compare(world, {}, {}, city.get("/api/assessments/own?period=2017").json, "2017")
    compare(world, {("案卷质量", COUNTIES[0]): 1}, {}, city.get("/api/assessments/own?period=2015").json, "2015")
    corrected(city, world, sheets, targets)
    ties(city)
    refused(city)
    asked_badly(city)
    rights(city)
    documents(city)
    definitions(city)
c.close()
