# SPDX-License-Identifier: Apache-2.0
"""The demonstration city against the published report of its year: every total of data/demo/year.csv comes out of records, the changes are those that the report
prints, sums cross-foot, every figure opens to records that say what they are; and where the report is at odds with itself ours is not."""
import csv
import re

from city import ROOT, Checks, City, run

c = Checks()

# What the report prints, typed from its text: 同比下降30.2%（31.4%）、34.1% …
CHANGES = {
    "acc.count": -30.2, "acc.fatal": -31.4, "acc.deaths": -34.1,
    "acc.industry.count": -13, "acc.industry.fatal": -21.7, "acc.industry.deaths": -24,
    "acc.road.count": -33.1, "acc.road.deaths": -36.5,
}
# Sentences of the annual report as the city's report words them.
SENTENCES = (
    "2019年，全市共发生各类生产安全事故111起（其中亡人事故83起）、死亡85人，同比下降30.2%（下降31.4%）、下降34.1%",
    "工矿商贸企业共发生事故20起（其中亡人事故18起）、死亡19人，同比下降13%（下降21.7%）、下降24%",
    "道路运输共发生事故91起、死亡66人，同比下降33.1%、下降36.5%",
    "未发生较大以上生产安全事故", "危化领域亡人事故零发生",
)
# Numbers that the city's report prints and ours has to print, by unit, in the order of its sections.
PRINTED = (
    "8个", "19项", "227项", "18项", "1份", "1280家次", "5766条", "5760条", "13家", "40家", "14家", "10家", "599家", "2037条", "8家", "359家", "154家", "265万元", "208场", "5468人次",
    "2077家", "829家", "100%", "253起", "970万元", "17个", "6个", "308万元", "8306万元", "10支", "3支", "5055人次", "2375处", "305处", "5718人次", "3101点次", "997人次", "240处", "550个",
    "3520人", "444处", "115份", "21处", "13起", "89.04公顷", "21.56公顷", "1.98次/10万公顷", "1.66公顷/次", "5927人", "2400人", "1576万元", "985次", "100000人次", "1400万元", "1335000人",
    "181人", "4批", "200台", "28套", "11240人", "8123人", "274家", "2000万元", "13家", "1658万元", "18个", "22家", "5批", "23家", "2000条", "8630人次", "2516台班", "39000条", "40000立方米",
    "12.3吨", "100000度", "4000斤", "1000瓶", "2000份", "56份", "17起", "2批",
    "15次", "3场次", "10场次", "750人次", "8次", "4次", "15天", "13个", "74人次", "21条", "21件", "33条", "108个", "32项", "7个行业", "181人", "19.9%",
)
RECORDS_MOST = 32500  # so that a city is made in seconds


def goals():
    with (ROOT / "data/demo/year.csv").open(encoding="utf-8") as f:
        return [(r["key"], r["year"], float(r["value"])) for r in csv.DictReader(f)]


def ask(city, key, period="2019", more=""):
    return city.get(f"/api/indicators/{key}?period={period}{more}").json


def totals(city):
    rows = goals()
    c.that("the file has both years and no line twice", {y for _, y, _ in rows} == {"2018", "2019"} and len({r[:2] for r in rows}) == len(rows) > 110, len(rows))
    for key, year, value in rows:
        c.same(f"{key} of {year}", ask(city, key, year).get("value"), value)


def changes(city):
    for key, printed in CHANGES.items():
        seen = ask(city, key)
        c.same(f"{key}: the change that the report prints", seen["yoy"], printed)
        now, before = seen["value"], seen["previous"]
        bases = [n for n in range(1, 400) if round((now - n) / n * 100, 1) == printed]
        c.same(f"{key}: the one base that gives it", bases, [before])
    subsidy = ask(city, "ins.subsidy")
    c.same("the subsidy from 600 to 2000", (subsidy["previous"], subsidy["value"]), (600, 2000))


def sums(city, report):
    broken = [f for f in report["crossfoots"] if not f["holds"]]
    c.same("every check of the report holds", broken, [])
    c.that("and there are many", len(report["crossfoots"]) >= 20, len(report["crossfoots"]))
    for year in ("2018", "2019"):
        for key in ("acc.count", "acc.deaths", "chem.visits", "chem.hd.found", "ind.hd.found", "flood.hd", "enf.fines", "exam.passed", "drill.people", "disaster.moved", "forest.burnt", "small.trainees"):
            parts = {p["key"]: p["exact"] for p in ask(city, key, year, "&by=county")["by"]}
            whole = ask(city, key, year)["exact"]
            c.that(f"{key} of {year}: six counties and nothing beside them", set(parts) <= {f"3308{n}000000" for n in ("02", "03", "22", "24", "25", "81")} or parts.get("330800000000") == 0, parts)
            c.that(f"{key} of {year}: they give the whole", abs(sum(parts.values()) - whole) < 0.006, (parts, whole))
            if whole > 100:
                c.that(f"{key} of {year}: each county has its part", len([v for v in parts.values() if v]) == 6, parts)
    sectors = {p["key"]: p["value"] for p in ask(city, "acc.count", "2019", "&by=sector")["by"]}
    c.same("accidents by sector", {k: v for k, v in sectors.items() if v}, {"industry": 20, "road": 91})
    months = [m["value"] for m in ask(city, "acc.count", "2019", "&by=month")["by"]]
    c.that("in every month some, and they give the year", len(months) == 12 and min(months) >= 2 and sum(months) == 111, months)


