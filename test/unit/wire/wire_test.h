/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of wire/ share: our vectors (test/vector/, text), and those of ../shared/vectors
 * (JSON lines) where that folder is there. */
#ifndef WIRE_TEST_H
#define WIRE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/base.h"

extern Cx *cx;
extern const char *root; /* of the repository */

/* Set by each test program's main from its first argument. */
#define WIRE_TEST_MAIN(tests)                                                                      \
    Cx *cx;                                                                                        \
    const char *root;                                                                              \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        root = argc > 1 ? argv[1] : ".";                                                           \
        cx = cx_open(1565280000000, 7); /* 2019-08-09T00:00:00+08:00 */                            \
        cx->lang = LANG_EN;                                                                        \
        int failed = cmocka_run_group_tests(tests, NULL, NULL);                                    \
        cx_close(cx);                                                                              \
        return failed;                                                                             \
    }

/* A whole file below the repository, "" and false when it is not there. The memory is cx's. */
static inline bool test_file(const char *path, Str *ret)
{
    Str name = str_fmt(cx, "%s/%s", root, path);
    FILE *f = fopen(name.p, "rb");
    if (!f) return false;
    Buf b = buf_new(cx, 0);
    char block[65536];
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;) buf_add(&b, (Str){block, n});
    fclose(f);
    *ret = buf_str(&b);
    return true;
}

typedef struct Vector {
    Str name, in, expect;
} Vector;

/* Next vector of a text: `name`, `source`, `in`, `expect` lines and an empty line. */
static inline bool test_next(Str *text, Vector *ret)
{
    Str line, word, rest;
    bool any = false;
    *ret = (Vector){0};
    while (str_next(text, '\n', &line)) {
        if (line.len == 0 && any) return true;
        if (line.len == 0 || line.p[0] == '#') continue;
        (void)str_cut(line, ' ', &word, &rest);
        if (str_is(word, "name")) ret->name = rest;
        if (str_is(word, "in")) ret->in = rest;
        if (str_is(word, "expect")) ret->expect = rest;
        any = true;
    }
    return any;
}

static inline Str test_unhex(Str hex)
{
    Str s = S("");
    assert_true(hex_decode(cx, hex, &s));
    char *exact = malloc(s.len ? s.len : 1); /* so that a read past the end shows */
    if (s.len) memcpy(exact, s.p, s.len);
    cx_defer(cx, free, exact);
    return (Str){exact, s.len};
}

#define assert_str(got, want)                                                                      \
    do {                                                                                           \
        Str got_ = (got), want_ = (want);                                                          \
        if (!str_eq(got_, want_)) fail_msg("got  %.*s\nwant %.*s", STR_ARG(got_), STR_ARG(want_)); \
    } while (0)

/* Walk the JSON lines of ../shared/vectors/FILE; says so when they are not there. */
#define SHARED_EACH(file, item)                                                                    \
    for (Str shared_ = shared_open(file), line_ = S(""); str_next(&shared_, '\n', &line_);)        \
        for (json_t *item = shared_line(line_); item; json_decref(item), item = NULL)

/* Numbers past 64 signed bits (identifiers) make all numbers of the line real ones. */
static inline json_t *shared_line(Str line)
{
    if (line.len == 0) return NULL;
    json_t *item = json_loadb(line.p, line.len, 0, NULL);
    if (!item) item = json_loadb(line.p, line.len, JSON_DECODE_INT_AS_REAL, NULL);
    assert_non_null(item);
    return item;
}

static inline Str shared_open(const char *file)
{
    Str text = S("");
    if (!test_file(str_fmt(cx, "../shared/vectors/%s", file).p, &text))
        printf("SKIPPED: ../shared/vectors/%s is not here\n", file);
    return text;
}

static inline Str jstr(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? (Str){s, json_string_length(json_object_get(object, key))} : S("");
}

static inline int64_t jint(const json_t *object, const char *key)
{
    return (int64_t)json_number_value(json_object_get(object, key));
}

#endif
