/* SPDX-License-Identifier: Apache-2.0 */
/* Tables and charts of a report: which figures stand in them, how their rows and series are
 * called, where each cell opens. Nothing is read here. */
#include "systems/indicator/report.h"

static bool by_time(const Grid *g)
{
    return g->ask.by == BY_MONTH || g->ask.by == BY_QUARTER;
}

static int year_of(int64_t day)
{
    int y, m, d;
    day_to_civil(day, &y, &m, &d);
    return y;
}

/* From the first of January of the year that it begins in. */
static Err to_date(Cx *cx, Ask *ask)
{
    Str text = str_fmt(cx, "%04d-01..%.*s", year_of(ask->now.first),
                       STR_ARG(date_format(cx, ask->now.last)));
    TRY(period_parse(cx, text, &ask->now, &ask->before));
    ask->period = period_text(cx, &ask->now);
    return OK;
}

Err grid_ask(Cx *cx, const Block *b, const Ask *of, Ask *ret)
{
    *ret = *of;
    ret->by = b->chart ? b->chart->by : BY_COUNTY;
    return b->chart && b->chart->to_date ? to_date(cx, ret) : OK;
}

/* --- rows --- */

/* Columns have the same parts; one more line of what lies in none only where every column has it.
 */
static size_t rows_of(const Grid *g)
{
    size_t n = g->columns[0].n;
    for (size_t c = 1; c < g->n_shown; c++)
        if (g->columns[c].n < n) n = g->columns[c].n;
    return n;
}

/* 8月, 三季度; with its year where the months of several stand beside each other. */
static Str time_label(Cx *cx, const Grid *g, const Period *p)
{
    static const char *const quarters[] = {"一", "二", "三", "四"};
    int y, m, d;
    day_to_civil(p->first, &y, &m, &d);
    bool one_year = year_of(g->ask.now.first) == year_of(g->ask.now.last);
    Str year = one_year ? S("") : str_fmt(cx, "%d年", y);
    return g->ask.by == BY_MONTH ? str_fmt(cx, "%.*s%d月", STR_ARG(year), m)
                                 : str_fmt(cx, "%.*s%s季度", STR_ARG(year), quarters[(m - 1) / 3]);
}

/* A report speaks Chinese to whoever asks for it. */
static Str sector_label(const Grid *g, const Site *site, const Figure *f)
{
    const Field *field = indicator_sector(g->shown[0]);
    const CodeList *list = model_list(book_model(site->book), field->arg);
    const Code *code = list ? code_find(list, f->key) : NULL;
    return code ? code->label.zh : f->label;
}

static Str label_of(Cx *cx, const Site *site, const Grid *g, size_t row)
{
    const Figure *f = &g->columns[0].p[row];
    if (f->rest) return S("其他"); /* in no county, in no sector */
    if (by_time(g)) return time_label(cx, g, &g->spans[row].now);
    return g->ask.by == BY_SECTOR ? sector_label(g, site, f) : f->label;
}

/* --- series --- */

static Num value_of(const Grid *g, const Series *s, size_t row)
{
    const Figure *f = &g->columns[s->column].p[row];
    return s->past ? f->before : f->now;
}

static bool tells_something(const Grid *g, const Series *s)
{
    bool told = false;
    for (size_t row = 0; row < g->n_rows; row++) told = told || value_of(g, s, row).num != 0;
    return told;
}

/* 2019年 beside 2018年; with the figure's name where there are several. */
static Str series_name(Cx *cx, const Grid *g, const Series *s)
{
    const Period *p = s->past ? &g->ask.before : &g->ask.now;
    Str label = g->shown[s->column]->label.zh;
    if (!g->block->chart->last_year) return label;
    bool one_year = year_of(p->first) == year_of(p->last);
    Str span = by_time(g) && one_year ? str_fmt(cx, "%d年", year_of(p->first)) : period_zh(cx, p);
    return g->n_shown == 1 ? span : str_fmt(cx, "%.*s（%.*s）", STR_ARG(label), STR_ARG(span));
}

/* The year before on the left, as one reads; where it tells nothing it is lost. */
static void make_series(Cx *cx, Grid *g, const Indicator **lost, size_t *n_lost)
{
    g->series = cx_new(cx, Series, g->n_shown * 2);
    for (size_t c = 0; c < g->n_shown; c++) {
        Series past = {c, true, S("")}, now = {c, false, S("")};
        bool told = tells_something(g, &past);
        if (g->block->chart->last_year && told) g->series[g->n_series++] = past;
        if (g->block->chart->last_year && !told) lost[(*n_lost)++] = g->shown[c];
        g->series[g->n_series++] = now;
    }
    for (size_t i = 0; i < g->n_series; i++) g->series[i].name = series_name(cx, g, &g->series[i]);
}

