# SPDX-License-Identifier: Apache-2.0
"""Grades on the command line: every vector of test/worked/grade through the binary, each limit with the numbers beside it, the worked
examples of the domain texts, and what is refused. Needs no city."""
import csv
import json
import os
import pathlib
import tempfile
from decimal import Decimal

from city import ROOT, Checks, run

c = Checks()
WORKED = ROOT / "test" / "worked" / "grade"
MOST = 9 * 10**15
NAMES = {1: "特别重大事故", 2: "重大事故", 3: "较大事故", 4: "一般事故"}
os.environ["LC_ALL"] = "C.UTF-8"
scratch = pathlib.Path(tempfile.mkdtemp(prefix="anlan-grade-"))


def rows(name):
    return list(csv.DictReader((WORKED / name).open(encoding="utf-8")))


def accident(deaths, injuries, loss_yuan):
    return json.loads(run("grade", "accident", "--deaths", deaths, "--injuries", injuries, "--loss-yuan", loss_yuan, "--json").stdout)


def file_of(unit):
    path = scratch / "unit.json"
    path.write_text(unit if isinstance(unit, str) else json.dumps(unit, ensure_ascii=False), encoding="utf-8")
    return path


def hazmat(people, *items):
    return json.loads(run("grade", "hazmat", file_of({"exposed_people": people, "items": list(items)}), "--json").stdout)


def refused(what, status, words, *said, language="C.UTF-8"):
    """Status, nothing on stdout, one line on stderr that has all of `said`."""
    os.environ["LC_ALL"] = language
    done = run("grade", *words, check=False)
    os.environ["LC_ALL"] = "C.UTF-8"
    c.that(what, done.returncode == status and done.stdout == "" and done.stderr.count("\n") == 1 and all(s in done.stderr for s in said),
           (done.returncode, done.stdout, done.stderr))


def near(seen, wanted, tolerance=1e-9):
    return seen is not None and abs(seen - wanted) <= tolerance * max(1, abs(wanted))


# --- accidents ---

def accident_vectors():
    for row in rows("accident-level-test-vectors.csv"):
        yuan = int(Decimal(row["direct_loss_wan_yuan"]) * 10000)
        seen = accident(row["deaths_incl_missing"], row["serious_injuries"], yuan)
        c.same(f"accident {row['case']}", (seen["grade"], seen["name_zh"]), (int(row["level"]), NAMES[int(row["level"])]))


def accident_limits():
    limits = {"deaths": (3, 10, 30), "injuries": (10, 50, 100), "loss_yuan": (10**7, 5 * 10**7, 10**8)}
    for measure, steps in limits.items():
        for level, limit in zip((3, 2, 1), steps):
            for value, wanted in ((limit - 1, level + 1), (limit, level), (limit + 1, level)):
                seen = accident(**{**dict.fromkeys(limits, 0), measure: value})
                c.same(f"{measure} {value}", seen["grade"], wanted)


def accident_shape():
    seen = accident(3, 55, 1000000)  # the worked example of the rule
    c.same("its keys", list(seen), ["grade", "name_zh", "reasons", "rule_set"])
    c.same("3 dead, 55 hurt is level 2", (seen["grade"], seen["name_zh"]), (2, "重大事故"))
    c.same("one reason for each measure", len(seen["reasons"]), 3)
    c.that("the worst first, with amount, limit and clause", all(s in seen["reasons"][0] for s in ("55", "50", "国务院令第493号第三条")), seen["reasons"])
    c.that("the rule set has a version", seen["rule_set"] == "国务院令第493号 (2007-06-01)", seen["rule_set"])
    c.same("the greatest numbers", accident(MOST, MOST, MOST)["grade"], 1)
    c.that("and they are written out", str(MOST) in accident(0, 0, MOST)["reasons"][0])
    text = run("grade", "accident", "--deaths", 3, "--injuries", 0, "--loss-yuan", 0).stdout
    c.that("for people, English", text.startswith("level 3 较大事故, 国务院令第493号") and "deaths 3 persons, at least 3" in text, text)
    os.environ["LC_ALL"] = "zh_CN.UTF-8"
    text = run("grade", "accident", "--deaths", 3, "--injuries", 0, "--loss-yuan", 0).stdout
    os.environ["LC_ALL"] = "C.UTF-8"
    c.that("for people, Chinese", text.startswith("等级 3 较大事故") and "死亡 3 人，达到 3" in text, text)


