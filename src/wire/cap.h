/* SPDX-License-Identifier: Apache-2.0 */
/* CAP, the Common Alerting Protocol: one XML document = one alert, to values and back. Version 1.2
 * both ways; 1.1 is read; 1.0 (2004), another schema, is not. Strict: what the standard does not
 * allow is refused with the element and its line. No document type declaration, no entity, no
 * network. The form of the Chinese national system is CAP-like and none; it is not read here.
 * source: OASIS Common Alerting Protocol Version 1.2, 2010, §3.2 (elements), §3.3.2 (dates), §3.4
 * (schema) */
#ifndef WIRE_CAP_H
#define WIRE_CAP_H

#include "base/base.h"

enum {
    CAP_MAX_BYTES = 4 * 1024 * 1024, /* of a document */
    CAP_MAX_ITEMS = 10000,           /* of one list: infos, areas, parameters, polygons … */
    CAP_MAX_POINTS = 200000          /* of one polygon */
};

/* Each list begins at 1; 0 = not said. */
typedef enum CapStatus { CAP_ACTUAL = 1, CAP_EXERCISE, CAP_SYSTEM, CAP_TEST, CAP_DRAFT } CapStatus;
typedef enum CapMsgType { CAP_ALERT = 1, CAP_UPDATE, CAP_CANCEL, CAP_ACK, CAP_ERROR } CapMsgType;
typedef enum CapScope { CAP_PUBLIC = 1, CAP_RESTRICTED, CAP_PRIVATE } CapScope;
typedef enum CapCategory {
    CAP_GEO = 1,
    CAP_MET,
    CAP_SAFETY,
    CAP_SECURITY,
    CAP_RESCUE,
    CAP_FIRE,
    CAP_HEALTH,
    CAP_ENV,
    CAP_TRANSPORT,
    CAP_INFRA,
    CAP_CBRNE,
    CAP_OTHER
} CapCategory;
typedef enum CapResponse {
    CAP_SHELTER = 1,
    CAP_EVACUATE,
    CAP_PREPARE,
    CAP_EXECUTE,
    CAP_AVOID,
    CAP_MONITOR,
    CAP_ASSESS,
    CAP_ALL_CLEAR,
    CAP_NONE
} CapResponse;
typedef enum CapUrgency {
    CAP_IMMEDIATE = 1,
    CAP_EXPECTED,
    CAP_FUTURE,
    CAP_PAST,
    CAP_URGENCY_UNKNOWN
} CapUrgency;
typedef enum CapSeverity {
    CAP_EXTREME = 1, /* red */
    CAP_SEVERE,      /* orange */
    CAP_MODERATE,    /* yellow */
    CAP_MINOR,       /* blue */
    CAP_SEVERITY_UNKNOWN
} CapSeverity;
typedef enum CapCertainty {
    CAP_OBSERVED = 1,
    CAP_LIKELY,
    CAP_POSSIBLE,
    CAP_UNLIKELY,
    CAP_CERTAINTY_UNKNOWN
} CapCertainty;

/* YYYY-MM-DDThh:mm:ss±hh:mm as written, and its instant; text "" = not said. To write one, give the
 * text (cap_time makes it). */
typedef struct CapTime {
    Str text;
    int64_t ms;
} CapTime;

typedef struct CapNumber {
    bool is_set;
    double v;
} CapNumber;

typedef struct CapPair { /* valueName, value */
    Str name, value;
} CapPair;

typedef struct CapPoint { /* WGS-84 degrees; latitude first, as CAP has it */
    double lat, lon;
} CapPoint;

typedef struct CapPolygon { /* closed: at least 4 points, the last is the first */
    CapPoint *p;
    size_t n;
} CapPolygon;

typedef struct CapCircle {
    CapPoint centre;
    double radius_km;
} CapCircle;

typedef VEC(Str) CapTexts;
typedef VEC(int) CapWords;
typedef VEC(CapPair) CapPairs;
typedef VEC(CapPolygon) CapPolygons;
typedef VEC(CapCircle) CapCircles;

typedef struct CapResource {
    Str desc, mime_type, uri, deref_uri, digest;
    CapNumber size;
} CapResource;

typedef struct CapArea {
    Str desc;
    CapPolygons polygons;
    CapCircles circles;
    CapPairs geocodes;
    CapNumber altitude_ft, ceiling_ft;
} CapArea;

typedef VEC(CapResource) CapResources;
typedef VEC(CapArea) CapAreas;

typedef struct CapInfo {
    Str language;        /* "" = en-US */
    CapWords categories; /* of CapCategory */
    Str event;
    CapWords responses; /* of CapResponse */
    int urgency, severity, certainty;
    Str audience;
    CapPairs event_codes;
    CapTime effective, onset, expires;
    Str sender_name, headline, description, instruction, web, contact;
    CapPairs parameters;
    CapResources resources;
    CapAreas areas;
} CapInfo;

typedef VEC(CapInfo) CapInfos;

typedef struct CapAlert {
    int version; /* 11 or 12 as read; writing is always 1.2 */
    Str identifier, sender;
    CapTime sent;
    int status, msg_type, scope;
    Str source, restriction, addresses;
    CapTexts codes;
    Str note, references, incidents;
    CapInfos infos;
    bool is_signed; /* a signature stands in the document; it is NOT verified here */
} CapAlert;

/* A document to values; texts are copied to the arena of cx, trimmed of blanks at both ends.
 * fails: ERR_INVALID not well-formed, a document type declaration, an element that is missing,
 *        unknown, twice or out of order, a value that is none (field: "element, line N") ·
 *        ERR_UNSUPPORTED the document is no CAP alert · ERR_TOO_BIG
 * Checked beside the schema: no blank, comma, < or & in identifier and sender; times have a
 * numeric offset; references name sender,identifier,sent, and stand in an Update, Cancel, Ack and
 * Error; restriction with Restricted, addresses with Private; polygons are closed and on the globe;
 * a ceiling has an altitude and is not below it. */
MUST_USE Err cap_read(Cx *cx, Str xml, CapAlert *ret);

/* Values to a document of version 1.2 in UTF-8. What is written is read back before it is given
 * out, so a document that cap_read would refuse never leaves.
 * fails: as cap_read */
MUST_USE Err cap_write(Cx *cx, const CapAlert *alert, Str *ret);

/* An instant as CAP writes it, in the city's time, seconds cut: 2019-08-09T00:00:00+08:00. */
CapTime cap_time(Cx *cx, int64_t ms);

typedef struct CapRef {
    Str sender, identifier, sent;
} CapRef;
typedef VEC(CapRef) CapRefs;
/* The messages that this one refers to; of an alert that was read they are well-formed.
 * fails: ERR_INVALID a reference that is not sender,identifier,sent */
MUST_USE Err cap_refs(Cx *cx, const CapAlert *alert, CapRefs *ret);

#endif
