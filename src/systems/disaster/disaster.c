/* SPDX-License-Identifier: Apache-2.0 */
/* Statistics of natural disasters (灾情统计): first, follow-up and verified figures by township,
 * county and city. source: 自然灾害情况统计调查制度（应急〔2020〕19号） */
#include "systems/disaster/disaster_int.h"

static const HttpRoute routes[] = {
    {"GET", "/api/disaster/sheet",  get_sheet,
     GATED("read", "Figures of an event by the places below a region, with their sum"), RATE_READ,
     HTTP_SLOW,                                                                                               0},
    {"GET", "/api/disaster/due",    get_due,
     GATED("read", "Filings of an event: in time, late, due, missing"),                 RATE_READ, HTTP_SLOW, 0},
    {"GET", "/api/disaster/offers", get_offers,
     GATED("read", "Figures of moved people from the system's own records"),            RATE_READ, HTTP_SLOW,
     0                                                                                                         },
};

static const On on[] = {
    {"disaster_loss.create", on_loss_made,  NULL},
    {"disaster_loss.file",   on_loss_filed, NULL},
    {"incident.*",           on_event,      NULL},
    {NULL,                   NULL,          NULL}
};

static const Guard guards[] = {
    {"disaster_loss.file",   check_file},
    {"disaster_loss.update", check_open},
    {NULL,                   NULL      }
};

const System disaster_system = {
    .name = "disaster", .routes = routes, .n_routes = COUNT(routes), .on = on, .guards = guards};
