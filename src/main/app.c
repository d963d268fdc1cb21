/* SPDX-License-Identifier: Apache-2.0 */
/* Open, start, stop. */
#include "main/app.h"

#include "base/embed.h"
#include "sys/net.h"
#include "sys/sys.h"
#include "sys/thread.h"
#include "systems/dispatch/roads.h"
#include "systems/drill/desk.h"
#include "systems/drill/drill.h"
#include "systems/indicator/cube.h"
#include "systems/notice/notice.h"
#include "systems/typhoon/typhoon.h"

/* source: design.md, ids count from 2015-01-01 UTC */
static const int64_t SANDBOX_BIRTH_MS = 1420070400000;

enum { QUEUE_MAX = 20000, FILE_MAX = 1024 * 1024, PEPPER_LEN = 32, STOP_GRACE_MS = 5000 };

static Str in_dir(Cx *cx, Str dir, const char *name)
{
    return str_fmt(cx, "%.*s/%s", STR_ARG(dir), name);
}

Str app_socket(Cx *cx, Str dir)
{
    return in_dir(cx, dir, "anlan.sock");
}

/* --- clock --- */

int64_t app_now_ms(void *ctx)
{
    App *app = ctx;
    Clockwork *c = &app->clock;
    mutex_lock(&c->lock);
    int64_t now = !c->is_virtual
                      ? sys_now_ms()
                      : c->at_ms + (int64_t)((double)(sys_mono_ms() - c->mono_ms) * c->speed);
    mutex_unlock(&c->lock);
    return now;
}

/* City seconds that pass in a second. */
static double speed_of(void *ctx)
{
    App *app = ctx;
    mutex_lock(&app->clock.lock);
    double speed = app->clock.is_virtual ? app->clock.speed : 1;
    mutex_unlock(&app->clock.lock);
    return speed;
}

static void wake_scheduler(void *ctx)
{
    App *app = ctx;
    mutex_lock(&app->wake_lock);
    app->changed = true;
    cond_signal(&app->wake);
    mutex_unlock(&app->wake_lock);
}

/* The scheduler looks at what is committed: it is woken after that, not while the command runs. */
/* The scheduler once round. */
static int64_t turn_scheduler(App *app)
{
    enum { PATIENCE_MS = 60000 };
    int64_t until = sys_mono_ms() + PATIENCE_MS;
    mutex_lock(&app->wake_lock);
    uint64_t mine = ++app->turns_asked;
    app->changed = true;
    cond_signal(&app->wake);
    while (app->turns_done < mine && !app->stopping &&
           cond_wait_until(&app->turned, &app->wake_lock, until)) {
    }
    int64_t next = app->clocks_next_ms;
    mutex_unlock(&app->wake_lock);
    return next;
}

int64_t app_turn(App *app)
{
    enum { ROUNDS_MAX = 20 };
    int64_t next = turn_scheduler(app);
    for (int i = 0; app->link && i < ROUNDS_MAX; i++) {
        int64_t seq = journal_seq(app->journal);
        link_turn(app->link);
        if (journal_seq(app->journal) == seq) break; /* nothing new came of it */
        next = turn_scheduler(app);
    }
    return next;
}

static void note_touched(void *ctx)
{
    ((App *)ctx)->touched = true;
}

Err app_set_clock(Cx *cx, void *ctx, int64_t to_ms, double speed)
{
    App *app = ctx;
    if (!app->city.sandbox)
        return cx_fail(cx, ERR_DENIED, "clock", "a live city has no clock to set");
    if (speed > 100000)
        return cx_fail(cx, ERR_INVALID, "speed", "must be 0 to 100000, got %g", speed);
    mutex_lock(&app->clock.lock);
    app->clock.at_ms = to_ms;
    app->clock.mono_ms = sys_mono_ms();
    if (speed >= 0) app->clock.speed = speed;
    mutex_unlock(&app->clock.lock);
    wake_scheduler(app);
    return OK;
}

/* --- making --- */

