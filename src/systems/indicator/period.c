/* SPDX-License-Identifier: Apache-2.0 */
#include "systems/indicator/period.h"

enum { YEAR_FIRST = 1949, YEAR_LAST = 2999, MONTHS = 12 };

static void month_span(int year, int month, int months, Period *ret)
{
    int last = month + months - 1;
    *ret = (Period){.first = day_from_civil(year, month, 1),
                    .last = day_from_civil(year, last, days_in_month(year, last)),
                    .year = months == MONTHS ? year : 0};
}

/* Digits of a fixed length. */
static bool take_number(Str *rest, size_t len, int *ret)
{
    int64_t v;
    if (rest->len < len || !str_i64(str_head(*rest, len), &v) || v < 0) return false;
    *ret = (int)v;
    *rest = str_from(*rest, len);
    return true;
}

static bool take_sign(Str *rest, char c)
{
    if (rest->len == 0 || rest->p[0] != c) return false;
    *rest = str_from(*rest, 1);
    return true;
}

static bool parse_day(int year, int month, Str rest, int back, Period *ret)
{
    int day;
    if (!take_number(&rest, 2, &day) || rest.len || day < 1 || day > days_in_month(year, month))
        return false;
    int most = days_in_month(year - back, month); /* 29 February meets the 28th */
    ret->first = ret->last = day_from_civil(year - back, month, day < most ? day : most);
    ret->year = 0;
    return true;
}

/* One period, `back` years earlier. */
static bool parse_one(Str text, int back, Period *ret)
{
    int year, part;
    Str rest = text;
    if (!take_number(&rest, 4, &year) || year < YEAR_FIRST || year > YEAR_LAST) return false;
    if (rest.len == 0) return month_span(year - back, 1, MONTHS, ret), true;
    if (take_sign(&rest, 'Q')) {
        if (!take_number(&rest, 1, &part) || rest.len || part < 1 || part > 4) return false;
        return month_span(year - back, part * 3 - 2, 3, ret), true;
    }
    if (!take_sign(&rest, '-') || !take_number(&rest, 2, &part) || part < 1 || part > MONTHS)
        return false;
    if (rest.len == 0) return month_span(year - back, part, 1, ret), true;
    return take_sign(&rest, '-') && parse_day(year, part, rest, back, ret);
}

static bool parse_both(Str text, int back, Period *ret)
{
    size_t dots = str_find(text, S(".."));
    Period from, to;
    if (dots == SIZE_MAX) return parse_one(text, back, ret);
    if (!parse_one(str_head(text, dots), back, &from) ||
        !parse_one(str_from(text, dots + 2), back, &to) || from.first > to.last)
        return false;
    int y, m, d, end_y, end_m, end_d;
    day_to_civil(from.first, &y, &m, &d);
    day_to_civil(to.last, &end_y, &end_m, &end_d);
    bool whole = y == end_y && m == 1 && d == 1 && end_m == MONTHS && end_d == 31;
    *ret = (Period){from.first, to.last, whole ? y : 0};
    return true;
}

Err period_parse(Cx *cx, Str text, Period *ret, Period *before)
{
    if (!parse_both(text, 0, ret) || !parse_both(text, 1, before))
        return cx_refuse(cx, ERR_INVALID, S("period"), text,
                         "must be a period such as 2019, 2019Q3, 2019-08 or 2019-01..2019-06");
    return OK;
}

Str period_text(Cx *cx, const Period *p)
{
    int y, m, d, y2, m2, d2;
    day_to_civil(p->first, &y, &m, &d);
    day_to_civil(p->last, &y2, &m2, &d2);
    bool months = y == y2 && d == 1 && d2 == days_in_month(y2, m2);
    if (p->year) return str_fmt(cx, "%04d", p->year);
    if (p->first == p->last) return date_format(cx, p->first);
    if (months && m == m2) return str_fmt(cx, "%04d-%02d", y, m);
    if (months && m % 3 == 1 && m2 == m + 2) return str_fmt(cx, "%04dQ%d", y, m / 3 + 1);
    return str_fmt(cx, "%.*s..%.*s", STR_ARG(date_format(cx, p->first)),
                   STR_ARG(date_format(cx, p->last)));
}

static Period cut(Period part, const Period *whole)
{
    if (part.first < whole->first) part.first = whole->first;
    if (part.last > whole->last) part.last = whole->last;
    return part;
}

/* A day a year earlier; the end of a February stays its end. */
static int64_t year_before(int64_t day)
{
    int y, m, d;
    day_to_civil(day, &y, &m, &d);
    int most = days_in_month(y - 1, m);
    bool ends = d == days_in_month(y, m);
    return day_from_civil(y - 1, m, ends || d > most ? most : d);
}

void period_parts(Cx *cx, const Period *p, int months, PeriodPart **ret, size_t *n)
{
    int y, m, d;
    VEC(PeriodPart) parts = {0};
    day_to_civil(p->first, &y, &m, &d);
    m = (m - 1) / months * months + 1;
    for (;;) {
        PeriodPart part;
        month_span(y, m, months, &part.now);
        if (part.now.first > p->last) break;
        part.now = cut(part.now, p);
        part.before = (Period){year_before(part.now.first), year_before(part.now.last), 0};
        part.key =
            months == 1 ? str_fmt(cx, "%04d-%02d", y, m) : str_fmt(cx, "%04dQ%d", y, m / 3 + 1);
        vec_push(cx, &parts, part);
        m += months;
        if (m > MONTHS) m = 1, y++;
    }
    *ret = parts.p;
    *n = parts.n;
}
