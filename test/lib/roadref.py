# SPDX-License-Identifier: Apache-2.0
"""Travel times over roads, written apart from the program: from GeoJSON to a plain Dijkstra, slow and simple. Closures take pieces out."""
import csv
import heapq
import json
import math
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
RADIUS = 6371008.8
SNAP_M, MORE_M, WALK_KMH, BUFFER_M, PARTLY = 1000, 60, 4, 30, 3


def speeds():
    with open(ROOT / "model" / "rules" / "road_speeds.csv", encoding="utf-8") as f:
        return {r["class"]: float(r["kmh"]) for r in csv.DictReader(f)}


def metres(a, b):
    """Great circle."""
    (x1, y1), (x2, y2) = a, b
    p1, p2 = math.radians(y1), math.radians(y2)
    h = math.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(math.radians(x2 - x1) / 2) ** 2
    return 2 * RADIUS * math.asin(math.sqrt(h))


def flat(origin):
    k = math.radians(1) * RADIUS
    east = k * math.cos(math.radians(origin[1]))
    return lambda p: ((p[0] - origin[0]) * east, (p[1] - origin[1]) * k)


def to_segment(p, a, b):
    """(distance, share of the way from a to b) in the plane."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    n = dx * dx + dy * dy
    t = 0 if n == 0 else max(0, min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / n))
    return math.hypot(a[0] + t * dx - p[0], a[1] + t * dy - p[1]), t


def crosses(a, b, c, d):
    def turn(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


def inside(ring, p):
    hit = False
    for a, b in zip(ring, ring[1:]):
        if (a[1] > p[1]) != (b[1] > p[1]) and p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0]:
            hit = not hit
    return hit


def bounds(c):
    if isinstance(c[0], (int, float)):
        return [c[0], c[1], c[0], c[1]]
    parts = [bounds(x) for x in c]
    return [min(p[0] for p in parts), min(p[1] for p in parts), max(p[2] for p in parts), max(p[3] for p in parts)]


class Roads:
    def __init__(self, path):
        self.nodes, self.place, self.pieces = {}, [], []  # piece: a, b, ahead ms or None, back ms or None
        table = speeds()
        for f in json.loads(pathlib.Path(path).read_text(encoding="utf-8"))["features"]:
            self.line(f["properties"], f["geometry"]["coordinates"], table)
        self.base = list(self.pieces)
        self.main = self.connected()

    def node(self, p):
        key = (round(p[0] * 1e7), round(p[1] * 1e7))
        if key not in self.nodes:
            self.nodes[key] = len(self.place)
            self.place.append((key[0] / 1e7, key[1] / 1e7))
        return self.nodes[key]

    def line(self, tags, points, table):
        kind = tags.get("highway")
        if kind not in table or tags.get("access") == "no":
            return
        kmh = table[kind]
        try:
            kmh = min(kmh, float(tags.get("maxspeed") or kmh))
        except ValueError:
            pass
        one = tags.get("oneway") or ("yes" if tags.get("junction") == "roundabout" or kind == "motorway" else "no")
        ids = [self.node(p) for p in points]
        for a, b in zip(ids, ids[1:]):
            if a == b:
                continue
            ms = max(1, round(metres(self.place[a], self.place[b]) / kmh * 3600))
            self.pieces.append((a, b, None if one in ("-1", "reverse") else ms, None if one in ("yes", "1", "true") else ms))

    def edges(self, pieces):
        out = [[] for _ in self.place]
        for a, b, ahead, back in pieces:
            if ahead is not None:
                out[a].append((b, ahead))
            if back is not None:
                out[b].append((a, back))
        return out

    def connected(self):
        """Kosaraju: the largest set of nodes that all reach each other."""
        out = self.edges(self.pieces)
        back = [[] for _ in self.place]
        for v, list_ in enumerate(out):
            for w, _ in list_:
                back[w].append(v)
        seen, order = [False] * len(out), []
        for start in range(len(out)):
            if seen[start]:
                continue
            seen[start] = True
            stack = [(start, 0)]
            while stack:
                v, i = stack.pop()
                if i < len(out[v]):
                    stack.append((v, i + 1))
                    w = out[v][i][0]
                    if not seen[w]:
                        seen[w] = True
                        stack.append((w, 0))
                else:
                    order.append(v)
        best, part = [], [None] * len(out)
        for start in reversed(order):
            if part[start] is not None:
                continue
            part[start], group, stack = start, [start], [start]
            while stack:
                for w in back[stack.pop()]:
                    if part[w] is None:
                        part[w] = start
                        group.append(w)
                        stack.append(w)
            if len(group) > len(best):
                best = group
        return set(best)

    # --- closures ---

    def touched(self, geometry, i):
        a, b = self.place[self.base[i][0]], self.place[self.base[i][1]]
        kind, c = geometry["type"], geometry["coordinates"]
        if kind == "Polygon":
            return inside(c[0], a) or inside(c[0], b) or any(crosses(a, b, p, q) for p, q in zip(c[0], c[0][1:]))
        ends = [(c, c)] if kind == "Point" else list(zip(c, c[1:]))
        for p, q in ends:
            to = flat(p)
            A, B, P, Q = to(a), to(b), to(p), to(q)
            d = 0 if crosses(A, B, P, Q) else min(to_segment(A, P, Q)[0], to_segment(B, P, Q)[0], to_segment(P, A, B)[0], to_segment(Q, A, B)[0])
            if d <= BUFFER_M:
                return True
        return False

    def may_touch(self, box, i):
        """Nothing farther than 200 m from the box does."""
        (x1, y1), (x2, y2) = self.place[self.base[i][0]], self.place[self.base[i][1]]
        return max(x1, x2) >= box[0] - 0.003 and min(x1, x2) <= box[2] + 0.003 and max(y1, y2) >= box[1] - 0.002 and min(y1, y2) <= box[3] + 0.002

    def close(self, closures):
        """closures: (geometry, blocks) each; says how many pieces each touched."""
        self.pieces = list(self.base)
        counts = []
        for geometry, blocks in closures:
            box = bounds(geometry["coordinates"])
            hit = [i for i in range(len(self.base)) if self.may_touch(box, i) and self.touched(geometry, i)]
            counts.append(len(hit))
            for i in hit:
                a, b, ahead, back = self.pieces[i]
                slow = [None if x is None or now is None or blocks else max(now, round(x * PARTLY)) for x, now in ((self.base[i][2], ahead), (self.base[i][3], back))]
                self.pieces[i] = (a, b, *slow)
        return counts

    # --- ways ---

    def spots(self, p, pieces):
        """Pieces near a place that may be used: (piece number, share, walking ms)."""
        to = flat(p)
        found = []
        for i, (a, b, ahead, back) in enumerate(pieces):
            if a not in self.main or b not in self.main or (ahead is None and back is None):
                continue
            A, B = self.place[a], self.place[b]
            if min(abs(A[1] - p[1]), abs(B[1] - p[1])) > 0.02 + abs(A[1] - B[1]) or min(abs(A[0] - p[0]), abs(B[0] - p[0])) > 0.02 + abs(A[0] - B[0]):
                continue  # farther than a kilometre
            d, t = to_segment((0, 0), to(A), to(B))
            if d <= SNAP_M:
                found.append((d, i, t))
        if not found:
            return []
        found.sort()
        return [(i, t, round(d / (WALK_KMH / 3.6) * 1000)) for d, i, t in found if d <= found[0][0] + MORE_M][:64]

    def times(self, start, ends):
        """Seconds from a place to others; None = no open road, "far" = no road near."""
        if not self.spots(start, self.base):
            return ["far"] * len(ends)
        out = self.edges(self.pieces)
        dist = [math.inf] * len(self.place)
        mine = self.spots(start, self.pieces)
        heap = []
        for i, t, walk in mine:
            a, b, ahead, back = self.pieces[i]
            for node, ms in ((b, None if ahead is None else walk + round(ahead * (1 - t))), (a, None if back is None else walk + round(back * t))):
                if ms is not None and ms < dist[node]:
                    dist[node] = ms
                    heapq.heappush(heap, (ms, node))
        while heap:
            d, v = heapq.heappop(heap)
            if d > dist[v]:
                continue
            for w, ms in out[v]:
                if d + ms < dist[w]:
                    dist[w] = d + ms
                    heapq.heappush(heap, (d + ms, w))
        return [self.reach(mine, dist, e) for e in ends]

    def reach(self, mine, dist, end):
        if not self.spots(end, self.base):
            return "far"
        best = math.inf
        for i, t, walk in self.spots(end, self.pieces):
            a, b, ahead, back = self.pieces[i]
            if ahead is not None:
                best = min(best, dist[a] + walk + round(ahead * t))
            if back is not None:
                best = min(best, dist[b] + walk + round(back * (1 - t)))
            for k, u, w in mine:
                along = ahead if t >= u else back
                if k == i and along is not None:
                    best = min(best, w + walk + round(along * abs(t - u)))
        return None if best == math.inf else best / 1000
