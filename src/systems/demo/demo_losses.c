/* SPDX-License-Identifier: Apache-2.0 */
/* The verified statistics of Lekima in the made-up city: every township, its county as their sum,
 * the city as the sum of its counties, and the ledger of homes. All figures are made up. */
#include "systems/demo/demo_int.h"

enum { DAY = 11, MONTH = 8, COLLAPSED_EVERY = 9, ROOMS = 3, YUAN_WAN_A_HOME = 8 };

typedef struct Loss {
    int affected, preventive, concentrated, dispersed, homes, farming, works;
} Loss;

static Loss loss_of(size_t town)
{
    int k = (int)town;
    return (Loss){.affected = 100 + k * 37 % 900,
                  .preventive = 40 + k * 13 % 200,
                  .concentrated = k * 7 % 60,
                  .dispersed = k * 11 % 80,
                  .homes = k % COLLAPSED_EVERY == 0,
                  .farming = 20 + k * 17 % 300,
                  .works = 10 + k * 23 % 400};
}

static void add_loss(Loss *to, const Loss *l)
{
    to->affected += l->affected;
    to->preventive += l->preventive;
    to->concentrated += l->concentrated;
    to->dispersed += l->dispersed;
    to->homes += l->homes;
    to->farming += l->farming;
    to->works += l->works;
}

static int64_t filed_ms(int hour)
{
    return ms_of_day(day_from_civil(2019, MONTH, DAY + 3)) + hour * (int64_t)MS_HOUR;
}

static Err put_loss(Fill *f, Str region, const Loss *l, int hour)
{
    int housing = l->homes * YUAN_WAN_A_HOME;
    fill_put(f, "demo-loss-%.*s", STR_ARG(region));
    fill_put(f, "demo-incident-lekima");
    fill_str(f, region);
    fill_put(f, "11B01");
    fill_put(f, "verified");
    fill_put(f, "5");
    fill_time(f, filed_ms(hour));
    fill_time(f, filed_ms(48));
    fill_time(f, filed_ms(hour));
    fill_put(f, "%d", l->affected);
    for (int i = 0; i < 2; i++) fill_put(f, "0"); /* dead, missing */
    fill_put(f, "%d", l->preventive);
    fill_put(f, "%d", l->concentrated + l->dispersed);
    fill_put(f, "%d", l->concentrated);
    fill_put(f, "%d", l->dispersed);
    fill_put(f, "%d", l->homes * ROOMS);
    fill_put(f, "%d", l->homes * ROOMS);
    fill_put(f, "%d", l->homes);
    fill_put(f, "%d", housing + l->farming + l->works);
    fill_put(f, "%d", housing);
    fill_put(f, "%d", l->farming);
    fill_put(f, "%d", l->works);
    fill_put(f, "verified");
    return fill_next(f);
}

static Err put_event(Demo *d)
{
    Fill f;
    int64_t at = ms_of_day(day_from_civil(2019, MONTH, DAY - 1)), hour = MS_HOUR;
    TRY(fill_begin(d->cx, d->book, "incident",
                   "ref title kind class occurred_at known_at region source description affected "
                   "grade first_report_at final_report_at closed_at state",
                   &f));
    fill_put(&f, "demo-incident-lekima");
    fill_put(&f, "第9号台风“利奇马”灾害（示范）");
    fill_put(&f, "11B01");
    fill_put(&f, "natural");
    fill_time(&f, at);
    fill_time(&f, at);
    fill_put(&f, "330800000000");
    fill_put(&f, "township");
    fill_put(&f, "数据虚构，仅作演示");
    fill_put(&f, "0");
    fill_put(&f, "4");
    fill_time(&f, at + hour);
    fill_time(&f, filed_ms(30));
    fill_time(&f, filed_ms(31));
    fill_put(&f, "closed");
    TRY(fill_next(&f));
    return demo_done(d, &f, "incident");
}

static Err put_losses(Demo *d)
{
    Fill f;
    Loss city = {0}, county[N_COUNTIES] = {{0}};
    TRY(fill_begin(d->cx, d->book, "disaster_loss",
                   "ref event region kind stage number at due_at filed_at affected_population "
                   "deaths missing preventive_transfer resettled_cum concentrated_cum "
                   "dispersed_cum collapsed_rooms collapsed_home_rooms collapsed_homes loss_total "
                   "loss_housing loss_agriculture loss_infrastructure state",
                   &f));
    for (size_t i = 0; i < d->n_towns; i++) {
        Loss l = loss_of(i);
        TRY(put_loss(&f, d->towns[i].code, &l, 10));
        add_loss(&county[d->towns[i].county], &l);
        add_loss(&city, &l);
    }
    for (int c = 0; c < N_COUNTIES; c++)
        TRY(put_loss(&f, str_fmt(d->cx, "%s000000", demo_counties[c].code), &county[c], 14));
    TRY(put_loss(&f, S("330800000000"), &city, 20));
    return demo_done(d, &f, "disaster_loss");
}

static Err put_homes(Demo *d)
{
    Fill f;
    Rng was = d->rng;
    TRY(fill_begin(d->cx, d->book, "loss_home",
                   "ref event region head people structure damage rooms", &f));
    for (size_t i = 0; i < d->n_towns; i += COLLAPSED_EVERY) {
        fill_put(&f, "demo-loss-home-%02zu", i + 1);
        fill_put(&f, "demo-incident-lekima");
        fill_str(&f, d->towns[i].code);
        fill_str(&f, demo_outsider(d));
        fill_put(&f, "%d", 2 + (int)(i % 4));
        fill_put(&f, "brick_wood");
        fill_put(&f, "collapsed");
        fill_put(&f, "%d", ROOMS);
        TRY(fill_next(&f));
    }
    d->rng = was;
    return demo_done(d, &f, "loss_home");
}

Err demo_losses(Demo *d)
{
    TRY(put_event(d));
    TRY(put_losses(d));
    return put_homes(d);
}
