/* SPDX-License-Identifier: Apache-2.0 */
/* Enterprises, their major hazard sources, risk points and policies. */
#include <stdio.h>

#include "systems/demo/demo_int.h"

/* --- numbers with check digits --- */

static const char signs[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* source: GB 11714-1997 §4: weights 3 7 9 10 5 8 4 2 over 0-9, A = 10 …, modulus 11 */
static char organisation_check(const char *eight)
{
    static const int weights[8] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 8; i++)
        sum += (eight[i] <= '9' ? eight[i] - '0' : eight[i] - 'A' + 10) * weights[i];
    int c = 11 - sum % 11;
    return c == 10 ? 'X' : c == 11 ? '0' : (char)('0' + c);
}

/* source: GB 32100-2015 §5.2 */
static char credit_check(const char *seventeen)
{
    static const int weights[17] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    int sum = 0;
    for (int i = 0; i < 17; i++) sum += (int)(strchr(signs, seventeen[i]) - signs) * weights[i];
    return signs[(31 - sum % 31) % 31];
}

/* The organisation code begins with DEM: no real one does. */
static Str credit_code(Demo *d, const char *county, size_t firm)
{
    char z[19];
    snprintf(z, sizeof z, "91%.6sDEM%05zu", county, firm + 1);
    z[16] = organisation_check(z + 8);
    z[17] = credit_check(z);
    return str_dup(d->cx, (Str){z, 18});
}

/* --- enterprises --- */

typedef struct Trade {
    const char *word, *sector, *industry, *industry_name,
        *flag; /* flag: dust ammonia confined_space metal_smelting spraying lithium */
    int weight;
} Trade;

static const Trade trades[] = {
    {"木业",       "industry",     "2034", "木门窗制造",                "dust",           14},
    {"门业",       "industry",     "2034", "木门窗制造",                "spraying",       12},
    {"机械",       "industry",     "3484", "机械零部件加工",          "",               12},
    {"轴承",       "industry",     "3451", "滚动轴承制造",             "",               8 },
    {"纸业",       "industry",     "2221", "机制纸及纸板制造",       "confined_space", 9 },
    {"特种纸",    "industry",     "2221", "机制纸及纸板制造",       "confined_space", 7 },
    {"消防器材", "industry",     "3595", "社会公共安全设备制造", "",               5 },
    {"铸造",       "industry",     "3391", "黑色金属铸造",             "metal_smelting", 4 },
    {"锂电材料", "industry",     "3841", "锂离子电池制造",          "lithium",        3 },
    {"食品",       "industry",     "1453", "水果和坚果加工",          "confined_space", 6 },
    {"冷冻食品", "industry",     "1432", "速冻食品制造",             "ammonia",        2 },
    {"建材",       "mine",         "1011", "石灰石开采",                "",               3 },
    {"水泥",       "industry",     "3011", "水泥制造",                   "confined_space", 3 },
    {"电子",       "industry",     "3985", "电子专用材料制造",       "",               4 },
    {"家具",       "industry",     "2110", "木质家具制造",             "dust",           6 },
    {"物流",       "traffic",      "5431", "普通货物道路运输",       "",               6 },
    {"建设",       "construction", "4710", "住宅房屋建筑",             "",               5 },
    {"商贸",       "commerce",     "5211", "百货零售",                   "",               5 },
    {"燃气",       "gas",          "4512", "液化石油气生产和供应", "",               2 },
    {"旅游",       "tourism",      "7861", "名胜风景区管理",          "",               2 },
    {"渔业",       "fishery",      "0412", "内陆养殖",                   "",               1 },
    {"烟花爆竹", "fireworks",    "5169", "其他化工产品批发",       "",               1 },
};

static const Trade chemical_trades[] = {
    {"氟化工",    "chemical", "2661", "化学试剂和助剂制造",    "", 4},
    {"新材料",    "chemical", "2651", "初级形态塑料制造",       "", 5},
    {"化学",       "chemical", "2614", "有机化学原料制造",       "", 4},
    {"气体",       "chemical", "2619", "其他基础化学原料制造", "", 2},
    {"医药化工", "chemical", "2710", "化学药品原料药制造",    "", 3},
    {"涂料",       "chemical", "2641", "涂料制造",                   "", 2},
    {"能源",       "chemical", "5265", "机动车燃油零售",          "", 3},
};

static const Trade *draw_trade(Demo *d, const Trade *list, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i < n; i++) sum += list[i].weight;
    int at = demo_between(d, 0, sum - 1);
    for (size_t i = 0; i < n; i++)
        if ((at -= list[i].weight) < 0) return &list[i];
    return list;
}

