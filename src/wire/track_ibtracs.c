/* SPDX-License-Identifier: Apache-2.0 */
/* IBTrACS (NOAA NCEI) as CSV: a row of names, a row of units, rows; columns by name, blank = not
 * known. Winds are those of the agency that the WMO names for the basin, else the USA's.
 * source: IBTrACS v04 column documentation (2019); Knapp et al. 2010, BAMS 91, 363-376 */
#include "wire/csv.h"
#include "wire/track_int.h"

enum { USA_MEAN_MIN = 1, INDIA_MEAN_MIN = 3 };

typedef enum Column {
    SID,
    SEASON,
    NAME,
    ISO_TIME,
    NATURE,
    LAT,
    LON,
    WMO_WIND,
    WMO_PRES,
    WMO_AGENCY,
    BASIN,
    TRACK_TYPE,
    USA_WIND,
    USA_PRES,
    LANDFALL,
    STORM_SPEED,
    STORM_DIR,
    N_COLUMNS
} Column;

/* The second name is that of extracts in lower case with units. */
static const char *const column_names[N_COLUMNS][2] = {
    {"SID",         NULL            },
    {"SEASON",      NULL            },
    {"NAME",        NULL            },
    {"ISO_TIME",    "ISO_TIME_UTC"  },
    {"NATURE",      NULL            },
    {"LAT",         NULL            },
    {"LON",         NULL            },
    {"WMO_WIND",    "WMO_WIND_KT"   },
    {"WMO_PRES",    "WMO_PRES_HPA"  },
    {"WMO_AGENCY",  NULL            },
    {"BASIN",       NULL            },
    {"TRACK_TYPE",  NULL            },
    {"USA_WIND",    NULL            },
    {"USA_PRES",    NULL            },
    {"LANDFALL",    NULL            },
    {"STORM_SPEED", "STORM_SPEED_KT"},
    {"STORM_DIR",   "STORM_DIR_DEG" },
};

typedef struct Table {
    Csv csv;
    Str *names, *cells;
    size_t n_names, n_cells;
    size_t at[N_COLUMNS]; /* SIZE_MAX = not there */
    TrackPlace place;
} Table;

static size_t find(const Str *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(str_trim(names[i]), str_c(name))) return i;
    return SIZE_MAX;
}

static Str cell(const Table *t, Column c)
{
    return t->at[c] < t->n_cells ? str_trim(t->cells[t->at[c]]) : S("");
}

static Str named_cell(const Table *t, const char *name)
{
    size_t i = find(t->names, t->n_names, name);
    return i < t->n_cells ? str_trim(t->cells[i]) : S("");
}

bool track_ibtracs_head(Str file)
{
    TrackLines l = {.rest = str_head(file, 8192)};
    return track_line(&l) && str_eq_nocase(str_head(l.at.text, 4), S("SID,"));
}

static Err read_head(Cx *cx, Table *t)
{
    static const Column needed[] = {SID, ISO_TIME, LAT, LON};
    bool more;
    TRY(csv_next(cx, &t->csv, &t->names, &t->n_names, &more));
    t->place = (TrackPlace){.no = 1, .text = S("")};
    for (int c = 0; c < N_COLUMNS; c++) {
        t->at[c] = find(t->names, t->n_names, column_names[c][0]);
        if (t->at[c] == SIZE_MAX && column_names[c][1])
            t->at[c] = find(t->names, t->n_names, column_names[c][1]);
    }
    for (size_t i = 0; i < COUNT(needed); i++)
        if (t->at[needed[i]] == SIZE_MAX)
            return track_bad(cx, &t->place, "the column %s is missing", column_names[needed[i]][0]);
    return OK;
}

/* "2019-08-09 18:00:00" or RFC 3339, UTC. */
static bool time_of(Cx *cx, Str s, int64_t *ret)
{
    bool zoned =
        s.len > 16 && (str_ends(s, S("Z")) || str_find_char(str_from(s, 10), '+') != SIZE_MAX);
    if (s.len < 16) return false;
    return time_parse(zoned ? s : str_fmt(cx, "%.*sZ", STR_ARG(s)), ret);
}

