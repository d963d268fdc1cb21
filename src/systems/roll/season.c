/* SPDX-License-Identifier: Apache-2.0 */
/* Before the season and every day: objects that nobody looks after (孤儿对象), posts that have run
 * out, holders without a telephone or behind a dead number, persons with too many posts. What each
 * object must have is data: model/rules/post_needs.csv. */
#include "systems/roll/roll_int.h"

#include "systems/roll_sql.h"

/* source: U: post.max_posts */
static const double MAX_POSTS = 5;
enum { SHOWN = 3000, N_FAULTS = 6, COUNTY = 6 };

typedef enum Fault { VACANT, EXPIRED, UNKNOWN, NO_PHONE, DEAD, OVERLOADED } Fault;
static const char *const names[N_FAULTS] = {"vacant",   "expired", "unknown",
                                            "no_phone", "dead",    "overloaded"};
static const char *const names_zh[N_FAULTS] = {"孤儿对象", "任期届满", "责任人不在册",
                                               "没有电话", "失效电话", "一人多岗"};

typedef struct Finding {
    Fault fault;
    Str reg, title, region, kind; /* kind: of the post; "" of a person */
    int64_t id, n;                /* n: posts of a person */
} Finding;

typedef struct Holder {
    int64_t id, n_posts;
    Str name, region, phone, last_call;
    bool in_service;
} Holder;

typedef struct Season {
    Cx *cx;
    const Site *site;
    Db *db;
    Map in_force, expired; /* "register:object:kind" */
    Map holders;
    Map counties; /* six digits → counts */
    struct {
        Finding *p;
        size_t n, cap;
    } list;
    int64_t total[N_FAULTS], n_posts;
    Str from, to;
} Season;

/* --- posts --- */

static void add_finding(Season *s, Finding f)
{
    bool inside = str_cmp(f.region, s->from) >= 0 && str_cmp(f.region, s->to) < 0;
    if (!inside && s->from.len) return;
    s->total[f.fault]++;
    Str county = utf8_head(f.region, COUNTY);
    int64_t *n = map_get(&s->counties, county);
    if (!n) map_put(s->cx, &s->counties, county, n = cx_new(s->cx, int64_t, N_FAULTS));
    n[f.fault]++;
    if (s->list.n < SHOWN) vec_push(s->cx, &s->list, f);
}

static Str post_key(Cx *cx, Str reg, int64_t object, Str kind)
{
    return str_fmt(cx, "%.*s:%lld:%.*s", STR_ARG(reg), (long long)object, STR_ARG(kind));
}

static void add_holder(Season *s, const Stmt *st)
{
    Cx *cx = s->cx;
    Str key = id_format(cx, col_i64(st, 4));
    Holder *h = map_get(&s->holders, key);
    if (!h) {
        h = cx_new(cx, Holder, 1);
        *h = (Holder){.id = col_i64(st, 4),
                      .name = col_dup(cx, st, 7),
                      .region = col_dup(cx, st, 11),
                      .phone = col_dup(cx, st, 8),
                      .last_call = col_dup(cx, st, 10),
                      .in_service = col_i64(st, 9) != 0};
        if (h->region.len == 0) h->region = col_dup(cx, st, 6);
        map_put(cx, &s->holders, key, h);
    }
    h->n_posts++;
}

static void add_post(Season *s, const Stmt *st)
{
    Cx *cx = s->cx;
    Str kind = col_dup(cx, st, 1), reg = col_dup(cx, st, 2), region = col_dup(cx, st, 6);
    bool typed = col_is_text(st, 4), runs = col_i64(st, 5) != 0;
    bool serves = typed || col_i64(st, 9) != 0;
    Str key = post_key(cx, reg, col_i64(st, 3), kind);
    s->n_posts++;
    if (runs && serves) map_put(cx, &s->in_force, key, s);
    else map_put(cx, &s->expired, key, s);
    if (!runs) return;
    if (typed)
        add_finding(
            s, (Finding){UNKNOWN, S("post"), col_dup(cx, st, 7), region, kind, col_i64(st, 0), 1});
    else add_holder(s, st);
}

static Err read_posts(Season *s)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(s->cx, s->db, S(SQL_SEASON_POSTS), &st));
    stmt_i64(st, 1, day_of_ms(s->cx->now_ms));
    for (;;) {
        TRY(stmt_step(s->cx, st, &row));
        if (!row) break;
        add_post(s, st);
    }
    stmt_reset(st);
    return OK;
}

/* --- holders --- */

