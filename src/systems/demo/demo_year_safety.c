/* SPDX-License-Identifier: Apache-2.0 */
/* Accidents, inspections, hazards, orders, cases. */
#include "systems/demo/demo_year.h"

static void put_firm(const Year *y, Fill *f, size_t firm)
{
    fill_put(f, "demo-enterprise-%04zu", firm + 1);
    fill_put(f, "%s", y->d->firm_sector[firm]);
    fill_str(f, y->d->firm_at[firm]->code);
}

static const CountyName *county_of(const Year *y, size_t firm)
{
    return &demo_counties[y->d->firm_at[firm]->county];
}

/* --- accidents: the first ones are fatal, the first of these with two deaths --- */

typedef struct Sector {
    const char *sector;
    int64_t count, fatal, deaths;
} Sector;

static Sector sector_of(const Year *y, const char *sector)
{
    Cx *cx = y->d->cx;
    return (Sector){sector, year_lack(y, str_z(cx, str_fmt(cx, "acc.%s.count", sector)), 1),
                    year_lack(y, str_z(cx, str_fmt(cx, "acc.%s.fatal", sector)), 1),
                    year_lack(y, str_z(cx, str_fmt(cx, "acc.%s.deaths", sector)), 1)};
}

static Err put_accident(Year *y, Fill *f, const Sector *s, int64_t i)
{
    static const char *const types[][2] = {
        {"03", "机械伤害"},
        {"09", "高处坠落"},
        {"05", "触电"      },
        {"02", "车辆伤害"},
        {"01", "物体打击"},
        {"10", "坍塌"      }
    };
    bool road = s->sector[0] == 'r';
    size_t firm = year_firm(y, "industry", 0), type = demo_pick(y->d, COUNT(types));
    const Place *p = road ? &y->d->towns[demo_pick(y->d, y->d->n_towns)] : y->d->firm_at[firm];
    int64_t deaths = i < s->fatal ? 1 + (i < s->deaths - s->fatal) : 0;
    year_put_ref(y, f, "accident");
    fill_put(f, "%s%.*s%s事故", demo_counties[p->county].word, STR_ARG(p->name),
             road ? "道路运输" : types[type][1]);
    fill_time(f, year_at(y, 0, 364));
    fill_str(f, p->code);
    fill_put(f, "%s%.*s", demo_counties[p->county].zh, STR_ARG(p->name));
    fill_put(f, "%s", s->sector);
    fill_put(f, "%s", road ? "02" : types[type][0]);
    fill_put(f, "0");
    fill_str(f, road ? S("") : str_fmt(y->d->cx, "demo-enterprise-%04zu", firm + 1));
    demo_put_point(f, demo_near(y->d, p, 0.01));
    fill_put(f, "%lld", (long long)deaths);
    fill_put(f, "%d", deaths == 0);
    fill_put(f, "%d", demo_between(y->d, 60, 160) * 10000);
    fill_put(f, "4");
    fill_put(f, REBUILT "，情节虚构");
    fill_put(f, "closed");
    return fill_next(f);
}

Err year_accidents(Year *y)
{
    static const char *const sectors[] = {"industry", "road"};
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "accident",
                   "ref title occurred_at region address sector type chemical enterprise lon lat "
                   "deaths serious_injuries loss_yuan grade brief state",
                   &f));
    for (size_t k = 0; k < COUNT(sectors); k++) {
        Sector s = sector_of(y, sectors[k]);
        for (int64_t i = 0; i < s.count; i++) TRY(put_accident(y, &f, &s, i));
    }
    return year_done(y, &f, "accident");
}

/* --- inspections: every chemical visit; each industrial firm once --- */

static Err put_inspection(Year *y, Fill *f, size_t firm)
{
    static const char *const kinds[] = {"random", "key", "campaign", "campaign", "follow_up"};
    const char *kind = DEMO_WORD(y->d, kinds);
    int64_t at = year_at(y, 2, 362);
    int found = demo_between(y->d, 0, 6);
    year_put_ref(y, f, "inspection");
    put_firm(y, f, firm);
    fill_time(f, at);
    fill_put(f, "%s", kind);
    fill_put(f, "%s", kind[0] != 'c' ? "" : firm < N_CHEMICAL ? "危化品专项整治" : "工贸专项整治");
    fill_put(f, "%.*s、%.*s", STR_ARG(demo_name(y->d)), STR_ARG(demo_name(y->d)));
    fill_put(f, "2");
    fill_put(f, "demo-org-emergency-%s", county_of(y, firm)->code);
    fill_put(f, "app");
    fill_put(f, "%d", found);
    fill_put(f, "%s", found ? "ordered" : "nothing_found");
    fill_put(f, REBUILT);
    fill_date(f, at + demo_between(y->d, 3, 24) * (int64_t)MS_DAY);
    return fill_next(f);
}

