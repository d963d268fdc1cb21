/* SPDX-License-Identifier: Apache-2.0 */
/* SMPP 3.4, the protocol of short message centres: units of the protocol (PDU) to values and back,
 * delivery receipts, long texts. No connection, no clock; the dialogue is the caller's.
 * source: Short Message Peer to Peer Protocol Specification v3.4, issue 1.2, SMPP Developers Forum,
 * 1999 */
#ifndef WIRE_SMPP_H
#define WIRE_SMPP_H

#include "wire/sms.h"

/* command_id of §5.1.2.1; an answer has SMPP_RESP added */
#define SMPP_RESP UINT32_C(0x80000000)
#define SMPP_GENERIC_NACK SMPP_RESP
enum {
    SMPP_BIND_RECEIVER = 1,
    SMPP_BIND_TRANSMITTER = 2,
    SMPP_QUERY_SM = 3,
    SMPP_SUBMIT_SM = 4,
    SMPP_DELIVER_SM = 5,
    SMPP_UNBIND = 6,
    SMPP_REPLACE_SM = 7,
    SMPP_CANCEL_SM = 8,
    SMPP_BIND_TRANSCEIVER = 9,
    SMPP_OUTBIND = 0x0B,
    SMPP_ENQUIRE_LINK = 0x15,
    SMPP_SUBMIT_MULTI = 0x21,
    SMPP_ALERT_NOTIFICATION = 0x102,
    SMPP_DATA_SM = 0x103
};

/* command_status of §5.1.3, those that matter to us */
enum {
    SMPP_ROK = 0,
    SMPP_RINVMSGLEN = 1,
    SMPP_RINVCMDLEN = 2,
    SMPP_RINVCMDID = 3,
    SMPP_RINVBNDSTS = 4,
    SMPP_RALYBND = 5,
    SMPP_RSYSERR = 8,
    SMPP_RINVSRCADR = 0x0A,
    SMPP_RINVDSTADR = 0x0B,
    SMPP_RINVMSGID = 0x0C,
    SMPP_RBINDFAIL = 0x0D,
    SMPP_RINVPASWD = 0x0E,
    SMPP_RINVSYSID = 0x0F,
    SMPP_RMSGQFUL = 0x14,
    SMPP_RSUBMITFAIL = 0x45,
    SMPP_RTHROTTLED = 0x58
};

/* tags of §5.3.2, bits of esm_class §5.2.12 and registered_delivery §5.2.17 */
enum {
    SMPP_TAG_RECEIPTED_ID = 0x001E,
    SMPP_TAG_SAR_REF = 0x020C,
    SMPP_TAG_SAR_TOTAL = 0x020E,
    SMPP_TAG_SAR_PART = 0x020F,
    SMPP_TAG_VERSION = 0x0210,
    SMPP_TAG_PAYLOAD = 0x0424,
    SMPP_TAG_STATE = 0x0427,
    SMPP_ESM_RECEIPT = 0x04, /* of the bits 0x3C */
    SMPP_ESM_TYPE = 0x3C,
    SMPP_ESM_UDH = 0x40,
    SMPP_WANT_RECEIPT = 1,
    SMPP_VERSION = 0x34
};

enum {
    SMPP_HEAD = 16,
    SMPP_MAX = 68 * 1024,   /* of a unit: a payload of 64 KiB and its frame */
    SMPP_MESSAGE_MAX = 254, /* of short_message, §5.2.22 */
    SMPP_MAX_TLVS = 64
};

typedef struct SmppAddress {
    uint8_t ton, npi; /* §5.2.5, §5.2.6: 1, 1 = international number; 5, 0 = name */
    Str addr;
} SmppAddress;

typedef struct SmppTlv {
    uint16_t tag;
    Str value;
} SmppTlv;

