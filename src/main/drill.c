/* SPDX-License-Identifier: Apache-2.0 */
/* anlan drill run SCENARIO: a sandbox of its own, filled with the demonstration city as of the
 * scenario's first day, and a director who plays the script against it through its interface, as
 * its people would. */
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/embed.h"
#include "main/verbs.h"
#include "sys/sys.h"
#include "systems/demo/demo.h"
#include "systems/drill/drill.h"
#include "systems/region/region.h"

enum {
    STEP_MS = MS_MINUTE, /* of the city's clock, when it runs as fast as it goes */
    NAP_MS = 250,        /* of ours, between looks at the controls */
    DIRECTOR_DAYS = 0,   /* its token lives as long as the sandbox */
    SPEED_MAX = 100000
};

/* Who may do everything in the sandbox; the wall that whoever started the drill opens. */
static const char director_name[] = "director";

typedef struct Wish {
    Str scenario, dir, listen, storm, track;
    double speed; /* 0 = the scenario's, INFINITY = as fast as it goes */
    int64_t seed;
    bool keep, json;
} Wish;

typedef struct Stage {
    Wish wish;
    Scenario scenario;
    App *app;
    Drill *drill;
    Str *tokens, *passwords; /* of the roles */
    Str director_token;
    void *line; /* to its own server */
    atomic_bool stopped;
} Stage;

/* --- words --- */

static Str fresh_dir(Cx *cx, Str scenario)
{
    Str stamp = str_replace(cx, str_head(time_format_local(cx, cx->now_ms), 19), S(":"), S(""));
    size_t slash = 0;
    for (size_t i = 0; i < scenario.len; i++)
        if (scenario.p[i] == '/' && i + 1 < scenario.len) slash = i + 1;
    return str_fmt(cx, "run/drills/%.*s-%.*s", STR_ARG(str_from(scenario, slash)),
                   STR_ARG(str_replace(cx, stamp, S(" "), S("-"))));
}

static Err want_speed(Cx *cx, Str text, double *ret)
{
    if (text.len == 0) return *ret = 0, OK;
    if (str_is(text, "max")) return *ret = INFINITY, OK;
    if (str_f64(text, ret) && *ret > 0 && *ret <= SPEED_MAX) return OK;
    return cx_refuse(cx, ERR_INVALID, S("--speed"), text,
                     "must be max or a number above 0 and at most %d", SPEED_MAX);
}

static Err want(Cx *cx, Args *a, Wish *w, HttpOptions *opt)
{
    Str speed, seed;
    w->scenario = args_word(a);
    w->keep = args_flag(a, "keep");
    w->json = args_flag(a, "json");
    w->seed = 1909;
    TRY(args_option(a, "speed", &speed));
    TRY(args_option(a, "seed", &seed));
    TRY(args_option(a, "storm", &w->storm));
    TRY(args_option(a, "track", &w->track));
    TRY(args_option(a, "listen", &w->listen));
    TRY(args_option(a, "data", &w->dir));
    TRY(tls_want(cx, a, opt));
    TRY(args_end(a));
    if (w->scenario.len == 0) return cx_fail(cx, ERR_INVALID, "SCENARIO", "is required");
    if (seed.len && !str_i64(seed, &w->seed))
        return cx_refuse(cx, ERR_INVALID, S("--seed"), seed, "must be a whole number");
    if (w->dir.len == 0) w->dir = fresh_dir(cx, w->scenario);
    TRY(listen_parse(cx, w->listen.len ? w->listen : S("127.0.0.1:0"), opt));
    return want_speed(cx, speed, &w->speed);
}

/* --- the sandbox --- */

static Err add_account(Cx *cx, App *app, Str name, Str role, Str region, Str password)
{
    Account account = {.name = name, .role = role};
    if (!region_parse(cx, region, &account.region))
        return cx_refuse(cx, ERR_INVALID, S("region"), region,
                         "must be a region code of 6, 9 or 12 digits");
    return account_add(cx, app->auth, &account, password);
}

