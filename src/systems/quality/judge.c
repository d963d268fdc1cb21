/* SPDX-License-Identifier: Apache-2.0 */
/* Judging one record by one point: does it pass, and if not, why in words. */
#include <math.h>
#include <stdlib.h>

#include "systems/notice/notice.h"
#include "systems/quality/quality_int.h"
#include "systems/quality_sql.h"

/* Ids of the standing records of a register, ascending. */
typedef struct Alive {
    const Reg *reg;
    int64_t *ids;
    size_t n;
} Alive;

typedef struct Outline {
    bool known;
    Str code;
    Area area;
} Outline;

struct Known {
    Cx *cx; /* lives as long as this */
    const Site *site;
    const Model *model;
    Db *db;
    const Ask *ask;
    int64_t now_ms, since_ms; /* what happened before since was never entered in time, or late */
    double border_m;
    Map regions; /* code → Outline */
    VEC(Alive) alive;
};

int64_t known_now(const Known *k)
{
    return k->now_ms;
}

/* --- what is read once --- */

static Err read_since(Known *k)
{
    Str text;
    int64_t day;
    TRY(parameter_text(k->cx, k->site->book, k->db, S("quality.late_since"), &text));
    if (date_parse(str_trim(text), &day)) return k->since_ms = ms_of_day(day), OK;
    return db_value_i64(k->cx, k->db, S(SQL_QUALITY_FIRST), 0, &k->since_ms);
}

/* A region and its outline; one that cannot be read is none. */
static Err take_region(Cx *cx, const Rec *rec, void *ctx)
{
    (void)cx;
    Known *k = ctx;
    Outline *o = cx_new(k->cx, Outline, 1);
    Val v = rec->reg->f_geometry >= 0 ? rec->v[rec->reg->f_geometry] : (Val){0};
    json_t *j = v.kind == VAL_TEXT ? json_loadb(v.s.p, v.s.len, 0, NULL) : NULL;
    o->known = j && area_read(k->cx, j, NULL, &o->area) == OK;
    json_decref(j);
    cx_clear(k->cx);
    o->code = str_dup(k->cx, rec_str(rec, "code"));
    map_put(k->cx, &k->regions, o->code, o);
    return OK;
}

static Err read_regions(Known *k, Cx *cx)
{
    Query q = {.as_of_ms = k->ask->as_of_ms, .region = S(""), .text = S("")};
    TRY(system_reg(cx, k->site, "region", &q.reg));
    return query_each(cx, k->site->book, &q, take_region, k);
}

static void close_known(void *ptr)
{
    cx_close(ptr);
}

/* Walking a register forgets what was allocated for each of its records, so what is kept has a
 * memory of its own. */
Err known_open(Cx *cx, const Site *site, const Ask *ask, Known **ret)
{
    Cx *keep = cx_open(cx->now_ms, 0);
    Known *k = cx_new(keep, Known, 1);
    cx_defer(cx, close_known, keep);
    keep->actor = cx->actor;
    keep->lang = cx->lang;
    *k = (Known){.cx = keep,
                 .site = site,
                 .model = book_model(site->book),
                 .ask = ask,
                 .now_ms = ask->as_of_ms ? ask->as_of_ms : cx->now_ms};
    TRY(store_reader(cx, site->store, &k->db));
    TRY(read_since(k));
    TRY(system_parameter(cx, site, k->db, "quality.border_m", 200, &k->border_m));
    *ret = k;
    return read_regions(k, cx);
}

static const Alive *alive_of(const Known *k, const Reg *reg)
{
    for (size_t i = 0; i < k->alive.n; i++)
        if (k->alive.p[i].reg == reg) return &k->alive.p[i];
    return NULL;
}

Err known_watch(Known *k, const Watch *w)
{
    const Point *p = point_find(w, S("alive"));
    for (size_t i = 0; p && i < p->n_fields; i++) {
        const Reg *to = model_reg(k->model, p->fields[i]->arg);
        if (!to || alive_of(k, to)) continue;
        Alive *a = vec_add(k->cx, &k->alive);
        a->reg = to;
        TRY(record_ids(k->cx, k->db, to, k->ask->as_of_ms, &a->ids, &a->n));
    }
    return OK;
}

