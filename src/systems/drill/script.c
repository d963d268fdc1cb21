/* SPDX-License-Identifier: Apache-2.0 */
/* The script: a heap of what is to be done, fed by the clock and by what is heard. */
#include "systems/drill/drill_int.h"

#include <stdlib.h>

#include "wire/csv.h"

/* --- the heap --- */

static bool earlier(const Pending *a, const Pending *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->order < b->order;
}

static void swap(Pending *a, Pending *b)
{
    Pending t = *a;
    *a = *b;
    *b = t;
}

void script_later(Drill *d, Pending p)
{
    p.order = d->order++;
    vec_push(d->boot, &d->heap, p);
    for (size_t i = d->heap.n - 1; i > 0; i = (i - 1) / 2) {
        if (!earlier(&d->heap.p[i], &d->heap.p[(i - 1) / 2])) break;
        swap(&d->heap.p[i], &d->heap.p[(i - 1) / 2]);
    }
}

static Pending take_first(Drill *d)
{
    Pending *h = d->heap.p, first = h[0];
    size_t n = --d->heap.n;
    h[0] = h[n];
    for (size_t i = 0, k; (k = 2 * i + 1) < n; i = k) {
        if (k + 1 < n && earlier(&h[k + 1], &h[k])) k++;
        if (!earlier(&h[k], &h[i])) break;
        swap(&h[k], &h[i]);
    }
    return first;
}

/* --- what is heard --- */

static size_t word_of(const Drill *d, Str on)
{
    return (size_t)(uintptr_t)map_get(&d->words, on);
}

void drill_heard(Drill *d, const Entry *entries, size_t n)
{
    char word[160];
    mutex_lock(&d->lock);
    for (size_t i = 0; i < n; i++) {
        int len = snprintf(word, sizeof word, "%.*s.%.*s", STR_ARG(entries[i].reg),
                           STR_ARG(entries[i].action));
        size_t on = len > 0 && (size_t)len < sizeof word ? word_of(d, (Str){word, (size_t)len}) : 0;
        if (!on) continue;
        if (d->n_heard == d->heard_cap) {
            d->heard_cap = d->heard_cap ? d->heard_cap * 2 : 256;
            Heard *more = sys_mem_new(d->heard_cap * sizeof *more);
            if (d->n_heard) memcpy(more, d->heard, d->n_heard * sizeof *more);
            sys_mem_free(d->heard);
            d->heard = more;
        }
        d->heard[d->n_heard++] = (Heard){on, entries[i].record, entries[i].at_ms};
        d->stirred = true;
    }
    if (d->stirred) cond_signal(&d->wake);
    mutex_unlock(&d->lock);
}

/* One word of a field: what stands in a scenario's where. */
static Str word_of_value(json_t *v, char number[32])
{
    if (json_is_string(v)) return (Str){json_string_value(v), json_string_length(v)};
    if (!json_is_integer(v) && !json_is_boolean(v)) return S("");
    int64_t n = json_is_integer(v) ? json_integer_value(v) : json_is_true(v);
    return (Str){number, (size_t)snprintf(number, 32, "%lld", (long long)n)};
}

bool match_fits(const Match *m, json_t *record)
{
    char number[32];
    for (size_t i = 0; i < m->n; i++) {
        const Having *w = &m->where[i];
        Str text = word_of_value(record ? json_object_getn(record, w->field.p, w->field.len) : NULL,
                                 number);
        bool found = false;
        for (size_t j = 0; j < w->n && !found; j++) {
            Str v = w->values[j];
            found =
                str_ends(v, S("*")) ? str_starts(text, str_head(v, v.len - 1)) : str_eq(v, text);
        }
        if (!found) return false;
    }
    return true;
}

static const Part *role_of(const Drill *d, Str key)
{
    return scenario_part(d->s, key);
}

static bool is_taken(Drill *d, Str key)
{
    const Part *r = role_of(d, key);
    mutex_lock(&d->lock);
    bool taken = r && d->taken[r - d->s->roles];
    mutex_unlock(&d->lock);
    return taken;
}

