/* SPDX-License-Identifier: Apache-2.0 */
/* The builder: everything but the text part is fixed.
 * source: GB/T 9704-2012, clauses named in the header; lengths in twips (1/20 point, 56.7 to the
 * millimetre), sizes in half points, as ECMA-376 Part 1 §17.18.67 and §17.3.2.38 have them */
#include <zip.h>

#include "wire/docx.h"
#include "wire/docx_int.h"
#include "wire/xmlout.h"

/* the page: 156 mm of text in width, 22 lines in 225 mm */
enum {
    COPY_MARGIN = 280,
    TEXT_WIDTH = 8845,
    LINE = 579,
    CHAR = 320,
    MARK_FROM_TOP = 1984,
    MARK_WIDTH = 8400,
    MARK_MAX = 88
};

/* A chart: 156 mm by 60 mm (three of them and their captions fill a page), in EMU of 36,000 to the
 * millimetre. source: ECMA-376 Part 1 §20.1.2.1
 */
enum { CHART_WIDTH = 156 * 36000, CHART_HEIGHT = 60 * 36000, FIXED_RELATIONS = 5 };

struct Docx {
    Cx *cx;
    DocxMeta meta;
    Buf b;
    Map keys; /* figures so far, by bookmark */
    int64_t n_bookmarks;
    VEC(Str) charts; /* their parts */
    bool in_para;
    Err err;
    const char *field; /* of the first fault */
    Str value;
};

/* --- the parts that never change --- */

#define HEAD DOCX_XML_HEAD
#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define WML "application/vnd.openxmlformats-officedocument.wordprocessingml."

static const char content_types[] =
    HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
         "<Default Extension=\"rels\" "
         "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
         "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
         "<Override PartName=\"/word/document.xml\" ContentType=\"" WML "document.main+xml\"/>"
         "<Override PartName=\"/word/styles.xml\" ContentType=\"" WML "styles+xml\"/>"
         "<Override PartName=\"/word/settings.xml\" ContentType=\"" WML "settings+xml\"/>"
         "<Override PartName=\"/word/fontTable.xml\" ContentType=\"" WML "fontTable+xml\"/>"
         "<Override PartName=\"/word/footer1.xml\" ContentType=\"" WML "footer+xml\"/>"
         "<Override PartName=\"/word/footer2.xml\" ContentType=\"" WML "footer+xml\"/>"
         "<Override PartName=\"/docProps/core.xml\" "
         "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>";

static const char package_rels[] =
    HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
         "<Relationship Id=\"rId1\" Type=\"" REL "/officeDocument\" Target=\"word/document.xml\"/>"
         "<Relationship Id=\"rId2\" "
         "Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/"
         "core-properties\" Target=\"docProps/core.xml\"/>"
         "</Relationships>";

static const char document_rels[] =
    HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
         "<Relationship Id=\"rId1\" Type=\"" REL "/styles\" Target=\"styles.xml\"/>"
         "<Relationship Id=\"rId2\" Type=\"" REL "/settings\" Target=\"settings.xml\"/>"
         "<Relationship Id=\"rId3\" Type=\"" REL "/fontTable\" Target=\"fontTable.xml\"/>"
         "<Relationship Id=\"rId4\" Type=\"" REL "/footer\" Target=\"footer1.xml\"/>"
         "<Relationship Id=\"rId5\" Type=\"" REL "/footer\" Target=\"footer2.xml\"/>";

static const char settings[] = HEAD
    "<w:settings " W
    "><w:evenAndOddHeaders/><w:characterSpacingControl w:val=\"compressPunctuation\"/>"
    "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/>"
    "<w:ulTrailSpace/><w:adjustLineHeightInTable/><w:useFELayout/>"
    "<w:compatSetting w:name=\"compatibilityMode\" "
    "w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>"
    "<w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:settings>";

