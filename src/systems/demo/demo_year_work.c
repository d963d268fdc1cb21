/* SPDX-License-Identifier: Apache-2.0 */
/* Tours, services, trainings, publicity, licences, examinations, insurance, money, figures by hand
 * and base values. */
#include <math.h>

#include "systems/demo/demo_year.h"

static void put_city(Fill *f)
{
    fill_put(f, "330800000000");
}

static void put_firm(const Year *y, Fill *f, size_t firm)
{
    fill_put(f, "demo-enterprise-%04zu", firm + 1);
    fill_str(f, y->d->firm_at[firm]->code);
}

/* --- tours: those of the first round are looked back at in May of the second year --- */

typedef struct Target {
    const char *name, *kind, *region;
} Target;

static const Target first_round[] =
    {
        {"龙游县人民政府", "area", "330825"},
        {"柯城区人民政府", "area", "330802"},
        {"常山县人民政府", "area", "330822"},
        {"江山市人民政府", "area", "330881"}
},
                    second_round[] = {{"衢江区人民政府", "area", "330803"},
                                      {"开化县人民政府", "area", "330824"},
                                      {"衢州绿色产业集聚区", "area", "330803"},
                                      {"智慧新城", "area", "330802"},
                                      {"市发展和改革委员会", "department", "330800"},
                                      {"市住房和城乡建设局", "department", "330800"},
                                      {"市交通运输局", "department", "330800"},
                                      {"市市场监督管理局", "department", "330800"}};

static int64_t of_second_year(const Year *y, const char *key)
{
    const Figure *f = year_figure(y, key, LAST_YEAR);
    return f ? llround(f->value) : 0;
}

static Err put_tour(Year *y, Fill *f, const Target *t, size_t team, Str issues, Str unfixed,
                    bool warned)
{
    bool first = y->year == FIRST_YEAR;
    int64_t begin = ms_of_day(day_from_civil(y->year, first ? 9 : 7, first ? 10 : 29)),
            back = ms_of_day(day_from_civil(LAST_YEAR, 5, 20)), day = MS_DAY;
    year_put_ref(y, f, "tour");
    fill_put(f, "%s", first ? "首轮" : "第二轮");
    fill_put(f, "%s", t->name);
    fill_put(f, "%s", t->kind);
    fill_time(f, begin + demo_between(y->d, 0, 12) * day);
    fill_time(f, begin + demo_between(y->d, 24, 40) * day);
    fill_put(f, "%s", t->region);
    fill_put(f, "第%zu巡查组", team + 1);
    fill_str(f, demo_outsider(y->d));
    fill_put(f, "%d", demo_between(y->d, 6, 10));
    fill_time(f, unfixed.len ? back : 0);
    fill_str(f, issues);
    fill_str(f, unfixed);
    fill_put(f, "%s", warned ? "衢安委办警〔2019〕1号" : "");
    fill_date(f, warned ? back + 5 * day : 0);
    fill_put(f, REBUILT);
    fill_put(f, "%s", unfixed.len ? "looked_back" : "done");
    return fill_next(f);
}

static Str digits(Year *y, int64_t n)
{
    return str_fmt(y->d->cx, "%lld", (long long)n);
}

/* How many issues the first round found is not known. */
Err year_tours(Year *y)
{
    bool first = y->year == FIRST_YEAR;
    const Target *targets = first ? first_round : second_round;
    size_t n = (size_t)year_lack(y, "tour.targets", 1),
           teams = (size_t)year_lack(y, "tour.teams", 1);
    assert(n <= (first ? COUNT(first_round) : COUNT(second_round)));
    int64_t *issues = year_parts(y, year_lack(y, "tour.issues", 1), n),
            *unfixed = year_parts(y, of_second_year(y, "tour.unfixed"), n),
            warnings = of_second_year(y, "tour.warning");
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "tour",
                   "ref round target target_kind at until region team leader people look_back_at "
                   "issues unfixed warning_no warned_on note state",
                   &f));
    for (size_t i = 0; i < n; i++)
        TRY(put_tour(y, &f, &targets[i], teams ? i % teams : i,
                     first ? S("") : digits(y, issues[i]), first ? digits(y, unfixed[i]) : S(""),
                     first && (int64_t)i < warnings));
    return year_done(y, &f, "tour");
}

/* --- experts at chemical firms, firms that move --- */

