/* SPDX-License-Identifier: Apache-2.0 */
#include "systems/quality/quality_out.h"

#include "wire/sheet.h"

/* --- numbers --- */

/* 97.3; "null" when there is no data. */
static Str tenths_text(Cx *cx, int n)
{
    if (n < 0) return S("null");
    return n % 10 ? str_fmt(cx, "%d.%d", n / 10, n % 10) : str_fmt(cx, "%d", n / 10);
}

static void put_tally(Cx *cx, Tally t, Jw *w)
{
    jw_ki64(w, "checked", t.checked);
    jw_ki64(w, "failing", t.failing);
    jw_kraw(w, "share", tenths_text(cx, share_tenths(t)));
}

static void put_counted(Cx *cx, const Overview *o, const Counted *c, Jw *w)
{
    jw_ki64(w, "records", c->records);
    jw_kraw(w, "score", tenths_text(cx, score_tenths(&o->weights, c)));
    jw_key(w, S("kinds"));
    jw_open(w, '{');
    for (int i = 0; i < N_KINDS; i++) {
        jw_key(w, str_c(kind_name((Kind)i)));
        jw_open(w, '{');
        put_tally(cx, c->kinds[i], w);
        jw_close(w, '}');
    }
    jw_close(w, '}');
}

/* --- JSON --- */

static Str records_url(Cx *cx, const Ask *ask, const Reg *reg, const Point *p)
{
    Buf b = buf_new(cx, 0);
    buf_fmt(&b, "/api/quality/%.*s/%.*s/records?region=%.*s", STR_ARG(reg->key), STR_ARG(p->key),
            STR_ARG(ask->region));
    if (ask->period.len) buf_fmt(&b, "&period=%.*s", STR_ARG(ask->period));
    if (ask->as_of_ms)
        buf_fmt(&b, "&as_of=%.*s",
                STR_ARG(str_replace(cx, time_format(cx, ask->as_of_ms), S("+"), S("%2B"))));
    return buf_str(&b);
}

static void put_point(Cx *cx, const Ask *ask, const Watch *watch, size_t i, Tally t, Jw *w)
{
    const Point *p = &watch->points[i];
    jw_open(w, '{');
    jw_kstr(w, "key", p->key);
    jw_kstr(w, "kind", str_c(kind_name(p->kind)));
    jw_kstr(w, "label", point_label(cx, p));
    jw_kstr(w, "source", p->source);
    if (p->within_ms) jw_ki64(w, "within_h", p->within_ms / MS_HOUR);
    put_tally(cx, t, w);
    jw_kstr(w, "records", records_url(cx, ask, watch->reg, p));
    jw_close(w, '}');
}

static void put_reg(Cx *cx, const Overview *o, const RegCount *r, Jw *w)
{
    const Reg *reg = r->watch->reg;
    jw_open(w, '{');
    jw_kstr(w, "register", reg->key);
    jw_kstr(w, "label", cx_pick(cx, reg->label.zh, reg->label.en));
    jw_kbool(w, "dated", reg->dated_by.len > 0);
    put_counted(cx, o, &r->whole, w);
    jw_key(w, S("points"));
    jw_open(w, '[');
    for (size_t i = 0; i < r->watch->n; i++)
        put_point(cx, o->ask, r->watch, i, r->whole.points[i], w);
    jw_close(w, ']');
    jw_close(w, '}');
}

static void put_body(Cx *cx, const Overview *o, const BodyCount *b, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "key", b->body->key);
    jw_kstr(w, "label", cx_pick(cx, b->body->label.zh, b->body->label.en));
    if (b->score >= 0) jw_ki64(w, "rank", b->rank);
    else jw_knull(w, "rank");
    put_counted(cx, o, &b->whole, w);
    jw_key(w, S("registers"));
    jw_open(w, '[');
    for (size_t i = 0; i < b->n; i++) put_reg(cx, o, &b->regs[i], w);
    jw_close(w, ']');
    jw_close(w, '}');
}

static void put_ask(Cx *cx, const Site *site, Db *db, const Ask *ask, Jw *w)
{
    jw_kstr(w, "region", ask->region);
    jw_kstr(w, "region_name", region_name(cx, db, site->book, ask->region));
    if (ask->period.len) jw_kstr(w, "period", ask->period);
    else jw_knull(w, "period");
    if (ask->as_of_ms) jw_kstr(w, "as_of", time_format(cx, ask->as_of_ms));
    else jw_knull(w, "as_of");
}

static void put_weights(Cx *cx, const Weights *weights, Jw *w)
{
    jw_key(w, S("weights"));
    jw_open(w, '{');
    for (int i = 0; i < N_KINDS; i++)
        jw_kraw(w, kind_name((Kind)i),
                str_fmt(cx, "%.12g", (double)weights->w[i] / 1000)); /* thousandths */
    jw_close(w, '}');
}

