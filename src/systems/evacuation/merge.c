/* SPDX-License-Identifier: Apache-2.0 */
/* Check-ins become one truth: whatever order phones deliver their scans in, a person's place in an
 * event is read from all of them by the time at which they were made. A repeat counts once; two
 * shelters at the same time are a conflict that stays to be seen until a person settles it.
 * source: ui-design §5 "Check-in offline"; reliability §5 row 4; transfer.count =
 * unique_person_per_event */
#include "systems/evacuation/evacuation_int.h"
#include "systems/evacuation_sql.h"

#include <stdlib.h>

typedef struct Scan {
    int64_t id, at, shelter, to, people;
    Str direction;
} Scan;

typedef struct Scans {
    Scan *p;
    size_t n, cap;
} Scans;

typedef struct Clash {
    const char *kind;
    int64_t first, second, shelter, other, at;
    bool found; /* there is a record of it */
} Clash;

/* An arrival that no leaving has ended yet. */
typedef struct Stay {
    int64_t shelter, scan;
} Stay;

typedef enum Place { PLACE_NONE, PLACE_WAY, PLACE_SHELTER, PLACE_RELATIVES, PLACE_HOME } Place;

typedef struct Truth {
    Place place;
    int64_t left_ms, arrived_ms, home_ms, last_ms; /* 0 = not */
    int64_t shelter, people, home_scan;
    int64_t bound;    /* on the way: the shelter that he moves on to, 0 = not known */
    bool may_go_home; /* the list was released by the time */
    VEC(Stay) stays;
    VEC(Clash) clashes;
} Truth;

/* --- folding --- */

/* Of one instant: on from one place before into another; else as they came in. */
static int by_time(const void *a, const void *b)
{
    const Scan *x = a, *y = b;
    if (x->at != y->at) return (x->at > y->at) - (x->at < y->at);
    bool x_on = str_is(x->direction, "moved_on"), y_on = str_is(y->direction, "moved_on");
    return x_on != y_on ? (x_on ? -1 : 1) : (x->id > y->id) - (x->id < y->id);
}

static void arrive(Cx *cx, Truth *t, const Scan *s)
{
    bool here = false;
    for (size_t i = 0; i < t->stays.n; i++) {
        const Stay *o = &t->stays.p[i];
        if (o->shelter == s->shelter) here = true;
        else
            vec_push(
                cx, &t->clashes,
                ((Clash){"two_shelters", o->scan, s->id, o->shelter, s->shelter, s->at, false}));
    }
    if (!here) vec_push(cx, &t->stays, ((Stay){s->shelter, s->id}));
    if (here && t->place == PLACE_SHELTER && t->shelter == s->shelter) return; /* scanned again */
    t->place = PLACE_SHELTER;
    t->bound = 0;
    t->shelter = s->shelter;
    t->arrived_ms = s->at;
}

/* Out of a shelter; of any when none is named. */
static void leave(Truth *t, const Scan *s)
{
    size_t n = 0;
    for (size_t i = 0; i < t->stays.n; i++)
        if (s->shelter && t->stays.p[i].shelter != s->shelter) t->stays.p[n++] = t->stays.p[i];
    t->stays.n = n;
    if (t->place == PLACE_SHELTER && (!s->shelter || t->shelter == s->shelter)) {
        t->place = PLACE_WAY;
        t->shelter = t->arrived_ms = 0;
    }
}

/* To another shelter, by word of the one that is left; who is counted at a third stays there. */
static void head_for(Truth *t, int64_t to)
{
    if (to == 0 || t->place == PLACE_SHELTER) return;
    t->place = PLACE_WAY;
    t->arrived_ms = 0;
    t->bound = to;
}

