/* SPDX-License-Identifier: Apache-2.0 */
/* Shelters with their kits and checks, the households and people that may have to be moved to them,
 * their cards; and a village that is being moved right now. */
#include "sys/sys.h"
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

/* --- cards: random codes, as the routes make them --- */

enum { CARD_CODE = 16 };

static Str card_code(Demo *d)
{
    static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    Buf b = buf_new(d->cx, CARD_CODE);
    for (int i = 0; i < CARD_CODE; i++) buf_char(&b, letters[sys_random_u64() % 32]);
    return buf_str(&b);
}

Err demo_cards(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "card", "ref code resident household region issued_at state",
                   &f));
    for (size_t i = 0; i < N_HOUSEHOLDS; i++)
        for (int k = 0; k < size_of(i); k++) {
            fill_put(&f, "demo-card-%04zu-%d", i + 1, k + 1);
            fill_str(&f, card_code(d));
            fill_put(&f, "demo-resident-%04zu-%d", i + 1, k + 1);
            fill_put(&f, "demo-household-%04zu", i + 1);
            fill_str(&f, d->household_at[i]->code);
            fill_time(&f, d->now - 30 * (int64_t)MS_DAY);
            fill_put(&f, "valid");
            TRY(fill_next(&f));
        }
    return demo_done(d, &f, "card");
}

/* --- kits: of county and township shelters all, of every third village --- */

Err demo_kits(Demo *d)
{
    static const struct {
        const char *item, *unit;
        double per_head;
        int keeps_days; /* 0 = does not expire */
    } goods[] = {
        {"1100401", "瓶", 3,   540 },
        {"1100105", "份", 2,   360 },
        {"1110202", "条", 0.6, 0   },
        {"2030102", "套", 0.1, 1080}
    };
    Fill f;
    TRY(fill_begin(d->cx, d->book, "shelter_kit",
                   "ref shelter item quantity needed unit made_on expires_on checked_on state",
                   &f));
    for (size_t i = 0; i < N_SHELTERS; i++) {
        if (i >= N_COUNTIES * 3 + d->n_towns && i % 3) continue;
        for (size_t g = 0; g < COUNT(goods); g++) {
            int needed = (int)(100 * goods[g].per_head) + 1, age = demo_between(d, 10, 400);
            int64_t made = d->now - age * (int64_t)MS_DAY;
            fill_put(&f, "demo-kit-%04zu-%zu", i + 1, g + 1);
            fill_put(&f, "demo-shelter-%04zu", i + 1);
            fill_put(&f, "%s", goods[g].item);
            fill_put(&f, "%d",
                     demo_chance(d, 85) ? needed : needed * demo_between(d, 40, 95) / 100);
            fill_put(&f, "%d", needed);
            fill_put(&f, "%s", goods[g].unit);
            fill_date(&f, made);
            fill_date(&f, goods[g].keeps_days ? made + goods[g].keeps_days * (int64_t)MS_DAY : 0);
            fill_date(&f, d->now - demo_between(d, 5, 90) * (int64_t)MS_DAY);
            fill_put(&f, "stored");
            TRY(fill_next(&f));
        }
    }
    return demo_done(d, &f, "shelter_kit");
}

/* --- a move that goes on: the villages of one county whose houses stand at geological danger
 * points, ordered two hours ago because of the third live incident --- */

enum { N_LISTS = 12, MOVED_PER_CENT = 70, ON_WAY_PER_CENT = 12, REFUSED_PER_CENT = 2 };

typedef struct MoveList {
    const Place *village;
    int households, people;
} MoveList;

static bool is_moved(Demo *d, size_t household)
{
    return danger_of(household)[0] == 'g' && d->household_at[household]->county == 0;
}

/* Which of the lists has this household; N_LISTS = none. */
static size_t list_of(Demo *d, const MoveList *lists, size_t n, size_t household)
{
    size_t i = 0;
    if (!is_moved(d, household)) return N_LISTS;
    while (i < n && !str_eq(lists[i].village->code, d->household_at[household]->code)) i++;
    return i < n ? i : N_LISTS;
}

static size_t find_lists(Demo *d, MoveList *lists)
{
    size_t n = 0;
    for (size_t i = 0; i < N_HOUSEHOLDS; i++) {
        size_t at = list_of(d, lists, n, i);
        if (at == N_LISTS && is_moved(d, i) && n < N_LISTS)
            lists[at = n++] = (MoveList){.village = d->household_at[i]};
        if (at == N_LISTS) continue;
        lists[at].households++;
        lists[at].people += size_of(i);
    }
    return n;
}

