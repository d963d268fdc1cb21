/* SPDX-License-Identifier: Apache-2.0 */
/* A register from its definition to rebuilt tables, over a real store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "register/register.h"

static const char org_yaml[] =
    "register: org\nlabel: {zh: 机构, en: Body}\narea: admin\nfields:\n"
    "  - {key: name, type: text(40), required: import, zh: 名称, en: Name}\n";
static const char hazard_yaml[] =
    "register: hazard\nlabel: {zh: 隐患, en: Hazard}\narea: oversight\ngeometry: point\ntitle: "
    "[object, found_at]\ndated_by: found_at\n"
    "unique: [code]\n"
    "fields:\n"
    "  - {key: code, type: text(20), zh: 编号, en: Code}\n"
    "  - {key: object, type: text(60), required: true, search: true, zh: 部位, en: Object}\n"
    "  - {key: org, type: ref(org), zh: 机构, en: Body}\n"
    "  - {key: grade, type: code(grade), default: general, zh: 等级, en: Grade}\n"
    "  - {key: fund_yuan, type: money, min: 0, max: 1000000, zh: 资金, en: Funds}\n"
    "  - {key: found_at, type: time, required: import, zh: 发现, en: Found}\n"
    "  - {key: closed_at, type: time, zh: 销号, en: Closed}\n"
    "  - {key: fixed_by, type: text(20), zh: 整改人, en: Fixed by}\n"
    "  - {key: phone, type: phone, zh: 电话, en: Phone}\n"
    "checks:\n"
    "  - {field: closed_at, rule: closed_at >= found_at, zh: 销号早于发现, en: closed before "
    "found}\n"
    "lifecycle:\n  initial: found\n  states:\n"
    "    - {key: found, zh: 待整改, en: Found, tone: warn}\n"
    "    - {key: fixed, zh: 已整改, en: Fixed, tone: info}\n"
    "    - {key: closed, zh: 已销号, en: Closed, tone: ok, final: true}\n"
    "  actions:\n"
    "    - {key: fix, from: [found], to: fixed, roles: [inspector], sets: {fixed_by: actor}, zh: "
    "整改, en: Fix}\n"
    "    - {key: close, from: [fixed], to: closed, roles: [inspector], needs: [closed_at], guard: "
    "actor != fixed_by, reason: required, zh: 销号, en: Close}\n"
    "    - {key: shut, from: ['*'], to: closed, roles: [inspector], persons: 2, zh: 关停, en: "
    "Shut}\n"
    "clocks:\n"
    "  - {key: term, starts: {on: create}, stops: {state: [fixed, closed]}, due: {hours: 10}, "
    "owner: {role: enterprise}, zh: 期限, en: Term, ladder: [{at: 50, to: owner}, {at: 100, to: "
    "duty}]}\n";
static const char grade_csv[] = "code,zh,en\ngeneral,一般,General\nmajor,重大,Major\n";

enum { START = 1565280000 }; /* 2019-08-09T00:00:00+08:00 */

typedef struct World {
    Cx *cx;
    char dir[64];
    int64_t now;
    Store *store;
    Book *book;
    Journal *journal;
    Actor li, wang;
} World;

static int64_t world_now(void *ctx)
{
    return ((World *)ctx)->now;
}

static Err world_clear(Cx *cx, Db *db, void *ctx)
{
    return book_clear(cx, db, ((World *)ctx)->book);
}

static Err world_apply(Cx *cx, Db *db, const Entry *e, void *ctx)
{
    return book_apply(cx, db, e, ((World *)ctx)->book);
}

static Err open_gate(Cx *cx, const Reg *reg, Str verb, Str region, void *ctx)
{
    (void)reg, (void)verb, (void)region, (void)ctx;
    return str_is(cx->actor->role, "candidate") ? cx_fail(cx, ERR_DENIED, "", "please sign in")
                                                : OK;
}

static void need(World *w, Err err)
{
    if (err != OK) fail_msg("%.*s", STR_ARG(cx_message(w->cx)));
}

