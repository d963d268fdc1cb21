/* SPDX-License-Identifier: Apache-2.0 */
/* Assessments (考核): the counties of a place scored over a year or a quarter by a scheme of
 * weighted items (model/assessments), ranked and graded. */
#ifndef SYSTEMS_ASSESSMENT_H
#define SYSTEMS_ASSESSMENT_H

#include "register/register.h"

typedef struct Assessments Assessments;

/* All schemes of the model's folder assessments/, checked against its indicators, which are read
 * before; a later file of the same path wins over an earlier one unless it is broken. What is
 * broken is left out and noted in refused with file and line. Lives in cx. */
const Assessments *assessments_read(Cx *cx, const Model *m, Refusals *refused);

#endif
