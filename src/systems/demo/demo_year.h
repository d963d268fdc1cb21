/* SPDX-License-Identifier: Apache-2.0 */
/* Inside demo/: the years 2018 and 2019 brought up to the totals of data/demo/year.csv. Each part
 * adds to its register what is missing there and nothing when nothing is; what it adds says
 * REBUILT and bears a ref that begins with demo-year-. */
#ifndef SYSTEMS_DEMO_YEAR_H
#define SYSTEMS_DEMO_YEAR_H

#include "systems/demo/demo_int.h"

#define REBUILT "示范重构"

/* One line of the file. */
typedef struct Figure {
    Str key, source;
    int year;
    double value, there; /* wanted; what the other parts had made before */
} Figure;

/* What was done to a firm in the year. */
enum { DID_VISIT = 1, DID_STOP = 2, DID_RECTIFY = 4, DID_CASE = 8, DID_POLICY = 16 };

enum { FIRST_YEAR = 2018, LAST_YEAR = 2019 };

typedef struct Year {
    Demo *d;
    int year;
    Figure *figures;
    size_t n_figures;
    uint8_t did[N_FIRMS];
} Year;

/* --- how much is missing --- */

/* NULL: the file has no such line. */
const Figure *year_figure(const Year *y, const char *key, int year);
/* Of this year, in parts of the unit: per 10000 of 万元 are yuan. 0 when the file does not say. */
int64_t year_lack(const Year *y, const char *key, int per);
/* The firms of a sector (NULL = any) to which this was not yet done and has to be. */
int64_t year_lack_firms(const Year *y, const char *key, const char *sector, int did);
/* n numbers of different size that add up to total. */
int64_t *year_parts(Year *y, int64_t total, size_t n);

/* --- whom and when --- */

/* Some firm of a sector (NULL = any) to which this was not yet done; now it is. did 0: any. */
size_t year_firm(Year *y, const char *sector, int did);
int64_t year_at(Year *y, int first_day, int last_day); /* 0 = 1 January; between 8 and 18 o'clock */
Str year_name(Year *y, size_t i);                      /* in no register; 5040 different ones */
const char *year_county(size_t i);                     /* the code of a county, by turns */
void year_put_ref(Year *y, Fill *f, const char *what);
MUST_USE Err year_done(Year *y, Fill *f, const char *what); /* silent when nothing was missing */

/* The parts, in the order in which they are filled. */
MUST_USE Err year_accidents(Year *y);
MUST_USE Err year_inspections(Year *y);
MUST_USE Err year_hazards(Year *y);
MUST_USE Err year_orders(Year *y);
MUST_USE Err year_cases(Year *y);
MUST_USE Err year_tours(Year *y);
MUST_USE Err year_expert_services(Year *y);
MUST_USE Err year_relocations(Year *y);
MUST_USE Err year_trainings(Year *y);
MUST_USE Err year_reviews(Year *y);
MUST_USE Err year_exposures(Year *y);
MUST_USE Err year_licences(Year *y);
MUST_USE Err year_rooms(Year *y);
MUST_USE Err year_exams(Year *y);
MUST_USE Err year_policies(Year *y);
MUST_USE Err year_providers(Year *y);
MUST_USE Err year_funds(Year *y);
MUST_USE Err year_by_hand(Year *y);
MUST_USE Err year_economy(Year *y);
MUST_USE Err year_patrols(Year *y);
MUST_USE Err year_small_firms(Year *y);
MUST_USE Err year_staff(Year *y);
MUST_USE Err year_fires(Year *y);
MUST_USE Err year_drills(Year *y);
MUST_USE Err year_floods(Year *y);
MUST_USE Err year_moves(Year *y);
MUST_USE Err year_deployments(Year *y);
MUST_USE Err year_supplies(Year *y);

#endif
