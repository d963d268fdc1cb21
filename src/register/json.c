/* SPDX-License-Identifier: Apache-2.0 */
/* Records and definitions as JSON (doc/api.md), masked for whoever asks. */
#include "register/book_int.h"

Str record_title(Cx *cx, Db *db, const Book *b, Str reg_key, int64_t id)
{
    const Reg *r = model_reg(book_model(b), reg_key);
    Stmt *st;
    bool row = false;
    if (!r) return S("");
    if (db_prepare(
            cx, db,
            str_fmt(cx, "select \"_title\" from %.*s where \"id\" = $1", STR_ARG(r->sql_table)),
            &st) != OK)
        return S("");
    stmt_i64(st, 1, id);
    Str title = stmt_step(cx, st, &row) == OK && row ? col_dup(cx, st, 0) : S("");
    stmt_reset(st);
    return title;
}

Str region_name(Cx *cx, Db *db, const Book *b, Str code)
{
    const Reg *r = model_reg(book_model(b), S("region"));
    Stmt *st;
    bool row = false;
    if (!r || code.len == 0) return S("");
    if (db_prepare(
            cx, db,
            str_fmt(cx, "select \"_title\" from %.*s where \"code\" = $1", STR_ARG(r->sql_table)),
            &st) != OK)
        return S("");
    stmt_text(st, 1, code);
    Str name = stmt_step(cx, st, &row) == OK && row ? col_dup(cx, st, 0) : S("");
    stmt_reset(st);
    return name;
}

static void put_value(Cx *cx, const Field *f, Val v, Jw *w)
{
    jw_key(w, f->key);
    if (v.kind != VAL_NULL && val_is_masked(cx, f)) jw_str(w, val_mask(cx, f, v));
    else val_output(cx, f, v, w);
}

static Str code_label(Cx *cx, const Model *m, const Field *f, Str code)
{
    const CodeList *l = model_list(m, f->arg);
    const Code *c = l ? code_find(l, code) : NULL;
    return c ? cx_pick(cx, c->label.zh, c->label.en) : code;
}

static Str codes_label(Cx *cx, const Model *m, const Field *f, Str codes)
{
    Buf b = buf_new(cx, 0);
    Str one;
    while (str_next(&codes, ' ', &one)) {
        if (b.len) buf_z(&b, cx->lang == LANG_ZH ? "、" : ", ");
        buf_add(&b, code_label(cx, m, f, one));
    }
    return buf_str(&b);
}

/* What a person reads instead of a code or an id; "" = the value speaks for itself. */
static Str label_of(Cx *cx, const Book *b, Db *db, const Rec *rec, const Field *f)
{
    Val v = rec->v[f->index];
    const Model *m = book_model(b);
    if (v.kind == VAL_TEXT && f->type == TYPE_CODE) return code_label(cx, m, f, v.s);
    if (v.kind == VAL_TEXT && f->type == TYPE_CODES) return codes_label(cx, m, f, v.s);
    if (v.kind == VAL_TEXT && f->type == TYPE_REGION) return region_name(cx, db, b, v.s);
    if (v.kind == VAL_INT && f->type == TYPE_REF) return record_title(cx, db, b, f->arg, v.i);
    const Field *reg = f->type == TYPE_OBJECT ? reg_field(rec->reg, S("object_register")) : NULL;
    if (v.kind == VAL_INT && reg && rec->v[reg->index].kind == VAL_TEXT)
        return record_title(cx, db, b, rec->v[reg->index].s, v.i);
    return S("");
}

static void put_labels(Cx *cx, const Book *b, Db *db, const Rec *rec, Jw *w)
{
    jw_key(w, S("labels"));
    jw_open(w, '{');
    for (size_t i = 0; i < rec->reg->n_fields; i++) {
        const Field *f = &rec->reg->fields[i];
        Str label = val_is_masked(cx, f) ? S("") : label_of(cx, b, db, rec, f);
        if (label.len == 0) continue;
        jw_key(w, f->key);
        jw_str(w, label);
    }
    jw_close(w, '}');
}

/* Records of points carry GeoJSON beside lon and lat; the other kinds have a field `geometry` of
 * their own. */