static const char font_table[] = HEAD
    "<w:fonts " W ">"
    "<w:font w:name=\"仿宋\"><w:altName w:val=\"仿宋_GB2312\"/><w:family "
    "w:val=\"modern\"/></w:font>"
    "<w:font w:name=\"楷体\"><w:altName w:val=\"楷体_GB2312\"/><w:family "
    "w:val=\"modern\"/></w:font>"
    "<w:font w:name=\"黑体\"><w:altName w:val=\"SimHei\"/><w:family w:val=\"modern\"/></w:font>"
    "<w:font w:name=\"宋体\"><w:altName w:val=\"SimSun\"/><w:family w:val=\"roman\"/></w:font>"
    "<w:font w:name=\"方正小标宋简体\"><w:altName w:val=\"宋体\"/><w:family "
    "w:val=\"roman\"/></w:font>"
    "<w:font w:name=\"Times New Roman\"><w:family w:val=\"roman\"/></w:font></w:fonts>";

#define FONT(name)                                                                                 \
    "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\" "  \
    "w:eastAsia=\"" name "\"/>"
#define SIZE(half) "<w:sz w:val=\"" half "\"/><w:szCs w:val=\"" half "\"/>"
#define STYLE(id, name, ppr, rpr)                                                                  \
    "<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"" id "\"><w:name w:val=\"" name \
    "\"/><w:basedOn w:val=\"a\"/><w:qFormat/><w:pPr>" ppr "</w:pPr><w:rPr>" rpr                    \
    "</w:rPr></w:style>"
#define HEADING(n, outline, rpr)                                                                   \
    "<w:style w:type=\"paragraph\" w:styleId=\"" n "\"><w:name w:val=\"heading " n                 \
    "\"/><w:basedOn w:val=\"Body\"/><w:next w:val=\"Body\"/><w:qFormat/><w:pPr><w:keepNext/>"      \
    "<w:outlineLvl w:val=\"" outline "\"/></w:pPr><w:rPr>" rpr "</w:rPr></w:style>"
#define NO_INDENT "<w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/>"
/* 28 characters of 16 points are 158 mm: a quarter of a point less for each makes them 156 mm. A
 * grid of characters would say so too, but programs other than Word take two cells a character. */
#define TIGHT "<w:spacing w:val=\"-5\"/>"
#define EXACT "<w:spacing w:line=\"579\" w:lineRule=\"exact\"/>"

/* in pieces, as C compilers need not take strings above 4 kB; source: C17 §5.2.4.1 */
static const char *const styles[] = {
    HEAD "<w:styles " W "><w:docDefaults><w:rPrDefault><w:rPr>" FONT(
        "仿宋") "<w:kern w:val=\"2\"/>" SIZE("32") "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" "
                                                   "w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault>"
                                                   "<w:pPrDefault/></w:docDefaults>",
    "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/>"
    "<w:qFormat/><w:pPr><w:widowControl w:val=\"0\"/>" EXACT
    "<w:jc w:val=\"both\"/></w:pPr></w:style>",
    "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"tn\"><w:name w:val=\"Normal Table\"/>"
    "<w:uiPriority w:val=\"99\"/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar>"
    "<w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"85\" w:type=\"dxa\"/>"
    "<w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"85\" w:type=\"dxa\"/></w:tblCellMar>"
    "</w:tblPr></w:style>",
    STYLE("Body", "正文段落", "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>", TIGHT),
    HEADING("1", "0", FONT("黑体")),
    HEADING("2", "1", FONT("楷体")),
    HEADING("3", "2", "<w:b/>"),
    HEADING("4", "3", ""),
    STYLE("Title", "公文标题",
          "<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"1158\" w:after=\"579\" w:line=\"640\" "
          "w:lineRule=\"exact\"/>"
          "<w:jc w:val=\"center\"/>",
          FONT("方正小标宋简体") SIZE("44")),
    STYLE("Mark", "发文机关标志",
          "<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"240\" w:lineRule=\"auto\"/>"
          "<w:jc w:val=\"center\"/>",
          FONT("方正小标宋简体") "<w:color w:val=\"FF0000\"/>"),
    STYLE("Number", "发文字号",
          "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"11\" w:color=\"FF0000\"/>"
          "</w:pBdr><w:tabs><w:tab w:val=\"right\" w:pos=\"8525\"/></w:tabs>"
          "<w:spacing w:before=\"1158\" w:line=\"579\" w:lineRule=\"exact\"/>",
          ""),
    STYLE("Chart", "图",
          "<w:keepNext/><w:spacing w:before=\"120\" w:line=\"240\" w:lineRule=\"auto\"/>"
          "<w:jc w:val=\"center\"/>",
          ""),
    STYLE("Under", "图题",
          "<w:spacing w:after=\"120\" w:line=\"579\" w:lineRule=\"exact\"/>"
          "<w:jc w:val=\"center\"/>",
          FONT("黑体") SIZE("28")),
    STYLE("Caption", "表题", "<w:keepNext/><w:jc w:val=\"center\"/>", FONT("黑体") SIZE("28")),
    STYLE("Cell", "表格文字",
          "<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"320\" w:lineRule=\"atLeast\"/>",
          SIZE("24")),
    STYLE("Footer", "页码", "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/>",
          "<w:rFonts w:ascii=\"宋体\" w:hAnsi=\"宋体\" w:eastAsia=\"宋体\"/>" SIZE("28")),
    "</w:styles>",
};

