/* SPDX-License-Identifier: Apache-2.0 */
#include "systems/drill/desk.h"

#include "base/embed.h"
#include "sys/child.h"
#include "sys/sys.h"
#include "sys/thread.h"
#include "systems/drill/scenario.h"

enum {
    DRILLS_MAX = 2,            /* at once: each is a whole city */
    START_MS = 60 * MS_SECOND, /* to fill its city and listen */
    GRACE_MS = 5 * MS_SECOND,
    SCORES_MAX = 16 * 1024 * 1024,
    PROBLEMS_MAX = 1800 /* characters; the field holds 2000 */
};

typedef struct Running {
    bool is_used;    /* the place is taken, also while it starts */
    SysChild *child; /* NULL = not yet */
    char id[24], scenario[64], token[80], by[80];
    char *dir;
    int64_t port, started_ms;
    bool is_recorded;
} Running;

/* The lock is held for moments only: the clocks of the live city pass by here. */
struct DrillDesk {
    Mutex lock;
    const char *host, *tls_cert, *tls_key;
    Running at[DRILLS_MAX];
    unsigned count;
};

DrillDesk *drill_desk_new(const char *host, const char *tls_cert, const char *tls_key)
{
    DrillDesk *k = sys_mem_new(sizeof *k);
    *k = (DrillDesk){.host = host, .tls_cert = tls_cert, .tls_key = tls_key};
    mutex_init(&k->lock);
    return k;
}

static void end(Running *r)
{
    sys_child_stop(r->child, GRACE_MS);
    sys_mem_free(r->dir);
    *r = (Running){0};
}

void drill_desk_free(DrillDesk *k)
{
    if (!k) return;
    for (size_t i = 0; i < DRILLS_MAX; i++) end(&k->at[i]);
    mutex_destroy(&k->lock);
    sys_mem_free(k);
}

/* --- scenarios --- */

static void put_scenario(Cx *cx, const Scenario *s, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "key", s->name);
    jw_kstr(w, "title", cx_pick(cx, s->title.zh, s->title.en));
    jw_kstr(w, "about", cx_pick(cx, s->about.zh, s->about.en));
    jw_kstr(w, "start", time_format(cx, s->start_ms));
    jw_kstr(w, "end", time_format(cx, s->end_ms));
    jw_key(w, S("speed"));
    jw_f64(w, s->speed);
    jw_ki64(w, "seconds",
            (int64_t)((double)(s->end_ms - s->start_ms) / s->speed / MS_SECOND + 0.5));
    jw_ki64(w, "roles", (int64_t)s->n_roles);
    jw_close(w, '}');
}

