/* SPDX-License-Identifier: Apache-2.0 */
/* anlan grade: the rules of grading on the command line, without a city. */
#include <stdio.h>

#include "base/embed.h"
#include "main/verbs.h"
#include "sys/sys.h"
#include "systems/grade/grade.h"

/* source: contract, part two, §8; × 100 fen stays below 2^63 */
#define GRADE_MOST INT64_C(9000000000000000)

static Err amount_option(Args *a, const char *name, int64_t *ret)
{
    Str text, field = str_fmt(a->cx, "--%s", name);
    int64_t v;
    TRY(args_option(a, name, &text));
    if (text.len == 0) return cx_refuse(a->cx, ERR_INVALID, field, S(""), "is required");
    if (!str_i64(text, &v) || v < 0 || v > GRADE_MOST)
        return cx_refuse(a->cx, ERR_INVALID, field, text,
                         "must be a whole number from %lld to %lld", 0LL, (long long)GRADE_MOST);
    *ret = v;
    return OK;
}

static Err say(Cx *cx, bool json, void (*write)(Jw *, const void *),
               void (*show)(Cx *, Buf *, const void *), const void *what)
{
    Buf b = buf_new(cx, 0);
    if (json) {
        Jw w = jw_on(&b);
        write(&w, what);
        buf_char(&b, '\n');
    } else show(cx, &b, what);
    if (fwrite(b.p, 1, b.len, stdout) != b.len || fflush(stdout))
        return cx_fail(cx, ERR_IO, "", "the answer cannot be written");
    return OK;
}

/* --- accidents --- */

static void write_accident(Jw *w, const void *g)
{
    grade_write_json(w, g);
}

static void show_accident(Cx *cx, Buf *b, const void *what)
{
    const Grade *g = what;
    Str head = cx_pick(cx, S("等级"), S("level"));
    buf_fmt(b, "%.*s %d %.*s, %.*s\n", STR_ARG(head), g->level, STR_ARG(g->name_zh),
            STR_ARG(g->rule_set));
    for (size_t i = 0; i < g->n_reasons; i++) buf_fmt(b, "  %.*s\n", STR_ARG(g->reasons[i].text));
}

static Err accident(Cx *cx, Args *a)
{
    int64_t deaths = 0, injuries = 0, loss_yuan = 0;
    GradeRules *rules;
    bool json = args_flag(a, "json");
    TRY(amount_option(a, "deaths", &deaths));
    TRY(amount_option(a, "injuries", &injuries));
    TRY(amount_option(a, "loss-yuan", &loss_yuan));
    TRY(args_end(a));
    TRY(grade_rules_load(cx, embed_find, &rules));
    Grade g = grade_accident(cx, rules, deaths, injuries, loss_yuan * 100);
    return say(cx, json, write_accident, show_accident, &g);
}

/* --- major hazard installations --- */

static void write_hazmat(Jw *w, const void *g)
{
    hazmat_write_json(w, g);
}

static void number(Buf *b, const char *name, double v)
{
    buf_z(b, name);
    buf_f64(b, v);
}

static void show_item(Cx *cx, Buf *b, const HazmatCounted *c)
{
    Str name = c->substance.len ? c->substance : c->beta_from;
    buf_fmt(b, "  %.*s", STR_ARG(name));
    if (c->row) buf_fmt(b, "%s %d)", cx->lang == LANG_ZH ? " (表1 序号" : " (Table 1, row", c->row);
    number(b, ": q = ", c->tonnes);
    number(b, " t, Q = ", c->q_tonnes);
    number(b, " t, q/Q = ", c->tonnes / c->q_tonnes);
    number(b, ", beta = ", c->beta);
    buf_fmt(b, " (%.*s)\n", STR_ARG(c->beta_from));
}

static void show_hazmat(Cx *cx, Buf *b, const void *what)
{
    const HazmatGrade *g = what;
    bool zh = cx->lang == LANG_ZH;
    if (g->grade && zh) buf_fmt(b, "危险化学品重大危险源，%.*s", STR_ARG(g->grade_zh));
    else if (g->grade)
        buf_fmt(b, "major hazard installation, grade %d (%.*s)", g->grade, STR_ARG(g->grade_zh));
    else buf_z(b, zh ? "不构成危险化学品重大危险源" : "no major hazard installation");
    buf_fmt(b, ", %s\n", HAZMAT_RULE_SET);
    number(b, "S = ", g->s);
    if (g->grade) number(b, ", R = ", g->r);
    number(b, ", alpha = ", g->alpha);
    buf_fmt(b, zh ? "（厂外500米内%lld人）\n" : " (%lld people within 500 m)\n",
            (long long)g->exposed_people);
    for (size_t i = 0; i < g->n; i++) show_item(cx, b, &g->items[i]);
}

static Err hazmat(Cx *cx, Args *a)
{
    Str text = {0}, file = args_word(a);
    bool json = args_flag(a, "json");
    HazmatRules *rules;
    HazmatUnit unit;
    HazmatGrade g;
    TRY(args_end(a));
    if (file.len == 0) return cx_fail(cx, ERR_INVALID, "FILE", "is required");
    TRY(sys_file_read(cx, file, HAZMAT_FILE_MAX, &text));
    TRY(hazmat_unit_read(cx, text, &unit));
    TRY(hazmat_rules_load(cx, embed_find, &rules));
    TRY(hazmat_grade(cx, rules, &unit, &g));
    return say(cx, json, write_hazmat, show_hazmat, &g);
}

Err verb_grade(Cx *cx, Args *a)
{
    Str what = args_word(a);
    if (str_is(what, "accident")) return accident(cx, a);
    if (str_is(what, "hazmat")) return hazmat(cx, a);
    return cx_refuse(cx, ERR_INVALID, S("--"), what, "must be accident or hazmat");
}
