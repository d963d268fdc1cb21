/* SPDX-License-Identifier: Apache-2.0 */
/* The model: all definitions and code lists together, checked against each other. A broken file is
 * refused by itself; the others go on. */
#include <stdlib.h>

#include "register/register.h"
#include "wire/csv.h"

typedef struct Loader {
    Cx *cx;
    Refusals *refused;
    Model *m;
} Loader;

void refusals_take(Cx *cx, Refusals *to, Str file)
{
    for (int i = 0; i < cx->fail->n; i++) {
        const FailItem *it = &cx->fail->items[i];
        Str head, line;
        int64_t n = 0;
        if (str_cut(it->field, ':', &head, &line)) (void)str_i64(line, &n);
        Str reason = it->value.len
                         ? str_fmt(cx, "%.*s (%.*s)", STR_ARG(it->reason), STR_ARG(it->value))
                         : it->reason;
        vec_push(cx, to, ((Refusal){file, (int)n, reason}));
    }
    cx_clear(cx);
}

static void refuse(Loader *l, Str file)
{
    refusals_take(l->cx, l->refused, file);
}

static void refuse_because(Loader *l, Str file, int line, Str value, const char *why)
{
    vec_push(l->cx, l->refused,
             ((Refusal){file, line,
                        str_fmt(l->cx, "%s (%.*s)", msg_in(l->cx->lang, why), STR_ARG(value))}));
}

/* --- code lists --- */

static Str cell_of(Str *cells, size_t n, int column)
{
    return column >= 0 && (size_t)column < n ? cells[column] : S("");
}

static int column_of(Str *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(str_trim(names[i]), name)) return (int)i;
    return -1;
}

static Err parse_list(Cx *cx, Str name, Str text, CodeList **ret)
{
    Csv csv = csv_on(text);
    Str *cells;
    size_t n;
    bool more;
    TRY(csv_next(cx, &csv, &cells, &n, &more));
    int code = column_of(cells, n, "code"), zh = column_of(cells, n, "zh"),
        en = column_of(cells, n, "en");
    int parent = column_of(cells, n, "parent"), colour = column_of(cells, n, "colour"),
        level = column_of(cells, n, "level");
    if (!more || code < 0 || zh < 0 || en < 0)
        return cx_fail(cx, ERR_INVALID, "1", "a code list begins with the columns code,zh,en");
    CodeList *l = cx_new(cx, CodeList, 1);
    l->name = name;
    VEC(Code) codes = {0};
    for (;;) {
        TRY(csv_next(cx, &csv, &cells, &n, &more));
        if (!more) break;
        Code c = {
            cell_of(cells, n, code),
            {cell_of(cells, n, zh), cell_of(cells, n, en)},
            cell_of(cells, n, parent),
            cell_of(cells, n, colour),
            cell_of(cells, n, level)
        };
        if (c.code.len == 0 || str_find_char(c.code, ' ') != SIZE_MAX)
            return cx_refuse(cx, ERR_INVALID, str_fmt(cx, ":%lld", (long long)csv.line), c.code,
                             "a code is a text without blanks");
        vec_push(cx, &codes, c);
    }
    l->codes = codes.p;
    l->n = codes.n;
    for (size_t i = 0; i < l->n; i++) {
        if (map_get(&l->by_code, l->codes[i].code))
            return cx_refuse(cx, ERR_INVALID, S(""), l->codes[i].code,
                             "this code stands in the list twice");
        map_put(cx, &l->by_code, l->codes[i].code, &l->codes[i]);
    }
    *ret = l;
    return OK;
}

static Str stem(Str path)
{
    size_t slash = 0;
    for (size_t i = 0; i < path.len; i++)
        if (path.p[i] == '/') slash = i + 1;
    Str name = str_from(path, slash), head, tail;
    str_cut(name, '.', &head, &tail);
    return head;
}

static void load_list(Loader *l, const ModelFile *file)
{
    CodeList *list;
    if (parse_list(l->cx, stem(file->path), file->body, &list) != OK) refuse(l, file->path);
    else map_put(l->cx, &l->m->lists_by_name, list->name, list);
}

static void load_workdays(Loader *l, const ModelFile *file)
{
    Csv csv = csv_on(file->body);
    Str *cells;
    size_t n;
    bool more = true;
    while (csv_next(l->cx, &csv, &cells, &n, &more) == OK && more) {
        if (n < 3) continue;
        Str *kind = cx_new(l->cx, Str, 1);
        *kind = str_dup(l->cx, cells[2]);
        map_put(l->cx, &l->m->workdays, cells[0], kind);
    }
    refuse(l, file->path);
}

/* --- registers --- */

static void load_reg(Loader *l, const ModelFile *file)
{
    Reg *r;
    if (reg_parse(l->cx, file->path, file->body, &r) != OK) {
        refuse(l, file->path);
        return;
    }
    if (!str_eq(stem(file->path), r->key))
        refuse_because(l, file->path, 1, r->key, "the file must be named like its register");
    else map_put(l->cx, &l->m->by_key, r->key, r);
}

