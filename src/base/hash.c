/* SPDX-License-Identifier: Apache-2.0 */
/* Digests through OpenSSL's fetched algorithms (fetching once saves most of a short digest's time).
 */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <threads.h>

#include "base/base.h"

/* What a thread keeps for its digests: fetching is not free, sharing needs a lock. It goes with the
 * thread. */
typedef struct Digester {
    EVP_MD_CTX *ctx;
    EVP_MD *md[HASH_SM3 + 1];
} Digester;

static tss_t digesters;
static once_flag digesters_once = ONCE_FLAG_INIT;

static void digester_free(void *ptr)
{
    Digester *d = ptr;
    EVP_MD_CTX_free(d->ctx);
    for (size_t i = 0; i < COUNT(d->md); i++) EVP_MD_free(d->md[i]);
    free(d);
}

static void digesters_make(void)
{
    if (tss_create(&digesters, digester_free) != thrd_success)
        log_die("no thread storage for digests");
}

static Digester *digester(HashAlgo algo)
{
    call_once(&digesters_once, digesters_make);
    Digester *d = tss_get(digesters);
    if (!d) {
        d = calloc(1, sizeof *d);
        if (!d || tss_set(digesters, d) != thrd_success || !(d->ctx = EVP_MD_CTX_new()))
            log_die("out of memory: digests");
    }
    if (!d->md[algo]) d->md[algo] = EVP_MD_fetch(NULL, algo == HASH_SM3 ? "SM3" : "SHA256", NULL);
    if (!d->md[algo]) log_die("OpenSSL has no %s", hash_name(algo));
    return d;
}

Digest hash_parts(HashAlgo algo, const Str *parts, size_t n)
{
    Digester *by = digester(algo == HASH_SM3 ? HASH_SM3 : HASH_SHA256);
    Digest d;
    int ok = EVP_DigestInit_ex2(by->ctx, by->md[algo == HASH_SM3 ? HASH_SM3 : HASH_SHA256], NULL);
    for (size_t i = 0; ok && i < n; i++) ok = EVP_DigestUpdate(by->ctx, parts[i].p, parts[i].len);
    if (!ok || !EVP_DigestFinal_ex(by->ctx, d.b, NULL)) log_die("OpenSSL failed to digest");
    return d;
}

Digest hash_bytes(HashAlgo algo, Str s)
{
    return hash_parts(algo, &s, 1);
}

static const char hex_digits[] = "0123456789abcdef";

Str hex_encode(Cx *cx, Str bytes)
{
    char *z = cx_alloc(cx, 2, bytes.len + 1);
    for (size_t i = 0; i < bytes.len; i++) {
        z[2 * i] = hex_digits[(uint8_t)bytes.p[i] >> 4];
        z[2 * i + 1] = hex_digits[bytes.p[i] & 15];
    }
    return (Str){z, 2 * bytes.len};
}

static int nibble(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static bool decode_into(Str hex, uint8_t *out)
{
    for (size_t i = 0; i + 1 < hex.len; i += 2) {
        int hi = nibble(hex.p[i]), lo = nibble(hex.p[i + 1]);
        if (hi < 0 || lo < 0) return false;
        out[i / 2] = (uint8_t)(hi << 4 | lo);
    }
    return hex.len % 2 == 0;
}

bool hex_decode(Cx *cx, Str hex, Str *ret)
{
    char *out = cx_alloc(cx, 1, hex.len / 2 + 1);
    if (!decode_into(hex, (uint8_t *)out)) return false;
    *ret = (Str){out, hex.len / 2};
    return true;
}

Str hash_hex(Cx *cx, Digest d)
{
    return hex_encode(cx, (Str){(const char *)d.b, HASH_LEN});
}

bool hash_from_hex(Str hex, Digest *ret)
{
    return hex.len == 2 * HASH_LEN && decode_into(hex, ret->b);
}

const char *hash_name(HashAlgo algo)
{
    return algo == HASH_SM3 ? "sm3" : "sha256";
}

bool hash_by_name(Str name, HashAlgo *ret)
{
    if (str_is(name, "sha256")) *ret = HASH_SHA256;
    else if (str_is(name, "sm3")) *ret = HASH_SM3;
    else return false;
    return true;
}

Digest hmac_sha256(Str key, Str s)
{
    Digest d;
    unsigned len = HASH_LEN;
    if (!HMAC(EVP_sha256(), key.p, (int)key.len, (const unsigned char *)s.p, s.len, d.b, &len))
        log_die("OpenSSL failed to compute an HMAC");
    return d;
}

bool mem_same(const void *a, const void *b, size_t len)
{
    return CRYPTO_memcmp(a, b, len) == 0;
}

/* source: FNV-1a, 64 bit (Fowler, Noll, Vo), with a final mix so that low bits are usable as a
 * table index. */
uint64_t hash_fast(Str s)
{
    uint64_t h = 0xCBF29CE484222325u;
    for (size_t i = 0; i < s.len; i++) h = (h ^ (uint8_t)s.p[i]) * 0x100000001B3u;
    return h ^ h >> 29;
}