static void read_record(Cx *cx, Drill *d, Str on, Str id, json_t **ret)
{
    Str reg, action;
    *ret = NULL;
    if (!str_cut(on, '.', &reg, &action)) return;
    Str path = str_fmt(cx, "/api/r/%.*s/%.*s", STR_ARG(reg), STR_ARG(id));
    if (d->config.call(cx, d->config.ctx, NULL, "GET", path, NULL, ret) != OK) cx_clear(cx);
}

/* A rule that listens for this: perhaps, and after a while. The nth time has its own dice, so a
 * drill with the same seed goes the same way. */
static void choose(Drill *d, size_t index, const Heard *h, Str id, json_t *record)
{
    const Rule *r = &d->s->rules[index];
    Rng dice;
    if (!match_fits(&r->match, record)) return;
    if (r->most && d->rule_times[index] >= (size_t)r->most) return;
    rng_seed(&dice,
             d->config.seed ^ (index * 1000003 + d->rule_times[index]++) * 0x9E3779B97F4A7C15u);
    if (rng_unit(&dice) >= r->chance) return;
    int64_t spread = r->spread_ms ? (int64_t)rng_below(&dice, (uint64_t)r->spread_ms) : 0;
    int64_t from = h->at_ms + r->after_ms;
    if (from < r->not_before_ms) from = r->not_before_ms;
    script_later(d, (Pending){.at_ms = from + spread,
                              .what = DO_RULE,
                              .index = index,
                              .id = str_dup(d->boot, id),
                              .body = json_incref(record)});
}

/* Must the record be read when the rule hears? A rule with `still` reads it when it acts. */
static bool asks_now(const Rule *r)
{
    return r->match.n || (!r->still.n && r->act.uses_record);
}

static void take_in(Cx *cx, Drill *d, const Heard *h)
{
    json_t *record = NULL;
    bool read = false;
    Str id = id_format(cx, h->record);
    for (size_t i = 0; i < d->s->n_rules; i++) {
        const Match *m = &d->s->rules[i].match;
        if (word_of(d, m->on) != h->on) continue;
        if (!read && asks_now(&d->s->rules[i])) read_record(cx, d, m->on, id, &record), read = true;
        choose(d, i, h, id, record);
    }
    for (size_t i = 0; i < d->n_watches; i++) {
        Watch *w = &d->watches[i];
        if (word_of(d, w->match->on) != h->on) continue;
        if (!read && w->match->n) read_record(cx, d, w->match->on, id, &record), read = true;
        if (!match_fits(w->match, record)) continue;
        if (!w->first_ms) w->first_ms = h->at_ms;
        score_seen(d, w->match, h->at_ms);
    }
}

void script_heard(Cx *cx, Drill *d)
{
    for (;;) {
        mutex_lock(&d->lock);
        Heard *heard = d->heard;
        size_t n = d->n_heard;
        d->heard = NULL;
        d->n_heard = d->heard_cap = 0;
        d->stirred = false;
        mutex_unlock(&d->lock);
        for (size_t i = 0; i < n; i++) {
            take_in(cx, d, &heard[i]);
            cx_reset(cx);
        }
        sys_mem_free(heard);
        if (n == 0) return;
    }
}

int64_t drill_next_ms(Cx *cx, Drill *d)
{
    script_heard(cx, d);
    return d->heap.n ? d->heap.p[0].at_ms : INT64_MAX;
}

/* --- acting --- */

static void tell(Drill *d, const Known *k, Str kind, Str as, Label text, Str why)
{
    Cx *b = d->boot;
    const Part *r = role_of(d, as);
    mutex_lock(&d->lock);
    Line *l = vec_add(b, &d->lines);
    *l = (Line){
        .at_ms = k->now_ms,
        .kind = kind,
        .as = r ? r->key : S(""),
        .text = {str_dup(b, text.zh), str_dup(b, text.en)},
        .refused = why.len > 0,
        .why = str_dup(b, why)
    };
    mutex_unlock(&d->lock);
}

