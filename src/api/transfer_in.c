/* SPDX-License-Identifier: Apache-2.0 */
/* Files into any register, at once or as a job. CSV and GeoJSON are ours; the other formats go
 * through a folder of their own in DIR/tmp. */
#include "api/jobs.h"
#include "api/transfer_int.h"
#include "geo/vector.h"
#include "http/multipart.h"
#include "wire/csv.h"
#include "wire/sheet.h"

/* --- in: a file → columns and rows --- */

typedef struct Source {
    Str name, body; /* as sent */
    Str map;        /* "a=b,…": column a of the file is our field b */
    Datum datum;
    bool dry_run;
} Source;

typedef struct Feeder {
    Cx *cx;
    Import *import;
    ImportRow *rows;
    Cx *rows_cx; /* memory of the rows that wait */
    size_t n;
    int64_t row;
    Progress *progress; /* NULL = nobody asks */
} Feeder;

static Err flush(Feeder *f)
{
    if (f->n == 0) return OK;
    TRY(import_rows(f->cx, f->import, f->rows, f->n));
    size_t n = f->n;
    f->n = 0;
    cx_reset(f->rows_cx);
    return progress_step(f->cx, f->progress, (int64_t)n);
}

/* values: already in f->rows_cx */
static Err feed(Feeder *f, Str *values)
{
    f->rows[f->n++] = (ImportRow){++f->row, values};
    return f->n == IMPORT_CHUNK ? flush(f) : OK;
}

static Str mapped(Str map, Str column)
{
    Str one, from, to;
    while (str_next(&map, ',', &one))
        if (str_cut(one, '=', &from, &to) && str_eq(str_trim(from), column)) return str_trim(to);
    return column;
}

static Err begin(Feeder *f, Api *api, const Reg *reg, const Source *src, Str *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) columns[i] = mapped(src->map, str_trim(columns[i]));
    f->rows = cx_new(f->cx, ImportRow, IMPORT_CHUNK);
    return import_begin(f->cx, api->site.book, reg, columns, n, src->datum, src->dry_run,
                        &f->import);
}

static Err import_csv(Feeder *f, Api *api, const Reg *reg, const Source *src)
{
    Str body = str_starts(src->body, S("\xEF\xBB\xBF")) ? str_from(src->body, 3) : src->body,
        *cells;
    Csv csv = csv_on(body);
    size_t n_columns, n;
    bool more;
    TRY(csv_next(f->cx, &csv, &cells, &n_columns, &more));
    TRY(begin(f, api, reg, src, cells, more ? n_columns : 0));
    if (f->progress) progress_total(f->progress, csv_count(str_from(body, csv.at)));
    for (;;) {
        TRY(csv_next(f->rows_cx, &csv, &cells, &n, &more));
        if (!more) return flush(f);
        if (n > n_columns)
            return cx_fail(f->cx, ERR_INVALID, "file",
                           "line %lld has %zu cells, the first line %zu", (long long)csv.line, n,
                           n_columns);
        Str *values = cx_new(f->rows_cx, Str, n_columns);
        for (size_t i = 0; i < n; i++) values[i] = csv_unguard(cells[i]);
        TRY(feed(f, values));
    }
}

/* Cells of a property value of GeoJSON. */
static Str cell_of(Cx *cx, json_t *v)
{
    if (json_is_string(v)) return str_dup(cx, (Str){json_string_value(v), json_string_length(v)});
    if (!v || json_is_null(v)) return S("");
    if (json_is_real(v)) { /* shortest text that reads back as the same number */
        Buf b = buf_new(cx, 64);
        buf_f64(&b, json_real_value(v));
        return buf_str(&b);
    }
    char *z = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(17));
    Str s = str_dup(cx, str_c(z));
    free(z);
    return s;
}

static size_t property_columns(Cx *cx, json_t *features, bool points, Str **ret)
{
    VEC(Str) columns = {0};
    Map seen = {0};
    size_t i;
    json_t *feature, *v;
    const char *key;
    json_array_foreach (features, i, feature)
        json_object_foreach (json_object_get(feature, "properties"), key, v) {
            if (map_get(&seen, str_c(key))) continue;
            map_put(cx, &seen, str_c(key), feature);
            vec_push(cx, &columns, str_dup(cx, str_c(key)));
        }
    if (points) vec_push(cx, &columns, S("lon")), vec_push(cx, &columns, S("lat"));
    else vec_push(cx, &columns, S("geometry"));
    *ret = columns.p;
    return columns.n;
}

static void place_cells(Cx *cx, json_t *geometry, bool points, Str *at)
{
    json_t *c = json_object_get(geometry, "coordinates");
    if (points) {
        at[0] = cell_of(cx, json_array_get(c, 0));
        at[1] = cell_of(cx, json_array_get(c, 1));
    } else at[0] = cell_of(cx, json_is_object(geometry) ? geometry : NULL);
}

