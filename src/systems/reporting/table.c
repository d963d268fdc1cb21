/* SPDX-License-Identifier: Apache-2.0 */
/* What is seen of reporting: duties with their evidence, the table of a month by body, and what
 * another source knows of and nobody reported. A body sees itself and those below it; from the city
 * on also what the province owes for its incidents. */
#include "sys/sys.h"
#include "systems/reporting/reporting_int.h"
#include "wire/sheet.h"

#include "systems/reporting_sql.h"

static Str end_of(Cx *cx, Str prefix)
{
    return str_fmt(cx, "%.*s:", STR_ARG(prefix)); /* ':' follows '9' */
}

/* Binds the scope of the caller as $1, $2 and whether the levels above the city are shown as $3. */
static void bind_scope(Cx *cx, Stmt *st)
{
    Str prefix = region_prefix(cx->actor->region);
    stmt_text(st, 1, prefix);
    stmt_text(st, 2, end_of(cx, prefix));
    stmt_i64(st, 3, prefix.len <= 4);
}

static Err open_table(Cx *cx, const HttpCall *call, const char *verb, Db **ret)
{
    const Site *site = site_of(call);
    const Reg *reg;
    TRY(system_reg(cx, site, "report_duty", &reg));
    TRY(book_gate(site->book, cx, reg, str_c(verb), cx->actor->region));
    return store_reader(cx, site->store, ret);
}

static Str code_label(Cx *cx, const Site *site, const char *list, Str code)
{
    const CodeList *l = model_list(book_model(site->book), str_c(list));
    const Code *c = l ? code_find(l, code) : NULL;
    return c ? cx_pick(cx, c->label.zh, c->label.en) : code;
}

/* --- months --- */

static Err want_month(Cx *cx, const HttpCall *call, bool needed, int64_t *from, int64_t *to)
{
    Str text;
    int64_t day, year, month;
    *from = INT64_MIN, *to = INT64_MAX;
    TRY(want_param(cx, call, "month", &text));
    if (text.len == 0 && !needed) return OK;
    bool sound = text.len == 7 && date_parse(str_fmt(cx, "%.*s-01", STR_ARG(text)), &day);
    if (!sound)
        return cx_refuse(cx, ERR_INVALID, S("month"), text, "must be a month such as 2019-08");
    (void)!str_i64(str_head(text, 4), &year);
    (void)!str_i64(str_from(text, 5), &month);
    *from = ms_of_day(day);
    *to = ms_of_day(day + days_in_month((int)year, (int)month));
    return OK;
}

/* --- the table of a month --- */

enum { N_COUNTS = 6, LONGEST = 5, ROWS_MAX = 2000 };
static const char *const count_names[N_COUNTS] = {"due",     "in_time", "late",
                                                  "missing", "waived",  "longest_late_s"};

typedef struct Body {
    Str region, level, name;
    int64_t n[N_COUNTS];
} Body;

typedef struct Month {
    Body *p;
    size_t n;
    int64_t total[N_COUNTS];
} Month;

static void add_to_total(Month *m, const Body *b)
{
    for (int i = 0; i < N_COUNTS; i++) {
        if (i != LONGEST) m->total[i] += b->n[i];
        else if (b->n[i] > m->total[i]) m->total[i] = b->n[i];
    }
}

static Err read_month(Cx *cx, const HttpCall *call, const char *verb, Month *ret)
{
    const Site *site = site_of(call);
    Db *db;
    Stmt *st;
    bool row;
    int64_t from, to;
    TRY(want_month(cx, call, true, &from, &to));
    TRY(open_table(cx, call, verb, &db));
    *ret = (Month){.p = cx_new(cx, Body, ROWS_MAX)};
    TRY(db_prepare(cx, db, S(SQL_REPORTING_TABLE), &st));
    bind_scope(cx, st);
    stmt_i64(st, 4, from);
    stmt_i64(st, 5, to);
    stmt_i64(st, 6, cx->now_ms);
    for (; ret->n < ROWS_MAX; ret->n++) {
        Body *b = &ret->p[ret->n];
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        *b = (Body){.region = col_dup(cx, st, 0), .level = col_dup(cx, st, 1)};
        for (int i = 0; i < N_COUNTS; i++) b->n[i] = col_i64(st, i + 2);
        add_to_total(ret, b);
    }
    stmt_reset(st);
    for (size_t i = 0; i < ret->n; i++)
        ret->p[i].name = region_name(cx, db, site->book, ret->p[i].region);
    return OK;
}

static void put_counts(Jw *w, const int64_t *n)
{
    for (int i = 0; i < N_COUNTS; i++) jw_ki64(w, count_names[i], n[i]);
}

