/* SPDX-License-Identifier: Apache-2.0 */
/* Wind circles over many places. Storm and places are points on the unit sphere; a distance is that
 * of the chord, put into kilometres by the first terms of the arc sine. A tree of boxes over the
 * places tells which steps of the storm can matter for a block; only those are looked at place by
 * place, in loops of a fixed length that compilers turn into vectors.
 * source: mean radius R1 of GRS 80, IUGG (Moritz 2000); arc sine series: DLMF 4.24.1; block size
 * and margins are ours */
#include <math.h>

#include "geo/wind.h"

#define RADIUS_KM 6371.0088
static const double RAD = 3.14159265358979323846 / 180.0;
/* Of chords, against the rounding of floats: 13 m on the ground, nothing that a box of places could
 * decide is ever decided wrongly. */
static const float SAFE = 2e-6F;
/* Of products of two points of the unit sphere, whose lengths are rounded. */
static const float SAFE_PRODUCT = 4e-7F;

/* Loops over a block come twice: for processors with vectors of eight floats, and for any. Neither
 * joins products and sums, so both give the same bits. */
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
#define VECTORS __attribute__((target_clones("avx2", "default")))
#else
#define VECTORS
#endif

enum { BLOCK = 32, AXES = 3 };

typedef struct Vec3 {
    double x, y, z;
} Vec3;

typedef struct Box {
    float lo[AXES], hi[AXES];
} Box;

struct WindPlaces {
    size_t n, blocks;
    float *x, *y, *z; /* blocks × BLOCK, by slot */
    uint32_t *slot;
    Box *boxes; /* of the tree: children of i are 2i + 1 and 2i + 2 */
};

/* --- one storm --- */

static Vec3 vec_of(LonLat p)
{
    double c = cos(p.lat * RAD);
    return (Vec3){c * cos(p.lon * RAD), c * sin(p.lon * RAD), sin(p.lat * RAD)};
}

static LonLat place_of(Vec3 v)
{
    return (LonLat){atan2(v.y, v.x) / RAD, atan2(v.z, hypot(v.x, v.y)) / RAD};
}

static Vec3 add(Vec3 a, double s, Vec3 b)
{
    return (Vec3){a.x + s * b.x, a.y + s * b.y, a.z + s * b.z};
}

static Vec3 unit(Vec3 v)
{
    double len = sqrt(v.x * v.x + v.y * v.y + v.z * v.z);
    return (Vec3){v.x / len, v.y / len, v.z / len};
}

/* East and north at a place; at a pole any. */
static void compass(Vec3 at, Vec3 *east, Vec3 *north)
{
    double flat = hypot(at.x, at.y);
    *east = flat > 0 ? (Vec3){-at.y / flat, at.x / flat, 0} : (Vec3){0, 1, 0};
    *north = (Vec3){at.y * east->z - at.z * east->y, at.z * east->x - at.x * east->z,
                    at.x * east->y - at.y * east->x};
}

