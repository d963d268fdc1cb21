# SPDX-License-Identifier: Apache-2.0
"""Reports whose figures are indicators: every figure is that of our own calculation and opens to its records, sentences turn with their figures, what is not known is
left out and listed, checks hold or say so on top, one changed accident changes exactly the sentences that depend on it, and not as of before."""
import datetime
import io
import json
import re
import zipfile
from fractions import Fraction
from xml.etree import ElementTree

from city import Checks, City, run
from figures import DIGITS, World, change, earlier, fill, folder, load, moment_between, rounded

c = Checks()
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def said(report):
    return [p["text"] for s in report["sections"] for p in s["paragraphs"]]


def figures(report):
    return [f for s in report["sections"] for p in s["paragraphs"] for f in p["figures"]]


def shown(value):
    return str(int(value)) if value == int(value) else str(value)


def own(city, world, report):
    """Every figure that our own calculation knows."""
    seen = 0
    for f in figures(report):
        key, period, region = f["key"].removesuffix(".yoy"), f["period"], f["region"]
        try:
            now, before = world.value(key, period, region), world.value(key, earlier(period), region)
        except KeyError:
            continue
        seen += 1
        digits = DIGITS.get(key, 0)
        if f["key"].endswith(".yoy"):
            yoy = rounded(change(now, before), 1)
            c.same(f"{f['key']} {period}", f["value"], yoy)
            c.same(f"{f['key']} {period} in words", f["text"], "持平" if yoy == 0 else f"{'下降' if yoy < 0 else '上升'}{shown(abs(yoy))}%")
        else:
            c.same(f"{key} {period}", f["value"], rounded(now, digits))
            c.that(f"{key} {period} in words", f["text"].startswith(shown(rounded(now, digits))) or not re.match(r"[\d.]", f["text"]), f)
        c.same(f"{f['key']} opens", city.get(f["records"] + "&limit=1").status, 200)
        c.same(f"{f['key']} is nobody's typing", f["by_hand"], False)
    return seen


def tables(city, report):
    found = [p for s in report["sections"] for p in s["paragraphs"] if "rows" in p]
    c.that("tables by county", len(found) == 2 and all(len(p["rows"]) >= 6 for p in found), [len(p["rows"]) for p in found])
    row = next(r for r in found[0]["rows"] if r["key"] == "330881000000")
    one = city.get("/api/indicators/acc.deaths?period=2016&region=330881").json
    c.same("a cell is the figure of its county", next(f["value"] for f in row["figures"] if f["key"] == "acc.deaths"), one["value"])


def checks(report, region_less):
    feet = {f["id"]: f for f in report["crossfoots"]}
    c.that("checks of sectors, counties, open hazards and rates", {"acc.sectors", "acc.counties", "hd.balance", "rate.chem.hd.rate"} <= set(feet), feet.keys())
    c.same("sectors give the total", (feet["acc.sectors"]["holds"], feet["acc.sectors"]["left"]), (True, feet["acc.sectors"]["right"]))
    c.same("accidents in no county break the sum of the counties", feet["acc.counties"]["holds"], not region_less)
    c.same("and by how many", feet["acc.counties"]["left"] - feet["acc.counties"]["right"], region_less)
    c.same("found is fixed and open", feet["hd.balance"]["holds"], True)


def docx(city, report, path):
    run("report", "annual", "--period", "2016", "--data", city.dir, "-o", path)
    with zipfile.ZipFile(path) as z:
        c.same("a sound archive", z.testzip(), None)
        root = ElementTree.fromstring(z.read("word/document.xml"))
    names = [b.get(W + "name") for b in root.iter(W + "bookmarkStart")]
    c.that("each name once", len(set(names)) == len(names), names)
    wanted = {f["key"].replace(".", "_") for f in figures(report)}
    c.that("each figure in a bookmark named by its key", wanted <= set(names), wanted - set(names))
    text = "\n".join("".join(t.text or "" for t in p.iter(W + "t")) for p in root.iter(W + "p"))
    c.that("every paragraph is there", all(p in text for p in said(report)), "")
    broken = [f["title"] for f in report["crossfoots"] if not f["holds"]]
    top = text[:text.index("一、")]
    c.that("a broken check stands on top", (("数据校验未通过" in top) == bool(broken)), (top, broken))


