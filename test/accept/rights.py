# SPDX-License-Identifier: Apache-2.0
"""S3, the privilege matrix: every route of the served table × every role × five places, against the rules as the model files declare
them (read here by a few lines of their own, apart from the program)."""
import re

from city import ROOT, Checks, City, run

c = Checks()
ROLES = "admin auditor commander duty liaison inspector enterprise responsible shelter team grid candidate".split()
VERBS = "read create update void import export reveal".split()
MINE = "330881000000"
PLACES = {"own": MINE, "child": "330881100000", "sibling": "330802000000", "parent": "330800000000", "none": ""}
REGISTERS = ["org", "hazard", "shelter", "warehouse", "plan"]


def lists(text):
    return {m.group(1): m.group(2).replace(" ", "").split(",") if m.group(2).strip() else [] for m in re.finditer(r"^  (\w+):\s*\[([^\]]*)\]", text, re.M)}


DEFAULTS = lists((ROOT / "model/roles.yaml").read_text().split("defaults:")[1])


def declared(key):
    text = (ROOT / "model/registers" / f"{key}.yaml").read_text()
    access = lists(text.split("\naccess:")[1]) if "\naccess:" in text else {}
    actions = {m.group(1): m.group(2).replace(" ", "").split(",") for m in re.finditer(r"\{key: (\w+),\s*from:.*?roles: \[([^\]]*)\]", text)}
    return {v: access.get(v, DEFAULTS.get(v, [])) for v in VERBS}, actions, "open_to_all_regions: true" in text


def may(role, verb, key):
    verbs, actions, _ = declared(key)
    if role == "auditor":
        return verb in ("read", "export")
    if role == "admin" and verb in VERBS and verb != "reveal":
        return True
    return role in (verbs[verb] if verb in VERBS else actions.get(verb, []))


def covers(scope, place):
    prefix = re.sub(r"(00)+$", "", scope) if not scope.endswith("000000") else scope[:-6] if not scope.endswith("00000000") else scope[:4]
    return (place or "3308").startswith(prefix)


def expected(role, scope, verb, key, place):
    everywhere = declared(key)[2] and verb == "read"
    return may(role, verb, key) and (everywhere or covers(scope, place))


def wanted_fields(city, key):
    """The least that makes a record: required fields by type."""
    d = city.get(f"/api/registers/{key}").json
    sample = {"text": "测", "int": 1, "real": 1, "bool": 0, "money": 1, "time": "2019-06-01T08:00:00+08:00", "date": "2019-06-01", "phone": "0570-3080000"}
    out = {}
    for f in d["fields"]:
        if f["required"] and f["key"] != "region":
            if f["type"] == "code":
                out[f["key"]] = city.get(f"/api/codes/{f['arg']}").json["items"][0]["code"]
            elif f["type"] in ("ref", "object"):
                out[f["key"]] = "敌" if f.get("loose") else None
            else:
                out[f["key"]] = sample[f["type"]]
    return out


with City() as city:
    tokens = {}
    for role in ROLES:
        for name, scope in (("county", MINE), ("city", "330800000000")):
            run("user", "add", f"{role}-{name}", "--role", role, "--region", scope, "--data", city.dir)
            tokens[role, scope] = city.new_token(f"{role}-{name}")
    records = {}
    for key in REGISTERS:
        for place, region in PLACES.items():
            made = city.post(f"/api/r/{key}", {**wanted_fields(city, key), **({"region": region} if region else {})})
            c.same(f"the administrator makes {key} at {place}", made.status, 201)
            if made.status == 201:
                records[key, place] = made.json
    for (role, scope), token in tokens.items():
        who = f"{role} of {scope}"
        for key in REGISTERS:
            listed = city.get(f"/api/r/{key}?limit=100", token=token)
            want = {r["id"] for (k, p), r in records.items() if k == key and expected(role, scope, "read", key, PLACES[p])}
            reads = may(role, "read", key)
            c.same(f"{who} lists {key}", (listed.status, {r["id"] for r in listed.json.get("items", [])} if reads else set()), (200 if reads else 403, want if reads else set()))
            out = city.get(f"/api/r/{key}/export.csv", token=token)
            c.same(f"{who} exports {key}", out.status, 200 if may(role, "export", key) and reads else 403)
            dry = city.upload(f"/api/r/{key}/import", "a.csv", b"ref\r\n", {"dry_run": "1"}, token=token)
            c.same(f"{who} imports {key}", dry.status, 200 if may(role, "import", key) else 403)
            for place, region in PLACES.items():
                r = records.get((key, place))
                if not r:
                    continue
                path, at = f"/api/r/{key}/{r['id']}", f"{key} at {place}"
                got = city.get(path, token=token)
                want_read = 200 if expected(role, scope, "read", key, region) else 403
                c.same(f"{who} reads {at}", got.status, want_read)
                c.same(f"{who} reads the history of {at}", city.get(path + "/journal", token=token).status, 200 if role == "auditor" else want_read)
                c.same(f"{who} reads the clocks of {at}", city.get(path + "/obligations", token=token).status, want_read)
                changed = city.patch(path, {"nothing": 1}, token=token)
                c.same(f"{who} changes {at}", changed.status, 400 if expected(role, scope, "update", key, region) else 403)
                voided = city.post(path + "/void", {}, token=token)
                c.same(f"{who} voids {at}", voided.status, 400 if expected(role, scope, "void", key, region) else 403)
                for action, roles in declared(key)[1].items():
                    seen = city.post(f"{path}/{action}", {"nothing": 1}, token=token).status
                    c.that(f"{who} does {action} to {at}", (seen == 403) != expected(role, scope, action, key, region), seen)
                    if seen == 200:
                        break
        for method, path, roles in (("GET", "/api/accounts", "admin"), ("GET", "/api/audit", "admin auditor"), ("GET", "/api/status", "admin auditor"), ("POST", "/api/registers/reload", "admin"),
                                    ("POST", "/api/local/verify", ""), ("POST", "/api/local/token", "")):
            seen = city.call(method, path, {} if method == "POST" else None, token=token).status
            c.that(f"{who} {method} {path}", (seen == 403) != (role in roles.split()), seen)
    # every route of the table refuses a stranger, but those that say so
    api = city.get("/openapi.json", token=None).json
    for path, operations in api["paths"].items():
        for method, op in operations.items():
            real = re.sub(r"\{(\w+)\}", lambda m: {"key": "org", "id": "0000000000001", "z": "1", "x": "0", "y": "0"}.get(m.group(1), "x"), path)
            seen = city.call(method.upper(), real, {} if method in ("post", "patch", "put") else None, token=None).status
            if op["x-who"] == "anybody":
                c.that(f"anybody {method} {path}", seen != 403 and (seen != 401 or path == "/api/session"), seen)
            else:
                c.same(f"a stranger {method} {path}", seen, 401)
c.close()