static void put_body(Cx *cx, const Site *site, const Body *b, Str month, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "region", b->region);
    jw_kstr(w, "region_name", b->name);
    jw_kstr(w, "level", b->level);
    jw_kstr(w, "level_label", code_label(cx, site, "region_level", b->level));
    put_counts(w, b->n);
    jw_kstr(w, "records",
            str_fmt(cx, "/api/reporting/duties?month=%.*s&region=%.*s&level=%.*s", STR_ARG(month),
                    STR_ARG(b->region), STR_ARG(b->level)));
    jw_close(w, '}');
}

Err get_late(Cx *cx, HttpCall *call)
{
    Month m;
    Str month;
    TRY(read_month(cx, call, "read", &m));
    TRY(want_param(cx, call, "month", &month));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < m.n; i++) put_body(cx, site_of(call), &m.p[i], month, &w);
    jw_close(&w, ']');
    jw_key(&w, S("total"));
    jw_open(&w, '{');
    put_counts(&w, m.total);
    jw_close(&w, '}');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

static Err add_line(Cx *cx, Sheet *s, Str name, Str level, const int64_t *n)
{
    static const bool numbers[N_COUNTS + 2] = {false, false, true, true, true, true, true, true};
    Str cells[N_COUNTS + 2] = {name, level};
    for (int i = 0; i < N_COUNTS; i++)
        cells[i + 2] = str_fmt(cx, "%lld", (long long)(i == LONGEST ? n[i] / 60 : n[i]));
    return sheet_add(cx, s, cells, numbers, COUNT(cells));
}

static Err write_month(Cx *cx, const Site *site, const Month *m, Str path)
{
    static const struct {
        const char *zh, *en;
    } heads[] = {
        {"单位",                   "Body"              },
        {"层级",                   "Level"             },
        {"应报",                   "Due"               },
        {"按时",                   "In time"           },
        {"迟报",                   "Late"              },
        {"漏报",                   "Missing"           },
        {"认定不适用",          "Waived"            },
        {"最长迟报（分钟）", "Longest delay, min"},
    };
    Str columns[COUNT(heads)];
    Sheet *s;
    for (size_t i = 0; i < COUNT(heads); i++)
        columns[i] = cx_pick(cx, str_c(heads[i].zh), str_c(heads[i].en));
    TRY(sheet_create(cx, path, cx_pick(cx, S("迟报漏报"), S("Late and missing")), columns, NULL,
                     COUNT(columns), &s));
    Err err = OK;
    for (size_t i = 0; i < m->n && err == OK; i++)
        err = add_line(cx, s, m->p[i].name, code_label(cx, site, "region_level", m->p[i].level),
                       m->p[i].n);
    if (err == OK) err = add_line(cx, s, cx_pick(cx, S("合计"), S("Total")), S(""), m->total);
    Err end = sheet_finish(cx, s);
    return err != OK ? err : end;
}

Err get_late_xlsx(Cx *cx, HttpCall *call)
{
    enum { FILE_MAX = 16 * 1024 * 1024 };
    Month m;
    Str month, body;
    TRY(read_month(cx, call, "export", &m));
    TRY(want_param(cx, call, "month", &month));
    Str path;
    TRY(system_tmp_path(cx, site_of(call), S(".xlsx"), &path));
    Err err = write_month(cx, site_of(call), &m, path);
    if (err == OK) err = sys_file_read(cx, path, FILE_MAX, &body);
    if (sys_file_exists(cx, path)) (void)!sys_file_remove(cx, path);
    TRY(err);
    http_header(call, S("Content-Disposition"),
                str_fmt(cx, "attachment; filename=\"reporting-%.*s.xlsx\"", STR_ARG(month)));
    http_answer(call, 200, S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                body);
    return OK;
}

/* --- single duties --- */

typedef struct Owed {
    int64_t id, incident, response, number, started, due, filed, late, evidence, filing, step;
    Str state, rule, stage, level, to_level, channel, region, what, evidence_reg, title, waived_by,
        waived_reason;
} Owed;

static int64_t or_none(const Stmt *st, int i)
{
    return col_is_null(st, i) ? INT64_MIN : col_i64(st, i);
}

