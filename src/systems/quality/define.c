/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions of data quality: model/quality/NAME.yaml, one department and the registers that it
 * answers for. What a register's own definition says (needed fields, lists of codes, limits,
 * checks, references) is checked without being said again. */
#include <stdlib.h>

#include "register/yamltree.h"
#include "systems/quality/quality_int.h"

typedef struct Reader {
    YamlFile f;
    const Model *m;
    const Reg *reg;
    VEC(Point) points; /* of the register that is read */
    Strs taken;        /* registers of files that were read before */
} Reader;

static const char *const kind_names[N_KINDS] = {"complete", "fresh", "valid", "unique", "timely"};

const char *kind_name(Kind kind)
{
    return kind_names[kind];
}

/* --- small things of a file --- */

static const Field *need_field(const Reader *r, int line, Str name)
{
    const Field *f = reg_field(r->reg, name);
    if (!f) yaml_refuse(&r->f, line, name, "no such field in this register");
    return f;
}

/* 24h or 30d; 0 and refused when it is neither. */
static int64_t span_of(const Reader *r, const Yaml *map)
{
    enum { HOURS_MOST = 24 * 36600 };
    int64_t n = 0;
    Str text = yaml_need_str(&r->f, map, "within");
    int64_t unit = str_ends(text, S("h")) ? MS_HOUR : str_ends(text, S("d")) ? MS_DAY : 0;
    if (unit && str_i64(str_head(text, text.len - 1), &n) && n > 0 && n <= HOURS_MOST)
        return n * unit;
    yaml_refuse(&r->f, map->line, text, "a span is a number of hours or days such as 24h or 30d");
    return 0;
}

static const Expr *condition_of(const Reader *r, const Yaml *map, const char *key)
{
    Str text = yaml_str(&r->f, map, key);
    return text.len ? expr_parse(&r->f, r->reg, map->line, text) : NULL;
}

static void add(Reader *r, int line, Point p)
{
    if (!p.source.p) p.source = S("");
    for (size_t i = 0; i < r->points.n; i++)
        if (str_eq(r->points.p[i].key, p.key))
            yaml_refuse(&r->f, line, p.key, "this point stands there already");
    vec_push(r->f.cx, &r->points, p);
}

static bool has_point(const Reader *r, Str key)
{
    for (size_t i = 0; i < r->points.n; i++)
        if (str_eq(r->points.p[i].key, key)) return true;
    return false;
}

/* --- complete --- */

static Str given_key(const Reader *r, const Field *f)
{
    return str_fmt(r->f.cx, "given.%.*s", STR_ARG(f->key));
}

static Point given(const Reader *r, const Field *f)
{
    return (Point){.key = given_key(r, f), .test = TEST_GIVEN, .field = f, .source = f->source};
}

/* What the register itself needs, and what is named here beyond it. */
static void read_complete(Reader *r, const Yaml *map)
{
    YamlStrs more = yaml_strs(&r->f, map, "important");
    for (size_t i = 0; i < r->reg->n_fields; i++) {
        const Field *f = &r->reg->fields[i];
        if (!f->builtin && !f->computed && f->need != NEED_NO) add(r, map->line, given(r, f));
    }
    for (size_t i = 0; i < more.n; i++) {
        const Field *f = need_field(r, map->line, more.p[i]);
        if (f) add(r, map->line, given(r, f));
    }
}

/* {field, if}: to be filled in where the condition holds. */
static void read_given(Reader *r, const Yaml *map)
{
    const Field *f = need_field(r, map->line, yaml_need_str(&r->f, map, "field"));
    const Expr *when = condition_of(r, map, "if");
    if (!when) yaml_refuse(&r->f, map->line, S("if"), "is required");
    Str source = yaml_str(&r->f, map, "source");
    yaml_no_others(&r->f, map);
    if (!f) return;
    Point p = given(r, f);
    p.when = when;
    if (source.len) p.source = source;
    add(r, map->line, p);
}

/* --- fresh, timely --- */

static bool is_dated(const Field *f)
{
    return f->type == TYPE_TIME || f->type == TYPE_DATE;
}

/* {field, within, if, source}; without a field the last change counts. */
static void read_fresh(Reader *r, const Yaml *map)
{
    Str name = yaml_str(&r->f, map, "field");
    const Field *f = name.len ? need_field(r, map->line, name) : NULL;
    if (f && !is_dated(f)) yaml_refuse(&r->f, map->line, name, "must be a time or a date");
    add(r, map->line,
        (Point){.key = f ? str_fmt(r->f.cx, "fresh.%.*s", STR_ARG(f->key)) : S("fresh"),
                .kind = KIND_FRESH,
                .test = TEST_FRESH,
                .field = f,
                .within_ms = span_of(r, map),
                .when = condition_of(r, map, "if"),
                .source = yaml_str(&r->f, map, "source")});
    yaml_no_others(&r->f, map);
}

