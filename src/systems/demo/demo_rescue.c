/* SPDX-License-Identifier: Apache-2.0 */
/* Teams, warehouses, stock, equipment, plans, drills. */
#include "base/embed.h"
#include "systems/demo/demo_int.h"
#include "wire/csv.h"

/* --- teams --- */

typedef struct TeamKind {
    const char *kind, *word, *capabilities;
    int count, low, high;
    const char *org; /* of the city; "" = the township's */
} TeamKind;

static const TeamKind team_kinds[] = {
    {"national",     "消防救援站",       "fire collapse water traffic chemical rope", 14, 20, 45, "fire"     },
    {"professional", "危化专业救援队", "chemical fire environment",                 6,  20, 60, "hitech"   },
    {"professional", "森林消防队",       "forest",                                    14, 20, 40, "forestry" },
    {"professional", "防汛抢险队",       "flood drainage water",                      12, 20, 60, "water"    },
    {"department",   "公路应急抢险队", "road heavy traffic",                        8,  15, 40, "transport"},
    {"department",   "电力应急抢修队", "power",                                     7,  20, 60, "power"    },
    {"department",   "通信保障队",       "communication drone",                       3,  8,  20, "telecom"  },
    {"department",   "医疗救援队",       "medical",                                   7,  12, 30, "health"   },
    {"department",   "地质灾害应急队", "geology drone",                             4,  8,  20, "resources"},
    {"enterprise",   "企业专职救援队", "chemical fire",                             12, 10, 50, ""         },
    {"social",       "应急救援协会",    "water mountain rope drone evacuation",      10, 15, 80, ""         },
    {"grassroots",   "应急救援中队",    "flood evacuation forest",                   23, 15, 50, ""         },
};

static Err put_team(Demo *d, Fill *f, const TeamKind *k, int nth)
{
    const Place *p = &d->towns[demo_pick(d, d->n_towns)];
    bool social = str_is(str_c(k->kind), "social"), agreed = social && nth < 3;
    int people = demo_between(d, k->low, k->high);
    fill_put(f, "demo-team-%03lld", (long long)f->row + 1);
    fill_put(f, "%s%.*s%s", demo_counties[p->county].word, STR_ARG(p->name), k->word);
    fill_put(f, "%s", k->kind);
    fill_put(f, "%s", k->capabilities);
    fill_put(f, "%d", people);
    fill_put(f, "%d", people / 3);
    fill_str(f, k->org[0] ? str_fmt(d->cx, "demo-org-%s", k->org)
                          : str_fmt(d->cx, "demo-org-town-%.9s", p->code.p));
    fill_str(f, p->code);
    demo_put_point(f, demo_near(d, p, 0.008));
    fill_put(f, "%s", demo_chance(d, 94) ? "ready" : "training");
    fill_str(f, demo_outsider(d));
    fill_str(f, demo_phone(d));
    fill_str(f, demo_phone(d));
    fill_put(f, "%d", k->kind[0] == 'n' ? 1 : demo_between(d, 10, 40));
    fill_put(f, "%d", demo_between(d, 1, 9));
    fill_put(f, "%d", strstr(k->capabilities, "water") ? demo_between(d, 1, 6) : 0);
    fill_put(f, "%d", social);
    fill_put(f, "%d", agreed);
    fill_put(f, "%s", agreed ? "demo-org-emergency" : "");
    fill_date(f, agreed ? d->now + demo_between(d, 100, 700) * (int64_t)MS_DAY : 0);
    fill_date(f, d->now + demo_between(d, 30, 360) * (int64_t)MS_DAY);
    return fill_next(f);
}

Err demo_teams(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "team",
                   "ref name kind capabilities people on_call org region lon lat status leader "
                   "leader_phone duty_phone assembly_min vehicles "
                   "boats social agreement agreement_with agreement_until insured_until",
                   &f));
    for (size_t k = 0; k < COUNT(team_kinds); k++)
        for (int i = 0; i < team_kinds[k].count; i++) TRY(put_team(d, &f, &team_kinds[k], i));
    assert(f.row == N_TEAMS);
    return demo_done(d, &f, "team");
}

