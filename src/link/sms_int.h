/* SPDX-License-Identifier: Apache-2.0 */
/* Inside link/: the dialogue with a short message gateway, the same for both protocols but for the
 * units. */
#ifndef LINK_SMS_INT_H
#define LINK_SMS_INT_H

#include "link/link_int.h"
#include "wire/sms.h"

typedef struct Sms Sms;

typedef enum SmsCut { SMS_CUT_WAIT, SMS_CUT_WHOLE, SMS_CUT_BROKEN } SmsCut;

typedef struct SmsProto {
    SmsCut (*cut)(Str bytes, Str *frame);
    Err (*login)(Cx *cx, Sms *s, Str *ret);
    Err (*probe)(Cx *cx, Sms *s, Str *ret);
    /* The units of one text; their numbers go up from *first. */
    Err (*submit)(Cx *cx, Sms *s, Str number, Str text, uint32_t first, Str **units, size_t *n);
    /* One unit that came in. fails: it cannot be read; the connection goes */
    Err (*take)(Cx *cx, Sms *s, Str frame);
} SmsProto;

extern const SmsProto smpp_proto, cmpp_proto;

/* What gateways.json says of it. */
const Gateway *sms_gate(const Sms *s);
uint32_t sms_next(Sms *s); /* number of the next unit */
int64_t sms_city_ms(const Sms *s);
/* What a protocol found in a unit. */
void sms_write(Sms *s, Str unit);
void sms_logged_in(Sms *s);
void sms_refused(Sms *s, Str why); /* the log-in */
typedef enum SmsAnswer { SMS_TAKEN, SMS_BUSY, SMS_REFUSED } SmsAnswer;
void sms_answer(Sms *s, uint32_t sequence, SmsAnswer answer, Str id, Str error);
void sms_report(Sms *s, Cx *cx, Str id, Str number, SmsState state, Str error);
/* Somebody wrote to us. */
void sms_reply(Sms *s, Cx *cx, Str number, Str text);

#endif
