/* SPDX-License-Identifier: Apache-2.0 */
/* Shelters, and the households and people that may have to be moved to them. */
#include "systems/demo/demo_int.h"

/* --- shelters: 3 of each county, one of each township, the rest of villages --- */

static const Place *shelter_place(Demo *d, size_t i)
{
    if (i < N_COUNTIES * 3) return demo_village_in(d, (int)(i / 3));
    return i < N_COUNTIES * 3 + d->n_towns ? &d->towns[i - N_COUNTIES * 3] : demo_village(d);
}

static Str shelter_name(Demo *d, size_t i, const Place *p)
{
    static const char *const county[] = {"体育馆", "第一中学", "救灾物资储备中心"};
    if (i < N_COUNTIES * 3)
        return str_fmt(d->cx, "%s%s避灾安置场所", demo_counties[i / 3].zh, county[i % 3]);
    if (i < N_COUNTIES * 3 + d->n_towns)
        return str_fmt(d->cx, "%.*s避灾安置中心", STR_ARG(p->name));
    return str_fmt(d->cx, "%.*s%.*s文化礼堂避灾点", STR_ARG(d->towns[p->town].name),
                   STR_ARG(p->name));
}

static Err put_shelter(Demo *d, Fill *f, size_t i)
{
    bool county = i < N_COUNTIES * 3, village = i >= N_COUNTIES * 3 + d->n_towns;
    const Place *p = d->shelter_at[i] = shelter_place(d, i);
    int capacity = county    ? demo_between(d, 40, 120) * 10
                   : village ? demo_between(d, 50, 120)
                             : demo_between(d, 10, 40) * 10;
    int checked = demo_between(d, 10, 330);
    fill_put(f, "demo-shelter-%04zu", i + 1);
    fill_str(f, shelter_name(d, i, p));
    fill_put(f, "%s", county ? "county" : village ? "village" : "township");
    fill_put(f, "%s",
             county    ? (i % 3 == 0   ? "gym"
                          : i % 3 == 1 ? "school"
                                       : "centre")
             : village ? "hall"
                       : "centre");
    fill_str(f, p->code);
    demo_put_point(f, demo_near(d, p, 0.004));
    fill_put(f, "%d", capacity);
    fill_put(f, "%d", capacity * 2 + demo_between(d, 10, 200));
    fill_put(f, "%s", village && demo_chance(d, 40) ? "brick_concrete" : "frame");
    fill_date(f, demo_2019(d, 60, 340));
    fill_put(f, "%d", demo_chance(d, 70));
    fill_put(f, "%d", demo_chance(d, 80));
    fill_put(f, "%d", capacity / 2);
    fill_put(f, "%d", demo_chance(d, 60));
    demo_put_person(f, village ? demo_head_of(d, p) : demo_leader_of(d, p->town));
    fill_date(f, d->now - checked * (int64_t)MS_DAY);
    fill_put(f, "pass");
    fill_date(f, d->now + (365 - checked) * (int64_t)MS_DAY);
    fill_put(f, "ready");
    return fill_next(f);
}

Err demo_shelters(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "shelter",
                   "ref name level kind region lon lat capacity area_m2 structure standardised_on "
                   "barrier_free kitchen beds "
                   "backup_power keeper checked_on check_result next_check_on state",
                   &f));
    for (size_t i = 0; i < N_SHELTERS; i++) TRY(put_shelter(d, &f, i));
    return demo_done(d, &f, "shelter");
}

/* --- households --- */

static int size_of(size_t household)
{
    return household < N_RESIDENTS - 2 * N_HOUSEHOLDS ? 3 : 2; /* adds up to N_RESIDENTS */
}

static const char *danger_of(size_t household)
{
    static const char *const dangers[] = {"geology",      "geology",   "flash_flood",
                                          "flash_flood",  "reservoir", "river",
                                          "unsafe_house", "slope",     "work_site"};
    return dangers[household % COUNT(dangers)];
}

