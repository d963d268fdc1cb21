/* SPDX-License-Identifier: Apache-2.0 */
/* Mail and hooks: one request a message, over when it is answered. A hook carries the number of its
 * row, so a repeat is harmless and may be made; a letter that may have left is not written twice.
 * source: RFC 5322 (letters), RFC 2047 (subjects) */
#include "link/link_int.h"

#include "sys/sys.h"

enum { WINDOW = 16, DOWN_MS = 2000, LATER_MS = 5000, WORD_MAX = 60 };

typedef struct Post {
    Web *webs[WINDOW];
    size_t n;
    int64_t down_ms;
} Post;

static void remember(Post *p, Web *w)
{
    p->webs[p->n++] = w;
    web_start(w);
}

static void forget(Post *p, const Web *w)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->webs[i] == w) {
            p->webs[i] = p->webs[--p->n];
            return;
        }
}

static size_t room(Channel *c, int64_t mono_ms)
{
    const Post *p = c->state;
    return mono_ms < p->down_ms ? 0 : WINDOW - p->n;
}

static void begin(Channel *c)
{
    c->state = sys_mem_new(sizeof(Post));
    channel_mode(c, "up", S(""));
}

static void end(Channel *c)
{
    Post *p = c->state;
    while (p->n) web_forget(p->webs[--p->n]);
    sys_mem_free(p);
    c->state = NULL;
}

static void note_health(Channel *c, const Web *w)
{
    Post *p = c->state;
    bool down = web_never_left(w);
    if (down) p->down_ms = sys_mono_ms() + DOWN_MS;
    channel_mode(c, down ? "down" : "up", down ? str_c(curl_easy_strerror(w->code)) : S(""));
}

/* --- mail --- */

/* A subject in words of UTF-8, each of whole characters. */
static void put_subject(Buf *b, Str subject)
{
    static const char open_word[] = "=?UTF-8?Q?";
    size_t at = 0, in_word = 0;
    buf_fmt(b, "Subject: %s", open_word);
    while (at < subject.len) {
        size_t len;
        (void)utf8_first(str_from(subject, at), &len);
        if (in_word + 3 * len > WORD_MAX) {
            buf_fmt(b, "?=\r\n %s", open_word);
            in_word = 0;
        }
        for (size_t i = 0; i < len; i++) buf_fmt(b, "=%02X", (unsigned char)subject.p[at + i]);
        at += len;
        in_word += 3 * len;
    }
    buf_z(b, "?=\r\n");
}

static Str letter(Cx *cx, const Channel *c, const Delivery *d)
{
    Buf b = buf_new(cx, 0);
    Str text = str_replace(cx, str_replace(cx, link_text(cx, c->link, d), S("\r"), S("")), S("\n"),
                           S("\r\n"));
    buf_fmt(&b, "From: <%.*s>\r\nTo: <%.*s>\r\n", STR_ARG(c->gate.from), STR_ARG(d->address));
    buf_fmt(&b, "Message-ID: <anlan-%lld@%.*s>\r\n", (long long)d->id, STR_ARG(c->gate.host));
    put_subject(&b, link_subject(cx, c->link, d));
    buf_z(&b, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: 8bit\r\n\r\n");
    buf_add(&b, text);
    buf_z(&b, "\r\n");
    return buf_str(&b);
}

static void mailed(Channel *c, Web *w)
{
    Str why = str_c(curl_easy_strerror(w->code));
    forget(c->state, w);
    note_health(c, w);
    bool refused = !web_never_left(w) && w->status >= 500,
         later = web_never_left(w) || (w->status >= 400 && w->status < 500);
    if (w->code == CURLE_OK) channel_fate(c, w->id, FATE_DELIVERED, S(""), 0);
    else if (refused) channel_fate(c, w->id, FATE_REFUSED, why, 0);
    else if (later) channel_fate(c, w->id, FATE_LATER, why, LATER_MS);
    else channel_fate(c, w->id, FATE_UNKNOWN, why, 0);
}

static bool is_address(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '<' || s.p[i] == '>') return false;
    return str_find_char(s, '@') != SIZE_MAX;
}

