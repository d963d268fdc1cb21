/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks of devices: what was done without a network comes in late, with the device's own word for
 * when it was. */
#include "register/book_int.h"

Device device_time(int64_t observed_ms, int64_t sent_ms, int64_t received_ms, int64_t flag_ms,
                   int64_t trust_ms)
{
    int64_t age = sent_ms - observed_ms, skew = sent_ms - received_ms,
            off = skew < 0 ? -skew : skew;
    bool trusted = age >= 0 && age <= trust_ms && off <= trust_ms;
    return (Device){.observed_ms = observed_ms,
                    .sent_ms = sent_ms,
                    .received_ms = received_ms,
                    .at_ms = trusted ? received_ms - age : received_ms,
                    .skew_ms = skew,
                    .trusted = trusted,
                    .skewed = off > flag_ms};
}

void device_json(const Device *d, Jw *w)
{
    jw_key(w, S("d"));
    jw_open(w, '{');
    jw_ki64(w, "observed", d->observed_ms);
    jw_ki64(w, "sent", d->sent_ms);
    jw_ki64(w, "at", d->at_ms);
    jw_ki64(w, "skew", d->skew_ms);
    jw_kbool(w, "trusted", d->trusted);
    jw_kbool(w, "skewed", d->skewed);
    jw_close(w, '}');
}

static int64_t number(json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

bool entry_device(const Entry *e, Device *ret)
{
    json_t *body = json_loadb(e->body.p, e->body.len, 0, NULL), *d = json_object_get(body, "d");
    bool there = json_is_object(d);
    *ret = (Device){.observed_ms = number(d, "observed"),
                    .sent_ms = number(d, "sent"),
                    .received_ms = e->at_ms,
                    .at_ms = number(d, "at"),
                    .skew_ms = number(d, "skew"),
                    .trusted = json_is_true(json_object_get(d, "trusted")),
                    .skewed = json_is_true(json_object_get(d, "skewed"))};
    json_decref(body);
    return there;
}

int64_t entry_done_ms(const Entry *e)
{
    Device d;
    return entry_device(e, &d) && d.trusted ? d.at_ms : e->at_ms;
}
