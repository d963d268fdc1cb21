/* SPDX-License-Identifier: Apache-2.0 */
/* Inside notice/: audiences, receipts, the ladder of channels. */
#ifndef SYSTEMS_NOTICE_INT_H
#define SYSTEMS_NOTICE_INT_H

#include "geo/area.h"
#include "systems/notice/notice.h"

typedef struct Member {
    int64_t person;         /* 0 = somebody without a record, by address */
    Str address;            /* "" of a person; "tel:…" "mailto:…" or an URL */
    Str name, region, kind; /* kind: of the post, or the word of the term */
    bool has_phone;
} Member;

typedef struct Audience {
    struct {
        Member *p;
        size_t n, cap;
    } members;
    Map seen;
    bool is_whole_city;
    int64_t n_vacant; /* posts and records that name nobody who can be reached */
} Audience;

/* Persons of an audience text, nobody twice, within the actor's area.
 * fails: ERR_INVALID naming the term: unknown word, unreadable or impossible area, nobody there ·
 *        ERR_DENIED somebody outside the actor's area, a host that is not listed */
MUST_USE Err audience_expand(Cx *cx, const Site *site, Str text, Audience *ret);

/* West south east north of the coordinates of a geometry; depth 0. False = there are none. */
bool geometry_bounds(json_t *coordinates, int depth, double box[4]);

/* The next level above a place: village → township → county → city. 12 digits. */
Str region_above(Cx *cx, Str region);

/* Put an audience into the queue of a notice. */
MUST_USE Err queue_fill(Txn *tx, int64_t notice, const Audience *a);
/* Make the receipts of all that wait, in batches. */
Err notice_work(Cx *cx, const Site *site);
/* Tell the level above of those who were not reached. */
Err notice_escalate(Cx *cx, const Site *site);

/* Rows of which nothing was heard have failed. */
Err outbox_sweep(Cx *cx, const Site *site);

/* Nothing more can come on any channel: the receipt has failed. */
MUST_USE Err receipt_settle(Txn *tx, const Site *site, int64_t receipt);
/* Add to counts of a notice. */
MUST_USE Err notice_count(Txn *tx, const Site *site, int64_t notice, const char *field,
                          int64_t add);

/* Handlers of reach.c: receipts of a notice by place and state; what runs and wants an answer. */
Err notice_reach(Cx *cx, HttpCall *call);
Err notice_calls(Cx *cx, HttpCall *call);

/* Handlers of cap.c: an alert taken into the register of warnings; a warning as an alert. */
Err cap_take(Cx *cx, HttpCall *call);
Err cap_give(Cx *cx, HttpCall *call);

#endif
