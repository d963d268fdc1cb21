/* SPDX-License-Identifier: Apache-2.0 */
/* Posts of responsibility for every reservoir, pond, slope, flood spot, shelter and village, with a
 * few that are missing, run out or held behind a dead number, as a real city has them; and the roll
 * of the response that runs. */
#include "systems/demo/demo_int.h"

/* Every so-manyth is left out, has run out, has no number or a dead one. */
enum { ORPHAN = 97, RUN_OUT = 61, NO_PHONE = 211, DEAD = 83 };

bool demo_has_phone(size_t person)
{
    return person >= N_RESPONSIBLE || person % NO_PHONE != 5;
}

static bool has_dead_phone(size_t person)
{
    return person % DEAD == 11;
}

typedef struct Post {
    const char *kind;
    size_t person;
    const char *reg;
    Str object; /* ref */
    const Place *place;
    const char *clause;
    size_t substitute; /* 0 = none */
} Post;

/* When the posts of a season were published: in 2019, or in the spring before an earlier drill. */
static int64_t season_of(const Demo *d, int *year)
{
    enum { SETTLED_DAYS = 30 };
    int64_t at;
    *year = 2019;
    while ((at = ms_of_day(day_from_civil(*year, 3, 20))) > d->now - SETTLED_DAYS * (int64_t)MS_DAY)
        --*year;
    return at;
}

/* The draws are made whether the post is written or not: a gap moves nothing else of the city. */
static Err put_post(Demo *d, Fill *f, const Post *p)
{
    int year;
    int64_t since = season_of(d, &year), day = MS_DAY;
    int64_t trained = demo_chance(d, 80) ? d->now - demo_between(d, 20, 200) * day : 0;
    if (!p->kind) return OK;
    fill_put(f, "demo-post-%05lld", (long long)f->row + 1);
    fill_put(f, "%s", p->kind);
    demo_put_person(f, p->person);
    fill_put(f, "%s", p->reg);
    fill_str(f, p->object);
    fill_str(f, p->place->code);
    fill_date(f, since);
    fill_date(f, p->person % RUN_OUT == 7 ? d->now - 12 * day : 0);
    if (p->substitute) demo_put_person(f, p->substitute);
    else fill_str(f, S(""));
    fill_put(f, "衢防指〔%d〕3号", year);
    fill_put(f, "%s", p->clause);
    fill_date(f, trained);
    return fill_next(f);
}

static const char *unless_orphan(size_t i, const char *kind)
{
    return i % ORPHAN == 41 ? NULL : kind;
}

static Err village_posts(Demo *d, Fill *f)
{
    static const char *const law = "浙江省防汛防台抗旱条例";
    for (size_t i = 0; i < d->n_villages; i++)
        TRY(put_post(d, f,
                     &(Post){unless_orphan(i, "village_head"), i, "region", d->villages[i].code,
                             &d->villages[i], law, demo_watcher_of(d, i)}));
    for (size_t i = 0; i < d->n_towns; i++)
        TRY(put_post(d, f,
                     &(Post){"township_flood", demo_leader_of(d, (int)i), "region",
                             d->towns[i].code, &d->towns[i], law, 0}));
    return OK;
}

/* A reservoir has its three heads, a pond its patrol. */
static Err reservoir_posts(Demo *d, Fill *f)
{
    static const char *const law = "水库大坝安全管理条例";
    for (size_t i = 0; i < N_RESERVOIRS; i++) {
        Str ref = str_fmt(d->cx, "demo-reservoir-%03zu", i + 1);
        const Place *place = d->reservoir_at[i];
        bool pond = demo_is_pond(i);
        TRY(put_post(d, f,
                     &(Post){pond ? NULL : "reservoir_admin", demo_leader_of(d, place->town),
                             "reservoir", ref, place, law, 0}));
        size_t head = demo_head_of(d, demo_village(d));
        TRY(put_post(d, f,
                     &(Post){pond ? NULL : unless_orphan(i, "reservoir_technical"), head,
                             "reservoir", ref, place, law, 0}));
        const char *patrol = pond ? "pond_patrol" : "reservoir_patrol";
        TRY(put_post(d, f,
                     &(Post){unless_orphan(i + 7, patrol), demo_patrol_of(d, i), "reservoir", ref,
                             place, law, demo_head_of(d, place)}));
    }
    return OK;
}

