/* SPDX-License-Identifier: Apache-2.0 */
#include "http/want.h"

Err want_id(Cx *cx, const HttpCall *call, const char *param, int64_t *ret)
{
    Str text = http_param(call, param);
    return id_parse(text, ret) ? OK : cx_refuse(cx, ERR_NOT_FOUND, S("id"), text, "no such record");
}

static void free_json(void *j)
{
    json_decref(j);
}

Err want_object(Cx *cx, const HttpCall *call, json_t **ret)
{
    json_error_t error;
    TRY(http_want_json(cx, call));
    json_t *j = json_loadb(call->body.p, call->body.len, JSON_REJECT_DUPLICATES, &error);
    if (!j)
        return cx_fail(cx, ERR_INVALID, "body", "is not JSON: line %d column %d: %s", error.line,
                       error.column, error.text);
    cx_defer(cx, free_json, j);
    if (!json_is_object(j)) return cx_fail(cx, ERR_INVALID, "body", "must be a JSON object");
    *ret = j;
    return OK;
}

Str json_text(json_t *object, const char *key)
{
    json_t *j = json_object_get(object, key);
    return json_is_string(j) ? (Str){json_string_value(j), json_string_length(j)} : S("");
}

Err want_param(Cx *cx, const HttpCall *call, const char *name, Str *ret)
{
    bool seen = false;
    *ret = S("");
    for (size_t i = 0; i < call->query.n; i++) {
        const UrlItem *it = &call->query.p[i];
        if (!str_is(it->name, name)) continue;
        if (seen)
            return cx_refuse(cx, ERR_INVALID, it->name, it->value,
                             "this parameter stands here twice");
        if (it->op != URL_EQ || it->bare)
            return cx_refuse(cx, ERR_INVALID, it->name, it->value, "this parameter is name=value");
        seen = true;
        *ret = it->value;
    }
    return OK;
}

Err want_f64(Cx *cx, const HttpCall *call, const char *name, double least, double most, double *ret)
{
    Str s;
    TRY(want_param(cx, call, name, &s));
    if (!str_f64(s, ret) || *ret < least || *ret > most)
        return cx_refuse(cx, ERR_INVALID, str_c(name), s, "must be a number from %g to %g", least,
                         most);
    return OK;
}

Err want_int(Cx *cx, const HttpCall *call, const char *name, int64_t least, int64_t most,
             int64_t none, int64_t *ret)
{
    Str s;
    TRY(want_param(cx, call, name, &s));
    *ret = none;
    if (s.len == 0) return OK;
    if (!str_i64(s, ret) || *ret < least || *ret > most)
        return cx_refuse(cx, ERR_INVALID, str_c(name), s,
                         "must be a whole number from %lld to %lld", (long long)least,
                         (long long)most);
    return OK;
}

Err want_time(Cx *cx, const HttpCall *call, const char *name, int64_t none, int64_t *ret)
{
    Str s;
    *ret = none;
    TRY(want_param(cx, call, name, &s));
    if (s.len && (!time_parse(time_mend(cx, s), ret) || *ret <= 0))
        return cx_refuse(cx, ERR_INVALID, str_c(name), s, "must be %s",
                         msg_in(cx->lang, "a time such as 2019-08-09T14:05:00+08:00"));
    return OK;
}