static void step(Cx *cx, Truth *t, const Scan *s)
{
    bool ends = str_is(s->direction, "moved_on") || str_is(s->direction, "out");
    t->last_ms = s->at;
    if (s->people > t->people) t->people = s->people;
    if (str_is(s->direction, "in") && s->shelter) {
        arrive(cx, t, s);
    } else if (str_is(s->direction, "to_relatives") || str_is(s->direction, "back")) {
        bool home = str_is(s->direction, "back");
        leave(t, &(Scan){.direction = s->direction});
        t->place = home ? PLACE_HOME : PLACE_RELATIVES;
        *(home ? &t->home_ms : &t->arrived_ms) = s->at;
        if (home) t->home_scan = s->id;
        t->shelter = t->bound = 0;
    } else if (ends && s->shelter) {
        leave(t, s);
        head_for(t, s->to);
    } else if (t->place == PLACE_NONE || t->place == PLACE_HOME) { /* left home */
        t->place = PLACE_WAY;
        t->arrived_ms = 0;
    }
    if (t->left_ms == 0) t->left_ms = s->at;
    if (t->place != PLACE_HOME) t->home_ms = 0;
}

static Truth truth_of(Cx *cx, Scans *scans)
{
    Truth t = {.people = 1};
    if (scans->n) qsort(scans->p, scans->n, sizeof *scans->p, by_time);
    for (size_t i = 0; i < scans->n; i++) step(cx, &t, &scans->p[i]);
    return t;
}

/* --- who it is --- */

/* A person of the register by id, somebody else by a card that was handed out or by the number of
 * the scan that wrote him down. */
typedef struct Moved {
    int64_t event, resident;
    Str card;
} Moved;

static Moved who_of(Cx *cx, const Rec *checkin)
{
    Val v = rec_val(checkin, "resident");
    Str card = rec_str(checkin, "card_no"), scan = rec_str(checkin, "scan");
    Str own = scan.len ? scan : str_fmt(cx, "%lld", (long long)checkin->id);
    return (Moved){rec_i64(checkin, "event", 0), v.kind == VAL_INT ? v.i : 0,
                   card.len ? card : str_fmt(cx, "N-%.*s", STR_ARG(own))};
}

static void bind_who(Stmt *st, const Moved *who)
{
    stmt_i64(st, 1, who->event);
    if (who->resident) stmt_i64(st, 2, who->resident);
    else stmt_text(st, 2, who->card);
}

static Err scans_of(Cx *cx, Db *db, const Moved *who, Scans *ret)
{
    Stmt *st;
    bool row;
    *ret = (Scans){0};
    TRY(db_prepare(cx, db, who->resident ? S(SQL_EVAC_SCANS_OF) : S(SQL_EVAC_SCANS_OF_CARD), &st));
    bind_who(st, who);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, ret,
                 ((Scan){.id = col_i64(st, 0),
                         .direction = col_dup(cx, st, 1),
                         .at = col_i64(st, 2),
                         .shelter = col_i64(st, 3),
                         .people = col_i64(st, 4),
                         .to = col_i64(st, 5)}));
    }
    stmt_reset(st);
    return OK;
}

static Err transfer_of(Cx *cx, Db *db, const Moved *who, int64_t *ret)
{
    Stmt *st;
    TRY(db_prepare(cx, db, who->resident ? S(SQL_EVAC_TRANSFER_OF) : S(SQL_EVAC_TRANSFER_OF_CARD),
                   &st));
    bind_who(st, who);
    return first_id(cx, st, ret);
}

/* --- the transfer follows --- */

/* Somebody came of whom no list knows: from now on there is a transfer of his. */
static Err new_transfer(Txn *tx, const Site *site, const Rec *checkin, const Moved *who,
                        int64_t *ret)
{
    Cx *cx = tx->cx;
    json_t *o = json_object();
    system_put_text(o, "event", id_format(cx, who->event));
    system_put_text(o, "region", checkin->region);
    system_put_text(o, "kind", S("preventive"));
    system_put_time(cx, o, "at", rec_i64(checkin, "at", cx->now_ms));
    json_object_set_new(o, "unlisted", json_integer(1));
    json_object_set_new(o, "people", json_integer(rec_i64(checkin, "people", 1)));
    if (who->resident) system_put_text(o, "resident", id_format(cx, who->resident));
    else system_put_text(o, "card_no", who->card);
    if (!who->resident && rec_str(checkin, "name").len)
        system_put_text(o, "name", rec_str(checkin, "name"));
    return put_as_system(tx, site, "transfer", 0, "create", o, ret);
}