/* What the answer made is known by a name from now on; the first of that name stays. */
static void keep_ref(Drill *d, Str name, json_t *answer)
{
    const char *id = json_string_value(json_object_get(answer, "id"));
    if (name.len == 0 || !id || map_get(&d->refs, name)) return;
    Str *ref = cx_new(d->boot, Str, 1);
    *ref = str_dup(d->boot, str_c(id));
    map_put(d->boot, &d->refs, name, ref);
}

static Err act(Cx *cx, Drill *d, const Act *a, Str kind, Known *k)
{
    json_t *answer = NULL, *body = a->body ? fill_json(cx, k, a->body) : json_object();
    Label text = {fill_text(cx, k, a->label.zh), fill_text(cx, k, a->label.en)};
    Err err = d->config.call(cx, d->config.ctx, role_of(d, a->as), "POST",
                             fill_text(cx, k, a->path), body, &answer);
    json_decref(body);
    if (err == OK) keep_ref(d, a->save, answer);
    if (err != OK || text.zh.len || text.en.len)
        tell(d, k, kind, a->as, text,
             err == OK ? S("")
                       : str_fmt(cx, "%.*s: %.*s", STR_ARG(fill_text(cx, k, a->path)),
                                 STR_ARG(cx_message(cx))));
    return err;
}

static Known known(const Drill *d, int64_t now_ms)
{
    return (Known){.start_ms = d->s->start_ms,
                   .now_ms = now_ms,
                   .storm = d->s->n_tracks ? d->s->tracks[0].name_zh : S(""),
                   .refs = &d->refs};
}

static bool has_been(Drill *d, const Match *m)
{
    const Watch *w = watch_of(d, m);
    return w && w->first_ms;
}

static void do_inject(Cx *cx, Drill *d, const Inject *in, int64_t now_ms)
{
    Known k = known(d, now_ms);
    if (in->unless.on.len && has_been(d, &in->unless)) return;
    if (in->only_if.on.len && !has_been(d, &in->only_if)) return;
    if (act(cx, d, &in->act, in->kind, &k) != OK) cx_clear(cx);
    if (in->expect.match.on.len == 0) return;
    mutex_lock(&d->lock);
    *vec_add(d->boot, &d->opens) = (Open){.inject = in, .at_ms = now_ms};
    size_t index = d->opens.n - 1;
    mutex_unlock(&d->lock);
    script_later(
        d, (Pending){.at_ms = now_ms + in->expect.within_ms, .what = DO_EXPECT, .index = index});
}

static void do_rule(Cx *cx, Drill *d, const Pending *p, int64_t now_ms)
{
    const Rule *r = &d->s->rules[p->index];
    Known k = known(d, now_ms);
    json_t *now = p->body;
    k.id = p->id;
    if (r->still.n) read_record(cx, d, r->match.on, p->id, &now);
    k.record = now;
    if (!is_taken(d, r->act.as) && match_fits(&r->still, now) &&
        act(cx, d, &r->act, S("act"), &k) != OK)
        cx_clear(cx);
    json_decref(p->body);
}

static void do_post(Cx *cx, Drill *d, const Pending *p, int64_t now_ms)
{
    json_t *answer;
    Known k = known(d, now_ms);
    json_t *body = fill_json(cx, &k, p->body);
    Str path = fill_text(cx, &k, p->path);
    if (d->config.call(cx, d->config.ctx, p->as, "POST", path, body, &answer) != OK) {
        tell(d, &k, S("series"), p->as->key, (Label){S(""), S("")},
             str_fmt(cx, "%.*s: %.*s", STR_ARG(path), STR_ARG(cx_message(cx))));
        cx_clear(cx);
    }
    json_decref(body);
    json_decref(p->body);
}

static void do_one(Cx *cx, Drill *d, const Pending *p, int64_t now_ms)
{
    switch (p->what) {
    case DO_INJECT: do_inject(cx, d, &d->s->injects[p->index], now_ms); break;
    case DO_RULE: do_rule(cx, d, p, now_ms); break;
    case DO_POST: do_post(cx, d, p, now_ms); break;
    case DO_ASK: score_ask(cx, d, p->index, now_ms); break;
    case DO_EXPECT: score_expect_over(d, p->index); break;
    }
}

