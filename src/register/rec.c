/* SPDX-License-Identifier: Apache-2.0 */
/* Values and records: JSON and text in, JSON and text out, limits, masks. */
#include <math.h>

#include "register/book_int.h"

Rec *rec_new(Cx *cx, const Reg *r)
{
    Rec *rec = cx_new(cx, Rec, 1);
    *rec = (Rec){.reg = r,
                 .state = r->initial,
                 .title = S(""),
                 .region = S(""),
                 .v = cx_new(cx, Val, r->n_fields)};
    return rec;
}

Rec *rec_copy(Cx *cx, const Rec *from)
{
    Rec *rec = cx_new(cx, Rec, 1);
    *rec = *from;
    rec->v = cx_new(cx, Val, from->reg->n_fields);
    memcpy(rec->v, from->v, from->reg->n_fields * sizeof(Val));
    return rec;
}

bool val_same(Val a, Val b)
{
    if (a.kind != b.kind) return false;
    switch (a.kind) {
    case VAL_NULL: return true;
    case VAL_INT: return a.i == b.i;
    case VAL_REAL: return memcmp(&a.f, &b.f, sizeof a.f) == 0; /* NOLINT: bit by bit */
    case VAL_TEXT: return str_eq(a.s, b.s);
    }
    return false;
}

static Val null_val(void)
{
    return (Val){.kind = VAL_NULL};
}

static Val int_val(int64_t i)
{
    return (Val){.kind = VAL_INT, .i = i};
}

static Val text_val(Str s)
{
    return (Val){.kind = VAL_TEXT, .s = s};
}

/* --- stored form --- */

void val_json(Jw *w, Val v)
{
    switch (v.kind) {
    case VAL_NULL: jw_null(w); break;
    case VAL_INT: jw_i64(w, v.i); break;
    case VAL_TEXT: jw_str(w, v.s); break;
    case VAL_REAL:
        /* a real stays a real when it is whole: 5.0 is written 5.0, so that replay gives the same
         * kind */
        if (v.f == (double)(int64_t)v.f && fabs(v.f) < 1e15) {
            char text[40];
            Buf b = {.p = text, .cap = sizeof text, .max = sizeof text};
            buf_i64(&b, (int64_t)v.f);
            buf_add(&b, S(".0"));
            jw_raw(w, buf_str(&b));
        } else jw_f64(w, v.f);
        break;
    }
}

static Str json_str(json_t *j)
{
    return (Str){json_string_value(j), json_string_length(j)};
}

Val val_from_stored(Cx *cx, json_t *j)
{
    if (json_is_integer(j)) return int_val(json_integer_value(j));
    if (json_is_real(j)) return (Val){.kind = VAL_REAL, .f = json_real_value(j)};
    if (json_is_string(j)) return text_val(str_dup(cx, json_str(j)));
    return null_val();
}

/* --- limits --- */

static Err too_small_or_great(Cx *cx, const Field *f, double v, Str sent)
{
    if (f->has_min && v < f->min)
        return cx_refuse(cx, ERR_INVALID, f->key, sent, "must be at least %g", f->min);
    if (f->has_max && v > f->max)
        return cx_refuse(cx, ERR_INVALID, f->key, sent, "must be at most %g", f->max);
    return OK;
}

Err val_limits(Cx *cx, const Field *f, Val v, Str sent)
{
    if (v.kind == VAL_TEXT && f->max_chars) {
        size_t n = utf8_count(v.s);
        if (n > (size_t)f->max_chars)
            return cx_refuse(cx, ERR_INVALID, f->key, sent, "at most %d characters, got %zu",
                             f->max_chars, n);
    }
    bool number = f->type == TYPE_INT || f->type == TYPE_REAL || f->type == TYPE_MONEY;
    if (v.kind == VAL_INT && number)
        return too_small_or_great(cx, f, f->type == TYPE_MONEY ? (double)v.i / 100 : (double)v.i,
                                  sent);
    if (v.kind == VAL_REAL) return too_small_or_great(cx, f, v.f, sent);
    return OK;
}

/* --- from text --- */