/* Half of the chemical firms stand in the chemical park of the city, the others where there are
 * villages. */
static const Place *firm_place(Demo *d, size_t i)
{
    if (i >= N_CHEMICAL / 2) return &d->towns[demo_pick(d, d->n_towns)];
    for (size_t t = 0; t < d->n_towns; t++)
        if (str_is(d->towns[t].name, "衢化街道")) return &d->towns[t];
    return &d->towns[0];
}

static Str town_word(const Place *p)
{
    return str_head(p->name, p->name.len - (str_ends(p->name, S("街道")) ? 6 : 3));
}

static Str firm_name(Demo *d, const Place *p, const Trade *t)
{
    static const char *const first[] = {"恒", "华", "瑞", "金", "鑫", "宏", "永", "天",
                                        "新", "嘉", "三", "东", "博", "中", "盛", "正"};
    static const char *const second[] = {"达", "盛", "丰", "泰", "源", "兴", "昌", "力",
                                         "诚", "博", "隆", "康", "鼎", "信", "利", "成"};
    Str town = town_word(p);
    return str_fmt(d->cx, "%s%.*s%s%s%s有限公司", demo_counties[p->county].word, STR_ARG(town),
                   DEMO_WORD(d, first), DEMO_WORD(d, second), t->word);
}

static void put_flags(Fill *f, const Trade *t)
{
    static const char *const flags[] = {"dust",           "ammonia",  "confined_space",
                                        "metal_smelting", "spraying", "lithium"};
    for (size_t i = 0; i < COUNT(flags); i++) fill_put(f, "%d", str_is(str_c(t->flag), flags[i]));
}

static void put_people(Demo *d, Fill *f, const char *size)
{
    int staff = size[0] == 'l'                     ? demo_between(d, 1000, 4000)
                : size[0] == 'm' && size[1] == 'e' ? demo_between(d, 300, 999)
                : size[0] == 's'                   ? demo_between(d, 20, 299)
                                                   : demo_between(d, 3, 19);
    fill_put(f, "%d", staff);
    fill_put(f, "%d", 1 + staff / 120);
    fill_str(f, demo_name(d));
    fill_str(f, demo_phone(d));
    fill_str(f, demo_name(d));
    fill_str(f, demo_phone(d));
}

static Err put_firm(Demo *d, Fill *f, size_t i)
{
    static const char *const sizes[] = {"micro", "micro", "small", "small",
                                        "small", "small", "medium"},
                             *const colours[] = {"red",    "orange", "orange",
                                                 "yellow", "yellow", "blue"};
    static const char *const chemical_kinds[] = {"production", "production", "use", "storage",
                                                 "trade"};
    bool chemical = i < N_CHEMICAL, park = i < N_CHEMICAL / 2;
    const Trade *t = chemical ? draw_trade(d, chemical_trades, COUNT(chemical_trades))
                              : draw_trade(d, trades, COUNT(trades));
    const Place *p = d->firm_at[i] = firm_place(d, i);
    const char *size = i < 12 ? "large" : i < N_HAZARD_12 ? "medium" : DEMO_WORD(d, sizes);
    d->firm_point[i] = demo_near(d, p, 0.018);
    d->firm_sector[i] = t->sector;
    fill_put(f, "demo-enterprise-%04zu", i + 1);
    fill_str(f, firm_name(d, p, t));
    fill_str(f, credit_code(d, demo_counties[p->county].code, i));
    fill_put(f, "%s", t->sector);
    fill_put(f, "%s", t->industry);
    fill_put(f, "%s", t->industry_name);
    fill_put(f, "%s", size);
    fill_str(f, p->code);
    fill_put(f, "%s%.*s工业园区%d号", demo_counties[p->county].zh, STR_ARG(p->name),
             demo_between(d, 1, 99));
    fill_put(f, "%s", park ? "衢州智造新城高新片区" : "");
    demo_put_point(f, d->firm_point[i]);
    put_people(d, f, size);
    fill_put(f, "%d", chemical);
    fill_put(f, "%s", chemical ? DEMO_WORD(d, chemical_kinds) : "");
    put_flags(f, t);
    fill_put(f, "%s", chemical ? DEMO_WORD(d, colours) : demo_chance(d, 70) ? "blue" : "yellow");
    fill_date(f, chemical ? d->now + demo_between(d, 20, 1000) * (int64_t)MS_DAY : 0);
    fill_put(f, "%d", i < N_HAZARD_12);
    return fill_next(f);
}

