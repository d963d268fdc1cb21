/* SPDX-License-Identifier: Apache-2.0 */
/* Verbs that speak to the server's own routes. */
#include <stdio.h>
#include <unistd.h>

#include "base/embed.h"
#include "main/verbs.h"
#include "sys/sys.h"
#include "wire/track.h"

static void free_json(void *j)
{
    json_decref(j);
}

/* Reply as JSON, freed with cx. */
static json_t *parsed(Cx *cx, const Reply *r)
{
    json_t *j = json_loadb(r->body.p, r->body.len, 0, NULL);
    if (j) cx_defer(cx, free_json, j);
    return j;
}

static const char *text_at(json_t *j, const char *key)
{
    const char *s = json_string_value(json_object_get(j, key));
    return s ? s : "";
}

/* Open the door, call, show, close: show prints what a person wants to read; --json prints the
 * answer as it came. */
static Err call_and_show(Cx *cx, Args *a, Door *d, const char *method, Str path, Str body,
                         void (*show)(json_t *))
{
    Reply r;
    TRY(args_end(a));
    TRY(client_call(cx, &d->client, method, path, body, &r));
    if (d->json || !show) printf("%.*s\n", STR_ARG(r.body));
    else show(parsed(cx, &r));
    return OK;
}

/* --- users and tokens --- */

static Err read_password(Cx *cx, Str *ret)
{
    char line[300];
    if (!fgets(line, sizeof line, stdin))
        return cx_fail(cx, ERR_INVALID, "password", "nothing on standard input");
    *ret = str_dup(cx, str_trim(str_c(line)));
    return OK;
}

static void show_user(json_t *j)
{
    printf("%s %s %s %s\n", text_at(j, "name"), text_at(j, "role"), text_at(j, "region"),
           text_at(j, "password"));
}

static Err user_add(Cx *cx, Args *a, Door *d)
{
    Str role, region, password = S("");
    bool from_stdin = args_flag(a, "password-stdin");
    TRY(args_option(a, "role", &role));
    TRY(args_option(a, "region", &region));
    Str name = args_word(a);
    if (from_stdin) TRY(read_password(cx, &password));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "name", name);
    jw_kstr(&w, "role", role);
    jw_kstr(&w, "region", region);
    if (password.len) jw_kstr(&w, "password", password);
    jw_close(&w, '}');
    return call_and_show(cx, a, d, "POST", S("/api/accounts"), buf_str(&b), show_user);
}

typedef Err DoorVerb(Cx *cx, Args *a, Door *d);

static Err through_door(Cx *cx, Args *a, DoorVerb *run)
{
    Door d;
    TRY(door_open(cx, a, &d));
    Err err = run(cx, a, &d);
    door_close(&d);
    return err;
}

static void put_role(Jw *w, const Role *r)
{
    jw_open(w, '{');
    jw_kstr(w, "key", r->key);
    jw_kstr(w, "zh", r->label.zh);
    jw_kstr(w, "en", r->label.en);
    jw_close(w, '}');
}

/* They are in the program: no data directory is needed. */
static Err user_roles(Cx *cx, Args *a)
{
    Roles *roles;
    bool json = args_flag(a, "json");
    Str dir;
    TRY(args_option(a, "data", &dir));
    TRY(args_end(a));
    TRY(roles_parse(cx, S("roles.yaml"), embed_find(S("model/roles.yaml")), &roles));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '[');
    for (size_t i = 0; i < roles->n; i++) put_role(&w, &roles->p[i]);
    jw_close(&w, ']');
    if (json) printf("%.*s\n", STR_ARG(buf_str(&b)));
    for (size_t i = 0; i < roles->n && !json; i++)
        printf("%-12.*s %.*s  %.*s\n", STR_ARG(roles->p[i].key), STR_ARG(roles->p[i].label.zh),
               STR_ARG(roles->p[i].label.en));
    return OK;
}

Err verb_user(Cx *cx, Args *a)
{
    Str what = args_word(a);
    if (str_is(what, "add")) return through_door(cx, a, user_add);
    if (str_is(what, "roles")) return user_roles(cx, a);
    return cx_refuse(cx, ERR_INVALID, S("user"), what, "must be add or roles");
}

