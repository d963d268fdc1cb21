# SPDX-License-Identifier: Apache-2.0
"""Documents opened by others: every part of every package is sound and every relationship leads somewhere; where LibreOffice is installed it lays them out, the pages hold the title, figures,
numbers and charts, and what it saves again keeps the bookmarks. Without LibreOffice that half is skipped aloud."""
import pathlib
import posixpath
import re
import shutil
import subprocess
import tempfile
import zipfile
from xml.etree import ElementTree

from city import Checks, City

c = Checks()
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
folder = pathlib.Path(tempfile.mkdtemp(prefix="anlan-office-"))
soffice = shutil.which("soffice") or shutil.which("libreoffice")
ASKS = {"annual": "2019", "quarterly": "2019Q3", "monthly": "2019-08"}


# --- packages (ECMA-376 Part 2) ---

def types_of(z):
    root = ElementTree.fromstring(z.read("[Content_Types].xml"))
    own = {e.get("PartName"): e.get("ContentType") for e in root if e.get("PartName")}
    return own, {e.get("Extension"): e.get("ContentType") for e in root if e.get("Extension")}


def relations(z, names):
    """(rels part, id, target) of all relationships inside the package."""
    for rels in (n for n in names if n.endswith(".rels")):
        base = posixpath.dirname(posixpath.dirname(rels))
        for e in ElementTree.fromstring(z.read(rels)):
            if e.get("TargetMode") != "External":
                yield rels, e.get("Id"), posixpath.normpath(posixpath.join(base, e.get("Target"))) if not e.get("Target").startswith("/") else e.get("Target")[1:]


def used_ids(z, part):
    return set(re.findall(r'\br:(?:id|embed|link)="([^"]+)"', z.read(part).decode()))


def sound(path):
    with zipfile.ZipFile(path) as z:
        names = z.namelist()
        c.same(f"{path.name}: each part once", len(set(names)), len(names))
        c.same(f"{path.name}: the archive is whole", z.testzip(), None)
        for n in names:
            try:
                ElementTree.fromstring(z.read(n))
                good = ""
            except ElementTree.ParseError as e:
                good = str(e)
            c.same(f"{path.name}: {n} is well-formed", good, "")
        own, ends = types_of(z)
        for n in names:
            c.that(f"{path.name}: {n} has a content type", f"/{n}" in own or n.rsplit(".", 1)[-1] in ends or n == "[Content_Types].xml", own)
        c.same(f"{path.name}: every named type is of a part that is there", [n for n in own if n[1:] not in names], [])
        found = list(relations(z, names))
        c.same(f"{path.name}: every relationship leads to a part", [r for r in found if r[2] not in names], [])
        reached = {"[Content_Types].xml"} | {r[2] for r in found} | {r[0] for r in found}
        c.same(f"{path.name}: every part is reached", sorted(set(names) - reached), [])
        for part in [n for n in names if n.endswith(".xml") and n != "[Content_Types].xml"]:
            rels = posixpath.join(posixpath.dirname(part), "_rels", posixpath.basename(part) + ".rels")
            c.same(f"{path.name}: {part} names only relationships that it has", sorted(used_ids(z, part) - {r[1] for r in found if r[0] == rels}), [])
        return names


# --- the document itself ---

def bookmarks(path):
    """Name of each bookmark and the text it holds."""
    with zipfile.ZipFile(path) as z:
        root = ElementTree.fromstring(z.read("word/document.xml"))
    open_, held = {}, {}
    for e in root.iter():
        if e.tag == W + "bookmarkStart":
            open_[e.get(W + "id")] = e.get(W + "name")
            held[e.get(W + "name")] = ""
        elif e.tag == W + "bookmarkEnd":
            open_.pop(e.get(W + "id"), None)
        elif e.tag == W + "t":
            for name in open_.values():
                held[name] += e.text or ""
    return held


def paragraphs(report):
    return [p for s in report["sections"] for p in s["paragraphs"]]


# --- LibreOffice ---