void overview_json(Cx *cx, const Site *site, Db *db, const Overview *o, Jw *w)
{
    jw_open(w, '{');
    put_ask(cx, site, db, o->ask, w);
    put_weights(cx, &o->weights, w);
    jw_ki64(w, "denied", o->denied);
    put_counted(cx, o, &o->whole, w);
    jw_key(w, S("departments"));
    jw_open(w, '[');
    for (size_t i = 0; i < o->n; i++) put_body(cx, o, &o->p[i], w);
    jw_close(w, ']');
    jw_key(w, S("counties"));
    jw_open(w, '[');
    for (size_t i = 0; i < o->counties.n; i++) {
        const Counted *c = &o->counties.p[i];
        Str code = c->county.len ? str_fmt(cx, "%.*s000000", STR_ARG(c->county)) : S("");
        jw_open(w, '{');
        jw_kstr(w, "key", code);
        jw_kstr(w, "label", region_name(cx, db, site->book, code));
        put_counted(cx, o, c, w);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
}

static void put_failing(Cx *cx, const Site *site, Db *db, const Failing *f, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "id", id_format(cx, f->id));
    jw_kstr(w, "title", f->title);
    jw_kstr(w, "region", f->region);
    jw_kstr(w, "region_name", region_name(cx, db, site->book, f->region));
    const Field *field = f->flaw.field;
    jw_kstr(w, "field", field ? field->key : S(""));
    jw_kstr(w, "field_label", field ? cx_pick(cx, field->label.zh, field->label.en) : S(""));
    jw_kstr(w, "value", f->flaw.value);
    jw_kstr(w, "wrong", f->flaw.text);
    if (f->twin) jw_kstr(w, "twin", id_format(cx, f->twin));
    jw_close(w, '}');
}

void failing_json(Cx *cx, const Site *site, Db *db, const Watch *watch, const Point *p,
                  const FailingPage *page, int64_t skip, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "register", watch->reg->key);
    jw_kstr(w, "point", p->key);
    jw_kstr(w, "label", point_label(cx, p));
    jw_ki64(w, "total", page->total);
    jw_key(w, S("items"));
    jw_open(w, '[');
    for (size_t i = 0; i < page->n; i++) put_failing(cx, site, db, &page->p[i], w);
    jw_close(w, ']');
    int64_t next = skip + (int64_t)page->n;
    if (next < page->total) jw_ki64(w, "next", next);
    else jw_knull(w, "next");
    jw_close(w, '}');
}

/* --- workbooks --- */

enum { SHEET_NAME_MAX = 30 }; /* of a workbook: 31 signs */

static Str word(Cx *cx, const char *text)
{
    return str_c(msg_in(cx->lang, text));
}

static Err sheet_points(Cx *cx, const BodyCount *b, const RegCount *r, Sheet *sheet)
{
    static const bool numbers[] = {false, false, false, false, true, true, true, false};
    static const char *const kinds[] = {"complete", "fresh", "valid", "unique", "timely"};
    for (size_t i = 0; i < r->watch->n; i++) {
        const Point *p = &r->watch->points[i];
        Tally t = r->whole.points[i];
        int share = share_tenths(t);
        Str cells[] = {cx_pick(cx, b->body->label.zh, b->body->label.en),
                       cx_pick(cx, r->watch->reg->label.zh, r->watch->reg->label.en),
                       word(cx, kinds[p->kind]),
                       point_label(cx, p),
                       str_fmt(cx, "%lld", (long long)t.checked),
                       str_fmt(cx, "%lld", (long long)t.failing),
                       share < 0 ? S("") : tenths_text(cx, share),
                       p->source};
        TRY(sheet_add(cx, sheet, cells, numbers, COUNT(cells)));
    }
    return OK;
}

Err overview_sheet(Cx *cx, const Overview *o, Str path)
{
    const Str columns[] = {word(cx, "department"), word(cx, "register"), word(cx, "kind"),
                           word(cx, "point"),      word(cx, "checked"),  word(cx, "failing"),
                           word(cx, "good, %"),    word(cx, "source")};
    Sheet *sheet;
    TRY(sheet_create(cx, path, word(cx, "data quality"), columns, NULL, COUNT(columns), &sheet));
    for (size_t i = 0; i < o->n; i++)
        for (size_t k = 0; k < o->p[i].n; k++)
            TRY(sheet_points(cx, &o->p[i], &o->p[i].regs[k], sheet));
    return sheet_finish(cx, sheet);
}

Err failing_sheet(Cx *cx, const Site *site, Db *db, const Watch *watch, const Point *p,
                  const FailingPage *page, Str path)
{
    const Str columns[] = {word(cx, "record id"), word(cx, "record"), word(cx, "place"),
                           word(cx, "field"),     word(cx, "value"),  word(cx, "what is wrong"),
                           word(cx, "point")};
    Sheet *sheet;
    Str name = utf8_head(cx_pick(cx, watch->reg->label.zh, watch->reg->label.en), SHEET_NAME_MAX);
    TRY(sheet_create(cx, path, name, columns, NULL, COUNT(columns), &sheet));
    for (size_t i = 0; i < page->n; i++) {
        const Failing *f = &page->p[i];
        const Field *field = f->flaw.field;
        Str cells[] = {id_format(cx, f->id),
                       f->title,
                       region_name(cx, db, site->book, f->region),
                       field ? cx_pick(cx, field->label.zh, field->label.en) : S(""),
                       f->flaw.value,
                       f->flaw.text,
                       point_label(cx, p)};
        TRY(sheet_add(cx, sheet, cells, NULL, COUNT(cells)));
    }
    return sheet_finish(cx, sheet);
}
