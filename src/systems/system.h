/* SPDX-License-Identifier: Apache-2.0 */
/* How a system of the domain is made part of the program: one exported struct, one line in
 * main/systems.def. It answers routes, reacts to entries of the journal and does work from time to
 * time. It never calls another system to change something. */
#ifndef SYSTEMS_SYSTEM_H
#define SYSTEMS_SYSTEM_H

#include "auth/auth.h"
#include "auth/policy.h"
#include "http/want.h"
#include "register/register.h"

/* What a system works with: made by main/, outlives every call. */
typedef struct Site {
    Store *store;
    Journal *journal;
    Book *book;
    Auth *auth;
    const char *dir; /* data directory */
    Str city;        /* 12 digits */
    Label city_name;
    bool demo, sandbox;
    struct RoadBook *roads;       /* the road graph, see dispatch/roads.h */
    struct CubeBook *cubes;       /* figures kept ready, see indicator/cube.h */
    struct Drill *drill;          /* the one that runs here, see drill/drill.h; NULL = none */
    struct DrillDesk *drills;     /* of a live city that serves, see drill/desk.h; NULL = none */
    int64_t (*now_ms)(void *ctx); /* wall or virtual clock */
    double (*pace)(void *ctx);    /* seconds of it that pass in a second; 0 = it stands */
    void *ctx;
} Site;

/* Work that returns every so many seconds of the city's clock, on a thread of its own. */
typedef struct SystemJob {
    const char *name;
    int every_s;
    Err (*run)(Cx *cx, const Site *site);
} SystemJob;

/* What a system asks before a write is entered, inside its transaction: a refusal stops it, whoever
 * writes and through whichever door. Imports of what is past are not asked. */
typedef struct Guard {
    const char *kind; /* "incident.close": register.create, .update or .action */
    /* old NULL = create */
    Err (*check)(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);
} Guard;

typedef struct System {
    const char *name;
    const HttpRoute *routes;
    size_t n_routes;
    const On *on; /* ctx is set to the Site; ended by kind == NULL; NULL = none */
    const SystemJob *jobs;
    size_t n_jobs;
    const Guard *guards; /* ended by kind == NULL; NULL = none */
} System;

/* The site behind a call. */
static inline const Site *site_of(const HttpCall *call)
{
    return call->user;
}

/* region= of the query, else the actor's own, else the city: 12 digits. Whether the actor may see
 * it is the gate's business. fails: ERR_INVALID */
MUST_USE Err system_want_region(Cx *cx, const HttpCall *call, Str *ret);
/* The name of the session's cookie. Browsers do not keep the ports of one host apart, so a drill
 * beside its live city has a name of its own, and each of several drills has. */
Str session_cookie_name(const HttpCall *call);

/* A write inside a reaction or job, as the program itself: actor "system", door "job". w->book and
 * w->reg are filled in from site and key; input is taken over (freed). fails: as write_in */
MUST_USE Err system_write(Txn *tx, const Site *site, const char *key, Write *w, json_t *input);
/* Fields of such an input. */
void system_put_text(json_t *o, const char *key, Str s);
void system_put_time(Cx *cx, json_t *o, const char *key, int64_t at_ms); /* RFC 3339 */
/* Answer {"items":[…]}: every row of a statement that is bound, written by put as one value. */
MUST_USE Err system_answer_rows(Cx *cx, HttpCall *call, Stmt *st,
                                void (*put)(Cx *cx, const Stmt *st, const void *ctx, Jw *w),
                                const void *ctx);
/* Answer a document to be kept, NAME-PERIOD.docx; of a workbook what `write` puts into a file. */
MUST_USE Err system_answer_docx(Cx *cx, HttpCall *call, Str name, Str period, Str body);
MUST_USE Err system_answer_xlsx(Cx *cx, HttpCall *call, Str name, Str period,
                                Err (*write)(Cx *cx, const void *of, Str path), const void *of);
/* The idempotency key of a call for one write: the caller's own, with the digest of the request.
 * fails: ERR_INVALID: longer than 200 characters */
MUST_USE Err system_idem(Cx *cx, const HttpCall *call, Write *w);
/* A file of its own under the data directory, not made yet; the caller removes it. */
MUST_USE Err system_tmp_path(Cx *cx, const Site *site, Str ending, Str *ret);
/* The register of a key that the program itself relies on. fails: ERR_NOT_FOUND when a city has
 * taken it out */
MUST_USE Err system_reg(Cx *cx, const Site *site, const char *key, const Reg **ret);
/* A field by name; of kind VAL_NULL when the definition has no such field. */
Val rec_val(const Rec *rec, const char *field);
int64_t rec_i64(const Rec *rec, const char *field, int64_t none);
Str rec_str(const Rec *rec, const char *field); /* "" = none */
/* A dated number of the register `parameter` as it holds now; `none` when it is not there. */
MUST_USE Err system_parameter(Cx *cx, const Site *site, Db *db, const char *key, double none,
                              double *ret);

#endif
