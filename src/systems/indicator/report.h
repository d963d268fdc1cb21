/* SPDX-License-Identifier: Apache-2.0 */
/* Reports whose figures are indicators. A template (model/reports) is prose with slots; a sentence
 * is said when all its figures are known and its condition holds, and what is not known is listed,
 * never 0. source: contract, part two, §7; domain 11.5, 11.7 */
#ifndef SYSTEMS_INDICATOR_REPORT_H
#define SYSTEMS_INDICATOR_REPORT_H

#include "systems/indicator/indicator_int.h"
#include "wire/plot.h"

typedef enum PieceKind {
    PIECE_TEXT,
    PIECE_PERIOD, /* 2019年第三季度 */
    PIECE_REGION, /* 衢州市 */
    PIECE_AREA,   /* 全市, 全区, 全县 */
    PIECE_VALUE,  /* 111起 */
    PIECE_NUMBER, /* 111 */
    PIECE_YOY,    /* 下降30.2% */
    PIECE_MOST,   /* the county with the greatest value, by name */
    PIECE_LEAST
} PieceKind;

typedef struct Piece {
    PieceKind kind;
    Str text;
    const Indicator *i;
} Piece;

typedef struct Sentence {
    Piece *p;
    size_t n;
    const Indicator
        *given; /* said only where this figure stands to limit as op says; NULL = always */
    Op op;
    int64_t limit;
} Sentence;

typedef struct Chart {
    PlotKind kind;
    By by;
    bool last_year; /* beside each figure that of a year before */
    bool to_date;   /* from the first month of the year on, not of the report's period alone */
} Chart;

typedef struct Block {
    Sentence *sentences; /* of a paragraph */
    size_t n;
    const Indicator **columns; /* of a table by counties, of a chart */
    size_t n_columns;          /* 0 = a paragraph */
    const Chart *chart;        /* NULL = none */
    Str caption;
} Block;

typedef struct Section {
    Str title;
    Block *blocks;
    size_t n;
} Section;

typedef struct Template {
    Str key;
    Label label;
    Piece *title;
    size_t n_title;
    Section *sections;
    size_t n;
} Template;

/* Templates of the model's folder reports/. What is broken is left out and noted. */
void templates_read(Cx *cx, const Model *m, Indicators *all, Refusals *refused);
const Template *template_find(const Indicators *all, Str key); /* NULL = none */

/* What a report says: runs of words and figures. */
typedef struct Said {
    Str text;
    const Indicator *i; /* of a figure; NULL = words */
    bool change;        /* its change, not its value */
    Str region;         /* of a county that stands first or last; "" = the report's */
    Str period;         /* of a point of a chart; "" = the report's */
    Str records;        /* where they are listed; "" = those of the place and period */
    Num value, yoy;
    Str author, source; /* of a figure that was typed in by hand */
} Said;

/* What a chart draws of one column: the figure, or that of a year before. */
typedef struct Series {
    size_t column;
    bool past;
    Str name;
} Series;

/* A table or a chart: figures by the same parts. */
typedef struct Grid {
    const Block *block;
    Ask ask;                 /* of its parts */
    Str number, title;       /* 图1; of a chart with its unit */
    const Indicator **shown; /* those with data that the account may see */
    Figures *columns;        /* each by part, in the same order */
    size_t n_shown, n_rows;  /* rows that every column has */
    Str *labels;             /* of the rows */
    Series *series;          /* of a chart */
    size_t n_series;
    PeriodPart *spans; /* of rows that are months or quarters; NULL = all have the ask's */
} Grid;

typedef struct Paragraph {
    struct {
        Said *p;
        size_t n, cap;
    } said;
    Grid *grid; /* NULL = prose */
} Paragraph;

typedef struct SaidSection {
    Str title;
    struct {
        Paragraph *p;
        size_t n, cap;
    } paragraphs;
} SaidSection;

typedef struct FootCheck {
    const Crossfoot *foot;
    Num left, right;
    bool holds;
} FootCheck;

/* How a figure that was published stands to what the records give. */
typedef enum PublishedState {
    PUBLISHED_SAME,
    PUBLISHED_ROUNDING, /* cut off, or rounded twice: less than one of the last place */
    PUBLISHED_UNIT,     /* % for ‰ */
    PUBLISHED_MIXED,    /* one term in several units */
    PUBLISHED_DIFFERS,
    PUBLISHED_UNTOLD, /* a whole and its other parts were published, this one was not, and is not 0
                       */
    PUBLISHED_NO_DATA
} PublishedState;
typedef struct Published {
    int64_t id; /* of its record; 0 = untold */
    const Indicator *i;
    bool change; /* its change, not its value */
    Str report, words, term, unit;
    Num printed, ours;
    PublishedState state;
} Published;

typedef struct Report {
    const Template *t;
    const Ask *ask;
    Str title;
    SaidSection *sections;
    size_t n;
    FootCheck *checks;
    size_t n_checks;
    Published *published;
    size_t n_published;
    struct {
        Str *p;
        size_t n, cap;
    } missing; /* keys of figures without data, each once */
} Report;

/* fails: as indicator_figure */
MUST_USE Err report_make(Cx *cx, const Site *site, const Template *t, const Ask *ask, Report *ret);

/* grid.c: what a table or a chart shows of the figures that were found (columns, shown). A chart of
 * which nothing is left to draw (one point, zeros only) has no series. lost: figures whose year
 * before tells nothing, n of them. */
void grid_arrange(Cx *cx, const Site *site, Grid *g, const Indicator **lost, size_t *n);
/* The figure of a row; of a chart's series, or of a table's column with past = false. */
Said grid_cell(Cx *cx, const Grid *g, const Series *s, size_t row);
/* As writers of documents take it. */
Plot grid_plot(Cx *cx, const Grid *g);
/* The period of a chart's parts out of the report's. */
MUST_USE Err grid_ask(Cx *cx, const Block *b, const Ask *of, Ask *ret);

/* As the contract has it. */
void report_json(Cx *cx, const Report *r, Jw *w);
/* In the form of an official document; each figure in a bookmark named by its key. */
MUST_USE Err report_docx(Cx *cx, const Site *site, const Report *r, Str *ret);
/* A row for each figure and each check. path: where to */
MUST_USE Err report_xlsx(Cx *cx, const Report *r, Str path);

/* The checks of one figure set. fails: as indicator_figure */
MUST_USE Err crossfoots_check(Cx *cx, const Site *site, const Indicators *all, const Ask *ask,
                              FootCheck **ret, size_t *n);

/* What was published of exactly the place and period. fails: as indicator_figure */
MUST_USE Err published_check(Cx *cx, const Site *site, const Indicators *all, const Ask *ask,
                             Published **ret, size_t *n);
const char *published_state(PublishedState state); /* as JSON has it */

#endif
