/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of base/: text, time, ids, JSON writer, arena, failures. */
#include <setjmp.h>
#include <stdarg.h>

#include "base/base.h"
#include <cmocka.h>

static Cx *cx;

static int setup(void **state)
{
    (void)state;
    cx = cx_open(0, 1);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    cx_close(cx);
    return 0;
}

#define assert_str(s, z) assert_true(str_is((s), (z)))

static void test_numbers(void **state)
{
    (void)state;
    int64_t v;
    double f;
    assert_true(str_i64(S("-9223372036854775808"), &v) && v == INT64_MIN);
    assert_true(str_i64(S("9223372036854775807"), &v) && v == INT64_MAX);
    assert_false(str_i64(S("9223372036854775808"), &v));
    assert_false(str_i64(S(""), &v));
    assert_false(str_i64(S("1 "), &v));
    assert_true(str_f64(S("-1.25e2"), &f) && f == -125);
    assert_false(str_f64(S("nan"), &f));
    assert_false(str_f64(S("0x10"), &f));
    assert_false(str_f64(S("1e999"), &f));
}

static void test_time(void **state)
{
    (void)state;
    int64_t ms;
    assert_true(time_parse(S("2019-08-09T00:00:00+08:00"), &ms));
    assert_str(time_format(cx, ms), "2019-08-09T00:00:00+08:00");
    assert_true(time_parse(S("2019-08-10 01:45"), &ms));
    assert_str(time_format(cx, ms), "2019-08-10T01:45:00+08:00");
    assert_true(time_parse(S("1988-07-01"), &ms)); /* summer time */
    assert_str(time_format(cx, ms), "1988-07-01T00:00:00+09:00");
    assert_false(time_parse(S("2019-02-29"), &ms));
    assert_false(time_parse(S("2019-08-09T24:00:00Z"), &ms));
    assert_false(time_parse(S("2019-08-09T00:00:00+0800"), &ms));
    assert_true(time_parse(S("2020-02-29T23:59:59.250Z"), &ms));
    assert_str(time_format(cx, ms), "2020-03-01T07:59:59.250+08:00");
    for (int64_t day = -800000; day < 800000; day += 37) {
        int y, m, d;
        day_to_civil(day, &y, &m, &d);
        assert_int_equal(day_from_civil(y, m, d), day);
        assert_int_equal(day_of_ms(ms_of_day(day)), day);
        assert_int_equal(day_of_ms(ms_of_day(day) - 1), day - 1);
    }
}

static void test_ids(void **state)
{
    (void)state;
    IdMaker maker = {.node = 7};
    int64_t last = 0, back;
    for (int i = 0; i < 10000; i++) {
        int64_t id = id_next(&maker, 1600000000000 - i); /* a clock that runs backwards */
        assert_true(id > last);
        assert_true(id_parse(id_format(cx, id), &back) && back == id);
        assert_int_equal(id >> 12 & 0x3FF, 7);
        last = id;
    }
    assert_false(id_parse(S("0000000000000"), &back));
    assert_false(id_parse(S("ZZZZZZZZZZZZZ"), &back));
    assert_false(id_parse(S("123"), &back));
}

static void test_utf8(void **state)
{
    (void)state;
    assert_true(utf8_is_valid(S("衢州市𠮷")));
    assert_int_equal(utf8_count(S("衢州市𠮷")), 4);
    assert_str(utf8_head(S("衢州市"), 2), "衢州");
    assert_false(utf8_is_valid(S("\xC0\x80")));
    assert_false(utf8_is_valid(S("\xED\xA0\x80")));
    assert_false(utf8_is_valid(S("\xF4\x90\x80\x80")));
    assert_false(utf8_is_valid(S("\xE8\xA1")));
}

static void test_json(void **state)
{
    (void)state;
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "a\"", S("x\n\x01\xFF衢"));
    jw_key(&w, S("n"));
    jw_open(&w, '[');
    jw_f64(&w, 0.1);
    jw_f64(&w, -0.0);
    jw_f64(&w, 118.8612345);
    jw_i64(&w, INT64_MIN);
    jw_close(&w, ']');
    jw_close(&w, '}');
    assert_str(
        buf_str(&b),
        "{\"a\\\"\":\"x\\n\\u0001\xEF\xBF\xBD衢\",\"n\":[0.1,0,118.8612345,-9223372036854775808]}");
    assert_int_equal(buf_done(&b), OK);
    Buf tiny = buf_new(cx, 4);
    buf_z(&tiny, "12345");
    assert_int_equal(buf_done(&tiny), ERR_TOO_BIG);
}

static void bump(void *p)
{
    ++*(int *)p;
}

static void test_arena(void **state)
{
    (void)state;
    Arena *a = arena_new();
    int ran = 0;
    arena_defer(a, bump, &ran);
    ArenaMark m = arena_mark(a);
    for (int i = 0; i < 1000; i++) memset(arena_alloc(a, 5000), 7, 5000);
    arena_rewind(a, m);
    char *p = arena_alloc(a, 64);
    for (int i = 0; i < 64; i++) assert_int_equal(p[i], 0);
    arena_reset(a);
    assert_int_equal(ran, 1);
    arena_free(a);
    assert_int_equal(ran, 1);
}

static void test_failures(void **state)
{
    (void)state;
    cx_clear(cx);
    cx_note(cx, ERR_INVALID, S("level"), S("9"), "must be 1 to 4, got %d", 9);
    cx_note(cx, ERR_CONFLICT, S("x"), S(""), "must be 1 to 4, got %d", 0);
    assert_int_equal(cx_failed(cx), ERR_INVALID);
    assert_int_equal(cx->fail->n, 2);
    assert_int_equal(err_status(ERR_STALE), 412);
    cx_clear(cx);
    assert_int_equal(cx_failed(cx), OK);
}

static void test_map(void **state)
{
    (void)state;
    Map m = {0};
    int values[500];
    for (int i = 0; i < 500; i++) map_put(cx, &m, str_fmt(cx, "k%d", i), &values[i]);
    for (int i = 0; i < 500; i++) assert_ptr_equal(map_get(&m, str_fmt(cx, "k%d", i)), &values[i]);
    assert_null(map_get(&m, S("absent")));
    assert_int_equal(m.n, 500);
}

static void test_digests(void **state)
{
    (void)state;
    /* source: FIPS 180-2 B.1; GB/T 32905-2016 A.1 */
    assert_str(hash_hex(cx, hash_bytes(HASH_SHA256, S("abc"))),
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_str(hash_hex(cx, hash_bytes(HASH_SM3, S("abc"))),
               "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

static void dates_of_http(void **state)
{
    (void)state;
    assert_string_equal(str_z(cx, time_format_http(cx, 784111777000)),
                        "Sun, 06 Nov 1994 08:49:37 GMT"); /* RFC 9110 §5.6.7 */
    assert_string_equal(str_z(cx, time_format_http(cx, 0)), "Thu, 01 Jan 1970 00:00:00 GMT");
    assert_string_equal(str_z(cx, time_format_http(cx, -1)), "Wed, 31 Dec 1969 23:59:59 GMT");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_of_http), cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_time),     cmocka_unit_test(test_ids),
        cmocka_unit_test(test_utf8),     cmocka_unit_test(test_json),
        cmocka_unit_test(test_arena),    cmocka_unit_test(test_failures),
        cmocka_unit_test(test_map),      cmocka_unit_test(test_digests),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
