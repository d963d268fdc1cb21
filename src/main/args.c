/* SPDX-License-Identifier: Apache-2.0 */
/* Options may stand anywhere behind the verb. */
#include "main/args.h"

Args args_of(Cx *cx, int argc, char **argv)
{
    Args a = {cx, cx_new(cx, Str, (size_t)argc), (size_t)argc, cx_new(cx, bool, (size_t)argc)};
    for (size_t i = 0; i < a.n; i++) a.words[i] = str_c(argv[i]);
    return a;
}

static bool is_option(Str w, const char *name)
{
    size_t dashes = name[1] ? 2 : 1; /* -o, --period */
    return str_starts(w, str_head(S("--"), dashes)) && str_is(str_from(w, dashes), name);
}

Err args_options(Args *a, const char *name, Str **ret, size_t *n)
{
    *ret = cx_new(a->cx, Str, a->n);
    *n = 0;
    for (size_t i = 0; i < a->n; i++) {
        if (a->used[i] || !is_option(a->words[i], name)) continue;
        if (i + 1 == a->n)
            return cx_refuse(a->cx, ERR_INVALID, a->words[i], S(""), "needs a value");
        a->used[i] = a->used[i + 1] = true;
        (*ret)[(*n)++] = a->words[i + 1];
    }
    return OK;
}

Err args_option(Args *a, const char *name, Str *ret)
{
    Str *all;
    size_t n;
    TRY(args_options(a, name, &all, &n));
    *ret = n ? all[n - 1] : S("");
    return OK;
}

bool args_flag(Args *a, const char *name)
{
    bool found = false;
    for (size_t i = 0; i < a->n; i++)
        if (is_option(a->words[i], name)) a->used[i] = found = true;
    return found;
}

Str args_word(Args *a)
{
    for (size_t i = 0; i < a->n; i++) {
        if (a->used[i] || str_starts(a->words[i], S("--"))) continue;
        a->used[i] = true;
        return a->words[i];
    }
    return S("");
}

Err args_end(Args *a)
{
    for (size_t i = 0; i < a->n; i++)
        if (!a->used[i] && a->words[i].len)
            return cx_refuse(a->cx, ERR_INVALID, a->words[i], S(""), "is not understood here");
    return OK;
}
