/* SPDX-License-Identifier: Apache-2.0 */
/* Rd: a cursor over bytes that never runs past the end. Sticky: after the first failure every read
 * gives 0 or "". */
#ifndef BASE_RD_H
#define BASE_RD_H

#include "base/str.h"

typedef struct Rd {
    Str s;
    size_t at;
    bool bad;
} Rd;

/* From the first byte of s, which lives longer. rd_end: is nothing left (or has it failed)?
 * rd_left: bytes not read yet. rd_u…: whole numbers of 1, 2, 4, 8 bytes, the highest (be) or the
 * lowest (le) byte first. rd_bytes: n bytes, a part of s. */
Rd rd_on(Str s);
bool rd_end(const Rd *r);
size_t rd_left(const Rd *r);
uint8_t rd_u8(Rd *r);
uint16_t rd_u16be(Rd *r);
uint32_t rd_u32be(Rd *r);
uint64_t rd_u64be(Rd *r);
uint16_t rd_u16le(Rd *r);
uint32_t rd_u32le(Rd *r);
uint64_t rd_u64le(Rd *r);
Str rd_bytes(Rd *r, size_t n);
/* Bytes before `stop`, which is skipped; fails when there is none. */
Str rd_until(Rd *r, char stop);

#endif
