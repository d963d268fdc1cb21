/* SPDX-License-Identifier: Apache-2.0 */
/* Inside docx: parts that are written by a file of their own. */
#ifndef WIRE_DOCX_INT_H
#define WIRE_DOCX_INT_H

#include "wire/plot.h"

#define DOCX_XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

/* The part word/charts/chartN.xml of a sound plot. In cx.
 * source: ECMA-376 Part 1 §21.2 (DrawingML charts) */
Str docx_chart_part(Cx *cx, const Plot *p);

#endif
