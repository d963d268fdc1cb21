/* SPDX-License-Identifier: Apache-2.0 */
/* Incidents with their reports, warnings, responses, tasks, alarms and the duty room: most of them
 * past, a few of these hours. */
#include "systems/demo/demo_int.h"

/* --- incidents: the first N_LIVE are open --- */

typedef struct Story {
    const char *kind, *class, *title, *description;
    int injuries, trapped, affected;
    int chemical; /* at a chemical firm */
} Story;

enum { N_LIVE = 4, N_INCIDENTS = 30 };

static const Story stories[] = {
    {"12D02", "accident", "储罐阀门泄漏",          "罐区阀门法兰处泄漏，已启动喷淋，下风向人员撤离", 0, 0,
     40,                                                                                                                                       1},
    {"12H02", "accident", "货车与客车相撞",       "国道路口两车相撞，有人员被困",                            3, 2,  12,   0},
    {"11D01", "natural",  "边坡滑坡阻断道路",    "连续降雨致边坡滑塌，村道中断，无人员伤亡",          0, 0,  60,
     0                                                                                                                                          },
    {"11G01", "natural",  "山林起火",                "护林员发现山林起火，属地正在组织扑救",                0, 0,  0,    0},
    {"11A01", "natural",  "强降雨致河水漫溢",    "村庄低洼处进水，转移群众",                                  0, 12, 320,  0},
    {"12G01", "accident", "厂房火灾",                "厂房起火，消防到场扑灭",                                     1, 0,  20,   0},
    {"12F00", "accident", "有限空间作业中毒",    "清理污水池时有人员中毒，已救出送医",                   2, 0,  0,    0},
    {"11B14", "natural",  "雷击致停电",             "雷击造成供电线路跳闸",                                        0, 0,  1500, 0},
    {"12C01", "accident", "工地脚手架局部坍塌", "脚手架局部坍塌，现场已封控",                               1, 1,  0,    0},
    {"11A51", "natural",  "山洪冲毁便桥",          "山洪冲毁便桥，游客被困后获救",                            0, 6,  30,   0},
};

static Err put_incident(Demo *d, Fill *f, size_t i)
{
    const Story *s = &stories[i < N_LIVE ? i : demo_pick(d, COUNT(stories))];
    size_t firm = demo_pick(d, N_CHEMICAL);
    const Place *p = s->chemical ? d->firm_at[firm] : demo_village(d);
    int64_t at =
                i < N_LIVE ? d->now - (int64_t)(i * 3 + 1) * 25 * MS_MINUTE : demo_2019(d, 30, 350),
            known = at + demo_between(d, 4, 20) * (int64_t)MS_MINUTE;
    bool live = i < N_LIVE;
    fill_put(f, "demo-incident-%02zu", i + 1);
    fill_put(f, "%s%.*s%s", demo_counties[p->county].word, STR_ARG(p->name), s->title);
    fill_put(f, "%s", s->kind);
    fill_put(f, "%s", s->class);
    fill_time(f, at);
    fill_time(f, known);
    fill_str(f, p->code);
    fill_put(f, "%s%.*s", demo_counties[p->county].zh, STR_ARG(p->name));
    fill_str(f, s->chemical ? str_fmt(d->cx, "demo-enterprise-%04zu", firm + 1) : S(""));
    demo_put_point(f, s->chemical ? d->firm_point[firm] : demo_near(d, p, 0.01));
    fill_put(f, "%s", i % 3 == 0 ? "119" : i % 3 == 1 ? "phone" : "township");
    fill_str(f, demo_name(d));
    fill_str(f, demo_phone(d));
    fill_put(f, "%s（示范）", s->description);
    fill_put(f, "0");
    fill_put(f, "%d", s->injuries);
    fill_put(f, "%d", live ? s->trapped : 0);
    fill_put(f, "%d", s->affected);
    fill_put(f, "4");
    fill_time(f, live && i < 2 ? 0 : known + 35 * (int64_t)MS_MINUTE);
    fill_time(f, live ? 0 : known + 20 * (int64_t)MS_HOUR);
    fill_time(f, live ? 0 : known + 22 * (int64_t)MS_HOUR);
    fill_put(f, "%s", !live ? "closed" : i == 0 ? "reported" : i == 1 ? "verified" : "handling");
    return fill_next(f);
}

