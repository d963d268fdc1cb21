/* SPDX-License-Identifier: Apache-2.0 */
/* Inside auth/: what is kept in memory. One lock; nothing slow happens under it. */
#ifndef AUTH_AUTH_INT_H
#define AUTH_AUTH_INT_H

#include "auth/auth.h"
#include "sys/sys.h"
#include "sys/thread.h"

enum { SECRET_LEN = 20, TRIES_SLOTS = 4096, SESSIONS_MAX = 20000 };

/* Wrong passwords of a name, hour by hour. */
typedef struct Tries {
    uint64_t name;
    int64_t since_ms;
    int n;
} Tries;

typedef struct Kept {
    Account account;
    Str hash;          /* encoded Argon2id, authenticated with the pepper */
    Str totp;          /* bytes of the secret, "" = none */
    int64_t totp_last; /* last time step that was taken: a code counts once */
} Kept;

typedef struct Live {
    Digest token;
    Str account;
    int64_t expires_ms, seen_ms;
    bool is_device;
    Str id;
} Live;

struct Auth {
    AuthConfig config;
    Mutex lock;
    Cx *accounts_cx; /* memory of the map below; replaced whole */
    Map accounts;    /* name → Kept* */
    Cx *tokens_cx;
    Map tokens; /* hex digest → Live*: bearer tokens */
    Cx *sessions_cx;
    Map sessions; /* hex digest → Live* */
    Tries *tries;
};

/* account.c */
MUST_USE Err accounts_load(Cx *cx, Auth *a);
MUST_USE Err tokens_load(Cx *cx, Auth *a);
MUST_USE Err kept_find(Cx *cx, Auth *a, Str name, Kept *ret); /* a copy in cx; ERR_NOT_FOUND */
/* Append an entry {"set":{…}} about an account and apply it. */
MUST_USE Err account_write(Cx *cx, Auth *a, Str name, Str action, Str region, Str body);
MUST_USE Err token_write(Cx *cx, Auth *a, Str action, Str body);
/* password.c */
MUST_USE Err password_hash(Cx *cx, const Auth *a, Str password, Str *ret);
bool password_matches(Cx *cx, const Auth *a, Str hash, Str password);
/* totp.c: is it the code of now, not used before? Notes the step. */
bool totp_matches(Cx *cx, Auth *a, const Kept *k, Str code);

#endif
