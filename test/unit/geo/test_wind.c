/* SPDX-License-Identifier: Apache-2.0 */
/* Wind circles over places: by hand, against a walk over time in double precision, and bit for bit
 * against looking at every place at every step. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "geo/wind.h"

static Cx *cx;

#define assert_near(got, want, by) assert_true(fabs((double)(got) - (double)(want)) <= (by))

static WindCircle round_circle(double km)
{
    return (WindCircle){
        .quad_km = {km, km, km, km}
    };
}

/* East along the equator at 100 km/h for ten hours; one degree is 111.195 km. */
static size_t straight(WindFix *f)
{
    double degrees = 1000 / 111.19508;
    for (int i = 0; i < 2; i++)
        f[i] = (WindFix){
            .at_ms = i * 10 * (int64_t)MS_HOUR,
            .at = {i * degrees,       0                },
            .circle = {round_circle(200), round_circle(100)}
        };
    return 2;
}

static void by_hand(void **state)
{
    (void)state;
    WindFix f[2];
    WindImpact r;
    cx_reset(cx);
    size_t n = straight(f);
    /* on the path at 500 km; 60 km beside it there; 150 km beside it; far off; the pole; nowhere */
    double lon[] = {500 / 111.19508, 500 / 111.19508, 500 / 111.19508, -30, 0, NAN};
    double lat[] = {0, 60 / 111.19508, -150 / 111.19508, 40, 90, 10};
    const WindPlaces *p = wind_places(cx, lon, lat, 6);
    assert_int_equal(wind_impact(cx, f, n, p, &r), OK);
    const uint32_t *s = r.slot;
    assert_near(r.nearest_km[s[0]], 0, 0.05);
    assert_near(r.nearest_s[s[0]], 5 * 3600, 5);
    assert_near(r.nearest_km[s[1]], 60, 0.05);
    assert_near(r.nearest_km[s[2]], 150, 0.1);
    assert_near(r.enter_s[WIND_7][s[0]], 3 * 3600, 5); /* 200 km before it */
    assert_near(r.leave_s[WIND_7][s[0]], 7 * 3600, 5);
    assert_near(r.enter_s[WIND_10][s[0]], 4 * 3600, 5);
    assert_near(r.enter_s[WIND_10][s[1]], (5 - 0.8) * 3600, 15); /* 80² + 60² = 100² */
    assert_near(r.leave_s[WIND_10][s[1]], (5 + 0.8) * 3600, 15);
    assert_int_equal(r.enter_s[WIND_10][s[2]], WIND_NEVER);
    assert_int_equal(r.enter_s[WIND_12][s[0]], WIND_NEVER);
    assert_int_equal(r.enter_s[WIND_7][s[3]], WIND_NEVER);
    assert_near(r.nearest_km[s[4]], 6371.0088 * 3.14159265 / 2, 1);
    assert_int_equal(r.enter_s[WIND_7][s[5]], WIND_NEVER);
}

/* A quadrant reaches to its axes and no farther. */
static void quadrants(void **state)
{
    (void)state;
    cx_reset(cx);
    WindFix f = {
        .at = {120, 28},
          .circle = {{.quad_km = {300, 200, 100, 50}}  }
    };
    double d = 1.5, lon[] = {121, 121, 119, 119}, lat[] = {28 + d, 28 - d, 28 - d, 28 + d};
    WindImpact r;
    LonLat ring[40];
    const WindPlaces *p = wind_places(cx, lon, lat, 4); /* each about 193 km away */
    assert_int_equal(wind_impact(cx, &f, 1, p, &r), OK);
    assert_int_equal(r.enter_s[WIND_7][r.slot[0]], 0);
    assert_int_equal(r.enter_s[WIND_7][r.slot[1]], 0);
    assert_int_equal(r.enter_s[WIND_7][r.slot[2]], WIND_NEVER);
    assert_int_equal(r.enter_s[WIND_7][r.slot[3]], WIND_NEVER);
    assert_true(wind_ring(&f, WIND_7, ring, 40));
    for (int i = 0; i < 40; i++) {
        double want = (double[]){50, 100, 200, 300}[i / 10];
        assert_near(geo_distance_m(f.at, ring[i]) / 1000, want, 0.1);
    }
    assert_false(wind_ring(&f, WIND_12, ring, 40));
}

/* Longest to the south-east 300 km, shortest to the north-west 100 km. */
static void beside(void **state)
{
    (void)state;
    cx_reset(cx);
    WindFix f = {
        .at = {120,  28  },
          .circle = { wind_circle_between(135, 300, 100)}
    };
    double most = 0, least = 1000;
    LonLat ring[720];
    assert_true(wind_ring(&f, WIND_7, ring, 720));
    for (int i = 0; i < 720; i++) {
        double km = geo_distance_m(f.at, ring[i]) / 1000;
        if (km > most) {
            most = km;
            assert_true(ring[i].lon > 120 || km < 299);
        }
        least = fmin(least, km);
    }
    assert_near(most, 300, 0.2);
    assert_near(least, 100, 0.2);
}

