/* SPDX-License-Identifier: Apache-2.0 */
/* Incidents (突发事件): what may be the same one, and a timeline that writes itself from what
 * happens to the incident, its reports, tasks and forces. */
#include <math.h>

#include "geo/area.h"
#include "systems/incident/incident_int.h"

#include "systems/incident_sql.h"

Str incident_class(const Rec *incident)
{
    static const struct {
        const char *prefix, *class;
    } classes[] = {
        {"11", "natural" },
        {"12", "accident"},
        {"13", "health"  },
        {"14", "security"}
    };
    Str class = rec_str(incident, "class"), kind = rec_str(incident, "kind");
    if (class.len) return class;
    for (size_t i = 0; i < COUNT(classes); i++)
        if (str_starts(kind, str_c(classes[i].prefix))) return str_c(classes[i].class);
    return S("other");
}

int incident_grade(const Rec *incident)
{
    Str grade = rec_str(incident, "grade");
    if (grade.len == 0) grade = rec_str(incident, "grade_proposed");
    return grade.len == 1 && grade.p[0] >= '1' && grade.p[0] <= '4' ? grade.p[0] - '0' : 0;
}

/* --- the timeline --- */

static Err add_line(Txn *tx, const Site *site, int64_t incident, const char *kind, int64_t at_ms,
                    Str text)
{
    json_t *o = json_object();
    Str id = id_format(tx->cx, incident), at = time_format(tx->cx, at_ms);
    system_put_text(o, "incident", id);
    system_put_text(o, "at", at);
    json_object_set_new(o, "kind", json_string(kind));
    system_put_text(o, "text", text);
    Write w = {.action = S("create"), .reason = S("")};
    return system_write(tx, site, "timeline", &w, o);
}

static Err load(Txn *tx, const Site *site, const Entry *cause, Rec **ret)
{
    const Reg *reg;
    TRY(system_reg(tx->cx, site, str_z(tx->cx, cause->reg), &reg));
    TRY(record_load(tx->cx, tx->db, reg, cause->record, ret));
    return *ret ? OK : cx_fail(tx->cx, ERR_NOT_FOUND, "id", "no such record");
}

/* Figures of people: a change of one of them is a line of its own. */
static Str casualties_text(Cx *cx, const Rec *rec, json_t *changed)
{
    static const struct {
        const char *field, *label;
    } figures[] = {
        {"deaths",           "死亡"   },
        {"missing",          "失踪"   },
        {"serious_injuries", "重伤"   },
        {"injuries",         "受伤"   },
        {"trapped",          "被困"   },
        {"evacuated",        "转移"   },
        {"affected",         "受影响"}
    };
    Buf b = buf_new(cx, 0);
    for (size_t i = 0; i < COUNT(figures); i++) {
        Val v = rec_val(rec, figures[i].field);
        if (!json_object_get(changed, figures[i].field)) continue;
        buf_fmt(&b, "%s%s", b.len ? "，" : "", figures[i].label);
        if (v.kind == VAL_INT) buf_fmt(&b, "%lld人", (long long)v.i);
        else buf_z(&b, "未核实");
    }
    return buf_str(&b);
}

static Str span_zh(Cx *cx, int64_t ms)
{
    int64_t s = (ms < 0 ? -ms : ms) / 1000;
    if (s < 120) return str_fmt(cx, "%lld秒", (long long)s);
    if (s < 7200) return str_fmt(cx, "%lld分钟", (long long)(s / 60));
    return s < 172800 ? str_fmt(cx, "%lld小时", (long long)(s / 3600))
                      : str_fmt(cx, "%lld天", (long long)(s / 86400));
}

/* A clock in the field that is wrong is said where everybody looks, with what was made of it.
 * source: reliability.md §5 row 5 */