Err demo_incidents(Demo *d)
{
    Fill f;
    TRY(fill_begin(
        d->cx, d->book, "incident",
        "ref title kind class occurred_at known_at region address enterprise lon lat source "
        "reporter reporter_phone description deaths "
        "injuries trapped affected grade first_report_at final_report_at closed_at state",
        &f));
    for (size_t i = 0; i < N_INCIDENTS; i++) TRY(put_incident(d, &f, i));
    return demo_done(d, &f, "incident");
}

static int64_t live_ms(const Demo *d, size_t incident)
{
    return d->now - (int64_t)(incident * 3 + 1) * 25 * MS_MINUTE;
}

Err demo_timelines(Demo *d)
{
    static const char *const kinds[] = {"report", "verify", "dispatch", "arrive"};
    static const char *const texts[] = {"接到报告，已登记", "电话核实属地，情况属实",
                                        "调派就近救援力量", "先期力量到场，开展处置"};
    Fill f;
    TRY(fill_begin(d->cx, d->book, "timeline", "ref incident at kind text source", &f));
    for (size_t i = 0; i < N_LIVE; i++)
        for (size_t k = 0; k < 2 + (i > 1) * 2; k++) {
            fill_put(&f, "demo-timeline-%zu-%zu", i + 1, k + 1);
            fill_put(&f, "demo-incident-%02zu", i + 1);
            fill_time(&f, live_ms(d, i) + (int64_t)(5 + k * 6) * MS_MINUTE);
            fill_put(&f, "%s", kinds[k]);
            fill_put(&f, "%s", texts[k]);
            fill_put(&f, "desk");
            TRY(fill_next(&f));
        }
    return demo_done(d, &f, "timeline");
}

Err demo_filings(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "filing",
                   "ref incident stage number level from_org channel rule started_at due_at "
                   "filed_at text state",
                   &f));
    for (size_t i = 2; i < N_LIVE; i++) {
        int64_t known = live_ms(d, i) + 10 * (int64_t)MS_MINUTE;
        fill_put(&f, "demo-filing-%zu", i + 1);
        fill_put(&f, "demo-incident-%02zu", i + 1);
        fill_put(&f, "first");
        fill_put(&f, "1");
        fill_put(&f, "province");
        fill_put(&f, "demo-org-emergency");
        fill_put(&f, "platform");
        fill_put(&f, "R04");
        fill_time(&f, known);
        fill_time(&f, known + 120 * (int64_t)MS_MINUTE);
        fill_time(&f, known + 35 * (int64_t)MS_MINUTE);
        fill_put(&f, "初报：%s（示范）", stories[i].description);
        fill_put(&f, "filed");
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "filing");
}

/* --- warnings: the first three are in force --- */

typedef struct Alert {
    const char *sender, *word, *kind, *signal, *colour;
    int hours_ago, term_h; /* hours_ago 0: some day of 2019 */
} Alert;

static Err put_warning(Demo *d, Fill *f, size_t i, const Alert *a, int county)
{
    static const char *const colours_zh[][2] = {
        {"red",    "红色"},
        {"orange", "橙色"},
        {"yellow", "黄色"},
        {"blue",   "蓝色"}
    };
    int64_t at = a->hours_ago ? d->now - a->hours_ago * (int64_t)MS_HOUR : demo_2019(d, 150, 250);
    const char *zh = "";
    for (size_t k = 0; k < COUNT(colours_zh); k++)
        if (str_is(str_c(a->colour), colours_zh[k][0])) zh = colours_zh[k][1];
    const char *owner = county < 0 ? "衢州市" : demo_counties[county].zh;
    fill_put(f, "demo-warning-%zu", i + 1);
    fill_put(f, "%s%s发布%s%s预警", owner, a->sender[0] == 'w' ? "气象台" : "应急管理局", a->word,
             zh);
    fill_put(f, "%s", a->sender[0] == 'w' ? "weather" : "own");
    fill_put(f, "demo-org-%s", a->sender);
    fill_put(f, "%s", a->kind);
    fill_put(f, "%s", a->signal);
    fill_put(f, "%s", a->colour);
    fill_put(f, "%s", county < 0 ? "330800" : demo_counties[county].code);
    fill_put(f, "%s", owner);
    fill_time(f, at);
    fill_time(f, at + a->term_h * (int64_t)MS_HOUR);
    fill_time(f, a->hours_ago ? 0 : at + a->term_h * (int64_t)MS_HOUR - MS_HOUR);
    fill_put(f, "预计未来%d小时受%s影响（示范）", a->term_h, a->word);
    fill_put(f, "加强巡查值守，危险区域人员提前转移");
    fill_put(f, "%s", a->hours_ago ? "issued" : "cancelled");
    return fill_next(f);
}

