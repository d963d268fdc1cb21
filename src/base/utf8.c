/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8. source: RFC 3629 §3 (well-formed byte sequences, Unicode table 3-7). */
#include "base/base.h"

enum { REPLACEMENT = 0xFFFD };

static bool is_tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* Length of the well-formed sequence at p, 0 if there is none. */
static size_t sequence(const unsigned char *p, size_t left)
{
    if (p[0] < 0x80) return 1;
    if (p[0] < 0xC2 || p[0] > 0xF4) return 0;
    size_t n = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (left < n) return 0;
    for (size_t i = 1; i < n; i++)
        if (!is_tail(p[i])) return 0;
    if (p[0] == 0xE0 && p[1] < 0xA0) return 0; /* overlong */
    if (p[0] == 0xED && p[1] > 0x9F) return 0; /* surrogates */
    if (p[0] == 0xF0 && p[1] < 0x90) return 0; /* overlong */
    if (p[0] == 0xF4 && p[1] > 0x8F) return 0; /* past U+10FFFF */
    return n;
}

bool utf8_is_valid(Str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    for (size_t i = 0; i < s.len;) {
        size_t n = sequence(p + i, s.len - i);
        if (n == 0) return false;
        i += n;
    }
    return true;
}

uint32_t utf8_first(Str s, size_t *len)
{
    *len = 0;
    if (s.len == 0) return REPLACEMENT;
    const unsigned char *p = (const unsigned char *)s.p;
    size_t n = sequence(p, s.len);
    *len = n ? n : 1;
    switch (n) {
    case 1: return p[0];
    case 2: return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
    case 3: return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    case 4:
        return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 |
               (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
    default: return REPLACEMENT;
    }
}

size_t utf8_count(Str s)
{
    size_t n = 0, len;
    for (; s.len; s = str_from(s, len), n++) utf8_first(s, &len);
    return n;
}

Str utf8_head(Str s, size_t n)
{
    size_t at = 0, len;
    for (; n && at < s.len; n--, at += len) utf8_first(str_from(s, at), &len);
    return str_head(s, at);
}

bool utf8_is_cjk(uint32_t cp)
{
    return (cp >= 0x2E80 && cp <= 0x9FFF && cp != 0x3000 && !(cp >= 0x3001 && cp <= 0x3003)) ||
           (cp >= 0xAC00 && cp <= 0xD7A3) || (cp >= 0xF900 && cp <= 0xFAFF) ||
           (cp >= 0x20000 && cp <= 0x3FFFF);
}
