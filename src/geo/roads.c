/* SPDX-License-Identifier: Apache-2.0 */
/* Near a place the earth is flat: metres east and north of it. source: mean radius R1 of GRS 80,
 * IUGG, as in area.c; cells and limits are ours */
#include <math.h>
#include <stdlib.h>

#include "geo/roads.h"

static const double M_PER_DEGREE = 6371008.8 * 3.14159265358979323846 / 180;
enum { CELLS_MAX = 4000000, CELLS_OF_A_PIECE = 16 /* on average */ };

typedef struct Xy {
    double x, y; /* metres from the origin */
} Xy;

typedef struct Flat {
    LonLat origin;
    double east; /* metres of a degree of longitude here */
} Flat;

static Flat flat_at(LonLat p)
{
    return (Flat){p, M_PER_DEGREE * cos(p.lat * 3.14159265358979323846 / 180)};
}

static Xy to_flat(const Flat *f, LonLat p)
{
    return (Xy){(p.lon - f->origin.lon) * f->east, (p.lat - f->origin.lat) * M_PER_DEGREE};
}

static LonLat place_of(const Roads *r, int32_t node)
{
    return (LonLat){r->nodes[node].lon / 1e7, r->nodes[node].lat / 1e7};
}

/* --- the grid --- */

typedef struct Cells {
    int32_t x0, y0, x1, y1;
} Cells;

static int32_t clamp(double v, int32_t n)
{
    return v < 0 ? 0 : v >= n ? n - 1 : (int32_t)v;
}

/* Cells of a box, cut to the grid. */
static Cells cells_of(const RoadGrid *g, double w, double s, double e, double n)
{
    return (Cells){clamp(floor((w - g->west) / g->step), g->columns),
                   clamp(floor((s - g->south) / g->step), g->rows),
                   clamp(floor((e - g->west) / g->step), g->columns),
                   clamp(floor((n - g->south) / g->step), g->rows)};
}

static Cells cells_of_piece(const RoadGrid *g, const RoadPiece *p)
{
    LonLat a = place_of(g->roads, p->a), b = place_of(g->roads, p->b);
    return cells_of(g, fmin(a.lon, b.lon), fmin(a.lat, b.lat), fmax(a.lon, b.lon),
                    fmax(a.lat, b.lat));
}

/* Long pieces in a fine grid would stand in each cell of their box. */
static bool is_too_fine(const RoadGrid *g)
{
    double entries = 0;
    for (size_t i = 0; i < g->roads->n_pieces; i++) {
        Cells c = cells_of_piece(g, &g->roads->pieces[i]);
        entries += (double)(c.x1 - c.x0 + 1) * (c.y1 - c.y0 + 1);
    }
    return entries > (double)g->roads->n_pieces * CELLS_OF_A_PIECE;
}

static void lay_cells(RoadGrid *g, double e, double n)
{
    while (((e - g->west) / g->step + 1) * ((n - g->south) / g->step + 1) > CELLS_MAX) g->step *= 2;
    g->columns = (int32_t)((e - g->west) / g->step) + 1;
    g->rows = (int32_t)((n - g->south) / g->step) + 1;
}

static void size_grid(RoadGrid *g)
{
    const Roads *r = g->roads;
    double e = -INFINITY, n = -INFINITY;
    g->west = g->south = INFINITY;
    for (size_t i = 0; i < r->n_nodes; i++) {
        LonLat p = place_of(r, (int32_t)i);
        g->west = fmin(g->west, p.lon);
        g->south = fmin(g->south, p.lat);
        e = fmax(e, p.lon);
        n = fmax(n, p.lat);
    }
    double cells = (double)r->n_pieces < CELLS_MAX ? (double)r->n_pieces + 1 : CELLS_MAX;
    g->step = fmax(sqrt((e - g->west) * (n - g->south) / cells), 0.0005);
    lay_cells(g, e, n);
    while (is_too_fine(g)) {
        g->step *= 2;
        lay_cells(g, e, n);
    }
}

/* Twice over the pieces: count, then put. */
static void fill_grid(RoadGrid *g, int32_t *at, int32_t *put)
{
    for (size_t i = 0; i < g->roads->n_pieces; i++) {
        Cells c = cells_of_piece(g, &g->roads->pieces[i]);
        for (int32_t y = c.y0; y <= c.y1; y++)
            for (int32_t x = c.x0; x <= c.x1; x++) {
                int32_t *cell = &at[(size_t)y * (size_t)g->columns + (size_t)x];
                if (put) put[*cell] = (int32_t)i;
                ++*cell;
            }
    }
}

