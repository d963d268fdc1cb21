/* SPDX-License-Identifier: Apache-2.0 */
/* Grading: every limit of every set and the number below it, the choice of a set, near-misses,
 * GB 18218-2018 row by row, and tables that are broken. The vectors of the standards run through
 * the binary in test/accept/grade.py. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/embed.h"
#include "systems/grade/hazmat.h"
#include "systems/grade/rules.h"

static Cx *cx;
static GradeRules *rules;
static HazmatRules *hazmat;

static int setup(void **state)
{
    (void)state;
    cx = cx_open(1565280000000, 7);
    cx->lang = LANG_EN;
    if (grade_rules_load(cx, embed_find, &rules)) return -1;
    return hazmat_rules_load(cx, embed_find, &hazmat) ? -1 : 0;
}

static int teardown(void **state)
{
    (void)state;
    cx_close(cx);
    return 0;
}

/* --- incidents --- */

typedef struct Step {
    const char *set, *measure;
    int64_t least[4]; /* of levels 1 to 4; -1 = the measure does not give that level */
} Step;

static int level(const char *set, const char *measure, int64_t value)
{
    GradeFacts f = {0};
    grade_know(&f, measure, value);
    return grade_by_set(cx, rules, str_c(set), &f).level;
}

/* The level below: the next one that the measure gives; 0 = not graded. */
static int below(const Step *s, int at)
{
    for (int i = at + 1; i < 4; i++)
        if (s->least[i] >= 0) return i + 1;
    return 0;
}

static void limits_and_one_below(void **state)
{
    (void)state;
    const int64_t yuan = 100, ha = 10000;
    const Step steps[] = {
        {"accident",          "deaths",                 {30, 10, 3, 0}                                         },
        {"accident",          "serious_injuries",       {100, 50, 10, 0}                                       },
        {"accident",          "loss_fen",               {100000000 * yuan, 50000000 * yuan, 10000000 * yuan, 0}},
        {"fire",              "deaths",                 {30, 10, 3, 0}                                         },
        {"fire",              "loss_fen",               {100000000 * yuan, 50000000 * yuan, 10000000 * yuan, 0}},
        {"environment",       "injured",                {100, 50, 10, 0}                                       },
        {"environment",       "moved",                  {50000, 10000, 5000, 0}                                },
        {"environment",       "loss_fen",               {100000000 * yuan, 20000000 * yuan, 5000000 * yuan, 0} },
        {"geology",           "deaths",                 {30, 10, 3, 0}                                         },
        {"geology",           "loss_fen",               {10000000 * yuan, 5000000 * yuan, 1000000 * yuan, 0}   },
        {"earthquake",        "deaths",                 {300, 50, 10, 1}                                       },
        {"earthquake",        "magnitude_tenths",       {-1, 60, 50, 40}                                       },
        {"earthquake",        "magnitude_dense_tenths", {70, 60, 50, 40}                                       },
        {"earthquake",        "loss_gdp_bp",            {100, -1, -1, -1}                                      },
        {"weather",           "deaths",                 {30, 10, 3, 0}                                         },
        {"weather",           "loss_fen",               {50000000 * yuan, 10000000 * yuan, 5000000 * yuan, 0}  },
        {"forest_fire",       "forest_m2",              {1000 * ha, 100 * ha, 1 * ha, 0}                       },
        {"forest_fire",       "deaths",                 {30, 10, 3, 1}                                         },
        {"forest_fire",       "serious_injuries",       {100, 50, 10, 1}                                       },
        {"special_equipment", "toxic_moved",            {150000, 50000, 10000, 500}                            },
        {"special_equipment", "stranded_100_min",       {48 * 60, 24 * 60, 12 * 60, -1}                        },
        {"special_equipment", "ropeway_stranded_min",   {-1, -1, 12 * 60, 210}                                 },
        {"special_equipment", "ride_stranded_min",      {-1, -1, 12 * 60, 60}                                  },
        {"special_equipment", "lift_held_min",          {-1, -1, -1, 120}                                      },
        {"special_equipment", "boiler_600mw_out_h",     {-1, 240, -1, -1}                                      },
        {"special_equipment", "cranes_overturned",      {-1, -1, 1, -1}                                        },
    };
    for (size_t i = 0; i < COUNT(steps); i++)
        for (int l = 0; l < 4; l++) {
            const Step *s = &steps[i];
            if (s->least[l] < 0) continue;
            assert_int_equal(level(s->set, s->measure, s->least[l]), l + 1);
            assert_int_equal(level(s->set, s->measure, s->least[l] + 1), l + 1);
            if (s->least[l] > 0)
                assert_int_equal(level(s->set, s->measure, s->least[l] - 1), below(s, l));
        }
}