static Err put_household(Demo *d, Fill *f, size_t i)
{
    static const char *const needs[] = {"",
                                        "",
                                        "",
                                        "",
                                        "elderly",
                                        "elderly alone",
                                        "child",
                                        "disabled",
                                        "bedridden guard",
                                        "sick medicine",
                                        "vehicle"};
    static const char *const houses[] = {"brick_wood", "earth", "brick_concrete", "brick_concrete"};
    const char *danger = danger_of(i), *need = DEMO_WORD(d, needs);
    bool geology = danger[0] == 'g', reservoir = danger[0] == 'r' && danger[1] == 'e';
    size_t geo = i % N_GEO_POINTS, res = i % N_RESERVOIRS;
    const Place *p = geology ? d->geo_at[geo] : reservoir ? d->reservoir_at[res] : demo_village(d);
    d->household_at[i] = p;
    fill_put(f, "demo-household-%04zu", i + 1);
    fill_str(f, demo_name(d));
    fill_str(f, demo_phone(d));
    fill_str(f, p->code);
    fill_put(f, "%.*s%.*s%d号", STR_ARG(d->towns[p->town].name), STR_ARG(p->name),
             demo_between(d, 1, 180));
    demo_put_point(f, demo_near(d, p, 0.006));
    fill_put(f, "%d", size_of(i));
    fill_put(f, "%s", danger);
    fill_put(f, "%s", geology ? "geo_point" : reservoir ? "reservoir" : "");
    fill_str(f, geology     ? str_fmt(d->cx, "demo-geo-%03zu", geo + 1)
                : reservoir ? str_fmt(d->cx, "demo-reservoir-%03zu", res + 1)
                            : S(""));
    fill_put(f, "%s", DEMO_WORD(d, houses));
    demo_put_person(f, demo_head_of(d, p));
    fill_put(f, "%s", need);
    fill_put(f, "%s", need[0] ? "first" : "normal");
    demo_put_shelter(f, p);
    fill_put(f, "%d", str_is(str_c(need), "vehicle") || demo_chance(d, 10));
    fill_put(f, "%d", demo_between(d, 5, 60));
    fill_date(f, d->now - demo_between(d, 10, 120) * (int64_t)MS_DAY);
    return fill_next(f);
}

Err demo_households(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "household",
                   "ref head phone region address lon lat people danger object_register object "
                   "house helper needs priority shelter "
                   "vehicle walk_min checked_on",
                   &f));
    for (size_t i = 0; i < N_HOUSEHOLDS; i++) TRY(put_household(d, &f, i));
    return demo_done(d, &f, "household");
}

/* --- people --- */

static Err put_resident(Demo *d, Fill *f, size_t household, int member)
{
    static const char *const needs[] = {"", "", "", "", "", "elderly", "sick", "disabled"};
    static const char *const relations[] = {"self", "spouse", "child"};
    const Place *p = d->household_at[household];
    int born = member == 2 ? demo_between(d, 1985, 2018) : demo_between(d, 1935, 1980);
    fill_put(f, "demo-resident-%04zu-%d", household + 1, member + 1);
    fill_str(f, demo_name(d));
    fill_put(f, "demo-household-%04zu", household + 1);
    fill_str(f, p->code);
    demo_put_point(f, demo_near(d, p, 0.006));
    fill_put(f, "%s", relations[member]);
    fill_put(f, "%d", member == 1 ? 2 : 1);
    fill_put(f, "%d", born);
    fill_str(f, member == 2 && born > 2008 ? S("") : demo_phone(d));
    fill_put(f, "1");
    demo_put_person(f, demo_head_of(d, p));
    fill_put(f, "%s", born < 1945 ? "elderly" : born > 2010 ? "child" : DEMO_WORD(d, needs));
    fill_put(f, "%s", born < 1940 ? "slow" : "normal");
    fill_put(f, "%d", demo_chance(d, 18));
    fill_put(f, "QZ%04zu%d", household + 1, member + 1);
    return fill_next(f);
}

Err demo_residents(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "resident",
                   "ref name household region lon lat relation sex birth_year phone people helper "
                   "needs mobility away card_no",
                   &f));
    for (size_t i = 0; i < N_HOUSEHOLDS; i++)
        for (int k = 0; k < size_of(i); k++) TRY(put_resident(d, &f, i, k));
    return demo_done(d, &f, "resident");
}