static void send_mail(Channel *c, Cx *cx, const Delivery *d, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!is_address(d[i].address)) {
            channel_fate(c, d[i].id, FATE_REFUSED, S("no e-mail address"), 0);
            continue;
        }
        Web *w = web_new(c, d[i].id, c->gate.url, mailed);
        if (c->gate.user.len) {
            curl_easy_setopt(w->easy, CURLOPT_USERNAME, str_z(cx, c->gate.user));
            curl_easy_setopt(w->easy, CURLOPT_PASSWORD, str_z(cx, c->gate.password));
        }
        web_mail(w, c->gate.from, d[i].address, letter(cx, c, &d[i]));
        remember(c->state, w);
    }
}

const ChannelOps email_ops = {.open = begin, .room = room, .send = send_mail, .close = end};

/* --- hooks --- */

static void hooked(Channel *c, Web *w)
{
    bool answered = w->code == CURLE_OK;
    forget(c->state, w);
    note_health(c, w);
    bool refused = answered && w->status / 100 == 4 && w->status != 429 && w->status != 408;
    if (answered && w->status / 100 == 2) channel_fate(c, w->id, FATE_DELIVERED, S(""), 0);
    else if (w->code == CURLE_ABORTED_BY_CALLBACK)
        channel_fate(c, w->id, FATE_REFUSED, S("its name leads into a private network"), 0);
    else if (refused || (answered && w->status / 100 == 3))
        channel_fate(c, w->id, FATE_REFUSED, S("the hook refuses it"), 0);
    else channel_fate(c, w->id, FATE_LATER, S("the hook does not answer"), LATER_MS);
}

/* Before a byte leaves: where did the name lead? */
static int may_go(void *ctx, char *ip, char *own_ip, int port, int own_port)
{
    const Web *w = ctx;
    (void)own_ip, (void)port, (void)own_port;
    bool may = webhook_may_reach(&w->channel->link->gateways, str_c(ip));
    return may ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

static void call_hook(Channel *c, Cx *cx, const Delivery *d, Str url)
{
    Buf b = buf_new(cx, 0);
    Jw j = jw_on(&b);
    jw_open(&j, '{');
    jw_kstr(&j, "id", str_fmt(cx, "anlan-%lld", (long long)d->id));
    jw_kstr(&j, "notice", id_format(cx, d->notice));
    jw_kstr(&j, "receipt", id_format(cx, d->receipt));
    jw_kstr(&j, "subject", link_subject(cx, c->link, d));
    jw_kstr(&j, "text", link_text(cx, c->link, d));
    jw_kbool(&j, "drill", c->link->site->sandbox);
    jw_close(&j, '}');
    Web *w = web_new(c, d->id, url, hooked);
    curl_easy_setopt(w->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(w->easy, CURLOPT_PREREQFUNCTION, may_go);
    curl_easy_setopt(w->easy, CURLOPT_PREREQDATA, w);
    web_header(w, str_fmt(cx, "Idempotency-Key: anlan-%lld", (long long)d->id).p);
    if (c->gate.token.len)
        web_header(w, str_fmt(cx, "Authorization: Bearer %.*s", STR_ARG(c->gate.token)).p);
    web_json(w, buf_str(&b));
    remember(c->state, w);
}

static void send_hook(Channel *c, Cx *cx, const Delivery *d, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        Str url = d[i].address.len ? d[i].address : c->gate.url;
        if (webhook_allowed(cx, c->link->site, &c->link->gateways, url) == OK)
            call_hook(c, cx, &d[i], url);
        else channel_fate(c, d[i].id, FATE_REFUSED, cx_message(cx), 0);
        cx_clear(cx);
    }
}

const ChannelOps webhook_ops = {.open = begin, .room = room, .send = send_hook, .close = end};
