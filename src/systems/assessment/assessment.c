/* SPDX-License-Identifier: Apache-2.0 */
/* Assessments (年度考核): schemes, the counties' points and ranks for a period, and their ranks
 * over the quarters of a year. */
#include "http/want.h"
#include "systems/assessment/assessment_int.h"

static const Assessments *all_of(const HttpCall *call)
{
    return book_model(site_of(call)->book)->assessments;
}

static Err get_schemes(Cx *cx, HttpCall *call)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    schemes_json(cx, book_model(site_of(call)->book), all_of(call), &w);
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* With the ranks of the period before. */
static Err assess_beside(Cx *cx, const Site *site, const Scheme *s, const Ask *ask, Assessed *ret)
{
    Ask before;
    Assessed then;
    TRY(assess(cx, site, s, ask, ret));
    if (!ret->whole) return OK;
    TRY(ask_before(cx, s, ask, &before));
    TRY(assess(cx, site, s, &before, &then));
    take_ranks_before(ret, &then);
    return OK;
}

/* Each quarter of a year, of a scheme that is of quarters. */
static Err get_quarters(Cx *cx, HttpCall *call, const Scheme *s, const Ask *ask)
{
    PeriodPart *parts;
    size_t n;
    Assessed *a;
    if (!s->quarterly)
        return cx_refuse(cx, ERR_INVALID, S("by"), S("quarter"),
                         "this assessment is of years such as 2019");
    if (!ask->now.year)
        return cx_refuse(cx, ERR_INVALID, S("period"), ask->period,
                         "must be a year when it is told apart by quarter");
    period_parts(cx, &ask->now, 3, &parts, &n);
    a = cx_new(cx, Assessed, n + 1);
    for (size_t i = 0; i < n; i++) {
        Ask one = *ask;
        one.by = BY_NOTHING;
        one.period = parts[i].key;
        TRY(period_parse(cx, one.period, &one.now, &one.before));
        if (i) {
            TRY(assess(cx, site_of(call), s, &one, &a[i]));
            take_ranks_before(&a[i], &a[i - 1]);
        } else TRY(assess_beside(cx, site_of(call), s, &one, &a[i]));
    }
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    quarters_json(cx, ask, s, a, n, &w);
    return http_answer_json(call, 200, &b);
}

static Err write_xlsx(Cx *cx, const void *assessed, Str path)
{
    return assessed_xlsx(cx, assessed, path);
}

static Err answer(Cx *cx, HttpCall *call, const Assessed *a)
{
    Str format, body;
    TRY(want_param(cx, call, "format", &format));
    if (str_is(format, "xlsx"))
        return system_answer_xlsx(cx, call, a->s->key, a->ask.period, write_xlsx, a);
    if (str_is(format, "docx")) {
        TRY(assessed_docx(cx, a, &body));
        return system_answer_docx(cx, call, a->s->key, a->ask.period, body);
    }
    if (format.len && !str_is(format, "json"))
        return cx_refuse(cx, ERR_INVALID, S("format"), format, "must be docx, xlsx or json");
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    assessed_json(cx, a, &w);
    return http_answer_json(call, 200, &b);
}

static Err get_assessment(Cx *cx, HttpCall *call)
{
    Str key = http_param(call, "key");
    const Scheme *s = scheme_find(all_of(call), key);
    Ask ask;
    Assessed a;
    if (!s) return cx_refuse(cx, ERR_NOT_FOUND, S("key"), key, "no such assessment");
    TRY(ask_want(cx, call, &ask));
    if (ask.by == BY_QUARTER) return get_quarters(cx, call, s, &ask);
    if (ask.by)
        return cx_refuse(cx, ERR_INVALID, S("by"), str_c(by_name(ask.by)),
                         "an assessment is told apart by quarter only");
    TRY(assess_beside(cx, site_of(call), s, &ask, &a));
    return answer(cx, call, &a);
}

static const HttpRoute routes[] = {
    {"GET", "/api/assessments",       get_schemes,    GATED("read", "Schemes of assessment"),                                                        RATE_READ, 0,
     0                                                                                                                                                                      },
    {"GET", "/api/assessments/{key}", get_assessment,
     GATED("read",                                                  "The counties scored, ranked and graded by a scheme: JSON, Word or a workbook"),
     RATE_READ,                                                                                                                                                 HTTP_SLOW, 0},
};

const System assessment_system = {
    .name = "assessment", .routes = routes, .n_routes = COUNT(routes)};