def opens(city):
    """What is made up says so."""
    for register, field in (("accident", "brief"), ("hazard", "description"), ("inspection", "text"), ("order", "content"), ("case", "act"), ("exam_result", "note"), ("transfer", "note"),
                            ("forest_fire", "place"), ("drill", "scenario"), ("tour", "note"), ("training", "note"), ("fund", "note"), ("patrol", "note"), ("hand_figure", "note"),
                            ("incident", "description"), ("policy", "note"), ("economy", "note"), ("deployment", "note"), ("supply_move", "note"), ("licence_item", "note"), ("staff", "note")):
        path = city.dir.parent / f"{register}.csv"
        run("export", register, path, "--data", city.dir)
        rows = list(csv.DictReader(path.open(encoding="utf-8-sig")))
        made = [r for r in rows if r["ref"].startswith("demo-year-")]
        c.that(f"{register}: rebuilt records are marked", made and all("示范重构" in r[field] for r in made), len(made))
        c.that(f"{register}: and only they", not any("示范重构" in r[field] for r in rows if not r["ref"].startswith("demo-year-")), register)
        yield len(made)


def by_hand(city):
    """What no record tells is typed in by name, and only that."""
    keys = [r["key"] for r in city.get("/api/indicators").json["items"] if r.get("register") == "hand_figure"]
    for key in keys:
        seen = city.get(ask(city, key)["records"]).json["items"]
        c.same(f"{key} is one figure by hand", [r["register"] for r in seen], ["hand_figure"])
    c.same("party work and five more, no other", [k for k in keys if not k.startswith("party.")], ["acc.rank.no_major_cities", "duty.depts", "duty.items", "event.power", "pub.contest"])


def at_odds(city, report, text):
    """Where the city's report is inconsistent with itself: what our figures give, and that they differ as expected."""
    rate = ask(city, "forest.damage_rate")
    c.same("printed 0.03% is 0.03 per mille: 受害率以千分计", (rate["value"], rate["unit"]), (0.03, "‰"))
    c.that("in per cent it would be a tenth of it", round(ask(city, "forest.damaged")["exact"] / ask(city, "base.forest")["exact"] * 100, 3) == 0.003)
    c.that("so ours prints ‰", "受害率0.03‰" in text and "受害率0.03%" not in text)
    passed = ask(city, "exam.pass_rate")
    c.same("printed 72.2%: 8123 of 11240 are 72.27 %, rounded 72.3 and only cut off 72.2", (passed["value"], int(passed["exact"] * 10) / 10, round(passed["exact"], 2)), (72.3, 72.2, 72.27))
    c.that("so ours prints 72.3%", "合格率72.3%" in text and "72.2%" not in text)
    units = {key: ask(city, key)["unit"] for key in ("chem.cases", "ind.cases", "enf.cases")}
    c.same("立案 printed of 家 (40 and 154) beside 起 (253): firms and cases are two figures", units, {"chem.cases": "家", "ind.cases": "家", "enf.cases": "起"})
    firms, cases = ask(city, "chem.cases")["value"] + ask(city, "ind.cases")["value"], ask(city, "enf.cases")["value"]
    c.that("firms of two sectors are fewer than cases of all", (firms, cases) == (194, 253), (firms, cases))
    found, fixed = ask(city, "chem.hd.found")["value"], ask(city, "chem.hd.fixed")["value"]
    c.same("挂牌隐患 printed as 全部销号 and hazards as 及时消除, yet 5766 found and 5760 fixed: six are open", found - fixed, 6)
    c.same("the register has just these six open of the whole year", ask(city, "hd.open")["value"], 6)
    listed = ask(city, "listed.count")
    c.same("listed dangers are counted as dangers, not 家", (listed["unit"], listed["value"], ask(city, "listed.closed")["value"]), ("个", 18, 18))
    feet = {f["id"]: f for f in report["crossfoots"]}
    c.same("found is fixed and open", feet["hd.balance"]["holds"], True)
    odd = {p["key"]: p["state"] for p in report["published"] if p["state"] != "same"}
    c.same("the check of what was published lists these four, and nothing else", odd,
           {"forest.damage_rate": "unit", "exam.pass_rate": "rounding", "chem.cases": "mixed", "ind.cases": "mixed", "enf.cases": "mixed", "chem.hd.open": "untold"})
    c.that("among many that hold", len([p for p in report["published"] if p["state"] == "same"]) >= 30)
    c.same("each with its words", [p["words"] for p in report["published"] if p["key"] == "forest.damage_rate"], ["森林火灾受害率0.03%"])
    c.same("the open ones open to their records", len(city.get(next(p["records"] for p in report["published"] if p["key"] == "chem.hd.open")).json["items"]), 6)


def printed(text, report):
    for sentence in SENTENCES:
        c.that(f"as the city's report has it: {sentence[:24]}", sentence in text, text[:400])
    for number in PRINTED:
        c.that(f"prints {number}", re.search(rf"(?<![\d.]){re.escape(number)}", text), number)
    c.same("nothing is missing that the file has", [k for k in report["missing"] if k.removesuffix(".yoy") in {g[0] for g in goals() if g[1] == "2019"} and not k.endswith(".yoy")], [])


def calm():
    """The program's own definitions know none of these totals."""
    numbers = {g[2] for g in goals() if g[2] >= 1000}
    for folder in ("model/indicators", "model/reports", "src/systems/indicator"):
        text = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / folder).iterdir())
        known = [n for n in numbers if re.search(rf"(?<![\d.]){int(n)}(?![\d.])", text) and n not in (1000, 10000, 100000)]
        c.same(f"{folder} knows no total", known, [])


with City(demo=True) as city:
    report = city.get("/api/reports/annual?period=2019").json
    text = "\n".join(p["text"] for s in report["sections"] for p in s["paragraphs"])
    totals(city)
    changes(city)
    sums(city, report)
    at_odds(city, report, text)
    by_hand(city)
    printed(text, report)
    made = sum(opens(city))
    c.that("not more records than needed", 20000 < made < RECORDS_MOST, made)
    calm()
c.close()
