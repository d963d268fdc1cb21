/* SPDX-License-Identifier: Apache-2.0 */
/* The route table: method, path, handler, who may, by which rule of place, how much it may show. Router, OpenAPI and the
 * privilege-matrix test read it; a route without a policy does not compile. */
#include "api/api_int.h"

#define ANYBODY(text) &(const Policy){.who = WHO_ANYBODY, .level = LEVEL_OPEN, .summary = text}
#define SIGNED_IN(text) &(const Policy){.who = WHO_SIGNED_IN, .level = LEVEL_INTERNAL, .summary = text}
#define KEEPERS(text) &(const Policy){.who = WHO_ROLES, .roles = "admin", .level = LEVEL_INTERNAL, .summary = text}
#define AUDITORS(text) &(const Policy){.who = WHO_ROLES, .roles = "admin auditor", .level = LEVEL_SENSITIVE, .summary = text}
#define LOCAL(text) &(const Policy){.who = WHO_LOCAL, .level = LEVEL_SENSITIVE, .summary = text}
#define GATED(does, text) \
    &(const Policy){.who = WHO_SIGNED_IN, .where = WHERE_SCOPE, .verb = does, .level = LEVEL_SENSITIVE, .summary = text}

enum { IMPORT_MAX = 64 * 1024 * 1024, UPLOAD_MAX = 20 * 1024 * 1024, LOCAL_MAX = 1024 * 1024 };

