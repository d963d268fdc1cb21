/* SPDX-License-Identifier: Apache-2.0 */
/* Inside roll/: responsible persons on post (责任人进岗). */
#ifndef SYSTEMS_ROLL_INT_H
#define SYSTEMS_ROLL_INT_H

#include "systems/system.h"

typedef struct Ids {
    int64_t *p;
    size_t n, cap;
} Ids;

/* rules.c: rows of model/rules. fails: ERR_INVALID: a row has not its number of cells */
typedef struct PostNeed { /* which kind of post the objects of a register must have */
    Str reg, field, values, kind, source;
} PostNeed;
typedef struct PostNeeds {
    PostNeed *p;
    size_t n;
} PostNeeds;
MUST_USE Err roll_needs(Cx *cx, PostNeeds *ret);
/* Is a post of this kind called by this response? `all` was read with roll_kinds. */
typedef struct RollKind {
    Str kind, from_level, responses;
} RollKind;
typedef struct RollKinds {
    RollKind *p;
    size_t n;
} RollKinds;
MUST_USE Err roll_kinds(Cx *cx, RollKinds *ret);
bool roll_calls(const RollKinds *all, Str kind, Str response_kind, Str level);
/* What an entry says of somebody being on post: code of post_evidence; "" = nothing. person: the
 * record names who it is, else it is the actor. */
MUST_USE Err roll_evidence(Cx *cx, const Entry *e, Str *ret, bool *person);

/* open.c: a response begins or changes its level; the job that calls. */
Err on_response_level(Txn *tx, const Entry *cause, void *ctx);
MUST_USE Err roll_open(Cx *cx, const Site *site);
/* ret: region as a span of codes, [from, to). */
void region_span(Cx *cx, Str region, Str *from, Str *to);
/* A draft of the program's own that calls an audience; channels and term are those of call and
 * answer. ret: the notice */
MUST_USE Err roll_notice(Txn *tx, const Site *site, const Rec *response, Str region, Str audience,
                         Str body, int64_t *ret);
MUST_USE Err roll_send(Txn *tx, const Site *site, int64_t notice);
/* ids of the only column of a bound statement. */
MUST_USE Err roll_ids(Cx *cx, Stmt *st, Ids *ret);
MUST_USE Err roll_confirm_ms(Cx *cx, const Site *site, Db *db, int64_t *ret);

/* evidence.c */
Err on_work(Txn *tx, const Entry *cause, void *ctx);

/* cover.c: who has not answered in time: the stand-in, then the township. */
MUST_USE Err roll_pass_on(Cx *cx, const Site *site);
HttpHandler post_call;
Err check_cover(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);

/* board.c; the job writes the counts of running responses onto them */
HttpHandler get_board, get_rolls;
MUST_USE Err roll_count(Cx *cx, const Site *site);

/* season.c */
HttpHandler get_season;
MUST_USE Err roll_check(Cx *cx, const Site *site);

#endif
