/* SPDX-License-Identifier: Apache-2.0 */
/* Reconciliation (人员核对): who is on the list, of whom somebody reported, who was scanned; who is
 * missing, with helper and last place; who came without being on a list. Everybody counts once in
 * an event. source: transfer.count = unique_person_per_event; 自然灾害情况统计调查制度 (moved
 * before impact and resettled are two figures, the second in shelters or elsewhere) */
#include "systems/evacuation/evacuation_int.h"
#include "systems/evacuation_sql.h"

enum { MISSING_SHOWN = 2000 };

typedef struct Person {
    int64_t transfer, people, shelter, scans, due_ms;
    Str state, kind, placement, name, region, helper, phone, shelter_name, needs;
    bool unlisted;
} Person;

typedef struct Figures {
    int64_t listed, reported, scanned, placed, moving, to_move, refused, released, unlisted,
        missing, late, preventive, resettled, concentrated, dispersed;
} Figures;

typedef struct Asked {
    const Site *site;
    Rec *event;
    Span span;
    int64_t shelter;
    VEC(Person) people;
    Figures f;
} Asked;

/* --- reading --- */

static int64_t or_zero(const Stmt *st, int n)
{
    return col_is_null(st, n) ? 0 : col_i64(st, n);
}

static Person read_person(Cx *cx, const Stmt *st)
{
    return (Person){.transfer = col_i64(st, 0),
                    .state = col_dup(cx, st, 1),
                    .people = col_i64(st, 2),
                    .unlisted = col_i64(st, 3) != 0,
                    .kind = col_dup(cx, st, 4),
                    .placement = col_dup(cx, st, 5),
                    .name = col_dup(cx, st, 6),
                    .region = col_dup(cx, st, 7),
                    .helper = col_dup(cx, st, 8),
                    .phone = col_dup(cx, st, 9),
                    .shelter = col_i64(st, 10),
                    .shelter_name = col_dup(cx, st, 11),
                    .scans = col_i64(st, 12),
                    .due_ms = or_zero(st, 13),
                    .needs = col_dup(cx, st, 14)};
}

static bool is_placed(const Person *p)
{
    return str_is(p->state, "arrived");
}

/* Ordered to move and neither placed, released nor on record as refusing. */
static bool is_missing(const Person *p)
{
    return !p->unlisted && (str_is(p->state, "listed") || str_is(p->state, "moving"));
}

static void count(const Person *p, int64_t now_ms, Figures *f)
{
    int64_t n = p->people;
    bool elsewhere = p->placement.len && !str_is(p->placement, "concentrated");
    *(p->unlisted ? &f->unlisted : &f->listed) += n;
    if (!str_is(p->state, "listed")) f->reported += n;
    if (p->scans) f->scanned += n;
    if (is_placed(p)) f->placed += n;
    if (str_is(p->state, "moving")) f->moving += n;
    if (str_is(p->state, "listed")) f->to_move += n;
    if (str_is(p->state, "refused")) f->refused += n;
    if (str_is(p->state, "released")) f->released += n;
    if (is_missing(p)) f->missing += n;
    if (is_missing(p) && p->due_ms && p->due_ms < now_ms) f->late += n;
    if (!is_placed(p) && !str_is(p->state, "released")) return;
    if (str_is(p->kind, "resettled")) f->resettled += n;
    else if (str_is(p->kind, "preventive")) f->preventive += n;
    *(elsewhere ? &f->dispersed : &f->concentrated) += n;
}

static Err want_asked(Cx *cx, HttpCall *call, const char *verb, Asked *a)
{
    const Site *site = a->site = site_of(call);
    const Reg *reg;
    Rec *shelter = NULL;
    Str event, place, region;
    TRY(want_param(cx, call, "event", &event));
    TRY(want_param(cx, call, "shelter", &place));
    TRY(want_param(cx, call, "region", &region));
    TRY(want_event(cx, site, event, &a->event));
    TRY(want_ref(cx, "shelter", place, &a->shelter));
    TRY(system_reg(cx, site, "shelter", &reg));
    if (a->shelter) TRY(record_get(cx, site->book, reg, a->shelter, 0, &shelter));
    TRY(want_span(cx, site, "transfer", verb, shelter ? shelter->region : region, &a->span));
    if (shelter) a->span.from = S(""), a->span.to = S("~"); /* guests from elsewhere too */
    return OK;
}

