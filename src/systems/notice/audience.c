/* SPDX-License-Identifier: Apache-2.0 */
/* The small language of audiences (接收范围), one term a line or between semicolons:
 * post:KIND@REGION, region:CODE, register:KEY?FIELD=VALUE, person:REF, team:REF, polygon:GEOJSON,
 * email:ADDRESS, webhook:URL. Nobody is taken twice; whoever is outside the actor's area is refused
 * and not left out in silence. */
#include "systems/notice/notice_int.h"

#include "systems/notice_sql.h"

enum { MEMBERS_MAX = 200000, PAGE = 1000 };

typedef struct Expand {
    Cx *cx;
    const Site *site;
    Db *db;
    Audience *a;
    Map places; /* region → LonLat, made when an area asks */
    bool has_places;
    size_t hits; /* records that a term named, taken already or not */
} Expand;

static Err refuse(Cx *cx, Str term, const char *why)
{
    return cx_refuse(cx, ERR_INVALID, S("audience"), utf8_head(term, 80), "%s", why);
}

/* --- who --- */

static Err want_in_scope(Expand *e, Str region, Str who)
{
    Cx *cx = e->cx;
    if (str_is(cx->actor->role, "system") || region.len == 0) return OK;
    if (scope_covers(cx->actor->region, e->site->city, region)) return OK;
    return cx_refuse(cx, ERR_DENIED, S("audience"), who, "the place %.*s lies outside your area",
                     STR_ARG(region));
}

static Err add_member(Expand *e, Str key, const Member *m)
{
    e->hits++;
    if (map_get(&e->a->seen, key)) return OK;
    if (e->a->members.n == MEMBERS_MAX)
        return cx_fail(e->cx, ERR_TOO_BIG, "audience", "at most %d persons", MEMBERS_MAX);
    TRY(want_in_scope(e, m->region, m->name));
    map_put(e->cx, &e->a->seen, key, e);
    vec_push(e->cx, &e->a->members, *m);
    return OK;
}

static Err add_person(Expand *e, int64_t id, Str kind, Str region)
{
    Cx *cx = e->cx;
    Stmt *st;
    bool row;
    Str key = id_format(cx, id);
    e->hits++;
    if (map_get(&e->a->seen, key)) return OK;
    TRY(db_prepare(cx, e->db, S(SQL_NOTICE_PERSON), &st));
    stmt_i64(st, 1, id);
    TRY(stmt_step(cx, st, &row));
    if (!row) {
        stmt_reset(st);
        e->a->n_vacant++;
        return OK;
    }
    Member m = {.person = id,
                .address = S(""),
                .name = col_dup(cx, st, 0),
                .region = region.len ? region : col_dup(cx, st, 2),
                .kind = kind,
                .has_phone = col_str(st, 1).len > 0};
    stmt_reset(st);
    return add_member(e, key, &m);
}

static Err add_address(Expand *e, const char *scheme, Str address, Str kind, Str region, Str name)
{
    Member m = {.address = str_fmt(e->cx, "%s%.*s", scheme, STR_ARG(address)),
                .name = str_dup(e->cx, name),
                .region = str_dup(e->cx, region),
                .kind = kind,
                .has_phone = str_is(str_c(scheme), "tel:")};
    return add_member(e, m.address, &m);
}

/* --- posts --- */

typedef struct Holder {
    int64_t person, object;
    Str kind, region, object_register;
} Holder;

typedef VEC(Holder) Holders;

static Err read_posts(Expand *e, Str kind, Str region, Holders *ret)
{
    Cx *cx = e->cx;
    Stmt *st;
    bool row;
    Str prefix = region.len ? region_prefix(region) : S("");
    TRY(db_prepare(cx, e->db, S(SQL_NOTICE_POSTS), &st));
    stmt_text(st, 1, kind);
    stmt_text(st, 2, prefix);
    stmt_text(st, 3, prefix.len ? str_fmt(cx, "%.*s:", STR_ARG(prefix)) : S("~"));
    stmt_i64(st, 4, day_of_ms(cx->now_ms));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        Holder h = {.person = col_i64(st, 0),
                    .object = col_i64(st, 4),
                    .kind = col_dup(cx, st, 1),
                    .region = col_dup(cx, st, 2),
                    .object_register = col_dup(cx, st, 3)};
        vec_push(cx, ret, h);
    }
    stmt_reset(st);
    return OK;
}

