/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/plot.h"

/* In pairs: as it is, a year before. */
static const char *const colours[][2] = {
    {"1C5DB8", "C7DAF2"},
    {"2E8B8B", "C4E2E2"},
    {"8A6FB0", "DED3EB"},
    {"55657A", "CDD5DE"}
};
static const char *const slices[] = {"1C5DB8", "2E8B8B", "8A6FB0", "55657A",
                                     "6FA0DE", "7DBDBD", "B5A3D1", "97A3B2"};

bool plot_is_sound(const Plot *p)
{
    double v;
    size_t most = p->kind == PLOT_PIE ? 1 : PLOT_MAX_SERIES;
    bool good = p->n_series >= 1 && p->n_series <= most && p->n_points >= 1 &&
                p->n_points <= PLOT_MAX_POINTS;
    for (size_t s = 0; good && s < p->n_series; s++)
        for (size_t i = 0; good && i < p->n_points; i++)
            good = p->series[s].values[i].len == 0 || str_f64(p->series[s].values[i], &v);
    return good;
}

bool plot_is_labelled(const Plot *p)
{
    return p->n_points * p->n_series <= PLOT_MAX_LABELLED;
}

/* A figure and the same a year before have one colour. */
static size_t colour_of(const Plot *p, size_t at)
{
    size_t n = 0;
    for (size_t i = 0; i < at; i++) n += !p->series[i].past;
    return n % COUNT(colours);
}

const char *plot_fill(const Plot *p, size_t at)
{
    return p->kind == PLOT_PIE ? slices[at % COUNT(slices)]
                               : colours[colour_of(p, at)][p->series[at].past];
}

const char *plot_edge(const Plot *p, size_t at)
{
    return p->kind == PLOT_PIE ? "FFFFFF" : colours[colour_of(p, at)][0];
}

Str plot_words(Cx *cx, const Plot *p)
{
    Buf b = buf_new(cx, 0);
    buf_fmt(&b, "%.*s %.*s", STR_ARG(p->name), STR_ARG(p->title));
    for (size_t s = 0; s < p->n_series; s++) {
        buf_fmt(&b, "%s%.*s：", s ? "；" : "。", STR_ARG(p->series[s].name));
        for (size_t i = 0; i < p->n_points; i++) {
            Str v = p->series[s].values[i];
            buf_fmt(&b, "%s%.*s %.*s", i ? "，" : "", STR_ARG(p->labels[i]),
                    STR_ARG(v.len ? v : S("—")));
        }
    }
    buf_z(&b, "。");
    return buf_str(&b);
}

PlotSpan plot_span(const Plot *p)
{
    PlotSpan span = {.whole = true};
    double v;
    for (size_t s = 0; s < p->n_series; s++)
        for (size_t i = 0; i < p->n_points; i++) {
            Str text = p->series[s].values[i];
            if (!str_f64(text, &v)) continue;
            if (v > span.most) span.most = v;
            if (v < span.least) span.least = v;
            span.whole = span.whole && str_find_char(text, '.') == SIZE_MAX;
        }
    return span;
}