Err year_expert_services(Year *y)
{
    size_t n = (size_t)year_lack(y, "expert.firms", 1),
           batches = (size_t)year_lack(y, "expert.batches", 1);
    int64_t *found = year_parts(y, year_lack(y, "expert.issues", 1), n),
            open = year_lack(y, "expert.issues", 1) - year_lack(y, "expert.fixed", 1);
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "expert_service",
                   "ref batch enterprise region sector at experts expert_count findings fixed note",
                   &f));
    for (size_t i = 0; i < n; i++) {
        size_t batch = i * batches / n;
        year_put_ref(y, &f, "expert");
        fill_put(&f, "第%zu批", batch + 1);
        put_firm(y, &f, i);
        fill_put(&f, "chemical");
        fill_time(&f, year_at(y, (int)batch * 60 + 60, (int)batch * 60 + 75));
        fill_put(&f, "省安科院专家组");
        fill_put(&f, "%d", demo_between(y->d, 4, 7));
        fill_put(&f, "%lld", (long long)found[i]);
        fill_put(&f, "%lld", (long long)(i ? found[i] : found[i] - open));
        fill_put(&f, REBUILT);
        TRY(fill_next(&f));
    }
    return year_done(y, &f, "expert_service");
}

Err year_relocations(Year *y)
{
    static const char *const kinds[] = {"relocate", "upgrade", "upgrade", "close"};
    int64_t n = year_lack(y, "chem.relocate.listed", 1),
            done = year_lack(y, "chem.relocate.done", 1);
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "relocation",
                   "ref enterprise region listed_on kind done_on note", &f));
    for (int64_t i = 0; i < n; i++) {
        year_put_ref(y, &f, "relocation");
        put_firm(y, &f, N_CHEMICAL / 2 + (size_t)i * 4); /* none of the park */
        fill_date(&f, year_at(y, 20, 60));
        fill_put(&f, "%s", DEMO_WORD(y->d, kinds));
        fill_date(&f, i < done ? year_at(y, 120, 350) : 0);
        fill_put(&f, REBUILT);
        TRY(fill_next(&f));
    }
    return year_done(y, &f, "relocation");
}

/* --- trainings: of small firms in the townships, of officials by batches --- */

static Err put_training(Year *y, Fill *f, const char *name, Str region, int64_t at, int64_t people)
{
    year_put_ref(y, f, "training");
    fill_put(f, "%s", name);
    fill_time(f, at);
    fill_str(f, region);
    fill_put(f, "%lld", (long long)people);
    fill_put(f, REBUILT);
    fill_put(f, "held");
    return OK;
}

Err year_trainings(Year *y)
{
    size_t n = (size_t)year_lack(y, "small.sessions", 1),
           batches = (size_t)year_lack(y, "train.batches", 1);
    int64_t *small = year_parts(y, year_lack(y, "small.trainees", 1), n),
            *officials = year_parts(y, year_lack(y, "train.officials", 1), batches);
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "training",
                   "ref name at region attendance note state audience campaign batch", &f));
    for (size_t i = 0; i < n; i++) {
        const Place *p = &y->d->towns[demo_pick(y->d, y->d->n_towns)];
        TRY(put_training(y, &f, "小微企业安全生产培训", p->code, year_at(y, 40, 350), small[i]));
        fill_put(&f, "small_firm");
        fill_put(&f, "小微企业安全生产专项整治");
        fill_put(&f, "%s", "");
        TRY(fill_next(&f));
    }
    for (size_t i = 0; i < batches; i++) { /* from 17 April, a week each */
        int64_t at = ms_of_day(day_from_civil(y->year, 4, 17) + (int64_t)i * 7) + 9 * MS_HOUR;
        TRY(put_training(y, &f, "践军规·铸铁军军训", S("330800000000"), at, officials[i]));
        fill_put(&f, "officials");
        fill_put(&f, "%s", "");
        fill_put(&f, "%zu", i + 1);
        TRY(fill_next(&f));
    }
    return year_done(y, &f, "training");
}

/* --- case files read again, cases in the newspaper --- */

Err year_reviews(Year *y)
{
    static const char *const kinds[] = {"licence", "penalty", "inspection", "investigation"};
    int64_t n = year_lack(y, "review.files", 1);
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "case_review",
                   "ref file_no kind at region reviewer score note", &f));
    for (int64_t i = 0; i < n; i++) {
        year_put_ref(y, &f, "review");
        fill_put(&f, "（%s）应急卷〔%d〕%lld号", demo_counties[i % N_COUNTIES].word, y->year,
                 (long long)i + 1);
        fill_put(&f, "%s", kinds[(size_t)i % COUNT(kinds)]);
        fill_time(&f, year_at(y, 280, 330));
        fill_put(&f, "%s", year_county((size_t)i));
        fill_str(&f, demo_outsider(y->d));
        fill_put(&f, "%d", demo_between(y->d, 78, 97));
        fill_put(&f, REBUILT);
        TRY(fill_next(&f));
    }
    return year_done(y, &f, "case_review");
}

