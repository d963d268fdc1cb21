/* SPDX-License-Identifier: Apache-2.0 */
/* Warnings as CAP 1.2: taken in from other bodies, given out to them. One identifier is one
 * warning; an update or cancel of something unknown, or by another sender, is held for the duty
 * officer and changes nothing. source: domain/10 §10.4 and §10.5 */
#include "systems/notice/notice_int.h"

#include "systems/notice_sql.h"
#include "wire/cap.h"

static const char hold_unknown[] = "引用的预警未知，待值班员核对",
                  hold_sender[] = "发布单位与原预警不同，待值班员核对",
                  hold_colour[] = "同一标识颜色不同，待值班员核对";

enum { EXPIRES_HOURS = 24 };

static const char *const colours[] = {"", "red", "orange", "yellow", "blue", ""};
static const char *const statuses[] = {"", "Actual", "Exercise", "System", "Test", "Draft"};
static const char *const msg_types[] = {"", "Alert", "Update", "Cancel", "Ack", "Error"};
static const char *const scopes[] = {"", "Public", "Restricted", "Private"};
static const char *const urgencies[] = {"", "Immediate", "Expected", "Future", "Past", "Unknown"};
static const char *const certainties[] = {"",         "Observed", "Likely",
                                          "Possible", "Unlikely", "Unknown"};

static int word_of(const char *const *list, size_t n, Str word, int none)
{
    for (size_t i = 1; i < n; i++)
        if (list[i][0] && str_is(word, list[i])) return (int)i;
    return none;
}

/* --- in --- */

typedef struct Taking {
    const Site *site;
    const CapAlert *alert;
    const CapInfo *info; /* the Chinese one where there is one; NULL = none */
    Str region;
    int64_t id;
    Str held; /* why it waits; "" = applied */
    bool known;
} Taking;

static void set_text(json_t *o, const char *key, Str s, size_t chars)
{
    s = utf8_head(s, chars);
    if (s.len) json_object_set_new(o, key, json_stringn(s.p, s.len));
}

static void set_time(Cx *cx, json_t *o, const char *key, CapTime t)
{
    if (t.text.len) set_text(o, key, time_format(cx, t.ms), 40);
}

static const CapInfo *pick_info(const CapAlert *a)
{
    for (size_t i = 0; i < a->infos.n; i++)
        if (str_starts(a->infos.p[i].language, S("zh"))) return &a->infos.p[i];
    return a->infos.n ? &a->infos.p[0] : NULL;
}

static Str region_of(Cx *cx, const Site *site, const CapInfo *info)
{
    Str region;
    for (size_t i = 0; info && i < info->areas.n; i++)
        for (size_t k = 0; k < info->areas.p[i].geocodes.n; k++)
            if (region_parse(cx, info->areas.p[i].geocodes.p[k].value, &region)) return region;
    return site->city;
}

static void put_ring(Jw *w, const CapPolygon *p)
{
    jw_open(w, '[');
    jw_open(w, '[');
    for (size_t i = 0; i < p->n; i++) {
        jw_open(w, '[');
        jw_f64(w, p->p[i].lon);
        jw_f64(w, p->p[i].lat);
        jw_close(w, ']');
    }
    jw_close(w, ']');
    jw_close(w, ']');
}

/* A circle as a polygon of so many corners: at 36 its area is 0.5 % short. */
static void put_circle(Cx *cx, Jw *w, const CapCircle *c)
{
    enum { CORNERS = 36 };
    LonLat ring[CORNERS];
    CapPoint *p = cx_new(cx, CapPoint, CORNERS + 1);
    geo_ring((LonLat){c->centre.lon, c->centre.lat}, c->radius_km * 1000, ring, CORNERS);
    for (size_t i = 0; i <= CORNERS; i++)
        p[i] = (CapPoint){ring[i % CORNERS].lat, ring[i % CORNERS].lon};
    put_ring(w, &(CapPolygon){p, CORNERS + 1});
}

/* A circle of no size is a point: nothing to draw, the words of the area stand. */
static size_t put_area(Cx *cx, Jw *w, const CapArea *a)
{
    size_t n = 0;
    for (size_t k = 0; k < a->polygons.n; k++, n++) put_ring(w, &a->polygons.p[k]);
    for (size_t k = 0; k < a->circles.n; k++) {
        if (a->circles.p[k].radius_km <= 0) continue;
        put_circle(cx, w, &a->circles.p[k]);
        n++;
    }
    return n;
}

