/* SPDX-License-Identifier: Apache-2.0 */
/* Indicators (指标): figures over the records of registers, defined in model/indicators. */
#ifndef SYSTEMS_INDICATOR_H
#define SYSTEMS_INDICATOR_H

#include "register/register.h"

typedef struct Indicators Indicators;

/* All files of the model's folder indicators/, checked against its registers and each other; a
 * later file of the same path wins over an earlier one unless it is broken. What is broken is left
 * out and noted in refused with file and line. Lives in cx. */
const Indicators *indicators_read(Cx *cx, const Model *m, Refusals *refused);

#endif
