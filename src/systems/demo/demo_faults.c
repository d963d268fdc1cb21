/* SPDX-License-Identifier: Apache-2.0 */
/* A few records of the last days as people leave them: without a code, entered twice, late, in the
 * wrong county. Last of all, and without a draw, so that nothing else comes out another way. */
#include "systems/demo/demo_int.h"

#define LEFT_WRONG "示范记录，故意留错，供数据质量检查演示"

enum { AT_KECHENG, AT_QUJIANG, AT_CHANGSHAN, AT_KAIHUA, AT_LONGYOU, AT_JIANGSHAN };

/* The first town of a county. */
static const Place *town_of(const Demo *d, int county)
{
    for (size_t i = 0; i < d->n_towns; i++)
        if (d->towns[i].county == county) return &d->towns[i];
    return &d->towns[0];
}

/* One firm stands there twice, none of them has its code. */
static Err faulty_firms(Demo *d)
{
    static const struct {
        const char *name, *principal, *phone;
        int county;
    } firms[] = {
        {"衢州示范氟材料有限公司", "章永康", "13905700101", AT_KECHENG  },
        {"衢州示范氟材料有限公司", "章永康", "",            AT_KECHENG  },
        {"江山示范木业有限公司",    "",          "",            AT_JIANGSHAN}
    };
    Fill f;
    TRY(fill_begin(d->cx, d->book, "enterprise",
                   "ref name sector industry size region lon lat principal principal_phone note",
                   &f));
    for (size_t i = 0; i < COUNT(firms); i++) {
        const Place *p = town_of(d, firms[i].county);
        fill_put(&f, "demo-fault-firm-%zu", i + 1);
        fill_put(&f, "%s", firms[i].name);
        fill_put(&f, "industry");
        fill_put(&f, "2661");
        fill_put(&f, "small");
        fill_str(&f, p->code);
        demo_put_point(&f, p->at);
        fill_put(&f, "%s", firms[i].principal);
        fill_put(&f, "%s", firms[i].phone);
        fill_put(&f, LEFT_WRONG);
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "enterprise");
}

/* days: before now, a record of accidents is due within one. */
static Err faulty_accidents(Demo *d)
{
    static const struct {
        const char *title, *type;
        int county, at, days;
    } accidents[] = {
        {"示范机械伤害事故（迟录）",       "03", AT_QUJIANG,   AT_QUJIANG,   6},
        {"示范高处坠落事故（坐标有误）", "09", AT_JIANGSHAN, AT_CHANGSHAN, 0},
        {"示范触电事故（迟录）",             "05", AT_LONGYOU,   AT_LONGYOU,   3}
    };
    Fill f;
    TRY(fill_begin(d->cx, d->book, "accident",
                   "ref title occurred_at region address sector type lon lat deaths grade brief",
                   &f));
    for (size_t i = 0; i < COUNT(accidents); i++) {
        const Place *p = town_of(d, accidents[i].county);
        fill_put(&f, "demo-fault-accident-%zu", i + 1);
        fill_put(&f, "%s", accidents[i].title);
        fill_time(&f, d->now - accidents[i].days * (int64_t)MS_DAY - MS_HOUR);
        fill_str(&f, p->code);
        fill_put(&f, "%s%.*s", demo_counties[p->county].zh, STR_ARG(p->name));
        fill_put(&f, "industry");
        fill_put(&f, "%s", accidents[i].type);
        demo_put_point(&f, town_of(d, accidents[i].at)->at);
        fill_put(&f, "0");
        fill_put(&f, "4");
        fill_put(&f, LEFT_WRONG);
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "accident");
}

/* By one inspector alone, and tomorrow. */
static Err faulty_inspections(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "inspection",
                   "ref enterprise sector at kind inspectors inspector_count org outcome text",
                   &f));
    for (int i = 0; i < 2; i++) {
        fill_put(&f, "demo-fault-inspection-%d", i + 1);
        fill_put(&f, "demo-fault-firm-%d", i * 2 + 1);
        fill_put(&f, "industry");
        fill_time(&f, d->now + (i ? MS_DAY : -2 * (int64_t)MS_HOUR));
        fill_put(&f, "patrol");
        fill_put(&f, i ? "徐立、方敏" : "徐立");
        fill_put(&f, "%d", i + 1);
        fill_put(&f, "区应急局");
        fill_put(&f, "nothing_found");
        fill_put(&f, LEFT_WRONG);
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "inspection");
}

/* All that is older was brought along, not entered late. */
static Err judged_since(Demo *d)
{
    enum { DAYS = 30 };
    Fill f;
    TRY(fill_begin(d->cx, d->book, "parameter", "key value unit mark valid_from source", &f));
    fill_put(&f, "quality.late_since");
    fill_date(&f, d->now - DAYS * (int64_t)MS_DAY);
    fill_put(&f, "date");
    fill_put(&f, "U");
    fill_date(&f, d->now - DAYS * (int64_t)MS_DAY);
    fill_put(&f, "示范城市：迟录从此日起判定");
    TRY(fill_next(&f));
    return demo_done(d, &f, "parameter");
}

Err demo_faults(Demo *d)
{
    TRY(faulty_firms(d));
    TRY(faulty_accidents(d));
    TRY(faulty_inspections(d));
    return judged_since(d);
}