Err app_nursery(Cx *cx, Str dir, Str *ret)
{
    while (dir.len > 1 && dir.p[dir.len - 1] == '/') dir.len--;
    if (sys_file_exists(cx, in_dir(cx, dir, "anlan.db")))
        return cx_refuse(cx, ERR_CONFLICT, S("dir"), dir, "a data directory stands here already");
    *ret = str_fmt(cx, "%.*s.new-%08x", STR_ARG(dir), (unsigned)(sys_random_u64() & 0xFFFFFFFF));
    return OK;
}

Err app_move_in(Cx *cx, Str from, Str dir)
{
    while (dir.len > 1 && dir.p[dir.len - 1] == '/') dir.len--;
    return sys_file_rename(cx, from, dir);
}

Err app_make(Cx *cx, Str dir, const City *city)
{
    char pepper[PEPPER_LEN];
    if (sys_file_exists(cx, in_dir(cx, dir, "anlan.db")))
        return cx_refuse(cx, ERR_CONFLICT, S("dir"), dir, "a data directory stands here already");
    TRY(sys_dir_make(cx, in_dir(cx, dir, "keys"), 0700));
    TRY(sys_dir_make(cx, in_dir(cx, dir, "model/registers"), 0700));
    TRY(sys_dir_make(cx, in_dir(cx, dir, "uploads"), 0700));
    TRY(sys_dir_make(cx, in_dir(cx, dir, "tiles"), 0700));
    sys_random(pepper, sizeof pepper);
    TRY(sys_file_write(cx, in_dir(cx, dir, "keys/pepper"), (Str){pepper, sizeof pepper}, 0600));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "city", city->code);
    jw_kstr(&w, "zh", city->name.zh);
    jw_kstr(&w, "en", city->name.en);
    jw_kbool(&w, "demo", city->demo);
    jw_kbool(&w, "sandbox", city->sandbox);
    jw_ki64(&w, "node", city->node);
    jw_kstr(&w, "hash", str_c(hash_name(city->algo)));
    jw_close(&w, '}');
    return sys_file_write(cx, in_dir(cx, dir, "city.json"), buf_str(&b), 0600);
}

static Err read_city(App *app)
{
    Cx *cx = app->boot;
    Str text;
    TRY(sys_file_read(cx, in_dir(cx, app->dir, "city.json"), FILE_MAX, &text));
    json_t *j = json_loadb(text.p, text.len, 0, NULL);
    if (!j) return cx_fail(cx, ERR_INVALID, "city.json", "is not JSON");
    app->city = (City){
        .code = str_dup(cx, str_c(json_string_value(json_object_get(j, "city")))),
        .name = {str_dup(cx, str_c(json_string_value(json_object_get(j, "zh")))),
                 str_dup(cx, str_c(json_string_value(json_object_get(j, "en"))))},
        .demo = json_is_true(json_object_get(j, "demo")),
        .sandbox = json_is_true(json_object_get(j, "sandbox")),
        .node = (int)json_integer_value(json_object_get(j, "node"))
    };
    bool algo = hash_by_name(str_c(json_string_value(json_object_get(j, "hash"))), &app->city.algo);
    json_decref(j);
    return algo && app->city.code.len == 12 && app->city.node > 0
               ? OK
               : cx_fail(cx, ERR_INVALID, "city.json", "is damaged");
}

/* --- host functions of the journal --- */

static Err host_clear(Cx *cx, Db *db, void *ctx)
{
    App *app = ctx;
    TRY(auth_clear(cx, db));
    return book_clear(cx, db, app->book);
}

static Err host_apply(Cx *cx, Db *db, const Entry *e, void *ctx)
{
    App *app = ctx;
    TRY(auth_apply(cx, db, e));
    return book_apply(cx, db, e, app->book);
}

