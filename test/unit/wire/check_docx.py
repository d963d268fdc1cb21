#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The sample document, opened by others: zipfile and xml.etree; LibreOffice where it is installed. usage: check_docx.py TEST_DOCX"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
passed = 0


def holds(what, cond):
    global passed
    if not cond:
        sys.exit(f"FAILED: {what}")
    passed += 1


def check(path):
    z = zipfile.ZipFile(path)
    holds("the archive is sound", z.testzip() is None)
    names = z.namelist()
    holds("the content types come first", names[0] == "[Content_Types].xml")
    trees = {n: ET.fromstring(z.read(n)) for n in names}
    parts = {e.get("PartName")[1:] for e in trees["[Content_Types].xml"] if e.get("PartName")}
    holds("every named part is there", parts <= set(names))
    for rels, base in (("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")):
        holds(rels, all(base + e.get("Target") in names for e in trees[rels]))
    doc, styles = trees["word/document.xml"], trees["word/styles.xml"]
    mar = doc.find(f".//{W}pgMar")
    mm = {k: round(int(mar.get(W + k)) / 1440 * 25.4) for k in ("top", "right", "bottom", "left")}
    holds("margins 37, 26, 35, 28 mm", mm == {"top": 37, "right": 26, "bottom": 35, "left": 28})
    size = doc.find(f".//{W}pgSz")
    holds("A4", (size.get(W + "w"), size.get(W + "h")) == ("11906", "16838"))
    grid = doc.find(f".//{W}docGrid")
    lines = (16838 - int(mar.get(W + "top")) - int(mar.get(W + "bottom"))) // int(grid.get(W + "linePitch"))
    width = (11906 - int(mar.get(W + "left")) - int(mar.get(W + "right"))) / 20
    body = next(s for s in styles.iter(W + "style") if s.get(W + "styleId") == "Body")
    signs = width / (16 + int(body.find(f"{W}rPr/{W}spacing").get(W + "val")) / 20)
    holds("22 lines", lines == 22)
    holds("28 characters a line", 28 <= signs < 28.1)
    ids = {s.get(W + "styleId") for s in styles.iter(W + "style")}
    used = {e.get(W + "val") for e in doc.iter(W + "pStyle")}
    holds("every style used is there", used <= ids)
    base = styles.find(f"{W}docDefaults//{W}rFonts")
    holds("body 仿宋 16 points", base.get(W + "eastAsia") == "仿宋" and styles.find(f"{W}docDefaults//{W}sz").get(W + "val") == "32")
    title = next(s for s in styles.iter(W + "style") if s.get(W + "styleId") == "Title")
    holds("title 小标宋 22 points", "小标宋" in title.find(f".//{W}rFonts").get(W + "eastAsia") and title.find(f".//{W}sz").get(W + "val") == "44")
    marks, inside = {}, {}
    for e in doc.iter():
        if e.tag == W + "bookmarkStart":
            inside[e.get(W + "id")] = e.get(W + "name")
        elif e.tag == W + "bookmarkEnd":
            del inside[e.get(W + "id")]
        elif e.tag == W + "t":
            marks.update({name: marks.get(name, "") + e.text for name in inside.values()})
    holds("figures in bookmarks", marks == {"acc_count": "111起", "acc_dead": "85人", "acc_count__2": "30.2%", "acc_count_330824": "12"} | {f"acc_{k}{n}": f"图{i} 各月事故起数（单位：起）" for i in range(1, 5) for k, n in (("count", f"__{i + 2}"), ("fatal", f"__{i}" if i > 1 else ""))})
    starts = [e.get(W + "id") for e in doc.iter(W + "bookmarkStart")]
    holds("bookmark ids once each, all ended", len(set(starts)) == len(starts) and sorted(starts) == sorted(e.get(W + "id") for e in doc.iter(W + "bookmarkEnd")))
    charts(trees, doc)
    text = "".join(t.text for t in doc.iter(W + "t"))
    holds("signs of XML come through", '，<同比> & "环比"下降' in text)
    holds("a red rule", any(b.get(W + "color") == "FF0000" for b in doc.iter(W + "bottom")) or any(b.get(W + "color") == "FF0000" for b in styles.iter(W + "bottom")))
    holds("a table with a head", len(list(doc.iter(W + "tbl"))) == 2 and doc.find(f".//{W}tblHeader") is not None)
    for f in ("word/footer1.xml", "word/footer2.xml"):
        holds("page number — 1 —", "".join(t.text for t in trees[f].iter(W + "t")) == "— 1 —")
    holds("the section comes last", doc[0][-1].tag == W + "sectPr")


