/* SPDX-License-Identifier: Apache-2.0 */
/* Uploads that may break off and go on: tus 1.0.0, core protocol with creation, expiration and
 * termination (https://tus.io/protocols/resumable-upload). A part is DIR/parts/ACCOUNT/ID.json
 * and its bytes so far in ID.part; how many there are is the length of that file, so nothing is
 * forgotten by a crash. Folders are by account: a part of somebody else is not there. The whole
 * file must have the digest that was announced; then it joins the store of uploads.c. */
#include <stdatomic.h>

#include "api/api_int.h"

enum { ID_BYTES = 16, META_MAX = 4096, NAMES_MAX = 100000, OPEN_MAX = 20 };

/* source: U, parameters upload.* */
static const double MAX_MB = 20, OPEN_MB = 64, PART_HOURS = 72;

typedef struct Part {
    Str id, sha256, meta, body; /* the last two: paths */
    int64_t length, offset, expires_ms;
    bool done;
} Part;

static Err parameter(Cx *cx, const Api *api, const char *key, double none, double *ret)
{
    Db *db;
    TRY(store_reader(cx, api->site.store, &db));
    return system_parameter(cx, &api->site, db, key, none, ret);
}

static Str parts_root(Cx *cx, const Api *api)
{
    return str_fmt(cx, "%s/parts", api->site.dir);
}

static Str own_folder(Cx *cx, const Api *api)
{
    Str hex = hash_hex(cx, hash_bytes(HASH_SHA256, cx->actor->name));
    return str_fmt(cx, "%.*s/%.32s", STR_ARG(parts_root(cx, api)), hex.p);
}

static Part part_named(Cx *cx, Str folder, Str id)
{
    return (Part){.id = id,
                  .sha256 = S(""),
                  .meta = str_fmt(cx, "%.*s/%.*s.json", STR_ARG(folder), STR_ARG(id)),
                  .body = str_fmt(cx, "%.*s/%.*s.part", STR_ARG(folder), STR_ARG(id))};
}

static Err save(Cx *cx, const Part *p)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_ki64(&w, "length", p->length);
    jw_kstr(&w, "sha256", p->sha256);
    jw_ki64(&w, "expires", p->expires_ms);
    jw_kbool(&w, "done", p->done);
    jw_close(&w, '}');
    return sys_file_write(cx, p->meta, buf_str(&b), 0600);
}

static void drop(Cx *cx, const Part *p)
{
    (void)!sys_file_remove(cx, p->body);
    (void)!sys_file_remove(cx, p->meta);
    cx_clear(cx);
}

static Err load(Cx *cx, Str folder, Str id, Part *ret)
{
    Str text;
    Part p = part_named(cx, folder, id);
    TRY(sys_file_read(cx, p.meta, META_MAX, &text));
    json_t *o = json_loadb(text.p, text.len, 0, NULL);
    p.length = json_integer_value(json_object_get(o, "length"));
    p.expires_ms = json_integer_value(json_object_get(o, "expires"));
    p.done = json_is_true(json_object_get(o, "done"));
    p.sha256 = str_dup(cx, json_text(o, "sha256"));
    json_decref(o);
    if (p.done) p.offset = p.length;
    else if (sys_file_size(cx, p.body, &p.offset) != OK) p.offset = 0, cx_clear(cx);
    *ret = p;
    return OK;
}

/* --- what is over --- */

static Err sweep_folder(Cx *cx, Str folder, int64_t *open_bytes, int64_t *n_open)
{
    SysNames names;
    *open_bytes = *n_open = 0;
    if (!sys_file_exists(cx, folder)) return OK;
    TRY(sys_dir_list(cx, folder, NAMES_MAX, &names));
    for (size_t i = 0; i < names.n; i++) {
        Part p;
        if (!str_ends(names.p[i], S(".json"))) continue;
        Err err = load(cx, folder, str_head(names.p[i], names.p[i].len - 5), &p);
        cx_clear(cx);
        if (err != OK) continue; /* another request took it away */
        if (cx->now_ms >= p.expires_ms) drop(cx, &p);
        else if (!p.done) *open_bytes += p.length, ++*n_open;
    }
    return OK;
}