def accident_refusals():
    good = {"--deaths": "0", "--injuries": "0", "--loss-yuan": "0"}
    for option in good:
        for value in ("-1", "1.5", "1e3", "x", "", " 3", "+3", "３", str(MOST + 1), "99999999999999999999", "nan", "0x10"):
            words = [w for pair in {**good, option: value}.items() for w in pair]
            refused(f"{option} {value!r}", 2, ["accident", *words, "--json"], option, value if value else "is required", *([str(MOST)] if value else []))
        words = [w for pair in good.items() for w in pair if pair[0] != option]
        refused(f"without {option}", 2, ["accident", *words], option, "is required")
    refused("an option without its value", 2, ["accident", "--deaths"], "--deaths", "needs a value")
    refused("an unknown option", 2, ["accident", "--deaths", 0, "--injuries", 0, "--loss-yuan", 0, "--missing", 3], "--missing")
    refused("a word too many", 1, ["accident", "--deaths", 0, "--injuries", 0, "--loss-yuan", 0, "now"], "now")
    refused("in Chinese", 2, ["accident", "--deaths", -1, "--injuries", 0, "--loss-yuan", 0], "须为", str(MOST), "-1", language="zh_CN.UTF-8")
    refused("no rule", 2, [], "accident or hazmat")
    refused("an unknown rule", 2, ["flood"], "accident or hazmat", "flood")


# --- major hazard installations ---

def item(name, tonnes):
    is_class = name[0] in "JW" and name[1].isdigit()
    return {"tonnes": float(tonnes), **({"classes": [name]} if is_class else {"substance": name})}


def hazmat_vectors():
    for row in rows("gb18218-test-vectors.csv"):
        contents = [item(*part.rsplit(":", 1)) for part in row["contents_name_colon_tonnes"].split("+")]
        seen = hazmat(int(row["persons_within_500m"]), *contents)
        wanted = int(row["level"]) if row["level"] else None
        c.same(f"hazmat {row['case']}", (seen["grade"], seen["alpha"], len(seen["items"])), (wanted, float(row["alpha"]), len(contents)))
        c.that(f"S of {row['case']}", near(seen["S"], float(row["S"]), 1e-6), seen["S"])
        c.that(f"R of {row['case']}", near(seen["R"], float(row["R"]), 1e-6) if row["R"] else seen["R"] is None, seen["R"])


def hazmat_shape():
    seen = hazmat(120, {"substance": "氯", "tonnes": 20}, {"substance": "氨", "tonnes": 15})
    c.same("its keys", list(seen), ["S", "R", "grade", "alpha", "items", "rule_set"])
    c.same("worked example 1", (seen["S"], seen["R"], seen["grade"], seen["rule_set"]), (5.5, 38, 3, "GB 18218-2018"))
    c.same("an item", seen["items"][0], {"substance": "氯", "row": 12, "tonnes": 20, "Q": 5, "beta": 4, "beta_from": "T3"})
    c.same("nothing is rounded", hazmat(100, {"substance": "光气", "tonnes": 2})["S"], 2 / 0.3)
    c.same("nothing at all", hazmat(0)["S"], 0)
    both = [hazmat(1, {"substance": "氯", "tonnes": q})["grade"] for q in (4.99999, 5, 5 - 1e-11)]
    c.same("S on the limit, with its tolerance", both, [None, 4, 4])
    unit = file_of({"exposed_people": 120, "items": [{"substance": "液氯", "tonnes": 20}, {"tonnes": 5, "classes": ["W2"]}]})
    text = run("grade", "hazmat", unit).stdout
    c.that("for people, English", text.startswith("major hazard installation, grade 3 (三级)") and "120 people" in text and "row 12" in text, text)
    os.environ["LC_ALL"] = "zh_CN.UTF-8"
    c.that("for people, Chinese", run("grade", "hazmat", unit).stdout.startswith("危险化学品重大危险源，三级"))
    os.environ["LC_ALL"] = "C.UTF-8"
    small = run("grade", "hazmat", file_of({"exposed_people": 0, "items": []})).stdout
    c.that("no major hazard", small.startswith("no major hazard installation") and "R =" not in small, small)