static Model *load(World *w, Str hazard)
{
    Refusals refused = {0};
    Model *m;
    ModelFile files[] = {
        {S("registers/org.yaml"),    str_c(org_yaml) },
        {S("registers/hazard.yaml"), hazard          },
        {S("codes/grade.csv"),       str_c(grade_csv)}
    };
    cx_clear(w->cx);
    need(w, model_load(w->cx, files, COUNT(files), &refused, &m));
    for (size_t i = 0; i < refused.n; i++)
        print_message("%.*s:%d %.*s\n", STR_ARG(refused.p[i].file), refused.p[i].line,
                      STR_ARG(refused.p[i].reason));
    assert_int_equal(refused.n, 0);
    return m;
}

static JournalHost host_of(World *w)
{
    return (JournalHost){.ctx = w, .now_ms = world_now, .clear = world_clear, .apply = world_apply};
}

static int set_up(void **state)
{
    World *w = calloc(1, sizeof *w);
    w->now = (int64_t)START * 1000;
    w->cx = cx_open(w->now, 7);
    w->cx->lang = LANG_EN;
    snprintf(w->dir, sizeof w->dir, "/tmp/anlan-unit-XXXXXX");
    assert_non_null(mkdtemp(w->dir));
    need(w, store_open(w->cx, str_fmt(w->cx, "%s/anlan.db", w->dir).p, &w->store));
    need(w, journal_create(w->cx, w->store));
    BookConfig config = {.store = w->store, .gate = open_gate, .node = 1};
    need(w, book_open(w->cx, &config, load(w, str_c(hazard_yaml)), &w->book));
    JournalConfig jc = {
        .dir = w->dir, .node = 1, .algo = HASH_SHA256, .host = host_of(w), .queue_max = 100};
    need(w, journal_open(w->cx, w->store, &jc, &w->journal));
    book_set_journal(w->book, w->journal);
    w->li = (Actor){.name = S("li"),
                    .role = S("inspector"),
                    .region = S("330800000000"),
                    .door = S("web"),
                    .clearance = LEVEL_PERSONAL};
    w->wang = (Actor){.name = S("wang"),
                      .role = S("inspector"),
                      .region = S("330800000000"),
                      .door = S("web"),
                      .clearance = LEVEL_INTERNAL};
    w->cx->actor = &w->li;
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    World *w = *state;
    char rm[100];
    cx_close(w->cx);
    journal_close(w->journal);
    book_close(w->book);
    store_close(w->store);
    snprintf(rm, sizeof rm, "rm -rf %s", w->dir);
    int rc = system(rm);
    free(w);
    return rc;
}

static Err post(World *w, const char *reg, const char *action, int64_t id, int64_t version,
                const char *json, const char *reason, Rec **ret)
{
    Write *wr = cx_new(w->cx, Write, 1);
    *wr = (Write){.book = w->book,
                  .reg = model_reg(book_model(w->book), str_c(reg)),
                  .id = id,
                  .if_version = version,
                  .action = str_c(action),
                  .input = json_loads(json, 0, NULL),
                  .reason = str_c(reason)};
    Cmd cmd;
    cx_clear(w->cx);
    write_cmd(w->cx, wr, &cmd);
    w->cx->now_ms = w->now;
    Err err = journal_do(w->journal, &cmd);
    json_decref(wr->input);
    if (ret) *ret = wr->ret;
    return err;
}

static Rec *make(World *w)
{
    Rec *rec;
    need(w, post(w, "hazard", "create", 0, 0,
                 "{\"object\":\"3号储罐区防爆电气\",\"found_at\":\"2019-08-08\",\"lon\":118.87,"
                 "\"lat\":28.95,\"region\":\"330802\",\"phone\":\"13905700001\"}",
                 NULL, &rec));
    return rec;
}

