# SPDX-License-Identifier: Apache-2.0
"""The generic suite over every register: create, read, change, history, bad values, import of what was exported. A register that is
added tomorrow is tested by it too."""
import json
import pathlib
import shutil
import tempfile

from city import Checks, City, run

c = Checks()
TIMES = iter(f"2019-{1 + i // 28 % 12:02d}-{1 + i % 28:02d}T08:00:00+08:00" for i in range(100000))


def credit_code(n):
    alphabet, weights = "0123456789ABCDEFGHJKLMNPQRTUWXY", [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    body = f"91330800MA{n:07d}"
    return body + alphabet[(31 - sum(alphabet.index(x) * w for x, w in zip(body, weights)) % 31) % 31]


def id_number(n):
    body = f"33080219800101{n % 1000:03d}"
    return body + "10X98765432"[sum(int(x) * w for x, w in zip(body, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])) % 11]


class Maker:
    def __init__(self, city, definitions, codes):
        self.city, self.definitions, self.codes = city, definitions, codes
        self.made, self.n = {}, 0

    def value(self, f, key, time):
        kind, least = f["type"], f.get("min", 0)
        if f["key"] == "year":
            return 1990 + self.n % 100
        if f["key"] == "url":
            return f"https://feed.example/{self.n}"
        if f["key"] == "list_url":
            return None  # goes with a part of the address
        if f["key"] == "enabled":
            return 0  # or the server would go there
        if f["key"] == "direction":
            return "out"  # whoever comes in is counted by the shelter, and by none whose check-ins have not been imported yet
        if kind == "text":
            return f"{f['label']['zh']}{self.n}"[: f["max_chars"]] if f["max_chars"] > 8 else f"{self.n:x}"[: f["max_chars"]]
        if kind == "code":
            return self.codes[f["arg"]][self.n % len(self.codes[f["arg"]])]["code"]
        if kind == "codes":
            return [x["code"] for x in self.codes[f["arg"]][:2]]
        if kind == "ref":
            known = self.made.get(f["arg"], [])
            return known[self.n % len(known)]["id"] if known else None
        if kind == "id_number":
            return id_number(self.n)
        if kind == "credit_code":
            return credit_code(self.n)
        if kind == "region":
            return "330802000000"
        return {"int": int(least) if least else 1, "real": min(max(least, 1.5), f.get("max", 1e9)), "bool": 1, "money": max(least, 12.34), "time": time, "date": "2019-06-01", "phone": "13905700001", "object": None, "json": {"a": 1},
                "files": None}[kind]

    def body(self, d):
        self.n += 1
        time = next(TIMES)
        skip = {"geometry", "lon", "lat", "ref", "object_register", "region"} | {f["key"] for f in d["fields"] if f["type"] == "object"}
        skip |= {k for group in d.get("one_of", []) for k in group[1:]}  # in_order sees to the first
        out = {}
        for i, f in enumerate(d["fields"]):
            if not f["computed"] and f["key"] not in skip: # times rise in the order of the fields: begun before ended
                out[f["key"]] = self.value(f, d["register"], time.replace("T08:00", f"T{8 + i // 60:02d}:{i % 60:02d}"))
        out = {k: v for k, v in out.items() if v is not None}
        out["ref"] = f"{d['register']}-{self.n}"
        if d["register"] == "region":
            out.update(code=f"{330899000000 + self.n}", level=self.codes["region_level"][-1]["code"])
        else:
            out["region"] = "330802000000"
        if d["geometry"] == "point":
            out.update(lon=118.8 + self.n / 10000, lat=28.9)
        elif d["geometry"] in ("polygon", "any"):
            out["geometry"] = {"type": "Polygon", "coordinates": [[[118.1, 28.1], [118.2, 28.1], [118.2, 28.2], [118.1, 28.1]]]}
        elif d["geometry"] == "line":
            out["geometry"] = {"type": "LineString", "coordinates": [[118.1, 28.1], [118.2, 28.3]]}
        return out


