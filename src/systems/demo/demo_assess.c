/* SPDX-License-Identifier: Apache-2.0 */
/* What stands beside the records of 2019: targets set for the counties, score sheets of what is
 * scored by hand, what the city's report printed. The tables are data/demo's. */
#include "base/embed.h"
#include "systems/demo/demo_int.h"
#include "wire/csv.h"

static Str columns_of(Cx *cx, const Str *cells, size_t n)
{
    Buf b = buf_new(cx, 0);
    for (size_t i = 0; i < n; i++) buf_fmt(&b, "%s%.*s", i ? " " : "", STR_ARG(cells[i]));
    return buf_str(&b);
}

/* A file whose first row names the register's fields. */
static Err take_table(Demo *d, const char *reg, Str text)
{
    Csv csv = csv_on(text);
    Str *cells;
    size_t n;
    bool more;
    Fill f;
    TRY(csv_next(d->cx, &csv, &cells, &n, &more));
    TRY(fill_begin(d->cx, d->book, reg, str_z(d->cx, columns_of(d->cx, cells, n)), &f));
    for (;;) {
        TRY(csv_next(d->cx, &csv, &cells, &n, &more));
        if (!more) break;
        for (size_t i = 0; i < n; i++) fill_str(&f, cells[i]);
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, reg);
}

Err demo_assessments(Demo *d)
{
    enum { YEAR = 2019 };
    if (d->now < ms_of_day(day_from_civil(YEAR + 1, 2, 1))) return OK; /* not assessed yet */
    TRY(take_table(d, "target", embed_find(S("data/demo/targets.csv"))));
    TRY(take_table(d, "score_sheet", embed_find(S("data/demo/score_sheets.csv"))));
    if (d->now < ms_of_day(day_from_civil(YEAR + 1, 4, 2))) return OK; /* not published yet */
    return take_table(d, "published", embed_find(S("data/demo/published.csv")));
}