def hazmat_limits():
    for people, alpha in ((0, .5), (1, 1), (29, 1), (30, 1.2), (49, 1.2), (50, 1.5), (99, 1.5), (100, 2), (101, 2), (MOST, 2)):
        c.same(f"alpha of {people}", hazmat(people, {"substance": "氯", "tonnes": 1})["alpha"], alpha)
    for q, grade in ((12.499, 4), (12.5, 3), (12.501, 3), (62.499, 3), (62.5, 2), (124.999, 2), (125, 1), (125.001, 1)):  # R = 0.8 q
        c.same(f"chlorine {q} t", hazmat(1, {"substance": "氯", "tonnes": q})["grade"], grade)


def counted(**content):
    seen = hazmat(1, {"tonnes": 1, **content})["items"][0]
    return seen["row"], seen["Q"], seen["beta"], seen["beta_from"]


def hazmat_names():
    for name in ("氯", "液氯", "氯气", "7782-50-5", " 液氯 ", "７７８２－５０－５"):
        c.same(f"chlorine as {name!r}", counted(substance=name), (12, 5, 4, "T3"))
    c.same("brackets of either width", counted(substance="硝化纤维素（含乙醇≥25％）"), (39, 10, 1, "W10"))
    c.same("a CAS number of several in a row", counted(substance="8006-14-2"), (49, 50, 1.5, "W2"))
    c.same("Table 1 keeps its Q and beta", counted(substance="氯", classes=["W1.1", "J1"]), (12, 5, 4, "T3"))
    c.same("beta by class", counted(substance="乙醚"), (68, 10, 1.5, "W5.1"))
    c.same("carbon monoxide", counted(substance="一氧化碳", classes=["W2", "J3"]), (None, 10, 2, "T3"))
    c.same("carbon monoxide by CAS", counted(substance="630-08-0", classes=["J3", "W2"]), (None, 10, 2, "T3"))
    c.same("lowest Q, greatest beta", counted(substance="某混合物", classes=["W5.3", "J1", "W1.1"]), (None, 1, 4, "J1"))
    c.same("a class alone", counted(classes=["W5.3"]), (None, 1000, 1, "W5.3"))


def hazmat_tables():
    """Each row of the tables, as the program carries them, by its name and by its CAS number."""
    table = list(csv.DictReader((ROOT / "model/rules/gb18218-substances.csv").open(encoding="utf-8")))
    cas = [n for r in table for n in r["cas"].split(";") if n]
    seen = hazmat(1, *({"substance": r["name_zh"], "tonnes": 1} for r in table))["items"]
    c.same("85 rows by name", [(s["row"], s["Q"], s["beta"]) for s in seen], [(int(r["seq"]), float(r["q_t"]), float(r["beta_default"])) for r in table])
    toxic = {r["name_zh"]: float(r["beta"]) for r in csv.DictReader((ROOT / "model/rules/gb18218-toxic-beta.csv").open(encoding="utf-8"))}
    c.that("Table 3 rules where it speaks", all(s["beta"] == toxic[s["substance"]] for s in seen if s["substance"] in toxic))
    for r in table:
        for number in filter(None, r["cas"].split(";")):
            if cas.count(number) > 1:
                refused(f"row {r['seq']} by {number}", 1, ["hazmat", file_of({"exposed_people": 0, "items": [{"substance": number, "tonnes": 1}]})], number, r["name_zh"])
            else:
                c.same(f"row {r['seq']} by {number}", counted(substance=number)[0], int(r["seq"]))


