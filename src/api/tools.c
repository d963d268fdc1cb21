/* SPDX-License-Identifier: Apache-2.0 */
/* What handlers share: paths, parameters and bodies → values. */
#include "api/api_int.h"

Err want_reg(Cx *cx, const HttpCall *call, const Reg **ret)
{
    Str key = http_param(call, "key");
    *ret = model_reg(book_model(api_of(call)->config.book), key);
    return *ret ? OK : cx_refuse(cx, ERR_NOT_FOUND, S("register"), key, "no such register");
}

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

static bool is_own(const char *own, Str name)
{
    Str rest = str_c(own), one;
    while (str_next(&rest, ' ', &one))
        if (str_eq(one, name)) return true;
    return false;
}

static bool is_repeated(const UrlQuery *q, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(q->p[k].name, q->p[i].name) && q->p[k].op == q->p[i].op) return true;
    return false;
}

Err want_query(Cx *cx, const HttpCall *call, const Reg *reg, const char *own, Query *ret)
{
    static const Op ops[] = {[URL_EQ] = OP_EQ, [URL_NE] = OP_NE, [URL_LT] = OP_LT,
                             [URL_LE] = OP_LE, [URL_GT] = OP_GT, [URL_GE] = OP_GE};
    *ret = (Query){.reg = reg,
                   .limit = 50,
                   .want_total = true,
                   .text = S(""),
                   .region = S(""),
                   .sort_column = S(""),
                   .after = S("")};
    for (size_t i = 0; i < call->query.n; i++) {
        const UrlItem *it = &call->query.p[i];
        if (is_repeated(&call->query, i))
            return cx_refuse(cx, ERR_INVALID, it->name, it->value,
                             "this parameter stands here twice");
        if (is_own(own, it->name)) continue;
        if (it->bare)
            return cx_refuse(cx, ERR_INVALID, it->name, S(""), "a condition is name=value");
        TRY(query_param(cx, api_of(call)->config.book, ret, it->name, ops[it->op], it->value));
    }
    return OK;
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

void put_label(Jw *w, const char *key, Label l)
{
    jw_key(w, str_c(key));
    jw_open(w, '{');
    jw_kstr(w, "zh", l.zh);
    jw_kstr(w, "en", l.en);
    jw_close(w, '}');
}

bool may_read(const Api *api, const Actor *who, const Reg *reg, Str region)
{
    if (str_is(who->role, "system")) return true;
    if (!role_may(auth_roles(api->config.auth), who->role, reg, S("read"))) return false;
    return reg->open_to_all_regions || scope_covers(who->region, api->config.city, region);
}

bool may_see_entry(const Api *api, const Actor *who, Str reg, Str action, Str region)
{
    const Reg *r = model_reg(book_model(api->config.book), reg);
    if (r) return may_read(api, who, r, region);
    bool keeper =
        str_is(who->role, "admin") || str_is(who->role, "auditor") || str_is(who->role, "system");
    return keeper || (str_is(reg, "model") && str_is(action, "reload") && who->role.len > 0);
}