Err year_inspections(Year *y)
{
    Fill f;
    int64_t visits = year_lack(y, "chem.visits", 1),
            firms = year_lack_firms(y, "ind.firms", "industry", DID_VISIT);
    if (visits + firms == 0) return OK;
    TRY(fill_begin(y->d->cx, y->d->book, "inspection",
                   "ref enterprise sector region at kind campaign inspectors inspector_count org "
                   "via found_general outcome text published_on",
                   &f));
    for (int64_t i = 0; i < visits; i++) TRY(put_inspection(y, &f, year_firm(y, "chemical", 0)));
    for (int64_t i = 0; i < firms; i++)
        TRY(put_inspection(y, &f, year_firm(y, "industry", DID_VISIT)));
    return year_done(y, &f, "inspection");
}

/* --- hazards: of the chemical ones the last few are not closed at the end of the year --- */

typedef struct HazardText {
    const char *object, *description;
} HazardText;

static const HazardText chemical_texts[] =
    {
        {"储罐区",       "储罐液位高报警联锁未投用"      },
        {"气体报警",    "可燃气体报警器未按期检定"      },
        {"危化品仓库", "禁忌物品混存"                        },
        {"装卸区",       "装卸臂静电接地不良"               },
        {"反应装置",    "自动化联锁临时切除未履行审批"},
        {"动火作业",    "动火票气体检测时间超过30分钟" }
},
                        industry_texts[] = {{"配电箱", "配电箱未设漏电保护，线路私拉乱接"},
                                            {"除尘系统", "粉尘清扫不及时，除尘管道积尘"},
                                            {"有限空间", "污水池未设警示标志，未执行作业审批"},
                                            {"疏散通道", "安全出口堆放杂物"},
                                            {"起重机械", "吊钩防脱装置损坏"},
                                            {"安全教育", "新员工三级教育记录不全"}},
                        flood_texts[] = {{"山塘", "溢洪道淤堵，泄洪能力不足"},
                                         {"堤防", "堤脚局部淘刷"},
                                         {"水库", "启闭设备备用电源不能启动"},
                                         {"在建工程", "度汛方案未落实，围堰未拆除"}};

/* Where and at whom: a firm, or for floods a village. */
static const Place *put_hazard_head(Year *y, Fill *f, const char *sector)
{
    bool flood = sector[0] == 'f';
    size_t firm = year_firm(y, flood ? NULL : sector, 0);
    const HazardText *t = flood ? &flood_texts[demo_pick(y->d, COUNT(flood_texts))]
                          : sector[0] == 'c'
                              ? &chemical_texts[demo_pick(y->d, COUNT(chemical_texts))]
                              : &industry_texts[demo_pick(y->d, COUNT(industry_texts))];
    const Place *p = flood ? demo_village(y->d) : y->d->firm_at[firm];
    LonLat at = flood ? demo_near(y->d, p, 0.01) : y->d->firm_point[firm];
    year_put_ref(y, f, "hazard");
    fill_str(f, flood ? S("") : str_fmt(y->d->cx, "demo-enterprise-%04zu", firm + 1));
    fill_put(f, "%s", t->object);
    fill_put(f, "%s（" REBUILT "）", t->description);
    fill_put(f, "%s", sector);
    fill_put(f, "general");
    fill_str(f, p->code);
    demo_put_point(f, at);
    return p;
}

static Err put_hazard(Year *y, Fill *f, const char *sector, bool open)
{
    put_hazard_head(y, f, sector);
    int64_t found = open ? year_at(y, 350, 360) : year_at(y, 3, 340), day = MS_DAY,
            fixed = found + demo_between(y->d, 2, 14) * day;
    fill_time(f, found);
    fill_str(f, demo_outsider(y->d));
    fill_put(f, "inspection");
    fill_time(f, found + 15 * day);
    fill_str(f, demo_name(y->d));
    fill_time(f, fixed);
    fill_put(f, "%s", open ? "企业已报整改，待复查" : "已按要求整改完成");
    fill_time(f, open ? 0 : fixed + day);
    fill_put(f, "%s", open ? "submitted" : "closed");
    return fill_next(f);
}

Err year_hazards(Year *y)
{
    Fill f;
    int64_t chemical = year_lack(y, "chem.hd.found", 1), fixed = year_lack(y, "chem.hd.fixed", 1),
            industry = year_lack(y, "ind.hd.found", 1), flood = year_lack(y, "flood.hd", 1);
    if (chemical + industry + flood == 0) return OK;
    TRY(fill_begin(y->d->cx, y->d->book, "hazard",
                   "ref enterprise object description sector grade region lon lat found_at "
                   "found_by found_in due_at rectified_by rectified_at result closed_at state",
                   &f));
    for (int64_t i = 0; i < chemical; i++) TRY(put_hazard(y, &f, "chemical", i >= fixed));
    for (int64_t i = 0; i < industry; i++) TRY(put_hazard(y, &f, "industry", false));
    for (int64_t i = 0; i < flood; i++) TRY(put_hazard(y, &f, "flood", false));
    return year_done(y, &f, "hazard");
}

/* --- orders --- */

