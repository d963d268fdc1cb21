# SPDX-License-Identifier: Apache-2.0
"""The annual report over ten million records of ten years: ours through the API, warm, in a server that has just been started, and as of a moment of the day
before; beside it the same sums of the seven largest registers, written by hand, in SQLite and DuckDB (npm, installed once into .peer/; skipped aloud where
that fails) over the same rows in the same run. The rows are put straight into the tables of the registers: what is measured is reading. Then what upkeep
costs those who write. MANY_ROWS=10000000"""
import csv
import json
import os
import sqlite3
import statistics
import subprocess
import tempfile
import time
import pathlib

from city import ROOT, City, run
from timing import timed

ROWS = int(os.environ.get("MANY_ROWS", "10000000"))
PEER = ROOT / ".peer" / "duckdb"
PACKAGE = "@duckdb/node-api@1.5.6-r.1"
FIRST = 1262275200000  # 2010-01-01 in the city's zone
TEN_YEARS = 3652 * 86400000
YEARS = [(1514736000000, 1546272000000), (1546272000000, 1577808000000)]  # 2018, 2019
# register: its share of the rows in %, the field that dates it, other fields as SQL over n (the row's number) and u (a number drawn from it)
REGISTERS = {
    "hazard": (40, "found_at", {"object": "'隐患'", "sector": "substr('chemical  industry  flood     gas       ', u % 4 * 10 + 1, 10)", "enterprise": "u % 50000",
                                "closed_at": "case when u % 5 then t + 600000 end"}),
    "inspection": (20, "at", {"sector": "substr('chemical  industry  gas       mine      ', u % 4 * 10 + 1, 10)", "enterprise": "u / 7 % 50000",
                              "via": "case when u % 9 then 'app' else 'paper' end", "published_on": "case when u % 11 then t / 86400000 end"}),
    "patrol": (10, "at", {"kind": "trim(substr('pre_flood   geo_patrol  forest_checksmall_firm  ', u % 4 * 12 + 1, 12))", "people": "u % 7 + 1", "places": "u % 5", "found": "u % 3",
                          "visits": "u % 4", "moved": "u % 2", "groups": "1", "notices": "u % 2", "listed": "0"}),
    "exam_result": (10, "at", {"person": "u / 3 % 400000", "category": "substr('主要负责人  安全管理人员', u % 2 * 6 + 1, 6)", "passed": "u % 8 > 0"}),
    "training": (8, "at", {"name": "'培训' || u % 900", "batch": "'第' || u % 9", "audience": "case when u % 3 then 'small_firm' else 'officials' end", "attendance": "u % 90"}),
    "order": (6, "issued_at", {"sector": "substr('chemical  industry  ', u % 2 * 10 + 1, 10)", "kind": "case when u % 5 then 'rectify' else 'stop' end", "enterprise": "u / 5 % 50000"}),
    "drill": (6, "at", {"people": "u % 300", "cost_yuan": "u % 900000"}),
}
# by hand: what the report asks of each, by county and sector
SUMS = {
    "hazard": "count(*), sum(closed_at is not null), sum(closed_at is null)",
    "inspection": "count(*), sum(via = 'app'), sum(published_on is not null), count(distinct enterprise)",
    "patrol": "sum(people), sum(places), sum(found), sum(visits), sum(moved), sum(notices)",
    "exam_result": "count(distinct person || category), count(distinct case when passed = 1 then person || category end)",
    "training": "count(*), sum(attendance), count(distinct case when audience = 'officials' then name || batch end)",
    "order": "count(*), count(distinct case when kind = 'stop' then enterprise end), count(distinct case when kind = 'rectify' then enterprise end)",
    "drill": "count(*), sum(people), sum(cost_yuan)",
}
GROUP = {"hazard": "sector", "inspection": "sector", "order": "sector", "patrol": "kind", "training": "audience"}


