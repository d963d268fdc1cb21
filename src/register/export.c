/* SPDX-License-Identifier: Apache-2.0 */
/* Exports: the records of a query as rows of text, in the columns that an import reads back; CSV
 * and GeoJSON from them. */
#include "register/book_int.h"
#include "wire/csv.h"

typedef struct Out {
    Book *book;
    Db *db;
    const Reg *reg;
    Err (*row)(Cx *cx, const ExportRow *row, void *ctx);
    void *ctx;
    Progress *progress;
} Out;

static bool is_exported(const Reg *r, const Field *f)
{
    return !(f->builtin && (int)(f - r->fields) == r->f_ref); /* ref stands in front */
}

void export_columns(Cx *cx, const Reg *r, Strs *ret)
{
    VEC(Str) v = {0};
    vec_push(cx, &v, S("id"));
    vec_push(cx, &v, S("ref"));
    for (size_t i = 0; i < r->n_fields; i++)
        if (is_exported(r, &r->fields[i])) vec_push(cx, &v, r->fields[i].key);
    if (r->n_states) vec_push(cx, &v, S("state"));
    *ret = (Strs){v.p, v.n};
}

/* References leave by natural key, so that they find their record in another city's database too.
 */
static Str exported(Cx *cx, const Out *o, const Rec *rec, const Field *f)
{
    Val v = rec->v[f->index];
    if (v.kind == VAL_NULL) return S("");
    if (val_is_masked(cx, f)) return val_mask(cx, f, v);
    bool refers = f->type == TYPE_REF || f->type == TYPE_OBJECT;
    const Reg *target = refers ? rec_target(book_model(o->book), rec, f) : NULL;
    return v.kind == VAL_INT && target ? record_key_text(cx, o->db, target, v.i)
                                       : val_text(cx, f, v);
}

static ExportRow cells_of(Cx *cx, const Out *o, const Rec *rec)
{
    const Reg *r = rec->reg;
    ExportRow row = {.rec = rec, .cells = cx_new(cx, Str, r->n_fields + 3)};
    row.cells[row.n++] = id_format(cx, rec->id);
    row.cells[row.n++] = rec->v[r->f_ref].kind == VAL_TEXT ? rec->v[r->f_ref].s : S("");
    for (size_t i = 0; i < r->n_fields; i++)
        if (is_exported(r, &r->fields[i])) row.cells[row.n++] = exported(cx, o, rec, &r->fields[i]);
    if (r->n_states) row.cells[row.n++] = rec->state;
    return row;
}

static Err put_record(Cx *cx, const Rec *rec, void *ctx)
{
    Out *o = ctx;
    ExportRow row = cells_of(cx, o, rec);
    TRY(progress_step(cx, o->progress, 1));
    return o->row(cx, &row, o->ctx);
}

Err export_each(Cx *cx, Book *b, const Query *q,
                Err (*row)(Cx *cx, const ExportRow *row, void *ctx), void *ctx)
{
    Out o = {.book = b, .reg = q->reg, .progress = q->progress, .row = row, .ctx = ctx};
    TRY(book_gate(b, cx, q->reg, S("export"), cx->actor->region));
    TRY(store_reader(cx, b->config.store, &o.db));
    return query_each(cx, b, q, put_record, &o);
}

/* --- CSV --- */

typedef struct CsvOut {
    Buf *b;
} CsvOut;

static Err csv_row(Cx *cx, const ExportRow *row, void *ctx)
{
    CsvOut *o = ctx;
    ExportRow r = *row;
    for (size_t i = 0; i < r.n; i++) csv_cell(o->b, csv_guard(cx, r.cells[i]), i == 0);
    csv_end(o->b);
    return buf_done(o->b);
}

/* The buffer grows in an arena that is rewound row by row, so it lives in a cx of its own. */
static Err with_own_buffer(Cx *cx, Err (*run)(Cx *cx, Buf *out, void *ctx), void *ctx, Str *ret)
{
    Cx *keep = cx_open(cx->now_ms, 0);
    Buf *out = cx_new(keep, Buf, 1);
    *out = buf_new(keep, 0);
    Err err = run(cx, out, ctx);
    if (err == OK) *ret = str_dup(cx, buf_str(out));
    cx_close(keep);
    return err;
}