static Err add_posts(Expand *e, Str kind, Str region)
{
    Holders posts = {0};
    TRY(read_posts(e, kind, region, &posts));
    for (size_t i = 0; i < posts.n; i++)
        TRY(add_person(e, posts.p[i].person, posts.p[i].kind, posts.p[i].region));
    return OK;
}

/* A term that takes in the city as a whole is sent only with its count confirmed. */
static Err want_region(Expand *e, Str term, Str typed, Str *ret)
{
    if (!region_parse(e->cx, str_trim(typed), ret))
        return refuse(e->cx, term, msg_in(e->cx->lang, "must name a region of 6, 9 or 12 digits"));
    e->a->is_whole_city |= str_starts(region_prefix(e->site->city), region_prefix(*ret));
    return want_in_scope(e, *ret, typed);
}

static Err term_post(Expand *e, Str term, Str rest)
{
    Str kind, region;
    const CodeList *kinds = model_list(book_model(e->site->book), S("post_kind"));
    (void)str_cut(rest, '@', &kind, &region);
    kind = str_trim(kind);
    if (!str_is(kind, "*") && (!kinds || !code_find(kinds, kind)))
        return cx_refuse(e->cx, ERR_INVALID, S("audience"), kind, "no such code in the list %s",
                         "post_kind");
    TRY(want_region(e, term, region.len ? region : e->cx->actor->region, &region));
    return add_posts(e, kind, region);
}

static Err term_region(Expand *e, Str term, Str rest)
{
    Str region;
    TRY(want_region(e, term, rest, &region));
    return add_posts(e, S("*"), region);
}

/* --- records --- */

static Err add_persons_of(Expand *e, const Rec *rec, Str kind)
{
    Str region = str_dup(e->cx, rec->region);
    bool any = false, named = false;
    for (size_t i = 0; i < rec->reg->n_fields; i++) {
        const Field *f = &rec->reg->fields[i];
        if (f->type != TYPE_REF || !str_is(f->arg, "person")) continue;
        any = true;
        if (rec->v[i].kind != VAL_INT) continue;
        named = true;
        TRY(add_person(e, rec->v[i].i, kind, region));
    }
    for (size_t i = 0; i < rec->reg->n_fields && !named; i++) {
        const Field *f = &rec->reg->fields[i];
        if (f->type != TYPE_PHONE || rec->v[i].kind != VAL_TEXT) continue;
        if (str_ends(f->key, S("fax"))) continue;
        any = named = true;
        TRY(add_address(e, "tel:", rec->v[i].s, kind, region, rec->title));
    }
    e->a->n_vacant += any && !named;
    e->hits += any && !named;
    return OK;
}

static Err add_page(Expand *e, Query *q, Str kind, size_t *n)
{
    Page page = {.next = S("")};
    *n = 0;
    do {
        q->after = page.next;
        TRY(query_run(e->cx, e->site->book, q, &page));
        for (size_t i = 0; i < page.n; i++) TRY(add_persons_of(e, page.recs[i], kind));
        *n += page.n;
    } while (page.next.len);
    return OK;
}

static Query query_of(const Reg *reg)
{
    return (Query){.reg = reg,
                   .limit = PAGE,
                   .text = S(""),
                   .region = S(""),
                   .sort_column = S(""),
                   .after = S("")};
}

static Err term_register(Expand *e, Str term, Str rest)
{
    Str key, conditions, one, name, value;
    size_t n;
    (void)str_cut(rest, '?', &key, &conditions);
    const Reg *reg = model_reg(book_model(e->site->book), str_trim(key));
    if (!reg) return cx_refuse(e->cx, ERR_NOT_FOUND, S("audience"), key, "no such register");
    Query q = query_of(reg);
    e->a->is_whole_city |= conditions.len == 0;
    while (str_next(&conditions, '&', &one)) {
        if (!str_cut(one, '=', &name, &value))
            return refuse(e->cx, term, msg_in(e->cx->lang, "a condition is name=value"));
        TRY(query_param(e->cx, e->site->book, &q, str_trim(name), OP_EQ, str_trim(value)));
    }
    return add_page(e, &q, reg->key, &n);
}

/* A record by its id or its outside reference. */
static Err find_record(Expand *e, const char *key, Str ref, Rec **ret)
{
    const Reg *reg;
    int64_t id;
    Page page;
    TRY(system_reg(e->cx, e->site, key, &reg));
    if (id_parse(ref, &id)) return record_get(e->cx, e->site->book, reg, id, 0, ret);
    Query q = query_of(reg);
    TRY(query_param(e->cx, e->site->book, &q, S("ref"), OP_EQ, ref));
    TRY(query_run(e->cx, e->site->book, &q, &page));
    if (page.n != 1) return cx_refuse(e->cx, ERR_NOT_FOUND, S("audience"), ref, "no such record");
    *ret = page.recs[0];
    return OK;
}