# the children of each element, in the order of the schema. source: ECMA-376 Part 1 §21.2 (CT_BarSer, CT_LineSer, CT_PieSer, CT_CatAx, CT_ValAx, CT_DLbls, CT_Chart, CT_ChartSpace …)
AXIS = "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr txPr crossAx crosses crossesAt"
ORDER = {"chartSpace": "date1904 lang roundedCorners style clrMapOvr pivotSource protection chart spPr txPr externalData printSettings userShapes", "chart": "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend plotVisOnly dispBlanksAs",
         "ser": "idx order tx spPr invertIfNegative pictureOptions marker explosion dPt dLbls trendline errBars cat val smooth shape", "dPt": "idx invertIfNegative marker bubble3D explosion spPr", "scaling": "logBase orientation max min",
         "dLbls": "dLbl delete numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent showBubbleSize separator showLeaderLines", "barChart": "barDir grouping varyColors ser dLbls gapWidth overlap serLines axId",
         "lineChart": "grouping varyColors ser dLbls dropLines hiLowLines upDownBars marker smooth axId", "pieChart": "varyColors ser dLbls firstSliceAng", "catAx": AXIS + " auto lblAlgn lblOffset noMultiLvlLbl", "valAx": AXIS + " crossBetween majorUnit minorUnit",
         "legend": "legendPos legendEntry layout overlay", "plotArea": "layout barChart lineChart pieChart catAx valAx"}


def charts(trees, doc):
    parts = [trees[f"word/charts/chart{n}.xml"] for n in range(1, 5)]
    for root in parts:
        for e in root.iter():
            order = ORDER.get(e.tag.removeprefix(C), "").split()
            here = [order.index(c.tag.removeprefix(C)) for c in e] if order else []
            holds(f"the children of {e.tag.removeprefix(C)} in the order of the schema", here == sorted(here))
    kinds = [next(e.tag for e in p.iter() if e.tag.endswith("Chart") and e.tag != C + "chart").removeprefix(C) for p in parts]
    holds("column, bar, line, pie", kinds == ["barChart", "barChart", "lineChart", "pieChart"] and [d.get("val") for p in parts for d in p.iter(C + "barDir")] == ["col", "bar"])
    for p in parts:
        first = p.find(f".//{C}ser")
        holds("names and labels are kept in the part", [v.text for v in first.findall(f"{C}tx//{C}v")] == ["<2018>年"] and [v.text for v in first.findall(f"{C}cat//{C}v")] == ["1月", "2月", "3月"])
        holds("numbers too", [v.text for v in first.findall(f"{C}val//{C}v")] == ["4", "12", "0"])
    gap = parts[0].findall(f".//{C}ser")[1].findall(f"{C}val//{C}pt")
    holds("what is not known has no point, and the others keep their place", [(p.get("idx"), p[0].text) for p in gap] == [("0", "2.5"), ("2", "7")])
    holds("axes meet", all({a.find(C + "axId").get("val") for a in p.iter() if a.tag in (C + "catAx", C + "valAx")} == {a.find(C + "crossAx").get("val") for a in p.iter() if a.tag in (C + "catAx", C + "valAx")} for p in parts))
    targets = {e.get("Id"): e.get("Target") for e in trees["word/_rels/document.xml.rels"]}
    holds("each drawing leads to its chart", [targets[e.get(R + "id")] for e in doc.iter(C + "chart")] == [f"charts/chart{n}.xml" for n in range(1, 5)])
    types = {e.get("PartName"): e.get("ContentType") for e in trees["[Content_Types].xml"]}
    holds("each has its type", all(types[f"/word/charts/chart{n}.xml"].endswith("drawingml.chart+xml") for n in range(1, 5)))
    about = [e for e in doc.iter() if e.tag.endswith("}docPr")]
    holds("drawings have numbers of their own and say what they show", len({e.get("id") for e in about}) == 4 and about[0].get("descr") == "图1 各月事故起数（单位：起）。<2018>年：1月 4，2月 12，3月 0；2019年：1月 2.5，2月 —，3月 7。")


def office(path, folder):
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if not soffice:
        print("SKIPPED: LibreOffice is not installed, the document was not laid out")
        return
    subprocess.run([soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir", folder, path],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=110)
    pdf = pathlib.Path(path).with_suffix(".pdf")
    holds("LibreOffice lays it out", pdf.read_bytes().startswith(b"%PDF"))
    if not shutil.which("pdftotext"):
        print("SKIPPED: pdftotext is not installed, the pages were not read")
        return
    pages = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, stdout=subprocess.PIPE, text=True).stdout.split("\f")[:-1]
    holds("three pages or more", len(pages) >= 3)
    for n, page in enumerate(pages, 1):
        holds(f"page {n} has its number", page.rstrip().splitlines()[-1].replace(" ", "") == f"—{n}—")
    text = next(l.strip() for l in pages[1].splitlines() if "压实" in l)
    holds(f"28 characters a line, got {len(text) + 2} with the indent", len(text) == 26)
    full = [p for p in pages[2].splitlines() if p.strip()][:-1]
    holds(f"a full page has 22 lines, got {len(full)}", len(full) == 22)


with tempfile.TemporaryDirectory() as folder:
    path = folder + "/sample.docx"
    subprocess.run([sys.argv[1], ".", path], check=True)
    check(path)
    office(path, folder)
print(f"{passed} passed, 0 failed")