static void show_token(json_t *j)
{
    printf("%s\n", text_at(j, "token"));
}

static Err token_make(Cx *cx, Args *a, Door *d)
{
    Str user, days;
    int64_t n = 90;
    TRY(args_option(a, "user", &user));
    TRY(args_option(a, "days", &days));
    if (days.len && !str_i64(days, &n))
        return cx_refuse(cx, ERR_INVALID, S("--days"), days, "must be %s", "a whole number");
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "name", user);
    jw_kstr(&w, "label", S("cli"));
    jw_ki64(&w, "days", n);
    jw_close(&w, '}');
    return call_and_show(cx, a, d, "POST", S("/api/local/token"), buf_str(&b), show_token);
}

Err verb_token(Cx *cx, Args *a)
{
    Str what = args_word(a);
    return str_is(what, "new") ? through_door(cx, a, token_make)
                               : cx_refuse(cx, ERR_INVALID, S("token"), what, "must be new");
}

/* --- registers --- */

static void show_registers(json_t *j)
{
    size_t i;
    json_t *r;
    json_array_foreach (json_object_get(j, "items"), i, r)
        printf("%-16s %8lld  %s  %s\n", text_at(r, "register"),
               (long long)json_integer_value(json_object_get(r, "count")),
               text_at(json_object_get(r, "label"), "zh"),
               text_at(json_object_get(r, "label"), "en"));
}

static void show_refusals(json_t *j)
{
    size_t i;
    json_t *r;
    json_array_foreach (json_object_get(j, "refused"), i, r)
        fprintf(stderr, "%s:%lld: %s\n", text_at(r, "file"),
                (long long)json_integer_value(json_object_get(r, "line")), text_at(r, "reason"));
    printf("%lld\n", (long long)json_integer_value(json_object_get(j, "registers")));
}

static Err register_list(Cx *cx, Args *a, Door *d)
{
    return call_and_show(cx, a, d, "GET", S("/api/registers?codes=0"), (Str){NULL, 0},
                         show_registers);
}

static Err register_show(Cx *cx, Args *a, Door *d)
{
    return call_and_show(
        cx, a, d, "GET",
        str_fmt(cx, "/api/registers/%.*s", STR_ARG(client_escape(cx, args_word(a)))),
        (Str){NULL, 0}, NULL);
}

static Err register_reload(Cx *cx, Args *a, Door *d)
{
    Reply r;
    TRY(args_end(a));
    TRY(client_call(cx, &d->client, "POST", S("/api/registers/reload"), S("{}"), &r));
    if (d->json) printf("%.*s\n", STR_ARG(r.body));
    else show_refusals(parsed(cx, &r));
    return json_array_size(json_object_get(parsed(cx, &r), "refused"))
               ? cx_fail(cx, ERR_INVALID, "model", "some definitions were refused")
               : OK;
}

Err verb_register(Cx *cx, Args *a)
{
    Str what = args_word(a);
    if (str_is(what, "schema")) {
        printf("%.*s\n", STR_ARG(model_schema_json(cx)));
        return OK;
    }
    if (str_is(what, "list")) return through_door(cx, a, register_list);
    if (str_is(what, "show")) return through_door(cx, a, register_show);
    if (str_is(what, "reload")) return through_door(cx, a, register_reload);
    return cx_refuse(cx, ERR_INVALID, S("register"), what, "must be list, show, schema or reload");
}

/* --- import and export --- */

static Err absolute(Cx *cx, Str path, Str *ret)
{
    char here[4096];
    if (path.len == 0) return cx_fail(cx, ERR_INVALID, "FILE", "is required");
    if (path.p[0] == '/') return *ret = path, OK;
    if (!getcwd(here, sizeof here))
        return cx_fail(cx, ERR_IO, "FILE", "the working directory is gone");
    *ret = str_fmt(cx, "%s/%.*s", here, STR_ARG(path));
    return OK;
}

static long long count_at(json_t *j, const char *key)
{
    return (long long)json_integer_value(json_object_get(j, key));
}

