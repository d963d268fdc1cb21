/* SPDX-License-Identifier: Apache-2.0 */
/* What figures ask of the cube. */
#ifndef SYSTEMS_INDICATOR_CUBE_INT_H
#define SYSTEMS_INDICATOR_CUBE_INT_H

#include "systems/indicator/cube.h"
#include "systems/indicator/records.h"

/* A period taken apart: whole years and months, which the cube keeps, and days at its ends. */
typedef struct Span {
    int first, last; /* years as 2019, months as 201908; both included */
} Span;
enum { SPANS_MOST = 3 };
typedef struct Spans {
    Span p[SPANS_MOST];
    size_t n;
    Period edges[2];
    size_t n_edges;
} Spans;
void spans_of(const Period *p, Spans *ret);

/* One sum of a cell: of figure `column` of the base's Columns.sums. */
typedef struct CubeCell {
    Str region, sector;
    int column;
    int64_t n;
} CubeCell;
typedef void CubeFn(void *ctx, const CubeCell *cell);

/* May the cube answer for the place and period? It then is asked with these. */
bool cube_knows(const Run *r, const Base *base, const Period *p);
/* Every cell of the spans inside the place, as of r's entry of the journal. false: not now, work it
 * out from the records; fn may have been told of some. */
MUST_USE bool cube_cells(const Run *r, const Base *base, const Spans *spans, CubeFn *fn, void *ctx);
/* How many values of a distinct count there are, by place or sector, or in all; of spans without
 * edges. false: as above */
typedef void CubeCountFn(void *ctx, Str key, int64_t n);
MUST_USE bool cube_distinct(const Run *r, const Indicator *i, const Spans *spans, By by,
                            CubeCountFn *fn, void *ctx);

#endif