static Err feed_features(Feeder *f, Api *api, const Reg *reg, const Source *src, json_t *features)
{
    bool place = reg_has_place(reg), points = reg->f_lon >= 0;
    Str *columns;
    size_t n = property_columns(f->cx, features, points, &columns),
           n_place = !place   ? 0
                     : points ? 2
                              : 1,
           i;
    Str *keys = cx_new(f->cx, Str, n);
    json_t *feature;
    if (!place) n -= points ? 2 : 1;
    if (json_array_size(features) == 0)
        n = n_place = 1, columns[0] = S("id"); /* nothing in it, and nothing wrong with it */
    memcpy(keys, columns, n * sizeof *keys);
    TRY(begin(f, api, reg, src, columns, n));
    json_array_foreach (features, i, feature) {
        json_t *properties = json_object_get(feature, "properties");
        Str *values = cx_new(f->rows_cx, Str, n);
        for (size_t k = 0; k + n_place < n; k++)
            values[k] =
                cell_of(f->rows_cx, json_object_get(properties, str_z(f->rows_cx, keys[k])));
        if (n_place)
            place_cells(f->rows_cx, json_object_get(feature, "geometry"), points,
                        &values[n - n_place]);
        TRY(feed(f, values));
    }
    return flush(f);
}

static Err import_geojson(Feeder *f, Api *api, const Reg *reg, const Source *src)
{
    json_error_t e;
    json_t *j = json_loadb(src->body.p, src->body.len, JSON_REJECT_DUPLICATES, &e),
           *features = json_object_get(j, "features");
    Err err;
    if (!j)
        err = cx_fail(f->cx, ERR_INVALID, "file", "is not JSON: line %d column %d: %s", e.line,
                      e.column, e.text);
    else if (!json_is_array(features))
        err = cx_fail(f->cx, ERR_INVALID, "file", "is no GeoJSON FeatureCollection");
    else err = feed_features(f, api, reg, src, features);
    json_decref(j);
    return err;
}

/* A geometry that came as GeoJSON text → lon, lat cells or the text. */
static void vector_place(Cx *cx, Str geometry, bool points, Str *at)
{
    json_t *j = geometry.len ? json_loadb(geometry.p, geometry.len, 0, NULL) : NULL;
    if (j) place_cells(cx, j, points, at);
    json_decref(j);
}

static Str long_name(Cx *cx, const Reg *reg, Str name)
{
    Strs columns;
    export_columns(cx, reg, &columns);
    for (size_t i = 0; i < columns.n; i++)
        if (str_eq(transfer_short_name(cx, columns.p[i], i), name)) return columns.p[i];
    return name;
}

/* Columns that KML has by itself. source: OGC 12-007r2, elements of Feature and their reading by
 * GDAL's LIBKML driver */
static bool is_of_kml(Str name)
{
    static const char *const names[] = {"Name",       "description",  "timestamp",  "begin",
                                        "end",        "altitudeMode", "tessellate", "extrude",
                                        "visibility", "drawOrder",    "icon",       "snippet"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(name, names[i])) return true;
    return false;
}

/* Which columns of the file are ours, by their names in the register; those of KML itself are
 * passed over. */
static size_t take_columns(Cx *cx, const Reg *reg, const Source *src, const VectorIn *in,
                           Str *names, size_t *from)
{
    bool kml = str_ends(str_lower(cx, src->name), S(".kml"));
    size_t n = 0;
    for (size_t i = 0; i < in->n_columns; i++) {
        if (kml && is_of_kml(in->columns[i])) continue;
        names[n] = long_name(cx, reg, in->columns[i]);
        from[n++] = i;
    }
    return n;
}

static bool has_column(const Str *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(names[i], name)) return true;
    return false;
}

/* How many columns the geometry adds: none where the file has its place in columns already. */
static size_t place_columns(const Reg *reg, const VectorIn *in, Str *names, size_t n)
{
    bool points = reg->f_lon >= 0, any = false;
    for (size_t i = 0; i < in->n_rows; i++) any = any || in->rows[i].geometry.len;
    if (!any || !reg_has_place(reg) || has_column(names, n, points ? "lon" : "geometry")) return 0;
    names[n] = points ? S("lon") : S("geometry");
    names[n + 1] = S("lat");
    return points ? 2 : 1;
}

