/* SPDX-License-Identifier: Apache-2.0 */
/* Indicators (指标): figures over records, defined in model/indicators, for any period and place,
 * as of any moment; each opens to the records behind it. source: contract, part two, §5 */
#include "http/want.h"
#include "systems/indicator/report.h"

/* --- what is asked --- */

static Err want_by(Cx *cx, const HttpCall *call, const char *name, By *ret)
{
    Str text;
    TRY(want_param(cx, call, name, &text));
    *ret = BY_NOTHING;
    if (text.len && !by_parse(text, ret))
        return cx_refuse(cx, ERR_INVALID, str_c(name), text,
                         "must be county, township, month, quarter or sector");
    return OK;
}

Err ask_want(Cx *cx, const HttpCall *call, Ask *ret)
{
    *ret = (Ask){0};
    TRY(want_param(cx, call, "period", &ret->period));
    if (ret->period.len == 0) ret->period = str_fmt(cx, "%d", civil_shanghai(cx->now_ms).year);
    TRY(period_parse(cx, ret->period, &ret->now, &ret->before));
    TRY(want_by(cx, call, "by", &ret->by));
    TRY(system_want_region(cx, call, &ret->region));
    return want_time(cx, call, "as_of", 0, &ret->as_of_ms);
}

static const Indicators *all_of(const HttpCall *call)
{
    return book_model(site_of(call)->book)->indicators;
}

/* KEY, or KEY.yoy for its change. */
static Err want_indicator(Cx *cx, const HttpCall *call, const Indicator **ret, bool *change)
{
    Str key = http_param(call, "key"), tail = S(".yoy");
    const Indicators *all = all_of(call);
    *ret = indicator_find(all, key);
    *change = !*ret && str_ends(key, tail);
    if (*change) *ret = indicator_find(all, str_head(key, key.len - tail.len));
    return *ret ? OK : cx_refuse(cx, ERR_NOT_FOUND, S("key"), key, "no such indicator");
}

/* "" = all of them. */
static Err want_sector(Cx *cx, const HttpCall *call, const Indicator *i, Str *ret)
{
    const Field *f = indicator_sector(i);
    const CodeList *list = f ? model_list(book_model(site_of(call)->book), f->arg) : NULL;
    TRY(want_param(cx, call, "sector", ret));
    if (ret->len && !list)
        return cx_refuse(cx, ERR_INVALID, S("sector"), *ret, "this indicator has no sectors");
    if (ret->len && !code_find(list, *ret))
        return cx_refuse(cx, ERR_INVALID, S("sector"), *ret,
                         "no such code in the list of the field");
    return OK;
}

/* --- the answer --- */

typedef struct View {
    Cx *cx;
    const Indicator *i;
    const Ask *ask;
    bool change;
} View;

static Str escaped_time(Cx *cx, int64_t ms)
{
    return str_replace(cx, time_format(cx, ms), S("+"), S("%2B"));
}

Str indicator_records_url(Cx *cx, const Indicator *i, const Ask *ask, Str period, Str region)
{
    Str as_of = ask->as_of_ms ? str_fmt(cx, "&as_of=%.*s", STR_ARG(escaped_time(cx, ask->as_of_ms)))
                              : S("");
    return str_fmt(cx, "/api/indicators/%.*s/records?period=%.*s&region=%.*s%.*s", STR_ARG(i->key),
                   STR_ARG(period), STR_ARG(region), STR_ARG(as_of));
}

static void put_figure(const View *v, const Figure *f, Jw *w)
{
    enum { PERCENT_DIGITS = 1 };
    Num change = num_change(f->now, f->before);
    Num value = v->change ? change : f->now;
    int digits = v->change ? PERCENT_DIGITS : v->i->digits;
    jw_kraw(w, "value", num_rounded(v->cx, value, digits));
    jw_kraw(w, "exact", num_exact(v->cx, value));
    jw_kraw(w, "previous", num_rounded(v->cx, v->change ? NUM_UNKNOWN : f->before, digits));
    jw_kraw(w, "yoy", num_rounded(v->cx, change, PERCENT_DIGITS));
}

/* Of a month or quarter as much as the period has of it. */
static Str part_period(const View *v, const Figure *f)
{
    Period span, before;
    bool time = v->ask->by == BY_MONTH || v->ask->by == BY_QUARTER;
    if (!time || period_parse(v->cx, f->key, &span, &before) != OK) return v->ask->period;
    if (span.first < v->ask->now.first) span.first = v->ask->now.first;
    if (span.last > v->ask->now.last) span.last = v->ask->now.last;
    return period_text(v->cx, &span);
}

