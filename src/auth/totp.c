/* SPDX-License-Identifier: Apache-2.0 */
/* One-time codes. source: RFC 6238 (SHA-1, 30 s, 6 digits), RFC 4226 §5.3; base32: RFC 4648 §6 */
#include <openssl/hmac.h>

#include "auth/auth_int.h"

enum { STEP_S = 30, DIGITS_MOD = 1000000, SKEW_STEPS = 1 };

Str totp_code(Cx *cx, Str secret, int64_t step)
{
    unsigned char msg[8], mac[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    for (int i = 0; i < 8; i++) msg[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    HMAC(EVP_sha1(), secret.p, (int)secret.len, msg, sizeof msg, mac, &len);
    size_t at = mac[len - 1] & 0xF;
    uint32_t v = ((uint32_t)(mac[at] & 0x7F) << 24) | ((uint32_t)mac[at + 1] << 16) |
                 ((uint32_t)mac[at + 2] << 8) | mac[at + 3];
    return str_fmt(cx, "%06u", v % DIGITS_MOD);
}

static bool take_step(Auth *a, Str name, int64_t step)
{
    mutex_lock(&a->lock);
    Kept *k = map_get(&a->accounts, name);
    bool fresh = k && step > k->totp_last;
    if (fresh) k->totp_last = step;
    mutex_unlock(&a->lock);
    return fresh;
}

bool totp_matches(Cx *cx, Auth *a, const Kept *k, Str code)
{
    int64_t now = cx->now_ms / MS_SECOND / STEP_S;
    for (int64_t step = now - SKEW_STEPS; step <= now + SKEW_STEPS; step++) {
        Str want = totp_code(cx, k->totp, step);
        if (code.len == want.len && mem_same(code.p, want.p, want.len))
            return take_step(a, k->account.name, step);
    }
    return false;
}

static Str base32(Cx *cx, Str bytes)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    Buf b = buf_new(cx, 0);
    uint32_t acc = 0;
    int bits = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        acc = (acc << 8) | (unsigned char)bytes.p[i];
        for (bits += 8; bits >= 5; bits -= 5) buf_char(&b, alphabet[(acc >> (bits - 5)) & 31]);
    }
    if (bits) buf_char(&b, alphabet[(acc << (5 - bits)) & 31]);
    return buf_str(&b);
}

static Err set_totp(Cx *cx, Auth *a, Str action, Str secret)
{
    return account_write(
        cx, a, cx->actor->name, action, cx->actor->region,
        str_fmt(cx, "{\"set\":{\"totp\":\"%.*s\"}}", STR_ARG(hex_encode(cx, secret))));
}

/* The secret that is not confirmed yet is derived, so that nothing has to be kept: HMAC(pepper,
 * "totp" name created hash). */
static Str fresh_secret(Cx *cx, const Auth *a, const Kept *k)
{
    Str seed = str_fmt(cx, "totp %.*s %lld %.*s", STR_ARG(k->account.name),
                       (long long)k->account.created_ms, STR_ARG(k->hash));
    Digest *d = cx_new(cx, Digest, 1);
    *d = hmac_sha256(a->config.pepper, seed);
    return (Str){(const char *)d->b, SECRET_LEN};
}

Err totp_begin(Cx *cx, Auth *a, Str *ret)
{
    Kept k;
    TRY(kept_find(cx, a, cx->actor->name, &k));
    if (k.totp.len) return cx_fail(cx, ERR_CONFLICT, "totp", "the second factor is on already");
    *ret = base32(cx, fresh_secret(cx, a, &k));
    return OK;
}

Err totp_confirm(Cx *cx, Auth *a, Str code)
{
    Kept k;
    TRY(kept_find(cx, a, cx->actor->name, &k));
    if (k.totp.len) return cx_fail(cx, ERR_CONFLICT, "totp", "the second factor is on already");
    k.totp = fresh_secret(cx, a, &k);
    if (!totp_matches(cx, a, &k, code))
        return cx_fail(cx, ERR_INVALID, "code", "this is not the present code");
    return set_totp(cx, a, S("totp_on"), k.totp);
}

Err totp_remove(Cx *cx, Auth *a, Str password)
{
    Kept k;
    TRY(kept_find(cx, a, cx->actor->name, &k));
    if (!password_matches(cx, a, k.hash, password))
        return cx_fail(cx, ERR_DENIED, "password", "the password is wrong");
    return set_totp(cx, a, S("totp_off"), S(""));
}
