/* SPDX-License-Identifier: Apache-2.0 */
/* multipart/form-data. */
#include "http/multipart.h"

/* Value of a parameter `; name="x"` or `; name=x` in a header value. A backslash escapes inside
 * quotes. */
static bool find_param(Cx *cx, Str s, Str name, Str *ret)
{
    size_t at = str_find_char(s, ';');
    while (at != SIZE_MAX) {
        s = str_trim(str_from(s, at + 1));
        size_t eq = str_find_char(s, '=');
        if (eq == SIZE_MAX) return false;
        Str key = str_trim(str_head(s, eq));
        s = str_from(s, eq + 1);
        Str value;
        if (s.len > 0 && s.p[0] == '"') {
            char *p = cx_new(cx, char, s.len + 1);
            size_t n = 0, i = 1;
            for (; i < s.len && s.p[i] != '"'; i++) {
                if (s.p[i] == '\\' && i + 1 < s.len && (s.p[i + 1] == '"' || s.p[i + 1] == '\\'))
                    i++;
                p[n++] = s.p[i];
            }
            if (i == s.len) return false; /* no closing quote */
            value = (Str){p, n};
            s = str_from(s, i + 1);
        } else {
            size_t end = str_find_char(s, ';');
            value = str_trim(end == SIZE_MAX ? s : str_head(s, end));
        }
        if (str_eq_nocase(key, name)) {
            *ret = value;
            return true;
        }
        at = str_find_char(s, ';');
    }
    return false;
}

/* source: RFC 2046 §5.1.1: 1 to 70 characters of bchars, no blank at the end */
static bool boundary_ok(Str b)
{
    for (size_t i = 0; i < b.len; i++) {
        char c = b.p[i];
        bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!alnum && (c == 0 || !strchr("'()+_,-./:=? ", c))) return false;
    }
    return b.len >= 1 && b.len <= 70 && b.p[b.len - 1] != ' ';
}

static Err bad(Cx *cx, const char *what)
{
    return cx_fail(cx, ERR_INVALID, "body", "not multipart/form-data: %s", what);
}

static Err read_head(Cx *cx, Rd *r, Part *part)
{
    size_t began = r->at;
    Str disposition = S(""), name = S("");
    for (;;) {
        Str line = rd_until(r, '\n'), key, value;
        if (r->bad || line.len == 0 || line.p[line.len - 1] != '\r')
            return bad(cx, "a part's head has no end");
        if (r->at - began > MULTIPART_MAX_HEAD)
            return cx_fail(cx, ERR_TOO_BIG, "body", "a part's head has at most %d bytes",
                           MULTIPART_MAX_HEAD);
        line = str_head(line, line.len - 1);
        if (line.len == 0) break;
        if (!str_cut(line, ':', &key, &value)) return bad(cx, "a header line without a colon");
        if (str_eq_nocase(key, S("Content-Disposition"))) disposition = str_trim(value);
        if (str_eq_nocase(key, S("Content-Type"))) part->type = str_trim(value);
        if (str_eq_nocase(key, S("Content-Transfer-Encoding")))
            return bad(cx, "a transfer encoding inside");
    }
    if (!str_eq_nocase(str_head(disposition, 9), S("form-data")) ||
        !find_param(cx, disposition, S("name"), &name) || name.len == 0)
        return bad(cx, "a part without a name");
    part->name = name;
    if (!find_param(cx, disposition, S("filename"), &part->filename)) part->filename = S("");
    if (!utf8_is_valid(part->name) || !utf8_is_valid(part->filename))
        return bad(cx, "names are UTF-8");
    return OK;
}

/* memmem, so that a large photo is not walked byte by byte in our own loop */
static size_t find_from(Str s, size_t at, Str needle)
{
    const char *hit = memmem(s.p + at, s.len - at, needle.p, needle.len);
    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

static Err read_parts(Cx *cx, Rd *r, Str stop, Parts *ret)
{
    VEC(Part) parts = {0};
    for (;;) {
        Str after = rd_bytes(r, 2);
        if (r->bad) return bad(cx, "it ends after a boundary");
        if (str_is(after, "--")) break;
        if (!str_is(after, "\r\n")) return bad(cx, "bytes behind a boundary");
        if (parts.n == MULTIPART_MAX_PARTS)
            return cx_fail(cx, ERR_TOO_BIG, "body", "at most %d parts", MULTIPART_MAX_PARTS);
        Part part = {.type = S("")};
        TRY(read_head(cx, r, &part));
        size_t from = r->at, end = find_from(r->s, from, stop);
        if (end == SIZE_MAX) return bad(cx, "no closing boundary");
        part.body = (Str){r->s.p + from, end - from};
        rd_bytes(r, end - from + stop.len);
        vec_push(cx, &parts, part);
    }
    Str rest = rd_bytes(r, rd_left(r));
    if (rest.len > 0 && !str_is(rest, "\r\n")) return bad(cx, "bytes behind the last boundary");
    *ret = (Parts){parts.p, parts.n};
    return OK;
}

Err multipart_parse(Cx *cx, Str content_type, Str body, Parts *ret)
{
    Str kind, params, boundary;
    str_cut(content_type, ';', &kind, &params);
    if (!str_eq_nocase(str_trim(kind), S("multipart/form-data")))
        return cx_refuse(cx, ERR_UNSUPPORTED, S("Content-Type"), content_type,
                         "must be multipart/form-data");
    if (!find_param(cx, content_type, S("boundary"), &boundary) || !boundary_ok(boundary))
        return cx_refuse(cx, ERR_INVALID, S("Content-Type"), content_type,
                         "a boundary of 1 to 70 characters is missing");
    Str stop = str_fmt(cx, "\r\n--%.*s", STR_ARG(boundary));
    Rd r = rd_on(body);
    Str first = rd_bytes(&r, stop.len - 2); /* no preamble: the body starts with the boundary */
    if (r.bad || !str_eq(first, str_from(stop, 2)))
        return bad(cx, "it does not start with the boundary");
    return read_parts(cx, &r, stop, ret);
}

const Part *part_find(const Parts *parts, Str name)
{
    for (size_t i = 0; i < parts->n; i++)
        if (str_eq(parts->p[i].name, name)) return &parts->p[i];
    return NULL;
}
