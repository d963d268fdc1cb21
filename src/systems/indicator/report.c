/* SPDX-License-Identifier: Apache-2.0 */
/* What a report says: each sentence with its figures, each table, every check. */
#include "systems/indicator/report.h"

typedef struct Writer {
    Cx *cx;
    const Site *site;
    Report *r;
    Str region, area;
    size_t seen, denied;       /* figures */
    size_t n_tables, n_charts; /* so far */
} Writer;

/* --- words --- */

Str period_zh(Cx *cx, const Period *p)
{
    static const char *const quarters[] = {"一", "二", "三", "四"};
    int y, m, d, y2, m2, d2;
    day_to_civil(p->first, &y, &m, &d);
    day_to_civil(p->last, &y2, &m2, &d2);
    if (p->year) return str_fmt(cx, "%d年", p->year);
    if (p->first == p->last) return str_fmt(cx, "%d年%d月%d日", y, m, d);
    bool months = d == 1 && d2 == days_in_month(y2, m2);
    if (months && y == y2 && m == m2) return str_fmt(cx, "%d年%d月", y, m);
    if (months && y == y2 && m % 3 == 1 && m2 == m + 2)
        return str_fmt(cx, "%d年第%s季度", y, quarters[m / 3]);
    if (months && y == y2) return str_fmt(cx, "%d年%d月至%d月", y, m, m2);
    return str_fmt(cx, "%d年%d月%d日至%d年%d月%d日", y, m, d, y2, m2, d2);
}

/* 全市 of a city and of a county of that rank, 全区, 全县 */
static Str area_of(Cx *cx, Str name)
{
    if (str_ends(name, S("区"))) return S("全区");
    return str_ends(name, S("县"))   ? S("全县")
           : str_ends(name, S("省")) ? S("全省")
                                     : str_dup(cx, S("全市"));
}

/* source: domain 11.1: a fall is printed with its size, 0 as 持平 */
static Str change_zh(Cx *cx, Num change)
{
    enum { DIGITS = 1 };
    Str text = num_rounded(cx, change, DIGITS);
    if (str_is(text, "0")) return S("持平");
    if (text.p[0] == '-') return str_fmt(cx, "下降%.*s%%", STR_ARG(str_from(text, 1)));
    return str_fmt(cx, "上升%.*s%%", STR_ARG(text));
}

static void note_missing(Writer *w, Str key)
{
    for (size_t i = 0; i < w->r->missing.n; i++)
        if (str_eq(w->r->missing.p[i], key)) return;
    vec_push(w->cx, &w->r->missing, key);
}

/* --- figures: one that this account may not see is not known to it --- */

static Err spared(Writer *w, Err err)
{
    if (err != ERR_DENIED) {
        w->seen += err == OK;
        return err;
    }
    w->denied++;
    cx_clear(w->cx);
    return OK;
}

static Err figure(Writer *w, const Indicator *i, Figure *ret)
{
    *ret = (Figure){0};
    return spared(w, indicator_figure(w->cx, w->site, i, w->r->ask, ret));
}

static Err parts_of(Writer *w, const Indicator *i, const Ask *ask, Figures *ret)
{
    *ret = (Figures){0};
    return spared(w, indicator_parts(w->cx, w->site, i, ask, ret));
}

/* --- one sentence --- */

/* The county that stands first or last; none where nobody has anything. */
static Err say_county(Writer *w, const Piece *p, Said *s, bool *known)
{
    Figures by;
    const Figure *best = NULL;
    size_t n = 0;
    Ask ask = *w->r->ask;
    ask.by = BY_COUNTY;
    TRY(parts_of(w, p->i, &ask, &by));
    for (size_t i = 0; i < by.n; i++) {
        const Figure *f = &by.p[i];
        Num by_how_much = best ? num_sum(f->now, num_minus(best->now)) : f->now;
        bool better = p->kind == PIECE_MOST ? by_how_much.num > 0 : by_how_much.num < 0;
        n += !f->rest; /* what lies in no county is none */
        if (f->now.known && !f->rest && (!best || better)) best = f;
    }
    if (n < 2) best = NULL; /* nobody stands first alone */
    *known = best != NULL;
    if (best) *s = (Said){.text = best->label, .i = p->i, .region = best->key, .value = best->now};
    return OK;
}

/* Whoever typed it in answers for it. source: domain 11.5 point 8 */
static Err say_hand(Writer *w, Said *s)
{
    Behind *row;
    size_t n;
    Rec *rec;
    const Ask *ask = w->r->ask;
    TRY(indicator_records(w->cx, w->site, s->i, ask, 1, 0, &row, &n));
    if (n == 0) return OK;
    TRY(record_get(w->cx, w->site->book, s->i->base->reg, row->id, ask->as_of_ms, &rec));
    s->author = rec_str(rec, "author");
    s->source = rec_str(rec, "source_text");
    return OK;
}

