/* SPDX-License-Identifier: Apache-2.0 */
/* Inside api/: the doors' own state, and small tools of their handlers. */
#ifndef API_API_INT_H
#define API_API_INT_H

#include <jansson.h>

#include "api/api.h"
#include "auth/policy.h"
#include "http/want.h"
#include "sys/sys.h"

struct Api {
    Site site; /* first: what handlers of systems see of a call */
    ApiConfig config;
    HttpServer *server;
    int64_t started_ms;
    struct Jobs *jobs;
    HttpRoute *routes;
    size_t n_routes;
    _Atomic int64_t swept_ms; /* parts.c: when uploads that expired were last looked for */
};

/* The doors that a call came through; never NULL. */
static inline Api *api_of(const HttpCall *call)
{
    return call->user;
}

/* uploads.c: is this a picture that may be shown? whole: no more bytes follow. fails: ERR_TOO_BIG,
 * ERR_UNSUPPORTED. Into the store: ret its name.
 */
MUST_USE Err upload_check(Cx *cx, const Api *api, Str body, bool whole);
MUST_USE Err upload_keep(Cx *cx, const Api *api, Str body, Str *ret_hex);
/* The register that a path names. fails: ERR_NOT_FOUND */
MUST_USE Err want_reg(Cx *cx, const HttpCall *call, const Reg **ret);
/* Conditions of the request's query; names in `own` (blank-joined) are the route's and left alone.
 */
MUST_USE Err want_query(Cx *cx, const HttpCall *call, const Reg *reg, const char *own, Query *ret);
/* __Host- over TLS. */
void put_label(Jw *w, const char *key, Label l);
bool may_read(const Api *api, const Actor *who, const Reg *reg, Str region);
/* Does this actor see this entry in feed and audit? */
bool may_see_entry(const Api *api, const Actor *who, Str reg, Str action, Str region);

/* handlers, by file */
/* clang-format off: a list */
#define HANDLER(name) Err name(Cx *cx, HttpCall *call)
HANDLER(get_session);
HANDLER(post_session);
HANDLER(delete_session);
HANDLER(post_password);
HANDLER(post_totp);
HANDLER(put_totp);
HANDLER(delete_totp);
HANDLER(create_part);
HANDLER(get_part);
HANDLER(patch_part);
HANDLER(delete_part);
HANDLER(post_device);
HANDLER(get_devices);
HANDLER(delete_device);
HANDLER(get_accounts);
HANDLER(post_accounts);
HANDLER(patch_account);
HANDLER(post_token);
HANDLER(get_site);
HANDLER(get_registers);
HANDLER(get_register);
HANDLER(get_codes);
HANDLER(get_schema);
HANDLER(post_reload);
HANDLER(list_records);
HANDLER(create_record);
HANDLER(get_record);
HANDLER(patch_record);
HANDLER(act_on_record);
HANDLER(reveal_field);
HANDLER(get_history);
HANDLER(get_obligations_of);
HANDLER(get_obligations);
HANDLER(get_search);
HANDLER(post_import);
HANDLER(get_export);
HANDLER(get_template);
HANDLER(post_export);
HANDLER(get_jobs);
HANDLER(get_job);
HANDLER(get_job_file);
HANDLER(cancel_job);
HANDLER(get_feed);
HANDLER(get_audit);
HANDLER(get_map);
HANDLER(get_mvt);
HANDLER(get_near);
HANDLER(post_within);
HANDLER(get_base);
HANDLER(get_tilesets);
HANDLER(get_tile);
HANDLER(post_upload);
HANDLER(get_upload);
HANDLER(ogc_landing);
HANDLER(ogc_conformance);
HANDLER(ogc_collections);
HANDLER(ogc_collection);
HANDLER(ogc_items);
HANDLER(ogc_item);
HANDLER(get_metrics);
HANDLER(get_healthz);
HANDLER(get_openapi);
HANDLER(get_status);
HANDLER(post_clock);
HANDLER(post_local);
/* clang-format on */

#endif
