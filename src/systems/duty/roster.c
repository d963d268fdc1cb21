/* SPDX-License-Identifier: Apache-2.0 */
/* The roster (排班): faults of what is planned, and a plan by rotation from lists of people, shown
 * first and written as one batch that can be cancelled as one. source: domain 12 §12.1, parameters
 * duty.* */
#include "systems/duty/duty_int.h"

#include "systems/duty_sql.h"

enum { DAYS_MAX = 92, PEOPLE_MAX = 60, SHIFTS_MAX = 2 * DAYS_MAX };

/* --- rules of the city --- */

typedef struct Rules {
    int64_t start_min;  /* of the day */
    int64_t hours;      /* of a shift */
    int64_t rest_ms;    /* between two shifts of a person */
    int64_t publish_ms; /* ahead of its beginning */
    int64_t leaders, officers;
} Rules;

static int64_t least(Str text, Str word, int64_t none)
{
    Str piece, name, count;
    int64_t n;
    while (str_next(&text, ',', &piece))
        if (str_cut(piece, ':', &name, &count) && str_eq(str_trim(name), word) &&
            str_i64(str_trim(count), &n))
            return n;
    return none;
}

/* The parameters; their defaults here are those of the shipped table. source: domain 12 §12.1 */
static Err read_rules(Cx *cx, const Site *site, Db *db, Rules *ret)
{
    Str start, people, hour, minute;
    double hours, rest, publish;
    int64_t h = 8, m = 30;
    TRY(parameter_text(cx, site->book, db, S("duty.shift_start"), &start));
    TRY(parameter_text(cx, site->book, db, S("duty.min_people"), &people));
    TRY(system_parameter(cx, site, db, "duty.shift_hours", 24, &hours));
    TRY(system_parameter(cx, site, db, "duty.rest_after", 1, &rest));
    TRY(system_parameter(cx, site, db, "duty.publish_days", 7, &publish));
    if (str_cut(str_trim(start), ':', &hour, &minute)) {
        (void)!str_i64(hour, &h);
        (void)!str_i64(minute, &m);
    }
    *ret = (Rules){.start_min = h * 60 + m,
                   .hours = hours >= 1 && hours <= 72 ? (int64_t)hours : 24,
                   .rest_ms = (int64_t)(rest * MS_DAY),
                   .publish_ms = (int64_t)(publish * MS_DAY),
                   .leaders = least(people, S("leader"), 1),
                   .officers = least(people, S("officer"), 1)};
    return OK;
}

/* From level duty.extra_from_level on there is one more on the present shift. */
static Err extra_people(Cx *cx, const Site *site, Db *db, Str region, int64_t *ret)
{
    Stmt *st;
    bool row;
    double level;
    Str prefix = region_prefix(region);
    TRY(system_parameter(cx, site, db, "duty.extra_from_level", 2, &level));
    TRY(db_prepare(cx, db, S(SQL_DUTY_GRAVE_RESPONSES), &st));
    stmt_text(st, 1, str_fmt(cx, "%d", (int)level));
    stmt_text(st, 2, prefix);
    stmt_text(st, 3, str_fmt(cx, "%.*s:", STR_ARG(prefix))); /* ':' follows '9' */
    TRY(stmt_step(cx, st, &row));
    *ret = row && col_i64(st, 0) > 0;
    stmt_reset(st);
    return OK;
}

/* --- faults --- */

typedef struct Flaw {
    const char *kind; /* gap overlap no_leader few no_rest unpublished */
    int64_t from, to;
    const Shift *shift;
    Str who;
    int64_t need, have;
} Flaw;

typedef struct Flaws {
    Flaw *p;
    size_t n, cap;
} Flaws;

typedef struct Audit {
    Cx *cx;
    Rules rules;
    int64_t from, to; /* the window that must be covered */
    int64_t extra;    /* more people on the present shift */
    Flaws flaws;
} Audit;

static void flaw(Audit *c, Flaw f)
{
    if (f.shift && !f.from) f.from = f.shift->starts, f.to = f.shift->ends;
    vec_push(c->cx, &c->flaws, f);
}

/* Shifts of leaders, in reserve and beside the others cover nobody's hours. */
static bool covers(const Shift *s)
{
    return !str_is(s->kind, "leader") && !str_is(s->kind, "reserve") && !str_is(s->kind, "extra");
}

