/* SPDX-License-Identifier: Apache-2.0 */
/* What a filing brings about: the next follow-up with its figures and its term, the levels that it
 * goes to, the report of the incident; and, once the disaster is stable, the verified report.
 * source: 应急〔2020〕19号; Relief Regulation art. 17; model/rules/report_chain.csv R14-R18 */
#include "systems/disaster/disaster_int.h"

#include <math.h>

#include "systems/disaster_sql.h"

/* source: reporting-deadlines.csv R14, R15, R16, R17, R18 */
static const double FIRST_MIN = 120, RELAY_MIN = 120, FOLLOW_HOURS = 24, DIRECT = 10;
static const int64_t VERIFY_DAYS[] = {5, 3, 2};
enum { CITY = 4, COUNTY = 6 };

static Err load(Txn *tx, const Site *site, const char *key, int64_t id, Rec **ret)
{
    const Reg *reg;
    *ret = NULL;
    if (id == 0) return OK;
    TRY(system_reg(tx->cx, site, key, &reg));
    return record_load(tx->cx, tx->db, reg, id, ret);
}

static bool is_stable(const Rec *event)
{
    return str_is(event->state, "controlled") || str_is(event->state, "review");
}

static bool is_over(const Rec *event)
{
    const State *st = reg_state(event->reg, event->state);
    return event->voided || (st && st->final);
}

/* --- terms --- */

/* 5, 3, 2 days: county, city, province; a township answers within the term of its county. */
static Err verify_days(Cx *cx, const Site *site, Db *db, size_t digits, int64_t *ret)
{
    Str list, one;
    int at = digits <= CITY ? 1 : 0, i = 0;
    *ret = VERIFY_DAYS[at];
    TRY(parameter_text(cx, site->book, db, S("disaster.verify_days"), &list));
    while (str_next(&list, ',', &one))
        if (i++ == at) (void)str_i64(str_trim(one), ret);
    return OK;
}

/* from: of a follow-up the filing before, of a verified report the day on which it was stable. */
static Err term(Cx *cx, const Site *site, Db *db, Str stage, Str region, int64_t from, int64_t *ret)
{
    double first, relay, hours;
    int64_t days;
    size_t digits = region_prefix(region).len;
    TRY(system_parameter(cx, site, db, "disaster.first_report_min", FIRST_MIN, &first));
    TRY(system_parameter(cx, site, db, "disaster.relay_min", RELAY_MIN, &relay));
    TRY(system_parameter(cx, site, db, "disaster.followup_hours", FOLLOW_HOURS, &hours));
    TRY(verify_days(cx, site, db, digits, &days));
    if (str_is(stage, "verified")) *ret = from + days * MS_DAY;
    else if (str_is(stage, "first"))
        *ret = from + (int64_t)((first + (digits <= CITY ? relay : 0)) * MS_MINUTE);
    else *ret = from + (int64_t)(hours * MS_HOUR);
    return OK;
}

Err on_loss_made(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    Rec *rec, *event, *last;
    int64_t due;
    Cx *cx = tx->cx;
    if (tx->past) return OK;
    TRY(load(tx, site, "disaster_loss", cause->record, &rec));
    TRY(load(tx, site, "incident", rec ? rec_i64(rec, "event", 0) : 0, &event));
    bool open = rec && event && str_is(rec->state, "draft") && rec->region.len;
    if (!open || rec_val(rec, "due_at").kind != VAL_NULL) return OK;
    TRY(loss_last(cx, site, tx->db, event->id, rec->region, rec->id, &last));
    Str stage = rec_str(rec, "stage");
    if (stage.len == 0) stage = last ? S("follow_up") : S("first");
    int64_t from = rec_i64(event, "occurred_at", rec_i64(event, "known_at", cx->now_ms));
    if (last) from = rec_i64(last, "filed_at", cx->now_ms);
    if (str_is(stage, "verified")) from = cx->now_ms;
    TRY(term(cx, site, tx->db, stage, rec->region, from, &due));
    json_t *o = json_object();
    system_put_text(o, "stage", stage);
    system_put_time(cx, o, "due_at", due);
    if (rec_val(rec, "number").kind == VAL_NULL)
        json_object_set_new(o, "number", json_integer(last ? rec_i64(last, "number", 0) + 1 : 1));
    Write w = {.action = S("update"), .id = rec->id, .reason = S("")};
    return system_write(tx, site, "disaster_loss", &w, o);
}

/* --- the next one --- */

static void put_figures(json_t *o, const Rec *from)
{
    Figures f = loss_figures(from->reg);
    for (int i = f.from; i < f.to; i++) {
        Val v = from->v[i];
        Str key = from->reg->fields[i].key;
        if (v.kind == VAL_INT) json_object_setn_new(o, key.p, key.len, json_integer(v.i));
        if (v.kind == VAL_REAL) json_object_setn_new(o, key.p, key.len, json_real(v.f));
    }
}