/* --- warehouses --- */

static Err put_warehouse(Demo *d, Fill *f, size_t i)
{
    static const char *const kinds[] = {"flood", "relief", "forest", "comprehensive", "chemical"};
    static const char *const kinds_zh[] = {"防汛物资库", "救灾物资库", "森林防火物资库",
                                           "应急物资库", "危化救援物资库"};
    bool city = i < 4, county = i < 34;
    size_t kind = demo_pick(d, COUNT(kinds) - (county ? 0 : 1));
    const Place *p = &d->towns[county ? demo_pick(d, d->n_towns) : i % d->n_towns];
    fill_put(f, "demo-warehouse-%03zu", i + 1);
    fill_put(f, "%s%.*s%s", city ? "衢州市" : demo_counties[p->county].word,
             (int)(county ? 0 : p->name.len), p->name.p, kinds_zh[kind]);
    fill_put(f, "%s", i >= 34 + d->n_towns ? "village" : kinds[kind]);
    fill_put(f, "%s", city ? "city" : county ? "county" : "township");
    fill_str(f, city     ? S("demo-org-emergency")
                : county ? str_fmt(d->cx, "demo-org-emergency-%s", demo_counties[p->county].code)
                         : str_fmt(d->cx, "demo-org-town-%.9s", p->code.p));
    fill_str(f, p->code);
    demo_put_point(f, demo_near(d, p, 0.01));
    fill_put(f, "%d",
             city     ? demo_between(d, 1200, 4000)
             : county ? demo_between(d, 300, 1200)
                      : demo_between(d, 40, 200));
    fill_str(f, demo_outsider(d));
    fill_str(f, demo_phone(d));
    fill_put(f, "%d", demo_between(d, 10, 60));
    fill_date(f, d->now - demo_between(d, 10, 150) * (int64_t)MS_DAY);
    fill_date(f, d->now + demo_between(d, 20, 150) * (int64_t)MS_DAY);
    return fill_next(f);
}

Err demo_warehouses(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "warehouse",
                   "ref name kind level org region lon lat area_m2 keeper keeper_phone opens_min "
                   "counted_on next_count_on",
                   &f));
    for (size_t i = 0; i < N_WAREHOUSES; i++) TRY(put_warehouse(d, &f, i));
    return demo_done(d, &f, "warehouse");
}

/* --- stock; codes of GB/T 38565-2020 --- */

typedef struct Goods {
    const char *item, *name, *unit;
    int low, high, years; /* years: life, 0 = for ever */
} Goods;

static const Goods goods[] = {
    {"3010700", "编织袋",       "条",       500, 20000, 0 },
    {"3010200", "砂石料",       "立方米", 20,  400,   0 },
    {"1110301", "救生衣",       "件",       20,  400,   5 },
    {"1120100", "救灾单帐篷", "顶",       5,   120,   8 },
    {"1110203", "棉被",          "床",       20,  600,   6 },
    {"1130501", "折叠床",       "张",       10,  300,   10},
    {"1100401", "瓶装饮用水", "箱",       20,  500,   1 },
    {"1100105", "方便面",       "箱",       20,  300,   1 },
    {"1100106", "压缩饼干",    "箱",       10,  100,   3 },
    {"2110116", "森林灭火拍", "把",       20,  200,   0 },
    {"2120204", "吸油毡",       "包",       10,  100,   5 },
    {"2070201", "强光手电",    "支",       10,  100,   5 },
    {"1130700", "雨衣",          "件",       20,  300,   5 },
    {"3011006", "土工布",       "平方米", 200, 5000,  5 },
    {"2060603", "柴油",          "升",       100, 2000,  1 },
    {"3010900", "救生绳",       "米",       100, 2000,  5 },
    {"2200104", "手摇报警器", "台",       2,   20,    0 },
    {"2010202", "防化服",       "套",       4,   60,    5 },
};

