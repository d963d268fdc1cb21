/* SPDX-License-Identifier: Apache-2.0 */
#include "systems/fill/fill.h"

static void count_columns(Cx *cx, Str text, Str **ret, size_t *n)
{
    VEC(Str) names = {0};
    Str one;
    while (str_next(&text, ' ', &one)) vec_push(cx, &names, one);
    *ret = names.p;
    *n = names.n;
}

static void free_rows(void *ctx)
{
    Fill *f = ctx;
    cx_close(f->rows_cx);
}

Err fill_begin(Cx *cx, Book *book, const char *reg, const char *columns, Fill *ret)
{
    Str *names;
    const Reg *r = model_reg(book_model(book), str_c(reg));
    if (!r) return cx_refuse(cx, ERR_NOT_FOUND, S("register"), str_c(reg), "no such register");
    *ret = (Fill){.cx = cx,
                  .reg = str_c(reg),
                  .rows_cx = cx_open(cx->now_ms, 0),
                  .rows = cx_new(cx, ImportRow, IMPORT_CHUNK)};
    Fill *held = cx_new(cx, Fill, 1);
    *held = *ret;
    cx_defer(cx, free_rows, held);
    count_columns(cx, str_c(columns), &names, &ret->n_columns);
    return import_begin(cx, book, r, names, ret->n_columns, DATUM_WGS84, false, &ret->im);
}

void fill_str(Fill *f, Str cell)
{
    ImportRow *row = &f->rows[f->n_rows];
    if (f->n_cells == 0) *row = (ImportRow){++f->row, cx_new(f->rows_cx, Str, f->n_columns)};
    assert(f->n_cells < f->n_columns);
    row->values[f->n_cells++] = str_dup(f->rows_cx, cell);
}

void fill_put(Fill *f, const char *fmt, ...)
{
    Buf b = buf_new(f->rows_cx, 0);
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&b, fmt, ap);
    va_end(ap);
    fill_str(f, buf_str(&b));
}

void fill_time(Fill *f, int64_t ms)
{
    fill_str(f, ms ? time_format(f->rows_cx, ms) : S(""));
}

void fill_date(Fill *f, int64_t ms)
{
    fill_str(f, ms ? date_format(f->rows_cx, day_of_ms(ms)) : S(""));
}

static Err flush(Fill *f)
{
    if (f->n_rows == 0) return OK;
    Err err = import_rows(f->cx, f->im, f->rows, f->n_rows);
    f->n_rows = 0;
    cx_reset(f->rows_cx);
    TRY(err);
    const ImportResult *r = import_result(f->im);
    if (r->n_refused == 0) return OK;
    const ImportRefusal *first = &r->refused.p[0];
    Str field = str_fmt(f->cx, "%.*s:%lld:%.*s", STR_ARG(f->reg), (long long)first->row,
                        STR_ARG(first->field));
    return cx_refuse(f->cx, ERR_INVALID, field, first->value, "%.*s", STR_ARG(first->reason));
}

Err fill_next(Fill *f)
{
    assert(f->n_cells == f->n_columns);
    f->n_cells = 0;
    return ++f->n_rows == IMPORT_CHUNK ? flush(f) : OK;
}

Err fill_end(Fill *f, int64_t *n)
{
    TRY(flush(f));
    if (n) *n = import_result(f->im)->created;
    return OK;
}
