/* SPDX-License-Identifier: Apache-2.0 */
/* Moving people (人员转移): lists and their countdown, shelters, cards, check-ins of many phones, and
 * whether everybody who had to be moved has arrived. */
#include "systems/evacuation/evacuation_int.h"

/* clang-format off: one route a line */
static const HttpRoute routes[] = {
    {"POST", "/api/evacuation/lists", post_lists, GATED("create", "Transfer lists of the villages in danger: who, by when, the last moment to decide"), RATE_WRITE, HTTP_SLOW, 262144},
    {"GET", "/api/evacuation/cards", get_cards, GATED("read", "Transfer cards of an area or household, to be printed, with their QR"), RATE_READ, HTTP_SLOW, 0},
    {"POST", "/api/evacuation/cards", post_cards, GATED("create", "Issue cards to those of an area or household who have none"), RATE_WRITE, HTTP_SLOW, 4096},
    {"POST", "/api/evacuation/cards/reissue", post_reissue, GATED("create", "A new card for a person; the old code is void"), RATE_WRITE, HTTP_SLOW, 4096},
    {"GET", "/api/evacuation/roster", get_shelter_roster, GATED("read", "Who may come to a shelter, for phones without a network"), RATE_READ, HTTP_SLOW, 0},
    {"POST", "/api/evacuation/checkins", post_checkins, GATED("create", "Check-ins of a phone, up to 1000 at a time, each with its own number; again and again counts once"), RATE_UPLOAD, HTTP_SLOW, 4194304},
    {"GET", "/api/evacuation/reconcile", get_reconcile, GATED("read", "Listed, reported and scanned people of an event; who is missing; conflicts"), RATE_READ, HTTP_SLOW, 0},
    {"GET", "/api/evacuation/reconcile.csv", get_reconcile_csv, GATED("export", "The same, person by person, as a table"), RATE_READ, HTTP_SLOW, 0},
    {"GET", "/api/evacuation/shelters", get_shelters, GATED("read", "Shelters of an area: people, room, kit, checks, coverage; near= gives those nearby"), RATE_READ, HTTP_SLOW, 0},
    {"POST", "/api/evacuation/plan", post_move_plan, GATED("create", "People of an event to shelters: the optimal assignment, not written"), RATE_READ, HTTP_SLOW, 65536},
    {"POST", "/api/evacuation/plan/apply", apply_move_plan, GATED("create", "The same, written into the transfers"), RATE_WRITE, HTTP_SLOW, 65536},
};
/* clang-format on */

static const On on[] = {
    {"transfer_list.order",      on_list_ordered,     NULL},
    {"transfer.leave",           on_transfer_step,    NULL},
    {"transfer.force",           on_transfer_step,    NULL},
    {"transfer.arrive",          on_transfer_step,    NULL},
    {"transfer.*",               on_moved,            NULL},
    {"checkin.*",                on_checkin,          NULL},
    {"checkin_conflict.settle",  on_conflict_settled, NULL},
    {"shelter_check.create",     on_shelter_check,    NULL},
    {"distribution.create",      on_issue,            NULL},
    {"shelter.*",                on_room_lost,        NULL},
    {"road_closure.create",      on_room_lost,        NULL},
    {"road_closure.close_again", on_room_lost,        NULL},
    {NULL,                       NULL,                NULL}
};

static const Guard guards[] = {
    {"transfer.create",     check_transfer_once},
    {"transfer.release",    check_released     },
    {"distribution.create", check_issue        },
    {NULL,                  NULL               }
};

static const SystemJob jobs[] = {
    {"evacuation.recount", 3600, recount_shelters},
};

const System evacuation_system = {.name = "evacuation",
                                  .routes = routes,
                                  .n_routes = COUNT(routes),
                                  .on = on,
                                  .jobs = jobs,
                                  .n_jobs = COUNT(jobs),
                                  .guards = guards};
