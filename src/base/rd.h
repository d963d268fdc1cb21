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
