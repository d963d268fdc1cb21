/* SPDX-License-Identifier: Apache-2.0 */
/* What handlers ask of a request: parameters of path and query, a body of JSON → values. */
#ifndef HTTP_WANT_H
#define HTTP_WANT_H

#include <jansson.h>

#include "http/http.h"

/* A record id in the path. fails: ERR_NOT_FOUND */
MUST_USE Err want_id(Cx *cx, const HttpCall *call, const char *param, int64_t *ret);
/* Body as a JSON object, freed with cx. fails: ERR_UNSUPPORTED, ERR_INVALID */
MUST_USE Err want_object(Cx *cx, const HttpCall *call, json_t **ret);
Str json_text(json_t *object, const char *key); /* "" when absent or no text */
/* A query parameter; "" = absent. fails: ERR_INVALID when repeated */
MUST_USE Err want_param(Cx *cx, const HttpCall *call, const char *name, Str *ret);
/* Numbers of the query, both limits included; want_f64 needs one, want_int takes `none` when
 * absent. */
MUST_USE Err want_f64(Cx *cx, const HttpCall *call, const char *name, double least, double most,
                      double *ret);
MUST_USE Err want_int(Cx *cx, const HttpCall *call, const char *name, int64_t least, int64_t most,
                      int64_t none, int64_t *ret);

/* An instant such as 2019-08-09T14:05:00+08:00; `none` when absent. fails: ERR_INVALID */
MUST_USE Err want_time(Cx *cx, const HttpCall *call, const char *name, int64_t none, int64_t *ret);

#endif