static const char *spot_post(const char *kind)
{
    static const char *const posts[][2] = {
        {"flash_flood",  "flood_warner"},
        {"dike",         "dike_patrol" },
        {"unsafe_house", "unsafe_house"},
        {"slope",        "unsafe_house"}
    };
    for (size_t i = 0; i < COUNT(posts); i++)
        if (strcmp(posts[i][0], kind) == 0) return posts[i][1];
    return "village_grid";
}

/* Draws of their own, so that what comes after stays as it was. */
static Err spot_posts(Demo *d, Fill *f)
{
    Rng was = d->rng;
    Err err = OK;
    for (size_t i = 0; i < N_FLOOD_SPOTS && err == OK; i++)
        err = put_post(d, f,
                       &(Post){unless_orphan(i, spot_post(d->spot_kind[i])),
                               demo_watcher_of(d, i * 3 + 1), "flood_spot",
                               str_fmt(d->cx, "demo-flood-spot-%03zu", i + 1), d->spot_at[i],
                               "浙江省防汛防台抗旱条例", demo_head_of(d, d->spot_at[i])});
    d->rng = was;
    return err;
}

/* Likewise. */
static Err reach_posts(Demo *d, Fill *f)
{
    Rng was = d->rng;
    Err err = OK;
    for (size_t i = 0; i < N_REACHES && err == OK; i++)
        err = put_post(d, f,
                       &(Post){unless_orphan(i + 3, "river_head"), demo_head_of(d, d->reach_at[i]),
                               "river_reach", str_fmt(d->cx, "demo-reach-%03zu", i + 1),
                               d->reach_at[i], "浙江省河长制规定", demo_watcher_of(d, i * 5 + 2)});
    d->rng = was;
    return err;
}

Err demo_posts(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "post",
                   "ref kind person object_register object region since until substitute "
                   "document_no clause trained_on",
                   &f));
    TRY(village_posts(d, &f));
    TRY(reservoir_posts(d, &f));
    for (size_t i = 0; i < N_GEO_POINTS; i++)
        TRY(put_post(d, &f,
                     &(Post){unless_orphan(i, "geo_watcher"), demo_watcher_of(d, i), "geo_point",
                             str_fmt(d->cx, "demo-geo-%03zu", i + 1), d->geo_at[i],
                             "地质灾害防治条例 art. 15", demo_head_of(d, d->geo_at[i])}));
    for (size_t i = 0; i < N_SHELTERS; i++)
        TRY(put_post(d, &f,
                     &(Post){"shelter_keeper", demo_head_of(d, demo_village(d)), "shelter",
                             str_fmt(d->cx, "demo-shelter-%04zu", i + 1), d->shelter_at[i],
                             "DB33/T 2158", 0}));
    TRY(spot_posts(d, &f));
    TRY(reach_posts(d, &f));
    return demo_done(d, &f, "post");
}

/* --- the roll of the response that runs, and the check of numbers before the season --- */

typedef struct Called {
    size_t person;
    const char *kind, *posts;
    const Place *place;
    const char *reg; /* what he looks after; "" = his village */
    Str object;
} Called;

typedef struct RollCall {
    Demo *d;
    Called p[N_RESPONSIBLE];
    size_t n;
    bool seen[N_RESPONSIBLE];
    int64_t at; /* of the call */
} RollCall;

