# SPDX-License-Identifier: Apache-2.0
"""Data quality over a register of many records: every point of every register, and the records that fail at one. QUALITY_ROWS=200000"""
import csv
import os
import random
import time

from city import City, run
from timing import timed

ROWS = int(os.environ.get("QUALITY_ROWS", "200000"))
COUNTIES = (("330802", 118.87, 28.95), ("330803", 118.96, 28.98), ("330822", 118.51, 28.90), ("330824", 118.41, 29.14), ("330825", 119.17, 29.03), ("330881", 118.63, 28.74))
COLUMNS = ("ref", "name", "region", "sector", "industry", "size", "address", "principal", "principal_phone", "safety_manager", "safety_phone", "employees", "safety_staff", "lon", "lat")


def rows():
    dice = random.Random(20191231)
    for n in range(ROWS):
        county, lon, lat = dice.choice(COUNTIES)
        some = lambda text: text if dice.random() < 0.9 else ""
        yield (f"B{n}", f"企业{dice.randrange(ROWS * 10)}", county, some("industry"), some("2661"), some("small"), some(f"工业园区{n}号"), some("张三"), some(f"139{n:08d}"), some("李四"), some(f"138{n:08d}"),
               dice.randrange(1, 900), dice.randrange(0, 12), round(lon + dice.uniform(-0.3, 0.3), 5), round(lat + dice.uniform(-0.2, 0.2), 5))


def quality(note, rounds, folder):
    path = folder / "enterprise.csv"
    with path.open("w", newline="", encoding="utf-8") as f:
        out = csv.writer(f)
        out.writerow(COLUMNS)
        out.writerows(rows())
    with City() as city:
        began = time.perf_counter()
        run("import", "enterprise", path, "--data", city.dir)
        print(f"  {ROWS:,} enterprises imported in {time.perf_counter() - began:.1f} s", flush=True)
        rounds = max(rounds, 5)
        whole, answer = timed(lambda: city.get("/api/quality").json, rounds)
        firms = next(r for d in answer["departments"] for r in d["registers"] if r["register"] == "enterprise")
        note("Q1", f"data quality of a register of {ROWS:,} records, all {len(firms['points'])} points", whole, "ms", "< 1 s", whole < 1000)
        for key, point in (("Q2", "given.address"), ("Q3", "inside"), ("Q4", "same.name.county")):
            found = next(p for p in firms["points"] if p["key"] == point)
            page, _ = timed(lambda url=found["records"]: city.get(url).json["total"], rounds)
            note(key, f"the first fifty records that fail at {point}, of {found['failing']:,}", page, "ms", "< 1 s", page < 1000)
