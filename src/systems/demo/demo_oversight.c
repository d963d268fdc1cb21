/* SPDX-License-Identifier: Apache-2.0 */
/* Inspections, hidden hazards, listings, orders, cases, accidents, fires, exams: a modest 2019, and
 * what is open today. */
#include "systems/demo/demo_int.h"

/* BY_APP_PERCENT: as enf.app_rate of data/demo/year.csv. */
enum { N_INSPECTIONS = 320, N_HAZARDS = 420, N_OPEN = 70, BY_APP_PERCENT = 100 };

static void put_firm_ref(Fill *f, size_t firm)
{
    fill_put(f, "demo-enterprise-%04zu", firm + 1);
}

/* --- inspections --- */

Err demo_inspections(Demo *d)
{
    static const char *const kinds[] = {"random",   "random",   "key",
                                        "campaign", "campaign", "follow_up"},
                             *const campaigns[] = {"危化品专项整治", "粉尘涉爆整治", "有限空间整治",
                                                   "岁末年初大检查"};
    Fill f;
    TRY(fill_begin(d->cx, d->book, "inspection",
                   "ref enterprise sector region at kind campaign inspectors inspector_count org "
                   "via found_general outcome published_on",
                   &f));
    for (size_t i = 0; i < N_INSPECTIONS; i++) {
        size_t firm = i % 3 == 0 ? demo_pick(d, N_CHEMICAL) : demo_pick(d, N_FIRMS);
        const char *kind = DEMO_WORD(d, kinds);
        int64_t at = demo_2019(d, 2, 362);
        int found = demo_between(d, 0, 6);
        fill_put(&f, "demo-inspection-%04zu", i + 1);
        put_firm_ref(&f, firm);
        fill_put(&f, "%s", d->firm_sector[firm]);
        fill_str(&f, d->firm_at[firm]->code);
        fill_time(&f, at);
        fill_put(&f, "%s", kind);
        fill_put(&f, "%s", kind[0] == 'c' ? DEMO_WORD(d, campaigns) : "");
        fill_put(&f, "%.*s、%.*s", STR_ARG(demo_name(d)), STR_ARG(demo_name(d)));
        fill_put(&f, "2");
        fill_put(&f, "demo-org-emergency-%s", demo_counties[d->firm_at[firm]->county].code);
        fill_put(&f, "%s", demo_chance(d, BY_APP_PERCENT) ? "app" : "desk");
        fill_put(&f, "%d", found);
        fill_put(&f, "%s", found ? "ordered" : "nothing_found");
        fill_date(&f, at + demo_between(d, 3, 24) * (int64_t)MS_DAY);
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "inspection");
}

/* --- hidden hazards: the first ones are major and listed; the last N_OPEN are of these days and
 * not yet closed --- */

/* Major ones; of these the first N_LISTED are listed, as listed.count of data/demo/year.csv. */
enum { N_MAJOR = 21, N_LISTED = 18 };

typedef struct HazardText {
    const char *object, *description;
} HazardText;

static const HazardText hazard_texts[] = {
    {"配电箱",       "配电箱未设漏电保护，线路私拉乱接"   },
    {"除尘系统",    "粉尘清扫不及时，除尘管道积尘"         },
    {"储罐区",       "储罐液位高报警未投用"                     },
    {"有限空间",    "污水池未设警示标志，未执行作业审批"},
    {"特种作业",    "电焊工未持有效操作证"                     },
    {"疏散通道",    "安全出口堆放杂物"                           },
    {"气体报警",    "可燃气体报警器未按期检定"               },
    {"危化品仓库", "禁忌物品混存"                                 },
    {"起重机械",    "吊钩防脱装置损坏"                           },
    {"动火作业",    "动火票气体检测时间超过30分钟"          },
    {"应急预案",    "现场处置方案未演练"                        },
    {"安全教育",    "新员工三级教育记录不全"                  }
};

static const char *open_state(size_t nth)
{
    static const char *const states[] = {"found", "ordered", "rectifying", "rectifying",
                                         "submitted"};
    return states[nth % COUNT(states)];
}

