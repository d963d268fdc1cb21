/* SPDX-License-Identifier: Apache-2.0 */
/* The route table: method, path, handler, who may, by which rule of place, how much it may show.
 * Router, OpenAPI and the privilege-matrix test read it; a route without a policy does not compile.
 */
#include "api/jobs.h"

enum {
    IMPORT_MAX = 64 * 1024 * 1024,
    UPLOAD_MAX = 20 * 1024 * 1024,
    PART_MAX = 4 * 1024 * 1024,
    LOCAL_MAX = 1024 * 1024
};

/* A screen on a wall, a candidate, an auditor attach nothing to anything. */
#define UPLOADERS "admin commander duty liaison inspector enterprise responsible shelter team grid"

static const HttpRoute table[] = {
#include "api/routes.def"
};

const HttpRoute *api_routes(const Api *api, size_t *n)
{
    *n = api->n_routes;
    return api->routes;
}

/* The doors' own routes and those of the systems as one table. */
static void gather_routes(Cx *boot, Api *api)
{
    size_t n = COUNT(table);
    for (const System *const *s = api->config.systems; *s; s++) n += (*s)->n_routes;
    api->routes = cx_new(boot, HttpRoute, n);
    memcpy(api->routes, table, sizeof table);
    api->n_routes = COUNT(table);
    for (const System *const *s = api->config.systems; *s; s++) {
        if ((*s)->n_routes == 0) continue;
        memcpy(&api->routes[api->n_routes], (*s)->routes, (*s)->n_routes * sizeof *api->routes);
        api->n_routes += (*s)->n_routes;
    }
}

/* --- the door --- */

static bool names_role(const char *roles, Str role)
{
    Str rest = str_c(roles), one;
    while (str_next(&rest, ' ', &one))
        if (str_eq(one, role)) return true;
    return false;
}

static const Actor *nobody(Cx *cx, const HttpCall *call)
{
    Actor *a = cx_new(cx, Actor, 1);
    *a = (Actor){.name = S("-"),
                 .role = S(""),
                 .region = S(""),
                 .door = S("web"),
                 .peer = call->peer,
                 .clearance = LEVEL_OPEN};
    return a;
}

static const Actor *local_actor(Cx *cx, const HttpCall *call)
{
    Actor *a = cx_new(cx, Actor, 1);
    (void)call;
    *a = (Actor){.name = S("cli"),
                 .role = S("system"),
                 .region = S(""),
                 .door = S("cli"),
                 .peer = S(""),
                 .clearance = LEVEL_SENSITIVE};
    return a;
}

/* A foreign page can send a cookie along, but neither this header nor our origin. source:
 * ASVS 5.0 3.5.1–3.5.3 */
static Err check_same_site(Cx *cx, const HttpCall *call)
{
    if (call->method == HTTP_GET || call->method == HTTP_HEAD) return OK;
    Str site = http_header_in(call, "Sec-Fetch-Site");
    bool foreign = site.len && !str_is(site, "same-origin") && !str_is(site, "none");
    if (!foreign && str_is(http_header_in(call, "X-Anlan"), "1")) return OK;
    return cx_fail(cx, ERR_DENIED, "X-Anlan",
                   "a write with a session cookie needs the header X-Anlan: 1 from our own pages");
}

static Err recognise(Cx *cx, HttpCall *call, Api *api)
{
    Session s;
    Str bearer = bearer_token(http_header_in(call, "Authorization")),
        cookie = http_cookie(call, str_z(cx, session_cookie_name(call)));
    if (call->is_local && bearer.len == 0) {
        cx->actor = local_actor(cx, call);
        return OK;
    }
    if (bearer.len) {
        TRY(auth_by_token(cx, api->site.auth, bearer, call->peer));
        if (call->rate == RATE_READ || call->rate == RATE_WRITE || call->rate == RATE_UPLOAD)
            call->rate = RATE_SCRIPT;
    } else if (cookie.len) {
        TRY(auth_by_session(cx, api->site.auth, cookie, call->peer, &s));
        TRY(check_same_site(cx, call));
    } else {
        return cx_fail(cx, ERR_NO_LOGIN, "", "please sign in");
    }
    call->rate_key = cx->actor->name;
    return OK;
}

Err api_enter(Cx *cx, HttpCall *call, void *user)
{
    Api *api = user;
    const Policy *p = call->route->policy;
    call->user = api;
    cx->actor = nobody(cx, call);
    Str lang = http_cookie(call, "lang");
    cx->lang = (lang.len ? str_is(lang, "en")
                         : language_is_english(http_header_in(call, "Accept-Language")))
                   ? LANG_EN
                   : LANG_ZH;
    bool plain =
        !call->is_local && !call->is_loopback && !call->is_tls && !api->config.behind_proxy;
    if (plain) return cx_fail(cx, ERR_DENIED, "", "plain HTTP is served on loopback only");
    if (p->who == WHO_ANYBODY) return OK;
    TRY(recognise(cx, call, api));
    if (str_is(cx->actor->role, "system")) return OK;
    if (p->who == WHO_LOCAL)
        return cx_fail(cx, ERR_DENIED, "", "only the program's own command line may do this");
    if (p->who == WHO_ROLES && !names_role(p->roles, cx->actor->role))
        return cx_refuse(cx, ERR_DENIED, S(""), cx->actor->role, "this needs the role %s",
                         p->roles);
    return OK;
}

/* Every refusal for want of a right goes into the journal; a flood of them is held back by the rate
 * limits. */
void api_leave(Cx *cx, HttpCall *call, void *user)
{
    Api *api = user;
    if (!call->route || call->status != 403) return;
    auth_note_denied(
        cx, api->site.auth,
        str_fmt(cx, "%s %.*s", http_method_name(call->method), STR_ARG(utf8_head(call->path, 200))),
        ERR_DENIED);
}

Err api_open(Cx *boot, const Site *site, const ApiConfig *config, Api **ret)
{
    Api *api = sys_mem_new(sizeof *api);
    *api = (Api){.site = *site, .config = *config, .started_ms = sys_mono_ms()};
    gather_routes(boot, api);
    *ret = api;
    return jobs_open(boot, api);
}

int64_t api_now_ms(void *user)
{
    const Api *api = user;
    return api->site.now_ms(api->site.ctx);
}

void api_close(Api *api)
{
    jobs_close(api);
    sys_mem_free(api);
}

void api_set_server(Api *api, HttpServer *server)
{
    api->server = server;
}
