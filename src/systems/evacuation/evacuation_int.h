/* SPDX-License-Identifier: Apache-2.0 */
/* Inside evacuation/: people moved, shelters, cards and check-ins. */
#ifndef SYSTEMS_EVACUATION_INT_H
#define SYSTEMS_EVACUATION_INT_H

#include "geo/area.h"
#include "systems/evacuation/evacuation.h"
#include "systems/system.h"

/* An area that was asked for, as a span of region codes. */
typedef struct Span {
    Str region, from, to; /* region: 12 digits */
} Span;

/* common.c */
/* The area of `region` (typed; "" = the actor's own) that the actor may `verb` records of `reg` in.
 * fails: ERR_INVALID, ERR_DENIED */
MUST_USE Err want_span(Cx *cx, const Site *site, const char *reg, const char *verb, Str typed,
                       Span *ret);
/* An incident by its id as text. Its name is no secret to those who shelter its people: the gate is
 * asked for what the caller goes on to read or write. fails: ERR_INVALID "is required",
 * ERR_NOT_FOUND */
MUST_USE Err want_event(Cx *cx, const Site *site, Str text, Rec **ret);
/* An id of a record in text; "" = 0. fails: ERR_INVALID naming the field */
MUST_USE Err want_ref(Cx *cx, const char *field, Str text, int64_t *ret);
/* First column of the only row of a statement that is bound; 0 = none. */
MUST_USE Err first_id(Cx *cx, Stmt *st, int64_t *ret);
/* A record by register and id, without the gate; NULL = none or voided. */
MUST_USE Err load_by(Cx *cx, const Site *site, Db *db, const char *reg, int64_t id, Rec **ret);
/* A field of a register as the actor may see it. */
Str shown(Cx *cx, const Site *site, const char *reg, const char *field, Str value);
/* A write as the program itself; *id (may be NULL): the record. */
MUST_USE Err put_as_system(Txn *tx, const Site *site, const char *reg, int64_t id,
                           const char *action, json_t *o, int64_t *ret);
bool has_word(Str list, const char *word); /* in a list with blanks */

/* lists.c */
HttpHandler post_lists;
Err on_list_ordered(Txn *tx, const Entry *e, void *ctx);
Err on_moved(Txn *tx, const Entry *e, void *ctx); /* a transfer: its list, its shelters */
Err recount_shelters(Cx *cx, const Site *site); /* job */
Err check_transfer_once(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);
Err check_released(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);

/* cards.c */
enum { CARD_TEXT_MAX = 64 };
typedef enum CardFault { CARD_GOOD, CARD_FORM, CARD_SIGNATURE } CardFault;
/* Key of the signatures: DIR/keys/cards, made when it is missing. */
MUST_USE Err card_key(Cx *cx, const Site *site, Str *ret);
/* What a QR says → its code. Pure. */
CardFault card_read(Cx *cx, Str key, Str text, Str *ret_code);
HttpHandler get_cards, post_cards, post_reissue, get_shelter_roster;

/* merge.c */
Err on_checkin(Txn *tx, const Entry *e, void *ctx);
Err on_transfer_step(Txn *tx, const Entry *e, void *ctx);
Err on_conflict_settled(Txn *tx, const Entry *e, void *ctx);

/* checkins.c */
HttpHandler post_checkins;

/* reconcile.c */
HttpHandler get_reconcile, get_reconcile_csv;

/* shelters.c */
HttpHandler get_shelters;
Err on_shelter_check(Txn *tx, const Entry *e, void *ctx);
Err on_issue(Txn *tx, const Entry *e, void *ctx);
Err check_issue(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);

/* scheme.c */
HttpHandler post_move_plan, apply_move_plan;
Err on_room_lost(Txn *tx, const Entry *e, void *ctx);

#endif
