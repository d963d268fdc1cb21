/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts and tokens as projections of the journal, and the copies of them in memory. */
#include <stdlib.h>

#include "auth/auth_int.h"
#include "auth/auth_sql.h"

/* --- entries → rows --- */

static Str text_of(json_t *o, const char *key, Str none)
{
    json_t *j = json_object_get(o, key);
    return json_is_string(j) ? (Str){json_string_value(j), json_string_length(j)} : none;
}

static int64_t number_of(json_t *o, const char *key, int64_t none)
{
    json_t *j = json_object_get(o, key);
    return json_is_integer(j) ? json_integer_value(j) : none;
}

static Kept read_kept(Cx *cx, const Stmt *st)
{
    Kept k = {
        .account = {col_dup(cx, st, 0), col_dup(cx, st, 1), col_dup(cx, st, 2), col_i64(st, 3),
                    col_i64(st, 4) != 0, col_i64(st, 5) != 0, false, col_i64(st, 8)},
        .hash = col_dup(cx, st, 6),
        .totp = S("")
    };
    (void)hex_decode(cx, col_str(st, 7), &k.totp);
    k.account.has_totp = k.totp.len > 0;
    return k;
}

static Err load_row(Cx *cx, Db *db, Str name, Kept *ret, bool *found)
{
    Stmt *st;
    TRY(db_prepare(cx, db, S(SQL_ACCOUNT_ONE), &st));
    stmt_text(st, 1, name);
    TRY(stmt_step(cx, st, found));
    if (*found) *ret = read_kept(cx, st);
    stmt_reset(st);
    return OK;
}

static Err apply_account(Cx *cx, Db *db, Str name, int64_t at_ms, json_t *set)
{
    Stmt *st;
    bool found;
    Kept k = {
        .account = {.name = name, .role = S(""), .region = S(""), .created_ms = at_ms},
        .hash = S(""),
        .totp = S("")
    };
    TRY(load_row(cx, db, name, &k, &found));
    TRY(db_prepare(cx, db, S(SQL_ACCOUNT_PUT), &st));
    stmt_text(st, 1, name);
    stmt_text(st, 2, text_of(set, "role", k.account.role));
    stmt_text(st, 3, text_of(set, "region", k.account.region));
    stmt_i64(st, 4, number_of(set, "person", k.account.person));
    stmt_i64(st, 5, number_of(set, "disabled", k.account.disabled));
    stmt_i64(st, 6, number_of(set, "must_change", k.account.must_change));
    stmt_text(st, 7, text_of(set, "hash", k.hash));
    stmt_text(st, 8, text_of(set, "totp", hex_encode(cx, k.totp)));
    stmt_i64(st, 9, k.account.created_ms);
    return stmt_run(cx, st, NULL);
}

static Err apply_token(Cx *cx, Db *db, int64_t at_ms, json_t *set)
{
    Stmt *st;
    bool drop = json_object_get(set, "revoked") != NULL;
    TRY(db_prepare(cx, db, drop ? S(SQL_TOKEN_DROP) : S(SQL_TOKEN_PUT), &st));
    stmt_text(st, 1, text_of(set, "id", S("")));
    if (!drop) {
        stmt_text(st, 2, text_of(set, "account", S("")));
        stmt_text(st, 3, text_of(set, "kind", S("")));
        stmt_text(st, 4, text_of(set, "label", S("")));
        stmt_text(st, 5, text_of(set, "digest", S("")));
        stmt_i64(st, 6, at_ms);
        stmt_i64(st, 7, number_of(set, "expires", 0));
    }
    return stmt_run(cx, st, NULL);
}

Err auth_clear(Cx *cx, Db *db)
{
    TRY(db_exec(cx, db, S(SQL_AUTH_CREATE)));
    return db_exec(cx, db, S(SQL_AUTH_CLEAR));
}

Err auth_apply(Cx *cx, Db *db, const Entry *e)
{
    bool account = str_is(e->reg, "account"), token = str_is(e->reg, "token");
    if (!account && !token) return OK;
    json_t *body = json_loadb(e->body.p, e->body.len, 0, NULL), *set = json_object_get(body, "set");
    Str name = str_dup(cx, text_of(body, "name", S("")));
    Err err = !set      ? OK
              : account ? apply_account(cx, db, name, e->at_ms, set)
                        : apply_token(cx, db, e->at_ms, set);
    json_decref(body);
    return err;
}

/* --- writing --- */

typedef struct AuthWrite {
    Auth *auth;
    Entry entry;
} AuthWrite;