static void worst_measure_counts(void **state)
{
    (void)state;
    /* source: domain rule 1.1, worked example */
    Grade g = grade_accident(cx, rules, 3, 55, INT64_C(100000000));
    assert_int_equal(g.level, 2);
    assert_true(str_is(g.name_zh, "重大事故"));
    assert_true(str_is(g.rule_set, "国务院令第493号 (2007-06-01)"));
    assert_int_equal(g.n_reasons, 3);
    assert_true(str_is(g.reasons[0].measure, "serious_injuries"));
    assert_int_equal(g.reasons[1].level, 3);
    assert_true(str_find(g.reasons[0].text, S("第493号第三条")) != SIZE_MAX);
    assert_true(str_find(g.reasons[0].text, S("55")) != SIZE_MAX);
}

static void unknown_is_not_zero(void **state)
{
    (void)state;
    Grade g = grade_accident(cx, rules, -1, 12, -1);
    assert_int_equal(g.level, 3);
    assert_int_equal(g.n_reasons, 1);
    g = grade_accident(cx, rules, -1, -1, -1);
    assert_int_equal(g.level, 0);
    assert_true(str_is(g.name_zh, ""));
    assert_true(str_is(g.rule, "accident"));
    /* the hurt are at least the seriously hurt, where only those are known */
    assert_int_equal(level("environment", "serious_injuries", 50), 2);
    assert_int_equal(level("environment", "loss_gdp_bp", 5000), 0);
}

static void later_amount_replaces(void **state)
{
    (void)state;
    GradeFacts f = {0};
    grade_know(&f, "deaths", 1);
    grade_know(&f, "deaths", -1);
    grade_know(&f, "deaths", 11);
    assert_int_equal(f.n, 1);
    assert_int_equal(grade_by_set(cx, rules, S("accident"), &f).level, 2);
}

static void kind_chooses_the_set(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *class, *set;
        int level; /* of 3 dead and a loss of 20 million yuan */
    } cases[] = {
        {"12D01", "accident", "accident",    3},
        {"12000", "",         "accident",    3},
        {"",      "accident", "accident",    3},
        {"12Q01", "accident", "environment", 2},
        {"12G03", "accident", "fire",        3},
        {"12099", "accident", "fire",        3},
        {"12N04", "accident", "accident",    3}, /* by the set it stands on */
        {"11D02", "natural",  "geology",     1},
        {"11C02", "natural",  "earthquake",  4},
        {"11B01", "natural",  "weather",     2},
        {"11G01", "natural",  "forest_fire", 3},
        {"11G05", "natural",  "",            0}, /* grassland */
        {"11A01", "natural",  "",            0},
        {"13A00", "health",   "",            0},
        {"14A00", "security", "",            0},
        {"",      "",         "",            0},
    };
    GradeFacts f = {0};
    grade_know(&f, "deaths", 3);
    grade_know(&f, "loss_fen", INT64_C(2000000000));
    for (size_t i = 0; i < COUNT(cases); i++) {
        Grade g = grade_incident(cx, rules, str_c(cases[i].kind), str_c(cases[i].class), &f);
        assert_int_equal(g.level, cases[i].level);
        assert_true(str_is(g.rule, cases[i].set));
    }
}

static void special_equipment_takes_the_worse(void **state)
{
    (void)state;
    GradeFacts f = {0};
    grade_know(&f, "deaths", 10);
    grade_know(&f, "pressure_explosions", 1);
    Grade g = grade_incident(cx, rules, S("12N02"), S("accident"), &f);
    assert_int_equal(g.level, 2);
    assert_true(str_is(g.rule, "accident"));
    assert_int_equal(g.n_reasons, 2);
    assert_true(str_is(g.reasons[0].measure, "deaths"));
    grade_know(&f, "deaths", 1);
    g = grade_incident(cx, rules, S("12N02"), S("accident"), &f);
    assert_int_equal(g.level, 3);
    assert_true(str_is(g.rule, "special_equipment"));
}

