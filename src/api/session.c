/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in, one's own account, and the administrator's accounts. */
#include "api/api_int.h"

enum { DEVICE_DAYS = 365 }; /* a field phone signs in once a year; whoever loses it revokes it */

/* token: of a phone that just signed in; "" = none */
static Err answer_account(Cx *cx, HttpCall *call, const Session *s, Str token)
{
    const Api *api = api_of(call);
    const Role *role = role_find(auth_roles(api->site.auth), s->account.role);
    Db *db;
    TRY(store_reader(cx, api->site.store, &db));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_key(&w, S("account"));
    jw_open(&w, '{');
    jw_kstr(&w, "name", s->account.name);
    jw_kstr(&w, "role", s->account.role);
    put_label(&w, "role_label", role ? role->label : (Label){s->account.role, s->account.role});
    jw_kstr(&w, "region", s->account.region);
    jw_kstr(&w, "region_name", region_name(cx, db, api->site.book, s->account.region));
    if (s->account.person) jw_kstr(&w, "person", id_format(cx, s->account.person));
    jw_kbool(&w, "totp", s->account.has_totp);
    jw_key(&w, S("areas"));
    jw_open(&w, '[');
    for (size_t i = 0; role && i < role->areas.n; i++) jw_str(&w, role->areas.p[i]);
    jw_close(&w, ']');
    jw_close(&w, '}');
    jw_kstr(&w, "expires_at", time_format(cx, s->expires_ms));
    jw_kbool(&w, "must_change_password", s->account.must_change);
    if (token.len) jw_kstr(&w, "token", token);
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

static Err answer_token(Cx *cx, HttpCall *call, Session *s, Str label);

/* Whose rights ended hears nothing more on streams that are open. */
static void rights_changed(const HttpCall *call)
{
    const Api *api = api_of(call);
    if (api->server) http_review(api->server);
}

Err post_session(Cx *cx, HttpCall *call)
{
    json_t *in;
    Session s;
    bool need_totp;
    TRY(want_object(cx, call, &in));
    Err err =
        auth_login(cx, api_of(call)->site.auth, json_text(in, "name"), json_text(in, "password"),
                   json_text(in, "totp"), call->peer, &s, &need_totp);
    if (need_totp) call->code = S("totp_required");
    TRY(err);
    if (json_object_get(in, "device")) return answer_token(cx, call, &s, json_text(in, "device"));
    http_set_cookie(call, session_cookie_name(call), s.token, -1);
    return answer_account(cx, call, &s, S(""));
}

Err get_session(Cx *cx, HttpCall *call)
{
    Session s = {.expires_ms = cx->now_ms};
    Str token = http_cookie(call, str_z(cx, session_cookie_name(call)));
    if (token.len) {
        TRY(auth_by_session(cx, api_of(call)->site.auth, token, call->peer, &s));
        return answer_account(cx, call, &s, S(""));
    }
    TRY(account_get(cx, api_of(call)->site.auth, cx->actor->name, &s.account));
    return answer_account(cx, call, &s, S(""));
}

/* The phone's own sign-out ends its token; it wipes its store itself, once nothing waits there. */
static Err drop_device(Cx *cx, HttpCall *call)
{
    TRY(token_revoke_own(cx, api_of(call)->site.auth,
                         bearer_token(http_header_in(call, "Authorization"))));
    rights_changed(call);
    http_answer(call, 204, S(""), S(""));
    return OK;
}

Err delete_session(Cx *cx, HttpCall *call)
{
    Str name = session_cookie_name(call);
    if (str_is(cx->actor->door, "device")) return drop_device(cx, call);
    TRY(auth_logout(cx, api_of(call)->site.auth, http_cookie(call, str_z(cx, name))));
    rights_changed(call);
    http_set_cookie(call, name, S(""), 0);
    /* a phone's outbox of the same browser may hold what nobody else has */
    bool keep = str_is(http_header_in(call, "X-Keep-Storage"), "1");
    http_header(call, S("Clear-Site-Data"), keep ? S("\"cache\"") : S("\"cache\", \"storage\""));
    http_answer(call, 204, S(""), S(""));
    return OK;
}

Err post_password(Cx *cx, HttpCall *call)
{
    json_t *in;
    TRY(want_object(cx, call, &in));
    TRY(account_set_password(cx, api_of(call)->site.auth, json_text(in, "old"),
                             json_text(in, "new")));
    auth_end_sessions(cx, api_of(call)->site.auth, cx->actor->name,
                      http_cookie(call, str_z(cx, session_cookie_name(call))));
    rights_changed(call);
    http_answer(call, 204, S(""), S(""));
    return OK;
}

Err post_totp(Cx *cx, HttpCall *call)
{
    Str secret;
    TRY(totp_begin(cx, api_of(call)->site.auth, &secret));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_kstr(&w, "secret", secret);
    jw_kstr(&w, "uri",
            str_fmt(cx, "otpauth://totp/Anlan:%.*s?secret=%.*s&issuer=Anlan",
                    STR_ARG(cx->actor->name), STR_ARG(secret)));
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

Err put_totp(Cx *cx, HttpCall *call)
{
    json_t *in;
    TRY(want_object(cx, call, &in));
    TRY(totp_confirm(cx, api_of(call)->site.auth, json_text(in, "code")));
    http_answer(call, 204, S(""), S(""));
    return OK;
}

Err delete_totp(Cx *cx, HttpCall *call)
{
    json_t *in;
    TRY(want_object(cx, call, &in));
    TRY(totp_remove(cx, api_of(call)->site.auth, json_text(in, "password")));
    http_answer(call, 204, S(""), S(""));
    return OK;
}

/* --- tokens --- */

static Err answer_text(Cx *cx, HttpCall *call, int status, const char *key, Str value)
{
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_kstr(&w, key, value);
    jw_close(&w, '}');
    return http_answer_json(call, status, &buf);
}

/* A phone signs in once with its password and gets a token of its own and no cookie: mass check-in
 * costs no password hash (reliability §5 row 15). */
static Err answer_token(Cx *cx, HttpCall *call, Session *s, Str label)
{
    Auth *auth = api_of(call)->site.auth;
    Session same;
    Str token;
    TRY(auth_by_session(cx, auth, s->token, call->peer, &same)); /* whom the journal names */
    TRY(auth_logout(cx, auth, s->token));
    TRY(token_new(cx, auth, s->account.name, TOKEN_DEVICE, label, DEVICE_DAYS, &token));
    s->expires_ms = cx->now_ms + (int64_t)DEVICE_DAYS * MS_DAY;
    return answer_account(cx, call, s, token);
}

Err post_device(Cx *cx, HttpCall *call)
{
    json_t *in;
    Str token;
    TRY(want_object(cx, call, &in));
    TRY(token_new(cx, api_of(call)->site.auth, cx->actor->name, TOKEN_DEVICE,
                  json_text(in, "label"), DEVICE_DAYS, &token));
    return answer_text(cx, call, 201, "token", token);
}

Err post_token(Cx *cx, HttpCall *call)
{
    json_t *in, *days;
    Str token;
    TRY(want_object(cx, call, &in));
    days = json_object_get(in, "days");
    TRY(token_new(cx, api_of(call)->site.auth, json_text(in, "name"), TOKEN_SCRIPT,
                  json_text(in, "label"),
                  json_is_integer(days) ? (int)json_integer_value(days) : 90, &token));
    return answer_text(cx, call, 201, "token", token);
}

Err get_devices(Cx *cx, HttpCall *call)
{
    TokenInfo *list;
    size_t n;
    TRY(token_list(cx, api_of(call)->site.auth, cx->actor->name, &list, &n));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < n; i++) {
        jw_open(&w, '{');
        jw_kstr(&w, "id", list[i].id);
        jw_kstr(&w, "label", list[i].label);
        jw_kstr(&w, "kind", list[i].kind);
        jw_kstr(&w, "created_at", time_format(cx, list[i].created_ms));
        if (list[i].expires_ms) jw_kstr(&w, "expires_at", time_format(cx, list[i].expires_ms));
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

Err delete_device(Cx *cx, HttpCall *call)
{
    TRY(token_revoke(cx, api_of(call)->site.auth, cx->actor->name, http_param(call, "id")));
    rights_changed(call);
    http_answer(call, 204, S(""), S(""));
    return OK;
}

/* --- accounts --- */

static void put_account(Cx *cx, const Account *a, Jw *w)
{
    jw_open(w, '{');
    jw_kstr(w, "name", a->name);
    jw_kstr(w, "role", a->role);
    jw_kstr(w, "region", a->region);
    if (a->person) jw_kstr(w, "person", id_format(cx, a->person));
    jw_kbool(w, "disabled", a->disabled);
    jw_kbool(w, "totp", a->has_totp);
    jw_kstr(w, "created_at", time_format(cx, a->created_ms));
    jw_close(w, '}');
}

Err get_accounts(Cx *cx, HttpCall *call)
{
    Account *list;
    size_t n;
    const Roles *roles = auth_roles(api_of(call)->site.auth);
    TRY(account_list(cx, api_of(call)->site.auth, &list, &n));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_key(&w, S("items"));
    jw_open(&w, '[');
    for (size_t i = 0; i < n; i++) put_account(cx, &list[i], &w);
    jw_close(&w, ']');
    jw_key(&w, S("roles"));
    jw_open(&w, '[');
    for (size_t i = 0; i < roles->n; i++) {
        jw_open(&w, '{');
        jw_kstr(&w, "key", roles->p[i].key);
        put_label(&w, "label", roles->p[i].label);
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    return http_answer_json(call, 200, &buf);
}

static int64_t person_of(json_t *in, int64_t none)
{
    int64_t id;
    return id_parse(json_text(in, "person"), &id) ? id : none;
}

/* A screen in a hall signs in with nothing and is never signed out: it has a token instead of a
 * password, which is shown once and dies with the account. source: ui-design §4.2 */
static Err answer_screen(Cx *cx, HttpCall *call, const Account *a)
{
    Str token;
    TRY(token_new(cx, api_of(call)->site.auth, a->name, TOKEN_DEVICE, S("大屏"), 0, &token));
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_kstr(&w, "name", a->name);
    jw_kstr(&w, "role", a->role);
    jw_kstr(&w, "region", a->region);
    jw_kstr(&w, "token", token);
    jw_close(&w, '}');
    return http_answer_json(call, 201, &buf);
}

Err post_accounts(Cx *cx, HttpCall *call)
{
    json_t *in;
    TRY(want_object(cx, call, &in));
    Account a = {.name = json_text(in, "name"),
                 .role = json_text(in, "role"),
                 .region = json_text(in, "region"),
                 .person = person_of(in, 0)};
    Str given = call->is_local ? json_text(in, "password") : S("");
    Str password = given.len ? given : password_fresh(cx);
    a.must_change = given.len == 0 && !call->is_local;
    TRY(account_add(cx, api_of(call)->site.auth, &a, password));
    if (str_is(a.role, "display")) return answer_screen(cx, call, &a);
    Buf buf = buf_new(cx, 0);
    Jw w = jw_on(&buf);
    jw_open(&w, '{');
    jw_kstr(&w, "name", a.name);
    jw_kstr(&w, "role", a.role);
    jw_kstr(&w, "region", a.region);
    jw_kstr(&w, "password", password);
    jw_close(&w, '}');
    return http_answer_json(call, 201, &buf);
}

Err patch_account(Cx *cx, HttpCall *call)
{
    json_t *in;
    TRY(want_object(cx, call, &in));
    json_t *disabled = json_object_get(in, "disabled"), *role = json_object_get(in, "role"),
           *region = json_object_get(in, "region");
    bool reset = json_is_true(json_object_get(in, "reset_password"));
    AccountChange c = {.name = http_param(call, "name"),
                       .disabled = json_is_boolean(disabled) ? json_is_true(disabled) : -1,
                       .person = person_of(in, -1)};
    if (role) c.role = json_text(in, "role");
    if (region) c.region = json_text(in, "region");
    if (reset) c.password = password_fresh(cx);
    TRY(account_change(cx, api_of(call)->site.auth, &c));
    if (reset) auth_end_sessions(cx, api_of(call)->site.auth, c.name, S(""));
    rights_changed(call);
    if (reset) return answer_text(cx, call, 200, "password", c.password);
    http_answer(call, 204, S(""), S(""));
    return OK;
}