Err demo_warnings(Demo *d)
{
    static const Alert alerts[] = {
        {"weather",   "暴雨",                   "11B03", "02", "yellow", 2, 24},
        {"weather",   "雷电",                   "11B14", "09", "yellow", 1, 12},
        {"emergency", "地质灾害气象风险", "11D01", "",   "orange", 3, 24},
        {"weather",   "台风",                   "11B01", "01", "orange", 0, 24},
        {"weather",   "暴雨",                   "11B03", "02", "red",    0, 6 },
        {"weather",   "大风",                   "11B06", "05", "blue",   0, 24},
        {"weather",   "高温",                   "11B09", "07", "orange", 0, 24},
        {"emergency", "森林火险",             "11G01", "",   "yellow", 0, 48}
    };
    static const int counties[] = {3, -1, 3, -1, 1, -1, 5, -1};
    Fill f;
    TRY(fill_begin(d->cx, d->book, "warning",
                   "ref headline source sender kind signal colour region area issued_at expires_at "
                   "cancelled_at description instruction state",
                   &f));
    for (size_t i = 0; i < COUNT(alerts); i++) TRY(put_warning(d, &f, i, &alerts[i], counties[i]));
    return demo_done(d, &f, "warning");
}

/* --- responses and tasks --- */

typedef struct Response {
    const char *kind, *level, *region, *reasons, *warning, *by, *state;
    int month, day; /* of 2019, begun at 10:00; 0: two hours ago and still on */
} Response;

Err demo_responses(Demo *d)
{
    static const Response responses[] = {
        {"flood",   "4", "330824", "开化县暴雨黄色预警，已有乡镇1小时雨量超过40毫米（示范）",
         "demo-warning-1",                                                                                                  "防指秘书长", "active", 0, 0},
        {"typhoon", "2", "330800", "第9号台风“利奇马”影响（示范）",                                    "", "防指副指挥", "ended",  8,
         9                                                                                                                                                   },
        {"flood",   "3", "330800", "“6·6”强降雨（示范）",                                                   "", "防指副指挥", "ended",  6, 6}
    };
    const int64_t hour = MS_HOUR;
    Fill f;
    TRY(fill_begin(d->cx, d->book, "response",
                   "ref kind level region reasons warning decided_by started_at planned_end_at "
                   "measures ended_at state",
                   &f));
    for (size_t i = 0; i < COUNT(responses); i++) {
        const Response *r = &responses[i];
        int64_t at = r->day ? ms_of_day(day_from_civil(2019, r->month, r->day)) + 10 * hour
                            : d->now - 2 * hour;
        fill_put(&f, "demo-response-%zu", i + 1);
        fill_put(&f, "%s", r->kind);
        fill_put(&f, "%s", r->level);
        fill_put(&f, "%s", r->region);
        fill_put(&f, "%s", r->reasons);
        fill_put(&f, "%s", r->warning);
        fill_put(&f, "%s", r->by);
        fill_time(&f, at);
        fill_time(&f, at + 24 * hour);
        fill_put(&f, "责任人进岗，巡查水库山塘和地质灾害隐患点，做好转移准备");
        fill_time(&f, r->day ? at + 40 * hour : 0);
        fill_put(&f, "%s", r->state);
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "response");
}

