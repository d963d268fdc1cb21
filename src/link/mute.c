/* SPDX-License-Identifier: Apache-2.0 */
/* The gateway of a sandbox: nothing leaves the machine. Messages arrive at once; of twelve people
 * one answers neither a text nor a call, so that redialling and the next in the list are drilled
 * too; the others write back that they have it. */
#include "link/link_int.h"

enum { ROOM = 500, HEARD_S = 25, SILENT_OF = 12 };

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

/* The same number is silent whenever it is asked: its last digits decide. */
static bool is_silent(Str number)
{
    unsigned digits = 0;
    for (size_t i = 0; i < number.len; i++)
        if (number.p[i] >= '0' && number.p[i] <= '9')
            digits = (digits * 10 + (unsigned)(number.p[i] - '0')) % 10000;
    return digits % SILENT_OF == SILENT_OF - 1;
}

static void mute_send(Channel *c, Cx *cx, const Delivery *d, size_t n)
{
    bool calls = str_is(c->name, "auto_call"), texts = str_is(c->name, "sms");
    (void)cx;
    for (size_t i = 0; i < n; i++) {
        bool silent = is_silent(d[i].address);
        Fate fate = !calls ? FATE_DELIVERED : silent ? FATE_NOT_ANSWERED : FATE_HEARD;
        channel_say(c, (Outcome){.fate = fate, .id = d[i].id, .heard_s = HEARD_S});
        if (texts && !silent)
            channel_say(c, (Outcome){.fate = FATE_REPLY, .address = d[i].address, .text = S("1")});
    }
}

static void mute_close(Channel *c)
{
    (void)c;
}

const ChannelOps mute_ops = {
    .open = mute_open, .room = mute_room, .send = mute_send, .close = mute_close};