/* Names of other registers and lists: known only when all are read. */
static bool refers_well(Loader *l, const Reg *r)
{
    bool well = true;
    for (size_t i = 0; i < r->n_fields; i++) {
        const Field *f = &r->fields[i];
        bool list = f->type == TYPE_CODE || f->type == TYPE_CODES;
        if (list && !model_list(l->m, f->arg))
            refuse_because(l, r->file, f->line, f->arg, "no such code list"), well = false;
        if (f->type == TYPE_REF && !model_reg(l->m, f->arg))
            refuse_because(l, r->file, f->line, f->arg, "no such register"), well = false;
        if (f->type == TYPE_OBJECT && !reg_field(r, S("object_register")))
            refuse_because(l, r->file, f->line, f->key,
                           "an object needs a field object_register beside it"),
                well = false;
    }
    return well;
}

static int by_key(const void *a, const void *b)
{
    return str_cmp((*(const Reg *const *)a)->key, (*(const Reg *const *)b)->key);
}

static int by_name(const void *a, const void *b)
{
    return str_cmp((*(const CodeList *const *)a)->name, (*(const CodeList *const *)b)->name);
}

static void gather_regs(Loader *l)
{
    Model *m = l->m;
    const MapSlot *slot;
    m->regs = cx_new(l->cx, Reg *, m->by_key.n);
    m->n_regs = 0;
    for (size_t at = 0; (slot = map_next(&m->by_key, &at));) m->regs[m->n_regs++] = slot->value;
    qsort(m->regs, m->n_regs, sizeof(Reg *), by_key);
}

/* Dropping one register may leave another's reference dangling: until nothing changes. */
static void drop_dangling(Loader *l)
{
    for (bool again = true; again;) {
        again = false;
        gather_regs(l);
        Map kept = {0};
        for (size_t i = 0; i < l->m->n_regs; i++) {
            if (refers_well(l, l->m->regs[i]))
                map_put(l->cx, &kept, l->m->regs[i]->key, l->m->regs[i]);
            else again = true;
        }
        l->m->by_key = kept;
    }
}

static void gather_lists(Loader *l)
{
    Model *m = l->m;
    const MapSlot *slot;
    m->lists = cx_new(l->cx, CodeList *, m->lists_by_name.n);
    for (size_t at = 0; (slot = map_next(&m->lists_by_name, &at));)
        m->lists[m->n_lists++] = slot->value;
    qsort(m->lists, m->n_lists, sizeof(CodeList *), by_name);
}

Err model_load(Cx *cx, const ModelFile *files, size_t n, Refusals *refused, Model **ret)
{
    Loader l = {cx, refused, cx_new(cx, Model, 1)};
    Buf all = buf_new(cx, 0);
    for (size_t i = 0; i < n; i++) {
        bool csv = str_ends(files[i].path, S(".csv"));
        buf_add(&all, files[i].body);
        if (str_starts(files[i].path, S("codes/")) && csv) load_list(&l, &files[i]);
        else if (str_is(files[i].path, "workdays-cn.csv")) load_workdays(&l, &files[i]);
    }
    for (size_t i = 0; i < n; i++)
        if (str_starts(files[i].path, S("registers/")) && str_ends(files[i].path, S(".yaml")))
            load_reg(&l, &files[i]);
    drop_dangling(&l);
    gather_lists(&l);
    l.m->files = files;
    l.m->n_files = n;
    l.m->version = hash_bytes(HASH_SHA256, buf_str(&all));
    *ret = l.m;
    return OK;
}

const Reg *model_reg(const Model *m, Str key)
{
    return map_get(&m->by_key, key);
}

const CodeList *model_list(const Model *m, Str name)
{
    return map_get(&m->lists_by_name, name);
}

const Code *code_find(const CodeList *l, Str code)
{
    return map_get(&l->by_code, code);
}

bool model_is_workday(const Model *m, int64_t day)
{
    char text[16] = {0};
    int y, mo, d;
    day_to_civil(day, &y, &mo, &d);
    Buf b = {.p = text, .cap = sizeof text, .max = sizeof text};
    buf_fmt(&b, "%04d-%02d-%02d", y, mo, d);
    const Str *kind = map_get(&m->workdays, buf_str(&b));
    if (kind) return str_is(*kind, "work");
    int64_t weekday = ((day % 7) + 7 + 3) % 7; /* 1970-01-01 was a Thursday: 0 = Monday */
    return weekday < 5;
}

int64_t model_add_workdays(const Model *m, int64_t from_ms, int n)
{
    int64_t day = day_of_ms(from_ms);
    while (n > 0)
        if (model_is_workday(m, ++day)) n--;
    return ms_of_day(day + 1) - 1;
}
