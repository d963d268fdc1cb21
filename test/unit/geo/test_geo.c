/* SPDX-License-Identifier: Apache-2.0 */
/* Datums, distances, areas, tiles. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "geo/area.h"
#include "geo/datum.h"
#include "geo/mvt.h"

/* E3: 100,000 random points of China, both ways, to 0.01 m. */
static void datums_go_round(void **state)
{
    (void)state;
    Rng r;
    rng_seed(&r, 42);
    for (int i = 0; i < 100000; i++) {
        LonLat p = {73 + rng_unit(&r) * 62, 18 + rng_unit(&r) * 35};
        for (Datum d = DATUM_GCJ02; d <= DATUM_BD09; d++) {
            LonLat q = p;
            datum_from_wgs84(d, &q.lon, &q.lat);
            datum_to_wgs84(d, &q.lon, &q.lat);
            /* Baidu's own two formulas are not exact inverses of each other: about a metre */
            assert_true(geo_distance_m(p, q) < (d == DATUM_GCJ02 ? 0.01 : 2.0));
        }
    }
}

/* reliability.md §1: GCJ-02 is 579 m off at Quzhou, 1,158 m if converted twice. */
static void the_shift_at_quzhou(void **state)
{
    (void)state;
    LonLat p = {118.87, 28.94}, q = p;
    datum_from_wgs84(DATUM_GCJ02, &q.lon, &q.lat);
    assert_true(fabs(geo_distance_m(p, q) - 579) < 10);
    datum_from_wgs84(DATUM_GCJ02, &q.lon, &q.lat);
    assert_true(fabs(geo_distance_m(p, q) - 1158) < 20);
}

static void distances(void **state)
{
    (void)state;
    /* a degree of latitude on the mean sphere */
    assert_true(fabs(geo_distance_m((LonLat){118, 28}, (LonLat){118, 29}) - 111195.08) < 0.1);
    assert_true(geo_distance_m((LonLat){0, 0}, (LonLat){180, 0}) > 20015000);
    assert_true(isnan(geo_distance_m((LonLat){NAN, 0}, (LonLat){0, 0})));
}

static void a_hole_is_outside(void **state)
{
    (void)state;
    LonLat outer[] =
        {
            {0,  0 },
            {10, 0 },
            {10, 10},
            {0,  10},
            {0,  0 }
    },
           hole[] = {{4, 4}, {6, 4}, {6, 6}, {4, 6}, {4, 4}};
    Ring rings[] = {
        {outer, 5},
        {hole,  5}
    };
    Area a = {.rings = rings, .n = 2};
    area_measure(&a);
    assert_true(area_contains(&a, (LonLat){1, 1}));
    assert_false(area_contains(&a, (LonLat){5, 5}));
    assert_false(area_contains(&a, (LonLat){11, 5}));
}

static void tiles(void **state)
{
    (void)state;
    double box[4];
    Cx *cx = cx_open(0, 1);
    assert_true(mvt_box(0, 0, 0, box));
    assert_true(fabs(box[3] - 85.0511287798) < 1e-9);
    assert_false(mvt_box(3, 8, 0, box));
    MvtPoint p = {
        .at = {0, 0},
          .id = 7, .title = S("a"), .count = 1
    };
    Str t = mvt_encode(cx, S("l"), 0, 0, 0, &p, 1);
    /* layer, name "l"; feature id 7, tags 0 0 1 1, POINT, MoveTo(1) at 2048, 2048 (zigzag 4096 = 80
     * 20) */
    static const unsigned char feature[] = {0x08, 7,    0x12, 4, 0,    0,    1,    1,   0x18,
                                            1,    0x22, 5,    9, 0x80, 0x20, 0x80, 0x20};
    assert_true(str_find(t, (Str){(const char *)feature, sizeof feature}) != SIZE_MAX);
    cx_close(cx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(datums_go_round), cmocka_unit_test(the_shift_at_quzhou),
        cmocka_unit_test(distances), cmocka_unit_test(a_hole_is_outside), cmocka_unit_test(tiles)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
