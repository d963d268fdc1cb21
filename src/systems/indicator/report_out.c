/* SPDX-License-Identifier: Apache-2.0 */
/* A report as JSON, as a Word document and as a workbook. */
#include "systems/indicator/report.h"
#include "wire/docx.h"
#include "wire/sheet.h"

enum { PERCENT_DIGITS = 1 };

static Str key_of(Cx *cx, const Said *s)
{
    return s->change ? str_fmt(cx, "%.*s.yoy", STR_ARG(s->i->key)) : s->i->key;
}

static Str value_of(Cx *cx, const Said *s)
{
    return s->change ? num_rounded(cx, s->yoy, PERCENT_DIGITS)
                     : num_rounded(cx, s->value, s->i->digits);
}

/* --- JSON --- */

static void put_figure(Cx *cx, const Report *r, const Said *s, Jw *w)
{
    Str region = s->region.len ? s->region : r->ask->region,
        period = s->period.len ? s->period : r->ask->period;
    jw_open(w, '{');
    jw_kstr(w, "key", key_of(cx, s));
    jw_kstr(w, "period", period);
    jw_kstr(w, "region", region);
    jw_kraw(w, "value", value_of(cx, s));
    jw_kraw(w, "exact", num_exact(cx, s->change ? s->yoy : s->value));
    jw_kraw(w, "yoy", num_rounded(cx, s->yoy, PERCENT_DIGITS));
    jw_kstr(w, "text", s->text);
    jw_kbool(w, "by_hand", s->i->kind == VALUE_HAND);
    if (s->author.len) jw_kstr(w, "author", s->author);
    if (s->source.len) jw_kstr(w, "source", s->source);
    jw_kstr(w, "records",
            s->records.len ? s->records : indicator_records_url(cx, s->i, r->ask, period, region));
    jw_close(w, '}');
}

static void put_prose(Cx *cx, const Report *r, const Paragraph *p, Jw *w)
{
    Buf text = buf_new(cx, 0);
    for (size_t i = 0; i < p->said.n; i++) buf_add(&text, p->said.p[i].text);
    jw_open(w, '{');
    jw_kstr(w, "text", buf_str(&text));
    jw_key(w, S("runs"));
    jw_open(w, '[');
    for (size_t i = 0; i < p->said.n; i++) {
        jw_open(w, '{');
        jw_kstr(w, "text", p->said.p[i].text);
        if (p->said.p[i].i) jw_kstr(w, "key", key_of(cx, &p->said.p[i]));
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_key(w, S("figures"));
    jw_open(w, '[');
    for (size_t i = 0; i < p->said.n; i++)
        if (p->said.p[i].i) put_figure(cx, r, &p->said.p[i], w);
    jw_close(w, ']');
    jw_close(w, '}');
}

static Str column_head(Cx *cx, const Indicator *i)
{
    return str_fmt(cx, "%.*s（%.*s）", STR_ARG(i->label.zh), STR_ARG(i->unit));
}

static Str caption_of(Cx *cx, const Grid *g)
{
    return str_fmt(cx, "%.*s %.*s", STR_ARG(g->number), STR_ARG(g->title));
}

static void put_row(Cx *cx, const Report *r, const Grid *g, size_t row, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "key", g->columns[0].p[row].key);
    jw_kstr(w, "label", g->labels[row]);
    jw_key(w, S("figures"));
    jw_open(w, '[');
    for (size_t c = 0; c < g->n_shown; c++) {
        Said s = grid_cell(cx, g, &(Series){.column = c}, row);
        put_figure(cx, r, &s, w);
    }
    jw_close(w, ']');
    jw_close(w, '}');
}

static void put_table(Cx *cx, const Report *r, const Grid *g, Jw *w)
{
    jw_key(w, S("columns"));
    jw_open(w, '[');
    for (size_t c = 0; c < g->n_shown; c++) jw_str(w, column_head(cx, g->shown[c]));
    jw_close(w, ']');
    jw_key(w, S("rows"));
    jw_open(w, '[');
    for (size_t row = 0; row < g->n_rows; row++) put_row(cx, r, g, row, w);
    jw_close(w, ']');
}

static void put_series(Cx *cx, const Report *r, const Grid *g, const Series *s, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "key", g->shown[s->column]->key);
    jw_kstr(w, "name", s->name);
    jw_kbool(w, "past", s->past);
    jw_key(w, S("points"));
    jw_open(w, '[');
    for (size_t row = 0; row < g->n_rows; row++) {
        Said cell = grid_cell(cx, g, s, row);
        put_figure(cx, r, &cell, w);
    }
    jw_close(w, ']');
    jw_close(w, '}');
}

