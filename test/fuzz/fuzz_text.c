/* SPDX-License-Identifier: Apache-2.0 */
/* Times, dates, ids, numbers, check digits, regions, datums, search words. The first line goes to
 * all of them. */
#include <math.h>

#include "fuzz.h"
#include "register/register.h"

static void times(Cx *cx, Str s)
{
    int64_t ms, again, day, id;
    if (time_parse(s, &ms)) {
        MUST(time_parse(time_format(cx, ms), &again) && again == ms);
        Civil c = civil_shanghai(ms);
        MUST(c.month >= 1 && c.month <= 12 && c.day >= 1 && c.day <= 31 && c.hour < 24 &&
             c.minute < 60 && c.second < 60);
    }
    (void)time_parse(time_mend(cx, s), &ms);
    if (date_parse(s, &day)) MUST(date_parse(date_format(cx, day), &again) && again == day);
    if (id_parse(s, &id)) MUST(s.len == 13 && id_parse(id_format(cx, id), &again) && again == id);
}

static void numbers(Cx *cx, Str s)
{
    int64_t i, again;
    double f, back;
    if (str_i64(s, &i)) MUST(str_i64(str_fmt(cx, "%" PRId64, i), &again) && again == i);
    if (!str_f64(s, &f)) return;
    Buf b = buf_new(cx, 0);
    MUST(isfinite(f));
    buf_f64(&b, f);
    MUST(str_f64(buf_str(&b), &back) && back == f);
}

static void places(Cx *cx, Str s)
{
    Str code;
    Datum d;
    if (region_parse(cx, s, &code)) MUST(code.len == 12 && str_starts(code, region_prefix(code)));
    if (id_number_is_valid(s)) MUST(s.len == 18);
    if (credit_code_is_valid(s)) MUST(s.len == 18);
    (void)datum_by_name(s, &d);
    if (s.len < 2 * sizeof(double)) return;
    double at[2], home[2];
    memcpy(at, s.p, sizeof at);
    if (!(fabs(at[0]) <= 180 && fabs(at[1]) <= 90)) return;
    memcpy(home, at, sizeof home);
    datum_from_wgs84(DATUM_GCJ02, &home[0], &home[1]);
    datum_to_wgs84(DATUM_GCJ02, &home[0], &home[1]);
    MUST(isfinite(home[0]) && isfinite(home[1]));
}

static void words(Cx *cx, Str s)
{
    size_t len = 0;
    (void)sql_search_text(cx, s);
    (void)sql_search_query(cx, s);
    MUST(utf8_count(utf8_head(s, 5)) <= 5);
    if (s.len) MUST(utf8_first(s, &len) <= 0x10FFFF && len >= 1 && len <= 4 && len <= s.len);
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_str(&w, s);
    json_t *j = json_loadb(b.p, b.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    MUST(j && (!utf8_is_valid(s) || str_eq((Str){json_string_value(j), json_string_length(j)}, s)));
    json_decref(j);
    Str bytes, hex = hex_encode(cx, s);
    MUST(hex_decode(cx, hex, &bytes) && str_eq(bytes, s));
    (void)hex_decode(cx, s, &bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = fuzz_cx();
    Str s = fuzz_str(data, size);
    if (size > 4096) return 0;
    times(cx, s);
    numbers(cx, s);
    places(cx, s);
    words(cx, s);
    return 0;
}