static Err read_people(Cx *cx, Db *db, Asked *a)
{
    Stmt *st;
    bool row;
    TRY(db_prepare(cx, db, S(SQL_EVAC_RECONCILE), &st));
    stmt_i64(st, 1, a->event->id);
    stmt_i64(st, 2, a->shelter);
    stmt_text(st, 3, a->span.from);
    stmt_text(st, 4, a->span.to);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, &a->people, read_person(cx, st));
        count(&a->people.p[a->people.n - 1], cx->now_ms, &a->f);
    }
    stmt_reset(st);
    return OK;
}

/* --- the answer --- */

static void put_figures(const Figures *f, Jw *w)
{
    const struct {
        const char *key;
        int64_t n;
    } all[] = {
        {"listed",       f->listed      },
        {"reported",     f->reported    },
        {"scanned",      f->scanned     },
        {"placed",       f->placed      },
        {"moving",       f->moving      },
        {"to_move",      f->to_move     },
        {"refused",      f->refused     },
        {"released",     f->released    },
        {"unlisted",     f->unlisted    },
        {"missing",      f->missing     },
        {"late",         f->late        },
        {"preventive",   f->preventive  },
        {"resettled",    f->resettled   },
        {"concentrated", f->concentrated},
        {"dispersed",    f->dispersed   }
    };
    for (size_t i = 0; i < COUNT(all); i++) jw_ki64(w, all[i].key, all[i].n);
}

static Err put_last_place(Cx *cx, Db *db, const Person *p, Jw *w)
{
    Stmt *st;
    bool row;
    jw_key(w, S("last"));
    TRY(db_prepare(cx, db, S(SQL_EVAC_LAST_PLACE), &st));
    stmt_i64(st, 1, p->transfer);
    TRY(stmt_step(cx, st, &row));
    if (row) {
        jw_open(w, '{');
        jw_kstr(w, "direction", col_dup(cx, st, 0));
        jw_kstr(w, "at", time_format(cx, col_i64(st, 1)));
        jw_kstr(w, "shelter_name", col_dup(cx, st, 2));
        if (col_str(st, 3).len) jw_kstr(w, "to_name", col_dup(cx, st, 3));
        jw_close(w, '}');
    } else {
        jw_null(w);
    }
    stmt_reset(st);
    return OK;
}

static Err put_person(Cx *cx, Db *db, const Asked *a, const Person *p, Jw *w)
{
    const Site *site = a->site;
    jw_open(w, '{');
    jw_kstr(w, "transfer", id_format(cx, p->transfer));
    jw_kstr(w, "name", shown(cx, site, "resident", "name", p->name));
    jw_ki64(w, "people", p->people);
    jw_kstr(w, "state", p->state);
    jw_kstr(w, "region", p->region);
    jw_kstr(w, "region_name", region_name(cx, db, site->book, p->region));
    jw_kstr(w, "helper", p->helper);
    jw_kstr(w, "helper_phone", shown(cx, site, "household", "helper_phone", p->phone));
    jw_kstr(w, "needs", shown(cx, site, "resident", "needs", p->needs));
    if (p->shelter) jw_kstr(w, "shelter", id_format(cx, p->shelter));
    jw_kstr(w, "shelter_name", p->shelter_name);
    if (p->due_ms) jw_kstr(w, "due_at", time_format(cx, p->due_ms));
    TRY(put_last_place(cx, db, p, w));
    jw_close(w, '}');
    return OK;
}

