/* SPDX-License-Identifier: Apache-2.0 */
/* Calls (自动外呼): POST a call, then ask how it goes until it is over. The same call asked for
 * twice is one call: the key is the row and its try. */
#include "link/link_int.h"

#include <jansson.h>

#include "sys/sys.h"

enum { POLL_MS = 1000, DOWN_MS = 2000, LATER_MS = 2000, CALL_MAX_MS = 180000, CALLS_MAX = 1000 };

typedef struct Call {
    int64_t row, next_ms, since_ms;
    char *id; /* the provider's; NULL = not taken yet */
    bool asked;
} Call;

typedef struct Voice {
    Call calls[CALLS_MAX];
    size_t n;
    int64_t down_ms;
    Web *webs[CALLS_MAX]; /* under way; where a call stands, or anywhere */
    size_t n_webs;
} Voice;

static Call *call_of(Voice *v, int64_t row)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->calls[i].row == row) return &v->calls[i];
    return NULL;
}

static void call_drop(Voice *v, Call *call)
{
    sys_mem_free(call->id);
    *call = v->calls[--v->n];
}

static Call *call_add(Voice *v, int64_t row, Str id, int64_t mono_ms)
{
    if (v->n == CALLS_MAX) return NULL;
    Call *call = &v->calls[v->n++];
    *call = (Call){.row = row, .next_ms = mono_ms, .since_ms = mono_ms};
    if (id.len) {
        call->id = sys_mem_new(id.len + 1);
        memcpy(call->id, id.p, id.len);
    }
    return call;
}

static void remember(Voice *v, Web *w)
{
    v->webs[v->n_webs++] = w;
    web_start(w);
}

static void forget(Voice *v, const Web *w)
{
    for (size_t i = 0; i < v->n_webs; i++)
        if (v->webs[i] == w) {
            v->webs[i] = v->webs[--v->n_webs];
            return;
        }
}

static bool is_plain_id(const char *id)
{
    for (const char *p = id; *p; p++) {
        bool plain = (*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') ||
                     (*p >= 'A' && *p <= 'Z') || *p == '-' || *p == '_';
        if (!plain) return false;
    }
    return *id && strlen(id) <= 64;
}

/* --- placing a call --- */

static void placed(Channel *c, Web *w)
{
    Voice *v = c->state;
    Call *call = call_of(v, w->id);
    json_t *j = json_loadb(w->answer, w->n_answer, 0, NULL);
    const char *id = json_string_value(json_object_get(j, "call"));
    bool taken = w->code == CURLE_OK && w->status / 100 == 2 && id && is_plain_id(id);
    bool refused = w->code == CURLE_OK && w->status / 100 == 4 && w->status != 429;
    forget(v, w);
    channel_mode(c, w->code == CURLE_OK ? "up" : "down",
                 w->code == CURLE_OK ? S("") : str_c(curl_easy_strerror(w->code)));
    if (w->code != CURLE_OK) v->down_ms = sys_mono_ms() + DOWN_MS;
    if (taken) {
        channel_sent(c, w->id, str_c(id));
        if (call) call_drop(v, call);
        (void)call_add(v, w->id, str_c(id), sys_mono_ms() + POLL_MS);
    } else {
        if (call) call_drop(v, call);
        if (refused) channel_fate(c, w->id, FATE_REFUSED, S("the gateway refuses the call"), 0);
        else channel_fate(c, w->id, FATE_LATER, S("the gateway does not answer"), LATER_MS);
    }
    json_decref(j);
}

static void place(Channel *c, Cx *cx, const Delivery *d)
{
    Voice *v = c->state;
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "to", d->address);
    jw_kstr(&w, "text", link_text(cx, c->link, d));
    jw_kbool(&w, "drill", c->link->site->sandbox);
    jw_close(&w, '}');
    Web *web = web_new(c, d->id, c->gate.url, placed);
    web_header(
        web,
        str_fmt(cx, "Idempotency-Key: anlan-%lld-%lld", (long long)d->id, (long long)d->tries).p);
    if (c->gate.token.len)
        web_header(web, str_fmt(cx, "Authorization: Bearer %.*s", STR_ARG(c->gate.token)).p);
    web_json(web, buf_str(&b));
    (void)call_add(v, d->id, S(""), sys_mono_ms());
    remember(v, web);
}

