/* SPDX-License-Identifier: Apache-2.0 */
/* Charts as values, and as a workbook: with a second argument one is written there, for
 * check_docx.py. */
#include "wire_test.h"

#include "wire/plot.h"
#include "wire/sheet.h"

static const Str months[] = {
    {"1月", 4},
    {"2月", 4},
    {"3月", 4}
};
static const Str before[] = {
    {"4",    1},
    {"12.5", 4},
    {"0",    1}
};
static const Str now[] = {
    {"-2", 2},
    {"",   0},
    {"7",  1}
};

static Plot two(void)
{
    static const PlotSeries series[] = {
        {{"2018年", 7}, before, true },
        {{"2019年", 7}, now,    false}
    };
    return (Plot){.kind = PLOT_COLUMN,
                  .name = S("图1"),
                  .title = S("各月 <起数>"),
                  .head = S("月份"),
                  .unit = S("起"),
                  .labels = months,
                  .n_points = COUNT(months),
                  .series = series,
                  .n_series = 2};
}

static void sound(void **state)
{
    (void)state;
    static const Str words[] = {
        {"4",   1},
        {"x",   1},
        {"inf", 3}
    };
    static const PlotSeries bad =
                                {
                                    {"a", 1},
                                    words, false
    },
                            one = {{"a", 1}, before, false};
    Plot p = two();
    assert_true(plot_is_sound(&p));
    p.kind = PLOT_PIE; /* of two series */
    assert_false(plot_is_sound(&p));
    p.series = &one, p.n_series = 1;
    assert_true(plot_is_sound(&p));
    p.series = &bad;
    assert_false(plot_is_sound(&p));
    p.series = &one, p.n_points = 0;
    assert_false(plot_is_sound(&p));
    p.n_points = PLOT_MAX_POINTS + 1;
    assert_false(plot_is_sound(&p));
    p = two();
    p.n_series = 0;
    assert_false(plot_is_sound(&p));
    p.n_series = PLOT_MAX_SERIES + 1;
    assert_false(plot_is_sound(&p));
}

static void in_words(void **state)
{
    (void)state;
    Plot p = two();
    cx_reset(cx);
    assert_true(str_is(plot_words(cx, &p),
                       "图1 各月 <起数>。2018年：1月 4，2月 12.5，3月 0；2019年：1月 "
                       "-2，2月 —，3月 7。"));
    PlotSpan span = plot_span(&p);
    assert_true(span.most == 12.5 && span.least == -2 && !span.whole);
    p.series++, p.n_series = 1;
    span = plot_span(&p);
    assert_true(span.most == 7 && span.least == -2 && span.whole);
}

static void labelled(void **state)
{
    (void)state;
    Plot p = two();
    assert_true(plot_is_labelled(&p));
    p.n_points = PLOT_MAX_LABELLED / 2;
    assert_true(plot_is_labelled(&p));
    p.n_points++;
    assert_false(plot_is_labelled(&p));
}

/* A figure and the same a year before have one edge; the fill tells them apart. */
static void colours(void **state)
{
    (void)state;
    static const PlotSeries four[] = {
        {{"a", 1}, before, true },
        {{"a", 1}, now,    false},
        {{"b", 1}, before, true },
        {{"b", 1}, now,    false}
    };
    Plot p = two();
    p.series = four, p.n_series = 4;
    assert_string_equal(plot_edge(&p, 0), plot_edge(&p, 1));
    assert_string_equal(plot_edge(&p, 2), plot_edge(&p, 3));
    assert_string_not_equal(plot_edge(&p, 1), plot_edge(&p, 3));
    assert_string_not_equal(plot_fill(&p, 0), plot_fill(&p, 1));
    assert_string_equal(plot_fill(&p, 1), plot_edge(&p, 1));
    p.kind = PLOT_PIE;
    assert_string_not_equal(plot_fill(&p, 0), plot_fill(&p, 1));
    assert_string_equal(plot_edge(&p, 0), plot_edge(&p, 7));
}

/* A sheet of rows, one more, one of a chart of each kind. */
static Err book(Str path)
{
    static const Str heads[] =
        {
            {"区域", 6},
            {"起数", 6}
    },
                     cells[] = {{"柯城区", 9}, {"29", 2}};
    static const bool numbers[] = {false, true};
    static const PlotSeries one = {
        {"2018年", 7},
        before, false
    };
    Plot p = two();
    Sheet *s;
    TRY(sheet_create(cx, path, S("年度/工作:总结"), heads, NULL, COUNT(heads), &s));
    TRY(sheet_add(cx, s, cells, numbers, COUNT(cells)));
    TRY(sheet_next(cx, s, S("表1"), heads, COUNT(heads)));
    TRY(sheet_add(cx, s, cells, numbers, COUNT(cells)));
    TRY(sheet_plot(cx, s, &p));
    p.name = S("图2"), p.kind = PLOT_LINE;
    TRY(sheet_plot(cx, s, &p));
    p.name = S("图3"), p.kind = PLOT_BAR;
    TRY(sheet_plot(cx, s, &p));
    p.name = S("图4"), p.kind = PLOT_PIE, p.series = &one, p.n_series = 1;
    TRY(sheet_plot(cx, s, &p));
    return sheet_finish(cx, s);
}

static void refused(void **state)
{
    (void)state;
    Sheet *s;
    Plot p = two();
    cx_reset(cx);
    assert_int_equal(sheet_create(cx, S("test_plot.xlsx"), S("图1"), NULL, NULL, 0, &s), OK);
    assert_int_equal(sheet_plot(cx, s, &p), ERR_IO); /* the name is taken */
    p.n_points = 0;
    cx_clear(cx);
    assert_int_equal(sheet_plot(cx, s, &p), ERR_INVALID);
    assert_true(str_is(cx->fail->items[0].field, "chart"));
    assert_int_equal(sheet_finish(cx, s), OK);
    assert_int_equal(remove("test_plot.xlsx"), 0);
}

Cx *cx;
const char *root;

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound),   cmocka_unit_test(in_words), cmocka_unit_test(labelled),
        cmocka_unit_test(colours), cmocka_unit_test(refused),
    };
    cx = cx_open(1565280000000, 7);
    int failed = argc > 2 ? book(str_c(argv[2])) != OK : cmocka_run_group_tests(tests, NULL, NULL);
    cx_close(cx);
    return failed;
}
