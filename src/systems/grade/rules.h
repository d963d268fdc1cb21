/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of rules: a CSV text with a head, read by the names of its columns. Shared by accident.c
 * and hazmat.c; nobody else includes it. */
#ifndef SYSTEMS_GRADE_RULES_H
#define SYSTEMS_GRADE_RULES_H

#include "systems/grade/grade.h"

typedef struct RuleRow {
    int64_t line;
    Str *cells; /* in the order of the wanted columns */
} RuleRow;

typedef struct RuleTable {
    const char *path;
    const char *const *columns;
    VEC(RuleRow) rows;
} RuleTable;

/* Rows of the table at path, their wanted columns in order; other columns are passed over. Cells
 * live in cx or in the text that find gives. fails: ERR_NOT_FOUND without such a text; ERR_INVALID,
 * naming file and line: no such column, a row of another width, bad CSV */
MUST_USE Err rule_table_read(Cx *cx, RuleFind *find, const char *path, const char *const *columns,
                             size_t n, RuleTable *ret);
/* A cell as a finite number ≥ 0. fails: ERR_INVALID naming file, line and column */
MUST_USE Err rule_number(Cx *cx, const RuleTable *t, const RuleRow *row, size_t column,
                         double *ret);
/* A cell as a whole number from low to high. fails: as rule_number */
MUST_USE Err rule_whole(Cx *cx, const RuleTable *t, const RuleRow *row, size_t column, int low,
                        int high, int *ret);
/* Says that a cell names something that another table does not have. */
MUST_USE Err rule_unknown(Cx *cx, const RuleTable *t, const RuleRow *row, size_t column);

#endif