static void show_import(json_t *j)
{
    printf("%lld rows: %lld created, %lld changed, %lld unchanged, %lld refused\n",
           (long long)json_integer_value(json_object_get(j, "rows")),
           (long long)json_integer_value(json_object_get(j, "created")),
           (long long)json_integer_value(json_object_get(j, "changed")),
           (long long)json_integer_value(json_object_get(j, "unchanged")),
           (long long)json_integer_value(json_object_get(j, "refused_rows")));
}

static Err import_rows_of(Cx *cx, Args *a, Door *d, Str reg, Str path)
{
    Str map, datum;
    bool dry = args_flag(a, "dry-run");
    Reply r;
    TRY(args_option(a, "map", &map));
    TRY(args_option(a, "datum", &datum));
    TRY(args_end(a));
    Str url = str_fmt(cx, "/api/r/%.*s/import?path=%.*s&dry_run=%d&datum=%.*s&map=%.*s",
                      STR_ARG(client_escape(cx, reg)), STR_ARG(client_escape(cx, path)), dry,
                      STR_ARG(client_escape(cx, datum)), STR_ARG(client_escape(cx, map)));
    TRY(client_call(cx, &d->client, "POST", url, (Str){NULL, 0}, &r));
    json_t *j = parsed(cx, &r), *first = json_array_get(json_object_get(j, "refused"), 0);
    if (d->json) printf("%.*s\n", STR_ARG(r.body));
    else show_import(j);
    if (!first) return OK;
    return cx_refuse(cx, ERR_INVALID,
                     str_fmt(cx, "row %lld, %s",
                             (long long)json_integer_value(json_object_get(first, "row")),
                             text_at(first, "field")),
                     str_c(text_at(first, "value")), "%s", text_at(first, "reason"));
}

static void show_typhoons(json_t *j)
{
    printf("%s: %lld storms, %lld points: %lld created, %lld changed, %lld unchanged\n",
           text_at(j, "format"), count_at(j, "storms"), count_at(j, "points"),
           count_at(j, "created"), count_at(j, "changed"), count_at(j, "unchanged"));
}

/* A file of tracks as published, not one of rows of the register. */
static Err is_track_file(Cx *cx, Str path, bool *ret)
{
    static const char *const rows[] = {"csv", "xlsx", "geojson", "zip", "shp", "gpkg", "kml"};
    enum { HEAD_MAX = 512 * 1024 * 1024 };
    Str body, ending = path, rest = path;
    while (str_cut(rest, '.', &ending, &rest)) ending = rest;
    *ret = true;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (str_eq_nocase(ending, str_c(rows[i]))) *ret = false;
    if (*ret || !str_eq_nocase(ending, S("csv"))) return OK;
    TRY(sys_file_read(cx, path, HEAD_MAX, &body));
    *ret = track_sniff(body) != TRACK_NONE;
    return OK;
}

static Err import_file(Cx *cx, Args *a, Door *d)
{
    Str path, reg = args_word(a);
    bool tracks = false;
    TRY(absolute(cx, args_word(a), &path));
    if (str_is(reg, "typhoon")) TRY(is_track_file(cx, path, &tracks));
    if (!tracks) return import_rows_of(cx, a, d, reg, path);
    Str url = str_fmt(cx, "/api/typhoons/import?path=%.*s", STR_ARG(client_escape(cx, path)));
    return call_and_show(cx, a, d, "POST", url, (Str){NULL, 0}, show_typhoons);
}

Err verb_import(Cx *cx, Args *a)
{
    return through_door(cx, a, import_file);
}

static Str format_of(Str file)
{
    size_t dot = file.len;
    for (size_t i = 0; i < file.len; i++)
        if (file.p[i] == '.') dot = i;
    Str ending = str_from(file, dot < file.len ? dot + 1 : dot);
    return str_is(ending, "zip") || str_is(ending, "shp") ? S("shp.zip") : ending;
}

