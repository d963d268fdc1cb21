/* SPDX-License-Identifier: Apache-2.0 */
#include "systems/indicator/number.h"

const Num NUM_UNKNOWN = {0};

/* The greatest of a fraction: a change of a share of sums in fen has some 10^26. */
static Wide most(void)
{
    Wide v = 1;
    for (int i = 0; i < 30; i++) v *= 10;
    return v;
}

static Wide wide_abs(Wide v)
{
    return v < 0 ? -v : v;
}

/* source: Euclid, Elements VII.2 */
static Wide common_divisor(Wide a, Wide b)
{
    while (b) {
        Wide r = a % b;
        a = b;
        b = r;
    }
    return a;
}

static Num reduced(Wide num, Wide den)
{
    if (den == 0) return (Num){0};
    Wide g = common_divisor(wide_abs(num), wide_abs(den));
    if (g > 1) num /= g, den /= g;
    if (den < 0) num = -num, den = -den;
    return wide_abs(num) <= most() && den <= most() ? (Num){true, num, den} : (Num){0};
}

Num num_of(int64_t num, int64_t den)
{
    return reduced(num, den);
}

/* Crosswise in lowest terms first, so that what fits is not lost on the way. */
static Num product(Num a, Num b)
{
    Num x = reduced(a.num, b.den), y = reduced(b.num, a.den);
    Wide num, den;
    if (!a.known || !b.known || !x.known || !y.known ||
        __builtin_mul_overflow(x.num, y.num, &num) || __builtin_mul_overflow(x.den, y.den, &den))
        return (Num){0};
    return reduced(num, den);
}

Num num_minus(Num a)
{
    a.num = -a.num;
    return a;
}

Num num_sum(Num a, Num b)
{
    Wide left, right, num, den;
    if (!a.known || !b.known || __builtin_mul_overflow(a.num, b.den, &left) ||
        __builtin_mul_overflow(b.num, a.den, &right) || __builtin_add_overflow(left, right, &num) ||
        __builtin_mul_overflow(a.den, b.den, &den))
        return (Num){0};
    return reduced(num, den);
}

Num num_ratio(Num a, Num b, int64_t times)
{
    if (!a.known || !b.known || b.num == 0) return (Num){0};
    return product(product(a, num_of(times, 1)), reduced(b.den, b.num));
}

Num num_change(Num now, Num before)
{
    Num ratio = num_ratio(now, before, 1);
    if (!ratio.known) return ratio;
    /* a fall from a negative base is not a rise: the sign is that of the difference */
    Num by = reduced(ratio.num - ratio.den, before.num < 0 ? -ratio.den : ratio.den);
    return product(by, num_of(100, 1));
}

static Str digits_of(Cx *cx, Wide v)
{
    char text[48];
    size_t at = sizeof text;
    do {
        text[--at] = (char)('0' + (int)(v % 10));
        v /= 10;
    } while (v);
    return str_dup(cx, (Str){text + at, sizeof text - at});
}

/* v is the number of last places: 1234 with two digits is 12.34. */
static Str placed(Cx *cx, bool minus, Wide v, int digits)
{
    Str s = digits_of(cx, v);
    while (s.len <= (size_t)digits) s = str_fmt(cx, "0%.*s", STR_ARG(s));
    Str whole = str_head(s, s.len - (size_t)digits), part = str_from(s, whole.len);
    while (part.len && part.p[part.len - 1] == '0') part.len--;
    const char *sign = minus && v ? "-" : "";
    return part.len ? str_fmt(cx, "%s%.*s.%.*s", sign, STR_ARG(whole), STR_ARG(part))
                    : str_fmt(cx, "%s%.*s", sign, STR_ARG(whole));
}

Str num_rounded(Cx *cx, Num n, int digits)
{
    Wide scale = 1;
    if (!n.known) return S("null");
    for (int i = 0; i < digits; i++) scale *= 10;
    Wide v = (wide_abs(n.num) * scale * 2 + n.den) / (n.den * 2);
    return placed(cx, n.num < 0, v, digits);
}

Str num_exact(Cx *cx, Num n)
{
    enum { PLACES = 9 };
    Wide scale = 1;
    if (!n.known) return S("null");
    for (int digits = 0; digits <= PLACES; digits++, scale *= 10)
        if (wide_abs(n.num) * scale % n.den == 0)
            return placed(cx, n.num < 0, wide_abs(n.num) * scale / n.den, digits);
    return str_fmt(cx, "%.17g", (double)n.num / (double)n.den);
}