Err year_exposures(Year *y)
{
    size_t n = (size_t)year_lack(y, "enf.exposed.batches", 1);
    int64_t *cases = year_parts(y, year_lack(y, "enf.exposed", 1), n);
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "publicity", "ref name at region kind medium cases note",
                   &f));
    for (size_t i = 0; i < n; i++) {
        year_put_ref(y, &f, "publicity");
        fill_put(&f, "安全生产典型违法案例曝光（第%zu批）", i + 1);
        fill_time(&f, year_at(y, 151 + (int)i * 14, 160 + (int)i * 14)); /* of June */
        put_city(&f);
        fill_put(&f, "exposure");
        fill_put(&f, "衢州日报");
        fill_put(&f, "%lld", (long long)cases[i]);
        fill_put(&f, REBUILT);
        TRY(fill_next(&f));
    }
    return year_done(y, &f, "publicity");
}

/* --- licences, examinations --- */

Err year_licences(Year *y)
{
    static const char *const names[] = {"危险化学品经营许可",
                                        "危险化学品安全使用许可",
                                        "危险化学品生产企业安全生产许可",
                                        "危险化学品建设项目安全条件审查",
                                        "危险化学品建设项目安全设施设计审查",
                                        "非药品类易制毒化学品经营备案",
                                        "烟花爆竹经营（批发）许可",
                                        "烟花爆竹经营（零售）许可",
                                        "非煤矿矿山企业安全生产许可",
                                        "矿山建设项目安全设施设计审查",
                                        "金属冶炼建设项目安全设施设计审查",
                                        "特种作业人员操作资格认定",
                                        "企业主要负责人考核",
                                        "安全生产管理人员考核",
                                        "重大危险源备案",
                                        "生产安全事故应急预案备案",
                                        "非药品类易制毒化学品生产备案"};
    size_t n = (size_t)year_lack(y, "lic.items", 1),
           commit = (size_t)year_lack(y, "lic.commit_items", 1);
    assert(n <= COUNT(names));
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "licence_item",
                   "ref name region mode org legal_workdays promised_workdays since note", &f));
    for (size_t i = 0; i < n; i++) {
        int legal = demo_between(y->d, 10, 45);
        year_put_ref(y, &f, "licence");
        fill_put(&f, "%s", names[i]);
        put_city(&f);
        fill_put(&f, "%s", i >= commit ? "normal" : i % 2 ? "check" : "commitment");
        fill_put(&f, "demo-org-emergency");
        fill_put(&f, "%d", legal);
        fill_put(&f, "%d", legal / 3);
        fill_date(&f, ms_of_day(day_from_civil(y->year, 1, 1)));
        fill_put(&f, REBUILT);
        TRY(fill_next(&f));
    }
    return year_done(y, &f, "licence_item");
}

Err year_rooms(Year *y)
{
    size_t n = (size_t)year_lack(y, "exam.rooms", 1);
    int64_t *computers = year_parts(y, year_lack(y, "exam.computers", 1), n),
            *simulators = year_parts(y, year_lack(y, "exam.simulators", 1), n);
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "exam_room",
                   "ref name region paperless since computers simulators note", &f));
    for (size_t i = 0; i < n; i++) {
        year_put_ref(y, &f, "room");
        fill_put(&f, "%s安全生产考试点%zu号考场", demo_counties[i % N_COUNTIES].zh,
                 i / N_COUNTIES + 1);
        fill_put(&f, "%s", year_county(i));
        fill_put(&f, "1");
        fill_date(&f, ms_of_day(day_from_civil(y->year, 1, 1)));
        fill_put(&f, "%lld", (long long)computers[i]);
        fill_put(&f, "%lld", (long long)simulators[i]);
        fill_put(&f, REBUILT);
        TRY(fill_next(&f));
    }
    return year_done(y, &f, "exam_room");
}

