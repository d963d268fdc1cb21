# SPDX-License-Identifier: Apache-2.0
"""Figures kept ready are what the records give, whatever happens between two questions: changes, voids, corrections of the day, the place and the accident that a
casualty belongs to, imports, other definitions, another parameter; a damaged, foreign or missing file costs nothing but time. SEED=random"""
import shutil
import sqlite3
import threading

from city import Checks, City, run
from figures import COUNTIES, KEYS, SECTORS, dice, fill, load, moment, moment_between, place

c = Checks()
PERIODS = ("2016", "2017", "2015..2017", "2016Q3", "2016-02", "2015-11..2017-02", "2016-03-05..2016-11-20", "2016-02-29", "2016-02-29..2016-04-01")


def figures(city, more="", token="admin"):
    """Every figure of every period, whole and by county and sector."""
    seen = {}
    for key in KEYS:
        for period in PERIODS:
            for by in ("", "&by=county", "&by=township") + (("&by=sector",) if key in ("acc.count", "acc.deaths", "chem.visits") else ()):
                answer = city.get(f"/api/indicators/{key}?period={period}{by}{more}", token=token).json
                seen[key, period, by] = (answer["exact"], answer["previous"], [(p["key"], p["exact"], p["previous"]) for p in answer["by"]])
    return seen


def differ(a, b):
    return {k: (a[k], b[k]) for k in a if a[k] != b[k]}


def kept(city):
    return city.dir / "cube.db"


def verify(city):
    return run("verify", "--data", city.dir, check=False)


def one_of(city, register):
    items = city.get(f"/api/r/{register}?limit=200").json["items"]
    return dice.choice(items)["id"] if items else None


def correct(city):
    """One change of one record, as anybody might make it."""
    text, local = moment()
    what = dice.randrange(9)
    if what == 0:
        return city.patch(f"/api/r/accident/{one_of(city, 'accident')}", {"occurred_at": local.isoformat()})
    if what == 1:
        return city.patch(f"/api/r/accident/{one_of(city, 'accident')}", {"sector": dice.choice(SECTORS), "region": place(), "deaths": dice.randrange(5)})
    if what == 2:
        return city.post("/api/r/casualty", {"accident": one_of(city, "accident"), "kind": dice.choice(("death", "serious")), "at": local.isoformat()})
    if what == 3:
        return city.patch(f"/api/r/casualty/{one_of(city, 'casualty')}", {"accident": one_of(city, "accident")})
    if what == 4:
        register = dice.choice(("accident", "casualty", "hazard", "inspection"))
        return city.post(f"/api/r/{register}/{one_of(city, register)}/void", {"reason": "重复登记"})
    if what == 5:
        return city.patch(f"/api/r/inspection/{one_of(city, 'inspection')}", {"enterprise": one_of(city, "enterprise"), "sector": "industry"})
    if what == 6:
        return city.post("/api/r/accident", {"occurred_at": local.isoformat(), "sector": dice.choice(SECTORS), "region": place(), "deaths": dice.randrange(4)})
    if what == 7:
        return city.patch(f"/api/r/forest_fire/{one_of(city, 'forest_fire')}", {"burnt_ha": round(dice.uniform(20, 60), 2), "damaged_ha": round(dice.uniform(0, 20), 2)})
    return city.patch(f"/api/r/hazard/{one_of(city, 'hazard')}", {"region": dice.choice(COUNTIES).ljust(12, "0"), "object": f"某处{dice.randrange(99)}"})


def rounds(city):
    for n in range(6):
        done = [correct(city).status for _ in range(25)]
        c.that(f"round {n}: most changes are taken", sum(s < 300 for s in done) > 12, done)
        for key in dice.sample(sorted(KEYS), 5):  # some are asked between, some are not
            city.get(f"/api/indicators/{key}?period={dice.choice(PERIODS)}&by=county")
        seen = verify(city)
        c.same(f"round {n}: what is kept is what the records give", (seen.returncode, seen.stderr), (0, ""))


def without(city, what, spoil):
    """The same figures when the file is `what`."""
    before = figures(city)
    city.stop()
    spoil(kept(city))
    city.start()
    c.same(f"{what}: the same figures", differ(before, figures(city)), {})
    c.same(f"{what}: and kept again", verify(city).returncode, 0)


def tampered(city):
    """A wrong figure that is kept is found, by the name of its definitions; rebuilding mends it."""
    city.stop()
    db = sqlite3.connect(kept(city))
    db.execute("update cell set n = n + 1 where (base, span, region, sector, col) = (select base, span, region, sector, col from cell where n > 0 and base = (select id from state where base like '%/accident.yaml') limit 1)")
    c.that("a cell was there to spoil", db.total_changes > 0)
    db.commit()
    db.close()
    city.start()
    seen = verify(city)
    c.that("a wrong figure is found", seen.returncode != 0 and "indicators/accident.yaml" in seen.stderr + seen.stdout, seen)
    c.same("rebuilt", run("rebuild", "--data", city.dir, check=False).returncode, 0)
    c.same("and right again", verify(city).returncode, 0)
    city.stop()
    db = sqlite3.connect(kept(city))
    c.that("a value to spoil", db.execute("update seen set n = 0 where (base, value) = (select base, min(value) from seen where base = (select id from state where base like '%/inspection.yaml'))").rowcount > 0)
    db.commit()
    db.close()
    city.start()
    seen = verify(city)
    c.that("a value that is lost is found", seen.returncode != 0 and "indicators/inspection.yaml" in seen.stderr + seen.stdout, seen)
    c.same("rebuilt again", (run("rebuild", "--data", city.dir, check=False).returncode, verify(city).returncode), (0, 0))