static Err run_write(Txn *tx, Cmd *cmd)
{
    AuthWrite *w = cmd->arg;
    Entry e = w->entry;
    TRY(journal_append(tx, &e));
    return auth_apply(tx->cx, tx->db, &e);
}

static Err write_entry(Cx *cx, Auth *a, const Entry *entry)
{
    AuthWrite w = {a, *entry};
    Cmd cmd = {.cx = cx, .run = run_write, .arg = &w};
    TRY(journal_do(a->config.journal, &cmd));
    auth_refresh(a);
    return OK;
}

/* {"set":…} becomes {"name":…,"set":…} */
Err account_write(Cx *cx, Auth *a, Str name, Str action, Str region, Str body)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "name", name);
    if (body.len > 2) buf_fmt(&b, ",%.*s", (int)body.len - 2, body.p + 1);
    buf_char(&b, '}');
    Entry e = {.reg = S("account"), .action = action, .region = region, .body = buf_str(&b)};
    return write_entry(cx, a, &e);
}

Err token_write(Cx *cx, Auth *a, Str action, Str body)
{
    Entry e = {.reg = S("token"), .action = action, .region = cx->actor->region, .body = body};
    return write_entry(cx, a, &e);
}

/* --- memory --- */

Err accounts_load(Cx *cx, Auth *a)
{
    Db *db;
    Stmt *st;
    bool row;
    Cx *keep = cx_open(0, 0);
    Map map = {0};
    TRY(store_reader(cx, a->config.store, &db));
    TRY(db_prepare(cx, db, S(SQL_ACCOUNT_ALL), &st));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        Kept *k = cx_new(keep, Kept, 1);
        *k = read_kept(keep, st);
        map_put(keep, &map, k->account.name, k);
    }
    mutex_lock(&a->lock);
    const MapSlot *slot;
    for (size_t at = 0; (slot = map_next(&map, &at));) { /* used codes stay used */
        Kept *k = slot->value, *was = map_get(&a->accounts, slot->key);
        if (was) k->totp_last = was->totp_last;
    }
    Cx *old = a->accounts_cx;
    a->accounts_cx = keep;
    a->accounts = map;
    mutex_unlock(&a->lock);
    cx_close(old);
    return OK;
}

Err tokens_load(Cx *cx, Auth *a)
{
    Db *db;
    Stmt *st;
    bool row;
    Cx *keep = cx_open(0, 0);
    Map map = {0};
    TRY(store_reader(cx, a->config.store, &db));
    TRY(db_prepare(cx, db, S(SQL_TOKEN_ALL), &st));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        Live *l = cx_new(keep, Live, 1);
        *l = (Live){.id = col_dup(keep, st, 0),
                    .account = col_dup(keep, st, 1),
                    .is_device = str_is(col_str(st, 2), "device"),
                    .expires_ms = col_i64(st, 6)};
        map_put(keep, &map, col_str(st, 4), l);
    }
    mutex_lock(&a->lock);
    Cx *old = a->tokens_cx;
    a->tokens_cx = keep;
    a->tokens = map;
    mutex_unlock(&a->lock);
    cx_close(old);
    return OK;
}

static Kept copy_kept(Cx *cx, const Kept *k)
{
    Kept c = *k;
    c.account.name = str_dup(cx, k->account.name);
    c.account.role = str_dup(cx, k->account.role);
    c.account.region = str_dup(cx, k->account.region);
    c.hash = str_dup(cx, k->hash);
    c.totp = str_dup(cx, k->totp);
    return c;
}

Err kept_find(Cx *cx, Auth *a, Str name, Kept *ret)
{
    mutex_lock(&a->lock);
    const Kept *k = map_get(&a->accounts, name);
    if (k) *ret = copy_kept(cx, k);
    mutex_unlock(&a->lock);
    return k ? OK : cx_refuse(cx, ERR_NOT_FOUND, S("name"), name, "no such account");
}

/* --- accounts --- */

static Err check_account(Cx *cx, const Auth *a, const Account *account)
{
    Str name = account->name, code;
    bool sound = name.len > 0 && utf8_count(name) <= 40 && utf8_is_valid(name);
    for (size_t i = 0; i < name.len; i++)
        sound = sound && (unsigned char)name.p[i] > 0x20 && name.p[i] != ':' && name.p[i] != 0x7F;
    if (!sound)
        cx_note(cx, ERR_INVALID, S("name"), name,
                "a name has 1 to 40 characters without blanks or colons");
    if (!role_find(a->config.roles, account->role))
        cx_note(cx, ERR_INVALID, S("role"), account->role, "no such role");
    if (!region_parse(cx, account->region, &code))
        cx_note(cx, ERR_INVALID, S("region"), account->region,
                "must be a region code of 6, 9 or 12 digits");
    return cx_failed(cx);
}

