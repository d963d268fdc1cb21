/* SPDX-License-Identifier: Apache-2.0 */
/* Responses (应急响应): a level is proposed from the grade of an incident with its clause, decided
 * by persons, and the steps of its plan become tasks with their minutes. Event level, warning
 * colour and response level stay three things: a rule of data links the first to the last and a
 * person decides. source: 突发事件应对法（2024）art. 71, 72; 国家突发事件总体应急预案（2025）3.3.3
 */
#include "systems/response/response_int.h"

#include "base/embed.h"
#include "systems/response_sql.h"
#include "wire/csv.h"

enum { N_COLUMNS = 7, STEPS_MAX = 500 };

Err id_column(Cx *cx, Stmt *st, int64_t *ids, size_t max, size_t *n)
{
    bool row;
    for (*n = 0; *n < max; ++*n) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        ids[*n] = col_i64(st, 0);
    }
    stmt_reset(st);
    return OK;
}

Str region_cut(Cx *cx, Str region, size_t digits)
{
    if (region.len != 12) return S("");
    return str_fmt(cx, "%.*s%.*s", (int)digits, region.p, (int)(12 - digits), "000000000000");
}

Err post_holder(Cx *cx, Db *db, Str kind, Str region, Holder *ret)
{
    Stmt *st;
    bool row;
    *ret = (Holder){.person = S(""), .phone = S("")};
    TRY(db_prepare(cx, db, S(SQL_RESPONSE_HOLDER), &st));
    stmt_text(st, 1, kind);
    stmt_text(st, 2, region);
    stmt_text(st, 3, region_cut(cx, region, 6));
    stmt_text(st, 4, region_cut(cx, region, 4));
    stmt_i64(st, 5, day_of_ms(cx->now_ms));
    TRY(stmt_step(cx, st, &row));
    if (row)
        *ret = (Holder){.there = true,
                        .person =
                            col_is_text(st, 0) ? col_dup(cx, st, 0) : id_format(cx, col_i64(st, 0)),
                        .phone = col_dup(cx, st, 1)};
    stmt_reset(st);
    return OK;
}

/* --- proposing --- */

typedef struct Rule {
    Str kind, level, led_by, clause;
} Rule;

/* The first row of model/rules/response_proposal.csv that fits; level "" = none does. */
static Err find_rule(Cx *cx, const Rec *incident, int grade, Rule *ret)
{
    Csv csv = csv_on(embed_find(S("model/rules/response_proposal.csv")));
    Str *c;
    size_t n;
    bool more = true;
    *ret = (Rule){.level = S("")};
    while (more && ret->level.len == 0) {
        TRY(csv_next(cx, &csv, &c, &n, &more));
        if (!more) break;
        if (n != N_COLUMNS)
            return cx_fail(cx, ERR_INVALID, "response_proposal.csv", "a row has %zu cells, not %d",
                           n, N_COLUMNS);
        bool fits = str_eq(c[0], incident_class(incident)) &&
                    str_starts(rec_str(incident, "kind"), c[1]) && c[3].len == 1 &&
                    c[3].p[0] == '0' + grade;
        if (fits) *ret = (Rule){.kind = c[2], .level = c[4], .led_by = c[5], .clause = c[6]};
    }
    return OK;
}

/* What is proposed or runs for an incident: *id 0 = nothing. */
static Err present(Cx *cx, Db *db, int64_t incident, int64_t *id, Str *state, Str *level)
{
    Stmt *st;
    bool row;
    *id = 0;
    TRY(db_prepare(cx, db, S(SQL_RESPONSE_OF_INCIDENT), &st));
    stmt_i64(st, 1, incident);
    TRY(stmt_step(cx, st, &row));
    if (row) {
        *id = col_i64(st, 0);
        *state = col_dup(cx, st, 1);
        *level = col_dup(cx, st, 2);
    }
    stmt_reset(st);
    return OK;
}

static Err find_plan(Cx *cx, Db *db, const Rec *incident, int64_t *ret)
{
    Stmt *st;
    size_t n;
    Str kind = rec_str(incident, "kind");
    *ret = 0;
    if (kind.len < 3 || incident->region.len != 12) return OK;
    TRY(db_prepare(cx, db, S(SQL_RESPONSE_PLAN), &st));
    stmt_text(st, 1, kind);
    stmt_text(st, 2, str_fmt(cx, "%.3s00", kind.p)); /* its group: 11D01 → 11D00 */
    stmt_text(st, 3, incident->region);
    stmt_text(st, 4, region_cut(cx, incident->region, 6));
    stmt_text(st, 5, region_cut(cx, incident->region, 4));
    return id_column(cx, st, ret, 1, &n);
}

