/* SPDX-License-Identifier: Apache-2.0 */
/* Workbooks in constant memory. */
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "wire/sheet.h"

struct Sheet {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *bold;
    lxw_row_t row;
    Str path;
};

/* source: Microsoft, Excel specifications and limits (rows of a sheet, signs in a cell) */
enum { ROWS_MAX = 1048576, CELL_MAX = 32767 };

static Err failed(Cx *cx, Str path, lxw_error e)
{
    return cx_refuse(cx, e == LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE ? ERR_TOO_BIG : ERR_IO,
                     S("file"), path, "cannot write the workbook: %s", lxw_strerror(e));
}

/* source: Microsoft, Rename a worksheet: 31 signs, none of these */
static char *name_of(Cx *cx, Str name)
{
    enum { NAME_MAX_SIGNS = 31 };
    char *z = str_z(cx, utf8_head(name, NAME_MAX_SIGNS));
    for (char *c = z; *c; c++)
        if (strchr("[]:*?/\\'", *c)) *c = ' ';
    return z;
}

Err sheet_next(Cx *cx, Sheet *s, Str name, const Str *columns, size_t n)
{
    s->sheet = workbook_add_worksheet(s->book, name_of(cx, name));
    if (!s->sheet) return failed(cx, s->path, LXW_ERROR_SHEETNAME_ALREADY_USED);
    s->row = 1;
    for (size_t i = 0; i < n; i++)
        worksheet_write_string(s->sheet, 0, (lxw_col_t)i, str_z(cx, columns[i]), s->bold);
    worksheet_freeze_panes(s->sheet, 1, 0);
    if (n) worksheet_set_column(s->sheet, 0, (lxw_col_t)(n - 1), 18, NULL);
    return OK;
}

Err sheet_create(Cx *cx, Str path, Str name, const Str *columns, const Str *notes, size_t n,
                 Sheet **ret)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    Sheet *s = cx_new(cx, Sheet, 1);
    *s = (Sheet){.book = workbook_new_opt(str_z(cx, path), &options), .path = path};
    if (!s->book) return failed(cx, path, LXW_ERROR_CREATING_XLSX_FILE);
    s->bold = workbook_add_format(s->book);
    format_set_bold(s->bold);
    TRY(sheet_next(cx, s, name, columns, n));
    for (size_t i = 0; notes && i < n; i++)
        if (notes[i].len) worksheet_write_comment(s->sheet, 0, (lxw_col_t)i, str_z(cx, notes[i]));
    *ret = s;
    return OK;
}

static lxw_error put(Cx *cx, Sheet *s, lxw_col_t column, Str cell, bool number)
{
    double v;
    if (cell.len == 0) return LXW_NO_ERROR;
    if (number && cell.len <= 15 && str_f64(cell, &v))
        return worksheet_write_number(s->sheet, s->row, column, v, NULL);
    return worksheet_write_string(s->sheet, s->row, column, str_z(cx, utf8_head(cell, CELL_MAX)),
                                  NULL);
}

Err sheet_add(Cx *cx, Sheet *s, const Str *cells, const bool *is_number, size_t n)
{
    if (s->row >= ROWS_MAX)
        return cx_refuse(cx, ERR_TOO_BIG, S("file"), s->path, "a sheet has at most %d rows",
                         ROWS_MAX);
    for (size_t i = 0; i < n; i++) {
        lxw_error e = put(cx, s, (lxw_col_t)i, cells[i], is_number && is_number[i]);
        if (e != LXW_NO_ERROR) return failed(cx, s->path, e);
    }
    s->row++;
    return OK;
}

/* --- charts --- */

static lxw_chart_type type_of(PlotKind kind)
{
    switch (kind) {
    case PLOT_COLUMN: return LXW_CHART_COLUMN;
    case PLOT_BAR: return LXW_CHART_BAR;
    case PLOT_LINE: return LXW_CHART_LINE;
    case PLOT_PIE: return LXW_CHART_PIE;
    }
    return LXW_CHART_NONE;
}

static lxw_color_t colour(const char *hex)
{
    return (lxw_color_t)strtoul(hex, NULL, 16);
}

static void paint(const Plot *p, size_t at, lxw_chart_series *series)
{
    lxw_chart_line line = {.color = colour(plot_edge(p, at)),
                           .dash_type = p->kind == PLOT_LINE && p->series[at].past
                                            ? LXW_CHART_LINE_DASH_DASH
                                            : LXW_CHART_LINE_DASH_SOLID};
    lxw_chart_fill fill = {.color = colour(plot_fill(p, at))};
    chart_series_set_line(series, &line);
    if (p->kind != PLOT_LINE) chart_series_set_fill(series, &fill);
    if (plot_is_labelled(p)) chart_series_set_labels(series);
}