typedef struct Order {
    int incident; /* 0: of the response */
    const char *title, *kind, *org, *state;
    int minutes_left;
} Order;

Err demo_tasks(Demo *d)
{
    static const Order orders[] = {
        {1, "核实泄漏物质和下风向人员", "information",  "hitech",           "ordered",  20 },
        {1, "组织500米范围人员撤离",       "transfer",     "emergency-330802", "accepted", 40 },
        {2, "救出被困人员",                   "rescue",       "fire",             "departed", 30 },
        {2, "国道路口交通管控",             "traffic",      "traffic-police",   "arrived",  60 },
        {3, "抢通村道",                         "repair",       "transport",        "accepted", 180},
        {3, "滑坡点专家会商",                "consultation", "resources",        "arrived",  120},
        {4, "开辟隔离带",                      "rescue",       "forestry",         "arrived",  150},
        {0, "地质灾害隐患点巡查",          "patrol",       "resources-330824", "accepted", 90 },
        {0, "水库山塘责任人进岗核对",    "duty",         "water-330824",     "ordered",  45 }
    };
    Fill f;
    TRY(fill_begin(
        d->cx, d->book, "task",
        "ref title incident response kind priority assignee_org ordered_at due_at detail state",
        &f));
    for (size_t i = 0; i < COUNT(orders); i++) {
        const Order *o = &orders[i];
        fill_put(&f, "demo-task-%zu", i + 1);
        fill_put(&f, "%s", o->title);
        fill_str(&f, o->incident ? str_fmt(d->cx, "demo-incident-%02d", o->incident) : S(""));
        fill_put(&f, "%s", o->incident ? "" : "demo-response-1");
        fill_put(&f, "%s", o->kind);
        fill_put(&f, "%s", o->minutes_left < 45 ? "urgent" : "high");
        fill_put(&f, "demo-org-%s", o->org);
        fill_time(&f, d->now - 15 * (int64_t)MS_MINUTE);
        fill_time(&f, d->now + o->minutes_left * (int64_t)MS_MINUTE);
        fill_put(&f, "%s，完成后反馈（示范）", o->title);
        fill_put(&f, "%s", o->state);
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "task");
}

/* --- alarms --- */

typedef struct Signal {
    const char *title, *kind, *unit;
    double limit, value;
    bool tank; /* of a major hazard source; else of a reservoir */
} Signal;

static Err put_alarm(Demo *d, Fill *f, size_t i)
{
    static const Signal signals[] = {
        {"储罐液位高报警",       "level",       "%",    85,  88.2,   true },
        {"可燃气体浓度高报警", "gas",         "%LEL", 25,  31.5,   true },
        {"有毒气体报警",          "gas",         "ppm",  10,  12.4,   true },
        {"反应温度高报警",       "temperature", "℃",  120, 124.6,  true },
        {"储罐压力高报警",       "pressure",    "MPa",  1.6, 1.66,   true },
        {"库水位超汛限",          "water_level", "m",    150, 150.35, false},
        {"小时雨量超阈值",       "rain",        "mm",   40,  46.5,   false}
    };
    const Signal *s = &signals[i % COUNT(signals)];
    bool open = i < 6;
    size_t firm = i % N_HAZARD_12, reservoir = 20 + i * 7;
    const Place *p = s->tank ? d->firm_at[firm] : d->reservoir_at[reservoir];
    int64_t at = open ? d->now - (int64_t)(2 + i * 9) * MS_MINUTE
                      : d->now - demo_between(d, 1, 20) * (int64_t)MS_DAY;
    fill_put(f, "demo-alarm-%02zu", i + 1);
    fill_put(f, "%s", s->title);
    fill_put(f, "sensor");
    fill_put(f, "%s", s->kind);
    fill_put(f, "%d", (int)(2 + i % 3));
    fill_put(f, "%s", s->tank ? "hazard_source" : "reservoir");
    fill_str(f, s->tank ? str_fmt(d->cx, "demo-source-%04zu-1", firm + 1)
                        : str_fmt(d->cx, "demo-reservoir-%03zu", reservoir + 1));
    fill_time(f, at);
    fill_put(f, "%g", s->value);
    fill_put(f, "%g", s->limit);
    fill_put(f, "%s", s->unit);
    fill_str(f, p->code);
    fill_str(f, s->tank ? str_fmt(d->cx, "demo-enterprise-%04zu", firm + 1) : S(""));
    demo_put_point(f, s->tank ? d->firm_point[firm] : p->at);
    fill_time(f, open ? 0 : at + 3 * (int64_t)MS_MINUTE);
    fill_put(f, "%s", open ? "" : i % 4 == 0 ? "false" : "process");
    fill_put(f, "%s", open ? "" : "现场核实并恢复正常");
    fill_time(f, open ? 0 : at + demo_between(d, 10, 80) * (int64_t)MS_MINUTE);
    fill_put(f, "%s", !open ? "closed" : i % 2 ? "acked" : "raised");
    return fill_next(f);
}

