# SPDX-License-Identifier: Apache-2.0
"""Other typhoons than Lekima: the same scenario plays any storm of any archive as published (JMA, CMA, IBTrACS), moved to the days on which
that storm was nearest; what the city then knows agrees with the archive. A broken or foreign archive is refused with its line."""
import csv
import datetime
import json
import math
import pathlib
import shutil
import tempfile

from city import ROOT, Checks, run

c = Checks()
DATA = ROOT / "data/typhoon"
SHARED = ROOT.parent / "shared/data/typhoon"
PLACE = (118.87, 28.94)
folder = pathlib.Path(tempfile.mkdtemp(prefix="anlan-storms-"))
scenario = folder / "any"
scenario.mkdir()
(scenario / "scenario.yaml").write_text("""title: {zh: 任一台风, en: Any storm}
city: "330800"
lon: 118.87
lat: 28.94
start: 2019-08-08T20:00:00+08:00
end: 2019-08-10T22:00:00+08:00
roles:
  - {key: weather, role: duty, region: "330800", zh: 气象信息员, en: Weather desk}
tracks:
  - {file: data/typhoon/jma_2019_raw.txt, storm: "1909", nearest: T+36, delay: 40m, as: weather}
injects:
  - {at: T+1, kind: event, as: weather, post: /api/r/incident, body: '{"title":"台风“{storm}”","kind":"11B01","region":"330800","known_at":"{now}"}', zh: "台风“{storm}”", en: a storm}
goals:
  - {key: event, zh: 建立事件, en: an event, to: {on: incident.create}, planned: 90m}
""")


def km(a, b):
    """Great circle on a sphere: good to half a per cent."""
    (lon1, lat1), (lon2, lat2) = [[math.radians(v) for v in p] for p in (a, b)]
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.timezone.utc)


# --- the archives, read here by themselves ---

def of_jma(file, number):
    fixes, on = [], False
    for line in file.read_text().splitlines():
        if line.startswith("66666"):
            on = line.split()[1] == number
        elif on:
            t = line[:8]
            year = int(t[:2]) + (1900 if int(t[:2]) > 50 else 2000)
            fixes.append((utc(year, int(t[2:4]), int(t[4:6]), int(t[6:8])), int(line[19:23]) / 10, int(line[15:18]) / 10))
    return fixes


def of_cma(file, number):
    fixes, on = [], False
    for line in file.read_text().splitlines():
        words = line.split()
        if words and words[0] == "66666":
            on = words[1] == number
        elif on and words:
            t = words[0]
            fixes.append((utc(int(t[:4]), int(t[4:6]), int(t[6:8]), int(t[8:10])), int(words[3]) / 10, int(words[2]) / 10))
    return fixes


def of_ibtracs(file, sid):
    rows = [r for r in csv.DictReader(file.open()) if r["sid"] == sid]
    return [(datetime.datetime.fromisoformat(r["iso_time_utc"].replace("Z", "+00:00")), float(r["lon"]), float(r["lat"])) for r in rows]


def nearest(fixes):
    return min(fixes, key=lambda f: km(f[1:], PLACE))


def replay(name, file, storm, fixes):
    done = run("drill", "run", scenario, "--storm", storm, "--track", file, "--speed", "max", "--json", "--data", folder / name, check=False)
    if done.returncode:
        c.that(f"{name}: it replays", False, done.stderr[-500:])
        return
    d = json.loads(done.stdout.strip().splitlines()[-1])
    c.same(f"{name}: it replays to its end, nothing refused", (d["over"], [line["refused"] for line in d["lines"] if "refused" in line]), (True, []))
    start, end = (datetime.datetime.fromisoformat(d[k]) for k in ("start", "end"))
    near = nearest(fixes)
    c.that(f"{name}: on the days when it was nearest", abs((start + datetime.timedelta(hours=36) - near[0]).total_seconds()) <= 3 * 3600, (d["start"], str(near[0])))
    c.same(f"{name}: which are as long", end - start, datetime.timedelta(hours=50))
    rows = list(csv.DictReader((folder / name / "points.csv").open())) if export(name) else []
    known = [f for f in fixes if f[0] + datetime.timedelta(minutes=40) <= end]
    mine = [(datetime.datetime.fromisoformat(r["at"]), float(r["lon"]), float(r["lat"])) for r in rows if r["kind"] == "analysis"]
    c.same(f"{name}: every fix that had been published is there, none twice", sorted((str(t.astimezone(datetime.timezone.utc)), round(x, 1), round(y, 1)) for t, x, y in mine),
           sorted((str(t), round(x - 360 if x > 180 else x, 1), round(y, 1)) for t, x, y in known))
    issued = {r["issued_at"] for r in rows if r["kind"] == "forecast"}
    c.that(f"{name}: with forecasts, none from after the end", (issued or len(known) < 3) and all(datetime.datetime.fromisoformat(i) <= end for i in issued), issued)


def export(name):
    return run("export", "track_point", folder / name / "points.csv", "--data", folder / name, check=False).returncode == 0


jma, cma, ib = DATA / "jma_2019_raw.txt", DATA / "CH2017BST.txt", DATA / "ibtracs_extract.csv"
replay("jma-1918", jma, "1918", of_jma(jma, "1918"))
replay("cma-1709", cma, "1709", of_cma(cma, "1709"))
sid = next(r["sid"] for r in csv.DictReader(ib.open()) if r["sid"].startswith("2018218"))
replay("ibtracs", ib, sid, of_ibtracs(ib, sid))
if SHARED.exists():
    for season, number in (("2015", "1509"), ("2020", "2004"), ("2021", "2106")):
        file = SHARED / f"jma/jma_{season}_raw.txt"
        replay(f"jma-{number}", file, number, of_jma(file, number))
else:
    print("skipped: ../shared/data is not here (three more storms)")

# --- what is broken or foreign ---

lines = jma.read_text().splitlines(keepends=True)
head = next(i for i, line in enumerate(lines) if line.startswith("66666 1909"))
for what, text, wanted in (("a fix is missing", "".join(lines[:head + 5] + lines[head + 6:]), "line "), ("letters in the latitude", "".join(lines[:head + 3] + [lines[head + 3].replace(lines[head + 3][15:18], "x45", 1)] + lines[head + 4:]), f"line {head + 4}"),
                           ("a shopping list", "milk\nbread\n", ""), ("nothing", "", "")):
    bad = folder / "bad.txt"
    bad.write_text(text)
    done = run("drill", "run", scenario, "--storm", "1909", "--track", bad, "--speed", "max", "--data", folder / "never", check=False)
    c.that(f"{what}: refused, and where", done.returncode == 1 and wanted in done.stderr and not (folder / "never").exists(), done.stderr[-300:])
done = run("drill", "run", scenario, "--storm", "9999", "--track", jma, "--data", folder / "never", check=False)
c.that("an archive without that storm", done.returncode == 1 and "9999" in done.stderr, done.stderr)
c.same("one without the other", [run("drill", "run", scenario, *w, "--data", folder / "never", check=False).returncode for w in (("--storm", "1909"), ("--track", jma))], [2, 2])
c.that("a scenario without a storm has none to replace", "storm" in run("drill", "run", "slide", "--storm", "1909", "--track", jma, "--data", folder / "never", check=False).stderr)
shutil.rmtree(folder, ignore_errors=True)
c.close()
