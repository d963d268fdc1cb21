/* SPDX-License-Identifier: Apache-2.0 */
/* Tracks: our files with what each must give, the published seasons, the shared vectors. */
#include "wire_test.h"

#include <math.h>

#include "wire/track.h"

#define assert_near(got, want) assert_true(fabs((double)(got) - (double)(want)) < 1e-9)

static const char *const formats[] = {"none", "CMA", "JMA", "IBTrACS", "NMC", "Zhejiang"};

static void add_number(Buf *b, const char *key, double v)
{
    if (!isnan(v)) buf_fmt(b, " %s=%.5g", key, v);
}

static void add_circle(Buf *b, const TrackCircle *c, int force)
{
    if (!c->given) return;
    if (!isnan(c->toward_deg))
        buf_fmt(b, " r%d=%g/%.0f/%.0f", force, c->toward_deg, c->longest_km, c->shortest_km);
    else
        buf_fmt(b, " r%d=%.0f|%.0f|%.0f|%.0f", force, c->quad_km[0], c->quad_km[1], c->quad_km[2],
                c->quad_km[3]);
}

static void add_fix(Buf *b, const TrackFix *f)
{
    static const int force[] = {7, 10, 12};
    buf_fmt(b, " %.*s %g %g %s", 16, time_format(cx, f->at_ms).p, f->lon, f->lat,
            track_grade_code(f->grade));
    add_number(b, "hpa", f->pressure_hpa);
    add_number(b, "wind", f->wind_m_s);
    add_number(b, "to", f->move_deg);
    add_number(b, "km/h", f->move_km_h);
    if (f->landfall) buf_z(b, " landfall");
    for (int i = 0; i < CIRCLE_N; i++) add_circle(b, &f->circle[i], force[i]);
}

/* The strongest fix and the first and last forecast tell enough of a storm. */
static void add_track(Buf *b, const Track *t)
{
    size_t top = 0;
    for (size_t i = 0; i < t->fixes.n; i++)
        if (t->fixes.p[i].wind_m_s > t->fixes.p[top].wind_m_s || isnan(t->fixes.p[top].wind_m_s))
            top = i;
    buf_fmt(b, "; %s %d %.*s/%.*s %.*s%.*s %s%s mean=%d fixes=%zu", track_agency_code(t->agency),
            t->season, STR_ARG(t->number), STR_ARG(t->sid), STR_ARG(t->name_en),
            STR_ARG(t->name_zh), t->is_best ? "best" : "live", t->is_active ? " active" : "",
            t->fixes.p[top].mean_min, t->fixes.n);
    add_fix(b, &t->fixes.p[top]);
    if (t->forecasts.n == 0) return;
    const TrackForecast *last = &t->forecasts.p[t->forecasts.n - 1];
    buf_fmt(b, " forecasts=%zu %s +%d", t->forecasts.n, track_agency_code(last->agency),
            last->lead_h);
    add_fix(b, &last->fix);
}

static Str refusal(void)
{
    Str line, all = cx_message(cx);
    (void)str_cut(all, '\n', &line, &all);
    return str_fmt(cx, "refused %.*s", STR_ARG(str_trim(line)));
}

static Str dump_file(Str body)
{
    TrackFile file;
    if (track_read(cx, body, &file) != OK) return refusal();
    Buf b = buf_new(cx, 0);
    buf_fmt(&b, "%s storms=%zu left_out=%lld", formats[file.format], file.tracks.n,
            (long long)file.left_out);
    for (size_t i = 0; i < file.tracks.n; i++) add_track(&b, &file.tracks.p[i]);
    return buf_str(&b);
}

static Str dump_list(Str body)
{
    TrackListed *l;
    size_t n;
    if (track_list_read(cx, body, &l, &n) != OK) return refusal();
    Buf b = buf_new(cx, 0);
    buf_fmt(&b, "list of %zu", n);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "; %.*s %.*s %.*s%.*s%s", STR_ARG(l[i].id), STR_ARG(l[i].number),
                STR_ARG(l[i].name_en), STR_ARG(l[i].name_zh), l[i].is_active ? " active" : "");
    return buf_str(&b);
}

static void our_files(void **state)
{
    (void)state;
    Str text, line, name, want, body;
    int n = 0;
    cx_reset(cx);
    assert_true(test_file("test/vector/typhoon/expect.tsv", &text));
    while (str_next(&text, '\n', &line)) {
        if (line.len == 0 || line.p[0] == '#') continue;
        assert_true(str_cut(line, '\t', &name, &want));
        assert_true(test_file(str_fmt(cx, "test/vector/typhoon/%.*s", STR_ARG(name)).p, &body));
        bool list = str_find(name, S("list")) != SIZE_MAX;
        if (getenv("SHOW"))
            printf("%.*s\t%.*s\n", STR_ARG(name),
                   STR_ARG(list ? dump_list(body) : dump_file(body)));
        else assert_str(list ? dump_list(body) : dump_file(body), want);
        cx_clear(cx);
        n++;
    }
    assert_true(n >= 40);
}

