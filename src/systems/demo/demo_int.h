/* SPDX-License-Identifier: Apache-2.0 */
/* Inside demo/: the city under construction and what its parts share. */
#ifndef SYSTEMS_DEMO_INT_H
#define SYSTEMS_DEMO_INT_H

#include "geo/area.h"
#include "systems/demo/demo.h"
#include "systems/fill/fill.h"

enum { N_COUNTIES = 6 };

/* How many of each. People 0 … are: the head of each village, the patrol of each reservoir, the
 * flood leader of each township, the geological watchers, the duty staff, the experts; together
 * N_RESPONSIBLE hold a post of responsibility. */
enum {
    N_FIRMS = 1300,
    N_CHEMICAL = 128,
    N_HAZARD_12 = 22,
    N_SHELTERS = 240,
    N_TEAMS = 120,
    N_WAREHOUSES = 214,
    N_RESERVOIRS = 460,
    N_GEO_POINTS = 900,
    N_FLOOD_SPOTS = 305,
    N_REACHES = 112,
    N_RESPONSIBLE = 3000,
    N_STAFF = 40,
    N_EXPERTS = 60,
    N_HOUSEHOLDS = 2024,
    N_RESIDENTS = 6000,
    N_ACCIDENTS = 14
};

typedef struct Place {
    Str code, name; /* name: 贺村镇, 大陈村 */
    int county;     /* index into demo_counties */
    int town;       /* index into Demo.towns */
    LonLat at;
} Place;

typedef struct CountyName {
    const char *code, *zh, *word; /* word: how firms of the place call themselves */
} CountyName;
extern const CountyName demo_counties[N_COUNTIES];

typedef struct Demo {
    Cx *cx;
    Book *book;
    Rng rng;
    int64_t now;
    Place *towns, *villages;
    size_t n_towns, n_villages;
    Area outlines[N_COUNTIES];
    int64_t n_phones;
    const Place *firm_at[N_FIRMS], *reservoir_at[N_RESERVOIRS], *geo_at[N_GEO_POINTS],
        *spot_at[N_FLOOD_SPOTS], *reach_at[N_REACHES], *shelter_at[N_SHELTERS],
        *household_at[N_HOUSEHOLDS];
    const char *spot_kind[N_FLOOD_SPOTS];
    int64_t accident_ms[N_ACCIDENTS];
    LonLat firm_point[N_FIRMS];
    const char *firm_sector[N_FIRMS];
    void (*progress)(const char *what, int64_t n);
} Demo;

/* demo_city.c */
MUST_USE Err demo_city(Demo *d);
size_t demo_pick(Demo *d, size_t n); /* uniform in 0 … n-1 */
bool demo_chance(Demo *d, int percent);
int demo_between(Demo *d, int low, int high); /* both included */
const char *demo_word(Demo *d, const char *const *words, size_t n);
#define DEMO_WORD(d, words) demo_word((d), (words), COUNT(words))
const Place *demo_village(Demo *d);
const Place *demo_village_in(Demo *d, int county);
/* Somewhere within `spread` degrees of the place and inside its county. */
LonLat demo_near(Demo *d, const Place *place, double spread);
void demo_put_point(Fill *f, LonLat p); /* two cells: lon, lat */
Str demo_name(Demo *d);                 /* of somebody in the register person */
Str demo_outsider(Demo *d); /* of somebody in no register: never the name of one who is */
Str demo_phone(Demo *d);
/* Some instant of a day of 2019 (0 = 1 January), between 8 and 18 o'clock. */
int64_t demo_2019(Demo *d, int first_day, int last_day);
void demo_put_person(Fill *f, size_t person);       /* the ref of a person */
void demo_put_shelter(Fill *f, const Place *place); /* the ref of the shelter of its township */
MUST_USE Err demo_done(Demo *d, Fill *f, const char *what);

/* Which person holds what. */
size_t demo_head_of(const Demo *d, const Place *village);
size_t demo_patrol_of(const Demo *d, size_t reservoir);
size_t demo_leader_of(const Demo *d, int town);
size_t demo_watcher_of(const Demo *d, size_t geo_point);
bool demo_is_pond(size_t reservoir);
/* A few of those who hold a post have no telephone in the register. */
bool demo_has_phone(size_t person);

/* the parts, in the order in which they are filled */
MUST_USE Err demo_orgs(Demo *d);
MUST_USE Err demo_persons(Demo *d);
MUST_USE Err demo_economy(Demo *d);
MUST_USE Err demo_firms(Demo *d);
MUST_USE Err demo_hazard_sources(Demo *d);
MUST_USE Err demo_risks(Demo *d);
/* Is it one of the seven sectors (七大行业) in which firms are insured? */
bool demo_is_insured(const char *sector);
MUST_USE Err demo_policies(Demo *d);
MUST_USE Err demo_reservoirs(Demo *d);
MUST_USE Err demo_shelters(Demo *d);
MUST_USE Err demo_geo_points(Demo *d);
MUST_USE Err demo_stations(Demo *d);
MUST_USE Err demo_flood_spots(Demo *d);
MUST_USE Err demo_reaches(Demo *d);
MUST_USE Err demo_posts(Demo *d);
MUST_USE Err demo_households(Demo *d);
MUST_USE Err demo_residents(Demo *d);
MUST_USE Err demo_cards(Demo *d);
MUST_USE Err demo_kits(Demo *d);
MUST_USE Err demo_moves(Demo *d);
MUST_USE Err demo_teams(Demo *d);
MUST_USE Err demo_warehouses(Demo *d);
MUST_USE Err demo_stock(Demo *d);
MUST_USE Err demo_equipment(Demo *d);
MUST_USE Err demo_plans(Demo *d);
MUST_USE Err demo_steps(Demo *d);
MUST_USE Err demo_drills(Demo *d);
MUST_USE Err demo_inspections(Demo *d);
MUST_USE Err demo_hazards(Demo *d);
MUST_USE Err demo_listings(Demo *d);
MUST_USE Err demo_orders(Demo *d);
MUST_USE Err demo_cases(Demo *d);
MUST_USE Err demo_accidents(Demo *d);
MUST_USE Err demo_casualties(Demo *d);
MUST_USE Err demo_forest_fires(Demo *d);
MUST_USE Err demo_exams(Demo *d);
MUST_USE Err demo_incidents(Demo *d);
MUST_USE Err demo_timelines(Demo *d);
MUST_USE Err demo_filings(Demo *d);
MUST_USE Err demo_warnings(Demo *d);
MUST_USE Err demo_alarms(Demo *d);
MUST_USE Err demo_responses(Demo *d);
MUST_USE Err demo_rolls(Demo *d);
MUST_USE Err demo_losses(Demo *d);
MUST_USE Err demo_tasks(Demo *d);
MUST_USE Err demo_shifts(Demo *d);
MUST_USE Err demo_duty_log(Demo *d);
MUST_USE Err demo_assessments(Demo *d);
/* 2018 and 2019 brought up to the totals of data/demo/year.csv. */
MUST_USE Err demo_year(Demo *d);
/* Last: records of the last days with faults that people make, for the page of data quality. */
MUST_USE Err demo_faults(Demo *d);

#endif
