/* SPDX-License-Identifier: Apache-2.0 */
/* A running drill: what the script waits for, what was played, who plays what, how it scores. The
 * director (main/drill.c) turns it on a thread of its own; the writer tells it of entries; the
 * interface reads it and moves its controls. A live city has none: Site.drill is NULL there.
 * source: AQ/T 9007-2019, AQ/T 9009-2015 (evaluation of drills) */
#ifndef SYSTEMS_DRILL_DRILL_H
#define SYSTEMS_DRILL_DRILL_H

#include "journal/journal.h"
#include "systems/drill/scenario.h"

typedef struct Drill Drill;

/* How the script acts: as a role, through the interface. as NULL = the program itself (reading).
 * ret: the answer, freed with cx; NULL when it was empty. fails: as the interface refuses */
typedef Err DrillCall(Cx *cx, void *ctx, const Part *as, const char *method, Str path, json_t *body,
                      json_t **ret);

typedef struct DrillConfig {
    Scenario *scenario; /* outlives the drill */
    uint64_t seed;      /* of chances and spreads */
    DrillCall *call;
    void *ctx;
    Str *passwords; /* of the roles' accounts, in their order: somebody may step in */
} DrillConfig;

/* ret: freed with drill_free */
Drill *drill_new(const DrillConfig *config);
void drill_free(Drill *d);

/* --- writer thread --- */
void drill_heard(Drill *d, const Entry *entries, size_t n);

/* --- director's thread --- */

/* The acts before the start. fails: the first refusal: a scenario that cannot begin */
MUST_USE Err drill_begin(Cx *cx, Drill *d);
/* When something of the script is due next; INT64_MAX = never. Takes in what was heard. */
int64_t drill_next_ms(Cx *cx, Drill *d);
/* Do what is due by now, in order. A refused act is a line, not a failure. cx is reset on the way.
 * ret: how much was done */
size_t drill_play(Cx *cx, Drill *d, int64_t now_ms);
/* It is over: scores are computed and stand. */
void drill_finish(Cx *cx, Drill *d, int64_t now_ms);

/* What the controls say. */
typedef struct DrillControl {
    double speed; /* city seconds a second */
    bool paused;
    int64_t jump_ms; /* run there as fast as it goes; 0 = no */
} DrillControl;
DrillControl drill_control(Drill *d);
void drill_set_control(Drill *d, DrillControl c);
/* Wait until sys_mono_ms() reaches until, something is heard, a control moves or drill_stir. */
void drill_wait(Drill *d, int64_t until_mono_ms);
void drill_stir(Drill *d); /* any thread */

/* --- any thread --- */

typedef struct Result {
    const Goal *goal;
    bool asked;     /* a verdict stands */
    double value;   /* minutes, or the amount */
    bool has_value; /* it has come about at all */
    double earned;
} Result;

/* Score 0 … 100 and the verdict of AQ/T 9009-2015: 优 良 中 差. */
typedef struct Score {
    double points;
    Str verdict_zh, verdict_en;
} Score;
Score drill_score(Drill *d);
/* The goals as lines of text, for a terminal. */
Str drill_goals_text(Cx *cx, Drill *d);
/* State as JSON for the interface and for `drill run --json`.
 * last_lines: of what was played only so many, the newest; SIZE_MAX = all */
void drill_write(Cx *cx, Drill *d, int64_t now_ms, size_t last_lines, Jw *w);
/* The evaluation as a workbook: score, goals, what was expected, what was played; in the language
 * of cx. path: of the new file. source: AQ/T 9009-2015 */
MUST_USE Err drill_workbook(Cx *cx, Drill *d, Str path);

#endif