/* The season that ships: every storm, every fix, and Lekima's landing as JMA has it. */
static void the_season(void **state)
{
    (void)state;
    Str body;
    TrackFile file;
    size_t fixes = 0;
    cx_reset(cx);
    assert_true(test_file("data/typhoon/jma_2019_raw.txt", &body));
    assert_int_equal(track_read(cx, body, &file), OK);
    for (size_t i = 0; i < file.tracks.n; i++) fixes += file.tracks.p[i].fixes.n;
    assert_int_equal(file.tracks.n, 29);
    assert_int_equal(fixes, 1049);
    assert_true(test_file("data/typhoon/CH2017BST.txt", &body));
    assert_int_equal(track_read(cx, body, &file), OK);
    assert_int_equal(file.tracks.n, 30);
    for (fixes = 0; file.tracks.n--;) fixes += file.tracks.p[file.tracks.n].fixes.n;
    assert_int_equal(fixes, 827);
}

/* --- the shared ones --- */

static int64_t utc(Str s)
{
    int64_t ms = 0;
    assert_true(time_parse(s, &ms));
    return ms;
}

static void check_fix(const json_t *want, const TrackFix *f)
{
    assert_int_equal(f->at_ms, utc(jstr(want, "time_utc")));
    assert_near(f->lat, json_number_value(json_object_get(want, "lat")));
    double lon = json_number_value(json_object_get(want, "lon"));
    assert_near(f->lon, lon > 180 ? lon - 360 : lon);
    if (json_object_get(want, "pressure_hpa"))
        assert_near(f->pressure_hpa, jint(want, "pressure_hpa"));
    int64_t kt = jint(want, "wind_kt"), m_s = jint(want, "wind_ms");
    if (kt > 0) assert_near(f->wind_m_s, (double)kt * 1.852 / 3.6);
    if (m_s > 0) assert_near(f->wind_m_s, m_s);
}

static void check_radius(const json_t *want, const TrackCircle *c)
{
    if (!want) return;
    assert_near(c->longest_km, (double)jint(want, "longest_nm") * 1.852);
    if (c->given) assert_near(c->shortest_km, (double)jint(want, "shortest_nm") * 1.852);
}

/* A header alone, or a line alone: made into a file that its reader takes. */
static Str completed(Str kind, Str in)
{
    Buf b = buf_new(cx, 0);
    bool jma = str_starts(kind, S("jma"));
    if (str_ends(kind, S("_line"))) {
        Str year = jma ? str_head(in, 2) : str_head(str_from(in, 2), 2);
        buf_fmt(
            &b,
            jma ? "66666 %.*s01  001 0001 %.*s01 0 6                 TEST              20200101\n"
                : "66666 %.*s01    1 0001 %.*s01 0 6 TEST 20200101\n",
            STR_ARG(year), STR_ARG(year));
        buf_fmt(&b, "%.*s\n", STR_ARG(in));
        return buf_str(&b);
    }
    int64_t n = 0;
    (void)str_i64(str_trim(str_head(str_from(in, jma ? 11 : 10), 5)), &n);
    Str number = str_head(str_from(in, 6), 4);
    if (str_is(number, "0000")) number = S("8301");
    buf_fmt(&b, "%.*s\n", STR_ARG(in));
    for (int i = 0; i < (int)n; i++) {
        int day = i / 4, month = 1 + day / 28;
        if (jma)
            buf_fmt(&b, "%.2s%02d%02d%02d 002 2 200 1300 1000     000\n", number.p, month,
                    1 + day % 28, i % 4 * 6);
        else
            buf_fmt(&b, "%s%.2s%02d%02d%02d 1 200 1300 1000 12\n", number.p[0] >= '5' ? "19" : "20",
                    number.p, month, 1 + day % 28, i % 4 * 6);
    }
    return buf_str(&b);
}

