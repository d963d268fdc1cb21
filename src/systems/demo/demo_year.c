/* SPDX-License-Identifier: Apache-2.0 */
#include "systems/demo/demo_year.h"

#include <math.h>

#include "base/embed.h"
#include "systems/demo_sql.h"
#include "wire/csv.h"

/* --- the file --- */

enum { COL_KEY, COL_YEAR, COL_VALUE, COL_SOURCE, COLS };

static Err take_figures(Year *y)
{
    Csv csv = csv_on(embed_find(S("data/demo/year.csv")));
    Cx *cx = y->d->cx;
    VEC(Figure) all = {0};
    Str *cells;
    size_t n;
    bool more;
    for (;;) {
        TRY(csv_next(cx, &csv, &cells, &n, &more));
        if (!more) break;
        int64_t year;
        Figure f = {0};
        if (n < COLS || !str_i64(cells[COL_YEAR], &year) || !str_f64(cells[COL_VALUE], &f.value))
            continue; /* the head */
        f.key = str_dup(cx, cells[COL_KEY]);
        f.source = str_dup(cx, cells[COL_SOURCE]);
        f.year = (int)year;
        vec_push(cx, &all, f);
    }
    y->figures = all.p;
    y->n_figures = all.n;
    return OK;
}

static Figure *find(const Year *y, Str key, int year)
{
    for (size_t i = 0; i < y->n_figures; i++)
        if (y->figures[i].year == year && str_eq(y->figures[i].key, key)) return &y->figures[i];
    return NULL;
}

const Figure *year_figure(const Year *y, const char *key, int year)
{
    return find(y, str_c(key), year);
}

/* --- what is there --- */

static Err ask(Year *y, Str sql, Stmt **ret)
{
    Db *db;
    int64_t first = day_from_civil(y->year, 1, 1), next = day_from_civil(y->year + 1, 1, 1);
    TRY(store_reader(y->d->cx, book_store(y->d->book), &db));
    TRY(db_prepare(y->d->cx, db, sql, ret));
    stmt_i64(*ret, 1, ms_of_day(first));
    stmt_i64(*ret, 2, ms_of_day(next));
    stmt_i64(*ret, 3, next - 1);
    return OK;
}

static Err take_there(Year *y)
{
    Stmt *st;
    bool more;
    TRY(ask(y, S(SQL_YEAR_THERE), &st));
    for (;;) {
        TRY(stmt_step(y->d->cx, st, &more));
        if (!more) break;
        Figure *f = find(y, col_str(st, 0), y->year);
        if (f) f->there = col_f64(st, 1);
    }
    stmt_reset(st);
    return OK;
}

static Err take_firms(Year *y)
{
    static const char prefix[] = "demo-enterprise-";
    Stmt *st;
    bool more;
    memset(y->did, 0, sizeof y->did);
    TRY(ask(y, S(SQL_YEAR_FIRMS), &st));
    for (;;) {
        TRY(stmt_step(y->d->cx, st, &more));
        if (!more) break;
        int64_t nth;
        Str ref = col_str(st, 0);
        if (!str_starts(ref, S(prefix)) || !str_i64(str_from(ref, sizeof prefix - 1), &nth) ||
            nth < 1 || nth > N_FIRMS)
            continue;
        y->did[nth - 1] |= (uint8_t)col_i64(st, 1);
    }
    stmt_reset(st);
    return OK;
}

/* --- how much is missing --- */

int64_t year_lack(const Year *y, const char *key, int per)
{
    const Figure *f = year_figure(y, key, y->year);
    int64_t lack = f ? llround((f->value - f->there) * per) : 0;
    assert(lack >= 0); /* the other parts make less than the file wants */
    return lack;
}

static bool fits(const Year *y, size_t firm, const char *sector)
{
    return !sector || str_is(str_c(y->d->firm_sector[firm]), sector);
}

