/* SPDX-License-Identifier: Apache-2.0 */
/* Workbooks in constant memory. */
#include <xlsxwriter.h>

#include "wire/sheet.h"

struct Sheet {
    lxw_workbook *book;
    lxw_worksheet *sheet;
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

Err sheet_create(Cx *cx, Str path, Str name, const Str *columns, const Str *notes, size_t n,
                 Sheet **ret)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    Sheet *s = cx_new(cx, Sheet, 1);
    *s = (Sheet){.book = workbook_new_opt(str_z(cx, path), &options), .path = path, .row = 1};
    if (!s->book) return failed(cx, path, LXW_ERROR_CREATING_XLSX_FILE);
    s->sheet = workbook_add_worksheet(s->book, str_z(cx, utf8_head(name, 31)));
    lxw_format *bold = workbook_add_format(s->book);
    format_set_bold(bold);
    for (size_t i = 0; i < n; i++) {
        worksheet_write_string(s->sheet, 0, (lxw_col_t)i, str_z(cx, columns[i]), bold);
        if (notes && notes[i].len)
            worksheet_write_comment(s->sheet, 0, (lxw_col_t)i, str_z(cx, notes[i]));
    }
    worksheet_freeze_panes(s->sheet, 1, 0);
    if (n) worksheet_set_column(s->sheet, 0, (lxw_col_t)(n - 1), 18, NULL);
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

Err sheet_finish(Cx *cx, Sheet *s)
{
    lxw_error e = workbook_close(s->book);
    return e == LXW_NO_ERROR ? OK : failed(cx, s->path, e);
}