static Err note_clock(Txn *tx, const Site *site, int64_t incident, const Entry *cause, bool made)
{
    Device d;
    Cx *cx = tx->cx;
    if (!entry_device(cause, &d) || (d.trusted && !(made && d.skewed))) return OK;
    Str why = d.skewed ? str_fmt(cx, "终端时钟%s%.*s", d.skew_ms > 0 ? "快" : "慢",
                                 STR_ARG(span_zh(cx, d.skew_ms)))
              : d.sent_ms < d.observed_ms
                  ? S("终端时钟被调整过")
                  : str_fmt(cx, "距发送已%.*s", STR_ARG(span_zh(cx, d.sent_ms - d.observed_ms)));
    Str text = d.trusted ? str_fmt(cx, "%.*s，时间已按服务器时钟校正", STR_ARG(why))
                         : str_fmt(cx, "终端报称时间 %.*s 不予采信（%.*s），按服务器收到时间记",
                                   STR_ARG(time_format(cx, d.observed_ms)), STR_ARG(why));
    return add_line(tx, site, incident, "other", cause->at_ms, text);
}

static Err on_created(Txn *tx, const Site *site, const Rec *rec, int64_t at_ms)
{
    Str what = rec_str(rec, "description"), title = rec_str(rec, "title");
    return add_line(tx, site, rec->id, "report", rec_i64(rec, "known_at", at_ms),
                    str_fmt(tx->cx, "接报：%.*s%s%.*s", STR_ARG(title), what.len ? "。" : "",
                            STR_ARG(utf8_head(what, 1500))));
}

static Err on_changed(Txn *tx, const Site *site, const Rec *rec, const Entry *cause)
{
    json_t *body;
    TRY(entry_body(tx->cx, cause, &body));
    Str text = casualties_text(tx->cx, rec, json_object_get(body, "f"));
    json_decref(body);
    return text.len ? add_line(tx, site, rec->id, "casualty", cause->at_ms, text) : OK;
}

static Str action_label(const Rec *rec, Str action)
{
    const Action *a = reg_action(rec->reg, action);
    return a ? a->label.zh : S("");
}

static const char *kind_of(Str action)
{
    static const struct {
        const char *action, *kind;
    } kinds[] = {
        {"verify",        "verify" },
        {"confirm_grade", "grade"  },
        {"control",       "control"},
        {"close",         "close"  }
    };
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_is(action, kinds[i].action)) return kinds[i].kind;
    return "action";
}

static Err on_incident(Txn *tx, const Entry *cause, void *ctx)
{
    const Site *site = ctx;
    Rec *rec;
    if (tx->past) return OK; /* history that is read in has its own timeline */
    TRY(load(tx, site, cause, &rec));
    if (str_is(cause->action, "create") || str_is(cause->action, "update"))
        TRY(incident_regrade(tx, site, rec));
    if (str_is(cause->action, "create")) {
        TRY(note_clock(tx, site, rec->id, cause, true));
        return on_created(tx, site, rec, cause->at_ms);
    }
    if (str_is(cause->action, "update")) return on_changed(tx, site, rec, cause);
    Str label = action_label(rec, cause->action);
    if (label.len == 0) return OK;
    Str reason = str_trim(cause->reason);
    return add_line(tx, site, rec->id, kind_of(cause->action), entry_done_ms(cause),
                    str_fmt(tx->cx, "%.*s（%.*s）%s%.*s", STR_ARG(label), STR_ARG(cause->actor),
                            reason.len ? "：" : "", STR_ARG(reason)));
}

/* Something that belongs to an incident took a step: "调派：城区消防站 接令". */
static Err on_step(Txn *tx, const Entry *cause, void *ctx, const char *kind, const char *what)
{
    const Site *site = ctx;
    Rec *rec;
    if (tx->past) return OK;
    TRY(load(tx, site, cause, &rec));
    int64_t incident = rec_i64(rec, "incident", 0);
    bool made = str_is(cause->action, "create");
    const State *first = made ? reg_state(rec->reg, rec->state) : NULL; /* 建议启动, 已下达 … */
    Str label = first ? first->label.zh : action_label(rec, cause->action),
        reason = str_trim(cause->reason);
    if (incident == 0 || label.len == 0) return OK;
    TRY(note_clock(tx, site, incident, cause, false));
    return add_line(tx, site, incident, kind, entry_done_ms(cause),
                    str_fmt(tx->cx, "%s：%.*s %.*s%s%.*s", what, STR_ARG(rec->title),
                            STR_ARG(label), reason.len ? "，" : "", STR_ARG(reason)));
}