int64_t year_lack_firms(const Year *y, const char *key, const char *sector, int did)
{
    int64_t lack = year_lack(y, key, 1);
    for (size_t i = 0; i < N_FIRMS; i++) lack -= lack && fits(y, i, sector) && (y->did[i] & did);
    assert(lack >= 0);
    return lack;
}

int64_t *year_parts(Year *y, int64_t total, size_t n)
{
    int64_t *ret = cx_new(y->d->cx, int64_t, n), weights = 0, upto = 0, before = 0;
    for (size_t i = 0; i < n; i++) weights += ret[i] = demo_between(y->d, 50, 150);
    for (size_t i = 0; i < n; i++) {
        upto += ret[i];
        int64_t edge = total * upto / weights;
        ret[i] = edge - before;
        before = edge;
    }
    return ret;
}

/* --- whom and when --- */

size_t year_firm(Year *y, const char *sector, int did)
{
    size_t first = demo_pick(y->d, N_FIRMS), firm = first;
    while (!fits(y, firm, sector) || (y->did[firm] & did)) {
        firm = (firm + 1) % N_FIRMS;
        assert(firm != first); /* there are more firms than the file wants */
    }
    y->did[firm] |= (uint8_t)did;
    return firm;
}

int64_t year_at(Year *y, int first_day, int last_day)
{
    int64_t day = day_from_civil(y->year, 1, 1) + demo_between(y->d, first_day, last_day);
    return ms_of_day(day) + demo_between(y->d, 8 * 60, 18 * 60 - 1) * (int64_t)MS_MINUTE;
}

Str year_name(Year *y, size_t i)
{
    static const char *const family[] = {"钟离", "宇文", "尉迟", "长孙", "濮阳", "淳于",
                                         "单于", "太叔", "申屠", "轩辕", "澹台", "闻人"};
    static const char *const given[] = {"刚", "勇", "静", "丽", "超", "磊", "涛", "霞", "鹏", "浩",
                                        "慧", "晨", "岚", "宁", "凯", "悦", "航", "颖", "宇", "洁"};
    enum { STEP = 2503, GIVEN = 20, SECOND = GIVEN + 1 }; /* a prime: no two alike side by side */
    size_t k = i * STEP % (COUNT(family) * GIVEN * SECOND), second = k % SECOND;
    return str_fmt(y->d->cx, "%s%s%s", family[k / SECOND / GIVEN], given[k / SECOND % GIVEN],
                   second ? given[second - 1] : "");
}

const char *year_county(size_t i)
{
    return demo_counties[i % N_COUNTIES].code;
}

void year_put_ref(Year *y, Fill *f, const char *what)
{
    fill_put(f, "demo-year-%d-%s-%05lld", y->year, what, (long long)f->row + 1);
}

Err year_done(Year *y, Fill *f, const char *what)
{
    return f->row ? demo_done(y->d, f, what) : fill_end(f, NULL);
}

/* --- both years --- */

typedef Err YearPart(Year *y);

static Err make_year(Year *y)
{
    static YearPart *const parts[] = {
        year_accidents, year_inspections,     year_hazards,     year_orders,    year_cases,
        year_tours,     year_expert_services, year_relocations, year_trainings, year_reviews,
        year_exposures, year_licences,        year_rooms,       year_exams,     year_policies,
        year_providers, year_funds,           year_by_hand,     year_economy,   year_patrols,
        year_fires,     year_drills,          year_floods,      year_moves,     year_deployments,
        year_supplies,  year_small_firms,     year_staff};
    for (size_t i = 0; i < COUNT(parts); i++) TRY(parts[i](y));
    return OK;
}

Err demo_year(Demo *d)
{
    Year *y = cx_new(d->cx, Year, 1);
    Rng was = d->rng;
    *y = (Year){.d = d};
    TRY(take_figures(y));
    for (y->year = FIRST_YEAR; y->year <= LAST_YEAR; y->year++) {
        if (d->now < ms_of_day(day_from_civil(y->year + 1, 1, 1))) break; /* not over yet */
        TRY(take_there(y));
        TRY(take_firms(y));
        TRY(make_year(y));
    }
    d->rng = was;
    return OK;
}
