/* SPDX-License-Identifier: Apache-2.0 */
/* The nightly check of plans: a post that nobody holds, a holder who has no phone, a step that
 * names neither post nor body; danger spots without a shelter that holds their people; levels and
 * minutes that contradict each other. What it finds stands on the plan as counts and opens as a
 * list. */
#include "systems/response/response_int.h"
#include "systems/response_sql.h"

enum { STEPS_MAX = 500, PLANS_MAX = 5000 };

typedef struct Fault {
    Str reg, title, kind, post; /* post: of a step */
    int64_t id;
} Fault;

typedef struct Faults {
    VEC(Fault) list;
    int64_t vacant, dead, shelters, limits;
} Faults;

static Err check_step(Cx *cx, Db *db, const Rec *plan, const Rec *step, Faults *f)
{
    Holder holder;
    Str post = rec_str(step, "post");
    bool has_body = rec_val(step, "org").kind != VAL_NULL;
    const char *kind = NULL;
    TRY(post_holder(cx, db, post, step->region.len ? step->region : plan->region, &holder));
    if (post.len == 0) kind = has_body ? NULL : "nobody_named";
    else if (!holder.there) kind = "vacant_post";
    else if (holder.phone.len == 0) kind = "dead_phone";
    if (!kind) return OK;
    f->vacant += post.len && !holder.there;
    f->dead += holder.there && holder.phone.len == 0;
    vec_push(cx, &f->list, ((Fault){step->reg->key, step->title, str_c(kind), post, step->id}));
    return OK;
}

/* Rows of register, id, title, kind. */
static Err take_faults(Cx *cx, Stmt *st, Faults *f, int64_t *count)
{
    bool row;
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &f->list,
                 ((Fault){col_dup(cx, st, 0), col_dup(cx, st, 2), col_dup(cx, st, 3), S(""),
                          col_i64(st, 1)}));
        ++*count;
    }
    stmt_reset(st);
    return OK;
}

static Err check_place(Cx *cx, Db *db, const Rec *plan, Str sql, Faults *f, int64_t *count)
{
    Stmt *st;
    Str from = region_prefix(plan->region);
    TRY(db_prepare(cx, db, sql, &st));
    stmt_text(st, 1, from);
    stmt_text(st, 2, str_fmt(cx, "%.*s:", STR_ARG(from)));
    return take_faults(cx, st, f, count);
}

/* Plans that move people out of the way of water and slopes: floods, weather, geology. */
static bool moves_people(const Rec *plan)
{
    Str hazard = rec_str(plan, "hazard");
    return str_starts(hazard, S("11A")) || str_starts(hazard, S("11B")) ||
           str_starts(hazard, S("11D"));
}

static Err check_minutes(Cx *cx, Db *db, const Rec *plan, Faults *f)
{
    Stmt *st;
    TRY(db_prepare(cx, db, S(SQL_PLAN_MINUTES), &st));
    stmt_i64(st, 1, plan->id);
    return take_faults(cx, st, f, &f->limits);
}

static Err check_plan(Cx *cx, const Site *site, Db *db, const Rec *plan, Faults *ret)
{
    const Reg *steps;
    Rec *step;
    Stmt *st;
    int64_t ids[STEPS_MAX];
    size_t n;
    *ret = (Faults){.vacant = 0};
    TRY(system_reg(cx, site, "plan_step", &steps));
    TRY(db_prepare(cx, db, S(SQL_RESPONSE_ALL_STEPS), &st));
    stmt_i64(st, 1, plan->id);
    TRY(id_column(cx, st, ids, STEPS_MAX, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(record_load(cx, db, steps, ids[i], &step));
        TRY(check_step(cx, db, plan, step, ret));
    }
    TRY(check_minutes(cx, db, plan, ret));
    if (!moves_people(plan) || plan->region.len == 0) return OK;
    TRY(check_place(cx, db, plan, S(SQL_PLAN_SHELTERS), ret, &ret->shelters));
    return check_place(cx, db, plan, S(SQL_PLAN_LIMITS), ret, &ret->limits);
}

static const char *const counts[] = {"vacant_posts", "dead_phones", "missing_shelters",
                                     "bad_limits"};

static int64_t *count_of(Faults *f, size_t i)
{
    switch (i) {
    case 0: return &f->vacant;
    case 1: return &f->dead;
    case 2: return &f->shelters;
    default: return &f->limits;
    }
}

/* --- on demand --- */

Err get_plan_check(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    const Reg *reg;
    Rec *plan;
    Db *db;
    int64_t id;
    Faults *f = cx_new(cx, Faults, 1);
    TRY(want_id(cx, call, "id", &id));
    TRY(system_reg(cx, site, "plan", &reg));
    TRY(record_get(cx, site->book, reg, id, 0, &plan));
    TRY(store_reader(cx, site->store, &db));
    TRY(check_plan(cx, site, db, plan, f));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    for (size_t i = 0; i < COUNT(counts); i++) jw_ki64(&w, counts[i], *count_of(f, i));
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < f->list.n; i++) {
        const Fault *one = &f->list.p[i];
        jw_open(&w, '{');
        jw_kstr(&w, "register", one->reg);
        jw_kstr(&w, "id", id_format(cx, one->id));
        jw_kstr(&w, "title", one->title);
        jw_kstr(&w, "kind", one->kind);
        jw_kstr(&w, "post", one->post);
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* --- every night --- */

typedef struct Night {
    const Site *site;
    int64_t plan;
} Night;

static Err note_faults(Txn *tx, Cmd *cmd)
{
    const Night *night = cmd->arg;
    const Reg *reg;
    Rec *plan;
    Faults *f = cx_new(tx->cx, Faults, 1);
    TRY(system_reg(tx->cx, night->site, "plan", &reg));
    TRY(record_load(tx->cx, tx->db, reg, night->plan, &plan));
    if (!plan) return OK;
    TRY(check_plan(tx->cx, night->site, tx->db, plan, f));
    json_t *o = json_object();
    for (size_t i = 0; i < COUNT(counts); i++)
        if (rec_i64(plan, counts[i], 0) != *count_of(f, i))
            json_object_set_new(o, counts[i], json_integer((json_int_t)*count_of(f, i)));
    if (json_object_size(o) == 0) return json_decref(o), OK;
    Write w = {.action = S("update"), .id = plan->id, .reason = S("")};
    return system_write(tx, night->site, "plan", &w, o);
}

Err check_plans(Cx *cx, const Site *site)
{
    Db *db;
    Stmt *st;
    int64_t *ids = cx_new(cx, int64_t, PLANS_MAX);
    size_t n;
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_RESPONSE_PLANS), &st));
    TRY(id_column(cx, st, ids, PLANS_MAX, &n));
    for (size_t i = 0; i < n; i++) {
        Night night = {site, ids[i]};
        Cmd cmd = {.cx = cx, .run = note_faults, .arg = &night};
        TRY(journal_do(site->journal, &cmd));
    }
    return OK;
}