def one_record(maker, d):
    key, city = d["register"], maker.city
    sent = maker.body(d)
    made = city.post(f"/api/r/{key}", sent)
    c.that(f"{key}: a record with every field is made", made.status == 201, made.body.decode()[:500])
    if made.status != 201:
        return
    maker.made.setdefault(key, []).append(made.json)
    got = city.get(f"/api/r/{key}/{made.json['id']}").json
    masked = set(got["masked"])
    for k, v in sent.items():
        if k in masked or k == "geometry":
            continue
        c.that(f"{key}.{k}: comes back as sent", got[k] == v or (isinstance(v, (int, float)) and abs(got[k] - v) < 1e-9), (v, got[k]))
    note = next((f for f in d["fields"] if f["type"] == "text" and f["key"] != "ref" and not any(f["key"] in u for u in d["unique"]) and f["key"] not in masked and f["max_chars"] > 8 and not f["computed"] and (key, f["key"]) != ("dispatch", "unit")), None)  # an order stands as it was given
    if note:
        changed = city.patch(f"/api/r/{key}/{made.json['id']}", {note["key"]: "改了"}, headers={"If-Match": "1"})
        c.that(f"{key}: a field changes", changed.status == 200 and changed.json[note["key"]] == "改了", changed.body.decode()[:300])
        history = changed.status == 200 and city.get(f"/api/r/{key}/{made.json['id']}/journal").json["items"]
        c.that(f"{key}: history shows the change", history and [[x["field"] for x in h["changes"]] for h in history if h["action"] == "update"] == [[note["key"]]], history)
    for f in d["fields"]:
        bad = {"int": "x", "real": "x", "money": "1.234", "time": "gestern", "date": "2019-13-01", "code": "no such code", "phone": "x", "id_number": "1", "credit_code": "1", "region": "9"}.get(f["type"])
        if bad and not f["computed"] and f["key"] not in ("lon", "lat"):
            answer = city.patch(f"/api/r/{key}/{made.json['id']}", {f["key"]: bad})
            c.that(f"{key}.{f['key']}: a bad value is refused by name", answer.status == 400 and answer.json["errors"][0]["field"] == f["key"], answer.body.decode()[:200])


def in_order(definitions):
    """Registers after those that they refer to, as far as that goes."""
    left, out = {d["register"]: d for d in definitions}, []
    while left:
        def waits(d, all_of_them):
            return sum(f["type"] == "ref" and f["arg"] in left and f["arg"] != d["register"] and (f["required"] or all_of_them or f["key"] in [g[0] for g in d.get("one_of", [])]) for f in d["fields"])

        free = [k for k, d in left.items() if not waits(d, True)] or [min((k for k, d in left.items() if not waits(d, False)), key=lambda k: waits(left[k], True))]
        for k in free:
            out.append(left.pop(k))
    return out


folder = pathlib.Path(tempfile.mkdtemp(prefix="anlan-registers-"))
with City() as city:
    run("user", "add", "clear", "--role", "commander", "--region", "330800", "--data", city.dir)
    listed = city.get("/api/registers").json
    order = in_order(listed["items"])
    maker = Maker(city, order, listed["codes"])
    for row in city.get("/api/r/flood_trigger?limit=200").json["items"]:  # or what is made up here would propose responses
        city.patch(f"/api/r/flood_trigger/{row['id']}", {"valid_to": "2007-06-02"})
    for d in order:
        for _ in range(2):
            one_record(maker, d)
    print(f"{len(order)} registers")
    fresh = folder / "fresh"
    run("init", fresh, "--json")
    ended = city.get("/api/r/flood_trigger/export.csv").body.decode().splitlines()
    (folder / "ended.csv").write_text("\n".join(",".join(line.split(",")[2:-1]) for line in ended) + "\n")
    run("import", "flood_trigger", folder / "ended.csv", "--data", fresh)
    for d in order:
        key = d["register"]
        if key in ("region", "parameter", "flood_trigger"):
            continue
        for ending in ("csv", "geojson"):
            run("export", key, folder / f"one.{ending}", "--data", city.dir)
            back = run("import", key, folder / f"one.{ending}", "--data", fresh, "--json", check=False)
            c.that(f"{key}: what was exported as {ending} is taken", back.returncode == 0, back.stderr)
            run("export", key, folder / f"two.{ending}", "--data", fresh)
            one, two = (folder / f"one.{ending}").read_bytes(), (folder / f"two.{ending}").read_bytes()
            c.that(f"{key}: {ending} out, in and out again is byte-equal", one == two, (one[:600], two[:600]))
        for ending in ("xlsx", "gpkg", "kml", "shp.zip"):
            out = city.get(f"/api/r/{key}/export.{ending}")
            c.that(f"{key}: exported as {ending}", out.status == 200 and len(out.body) > 200, out.body[:200])
            if out.status == 200 and not any(f["masked"] for f in d["fields"]):
                same = city.upload(f"/api/r/{key}/import", f"x.{ending.replace('shp.', '')}", out.body, {"dry_run": "1"})
                c.that(f"{key}: {ending} says the same again", same.status == 200 and same.json["unchanged"] == city.get(f"/api/r/{key}?limit=1").json["total"], same.body.decode()[:300])
shutil.rmtree(folder, ignore_errors=True)
c.close()