static void local_limits_are_parameters(void **state)
{
    (void)state;
    GradeRules *own;
    GradeFacts f = {0};
    assert_int_equal(grade_rules_load(cx, embed_find, &own), OK);
    assert_true(grade_rules_set(own, S("grading.weather.level3.loss_wan"), 800));
    assert_true(grade_rules_set(own, S("grading.weather.level3.deaths"), 5));
    assert_false(grade_rules_set(own, S("grading.nothing"), 5));
    assert_false(grade_rules_set(own, S(""), 5));
    grade_know(&f, "loss_fen", INT64_C(800000000) - 1);
    assert_int_equal(grade_by_set(cx, own, S("weather"), &f).level, 4);
    grade_know(&f, "loss_fen", INT64_C(800000000));
    assert_int_equal(grade_by_set(cx, own, S("weather"), &f).level, 3);
    grade_know(&f, "loss_fen", 0);
    grade_know(&f, "deaths", 4);
    assert_int_equal(grade_by_set(cx, own, S("weather"), &f).level, 4);
}

static void near_misses(void **state)
{
    (void)state;
    static const struct {
        const char *measure;
        int64_t least;
    } cases[] = {
        {"in_danger",           10 },
        {"trapped_or_missing",  3  },
        {"moved",               500},
        {"grave_pollution",     1  },
        {"key_sites_in_danger", 1  },
        {"other_near_miss",     1  },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        GradeFacts at = {0}, under = {0};
        Grade g;
        grade_know(&at, cases[i].measure, cases[i].least);
        grade_know(&under, cases[i].measure, cases[i].least - 1);
        assert_true(grade_is_near_miss(cx, rules, &at, &g));
        assert_true(str_is(g.name_zh, "较大涉险事故"));
        assert_int_equal(g.n_reasons, 1);
        assert_false(grade_is_near_miss(cx, rules, &under, &g));
    }
}

static void reasons_in_both_languages(void **state)
{
    (void)state;
    GradeFacts f = {0};
    grade_know(&f, "forest_m2", 15000);
    Grade en = grade_by_set(cx, rules, S("forest_fire"), &f);
    assert_true(str_is(en.reasons[0].text, "damaged forest 1.5 ha, at least 1: level 3 "
                                           "较大森林火灾 (森林防火条例第四十条)"));
    cx->lang = LANG_ZH;
    Grade zh = grade_by_set(cx, rules, S("forest_fire"), &f);
    assert_true(str_is(zh.reasons[0].text,
                       "受害森林面积 1.5 公顷，达到 1：较大森林火灾（森林防火条例第四十条）"));
    cx->lang = LANG_EN;
}

static Str json_of(const Grade *g)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    grade_write_json(&w, g);
    return buf_str(&b);
}

static void grades_as_json(void **state)
{
    (void)state;
    Grade none = grade_incident(cx, rules, S("14A00"), S("security"), &(GradeFacts){0});
    assert_true(str_is(json_of(&none),
                       "{\"grade\":null,\"name_zh\":null,\"reasons\":[],\"rule_set\":\"\"}"));
    Grade some = grade_accident(cx, rules, 30, -1, -1);
    assert_true(str_starts(json_of(&some), S("{\"grade\":1,\"name_zh\":\"特别重大事故\"")));
}

/* --- major hazard installations --- */

static HazmatCounted one(const char *substance, const char *classes)
{
    Str rest = str_c(classes), symbol, *list = cx_new(cx, Str, 10);
    HazmatItem item = {.substance = str_c(substance), .tonnes = 1, .classes = list};
    HazmatUnit unit = {.items = &item, .n = 1};
    HazmatGrade g = {0};
    while (str_next(&rest, ',', &symbol)) list[item.n_classes++] = symbol;
    cx_clear(cx);
    if (hazmat_grade(cx, hazmat, &unit, &g)) return (HazmatCounted){.row = -1};
    return g.items[0];
}

static void assert_counted(HazmatCounted c, int row, double q, double beta, const char *from)
{
    assert_int_equal(c.row, row);
    assert_true(c.q_tonnes == q && c.beta == beta);
    assert_true(str_is(c.beta_from, from));
}

