/* SPDX-License-Identifier: Apache-2.0 */
/* CMPP, the short message gateways of China Mobile: messages to values and back, status reports,
 * long texts, the log-in digest. Versions 2.0 and 3.0, which differ in widths. No connection, no
 * clock; the dialogue is the caller's.
 * source: 中国移动通信互联网短信网关接口协议 (China Mobile Peer to Peer) V2.0, 2002, §7 and §8;
 * V3.0 */
#ifndef WIRE_CMPP_H
#define WIRE_CMPP_H

#include "wire/sms.h"

/* Command_Id of §8.2; an answer has CMPP_RESP added */
#define CMPP_RESP UINT32_C(0x80000000)
enum {
    CMPP_CONNECT = 1,
    CMPP_TERMINATE = 2,
    CMPP_SUBMIT = 4,
    CMPP_DELIVER = 5,
    CMPP_QUERY = 6,
    CMPP_CANCEL = 7,
    CMPP_ACTIVE_TEST = 8,
    CMPP_FWD = 9
};

enum {
    CMPP_HEAD = 12,
    CMPP_MAX = 4096,     /* of a message; the largest SUBMIT, to 99 numbers, has about 3.6 kB */
    CMPP_MAX_DESTS = 99, /* DestUsr_tl is under 100, §8.4.2.1 */
    CMPP_ASCII_MAX = 160,
    CMPP_DIGEST = 16
};

typedef enum CmppVersion { CMPP_2 = 2, CMPP_3 = 3 } CmppVersion;

typedef enum CmppFormat { /* Msg_Fmt */
                          CMPP_ASCII = 0,
                          CMPP_WRITE_CARD = 3,
                          CMPP_BINARY = 4,
                          CMPP_UCS2 = 8,
                          CMPP_GB = 15
} CmppFormat;

/* A message. Which fields count depends on the command (§8.4); the others are zero. */
typedef struct CmppPdu {
    uint32_t command, sequence;
    /* CONNECT and its answer */
    Str source_addr;   /* the enterprise code, 企业代码 */
    Str authenticator; /* CMPP_DIGEST bytes */
    uint8_t version;   /* 0x20, 0x21, 0x30 */
    uint32_t timestamp;
    uint32_t status; /* of CONNECT_RESP; Result of SUBMIT_RESP and DELIVER_RESP */
    /* SUBMIT, DELIVER */
    uint64_t msg_id;
    uint8_t pk_total, pk_number, registered_delivery, msg_level;
    Str service_id;
    uint8_t fee_user_type;
    Str fee_terminal;
    uint8_t fee_terminal_type; /* 3.0 */
    uint8_t tp_pid, tp_udhi, msg_fmt;
    Str msg_src, fee_type, fee_code, valid_time, at_time;
    Str src_id;            /* SUBMIT: the number shown to the receiver */
    Str dest_id;           /* DELIVER: the number that was written to */
    Str src_terminal;      /* DELIVER: the telephone that wrote, or that the report is about */
    uint8_t terminal_type; /* 3.0: of the destinations, or of src_terminal */
    Str *dests;
    size_t n_dests;
    Str content;      /* Msg_Content, with its header where tp_udhi says so */
    Str link;         /* Reserve, or LinkID */
    uint8_t reserved; /* ACTIVE_TEST_RESP */
    Str raw;          /* body of a command that is known and not taken apart */
} CmppPdu;

typedef enum CmppCut {
    CMPP_WAIT,  /* not all there yet */
    CMPP_WHOLE, /* *frame is one message */
    CMPP_BROKEN /* a length that cannot be: close the connection */
} CmppCut;

/* Cut the first message off a stream of bytes; frame lies in the input. */
CmppCut cmpp_cut(Str bytes, Str *frame);
/* A message to values that lie in it.
 * fails: ERR_INVALID a length or count that does not fit · ERR_UNSUPPORTED an unknown command */
MUST_USE Err cmpp_decode(Cx *cx, CmppVersion version, Str frame, CmppPdu *ret);
/* Values to a message; the length is counted here.
 * fails: ERR_INVALID a text longer than its field, a wrong number of destinations, a content that
 *        is too long · ERR_UNSUPPORTED an unknown command */
MUST_USE Err cmpp_encode(Cx *cx, CmppVersion version, const CmppPdu *pdu, Str *ret);

/* MMDDHHMMSS as a number, in the city's time. */
uint32_t cmpp_timestamp(int64_t now_ms);
/* AuthenticatorSource = MD5(Source_Addr, nine zero bytes, secret, timestamp in ten digits),
 * §8.4.1.1 fails: ERR_UNSUPPORTED the crypto library refuses MD5 */
MUST_USE Err cmpp_authenticator(Cx *cx, Str source_addr, Str secret, uint32_t timestamp, Str *ret);
/* AuthenticatorISMG = MD5(Status as sent, AuthenticatorSource, secret), §8.4.1.2: compare it with
 * mem_same before believing a CONNECT_RESP. */
MUST_USE Err cmpp_authenticator_ismg(Cx *cx, CmppVersion version, uint32_t status,
                                     Str authenticator, Str secret, Str *ret);

typedef struct CmppId { /* Msg_Id taken apart, §8.4.2.2 */
    int month, day, hour, minute, second;
    uint32_t gateway;
    uint16_t sequence;
} CmppId;
/* 4, 5, 5, 6, 6, 22 and 16 bits from the top. */
CmppId cmpp_id(uint64_t msg_id);

/* Text of a message in UTF-8 and, where it is a part of a longer one, which (udh may be NULL).
 * fails: as sms_decode, sms_udh · ERR_UNSUPPORTED a format that is not ours */
MUST_USE Err cmpp_text(Cx *cx, const CmppPdu *pdu, SmsUdh *udh, Str *ret);

/* A text as SUBMIT messages like `like` (numbers, codes, report wanted …): ASCII where it can, else
 * UCS-2, in parts of up to 67 characters with a header where it must. Sequences go up from like's.
 * fails: ERR_INVALID broken UTF-8 · ERR_TOO_BIG too many parts */
MUST_USE Err cmpp_submits(Cx *cx, const CmppPdu *like, Str text, uint8_t ref, CmppPdu **ret,
                          size_t *n);

typedef struct CmppReport {
    uint64_t msg_id; /* of the SUBMIT_RESP that it is about */
    Str stat;        /* DELIVRD …, or a carrier's code such as MK:0004 */
    SmsState state;
    Str submit_at, done_at; /* YYMMDDhhmm, the city's time */
    Str dest;
    uint32_t smsc_sequence;
} CmppReport;

/* The status report that a DELIVER carries, of 60 bytes (2.0) or 71 (3.0): by its length, as old
 * reports come in new messages.
 * fails: ERR_NOT_FOUND it is no report · ERR_INVALID its length */
MUST_USE Err cmpp_report(Cx *cx, const CmppPdu *pdu, CmppReport *ret);

#endif
