/* SPDX-License-Identifier: Apache-2.0 */
/* Response levels proposed from dated rows (防汛防台响应触发条件): what is measured and in force is
 * gathered as facts, each row of the register flood_trigger is held against them for the city and
 * for each county, and the worst level met becomes a proposal with every reason. It never decides.
 * For a county one county is enough, whatever the row says; a signal row that asks for no number of
 * counties counts only where the signal itself is in force.
 * source: domain 05 §5.2; 突发事件应对法（2024）art. 71, 72 */
#include <math.h>

#include "systems/flood/flood_int.h"
#include "systems/flood_sql.h"

enum { COUNTIES_MAX = 100, FACTS_MAX = 4000, REASONS_MAX = 1900, PLACE_DIGITS = 6 };

/* --- facts --- */

typedef struct Fact {
    Str metric;
    Str region;                     /* 12 digits */
    int rank;                       /* of a colour or state, 1 = mildest */
    double value, limit[2], before; /* NaN = none; limits: warning, guaranteed stage */
    int window_h;
    Str reg, title, measured; /* measured: for people */
    int64_t record, at_ms;
} Fact;

typedef struct Row {
    int64_t id;
    Str kind, level, metric, op, value, unit, text, text_en, mark, source;
    int window_h, min_counties;
} Row;

typedef struct Place {
    Str code, name;
    bool is_city;
} Place;

typedef struct Look {
    const Site *site;
    Cx *cx;
    Db *db;
    struct {
        Fact *p;
        size_t n, cap;
    } facts;
    struct {
        Row *p;
        size_t n, cap;
    } rows;
    Place places[COUNTIES_MAX + 1];
    size_t n_places, n_counties;
} Look;

static const char *const colours[] = {"blue", "yellow", "orange", "red"};
static const char *const colours_zh[] = {"蓝色", "黄色", "橙色", "红色"};
static const char *const states[] = {"danger", "serious_danger", "may_break"};
static const char *const states_zh[] = {"险情", "重大险情", "可能溃决"};

/* 1 … n; 0 = none of them. */
static int rank_of(Str s, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(s, names[i])) return (int)i + 1;
    return 0;
}

static void add_fact(Look *k, const Fact *f)
{
    if (k->facts.n < FACTS_MAX && f->region.len == 12) vec_push(k->cx, &k->facts, *f);
}

static const char *signal_metric(Str signal, Str kind)
{
    if (str_is(signal, "01") || str_is(kind, "11B01")) return "signal_typhoon";
    if (str_is(signal, "02") || str_is(kind, "11B03")) return "signal_rainstorm";
    return str_starts(kind, S("11D")) || str_is(kind, "11A51") ? "geo_warning" : NULL;
}

static Err gather_warnings(Look *k)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(k->cx, k->db, S(SQL_FLOOD_WARNINGS), &st));
    stmt_i64(st, 1, k->cx->now_ms);
    stmt_text(st, 2, k->site->sandbox ? S("Exercise") : S("Actual"));
    for (;;) {
        TRY(stmt_step(k->cx, st, &row));
        if (!row) break;
        const char *metric = signal_metric(col_str(st, 2), col_str(st, 3));
        int rank = rank_of(col_str(st, 4), colours, COUNT(colours));
        if (!metric || rank == 0) continue;
        add_fact(k, &(Fact){.metric = str_c(metric),
                            .region = col_dup(k->cx, st, 5),
                            .rank = rank,
                            .reg = S("warning"),
                            .title = col_dup(k->cx, st, 1),
                            .measured = str_fmt(k->cx, "%s预警生效", colours_zh[rank - 1]),
                            .record = col_i64(st, 0),
                            .at_ms = col_i64(st, 6)});
    }
    stmt_reset(st);
    return OK;
}

static double number(const Stmt *st, int column)
{
    return col_is_null(st, column) ? NAN : col_f64(st, column);
}