/* A slice of nothing is none. */
static void keep_slices(Grid *g)
{
    size_t n = 0;
    Figure *p = g->columns[0].p;
    for (size_t row = 0; row < g->n_rows; row++)
        if (p[row].now.num > 0) p[n++] = p[row];
    g->n_rows = n;
}

static bool has_picture(const Grid *g)
{
    bool told = false;
    for (size_t i = 0; i < g->n_series; i++) told = told || tells_something(g, &g->series[i]);
    return told && g->n_rows > 1 && g->n_rows <= PLOT_MAX_POINTS;
}

void grid_arrange(Cx *cx, const Site *site, Grid *g, const Indicator **lost, size_t *n)
{
    const Block *b = g->block;
    size_t n_spans;
    *n = 0;
    g->title = b->caption;
    g->n_rows = rows_of(g);
    if (by_time(g))
        period_parts(cx, &g->ask.now, g->ask.by == BY_MONTH ? 1 : 3, &g->spans, &n_spans);
    if (b->chart && b->chart->kind == PLOT_PIE) keep_slices(g);
    g->labels = cx_new(cx, Str, g->n_rows + 1);
    for (size_t row = 0; row < g->n_rows; row++) g->labels[row] = label_of(cx, site, g, row);
    if (!b->chart) return;
    g->title = str_fmt(cx, "%.*s（单位：%.*s）", STR_ARG(b->caption), STR_ARG(g->shown[0]->unit));
    make_series(cx, g, lost, n);
    if (!has_picture(g)) g->n_series = 0;
}

/* --- cells --- */

Str indicator_part_url(Cx *cx, const Indicator *i, const Ask *ask, const Figure *part, Str period)
{
    bool place = ask->by == BY_COUNTY || ask->by == BY_TOWNSHIP;
    Str url = indicator_records_url(cx, i, ask, period, place ? part->key : ask->region);
    if (part->rest) return str_fmt(cx, "%.*s&rest=%s", STR_ARG(url), by_name(ask->by));
    return ask->by == BY_SECTOR ? str_fmt(cx, "%.*s&sector=%.*s", STR_ARG(url), STR_ARG(part->key))
                                : url;
}

Said grid_cell(Cx *cx, const Grid *g, const Series *s, size_t row)
{
    const Figure *f = &g->columns[s->column].p[row];
    const PeriodPart *span = g->spans ? &g->spans[row] : NULL;
    const Period *p =
        span ? (s->past ? &span->before : &span->now) : (s->past ? &g->ask.before : &g->ask.now);
    bool place = g->ask.by == BY_COUNTY || g->ask.by == BY_TOWNSHIP;
    Num value = value_of(g, s, row);
    Said said = {.i = g->shown[s->column],
                 .region = place ? f->key : S(""),
                 .period = span || s->past ? period_text(cx, p) : g->ask.period,
                 .value = value,
                 .yoy = s->past ? NUM_UNKNOWN : num_change(f->now, f->before)};
    said.text = value.known ? num_rounded(cx, value, said.i->digits) : S("—");
    said.records = indicator_part_url(cx, said.i, &g->ask, f, said.period);
    return said;
}

static Str head_of(const Grid *g)
{
    static const char *const heads[] = {
        [BY_NOTHING] = "",   [BY_COUNTY] = "区域",  [BY_TOWNSHIP] = "区域",
        [BY_MONTH] = "月份", [BY_QUARTER] = "季度", [BY_SECTOR] = "领域"};
    return str_c(heads[g->ask.by]);
}

Plot grid_plot(Cx *cx, const Grid *g)
{
    PlotSeries *series = cx_new(cx, PlotSeries, g->n_series);
    for (size_t i = 0; i < g->n_series; i++) {
        Str *values = cx_new(cx, Str, g->n_rows);
        for (size_t row = 0; row < g->n_rows; row++) {
            Num v = value_of(g, &g->series[i], row);
            values[row] =
                v.known ? num_rounded(cx, v, g->shown[g->series[i].column]->digits) : S("");
        }
        series[i] = (PlotSeries){g->series[i].name, values, g->series[i].past};
    }
    return (Plot){.kind = g->block->chart->kind,
                  .name = g->number,
                  .title = g->title,
                  .head = head_of(g),
                  .unit = g->shown[0]->unit,
                  .labels = g->labels,
                  .n_points = g->n_rows,
                  .series = series,
                  .n_series = g->n_series};
}
