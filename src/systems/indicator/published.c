/* SPDX-License-Identifier: Apache-2.0 */
/* Published figures (已公布数据, rows of the register `published`) against what the records give.
 * source: domain 11.2 (words of approximation; rounding is no error), 11.5 points 2, 4 and 5 */
#include <math.h>

#include "systems/indicator/report.h"

enum { MILLION = 1000000, PLACES_MOST = 6, ROWS_MOST = 10000, TEN = 10 };

static const char *const states[] = {"same",    "rounding", "unit",   "mixed",
                                     "differs", "untold",   "no_data"};

const char *published_state(PublishedState state)
{
    return states[state];
}

/* --- is it what was printed --- */

static Num less(Num a, Num b)
{
    return num_sum(a, num_minus(b));
}

static int places_of(Num n)
{
    int places = 0;
    for (Wide scale = 1; places < PLACES_MOST && n.num * scale % n.den != 0; scale *= TEN) places++;
    return places;
}

/* One of the last place that is printed: 0.1 of 72.2. */
static Num last_place(Num n)
{
    int64_t scale = 1;
    for (int i = places_of(n); i > 0; i--) scale *= TEN;
    return num_of(1, scale);
}

/* One of the last place that is not 0: 100 of 3100. */
static Num last_digit(Num n)
{
    int64_t scale = 1;
    if (places_of(n) || n.num == 0) return last_place(n);
    while (n.num % (scale * TEN) == 0) scale *= TEN;
    return num_of(scale, 1);
}

static bool same_digits(Cx *cx, Num printed, Num ours)
{
    int places = places_of(printed);
    return str_eq(num_rounded(cx, ours, places), num_rounded(cx, printed, places));
}

/* 余: not below, and below the next of the last digit; 近: a little less. */
static bool fits(Cx *cx, Num printed, Num ours, Str as, Num near)
{
    Num over = less(ours, printed);
    if (str_is(as, "least")) return over.num >= 0;
    if (str_is(as, "over")) return over.num >= 0 && less(over, last_digit(printed)).num < 0;
    if (str_is(as, "near"))
        return over.num < 0 &&
               num_sum(over, num_ratio(printed, num_ratio(num_of(1, 1), near, 1), 1)).num >= 0;
    return same_digits(cx, printed, ours);
}

static bool is_cut(Num printed, Num ours)
{
    Num off = less(ours, printed);
    if (off.num < 0) off = num_minus(off);
    return less(off, last_place(printed)).num < 0;
}

static PublishedState judge(Cx *cx, const Published *p, Str as, Num near)
{
    Str unit = p->change ? S("%") : p->i->unit;
    if (!p->ours.known) return PUBLISHED_NO_DATA;
    if (!str_eq(p->unit, unit)) return PUBLISHED_UNIT;
    if (fits(cx, p->printed, p->ours, as, near)) return PUBLISHED_SAME;
    bool exact = as.len == 0 || str_is(as, "exact");
    return exact && is_cut(p->printed, p->ours) ? PUBLISHED_ROUNDING : PUBLISHED_DIFFERS;
}

/* --- the rows --- */

/* Of exactly the place and period; none where the account may not read them. */
static Err rows_of(Cx *cx, const Site *site, const Ask *ask, Page *ret)
{
    Query q = {.limit = ROWS_MOST,
               .text = S(""),
               .region = region_prefix(ask->region),
               .sort_column = S(""),
               .after = S(""),
               .as_of_ms = ask->as_of_ms};
    *ret = (Page){0};
    Err err = system_reg(cx, site, "published", &q.reg);
    if (err == OK)
        err = query_param(cx, site->book, &q, S("period"), OP_EQ, period_text(cx, &ask->now));
    if (err == OK) err = query_run(cx, site->book, &q, ret);
    if (err != ERR_DENIED && err != ERR_NOT_FOUND) return err;
    cx_clear(cx);
    *ret = (Page){0};
    return OK;
}

static Err figure_of(Cx *cx, const Site *site, const Ask *ask, Published *p, bool *seen)
{
    Figure f;
    Err err = indicator_figure(cx, site, p->i, ask, &f);
    *seen = err == OK;
    if (err == ERR_DENIED) cx_clear(cx);
    if (err != OK) return err == ERR_DENIED ? OK : err;
    p->ours = p->change ? num_change(f.now, f.before) : f.now;
    return OK;
}

