/* SPDX-License-Identifier: Apache-2.0 */
/* A second opinion on framing. evhttp parses; the guard reads the same bytes before it and says
 * whether they are HTTP/1 in the narrow sense in which nobody can disagree about where a request
 * ends: CRLF only, no folded headers, one Host, one length of plain digits or exactly one
 * `chunked`, never both, chunks of plain hexadecimal without extensions or trailers, no body where
 * there is none. What it refuses never reaches a handler. It keeps no bytes but the current line's
 * beginning; it is no parser: it hands nothing on but method, path and length, for the early 413.
 * source: RFC 9112 §2.2, §3, §5, §6, §7.1; RFC 9110 §5.5, §7.2 */
#ifndef HTTP_GUARD_H
#define HTTP_GUARD_H

#include "base/base.h"

enum { GUARD_LINE_MAX = 256, GUARD_HEAD_MAX = 32 * 1024, GUARD_HEADERS_MAX = 100 };

typedef enum GuardState {
    GUARD_AT_START, /* between two messages */
    GUARD_IN_LINE,
    GUARD_IN_BODY,
    GUARD_IN_CHUNK_SIZE,
    GUARD_IN_CHUNK,
    GUARD_IN_CHUNK_END,
    GUARD_IN_LAST_LINE,
    GUARD_BROKEN
} GuardState;

typedef struct HttpGuard {
    char line[GUARD_LINE_MAX]; /* beginning of the current line */
    char target[GUARD_LINE_MAX];
    char tail[9];    /* last bytes of the request line: ` HTTP/1.1` */
    size_t line_len; /* whole length, also past the buffer */
    size_t head_len, target_len;
    int n_lines, n_hosts, n_spaces;
    uint64_t left;          /* of the body or the chunk */
    uint64_t body_len;      /* announced so far: the length, or the chunks up to here */
    int64_t content_length; /* -1 = none said */
    GuardState state;
    char method[8];
    bool saw_cr, chunked, minor_1;
} HttpGuard;

typedef enum GuardVerdict {
    GUARD_MORE, /* all used, nothing to say */
    GUARD_HEAD, /* a head just ended: method, target, content_length, chunked hold */
    GUARD_BAD
} GuardVerdict;

/* For a connection just opened: nothing seen. */
void guard_init(HttpGuard *g);
/* Read on. ret_used: bytes taken, fewer than given after GUARD_HEAD: call again with the rest.
 * GUARD_BAD: *ret_status is the HTTP status to refuse with; the guard stays broken. */
GuardVerdict guard_feed(HttpGuard *g, Str bytes, size_t *ret_used, int *ret_status);
/* Is it between two requests (nothing of the next one seen)? */
bool guard_is_idle(const HttpGuard *g);
bool guard_in_head(const HttpGuard *g);

#endif