static Err write_proposal(Txn *tx, const Site *site, const Rec *incident, const Rule *rule,
                          int64_t update)
{
    Cx *cx = tx->cx;
    int64_t plan;
    json_t *o = json_object();
    Str why = rec_str(incident, "grade_reasons");
    TRY(find_plan(cx, tx->db, incident, &plan));
    system_put_text(o, "level", rule->level);
    system_put_text(o, "reasons",
                    str_fmt(cx, "事件等级%d级%s%.*s；由%.*s负责应对（%.*s）",
                            incident_grade(incident), why.len ? "：" : "",
                            STR_ARG(utf8_head(why, 1200)), STR_ARG(rule->led_by),
                            STR_ARG(rule->clause)));
    system_put_time(cx, o, "proposed_at", cx->now_ms);
    system_put_text(o, "proposed_by", S("系统"));
    if (!update) {
        system_put_text(o, "kind", rule->kind);
        system_put_text(o, "incident", id_format(cx, incident->id));
        if (incident->region.len) system_put_text(o, "region", incident->region);
        if (plan) system_put_text(o, "plan", id_format(cx, plan));
    }
    Write w = {.action = update ? S("update") : S("create"), .id = update, .reason = S("")};
    return system_write(tx, site, "response", &w, o);
}

/* A proposal follows the grade until somebody decides; of a running response a worse grade makes a
 * new proposal beside it. */
static Err on_incident(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    const Reg *reg;
    Rec *incident;
    Rule rule;
    Str state = S(""), level = S("");
    int64_t there;
    if (tx->past) return OK;
    TRY(system_reg(tx->cx, site, "incident", &reg));
    TRY(record_load(tx->cx, tx->db, reg, cause->record, &incident));
    const State *st = incident ? reg_state(reg, incident->state) : NULL;
    int grade = incident ? incident_grade(incident) : 0;
    if (grade == 0 || (st && st->final)) return OK;
    TRY(find_rule(tx->cx, incident, grade, &rule));
    if (rule.level.len == 0) return OK;
    TRY(present(tx->cx, tx->db, incident->id, &there, &state, &level));
    bool waits = there && str_is(state, "proposed");
    if (there && (str_eq(level, rule.level) || (!waits && rule.level.p[0] > level.p[0]))) return OK;
    return write_proposal(tx, site, incident, &rule, waits ? there : 0);
}

/* --- the plan's steps become tasks --- */

static Err has_task(Cx *cx, Db *db, int64_t response, int64_t step, bool *ret)
{
    Stmt *st;
    TRY(db_prepare(cx, db, S(SQL_RESPONSE_HAS_TASK), &st));
    stmt_i64(st, 1, response);
    stmt_i64(st, 2, step);
    TRY(stmt_step(cx, st, ret));
    stmt_reset(st);
    return OK;
}

static Err order_step(Txn *tx, const Site *site, const Rec *response, const Rec *step)
{
    static const char *const same[] = {"title", "kind", "priority", "detail"};
    Cx *cx = tx->cx;
    Holder holder;
    int64_t start = rec_i64(response, "started_at", cx->now_ms);
    Str region = step->region.len ? step->region : response->region, post = rec_str(step, "post");
    TRY(post_holder(cx, tx->db, post, region, &holder));
    json_t *o = json_object();
    for (size_t i = 0; i < COUNT(same); i++)
        if (rec_str(step, same[i]).len) system_put_text(o, same[i], rec_str(step, same[i]));
    system_put_text(o, "response", id_format(cx, response->id));
    system_put_text(o, "plan_step", id_format(cx, step->id));
    if (rec_i64(response, "incident", 0))
        system_put_text(o, "incident", id_format(cx, rec_i64(response, "incident", 0)));
    if (region.len) system_put_text(o, "region", region);
    if (holder.there) system_put_text(o, "assignee", holder.person);
    Val org = rec_val(step, "org");
    if (org.kind == VAL_INT) system_put_text(o, "assignee_org", id_format(cx, org.i));
    if (org.kind == VAL_TEXT) system_put_text(o, "assignee_org", org.s);
    system_put_time(cx, o, "ordered_at", cx->now_ms);
    system_put_text(o, "ordered_by", S("预案"));
    system_put_time(cx, o, "due_at", start + rec_i64(step, "minute", 0) * MS_MINUTE);
    Write w = {.action = S("create"), .reason = S("")};
    return system_write(tx, site, "task", &w, o);
}