static Err put_those(Cx *cx, Db *db, const Asked *a, const char *key, bool unlisted, Jw *w)
{
    size_t n = 0;
    jw_key(w, str_c(key));
    jw_open(w, '[');
    for (size_t i = 0; i < a->people.n && n < MISSING_SHOWN; i++) {
        const Person *p = &a->people.p[i];
        if (!(unlisted ? p->unlisted : is_missing(p))) continue;
        TRY(put_person(cx, db, a, p, w));
        n++;
    }
    jw_close(w, ']');
    return OK;
}

/* Figures village by village: the rows come in the order of places. */
static void put_villages(Cx *cx, Db *db, const Asked *a, Jw *w)
{
    jw_key(w, S("by_region"));
    jw_open(w, '[');
    for (size_t i = 0, k; i < a->people.n; i = k) {
        Figures f = {0};
        Str region = a->people.p[i].region;
        for (k = i; k < a->people.n && str_eq(a->people.p[k].region, region); k++)
            count(&a->people.p[k], cx->now_ms, &f);
        jw_open(w, '{');
        jw_kstr(w, "region", region);
        jw_kstr(w, "region_name", region_name(cx, db, a->site->book, region));
        put_figures(&f, w);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static Err put_conflicts(Cx *cx, Db *db, const Asked *a, Jw *w)
{
    Stmt *st;
    bool row;
    const CodeList *kinds = model_list(book_model(a->site->book), S("checkin_conflict"));
    TRY(db_prepare(cx, db, S(SQL_EVAC_CONFLICTS), &st));
    stmt_i64(st, 1, a->event->id);
    stmt_i64(st, 2, a->shelter);
    stmt_text(st, 3, a->span.from);
    stmt_text(st, 4, a->span.to);
    jw_key(w, S("conflicts"));
    jw_open(w, '[');
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        const Code *kind = kinds ? code_find(kinds, col_str(st, 2)) : NULL;
        jw_open(w, '{');
        jw_kstr(w, "id", id_format(cx, col_i64(st, 0)));
        jw_kstr(w, "state", col_dup(cx, st, 1));
        jw_kstr(w, "kind", col_dup(cx, st, 2));
        jw_kstr(w, "kind_label", kind ? cx_pick(cx, kind->label.zh, kind->label.en) : S(""));
        jw_kstr(w, "name", shown(cx, a->site, "resident", "name", col_dup(cx, st, 3)));
        if (col_i64(st, 4)) jw_kstr(w, "shelter", id_format(cx, col_i64(st, 4)));
        jw_kstr(w, "shelter_name", col_dup(cx, st, 5));
        if (col_i64(st, 6)) jw_kstr(w, "other_shelter", id_format(cx, col_i64(st, 6)));
        jw_kstr(w, "other_shelter_name", col_dup(cx, st, 7));
        jw_kstr(w, "at", time_format(cx, col_i64(st, 8)));
        jw_close(w, '}');
    }
    stmt_reset(st);
    jw_close(w, ']');
    return OK;
}

static Err put_held(Cx *cx, Db *db, const Asked *a, Jw *w)
{
    Stmt *st;
    bool row;
    const CodeList *reasons = model_list(book_model(a->site->book), S("held_reason"));
    TRY(db_prepare(cx, db, S(SQL_EVAC_HELD), &st));
    stmt_i64(st, 1, a->event->id);
    stmt_i64(st, 2, a->shelter);
    stmt_text(st, 3, a->span.from);
    stmt_text(st, 4, a->span.to);
    jw_key(w, S("held"));
    jw_open(w, '[');
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        const Code *reason = reasons ? code_find(reasons, col_str(st, 1)) : NULL;
        jw_open(w, '{');
        jw_kstr(w, "checkin", id_format(cx, col_i64(st, 0)));
        jw_kstr(w, "held", col_dup(cx, st, 1));
        jw_kstr(w, "reason", reason ? cx_pick(cx, reason->label.zh, reason->label.en) : S(""));
        jw_kstr(w, "card", col_dup(cx, st, 2));
        if (col_i64(st, 3)) jw_kstr(w, "shelter", id_format(cx, col_i64(st, 3)));
        jw_kstr(w, "at", time_format(cx, col_i64(st, 4)));
        jw_kstr(w, "recorded_by", col_dup(cx, st, 5));
        jw_close(w, '}');
    }
    stmt_reset(st);
    jw_close(w, ']');
    return OK;
}