static Vec3 between(Vec3 a, Vec3 b, double f)
{
    Vec3 cross = {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
    double s = sqrt(cross.x * cross.x + cross.y * cross.y + cross.z * cross.z),
           angle = atan2(s, a.x * b.x + a.y * b.y + a.z * b.z);
    if (s < 1e-12) return a;
    Vec3 none = {0, 0, 0};
    return add(add(none, sin((1 - f) * angle) / s, a), sin(f * angle) / s, b);
}

WindCircle wind_circle_between(double toward_deg, double longest_km, double shortest_km)
{
    double r = (longest_km + shortest_km) / 2, off = (longest_km - shortest_km) / 2;
    return (WindCircle){
        .quad_km = {r, r, r, r},
        .east_km = off * sin(toward_deg * RAD),
        .north_km = off * cos(toward_deg * RAD)
    };
}

static double mix(double a, double b, double f)
{
    return a + (b - a) * f;
}

static WindCircle circle_between(const WindCircle *a, const WindCircle *b, double f)
{
    WindCircle c = {.east_km = mix(a->east_km, b->east_km, f),
                    .north_km = mix(a->north_km, b->north_km, f)};
    for (int q = 0; q < WIND_QUADS; q++) c.quad_km[q] = mix(a->quad_km[q], b->quad_km[q], f);
    return c;
}

static WindFix fix_between(const WindFix *a, const WindFix *b, int64_t at_ms)
{
    double f = (double)(at_ms - a->at_ms) / (double)(b->at_ms - a->at_ms);
    WindFix r = {.at_ms = at_ms, .at = place_of(between(vec_of(a->at), vec_of(b->at), f))};
    for (int c = 0; c < WIND_N; c++) r.circle[c] = circle_between(&a->circle[c], &b->circle[c], f);
    return r;
}

bool wind_at(const WindFix *fixes, size_t n, int64_t at_ms, WindFix *ret)
{
    if (n == 0 || at_ms < fixes[0].at_ms || at_ms > fixes[n - 1].at_ms) return false;
    size_t i = 0;
    while (i + 2 < n && fixes[i + 1].at_ms <= at_ms) i++;
    *ret = n == 1 ? fixes[0] : fix_between(&fixes[i], &fixes[i + 1], at_ms);
    return true;
}

static Vec3 centre_of(const WindFix *fix, int force)
{
    const WindCircle *c = &fix->circle[force];
    Vec3 at = vec_of(fix->at), east, north;
    compass(at, &east, &north);
    return unit(add(add(at, c->east_km / RADIUS_KM, east), c->north_km / RADIUS_KM, north));
}

static double widest(const WindCircle *c)
{
    return fmax(fmax(c->quad_km[0], c->quad_km[1]), fmax(c->quad_km[2], c->quad_km[3]));
}

bool wind_ring(const WindFix *fix, int force, LonLat *ret, size_t n)
{
    const WindCircle *c = &fix->circle[force];
    /* counter-clockwise from the north: NW, SW, SE, NE */
    static const int quads[] = {3, 2, 1, 0};
    Vec3 at = centre_of(fix, force), east, north;
    if (widest(c) <= 0) return false;
    compass(at, &east, &north);
    for (size_t i = 0; i < n; i++) {
        double turn = 4.0 * (double)i / (double)n, course = -turn * 90 * RAD;
        double d = c->quad_km[quads[(size_t)turn % 4]] / RADIUS_KM;
        Vec3 way = add(add((Vec3){0, 0, 0}, sin(course), east), cos(course), north);
        ret[i] = place_of(add(add((Vec3){0, 0, 0}, cos(d), at), sin(d), way));
    }
    return true;
}

/* --- places in order --- */

/* Place of a cell on Hilbert's curve: unlike other orders it never jumps, so blocks stay small.
 * source: Hilbert 1891, Math. Ann. 38; turning of the quarters as in Warren, Hacker's Delight, 16
 */
static uint32_t hilbert(uint32_t x, uint32_t y)
{
    uint32_t d = 0;
    for (uint32_t s = 1U << 15; s; s >>= 1) {
        uint32_t rx = (x & s) != 0, ry = (y & s) != 0;
        d = d << 2 | ((3 * rx) ^ ry);
        uint32_t flip = rx & ~ry & 1 ? UINT32_MAX : 0, swap = ry ? 0 : UINT32_MAX;
        x ^= flip;
        y ^= flip;
        uint32_t change = (x ^ y) & swap;
        x ^= change;
        y ^= change;
    }
    return d;
}

static uint32_t cell_of(double lon, double lat, const double box[4])
{
    const double cells = 65535;
    double w = fmax(box[2] - box[0], 1e-9), h = fmax(box[3] - box[1], 1e-9);
    if (isnan(lon) || isnan(lat)) return UINT32_MAX;
    return hilbert((uint32_t)((lon - box[0]) / w * cells), (uint32_t)((lat - box[1]) / h * cells));
}

typedef struct Keyed {
    uint32_t key, i;
} Keyed;

/* By rising key: least digit first, in three digits of 11 bits, which stay in the cache. */
static const Keyed *in_order(Cx *cx, Keyed *from, size_t n)
{
    enum { BITS = 11, DIGITS = 1 << BITS };
    Keyed *to = cx_new(cx, Keyed, n + 1);
    for (int shift = 0; shift < 3 * BITS; shift += BITS) {
        size_t count[DIGITS + 1] = {0};
        for (size_t i = 0; i < n; i++) count[(from[i].key >> shift & (DIGITS - 1)) + 1]++;
        for (size_t d = 0; d < DIGITS; d++) count[d + 1] += count[d];
        for (size_t i = 0; i < n; i++) to[count[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
        Keyed *swap = from;
        from = to;
        to = swap;
    }
    return from;
}

static void box_of_block(const WindPlaces *p, size_t block, Box *ret)
{
    const float *axis[AXES] = {p->x, p->y, p->z};
    for (int a = 0; a < AXES; a++) {
        ret->lo[a] = INFINITY;
        ret->hi[a] = -INFINITY;
        for (size_t i = block * BLOCK; i < (block + 1) * BLOCK; i++) {
            ret->lo[a] = fminf(ret->lo[a], axis[a][i]);
            ret->hi[a] = fmaxf(ret->hi[a], axis[a][i]);
        }
    }
}

/* Box of node i over blocks from … to; as deep as the number of blocks has bits. */
static void fill_boxes(const WindPlaces *p, size_t node, size_t from, size_t to)
{
    Box *b = &p->boxes[node];
    if (to - from == 1) {
        box_of_block(p, from, b);
        return;
    }
    size_t mid = from + (to - from) / 2;
    fill_boxes(p, 2 * node + 1, from, mid);
    fill_boxes(p, 2 * node + 2, mid, to);
    const Box *one = &p->boxes[2 * node + 1], *two = &p->boxes[2 * node + 2];
    for (int a = 0; a < AXES; a++) {
        b->lo[a] = fminf(one->lo[a], two->lo[a]);
        b->hi[a] = fmaxf(one->hi[a], two->hi[a]);
    }
}

static size_t tree_size(size_t blocks)
{
    size_t n = 1;
    while (n < blocks) n *= 2;
    return 2 * n;
}

static const Keyed *sorted(Cx *cx, const double *lon, const double *lat, size_t n)
{
    double box[4] = {180, 90, -180, -90};
    Keyed *key = cx_new(cx, Keyed, n + 1);
    for (size_t i = 0; i < n; i++) {
        box[0] = fmin(box[0], lon[i]);
        box[1] = fmin(box[1], lat[i]);
        box[2] = fmax(box[2], lon[i]);
        box[3] = fmax(box[3], lat[i]);
    }
    for (size_t i = 0; i < n; i++) key[i] = (Keyed){cell_of(lon[i], lat[i], box), (uint32_t)i};
    return in_order(cx, key, n);
}

const WindPlaces *wind_places(Cx *cx, const double *lon, const double *lat, size_t n)
{
    enum { AHEAD = 24 }; /* places that are fetched while others are worked on */
    WindPlaces *p = cx_new(cx, WindPlaces, 1);
    size_t blocks = (n + BLOCK - 1) / BLOCK, room = blocks * BLOCK;
    *p = (WindPlaces){.n = n,
                      .blocks = blocks,
                      .x = cx_new(cx, float, room + 1),
                      .y = cx_new(cx, float, room + 1),
                      .z = cx_new(cx, float, room + 1),
                      .slot = cx_new(cx, uint32_t, n + 1),
                      .boxes = cx_new(cx, Box, tree_size(blocks))};
    const Keyed *order = sorted(cx, lon, lat, n);
    for (size_t s = 0; s < room; s++) {
        size_t i = order[s < n ? s : n - 1].i; /* the last one fills its block */
        size_t soon = order[s + AHEAD < n ? s + AHEAD : n - 1].i;
        __builtin_prefetch(&lon[soon]);
        __builtin_prefetch(&lat[soon]);
        __builtin_prefetch(&p->slot[soon], 1);
        Vec3 v = vec_of((LonLat){lon[i], lat[i]});
        p->x[s] = (float)v.x;
        p->y[s] = (float)v.y;
        p->z[s] = (float)v.z;
        if (s < n) p->slot[i] = (uint32_t)s;
    }
    if (blocks) fill_boxes(p, 0, 0, blocks);
    return p;
}

/* --- the storm in steps --- */

typedef struct Disc {
    float c[AXES], east[AXES], north[AXES];
    float km[WIND_QUADS]; /* below 0 where there is none */
    float most, least;    /* chords; below 0 = never */
} Disc;

typedef struct Path {
    int32_t n; /* steps, two or more */
    int32_t *s;
    float (*at)[AXES];
    float *half; /* of the chord to the next step */
    Disc *disc[WIND_N];
} Path;

static float chord_of(double km)
{
    return km > 0 ? (float)(2 * sin(fmin(km / RADIUS_KM, M_PI) / 2)) : -1.0F;
}

static void put(float to[AXES], Vec3 v)
{
    to[0] = (float)v.x;
    to[1] = (float)v.y;
    to[2] = (float)v.z;
}

static void take_disc(const WindFix *fix, int force, Disc *ret)
{
    const WindCircle *c = &fix->circle[force];
    Vec3 at = centre_of(fix, force), east, north;
    double least = INFINITY;
    compass(at, &east, &north);
    put(ret->c, at);
    put(ret->east, east);
    put(ret->north, north);
    for (int q = 0; q < WIND_QUADS; q++) {
        ret->km[q] = c->quad_km[q] > 0 ? (float)c->quad_km[q] : -1.0F;
        least = fmin(least, c->quad_km[q]);
    }
    ret->most = chord_of(widest(c));
    ret->least = chord_of(least);
}

static void take_step(Path *p, int32_t k, const WindFix *fix, int64_t start_ms)
{
    p->s[k] = (int32_t)((fix->at_ms - start_ms) / MS_SECOND);
    put(p->at[k], vec_of(fix->at));
    for (int c = 0; c < WIND_N; c++) take_disc(fix, c, &p->disc[c][k]);
}

static float distance(const float a[AXES], const float b[AXES])
{
    float x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
    return sqrtf(x * x + y * y + z * z);
}

/* Into how many steps the way from one fix to the next is cut. */
static int32_t steps_between(const WindFix *a, const WindFix *b)
{
    double km = geo_distance_m(a->at, b->at) / 1000;
    for (int c = 0; c < WIND_N; c++) {
        const WindCircle *x = &a->circle[c], *y = &b->circle[c];
        km = fmax(km, fabs(x->east_km - y->east_km) + fabs(x->north_km - y->north_km));
        for (int q = 0; q < WIND_QUADS; q++) km = fmax(km, fabs(x->quad_km[q] - y->quad_km[q]));
    }
    return (int32_t)fmin(fmax(ceil(km / WIND_STEP_KM), 1), WIND_STEPS_MAX);
}

static Err make_room_for_path(Cx *cx, int64_t steps, Path *ret)
{
    if (steps > WIND_STEPS_MAX)
        return cx_fail(cx, ERR_TOO_BIG, "track", "a track of %lld steps, at most %d",
                       (long long)steps, WIND_STEPS_MAX);
    *ret = (Path){.s = cx_new(cx, int32_t, (size_t)steps),
                  .at = cx_alloc(cx, sizeof *ret->at, (size_t)steps),
                  .half = cx_new(cx, float, (size_t)steps)};
    for (int c = 0; c < WIND_N; c++) ret->disc[c] = cx_new(cx, Disc, (size_t)steps);
    return OK;
}

/* Steps of the whole track, its fixes among them. */
static Err make_path(Cx *cx, const WindFix *fixes, size_t n, Path *ret)
{
    int64_t start = fixes[0].at_ms, steps = 2;
    for (size_t i = 0; i + 1 < n; i++) steps += steps_between(&fixes[i], &fixes[i + 1]);
    TRY(make_room_for_path(cx, steps, ret));
    for (size_t i = 0; i + 1 < n; i++) {
        int32_t parts = steps_between(&fixes[i], &fixes[i + 1]);
        int64_t span = fixes[i + 1].at_ms - fixes[i].at_ms;
        for (int32_t k = 0; k < parts; k++) {
            WindFix fix = fix_between(&fixes[i], &fixes[i + 1], fixes[i].at_ms + span * k / parts);
            take_step(ret, ret->n++, &fix, start);
        }
    }
    take_step(ret, ret->n++, &fixes[n - 1], start);
    if (n == 1) take_step(ret, ret->n++, &fixes[0], start); /* a piece of no length */
    for (int32_t k = 0; k + 1 < ret->n; k++)
        ret->half[k] = distance(ret->at[k], ret->at[k + 1]) / 2;
    return OK;
}

/* --- which steps can matter for a box --- */

typedef struct Span {
    int32_t lo, hi; /* steps, both included; lo > hi = none */
} Span;

typedef struct Spans {
    Span near; /* pieces lo … hi of the path */
    Span enter[WIND_N], leave[WIND_N];
} Spans;

static float least_to(const Box *b, const float p[AXES])
{
    float sum = 0;
    for (int a = 0; a < AXES; a++) {
        float under = b->lo[a] - p[a], over = p[a] - b->hi[a], d = under > over ? under : over;
        d = d > 0 ? d : 0;
        sum += d * d;
    }
    return sqrtf(sum);
}

static float most_to(const Box *b, const float p[AXES])
{
    float sum = 0;
    for (int a = 0; a < AXES; a++) {
        float lo = fabsf(p[a] - b->lo[a]), hi = fabsf(b->hi[a] - p[a]), d = lo > hi ? lo : hi;
        sum += d * d;
    }
    return sqrtf(sum);
}

/* The greatest lead that a place of the box can have for step k over step j: by how much the cosine
 * of its angle to k is greater. */
static float lead(const Box *b, const float k[AXES], const float j[AXES])
{
    float sum = 0;
    for (int a = 0; a < AXES; a++) {
        float way = k[a] - j[a], lo = way * b->lo[a], hi = way * b->hi[a];
        sum += lo > hi ? lo : hi;
    }
    return sum;
}

static int32_t nearest_step(const Path *p, const Box *b, const Span *s)
{
    float mid[AXES], best = INFINITY;
    int32_t ret = s->lo;
    for (int a = 0; a < AXES; a++) mid[a] = (b->lo[a] + b->hi[a]) / 2;
    for (int32_t k = s->lo; k <= s->hi + 1; k++) {
        float x = p->at[k][0] - mid[0], y = p->at[k][1] - mid[1], z = p->at[k][2] - mid[2],
              d = x * x + y * y + z * z;
        if (d < best) best = d, ret = k;
    }
    return ret;
}

/* Places and steps are points of the unit sphere, so of two steps the nearer has the greater
 * product, and a piece between two steps is nearer than the better of them by at most the square of
 * its half: pieces that no place of the box can be nearest to are left out. */
static void narrow_near(const Path *p, const Box *b, Span *s)
{
    const float *j = p->at[nearest_step(p, b, s)];
    Span new = {s->hi + 1, s->lo - 1};
    float before = lead(b, p->at[s->lo], j);
    for (int32_t k = s->lo; k <= s->hi; k++) {
        float after = lead(b, p->at[k + 1], j), most = before > after ? before : after;
        if (most >= -(p->half[k] * p->half[k] / 2) - SAFE_PRODUCT) {
            if (new.lo > k) new.lo = k;
            new.hi = k;
        }
        before = after;
    }
    *s = new;
}

static bool may_be_in(const Disc *d, const Box *b)
{
    return d->most > 0 && least_to(b, d->c) <= d->most + SAFE;
}

static bool must_be_in(const Disc *d, const Box *b)
{
    return d->least > 0 && most_to(b, d->c) <= d->least - SAFE;
}

static void narrow_enter(const Disc *d, const Box *b, Span *s)
{
    while (s->lo <= s->hi && !may_be_in(&d[s->lo], b)) s->lo++;
    for (int32_t k = s->lo; k < s->hi; k++)
        if (must_be_in(&d[k], b)) s->hi = k;
}

static void narrow_leave(const Disc *d, const Box *b, Span *s)
{
    while (s->lo <= s->hi && !may_be_in(&d[s->hi], b)) s->hi--;
    for (int32_t k = s->hi; k > s->lo; k--)
        if (must_be_in(&d[k], b)) s->lo = k;
}

/* --- one block, place by place --- */

typedef struct Block {
    const float *x, *y, *z;
    float near2[BLOCK], near_s[BLOCK];
    int32_t enter[WIND_N][BLOCK], leave[WIND_N][BLOCK];
} Block;

/* Nearest point of the straight piece from step k to the next. */
VECTORS static void near_piece(const Path *p, int32_t k, Block *b)
{
    const float *a = p->at[k], *e = p->at[k + 1];
    float ax = a[0], ay = a[1], az = a[2], vx = e[0] - ax, vy = e[1] - ay, vz = e[2] - az;
    float len2 = vx * vx + vy * vy + vz * vz, per = len2 > 0 ? 1 / len2 : 0;
    float from_s = (float)p->s[k], span_s = (float)(p->s[k + 1] - p->s[k]);
    const float *restrict px = b->x, *restrict py = b->y, *restrict pz = b->z;
    float *restrict near2 = b->near2, *restrict near_s = b->near_s;
    for (int i = 0; i < BLOCK; i++) {
        float x = px[i] - ax, y = py[i] - ay, z = pz[i] - az;
        float f = (x * vx + y * vy + z * vz) * per;
        f = f < 0 ? 0 : f;
        f = f > 1 ? 1 : f;
        x -= f * vx;
        y -= f * vy;
        z -= f * vz;
        float d2 = x * x + y * y + z * z;
        float s = from_s + f * span_s;
        near_s[i] = d2 < near2[i] ? s : near_s[i];
        near2[i] = d2 < near2[i] ? d2 : near2[i];
    }
}

/* Kilometres of an arc by its chord, three terms: under 40 m wrong up to 3,200 km. */
static inline __attribute__((always_inline)) float arc_km(float chord)
{
    const float third = 1.0F / 24, fifth = 3.0F / 640;
    float c2 = chord * chord;
    return (float)RADIUS_KM * chord * (1 + c2 * (third + c2 * fifth));
}

/* Radius less distance, km: 0 and more is inside. */
static inline __attribute__((always_inline)) void margins(const Disc *d, const Block *b,
                                                          float *restrict ret)
{
    float cx = d->c[0], cy = d->c[1], cz = d->c[2];
    float ex = d->east[0], ey = d->east[1];
    float nx = d->north[0], ny = d->north[1], nz = d->north[2];
    float ne = d->km[0], se = d->km[1], sw = d->km[2], nw = d->km[3];
    for (int i = 0; i < BLOCK; i++) {
        float x = b->x[i] - cx, y = b->y[i] - cy, z = b->z[i] - cz;
        float to_east = x * ex + y * ey, to_north = x * nx + y * ny + z * nz;
        float north = to_east >= 0 ? ne : nw, south = to_east >= 0 ? se : sw;
        ret[i] = (to_north >= 0 ? north : south) - arc_km(sqrtf(x * x + y * y + z * z));
    }
}

/* From one moment to the next: who is crossed, and when between the two. */
VECTORS static void cross_step(const float *before, const float *m, int32_t from_s, float step_s,
                               int32_t *restrict enter, int32_t *restrict leave)
{
    for (int i = 0; i < BLOCK; i++) {
        float turn = before[i] - m[i], part = before[i] / (turn != 0 ? turn : 1);
        part = part > 0 ? part : 0; /* where nothing is crossed it may be anything */
        part = part < 1 ? part : 1;
        int32_t at = from_s + (int32_t)(step_s * part);
        enter[i] = before[i] < 0 && m[i] >= 0 && enter[i] == WIND_NEVER ? at : enter[i];
        leave[i] = before[i] >= 0 && m[i] < 0 ? at : leave[i];
    }
}

/* First in and last out over the steps of a span and the one on either side of it. */
VECTORS static void cross_block(const Path *p, int force, Span span, const Block *b,
                                int32_t *restrict enter, int32_t *restrict leave)
{
    float one[BLOCK], two[BLOCK], *before = one, *m = two;
    int32_t last = p->n - 1, k = span.lo > 0 ? span.lo - 1 : 0;
    margins(&p->disc[force][k], b, before);
    for (int i = 0; i < BLOCK; i++) enter[i] = k == 0 && before[i] >= 0 ? p->s[0] : WIND_NEVER;
    for (int i = 0; i < BLOCK; i++) leave[i] = WIND_NEVER;
    for (k++; k <= span.hi + 1 && k <= last; k++) {
        margins(&p->disc[force][k], b, m);
        cross_step(before, m, p->s[k - 1], (float)(p->s[k] - p->s[k - 1]), enter, leave);
        float *swap = before;
        before = m;
        m = swap;
    }
    for (int i = 0; i < BLOCK && span.hi >= last; i++)
        if (before[i] >= 0) leave[i] = p->s[last];
}

/* One pass where the two spans meet, else one for each. */
static void circle_block(const Path *p, int force, Span in, Span out, Block *b)
{
    int32_t unused[BLOCK];
    if (in.hi + 1 >= out.lo - 1) {
        Span both = {in.lo < out.lo ? in.lo : out.lo, in.hi > out.hi ? in.hi : out.hi};
        cross_block(p, force, both, b, b->enter[force], b->leave[force]);
        return;
    }
    cross_block(p, force, in, b, b->enter[force], unused);
    cross_block(p, force, out, b, unused, b->leave[force]);
}

static void never(int32_t *times)
{
    for (int i = 0; i < BLOCK; i++) times[i] = WIND_NEVER;
}

/* --- all of them --- */

typedef struct Work {
    const WindPlaces *places;
    const Path *path;
    WindImpact *ret;
} Work;

static void store_block(const Work *w, size_t block, const Block *b)
{
    const float far = 0.5F; /* where three terms of the series no longer do */
    size_t from = block * BLOCK, n = w->places->n - from;
    if (n > BLOCK) n = BLOCK;
    for (size_t i = 0; i < n; i++) {
        float chord = sqrtf(b->near2[i]);
        w->ret->nearest_km[from + i] =
            chord > far ? (float)RADIUS_KM * 2 * asinf(fminf(chord / 2, 1)) : arc_km(chord);
        w->ret->nearest_s[from + i] = (int32_t)b->near_s[i];
    }
    for (int c = 0; c < WIND_N; c++) {
        memcpy(w->ret->enter_s[c] + from, b->enter[c], n * sizeof(int32_t));
        memcpy(w->ret->leave_s[c] + from, b->leave[c], n * sizeof(int32_t));
    }
}

static void do_block(const Work *w, size_t block, const Spans *s)
{
    const WindPlaces *p = w->places;
    Block b = {.x = p->x + block * BLOCK, .y = p->y + block * BLOCK, .z = p->z + block * BLOCK};
    for (int i = 0; i < BLOCK; i++) b.near2[i] = INFINITY;
    for (int32_t k = s->near.lo; k <= s->near.hi; k++) near_piece(w->path, k, &b);
    for (int c = 0; c < WIND_N; c++) {
        bool any = s->enter[c].lo <= s->enter[c].hi && s->leave[c].lo <= s->leave[c].hi;
        if (any) circle_block(w->path, c, s->enter[c], s->leave[c], &b);
        else {
            never(b.enter[c]);
            never(b.leave[c]);
        }
    }
    store_block(w, block, &b);
}

/* Down the tree of boxes: as deep as the number of blocks has bits. */
static void descend(const Work *w, size_t node, size_t from, size_t to, Spans s)
{
    const Box *b = &w->places->boxes[node];
    narrow_near(w->path, b, &s.near);
    for (int c = 0; c < WIND_N; c++) {
        narrow_enter(w->path->disc[c], b, &s.enter[c]);
        narrow_leave(w->path->disc[c], b, &s.leave[c]);
    }
    if (to - from == 1) {
        do_block(w, from, &s);
        return;
    }
    size_t mid = from + (to - from) / 2;
    descend(w, 2 * node + 1, from, mid, s);
    descend(w, 2 * node + 2, mid, to, s);
}

static Spans all_steps(const Path *p)
{
    Spans s = {
        .near = {0, p->n - 2}
    };
    for (int c = 0; c < WIND_N; c++) s.enter[c] = s.leave[c] = (Span){0, p->n - 1};
    return s;
}

static void make_room(Cx *cx, const WindPlaces *places, WindImpact *ret)
{
    size_t n = places->n + 1;
    *ret = (WindImpact){.slot = places->slot,
                        .nearest_km = cx_new(cx, float, n),
                        .nearest_s = cx_new(cx, int32_t, n)};
    for (int c = 0; c < WIND_N; c++) {
        ret->enter_s[c] = cx_new(cx, int32_t, n);
        ret->leave_s[c] = cx_new(cx, int32_t, n);
    }
}

static void near_nothing(const WindPlaces *places, WindImpact *ret)
{
    for (size_t i = 0; i < places->n; i++) {
        ret->nearest_km[i] = INFINITY;
        for (int c = 0; c < WIND_N; c++) ret->enter_s[c][i] = ret->leave_s[c][i] = WIND_NEVER;
    }
}

struct WindWork {
    Work work;
    Path path;
};

Err wind_begin(Cx *cx, const WindFix *fixes, size_t n, const WindPlaces *places, WindImpact *ret,
               const WindWork **work)
{
    make_room(cx, places, ret);
    *work = NULL;
    if (n == 0) return near_nothing(places, ret), OK;
    WindWork *w = cx_new(cx, WindWork, 1);
    TRY(make_path(cx, fixes, n, &w->path));
    ret->start_ms = fixes[0].at_ms;
    w->work = (Work){places, &w->path, ret};
    if (places->blocks) *work = w;
    return OK;
}

void wind_half(const WindWork *w, bool second)
{
    if (!w) return;
    size_t blocks = w->work.places->blocks, mid = blocks / 2;
    Spans s = all_steps(&w->path);
    if (blocks == 1) {
        if (!second) descend(&w->work, 0, 0, 1, s);
        return;
    }
    if (second) descend(&w->work, 2, mid, blocks, s);
    else descend(&w->work, 1, 0, mid, s);
}

size_t wind_places_n(const WindPlaces *places)
{
    return places->n;
}

Err wind_impact(Cx *cx, const WindFix *fixes, size_t n, const WindPlaces *places, WindImpact *ret)
{
    const WindWork *w;
    TRY(wind_begin(cx, fixes, n, places, ret, &w));
    wind_half(w, false);
    wind_half(w, true);
    return OK;
}

Err wind_impact_plain(Cx *cx, const WindFix *fixes, size_t n, const WindPlaces *places,
                      WindImpact *ret)
{
    Path path;
    make_room(cx, places, ret);
    if (n == 0) return near_nothing(places, ret), OK;
    TRY(make_path(cx, fixes, n, &path));
    ret->start_ms = fixes[0].at_ms;
    Work w = {places, &path, ret};
    Spans s = all_steps(&path);
    for (size_t i = 0; i < places->blocks; i++) do_block(&w, i, &s);
    return OK;
}