static Err get_scenarios(Cx *cx, HttpCall *call)
{
    size_t first, n = embed_under(S("model/scenarios/"), &first);
    Scenario s;
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < n; i++) {
        Str name;
        if (!scenario_name(embed_at(first + i).path, &name)) continue;
        TRY(scenario_read(cx, name, NULL, &s));
        put_scenario(cx, &s, &w);
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* --- starting --- */

static void keep(char *to, size_t size, Str s)
{
    size_t n = s.len < size - 1 ? s.len : size - 1;
    memcpy(to, s.p, n);
    to[n] = '\0';
}

/* "{"directory","port","token"}", the line after the one that names the address. */
static Err hear_start(Cx *cx, Running *r)
{
    int64_t until = sys_mono_ms() + START_MS;
    Str line;
    while (sys_child_line(cx, r->child, until, &line)) {
        if (!str_starts(line, S("{"))) continue;
        json_t *j = json_loadb(line.p, line.len, 0, NULL);
        r->port = json_integer_value(json_object_get(j, "port"));
        keep(r->token, sizeof r->token, json_text(j, "token"));
        json_decref(j);
        if (r->port > 0) return OK;
    }
    return cx_fail(cx, ERR_IO, "", "the drill did not start; the server's log says why");
}

/* The words of the drill's command line. */
static size_t command_line(Cx *cx, const DrillDesk *k, Str scenario, Str dir, Str speed, Str *words)
{
    size_t n = 0;
    bool v6 = str_find_char(str_c(k->host), ':') != SIZE_MAX;
    words[n++] = S("drill"), words[n++] = S("run"), words[n++] = scenario;
    words[n++] = S("--data"), words[n++] = dir;
    words[n++] = S("--listen"), words[n++] = str_fmt(cx, v6 ? "[%s]:0" : "%s:0", k->host);
    words[n++] = S("--keep"), words[n++] = S("--json");
    if (speed.len) words[n++] = S("--speed"), words[n++] = speed;
    if (!k->tls_cert) return n;
    words[n++] = S("--tls"), words[n++] = str_c(k->tls_cert), words[n++] = str_c(k->tls_key);
    return n;
}

static Err start(Cx *cx, const Site *site, const DrillDesk *k, Str scenario, Str speed,
                 unsigned count, Running *r)
{
    Str words[16];
    int64_t now = site->now_ms(site->ctx);
    Str id = str_fmt(cx, "%lld-%u", (long long)(now / MS_SECOND), count);
    Str dir = str_fmt(cx, "%s/drills/%.*s-%.*s", site->dir, STR_ARG(scenario), STR_ARG(id));
    *r = (Running){.is_used = true, .dir = sys_mem_new(dir.len + 1), .started_ms = now};
    memcpy(r->dir, dir.p, dir.len);
    keep(r->id, sizeof r->id, id);
    keep(r->scenario, sizeof r->scenario, scenario);
    keep(r->by, sizeof r->by, cx->actor->name);
    TRY(sys_dir_make(cx, str_fmt(cx, "%s/drills", site->dir), 0700));
    TRY(sys_child_start(cx, words, command_line(cx, k, scenario, dir, speed, words), &r->child));
    return hear_start(cx, r);
}

static void put_running(Cx *cx, const Running *r, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "id", str_c(r->id));
    jw_kstr(w, "scenario", str_c(r->scenario));
    jw_kstr(w, "by", str_c(r->by));
    jw_kstr(w, "started_at", time_format(cx, r->started_ms));
    jw_ki64(w, "port", r->port);
    jw_kstr(w, "token", str_c(r->token));
    jw_close(w, '}');
}

/* A place, taken; NULL = none. */
static Running *take_place(DrillDesk *k, unsigned *count)
{
    Running *r = NULL;
    mutex_lock(&k->lock);
    for (size_t i = 0; i < DRILLS_MAX && !r; i++) {
        if (k->at[i].child && sys_child_is_over(k->at[i].child)) end(&k->at[i]);
        if (!k->at[i].is_used) r = &k->at[i];
    }
    if (r) r->is_used = true;
    *count = ++k->count;
    mutex_unlock(&k->lock);
    return r;
}

static void put_back(DrillDesk *k, Running *place, const Running *r)
{
    mutex_lock(&k->lock);
    *place = *r;
    mutex_unlock(&k->lock);
}

static Err want_start(Cx *cx, HttpCall *call, Str *scenario, Str *speed)
{
    json_t *in, *x;
    Scenario s;
    TRY(want_object(cx, call, &in));
    *scenario = json_text(in, "scenario");
    *speed = S("");
    if (str_find_char(*scenario, '/') != SIZE_MAX) /* folders are the command line's */
        return cx_refuse(cx, ERR_NOT_FOUND, S("scenario"), *scenario, "there is no such scenario");
    TRY(scenario_read(cx, *scenario, NULL, &s));
    if (!(x = json_object_get(in, "speed"))) return OK;
    double v = json_is_number(x) ? json_number_value(x) : 0;
    if (!(v > 0 && v <= 100000))
        return cx_fail(cx, ERR_INVALID, "speed", "must be above 0 and at most 100000");
    *speed = str_fmt(cx, "%g", v);
    return OK;
}

