/* SPDX-License-Identifier: Apache-2.0 */
/* An assessment as JSON, as a Word document and as a workbook. */
#include "systems/assessment/assessment_int.h"
#include "wire/docx.h"
#include "wire/sheet.h"

enum { PLACES = 2, PERCENT_DIGITS = 1 };

/* --- JSON: the scheme --- */

static Str pick(const Cx *cx, Label label)
{
    return cx_pick(cx, label.zh, label.en);
}

static void put_item(Cx *cx, const Model *m, const Scheme *s, const Item *item, Jw *w)
{
    Part part = s->sections[item->section].part;
    jw_open(w, '{');
    jw_kstr(w, "key", item->key);
    jw_kstr(w, "label", pick(cx, item->label));
    jw_kraw(w, "weight", num_exact(cx, item->weight));
    jw_kstr(w, "rule", str_c(rule_name(item->rule.kind)));
    jw_kstr(w, "words", rule_words(cx, cx->lang, item, part));
    if (item->i) {
        jw_kstr(w, "indicator", item->i->key);
        jw_kstr(w, "unit", item->i->unit);
        jw_ki64(w, "digits", item->i->digits);
        jw_kstr(w, "body_name", body_name(cx, m, item->i->body));
    } else jw_kstr(w, "hand", item->label.zh);
    jw_close(w, '}');
}

