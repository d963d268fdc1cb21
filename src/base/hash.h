/* SPDX-License-Identifier: Apache-2.0 */
/* Digests (OpenSSL): SHA-256 and SM3, both 32 bytes; and a fast hash for tables that is no digest.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/cx.h"

typedef enum HashAlgo { HASH_SHA256 = 1, HASH_SM3 = 2 } HashAlgo; /* GM/T 0004-2012 for SM3 */
enum { HASH_LEN = 32 };

typedef struct Digest {
    uint8_t b[HASH_LEN];
} Digest;

/* Of all bytes of s; never fails. Digests are compared with mem_same where one is a secret. */
Digest hash_bytes(HashAlgo algo, Str s);
/* Digest of the concatenation. */
Digest hash_parts(HashAlgo algo, const Str *parts, size_t n);
Str hash_hex(Cx *cx, Digest d);
bool hash_from_hex(Str hex, Digest *ret);
const char *hash_name(HashAlgo algo);
bool hash_by_name(Str name, HashAlgo *ret);
Digest hmac_sha256(Str key, Str s);
/* Same bytes, in a time that does not depend on them. */
bool mem_same(const void *a, const void *b, size_t len);
uint64_t hash_fast(Str s);
Str hex_encode(Cx *cx, Str bytes);
bool hex_decode(Cx *cx, Str hex, Str *ret);

#endif
