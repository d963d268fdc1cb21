/* SPDX-License-Identifier: Apache-2.0 */
/* Tracks of tropical cyclones: the published archives (CMA, JMA, IBTrACS) and the live feeds (NMC,
 * Zhejiang water department and feeds of its kind) → one neutral form. A file is taken whole or
 * refused whole, with the line and the reason. Winds keep the averaging time of whoever measured
 * them and are never converted. No clock, no socket, no storage.
 * source: GB/T 19201-2006 (grades); the layouts stand at each reader */
#ifndef WIRE_TRACK_H
#define WIRE_TRACK_H

#include "base/base.h"

typedef enum TrackFormat {
    TRACK_NONE, /* it is none of these */
    TRACK_CMA,
    TRACK_JMA,
    TRACK_IBTRACS,
    TRACK_NMC,
    TRACK_ZJWATER /* and others in quadrant style */
} TrackFormat;

typedef enum TrackAgency {
    AGENCY_CMA,
    AGENCY_JMA,
    AGENCY_JTWC,
    AGENCY_IBTRACS,
    AGENCY_HKO,
    AGENCY_KMA,
    AGENCY_TAIWAN,
    AGENCY_OTHER
} TrackAgency;

/* Grades of GB/T 19201-2006, table 1, weakest first; extratropical stands apart. */
typedef enum TrackGrade {
    GRADE_UNKNOWN,
    GRADE_TD,
    GRADE_TS,
    GRADE_STS,
    GRADE_TY,
    GRADE_STY,
    GRADE_SUPERTY,
    GRADE_EX
} TrackGrade;

/* Wind circles by force on the Beaufort scale: 30 kt ≈ 7, 50 kt ≈ 10, 64 kt = 12.
 * source: NMC's own equation of its 30KTS, 50KTS and 64KTS with 七级, 十级 and 十二级风圈 */
enum { CIRCLE_7, CIRCLE_10, CIRCLE_12, CIRCLE_N };
enum { QUAD_NE, QUAD_SE, QUAD_SW, QUAD_NW, QUAD_N };

/* How far a wind reaches: by quadrant, or as the circle through its longest and its opposite
 * shortest radius. */
typedef struct TrackCircle {
    bool given;
    double quad_km[QUAD_N]; /* longest_km in each when given as longest and shortest */
    double toward_deg;      /* where the longest radius points, clockwise from the north; NaN = by
                               quadrant */
    double longest_km, shortest_km;
} TrackCircle;

/* Numbers that are not known are NaN. */
typedef struct TrackFix {
    int64_t at_ms;
    double lon, lat; /* degrees WGS-84; −180 < lon ≤ 180 */
    TrackGrade grade;
    double pressure_hpa, wind_m_s;
    int mean_min;               /* averaging time of wind_m_s, minutes */
    double move_deg, move_km_h; /* towards, clockwise from the north */
    TrackCircle circle[CIRCLE_N];
    bool landfall;
} TrackFix;

typedef struct TrackForecast {
    TrackAgency agency;
    int64_t issued_ms; /* base time */
    int lead_h;
    TrackFix fix; /* at_ms = issued_ms + lead */
} TrackForecast;

typedef struct Track {
    Str number;  /* international, four digits: "1909"; "" = unnamed */
    Str sid;     /* the source's own name for the storm; "" = none */
    Str name_en; /* "" = none */
    Str name_zh;
    int season; /* year */
    TrackAgency agency;
    bool is_best;   /* best track; else an analysis as it came in */
    bool is_active; /* a live feed says so */
    struct {
        TrackFix *p; /* times strictly rising */
        size_t n, cap;
    } fixes;
    struct {
        TrackForecast *p; /* by issue, agency, lead as the feed has them */
        size_t n, cap;
    } forecasts;
} Track;

typedef struct TrackFile {
    TrackFormat format;
    struct {
        Track *p;
        size_t n, cap;
    } tracks;
    int64_t left_out; /* spur tracks of IBTrACS, secondary centres of CMA */
} TrackFile;

/* source: ours; what input can grow ends where it enters */
enum { TRACK_FILE_MAX = 512 * 1024 * 1024, TRACK_FIXES_MAX = 4000, TRACK_FORECASTS_MAX = 60000 };

/* What a file looks like from its beginning; TRACK_NONE = nothing known. */
TrackFormat track_sniff(Str file);
/* A whole file of any known format. ret: in cx, texts may lie in the file.
 * fails: ERR_INVALID with field "line N" (of JSON "points[N]") and the reason: counts that differ
 *        from their header, coordinates and times out of range or order, anything after the end;
 *        ERR_UNSUPPORTED an unknown format; ERR_TOO_BIG more fixes than a storm has */
MUST_USE Err track_read(Cx *cx, Str file, TrackFile *ret);

/* One storm of a feed's list. */
typedef struct TrackListed {
    Str id;     /* as the feed asks for it */
    Str number; /* as listed, with its leading zero; depressions have long ones */
    Str name_en, name_zh;
    bool is_active;
} TrackListed;
/* NMC list_default or list_<year>, and Zhejiang's TyphoonList. fails: as track_read */
MUST_USE Err track_list_read(Cx *cx, Str body, TrackListed **ret, size_t *n);

/* The JSON inside a JSONP wrapper of any callback name and any number of brackets, or the JSON
 * itself. ret: a part of text. fails: ERR_INVALID nothing of the kind */
MUST_USE Err track_jsonp(Cx *cx, Str text, Str *ret);

const char *track_agency_code(TrackAgency a);    /* of model/codes/track_source.csv */
const char *track_grade_code(TrackGrade g);      /* of model/codes/typhoon_grade.csv */
TrackAgency track_agency_of(Str code);           /* AGENCY_OTHER when none */
TrackGrade track_grade_of(Str code);             /* GRADE_UNKNOWN when none */
TrackGrade track_grade_of_wind(double wind_m_s); /* NaN and under 10.8 m/s: GRADE_UNKNOWN */
/* Averaging time of an agency's winds, minutes. source: WMO/TD-No. 1555 (2010), table 1.1 */
int track_mean_min(TrackAgency a);

#endif