static Err post_drills(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Str scenario, speed;
    unsigned count;
    Running r;
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    if (!site->drills) return cx_fail(cx, ERR_DENIED, "", "a drill starts from a live city");
    TRY(want_start(cx, call, &scenario, &speed));
    Running *place = take_place(site->drills, &count);
    if (!place)
        return cx_fail(cx, ERR_CONFLICT, "", "%d drills run already; end one first", DRILLS_MAX);
    Err err = start(cx, site, site->drills, scenario, speed, count, &r);
    if (err != OK) end(&r);
    else put_running(cx, &r, &w);
    put_back(site->drills, place, &r);
    TRY(err);
    return http_answer_json(call, 201, &b);
}

static Err get_drills(Cx *cx, HttpCall *call)
{
    DrillDesk *k = site_of(call)->drills;
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    if (k) mutex_lock(&k->lock);
    for (size_t i = 0; k && i < DRILLS_MAX; i++)
        if (k->at[i].child && !sys_child_is_over(k->at[i].child)) put_running(cx, &k->at[i], &w);
    if (k) mutex_unlock(&k->lock);
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* --- what a drill leaves in the live city --- */

/* What was not reached, a line each. */
static Str problems(Cx *cx, json_t *scores)
{
    Buf b = buf_new(cx, 0);
    json_t *g;
    size_t i;
    json_array_foreach (json_object_get(scores, "goals"), i, g) {
        double earned = json_number_value(json_object_get(g, "earned")),
               points = json_number_value(json_object_get(g, "points"));
        if (earned < points)
            buf_fmt(&b, "%s：%g/%g分\n", json_string_value(json_object_get(g, "zh")), earned,
                    points);
    }
    json_array_foreach (json_object_get(scores, "expected"), i, g)
        if (json_is_true(json_object_get(g, "missed")))
            buf_fmt(&b, "未做到：%s\n", json_string_value(json_object_get(g, "zh")));
    return utf8_head(buf_str(&b), PROBLEMS_MAX);
}

typedef struct Note {
    const Site *site;
    json_t *scores;
    int64_t at_ms;
    Str dir;
} Note;

static json_t *record_of(Cx *cx, const Note *n)
{
    json_t *o = json_object();
    double score = json_number_value(json_object_get(n->scores, "score"));
    Str title = json_text(n->scores, "title_zh");
    system_put_text(o, "name", utf8_head(str_fmt(cx, "%.*s（模拟推演）", STR_ARG(title)), 120));
    system_put_time(cx, o, "at", n->at_ms);
    system_put_text(o, "region", n->site->city);
    system_put_text(o, "kind", S("模拟推演"));
    system_put_text(o, "form", S("virtual"));
    system_put_text(o, "purpose", S("test"));
    system_put_text(o, "scenario",
                    str_fmt(cx, "情景 %.*s；得分 %.1f（%.*s）；日志 %.*s",
                            STR_ARG(json_text(n->scores, "scenario")), score,
                            STR_ARG(json_text(n->scores, "verdict_zh")), STR_ARG(n->dir)));
    system_put_text(o, "problems", problems(cx, n->scores));
    return o;
}

static Err note_held(Txn *tx, Cmd *cmd)
{
    const Note *n = cmd->arg;
    Write w = {.action = S("create"), .reason = S("")};
    TRY(system_write(tx, n->site, "drill", &w, record_of(tx->cx, n)));
    Write held = {.action = S("hold"), .id = w.ret->id, .reason = S("")};
    return system_write(tx, n->site, "drill", &held, json_object());
}

static Err collect_one(Cx *cx, const Site *site, const Running *r, bool *done)
{
    Str text, path = str_fmt(cx, "%s/scores.json", r->dir);
    *done = false;
    if (r->is_recorded || !sys_file_exists(cx, path)) return OK;
    TRY(sys_file_read(cx, path, SCORES_MAX, &text));
    json_t *scores = json_loadb(text.p, text.len, 0, NULL);
    Note n = {.site = site, .scores = scores, .at_ms = r->started_ms, .dir = str_c(r->dir)};
    Cmd cmd = {.cx = cx, .run = note_held, .arg = &n};
    Err err = json_is_true(json_object_get(scores, "over")) ? journal_do(site->journal, &cmd) : OK;
    json_decref(scores);
    *done = err == OK;
    return err;
}

/* Those that are no record yet; their directories copied to cx. */
static size_t unrecorded(Cx *cx, DrillDesk *k, Running *ret)
{
    size_t n = 0;
    mutex_lock(&k->lock);
    for (size_t i = 0; i < DRILLS_MAX; i++) {
        if (!k->at[i].child || k->at[i].is_recorded) continue;
        ret[n] = k->at[i];
        ret[n++].dir = str_z(cx, str_c(k->at[i].dir));
    }
    mutex_unlock(&k->lock);
    return n;
}

static void mark_recorded(DrillDesk *k, const char *id)
{
    mutex_lock(&k->lock);
    for (size_t i = 0; i < DRILLS_MAX; i++)
        if (strcmp(k->at[i].id, id) == 0) k->at[i].is_recorded = true;
    mutex_unlock(&k->lock);
}

/* Job: a drill that ran to its end becomes a record of the register `drill`. */
static Err collect(Cx *cx, const Site *site)
{
    Running list[DRILLS_MAX];
    bool done;
    size_t n = site->drills ? unrecorded(cx, site->drills, list) : 0;
    for (size_t i = 0; i < n; i++) {
        TRY(collect_one(cx, site, &list[i], &done));
        if (done) mark_recorded(site->drills, list[i].id);
    }
    return OK;
}

/* Out of the desk: its place is free, it is the caller's. */
static bool take_out(DrillDesk *k, Str id, Running *ret)
{
    bool found = false;
    mutex_lock(&k->lock);
    for (size_t i = 0; i < DRILLS_MAX && !found; i++) {
        if (!k->at[i].child || !str_is(id, k->at[i].id)) continue;
        *ret = k->at[i];
        k->at[i] = (Running){0};
        found = true;
    }
    mutex_unlock(&k->lock);
    return found;
}

static Err delete_drill(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Str id = http_param(call, "id");
    Running r;
    bool done;
    if (!site->drills || !take_out(site->drills, id, &r))
        return cx_refuse(cx, ERR_NOT_FOUND, S("id"), id, "no such drill runs");
    Err err = collect_one(cx, site, &r, &done);
    end(&r);
    TRY(err);
    http_answer(call, 204, S(""), S(""));
    return OK;
}

static const HttpRoute routes[] = {
    {"GET",               "/api/scenarios", get_scenarios, SIGNED_IN("Scenarios that can be drilled"), RATE_READ,
     HTTP_SLOW,                                                                                                               0   },
    { "GET",      "/api/drills",       get_drills,
     NAMED("admin commander duty",                                "Drills that run beside this city"),  RATE_READ, HTTP_SLOW,    0},
    { "POST",      "/api/drills",      post_drills,
     NAMED("admin commander duty",          "Start a drill: a city of its own, on a port of its own"),
     RATE_WRITE,                                                                                                   HTTP_SLOW, 1024},
    { "DELETE", "/api/drills/{id}",     delete_drill,
     NAMED("admin commander duty",                                "End a drill; its directory stays"), RATE_WRITE, HTTP_SLOW,    1},
};

static const SystemJob jobs[] = {
    {"drills.collect", 10, collect},
};

const System drills_system = {.name = "drills",
                              .routes = routes,
                              .n_routes = COUNT(routes),
                              .jobs = jobs,
                              .n_jobs = COUNT(jobs)};