static Err on_task(Txn *tx, const Entry *cause, void *ctx)
{
    return on_step(tx, cause, ctx, "order", "指令");
}

static Err on_dispatch(Txn *tx, const Entry *cause, void *ctx)
{
    bool there = str_is(cause->action, "arrive");
    return on_step(tx, cause, ctx, there ? "arrive" : "dispatch", "调派");
}

static Err on_response(Txn *tx, const Entry *cause, void *ctx)
{
    return on_step(tx, cause, ctx, "response", "应急响应");
}

static Err on_filing(Txn *tx, const Entry *cause, void *ctx)
{
    static const struct {
        const char *stage, *label;
    } stages[] = {
        {"first",     "初报"      },
        {"follow_up", "续报"      },
        {"zero",      "零报告"   },
        {"verified",  "核报"      },
        {"final",     "终报"      },
        {"notice",    "统计通报"}
    };
    const Site *site = ctx;
    Rec *rec;
    if (tx->past) return OK;
    TRY(load(tx, site, cause, &rec));
    if (rec_i64(rec, "incident", 0) == 0) return OK; /* a zero report of a response */
    const char *label = "报送";
    for (size_t i = 0; i < COUNT(stages); i++)
        if (str_is(rec_str(rec, "stage"), stages[i].stage)) label = stages[i].label;
    return add_line(tx, site, rec_i64(rec, "incident", 0), "notify", cause->at_ms,
                    str_fmt(tx->cx, "%s已报出（%.*s）", label, STR_ARG(cause->actor)));
}

/* --- what may be the same --- */

/* source: ui-design §5, possible duplicate: within 1 km and 2 h */
enum { NEAR_M = 1000, NEAR_MIN = 120 };

typedef struct Sought {
    double lon, lat; /* NaN = not known */
    int64_t at_ms;
    Str kind, region;
} Sought;

static Err want_sought(Cx *cx, const HttpCall *call, Sought *ret)
{
    Str at, lon, lat;
    *ret = (Sought){.lon = NAN, .lat = NAN, .at_ms = cx->now_ms};
    TRY(want_param(cx, call, "kind", &ret->kind));
    TRY(want_param(cx, call, "region", &ret->region));
    TRY(want_param(cx, call, "at", &at));
    TRY(want_param(cx, call, "lon", &lon));
    TRY(want_param(cx, call, "lat", &lat));
    if (lon.len) TRY(want_f64(cx, call, "lon", -180, 180, &ret->lon));
    if (lat.len) TRY(want_f64(cx, call, "lat", -90, 90, &ret->lat));
    if (at.len && !time_parse(time_mend(cx, at), &ret->at_ms))
        return cx_refuse(cx, ERR_INVALID, S("at"), at, "must be %s",
                         msg_in(cx->lang, "a time such as 2019-08-09T14:05:00+08:00"));
    if (ret->region.len && !region_parse(cx, ret->region, &ret->region))
        return cx_refuse(cx, ERR_INVALID, S("region"), ret->region,
                         "must be a region code of 6, 9 or 12 digits");
    return OK;
}

static Err find_similar(Cx *cx, const Site *site, const Sought *s, int64_t *ids, size_t max,
                        size_t *n)
{
    Db *db;
    Stmt *st;
    bool row, placed = !isnan(s->lon) && !isnan(s->lat);
    /* a degree of latitude is 111 km; the box is a first cut, the distance decides */
    double lat_deg = NEAR_M / 111000.0, lon_deg = placed ? lat_deg / cos(s->lat * M_PI / 180) : 0;
    Str from = s->region.len ? region_prefix(s->region) : S("x");
    TRY(store_reader(cx, site->store, &db));
    TRY(db_prepare(cx, db, S(SQL_INCIDENT_SIMILAR), &st));
    stmt_i64(st, 1, s->at_ms - NEAR_MIN * MS_MINUTE);
    stmt_i64(st, 2, s->at_ms + NEAR_MIN * MS_MINUTE);
    stmt_f64(st, 3, placed ? s->lon - lon_deg : 1000);
    stmt_f64(st, 4, placed ? s->lon + lon_deg : 1000);
    stmt_f64(st, 5, placed ? s->lat - lat_deg : 1000);
    stmt_f64(st, 6, placed ? s->lat + lat_deg : 1000);
    stmt_text(st, 7, from);
    stmt_text(st, 8, str_fmt(cx, "%.*s:", STR_ARG(from)));
    for (*n = 0; *n < max; ++*n) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        ids[*n] = col_i64(st, 0);
    }
    stmt_reset(st);
    return OK;
}