static Err put_list(Demo *d, Fill *f, const MoveList *l, size_t i)
{
    int64_t hit = d->now + 5 * (int64_t)MS_HOUR, done = hit - 3 * (int64_t)MS_HOUR;
    int needed = 50 + 5 * demo_between(d, 0, 8);
    bool waits = i < 2;
    fill_put(f, "demo-list-%02zu", i + 1);
    fill_put(f, "demo-incident-03");
    fill_str(f, l->village->code);
    fill_put(f, "地质灾害气象风险橙色预警");
    fill_put(f, "geology");
    fill_time(f, done - needed * (int64_t)MS_MINUTE);
    fill_time(f, done);
    fill_time(f, hit);
    fill_put(f, "forecast");
    fill_put(f, "到达前3小时（示范）");
    fill_put(f, "%d", needed);
    fill_put(f, "%d", l->households);
    fill_put(f, "%d", l->people);
    demo_put_point(f, l->village->at);
    fill_time(f, waits ? 0 : d->now - 2 * (int64_t)MS_HOUR);
    fill_put(f, "%s", waits ? "" : "commander");
    fill_put(f, "%s", waits ? "proposed" : "ordered");
    return fill_next(f);
}

static const char *fate_of(Demo *d)
{
    int dice = demo_between(d, 1, 100);
    return dice <= MOVED_PER_CENT                                        ? "arrived"
           : dice <= MOVED_PER_CENT + ON_WAY_PER_CENT                    ? "moving"
           : dice <= MOVED_PER_CENT + ON_WAY_PER_CENT + REFUSED_PER_CENT ? "refused"
                                                                         : "listed";
}

static Err put_transfer(Demo *d, Fill *f, size_t household, int member, size_t list,
                        const char *state)
{
    const Place *p = d->household_at[household];
    int64_t ordered = d->now - 2 * (int64_t)MS_HOUR, left = ordered + 20 * (int64_t)MS_MINUTE;
    bool arrived = str_is(str_c(state), "arrived"), listed = str_is(str_c(state), "listed");
    fill_put(f, "demo-transfer-%04zu-%d", household + 1, member + 1);
    fill_put(f, "demo-incident-03");
    fill_put(f, "demo-resident-%04zu-%d", household + 1, member + 1);
    fill_put(f, "demo-household-%04zu", household + 1);
    fill_put(f, "demo-list-%02zu", list + 1);
    fill_str(f, p->code);
    fill_put(f, "1");
    fill_put(f, "preventive");
    fill_put(f, "%s", arrived ? "concentrated" : "");
    demo_put_shelter(f, p);
    fill_time(f, ordered);
    fill_time(f, d->now + 2 * (int64_t)MS_HOUR);
    fill_time(f, listed ? ordered : left);
    fill_time(f, arrived ? left + 25 * (int64_t)MS_MINUTE : 0);
    demo_put_person(f, demo_head_of(d, p));
    fill_put(f, "%s", str_is(str_c(state), "refused") ? "不愿离家，已劝导" : "");
    fill_put(f, "%s", state);
    return fill_next(f);
}

static Err put_checkin(Demo *d, Fill *f, size_t household, int member)
{
    const Place *p = d->household_at[household];
    fill_put(f, "demo-checkin-%04zu-%d", household + 1, member + 1);
    fill_put(f, "demo-incident-03");
    fill_put(f, "demo-resident-%04zu-%d", household + 1, member + 1);
    demo_put_shelter(f, p);
    fill_str(f, p->code);
    fill_put(f, "in");
    fill_time(f, d->now - 2 * (int64_t)MS_HOUR + 45 * (int64_t)MS_MINUTE);
    fill_put(f, "1");
    fill_put(f, "scan");
    fill_put(f, "demo-scan-%04zu-%d", household + 1, member + 1);
    fill_put(f, "避灾点手机");
    return fill_next(f);
}

Err demo_moves(Demo *d)
{
    MoveList lists[N_LISTS];
    size_t n = find_lists(d, lists);
    Fill list, transfer, checkin;
    TRY(fill_begin(d->cx, d->book, "transfer_list",
                   "ref event region trigger reason decide_by done_by hit_at hit_from basis "
                   "minutes_needed households people lon lat ordered_at ordered_by state",
                   &list));
    for (size_t i = 0; i < n; i++) TRY(put_list(d, &list, &lists[i], i));
    TRY(demo_done(d, &list, "transfer_list"));
    TRY(fill_begin(d->cx, d->book, "transfer",
                   "ref event resident household list region people kind placement shelter "
                   "ordered_at due_at at arrived_at helper refusal state",
                   &transfer));
    TRY(fill_begin(d->cx, d->book, "checkin",
                   "ref event resident shelter region direction at people means scan device",
                   &checkin));
    for (size_t i = 0; i < N_HOUSEHOLDS; i++) {
        size_t at = list_of(d, lists, n, i);
        if (at == N_LISTS || at < 2) continue; /* of the first two nobody has decided yet */
        const char *state = fate_of(d);
        for (int k = 0; k < size_of(i); k++) {
            TRY(put_transfer(d, &transfer, i, k, at, state));
            if (str_is(str_c(state), "arrived")) TRY(put_checkin(d, &checkin, i, k));
        }
    }
    TRY(demo_done(d, &transfer, "transfer"));
    return demo_done(d, &checkin, "checkin");
}