static Err put_stock(Demo *d, Fill *f, size_t warehouse, const Goods *g)
{
    int quantity = demo_between(d, g->low, g->high);
    int64_t made = d->now - demo_between(d, 20, g->years ? g->years * 300 : 900) * (int64_t)MS_DAY;
    fill_put(f, "demo-stock-%05lld", (long long)f->row + 1);
    fill_put(f, "demo-warehouse-%03zu", warehouse + 1);
    fill_put(f, "%s", g->item);
    fill_put(f, "%s", g->name);
    fill_put(f, "%d", quantity);
    fill_put(f, "%s", g->unit);
    fill_put(f, "%d", g->low);
    fill_date(f, made);
    fill_date(f, g->years ? made + g->years * 365 * (int64_t)MS_DAY : 0);
    fill_date(f, d->now - demo_between(d, 3, 15) * (int64_t)MS_DAY);
    return fill_next(f);
}

Err demo_stock(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "stock",
                   "ref warehouse item name quantity unit minimum made_on expires_on checked_on",
                   &f));
    for (size_t i = 0; i < N_WAREHOUSES; i++) {
        size_t first = demo_pick(d, COUNT(goods)), n = i < 34 ? 10 : 5;
        for (size_t k = 0; k < n; k++) TRY(put_stock(d, &f, i, &goods[(first + k) % COUNT(goods)]));
    }
    return demo_done(d, &f, "stock");
}

/* --- equipment --- */

typedef struct Gear {
    const char *kind, *name, *item, *capabilities;
} Gear;

static const Gear gears[] = {
    {"rescue_vehicle", "抢险救援车",       "2040203", "collapse traffic"   },
    {"fire_engine",    "水罐消防车",       "2040203", "fire"               },
    {"boat",           "橡皮冲锋舟",       "2050100", "water flood"        },
    {"pump",           "移动排水泵车",    "2130108", "drainage flood"     },
    {"generator",      "应急发电机组",    "2060203", "power"              },
    {"excavator",      "挖掘机",             "2050303", "heavy geology road" },
    {"loader",         "装载机",             "2050305", "heavy road"         },
    {"drone",          "四旋翼无人机",    "2040402", "drone"              },
    {"lighting",       "移动照明灯塔",    "2070303", "flood collapse"     },
    {"breaking",       "液压破拆工具组", "2020204", "collapse traffic"   },
    {"search",         "雷达生命探测仪", "2020102", "collapse earthquake"},
    {"chemical",       "气体检测仪",       "2150303", "chemical"           },
    {"forest",         "风力灭火机",       "2110102", "forest"             },
    {"communication",  "卫星便携站",       "2170102", "communication"      },
    {"robot",          "消防灭火机器人", "2050700", "fire chemical"      },
    {"lorry",          "物资运输车",       "2040202", "relief evacuation"  },
};

static Err put_gear(Demo *d, Fill *f, const char *column, size_t owner)
{
    const Gear *g = &gears[demo_pick(d, COUNT(gears))];
    bool team = column[0] == 't';
    const Place *p = &d->towns[owner % d->n_towns];
    int64_t bought = d->now - demo_between(d, 100, 2500) * (int64_t)MS_DAY;
    fill_put(f, "demo-equipment-%04lld", (long long)f->row + 1);
    fill_put(f, "%s", g->name);
    fill_put(f, "%s", g->kind);
    fill_put(f, "%s", g->item);
    fill_put(f, "%d", demo_between(d, 1, 4));
    fill_str(f, team ? str_fmt(d->cx, "demo-team-%03zu", owner + 1) : S(""));
    fill_str(f, team ? S("") : str_fmt(d->cx, "demo-warehouse-%03zu", owner + 1));
    fill_str(f, p->code);
    demo_put_point(f, demo_near(d, p, 0.01));
    fill_put(f, "%s", g->capabilities);
    fill_put(f, "%d", demo_between(d, 1, 90) * 10000);
    fill_date(f, bought);
    fill_date(f, d->now + demo_between(d, 10, 300) * (int64_t)MS_DAY);
    fill_put(f, "%s", demo_chance(d, 96) ? "ready" : "repair");
    return fill_next(f);
}