/* A number is dead when the last call of any notice did not reach it. */
static Err check_holders(Season *s)
{
    double most;
    size_t at = 0;
    const MapSlot *slot;
    TRY(system_parameter(s->cx, s->site, s->db, "post.max_posts", MAX_POSTS, &most));
    while ((slot = map_next(&s->holders, &at))) {
        const Holder *h = slot->value;
        Finding f = {VACANT, S("person"), h->name, h->region, S(""), h->id, h->n_posts};
        if (!h->in_service) continue; /* his objects are listed instead */
        if (h->phone.len == 0) f.fault = NO_PHONE, add_finding(s, f);
        else if (str_is(h->last_call, "failed")) f.fault = DEAD, add_finding(s, f);
        if ((double)h->n_posts > most) f.fault = OVERLOADED, add_finding(s, f);
    }
    return OK;
}

/* --- objects --- */

static void check_object(Season *s, const PostNeed *need, const Rec *rec)
{
    Str key = post_key(s->cx, need->reg, rec->id, need->kind);
    if (map_get(&s->in_force, key)) return;
    Fault fault = map_get(&s->expired, key) ? EXPIRED : VACANT;
    add_finding(s, (Finding){fault, need->reg, rec->title, rec->region, need->kind, rec->id, 0});
}

static Err check_value(Season *s, const PostNeed *need, const Reg *reg, Str value)
{
    Page page = {.next = S("")};
    Query q = {.reg = reg,
               .limit = 1000,
               .text = S(""),
               .region = s->from,
               .sort_column = S(""),
               .after = S("")};
    if (value.len) TRY(query_param(s->cx, s->site->book, &q, need->field, OP_EQ, value));
    do {
        q.after = page.next;
        TRY(query_run(s->cx, s->site->book, &q, &page));
        for (size_t i = 0; i < page.n; i++) check_object(s, need, page.recs[i]);
    } while (page.next.len);
    return OK;
}

static Err check_need(Season *s, const PostNeed *need)
{
    const Reg *reg = model_reg(book_model(s->site->book), need->reg);
    Str rest = need->values, value;
    if (!reg) return OK; /* a city has taken it out */
    if (rest.len == 0) return check_value(s, need, reg, S(""));
    while (str_next(&rest, ' ', &value)) TRY(check_value(s, need, reg, value));
    return OK;
}

static int by_place(const void *a, const void *b)
{
    const Finding *x = a, *y = b;
    if (x->fault != y->fault) return x->fault < y->fault ? -1 : 1;
    int c = str_cmp(x->region, y->region);
    return c ? c : (x->id > y->id) - (x->id < y->id);
}

static Err check_all(Season *s)
{
    PostNeeds needs;
    TRY(roll_needs(s->cx, &needs));
    TRY(read_posts(s));
    TRY(check_holders(s));
    for (size_t i = 0; i < needs.n; i++) TRY(check_need(s, &needs.p[i]));
    if (s->list.n) qsort(s->list.p, s->list.n, sizeof *s->list.p, by_place);
    return OK;
}

/* --- on demand --- */

static void put_finding(Cx *cx, const Season *s, const Finding *f, Jw *w)
{
    const Reg *reg = model_reg(book_model(s->site->book), f->reg);
    jw_open(w, '{');
    jw_kstr(w, "fault", str_c(names[f->fault]));
    jw_kstr(w, "register", f->reg);
    jw_kstr(w, "id", id_format(cx, f->id));
    jw_kstr(w, "title", reg ? title_for(cx, reg, f->title) : f->title);
    jw_kstr(w, "region", f->region);
    jw_kstr(w, "region_name", region_name(cx, s->db, s->site->book, f->region));
    jw_kstr(w, "post_kind", f->kind);
    jw_ki64(w, "posts", f->n);
    jw_close(w, '}');
}

static Err want_region(Cx *cx, HttpCall *call, Str *ret)
{
    const Site *site = site_of(call);
    const Reg *reg;
    TRY(system_want_region(cx, call, ret));
    TRY(system_reg(cx, site, "post_check", &reg));
    return book_gate(site->book, cx, reg, S("read"), *ret);
}