static Err say_figure(Writer *w, const Piece *p, Said *s, bool *known)
{
    Figure f;
    TRY(figure(w, p->i, &f));
    *s = (Said){.i = p->i,
                .value = f.now,
                .yoy = num_change(f.now, f.before),
                .change = p->kind == PIECE_YOY};
    Num shown = s->change ? s->yoy : s->value;
    *known = shown.known;
    if (!shown.known) return OK;
    Str number = num_rounded(w->cx, s->value, p->i->digits);
    s->text = s->change ? change_zh(w->cx, s->yoy)
              : p->kind == PIECE_NUMBER
                  ? number
                  : str_fmt(w->cx, "%.*s%.*s", STR_ARG(number), STR_ARG(p->i->unit));
    return p->i->kind == VALUE_HAND ? say_hand(w, s) : OK;
}

static Err say_piece(Writer *w, const Piece *p, Said *s, bool *known)
{
    *known = true;
    *s = (Said){.text = p->text};
    if (p->kind == PIECE_PERIOD) s->text = period_zh(w->cx, &w->r->ask->now);
    else if (p->kind == PIECE_REGION) s->text = w->region;
    else if (p->kind == PIECE_AREA) s->text = w->area;
    else if (p->kind == PIECE_MOST || p->kind == PIECE_LEAST) return say_county(w, p, s, known);
    else if (p->kind != PIECE_TEXT) return say_figure(w, p, s, known);
    return OK;
}

static bool stands(Num n, Op op, int64_t limit)
{
    Num over = num_sum(n, num_of(-limit, 1));
    switch (op) {
    case OP_EQ: return over.num == 0;
    case OP_NE: return over.num != 0;
    case OP_LT: return over.num < 0;
    case OP_LE: return over.num <= 0;
    case OP_GT: return over.num > 0;
    case OP_GE: return over.num >= 0;
    case OP_ABSENT: break;
    }
    return false;
}

static Err holds(Writer *w, const Sentence *s, bool *ret)
{
    Figure f;
    *ret = true;
    if (!s->given) return OK;
    TRY(figure(w, s->given, &f));
    *ret = f.now.known && stands(f.now, s->op, s->limit);
    return OK;
}

static Err say_sentence(Writer *w, const Sentence *s, Paragraph *to)
{
    bool said, known = true;
    Said *pieces = cx_new(w->cx, Said, s->n + 1);
    TRY(holds(w, s, &said));
    for (size_t i = 0; said && i < s->n; i++) {
        bool one;
        TRY(say_piece(w, &s->p[i], &pieces[i], &one));
        bool place = s->p[i].kind == PIECE_MOST || s->p[i].kind == PIECE_LEAST;
        if (!one && !place) /* where no county stands out no figure is missing */
            note_missing(w, s->p[i].kind == PIECE_YOY
                                ? str_fmt(w->cx, "%.*s.yoy", STR_ARG(s->p[i].i->key))
                                : s->p[i].i->key);
        known = known && one;
    }
    for (size_t i = 0; said && known && i < s->n; i++) vec_push(w->cx, &to->said, pieces[i]);
    return OK;
}

/* --- the whole --- */

static bool has_data(const Figures *f)
{
    bool known = false;
    for (size_t i = 0; i < f->n; i++) known = known || f->p[i].now.known;
    return known;
}

/* Its columns: what has no data, or may not be seen, is listed instead. */
static Err find_columns(Writer *w, Grid *g)
{
    const Block *b = g->block;
    g->shown = cx_new(w->cx, const Indicator *, b->n_columns);
    g->columns = cx_new(w->cx, Figures, b->n_columns);
    for (size_t i = 0; i < b->n_columns; i++) {
        TRY(parts_of(w, b->columns[i], &g->ask, &g->columns[g->n_shown]));
        if (has_data(&g->columns[g->n_shown])) g->shown[g->n_shown++] = b->columns[i];
        else note_missing(w, b->columns[i]->key);
    }
    return OK;
}

/* Tables and charts are numbered apart, in the order in which they stand. */
static Err say_grid(Writer *w, const Block *b, Paragraph *to)
{
    const Indicator **lost = cx_new(w->cx, const Indicator *, b->n_columns);
    Grid *g = cx_new(w->cx, Grid, 1);
    size_t n_lost;
    *g = (Grid){.block = b};
    TRY(grid_ask(w->cx, b, w->r->ask, &g->ask));
    TRY(find_columns(w, g));
    if (g->n_shown == 0) return OK;
    grid_arrange(w->cx, w->site, g, lost, &n_lost);
    for (size_t i = 0; i < n_lost; i++)
        note_missing(w, str_fmt(w->cx, "%.*s.yoy", STR_ARG(lost[i]->key)));
    if (b->chart && g->n_series == 0) return OK;
    g->number =
        str_fmt(w->cx, b->chart ? "图%zu" : "表%zu", b->chart ? ++w->n_charts : ++w->n_tables);
    to->grid = g;
    return OK;
}