size_t drill_play(Cx *cx, Drill *d, int64_t now_ms)
{
    size_t n = 0;
    for (; drill_next_ms(cx, d) <= now_ms; n++) {
        Pending p = take_first(d);
        do_one(cx, d, &p, now_ms);
        cx_reset(cx);
    }
    return n;
}

/* --- the beginning --- */

/* A column "value#" holds numbers, any other texts. false: it does not. */
static bool put_cell(json_t *body, Str key, Str text)
{
    double v = 0;
    int64_t n = 0;
    if (text.len == 0) return true;
    if (!str_ends(key, S("#")))
        return json_object_setn_new(body, key.p, key.len, json_stringn(text.p, text.len)) == 0;
    bool is_int = str_i64(text, &n);
    if (!is_int && !str_f64(text, &v)) return false;
    json_t *number = is_int ? json_integer(n) : json_real(v);
    return json_object_setn_new(body, key.p, key.len - 1, number) == 0;
}

/* "when" is the time alone, "at" also a field of the record. */
static Err read_row(Cx *cx, Drill *d, const Series *s, const Str *head, const Str *cells, size_t n,
                    json_t *body, int64_t *at)
{
    *at = -1;
    for (size_t i = 0; i < n; i++) {
        Str text = cells[i];
        if (str_is(head[i], "at") || str_is(head[i], "when")) {
            if (!scenario_time(text, d->s->start_ms, at)) break;
            if (str_is(head[i], "when")) continue;
            text = time_format(cx, *at);
        }
        if (!put_cell(body, head[i], text))
            return cx_refuse(cx, ERR_INVALID, s->file, text, "must be a number");
    }
    if (*at >= 0) return OK;
    return cx_refuse(cx, ERR_INVALID, s->file, n ? cells[0] : S(""),
                     "at must be a time such as T+2:30");
}

static Err row_later(Cx *cx, Drill *d, const Series *s, const Str *head, const Str *cells, size_t n)
{
    json_t *body = json_object();
    int64_t at;
    Err err = read_row(cx, d, s, head, cells, n, body, &at);
    if (err != OK) json_decref(body);
    TRY(err);
    script_later(d, (Pending){.at_ms = at,
                              .what = DO_POST,
                              .as = role_of(d, s->as),
                              .path = str_fmt(d->boot, "/api/r/%.*s", STR_ARG(s->reg)),
                              .body = body});
    return OK;
}

static Err series_later(Cx *cx, Drill *d, const Series *s)
{
    Csv csv = csv_on(s->text);
    Str *cells, *head;
    size_t n, n_head;
    bool more;
    TRY(csv_next(cx, &csv, &head, &n_head, &more));
    while (more) {
        TRY(csv_next(cx, &csv, &cells, &n, &more));
        if (!more) break;
        if (n != n_head)
            return cx_refuse(cx, ERR_INVALID, s->file, n ? cells[0] : S(""),
                             "a row has %zu cells, not %zu", n, n_head);
        TRY(row_later(cx, d, s, head, cells, n));
    }
    return OK;
}

Err script_before(Cx *cx, Drill *d, const Act *a)
{
    Known k = known(d, d->s->start_ms);
    return act(cx, d, a, S("before"), &k);
}

Err drill_begin(Cx *cx, Drill *d)
{
    const Scenario *s = d->s;
    for (size_t i = 0; i < s->n_before; i++) TRY(script_before(cx, d, &s->before[i]));
    for (size_t i = 0; i < s->n_tracks; i++) TRY(track_later(cx, d, &s->tracks[i]));
    for (size_t i = 0; i < s->n_injects; i++)
        script_later(d, (Pending){.at_ms = s->injects[i].at_ms, .what = DO_INJECT, .index = i});
    for (size_t i = 0; i < s->n_series; i++) TRY(series_later(cx, d, &s->series[i]));
    for (size_t i = 0; i < s->n_goals; i++)
        if (s->goals[i].get.len)
            script_later(d, (Pending){.at_ms = s->goals[i].at_ms, .what = DO_ASK, .index = i});
    return OK;
}