static void host_committed(const Entry *entries, size_t n, void *ctx)
{
    App *app = ctx;
    if (app->touched) wake_scheduler(app);
    app->touched = false;
    if (app->api) api_committed(app->api, entries, n);
    if (app->link) link_committed(app->link, entries, n);
    if (app->feeds) feeds_committed(app->feeds, entries, n);
    if (app->site.cubes) cube_book_changed(app->site.cubes);
    if (app->site.drill) drill_heard(app->site.drill, entries, n);
}

JournalHost app_host(App *app)
{
    return (JournalHost){.ctx = app,
                         .now_ms = app_now_ms,
                         .clear = host_clear,
                         .apply = host_apply,
                         .committed = host_committed,
                         .on = app->on};
}

/* --- opening --- */

static size_t count_on(const System *s)
{
    size_t n = 0;
    while (s->on && s->on[n].kind) n++;
    return n;
}

static void gather_reactions(App *app)
{
    size_t n = 0;
    for (const System *const *s = app_systems(); *s; s++) n += count_on(*s);
    app->on = cx_new(app->boot, On, n + 1);
    n = 0;
    for (const System *const *s = app_systems(); *s; s++)
        for (size_t i = 0; i < count_on(*s); i++) {
            app->on[n] = (*s)->on[i];
            app->on[n++].ctx = &app->site;
        }
}

static Err open_auth(App *app)
{
    Cx *cx = app->boot;
    Roles *roles;
    Str pepper, yaml = embed_find(S("model/roles.yaml"));
    TRY(roles_parse(cx, S("roles.yaml"), yaml.p ? yaml : S(""), &roles));
    TRY(sys_file_read(cx, in_dir(cx, app->dir, "keys/pepper"), 1024, &pepper));
    AuthConfig config = {
        .store = app->store, .roles = roles, .city = app->city.code, .pepper = pepper};
    return auth_open(cx, &config, &app->auth);
}

/* Every system that has a word about this kind of write. */
static Err ask_guards(Txn *tx, const Rec *old, const Rec *rec, Str action, Str reason, void *ctx)
{
    App *app = ctx;
    Str kind = str_fmt(tx->cx, "%.*s.%.*s", STR_ARG(rec->reg->key), STR_ARG(action));
    for (const System *const *s = app_systems(); *s; s++)
        for (const Guard *g = (*s)->guards; g && g->kind; g++)
            if (str_is(kind, g->kind)) TRY(g->check(tx, &app->site, old, rec, reason));
    return OK;
}

static Err open_book(App *app)
{
    Cx *cx = app->boot;
    Model *model;
    TRY(app_load_model(cx, app->dir, &app->refused, &model));
    for (size_t i = 0; i < app->refused.n; i++)
        log_warn("left out: %.*s:%d: %.*s", STR_ARG(app->refused.p[i].file), app->refused.p[i].line,
                 STR_ARG(app->refused.p[i].reason));
    BookConfig config = {.store = app->store,
                         .gate = auth_gate,
                         .gate_ctx = app->auth,
                         .node = app->city.node,
                         .obligations_changed = note_touched,
                         .guard = ask_guards,
                         .ctx = app};
    return book_open(cx, &config, model, &app->book);
}

static Err open_journal(App *app)
{
    JournalConfig config = {.dir = str_z(app->boot, app->dir),
                            .node = app->city.node,
                            .algo = app->city.algo,
                            .host = app_host(app),
                            .queue_max = QUEUE_MAX};
    TRY(journal_open(app->boot, app->store, &config, &app->journal));
    book_set_journal(app->book, app->journal);
    auth_set_journal(app->auth, app->journal);
    return OK;
}