def xlsx(city, report, path):
    run("report", "annual", "--period", "2016", "--data", city.dir, "-o", path)
    with zipfile.ZipFile(path) as z:
        strings = z.read("xl/worksheets/sheet1.xml").decode()
    c.that("the workbook names each figure", all(f">{f['key']}<" in strings for f in figures(report)), "")


def hand(city, path):
    """What was typed in says by whom and out of what, at the end."""
    there = city.dir / "model" / "reports"
    there.mkdir(parents=True, exist_ok=True)
    (there / "hand.yaml").write_text("report: hand\nzh: 手工\nen: By hand\ntitle: x\nsections:\n  - title: 一、机构\n    paragraphs:\n      - - \"整合{duty.depts}部门。\"\n", encoding="utf-8")
    run("register", "reload", "--data", city.dir)
    city.post("/api/r/hand_figure", {"indicator": "duty.depts", "period": "2016", "region": "330800", "value": 8, "author": "王科长", "source_text": "三定方案"})
    seen = city.get("/api/reports/hand?period=2016").json
    f = figures(seen)[0]
    c.same("by hand, by whom, out of what", (said(seen), f["by_hand"], f["author"], f["source"]), (["整合8个部门。"], True, "王科长", "三定方案"))
    run("report", "hand", "--period", "2016", "--data", city.dir, "-o", path)
    with zipfile.ZipFile(path) as z:
        text = z.read("word/document.xml").decode()
    c.that("the document says so", re.search("整合部门数.*8个.*王科长.*三定方案", re.sub("<[^>]+>", " ", text)), "")
    stamp = moment_between()
    city.patch(f"/api/r/hand_figure/{city.get(f['records']).json['items'][0]['id']}", {"author": "李科长"})
    c.same("as of before it is whoever it was then", [figures(city.get(f"/api/reports/hand?period=2016{q}").json)[0]["author"] for q in ("", f"&as_of={stamp}")], ["李科长", "王科长"])
    (there / "hand.yaml").unlink()
    run("register", "reload", "--data", city.dir)


def turning(city, world):
    """One accident changed: exactly the sentences that depend on it."""
    ask = lambda as_of="": city.get(f"/api/reports/annual?period=2016{as_of}").json
    one = dict(world.d["accident"][0], ref="A-own", occurred_at="2016-05-05 10:00", sector="road", region="330881000000", deaths=1, serious_injuries=0, loss_yuan=0, chemical=0)
    load(city, "accident", [one])
    was = ask()
    stamp = moment_between()
    one["deaths"] = one["deaths"] + 40
    load(city, "accident", [one])
    now = ask()
    moved = {f["key"] for f, g in zip(figures(now), figures(was)) if f["text"] != g["text"]}
    allowed = {"acc.deaths", "acc.deaths.yoy", "acc.road.deaths", "acc.road.deaths.yoy", "acc.count", "acc.count.yoy", "acc.fatal", "acc.fatal.yoy", "acc.road.count", "acc.road.count.yoy",
               "acc.gdp_death_rate", "acc.major_plus", "acc.loss", "acc.chem.deaths"}
    c.that("figures that depend on it changed", {"acc.deaths", "acc.road.deaths"} <= moved <= allowed, moved)
    for before, after in zip(was["sections"], now["sections"]):
        for p, q in zip(before["paragraphs"], after["paragraphs"]):
            touched = {f["key"] for f in p["figures"] if re.search(r"\d|持平", f["text"])} & moved  # names of counties may stay
            c.same(f"exactly its sentences turn: {p['text'][:24]}", p["text"] != q["text"], bool(touched))
    then = ask(f"&as_of={stamp}")
    c.same("as of before they do not", said(then), said(was))
    return now


def missing(city, world):
    """A year without base values and without a year before."""
    r = city.get("/api/reports/annual?period=2015").json
    c.that("what has no data is left out and listed", {"acc.gdp_death_rate", "acc.count.yoy"} <= set(r["missing"]), r["missing"])
    c.that("and never printed as 0", not any("亿元国内生产总值" in t or "同比" in t for t in said(r)), said(r)[:2])
    empty = city.get("/api/reports/annual?period=2010").json
    c.that("a year of nothing: zero accidents, no rates", any("0起" in t for t in said(empty)) and "chem.hd.rate" in empty["missing"], said(empty)[:2])


