/* SPDX-License-Identifier: Apache-2.0 */
/* CMA best tracks (中国气象局最佳路径, CHyyyyBST.txt): words with blanks between, since columns
 * shift from copy to copy; times UTC, winds of 2 minutes.
 * source: CMA Tropical Cyclone Data Center, data description; Ying et al. 2014, J. Atmos. Oceanic
 * Technol. 31, 287-301; Lu et al. 2021, Adv. Atmos. Sci. 38, 690-699 */
#include "wire/track_int.h"

enum { WORDS_MAX = 20, HEAD_WORDS = 8, NAME_AT = 7, DATA_LEAST = 6, DATA_MOST = 7 };

typedef struct Words {
    Str p[WORDS_MAX];
    size_t n;
} Words;

static Words words_of(Str line)
{
    Words w = {.n = 0};
    Str word;
    while (w.n < WORDS_MAX && str_next(&line, ' ', &word))
        if (str_trim(word).len) w.p[w.n++] = str_trim(word);
    return w;
}

/* International number, else the Chinese one; which of the two columns of it holds it differs. */
static Str number_of(const Words *w)
{
    return track_is_number(w->p[1]) ? w->p[1] : S("");
}

static Str name_of(Cx *cx, const Words *w)
{
    Str name = S("");
    for (size_t i = NAME_AT; i + 1 < w->n; i++)
        name = name.len ? str_fmt(cx, "%.*s %.*s", STR_ARG(name), STR_ARG(w->p[i])) : w->p[i];
    return str_starts(name, S("(nameless")) ? S("") : name;
}

static Err header(Cx *cx, const TrackPlace *at, Track *ret, int *n)
{
    Words w = words_of(at->text);
    int flag, hours;
    if (w.n == 0 || !str_is(w.p[0], "66666"))
        return track_bad(cx, at, "a header begins with 66666");
    if (w.n < HEAD_WORDS) return track_bad(cx, at, "the header is cut off");
    if (w.p[1].len != 4 || !track_digits(w.p[1], n))
        return track_bad(cx, at, "the international number has four digits");
    if (!track_digits(w.p[2], n) || *n < 1)
        return track_bad(cx, at, "the header says how many lines follow");
    if (!track_digits(w.p[5], &flag) || flag > 3)
        return track_bad(cx, at, "the end flag must be 0 to 3");
    if (!track_digits(w.p[6], &hours) || hours < 1 || hours > 24)
        return track_bad(cx, at, "the hours between lines must be 1 to 24");
    *ret = (Track){.number = number_of(&w),
                   .sid = w.p[4],
                   .name_en = name_of(cx, &w),
                   .name_zh = S(""),
                   .agency = AGENCY_CMA,
                   .is_best = true};
    return OK;
}

static bool time_of(Str s, int64_t *ret)
{
    int day, hour;
    if (s.len != 10 || !track_digits(str_head(s, 8), &day) || !track_digits(str_from(s, 8), &hour))
        return false;
    return track_time(day / 10000, day / 100 % 100, day % 100, hour, ret);
}

static bool grade_of(Str s, TrackGrade *ret)
{
    int v;
    if (!track_digits(s, &v) || (v > 6 && v != 9)) return false;
    *ret = v == 9 ? GRADE_EX : (TrackGrade)(GRADE_UNKNOWN + v); /* 1 TD … 6 SuperTY */
    return true;
}

static Err data(Cx *cx, const TrackPlace *at, TrackFix *f)
{
    Words w = words_of(at->text);
    int lat, lon, hpa, wind, coast;
    *f = track_blank(AGENCY_CMA);
    if (w.n < DATA_LEAST || w.n > DATA_MOST)
        return track_bad(cx, at, "a line has %d or %d numbers, this one %zu", DATA_LEAST, DATA_MOST,
                         w.n);
    if (!time_of(w.p[0], &f->at_ms)) return track_bad(cx, at, "the time is none");
    if (!grade_of(w.p[1], &f->grade)) return track_bad(cx, at, "the grade is none");
    if (!track_digits(w.p[2], &lat) || lat > 900) return track_bad(cx, at, "the latitude is none");
    if (!track_digits(w.p[3], &lon) || lon > 3600)
        return track_bad(cx, at, "the longitude is none");
    if (!track_digits(w.p[4], &hpa) || hpa < 800 || hpa > 1100)
        return track_bad(cx, at, "the pressure must be 800 to 1100 hPa");
    if (!track_digits(w.p[5], &wind) || wind > 150 ||
        (w.n == DATA_MOST && (!track_digits(w.p[6], &coast) || coast > 150)))
        return track_bad(cx, at, "the wind is none");
    f->lat = lat / 10.0;
    f->lon = track_lon(lon / 10.0);
    f->pressure_hpa = hpa;
    if (wind > 0) f->wind_m_s = wind; /* 9 stands for all under 10 */
    return OK;
}

Err track_cma(Cx *cx, Str file, TrackFile *ret)
{
    return track_storms(cx, file, header, data, ret);
}
