/* SPDX-License-Identifier: Apache-2.0 */
/* Short messages (短信): one connection to a gateway: log-in, window, heartbeat, answers, reports.
 * A unit that left and was not answered is UNKNOWN, never repeated here: an error means "not
 * known", not "no". source: SMPP v3.4 §2.4 (sessions), CMPP 2.0 §6 (window 16, test 3 minutes, T 60
 * s, N 3: shorter here, so that a dead peer is known within the second channel's minute) */
#include "link/sms_int.h"

#include "sys/sys.h"

enum {
    ANSWER_MS = 10000,
    PROBE_MS = 20000,
    BACKOFF_MS = 500,
    BACKOFF_MAX_MS = 8000,
    BUSY_MS = 1000,
    PENDING_MAX = 4096,
    PARTS_MAX = 32
};

typedef enum Phase { PHASE_DOWN, PHASE_CONNECT, PHASE_LOGIN, PHASE_UP } Phase;

/* A unit that waits for its answer. */
typedef struct Pending {
    uint32_t sequence;
    int64_t row, sent_ms;
} Pending;

/* A text of which parts are under way. */
typedef struct Text {
    int64_t row;
    size_t n_parts, n_taken, n_busy, n_refused;
    Buf ids;
    Cx *cx;
    Str error;
} Text;

struct Sms {
    Channel *channel;
    const SmsProto *proto;
    Sock sock;
    Phase phase;
    uint32_t sequence;
    uint8_t ref;
    int64_t next_try_ms, backoff_ms, asked_ms, heard_ms, since_ms;
    Pending pending[PENDING_MAX];
    size_t n_pending;
    Text texts[PENDING_MAX];
    size_t n_texts;
};

const Gateway *sms_gate(const Sms *s)
{
    return &s->channel->gate;
}

uint32_t sms_next(Sms *s)
{
    s->sequence = s->sequence % INT32_MAX + 1;
    return s->sequence;
}

int64_t sms_city_ms(const Sms *s)
{
    return s->channel->link->site->now_ms(s->channel->link->site->ctx);
}

void sms_write(Sms *s, Str unit)
{
    sock_write(&s->sock, unit);
}

/* --- texts --- */

static Text *text_of(Sms *s, int64_t row)
{
    for (size_t i = 0; i < s->n_texts; i++)
        if (s->texts[i].row == row) return &s->texts[i];
    return NULL;
}

static void text_drop(Sms *s, Text *t)
{
    cx_close(t->cx);
    *t = s->texts[--s->n_texts];
}

/* All parts are answered: what does that make of the whole? A part that was taken has gone out, so
 * the text is not sent again. */
static void text_settle(Sms *s, Text *t)
{
    if (t->n_taken + t->n_busy + t->n_refused < t->n_parts) return;
    if (t->n_refused == 0 && t->n_busy == 0) channel_sent(s->channel, t->row, buf_str(&t->ids));
    else if (t->n_taken) channel_fate(s->channel, t->row, FATE_REFUSED, S("only in part sent"), 0);
    else if (t->n_refused) channel_fate(s->channel, t->row, FATE_REFUSED, t->error, 0);
    else channel_fate(s->channel, t->row, FATE_LATER, t->error, BUSY_MS);
    text_drop(s, t);
}

void sms_answer(Sms *s, uint32_t sequence, SmsAnswer answer, Str id, Str error)
{
    size_t i = 0;
    while (i < s->n_pending && s->pending[i].sequence != sequence) i++;
    if (i == s->n_pending) return; /* answered before, or never asked */
    Text *t = text_of(s, s->pending[i].row);
    s->pending[i] = s->pending[--s->n_pending];
    if (!t) return;
    if (answer == SMS_TAKEN) {
        buf_fmt(&t->ids, "%s%.*s", t->ids.len ? " " : "", STR_ARG(id));
        t->n_taken++;
    } else {
        t->error = str_dup(t->cx, error);
        t->n_busy += answer == SMS_BUSY;
        t->n_refused += answer == SMS_REFUSED;
    }
    text_settle(s, t);
}

void sms_report(Sms *s, Cx *cx, Str id, Str number, SmsState state, Str error)
{
    bool good = state == SMS_DELIVERED;
    if (state == SMS_ENROUTE || state == SMS_ACCEPTED || id.len == 0) return; /* on its way */
    channel_say(s->channel, (Outcome){.fate = FATE_REPORT,
                                      .provider_id = id,
                                      .address = phone_plain(cx, number),
                                      .is_good = good,
                                      .error = error});
}

void sms_reply(Sms *s, Cx *cx, Str number, Str text)
{
    channel_say(s->channel,
                (Outcome){.fate = FATE_REPLY, .address = phone_plain(cx, number), .text = text});
}

/* --- the connection --- */

static void fail_all(Sms *s)
{
    while (s->n_texts) {
        channel_fate(s->channel, s->texts[0].row, FATE_UNKNOWN, S("the link broke"), 0);
        text_drop(s, &s->texts[0]);
    }
    s->n_pending = 0;
}

static void hang_up(Sms *s, Str why)
{
    sock_close(s->channel->link, &s->sock);
    fail_all(s);
    s->phase = PHASE_DOWN;
    s->next_try_ms = sys_mono_ms() + s->backoff_ms;
    s->backoff_ms = s->backoff_ms * 2 < BACKOFF_MAX_MS ? s->backoff_ms * 2 : BACKOFF_MAX_MS;
    channel_mode(s->channel, "down", why);
}

void sms_logged_in(Sms *s)
{
    if (s->phase != PHASE_LOGIN) return;
    s->phase = PHASE_UP;
    s->backoff_ms = BACKOFF_MS;
    channel_mode(s->channel, "up", S(""));
}

