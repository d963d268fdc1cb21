/* SPDX-License-Identifier: Apache-2.0 */
/* http: the pure parts: router, guard, url grammar, multipart, rates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "http/guard.h"
#include "http/http_int.h"
#include "http/multipart.h"
#include "http/rate.h"

static Cx *cx;

static void assert_str(Str got, const char *want)
{
    if (!str_is(got, want)) print_error("got \"%.*s\", want \"%s\"\n", STR_ARG(got), want);
    assert_true(str_is(got, want));
}

/* --- router --- */

static Err nothing(Cx *c, HttpCall *call)
{
    (void)c, (void)call;
    return OK;
}

#define ROUTE(m, p)                                                                                \
    {                                                                                              \
        m, p, nothing, NULL, RATE_READ, 0, 0                                                       \
    }
static const HttpRoute routes[] = {
    ROUTE("GET", "/"),
    ROUTE("GET", "/api/{register}"),
    ROUTE("POST", "/api/{register}"),
    ROUTE("GET", "/api/session"),
    ROUTE("GET", "/api/{register}/export.{format}"),
    ROUTE("GET", "/api/{register}/{id}"),
    ROUTE("GET", "/tiles/{z}/{x}/{y}.mvt"),
    ROUTE("GET", "/files/{path*}"),
    ROUTE("DELETE", "/api/session/all"),
};

static const char *pattern_of(const Router *r, HttpMethod m, const char *path)
{
    Found f = router_find(r, m, str_c(path));
    return f.route ? f.route->pattern : "";
}

static void router_precedence(void **state)
{
    (void)state;
    Router *r;
    assert_int_equal(router_new(cx, routes, COUNT(routes), &r), OK);
    assert_string_equal(pattern_of(r, HTTP_GET, "/"), "/");
    assert_string_equal(pattern_of(r, HTTP_GET, "/api/session"), "/api/session");
    assert_string_equal(pattern_of(r, HTTP_GET, "/api/incident"), "/api/{register}");
    assert_string_equal(pattern_of(r, HTTP_POST, "/api/session"),
                        "/api/{register}"); /* the literal has no POST */
    assert_string_equal(pattern_of(r, HTTP_HEAD, "/api/incident"), "/api/{register}");
    assert_string_equal(pattern_of(r, HTTP_GET, "/api/a/export.csv"),
                        "/api/{register}/export.{format}");
    assert_string_equal(pattern_of(r, HTTP_GET, "/api/a/export."), "/api/{register}/{id}");
    assert_string_equal(pattern_of(r, HTTP_GET, "/api/session/x"), "/api/{register}/{id}");
    assert_string_equal(pattern_of(r, HTTP_GET, "/files"), "");
    assert_string_equal(pattern_of(r, HTTP_GET, "/api/"), "");
    Found f = router_find(r, HTTP_GET, S("/tiles/7/104/52.mvt"));
    assert_int_equal(f.n_params, 3);
    assert_str(f.params[2], "52");
    f = router_find(r, HTTP_GET, S("/files/a/b/c.txt"));
    assert_str(f.params[0], "a/b/c.txt");
    f = router_find(r, HTTP_DELETE, S("/api/incident"));
    assert_null(f.route);
    assert_int_equal(f.allowed, 1U << HTTP_GET | 1U << HTTP_HEAD | 1U << HTTP_POST);
    assert_int_equal(router_find(r, HTTP_GET, S("/no/such/thing/here")).allowed, 0);
    HttpCall call = {
        .route = &routes[6], .n_params = 3, .params = {S("7"), S("104"), S("52")}
    };
    assert_str(http_param(&call, "y"), "52");
    assert_str(http_param(&call, "q"), "");
}

static void router_refuses(void **state)
{
    (void)state;
    Router *r;
    static const HttpRoute bad[] = {ROUTE("FETCH", "/a"), ROUTE("GET", "a"),
                                    ROUTE("GET", "/{x*}/b"),
                                    ROUTE("GET", "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}")};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(router_new(cx, &bad[i], 1, &r), ERR_INVALID);
    static const HttpRoute same[] = {ROUTE("GET", "/{x}"), ROUTE("GET", "/{y}")};
    assert_int_equal(router_new(cx, same, 2, &r), ERR_INVALID);
}

/* --- guard --- */

