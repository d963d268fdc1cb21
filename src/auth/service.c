/* SPDX-License-Identifier: Apache-2.0 */
/* The service as a whole, the gate, and the list of tokens. */
#include "auth/auth_int.h"
#include "auth/auth_sql.h"

Err auth_open(Cx *cx, const AuthConfig *config, Auth **ret)
{
    Db *db = store_writer(config->store);
    TRY(db_exec(cx, db, S(SQL_AUTH_CREATE)));
    Auth *a = sys_mem_new(sizeof *a);
    *a = (Auth){.config = *config,
                .sessions_cx = cx_open(0, 0),
                .tries = sys_mem_new(TRIES_SLOTS * sizeof(Tries))};
    mutex_init(&a->lock);
    Cx *work = cx_open(0, 0); /* the caller's may outlive the store */
    Err err = accounts_load(work, a);
    if (err == OK) err = tokens_load(work, a);
    err = cx_carry(cx, work, err);
    cx_close(work);
    if (err != OK) return auth_close(a), err;
    *ret = a;
    return OK;
}

void auth_set_journal(Auth *a, Journal *j)
{
    a->config.journal = j;
}

void auth_close(Auth *a)
{
    if (!a) return;
    cx_close(a->accounts_cx);
    cx_close(a->tokens_cx);
    cx_close(a->sessions_cx);
    mutex_destroy(&a->lock);
    sys_mem_free(a->tries);
    sys_mem_free(a);
}

const Roles *auth_roles(const Auth *a)
{
    return a->config.roles;
}

void auth_refresh(Auth *a)
{
    Cx *cx = cx_open(0, 0);
    if (accounts_load(cx, a) != OK || tokens_load(cx, a) != OK)
        log_error("cannot read accounts: %.*s", STR_ARG(cx_message(cx)));
    cx_close(cx);
}

Err auth_gate(Cx *cx, const Reg *reg, Str verb, Str region, void *ctx)
{
    const Auth *a = ctx;
    const Actor *who = cx->actor;
    if (str_is(who->role, "system")) return OK;
    if (who->role.len == 0) return cx_fail(cx, ERR_NO_LOGIN, "", "please sign in");
    if (!role_may(a->config.roles, who->role, reg, verb))
        return cx_refuse(cx, ERR_DENIED, S(""), verb, "the role %.*s may not do this in %.*s",
                         STR_ARG(who->role), STR_ARG(reg->key));
    bool everywhere = reg->open_to_all_regions && str_is(verb, "read");
    if (everywhere || scope_covers(who->region, a->config.city, region)) return OK;
    if (region.len == 0)
        return cx_refuse(cx, ERR_DENIED, S("region"), region,
                         "the record needs a region inside yours, %.*s", STR_ARG(who->region));
    return cx_refuse(cx, ERR_DENIED, S("region"), region,
                     "this place lies outside your region %.*s", STR_ARG(who->region));
}

Err token_list(Cx *cx, Auth *a, Str account, TokenInfo **ret, size_t *n)
{
    Db *db;
    Stmt *st;
    bool row;
    VEC(TokenInfo) list = {0};
    TRY(store_reader(cx, a->config.store, &db));
    TRY(db_prepare(cx, db, S(SQL_TOKEN_ALL), &st));
    for (;;) {
        TRY(stmt_step(cx, st, &row));
        if (!row) break;
        if (!str_eq(col_str(st, 1), account)) continue;
        vec_push(cx, &list,
                 ((TokenInfo){col_dup(cx, st, 0), col_dup(cx, st, 1), col_dup(cx, st, 3),
                              col_dup(cx, st, 2), col_i64(st, 5), col_i64(st, 6)}));
    }
    *ret = list.p;
    *n = list.n;
    return OK;
}