static void set_geometry(Cx *cx, json_t *o, const CapInfo *info)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    size_t n = 0;
    jw_open(&w, '{');
    jw_kstr(&w, "type", S("MultiPolygon"));
    jw_key(&w, S("coordinates"));
    jw_open(&w, '[');
    for (size_t i = 0; i < info->areas.n; i++) n += put_area(cx, &w, &info->areas.p[i]);
    jw_close(&w, ']');
    jw_close(&w, '}');
    if (n) json_object_set_new(o, "geometry", json_loadb(b.p, b.len, 0, NULL));
}

/* A code that our list does not have is kept in words. */
static Str set_kind(Cx *cx, const Site *site, json_t *o, const CapInfo *info)
{
    const CodeList *list = model_list(book_model(site->book), S("event_type"));
    for (size_t i = 0; i < info->event_codes.n; i++) {
        Str code = info->event_codes.p[i].value;
        if (!list || !code_find(list, code)) return str_fmt(cx, "事件代码 %.*s", STR_ARG(code));
        set_text(o, "kind", code, 60);
    }
    return S("");
}

static Str area_text(Cx *cx, const CapInfo *info)
{
    Buf b = buf_new(cx, 0);
    for (size_t i = 0; i < info->areas.n; i++)
        buf_fmt(&b, "%s%.*s", i ? "；" : "", STR_ARG(info->areas.p[i].desc));
    return buf_str(&b);
}

static void set_info(Cx *cx, const Taking *t, json_t *o)
{
    const CapInfo *in = t->info;
    CapTime end = in->expires.text.len
                      ? in->expires
                      : cap_time(cx, t->alert->sent.ms + (int64_t)EXPIRES_HOURS * MS_HOUR);
    Str kind = set_kind(cx, t->site, o, in);
    set_text(o, "headline", in->headline.len ? in->headline : in->event, 120);
    set_text(o, "colour", str_c(colours[in->severity]), 10);
    set_text(o, "urgency", str_c(urgencies[in->urgency]), 20);
    set_text(o, "certainty", str_c(certainties[in->certainty]), 20);
    set_text(o, "description", in->description, 4000);
    set_text(o, "instruction", in->instruction, 4000);
    set_text(o, "area", area_text(cx, in), 500);
    set_time(cx, o, "onset_at", in->onset.text.len ? in->onset : in->effective);
    set_time(cx, o, "expires_at", end);
    if (in->severity == CAP_EXTREME || in->severity == CAP_SEVERE)
        json_object_set_new(o, "call_answer", json_true());
    set_text(o, "note", t->held.len ? t->held : kind, 500);
    set_geometry(cx, o, in);
}

static json_t *warning_json(Cx *cx, const Taking *t)
{
    const CapAlert *a = t->alert;
    json_t *o = json_object();
    set_text(o, "identifier", a->identifier, 60);
    set_text(o, "sender", a->sender, 80);
    set_text(o, "source", S("other"), 20);
    set_text(o, "status", str_c(statuses[a->status]), 20);
    set_text(o, "msg_type", str_c(msg_types[a->msg_type]), 20);
    set_text(o, "scope", str_c(scopes[a->scope]), 20);
    set_text(o, "references", a->references, 500);
    set_text(o, "region", t->region, 12);
    set_time(cx, o, "issued_at", a->sent);
    if (t->info) set_info(cx, t, o);
    else set_text(o, "note", t->held, 500);
    return o;
}

static Err find_warning(Txn *tx, const Site *site, Str identifier, Rec **ret)
{
    Stmt *st;
    bool row;
    const Reg *reg;
    *ret = NULL;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_CAP_BY_IDENTIFIER), &st));
    stmt_text(st, 1, identifier);
    TRY(stmt_step(tx->cx, st, &row));
    int64_t id = row ? col_i64(st, 0) : 0;
    stmt_reset(st);
    if (id == 0) return OK;
    TRY(system_reg(tx->cx, site, "warning", &reg));
    return record_load(tx->cx, tx->db, reg, id, ret);
}

static Err act(Txn *tx, const Site *site, int64_t id, const char *action, Str reason, json_t *o)
{
    Write w = {.action = str_c(action), .id = id, .reason = reason};
    return system_write(tx, site, "warning", &w, o);
}