/* Everybody's, at most once an hour and only when somebody uploads. */
static Err sweep_all(Cx *cx, Api *api)
{
    SysNames names;
    int64_t bytes, n, last = atomic_load(&api->swept_ms);
    bool mine = cx->now_ms - last >= MS_HOUR &&
                atomic_compare_exchange_strong(&api->swept_ms, &last, cx->now_ms);
    Str root = parts_root(cx, api);
    if (!mine || !sys_file_exists(cx, root)) return OK;
    TRY(sys_dir_list(cx, root, NAMES_MAX, &names));
    for (size_t i = 0; i < names.n; i++)
        TRY(sweep_folder(cx, str_fmt(cx, "%.*s/%.*s", STR_ARG(root), STR_ARG(names.p[i])), &bytes,
                         &n));
    return OK;
}

/* --- the protocol --- */

static Err want_tus(Cx *cx, HttpCall *call)
{
    Str version = http_header_in(call, "Tus-Resumable");
    http_header(call, S("Tus-Resumable"), S("1.0.0"));
    if (str_is(version, "1.0.0")) return OK;
    http_header(call, S("Tus-Version"), S("1.0.0"));
    return cx_refuse(cx, ERR_STALE, S("Tus-Resumable"), version, "must be %s", "1.0.0");
}

static Err want_number(Cx *cx, const HttpCall *call, const char *name, int64_t *ret)
{
    Str s = http_header_in(call, name);
    if (s.len && str_i64(s, ret) && *ret >= 0) return OK;
    return cx_refuse(cx, ERR_INVALID, str_c(name), s, "must be %s",
                     msg_in(cx->lang, "a number of bytes"));
}

static void say_state(Cx *cx, HttpCall *call, const Part *p)
{
    http_header(call, S("Upload-Offset"), str_fmt(cx, "%lld", (long long)p->offset));
    http_header(call, S("Upload-Length"), str_fmt(cx, "%lld", (long long)p->length));
    http_header(call, S("Upload-Expires"), time_format_http(cx, p->expires_ms));
}

static Err want_part(Cx *cx, const HttpCall *call, Part *ret)
{
    Str id = http_param(call, "id"), bytes;
    bool sound = id.len == 2 * ID_BYTES && hex_decode(cx, id, &bytes);
    if (sound && load(cx, own_folder(cx, api_of(call)), id, ret) == OK &&
        cx->now_ms < ret->expires_ms)
        return OK;
    cx_clear(cx);
    return cx_refuse(cx, ERR_NOT_FOUND, S("id"), id, "no such upload, or it has expired");
}

/* All bytes are here: is it what was announced, and no bomb? Then it is a file like any other. */
static Err finish(Cx *cx, const Api *api, Part *p)
{
    Str body, hex;
    TRY(sys_file_read(cx, p->body, (size_t)p->length, &body));
    hex = hash_hex(cx, hash_bytes(HASH_SHA256, body));
    Err err = str_eq(hex, p->sha256)
                  ? upload_check(cx, api, body, true)
                  : cx_refuse(cx, ERR_INVALID, S("X-Sha256"), p->sha256,
                              "the bytes that came have the digest %.*s", STR_ARG(hex));
    if (err != OK) {
        (void)!sys_file_remove(cx, p->body);
        (void)!sys_file_remove(cx, p->meta);
        return err;
    }
    TRY(upload_keep(cx, api, body, &hex));
    p->done = true;
    TRY(save(cx, p));
    return sys_file_remove(cx, p->body);
}

static Err check_quota(Cx *cx, const Api *api, int64_t length, int64_t bytes, int64_t n)
{
    double max_mb, open_mb;
    TRY(parameter(cx, api, "upload.max_mb", MAX_MB, &max_mb));
    TRY(parameter(cx, api, "upload.open_mb", OPEN_MB, &open_mb));
    Str sent = str_fmt(cx, "%lld", (long long)length);
    if (length < 1 || (double)length > max_mb * 1e6)
        return cx_refuse(cx, length < 1 ? ERR_INVALID : ERR_TOO_BIG, S("Upload-Length"), sent,
                         "must be 1 to %.0f bytes", max_mb * 1e6);
    if (n >= OPEN_MAX || (double)(bytes + length) > open_mb * 1e6)
        return cx_refuse(cx, ERR_RATE, S("Upload-Length"), sent,
                         "%lld uploads of %lld bytes are unfinished, at most %d of %.0f bytes",
                         (long long)n, (long long)bytes, OPEN_MAX, open_mb * 1e6);
    return OK;
}

