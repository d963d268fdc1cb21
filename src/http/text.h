/* SPDX-License-Identifier: Apache-2.0 */
/* The small grammars around a request, as pure functions: query, path, cookies, languages. Framing
 * is evhttp's business with http/guard.h watching. */
#ifndef HTTP_TEXT_H
#define HTTP_TEXT_H

#include "base/base.h"

typedef enum UrlOp { URL_EQ, URL_NE, URL_LT, URL_LE, URL_GT, URL_GE } UrlOp;
typedef struct UrlItem {
    Str name, value; /* decoded */
    UrlOp op;
    bool bare; /* neither operator nor `=` stood there */
} UrlItem;
typedef struct UrlQuery {
    UrlItem *p;
    size_t n;
} UrlQuery;
enum { URL_MAX_ITEMS = 200 };

/* `found_at>=2019-01-01&q=a+b&grade!=x` in order of appearance; repeats are kept, judging them is
 * the caller's. An operator may come percent-encoded, so `found_at%3E%3D2019` and
 * `found_at%3E=2019` are the same item. fails: ERR_INVALID: broken percent sign, NUL, invalid
 * UTF-8, nameless item; ERR_TOO_BIG past URL_MAX_ITEMS. source: WHATWG URL,
 * application/x-www-form-urlencoded parsing (`+` is a blank) */
MUST_USE Err url_query_parse(Cx *cx, Str raw, UrlQuery *ret);
/* First item of that name whatever its operator, NULL = none. */
const UrlItem *url_query_find(const UrlQuery *q, Str name);
/* Percent-decode; plus: `+` is a blank. Valid UTF-8 without NUL, else ERR_INVALID. Not copied when
 * there is nothing to decode. */
MUST_USE Err percent_decode(Cx *cx, Str raw, bool plus, Str *ret);
/* A decoded absolute path. fails: ERR_INVALID on what percent_decode refuses, a control character,
 * a backslash, an empty, `.` or
 * `..` segment inside, or no leading slash. */
MUST_USE Err path_decode(Cx *cx, Str raw, Str *ret);
/* Value of a cookie in a Cookie header, quotes taken off; "" = none. The first of several wins.
 * source: RFC 6265 §4.2 */
Str cookie_find(Str header, Str name);
/* The token of `Authorization: Bearer TOKEN`; "" unless it is exactly that. source: RFC 6750 §2.1
 */
Str bearer_token(Str header);
/* Does an Accept-Language header prefer English to Chinese? No header or neither: false. source:
 * RFC 9110 §12.5.4 */
bool language_is_english(Str header);
/* Does a list header (Accept-Encoding, Accept) hold this item with a weight above 0? Parameters
 * other than q are ignored. */
bool accepts(Str header, Str item);

#endif
