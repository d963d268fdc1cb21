/* SPDX-License-Identifier: Apache-2.0 */
/* What a row of a route table says about rights. Router, OpenAPI and the privilege-matrix test read
 * it; a route without a policy does not compile, since HttpRoute.policy has no other spelling. */
#ifndef AUTH_POLICY_H
#define AUTH_POLICY_H

#include "base/base.h"

typedef enum Who {
    WHO_ANYBODY,   /* no log-in */
    WHO_SIGNED_IN, /* any account */
    WHO_ROLES,     /* those named */
    WHO_LOCAL,     /* the program's own socket only */
} Who;

/* Where the place of a record decides, and by which rule. */
typedef enum Where {
    WHERE_NOWHERE,
    WHERE_SCOPE /* the gate compares the record's region with the actor's */
} Where;

typedef struct Policy {
    Who who;
    const char *roles; /* of WHO_ROLES: keys joined by blanks */
    Where where;
    const char *verb; /* register verb that the gate is asked for; "" = none */
    Level level;      /* highest sensitivity that an answer may hold, before masking */
    const char *summary;
} Policy;

#define ANYBODY(text)                                                                              \
    &(const Policy)                                                                                \
    {                                                                                              \
        .who = WHO_ANYBODY, .level = LEVEL_OPEN, .summary = (text)                                 \
    }
#define SIGNED_IN(text)                                                                            \
    &(const Policy)                                                                                \
    {                                                                                              \
        .who = WHO_SIGNED_IN, .level = LEVEL_INTERNAL, .summary = (text)                           \
    }
#define KEEPERS(text)                                                                              \
    &(const Policy)                                                                                \
    {                                                                                              \
        .who = WHO_ROLES, .roles = "admin", .level = LEVEL_INTERNAL, .summary = (text)             \
    }
#define AUDITORS(text)                                                                             \
    &(const Policy)                                                                                \
    {                                                                                              \
        .who = WHO_ROLES, .roles = "admin auditor", .level = LEVEL_SENSITIVE, .summary = (text)    \
    }
#define LOCAL(text)                                                                                \
    &(const Policy)                                                                                \
    {                                                                                              \
        .who = WHO_LOCAL, .level = LEVEL_SENSITIVE, .summary = (text)                              \
    }
/* Roles that are named; the gate still cuts to the region. */
#define NAMED(names, text)                                                                         \
    &(const Policy)                                                                                \
    {                                                                                              \
        .who = WHO_ROLES, .roles = (names), .where = WHERE_SCOPE, .level = LEVEL_SENSITIVE,        \
        .summary = (text)                                                                          \
    }
#define GATED(does, text)                                                                          \
    &(const Policy)                                                                                \
    {                                                                                              \
        .who = WHO_SIGNED_IN, .where = WHERE_SCOPE, .verb = (does), .level = LEVEL_SENSITIVE,      \
        .summary = (text)                                                                          \
    }

#endif