def others(city):
    c.same("three templates", [t["key"] for t in city.get("/api/reports").json["items"]].sort(), ["annual", "monthly", "quarterly"].sort())
    county = city.get("/api/reports/annual?period=2016&region=330881").json
    c.same("no check of a county is broken by its being one", [f["id"] for f in county["crossfoots"] if not f["holds"]], [])
    c.that("where there is one county none stands first", not any("最多的是" in t for t in said(county)) and "acc.count" not in county["missing"], said(county)[-2:])
    month = city.get("/api/reports/monthly?period=2016-05&region=330881").json
    c.that("a month of a county", "2016年5月" in month["title"] and "江山市" in month["title"], month["title"])
    quarter = city.get("/api/reports/quarterly?period=2016Q3").json
    c.that("a quarter", "2016年第三季度" in quarter["title"], quarter["title"])
    c.same("no such template", city.get("/api/reports/weekly?period=2016").status, 404)
    c.same("no such form", city.get("/api/reports/annual?period=2016&format=pdf").json["errors"][0]["field"], "format")
    done = run("report", "annual", "--period", "2016", "--data", city.dir, check=False)
    c.that("the file is required", done.returncode in (1, 2) and "-o" in done.stderr, done.stderr)
    made = city.post("/api/accounts", {"name": "kecheng", "role": "duty", "region": "330802"}).json
    token = city.new_token(made["name"])
    c.same("an account of a county: its own", city.get("/api/reports/annual?period=2016", token=token).json["region"], "330802000000")
    c.same("and no other", city.get("/api/reports/annual?period=2016&region=330881", token=token).status, 403)


def own_template(city):
    there = city.dir / "model" / "reports"
    there.mkdir(parents=True, exist_ok=True)
    (there / "weekly.yaml").write_text("report: weekly\nzh: 周报\nen: Weekly\ntitle: \"{region}{period}周报\"\nsections:\n  - title: 一、事故\n    paragraphs:\n      - - {if: acc.deaths > 100000, text: \"异常。\"}\n        - \"死亡{acc.deaths}。\"\n")
    (there / "broken.yaml").write_text("report: broken\nzh: 坏\nen: Broken\ntitle: x\nsections:\n  - title: 一\n    paragraphs:\n      - - \"死亡{acc.death}。\"\n")
    refused = json.loads(run("register", "reload", "--data", city.dir, "--json", check=False).stdout)["refused"]
    c.that("a broken template is refused by line", [(r["line"]) for r in refused if r["file"] == "reports/broken.yaml" and "acc.death" in r["reason"]] == [8], refused)
    seen = city.get("/api/reports/weekly?period=2016-03-07..2016-03-13").json
    c.that("a city's own template", re.fullmatch(r"死亡\d+人。", said(seen)[0]) and "2016年3月7日至2016年3月13日" in seen["title"], seen)


def digit(n):
    """One of the last place that is not 0: 100 of 3100, 0.1 of 12.3."""
    text = f"{n:f}".rstrip("0").rstrip(".") if not float(n).is_integer() else str(int(n))
    return 10.0 ** -len(text.split(".")[1]) if "." in text else 10 ** (len(text) - len(text.rstrip("0"))) if n else 1


