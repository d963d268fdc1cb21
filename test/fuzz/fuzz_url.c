/* SPDX-License-Identifier: Apache-2.0 */
/* The small grammars around a request. */
#include "fuzz.h"
#include "http/text.h"

static void query(Cx *cx, Str s)
{
    UrlQuery q = {0};
    if (url_query_parse(cx, s, &q) != OK) {
        MUST(cx_failed(cx) != OK);
        return;
    }
    MUST(q.n <= URL_MAX_ITEMS);
    for (size_t i = 0; i < q.n; i++) {
        MUST(q.p[i].name.len > 0 && utf8_is_valid(q.p[i].name) && utf8_is_valid(q.p[i].value));
        MUST(str_find_char(q.p[i].name, 0) == SIZE_MAX &&
             str_find_char(q.p[i].value, 0) == SIZE_MAX);
        MUST(url_query_find(&q, q.p[i].name) != NULL);
    }
}

static void path(Cx *cx, Str s)
{
    Str p;
    cx_clear(cx);
    if (path_decode(cx, s, &p) != OK) return;
    MUST(p.len > 0 && p.p[0] == '/' && utf8_is_valid(p));
    MUST(str_find(p, S("/../")) == SIZE_MAX && str_find(p, S("/./")) == SIZE_MAX &&
         str_find(p, S("//")) == SIZE_MAX && !str_ends(p, S("/..")));
    for (size_t i = 0; i < p.len; i++) MUST((unsigned char)p.p[i] >= 0x20 && p.p[i] != '\\');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = fuzz_cx();
    Str s = fuzz_str(data, size), decoded;
    query(cx, s);
    path(cx, s);
    cx_clear(cx);
    if (percent_decode(cx, s, true, &decoded) == OK)
        MUST(decoded.len <= s.len && utf8_is_valid(decoded));
    MUST(fuzz_within(cookie_find(s, S("anlan")), s));
    MUST(fuzz_within(bearer_token(s), s));
    (void)language_is_english(s);
    (void)accepts(s, S("gzip"));
    (void)accepts(s, S("text/html"));
    return 0;
}