/* Yuan with at most two decimals → fen. */
static bool parse_money(Str s, int64_t *ret)
{
    Str whole, part;
    bool minus = s.len && s.p[0] == '-';
    if (minus) s = str_from(s, 1);
    bool dot = str_cut(s, '.', &whole, &part);
    int64_t yuan, fen = 0;
    if ((dot && part.len == 0) || part.len > 2 || !str_i64(whole, &yuan) || yuan < 0 ||
        (dot && (!str_i64(part, &fen) || part.p[0] == '-')))
        return false;
    if (part.len == 1) fen *= 10;
    if (__builtin_mul_overflow(yuan, 100, &yuan) || __builtin_add_overflow(yuan, fen, &yuan))
        return false;
    *ret = minus ? -yuan : yuan;
    return true;
}

static bool is_phone(Str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9') digits++;
        else if (!strchr("+-() /", s.p[i]) || !s.p[i]) return false;
    }
    return digits >= 3 && s.len <= 40;
}

static Err bad(Cx *cx, const Field *f, Str s, const char *want)
{
    return cx_refuse(cx, ERR_INVALID, f->key, s, "must be %s", msg_in(cx->lang, want));
}

static Err parse_code(Cx *cx, const Model *m, const Field *f, Str s, Str *ret)
{
    const CodeList *l = model_list(m, f->arg);
    if (l && code_find(l, s)) return *ret = s, OK;
    for (size_t i = 0; l && i < l->n; i++) { /* people write the label */
        if (!str_eq(l->codes[i].label.zh, s) && !str_eq_nocase(l->codes[i].label.en, s)) continue;
        return *ret = l->codes[i].code, OK;
    }
    return cx_refuse(cx, ERR_INVALID, f->key, s, "is not in the code list %.*s", STR_ARG(f->arg));
}

/* Codes joined by blanks, commas or semicolons, in the order given, each once. */
static Err parse_codes(Cx *cx, const Model *m, const Field *f, Str s, Val *ret)
{
    Buf b = buf_new(cx, 0);
    Str rest = str_replace(cx, str_replace(cx, str_replace(cx, s, S(","), S(" ")), S(";"), S(" ")),
                           S("、"), S(" ")),
        one, code;
    while (str_next(&rest, ' ', &one)) {
        if (str_trim(one).len == 0) continue;
        TRY(parse_code(cx, m, f, str_trim(one), &code));
        if (b.len) buf_char(&b, ' ');
        buf_add(&b, code);
    }
    *ret = b.len ? text_val(buf_str(&b)) : null_val();
    return OK;
}

static Err parse_bool(Cx *cx, const Field *f, Str s, Val *ret)
{
    static const char *const yes[] = {"1", "true", "是", "有", "yes"}, *const no[] = {"0", "false",
                                                                                      "否", "无",
                                                                                      "no"};
    for (size_t i = 0; i < COUNT(yes); i++) {
        if (str_is(s, yes[i])) return *ret = int_val(1), OK;
        if (str_is(s, no[i])) return *ret = int_val(0), OK;
    }
    return bad(cx, f, s, "0 or 1");
}

static Err parse_files(Cx *cx, const Field *f, Str s, Val *ret)
{
    Str rest = s, one;
    Digest d;
    while (str_next(&rest, ' ', &one))
        if (!hash_from_hex(one, &d)) return bad(cx, f, s, "SHA-256 digests joined by blanks");
    *ret = text_val(s);
    return OK;
}

static Err parse_json_text(Cx *cx, const Field *f, Str s, Val *ret)
{
    json_t *j = s.len <= 65536
                    ? json_loadb(s.p, s.len, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL)
                    : NULL;
    if (!j) return bad(cx, f, s, "JSON of at most 64 KiB");
    json_decref(j);
    *ret = text_val(s);
    return OK;
}

static Err parse_geometry_text(Cx *cx, const Field *f, Str s, Val *ret)
{
    json_t *j = json_loadb(s.p, s.len, JSON_REJECT_DUPLICATES, NULL);
    if (!j) return bad(cx, f, s, "a GeoJSON geometry");
    Str canonical;
    Err err = geometry_canonical(cx, f->key, j, GEOMETRY_ANY, &canonical);
    json_decref(j);
    if (err == OK) *ret = text_val(canonical);
    return err;
}