static void put_geometry(const Rec *rec, Jw *w)
{
    double lon, lat;
    if (rec->reg->f_lon < 0 || !rec_place(rec, &lon, &lat)) return;
    jw_key(w, S("geometry"));
    point_json(lon, lat, w);
}

static void put_head(Cx *cx, const Rec *rec, Jw *w)
{
    jw_kstr(w, "id", id_format(cx, rec->id));
    jw_ki64(w, "version", rec->version);
    jw_kstr(w, "register", rec->reg->key);
    if (rec->reg->n_states) {
        const State *s = reg_state(rec->reg, rec->state);
        jw_kstr(w, "state", rec->state);
        jw_kstr(w, "state_label", s ? cx_pick(cx, s->label.zh, s->label.en) : rec->state);
    }
    jw_kstr(w, "created_at", time_format(cx, rec->created_ms));
    jw_kstr(w, "updated_at", time_format(cx, rec->updated_ms));
}

/* Titles hold no personal fields (resolve.c); what is left is masked for whoever sees open fields
 * only. */
Str title_for(Cx *cx, const Reg *r, Str title)
{
    for (size_t i = 0; i < r->title.n; i++) {
        const Field *f = reg_field(r, r->title.p[i]);
        if (f && val_is_masked(cx, f) && f->level <= LEVEL_INTERNAL)
            return str_fmt(cx, "%.*s***", STR_ARG(utf8_head(title, 1)));
    }
    return title;
}

Str record_title_for(Cx *cx, const Rec *rec)
{
    return title_for(cx, rec->reg, rec->title);
}

static void put_title(Cx *cx, const Rec *rec, Jw *w)
{
    Str title = record_title_for(cx, rec);
    jw_kstr(w, "_title", title);
    if (!reg_field(rec->reg, S("title"))) jw_kstr(w, "title", title);
}

static void put_masked(Cx *cx, const Rec *rec, Jw *w)
{
    jw_key(w, S("masked"));
    jw_open(w, '[');
    for (size_t i = 0; i < rec->reg->n_fields; i++)
        if (rec->v[i].kind != VAL_NULL && val_is_masked(cx, &rec->reg->fields[i]))
            jw_str(w, rec->reg->fields[i].key);
    jw_close(w, ']');
}

static void put_strs(Jw *w, const char *key, Strs list)
{
    jw_key(w, str_c(key));
    jw_open(w, '[');
    for (size_t i = 0; i < list.n; i++) jw_str(w, list.p[i]);
    jw_close(w, ']');
}

static void put_label(Jw *w, const char *key, Label l)
{
    jw_key(w, str_c(key));
    jw_open(w, '{');
    jw_kstr(w, "zh", l.zh);
    jw_kstr(w, "en", l.en);
    jw_close(w, '}');
}

static void put_action(const Action *a, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "key", a->key);
    put_label(w, "label", a->label);
    put_strs(w, "from", a->from);
    jw_kstr(w, "to", a->to.p ? a->to : S(""));
    put_strs(w, "needs", a->needs);
    put_strs(w, "takes", a->takes);
    jw_kstr(w, "reason", a->needs_reason ? S("required") : S("optional"));
    jw_ki64(w, "persons", a->persons);
    if (a->undoes.len) jw_kstr(w, "undoes", a->undoes), jw_ki64(w, "within", a->within_s);
    if (a->source.len) jw_kstr(w, "source", a->source);
    jw_close(w, '}');
}

static bool may(Cx *cx, const Book *b, const Reg *r, Str verb, Str region)
{
    Err err = book_gate(b, cx, r, verb, region);
    cx_clear(cx);
    return err == OK;
}

/* Possible in this state and within this person's rights. What takes a step back is offered by
 * whoever took it, in the moment of taking it, and not as a step of its own. */
static bool is_open(Cx *cx, const Book *b, const Rec *rec, const Action *a)
{
    bool from = false;
    if (a->undoes.len) return false;
    for (size_t k = 0; k < a->from.n; k++)
        from = from || str_is(a->from.p[k], "*") || str_eq(a->from.p[k], rec->state);
    return from && may(cx, b, rec->reg, a->key, rec->region);
}

static void put_actions(Cx *cx, const Book *b, const Rec *rec, Jw *w)
{
    const Reg *r = rec->reg;
    jw_key(w, S("actions"));
    jw_open(w, '[');
    for (size_t i = 0; i < r->n_actions; i++)
        if (is_open(cx, b, rec, &r->actions[i])) put_action(&r->actions[i], w);
    jw_close(w, ']');
}