/* Feed in pieces of `step` bytes. ret: 0, or the status it refuses with; n_heads: requests seen. */
static int feed(const char *text, size_t step, int *n_heads)
{
    HttpGuard g;
    guard_init(&g);
    *n_heads = 0;
    for (Str rest = str_c(text), piece; rest.len > 0; rest = str_from(rest, step)) {
        for (piece = str_head(rest, step); piece.len > 0;) {
            size_t used;
            int status;
            GuardVerdict v = guard_feed(&g, piece, &used, &status);
            assert_true(used > 0 && used <= piece.len);
            if (v == GUARD_BAD) return status;
            *n_heads += v == GUARD_HEAD;
            piece = str_from(piece, used);
        }
    }
    return 0;
}

static void guard_table(void **state)
{
    (void)state;
#define H "Host: x\r\n"
    static const struct {
        const char *text;
        int status, n_heads;
    } rows[] = {
        {"GET / HTTP/1.1\r\n" H "\r\n",                                                       0,   1},
        {"GET / HTTP/1.0\r\n\r\n",                                                            0,   1},
        {"GET / HTTP/1.1\r\n" H "\r\nGET /b HTTP/1.1\r\n" H "\r\n",                           0,   2},
        {"POST / HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\n" H "\r\n",   0,   2},
        {"POST / HTTP/1.1\r\n" H
         "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\nGET / "
         "HTTP/1.1\r\n" H "\r\n",
         0,                                                                                        2},
        {"POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",   400, 0},
        {"POST / HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 3\r\n\r\n",            400, 0},
        {"POST / HTTP/1.1\r\n" H "Content-Length: 3, 3\r\n\r\n",                              400, 0},
        {"POST / HTTP/1.1\r\n" H "Content-Length: +3\r\n\r\n",                                400, 0},
        {"POST / HTTP/1.1\r\n" H "Content-Length: 0x3\r\n\r\n",                               400, 0},
        {"POST / HTTP/1.1\r\n" H "Content-Length: 9999999999999999999\r\n\r\n",               400, 0},
        {"POST / HTTP/1.1\r\n" H "Content-Length:\r\n\r\n",                                   400, 0},
        {"POST / HTTP/1.1\r\n" H "Transfer-Encoding: gzip, chunked\r\n\r\n",                  400, 0},
        {"POST / HTTP/1.1\r\n" H "Transfer-Encoding:\tchunked\r\n\r\n",                       400, 0},
        {"POST / HTTP/1.1\r\n" H "Transfer-Encoding : chunked\r\n\r\n",                       400, 0},
        {"POST / HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n",                        400, 0},
        {"GET / HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\n",                                  400,
         0                                                                                          }, /* evhttp reads no body with GET */
        {"DELETE / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n",                      400, 0},
        {"GET / HTTP/1.1\n" H "\r\n",                                                         400, 0},
        {"GET / HTTP/1.1\r\nHost: x\n\r\n",                                                   400, 0},
        {"GET / HTTP/1.1\r\n" H "X: a\r\n b\r\n\r\n",                                         400, 0}, /* folded */
        {"GET / HTTP/1.1\r\n" H "X: a\rb\r\n\r\n",                                            400, 0},
        {"GET / HTTP/1.1\r\n\r\n",                                                            400, 0},
        {"GET / HTTP/1.1\r\n" H H "\r\n",                                                     400, 0},
        {"GET / HTTP/1.1\r\n" H "no colon\r\n\r\n",                                           400, 0},
        {"GET / HTTP/1.1\r\n" H "b\x01: c\r\n\r\n",                                           400, 0},
        {"\r\nGET / HTTP/1.1\r\n",                                                            400, 0},
        {"GET  / HTTP/1.1\r\n",                                                               400, 0},
        {"GET /\r\n",                                                                         400, 0},
        {"GET /\xe4 HTTP/1.1\r\n",                                                            400, 0},
        {"GET / HTTP/2.0\r\n",                                                                505, 0},
        {"TRACE / HTTP/1.1\r\n",                                                              405, 0},
        {"BREW / HTTP/1.1\r\n",                                                               501, 0},
        {"get / HTTP/1.1\r\n",                                                                501, 0},
        {"POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n",        400, 1},
        {"POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n",           400, 1},
        {"POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n",              400, 1},
        {"POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n\r\n",                    400, 1},
        {"POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n",           400, 1},
        {"POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n1111111111111111\r\n",    400, 1},
        {"POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\nTrailer: x\r\n\r\n", 400,
         1                                                                                          },
    };
#undef H
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t step = 1; step < 100; step += 6) {
            int n_heads, status = feed(rows[i].text, step, &n_heads);
            if (status != rows[i].status || n_heads != rows[i].n_heads)
                print_error("row %zu by %zu: %d\n", i, step, status);
            assert_int_equal(status, rows[i].status);
            assert_int_equal(n_heads, rows[i].n_heads);
        }
}