static Err gather_stages(Look *k)
{
    Stmt *st;
    bool row;
    double hours;
    TRY(system_parameter(k->cx, k->site, k->db, "response.flood.stage_hours", 3, &hours));
    TRY(db_prepare(k->cx, k->db, S(SQL_FLOOD_STAGES), &st));
    stmt_i64(st, 1, k->cx->now_ms);
    stmt_i64(st, 2, k->cx->now_ms - (int64_t)(hours * MS_HOUR));
    for (;;) {
        TRY(stmt_step(k->cx, st, &row));
        if (!row) break;
        Fact f = {
            .metric = S("river_stage"),
            .region = col_dup(k->cx, st, 2),
            .value = number(st, 5),
            .limit = {number(st, 3), number(st, 4)},
            .before = number(st, 7),
            .reg = S("station"),
            .title = col_dup(k->cx, st, 1),
            .record = col_i64(st, 0),
            .at_ms = col_i64(st, 6)
        };
        Buf b = buf_new(k->cx, 0);
        buf_fmt(&b, "水位%.2f米", f.value);
        if (!isnan(f.limit[0])) buf_fmt(&b, "，警戒%.2f米", f.limit[0]);
        if (!isnan(f.limit[1])) buf_fmt(&b, "，保证%.2f米", f.limit[1]);
        f.measured = buf_str(&b);
        add_fact(k, &f);
    }
    stmt_reset(st);
    return OK;
}

static bool has_window(const Look *k, size_t before, int window_h)
{
    for (size_t i = 0; i < before; i++)
        if (str_is(k->rows.p[i].metric, "area_rain") && k->rows.p[i].window_h == window_h)
            return true;
    return false;
}

static Err gather_rain(Look *k)
{
    for (size_t i = 0; i < k->rows.n; i++) {
        Rain *rain;
        size_t n;
        int window = k->rows.p[i].window_h;
        if (!str_is(k->rows.p[i].metric, "area_rain") || window < 1 || has_window(k, i, window))
            continue;
        TRY(rain_by_county(k->cx, k->db, k->cx->now_ms, window, &rain, &n));
        for (size_t c = 0; c < n; c++) {
            const Rain *r = &rain[c];
            double mean = r->reporting ? r->sum_mm / r->reporting : NAN;
            if (r->reporting == 0) continue;
            add_fact(k, &(Fact){.metric = S("area_rain"),
                                .region = r->county,
                                .value = mean,
                                .window_h = window,
                                .reg = S("station"),
                                .title = region_name(k->cx, k->db, k->site->book, r->county),
                                .measured = str_fmt(
                                    k->cx, "%d小时面雨量%.1f毫米（%d站，最大%.*s%.1f毫米）", window,
                                    mean, r->reporting, STR_ARG(r->most_title), r->most_mm),
                                .record = r->most_station,
                                .at_ms = r->last_ms});
        }
    }
    return OK;
}

static Err gather_reservoirs(Look *k)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(k->cx, k->db, S(SQL_FLOOD_RESERVOIRS), &st));
    for (;;) {
        TRY(stmt_step(k->cx, st, &row));
        if (!row) break;
        Str kind = col_str(st, 3);
        bool medium = str_is(kind, "medium") || str_starts(kind, S("large")) || str_is(kind, "hub");
        int rank = rank_of(col_str(st, 4), states, COUNT(states));
        add_fact(k, &(Fact){.metric = medium ? S("medium_reservoir") : S("small_reservoir"),
                            .region = col_dup(k->cx, st, 2),
                            .rank = rank,
                            .reg = S("reservoir"),
                            .title = col_dup(k->cx, st, 1),
                            .measured = str_c(rank ? states_zh[rank - 1] : ""),
                            .record = col_i64(st, 0),
                            .at_ms = col_i64(st, 5)});
    }
    stmt_reset(st);
    return OK;
}

/* --- rows and places --- */

static Err read_rows(Look *k)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(k->cx, k->db, S(SQL_FLOOD_TRIGGERS), &st));
    stmt_i64(st, 1, day_of_ms(k->cx->now_ms));
    for (;;) {
        TRY(stmt_step(k->cx, st, &row));
        if (!row) break;
        Row r = {.id = col_i64(st, 0),
                 .window_h = (int)col_i64(st, 7),
                 .min_counties = (int)col_i64(st, 8)};
        Str *const texts[] = {&r.kind, &r.level, &r.metric, &r.op, &r.value, &r.unit};
        Str *const more[] = {&r.text, &r.text_en, &r.mark, &r.source};
        for (size_t i = 0; i < COUNT(texts); i++) *texts[i] = col_dup(k->cx, st, (int)i + 1);
        for (size_t i = 0; i < COUNT(more); i++) *more[i] = col_dup(k->cx, st, (int)i + 9);
        vec_push(k->cx, &k->rows, r);
    }
    stmt_reset(st);
    return OK;
}

