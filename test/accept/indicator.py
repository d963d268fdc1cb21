# SPDX-License-Identifier: Apache-2.0
"""Indicators against a calculation of our own (test/lib/figures.py): windows of casualties, sums of money, distinct counts, rates, changes, parts by
county, township, month, quarter and sector, corrections and voids as of a moment before, edge cases of periods. SEED=random"""
import datetime
import json
from fractions import Fraction

from city import Checks, City, run
from figures import COUNTIES, DIGITS, KEYS, SECTORS, TOWNS, World, change, dice, earlier, fill, load, moment_between, rounded, span

c = Checks()
PERIODS = ["2016", "2017", "2015", "2016Q1", "2017Q4", "2016-02", "2017-02", "2016-02-29", "2017-02-28", "2016-01..2016-05", "2015-12..2016-02", "2016-12-31", "2017-01-01", "2016-11-03..2017-02-28", "2014"]


def same_figure(what, seen, now, before, digits):
    wanted = (rounded(now, digits), rounded(before, digits), rounded(change(now, before), 1))
    c.same(what, (seen["value"], seen["previous"], seen["yoy"]), wanted)


def compare(city, world, key, period, region):
    seen = city.get(f"/api/indicators/{key}?period={period}&region={region}").json
    now, before = world.value(key, period, region), world.value(key, earlier(period), region)
    same_figure(f"{key} {period} {region}", seen, now, before, DIGITS.get(key, 0))
    if now is not None:
        c.that(f"{key} {period} {region}, unrounded", abs(seen["exact"] - float(now)) <= abs(float(now)) * 1e-12, (seen["exact"], float(now)))
    else:
        c.same(f"{key} {period} {region}, unrounded", seen["exact"], None)
    return seen


def parts(city, world, key, period):
    digits = DIGITS.get(key, 0)
    by = {p["key"]: p for p in city.get(f"/api/indicators/{key}?period={period}&by=county").json["by"]}
    c.same(f"{key} {period}: all counties", [k for k in by if k != "330800000000"], [k.ljust(12, "0") for k in COUNTIES])
    for county in COUNTIES:
        same_figure(f"{key} {period} of {county}", by[county.ljust(12, "0")], world.value(key, period, county), world.value(key, earlier(period), county), digits)
    if key not in ("ind.firms", "ind.cases", "ins.firms", "ind.orders", "chem.stopped") and key not in ("chem.hd.rate", "acc.gdp_death_rate", "ins.mean_premium"):
        whole = city.get(f"/api/indicators/{key}?period={period}").json["value"]
        c.that(f"{key} {period}: counties and the rest give the whole", abs(sum(p["exact"] for p in by.values()) - whole) < 0.006, (by.keys(), whole))
    months = city.get(f"/api/indicators/{key}?period={period}&by=month").json["by"]
    first, last = span(period)
    c.same(f"{key} {period}: its months", [m["key"] for m in months], sorted({f"{y}-{m:02d}" for y in range(first.year, last.year + 1) for m in range(1, 13) if span(f"{y}-{m:02d}")[1] >= first and span(f"{y}-{m:02d}")[0] <= last}))
    if period == "2016":
        for m in months:
            same_figure(f"{key} of {m['key']}", m, world.value(key, m["key"], "330800"), world.value(key, earlier(m["key"]), "330800"), digits)
        for q in city.get(f"/api/indicators/{key}?period={period}&by=quarter").json["by"]:
            same_figure(f"{key} of {q['key']}", q, world.value(key, q["key"], "330800"), world.value(key, earlier(q["key"]), "330800"), digits)


def by_sector(city, world):
    for key in ("acc.count", "acc.deaths", "acc.loss"):
        seen = city.get(f"/api/indicators/{key}?period=2016&by=sector").json["by"]
        c.same(f"{key}: every sector", [p["key"] for p in seen], SECTORS)
        for p in seen:
            same_figure(f"{key} of {p['key']}", p, world.value(key, "2016", "330800", p["key"]), world.value(key, "2015", "330800", p["key"]), DIGITS.get(key, 0))
    c.same("no sectors", city.get("/api/indicators/forest.fires?period=2016&by=sector").status, 400)