static Err open_parts(App *app)
{
    Cx *cx = app->boot;
    Str db = in_dir(cx, app->dir, "anlan.db");
    TRY(read_city(app));
    app->clock.is_virtual = app->city.sandbox;
    bool fresh = !sys_file_exists(cx, db);
    /* what a sandbox is born with must lie before any past that is replayed in it: the journal's
     * clock never goes back */
    app->clock.at_ms = fresh && app->city.sandbox ? SANDBOX_BIRTH_MS : sys_now_ms();
    app->clock.mono_ms = sys_mono_ms();
    app->clock.speed = 1;
    TRY(store_open(cx, db.p, &app->store));
    if (fresh) TRY(journal_create(cx, app->store));
    TRY(notice_create(cx, app->store));
    TRY(typhoon_create(cx, app->store));
    gather_reactions(app);
    TRY(open_auth(app));
    TRY(open_book(app));
    TRY(open_journal(app));
    if (app->city.sandbox && !fresh) /* goes on where it stood, unless it is told otherwise */
        app->clock.at_ms = journal_last_ms(app->journal);
    app->site = (Site){.store = app->store,
                       .journal = app->journal,
                       .book = app->book,
                       .auth = app->auth,
                       .dir = str_z(cx, app->dir),
                       .city = app->city.code,
                       .city_name = app->city.name,
                       .demo = app->city.demo,
                       .sandbox = app->city.sandbox,
                       .roads = road_book_new(),
                       .cubes = cube_book_new(),
                       .now_ms = app_now_ms,
                       .pace = speed_of,
                       .ctx = app};
    return OK;
}

Err app_open(Cx *cx, Str dir, App **ret)
{
    App *app = sys_mem_new(sizeof *app);
    app->boot = cx_open(sys_now_ms(), sys_random_u64());
    app->boot->lang = cx->lang;
    app->dir = str_dup(app->boot, dir);
    mutex_init(&app->clock.lock);
    mutex_init(&app->wake_lock);
    cond_init(&app->wake);
    cond_init(&app->turned);
    Err err = open_parts(app);
    if (err == OK) return *ret = app, OK;
    err = cx_carry(cx, app->boot, err);
    app_close(app);
    return err;
}

/* --- running --- */

/* Run what is due of the systems' own work; the instant of the next. */
static int64_t run_jobs(Cx *cx, App *app, int64_t *due)
{
    int64_t next = INT64_MAX, now = app_now_ms(app);
    size_t n = 0;
    for (const System *const *s = app_systems(); *s; s++)
        for (size_t i = 0; i < (*s)->n_jobs; i++, n++) {
            const SystemJob *job = &(*s)->jobs[i];
            if (now >= due[n]) {
                cx->now_ms = now;
                if (job->run(cx, &app->site) != OK)
                    log_error("%s: %.*s", job->name, STR_ARG(cx_message(cx)));
                cx_reset(cx);
                due[n] = now + (int64_t)job->every_s * MS_SECOND;
            }
            if (due[n] < next) next = due[n];
        }
    return next;
}

/* Wait until `next`, a change, or a second: the wall clock may jump. False = stop. */
static bool wait_until(App *app, int64_t next, bool *changed, uint64_t *turn)
{
    mutex_lock(&app->wake_lock);
    if (!app->stopping && !app->changed) {
        double speed = speed_of(app);
        int64_t left = next - app_now_ms(app), wait = MS_SECOND;
        if (speed > 0 && left < (int64_t)(MS_SECOND * speed))
            wait = (int64_t)((double)(left > 0 ? left : 0) / speed) + 1;
        cond_wait_until(&app->wake, &app->wake_lock, sys_mono_ms() + wait);
    }
    *changed = app->changed;
    *turn = app->turns_asked;
    app->changed = false;
    bool stop = app->stopping;
    mutex_unlock(&app->wake_lock);
    return !stop;
}

static size_t count_jobs(void)
{
    size_t n = 0;
    for (const System *const *s = app_systems(); *s; s++) n += (*s)->n_jobs;
    return n;
}

static void note_turn(App *app, uint64_t turn, int64_t clocks)
{
    mutex_lock(&app->wake_lock);
    app->turns_done = turn;
    app->clocks_next_ms = clocks;
    cond_broadcast(&app->turned);
    mutex_unlock(&app->wake_lock);
}