static Err read_places(Look *k)
{
    Stmt *st;
    bool row;
    Str prefix = region_prefix(k->site->city);
    k->places[0] = (Place){k->site->city, region_name(k->cx, k->db, k->site->book, k->site->city),
                           prefix.len < PLACE_DIGITS};
    k->n_places = 1;
    if (!k->places[0].is_city) return OK; /* a county's own node */
    TRY(db_prepare(k->cx, k->db, S(SQL_FLOOD_COUNTIES), &st));
    stmt_text(st, 1, prefix);
    stmt_text(st, 2, str_fmt(k->cx, "%.*s:", STR_ARG(prefix)));
    for (;;) {
        TRY(stmt_step(k->cx, st, &row));
        if (!row || k->n_places > COUNTIES_MAX) break;
        k->places[k->n_places++] = (Place){col_dup(k->cx, st, 0), col_dup(k->cx, st, 1), false};
    }
    stmt_reset(st);
    k->n_counties = k->n_places - 1;
    return OK;
}

static Err look(Cx *cx, const Site *site, Db *db, Look *k)
{
    *k = (Look){.site = site, .cx = cx, .db = db};
    TRY(read_rows(k));
    if (k->rows.n == 0) return OK;
    TRY(read_places(k));
    TRY(gather_warnings(k));
    TRY(gather_stages(k));
    TRY(gather_rain(k));
    return gather_reservoirs(k);
}

/* --- a row against the facts --- */

static bool meets_stage(const Row *r, const Fact *f)
{
    double limit = f->limit[str_is(r->value, "guaranteed_stage")];
    if (isnan(limit)) return false;
    return str_is(r->op, ">") ? f->value > limit && f->value > f->before : f->value >= limit;
}

static bool meets(const Row *r, const Fact *f)
{
    double limit;
    if (!str_eq(r->metric, f->metric)) return false;
    if (str_is(r->metric, "river_stage")) return meets_stage(r, f);
    if (str_is(r->metric, "area_rain"))
        return r->window_h == f->window_h && str_f64(r->value, &limit) &&
               (str_is(r->op, ">") ? f->value > limit : f->value >= limit);
    int rank = str_is(r->op, "state") ? rank_of(r->value, states, COUNT(states))
                                      : rank_of(r->value, colours, COUNT(colours));
    return rank > 0 && f->rank >= rank;
}

static bool is_signal(const Row *r)
{
    return str_starts(r->metric, S("signal_")) || str_is(r->metric, "geo_warning");
}

/* Of the city as a whole: 330800000000. */
static bool of_city(const Look *k, const Fact *f)
{
    return str_eq(f->region, k->site->city);
}

static bool touches(const Look *k, const Row *r, const Place *p, const Fact *f)
{
    if (!p->is_city) return str_starts(f->region, str_head(p->code, PLACE_DIGITS)) || of_city(k, f);
    if (is_signal(r) && r->min_counties == 0) return of_city(k, f);
    return str_starts(f->region, region_prefix(p->code));
}

/* Facts that meet a row at a place. ret: room for FACTS_MAX; 0 where they are too few counties. */
static size_t met_by(const Look *k, const Row *r, const Place *p, const Fact **ret)
{
    size_t n = 0, counties = 0;
    for (size_t i = 0; i < k->facts.n; i++) {
        const Fact *f = &k->facts.p[i];
        bool known = false;
        if (!meets(r, f) || !touches(k, r, p, f)) continue;
        for (size_t j = 0; j < n; j++)
            known = known || str_eq(str_head(ret[j]->region, PLACE_DIGITS),
                                    str_head(f->region, PLACE_DIGITS));
        counties += of_city(k, f) ? k->n_counties : !known;
        ret[n++] = f;
    }
    bool enough = !p->is_city || counties >= (size_t)r->min_counties;
    return enough ? n : 0;
}

/* --- what becomes of it --- */