/* Hours that are over cannot be filled any more. */
static void find_gaps(Audit *c, const Shifts *all)
{
    int64_t at = c->from > c->cx->now_ms ? c->from : c->cx->now_ms;
    const Shift *last = NULL;
    for (size_t i = 0; i < all->n; i++) {
        const Shift *s = &all->p[i];
        if (!covers(s)) continue;
        if (s->starts > at) flaw(c, (Flaw){.kind = "gap", .from = at, .to = s->starts});
        if (last && s->starts < last->ends && s->starts < c->to)
            flaw(c, (Flaw){.kind = "overlap", .shift = s, .from = s->starts, .to = last->ends});
        if (s->ends > at) at = s->ends, last = s;
    }
    if (at < c->to) flaw(c, (Flaw){.kind = "gap", .from = at, .to = c->to});
}

static bool leads_then(const Shifts *all, const Shift *s)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_is(all->p[i].kind, "leader") && all->p[i].starts <= s->starts &&
            all->p[i].ends >= s->ends && all->p[i].mate[SEAT_LEADER].name.len)
            return true;
    return s->mate[SEAT_LEADER].name.len != 0;
}

static void find_few(Audit *c, const Shifts *all, const Shift *s)
{
    int64_t now = c->cx->now_ms;
    int64_t have = (s->mate[SEAT_OFFICER].name.len != 0) + (s->mate[SEAT_OFFICER2].name.len != 0) +
                   (s->mate[SEAT_CHIEF].name.len != 0);
    int64_t need = c->rules.officers + (s->starts <= now && s->ends > now ? c->extra : 0);
    if (c->rules.leaders && !leads_then(all, s)) flaw(c, (Flaw){.kind = "no_leader", .shift = s});
    if (have < need) flaw(c, (Flaw){.kind = "few", .shift = s, .need = need, .have = have});
    if (s->published == INT64_MIN && s->starts > now && s->starts - now < c->rules.publish_ms)
        flaw(c, (Flaw){.kind = "unpublished", .shift = s});
}

static bool is_same(const Mate *a, const Mate *b)
{
    if (a->name.len == 0 || b->name.len == 0) return false;
    return a->person || b->person ? a->person == b->person : str_eq(a->name, b->name);
}

/* Nobody sits twice in a shift, nor in two without the rest between them. */
static void find_restless(Audit *c, const Shifts *all, size_t at)
{
    const Shift *s = &all->p[at];
    for (int seat = 0; seat < SEAT_DRIVER; seat++) {
        bool found = false;
        for (int k = 0; k < seat; k++) found |= is_same(&s->mate[k], &s->mate[seat]);
        for (size_t i = at; i-- > 0 && !found;) {
            const Shift *o = &all->p[i];
            bool rested = s->starts - o->ends >= c->rules.rest_ms;
            for (int k = 0; k < SEAT_DRIVER && !rested; k++)
                found |= is_same(&o->mate[k], &s->mate[seat]);
        }
        if (found) flaw(c, (Flaw){.kind = "no_rest", .shift = s, .who = s->mate[seat].name});
    }
}

static void find_faults(Audit *c, const Shifts *all)
{
    find_gaps(c, all);
    for (size_t i = 0; i < all->n; i++) {
        const Shift *s = &all->p[i];
        if (s->ends <= c->from || s->starts >= c->to || str_is(s->state, "done")) continue;
        if (covers(s)) find_few(c, all, s);
        find_restless(c, all, i);
    }
}

