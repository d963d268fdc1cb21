/* SPDX-License-Identifier: Apache-2.0 */
/* Text as (pointer, length), by value, never owning. Bytes are UTF-8 unless a name says otherwise.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Str {
    const char *p;
    size_t len;
} Str;

struct Cx;

#define S(lit) ((Str){(lit), sizeof(lit) - 1})
#define STR_ARG(s) (int)(s).len, (s).p /* for "%.*s" */

/* A Str over a NUL-terminated text (NULL gives the empty Str). */
Str str_c(const char *z);
bool str_eq(Str a, Str b);
bool str_is(Str a, const char *z);
bool str_eq_nocase(Str a, Str b); /* ASCII only */
int str_cmp(Str a, Str b);        /* bytewise, as memcmp */
bool str_starts(Str s, Str head);
bool str_ends(Str s, Str tail);
/* Offset of the first occurrence, or SIZE_MAX. */
size_t str_find(Str s, Str needle);
size_t str_find_char(Str s, char c);
Str str_from(Str s, size_t off); /* s[off..], empty past the end */
Str str_head(Str s, size_t len); /* at most len bytes */
Str str_trim(Str s);             /* without ASCII blanks at both ends */
/* Cut at the first `sep`: true and both halves, or false with *head = s, *tail empty. */
bool str_cut(Str s, char sep, Str *head, Str *tail);
/* Next piece of a list: false when *rest is used up. "a,b" gives a, b; "" gives nothing. */
bool str_next(Str *rest, char sep, Str *piece);
/* Whole text as a number: false on any other byte, overflow or empty text. No blanks, no '+'. */
bool str_i64(Str s, int64_t *ret);
bool str_f64(Str s, double *ret); /* finite decimal only: no inf, nan, hex */

/* In the arena of cx: */
Str str_dup(struct Cx *cx, Str s);
char *str_z(struct Cx *cx, Str s); /* NUL-terminated copy */
Str str_fmt(struct Cx *cx, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
Str str_join(struct Cx *cx, Str a, Str b);
Str str_lower(struct Cx *cx, Str s); /* ASCII only */
/* Copy with every `from` replaced by `to`. */
Str str_replace(struct Cx *cx, Str s, Str from, Str to);

/* --- UTF-8 (utf8.c) --- */
/* Is s well-formed UTF-8 (no overlong forms, no surrogates, ≤ U+10FFFF)? */
bool utf8_is_valid(Str s);
/* Code points in s; a broken byte counts as one. */
size_t utf8_count(Str s);
/* First code point of s, its length in *len (≥ 1 unless s is empty); U+FFFD for a broken byte. */
uint32_t utf8_first(Str s, size_t *len);
/* s cut to at most n code points, never inside one. */
Str utf8_head(Str s, size_t n);
/* Is cp a Han, kana or hangul sign (written without blanks between words)? */
bool utf8_is_cjk(uint32_t cp);

#endif