/* {after, within, if, source}; after: what dates the register, unless another field is named. */
static void read_late(Reader *r, const Yaml *map)
{
    Str name = yaml_str(&r->f, map, "after");
    if (name.len == 0) name = r->reg->dated_by;
    const Field *f = name.len ? need_field(r, map->line, name) : NULL;
    if (!f || !is_dated(f)) yaml_refuse(&r->f, map->line, name, "must be a time or a date");
    add(r, map->line,
        (Point){.key = S("late"),
                .kind = KIND_TIMELY,
                .test = TEST_ENTERED,
                .field = f,
                .within_ms = span_of(r, map),
                .when = condition_of(r, map, "if"),
                .source = yaml_str(&r->f, map, "source")});
    yaml_no_others(&r->f, map);
}

/* --- valid --- */

/* A value may have been taken before its list or its limits were narrowed; check digits never
 * change.
 */
static bool is_checkable(const Field *f)
{
    bool limits = f->has_min || f->has_max;
    return !f->builtin && (f->type == TYPE_CODE || f->type == TYPE_CODES || limits);
}

static bool is_reference(const Field *f)
{
    return f->type == TYPE_REF;
}

/* One point over every field of a sort; none where there is no such field. */
static void add_over(Reader *r, int line, const char *key, Test test, bool (*fits)(const Field *f))
{
    Point p = {.key = str_c(key), .kind = KIND_VALID, .test = test};
    p.fields = cx_new(r->f.cx, const Field *, r->reg->n_fields);
    for (size_t i = 0; i < r->reg->n_fields; i++)
        if (fits(&r->reg->fields[i])) p.fields[p.n_fields++] = &r->reg->fields[i];
    if (p.n_fields) add(r, line, p);
}

/* What the register's own definition says. */
static void add_defined(Reader *r, int line)
{
    const Reg *reg = r->reg;
    add_over(r, line, "values", TEST_VALUES, is_checkable);
    add_over(r, line, "alive", TEST_ALIVE, is_reference);
    if (reg->f_region >= 0 && !str_is(reg->key, "region"))
        add(r, line, (Point){.key = S("region"), .kind = KIND_VALID, .test = TEST_REGION});
    if (reg->f_lon >= 0)
        add(r, line, (Point){.key = S("inside"), .kind = KIND_VALID, .test = TEST_INSIDE});
    for (size_t i = 0; i < reg->n_checks; i++) {
        const Check *c = &reg->checks[i];
        Str key = str_fmt(r->f.cx, "check.%.*s", STR_ARG(c->field));
        for (int n = 2; has_point(r, key); n++)
            key = str_fmt(r->f.cx, "check.%.*s.%d", STR_ARG(c->field), n);
        add(r, line,
            (Point){.key = key,
                    .kind = KIND_VALID,
                    .test = TEST_RULE,
                    .label = c->label,
                    .field = reg_field(reg, c->field),
                    .rule = c->rule});
    }
}

/* {key, zh, en, rule, if, field, source} */
static void read_rule(Reader *r, const Yaml *map)
{
    Str field = yaml_str(&r->f, map, "field");
    Point p = {
        .key = str_fmt(r->f.cx, "rule.%.*s", STR_ARG(yaml_need_str(&r->f, map, "key"))),
        .kind = KIND_VALID,
        .test = TEST_RULE,
        .label = {yaml_need_str(&r->f, map, "zh"), yaml_need_str(&r->f, map, "en")},
        .field = field.len ? need_field(r, map->line, field) : NULL,
        .rule = expr_parse(&r->f, r->reg, map->line, yaml_need_str(&r->f, map, "rule")),
        .when = condition_of(r, map, "if"),
        .source = yaml_str(&r->f, map, "source")
    };
    yaml_no_others(&r->f, map);
    add(r, map->line, p);
}