static Err parse_upper(Cx *cx, const Field *f, Str s, bool (*valid)(Str), const char *want,
                       Val *ret)
{
    char *z = str_z(cx, s);
    for (size_t i = 0; i < s.len; i++)
        if (z[i] >= 'a' && z[i] <= 'z') z[i] = (char)(z[i] - 32);
    if (!valid((Str){z, s.len})) return bad(cx, f, s, want);
    *ret = text_val((Str){z, s.len});
    return OK;
}

static Err parse_typed(Cx *cx, const Model *m, const Field *f, Str s, Val *ret)
{
    int64_t i = 0;
    double d = 0;
    switch (f->type) {
    case TYPE_TEXT: return *ret = text_val(s), OK;
    case TYPE_INT:
        return str_i64(s, &i) ? (*ret = int_val(i), (Err)OK) : bad(cx, f, s, "a whole number");
    case TYPE_REAL:
        return str_f64(s, &d) ? (*ret = (Val){.kind = VAL_REAL, .f = d + 0.0}, (Err)OK)
                              : bad(cx, f, s, "a number");
    case TYPE_BOOL: return parse_bool(cx, f, s, ret);
    case TYPE_MONEY:
        return parse_money(s, &i) ? (*ret = int_val(i), (Err)OK)
                                  : bad(cx, f, s, "yuan with at most two decimals");
    case TYPE_TIME:
        return time_parse(s, &i) ? (*ret = int_val(i), (Err)OK)
                                 : bad(cx, f, s, "a time such as 2019-08-09T14:05:00+08:00");
    case TYPE_DATE:
        if (date_parse(s, &i)) return *ret = int_val(i), OK;
        if (time_parse(s, &i)) return *ret = int_val(day_of_ms(i)), OK;
        return bad(cx, f, s, "a date such as 2019-08-09");
    case TYPE_CODE: {
        Str code;
        TRY(parse_code(cx, m, f, s, &code));
        return *ret = text_val(code), OK;
    }
    case TYPE_CODES: return parse_codes(cx, m, f, s, ret);
    case TYPE_REF:
    case TYPE_OBJECT:
        return *ret = id_parse(s, &i) ? int_val(i) : text_val(s),
               OK; /* a text is resolved against its register later */
    case TYPE_REGION: {
        Str code;
        return region_parse(cx, s, &code) ? (*ret = text_val(code), (Err)OK)
                                          : bad(cx, f, s, "a region code of 6, 9 or 12 digits");
    }
    case TYPE_PHONE:
        return is_phone(s) ? (*ret = text_val(s), (Err)OK) : bad(cx, f, s, "a phone number");
    case TYPE_ID_NUMBER:
        return parse_upper(cx, f, s, id_number_is_valid,
                           "an ID number of 18 signs with its check digit (GB 11643)", ret);
    case TYPE_CREDIT_CODE:
        return parse_upper(cx, f, s, credit_code_is_valid,
                           "a credit code of 18 signs with its check digit (GB 32100)", ret);
    case TYPE_JSON: return parse_json_text(cx, f, s, ret);
    case TYPE_FILES: return parse_files(cx, f, s, ret);
    case TYPE_GEOMETRY: return parse_geometry_text(cx, f, s, ret);
    }
    return OK;
}

static bool has_control(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.p[i] < 0x20 && s.p[i] != '\n' && s.p[i] != '\t' && s.p[i] != '\r')
            return true;
    return false;
}

Err val_parse(Cx *cx, const Model *m, const Field *f, Str text, Val *ret)
{
    bool free_text = f->type == TYPE_TEXT;
    Str s = free_text ? text : str_trim(text);
    if (s.len == 0) return *ret = null_val(), OK;
    if (!utf8_is_valid(s) || has_control(s))
        return bad(cx, f, S(""), "text in UTF-8 without control characters");
    TRY(parse_typed(cx, m, f, str_dup(cx, s), ret));
    return val_limits(cx, f, *ret, text);
}