Err demo_firms(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "enterprise",
                   "ref name credit_code sector industry industry_name size region address park "
                   "lon lat employees safety_staff "
                   "principal principal_phone safety_manager safety_phone chemical chemical_kind "
                   "dust ammonia confined_space metal_smelting spraying lithium "
                   "risk_colour licence_until monitoring",
                   &f));
    for (size_t i = 0; i < N_FIRMS; i++) TRY(put_firm(d, &f, i));
    return demo_done(d, &f, "enterprise");
}

/* --- major hazard sources; source: GB 18218-2018 table 1, 3, 4, 5 --- */

typedef struct Substance {
    const char *name;
    double q, beta;
} Substance;

static double alpha_of(int people)
{
    return people >= 100 ? 2.0 : people >= 50 ? 1.5 : people >= 30 ? 1.2 : people >= 1 ? 1.0 : 0.5;
}

static int grade_of(double r)
{
    return r >= 100 ? 1 : r >= 50 ? 2 : r >= 10 ? 3 : 4;
}

static Err put_source(Demo *d, Fill *f, size_t firm, size_t unit)
{
    static const Substance substances[] = {
        {"氯",                                                5,   4  },
        {"氨",                                                10,  2  },
        {"氟化氢",                                          1,   5  },
        {"甲醇",                                             500, 1  },
        {"液化石油气(含丙烷、丁烷及其混合物)", 50,  1.5},
        {"环氧乙烷",                                       10,  2  },
        {"苯",                                                50,  1  },
        {"甲苯",                                             500, 1  },
        {"氢",                                                5,   1.5},
        {"氯乙烯",                                          50,  1.5}
    };
    const Substance *s =
        &substances[firm < N_HAZARD_12 ? firm % 3 : demo_pick(d, COUNT(substances))];
    bool high = firm < N_HAZARD_12 && unit == 0;
    int people = high ? demo_between(d, 30, 200) : demo_between(d, 0, 60);
    double alpha = alpha_of(people),
           wish = high ? demo_between(d, 52, 180) : demo_between(d, 1, 48);
    double tonnes = (double)(int64_t)(s->q * wish / (alpha * s->beta) * 10 + 1) / 10, least = s->q;
    if (tonnes < least) tonnes = least;
    double ratio = tonnes / s->q, r = alpha * s->beta * ratio;
    fill_put(f, "demo-source-%04zu-%zu", firm + 1, unit + 1);
    fill_put(f, "demo-enterprise-%04zu", firm + 1);
    fill_put(f, "MH%04zu%02zu", firm + 1, unit + 1);
    fill_put(f, "%s%s", s->name, unit ? "库房" : "罐区");
    fill_put(f, "storage");
    fill_put(f, "%d", grade_of(r));
    fill_str(f, d->firm_at[firm]->code);
    demo_put_point(f, d->firm_point[firm]);
    fill_put(f, "%s", s->name);
    fill_put(f, "%.1f", tonnes);
    fill_put(f, "%d", people);
    fill_put(f, "%.6f", ratio);
    fill_put(f, "%.6f", r);
    fill_put(f, "%.1f", alpha);
    fill_put(f, "filed");
    fill_date(f, demo_2019(d, 0, 364));
    fill_put(f, "BA%04zu%02zu", firm + 1, unit + 1);
    fill_date(f, d->now + demo_between(d, 60, 1000) * (int64_t)MS_DAY);
    fill_put(f, "%d", firm < N_HAZARD_12);
    return fill_next(f);
}

Err demo_hazard_sources(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "hazard_source",
                   "ref enterprise code name kind grade region lon lat main_substance design_t "
                   "exposed_people s_value r_value "
                   "alpha state filed_on filing_no next_assessment_on online",
                   &f));
    for (size_t i = 0; i < 60; i++)
        for (size_t unit = 0; unit < 1 + (i % 3 == 0); unit++) TRY(put_source(d, &f, i, unit));
    return demo_done(d, &f, "hazard_source");
}

/* --- risk points, LEC; source: lec.thresholds with the lower edge included --- */

typedef struct Risk {
    const char *object, *type, *measures;
    double l, e, c;
} Risk;

static const char *colour_of(double d)
{
    return d >= 320 ? "red" : d >= 160 ? "orange" : d >= 70 ? "yellow" : "blue";
}