def columns(reg):
    return [REGISTERS[reg][1], *REGISTERS[reg][2], "_region"]


def fill(db):
    places = [r[0] for r in db.execute("select code from r_region where level = 'township' order by code")]
    db.execute("pragma synchronous = off")
    db.execute("pragma cache_size = -400000")
    db.execute("create temp table place (i integer primary key, code text)")
    db.executemany("insert into place values (?, ?)", enumerate(places))
    first = 0
    for reg, (share, at, fields) in REGISTERS.items():
        n = ROWS * share // 100
        indexes = db.execute("select name, sql from sqlite_master where type = 'index' and tbl_name = ? and sql is not null", (f"r_{reg}",)).fetchall()
        for name, _ in indexes:
            db.execute(f'drop index "{name}"')
        names = ", ".join(f'"{c}"' for c in ("region", "ref", at, *fields))
        db.execute(f"""insert into "r_{reg}" (id, version, _created, _updated, _state, _void, _title, _region, {names})
          with recursive c(n) as (select 0 union all select n + 1 from c where n + 1 < {n})
          select {10 ** 15 + first} + n, 1, t, t, 'open', 0, 'N' || n, code, code, 'M{reg}' || n, t, {', '.join(f'trim({v})' if 'substr' in v else v for v in fields.values())}
          from (select n, {FIRST} + n * {TEN_YEARS} / {n} / 60000 * 60000 as t, (n * 2654435761 + n / 977) % 1000003 as u from c) join place on i = u / 3 % {len(places)}""")
        for _, sql in indexes:
            db.execute(sql)
        first += n
    db.commit()


def questions(div):
    """By hand: every sum of both years by county and sector, and the rate of one figure by county."""
    def one(reg, low, high, group):
        return f'select substr(_region, 1, 6), {group}, {SUMS[reg]} from "p_{reg}" where "{REGISTERS[reg][1]}" >= {low} and "{REGISTERS[reg][1]}" < {high} group by 1, 2'
    whole = [one(reg, low, high, GROUP.get(reg, "''")) for reg in REGISTERS for low, high in YEARS]
    rate = [f"select substr(_region, 1, 6), sum(case when closed_at is not null then 1 else 0 end) {div} count(*) from p_hazard where sector = 'chemical' and found_at >= {low} and found_at < {high} group by 1 order by 1" for low, high in YEARS]
    return whole, rate


def plain_sqlite(source, folder, rounds):
    db = sqlite3.connect(folder / "plain.db")
    db.execute("pragma cache_size = -400000")
    db.execute("attach ? as city", (str(source),))
    for reg in REGISTERS:
        db.execute(f'create table "p_{reg}" as select {", ".join(columns(reg))} from city."r_{reg}"')
        db.execute(f'create index "p_{reg}_at" on "p_{reg}" ({REGISTERS[reg][1]})')
    db.commit()
    whole, rate = questions("* 1.0 /")
    ask = lambda texts: [db.execute(t).fetchall() for t in texts]
    ask(rate)
    return timed(lambda: ask(whole), rounds), timed(lambda: ask(rate), rounds)


SCRIPT = """
const { DuckDBInstance } = require('@duckdb/node-api');
const job = JSON.parse(require('fs').readFileSync(0, 'utf8'));
(async () => {
  const db = await (await DuckDBInstance.create(job.file)).connect();
  await db.run('set threads = 2');
  for (const t of job.load) await db.run(t);
  const out = {};
  for (const name of ['whole', 'rate']) {
    const took = [];
    for (let i = 0; i <= job.rounds; i++) {
      const began = process.hrtime.bigint();
      out[name + '_rows'] = [];
      for (const t of job[name]) out[name + '_rows'].push((await db.runAndReadAll(t)).getRowsJson());
      took.push(Number(process.hrtime.bigint() - began) / 1e6);
    }
    out[name] = took.slice(1).sort((a, b) => a - b)[Math.floor(job.rounds / 2)];
  }
  delete out.whole_rows;
  console.log(JSON.stringify(out));
})();
"""