Err get_season(Cx *cx, HttpCall *call)
{
    Str region;
    Season *s = cx_new(cx, Season, 1);
    s->cx = cx;
    s->site = site_of(call);
    TRY(want_region(cx, call, &region));
    region_span(cx, region, &s->from, &s->to);
    TRY(store_reader(cx, s->site->store, &s->db));
    TRY(check_all(s));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "region", region);
    jw_kstr(&w, "region_name", region_name(cx, s->db, s->site->book, region));
    jw_key(&w, S("counts"));
    jw_open(&w, '{');
    for (int i = 0; i < N_FAULTS; i++) jw_ki64(&w, names[i], s->total[i]);
    jw_close(&w, '}');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < s->list.n; i++) put_finding(cx, s, &s->list.p[i], &w);
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* --- every day: one line a body --- */

typedef struct Day {
    Season *s;
    Str region;
    int64_t n[N_FAULTS];
} Day;

static Str summary_of(Cx *cx, const Day *d, int64_t *sum)
{
    Buf b = buf_new(cx, 0);
    *sum = 0;
    buf_fmt(&b, "%.*s责任人核查：",
            STR_ARG(region_name(cx, d->s->db, d->s->site->book, d->region)));
    for (int i = 0; i < N_FAULTS; i++) {
        if (d->n[i]) buf_fmt(&b, "%s%s%lld", *sum ? "、" : "", names_zh[i], (long long)d->n[i]);
        *sum += d->n[i];
    }
    if (*sum == 0) buf_fmt(&b, "全部落实");
    return buf_str(&b);
}

static Err find_check(Txn *tx, const Site *site, Str region, Rec **ret)
{
    const Reg *reg;
    Stmt *st;
    bool row;
    *ret = NULL;
    TRY(system_reg(tx->cx, site, "post_check", &reg));
    TRY(db_prepare(tx->cx, tx->db, S(SQL_SEASON_CHECK_OF), &st));
    stmt_text(st, 1, region);
    TRY(stmt_step(tx->cx, st, &row));
    int64_t id = row ? col_i64(st, 0) : 0;
    stmt_reset(st);
    return id ? record_load(tx->cx, tx->db, reg, id, ret) : OK;
}

static bool same_counts(const Rec *rec, const Day *d)
{
    for (int i = 0; i < N_FAULTS; i++)
        if (rec_i64(rec, names[i], -1) != d->n[i]) return false;
    return true;
}

static Err note_day(Txn *tx, Cmd *cmd)
{
    const Day *d = cmd->arg;
    const Site *site = d->s->site;
    Rec *rec;
    int64_t sum;
    Str summary = summary_of(tx->cx, d, &sum);
    TRY(find_check(tx, site, d->region, &rec));
    if (rec ? same_counts(rec, d) : sum == 0) return OK;
    bool open = rec && str_is(rec->state, "open");
    json_t *o = json_object();
    system_put_time(tx->cx, o, "checked_at", tx->cx->now_ms);
    system_put_text(o, "summary", summary);
    for (int i = 0; i < N_FAULTS; i++) json_object_set_new(o, names[i], json_integer(d->n[i]));
    if (!rec) system_put_text(o, "region", d->region);
    Write w = {.id = rec ? rec->id : 0, .reason = S("")};
    w.action = !rec ? S("create") : sum == 0 ? S("settle") : open ? S("update") : S("reopen");
    if (rec && !open && sum == 0) w.action = S("update");
    return system_write(tx, site, "post_check", &w, o);
}

static Err read_bodies(Season *s, Strs *ret)
{
    Stmt *st;
    bool row;
    VEC(Str) codes = {0};
    TRY(db_prepare(s->cx, s->db, S(SQL_SEASON_COUNTIES), &st));
    for (;;) {
        TRY(stmt_step(s->cx, st, &row));
        if (!row) break;
        vec_push(s->cx, &codes, col_dup(s->cx, st, 0));
    }
    stmt_reset(st);
    *ret = (Strs){codes.p, codes.n};
    return OK;
}

Err roll_check(Cx *cx, const Site *site)
{
    Strs bodies;
    Season *s = cx_new(cx, Season, 1);
    s->cx = cx;
    s->site = site;
    s->from = s->to = S("");
    TRY(store_reader(cx, site->store, &s->db));
    TRY(check_all(s));
    if (s->n_posts == 0) return OK; /* a city that has not read its posts in yet */
    TRY(read_bodies(s, &bodies));
    for (size_t i = 0; i < bodies.n; i++) {
        Day day = {.s = s, .region = bodies.p[i]};
        const int64_t *n = map_get(&s->counties, utf8_head(day.region, COUNTY));
        if (n) memcpy(day.n, n, sizeof day.n);
        Cmd cmd = {.cx = cx, .run = note_day, .arg = &day};
        TRY(journal_do(site->journal, &cmd));
    }
    return OK;
}
