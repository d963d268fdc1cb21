/* SPDX-License-Identifier: Apache-2.0 */
/* Notices (通知): what link/ needs of them: rows of the outbox to send, and what became of them. A
 * row is one receipt on one channel. It is claimed in a committed transaction before anything
 * leaves, so that after a crash nobody is written to twice on one channel: a row that may have left
 * is UNKNOWN and waits for its report, while the next channel starts. */
#ifndef SYSTEMS_NOTICE_H
#define SYSTEMS_NOTICE_H

#include "geo/area.h"
#include "systems/system.h"

typedef struct Delivery {
    int64_t id; /* of the row: the same in every try, so that providers tell a repeat */
    int64_t notice, receipt;
    Str address; /* phone, address, URL; "" = the one that the gateway has */
    Str subject, body;
    int64_t tries; /* this one included */
} Delivery;

typedef enum Fate {
    FATE_SENT,         /* the provider has it; provider_id: its names for it, blanks between */
    FATE_REPORT,       /* by provider_id: a report; is_good tells */
    FATE_DELIVERED,    /* for certain */
    FATE_REFUSED,      /* for certain not, and never will be */
    FATE_LATER,        /* for certain not, try again in wait_ms */
    FATE_UNKNOWN,      /* the link broke after it had left */
    FATE_HEARD,        /* a call that was taken: heard_s decides */
    FATE_NOT_ANSWERED, /* a call that was not */
    FATE_REPLY         /* somebody wrote back from `address`: text */
} Fate;

typedef struct Outcome {
    Fate fate;
    int64_t id; /* of the row; 0 = by provider_id */
    Str provider_id, address;
    bool is_good;
    int64_t heard_s, wait_ms;
    Str error, text;
} Outcome;

/* The tables; again: changes nothing. Only while nobody else writes. */
MUST_USE Err notice_create(Cx *cx, Store *store);
/* After a restore: what the backup still wanted to send and was made before then is not sent, it
 * may have gone out since. ret: how many. Only while nobody else writes. */
MUST_USE Err notice_restored(Cx *cx, Store *store, int64_t before_ms, int64_t *ret);
/* After a start: rows that were being sent become UNKNOWN where a repeat would be a second message,
 * else they wait again. */
MUST_USE Err outbox_recover(Cx *cx, const Site *site);
/* Take at most max rows of a channel that are due. ret: in cx. */
MUST_USE Err outbox_claim(Cx *cx, const Site *site, Str channel, size_t max, Delivery **ret,
                          size_t *n);
/* What became of rows of one channel, in order; doubled and late reports change nothing. */
MUST_USE Err outbox_report(Cx *cx, const Site *site, Str channel, const Outcome *o, size_t n);
/* City time at which the next row of a channel is due; INT64_MAX = none waits. */
MUST_USE Err outbox_next(Cx *cx, const Site *site, Str channel, int64_t *ret);

/* A telephone number as it is compared and dialled: digits, without the country's own 86; one of
 * another country keeps its +. ret: in cx */
Str phone_plain(Cx *cx, Str number);

typedef struct OpenCall {
    int64_t id;
    Str provider_id;
} OpenCall;
/* Calls that were under way. ret: in cx */
MUST_USE Err outbox_calls(Cx *cx, const Site *site, Str channel, OpenCall **ret, size_t *n);

/* What link says of a channel: "off", "up" or "down", and why. */
MUST_USE Err gateway_note(Cx *cx, const Site *site, Str channel, Str state, Str detail);

/* --- DIR/gateways.json --- */

typedef struct Gateway {
    bool is_on;
    Str why_off;  /* "" when it is on */
    Str protocol; /* sms: smpp, cmpp */
    Str host;
    int64_t port;
    Str url, user, password, token, from, service;
    int64_t window;
    bool tls;
    bool is_mute; /* protocol "sandbox": answers by itself, of a sandbox only */
} Gateway;

typedef struct Gateways {
    Gateway sms, voice, email, webhook;
    Str *hosts; /* host:port or host that webhooks may go to */
    size_t n_hosts;
} Gateways;

/* ret: all off where the file is not there; in a sandbox all but those on this machine are off.
 * fails: ERR_INVALID it is not JSON */
MUST_USE Err gateways_read(Cx *cx, const Site *site, Gateways *ret);
/* May a webhook go there? fails: ERR_DENIED, ERR_INVALID */
MUST_USE Err webhook_allowed(Cx *cx, const Site *site, const Gateways *g, Str url);
/* A name that is listed may still lead into our own network: an address of a private network, of
 * this machine or of the link is written to only where it is listed itself.
 * in: ip  as text, of the peer that was reached. source: OWASP ASVS 5.0 §1.3.6 */
bool webhook_may_reach(const Gateways *g, Str ip);

/* A GeoJSON polygon as an area.
 * in:    limits  west south east north that it must keep to; NULL = none
 * fails: ERR_INVALID: no polygon, axes swapped, not closed, crossing itself, outside the limits */
MUST_USE Err area_read(Cx *cx, json_t *geometry, const double *limits, Area *ret);

#endif
