/* SPDX-License-Identifier: Apache-2.0 */
/* The small conditions of definitions: `A op B` joined by `and`. */
#ifndef REGISTER_EXPR_H
#define REGISTER_EXPR_H

#include "register/register.h"
#include "register/yamltree.h"

struct Expr;
/* Parse against the register's fields. fails: refused at `line` of the file through yaml_refuse.
 * NULL then. */
const struct Expr *expr_parse(const YamlFile *f, const Reg *reg, int line, Str text);
/* Does it hold? absent: what a comparison with an absent side gives (true in checks, false in
 * guards). */
bool expr_holds(Cx *cx, const struct Expr *e, const Rec *rec, bool absent);

/* Note the fields that it looks at, by Field.index. NULL = none. */
void expr_fields(const Expr *e, bool *wanted);

#endif