static Err export_file(Cx *cx, Args *a, Door *d)
{
    Str as_of, reg = args_word(a), file = args_word(a), *filters;
    size_t n;
    Reply r;
    TRY(args_option(a, "as-of", &as_of));
    TRY(args_options(a, "filter", &filters, &n));
    TRY(args_end(a));
    if (file.len == 0) return cx_fail(cx, ERR_INVALID, "FILE", "is required");
    Buf b = buf_new(cx, 0);
    buf_fmt(&b, "/api/r/%.*s/export.%.*s?", STR_ARG(client_escape(cx, reg)),
            STR_ARG(client_escape(cx, format_of(file))));
    if (as_of.len) buf_fmt(&b, "as_of=%.*s&", STR_ARG(client_escape(cx, as_of)));
    for (size_t i = 0; i < n; i++) {
        Str name, value;
        if (!str_cut(filters[i], '=', &name, &value))
            return cx_refuse(cx, ERR_INVALID, S("--filter"), filters[i], "must be FIELD=VALUE");
        buf_fmt(&b, "%.*s=%.*s&", STR_ARG(client_escape(cx, name)),
                STR_ARG(client_escape(cx, value)));
    }
    TRY(client_call(cx, &d->client, "GET", str_head(buf_str(&b), b.len - 1), (Str){NULL, 0}, &r));
    TRY(sys_file_write(cx, file, r.body, 0644));
    if (d->json) printf("{\"file\":\"%.*s\",\"bytes\":%zu}\n", STR_ARG(file), r.body.len);
    return OK;
}

Err verb_export(Cx *cx, Args *a)
{
    return through_door(cx, a, export_file);
}

/* --- indicators --- */

static void show_figure(const char *name, json_t *j, const char *unit)
{
    static const char *const keys[] = {"value", "previous", "yoy"};
    printf("%s", name);
    for (size_t i = 0; i < COUNT(keys); i++) {
        json_t *v = json_object_get(j, keys[i]);
        if (json_is_number(v))
            printf("\t%.12g%s", json_number_value(v), i == 2 ? "%" : i ? "" : unit);
        else printf("\t—");
    }
    printf("\n");
}

static void show_indicator(json_t *j)
{
    size_t i;
    json_t *part;
    show_figure(text_at(j, "label"), j, text_at(j, "unit"));
    json_array_foreach (json_object_get(j, "by"), i, part)
        show_figure(*text_at(part, "label") ? text_at(part, "label") : text_at(part, "key"), part,
                    "");
}

/* ?name=value for each option that was given, by what the query calls it. */
static Err put_options(Cx *cx, Args *a, const char *const (*options)[2], size_t n, Buf *b)
{
    char sign = '?';
    for (size_t i = 0; i < n; i++) {
        Str value;
        TRY(args_option(a, options[i][0], &value));
        if (value.len == 0) continue;
        buf_fmt(b, "%c%s=%.*s", sign, options[i][1], STR_ARG(client_escape(cx, value)));
        sign = '&';
    }
    return OK;
}

static Err indicator(Cx *cx, Args *a, Door *d)
{
    static const char *const options[][2] = {
        {"region", "region"},
        {"by",     "by"    },
        {"as-of",  "as_of" }
    };
    Buf b = buf_new(cx, 0), more = buf_new(cx, 0);
    Str period;
    TRY(args_option(a, "period", &period));
    TRY(put_options(cx, a, options, COUNT(options), &more));
    Str key = args_word(a);
    if (key.len == 0) return cx_fail(cx, ERR_INVALID, "KEY", "is required");
    if (period.len == 0) return cx_fail(cx, ERR_INVALID, "--period", "is required");
    buf_fmt(&b, "/api/indicators/%.*s?period=%.*s", STR_ARG(client_escape(cx, key)),
            STR_ARG(client_escape(cx, period)));
    if (more.len) buf_fmt(&b, "&%.*s", STR_ARG(str_from(buf_str(&more), 1)));
    return call_and_show(cx, a, d, "GET", buf_str(&b), (Str){NULL, 0}, show_indicator);
}

