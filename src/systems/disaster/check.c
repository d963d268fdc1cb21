/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold when figures are filed: a total is the sum of its parts, a higher level the sum of
 * the level below, no total falls without a reason, and what is verified equals its ledgers.
 * Nothing of it holds up a draft. source: 应急〔2020〕19号; domain 05 §5.6 */
#include "systems/disaster/disaster_int.h"

#include "systems/disaster_sql.h"

/* source: 应急〔2020〕19号: at least three photographs when a response was started */
enum { PHOTOS = 3, COUNTY = 6 };

typedef struct Filing {
    Txn *tx;
    const Site *site;
    const Rec *rec;
    int64_t event;
    bool verified, above; /* above: of a county or city */
} Filing;

static Str shown(Cx *cx, double v)
{
    return v == (double)(int64_t)v ? str_fmt(cx, "%lld", (long long)v) : str_fmt(cx, "%.2f", v);
}

static Str label(Cx *cx, const Field *f)
{
    return cx_pick(cx, f->label.zh, f->label.en);
}

/* --- a total is the sum of its parts --- */

static void check_sum(const Filing *c, const LossSum *s)
{
    Cx *cx = c->tx->cx;
    const Field *total = reg_field(c->rec->reg, s->total), *part;
    Str rest = s->parts, key;
    double sum = 0, one, whole = 0;
    bool all = true, any = false;
    while (str_next(&rest, ' ', &key)) {
        part = reg_field(c->rec->reg, key);
        bool given = part && loss_figure(c->rec, part->index, &one);
        if (given) sum += one;
        all = all && given;
        any = any || given;
    }
    bool given = total && loss_figure(c->rec, total->index, &whole);
    if (!given || (!all && !(any && c->verified)) || loss_same(sum, whole)) return;
    cx_note(cx, ERR_INVALID, s->total, shown(cx, whole), "%.*s is %.*s, its parts add up to %.*s",
            STR_ARG(label(cx, total)), STR_ARG(shown(cx, whole)), STR_ARG(shown(cx, sum)));
}

static Err check_sums(const Filing *c)
{
    LossSum *sums;
    size_t n;
    TRY(loss_sums(c->tx->cx, &sums, &n));
    for (size_t i = 0; i < n; i++) check_sum(c, &sums[i]);
    return OK;
}

/* --- the level below --- */

static Err check_below(const Filing *c)
{
    Cx *cx = c->tx->cx;
    Losses rows;
    double sum, mine;
    Figures f = loss_figures(c->rec->reg);
    TRY(losses_below(cx, c->site, c->tx->db, c->event, c->rec->region, &rows));
    if (rows.n == 0) return OK; /* what is known can always be sent */
    for (int i = f.from; i < f.to; i++) {
        const Field *field = &c->rec->reg->fields[i];
        bool theirs = loss_sum(&rows, i, &sum), ours = loss_figure(c->rec, i, &mine);
        if (!theirs || (ours && loss_same(sum, mine))) continue;
        cx_note(cx, ERR_INVALID, field->key, ours ? shown(cx, mine) : S(""),
                "%.*s: the %zu places below add up to %.*s", STR_ARG(label(cx, field)), rows.n,
                STR_ARG(shown(cx, sum)));
    }
    return OK;
}

/* --- no total falls in silence --- */

static Err check_falls(const Filing *c)
{
    Cx *cx = c->tx->cx;
    Rec *last;
    double was, now;
    Figures f = loss_figures(c->rec->reg);
    TRY(loss_last(cx, c->site, c->tx->db, c->event, c->rec->region, c->rec->id, &last));
    if (!last || str_trim(rec_str(c->rec, "fall_reason")).len) return OK;
    for (int i = f.from; i < f.to; i++) {
        const Field *field = &c->rec->reg->fields[i];
        if (!loss_is_total(field) || !loss_figure(last, i, &was)) continue;
        bool given = loss_figure(c->rec, i, &now);
        if (!given || now >= was || loss_same(now, was)) continue;
        cx_note(cx, ERR_INVALID, S("fall_reason"), S(""), "%.*s falls from %.*s to %.*s: say why",
                STR_ARG(label(cx, field)), STR_ARG(shown(cx, was)), STR_ARG(shown(cx, now)));
    }
    return OK;
}