static Err feed_vector(Feeder *f, Api *api, const Reg *reg, const Source *src, const VectorIn *in)
{
    Str *columns = cx_new(f->cx, Str, in->n_columns + 2);
    size_t *from = cx_new(f->cx, size_t, in->n_columns + 2),
           n_own = take_columns(f->cx, reg, src, in, columns, from);
    size_t extra = place_columns(reg, in, columns, n_own), n = n_own + extra;
    TRY(begin(f, api, reg, src, columns, n));
    progress_total(f->progress, (int64_t)in->n_rows);
    for (size_t i = 0; i < in->n_rows; i++) {
        Str *values = cx_new(f->rows_cx, Str, n);
        for (size_t k = 0; k < n_own; k++) values[k] = csv_unguard(in->rows[i].cells[from[k]]);
        if (extra) vector_place(f->rows_cx, in->rows[i].geometry, extra == 2, &values[n_own]);
        TRY(feed(f, values));
    }
    return flush(f);
}

static Str ending_of(Str name)
{
    size_t dot = name.len;
    for (size_t i = 0; i < name.len; i++)
        if (name.p[i] == '.') dot = i;
    return str_from(name, dot);
}

static Err import_vector(Feeder *f, Api *api, const Reg *reg, const Source *src)
{
    static const char *const known[] = {".xlsx", ".zip", ".gpkg", ".kml"};
    Str path, ending = str_lower(f->cx, ending_of(src->name));
    VectorIn in;
    bool is_known = false;
    for (size_t i = 0; i < COUNT(known); i++) is_known = is_known || str_is(ending, known[i]);
    if (!is_known)
        return cx_refuse(f->cx, ERR_UNSUPPORTED, S("file"), src->name,
                         "must end in .csv, .xlsx, .geojson, .zip (Shapefile), .gpkg or .kml");
    TRY(transfer_tmp_path(f->cx, api, ending, &path));
    TRY(sys_file_write(f->cx, path, src->body, 0600));
    Err err = vector_read(f->cx, path, ROWS_MAX, &in);
    if (err == OK) err = feed_vector(f, api, reg, src, &in);
    (void)!sys_file_remove(f->cx, path);
    return err;
}

static Err run_import(Cx *cx, Api *api, const Reg *reg, const Source *src, Progress *progress,
                      const ImportResult **ret)
{
    Feeder f = {.cx = cx, .rows_cx = cx_open(cx->now_ms, 0), .progress = progress};
    Str ending = str_lower(cx, ending_of(src->name));
    Err err;
    if (str_is(ending, ".csv")) err = import_csv(&f, api, reg, src);
    else if (str_is(ending, ".geojson") || str_is(ending, ".json"))
        err = import_geojson(&f, api, reg, src);
    else err = import_vector(&f, api, reg, src);
    if (err != OK && cx_failed(cx) == OK) err = cx_carry(cx, f.rows_cx, err);
    cx_close(f.rows_cx);
    if (err == OK) *ret = import_result(f.import);
    return err;
}

static Err want_datum(Cx *cx, Str name, Datum *ret)
{
    *ret = DATUM_WGS84;
    if (name.len == 0 || datum_by_name(name, ret)) return OK;
    return cx_refuse(cx, ERR_INVALID, S("datum"), name, "must be wgs84, cgcs2000, gcj02 or bd09");
}

static Str part_text(const Parts *parts, Str name)
{
    const Part *p = part_find(parts, name);
    return p ? str_trim(p->body) : S("");
}

static Err want_source(Cx *cx, HttpCall *call, Source *ret)
{
    Parts parts;
    Str path, datum, dry;
    *ret = (Source){.map = S("")};
    if (call->is_local) { /* the command line names a file instead of sending it */
        TRY(want_param(cx, call, "path", &path));
        TRY(want_param(cx, call, "datum", &datum));
        TRY(want_param(cx, call, "dry_run", &dry));
        TRY(want_param(cx, call, "map", &ret->map));
        TRY(sys_file_read(cx, path, FILE_MAX, &ret->body));
        ret->name = path;
    } else {
        TRY(multipart_parse(cx, http_header_in(call, "Content-Type"), call->body, &parts));
        const Part *file = part_find(&parts, S("file"));
        if (!file) return cx_fail(cx, ERR_INVALID, "file", "is required");
        ret->name = file->filename;
        ret->body = file->body;
        ret->map = part_text(&parts, S("map"));
        datum = part_text(&parts, S("datum"));
        dry = part_text(&parts, S("dry_run"));
    }
    ret->dry_run = str_is(dry, "1");
    return want_datum(cx, datum, &ret->datum);
}

