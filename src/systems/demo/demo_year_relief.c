/* SPDX-License-Identifier: Apache-2.0 */
/* Patrols, forest fires, drills, and the three floods of the year with who was moved, who helped
 * and what was used. */
#include "systems/demo/demo_year.h"

/* --- patrols: by county, some rounds a year; each number is a key of the file --- */

enum { PATROL_NUMBERS = 8 };

typedef struct Patrol {
    const char *kind, *org;
    int rounds, first_day, last_day;
    const char *keys[PATROL_NUMBERS]; /* groups people places visits found notices moved listed */
} Patrol;

static Err put_patrols(Year *y, Fill *f, const Patrol *p)
{
    size_t n = (size_t)p->rounds * N_COUNTIES;
    int64_t *parts[PATROL_NUMBERS], all = 0;
    for (size_t k = 0; k < PATROL_NUMBERS; k++) {
        int64_t lack = p->keys[k] ? year_lack(y, p->keys[k], 1) : 0;
        parts[k] = year_parts(y, lack, n);
        all += lack;
    }
    for (size_t i = 0; all && i < n; i++) {
        int span = (p->last_day - p->first_day) / p->rounds, round = (int)(i / N_COUNTIES);
        year_put_ref(y, f, "patrol");
        fill_put(f, "%s", p->kind);
        fill_time(f, year_at(y, p->first_day + span * round, p->first_day + span * (round + 1)));
        fill_put(f, "%s", year_county(i));
        fill_put(f, "demo-org-%s-%s", p->org, year_county(i));
        for (size_t k = 0; k < PATROL_NUMBERS; k++)
            fill_str(f, p->keys[k] ? str_fmt(y->d->cx, "%lld", (long long)parts[k][i]) : S(""));
        fill_put(f, REBUILT);
        TRY(fill_next(f));
    }
    return OK;
}

Err year_patrols(Year *y)
{
    static const Patrol patrols[] = {
        {"pre_flood",
         "water",     4,
         60, 110,
         {NULL, "flood.check.people", "flood.check.places", NULL, "flood.check.found"}},
        {"geo_patrol",
         "resources", 6,
         95, 285,
         {NULL, "geo.people", NULL, "geo.visits", NULL, NULL, "geo.moved"}            },
        {"forest_check",
         "gov",       4,
         20, 340,
         {"forest.groups", "forest.people", NULL, NULL, "forest.hd", "forest.notices", NULL,
          "forest.listed"}                                                            }
    };
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "patrol",
                   "ref kind at region org groups people places visits found notices moved listed "
                   "note",
                   &f));
    for (size_t k = 0; k < COUNT(patrols); k++) TRY(put_patrols(y, &f, &patrols[k]));
    return year_done(y, &f, "patrol");
}

/* Small firms, most of which are in no register: each was looked at once. */
Err year_small_firms(Year *y)
{
    int64_t n = year_lack(y, "small.firms", 1);
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "patrol",
                   "ref kind at region org enterprise people places note", &f));
    for (int64_t i = 0; i < n; i++) {
        const Place *p = &y->d->towns[demo_pick(y->d, y->d->n_towns)];
        fill_put(&f, "demo-year-%d-small-%05lld", y->year, (long long)i + 1);
        fill_put(&f, "small_firm");
        fill_time(&f, year_at(y, 40, 340));
        fill_str(&f, p->code);
        fill_put(&f, "demo-org-emergency-%s", demo_counties[p->county].code);
        fill_put(&f, "%.*s小微企业%04lld号", STR_ARG(p->name), (long long)i + 1);
        fill_put(&f, "%d", demo_between(y->d, 2, 3));
        fill_put(&f, "1");
        fill_put(&f, REBUILT);
        TRY(fill_next(&f));
    }
    return year_done(y, &f, "patrol of a small firm");
}

/* --- forest fires: areas in hundredths of a hectare, the same share of each is damaged --- */

enum { HUNDREDTHS = 100 };