static void names_find_rows(void **state)
{
    (void)state;
    assert_counted(one("氯", ""), 12, 5, 4, "T3");
    assert_counted(one("液氯", ""), 12, 5, 4, "T3");
    assert_counted(one("7782-50-5", ""), 12, 5, 4, "T3");
    assert_counted(one("７７８２－５０－５", ""), 12, 5, 4, "T3");
    assert_counted(one(" 液氯　", ""), 12, 5, 4, "T3");
    assert_counted(one("甲醛（含量＞90％）", ""), 8, 5, 2, "J3");
    assert_counted(one("tnt", ""), 35, 5, 2, "W1.1");
    assert_counted(one("74-98-6", ""), 52, 50, 1.5, "W2");
    assert_counted(one("汽油", ""), 66, 200, 1, "W5.3");
    assert_counted(one("天然气", ""), 49, 50, 1.5, "W2");
    assert_counted(one("煤气", ""), 13, 20, 2, "T3(CO)");
    assert_int_equal(one("甲醛", "").row, -1); /* another thing than formaldehyde above 90 % */
}

static void classes_where_no_row(void **state)
{
    (void)state;
    assert_counted(one("一氧化碳", "W2,J3"), 0, 10, 2, "T3");
    assert_counted(one("630-08-0", "J3"), 0, 50, 2, "T3");
    assert_counted(one("氯", "W1.1,W2"), 12, 5, 4, "T3");
    assert_counted(one("甲醇", "W5.1"), 65, 500, 1, "W5.3");
    assert_counted(one("", "W5.3,J1,W2"), 0, 5, 4, "J1");
    assert_counted(one("某混合物", "W5.4,W7.1"), 0, 10, 1.5, "W7.1");
    assert_counted(one("", " w5.3 "), 0, 1000, 1, "W5.3");
}

static void every_row_by_its_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < hazmat->rows.n; i++) {
        const HazmatRow *r = &hazmat->rows.p[i];
        HazmatCounted c = one(str_z(cx, r->name), "");
        assert_int_equal(c.row, r->row);
        assert_true(c.q_tonnes == r->q_tonnes && c.beta == r->beta);
    }
    assert_int_equal(hazmat->rows.n, 85);
    assert_int_equal(hazmat->toxic.n, 14);
    assert_int_equal(hazmat->classes.n, 24);
}