/* *ret stays as it is where the cell is blank. */
static Err number(Cx *cx, const Table *t, Str s, double least, double most, double *ret)
{
    double v;
    if (s.len == 0) return OK;
    if (!str_f64(s, &v) || v < least || v > most)
        return track_bad(cx, &t->place, "%.*s is no number from %g to %g", STR_ARG(str_head(s, 40)),
                         least, most);
    *ret = v;
    return OK;
}

/* --- whose wind --- */

/* source: IBTrACS v04 column documentation, WMO_AGENCY: the centres responsible for the basins */
static int mean_min(const Table *t, bool from_usa)
{
    static const char *const usa[] = {"hurdat_atl", "hurdat_epa", "cphc", "atcf", "nhc"};
    Str agency = cell(t, WMO_AGENCY), basin = cell(t, BASIN);
    if (from_usa) return USA_MEAN_MIN;
    for (size_t i = 0; i < COUNT(usa); i++)
        if (str_is(agency, usa[i])) return USA_MEAN_MIN;
    if (str_is(agency, "newdelhi") || str_is(basin, "NI")) return INDIA_MEAN_MIN;
    return agency.len == 0 && (str_is(basin, "NA") || str_is(basin, "EP"))
               ? USA_MEAN_MIN
               : track_mean_min(AGENCY_IBTRACS);
}

/* --- circles --- */

static Err by_quadrant(Cx *cx, const Table *t, const char *force, TrackCircle *ret)
{
    static const char *const quads[QUAD_N] = {"NE", "SE", "SW", "NW"};
    double km[QUAD_N] = {0};
    for (int q = 0; q < QUAD_N; q++) {
        Str s = named_cell(t, str_fmt(cx, "USA_R%s_%s", force, quads[q]).p);
        TRY(number(cx, t, s, 0, 1000, &km[q]));
        km[q] *= TRACK_KM_PER_NM;
    }
    track_by_quadrant(ret, km);
    return OK;
}

/* TOKYO_R50_DIR, _LONG, _SHORT as in JMA's own file. */
static Err by_longest(Cx *cx, const Table *t, const char *force, TrackCircle *ret)
{
    double toward = 0, longest = 0, shortest = 0;
    TRY(number(cx, t, named_cell(t, str_fmt(cx, "TOKYO_R%s_DIR", force).p), 0, 9, &toward));
    TRY(number(cx, t, named_cell(t, str_fmt(cx, "TOKYO_R%s_LONG", force).p), 0, 1000, &longest));
    TRY(number(cx, t, named_cell(t, str_fmt(cx, "TOKYO_R%s_SHORT", force).p), 0, 1000, &shortest));
    if (longest <= 0 || toward < 1 || shortest > longest) return OK;
    track_by_longest(ret, toward > 8 ? NAN : fmod(toward * 45, 360), longest * TRACK_KM_PER_NM,
                     toward > 8 ? longest * TRACK_KM_PER_NM : shortest * TRACK_KM_PER_NM);
    return OK;
}

static Err circles(Cx *cx, const Table *t, TrackCircle *ret)
{
    static const char *const usa[CIRCLE_N] = {"34", "50", "64"}, *const tokyo[] = {"30", "50"};
    for (int i = 0; i < CIRCLE_N; i++) TRY(by_quadrant(cx, t, usa[i], &ret[i]));
    for (int i = 0; i < (int)COUNT(tokyo); i++) TRY(by_longest(cx, t, tokyo[i], &ret[i]));
    return OK;
}

/* --- a row --- */

