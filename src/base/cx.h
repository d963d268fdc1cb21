/* SPDX-License-Identifier: Apache-2.0 */
/* Cx, the first parameter of everything that can fail or allocate: memory, failure, time,
 * randomness, actor. Nothing below the doors asks the operating system for any of these. */
#ifndef BASE_CX_H
#define BASE_CX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* --- arena: memory that goes away at once --- */
typedef struct Arena Arena;

/* Empty, freed with arena_free by whoever made it; one thread at a time uses it. */
Arena *arena_new(void);
/* Runs the deferred calls in reverse and gives the memory back; the first block is kept (and
 * poisoned under ASan). */
void arena_reset(Arena *a);
void arena_free(Arena *a);
/* Never NULL: real exhaustion logs and aborts. Memory is zeroed. align: power of two ≤ 16. */
void *arena_alloc(Arena *a, size_t size);
/* Grow the last allocation in place when possible, else copy. */
void *arena_grow(Arena *a, void *old, size_t old_size, size_t new_size);
void arena_defer(Arena *a, void (*fn)(void *), void *ptr);
/* Bytes handed out since the last reset. */
size_t arena_used(const Arena *a);
typedef struct ArenaMark {
    void *block;
    size_t used;
    size_t total;
} ArenaMark;
/* Everything allocated after the mark goes at rewind; no defer between the two. */
ArenaMark arena_mark(const Arena *a);
void arena_rewind(Arena *a, ArenaMark m);

/* --- randomness: xoshiro256**, seeded; for keys and tokens use sys_random --- */
typedef struct Rng {
    uint64_t s[4];
} Rng;
void rng_seed(Rng *r, uint64_t seed);
uint64_t rng_u64(Rng *r);
/* Uniform in 0 … n-1, n > 0. */
uint64_t rng_below(Rng *r, uint64_t n);
/* Uniform in [0,1). */
double rng_unit(Rng *r);

/* --- who acts --- */
typedef enum Level {
    LEVEL_OPEN,
    LEVEL_INTERNAL,
    LEVEL_PERSONAL,
    LEVEL_SENSITIVE
} Level; /* sensitivity, clearance */

typedef struct Actor {
    Str name;        /* account, or the name of a job: "clock", "import" */
    Str role;        /* a role of model/roles.yaml; "system" passes every check */
    Str region;      /* 12 digits: scope = this place and all inside it */
    Str door;        /* "web" "token" "device" "cli" "job" "link": where the act came in */
    Str peer;        /* address, for the journal of refusals */
    int64_t person;  /* id in register person, 0 = none */
    Level clearance; /* highest sensitivity shown in clear */
} Actor;

typedef enum Lang { LANG_ZH, LANG_EN } Lang;

/* --- failure --- */
typedef struct FailItem {
    Str field; /* as the caller named it; "" = the request as a whole */
    Str reason;
    Str value; /* what was sent, cut to 200 characters; "" = none */
} FailItem;

enum { FAIL_MAX_ITEMS = 50 };

typedef struct Fail {
    Err code;
    int n;
    FailItem items[FAIL_MAX_ITEMS];
} Fail;

typedef struct Cx {
    Arena *arena;
    int64_t now_ms; /* UTC, of this request or job */
    Rng *rng;
    const Actor *actor;
    Lang lang;
    Fail *fail;
    struct Db *reader; /* the database connection lent to this cx, see store_reader */
} Cx;

/* A Cx with its own arena and seed; the caller frees it. lang zh, actor "system". */
Cx *cx_open(int64_t now_ms, uint64_t seed);
void cx_close(Cx *cx);
/* Forget failure and memory (a cx between two requests). */
void cx_reset(Cx *cx);

#define cx_new(cx, T, n) ((T *)cx_alloc((cx), sizeof(T), (n)))
void *cx_alloc(Cx *cx, size_t size, size_t n); /* zeroed; size*n overflow aborts */
void cx_defer(Cx *cx, void (*fn)(void *), void *ptr);

/* Record a failure and return its code. fmt is English; the sentence kept is in cx->lang, its
 * Chinese twin comes from model/messages.zh.tsv (the check `messages` fails where one is missing,
 * or takes other arguments). */
MUST_USE Err cx_fail(Cx *cx, Err code, const char *field, const char *fmt, ...) PRINTF(4, 5);
/* The same with the value that was sent. */
MUST_USE Err cx_refuse(Cx *cx, Err code, Str field, Str value, const char *fmt, ...) PRINTF(5, 6);
#ifdef __clang_analyzer__ /* what both promise and the analyser cannot see: never OK */
#define cx_fail(...) ((void)!cx_fail(__VA_ARGS__), ERR_INVALID)
#define cx_refuse(...) ((void)!cx_refuse(__VA_ARGS__), ERR_INVALID)
#endif
/* Collect several: note each, then return cx_failed(cx). The first code stands. */
void cx_note(Cx *cx, Err code, Str field, Str value, const char *fmt, ...) PRINTF(5, 6);
Err cx_failed(const Cx *cx);
/* Copy the failures of another cx, whose memory ends soon; returns err. */
Err cx_carry(Cx *cx, const Cx *from, Err err);
void cx_clear(Cx *cx);
/* The first failure as one line "field: reason (value)" for stderr and logs. */
Str cx_message(Cx *cx);

/* A text of two languages, by cx->lang; English where the Chinese is missing and the other way
 * round. */
Str cx_pick(const Cx *cx, Str zh, Str en);
/* fmt in `lang`. */
const char *msg_in(Lang lang, const char *fmt);

#endif