static void check_archive(const json_t *item)
{
    const json_t *want = json_object_get(item, "expect"), *head = json_object_get(want, "header");
    Str kind = jstr(item, "kind"), in = jstr(item, "input_text");
    bool part = str_ends(kind, S("_line")) || str_ends(kind, S("_header"));
    TrackFile file;
    if (part) in = completed(kind, in);
    Err e = track_read(cx, in, &file);
    if (json_object_get(want, "error")) {
        assert_int_equal(e, ERR_INVALID);
        assert_true(str_find(cx_message(cx), S("line 1:")) != SIZE_MAX);
        return;
    }
    if (e != OK) fail_msg("%.*s: %.*s", STR_ARG(jstr(item, "id")), STR_ARG(cx_message(cx)));
    const Track *t = &file.tracks.p[0];
    if (str_ends(kind, S("_header"))) head = want;
    if (head) {
        assert_str(t->name_en, jstr(head, "name"));
        assert_int_equal(t->fixes.n, jint(head, "data_lines"));
    }
    if (str_ends(kind, S("_line"))) check_fix(want, &t->fixes.p[0]);
    check_radius(json_object_get(want, "r50"), &t->fixes.p[0].circle[CIRCLE_10]);
    check_radius(json_object_get(want, "r30"), &t->fixes.p[0].circle[CIRCLE_7]);
    if (json_object_get(want, "first")) check_fix(json_object_get(want, "first"), &t->fixes.p[0]);
    if (json_object_get(want, "last"))
        check_fix(json_object_get(want, "last"), &t->fixes.p[t->fixes.n - 1]);
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(want, "all"), i, row) {
        assert_int_equal(t->fixes.p[i].at_ms,
                         utc(str_c(json_string_value(json_array_get(row, 0)))));
        assert_near(t->fixes.p[i].lat, json_number_value(json_array_get(row, 2)));
        assert_near(t->fixes.p[i].pressure_hpa, json_number_value(json_array_get(row, 4)));
    }
    json_array_foreach (json_object_get(want, "records"), i, row) check_fix(row, &t->fixes.p[i]);
}

static void check_ibtracs(const json_t *item)
{
    const json_t *want = json_object_get(item, "expect"), *one;
    TrackFile file;
    size_t rows = 0;
    const char *sid;
    Err e = track_read(cx, jstr(item, "input_text"), &file);
    if (!json_is_true(json_object_get(item, "valid"))) {
        assert_int_equal(e, ERR_INVALID);
        return;
    }
    if (e != OK) fail_msg("%.*s: %.*s", STR_ARG(jstr(item, "id")), STR_ARG(cx_message(cx)));
    for (size_t i = 0; i < file.tracks.n; i++) rows += file.tracks.p[i].fixes.n;
    if (json_object_get(want, "rows_kept")) assert_int_equal(rows, jint(want, "rows_kept"));
    if (json_object_get(want, "main_rows")) {
        assert_int_equal(rows, jint(want, "main_rows"));
        assert_int_equal(file.left_out, json_array_size(json_object_get(want, "spur_sids")));
    }
    json_t *storms = json_object_get(want, "storms");
    json_object_foreach (storms, sid, one) {
        size_t i = 0;
        while (i < file.tracks.n && !str_is(file.tracks.p[i].sid, sid)) i++;
        assert_true(i < file.tracks.n);
        assert_int_equal(file.tracks.p[i].fixes.n, json_integer_value(one));
    }
    const json_t *first = json_object_get(want, "first");
    if (first) check_fix(first, &file.tracks.p[0].fixes.p[0]);
    if (json_object_get(want, "second_wind_kt_wmo_else_usa")) {
        const TrackFix *f = &file.tracks.p[0].fixes.p[1];
        assert_near(f->wind_m_s, 80 * 1.852 / 3.6);
        assert_near(f->pressure_hpa, 965);
        assert_int_equal(f->mean_min, 1); /* a wind of the USA */
    }
}

static void check_quads(const json_t *want, const TrackCircle *c)
{
    assert_int_equal(c->given, json_is_array(want));
    for (size_t q = 0; q < json_array_size(want); q++)
        assert_near(c->quad_km[q], json_number_value(json_array_get(want, q)));
}

static void check_point(const json_t *item)
{
    const json_t *want = json_object_get(item, "expect");
    TrackFile file;
    Str in =
        str_fmt(cx, "{\"tfid\":\"202116\",\"points\":[%.*s]}", STR_ARG(jstr(item, "input_text")));
    int64_t n = 0;
    assert_int_equal(track_read(cx, in, &file), OK);
    const Track *t = &file.tracks.p[0];
    const TrackFix *f = &t->fixes.p[0];
    assert_int_equal(f->at_ms, utc(jstr(want, "time_beijing")));
    assert_near(f->lon, json_number_value(json_object_get(want, "lon")));
    assert_near(f->wind_m_s, json_number_value(json_object_get(want, "wind_ms")));
    check_quads(json_object_get(want, "radius7_km"), &f->circle[CIRCLE_7]);
    check_quads(json_object_get(want, "radius10_km"), &f->circle[CIRCLE_10]);
    check_quads(json_object_get(want, "radius12_km"), &f->circle[CIRCLE_12]);
    json_t *counts = json_object_get(want, "forecast_points"), *one;
    size_t i;
    json_array_foreach (counts, i, one) n += json_integer_value(one) - 1; /* the first repeats */
    assert_int_equal(t->forecasts.n, n);
}