/* --- the tests --- */

typedef struct Case {
    Cx *cx, *then; /* then: the same, at the moment that is asked about: `now` of conditions */
    Known *k;
    const Point *p;
    const Rec *rec;
    Flaw *why; /* NULL = not wanted */
} Case;

/* As it is read by the city's people; masked where they may not see it. */
static Str shown(const Case *c, const Field *f, Val v)
{
    if (val_is_masked(c->cx, f)) return val_mask(c->cx, f, v);
    return f->type == TYPE_TIME && v.kind == VAL_INT ? time_format_local(c->cx, v.i)
                                                     : val_text(c->cx, f, v);
}

/* The sentence is what was noted before. */
static Verdict bad(const Case *c, const Field *f)
{
    const Fail *fail = c->cx->fail;
    if (!c->why) return BAD;
    Val v = f ? c->rec->v[f->index] : (Val){0};
    Str text = fail->n ? fail->items[0].reason : S("");
    *c->why = (Flaw){f, v.kind == VAL_NULL ? S("") : shown(c, f, v), text};
    cx_clear(c->cx);
    return BAD;
}

static bool is_empty(Val v)
{
    return v.kind == VAL_NULL || (v.kind == VAL_TEXT && str_trim(v.s).len == 0);
}

static Verdict test_given(const Case *c)
{
    if (!is_empty(c->rec->v[c->p->field->index])) return GOOD;
    if (c->why) cx_note(c->cx, ERR_INVALID, S(""), S(""), "is not filled in");
    return bad(c, c->p->field);
}

/* The instant of a field: the end of its day when it names only one. */
static int64_t instant(const Field *f, Val v)
{
    return f->type == TYPE_DATE ? ms_of_day(v.i + 1) - 1 : v.i;
}

static Verdict test_fresh(const Case *c)
{
    const Field *f = c->p->field;
    bool never = f && is_empty(c->rec->v[f->index]);
    int64_t at = never ? 0 : f ? instant(f, c->rec->v[f->index]) : c->rec->updated_ms;
    if (!never && c->k->now_ms - at <= c->p->within_ms) return GOOD;
    if (c->why && never) cx_note(c->cx, ERR_INVALID, S(""), S(""), "has never been filled in");
    else if (c->why)
        cx_note(c->cx, ERR_INVALID, S(""), S(""), "last on %.*s, the limit is %lld days",
                STR_ARG(date_format(c->cx, day_of_ms(at))), (long long)(c->p->within_ms / MS_DAY));
    return bad(c, f);
}

static bool in_list(const Known *k, const Field *f, Str words)
{
    const CodeList *list = model_list(k->model, f->arg);
    Str one;
    while (list && str_next(&words, ' ', &one))
        if (one.len && !code_find(list, one)) return false;
    return true;
}

static bool in_limits(const Field *f, Val v)
{
    double n = v.kind == VAL_REAL ? v.f : (double)v.i / (f->type == TYPE_MONEY ? 100 : 1);
    return (!f->has_min || n >= f->min) && (!f->has_max || n <= f->max);
}

static bool value_fits(const Known *k, const Field *f, Val v)
{
    if (v.kind != VAL_TEXT) return in_limits(f, v);
    return in_list(k, f, v.s);
}

/* The sentence with which the value would be refused today. */
static void note_refusal(const Case *c, const Field *f, Val v)
{
    Val taken;
    if (c->why && val_parse(c->cx, c->k->model, f, val_text(c->cx, f, v), &taken) == OK)
        if (c->why) cx_note(c->cx, ERR_INVALID, S(""), S(""), "is not what the definition takes");
}

static Verdict test_values(const Case *c)
{
    Verdict ret = SKIPPED;
    for (size_t i = 0; i < c->p->n_fields; i++) {
        const Field *f = c->p->fields[i];
        Val v = c->rec->v[f->index];
        if (v.kind == VAL_NULL) continue;
        ret = GOOD;
        if (value_fits(c->k, f, v)) continue;
        note_refusal(c, f, v);
        return bad(c, f);
    }
    return ret;
}