static Err term_person(Expand *e, Str rest)
{
    Rec *rec;
    TRY(find_record(e, "person", rest, &rec));
    return add_person(e, rec->id, S("person"), S(""));
}

static Err term_team(Expand *e, Str rest)
{
    Rec *rec;
    TRY(find_record(e, "team", rest, &rec));
    return add_persons_of(e, rec, S("team"));
}

/* --- areas --- */

static Err read_places(Expand *e)
{
    Stmt *st;
    bool row;
    if (e->has_places) return OK;
    TRY(db_prepare(e->cx, e->db, S(SQL_NOTICE_REGION_PLACES), &st));
    for (;;) {
        TRY(stmt_step(e->cx, st, &row));
        if (!row) break;
        LonLat *p = cx_new(e->cx, LonLat, 1);
        *p = (LonLat){col_f64(st, 1), col_f64(st, 2)};
        map_put(e->cx, &e->places, col_str(st, 0), p);
    }
    stmt_reset(st);
    e->has_places = true;
    return OK;
}

/* The city's box and a little more; false = its outline is not known. */
static Err city_box(Expand *e, double box[4], bool *known)
{
    static const double EDGE = 0.05; /* degrees, some 5 km, beyond the outline */
    Stmt *st;
    bool row;
    Cx *cx = e->cx;
    *known = false;
    TRY(db_prepare(cx, e->db, S(SQL_NOTICE_REGION_GEOMETRY), &st));
    stmt_text(st, 1, e->site->city);
    TRY(stmt_step(cx, st, &row));
    Str text = row ? col_dup(cx, st, 0) : S("");
    stmt_reset(st);
    json_t *g = text.len ? json_loadb(text.p, text.len, 0, NULL) : NULL;
    *known = g && geometry_bounds(json_object_get(g, "coordinates"), 0, box);
    json_decref(g);
    for (int i = 0; *known && i < 4; i++) box[i] += i < 2 ? -EDGE : EDGE;
    return OK;
}

/* Where what a post is responsible for lies; else the middle of its region. */
static Err place_of(Expand *e, const Holder *h, LonLat *ret, bool *known)
{
    Rec *rec = NULL;
    const LonLat *p = map_get(&e->places, h->region);
    const Reg *reg =
        h->object_register.len ? model_reg(book_model(e->site->book), h->object_register) : NULL;
    *known = false;
    if (reg && h->object && reg_has_place(reg))
        TRY(record_load(e->cx, e->db, reg, h->object, &rec));
    if (rec && rec_place(rec, &ret->lon, &ret->lat)) return *known = true, OK;
    if (p) *ret = *p, *known = true;
    return OK;
}

static Err add_posts_inside(Expand *e, const Area *area)
{
    Holders posts = {0};
    LonLat p;
    bool known;
    TRY(read_posts(e, S("*"), S(""), &posts));
    for (size_t i = 0; i < posts.n; i++) {
        ArenaMark mark = arena_mark(e->cx->arena);
        TRY(place_of(e, &posts.p[i], &p, &known));
        arena_rewind(e->cx->arena, mark);
        if (known && area_contains(area, p))
            TRY(add_person(e, posts.p[i].person, posts.p[i].kind, posts.p[i].region));
    }
    return OK;
}

static Err add_persons_inside(Expand *e, const Area *area)
{
    Cx *cx = e->cx;
    Stmt *st;
    bool row;
    VEC(int64_t) ids = {0};
    TRY(db_prepare(cx, e->db, S(SQL_NOTICE_PLACED_PERSONS), &st));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        const LonLat *p = map_get(&e->places, col_str(st, 1));
        if (p && area_contains(area, *p)) vec_push(cx, &ids, col_i64(st, 0));
    }
    stmt_reset(st);
    for (size_t i = 0; i < ids.n; i++) TRY(add_person(e, ids.p[i], S("person"), S("")));
    return OK;
}

static bool covers(const double outer[4], const double inner[4])
{
    return outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] &&
           outer[3] >= inner[3];
}

static Err add_inside(Expand *e, json_t *geometry)
{
    Area area;
    double box[4];
    bool known;
    TRY(city_box(e, box, &known));
    TRY(area_read(e->cx, geometry, known ? box : NULL, &area));
    for (int i = 0; known && i < 4; i++)
        box[i] += i < 2 ? 0.1 : -0.1; /* nearly all of it is all of it */
    e->a->is_whole_city |= known && covers(area.box, box);
    TRY(read_places(e));
    TRY(add_posts_inside(e, &area));
    return add_persons_inside(e, &area);
}

