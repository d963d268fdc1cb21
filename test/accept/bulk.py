# SPDX-License-Identifier: Apache-2.0
"""Bulk work as a county does it once a year: files of a million rows, jobs with progress, cancel, and what a restart leaves of them.
ROWS=1000000 (QUICK=1: 50,000)"""
import json
import os
import time

from city import Checks, City, run

c = Checks()
QUICK = os.environ.get("QUICK") == "1"
ROWS = int(os.environ.get("ROWS", "50000" if QUICK else "1000000"))


def org_rows(n, start=0):
    """A CSV of n bodies, every tenth with a broken region."""
    lines = ["ref,name,kind,region,address,colour"]
    lines += [f"O-{start + i},单位{start + i},department,{'999999' if i % 10 == 9 else 330802 + i % 3},古田路{i}号,red" for i in range(n)]
    return ("\n".join(lines) + "\n").encode()


def ended(city, job, **more):
    until = time.monotonic() + 120
    while time.monotonic() < until:
        seen = city.get(f"/api/jobs/{job['id']}", **more).json
        if seen.get("state") not in ("waiting", "running"):
            return seen
        time.sleep(0.05)
    return seen


def imports(city):
    refused = city.upload("/api/r/org/import", "orgs.csv", org_rows(10))
    c.same("an unknown column is refused by its name", (refused.status, refused.json["errors"][0]["field"]), (400, "colour"))
    tried = city.upload("/api/r/org/import?background=1", "orgs.csv", org_rows(1000), {"map": "colour=-", "dry_run": "1"})
    c.same("a job is taken on", (tried.status, tried.json["kind"], tried.json["dry_run"]), (202, "import", True))
    done = ended(city, tried.json)
    c.same("a dry run as a job", (done["state"], done["result"]["created"], done["result"]["refused_rows"]), ("done", 900, 100))
    c.same("changes nothing", city.get("/api/r/org?limit=1").json["total"], 0)
    job = ended(city, city.upload("/api/r/org/import?background=1", "orgs.csv", org_rows(3000), {"map": "colour=-"}).json)
    c.same("an import as a job", (job["state"], job["done"], job["total"], job["result"]["created"]), ("done", 3000, 3000, 2700))
    c.that("its refusals are a workbook", city.get(job["result"]["workbook"]).body[:2] == b"PK")
    again = ended(city, city.upload("/api/r/org/import?background=1", "orgs.csv", org_rows(3000), {"map": "colour=-"}).json)
    c.same("the same file again makes no second one", (again["result"]["created"], city.get("/api/r/org?limit=1").json["total"]), (0, 2700))
    broken = ended(city, city.upload("/api/r/org/import?background=1", "orgs.csv", b"name,colour\nx,red\n").json)
    c.same("what is refused as a whole says why", (broken["state"], broken["problem"]["errors"][0]["field"]), ("refused", "colour"))
    c.same("an unknown job is 404", city.get("/api/jobs/0123").status, 404)


def exports(city):
    for form in ("csv", "geojson", "xlsx"):
        direct = city.get(f"/api/r/org/export.{form}?region=330802")
        job = city.post(f"/api/r/org/export.{form}?region=330802")
        c.same(f"an export as a job is taken on, {form}", job.status, 202)
        done = ended(city, job.json)
        c.same(f"and has its rows, {form}", (done["state"], done["done"], done["total"]), ("done", 900, 900))
        file = city.get(f"/api/jobs/{done['id']}/file")
        c.same(f"its file has the type, {form}", file.headers["Content-Type"], direct.headers["Content-Type"])
        if form != "xlsx":  # a workbook holds the time it was made
            c.that(f"its file is the direct one, {form}", file.body == direct.body)
    bad = city.post("/api/r/org/export.csv?colour=red")
    c.same("conditions are checked at once", bad.status, 400)


def others(city):
    run("user", "add", "kc", "--role", "duty", "--region", "330802", "--data", city.dir)
    kc = city.new_token("kc")
    mine = city.get("/api/jobs").json["items"]
    c.that("one's own jobs are listed, newest first", len(mine) >= 6 and mine[0]["started_at"] >= mine[-1]["started_at"])
    c.same("another sees none of them", city.get("/api/jobs", token=kc).json["items"], [])
    c.same("nor one by its id", city.get(f"/api/jobs/{mine[0]['id']}", token=kc).status, 404)
    c.same("nor cancels it", city.post(f"/api/jobs/{mine[0]['id']}/cancel", token=kc).status, 404)


def cancel_and_restart(city):
    big = org_rows(40000, start=100000)
    job = city.upload("/api/r/org/import?background=1", "big.csv", big, {"map": "colour=-"}).json
    while city.get(f"/api/jobs/{job['id']}").json["done"] == 0:
        time.sleep(0.02)
    city.post(f"/api/jobs/{job['id']}/cancel")
    done = ended(city, job)
    stands = city.get("/api/r/org?limit=1").json["total"]
    c.same("a job is cancelled", done["state"], "cancelled")
    c.that("what it had written stands", 0 < stands - 2700 < 36000, (stands, done["done"]))
    c.same("cancelling twice is nothing", city.post(f"/api/jobs/{job['id']}/cancel").json["state"], "cancelled")
    job = city.upload("/api/r/org/import?background=1", "big.csv", big, {"map": "colour=-"}).json
    while city.get(f"/api/jobs/{job['id']}").json["done"] == 0:
        time.sleep(0.02)
    city.stop(9)
    city.start()
    c.same("a restart leaves it interrupted", city.get(f"/api/jobs/{job['id']}").json["state"], "interrupted")
    rest = ended(city, city.upload("/api/r/org/import?background=1", "big.csv", big, {"map": "colour=-"}).json)
    c.same("the file sent again completes it", (rest["state"], city.get("/api/r/org?limit=1").json["total"]), ("done", 38700))


def million(city):
    """Through the command line, with validation, datum, duplicates; then a start on it, verify and a question."""
    path = city.dir.parent / "shelters.csv"
    with open(path, "w") as f:
        f.write("name,kind,region,lon,lat,address\n")
        for i in range(ROWS):
            f.write(f"物资点{i},flood,{330802 + i % 2},{118.2 + i % 1000 / 2000:.4f},{28.5 + i // 1000 % 1000 / 2000:.4f},第{i % 900}号\n")
    began = time.monotonic()
    done = json.loads(run("import", "warehouse", path, "--datum", "gcj02", "--json", "--data", city.dir).stdout)
    took = time.monotonic() - began
    c.same(f"{ROWS} rows are in", (done["rows"], done["created"]), (ROWS, ROWS))
    print(f"import: {ROWS} rows in {took:.1f} s = {ROWS / took:.0f} rows/s")
    one = city.get("/api/r/warehouse?limit=1&sort=name&total=0").json["items"][0]
    c.that("the datum was converted", abs(one["lon"] - 118.2) > 0.001, one["lon"])
    began = time.monotonic()
    c.same("they can be asked for", city.get("/api/r/warehouse?region=330803&limit=50&total=1").json["total"], ROWS // 2)
    print(f"a page of them with its total: {time.monotonic() - began:.2f} s")
    city.stop()
    began = time.monotonic()
    city.start()
    print(f"start: {time.monotonic() - began:.2f} s")
    c.same("and verified", run("verify", "--data", city.dir, check=False).returncode, 0)


with City() as city:
    imports(city)
    exports(city)
    others(city)
    cancel_and_restart(city)
    million(city)
c.close()
