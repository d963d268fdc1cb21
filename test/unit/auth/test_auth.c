/* SPDX-License-Identifier: Apache-2.0 */
/* Roles, scopes, one-time codes, passwords, sessions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "auth/auth.h"

static const char roles_yaml[] =
    "roles:\n"
    "  - {key: admin, zh: 管, en: A, clearance: personal, areas: [admin]}\n"
    "  - {key: auditor, zh: 审, en: B, clearance: sensitive, areas: [admin]}\n"
    "  - {key: duty, zh: 值, en: C, clearance: internal, areas: [duty]}\n"
    "defaults: {read: [duty], create: [duty], update: [], void: [], import: [], export: [], "
    "reveal: []}\n";

typedef struct World {
    Cx *cx;
    char dir[64];
    int64_t now;
    Store *store;
    Journal *journal;
    Auth *auth;
    Roles *roles;
} World;

static int64_t world_now(void *ctx)
{
    return ((World *)ctx)->now;
}

static void need(World *w, Err err)
{
    if (err != OK) fail_msg("%.*s", STR_ARG(cx_message(w->cx)));
}

static int set_up(void **state)
{
    World *w = calloc(1, sizeof *w);
    w->now = 1565280000000;
    w->cx = cx_open(w->now, 3);
    w->cx->lang = LANG_EN;
    snprintf(w->dir, sizeof w->dir, "/tmp/anlan-auth-XXXXXX");
    assert_non_null(mkdtemp(w->dir));
    need(w, roles_parse(w->cx, S("roles.yaml"), str_c(roles_yaml), &w->roles));
    need(w, store_open(w->cx, str_fmt(w->cx, "%s/anlan.db", w->dir).p, &w->store));
    need(w, journal_create(w->cx, w->store));
    AuthConfig config = {.store = w->store,
                         .roles = w->roles,
                         .city = S("330800000000"),
                         .pepper = S("0123456789abcdef0123456789abcdef")};
    need(w, auth_open(w->cx, &config, &w->auth));
    JournalConfig jc = {
        .dir = w->dir,
        .node = 1,
        .algo = HASH_SHA256,
        .host = {.ctx = w, .now_ms = world_now},
        .queue_max = 100
    };
    need(w, journal_open(w->cx, w->store, &jc, &w->journal));
    need(w, journal_start(w->cx, w->journal));
    auth_set_journal(w->auth, w->journal);
    need(w, account_add(w->cx, w->auth,
                        &(Account){.name = S("li"), .role = S("duty"), .region = S("330881")},
                        S("correct horse")));
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    World *w = *state;
    char rm[100];
    cx_close(w->cx);
    journal_close(w->journal);
    auth_close(w->auth);
    store_close(w->store);
    snprintf(rm, sizeof rm, "rm -rf %s", w->dir);
    int rc = system(rm);
    free(w);
    return rc;
}

static Err login(World *w, const char *password, const char *code, Session *ret)
{
    bool need_totp;
    cx_clear(w->cx);
    w->cx->now_ms = w->now;
    return auth_login(w->cx, w->auth, S("li"), str_c(password), str_c(code), S("127.0.0.1"), ret,
                      &need_totp);
}

static void codes_are_those_of_the_rfc(void **state)
{
    World *w = *state;
    /* RFC 6238 appendix B, SHA-1, the last six of eight digits */
    static const struct {
        int64_t time;
        const char *code;
    } vectors[] = {
        {59,         "287082"},
        {1111111109, "081804"},
        {1111111111, "050471"},
        {1234567890, "005924"},
        {2000000000, "279037"}
    };
    for (size_t i = 0; i < COUNT(vectors); i++)
        assert_true(str_is(totp_code(w->cx, S("12345678901234567890"), vectors[i].time / 30),
                           vectors[i].code));
}

static void a_scope_covers_what_lies_inside(void **state)
{
    (void)state;
    Str city = S("330800000000");
    assert_true(scope_covers(S("330800000000"), city, S("330881102201")));
    assert_true(scope_covers(S("330881000000"), city, S("330881102201")));
    assert_false(scope_covers(S("330881000000"), city, S("330882000000")));
    assert_false(scope_covers(S("330881000000"), city, S("330800000000")));
    assert_false(scope_covers(S("330881000000"), city, S("")));
    assert_true(scope_covers(S("330800000000"), city, S("")));
    assert_true(scope_covers(S("330000000000"), city, S("")));
}