static Err make_next(Txn *tx, const Site *site, const Rec *rec, const char *stage, int64_t from)
{
    Cx *cx = tx->cx;
    Rec *open;
    int64_t due;
    TRY(term(cx, site, tx->db, str_c(stage), rec->region, from, &due));
    TRY(loss_open(cx, site, tx->db, rec_i64(rec, "event", 0), rec->region, &open));
    if (open && str_is(rec_str(open, "stage"), stage)) return OK;
    json_t *o = json_object();
    system_put_text(o, "stage", str_c(stage));
    system_put_time(cx, o, "due_at", due);
    if (!open) {
        system_put_text(o, "event", id_format(cx, rec_i64(rec, "event", 0)));
        system_put_text(o, "region", rec->region);
        if (rec_str(rec, "kind").len) system_put_text(o, "kind", rec_str(rec, "kind"));
        json_object_set_new(o, "number", json_integer(rec_i64(rec, "number", 0) + 1));
        system_put_time(cx, o, "at", from);
        put_figures(o, rec);
    }
    Write w = {
        .action = open ? S("update") : S("create"), .id = open ? open->id : 0, .reason = S("")};
    return system_write(tx, site, "disaster_loss", &w, o);
}

/* --- where it goes --- */

static int64_t figure(const Rec *rec, const char *key)
{
    return rec_i64(rec, key, 0);
}

/* Each level reports to the next; ten or more dead or missing go to province and ministry at once.
 * source: reporting-deadlines.csv R15, R16 */
static Err note_levels(Txn *tx, const Site *site, const Rec *rec, json_t **ret)
{
    double direct;
    size_t digits = region_prefix(rec->region).len;
    TRY(system_parameter(tx->cx, site, tx->db, "disaster.direct_report_dead_missing", DIRECT,
                         &direct));
    bool many = (double)(figure(rec, "deaths") + figure(rec, "missing")) >= direct;
    if (digits > COUNTY) *ret = json_pack("[s]", "county");
    else if (digits > CITY)
        *ret =
            many ? json_pack("[s,s,s]", "city", "province", "country") : json_pack("[s]", "city");
    else *ret = many ? json_pack("[s,s]", "province", "country") : json_pack("[s]", "province");
    json_t *o = json_object();
    json_object_set(o, "to_levels", *ret);
    Write w = {.action = S("update"), .id = rec->id, .reason = S("")};
    return system_write(tx, site, "disaster_loss", &w, o);
}

/* The county or city of the incident itself: its statistics are its report, which settles what it
 * owes. */
static Err make_filing(Txn *tx, const Site *site, const Rec *rec, const Rec *event, json_t *levels)
{
    Cx *cx = tx->cx;
    size_t digits = region_prefix(rec->region).len;
    bool same = str_starts(event->region, region_prefix(rec->region));
    bool city_wide = region_prefix(event->region).len <= CITY;
    if (!same || digits > COUNTY || (digits == COUNTY && city_wide)) return OK;
    double loss = 0;
    const Field *f = reg_field(rec->reg, S("loss_total"));
    json_t *o = json_object();
    system_put_text(o, "incident", id_format(cx, event->id));
    system_put_text(o, "stage", rec_str(rec, "stage"));
    system_put_text(o, "level", digits <= CITY ? S("city") : S("county"));
    json_object_set(o, "to_levels", levels);
    system_put_text(o, "region", rec->region);
    system_put_text(o, "channel", S("platform"));
    if (rec_str(rec, "text").len) system_put_text(o, "text", rec_str(rec, "text"));
    if (rec_str(rec, "fall_reason").len)
        system_put_text(o, "fall_reason", rec_str(rec, "fall_reason"));
    json_object_set_new(o, "deaths", json_integer(figure(rec, "deaths")));
    json_object_set_new(o, "missing", json_integer(figure(rec, "missing")));
    json_object_set_new(o, "affected", json_integer(figure(rec, "affected_population")));
    if (f && loss_figure(rec, f->index, &loss))
        json_object_set_new(o, "loss_yuan", json_real(round(loss * 1e6) / 100)); /* 万元 */
    system_put_text(o, "drafted_by", rec_str(rec, "filed_by"));
    Write w = {.action = S("create"), .reason = S("")};
    return system_write(tx, site, "filing", &w, o);
}

Err on_loss_filed(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    Rec *rec, *event;
    json_t *levels = NULL;
    if (tx->past) return OK;
    TRY(load(tx, site, "disaster_loss", cause->record, &rec));
    TRY(load(tx, site, "incident", rec ? rec_i64(rec, "event", 0) : 0, &event));
    if (!rec || !event) return OK;
    Err err = note_levels(tx, site, rec, &levels);
    if (err == OK) err = make_filing(tx, site, rec, event, levels);
    json_decref(levels);
    TRY(err);
    if (is_over(event) || str_is(rec_str(rec, "stage"), "verified")) return OK;
    const char *next = is_stable(event) ? "verified" : "follow_up";
    return make_next(tx, site, rec, next, cause->at_ms);
}

/* --- stable --- */

/* Every place that filed owes its verified figures; follow-ups end. */
Err on_event(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    Cx *cx = tx->cx;
    Rec *event, *last;
    Stmt *st;
    bool row;
    VEC(Str) regions = {0};
    if (tx->past) return OK;
    TRY(load(tx, site, "incident", cause->record, &event));
    if (!event || !str_is(incident_class(event), "natural") || !is_stable(event)) return OK;
    TRY(db_prepare(cx, tx->db, S(SQL_LOSS_REGIONS), &st));
    stmt_i64(st, 1, event->id);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &regions, col_dup(cx, st, 0));
    }
    stmt_reset(st);
    for (size_t i = 0; i < regions.n; i++) {
        TRY(loss_last(cx, site, tx->db, event->id, regions.p[i], 0, &last));
        bool done = !last || str_is(rec_str(last, "stage"), "verified");
        if (!done) TRY(make_next(tx, site, last, "verified", cause->at_ms));
    }
    return OK;
}
