/* SPDX-License-Identifier: Apache-2.0 */
/* On post by the work itself: the first answered call or record of a person after the start of the
 * response puts him on post, with the record that shows it. Nobody punches in. source: mission.md
 * "No punch-in"; domain 05 §5.2 */
#include "systems/roll/roll_int.h"

#include "systems/roll_sql.h"

typedef struct Proof {
    const Site *site;
    const Entry *cause;
    Str evidence;
    int64_t person, at_ms;
    bool is_answer;
    int64_t notice, response; /* of an answered call */
} Proof;

static void put_proof(Cx *cx, json_t *o, const Proof *p)
{
    system_put_text(o, "object_register", p->cause->reg);
    system_put_text(o, "object", id_format(cx, p->cause->record));
}

static Err put_on_post(Txn *tx, const Proof *p, int64_t row)
{
    json_t *o = json_object();
    system_put_time(tx->cx, o, "on_post_at", p->at_ms);
    if (p->is_answer) system_put_time(tx->cx, o, "answered_at", p->at_ms);
    system_put_text(o, "evidence", p->evidence);
    put_proof(tx->cx, o, p);
    Write w = {.action = S("arrive"), .id = row, .reason = S("")};
    return system_write(tx, p->site, "roll_call", &w, o);
}

static Err put_cover(Txn *tx, const Proof *p, int64_t row)
{
    json_t *o = json_object();
    system_put_text(o, "covered_by", id_format(tx->cx, p->person));
    system_put_time(tx->cx, o, "covered_at", p->at_ms);
    put_proof(tx->cx, o, p);
    Write w = {.action = S("take_over"), .id = row, .reason = S("")};
    return system_write(tx, p->site, "roll_call", &w, o);
}

/* Rows of running responses that begin at or before the act. */
static Err own_rows(Txn *tx, const Proof *p, Ids *ret)
{
    Stmt *st;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_ROLL_OF_PERSON), &st));
    stmt_i64(st, 1, p->person);
    stmt_i64(st, 2, p->at_ms);
    stmt_i64(st, 3, p->response);
    return roll_ids(tx->cx, st, ret);
}

/* A stand-in covers by answering the very call that asked him. */
static Err asked_rows(Txn *tx, const Proof *p, Ids *ret)
{
    Stmt *st;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_ROLL_ASKED), &st));
    stmt_i64(st, 1, p->person);
    stmt_i64(st, 2, p->notice);
    return roll_ids(tx->cx, st, ret);
}

static Err load(Txn *tx, const Site *site, const char *key, int64_t id, Rec **ret)
{
    const Reg *reg;
    TRY(system_reg(tx->cx, site, key, &reg));
    return record_load(tx->cx, tx->db, reg, id, ret);
}

/* An answered call counts for the response that it was made for. */
static Err read_answer(Txn *tx, Proof *p)
{
    Rec *receipt, *notice;
    TRY(load(tx, p->site, "receipt", p->cause->record, &receipt));
    p->notice = receipt ? rec_i64(receipt, "notice", 0) : 0;
    p->person = receipt ? rec_i64(receipt, "person", 0) : 0;
    TRY(load(tx, p->site, "notice", p->notice, &notice));
    p->response = notice ? rec_i64(notice, "response", 0) : 0;
    if (p->response == 0) p->person = 0;
    return OK;
}

Err on_work(Txn *tx, const Entry *cause, void *ctx)
{
    Cx *cx = tx->cx;
    Proof p = {.site = ctx, .cause = cause, .at_ms = entry_done_ms(cause)};
    Ids ids;
    bool named = str_is(cause->reg, "receipt");
    if (tx->past || (!named && cx->actor->person == 0)) return OK;
    TRY(roll_evidence(cx, cause, &p.evidence, &p.is_answer));
    if (p.evidence.len == 0) return OK;
    if (p.is_answer) TRY(read_answer(tx, &p));
    else if (str_eq(cause->actor, cx->actor->name)) p.person = cx->actor->person;
    if (p.person == 0) return OK;
    TRY(own_rows(tx, &p, &ids));
    for (size_t i = 0; i < ids.n; i++) TRY(put_on_post(tx, &p, ids.p[i]));
    if (!p.is_answer) return OK;
    TRY(asked_rows(tx, &p, &ids));
    for (size_t i = 0; i < ids.n; i++) TRY(put_cover(tx, &p, ids.p[i]));
    return OK;
}