static void refusals(void **state)
{
    (void)state;
    static const struct {
        const char *substance, *classes, *field;
    } cases[] = {
        {"水",          "",      "items[0].substance" },
        {"",             "",      "items[0].substance" },
        {"9004-70-0",    "",      "items[0].substance" },
        {"9004-70-0",    "W1.1",  "items[0].substance" },
        {"6484-52-2",    "",      "items[0].substance" },
        {"硝化棉",    "",      "items[0].substance" },
        {"一氧化碳", "",      "items[0].substance" },
        {"氯",          "W99",   "items[0].classes[0]"},
        {"",             "W2,W5", "items[0].classes[1]"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(one(cases[i].substance, cases[i].classes).row, -1);
        assert_int_equal(cx->fail->code, ERR_INVALID);
        assert_true(str_is(cx->fail->items[0].field, cases[i].field));
    }
    cx_clear(cx);
}

static HazmatGrade chlorine(double tonnes, int64_t people)
{
    HazmatItem item = {.substance = S("氯"), .tonnes = tonnes};
    HazmatUnit unit = {people, &item, 1};
    HazmatGrade g = {.grade = -1};
    cx_clear(cx);
    if (hazmat_grade(cx, hazmat, &unit, &g)) return (HazmatGrade){.grade = -1};
    return g;
}

static void limits_of_the_installation(void **state)
{
    (void)state;
    static const struct {
        int64_t people;
        double alpha;
    } alphas[] = {
        {0,                         0.5},
        {1,                         1  },
        {29,                        1  },
        {30,                        1.2},
        {49,                        1.2},
        {50,                        1.5},
        {99,                        1.5},
        {100,                       2  },
        {INT64_C(9000000000000000), 2  },
    };
    for (size_t i = 0; i < COUNT(alphas); i++)
        assert_true(chlorine(1, alphas[i].people).alpha == alphas[i].alpha);
    /* R = 4 q/5 with one neighbour */
    assert_int_equal(chlorine(4.999, 1).grade, 0);
    assert_int_equal(chlorine(5, 1).grade, 4);
    assert_int_equal(chlorine(5 - 1e-12, 1).grade, 4);
    assert_int_equal(chlorine(12.499, 1).grade, 4);
    assert_int_equal(chlorine(12.5, 1).grade, 3);
    assert_int_equal(chlorine(62.499, 1).grade, 3);
    assert_int_equal(chlorine(62.5, 1).grade, 2);
    assert_int_equal(chlorine(124.999, 1).grade, 2);
    assert_int_equal(chlorine(125, 1).grade, 1);
    assert_int_equal(chlorine(-0.001, 1).grade, -1);
    assert_int_equal(chlorine(NAN, 1).grade, -1);
    assert_int_equal(chlorine(INFINITY, 1).grade, -1);
    assert_int_equal(chlorine(5, -1).grade, -1);
    cx_clear(cx);
}

static void tenths_add_up(void **state)
{
    (void)state;
    HazmatItem items[10];
    for (size_t i = 0; i < 10; i++) items[i] = (HazmatItem){.substance = S("氯"), .tonnes = 0.5};
    HazmatGrade g;
    assert_int_equal(hazmat_grade(cx, hazmat, &(HazmatUnit){1, items, 10}, &g), OK);
    assert_true(g.s < 1); /* 0.9999999999999999: the tolerance decides */
    assert_int_equal(g.grade, 4);
}

static void units_from_json(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "{",
        "[]",
        "{\"exposed_people\":1}",
        "{\"items\":[]}",
        "{\"exposed_people\":1,\"items\":[1]}",
        "{\"exposed_people\":1,\"items\":[{}]}",
        "{\"exposed_people\":1,\"items\":[{\"tonnes\":1,\"classes\":[[]]}]}",
        "{\"exposed_people\":1,\"items\":[{\"tonnes\":1,\"substance\":{}}]}",
    };
    HazmatUnit unit;
    for (size_t i = 0; i < COUNT(bad); i++) {
        cx_clear(cx);
        assert_int_equal(hazmat_unit_read(cx, str_c(bad[i]), &unit), ERR_INVALID);
    }
    cx_clear(cx);
    Str good =
        S("{\"exposed_people\":120,\"note\":1,\"items\":[{\"substance\":\"氯\",\"tonnes\":20},"
          "{\"substance\":null,\"tonnes\":25,\"classes\":[\"J2\"]}]}");
    HazmatGrade g;
    assert_int_equal(hazmat_unit_read(cx, good, &unit), OK);
    assert_int_equal(hazmat_grade(cx, hazmat, &unit, &g), OK);
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    hazmat_write_json(&w, &g);
    assert_true(str_is(
        buf_str(&b),
        "{\"S\":4.5,\"R\":33,\"grade\":3,\"alpha\":2,\"items\":[{\"substance\":\"氯\",\"row\":12,"
        "\"tonnes\":20,\"Q\":5,\"beta\":4,\"beta_from\":\"T3\"},{\"substance\":null,\"row\":null,"
        "\"tonnes\":25,\"Q\":50,\"beta\":1,\"beta_from\":\"J2\"}],"
        "\"rule_set\":\"GB 18218-2018\"}"));
}

/* --- tables that a city has changed --- */

static const char *broken_path, *broken_text;

static Str broken_find(Str path)
{
    if (!str_is(path, broken_path)) return embed_find(path);
    return broken_text ? str_c(broken_text) : (Str){NULL, 0};
}

