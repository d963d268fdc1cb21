/* SPDX-License-Identifier: Apache-2.0 */
/* Verbs of the command line. Each takes the words behind it; a failure's sentence is in cx. */
#ifndef MAIN_VERBS_H
#define MAIN_VERBS_H

#include "main/app.h"
#include "main/args.h"
#include "main/client.h"

typedef struct CliVerb {
    const char *name, *usage;
    Err (*run)(Cx *cx, Args *a);
} CliVerb;

/* One function for each verb; `usage` of the table in main.c says what words each takes. */
Err verb_init(Cx *cx, Args *a);
Err verb_serve(Cx *cx, Args *a);
Err verb_user(Cx *cx, Args *a);
Err verb_token(Cx *cx, Args *a);
Err verb_register(Cx *cx, Args *a);
Err verb_import(Cx *cx, Args *a);
Err verb_export(Cx *cx, Args *a);
Err verb_verify(Cx *cx, Args *a);
Err verb_rebuild(Cx *cx, Args *a);
Err verb_backup(Cx *cx, Args *a);
Err verb_roads(Cx *cx, Args *a);
Err verb_restore(Cx *cx, Args *a);
Err verb_grade(Cx *cx, Args *a);
Err verb_bench(Cx *cx, Args *a);
Err verb_evacuate(Cx *cx, Args *a);
/* plan --event ID: asks the city behind --data. */
MUST_USE Err verb_evacuate_event(Cx *cx, Args *a, Str event);
Err verb_drill(Cx *cx, Args *a);
Err verb_indicator(Cx *cx, Args *a);
Err verb_quality(Cx *cx, Args *a);
Err verb_report(Cx *cx, Args *a);
Err verb_assessment(Cx *cx, Args *a);

/* Make a data directory and fill it: it grows up beside its place and moves in whole.
 * today: the day that the city is filled for, UTC ms; cx of furnish has it as now
 * fails: ERR_CONFLICT (one stands there), ERR_IO, and as furnish does */
typedef Err Furnish(Cx *cx, App *app, void *ctx);
MUST_USE Err city_found(Cx *cx, Str dir, const City *city, int64_t today_ms, Furnish *furnish,
                        void *ctx);

/* HOST:PORT of --listen into opt. fails: ERR_INVALID */
MUST_USE Err listen_parse(Cx *cx, Str s, HttpOptions *opt);
/* --tls CERT KEY into opt. fails: ERR_INVALID */
MUST_USE Err tls_want(Cx *cx, Args *a, HttpOptions *opt);
/* "listening on http://HOST:PORT", which whoever started us waits for. */
void listen_say(const HttpOptions *opt, int port);

/* A client of the server on --data (default: .), or of one started in here for the time of the
 * call. Close with door_close. */
typedef struct Door {
    Client client;
    App *app; /* ours, NULL when another process serves */
    bool json;
} Door;
MUST_USE Err door_open(Cx *cx, Args *a, Door *ret);
void door_close(Door *d);

#endif