def opens(city, world):
    """A figure opens to its records: as many, and of a sum as much."""
    for key in ("acc.count", "acc.deaths", "chem.visits", "enf.fines", "forest.burnt"):
        for region in ("330800", "330881"):
            url = city.get(f"/api/indicators/{key}?period=2016&region={region}").json["records"]
            items, skip = [], 0
            while skip is not None:
                page = city.get(f"{url}&limit=50&skip={skip}").json
                items += page["items"]
                skip = page["next"]
            total = sum(Fraction(str(i["amount"])) for i in items)
            c.same(f"{key} of {region}: the records behind it", rounded(total, DIGITS.get(key, 0)), rounded(world.value(key, "2016", region), DIGITS.get(key, 0)))
            c.that(f"{key} of {region}: each once", len({i["id"] for i in items}) == len(items))
    for part in city.get("/api/indicators/acc.count?period=2016-01-10..2016-03-15&by=month").json["by"]:
        c.same(f"{part['key']} as far as it was asked for: its own records", len(city.get(part["records"] + "&limit=500").json["items"]), part["value"])
    part = city.get("/api/indicators/acc.count?period=2016&by=sector").json["by"][1]
    c.same("a sector's own records", len(city.get(part["records"] + "&limit=500").json["items"]), part["value"])


def rests(city):
    """What lies in no county opens to just those records."""
    for key in ("acc.count", "acc.loss", "forest.burnt"):
        rest = next((p for p in city.get(f"/api/indicators/{key}?period=2016&by=county").json["by"] if p["key"] == "330800000000"), None)
        if key != "forest.burnt":  # of few fires none may
            c.that(f"{key}: some records lie in no county", rest, key)
        if not rest:  # nothing in either year
            continue
        items = city.get(rest["records"] + "&limit=500").json["items"]
        c.that(f"{key}: and none of these in one", (items or rest["value"] == 0) and not any(i["region"][:6] in COUNTIES for i in items), [i["region"] for i in items][:5])
        c.same(f"{key}: they give the figure", rounded(sum(Fraction(str(i["amount"])) for i in items), DIGITS.get(key, 0)), rest["value"])
    own = city.get("/api/indicators/acc.count?period=2016&region=330881&by=county").json["by"]
    c.same("a county is its own only part", [p["key"] for p in own], ["330881000000"])
    for query, field in (("sector=moon", "sector"), ("sector='", "sector"), ("rest=moon", "rest")):
        answer = city.get(f"/api/indicators/acc.count/records?period=2016&{query}")
        c.same(f"{query} is refused by name", (answer.status, [e["field"] for e in answer.json["errors"]]), (400, [field]))


def past(city, world):
    """What was believed before a correction, a void, a late casualty and a new base value."""
    keys = ("acc.count", "acc.deaths", "acc.loss", "acc.gdp_death_rate")
    ask = lambda key, as_of="": city.get(f"/api/indicators/{key}?period=2016{as_of}").json
    then = {k: ask(k) for k in keys}
    by = city.get("/api/indicators/acc.deaths?period=2016&by=county").json["by"]
    stamp = moment_between()
    rows = [a for a in world.d["accident"] if a["_at"].year == 2016 and a["region"].startswith("3308")]
    changed, gone, hurt = rows[0], rows[1], rows[2]
    changed["deaths"], changed["loss_yuan"] = 5, 20_000_000.5
    world.hurt.pop(changed["ref"], None)
    load(city, "accident", [changed])
    for row in [r for r in world.d["casualty"] if r["accident"] == changed["ref"]]:
        load(city, "casualty", [dict(row, void=1, reason="误报")], )
    gone["_void"] = True
    load(city, "accident", [dict(gone, void=1, reason="重复登记")])
    late = {"ref": "C-late", "accident": hurt["ref"], "kind": "death", "at": (hurt["_at"] + datetime.timedelta(days=2)).isoformat(), "_at": hurt["_at"] + datetime.timedelta(days=2)}
    load(city, "casualty", [late])
    world.hurt.setdefault(hurt["ref"], []).append(late)
    base = next(e for e in world.d["economy"] if e["region"] == "330800000000" and e["year"] == 2016)
    base["gdp_yuan"] += 123_456_789
    load(city, "economy", [base])
    for k in keys:
        seen = ask(k, f"&as_of={stamp}")
        c.same(f"{k} as it was believed", {x: seen[x] for x in ("value", "exact", "previous", "yoy")}, {x: then[k][x] for x in ("value", "exact", "previous", "yoy")})
        compare(city, world, k, "2016", "330800")
    seen = city.get(f"/api/indicators/acc.deaths?period=2016&by=county&as_of={stamp}").json["by"]
    c.same("its counties too", [(p["key"], p["value"]) for p in seen], [(p["key"], p["value"]) for p in by])
    c.same("before the first record there is nothing", [ask(k, "&as_of=2000-01-01T00:00:00Z")["value"] for k in keys], [0, 0, 0, None])
    cli = json.loads(run("indicator", "acc.deaths", "--period", "2016", "--as-of", stamp, "--data", city.dir, "--json").stdout)
    c.same("the command line says the same", (cli["value"], cli["as_of"] is not None), (then["acc.deaths"]["value"], True))