static void read_listed(Reader *r, const Yaml *map)
{
    YamlStrs names = yaml_strs(&r->f, map, "listed");
    if (names.n == 0) return;
    Point p = {.key = S("listed"), .kind = KIND_VALID, .test = TEST_LISTED};
    p.fields = cx_new(r->f.cx, const Field *, names.n);
    for (size_t i = 0; i < names.n; i++) {
        const Field *f = need_field(r, map->line, names.p[i]);
        if (f && !f->loose)
            yaml_refuse(&r->f, map->line, names.p[i], "must be a reference that may be a text");
        if (f) p.fields[p.n_fields++] = f;
    }
    add(r, map->line, p);
}

/* --- unique --- */

/* A field, or county, spot, day: what those of a twin have in common. */
static PartKind part_of(Reader *r, int line, Str word, const Field **field)
{
    *field = NULL;
    if (str_is(word, "county")) return PART_COUNTY;
    if (str_is(word, "spot")) {
        if (r->reg->f_lon < 0) yaml_refuse(&r->f, line, word, "this register has no points");
        return PART_SPOT;
    }
    if (str_is(word, "day")) {
        *field = reg_field(r->reg, r->reg->dated_by);
        if (!*field) yaml_refuse(&r->f, line, word, "nothing dates this register");
        return PART_DAY;
    }
    *field = need_field(r, line, word);
    return PART_FIELD;
}

static void read_same(Reader *r, int line, Str text)
{
    Str word, rest = str_trim(text);
    Point p = {.key = S("same"), .kind = KIND_UNIQUE, .test = TEST_TWIN};
    p.fields = cx_new(r->f.cx, const Field *, text.len + 1);
    p.parts = cx_new(r->f.cx, PartKind, text.len + 1);
    while (str_next(&rest, ' ', &word)) {
        if (word.len == 0) continue;
        p.parts[p.n_fields] = part_of(r, line, word, &p.fields[p.n_fields]);
        p.key = str_fmt(r->f.cx, "%.*s.%.*s", STR_ARG(p.key), STR_ARG(word));
        p.n_fields++;
    }
    if (p.n_fields == 0) yaml_refuse(&r->f, line, text, "name the fields that make a twin");
    add(r, line, p);
}

/* --- a register, a department --- */

static void each_of(Reader *r, const Yaml *map, const char *key,
                    void (*read)(Reader *r, const Yaml *item))
{
    const Yaml *list = yaml_get(&r->f, map, key);
    if (!list) return;
    if (list->kind == YAML_MAP) {
        read(r, list);
        return;
    }
    if (list->kind != YAML_LIST) yaml_refuse(&r->f, list->line, list->text, "must be a list");
    for (size_t i = 0; list->kind == YAML_LIST && i < list->n; i++) {
        if (list->items[i]->kind == YAML_MAP) read(r, list->items[i]);
        else yaml_refuse(&r->f, list->items[i]->line, list->items[i]->text, "must be a map");
    }
}

static void read_watch(Reader *r, const Yaml *map, Watch *w)
{
    r->points.n = r->points.cap = 0;
    r->points.p = NULL;
    read_complete(r, map);
    each_of(r, map, "given", read_given);
    each_of(r, map, "fresh", read_fresh);
    add_defined(r, map->line);
    read_listed(r, map);
    each_of(r, map, "valid", read_rule);
    YamlStrs same = yaml_strs(&r->f, map, "same");
    for (size_t i = 0; i < same.n; i++) read_same(r, map->line, same.p[i]);
    each_of(r, map, "late", read_late);
    yaml_no_others(&r->f, map);
    *w = (Watch){r->reg, r->points.p, r->points.n};
}

static bool is_taken(const Strs *taken, Str key)
{
    for (size_t i = 0; i < taken->n; i++)
        if (str_eq(taken->p[i], key)) return true;
    return false;
}

static bool is_watched(const Body *b, const Reg *reg)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->watches[i].reg == reg) return true;
    return false;
}

/* A register that a later file names is that one's: a city moves it to another department. */
static void read_register(Reader *r, const Yaml *map, Body *b)
{
    Str name = map->kind == YAML_MAP ? yaml_need_str(&r->f, map, "register") : S("");
    r->reg = model_reg(r->m, name);
    if (!r->reg) yaml_refuse(&r->f, map->line, name, "no such register");
    if (!r->reg) return;
    if (is_watched(b, r->reg))
        yaml_refuse(&r->f, map->line, name, "this register stands there already");
    Watch *w = &b->watches[b->n];
    read_watch(r, map, w);
    if (!is_taken(&r->taken, name)) b->n++;
}

