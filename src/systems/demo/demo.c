/* SPDX-License-Identifier: Apache-2.0 */
#include "systems/demo/demo_int.h"

enum { DEMO_SEED = 330800 };

Err demo_done(Demo *d, Fill *f, const char *what)
{
    int64_t n;
    TRY(fill_end(f, &n));
    if (d->progress) d->progress(what, n);
    return OK;
}

typedef Err DemoPart(Demo *d);

static Err make(Demo *d, DemoPart *const *parts, size_t n)
{
    for (size_t i = 0; i < n; i++) TRY(parts[i](d));
    return OK;
}

Err demo_fill(Cx *cx, Book *book, bool calm, void (*progress)(const char *what, int64_t n))
{
    static DemoPart *const stands[] = {
        demo_city,           demo_orgs,      demo_persons,     demo_economy,    demo_firms,
        demo_hazard_sources, demo_risks,     demo_policies,    demo_reservoirs, demo_shelters,
        demo_geo_points,     demo_stations,  demo_flood_spots, demo_reaches,    demo_posts,
        demo_households,     demo_residents, demo_cards,       demo_kits,       demo_teams,
        demo_warehouses,     demo_stock,     demo_equipment,   demo_plans,      demo_steps,
        demo_shifts};
    static DemoPart *const happens[] = {
        demo_drills,    demo_inspections, demo_hazards,     demo_listings,     demo_orders,
        demo_accidents, demo_casualties,  demo_cases,       demo_forest_fires, demo_exams,
        demo_incidents, demo_timelines,   demo_filings,     demo_warnings,     demo_responses,
        demo_rolls,     demo_losses,      demo_tasks,       demo_alarms,       demo_moves,
        demo_duty_log,  demo_year,        demo_assessments, demo_faults};
    Demo *d = cx_new(cx, Demo, 1);
    *d = (Demo){.cx = cx, .book = book, .now = cx->now_ms, .progress = progress};
    rng_seed(&d->rng, DEMO_SEED);
    TRY(make(d, stands, COUNT(stands)));
    return calm ? OK : make(d, happens, COUNT(happens));
}
