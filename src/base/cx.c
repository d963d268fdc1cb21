/* SPDX-License-Identifier: Apache-2.0 */
/* Cx: the failure list and the languages of its sentences. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/messages.h"

enum { VALUE_MAX = 200 };

static const Actor system_actor = {
    .name = {"system", 6},
    .role = {"system", 6},
    .region = {"",       0},
    .door = {"job",    3},
    .clearance = LEVEL_SENSITIVE
};

Cx *cx_open(int64_t now_ms, uint64_t seed)
{
    Cx *cx = calloc(1, sizeof *cx);
    Rng *rng = calloc(1, sizeof *rng);
    Fail *fail = calloc(1, sizeof *fail);
    if (!cx || !rng || !fail) log_die("out of memory: a context");
    rng_seed(rng, seed);
    *cx = (Cx){
        .arena = arena_new(), .now_ms = now_ms, .rng = rng, .actor = &system_actor, .fail = fail};
    return cx;
}

void cx_close(Cx *cx)
{
    if (!cx) return;
    arena_free(cx->arena);
    free(cx->rng);
    free(cx->fail);
    free(cx);
}

void cx_reset(Cx *cx)
{
    cx_clear(cx);
    arena_reset(cx->arena);
}

void *cx_alloc(Cx *cx, size_t size, size_t n)
{
    size_t total;
    if (__builtin_mul_overflow(size, n, &total))
        log_die("allocation of %zu times %zu bytes", size, n);
    return arena_alloc(cx->arena, total);
}

void cx_defer(Cx *cx, void (*fn)(void *), void *ptr)
{
    arena_defer(cx->arena, fn, ptr);
}

static int by_english(const void *key, const void *item)
{
    return strcmp(key, ((const Message *)item)->en);
}

const char *msg_in(Lang lang, const char *fmt)
{
    if (lang == LANG_EN) return fmt;
    const Message *m = bsearch(fmt, messages, messages_n, sizeof *messages, by_english);
    return m ? m->zh : fmt;
}

static Str format(Cx *cx, const char *fmt, va_list ap)
{
    /* The Chinese twin takes the same arguments in the same order; check/messages proves it. */
    const char *said = msg_in(cx->lang, fmt);
    char *z = cx_new(cx, char, 1024);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    int n = vsnprintf(z, 1024, said, ap);
#pragma GCC diagnostic pop
    return utf8_head((Str){z, n < 0 ? 0 : n < 1024 ? (size_t)n : 1023}, 1023);
}

static void add(Cx *cx, Err code, Str field, Str value, Str reason)
{
    assert(code != OK);
    Fail *f = cx->fail;
    if (f->n == 0) f->code = code;
    if (f->n == FAIL_MAX_ITEMS) return;
    f->items[f->n++] =
        (FailItem){str_dup(cx, field), reason, str_dup(cx, utf8_head(value, VALUE_MAX))};
}

Err(cx_fail)(Cx *cx, Err code, const char *field, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add(cx, code, str_c(field), S(""), format(cx, fmt, ap));
    va_end(ap);
    return code;
}

Err(cx_refuse)(Cx *cx, Err code, Str field, Str value, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add(cx, code, field, value, format(cx, fmt, ap));
    va_end(ap);
    return code;
}

void cx_note(Cx *cx, Err code, Str field, Str value, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add(cx, code, field, value, format(cx, fmt, ap));
    va_end(ap);
}

Err cx_failed(const Cx *cx)
{
    return cx->fail->n ? cx->fail->code : OK;
}

Err cx_carry(Cx *cx, const Cx *from, Err err)
{
    for (int i = 0; i < from->fail->n; i++) {
        const FailItem *it = &from->fail->items[i];
        add(cx, from->fail->code, it->field, it->value, str_dup(cx, it->reason));
    }
    if (err != OK && from->fail->n == 0) return cx_fail(cx, err, "", "unknown");
    return err;
}

void cx_clear(Cx *cx)
{
    cx->fail->n = 0;
    cx->fail->code = OK;
}

Str cx_message(Cx *cx)
{
    if (cx->fail->n == 0) return S("");
    const FailItem *it = &cx->fail->items[0];
    Buf b = buf_new(cx, 4096);
    if (it->field.len) buf_fmt(&b, "%.*s: ", STR_ARG(it->field));
    buf_add(&b, it->reason);
    if (it->value.len) buf_fmt(&b, " (%.*s)", STR_ARG(it->value));
    return buf_str(&b);
}

Str cx_pick(const Cx *cx, Str zh, Str en)
{
    bool want_zh = cx->lang == LANG_ZH ? zh.len > 0 : en.len == 0;
    return want_zh ? zh : en;
}