static Owed read_owed(Cx *cx, const Stmt *st)
{
    return (Owed){.id = col_i64(st, 0),
                  .incident = col_i64(st, 1),
                  .response = col_i64(st, 2),
                  .number = col_i64(st, 3),
                  .started = or_none(st, 4),
                  .due = or_none(st, 5),
                  .filed = or_none(st, 6),
                  .late = col_i64(st, 7),
                  .evidence = col_i64(st, 8),
                  .filing = col_i64(st, 9),
                  .step = col_i64(st, 10),
                  .state = col_dup(cx, st, 11),
                  .rule = col_dup(cx, st, 12),
                  .stage = col_dup(cx, st, 13),
                  .level = col_dup(cx, st, 14),
                  .to_level = col_dup(cx, st, 15),
                  .channel = col_dup(cx, st, 16),
                  .region = col_dup(cx, st, 17),
                  .what = col_dup(cx, st, 18),
                  .evidence_reg = col_dup(cx, st, 19),
                  .title = col_dup(cx, st, 20),
                  .waived_by = col_dup(cx, st, 21),
                  .waived_reason = col_dup(cx, st, 22)};
}

/* "2019-08-09 02:20" from a full time. */
static Str minute_text(Cx *cx, int64_t at_ms)
{
    Str full = time_format(cx, at_ms);
    return str_fmt(cx, "%.10s %.5s", full.p, full.p + 11);
}

/* One sentence: what started the clock, who owed what to whom by when. */
static Str why_of(Cx *cx, const Site *site, const Owed *o)
{
    const Reg *reg = model_reg(book_model(site->book), o->evidence_reg);
    Str level = code_label(cx, site, "region_level", o->level),
        to = code_label(cx, site, "region_level", o->to_level),
        rule = code_label(cx, site, "report_rule", o->rule);
    if (o->started == INT64_MIN || o->due == INT64_MIN) return rule;
    if (cx->lang == LANG_ZH)
        return str_fmt(cx, "自 %.*s %.*s起算，%.*s应于 %.*s 前报%.*s：%.*s",
                       STR_ARG(minute_text(cx, o->started)), STR_ARG(o->what), STR_ARG(level),
                       STR_ARG(minute_text(cx, o->due)), STR_ARG(to), STR_ARG(rule));
    return str_fmt(cx, "Clock began %.*s (%.*s); %.*s to %.*s by %.*s: %.*s",
                   STR_ARG(minute_text(cx, o->started)), STR_ARG(reg ? reg->label.en : o->what),
                   STR_ARG(level), STR_ARG(to), STR_ARG(minute_text(cx, o->due)), STR_ARG(rule));
}

static void put_id(Cx *cx, Jw *w, const char *key, int64_t id)
{
    if (id) jw_kstr(w, key, id_format(cx, id));
    else jw_knull(w, key);
}

static void put_time(Cx *cx, Jw *w, const char *key, int64_t at_ms)
{
    if (at_ms != INT64_MIN) jw_kstr(w, key, time_format(cx, at_ms));
    else jw_knull(w, key);
}

/* What a row is told with. */
typedef struct Telling {
    const Site *site;
    Db *db;
} Telling;

static void put_place(Cx *cx, const Telling *t, Str region, Jw *w)
{
    jw_kstr(w, "region", region);
    jw_kstr(w, "region_name", region_name(cx, t->db, t->site->book, region));
}

static void put_owed(Cx *cx, const Stmt *st, const void *ctx, Jw *w)
{
    const Site *site = ((const Telling *)ctx)->site;
    Owed o = read_owed(cx, st);
    Str prefix = region_prefix(cx->actor->region);
    const struct {
        const char *key;
        Str text;
    } texts[] = {
        {"state",             o.state        },
        {"rule",              o.rule         },
        {"stage",             o.stage        },
        {"level",             o.level        },
        {"to_level",          o.to_level     },
        {"channel",           o.channel      },
        {"title",             o.title        },
        {"evidence",          o.what         },
        {"evidence_register", o.evidence_reg },
        {"waived_by",         o.waived_by    },
        {"waived_reason",     o.waived_reason}
    };
    jw_open(w, '{');
    jw_kstr(w, "id", id_format(cx, o.id));
    put_place(cx, ctx, o.region, w);
    put_id(cx, w, "incident", o.incident);
    put_id(cx, w, "response", o.response);
    put_id(cx, w, "evidence_object", o.evidence);
    put_id(cx, w, "filing", o.filing);
    for (size_t i = 0; i < COUNT(texts); i++) jw_kstr(w, texts[i].key, texts[i].text);
    jw_ki64(w, "number", o.number);
    put_time(cx, w, "started_at", o.started);
    put_time(cx, w, "due_at", o.due);
    put_time(cx, w, "filed_at", o.filed);
    jw_ki64(w, "late_s", o.late);
    jw_ki64(w, "step", o.step);
    jw_kbool(w, "mine", str_starts(o.region, prefix));
    jw_kstr(w, "why", why_of(cx, site, &o));
    jw_close(w, '}');
}

typedef struct Asked {
    int64_t from, to, incident, response;
    Str region, level, state, only;
} Asked;

