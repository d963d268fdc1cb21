/* SPDX-License-Identifier: Apache-2.0 */
/* OGC API Features: every register with a place is a collection.
 * source: OGC 17-069r4 (Part 1: Core, GeoJSON), OGC 18-058 (Part 2: CRS by reference; CRS84 and
 * EPSG:4490 share their axes' values) */
#include "api/api_int.h"

static const char crs84[] = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

static Str base_url(Cx *cx, const HttpCall *call)
{
    Str host = http_header_in(call, "Host");
    return str_fmt(cx, "%s://%.*s/ogc", call->is_tls ? "https" : "http", STR_ARG(host));
}

static void put_link(Cx *cx, Jw *w, const char *rel, const char *type, Str base, Str tail)
{
    jw_open(w, '{');
    jw_kstr(w, "href", str_join(cx, base, tail));
    jw_kstr(w, "rel", str_c(rel));
    jw_kstr(w, "type", str_c(type));
    jw_close(w, '}');
}

static void open_links(Jw *w)
{
    jw_key(w, S("links"));
    jw_open(w, '[');
}

Err ogc_landing(Cx *cx, HttpCall *call)
{
    Str base = base_url(cx, call);
    const Api *api = api_of(call);
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_kstr(&w, "title", cx_pick(cx, api->site.city_name.zh, api->site.city_name.en));
    jw_kstr(&w, "description", S("Anlan: registers with a place"));
    open_links(&w);
    put_link(cx, &w, "self", "application/json", base, S(""));
    put_link(cx, &w, "conformance", "application/json", base, S("/conformance"));
    put_link(cx, &w, "data", "application/json", base, S("/collections"));
    put_link(cx, &w, "service-desc", "application/vnd.oai.openapi+json;version=3.1",
             str_head(base, base.len - 4), S("/openapi.json"));
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

Err ogc_conformance(Cx *cx, HttpCall *call)
{
    static const char *const classes[] = {
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"};
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_key(&w, S("conformsTo"));
    jw_open(&w, '[');
    for (size_t i = 0; i < COUNT(classes); i++) jw_str(&w, str_c(classes[i]));
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

static void put_collection(Cx *cx, const HttpCall *call, const Reg *r, Jw *w)
{
    Str base = base_url(cx, call), path = str_fmt(cx, "/collections/%.*s", STR_ARG(r->key));
    jw_open(w, '{');
    jw_kstr(w, "id", r->key);
    jw_kstr(w, "title", cx_pick(cx, r->label.zh, r->label.en));
    jw_kstr(w, "itemType", S("feature"));
    jw_kraw(w, "extent",
            S("{\"spatial\":{\"bbox\":[[-180,-90,180,90]],\"crs\":\"http://www.opengis.net/def/crs/"
              "OGC/1.3/CRS84\"}}"));
    jw_key(w, S("crs"));
    jw_open(w, '[');
    jw_str(w, str_c(crs84));
    jw_close(w, ']');
    jw_kstr(w, "storageCrs", str_c(crs84));
    open_links(w);
    put_link(cx, w, "self", "application/json", base, path);
    put_link(cx, w, "items", "application/geo+json", base, str_join(cx, path, S("/items")));
    jw_close(w, ']');
    jw_close(w, '}');
}

Err ogc_collections(Cx *cx, HttpCall *call)
{
    const Api *api = api_of(call);
    const Model *m = book_model(api->site.book);
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    open_links(&w);
    put_link(cx, &w, "self", "application/json", base_url(cx, call), S("/collections"));
    jw_close(&w, ']');
    jw_key(&w, S("collections"));
    jw_open(&w, '[');
    for (size_t i = 0; i < m->n_regs; i++)
        if (reg_has_place(m->regs[i]) && may_read(api, cx->actor, m->regs[i], cx->actor->region))
            put_collection(cx, call, m->regs[i], &w);
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

static Err want_collection(Cx *cx, const HttpCall *call, const Reg **ret)
{
    TRY(want_reg(cx, call, ret));
    if (!reg_has_place(*ret))
        return cx_refuse(cx, ERR_NOT_FOUND, S("collection"), (*ret)->key,
                         "this register has no places");
    return book_gate(api_of(call)->site.book, cx, *ret, S("read"),
                     (*ret)->open_to_all_regions ? S("") : cx->actor->region);
}

Err ogc_collection(Cx *cx, HttpCall *call)
{
    const Reg *reg;
    TRY(want_collection(cx, call, &reg));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    put_collection(cx, call, reg, &w);
    return http_answer_json(call, 200, &buf);
}

static Err put_feature(Cx *cx, Api *api, const Rec *rec, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "type", S("Feature"));
    jw_kstr(w, "id", id_format(cx, rec->id));
    jw_key(w, S("geometry"));
    geometry_json(rec, w);
    jw_key(w, S("properties"));
    TRY(record_properties(cx, api->site.book, rec, w));
    jw_close(w, '}');
    return OK;
}

/* datetime=A, A/B, ../B, A/.. over the time that dates a record. source: 17-069r4 §7.15.4 */
static Err take_datetime(Cx *cx, Api *api, Query *q, Str value)
{
    Str from, to;
    bool range = str_cut(value, '/', &from, &to);
    if (value.len == 0) return OK;
    Str name = q->reg->dated_by.len ? q->reg->dated_by : S("created_at");
    if (!range) to = from;
    if (from.len && !str_is(from, "..")) TRY(query_param(cx, api->site.book, q, name, OP_GE, from));
    if (to.len && !str_is(to, "..")) TRY(query_param(cx, api->site.book, q, name, OP_LE, to));
    return OK;
}

static Err want_items(Cx *cx, const HttpCall *call, const Reg *reg, Query *q, int64_t *offset)
{
    Str datetime, limit;
    TRY(want_query(cx, call, reg, "datetime offset limit bbox-crs crs f", q));
    TRY(want_param(cx, call, "datetime", &datetime));
    TRY(want_param(cx, call, "limit", &limit));
    TRY(want_int(cx, call, "offset", 0, INT64_MAX, 0, offset));
    int64_t n = 10;
    if (limit.len && (!str_i64(limit, &n) || n < 1))
        return cx_refuse(cx, ERR_INVALID, S("limit"), limit, "must be 1 to %d", 10000);
    q->limit =
        n > 10000 ? 10000 : (int)n; /* more than the limit is cut, not refused: 17-069r4 §7.15.2 */
    return take_datetime(cx, api_of(call), q, datetime);
}

/* Our cursor under the parameter `after`; the other conditions are repeated. */
static Str next_query(Cx *cx, const HttpCall *call, Str cursor)
{
    Buf b = buf_new(cx, 0);
    Str rest = call->raw_query, one;
    while (str_next(&rest, '&', &one))
        if (one.len && !str_starts(one, S("after="))) buf_fmt(&b, "%.*s&", STR_ARG(one));
    buf_fmt(&b, "after=%.*s", STR_ARG(cursor));
    return buf_str(&b);
}

Err ogc_items(Cx *cx, HttpCall *call)
{
    Api *api = api_of(call);
    const Reg *reg;
    Query q;
    Page page;
    int64_t offset;
    TRY(want_collection(cx, call, &reg));
    TRY(want_items(cx, call, reg, &q, &offset));
    TRY(query_run(cx, api->site.book, &q, &page));
    Str base = base_url(cx, call), path = str_fmt(cx, "/collections/%.*s/items", STR_ARG(reg->key));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_kstr(&w, "type", S("FeatureCollection"));
    jw_ki64(&w, "numberMatched", page.total);
    jw_ki64(&w, "numberReturned", (int64_t)page.n);
    jw_kstr(&w, "timeStamp", time_format(cx, cx->now_ms));
    open_links(&w);
    put_link(cx, &w, "self", "application/geo+json", base, path);
    if (page.next.len)
        put_link(cx, &w, "next", "application/geo+json", base,
                 str_fmt(cx, "%.*s?%.*s", STR_ARG(path), STR_ARG(next_query(cx, call, page.next))));
    jw_close(&w, ']');
    jw_key(&w, S("features"));
    jw_open(&w, '[');
    for (size_t i = 0; i < page.n; i++) TRY(put_feature(cx, api, page.recs[i], &w));
    jw_close(&w, ']');
    jw_close(&w, '}');
    TRY(http_answer_json(call, 200, &buf));
    call->type = S("application/geo+json");
    http_header(call, S("Content-Crs"), str_fmt(cx, "<%s>", crs84));
    return OK;
}

Err ogc_item(Cx *cx, HttpCall *call)
{
    const Reg *reg;
    int64_t id;
    Rec *rec;
    TRY(want_collection(cx, call, &reg));
    TRY(want_id(cx, call, "id", &id));
    TRY(record_get(cx, api_of(call)->site.book, reg, id, 0, &rec));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    TRY(put_feature(cx, api_of(call), rec, &w));
    TRY(http_answer_json(call, 200, &buf));
    call->type = S("application/geo+json");
    return OK;
}