def refusals(city):
    for query, field in (("period=2016Q5", "period"), ("period=2016-13", "period"), ("period=2015-02-29", "period"), ("period=2017..2016", "period"), ("period=16", "period"),
                         ("period=2016&by=firm", "by"), ("period=2016&region=33x", "region"), ("period=2016&as_of=gestern", "as_of")):
        answer = city.get(f"/api/indicators/acc.count?{query}")
        c.same(f"{query} is refused by name", (answer.status, [e["field"] for e in answer.json["errors"]]), (400, [field]))
    c.same("no such indicator", city.get("/api/indicators/acc.counts?period=2016").status, 404)
    c.same("nobody unknown", city.get("/api/indicators/acc.count?period=2016", token=None).status, 401)
    done = run("indicator", "acc.count", "--data", city.dir, check=False)
    c.that("the period is required", done.returncode in (1, 2) and "period" in done.stderr, done.stderr)


def scopes(city):
    """An account of a county sees its county, and no other."""
    made = city.post("/api/accounts", {"name": "jiangshan", "role": "duty", "region": "330881"}).json
    token = city.new_token(made["name"])
    mine = city.get("/api/indicators/acc.count?period=2016", token=token).json
    c.same("asked for nothing it is one's own place", (mine["region"], mine["value"]), ("330881000000", city.get("/api/indicators/acc.count?period=2016&region=330881").json["value"]))
    for path in ("acc.count?period=2016&region=330802", "acc.count?period=2016&region=330800", "acc.count/records?period=2016&region=330802"):
        c.same(f"{path} is refused", city.get(f"/api/indicators/{path}", token=token).status, 403)


def changes(city):
    seen = city.get("/api/indicators/acc.deaths?period=2016").json
    yoy = city.get("/api/indicators/acc.deaths.yoy?period=2016").json
    c.same("the change as a key of its own", (yoy["key"], yoy["value"], yoy["unit"]), ("acc.deaths.yoy", seen["yoy"], "%"))
    listed = city.get("/api/indicators").json
    c.same("one version of the definitions", (len(listed["definitions"]), seen["definitions"]), (64, listed["definitions"]))
    c.that("every key has both names, a unit and one place", all(i["label"] and i["unit"] for i in listed["items"]) and len({i["key"] for i in listed["items"]}) == len(listed["items"]))
    c.same("each has who answers for it, how often, and a source", [i["key"] for i in listed["items"] if not (i["body"] and i["freq"] and i["source"])], [])
    keys = {i["key"] for i in listed["items"]}
    c.that("those of this test among them", set(KEYS) <= keys, set(KEYS) - keys)


def hand(city):
    """What no records tell is typed in by name, for exactly that place and period."""
    rows = [("duty.depts", "2016", "330800", 8), ("duty.depts", "2015", "330800", 6), ("duty.depts", "2016", "330881", 3), ("event.power", "2016-08", "330800", 100000.5), ("event.power", "2016Q3", "330800", 7)]
    for key, period, region, value in rows:
        made = city.post("/api/r/hand_figure", {"indicator": key, "period": period, "region": region, "value": value, "author": "王科长", "source_text": "三定方案"})
        c.same(f"typed in: {key} {period}", made.status, 201)
    seen = city.get("/api/indicators/duty.depts?period=2016&by=county").json
    c.same("a figure by hand", (seen["value"], seen["previous"], seen["yoy"]), (8, 6, 33.3))
    c.same("its counties are what was typed for them", {p["key"]: p["value"] for p in seen["by"]}["330881000000"], 3)
    c.same("others have no data", {p["key"]: p["value"] for p in seen["by"]}["330802000000"], None)
    c.same("another period has none", [city.get(f"/api/indicators/event.power?period={p}").json["value"] for p in ("2016", "2016-08", "2016Q3", "2016-08-01..2016-08-31", "2016-07")], [None, 100001, 7, 100001, None])
    behind = city.get(seen["records"]).json["items"]
    c.same("it opens to who typed it", [(r["register"], r["amount"]) for r in behind], [("hand_figure", 8)])
    again = city.post("/api/r/hand_figure", {"indicator": "duty.depts", "period": "2016", "region": "330800", "value": 9, "author": "x", "source_text": "y"})
    c.same("one for a place and period", again.status, 409)