typedef struct Group {
    const char *response;   /* kind of the response */
    const char *kinds[5];   /* of rows */
    const char *hazards[4]; /* of its plan */
} Group;

static const Group groups[] = {
    {"typhoon", {"typhoon"},                              {"11B01", "11B00", "11A01", "11A00"}},
    {"flood",   {"rain", "flood", "works", "town_flood"}, {"11A01", "11A00", "11B03", "11B00"}},
    {"geology", {"geology"},                              {"11D00", "11D01", "11A51", "11D02"}},
};

static bool in_group(const Group *g, Str kind)
{
    for (size_t i = 0; i < COUNT(g->kinds) && g->kinds[i]; i++)
        if (str_is(kind, g->kinds[i])) return true;
    return false;
}

typedef struct Finding {
    const Place *place;
    const Group *group;
    Str level;       /* the worst met, "" = none */
    Str reasons;     /* for people */
    Str key;         /* rows and records, to tell one finding from another */
    Str rows;        /* JSON array */
    int64_t warning; /* the first one among the reasons, 0 = none */
} Finding;

static void put_row(Cx *cx, const Row *r, Jw *w)
{
    jw_kstr(w, "row", id_format(cx, r->id));
    jw_kstr(w, "kind", r->kind);
    jw_kstr(w, "level", r->level);
    jw_kstr(w, "metric", r->metric);
    jw_kstr(w, "op", r->op);
    jw_kstr(w, "limit", r->value);
    jw_kstr(w, "text", r->text);
    jw_kstr(w, "text_en", r->text_en);
    jw_kstr(w, "mark", r->mark);
    jw_kstr(w, "source", r->source);
}

static void put_fact(const Look *k, const Fact *f, Jw *w)
{
    jw_kstr(w, "register", f->reg);
    jw_kstr(w, "record", id_format(k->cx, f->record));
    jw_kstr(w, "title", f->title);
    jw_kstr(w, "measured", f->measured);
    jw_kstr(w, "region", f->region);
    jw_kstr(w, "region_name", region_name(k->cx, k->db, k->site->book, f->region));
    jw_kstr(w, "at", time_format(k->cx, f->at_ms));
}

static void say(const Look *k, const Row *r, const Fact *f, Buf *text)
{
    static const char *const levels[] = {"", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ"};
    int level =
        r->level.len == 1 && r->level.p[0] >= '1' && r->level.p[0] <= '4' ? r->level.p[0] - '0' : 0;
    Str name = region_name(k->cx, k->db, k->site->book, f->region);
    if (utf8_count(buf_str(text)) > REASONS_MAX - 250) return; /* the rest stands in triggers */
    buf_fmt(text, "%s%s级：%.*s——%.*s，%.*s（%.*s，%.*s）", text->len ? "；" : "", levels[level],
            STR_ARG(r->text), STR_ARG(f->title), STR_ARG(f->measured), STR_ARG(name),
            STR_ARG(time_format_local(k->cx, f->at_ms)));
}

/* Every row of the group that is met at the place, the worst first. */
static void find(const Look *k, const Place *p, const Group *g, Finding *ret)
{
    const Fact **met = cx_new(k->cx, const Fact *, k->facts.n + 1);
    Buf text = buf_new(k->cx, 0), key = buf_new(k->cx, 0), rows = buf_new(k->cx, 0);
    Jw w = jw_on(&rows);
    *ret = (Finding){.place = p, .group = g, .level = S("")};
    jw_open(&w, '[');
    for (size_t i = 0; i < k->rows.n; i++) {
        const Row *r = &k->rows.p[i];
        size_t n = in_group(g, r->kind) ? met_by(k, r, p, met) : 0;
        if (n && ret->level.len == 0) ret->level = r->level; /* rows come worst first */
        for (size_t j = 0; j < n; j++) {
            jw_open(&w, '{');
            put_row(k->cx, r, &w);
            put_fact(k, met[j], &w);
            jw_close(&w, '}');
            say(k, r, met[j], &text);
            buf_fmt(&key, "%lld:%lld ", (long long)r->id, (long long)met[j]->record);
            if (ret->warning == 0 && str_is(met[j]->reg, "warning")) ret->warning = met[j]->record;
        }
    }
    jw_close(&w, ']');
    ret->reasons = buf_str(&text);
    ret->key = buf_str(&key);
    ret->rows = buf_str(&rows);
}

/* rows and records of a proposal that was stored */
static Str stored_key(Cx *cx, Str triggers)
{
    json_t *list = triggers.len ? json_loadb(triggers.p, triggers.len, 0, NULL) : NULL, *one;
    size_t i;
    Buf b = buf_new(cx, 0);
    json_array_foreach (list, i, one) {
        int64_t row = 0, record = 0;
        if (id_parse(json_text(one, "row"), &row) && id_parse(json_text(one, "record"), &record))
            buf_fmt(&b, "%lld:%lld ", (long long)row, (long long)record);
    }
    json_decref(list);
    return buf_str(&b);
}

/* --- proposals --- */

typedef struct Present {
    int64_t proposed, active; /* ids, 0 = none */
    Str proposed_level, proposed_key, active_level;
    int64_t active_since_ms;
    Str declined_key, declined_level;
    int64_t declined_ms; /* 0 = nothing was declined */
} Present;

static Err read_declined(Cx *cx, Db *db, const Finding *f, Present *ret)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_FLOOD_DECLINED), &st));
    stmt_text(st, 1, str_c(f->group->response));
    stmt_text(st, 2, f->place->code);
    TRY(stmt_step(cx, st, &row));
    ret->declined_key = row ? stored_key(cx, col_str(st, 1)) : S("");
    ret->declined_level = row ? col_dup(cx, st, 0) : S("");
    ret->declined_ms = row ? col_i64(st, 2) : 0;
    stmt_reset(st);
    return OK;
}