/* — 1 —, one character from the edge, right on odd pages and left on even ones (§7.5) */
#define FOOTER(jc, ind)                                                                            \
    HEAD "<w:ftr " W "><w:p><w:pPr><w:pStyle w:val=\"Footer\"/><w:ind " ind "/><w:jc w:val=\"" jc  \
         "\"/></w:pPr><w:r><w:t xml:space=\"preserve\">— </w:t></w:r>"                           \
         "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>"                                         \
         "<w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>"                     \
         "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r>"               \
         "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"                                           \
         "<w:r><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>"

static const char footer_odd[] = FOOTER("right", "w:rightChars=\"100\" w:right=\"280\"");
static const char footer_even[] = FOOTER("left", "w:leftChars=\"100\" w:left=\"280\"");

static const char section[] =
    "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId4\"/>"
    "<w:footerReference w:type=\"even\" r:id=\"rId5\"/>"
    "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"
    "<w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\" "
    "w:header=\"851\" w:footer=\"1304\" w:gutter=\"0\"/>"
    "<w:docGrid w:type=\"lines\" w:linePitch=\"579\"/></w:sectPr>";

/* --- the first fault --- */

static void fault_at(Docx *d, const char *field, Str value)
{
    if (d->err != OK) return;
    d->err = ERR_INVALID;
    d->field = field;
    d->value = value;
}

/* --- runs --- */

/* Text with its line breaks and tabs. */
static void put_text(Docx *d, Str s)
{
    for (size_t from = 0, i = 0; i <= s.len; i++) {
        if (i < s.len && s.p[i] != '\n' && s.p[i] != '\t') continue;
        if (i > from) {
            buf_z(&d->b, "<w:t xml:space=\"preserve\">");
            xml_text(&d->b, (Str){s.p + from, i - from});
            buf_z(&d->b, "</w:t>");
        }
        if (i < s.len) buf_z(&d->b, s.p[i] == '\n' ? "<w:br/>" : "<w:tab/>");
        from = i + 1;
    }
}

static void put_run(Docx *d, const char *properties, Str text)
{
    buf_z(&d->b, "<w:r>");
    if (*properties) buf_fmt(&d->b, "<w:rPr>%s</w:rPr>", properties);
    put_text(d, text);
    buf_z(&d->b, "</w:r>");
}

