/* SPDX-License-Identifier: Apache-2.0 */
/* Photos and files, kept by the digest of their bytes: DIR/uploads/ab/abcdef…. The type is told by
 * content, never by name: wire/filetype.h. source: OWASP ASVS 5.0 §5 */
#include "api/api_int.h"
#include "http/multipart.h"
#include "wire/filetype.h"
#include "wire/imagesize.h"

enum { UPLOAD_READ_MAX = 64 * 1024 * 1024 };

static Err want_file(Cx *cx, const HttpCall *call, Str *ret)
{
    Parts parts;
    *ret = call->body;
    if (!str_starts(http_header_in(call, "Content-Type"), S("multipart/"))) return OK;
    TRY(multipart_parse(cx, http_header_in(call, "Content-Type"), call->body, &parts));
    const Part *p = part_find(&parts, S("file"));
    if (!p) return cx_fail(cx, ERR_INVALID, "file", "is required");
    *ret = p->body;
    return OK;
}

/* Pixels are counted before anybody decodes them: here, and then in every browser that shows it.
 * source: reliability.md §5 row 14; the number is U, parameter upload.max_megapixels */
Err upload_check(Cx *cx, const Api *api, Str body, bool whole)
{
    int64_t w, h;
    double mega;
    Db *db;
    if (!image_size(body, &w, &h)) {
        bool picture = whole && str_starts(file_type(body), S("image/"));
        return picture ? cx_fail(cx, ERR_UNSUPPORTED, "file",
                                 "the picture does not say how large it is, so nobody may open it")
                       : OK;
    }
    TRY(store_reader(cx, api->site.store, &db));
    TRY(system_parameter(cx, &api->site, db, "upload.max_megapixels", 50, &mega));
    if (w > 0 && h > 0 && (double)w * (double)h <= mega * 1e6) return OK;
    return cx_refuse(cx, ERR_TOO_BIG, S("file"),
                     str_fmt(cx, "%lldx%lld", (long long)w, (long long)h),
                     "a picture has 1 to %.0f million pixels", mega);
}

Err upload_keep(Cx *cx, const Api *api, Str body, Str *ret_hex)
{
    Str hex = hash_hex(cx, hash_bytes(HASH_SHA256, body));
    Str folder = str_fmt(cx, "%s/uploads/%.2s", api->site.dir, hex.p),
        path = str_fmt(cx, "%.*s/%.*s", STR_ARG(folder), STR_ARG(hex));
    TRY(sys_dir_make(cx, folder, 0700));
    if (!sys_file_exists(cx, path)) TRY(sys_file_write(cx, path, body, 0600));
    *ret_hex = hex;
    return OK;
}

Err post_upload(Cx *cx, HttpCall *call)
{
    Str body, hex;
    if (http_header_in(call, "Upload-Length").len) return create_part(cx, call);
    TRY(want_file(cx, call, &body));
    if (body.len == 0) return cx_fail(cx, ERR_INVALID, "file", "the file is empty");
    TRY(upload_check(cx, api_of(call), body, true));
    TRY(upload_keep(cx, api_of(call), body, &hex));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_kstr(&w, "sha256", hex);
    jw_ki64(&w, "size", (int64_t)body.len);
    jw_kstr(&w, "type", file_type(body));
    jw_close(&w, '}');
    return http_answer_json(call, 201, &buf);
}

Err get_upload(Cx *cx, HttpCall *call)
{
    Str hex = http_param(call, "sha256"), body;
    Digest d;
    if (!hash_from_hex(hex, &d))
        return cx_refuse(cx, ERR_NOT_FOUND, S("sha256"), hex, "no such file");
    hex = hash_hex(cx, d);
    Str root = str_fmt(cx, "%s/uploads", api_of(call)->site.dir);
    TRY(sys_file_read_below(cx, root, str_fmt(cx, "%.2s/%.*s", hex.p, STR_ARG(hex)),
                            UPLOAD_READ_MAX, &body));
    Digest is = hash_bytes(HASH_SHA256, body);
    if (!mem_same(is.b, d.b, HASH_LEN))
        return cx_refuse(cx, ERR_IO, S("sha256"), hex,
                         "the file on disk is damaged: its digest does not fit");
    Str type = file_type(body);
    http_header(call, S("Content-Disposition"),
                file_type_is_shown(type) ? S("inline") : S("attachment"));
    call->cacheable = true;
    http_header(call, S("Cache-Control"), S("private, max-age=31536000, immutable"));
    http_answer(call, 200, type, body);
    return OK;
}
