/* SPDX-License-Identifier: Apache-2.0 */
/* Buf: a growing byte string in an arena. Sticky: past `max` bytes it drops everything and
 * buf_done() says ERR_TOO_BIG. Jw: a JSON writer on a Buf. Commas are its business; keys and
 * nesting are the caller's. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>

#include "base/cx.h"

typedef struct Buf {
    Cx *cx;
    char *p;
    size_t len, cap, max;
    bool over;
} Buf;

enum { BUF_MAX = 256 * 1024 * 1024 };

Buf buf_new(Cx *cx, size_t max); /* max 0 = BUF_MAX */
void buf_add(Buf *b, Str s);
void buf_z(Buf *b, const char *z);
void buf_char(Buf *b, char c);
void buf_fmt(Buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_vfmt(Buf *b, const char *fmt, va_list ap) PRINTF(2, 0);
void buf_i64(Buf *b, int64_t v);
/* Shortest decimal that reads back as v; "0" for -0; not for NaN or infinity. */
void buf_f64(Buf *b, double v);
Str buf_str(const Buf *b);
MUST_USE Err buf_done(const Buf *b);

typedef struct Jw {
    Buf *b;
    bool need_comma;
} Jw;

/* A writer at the end of b, outside any object. Values follow a key or stand in a list; the writer
 * checks neither. */
Jw jw_on(Buf *b);
void jw_open(Jw *w, char bracket);  /* '{' or '[' */
void jw_close(Jw *w, char bracket); /* '}' or ']' */
void jw_key(Jw *w, Str key);
void jw_str(Jw *w, Str s); /* invalid UTF-8 becomes U+FFFD */
void jw_i64(Jw *w, int64_t v);
void jw_f64(Jw *w, double v); /* NaN and infinity become null */
void jw_bool(Jw *w, bool v);
void jw_null(Jw *w);
void jw_raw(Jw *w, Str json); /* a value that is JSON already */
/* key and value in one */
void jw_kstr(Jw *w, const char *key, Str s);
void jw_ki64(Jw *w, const char *key, int64_t v);
void jw_kbool(Jw *w, const char *key, bool v);
void jw_knull(Jw *w, const char *key);
void jw_kraw(Jw *w, const char *key, Str json);

#endif
