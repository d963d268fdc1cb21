/* SPDX-License-Identifier: Apache-2.0 */
/* A chart as the writers of documents and workbooks take it: what is drawn, not how it was found.
 * The texts are the caller's and live as long as the document is being made.
 * source: bounds and colours are ours: thirty years of months; four columns at a part, forty-eight
 * numbers across 156 mm are still legible at 8 points */
#ifndef WIRE_PLOT_H
#define WIRE_PLOT_H

#include "base/base.h"

typedef enum PlotKind {
    PLOT_COLUMN, /* upright */
    PLOT_BAR,    /* lying, the first on top */
    PLOT_LINE,
    PLOT_PIE
} PlotKind;

enum {
    PLOT_MAX_SERIES = 4,
    PLOT_MAX_POINTS = 400,
    PLOT_MAX_LABELLED = 48 /* values that stand as numbers in the drawing; above, none does */
};

typedef struct PlotSeries {
    Str name;
    const Str *values; /* n_points plain decimals; "" = not known, a gap */
    bool past;         /* the same figure a year before: paler, its own border */
} PlotSeries;

typedef struct Plot {
    PlotKind kind;
    Str name;  /* 图1: also the sheet of a workbook that the numbers stand in */
    Str title; /* 各月事故起数（单位：起） */
    Str head;  /* what the points are: 月份 */
    Str unit;
    const Str *labels; /* of the points */
    size_t n_points;
    const PlotSeries *series; /* of a pie one */
    size_t n_series;
} Plot;

/* Between one and PLOT_MAX_SERIES series (a pie: one) and PLOT_MAX_POINTS points, no value but a
 * decimal or ""? */
bool plot_is_sound(const Plot *p);
/* Is each value to stand as a number beside its mark? */
bool plot_is_labelled(const Plot *p);
/* Six hexadecimal digits RRGGBB: of a series, or of a slice of a pie; of the fill and of its edge.
 * A past series has the edge of its figure and a pale fill. source: client's tokens, none of which
 * means a level */
const char *plot_fill(const Plot *p, size_t at);
const char *plot_edge(const Plot *p, size_t at);
/* All of it in words, for who does not see it. In cx. */
Str plot_words(Cx *cx, const Plot *p);
/* Of all known values: the greatest and the least (0 where none is known), and whether all are
 * whole. */
typedef struct PlotSpan {
    double most, least;
    bool whole;
} PlotSpan;
PlotSpan plot_span(const Plot *p);

#endif