static Err read_present(Cx *cx, Db *db, const Finding *f, Present *ret)
{
    Stmt *st;
    bool row;
    *ret = (Present){.active_level = S("")};
    TRY(db_prepare(cx, db, S(SQL_FLOOD_PRESENT), &st));
    stmt_text(st, 1, str_c(f->group->response));
    stmt_text(st, 2, f->place->code);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        int64_t since = col_i64(st, 5) > col_i64(st, 4) ? col_i64(st, 5) : col_i64(st, 4);
        if (str_is(col_str(st, 1), "proposed") && !ret->proposed) {
            ret->proposed = col_i64(st, 0);
            ret->proposed_level = col_dup(cx, st, 2);
            ret->proposed_key = stored_key(cx, col_str(st, 3));
        }
        if (!str_is(col_str(st, 1), "active")) continue;
        bool worst = !ret->active || str_cmp(col_str(st, 2), ret->active_level) < 0;
        if (!worst) continue;
        ret->active = col_i64(st, 0);
        ret->active_level = col_dup(cx, st, 2);
        ret->active_since_ms = since;
    }
    stmt_reset(st);
    return read_declined(cx, db, f, ret);
}

static Err plan_of(Cx *cx, const Site *site, Db *db, const Finding *f, int64_t *ret)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_FLOOD_PLAN), &st));
    for (int i = 0; i < (int)COUNT(f->group->hazards); i++)
        stmt_text(st, i + 1, str_c(f->group->hazards[i]));
    stmt_text(st, 5, f->place->code);
    stmt_text(st, 6, site->city);
    TRY(stmt_step(cx, st, &row));
    *ret = row ? col_i64(st, 0) : 0;
    stmt_reset(st);
    return OK;
}

static Err propose(Txn *tx, const Site *site, const Finding *f, int64_t update, const char *prefix)
{
    Cx *cx = tx->cx;
    int64_t plan;
    json_t *o = json_object();
    system_put_text(o, "level", f->level);
    system_put_text(o, "reasons", str_fmt(cx, "%s%.*s", prefix, STR_ARG(f->reasons)));
    json_object_set_new(o, "triggers", json_loadb(f->rows.p, f->rows.len, 0, NULL));
    system_put_time(cx, o, "proposed_at", cx->now_ms);
    system_put_text(o, "proposed_by", S("系统"));
    if (f->warning) system_put_text(o, "warning", id_format(cx, f->warning));
    if (!update) {
        Err err = plan_of(cx, site, tx->db, f, &plan);
        if (err != OK) return json_decref(o), err;
        system_put_text(o, "kind", str_c(f->group->response));
        system_put_text(o, "region", f->place->code);
        system_put_text(o, "area", f->place->name);
        if (plan) system_put_text(o, "plan", id_format(cx, plan));
    }
    Write w = {.action = update ? S("update") : S("create"), .id = update, .reason = S("")};
    return system_write(tx, site, "response", &w, o);
}

