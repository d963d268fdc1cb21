/* SPDX-License-Identifier: Apache-2.0 */
#include "systems/system.h"

#include <math.h>

#include "sys/sys.h"

/* Hours in ms, megabytes in bytes: no number of a city leaves the range of an int64 */
static const double PARAMETER_MOST = 1e12;

Err system_reg(Cx *cx, const Site *site, const char *key, const Reg **ret)
{
    *ret = model_reg(book_model(site->book), str_c(key));
    return *ret ? OK : cx_refuse(cx, ERR_NOT_FOUND, S("register"), str_c(key), "no such register");
}

static Err write_as_system(Txn *tx, Write *w)
{
    static const Actor program = {
        .name = {"system", 6},
        .role = {"system", 6},
        .region = {"",       0},
        .door = {"job",    3},
        .peer = {"",       0},
        .clearance = LEVEL_SENSITIVE
    };
    const Actor *was = tx->cx->actor;
    tx->cx->actor = &program;
    Err err = write_in(tx, w);
    tx->cx->actor = was;
    return err;
}

Err system_write(Txn *tx, const Site *site, const char *key, Write *w, json_t *input)
{
    w->book = site->book;
    w->input = input;
    if (!w->idem.p) w->idem = S("");
    Err err = system_reg(tx->cx, site, key, &w->reg);
    if (err == OK) err = write_as_system(tx, w);
    json_decref(input);
    w->input = NULL;
    return err;
}

void system_put_text(json_t *o, const char *key, Str s)
{
    json_object_set_new(o, key, json_stringn(s.p, s.len));
}

void system_put_time(Cx *cx, json_t *o, const char *key, int64_t at_ms)
{
    system_put_text(o, key, time_format(cx, at_ms));
}

Err system_answer_rows(Cx *cx, HttpCall *call, Stmt *st,
                       void (*put)(Cx *cx, const Stmt *st, const void *ctx, Jw *w), const void *ctx)
{
    bool row;
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        put(cx, st, ctx, &w);
    }
    stmt_reset(st);
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

Val rec_val(const Rec *rec, const char *field)
{
    const Field *f = reg_field(rec->reg, str_c(field));
    return f ? rec->v[f->index] : (Val){0};
}

int64_t rec_i64(const Rec *rec, const char *field, int64_t none)
{
    Val v = rec_val(rec, field);
    return v.kind == VAL_INT ? v.i : v.kind == VAL_REAL ? (int64_t)v.f : none;
}

Str rec_str(const Rec *rec, const char *field)
{
    Val v = rec_val(rec, field);
    return v.kind == VAL_TEXT ? v.s : S("");
}

Err system_parameter(Cx *cx, const Site *site, Db *db, const char *key, double none, double *ret)
{
    Str text;
    *ret = none;
    TRY(parameter_text(cx, site->book, db, str_c(key), &text));
    if (text.len) (void)str_f64(str_trim(text), ret);
    *ret = fmin(fmax(*ret, -PARAMETER_MOST), PARAMETER_MOST);
    return OK;
}

/* The port as the browser sees it, -1234; "" where it is the usual one of the protocol. */
static Str port_suffix(const HttpCall *call)
{
    Str host = http_header_in(call, "Host");
    size_t at = host.len;
    while (at && host.p[at - 1] >= '0' && host.p[at - 1] <= '9') at--;
    bool has = at && at < host.len && host.p[at - 1] == ':';
    return has ? str_fmt(call->cx, "-%.*s", STR_ARG(str_from(host, at))) : S("");
}

Err system_want_region(Cx *cx, const HttpCall *call, Str *ret)
{
    Str typed;
    TRY(want_param(cx, call, "region", &typed));
    *ret = cx->actor->region.len ? cx->actor->region : site_of(call)->city;
    if (typed.len && !region_parse(cx, typed, ret))
        return cx_refuse(cx, ERR_INVALID, S("region"), typed,
                         "must name a region of 6, 9 or 12 digits");
    return OK;
}

Str session_cookie_name(const HttpCall *call)
{
    return str_fmt(call->cx, "%sanlan%s%.*s", call->is_tls ? "__Host-" : "",
                   site_of(call)->sandbox ? "-drill" : "",
                   STR_ARG(site_of(call)->sandbox ? port_suffix(call) : S("")));
}

Err system_idem(Cx *cx, const HttpCall *call, Write *w)
{
    enum { KEY_MAX = 200 };
    Str key = http_header_in(call, "Idempotency-Key");
    Str parts[] = {str_c(http_method_name(call->method)), S(" "), call->path, S("\n"), call->body};
    w->idem = S("");
    if (key.len == 0) return OK;
    if (key.len > KEY_MAX)
        return cx_refuse(cx, ERR_INVALID, S("Idempotency-Key"), key,
                         "at most %d characters, got %zu", KEY_MAX, key.len);
    w->idem = str_fmt(cx, "%.*s:%.*s", STR_ARG(cx->actor->name), STR_ARG(key));
    w->request = hash_parts(HASH_SHA256, parts, COUNT(parts));
    return OK;
}

Err system_tmp_path(Cx *cx, const Site *site, Str ending, Str *ret)
{
    Str folder = str_fmt(cx, "%s/tmp", site->dir);
    TRY(sys_dir_make(cx, folder, 0700));
    *ret = str_fmt(cx, "%.*s/%016llx%.*s", STR_ARG(folder), (unsigned long long)sys_random_u64(),
                   STR_ARG(ending));
    return OK;
}

/* --- documents --- */

static void answer_office(Cx *cx, HttpCall *call, Str name, Str period, const char *ending,
                          Str kind, Str body)
{
    http_header(call, S("Content-Disposition"),
                str_fmt(cx, "attachment; filename=\"%.*s-%.*s.%s\"", STR_ARG(name),
                        STR_ARG(str_replace(cx, period, S(".."), S("_"))), ending));
    http_answer(call, 200,
                str_fmt(cx, "application/vnd.openxmlformats-officedocument.%.*s", STR_ARG(kind)),
                body);
}

Err system_answer_docx(Cx *cx, HttpCall *call, Str name, Str period, Str body)
{
    answer_office(cx, call, name, period, "docx", S("wordprocessingml.document"), body);
    return OK;
}

Err system_answer_xlsx(Cx *cx, HttpCall *call, Str name, Str period,
                       Err (*write)(Cx *cx, const void *of, Str path), const void *of)
{
    enum { FILE_MAX = 64 * 1024 * 1024 };
    Str path, body;
    TRY(system_tmp_path(cx, site_of(call), S(".xlsx"), &path));
    Err err = write(cx, of, path);
    if (err == OK) err = sys_file_read(cx, path, FILE_MAX, &body);
    if (sys_file_exists(cx, path)) (void)!sys_file_remove(cx, path);
    TRY(err);
    answer_office(cx, call, name, period, "xlsx", S("spreadsheetml.sheet"), body);
    return OK;
}
