/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords: Argon2id over HMAC-SHA-256(pepper, password), so that a stolen database alone gives
 * nothing to guess against. source: RFC 9106 §4; OWASP ASVS 5.0 §6.2 and Appendix C; reliability.md
 * §1 (19 MiB, t = 2: 28 ms here) */
#include <argon2.h>

#include "auth/auth_int.h"

enum {
    MEMORY_KIB = 19 * 1024,
    PASSES = 2,
    SALT_LEN = 16,
    HASH_BYTES = 32,
    ENCODED_MAX = 200,
    LEN_MIN = 10,
    LEN_MAX = 128
};

static Digest peppered(const Auth *a, Str password)
{
    return hmac_sha256(a->config.pepper, password);
}

Err password_hash(Cx *cx, const Auth *a, Str password, Str *ret)
{
    uint8_t salt[SALT_LEN];
    char *encoded = cx_new(cx, char, ENCODED_MAX);
    Digest d = peppered(a, password);
    sys_random(salt, sizeof salt);
    int rc = argon2id_hash_encoded(PASSES, MEMORY_KIB, 1, d.b, sizeof d.b, salt, sizeof salt,
                                   HASH_BYTES, encoded, ENCODED_MAX);
    if (rc != ARGON2_OK) return cx_fail(cx, ERR_IO, "", "argon2: %s", argon2_error_message(rc));
    *ret = str_c(encoded);
    return OK;
}

bool password_matches(Cx *cx, const Auth *a, Str hash, Str password)
{
    Digest d = peppered(a, password);
    return argon2id_verify(str_z(cx, hash), d.b, sizeof d.b) == ARGON2_OK;
}

Str password_fresh(Cx *cx)
{
    static const char signs[] = "abcdefghjkmnpqrstuvwxyz23456789"; /* without i l o 0 1 */
    char *z = cx_new(cx, char, 20);
    for (int i = 0; i < 19; i++) {
        if (i % 5 == 4) z[i] = '-';
        else
            z[i] = signs[sys_random_u64() %
                         (sizeof signs - 1)]; /* 31 signs: the bias of 2^64 mod 31 is nil */
    }
    return (Str){z, 19};
}

Err password_check(Cx *cx, Str name, Str password)
{
    static const char *const used[] = {"1234567890", "0123456789", "12345678910", "password123",
                                       "qwertyuiop", "1q2w3e4r5t", "abc1234567",  "admin12345",
                                       "a123456789", "1111111111"};
    size_t n = utf8_count(password);
    if (n < LEN_MIN)
        return cx_fail(cx, ERR_INVALID, "password",
                       "a password has at least %d characters, got %zu", LEN_MIN, n);
    if (n > LEN_MAX)
        return cx_fail(cx, ERR_INVALID, "password", "a password has at most %d characters, got %zu",
                       LEN_MAX, n);
    if (str_eq_nocase(password, name))
        return cx_fail(cx, ERR_INVALID, "password", "the password must not be the name");
    for (size_t i = 0; i < COUNT(used); i++)
        if (str_eq_nocase(password, str_c(used[i])))
            return cx_fail(cx, ERR_INVALID, "password",
                           "this password is one of the most used ones");
    return OK;
}
