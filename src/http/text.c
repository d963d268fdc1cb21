/* SPDX-License-Identifier: Apache-2.0 */
/* Query, path, cookies, languages. */
#include "http/text.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

Err percent_decode(Cx *cx, Str raw, bool plus, Str *ret)
{
    Str out = raw;
    if (str_find_char(raw, '%') != SIZE_MAX || (plus && str_find_char(raw, '+') != SIZE_MAX)) {
        char *p = cx_new(cx, char, raw.len + 1);
        size_t n = 0;
        for (size_t i = 0; i < raw.len; i++) {
            if (raw.p[i] != '%') {
                p[n++] = plus && raw.p[i] == '+' ? ' ' : raw.p[i];
                continue;
            }
            int hi = i + 2 < raw.len ? hex_value(raw.p[i + 1]) : -1,
                lo = hi >= 0 ? hex_value(raw.p[i + 2]) : -1;
            if (lo < 0)
                return cx_refuse(cx, ERR_INVALID, S("url"), raw,
                                 "a percent sign is followed by two hexadecimal digits");
            p[n++] = (char)(hi * 16 + lo);
            i += 2;
        }
        out = (Str){p, n};
    }
    if (str_find_char(out, 0) != SIZE_MAX || !utf8_is_valid(out))
        return cx_refuse(cx, ERR_INVALID, S("url"), raw, "must be UTF-8 without NUL");
    *ret = out;
    return OK;
}

static size_t find_operator(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == '<' || s.p[i] == '>') return i;
        if (s.p[i] == '!' && (i + 1 == s.len || s.p[i + 1] == '=')) return i;
    }
    return SIZE_MAX;
}

static UrlOp operator_of(char sign, bool equal)
{
    if (sign == '!') return URL_NE;
    if (sign == '<') return equal ? URL_LE : URL_LT;
    return equal ? URL_GE : URL_GT;
}

/* left: what stood before the first plain `=`; right: what stood after it, has_equal: whether there
 * was one. All decoded. */
static UrlItem split_item(Cx *cx, Str left, Str right, bool has_equal)
{
    size_t at = find_operator(left);
    if (at == SIZE_MAX) return (UrlItem){.name = left, .value = right, .bare = !has_equal};
    Str rest = str_from(left, at + 1);
    bool inner_equal = rest.len > 0 && rest.p[0] == '=';
    bool equal = inner_equal || (rest.len == 0 && has_equal);
    if (inner_equal) rest = str_from(rest, 1);
    /* `a>=1`: rest is empty, the value is right. `a>x=1`: the value is `x=1`. `a>1` and `a>1=`: the
     * value is `1`. */
    Str value = rest;
    if (rest.len == 0) value = right;
    else if (right.len > 0) value = str_fmt(cx, "%.*s=%.*s", STR_ARG(rest), STR_ARG(right));
    return (UrlItem){
        .name = str_head(left, at), .value = value, .op = operator_of(left.p[at], equal)};
}

Err url_query_parse(Cx *cx, Str raw, UrlQuery *ret)
{
    VEC(UrlItem) items = {0};
    Str piece, left, right;
    while (str_next(&raw, '&', &piece)) {
        if (piece.len == 0) continue;
        if (items.n == URL_MAX_ITEMS)
            return cx_fail(cx, ERR_TOO_BIG, "url", "at most %d query items", URL_MAX_ITEMS);
        bool has_equal = str_cut(piece, '=', &left, &right);
        TRY(percent_decode(cx, left, true, &left));
        TRY(percent_decode(cx, right, true, &right));
        UrlItem item = split_item(cx, left, right, has_equal);
        if (item.name.len == 0)
            return cx_refuse(cx, ERR_INVALID, S("url"), piece, "a query item has a name");
        vec_push(cx, &items, item);
    }
    *ret = (UrlQuery){items.p, items.n};
    return OK;
}

const UrlItem *url_query_find(const UrlQuery *q, Str name)
{
    for (size_t i = 0; i < q->n; i++)
        if (str_eq(q->p[i].name, name)) return &q->p[i];
    return NULL;
}

Err path_decode(Cx *cx, Str raw, Str *ret)
{
    Str path, rest, segment;
    TRY(percent_decode(cx, raw, false, &path));
    if (path.len == 0 || path.p[0] != '/')
        return cx_refuse(cx, ERR_INVALID, S("url"), raw, "a path starts with a slash");
    for (size_t i = 0; i < path.len; i++)
        if ((unsigned char)path.p[i] < 0x20 || path.p[i] == 0x7f || path.p[i] == '\\')
            return cx_refuse(cx, ERR_INVALID, S("url"), raw,
                             "a path has no control characters and no backslash");
    rest = str_from(path, 1);
    while (str_next(&rest, '/', &segment))
        if (segment.len == 0 || str_is(segment, ".") || str_is(segment, ".."))
            return cx_refuse(cx, ERR_INVALID, S("url"), raw,
                             "a path has no empty, `.` or `..` segment");
    *ret = path;
    return OK;
}

Str cookie_find(Str header, Str name)
{
    Str piece, key, value;
    while (str_next(&header, ';', &piece)) {
        if (!str_cut(str_trim(piece), '=', &key, &value) || !str_eq(str_trim(key), name)) continue;
        value = str_trim(value);
        if (value.len >= 2 && value.p[0] == '"' && value.p[value.len - 1] == '"')
            return (Str){value.p + 1, value.len - 2};
        return value;
    }
    return S("");
}

static bool is_token68(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];
        bool ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  (c && strchr("-._~+/=", c));
        if (!ok) return false;
    }
    return s.len > 0;
}

Str bearer_token(Str header)
{
    if (header.len < 8 || !str_eq_nocase(str_head(header, 7), S("Bearer "))) return S("");
    Str token = str_trim(str_from(header, 7));
    return is_token68(token) ? token : S("");
}

/* Weight of one list item in thousandths: 1000 without `;q=`. */
static int weight_of(Str params)
{
    Str piece, key, value;
    while (str_next(&params, ';', &piece)) {
        double q;
        if (!str_cut(str_trim(piece), '=', &key, &value) || !str_eq_nocase(str_trim(key), S("q")))
            continue;
        if (!str_f64(str_trim(value), &q) || q < 0 || q > 1) return 0;
        return (int)(q * 1000);
    }
    return 1000;
}

bool language_is_english(Str header)
{
    int best_zh = 0, best_en = 0;
    Str piece, tag, params;
    while (str_next(&header, ',', &piece)) {
        str_cut(piece, ';', &tag, &params);
        tag = str_head(str_trim(tag), 2);
        int w = weight_of(params);
        if (str_eq_nocase(tag, S("zh")) && w > best_zh) best_zh = w;
        if (str_eq_nocase(tag, S("en")) && w > best_en) best_en = w;
    }
    return best_en > best_zh;
}

bool accepts(Str header, Str item)
{
    Str piece, key, params;
    while (str_next(&header, ',', &piece)) {
        str_cut(piece, ';', &key, &params);
        if (str_eq_nocase(str_trim(key), item)) return weight_of(params) > 0;
    }
    return false;
}
