/* SPDX-License-Identifier: Apache-2.0 */
/* What handlers share: paths, parameters and bodies → values. */
#include "api/api_int.h"

Err want_reg(Cx *cx, const HttpCall *call, const Reg **ret)
{
    Str key = http_param(call, "key");
    *ret = model_reg(book_model(api_of(call)->site.book), key);
    return *ret ? OK : cx_refuse(cx, ERR_NOT_FOUND, S("register"), key, "no such register");
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
        TRY(query_param(cx, api_of(call)->site.book, ret, it->name, ops[it->op], it->value));
    }
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
    if (!role_may(auth_roles(api->site.auth), who->role, reg, S("read"))) return false;
    return reg->open_to_all_regions || scope_covers(who->region, api->site.city, region);
}

bool may_see_entry(const Api *api, const Actor *who, Str reg, Str action, Str region)
{
    const Reg *r = model_reg(book_model(api->site.book), reg);
    if (r) return may_read(api, who, r, region);
    bool keeper =
        str_is(who->role, "admin") || str_is(who->role, "auditor") || str_is(who->role, "system");
    return keeper || (str_is(reg, "model") && str_is(action, "reload") && who->role.len > 0);
}
