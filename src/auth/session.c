/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in and being recognised. Tokens are 32 random bytes; what is kept is their digest.
 * source: OWASP ASVS 5.0 §7; lock-out and limits: parameters auth.* (domain/12) */
#include "auth/auth_int.h"

enum {
    TOKEN_BYTES = 32,
    LOCK_AFTER = 5,             /* auth.lock_after */
    LOCK_WINDOW_MS = MS_HOUR,   /* at most 10 guesses an hour and account (reliability S4) */
    ABSOLUTE_MS = 24 * MS_HOUR, /* one shift: duty.shift_hours */
};
static const int64_t IDLE_MS =
    12LL * MS_HOUR; /* a duty desk is watched more than touched; a city sets auth.idle_minutes */

static Str fresh_token(Cx *cx)
{
    char *bytes = cx_new(cx, char, TOKEN_BYTES);
    sys_random(bytes, TOKEN_BYTES);
    return hex_encode(cx, (Str){bytes, TOKEN_BYTES});
}

static Str digest_of(Cx *cx, Str token)
{
    return hash_hex(cx, hash_bytes(HASH_SHA256, token));
}

/* --- tries --- */

static Tries *tries_of(Auth *a, Str name)
{
    uint64_t h = hash_fast(name);
    return &a->tries[h % TRIES_SLOTS];
}

static Err check_lock(Cx *cx, Auth *a, Str name)
{
    mutex_lock(&a->lock);
    Tries *t = tries_of(a, name);
    bool locked = t->name == hash_fast(name) && t->n >= LOCK_AFTER &&
                  cx->now_ms - t->since_ms < LOCK_WINDOW_MS;
    mutex_unlock(&a->lock);
    return locked ? cx_fail(cx, ERR_RATE, "name",
                            "too many wrong tries, wait an hour or ask the administrator")
                  : OK;
}

static void note_try(Cx *cx, Auth *a, Str name, bool right)
{
    mutex_lock(&a->lock);
    Tries *t = tries_of(a, name);
    if (right || t->name != hash_fast(name) || cx->now_ms - t->since_ms >= LOCK_WINDOW_MS)
        *t = (Tries){hash_fast(name), cx->now_ms, 0};
    if (!right) t->n++;
    mutex_unlock(&a->lock);
}

static Err note_event(Txn *tx, Cmd *cmd)
{
    Entry e = *(const Entry *)cmd->arg;
    return journal_append(tx, &e);
}

static void event_noted(Cmd *cmd)
{
    if (cmd->err != OK) log_error("cannot enter an event: %.*s", STR_ARG(cx_message(cmd->cx)));
    cx_close(cmd->cx);
}

/* Nobody waits for it: a flood of refusals must not hold up the door. It has a cx of its own, which
 * goes when it is written. */
static void write_event(Cx *cx, Auth *a, Str reg, Str action, Str name, Str peer, Str region)
{
    Cx *own = cx_open(cx->now_ms, 0);
    Actor *actor = cx_new(own, Actor, 1);
    Entry *e = cx_new(own, Entry, 1);
    Cmd *cmd = cx_new(own, Cmd, 1);
    Buf b = buf_new(own, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "name", utf8_head(name, 240));
    jw_kstr(&w, "peer", peer);
    jw_close(&w, '}');
    *actor = (Actor){.name = str_dup(own, cx->actor->name),
                     .door = str_dup(own, cx->actor->door),
                     .role = S(""),
                     .region = S("")};
    own->actor = actor;
    *e = (Entry){.reg = reg, .action = action, .body = buf_str(&b), .region = str_dup(own, region)};
    *cmd = (Cmd){.cx = own, .run = note_event, .done = event_noted, .arg = e};
    if (journal_post(a->config.journal, cmd) != OK) event_noted(&(Cmd){.cx = own, .err = ERR_BUSY});
}

void auth_note_denied(Cx *cx, Auth *a, Str what, Err err)
{
    write_event(cx, a, S("access"), err == ERR_NO_LOGIN ? S("no_login") : S("denied"), what,
                cx->actor->peer, cx->actor->region);
}

/* --- signing in --- */

/* Work as long for a name that is not there as for one that is. */
static bool check_password(Cx *cx, Auth *a, Str name, Str password, Kept *k)
{
    static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    bool known = kept_find(cx, a, name, k) == OK;
    cx_clear(cx);
    bool right = password_matches(cx, a, known ? k->hash : S(nobody), password);
    return known && right && !k->account.disabled;
}

