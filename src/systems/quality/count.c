/* SPDX-License-Identifier: Apache-2.0 */
/* Counting what fails: one walk over the records of a register judges each by every point; twins
 * are found when all have been seen. */
#include "systems/indicator/number.h"
#include "systems/quality/quality_int.h"

enum { COUNTY = 6 };

/* --- scores --- */

Err weights_read(Cx *cx, const Site *site, Weights *ret)
{
    static const struct {
        const char *key;
        double usual;
    } keys[N_KINDS] = {
        [KIND_COMPLETE] = {"quality.weight.complete", 30},
        [KIND_FRESH] = {"quality.weight.fresh",    15},
        [KIND_VALID] = {"quality.weight.valid",    30},
        [KIND_UNIQUE] = {"quality.weight.unique",   10},
        [KIND_TIMELY] = {"quality.weight.timely",   15}
    };
    enum { THOUSAND = 1000, MOST = 1000 };
    Db *db;
    TRY(store_reader(cx, site->store, &db));
    for (size_t i = 0; i < N_KINDS; i++) {
        double w;
        TRY(system_parameter(cx, site, db, keys[i].key, keys[i].usual, &w));
        ret->w[i] = w <= 0 ? 0 : (int64_t)((w < MOST ? w : MOST) * THOUSAND + 0.5);
    }
    return OK;
}

/* Half up; but all is said only of all, and none only of none. source: domain 11.5 point 7 */
static int tenths(Wide part, Wide whole, bool all, bool none)
{
    enum { ALL = 1000 };
    int n = (int)((part * ALL * 2 + whole) / (whole * 2));
    return all ? ALL : none ? 0 : n >= ALL ? ALL - 1 : n <= 0 ? 1 : n;
}

int share_tenths(Tally t)
{
    if (t.checked == 0) return -1;
    return tenths(t.checked - t.failing, t.checked, t.failing == 0, t.failing == t.checked);
}

/* A kind without data has no weight. Shares are cut to a thousand millionth, far below a tenth. */
int score_tenths(const Weights *w, const Counted *c)
{
    enum { FINE = 1000000000 };
    Wide sum = 0, whole = 0;
    bool all = true, none = true;
    for (size_t i = 0; i < N_KINDS; i++) {
        Tally t = c->kinds[i];
        if (t.checked == 0 || w->w[i] == 0) continue;
        sum += w->w[i] * ((Wide)(t.checked - t.failing) * FINE / t.checked);
        whole += w->w[i];
        all = all && t.failing == 0;
        none = none && t.failing == t.checked;
    }
    return whole ? tenths(sum, whole * FINE, all, none) : -1;
}

void counted_add(Counted *to, const Counted *from)
{
    to->records += from->records;
    for (size_t i = 0; i < N_KINDS; i++) {
        to->kinds[i].checked += from->kinds[i].checked;
        to->kinds[i].failing += from->kinds[i].failing;
    }
}

/* --- the walk --- */

/* Records that say the same, by the order in which they came. */
typedef struct Member {
    int64_t id;
    size_t row;
    struct Member *next;
} Member;
typedef struct Group {
    Member *first, *last;
    size_t n;
} Group;
typedef struct Groups {
    Map by_key;
    VEC(Group *) in_order;
} Groups;

typedef struct Row {
    size_t county;
    bool twin_checked, twin_failing;
} Row;

typedef struct Walk {
    Cx *keep; /* outlives a record */
    Known *k;
    const Watch *w;
    VEC(Counted) counties;
    Groups *groups; /* by point */
    VEC(Row) rows;  /* only where twins are looked for */
    bool has_twins;
} Walk;

static void close_keep(void *ptr)
{
    cx_close(ptr);
}

static Cx *keep_open(Cx *cx)
{
    Cx *keep = cx_open(cx->now_ms, 0);
    cx_defer(cx, close_keep, keep);
    keep->actor = cx->actor;
    keep->lang = cx->lang;
    return keep;
}

static size_t county_of(Walk *walk, Str region)
{
    Str key = str_head(region, COUNTY);
    for (size_t i = 0; i < walk->counties.n; i++)
        if (str_eq(walk->counties.p[i].county, key)) return i;
    vec_push(walk->keep, &walk->counties,
             ((Counted){.county = str_dup(walk->keep, key),
                        .points = cx_new(walk->keep, Tally, walk->w->n)}));
    return walk->counties.n - 1;
}

static void join_group(Cx *keep, Groups *all, Str key, int64_t id, size_t row)
{
    Group *g = map_get(&all->by_key, key);
    Member *m = cx_new(keep, Member, 1);
    *m = (Member){.id = id, .row = row};
    if (!g) {
        g = cx_new(keep, Group, 1);
        map_put(keep, &all->by_key, key, g);
        vec_push(keep, &all->in_order, g);
        g->first = m;
    } else g->last->next = m;
    g->last = m;
    g->n++;
}

