/* SPDX-License-Identifier: Apache-2.0 */
/* Documents. With a second argument the sample is written there, for check_docx.py. */
#include "wire_test.h"

#include "wire/docx.h"

/* One of each kind, with a gap and a sign of XML. */
static void put_charts(Docx *d)
{
    static const Str labels[] =
        {
            {"1月", 4},
            {"2月", 4},
            {"3月", 4}
    },
                     before[] = {{"4", 1}, {"12", 2}, {"0", 1}},
                     now[] = {{"2.5", 3}, {"", 0}, {"7", 1}};
    static const PlotSeries series[] = {
        {{"<2018>年", 9}, before, true },
        {{"2019年", 7},   now,    false}
    };
    static const PlotKind kinds[] = {PLOT_COLUMN, PLOT_BAR, PLOT_LINE, PLOT_PIE};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        Plot p = {.kind = kinds[i],
                  .name = str_fmt(cx, "图%zu", i + 1),
                  .title = S("各月事故起数（单位：起）"),
                  .head = S("月份"),
                  .unit = S("起"),
                  .labels = labels,
                  .n_points = COUNT(labels),
                  .series = series,
                  .n_series = kinds[i] == PLOT_PIE ? 1 : 2};
        docx_chart(d, &p, (const Str[]){S("acc.count"), S("acc.fatal")}, 2);
    }
}

static Docx *sample(void)
{
    Docx *d = docx_new(cx, (DocxMeta){S("2026年6月安全生产情况通报"), S("安澜"), 1783477800000});
    docx_head(d, &(DocxHead){.copy_number = S("000001"),
                             .urgency = S("特急"),
                             .mark = S("衢州市应急管理局文件"),
                             .number = S("衢应急〔2026〕12号")});
    docx_title(d, S("衢州市应急管理局关于2026年6月\n安全生产情况的通报"));
    docx_addressee(d, S("各县（市、区）人民政府："));
    docx_para_begin(d, DOCX_BODY);
    docx_run(d, DOCX_FANGSONG, S("6月，全市发生各类事故"));
    docx_figure(d, S("acc.count"), S("111起"));
    docx_run(d, DOCX_FANGSONG, S("、死亡"));
    docx_figure(d, S("acc.dead"), S("85人"));
    docx_run(d, DOCX_FANGSONG, S("，<同比> & \"环比\"下降"));
    docx_figure(d, S("acc.count"), S("30.2%"));
    docx_run(d, DOCX_BOLD, S("。"));
    docx_para_end(d);
    docx_heading(d, 1, S("一、总体情况"));
    docx_heading(d, 2, S("（一）道路运输"));
    docx_heading(d, 3, S("1. 事故"));
    docx_heading(d, 4, S("（1）时段"));
    const DocxCell cells[] = {
        {.text = S("县（市、区）")},
        {.text = S("起数")            },
        {.text = S("死亡")            },
        {.text = S("开化县"),          .align = DOCX_LEFT},
        {.text = S("12"),                               .key = S("acc.count.330824"), .align = DOCX_RIGHT},
        {.text = S("3")},
    };
    docx_table(d, &(DocxTable){
                      .caption = S("表1 分县（市、区）事故"),
                      .widths = (const int[]){2, 1, 1},
                      .n_columns = 3,
                      .n_head = 1,
                      .cells = cells,
                      .n_rows = 2
    });
    for (int i = 0; i < 30; i++)
        docx_para(d, S("各地要压实责任，盯紧重点行业领域，深入排查整治隐患，坚决遏制重特大事故。"));
    put_charts(d);
    docx_attachments(d, (const Str[]){S("分行业统计表"), S("典型事故")}, 2);
    docx_signature(d, S("衢州市应急管理局"), S("2026年7月8日"));
    docx_copies(d, S("省应急管理厅"), S("衢州市应急管理局办公室"), S("2026年7月8日"));
    return d;
}

static void the_same_bytes(void **state)
{
    (void)state;
    Str a, b;
    cx_reset(cx);
    assert_int_equal(docx_finish(sample(), &a), OK);
    assert_int_equal(docx_finish(sample(), &b), OK);
    assert_true(str_starts(a, S("PK\x03\x04")));
    assert_true(str_eq(a, b));
}

static void refuses(Docx *d, const char *field)
{
    Str out;
    cx_clear(cx);
    assert_int_equal(docx_finish(d, &out), ERR_INVALID);
    assert_true(str_is(cx->fail->items[0].field, field));
}