static void put_part(const View *v, const Figure *f, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "key", f->key);
    jw_kstr(w, "label", f->label);
    put_figure(v, f, w);
    jw_kstr(w, "records", indicator_part_url(v->cx, v->i, v->ask, f, part_period(v, f)));
    jw_close(w, '}');
}

static void put_head(const View *v, const Indicators *all, Str region, Jw *w)
{
    jw_kstr(w, "key", v->change ? str_fmt(v->cx, "%.*s.yoy", STR_ARG(v->i->key)) : v->i->key);
    jw_kstr(w, "label", cx_pick(v->cx, v->i->label.zh, v->i->label.en));
    jw_kstr(w, "period", v->ask->period);
    jw_kstr(w, "region", v->ask->region);
    jw_kstr(w, "region_name", region);
    if (v->ask->as_of_ms) jw_kstr(w, "as_of", time_format(v->cx, v->ask->as_of_ms));
    else jw_knull(w, "as_of");
    jw_kstr(w, "unit", v->change ? S("%") : v->i->unit);
    jw_kstr(w, "records",
            indicator_records_url(v->cx, v->i, v->ask, v->ask->period, v->ask->region));
    jw_kstr(w, "definitions", hash_hex(v->cx, all->version));
}

static Err get_indicator(Cx *cx, HttpCall *call)
{
    Ask ask;
    Figure whole;
    Figures by;
    Target target = {0};
    Db *db;
    View v = {.cx = cx, .ask = &ask};
    TRY(want_indicator(cx, call, &v.i, &v.change));
    TRY(ask_want(cx, call, &ask));
    ask.shared = shared_new(cx);
    TRY(indicator_figure(cx, site_of(call), v.i, &ask, &whole));
    TRY(indicator_parts(cx, site_of(call), v.i, &ask, &by));
    TRY(store_reader(cx, site_of(call)->store, &db));
    if (!v.change) TRY(target_of(cx, site_of(call), v.i, &ask, &target));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    put_head(&v, all_of(call), region_name(cx, db, site_of(call)->book, ask.region), &w);
    put_figure(&v, &whole, &w);
    target_put(cx, &target, &whole, &ask.now, day_of_ms(cx->now_ms), &w);
    jw_key(&w, S("by"));
    jw_open(&w, '[');
    for (size_t i = 0; i < by.n; i++) put_part(&v, &by.p[i], &w);
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* Its own, else that of the register whose records are counted. */
static Str source_of(const Indicator *i)
{
    while (i->source.len == 0 && i->kind == VALUE_RATIO) i = i->part;
    return i->source.len ? i->source : i->base->reg->source;
}

static void put_definition(Cx *cx, const Model *m, const Indicator *i, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "key", i->key);
    jw_kstr(w, "label", cx_pick(cx, i->label.zh, i->label.en));
    jw_kstr(w, "unit", i->unit);
    jw_kstr(w, "area", i->area);
    jw_ki64(w, "digits", i->digits);
    jw_kstr(w, "good", i->direction > 0 ? S("up") : i->direction < 0 ? S("down") : S(""));
    jw_kstr(w, "source", source_of(i));
    jw_kstr(w, "body", i->body);
    jw_kstr(w, "body_name", body_name(cx, m, i->body));
    jw_kstr(w, "freq", i->freq);
    if (i->kind == VALUE_RATIO) {
        jw_kstr(w, "part", i->part_key);
        jw_kstr(w, "whole", i->whole_key);
    } else jw_kstr(w, "register", i->base->reg->key);
    jw_kbool(w, "sectors", indicator_sector(i) != NULL);
    jw_close(w, '}');
}

static Err get_indicators(Cx *cx, HttpCall *call)
{
    const Indicators *all = all_of(call);
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "definitions", hash_hex(cx, all->version));
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < all->n; i++)
        put_definition(cx, book_model(site_of(call)->book), &all->p[i], &w);
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

static void put_behind(const View *v, Db *db, const Site *site, const Indicator *of,
                       const Behind *r, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "register", of->base->reg->key);
    jw_kstr(w, "id", id_format(v->cx, r->id));
    jw_kstr(w, "title", title_for(v->cx, of->base->reg, r->title));
    jw_kstr(w, "region", r->region);
    jw_kstr(w, "region_name", region_name(v->cx, db, site->book, r->region));
    if (r->at_ms) jw_kstr(w, "at", time_format(v->cx, r->at_ms));
    else jw_knull(w, "at");
    jw_kraw(w, "amount", num_exact(v->cx, r->amount));
    jw_close(w, '}');
}

