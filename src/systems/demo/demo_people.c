/* SPDX-License-Identifier: Apache-2.0 */
/* Organisations, people, base values. */
#include "systems/demo/demo_int.h"

/* --- organisations --- */

typedef struct Body {
    const char *ref, *name, *kind, *committees, *sector;
} Body;

static const Body city_bodies[] = {
    {"gov",            "衢州市人民政府",                   "government",        "",                                               ""                 },
    {"emergency",      "衢州市应急管理局",                "emergency",         "safety flood forest disaster chemical industry",
     ""                                                                                                                                                     },
    {"flood-hq",       "衢州市防汛防台抗旱指挥部",    "headquarters",      "flood",                                          ""                 },
    {"forest-hq",      "衢州市森林防灭火指挥部",       "headquarters",      "forest",                                         ""                 },
    {"safety",         "衢州市安全生产委员会办公室", "committee",         "safety",                                         ""                 },
    {"disaster",       "衢州市减灾救灾委员会办公室", "committee",         "disaster",                                       ""                 },
    {"fire",           "衢州市消防救援支队",             "fire",              "safety fire flood forest",                       "fire"             },
    {"police",         "衢州市公安局",                      "police",            "safety flood",                                   ""                 },
    {"traffic-police", "衢州市公安局交通警察支队",    "police",            "traffic",                                        "traffic"          },
    {"health",         "衢州市卫生健康委员会",          "health",            "safety disaster",                                "health"           },
    {"water",          "衢州市水利局",                      "water",             "flood water",                                    "flood"            },
    {"weather",        "衢州市气象局",                      "weather",           "flood disaster",                                 ""                 },
    {"resources",      "衢州市自然资源和规划局",       "natural_resources", "flood geology",                                  "geology"          },
    {"transport",      "衢州市交通运输局",                "transport",         "safety traffic flood",                           "shipping"         },
    {"construction",   "衢州市住房和城乡建设局",       "construction",      "safety construction flood gas",
     "construction"                                                                                                                                         },
    {"forestry",       "衢州市林业局",                      "forestry",          "forest",                                         "forest"           },
    {"environment",    "衢州市生态环境局",                "environment",       "safety chemical",                                ""                 },
    {"industry",       "衢州市经济和信息化局",          "industry",          "safety industry",                                ""                 },
    {"agriculture",    "衢州市农业农村局",                "agriculture",       "safety flood agriculture",                       "agriculture"      },
    {"civil",          "衢州市民政局",                      "civil",             "disaster",                                       ""                 },
    {"education",      "衢州市教育局",                      "education",         "safety school",                                  "education"        },
    {"tourism",        "衢州市文化广电旅游局",          "tourism",           "safety tourism",                                 "tourism"          },
    {"market",         "衢州市市场监督管理局",          "market",            "safety special_equipment",                       "special_equipment"},
    {"commerce",       "衢州市商务局",                      "department",        "safety disaster",                                "commerce"         },
    {"grain",          "衢州市粮食和物资储备局",       "department",        "disaster",                                       ""                 },
    {"power",          "国网衢州供电公司",                "power",             "flood",                                          "power"            },
    {"telecom",        "衢州市通信发展管理办公室",    "telecom",           "flood",                                          "telecom"          },
    {"redcross",       "衢州市红十字会",                   "social",            "disaster",                                       ""                 },
    {"hitech",         "衢州智造新城管理委员会",       "park",              "safety chemical",                                "chemical"         },
    {"tongshanyuan",   "铜山源水库管理中心",             "reservoir",         "flood",                                          "water"            },
};

static void put_org(Demo *d, Fill *f, const char *ref, Str name, const char *kind,
                    const char *level, Str region, const char *parent)
{
    fill_put(f, "demo-org-%s", ref);
    fill_str(f, name);
    fill_put(f, "%s", kind);
    fill_put(f, "%s", level);
    fill_str(f, region);
    fill_put(f, "%s%s", parent[0] ? "demo-org-" : "", parent);
    fill_str(f, demo_phone(d));
}

static Err county_orgs(Demo *d, Fill *f)
{
    static const char *const kinds[][3] = {
        {"gov",       "人民政府",             "government"       },
        {"emergency", "应急管理局",          "emergency"        },
        {"water",     "水利局",                "water"            },
        {"resources", "自然资源和规划局", "natural_resources"},
        {"fire",      "消防救援大队",       "fire"             }
    };
    for (int c = 0; c < N_COUNTIES; c++)
        for (size_t k = 0; k < COUNT(kinds); k++) {
            const CountyName *county = &demo_counties[c];
            Str ref = str_fmt(d->cx, "%s-%s", kinds[k][0], county->code),
                name = str_fmt(d->cx, "%s%s", county->zh, kinds[k][1]);
            put_org(d, f, str_z(d->cx, ref), name, kinds[k][2], "county",
                    str_fmt(d->cx, "%s000000", county->code), kinds[k][0]);
            fill_put(f, "%s", "");
            fill_put(f, "%s", "");
            TRY(fill_next(f));
        }
    return OK;
}

static Err town_orgs(Demo *d, Fill *f)
{
    for (size_t i = 0; i < d->n_towns; i++) {
        const Place *t = &d->towns[i];
        const char *word = str_ends(t->name, S("街道")) ? "办事处" : "人民政府";
        Str ref = str_fmt(d->cx, "town-%.9s", t->code.p),
            name = str_fmt(d->cx, "%s%.*s%s", demo_counties[t->county].zh, STR_ARG(t->name), word);
        put_org(d, f, str_z(d->cx, ref), name, "township", "township", t->code,
                str_z(d->cx, str_fmt(d->cx, "gov-%s", demo_counties[t->county].code)));
        fill_put(f, "%s", "flood");
        fill_put(f, "%s", "");
        TRY(fill_next(f));
    }
    return OK;
}

