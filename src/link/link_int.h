/* SPDX-License-Identifier: Apache-2.0 */
/* Inside link/: channels behind one interface, and the loop they live in. All of it runs on the
 * link's own thread. */
#ifndef LINK_LINK_INT_H
#define LINK_LINK_INT_H

#include <curl/curl.h>

#include "link/link.h"
#include "systems/notice/notice.h"

typedef struct Channel Channel;

typedef struct ChannelOps {
    void (*open)(Channel *c);
    /* How many rows it takes now; 0 = down, or full. */
    size_t (*room)(Channel *c, int64_t mono_ms);
    void (*send)(Channel *c, Cx *cx, const Delivery *d, size_t n);
    /* Bytes that came, time that passed. NULL = nothing to do */
    void (*turn)(Channel *c, Cx *cx, int64_t mono_ms);
    void (*close)(Channel *c);
} ChannelOps;

struct Channel {
    Str name; /* code of the list `channel` */
    const ChannelOps *ops;
    Link *link;
    Gateway gate;
    void *state;
    Cx *said; /* memory of the outcomes below, until they are written */
    VEC(Outcome) outcomes;
    int64_t next_due_ms; /* city time; 0 = look */
    int64_t hold_ms;     /* monotonic: nothing is claimed before */
    const char *mode;    /* "up" "down" "off", as it is */
    Str why, noted;      /* noted: what the table says */
};

enum { N_CHANNELS = 4, ANSWER_MAX = 8 * 1024 };

struct Link {
    Cx *boot;
    const Site *site;
    Gateways gateways;
    CURLM *multi;
    Channel channels[N_CHANNELS];
    struct LinkThread *thread;
};

/* Note what became of a row; texts are copied. */
void channel_say(Channel *c, Outcome o);
void channel_sent(Channel *c, int64_t id, Str provider_id);
void channel_fate(Channel *c, int64_t id, Fate fate, Str error, int64_t wait_ms);
/* Up, or down and why. */
void channel_mode(Channel *c, const char *mode, Str why);

/* What is sent of a notice; in a sandbox it begins with the mark of a drill. */
Str link_text(Cx *cx, const Link *l, const Delivery *d);
Str link_subject(Cx *cx, const Link *l, const Delivery *d);

extern const ChannelOps sms_ops, voice_ops, email_ops, webhook_ops;
extern const ChannelOps mute_ops; /* of a sandbox */

/* --- sock.c: a stream to one peer --- */

typedef struct Sock {
    CURL *easy;
    bool is_open, is_failed;
    char *out; /* what the peer has not taken yet */
    size_t n_out, out_cap;
    char *in;
    size_t n_in;
} Sock;

enum { SOCK_IN_MAX = 128 * 1024, SOCK_OUT_MAX = 4 * 1024 * 1024 };

/* Begin to connect; is_open or is_failed tells when it is over. */
void sock_open(Link *l, Sock *s, Str host, int64_t port, bool tls);
void sock_close(Link *l, Sock *s);
/* Queue bytes; they leave in sock_turn. */
void sock_write(Sock *s, Str bytes);
/* Send what waits, read what is there into in[0 … n_in); false = the connection is gone. */
bool sock_turn(Sock *s);
/* The first n bytes of `in` are dealt with. */
void sock_used(Sock *s, size_t n);
/* What the loop waits for; false = nothing. */
bool sock_wait(const Sock *s, struct curl_waitfd *ret);
/* For the loop: the streams of the channels. NULL = none */
Sock *sms_sock(Channel *c);

/* --- web.c: one request --- */

typedef struct Web Web;
typedef void WebDone(Channel *c, Web *w);
struct Web {
    Channel *channel;
    WebDone *done;
    CURL *easy;
    struct curl_slist *head, *to;
    char *body;
    size_t n_body, at;
    char answer[ANSWER_MAX];
    size_t n_answer;
    int64_t id;    /* of the row */
    CURLcode code; /* when done */
    long status;
};

/* A request of a channel; freed after `done`. It follows no redirect and takes no proxy. */
Web *web_new(Channel *c, int64_t id, Str url, WebDone *done);
void web_header(Web *w, const char *line);
void web_json(Web *w, Str body); /* POST */
void web_mail(Web *w, Str from, Str to, Str message);
void web_start(Web *w);
/* The loop's: a transfer is over. */
void web_finish(Web *w, CURLcode code);
/* All that are still under way, when the link closes. */
void web_forget(Web *w);
/* Could the peer not have seen it? */
bool web_never_left(const Web *w);

#endif