/* A proposal follows what is met until somebody decides, upwards at once; of a running response a
 * worse level makes a new proposal beside it, a milder one only after it has lasted. What was not
 * taken is not proposed again for the same reasons, nor soon for others of no worse level. */
static Err follow(Txn *tx, const Site *site, const Finding *f)
{
    Cx *cx = tx->cx;
    Present p;
    double lower_min;
    if (f->level.len == 0) return OK;
    TRY(read_present(cx, tx->db, f, &p));
    if (str_eq(p.declined_key, f->key)) return OK;
    TRY(system_parameter(cx, site, tx->db, "response.flood.lower_minutes", 180, &lower_min));
    bool rests = p.declined_ms && str_cmp(f->level, p.declined_level) >= 0 &&
                 cx->now_ms - p.declined_ms < (int64_t)(lower_min * MS_MINUTE);
    if (rests) return OK; /* the same or less, by other rows, a while after a person said no */
    if (p.proposed) {
        int worse = str_cmp(f->level, p.proposed_level);
        bool same = worse == 0 && str_eq(p.proposed_key, f->key);
        return worse > 0 || same ? OK : propose(tx, site, f, p.proposed, "");
    }
    if (!p.active || str_cmp(f->level, p.active_level) < 0)
        return propose(tx, site, f, 0, p.active ? "建议提级。" : "");
    if (str_eq(f->level, p.active_level)) return OK;
    bool lasted = cx->now_ms - p.active_since_ms >= (int64_t)(lower_min * MS_MINUTE);
    return lasted ? propose(tx, site, f, 0, "建议降级。") : OK;
}

Err triggers_run(Txn *tx, const Site *site)
{
    Look k;
    TRY(look(tx->cx, site, tx->db, &k));
    for (size_t p = 0; p < k.n_places; p++)
        for (size_t g = 0; g < COUNT(groups); g++) {
            Finding f;
            find(&k, &k.places[p], &groups[g], &f);
            TRY(follow(tx, site, &f));
        }
    return OK;
}

/* --- the panel --- */

static void put_finding(const Look *k, const Finding *f, const Present *p, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "region", f->place->code);
    jw_kstr(w, "region_name", f->place->name);
    jw_kstr(w, "kind", str_c(f->group->response));
    if (f->level.len) jw_kstr(w, "level", f->level);
    else jw_knull(w, "level");
    jw_kraw(w, "rows", f->rows);
    if (p->proposed) {
        jw_kstr(w, "proposed", id_format(k->cx, p->proposed));
        jw_kstr(w, "proposed_level", p->proposed_level);
    }
    if (p->active) {
        jw_kstr(w, "active", id_format(k->cx, p->active));
        jw_kstr(w, "active_level", p->active_level);
    }
    jw_close(w, '}');
}

static bool in_span(Str code, Str from, Str to)
{
    return str_cmp(code, from) >= 0 && str_cmp(code, to) < 0;
}

Err get_triggers(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    const Reg *reg;
    Str from, to;
    Db *db;
    Look k;
    TRY(flood_want_span(cx, call, "response", &from, &to));
    TRY(system_reg(cx, site, "flood_trigger", &reg));
    TRY(book_gate(site->book, cx, reg, S("read"), S("")));
    TRY(store_reader(cx, site->store, &db));
    TRY(look(cx, site, db, &k));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "at", time_format(cx, cx->now_ms));
    jw_ki64(&w, "rows_in_force", (int64_t)k.rows.n);
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < k.n_places; i++)
        for (size_t g = 0; g < COUNT(groups); g++) {
            Finding f;
            Present p;
            if (!in_span(k.places[i].code, from, to)) continue;
            find(&k, &k.places[i], &groups[g], &f);
            TRY(read_present(cx, db, &f, &p));
            if (f.level.len || p.active || p.proposed) put_finding(&k, &f, &p, &w);
        }
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}
