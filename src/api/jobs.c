/* SPDX-License-Identifier: Apache-2.0 */
#include "api/jobs.h"

#include "sys/thread.h"

enum {
    THREADS = 2,
    WAITING_MAX = 64,
    OPEN_PER_OWNER = 8,
    KEPT_MAX = 10000,
    KEPT_MS = 7 * 24 * 3600 * 1000, /* source: ui-design §8 */
    STORED_MAX = 4 * 1024 * 1024
};

typedef enum JobState { WAITING, RUNNING, DONE, REFUSED, CANCELLED, INTERRUPTED } JobState;
static const char *const state_names[] = {"waiting", "running",   "done",
                                          "refused", "cancelled", "interrupted"};

struct Job {
    Api *api;
    Cx *cx;   /* what stays: the texts below */
    Cx *work; /* NULL before and after the work */
    JobFn *fn;
    void *arg;
    Str id, kind, owner, reg, file, result, problem, out_type;
    bool dry_run;
    JobState state;
    int64_t started_ms, finished_ms;
    Progress progress;
};

struct Jobs {
    Mutex lock; /* of everything here but the progress of a job */
    Pool *pool;
    VEC(Job *) all; /* oldest first */
    Cx *cx;
};

static bool is_open(const Job *job)
{
    return job->state == WAITING || job->state == RUNNING;
}

static Str path_of(Cx *cx, const Api *api, Str id, const char *ending)
{
    return str_fmt(cx, "%s/jobs/%.*s%s", api->site.dir, STR_ARG(id), ending);
}

/* --- its description --- */

static void raw_or_null(Jw *w, const char *key, Str json)
{
    jw_key(w, str_c(key));
    if (json.len) jw_raw(w, json);
    else jw_null(w);
}

static void time_or_null(Cx *cx, Jw *w, const char *key, int64_t at_ms)
{
    jw_key(w, str_c(key));
    if (at_ms) jw_str(w, time_format(cx, at_ms));
    else jw_null(w);
}

static void job_json(Cx *cx, const Job *job, bool with_owner, Jw *w)
{
    int64_t total = __atomic_load_n(&job->progress.total, __ATOMIC_RELAXED);
    jw_open(w, '{');
    jw_kstr(w, "id", job->id);
    jw_kstr(w, "kind", job->kind);
    jw_kstr(w, "register", job->reg);
    jw_kstr(w, "file", job->file);
    jw_kbool(w, "dry_run", job->dry_run);
    jw_kstr(w, "state", str_c(state_names[job->state]));
    jw_ki64(w, "done", __atomic_load_n(&job->progress.done, __ATOMIC_RELAXED));
    jw_key(w, S("total"));
    if (total < 0) jw_null(w);
    else jw_i64(w, total);
    time_or_null(cx, w, "started_at", job->started_ms);
    time_or_null(cx, w, "finished_at", job->finished_ms);
    raw_or_null(w, "result", job->result);
    raw_or_null(w, "problem", job->problem);
    if (job->out_type.len) jw_kstr(w, "type", job->out_type);
    if (with_owner) jw_kstr(w, "owner", job->owner);
    jw_close(w, '}');
}

/* Keep what is to be known after a restart; a disk that is full costs the list, not the work. */
static void keep(Cx *cx, const Job *job)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    job_json(cx, job, true, &w);
    if (sys_file_write(cx, path_of(cx, job->api, job->id, ".json"), buf_str(&b), 0600) == OK)
        return;
    log_warn("%.*s", STR_ARG(cx_message(cx)));
    cx_clear(cx);
}

/* --- the work --- */

static Str problem_json(Cx *cx, Err err, const Fail *fail)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "code", str_c(err_name(err)));
    jw_ki64(&w, "status", err_status(err));
    jw_kstr(&w, "detail", fail->n ? fail->items[0].reason : S(""));
    jw_key(&w, S("errors"));
    jw_open(&w, '[');
    for (int i = 0; i < fail->n; i++) {
        jw_open(&w, '{');
        jw_kstr(&w, "field", fail->items[i].field);
        jw_kstr(&w, "reason", fail->items[i].reason);
        jw_kstr(&w, "value", fail->items[i].value);
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    return buf_str(&b);
}