static Err page_of(World *w, const char *name, Op op, const char *value, Page *page)
{
    Query q = {.reg = model_reg(book_model(w->book), S("hazard")),
               .limit = 10,
               .want_total = true,
               .text = S(""),
               .region = S(""),
               .sort_column = S(""),
               .after = S("")};
    cx_clear(w->cx);
    TRY(query_param(w->cx, w->book, &q, str_c(name), op, str_c(value)));
    return query_run(w->cx, w->book, &q, page);
}

static size_t found_by(World *w, const char *name, Op op, const char *value)
{
    Page page = {0};
    need(w, page_of(w, name, op, value, &page));
    return (size_t)page.total;
}

static void a_record_is_made_found_and_changed(void **state)
{
    World *w = *state;
    Rec *rec = make(w);
    assert_int_equal(rec->version, 1);
    assert_true(str_is(rec->region, "330802000000"));
    assert_true(str_is(rec->state, "found"));
    assert_int_equal(found_by(w, "q", OP_EQ, "储罐"), 1);
    assert_int_equal(found_by(w, "q", OP_EQ, "罐储"), 0);
    assert_int_equal(found_by(w, "bbox", OP_EQ, "118.8,28.9,118.9,29.0"), 1);
    assert_int_equal(found_by(w, "bbox", OP_EQ, "118.8,28.9,118.86,29.0"), 0);
    assert_int_equal(found_by(w, "region", OP_EQ, "3308"), 1);
    assert_int_equal(found_by(w, "region", OP_EQ, "330881"), 0);
    assert_int_equal(found_by(w, "grade", OP_EQ, "general"), 1);
    assert_int_equal(found_by(w, "found_at", OP_GE, "2019-08-09"), 0);
    need(w, post(w, "hazard", "update", rec->id, 1, "{\"fund_yuan\":12.34}", NULL, &rec));
    assert_int_equal(rec->version, 2);
    assert_int_equal(rec->v[reg_field(rec->reg, S("fund_yuan"))->index].i, 1234);
    assert_int_equal(post(w, "hazard", "update", rec->id, 1, "{\"fund_yuan\":5}", NULL, NULL),
                     ERR_STALE);
}

static void bad_input_is_refused_by_name(void **state)
{
    World *w = *state;
    Page page;
    static const struct {
        const char *json, *field;
    } cases[] = {
        {"{\"found_at\":\"2019-08-08\"}",                                               "object"   },
        {"{\"object\":\"x\",\"found_at\":\"gestern\"}",                                 "found_at" },
        {"{\"object\":\"x\",\"found_at\":\"2019-08-08\",\"fund_yuan\":-1}",             "fund_yuan"},
        {"{\"object\":\"x\",\"found_at\":\"2019-08-08\",\"fund_yuan\":1.234}",          "fund_yuan"},
        {"{\"object\":\"x\",\"found_at\":\"2019-08-08\",\"closed_at\":\"2019-08-07\"}",
         "closed_at"                                                                               },
        {"{\"object\":\"x\",\"found_at\":\"2019-08-08\",\"nothing\":1}",                "nothing"  },
        {"{\"object\":\"x\",\"found_at\":\"2019-08-08\",\"id\":\"1\"}",                 "id"       },
        {"{\"object\":\"x\",\"found_at\":\"2019-08-08\",\"org\":\"no such body\"}",     "org"      },
        {"{\"object\":\"x\",\"found_at\":\"2019-08-08\",\"lon\":28.9,\"lat\":118.8}",   "lat"      },
        {"{\"object\":\"x\",\"found_at\":\"2019-08-08\",\"lon\":118.8}",                "lat"      },
        {"{\"object\":\"x\",\"found_at\":\"2019-08-08\",\"grade\":\"huge\"}",           "grade"    },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(post(w, "hazard", "create", 0, 0, cases[i].json, NULL, NULL), ERR_INVALID);
        assert_true(str_is(w->cx->fail->items[0].field, cases[i].field));
    }
    assert_int_equal(found_by(w, "total", OP_EQ, "1"), 0);
    assert_int_equal(page_of(w, "colour", OP_EQ, "red", &page), ERR_INVALID);
    assert_int_equal(page_of(w, "after", OP_EQ, "zz", &page), ERR_INVALID);
    assert_int_equal(page_of(w, "bbox", OP_EQ, "1,2,3", &page), ERR_INVALID);
    w->cx->actor = &w->wang; /* may not see phones, so may not look for them either */
    assert_int_equal(page_of(w, "phone", OP_EQ, "13905700001", &page), ERR_DENIED);
}

