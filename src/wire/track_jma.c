/* SPDX-License-Identifier: Apache-2.0 */
/* JMA best tracks (RSMC Tokyo, bst_all.txt and parts of it): fixed columns, times UTC, winds of 10
 * minutes. source: RSMC Tokyo, Format of RSMC Best Track Data (columns are counted from 1) */
#include "wire/track_int.h"

enum { CIRCLE_ALL_ROUND = 9 };

/* Columns from … to of a line, without blanks around them; "" past its end. */
static Str col(Str line, size_t from, size_t to)
{
    return str_trim(str_head(str_from(line, from - 1), to - from + 1));
}

static bool is_blank_at(Str line, size_t column)
{
    return line.len < column || line.p[column - 1] == ' ';
}

static Err header(Cx *cx, const TrackPlace *at, Track *ret, int *n)
{
    Str number = col(at->text, 7, 10), again = col(at->text, 22, 25);
    int flag;
    if (!str_is(col(at->text, 1, 6), "66666"))
        return track_bad(cx, at, "a header begins with 66666");
    if (!track_digits(number, n) || number.len != 4)
        return track_bad(cx, at, "the international number has four digits");
    if (!str_eq(number, again)) return track_bad(cx, at, "the two numbers of the header differ");
    if (!track_digits(col(at->text, 12, 15), n) || *n < 1)
        return track_bad(cx, at, "the header says how many lines follow");
    if (!track_digits(col(at->text, 27, 27), &flag) || flag > 1)
        return track_bad(cx, at, "the end flag must be 0 or 1");
    *ret = (Track){.number = track_is_number(number) ? number : S(""),
                   .sid = number,
                   .name_en = col(at->text, 31, 50),
                   .name_zh = S(""),
                   .agency = AGENCY_JMA,
                   .is_best = true};
    return OK;
}

static bool time_of(Str s, int64_t *ret)
{
    int v, year;
    enum { FIRST = 51 }; /* the archive begins in 1951 */
    if (s.len != 8 || !track_digits(s, &v)) return false;
    year = v / 1000000;
    return track_time(year + (year >= FIRST ? 1900 : 2000), v / 10000 % 100, v / 100 % 100, v % 100,
                      ret);
}

/* Direction, longest and shortest radius in nautical miles, from column `at`. false: not numbers.
 */
static bool circle(Str line, size_t at, TrackCircle *ret)
{
    int toward, longest, shortest;
    Str d = col(line, at, at), a = col(line, at + 1, at + 4), b = col(line, at + 6, at + 9);
    if (d.len == 0 && a.len == 0 && b.len == 0) return true; /* not analysed */
    if (!track_digits(d, &toward) || !track_digits(a, &longest) || !track_digits(b, &shortest) ||
        shortest > longest)
        return false;
    if (longest == 0) return true;
    if (toward == 0) return false;
    double toward_deg = toward * 45.0; /* 1 NE, 2 E … 8 N */
    track_by_longest(ret, toward == CIRCLE_ALL_ROUND ? NAN : fmod(toward_deg, 360),
                     longest * TRACK_KM_PER_NM, shortest * TRACK_KM_PER_NM);
    return toward != CIRCLE_ALL_ROUND || longest == shortest;
}

/* JMA knows no classes above typhoon; the wind tells them. Its mean over 10 minutes is never above
 * the one over 2, so the class is at least this. */
static bool grade_of(Str s, double wind_m_s, TrackGrade *ret)
{
    TrackGrade by_wind = track_grade_of_wind(wind_m_s);
    switch (s.len == 1 ? s.p[0] : ' ') {
    case '2': *ret = GRADE_TD; return true;
    case '3': *ret = GRADE_TS; return true;
    case '4': *ret = GRADE_STS; return true;
    case '5': *ret = by_wind > GRADE_TY ? by_wind : GRADE_TY; return true;
    case '6': *ret = GRADE_EX; return true;
    case '7': /* just entering the area */
    case '9': /* storm or more */ *ret = by_wind; return true;
    default: return false;
    }
}

static Err numbers(Cx *cx, const TrackPlace *at, TrackFix *f)
{
    Str line = at->text;
    int lat, lon, hpa, kt;
    Str wind = col(line, 34, 36);
    if (!track_digits(col(line, 16, 18), &lat) || lat > 900)
        return track_bad(cx, at, "the latitude is none");
    if (!track_digits(col(line, 20, 23), &lon) || lon > 3600)
        return track_bad(cx, at, "the longitude is none");
    if (!track_digits(col(line, 25, 28), &hpa) || hpa < 800 || hpa > 1100)

        return track_bad(cx, at, "the pressure must be 800 to 1100 hPa");
    if (wind.len && (!track_digits(wind, &kt) || kt > 250))
        return track_bad(cx, at, "the wind is none");
    f->lat = lat / 10.0;
    f->lon = track_lon(lon / 10.0);
    f->pressure_hpa = hpa;
    if (wind.len && kt > 0) f->wind_m_s = kt * TRACK_M_S_PER_KT;
    return OK;
}

static Err data(Cx *cx, const TrackPlace *at, TrackFix *f)
{
    static const size_t blanks[] = {9, 13, 15, 19, 24, 29};
    Str line = at->text, mark = col(line, 72, 72);
    *f = track_blank(AGENCY_JMA);
    for (size_t i = 0; i < COUNT(blanks); i++)
        if (!is_blank_at(line, blanks[i]))
            return track_bad(cx, at, "column %zu must be blank", blanks[i]);
    if (!time_of(col(line, 1, 8), &f->at_ms)) return track_bad(cx, at, "the time is none");
    if (!str_is(col(line, 10, 12), "002")) return track_bad(cx, at, "columns 10 to 12 must be 002");
    TRY(numbers(cx, at, f));
    if (!grade_of(col(line, 14, 14), f->wind_m_s, &f->grade))
        return track_bad(cx, at, "the grade is none");
    if (!circle(line, 42, &f->circle[CIRCLE_10]) || !circle(line, 53, &f->circle[CIRCLE_7]))
        return track_bad(cx, at, "the radii of the wind are none");
    if ((mark.len && !str_is(mark, "#")) || str_trim(str_from(line, 72)).len)
        return track_bad(cx, at, "something stands behind the last column");
    f->landfall = mark.len > 0;
    return OK;
}

Err track_jma(Cx *cx, Str file, TrackFile *ret)
{
    return track_storms(cx, file, header, data, ret);
}
