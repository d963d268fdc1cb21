/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions of indicators: model/indicators/NAME.yaml, one register with what dates its records
 * and the figures that are counted of them, or figures made of others. Everything is checked when
 * it is read: fields, codes, units, circles. */
#include <stdlib.h>

#include "register/yamltree.h"
#include "systems/indicator/report.h"

enum { DIGITS_MOST = 6, FEN = 100, MILLION = 1000000 };

typedef struct Reader {
    YamlFile f;
    const Model *m;
    Base *base;           /* NULL = figures of figures */
    Str area, body, freq; /* of the file's figures, unless one says otherwise */
    VEC(Indicator) all;
    VEC(Crossfoot) feet;
    Buf text; /* of all files that were read */
} Reader;

/* --- conditions into SQL --- */

static Str next_word(Str *rest)
{
    Str word;
    *rest = str_trim(*rest);
    if (!str_cut(*rest, ' ', &word, rest)) *rest = S("");
    return word;
}

static const Derived *derived_of(const Base *b, Str key)
{
    for (size_t i = 0; i < b->n_derived; i++)
        if (str_eq(b->derived[i].key, key)) return &b->derived[i];
    return NULL;
}

/* A field of `reg` as SQL, behind its table's name. Absent numbers are 0. */
static Str field_sql(Cx *cx, const Field *f, const char *table)
{
    bool number = f->type == TYPE_INT || f->type == TYPE_MONEY || f->type == TYPE_BOOL;
    return str_fmt(cx, number ? "coalesce(%s.\"%.*s\", 0)" : "%s.\"%.*s\"", table, STR_ARG(f->key));
}

static Str left_sql(const Reader *r, const Reg *reg, const char *table, Str word, int line,
                    const Field **field)
{
    const Derived *d = r->base && reg == r->base->reg ? derived_of(r->base, word) : NULL;
    *field = reg_field(reg, word);
    if (d) return str_fmt(r->f.cx, "%s.\"%.*s\"", table, STR_ARG(d->key));
    if (str_is(word, "state") && reg->n_states) return str_fmt(r->f.cx, "%s.\"_state\"", table);
    if (*field) return field_sql(r->f.cx, *field, table);
    yaml_refuse(&r->f, line, word, "no such field in this register");
    return S("null");
}

static bool is_code_of(const Reader *r, const Field *field, Str word)
{
    const CodeList *list = field && field->type == TYPE_CODE ? model_list(r->m, field->arg) : NULL;
    return !list || code_find(list, word);
}

static Str right_sql(const Reader *r, const Reg *reg, const Field *field, Str word, int line)
{
    int64_t n;
    const Field *other = reg_field(reg, word);
    if (str_is(word, "none")) return S("null");
    if (str_i64(word, &n))
        return str_fmt(r->f.cx, field && field->type == TYPE_CODE ? "'%lld'" : "%lld",
                       (long long)(field && field->type == TYPE_MONEY ? n * FEN : n));
    if (other && (!field || other->type == field->type) && field && field->type != TYPE_CODE)
        return field_sql(r->f.cx, other, "r");
    if (str_starts(word, S("@"))) /* a dated parameter in 10,000 yuan, filled in when it is asked */
        return str_fmt(r->f.cx, "{%.*s}", STR_ARG(str_from(word, 1)));
    for (size_t i = 0; i < word.len; i++)
        if (word.p[i] == '\'')
            return yaml_refuse(&r->f, line, word, "a code has no quotes"), S("null");
    if (!is_code_of(r, field, word))
        yaml_refuse(&r->f, line, word, "no such code in the list of the field");
    return str_fmt(r->f.cx, "'%.*s'", STR_ARG(word));
}

static const char *op_sql(Str op, bool absent)
{
    static const char *const ops[][2] = {
        {"=",  "="     },
        {"!=", "is not"},
        {"<",  "<"     },
        {"<=", "<="    },
        {">",  ">"     },
        {">=", ">="    }
    };
    if (absent) return str_is(op, "=") ? "is" : str_is(op, "!=") ? "is not" : NULL;
    for (size_t i = 0; i < COUNT(ops); i++)
        if (str_is(op, ops[i][0])) return ops[i][1];
    return NULL;
}