static void put_chart(Cx *cx, const Report *r, const Grid *g, Jw *w)
{
    static const char *const kinds[] = {"column", "bar", "line", "pie"};
    jw_key(w, S("chart"));
    jw_open(w, '{');
    jw_kstr(w, "kind", str_c(kinds[g->block->chart->kind]));
    jw_kstr(w, "by", str_c(by_name(g->ask.by)));
    jw_kstr(w, "unit", g->shown[0]->unit);
    jw_key(w, S("labels"));
    jw_open(w, '[');
    for (size_t row = 0; row < g->n_rows; row++) jw_str(w, g->labels[row]);
    jw_close(w, ']');
    jw_key(w, S("series"));
    jw_open(w, '[');
    for (size_t i = 0; i < g->n_series; i++) put_series(cx, r, g, &g->series[i], w);
    jw_close(w, ']');
    jw_close(w, '}');
}

static void put_grid(Cx *cx, const Report *r, const Grid *g, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "text", caption_of(cx, g));
    if (g->block->chart) put_chart(cx, r, g, w);
    else put_table(cx, r, g, w);
    jw_kraw(w, "figures", S("[]"));
    jw_close(w, '}');
}

static void put_section(Cx *cx, const Report *r, const SaidSection *s, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "title", s->title);
    jw_key(w, S("paragraphs"));
    jw_open(w, '[');
    for (size_t i = 0; i < s->paragraphs.n; i++) {
        const Paragraph *p = &s->paragraphs.p[i];
        if (p->grid) put_grid(cx, r, p->grid, w);
        else put_prose(cx, r, p, w);
    }
    jw_close(w, ']');
    jw_close(w, '}');
}

static void put_check(Cx *cx, const Report *r, const FootCheck *c, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "id", c->foot->id);
    jw_kstr(w, "title", cx_pick(cx, c->foot->label.zh, c->foot->label.en));
    jw_kbool(w, "holds", c->holds);
    jw_kraw(w, "left", num_exact(cx, c->left));
    jw_kraw(w, "right", num_exact(cx, c->right));
    jw_key(w, S("records"));
    jw_open(w, '[');
    jw_str(w, indicator_records_url(cx, c->foot->whole, r->ask, r->ask->period, r->ask->region));
    jw_close(w, ']');
    jw_close(w, '}');
}

static void put_published(Cx *cx, const Report *r, const Published *p, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "key", p->change ? str_fmt(cx, "%.*s.yoy", STR_ARG(p->i->key)) : p->i->key);
    jw_kstr(w, "label", cx_pick(cx, p->i->label.zh, p->i->label.en));
    jw_kstr(w, "report", p->report);
    jw_kstr(w, "words", p->words);
    jw_kraw(w, "printed", num_exact(cx, p->printed));
    jw_kstr(w, "unit", p->unit);
    jw_kstr(w, "term", p->term);
    jw_kraw(w, "ours", num_exact(cx, p->ours));
    jw_kstr(w, "our_unit", p->change ? S("%") : p->i->unit);
    jw_kstr(w, "state", str_c(published_state(p->state)));
    if (p->id) jw_kstr(w, "id", id_format(cx, p->id));
    jw_kstr(w, "records", indicator_records_url(cx, p->i, r->ask, r->ask->period, r->ask->region));
    jw_close(w, '}');
}

void report_json(Cx *cx, const Report *r, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "template", r->t->key);
    jw_kstr(w, "title", r->title);
    jw_kstr(w, "period", r->ask->period);
    jw_kstr(w, "region", r->ask->region);
    if (r->ask->as_of_ms) jw_kstr(w, "as_of", time_format(cx, r->ask->as_of_ms));
    else jw_knull(w, "as_of");
    jw_key(w, S("crossfoots"));
    jw_open(w, '[');
    for (size_t i = 0; i < r->n_checks; i++) put_check(cx, r, &r->checks[i], w);
    jw_close(w, ']');
    jw_key(w, S("sections"));
    jw_open(w, '[');
    for (size_t i = 0; i < r->n; i++) put_section(cx, r, &r->sections[i], w);
    jw_close(w, ']');
    jw_key(w, S("published"));
    jw_open(w, '[');
    for (size_t i = 0; i < r->n_published; i++) put_published(cx, r, &r->published[i], w);
    jw_close(w, ']');
    jw_key(w, S("missing"));
    jw_open(w, '[');
    for (size_t i = 0; i < r->missing.n; i++) jw_str(w, r->missing.p[i]);
    jw_close(w, ']');
    jw_close(w, '}');
}

