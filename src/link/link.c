/* SPDX-License-Identifier: Apache-2.0 */
/* The loop: bytes in, outcomes written, rows claimed, bytes out. What a gateway says is kept until
 * the writer has it. */
#include "link/link_int.h"

#include <stdatomic.h>

#include "sys/sys.h"
#include "sys/thread.h"

enum { CLAIM_MAX = 100, OFF_MAX = 500, WAIT_MS = 200, RETRY_MS = 1000 };

static const char drill_mark[] = "【演练】";

typedef struct LinkThread {
    Thread thread;
    atomic_bool stopping, woken;
    Mutex lock;
    Cond quiet;
    uint64_t turns_asked, turns_done; /* under the lock */
} LinkThread;

/* --- what channels say --- */

void channel_say(Channel *c, Outcome o)
{
    o.provider_id = str_dup(c->said, o.provider_id);
    o.address = str_dup(c->said, o.address);
    o.error = str_dup(c->said, o.error);
    o.text = str_dup(c->said, o.text);
    vec_push(c->said, &c->outcomes, o);
}

void channel_sent(Channel *c, int64_t id, Str provider_id)
{
    channel_say(c, (Outcome){.fate = FATE_SENT, .id = id, .provider_id = provider_id});
}

void channel_fate(Channel *c, int64_t id, Fate fate, Str error, int64_t wait_ms)
{
    channel_say(c, (Outcome){.fate = fate, .id = id, .error = error, .wait_ms = wait_ms});
}

void channel_mode(Channel *c, const char *mode, Str why)
{
    if (strcmp(c->mode, mode) == 0 && str_eq(c->why, why)) return;
    c->mode = mode;
    c->why = str_dup(c->said, why); /* said lives on until this is noted */
}

Str link_subject(Cx *cx, const Link *l, const Delivery *d)
{
    bool marked = !l->site->sandbox || str_starts(d->subject, str_c(drill_mark));
    return str_fmt(cx, "%s%.*s", marked ? "" : drill_mark, STR_ARG(d->subject));
}

Str link_text(Cx *cx, const Link *l, const Delivery *d)
{
    Str subject = link_subject(cx, l, d);
    return str_fmt(cx, "%.*s：%.*s", STR_ARG(subject), STR_ARG(d->body));
}

/* --- writing it down --- */

/* A note is the last part of a turn that may fail: outcomes first. */
static void note_mode(Channel *c, Cx *cx)
{
    Str now = str_fmt(cx, "%s %.*s", c->mode, STR_ARG(c->why));
    if (str_eq(now, c->noted)) return;
    if (gateway_note(cx, c->link->site, c->name, str_c(c->mode), c->why) != OK) return;
    log_info("channel %.*s: %.*s", STR_ARG(c->name), STR_ARG(now));
    c->noted = str_dup(c->said, now);
}

static void look_again(Link *l)
{
    for (size_t i = 0; i < N_CHANNELS; i++) l->channels[i].next_due_ms = 0;
}

/* What was said is forgotten only when it stands in the database. */
static void flush(Channel *c, Cx *cx)
{
    if (c->outcomes.n == 0) {
        note_mode(c, cx);
        return;
    }
    Err err = outbox_report(cx, c->link->site, c->name, c->outcomes.p, c->outcomes.n);
    if (err != OK) {
        log_warn("channel %.*s: %.*s", STR_ARG(c->name), STR_ARG(cx_message(cx)));
        c->hold_ms = sys_mono_ms() + RETRY_MS;
        cx_clear(cx);
        return;
    }
    Cx *fresh = cx_open(0, 0);
    c->why = str_dup(fresh, c->why);
    c->noted = str_dup(fresh, c->noted);
    cx_close(c->said);
    c->said = fresh;
    c->outcomes.p = NULL;
    c->outcomes.n = c->outcomes.cap = 0;
    look_again(c->link); /* a try that failed lets the next channel begin */
    note_mode(c, cx);
}

/* --- taking rows --- */

/* A channel that is off takes nobody: the next one of each notice begins at once. */
static void refuse_rows(Channel *c, const Delivery *d, size_t n)
{
    for (size_t i = 0; i < n; i++) channel_fate(c, d[i].id, FATE_REFUSED, c->why, 0);
}