static Err put_hazard(Demo *d, Fill *f, size_t i)
{
    bool open = i >= N_HAZARDS - N_OPEN, major = i < N_MAJOR, late = open && i % 12 == 3;
    size_t firm = major ? i * 5 : i % 3 == 0 ? demo_pick(d, N_CHEMICAL) : demo_pick(d, N_FIRMS);
    const HazardText *t = &hazard_texts[demo_pick(d, COUNT(hazard_texts))];
    const char *state = open ? open_state(i) : "closed";
    int64_t found = open ? d->now - demo_between(d, late ? 17 : 1, late ? 30 : 9) * (int64_t)MS_DAY
                         : demo_2019(d, 5, 320);
    int64_t term = (major ? 180 : 15) * (int64_t)MS_DAY,
            fixed = found + demo_between(d, major ? 40 : 2, major ? 44 : 14) * (int64_t)MS_DAY;
    bool done = !open || state[0] == 's';
    if (open && done) fixed = d->now - 2 * (int64_t)MS_HOUR;
    fill_put(f, "demo-hazard-%04zu", i + 1);
    put_firm_ref(f, firm);
    fill_put(f, "%s", t->object);
    fill_put(f, "%s", t->description);
    fill_time(f, found);
    fill_str(f, demo_outsider(d));
    fill_put(f, "%s", i % 7 == 0 ? "self" : i % 11 == 0 ? "expert" : "inspection");
    fill_put(f, "%s", d->firm_sector[firm]);
    fill_put(f, "%s", major ? "major" : "general");
    fill_put(f, "%s", major ? "化工和危险化学品判定标准" : "");
    fill_str(f, d->firm_at[firm]->code);
    demo_put_point(f, d->firm_point[firm]);
    fill_time(f, open && state[0] == 'f' ? 0 : found + term);
    fill_str(f, done ? demo_name(d) : S(""));
    fill_time(f, done ? fixed : 0);
    fill_put(f, "%s", done ? "已按要求整改完成" : "");
    fill_time(f, open ? 0 : fixed + MS_DAY);
    fill_put(f, "%s", state);
    return fill_next(f);
}

Err demo_hazards(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "hazard",
                   "ref enterprise object description found_at found_by found_in sector grade "
                   "sector_item region lon lat due_at rectified_by "
                   "rectified_at result closed_at state",
                   &f));
    for (size_t i = 0; i < N_HAZARDS; i++) TRY(put_hazard(d, &f, i));
    return demo_done(d, &f, "hazard");
}

Err demo_listings(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "listing",
                   "ref hazard level year document_no region sector supervising_org listed_at "
                   "published_on due_at five_settled progress_pct "
                   "closed_at state",
                   &f));
    for (size_t i = 0; i < N_MAJOR; i++) {
        int64_t listed = ms_of_day(day_from_civil(2019, 4, 10)),
                closed = listed + demo_between(d, 120, 230) * (int64_t)MS_DAY;
        if (i >= N_LISTED) continue; /* drawn all the same: nothing behind it moves */
        const Place *p = d->firm_at[i * 5];
        fill_put(&f, "demo-listing-%02zu", i + 1);
        fill_put(&f, "demo-hazard-%04zu", i + 1);
        fill_put(&f, "%s", i < 2 ? "province" : i < 6 ? "city" : "county");
        fill_put(&f, "2019");
        fill_put(&f, "衢安委〔2019〕%zu号", 8 + i / 7);
        fill_str(&f, p->code);
        fill_put(&f, "%s", d->firm_sector[i * 5]);
        fill_put(&f, "demo-org-emergency-%s", demo_counties[p->county].code);
        fill_time(&f, listed);
        fill_date(&f, listed + 3 * (int64_t)MS_DAY);
        fill_time(&f, listed + 240 * (int64_t)MS_DAY);
        fill_put(&f, "1");
        fill_put(&f, "100");
        fill_time(&f, closed);
        fill_put(&f, "closed");
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "listing");
}

/* --- orders and cases --- */

Err demo_orders(Demo *d)
{
    static const char *const kinds[] = {"rectify", "rectify",  "rectify", "rectify",
                                        "on_spot", "stop_use", "stop"};
    Fill f;
    TRY(fill_begin(d->cx, d->book, "order",
                   "ref enterprise sector region kind document_no issued_at due_at content basis "
                   "served_at rechecked_at state",
                   &f));
    for (size_t i = 0; i < 90; i++) {
        size_t firm = demo_pick(d, N_FIRMS);
        int64_t at = demo_2019(d, 5, 340);
        fill_put(&f, "demo-order-%03zu", i + 1);
        put_firm_ref(&f, firm);
        fill_put(&f, "%s", d->firm_sector[firm]);
        fill_str(&f, d->firm_at[firm]->code);
        fill_put(&f, "%s", DEMO_WORD(d, kinds));
        fill_put(&f, "（%s）应急责改〔2019〕%zu号", demo_counties[d->firm_at[firm]->county].word,
                 i + 1);
        fill_time(&f, at);
        fill_time(&f, at + 15 * (int64_t)MS_DAY);
        fill_put(&f, "限期整改检查发现的事故隐患");
        fill_put(&f, "安全生产法第六十五条");
        fill_time(&f, at);
        fill_time(&f, at + demo_between(d, 10, 16) * (int64_t)MS_DAY);
        fill_put(&f, "done");
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "order");
}