/* `+ 24h` behind a time. */
static Str later(const Reader *r, Str sql, Str *rest, int line)
{
    int64_t hours;
    Str before = *rest;
    if (!str_is(next_word(rest), "+")) return *rest = before, sql;
    Str span = next_word(rest);
    if (!str_ends(span, S("h")) || !str_i64(str_head(span, span.len - 1), &hours) || hours < 0)
        return yaml_refuse(&r->f, line, span, "a span is a number of hours such as 24h"), sql;
    return str_fmt(r->f.cx, "%.*s + %lld", STR_ARG(sql), (long long)hours * MS_HOUR);
}

/* `A op B and …` over the rows of `table` (r: the records, c: those of a derived number). */
static Str condition(const Reader *r, const Reg *reg, const char *table, Str text, int line)
{
    Buf b = buf_new(r->f.cx, 0);
    Str rest = text;
    while (str_trim(rest).len) {
        const Field *field;
        Str word = next_word(&rest), op = next_word(&rest), to = next_word(&rest);
        Str left = left_sql(r, reg, table, word, line, &field);
        const char *sql = op_sql(op, str_is(to, "none"));
        if (!sql)
            yaml_refuse(&r->f, line, op, "a condition is `A op B` with op one of = != < <= > >=");
        Str right = later(r, right_sql(r, reg, field, to, line), &rest, line),
            then = next_word(&rest);
        buf_fmt(&b, "%s%.*s %s %.*s", b.len ? " and " : "", STR_ARG(left), sql ? sql : "=",
                STR_ARG(right));
        if (then.len && !str_is(then, "and"))
            yaml_refuse(&r->f, line, then, "conditions are joined by `and`");
    }
    return buf_str(&b);
}

/* `where` holds and one of `any` does. */
static Str conditions(const Reader *r, const Reg *reg, const char *table, const Yaml *map)
{
    Buf b = buf_new(r->f.cx, 0);
    Str all = condition(r, reg, table, yaml_str(&r->f, map, "where"), map->line);
    YamlStrs any = yaml_strs(&r->f, map, "any");
    buf_add(&b, all);
    for (size_t i = 0; i < any.n; i++)
        buf_fmt(&b, "%s(%.*s)",
                i         ? " or "
                : all.len ? " and ("
                          : "(",
                STR_ARG(condition(r, reg, table, any.p[i], map->line)));
    if (any.n) buf_char(&b, ')');
    return buf_str(&b);
}

/* --- the records --- */

static const Field *field_at(const Reader *r, const Reg *reg, const Yaml *map, const char *key)
{
    Str name = yaml_str(&r->f, map, key);
    const Field *f = name.len ? reg_field(reg, name) : NULL;
    if (name.len && !f) yaml_refuse(&r->f, map->line, name, "no such field in this register");
    return f;
}

static const Reg *reg_at(const Reader *r, const Yaml *map, const char *key)
{
    Str name = yaml_need_str(&r->f, map, key);
    const Reg *reg = model_reg(r->m, name);
    if (name.len && !reg) yaml_refuse(&r->f, map->line, name, "no such register");
    return reg;
}

static void read_derived(Reader *r, const Yaml *map, Derived *d)
{
    *d = (Derived){.key = yaml_need_str(&r->f, map, "key"),
                   .of = reg_at(r, map, "count"),
                   .days_for = field_at(r, r->base->reg, map, "days_for"),
                   .days = (int)yaml_int(&r->f, map, "days", 0),
                   .short_days = (int)yaml_int(&r->f, map, "short_days", 0),
                   .otherwise = field_at(r, r->base->reg, map, "else")};
    YamlStrs codes = yaml_strs(&r->f, map, "short_for");
    for (size_t i = 0; i < codes.n; i++) {
        if (!is_code_of(r, d->days_for, codes.p[i]))
            yaml_refuse(&r->f, map->line, codes.p[i], "no such code in the list of the field");
    }
    d->short_codes = (Strs){codes.p, codes.n};
    if (!d->of) return;
    d->by = field_at(r, d->of, map, "by");
    d->at = field_at(r, d->of, map, "at");
    d->where = condition(r, d->of, "c", yaml_str(&r->f, map, "where"), map->line);
    if (!d->by || !d->at || !d->otherwise)
        yaml_refuse(&r->f, map->line, d->key, "a derived number needs by, at and else");
}