/* One of the departments that answer for figures too. */
static void read_body(const Reader *r, const Yaml *root, Body *b)
{
    const CodeList *list = model_list(r->m, S("responsible_body"));
    b->key = yaml_need_str(&r->f, root, "body");
    const Code *code = list && b->key.len ? code_find(list, b->key) : NULL;
    if (code) b->label = code->label;
    else if (b->key.len)
        yaml_refuse(&r->f, root->line, b->key, "no such code in the list responsible_body");
}

static Err read_file(Reader *r, Str path, Str text, Body *b)
{
    Yaml *root;
    Cx *cx = r->f.cx;
    r->f.file = path;
    TRY(yaml_parse(cx, path, text, &root));
    *b = (Body){.file = path};
    read_body(r, root, b);
    const Yaml *list = yaml_get(&r->f, root, "registers");
    if (!list || list->kind != YAML_LIST)
        return yaml_refuse(&r->f, root->line, b->key, "registers must be a list"), cx_failed(cx);
    b->watches = cx_new(cx, Watch, list->n + 1);
    for (size_t i = 0; i < list->n; i++) read_register(r, list->items[i], b);
    yaml_no_others(&r->f, root);
    return cx_failed(cx);
}

/* --- all files --- */

static int by_file(const void *a, const void *b)
{
    const Body *x = a, *y = b;
    return str_cmp(x->file, y->file);
}

static bool is_read(const Quality *q, Str path, Str key)
{
    for (size_t i = 0; i < q->n; i++)
        if (str_eq(q->p[i].file, path) || str_eq(q->p[i].key, key)) return true;
    return false;
}

/* The last file of a path, and of a department, first. */
const Quality *quality_read(Cx *cx, const Model *m, Refusals *refused)
{
    Reader r = {
        .f = {cx,              S("")},
          .m = m, .taken = { cx_new(cx, Str,     m->n_regs + 1), 0}
    };
    Quality *q = cx_new(cx, Quality, 1);
    q->p = cx_new(cx, Body, m->n_files + 1);
    for (size_t i = m->n_files; i-- > 0;) {
        const ModelFile *file = &m->files[i];
        Body b;
        bool ours = str_starts(file->path, S("quality/")) && str_ends(file->path, S(".yaml"));
        if (!ours || is_read(q, file->path, S(""))) continue;
        if (read_file(&r, file->path, file->body, &b) != OK) {
            refusals_take(cx, refused, file->path);
            continue;
        }
        if (is_read(q, file->path, b.key)) continue;
        for (size_t k = 0; k < b.n; k++) r.taken.p[r.taken.n++] = b.watches[k].reg->key;
        q->p[q->n++] = b;
    }
    if (q->n) qsort(q->p, q->n, sizeof *q->p, by_file);
    return q;
}

/* --- finding --- */

const Watch *watch_find(const Quality *all, Str reg, const Body **body)
{
    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < all->p[i].n; k++) {
            *body = &all->p[i];
            if (str_eq((*body)->watches[k].reg->key, reg)) return &(*body)->watches[k];
        }
    return NULL;
}

const Point *point_find(const Watch *w, Str key)
{
    for (size_t i = 0; i < w->n; i++)
        if (str_eq(w->points[i].key, key)) return &w->points[i];
    return NULL;
}

static Str field_label(Cx *cx, const Field *f)
{
    return cx_pick(cx, f->label.zh, f->label.en);
}

static Str twin_label(Cx *cx, const Point *p)
{
    static const char *const words[] = {"", "county", "same spot", "day"};
    Buf b = buf_new(cx, 0);
    for (size_t i = 0; i < p->n_fields; i++) {
        if (i) buf_z(&b, cx->lang == LANG_ZH ? "、" : ", ");
        if (p->parts[i] == PART_FIELD) buf_add(&b, field_label(cx, p->fields[i]));
        else buf_z(&b, msg_in(cx->lang, words[p->parts[i]]));
    }
    return buf_str(&b);
}

Str point_label(Cx *cx, const Point *p)
{
    static const char *const words[] = {
        [TEST_FRESH] = "last change",
        [TEST_VALUES] = "values fit the definition",
        [TEST_REGION] = "place is in the register of regions",
        [TEST_INSIDE] = "point lies in its place",
        [TEST_ALIVE] = "references stand",
        [TEST_LISTED] = "names are in their registers",
        [TEST_ENTERED] = "entered in time",
    };
    if (p->label.zh.len) return cx_pick(cx, p->label.zh, p->label.en);
    if (p->test == TEST_TWIN) return twin_label(cx, p);
    if (p->field && p->test != TEST_ENTERED) return field_label(cx, p->field);
    return str_c(msg_in(cx->lang, words[p->test]));
}