/* A unit. Which fields count depends on the command (§4); the others are zero. */
typedef struct SmppPdu {
    uint32_t command, status, sequence;
    /* bind_*, its answers */
    Str system_id, password, system_type;
    uint8_t interface_version;
    SmppAddress range;
    /* submit_sm, deliver_sm, data_sm */
    Str service_type;
    SmppAddress source, dest;
    uint8_t esm_class, protocol_id, priority;
    Str schedule, validity; /* "" or 16 signs, §7.1.1 */
    uint8_t registered_delivery, replace, data_coding, default_id;
    Str message; /* short_message, with its header where esm_class says so */
    /* answers to these */
    Str message_id;
    bool no_body; /* an answer without its body, as with an error status */
    SmppTlv *tlvs;
    size_t n_tlvs;
    bool tlvs_cut; /* the last parameter did not fit the unit and was dropped */
    Str raw;       /* body of a command that is known and not taken apart */
} SmppPdu;

typedef enum SmppCut {
    SMPP_WAIT,  /* not all there yet */
    SMPP_WHOLE, /* *frame is one unit */
    SMPP_BROKEN /* a length that cannot be: close the connection */
} SmppCut;

/* Cut the first unit off a stream of bytes; frame lies in the input. */
SmppCut smpp_cut(Str bytes, Str *frame);
/* Command, status and sequence of a unit that was cut, all other fields zero: for the answer to one
 * that does not decode. */
SmppPdu smpp_head(Str frame);
/* A unit to values that lie in it.
 * fails: ERR_INVALID a length or text that does not fit (answer with an error, keep the connection)
 *        · ERR_UNSUPPORTED a command that nobody knows (answer generic_nack, RINVCMDID) ·
 *        ERR_TOO_BIG more than SMPP_MAX_TLVS optional parameters */
MUST_USE Err smpp_decode(Cx *cx, Str frame, SmppPdu *ret);
/* Values to a unit; the length is counted here.
 * fails: ERR_INVALID a text longer than its field or with a zero inside · ERR_UNSUPPORTED */
MUST_USE Err smpp_encode(Cx *cx, const SmppPdu *pdu, Str *ret);
/* Value of an optional parameter, "" and false when there is none. */
bool smpp_tlv(const SmppPdu *pdu, uint16_t tag, Str *ret);

/* Text of a message in UTF-8 (zero: what this centre means by data coding 0, SMS_GSM7 by the
 * standard, SMS_LATIN1 with many) and, where it is a part of a longer one, which (by its header or
 * by the sar_ parameters; udh may be NULL). fails: as sms_decode, sms_udh · ERR_UNSUPPORTED a
 * coding that is not ours */
MUST_USE Err smpp_text(Cx *cx, const SmppPdu *pdu, SmsCoding zero, SmsUdh *udh, Str *ret);

/* A text as submit_sm units like `like` (addresses, receipt wanted …): in the default alphabet
 * where it can, else UCS-2, in parts with a header where it must. Sequences go up from like's.
 * fails: ERR_INVALID broken UTF-8 · ERR_TOO_BIG too many parts */
MUST_USE Err smpp_submits(Cx *cx, const SmppPdu *like, Str text, uint8_t ref, SmppPdu **ret,
                          size_t *n);

typedef struct SmppReceipt {
    Str id; /* centres write it in decimal or hexadecimal, not always as they did in the answer */
    int sub, dlvrd;         /* -1 = not said */
    Str submit_at, done_at; /* YYMMDDhhmm, or with seconds or a full year, in the centre's time */
    Str stat;
    SmsState state;
    Str err, text;
} SmppReceipt;

/* The text of a receipt (Appendix B), keys in any order and case.
 * fails: ERR_INVALID a key that is none, or id, submit date, done date, stat or err missing */
MUST_USE Err smpp_receipt_parse(Cx *cx, Str text, SmppReceipt *ret);
/* The receipt that a deliver_sm carries; its optional parameters, where there, win over the text,
 * and suffice without one.
 * fails: ERR_NOT_FOUND it is no receipt · ERR_INVALID */
MUST_USE Err smpp_receipt(Cx *cx, const SmppPdu *pdu, SmppReceipt *ret);

#endif