/* Complete is told of cells, the others of records: one with two faults of a kind fails once. */
static void tally(Counted *c, const Point *p, size_t i, Verdict v, Tally *record)
{
    Tally one = {v != SKIPPED, v == BAD};
    c->points[i].checked += one.checked;
    c->points[i].failing += one.failing;
    if (p->kind == KIND_COMPLETE) {
        c->kinds[p->kind].checked += one.checked;
        c->kinds[p->kind].failing += one.failing;
    } else {
        record[p->kind].checked |= one.checked;
        record[p->kind].failing |= one.failing;
    }
}

static Err count_record(Cx *cx, const Rec *rec, void *ctx)
{
    Walk *walk = ctx;
    Tally record[N_KINDS] = {0};
    Row row = {.county = county_of(walk, rec->region)};
    Counted *c = &walk->counties.p[row.county];
    Str key;
    c->records++;
    for (size_t i = 0; i < walk->w->n; i++) {
        const Point *p = &walk->w->points[i];
        Verdict v;
        if (p->test != TEST_TWIN) {
            TRY(judge(cx, walk->k, p, rec, &v, NULL));
            tally(c, p, i, v, record);
        } else if (twin_key(cx, p, rec, &key)) {
            join_group(walk->keep, &walk->groups[i], key, rec->id, walk->rows.n);
            c->points[i].checked++;
            row.twin_checked = true;
        }
    }
    for (size_t i = 0; i < N_KINDS; i++) {
        c->kinds[i].checked += record[i].checked;
        c->kinds[i].failing += record[i].failing;
    }
    if (walk->has_twins) vec_push(walk->keep, &walk->rows, row);
    return OK;
}

/* When all have been seen. */
static void count_twins(Walk *walk)
{
    for (size_t i = 0; i < walk->w->n; i++)
        for (size_t g = 0; g < walk->groups[i].in_order.n; g++) {
            const Group *group = walk->groups[i].in_order.p[g];
            for (const Member *m = group->n > 1 ? group->first : NULL; m; m = m->next) {
                walk->counties.p[walk->rows.p[m->row].county].points[i].failing++;
                walk->rows.p[m->row].twin_failing = true;
            }
        }
    for (size_t i = 0; i < walk->rows.n; i++) {
        Tally *t = &walk->counties.p[walk->rows.p[i].county].kinds[KIND_UNIQUE];
        t->checked += walk->rows.p[i].twin_checked;
        t->failing += walk->rows.p[i].twin_failing;
    }
}

static void want(const Point *p, const Reg *reg, bool *wanted)
{
    for (size_t i = 0; i < p->n_fields; i++)
        if (p->fields[i]) wanted[p->fields[i]->index] = true;
    if (p->field) wanted[p->field->index] = true;
    expr_fields(p->rule, wanted);
    expr_fields(p->when, wanted);
    if (reg->f_lon < 0 || (p->test != TEST_INSIDE && p->test != TEST_TWIN)) return;
    wanted[reg->f_lon] = wanted[reg->f_lat] = true;
}

/* The records that are asked about, with what n points look at; the gate is asked for the place. */
static Err query_of(Cx *cx, const Site *site, const Watch *w, const Ask *ask, const Point *points,
                    size_t n, Query *ret)
{
    bool *wanted = cx_new(cx, bool, w->reg->n_fields);
    for (size_t i = 0; i < n; i++) want(&points[i], w->reg, wanted);
    const Field *at = reg_field(w->reg, w->reg->dated_by);
    *ret = (Query){.reg = w->reg,
                   .region = region_prefix(ask->region),
                   .text = S(""),
                   .wanted = wanted,
                   .as_of_ms = ask->as_of_ms};
    TRY(book_gate(site->book, cx, w->reg, S("read"),
                  w->reg->open_to_all_regions ? S("") : ask->region));
    if (ask->period.len == 0 || !at) return OK;
    bool day = at->type == TYPE_DATE;
    int64_t from = ask->days.first, to = ask->days.last + 1;
    ret->filters = cx_new(cx, Filter, 2);
    ret->n_filters = 2;
    ret->filters[0] = (Filter){
        .field = at, .op = OP_GE, .val = {.kind = VAL_INT, .i = day ? from : ms_of_day(from)}
    };
    ret->filters[1] = (Filter){
        .field = at, .op = OP_LT, .val = {.kind = VAL_INT, .i = day ? to : ms_of_day(to)}
    };
    return OK;
}