static Err put_fire(Year *y, Fill *f, int64_t burnt, int64_t damaged)
{
    static const char *const causes[] = {"farming", "grave", "grave", "smoking", "power_line"};
    const Place *p = demo_village(y->d);
    LonLat at = demo_near(y->d, p, 0.02);
    int64_t started = year_at(y, 20, 120);
    year_put_ref(y, f, "fire");
    fill_time(f, started);
    fill_put(f, "public");
    fill_str(f, p->code);
    fill_put(f, "%.*s%.*s后山（" REBUILT "）", STR_ARG(y->d->towns[p->town].name),
             STR_ARG(p->name));
    fill_put(f, "{\"type\":\"Point\",\"coordinates\":[%.5f,%.5f]}", at.lon, at.lat);
    fill_time(f, started + demo_between(y->d, 2, 15) * (int64_t)MS_HOUR);
    fill_put(f, "%.2f", (double)burnt / HUNDREDTHS);
    fill_put(f, "%.2f", (double)damaged / HUNDREDTHS);
    fill_put(f, "%d", damaged >= HUNDREDTHS ? 3 : 4); /* source: 森林防火条例 art. 40 */
    fill_put(f, "%s", DEMO_WORD(y->d, causes));
    fill_put(f, "%d", demo_between(y->d, 40, 300));
    fill_put(f, "closed");
    return fill_next(f);
}

Err year_fires(Year *y)
{
    size_t n = (size_t)year_lack(y, "forest.fires", 1);
    int64_t burnt = year_lack(y, "forest.burnt", HUNDREDTHS),
            damaged = year_lack(y, "forest.damaged", HUNDREDTHS), upto = 0,
            *parts = year_parts(y, burnt, n);
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "forest_fire",
                   "ref started_at found_by region place geometry out_at burnt_ha damaged_ha grade "
                   "cause people_used state",
                   &f));
    for (size_t i = 0; i < n; i++) {
        int64_t before = damaged * upto / burnt;
        upto += parts[i];
        TRY(put_fire(y, &f, parts[i], damaged * upto / burnt - before));
    }
    return year_done(y, &f, "forest_fire");
}

/* --- drills: half of the people and of the money are of the small firms, one drill each --- */

enum { SPENT_BY = 100 }; /* yuan */

static Err put_drill(Year *y, Fill *f, size_t firm, int64_t people, int64_t spent)
{
    static const char *const names[] = {"防汛防台人员转移演练", "危化品泄漏处置演练",
                                        "森林火灾扑救演练",     "地质灾害避险演练",
                                        "有限空间救援演练",     "消防疏散演练"};
    static const char *const hazards[] = {"11A01", "12D02", "11G01", "11D01", "12F00", "12G00"},
                             *const results[] = {"good", "good", "fair", "excellent"};
    bool small = firm != SIZE_MAX;
    const Place *p = small ? y->d->firm_at[firm] : &y->d->towns[demo_pick(y->d, y->d->n_towns)];
    size_t k = small ? COUNT(names) - 1 - demo_pick(y->d, 2) : demo_pick(y->d, COUNT(names));
    year_put_ref(y, f, "drill");
    fill_put(f, "%.*s%s", STR_ARG(p->name), names[k]);
    fill_time(f, year_at(y, 30, 355));
    fill_str(f, p->code);
    fill_put(f, "%s", small ? "小微企业演练" : "实战演练");
    fill_put(f, "field");
    fill_put(f, "%s", hazards[k]);
    fill_str(f, small ? S("") : str_fmt(y->d->cx, "demo-org-town-%.9s", p->code.p));
    fill_str(f, small ? str_fmt(y->d->cx, "demo-enterprise-%04zu", firm + 1) : S(""));
    demo_put_point(f, demo_near(y->d, p, 0.01));
    fill_put(f, "%lld", (long long)people);
    fill_put(f, "%lld", (long long)spent * SPENT_BY);
    fill_put(f, "%s", DEMO_WORD(y->d, results));
    fill_put(f, REBUILT);
    fill_put(f, "evaluated");
    return fill_next(f);
}

static size_t next_industrial(const Year *y, size_t firm)
{
    for (firm++; firm < N_FIRMS; firm++)
        if (str_is(str_c(y->d->firm_sector[firm]), "industry")) break;
    assert(firm < N_FIRMS);
    return firm;
}

