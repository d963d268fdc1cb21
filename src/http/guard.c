/* SPDX-License-Identifier: Apache-2.0 */
/* The framing guard: one pass over the bytes, one state per place in a message. */
#include "http/guard.h"

static void begin_line(HttpGuard *g)
{
    g->line_len = 0;
    g->n_spaces = 0;
    g->saw_cr = false;
}

static void begin_message(HttpGuard *g)
{
    g->state = GUARD_IN_LINE;
    g->head_len = 0;
    g->target_len = 0;
    g->n_lines = 0;
    g->n_hosts = 0;
    g->content_length = -1;
    g->body_len = 0;
    g->chunked = false;
    g->minor_1 = false;
    g->method[0] = 0;
    begin_line(g);
}

void guard_init(HttpGuard *g)
{
    *g = (HttpGuard){.state = GUARD_AT_START};
}

bool guard_is_idle(const HttpGuard *g)
{
    return g->state == GUARD_AT_START;
}

bool guard_in_head(const HttpGuard *g)
{
    return g->state == GUARD_IN_LINE && g->head_len > 0;
}

static bool is_token_char(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c != 0 && c < 0x80 && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static const char *const known_methods[] = {"GET",   "HEAD",   "POST",   "PUT",
                                            "PATCH", "DELETE", "OPTIONS"};

static int check_version(HttpGuard *g)
{
    char v[sizeof g->tail] = {0}; /* unroll the ring */
    for (size_t i = 0; i < sizeof v; i++) v[i] = g->tail[(g->line_len + i) % sizeof v];
    if (g->line_len < sizeof v || memcmp(v, " HTTP/", 6) != 0) return 400;
    if (memcmp(v + 6, "1.0", 3) != 0 && memcmp(v + 6, "1.1", 3) != 0) return 505;
    g->minor_1 = v[8] == '1';
    return 0;
}

/* ret: 0 or the status to refuse with */
static int check_request_line(HttpGuard *g)
{
    Str line = {g->line, g->line_len < GUARD_LINE_MAX ? g->line_len : GUARD_LINE_MAX};
    Str method, rest;
    if (g->n_spaces != 2 || !str_cut(line, ' ', &method, &rest)) return 400;
    bool known = false;
    for (size_t i = 0; i < COUNT(known_methods); i++) known |= str_is(method, known_methods[i]);
    if (!known) return str_is(method, "TRACE") || str_is(method, "CONNECT") ? 405 : 501;
    memcpy(g->method, method.p, method.len);
    g->method[method.len] = 0;
    size_t end = str_find_char(rest, ' ');
    g->target_len = end == SIZE_MAX ? rest.len : end;
    memcpy(g->target, rest.p, g->target_len);
    if (g->target_len == 0) return 400;
    return check_version(g);
}

static int take_length(HttpGuard *g, Str value)
{
    int64_t n;
    if (g->content_length >= 0 || value.len == 0 || value.len > 18) return 400;
    for (size_t i = 0; i < value.len; i++)
        if (value.p[i] < '0' || value.p[i] > '9') return 400;
    if (!str_i64(value, &n)) return 400;
    g->content_length = n;
    return 0;
}

static int check_header_line(HttpGuard *g)
{
    Str line = {g->line, g->line_len < GUARD_LINE_MAX ? g->line_len : GUARD_LINE_MAX};
    Str name, value;
    if (!str_cut(line, ':', &name, &value) || name.len == 0)
        return 400; /* also: a name longer than what is kept */
    for (size_t i = 0; i < name.len; i++)
        if (!is_token_char((unsigned char)name.p[i]))
            return 400; /* also a folded line, which starts with a blank */
    if (str_eq_nocase(name, S("Host"))) return ++g->n_hosts > 1 ? 400 : 0;
    bool is_length = str_eq_nocase(name, S("Content-Length")),
         is_coding = str_eq_nocase(name, S("Transfer-Encoding"));
    if (!is_length && !is_coding) return 0;
    if (g->line_len > GUARD_LINE_MAX) return 400;
    if (str_find_char(value, '\t') != SIZE_MAX) return 400; /* evhttp takes off blanks only */
    value = str_trim(value);
    if (is_length) return take_length(g, value);
    if (g->chunked || !str_eq_nocase(value, S("chunked"))) return 400;
    g->chunked = true;
    return 0;
}

/* The methods with which evhttp reads a body; with any other it would take the body for the next
 * request. */
static bool may_have_body(const HttpGuard *g)
{
    return g->method[0] == 'P';
}

static int end_head(HttpGuard *g)
{
    bool has_body = g->chunked || g->content_length > 0;
    if (g->chunked && g->content_length >= 0) return 400;
    if (g->chunked && !g->minor_1) return 400;
    if (g->minor_1 && g->n_hosts != 1) return 400;
    if (has_body && !may_have_body(g)) return 400;
    g->left = g->content_length > 0 ? (uint64_t)g->content_length : 0;
    g->body_len = g->left;
    if (g->chunked) {
        g->state = GUARD_IN_CHUNK_SIZE;
    } else if (has_body) {
        g->state = GUARD_IN_BODY;
    } else {
        g->state = GUARD_AT_START;
    }
    begin_line(g);
    return 0;
}

/* The line feed behind a CR. ret: as byte_of_line. */
static int end_line(HttpGuard *g)
{
    if (g->line_len == 0 && g->n_lines == 0) return 400;
    if (g->line_len == 0) {
        int status = end_head(g);
        return status ? status : 1;
    }
    int status = g->n_lines == 0 ? check_request_line(g) : check_header_line(g);
    if (status == 0 && ++g->n_lines > GUARD_HEADERS_MAX) status = 431;
    begin_line(g);
    return status;
}

/* One byte of a head. ret: 0 go on, 1 the head has ended, else the status to refuse with. */
static int byte_of_line(HttpGuard *g, unsigned char c)
{
    if (++g->head_len > GUARD_HEAD_MAX) return 431;
    if (g->saw_cr) return c == '\n' ? end_line(g) : 400;
    if (c == '\r') {
        g->saw_cr = true;
        return 0;
    }
    if ((c < 0x20 && c != '\t') || c == 0x7f || (g->n_lines == 0 && (c == '\t' || c >= 0x80)))
        return 400;
    if (c == ' ') g->n_spaces++;
    if (g->line_len < GUARD_LINE_MAX) g->line[g->line_len] = (char)c;
    if (g->n_lines == 0) g->tail[g->line_len % sizeof g->tail] = (char)c;
    g->line_len++;
    return 0;
}

static int hex_digit(unsigned char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* One byte around a chunk: its size line, the CRLF behind it, the last empty line. ret: 0 or the
 * status to refuse with. */
static int byte_of_chunk(HttpGuard *g, unsigned char c)
{
    if (c == '\r' && !g->saw_cr && (g->state != GUARD_IN_CHUNK_SIZE || g->line_len > 0)) {
        g->saw_cr = true;
        return 0;
    }
    if (!g->saw_cr) {
        int v = hex_digit(c);
        if (g->state != GUARD_IN_CHUNK_SIZE || v < 0 || ++g->line_len > 15) return 400;
        g->left = g->left * 16 + (uint64_t)v;
        return 0;
    }
    if (c != '\n') return 400;
    begin_line(g);
    switch (g->state) {
    case GUARD_IN_CHUNK_SIZE:
        g->body_len += g->left; /* 15 digits: who would overflow it must first send 2^60 bytes */
        g->state = g->left > 0 ? GUARD_IN_CHUNK : GUARD_IN_LAST_LINE;
        break;
    case GUARD_IN_CHUNK_END: g->state = GUARD_IN_CHUNK_SIZE; break;
    case GUARD_IN_LAST_LINE: g->state = GUARD_AT_START; break;
    case GUARD_AT_START:
    case GUARD_IN_LINE:
    case GUARD_IN_BODY:
    case GUARD_IN_CHUNK:
    case GUARD_BROKEN: return 400;
    }
    return 0;
}

/* Body bytes need no look. */
static size_t skip_body(HttpGuard *g, size_t have)
{
    size_t n = g->left < have ? (size_t)g->left : have;
    g->left -= n;
    if (g->left > 0) return n;
    g->state = g->state == GUARD_IN_CHUNK ? GUARD_IN_CHUNK_END : GUARD_AT_START;
    return n;
}

GuardVerdict guard_feed(HttpGuard *g, Str bytes, size_t *ret_used, int *ret_status)
{
    size_t i = 0;
    *ret_status = 0;
    while (i < bytes.len && *ret_status == 0 && g->state != GUARD_BROKEN) {
        if (g->state == GUARD_AT_START) begin_message(g);
        if (g->state == GUARD_IN_BODY || g->state == GUARD_IN_CHUNK) {
            i += skip_body(g, bytes.len - i);
            continue;
        }
        unsigned char c = (unsigned char)bytes.p[i++];
        int status = g->state == GUARD_IN_LINE ? byte_of_line(g, c) : byte_of_chunk(g, c);
        if (status == 1) {
            *ret_used = i;
            return GUARD_HEAD;
        }
        *ret_status = status;
    }
    *ret_used = i;
    if (*ret_status == 0 && g->state != GUARD_BROKEN) return GUARD_MORE;
    if (*ret_status == 0) *ret_status = 400;
    g->state = GUARD_BROKEN;
    return GUARD_BAD;
}
