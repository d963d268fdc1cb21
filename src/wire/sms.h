/* SPDX-License-Identifier: Apache-2.0 */
/* What the gateway protocols share (smpp, cmpp): the alphabets of short messages, the user data
 * header, long texts cut into parts. Bytes ⇄ values, nothing sent. */
#ifndef WIRE_SMS_H
#define WIRE_SMS_H

#include "base/base.h"

typedef enum SmsCoding {
    SMS_GSM7,    /* 3GPP TS 23.038 default alphabet, one character a byte */
    SMS_ASCII,   /* IA5; bytes above 7F are refused */
    SMS_LATIN1,  /* ISO 8859-1 */
    SMS_BINARY,  /* no text: decodes to hexadecimal digits */
    SMS_UCS2,    /* UTF-16, high byte first */
    SMS_GB18030, /* GB 18030-2005, as the C library knows it */
} SmsCoding;

enum {
    SMS_OCTETS = 140,    /* user data of one message; source: 3GPP TS 23.040 §9.2.3.24 */
    SMS_UDH_CONCAT = 6,  /* 05 00 03 ref total part; source: 3GPP TS 23.040 §9.2.3.24.1 */
    SMS_PARTS_MAX = 255, /* of a long message: the count is one byte */
};

/* Bytes of a message to UTF-8. A broken surrogate becomes U+FFFD.
 * fails: ERR_INVALID bytes that the alphabet does not have, an odd length of UCS-2 */
MUST_USE Err sms_decode(Cx *cx, SmsCoding coding, Str bytes, Str *ret);
/* UTF-8 to bytes.
 * fails: ERR_INVALID broken UTF-8 or a character that the alphabet does not have (the message names
 *        it) · ERR_UNSUPPORTED SMS_BINARY */
MUST_USE Err sms_encode(Cx *cx, SmsCoding coding, Str text, Str *ret);

/* Has the default alphabet all characters of the text? */
bool sms_is_gsm7(Str text);

/* Septets of the default alphabet, low bits first, in bytes; an empty last septet is filled with
 * CR, which unpacking takes off. source: 3GPP TS 23.038 §6.1.2 */
Str sms_gsm7_pack(Cx *cx, Str septets);
/* The way back. */
Str sms_gsm7_unpack(Cx *cx, Str bytes);

typedef struct SmsUdh {
    Str head; /* the header with its length byte */
    Str body; /* what follows it */
    uint16_t ref;
    uint8_t total, part; /* 0, 0 = not a part of a longer message; else 1 ≤ part ≤ total */
    bool is_wide;        /* the reference has 16 bits */
} SmsUdh;

/* Take user data that begins with a header apart; pieces lie in the input.
 * fails: ERR_INVALID a header or element that does not fit, a part out of range */
MUST_USE Err sms_udh(Cx *cx, Str user_data, SmsUdh *ret);

/* A text as the user data of as many messages as it takes: one without header, or parts of equal
 * make with a header (05 00 03 ref total part). No character is cut in two.
 * in:    limit   bytes of user data in one message: SMS_OCTETS, less where the gateway adds some
 * ret:   *parts, *n ≥ 1 (an empty text is one empty part)
 * fails: as sms_encode · ERR_TOO_BIG more than SMS_PARTS_MAX parts
 * GSM 7-bit is cut at limit × 8 / 7 characters, as gateways pack it. */
MUST_USE Err sms_split(Cx *cx, SmsCoding coding, Str text, uint8_t ref, size_t limit, Str **parts,
                       size_t *n);

/* What became of a message; the numbers are SMPP's message_state.
 * source: SMPP v3.4 §5.2.28 and Appendix B; CMPP 2.0 §8.3.4 uses the same words */
typedef enum SmsState {
    SMS_OTHER = 0, /* a word that the standards do not have, a carrier's code */
    SMS_ENROUTE,
    SMS_DELIVERED,
    SMS_EXPIRED,
    SMS_DELETED,
    SMS_UNDELIVERABLE,
    SMS_ACCEPTED,
    SMS_UNKNOWN,
    SMS_REJECTED
} SmsState;

/* State of a word of seven letters ("DELIVRD"), without regard to case; and its word. */
SmsState sms_state(Str word);
const char *sms_state_word(SmsState state);

#endif
