/* SPDX-License-Identifier: Apache-2.0 */
/* Text as (pointer, length). */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"

Str str_c(const char *z)
{
    return z ? (Str){z, strlen(z)} : S("");
}

bool str_eq(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

bool str_is(Str a, const char *z)
{
    return str_eq(a, str_c(z));
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

bool str_eq_nocase(Str a, Str b)
{
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.p[i]) != lower(b.p[i])) return false;
    return true;
}

int str_cmp(Str a, Str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    if (c) return c;
    return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(Str s, Str head)
{
    return s.len >= head.len && str_eq(str_head(s, head.len), head);
}

bool str_ends(Str s, Str tail)
{
    return s.len >= tail.len && str_eq(str_from(s, s.len - tail.len), tail);
}

size_t str_find(Str s, Str needle)
{
    if (needle.len == 0) return 0;
    if (s.len < needle.len) return SIZE_MAX;
    const char *hit = memmem(s.p, s.len, needle.p, needle.len);
    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t str_find_char(Str s, char c)
{
    const char *hit = s.len ? memchr(s.p, c, s.len) : NULL;
    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

Str str_from(Str s, size_t off)
{
    if (off >= s.len) return S("");
    return (Str){s.p + off, s.len - off};
}

Str str_head(Str s, size_t len)
{
    return (Str){s.p, len < s.len ? len : s.len};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

Str str_trim(Str s)
{
    while (s.len && is_blank(s.p[0])) s = str_from(s, 1);
    while (s.len && is_blank(s.p[s.len - 1])) s.len--;
    return s;
}

bool str_cut(Str s, char sep, Str *head, Str *tail)
{
    size_t at = str_find_char(s, sep);
    *head = at == SIZE_MAX ? s : str_head(s, at);
    *tail = at == SIZE_MAX ? S("") : str_from(s, at + 1);
    return at != SIZE_MAX;
}

bool str_next(Str *rest, char sep, Str *piece)
{
    if (rest->len == 0) return false;
    Str tail;
    str_cut(*rest, sep, piece, &tail);
    *rest = tail;
    return true;
}

bool str_i64(Str s, int64_t *ret)
{
    bool minus = s.len && s.p[0] == '-';
    if (minus) s = str_from(s, 1);
    if (s.len == 0 || s.len > 19) return false;
    int64_t v = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        int digit = s.p[i] - '0';
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, digit, &v)) return false;
    }
    if (!minus && v == INT64_MIN) return false;
    *ret = minus ? v : -v;
    return true;
}

static bool is_decimal(Str s)
{
    bool digits = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];
        if (c >= '0' && c <= '9') digits = true;
        else if (c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E') return false;
    }
    return digits;
}

bool str_f64(Str s, double *ret)
{
    char z[64];
    if (s.len == 0 || s.len >= sizeof z || s.p[0] == '+' || !is_decimal(s)) return false;
    memcpy(z, s.p, s.len);
    z[s.len] = 0;
    char *end;
    double v = strtod(z, &end);
    if (*end || !isfinite(v)) return false;
    *ret = v;
    return true;
}

Str str_dup(Cx *cx, Str s)
{
    return (Str){str_z(cx, s), s.len};
}

char *str_z(Cx *cx, Str s)
{
    char *z = cx_alloc(cx, 1, s.len + 1);
    if (s.len) memcpy(z, s.p, s.len);
    return z;
}

Str str_fmt(Cx *cx, const char *fmt, ...)
{
    Buf b = buf_new(cx, 0);
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&b, fmt, ap);
    va_end(ap);
    return buf_str(&b);
}

Str str_join(Cx *cx, Str a, Str b)
{
    char *z = cx_alloc(cx, 1, a.len + b.len + 1);
    if (a.len) memcpy(z, a.p, a.len);
    if (b.len) memcpy(z + a.len, b.p, b.len);
    return (Str){z, a.len + b.len};
}

Str str_lower(Cx *cx, Str s)
{
    char *z = str_z(cx, s);
    for (size_t i = 0; i < s.len; i++) z[i] = lower(z[i]);
    return (Str){z, s.len};
}

Str str_replace(Cx *cx, Str s, Str from, Str to)
{
    Buf b = buf_new(cx, 0);
    for (size_t at; (at = str_find(s, from)) != SIZE_MAX && from.len;
         s = str_from(s, at + from.len)) {
        buf_add(&b, str_head(s, at));
        buf_add(&b, to);
    }
    buf_add(&b, s);
    return buf_str(&b);
}