/* --- Word --- */

static void docx_prose(Cx *cx, Docx *d, const Paragraph *p)
{
    docx_para_begin(d, DOCX_BODY);
    for (size_t i = 0; i < p->said.n; i++) {
        const Said *s = &p->said.p[i];
        if (s->i) docx_figure(d, key_of(cx, s), s->text);
        else docx_run(d, DOCX_FANGSONG, s->text);
    }
    docx_para_end(d);
}

/* The head, then a row for each county; in cx. */
static DocxCell *table_cells(Cx *cx, const Grid *g)
{
    size_t columns = g->n_shown + 1;
    DocxCell *cells = cx_new(cx, DocxCell, columns * (g->n_rows + 1));
    cells[0] = (DocxCell){.text = S("区域"), .key = S("")};
    for (size_t c = 1; c < columns; c++)
        cells[c] = (DocxCell){.text = column_head(cx, g->shown[c - 1]), .key = S("")};
    for (size_t row = 0; row < g->n_rows; row++) {
        DocxCell *line = &cells[(row + 1) * columns];
        line[0] = (DocxCell){.text = g->labels[row], .key = S("")};
        for (size_t c = 1; c < columns; c++)
            line[c] = (DocxCell){.text = grid_cell(cx, g, &(Series){.column = c - 1}, row).text,
                                 .key = g->shown[c - 1]->key};
    }
    return cells;
}

static void docx_grid(Cx *cx, Docx *d, const Grid *g)
{
    if (g->block->chart) {
        Plot plot = grid_plot(cx, g);
        Str *keys = cx_new(cx, Str, g->n_shown);
        for (size_t i = 0; i < g->n_shown; i++) keys[i] = g->shown[i]->key;
        docx_chart(d, &plot, keys, g->n_shown);
    } else
        docx_table(d, &(DocxTable){.caption = caption_of(cx, g),
                                   .n_columns = g->n_shown + 1,
                                   .n_head = 1,
                                   .cells = table_cells(cx, g),
                                   .n_rows = g->n_rows + 1});
}

/* A report with a broken check says so on top. */
static void docx_checks(Cx *cx, Docx *d, const Report *r)
{
    for (size_t i = 0; i < r->n_checks; i++)
        if (!r->checks[i].holds)
            docx_para(d, str_fmt(cx, "【数据校验未通过】%.*s：%.*s与%.*s不符。",
                                 STR_ARG(r->checks[i].foot->label.zh),
                                 STR_ARG(num_exact(cx, r->checks[i].left)),
                                 STR_ARG(num_exact(cx, r->checks[i].right))));
}

/* --- figures by hand: at the end, with who says so --- */

enum { HAND_COLUMNS = 4 };

typedef struct HandTable {
    VEC(DocxCell) cells;
} HandTable;

static void hand_row(Cx *cx, HandTable *t, Str name, Str value, Str author, Str source)
{
    const Str texts[HAND_COLUMNS] = {name, value, author, source};
    for (size_t i = 0; i < HAND_COLUMNS; i++)
        vec_push(
            cx, &t->cells,
            ((DocxCell){.text = texts[i], .key = S(""), .align = i % 3 ? DOCX_BODY : DOCX_LEFT}));
}

static void hand_paragraph(Cx *cx, HandTable *t, const Paragraph *p)
{
    for (size_t i = 0; i < p->said.n; i++) {
        const Said *s = &p->said.p[i];
        if (s->author.len) hand_row(cx, t, s->i->label.zh, s->text, s->author, s->source);
    }
}

static void docx_by_hand(Cx *cx, Docx *d, const Report *r)
{
    static const int widths[HAND_COLUMNS] = {34, 20, 20, 50};
    HandTable t = {0};
    hand_row(cx, &t, S("指标"), S("数值"), S("填报人"), S("依据"));
    for (size_t i = 0; i < r->n; i++)
        for (size_t k = 0; k < r->sections[i].paragraphs.n; k++)
            hand_paragraph(cx, &t, &r->sections[i].paragraphs.p[k]);
    if (t.cells.n == HAND_COLUMNS) return; /* none */
    docx_heading(d, 1, S("附：手工填报数据"));
    docx_table(d, &(DocxTable){.caption = S(""),
                               .widths = widths,
                               .n_columns = HAND_COLUMNS,
                               .n_head = 1,
                               .cells = t.cells.p,
                               .n_rows = t.cells.n / HAND_COLUMNS});
}