/* The box was a first cut; the circle decides. Where one has no place, its region has decided. */
static bool is_near(const Rec *rec, const Sought *s)
{
    double lon, lat;
    if (!rec_place(rec, &lon, &lat) || isnan(s->lon) || isnan(s->lat)) return true;
    return geo_distance_m((LonLat){s->lon, s->lat}, (LonLat){lon, lat}) <= NEAR_M;
}

/* Kinds of one group may be one event in two mouths: 11D01 and 11D02. */
static bool same_group(Str a, Str b)
{
    return a.len < 3 || b.len < 3 || mem_same(a.p, b.p, 3);
}

static void put_similar(Cx *cx, const Site *site, Db *db, const Rec *rec, const Sought *s, Jw *w)
{
    double lon, lat;
    int64_t at = rec_i64(rec, "occurred_at", rec_i64(rec, "known_at", rec->created_ms)),
            apart = at > s->at_ms ? at - s->at_ms : s->at_ms - at;
    const State *st = reg_state(rec->reg, rec->state);
    jw_open(w, '{');
    jw_kstr(w, "id", id_format(cx, rec->id));
    jw_kstr(w, "title", record_title_for(cx, rec));
    jw_kstr(w, "kind", rec_str(rec, "kind"));
    jw_kstr(w, "region", rec->region);
    jw_kstr(w, "region_name", region_name(cx, db, site->book, rec->region));
    jw_kstr(w, "occurred_at", time_format(cx, at));
    jw_key(w, S("distance_m"));
    if (rec_place(rec, &lon, &lat) && !isnan(s->lon) && !isnan(s->lat))
        jw_i64(w, (int64_t)geo_distance_m((LonLat){s->lon, s->lat}, (LonLat){lon, lat}));
    else jw_null(w);
    jw_ki64(w, "minutes", apart / MS_MINUTE);
    jw_kstr(w, "state_label", st ? cx_pick(cx, st->label.zh, st->label.en) : S(""));
    jw_close(w, '}');
}

static Err get_similar(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    const Reg *reg;
    Rec *rec;
    Db *db;
    Sought s;
    int64_t ids[50];
    size_t n;
    TRY(want_sought(cx, call, &s));
    TRY(system_reg(cx, site, "incident", &reg));
    TRY(find_similar(cx, site, &s, ids, COUNT(ids), &n));
    TRY(store_reader(cx, site->store, &db));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < n; i++) {
        Err err = record_get(cx, site->book, reg, ids[i], 0, &rec); /* asks the gate */
        if (err == ERR_DENIED || err == ERR_NOT_FOUND) {
            cx_clear(cx);
            continue;
        }
        TRY(err);
        if (same_group(s.kind, rec_str(rec, "kind")) && is_near(rec, &s))
            put_similar(cx, site, db, rec, &s, &w);
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

static const HttpRoute routes[] = {
    {"GET", "/api/incidents/similar", get_similar,
     GATED("read", "Open incidents that may be the same, by place, time and kind"), RATE_READ, 0,
     0},
};

static const Guard guards[] = {
    {"lesson.close", check_lesson},
    {NULL,           NULL        }
};

static const On on[] = {
    {"incident.*",    on_incident, NULL},
    {"filing.create", on_filing,   NULL},
    {"task.*",        on_task,     NULL},
    {"dispatch.*",    on_dispatch, NULL},
    {"response.*",    on_response, NULL},
    {NULL,            NULL,        NULL}
};

const System incident_system = {
    .name = "incident", .routes = routes, .n_routes = COUNT(routes), .on = on, .guards = guards};