def published(city, world):
    """What was printed against what the records give, by rules of our own."""
    before = moment_between()
    deaths, loss = world.value("acc.deaths", "2016", "330800"), float(world.value("acc.loss", "2016", "330800"))
    count, fatal = world.value("acc.count", "2016", "330800"), world.value("acc.fatal", "2016", "330800")
    exact = change(world.value("acc.deaths", "2016", "330800"), world.value("acc.deaths", "2015", "330800"))
    cut = int(exact * 10) / 10
    rows = [("acc.deaths", int(deaths), "exact", "人", "same"), ("acc.deaths", int(deaths) + 1, "exact", "人", "differs"), ("acc.deaths", int(deaths), "exact", "起", "unit"),
            ("acc.deaths", int(deaths) + 1, "least", "人", "differs"), ("acc.deaths", int(deaths), "least", "人", "same"),
            ("acc.deaths.yoy", rounded(exact, 1), "exact", "%", "same"),
            ("acc.deaths.yoy", cut, "exact", "%", "same" if rounded(exact, 0 if cut == int(cut) else 1) == cut else "rounding"), ("acc.loss", int(loss), "exact", "万元", "same" if int(loss + 0.5) == int(loss) else "rounding"),
            ("no.such.figure", 1, "exact", "人", None)]
    for n in (int(deaths) // 10 * 10, int(deaths) // 10 * 10 - 10, int(deaths), int(deaths) + 5):
        rows.append(("acc.deaths", n, "over", "人", "same" if n <= deaths < n + digit(n) else "differs"))
    for n in (int(deaths) + 1, int(deaths), int(int(deaths) * 1.04), int(int(deaths) * 1.2) + 2):
        rows.append(("acc.deaths", n, "near", "人", "same" if n * Fraction(95, 100) <= deaths < n else "differs"))
    for k, (key, value, how, unit, _) in enumerate(rows):
        made = city.post("/api/r/published", {"report": f"第{k}份", "indicator": key, "period": "2016", "region": "330800", "value": value, "printed_as": how, "unit": unit, "words": f"{value}{unit}"})
        c.same(f"published: {key} {value} {how}", made.status, 201)
    for key, value, unit in (("acc.count", int(count), "起"), ("acc.fatal", int(fatal), "起"), ("acc.deaths", int(deaths), "人")):
        city.post("/api/r/published", {"report": "混用", "indicator": key, "period": "2016", "region": "330800", "value": value, "unit": unit, "term": "伤亡事故"})
    city.post("/api/r/published", {"report": "另一县", "indicator": "acc.deaths", "period": "2016", "region": "330881", "value": 1, "unit": "人"})
    seen = city.get("/api/reports/annual?period=2016").json["published"]
    by = {p["report"]: p for p in seen}
    for k, (key, value, how, unit, wanted) in enumerate(rows):
        c.same(f"{key} printed as {how} {value}{unit}", by.get(f"第{k}份", {}).get("state"), wanted)
    c.same("one term in two units", {p["key"]: p["state"] for p in seen if p["report"] == "混用"}, {"acc.count": "mixed", "acc.fatal": "mixed", "acc.deaths": "mixed"})
    c.that("another place's is not among them", "另一县" not in by)
    c.same("but there it is", [p["report"] for p in city.get("/api/reports/annual?period=2016&region=330881").json["published"] if p["state"] != "untold"], ["另一县"])
    c.same("before it was entered there was none", city.get(f"/api/reports/annual?period=2016&as_of={before}").json["published"], [])
    found, fixed = (int(world.value(f"chem.hd.{k}", "2016", "330800")) for k in ("found", "fixed"))
    for key, value in (("chem.hd.found", found), ("chem.hd.fixed", fixed)):
        city.post("/api/r/published", {"report": "隐患", "indicator": key, "period": "2016", "region": "330800", "value": value, "unit": "条"})
    untold = [p for p in city.get("/api/reports/annual?period=2016").json["published"] if p["state"] == "untold" and p["report"] == "隐患"]
    c.same("found and fixed are told, not what is open", [(p["key"], p["ours"]) for p in untold], [("chem.hd.open", found - fixed)] if found > fixed else [])


with City() as city:
    world = fill(city)
    report = city.get("/api/reports/annual?period=2016").json
    c.that("most figures are known to us", own(city, world, report) > 25)
    for ask in ("2017", "2016Q2", "2016-02"):
        own(city, world, city.get(f"/api/reports/annual?period={ask}").json)
    c.same("the same data gives the same text", city.get("/api/reports/annual?period=2016").json, report)
    tables(city, report)
    first, last = datetime.date(2016, 1, 1), datetime.date(2016, 12, 31)
    checks(report, sum(1 for a, _, _ in world.accidents(first, last, "330800") if a["region"] == "330800000000"))
    docx(city, report, folder / "annual.docx")
    xlsx(city, report, folder / "annual.xlsx")
    missing(city, world)
    others(city)
    hand(city, folder / "hand.docx")
    published(city, world)
    turning(city, world)
    own_template(city)
c.close()