/* A storm that turns, slows down, grows, has quadrants, loses a circle. */
static size_t wild(Rng *rng, WindFix *f)
{
    LonLat at = {118 + 6 * rng_unit(rng), 22 + 4 * rng_unit(rng)};
    double course = rng_unit(rng) * 360;
    size_t n = 3 + (size_t)rng_below(rng, 12);
    for (size_t i = 0; i < n; i++) {
        f[i] = (WindFix){.at_ms = (int64_t)i * 6 * MS_HOUR, .at = at};
        for (int c = 0; c < WIND_N; c++) {
            double top = c == 0 ? 400 : c == 1 ? 180 : 80;
            if (rng_below(rng, 6) == 0) continue;
            if (rng_below(rng, 2)) f[i].circle[c] = wind_circle_between(course, top, top / 2);
            else
                for (int q = 0; q < WIND_QUADS; q++)
                    f[i].circle[c].quad_km[q] = top * (0.3 + 0.7 * rng_unit(rng));
        }
        course += 60 * rng_unit(rng) - 30;
        double step = 0.1 + 1.4 * rng_unit(rng);
        at.lon += step * sin(course / 57.3);
        at.lat += step * cos(course / 57.3);
    }
    return n;
}

static void random_places(Rng *rng, double *lon, double *lat, size_t n, double wide)
{
    for (size_t i = 0; i < n; i++) {
        lon[i] = 120 + wide * (rng_unit(rng) - 0.5);
        lat[i] = 26 + wide * (rng_unit(rng) - 0.5);
    }
}

static void as_every_step(void **state)
{
    (void)state;
    enum { N = 3000 };
    Rng rng;
    rng_seed(&rng, 1909);
    for (int round = 0; round < 40; round++) {
        WindFix f[16];
        WindImpact fast, plain;
        cx_reset(cx);
        double *lon = cx_new(cx, double, N), *lat = cx_new(cx, double, N);
        size_t n = wild(&rng, f);
        random_places(&rng, lon, lat, N, round % 2 ? 0.3 : 14);
        const WindPlaces *p = wind_places(cx, lon, lat, N);
        assert_int_equal(wind_impact(cx, f, n, p, &fast), OK);
        assert_int_equal(wind_impact_plain(cx, f, n, p, &plain), OK);
        assert_memory_equal(fast.nearest_km, plain.nearest_km, N * sizeof(float));
        assert_memory_equal(fast.nearest_s, plain.nearest_s, N * sizeof(int32_t));
        for (int c = 0; c < WIND_N; c++) {
            assert_memory_equal(fast.enter_s[c], plain.enter_s[c], N * sizeof(int32_t));
            assert_memory_equal(fast.leave_s[c], plain.leave_s[c], N * sizeof(int32_t));
        }
    }
}

/* Inside at this minute? In double precision, by the outline of the circle at that minute. */
static bool inside(const WindFix *at, int c, LonLat place)
{
    LonLat ring[720];
    Ring closed = {ring, 720};
    if (!wind_ring(at, c, ring, 719)) return false;
    ring[719] = ring[0];
    Area a = {.rings = &closed, .n = 1};
    area_measure(&a);
    return area_contains(&a, place);
}

static void as_every_minute(void **state)
{
    (void)state;
    enum { N = 12, MINUTES = 2 };
    Rng rng;
    int reached = 0;
    rng_seed(&rng, 2019);
    for (int round = 0; round < 6; round++) {
        WindFix f[16], at;
        WindImpact r;
        cx_reset(cx);
        double lon[N], lat[N];
        size_t n = wild(&rng, f);
        random_places(&rng, lon, lat, N, 8);
        assert_int_equal(wind_impact(cx, f, n, wind_places(cx, lon, lat, N), &r), OK);
        for (int i = 0; i < N; i++) {
            double nearest = INFINITY;
            int64_t first = -1, last = -1;
            for (int64_t ms = 0; wind_at(f, n, ms, &at); ms += MINUTES * MS_MINUTE) {
                LonLat place = {lon[i], lat[i]};
                nearest = fmin(nearest, geo_distance_m(at.at, place) / 1000);
                if (!inside(&at, WIND_7, place)) continue;
                if (first < 0) first = ms;
                last = ms;
            }
            uint32_t s = r.slot[i];
            assert_near(r.nearest_km[s], nearest, 0.3);
            if (first < 0) continue; /* a touch between two steps counts either way */
            reached++;
            if (r.enter_s[WIND_7][s] == WIND_NEVER) assert_true(last - first < 40 * MS_MINUTE);
            else {
                assert_near(r.enter_s[WIND_7][s], (double)first / 1000, 20 * 60);
                assert_near(r.leave_s[WIND_7][s], (double)last / 1000, 20 * 60);
            }
        }
    }
    assert_true(reached > 20);
}

static void limits(void **state)
{
    (void)state;
    WindFix f[2], at;
    WindImpact r;
    double lon = 1, lat = 1;
    cx_reset(cx);
    const WindPlaces *p = wind_places(cx, &lon, &lat, 1);
    assert_int_equal(wind_impact(cx, f, 0, p, &r), OK);
    assert_true(isinf(r.nearest_km[0]) && r.enter_s[0][0] == WIND_NEVER);
    assert_int_equal(wind_impact(cx, f, straight(f), wind_places(cx, &lon, &lat, 0), &r), OK);
    assert_false(wind_at(f, 2, -1, &at));
    assert_true(wind_at(f, 2, 5 * (int64_t)MS_HOUR, &at));
    assert_near(at.at.lon, 500 / 111.19508, 1e-6);
    assert_near(at.circle[WIND_7].quad_km[2], 200, 1e-9);
    f[1].circle[0] = round_circle(1e7); /* no storm has such a wind: too many steps */
    assert_int_equal(wind_impact(cx, f, 2, p, &r), ERR_TOO_BIG);
}

int main(void)
{
    cx = cx_open(1565280000000, 3); /* 2019-08-09T00:00:00+08:00 */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),         cmocka_unit_test(quadrants),
        cmocka_unit_test(beside),          cmocka_unit_test(as_every_step),
        cmocka_unit_test(as_every_minute), cmocka_unit_test(limits),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    cx_close(cx);
    return failed;
}
