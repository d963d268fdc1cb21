/* SPDX-License-Identifier: Apache-2.0 */
/* Duty (值班值守): who is on duty and who leads, for the head of the desk and for the ladders of
 * clocks. source: Decree 708 art. 14; domain 12 §12.1 */
#include "systems/duty/duty_int.h"

#include "systems/duty_sql.h"

const char *const seat_field[N_SEATS] = {"leader", "chief", "officer", "officer2", "driver"};

/* --- reading --- */

static Shift read_shift(Cx *cx, const Stmt *st)
{
    Shift s = {.id = col_i64(st, 0),
               .state = col_dup(cx, st, 1),
               .starts = col_i64(st, 2),
               .ends = col_i64(st, 3),
               .published = col_is_null(st, 4) ? INT64_MIN : col_i64(st, 4),
               .phone = col_dup(cx, st, 5),
               .org = col_dup(cx, st, 6),
               .batch = col_dup(cx, st, 7),
               .kind = col_dup(cx, st, 8)};
    for (int i = 0; i < N_SEATS; i++) {
        int at = 9 + 2 * i;
        bool named = col_is_null(st, at) || col_is_text(st, at);
        s.mate[i] = (Mate){named ? 0 : col_i64(st, at), col_dup(cx, st, at + 1)};
    }
    return s;
}

Err shifts_read(Cx *cx, Db *db, Str region, int64_t from, int64_t to, int64_t org, Shifts *ret)
{
    Stmt *st;
    bool row;
    *ret = (Shifts){0};
    TRY(db_prepare(cx, db, S(SQL_DUTY_SHIFTS), &st));
    stmt_text(st, 1, region);
    stmt_i64(st, 2, from);
    stmt_i64(st, 3, to);
    stmt_i64(st, 4, org);
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        vec_push(cx, ret, read_shift(cx, st));
    }
    stmt_reset(st);
    return OK;
}

/* The shift that a statement of (id, starts, ends) names, whole; id 0 = none. */
static Err read_named(Cx *cx, Db *db, Stmt *st, Str region, Shift *ret)
{
    bool row;
    Shifts all;
    *ret = (Shift){0};
    TRY(stmt_step(cx, st, &row));
    int64_t id = row ? col_i64(st, 0) : 0, starts = row ? col_i64(st, 1) : 0;
    stmt_reset(st);
    if (!row) return OK;
    TRY(shifts_read(cx, db, region, starts, starts + 1, 0, &all));
    for (size_t i = 0; i < all.n; i++)
        if (all.p[i].id == id) *ret = all.p[i];
    return OK;
}

Err shift_after(Cx *cx, Db *db, Str region, int64_t starts, int64_t org, int64_t not_this,
                Shift *ret)
{
    Stmt *st;
    TRY(db_prepare(cx, db, S(SQL_DUTY_NEXT), &st));
    stmt_text(st, 1, region);
    stmt_i64(st, 2, starts);
    stmt_i64(st, 3, org);
    stmt_i64(st, 4, not_this);
    return read_named(cx, db, st, region, ret);
}

Str place_above(Cx *cx, Str region)
{
    size_t n = region_prefix(region).len;
    if (region.len != 12 || n <= 4) return S("");
    size_t keep = n > 6 ? 6 : 4;
    return str_fmt(cx, "%.*s%.*s", (int)keep, region.p, (int)(12 - keep), "000000000000");
}

/* Leaders may have a shift of their own. */
static Err find_leader(Cx *cx, Db *db, Str region, Mate *ret)
{
    Stmt *st;
    bool row;
    if (ret->name.len) return OK;
    TRY(db_prepare(cx, db, S(SQL_DUTY_LEADER_SHIFT), &st));
    stmt_text(st, 1, region);
    stmt_i64(st, 2, cx->now_ms);
    TRY(stmt_step(cx, st, &row));
    if (row) *ret = (Mate){col_is_text(st, 0) ? 0 : col_i64(st, 0), col_dup(cx, st, 1)};
    stmt_reset(st);
    return OK;
}

Err on_duty(Cx *cx, Db *db, Str region, OnDuty *ret)
{
    Stmt *st;
    *ret = (OnDuty){.region = region};
    for (; !ret->there && ret->region.len; ret->region = place_above(cx, ret->region)) {
        TRY(db_prepare(cx, db, S(SQL_DUTY_PRESENT), &st));
        stmt_text(st, 1, ret->region);
        stmt_i64(st, 2, cx->now_ms);
        TRY(read_named(cx, db, st, ret->region, &ret->shift));
        ret->there = ret->shift.id != 0;
        if (ret->there) break;
    }
    return ret->there ? find_leader(cx, db, ret->region, &ret->shift.mate[SEAT_LEADER]) : OK;
}

Err want_place(Cx *cx, HttpCall *call, Str typed, Str *ret)
{
    const Site *site = site_of(call);
    const Reg *reg;
    *ret = cx->actor->region.len ? cx->actor->region : site->city;
    if (typed.len && !region_parse(cx, typed, ret))
        return cx_refuse(cx, ERR_INVALID, S("region"), typed,
                         "must be a region code of 6, 9 or 12 digits");
    TRY(system_reg(cx, site, "shift", &reg));
    return book_gate(site->book, cx, reg, S("read"), *ret);
}

/* --- who is on duty now --- */

