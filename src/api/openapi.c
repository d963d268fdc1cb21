/* SPDX-License-Identifier: Apache-2.0 */
/* OpenAPI 3.1 from the route table; one schema for each register from its definition. */
#include "api/api_int.h"

static const char *schema_of(Type t)
{
    switch (t) {
    case TYPE_INT:
    case TYPE_BOOL: return "{\"type\":[\"integer\",\"null\"]}";
    case TYPE_REAL:
    case TYPE_MONEY: return "{\"type\":[\"number\",\"null\"]}";
    case TYPE_TIME: return "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}";
    case TYPE_DATE: return "{\"type\":[\"string\",\"null\"],\"format\":\"date\"}";
    case TYPE_CODES:
    case TYPE_FILES: return "{\"type\":[\"array\",\"null\"],\"items\":{\"type\":\"string\"}}";
    case TYPE_JSON: return "{}";
    case TYPE_GEOMETRY: return "{\"type\":[\"object\",\"null\"]}";
    case TYPE_TEXT:
    case TYPE_CODE:
    case TYPE_REF:
    case TYPE_OBJECT:
    case TYPE_REGION:
    case TYPE_PHONE:
    case TYPE_ID_NUMBER:
    case TYPE_CREDIT_CODE: return "{\"type\":[\"string\",\"null\"]}";
    }
    return "{}";
}

static void put_schema(const Reg *r, Jw *w)
{
    jw_key(w, r->key);
    jw_open(w, '{');
    jw_kstr(w, "type", S("object"));
    jw_kstr(w, "title", r->label.en);
    jw_kstr(w, "description", r->label.zh);
    jw_key(w, S("properties"));
    jw_open(w, '{');
    for (size_t i = 0; i < r->n_fields; i++) {
        jw_key(w, r->fields[i].key);
        jw_raw(w, str_c(schema_of(r->fields[i].type)));
    }
    jw_close(w, '}');
    jw_close(w, '}');
}

/* `{rest*}` of our table is `{rest}` there. */
static Str public_path(Cx *cx, const char *pattern)
{
    return str_replace(cx, str_c(pattern), S("*}"), S("}"));
}

static void put_parameters(Cx *cx, Str path, Jw *w)
{
    jw_key(w, S("parameters"));
    jw_open(w, '[');
    for (size_t i = 0; i < path.len; i++) {
        if (path.p[i] != '{') continue;
        Str name = str_from(path, i + 1);
        name = str_head(name, str_find_char(name, '}'));
        jw_raw(w, str_fmt(cx,
                          "{\"name\":\"%.*s\",\"in\":\"path\",\"required\":true,\"schema\":{"
                          "\"type\":\"string\"}}",
                          STR_ARG(name)));
    }
    jw_close(w, ']');
}

static void put_operation(Cx *cx, const HttpRoute *r, Jw *w)
{
    static const char *const who[] = {"anybody", "signed in", "roles", "local"};
    const Policy *p = r->policy;
    jw_key(w, str_lower(cx, str_c(r->method)));
    jw_open(w, '{');
    jw_kstr(w, "summary", str_c(p->summary));
    put_parameters(cx, public_path(cx, r->pattern), w);
    if (p->who == WHO_ANYBODY) jw_kraw(w, "security", S("[]"));
    jw_kstr(w, "x-who", str_c(who[p->who]));
    if (p->roles) jw_kstr(w, "x-roles", str_c(p->roles));
    if (p->verb) jw_kstr(w, "x-verb", str_c(p->verb));
    jw_kraw(w, "responses",
            S("{\"default\":{\"description\":\"the answer, or a problem document (RFC 9457)\"}}"));
    jw_close(w, '}');
}

static bool is_public(const HttpRoute *r)
{
    return ((const Policy *)r->policy)->who != WHO_LOCAL;
}

/* Routes of one path stand together in the document, wherever they stand in the table. */
static void put_paths(Cx *cx, const Api *api, Jw *w)
{
    size_t n;
    const HttpRoute *t = api_routes(api, &n);
    for (size_t i = 0; i < n; i++) {
        bool before = false;
        for (size_t k = 0; k < i; k++) before = before || strcmp(t[k].pattern, t[i].pattern) == 0;
        if (before || !is_public(&t[i])) continue;
        jw_key(w, public_path(cx, t[i].pattern));
        jw_open(w, '{');
        for (size_t k = i; k < n; k++)
            if (strcmp(t[k].pattern, t[i].pattern) == 0 && is_public(&t[k]))
                put_operation(cx, &t[k], w);
        jw_close(w, '}');
    }
}

Err get_openapi(Cx *cx, HttpCall *call)
{
    const Model *m = book_model(api_of(call)->site.book);
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_kstr(&w, "openapi", S("3.1.0"));
    jw_key(&w, S("info"));
    jw_open(&w, '{');
    jw_kstr(&w, "title", S("Anlan 安澜"));
    jw_kstr(&w, "version", str_c(api_of(call)->config.version));
    jw_close(&w, '}');
    jw_kraw(&w, "security", S("[{\"bearer\":[]},{\"cookie\":[]}]"));
    jw_key(&w, S("paths"));
    jw_open(&w, '{');
    put_paths(cx, api_of(call), &w);
    jw_close(&w, '}');
    jw_key(&w, S("components"));
    jw_open(&w, '{');
    jw_kraw(&w, "securitySchemes",
            S("{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"},\"cookie\":{\"type\":"
              "\"apiKey\",\"in\":\"cookie\",\"name\":\"anlan\"}}"));
    jw_key(&w, S("schemas"));
    jw_open(&w, '{');
    for (size_t i = 0; i < m->n_regs; i++) put_schema(m->regs[i], &w);
    jw_close(&w, '}');
    jw_close(&w, '}');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}
