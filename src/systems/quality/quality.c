/* SPDX-License-Identifier: Apache-2.0 */
/* Data quality (数据质量) per department: what is checked, how much of it fails, which records fail
 * and why. source: contract, mission S04; domain 11.5 */
#include <stdlib.h>

#include "http/want.h"
#include "sys/sys.h"
#include "systems/quality/quality_out.h"

/* --- what is asked --- */

static Err want_ask(Cx *cx, const HttpCall *call, Ask *ret)
{
    Period before;
    *ret = (Ask){0};
    TRY(want_param(cx, call, "period", &ret->period));
    if (ret->period.len) TRY(period_parse(cx, ret->period, &ret->days, &before));
    TRY(system_want_region(cx, call, &ret->region));
    return want_time(cx, call, "as_of", 0, &ret->as_of_ms);
}

static const Quality *all_of(const HttpCall *call)
{
    return book_model(site_of(call)->book)->quality;
}

/* "" or "xlsx". */
static Err want_sheet(Cx *cx, const HttpCall *call, bool *ret)
{
    Str format;
    TRY(want_param(cx, call, "format", &format));
    *ret = str_is(format, "xlsx");
    if (format.len && !*ret && !str_is(format, "json"))
        return cx_refuse(cx, ERR_INVALID, S("format"), format, "must be xlsx or json");
    return OK;
}

/* --- departments --- */

static int by_score(const void *a, const void *b)
{
    const BodyCount *x = a, *y = b;
    return x->score != y->score ? y->score - x->score : str_cmp(x->body->file, y->body->file);
}

/* The counties of one register beside those of the registers before. */
static void add_counties(Cx *cx, Overview *o, const RegCount *r)
{
    for (size_t i = 0; i < r->n_counties; i++) {
        Counted *to = NULL;
        for (size_t k = 0; k < o->counties.n; k++)
            if (str_eq(o->counties.p[k].county, r->counties[i].county)) to = &o->counties.p[k];
        if (!to) {
            to = vec_add(cx, &o->counties);
            to->county = r->counties[i].county;
        }
        counted_add(to, &r->counties[i]);
    }
}

/* What the account may not read is not there. */
static Err count_body(Cx *cx, const Site *site, Known *k, const Ask *ask, Overview *o, BodyCount *b)
{
    b->regs = cx_new(cx, RegCount, b->body->n);
    for (size_t i = 0; i < b->body->n; i++) {
        Err err = watch_count(cx, site, k, &b->body->watches[i], ask, &b->regs[b->n]);
        if (err == ERR_DENIED) {
            o->denied++;
            cx_clear(cx);
            continue;
        }
        TRY(err);
        counted_add(&b->whole, &b->regs[b->n].whole);
        add_counties(cx, o, &b->regs[b->n]);
        b->n++;
    }
    b->score = score_tenths(&o->weights, &b->whole);
    counted_add(&o->whole, &b->whole);
    return OK;
}

static int by_county(const void *a, const void *b)
{
    const Counted *x = a, *y = b;
    return str_cmp(x->county, y->county);
}

static Err overview_make(Cx *cx, const Site *site, const Ask *ask, Overview *o)
{
    Known *k;
    const Quality *all = book_model(site->book)->quality;
    *o = (Overview){.ask = ask};
    TRY(weights_read(cx, site, &o->weights));
    TRY(known_open(cx, site, ask, &k));
    o->p = cx_new(cx, BodyCount, all->n);
    for (size_t i = 0; i < all->n; i++) {
        o->p[o->n].body = &all->p[i];
        TRY(count_body(cx, site, k, ask, o, &o->p[o->n]));
        if (o->p[o->n].n) o->n++;
        else o->p[o->n] = (BodyCount){0};
    }
    if (o->n == 0 && o->denied)
        return cx_fail(cx, ERR_DENIED, "region", "none of these registers may be read here");
    if (o->n) qsort(o->p, o->n, sizeof *o->p, by_score);
    for (size_t i = 0; i < o->n; i++)
        o->p[i].rank = i && o->p[i].score == o->p[i - 1].score ? o->p[i - 1].rank : (int)i + 1;
    if (o->counties.n) qsort(o->counties.p, o->counties.n, sizeof *o->counties.p, by_county);
    return OK;
}