static const HttpRoute table[] = {
    {"POST", "/api/session", post_session, ANYBODY("Sign in"), RATE_LOGIN, HTTP_SLOW, 8192},
    {"GET", "/api/session", get_session, SIGNED_IN("Who is signed in"), RATE_READ},
    {"DELETE", "/api/session", delete_session, SIGNED_IN("Sign out"), RATE_WRITE},
    {"POST", "/api/session/password", post_password, SIGNED_IN("Change one's own password"), RATE_LOGIN, HTTP_SLOW, 8192},
    {"POST", "/api/session/totp", post_totp, SIGNED_IN("Begin the second factor"), RATE_LOGIN},
    {"PUT", "/api/session/totp", put_totp, SIGNED_IN("Switch the second factor on"), RATE_LOGIN, HTTP_SLOW, 8192},
    {"DELETE", "/api/session/totp", delete_totp, SIGNED_IN("Switch the second factor off"), RATE_LOGIN, HTTP_SLOW, 8192},
    {"POST", "/api/session/device", post_device, SIGNED_IN("A token for a field phone"), RATE_LOGIN, HTTP_SLOW, 8192},
    {"GET", "/api/session/devices", get_devices, SIGNED_IN("One's own tokens"), RATE_READ},
    {"DELETE", "/api/session/devices/{id}", delete_device, SIGNED_IN("Revoke a token"), RATE_WRITE, HTTP_SLOW, 1},
    {"GET", "/api/accounts", get_accounts, KEEPERS("Accounts and roles"), RATE_READ},
    {"POST", "/api/accounts", post_accounts, KEEPERS("A new account; its password is shown once"), RATE_LOGIN, HTTP_SLOW, 8192},
    {"PATCH", "/api/accounts/{name}", patch_account, KEEPERS("Change an account"), RATE_LOGIN, HTTP_SLOW, 8192},
    {"POST", "/api/local/token", post_token, LOCAL("A token for scripts"), RATE_NONE, HTTP_SLOW, 8192},
    {"GET", "/api/site", get_site, ANYBODY("Name of the city, demonstration or not, time"), RATE_READ},
    {"GET", "/api/registers", get_registers, SIGNED_IN("Definitions that the caller may see, and code lists"), RATE_READ},
    {"POST", "/api/registers/reload", post_reload, KEEPERS("Read the city's own definitions again"), RATE_WRITE, HTTP_SLOW, 1024},
    {"GET", "/api/registers/{key}", get_register, GATED("read", "One definition"), RATE_READ},
    {"GET", "/api/codes/{list}", get_codes, SIGNED_IN("One code list"), RATE_READ},
    {"GET", "/api/schema", get_schema, SIGNED_IN("JSON Schema of the definition language"), RATE_READ},
    {"GET", "/api/r/{key}", list_records, GATED("read", "Records of a register"), RATE_READ},
    {"POST", "/api/r/{key}", create_record, GATED("create", "A new record"), RATE_WRITE},
    {"POST", "/api/r/{key}/import", post_import, GATED("import", "Import a file, or try it (dry_run=1)"), RATE_UPLOAD, HTTP_SLOW, IMPORT_MAX},
    {"GET", "/api/r/{key}/export.{format}", get_export, GATED("export", "Records as xlsx, csv, geojson, shp.zip, kml or gpkg"), RATE_READ, HTTP_SLOW},
    {"GET", "/api/r/{key}/template.xlsx", get_template, GATED("import", "An empty workbook to fill in"), RATE_READ, HTTP_SLOW},
    {"GET", "/api/r/{key}/{id}", get_record, GATED("read", "One record"), RATE_READ},
    {"PATCH", "/api/r/{key}/{id}", patch_record, GATED("update", "Change fields of a record"), RATE_WRITE},
    {"GET", "/api/r/{key}/{id}/journal", get_history, GATED("read", "History of a record"), RATE_READ},
    {"GET", "/api/r/{key}/{id}/obligations", get_obligations_of, GATED("read", "Clocks of a record"), RATE_READ},
    {"POST", "/api/r/{key}/{id}/reveal", reveal_field, GATED("reveal", "Show a masked field; journalled"), RATE_WRITE, HTTP_SLOW, 8192},
    {"POST", "/api/r/{key}/{id}/{action}", act_on_record, GATED("action", "A lifecycle action, or void"), RATE_WRITE},
    {"GET", "/api/obligations", get_obligations, GATED("read", "What is due, soonest first"), RATE_READ},
    {"GET", "/api/search", get_search, GATED("read", "Text search over all registers"), RATE_READ},
    {"GET", "/api/feed", get_feed, GATED("read", "Live events, resumable"), RATE_READ},
    {"GET", "/api/audit", get_audit, AUDITORS("The journal as a list, newest first"), RATE_READ, HTTP_SLOW},
    {"GET", "/api/map/{key}", get_map, GATED("read", "Map data: features, or aggregates where there are many"), RATE_READ},
    {"GET", "/api/map/{key}/{z}/{x}/{y}.mvt", get_mvt, GATED("read", "Map data as vector tiles"), RATE_READ},
    {"GET", "/api/near", get_near, GATED("read", "What is inside a circle, by register"), RATE_READ},
    {"POST", "/api/within", post_within, GATED("read", "What is inside an area, by register"), RATE_READ},
    {"GET", "/api/base/{layer}.geojson", get_base, ANYBODY("Our own base map"), RATE_READ},
    {"GET", "/tiles", get_tilesets, SIGNED_IN("Tile sets present"), RATE_READ},
    {"GET", "/tiles/{set}/{z}/{x}/{y}", get_tile, SIGNED_IN("A tile of a base map"), RATE_NONE},
    {"POST", "/api/uploads", post_upload, SIGNED_IN("A photo or file; attach it by its digest"), RATE_UPLOAD, HTTP_SLOW, UPLOAD_MAX},
    {"GET", "/api/uploads/{sha256}", get_upload, SIGNED_IN("A photo or file"), RATE_READ, HTTP_SLOW},
    {"GET", "/ogc", ogc_landing, SIGNED_IN("OGC API Features: landing page"), RATE_READ},
    {"GET", "/ogc/conformance", ogc_conformance, SIGNED_IN("OGC API Features: conformance"), RATE_READ},
    {"GET", "/ogc/collections", ogc_collections, SIGNED_IN("OGC API Features: collections"), RATE_READ},
    {"GET", "/ogc/collections/{key}", ogc_collection, GATED("read", "OGC API Features: a collection"), RATE_READ},
    {"GET", "/ogc/collections/{key}/items", ogc_items, GATED("read", "OGC API Features: features"), RATE_READ},
    {"GET", "/ogc/collections/{key}/items/{id}", ogc_item, GATED("read", "OGC API Features: a feature"), RATE_READ},
    {"GET", "/metrics", get_metrics, ANYBODY("Figures for Prometheus; loopback only"), RATE_READ},
    {"GET", "/healthz", get_healthz, ANYBODY("Is it well"), RATE_NONE},
    {"GET", "/openapi.json", get_openapi, ANYBODY("This interface, OpenAPI 3.1"), RATE_READ},
    {"GET", "/api/status", get_status, AUDITORS("State of the system"), RATE_READ},
    {"POST", "/api/clock", post_clock, KEEPERS("Sandbox: move the virtual clock"), RATE_WRITE, HTTP_SLOW, 1024},
    {"POST", "/api/local/{verb}", post_local, LOCAL("Verbs of the command line"), RATE_NONE, HTTP_SLOW, LOCAL_MAX},
};