/* A side that is absent is nothing to judge. */
static Verdict test_rule(const Case *c)
{
    if (expr_holds(c->then, c->p->rule, c->rec, false)) return GOOD;
    if (expr_holds(c->then, c->p->rule, c->rec, true)) return SKIPPED;
    Verdict ret = bad(c, c->p->field);
    if (c->why) c->why->text = cx_pick(c->cx, c->p->label.zh, c->p->label.en);
    return ret;
}

static Verdict test_region(const Case *c)
{
    if (c->rec->region.len == 0) return SKIPPED;
    if (map_get(&c->k->regions, c->rec->region)) return GOOD;
    if (c->why)
        cx_note(c->cx, ERR_INVALID, S(""), S(""), "%.*s is not in the register of regions",
                STR_ARG(c->rec->region));
    return bad(c, reg_field(c->rec->reg, S("region")));
}

/* The outline of the smallest place around it that has one. */
static const Outline *outline_of(const Case *c, Str region)
{
    static const size_t digits[] = {12, 9, 6, 4};
    char code[13] = "000000000000";
    for (size_t i = 0; i < COUNT(digits) && region.len == 12; i++) {
        memset(code, '0', 12);
        memcpy(code, region.p, digits[i]);
        const Outline *o = map_get(&c->k->regions, (Str){code, 12});
        if (o && o->known) return o;
    }
    return NULL;
}

/* Outlines are drawn with a broad pen: what lies near enough to one is inside. */
static bool lies_in(const Known *k, const Area *a, LonLat p)
{
    enum { AROUND = 8 };
    LonLat ring[AROUND];
    if (area_contains(a, p)) return true;
    if (k->border_m <= 0) return false;
    geo_ring(p, k->border_m, ring, AROUND);
    for (size_t i = 0; i < AROUND; i++)
        if (area_contains(a, ring[i])) return true;
    return false;
}

static Verdict test_inside(const Case *c)
{
    LonLat at;
    const Outline *o = outline_of(c, c->rec->region);
    if (!o || !rec_place(c->rec, &at.lon, &at.lat)) return SKIPPED;
    if (lies_in(c->k, &o->area, at)) return GOOD;
    if (!c->why) return BAD;
    if (c->why)
        cx_note(c->cx, ERR_INVALID, S(""), S(""), "the point lies outside %.*s",
                STR_ARG(region_name(c->cx, c->k->db, c->k->site->book, o->code)));
    Verdict ret = bad(c, NULL);
    c->why->value = str_fmt(c->cx, "%.5f, %.5f", at.lon, at.lat);
    return ret;
}

static bool stands(const Alive *a, int64_t id)
{
    size_t low = 0, high = a->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (a->ids[mid] < id) low = mid + 1;
        else high = mid;
    }
    return low < a->n && a->ids[low] == id;
}

static Verdict test_alive(const Case *c)
{
    Verdict ret = SKIPPED;
    for (size_t i = 0; i < c->p->n_fields; i++) {
        const Field *f = c->p->fields[i];
        const Reg *to = model_reg(c->k->model, f->arg);
        const Alive *a = to ? alive_of(c->k, to) : NULL;
        if (!a || c->rec->v[f->index].kind != VAL_INT) continue;
        ret = GOOD;
        if (stands(a, c->rec->v[f->index].i)) continue;
        if (c->why)
            cx_note(c->cx, ERR_INVALID, S(""), S(""), "refers to a record that does not stand");
        return bad(c, f);
    }
    return ret;
}

static Verdict test_listed(const Case *c)
{
    Verdict ret = SKIPPED;
    for (size_t i = 0; i < c->p->n_fields; i++) {
        const Field *f = c->p->fields[i];
        if (is_empty(c->rec->v[f->index])) continue;
        ret = GOOD;
        if (c->rec->v[f->index].kind != VAL_TEXT) continue;
        if (c->why)
            cx_note(c->cx, ERR_INVALID, S(""), S(""), "is a text, not a record of its register");
        return bad(c, f);
    }
    return ret;
}

