/* SPDX-License-Identifier: Apache-2.0 */
#include "systems/drill/fill.h"

static json_t *field_of(const Known *k, Str name)
{
    return k->record ? json_object_getn(k->record, name.p, name.len) : NULL;
}

static Str text_of(Cx *cx, json_t *v)
{
    if (json_is_string(v)) return (Str){json_string_value(v), json_string_length(v)};
    if (json_is_integer(v)) return str_fmt(cx, "%lld", (long long)json_integer_value(v));
    if (json_is_real(v)) return str_fmt(cx, "%.10g", json_real_value(v));
    if (json_is_boolean(v)) return json_is_true(v) ? S("1") : S("0");
    return S("");
}

/* now, now+2h, now-15m */
static bool time_word(Cx *cx, const Known *k, Str word, Str *ret)
{
    int64_t span = 0, at;
    if (str_starts(word, S("T+")) && scenario_time(word, k->start_ms, &at))
        return *ret = time_format(cx, at), true;
    if (!str_starts(word, S("now"))) return false;
    Str rest = str_from(word, 3);
    if (rest.len &&
        (!scenario_span(str_from(rest, 1), &span) || (rest.p[0] != '+' && rest.p[0] != '-')))
        return false;
    *ret = time_format(cx, k->now_ms + (rest.len && rest.p[0] == '-' ? -span : span));
    return true;
}

static bool word_value(Cx *cx, const Known *k, Str word, Str *ret)
{
    if (str_is(word, "id")) return *ret = k->id, true;
    if (str_is(word, "storm")) return *ret = k->storm, true;
    if (str_starts(word, S("f:"))) return *ret = text_of(cx, field_of(k, str_from(word, 2))), true;
    if (str_starts(word, S("ref:"))) {
        const Str *id = map_get(k->refs, str_from(word, 4));
        return *ret = id ? *id : S(""), true;
    }
    return time_word(cx, k, word, ret);
}

Str fill_text(Cx *cx, const Known *k, Str text)
{
    if (str_find_char(text, '{') == SIZE_MAX) return text;
    Buf b = buf_new(cx, 0);
    while (text.len) {
        Str value, head, tail;
        if (!str_cut(text, '{', &head, &tail)) {
            buf_add(&b, text);
            break;
        }
        buf_add(&b, head);
        size_t end = str_find_char(tail, '}');
        if (end != SIZE_MAX && word_value(cx, k, str_head(tail, end), &value)) {
            buf_add(&b, value);
            text = str_from(tail, end + 1);
        } else {
            buf_char(&b, '{');
            text = tail;
        }
    }
    return buf_str(&b);
}

/* The text is one {f:FIELD}: true, and the field (NULL = unknown). */
static bool is_field(const Known *k, Str text, json_t **ret)
{
    if (!str_starts(text, S("{f:")) || str_find_char(text, '}') != text.len - 1) return false;
    *ret = field_of(k, str_head(str_from(text, 3), text.len - 4));
    return true;
}

static json_t *fill_object(Cx *cx, const Known *k, json_t *value)
{
    const char *key;
    json_t *v, *copy = json_object();
    json_object_foreach (value, key, v) {
        json_t *made = fill_json(cx, k, v);
        if (made) (void)json_object_set_new(copy, key, made);
    }
    return copy;
}

json_t *fill_json(Cx *cx, const Known *k, json_t *value)
{
    json_t *v, *field;
    size_t i;
    if (json_is_object(value)) return fill_object(cx, k, value);
    if (json_is_array(value)) {
        json_t *copy = json_array();
        json_array_foreach (value, i, v) (void)json_array_append_new(copy, fill_json(cx, k, v));
        return copy;
    }
    if (!json_is_string(value)) return json_incref(value);
    Str text = {json_string_value(value), json_string_length(value)};
    if (is_field(k, text, &field)) return field && !json_is_null(field) ? json_incref(field) : NULL;
    Str full = fill_text(cx, k, text);
    return json_stringn(full.p ? full.p : "", full.len);
}