Err demo_cases(Demo *d)
{
    static const char *const acts[] = {"特种作业人员未持证上岗", "未如实记录隐患排查治理情况",
                                       "未按规定进行应急预案演练", "安全设备未经常性维护保养",
                                       "未采取措施消除事故隐患"};
    Fill f;
    TRY(fill_begin(d->cx, d->book, "case",
                   "ref number enterprise sector region org procedure source act from_accident "
                   "accident filed_at noticed_at decided_at decision_no kinds "
                   "fine_yuan served_at paid_yuan paid_on published_at closed_at state",
                   &f));
    for (size_t i = 0; i < 60; i++) {
        bool accident = i < 8;
        size_t firm = accident ? i * 7 : demo_pick(d, N_FIRMS);
        int64_t filed = demo_2019(d, 10, 280),
                decided = filed + demo_between(d, 15, 60) * (int64_t)MS_DAY;
        int fine = accident ? demo_between(d, 20, 45) * 10000 : demo_between(d, 1, 50) * 1000;
        const char *county = demo_counties[d->firm_at[firm]->county].code,
                   *word = demo_counties[d->firm_at[firm]->county].word;
        fill_put(&f, "demo-case-%03zu", i + 1);
        fill_put(&f, "（%s）应急罚立〔2019〕%zu号", word, i + 1);
        put_firm_ref(&f, firm);
        fill_put(&f, "%s", d->firm_sector[firm]);
        fill_str(&f, d->firm_at[firm]->code);
        fill_put(&f, "demo-org-emergency-%s", county);
        fill_put(&f, "%s", fine > 3000 ? "ordinary" : "simple");
        fill_put(&f, "%s", accident ? "accident" : "inspection");
        fill_put(&f, "%s", accident ? "发生生产安全事故负有责任" : DEMO_WORD(d, acts));
        fill_put(&f, "%d", accident);
        fill_str(&f, accident ? str_fmt(d->cx, "demo-accident-%02zu", i + 1) : S(""));
        fill_time(&f, filed);
        fill_time(&f, filed + 8 * (int64_t)MS_DAY);
        fill_time(&f, decided);
        fill_put(&f, "（%s）应急罚〔2019〕%zu号", word, i + 1);
        fill_put(&f, "fine");
        fill_put(&f, "%d", fine);
        fill_time(&f, decided + 2 * (int64_t)MS_DAY);
        fill_put(&f, "%d", fine);
        fill_date(&f, decided + 9 * (int64_t)MS_DAY);
        fill_time(&f, decided + 5 * (int64_t)MS_DAY);
        fill_time(&f, decided + 12 * (int64_t)MS_DAY);
        fill_put(&f, "closed");
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "case");
}

/* --- accidents: a few, so that the statistics of a year which somebody loads stay theirs --- */

Err demo_accidents(Demo *d)
{
    static const char *const types[] = {"03", "09", "05", "02", "01", "19", "10"};
    static const char *const types_zh[] = {"机械伤害", "高处坠落", "触电", "车辆伤害",
                                           "物体打击", "中毒窒息", "坍塌"};
    Fill f;
    TRY(fill_begin(d->cx, d->book, "accident",
                   "ref title occurred_at region address sector type chemical enterprise lon lat "
                   "deaths serious_injuries loss_yuan grade brief state",
                   &f));
    for (size_t i = 0; i < N_ACCIDENTS; i++) {
        size_t firm = i * 7, type = i % COUNT(types);
        bool road = i >= 8;
        const Place *p = d->firm_at[firm];
        fill_put(&f, "demo-accident-%02zu", i + 1);
        fill_put(&f, "%s%.*s%s事故", demo_counties[p->county].word, STR_ARG(p->name),
                 road ? "道路运输" : types_zh[type]);
        d->accident_ms[i] = demo_2019(d, 10, 350);
        fill_time(&f, d->accident_ms[i]);
        fill_str(&f, p->code);
        fill_put(&f, "%s%.*s", demo_counties[p->county].zh, STR_ARG(p->name));
        fill_put(&f, "%s", road ? "road" : "industry");
        fill_put(&f, "%s", road ? "02" : types[type]);
        fill_put(&f, "0");
        fill_str(&f, road ? S("") : str_fmt(d->cx, "demo-enterprise-%04zu", firm + 1));
        demo_put_point(&f, demo_near(d, p, 0.01));
        fill_put(&f, "%d", i % 5 == 4 ? 0 : 1);
        fill_put(&f, "%d", i % 5 == 4 ? 1 : 0);
        fill_put(&f, "%d", demo_between(d, 60, 160) * 10000);
        fill_put(&f, "4");
        fill_put(&f, "示范记录，情节虚构");
        fill_put(&f, "closed");
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "accident");
}