Err demo_equipment(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "equipment",
                   "ref name kind item quantity team warehouse region lon lat capabilities "
                   "value_yuan bought_on next_service_on state",
                   &f));
    for (size_t i = 0; i < N_TEAMS; i++)
        for (int k = 0; k < 3; k++) TRY(put_gear(d, &f, "team", i));
    for (size_t i = 0; i < N_WAREHOUSES; i++) TRY(put_gear(d, &f, "warehouse", i));
    return demo_done(d, &f, "equipment");
}

/* --- plans --- */

typedef struct PlanName {
    const char *title, *kind, *hazard, *org;
} PlanName;

static const PlanName plan_names[] = {
    {"突发公共事件总体应急预案", "overall",    "10000", "gov"           },
    {"防汛防台抗旱应急预案",       "special",    "11A00", "flood-hq"      },
    {"森林火灾应急预案",             "special",    "11G00", "forest-hq"     },
    {"自然灾害救助应急预案",       "special",    "11000", "disaster"      },
    {"突发地质灾害应急预案",       "special",    "11D00", "resources"     },
    {"地震应急预案",                   "special",    "11C00", "emergency"     },
    {"生产安全事故应急预案",       "special",    "12000", "emergency"     },
    {"危险化学品事故应急预案",    "special",    "12D00", "emergency"     },
    {"非煤矿山事故应急预案",       "special",    "12B00", "emergency"     },
    {"道路交通事故应急预案",       "special",    "12H00", "traffic-police"},
    {"火灾事故应急预案",             "special",    "12G00", "fire"          },
    {"突发环境事件应急预案",       "special",    "12Q00", "environment"   },
    {"雨雪冰冻灾害应急预案",       "special",    "11B04", "emergency"     },
    {"大面积停电事件应急预案",    "special",    "12P08", "power"         },
    {"城镇燃气事故应急预案",       "department", "12P12", "construction"  },
    {"特种设备事故应急预案",       "department", "12N00", "market"        },
};

static Err put_plan(Demo *d, Fill *f, const PlanName *n, int county)
{
    const char *owner = county < 0 ? "衢州市" : demo_counties[county].zh;
    int64_t issued = d->now - demo_between(d, 60, 1000) * (int64_t)MS_DAY;
    fill_put(f, "demo-plan-%02lld", (long long)f->row + 1);
    fill_put(f, "%s%s", owner, n->title);
    fill_put(f, "%s", n->kind);
    fill_put(f, "%s", n->hazard);
    fill_put(f, "%s", county < 0 ? "city" : "county");
    fill_put(f, "%s", county < 0 ? "330800" : demo_counties[county].code);
    fill_put(f, "demo-org-%s%s%s", county < 0 ? n->org : "emergency", county < 0 ? "" : "-",
             county < 0 ? "" : demo_counties[county].code);
    fill_put(f, "valid");
    fill_date(f, issued);
    fill_date(f, issued);
    fill_date(f, issued + 20 * (int64_t)MS_DAY);
    fill_put(f, "BA%03lld", (long long)f->row);
    return fill_next(f);
}

Err demo_plans(Demo *d)
{
    Fill f;
    TRY(fill_begin(
        d->cx, d->book, "plan",
        "ref title kind hazard level region org state issued_on revised_at filed_on filed_no", &f));
    for (size_t i = 0; i < COUNT(plan_names); i++) TRY(put_plan(d, &f, &plan_names[i], -1));
    for (int c = 0; c < N_COUNTIES; c++)
        for (size_t k = 0; k < 4; k++) TRY(put_plan(d, &f, &plan_names[k + 1], c));
    return demo_done(d, &f, "plan");
}

