/* SPDX-License-Identifier: Apache-2.0 */
/* What every city begins with: its regions and its parameters, from the files that travel inside
 * the program. */
#ifndef SYSTEMS_REGION_H
#define SYSTEMS_REGION_H

#include "register/register.h"

/* data/regions/regions.csv, with the outlines of data/base. Again: changes nothing. */
MUST_USE Err regions_fill(Cx *cx, Book *book);
/* model/parameters.csv into the register `parameter`, and the rows of model/rules that a city edits
 * as dated records: flood_triggers.csv into `flood_trigger`. */
MUST_USE Err parameters_fill(Cx *cx, Book *book);

#endif
