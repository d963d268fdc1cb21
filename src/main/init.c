/* SPDX-License-Identifier: Apache-2.0 */
/* anlan init: a new data directory with its regions, parameters and administrator; with --demo a
 * whole city. */
#include <stdio.h>
#include <unistd.h>

#include "main/verbs.h"
#include "sys/sys.h"
#include "systems/demo/demo.h"
#include "systems/region/region.h"

typedef struct Wanted {
    Str dir, admin, demo;
    City city;
    bool json;
} Wanted;

static Err want_city(Cx *cx, Args *a, City *ret)
{
    Str code, node, hash;
    int64_t n = 1;
    TRY(args_option(a, "city", &code));
    TRY(args_option(a, "node", &node));
    TRY(args_option(a, "hash", &hash));
    if (!region_parse(cx, code.len ? code : S("330800"), &ret->code))
        return cx_refuse(cx, ERR_INVALID, S("--city"), code,
                         "must be a region code of 6, 9 or 12 digits");
    if (node.len && (!str_i64(node, &n) || n < 1 || n > 1023))
        return cx_refuse(cx, ERR_INVALID, S("--node"), node, "must be 1 to 1023");
    ret->algo = HASH_SHA256;
    if (hash.len && !hash_by_name(hash, &ret->algo))
        return cx_refuse(cx, ERR_INVALID, S("--hash"), hash, "must be sha256 or sm3");
    bool quzhou = str_starts(ret->code, S("3308"));
    ret->node = (int)n;
    ret->name = quzhou ? (Label){S("衢州市"), S("Quzhou")} : (Label){ret->code, ret->code};
    ret->sandbox = args_flag(a, "sandbox");
    return OK;
}

static Err want(Cx *cx, Args *a, Wanted *w)
{
    w->dir = args_word(a);
    w->json = args_flag(a, "json");
    TRY(args_option(a, "admin", &w->admin));
    TRY(args_option(a, "demo", &w->demo));
    TRY(want_city(cx, a, &w->city));
    TRY(args_end(a));
    if (w->dir.len == 0) return cx_fail(cx, ERR_INVALID, "DIR", "is required");
    if (w->demo.len && !str_is(w->demo, "quzhou"))
        return cx_refuse(cx, ERR_INVALID, S("--demo"), w->demo,
                         "the only demonstration city is quzhou");
    if (w->admin.len == 0) w->admin = S("admin");
    w->city.demo = w->demo.len > 0;
    return OK;
}

static void progress(const char *what, int64_t n)
{
    if (isatty(STDERR_FILENO)) fprintf(stderr, "  %-24s %lld\n", what, (long long)n);
}

typedef struct Login {
    const char *name, *role, *region;
    Str password;
} Login;

static Err add_login(Cx *cx, App *app, Login *l)
{
    l->password = password_fresh(cx);
    Account account = {.name = str_c(l->name), .role = str_c(l->role), .region = str_c(l->region)};
    return account_add(cx, app->auth, &account, l->password);
}

static void print_logins(Cx *cx, const Wanted *w, const Login *l, size_t n)
{
    if (w->json) {
        Buf b = buf_new(cx, 0);
        Jw j = jw_on(&b);
        jw_open(&j, '{');
        jw_kstr(&j, "admin", w->admin);
        jw_kstr(&j, "password", l[0].password);
        jw_key(&j, S("accounts"));
        jw_open(&j, '[');
        for (size_t i = 0; i < n; i++) {
            jw_open(&j, '{');
            jw_kstr(&j, "name", str_c(l[i].name));
            jw_kstr(&j, "role", str_c(l[i].role));
            jw_kstr(&j, "region", str_c(l[i].region));
            jw_kstr(&j, "password", l[i].password);
            jw_close(&j, '}');
        }
        jw_close(&j, ']');
        jw_close(&j, '}');
        printf("%.*s\n", STR_ARG(buf_str(&b)));
        return;
    }
    for (size_t i = 0; i < n; i++)
        printf("%-12s %-12s %s %.*s\n", l[i].name, l[i].role, l[i].region, STR_ARG(l[i].password));
}

static Err fill(Cx *cx, App *app, void *ctx)
{
    const Wanted *w = ctx;
    Login logins[] = {
        {str_z(cx, w->admin), "admin", str_z(cx,   w->city.code), S("")},
        {"commander",   "commander",            "330800000000",         S("")     },
        {"duty",   "duty",            "330800000000",      S("")  },
        {"duty-js",   "duty",            "330881000000",      S("")     },
        {"auditor",   "auditor",            "330800000000",      S("")},
        {"inspector",   "inspector",            "330802000000",    S("") },
        {"liaison",   "liaison",            "330800000000",        S("")     }
    };
    size_t n = w->city.demo ? COUNT(logins) : 1;
    TRY(regions_fill(cx, app->book));
    TRY(parameters_fill(cx, app->book));
    if (w->city.demo) TRY(demo_fill(cx, app->book, false, progress));
    for (size_t i = 0; i < n; i++) TRY(add_login(cx, app, &logins[i]));
    print_logins(cx, w, logins, n);
    return OK;
}

Err city_found(Cx *cx, Str dir, const City *city, int64_t today_ms, Furnish *furnish, void *ctx)
{
    App *app;
    Str nursery;
    TRY(app_nursery(cx, dir, &nursery));
    TRY(app_make(cx, nursery, city));
    TRY(app_open(cx, nursery, &app));
    Cx *work = cx_open(today_ms, sys_random_u64()); /* holds readers: ends before the store does */
    work->lang = cx->lang;
    Err err = cx_carry(cx, work, furnish(work, app, ctx));
    cx_close(work);
    app_close(app);
    TRY(err);
    return app_move_in(cx, nursery, dir);
}

Err verb_init(Cx *cx, Args *a)
{
    Wanted w = {0};
    TRY(want(cx, a, &w));
    return city_found(cx, w.dir, &w.city, cx->now_ms, fill, &w);
}