static void read_base(Reader *r, const Yaml *map)
{
    Base *b = cx_new(r->f.cx, Base, 1);
    *b = (Base){.reg = reg_at(r, map, "register")};
    r->base = b;
    if (!b->reg) return;
    b->at = field_at(r, b->reg, map, "at");
    b->from = field_at(r, b->reg, map, "from");
    b->to = field_at(r, b->reg, map, "to");
    b->year = field_at(r, b->reg, map, "year");
    b->period = field_at(r, b->reg, map, "period");
    b->sector = field_at(r, b->reg, map, "sector");
    b->stands = yaml_bool(&r->f, map, "stands");
    if (!b->at + !(b->from && b->to) + !b->year + !b->period + !b->stands != 4)
        yaml_refuse(&r->f, map->line, b->reg->key,
                    "records are dated by one of: at, from and to, year, period, stands");
    const Yaml *derived = yaml_get(&r->f, map, "derived");
    size_t n = derived && derived->kind == YAML_LIST ? derived->n : 0;
    b->derived = cx_new(r->f.cx, Derived, n);
    for (size_t i = 0; i < n; i++) {
        read_derived(r, derived->items[i], &b->derived[i]);
        b->n_derived = i + 1;
        yaml_no_others(&r->f, derived->items[i]);
    }
    b->where = conditions(r, b->reg, "r", map);
    yaml_no_others(&r->f, map);
}

/* --- the figures --- */

/* A row's number: fen of money, millionths of a real, as they are of whole numbers. What is absent
 * stays absent, and adds nothing to a sum. */
static void number_of(const Reader *r, Indicator *i, Str word)
{
    const Field *f = reg_field(r->base->reg, word);
    bool real = f && f->type == TYPE_REAL;
    bool number =
        derived_of(r->base, word) || (f && (real || f->type == TYPE_INT || f->type == TYPE_MONEY));
    if (!number) yaml_refuse(&r->f, i->line, word, "a sum is of a field with numbers");
    i->value = str_fmt(r->f.cx, "r.\"%.*s\"", STR_ARG(word));
    if (real)
        i->value =
            str_fmt(r->f.cx, "cast(round(%.*s * %d) as integer)", STR_ARG(i->value), MILLION);
    i->scale *= real ? MILLION : f && f->type == TYPE_MONEY ? FEN : 1;
}

/* Of several fields one may be absent (a person of the register has no typed name), of one alone
 * what is absent is nothing. */
static void distinct_of(const Reader *r, Indicator *i, Str rest)
{
    Buf b = buf_new(r->f.cx, 0);
    bool several = str_find_char(str_trim(rest), ' ') != SIZE_MAX;
    while (str_trim(rest).len) {
        Str word = next_word(&rest);
        if (!reg_field(r->base->reg, word))
            yaml_refuse(&r->f, i->line, word, "no such field in this register");
        buf_fmt(&b, several ? "%scoalesce(r.\"%.*s\", '')" : "%sr.\"%.*s\"",
                b.len ? " || char(31) || " : "", STR_ARG(word));
    }
    i->value = buf_str(&b);
}

static void base_of(const Reader *r, Indicator *i, Str word)
{
    number_of(r, i, word);
    if (!r->base->year)
        yaml_refuse(&r->f, i->line, word, "a base value is of records that hold for a year");
}