static void a_lifecycle_keeps_its_rules(void **state)
{
    World *w = *state;
    Rec *rec = make(w);
    int64_t id = rec->id;
    assert_int_equal(
        post(w, "hazard", "close", id, 0, "{\"closed_at\":\"2019-08-09\"}", "ok", NULL),
        ERR_CONFLICT);
    need(w, post(w, "hazard", "fix", id, 0, "{}", NULL, &rec));
    assert_true(str_is(rec->state, "fixed"));
    assert_int_equal(
        post(w, "hazard", "close", id, 0, "{\"closed_at\":\"2019-08-09\"}", "ok", NULL),
        ERR_CONFLICT); /* li fixed it */
    w->cx->actor = &w->wang;
    assert_int_equal(post(w, "hazard", "close", id, 0, "{}", "ok", NULL), ERR_CONFLICT);
    assert_int_equal(
        post(w, "hazard", "close", id, 0, "{\"closed_at\":\"2019-08-09\"}", NULL, NULL),
        ERR_INVALID);
    need(w, post(w, "hazard", "close", id, 0, "{\"closed_at\":\"2019-08-09\"}", "checked", &rec));
    assert_true(str_is(rec->state, "closed"));
}

static void two_persons_shut(void **state)
{
    World *w = *state;
    Rec *rec = make(w);
    need(w, post(w, "hazard", "shut", rec->id, 0, "{}", NULL, &rec));
    assert_true(str_is(rec->state, "found"));
    assert_int_equal(post(w, "hazard", "shut", rec->id, 0, "{}", NULL, NULL), ERR_CONFLICT);
    w->cx->actor = &w->wang;
    need(w, post(w, "hazard", "shut", rec->id, 0, "{}", NULL, &rec));
    assert_true(str_is(rec->state, "closed"));
}

static void fire(World *w, int64_t *next)
{
    w->cx->now_ms = w->now;
    need(w, clocks_fire(w->cx, w->book, next));
}

static Obligation duty_of(World *w, Rec *rec)
{
    Obligation *o;
    size_t n;
    w->cx->now_ms = w->now;
    need(w, record_obligations(w->cx, w->book, rec->reg, rec->id, &o, &n));
    assert_int_equal(n, 1);
    return o[0];
}

static void a_clock_fires_once_for_each_rung(void **state)
{
    World *w = *state;
    Rec *rec = make(w);
    int64_t next, began = w->now;
    fire(w, &next);
    assert_int_equal(next, began + 5 * MS_HOUR);
    w->now = began + 5 * MS_HOUR - 1;
    fire(w, &next);
    assert_int_equal(duty_of(w, rec).step, 0);
    w->now = began + 12 * MS_HOUR; /* the server was off over both rungs */
    int64_t before = journal_seq(w->journal);
    fire(w, &next);
    fire(w, &next);
    assert_int_equal(journal_seq(w->journal), before + 2);
    Obligation o = duty_of(w, rec);
    assert_int_equal(o.step, 100);
    assert_true(str_is(o.state, "late"));
    assert_int_equal(o.late_s, 2 * 3600);
    need(w, post(w, "hazard", "fix", rec->id, 0, "{}", NULL, NULL));
    assert_true(str_is(duty_of(w, rec).state, "done_late"));
}

