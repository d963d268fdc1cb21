#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The sample workbook, opened by others: sheets one after the other, charts of their own cells. usage: check_sheet.py TEST_PLOT"""
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile

X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
passed = 0


def holds(what, cond, seen=""):
    global passed
    if not cond:
        sys.exit(f"FAILED: {what}: {seen}")
    passed += 1


def rows_of(tree):
    return [["".join(t.text or "" for t in c.iter(X + "t")) if c.find(X + "v") is None else float(c.find(X + "v").text) for c in r.iter(X + "c")] for r in tree.iter(X + "row")]


def check(path):
    z = zipfile.ZipFile(path)
    holds("the archive is sound", z.testzip() is None)
    trees = {n: ET.fromstring(z.read(n)) for n in z.namelist()}
    names = [s.get("name") for s in trees["xl/workbook.xml"].iter(X + "sheet")]
    holds("sheets in order, what may not stand in a name is a blank", names == ["年度 工作 总结", "表1", "图1", "图2", "图3", "图4"], names)
    holds("rows go to the sheet that was begun last", rows_of(trees["xl/worksheets/sheet1.xml"]) == rows_of(trees["xl/worksheets/sheet2.xml"]) == [["区域", "起数"], ["柯城区", 29.0]], rows_of(trees["xl/worksheets/sheet2.xml"]))
    seen = rows_of(trees["xl/worksheets/sheet3.xml"])
    holds("labels, then a column for each series; what is not known is blank", seen == [["月份", "2018年", "2019年"], ["1月", 4.0, -2.0], ["2月", 12.5], ["3月", 0.0, 7.0]], seen)
    kinds = []
    for n in range(1, 5):
        root = trees[f"xl/charts/chart{n}.xml"]
        kinds.append(next(e.tag for e in root.iter() if e.tag.endswith("Chart") and e.tag != C + "chart").removeprefix(C))
        formulas = [f.text.replace("'", "") for f in root.iter(C + "f")]
        columns = "B" if n == 4 else "BC"
        wanted = [f for c in columns for f in (f"图{n}!${c}$1", f"图{n}!$A$2:$A$4", f"图{n}!${c}$2:${c}$4")]
        holds(f"图{n} is drawn of its own cells", sorted(formulas) == sorted(wanted), formulas)
        holds(f"图{n} has its title", "各月 <起数>" in "".join(root.itertext()))
    holds("column, line, bar, pie", kinds == ["barChart", "lineChart", "barChart", "pieChart"], kinds)
    holds("bars lie with the first on top", trees["xl/charts/chart3.xml"].find(f".//{C}barDir").get("val") == "bar" and trees["xl/charts/chart3.xml"].find(f".//{C}catAx//{C}orientation").get("val") == "maxMin")


with tempfile.TemporaryDirectory() as folder:
    path = folder + "/sample.xlsx"
    subprocess.run([sys.argv[1], ".", path], check=True)
    check(path)
print(f"{passed} passed, 0 failed")
