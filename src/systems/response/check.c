/* SPDX-License-Identifier: Apache-2.0 */
/* The nightly check of plans: a post that nobody holds, a holder who has no phone, a step that
 * names neither post nor body. What it finds stands on the plan as counts and opens as a list. */
#include "systems/response/response_int.h"
#include "systems/response_sql.h"

enum { STEPS_MAX = 500, PLANS_MAX = 5000 };

typedef struct Fault {
    const Rec *step;
    const char *kind; /* vacant_post, dead_phone, nobody_named */
    Str who;
} Fault;

typedef struct Faults {
    Fault p[STEPS_MAX];
    size_t n, vacant, dead;
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
    f->p[f->n++] = (Fault){step, kind, holder.person};
    return OK;
}

static Err check_plan(Cx *cx, const Site *site, Db *db, const Rec *plan, Faults *ret)
{
    const Reg *steps;
    Rec *step;
    Stmt *st;
    int64_t ids[STEPS_MAX];
    size_t n;
    *ret = (Faults){.n = 0};
    TRY(system_reg(cx, site, "plan_step", &steps));
    TRY(db_prepare(cx, db, S(SQL_RESPONSE_ALL_STEPS), &st));
    stmt_i64(st, 1, plan->id);
    TRY(id_column(cx, st, ids, STEPS_MAX, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(record_load(cx, db, steps, ids[i], &step));
        TRY(check_step(cx, db, plan, step, ret));
    }
    return OK;
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
    jw_ki64(&w, "vacant_posts", (int64_t)f->vacant);
    jw_ki64(&w, "dead_phones", (int64_t)f->dead);
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < f->n; i++) {
        jw_open(&w, '{');
        jw_kstr(&w, "step", id_format(cx, f->p[i].step->id));
        jw_kstr(&w, "title", f->p[i].step->title);
        jw_kstr(&w, "kind", str_c(f->p[i].kind));
        jw_kstr(&w, "post", rec_str(f->p[i].step, "post"));
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
    bool same = rec_i64(plan, "vacant_posts", 0) == (int64_t)f->vacant &&
                rec_i64(plan, "dead_phones", 0) == (int64_t)f->dead;
    if (same) return OK;
    json_t *o = json_object();
    json_object_set_new(o, "vacant_posts", json_integer((json_int_t)f->vacant));
    json_object_set_new(o, "dead_phones", json_integer((json_int_t)f->dead));
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