def targets(city):
    """A target is for exactly a place and period; the limit is included; 以上 of a fall is a change of at most minus so much."""
    seen = city.get("/api/indicators/acc.deaths?period=2016").json
    c.same("none set", (seen["target"], "target_state" in seen), (None, False))
    wanted = [("at_most", seen["value"], "met"), ("at_most", seen["value"] - 1, "not_met"), ("at_least", seen["value"], "met"), ("at_least", seen["value"] + 0.5, "not_met"),
              ("change_at_most", 100000, "met"), ("change_at_most", -100, "not_met"), ("change_at_least", -100, "met")]
    made = city.post("/api/r/target", {"indicator": "acc.deaths", "period": "2016", "region": "330800", "op": "at_most", "value": 1}).json
    for op, value, state in wanted:
        c.same(f"set to {op} {value}", city.patch(f"/api/r/target/{made['id']}", {"op": op, "value": value}).status, 200)
        now = city.get("/api/indicators/acc.deaths?period=2016").json
        c.same(f"{op} {value} of {seen['value']}", (now["target"], now["target_op"], now["target_state"]), (value, op, state))
    stamp = moment_between()
    was = city.get("/api/indicators/acc.deaths?period=2016").json
    city.patch(f"/api/r/target/{made['id']}", {"op": "at_most", "value": 77})
    then = city.get(f"/api/indicators/acc.deaths?period=2016&as_of={stamp}").json
    c.same("as of before it is the target of then", (then["target"], then["target_op"]), (was["target"], was["target_op"]))
    c.same("a county has its own or none", city.get("/api/indicators/acc.deaths?period=2016&region=330881").json["target"], None)
    c.same("another period too", city.get("/api/indicators/acc.deaths?period=2016Q1").json["target"], None)
    year = str(datetime.date.today().year)
    for op, value, state in (("at_most", 0, "on_track"), ("at_least", 0, "met"), ("at_least", 10**9, "not_met")):
        city.post("/api/r/target", {"indicator": "forest.fires", "period": year, "region": "330800", "op": op, "value": value})
        now = city.get(f"/api/indicators/forest.fires?period={year}").json
        c.same(f"of a year that runs, {op} {value}", now["target_state"], state)
        one = city.get(f"/api/r/target?indicator=forest.fires&limit=1").json["items"][0]
        city.post(f"/api/r/target/{one['id']}/void", {"reason": "改"})
    c.same("a year to come has no data", (city.post("/api/r/target", {"indicator": "forest.fires", "period": "2098", "region": "330800", "op": "at_most", "value": 3}).status,
                                         city.get("/api/indicators/forest.fires?period=2098").json["target_state"]), (201, "no_data"))


def moved(city):
    """Distinct over several fields of which one is absent: a person of the register has no typed name, a stranger only that."""
    duty = city.new_token(city.post("/api/accounts", {"name": "movers", "role": "duty", "region": "330800"}).json["name"])
    resident = city.post("/api/r/resident", {"name": "王水根", "region": "330881"}, token=duty).json["id"]
    for who in ({"resident": resident}, {"resident": resident}, {"name": "钟离刚"}, {"name": "钟离勇"}):
        seen = city.post("/api/r/transfer", {"at": "2014-06-06T08:00:00+08:00", "region": "330881", **who}, token=duty)
        c.same(f"moved: {who}", seen.status, 201)
    c.same("each once", city.get("/api/indicators/disaster.moved?period=2014").json["value"], 3)


BROKEN = {
    "field.yaml": ("area: x\nof: {register: drill, at: at}\nindicators:\n  - {key: x.a, zh: 甲, en: A, unit: 人, value: sum peoples}\n", 4, "peoples"),
    "code.yaml": ("area: x\nof: {register: accident, at: occurred_at}\nindicators:\n  - {key: x.b, zh: 甲, en: A, unit: 起, value: count}\n  - {key: x.c, zh: 甲, en: A, unit: 起, value: count, where: sector = moon}\n", 5, "moon"),
    "unit.yaml": ("area: x\nindicators:\n  - {key: x.d, zh: 甲, en: A, unit: \"%\", part: acc.deaths, whole: acc.count, times: 100}\n", 3, "x.d"),
    "circle.yaml": ("area: x\nindicators:\n  - {key: x.e, zh: 甲, en: A, unit: 人, part: x.f, whole: acc.count}\n  - {key: x.f, zh: 甲, en: A, unit: 人, part: x.e, whole: acc.count}\n", 0, "made of itself"),
    "twice.yaml": ("area: x\nof: {register: drill, at: at}\nindicators:\n  - {key: acc.count, zh: 甲, en: A, unit: 起, value: count}\n", 0, "acc.count"),
    "nothing.yaml": ("area: x\nindicators:\n  - {key: x.g, zh: 甲, en: A, unit: 人, part: x.nowhere, whole: acc.count}\n", 3, "x.nowhere"),
    "undated.yaml": ("area: x\nof: {register: drill}\nindicators: []\n", 2, "drill"),
    "key.yaml": ("area: x\nof: {register: drill, at: at}\nindicators:\n  - {key: x.h, zh: 甲, en: A, unit: 次, value: count, colour: red}\n", 4, "colour"),
}