Err demo_alarms(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "alarm",
                   "ref title source kind level object_register object at value limit_value "
                   "value_unit region enterprise lon lat acked_at cause result "
                   "closed_at state",
                   &f));
    for (size_t i = 0; i < 20; i++) TRY(put_alarm(d, &f, i));
    return demo_done(d, &f, "alarm");
}

/* --- the duty room: a week behind, the present shift, a week ahead; from 08:30 to 08:30 --- */

enum { FIRST_STAFF = N_RESPONSIBLE, SHIFT_BEGIN_MIN = 8 * 60 + 30 };

static int64_t present_shift(const Demo *d)
{
    int64_t begin = ms_of_day(day_of_ms(d->now)) + SHIFT_BEGIN_MIN * (int64_t)MS_MINUTE;
    return begin <= d->now ? begin : begin - MS_DAY;
}

Err demo_shifts(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "shift",
                   "ref org region starts_at ends_at leader chief officer officer2 room_phone "
                   "published_on state",
                   &f));
    for (int i = -7; i <= 7; i++) {
        int64_t begin = present_shift(d) + i * (int64_t)MS_DAY;
        size_t team = (size_t)(i + 7) % 8;
        fill_put(&f, "demo-shift-%02d", i + 8);
        fill_put(&f, "demo-org-emergency");
        fill_put(&f, "330800");
        fill_time(&f, begin);
        fill_time(&f, begin + MS_DAY);
        for (size_t k = 0; k < 4; k++) demo_put_person(&f, FIRST_STAFF + team * 4 + k);
        fill_put(&f, "10005799119");
        fill_date(&f, begin - 10 * (int64_t)MS_DAY);
        fill_put(&f, "%s", i < 0 ? "done" : i == 0 ? "running" : "planned");
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "shift");
}

Err demo_duty_log(Demo *d)
{
    static const char *const texts[] = {
        "市气象台来电：未来24小时西部有暴雨", "开化县应急管理局电话报告雨情",
        "省厅值班室抽查，按时应答",           "119通报：园区企业储罐泄漏",
        "向市领导报告突发事件初步情况",       "通知乡镇责任人进岗"};
    static const char *const kinds[] = {"call",   "report",   "check",
                                        "report", "outgoing", "outgoing"};
    Fill f;
    TRY(fill_begin(d->cx, d->book, "duty_log",
                   "ref shift at kind region channel text told told_at state", &f));
    for (size_t i = 0; i < 18; i++) {
        int64_t at =
            present_shift(d) - (int64_t)(i / 6) * MS_DAY + (int64_t)(i % 6) * 70 * MS_MINUTE;
        if (at > d->now) continue;
        fill_put(&f, "demo-duty-log-%02zu", i + 1);
        fill_put(&f, "demo-shift-%02zu", 8 - i / 6);
        fill_time(&f, at);
        fill_put(&f, "%s", kinds[i % 6]);
        fill_put(&f, "330800");
        fill_put(&f, "phone");
        fill_put(&f, "%s（示范）", texts[i % 6]);
        fill_put(&f, "带班领导、相关处室");
        fill_time(&f, at + 6 * (int64_t)MS_MINUTE);
        fill_put(&f, "closed");
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "duty_log");
}