Err year_drills(Year *y)
{
    size_t small = (size_t)year_lack(y, "small.drills", 1), firm = 0,
           others = (size_t)year_lack(y, "drill.count", 1) - small;
    int64_t people = year_lack(y, "drill.people", 1),
            spent = year_lack(y, "drill.cost", 10000 / SPENT_BY),
            *people_small = year_parts(y, people / 2, small),
            *spent_small = year_parts(y, spent / 2, small),
            *people_others = year_parts(y, people - people / 2, others),
            *spent_others = year_parts(y, spent - spent / 2, others);
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "drill",
                   "ref name at region kind form hazard organiser enterprise lon lat people "
                   "cost_yuan result scenario state",
                   &f));
    for (size_t i = 0; i < small; i++)
        TRY(put_drill(y, &f, firm = next_industrial(y, firm), people_small[i], spent_small[i]));
    for (size_t i = 0; i < others; i++)
        TRY(put_drill(y, &f, SIZE_MAX, people_others[i], spent_others[i]));
    return year_done(y, &f, "drill");
}

/* --- the floods of 2019: two of our own, and Lekima of demo_losses.c --- */

typedef struct Flood {
    const char *ref, *title;
    int month, day;
    int counties[N_COUNTIES], n_counties; /* that people were moved in */
} Flood;

static const Flood floods[] = {
    {"demo-year-2019-incident-66", "“6·6”强降雨灾害（" REBUILT "）", 6, 6,  {5, 5, 2},          3},
    {"demo-year-2019-incident-75", "“7·5”强降雨灾害（" REBUILT "）", 7, 5,  {5, 2, 3, 1},       4},
    {"demo-incident-lekima",       NULL,                                         8, 10, {0, 1, 2, 3, 4, 5}, 6}
};
enum { N_FLOODS = COUNT(floods), LEKIMA = N_FLOODS - 1 };

static int64_t flood_ms(const Year *y, const Flood *e)
{
    return ms_of_day(day_from_civil(y->year, e->month, e->day)) + 6 * (int64_t)MS_HOUR;
}

static Err put_flood(Year *y, Fill *f, const Flood *e)
{
    int64_t at = flood_ms(y, e), hour = MS_HOUR;
    fill_put(f, "%s", e->ref);
    fill_put(f, "%s", e->title);
    fill_put(f, "11A01");
    fill_put(f, "natural");
    fill_time(f, at);
    fill_time(f, at);
    fill_put(f, "330800000000");
    fill_put(f, "township");
    fill_put(f, REBUILT);
    fill_put(f, "0");
    fill_put(f, "4");
    fill_time(f, at + hour);
    fill_time(f, at + 30 * hour);
    fill_time(f, at + 31 * hour);
    fill_put(f, "closed");
    return fill_next(f);
}

Err year_floods(Year *y)
{
    Fill f;
    if (y->year != LAST_YEAR) return OK;
    TRY(fill_begin(y->d->cx, y->d->book, "incident",
                   "ref title kind class occurred_at known_at region source description affected "
                   "grade first_report_at final_report_at closed_at state",
                   &f));
    for (size_t i = 0; i < LEKIMA; i++) TRY(put_flood(y, &f, &floods[i]));
    return year_done(y, &f, "incident");
}

static Err put_move(Year *y, Fill *f, const Flood *e, size_t i)
{
    static const char *const placements[] = {"relatives", "relatives", "concentrated", "dispersed"};
    int county = e->counties[demo_pick(y->d, (size_t)e->n_counties)];
    int64_t at = flood_ms(y, e) + demo_between(y->d, 0, 600) * (int64_t)MS_MINUTE, hour = MS_HOUR;
    year_put_ref(y, f, "transfer");
    fill_put(f, "%s", e->ref);
    fill_str(f, year_name(y, i));
    fill_str(f, demo_village_in(y->d, county)->code);
    fill_put(f, "1");
    fill_put(f, "%s", demo_chance(y->d, 80) ? "preventive" : "resettled");
    fill_put(f, "%s", DEMO_WORD(y->d, placements));
    fill_time(f, at);
    fill_time(f, at + hour);
    fill_time(f, at + demo_between(y->d, 20, 60) * hour);
    fill_put(f, REBUILT);
    fill_put(f, "released");
    return fill_next(f);
}

