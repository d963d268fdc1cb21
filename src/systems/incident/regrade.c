/* SPDX-License-Identifier: Apache-2.0 */
/* The proposed grade of an incident, kept in step with its figures; a person confirms the grade
 * itself. After the window a change of casualties changes the grade no more.
 * source: Decree 493 art. 3, 13, 20; domain 01 §1.1 */
#include "base/embed.h"
#include "systems/grade/grade.h"
#include "systems/incident/incident_int.h"

/* source: GB/T 35561-2017 codes of road traffic (12H) and fire (12G); Decree 493 art. 13 */
static bool has_short_window(const Rec *incident)
{
    Str kind = rec_str(incident, "kind");
    return str_starts(kind, S("12H")) || str_starts(kind, S("12G"));
}

Err incident_in_window(Txn *tx, const Site *site, const Rec *incident, bool *ret)
{
    bool is_short = has_short_window(incident);
    double days;
    int64_t from = rec_i64(incident, "occurred_at", rec_i64(incident, "known_at", tx->cx->now_ms));
    TRY(system_parameter(tx->cx, site, tx->db,
                         is_short ? "report.casualty_window_days.road_fire"
                                  : "report.casualty_window_days",
                         is_short ? 7 : 30, &days));
    *ret = day_of_ms(tx->cx->now_ms) - day_of_ms(from) <=
           (int64_t)days; /* day 0 is that of the event */
    return OK;
}

static Err facts_of(Txn *tx, const Site *site, const Rec *rec, GradeFacts *ret)
{
    int64_t deaths = rec_i64(rec, "deaths", -1), missing = rec_i64(rec, "missing", -1);
    Str counted;
    *ret = (GradeFacts){0};
    TRY(parameter_text(tx->cx, site->book, tx->db, S("grading.count_missing_as_dead"), &counted));
    if (missing > 0 && !str_is(counted, "false")) deaths = (deaths > 0 ? deaths : 0) + missing;
    grade_know(ret, "deaths", deaths);
    grade_know(ret, "serious_injuries", rec_i64(rec, "serious_injuries", -1));
    grade_know(ret, "loss_fen", rec_i64(rec, "loss_yuan", -1));
    grade_know(ret, "moved", rec_i64(rec, "evacuated", -1));
    grade_know(ret, "in_danger", rec_i64(rec, "in_danger", -1));
    int64_t trapped = rec_i64(rec, "trapped", -1);
    if (trapped >= 0 || missing >= 0)
        grade_know(ret, "trapped_or_missing",
                   (trapped > 0 ? trapped : 0) + (missing > 0 ? missing : 0));
    return OK;
}

static Str reasons_text(Cx *cx, const Grade *g)
{
    Buf b = buf_new(cx, 0);
    for (size_t i = 0; i < g->n_reasons; i++)
        buf_fmt(&b, "%s%.*s", i ? "；" : "", STR_ARG(g->reasons[i].text));
    return utf8_head(buf_str(&b), 1000);
}

Err incident_regrade(Txn *tx, const Site *site, const Rec *incident)
{
    Cx *cx = tx->cx;
    GradeRules *rules;
    GradeFacts facts;
    Grade near_miss;
    bool open;
    Lang was = cx->lang;
    TRY(incident_in_window(tx, site, incident, &open));
    if (!open) return OK;
    TRY(facts_of(tx, site, incident, &facts));
    TRY(grade_rules_load(cx, embed_find, &rules));
    cx->lang = LANG_ZH; /* what is stored is an official text */
    Grade g =
        grade_incident(cx, rules, rec_str(incident, "kind"), incident_class(incident), &facts);
    bool near = grade_is_near_miss(cx, rules, &facts, &near_miss);
    cx->lang = was;
    char level[2] = {(char)('0' + g.level), 0};
    bool same = str_is(rec_str(incident, "grade_proposed"), g.level ? level : "") &&
                (rec_i64(incident, "near_miss", 0) != 0) == near;
    if (same) return OK;
    json_t *o = json_object();
    Str why = reasons_text(cx, near && g.level == 0 ? &near_miss : &g);
    json_object_set_new(o, "grade_proposed", g.level ? json_string(level) : json_null());
    system_put_text(o, "grade_reasons", why);
    json_object_set_new(o, "near_miss", json_integer(near));
    Write w = {.action = S("update"), .id = incident->id, .reason = S("")};
    return system_write(tx, site, "incident", &w, o);
}