/* The row that names this indicator. source: domain 11.5 point 8 */
static void by_hand(const Reader *r, Indicator *i)
{
    i->kind = VALUE_HAND;
    i->where = str_fmt(r->f.cx, "r.\"indicator\" = '%.*s'", STR_ARG(i->key));
    number_of(r, i, S("value"));
    if (!r->base->period || !reg_field(r->base->reg, S("indicator")))
        yaml_refuse(&r->f, i->line, i->key,
                    "figures by hand are of records with indicator, period and value");
}

static void read_value(const Reader *r, Indicator *i, Str text)
{
    Str rest = text, verb = next_word(&rest);
    i->base = r->base;
    if (str_is(verb, "count")) i->kind = VALUE_COUNT;
    else if (str_is(verb, "sum")) i->kind = VALUE_SUM, number_of(r, i, str_trim(rest));
    else if (str_is(verb, "distinct")) i->kind = VALUE_DISTINCT, distinct_of(r, i, rest);
    else if (str_is(verb, "base")) i->kind = VALUE_BASE, base_of(r, i, str_trim(rest));
    else if (str_is(verb, "by_hand")) by_hand(r, i);
    else
        yaml_refuse(&r->f, i->line, text,
                    "a value is count, sum FIELD, distinct FIELD …, base FIELD or by_hand");
}

static void read_ratio(const Reader *r, const Yaml *map, Indicator *i)
{
    i->kind = VALUE_RATIO;
    i->part_key = yaml_need_str(&r->f, map, "part");
    i->whole_key = yaml_need_str(&r->f, map, "whole");
    i->times = yaml_int(&r->f, map, "times", 1);
}

static int direction_of(const Reader *r, const Yaml *map)
{
    Str good = yaml_str(&r->f, map, "good");
    if (good.len && !str_is(good, "up") && !str_is(good, "down"))
        yaml_refuse(&r->f, map->line, good, "good is up or down");
    return str_is(good, "up") ? 1 : str_is(good, "down") ? -1 : 0;
}

/* Who answers for a figure; a model without the list knows nobody. */
static Str body_of(const Reader *r, const Yaml *map, Str otherwise)
{
    Str body = yaml_str(&r->f, map, "body");
    const CodeList *list = model_list(r->m, S("responsible_body"));
    if (body.len && (!list || !code_find(list, body)))
        yaml_refuse(&r->f, map->line, body, "no such code in the list responsible_body");
    return body.len ? body : otherwise;
}

static Str freq_of(const Reader *r, const Yaml *map, Str otherwise)
{
    Str freq = yaml_str(&r->f, map, "freq");
    if (freq.len && !str_is(freq, "month") && !str_is(freq, "quarter") && !str_is(freq, "year"))
        yaml_refuse(&r->f, map->line, freq, "freq is month, quarter or year");
    return freq.len ? freq : otherwise;
}

static void read_indicator(Reader *r, const Yaml *map)
{
    Indicator i = {
        .key = yaml_need_str(&r->f, map, "key"),
        .label = {yaml_need_str(&r->f, map, "zh"), yaml_need_str(&r->f, map, "en")},
        .unit = yaml_need_str(&r->f, map, "unit"),
        .source = yaml_str(&r->f, map, "source"),
        .digits = (int)yaml_int(&r->f, map, "digits", 0),
        .scale = yaml_int(&r->f, map, "per", 1),
        .direction = direction_of(r, map),
        .body = body_of(r, map, r->body),
        .freq = freq_of(r, map, r->freq),
        .area = r->area,
        .file = r->f.file,
        .line = map->line,
        .where = S("")
    };
    Str value = yaml_str(&r->f, map, "value");
    if (i.digits < 0 || i.digits > DIGITS_MOST || i.scale < 1)
        yaml_refuse(&r->f, map->line, i.key, "digits are 0 to %d, per is at least 1", DIGITS_MOST);
    if (value.len && r->base && r->base->reg) {
        i.where = conditions(r, r->base->reg, "r", map);
        read_value(r, &i, value);
    } else read_ratio(r, map, &i);
    yaml_no_others(&r->f, map);
    vec_push(r->f.cx, &r->all, i);
}

