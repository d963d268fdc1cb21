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
    marks = {}
    for p in doc.iter(W + "p"):
        name = None
        for e in p:
            if e.tag == W + "bookmarkStart":
                name = e.get(W + "name")
            elif e.tag == W + "bookmarkEnd":
                name = None
            elif name:
                marks[name] = "".join(t.text for t in e.iter(W + "t"))
    for c in doc.iter(W + "tc"):
        start = c.find(f".//{W}bookmarkStart")
        if start is not None:
            marks[start.get(W + "name")] = "".join(t.text for t in c.iter(W + "t"))
    holds("figures in bookmarks", marks == {"acc_count": "111起", "acc_dead": "85人", "acc_count__2": "30.2%", "acc_count_330824": "12"})
    starts = [e.get(W + "id") for e in doc.iter(W + "bookmarkStart")]
    holds("bookmark ids once each, all ended", len(set(starts)) == len(starts) and starts == [e.get(W + "id") for e in doc.iter(W + "bookmarkEnd")])
    text = "".join(t.text for t in doc.iter(W + "t"))
    holds("signs of XML come through", '，<同比> & "环比"下降' in text)
    holds("a red rule", any(b.get(W + "color") == "FF0000" for b in doc.iter(W + "bottom")) or any(b.get(W + "color") == "FF0000" for b in styles.iter(W + "bottom")))
    holds("a table with a head", len(list(doc.iter(W + "tbl"))) == 2 and doc.find(f".//{W}tblHeader") is not None)
    for f in ("word/footer1.xml", "word/footer2.xml"):
        holds("page number — 1 —", "".join(t.text for t in trees[f].iter(W + "t")) == "— 1 —")
    holds("the section comes last", doc[0][-1].tag == W + "sectPr")


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
