/* SPDX-License-Identifier: Apache-2.0 */
/* Charts of a document: native ones, so that whoever has it can turn a column into a line. The
 * numbers are kept in the part itself (caches); the formulas beside them name the sheet of the
 * workbook of the same report, which is not embedded.
 * source: ECMA-376 Part 1 §21.2.2 (elements, in the order of their schema); sizes of text in
 * hundredths of a point (§20.1.10.72), widths of lines in EMU (12,700 to the point) */
#include "wire/docx_int.h"
#include "wire/xmlout.h"

#define FONT_OF(size)                                                                              \
    "<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr lang=\"zh-CN\" sz=\"" size "\">"        \
    "<a:solidFill><a:srgbClr val=\"1B2733\"/></a:solidFill>"                                       \
    "<a:latin typeface=\"Times New Roman\"/><a:ea typeface=\"仿宋\"/></a:defRPr></a:pPr>"        \
    "<a:endParaRPr lang=\"zh-CN\"/></a:p></c:txPr>"
#define HAIRLINE "<a:ln w=\"6350\"><a:solidFill><a:srgbClr val=\"7C8CA0\"/></a:solidFill></a:ln>"

/* --- numbers and names, each with where the workbook has them --- */

/* Column 0 holds the labels, 1 … the series; row 1 the names. */
static void put_formula(Buf *b, const Plot *p, size_t column, size_t from, size_t to)
{
    buf_z(b, "<c:f>'");
    xml_text(b, p->name);
    buf_fmt(b, "'!$%c$%zu", (char)('A' + column), from);
    if (to != from) buf_fmt(b, ":$%c$%zu", (char)('A' + column), to);
    buf_z(b, "</c:f>");
}

static void put_point(Buf *b, size_t at, Str value)
{
    buf_fmt(b, "<c:pt idx=\"%zu\">", at);
    xml_element(b, "c:v", value);
    buf_z(b, "</c:pt>");
}

static void put_name(Buf *b, const Plot *p, size_t s)
{
    buf_z(b, "<c:tx><c:strRef>");
    put_formula(b, p, s + 1, 1, 1);
    buf_z(b, "<c:strCache><c:ptCount val=\"1\"/>");
    put_point(b, 0, p->series[s].name);
    buf_z(b, "</c:strCache></c:strRef></c:tx>");
}

static void put_values(Buf *b, const Plot *p, size_t s)
{
    const Str *values = p->series[s].values;
    buf_z(b, "<c:cat><c:strRef>");
    put_formula(b, p, 0, 2, p->n_points + 1);
    buf_fmt(b, "<c:strCache><c:ptCount val=\"%zu\"/>", p->n_points);
    for (size_t i = 0; i < p->n_points; i++) put_point(b, i, p->labels[i]);
    buf_z(b, "</c:strCache></c:strRef></c:cat><c:val><c:numRef>");
    put_formula(b, p, s + 1, 2, p->n_points + 1);
    buf_fmt(b, "<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val=\"%zu\"/>",
            p->n_points);
    for (size_t i = 0; i < p->n_points; i++)
        if (values[i].len) put_point(b, i, values[i]);
    buf_z(b, "</c:numCache></c:numRef></c:val>");
}

/* --- how a series looks --- */

static void put_fill(Buf *b, const Plot *p, size_t at)
{
    buf_fmt(b,
            "<c:spPr><a:solidFill><a:srgbClr val=\"%s\"/></a:solidFill><a:ln w=\"9525\">"
            "<a:solidFill><a:srgbClr val=\"%s\"/></a:solidFill></a:ln></c:spPr>",
            plot_fill(p, at), plot_edge(p, at));
}

