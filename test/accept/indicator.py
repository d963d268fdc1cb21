# SPDX-License-Identifier: Apache-2.0
"""Indicators against a calculation of our own, in fractions, over made-up records of several years: windows of casualties, sums of money, distinct
counts, rates, changes, parts by county, township, month, quarter and sector, corrections and voids as of a moment before, edge cases of
periods. Nothing here is taken from the program. SEED=random"""
import csv
import datetime
import json
import os
import pathlib
import random
import tempfile
import time
from fractions import Fraction

from city import Checks, City, run

seed = int(os.environ.get("SEED", str(random.randrange(10**9))))
dice = random.Random(seed)
print(f"seed {seed}")
c = Checks()
folder = pathlib.Path(tempfile.mkdtemp(prefix="anlan-indicator-"))
COUNTIES = ["330802", "330803", "330822", "330824", "330825", "330881"]
TOWNS = ["330802001000", "330803102000", "330881102000"]  # whatever is inside
SECTORS = ["industry", "road", "fire", "agriculture", "water", "rail", "other"]
ZONE = datetime.timezone(datetime.timedelta(hours=8))
YEARS = (2015, 2016, 2017)


# --- records ---

def moment(year=None):
    """An instant as a row of an import says it, and its local day: in three ways of writing, near the ends of days and years too."""
    day = datetime.date(year or dice.choice(YEARS), 1, 1) + datetime.timedelta(days=dice.choice((0, 58, 59, 60, dice.randrange(365), 364)))
    local = datetime.datetime.combine(day, datetime.time(dice.choice((0, 7, 8, 12, 23)), dice.choice((0, 30, 59))), ZONE)
    return write(local), local


def write(local):
    how = dice.randrange(3)
    return (local.strftime("%Y-%m-%d %H:%M") if how == 0 else local.isoformat() if how == 1 else local.astimezone(datetime.timezone.utc).isoformat().replace("+00:00", "Z"))


def place():
    return dice.choice(COUNTIES + TOWNS + ["330800"]).ljust(12, "0") if dice.random() < 0.97 else "330700000000"  # another city's


def make():
    world = {"accident": [], "casualty": [], "economy": [], "enterprise": [], "inspection": [], "hazard": [], "order": [], "case": [], "policy": [], "forest_fire": []}
    for n in range(40):
        world["enterprise"].append({"ref": f"F{n}", "name": f"厂{n}", "region": dice.choice(COUNTIES).ljust(12, "0")})
    for n in range(220):
        text, local = moment()
        row = {"ref": f"A{n}", "occurred_at": text, "sector": dice.choice(SECTORS), "region": place(), "deaths": dice.choice((0, 0, 0, 1, 1, 2, 3, 11)),
               "serious_injuries": dice.choice((0, 0, 1, 4, 10)), "loss_yuan": dice.choice((0, 999_999.99, 1_000_000, 1_000_000.01, 9_999_999.99, 10_000_000, 123.45)),
               "chemical": dice.choice((0, 0, 1))}
        row["_at"] = local
        world["accident"].append(row)
        for k in range(dice.choice((0, 0, 0, 1, 3))):
            later = local + datetime.timedelta(days=dice.choice((0, 1, 6, 7, 8, 29, 30, 31, 90)), hours=dice.choice((0, 3)))
            world["casualty"].append({"ref": f"C{n}-{k}", "accident": f"A{n}", "kind": dice.choice(("death", "death", "serious", "missing")), "at": write(later), "_at": later})
    for year in YEARS[1:]:
        for region in ["330800"] + COUNTIES[:4]:
            world["economy"].append({"region": region.ljust(12, "0"), "year": year, "gdp_yuan": dice.randrange(10**10, 10**12), "forest_ha": round(dice.uniform(10, 90000), 2)})
    supervised(world)
    return world