static Err want_ref(Cx *cx, const HttpCall *call, const char *name, int64_t *ret)
{
    Str text;
    *ret = 0;
    TRY(want_param(cx, call, name, &text));
    if (text.len && !id_parse(text, ret))
        return cx_refuse(cx, ERR_INVALID, str_c(name), text, "must be the id of a record");
    return OK;
}

static Err want_asked(Cx *cx, const HttpCall *call, Asked *ret)
{
    static const char *const kinds[] = {"", "in_time", "late", "missing", "waived", "due"};
    TRY(want_month(cx, call, false, &ret->from, &ret->to));
    TRY(want_ref(cx, call, "incident", &ret->incident));
    TRY(want_ref(cx, call, "response", &ret->response));
    TRY(want_param(cx, call, "region", &ret->region));
    TRY(want_param(cx, call, "level", &ret->level));
    TRY(want_param(cx, call, "state", &ret->state));
    TRY(want_param(cx, call, "only", &ret->only));
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_is(ret->only, kinds[i])) return OK;
    return cx_refuse(cx, ERR_INVALID, S("only"), ret->only,
                     "must be due, in_time, late, missing or waived");
}

Err get_duties(Cx *cx, HttpCall *call)
{
    Asked a;
    Db *db;
    Stmt *st;
    TRY(want_asked(cx, call, &a));
    TRY(open_table(cx, call, "read", &db));
    TRY(db_prepare(cx, db, S(SQL_REPORTING_OWED), &st));
    bind_scope(cx, st);
    stmt_i64(st, 4, a.from);
    stmt_i64(st, 5, a.to);
    stmt_i64(st, 6, cx->now_ms);
    stmt_text(st, 7, a.region);
    stmt_text(st, 8, end_of(cx, a.region));
    stmt_text(st, 9, a.level);
    stmt_text(st, 10, a.state);
    stmt_i64(st, 11, a.incident);
    stmt_i64(st, 12, a.response);
    stmt_text(st, 13, a.only);
    return system_answer_rows(cx, call, st, put_owed, &(Telling){site_of(call), db});
}

/* --- what another source knows of and nobody reported --- */

enum { GRACE_MIN = 30, LOOK_BACK_DAYS = 92 }; /* source: U; a quarter of insurance papers */

static Str why_unreported(const Cx *cx, Str why)
{
    if (str_is(why, "alarm"))
        return cx_pick(cx, S("高等级报警未转为事件"), S("a grave alarm became no incident"));
    if (str_is(why, "claim"))
        return cx_pick(cx, S("保险理赔有伤亡，系统内无对应报送"),
                       S("an insurance claim with casualties, and no report"));
    return cx_pick(cx, S("已调派力量，事件未报送"),
                   S("forces were sent, and the incident was not reported"));
}

static void put_waiver(Cx *cx, const Stmt *st, Jw *w)
{
    if (col_is_null(st, 8)) {
        jw_knull(w, "waiver");
        return;
    }
    jw_key(w, S("waiver"));
    jw_open(w, '{');
    jw_kstr(w, "id", id_format(cx, col_i64(st, 8)));
    jw_kstr(w, "by", col_dup(cx, st, 9));
    jw_kstr(w, "reason", col_dup(cx, st, 10));
    jw_kstr(w, "at", time_format(cx, col_i64(st, 11)));
    jw_close(w, '}');
}

static void put_unreported(Cx *cx, const Stmt *st, const void *ctx, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "register", col_dup(cx, st, 0));
    jw_kstr(w, "id", id_format(cx, col_i64(st, 1)));
    jw_kstr(w, "title", col_dup(cx, st, 2));
    put_place(cx, ctx, col_dup(cx, st, 3), w);
    jw_kstr(w, "at", time_format(cx, col_i64(st, 4)));
    jw_kstr(w, "why", why_unreported(cx, col_dup(cx, st, 5)));
    put_id(cx, w, "incident", col_i64(st, 6));
    put_id(cx, w, "enterprise", col_i64(st, 7));
    put_waiver(cx, st, w);
    jw_close(w, '}');
}

Err get_unreported(Cx *cx, HttpCall *call)
{
    Db *db;
    Stmt *st;
    TRY(open_table(cx, call, "read", &db));
    Str prefix = region_prefix(cx->actor->region);
    TRY(db_prepare(cx, db, S(SQL_REPORTING_UNREPORTED), &st));
    stmt_text(st, 1, prefix);
    stmt_text(st, 2, end_of(cx, prefix));
    stmt_i64(st, 3, cx->now_ms - GRACE_MIN * MS_MINUTE);
    stmt_i64(st, 4, cx->now_ms - (int64_t)LOOK_BACK_DAYS * MS_DAY);
    return system_answer_rows(cx, call, st, put_unreported, &(Telling){site_of(call), db});
}