Err get_reconcile(Cx *cx, HttpCall *call)
{
    Asked *a = cx_new(cx, Asked, 1);
    Db *db;
    TRY(want_asked(cx, call, "read", a));
    TRY(store_reader(cx, a->site->store, &db));
    TRY(read_people(cx, db, a));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "event", id_format(cx, a->event->id));
    jw_kstr(&w, "event_title", a->event->title);
    jw_kstr(&w, "at", time_format(cx, cx->now_ms));
    jw_key(&w, S("total"));
    jw_open(&w, '{');
    put_figures(&a->f, &w);
    jw_close(&w, '}');
    put_villages(cx, db, a, &w);
    TRY(put_those(cx, db, a, "missing", false, &w));
    TRY(put_those(cx, db, a, "unlisted", true, &w));
    TRY(put_conflicts(cx, db, a, &w));
    TRY(put_held(cx, db, a, &w));
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

/* --- the table --- */

/* A cell; what a spreadsheet would run stands behind an apostrophe, as in other exports. */
static void put_cell(Buf *b, Str s)
{
    bool runs = s.len && strchr("=+-@\t", s.p[0]);
    buf_char(b, '"');
    if (runs) buf_char(b, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == '"') buf_char(b, '"');
        buf_char(b, s.p[i]);
    }
    buf_char(b, '"');
}

static void put_row(Buf *b, const Str *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i) buf_char(b, ',');
        put_cell(b, cells[i]);
    }
    buf_z(b, "\r\n");
}

Err get_reconcile_csv(Cx *cx, HttpCall *call)
{
    const Str zh[] = {S("姓名"),   S("人数"),       S("属地"),     S("状态"),     S("名册外"),
                      S("责任人"), S("责任人电话"), S("避灾场所"), S("完成时限"), S("签到次数")};
    const Str en[] = {
        S("name"),   S("people"),         S("place"),   S("state"), S("not on the list"),
        S("helper"), S("helper's phone"), S("shelter"), S("due"),   S("check-ins")};
    Asked *a = cx_new(cx, Asked, 1);
    const Reg *reg;
    Db *db;
    TRY(want_asked(cx, call, "export", a));
    TRY(store_reader(cx, a->site->store, &db));
    TRY(read_people(cx, db, a));
    TRY(system_reg(cx, a->site, "transfer", &reg));
    Buf b = buf_new(cx, 0);
    buf_z(&b, "\xEF\xBB\xBF"); /* spreadsheets take it for UTF-8 then */
    put_row(&b, cx->lang == LANG_ZH ? zh : en, COUNT(zh));
    for (size_t i = 0; i < a->people.n; i++) {
        const Person *p = &a->people.p[i];
        const State *s = reg_state(reg, p->state);
        Str cells[] = {shown(cx, a->site, "resident", "name", p->name),
                       str_fmt(cx, "%lld", (long long)p->people),
                       region_name(cx, db, a->site->book, p->region),
                       s ? cx_pick(cx, s->label.zh, s->label.en) : p->state,
                       p->unlisted ? S("1") : S("0"),
                       p->helper,
                       shown(cx, a->site, "household", "helper_phone", p->phone),
                       p->shelter_name,
                       p->due_ms ? time_format_local(cx, p->due_ms) : S(""),
                       str_fmt(cx, "%lld", (long long)p->scans)};
        put_row(&b, cells, COUNT(cells));
    }
    TRY(buf_done(&b));
    http_header(call, S("Content-Disposition"), S("attachment; filename=\"reconcile.csv\""));
    http_answer(call, 200, S("text/csv; charset=utf-8"), buf_str(&b));
    return OK;
}
