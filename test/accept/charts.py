# SPDX-License-Identifier: Apache-2.0
"""Charts of reports: every point is our own figure of its part and year and opens to exactly its records, a template that cannot be drawn is refused by file and line, what has no data
or may not be seen is left out and listed, Word and the workbook hold native charts with the same numbers."""
import json
import re
import zipfile
from xml.etree import ElementTree

from city import Checks, City, run
from figures import COUNTIES, DIGITS, SECTORS, World, earlier, fill, folder, inside, load, moment_between, rounded, span

c = Checks()
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def charts(report):
    return [p for s in report["sections"] for p in s["paragraphs"] if "chart" in p]


def template(city, name, *paragraphs):
    """A report of the city's own; what reload refuses of it."""
    there = city.dir / "model" / "reports"
    there.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"      - {{{p}}}\n" for p in paragraphs)
    (there / f"{name}.yaml").write_text(f"report: {name}\nzh: 试\nen: Try\ntitle: x\nsections:\n  - title: 一、图\n    paragraphs:\n{lines}", encoding="utf-8")
    refused = json.loads(run("register", "reload", "--data", city.dir, "--json", check=False).stdout)["refused"]
    return [r for r in refused if r["file"] == f"reports/{name}.yaml"]


def rest_of(world, key, period, region, by):
    """What lies in none of the counties, or in no sector (of which ours have one each)."""
    if by == "sector":
        return 0
    return world.value(key, period, region) - sum(world.value(key, period, county) for county in COUNTIES if inside(county.ljust(12, "0"), region))


def point(world, f, by, whole):
    """Our own value of a point, read off the address of its records."""
    ask = dict(pair.split("=") for pair in f["records"].split("?")[1].split("&"))
    c.same(f"{f['key']} and its records are of one period and place", (ask["period"], ask["region"]), (f["period"], f["region"]))
    if "rest" in ask:
        return rest_of(world, f["key"], f["period"], whole, by)
    return world.value(f["key"], f["period"], f["region"], ask.get("sector"))


def months_of(period, by):
    first, last = span(period)
    months = [f"{y}-{m:02}" for y in range(first.year, last.year + 1) for m in range(1, 13) if f"{first:%Y-%m}" <= f"{y}-{m:02}" <= f"{last:%Y-%m}"]
    return months if by == "month" else sorted({f"{m[:4]}Q{(int(m[5:]) + 2) // 3}" for m in months})


def cut(part, whole):
    """The days of a part that lie in the whole."""
    (a, b), (first, last) = span(part), span(whole)
    return max(a, first), min(b, last)


def own(city, world, report, p, period):
    """One chart against our own calculation."""
    chart, seen = p["chart"], 0
    for series in chart["series"]:
        c.same(f"{p['text']}: a point for each label", len(series["points"]), len(chart["labels"]))
        for f in series["points"]:
            value = point(world, f, chart["by"], report["region"])
            seen += value != 0
            c.same(f"{p['text']} {series['name']} {f['period']} {f['records']}", f["value"], rounded(value, DIGITS.get(f["key"], 0)))
        if chart["by"] in ("month", "quarter"):
            wanted = [cut(m, earlier(period) if series["past"] else period) for m in ([earlier(m) for m in months_of(period, chart["by"])] if series["past"] else months_of(period, chart["by"]))]
            c.same(f"{p['text']}: the parts of the time", [span(f["period"]) for f in series["points"]], wanted)
        elif chart["kind"] != "pie":
            c.same(f"{p['text']}: of one period", {span(f["period"]) for f in series["points"]}, {span(earlier(period) if series["past"] else period)})
    return seen


def opened(city, p):
    """A count opens to as many records as it says."""
    for f in [f for s in p["chart"]["series"] for f in s["points"] if f["key"] in ("acc.count", "enf.cases", "forest.fires")][:8]:
        c.same(f"{f['records']} opens to what was counted", len(city.get(f["records"] + "&limit=500").json["items"]), f["value"])