def hazmat_refusals():
    def bad(what, unit, *said):
        refused(what, 1, ["hazmat", file_of(unit), "--json"], *said)

    def bad_item(what, content, *said):
        bad(what, {"exposed_people": 1, "items": [{"substance": "氯", "tonnes": 1}, content]}, "items[1]", *said)

    bad_item("found nowhere", {"substance": "水", "tonnes": 1}, "substance", "水", "Table 1")
    bad_item("Table 3 gives no Q", {"substance": "一氧化碳", "tonnes": 1}, "substance", "一氧化碳")
    bad_item("nothing named", {"tonnes": 1}, "substance", "needed")
    bad_item("no classes in the list", {"tonnes": 1, "classes": []}, "substance", "needed")
    bad_item("an unknown class", {"tonnes": 1, "classes": ["W2", "W5"]}, "classes[1]", "W5", "Table 2")
    bad_item("an unknown class of a row of Table 1", {"substance": "氨", "tonnes": 1, "classes": ["X"]}, "classes[0]", "X")
    for name in ("9004-70-0", "6484-52-2", "硝化棉"):
        bad_item(f"{name} stands for several", {"substance": name, "tonnes": 1}, "substance", name, "rows")
        bad_item(f"{name} with classes too", {"substance": name, "tonnes": 1, "classes": ["W1.1"]}, "substance", name)
    bad_item("tonnes below 0", {"substance": "氨", "tonnes": -0.5}, "tonnes", "-0.5", "0")
    bad_item("too many tonnes", {"substance": "氨", "tonnes": 1e16}, "tonnes", "1e+16", "9e+15")
    bad_item("tonnes missing", {"substance": "氨"}, "tonnes", "required")
    bad_item("tonnes as text", {"substance": "氨", "tonnes": "15"}, "tonnes", "15")
    bad_item("a substance that is a number", {"substance": 12, "tonnes": 1}, "substance", "12")
    bad_item("classes as text", {"tonnes": 1, "classes": "W2"}, "classes", "W2")
    bad_item("a class that is a number", {"tonnes": 1, "classes": [2]}, "classes[0]", "2")
    bad_item("an item that is a text", "氨", "氨")
    bad("people below 0", {"exposed_people": -1, "items": []}, "exposed_people", "-1")
    bad("too many people", {"exposed_people": MOST + 1, "items": []}, "exposed_people")
    bad("half a person", {"exposed_people": 1.5, "items": []}, "exposed_people", "1.5")
    bad("people missing", {"items": []}, "exposed_people", "required")
    bad("items missing", {"exposed_people": 1}, "items", "required")
    bad("items as an object", {"exposed_people": 1, "items": {}}, "items")
    for text in ("", "{", "[]", "3", "\x00", '{"exposed_people":1,"exposed_people":2,"items":[]}', '{"exposed_people":1,"items":[{"tonnes":NaN}]}',
                 '{"exposed_people":1,"items":[{"substance":"氨","tonnes":1e999}]}', '{"exposed_people":99999999999999999999,"items":[]}', "[" * 5000):
        refused(f"a file of {text[:60]!r}", 1, ["hazmat", file_of(text)])
    (scratch / "latin.json").write_bytes(b'{"exposed_people":1,"items":[{"substance":"\xc2","tonnes":1}]}')
    refused("a file that is no UTF-8", 1, ["hazmat", scratch / "latin.json"])
    refused("no such file", 1, ["hazmat", scratch / "none.json"], "none.json")
    refused("a folder", 1, ["hazmat", scratch])
    refused("no file named", 2, ["hazmat"], "FILE")
    refused("in Chinese", 1, ["hazmat", file_of({"exposed_people": 1, "items": [{"substance": "水", "tonnes": 1}]})], "表1", "水", language="zh_CN.UTF-8")


for part in (accident_vectors, accident_limits, accident_shape, accident_refusals, hazmat_vectors, hazmat_shape, hazmat_limits, hazmat_names, hazmat_tables, hazmat_refusals):
    part()
for path in scratch.iterdir():
    path.unlink()
scratch.rmdir()
c.close()
