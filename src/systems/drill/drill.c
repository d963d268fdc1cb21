/* SPDX-License-Identifier: Apache-2.0 */
/* The running drill as an object, and its routes. */
#include "systems/drill/drill_int.h"
#include "systems/system.h"

/* --- making --- */

/* Every word that anything listens for gets a number. */
static void listen(Drill *d, const Match *m, bool watched)
{
    if (m->on.len == 0) return;
    if (!map_get(&d->words, m->on))
        map_put(d->boot, &d->words, m->on, (void *)(uintptr_t)++d->n_words);
    if (watched) d->watches[d->n_watches++] = (Watch){.match = m};
}

Drill *drill_new(const DrillConfig *config)
{
    Drill *d = sys_mem_new(sizeof *d);
    const Scenario *s = config->scenario;
    *d = (Drill){.config = *config, .s = s, .boot = cx_open(s->start_ms, config->seed)};
    mutex_init(&d->lock);
    cond_init(&d->wake);
    d->control = (DrillControl){.speed = s->speed};
    d->taken = cx_new(d->boot, bool, s->n_roles + 1);
    d->results = cx_new(d->boot, Result, s->n_goals + 1);
    d->rule_times = cx_new(d->boot, size_t, s->n_rules + 1);
    d->watches = cx_new(d->boot, Watch, 3 * s->n_injects + 2 * s->n_goals + 1);
    for (size_t i = 0; i < s->n_rules; i++) listen(d, &s->rules[i].match, false);
    for (size_t i = 0; i < s->n_injects; i++) {
        listen(d, &s->injects[i].unless, true);
        listen(d, &s->injects[i].only_if, true);
        listen(d, &s->injects[i].expect.match, true);
    }
    for (size_t i = 0; i < s->n_goals; i++) {
        d->results[i].goal = &s->goals[i];
        listen(d, &s->goals[i].from, true);
        listen(d, &s->goals[i].to, true);
    }
    return d;
}

void drill_free(Drill *d)
{
    if (!d) return;
    for (size_t i = 0; i < d->heap.n; i++) json_decref(d->heap.p[i].body);
    sys_mem_free(d->heard);
    cond_destroy(&d->wake);
    mutex_destroy(&d->lock);
    cx_close(d->boot);
    sys_mem_free(d);
}

/* --- controls --- */

DrillControl drill_control(Drill *d)
{
    mutex_lock(&d->lock);
    DrillControl c = d->control;
    mutex_unlock(&d->lock);
    return c;
}

void drill_set_control(Drill *d, DrillControl c)
{
    mutex_lock(&d->lock);
    d->control = c;
    mutex_unlock(&d->lock);
    drill_stir(d);
}

void drill_wait(Drill *d, int64_t until_mono_ms)
{
    mutex_lock(&d->lock);
    while (!d->stirred && cond_wait_until(&d->wake, &d->lock, until_mono_ms)) {
    }
    d->stirred = false;
    mutex_unlock(&d->lock);
}

void drill_stir(Drill *d)
{
    mutex_lock(&d->lock);
    d->stirred = true;
    cond_signal(&d->wake);
    mutex_unlock(&d->lock);
}

/* --- telling --- */

static void put_both(Jw *w, const char *zh, const char *en, Label l)
{
    jw_kstr(w, zh, l.zh);
    jw_kstr(w, en, l.en);
}