static Err put_exam(Year *y, Fill *f, size_t i, bool passed)
{
    static const char *const categories[] = {"主要负责人", "安全生产管理人员", "特种作业人员"},
                             *const jobs[] = {"1.2", "2.1", "3.2", "9.16", "4.1"};
    size_t category = i % COUNT(categories), firm = year_firm(y, NULL, 0);
    int64_t at = year_at(y, 3, 355);
    year_put_ref(y, f, "exam");
    fill_time(f, at);
    fill_str(f, year_name(y, i / COUNT(categories)));
    fill_put(f, "%s", categories[category]);
    fill_put(f, "%s", category == 2 ? DEMO_WORD(y->d, jobs) : "");
    put_firm(y, f, firm);
    fill_put(f, "theory");
    fill_put(f, "1");
    fill_put(f, "%s安全生产考试点1号考场", demo_counties[y->d->firm_at[firm]->county].zh);
    fill_put(f, "%d", passed ? demo_between(y->d, 80, 98) : demo_between(y->d, 42, 79));
    fill_put(f, "%d", passed);
    fill_date(f, at + 3 * (int64_t)MS_DAY);
    fill_put(f, REBUILT);
    return fill_next(f);
}

Err year_exams(Year *y)
{
    int64_t n = year_lack(y, "exam.taken", 1), passed = year_lack(y, "exam.passed", 1);
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "exam_result",
                   "ref at person category job enterprise region part sitting room score passed "
                   "published_on note",
                   &f));
    for (int64_t i = 0; i < n; i++) /* spread evenly: passed of n */
        TRY(put_exam(y, &f, (size_t)i, (i + 1) * passed / n > i * passed / n));
    return year_done(y, &f, "exam_result");
}

/* --- insurance --- */

/* A firm of one of the seven sectors that is not insured yet. */
static size_t firm_to_insure(Year *y)
{
    size_t firm;
    do firm = year_firm(y, NULL, DID_POLICY);
    while (!demo_is_insured(y->d->firm_sector[firm]));
    return firm;
}

Err year_policies(Year *y)
{
    size_t n = (size_t)year_lack_firms(y, "ins.firms", NULL, DID_POLICY);
    int64_t *premiums = year_parts(y, year_lack(y, "ins.premium", 10000), n);
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "policy",
                   "ref number enterprise region sector product insurer from to persons "
                   "sum_per_person_yuan premium_yuan subsidy_yuan renewed_on note",
                   &f));
    for (size_t i = 0; i < n; i++) {
        int64_t from = year_at(y, 30, 360), day = MS_DAY;
        year_put_ref(y, &f, "policy");
        fill_put(&f, "AHX%d9%04zu", y->year, i + 1);
        size_t firm = firm_to_insure(y);
        put_firm(y, &f, firm);
        fill_put(&f, "%s", y->d->firm_sector[firm]);
        fill_put(&f, "joint");
        fill_put(&f, "示范财产保险甲公司");
        fill_date(&f, from);
        fill_date(&f, from + 364 * day);
        fill_put(&f, "%d", demo_between(y->d, 150, 300));
        fill_put(&f, "300000");
        fill_put(&f, "%lld", (long long)premiums[i]);
        fill_put(&f, "%lld", (long long)premiums[i] / 5);
        fill_date(&f, from + 350 * day);
        fill_put(&f, REBUILT);
        TRY(fill_next(&f));
    }
    return year_done(y, &f, "policy");
}

Err year_providers(Year *y)
{
    int64_t n = year_lack(y, "ins.providers", 1);
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "provider", "ref name region since experts note", &f));
    for (int64_t i = 0; i < n; i++) {
        year_put_ref(y, &f, "provider");
        fill_put(&f, "示范安全技术服务%02lld号机构", (long long)i + 1);
        fill_put(&f, "%s", year_county((size_t)i));
        fill_date(&f, year_at(y, 20, 120));
        fill_put(&f, "%d", demo_between(y->d, 5, 30));
        fill_put(&f, REBUILT);
        TRY(fill_next(&f));
    }
    return year_done(y, &f, "provider");
}

/* --- staff: the report says how many were drilled, and of the trained that they are not a fifth
 * --- */

Err year_staff(Year *y)
{
    static const char *const posts[] = {"值班值守", "危化监管", "工贸监管", "执法",
                                        "防汛防台", "森林防火", "救灾",     "综合"};
    static const char *const trained[] = {"安全工程", "化学工程", "消防工程", "水利工程"},
                             *const others[] = {"法学", "行政管理", "中文", "会计", "计算机"};
    int64_t n = year_lack(y, "staff.count", 1),
            professional = year_lack(y, "staff.professional", 1);
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "staff",
                   "ref name region org since post_name professional degree note", &f));
    for (int64_t i = 0; i < n; i++) {
        const char *county = year_county((size_t)i);
        bool fits = (i + 1) * professional / n > i * professional / n; /* spread evenly */
        year_put_ref(y, &f, "staff");
        fill_str(&f, year_name(y, (size_t)i));
        fill_put(&f, "%s", county);
        fill_put(&f, "demo-org-emergency-%s", county);
        fill_date(&f, year_at(y, 0, 59));
        fill_put(&f, "%s", DEMO_WORD(y->d, posts));
        fill_put(&f, "%d", fits);
        fill_put(&f, "%s", fits ? DEMO_WORD(y->d, trained) : DEMO_WORD(y->d, others));
        fill_put(&f, REBUILT);
        TRY(fill_next(&f));
    }
    return year_done(y, &f, "staff");
}

