# SPDX-License-Identifier: Apache-2.0
"""Indicators over many records beside plain SQLite: the same question over the same rows in the same run, ours through the API, theirs as one hand-written
statement over a table of four columns. The whole annual report and one indicator by county too. FIGURE_ROWS=200000"""
import csv
import os
import random
import sqlite3
import time

from city import City, run
from timing import timed

ROWS = int(os.environ.get("FIGURE_ROWS", "200000"))
COUNTIES = ("330802", "330803", "330822", "330824", "330825", "330881")
YEARS = 10


def rows():
    dice = random.Random(20191231)
    for n in range(ROWS):
        year, month, day = 2010 + n % YEARS, dice.randrange(1, 13), dice.randrange(1, 29)
        found = f"{year}-{month:02d}-{day:02d} {dice.randrange(24):02d}:30"
        closed = f"{year}-{month:02d}-{day:02d} 23:45" if dice.random() < 0.8 else ""
        yield f"B{n}", f"隐患{n}", found, dice.choice(("chemical", "industry", "flood")), dice.choice(COUNTIES) + "001000", closed


def figures(note, rounds, folder):
    path = folder / "hazard.csv"
    with path.open("w", newline="", encoding="utf-8") as f:
        out = csv.writer(f)
        out.writerow(("ref", "object", "found_at", "sector", "region", "closed_at"))
        out.writerows(rows())
    plain = sqlite3.connect(folder / "plain.db")
    plain.execute("create table h (at integer, sector text, region text, closed integer)")
    plain.executemany("insert into h values (strftime('%s', ?) - 28800, ?, ?, ?)", ((at, sector, region, 1 if closed else 0) for _, _, at, sector, region, closed in rows()))
    plain.execute("create index h_at on h (at)")
    plain.commit()
    first, last = (time.strptime(f"{y}-01-01", "%Y-%m-%d") for y in (2019, 2020))
    low, high = (int(time.mktime(t)) - int(time.mktime(time.gmtime(0))) - 28800 for t in (first, last))
    with City() as city:
        began = time.perf_counter()
        run("import", "hazard", path, "--data", city.dir)
        print(f"  {ROWS:,} hazards imported in {time.perf_counter() - began:.1f} s", flush=True)
        behind, _ = timed(lambda: city.get("/api/indicators/chem.hd.found?period=2019").json["value"], 1)
        note("F0", "the same as F1 right after the import, out of the records", behind, "ms")
        kept = city.dir / "cube.db"
        while sqlite3.connect(f"file:{kept}?mode=ro", uri=True).execute("select coalesce(max(seq), 0) from state where base like '%/hazard.yaml'").fetchone()[0] < ROWS:
            time.sleep(0.5)  # the server's thread brings it up to date
        rounds = max(rounds, 5)
        whole, ours = timed(lambda: city.get("/api/indicators/chem.hd.found?period=2019").json["value"], rounds)
        theirs_ms, theirs = timed(lambda: [plain.execute("select count(*) from h where at >= ? and at < ? and sector = 'chemical'", (low - y, high - y)).fetchone()[0] for y in (0, 31536000)][0], rounds)
        if ours != theirs:
            raise RuntimeError(f"{ours} is not {theirs}")
        note("F1", f"a count of a year and of the year before, {ROWS:,} records; limit: SQLite by hand", whole, "ms", "figure by county < 50 ms", None, theirs_ms)
        county, by = timed(lambda: city.get("/api/indicators/chem.hd.rate?period=2019&by=county").json["by"], rounds)
        note("F2", "a rate by county, both years", county, "ms", "< 50 ms", county < 50, more=f"{len(by)} counties")
        report, _ = timed(lambda: city.get("/api/reports/annual?period=2019").status, 3)
        note("F3", "the whole annual report, warm", report, "ms", "< 1 s over 10 M records", None, more=f"over {ROWS:,}")