/* --- from JSON --- */

static Err from_array(Cx *cx, const Model *m, const Field *f, json_t *j, Val *ret)
{
    Buf b = buf_new(cx, 0);
    size_t i;
    json_t *item;
    if (f->type != TYPE_CODES && f->type != TYPE_FILES)
        return bad(cx, f, S("[…]"), "a single value");
    json_array_foreach (j, i, item) {
        json_t *text = json_is_object(item) ? json_object_get(item, "sha256") : item;
        if (!json_is_string(text)) return bad(cx, f, S("[…]"), "a list of texts");
        if (b.len) buf_char(&b, ' ');
        buf_add(&b, json_str(text));
    }
    return val_parse(cx, m, f, buf_str(&b), ret);
}

/* Numbers keep the text in which they were sent: 12.34 yuan are 1234 fen, never 12.339999. */
static Err from_number(Cx *cx, const Model *m, const Field *f, json_t *j, Val *ret)
{
    Buf b = buf_new(cx, 0);
    if (json_is_integer(j)) buf_i64(&b, json_integer_value(j));
    else buf_f64(&b, json_real_value(j));
    if (f->type == TYPE_REAL || f->type == TYPE_INT || f->type == TYPE_MONEY ||
        f->type == TYPE_BOOL)
        return val_parse(cx, m, f, buf_str(&b), ret);
    if (f->type == TYPE_JSON) return val_parse(cx, m, f, buf_str(&b), ret);
    return bad(cx, f, buf_str(&b), "a text");
}

Err val_from_input(Cx *cx, const Model *m, const Field *f, json_t *j, Val *ret)
{
    if (json_is_null(j)) return *ret = null_val(), OK;
    if (f->type == TYPE_JSON || f->type == TYPE_GEOMETRY) {
        if (json_is_string(j) && f->type == TYPE_GEOMETRY)
            return val_parse(cx, m, f, json_str(j), ret);
        char *z = json_dumps(j, JSON_COMPACT | JSON_ENCODE_ANY);
        Err err = val_parse(cx, m, f, str_c(z), ret);
        free(z);
        return err;
    }
    if (json_is_array(j)) return from_array(cx, m, f, j, ret);
    if (json_is_number(j)) return from_number(cx, m, f, j, ret);
    if (json_is_boolean(j))
        return f->type == TYPE_BOOL
                   ? (*ret = int_val(json_is_true(j)), (Err)OK)
                   : bad(cx, f, json_is_true(j) ? S("true") : S("false"), "a text or a number");
    if (!json_is_string(j)) return bad(cx, f, S("{…}"), "a single value");
    bool number = f->type == TYPE_INT || f->type == TYPE_REAL || f->type == TYPE_MONEY;
    if (number && json_str(j).len) return bad(cx, f, json_str(j), "a number, not a text");
    return val_parse(cx, m, f, json_str(j), ret);
}

/* --- out --- */

static void put_money(Buf *b, int64_t fen)
{
    uint64_t u = fen < 0 ? 0 - (uint64_t)fen : (uint64_t)fen;
    if (fen < 0) buf_char(b, '-');
    buf_i64(b, (int64_t)(u / 100));
    if (u % 100) buf_fmt(b, u % 10 ? ".%02u" : ".%u", (unsigned)(u % 10 ? u % 100 : u % 100 / 10));
}

Str val_text(Cx *cx, const Field *f, Val v)
{
    Buf b = buf_new(cx, 0);
    switch (v.kind) {
    case VAL_NULL: return S("");
    case VAL_TEXT: return v.s;
    case VAL_REAL: buf_f64(&b, v.f); return buf_str(&b);
    case VAL_INT: break;
    }
    if (f->type == TYPE_TIME) return time_format(cx, v.i);
    if (f->type == TYPE_DATE) return date_format(cx, v.i);
    if (f->type == TYPE_REF || f->type == TYPE_OBJECT) return id_format(cx, v.i);
    if (f->type == TYPE_MONEY) put_money(&b, v.i);
    else buf_i64(&b, v.i);
    return buf_str(&b);
}