static void put_para(Docx *d, const char *style, const char *more, Str text)
{
    buf_fmt(&d->b, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>%s</w:pPr>", style, more);
    put_run(d, "", text);
    buf_z(&d->b, "</w:p>");
}

/* --- bookmarks --- */

static bool is_key(Str key)
{
    bool good = key.len > 0 && key.len <= DOCX_NAME_MAX;
    for (size_t i = 0; good && i < key.len; i++) {
        char c = key.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        good = letter || (i > 0 && ((c >= '0' && c <= '9') || c == '.' || c == '_'));
    }
    return good;
}

/* `acc.count` → acc_count, then acc_count__2 … */
static Str bookmark(Docx *d, Str key)
{
    Str name = str_replace(d->cx, key, S("."), S("_"));
    int64_t *n = map_get(&d->keys, name);
    if (!n) map_put(d->cx, &d->keys, name, n = cx_new(d->cx, int64_t, 1));
    if (++*n > 1) name = str_fmt(d->cx, "%.*s__%lld", STR_ARG(name), (long long)*n);
    return name;
}

/* Opens a bookmark; false where the key cannot name one. */
static bool open_bookmark(Docx *d, Str key)
{
    Str name = is_key(key) ? bookmark(d, key) : S("");
    if (name.len == 0 || name.len > DOCX_NAME_MAX) {
        fault_at(d, "bookmark", key);
        return false;
    }
    buf_fmt(&d->b, "<w:bookmarkStart w:id=\"%lld\" w:name=\"%.*s\"/>", (long long)d->n_bookmarks++,
            STR_ARG(name));
    return true;
}

/* Closes the last `n` that were opened. */
static void close_bookmarks(Docx *d, size_t n)
{
    for (size_t i = 1; i <= n; i++)
        buf_fmt(&d->b, "<w:bookmarkEnd w:id=\"%lld\"/>", (long long)(d->n_bookmarks - (int64_t)i));
}

static void put_figure(Docx *d, const char *properties, Str key, Str text)
{
    if (!open_bookmark(d, key)) return;
    put_run(d, properties, text);
    close_bookmarks(d, 1);
}

/* --- the head --- */

static int64_t put_corner(Docx *d, Str text)
{
    if (text.len == 0) return 0;
    buf_z(&d->b, "<w:p><w:pPr><w:jc w:val=\"left\"/></w:pPr>");
    put_run(d, FONT("黑体"), text);
    buf_z(&d->b, "</w:p>");
    return 1;
}

/* The mark 35 mm below the text's upper edge, as large as one line holds (§7.2.4). */
static void put_mark(Docx *d, Str mark, int64_t lines_above)
{
    size_t n = utf8_count(mark);
    size_t half_points = n ? MARK_WIDTH / 10 / n : 0;
    int64_t before = MARK_FROM_TOP - lines_above * LINE;
    if (half_points > MARK_MAX) half_points = MARK_MAX;
    if (before < 0) before = 0;
    buf_fmt(&d->b,
            "<w:p><w:pPr><w:pStyle w:val=\"Mark\"/><w:spacing w:before=\"%lld\" w:line=\"240\" "
            "w:lineRule=\"auto\"/></w:pPr>",
            (long long)before);
    put_run(
        d,
        str_fmt(d->cx, "<w:sz w:val=\"%zu\"/><w:szCs w:val=\"%zu\"/>", half_points, half_points).p,
        mark);
    buf_z(&d->b, "</w:p>");
}

void docx_head(Docx *d, const DocxHead *h)
{
    int64_t lines = put_corner(d, h->copy_number);
    lines += put_corner(d, h->secrecy);
    lines += put_corner(d, h->urgency);
    if (h->mark.len) put_mark(d, h->mark, lines);
    buf_fmt(&d->b, "<w:p><w:pPr><w:pStyle w:val=\"Number\"/>%s</w:pPr>",
            h->signer.len ? "<w:ind w:leftChars=\"100\" w:left=\"320\"/><w:jc w:val=\"left\"/>"
                          : "<w:jc w:val=\"center\"/>");
    put_run(d, "", h->number);
    if (h->signer.len) {
        put_run(d, "", S("\t签发人："));
        put_run(d, FONT("楷体"), h->signer);
    }
    buf_z(&d->b, "</w:p>");
}

void docx_title(Docx *d, Str text)
{
    put_para(d, "Title", "", text);
}

void docx_addressee(Docx *d, Str text)
{
    put_para(d, "Body", NO_INDENT, text);
}

/* --- the body --- */

void docx_heading(Docx *d, int level, Str text)
{
    static const char *const ids[] = {"1", "2", "3", "4"};
    if (level < 1 || level > 4) {
        fault_at(d, "level", str_fmt(d->cx, "%d", level));
        return;
    }
    put_para(d, ids[level - 1], "", text);
}

static const char *align_of(DocxAlign align)
{
    switch (align) {
    case DOCX_BODY: return "";
    case DOCX_LEFT: return NO_INDENT "<w:jc w:val=\"left\"/>";
    case DOCX_CENTRE: return NO_INDENT "<w:jc w:val=\"center\"/>";
    case DOCX_RIGHT: return NO_INDENT "<w:jc w:val=\"right\"/>";
    }
    return "";
}

static const char *font_of(DocxFont font)
{
    switch (font) {
    case DOCX_FANGSONG: return "";
    case DOCX_HEI: return FONT("黑体");
    case DOCX_KAI: return FONT("楷体");
    case DOCX_BOLD: return "<w:b/>";
    }
    return "";
}

void docx_para_begin(Docx *d, DocxAlign align)
{
    if (d->in_para) fault_at(d, "paragraph", S(""));
    d->in_para = true;
    buf_fmt(&d->b, "<w:p><w:pPr><w:pStyle w:val=\"Body\"/>%s</w:pPr>", align_of(align));
}

void docx_run(Docx *d, DocxFont font, Str text)
{
    if (!d->in_para) fault_at(d, "paragraph", text);
    put_run(d, font_of(font), text);
}

void docx_figure(Docx *d, Str key, Str text)
{
    if (!d->in_para) fault_at(d, "paragraph", text);
    put_figure(d, "", key, text);
}

void docx_para_end(Docx *d)
{
    if (!d->in_para) fault_at(d, "paragraph", S(""));
    d->in_para = false;
    buf_z(&d->b, "</w:p>");
}

void docx_para(Docx *d, Str text)
{
    put_para(d, "Body", "", text);
}

/* --- tables --- */

static void put_grid(Docx *d, const DocxTable *t, int *twips)
{
    int64_t sum = 0;
    for (size_t i = 0; i < t->n_columns; i++) sum += t->widths ? t->widths[i] : 1;
    buf_z(&d->b, "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:jc w:val=\"center\"/>"
                 "<w:tblBorders>");
    static const char *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};
    for (size_t i = 0; i < COUNT(sides); i++)
        buf_fmt(&d->b, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>",
                sides[i]);
    buf_z(&d->b, "</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
    for (size_t i = 0; i < t->n_columns; i++) {
        twips[i] = (int)(TEXT_WIDTH * (int64_t)(t->widths ? t->widths[i] : 1) / sum);
        buf_fmt(&d->b, "<w:gridCol w:w=\"%d\"/>", twips[i]);
    }
    buf_z(&d->b, "</w:tblGrid>");
}

static void put_cell(Docx *d, const DocxCell *c, int twips, const char *font, const char *keep)
{
    const char *align = c->align == DOCX_LEFT    ? "left"
                        : c->align == DOCX_RIGHT ? "right"
                                                 : "center";
    buf_fmt(&d->b,
            "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>"
            "<w:p><w:pPr><w:pStyle w:val=\"Cell\"/>%s<w:jc w:val=\"%s\"/></w:pPr>",
            twips, keep, align);
    if (c->key.len) put_figure(d, font, c->key, c->text);
    else put_run(d, font, c->text);
    buf_z(&d->b, "</w:p></w:tc>");
}

static bool is_sound(const DocxTable *t)
{
    bool good = t->n_columns > 0 && t->n_columns <= DOCX_MAX_COLUMNS && t->n_rows > 0;
    for (size_t i = 0; good && t->widths && i < t->n_columns; i++)
        good = t->widths[i] > 0 && t->widths[i] <= TEXT_WIDTH;
    return good;
}

void docx_table(Docx *d, const DocxTable *t)
{
    enum { ROWS_KEPT = 16 }; /* half a page: a small table is not torn apart */
    int twips[DOCX_MAX_COLUMNS];
    if (!is_sound(t)) {
        fault_at(d, "table", t->caption);
        return;
    }
    if (t->caption.len) put_para(d, "Caption", "", t->caption);
    put_grid(d, t, twips);
    for (size_t r = 0; r < t->n_rows; r++) {
        bool head = r < t->n_head, keep = t->n_rows <= ROWS_KEPT && r + 1 < t->n_rows;
        buf_fmt(&d->b, "<w:tr><w:trPr><w:cantSplit/>%s</w:trPr>", head ? "<w:tblHeader/>" : "");
        for (size_t i = 0; i < t->n_columns; i++)
            put_cell(d, &t->cells[r * t->n_columns + i], twips[i], head ? FONT("黑体") : "",
                     keep ? "<w:keepNext/>" : "");
        buf_z(&d->b, "</w:tr>");
    }
    buf_z(&d->b, "</w:tbl>");
    put_para(d, "Body", "", S("")); /* Word joins two tables that follow each other */
}

/* --- charts --- */

/* In the line like a letter. source: ECMA-376 Part 1 §20.4.2.8 */
static void put_drawing(Docx *d, const Plot *p)
{
    buf_fmt(&d->b,
            "<w:p><w:pPr><w:pStyle w:val=\"Chart\"/></w:pPr><w:r><w:drawing>"
            "<wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">"
            "<wp:extent cx=\"%d\" cy=\"%d\"/><wp:docPr id=\"%zu\" name=\"",
            CHART_WIDTH, CHART_HEIGHT, d->charts.n);
    xml_text(&d->b, p->name);
    buf_z(&d->b, "\" descr=\"");
    xml_text(&d->b, plot_words(d->cx, p));
    buf_fmt(&d->b,
            "\"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
            "uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\">"
            "<c:chart r:id=\"rId%zu\"/></a:graphicData></a:graphic></wp:inline></w:drawing>"
            "</w:r></w:p>",
            FIXED_RELATIONS + d->charts.n);
}

void docx_chart(Docx *d, const Plot *p, const Str *keys, size_t n_keys)
{
    size_t opened = 0;
    if (!plot_is_sound(p)) {
        fault_at(d, "chart", p->title);
        return;
    }
    vec_push(d->cx, &d->charts, docx_chart_part(d->cx, p));
    put_drawing(d, p);
    buf_z(&d->b, "<w:p><w:pPr><w:pStyle w:val=\"Under\"/></w:pPr>");
    for (size_t i = 0; i < n_keys; i++) opened += open_bookmark(d, keys[i]);
    put_run(d, "", str_fmt(d->cx, "%.*s %.*s", STR_ARG(p->name), STR_ARG(p->title)));
    close_bookmarks(d, opened);
    buf_z(&d->b, "</w:p>");
}

/* --- the end of a document --- */

/* A line below the text: 附件：1. …, the following names under the first (§7.3.4). */
void docx_attachments(Docx *d, const Str *names, size_t n)
{
    if (n) put_para(d, "Body", "", S(""));
    for (size_t i = 0; i < n; i++) {
        Str number = n > 1 ? str_fmt(d->cx, "%zu. ", i + 1) : S("");
        put_para(d, "Body",
                 i ? "<w:ind w:leftChars=\"500\" w:left=\"1600\" w:firstLineChars=\"0\" "
                     "w:firstLine=\"0\"/>"
                   : "",
                 str_join(d->cx, str_join(d->cx, i ? S("") : S("附件："), number), names[i]));
    }
}

/* Width of a text in hundredths of a character: digits and Latin letters take half of one, and a
 * quarter stands between them and Chinese ones. */
static int64_t width_of(Str s)
{
    int64_t sum = 0;
    size_t len;
    bool was_latin = s.len && (uint8_t)s.p[0] < 0x80;
    for (Str rest = s; rest.len; rest = str_from(rest, len)) {
        bool latin = utf8_first(rest, &len) < 0x80;
        sum += (latin ? 50 : 100) + (latin != was_latin ? 25 : 0);
        was_latin = latin;
    }
    return sum;
}

static void put_right(Docx *d, const char *more, int64_t right, Str text)
{
    put_para(d, "Body",
             str_fmt(d->cx,
                     "%s<w:ind w:rightChars=\"%lld\" w:right=\"%lld\" w:firstLineChars=\"0\" "
                     "w:firstLine=\"0\"/><w:jc w:val=\"right\"/>",
                     more, (long long)right, (long long)(right * CHAR / 100))
                 .p,
             text);
}

/* The date four characters from the right edge, the body's name centred above it (§7.3.5.1). */
void docx_signature(Docx *d, Str body, Str date)
{
    int64_t right = 400 + (width_of(date) - width_of(body)) / 2;
    put_para(d, "Body", "<w:keepNext/>" NO_INDENT, S(""));
    put_right(d, "<w:keepNext/>", right > 0 ? right : 0, body);
    put_right(d, "", 400, date);
}

/* A line of 14 points between rules as wide as the text: 0.35 mm outside, 0.25 mm between (§7.4).
 */
static void put_copy(Docx *d, Str text)
{
    buf_fmt(&d->b,
            "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w=\"%d\" "
            "w:type=\"dxa\"/></w:tcPr><w:p><w:pPr><w:tabs><w:tab w:val=\"right\" "
            "w:pos=\"%d\"/></w:tabs></w:pPr>",
            TEXT_WIDTH, TEXT_WIDTH - 2 * COPY_MARGIN);
    put_run(d, SIZE("28"), text);
    buf_z(&d->b, "</w:p></w:tc></w:tr>");
}

void docx_copies(Docx *d, Str copies, Str printer, Str date)
{
    put_para(d, "Body", "", S(""));
    buf_fmt(&d->b,
            "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>"
            "<w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>"
            "<w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>"
            "<w:insideH w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"000000\"/>"
            "</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar>"
            "<w:left w:w=\"%d\" w:type=\"dxa\"/><w:right w:w=\"%d\" w:type=\"dxa\"/>"
            "</w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w=\"%d\"/></w:tblGrid>",
            COPY_MARGIN, COPY_MARGIN, TEXT_WIDTH);
    if (copies.len) put_copy(d, str_fmt(d->cx, "抄送：%.*s。", STR_ARG(copies)));
    put_copy(d, str_fmt(d->cx, "%.*s\t%.*s印发", STR_ARG(printer), STR_ARG(date)));
    /* a table may not come last */
    buf_z(&d->b,
          "</w:tbl><w:p><w:pPr><w:spacing w:line=\"20\" w:lineRule=\"exact\"/></w:pPr></w:p>");
}

void docx_page_break(Docx *d)
{
    buf_z(&d->b, "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>");
}

/* --- the file --- */

Docx *docx_new(Cx *cx, DocxMeta meta)
{
    Docx *d = cx_new(cx, Docx, 1);
    *d = (Docx){.cx = cx, .meta = meta, .b = buf_new(cx, DOCX_MAX_BYTES)};
    buf_z(&d->b, HEAD
          "<w:document " W " xmlns:r=\"" REL "\" "
          "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "
          "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
          "xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"><w:body>");
    return d;
}

static Str styles_part(Docx *d)
{
    Buf b = buf_new(d->cx, 0);
    for (size_t i = 0; i < COUNT(styles); i++) buf_z(&b, styles[i]);
    return buf_str(&b);
}

static Str core_part(Docx *d)
{
    Buf b = buf_new(d->cx, 0);
    buf_z(&b, HEAD "<cp:coreProperties "
                   "xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/"
                   "core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                   "xmlns:dcterms=\"http://purl.org/dc/terms/\" "
                   "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">");
    xml_element(&b, "dc:title", d->meta.title);
    xml_element(&b, "dc:creator", d->meta.author);
    buf_fmt(&b, "<dcterms:created xsi:type=\"dcterms:W3CDTF\">%.*s</dcterms:created>",
            STR_ARG(time_format(d->cx, d->meta.created_ms)));
    buf_z(&b, "</cp:coreProperties>");
    return buf_str(&b);
}

static Str types_part(Docx *d)
{
    Buf b = buf_new(d->cx, 0);
    buf_z(&b, content_types);
    for (size_t i = 1; i <= d->charts.n; i++)
        buf_fmt(&b,
                "<Override PartName=\"/word/charts/chart%zu.xml\" ContentType=\"application/"
                "vnd.openxmlformats-officedocument.drawingml.chart+xml\"/>",
                i);
    buf_z(&b, "</Types>");
    return buf_str(&b);
}

static Str relations_part(Docx *d)
{
    Buf b = buf_new(d->cx, 0);
    buf_z(&b, document_rels);
    for (size_t i = 1; i <= d->charts.n; i++)
        buf_fmt(&b,
                "<Relationship Id=\"rId%zu\" Type=\"" REL
                "/chart\" Target=\"charts/chart%zu.xml\"/>",
                FIXED_RELATIONS + i, i);
    buf_z(&b, "</Relationships>");
    return buf_str(&b);
}

static Err zip_failed(Docx *d, zip_error_t *e)
{
    return cx_fail(d->cx, ERR_IO, "file", "cannot write the document: %s", zip_error_strerror(e));
}

static bool add_part(Docx *d, zip_t *zip, const char *name, Str text)
{
    zip_source_t *part = zip_source_buffer(zip, text.p, text.len, 0);
    zip_int64_t at = part ? zip_file_add(zip, name, part, ZIP_FL_ENC_UTF_8) : -1;
    if (part && at < 0) zip_source_free(part);
    return at >= 0 && zip_file_set_mtime(zip, (zip_uint64_t)at,
                                         (time_t)(d->meta.created_ms / MS_SECOND), 0) == 0;
}

static bool add_parts(Docx *d, zip_t *zip)
{
    const struct {
        const char *name;
        Str text;
    } parts[] = {
        {"[Content_Types].xml",          types_part(d)      },
        {"_rels/.rels",                  str_c(package_rels)},
        {"word/document.xml",            buf_str(&d->b)     },
        {"word/_rels/document.xml.rels", relations_part(d)  },
        {"word/styles.xml",              styles_part(d)     },
        {"word/settings.xml",            str_c(settings)    },
        {"word/fontTable.xml",           str_c(font_table)  },
        {"word/footer1.xml",             str_c(footer_odd)  },
        {"word/footer2.xml",             str_c(footer_even) },
        {"docProps/core.xml",            core_part(d)       },
    };
    for (size_t i = 0; i < COUNT(parts); i++)
        if (!add_part(d, zip, parts[i].name, parts[i].text)) return false;
    for (size_t i = 0; i < d->charts.n; i++)
        if (!add_part(d, zip, str_fmt(d->cx, "word/charts/chart%zu.xml", i + 1).p, d->charts.p[i]))
            return false;
    return true;
}

static Err read_back(Docx *d, zip_source_t *source, Str *ret)
{
    zip_stat_t stat;
    if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0)
        return zip_failed(d, zip_source_error(source));
    char *p = cx_alloc(d->cx, 1, stat.size);
    zip_int64_t n = zip_source_read(source, p, stat.size);
    zip_source_close(source);
    if (n < 0 || (zip_uint64_t)n != stat.size) return zip_failed(d, zip_source_error(source));
    *ret = (Str){p, stat.size};
    return OK;
}

static Err pack(Docx *d, Str *ret)
{
    zip_error_t e;
    zip_error_init(&e);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &e);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_TRUNCATE, &e) : NULL;
    if (!zip) {
        if (source) zip_source_free(source);
        return zip_failed(d, &e);
    }
    zip_source_keep(source);
    Err err = OK;
    if (!add_parts(d, zip) || zip_close(zip) != 0) {
        err = zip_failed(d, zip_get_error(zip));
        zip_discard(zip);
    } else {
        err = read_back(d, source, ret);
    }
    zip_source_free(source);
    return err;
}

Err docx_finish(Docx *d, Str *ret)
{
    if (d->in_para) fault_at(d, "paragraph", S(""));
    if (d->err != OK)
        return cx_refuse(d->cx, d->err, str_c(d->field), d->value,
                         "cannot stand in the document like this");
    buf_z(&d->b, section);
    buf_z(&d->b, "</w:body></w:document>");
    TRY(buf_done(&d->b));
    return pack(d, ret);
}