static void finish(Job *job, Err err, Str result)
{
    struct Jobs *jobs = job->api->jobs;
    bool stopped = __atomic_load_n(&job->progress.stop, __ATOMIC_RELAXED);
    Cx *work = job->work;
    mutex_lock(&jobs->lock);
    job->state = err == OK ? DONE : stopped ? CANCELLED : REFUSED;
    if (err == OK) job->result = str_dup(job->cx, result);
    else job->problem = problem_json(job->cx, err, work->fail);
    job->finished_ms = api_now_ms(job->api);
    job->work = NULL;
    cx_clear(work);
    keep(work, job);
    mutex_unlock(&jobs->lock);
    cx_close(work);
}

static void run(void *ptr)
{
    Job *job = ptr;
    struct Jobs *jobs = job->api->jobs;
    Buf result = buf_new(job->work, 0);
    bool stopped = __atomic_load_n(&job->progress.stop, __ATOMIC_RELAXED);
    mutex_lock(&jobs->lock);
    job->state = RUNNING;
    mutex_unlock(&jobs->lock);
    job->work->now_ms = api_now_ms(job->api);
    Err err = stopped ? progress_step(job->work, &job->progress, 0)
                      : job->fn(job->work, job->api, job, &result);
    finish(job, err, err == OK ? buf_str(&result) : S(""));
}

/* --- making one --- */

static const Actor *actor_copy(Cx *cx, const Actor *from)
{
    Actor *a = cx_new(cx, Actor, 1);
    *a = *from;
    a->name = str_dup(cx, from->name);
    a->role = str_dup(cx, from->role);
    a->region = str_dup(cx, from->region);
    a->door = str_dup(cx, from->door);
    a->peer = str_dup(cx, from->peer);
    return a;
}

Job *job_new(Cx *cx, Api *api, const JobSpec *spec)
{
    Cx *own = cx_open(cx->now_ms, 0);
    Job *job = cx_new(own, Job, 1);
    *job = (Job){.api = api,
                 .cx = own,
                 .work = cx_open(cx->now_ms, sys_random_u64()),
                 .fn = spec->fn,
                 .id = str_fmt(own, "%016llx", (unsigned long long)sys_random_u64()),
                 .kind = str_dup(own, spec->kind),
                 .owner = str_dup(own, cx->actor->name),
                 .reg = str_dup(own, spec->reg),
                 .file = str_dup(own, spec->file),
                 .dry_run = spec->dry_run,
                 .started_ms = cx->now_ms,
                 .progress = {.total = -1}};
    job->work->lang = cx->lang;
    job->work->actor = actor_copy(job->work, cx->actor);
    return job;
}

Cx *job_cx(Job *job)
{
    return job->work;
}

void **job_arg(Job *job)
{
    return &job->arg;
}

Progress *job_progress(Job *job)
{
    return &job->progress;
}

Str job_file(Cx *cx, const Api *api, Job *job, Str type)
{
    job->out_type = str_dup(job->cx, type);
    return path_of(cx, api, job->id, ".out");
}

static void drop(Job *job)
{
    if (job->work) cx_close(job->work);
    cx_close(job->cx);
}

/* Lock held. What is older than seven days goes. */
static void forget_old(Cx *cx, Api *api)
{
    struct Jobs *jobs = api->jobs;
    size_t n = 0;
    for (size_t i = 0; i < jobs->all.n; i++) {
        Job *job = jobs->all.p[i];
        bool old = !is_open(job) && job->finished_ms < cx->now_ms - KEPT_MS;
        if (!old) {
            jobs->all.p[n++] = job;
            continue;
        }
        (void)!sys_file_remove(cx, path_of(cx, api, job->id, ".json"));
        (void)!sys_file_remove(cx, path_of(cx, api, job->id, ".out"));
        cx_clear(cx);
        drop(job);
    }
    jobs->all.n = n;
}

static int open_of(const struct Jobs *jobs, Str owner)
{
    int n = 0;
    for (size_t i = 0; i < jobs->all.n; i++)
        n += is_open(jobs->all.p[i]) && str_eq(jobs->all.p[i]->owner, owner);
    return n;
}

