/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions, code lists, and what the site is. */
#include "api/api_int.h"

static void put_codes(const CodeList *l, Jw *w)
{
    jw_open(w, '[');
    for (size_t i = 0; i < l->n; i++) {
        const Code *c = &l->codes[i];
        jw_open(w, '{');
        jw_kstr(w, "code", c->code);
        jw_kstr(w, "zh", c->label.zh);
        jw_kstr(w, "en", c->label.en);
        if (c->parent.len) jw_kstr(w, "parent", c->parent);
        if (c->colour.len) jw_kstr(w, "colour", c->colour);
        if (c->level.len) jw_kstr(w, "level", c->level);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

/* How many records the caller may see; -1 = not asked. */
static Err count_of(Cx *cx, const HttpCall *call, const Reg *reg, int64_t *ret)
{
    Query q = {.reg = reg,
               .limit = 1,
               .text = S(""),
               .region = S(""),
               .sort_column = S(""),
               .after = S("")};
    return query_count(cx, api_of(call)->site.book, &q, ret);
}

Err get_registers(Cx *cx, HttpCall *call)
{
    const Api *api = api_of(call);
    const Model *m = book_model(api->site.book);
    Str codes;
    TRY(want_param(cx, call, "codes", &codes));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < m->n_regs; i++) {
        int64_t n;
        if (!may_read(api, cx->actor, m->regs[i], cx->actor->region)) continue;
        TRY(count_of(cx, call, m->regs[i], &n));
        reg_describe(cx, api->site.book, m->regs[i], n, &w);
    }
    jw_close(&w, ']');
    jw_key(&w, S("codes"));
    jw_open(&w, '{');
    for (size_t i = 0; i < m->n_lists && !str_is(codes, "0"); i++) {
        jw_key(&w, m->lists[i]->name);
        put_codes(m->lists[i], &w);
    }
    jw_close(&w, '}');
    jw_kstr(&w, "version", hash_hex(cx, m->version));
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

Err get_register(Cx *cx, HttpCall *call)
{
    const Api *api = api_of(call);
    const Reg *reg;
    int64_t n;
    TRY(want_reg(cx, call, &reg));
    TRY(count_of(cx, call, reg, &n));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    reg_describe(cx, api->site.book, reg, n, &w);
    return http_answer_json(call, 200, &buf);
}

Err get_codes(Cx *cx, HttpCall *call)
{
    Str name = http_param(call, "list");
    const CodeList *l = model_list(book_model(api_of(call)->site.book), name);
    if (!l) return cx_refuse(cx, ERR_NOT_FOUND, S("list"), name, "no such code list");
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_kstr(&w, "list", name);
    jw_key(&w, S("items"));
    put_codes(l, &w);
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

Err get_schema(Cx *cx, HttpCall *call)
{
    http_answer(call, 200, S("application/schema+json"), model_schema_json(cx));
    return OK;
}

Err post_reload(Cx *cx, HttpCall *call)
{
    Api *api = api_of(call);
    Refusals refused = {0};
    TRY(api->config.reload(cx, api->config.ctx, &refused));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_ki64(&w, "registers", (int64_t)book_model(api->site.book)->n_regs);
    jw_key(&w, S("refused"));
    jw_open(&w, '[');
    for (size_t i = 0; i < refused.n; i++) {
        jw_open(&w, '{');
        jw_kstr(&w, "file", refused.p[i].file);
        jw_ki64(&w, "line", refused.p[i].line);
        jw_kstr(&w, "reason", refused.p[i].reason);
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

Err get_site(Cx *cx, HttpCall *call)
{
    static const Label note = {
        {"演示边界仅供开发演示，公开使用须换用取得审图号的标准地图",
         sizeof "演示边界仅供开发演示，公开使用须换用取得审图号的标准地图" - 1},
        {"Demonstration boundaries; public use needs a map with an approval number",
         sizeof "Demonstration boundaries; public use needs a map with an approval number" - 1            }
    };
    const Site *c = site_of(call);
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    put_label(&w, "name", c->city_name);
    jw_kstr(&w, "city", c->city);
    jw_kbool(&w, "demo", c->demo);
    jw_kbool(&w, "sandbox", c->sandbox);
    jw_kstr(&w, "now", time_format(cx, cx->now_ms));
    jw_key(&w, S("pace"));
    jw_f64(&w, c->pace ? c->pace(c->ctx) : 1);
    jw_kstr(&w, "version", str_c(api_of(call)->config.version));
    put_label(&w, "boundary_note", note);
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}
