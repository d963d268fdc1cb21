/* SPDX-License-Identifier: Apache-2.0 */
/* Floods (防汛防台): readings beside their limits, area rain, and proposals of a response. */
#include "systems/flood/flood_int.h"

static Err on_change(Txn *tx, const Entry *cause, void *ctx)
{
    (void)cause;
    return tx->past ? OK : triggers_run(tx, ctx);
}

static Err run_cmd(Txn *tx, Cmd *cmd)
{
    return triggers_run(tx, cmd->arg);
}

/* What begins or ends by time alone: a warning that runs out, rain that goes by. */
static Err run_job(Cx *cx, const Site *site)
{
    Site s = *site;
    Cmd cmd = {.cx = cx, .run = run_cmd, .arg = &s};
    return journal_do(site->journal, &cmd);
}

static const HttpRoute routes[] = {
    {"GET", "/api/series",          get_series,   GATED("read", "Readings of a station beside its limits"),
     RATE_READ,                                                                                                                          HTTP_SLOW, 0},
    {"GET", "/api/readings/latest", get_latest,
     GATED("read",                                              "The last reading of each station of a place, with its age"), RATE_READ,
     HTTP_SLOW,                                                                                                                                     0},
    {"GET", "/api/rain",            get_rain,
     GATED("read",                                              "Area rain of counties over 1, 3, 6, 12 and 24 hours"),       RATE_READ, HTTP_SLOW, 0},
    {"GET", "/api/flood/triggers",  get_triggers,
     GATED("read",
     "Trigger rows of a flood response that are met now, by place, with what was measured"),
     RATE_READ,                                                                                                                          HTTP_SLOW, 0},
};

static const On on[] = {
    {"warning.*",       on_change, NULL},
    {"reading.create",  on_change, NULL},
    {"reservoir.*",     on_change, NULL},
    {"flood_trigger.*", on_change, NULL},
    {NULL,              NULL,      NULL}
};

static const SystemJob jobs[] = {
    {"flood.triggers", 60, run_job},
};

const System flood_system = {.name = "flood",
                             .routes = routes,
                             .n_routes = COUNT(routes),
                             .on = on,
                             .jobs = jobs,
                             .n_jobs = COUNT(jobs)};