def office(path, to):
    out = folder / f"{path.name}-{to}"
    out.mkdir(exist_ok=True)
    done = subprocess.run([soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", to, "--outdir", str(out), str(path)], capture_output=True, text=True, timeout=180)
    made = out / f"{path.stem}.{to}"
    c.that(f"LibreOffice makes {to} of {path.name}", made.exists() and made.stat().st_size > 1000, done.stderr[-300:])
    return made


def pages_of(pdf):
    if not shutil.which("pdftotext"):
        print("SKIPPED: pdftotext (poppler-utils) is not installed, the pages were not read")
        return []
    return subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout.split("\f")[:-1]


def squeezed(text):
    return re.sub(r"\s", "", text)


def laid_out(path, report):
    pages = pages_of(office(path, "pdf"))
    if not pages:
        return
    text = squeezed("".join(pages))
    c.that(f"{path.name}: more than one page", len(pages) > 1, len(pages))
    c.that(f"{path.name}: the title is on the first", squeezed(report["title"]) in squeezed(pages[0]))
    for n, page in enumerate(pages, 1):
        c.same(f"{path.name}: page {n} has its number", squeezed(page.rstrip().splitlines()[-1]), f"—{n}—")
    body = squeezed("".join(page.rstrip().rsplit("\n", 1)[0] for page in pages))
    for p in paragraphs(report):
        c.that(f"{path.name} says: {p['text'][:30]}", squeezed(p["text"]) in body, body[:200])
        for row in p.get("rows", []):
            c.that(f"{path.name}: the row of {row['label']} is whole", row["label"] + "".join(f["text"] for f in row["figures"]) in body, p["text"])
        for label in p.get("chart", {}).get("labels", []):
            c.that(f"{path.name}: {p['text']} has its {label}", label in text)
    return pages


def drawn(path, report, pages):
    """Each chart of columns is drawn: its numbers stand in the page as text."""
    whole = squeezed("".join(pages))
    for p in paragraphs(report):
        for s in p.get("chart", {}).get("series", []):
            c.that(f"{path.name}: {p['text']} shows {s['name']}", p["chart"]["kind"] == "pie" or len(p["chart"]["series"]) == 1 or squeezed(s["name"]) in whole)
            c.that(f"{path.name}: the greatest of {p['text']}", f"{max(f['value'] for f in s['points']):g}" in whole)


def kept(path, report):
    """Saved again, as another format and back: every figure stays in its bookmark, the charts stay charts."""
    before = bookmarks(path)
    again = office(office(path, "odt"), "docx")
    after = bookmarks(again)
    c.same(f"{path.name}: bookmarks through odt and back", {n: squeezed(t) for n, t in after.items() if n in before}, {n: squeezed(t) for n, t in before.items()})
    with zipfile.ZipFile(again) as z:
        charts = [n for n in z.namelist() if re.match(r"word/charts/chart\d+\.xml", n)]
        wanted = [p for p in paragraphs(report) if "chart" in p]
        c.same(f"{path.name}: the charts stay", len(charts), len(wanted))
        values = sorted(sorted(re.findall(r"<c:v>(-?[\d.]+)</c:v>", z.read(n).decode())) for n in charts)
        ours = sorted(sorted(f"{f['value']:g}" for s in p["chart"]["series"] for f in s["points"] if f["value"] is not None) for p in wanted)
        c.same(f"{path.name}: with their numbers", values, ours)


def papers(city):
    """Papers of incidents: the flash report and the special one, with their red head."""
    incident = city.get("/api/r/incident?limit=1").json["items"][0]
    for kind in ("flash", "special"):
        got = city.get(f"/api/incidents/{incident['id']}/paper.docx?kind={kind}")
        if got.status != 200:
            continue
        path = folder / f"paper-{kind}.docx"
        path.write_bytes(got.body)
        sound(path)
        yield path


with City(demo=True) as city:
    made = {}
    for name, period in ASKS.items():
        for form in ("docx", "xlsx"):
            path = made[name, form] = folder / f"{name}.{form}"
            path.write_bytes(city.get(f"/api/reports/{name}?period={period}&format={form}").body)
            names = sound(path)
            charts = [p for p in paragraphs(city.get(f"/api/reports/{name}?period={period}").json) if "chart" in p]
            c.same(f"{path.name}: a part for each chart", len([n for n in names if re.search(r"charts/chart\d+\.xml$", n)]), len(charts))
            c.that(f"{path.name} has charts", len(charts) >= 3)
    others = list(papers(city))
    c.that("a paper of an incident", len(others) > 0)
    if soffice:
        for name, period in ASKS.items():
            report = city.get(f"/api/reports/{name}?period={period}").json
            pages = laid_out(made[name, "docx"], report)
            if pages:
                drawn(made[name, "docx"], report, pages)
            kept(made[name, "docx"], report)
        sheets = pages_of(office(made["annual", "xlsx"], "pdf"))
        c.that("the workbook is laid out", not shutil.which("pdftotext") or len(sheets) > 4)
        for path in others:
            office(path, "pdf")
    else:
        print("SKIPPED: LibreOffice is not installed, the documents were not laid out (apt-get install libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils)")
shutil.rmtree(folder, ignore_errors=True)
c.close()