Err demo_orgs(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "org",
                   "ref name kind level region parent duty_phone committees sector", &f));
    for (size_t i = 0; i < COUNT(city_bodies); i++) {
        const Body *b = &city_bodies[i];
        put_org(d, &f, b->ref, str_c(b->name), b->kind, "city", S("330800000000"), i ? "gov" : "");
        fill_put(&f, "%s", b->committees);
        fill_put(&f, "%s", b->sector);
        TRY(fill_next(&f));
    }
    TRY(county_orgs(d, &f));
    TRY(town_orgs(d, &f));
    return demo_done(d, &f, "org");
}

/* --- people --- */

typedef struct Human {
    Str org, region;
    const char *duty, *fields;
} Human;

static Human human_of_place(Demo *d, const Place *p, const char *duty)
{
    return (Human){str_fmt(d->cx, "demo-org-town-%.9s", p->code.p), p->code, duty, ""};
}

static Human human_at(Demo *d, size_t i)
{
    static const char *const fields[] = {"chemical instrument",
                                         "mine geology",
                                         "construction",
                                         "industry dust",
                                         "fire",
                                         "electric",
                                         "special_equipment",
                                         "flood weather",
                                         "geology",
                                         "forest",
                                         "traffic",
                                         "environment",
                                         "medical rescue",
                                         "law",
                                         "gas"};
    size_t leaders = demo_leader_of(d, 0), watchers = leaders + d->n_towns;
    if (i < d->n_villages) return human_of_place(d, &d->villages[i], "村党支部书记");
    if (i < leaders) return human_of_place(d, demo_village(d), "水利员");
    if (i < watchers) return human_of_place(d, &d->towns[i - leaders], "副镇长（分管防汛）");
    if (i < N_RESPONSIBLE) return human_of_place(d, demo_village(d), "群测群防员");
    if (i < N_RESPONSIBLE + N_STAFF)
        return (Human){S("demo-org-emergency"), S("330800000000"), "应急值班", ""};
    return (Human){S("demo-org-safety"), S("330800000000"), "专家", DEMO_WORD(d, fields)};
}

static Err put_human(Demo *d, Fill *f, size_t i)
{
    Human h = human_at(d, i);
    demo_put_person(f, i);
    fill_str(f, demo_name(d));
    Str phone = demo_phone(d);
    fill_str(f, demo_has_phone(i) ? phone : S(""));
    fill_str(f, h.org);
    fill_str(f, h.region);
    fill_put(f, "%s", h.duty);
    fill_put(f, "%d", demo_chance(d, 22) ? 2 : 1);
    fill_put(f, "%d", h.fields[0] != 0);
    fill_put(f, "%s", h.fields);
    fill_put(f, "%d", demo_chance(d, 19));
    fill_date(f, d->now - demo_between(d, 5, 300) * (int64_t)MS_DAY);
    fill_put(f, "示范人员，虚构");
    return fill_next(f);
}

Err demo_persons(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "person",
                   "ref name phone org region title_duty sex is_expert fields professional "
                   "phone_checked_on note",
                   &f));
    for (size_t i = 0; i < N_RESPONSIBLE + N_STAFF + N_EXPERTS; i++) TRY(put_human(d, &f, i));
    return demo_done(d, &f, "person");
}

/* --- base values: public facts of data/regions; what no source gives stays empty --- */

typedef struct Base {
    const char *region;
    int year;
    int64_t people, registered;
    const char *source;
} Base;

Err demo_economy(Demo *d)
{
    static const char census5[] = "第五次全国人口普查", bulletin[] = "2021年衢州市统计公报";
    static const Base rows[] = {
        {"330800", 2000, 2128856, 0,       census5                      },
        {"330802", 2000, 286271,  0,       census5                      },
        {"330803", 2000, 464128,  0,       census5                      },
        {"330822", 2000, 265467,  0,       census5                      },
        {"330824", 2000, 271611,  0,       census5                      },
        {"330825", 2000, 368157,  0,       census5                      },
        {"330881", 2000, 473222,  0,       census5                      },
        {"330800", 2010, 2122661, 0,       "第六次全国人口普查"},
        {"330881", 2010, 467862,  599591,  "第六次全国人口普查"},
        {"330881", 2019, 485400,  615500,  "2019年末"                 },
        {"330800", 2020, 2276184, 0,       "第七次全国人口普查"},
        {"330800", 2021, 2287000, 2559400, bulletin                     },
        {"330802", 2021, 532400,  442100,  bulletin                     },
        {"330803", 2021, 0,       410900,  bulletin                     },
        {"330822", 2021, 0,       339700,  bulletin                     },
        {"330824", 2021, 0,       358700,  bulletin                     },
        {"330825", 2021, 0,       397200,  bulletin                     },
        {"330881", 2021, 0,       610800,  bulletin                     }
    };
    Fill f;
    TRY(fill_begin(d->cx, d->book, "economy", "region year population registered_population source",
                   &f));
    for (size_t i = 0; i < COUNT(rows); i++) {
        fill_put(&f, "%s", rows[i].region);
        fill_put(&f, "%d", rows[i].year);
        fill_str(&f, rows[i].people ? str_fmt(d->cx, "%lld", (long long)rows[i].people) : S(""));
        fill_str(&f, rows[i].registered ? str_fmt(d->cx, "%lld", (long long)rows[i].registered)
                                        : S(""));
        fill_put(&f, "%s", rows[i].source);
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "economy");
}
