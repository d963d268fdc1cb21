/* SPDX-License-Identifier: Apache-2.0 */
/* Any register as a file, at once or as a job. */
#include "api/jobs.h"
#include "api/transfer_int.h"
#include "geo/vector.h"
#include "wire/sheet.h"

Err transfer_tmp_path(Cx *cx, const Api *api, Str ending, Str *ret)
{
    return system_tmp_path(cx, &api->site, ending, ret);
}

Str transfer_short_name(Cx *cx, Str name, size_t i)
{
    return name.len <= 10 ? name : str_fmt(cx, "%.6s_%03zu", name.p, i);
}

typedef struct SheetOut {
    Sheet *sheet;
    const bool *is_number;
} SheetOut;

static Err sheet_row(Cx *cx, const ExportRow *row, void *ctx)
{
    SheetOut *o = ctx;
    return sheet_add(cx, o->sheet, row->cells, o->is_number, row->n);
}

static void number_columns(Cx *cx, const Reg *reg, const Strs *columns, bool **ret)
{
    *ret = cx_new(cx, bool, columns->n);
    for (size_t i = 0; i < columns->n; i++) {
        const Field *f = reg_field(reg, columns->p[i]);
        (*ret)[i] = f && (f->type == TYPE_INT || f->type == TYPE_MONEY || f->type == TYPE_BOOL);
    }
}

static Err export_xlsx(Cx *cx, Api *api, const Query *q, Str path)
{
    Strs columns;
    SheetOut o;
    bool *numbers;
    export_columns(cx, q->reg, &columns);
    number_columns(cx, q->reg, &columns, &numbers);
    o.is_number = numbers;
    TRY(sheet_create(cx, path, cx_pick(cx, q->reg->label.zh, q->reg->label.en), columns.p, NULL,
                     columns.n, &o.sheet));
    Err err = export_each(cx, api->site.book, q, sheet_row, &o);
    Err end = sheet_finish(cx, o.sheet);
    return err != OK ? err : end;
}

static Err vector_row(Cx *cx, const ExportRow *row, void *ctx)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    geometry_json(row->rec, &w);
    return vector_add(cx, ctx,
                      &(VectorRow){row->cells, str_is(buf_str(&b), "null") ? S("") : buf_str(&b)});
}

static Err export_vector(Cx *cx, Api *api, const Query *q, Str format, Str path)
{
    Strs columns;
    VectorOut *out;
    export_columns(cx, q->reg, &columns);
    for (size_t i = 0; str_is(format, "shp") && i < columns.n; i++)
        columns.p[i] = transfer_short_name(cx, columns.p[i], i);
    TRY(vector_create(cx, format, path, q->reg->key, columns.p, columns.n,
                      q->reg->geometry == GEOMETRY_POINT, &out));
    Err err = export_each(cx, api->site.book, q, vector_row, out);
    Err end = vector_finish(cx, out);
    return err != OK ? err : end;
}