static Err put_order(Year *y, Fill *f, size_t firm, const char *kind)
{
    int64_t at = year_at(y, 5, 340), day = MS_DAY;
    bool stop = kind[0] == 's';
    year_put_ref(y, f, "order");
    put_firm(y, f, firm);
    fill_put(f, "%s", kind);
    fill_put(f, "（%s）应急责改〔%d〕%lld号", county_of(y, firm)->word, y->year,
             (long long)f->row + 100);
    fill_time(f, at);
    fill_time(f, at + 15 * day);
    fill_put(f, "%s（" REBUILT "）", stop ? "责令停产停业整顿" : "限期整改检查发现的事故隐患");
    fill_put(f, "安全生产法第六十五条");
    fill_time(f, at);
    fill_time(f, at + demo_between(y->d, 10, 16) * day);
    fill_put(f, "done");
    return fill_next(f);
}

Err year_orders(Year *y)
{
    static const struct {
        const char *key, *sector, *kind;
        int did;
    } orders[] = {
        {"chem.stopped", "chemical", "stop",    DID_STOP   },
        {"ind.stopped",  "industry", "stop",    DID_STOP   },
        {"ind.orders",   "industry", "rectify", DID_RECTIFY}
    };
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "order",
                   "ref enterprise sector region kind document_no issued_at due_at content basis "
                   "served_at rechecked_at state",
                   &f));
    for (size_t k = 0; k < COUNT(orders); k++) {
        int64_t n = year_lack_firms(y, orders[k].key, orders[k].sector, orders[k].did);
        for (int64_t i = 0; i < n; i++)
            TRY(put_order(y, &f, year_firm(y, orders[k].sector, orders[k].did), orders[k].kind));
    }
    return year_done(y, &f, "order");
}

/* --- cases: each firm once; their fines in thousands --- */

static Err put_case(Year *y, Fill *f, size_t firm, int64_t fine)
{
    static const char *const acts[] = {"特种作业人员未持证上岗", "未如实记录隐患排查治理情况",
                                       "未按规定进行应急预案演练", "安全设备未经常性维护保养",
                                       "未采取措施消除事故隐患"};
    int64_t filed = year_at(y, 10, 280), day = MS_DAY,
            decided = filed + demo_between(y->d, 15, 60) * day;
    const CountyName *county = county_of(y, firm);
    long long nth = (long long)f->row + 100;
    year_put_ref(y, f, "case");
    fill_put(f, "（%s）应急罚立〔%d〕%lld号", county->word, y->year, nth);
    put_firm(y, f, firm);
    fill_put(f, "demo-org-emergency-%s", county->code);
    fill_put(f, "ordinary");
    fill_put(f, "inspection");
    fill_put(f, "%s（" REBUILT "）", DEMO_WORD(y->d, acts));
    fill_put(f, "0");
    fill_time(f, filed);
    fill_time(f, filed + 8 * day);
    fill_time(f, decided);
    fill_put(f, "（%s）应急罚〔%d〕%lld号", county->word, y->year, nth);
    fill_put(f, "fine");
    fill_put(f, "%lld", (long long)fine * 1000);
    fill_time(f, decided + 2 * day);
    fill_put(f, "%lld", (long long)fine * 1000);
    fill_date(f, decided + 9 * day);
    fill_time(f, decided + 5 * day);
    fill_time(f, decided + 12 * day);
    fill_put(f, "closed");
    return fill_next(f);
}

static Err put_cases(Year *y, Fill *f, const char *sector, int64_t n, const int64_t *fines)
{
    for (int64_t i = 0; i < n; i++) TRY(put_case(y, f, year_firm(y, sector, DID_CASE), fines[i]));
    return OK;
}

Err year_cases(Year *y)
{
    enum { THOUSANDS = 10 }; /* in 万元 */
    int64_t chemical = year_lack_firms(y, "chem.cases", "chemical", DID_CASE),
            industry = year_lack_firms(y, "ind.cases", "industry", DID_CASE),
            others = year_lack(y, "enf.cases", 1) - chemical - industry,
            fines = year_lack(y, "ind.fines", THOUSANDS);
    if (chemical + industry + others == 0) return OK;
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "case",
                   "ref number enterprise sector region org procedure source act from_accident "
                   "filed_at noticed_at decided_at decision_no kinds "
                   "fine_yuan served_at paid_yuan paid_on published_at closed_at state",
                   &f));
    int64_t *rest =
        year_parts(y, year_lack(y, "enf.fines", THOUSANDS) - fines, (size_t)(chemical + others));
    TRY(put_cases(y, &f, "industry", industry, year_parts(y, fines, (size_t)industry)));
    TRY(put_cases(y, &f, "chemical", chemical, rest));
    static const char *const sectors[] = {"construction", "traffic", "mine", "gas", "tourism"};
    for (int64_t i = 0; i < others; i++) /* one sector after the other: each has a few firms */
        TRY(put_case(y, &f, year_firm(y, sectors[(size_t)i % COUNT(sectors)], DID_CASE),
                     rest[chemical + i]));
    return year_done(y, &f, "case");
}
