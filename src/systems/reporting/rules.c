/* SPDX-License-Identifier: Apache-2.0 */
/* The chain of reports as data: model/rules/report_chain.csv. */
#include "base/embed.h"
#include "systems/reporting/reporting_int.h"
#include "wire/csv.h"

enum { RULES_MAX = 200, N_COLUMNS = 16 };

/* --- reading --- */

static bool is_among(Str word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(word, words[i])) return true;
    return false;
}

static Err check_words(Cx *cx, const ReportRule *r)
{
    static const char *const triggers[] = {"open", "filed", "change", "stable", "order"},
                             *const whens[] = {"",        "enterprise", "social_impact",
                                               "tip_off", "mass_loss",  "no_county"},
                             *const units[] = {"min",     "hours",   "days", "months",
                                               "per_day", "day_end", "hour"};
    if (!is_among(r->trigger, triggers, COUNT(triggers)))
        return cx_refuse(cx, ERR_INVALID, S("trigger"), r->trigger, "is not a known word");
    if (!is_among(r->when, whens, COUNT(whens)))
        return cx_refuse(cx, ERR_INVALID, S("when"), r->when, "is not a known word");
    return is_among(r->unit, units, COUNT(units))
               ? OK
               : cx_refuse(cx, ERR_INVALID, S("unit"), r->unit, "is not a known word");
}

static Err read_rule(Cx *cx, Str *cells, size_t n, ReportRule *r)
{
    int64_t v;
    if (n != N_COLUMNS)
        return cx_fail(cx, ERR_INVALID, "report_chain.csv", "a row has %zu cells, not %d", n,
                       N_COLUMNS);
    *r = (ReportRule){.rule = cells[0],
                      .trigger = cells[1],
                      .when = cells[2],
                      .class = cells[3],
                      .kinds = cells[4],
                      .stage = cells[7],
                      .level = cells[8],
                      .to_level = cells[9],
                      .channel = cells[10],
                      .parameter = cells[12],
                      .term = cells[13],
                      .unit = cells[14]};
    r->grade_at_least = str_i64(cells[5], &v) ? (int)v : 0;
    r->grade_at_most = str_i64(cells[6], &v) ? (int)v : 0;
    r->step = str_i64(cells[11], &v) ? (int)v : 1;
    return check_words(cx, r);
}

Err report_rules(Cx *cx, ReportRules *ret)
{
    Csv csv = csv_on(embed_find(S("model/rules/report_chain.csv")));
    Str *cells;
    size_t n_cells;
    bool more;
    *ret = (ReportRules){.p = cx_new(cx, ReportRule, RULES_MAX)};
    TRY(csv_next(cx, &csv, &cells, &n_cells, &more)); /* names of the columns */
    while (ret->n < RULES_MAX) {
        TRY(csv_next(cx, &csv, &cells, &n_cells, &more));
        if (!more) return OK;
        TRY(read_rule(cx, cells, n_cells, &ret->p[ret->n++]));
    }
    return OK;
}

static bool is_row_of(const ReportRule *r, const Rec *duty)
{
    Str stage = rec_str(duty, "stage");
    return str_eq(r->rule, rec_str(duty, "rule")) && str_eq(r->level, rec_str(duty, "level")) &&
           str_eq(r->to_level, rec_str(duty, "to_level")) &&
           str_eq(r->stage, stage.len ? stage : S("first"));
}

const ReportRule *report_rule_of(const ReportRules *rules, const Rec *duty)
{
    for (size_t i = 0; i < rules->n; i++)
        if (is_row_of(&rules->p[i], duty)) return &rules->p[i];
    return NULL;
}

/* --- whom it binds --- */

static bool kind_matches(Str prefixes, Str kind)
{
    Str one;
    while (prefixes.len) {
        size_t n = 0;
        while (n < prefixes.len && prefixes.p[n] != ';') n++;
        one = str_head(prefixes, n);
        if (one.len && str_starts(kind, one)) return true;
        prefixes = str_from(prefixes, n < prefixes.len ? n + 1 : n);
    }
    return false;
}

static bool class_matches(const ReportRule *r, const Rec *incident)
{
    Str class = incident_class(incident);
    if (str_is(r->class, "other")) return !str_is(class, "accident") && !str_is(class, "natural");
    return r->class.len == 0 || str_eq(r->class, class);
}

/* What may grow to level 1 or 2 is reported as such. source: 国家突发事件总体应急预案（2025）3.3.1
 */
static bool grade_matches(const ReportRule *r, const Rec *incident)
{
    int grade = incident_grade(incident);
    if (rec_i64(incident, "may_grow", 0) && (grade == 0 || grade > 2)) grade = 2;
    if (r->grade_at_most && (grade == 0 || grade > r->grade_at_most)) return false;
    return r->grade_at_least == 0 || grade == 0 || grade >= r->grade_at_least;
}

/* source: reporting-deadlines R16: ten or more dead or missing */
static Err is_mass_loss(Cx *cx, const Site *site, Db *db, const Rec *incident, bool *ret)
{
    double limit;
    TRY(system_parameter(cx, site, db, "disaster.direct_report_dead_missing", 10, &limit));
    *ret = (double)(rec_i64(incident, "deaths", 0) + rec_i64(incident, "missing", 0)) >= limit;
    return OK;
}