void road_grid(Cx *cx, const Roads *roads, RoadGrid *ret)
{
    RoadGrid g = {.roads = roads};
    size_grid(&g);
    size_t n = (size_t)g.columns * (size_t)g.rows;
    int32_t *first = cx_new(cx, int32_t, n + 1), *at = cx_new(cx, int32_t, n + 1), sum = 0;
    fill_grid(&g, first, NULL);
    for (size_t i = 0; i <= n; i++) {
        int32_t here = first[i];
        first[i] = at[i] = sum;
        sum += here;
    }
    int32_t *pieces = cx_new(cx, int32_t, (size_t)sum);
    fill_grid(&g, at, pieces);
    g.first = first;
    g.pieces = pieces;
    *ret = g;
}

bool road_grid_covers(const RoadGrid *g, LonLat p, double most_m)
{
    Flat f = flat_at(p);
    double dx = most_m / fmax(f.east, 1), dy = most_m / M_PER_DEGREE;
    return p.lon >= g->west - dx && p.lon <= g->west + g->columns * g->step + dx &&
           p.lat >= g->south - dy && p.lat <= g->south + g->rows * g->step + dy;
}

/* --- near a place --- */

/* Nearest point of a piece to the origin. */
static RoadSpot spot_on(const Roads *r, const Flat *f, int32_t piece)
{
    const RoadPiece *p = &r->pieces[piece];
    Xy a = to_flat(f, place_of(r, p->a)), b = to_flat(f, place_of(r, p->b));
    double dx = b.x - a.x, dy = b.y - a.y, long2 = dx * dx + dy * dy;
    double t = long2 > 0 ? -(a.x * dx + a.y * dy) / long2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return (RoadSpot){piece, t, hypot(a.x + t * dx, a.y + t * dy)};
}

typedef struct Near {
    const RoadGrid *g;
    Flat flat;
    const uint8_t *usable;
    double most_m, best_m;
    VEC(RoadSpot) found;
    Cx *cx;
} Near;

static void look_in_cell(Near *n, int32_t x, int32_t y)
{
    size_t cell = (size_t)y * (size_t)n->g->columns + (size_t)x;
    for (int32_t i = n->g->first[cell]; i < n->g->first[cell + 1]; i++) {
        int32_t piece = n->g->pieces[i];
        if (n->usable && !n->usable[piece]) continue;
        RoadSpot s = spot_on(n->g->roads, &n->flat, piece);
        if (s.distance_m > n->most_m || s.distance_m > n->best_m + ROAD_SPOT_MORE_M) continue;
        n->best_m = fmin(n->best_m, s.distance_m);
        vec_push(n->cx, &n->found, s);
    }
}

/* Cells that lie `ring` cells away from the one in the middle. */
static void look_in_ring(Near *n, int32_t cx, int32_t cy, int32_t ring)
{
    for (int32_t y = cy - ring; y <= cy + ring; y++) {
        if (y < 0 || y >= n->g->rows) continue;
        bool edge = y == cy - ring || y == cy + ring;
        int32_t step = edge || ring == 0 ? 1 : 2 * ring;
        for (int32_t x = cx - ring; x <= cx + ring; x += step)
            if (x >= 0 && x < n->g->columns) look_in_cell(n, x, y);
    }
}

static int by_distance(const void *a, const void *b)
{
    const RoadSpot *x = a, *y = b;
    if (x->distance_m != y->distance_m) return x->distance_m < y->distance_m ? -1 : 1;
    return (x->piece > y->piece) - (x->piece < y->piece);
}

/* In order, each piece once, those that are near enough. */
static size_t give_spots(Near *n, RoadSpot *ret)
{
    size_t k = 0;
    if (n->found.n) qsort(n->found.p, n->found.n, sizeof *n->found.p, by_distance);
    for (size_t i = 0; i < n->found.n && k < ROAD_SPOTS_MAX; i++) {
        bool again = k && ret[k - 1].piece == n->found.p[i].piece;
        if (!again && n->found.p[i].distance_m <= n->best_m + ROAD_SPOT_MORE_M)
            ret[k++] = n->found.p[i];
    }
    return k;
}