static Err furnish(Cx *cx, App *app, void *ctx)
{
    Stage *st = ctx;
    const Scenario *s = &st->scenario;
    TRY(regions_fill(cx, app->book));
    TRY(parameters_fill(cx, app->book));
    TRY(demo_fill(cx, app->book, true, NULL));
    for (size_t i = 0; i < s->n_roles; i++)
        TRY(add_account(cx, app, s->roles[i].key, s->roles[i].role, s->roles[i].region,
                        st->passwords[i]));
    return add_account(cx, app, str_c(director_name), S("admin"), s->city, password_fresh(cx));
}

static Err make_sandbox(Cx *cx, Stage *st)
{
    City city = {
        .name = {S("衢州市"), S("Quzhou")},
        .demo = true,
        .sandbox = true,
        .node = 1,
        .algo = HASH_SHA256
    };
    if (!region_parse(cx, st->scenario.city, &city.code))
        return cx_refuse(cx, ERR_INVALID, S("city"), st->scenario.city,
                         "must be a region code of 6, 9 or 12 digits");
    st->passwords = cx_new(cx, Str, st->scenario.n_roles + 1);
    for (size_t i = 0; i < st->scenario.n_roles; i++) st->passwords[i] = password_fresh(cx);
    return city_found(cx, st->wish.dir, &city, st->scenario.start_ms, furnish, st);
}

/* Every channel answers by itself: nothing of a drill leaves the machine. */
static Err mute_gateways(Cx *cx, const Stage *st)
{
    static const char mute[] =
        "{\"sms\":{\"protocol\":\"sandbox\"},\"voice\":{\"protocol\":\"sandbox\"},"
        "\"email\":{\"protocol\":\"sandbox\"},\"webhook\":{\"protocol\":\"sandbox\"}}\n";
    return sys_file_write(cx, str_fmt(cx, "%.*s/gateways.json", STR_ARG(st->wish.dir)), str_c(mute),
                          0600);
}

static Err give_tokens(Cx *cx, Stage *st)
{
    const Scenario *s = &st->scenario;
    Cx *work = cx_open(s->start_ms, sys_random_u64());
    Err err = OK;
    st->tokens = cx_new(cx, Str, s->n_roles + 1);
    for (size_t i = 0; i <= s->n_roles && err == OK; i++) {
        Str name = i < s->n_roles ? s->roles[i].key : str_c(director_name), token;
        err = token_new(work, st->app->auth, name, TOKEN_SCRIPT, S("drill"), DIRECTOR_DAYS, &token);
        if (err == OK)
            *(i < s->n_roles ? &st->tokens[i] : &st->director_token) = str_dup(cx, token);
    }
    err = cx_carry(cx, work, err);
    cx_close(work);
    return err;
}

static void free_json(void *j)
{
    json_decref(j);
}

static Err as_role(Cx *cx, void *ctx, const Part *as, const char *method, Str path, json_t *body,
                   json_t **ret)
{
    Stage *st = ctx;
    Client c = {.socket = app_socket(cx, st->app->dir), .line = st->line};
    Str text = {0};
    Reply reply;
    *ret = NULL;
    if (as) c.token = st->tokens[as - st->scenario.roles];
    if (body) {
        char *dump = json_dumps(body, JSON_COMPACT);
        text = str_dup(cx, str_c(dump));
        free(dump);
    }
    TRY(client_call(cx, &c, method, path, text, &reply));
    *ret = json_loadb(reply.body.p, reply.body.len, 0, NULL);
    cx_defer(cx, free_json, *ret);
    return OK;
}

/* --- the director --- */

static bool is_stopped(Stage *st)
{
    return atomic_load(&st->stopped);
}

static void on_stop(void *ctx, int signal)
{
    Stage *st = ctx;
    (void)signal;
    atomic_store(&st->stopped, true);
    if (st->drill) drill_stir(st->drill);
}