typedef struct Job {
    Book *book;
    const Query *q;
    bool first;
    Buf *out;
} Job;

static Err run_csv(Cx *cx, Buf *out, void *ctx)
{
    Job *j = ctx;
    CsvOut o = {out};
    Strs columns;
    export_columns(cx, j->q->reg, &columns);
    for (size_t i = 0; i < columns.n; i++) csv_cell(out, columns.p[i], i == 0);
    csv_end(out);
    return export_each(cx, j->book, j->q, csv_row, &o);
}

Err export_csv(Cx *cx, Book *b, const Query *q, Str *ret)
{
    Job j = {.book = b, .q = q};
    return with_own_buffer(cx, run_csv, &j, ret);
}

/* --- GeoJSON: RFC 7946 --- */

static void put_properties(Cx *cx, const ExportRow *row, Jw *w)
{
    const Reg *r = row->rec->reg;
    Strs columns;
    export_columns(cx, r, &columns);
    jw_open(w, '{');
    for (size_t i = 0; i < columns.n; i++) {
        const Field *f = reg_field(r, columns.p[i]);
        bool geometry =
            f && (f->type == TYPE_GEOMETRY || f->index == r->f_lon || f->index == r->f_lat);
        if (geometry) continue;
        bool number = f && (f->type == TYPE_INT || f->type == TYPE_REAL || f->type == TYPE_MONEY ||
                            f->type == TYPE_BOOL);
        jw_key(w, columns.p[i]);
        if (row->cells[i].len == 0) jw_null(w);
        else if (number && !val_is_masked(cx, f)) jw_raw(w, row->cells[i]);
        else jw_str(w, row->cells[i]);
    }
    jw_close(w, '}');
}

Err record_properties(Cx *cx, Book *b, const Rec *rec, Jw *w)
{
    Out o = {.book = b, .reg = rec->reg};
    TRY(store_reader(cx, b->config.store, &o.db));
    ExportRow row = cells_of(cx, &o, rec);
    put_properties(cx, &row, w);
    return OK;
}

void point_json(double lon, double lat, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "type", S("Point"));
    jw_key(w, S("coordinates"));
    jw_open(w, '[');
    jw_f64(w, lon);
    jw_f64(w, lat);
    jw_close(w, ']');
    jw_close(w, '}');
}

void geometry_json(const Rec *rec, Jw *w)
{
    const Reg *r = rec->reg;
    double lon, lat;
    if (r->f_geometry >= 0 && rec->v[r->f_geometry].kind == VAL_TEXT)
        jw_raw(w, rec->v[r->f_geometry].s);
    else if (r->f_lon >= 0 && rec_place(rec, &lon, &lat)) {
        point_json(lon, lat, w);
    } else jw_null(w);
}

static Err feature(Cx *cx, const ExportRow *row, void *ctx)
{
    Job *j = ctx;
    Jw w = jw_on(j->out);
    buf_z(j->out, j->first ? "\n" : ",\n");
    j->first = false;
    jw_open(&w, '{');
    jw_kstr(&w, "type", S("Feature"));
    jw_kstr(&w, "id", row->cells[0]);
    jw_key(&w, S("geometry"));
    geometry_json(row->rec, &w);
    jw_key(&w, S("properties"));
    put_properties(cx, row, &w);
    jw_close(&w, '}');
    return buf_done(j->out);
}

static Err run_geojson(Cx *cx, Buf *out, void *ctx)
{
    Job *j = ctx;
    j->out = out;
    j->first = true;
    buf_z(out, "{\"type\":\"FeatureCollection\",\"features\":[");
    TRY(export_each(cx, j->book, j->q, feature, j));
    buf_z(out, "\n]}\n");
    return buf_done(out);
}

Err export_geojson(Cx *cx, Book *b, const Query *q, Str *ret)
{
    Job j = {.book = b, .q = q};
    return with_own_buffer(cx, run_geojson, &j, ret);
}