static void paint_slices(Cx *cx, const Plot *p, lxw_chart_series *series)
{
    lxw_chart_point *points = cx_new(cx, lxw_chart_point, p->n_points);
    lxw_chart_fill *fills = cx_new(cx, lxw_chart_fill, p->n_points);
    lxw_chart_point **list = cx_new(cx, lxw_chart_point *, p->n_points + 1);
    for (size_t i = 0; i < p->n_points; i++) {
        fills[i].color = colour(plot_fill(p, i));
        points[i].fill = &fills[i];
        list[i] = &points[i];
    }
    chart_series_set_points(series, list);
    chart_series_set_labels(series);
    chart_series_set_labels_options(series, LXW_FALSE, LXW_TRUE, LXW_TRUE);
    chart_series_set_labels_percentage(series);
    chart_series_set_labels_position(series, LXW_CHART_LABEL_POSITION_OUTSIDE_END);
}

/* One column of this sheet beside its first. */
static Err draw_series(Cx *cx, Sheet *s, const Plot *p, size_t at, lxw_chart *chart)
{
    const char *name = name_of(cx, p->name);
    lxw_row_t last = (lxw_row_t)p->n_points;
    lxw_col_t column = (lxw_col_t)(at + 1);
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    if (!series) return failed(cx, s->path, LXW_ERROR_MEMORY_MALLOC_FAILED);
    chart_series_set_categories(series, name, 1, 0, last, 0);
    chart_series_set_values(series, name, 1, column, last, column);
    chart_series_set_name_range(series, name, 0, column);
    if (p->kind == PLOT_PIE) paint_slices(cx, p, series);
    else paint(p, at, series);
    return OK;
}

/* Of lying columns the first stands on top, the values below. */
static void draw_axes(const Plot *p, lxw_chart *chart)
{
    bool lying = p->kind == PLOT_BAR;
    lxw_chart_line light = {.color = 0xDDE3EA, .width = 0.5F};
    chart_axis_major_gridlines_set_line(lying ? chart->x_axis : chart->y_axis, &light);
    if (!lying) return;
    chart_axis_set_reverse(chart->y_axis);
    chart_axis_set_crossing_max(chart->y_axis);
}

static Err draw(Cx *cx, Sheet *s, const Plot *p)
{
    lxw_chart *chart = workbook_add_chart(s->book, (uint8_t)type_of(p->kind));
    /* source: ours: 720 by 360 pixels instead of the library's 480 by 288 */
    lxw_chart_options options = {.x_scale = 1.5, .y_scale = 1.25};
    if (!chart) return failed(cx, s->path, LXW_ERROR_MEMORY_MALLOC_FAILED);
    for (size_t i = 0; i < p->n_series; i++) TRY(draw_series(cx, s, p, i, chart));
    chart_title_set_name(chart, str_z(cx, p->title));
    chart_legend_set_position(chart,
                              p->n_series == 1 ? LXW_CHART_LEGEND_NONE : LXW_CHART_LEGEND_BOTTOM);
    if (p->kind != PLOT_PIE) draw_axes(p, chart);
    lxw_error e =
        worksheet_insert_chart_opt(s->sheet, 1, (lxw_col_t)(p->n_series + 2), chart, &options);
    return e == LXW_NO_ERROR ? OK : failed(cx, s->path, e);
}

Err sheet_plot(Cx *cx, Sheet *s, const Plot *p)
{
    enum { A4 = 9 }; /* source: ECMA-376 Part 1 §18.3.1.63, paperSize */
    Str cells[PLOT_MAX_SERIES + 1] = {p->head};
    bool numbers[PLOT_MAX_SERIES + 1] = {false};
    if (!plot_is_sound(p))
        return cx_refuse(cx, ERR_INVALID, S("chart"), p->title, "cannot be drawn like this");
    for (size_t k = 0; k < p->n_series; k++)
        cells[k + 1] = p->series[k].name, numbers[k + 1] = true;
    TRY(sheet_next(cx, s, p->name, cells, p->n_series + 1));
    worksheet_set_paper(s->sheet, A4);
    worksheet_set_landscape(s->sheet);
    worksheet_fit_to_pages(s->sheet, 1, 0);
    for (size_t i = 0; i < p->n_points; i++) {
        cells[0] = p->labels[i];
        for (size_t k = 0; k < p->n_series; k++) cells[k + 1] = p->series[k].values[i];
        TRY(sheet_add(cx, s, cells, numbers, p->n_series + 1));
    }
    return draw(cx, s, p);
}

Err sheet_finish(Cx *cx, Sheet *s)
{
    lxw_error e = workbook_close(s->book);
    return e == LXW_NO_ERROR ? OK : failed(cx, s->path, e);
}