def supervised(world):
    for n in range(300):
        firm = dice.choice(world["enterprise"])
        own = place() if dice.random() < 0.4 else ""
        text, local = moment()
        world["inspection"].append({"ref": f"I{n}", "enterprise": firm["ref"], "sector": dice.choice(("chemical", "industry", "flood")), "region": own, "at": text,
                                    "via": dice.choice(("app", "desk")), "_at": local, "_region": own or firm["region"]})
        text, local = moment()
        closed = local + datetime.timedelta(days=dice.randrange(1, 90)) if dice.random() < 0.7 else None
        world["hazard"].append({"ref": f"H{n}", "enterprise": firm["ref"], "sector": dice.choice(("chemical", "industry")), "region": own, "found_at": text,
                                "closed_at": closed.isoformat() if closed else "", "_at": local, "_region": own or firm["region"]})
        text, local = moment()
        decided = local + datetime.timedelta(days=dice.randrange(1, 400)) if dice.random() < 0.8 else None
        world["case"].append({"ref": f"K{n}", "enterprise": firm["ref"], "sector": dice.choice(("chemical", "industry")), "region": own, "filed_at": text, "from_accident": dice.choice((0, 1)),
                              "decided_at": decided.isoformat() if decided else "", "fine_yuan": round(dice.uniform(0, 300000), 2) if decided else "", "_at": local, "_decided": decided,
                              "_region": own or firm["region"]})
        text, local = moment()
        world["order"].append({"ref": f"O{n}", "enterprise": firm["ref"], "sector": dice.choice(("chemical", "industry")), "region": own, "issued_at": text,
                               "kind": dice.choice(("stop", "rectify", "close")), "_at": local, "_region": own or firm["region"]})
    for n in range(80):
        firm = dice.choice(world["enterprise"])
        start = datetime.date(dice.choice((2014, 2015, 2016)), dice.choice((1, 6, 12)), dice.choice((1, 15, 30)))
        world["policy"].append({"ref": f"P{n}", "enterprise": firm["ref"], "from": start.isoformat(), "to": (start + datetime.timedelta(days=dice.choice((30, 364, 365)))).isoformat(),
                                "premium_yuan": round(dice.uniform(100, 90000), 2), "_region": firm["region"]})
        text, local = moment()
        burnt = round(dice.uniform(0.1, 60), 2)
        out = local + datetime.timedelta(hours=dice.choice((1, 23, 24, 25)), minutes=dice.choice((0, 1))) if dice.random() < 0.9 else None
        world["forest_fire"].append({"ref": f"W{n}", "started_at": text, "region": place(), "burnt_ha": burnt, "damaged_ha": round(burnt * dice.random(), 2),
                                     "out_at": out.isoformat() if out else "", "_at": local, "_out": out})


def load(city, register, rows, more=()):
    columns = [k for k in rows[0] if not k.startswith("_")] + list(more)
    path = folder / f"{register}.csv"
    with path.open("w", newline="", encoding="utf-8") as f:
        out = csv.DictWriter(f, columns, extrasaction="ignore")
        out.writeheader()
        out.writerows(rows)
    done = run("import", register, path, "--data", city.dir, "--json", check=False)
    if done.returncode:
        raise SystemExit(f"{register}: {done.stdout[:800]} {done.stderr[:400]}")


# --- our own calculation ---

def span(text):
    """First and last day of a period."""
    if ".." in text:
        a, b = text.split("..")
        return span(a)[0], span(b)[1]
    if "Q" in text:
        y, q = int(text[:4]), int(text[5])
        return datetime.date(y, 3 * q - 2, 1), datetime.date(y + (q == 4), 3 * q % 12 + 1, 1) - datetime.timedelta(days=1)
    parts = [int(p) for p in text.split("-")]
    if len(parts) == 1:
        return datetime.date(parts[0], 1, 1), datetime.date(parts[0], 12, 31)
    if len(parts) == 2:
        y, m = parts
        return datetime.date(y, m, 1), datetime.date(y + (m == 12), m % 12 + 1, 1) - datetime.timedelta(days=1)
    return datetime.date(*parts), datetime.date(*parts)


def earlier(text):
    """The same period a year before."""
    if ".." in text:
        return "..".join(earlier(p) for p in text.split(".."))
    back = f"{int(text[:4]) - 1}{text[4:]}"
    return back[:8] + "28" if text[5:] == "02-29" else back


def inside(region, asked):
    prefix = asked
    while prefix.endswith("00"):
        prefix = prefix[:-2]
    if len(prefix) % 2 and len(prefix) < 9:
        prefix += "0"
    return region.startswith(prefix)