static bool is_off(const Channel *c)
{
    return strcmp(c->mode, "off") == 0;
}

static Err take_rows(Channel *c, Cx *cx, int64_t mono_ms)
{
    Delivery *d = NULL;
    size_t n = 0, room = is_off(c) ? OFF_MAX : c->ops->room(c, mono_ms);
    if (mono_ms < c->hold_ms || c->outcomes.n) return OK;
    if (c->next_due_ms == 0) TRY(outbox_next(cx, c->link->site, c->name, &c->next_due_ms));
    if (room == 0 || c->next_due_ms > cx->now_ms) return OK;
    TRY(outbox_claim(cx, c->link->site, c->name, room < CLAIM_MAX ? room : CLAIM_MAX, &d, &n));
    c->next_due_ms = 0;
    if (is_off(c)) refuse_rows(c, d, n);
    else if (n) c->ops->send(c, cx, d, n);
    return OK;
}

static void turn_channel(Channel *c, Cx *cx)
{
    int64_t mono_ms = sys_mono_ms();
    if (!is_off(c) && c->ops->turn) c->ops->turn(c, cx, mono_ms);
    flush(c, cx);
    if (take_rows(c, cx, mono_ms) != OK) {
        log_warn("channel %.*s: %.*s", STR_ARG(c->name), STR_ARG(cx_message(cx)));
        c->hold_ms = mono_ms + RETRY_MS;
        cx_clear(cx);
    }
    if (!is_off(c) && c->ops->turn) c->ops->turn(c, cx, mono_ms); /* what was queued leaves */
    flush(c, cx);
}

/* --- the loop --- */

static void take_messages(Link *l)
{
    CURLMsg *m;
    int left;
    while ((m = curl_multi_info_read(l->multi, &left))) {
        Web *w = NULL;
        CURL *easy = m->easy_handle;
        CURLcode code = m->data.result;
        if (m->msg != CURLMSG_DONE) continue;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&w);
        if (w) web_finish(w, code);
        for (size_t i = 0; i < N_CHANNELS && !w; i++) {
            Sock *s = sms_sock(&l->channels[i]);
            if (!s || s->easy != easy) continue;
            s->is_open = code == CURLE_OK;
            s->is_failed = code != CURLE_OK;
        }
    }
}

static void run_once(Link *l, Cx *cx)
{
    int running;
    cx->now_ms = l->site->now_ms(l->site->ctx);
    curl_multi_perform(l->multi, &running);
    take_messages(l);
    bool woken = atomic_exchange(&l->thread->woken, false);
    if (woken) look_again(l);
    for (size_t i = 0; i < N_CHANNELS; i++) {
        turn_channel(&l->channels[i], cx);
        cx_reset(cx);
        cx->now_ms = l->site->now_ms(l->site->ctx);
    }
}

/* Is there more to take at once? */
static bool is_busy(Link *l)
{
    int64_t now = l->site->now_ms(l->site->ctx), mono_ms = sys_mono_ms();
    for (size_t i = 0; i < N_CHANNELS; i++) {
        Channel *c = &l->channels[i];
        bool due = c->next_due_ms <= now && mono_ms >= c->hold_ms;
        if (due && (is_off(c) || c->ops->room(c, mono_ms) > 0)) return true;
    }
    return false;
}

static void wait_some(Link *l)
{
    struct curl_waitfd fds[N_CHANNELS];
    unsigned n = 0;
    int numfds;
    for (size_t i = 0; i < N_CHANNELS; i++) {
        Sock *s = sms_sock(&l->channels[i]);
        if (s && sock_wait(s, &fds[n])) n++;
    }
    curl_multi_poll(l->multi, n ? fds : NULL, n, is_busy(l) ? 0 : WAIT_MS, &numfds);
}

static uint64_t turns_asked(Link *l)
{
    mutex_lock(&l->thread->lock);
    uint64_t n = l->thread->turns_asked;
    mutex_unlock(&l->thread->lock);
    return n;
}

