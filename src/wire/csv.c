/* SPDX-License-Identifier: Apache-2.0 */
/* CSV. source: RFC 4180 §2. */
#include "wire/csv.h"

Csv csv_on(Str text)
{
    if (str_starts(text, S("\xEF\xBB\xBF"))) text = str_from(text, 3);
    return (Csv){.text = text, .next_line = 1};
}

static bool at_end(const Csv *c)
{
    return c->at >= c->text.len;
}

static char here(const Csv *c)
{
    return at_end(c) ? 0 : c->text.p[c->at];
}

static Err bad(Cx *cx, const Csv *c, const char *why)
{
    return cx_refuse(cx, ERR_INVALID, str_fmt(cx, "line %lld", (long long)c->line), S(""), "%s",
                     msg_in(cx->lang, why));
}

/* After the opening quote. */
static Err quoted(Cx *cx, Csv *c, Str *ret)
{
    size_t from = c->at, doubled = 0;
    for (;; c->at++) {
        if (at_end(c)) return bad(cx, c, "a quote is not closed");
        if (here(c) == '\n') c->next_line++;
        if (here(c) != '"') continue;
        if (c->at + 1 < c->text.len && c->text.p[c->at + 1] == '"') c->at++, doubled++;
        else break;
    }
    Str raw = {c->text.p + from, c->at - from};
    c->at++;
    if (!at_end(c) && here(c) != ',' && here(c) != '\n' && here(c) != '\r')
        return bad(cx, c, "text after a closing quote");
    *ret = doubled ? str_replace(cx, raw, S("\"\""), S("\"")) : raw;
    return OK;
}

static Err cell(Cx *cx, Csv *c, Str *ret)
{
    if (here(c) == '"') {
        c->at++;
        TRY(quoted(cx, c, ret));
    } else {
        size_t from = c->at;
        while (!at_end(c) && here(c) != ',' && here(c) != '\n' && here(c) != '\r') c->at++;
        *ret = (Str){c->text.p + from, c->at - from};
    }
    return ret->len > CSV_MAX_CELL ? bad(cx, c, "a cell is too long") : OK;
}

static void end_line(Csv *c)
{
    if (here(c) == '\r') c->at++;
    if (here(c) == '\n') c->at++;
    c->next_line++;
}

Err csv_next(Cx *cx, Csv *c, Str **cells, size_t *n, bool *more)
{
    while (!at_end(c) && (here(c) == '\n' || here(c) == '\r')) end_line(c);
    *more = !at_end(c);
    *n = 0;
    if (!*more) return OK;
    c->line = c->next_line;
    VEC(Str) row = {0};
    for (;;) {
        Str s = S("");
        TRY(cell(cx, c, &s));
        if (row.n == CSV_MAX_COLUMNS) return bad(cx, c, "too many columns");
        vec_push(cx, &row, s);
        if (here(c) != ',' || at_end(c)) break;
        c->at++;
    }
    if (!at_end(c)) end_line(c);
    *cells = row.p;
    *n = row.n;
    return OK;
}

static bool needs_quotes(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r') return true;
    return false;
}

void csv_cell(Buf *b, Str s, bool first)
{
    if (!first) buf_char(b, ',');
    if (!needs_quotes(s)) {
        buf_add(b, s);
        return;
    }
    buf_char(b, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == '"') buf_char(b, '"');
        buf_char(b, s.p[i]);
    }
    buf_char(b, '"');
}

void csv_end(Buf *b)
{
    buf_char(b, '\n');
}

static bool runs(Str s)
{
    return s.len && strchr("=+-@\t\r", s.p[0]) && s.p[0];
}

Str csv_guard(Cx *cx, Str s)
{
    /* a cell that began with an apostrophe before a formula sign gets one more, so that taking one
     * off gives it back */
    bool guarded = s.len > 1 && s.p[0] == '\'' && (runs(str_from(s, 1)) || s.p[1] == '\'');
    return runs(s) || guarded ? str_join(cx, S("'"), s) : s;
}

Str csv_unguard(Str s)
{
    bool guarded = s.len > 1 && s.p[0] == '\'' && (runs(str_from(s, 1)) || s.p[1] == '\'');
    return guarded ? str_from(s, 1) : s;
}

int64_t csv_count(Str text)
{
    int64_t n = 0;
    bool inside = false, any = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];
        if (c == '"') inside = !inside;
        if (c == '\n' && !inside) n += any, any = false;
        else if (c != '\r' && c != '\n') any = true;
    }
    return n + any;
}