/* --- a proposal for another level goes into the response that runs --- */

static Err running(Cx *cx, Db *db, const Rec *response, int64_t *ret)
{
    Stmt *st;
    size_t n;
    *ret = 0;
    TRY(db_prepare(cx, db, S(SQL_RESPONSE_RUNNING), &st));
    stmt_i64(st, 1, response->id);
    stmt_text(st, 2, rec_str(response, "kind"));
    stmt_text(st, 3, response->region);
    stmt_i64(st, 4, rec_i64(response, "incident", 0));
    return id_column(cx, st, ret, 1, &n);
}

static Err adjust(Txn *tx, const Site *site, const Rec *decided, int64_t id)
{
    static const char *const same[] = {"level", "reasons", "measures", "decided_by"};
    json_t *o = json_object();
    int64_t end = rec_i64(decided, "planned_end_at", 0);
    Str triggers = rec_str(decided, "triggers");
    for (size_t i = 0; i < COUNT(same); i++)
        if (rec_str(decided, same[i]).len) system_put_text(o, same[i], rec_str(decided, same[i]));
    if (triggers.len)
        json_object_set_new(o, "triggers", json_loadb(triggers.p, triggers.len, 0, NULL));
    if (end) system_put_time(tx->cx, o, "planned_end_at", end);
    if (rec_i64(decided, "zero_report", 0)) json_object_set_new(o, "zero_report", json_integer(1));
    system_put_time(tx->cx, o, "changed_at", tx->cx->now_ms);
    Write w = {.action = S("adjust"), .id = id, .reason = S("")};
    return system_write(tx, site, "response", &w, o);
}

static Err absorb(Txn *tx, const Site *site, const Rec *decided, int64_t into)
{
    json_t *o = json_object();
    system_put_time(tx->cx, o, "ended_at", tx->cx->now_ms);
    system_put_text(o, "merged_into", id_format(tx->cx, into));
    Write w = {.action = S("absorb"), .id = decided->id, .reason = S("")};
    return system_write(tx, site, "response", &w, o);
}

/* Persons have decided on another level while a response runs: there is one response of a kind and
 * place, so the running one takes it over and goes on, with its tasks and its people on post. */
static Err on_decided(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    const Reg *reg;
    Rec *decided;
    int64_t id;
    if (tx->past) return OK;
    TRY(system_reg(tx->cx, site, "response", &reg));
    TRY(record_load(tx->cx, tx->db, reg, cause->record, &decided));
    if (!decided || !str_is(decided->state, "active")) return OK;
    TRY(running(tx->cx, tx->db, decided, &id));
    if (id == 0) return OK;
    TRY(adjust(tx, site, decided, id));
    return absorb(tx, site, decided, id);
}

static Err on_active(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    const Reg *reg, *steps;
    Rec *response, *step;
    Stmt *st;
    int64_t ids[STEPS_MAX];
    size_t n;
    bool there;
    if (tx->past) return OK;
    TRY(system_reg(tx->cx, site, "response", &reg));
    TRY(system_reg(tx->cx, site, "plan_step", &steps));
    TRY(record_load(tx->cx, tx->db, reg, cause->record, &response));
    int64_t plan = response ? rec_i64(response, "plan", 0) : 0;
    if (plan == 0 || !str_is(response->state, "active")) return OK;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_RESPONSE_STEPS), &st));
    stmt_i64(st, 1, plan);
    stmt_text(st, 2, rec_str(response, "level"));
    TRY(id_column(tx->cx, st, ids, STEPS_MAX, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(has_task(tx->cx, tx->db, response->id, ids[i], &there));
        if (there) continue;
        TRY(record_load(tx->cx, tx->db, steps, ids[i], &step));
        TRY(order_step(tx, site, response, step));
    }
    return OK;
}