ALL = ["chart: column, caption: 月, of: [acc.count], by: month, last_year: true", "chart: line, caption: 季, of: [acc.count, acc.fatal], by: quarter, last_year: true",
       "chart: bar, caption: 县, of: [enf.cases], by: county, last_year: true", "chart: pie, caption: 类, of: [acc.deaths], by: sector", "chart: column, caption: 类二, of: [acc.count, acc.fatal], by: sector",
       "chart: column, caption: 罚款, of: [enf.fines], by: month", "chart: pie, caption: 县二, of: [forest.burnt], by: county", "chart: line, caption: 率, of: [chem.hd.rate], by: month"]


def every_kind(city, world):
    c.same("a template of every kind is taken", template(city, "all", *ALL), [])
    whole = city.get("/api/reports/all?period=2016").json
    c.same("each is drawn, in order, with its kind", [p["chart"]["kind"] for p in charts(whole)], ["column", "line", "bar", "pie", "column", "column", "pie", "line"])
    c.same("numbered as they stand", [p["text"].split("（")[0] for p in charts(whole)], [f"图{n} {name}" for n, name in enumerate(("月", "季", "县", "类", "类二", "罚款", "县二", "率"), 1)])
    for p in charts(whole):
        c.that(f"{p['text']} tells something", own(city, world, whole, p, "2016") > 2)
        opened(city, p)
    month, quarter, county, sector = charts(whole)[:4]
    c.same("twelve months by name", month["chart"]["labels"], [f"{m}月" for m in range(1, 13)])
    c.same("last year first, each by its year", [(s["name"], s["past"]) for s in month["chart"]["series"]], [("2015年", True), ("2016年", False)])
    c.same("several figures: by figure, then year", [s["name"] for s in quarter["chart"]["series"]], ["生产安全事故起数（2015年）", "生产安全事故起数（2016年）", "亡人事故起数（2015年）", "亡人事故起数（2016年）"])
    c.same("quarters by name", quarter["chart"]["labels"], ["一季度", "二季度", "三季度", "四季度"])
    c.same("the counties by name, then what lies in none", county["chart"]["labels"][:6], ["柯城区", "衢江区", "常山县", "开化县", "龙游县", "江山市"])
    c.that("a pie has no slice of nothing", all(f["value"] > 0 for f in sector["chart"]["series"][0]["points"]))
    c.same("its slices give the whole", sum(f["value"] for f in sector["chart"]["series"][0]["points"]), world.value("acc.deaths", "2016", "330800"))
    c.same("the unit stands in the caption", sector["text"], "图4 类（单位：人）")
    c.same("a report is Chinese in whatever language it is asked for", charts(city.get("/api/reports/all?period=2016", lang="en").json), charts(city.get("/api/reports/all?period=2016", lang="zh").json))
    for period in ("2016Q2", "2017-02", "2016-11-15..2017-02-10", "2016..2017"):
        part = city.get(f"/api/reports/all?period={period}").json
        for p in charts(part):
            own(city, world, part, p, period)
    years = next(p for p in charts(city.get("/api/reports/all?period=2016..2017").json) if p["chart"]["by"] == "quarter")
    c.same("quarters of two years say which", years["chart"]["labels"][3:5], ["2016年四季度", "2017年一季度"])
    return whole


def to_date(city, world):
    template(city, "all", "chart: column, caption: 月, of: [acc.count], by: month, to_date: true, last_year: true")
    for period, upto in (("2016-08", "2016-01..2016-08"), ("2016Q3", "2016-01..2016-09"), ("2016", "2016")):
        r = city.get(f"/api/reports/all?period={period}").json
        p = charts(r)[0]
        c.same(f"{period} from January on", p["chart"]["labels"], [f"{m}月" for m in range(1, len(months_of(upto, "month")) + 1)])
        own(city, world, r, p, upto)