/* --- what is verified --- */

static Err check_ledgers(const Filing *c)
{
    static const char *const fields[] = {"deaths", "missing", "collapsed_homes", "severe_homes",
                                         "general_homes"};
    Cx *cx = c->tx->cx;
    Ledger l = {0};
    TRY(ledger_counts(cx, c->tx->db, c->event, c->rec->region, &l));
    for (size_t i = 0; i < COUNT(fields); i++) {
        const Field *f = reg_field(c->rec->reg, str_c(fields[i]));
        double mine = 0;
        int64_t rows = ledger_of(&l, str_c(fields[i]));
        if (f) (void)loss_figure(c->rec, f->index, &mine);
        if (!f || loss_same(mine, (double)rows)) continue;
        cx_note(cx, ERR_INVALID, f->key, shown(cx, mine), "%.*s is %.*s, the ledger has %lld rows",
                STR_ARG(label(cx, f)), STR_ARG(shown(cx, mine)), (long long)rows);
    }
    return OK;
}

static int count_words(Str list)
{
    Str one;
    int n = 0;
    while (str_next(&list, ' ', &one)) n++;
    return n;
}

static Err check_photos(const Filing *c)
{
    Stmt *st;
    bool response;
    TRY(db_prepare(c->tx->cx, c->tx->db, S(SQL_LOSS_RESPONSES), &st));
    stmt_i64(st, 1, c->event);
    TRY(stmt_step(c->tx->cx, st, &response));
    stmt_reset(st);
    int n = count_words(rec_str(c->rec, "photos"));
    if (response && n < PHOTOS)
        cx_note(c->tx->cx, ERR_INVALID, S("photos"), S(""),
                "a response was started: at least %d photographs, these are %d", PHOTOS, n);
    return OK;
}

/* source: 应急〔2020〕19号: background, course, features, scene, trend; forces, money and goods,
 * needs, difficulties, next steps */
static void check_text(const Filing *c)
{
    static const char *const parts[] = {"background",   "course",        "features",     "scene",
                                        "trend",        "relief_forces", "relief_goods", "needs",
                                        "difficulties", "next_steps"};
    for (size_t i = 0; i < COUNT(parts); i++) {
        const Field *f = reg_field(c->rec->reg, str_c(parts[i]));
        if (f && str_trim(rec_str(c->rec, parts[i])).len == 0)
            cx_note(c->tx->cx, ERR_INVALID, f->key, S(""), "a verified report says: %.*s",
                    STR_ARG(label(c->tx->cx, f)));
    }
}

Err check_file(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason)
{
    (void)old;
    (void)reason;
    size_t digits = region_prefix(rec->region).len;
    Filing c = {.tx = tx,
                .site = site,
                .rec = rec,
                .event = rec_i64(rec, "event", 0),
                .verified = str_is(rec_str(rec, "stage"), "verified"),
                .above = digits <= COUNTY};
    if (c.event == 0)
        return cx_refuse(tx->cx, ERR_INVALID, S("event"), S(""), "figures belong to an event");
    if (rec->region.len == 0)
        return cx_refuse(tx->cx, ERR_INVALID, S("region"), S(""), "figures belong to a place");
    TRY(check_sums(&c));
    TRY(check_falls(&c));
    if (c.above) TRY(check_below(&c));
    if (c.verified) TRY(check_ledgers(&c));
    if (c.verified && c.above) {
        TRY(check_photos(&c));
        check_text(&c);
    }
    return cx_failed(tx->cx);
}

/* What was filed stands: a correction is the next filing, or comes after it was sent back. */
Err check_open(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason)
{
    (void)site;
    (void)rec;
    (void)reason;
    bool filed = old && (str_is(old->state, "filed") || str_is(old->state, "verified"));
    if (!filed || str_is(tx->cx->actor->role, "system")) return OK;
    return cx_refuse(tx->cx, ERR_CONFLICT, S("state"), old->state,
                     "what was filed is not edited; correct it in the next filing");
}