Err demo_casualties(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "casualty", "ref accident kind at name sex age relation", &f));
    for (size_t i = 0; i < N_ACCIDENTS; i++) {
        fill_put(&f, "demo-casualty-%02zu", i + 1);
        fill_put(&f, "demo-accident-%02zu", i + 1);
        fill_put(&f, "%s", i % 5 == 4 ? "serious" : "death");
        fill_time(&f, d->accident_ms[i]);
        fill_str(&f, demo_name(d));
        fill_put(&f, "1");
        fill_put(&f, "%d", demo_between(d, 22, 58));
        fill_put(&f, "%s", i >= 8 ? "public" : "employee");
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "casualty");
}

/* --- forest fires --- */

Err demo_forest_fires(Demo *d)
{
    static const char *const causes[] = {"farming", "grave", "smoking", "power_line"};
    Fill f;
    TRY(fill_begin(d->cx, d->book, "forest_fire",
                   "ref started_at found_by region place geometry out_at burnt_ha damaged_ha grade "
                   "cause people_used state",
                   &f));
    for (size_t i = 0; i < 4; i++) {
        const Place *p = demo_village(d);
        LonLat at = demo_near(d, p, 0.02);
        int64_t started = demo_2019(d, 40, 110);
        int burnt = demo_between(d, 20, 90);
        fill_put(&f, "demo-forest-fire-%zu", i + 1);
        fill_time(&f, started);
        fill_put(&f, "public");
        fill_str(&f, p->code);
        fill_put(&f, "%.*s%.*s后山", STR_ARG(d->towns[p->town].name), STR_ARG(p->name));
        fill_put(&f, "{\"type\":\"Point\",\"coordinates\":[%.5f,%.5f]}", at.lon, at.lat);
        fill_time(&f, started + demo_between(d, 2, 15) * (int64_t)MS_HOUR);
        fill_put(&f, "%.1f", burnt / 10.0);
        fill_put(&f, "%.1f", burnt / 40.0);
        fill_put(&f, "%d", burnt >= 40 ? 3 : 4);
        fill_put(&f, "%s", causes[i]);
        fill_put(&f, "%d", demo_between(d, 40, 300));
        fill_put(&f, "closed");
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "forest_fire");
}

/* --- exams --- */

Err demo_exams(Demo *d)
{
    static const char *const categories[] = {"主要负责人", "安全生产管理人员", "特种作业人员"},
                             *const jobs[] = {"1.2", "2.1", "3.2", "9.16", "4.1"};
    Fill f;
    TRY(fill_begin(
        d->cx, d->book, "exam_result",
        "ref at person category job region enterprise part sitting room score passed published_on",
        &f));
    for (size_t i = 0; i < 160; i++) {
        size_t firm = demo_pick(d, N_FIRMS), category = demo_pick(d, COUNT(categories));
        int score = demo_between(d, 55, 98);
        int64_t at = demo_2019(d, 20, 350);
        fill_put(&f, "demo-exam-%03zu", i + 1);
        fill_time(&f, at);
        fill_str(&f, demo_outsider(d));
        fill_put(&f, "%s", categories[category]);
        fill_put(&f, "%s", category == 2 ? DEMO_WORD(d, jobs) : "");
        fill_str(&f, d->firm_at[firm]->code);
        put_firm_ref(&f, firm);
        fill_put(&f, "theory");
        fill_put(&f, "1");
        fill_put(&f, "衢州考试点%d号机房", demo_between(d, 1, 4));
        fill_put(&f, "%d", score);
        fill_put(&f, "%d", score >= 80);
        fill_date(&f, at + 3 * (int64_t)MS_DAY);
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "exam_result");
}