/* Who wrote it down without a network is believed where the clock of the device was. */
static Err entered_ms(const Case *c, int64_t *ret)
{
    Stmt *st;
    bool row;
    *ret = c->rec->created_ms;
    TRY(db_prepare(c->cx, c->k->db, S(SQL_QUALITY_MADE), &st));
    stmt_i64(st, 1, c->rec->id);
    TRY(stmt_step(c->cx, st, &row));
    if (row) {
        Entry e;
        journal_row(c->cx, st, &e);
        *ret = entry_done_ms(&e);
    }
    stmt_reset(st);
    return OK;
}

static Err test_entered(const Case *c, Verdict *ret)
{
    const Field *f = c->p->field;
    Val v = c->rec->v[f->index];
    int64_t entered = c->rec->created_ms;
    *ret = SKIPPED;
    if (v.kind != VAL_INT || instant(f, v) < c->k->since_ms) return OK;
    *ret = GOOD;
    int64_t at = instant(f, v), latest = at + c->p->within_ms;
    if (entered > latest) TRY(entered_ms(c, &entered));
    if (entered <= latest) return OK;
    if (c->why)
        cx_note(c->cx, ERR_INVALID, S(""), S(""),
                "of %.*s, entered %.*s: %lld h later, the limit is %lld h",
                STR_ARG(time_format_local(c->cx, at)), STR_ARG(time_format_local(c->cx, entered)),
                (long long)((entered - at) / MS_HOUR), (long long)(c->p->within_ms / MS_HOUR));
    *ret = bad(c, f);
    return OK;
}

Err judge(Cx *cx, Known *k, const Point *p, const Rec *rec, Verdict *ret, Flaw *why)
{
    Cx then = *cx;
    const Case c = {cx, &then, k, p, rec, why};
    then.now_ms = k->now_ms;
    *ret = SKIPPED;
    if (p->when && !expr_holds(&then, p->when, rec, false)) return OK;
    switch (p->test) {
    case TEST_GIVEN: *ret = test_given(&c); break;
    case TEST_FRESH: *ret = test_fresh(&c); break;
    case TEST_VALUES: *ret = test_values(&c); break;
    case TEST_RULE: *ret = test_rule(&c); break;
    case TEST_REGION: *ret = test_region(&c); break;
    case TEST_INSIDE: *ret = test_inside(&c); break;
    case TEST_ALIVE: *ret = test_alive(&c); break;
    case TEST_LISTED: *ret = test_listed(&c); break;
    case TEST_ENTERED: return test_entered(&c, ret);
    case TEST_TWIN: break; /* takes two */
    }
    return OK;
}

/* --- twins --- */

static bool put_place(const Rec *rec, Buf *b)
{
    double lon, lat;
    if (!rec_place(rec, &lon, &lat)) return false;
    buf_fmt(b, "%.4f,%.4f", lon, lat); /* cells of some ten metres */
    return true;
}

static bool put_part(Cx *cx, PartKind kind, const Field *f, const Rec *rec, Buf *b)
{
    Val v = f ? rec->v[f->index] : (Val){0};
    if (kind == PART_COUNTY) return buf_add(b, str_head(rec->region, 6)), rec->region.len > 0;
    if (kind == PART_SPOT) return put_place(rec, b);
    if (is_empty(v)) return false;
    if (kind == PART_DAY) buf_i64(b, f->type == TYPE_DATE ? v.i : day_of_ms(v.i));
    else if (v.kind == VAL_TEXT) buf_add(b, str_trim(v.s));
    else buf_add(b, val_text(cx, f, v));
    return true;
}

bool twin_key(Cx *cx, const Point *p, const Rec *rec, Str *ret)
{
    Buf b = buf_new(cx, 0);
    for (size_t i = 0; i < p->n_fields; i++) {
        if (i) buf_char(&b, '\x1f');
        if (!put_part(cx, p->parts[i], p->fields[i], rec, &b)) return false;
    }
    *ret = buf_str(&b);
    return true;
}