static void output_list(Cx *cx, Str s, Jw *w)
{
    Str one;
    (void)cx;
    jw_open(w, '[');
    while (str_next(&s, ' ', &one))
        if (one.len) jw_str(w, one);
    jw_close(w, ']');
}

void val_output(Cx *cx, const Field *f, Val v, Jw *w)
{
    if (v.kind == VAL_NULL) jw_null(w);
    else if (v.kind == VAL_REAL) jw_f64(w, v.f);
    else if (v.kind == VAL_TEXT && (f->type == TYPE_CODES || f->type == TYPE_FILES))
        output_list(cx, v.s, w);
    else if (v.kind == VAL_TEXT && (f->type == TYPE_JSON || f->type == TYPE_GEOMETRY))
        jw_raw(w, v.s);
    else if (v.kind == VAL_TEXT) jw_str(w, v.s);
    else if (f->type == TYPE_INT || f->type == TYPE_BOOL || f->type == TYPE_MONEY)
        jw_raw(w, val_text(cx, f, v));
    else jw_str(w, val_text(cx, f, v));
}

/* --- masks: domain/12 §12.3 --- */

bool val_is_masked(const Cx *cx, const Field *f)
{
    return f->level > cx->actor->clearance;
}

static Str stars(Cx *cx, Str s, size_t head, size_t tail)
{
    size_t n = utf8_count(s);
    if (n <= head + tail) head = n > 1 ? 1 : 0, tail = 0;
    Str front = utf8_head(s, head), back = str_from(s, utf8_head(s, n - tail).len);
    Buf b = buf_new(cx, 0);
    buf_add(&b, front);
    for (size_t i = head; i + tail < n && i < head + 8; i++) buf_char(&b, '*');
    if (tail) buf_add(&b, back);
    return buf_str(&b);
}

/* Names: first sign; ID numbers: first 6 and last 4; phones: first 3 and last 4. */
Str val_mask(Cx *cx, const Field *f, Val v)
{
    Str s = val_text(cx, f, v);
    if (s.len == 0) return s;
    if (f->type == TYPE_PHONE) return stars(cx, s, 3, 4);
    if (f->type == TYPE_ID_NUMBER) return stars(cx, s, 6, 4);
    return f->type == TYPE_TEXT ? stars(cx, s, 1, 0) : S("***");
}

/* --- place and search --- */

bool rec_box(const Rec *rec, double box[4])
{
    const Reg *r = rec->reg;
    if (r->f_lon >= 0) {
        Val lon = rec->v[r->f_lon], lat = rec->v[r->f_lat];
        if (lon.kind != VAL_REAL || lat.kind != VAL_REAL) return false;
        box[0] = box[2] = lon.f;
        box[1] = box[3] = lat.f;
        return true;
    }
    return r->f_geometry >= 0 && rec->v[r->f_geometry].kind == VAL_TEXT &&
           geometry_box(rec->v[r->f_geometry].s, box);
}

bool rec_place(const Rec *rec, double *lon, double *lat)
{
    double box[4];
    if (!rec_box(rec, box)) return false;
    *lon = (box[0] + box[2]) / 2;
    *lat = (box[1] + box[3]) / 2;
    return true;
}

static bool is_title(const Reg *r, const Field *f)
{
    for (size_t i = 0; i < r->title.n; i++)
        if (str_eq(r->title.p[i], f->key)) return true;
    return false;
}

Str rec_search_text(Cx *cx, const Rec *rec)
{
    Buf b = buf_new(cx, 0);
    buf_add(&b, rec->title);
    for (size_t i = 0; i < rec->reg->n_fields; i++) {
        const Field *f = &rec->reg->fields[i];
        bool indexed = f->search && !is_title(rec->reg, f) && f->level <= LEVEL_INTERNAL;
        if (!indexed || rec->v[i].kind != VAL_TEXT) continue;
        buf_char(&b, ' ');
        buf_add(&b, rec->v[i].s);
    }
    return sql_search_text(cx, buf_str(&b));
}
