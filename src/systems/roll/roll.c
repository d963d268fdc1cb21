/* SPDX-License-Identifier: Apache-2.0 */
/* Responsible persons on post (责任人进岗): the roll of a response, its evidence, who covers whom,
 * and the check of posts before the season. source: domain 05 §5.2; mission.md "No punch-in" */
#include "systems/roll/roll_int.h"

static const HttpRoute routes[] = {
    {"GET",  "/api/roll",           get_rolls,
     GATED("read",   "Responses with a roll of responsible persons and its sums"),           RATE_READ,
     HTTP_SLOW,                                                                                                     0},
    {"GET",  "/api/roll/board",     get_board,
     GATED("read",   "On post by county, township, village: due, on post, covered, late"),   RATE_READ,
     HTTP_SLOW,                                                                                                     0},
    {"GET",  "/api/roll/season",    get_season,
     GATED("read",   "Objects without a person, dead numbers, persons with too many posts"),
     RATE_READ,                                                                                          HTTP_SLOW, 0},
    {"POST", "/api/roll/{id}/call", post_call,
     GATED("create", "Call everybody of a place who is not on post again"),                  RATE_WRITE, HTTP_SLOW,
     4096                                                                                                            },
};

/* Who has a mobile post works in these registers; which of their actions count is data. */
static const On on[] = {
    {"response.activate",     on_response_level, NULL},
    {"response.change_level", on_response_level, NULL},
    {"response.adjust",       on_response_level, NULL},
    {"receipt.*",             on_work,           NULL},
    {"flood_spot.*",          on_work,           NULL},
    {"geo_point.*",           on_work,           NULL},
    {"reservoir.*",           on_work,           NULL},
    {"river_reach.*",         on_work,           NULL},
    {"station.*",             on_work,           NULL},
    {"alarm.*",               on_work,           NULL},
    {"incident.*",            on_work,           NULL},
    {"timeline.*",            on_work,           NULL},
    {"road_closure.*",        on_work,           NULL},
    {"checkin.*",             on_work,           NULL},
    {"transfer.*",            on_work,           NULL},
    {"task.*",                on_work,           NULL},
    {"duty_log.*",            on_work,           NULL},
    {NULL,                    NULL,              NULL}
};

static const Guard guards[] = {
    {"roll_call.cover", check_cover},
    {NULL,              NULL       }
};

static const SystemJob jobs[] = {
    {"roll.open",    1,         roll_open   },
    {"roll.pass_on", 30,        roll_pass_on},
    {"roll.count",   30,        roll_count  },
    {"roll.check",   24 * 3600, roll_check  },
};

const System roll_system = {.name = "roll",
                            .routes = routes,
                            .n_routes = COUNT(routes),
                            .on = on,
                            .jobs = jobs,
                            .n_jobs = COUNT(jobs),
                            .guards = guards};
