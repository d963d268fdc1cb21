/* SPDX-License-Identifier: Apache-2.0 */
/* The gateway of a sandbox: nothing leaves the machine. Messages arrive at once; of twelve calls
 * one is not taken, so that redialling and the next in the list are drilled too. */
#include "link/link_int.h"

enum { ROOM = 500, HEARD_S = 25, MISS_EVERY = 12, MISS_AT = 7 };

static void mute_open(Channel *c)
{
    channel_mode(c, "up", S("sandbox"));
}

static size_t mute_room(Channel *c, int64_t mono_ms)
{
    (void)c;
    (void)mono_ms;
    return ROOM;
}

static void mute_send(Channel *c, Cx *cx, const Delivery *d, size_t n)
{
    bool calls = str_is(c->name, "auto_call");
    (void)cx;
    for (size_t i = 0; i < n; i++) {
        bool missed = calls && c->n_muted++ % MISS_EVERY == MISS_AT;
        Fate fate = !calls ? FATE_DELIVERED : missed ? FATE_NOT_ANSWERED : FATE_HEARD;
        channel_say(c, (Outcome){.fate = fate, .id = d[i].id, .heard_s = HEARD_S});
    }
}

static void mute_close(Channel *c)
{
    (void)c;
}

const ChannelOps mute_ops = {
    .open = mute_open, .room = mute_room, .send = mute_send, .close = mute_close};
