/* SPDX-License-Identifier: Apache-2.0 */
/* api: the door for people and their programs. Decode, check rights, post a command, answer. Routes
 * stand in one table (routes.c) with their policy; doc/api.md says what the answers hold. */
#ifndef API_API_H
#define API_API_H

#include "auth/auth.h"
#include "http/http.h"
#include "systems/system.h"

typedef struct Api Api;

typedef struct ApiConfig {
    const System *const *systems; /* ended by NULL */
    bool behind_proxy;            /* TLS ends in front of us */
    const char *version;
    void *ctx;
    /* Read the city's own definitions again. ret: what was refused. fails: ERR_CONFLICT when data
     * would be lost */
    Err (*reload)(Cx *cx, void *ctx, Refusals *refused);
    /* Sandbox only: move or scale the virtual clock. */
    Err (*set_clock)(Cx *cx, void *ctx, int64_t to_ms, double speed);
    /* Local verbs of the command line: verify, rebuild, backup … fills the answer. */
    Err (*local)(Cx *cx, void *ctx, Str verb, json_t *input, Buf *out);
} ApiConfig;

/* The doors over what config names, which lives longer than they do. boot: memory for as long as
 * the program. ret: closed with api_close, after the server. */
MUST_USE Err api_open(Cx *boot, const Site *site, const ApiConfig *config, Api **ret);
void api_close(Api *api);
/* For HttpOptions: routes, hooks, user = Api. */
/* Those of the doors and of the systems; live as long as the boot cx. */
const HttpRoute *api_routes(const Api *api, size_t *n);
Err api_enter(Cx *cx, HttpCall *call, void *api);
void api_leave(Cx *cx, HttpCall *call, void *api);
/* For HttpOptions.now_ms: the city's clock, virtual in a sandbox. */
int64_t api_now_ms(void *api);
void api_set_server(Api *api, HttpServer *server);
/* JournalHost.committed: tell the listeners of the feed, refresh accounts. Writer thread. */
void api_committed(Api *api, const Entry *entries, size_t n);

#endif
