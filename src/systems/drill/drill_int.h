/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the drill: what its files share. */
#ifndef SYSTEMS_DRILL_DRILL_INT_H
#define SYSTEMS_DRILL_DRILL_INT_H

#include "sys/sys.h"
#include "sys/thread.h"
#include "systems/drill/drill.h"
#include "systems/drill/fill.h"

typedef enum Todo { DO_INJECT, DO_RULE, DO_POST, DO_ASK, DO_EXPECT } Todo;

/* Something that will be done at a time. */
typedef struct Pending {
    int64_t at_ms;
    uint64_t order; /* of those of one instant: first come, first done */
    Todo what;
    size_t index;   /* of the inject, rule, goal */
    const Part *as; /* of DO_POST */
    Str path, id;   /* of DO_POST; of the record that a rule answers */
    json_t *body;   /* of DO_POST; the record that a rule answers; owned */
} Pending;

/* What the writer heard: which of the words that are listened for, which record. */
typedef struct Heard {
    size_t on;
    int64_t record, at_ms;
} Heard;

/* A match of the scenario and when it came about first. */
typedef struct Watch {
    const Match *match;
    int64_t first_ms; /* 0 = not yet */
} Watch;

/* One line of what was played. */
typedef struct Line {
    int64_t at_ms;
    Str kind, as;
    Label text;
    bool refused;
    Str why;
} Line;

/* An inject that something is expected after. */
typedef struct Open {
    const Inject *inject;
    int64_t at_ms, met_ms; /* 0 = not yet */
    bool over;             /* its time has run out */
} Open;

struct Drill {
    DrillConfig config;
    const Scenario *s;
    Cx *boot; /* memory of the drill; the director's thread, and others under the lock for reading
               */
    Mutex lock;
    Cond wake;
    /* heard, under the lock */
    Heard *heard;
    size_t n_heard, heard_cap;
    bool stirred;
    /* controls, under the lock */
    DrillControl control;
    bool *taken; /* of each role: a person plays it */
    /* told, under the lock */
    VEC(Line) lines;
    Result *results;
    VEC(Open) opens;
    bool is_over;
    int64_t over_ms;
    /* the director's own */
    VEC(Pending) heap;
    uint64_t order;
    Map refs;  /* NAME → Str* */
    Map words; /* "response.create" → its number + 1 */
    size_t n_words;
    size_t *rule_times; /* of each rule: how often it was chosen */
    Watch *watches;     /* of every match of injects and goals */
    size_t n_watches;
};

/* script.c */
void script_later(Drill *d, Pending p);
MUST_USE Err script_before(Cx *cx, Drill *d, const Act *a); /* an act at the start */
void script_heard(Cx *cx, Drill *d);                        /* take in what the writer heard */
/* track.c: the storm becomes a record, and its fixes and forecasts pend */
MUST_USE Err track_later(Cx *cx, Drill *d, const TrackSource *t);
/* score.c */
Watch *watch_of(Drill *d, const Match *m); /* NULL when it is no match */
void score_ask(Cx *cx, Drill *d, size_t goal, int64_t now_ms);
void score_expect_over(Drill *d, size_t open);
void score_seen(Drill *d, const Match *m, int64_t at_ms);
/* Does a record fit? NULL record fits a match without fields. */
bool match_fits(const Match *m, json_t *record);

#endif