/* PATH/KEY?period=…: what reports and assessments are asked for. */
static Err period_path(Cx *cx, Args *a, const char *path, const char *word, Str *ret)
{
    Str period, region, as_of;
    Buf b = buf_new(cx, 0);
    TRY(args_option(a, "period", &period));
    TRY(args_option(a, "region", &region));
    TRY(args_option(a, "as-of", &as_of));
    Str key = args_word(a);
    if (key.len == 0) return cx_fail(cx, ERR_INVALID, word, "is required");
    if (period.len == 0) return cx_fail(cx, ERR_INVALID, "--period", "is required");
    buf_fmt(&b, "%s/%.*s?period=%.*s", path, STR_ARG(client_escape(cx, key)),
            STR_ARG(client_escape(cx, period)));
    if (region.len) buf_fmt(&b, "&region=%.*s", STR_ARG(client_escape(cx, region)));
    if (as_of.len) buf_fmt(&b, "&as_of=%.*s", STR_ARG(client_escape(cx, as_of)));
    *ret = buf_str(&b);
    return OK;
}

/* The ending of the file says which form. */
static Err keep_file(Cx *cx, Args *a, Door *d, Str path, Str file)
{
    Reply r;
    TRY(args_end(a));
    if (file.len == 0) return cx_fail(cx, ERR_INVALID, "-o", "is required");
    path =
        str_fmt(cx, "%.*s&format=%.*s", STR_ARG(path), STR_ARG(client_escape(cx, format_of(file))));
    TRY(client_call(cx, &d->client, "GET", path, (Str){NULL, 0}, &r));
    TRY(sys_file_write(cx, file, r.body, 0644));
    if (d->json) printf("{\"file\":\"%.*s\",\"bytes\":%zu}\n", STR_ARG(file), r.body.len);
    return OK;
}

static Err report(Cx *cx, Args *a, Door *d)
{
    Str file, path;
    TRY(args_option(a, "o", &file));
    TRY(period_path(cx, a, "/api/reports", "TEMPLATE", &path));
    return keep_file(cx, a, d, path, file);
}

Err verb_report(Cx *cx, Args *a)
{
    return through_door(cx, a, report);
}

static void show_number(json_t *v)
{
    if (json_is_number(v)) printf("\t%.12g", json_number_value(v));
    else printf("\t—");
}

static void show_assessment(json_t *j)
{
    size_t i;
    json_t *unit;
    json_array_foreach (json_object_get(j, "units"), i, unit) {
        printf("%s", text_at(unit, "label"));
        show_number(json_object_get(unit, "rank"));
        show_number(json_object_get(unit, "total"));
        printf("\t%s\n", text_at(unit, "grade_name"));
    }
}

static Err assessment(Cx *cx, Args *a, Door *d)
{
    Str file, path;
    TRY(args_option(a, "o", &file));
    TRY(period_path(cx, a, "/api/assessments", "KEY", &path));
    return file.len ? keep_file(cx, a, d, path, file)
                    : call_and_show(cx, a, d, "GET", path, (Str){NULL, 0}, show_assessment);
}

Err verb_assessment(Cx *cx, Args *a)
{
    return through_door(cx, a, assessment);
}

Err verb_indicator(Cx *cx, Args *a)
{
    return through_door(cx, a, indicator);
}

/* --- data quality --- */

static void show_row(json_t *j, const char *indent)
{
    static const char *const kinds[] = {"complete", "fresh", "valid", "unique", "timely"};
    json_t *score = json_object_get(j, "score");
    printf("%s%s\t", indent, *text_at(j, "label") ? text_at(j, "label") : text_at(j, "key"));
    if (json_is_number(score)) printf("%.12g", json_number_value(score));
    else printf("—");
    for (size_t i = 0; i < COUNT(kinds); i++) {
        json_t *share =
            json_object_get(json_object_get(json_object_get(j, "kinds"), kinds[i]), "share");
        if (json_is_number(share)) printf("\t%.12g%%", json_number_value(share));
        else printf("\t—");
    }
    printf("\n");
}

static void show_quality(json_t *j)
{
    size_t i, k;
    json_t *body, *reg;
    json_array_foreach (json_object_get(j, "departments"), i, body) {
        show_row(body, "");
        json_array_foreach (json_object_get(body, "registers"), k, reg) show_row(reg, "  ");
    }
}

static Err quality(Cx *cx, Args *a, Door *d)
{
    static const char *const options[][2] = {
        {"region", "region"},
        {"period", "period"},
        {"as-of",  "as_of" }
    };
    Buf b = buf_new(cx, 0);
    buf_z(&b, "/api/quality");
    TRY(put_options(cx, a, options, COUNT(options), &b));
    return call_and_show(cx, a, d, "GET", buf_str(&b), (Str){NULL, 0}, show_quality);
}