static void put_time_or_null(Cx *cx, json_t *o, const char *key, int64_t ms)
{
    if (ms) system_put_time(cx, o, key, ms);
    else json_object_set_new(o, key, json_null());
}

/* At home before that is allowed is still on the way: somebody has to look after him. */
static bool is_home(const Truth *t)
{
    return t->place == PLACE_HOME && t->may_go_home;
}

static const char *action_of(Place p)
{
    static const char *const actions[] = {"seen_nowhere", "seen_on_way", "seen_placed",
                                          "seen_placed", "seen_on_way"};
    return actions[p];
}

/* Where he is, or is expected after he moved on; 0 = as the list says. */
static int64_t shelter_of(const Truth *t)
{
    return t->place == PLACE_SHELTER ? t->shelter : t->place == PLACE_WAY ? t->bound : 0;
}

static bool is_so(const Rec *t, const Truth *truth)
{
    static const char *const states[] = {"listed", "moving", "arrived", "arrived", "moving"};
    Str placement = rec_str(t, "placement");
    bool relatives = str_is(placement, "relatives");
    const char *state = is_home(truth) ? "released" : states[truth->place];
    return str_is(t->state, state) &&
           (truth->left_ms == 0 || rec_i64(t, "at", 0) == truth->left_ms) &&
           rec_i64(t, "arrived_at", 0) == truth->arrived_ms &&
           rec_i64(t, "returned_at", 0) == truth->home_ms &&
           (shelter_of(truth) == 0 || rec_i64(t, "shelter", 0) == shelter_of(truth)) &&
           (placement.len == 0 || relatives == (truth->place == PLACE_RELATIVES));
}

/* Released, or noted as refusing, after all that was scanned: that stands. */
static bool is_later(const Rec *t, const Truth *truth)
{
    if (str_is(t->state, "released")) return rec_i64(t, "returned_at", 0) >= truth->last_ms;
    return str_is(t->state, "refused") && rec_i64(t, "urged_at", 0) >= truth->last_ms;
}

static Err follow(Txn *tx, const Site *site, const Rec *t, const Truth *truth)
{
    Cx *cx = tx->cx;
    if (is_later(t, truth) || is_so(t, truth)) return OK;
    if (truth->place == PLACE_NONE && !str_is(t->state, "moving") && !str_is(t->state, "arrived"))
        return OK;
    json_t *o = json_object();
    if (truth->left_ms) system_put_time(cx, o, "at", truth->left_ms);
    put_time_or_null(cx, o, "arrived_at", truth->arrived_ms);
    put_time_or_null(cx, o, "returned_at", truth->home_ms);
    if (shelter_of(truth)) {
        system_put_text(o, "shelter", id_format(cx, shelter_of(truth)));
        system_put_text(o, "placement", S("concentrated"));
    } else if (truth->place == PLACE_RELATIVES) {
        system_put_text(o, "placement", S("relatives"));
    }
    if (rec_i64(t, "unlisted", 0) && truth->place != PLACE_NONE)
        json_object_set_new(o, "people", json_integer(truth->people));
    return put_as_system(tx, site, "transfer", t->id,
                         is_home(truth) ? "seen_home" : action_of(truth->place), o, NULL);
}

/* --- conflicts --- */

static Err open_clash(Txn *tx, const Site *site, const Rec *t, const Clash *c)
{
    Cx *cx = tx->cx;
    json_t *o = json_object();
    int64_t resident = rec_i64(t, "resident", 0);
    system_put_text(o, "event", id_format(cx, rec_i64(t, "event", 0)));
    system_put_text(o, "kind", str_c(c->kind));
    system_put_text(o, "transfer", id_format(cx, t->id));
    if (resident) system_put_text(o, "resident", id_format(cx, resident));
    if (c->shelter) system_put_text(o, "shelter", id_format(cx, c->shelter));
    if (c->other) system_put_text(o, "other_shelter", id_format(cx, c->other));
    if (c->first) system_put_text(o, "first", id_format(cx, c->first));
    system_put_text(o, "second", id_format(cx, c->second));
    system_put_time(cx, o, "at", c->at);
    return put_as_system(tx, site, "checkin_conflict", 0, "create", o, NULL);
}