static void the_past_can_be_read(void **state)
{
    World *w = *state;
    Rec *rec = make(w), *old;
    int64_t then = w->now;
    w->now += MS_HOUR;
    need(w, post(w, "hazard", "update", rec->id, 0, "{\"object\":\"another\",\"fund_yuan\":7}",
                 NULL, NULL));
    w->now += MS_HOUR;
    need(w, post(w, "hazard", "void", rec->id, 0, "{}", "twice", NULL));
    assert_int_equal(record_get(w->cx, w->book, rec->reg, rec->id, 0, &old), ERR_NOT_FOUND);
    cx_clear(w->cx);
    need(w, record_get(w->cx, w->book, rec->reg, rec->id, then, &old));
    assert_int_equal(old->version, 1);
    assert_true(str_is(old->v[reg_field(rec->reg, S("object"))->index].s, "3号储罐区防爆电气"));
    assert_int_equal(found_by(w, "as_of", OP_EQ, "2019-08-09T01:30:00+08:00"), 1);
    assert_int_equal(found_by(w, "as_of", OP_EQ, "2019-08-08T01:30:00+08:00"), 0);
    assert_int_equal(found_by(w, "total", OP_EQ, "1"), 0);
}

static void rebuilt_equals_live(void **state)
{
    World *w = *state;
    Rec *rec = make(w);
    Store *other;
    Db *from;
    int64_t next, n;
    JournalHost host = host_of(w);
    need(w, post(w, "org", "create", 0, 0, "{\"name\":\"应急管理局\"}", NULL, NULL));
    need(w, post(w, "hazard", "update", rec->id, 0,
                 "{\"org\":\"应急管理局\",\"lon\":118.9,\"lat\":28.9}", NULL, NULL));
    w->now += 6 * MS_HOUR;
    fire(w, &next);
    need(w, post(w, "hazard", "shut", rec->id, 0, "{}", NULL, NULL));
    need(w, post(w, "hazard", "fix", rec->id, 0, "{}", NULL, NULL));
    need(w, store_open(w->cx, str_fmt(w->cx, "%s/other.db", w->dir).p, &other));
    need(w, store_reader(w->cx, w->store, &from));
    need(w, db_begin(w->cx, store_writer(other)));
    need(w, journal_replay(w->cx, from, store_writer(other), &host, NULL));
    need(w, db_commit(w->cx, store_writer(other)));
    need(w, book_compare(w->cx, w->book, store_writer(w->store), store_writer(other)));
    need(w, db_exec(w->cx, store_writer(other), S("update r_hazard set object = 'x'")));
    assert_int_equal(book_compare(w->cx, w->book, store_writer(w->store), store_writer(other)),
                     ERR_CONFLICT);
    cx_clear(w->cx);
    need(w, journal_verify(w->cx, w->store, w->dir, &n));
    assert_int_equal(n, journal_seq(w->journal));
    store_close(other);
}

static void a_definition_may_grow_and_not_shrink(void **state)
{
    World *w = *state;
    Rec *rec = make(w);
    Str wider = str_replace(w->cx, str_c(hazard_yaml), S("text(60)"), S("text(200)"));
    wider = str_replace(w->cx, wider, S("checks:"),
                        S("  - {key: note, type: text(40), zh: 备注, en: Note}\nchecks:"));
    need(w, book_set_model(w->cx, w->book, load(w, wider)));
    need(w, post(w, "hazard", "update", rec->id, 0, "{\"note\":\"n\"}", NULL, NULL));
    Str shorter = str_replace(w->cx, str_c(hazard_yaml), S("text(60)"), S("text(6)"));
    assert_int_equal(book_set_model(w->cx, w->book, load(w, shorter)), ERR_CONFLICT);
    assert_int_equal(book_set_model(w->cx, w->book, load(w, str_c(hazard_yaml))),
                     ERR_CONFLICT); /* note holds data */
    cx_clear(w->cx);
}