static void send_some(Channel *c, Cx *cx, const Delivery *d, size_t n)
{
    for (size_t i = 0; i < n; i++) place(c, cx, &d[i]);
}

static size_t room(Channel *c, int64_t mono_ms)
{
    const Voice *v = c->state;
    size_t window = (size_t)c->gate.window;
    if (mono_ms < v->down_ms || v->n >= window || v->n_webs >= window) return 0;
    return window - v->n;
}

/* --- asking how it goes --- */

static void over(Channel *c, Call *call, json_t *j)
{
    Outcome o = {.id = call->row, .provider_id = S(""), .address = S(""), .error = S("无人接听")};
    bool answered = json_is_true(json_object_get(j, "answered"));
    o.fate = answered ? FATE_HEARD : FATE_NOT_ANSWERED;
    o.heard_s = json_integer_value(json_object_get(j, "heard_s"));
    channel_say(c, o);
    call_drop(c->state, call);
}

static void asked(Channel *c, Web *w)
{
    Voice *v = c->state;
    Call *call = call_of(v, w->id);
    json_t *j = json_loadb(w->answer, w->n_answer, 0, NULL);
    forget(v, w);
    if (call) {
        const char *state = json_string_value(json_object_get(j, "state"));
        bool ended = w->code == CURLE_OK && w->status == 200 && state && !strcmp(state, "ended");
        bool gone = w->code == CURLE_OK && w->status == 404;
        int64_t now = sys_mono_ms();
        call->asked = false;
        call->next_ms = now + POLL_MS;
        if (ended || gone || now - call->since_ms > CALL_MAX_MS) over(c, call, j);
    }
    json_decref(j);
}

static void ask(Channel *c, Cx *cx, Call *call)
{
    Voice *v = c->state;
    Web *web = web_new(c, call->row, str_fmt(cx, "%.*s/%s", STR_ARG(c->gate.url), call->id), asked);
    if (c->gate.token.len)
        web_header(web, str_fmt(cx, "Authorization: Bearer %.*s", STR_ARG(c->gate.token)).p);
    call->asked = true;
    remember(v, web);
}

static void turn(Channel *c, Cx *cx, int64_t mono_ms)
{
    Voice *v = c->state;
    for (size_t i = 0; i < v->n && v->n_webs < CALLS_MAX; i++) {
        Call *call = &v->calls[i];
        if (call->id && !call->asked && mono_ms >= call->next_ms) ask(c, cx, call);
    }
}

/* --- life --- */

/* Calls that were under way before a start are asked for again. */
static void begin(Channel *c)
{
    Voice *v = sys_mem_new(sizeof *v);
    Cx *cx = cx_open(c->link->site->now_ms(c->link->site->ctx), 0);
    OpenCall *calls = NULL;
    size_t n = 0;
    c->state = v;
    if (outbox_calls(cx, c->link->site, c->name, &calls, &n) != OK)
        log_error("calls: %.*s", STR_ARG(cx_message(cx)));
    for (size_t i = 0; i < n; i++)
        (void)call_add(v, calls[i].id, calls[i].provider_id, sys_mono_ms());
    cx_close(cx);
    channel_mode(c, "up", S(""));
}

static void end(Channel *c)
{
    Voice *v = c->state;
    while (v->n_webs) web_forget(v->webs[--v->n_webs]);
    while (v->n) call_drop(v, &v->calls[0]);
    sys_mem_free(v);
    c->state = NULL;
}

const ChannelOps voice_ops = {
    .open = begin, .room = room, .send = send_some, .turn = turn, .close = end};