/* --- files --- */

static Err answer_sheet(Cx *cx, HttpCall *call, Str path, Str name)
{
    enum { FILE_MAX = 64 * 1024 * 1024 };
    Str body;
    Err err = sys_file_read(cx, path, FILE_MAX, &body);
    if (sys_file_exists(cx, path)) (void)!sys_file_remove(cx, path);
    TRY(err);
    http_header(call, S("Content-Disposition"),
                str_fmt(cx, "attachment; filename=\"%.*s.xlsx\"", STR_ARG(name)));
    http_answer(call, 200, S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                body);
    return OK;
}

/* --- routes --- */

static Err get_quality(Cx *cx, HttpCall *call)
{
    Ask ask;
    Overview o;
    bool sheet;
    Str path;
    Db *db;
    TRY(want_ask(cx, call, &ask));
    TRY(want_sheet(cx, call, &sheet));
    TRY(overview_make(cx, site_of(call), &ask, &o));
    if (sheet) {
        TRY(system_tmp_path(cx, site_of(call), S(".xlsx"), &path));
        TRY(overview_sheet(cx, &o, path));
        return answer_sheet(cx, call, path, S("quality"));
    }
    TRY(store_reader(cx, site_of(call)->store, &db));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    overview_json(cx, site_of(call), db, &o, &w);
    return http_answer_json(call, 200, &b);
}

static Err want_point(Cx *cx, const HttpCall *call, const Watch **w, const Point **p)
{
    const Body *body;
    Str reg = http_param(call, "register"), key = http_param(call, "point");
    *w = watch_find(all_of(call), reg, &body);
    if (!*w)
        return cx_refuse(cx, ERR_NOT_FOUND, S("register"), reg,
                         "no department answers for this register");
    *p = point_find(*w, key);
    return *p ? OK : cx_refuse(cx, ERR_NOT_FOUND, S("point"), key, "no such point");
}

static Err get_failing(Cx *cx, HttpCall *call)
{
    enum { LIMIT = 50, LIMIT_MOST = 500, SKIP_MOST = 10000000, SHEET_MOST = 50000 };
    Ask ask;
    Known *k;
    FailingPage page;
    const Watch *watch;
    const Point *point;
    bool sheet;
    int64_t limit, skip;
    Str path;
    Db *db;
    const Site *site = site_of(call);
    TRY(want_point(cx, call, &watch, &point));
    TRY(want_ask(cx, call, &ask));
    TRY(want_sheet(cx, call, &sheet));
    TRY(want_int(cx, call, "limit", 1, LIMIT_MOST, LIMIT, &limit));
    TRY(want_int(cx, call, "skip", 0, SKIP_MOST, 0, &skip));
    TRY(known_open(cx, site, &ask, &k));
    if (sheet) limit = SHEET_MOST, skip = 0;
    TRY(watch_failing(cx, site, k, watch, point, &ask, limit, skip, &page));
    TRY(store_reader(cx, site->store, &db));
    if (sheet) {
        TRY(system_tmp_path(cx, site, S(".xlsx"), &path));
        TRY(failing_sheet(cx, site, db, watch, point, &page, path));
        return answer_sheet(cx, call, path, watch->reg->key);
    }
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    failing_json(cx, site, db, watch, point, &page, skip, &w);
    return http_answer_json(call, 200, &b);
}

static const HttpRoute routes[] = {
    {"GET", "/api/quality",                            get_quality,
     GATED("read", "Data quality by department, register and point, and by county"), RATE_READ,
     HTTP_SLOW, 0},
    {"GET", "/api/quality/{register}/{point}/records", get_failing,
     GATED("read", "The records that fail at a point of data quality, and why"),     RATE_READ,
     HTTP_SLOW, 0},
};

const System quality_system = {.name = "quality", .routes = routes, .n_routes = COUNT(routes)};