void sms_refused(Sms *s, Str why)
{
    hang_up(s, why);
}

static void ask(Sms *s, Cx *cx, Err (*make)(Cx *cx, Sms *s, Str *ret), int64_t mono_ms)
{
    Str unit;
    s->asked_ms = mono_ms;
    if (make(cx, s, &unit) == OK) sms_write(s, unit);
    else hang_up(s, cx_message(cx));
}

static void take_units(Sms *s, Cx *cx, int64_t mono_ms)
{
    size_t used = 0;
    Str frame;
    SmsCut cut = SMS_CUT_WAIT;
    while (s->phase != PHASE_DOWN) {
        Str left = {s->sock.in + used, s->sock.n_in - used};
        cut = s->proto->cut(left, &frame);
        if (cut != SMS_CUT_WHOLE) break;
        used += frame.len;
        s->heard_ms = mono_ms;
        s->asked_ms = 0;
        if (s->proto->take(cx, s, frame) != OK) {
            log_warn("%.*s: %.*s", STR_ARG(s->channel->name), STR_ARG(cx_message(cx)));
            cx_clear(cx);
        }
    }
    if (s->phase == PHASE_DOWN) return; /* hung up on the way */
    sock_used(&s->sock, used);
    if (cut == SMS_CUT_BROKEN) hang_up(s, S("units that are none"));
}

static bool is_late(const Sms *s, int64_t mono_ms)
{
    for (size_t i = 0; i < s->n_pending; i++)
        if (mono_ms - s->pending[i].sent_ms > ANSWER_MS) return true;
    return s->asked_ms && mono_ms - s->asked_ms > ANSWER_MS;
}

static void dial(Sms *s, int64_t mono_ms)
{
    const Gateway *g = sms_gate(s);
    if (mono_ms < s->next_try_ms) return;
    sock_open(s->channel->link, &s->sock, g->host, g->port, g->tls);
    s->phase = PHASE_CONNECT;
    s->since_ms = mono_ms;
}

/* A connection that stands. */
static void talk(Sms *s, Cx *cx, int64_t mono_ms)
{
    bool alive = sock_turn(&s->sock);
    take_units(s, cx, mono_ms);
    if (s->phase == PHASE_DOWN) return;
    bool quiet = mono_ms - s->heard_ms > PROBE_MS && s->asked_ms == 0;
    if (!alive) hang_up(s, S("the peer closed"));
    else if (is_late(s, mono_ms)) hang_up(s, S("the peer does not answer"));
    else if (s->phase == PHASE_UP && quiet) ask(s, cx, s->proto->probe, mono_ms);
}

static void turn(Channel *c, Cx *cx, int64_t mono_ms)
{
    Sms *s = c->state;
    if (s->phase == PHASE_DOWN) dial(s, mono_ms);
    if (s->sock.is_failed) hang_up(s, S("no connection"));
    if (s->phase == PHASE_DOWN || !s->sock.is_open) return;
    if (s->phase == PHASE_CONNECT) {
        s->phase = PHASE_LOGIN;
        s->heard_ms = mono_ms;
        ask(s, cx, s->proto->login, mono_ms);
    }
    if (s->phase != PHASE_DOWN) talk(s, cx, mono_ms);
}

/* --- sending --- */

static size_t room(Channel *c, int64_t mono_ms)
{
    const Sms *s = c->state;
    size_t window = (size_t)c->gate.window;
    (void)mono_ms;
    if (s->phase != PHASE_UP || s->n_pending >= window) return 0;
    return window - s->n_pending;
}

static Err send_one(Sms *s, Cx *cx, const Delivery *d)
{
    Str *units;
    size_t n;
    TRY(s->proto->submit(cx, s, d->address, link_text(cx, s->channel->link, d), s->sequence + 1,
                         &units, &n));
    if (n > PARTS_MAX || s->n_pending + n > PENDING_MAX || s->n_texts == PENDING_MAX)
        return cx_fail(cx, ERR_TOO_BIG, "body", "more than %d messages", PARTS_MAX);
    Cx *own = cx_open(0, 0);
    s->texts[s->n_texts++] =
        (Text){.row = d->id, .n_parts = n, .cx = own, .ids = buf_new(own, 0), .error = S("")};
    for (size_t i = 0; i < n; i++) {
        s->pending[s->n_pending++] =
            (Pending){.sequence = sms_next(s), .row = d->id, .sent_ms = sys_mono_ms()};
        sms_write(s, units[i]);
    }
    return OK;
}

static void send_some(Channel *c, Cx *cx, const Delivery *d, size_t n)
{
    Sms *s = c->state;
    for (size_t i = 0; i < n; i++) {
        if (send_one(s, cx, &d[i]) == OK) continue;
        channel_fate(c, d[i].id, FATE_REFUSED, cx_message(cx), 0);
        cx_clear(cx);
    }
}

/* --- life --- */

static void begin(Channel *c)
{
    Sms *s = sys_mem_new(sizeof *s);
    s->channel = c;
    s->proto = str_is(c->gate.protocol, "cmpp") ? &cmpp_proto : &smpp_proto;
    s->backoff_ms = BACKOFF_MS;
    c->state = s;
}

static void end(Channel *c)
{
    Sms *s = c->state;
    sock_close(c->link, &s->sock);
    while (s->n_texts) text_drop(s, &s->texts[0]);
    sys_mem_free(s);
    c->state = NULL;
}

Sock *sms_sock(Channel *c)
{
    Sms *s = c->ops == &sms_ops ? c->state : NULL;
    return s && s->phase != PHASE_DOWN ? &s->sock : NULL;
}

const ChannelOps sms_ops = {
    .open = begin, .room = room, .send = send_some, .turn = turn, .close = end};
