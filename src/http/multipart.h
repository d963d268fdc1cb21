/* SPDX-License-Identifier: Apache-2.0 */
/* multipart/form-data over a complete body: strict, nothing copied, pure.
 * source: RFC 7578, RFC 2046 §5.1 */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include "base/base.h"

enum { MULTIPART_MAX_PARTS = 100, MULTIPART_MAX_HEAD = 8 * 1024 };

typedef struct Part {
    Str name;
    Str filename; /* as sent, a hint for people, never a path to open; "" = a plain field */
    Str type;     /* Content-Type, "" = none */
    Str body;     /* points into the request's body */
} Part;
typedef struct Parts {
    Part *p;
    size_t n;
} Parts;

/* content_type: the request's header with its boundary. fails: ERR_UNSUPPORTED when it is not
 * multipart/form-data, ERR_INVALID on anything malformed (also bare LF, bytes after the last
 * boundary, a part without a name), ERR_TOO_BIG past the limits. */
MUST_USE Err multipart_parse(Cx *cx, Str content_type, Str body, Parts *ret);
/* First part of that name, NULL = none. */
const Part *part_find(const Parts *parts, Str name);

#endif