static int64_t earliest(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void hold_clock(Cx *cx, Stage *st, int64_t at, double speed)
{
    if (app_set_clock(cx, st->app, at, speed) != OK) log_die("the clock of a drill does not move");
}

/* As fast as it goes: from one thing that is due to the next, each seen to its end before the clock
 * moves on. */
static void run_ahead(Cx *cx, Stage *st, int64_t to)
{
    int64_t now = app_now_ms(st->app), clocks = now;
    while (now < to && !is_stopped(st)) {
        int64_t next =
            earliest(earliest(drill_next_ms(cx, st->drill), clocks), earliest(now + STEP_MS, to));
        now = next > now ? next : now + 1;
        hold_clock(cx, st, now, 0);
        clocks = app_turn(st->app);
        if (drill_play(cx, st->drill, now)) clocks = app_turn(st->app);
        cx_reset(cx);
    }
}

/* In step with the clock: what is due is done when its time comes. */
static void run_along(Cx *cx, Stage *st, double speed)
{
    int64_t now = app_now_ms(st->app), end = st->scenario.end_ms;
    if (drill_play(cx, st->drill, now)) return;
    double left_ms =
        speed > 0 ? (double)(earliest(drill_next_ms(cx, st->drill), end) - now) / speed : NAP_MS;
    drill_wait(st->drill, sys_mono_ms() + (left_ms < NAP_MS ? (int64_t)left_ms + 1 : NAP_MS));
}

static void follow_controls(Cx *cx, Stage *st, double *speed)
{
    DrillControl c = drill_control(st->drill);
    double wanted = c.paused ? 0 : c.speed;
    if (c.jump_ms) {
        run_ahead(cx, st, c.jump_ms);
        c = drill_control(st->drill);
        c.jump_ms = 0;
        drill_set_control(st->drill, c);
        *speed = 0; /* it stands: set it going again */
    }
    if (wanted == *speed) return;
    hold_clock(cx, st, app_now_ms(st->app), wanted);
    *speed = wanted;
}

static void direct(Cx *cx, Stage *st)
{
    double speed = 0;
    while (!is_stopped(st) && app_now_ms(st->app) < st->scenario.end_ms) {
        follow_controls(cx, st, &speed);
        run_along(cx, st, speed);
        cx_reset(cx);
    }
    hold_clock(cx, st, earliest(app_now_ms(st->app), st->scenario.end_ms), 0);
    (void)app_turn(st->app);
    drill_finish(cx, st->drill, app_now_ms(st->app));
}

/* --- what is said --- */

static void say_start(Cx *cx, const Stage *st, const HttpOptions *opt)
{
    const Scenario *s = &st->scenario;
    int port = http_port(st->app->http);
    printf("directory %.*s\n", STR_ARG(st->wish.dir));
    listen_say(opt, port);
    if (st->wish.json) {
        Buf b = buf_new(cx, 0);
        Jw w = jw_on(&b);
        jw_open(&w, '{');
        jw_kstr(&w, "directory", st->wish.dir);
        jw_ki64(&w, "port", port);
        jw_kstr(&w, "token", st->director_token);
        jw_close(&w, '}');
        printf("%.*s\n", STR_ARG(buf_str(&b)));
    } else {
        printf("wall /wall.html#token=%.*s\n", STR_ARG(st->director_token));
        for (size_t i = 0; i < s->n_roles; i++)
            printf("role %-20.*s %.*s\n", STR_ARG(s->roles[i].key), STR_ARG(st->passwords[i]));
    }
    fflush(stdout);
}

static Err say_scores(Cx *cx, Stage *st)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    drill_write(cx, st->drill, app_now_ms(st->app), SIZE_MAX, &w);
    Str text = buf_str(&b);
    TRY(sys_file_write(cx, str_fmt(cx, "%.*s/scores.json", STR_ARG(st->wish.dir)), text, 0600));
    if (st->wish.json) {
        printf("%.*s\n", STR_ARG(text));
    } else {
        Score s = drill_score(st->drill);
        printf("%.*s", STR_ARG(drill_goals_text(cx, st->drill)));
        printf("score %.1f %.*s\n", s.points, STR_ARG(cx_pick(cx, s.verdict_zh, s.verdict_en)));
    }
    fflush(stdout);
    return OK;
}