Err watch_count(Cx *cx, const Site *site, Known *k, const Watch *w, const Ask *ask, RegCount *ret)
{
    Query q;
    Walk walk = {.keep = keep_open(cx), .k = k, .w = w};
    walk.groups = cx_new(walk.keep, Groups, w->n);
    for (size_t i = 0; i < w->n; i++) walk.has_twins |= w->points[i].test == TEST_TWIN;
    TRY(query_of(cx, site, w, ask, w->points, w->n, &q));
    TRY(known_watch(k, w));
    TRY(query_each(cx, site->book, &q, count_record, &walk));
    count_twins(&walk);
    *ret = (RegCount){.watch = w, .counties = walk.counties.p, .n_counties = walk.counties.n};
    ret->whole = (Counted){.county = S(""), .points = cx_new(cx, Tally, w->n)};
    for (size_t i = 0; i < walk.counties.n; i++) {
        counted_add(&ret->whole, &walk.counties.p[i]);
        for (size_t p = 0; p < w->n; p++) {
            ret->whole.points[p].checked += walk.counties.p[i].points[p].checked;
            ret->whole.points[p].failing += walk.counties.p[i].points[p].failing;
        }
    }
    return OK;
}

/* --- the records that fail --- */

typedef struct Search {
    Cx *keep;
    Known *k;
    const Point *p;
    int64_t skip, limit;
    Groups groups;
    VEC(Failing) found;
    int64_t total;
} Search;

static bool is_shown(Search *s)
{
    int64_t at = s->total++;
    return at >= s->skip && at < s->skip + s->limit;
}

static Failing failing_of(Cx *keep, const Rec *rec, const Flaw *why)
{
    return (Failing){
        .id = rec->id,
        .title = str_dup(keep, record_title_for(keep, rec)),
        .region = str_dup(keep, rec->region),
        .flaw = {why->field, str_dup(keep, why->value), str_dup(keep, why->text)}
    };
}

static Err find_failing(Cx *cx, const Rec *rec, void *ctx)
{
    Search *s = ctx;
    Flaw why;
    Verdict v;
    TRY(judge(cx, s->k, s->p, rec, &v, NULL));
    if (v != BAD || !is_shown(s)) return OK;
    TRY(judge(cx, s->k, s->p, rec, &v, &why));
    vec_push(s->keep, &s->found, failing_of(s->keep, rec, &why));
    return OK;
}

static Err find_groups(Cx *cx, const Rec *rec, void *ctx)
{
    Search *s = ctx;
    Str key;
    if (twin_key(cx, s->p, rec, &key)) join_group(s->keep, &s->groups, key, rec->id, 0);
    return OK;
}

static Err show_twin(Cx *cx, const Site *site, Search *s, const Watch *w, const Ask *ask,
                     const Member *m, int64_t other)
{
    Rec *rec, *twin;
    TRY(record_get(cx, site->book, w->reg, m->id, ask->as_of_ms, &rec));
    TRY(record_get(cx, site->book, w->reg, other, ask->as_of_ms, &twin));
    cx_note(cx, ERR_CONFLICT, S(""), S(""), "says the same as %.*s",
            STR_ARG(record_title_for(cx, twin)));
    Flaw why = {.value = S(""), .text = cx->fail->items[0].reason};
    cx_clear(cx);
    Failing f = failing_of(s->keep, rec, &why);
    f.twin = other;
    vec_push(s->keep, &s->found, f);
    return OK;
}

static Err find_twins(Cx *cx, const Site *site, Search *s, const Watch *w, const Ask *ask)
{
    for (size_t g = 0; g < s->groups.in_order.n; g++) {
        const Group *group = s->groups.in_order.p[g];
        if (group->n < 2) continue;
        for (const Member *m = group->first; m; m = m->next) {
            const Member *other = m == group->first ? m->next : group->first;
            if (is_shown(s)) TRY(show_twin(cx, site, s, w, ask, m, other->id));
        }
    }
    return OK;
}

Err watch_failing(Cx *cx, const Site *site, Known *k, const Watch *w, const Point *p,
                  const Ask *ask, int64_t limit, int64_t skip, FailingPage *ret)
{
    Query q;
    Search s = {.keep = keep_open(cx), .k = k, .p = p, .limit = limit, .skip = skip};
    bool twins = p->test == TEST_TWIN;
    TRY(query_of(cx, site, w, ask, p, 1, &q));
    TRY(known_watch(k, w));
    TRY(query_each(cx, site->book, &q, twins ? find_groups : find_failing, &s));
    if (twins) TRY(find_twins(cx, site, &s, w, ask));
    *ret = (FailingPage){s.found.p, s.found.n, s.total};
    return OK;
}