def duckdb(source, folder, rounds):
    if not (PEER / "node_modules" / "@duckdb").exists():
        PEER.mkdir(parents=True, exist_ok=True)
        (PEER / "package.json").write_text('{"private": true}')
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", PACKAGE], cwd=PEER, capture_output=True, text=True, timeout=600)
        if done.returncode:
            print(f"  skipped: DuckDB: {done.stderr.strip()[-200:]}", flush=True)
            return None
    db = sqlite3.connect(source)
    load = []
    for reg in REGISTERS:
        path = folder / f"{reg}.csv"
        with path.open("w", newline="", encoding="utf-8") as f:
            out = csv.writer(f)
            out.writerow(columns(reg))
            out.writerows(db.execute(f'select {", ".join(columns(reg))} from "r_{reg}" order by {REGISTERS[reg][1]}'))
        load.append(f"create table \"p_{reg}\" as select * from read_csv('{path}', header = true, delim = ',', quote = '\"', sample_size = -1)")
    whole, rate = questions("/")
    whole = [t.replace("sum(closed_at is not null)", "count(closed_at)").replace("sum(closed_at is null)", "count(*) - count(closed_at)").replace("sum(published_on is not null)", "count(published_on)")
             .replace("sum(via = 'app')", "count(*) filter (via = 'app')") for t in whole]
    job = {"file": str(folder / "duck.db"), "load": load, "whole": [t.replace("substr(_region", "substr(_region::varchar") for t in whole],
           "rate": [t.replace("substr(_region", "substr(_region::varchar") for t in rate], "rounds": rounds}
    done = subprocess.run(["node", "-e", SCRIPT], cwd=PEER, input=json.dumps(job), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return json.loads(done.stdout)


def wait_until_kept(city):
    """The thread of the server has put everything together."""
    began = time.perf_counter()
    path = city.dir / "cube.db"
    while True:
        time.sleep(1)
        if path.exists() and sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute("select count(*) from sqlite_master where name = 'state'").fetchone()[0]:
            done = {r[0].split("/")[-1] for r in sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute("select base from state")}
            if {f"{r}.yaml" for r in REGISTERS} <= done and "transfer.yaml" in done:
                return time.perf_counter() - began


def many(note, rounds, folder):
    with City(demo=True) as city:
        city.stop()
        db = sqlite3.connect(city.dir / "anlan.db")
        began = time.perf_counter()
        fill(db)
        db.close()
        (city.dir / "cube.db").unlink(missing_ok=True)
        print(f"  {ROWS:,} records laid down in {time.perf_counter() - began:.0f} s, {(city.dir / 'anlan.db').stat().st_size / 1e9:.1f} GB", flush=True)
        (plain_ms, _), (plain_rate, plain_rows) = plain_sqlite(city.dir / "anlan.db", folder, rounds)
        duck = duckdb(city.dir / "anlan.db", folder, rounds)
        city.start()
        kept = wait_until_kept(city)
        note("F4", f"figures of {ROWS:,} records put together, once, in the background", kept, "s", more=f"{(city.dir / 'cube.db').stat().st_size / 1e6:.0f} MB")
        report = lambda more="": city.get(f"/api/reports/annual?period=2019{more}").json
        said = {f["key"]: f["value"] for s in report()["sections"] for p in s["paragraphs"] for f in p["figures"]}
        db = sqlite3.connect(city.dir / "anlan.db")
        low, high = YEARS[1]
        for key, sql in (("chem.hd.found", "select count(*) from r_hazard where _void = 0 and sector = 'chemical' and found_at >= ? and found_at < ?"),
                         ("ind.firms", "select count(distinct enterprise) from r_inspection where _void = 0 and sector = 'industry' and at >= ? and at < ?"),
                         ("exam.taken", "select count(distinct person || category) from r_exam_result where _void = 0 and at >= ? and at < ?")):
            if said[key] != db.execute(sql, (low, high)).fetchone()[0]:
                raise RuntimeError(f"{key}: {said[key]} is not what the rows give")
        warm, _ = timed(report, rounds)
        note("F5", f"the annual report over {ROWS:,} records, warm; limit: sums of seven registers by hand in SQLite", warm, "ms", "< 1 s", warm < 1000, plain_ms)
        if duck:
            note("F5", "the same beside DuckDB, two threads", warm, "ms", None, None, duck["whole"])
        county, by = timed(lambda: city.get("/api/indicators/chem.hd.rate?period=2019&by=county").json["by"], max(rounds, 5))
        for ours, theirs in zip(by, plain_rows[1]):
            if abs(ours["exact"] - theirs[1] * 100) > 1e-9:
                raise RuntimeError(f"{ours} is not {theirs}")
        note("F6", "a rate by county, both years; limit: SQLite by hand", county, "ms", "< 50 ms", county < 50, plain_rate)
        if duck:
            note("F6", "the same beside DuckDB", county, "ms", None, None, duck["rate"])
        yesterday = time.strftime("%Y-%m-%dT%H:%M:%S%%2B08:00", time.gmtime(time.time() + 28800 - 86400))
        city.post("/api/registers/hazard/records", {"object": "一处", "found_at": "2019-07-01T08:00:00+08:00", "sector": "chemical", "region": "330802005000"})
        past, _ = timed(lambda: report("&as_of=" + yesterday), 1)
        note("F7", "the annual report as of a moment before the city began", past, "ms")
        city.stop()
        subprocess.run(["sync"])
        try:
            open("/proc/sys/vm/drop_caches", "w").write("3")
        except OSError:
            print("  the page cache could not be dropped", flush=True)
        began = time.perf_counter()
        city.start()
        report()
        note("F8", "server started on cold files, and the whole annual report", (time.perf_counter() - began) * 1000, "ms", "< 5 s", (time.perf_counter() - began) < 5)


def upkeep(note, rounds, load, http, mark):
    """What it costs those who write that figures are kept: two cities take the same writes in turns, one of them has no figures of that register. In both
    somebody looks at the figures of another register all the time, and in the first at that one too."""
    body = json.dumps({"object": f"隐患{mark}", "found_at": "2019-07-01T08:00:00+08:00", "sector": "industry", "region": "330802005000"}, ensure_ascii=False).encode()
    with City() as kept, City() as plain:
        there = plain.dir / "model" / "indicators"
        there.mkdir(parents=True)
        (there / "hazard.yaml").write_text("area: supervision\nindicators: []\n", encoding="utf-8")
        run("register", "reload", "--data", plain.dir, check=False)
        rates = {kept: [], plain: []}
        for n in range(rounds * 2 + 1):
            for city in (kept, plain) if n % 2 else (plain, kept):
                request = http("POST", "/api/r/hazard", city.token, body, [f"Idempotency-Key: {mark}"])
                rates[city].append(load(city.port, request)["rate"])
                city.get("/api/indicators/hd.found?period=2019&by=county")
        if kept.get("/api/indicators/hd.found?period=2019").json["value"] == 0:
            raise RuntimeError("nothing was counted")
        ours, theirs = (statistics.median(rates[c]) for c in (kept, plain))
        note("F9", "durable creates of a register whose figures are kept; limit: one without figures", ours, "/s", ">= 0.95", ours / theirs >= 0.95, theirs)


if __name__ == "__main__":
    def note(key, what, figure, unit, target=None, good=None, limit=None, more=""):
        print(f"{key} {what}: {figure:,.1f} {unit} (limit {limit and round(limit, 1)}, target {target}, {good}) {more}", flush=True)
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        many(note, int(os.environ.get("ROUNDS", "3")), pathlib.Path(folder))