Err year_moves(Year *y)
{
    int64_t moved = year_lack(y, "disaster.moved", 1), *parts = year_parts(y, moved, N_FLOODS);
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "transfer",
                   "ref event name region people kind placement at arrived_at returned_at note "
                   "state",
                   &f));
    for (size_t k = 0; k < N_FLOODS; k++)
        for (int64_t i = 0; i < parts[k]; i++) TRY(put_move(y, &f, &floods[k], (size_t)i));
    return year_done(y, &f, "transfer");
}

/* People and machines are told of Lekima only. */
Err year_deployments(Year *y)
{
    int64_t rescued = year_lack(y, "disaster.rescued", 1),
            *saved = year_parts(y, rescued, (size_t)N_FLOODS * N_COUNTIES),
            *people = year_parts(y, year_lack(y, "event.people", 1), N_COUNTIES),
            *shifts = year_parts(y, year_lack(y, "event.machines", 1), N_COUNTIES);
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "deployment",
                   "ref incident at region org rescued people machine_shifts note", &f));
    for (size_t i = 0; rescued && i < (size_t)N_FLOODS * N_COUNTIES; i++) {
        size_t event = i / N_COUNTIES, county = i % N_COUNTIES;
        bool told = event == LEKIMA;
        year_put_ref(y, &f, "deployment");
        fill_put(&f, "%s", floods[event].ref);
        fill_time(&f, flood_ms(y, &floods[event]) + 3 * (int64_t)MS_HOUR);
        fill_put(&f, "%s", year_county(i));
        fill_put(&f, "demo-org-fire-%s", year_county(i));
        fill_put(&f, "%lld", (long long)saved[i]);
        fill_str(&f, told ? str_fmt(y->d->cx, "%lld", (long long)people[county]) : S(""));
        fill_str(&f, told ? str_fmt(y->d->cx, "%lld", (long long)shifts[county]) : S(""));
        fill_put(&f, REBUILT);
        TRY(fill_next(&f));
    }
    return year_done(y, &f, "deployment");
}

typedef struct Supply {
    const char *key, *item, *unit;
    int per;
    bool used; /* else given to people */
} Supply;

static Err put_supply(Year *y, Fill *f, const Supply *s, size_t county, int64_t quantity)
{
    year_put_ref(y, f, "supply");
    fill_put(f, "demo-incident-lekima");
    fill_time(f, flood_ms(y, &floods[LEKIMA]) + demo_between(y->d, 60, 2000) * (int64_t)MS_MINUTE);
    fill_put(f, "%s", year_county(county));
    fill_put(f, "%s", s->item);
    fill_put(f, "%.1f", (double)quantity / s->per);
    fill_put(f, "%s", s->unit);
    fill_put(f, "%d", s->used);
    fill_put(f, REBUILT);
    return fill_next(f);
}

Err year_supplies(Year *y)
{
    static const Supply supplies[] = {
        {"event.bags",  "bags",  "条",       1,  true },
        {"event.sand",  "sand",  "立方米", 1,  true },
        {"event.fuel",  "fuel",  "吨",       10, true },
        {"event.rice",  "rice",  "斤",       1,  false},
        {"event.water", "water", "瓶",       1,  false},
        {"event.food",  "food",  "份",       1,  false}
    };
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "supply_move",
                   "ref incident at region item quantity unit used note", &f));
    for (size_t k = 0; k < COUNT(supplies); k++) {
        int64_t lack = year_lack(y, supplies[k].key, supplies[k].per),
                *parts = year_parts(y, lack, N_COUNTIES);
        for (size_t i = 0; lack && i < N_COUNTIES; i++)
            TRY(put_supply(y, &f, &supplies[k], i, parts[i]));
    }
    return year_done(y, &f, "supply_move");
}
