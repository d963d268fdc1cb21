# SPDX-License-Identifier: Apache-2.0
"""Typhoons: files as published, taken whole or refused whole; the track as known at a moment; what the winds reach and when."""
import datetime
import json
import math
import pathlib
import shutil
import tempfile

from city import Checks, City, ROOT, run

c = Checks()
folder = pathlib.Path(tempfile.mkdtemp(prefix="anlan-typhoon-"))
season = ROOT / "data/typhoon/jma_2019_raw.txt"
vectors = ROOT / "test/vector/typhoon"
shared = ROOT.parent / "shared/data/typhoon"


def all_of(city, register, query=""):
    items, after = [], ""
    while True:
        page = city.get(f"/api/r/{register}?limit=500{query}{'&after=' + after if after else ''}").json
        items += page["items"]
        after = page.get("next") or ""
        if not after:
            return items


def count(city, register):
    return city.get(f"/api/r/{register}?limit=1&total=1").json["total"]


def km(a, b):
    lon1, lat1, lon2, lat2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


with City(clock="2019-08-09T20:00:00+08:00", sandbox=True) as city:
    # a file by the command line, while the server runs
    done = run("import", "typhoon", season, "--data", city.dir, "--json")
    made = json.loads(done.stdout)
    c.same("the season of 2019", (made["format"], made["storms"], made["points"], made["created"]), ("JMA", 29, 1049, 1049))
    again = json.loads(run("import", "typhoon", season, "--data", city.dir, "--json").stdout)
    c.same("again: nothing doubles", (again["created"], again["changed"], again["unchanged"]), (0, 0, 1049))
    c.same("in the registers", (count(city, "typhoon"), count(city, "track_point")), (29, 1049))
    storms = {s["number"]: s for s in all_of(city, "typhoon")}
    lekima = storms["1909"]
    c.same("Lekima", (lekima["name_en"], lekima["name_zh"], lekima["season"], lekima["grade"], lekima["min_pressure_hpa"], lekima["max_wind_m_s"]),
           ("LEKIMA", "利奇马", 2019, "SUPERTY", 925, 54))
    c.same("a storm that began the year before", storms["1901"]["season"], 2019)
    points = sorted(all_of(city, "track_point", f"&typhoon={lekima['id']}"), key=lambda p: p["at"])
    c.same("its fixes", len(points), 56)
    landing = next(p for p in points if p["at"].startswith("2019-08-10T02:00"))
    c.same("a fix: wind with its averaging time, radii in km", (landing["lon"], landing["lat"], landing["wind_mean_min"], landing["radius7_km"], landing["radius10_km"]),
           (121.3, 28.2, 10, 555.6, 185.2))
    c.that("longitudes", all(-180 < p["lon"] <= 180 for p in all_of(city, "track_point")))
    c.same("the longest radius points to the east", city.get(f"/api/r/track_point/{landing['id']}").json["quadrants"]["10"], {"toward": 90, "longest": 185.2, "shortest": 129.6})

    # the same storm out of other archives
    cma = json.loads(run("import", "typhoon", ROOT / "data/typhoon/CH2017BST.txt", "--data", city.dir, "--json").stdout)
    c.same("a season of CMA", (cma["format"], cma["storms"], cma["points"]), ("CMA", 30, 827))
    c.same("a depression without a number has one of its own, and comes to it again",
           (len({t["number"] for t in cma["typhoons"]}), json.loads(run("import", "typhoon", ROOT / "data/typhoon/CH2017BST.txt", "--data", city.dir, "--json").stdout)["created"]), (30, 0))
    before = count(city, "typhoon")
    ib = json.loads(run("import", "typhoon", vectors / "ibtracs_lekima.csv", "--data", city.dir, "--json").stdout)
    c.same("IBTrACS knows Lekima by another name: met by place and time", [t["number"] for t in ib["typhoons"]], ["1909"])
    c.same("no second storm", count(city, "typhoon"), before)
    c.same("its winds beside those of JMA", {p["agency"] for p in all_of(city, "track_point", f"&typhoon={lekima['id']}")}, {"JMA", "IBTRACS"})
    c.same("Lekima is still that of JMA", [(s["source"], s["max_wind_m_s"]) for s in all_of(city, "typhoon") if s["number"] == "1909"], [("JMA", 54)])

    # damaged and foreign ones
    total = count(city, "track_point")
    for path in sorted(vectors.glob("bad_*")):
        if "list" in path.name:
            continue
        done = run("import", "typhoon", path, "--data", city.dir, check=False)
        where = "line 1" if path.suffix == ".txt" and "jma" not in path.name and "cma" not in path.name and "nmc" not in path.name else "line " if path.suffix != ".json" and "nmc" not in path.name else "points["
        c.that(f"{path.name} is refused with its place", done.returncode == 1 and (where in done.stderr or "FILE" in done.stderr or "file" in done.stderr), (done.returncode, done.stderr))
    c.same("nothing of them was taken", count(city, "track_point"), total)
    done = run("import", "typhoon", folder / "none.txt", "--data", city.dir, check=False)
    c.that("no such file", done.returncode != 0, done.stderr)

    # through HTTP: bare, and as a form
    view = (vectors / "nmc_view_069.txt").read_bytes()
    live = city.call("POST", "/api/typhoons/import", view, headers={"Content-Type": "application/octet-stream"})
    c.same("an answer of the live feed", (live.status, live.json["format"], live.json["points"]), (200, "NMC", 4))
    form = city.upload("/api/typhoons/import", "x.json", (vectors / "zjwater_078.json").read_bytes())
    c.same("another one as a form", (form.status, form.json["format"], form.json["typhoons"][0]["name_zh"]), (200, "quadrants", "蒲公英"))
    bad = city.call("POST", "/api/typhoons/import", (vectors / "bad_jma_lat.txt").read_bytes(), headers={"Content-Type": "text/plain"}, lang="zh")
    c.that("a refusal in Chinese with the line", bad.status == 400 and "line 21" in bad.body.decode() and "纬度" in bad.body.decode(), bad.body)
    c.same("nothing sent", city.call("POST", "/api/typhoons/import", b"", headers={"Content-Type": "text/plain"}).status, 400)
    c.same("nobody signed in", city.call("POST", "/api/typhoons/import", view, token=None).status, 401)

    # the track as known at a moment
    track = city.get(f"/api/typhoons/{lekima['id']}/track?at=2019-08-09T23:00:00%2B08:00").json
    c.same("only what was known", (track["agency"], track["basis"], len(track["fixes"]), track["fixes"][-1]["at"]), ("JMA", "forecast", 35, "2019-08-09T20:00:00+08:00"))
    c.same("after the last fix nobody knows where it is", track["now"], None)
    best = city.get(f"/api/typhoons/{lekima['id']}/track?at=2019-08-09T23:00:00%2B08:00&basis=best").json
    c.same("with the best track all of it", len(best["fixes"]), 56)
    c.that("between two fixes", abs(best["now"]["lon"] - 121.65) < 0.02 and abs(best["now"]["lat"] - 27.85) < 0.02, best["now"])
    ring = next(f for f in best["fixes"] if f["at"].startswith("2019-08-09T20:00"))["circles"]["7"]
    far = {round(km((122.0, 27.5), p)) for p in ring}
    c.that("a circle of 300 nautical miles", ring[0] == ring[-1] and far == {556}, far)
    other = city.get(f"/api/typhoons/{lekima['id']}/track?agency=IBTRACS&basis=best").json
    c.same("the same storm as IBTrACS has it", (other["agency"], len(other["fixes"])), ("IBTRACS", 51))
    c.same("a wrong time", city.get(f"/api/typhoons/{lekima['id']}/track?at=soon").status, 400)
    c.same("a wrong basis", city.get(f"/api/typhoons/{lekima['id']}/track?basis=guess").status, 400)
    c.same("no such storm", city.get("/api/typhoons/0000000000000/track").status, 404)

    # a live one: forecasts by agency, cone, circles that go on
    mindulle = form.json["typhoons"][0]["id"]
    track = city.get(f"/api/typhoons/{mindulle}/track?at=2021-09-26T06:00:00%2B08:00").json
    agencies = {f["agency"]: f for f in track["forecasts"]}
    c.that("forecasts of several agencies", {"CMA", "JMA", "JTWC", "TAIWAN", "HKO"} <= set(agencies), list(agencies))
    cma = agencies["CMA"]["points"]
    c.same("the analysis is no forecast", (agencies["CMA"]["issued_at"], cma[0]["lead_h"]), ("2021-09-26T05:00:00+08:00", 12))
    c.same("the cone grows with time by the dated parameter", [(p["lead_h"], p["cone_km"]) for p in cma if p["lead_h"] in (24, 48, 72)], [(24, 70), (48, 120), (72, 180)])
    c.same("a piece of the cone to each point", len(track["cone"]), len(cma))
    c.that("a forecast without circles keeps the last ones, and says so", cma[0]["carried"] and "12" in cma[0]["circles"], cma[0])
    c.same("before it was issued there was none", city.get(f"/api/typhoons/{mindulle}/track?at=2021-09-26T01:00:00%2B08:00").json["forecasts"], [])

    # what it reaches
    def shelter(name, lon, lat):
        made = city.post("/api/r/shelter", {"name": name, "lon": lon, "lat": lat, "region": "330802", "capacity": 100, "kind": "school", "level": "village"})
        if made.status != 201:
            made = city.post("/api/r/shelter", {"name": name, "lon": lon, "lat": lat, "region": "330802", "capacity": 100})
        assert made.status == 201, made.body
        return made.json["id"]

    places = {"温岭": (121.4, 28.37), "衢州": (118.87, 28.95), "昆明": (102.7, 25.0)}
    ids = {shelter(name, *at): name for name, at in places.items()}
    at = "2019-08-09T20:00:00%2B08:00"
    hit = city.get(f"/api/typhoons/{lekima['id']}/impact?register=shelter&circle=10&basis=best&at={at}").json
    items = {ids[i["id"]]: i for i in hit["items"]}
    c.same("order: who is reached first", [ids[i["id"]] for i in hit["items"]], ["温岭", "衢州", "昆明"])
    c.that("distance now", all(abs(items[n]["distance_km"] - km((122.0, 27.5), p)) < 0.2 for n, p in places.items()), {n: i["distance_km"] for n, i in items.items()})
    c.that("温岭 is in circle 10 already, circle 7 reached 衢州 long ago", items["温岭"]["circles"]["10"]["hours"] == 0 and items["衢州"]["circles"]["7"]["hours"] == 0, items)
    c.same("昆明 is reached by nothing", [items["昆明"]["circles"][k]["hit"] for k in ("7", "10", "12")], [False] * 3)
    c.same("JMA has no circle 12: never, not zero", items["温岭"]["circles"]["12"], {"hit": False, "hours": None})
    c.same("counts", (hit["counts"]["places"], hit["counts"]["7"], hit["counts"]["10"]), (3, {"hit": 2, "now": 2}, {"hit": 1, "now": 1}))
    early = city.get(f"/api/typhoons/{lekima['id']}/impact?register=shelter&circle=10&basis=best&at=2019-08-09T08:00:00%2B08:00").json
    hours = early["items"][0]["circles"]["10"]["hours"]
    # 100 nautical miles around the centre, which goes evenly from (123.4, 26.4) at 08:00 to (122.5, 27.1) at 14:00
    want = next(m / 60 for m in range(0, 900) if km((123.4 - 0.9 * m / 360, 26.4 + 0.7 * m / 360) if m < 360 else (122.5 - 0.5 * (m - 360) / 360, 27.1 + 0.4 * (m - 360) / 360), places["温岭"]) < 185.2)
    c.that("hours until circle 10 reaches 温岭", abs(hours - want) < 0.1, (hours, want, early["items"][0]))
    later = city.get(f"/api/typhoons/{lekima['id']}/impact?register=shelter&circle=7&basis=best&at=2019-08-13T20:00:00%2B08:00").json
    c.same("when it is over there are no hours", [i["circles"]["7"]["hours"] for i in later["items"]], [None] * 3)
    c.same("one only", len(city.get(f"/api/typhoons/{lekima['id']}/impact?basis=best&limit=1&at={at}").json["items"]), 1)
    towns = city.get(f"/api/typhoons/{lekima['id']}/impact?register=region&level=county&basis=best&at={at}").json
    c.that("counties", towns["counts"]["places"] >= 6 and towns["counts"]["7"]["hit"] == towns["counts"]["places"], towns["counts"])
    c.same("a register without places", city.get(f"/api/typhoons/{lekima['id']}/impact?register=parameter").status, 400)
    c.same("an unknown circle", city.get(f"/api/typhoons/{lekima['id']}/impact?circle=8").status, 400)

    # rights: who sees no people sees none of them here
    made = city.post("/api/accounts", {"name": "wang", "role": "enterprise", "region": "330802"})
    seen = city.get(f"/api/typhoons/{lekima['id']}/impact?register=household", token=city.new_token("wang"))
    c.same("an enterprise and households", seen.status, 403)
    c.same("an enterprise takes no file in", city.call("POST", "/api/typhoons/import", view, token=city.new_token("wang")).status, 403)

    if shared.exists():
        for path in sorted(shared.rglob("*")):
            if path.name.endswith("_raw.txt") or path.name.startswith("CH") or path.name.startswith("ibtracs"):
                done = run("import", "typhoon", path, "--data", city.dir, "--json", check=False)
                c.that(f"{path.name} of the shared data", done.returncode == 0 and json.loads(done.stdout)["storms"] > 5, done.stderr)
    else:
        print("SKIPPED: ../shared/data/typhoon is not here")
    city.stop()
    c.same("rebuilt equals live", run("rebuild", "--data", city.dir, check=False).returncode, 0)
    city.start()
shutil.rmtree(folder, ignore_errors=True)
c.close()
