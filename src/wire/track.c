/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of tracks share. source: GB/T 19201-2006 table 1 (grades by the 2-minute mean);
 * 1 nm = 1.852 km, 1 kt = 1.852 km/h (SI Brochure, 9th ed., table 8 note); limits are ours */
#include "wire/track_int.h"

const double TRACK_KM_PER_NM = 1.852, TRACK_M_S_PER_KT = 1.852 / 3.6;

static const char *const agency_codes[] = {"CMA", "JMA", "JTWC",   "IBTRACS",
                                           "HKO", "KMA", "TAIWAN", "OTHER"};
static const char *const grade_codes[] = {"UNKNOWN", "TD",  "TS",      "STS",
                                          "TY",      "STY", "SUPERTY", "EX"};

const char *track_agency_code(TrackAgency a)
{
    return agency_codes[a];
}

const char *track_grade_code(TrackGrade g)
{
    return grade_codes[g];
}

TrackAgency track_agency_of(Str code)
{
    for (size_t i = 0; i < COUNT(agency_codes); i++)
        if (str_is(code, agency_codes[i])) return (TrackAgency)i;
    return AGENCY_OTHER;
}

TrackGrade track_grade_of(Str code)
{
    for (size_t i = 0; i < COUNT(grade_codes); i++)
        if (str_eq_nocase(code, str_c(grade_codes[i]))) return (TrackGrade)i;
    return GRADE_UNKNOWN;
}

TrackGrade track_grade_of_wind(double wind_m_s)
{
    static const double least[] = {10.8, 17.2, 24.5, 32.7, 41.5, 51.0};
    int grade = GRADE_UNKNOWN;
    for (size_t i = 0; i < COUNT(least); i++)
        if (wind_m_s >= least[i]) grade = GRADE_TD + (int)i;
    return (TrackGrade)grade;
}

int track_mean_min(TrackAgency a)
{
    switch (a) {
    case AGENCY_CMA: return 2;
    case AGENCY_JTWC: return 1;
    case AGENCY_JMA:
    case AGENCY_IBTRACS:
    case AGENCY_HKO:
    case AGENCY_KMA:
    case AGENCY_TAIWAN:
    case AGENCY_OTHER: return 10;
    }
    return 10;
}

/* --- lines and words --- */

bool track_line(TrackLines *l)
{
    if (!str_next(&l->rest, '\n', &l->at.text)) return false;
    if (str_ends(l->at.text, S("\r"))) l->at.text.len--;
    l->at.no++;
    return true;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored                                                                     \
    "-Wformat-nonliteral" /* the Chinese twin; check/checks compares both */
Err track_bad(Cx *cx, const TrackPlace *at, const char *fmt, ...)
{
    Buf reason = buf_new(cx, 0);
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&reason, msg_in(cx->lang, fmt), ap);
    va_end(ap);
    Str field = at->list ? str_fmt(cx, "%s[%lld]", at->list, (long long)at->no)
                         : str_fmt(cx, "line %lld", (long long)at->no);
    return cx_refuse(cx, ERR_INVALID, field, at->text, "%.*s", (int)reason.len, reason.p);
}
#pragma GCC diagnostic pop

bool track_digits(Str s, int *ret)
{
    enum { MOST = 9 };
    int v = 0;
    if (s.len == 0 || s.len > MOST) return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        v = v * 10 + (s.p[i] - '0');
    }
    *ret = v;
    return true;
}

bool track_time(int year, int month, int day, int hour, int64_t *ret_ms)
{
    if (year < 1840 || year > 2200 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 ||
        day > days_in_month(year, month))
        return false;
    *ret_ms = day_from_civil(year, month, day) * MS_DAY + (int64_t)hour * MS_HOUR;
    return true;
}

double track_lon(double lon)
{
    while (lon > 180) lon -= 360;
    while (lon <= -180) lon += 360;
    return lon;
}

bool track_is_number(Str s)
{
    int v;
    return s.len == 4 && track_digits(s, &v) && v % 100 > 0;
}

/* --- parts of a fix --- */

TrackFix track_blank(TrackAgency agency)
{
    TrackFix f = {.mean_min = track_mean_min(agency),
                  .pressure_hpa = NAN,
                  .wind_m_s = NAN,
                  .move_deg = NAN,
                  .move_km_h = NAN};
    for (int i = 0; i < CIRCLE_N; i++) f.circle[i].toward_deg = NAN;
    return f;
}

void track_by_quadrant(TrackCircle *c, const double km[QUAD_N])
{
    *c = (TrackCircle){.toward_deg = NAN};
    c->shortest_km = INFINITY;
    for (int q = 0; q < QUAD_N; q++) {
        c->quad_km[q] = km[q];
        c->longest_km = fmax(c->longest_km, km[q]);
        c->shortest_km = fmin(c->shortest_km, km[q]);
    }
    c->given = c->longest_km > 0;
}

void track_by_longest(TrackCircle *c, double toward_deg, double longest_km, double shortest_km)
{
    const double all[QUAD_N] = {longest_km, longest_km, longest_km, longest_km};
    track_by_quadrant(c, all);
    if (longest_km == shortest_km) return;
    c->toward_deg = toward_deg;
    c->shortest_km = shortest_km;
}

