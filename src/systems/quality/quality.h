/* SPDX-License-Identifier: Apache-2.0 */
/* Data quality (数据质量): how complete, fresh, valid, unique and timely the records are that each
 * department answers for, defined in model/quality. */
#ifndef SYSTEMS_QUALITY_H
#define SYSTEMS_QUALITY_H

#include "register/register.h"

typedef struct Quality Quality;

/* All files of the model's folder quality/, checked against its registers; a later file of the same
 * path wins over an earlier one unless it is broken. What is broken is left out and noted in
 * refused with file and line. Lives in cx. */
const Quality *quality_read(Cx *cx, const Model *m, Refusals *refused);

#endif