REFUSED = {
    "a chart is": "chart: donut, caption: x, of: [acc.count], by: month", "county, township, month": "chart: column, caption: x, of: [acc.count], by: week",
    "no such indicator": "chart: column, caption: x, of: [acc.counts], by: month", "1 to 4": "chart: column, caption: x, of: [acc.count, acc.fatal, acc.industry.count, acc.road.count, acc.major_plus], by: month",
    "1 to 2": "chart: column, caption: x, of: [acc.count, acc.fatal, acc.road.count], by: month, last_year: true", "got 0": "chart: column, caption: x, of: [], by: month",
    "起 is not 人": "chart: column, caption: x, of: [acc.deaths, acc.count], by: month", "twice": "chart: column, caption: x, of: [acc.count, acc.count], by: month",
    "no sectors": "chart: column, caption: x, of: [exam.taken], by: sector", "another list": "chart: column, caption: x, of: [acc.count, enf.cases], by: sector",
    "joins months": "chart: line, caption: x, of: [acc.count], by: county", "to_date": "chart: column, caption: x, of: [acc.count], by: county, to_date: true",
    "a pie divides": "chart: pie, caption: x, of: [acc.count], by: month", "pie divides one": "chart: pie, caption: x, of: [acc.count, acc.fatal], by: county", "a pie divides one count": "chart: pie, caption: x, of: [chem.hd.rate], by: county",
    "of one year": "chart: pie, caption: x, of: [acc.count], by: county, last_year: true", "caption": "chart: column, of: [acc.count], by: month", "by": "chart: column, caption: x, of: [acc.count]", "colour": "chart: column, caption: x, of: [acc.count], by: month, colour: red",
}


def refused(city):
    for why, line in REFUSED.items():
        said = template(city, "bad", "chart: column, caption: 月, of: [acc.count], by: month", line)
        c.that(f"refused at its line, naming {why}: {line}", len(said) == 1 and said[0]["line"] == 9 and why in f"{said[0].get('value', '')} {said[0]['reason']} {said[0]}", said)
    c.same("and is no report", city.get("/api/reports/bad?period=2016").status, 404)
    said = template(city, "bad", "chart: column, caption: 月, of: [acc.count], by: month")
    c.same("mended, it is one", (said, city.get("/api/reports/bad?period=2016").status), ([], 200))


def left_out(city, world):
    template(city, "all", "chart: column, caption: 率, of: [acc.gdp_death_rate], by: county", "chart: column, caption: 月, of: [acc.count], by: month, last_year: true", "chart: bar, caption: 县, of: [enf.cases], by: county")
    r = city.get("/api/reports/all?period=2014").json  # no GDP, no accidents
    c.same("without data: no picture, the key listed", (charts(r), "acc.gdp_death_rate" in r["missing"]), ([], True))
    first = city.get("/api/reports/all?period=2015").json
    month = next(p for p in charts(first) if p["chart"]["by"] == "month")
    c.same("nothing the year before: this year alone, the comparison listed", ([s["past"] for s in month["chart"]["series"]], "acc.count.yoy" in first["missing"]), ([False], True))
    month = next(m for m in months_of("2016", "month") if world.value("enf.cases", m, "330800"))
    c.same("one month is no picture", [p["chart"]["by"] for p in charts(city.get(f"/api/reports/all?period={month}").json)], ["county"])
    c.same("one county is no picture", [p["chart"]["by"] for p in charts(city.get("/api/reports/all?period=2016&region=330881").json)], ["month"])


def rights(city):
    """Whoever may not read a register sees no chart of it."""
    template(city, "all", "chart: column, caption: 事故, of: [acc.count], by: month", "chart: column, caption: 案件, of: [enf.cases], by: month", "chart: column, caption: 火灾, of: [forest.fires], by: month",
             "chart: column, caption: 考核, of: [exam.taken], by: month", "chart: column, caption: 场所, of: [shelter.built], by: month")
    keys, partly = ("acc.count", "enf.cases", "forest.fires", "exam.taken", "shelter.built"), 0
    for role in ("duty", "shelter", "inspector", "liaison"):
        token = city.new_token(city.post("/api/accounts", {"name": f"chart-{role}", "role": role, "region": "330800"}).json["name"])
        may = {k for k in keys if city.get(f"/api/indicators/{k}?period=2016", token=token).status == 200}
        got = city.get("/api/reports/all?period=2016", token=token)
        if not may:
            c.same(f"{role} sees nothing of it", got.status, 403)
            continue
        partly += may != set(keys)
        shown = {s["key"] for p in charts(got.json) for s in p["chart"]["series"]}
        c.that(f"{role}: charts of what it may read, the rest listed", shown <= may and set(keys) - may <= set(got.json["missing"]), (shown, may, got.json["missing"]))
        for k in set(keys) - may:
            c.that(f"{role}: not a number of {k}", f'"{k}",' not in json.dumps(charts(got.json)), "")
    c.that("some roles see a part of it", partly > 0)