double track_direction(Str s)
{
    static const struct {
        const char *sign;
        int north, east;
    } signs[] = {
        {"N",   1,  0 },
        {"E",   0,  1 },
        {"S",   -1, 0 },
        {"W",   0,  -1},
        {"北", 1,  0 },
        {"东", 0,  1 },
        {"南", -1, 0 },
        {"西", 0,  -1}
    };
    const double step = 22.5;
    int north = 0, east = 0;
    for (size_t at = 0; at < s.len;) {
        size_t i = 0;
        while (i < COUNT(signs) && !str_starts(str_from(s, at), str_c(signs[i].sign))) i++;
        if (i == COUNT(signs)) return NAN;
        north += signs[i].north;
        east += signs[i].east;
        at += strlen(signs[i].sign);
    }
    if (north == 0 && east == 0) return NAN;
    double deg = round(atan2(east, north) * 180 / M_PI / step) * step;
    return deg < 0 ? deg + 360 : deg;
}

Err track_add(Cx *cx, Track *t, const TrackFix *fix, const TrackPlace *at)
{
    if (t->fixes.n == TRACK_FIXES_MAX)
        return cx_fail(cx, ERR_TOO_BIG, "file", "a storm has at most %d fixes", TRACK_FIXES_MAX);
    if (t->fixes.n && fix->at_ms <= t->fixes.p[t->fixes.n - 1].at_ms)
        return track_bad(cx, at, "the time does not follow that of the fix before");
    vec_push(cx, &t->fixes, *fix);
    return OK;
}

Err track_close(Cx *cx, Track *t, const TrackPlace *at)
{
    int year, month, day, v = 0;
    day_to_civil(t->fixes.p[0].at_ms / MS_DAY, &year, &month, &day);
    t->season = t->number.len ? 0 : year;
    (void)track_digits(t->number, &v);
    for (int y = year - 1; y <= year + 1 && t->number.len; y++) /* PABUK, 1901, began in 2018 */
        if (y % 100 == v / 100) t->season = y;
    return t->season ? OK : track_bad(cx, at, "the number does not belong to the year");
}

/* --- any format --- */

static TrackFormat archive_of(Str file)
{
    TrackLines l = {.rest = file};
    Str word, rest;
    bool more = track_line(&l) && track_line(&l);
    (void)str_cut(str_trim(l.at.text), ' ', &word, &rest);
    /* both begin their headers with 66666; the times of CMA have a century */
    return more && word.len == 10 ? TRACK_CMA : TRACK_JMA;
}

TrackFormat track_sniff(Str file)
{
    if (str_starts(file, S("\xEF\xBB\xBF"))) file = str_from(file, 3);
    if (str_starts(file, S("66666"))) return archive_of(file);
    if (track_ibtracs_head(file)) return TRACK_IBTRACS;
    Str head = str_trim(str_head(file, 4096));
    if (head.len == 0 || str_find(head, S("FeatureCollection")) != SIZE_MAX) return TRACK_NONE;
    if (str_find(head, S("\"typhoon\"")) != SIZE_MAX) return TRACK_NMC;
    if (str_find(head, S("\"points\"")) != SIZE_MAX || str_find(head, S("\"tfid\"")) != SIZE_MAX ||
        str_find(head, S("\"tfbh\"")) != SIZE_MAX)
        return TRACK_ZJWATER;
    return TRACK_NONE;
}

Err track_read(Cx *cx, Str file, TrackFile *ret)
{
    if (str_starts(file, S("\xEF\xBB\xBF"))) file = str_from(file, 3);
    TrackFile all = {.format = track_sniff(file)};
    Err err = OK;
    switch (all.format) {
    case TRACK_CMA: err = track_cma(cx, file, &all); break;
    case TRACK_JMA: err = track_jma(cx, file, &all); break;
    case TRACK_IBTRACS: err = track_ibtracs(cx, file, &all); break;
    case TRACK_NMC:
    case TRACK_ZJWATER: err = track_feed(cx, file, &all); break;
    case TRACK_NONE:
        err = cx_refuse(cx, ERR_UNSUPPORTED, FIRST_LINE, str_head(file, 60),
                        "no track of CMA, JMA, IBTrACS, NMC or the Zhejiang water department");
        break;
    }
    if (err == OK) *ret = all;
    return err;
}

/* --- files of headers and lines --- */

/* One storm: its header, then as many lines as the header says. */
static Err storm(Cx *cx, TrackLines *l, TrackHeader *header, TrackLine *data, TrackFile *ret)
{
    Track t;
    TrackFix f;
    int n = 0;
    TrackPlace head = l->at;
    TRY(header(cx, &head, &t, &n));
    for (int i = 0; i < n; i++) {
        if (!track_line(l) || str_starts(l->at.text, S("66666")))
            return track_bad(cx, &head, "the header says %d lines, %d follow", n, i);
        TRY(data(cx, &l->at, &f));
        TRY(track_add(cx, &t, &f, &l->at));
    }
    TRY(track_close(cx, &t, &head));
    if (str_starts(t.name_en, S("(-1)"))) ret->left_out++; /* a secondary centre of CMA */
    else vec_push(cx, &ret->tracks, t);
    return OK;
}

Err track_storms(Cx *cx, Str file, TrackHeader *header, TrackLine *data, TrackFile *ret)
{
    TrackLines l = {.rest = file};
    while (track_line(&l)) {
        if (str_trim(l.at.text).len == 0) continue;
        TRY(storm(cx, &l, header, data, ret));
    }
    return OK;
}