/* Fires the clocks of obligations to the second and runs the systems' jobs. */
static void schedule(void *ctx)
{
    App *app = ctx;
    Cx *cx = cx_open(app_now_ms(app), sys_random_u64());
    int64_t clocks = 0, *due = sys_mem_new((count_jobs() + 1) * sizeof *due);
    bool changed = true;
    uint64_t turn = 0;
    for (int64_t next = 0; wait_until(app, next, &changed, &turn);) {
        cx->now_ms = app_now_ms(app);
        if (changed) clocks = 0;
        if (cx->now_ms >= clocks && clocks_fire(cx, app->book, &clocks) != OK) {
            log_error("clocks: %.*s", STR_ARG(cx_message(cx)));
            clocks = cx->now_ms + MS_SECOND;
        }
        cx_reset(cx);
        next = run_jobs(cx, app, due);
        if (clocks < next) next = clocks;
        note_turn(app, turn, clocks);
    }
    sys_mem_free(due);
    cx_close(cx);
}

static Err open_api(Cx *cx, App *app, const HttpOptions *opt)
{
    ApiConfig config = {.systems = app_systems(),
                        .behind_proxy = opt->behind_proxy,
                        .version = ANLAN_VERSION,
                        .ctx = app,
                        .reload = app_reload,
                        .set_clock = app_set_clock,
                        .local = app_local};
    return api_open(cx, &app->site, &config, &app->api);
}

/* What fell due while we were down is said before anybody can settle it. */
static Err catch_up(Cx *cx, App *app)
{
    int64_t next;
    Cx *work = cx_open(app_now_ms(app), 0);
    Err err = cx_carry(cx, work, clocks_fire(work, app->book, &next));
    cx_close(work);
    return err;
}

Err app_start(Cx *cx, App *app, HttpOptions *opt)
{
    if (opt->address && !app->city.sandbox)
        app->site.drills = drill_desk_new(opt->address, opt->tls_cert, opt->tls_key);
    TRY(open_api(app->boot, app, opt));
    opt->unix_path = str_z(app->boot, app_socket(app->boot, app->dir));
    opt->static_root = "web/dist/";
    opt->routes = api_routes(app->api, &opt->n_routes);
    opt->enter = api_enter;
    opt->leave = api_leave;
    opt->now_ms = api_now_ms;
    opt->user = app->api;
    TRY(catch_up(cx, app));
    if (opt->address) TRY(link_open(app->boot, &app->site, &app->link));
    if (opt->address) app->feeds = feeds_new(&app->site);
    TRY(http_start(cx, opt, &app->http));
    TRY(journal_start(cx, app->journal));
    api_set_server(app->api, app->http);
    if (app->link) link_start(app->link);
    if (app->feeds) feeds_start(app->feeds);
    thread_start(&app->scheduler, "clocks", schedule, app);
    cube_book_start(&app->site);
    return OK;
}

void app_close(App *app)
{
    if (!app) return;
    mutex_lock(&app->wake_lock);
    app->stopping = true;
    cond_signal(&app->wake);
    cond_broadcast(&app->turned);
    mutex_unlock(&app->wake_lock);
    thread_join(&app->scheduler);
    cube_book_stop(app->site.cubes);
    feeds_stop(app->feeds);
    link_close(app->link);
    app->link = NULL;
    if (app->http) http_stop(app->http, STOP_GRACE_MS);
    drill_desk_free(app->site.drills);
    if (app->api) api_set_server(app->api, NULL);
    journal_close(app->journal);
    feeds_free(app->feeds);
    if (app->api) api_close(app->api);
    book_close(app->book);
    auth_close(app->auth);
    road_book_free(app->site.roads);
    cube_book_free(app->site.cubes);
    store_close(app->store);
    cond_destroy(&app->turned);
    cond_destroy(&app->wake);
    mutex_destroy(&app->wake_lock);
    mutex_destroy(&app->clock.lock);
    for (size_t i = 0; i < app->n_models; i++) cx_close(app->models[i]);
    cx_close(app->boot);
    sys_mem_free(app);
}