def torn(city):
    """A file that breaks under a running server is begun anew; after a few times it is left alone, and figures are worked out."""
    before = figures(city)
    for n in range(4):
        for _ in range(3):
            city.get("/api/indicators/acc.count?period=2016")
        db = sqlite3.connect(kept(city), timeout=20)
        db.executescript("drop table if exists cell; drop table if exists told; drop table if exists seen")
        db.close()
        c.same(f"torn for the {n + 1}. time: the same figures", differ(before, figures(city)), {})
    city.stop()
    city.start()
    c.same("after a start the same, and kept", (differ(before, figures(city)), verify(city).returncode), ({}, 0))


def foreign(path):
    with City(demo=True) as other:
        other.get("/api/indicators/acc.count?period=2019")
        other.stop()
        shutil.copy(other.dir / "cube.db", path)
    for ending in ("-wal", "-shm"):
        (path.parent / f"cube.db{ending}").unlink(missing_ok=True)


def damaged(path):
    body = bytearray(path.read_bytes())
    body[0:2000] = bytes(dice.randrange(256) for _ in range(2000))
    path.write_bytes(body)


def past(city):
    """As of a moment: what was told then is told again, whole months and single days alike."""
    then = figures(city)
    stamp = moment_between()
    for _ in range(30):
        correct(city)
    c.that("something changed", differ(then, figures(city)))
    c.same("as of then nothing did", differ(then, figures(city, f"&as_of={stamp}")), {})


def parameter(city):
    """What counts as an accident depends on a dated parameter: when a city edits it, all that is kept goes with it."""
    before = city.get("/api/indicators/acc.count?period=2016").json["value"]
    made = city.post("/api/r/parameter", {"key": "stats.min_loss_no_casualty_wan", "value": "0", "valid_from": "2008-01-01", "unit": "10000 yuan", "source": "市局"})
    c.same("the limit is edited", made.status, 201)
    c.that("more are counted", city.get("/api/indicators/acc.count?period=2016").json["value"] > before, before)
    c.same("kept by the new limit", verify(city).returncode, 0)


def definitions(city):
    before = city.get("/api/indicators/forest.fires?period=2016").json["value"]
    there = city.dir / "model" / "indicators"
    there.mkdir(parents=True, exist_ok=True)
    own = (there / "forest_fire.yaml")
    rows = "".join(f"  - {{key: {k}, zh: 甲, en: A, unit: {u}, value: {v}}}\n" for k, u, v in (("forest.damaged", "公顷", "sum damaged_ha"), ("forest.burnt", "公顷", "sum burnt_ha"), ("forest.out24_fires", "起", "count")))
    own.write_text(f"area: forest\nof: {{register: forest_fire, at: started_at}}\nindicators:\n  - {{key: forest.fires, zh: 起数, en: Fires, unit: 起, value: count, where: burnt_ha > 30}}\n{rows}", encoding="utf-8")
    run("register", "reload", "--data", city.dir)
    large = city.get("/api/indicators/forest.fires?period=2016").json["value"]
    c.that("other definitions, other figures", large < before, (large, before))
    c.same("kept by them", verify(city).returncode, 0)
    own.unlink()
    run("register", "reload", "--data", city.dir)
    c.same("and back", city.get("/api/indicators/forest.fires?period=2016").json["value"], before)


def together(city):
    """While others write, each report is of one moment: its parts give its whole, and what it found is fixed or open."""
    over = threading.Event()

    def write():
        while not over.is_set():
            correct(city)
            city.post("/api/r/hazard", {"object": "某处", "found_at": "2016-05-05T08:00:00+08:00", "sector": "industry", "region": dice.choice(COUNTIES)})
    writers = [threading.Thread(target=write) for _ in range(3)]
    for w in writers:
        w.start()
    broken, found = [], set()
    for _ in range(25):
        seen = city.get("/api/reports/annual?period=2016").json
        broken += [f["id"] for f in seen["crossfoots"] if f["id"] in ("hd.balance", "acc.sectors", "acc.sectors.deaths") and not f["holds"]]
        found |= {f["left"] for f in seen["crossfoots"] if f["id"] == "hd.balance"}
    over.set()
    for w in writers:
        w.join()
    c.same("what is read at one time adds up", broken, [])
    c.that("while it grew", len(found) > 3, found)
    c.same("and what is kept is right", verify(city).returncode, 0)


def rights(city):
    """What is kept is shown to nobody who may not read the records."""
    city.post("/api/accounts", {"name": "quxian", "role": "duty", "region": "330802"})
    token = city.new_token("quxian")
    c.same("another county's", city.get("/api/indicators/acc.count?period=2016&region=330881", token=token).status, 403)
    c.same("one's own", city.get("/api/indicators/acc.count?period=2016&region=330802", token=token).status, 200)
    city.post("/api/accounts", {"name": "candidate", "role": "candidate", "region": "330800"})
    c.same("a role that reads no accidents", city.get("/api/indicators/acc.count?period=2016", token=city.new_token("candidate")).status, 403)


with City() as city:
    world = fill(city)
    c.same("all are put together", verify(city).returncode, 0)
    c.that("in a file of their own", kept(city).exists())
    rounds(city)
    together(city)
    past(city)
    rows = [dict(dice.choice(world.d["hazard"]), ref=f"N{n}") for n in range(400)]
    load(city, "hazard", rows)
    c.same("after an import", verify(city).returncode, 0)
    without(city, "no file", lambda p: [q.unlink() for q in p.parent.glob("cube.db*")])
    without(city, "no database", lambda p: ([q.unlink() for q in p.parent.glob("cube.db-*")], p.write_text("nothing of ours" * 999)))
    without(city, "a damaged one", damaged)
    without(city, "another city's", foreign)
    tampered(city)
    torn(city)
    rights(city)
    definitions(city)
    parameter(city)
c.close()
