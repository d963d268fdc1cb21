/* SPDX-License-Identifier: Apache-2.0 */
/* Civil time and record ids. Day arithmetic: Howard Hinnant, "chrono-compatible low-level date
 * algorithms" (2013). */
#include <stdio.h>

#include "base/base.h"

static const int64_t ID_EPOCH_MS = 1420070400000; /* 2015-01-01T00:00:00Z, design.md "Ids" */

int64_t day_from_civil(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

void day_to_civil(int64_t day, int *year, int *month, int *day_of_month)
{
    int64_t z = day + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *day_of_month = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int)(yoe + era * 400 + (*month <= 2));
}

int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* Summer time began and ended at 02:00 local time on these days. source: tz database, rule PRC. */
static const struct {
    int year, from_month, from_day, to_month, to_day;
} summers[] = {
    {1986, 5, 4,  9, 14},
    {1987, 4, 12, 9, 13},
    {1988, 4, 17, 9, 11},
    {1989, 4, 16, 9, 17},
    {1990, 4, 15, 9, 16},
    {1991, 4, 14, 9, 15},
};

int64_t shanghai_offset_ms(int64_t utc_ms)
{
    const int64_t standard = 8 * (int64_t)MS_HOUR;
    for (size_t i = 0; i < COUNT(summers); i++) {
        int64_t from =
            day_from_civil(summers[i].year, summers[i].from_month, summers[i].from_day) * MS_DAY;
        int64_t to =
            day_from_civil(summers[i].year, summers[i].to_month, summers[i].to_day) * MS_DAY;
        if (utc_ms >= from + 2 * (int64_t)MS_HOUR - standard && utc_ms < to + MS_HOUR - standard)
            return standard + MS_HOUR;
    }
    return standard;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static Civil civil_at(int64_t local_ms)
{
    Civil c;
    int64_t day = floor_div(local_ms, MS_DAY), rest = local_ms - day * MS_DAY;
    day_to_civil(day, &c.year, &c.month, &c.day);
    c.hour = (int)(rest / MS_HOUR);
    c.minute = (int)(rest / MS_MINUTE % 60);
    c.second = (int)(rest / MS_SECOND % 60);
    c.ms = (int)(rest % MS_SECOND);
    return c;
}

Civil civil_shanghai(int64_t utc_ms)
{
    return civil_at(utc_ms + shanghai_offset_ms(utc_ms));
}

int64_t day_of_ms(int64_t utc_ms)
{
    return floor_div(utc_ms + shanghai_offset_ms(utc_ms), MS_DAY);
}

int64_t ms_of_day(int64_t day)
{
    int64_t local = day * MS_DAY, guess = local - 8 * (int64_t)MS_HOUR;
    return local - shanghai_offset_ms(guess);
}

/* --- parsing --- */

static bool digits(Str s, size_t at, size_t n, int *ret)
{
    int v = 0;
    if (at + n > s.len) return false;
    for (size_t i = at; i < at + n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        v = v * 10 + (s.p[i] - '0');
    }
    *ret = v;
    return true;
}

static bool is_at(Str s, size_t at, const char *any)
{
    return at < s.len && strchr(any, s.p[at]) && s.p[at];
}

/* YYYY-MM-DD at the start of s. */
static bool parse_day(Str s, int64_t *ret)
{
    int y, m, d;
    if (!digits(s, 0, 4, &y) || !is_at(s, 4, "-") || !digits(s, 5, 2, &m) || !is_at(s, 7, "-") ||
        !digits(s, 8, 2, &d))
        return false;
    if (m < 1 || m > 12 || d < 1 || d > days_in_month(y, m)) return false;
    *ret = day_from_civil(y, m, d);
    return true;
}

static bool slashed_date(Str s, int64_t *ret)
{
    Str y, m, d, rest;
    int64_t yy, mm, dd;
    if (!str_cut(s, '/', &y, &rest) || !str_cut(rest, '/', &m, &d)) return false;
    if (y.len != 4 || m.len > 2 || d.len > 2 || !str_i64(y, &yy) || !str_i64(m, &mm) ||
        !str_i64(d, &dd))
        return false;
    if (yy < 0 || mm < 1 || mm > 12 || dd < 1 || dd > days_in_month((int)yy, (int)mm)) return false;
    *ret = day_from_civil((int)yy, (int)mm, (int)dd);
    return true;
}

bool date_parse(Str s, int64_t *ret)
{
    return (s.len == 10 && parse_day(s, ret)) || slashed_date(s, ret);
}

/* HH:MM[:SS[.fraction]] at *at; ms of the day. A leap second counts as :59.999. */
static bool parse_clock(Str s, size_t *at, int64_t *ret)
{
    int h, m, sec = 0, ms = 0;
    if (!digits(s, *at, 2, &h) || !is_at(s, *at + 2, ":") || !digits(s, *at + 3, 2, &m) || h > 23 ||
        m > 59)
        return false;
    *at += 5;
    if (is_at(s, *at, ":")) {
        if (!digits(s, *at + 1, 2, &sec) || sec > 60) return false;
        *at += 3;
        if (is_at(s, *at, ".")) {
            size_t first = ++*at;
            for (int scale = 100; is_at(s, *at, "0123456789"); ++*at, scale /= 10)
                ms += (s.p[*at] - '0') * scale;
            if (*at == first || *at - first > 9) return false;
        }
    }
    if (sec == 60) sec = 59, ms = 999;
    *ret = h * (int64_t)MS_HOUR + m * (int64_t)MS_MINUTE + sec * (int64_t)MS_SECOND + ms;
    return true;
}

static bool parse_zone(Str s, int64_t *offset_ms)
{
    int h, m;
    *offset_ms = 0;
    if (str_is(s, "Z") || str_is(s, "z")) return true;
    if (s.len != 6 || !is_at(s, 0, "+-") || !digits(s, 1, 2, &h) || s.p[3] != ':' ||
        !digits(s, 4, 2, &m))
        return false;
    if (h > 23 || m > 59) return false;
    *offset_ms = (h * (int64_t)MS_HOUR + m * (int64_t)MS_MINUTE) * (s.p[0] == '-' ? -1 : 1);
    return true;
}

/* Local time of the city → UTC; in the hour that an autumn repeats, the earlier one. */
static int64_t from_local(int64_t local_ms)
{
    int64_t early = local_ms - 9 * (int64_t)MS_HOUR;
    if (shanghai_offset_ms(early) == 9 * (int64_t)MS_HOUR) return early;
    return local_ms - 8 * (int64_t)MS_HOUR;
}

bool time_parse(Str s, int64_t *ret)
{
    int64_t day, clock = 0, zone;
    if (s.len == 10) {
        if (!date_parse(s, &day)) return false;
        return *ret = ms_of_day(day), true;
    }
    size_t at = 11;
    if (!parse_day(s, &day) || !is_at(s, 10, "Tt ") || !parse_clock(s, &at, &clock)) return false;
    int64_t local = day * MS_DAY + clock;
    Str tail = str_from(s, at);
    if (tail.len == 0) return *ret = from_local(local), true;
    if (!parse_zone(tail, &zone)) return false;
    *ret = local - zone;
    int year = civil_shanghai(*ret).year; /* the zone may have left the years that can be written */
    return year >= 0 && year <= 9999;
}

static char *put2(char *p, int v)
{
    *p++ = (char)('0' + v / 10 % 10);
    *p++ = (char)('0' + v % 10);
    return p;
}

Str time_format(Cx *cx, int64_t utc_ms)
{
    int64_t off = shanghai_offset_ms(utc_ms);
    Civil c = civil_at(utc_ms + off);
    if (c.year < 0 || c.year > 9999) return str_fmt(cx, "%lld", (long long)utc_ms);
    char *z = cx_new(cx, char, 32), *p = put2(put2(z, c.year / 100), c.year);
    *p++ = '-', p = put2(p, c.month), *p++ = '-', p = put2(p, c.day), *p++ = 'T';
    p = put2(p, c.hour), *p++ = ':', p = put2(p, c.minute), *p++ = ':', p = put2(p, c.second);
    if (c.ms) p += snprintf(p, 8, ".%03d", c.ms);
    *p++ = '+', p = put2(p, (int)(off / MS_HOUR)), *p++ = ':', p = put2(p, 0);
    return (Str){z, (size_t)(p - z)};
}

Str date_format(Cx *cx, int64_t day)
{
    int y, m, d;
    day_to_civil(day, &y, &m, &d);
    return str_fmt(cx, "%04d-%02d-%02d", y, m, d);
}

Str time_format_local(Cx *cx, int64_t utc_ms)
{
    Civil c = civil_shanghai(utc_ms);
    return str_fmt(cx, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
}

Str time_format_http(Cx *cx, int64_t utc_ms)
{
    static const char days[] = "ThuFriSatSunMonTueWed", /* 1970-01-01 was a Thursday */
        months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t s = utc_ms / MS_SECOND - (utc_ms % MS_SECOND < 0), day = s / 86400 - (s % 86400 < 0);
    int64_t rest = s - day * 86400;
    int year, month, of_month;
    day_to_civil(day, &year, &month, &of_month);
    return str_fmt(cx, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", days + (day % 7 + 7) % 7 * 3,
                   of_month, months + (month - 1) * 3, year, (int)(rest / 3600),
                   (int)(rest / 60 % 60), (int)(rest % 60));
}

/* --- ids --- */

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; /* Crockford, base 32 */

void id_write(int64_t id, char out[13])
{
    uint64_t v = (uint64_t)id;
    for (int i = 12; i >= 0; i--, v >>= 5) out[i] = crockford[v & 31];
}

Str id_format(Cx *cx, int64_t id)
{
    char *z = cx_new(cx, char, 14);
    id_write(id, z);
    return (Str){z, 13};
}

static int crockford_value(char c)
{
    if (c >= 'a' && c <= 'z') c = (char)(c - 32);
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    const char *hit = c ? strchr(crockford, c) : NULL;
    return hit ? (int)(hit - crockford) : -1;
}

bool id_parse(Str s, int64_t *ret)
{
    uint64_t v = 0;
    if (s.len != 13 || crockford_value(s.p[0]) > 7)
        return false; /* 13 × 5 = 65 bits: the first may hold 3 */
    for (size_t i = 0; i < 13; i++) {
        int d = crockford_value(s.p[i]);
        if (d < 0) return false;
        v = v << 5 | (uint64_t)d;
    }
    *ret = (int64_t)v;
    return v != 0 && v <= INT64_MAX;
}

int64_t id_next(IdMaker *m, int64_t now_ms)
{
    int64_t ms = now_ms - ID_EPOCH_MS, last_ms = m->last >> 22;
    if (ms < 0) ms = 0;
    int64_t seq = 0;
    if (ms <= last_ms && m->last) {
        ms = last_ms;
        seq = (m->last & 0xFFF) + 1;
        if (seq > 0xFFF) ms++, seq = 0;
    }
    return m->last = ms << 22 | (int64_t)m->node << 12 | seq;
}

Str time_mend(Cx *cx, Str s)
{
    bool mends = s.len > 16 && s.p[10] == 'T' && s.p[s.len - 6] == ' ';
    return mends ? str_fmt(cx, "%.*s+%.*s", (int)s.len - 6, s.p, 5, s.p + s.len - 5) : s;
}