/* A year before is dashed. */
static void put_stroke(Buf *b, const Plot *p, size_t s)
{
    bool past = p->series[s].past;
    buf_fmt(b,
            "<c:spPr><a:ln w=\"%d\" cap=\"rnd\"><a:solidFill><a:srgbClr val=\"%s\"/></a:solidFill>"
            "<a:prstDash val=\"%s\"/><a:round/></a:ln></c:spPr>"
            "<c:marker><c:symbol val=\"circle\"/><c:size val=\"5\"/>",
            past ? 12700 : 25400, plot_edge(p, s), past ? "dash" : "solid");
    put_fill(b, p, s);
    buf_z(b, "</c:marker>");
}

static void put_slices(Buf *b, const Plot *p)
{
    for (size_t i = 0; i < p->n_points; i++) {
        buf_fmt(b, "<c:dPt><c:idx val=\"%zu\"/><c:bubble3D val=\"0\"/>", i);
        put_fill(b, p, i);
        buf_z(b, "</c:dPt>");
    }
}

static const char *label_place(const Plot *p, size_t s)
{
    if (p->kind != PLOT_LINE) return "outEnd";
    return p->series[s].past ? "b" : "t";
}

static void put_labels(Buf *b, const Plot *p, size_t s)
{
    bool pie = p->kind == PLOT_PIE;
    size_t crowd = p->kind == PLOT_BAR ? 8 : 20; /* lying columns share the lesser height */
    if (!plot_is_labelled(p)) return;
    buf_fmt(b,
            "<c:dLbls><c:numFmt formatCode=\"General\" sourceLinked=\"0\"/><c:spPr><a:noFill/>"
            "<a:ln><a:noFill/></a:ln></c:spPr>%s<c:dLblPos val=\"%s\"/><c:showLegendKey val=\"0\"/>"
            "<c:showVal val=\"1\"/><c:showCatName val=\"%d\"/><c:showSerName val=\"0\"/>"
            "<c:showPercent val=\"%d\"/><c:showBubbleSize val=\"0\"/>%s</c:dLbls>",
            p->n_points * p->n_series > crowd ? FONT_OF("800") : FONT_OF("900"), label_place(p, s),
            pie, pie, pie ? "<c:separator>，</c:separator><c:showLeaderLines val=\"1\"/>" : "");
}

static void put_series(Buf *b, const Plot *p, size_t s)
{
    bool bars = p->kind == PLOT_COLUMN || p->kind == PLOT_BAR;
    buf_fmt(b, "<c:ser><c:idx val=\"%zu\"/><c:order val=\"%zu\"/>", s, s);
    put_name(b, p, s);
    if (bars) {
        put_fill(b, p, s);
        buf_z(b, "<c:invertIfNegative val=\"0\"/>");
    }
    if (p->kind == PLOT_LINE) put_stroke(b, p, s);
    if (p->kind == PLOT_PIE) put_slices(b, p);
    put_labels(b, p, s);
    put_values(b, p, s);
    buf_z(b, p->kind == PLOT_LINE ? "<c:smooth val=\"0\"/></c:ser>" : "</c:ser>");
}

/* --- axes --- */

enum { LABELS_AXIS = 1, VALUES_AXIS = 2 };

static void put_axis(Buf *b, const char *element, int id, const char *scaling, const char *place,
                     bool lines)
{
    buf_fmt(b,
            "<c:%s><c:axId val=\"%d\"/><c:scaling>%s</c:scaling><c:delete val=\"0\"/>"
            "<c:axPos val=\"%s\"/>",
            element, id, scaling, place);
    if (lines)
        buf_z(b, "<c:majorGridlines><c:spPr><a:ln w=\"6350\"><a:solidFill><a:srgbClr "
                 "val=\"DDE3EA\"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>");
    buf_fmt(b,
            "<c:numFmt formatCode=\"General\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/>"
            "<c:minorTickMark val=\"none\"/><c:tickLblPos val=\"%s\"/><c:spPr>%s</c:spPr>"
            "<c:crossAx val=\"%d\"/>",
            id == LABELS_AXIS ? "low" : "nextTo", HAIRLINE,
            id == LABELS_AXIS ? VALUES_AXIS : LABELS_AXIS);
}