typedef struct Known {
    int64_t id, first, second;
    Str state, kind;
} Known;

static bool is_of(const Known *k, const Clash *c)
{
    return k->first == c->first && k->second == c->second && str_is(k->kind, c->kind);
}

static Err settle_known(Txn *tx, const Site *site, Truth *truth, const Known *k)
{
    bool there = false;
    if (str_is(k->kind, "double_issue")) return OK; /* not of a place */
    for (size_t i = 0; i < truth->clashes.n; i++)
        if (is_of(k, &truth->clashes.p[i])) there = truth->clashes.p[i].found = true;
    const char *action = there && str_is(k->state, "cleared") ? "reopen"
                         : !there && str_is(k->state, "open") ? "clear"
                                                              : NULL;
    return action ? put_as_system(tx, site, "checkin_conflict", k->id, action, json_object(), NULL)
                  : OK;
}

static Err follow_clashes(Txn *tx, const Site *site, const Rec *t, Truth *truth)
{
    Cx *cx = tx->cx;
    Stmt *st;
    bool row;
    VEC(Known) known = {0};
    TRY(db_prepare(cx, tx->db, S(SQL_EVAC_CONFLICTS_OF), &st));
    stmt_i64(st, 1, t->id);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &known,
                 ((Known){.id = col_i64(st, 0),
                          .state = col_dup(cx, st, 1),
                          .first = col_i64(st, 2),
                          .second = col_i64(st, 3),
                          .kind = col_dup(cx, st, 4)}));
    }
    stmt_reset(st);
    for (size_t i = 0; i < known.n; i++) TRY(settle_known(tx, site, truth, &known.p[i]));
    for (size_t i = 0; i < truth->clashes.n; i++)
        if (!truth->clashes.p[i].found) TRY(open_clash(tx, site, t, &truth->clashes.p[i]));
    return OK;
}

/* Home before the list was released: a fact, and one to look into. */
static Err add_early_return(Txn *tx, const Site *site, const Rec *t, Truth *truth)
{
    Rec *list;
    if (truth->place != PLACE_HOME || is_later(t, truth)) return OK;
    TRY(load_by(tx->cx, site, tx->db, "transfer_list", rec_i64(t, "list", 0), &list));
    truth->may_go_home = !list || (str_is(list->state, "released") &&
                                   rec_i64(list, "released_at", INT64_MAX) <= truth->home_ms);
    if (truth->may_go_home) return OK;
    vec_push(tx->cx, &truth->clashes,
             ((Clash){"early_return", 0, truth->home_scan, rec_i64(t, "shelter", 0), 0,
                      truth->home_ms, false}));
    return OK;
}

/* --- the whole --- */

/* Nothing is left of a stranger: he was found to be somebody else, or never to have been there. */
static Err forget(Txn *tx, const Site *site, int64_t transfer)
{
    Write w = {.action = S("void"), .id = transfer, .reason = S("签到已对应到名册或不采用")};
    return system_write(tx, site, "transfer", &w, json_object());
}

static Err merge(Txn *tx, const Site *site, const Rec *checkin, const Moved *who, int64_t *ret)
{
    Cx *cx = tx->cx;
    Scans scans;
    Rec *t;
    TRY(scans_of(cx, tx->db, who, &scans));
    TRY(transfer_of(cx, tx->db, who, ret));
    if (*ret == 0 && scans.n == 0) return OK;
    if (*ret == 0) TRY(new_transfer(tx, site, checkin, who, ret));
    TRY(load_by(cx, site, tx->db, "transfer", *ret, &t));
    if (!t) return OK;
    if (scans.n == 0 && rec_i64(t, "unlisted", 0)) return forget(tx, site, t->id);
    Truth truth = truth_of(cx, &scans);
    TRY(add_early_return(tx, site, t, &truth));
    TRY(follow(tx, site, t, &truth));
    return follow_clashes(tx, site, t, &truth);
}

