/* SPDX-License-Identifier: Apache-2.0 */
/* Buf and the JSON writer. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"

Buf buf_new(Cx *cx, size_t max)
{
    return (Buf){.cx = cx, .max = max ? max : BUF_MAX};
}

static bool room(Buf *b, size_t more)
{
    if (b->over || more > b->max - b->len) return b->over = true, false;
    size_t need = b->len + more;
    if (need <= b->cap) return true;
    size_t cap = b->cap ? b->cap * 2 : 256;
    if (cap < need) cap = need;
    b->p = arena_grow(b->cx->arena, b->p, b->cap, cap);
    b->cap = cap;
    return true;
}

void buf_add(Buf *b, Str s)
{
    if (s.len == 0 || !room(b, s.len)) return;
    memcpy(b->p + b->len, s.p, s.len);
    b->len += s.len;
}

void buf_z(Buf *b, const char *z)
{
    buf_add(b, str_c(z));
}

void buf_char(Buf *b, char c)
{
    if (room(b, 1)) b->p[b->len++] = c;
}

void buf_vfmt(Buf *b, const char *fmt, va_list ap)
{
    char small[256];
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(small, sizeof small, fmt, ap);
    if (n >= 0 && (size_t)n < sizeof small) {
        buf_add(b, (Str){small, (size_t)n});
    } else if (n >= 0 && room(b, (size_t)n + 1)) {
        (void)vsnprintf(b->p + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

void buf_fmt(Buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(b, fmt, ap);
    va_end(ap);
}

void buf_i64(Buf *b, int64_t v)
{
    char out[24];
    size_t at = sizeof out;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do out[--at] = (char)('0' + u % 10);
    while (u /= 10);
    if (v < 0) out[--at] = '-';
    buf_add(b, (Str){out + at, sizeof out - at});
}

/* A number of at most seven decimals without printf. n and the divisor are exact doubles, and IEEE
 * division rounds correctly: what divides to v also reads back as v. */
static bool add_decimals(Buf *b, double v)
{
    enum { DECIMALS = 7, SCALE = 10000000 };
    double scaled = v * SCALE;
    if (!(fabs(scaled) < 1e15)) return false;
    int64_t n = llround(scaled);
    if ((double)n / SCALE != v) return false;
    uint64_t left = (uint64_t)(n < 0 ? -n : n), part = left % SCALE;
    if (n < 0) buf_char(b, '-');
    buf_i64(b, (int64_t)(left / SCALE));
    if (part == 0) return true;
    char digits[] = ".0000000";
    size_t len = DECIMALS + 1;
    for (size_t i = DECIMALS; part; i--, part /= 10) digits[i] = (char)('0' + part % 10);
    while (digits[len - 1] == '0') len--;
    buf_add(b, (Str){digits, len});
    return true;
}

void buf_f64(Buf *b, double v)
{
    char out[32];
    if (add_decimals(b, v)) return;
    if (fabs(v) < 1e15 && v == (double)(int64_t)v) {
        buf_i64(b, (int64_t)v);
        return;
    }
    int n = 0;
    for (int digits = 15; digits <= 17; digits++) {
        n = snprintf(out, sizeof out, "%.*g", digits, v);
        if (strtod(out, NULL) == v) break;
    }
    buf_add(b, (Str){out, (size_t)n});
}

Str buf_str(const Buf *b)
{
    return (Str){b->p ? b->p : "", b->len};
}

Err buf_done(const Buf *b)
{
    if (!b->over) return OK;
    return cx_fail(b->cx, ERR_TOO_BIG, "", "the answer would be larger than %zu bytes", b->max);
}

/* --- JSON --- */

Jw jw_on(Buf *b)
{
    return (Jw){b, false};
}

static void value(Jw *w)
{
    if (w->need_comma) buf_char(w->b, ',');
    w->need_comma = true;
}

void jw_open(Jw *w, char bracket)
{
    value(w);
    buf_char(w->b, bracket);
    w->need_comma = false;
}

void jw_close(Jw *w, char bracket)
{
    buf_char(w->b, bracket);
    w->need_comma = true;
}

static void escape(Buf *b, unsigned char c)
{
    switch (c) {
    case '"': buf_add(b, S("\\\"")); break;
    case '\\': buf_add(b, S("\\\\")); break;
    case '\n': buf_add(b, S("\\n")); break;
    case '\r': buf_add(b, S("\\r")); break;
    case '\t': buf_add(b, S("\\t")); break;
    default: buf_fmt(b, "\\u%04x", c);
    }
}

static void quoted(Buf *b, Str s)
{
    buf_char(b, '"');
    size_t from = 0;
    bool valid = utf8_is_valid(s);
    for (size_t i = 0; i < s.len;) {
        unsigned char c = (unsigned char)s.p[i];
        size_t len = 1;
        bool broken = !valid && c >= 0x80 && utf8_first(str_from(s, i), &len) == 0xFFFD && len == 1;
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F && !broken) {
            i += valid ? 1 : len;
            continue;
        }
        buf_add(b, (Str){s.p + from, i - from});
        if (broken) buf_z(b, "\xEF\xBF\xBD");
        else escape(b, c);
        from = ++i;
    }
    buf_add(b, (Str){s.p + from, s.len - from});
    buf_char(b, '"');
}

void jw_key(Jw *w, Str key)
{
    value(w);
    quoted(w->b, key);
    buf_char(w->b, ':');
    w->need_comma = false;
}

void jw_str(Jw *w, Str s)
{
    value(w);
    quoted(w->b, s);
}

void jw_i64(Jw *w, int64_t v)
{
    value(w);
    buf_i64(w->b, v);
}

void jw_f64(Jw *w, double v)
{
    value(w);
    if (isfinite(v)) buf_f64(w->b, v);
    else buf_add(w->b, S("null"));
}

void jw_bool(Jw *w, bool v)
{
    value(w);
    buf_z(w->b, v ? "true" : "false");
}

void jw_null(Jw *w)
{
    value(w);
    buf_add(w->b, S("null"));
}

void jw_raw(Jw *w, Str json)
{
    value(w);
    buf_add(w->b, json);
}

void jw_kstr(Jw *w, const char *key, Str s)
{
    jw_key(w, str_c(key));
    jw_str(w, s);
}

void jw_ki64(Jw *w, const char *key, int64_t v)
{
    jw_key(w, str_c(key));
    jw_i64(w, v);
}

void jw_kbool(Jw *w, const char *key, bool v)
{
    jw_key(w, str_c(key));
    jw_bool(w, v);
}

void jw_knull(Jw *w, const char *key)
{
    jw_key(w, str_c(key));
    jw_null(w);
}

void jw_kraw(Jw *w, const char *key, Str json)
{
    jw_key(w, str_c(key));
    jw_raw(w, json);
}
