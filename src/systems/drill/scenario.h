/* SPDX-License-Identifier: Apache-2.0 */
/* A scenario (model/scenarios/NAME/scenario.yaml, doc/drills.md): what happens, who plays, how they
 * act, what counts. Read once, checked as a whole, never changed.
 * source: AQ/T 9007 and AQ/T 9009 (drills: scenario, injects, evaluation) */
#ifndef SYSTEMS_DRILL_SCENARIO_H
#define SYSTEMS_DRILL_SCENARIO_H

#include <jansson.h>

#include "register/def.h"
#include "wire/track.h"

/* A value that a field of the record must have: one of a list; "3308*" = begins so, "" = none. */
typedef struct Having {
    Str field;
    const Str *values;
    size_t n;
} Having;

/* What the script listens for: an entry of the journal and fields of its record then. */
typedef struct Match {
    Str on; /* "response.activate", as register.action; "" = nothing */
    const Having *where;
    size_t n;
} Match;

/* One act, done through the interface as its actor would. Path, texts of the body and label may
 * hold {id} {now} {now+2h} {T+3:30} {ref:NAME} {f:FIELD}, see fill.h. */
typedef struct Act {
    Str as;       /* key of a role */
    Str path;     /* "/api/r/warning"; POST */
    json_t *body; /* an object; NULL = {} */
    Str save;     /* the id of what it made first is known as {ref:NAME} from then on; "" = not */
    Label label;  /* what people read; empty = not worth a line */
    bool uses_record; /* an {f:…} stands in it */
} Act;

/* What players should do after an inject, and within what time. */
typedef struct Expect {
    Match match;
    int64_t within_ms;
    Label label;
} Expect;

/* It happens at a time, unless something has happened before (or only if it has). */
typedef struct Inject {
    int64_t at_ms;
    Str kind; /* shown: warning, reading, alarm, call, closure, … */
    Match unless, only_if;
    Act act;
    Expect expect; /* expect.match.on == "": nothing */
} Inject;

/* An actor's answer to what happens; not done while a person has taken the role. */
typedef struct Rule {
    Match match;
    int64_t after_ms, spread_ms; /* from after to after + spread, even */
    int64_t not_before_ms;       /* the spread begins here when `after` is over sooner; 0 = no */
    double chance;               /* 0 … 1 */
    int64_t most;                /* times; 0 = any number */
    Match still;                 /* fields that the record must have when it is done */
    Act act;
} Rule;

typedef struct Part {
    Str key, role, region; /* role: of model/roles.yaml */
    Label label;
} Part;

/* Rows of a CSV, each created at the time in its column `at` or, when that is no field of the
 * register, `when` (T+H:MM or RFC 3339). A column `name#` holds numbers. */
typedef struct Series {
    Str reg, as, text;
    Str file; /* for messages */
} Series;

/* A best track, published fix by fix: each `delay` after its time, and every six hours what lies
 * ahead, off by more the further ahead (track.c). */
typedef struct TrackSource {
    const Track *track; /* out of an archive as published */
    Str name_zh;
    int64_t delay_ms, nearest_ms; /* when it is nearest to the scenario's place */
    Str as;
} TrackSource;

/* Another storm in place of the scenario's own: the scenario moves to the days on which that one
 * was nearest. file: its archive; storm: international number, or the source's own name. */
typedef struct OtherStorm {
    Str storm, file;
} OtherStorm;

/* A goal is met in time (from → to within planned) or by an amount (get, value, at_least). */
typedef struct Goal {
    Str key;
    Label label;
    double points;
    Match from, to; /* from.on == "": the start of the drill */
    int64_t planned_ms;
    Str get, value; /* a GET, and where in its answer the amount stands: "total.placed" */
    Str over;       /* what it is a share of: "total.listed"; "" = of nothing */
    double at_least;
    int64_t at_ms; /* when it is asked */
} Goal;

typedef struct Scenario {
    Str name;
    Label title, about;
    Str city; /* 12 digits */
    int64_t start_ms, end_ms;
    double lon, lat; /* the place that `nearest` of a track means */
    double speed;    /* city seconds a second when nobody says otherwise */
    const Part *roles;
    size_t n_roles;
    const Act *before; /* done at the start, in order, without a line */
    size_t n_before;
    const Inject *injects;
    size_t n_injects;
    const Rule *rules;
    size_t n_rules;
    const Series *series;
    size_t n_series;
    const TrackSource *tracks;
    size_t n_tracks;
    const Goal *goals;
    size_t n_goals;
} Scenario;

/* The text of a file named in a scenario ("readings.csv" beside it; "data/…" of the program).
 * fails: ERR_NOT_FOUND */
MUST_USE Err scenario_file(Cx *cx, Str folder, Str file, Str *ret);

/* Read a scenario by name (letters, digits, '-', '_') or, with a '/' in it, from a folder on disk.
 * other: NULL = its own storm
 * ret:   in the arena of cx
 * fails: ERR_NOT_FOUND; ERR_INVALID with "file:line", value and reason: unknown key, unknown role,
 *        a time outside start … end, a body that is no JSON, … */
MUST_USE Err scenario_read(Cx *cx, Str name, const OtherStorm *other, Scenario *ret);

/* "model/scenarios/NAME/scenario.yaml": its name. False = another file. */
bool scenario_name(Str path, Str *ret);

/* Times as scenarios write them: "T+2:30" or "T+30" (hours[:minutes] after start) or RFC 3339. */
bool scenario_time(Str text, int64_t start_ms, int64_t *ret);
/* Spans: "90s", "15m", "2h", "1d". */
bool scenario_span(Str text, int64_t *ret_ms);

/* track.c: a storm out of an archive, and when it was nearest to a place.
 * fails: as track_read; ERR_NOT_FOUND it holds no such storm */
MUST_USE Err scenario_track(Cx *cx, Str archive, Str storm, const Track **ret);
int64_t scenario_nearest_ms(const Track *t, double lon, double lat);

const Part *scenario_part(const Scenario *s, Str key); /* NULL = none */

#endif