static Err answer_job(Cx *cx, HttpCall *call, int status, const Job *job)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    job_json(cx, job, false, &w);
    return http_answer_json(call, status, &b);
}

/* Lock held. */
static Err enlist(Cx *cx, HttpCall *call, Job *job)
{
    struct Jobs *jobs = job->api->jobs;
    forget_old(cx, job->api);
    if (open_of(jobs, job->owner) >= OPEN_PER_OWNER || jobs->all.n >= KEPT_MAX)
        return cx_fail(cx, ERR_BUSY, "",
                       "%d of your jobs are running already, wait for one of them", OPEN_PER_OWNER);
    TRY(answer_job(cx, call, 202, job));
    keep(cx, job);
    if (!pool_run(jobs->pool, run, job)) {
        (void)!sys_file_remove(cx, path_of(cx, job->api, job->id, ".json"));
        return cx_fail(cx, ERR_BUSY, "", "too many jobs wait already, try again later");
    }
    vec_push(jobs->cx, &jobs->all, job);
    return OK;
}

Err job_go(Cx *cx, HttpCall *call, Job *job)
{
    struct Jobs *jobs = job->api->jobs;
    mutex_lock(&jobs->lock);
    Err err = enlist(cx, call, job);
    mutex_unlock(&jobs->lock);
    if (err != OK) drop(job);
    return err;
}

/* --- routes --- */

/* Lock held. fails: ERR_NOT_FOUND, of another's too */
static Err find(Cx *cx, const HttpCall *call, Job **ret)
{
    struct Jobs *jobs = api_of(call)->jobs;
    Str id = http_param(call, "id");
    for (size_t i = 0; i < jobs->all.n; i++) {
        *ret = jobs->all.p[i];
        if (str_eq((*ret)->id, id) && str_eq((*ret)->owner, cx->actor->name)) return OK;
    }
    return cx_refuse(cx, ERR_NOT_FOUND, S("id"), id, "no such job");
}