void record_actions(Cx *cx, const Book *b, const Rec *rec, Jw *w)
{
    const Reg *r = rec->reg;
    jw_open(w, '[');
    for (size_t i = 0; i < r->n_actions; i++)
        if (is_open(cx, b, rec, &r->actions[i])) jw_str(w, r->actions[i].key);
    jw_close(w, ']');
}

static void put_obligations(Cx *cx, Book *b, const Rec *rec, Jw *w)
{
    Obligation *o;
    size_t n = 0;
    if (record_obligations(cx, b, rec->reg, rec->id, &o, &n) != OK) return;
    jw_key(w, S("obligations"));
    jw_open(w, '[');
    for (size_t i = 0; i < n; i++) obligation_json(cx, &o[i], w);
    jw_close(w, ']');
}

void obligation_json(Cx *cx, const Obligation *o, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "register", o->reg->key);
    jw_kstr(w, "record", id_format(cx, o->record));
    jw_kstr(w, "title", title_for(cx, o->reg, o->title));
    jw_kstr(w, "clock", o->clock_key);
    put_label(w, "label", o->clock ? o->clock->label : (Label){o->clock_key, o->clock_key});
    jw_kstr(w, "owner", o->owner);
    jw_kstr(w, "region", o->region);
    jw_kstr(w, "started_at", time_format(cx, o->started_ms));
    jw_kstr(w, "due_at", time_format(cx, o->due_ms));
    jw_kstr(w, "state", o->state);
    jw_ki64(w, "step", o->step);
    jw_ki64(w, "late_s", o->late_s);
    jw_close(w, '}');
}

Err record_json(Cx *cx, Book *b, Db *db, const Rec *rec, Detail detail, Jw *w)
{
    const Reg *r = rec->reg;
    if (!db) TRY(store_reader(cx, b->config.store, &db));
    jw_open(w, '{');
    put_head(cx, rec, w);
    put_title(cx, rec, w);
    if (r->f_region < 0 || rec->v[r->f_region].kind == VAL_NULL) jw_kstr(w, "region", rec->region);
    jw_kstr(w, "region_name", region_name(cx, db, b, rec->region));
    for (size_t i = 0; i < r->n_fields; i++) {
        const Field *f = &r->fields[i];
        bool heavy = detail == DETAIL_LIST && (f->type == TYPE_GEOMETRY || f->type == TYPE_JSON);
        bool twice = (int)i == r->f_region &&
                     rec->v[i].kind == VAL_NULL; /* the derived region stands there */
        if (!heavy && !twice) put_value(cx, f, rec->v[i], w);
    }
    put_geometry(rec, w);
    put_labels(cx, b, db, rec, w);
    if (detail == DETAIL_FULL) {
        put_obligations(cx, b, rec, w);
        put_actions(cx, b, rec, w);
        put_masked(cx, rec, w);
    }
    jw_close(w, '}');
    return OK;
}

/* --- definitions --- */

static const char *level_name(Level l)
{
    static const char *const names[] = {"open", "internal", "personal", "sensitive"};
    return names[l];
}

static void put_field(Cx *cx, const Field *f, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "key", f->key);
    jw_kstr(w, "type", str_c(type_name(f->type)));
    if (f->arg.len && f->type != TYPE_TEXT) jw_kstr(w, "arg", f->arg);
    jw_kbool(w, "required", f->need != NEED_NO);
    if (f->unit.len) jw_kstr(w, "unit", f->unit);
    if (f->has_min) jw_key(w, S("min")), jw_f64(w, f->min);
    if (f->has_max) jw_key(w, S("max")), jw_f64(w, f->max);
    if (f->default_text.p) jw_kstr(w, "default", f->default_text);
    if (f->max_chars) jw_ki64(w, "max_chars", f->max_chars);
    put_label(w, "label", f->label);
    if (f->hint.zh.len) put_label(w, "hint", f->hint);
    if (f->group.zh.len) put_label(w, "group", f->group);
    if (f->source.len) jw_kstr(w, "source", f->source);
    jw_kstr(w, "sensitivity", str_c(level_name(f->level)));
    jw_kbool(w, "computed", f->computed);
    jw_kbool(w, "loose", f->loose);
    jw_kbool(w, "sortable",
             f->type != TYPE_GEOMETRY && f->type != TYPE_JSON && !val_is_masked(cx, f));
    jw_kbool(w, "masked", val_is_masked(cx, f));
    jw_close(w, '}');
}

