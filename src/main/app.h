/* SPDX-License-Identifier: Apache-2.0 */
/* The program as a whole: a data directory opened, its parts put together, started and stopped in
 * order. */
#ifndef MAIN_APP_H
#define MAIN_APP_H

#include "api/api.h"
#include "link/feeds.h"
#include "link/link.h"
#include "sys/thread.h"

/* What DIR/city.json says; written once, by init. */
typedef struct City {
    Str code; /* 12 digits */
    Label name;
    bool demo, sandbox;
    int node; /* 1 … 1023 */
    HashAlgo algo;
} City;

/* Wall clock of a live city; virtual in a sandbox. Any thread. */
typedef struct Clockwork {
    Mutex lock;
    bool is_virtual;
    int64_t at_ms, mono_ms; /* virtual: it was at_ms when the monotonic clock showed mono_ms */
    double speed;           /* 0 = standing still */
} Clockwork;

typedef struct App {
    Cx *boot; /* model and configuration: lives as long as the program */
    Str dir;
    City city;
    Clockwork clock;
    Store *store;
    Journal *journal;
    Book *book;
    Auth *auth;
    Site site; /* the same for the systems */
    On *on;    /* their reactions; ended by kind == NULL */
    Api *api;
    HttpServer *http;
    Link *link;   /* of a server: NULL with the other verbs */
    Feeds *feeds; /* likewise */
    Thread scheduler;
    Mutex wake_lock;
    Cond wake;
    bool stopping, changed;
    Cond turned; /* the scheduler has been round; all under wake_lock */
    uint64_t turns_asked, turns_done;
    int64_t clocks_next_ms; /* when the next clock of an obligation fires, as of the last round */
    bool touched;           /* by the command at hand: a clock of an obligation; writer thread */
    Refusals refused;       /* model files that were left out at start */
    Cx **models;            /* memory of those that were read since; under wake_lock */
    size_t n_models, models_cap;
} App;

#define ANLAN_VERSION "0.1.0"

/* Where a data directory grows up, beside the place that it will have: nobody opens half a city.
 * fails: ERR_CONFLICT (one stands there) */
MUST_USE Err app_nursery(Cx *cx, Str dir, Str *ret);
/* It is whole: give it its place, in one step. fails: ERR_IO (something else lies there) */
MUST_USE Err app_move_in(Cx *cx, Str from, Str dir);
/* Make an empty data directory. fails: ERR_CONFLICT (one stands there), ERR_IO */
MUST_USE Err app_make(Cx *cx, Str dir, const City *city);
/* Open it without threads: what init and restore need. ret: closed with app_close. fails:
 * ERR_NOT_FOUND, ERR_CONFLICT (in use), ERR_IO */
MUST_USE Err app_open(Cx *cx, Str dir, App **ret);
/* Start writer, scheduler and the doors. opt: addresses and TLS; the rest is filled in. */
MUST_USE Err app_start(Cx *cx, App *app, HttpOptions *opt);
void app_close(App *app);
int64_t app_now_ms(void *app);
/* All systems, ended by NULL, in the order of systems.def. */
const System *const *app_systems(void);
/* The clock of a sandbox; refused in a live city. speed < 0: as it is */
MUST_USE Err app_set_clock(Cx *cx, void *app, int64_t to_ms, double speed);
/* Let scheduler and gateways go round, from the clock as it stands, until nothing more comes of it.
 * ret: when the next clock of an obligation fires */
int64_t app_turn(App *app);
Str app_socket(Cx *cx, Str dir);
JournalHost app_host(App *app);

/* upkeep.c: verbs that need the whole program */
MUST_USE Err app_local(Cx *cx, void *app, Str verb, json_t *input, Buf *out);
MUST_USE Err app_verify(Cx *cx, App *app, int64_t *entries);
MUST_USE Err app_restore(Cx *cx, Str file, Str dir);
/* model.c */
MUST_USE Err app_load_model(Cx *boot, Str dir, Refusals *refused, Model **ret);
MUST_USE Err app_reload(Cx *cx, void *app, Refusals *refused);

#endif