static void import_twice(World *w, bool dry, ImportResult *ret)
{
    static const char *const columns[] = {"ref", "object", "found_at", "编号", "region"};
    static const char *const cells[][5] = {
        {"A-1", "one",   "2019-01-02",       "c1", "330802"},
        {"A-2", "two",   "2019-01-03 08:00", "c2", "330881"},
        {"A-3", "three", "never",            "c3", "330881"},
        {"A-4", "four",  "2019-01-03",       "c2", "330881"}
    };
    Str names[5], values[4][5];
    ImportRow rows[4];
    Import *im;
    for (size_t i = 0; i < 5; i++) names[i] = str_c(columns[i]);
    for (size_t r = 0; r < 4; r++) {
        for (size_t i = 0; i < 5; i++) values[r][i] = str_c(cells[r][i]);
        rows[r] = (ImportRow){(int64_t)r + 1, values[r]};
    }
    need(w, import_begin(w->cx, w->book, model_reg(book_model(w->book), S("hazard")), names, 5,
                         DATUM_WGS84, dry, &im));
    need(w, import_rows(w->cx, im, rows, 4));
    *ret = *import_result(im);
}

static void an_import_takes_good_rows_and_names_bad_ones(void **state)
{
    World *w = *state;
    ImportResult r;
    import_twice(w, true, &r);
    assert_int_equal(r.created, 2);
    assert_int_equal(found_by(w, "total", OP_EQ, "1"), 0);
    import_twice(w, false, &r);
    assert_int_equal(r.created, 2);
    assert_int_equal(r.n_refused, 2);
    assert_int_equal(r.refused.p[0].row, 3);
    assert_true(str_is(r.refused.p[0].field, "found_at"));
    assert_int_equal(r.refused.p[1].row, 4);
    import_twice(w, false, &r);
    assert_int_equal(r.created, 0);
    assert_int_equal(r.unchanged, 2);
}

/* Only the age is believed, and neither it nor the clock may be off by more than the city trusts.
 */
static void device_clocks(void **state)
{
    (void)state;
    const int64_t now = 1565287200000, h = 3600000, flag = 5000, trust = 24 * h;
    Device d = device_time(now - 40 * 60000, now, now, flag, trust);
    assert_true(d.trusted && !d.skewed && d.at_ms == now - 40 * 60000);
    d = device_time(now + 3 * h - 1000, now + 3 * h, now, flag, trust);
    assert_true(d.trusted && d.skewed && d.at_ms == now - 1000 && d.skew_ms == 3 * h);
    d = device_time(now - 5000, now - 5000, now, flag, trust);
    assert_true(d.trusted && !d.skewed && d.at_ms == now);
    d = device_time(now - 5001, now - 5001, now, flag, trust);
    assert_true(d.skewed);
    d = device_time(now - trust, now, now, flag, trust);
    assert_true(d.trusted);
    d = device_time(now - trust - 1, now, now, flag, trust);
    assert_true(!d.trusted && d.at_ms == now);
    d = device_time(now + 1, now, now, flag, trust); /* set back in between */
    assert_true(!d.trusted && d.at_ms == now && !d.skewed);
    d = device_time(now + 48 * h, now + 48 * h, now, flag, trust);
    assert_true(!d.trusted && d.skewed && d.at_ms == now);
}

/* Questions put together with days and places in their text are new texts for ever. */
static void statements_do_not_grow_without_end(void **state)
{
    enum { ASKED = 10000, KEPT = 2001 };
    World *w = *state;
    for (int i = 0; i < ASKED; i++) {
        Cx *cx = cx_open(0, 0);
        Db *db;
        int64_t seen;
        assert_int_equal(store_reader(cx, w->store, &db), OK);
        assert_int_equal(db_value_i64(cx, db, str_fmt(cx, "select %d", i), -1, &seen), OK);
        assert_int_equal(seen, i);
        cx_close(cx);
        assert_true(db_cached(db) <= KEPT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
        TEST(a_record_is_made_found_and_changed),
        TEST(bad_input_is_refused_by_name),
        TEST(a_lifecycle_keeps_its_rules),
        TEST(two_persons_shut),
        TEST(a_clock_fires_once_for_each_rung),
        TEST(the_past_can_be_read),
        TEST(rebuilt_equals_live),
        TEST(a_definition_may_grow_and_not_shrink),
        TEST(an_import_takes_good_rows_and_names_bad_ones),
        TEST(statements_do_not_grow_without_end),
        cmocka_unit_test(device_clocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
