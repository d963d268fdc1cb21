/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON of a record: each member as a value of its field. A value taken survives the journal,
 * and what the API shows is JSON. */
#include "thing.h"

static void shown(Cx *cx, const Field *f, Val v)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    val_output(cx, f, v, &w);
    json_t *j = json_loadb(b.p, b.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    MUST(j);
    json_decref(j);
}

static void stored(Cx *cx, Val v)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    val_json(&w, v);
    json_t *j = json_loadb(b.p, b.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    MUST(j);
    MUST(val_same(v, val_from_stored(cx, j)));
    json_decref(j);
}

static void exported(Cx *cx, const Field *f, Val v)
{
    Val again;
    if (v.kind == VAL_NULL || f->type == TYPE_REF || f->type == TYPE_OBJECT ||
        f->type == TYPE_GEOMETRY)
        return;
    Str text = str_dup(cx, val_text(cx, f, v));
    if (text.len == 0 || str_trim(text).len != text.len)
        return; /* cells are trimmed, an empty one is absent */
    Err err = val_parse(cx, thing_model(), f, text, &again);
    if (err != OK) log_error("%.*s: %.*s", STR_ARG(text), STR_ARG(cx_message(cx)));
    MUST(err == OK && val_same(v, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = fuzz_cx();
    const Model *m = thing_model();
    const Reg *reg = model_reg(m, S("thing"));
    json_t *o = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL), *value;
    const char *key;
    if (!o) return 0;
    json_object_foreach (o, key, value) {
        const Field *f = reg_field(reg, str_c(key));
        Val v;
        cx_clear(cx);
        if (!f) continue;
        Err err = val_from_input(cx, m, f, value, &v);
        MUST(err == OK || cx_failed(cx) != OK);
        if (err != OK) continue;
        stored(cx, v);
        shown(cx, f, v);
        exported(cx, f, v);
    }
    json_decref(o);
    return 0;
}