/* --- money --- */

typedef struct Money {
    const char *key, *name, *kind, *level;
    int years; /* that it is for; 0 = this one */
    int parts;
} Money;

static Err put_money(Year *y, Fill *f, const Money *m, int64_t yuan)
{
    year_put_ref(y, f, "fund");
    fill_put(f, "%s", m->name);
    fill_put(f, "%s", m->kind);
    fill_time(f, year_at(y, 60, 340));
    put_city(f);
    fill_put(f, "%s", m->level);
    fill_put(f, "%lld", (long long)yuan);
    fill_put(f, "%d", y->year);
    fill_str(f, m->years ? digits(y, y->year + m->years - 1) : S(""));
    fill_put(f, REBUILT);
    return fill_next(f);
}

Err year_funds(Year *y)
{
    static const Money money[] = {
        {"disaster.subsidy",     "省级自然灾害救灾补助资金",                      "relief",            "province", 0, 3},
        {"money.equipment.once", "市应急管理局装备物资配备经费",                "equipment",         "city",     0, 1},
        {"money.equipment.plan", "市消防救援支队车辆装备配备经费（三年）", "equipment",         "city",     3,
         1                                                                                                                         },
        {"ins.subsidy",          "安全生产和环境污染综合责任保险财政补贴", "insurance_subsidy", "city",     0,
         4                                                                                                                         }
    };
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "fund",
                   "ref name kind at region from_level amount_yuan first_year last_year note", &f));
    for (size_t k = 0; k < COUNT(money); k++) {
        int64_t wan = year_lack(y, money[k].key, 1),
                *parts = year_parts(y, wan, (size_t)money[k].parts);
        for (int i = 0; wan && i < money[k].parts; i++)
            TRY(put_money(y, &f, &money[k], parts[i] * 10000));
    }
    return year_done(y, &f, "fund");
}

/* --- what no register tells: by hand; base values --- */

Err year_by_hand(Year *y)
{
    static const char *const keys[] = {"acc.rank.no_major_cities",
                                       "duty.depts",
                                       "duty.items",
                                       "event.power",
                                       "pub.contest",
                                       "party.study",
                                       "party.seminars",
                                       "party.courses",
                                       "party.course_people",
                                       "party.lectures",
                                       "party.branch_lectures",
                                       "party.days",
                                       "party.topics",
                                       "party.groups",
                                       "party.places",
                                       "party.visits",
                                       "party.advice",
                                       "party.livelihood",
                                       "party.opinions",
                                       "party.problems",
                                       "party.rules"};
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "hand_figure",
                   "ref indicator period region value author source_text note", &f));
    for (size_t i = 0; i < COUNT(keys); i++) {
        const Figure *figure = year_figure(y, keys[i], y->year);
        if (!figure) continue;
        year_put_ref(y, &f, "hand");
        fill_put(&f, "%s", keys[i]);
        fill_put(&f, "%d", y->year);
        put_city(&f);
        fill_put(&f, "%g", figure->value);
        fill_put(&f, "示范填报人");
        fill_str(&f, figure->source);
        fill_put(&f, REBUILT);
        TRY(fill_next(&f));
    }
    return year_done(y, &f, "hand_figure");
}

Err year_economy(Year *y)
{
    const Figure *gdp = year_figure(y, "base.gdp", y->year),
                 *forest = year_figure(y, "base.forest", y->year);
    Fill f;
    TRY(fill_begin(y->d->cx, y->d->book, "economy",
                   "ref region year gdp_yuan forest_ha source note", &f));
    year_put_ref(y, &f, "economy");
    put_city(&f);
    fill_put(&f, "%d", y->year);
    fill_str(&f, gdp ? digits(y, llround(gdp->value)) : S(""));
    fill_str(&f, forest ? digits(y, llround(forest->value)) : S(""));
    fill_str(&f, gdp ? gdp->source : S(""));
    fill_put(&f, REBUILT "%s%.*s", forest ? "；森林面积" : "", forest ? (int)forest->source.len : 0,
             forest ? forest->source.p : "");
    TRY(fill_next(&f));
    return year_done(y, &f, "economy");
}