static Err get_records(Cx *cx, HttpCall *call)
{
    enum { LIMIT = 100, LIMIT_MOST = 500, SKIP_MOST = 1000000 };
    Ask ask;
    View v = {.cx = cx, .ask = &ask};
    Behind *rows;
    size_t n;
    int64_t limit, skip;
    Db *db;
    TRY(want_indicator(cx, call, &v.i, &v.change));
    TRY(ask_want(cx, call, &ask));
    TRY(want_sector(cx, call, v.i, &ask.sector));
    TRY(want_by(cx, call, "rest", &ask.rest));
    TRY(want_int(cx, call, "limit", 1, LIMIT_MOST, LIMIT, &limit));
    TRY(want_int(cx, call, "skip", 0, SKIP_MOST, 0, &skip));
    TRY(indicator_records(cx, site_of(call), v.i, &ask, limit + 1, skip, &rows, &n));
    TRY(store_reader(cx, site_of(call)->store, &db));
    const Indicator *of = v.i;
    while (of->kind == VALUE_RATIO) of = of->part;
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "register", of->base->reg->key);
    jw_kstr(&w, "dated_by", of->base->at ? of->base->at->key : S(""));
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < n && i < (size_t)limit; i++)
        put_behind(&v, db, site_of(call), of, &rows[i], &w);
    jw_close(&w, ']');
    if (n > (size_t)limit) jw_ki64(&w, "next", skip + limit);
    else jw_knull(&w, "next");
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* --- reports --- */

static Err write_xlsx(Cx *cx, const void *report, Str path)
{
    return report_xlsx(cx, report, path);
}

static Err answer_report(Cx *cx, HttpCall *call, const Report *r)
{
    Str format, body;
    TRY(want_param(cx, call, "format", &format));
    if (str_is(format, "xlsx"))
        return system_answer_xlsx(cx, call, r->t->key, r->ask->period, write_xlsx, r);
    if (str_is(format, "docx")) {
        TRY(report_docx(cx, site_of(call), r, &body));
        return system_answer_docx(cx, call, r->t->key, r->ask->period, body);
    }
    if (format.len && !str_is(format, "json"))
        return cx_refuse(cx, ERR_INVALID, S("format"), format, "must be docx, xlsx or json");
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    report_json(cx, r, &w);
    return http_answer_json(call, 200, &b);
}

static Err get_report(Cx *cx, HttpCall *call)
{
    Str key = http_param(call, "template");
    const Template *t = template_find(all_of(call), key);
    Ask ask;
    Report r;
    if (!t) return cx_refuse(cx, ERR_NOT_FOUND, S("template"), key, "no such report");
    TRY(ask_want(cx, call, &ask));
    TRY(report_make(cx, site_of(call), t, &ask, &r));
    return answer_report(cx, call, &r);
}

static Err get_reports(Cx *cx, HttpCall *call)
{
    const Indicators *all = all_of(call);
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < all->n_templates; i++) {
        jw_open(&w, '{');
        jw_kstr(&w, "key", all->templates[i].key);
        jw_kstr(&w, "label", cx_pick(cx, all->templates[i].label.zh, all->templates[i].label.en));
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

static const HttpRoute routes[] = {
    {"GET", "/api/reports",                  get_reports,    GATED("read", "Templates of reports"),                                                         RATE_READ, 0,         0},
    {"GET", "/api/reports/{template}",       get_report,
     GATED("read",                                                         "A report whose every figure is an indicator: JSON, Word or a workbook"),
     RATE_READ,                                                                                                                                                        HTTP_SLOW, 0},
    {"GET", "/api/indicators",               get_indicators, GATED("read", "Definitions of all indicators"),
     RATE_READ,                                                                                                                                                        HTTP_SLOW, 0},
    {"GET", "/api/indicators/{key}",         get_indicator,
     GATED("read",                                                         "An indicator for a period and place beside a year before, whole and by parts"),
     RATE_READ,                                                                                                                                                        HTTP_SLOW, 0},
    {"GET", "/api/indicators/{key}/records", get_records,
     GATED("read",                                                         "The records behind an indicator"),                                              RATE_READ, HTTP_SLOW, 0},
};

const System indicator_system = {.name = "indicator", .routes = routes, .n_routes = COUNT(routes)};