static void read_crossfoot(Reader *r, const Yaml *map)
{
    Crossfoot c = {
        .id = yaml_need_str(&r->f, map, "id"),
        .label = {yaml_need_str(&r->f, map, "zh"), yaml_need_str(&r->f, map, "en")},
        .file = r->f.file,
        .line = map->line,
        .whole_key = yaml_need_str(&r->f, map, "whole")
    };
    Str by = yaml_str(&r->f, map, "by");
    YamlStrs parts = yaml_strs(&r->f, map, "parts"), most = yaml_strs(&r->f, map, "at_most");
    c.at_most = most.n > 0;
    c.keys = c.at_most ? (Strs){most.p, most.n} : (Strs){parts.p, parts.n};
    if (by.len && !by_parse(by, &c.by))
        yaml_refuse(&r->f, map->line, by, "must be county, township, month, quarter or sector");
    if ((by.len > 0) + (parts.n > 0) + (most.n > 0) != 1)
        yaml_refuse(&r->f, map->line, c.id, "a check has one of: by, parts, at_most");
    yaml_no_others(&r->f, map);
    vec_push(r->f.cx, &r->feet, c);
}

static Err read_file(Reader *r, Str path, Str text)
{
    Yaml *root;
    Cx *cx = r->f.cx;
    r->f.file = path;
    r->base = NULL;
    TRY(yaml_parse(cx, path, text, &root));
    r->area = yaml_need_str(&r->f, root, "area");
    r->body = body_of(r, root, S(""));
    r->freq = freq_of(r, root, S(""));
    const Yaml *of = yaml_get(&r->f, root, "of"), *list = yaml_get(&r->f, root, "indicators");
    if (of) read_base(r, of);
    if (!list || list->kind != YAML_LIST)
        yaml_refuse(&r->f, root->line, path, "indicators must be a list");
    for (size_t i = 0; list && i < list->n && cx_failed(cx) == OK; i++)
        read_indicator(r, list->items[i]);
    const Yaml *feet = yaml_get(&r->f, root, "crossfoots");
    for (size_t i = 0; feet && i < feet->n && cx_failed(cx) == OK; i++)
        read_crossfoot(r, feet->items[i]);
    yaml_no_others(&r->f, root);
    return cx_failed(cx);
}

/* --- figures of figures --- */

/* A share is of two figures of one unit; a circle would be asked for ever. depth: how many figures
 * stand between. */
static Err check_ratio(const Reader *r, const Indicator *i, size_t depth)
{
    YamlFile f = {r->f.cx, i->file};
    if (i->kind != VALUE_RATIO) return OK;
    bool share = str_is(i->unit, "%") || str_is(i->unit, "‰");
    if (depth > r->all.n) yaml_refuse(&f, i->line, i->key, "is made of itself");
    else if (!i->part || !i->whole)
        yaml_refuse(&f, i->line, i->part ? i->whole_key : i->part_key, "no such indicator");
    else if (share && !str_eq(i->part->unit, i->whole->unit))
        yaml_refuse(&f, i->line, i->key, "a share of %.*s in %.*s has no meaning",
                    STR_ARG(i->part->unit), STR_ARG(i->whole->unit));
    if (cx_failed(f.cx) != OK || !i->part || !i->whole) return cx_failed(f.cx);
    TRY(check_ratio(r, i->part, depth + 1));
    return check_ratio(r, i->whole, depth + 1);
}

static Err join_feet(Reader *r, const Indicators *all, Str *broken)
{
    for (size_t i = 0; i < r->feet.n; i++) {
        Crossfoot *c = &r->feet.p[i];
        YamlFile f = {r->f.cx, c->file};
        *broken = c->file;
        c->whole = indicator_find(all, c->whole_key);
        if (!c->whole) yaml_refuse(&f, c->line, c->whole_key, "no such indicator");
        for (size_t k = 0; k < c->keys.n; k++)
            if (!indicator_find(all, c->keys.p[k]))
                yaml_refuse(&f, c->line, c->keys.p[k], "no such indicator");
        TRY(cx_failed(r->f.cx));
    }
    return OK;
}

