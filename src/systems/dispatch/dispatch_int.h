/* SPDX-License-Identifier: Apache-2.0 */
/* Inside dispatch/: what a proposal is made of, and what an order does. */
#ifndef SYSTEMS_DISPATCH_INT_H
#define SYSTEMS_DISPATCH_INT_H

#include "geo/area.h"
#include "systems/dispatch/roads.h"
#include "systems/incident/incident.h"

/* Three sorts of what may be needed; goods are the only one that is divisible. */
typedef enum Sort { SORT_TEAM, SORT_EQUIPMENT, SORT_STOCK, N_SORTS } Sort;

enum { SCALE = 1000 }; /* amounts of goods are counted in thousandths of their unit */

typedef struct Slot {
    const Rec *incident;
    size_t place; /* of its incident among those of the proposal */
    Sort need;
    Str capability, kind, item, unit; /* "" = any */
    int64_t amount;                   /* whole teams or pieces; goods in thousandths */
    int32_t rank;                     /* the worse the incident, the higher */
} Slot;

/* Why something cannot go at all. */
typedef enum Away {
    AWAY_NOT,
    AWAY_OUT,       /* at work, or on its way */
    AWAY_RESTING,   /* resting, training */
    AWAY_REPAIR,    /* being repaired, on hold for a check */
    AWAY_LENT,      /* lent to somebody */
    AWAY_WITH_TEAM, /* belongs to a team that is out or goes elsewhere */
    AWAY_EXPIRED,
    AWAY_SHUT, /* its store is closed */
    N_AWAY
} Away;

/* A team, a piece of equipment or a lot of goods. */
typedef struct Source {
    const Rec *rec;
    Away away;
    LonLat at;               /* NaN = not known */
    size_t spot;             /* of its place among all places of the pool */
    int64_t muster_s;        /* until it leaves */
    int64_t all, held, kept; /* held: ordered by others; kept: the minimum that stays */
    int64_t free;            /* what may still go */
    Str capabilities, kind, item, unit;
    int64_t team, warehouse; /* 0 = none */
    size_t bound;            /* incident that its team goes to; SIZE_MAX = none */
    int64_t expires;         /* day; INT64_MAX = never */
    Val org;                 /* whose it is; VAL_NULL = not known */
    bool agreed;             /* an agreement with the one who asks holds: no loan */
} Source;

/* Everything of one kind, and what the plan takes of it. */
typedef struct Pool {
    Sort need;
    Source *p;
    size_t n;
    Travel travel;     /* from its places to those of the incidents */
    int64_t *taken;    /* n × slots: what goes where */
    int64_t objective; /* sum of amount and seconds */
} Pool;

typedef struct Proposal {
    const Slot *slots;
    size_t n_slots;
    const Rec **incidents;
    size_t n_incidents;
    Pool pools[N_SORTS]; /* those that nobody needs are empty */
    Val borrower;        /* org; VAL_TEXT = in words */
} Proposal;

/* Who could go where, and the best of it: of each kind as much as possible for the worst incident
 * first, then the least travel. Only what the actor may see. Proven optimal before it is returned.
 * borrower: as typed, "" = the actor's own body. fails: ERR_TOO_BIG, ERR_DENIED, ERR_INVALID */
MUST_USE Err proposal_make(Cx *cx, const Site *site, Slot *slots, size_t n, Str borrower,
                           Proposal *ret);
/* Does the source serve the slot, could it go? */
bool source_fits(const Site *site, const Source *s, const Slot *slot);
/* Time and method from a source to a slot's incident. */
const Leg *source_leg(const Pool *pool, const Source *s, const Slot *slot);
bool leg_leads(const Leg *leg);
int64_t *taken_of(const Proposal *p, const Pool *pool, size_t source, size_t slot);
/* Sources of the kinds that are needed, with their readiness (gather.c). */
MUST_USE Err pool_gather(Cx *cx, const Site *site, Sort need, Val borrower, Pool *ret);
/* The part of the plan of one kind (plan.c). */
MUST_USE Err plan_teams(Cx *cx, const Site *site, Proposal *p);
MUST_USE Err plan_amounts(Cx *cx, const Site *site, Proposal *p, Sort need);
/* Write the answer of a proposal (answer.c). */
MUST_USE Err proposal_json(Cx *cx, const Site *site, const Proposal *p, Buf *out);

/* Whose a thing is. */
/* The body that asks: as named (an id, a reference or words), else that of the actor's person, else
 * the emergency bureau of the actor's region, else the region in words. fails: ERR_INVALID */
MUST_USE Err borrower_find(Cx *cx, const Site *site, Db *db, Str named, Val *ret);
/* May the actor ask in the name of this body? fails: ERR_DENIED */
MUST_USE Err borrower_check(Cx *cx, const Site *site, Db *db, Val borrower);
/* Of a source only rec, org and agreed count. */
bool is_loan(const Cx *cx, const Site *site, const Source *s, Val borrower);
Str org_title(Cx *cx, const Site *site, Db *db, Val org);
/* Whose a team, piece of equipment or lot of goods is; VAL_NULL = nobody knows. */
MUST_USE Err owner_of(Cx *cx, const Site *site, Db *db, const Rec *thing, Val *ret);
bool agreement_holds(const Cx *cx, const Rec *team, Val borrower);

/* One of three registers. */
const char *need_register(Sort need);
const char *need_field(Sort need); /* of a dispatch */

/* The loan that a dispatch has; *id 0 = none. */
MUST_USE Err loan_of(Cx *cx, Db *db, int64_t dispatch, int64_t *id, Str *state);
/* Request what belongs to another body, once; *ret 0 = it is no loan. As the program: whoever sends
 * another's team need not have a say in that body's registers. */
MUST_USE Err loan_book(Txn *tx, const Site *site, const Rec *dispatch, const Rec *thing,
                       int64_t *ret);
/* A dispatch is over: withdraw what nobody has handed out when there is a reason, else ask for its
 * return. */
MUST_USE Err loan_end(Txn *tx, const Site *site, int64_t dispatch, Str reason);

/* The order (order.c) and what follows from it (follow.c). */
Err order_one(Cx *cx, HttpCall *call);
Err order_many(Cx *cx, HttpCall *call);
/* What a dispatch is asked before it is entered (guard.c). */
Err check_ordered(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);
Err check_unchanged(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);
Err on_dispatch(Txn *tx, const Entry *cause, void *ctx);
Err on_loan(Txn *tx, const Entry *cause, void *ctx);
MUST_USE Err load_incident(Cx *cx, const Site *site, Str text, Rec **ret);
MUST_USE Err want_dispatcher(Cx *cx, const Site *site, const Rec *incident);

#endif