static void put_mate(Cx *cx, const Mate *m, Jw *w)
{
    if (m->name.len == 0) {
        jw_null(w);
        return;
    }
    jw_open(w, '{');
    if (m->person) jw_kstr(w, "id", id_format(cx, m->person));
    jw_kstr(w, "name", m->name);
    jw_close(w, '}');
}

void shift_json(Cx *cx, const Site *site, const Shift *s, Jw *w)
{
    const Reg *reg = model_reg(book_model(site->book), S("shift"));
    const State *st = reg && s->state.len ? reg_state(reg, s->state) : NULL;
    jw_open(w, '{');
    if (s->id) jw_kstr(w, "id", id_format(cx, s->id));
    else jw_knull(w, "id");
    jw_kstr(w, "state", s->state);
    jw_kstr(w, "state_label", st ? cx_pick(cx, st->label.zh, st->label.en) : S(""));
    jw_kstr(w, "kind", s->kind);
    jw_kstr(w, "org", s->org);
    jw_kstr(w, "batch", s->batch);
    jw_kstr(w, "room_phone", s->phone);
    jw_kstr(w, "starts_at", time_format(cx, s->starts));
    jw_kstr(w, "ends_at", time_format(cx, s->ends));
    jw_key(w, S("published_on"));
    if (s->published == INT64_MIN) jw_null(w);
    else jw_str(w, date_format(cx, s->published));
    for (int i = 0; i < N_SEATS; i++) {
        jw_key(w, str_c(seat_field[i]));
        put_mate(cx, &s->mate[i], w);
    }
    jw_close(w, '}');
}

static void put_shift_or_null(Cx *cx, const Site *site, const char *key, const Shift *s, Jw *w)
{
    jw_key(w, str_c(key));
    if (s->id) shift_json(cx, site, s, w);
    else jw_null(w);
}

static Err get_now(Cx *cx, HttpCall *call)
{
    const Site *site = site_of(call);
    Str typed, region;
    Db *db;
    OnDuty here;
    Shift next = {0};
    TRY(want_param(cx, call, "region", &typed));
    TRY(want_place(cx, call, typed, &region));
    TRY(store_reader(cx, site->store, &db));
    TRY(on_duty(cx, db, region, &here));
    Str place = here.there ? here.region : region;
    TRY(shift_after(cx, db, place, here.there ? here.shift.starts : cx->now_ms, 0, here.shift.id,
                    &next));
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "region", place);
    jw_kstr(&w, "region_name", region_name(cx, db, site->book, place));
    put_shift_or_null(cx, site, "shift", &here.shift, &w);
    put_shift_or_null(cx, site, "next", &next, &w);
    jw_kbool(&w, "late_handover", here.there && here.shift.ends < cx->now_ms);
    jw_close(&w, '}');
    return http_answer_json(call, 200, &b);
}

static const HttpRoute routes[] = {
    {"GET",  "/api/duty/now",                get_now,
     GATED("read",                                                         "Who is on duty at a place now, who leads, and who follows"),                RATE_READ,  0,         0    },
    {"GET",  "/api/duty/roster",             get_roster,
     GATED("read",                                                         "Shifts of a place and time, with the faults of the roster"),                RATE_READ,  0,         0    },
    {"POST", "/api/duty/roster/preview",     post_preview,
     GATED("create",                                                       "A roster by rotation, shown and not written"),                              RATE_READ,  0,         65536},
    {"POST", "/api/duty/roster",             post_roster,  GATED("create", "The same, written as one batch"),
     RATE_WRITE,                                                                                                                                                    HTTP_SLOW, 65536},
    {"POST", "/api/duty/roster/publish",     post_publish,
     GATED("update",                                                       "Publish the planned shifts of a time"),                                     RATE_WRITE, HTTP_SLOW, 4096 },
    {"POST", "/api/duty/roster/cancel",      post_cancel,
     GATED("action",                                                       "Cancel the planned shifts of a batch"),                                     RATE_WRITE, HTTP_SLOW, 4096 },
    {"GET",  "/api/duty/takeover",           get_takeover,
     GATED("read",
     "What a shift hands over: open items, responses, warnings, incidents, equipment"),
     RATE_READ,                                                                                                                                                     HTTP_SLOW, 0    },
    {"POST", "/api/duty/takeover/{id}/sign", post_sign,
     GATED("action",                                                       "The second officer signs at the desk of the first, under his own account"),
     RATE_LOGIN,                                                                                                                                                    HTTP_SLOW, 8192 },
};

static const On on[] = {
    {"shift.take_over",    on_taken_over, NULL},
    {"report_duty.clock",  on_rung,       NULL},
    {"report_duty.settle", on_settled,    NULL},
    {"report_duty.waive",  on_settled,    NULL},
    {NULL,                 NULL,          NULL}
};

static const Guard guards[] = {
    {"warning.transfer",     check_transfer  },
    {"task.transfer",        check_transfer  },
    {"report_duty.transfer", check_transfer  },
    {"alarm.transfer",       check_transfer  },
    {"timeline.create",      check_correction},
    {"duty_log.create",      check_correction},
    {"shift.cancel",         check_cancel    },
    {NULL,                   NULL            }
};

const System duty_system = {
    .name = "duty", .routes = routes, .n_routes = COUNT(routes), .on = on, .guards = guards};