static Err create(Txn *tx, Taking *t)
{
    Write w = {.action = S("create"), .reason = S("")};
    TRY(system_write(tx, t->site, "warning", &w, warning_json(tx->cx, t)));
    t->id = w.ret->id;
    return OK;
}

/* Only a real warning comes into force; in a drill only that of a drill. */
static bool is_live(const Taking *t)
{
    int wanted = t->site->sandbox ? CAP_EXERCISE : CAP_ACTUAL;
    return t->alert->status == wanted && t->info && colours[t->info->severity][0];
}

/* What an Update or Cancel is about. */
static Err find_old(Txn *tx, Taking *t, Rec **ret)
{
    CapRefs refs;
    Cx *cx = tx->cx;
    *ret = NULL;
    TRY(cap_refs(cx, t->alert, &refs));
    for (size_t i = 0; i < refs.n && !*ret; i++) {
        TRY(find_warning(tx, t->site, refs.p[i].identifier, ret));
        if (*ret && !str_eq(refs.p[i].sender, t->alert->sender)) t->held = str_c(hold_sender);
    }
    if (!*ret) t->held = str_c(hold_unknown);
    return OK;
}

static Err cancel_old(Txn *tx, Taking *t, const Rec *old)
{
    Str reason = str_fmt(tx->cx, "解除电文 %.*s", STR_ARG(t->alert->identifier));
    json_t *o = json_object();
    t->id = old->id;
    if (!str_is(old->state, "issued")) {
        json_decref(o);
        return t->known = true, OK;
    }
    set_time(tx->cx, o, "cancelled_at", t->alert->sent);
    return act(tx, t->site, old->id, "cancel", reason, o);
}

static Err take_change(Txn *tx, Taking *t)
{
    Rec *old;
    bool cancel = t->alert->msg_type == CAP_CANCEL;
    TRY(find_old(tx, t, &old));
    if (!old || t->held.len || !is_live(t)) return create(tx, t);
    if (cancel) return cancel_old(tx, t, old);
    TRY(create(tx, t));
    TRY(act(tx, t->site, t->id, "take_over", S(""), json_object()));
    if (!str_is(old->state, "issued")) return OK;
    return act(tx, t->site, old->id, "replace",
               str_fmt(tx->cx, "变更电文 %.*s", STR_ARG(t->alert->identifier)), json_object());
}

static Err take_in(Txn *tx, Cmd *cmd)
{
    Taking *t = cmd->arg;
    Rec *same;
    TRY(find_warning(tx, t->site, t->alert->identifier, &same));
    if (same) {
        const char *colour = t->info ? colours[t->info->severity] : "";
        t->known = true;
        t->id = same->id;
        if (!str_is(rec_str(same, "colour"), colour)) t->held = str_c(hold_colour);
        return OK;
    }
    if (t->alert->msg_type == CAP_UPDATE || t->alert->msg_type == CAP_CANCEL)
        return take_change(tx, t);
    TRY(create(tx, t));
    bool alert = t->alert->msg_type == CAP_ALERT && is_live(t);
    return alert ? act(tx, t->site, t->id, "take_over", S(""), json_object()) : OK;
}

Err cap_take(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    const Reg *reg;
    CapAlert alert;
    TRY(system_reg(cx, site, "warning", &reg));
    TRY(cap_read(cx, call->body, &alert));
    Taking t = {.site = site, .alert = &alert, .info = pick_info(&alert), .held = S("")};
    t.region = region_of(cx, site, t.info);
    TRY(book_gate(site->book, cx, reg, S("create"), t.region));
    Cmd cmd = {.cx = cx, .run = take_in, .arg = &t};
    TRY(journal_do(site->journal, &cmd));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "id", id_format(cx, t.id));
    jw_kbool(&w, "known", t.known);
    jw_kbool(&w, "held", t.held.len > 0);
    jw_kstr(&w, "reason", t.held);
    jw_close(&w, '}');
    return http_answer_json(call, t.held.len ? 202 : t.known ? 200 : 201, &b);
}

/* --- out --- */

/* source: domain/10 §10.5, category by the beginning of the code */
static int category_of(Str kind)
{
    static const struct {
        const char *prefix;
        CapCategory category;
    } list[] = {
        {"11B", CAP_MET     },
        {"11C", CAP_GEO     },
        {"11D", CAP_GEO     },
        {"12G", CAP_FIRE    },
        {"13",  CAP_HEALTH  },
        {"14",  CAP_SECURITY},
    };
    for (size_t i = 0; i < COUNT(list); i++)
        if (str_starts(kind, str_c(list[i].prefix))) return (int)list[i].category;
    return CAP_OTHER;
}