Err verb_quality(Cx *cx, Args *a)
{
    return through_door(cx, a, quality);
}

/* --- upkeep --- */

static void show_done(json_t *j)
{
    printf("%s: %lld entries\n", text_at(j, "done"),
           (long long)json_integer_value(json_object_get(j, "entries")));
}

static Err verify(Cx *cx, Args *a, Door *d)
{
    return call_and_show(cx, a, d, "POST", S("/api/local/verify"), (Str){NULL, 0}, show_done);
}

Err verb_verify(Cx *cx, Args *a)
{
    return through_door(cx, a, verify);
}

static Err rebuild(Cx *cx, Args *a, Door *d)
{
    return call_and_show(cx, a, d, "POST", S("/api/local/rebuild"), (Str){NULL, 0}, show_done);
}

Err verb_rebuild(Cx *cx, Args *a)
{
    return through_door(cx, a, rebuild);
}

static Err backup(Cx *cx, Args *a, Door *d)
{
    Str path;
    TRY(absolute(cx, args_word(a), &path));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "file", path);
    jw_close(&w, '}');
    return call_and_show(cx, a, d, "POST", S("/api/local/backup"), buf_str(&b), show_done);
}

Err verb_backup(Cx *cx, Args *a)
{
    return through_door(cx, a, backup);
}

/* --- roads --- */

static void show_roads(json_t *j)
{
    size_t i;
    json_t *c;
    if (!json_is_true(json_object_get(j, "loaded"))) {
        printf("no road graph; travel is the straight line times a factor\n");
        return;
    }
    printf("%s, loaded %s\n%lld km in %lld pieces between %lld points, %lld%% of them reach each "
           "other\n%lld lines taken, %lld left out\n",
           text_at(j, "file"), text_at(j, "loaded_at"), count_at(j, "length_km"),
           count_at(j, "pieces"), count_at(j, "nodes"),
           count_at(j, "nodes_connected") * 100 / count_at(j, "nodes"), count_at(j, "lines"),
           count_at(j, "left_out"));
    json_array_foreach (json_object_get(j, "classes"), i, c)
        printf("%8lld  %s%s\n", count_at(c, "lines"), text_at(c, "class"),
               json_is_true(json_object_get(c, "driven")) ? "" : "  (not driven on)");
}

static Err roads(Cx *cx, Args *a, Door *d)
{
    Str datum, path = S(""), what = args_word(a);
    TRY(args_option(a, "datum", &datum));
    if (str_is(what, "load")) TRY(absolute(cx, args_word(a), &path));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "do", what);
    jw_kstr(&w, "file", path);
    jw_kstr(&w, "datum", datum);
    jw_close(&w, '}');
    return call_and_show(cx, a, d, "POST", S("/api/local/roads"), buf_str(&b), show_roads);
}

Err verb_roads(Cx *cx, Args *a)
{
    return through_door(cx, a, roads);
}

/* --- people to shelters --- */

static void show_plan(json_t *j)
{
    json_dumpf(j, stdout, JSON_COMPACT);
    printf("\n");
}

Err verb_evacuate_event(Cx *cx, Args *a, Str event)
{
    Door d;
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "event", event);
    jw_close(&w, '}');
    TRY(door_open(cx, a, &d));
    Err err = call_and_show(cx, a, &d, "POST", S("/api/local/evacuate"), buf_str(&b), show_plan);
    door_close(&d);
    return err;
}

Err verb_restore(Cx *cx, Args *a)
{
    Str dir, file = args_word(a);
    bool json = args_flag(a, "json");
    TRY(args_option(a, "data", &dir));
    TRY(args_end(a));
    if (dir.len == 0 || file.len == 0)
        return cx_fail(cx, ERR_INVALID, "FILE", "restore needs FILE and --data DIR");
    TRY(app_restore(cx, file, dir));
    if (json) printf("{\"done\":\"restore\"}\n");
    else printf("restored to %.*s\n", STR_ARG(dir));
    return OK;
}