static Err fix_of(Cx *cx, const Table *t, TrackFix *f)
{
    double lat = NAN, lon = NAN, kt = NAN, landfall = NAN, speed = NAN;
    Str wind = cell(t, WMO_WIND), hpa = cell(t, WMO_PRES);
    *f = track_blank(AGENCY_IBTRACS);
    if (!time_of(cx, cell(t, ISO_TIME), &f->at_ms))
        return track_bad(cx, &t->place, "the time is none");
    TRY(number(cx, t, cell(t, LAT), -90, 90, &lat));
    TRY(number(cx, t, cell(t, LON), -180, 360, &lon));
    if (isnan(lat) || isnan(lon)) return track_bad(cx, &t->place, "a position is missing");
    TRY(number(cx, t, wind.len ? wind : cell(t, USA_WIND), 0, 250, &kt));
    TRY(number(cx, t, hpa.len ? hpa : cell(t, USA_PRES), 800, 1100, &f->pressure_hpa));
    TRY(number(cx, t, cell(t, LANDFALL), 0, 30000, &landfall));
    TRY(number(cx, t, cell(t, STORM_SPEED), 0, 200, &speed));
    TRY(number(cx, t, cell(t, STORM_DIR), 0, 360, &f->move_deg));
    TRY(circles(cx, t, f->circle));
    f->lat = lat;
    f->lon = track_lon(lon);
    f->wind_m_s = kt * TRACK_M_S_PER_KT;
    f->move_km_h = speed * TRACK_KM_PER_NM;
    f->landfall = landfall <= 0;
    f->grade = str_is(cell(t, NATURE), "ET") ? GRADE_EX : track_grade_of_wind(f->wind_m_s);
    f->mean_min = mean_min(t, wind.len == 0 && !isnan(kt));
    return OK;
}

static Track *track_of(Cx *cx, const Table *t, Map *seen, TrackFile *ret)
{
    Str sid = cell(t, SID), name = cell(t, NAME);
    size_t *at = map_get(seen, sid);
    if (!at) {
        at = cx_new(cx, size_t, 1);
        *at = ret->tracks.n;
        map_put(cx, seen, sid, at);
        bool has_name =
            name.len && !str_eq_nocase(name, S("NOT_NAMED")) && !str_eq_nocase(name, S("UNNAMED"));
        vec_push(cx, &ret->tracks,
                 ((Track){.number = S(""),
                          .sid = sid,
                          .name_en = has_name ? name : S(""),
                          .name_zh = S(""),
                          .agency = AGENCY_IBTRACS,
                          .is_best = true}));
    }
    return &ret->tracks.p[*at];
}

static Err take(Cx *cx, const Table *t, Map *seen, TrackFile *ret)
{
    TrackFix f;
    double season = NAN;
    if (t->n_cells != t->n_names)
        return track_bad(cx, &t->place, "the row has %zu cells, the first one %zu", t->n_cells,
                         t->n_names);
    if (cell(t, SID).len == 0) return track_bad(cx, &t->place, "the storm has no SID");
    TRY(fix_of(cx, t, &f));
    TRY(number(cx, t, cell(t, SEASON), 1840, 2200, &season));
    Track *track = track_of(cx, t, seen, ret);
    TRY(track_add(cx, track, &f, &t->place));
    if (isnan(season)) return track_close(cx, track, &t->place);
    track->season = (int)season;
    return OK;
}

Err track_ibtracs(Cx *cx, Str file, TrackFile *ret)
{
    Table t = {.csv = csv_on(file)};
    Map seen = {0}, spurs = {0};
    bool more;
    TRY(read_head(cx, &t));
    for (int64_t row = 1;; row++) {
        int64_t at_ms;
        TRY(csv_next(cx, &t.csv, &t.cells, &t.n_cells, &more));
        if (!more) break;
        t.place = (TrackPlace){.no = t.csv.line, .text = t.n_cells ? t.cells[0] : S("")};
        if (row == 1 && t.n_cells == t.n_names && !time_of(cx, cell(&t, ISO_TIME), &at_ms) &&
            !str_f64(cell(&t, LAT), &(double){0}))
            continue; /* the units */
        if (str_eq_nocase(cell(&t, TRACK_TYPE), S("spur"))) {
            ret->left_out += map_get(&spurs, cell(&t, SID)) == NULL;
            map_put(cx, &spurs, cell(&t, SID), &spurs);
            continue;
        }
        TRY(take(cx, &t, &seen, ret));
    }
    return OK;
}