/* A tip is an accident once somebody has looked. source: SAWS Order 21 art. 12 */
static bool is_open_tip(const Rec *incident)
{
    return str_is(rec_str(incident, "source"), "tip_off") && str_is(incident->state, "reported");
}

static Err condition_holds(Cx *cx, const Site *site, Db *db, const ReportRule *r,
                           const Rec *incident, bool *ret)
{
    *ret = true;
    if (str_is(r->when, "enterprise")) *ret = rec_val(incident, "enterprise").kind != VAL_NULL;
    else if (str_is(r->when, "social_impact")) *ret = rec_i64(incident, "social_impact", 0) != 0;
    else if (str_is(r->when, "tip_off")) *ret = str_is(rec_str(incident, "source"), "tip_off");
    else if (str_is(r->when, "mass_loss")) return is_mass_loss(cx, site, db, incident, ret);
    else if (str_is(r->when, "no_county"))
        *ret = region_at_level(cx, incident->region, S("county")).len == 0;
    return OK;
}

Err report_rule_applies(Cx *cx, const Site *site, Db *db, const ReportRule *r, const Rec *incident,
                        bool *ret)
{
    *ret = false;
    if (!class_matches(r, incident) || !grade_matches(r, incident)) return OK;
    if (r->kinds.len && !kind_matches(r->kinds, rec_str(incident, "kind"))) return OK;
    if (is_open_tip(incident) && !str_is(r->when, "tip_off")) return OK;
    return condition_holds(cx, site, db, r, incident, ret);
}

Err report_rule_binding(Cx *cx, const Site *site, Db *db, const ReportRules *rules, const Rec *duty,
                        const Rec *incident, const ReportRule **ret)
{
    bool yes;
    *ret = NULL;
    for (size_t i = 0; i < rules->n && !*ret; i++) {
        if (!is_row_of(&rules->p[i], duty)) continue;
        TRY(report_rule_applies(cx, site, db, &rules->p[i], incident, &yes));
        if (yes) *ret = &rules->p[i];
    }
    return OK;
}

/* --- by when --- */

/* "5,3,2" holds one term a step; a single number is that of every step. */
static int64_t term_in(Str text, int step, bool own)
{
    int64_t sum = 0, last = 0, v;
    for (int i = 1; i <= step; i++) {
        size_t n = 0;
        while (n < text.len && text.p[n] != ',') n++;
        if (str_i64(str_trim(str_head(text, n)), &v)) last = v;
        if (n < text.len) text = str_from(text, n + 1);
        sum += last;
    }
    return own ? last : sum;
}

static int64_t months_after(int64_t from_ms, int64_t months)
{
    int year, month, day;
    int64_t at = day_of_ms(from_ms);
    day_to_civil(at, &year, &month, &day);
    int64_t count = (int64_t)year * 12 + month - 1 + months;
    year = (int)(count / 12);
    month = (int)(count % 12) + 1;
    int most = days_in_month(year, month);
    return ms_of_day(day_from_civil(year, month, day < most ? day : most)) + from_ms -
           ms_of_day(at);
}

/* source: SAWS Order 21 art. 11, report.followup_day_basis: once in each calendar day; twice a day
 * is every twelve hours */
static Err per_day_due(Cx *cx, const Site *site, Db *db, int64_t times, int64_t from_ms,
                       int64_t *ret)
{
    Str basis;
    TRY(parameter_text(cx, site->book, db, S("report.followup_day_basis"), &basis));
    if (times <= 1 && !str_is(basis, "elapsed")) *ret = ms_of_day(day_of_ms(from_ms) + 2) - 1;
    else *ret = from_ms + (int64_t)24 * MS_HOUR / (times < 1 ? 1 : times);
    return OK;
}

/* The hour of each day; less than an hour before it, that of tomorrow. source: U */
static int64_t hour_due(int64_t hour, int64_t from_ms)
{
    int64_t at = ms_of_day(day_of_ms(from_ms)) + (hour < 0 || hour > 24 ? 17 : hour) * MS_HOUR;
    return at - from_ms < MS_HOUR ? at + MS_DAY : at;
}

Err report_due(Cx *cx, const Site *site, Db *db, const ReportRule *r, int64_t from_ms, bool own,
               int64_t *ret)
{
    Str text;
    TRY(parameter_text(cx, site->book, db, r->parameter, &text));
    int64_t n = term_in(str_trim(text).len ? str_trim(text) : r->term, r->step, own);
    if (str_is(r->unit, "min")) *ret = from_ms + n * MS_MINUTE;
    else if (str_is(r->unit, "hours")) *ret = from_ms + n * MS_HOUR;
    else if (str_is(r->unit, "days")) *ret = from_ms + n * MS_DAY;
    else if (str_is(r->unit, "months")) *ret = months_after(from_ms, n);
    else if (str_is(r->unit, "day_end")) *ret = ms_of_day(day_of_ms(from_ms) + 1) - 1;
    else if (str_is(r->unit, "hour")) *ret = hour_due(n, from_ms);
    else return per_day_due(cx, site, db, n, from_ms, ret);
    return OK;
}

/* --- where --- */

/* Place of the body that reports at a level: 330881102201 → county 330881000000. "" = the
 * incident's place does not say; a unit is where the incident is. source: GB/T 2260, GB/T 10114 */
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
    if (str_is(level, "enterprise")) return region;
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