static void guard_limits(void **state)
{
    (void)state;
    int n_heads;
    Buf b = buf_new(cx, 0);
    buf_z(&b, "GET / HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < GUARD_HEADERS_MAX; i++) buf_z(&b, "A: b\r\n");
    assert_int_equal(feed(str_z(cx, buf_str(&b)), 1000, &n_heads), 431);
    Buf l = buf_new(cx, 0);
    buf_z(&l, "GET /");
    for (int i = 0; i < GUARD_HEAD_MAX; i++) buf_char(&l, 'a');
    assert_int_equal(feed(str_z(cx, buf_str(&l)), 1000, &n_heads), 431);
    Buf t = buf_new(cx, 0); /* a long target is fine */
    buf_z(&t, "GET /");
    for (int i = 0; i < 4000; i++) buf_char(&t, 'a');
    buf_z(&t, " HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(feed(str_z(cx, buf_str(&t)), 1000, &n_heads), 0);
    assert_int_equal(n_heads, 1);
}

/* --- grammar --- */

static void url_items(void **state)
{
    (void)state;
    static const struct {
        const char *raw, *name, *value;
        UrlOp op;
    } rows[] = {
        {"a=b",         "a", "b",            URL_EQ},
        {"a=",          "a", "",             URL_EQ},
        {"a",           "a", "",             URL_EQ},
        {"a=b+c%2B",    "a", "b c+",         URL_EQ},
        {"a>=1",        "a", "1",            URL_GE},
        {"a%3E%3D1",    "a", "1",            URL_GE},
        {"a%3E=1",      "a", "1",            URL_GE},
        {"a>1",         "a", "1",            URL_GT},
        {"a<1",         "a", "1",            URL_LT},
        {"a<=1",        "a", "1",            URL_LE},
        {"a!=x",        "a", "x",            URL_NE},
        {"a=x>y",       "a", "x>y",          URL_EQ},
        {"a=%E5%AE%89", "a", "\xe5\xae\x89", URL_EQ},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        UrlQuery q;
        assert_int_equal(url_query_parse(cx, str_c(rows[i].raw), &q), OK);
        assert_int_equal(q.n, 1);
        assert_str(q.p[0].name, rows[i].name);
        assert_str(q.p[0].value, rows[i].value);
        assert_int_equal(q.p[0].op, rows[i].op);
    }
    UrlQuery q;
    static const char *const bad[] = {"=x", "a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", ">=1"};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(url_query_parse(cx, str_c(bad[i]), &q), ERR_INVALID);
    assert_int_equal(url_query_parse(cx, S("a=1&&b=2&a=3"), &q), OK);
    assert_int_equal(q.n, 3);
    assert_str(url_query_find(&q, S("a"))->value, "1");
    assert_null(url_query_find(&q, S("c")));
    Buf many = buf_new(cx, 0);
    for (int i = 0; i <= URL_MAX_ITEMS; i++) buf_z(&many, "a&");
    assert_int_equal(url_query_parse(cx, buf_str(&many), &q), ERR_TOO_BIG);
}

static void paths(void **state)
{
    (void)state;
    Str path;
    assert_int_equal(path_decode(cx, S("/a%20b/c"), &path), OK);
    assert_str(path, "/a b/c");
    static const char *const bad[] = {"",      "a",     "/a//b",  "/./a", "/a/..",  "/%2e%2e/a",
                                      "/a%0a", "/a\\b", "/a%5cb", "/%00", "/%c0%80"};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(path_decode(cx, str_c(bad[i]), &path), ERR_INVALID);
}

static void headers(void **state)
{
    (void)state;
    assert_str(cookie_find(S("a=1; b=\"2\"; ab=3"), S("b")), "2");
    assert_str(cookie_find(S("a=1; b=2"), S("c")), "");
    assert_str(bearer_token(S("Bearer abc.d")), "abc.d");
    assert_str(bearer_token(S("Bearer a b")), "");
    assert_str(bearer_token(S("Basic abc")), "");
    assert_true(language_is_english(S("en-GB,en;q=0.9,zh;q=0.5")));
    assert_false(language_is_english(S("zh-CN,en;q=0.9")));
    assert_false(language_is_english(S("")));
    assert_true(accepts(S("gzip, br"), S("br")));
    assert_false(accepts(S("gzip;q=0"), S("gzip")));
}

/* --- multipart --- */

static void multipart(void **state)
{
    (void)state;
    Parts p;
    Str type = S("multipart/form-data; boundary=\"x y\"");
    Str body = S("--x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--x y\r\n"
                 "Content-Disposition: form-data; name=f; filename=\"p\\\"q.png\"\r\nContent-Type: "
                 "image/png\r\n\r\n\r\n--x\r\n\r\n--x y--\r\n");
    assert_int_equal(multipart_parse(cx, type, body, &p), OK);
    assert_int_equal(p.n, 2);
    assert_str(part_find(&p, S("a"))->body, "one");
    assert_str(part_find(&p, S("f"))->body, "\r\n--x\r\n");
    assert_str(part_find(&p, S("f"))->filename, "p\"q.png");
    assert_str(part_find(&p, S("f"))->type, "image/png");
    assert_null(part_find(&p, S("g")));
    for (size_t len = 0; len + 2 < body.len;
         len++) /* every cut is an error, but for the last line's end */
        assert_int_equal(multipart_parse(cx, type, str_head(body, len), &p), ERR_INVALID);
    assert_int_equal(multipart_parse(cx, S("text/plain"), body, &p), ERR_UNSUPPORTED);
    assert_int_equal(multipart_parse(cx, S("multipart/form-data"), body, &p), ERR_INVALID);
    assert_int_equal(
        multipart_parse(cx, type,
                        S("--x y\nContent-Disposition: form-data; name=a\n\none\n--x y--\n"), &p),
        ERR_INVALID);
    assert_int_equal(
        multipart_parse(cx, type, S("--x y\r\nContent-Type: a/b\r\n\r\none\r\n--x y--\r\n"), &p),
        ERR_INVALID);
    cx_clear(cx);
}

/* --- rates --- */

static void rates(void **state)
{
    (void)state;
    Rate r[RATE_N] = {
        [RATE_READ] = {10, 2},
          [RATE_LOGIN] = {0,  1}
    };
    RateTable *t = rate_new(r, 1024);
    assert_int_equal(rate_take(t, RATE_READ, S("a"), 1000), 0);
    assert_int_equal(rate_take(t, RATE_READ, S("a"), 1000), 0);
    int64_t wait = rate_take(t, RATE_READ, S("a"), 1000);
    assert_in_range(wait, 1, 101);
    assert_int_equal(rate_take(t, RATE_READ, S("b"), 1000), 0);  /* another key */
    assert_int_equal(rate_take(t, RATE_LOGIN, S("a"), 1000), 0); /* another class */
    assert_true(rate_take(t, RATE_LOGIN, S("a"), 1000000) > 0);  /* never again */
    assert_int_equal(rate_take(t, RATE_READ, S("a"), 1000 + wait), 0);
    for (int i = 0; i < 100; i++) assert_int_equal(rate_take(t, RATE_NONE, S("a"), 1000), 0);
    for (int i = 0; i < 100000; i++)
        (void)rate_take(t, RATE_READ, str_fmt(cx, "k%d", i),
                        2000 + i); /* the table stays as it is */
    rate_free(t);
}

/* --- static files --- */

static void static_files(void **state)
{
    (void)state;
    Static s = {0};
    static_load(cx, &s, S("no/such/folder/"));
    assert_int_equal(s.files.n, 0);
    HttpCall call = {.method = HTTP_POST, .path = S("/x")};
    assert_null(static_find(&s, &call));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(router_precedence),
        cmocka_unit_test(router_refuses),
        cmocka_unit_test(guard_table),
        cmocka_unit_test(guard_limits),
        cmocka_unit_test(url_items),
        cmocka_unit_test(paths),
        cmocka_unit_test(headers),
        cmocka_unit_test(multipart),
        cmocka_unit_test(rates),
        cmocka_unit_test(static_files),
    };
    cx = cx_open(0, 1);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    cx_close(cx);
    return failed;
}
