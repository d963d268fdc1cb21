/* SPDX-License-Identifier: Apache-2.0 */
/* Body of a journal entry: what a write changed in a record, forwards and backwards.
 *   {"v":version after, "f":{field:[old,new]}, "s":[state], "g":[region], "t":[title], "x":[void],
 * "o":[clocks], "a":{approval}, "d":{device}} Each pair is [old, new]; what did not change is left
 * out. Values are in stored form (times in ms, money in fen, ids as integers). */
#include "register/book_int.h"

static void pair_text(Jw *w, const char *key, Str was, Str is, bool *changed)
{
    if (str_eq(was, is)) return;
    *changed = true;
    jw_key(w, str_c(key));
    jw_open(w, '[');
    jw_str(w, was);
    jw_str(w, is);
    jw_close(w, ']');
}

static void put_fields(Jw *w, const Rec *old, const Rec *rec, bool *changed)
{
    const Reg *r = rec->reg;
    bool open = false;
    for (size_t i = 0; i < r->n_fields; i++) {
        Val was = old ? old->v[i] : (Val){0};
        if (val_same(was, rec->v[i])) continue;
        if (!open) jw_key(w, S("f")), jw_open(w, '{');
        open = *changed = true;
        jw_key(w, r->fields[i].key);
        jw_open(w, '[');
        val_json(w, was);
        val_json(w, rec->v[i]);
        jw_close(w, ']');
    }
    if (open) jw_close(w, '}');
}

Str change_body(Cx *cx, const Rec *old, const Rec *rec, Str obligations, const Device *device,
                bool *changed)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    *changed = old == NULL;
    jw_open(&w, '{');
    jw_ki64(&w, "v", rec->version);
    put_fields(&w, old, rec, changed);
    pair_text(&w, "s", old ? old->state : S(""), rec->state, changed);
    pair_text(&w, "g", old ? old->region : S(""), rec->region, changed);
    pair_text(&w, "t", old ? old->title : S(""), rec->title, changed);
    if (old && old->voided != rec->voided)
        pair_text(&w, "x", old->voided ? S("1") : S(""), rec->voided ? S("1") : S(""), changed);
    if (obligations.len) {
        *changed = true;
        jw_kraw(&w, "o", obligations);
    }
    if (device) device_json(device, &w);
    jw_close(&w, '}');
    return buf_str(&b);
}

typedef enum Side { SIDE_OLD, SIDE_NEW } Side;

static void take_text(Cx *cx, json_t *body, const char *key, Side side, Str *to)
{
    json_t *pair = json_object_get(body, key), *one = json_array_get(pair, (size_t)side);
    if (json_is_string(one))
        *to = str_dup(cx, (Str){json_string_value(one), json_string_length(one)});
}

static void take_side(Cx *cx, Rec *rec, json_t *body, Side side)
{
    const char *key;
    json_t *pair;
    Str voided = rec->voided ? S("1") : S("");
    json_object_foreach (json_object_get(body, "f"), key, pair) {
        const Field *f =
            reg_field(rec->reg, str_c(key)); /* NULL: the definition dropped it since */
        if (f) rec->v[f->index] = val_from_stored(cx, json_array_get(pair, (size_t)side));
    }
    take_text(cx, body, "s", side, &rec->state);
    take_text(cx, body, "g", side, &rec->region);
    take_text(cx, body, "t", side, &rec->title);
    take_text(cx, body, "x", side, &voided);
    rec->voided = voided.len > 0;
}

void change_apply(Cx *cx, Rec *rec, json_t *body, int64_t at_ms)
{
    take_side(cx, rec, body, SIDE_NEW);
    json_t *version = json_object_get(body, "v");
    if (!json_is_integer(version)) return; /* a clock fired: the record is as it was */
    rec->version = json_integer_value(version);
    if (rec->created_ms == 0) rec->created_ms = at_ms;
    rec->updated_ms = at_ms;
}

bool change_undo(Cx *cx, Rec *rec, json_t *body)
{
    json_t *version = json_object_get(body, "v");
    if (!json_is_integer(version)) return true;
    take_side(cx, rec, body, SIDE_OLD);
    rec->version = json_integer_value(version) - 1;
    return rec->version > 0;
}

Err entry_body(Cx *cx, const Entry *e, json_t **ret)
{
    json_t *body = json_loadb(e->body.p, e->body.len, JSON_REJECT_DUPLICATES, NULL);
    if (!body)
        return cx_fail(cx, ERR_IO, "journal", "entry %lld holds no readable body",
                       (long long)e->seq);
    *ret = body;
    return OK;
}

static void put_change(Cx *cx, const Field *f, json_t *pair, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "field", f->key);
    for (size_t side = 0; side < 2; side++) {
        Val v = val_from_stored(cx, json_array_get(pair, side));
        jw_key(w, side ? S("new") : S("old"));
        if (v.kind != VAL_NULL && val_is_masked(cx, f)) jw_str(w, val_mask(cx, f, v));
        else val_output(cx, f, v, w);
    }
    jw_close(w, '}');
}

static void put_state_change(json_t *pair, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "field", S("state"));
    for (size_t side = 0; side < 2; side++)
        jw_kstr(w, side ? "new" : "old", str_c(json_string_value(json_array_get(pair, side))));
    jw_close(w, '}');
}

void entry_changes_json(Cx *cx, const Book *b, const Entry *e, Jw *w)
{
    const Reg *r = model_reg(book_model(b), e->reg);
    json_t *body = json_loadb(e->body.p, e->body.len, 0, NULL), *pair;
    const char *key;
    jw_open(w, '[');
    json_object_foreach (json_object_get(body, "f"), key, pair) {
        const Field *f = r ? reg_field(r, str_c(key)) : NULL;
        if (f) put_change(cx, f, pair, w);
    }
    if (json_object_get(body, "s")) put_state_change(json_object_get(body, "s"), w);
    jw_close(w, ']');
    json_decref(body);
}