Err on_checkin(Txn *tx, const Entry *e, void *ctx)
{
    const Site *site = ctx;
    const Reg *reg;
    Rec *c;
    int64_t transfer;
    bool found = str_is(e->action, "identify");
    if (tx->past || str_is(e->action, "hold")) return OK;
    TRY(system_reg(tx->cx, site, "checkin", &reg));
    TRY(record_load(tx->cx, tx->db, reg, e->record, &c));
    if (!c || rec_i64(c, "event", 0) == 0) return OK;
    if (rec_str(c, "held_reason").len && str_is(e->action, "create")) return OK;
    Moved who = who_of(tx->cx, c);
    TRY(merge(tx, site, c, &who, &transfer));
    if (!found || who.resident == 0) return OK;
    who.resident = 0; /* as whom he was known before somebody said who it is */
    return merge(tx, site, c, &who, &transfer);
}

/* A step that a person notes by hand is a check-in like any other, so the truth lies in one place.
 */
Err on_transfer_step(Txn *tx, const Entry *e, void *ctx)
{
    const Site *site = ctx;
    Cx *cx = tx->cx;
    Rec *t;
    bool arrives = str_is(e->action, "arrive");
    if (tx->past) return OK;
    TRY(load_by(cx, site, tx->db, "transfer", e->record, &t));
    if (!t || rec_i64(t, "event", 0) == 0) return OK;
    int64_t resident = rec_i64(t, "resident", 0), shelter = rec_i64(t, "shelter", 0);
    Str placement = rec_str(t, "placement");
    if (resident == 0 && rec_str(t, "card_no").len == 0) return OK; /* nobody by name */
    bool in = arrives && shelter && (placement.len == 0 || str_is(placement, "concentrated"));
    json_t *o = json_object();
    system_put_text(o, "event", id_format(cx, rec_i64(t, "event", 0)));
    system_put_text(o, "region", t->region);
    if (resident) system_put_text(o, "resident", id_format(cx, resident));
    else system_put_text(o, "card_no", rec_str(t, "card_no"));
    if (in) system_put_text(o, "shelter", id_format(cx, shelter));
    system_put_text(o, "direction", !arrives ? S("out") : in ? S("in") : S("to_relatives"));
    system_put_time(cx, o, "at", rec_i64(t, arrives ? "arrived_at" : "at", cx->now_ms));
    system_put_text(o, "means", S("manual"));
    system_put_text(o, "recorded_by", e->actor);
    return put_as_system(tx, site, "checkin", 0, "create", o, NULL);
}

/* What a person found out is put down as check-ins of now: out of the one, into the other. */
static Err put_found(Txn *tx, const Site *site, const Rec *c, const Rec *t, int64_t shelter,
                     bool in)
{
    Cx *cx = tx->cx;
    int64_t resident = rec_i64(t, "resident", 0);
    json_t *o = json_object();
    system_put_text(o, "event", id_format(cx, rec_i64(c, "event", 0)));
    if (resident) system_put_text(o, "resident", id_format(cx, resident));
    else system_put_text(o, "card_no", rec_str(t, "card_no"));
    system_put_text(o, "shelter", id_format(cx, shelter));
    system_put_text(o, "direction", in ? S("in") : S("out"));
    system_put_time(cx, o, "at", rec_i64(c, "settled_at", cx->now_ms) + (in ? 1 : 0));
    system_put_text(o, "means", S("manual"));
    system_put_text(o, "recorded_by", rec_str(c, "settled_by"));
    return put_as_system(tx, site, "checkin", 0, "create", o, NULL);
}

Err on_conflict_settled(Txn *tx, const Entry *e, void *ctx)
{
    const Site *site = ctx;
    Rec *c, *t;
    TRY(load_by(tx->cx, site, tx->db, "checkin_conflict", e->record, &c));
    if (!c || !str_is(rec_str(c, "kind"), "two_shelters")) return OK;
    TRY(load_by(tx->cx, site, tx->db, "transfer", rec_i64(c, "transfer", 0), &t));
    if (!t) return OK;
    int64_t both[] = {rec_i64(c, "shelter", 0), rec_i64(c, "other_shelter", 0)};
    int64_t stays = rec_i64(c, "stays_at", 0);
    for (size_t i = 0; i < COUNT(both); i++)
        if (both[i] && both[i] != stays) TRY(put_found(tx, site, c, t, both[i], false));
    return stays ? put_found(tx, site, c, t, stays, true) : OK;
}
