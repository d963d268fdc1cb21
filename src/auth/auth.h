/* SPDX-License-Identifier: Apache-2.0 */
/* auth: accounts, roles, log-ins and THE choke point: auth_gate says whether an actor may do a
 * thing to a record of a place. Accounts and tokens are projections of the journal (registers
 * "account" and "token"); sessions live in this database only. source: OWASP ASVS 5.0 §6–8; GB/T
 * 22239-2019 §8.1.4.1; parameters auth.* of domain/12 */
#ifndef AUTH_AUTH_H
#define AUTH_AUTH_H

#include "register/register.h"

/* --- roles: model/roles.yaml --- */

typedef struct Role {
    Str key;
    Label label;
    Level clearance;
    Strs areas;
} Role;

typedef struct Roles {
    Role *p;
    size_t n;
    Strs defaults[VERB_N]; /* roles that may, where a register does not say */
} Roles;

/* fails: ERR_INVALID with field "file:line" */
MUST_USE Err roles_parse(Cx *cx, Str file, Str yaml, Roles **ret);
const Role *role_find(const Roles *r, Str key); /* NULL = none */

/* May this role do this at all, wherever? The decision without the place; pure. */
bool role_may(const Roles *roles, Str role, const Reg *reg, Str verb);
/* Does this scope cover this place? Place "" (a record of nowhere) belongs to the city. Pure. */
bool scope_covers(Str scope, Str city, Str region);

/* --- the service --- */

typedef struct Auth Auth;

typedef struct AuthConfig {
    Store *store;
    Journal *journal;
    const Roles *roles;
    Str city;   /* 12 digits */
    Str pepper; /* 32 bytes of DIR/keys/pepper */
} AuthConfig;

/* Tables are made when missing; accounts, tokens and sessions are read in. ret: freed with
 * auth_close. */
MUST_USE Err auth_open(Cx *cx, const AuthConfig *config, Auth **ret);
void auth_set_journal(Auth *a, Journal *j);
void auth_close(Auth *a);
const Roles *auth_roles(const Auth *a);
/* The Gate of BookConfig; ctx = Auth. fails: ERR_NO_LOGIN (nobody), ERR_DENIED */
Err auth_gate(Cx *cx, const Reg *reg, Str verb, Str region, void *ctx);
/* Parts of JournalHost: what entries of "account" and "token" mean. */
Err auth_clear(Cx *cx, Db *db);
Err auth_apply(Cx *cx, Db *db, const Entry *e);
/* After a commit that touched accounts or tokens: read them in again. */
void auth_refresh(Auth *a);

/* --- accounts --- */

typedef struct Account {
    Str name, role, region;
    int64_t person; /* 0 = none */
    bool disabled, must_change, has_totp;
    int64_t created_ms;
} Account;

/* A fresh password of 4 groups of 4 signs that cannot be confused. */
Str password_fresh(Cx *cx);
/* fails: ERR_INVALID: too short, too long, the name itself, one of the most used */
MUST_USE Err password_check(Cx *cx, Str name, Str password);
/* must_change: the person chooses another at the first sign-in. fails: ERR_INVALID, ERR_CONFLICT
 * (name taken), ERR_DENIED */
MUST_USE Err account_add(Cx *cx, Auth *a, const Account *account, Str password);
typedef struct AccountChange {
    Str name;
    Str role, region; /* p == NULL: as it is */
    int disabled;     /* -1: as it is */
    int64_t person;   /* -1: as it is */
    Str password;     /* p == NULL: as it is; else a fresh one that must be changed */
} AccountChange;
MUST_USE Err account_change(Cx *cx, Auth *a, const AccountChange *change);
MUST_USE Err account_list(Cx *cx, Auth *a, Account **ret, size_t *n);
/* fails: ERR_NOT_FOUND */
MUST_USE Err account_get(Cx *cx, Auth *a, Str name, Account *ret);
/* Their own. fails: ERR_DENIED (old one is wrong), ERR_INVALID */
MUST_USE Err account_set_password(Cx *cx, Auth *a, Str old, Str fresh);
/* A secret to show once (base32); it counts after totp_confirm with a code made from it. */
MUST_USE Err totp_begin(Cx *cx, Auth *a, Str *ret_secret);
MUST_USE Err totp_confirm(Cx *cx, Auth *a, Str code);
MUST_USE Err totp_remove(Cx *cx, Auth *a, Str password);
/* Code of 6 digits for a time step. source: RFC 6238 §4, RFC 4226 §5.3 */
Str totp_code(Cx *cx, Str secret_bytes, int64_t step);

/* --- signing in --- */

typedef struct Session {
    Str token; /* set by auth_login only */
    Account account;
    int64_t expires_ms;
} Session;

/* Slow on purpose: run it on a worker. The same answer and the same time for a wrong name and a
 * wrong password. fails: ERR_NO_LOGIN (wrong; *need_totp when only the code is missing), ERR_RATE
 * (too many tries; lock-out) */
MUST_USE Err auth_login(Cx *cx, Auth *a, Str name, Str password, Str totp, Str peer, Session *ret,
                        bool *need_totp);
MUST_USE Err auth_logout(Cx *cx, Auth *a, Str token);
/* End the sessions of an account but the one of this token ("" = all): its password is another now.
 * Tokens of telephones stay: each is listed and revoked by itself.
 * source: OWASP ASVS 5.0 §7.4.3 */
void auth_end_sessions(Cx *cx, Auth *a, Str account, Str but_token);
/* Whom does a session cookie or a bearer token name? Fills cx->actor. fails: ERR_NO_LOGIN */
MUST_USE Err auth_by_session(Cx *cx, Auth *a, Str token, Str peer, Session *ret);
MUST_USE Err auth_by_token(Cx *cx, Auth *a, Str token, Str peer);
/* Does a session or token that once named this actor still do so, with the same role and place?
 * Asked of streams that stay open; keeps nothing awake. Any thread. */
bool auth_still(Auth *a, Str token, bool is_session, const Actor *actor, int64_t now_ms);

typedef enum TokenKind { TOKEN_SCRIPT, TOKEN_DEVICE } TokenKind;
/* days 0 = without end (until revoked). ret_token is shown once; the database holds its digest. */
MUST_USE Err token_new(Cx *cx, Auth *a, Str account, TokenKind kind, Str label, int days,
                       Str *ret_token);
typedef struct TokenInfo {
    Str id, account, label, kind;
    int64_t created_ms, expires_ms;
} TokenInfo;
MUST_USE Err token_list(Cx *cx, Auth *a, Str account, TokenInfo **ret, size_t *n);
MUST_USE Err token_revoke(Cx *cx, Auth *a, Str account, Str id);
/* The token itself: a phone signs out. */
MUST_USE Err token_revoke_own(Cx *cx, Auth *a, Str token);

/* An entry of what was refused; never fails the request. what: "POST /api/r/incident". */
void auth_note_denied(Cx *cx, Auth *a, Str what, Err err);

#endif