Err account_add(Cx *cx, Auth *a, const Account *account, Str password)
{
    Str hash, region = S("");
    Kept other;
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    TRY(check_account(cx, a, account));
    (void)region_parse(cx, account->region, &region);
    TRY(password_check(cx, account->name, password));
    if (kept_find(cx, a, account->name, &other) == OK)
        return cx_refuse(cx, ERR_CONFLICT, S("name"), account->name, "this account exists");
    cx_clear(cx);
    TRY(password_hash(cx, a, password, &hash));
    jw_open(&w, '{');
    jw_key(&w, S("set"));
    jw_open(&w, '{');
    jw_kstr(&w, "role", account->role);
    jw_kstr(&w, "region", region);
    jw_ki64(&w, "person", account->person);
    jw_ki64(&w, "disabled", account->disabled);
    jw_ki64(&w, "must_change", account->must_change);
    jw_kstr(&w, "hash", hash);
    jw_close(&w, '}');
    jw_close(&w, '}');
    return account_write(cx, a, account->name, S("create"), region, buf_str(&b));
}

static Err put_change(Cx *cx, const Auth *a, const AccountChange *c, Jw *w)
{
    Str hash, region;
    if (c->role.p && !role_find(a->config.roles, c->role))
        return cx_refuse(cx, ERR_INVALID, S("role"), c->role, "no such role");
    if (c->region.p && !region_parse(cx, c->region, &region))
        return cx_refuse(cx, ERR_INVALID, S("region"), c->region,
                         "must be a region code of 6, 9 or 12 digits");
    if (c->role.p) jw_kstr(w, "role", c->role);
    if (c->region.p) jw_kstr(w, "region", region);
    if (c->disabled >= 0) jw_ki64(w, "disabled", c->disabled);
    if (c->person >= 0) jw_ki64(w, "person", c->person);
    if (!c->password.p) return OK;
    TRY(password_check(cx, c->name, c->password));
    TRY(password_hash(cx, a, c->password, &hash));
    jw_kstr(w, "hash", hash);
    jw_ki64(w, "must_change", 1);
    return OK;
}

Err account_change(Cx *cx, Auth *a, const AccountChange *c)
{
    Kept k;
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    TRY(kept_find(cx, a, c->name, &k));
    jw_open(&w, '{');
    jw_key(&w, S("set"));
    jw_open(&w, '{');
    TRY(put_change(cx, a, c, &w));
    jw_close(&w, '}');
    jw_close(&w, '}');
    return account_write(cx, a, c->name, S("update"), k.account.region, buf_str(&b));
}

static int by_name(const void *x, const void *y)
{
    return str_cmp(((const Account *)x)->name, ((const Account *)y)->name);
}

Err account_list(Cx *cx, Auth *a, Account **ret, size_t *n)
{
    const MapSlot *slot;
    mutex_lock(&a->lock);
    *ret = cx_new(cx, Account, a->accounts.n);
    *n = 0;
    for (size_t at = 0; (slot = map_next(&a->accounts, &at));)
        (*ret)[(*n)++] = copy_kept(cx, slot->value).account;
    mutex_unlock(&a->lock);
    qsort(*ret, *n, sizeof **ret, by_name);
    return OK;
}

Err account_get(Cx *cx, Auth *a, Str name, Account *ret)
{
    Kept k;
    TRY(kept_find(cx, a, name, &k));
    *ret = k.account;
    return OK;
}

Err account_set_password(Cx *cx, Auth *a, Str old, Str fresh)
{
    Kept k;
    Str hash, name = cx->actor->name;
    TRY(kept_find(cx, a, name, &k));
    if (!password_matches(cx, a, k.hash, old))
        return cx_fail(cx, ERR_DENIED, "old", "the password is wrong");
    TRY(password_check(cx, name, fresh));
    if (str_eq(old, fresh))
        return cx_fail(cx, ERR_INVALID, "new", "the new password must differ from the old one");
    TRY(password_hash(cx, a, fresh, &hash));
    return account_write(
        cx, a, name, S("password"), k.account.region,
        str_fmt(cx, "{\"set\":{\"hash\":\"%.*s\",\"must_change\":0}}", STR_ARG(hash)));
}
