/* SPDX-License-Identifier: Apache-2.0 */
/* Rd: the cursor. */
#include "base/base.h"

Rd rd_on(Str s)
{
    return (Rd){.s = s};
}

bool rd_end(const Rd *r)
{
    return r->bad || r->at == r->s.len;
}

size_t rd_left(const Rd *r)
{
    return r->bad ? 0 : r->s.len - r->at;
}

static const uint8_t *take(Rd *r, size_t n)
{
    if (r->bad || r->s.len - r->at < n) return r->bad = true, NULL;
    const uint8_t *p = (const uint8_t *)r->s.p + r->at;
    r->at += n;
    return p;
}

static uint64_t big_endian(Rd *r, size_t n)
{
    const uint8_t *p = take(r, n);
    uint64_t v = 0;
    for (size_t i = 0; p && i < n; i++) v = v << 8 | p[i];
    return v;
}

static uint64_t little_endian(Rd *r, size_t n)
{
    const uint8_t *p = take(r, n);
    uint64_t v = 0;
    for (size_t i = n; p && i-- > 0;) v = v << 8 | p[i];
    return v;
}

uint8_t rd_u8(Rd *r)
{
    return (uint8_t)big_endian(r, 1);
}

uint16_t rd_u16be(Rd *r)
{
    return (uint16_t)big_endian(r, 2);
}

uint32_t rd_u32be(Rd *r)
{
    return (uint32_t)big_endian(r, 4);
}

uint64_t rd_u64be(Rd *r)
{
    return big_endian(r, 8);
}

uint16_t rd_u16le(Rd *r)
{
    return (uint16_t)little_endian(r, 2);
}

uint32_t rd_u32le(Rd *r)
{
    return (uint32_t)little_endian(r, 4);
}

uint64_t rd_u64le(Rd *r)
{
    return little_endian(r, 8);
}

Str rd_bytes(Rd *r, size_t n)
{
    const uint8_t *p = take(r, n);
    return p ? (Str){(const char *)p, n} : S("");
}

Str rd_until(Rd *r, char stop)
{
    size_t n = r->bad ? SIZE_MAX : str_find_char(str_from(r->s, r->at), stop);
    if (n == SIZE_MAX) return r->bad = true, S("");
    Str s = rd_bytes(r, n);
    r->at++;
    return s;
}