static int32_t most(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* Beyond it lies no cell of the grid. */
static int32_t last_ring(const RoadGrid *g, int32_t x, int32_t y)
{
    return most(most(x, g->columns - 1 - x), most(y, g->rows - 1 - y));
}

size_t road_spots(Cx *cx, const RoadGrid *g, LonLat place, double most_m, const uint8_t *usable,
                  RoadSpot *ret)
{
    Near n = {.g = g,
              .flat = flat_at(place),
              .usable = usable,
              .most_m = most_m,
              .best_m = INFINITY,
              .cx = cx};
    if (!road_grid_covers(g, place, most_m)) return 0;
    int32_t x = (int32_t)floor((place.lon - g->west) / g->step),
            y = (int32_t)floor((place.lat - g->south) / g->step);
    double cell_m = g->step * fmin(n.flat.east, M_PER_DEGREE);
    int32_t last = last_ring(g, x, y);
    for (int32_t ring = 0; ring <= last; ring++) {
        double beyond_m = (ring - 1) * cell_m; /* all in this ring is at least so far */
        if (beyond_m > most_m || beyond_m > n.best_m + ROAD_SPOT_MORE_M) break;
        look_in_ring(&n, x, y, ring);
    }
    return give_spots(&n, ret);
}

/* --- touched by a shape --- */

static double point_to_line(Xy p, Xy a, Xy b)
{
    double dx = b.x - a.x, dy = b.y - a.y, long2 = dx * dx + dy * dy;
    double t = long2 > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / long2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(a.x + t * dx - p.x, a.y + t * dy - p.y);
}

static double side(Xy a, Xy b, Xy p)
{
    return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

static bool is_crossed(Xy a, Xy b, Xy c, Xy d)
{
    return side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0 &&
           fmin(a.x, b.x) <= fmax(c.x, d.x) && fmin(c.x, d.x) <= fmax(a.x, b.x) &&
           fmin(a.y, b.y) <= fmax(c.y, d.y) && fmin(c.y, d.y) <= fmax(a.y, b.y);
}

static double between(Xy a, Xy b, Xy c, Xy d)
{
    if (is_crossed(a, b, c, d)) return 0;
    return fmin(fmin(point_to_line(a, c, d), point_to_line(b, c, d)),
                fmin(point_to_line(c, a, b), point_to_line(d, a, b)));
}

typedef struct Touch {
    const RoadGrid *g;
    const Area *area; /* or the stretch from c to d */
    LonLat c, d;
    double buffer_m;
    uint8_t *seen; /* of each piece */
    void (*each)(int32_t piece, void *ctx);
    void *ctx;
} Touch;

static bool is_in_area(const Area *area, LonLat a, LonLat b)
{
    if (area_contains(area, a) || area_contains(area, b)) return true;
    Flat f = flat_at(a);
    Xy p = to_flat(&f, a), q = to_flat(&f, b);
    for (size_t i = 0; i < area->n; i++)
        for (size_t k = 0; k + 1 < area->rings[i].n; k++)
            if (is_crossed(p, q, to_flat(&f, area->rings[i].p[k]),
                           to_flat(&f, area->rings[i].p[k + 1])))
                return true;
    return false;
}

static bool is_touched(const Touch *t, const RoadPiece *p)
{
    LonLat a = place_of(t->g->roads, p->a), b = place_of(t->g->roads, p->b);
    if (t->area) return is_in_area(t->area, a, b);
    Flat f = flat_at(t->c);
    return between(to_flat(&f, a), to_flat(&f, b), to_flat(&f, t->c), to_flat(&f, t->d)) <=
           t->buffer_m;
}

static void touch_box(const Touch *t, double w, double s, double e, double n)
{
    double dy = t->buffer_m / M_PER_DEGREE,
           dx = t->buffer_m / fmax(flat_at((LonLat){w, n}).east, 1);
    dx *= 1.01; /* the box is a little taller on one side */
    Cells c = cells_of(t->g, w - dx, s - dy, e + dx, n + dy);
    for (int32_t y = c.y0; y <= c.y1; y++)
        for (int32_t x = c.x0; x <= c.x1; x++) {
            size_t cell = (size_t)y * (size_t)t->g->columns + (size_t)x;
            for (int32_t i = t->g->first[cell]; i < t->g->first[cell + 1]; i++) {
                int32_t piece = t->g->pieces[i];
                if (t->seen[piece] || !is_touched(t, &t->g->roads->pieces[piece])) continue;
                t->seen[piece] = 1;
                t->each(piece, t->ctx);
            }
        }
}

static void touch_stretch(Touch *t, LonLat c, LonLat d)
{
    t->area = NULL;
    t->c = c;
    t->d = d;
    touch_box(t, fmin(c.lon, d.lon), fmin(c.lat, d.lat), fmax(c.lon, d.lon), fmax(c.lat, d.lat));
}

void road_touched(Cx *cx, const RoadGrid *g, const RoadShape *shape, double buffer_m,
                  void (*each)(int32_t piece, void *ctx), void *ctx)
{
    Touch t = {.g = g,
               .buffer_m = buffer_m,
               .seen = cx_new(cx, uint8_t, g->roads->n_pieces),
               .each = each,
               .ctx = ctx};
    for (size_t i = 0; i < shape->n_points; i++)
        touch_stretch(&t, shape->points[i], shape->points[i]);
    for (size_t i = 0; i < shape->n_lines; i++)
        for (size_t k = 0; k + 1 < shape->lines[i].n; k++)
            touch_stretch(&t, shape->lines[i].p[k], shape->lines[i].p[k + 1]);
    t.buffer_m = 0;
    for (size_t i = 0; i < shape->n_areas; i++) {
        t.area = &shape->areas[i];
        touch_box(&t, t.area->box[0], t.area->box[1], t.area->box[2], t.area->box[3]);
    }
}