/* --- the steps of the flood plans: data/demo/flood_steps.csv --- */

enum {
    STEP_SCOPE,
    STEP_NUMBER,
    STEP_COLUMNS = 9,
    FLOOD_OF_CITY = 2, /* rows of the plans, as demo_plans counts them */
    FLOOD_OF_FIRST_COUNTY = COUNT(plan_names) + 1,
    PLANS_OF_A_COUNTY = 4
};

static Err put_step(Fill *f, const Str *cells, size_t plan, int county)
{
    fill_put(f, "demo-step-%02zu-%.*s", plan, STR_ARG(cells[STEP_NUMBER]));
    fill_put(f, "demo-plan-%02zu", plan);
    fill_put(f, "%s", county < 0 ? "330800" : demo_counties[county].code);
    for (size_t i = STEP_NUMBER; i < STEP_COLUMNS; i++) fill_str(f, cells[i]);
    return fill_next(f);
}

Err demo_steps(Demo *d)
{
    Fill f;
    Csv csv = csv_on(embed_find(S("data/demo/flood_steps.csv")));
    Str *cells;
    size_t n;
    bool more;
    TRY(fill_begin(d->cx, d->book, "plan_step",
                   "ref plan region number level minute kind priority post title detail", &f));
    TRY(csv_next(d->cx, &csv, &cells, &n, &more)); /* the names of the columns */
    for (;;) {
        TRY(csv_next(d->cx, &csv, &cells, &n, &more));
        if (!more) break;
        bool both = str_is(cells[STEP_SCOPE], "both");
        if (both || str_is(cells[STEP_SCOPE], "city")) TRY(put_step(&f, cells, FLOOD_OF_CITY, -1));
        for (int c = 0; c < N_COUNTIES; c++)
            TRY(put_step(&f, cells, FLOOD_OF_FIRST_COUNTY + (size_t)c * PLANS_OF_A_COUNTY, c));
    }
    return demo_done(d, &f, "plan_step");
}

/* --- drills --- */

Err demo_drills(Demo *d)
{
    static const char *const names[] = {"防汛防台人员转移演练", "危化品泄漏处置演练",
                                        "森林火灾扑救演练",     "地质灾害避险演练",
                                        "有限空间救援演练",     "消防疏散演练"};
    static const char *const hazards[] = {"11A01", "12D02", "11G01", "11D01", "12F00", "12G00"},
                             *const forms[] = {"field", "field", "tabletop", "functional"};
    static const char *const results[] = {"good", "good", "fair", "excellent"};
    Fill f;
    TRY(fill_begin(
        d->cx, d->book, "drill",
        "ref name at region kind form hazard organiser lon lat people cost_yuan result state", &f));
    for (size_t i = 0; i < 48; i++) {
        const Place *p = &d->towns[demo_pick(d, d->n_towns)];
        size_t k = demo_pick(d, COUNT(names));
        const char *form = DEMO_WORD(d, forms);
        fill_put(&f, "demo-drill-%03zu", i + 1);
        fill_put(&f, "%.*s%s", STR_ARG(p->name), names[k]);
        fill_time(&f, demo_2019(d, 60, 350));
        fill_str(&f, p->code);
        fill_put(&f, "%s", form[0] == 't' ? "桌面演练" : "实战演练");
        fill_put(&f, "%s", form);
        fill_put(&f, "%s", hazards[k]);
        fill_put(&f, "demo-org-town-%.9s", p->code.p);
        demo_put_point(&f, demo_near(d, p, 0.01));
        fill_put(&f, "%d", demo_between(d, 20, 300));
        fill_put(&f, "%d", demo_between(d, 1, 60) * 500);
        fill_put(&f, "%s", DEMO_WORD(d, results));
        fill_put(&f, "evaluated");
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "drill");
}