static void call_one(RollCall *r, const Called *c)
{
    bool here = str_starts(c->place->code, S("330824"));
    if (!here || c->person >= N_RESPONSIBLE || r->seen[c->person]) return;
    r->seen[c->person] = true;
    r->p[r->n++] = *c;
}

static void call_all(RollCall *r)
{
    Demo *d = r->d;
    for (size_t i = 0; i < d->n_villages; i++)
        if (unless_orphan(i, "x"))
            call_one(r,
                     &(Called){i, "village_head", "村级防汛总责任人", &d->villages[i], "", S("")});
    for (size_t i = 0; i < N_RESERVOIRS; i++)
        call_one(
            r, &(Called){demo_patrol_of(d, i), demo_is_pond(i) ? "pond_patrol" : "reservoir_patrol",
                         demo_is_pond(i) ? "山塘巡查责任人" : "水库巡查责任人", d->reservoir_at[i],
                         "reservoir", str_fmt(d->cx, "demo-reservoir-%03zu", i + 1)});
    for (size_t i = 0; i < N_GEO_POINTS; i++)
        call_one(r, &(Called){demo_watcher_of(d, i), "geo_watcher", "地质灾害群测群防员",
                              d->geo_at[i], "geo_point", str_fmt(d->cx, "demo-geo-%03zu", i + 1)});
}

typedef enum Stand { MISSING, ANSWERED, PATROLLED, COVERED } Stand;

/* Seven in ten answered, some are known by their patrol, a few are covered, some have not come. */
static Stand stand_of(const Called *c)
{
    size_t k = (c->person * 7 + 3) % 20;
    if (has_dead_phone(c->person) || !demo_has_phone(c->person)) return k < 8 ? COVERED : MISSING;
    if (k >= 18) return MISSING;
    if (k == 17) return COVERED;
    return c->reg[0] && k % 2 ? PATROLLED : ANSWERED;
}

static int64_t minute_of(const RollCall *r, const Called *c, int64_t most)
{
    return r->at + (int64_t)(1 + c->person * 13 % (size_t)most) * MS_MINUTE;
}

static Err put_roll_call(RollCall *r, Fill *f, size_t i)
{
    const Called *c = &r->p[i];
    Stand stand = stand_of(c);
    bool on = stand == ANSWERED || stand == PATROLLED;
    int64_t at = minute_of(r, c, stand == ANSWERED ? 14 : 45);
    fill_put(f, "demo-roll-%04zu", i + 1);
    fill_put(f, "demo-response-1");
    fill_put(f, "4");
    demo_put_person(f, c->person);
    fill_str(f, c->place->code);
    fill_put(f, "%s", c->kind);
    fill_put(f, "%s（%.*s）", c->posts, STR_ARG(c->place->name));
    fill_put(f, "1");
    fill_time(f, r->at);
    fill_put(f, "%d", stand == MISSING ? 2 : 1);
    fill_time(f, r->at + MS_HOUR);
    fill_put(f, "demo-notice-roll");
    fill_time(f, stand == ANSWERED ? at : 0);
    fill_time(f, on ? at : 0);
    fill_put(f, "%s", stand == ANSWERED ? "answered" : stand == PATROLLED ? "patrol" : "");
    fill_put(f, "%s", stand == ANSWERED ? "receipt" : stand == PATROLLED ? c->reg : "");
    fill_str(f, stand == ANSWERED    ? str_fmt(r->d->cx, "demo-receipt-%04zu", i + 1)
                : stand == PATROLLED ? c->object
                                     : S(""));
    fill_put(f, "%d",
             stand == COVERED   ? 1
             : stand == MISSING ? 2
                                : 0); /* who had to be asked was */
    if (stand == COVERED) demo_put_person(f, demo_leader_of(r->d, c->place->town));
    else fill_str(f, S(""));
    fill_time(f, stand == COVERED ? r->at + 70 * (int64_t)MS_MINUTE : 0);
    fill_put(f, "%s", on ? "on_post" : stand == COVERED ? "covered" : "called");
    return fill_next(f);
}