Err get_jobs(Cx *cx, HttpCall *call)
{
    struct Jobs *jobs = api_of(call)->jobs;
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    mutex_lock(&jobs->lock);
    forget_old(cx, api_of(call));
    for (size_t i = jobs->all.n; i-- > 0;)
        if (str_eq(jobs->all.p[i]->owner, cx->actor->name)) job_json(cx, jobs->all.p[i], false, &w);
    mutex_unlock(&jobs->lock);
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

static Err with_job(Cx *cx, HttpCall *call, void (*act)(Job *job))
{
    struct Jobs *jobs = api_of(call)->jobs;
    Job *job;
    mutex_lock(&jobs->lock);
    Err err = find(cx, call, &job);
    if (err == OK && act) act(job);
    if (err == OK) err = answer_job(cx, call, 200, job);
    mutex_unlock(&jobs->lock);
    return err;
}

Err get_job(Cx *cx, HttpCall *call)
{
    return with_job(cx, call, NULL);
}

static void cancel(Job *job)
{
    if (is_open(job)) __atomic_store_n(&job->progress.stop, true, __ATOMIC_RELAXED);
}

Err cancel_job(Cx *cx, HttpCall *call)
{
    return with_job(cx, call, cancel);
}

Err get_job_file(Cx *cx, HttpCall *call)
{
    enum { FILE_MAX = 1024 * 1024 * 1024 };
    Api *api = api_of(call);
    Job *job;
    Str body, type = S(""), name = S(""), id = S("");
    mutex_lock(&api->jobs->lock);
    Err err = find(cx, call, &job);
    if (err == OK && (job->state != DONE || job->out_type.len == 0))
        err = cx_fail(cx, ERR_NOT_FOUND, "id", "this job has no file");
    if (err == OK) {
        type = str_dup(cx, job->out_type);
        name = str_dup(cx, job->file);
        id = str_dup(cx, job->id);
    }
    mutex_unlock(&api->jobs->lock);
    TRY(err);
    TRY(sys_file_read(cx, path_of(cx, api, id, ".out"), FILE_MAX, &body));
    http_header(call, S("Content-Disposition"),
                str_fmt(cx, "attachment; filename=\"%.*s\"", STR_ARG(name)));
    http_answer(call, 200, type, body);
    return OK;
}

/* --- start and stop --- */

static JobState state_of(Str name)
{
    for (size_t i = 0; i < COUNT(state_names); i++)
        if (str_is(name, state_names[i]) && i > RUNNING) return (JobState)i;
    return INTERRUPTED;
}

static Str text_in(Cx *cx, json_t *j, const char *key)
{
    return str_dup(cx, json_text(j, key));
}

static Str json_in(Cx *cx, json_t *j, const char *key)
{
    json_t *v = json_object_get(j, key);
    char *z = json_is_object(v) ? json_dumps(v, JSON_COMPACT | JSON_REAL_PRECISION(17)) : NULL;
    Str s = z ? str_dup(cx, str_c(z)) : S("");
    free(z);
    return s;
}

static Job *read_job(Api *api, json_t *j)
{
    Cx *own = cx_open(0, 0);
    Job *job = cx_new(own, Job, 1);
    json_t *total = json_object_get(j, "total");
    *job = (Job){
        .api = api,
        .cx = own,
        .id = text_in(own, j, "id"),
        .kind = text_in(own, j, "kind"),
        .owner = text_in(own, j, "owner"),
        .reg = text_in(own, j, "register"),
        .file = text_in(own, j, "file"),
        .out_type = text_in(own, j, "type"),
        .result = json_in(own, j, "result"),
        .problem = json_in(own, j, "problem"),
        .dry_run = json_is_true(json_object_get(j, "dry_run")),
        .state = state_of(json_text(j, "state")),
        .progress = {.done = json_integer_value(json_object_get(j, "done")),
                     .total = json_is_integer(total) ? json_integer_value(total) : -1}
    };
    (void)!time_parse(json_text(j, "started_at"), &job->started_ms);
    if (!time_parse(json_text(j, "finished_at"), &job->finished_ms))
        job->finished_ms = job->started_ms;
    return job;
}

static int by_start(const void *a, const void *b)
{
    const Job *const *x = a, *const *y = b;
    return ((*x)->started_ms > (*y)->started_ms) - ((*x)->started_ms < (*y)->started_ms);
}

static void load_one(Cx *cx, Api *api, Str name)
{
    Str body;
    if (!str_ends(name, S(".json"))) return;
    Str path = str_fmt(cx, "%s/jobs/%.*s", api->site.dir, STR_ARG(name));
    json_t *j = sys_file_read(cx, path, STORED_MAX, &body) == OK
                    ? json_loadb(body.p, body.len, 0, NULL)
                    : NULL;
    if (j) vec_push(api->jobs->cx, &api->jobs->all, read_job(api, j));
    else log_warn("not a job: %.*s", STR_ARG(path));
    json_decref(j);
    cx_clear(cx);
}

Err jobs_open(Cx *boot, Api *api)
{
    SysNames names;
    struct Jobs *jobs = sys_mem_new(sizeof *jobs);
    *jobs = (struct Jobs){.pool = pool_new("job", THREADS, WAITING_MAX), .cx = cx_open(0, 0)};
    mutex_init(&jobs->lock);
    api->jobs = jobs;
    Str folder = str_fmt(boot, "%s/jobs", api->site.dir);
    TRY(sys_dir_make(boot, folder, 0700));
    TRY(sys_dir_list(boot, folder, 2 * KEPT_MAX, &names));
    for (size_t i = 0; i < names.n; i++) load_one(boot, api, names.p[i]);
    if (jobs->all.n) qsort(jobs->all.p, jobs->all.n, sizeof *jobs->all.p, by_start);
    return OK;
}

void jobs_close(Api *api)
{
    struct Jobs *jobs = api->jobs;
    if (!jobs) return;
    mutex_lock(&jobs->lock);
    for (size_t i = 0; i < jobs->all.n; i++) cancel(jobs->all.p[i]);
    mutex_unlock(&jobs->lock);
    pool_free(jobs->pool);
    for (size_t i = 0; i < jobs->all.n; i++) drop(jobs->all.p[i]);
    mutex_destroy(&jobs->lock);
    cx_close(jobs->cx);
    sys_mem_free(jobs);
    api->jobs = NULL;
}