static Err say_section(Writer *w, const Section *s, SaidSection *to)
{
    *to = (SaidSection){.title = s->title};
    for (size_t i = 0; i < s->n; i++) {
        Paragraph p = {0};
        if (s->blocks[i].n_columns) TRY(say_grid(w, &s->blocks[i], &p));
        for (size_t k = 0; k < s->blocks[i].n; k++)
            TRY(say_sentence(w, &s->blocks[i].sentences[k], &p));
        if (p.said.n || p.grid) vec_push(w->cx, &to->paragraphs, p);
    }
    return OK;
}

static Err say_title(Writer *w, const Template *t)
{
    Buf b = buf_new(w->cx, 0);
    for (size_t i = 0; i < t->n_title; i++) {
        Said s;
        bool known;
        TRY(say_piece(w, &t->title[i], &s, &known));
        buf_add(&b, s.text);
    }
    w->r->title = buf_str(&b);
    return OK;
}

Err report_make(Cx *cx, const Site *site, const Template *t, const Ask *ask, Report *ret)
{
    Db *db;
    Ask *many = cx_new(cx, Ask, 1);
    *many = *ask;
    many->shared = shared_new(cx);
    ask = many;
    TRY(store_reader(cx, site->store, &db));
    *ret = (Report){.t = t, .ask = ask, .sections = cx_new(cx, SaidSection, t->n), .n = t->n};
    Str name = region_name(cx, db, site->book, ask->region);
    Writer w = {.cx = cx, .site = site, .r = ret, .region = name, .area = area_of(cx, name)};
    TRY(say_title(&w, t));
    for (size_t i = 0; i < t->n; i++) TRY(say_section(&w, &t->sections[i], &ret->sections[i]));
    if (w.seen == 0 && w.denied)
        return cx_refuse(cx, ERR_DENIED, S("region"), ask->region,
                         "none of the figures of this report may be seen by this account");
    const Indicators *all = book_model(site->book)->indicators;
    TRY(crossfoots_check(cx, site, all, ask, &ret->checks, &ret->n_checks));
    return published_check(cx, site, all, ask, &ret->published, &ret->n_published);
}

/* --- checks --- */

static Err sum_of_parts(Cx *cx, const Site *site, const Crossfoot *c, const Ask *ask, Num *ret)
{
    Ask by = *ask;
    Figures parts;
    by.by = c->by;
    *ret = num_of(0, 1);
    TRY(indicator_parts(cx, site, c->whole, &by, &parts));
    for (size_t i = 0; i < parts.n; i++) {
        /* what belongs nowhere breaks the check */
        if (!parts.p[i].rest) *ret = num_sum(*ret, parts.p[i].now);
    }
    return OK;
}

static Err sum_of_figures(Cx *cx, const Site *site, const Crossfoot *c, const Ask *ask, Num *ret)
{
    const Indicators *all = book_model(site->book)->indicators;
    *ret = num_of(0, 1);
    for (size_t i = 0; i < c->keys.n; i++) {
        Figure f;
        TRY(indicator_figure(cx, site, indicator_find(all, c->keys.p[i]), ask, &f));
        *ret = num_sum(*ret, f.now);
    }
    return OK;
}

static Err check_one(Cx *cx, const Site *site, const Crossfoot *c, const Ask *ask, FootCheck *ret)
{
    Figure whole;
    *ret = (FootCheck){.foot = c};
    TRY(indicator_figure(cx, site, c->whole, ask, &whole));
    ret->left = whole.now;
    if (c->by) TRY(sum_of_parts(cx, site, c, ask, &ret->right));
    else TRY(sum_of_figures(cx, site, c, ask, &ret->right));
    Num over = num_sum(ret->right, num_minus(ret->left));
    ret->holds = !over.known || (c->at_most ? over.num <= 0 : over.num == 0);
    return OK;
}

Err crossfoots_check(Cx *cx, const Site *site, const Indicators *all, const Ask *ask,
                     FootCheck **ret, size_t *n)
{
    *ret = cx_new(cx, FootCheck, all->n_feet + 1);
    *n = 0;
    for (size_t i = 0; i < all->n_feet; i++) {
        Err err = check_one(cx, site, &all->feet[i], ask, &(*ret)[*n]);
        if (err == ERR_DENIED) { /* not this account's business */
            cx_clear(cx);
            continue;
        }
        TRY(err);
        ++*n;
    }
    return OK;
}