/* --- after the action --- */

static void minutes_or_null(Jw *w, const char *key, const Stmt *st, int column, int64_t start)
{
    jw_key(w, str_c(key));
    if (col_is_null(st, column) || start == 0) jw_null(w);
    else jw_i64(w, (col_i64(st, column) - start) / MS_MINUTE);
}

static void put_step(Cx *cx, const Stmt *st, const void *ctx, Jw *w)
{
    const int64_t *start = ctx;
    jw_open(w, '{');
    jw_kstr(w, "task", id_format(cx, col_i64(st, 0)));
    jw_kstr(w, "title", col_dup(cx, st, 1));
    jw_kstr(w, "state", col_dup(cx, st, 6));
    jw_key(w, S("planned_min"));
    if (col_is_null(st, 2)) jw_null(w);
    else jw_i64(w, col_i64(st, 2));
    minutes_or_null(w, "accepted_min", st, 4, *start);
    minutes_or_null(w, "finished_min", st, 5, *start);
    jw_close(w, '}');
}

/* Planned minutes beside actual ones, step by step. */
static Err get_review(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    const Reg *reg;
    Rec *response;
    Db *db;
    Stmt *st;
    int64_t id;
    TRY(want_id(cx, call, "id", &id));
    TRY(system_reg(cx, site, "response", &reg));
    TRY(record_get(cx, site->book, reg, id, 0, &response));
    int64_t start = rec_i64(response, "started_at", 0);
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_RESPONSE_REVIEW), &st));
    stmt_i64(st, 1, id);
    return system_answer_rows(cx, call, st, put_step, &start);
}

static const HttpRoute routes[] = {
    {"GET",  "/api/responses/{id}/review",               get_review,
     GATED("read",                                                                     "Planned minutes of a response's steps beside actual ones"),            RATE_READ,
     HTTP_SLOW,                                                                                                                                                                       0    },
    {"GET",  "/api/incidents/{id}/ending",               get_ending,
     GATED("read",                                                                     "Conditions of the end of an incident: met, open, answered by whom"),   RATE_READ,
     0,                                                                                                                                                                               0    },
    {"GET",  "/api/responses/{id}/ending",               get_ending,     GATED("read", "The same of a response"),
     RATE_READ,                                                                                                                                                            0,         0    },
    {"POST", "/api/incidents/{id}/ending/{item}",        post_ending,
     GATED("create",                                                                   "Answer a condition with what was found, or override it as commander"),
     RATE_WRITE,                                                                                                                                                           HTTP_SLOW, 16384},
    {"POST", "/api/responses/{id}/ending/{item}",        post_ending,
     GATED("create",                                                                   "The same of a response"),                                              RATE_WRITE, HTTP_SLOW, 16384},
    {"GET",  "/api/evacuation/lists/{id}/ending",        get_ending,
     GATED("read",                                                                     "Conditions of letting the people of a transfer list go home"),         RATE_READ,  0,         0    },
    {"POST", "/api/evacuation/lists/{id}/ending/{item}", post_ending,
     GATED("create",                                                                   "Answer one of them, or override it as commander"),                     RATE_WRITE, HTTP_SLOW,
     16384                                                                                                                                                                                 },
    {"GET",  "/api/plans/{id}/check",                    get_plan_check,
     GATED("read",                                                                     "Vacant posts, dead phones and steps without anybody in a plan"),       RATE_READ,
     HTTP_SLOW,                                                                                                                                                                       0    },
};

static const Guard guards[] = {
    {"incident.close",        check_ending},
    {"response.end",          check_ending},
    {"transfer_list.release", check_ending},
    {NULL,                    NULL        }
};

static const On on[] = {
    {"incident.*",            on_incident, NULL},
    {"response.activate",     on_decided,  NULL},
    {"response.activate",     on_active,   NULL},
    {"response.adjust",       on_active,   NULL},
    {"response.change_level", on_active,   NULL},
    {NULL,                    NULL,        NULL}
};

static const SystemJob jobs[] = {
    {"response.check_plans", 24 * 3600, check_plans},
};

const System response_system = {.name = "response",
                                .routes = routes,
                                .n_routes = COUNT(routes),
                                .on = on,
                                .jobs = jobs,
                                .n_jobs = COUNT(jobs),
                                .guards = guards};