/* Values stand on 0: a column that begins above it is longer than what it tells. */
static void put_axes(Buf *b, const Plot *p)
{
    enum { FEW = 5 };
    bool lying = p->kind == PLOT_BAR;
    PlotSpan span = plot_span(p);
    put_axis(b, "catAx", LABELS_AXIS,
             lying ? "<c:orientation val=\"maxMin\"/>" : "<c:orientation val=\"minMax\"/>",
             lying ? "l" : "b", false);
    buf_z(b, "<c:crosses val=\"autoZero\"/><c:auto val=\"0\"/><c:lblAlgn val=\"ctr\"/>"
             "<c:lblOffset val=\"100\"/><c:noMultiLvlLbl val=\"1\"/></c:catAx>");
    put_axis(b, "valAx", VALUES_AXIS,
             span.least < 0 ? "<c:orientation val=\"minMax\"/>"
                            : "<c:orientation val=\"minMax\"/><c:min val=\"0\"/>",
             lying ? "b" : "l", true);
    buf_fmt(b, "<c:crosses val=\"%s\"/><c:crossBetween val=\"between\"/>%s</c:valAx>",
            lying ? "max" : "autoZero",
            span.whole && span.most <= FEW && span.least == 0 ? "<c:majorUnit val=\"1\"/>" : "");
}

/* --- the whole --- */

static const char *opening(const Plot *p)
{
    switch (p->kind) {
    case PLOT_COLUMN:
        return "<c:barChart><c:barDir val=\"col\"/><c:grouping val=\"clustered\"/>"
               "<c:varyColors val=\"0\"/>";
    case PLOT_BAR:
        return "<c:barChart><c:barDir val=\"bar\"/><c:grouping val=\"clustered\"/>"
               "<c:varyColors val=\"0\"/>";
    case PLOT_LINE: return "<c:lineChart><c:grouping val=\"standard\"/><c:varyColors val=\"0\"/>";
    case PLOT_PIE: return "<c:pieChart><c:varyColors val=\"1\"/>";
    }
    return "";
}

static const char *closing(const Plot *p)
{
    switch (p->kind) {
    case PLOT_COLUMN:
    case PLOT_BAR:
        return "<c:gapWidth val=\"60\"/><c:overlap val=\"0\"/><c:axId val=\"1\"/>"
               "<c:axId val=\"2\"/></c:barChart>";
    case PLOT_LINE:
        return "<c:marker val=\"1\"/><c:axId val=\"1\"/><c:axId val=\"2\"/></c:lineChart>";
    case PLOT_PIE: return "<c:firstSliceAng val=\"0\"/></c:pieChart>";
    }
    return "";
}

Str docx_chart_part(Cx *cx, const Plot *p)
{
    Buf b = buf_new(cx, 0);
    buf_z(&b, DOCX_XML_HEAD
          "<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" "
          "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
          "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
          "<c:date1904 val=\"0\"/><c:roundedCorners val=\"0\"/><c:chart>"
          "<c:autoTitleDeleted val=\"1\"/><c:plotArea><c:layout/>");
    buf_z(&b, opening(p));
    for (size_t s = 0; s < p->n_series; s++) put_series(&b, p, s);
    buf_z(&b, closing(p));
    if (p->kind != PLOT_PIE) put_axes(&b, p);
    buf_z(&b, "</c:plotArea>");
    if (p->n_series > 1)
        buf_z(&b, "<c:legend><c:legendPos val=\"t\"/><c:overlay val=\"0\"/></c:legend>");
    buf_z(&b, "<c:plotVisOnly val=\"1\"/><c:dispBlanksAs val=\"gap\"/></c:chart>"
              "<c:spPr><a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill><a:ln><a:noFill/>"
              "</a:ln></c:spPr>" FONT_OF("1000") "</c:chartSpace>");
    return buf_str(&b);
}