static bool is_token(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] == ' ' || s.p[i] == ',' || s.p[i] == '<' || s.p[i] == '&') return false;
    return s.len > 0;
}

static CapTime time_of(Cx *cx, const Rec *rec, const char *field)
{
    int64_t ms = rec_i64(rec, field, 0);
    return ms ? cap_time(cx, ms) : (CapTime){.text = S("")};
}

static void give_area(Cx *cx, const Rec *rec, CapInfo *info)
{
    Str desc = rec_str(rec, "area");
    CapArea *area = vec_add(cx, &info->areas);
    CapPair *code = rec->region.len ? vec_add(cx, &area->geocodes) : NULL;
    area->desc = desc.len ? desc : rec->region.len ? rec->region : S("-");
    if (code) *code = (CapPair){S("GB/T 2260"), rec->region};
}

static void give_info(Cx *cx, const Rec *rec, CapInfo *info)
{
    Str kind = rec_str(rec, "kind");
    *info = (CapInfo){.language = S("zh-CN"),
                      .event = kind.len ? kind : S("other"),
                      .audience = S(""),
                      .sender_name = S(""),
                      .web = S(""),
                      .contact = S(""),
                      .headline = rec_str(rec, "headline"),
                      .description = rec_str(rec, "description"),
                      .instruction = rec_str(rec, "instruction"),
                      .effective = {.text = S("")}};
    vec_push(cx, &info->categories, category_of(kind));
    info->urgency =
        word_of(urgencies, COUNT(urgencies), rec_str(rec, "urgency"), CAP_URGENCY_UNKNOWN);
    info->certainty =
        word_of(certainties, COUNT(certainties), rec_str(rec, "certainty"), CAP_CERTAINTY_UNKNOWN);
    if (str_is(rec_str(rec, "certainty"), "VeryLikely")) info->certainty = CAP_LIKELY;
    info->severity = word_of(colours, COUNT(colours), rec_str(rec, "colour"), CAP_SEVERITY_UNKNOWN);
    info->onset = time_of(cx, rec, "onset_at");
    info->expires = time_of(cx, rec, "expires_at");
    if (kind.len) *vec_add(cx, &info->event_codes) = (CapPair){S("event-types"), kind};
    give_area(cx, rec, info);
}

static void give_alert(Cx *cx, const Site *site, const Rec *rec, CapAlert *ret)
{
    Str identifier = rec_str(rec, "identifier"), sender = rec_str(rec, "sender");
    *ret = (CapAlert){
        .version = 12,
        .identifier = is_token(identifier) ? identifier : id_format(cx, rec->id),
        .sender = is_token(sender) ? sender : str_fmt(cx, "anlan.%.*s", STR_ARG(site->city)),
        .sent = cap_time(cx, rec_i64(rec, "issued_at", rec->created_ms)),
        .status = word_of(statuses, COUNT(statuses), rec_str(rec, "status"), CAP_ACTUAL),
        .msg_type = word_of(msg_types, COUNT(msg_types), rec_str(rec, "msg_type"), CAP_ALERT),
        .scope = CAP_PUBLIC,
        .source = S(""),
        .restriction = S(""),
        .addresses = S(""),
        .note = rec_str(rec, "note"),
        .references = rec_str(rec, "references"),
        .incidents = S("")};
    if (site->sandbox) ret->status = CAP_EXERCISE; /* nothing of a drill looks real */
    give_info(cx, rec, vec_add(cx, &ret->infos));
}

Err cap_give(Cx *cx, HttpCall *call)
{
    const Reg *reg;
    Rec *rec;
    CapAlert alert;
    Str xml;
    int64_t id;
    TRY(want_id(cx, call, "id", &id));
    TRY(system_reg(cx, site_of(call), "warning", &reg));
    TRY(record_get(cx, site_of(call)->book, reg, id, 0, &rec));
    give_alert(cx, site_of(call), rec, &alert);
    TRY(cap_write(cx, &alert, &xml));
    http_answer(call, 200, S("application/cap+xml; charset=utf-8"), xml);
    return OK;
}