def as_of(city, world):
    template(city, "all", "chart: column, caption: 月, of: [acc.count, acc.fatal], by: month")
    ask = lambda more="": charts(city.get(f"/api/reports/all?period=2016{more}").json)
    was, stamp = ask(), moment_between()
    one = dict(world.d["accident"][0], ref="A-chart", occurred_at="2016-05-05 10:00", region="330881000000", deaths=2)
    load(city, "accident", [one])
    now = ask()
    changed = [(s["key"], n) for s, t in zip(now[0]["chart"]["series"], was[0]["chart"]["series"]) for n, (f, g) in enumerate(zip(s["points"], t["points"])) if f["value"] != g["value"]]
    c.same("one accident more turns its month and no other", changed, [("acc.count", 4), ("acc.fatal", 4)])
    values = lambda all_: [[f["value"] for f in s["points"]] for s in all_[0]["chart"]["series"]]
    c.same("as of before it does not", values(ask(f"&as_of={stamp}")), values(was))


def cached(z, name):
    """Kind, series with names, labels and values of a chart part."""
    root = ElementTree.fromstring(z.read(name))
    texts = lambda e, path: [v.text for v in e.findall(path)]
    series = [(texts(s, f"{C}tx//{C}v"), texts(s, f"{C}cat//{C}pt/{C}v"), texts(s, f"{C}val//{C}pt/{C}v")) for s in root.iter(C + "ser")]
    kind = next(e.tag for e in root.iter() if e.tag in (C + "barChart", C + "lineChart", C + "pieChart"))
    return kind.removeprefix(C), series, root


def word(city, report):
    path = folder / "all.docx"
    run("report", "all", "--period", "2016", "--data", city.dir, "-o", path)
    with zipfile.ZipFile(path) as z:
        root = ElementTree.fromstring(z.read("word/document.xml"))
        wanted = charts(report)
        c.same("a part for each chart", sorted(n for n in z.namelist() if n.startswith("word/charts/")), [f"word/charts/chart{n}.xml" for n in range(1, len(wanted) + 1)])
        for n, p in enumerate(wanted, 1):
            kind, series, tree = cached(z, f"word/charts/chart{n}.xml")
            c.same(f"{p['text']} is of its kind", kind, {"column": "barChart", "bar": "barChart", "line": "lineChart", "pie": "pieChart"}[p["chart"]["kind"]])
            if kind == "barChart":
                c.same(f"{p['text']} stands or lies", tree.find(f".//{C}barDir").get("val"), "bar" if p["chart"]["kind"] == "bar" else "col")
            for (name, labels, values), s in zip(series, p["chart"]["series"], strict=True):
                c.same(f"{p['text']} {s['name']} holds the numbers", (name, labels, [float(v) for v in values]), ([s["name"]], p["chart"]["labels"], [f["value"] for f in s["points"] if f["value"] is not None]))
    about = [e.get("descr") for e in root.iter(DRAWN + "docPr")]
    c.that("each is told in words", all(a.startswith(p["text"]) and all(s["name"] in a for s in p["chart"]["series"]) for a, p in zip(about, wanted, strict=True)), about)
    marks = {}
    for p in root.iter(W + "p"):
        text = "".join(t.text for t in p.iter(W + "t"))
        marks.update({b.get(W + "name"): text for b in p.iter(W + "bookmarkStart")})
    for p in wanted:
        for key in {s["key"] for s in p["chart"]["series"]}:
            c.that(f"a bookmark of {key} around the caption", any(text == p["text"] and re.fullmatch(re.escape(key.replace(".", "_")) + r"(__\d+)?", name) for name, text in marks.items()), marks)