static void put_roles(const Drill *d, Jw *w)
{
    jw_key(w, S("roles"));
    jw_open(w, '[');
    for (size_t i = 0; i < d->s->n_roles; i++) {
        const Part *r = &d->s->roles[i];
        jw_open(w, '{');
        jw_kstr(w, "key", r->key);
        jw_kstr(w, "role", r->role);
        jw_kstr(w, "region", r->region);
        put_both(w, "zh", "en", r->label);
        jw_kbool(w, "taken", d->taken[i]);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void put_number(Jw *w, const char *key, bool has, double v)
{
    jw_key(w, str_c(key));
    if (has) jw_f64(w, v);
    else jw_null(w);
}

static void put_goals(const Drill *d, Jw *w)
{
    jw_key(w, S("goals"));
    jw_open(w, '[');
    for (size_t i = 0; i < d->s->n_goals; i++) {
        const Result *r = &d->results[i];
        const Goal *g = r->goal;
        jw_open(w, '{');
        jw_kstr(w, "key", g->key);
        put_both(w, "zh", "en", g->label);
        double percent = g->over.len ? 100 : 1; /* a share is told in hundredths */
        jw_kstr(w, "unit", g->to.on.len ? S("min") : g->over.len ? S("%") : S(""));
        put_number(w, "planned", true,
                   g->to.on.len ? (double)g->planned_ms / MS_MINUTE : percent * g->at_least);
        put_number(w, "actual", r->has_value, percent * r->value);
        jw_key(w, S("points"));
        jw_f64(w, g->points);
        put_number(w, "earned", r->asked, r->earned);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void put_expected(Cx *cx, const Drill *d, Jw *w)
{
    jw_key(w, S("expected"));
    jw_open(w, '[');
    for (size_t i = 0; i < d->opens.n; i++) {
        const Open *o = &d->opens.p[i];
        const Expect *e = &o->inject->expect;
        jw_open(w, '{');
        put_both(w, "zh", "en", e->label);
        put_both(w, "inject_zh", "inject_en", o->inject->act.label);
        jw_kstr(w, "at", time_format(cx, o->at_ms));
        jw_ki64(w, "within_min", e->within_ms / MS_MINUTE);
        if (o->met_ms) jw_kstr(w, "met_at", time_format(cx, o->met_ms));
        jw_kbool(w, "met", o->met_ms != 0);
        jw_kbool(w, "missed", o->over && !o->met_ms);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

/* The next thing that the script does by itself, for whoever jumps there; null = nothing more. */
static void put_next(Cx *cx, const Drill *d, int64_t now_ms, Jw *w)
{
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < d->s->n_injects; i++)
        if (d->s->injects[i].at_ms > now_ms && d->s->injects[i].at_ms < next)
            next = d->s->injects[i].at_ms;
    if (next == INT64_MAX) jw_knull(w, "next");
    else jw_kstr(w, "next", time_format(cx, next));
}

static void put_lines(Cx *cx, const Drill *d, size_t last, Jw *w)
{
    jw_ki64(w, "n_lines", (int64_t)d->lines.n);
    jw_key(w, S("lines"));
    jw_open(w, '[');
    for (size_t i = last < d->lines.n ? d->lines.n - last : 0; i < d->lines.n; i++) {
        const Line *l = &d->lines.p[i];
        jw_open(w, '{');
        jw_kstr(w, "at", time_format(cx, l->at_ms));
        jw_kstr(w, "kind", l->kind);
        jw_kstr(w, "as", l->as);
        put_both(w, "zh", "en", l->text);
        if (l->refused) jw_kstr(w, "refused", l->why);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

Str drill_goals_text(Cx *cx, Drill *d)
{
    Buf b = buf_new(cx, 0);
    mutex_lock(&d->lock);
    for (size_t i = 0; i < d->s->n_goals; i++) {
        const Result *r = &d->results[i];
        const Goal *g = r->goal;
        bool timed = g->to.on.len > 0;
        buf_fmt(&b, "%5.1f / %-5g %.*s: ", r->earned, g->points,
                STR_ARG(cx_pick(cx, g->label.zh, g->label.en)));
        if (!r->has_value) buf_z(&b, "-");
        else buf_fmt(&b, "%.4g", r->value);
        buf_fmt(&b, " (%g%s)\n", timed ? (double)g->planned_ms / MS_MINUTE : g->at_least,
                timed ? " min" : "");
    }
    mutex_unlock(&d->lock);
    return buf_str(&b);
}

void drill_write(Cx *cx, Drill *d, int64_t now_ms, size_t last_lines, Jw *w)
{
    Score score = drill_score(d);
    jw_open(w, '{');
    jw_kstr(w, "scenario", d->s->name);
    put_both(w, "title_zh", "title_en", d->s->title);
    put_both(w, "about_zh", "about_en", d->s->about);
    jw_kstr(w, "start", time_format(cx, d->s->start_ms));
    jw_kstr(w, "end", time_format(cx, d->s->end_ms));
    jw_kstr(w, "now", time_format(cx, now_ms));
    mutex_lock(&d->lock);
    jw_key(w, S("speed"));
    jw_f64(w, d->control.speed);
    jw_kbool(w, "paused", d->control.paused);
    jw_kbool(w, "jumping", d->control.jump_ms != 0);
    jw_kbool(w, "over", d->is_over);
    jw_key(w, S("score"));
    jw_f64(w, (double)(int64_t)(score.points * 10 + 0.5) / 10);
    jw_kstr(w, "verdict_zh", score.verdict_zh);
    jw_kstr(w, "verdict_en", score.verdict_en);
    put_roles(d, w);
    put_goals(d, w);
    put_expected(cx, d, w);
    put_next(cx, d, now_ms, w);
    put_lines(cx, d, last_lines, w);
    mutex_unlock(&d->lock);
    jw_close(w, '}');
}

/* --- routes of a sandbox --- */

static Err the_drill(Cx *cx, const HttpCall *call, Drill **ret)
{
    *ret = site_of(call)->drill;
    return *ret ? OK : cx_fail(cx, ERR_NOT_FOUND, "", "no drill runs here");
}

static Err answer_drill(Cx *cx, HttpCall *call, Drill *d)
{
    int64_t last;
    TRY(want_int(cx, call, "lines", 0, INT32_MAX, INT32_MAX, &last));
    const Site *site = site_of(call);
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    drill_write(cx, d, site->now_ms(site->ctx), (size_t)last, &w);
    return http_answer_json(call, 200, &b);
}

static Err get_drill(Cx *cx, HttpCall *call)
{
    Drill *d;
    TRY(the_drill(cx, call, &d));
    return answer_drill(cx, call, d);
}

static Err get_review(Cx *cx, HttpCall *call)
{
    enum { FILE_MAX = 16 * 1024 * 1024 };
    Drill *d;
    Str path, body;
    TRY(the_drill(cx, call, &d));
    TRY(system_tmp_path(cx, site_of(call), S(".xlsx"), &path));
    Err err = drill_workbook(cx, d, path);
    if (err == OK) err = sys_file_read(cx, path, FILE_MAX, &body);
    if (sys_file_exists(cx, path)) (void)!sys_file_remove(cx, path);
    TRY(err);
    http_header(call, S("Content-Disposition"),
                str_fmt(cx, "attachment; filename=\"drill-%.*s.xlsx\"", STR_ARG(d->s->name)));
    http_answer(call, 200, S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                body);
    return OK;
}

static Err want_jump(Cx *cx, const Drill *d, Str text, int64_t now_ms, DrillControl *c)
{
    if (text.len == 0) return OK;
    if (!scenario_time(text, d->s->start_ms, &c->jump_ms) || c->jump_ms <= now_ms ||
        c->jump_ms > d->s->end_ms)
        return cx_refuse(cx, ERR_INVALID, S("to"), text,
                         "must be a time after now and before the end of the drill");
    return OK;
}

/* {"paused"?, "speed"?, "to"?}: a drill goes on only forwards; what was is looked at in its review.
 */
static Err post_control(Cx *cx, HttpCall *call)
{
    Drill *d;
    json_t *in;
    TRY(the_drill(cx, call, &d));
    TRY(want_object(cx, call, &in));
    DrillControl c = drill_control(d);
    json_t *paused = json_object_get(in, "paused"), *speed = json_object_get(in, "speed");
    if (json_is_boolean(paused)) c.paused = json_is_true(paused);
    if (speed) {
        c.speed = json_is_number(speed) ? json_number_value(speed) : 0;
        if (!(c.speed > 0 && c.speed <= 100000))
            return cx_fail(cx, ERR_INVALID, "speed", "must be above 0 and at most 100000");
    }
    TRY(want_jump(cx, d, json_text(in, "to"), cx->now_ms, &c));
    drill_set_control(d, c);
    return answer_drill(cx, call, d);
}

static Err want_role(Cx *cx, const HttpCall *call, const Drill *d, size_t *ret)
{
    const Part *r = scenario_part(d->s, http_param(call, "key"));
    if (!r)
        return cx_refuse(cx, ERR_NOT_FOUND, S("key"), http_param(call, "key"),
                         "the scenario has no such role");
    *ret = (size_t)(r - d->s->roles);
    return OK;
}

static void set_taken(Drill *d, size_t role, bool taken)
{
    mutex_lock(&d->lock);
    d->taken[role] = taken;
    mutex_unlock(&d->lock);
}

/* A person steps into a role: its actor falls silent, and the browser is signed in as its account.
 */
static Err post_take(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Drill *d;
    size_t i;
    Session s;
    bool need_totp;
    TRY(the_drill(cx, call, &d));
    TRY(want_role(cx, call, d, &i));
    TRY(auth_login(cx, site->auth, d->s->roles[i].key, d->config.passwords[i], S(""), call->peer,
                   &s, &need_totp));
    set_taken(d, i, true);
    http_set_cookie(call, session_cookie_name(call), s.token, -1);
    return answer_drill(cx, call, d);
}

static Err post_give(Cx *cx, HttpCall *call)
{
    Drill *d;
    size_t i;
    TRY(the_drill(cx, call, &d));
    TRY(want_role(cx, call, d, &i));
    set_taken(d, i, false);
    return answer_drill(cx, call, d);
}

static const HttpRoute routes[] = {
    {"GET",                          "/api/drill", get_drill,
     SIGNED_IN("Sandbox: the drill that runs, its lines, roles, goals and score"),        RATE_READ,
     HTTP_SLOW,                                                                                                  0   },
    { "POST",          "/api/drill/control", post_control,
     NAMED("admin commander duty",                  "Sandbox: pause, speed, jump ahead"), RATE_WRITE, HTTP_SLOW,
     1024},
    {                                                                                                             "GET",      "/api/drill/review.xlsx",   get_review,
     NAMED("admin commander duty", "Sandbox: the evaluation of the drill as a workbook"),  RATE_READ,
     HTTP_SLOW,                                                                                                     0},
    { "POST", "/api/drill/roles/{key}/take",    post_take,
     NAMED("admin commander duty",                       "Sandbox: play a role oneself"), RATE_LOGIN, HTTP_SLOW, 1024},
    { "POST", "/api/drill/roles/{key}/give",    post_give,
     NAMED("admin commander duty liaison responsible shelter team grid",
     "Sandbox: give the role back to its actor"),
     RATE_WRITE,                                                                                      HTTP_SLOW, 1024},
};

const System drill_system = {.name = "drill", .routes = routes, .n_routes = COUNT(routes)};