static const struct {
    const char *format, *kind, *type, *ending;
} formats[] = {
    {"csv",     "csv",     "text/csv; charset=utf-8",                                           ".csv"    },
    {"geojson", "geojson", "application/geo+json",                                              ".geojson"},
    {"xlsx",    "xlsx",    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"   },
    {"gpkg",    "gpkg",    "application/geopackage+sqlite3",                                    ".gpkg"   },
    {"kml",     "kml",     "application/vnd.google-earth.kml+xml",                              ".kml"    },
    {"shp.zip", "shp",     "application/zip",                                                   ".shz"    },
 /* .shz: GDAL writes a zipped Shapefile at once */
};

static Err export_file(Cx *cx, Api *api, const Query *q, size_t format, Str *ret)
{
    Str path;
    const char *kind = formats[format].kind;
    TRY(transfer_tmp_path(cx, api, str_c(formats[format].ending), &path));
    Err err = strcmp(kind, "xlsx") == 0 ? export_xlsx(cx, api, q, path)
                                        : export_vector(cx, api, q, str_c(kind), path);
    if (err == OK) err = sys_file_read(cx, path, FILE_MAX, ret);
    if (sys_file_exists(cx, path)) (void)!sys_file_remove(cx, path);
    return err;
}

static Err export_body(Cx *cx, Api *api, const Query *q, size_t format, Str *ret)
{
    if (strcmp(formats[format].kind, "csv") == 0) return export_csv(cx, api->site.book, q, ret);
    if (strcmp(formats[format].kind, "geojson") == 0)
        return export_geojson(cx, api->site.book, q, ret);
    return export_file(cx, api, q, format, ret);
}

/* The register, the format and the conditions that a request for an export names. */
static Err want_export(Cx *cx, const HttpCall *call, const Reg **reg, size_t *format, Query *ret)
{
    Str name = http_param(call, "format");
    TRY(want_reg(cx, call, reg));
    TRY(want_query(cx, call, *reg, "", ret));
    for (*format = 0; *format < COUNT(formats); ++*format)
        if (str_is(name, formats[*format].format)) return OK;
    return cx_refuse(cx, ERR_UNSUPPORTED, S("format"), name,
                     "must be xlsx, csv, geojson, shp.zip, kml or gpkg");
}

static Str export_name(Cx *cx, const Reg *reg, size_t format)
{
    return str_fmt(cx, "%.*s.%s", STR_ARG(reg->key), formats[format].format);
}

Err get_export(Cx *cx, HttpCall *call)
{
    const Reg *reg;
    size_t format;
    Query q;
    Str body;
    TRY(want_export(cx, call, &reg, &format, &q));
    TRY(export_body(cx, api_of(call), &q, format, &body));
    http_header(
        call, S("Content-Disposition"),
        str_fmt(cx, "attachment; filename=\"%.*s\"", STR_ARG(export_name(cx, reg, format))));
    http_answer(call, 200, str_c(formats[format].type), body);
    return OK;
}

typedef struct ExportJob {
    HttpCall again; /* what the conditions are read from, once more and in the job's memory */
    size_t format;
} ExportJob;

static Err run_export_job(Cx *cx, Api *api, Job *job, Buf *result)
{
    ExportJob *j = *job_arg(job);
    const Reg *reg;
    Query q;
    Str body;
    int64_t total;
    TRY(want_export(cx, &j->again, &reg, &j->format, &q));
    TRY(query_count(cx, api->site.book, &q, &total));
    progress_total(job_progress(job), total);
    q.progress = job_progress(job);
    TRY(export_body(cx, api, &q, j->format, &body));
    TRY(sys_file_write(cx, job_file(cx, api, job, str_c(formats[j->format].type)), body, 0600));
    buf_fmt(result, "{\"bytes\":%zu}", body.len);
    return buf_done(result);
}

Err post_export(Cx *cx, HttpCall *call)
{
    const Reg *reg;
    size_t format;
    Query q;
    TRY(want_export(cx, call, &reg, &format, &q));
    Job *job = job_new(cx, api_of(call),
                       &(JobSpec){.kind = S("export"),
                                  .reg = reg->key,
                                  .file = export_name(cx, reg, format),
                                  .fn = run_export_job});
    Cx *own = job_cx(job);
    ExportJob *j = cx_new(own, ExportJob, 1);
    *j = (ExportJob){
        .again = {.cx = own, .route = call->route, .user = call->user}
    };
    j->again.n_params = call->n_params;
    for (int i = 0; i < call->n_params; i++) j->again.params[i] = str_dup(own, call->params[i]);
    *job_arg(job) = j;
    Err err = url_query_parse(own, str_dup(own, call->raw_query), &j->again.query);
    assert(err == OK); /* it was read before */
    return job_go(cx, call, job);
}

static Str note_of(Cx *cx, const Field *f)
{
    if (!f) return S("");
    Buf b = buf_new(cx, 0);
    buf_add(&b, cx_pick(cx, f->label.zh, f->label.en));
    if (f->unit.len) buf_fmt(&b, " (%.*s)", STR_ARG(f->unit));
    if (f->need != NEED_NO) buf_z(&b, " *");
    if (f->hint.zh.len) buf_fmt(&b, "\n%.*s", STR_ARG(cx_pick(cx, f->hint.zh, f->hint.en)));
    return buf_str(&b);
}

Err get_template(Cx *cx, HttpCall *call)
{
    const Reg *reg;
    Strs columns;
    Sheet *s;
    Str path, body;
    TRY(want_reg(cx, call, &reg));
    export_columns(cx, reg, &columns);
    Str *notes = cx_new(cx, Str, columns.n);
    for (size_t i = 0; i < columns.n; i++) notes[i] = note_of(cx, reg_field(reg, columns.p[i]));
    TRY(transfer_tmp_path(cx, api_of(call), S(".xlsx"), &path));
    TRY(sheet_create(cx, path, cx_pick(cx, reg->label.zh, reg->label.en), columns.p + 1, notes + 1,
                     columns.n - 1, &s)); /* without id */
    TRY(sheet_finish(cx, s));
    TRY(sys_file_read(cx, path, FILE_MAX, &body));
    (void)!sys_file_remove(cx, path);
    http_header(call, S("Content-Disposition"),
                str_fmt(cx, "attachment; filename=\"%.*s-template.xlsx\"", STR_ARG(reg->key)));
    http_answer(call, 200, S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                body);
    return OK;
}