static void signing_in_and_out(void **state)
{
    World *w = *state;
    Session s, seen;
    assert_int_equal(login(w, "wrong", "", &s), ERR_NO_LOGIN);
    need(w, login(w, "correct horse", "", &s));
    need(w, auth_by_session(w->cx, w->auth, s.token, S(""), &seen));
    assert_true(str_is(w->cx->actor->name, "li"));
    assert_true(str_is(w->cx->actor->region, "330881000000"));
    assert_int_equal(w->cx->actor->clearance, LEVEL_INTERNAL);
    w->cx->now_ms = w->now + 13LL * MS_HOUR;
    assert_int_equal(auth_by_session(w->cx, w->auth, s.token, S(""), &seen),
                     ERR_NO_LOGIN); /* idle */
    need(w, login(w, "correct horse", "", &s));
    need(w, auth_logout(w->cx, w->auth, s.token));
    assert_int_equal(auth_by_session(w->cx, w->auth, s.token, S(""), &seen), ERR_NO_LOGIN);
}

static void guessing_is_locked_out_for_an_hour(void **state)
{
    World *w = *state;
    Session s;
    for (int i = 0; i < 5; i++) assert_int_equal(login(w, "wrong", "", &s), ERR_NO_LOGIN);
    assert_int_equal(login(w, "correct horse", "", &s), ERR_RATE);
    w->now += MS_HOUR;
    need(w, login(w, "correct horse", "", &s));
}

static void a_code_counts_once(void **state)
{
    World *w = *state;
    Session s;
    Str secret32;
    w->now = (int64_t)1565280000 * 1000;
    need(w, login(w, "correct horse", "", &s));
    need(w, auth_by_session(w->cx, w->auth, s.token, S(""), &s));
    need(w, totp_begin(w->cx, w->auth, &secret32));
    /* base32 → bytes */
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char bytes[20];
    uint32_t acc = 0;
    int bits = 0;
    size_t n = 0;
    for (size_t i = 0; i < secret32.len; i++) {
        acc = acc << 5 | (uint32_t)(strchr(alphabet, secret32.p[i]) - alphabet);
        if ((bits += 5) >= 8) bytes[n++] = (char)(acc >> (bits -= 8));
    }
    int64_t step = w->now / 30000;
    assert_int_equal(totp_confirm(w->cx, w->auth, S("000000")), ERR_INVALID);
    cx_clear(w->cx);
    need(w, totp_confirm(w->cx, w->auth, totp_code(w->cx, (Str){bytes, n}, step)));
    assert_int_equal(login(w, "correct horse", "", &s), ERR_NO_LOGIN);
    assert_int_equal(login(w, "correct horse", totp_code(w->cx, (Str){bytes, n}, step).p, &s),
                     ERR_NO_LOGIN); /* used */
    w->now += 30000;
    need(w, login(w, "correct horse", totp_code(w->cx, (Str){bytes, n}, step + 1).p, &s));
}

static void tokens_live_until_revoked_or_their_account_ends(void **state)
{
    World *w = *state;
    Str token;
    TokenInfo *list;
    size_t n;
    need(w, token_new(w->cx, w->auth, S("li"), TOKEN_SCRIPT, S("t"), 1, &token));
    need(w, auth_by_token(w->cx, w->auth, token, S("")));
    need(w, token_list(w->cx, w->auth, S("li"), &list, &n));
    assert_int_equal(n, 1);
    need(w, account_change(w->cx, w->auth,
                           &(AccountChange){.name = S("li"), .disabled = 1, .person = -1}));
    assert_int_equal(auth_by_token(w->cx, w->auth, token, S("")), ERR_NO_LOGIN);
    cx_clear(w->cx);
    need(w, account_change(w->cx, w->auth,
                           &(AccountChange){.name = S("li"), .disabled = 0, .person = -1}));
    need(w, auth_by_token(w->cx, w->auth, token, S("")));
    w->cx->now_ms += MS_DAY;
    assert_int_equal(auth_by_token(w->cx, w->auth, token, S("")), ERR_NO_LOGIN);
    cx_clear(w->cx);
    need(w, token_revoke(w->cx, w->auth, S("li"), list[0].id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
        TEST(codes_are_those_of_the_rfc), TEST(a_scope_covers_what_lies_inside),
        TEST(signing_in_and_out),         TEST(guessing_is_locked_out_for_an_hour),
        TEST(a_code_counts_once),         TEST(tokens_live_until_revoked_or_their_account_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