static void put_faults(Audit *c, Jw *w)
{
    jw_key(w, S("faults"));
    jw_open(w, '[');
    for (size_t i = 0; i < c->flaws.n; i++) {
        const Flaw *f = &c->flaws.p[i];
        jw_open(w, '{');
        jw_kstr(w, "kind", str_c(f->kind));
        jw_kstr(w, "from", time_format(c->cx, f->from));
        jw_kstr(w, "to", time_format(c->cx, f->to));
        if (f->shift && f->shift->id) jw_kstr(w, "shift", id_format(c->cx, f->shift->id));
        if (f->who.len) jw_kstr(w, "who", f->who);
        if (f->need) jw_ki64(w, "need", f->need), jw_ki64(w, "have", f->have);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static Err answer_roster(Cx *cx, HttpCall *call, Audit *c, const Shifts *shown, Str region)
{
    const Site *site = site_of(call);
    Db *db;
    TRY(store_reader(cx, site->store, &db));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "region", region);
    jw_kstr(&w, "region_name", region_name(cx, db, site->book, region));
    jw_kstr(&w, "from", time_format(cx, c->from));
    jw_kstr(&w, "to", time_format(cx, c->to));
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < shown->n; i++) shift_json(cx, site, &shown->p[i], &w);
    jw_close(&w, ']');
    put_faults(c, &w);
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* --- reading a roster --- */

static Err want_day(Cx *cx, Str text, const char *name, int64_t *ret)
{
    if (date_parse(text, ret)) return OK;
    return cx_refuse(cx, ERR_INVALID, str_c(name), text, "must be a date such as 2019-08-09");
}

static Err check_span(Cx *cx, int64_t from, int64_t to)
{
    if (to < from)
        return cx_refuse(cx, ERR_INVALID, S("to"), date_format(cx, to), "ends before it begins");
    if (to - from >= DAYS_MAX)
        return cx_refuse(cx, ERR_INVALID, S("to"), date_format(cx, to), "at most %d days, got %lld",
                         DAYS_MAX, (long long)(to - from + 1));
    return OK;
}

static Err begin_check(Cx *cx, const Site *site, Db *db, Str region, int64_t from_day,
                       int64_t to_day, Audit *ret)
{
    *ret = (Audit){.cx = cx};
    TRY(read_rules(cx, site, db, &ret->rules));
    TRY(extra_people(cx, site, db, region, &ret->extra));
    ret->from = ms_of_day(from_day) + ret->rules.start_min * MS_MINUTE;
    ret->to = ms_of_day(to_day + 1) + ret->rules.start_min * MS_MINUTE;
    return OK;
}

static Err want_org(Cx *cx, Str text, int64_t *ret)
{
    *ret = 0;
    if (text.len == 0 || id_parse(text, ret)) return OK;
    return cx_refuse(cx, ERR_INVALID, S("org"), text, "must be the id of a body");
}

Err get_roster(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Str typed, region, from_text, to_text, org_text;
    int64_t from, to, org;
    Shifts all, shown = {0};
    Audit c;
    Db *db;
    TRY(want_param(cx, call, "region", &typed));
    TRY(want_param(cx, call, "from", &from_text));
    TRY(want_param(cx, call, "to", &to_text));
    TRY(want_param(cx, call, "org", &org_text));
    TRY(want_place(cx, call, typed, &region));
    TRY(want_day(cx, from_text, "from", &from));
    TRY(want_day(cx, to_text, "to", &to));
    TRY(check_span(cx, from, to));
    TRY(want_org(cx, org_text, &org));
    TRY(store_reader(cx, site->store, &db));
    TRY(begin_check(cx, site, db, region, from, to, &c));
    TRY(shifts_read(cx, db, region, c.from - c.rules.rest_ms, c.to, org, &all));
    find_faults(&c, &all);
    for (size_t i = 0; i < all.n; i++)
        if (all.p[i].ends > c.from) vec_push(cx, &shown, all.p[i]);
    return answer_roster(cx, call, &c, &shown, region);
}

/* --- rotation --- */

typedef struct Plan {
    Str region, org_text, kind, phone, batch;
    int64_t org, from, to; /* days */
    Mate people[N_SEATS][PEOPLE_MAX];
    size_t n_people[N_SEATS];
    Audit check;
    Shifts there, made; /* what stands already; what the rotation adds */
} Plan;

static Err read_person(Cx *cx, const Site *site, Db *db, Str field, Str text, Mate *ret)
{
    const Reg *reg;
    Rec *rec = NULL;
    int64_t id;
    *ret = (Mate){0, text};
    if (!id_parse(text, &id)) return OK; /* a name that is in no register */
    TRY(system_reg(cx, site, "person", &reg));
    TRY(record_load(cx, db, reg, id, &rec));
    if (!rec || rec->voided) return cx_refuse(cx, ERR_INVALID, field, text, "no such person");
    *ret = (Mate){id, rec->title};
    return OK;
}

static Err read_people(Cx *cx, const Site *site, Db *db, json_t *in, const char *key, Plan *p,
                       Seat seat)
{
    json_t *list = json_object_get(in, key), *one;
    size_t i;
    if (json_array_size(list) > PEOPLE_MAX)
        return cx_fail(cx, ERR_TOO_BIG, key, "at most %d persons", PEOPLE_MAX);
    json_array_foreach (list, i, one) {
        Str text = str_trim(str_c(json_string_value(one)));
        if (text.len == 0) return cx_fail(cx, ERR_INVALID, key, "must be a list of persons");
        TRY(read_person(cx, site, db, str_c(key), str_dup(cx, text),
                        &p->people[seat][p->n_people[seat]++]));
    }
    return OK;
}

static Err read_plan(Cx *cx, HttpCall *call, Plan *p)
{
    static const struct {
        const char *key;
        Seat seat;
    } lists[] = {
        {"leaders",  SEAT_LEADER  },
        {"chiefs",   SEAT_CHIEF   },
        {"officers", SEAT_OFFICER },
        {"seconds",  SEAT_OFFICER2},
        {"drivers",  SEAT_DRIVER  }
    };
    const Site *site = site_of(call);
    json_t *in;
    Db *db;
    TRY(want_object(cx, call, &in));
    TRY(want_place(cx, call, json_text(in, "region"), &p->region));
    TRY(want_day(cx, json_text(in, "from"), "from", &p->from));
    TRY(want_day(cx, json_text(in, "to"), "to", &p->to));
    TRY(check_span(cx, p->from, p->to));
    p->org_text = json_text(in, "org");
    TRY(want_org(cx, p->org_text, &p->org));
    p->kind = json_text(in, "kind").len ? json_text(in, "kind") : S("day_night");
    p->phone = json_text(in, "room_phone");
    TRY(store_reader(cx, site->store, &db));
    for (size_t i = 0; i < COUNT(lists); i++)
        TRY(read_people(cx, site, db, in, lists[i].key, p, lists[i].seat));
    if (p->n_people[SEAT_OFFICER] == 0)
        return cx_fail(cx, ERR_INVALID, "officers", "at least one person is needed");
    if (!str_is(p->kind, "day_night") && !str_is(p->kind, "day"))
        return cx_refuse(cx, ERR_INVALID, S("kind"), p->kind,
                         "must be day_night (one shift a day) or day (day and night apart)");
    TRY(begin_check(cx, site, db, p->region, p->from, p->to, &p->check));
    const Rules *r = &p->check.rules;
    return shifts_read(cx, db, p->region, p->check.from - r->rest_ms - (int64_t)r->hours * MS_HOUR,
                       p->check.to + r->rest_ms, p->org, &p->there);
}

/* Whose turn it is: everybody once before anybody again. Two officers of one list sit together
 * when there is no list of second ones and the city asks for two. */
static Mate turn_of(const Plan *p, Seat seat, size_t turn)
{
    bool pairs = !p->n_people[SEAT_OFFICER2] && p->check.rules.officers > 1 &&
                 !p->n_people[SEAT_CHIEF] && p->n_people[SEAT_OFFICER] > 2;
    Seat list = seat == SEAT_OFFICER2 && pairs ? SEAT_OFFICER : seat;
    size_t n = p->n_people[list];
    if (n == 0) return (Mate){0, S("")};
    if (list != SEAT_OFFICER || !pairs) return p->people[list][turn % n];
    return p->people[list][(2 * turn + (seat == SEAT_OFFICER2)) % n];
}

static bool is_taken(const Plan *p, int64_t from, int64_t to)
{
    for (size_t i = 0; i < p->there.n; i++)
        if (covers(&p->there.p[i]) && p->there.p[i].starts < to && p->there.p[i].ends > from)
            return true;
    return false;
}

/* Hours that somebody keeps already are left as they are. */
static void rotate(Cx *cx, Plan *p)
{
    int64_t hours = p->check.rules.hours;
    bool apart = str_is(p->kind, "day");
    int64_t length = (apart ? hours / 2 : hours) * MS_HOUR;
    size_t turn = 0;
    for (int64_t at = p->check.from; at < p->check.to && turn < SHIFTS_MAX; at += length, turn++) {
        if (is_taken(p, at, at + length)) continue;
        bool night = apart && (at - p->check.from) / length % 2;
        Shift s = {.state = S("planned"),
                   .phone = p->phone,
                   .org = S(""),
                   .batch = S(""),
                   .kind = !apart  ? S("day_night")
                           : night ? S("night")
                                   : S("day"),
                   .starts = at,
                   .ends = at + length,
                   .published = INT64_MIN};
        for (int k = 0; k < N_SEATS; k++) s.mate[k] = turn_of(p, (Seat)k, turn);
        vec_push(cx, &p->made, s);
    }
}

static int by_start(const void *a, const void *b)
{
    const Shift *x = a, *y = b;
    return (x->starts > y->starts) - (x->starts < y->starts);
}

static void check_plan(Cx *cx, Plan *p)
{
    Shifts *all = cx_new(cx, Shifts, 1);
    for (size_t i = 0; i < p->there.n; i++) vec_push(cx, all, p->there.p[i]);
    for (size_t i = 0; i < p->made.n; i++) vec_push(cx, all, p->made.p[i]);
    if (all->n) qsort(all->p, all->n, sizeof *all->p, by_start);
    find_faults(&p->check, all);
}

Err post_preview(Cx *cx, HttpCall *call)
{
    Plan *p = cx_new(cx, Plan, 1);
    TRY(read_plan(cx, call, p));
    rotate(cx, p);
    check_plan(cx, p);
    return answer_roster(cx, call, &p->check, &p->made, p->region);
}

/* --- writing --- */

/* Several writes of one person in one transaction; a repeat of the request finds each of them. */
typedef struct Batch {
    const Site *site;
    Str idem; /* "" = none */
    Digest request;
    Plan *plan;
    Str region, batch, reason;
    int64_t from, to;
    size_t n;
} Batch;

static Err begin_batch(Cx *cx, HttpCall *call, Batch *b)
{
    Write w = {0};
    b->site = site_of(call);
    TRY(system_idem(cx, call, &w));
    b->idem = w.idem;
    b->request = w.request;
    return OK;
}

static Err write_one(Txn *tx, Batch *b, Write *w)
{
    w->book = b->site->book;
    TRY(system_reg(tx->cx, b->site, "shift", &w->reg));
    w->request = b->request;
    w->idem = b->idem.len ? str_fmt(tx->cx, "%.*s#%zu", STR_ARG(b->idem), b->n) : S("");
    w->reason = b->reason;
    b->n++;
    return write_in(tx, w);
}

static Err write_shift(Txn *tx, Batch *b, const Shift *s)
{
    Cx *cx = tx->cx;
    const Plan *p = b->plan;
    json_t *o = json_object();
    system_put_text(o, "region", p->region);
    system_put_text(o, "kind", s->kind);
    system_put_text(o, "batch", b->batch);
    if (p->org_text.len) system_put_text(o, "org", p->org_text);
    if (s->phone.len) system_put_text(o, "room_phone", s->phone);
    system_put_time(cx, o, "starts_at", s->starts);
    system_put_time(cx, o, "ends_at", s->ends);
    for (int i = 0; i < N_SEATS; i++) {
        const Mate *m = &s->mate[i];
        if (m->name.len)
            system_put_text(o, seat_field[i], m->person ? id_format(cx, m->person) : m->name);
    }
    Write w = {.action = S("create"), .input = o};
    Err err = write_one(tx, b, &w);
    json_decref(o);
    return err;
}

static Err write_plan(Txn *tx, Cmd *cmd)
{
    Batch *b = cmd->arg;
    b->n = 0;
    for (size_t i = 0; i < b->plan->made.n; i++) TRY(write_shift(tx, b, &b->plan->made.p[i]));
    return OK;
}

static Err answer_count(Cx *cx, HttpCall *call, int status, Str batch, size_t n)
{
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    if (batch.len) jw_kstr(&w, "batch", batch);
    jw_ki64(&w, "shifts", (int64_t)n);
    jw_close(&w, '}');
    return http_answer_json(call, status, &buf);
}

/* The same request again: what it made. */
static Err find_written(Cx *cx, Batch *b)
{
    const Reg *reg;
    Rec *rec;
    Entry e;
    Db *db;
    b->batch = S("");
    for (; b->idem.len; b->n++) {
        TRY(store_reader(cx, b->site->store, &db));
        Str key = str_fmt(cx, "%.*s#%zu", STR_ARG(b->idem), b->n);
        TRY(journal_find_request(cx, db, key, &b->request, &e));
        if (e.seq == 0) return OK;
        TRY(system_reg(cx, b->site, "shift", &reg));
        TRY(record_load(cx, db, reg, e.record, &rec));
        b->batch = rec_str(rec, "batch");
    }
    return OK;
}

Err post_roster(Cx *cx, HttpCall *call)
{
    Plan *p = cx_new(cx, Plan, 1);
    Batch b = {.plan = p, .reason = S("")};
    TRY(begin_batch(cx, call, &b));
    TRY(find_written(cx, &b));
    if (b.n) return answer_count(cx, call, 201, b.batch, b.n);
    TRY(read_plan(cx, call, p));
    rotate(cx, p);
    if (p->made.n == 0)
        return cx_fail(cx, ERR_CONFLICT, "from", "every hour of this time has its shift already");
    b.batch = str_fmt(cx, "%.*s-%.8s", STR_ARG(date_format(cx, p->from)),
                      id_format(cx, cx->now_ms).p + 5);
    Cmd cmd = {.cx = cx, .run = write_plan, .arg = &b};
    TRY(journal_do(b.site->journal, &cmd));
    return answer_count(cx, call, 201, b.batch, b.n);
}

/* --- publishing, cancelling --- */

typedef Err Each(Txn *tx, Batch *b, int64_t id);

static Err each_planned(Txn *tx, Batch *b, bool unpublished, Each *each)
{
    Stmt *st;
    bool row;
    VEC(int64_t) ids = {0};
    TRY(db_prepare(tx->cx, tx->db, S(SQL_DUTY_PLANNED_IN), &st));
    stmt_text(st, 1, b->region);
    stmt_i64(st, 2, b->from);
    stmt_i64(st, 3, b->to);
    stmt_text(st, 4, b->batch);
    for (;;) {
        TRY(stmt_step(tx->cx, st, &row));
        if (!row) break;
        if (!unpublished || col_is_null(st, 1)) vec_push(tx->cx, &ids, col_i64(st, 0));
    }
    stmt_reset(st);
    for (size_t i = 0; i < ids.n; i++) TRY(each(tx, b, ids.p[i]));
    return OK;
}

static Err publish_one(Txn *tx, Batch *b, int64_t id)
{
    json_t *o = json_object();
    system_put_text(o, "published_on", date_format(tx->cx, day_of_ms(tx->cx->now_ms)));
    Write w = {.action = S("update"), .id = id, .input = o};
    Err err = write_one(tx, b, &w);
    json_decref(o);
    return err;
}

static Err cancel_one(Txn *tx, Batch *b, int64_t id)
{
    json_t *o = json_object();
    Write w = {.action = S("cancel"), .id = id, .input = o};
    Err err = write_one(tx, b, &w);
    json_decref(o);
    return err;
}

static Err publish_all(Txn *tx, Cmd *cmd)
{
    Batch *b = cmd->arg;
    b->n = 0;
    return each_planned(tx, b, true, publish_one);
}

static Err cancel_all(Txn *tx, Cmd *cmd)
{
    Batch *b = cmd->arg;
    b->n = 0;
    return each_planned(tx, b, false, cancel_one);
}

Err post_publish(Cx *cx, HttpCall *call)
{
    json_t *in;
    int64_t from, to;
    Batch b = {.batch = S(""), .reason = S("")};
    TRY(begin_batch(cx, call, &b));
    TRY(want_object(cx, call, &in));
    TRY(want_place(cx, call, json_text(in, "region"), &b.region));
    TRY(want_day(cx, json_text(in, "from"), "from", &from));
    TRY(want_day(cx, json_text(in, "to"), "to", &to));
    TRY(check_span(cx, from, to));
    b.from = ms_of_day(from), b.to = ms_of_day(to + 1);
    Cmd cmd = {.cx = cx, .run = publish_all, .arg = &b};
    TRY(journal_do(b.site->journal, &cmd));
    return answer_count(cx, call, 200, S(""), b.n);
}

Err post_cancel(Cx *cx, HttpCall *call)
{
    json_t *in;
    Batch b = {.from = INT64_MIN, .to = INT64_MAX};
    TRY(begin_batch(cx, call, &b));
    TRY(want_object(cx, call, &in));
    TRY(want_place(cx, call, json_text(in, "region"), &b.region));
    b.batch = str_dup(cx, json_text(in, "batch"));
    b.reason = str_dup(cx, json_text(in, "reason"));
    if (b.batch.len == 0) return cx_fail(cx, ERR_INVALID, "batch", "must name a batch");
    Cmd cmd = {.cx = cx, .run = cancel_all, .arg = &b};
    TRY(journal_do(b.site->journal, &cmd));
    return answer_count(cx, call, 200, b.batch, b.n);
}