static Err take_row(Cx *cx, const Site *site, const Indicators *all, const Ask *ask, const Rec *rec,
                    Num near, Published *p, bool *taken)
{
    Str key = rec_str(rec, "indicator"), tail = S(".yoy");
    *taken = false;
    *p = (Published){.id = rec->id,
                     .report = rec_str(rec, "report"),
                     .words = rec_str(rec, "words"),
                     .term = rec_str(rec, "term"),
                     .unit = rec_str(rec, "unit"),
                     .printed = num_of(llround(rec_val(rec, "value").f * MILLION), MILLION),
                     .i = indicator_find(all, key)};
    p->change = !p->i && str_ends(key, tail);
    if (p->change) p->i = indicator_find(all, str_head(key, key.len - tail.len));
    if (!p->i || !str_eq(rec->region, ask->region)) return OK;
    TRY(figure_of(cx, site, ask, p, taken));
    p->state = judge(cx, p, rec_str(rec, "printed_as"), near);
    return OK;
}

/* --- rows among each other --- */

/* One term has one unit in a report. */
static void find_mixed(Published *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n && rows[i].term.len; k++)
            if (rows[i].state == PUBLISHED_SAME && str_eq(rows[i].report, rows[k].report) &&
                str_eq(rows[i].term, rows[k].term) && !str_eq(rows[i].unit, rows[k].unit))
                rows[i].state = PUBLISHED_MIXED;
}

static const Published *row_of(const Published *rows, size_t n, const Indicator *i, Str report)
{
    for (size_t k = 0; k < n; k++)
        if (rows[k].i == i && !rows[k].change &&
            (report.len == 0 || str_eq(rows[k].report, report)))
            return &rows[k];
    return NULL;
}

/* Of a whole that is told with some of its parts, the part that is not. NULL = none, or more */
static const Indicator *untold_part(const Indicators *all, const Crossfoot *foot,
                                    const Published *rows, size_t n, Str report)
{
    const Indicator *ret = NULL;
    for (size_t k = 0; k < foot->keys.n; k++) {
        const Indicator *part = indicator_find(all, foot->keys.p[k]);
        if (row_of(rows, n, part, report)) continue;
        if (ret) return NULL;
        ret = part;
    }
    return ret;
}

/* Found and fixed are told, and not that some are open. */
static Err find_untold(Cx *cx, const Site *site, const Indicators *all, const Ask *ask,
                       Published *rows, size_t *n)
{
    size_t told = *n;
    for (size_t f = 0; f < all->n_feet; f++) {
        const Crossfoot *foot = &all->feet[f];
        const Published *whole = row_of(rows, told, foot->whole, S(""));
        bool seen, sums = foot->by == BY_NOTHING && !foot->at_most && foot->keys.n > 1;
        const Indicator *part =
            sums && whole ? untold_part(all, foot, rows, told, whole->report) : NULL;
        if (!part) continue;
        Published p = {.i = part, .report = whole->report, .state = PUBLISHED_UNTOLD};
        p.unit = p.words = p.term = S("");
        TRY(figure_of(cx, site, ask, &p, &seen));
        if (seen && p.ours.known && p.ours.num != 0) rows[(*n)++] = p;
    }
    return OK;
}

Err published_check(Cx *cx, const Site *site, const Indicators *all, const Ask *ask,
                    Published **ret, size_t *n)
{
    Page page;
    bool taken;
    Db *db;
    double ratio;
    *n = 0;
    TRY(rows_of(cx, site, ask, &page));
    TRY(store_reader(cx, site->store, &db));
    TRY(system_parameter(cx, site, db, "text.near_ratio", 0.05, &ratio));
    Num near = num_of(llround(ratio * MILLION), MILLION);
    Published *rows = *ret = cx_new(cx, Published, page.n + all->n_feet + 1);
    for (size_t i = 0; i < page.n; i++) {
        TRY(take_row(cx, site, all, ask, page.recs[i], near, &rows[*n], &taken));
        *n += taken;
    }
    find_mixed(rows, *n);
    return find_untold(cx, site, all, ask, rows, n);
}