const HttpRoute *api_routes(size_t *n)
{
    *n = COUNT(table);
    return table;
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
    *a = (Actor){.name = S("-"), .role = S(""), .region = S(""), .door = S("web"), .peer = call->peer, .clearance = LEVEL_OPEN};
    return a;
}

static const Actor *local_actor(Cx *cx, const HttpCall *call)
{
    Actor *a = cx_new(cx, Actor, 1);
    (void)call;
    *a = (Actor){.name = S("cli"), .role = S("system"), .region = S(""), .door = S("cli"), .peer = S(""), .clearance = LEVEL_SENSITIVE};
    return a;
}


/* A foreign page can send a cookie along, but neither this header nor our origin. source: ASVS 5.0 3.5.1–3.5.3 */
static Err check_same_site(Cx *cx, const HttpCall *call)
{
    if (call->method == HTTP_GET || call->method == HTTP_HEAD) return OK;
    Str site = http_header_in(call, "Sec-Fetch-Site");
    bool foreign = site.len && !str_is(site, "same-origin") && !str_is(site, "none");
    if (!foreign && str_is(http_header_in(call, "X-Anlan"), "1")) return OK;
    return cx_fail(cx, ERR_DENIED, "X-Anlan", "a write with a session cookie needs the header X-Anlan: 1 from our own pages");
}

static Err recognise(Cx *cx, HttpCall *call, Api *api)
{
    Session s;
    Str bearer = bearer_token(http_header_in(call, "Authorization")), cookie = http_cookie(call, str_z(cx, session_cookie_name(call)));
    if (call->is_local) {
        cx->actor = local_actor(cx, call);
        return OK;
    }
    if (bearer.len) {
        TRY(auth_by_token(cx, api->config.auth, bearer, call->peer));
        if (call->rate == RATE_READ || call->rate == RATE_WRITE || call->rate == RATE_UPLOAD) call->rate = RATE_SCRIPT;
    } else if (cookie.len) {
        TRY(auth_by_session(cx, api->config.auth, cookie, call->peer, &s));
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
    cx->lang = (lang.len ? str_is(lang, "en") : language_is_english(http_header_in(call, "Accept-Language"))) ? LANG_EN : LANG_ZH;
    bool plain = !call->is_local && !call->is_loopback && !call->is_tls && !api->config.behind_proxy;
    if (plain) return cx_fail(cx, ERR_DENIED, "", "plain HTTP is served on loopback only");
    if (p->who == WHO_ANYBODY) return OK;
    TRY(recognise(cx, call, api));
    if (str_is(cx->actor->role, "system")) return OK;
    if (p->who == WHO_LOCAL) return cx_fail(cx, ERR_DENIED, "", "only the program's own command line may do this");
    if (p->who == WHO_ROLES && !names_role(p->roles, cx->actor->role))
        return cx_refuse(cx, ERR_DENIED, S(""), cx->actor->role, "this needs the role %s", p->roles);
    return OK;
}

/* Every refusal for want of a right goes into the journal; a flood of them is held back by the rate limits. */
void api_leave(Cx *cx, HttpCall *call, void *user)
{
    Api *api = user;
    if (!call->route || call->status != 403) return;
    auth_note_denied(cx, api->config.auth, str_fmt(cx, "%s %.*s", http_method_name(call->method), STR_ARG(utf8_head(call->path, 200))), ERR_DENIED);
}

Err api_open(Cx *boot, const ApiConfig *config, Api **ret)
{
    (void)boot;
    Api *api = sys_mem_new(sizeof *api);
    *api = (Api){.config = *config, .started_ms = sys_mono_ms()};
    *ret = api;
    return OK;
}

int64_t api_now_ms(void *user)
{
    const Api *api = user;
    return api->config.now_ms(api->config.ctx);
}

void api_close(Api *api)
{
    sys_mem_free(api);
}

void api_set_server(Api *api, HttpServer *server)
{
    api->server = server;
}