/* --- the verb --- */

static Err play(Cx *cx, Stage *st, HttpOptions *opt)
{
    const Scenario *s = &st->scenario;
    DrillConfig config = {.scenario = &st->scenario,
                          .seed = (uint64_t)st->wish.seed,
                          .call = as_role,
                          .ctx = st,
                          .passwords = st->passwords};
    TRY(give_tokens(cx, st));
    hold_clock(cx, st, s->start_ms, 0);
    st->drill = st->app->site.drill = drill_new(&config);
    DrillControl c = {.speed = st->wish.speed > 0 && isfinite(st->wish.speed) ? st->wish.speed
                                                                              : s->speed,
                      .jump_ms = isinf(st->wish.speed) ? s->end_ms : 0};
    drill_set_control(st->drill, c);
    TRY(app_start(cx, st->app, opt));
    say_start(cx, st, opt);
    Cx *work = cx_open(s->start_ms, (uint64_t)st->wish.seed);
    work->lang = cx->lang;
    Err err = cx_carry(cx, work, drill_begin(work, st->drill));
    if (err == OK) direct(work, st);
    cx_close(work);
    TRY(err);
    TRY(say_scores(cx, st));
    while (st->wish.keep && !is_stopped(st)) drill_wait(st->drill, sys_mono_ms() + MS_SECOND);
    return OK;
}

/* The scenario with its own storm, or with the one that --storm and --track name. */
static Err read_scenario(Cx *cx, Stage *st)
{
    const Wish *w = &st->wish;
    OtherStorm other = {.storm = w->storm};
    if (w->track.len == 0 && w->storm.len == 0)
        return scenario_read(cx, w->scenario, NULL, &st->scenario);
    if (w->track.len == 0 || w->storm.len == 0)
        return cx_fail(cx, ERR_INVALID, "--storm", "--storm and --track go together");
    TRY(sys_file_read(cx, w->track, TRACK_FILE_MAX, &other.file));
    return scenario_read(cx, w->scenario, &other, &st->scenario);
}

static Err run_drill(Cx *cx, Args *a)
{
    HttpOptions opt = {0};
    Stage st = {0};
    TRY(want(cx, a, &st.wish, &opt));
    TRY(read_scenario(cx, &st));
    sys_on_stop_signal(on_stop, &st);
    (void)sys_raise_open_files();
    TRY(make_sandbox(cx, &st));
    TRY(mute_gateways(cx, &st));
    TRY(app_open(cx, st.wish.dir, &st.app));
    st.line = client_line();
    Err err = play(cx, &st, &opt);
    client_hang_up(st.line);
    app_close(st.app);
    drill_free(st.drill);
    return err;
}

static Err list_scenarios(Cx *cx, Args *a)
{
    size_t first, n;
    Scenario s;
    TRY(args_end(a));
    n = embed_under(S("model/scenarios/"), &first);
    for (size_t i = 0; i < n; i++) {
        Str name;
        if (!scenario_name(embed_at(first + i).path, &name)) continue;
        TRY(scenario_read(cx, name, NULL, &s));
        printf("%-16.*s %.*s\n", STR_ARG(name), STR_ARG(cx_pick(cx, s.title.zh, s.title.en)));
    }
    return OK;
}

Err verb_drill(Cx *cx, Args *a)
{
    Str what = args_word(a);
    if (str_is(what, "run")) return run_drill(cx, a);
    if (str_is(what, "list")) return list_scenarios(cx, a);
    return cx_refuse(cx, ERR_INVALID, S("--"), what, "must be run SCENARIO or list");
}