static void put_sections(Cx *cx, const Model *m, const Scheme *s, Jw *w)
{
    jw_key(w, S("sections"));
    jw_open(w, '[');
    for (size_t i = 0; i < s->n_sections; i++) {
        jw_open(w, '{');
        jw_kstr(w, "label", pick(cx, s->sections[i].label));
        jw_kstr(w, "part", str_c(part_name(s->sections[i].part)));
        jw_kraw(w, "weight", num_exact(cx, s->sections[i].weight));
        jw_key(w, S("items"));
        jw_open(w, '[');
        for (size_t k = 0; k < s->n_items; k++)
            if (s->items[k].section == i) put_item(cx, m, s, &s->items[k], w);
        jw_close(w, ']');
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void put_grades(Cx *cx, const Scheme *s, Jw *w)
{
    jw_key(w, S("grades"));
    jw_open(w, '[');
    for (size_t i = 0; i < s->n_grades; i++) {
        jw_open(w, '{');
        jw_kstr(w, "key", s->grades[i].key);
        jw_kstr(w, "label", pick(cx, s->grades[i].label));
        jw_kraw(w, "least", num_exact(cx, s->grades[i].least));
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_key(w, S("vetoes"));
    jw_open(w, '[');
    for (size_t i = 0; i < s->n_vetoes; i++) {
        jw_open(w, '{');
        jw_kstr(w, "indicator", s->vetoes[i].i->key);
        jw_kstr(w, "label", pick(cx, s->vetoes[i].label));
        jw_kraw(w, "above", num_exact(cx, s->vetoes[i].above));
        jw_kstr(w, "best", s->grades[s->vetoes[i].best].key);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void put_scheme(Cx *cx, const Model *m, const Scheme *s, Jw *w)
{
    jw_kstr(w, "key", s->key);
    jw_kstr(w, "label", pick(cx, s->label));
    jw_kstr(w, "of", S("county"));
    jw_kstr(w, "freq", s->quarterly ? S("quarter") : S("year"));
    jw_kstr(w, "source", s->source);
    jw_kraw(w, "basis_least", num_exact(cx, s->basis_least));
    put_sections(cx, m, s, w);
    put_grades(cx, s, w);
}

void schemes_json(Cx *cx, const Model *m, const Assessments *all, Jw *w)
{
    jw_key(w, S("items"));
    jw_open(w, '[');
    for (size_t i = 0; i < all->n; i++) {
        jw_open(w, '{');
        put_scheme(cx, m, &all->p[i], w);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

/* --- JSON: what came of it --- */

static void put_target(Cx *cx, const Score *s, Jw *w)
{
    if (s->target.op == TARGET_NONE) {
        jw_knull(w, "target");
        return;
    }
    jw_kraw(w, "target", num_exact(cx, s->target.value));
    jw_kstr(w, "target_words", target_words(cx, s));
}

static void put_value(Cx *cx, const Assessed *a, const Unit *u, const Item *item, const Score *s,
                      Jw *w)
{
    int digits = item->i->digits;
    jw_kraw(w, "value", num_rounded(cx, s->value, digits));
    jw_kraw(w, "exact", num_exact(cx, s->value));
    jw_kraw(w, "previous", num_rounded(cx, s->before, digits));
    jw_kraw(w, "yoy", num_rounded(cx, num_change(s->value, s->before), PERCENT_DIGITS));
    put_target(cx, s, w);
    if (s->state != SCORE_DENIED)
        jw_kstr(w, "records",
                indicator_records_url(cx, item->i, &a->ask, a->ask.period, u->region));
}

static void put_hand(Cx *cx, const Score *s, Jw *w)
{
    jw_kraw(w, "score", num_exact(cx, s->hand.score));
    if (s->hand.id) jw_kstr(w, "sheet", id_format(cx, s->hand.id));
    else jw_knull(w, "sheet");
    jw_kstr(w, "scorer", s->hand.scorer);
    jw_kstr(w, "note", s->hand.note);
}

/* What is taken stands with its sign. */
static Num counted(const Assessed *a, size_t k, const Score *s)
{
    bool taken = a->s->sections[a->s->items[k].section].part == PART_DEDUCTED;
    return taken ? num_minus(s->points) : s->points;
}

static void put_score(Cx *cx, const Assessed *a, const Unit *u, size_t k, Jw *w)
{
    const Item *item = &a->s->items[k];
    const Score *s = &u->scores[k];
    jw_open(w, '{');
    jw_kstr(w, "key", item->key);
    jw_kstr(w, "state", str_c(score_state_name(s->state)));
    jw_kraw(w, "points", num_rounded(cx, counted(a, k, s), PLACES));
    jw_kraw(w, "points_exact", num_exact(cx, counted(a, k, s)));
    jw_kraw(w, "full", num_exact(cx, item->weight));
    jw_kstr(w, "why", score_words(cx, cx->lang, item, s));
    if (item->i) put_value(cx, a, u, item, s, w);
    else put_hand(cx, s, w);
    jw_close(w, '}');
}

static void put_vetoes(Cx *cx, const Assessed *a, const Unit *u, Jw *w)
{
    jw_key(w, S("vetoes"));
    jw_open(w, '[');
    for (size_t i = 0; i < a->s->n_vetoes; i++) {
        const Veto *v = &a->s->vetoes[i];
        const VetoState *state = &u->vetoes[i];
        jw_open(w, '{');
        jw_kstr(w, "label", pick(cx, v->label));
        jw_kbool(w, "hit", state->hit);
        jw_kstr(w, "state", str_c(score_state_name(state->state)));
        jw_kraw(w, "value", num_rounded(cx, state->value, v->i->digits));
        if (state->state != SCORE_DENIED)
            jw_kstr(w, "records",
                    indicator_records_url(cx, v->i, &a->ask, a->ask.period, u->region));
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void put_rank(Jw *w, const char *key, size_t rank)
{
    if (rank) jw_ki64(w, key, (int64_t)rank);
    else jw_knull(w, key);
}

static void put_standing(Cx *cx, const Unit *u, Jw *w)
{
    jw_kstr(w, "region", u->region);
    jw_kstr(w, "label", u->label);
    jw_kraw(w, "points", num_rounded(cx, u->points, PLACES));
    jw_kraw(w, "basis", num_exact(cx, u->basis));
    jw_kraw(w, "extra", num_rounded(cx, u->extra, PLACES));
    jw_kraw(w, "total", num_rounded(cx, u->total, PLACES));
    jw_kraw(w, "exact", num_exact(cx, u->total));
    put_rank(w, "rank", u->rank);
    put_rank(w, "rank_before", u->rank_before);
    jw_kstr(w, "grade", u->grade ? u->grade->key : S(""));
    jw_kstr(w, "grade_name", u->grade ? pick(cx, u->grade->label) : S(""));
}

static void put_unit(Cx *cx, const Assessed *a, const Unit *u, Jw *w)
{
    jw_open(w, '{');
    put_standing(cx, u, w);
    jw_key(w, S("sections"));
    jw_open(w, '[');
    for (size_t i = 0; i < a->s->n_sections; i++)
        jw_raw(w, num_rounded(cx, u->sections[i], PLACES));
    jw_close(w, ']');
    jw_key(w, S("items"));
    jw_open(w, '[');
    for (size_t k = 0; k < a->s->n_items; k++) put_score(cx, a, u, k, w);
    jw_close(w, ']');
    put_vetoes(cx, a, u, w);
    jw_close(w, '}');
}

/* Items of weight that some county has no points for. A bonus that nobody gave is none. */
static void put_missing(const Assessed *a, Jw *w)
{
    jw_key(w, S("missing"));
    jw_open(w, '[');
    for (size_t k = 0; k < a->s->n_items; k++) {
        bool all = true;
        if (a->s->sections[a->s->items[k].section].part != PART_SCORED) continue;
        for (size_t i = 0; i < a->shown; i++)
            all = all && a->units[a->first + i].scores[k].state == SCORED;
        if (!all) jw_str(w, a->s->items[k].key);
    }
    jw_close(w, ']');
}

static void put_head(Cx *cx, const Assessed *a, Jw *w)
{
    jw_kstr(w, "period", a->ask.period);
    jw_kstr(w, "region", a->ask.region);
    if (a->ask.as_of_ms) jw_kstr(w, "as_of", time_format(cx, a->ask.as_of_ms));
    else jw_knull(w, "as_of");
    jw_kbool(w, "provisional", a->provisional);
    jw_kbool(w, "ranked", a->whole);
}

void assessed_json(Cx *cx, const Assessed *a, Jw *w)
{
    jw_open(w, '{');
    put_scheme(cx, book_model(a->site->book), a->s, w);
    put_head(cx, a, w);
    jw_key(w, S("units"));
    jw_open(w, '[');
    for (size_t i = 0; i < a->shown; i++) put_unit(cx, a, &a->units[a->first + i], w);
    jw_close(w, ']');
    put_missing(a, w);
    jw_close(w, '}');
}

static void put_quarter(Cx *cx, const Assessed *a, Jw *w)
{
    jw_open(w, '{');
    put_head(cx, a, w);
    jw_key(w, S("units"));
    jw_open(w, '[');
    for (size_t i = 0; i < a->shown; i++) {
        jw_open(w, '{');
        put_standing(cx, &a->units[a->first + i], w);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
}

void quarters_json(Cx *cx, const Ask *ask, const Scheme *s, const Assessed *a, size_t n, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "key", s->key);
    jw_kstr(w, "label", pick(cx, s->label));
    jw_kstr(w, "period", ask->period);
    jw_kstr(w, "region", ask->region);
    jw_key(w, S("by"));
    jw_open(w, '[');
    for (size_t i = 0; i < n; i++) put_quarter(cx, &a[i], w);
    jw_close(w, ']');
    jw_close(w, '}');
}

/* --- Word --- */

/* Those shown by rank, those without one last. */
static const Unit **by_rank(Cx *cx, const Assessed *a)
{
    const Unit **ret = cx_new(cx, const Unit *, a->shown + 1);
    for (size_t n = 0; n < a->shown; n++) {
        const Unit *u = &a->units[a->first + n];
        size_t k = n;
        for (; k && u->rank && (!ret[k - 1]->rank || ret[k - 1]->rank > u->rank); k--)
            ret[k] = ret[k - 1];
        ret[k] = u;
    }
    return ret;
}

static Str rank_text(Cx *cx, size_t rank)
{
    return rank ? str_fmt(cx, "%zu", rank) : S("—");
}

static DocxCell cell(Str text)
{
    return (DocxCell){.text = text, .key = S("")};
}

static void docx_ranking(Cx *cx, Docx *d, const Assessed *a)
{
    const Unit **units = by_rank(cx, a);
    size_t sections = a->s->n_sections, columns = sections + 4, rows = a->shown + 1;
    DocxCell *cells = cx_new(cx, DocxCell, columns * rows);
    cells[0] = cell(S("名次"));
    cells[1] = cell(S("县（市、区）"));
    for (size_t i = 0; i < sections; i++)
        cells[2 + i] = cell(str_fmt(cx, "%.*s（%.*s）", STR_ARG(a->s->sections[i].label.zh),
                                    STR_ARG(num_exact(cx, a->s->sections[i].weight))));
    cells[columns - 2] = cell(S("总分"));
    cells[columns - 1] = cell(S("等次"));
    for (size_t n = 0; n < a->shown; n++) {
        const Unit *u = units[n];
        DocxCell *row = &cells[(n + 1) * columns];
        row[0] = cell(rank_text(cx, u->rank));
        row[1] = cell(u->label);
        for (size_t i = 0; i < sections; i++) row[2 + i] = cell(points_text(cx, u->sections[i]));
        row[columns - 2] = cell(points_text(cx, u->total));
        row[columns - 1] = cell(u->grade ? u->grade->label.zh : S("—"));
    }
    docx_table(d, &(DocxTable){.caption = S("考核结果"),
                               .n_columns = columns,
                               .n_head = 1,
                               .cells = cells,
                               .n_rows = rows});
}

static Str value_text(Cx *cx, const Item *item, const Score *s)
{
    if (!item->i) return points_text(cx, s->hand.score);
    if (!s->value.known) return S("—");
    return str_fmt(cx, "%.*s%.*s", STR_ARG(num_rounded(cx, s->value, item->i->digits)),
                   STR_ARG(item->i->unit));
}

enum { SHEET_COLUMNS = 7 };

static void docx_row(Cx *cx, const Assessed *a, const Unit *u, size_t k, DocxCell *row)
{
    const Item *item = &a->s->items[k];
    const Score *s = &u->scores[k];
    row[0] = cell(item->label.zh);
    row[1] = cell(num_exact(cx, item->weight));
    row[2] = cell(rule_words(cx, LANG_ZH, item, a->s->sections[item->section].part));
    row[3] = cell(value_text(cx, item, s));
    if (item->i && s->value.known) row[3].key = item->i->key;
    row[4] = cell(s->target.op == TARGET_NONE ? S("—") : target_words(cx, s));
    row[5] = cell(points_text(cx, counted(a, k, s)));
    row[6] = cell(score_words(cx, LANG_ZH, item, s));
}

static void docx_sheet(Cx *cx, Docx *d, const Assessed *a, const Unit *u)
{
    static const int widths[SHEET_COLUMNS] = {18, 6, 24, 11, 10, 8, 15};
    static const char *const heads[SHEET_COLUMNS] = {"考核项", "分值", "评分规则", "数值",
                                                     "目标",   "得分", "说明"};
    size_t rows = a->s->n_items + 1;
    DocxCell *cells = cx_new(cx, DocxCell, rows * SHEET_COLUMNS);
    for (size_t c = 0; c < SHEET_COLUMNS; c++) cells[c] = cell(str_c(heads[c]));
    for (size_t k = 0; k < a->s->n_items; k++)
        docx_row(cx, a, u, k, &cells[(k + 1) * SHEET_COLUMNS]);
    docx_table(d, &(DocxTable){.caption = str_fmt(cx, "%.*s考核评分表", STR_ARG(u->label)),
                               .widths = widths,
                               .n_columns = SHEET_COLUMNS,
                               .n_head = 1,
                               .cells = cells,
                               .n_rows = rows});
    docx_para(d,
              str_fmt(cx, "可评分值%.*s分，得%.*s分，加减%.*s分，总分%.*s分，名次%.*s，等次%.*s。",
                      STR_ARG(num_exact(cx, u->basis)), STR_ARG(points_text(cx, u->points)),
                      STR_ARG(points_text(cx, u->extra)), STR_ARG(points_text(cx, u->total)),
                      STR_ARG(rank_text(cx, u->rank)),
                      STR_ARG(u->grade ? u->grade->label.zh : S("—"))));
    for (size_t i = 0; i < a->s->n_vetoes; i++)
        if (u->vetoes[i].hit)
            docx_para(d, str_fmt(cx, "一票否决：%.*s，等次不高于%.*s。",
                                 STR_ARG(a->s->vetoes[i].label.zh),
                                 STR_ARG(a->s->grades[a->s->vetoes[i].best].label.zh)));
}

static Str title_of(Cx *cx, const Assessed *a)
{
    return str_fmt(cx, "%.*s%.*s结果", STR_ARG(period_zh(cx, &a->ask.now)),
                   STR_ARG(a->s->label.zh));
}

Err assessed_docx(Cx *cx, const Assessed *a, Str *ret)
{
    Str title = title_of(cx, a);
    Docx *d = docx_new(
        cx, (DocxMeta){.title = title, .author = cx->actor->name, .created_ms = cx->now_ms});
    docx_title(d, title);
    if (a->site->sandbox) docx_para(d, S("【演练】本文件由演练系统生成。"));
    if (a->provisional) docx_para(d, S("考核期尚未结束，以下为截至目前的结果。"));
    docx_para(
        d,
        str_fmt(cx, "总分为已评分值折算为百分制后加减分；可评分值不足%.*s分的不排名次、不定等次。",
                STR_ARG(num_exact(cx, a->s->basis_least))));
    docx_ranking(cx, d, a);
    const Unit **units = by_rank(cx, a);
    for (size_t n = 0; n < a->shown; n++) {
        docx_heading(d, 1, str_fmt(cx, "附%zu：%.*s", n + 1, STR_ARG(units[n]->label)));
        docx_sheet(cx, d, a, units[n]);
    }
    return docx_finish(d, ret);
}

/* --- workbook --- */

enum { PLACE, RANK, GRADE, SECTION, ITEM, WEIGHT, VALUE, UNIT, TARGET, POINTS, WHY, N_CELLS };

static const bool numbers[N_CELLS] = {
    [RANK] = true, [WEIGHT] = true, [VALUE] = true, [POINTS] = true};

static Err xlsx_unit(Cx *cx, const Assessed *a, const Unit *u, Sheet *sheet)
{
    Str rank = u->rank ? rank_text(cx, u->rank) : S(""),
        grade = u->grade ? u->grade->label.zh : S("");
    for (size_t k = 0; k < a->s->n_items; k++) {
        const Item *item = &a->s->items[k];
        const Score *s = &u->scores[k];
        Num value = item->i ? s->value : s->hand.score;
        Str cells[N_CELLS] = {
            u->label,
            rank,
            grade,
            a->s->sections[item->section].label.zh,
            item->label.zh,
            num_exact(cx, item->weight),
            value.known ? num_rounded(cx, value, item->i ? item->i->digits : PLACES) : S(""),
            item->i ? item->i->unit : S("分"),
            target_words(cx, s),
            s->points.known ? points_text(cx, counted(a, k, s)) : S(""),
            score_words(cx, LANG_ZH, item, s)};
        TRY(sheet_add(cx, sheet, cells, numbers, N_CELLS));
    }
    Str cells[N_CELLS] = {u->label,
                          rank,
                          grade,
                          S("总分"),
                          S(""),
                          num_exact(cx, u->basis),
                          S(""),
                          S(""),
                          S(""),
                          u->total.known ? points_text(cx, u->total) : S(""),
                          str_fmt(cx, "得分%.*s，加减分%.*s", STR_ARG(points_text(cx, u->points)),
                                  STR_ARG(points_text(cx, u->extra)))};
    return sheet_add(cx, sheet, cells, numbers, N_CELLS);
}

Err assessed_xlsx(Cx *cx, const Assessed *a, Str path)
{
    const Str columns[N_CELLS] = {S("县（市、区）"), S("名次"), S("等次"), S("板块"),
                                  S("考核项"),       S("分值"), S("数值"), S("单位"),
                                  S("目标"),         S("得分"), S("说明")};
    Sheet *sheet;
    const Unit **units = by_rank(cx, a);
    TRY(sheet_create(cx, path, S("考核评分表"), columns, NULL, N_CELLS, &sheet));
    for (size_t n = 0; n < a->shown; n++) TRY(xlsx_unit(cx, a, units[n], sheet));
    return sheet_finish(cx, sheet);
}
