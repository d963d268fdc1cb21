/* SPDX-License-Identifier: Apache-2.0 */
/* The chain of reports as data: model/rules/report_chain.csv. */
#include "base/embed.h"
#include "systems/reporting/reporting_int.h"
#include "wire/csv.h"

enum { RULES_MAX = 200, N_COLUMNS = 10 };

static Err read_rule(Cx *cx, Str *cells, size_t n, ReportRule *r)
{
    int64_t v;
    if (n != N_COLUMNS)
        return cx_fail(cx, ERR_INVALID, "report_chain.csv", "a row has %zu cells, not %d", n,
                       N_COLUMNS);
    *r = (ReportRule){.rule = cells[0],
                      .class = cells[1],
                      .level = cells[3],
                      .to_level = cells[4],
                      .channel = cells[5],
                      .parameter = cells[7]};
    r->grade_at_most = str_i64(cells[2], &v) ? (int)v : 0;
    r->step = str_i64(cells[6], &v) ? (int)v : 1;
    return str_i64(cells[8], &r->minutes)
               ? OK
               : cx_refuse(cx, ERR_INVALID, S("minutes"), cells[8], "must be a number");
}

Err report_rules(Cx *cx, ReportRule **ret, size_t *n)
{
    Csv csv = csv_on(embed_find(S("model/rules/report_chain.csv")));
    Str *cells;
    size_t n_cells;
    bool more;
    *ret = cx_new(cx, ReportRule, RULES_MAX);
    *n = 0;
    TRY(csv_next(cx, &csv, &cells, &n_cells, &more)); /* names of the columns */
    while (*n < RULES_MAX) {
        TRY(csv_next(cx, &csv, &cells, &n_cells, &more));
        if (!more) return OK;
        TRY(read_rule(cx, cells, n_cells, &(*ret)[(*n)++]));
    }
    return OK;
}

bool report_rule_applies(const ReportRule *r, const Rec *incident)
{
    Str class = incident_class(incident);
    int grade = incident_grade(incident);
    if (str_is(r->class, "other")) {
        if (str_is(class, "accident") || str_is(class, "natural")) return false;
    } else if (r->class.len && !str_eq(r->class, class)) {
        return false;
    }
    bool grown = rec_i64(incident, "may_grow", 0) && r->grade_at_most > 0;
    return r->grade_at_most == 0 || grown || (grade > 0 && grade <= r->grade_at_most);
}

/* Place of the body that reports at a level: 330881102201 → county 330881000000. "" = the
 * incident's place does not say. source: GB/T 2260, GB/T 10114 */
Str region_at_level(Cx *cx, Str region, Str level)
{
    static const struct {
        const char *level;
        size_t len;
    } lens[] = {
        {"province", 2},
        {"city",     4},
        {"county",   6},
        {"township", 9}
    };
    for (size_t i = 0; i < COUNT(lens) && region.len == 12; i++) {
        if (!str_is(level, lens[i].level)) continue;
        size_t len = lens[i].len, before = i ? lens[i - 1].len : 0;
        bool blank = true;
        for (size_t k = before; k < len; k++) blank = blank && region.p[k] == '0';
        return blank ? S("")
                     : str_fmt(cx, "%.*s%.*s", (int)len, region.p, (int)(12 - len), "000000000000");
    }
    return S("");
}