static void check_view(const json_t *item)
{
    const json_t *want = json_object_get(item, "expect"), *last = json_object_get(want, "last");
    TrackFile file;
    int64_t number = 0, got = 0;
    assert_int_equal(track_read(cx, jstr(item, "input_text"), &file), OK);
    const Track *t = &file.tracks.p[0];
    assert_true(str_i64(jstr(want, "number"), &number) && str_i64(t->number, &got));
    assert_int_equal(number, got);
    assert_int_equal(t->fixes.n, jint(want, "points"));
    if (json_object_get(want, "first")) check_fix(json_object_get(want, "first"), &t->fixes.p[0]);
    if (!last) return;
    const TrackFix *f = &t->fixes.p[t->fixes.n - 1];
    assert_near(f->move_deg, 315); /* NW */
    check_quads(json_object_get(json_object_get(last, "radii_km"), "30KTS"), &f->circle[CIRCLE_7]);
    check_quads(json_object_get(json_object_get(last, "radii_km"), "50KTS"), &f->circle[CIRCLE_10]);
    const TrackForecast *fc = &t->forecasts.p[t->forecasts.n - 1];
    assert_int_equal(fc->lead_h, 12);
    assert_int_equal(fc->fix.at_ms, f->at_ms + 12 * MS_HOUR); /* base + lead */
}

static void check_list(const json_t *item)
{
    const json_t *want = json_object_get(item, "expect");
    TrackListed *l;
    size_t n, active = 0;
    Err e = track_list_read(cx, jstr(item, "input_text"), &l, &n);
    if (json_object_get(want, "error")) {
        assert_int_equal(e, ERR_INVALID);
        return;
    }
    assert_int_equal(e, OK);
    assert_int_equal(n, jint(want, "count"));
    for (size_t i = 0; i < n; i++) {
        const json_t *number = json_array_get(json_object_get(want, "numbers"), i);
        active += l[i].is_active;
        if (number) assert_str(l[i].number, str_c(json_string_value(number)));
    }
    if (json_object_get(want, "active"))
        assert_int_equal(active, json_array_size(json_object_get(want, "active")));
}

static void check_jsonp(const json_t *item)
{
    const json_t *want = json_object_get(item, "expect");
    Str inside = S("");
    Err e = track_jsonp(cx, jstr(item, "input_text"), &inside);
    json_t *j = e == OK ? json_loadb(inside.p, inside.len, 0, NULL) : NULL;
    assert_int_equal(j != NULL, json_object_get(want, "json") != NULL);
    if (j) assert_str(inside, jstr(want, "json"));
    json_decref(j);
}

static void shared_vectors(void **state)
{
    (void)state;
    int n = 0;
    cx_reset(cx);
    SHARED_EACH("typhoon.jsonl", item)
    {
        Str kind = jstr(item, "kind");
        n++;
        if (str_starts(kind, S("jma")) || str_starts(kind, S("cma"))) check_archive(item);
        else if (str_is(kind, "ibtracs_csv")) check_ibtracs(item);
        else if (str_is(kind, "zjwater_point")) check_point(item);
        else if (str_is(kind, "nmc_view")) check_view(item);
        else if (str_ends(kind, S("_list"))) check_list(item);
        else if (str_is(kind, "jsonp")) check_jsonp(item);
        else fail_msg("no check for %.*s", STR_ARG(kind));
        cx_clear(cx);
    }
    printf("%d shared vectors of typhoons\n", n);
}

static void directions(void **state)
{
    (void)state;
    static const struct {
        const char *zh;
        double deg;
    } each[] = {
        {"北西",    315  },
        {"西北",    315  },
        {"西北西", 292.5},
        {"北北西", 337.5},
        {"东",       90   },
        {"南南东", 157.5}
    };
    cx_reset(cx);
    for (size_t i = 0; i < COUNT(each); i++) {
        TrackFile file;
        Str in = str_fmt(cx,
                         "{\"tfid\":\"201909\",\"points\":[{\"time\":\"2019/8/9 "
                         "8:00:00\",\"lng\":\"123\",\"lat\":\"27\",\"movedirection\":\"%s\"}]}",
                         each[i].zh);
        assert_int_equal(track_read(cx, in, &file), OK);
        assert_near(file.tracks.p[0].fixes.p[0].move_deg, each[i].deg);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(our_files),
    cmocka_unit_test(the_season),
    cmocka_unit_test(shared_vectors),
    cmocka_unit_test(directions),
};

WIRE_TEST_MAIN(tests)