static Err put_risk(Demo *d, Fill *f, size_t i)
{
    static const Risk risks[] = {
        {"储罐区",          "18", "液位、压力连锁，每两小时巡检", 3, 6, 15},
        {"反应釜",          "17", "温度压力监测、紧急泄放",          3, 6, 15},
        {"有限空间作业", "19", "作业票、通风检测、监护",          3, 3, 15},
        {"粉尘车间",       "18", "除尘清扫、防爆电气",                3, 6, 7 },
        {"喷漆房",          "08", "通风、静电接地、严禁烟火",       1, 6, 7 },
        {"起重设备",       "04", "持证操作、定期检验",                3, 6, 3 },
        {"配电房",          "05", "绝缘检查、持证上岗",                1, 6, 15},
        {"叉车作业",       "02", "限速、人车分流",                      3, 6, 3 },
        {"高处检修",       "09", "作业票、安全带",                      3, 2, 15},
        {"冲压设备",       "03", "双手启动、安全光栅",                1, 6, 7 },
        {"危化品仓库",    "08", "分类储存、双人双锁",                3, 6, 40},
        {"液氨制冷机房", "19", "泄漏报警、水喷淋",                   1, 6, 40}
    };
    static const char *const levels[] = {"enterprise", "plant", "workshop", "team"};
    const Risk *r = &risks[demo_pick(d, COUNT(risks))];
    size_t firm = demo_pick(d, N_FIRMS);
    double value = r->l * r->e * r->c;
    const char *colour = colour_of(value), *lower = colour_of(value / 2);
    size_t level = colour[0] == 'r' ? 0 : colour[0] == 'o' ? 1 : colour[0] == 'y' ? 2 : 3;
    fill_put(f, "demo-risk-%04zu", i + 1);
    fill_put(f, "demo-enterprise-%04zu", firm + 1);
    fill_put(f, "%s", r->object);
    fill_str(f, d->firm_at[firm]->code);
    fill_put(f, "%s", d->firm_sector[firm]);
    demo_put_point(f, d->firm_point[firm]);
    fill_put(f, "%s", r->type);
    fill_put(f, "%g", r->l);
    fill_put(f, "%g", r->e);
    fill_put(f, "%g", r->c);
    fill_put(f, "%g", value);
    fill_put(f, "%s", colour);
    fill_put(f, "%s", lower);
    fill_put(f, "%s", lower);
    fill_put(f, "%s", levels[level]);
    fill_str(f, demo_outsider(d));
    fill_put(f, "%s", r->measures);
    fill_date(f, d->now - demo_between(d, 10, 300) * (int64_t)MS_DAY);
    return fill_next(f);
}

Err demo_risks(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "risk",
                   "ref enterprise object region sector lon lat accident_type l e c d inherent "
                   "current colour control_level owner measures assessed_on",
                   &f));
    for (size_t i = 0; i < 640; i++) TRY(put_risk(d, &f, i));
    return demo_done(d, &f, "risk");
}

/* --- policies --- */

bool demo_is_insured(const char *sector)
{
    static const char *const sectors[] = {"chemical",     "industry", "mine",   "fireworks",
                                          "construction", "traffic",  "fishery"};
    for (size_t i = 0; i < COUNT(sectors); i++)
        if (strcmp(sector, sectors[i]) == 0) return true;
    return false;
}

Err demo_policies(Demo *d)
{
    static const char *const insurers[] = {"示范财产保险甲公司", "示范财产保险乙公司",
                                           "示范财产保险丙公司"};
    Fill f;
    TRY(fill_begin(d->cx, d->book, "policy",
                   "ref number enterprise region sector product insurer from to persons "
                   "sum_per_person_yuan premium_yuan subsidy_yuan renewed_on",
                   &f));
    for (size_t i = 0; i < 260; i++) {
        int64_t from = demo_2019(d, 0, 364);
        int persons = demo_between(d, 5, 200), premium = 12000 + persons * 480;
        const char *insurer = DEMO_WORD(d, insurers), *sector = d->firm_sector[i * 5];
        if (!demo_is_insured(sector)) continue; /* drawn all the same: nothing behind it moves */
        fill_put(&f, "demo-policy-%04zu", i + 1);
        fill_put(&f, "AHX2019%05zu", i + 1);
        fill_put(&f, "demo-enterprise-%04zu", i * 5 + 1);
        fill_str(&f, d->firm_at[i * 5]->code);
        fill_put(&f, "%s", sector);
        fill_put(&f, "joint");
        fill_put(&f, "%s", insurer);
        fill_date(&f, from);
        fill_date(&f, from + 364 * (int64_t)MS_DAY);
        fill_put(&f, "%d", persons);
        fill_put(&f, "300000");
        fill_put(&f, "%d", premium);
        fill_put(&f, "%d", premium / 5);
        fill_date(&f, from + 350 * (int64_t)MS_DAY);
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "policy");
}