static Err put_receipt(Fill *f, Str ref, const char *notice, size_t person, const Place *place,
                       int64_t sent, int64_t acked, bool failed)
{
    fill_str(f, ref);
    fill_put(f, "%s", notice);
    demo_put_person(f, person);
    fill_str(f, place->code);
    fill_put(f, "auto_call");
    fill_time(f, sent);
    fill_time(f, acked);
    fill_put(f, "%s", failed ? "空号" : "");
    fill_put(f, "%s", acked ? "acked" : failed ? "failed" : "sent");
    return fill_next(f);
}

static Err put_notices(RollCall *r)
{
    Demo *d = r->d;
    Fill f;
    TRY(fill_begin(d->cx, d->book, "notice",
                   "ref subject body audience channel kind urgency region response needs_answer "
                   "sent_at drafted_by state",
                   &f));
    for (int check = 0; check < 2; check++) {
        fill_put(&f, check ? "demo-notice-check" : "demo-notice-roll");
        fill_put(&f, check ? "汛前责任人电话核验（示范）" : "进岗叫应：防汛Ⅳ级应急响应（示范）");
        fill_put(&f,
                 check ? "请接听后按1确认" : "请立即进岗履职，巡查所负责的对象，情况随时报告。");
        fill_put(&f, check ? "region:330800" : "region:330824");
        fill_put(&f, "auto_call");
        fill_put(&f, check ? "duty" : "response");
        fill_put(&f, check ? "normal" : "urgent");
        fill_put(&f, check ? "330800000000" : "330824000000");
        fill_put(&f, check ? "" : "demo-response-1");
        fill_put(&f, check ? "0" : "1");
        fill_time(&f, check ? d->now - 40 * (int64_t)MS_DAY : r->at);
        fill_put(&f, "system");
        fill_put(&f, check ? "finished" : "sent");
        TRY(fill_next(&f));
    }
    return demo_done(d, &f, "notice");
}

/* Receipts of the call, then of the number check: who was behind a dead number. */
static Err put_receipts(RollCall *r)
{
    Demo *d = r->d;
    Fill f;
    int64_t then = d->now - 40 * (int64_t)MS_DAY;
    TRY(fill_begin(d->cx, d->book, "receipt",
                   "ref notice person region channel sent_at acked_at error state", &f));
    for (size_t i = 0; i < d->n_villages; i++)
        if (has_dead_phone(i) && demo_has_phone(i))
            TRY(put_receipt(&f, str_fmt(d->cx, "demo-check-%04zu", i + 1), "demo-notice-check", i,
                            &d->villages[i], then, 0, true));
    for (size_t i = 0; i < r->n; i++) {
        const Called *c = &r->p[i];
        bool answered = stand_of(c) == ANSWERED;
        if (!demo_has_phone(c->person)) continue;
        TRY(put_receipt(&f, str_fmt(d->cx, "demo-receipt-%04zu", i + 1), "demo-notice-roll",
                        c->person, c->place, r->at, answered ? minute_of(r, c, 14) : 0,
                        has_dead_phone(c->person)));
    }
    return demo_done(d, &f, "receipt");
}

Err demo_rolls(Demo *d)
{
    Fill f;
    RollCall *r = cx_new(d->cx, RollCall, 1);
    *r = (RollCall){.d = d, .at = d->now - 2 * (int64_t)MS_HOUR};
    call_all(r);
    TRY(put_notices(r));
    TRY(put_receipts(r));
    TRY(fill_begin(d->cx, d->book, "roll_call",
                   "ref response level person region kind posts n_posts called_at calls due_at "
                   "notice answered_at on_post_at evidence object_register object rung covered_by "
                   "covered_at state",
                   &f));
    for (size_t i = 0; i < r->n; i++) TRY(put_roll_call(r, &f, i));
    return demo_done(d, &f, "roll_call");
}