Err report_docx(Cx *cx, const Site *site, const Report *r, Str *ret)
{
    Docx *d = docx_new(
        cx, (DocxMeta){.title = r->title, .author = cx->actor->name, .created_ms = cx->now_ms});
    docx_title(d, r->title);
    if (site->sandbox) docx_para(d, S("【演练】本文件由演练系统生成。"));
    docx_checks(cx, d, r);
    for (size_t i = 0; i < r->n; i++) {
        if (r->sections[i].paragraphs.n == 0) continue;
        docx_heading(d, 1, r->sections[i].title);
        for (size_t k = 0; k < r->sections[i].paragraphs.n; k++) {
            const Paragraph *p = &r->sections[i].paragraphs.p[k];
            if (p->grid) docx_grid(cx, d, p->grid);
            else docx_prose(cx, d, p);
        }
    }
    docx_by_hand(cx, d, r);
    return docx_finish(d, ret);
}

/* --- workbook --- */

enum { SECTION, NAME, KEY, VALUE, UNIT, YOY, TEXT, N_CELLS };

static Err xlsx_section(Cx *cx, const SaidSection *s, Sheet *sheet)
{
    static const bool numbers[N_CELLS] = {[VALUE] = true, [YOY] = true};
    for (size_t i = 0; i < s->paragraphs.n; i++)
        for (size_t k = 0; k < s->paragraphs.p[i].said.n; k++) {
            const Said *f = &s->paragraphs.p[i].said.p[k];
            if (!f->i) continue;
            Str yoy = f->yoy.known ? num_rounded(cx, f->yoy, PERCENT_DIGITS) : S("");
            Str cells[N_CELLS] = {s->title,
                                  f->i->label.zh,
                                  key_of(cx, f),
                                  value_of(cx, f),
                                  f->change ? S("%") : f->i->unit,
                                  yoy,
                                  f->text};
            TRY(sheet_add(cx, sheet, cells, numbers, N_CELLS));
        }
    return OK;
}

/* A table by counties on a sheet of its own. */
static Err xlsx_table(Cx *cx, const Grid *g, Sheet *sheet)
{
    size_t n = g->n_shown + 1;
    Str *cells = cx_new(cx, Str, n);
    bool *numbers = cx_new(cx, bool, n);
    cells[0] = S("区域");
    for (size_t c = 1; c < n; c++) cells[c] = column_head(cx, g->shown[c - 1]), numbers[c] = true;
    TRY(sheet_next(cx, sheet, g->number, cells, n));
    for (size_t row = 0; row < g->n_rows; row++) {
        cells[0] = g->labels[row];
        for (size_t c = 1; c < n; c++)
            cells[c] = grid_cell(cx, g, &(Series){.column = c - 1}, row).text;
        TRY(sheet_add(cx, sheet, cells, numbers, n));
    }
    return OK;
}

static Err xlsx_grids(Cx *cx, const SaidSection *s, Sheet *sheet)
{
    for (size_t i = 0; i < s->paragraphs.n; i++) {
        const Grid *g = s->paragraphs.p[i].grid;
        if (!g) continue;
        if (g->block->chart) {
            Plot plot = grid_plot(cx, g);
            TRY(sheet_plot(cx, sheet, &plot));
        } else TRY(xlsx_table(cx, g, sheet));
    }
    return OK;
}

Err report_xlsx(Cx *cx, const Report *r, Str path)
{
    const Str columns[N_CELLS] = {S("章节"), S("指标"),  S("代码"),    S("数值"),
                                  S("单位"), S("同比%"), S("文中表述")};
    Sheet *sheet;
    TRY(sheet_create(cx, path, str_head(r->t->label.zh, 30), columns, NULL, N_CELLS, &sheet));
    for (size_t i = 0; i < r->n; i++) TRY(xlsx_section(cx, &r->sections[i], sheet));
    for (size_t i = 0; i < r->n_checks; i++) {
        const FootCheck *c = &r->checks[i];
        Str cells[N_CELLS] = {S("数据校验"),
                              c->foot->label.zh,
                              c->foot->id,
                              num_exact(cx, c->left),
                              S(""),
                              S(""),
                              c->holds ? S("相符") : S("不符")};
        TRY(sheet_add(cx, sheet, cells, NULL, N_CELLS));
    }
    for (size_t i = 0; i < r->n; i++) TRY(xlsx_grids(cx, &r->sections[i], sheet));
    return sheet_finish(cx, sheet);
}
