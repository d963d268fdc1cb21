# SPDX-License-Identifier: Apache-2.0
"""Made-up records of several years and our own calculation over them, in fractions: nothing here is taken from the program."""
import csv
import datetime
import os
import pathlib
import random
import tempfile
import time
from fractions import Fraction

from city import run

seed = int(os.environ.get("SEED", str(random.randrange(10**9))))
dice = random.Random(seed)
print(f"seed {seed}")
folder = pathlib.Path(tempfile.mkdtemp(prefix="anlan-figures-"))
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


def fill(city):
    """Make records, import them, and give what we know of them."""
    data = make()
    for register in ("enterprise", "economy", "accident", "casualty", "inspection", "hazard", "order", "case", "policy", "forest_fire"):
        load(city, register, data[register])
    return World(data)


DIGITS = {"acc.loss": 2, "acc.gdp_death_rate": 4, "chem.hd.rate": 1, "enf.app_rate": 1, "enf.nonacc_share": 1, "enf.fines": 2, "enf.fines_nonacc": 2, "forest.burnt": 2, "forest.damaged": 2,
          "forest.damage_rate": 2, "forest.occurrence": 2, "forest.control": 2, "forest.out24": 1, "ins.mean_premium": 2, "ins.premium": 2}
KEYS = ["acc.count", "acc.fatal", "acc.deaths", "acc.serious", "acc.loss", "acc.major_plus", "acc.road.deaths", "acc.industry.fatal", "acc.chem.deaths", "chem.visits", "ind.firms", "chem.hd.found",
        "chem.hd.fixed", "ind.orders", "chem.stopped", "enf.cases", "ind.cases", "enf.fines", "enf.fines_nonacc", "forest.fires", "forest.burnt", "forest.damaged", "ins.firms", "ins.premium",
        "acc.gdp_death_rate", "chem.hd.rate", "enf.app_rate", "enf.nonacc_share", "ins.mean_premium", "forest.damage_rate", "forest.occurrence", "forest.control", "forest.out24"]


def rounded(x, digits):
    """Half up on the magnitude."""
    if x is None:
        return None
    scaled = abs(Fraction(x)) * 10**digits
    n = (scaled * 2 + 1) // 2
    return float(Fraction(int(n), 10**digits)) * (1 if x >= 0 else -1) if n else 0


def change(now, before):
    return None if now is None or not before else (Fraction(now) - before) * 100 / before


def moment_between():
    """A moment in UTC, as `as_of` takes it, that no entry shares: entries are stamped in milliseconds, what came before has an earlier one, what comes next a later one."""
    time.sleep(0.02)
    stamp = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    time.sleep(0.02)
    return stamp
