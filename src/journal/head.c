/* SPDX-License-Identifier: Apache-2.0 */
/* The signed head: DIR/journal.head says how far the journal went and with which digest, signed by
 * the node's key (DIR/keys/node.pem, Ed25519; SM2 where the journal's digest is SM3). A lost tail
 * is noticed by it. */
#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal/journal_int.h"

struct Signer {
    EVP_PKEY *key;
    bool sm2;
};

static Str path_in(Cx *cx, const char *dir, const char *name)
{
    return str_fmt(cx, "%s/%s", dir, name);
}

static Err crypto_failed(Cx *cx, const char *what)
{
    return cx_fail(cx, ERR_IO, "", "the crypto library failed: %s", what);
}

static EVP_PKEY *make_key(bool sm2)
{
    return sm2 ? EVP_PKEY_Q_keygen(NULL, NULL, "SM2") : EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
}

static Err write_keys(Cx *cx, const char *dir, EVP_PKEY *key)
{
    mkdir(str_z(cx, path_in(cx, dir, "keys")), 0700);
    FILE *f = fopen(path_in(cx, dir, "keys/node.pem").p, "wxe");
    if (!f) return cx_fail(cx, ERR_IO, "", "cannot write the node key in %s/keys", dir);
    fchmod(fileno(f), 0600);
    int ok = PEM_write_PKCS8PrivateKey(f, key, NULL, NULL, 0, NULL, NULL) && fflush(f) == 0 &&
             fsync(fileno(f)) == 0;
    fclose(f);
    FILE *pub = ok ? fopen(path_in(cx, dir, "keys/node.pub").p, "we") : NULL;
    ok = pub && PEM_write_PUBKEY(pub, key) && fflush(pub) == 0 && fsync(fileno(pub)) == 0;
    if (pub) fclose(pub);
    return ok ? OK : crypto_failed(cx, "write the node key");
}

Err signer_open(Cx *cx, const char *dir, HashAlgo algo, bool create, Signer **ret)
{
    Str path = path_in(cx, dir, "keys/node.pem");
    FILE *f = fopen(path.p, "re");
    EVP_PKEY *key = f ? PEM_read_PrivateKey(f, NULL, NULL, NULL) : NULL;
    if (f) fclose(f);
    if (!key && !create) return cx_fail(cx, ERR_IO, "", "cannot read the node key %s", path.p);
    if (!key) {
        key = make_key(algo == HASH_SM3);
        Err err = key ? write_keys(cx, dir, key) : crypto_failed(cx, "make the node key");
        if (err != OK) return EVP_PKEY_free(key), err;
    }
    Signer *s = calloc(1, sizeof *s);
    if (!s) log_die("out of memory: a signer");
    *s = (Signer){key, EVP_PKEY_is_a(key, "SM2")};
    *ret = s;
    return OK;
}

void signer_free(Signer *s)
{
    if (!s) return;
    EVP_PKEY_free(s->key);
    free(s);
}

static Str signed_text(Cx *cx, int node, const Head *h)
{
    return str_fmt(cx, "anlan journal head 1\n%d\n%lld\n%lld\n%d\n%.*s\n", node, (long long)h->seq,
                   (long long)h->at_ms, h->tick, STR_ARG(hash_hex(cx, h->hash)));
}

static Err sign(Cx *cx, const Signer *s, Str text, Str *ret)
{
    unsigned char *sig = cx_new(cx, unsigned char, 256);
    size_t len = 256;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int ok = ctx && EVP_DigestSignInit(ctx, NULL, s->sm2 ? EVP_sm3() : NULL, NULL, s->key) &&
             EVP_DigestSign(ctx, sig, &len, (const unsigned char *)text.p, text.len);
    EVP_MD_CTX_free(ctx);
    if (!ok) return crypto_failed(cx, "sign");
    *ret = hex_encode(cx, (Str){(const char *)sig, len});
    return OK;
}

static Err replace_file(Cx *cx, const char *dir, Str body)
{
    Str tmp = path_in(cx, dir, "journal.head.new"), path = path_in(cx, dir, "journal.head");
    FILE *f = fopen(tmp.p, "we");
    bool ok = f && fwrite(body.p, 1, body.len, f) == body.len;
    if (f) ok = fclose(f) == 0 && ok;
    /* no fsync: after a power cut the head may be older than the journal, which verify allows; it
     * is never newer */
    if (ok && rename(tmp.p, path.p) == 0) return OK;
    return cx_fail(cx, ERR_IO, "", "cannot write %s", path.p);
}

Err head_write(Cx *cx, const Journal *j, const Head *head)
{
    Str sig;
    TRY(sign(cx, j->signer, signed_text(cx, j->config.node, head), &sig));
    Buf b = buf_new(cx, 4096);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_ki64(&w, "node", j->config.node);
    jw_ki64(&w, "seq", head->seq);
    jw_ki64(&w, "at", head->at_ms);
    jw_ki64(&w, "tick", head->tick);
    jw_kstr(&w, "hash", hash_hex(cx, head->hash));
    jw_kstr(&w, "algo", str_c(hash_name(j->config.algo)));
    jw_kstr(&w, "key", j->signer->sm2 ? S("sm2") : S("ed25519"));
    jw_kstr(&w, "signature", sig);
    jw_close(&w, '}');
    buf_char(&b, '\n');
    return replace_file(cx, j->config.dir, buf_str(&b));
}

static bool signature_holds(Cx *cx, const char *dir, Str text, Str sig_hex)
{
    Str sig;
    FILE *f = fopen(path_in(cx, dir, "keys/node.pub").p, "re");
    EVP_PKEY *key = f ? PEM_read_PUBKEY(f, NULL, NULL, NULL) : NULL;
    if (f) fclose(f);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = key && ctx && hex_decode(cx, sig_hex, &sig) &&
              EVP_DigestVerifyInit(ctx, NULL, EVP_PKEY_is_a(key, "SM2") ? EVP_sm3() : NULL, NULL,
                                   key) == 1 &&
              EVP_DigestVerify(ctx, (const unsigned char *)sig.p, sig.len,
                               (const unsigned char *)text.p, text.len) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    return ok;
}

Err head_read(Cx *cx, const char *dir, Head *ret, bool *found)
{
    *ret = (Head){0};
    Str path = path_in(cx, dir, "journal.head");
    FILE *f = fopen(path.p, "re");
    *found = f != NULL;
    if (!f) return OK;
    json_t *o = json_loadf(f, JSON_REJECT_DUPLICATES, NULL);
    fclose(f);
    long long node = 0, seq = 0, at = 0, tick = 0;
    const char *hash = "", *sig = "";
    int bad = !o || json_unpack(o, "{s:I,s:I,s:I,s:I,s:s,s:s}", "node", &node, "seq", &seq, "at",
                                &at, "tick", &tick, "hash", &hash, "signature", &sig) != 0;
    *ret = (Head){.seq = seq, .at_ms = at, .tick = (int)tick};
    bad = bad || !hash_from_hex(str_c(hash), &ret->hash) ||
          !signature_holds(cx, dir, signed_text(cx, (int)node, ret), str_dup(cx, str_c(sig)));
    json_decref(o);
    return bad ? cx_fail(cx, ERR_CONFLICT, "journal.head",
                         "the signature of the head does not hold")
               : OK;
}