static Str fresh_id(Cx *cx)
{
    char *bytes = cx_new(cx, char, ID_BYTES);
    sys_random(bytes, ID_BYTES);
    return hex_encode(cx, (Str){bytes, ID_BYTES});
}

Err create_part(Cx *cx, HttpCall *call)
{
    Api *api = api_of(call);
    int64_t length, bytes, n;
    double hours;
    Digest d;
    Str sha = http_header_in(call, "X-Sha256"), folder = own_folder(cx, api);
    TRY(want_tus(cx, call));
    TRY(want_number(cx, call, "Upload-Length", &length));
    if (!hash_from_hex(sha, &d))
        return cx_refuse(cx, ERR_INVALID, S("X-Sha256"), sha, "must be %s",
                         msg_in(cx->lang, "a SHA-256 digest of 64 hexadecimal digits"));
    TRY(sweep_all(cx, api));
    TRY(sweep_folder(cx, folder, &bytes, &n));
    TRY(check_quota(cx, api, length, bytes, n));
    TRY(parameter(cx, api, "upload.part_hours", PART_HOURS, &hours));
    Part p = part_named(cx, folder, fresh_id(cx));
    p.length = length;
    p.sha256 = hash_hex(cx, d);
    p.expires_ms = cx->now_ms + (int64_t)(hours * MS_HOUR);
    TRY(sys_dir_make(cx, folder, 0700));
    TRY(save(cx, &p));
    http_header(call, S("Location"), str_fmt(cx, "/api/uploads/parts/%.*s", STR_ARG(p.id)));
    say_state(cx, call, &p);
    http_answer(call, 201, S(""), S(""));
    return OK;
}

Err get_part(Cx *cx, HttpCall *call)
{
    Part p;
    TRY(want_tus(cx, call));
    TRY(want_part(cx, call, &p));
    if (!p.done && p.offset == p.length)
        TRY(finish(cx, api_of(call), &p)); /* a crash came between the last byte and the end */
    say_state(cx, call, &p);
    http_answer(call, 200, S(""), S(""));
    return OK;
}

static Err take_bytes(Cx *cx, const HttpCall *call, Part *p)
{
    int64_t at;
    TRY(want_number(cx, call, "Upload-Offset", &at));
    if (at != p->offset)
        return cx_refuse(cx, ERR_CONFLICT, S("Upload-Offset"),
                         http_header_in(call, "Upload-Offset"), "the upload stands at %lld",
                         (long long)p->offset);
    if ((int64_t)call->body.len > p->length - p->offset)
        return cx_refuse(cx, ERR_TOO_BIG, S("Upload-Length"),
                         str_fmt(cx, "%lld", (long long)at + (long long)call->body.len),
                         "%lld bytes were announced", (long long)p->length);
    TRY(sys_file_append(cx, p->body, p->offset, call->body, 0600));
    p->offset += (int64_t)call->body.len;
    return OK;
}

Err patch_part(Cx *cx, HttpCall *call)
{
    const Api *api = api_of(call);
    Part p;
    TRY(want_tus(cx, call));
    TRY(want_part(cx, call, &p));
    if (!str_is(http_header_in(call, "Content-Type"), "application/offset+octet-stream"))
        return cx_refuse(cx, ERR_UNSUPPORTED, S("Content-Type"),
                         http_header_in(call, "Content-Type"), "must be %s",
                         "application/offset+octet-stream");
    if (p.offset == 0)
        TRY(upload_check(cx, api, call->body, false)); /* no need to fetch all of a bomb */
    TRY(take_bytes(cx, call, &p));
    if (!p.done && p.offset == p.length) TRY(finish(cx, api, &p));
    say_state(cx, call, &p);
    http_answer(call, 204, S(""), S(""));
    return OK;
}

Err delete_part(Cx *cx, HttpCall *call)
{
    Part p;
    TRY(want_tus(cx, call));
    TRY(want_part(cx, call, &p));
    drop(cx, &p);
    http_answer(call, 204, S(""), S(""));
    return OK;
}