/* Refused rows come back as a workbook that opens beside the source: row, column, reason, value. */
static Err refusals_book(Cx *cx, const Api *api, const ImportResult *r, Str *ret_sha)
{
    static const Str columns[] = {
        {"row",    3},
        {"field",  5},
        {"reason", 6},
        {"value",  5}
    };
    Str path, body;
    Sheet *s;
    TRY(transfer_tmp_path(cx, api, S(".xlsx"), &path));
    TRY(sheet_create(cx, path, S("refused"), columns, NULL, COUNT(columns), &s));
    for (size_t i = 0; i < r->refused.n; i++) {
        const ImportRefusal *f = &r->refused.p[i];
        Str cells[] = {str_fmt(cx, "%lld", (long long)f->row), f->field, f->reason, f->value};
        TRY(sheet_add(cx, s, cells, NULL, COUNT(cells)));
    }
    TRY(sheet_finish(cx, s));
    TRY(sys_file_read(cx, path, FILE_MAX, &body));
    (void)!sys_file_remove(cx, path);
    *ret_sha = hash_hex(cx, hash_bytes(HASH_SHA256, body));
    Str folder = str_fmt(cx, "%s/uploads/%.2s", api->site.dir, ret_sha->p);
    TRY(sys_dir_make(cx, folder, 0700));
    return sys_file_write(cx, str_fmt(cx, "%.*s/%.*s", STR_ARG(folder), STR_ARG(*ret_sha)), body,
                          0600);
}

static void refusal_json(const ImportRefusal *f, Jw *w)
{
    jw_open(w, '{');
    jw_ki64(w, "row", f->row);
    jw_kstr(w, "field", f->field);
    jw_kstr(w, "reason", f->reason);
    jw_kstr(w, "value", f->value);
    jw_close(w, '}');
}

static void result_json(Cx *cx, const ImportResult *r, Str workbook_sha, Buf *out)
{
    enum { SHOWN = 1000 };
    Jw w = jw_on(out);
    jw_open(&w, '{');
    jw_ki64(&w, "rows", r->rows);
    jw_ki64(&w, "created", r->created);
    jw_ki64(&w, "changed", r->changed);
    jw_ki64(&w, "unchanged", r->unchanged);
    jw_ki64(&w, "refused_rows", r->n_refused);
    jw_key(&w, S("refused"));
    jw_open(&w, '[');
    for (size_t i = 0; i < r->refused.n && i < SHOWN; i++) refusal_json(&r->refused.p[i], &w);
    jw_close(&w, ']');
    if (workbook_sha.len)
        jw_kstr(&w, "workbook", str_fmt(cx, "/api/uploads/%.*s", STR_ARG(workbook_sha)));
    jw_close(&w, '}');
}

static Err import_all(Cx *cx, Api *api, const Reg *reg, const Source *src, Progress *progress,
                      Buf *out)
{
    const ImportResult *r;
    Str sha = S("");
    TRY(run_import(cx, api, reg, src, progress, &r));
    if (r->refused.n && !str_is(cx->actor->door, "cli")) TRY(refusals_book(cx, api, r, &sha));
    result_json(cx, r, sha, out);
    return OK;
}

typedef struct ImportJob {
    const Reg *reg;
    Source src;
} ImportJob;

static Err run_import_job(Cx *cx, Api *api, Job *job, Buf *result)
{
    const ImportJob *j = *job_arg(job);
    return import_all(cx, api, j->reg, &j->src, job_progress(job), result);
}

static Err import_in_background(Cx *cx, HttpCall *call, const Reg *reg, const Source *src)
{
    Job *job = job_new(cx, api_of(call),
                       &(JobSpec){.kind = S("import"),
                                  .reg = reg->key,
                                  .file = src->name,
                                  .dry_run = src->dry_run,
                                  .fn = run_import_job});
    Cx *own = job_cx(job);
    ImportJob *j = cx_new(own, ImportJob, 1);
    *j = (ImportJob){.reg = reg, .src = *src};
    j->src.name = str_dup(own, src->name);
    j->src.body = str_dup(own, src->body);
    j->src.map = str_dup(own, src->map);
    *job_arg(job) = j;
    return job_go(cx, call, job);
}

Err post_import(Cx *cx, HttpCall *call)
{
    Api *api = api_of(call);
    const Reg *reg;
    Source src;
    Str background;
    Buf out = buf_new(cx, 0);
    TRY(want_reg(cx, call, &reg));
    TRY(want_param(cx, call, "background", &background));
    if (!role_may(auth_roles(api->site.auth), cx->actor->role, reg, S("import")))
        return cx_refuse(cx, ERR_DENIED, S(""), S("import"),
                         "the role %.*s may not do this in %.*s", STR_ARG(cx->actor->role),
                         STR_ARG(reg->key));
    TRY(want_source(cx, call, &src));
    if (str_is(background, "1")) return import_in_background(cx, call, reg, &src);
    TRY(import_all(cx, api, reg, &src, NULL, &out));
    return http_answer_json(call, 200, &out);
}