static void broken_tables(void **state)
{
    (void)state;
    static const struct {
        const char *path, *text, *field;
        Err err;
    } cases[] = {
        {"model/rules/grading-sets.csv",       NULL,                                            "model/rules/grading-sets.csv",                      ERR_NOT_FOUND},
        {"model/rules/grading-sets.csv",       "",                                              "model/rules/grading-sets.csv:1",                    ERR_INVALID  },
        {"model/rules/grading-limits.csv",     "rule,level\n",                                  "model/rules/grading-limits.csv:1",
         ERR_INVALID                                                                                                                                              },
        {"model/rules/grading-limits.csv",
         "rule,level,measure,min,parameter,parameter_factor,clause\naccident,1\n",              "model/rules/grading-limits.csv:2",                  ERR_INVALID  },
        {"model/rules/grading-limits.csv",
         "rule,level,measure,min,parameter,parameter_factor,clause\naccident,5,deaths,1,,,\n",  "model/rules/grading-limits.csv:2 level",            ERR_INVALID  },
        {"model/rules/grading-limits.csv",
         "rule,level,measure,min,parameter,parameter_factor,clause\naccident,1,death,1,,,\n",   "model/rules/grading-limits.csv:2 measure",          ERR_INVALID  },
        {"model/rules/grading-limits.csv",
         "rule,level,measure,min,parameter,parameter_factor,clause\nx,1,deaths,1,,,\n",         "model/rules/grading-limits.csv:2 rule",             ERR_INVALID  },
        {"model/rules/grading-limits.csv",
         "rule,level,measure,min,parameter,parameter_factor,clause\naccident,1,deaths,-1,,,\n", "model/rules/grading-limits.csv:2 min",              ERR_INVALID  },
        {"model/rules/grading-limits.csv",
         "rule,level,measure,min,parameter,parameter_factor,clause\naccident,1,deaths,1,p,,\n", "model/rules/grading-limits.csv:2 parameter_factor", ERR_INVALID  },
        {"model/rules/gb18218-categories.csv", "symbol,q_t,beta\nW2,0,1\n",
         "model/rules/gb18218-categories.csv:2 q_t",                                                                                                 ERR_INVALID  },
        {"model/rules/gb18218-alpha.csv",      "persons_min,alpha\n0,\"x\n",                    "line 2",                                            ERR_INVALID  },
        {"model/rules/gb18218-levels.csv",     "level,level_zh,r_min_inclusive\n0,x,1\n",
         "model/rules/gb18218-levels.csv:2 level",                                                                                                   ERR_INVALID  },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        GradeRules *g = NULL;
        HazmatRules *h = NULL;
        broken_path = cases[i].path, broken_text = cases[i].text;
        cx_clear(cx);
        Err err = grade_rules_load(cx, broken_find, &g);
        if (!err) err = hazmat_rules_load(cx, broken_find, &h);
        assert_int_equal(err, cases[i].err);
        assert_true(str_is(cx->fail->items[0].field, cases[i].field));
    }
    cx_clear(cx);
}

static void longest_prefix_wins(void **state)
{
    (void)state;
    GradeRules *own;
    GradeFacts f = {0};
    broken_path = "model/rules/grading-sets.csv";
    broken_text =
        "rule,version,name,class,kinds,also,level1_zh,level2_zh,level3_zh,level4_zh,source\n"
        "fire,1,x,,12G;12099,,a,b,c,d,s\naccident,1,y,,12,,a,b,c,d,s\n"
        "environment,1,z,,,,a,b,c,d,s\ngeology,1,z,,,,a,b,c,d,s\n"
        "earthquake,1,z,,,,a,b,c,d,s\nweather,1,z,,,,a,b,c,d,s\n"
        "forest_fire,1,z,,,,a,b,c,d,s\nspecial_equipment,1,z,,,,a,b,c,d,s\n"
        "near_miss,1,z,,,,a,b,c,d,s\n";
    assert_int_equal(grade_rules_load(cx, broken_find, &own), OK);
    grade_know(&f, "deaths", 3);
    assert_true(str_is(grade_incident(cx, own, S("12G01"), S(""), &f).rule, "fire"));
    assert_true(str_is(grade_incident(cx, own, S("12D01"), S(""), &f).rule, "accident"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_and_one_below),
        cmocka_unit_test(worst_measure_counts),
        cmocka_unit_test(unknown_is_not_zero),
        cmocka_unit_test(later_amount_replaces),
        cmocka_unit_test(kind_chooses_the_set),
        cmocka_unit_test(special_equipment_takes_the_worse),
        cmocka_unit_test(local_limits_are_parameters),
        cmocka_unit_test(near_misses),
        cmocka_unit_test(reasons_in_both_languages),
        cmocka_unit_test(grades_as_json),
        cmocka_unit_test(names_find_rows),
        cmocka_unit_test(classes_where_no_row),
        cmocka_unit_test(every_row_by_its_name),
        cmocka_unit_test(refusals),
        cmocka_unit_test(limits_of_the_installation),
        cmocka_unit_test(tenths_add_up),
        cmocka_unit_test(units_from_json),
        cmocka_unit_test(broken_tables),
        cmocka_unit_test(longest_prefix_wins),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