static void put_lifecycle(const Reg *r, Jw *w)
{
    jw_key(w, S("lifecycle"));
    if (r->n_states == 0) {
        jw_null(w);
        return;
    }
    jw_open(w, '{');
    jw_kstr(w, "initial", r->initial);
    jw_key(w, S("states"));
    jw_open(w, '[');
    for (size_t i = 0; i < r->n_states; i++) {
        jw_open(w, '{');
        jw_kstr(w, "key", r->states[i].key);
        put_label(w, "label", r->states[i].label);
        jw_kstr(w, "tone", r->states[i].tone);
        jw_kbool(w, "final", r->states[i].final);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_key(w, S("actions"));
    jw_open(w, '[');
    for (size_t i = 0; i < r->n_actions; i++) put_action(&r->actions[i], w);
    jw_close(w, ']');
    jw_close(w, '}');
}

static void put_clocks(const Reg *r, Jw *w)
{
    jw_key(w, S("clocks"));
    jw_open(w, '[');
    for (size_t i = 0; i < r->n_clocks; i++) {
        const Clock *c = &r->clocks[i];
        jw_open(w, '{');
        jw_kstr(w, "key", c->key);
        put_label(w, "label", c->label);
        jw_key(w, S("ladder"));
        jw_open(w, '[');
        for (size_t k = 0; k < c->n_ladder; k++) {
            jw_open(w, '{');
            jw_ki64(w, "at", c->ladder[k].percent);
            jw_kstr(w, "to", c->ladder[k].to);
            jw_close(w, '}');
        }
        jw_close(w, ']');
        if (c->source.len) jw_kstr(w, "source", c->source);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void put_access(Cx *cx, const Book *b, const Reg *r, Jw *w)
{
    Str region = cx->actor->region;
    jw_key(w, S("access"));
    jw_open(w, '[');
    for (int v = 0; v < VERB_N; v++)
        if (may(cx, b, r, str_c(verb_name((Verb)v)), region)) jw_str(w, str_c(verb_name((Verb)v)));
    jw_close(w, ']');
    jw_key(w, S("actions"));
    jw_open(w, '[');
    for (size_t i = 0; i < r->n_actions; i++)
        if (may(cx, b, r, r->actions[i].key, region)) jw_str(w, r->actions[i].key);
    jw_close(w, ']');
}

static void put_groups(Jw *w, const char *key, const Strs *groups, size_t n)
{
    jw_key(w, str_c(key));
    jw_open(w, '[');
    for (size_t i = 0; i < n; i++) {
        jw_open(w, '[');
        for (size_t k = 0; k < groups[i].n; k++) jw_str(w, groups[i].p[k]);
        jw_close(w, ']');
    }
    jw_close(w, ']');
}

void reg_describe(Cx *cx, const Book *b, const Reg *r, int64_t n, Jw *w)
{
    static const char *const kinds[] = {"none", "point", "line", "polygon", "any"};
    jw_open(w, '{');
    jw_kstr(w, "register", r->key);
    put_label(w, "label", r->label);
    jw_kstr(w, "area", r->area);
    jw_kstr(w, "geometry", str_c(kinds[r->geometry]));
    put_strs(w, "title", r->title);
    put_groups(w, "unique", r->unique, r->n_unique);
    if (r->n_one_of) put_groups(w, "one_of", r->one_of, r->n_one_of);
    if (r->dated_by.len) jw_kstr(w, "dated_by", r->dated_by);
    if (r->source.len) jw_kstr(w, "source", r->source);
    if (n >= 0) jw_ki64(w, "count", n);
    jw_key(w, S("fields"));
    jw_open(w, '[');
    for (size_t i = 0; i < r->n_fields; i++) put_field(cx, &r->fields[i], w);
    jw_close(w, ']');
    put_lifecycle(r, w);
    put_clocks(r, w);
    put_access(cx, b, r, w);
    jw_close(w, '}');
}