/* Figures of figures find their parts; the first that does not hold says in which file. */
static Err join(Reader *r, Str *broken)
{
    Indicators all = {.p = r->all.p, .n = r->all.n};
    for (size_t i = 0; i < r->all.n; i++) {
        Indicator *one = &r->all.p[i];
        YamlFile f = {r->f.cx, one->file};
        *broken = one->file;
        one->part = indicator_find(&all, one->part_key);
        one->whole = indicator_find(&all, one->whole_key);
        if (indicator_find(&all, one->key) != one)
            return yaml_refuse(&f, one->line, one->key, "is defined twice"), cx_failed(r->f.cx);
    }
    for (size_t i = 0; i < r->all.n; i++) {
        *broken = r->all.p[i].file;
        TRY(check_ratio(r, &r->all.p[i], 0));
    }
    return join_feet(r, &all, broken);
}

const Indicator *indicator_find(const Indicators *all, Str key)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->p[i].key, key)) return &all->p[i];
    return NULL;
}

Str body_name(const Cx *cx, const Model *m, Str body)
{
    const CodeList *list = model_list(m, S("responsible_body"));
    const Code *c = list ? code_find(list, body) : NULL;
    return c ? cx_pick(cx, c->label.zh, c->label.en) : body;
}

static int by_place(const void *a, const void *b)
{
    const Indicator *x = a, *y = b;
    int order = str_cmp(x->file, y->file);
    return order ? order : x->line - y->line;
}

static bool is_read(const Strs *read, Str path)
{
    for (size_t i = 0; i < read->n; i++)
        if (str_eq(read->p[i], path)) return true;
    return false;
}

/* The last file of a path first; an earlier one stands where it is broken. */
static void read_files(Reader *r, const Model *m, bool *broken, Refusals *refused)
{
    Strs read = {cx_new(r->f.cx, Str, m->n_files + 1), 0};
    r->all.n = r->feet.n = r->text.len = 0;
    for (size_t i = m->n_files; i-- > 0;) {
        const ModelFile *file = &m->files[i];
        size_t all = r->all.n, feet = r->feet.n;
        bool ours = str_starts(file->path, S("indicators/")) && str_ends(file->path, S(".yaml"));
        if (!ours || broken[i] || is_read(&read, file->path)) continue;
        if (read_file(r, file->path, file->body) == OK) {
            read.p[read.n++] = file->path;
            buf_add(&r->text, file->body);
            continue;
        }
        refusals_take(r->f.cx, refused, file->path);
        broken[i] = true;
        r->all.n = all;
        r->feet.n = feet;
    }
    if (r->all.n) qsort(r->all.p, r->all.n, sizeof *r->all.p, by_place);
}

/* The file of a path that was read: the last one that is not broken. */
static void set_broken(const Model *m, Str path, bool *broken)
{
    for (size_t i = m->n_files; i-- > 0;) {
        if (broken[i] || !str_eq(m->files[i].path, path)) continue;
        broken[i] = true;
        return;
    }
}

const Indicators *indicators_read(Cx *cx, const Model *m, Refusals *refused)
{
    Reader r = {
        .f = {cx, S("")},
          .m = m, .text = buf_new(cx, 0)
    };
    bool *broken = cx_new(cx, bool, m->n_files + 1);
    Str path;
    read_files(&r, m, broken, refused);
    while (join(&r, &path) != OK) { /* without the file the others are read anew */
        refusals_take(cx, refused, path);
        set_broken(m, path, broken);
        read_files(&r, m, broken, refused);
    }
    Indicators *ret = cx_new(cx, Indicators, 1);
    *ret = (Indicators){.p = r.all.p,
                        .n = r.all.n,
                        .feet = r.feet.p,
                        .n_feet = r.feet.n,
                        .version = hash_bytes(HASH_SHA256, buf_str(&r.text))};
    templates_read(cx, m, ret, refused);
    return ret;
}