/* --- terms --- */

static Err term_webhook(Expand *e, Str url)
{
    Gateways g;
    TRY(gateways_read(e->cx, e->site, &g));
    TRY(webhook_allowed(e->cx, e->site, &g, url));
    return add_address(e, "", url, S("webhook"), S(""), url);
}

static Err term_email(Expand *e, Str term, Str address)
{
    size_t at = str_find_char(address, '@');
    if (at == SIZE_MAX || at == 0 || at + 1 >= address.len ||
        str_find_char(address, ' ') < SIZE_MAX)
        return refuse(e->cx, term, msg_in(e->cx->lang, "is no e-mail address"));
    return add_address(e, "mailto:", address, S("email"), S(""), address);
}

static Err expand_term(Expand *e, Str term)
{
    Str word, rest;
    (void)str_cut(term, ':', &word, &rest);
    word = str_trim(word);
    rest = str_trim(rest);
    if (rest.len == 0) return refuse(e->cx, term, msg_in(e->cx->lang, "a term is word:value"));
    if (str_is(word, "post")) return term_post(e, term, rest);
    if (str_is(word, "region")) return term_region(e, term, rest);
    if (str_is(word, "register")) return term_register(e, term, rest);
    if (str_is(word, "person")) return term_person(e, rest);
    if (str_is(word, "team")) return term_team(e, rest);
    if (str_is(word, "email")) return term_email(e, term, rest);
    if (str_is(word, "webhook")) return term_webhook(e, rest);
    return refuse(e->cx, term,
                  msg_in(e->cx->lang, "must begin with post, region, register, person, team, "
                                      "polygon, email or webhook"));
}

/* An area ends where its JSON ends, whatever stands in it. */
static Err expand_polygon(Expand *e, Str *text)
{
    json_error_t where;
    Str body = str_from(*text, strlen("polygon:"));
    json_t *g = json_loadb(body.p, body.len, JSON_DISABLE_EOF_CHECK, &where);
    if (!g)
        return refuse(e->cx, *text,
                      msg_in(e->cx->lang, "must be a GeoJSON Polygon or MultiPolygon"));
    *text = str_from(body, (size_t)where.position);
    Err err =
        json_is_object(g)
            ? add_inside(e, g)
            : refuse(e->cx, body, msg_in(e->cx->lang, "must be a GeoJSON Polygon or MultiPolygon"));
    json_decref(g);
    return err;
}

static Str next_term(Str *text)
{
    size_t n = 0;
    while (n < text->len && text->p[n] != ';' && text->p[n] != '\n' &&
           !str_starts(str_from(*text, n), S("；")))
        n++;
    Str term = str_trim(str_head(*text, n));
    Str rest = str_from(*text, n);
    *text = str_from(rest, str_starts(rest, S("；")) ? strlen("；") : 1);
    return term;
}

static Err expand_all(Expand *e, Str text)
{
    while (text.len) {
        size_t before = e->hits;
        text = str_trim(text);
        Str term = text;
        if (str_starts(text, S("polygon:"))) TRY(expand_polygon(e, &text));
        else {
            term = next_term(&text);
            if (term.len == 0) continue;
            TRY(expand_term(e, term));
        }
        if (e->hits == before) return refuse(e->cx, term, msg_in(e->cx->lang, "matches nobody"));
    }
    return OK;
}

Err audience_expand(Cx *cx, const Site *site, Str text, Audience *ret)
{
    *ret = (Audience){0};
    Expand e = {.cx = cx, .site = site, .a = ret};
    if (str_trim(text).len == 0) return cx_fail(cx, ERR_INVALID, "audience", "is required");
    TRY(store_reader(cx, site->store, &e.db));
    TRY(expand_all(&e, text));
    if (ret->members.n == 0)
        return cx_refuse(cx, ERR_INVALID, S("audience"), utf8_head(text, 80), "matches nobody");
    return OK;
}

Str region_above(Cx *cx, Str region)
{
    static const size_t cuts[] = {9, 6, 4};
    Str prefix = region_prefix(region);
    for (size_t i = 0; i < COUNT(cuts); i++)
        if (prefix.len > cuts[i])
            return str_fmt(cx, "%.*s%.*s", (int)cuts[i], region.p, (int)(12 - cuts[i]),
                           "000000000000");
    return region;
}