static void faults(void **state)
{
    (void)state;
    static const Str bad_keys[] = {
        {"",    0},
        {"1a",  2},
        {"a b", 3},
        {"_x",  2},
        {"a-b", 3}
    };
    static const char long_key[] = "a1234567890123456789012345678901234567890";
    cx_reset(cx);
    cx->lang = LANG_EN;
    for (size_t i = 0; i < COUNT(bad_keys); i++) {
        Docx *d = docx_new(cx, (DocxMeta){0});
        docx_para_begin(d, DOCX_BODY);
        docx_figure(d, bad_keys[i], S("1"));
        docx_para_end(d);
        refuses(d, "bookmark");
    }
    Docx *d = docx_new(cx, (DocxMeta){0});
    docx_para_begin(d, DOCX_BODY);
    docx_figure(d, str_c(long_key), S("1"));
    docx_para_end(d);
    refuses(d, "bookmark");
    d = docx_new(cx, (DocxMeta){0});
    docx_para_begin(d, DOCX_BODY);
    refuses(d, "paragraph");
    d = docx_new(cx, (DocxMeta){0});
    docx_run(d, DOCX_HEI, S("x"));
    refuses(d, "paragraph");
    d = docx_new(cx, (DocxMeta){0});
    docx_para_end(d);
    refuses(d, "paragraph");
    d = docx_new(cx, (DocxMeta){0});
    docx_heading(d, 5, S("x"));
    refuses(d, "level");
    d = docx_new(cx, (DocxMeta){0});
    docx_table(d, &(DocxTable){.n_columns = 0});
    refuses(d, "table");
    d = docx_new(cx, (DocxMeta){0});
    docx_table(d, &(DocxTable){.n_columns = 1, .widths = (const int[]){0}, .n_rows = 1});
    refuses(d, "table");
    d = docx_new(cx, (DocxMeta){0});
    docx_chart(d, &(Plot){.kind = PLOT_LINE, .title = S("x")}, NULL, 0);
    refuses(d, "chart");
    static const Str label = {"a", 1}, value = {"1", 1};
    static const PlotSeries series = {
        {"s", 1},
        &value, false
    };
    d = docx_new(cx, (DocxMeta){0});
    docx_chart(d,
               &(Plot){.name = S("图1"),
                       .title = S("x"),
                       .labels = &label,
                       .n_points = 1,
                       .series = &series,
                       .n_series = 1},
               &(Str){"1a", 2}, 1);
    refuses(d, "bookmark");
}

static void odd_texts(void **state)
{
    (void)state;
    Str out;
    cx_reset(cx);
    Docx *d = docx_new(cx, (DocxMeta){0});
    docx_head(d, &(DocxHead){.number = S("1"), .signer = S("张三"), .secrecy = S("内部")});
    docx_para(d, S("\x01\xff]]></w:t>\n\t"));
    docx_para_begin(d, DOCX_CENTRE);
    docx_run(d, DOCX_KAI, S(""));
    docx_para_end(d);
    docx_page_break(d);
    docx_attachments(d, NULL, 0);
    docx_attachments(d, (const Str[]){S("一张图")}, 1);
    assert_int_equal(docx_finish(d, &out), OK);
    d = docx_new(cx, (DocxMeta){0});
    char *big = cx_new(cx, char, DOCX_MAX_BYTES);
    memset(big, 'x', DOCX_MAX_BYTES);
    docx_para(d, (Str){big, DOCX_MAX_BYTES});
    assert_int_equal(docx_finish(d, &out), ERR_TOO_BIG);
}

static int write_sample(const char *path)
{
    Str out = S("");
    Cx *own = cx = cx_open(1565280000000, 7);
    FILE *f = fopen(path, "wb");
    int bad = !f || docx_finish(sample(), &out) != OK || fwrite(out.p, 1, out.len, f) != out.len;
    if (f) bad |= fclose(f) != 0;
    cx_close(own);
    return bad;
}

Cx *cx;
const char *root;

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_bytes),
        cmocka_unit_test(faults),
        cmocka_unit_test(odd_texts),
    };
    if (argc > 2) return write_sample(argv[2]);
    root = argc > 1 ? argv[1] : ".";
    cx = cx_open(1565280000000, 7);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    cx_close(cx);
    return failed;
}