static bool is_over(const Live *l, int64_t now_ms)
{
    return now_ms >= l->expires_ms || now_ms - l->seen_ms > IDLE_MS;
}

/* Sessions that are over give their place. Should all of them live, the table begins anew and they
 * sign in again: memory stays bounded. Lock held. */
static void drop_dead(Auth *a, int64_t now_ms)
{
    Cx *keep = cx_open(0, 0);
    Map living = {0};
    const MapSlot *slot;
    for (size_t at = 0; (slot = map_next(&a->sessions, &at));) {
        const Live *l = slot->value;
        if (is_over(l, now_ms)) continue;
        Live *copy = cx_new(keep, Live, 1);
        *copy = *l;
        copy->account = str_dup(keep, l->account);
        map_put(keep, &living, slot->key, copy);
    }
    cx_close(a->sessions_cx);
    a->sessions_cx = keep;
    a->sessions = living.n < SESSIONS_MAX ? living : (Map){0};
}

static void open_session(Cx *cx, Auth *a, const Kept *k, Session *ret)
{
    *ret = (Session){fresh_token(cx), k->account, cx->now_ms + ABSOLUTE_MS};
    mutex_lock(&a->lock);
    if (a->sessions.n >= SESSIONS_MAX) drop_dead(a, cx->now_ms);
    Live *l = cx_new(a->sessions_cx, Live, 1);
    *l = (Live){.account = str_dup(a->sessions_cx, k->account.name),
                .expires_ms = ret->expires_ms,
                .seen_ms = cx->now_ms};
    map_put(a->sessions_cx, &a->sessions, digest_of(cx, ret->token), l);
    mutex_unlock(&a->lock);
}

Err auth_login(Cx *cx, Auth *a, Str name, Str password, Str totp, Str peer, Session *ret,
               bool *need_totp)
{
    Kept k;
    *need_totp = false;
    TRY(check_lock(cx, a, name));
    bool right = check_password(cx, a, name, password, &k);
    if (right && k.totp.len && totp.len == 0) {
        *need_totp = true;
        return cx_fail(cx, ERR_NO_LOGIN, "totp", "the code of the second factor is needed");
    }
    right = right && (k.totp.len == 0 || totp_matches(cx, a, &k, totp));
    note_try(cx, a, name, right);
    if (!right) {
        write_event(cx, a, S("access"), S("login_failed"), name, peer, S(""));
        return cx_fail(cx, ERR_NO_LOGIN, "", "name or password is wrong");
    }
    open_session(cx, a, &k, ret);
    write_event(cx, a, S("access"), S("login"), name, peer, k.account.region);
    return OK;
}

Err auth_logout(Cx *cx, Auth *a, Str token)
{
    mutex_lock(&a->lock);
    Live *l = map_get(&a->sessions, digest_of(cx, token));
    if (l) l->expires_ms = 0;
    mutex_unlock(&a->lock);
    return OK;
}

void auth_end_sessions(Cx *cx, Auth *a, Str account, Str but_token)
{
    const MapSlot *slot;
    Str kept = but_token.len ? digest_of(cx, but_token) : S("");
    mutex_lock(&a->lock);
    for (size_t at = 0; (slot = map_next(&a->sessions, &at));) {
        Live *l = slot->value;
        if (str_eq(l->account, account) && !str_eq(slot->key, kept)) l->expires_ms = 0;
    }
    mutex_unlock(&a->lock);
}

/* --- being recognised --- */

static void become(Cx *cx, const Auth *a, const Account *account, Str door, Str peer)
{
    Actor *actor = cx_new(cx, Actor, 1);
    const Role *role = role_find(a->config.roles, account->role);
    *actor = (Actor){account->name,
                     account->role,
                     account->region,
                     door,
                     peer,
                     account->person,
                     role ? role->clearance : LEVEL_OPEN};
    cx->actor = actor;
}