class World:
    def __init__(self, data):
        self.d = data
        self.hurt = {}
        for row in data["casualty"]:
            self.hurt.setdefault(row["accident"], []).append(row)

    def felt(self, a, kind, own):
        rows = self.hurt.get(a["ref"])
        if not rows:
            return a[own]
        days = 7 if a["sector"] in ("road", "fire") else 30
        return sum(1 for r in rows if r["kind"] == kind and (r["_at"].date() - a["_at"].date()).days <= days)

    def accidents(self, first, last, region):
        for a in self.d["accident"]:
            if not a.get("_void") and first <= a["_at"].date() <= last and inside(a["region"], region):
                deaths, serious = self.felt(a, "death", "deaths"), self.felt(a, "serious", "serious_injuries")
                if deaths or serious or a["loss_yuan"] >= 1_000_000:
                    yield a, deaths, serious

    def rows(self, register, at, first, last, region, **having):
        for r in self.d[register]:
            where = r.get("_region") or r["region"]
            if r[at] and first <= r[at].date() <= last and inside(where, region) and all(r[k] == v for k, v in having.items()):
                yield r

    def economy(self, field, period, region):
        if len(period) != 4:
            return None
        return next((Fraction(str(e[field])) for e in self.d["economy"] if e["region"] == region.ljust(12, "0") and e["year"] == int(period)), None)

    def firms(self, rows):
        return Fraction(len({r["enterprise"] for r in rows}))

    def value(self, key, period, region, sector=None):
        first, last = span(period)
        if key.startswith("acc.") and key != "acc.gdp_death_rate":
            all_ = [x for x in self.accidents(first, last, region) if sector in (None, x[0]["sector"])]
            return {"acc.count": lambda: len(all_), "acc.fatal": lambda: sum(1 for _, d, _ in all_ if d), "acc.deaths": lambda: sum(d for _, d, _ in all_),
                    "acc.serious": lambda: sum(s for _, _, s in all_), "acc.loss": lambda: sum(Fraction(str(a["loss_yuan"])) for a, _, _ in all_) / 10000,
                    "acc.major_plus": lambda: sum(1 for a, d, s in all_ if d >= 3 or s >= 10 or a["loss_yuan"] >= 10_000_000),
                    "acc.road.deaths": lambda: sum(d for a, d, _ in all_ if a["sector"] == "road"), "acc.industry.fatal": lambda: sum(1 for a, d, _ in all_ if d and a["sector"] == "industry"),
                    "acc.chem.deaths": lambda: sum(d for a, d, _ in all_ if a["chemical"])}[key]()
        ask = (first, last, region)
        near = {"chem.visits": lambda: sum(1 for _ in self.rows("inspection", "_at", *ask, sector="chemical")),
                "ind.firms": lambda: self.firms(self.rows("inspection", "_at", *ask, sector="industry")),
                "enf.checks": lambda: sum(1 for _ in self.rows("inspection", "_at", *ask)), "enf.checks_app": lambda: sum(1 for _ in self.rows("inspection", "_at", *ask, via="app")),
                "chem.hd.found": lambda: sum(1 for _ in self.rows("hazard", "_at", *ask, sector="chemical")),
                "chem.hd.fixed": lambda: sum(1 for r in self.rows("hazard", "_at", *ask, sector="chemical") if r["closed_at"]),
                "ind.orders": lambda: self.firms(self.rows("order", "_at", *ask, sector="industry", kind="rectify")),
                "chem.stopped": lambda: self.firms(self.rows("order", "_at", *ask, sector="chemical", kind="stop")),
                "enf.cases": lambda: sum(1 for _ in self.rows("case", "_at", *ask)), "ind.cases": lambda: self.firms(self.rows("case", "_at", *ask, sector="industry")),
                "enf.fines": lambda: sum(Fraction(str(r["fine_yuan"])) for r in self.rows("case", "_decided", *ask)) / 10000,
                "enf.fines_nonacc": lambda: sum(Fraction(str(r["fine_yuan"])) for r in self.rows("case", "_decided", *ask, from_accident=0)) / 10000,
                "forest.fires": lambda: sum(1 for _ in self.rows("forest_fire", "_at", *ask)),
                "forest.burnt": lambda: sum(Fraction(str(r["burnt_ha"])) for r in self.rows("forest_fire", "_at", *ask)),
                "forest.damaged": lambda: sum(Fraction(str(r["damaged_ha"])) for r in self.rows("forest_fire", "_at", *ask)),
                "forest.out24_fires": lambda: sum(1 for r in self.rows("forest_fire", "_at", *ask) if r["_out"] and r["_out"] - r["_at"] <= datetime.timedelta(hours=24)),
                "ins.firms": lambda: self.firms(self.in_force(last, region)),
                "ins.premium": lambda: sum(Fraction(str(r["premium_yuan"])) for r in self.in_force(last, region)) / 10000}
        return near[key]() if key in near else self.rate(key, period, region)

    def in_force(self, day, region):
        return [r for r in self.d["policy"] if inside(r["_region"], region) and r["from"] <= day.isoformat() <= r["to"]]

    def rate(self, key, period, region):
        part, whole, times = {"acc.gdp_death_rate": ("acc.deaths", "gdp_yuan", 10**8), "chem.hd.rate": ("chem.hd.fixed", "chem.hd.found", 100), "enf.app_rate": ("enf.checks_app", "enf.checks", 100),
                              "enf.nonacc_share": ("enf.fines_nonacc", "enf.fines", 100), "ins.mean_premium": ("ins.premium", "ins.firms", 1),
                              "forest.damage_rate": ("forest.damaged", "forest_ha", 1000), "forest.occurrence": ("forest.fires", "forest_ha", 100000),
                              "forest.control": ("forest.damaged", "forest.fires", 1), "forest.out24": ("forest.out24_fires", "forest.fires", 100)}[key]
        below = self.value(whole, period, region) if "." in whole else self.economy(whole, period, region)
        return Fraction(self.value(part, period, region)) * times / below if below else None