def cells(z, sheet, strings):
    rows = []
    for row in ElementTree.fromstring(z.read(sheet)).iter(X + "row"):
        line = []
        for cell in row.iter(X + "c"):
            v = cell.find(X + "v")
            line.append("".join(t.text or "" for t in cell.iter(X + "t")) if v is None else strings[int(v.text)] if cell.get("t") == "s" else float(v.text))
        rows.append(line)
    return rows


def workbook(city, report):
    path = folder / "all.xlsx"
    run("report", "all", "--period", "2016", "--data", city.dir, "-o", path)
    with zipfile.ZipFile(path) as z:
        book = ElementTree.fromstring(z.read("xl/workbook.xml"))
        names = [s.get("name") for s in book.iter(X + "sheet")]
        wanted = charts(report)
        c.same("a sheet for each", names[1:], [f"图{n}" for n in range(1, len(wanted) + 1)])
        strings = ["".join(t.text or "" for t in s.iter(X + "t")) for s in ElementTree.fromstring(z.read("xl/sharedStrings.xml")).iter(X + "si")] if "xl/sharedStrings.xml" in z.namelist() else []
        for n, p in enumerate(wanted, 1):
            rows = cells(z, f"xl/worksheets/sheet{n + 1}.xml", strings)
            c.same(f"{p['text']}: the names of the series", rows[0][1:], [s["name"] for s in p["chart"]["series"]])
            c.same(f"{p['text']}: a row for each part", [r[0] for r in rows[1:]], p["chart"]["labels"])
            c.same(f"{p['text']}: numbers", [r[1:] for r in rows[1:]], [[v for v in line if v is not None] for line in zip(*([f["value"] for f in s["points"]] for s in p["chart"]["series"]))])
            formulas = [f.text for f in ElementTree.fromstring(z.read(f"xl/charts/chart{n}.xml")).iter(C + "f")]
            last = len(p["chart"]["labels"]) + 1
            c.that(f"{p['text']}: the chart is of these cells", {f"'图{n}'!$A$2:$A${last}", f"'图{n}'!$B$2:$B${last}", f"'图{n}'!$B$1"} <= {f.replace(f"图{n}!", f"'图{n}'!") for f in formulas}, formulas)


def shipped(city, world):
    """The templates that ship: Word numbers tables and charts apart."""
    for name, period in (("annual", "2016"), ("quarterly", "2016Q3"), ("monthly", "2016-08")):
        r = city.get(f"/api/reports/{name}?period={period}").json
        c.that(f"{name} has charts", len(charts(r)) >= (1 if name == "monthly" else 2), [p["text"] for p in charts(r)])  # of a month there may be little
        for p in charts(r):
            known = all(s["key"] != "hd.found" and s["key"] != "hd.fixed" for s in p["chart"]["series"])
            if known:
                own(city, world, r, p, f"{period[:4]}-01..2016-0{8 if '-' in period else 9}" if p["chart"]["by"] == "month" and len(period) > 4 else period)
        texts = [p["text"].split(" ")[0] for s in r["sections"] for p in s["paragraphs"] if "chart" in p or "rows" in p]
        c.same(f"{name}: 图 and 表 are numbered apart", (sorted(t for t in texts if t[0] == "图"), sorted(t for t in texts if t[0] == "表")),
               ([f"图{n}" for n in range(1, len(charts(r)) + 1)], [f"表{n}" for n in range(1, len(texts) - len(charts(r)) + 1)]))


with City() as city:
    world = fill(city)
    shipped(city, world)
    whole = every_kind(city, world)
    word(city, whole)
    workbook(city, whole)
    to_date(city, world)
    refused(city)
    left_out(city, world)
    rights(city)
    as_of(city, world)
c.close()