/* A living session or token; its account must live too. */
static Err recognise(Cx *cx, Auth *a, Map *in, Str token, bool is_session, Session *ret,
                     bool *is_device)
{
    Str digest = digest_of(cx, token);
    bool alive = false;
    mutex_lock(&a->lock);
    Live *l = token.len ? map_get(in, digest) : NULL;
    const Kept *k = l ? map_get(&a->accounts, l->account) : NULL;
    if (k && !k->account.disabled) {
        alive =
            is_session ? !is_over(l, cx->now_ms) : l->expires_ms == 0 || cx->now_ms < l->expires_ms;
    }
    if (alive) {
        l->seen_ms = cx->now_ms;
        *is_device = l->is_device;
        Account c = k->account;
        *ret = (Session){.token = token, .account = c, .expires_ms = l->expires_ms};
        ret->account.name = str_dup(cx, c.name);
        ret->account.role = str_dup(cx, c.role);
        ret->account.region = str_dup(cx, c.region);
    }
    mutex_unlock(&a->lock);
    return alive ? OK : cx_fail(cx, ERR_NO_LOGIN, "", "please sign in");
}

Err auth_by_session(Cx *cx, Auth *a, Str token, Str peer, Session *ret)
{
    bool device = false;
    TRY(recognise(cx, a, &a->sessions, token, true, ret, &device));
    become(cx, a, &ret->account, S("web"), peer);
    return OK;
}

Err auth_by_token(Cx *cx, Auth *a, Str token, Str peer)
{
    Session s = {0};
    bool device = false;
    TRY(recognise(cx, a, &a->tokens, token, false, &s, &device));
    become(cx, a, &s.account, device ? S("device") : S("token"), peer);
    return OK;
}

bool auth_still(Auth *a, Str token, bool is_session, const Actor *actor, int64_t now_ms)
{
    Cx *own = cx_open(now_ms, 0);
    Str digest = digest_of(own, token);
    mutex_lock(&a->lock);
    const Live *l = map_get(is_session ? &a->sessions : &a->tokens, digest);
    const Kept *k = l ? map_get(&a->accounts, l->account) : NULL;
    bool over = !l || (is_session ? is_over(l, now_ms) : l->expires_ms && now_ms >= l->expires_ms);
    bool same = k && !over && !k->account.disabled && str_eq(k->account.role, actor->role) &&
                str_eq(k->account.region, actor->region);
    mutex_unlock(&a->lock);
    cx_close(own);
    return same;
}

/* --- tokens --- */

Err token_new(Cx *cx, Auth *a, Str account, TokenKind kind, Str label, int days, Str *ret)
{
    Kept k;
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    if (days < 0 || days > 3650)
        return cx_fail(cx, ERR_INVALID, "days", "must be 0 to 3650, got %d", days);
    TRY(kept_find(cx, a, account, &k));
    *ret = fresh_token(cx);
    jw_open(&w, '{');
    jw_kstr(&w, "name", account);
    jw_key(&w, S("set"));
    jw_open(&w, '{');
    jw_kstr(&w, "id", str_head(fresh_token(cx), 16));
    jw_kstr(&w, "account", account);
    jw_kstr(&w, "kind", kind == TOKEN_DEVICE ? S("device") : S("script"));
    jw_kstr(&w, "label", utf8_head(label, 80));
    jw_kstr(&w, "digest", digest_of(cx, *ret));
    jw_ki64(&w, "expires", days ? cx->now_ms + (int64_t)days * MS_DAY : 0);
    jw_close(&w, '}');
    jw_close(&w, '}');
    return token_write(cx, a, S("create"), buf_str(&b));
}

static Err revoke(Cx *cx, Auth *a, Str account, Str id)
{
    return token_write(cx, a, S("revoke"),
                       str_fmt(cx, "{\"name\":\"%.*s\",\"set\":{\"id\":\"%.*s\",\"revoked\":1}}",
                               STR_ARG(account), STR_ARG(id)));
}

Err token_revoke(Cx *cx, Auth *a, Str account, Str id)
{
    TokenInfo *list;
    size_t n;
    TRY(token_list(cx, a, account, &list, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].id, id)) return revoke(cx, a, account, id);
    return cx_refuse(cx, ERR_NOT_FOUND, S("id"), id, "no such token");
}

Err token_revoke_own(Cx *cx, Auth *a, Str token)
{
    Str digest = digest_of(cx, token), account = S(""), id = S("");
    mutex_lock(&a->lock);
    const Live *l = map_get(&a->tokens, digest);
    if (l) account = str_dup(cx, l->account), id = str_dup(cx, l->id);
    mutex_unlock(&a->lock);
    return id.len ? revoke(cx, a, account, id) : OK;
}