def own(city, world):
    """A city's own definitions win; broken ones are left out by file and line, and nothing else with them."""
    there = city.dir / "model" / "indicators"
    there.mkdir(parents=True)
    keys = {i["key"] for i in city.get("/api/indicators").json["items"]}
    for name, (text, line, word) in BROKEN.items():
        (there / name).write_text(text, encoding="utf-8")
        said = json.loads(run("register", "reload", "--data", city.dir, "--json", check=False).stdout)["refused"]
        (there / name).unlink()
        hits = [r for r in said if word in r["reason"] and (not line or (r["file"].endswith(name) and r["line"] == line))]
        c.that(f"{name} is refused with its line", hits, said)
        if name != "twice.yaml":
            c.same(f"{name}: the others stay", {i["key"] for i in city.get("/api/indicators").json["items"]}, keys)
    (there / "drill.yaml").write_text("area: drill\nof: {register: drill, at: at}\nindicators:\n  - {key: drill.all, zh: 演练, en: All drills, unit: 次, value: count}\n  - {key: drill.count, zh: 演练, en: Drills, unit: 次, value: count}\n  - {key: drill.people, zh: 人次, en: People, unit: 人次, value: sum people}\n  - {key: drill.cost, zh: 投入, en: Cost, unit: 万元, value: sum cost_yuan, per: 10000, digits: 2}\n", encoding="utf-8")
    run("register", "reload", "--data", city.dir)
    seen = {i["key"] for i in city.get("/api/indicators").json["items"]}
    c.same("one's own file stands in the place of ours", ("drill.all" in seen, next(i["label"] for i in city.get("/api/indicators").json["items"] if i["key"] == "drill.people")), (True, "People"))
    (there / "forest_fire.yaml").write_text("area: forest\nindicators: []\n", encoding="utf-8")
    said = json.loads(run("register", "reload", "--data", city.dir, "--json", check=False).stdout)["refused"]
    c.that("a city's own file without figures wins too: what is made of ours is refused", any("forest.damaged" in r["reason"] and r["file"] == "indicators/rates.yaml" for r in said), said)
    (there / "forest_fire.yaml").unlink()
    (there / "rates.yaml").write_text("area: rates\nindicators:\n  - {key: x.i, zh: 甲, en: A, unit: 人, part: x.nowhere, whole: acc.count}\n", encoding="utf-8")
    run("register", "reload", "--data", city.dir, check=False)
    c.that("where it is broken ours stands", {"chem.hd.rate", "acc.gdp_death_rate"} <= {i["key"] for i in city.get("/api/indicators").json["items"]})
    (there / "rates.yaml").unlink()
    run("register", "reload", "--data", city.dir)
    before = city.get("/api/indicators").json["definitions"]
    (there / "drill.yaml").unlink()
    run("register", "reload", "--data", city.dir)
    c.that("another version of the definitions", city.get("/api/indicators").json["definitions"] != before)


with City() as city:
    world = fill(city)
    for key in KEYS:
        for period in PERIODS:
            compare(city, world, key, period, "330800")
        compare(city, world, key, "2016", dice.choice(COUNTIES))
        compare(city, world, key, "2017", dice.choice(TOWNS))
    for key in ("acc.count", "acc.deaths", "acc.loss", "ind.firms", "enf.fines", "chem.hd.rate", "acc.gdp_death_rate", "ins.mean_premium", "forest.burnt"):
        parts(city, world, key, "2016")
        parts(city, world, key, "2015-11..2016-03")
    by_sector(city, world)
    opens(city, world)
    rests(city)
    refusals(city)
    scopes(city)
    changes(city)
    hand(city)
    targets(city)
    moved(city)
    own(city, world)
    past(city, world)
c.close()