/* Whoever asked before this round began may go on, once it is quiet. */
static void note_turn(Link *l, uint64_t turn)
{
    bool said = false;
    for (size_t i = 0; i < N_CHANNELS; i++) said = said || l->channels[i].outcomes.n;
    if (said || is_busy(l)) return;
    mutex_lock(&l->thread->lock);
    l->thread->turns_done = turn;
    cond_broadcast(&l->thread->quiet);
    mutex_unlock(&l->thread->lock);
}

void link_turn(Link *l)
{
    enum { PATIENCE_MS = 60000 };
    int64_t until = sys_mono_ms() + PATIENCE_MS;
    mutex_lock(&l->thread->lock);
    uint64_t mine = ++l->thread->turns_asked;
    atomic_store(&l->thread->woken, true);
    curl_multi_wakeup(l->multi);
    while (l->thread->turns_done < mine &&
           cond_wait_until(&l->thread->quiet, &l->thread->lock, until)) {
    }
    mutex_unlock(&l->thread->lock);
}

static void run(void *ptr)
{
    Link *l = ptr;
    Cx *cx = cx_open(l->site->now_ms(l->site->ctx), sys_random_u64());
    if (outbox_recover(cx, l->site) != OK) log_error("outbox: %.*s", STR_ARG(cx_message(cx)));
    cx_reset(cx);
    for (size_t i = 0; i < N_CHANNELS; i++)
        if (!is_off(&l->channels[i])) l->channels[i].ops->open(&l->channels[i]);
    while (!atomic_load(&l->thread->stopping)) {
        uint64_t turn = turns_asked(l);
        run_once(l, cx);
        note_turn(l, turn);
        wait_some(l);
    }
    for (size_t i = 0; i < N_CHANNELS; i++)
        if (!is_off(&l->channels[i])) l->channels[i].ops->close(&l->channels[i]);
    cx_close(cx);
}

/* --- open and close --- */

static void set_channel(Link *l, size_t i, const char *name, const ChannelOps *ops,
                        const Gateway *gate)
{
    l->channels[i] = (Channel){.name = str_c(name),
                               .ops = gate->is_mute ? &mute_ops : ops,
                               .link = l,
                               .gate = *gate,
                               .said = cx_open(0, 0),
                               .mode = gate->is_on ? "down" : "off",
                               .why = gate->why_off,
                               .noted = S("")};
}

Err link_open(Cx *cx, const Site *site, Link **ret)
{
    Link *l = sys_mem_new(sizeof *l);
    l->boot = cx_open(cx->now_ms, 0);
    l->site = site;
    Err err = cx_carry(cx, l->boot, gateways_read(l->boot, site, &l->gateways));
    if (err != OK) {
        cx_close(l->boot);
        sys_mem_free(l);
        return err;
    }
    l->thread = sys_mem_new(sizeof *l->thread);
    mutex_init(&l->thread->lock);
    cond_init(&l->thread->quiet);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    l->multi = curl_multi_init();
    if (!l->multi) log_die("libcurl does not start");
    set_channel(l, 0, "sms", &sms_ops, &l->gateways.sms);
    set_channel(l, 1, "auto_call", &voice_ops, &l->gateways.voice);
    set_channel(l, 2, "email", &email_ops, &l->gateways.email);
    set_channel(l, 3, "webhook", &webhook_ops, &l->gateways.webhook);
    *ret = l;
    return OK;
}

void link_start(Link *l)
{
    thread_start(&l->thread->thread, "link", run, l);
}

void link_committed(Link *l, const Entry *entries, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!str_is(entries[i].reg, "receipt")) continue;
        atomic_store(&l->thread->woken, true);
        curl_multi_wakeup(l->multi);
        return;
    }
}

void link_close(Link *l)
{
    if (!l) return;
    atomic_store(&l->thread->stopping, true);
    curl_multi_wakeup(l->multi);
    thread_join(&l->thread->thread);
    for (size_t i = 0; i < N_CHANNELS; i++) cx_close(l->channels[i].said);
    curl_multi_cleanup(l->multi);
    cond_destroy(&l->thread->quiet);
    mutex_destroy(&l->thread->lock);
    sys_mem_free(l->thread);
    cx_close(l->boot);
    sys_mem_free(l);
}
