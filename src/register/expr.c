/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions over one record. */
#include "register/expr.h"
#include "register/yamltree.h"

typedef enum TermKind { TERM_FIELD, TERM_STATE, TERM_CONST, TERM_ACTOR, TERM_NOW } TermKind;

typedef struct Term {
    TermKind kind;
    const Field *field;
    Val val;
} Term;

struct Expr {
    Term left, right;
    Op op;
    const struct Expr *next; /* and … */
};

static bool parse_op(Str s, Op *ret)
{
    static const struct {
        const char *text;
        Op op;
    } ops[] = {
        {"=",  OP_EQ},
        {"!=", OP_NE},
        {"<=", OP_LE},
        {">=", OP_GE},
        {"<",  OP_LT},
        {">",  OP_GT}
    };
    for (size_t i = 0; i < COUNT(ops); i++)
        if (str_is(s, ops[i].text)) return *ret = ops[i].op, true;
    return false;
}

/* Next word; a quoted text is one word with its quotes. */
static Str word(Str *rest)
{
    *rest = str_trim(*rest);
    size_t n = 0;
    if (rest->len && (rest->p[0] == '\'' || rest->p[0] == '"')) {
        size_t end = str_find_char(str_from(*rest, 1), rest->p[0]);
        n = end == SIZE_MAX ? rest->len : end + 2;
    } else {
        while (n < rest->len && rest->p[n] != ' ') n++;
    }
    Str w = str_head(*rest, n);
    *rest = str_from(*rest, n);
    return w;
}

static bool parse_term(Cx *cx, const Reg *reg, Str w, Term *ret)
{
    int64_t i;
    double d;
    *ret = (Term){0};
    if (str_is(w, "actor")) ret->kind = TERM_ACTOR;
    else if (str_is(w, "now")) ret->kind = TERM_NOW;
    else if (str_is(w, "state")) ret->kind = TERM_STATE;
    else if (w.len >= 2 && (w.p[0] == '\'' || w.p[0] == '"'))
        *ret = (Term){
            .kind = TERM_CONST,
            .val = {.kind = VAL_TEXT, .s = str_dup(cx, str_head(str_from(w, 1), w.len - 2))}
        };
    else if (str_i64(w, &i))
        *ret = (Term){
            .kind = TERM_CONST, .val = {.kind = VAL_INT, .i = i}
        };
    else if (str_f64(w, &d))
        *ret = (Term){
            .kind = TERM_CONST, .val = {.kind = VAL_REAL, .f = d}
        };
    else if ((ret->field = reg_field(reg, w))) ret->kind = TERM_FIELD;
    else return false;
    return true;
}

/* A literal beside a money field counts yuan, the field counts fen. */
static void scale_money(Term *a, const Term *b)
{
    if (a->kind != TERM_CONST || b->kind != TERM_FIELD || b->field->type != TYPE_MONEY) return;
    if (a->val.kind == VAL_INT) a->val.i *= 100;
    else if (a->val.kind == VAL_REAL)
        a->val = (Val){.kind = VAL_INT, .i = (int64_t)(a->val.f * 100 + 0.5)};
}

const struct Expr *expr_parse(const YamlFile *f, const Reg *reg, int line, Str text)
{
    struct Expr *e = cx_new(f->cx, struct Expr, 1);
    Str rest = text, a = word(&rest), op = word(&rest), b = word(&rest), then = word(&rest);
    if (!parse_op(op, &e->op))
        return yaml_refuse(f, line, text, "a condition is `A op B` with op one of = != < <= > >="),
               NULL;
    if (!parse_term(f->cx, reg, a, &e->left))
        return yaml_refuse(f, line, a, "no such field in this register"), NULL;
    if (!parse_term(f->cx, reg, b, &e->right))
        return yaml_refuse(f, line, b, "no such field in this register"), NULL;
    scale_money(&e->left, &e->right);
    scale_money(&e->right, &e->left);
    if (then.len == 0) return e;
    if (!str_is(then, "and"))
        return yaml_refuse(f, line, then, "conditions are joined by `and`"), NULL;
    return (e->next = expr_parse(f, reg, line, rest)) ? e : NULL;
}

static Val value_of(Cx *cx, const Term *t, const Rec *rec)
{
    switch (t->kind) {
    case TERM_FIELD: return rec->v[t->field->index];
    case TERM_STATE: return (Val){.kind = VAL_TEXT, .s = rec->state};
    case TERM_CONST: return t->val;
    case TERM_ACTOR: return (Val){.kind = VAL_TEXT, .s = cx->actor->name};
    case TERM_NOW: return (Val){.kind = VAL_INT, .i = cx->now_ms};
    }
    return (Val){0};
}

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

static int compare(Val a, Val b)
{
    if (a.kind == VAL_TEXT && b.kind == VAL_TEXT) return str_cmp(a.s, b.s);
    if (a.kind == VAL_INT && b.kind == VAL_INT) return (a.i > b.i) - (a.i < b.i);
    if (a.kind == VAL_TEXT || b.kind == VAL_TEXT) return a.kind == VAL_TEXT ? 1 : -1;
    return compare_numbers(a.kind == VAL_INT ? (double)a.i : a.f,
                           b.kind == VAL_INT ? (double)b.i : b.f);
}

/* The acting person stands in a record by account name or, in a reference to a person, by id. */
static bool is_actor(Cx *cx, Val v)
{
    if (v.kind == VAL_INT) return cx->actor->person && v.i == cx->actor->person;
    return str_eq(v.s, cx->actor->name);
}

static bool holds(Cx *cx, const struct Expr *e, const Rec *rec, bool absent)
{
    Val a = value_of(cx, &e->left, rec), b = value_of(cx, &e->right, rec);
    if (a.kind == VAL_NULL || b.kind == VAL_NULL) return absent;
    bool actor = e->left.kind == TERM_ACTOR || e->right.kind == TERM_ACTOR;
    int c = actor ? !is_actor(cx, e->left.kind == TERM_ACTOR ? b : a) : compare(a, b);
    switch (e->op) {
    case OP_EQ: return c == 0;
    case OP_NE: return c != 0;
    case OP_LT: return c < 0;
    case OP_LE: return c <= 0;
    case OP_GT: return c > 0;
    case OP_GE: return c >= 0;
    case OP_ABSENT: break;
    }
    return false;
}

bool expr_holds(Cx *cx, const struct Expr *e, const Rec *rec, bool absent)
{
    for (; e; e = e->next)
        if (!holds(cx, e, rec, absent)) return false;
    return true;
}

void expr_fields(const struct Expr *e, bool *wanted)
{
    for (; e; e = e->next) {
        if (e->left.kind == TERM_FIELD) wanted[e->left.field->index] = true;
        if (e->right.kind == TERM_FIELD) wanted[e->right.field->index] = true;
    }
}