DIGITS = {"acc.loss": 2, "acc.gdp_death_rate": 4, "chem.hd.rate": 1, "enf.app_rate": 1, "enf.nonacc_share": 1, "enf.fines": 2, "enf.fines_nonacc": 2, "forest.burnt": 2, "forest.damaged": 2,
          "forest.damage_rate": 2, "forest.occurrence": 2, "forest.control": 2, "forest.out24": 1, "ins.mean_premium": 2, "ins.premium": 2}
KEYS = ["acc.count", "acc.fatal", "acc.deaths", "acc.serious", "acc.loss", "acc.major_plus", "acc.road.deaths", "acc.industry.fatal", "acc.chem.deaths", "chem.visits", "ind.firms", "chem.hd.found",
        "chem.hd.fixed", "ind.orders", "chem.stopped", "enf.cases", "ind.cases", "enf.fines", "enf.fines_nonacc", "forest.fires", "forest.burnt", "forest.damaged", "ins.firms", "ins.premium",
        "acc.gdp_death_rate", "chem.hd.rate", "enf.app_rate", "enf.nonacc_share", "ins.mean_premium", "forest.damage_rate", "forest.occurrence", "forest.control", "forest.out24"]
PERIODS = ["2016", "2017", "2015", "2016Q1", "2017Q4", "2016-02", "2017-02", "2016-02-29", "2017-02-28", "2016-01..2016-05", "2015-12..2016-02", "2016-12-31", "2017-01-01", "2016-11-03..2017-02-28", "2014"]


def rounded(x, digits):
    """Half up on the magnitude."""
    if x is None:
        return None
    scaled = abs(Fraction(x)) * 10**digits
    n = (scaled * 2 + 1) // 2
    return float(Fraction(int(n), 10**digits)) * (1 if x >= 0 else -1) if n else 0


def change(now, before):
    return None if now is None or not before else (Fraction(now) - before) * 100 / before


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
    part = city.get("/api/indicators/acc.count?period=2016&by=sector").json["by"][1]
    c.same("a sector's own records", len(city.get(part["records"] + "&limit=500").json["items"]), part["value"])


def past(city, world):
    """What was believed before a correction, a void, a late casualty and a new base value."""
    keys = ("acc.count", "acc.deaths", "acc.loss", "acc.gdp_death_rate")
    ask = lambda key, as_of="": city.get(f"/api/indicators/{key}?period=2016{as_of}").json
    then = {k: ask(k) for k in keys}
    by = city.get("/api/indicators/acc.deaths?period=2016&by=county").json["by"]
    time.sleep(0.02)
    stamp = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    time.sleep(0.02)
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
    keys = {i["key"] for i in listed["items"]}
    c.that("those of this test among them", set(KEYS) <= keys, set(KEYS) - keys)


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
    (there / "drill.yaml").write_text("area: drill\nof: {register: drill, at: at}\nindicators:\n  - {key: drill.all, zh: 演练, en: All drills, unit: 次, value: count}\n", encoding="utf-8")
    run("register", "reload", "--data", city.dir)
    seen = {i["key"] for i in city.get("/api/indicators").json["items"]}
    c.same("one's own file stands in the place of ours", ("drill.all" in seen, "drill.count" in seen), (True, False))
    before = city.get("/api/indicators").json["definitions"]
    (there / "drill.yaml").unlink()
    run("register", "reload", "--data", city.dir)
    c.that("another version of the definitions", city.get("/api/indicators").json["definitions"] != before)


with City() as city:
    data = make()
    for register in ("enterprise", "economy", "accident", "casualty", "inspection", "hazard", "order", "case", "policy", "forest_fire"):
        load(city, register, data[register])
    world = World(data)
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
    refusals(city)
    scopes(city)
    changes(city)
    own(city, world)
    past(city, world)
c.close()
