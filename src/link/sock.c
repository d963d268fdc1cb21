/* SPDX-License-Identifier: Apache-2.0 */
/* Streams over libcurl's connect-only mode: names, time limits and TLS are its business, and the
 * bytes are ours. */
#include "link/link_int.h"

#include "sys/sys.h"

enum { CONNECT_MS = 5000, GROW = 4096 };

void sock_open(Link *l, Sock *s, Str host, int64_t port, bool tls)
{
    bool v6 = str_find_char(host, ':') != SIZE_MAX;
    Cx *cx = cx_open(0, 0);
    Str url = str_fmt(cx, "%s://%s%.*s%s:%lld", tls ? "https" : "http", v6 ? "[" : "",
                      STR_ARG(host), v6 ? "]" : "", (long long)port);
    *s = (Sock){.easy = curl_easy_init(), .in = sys_mem_new(SOCK_IN_MAX)};
    if (!s->easy) log_die("libcurl does not start");
    curl_easy_setopt(s->easy, CURLOPT_URL, url.p);
    curl_easy_setopt(s->easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(s->easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(s->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(s->easy, CURLOPT_PROXY, "");
    curl_easy_setopt(s->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(s->easy, CURLOPT_PRIVATE, (char *)NULL);
    curl_multi_add_handle(l->multi, s->easy);
    cx_close(cx);
}

void sock_close(Link *l, Sock *s)
{
    if (s->easy) {
        curl_multi_remove_handle(l->multi, s->easy);
        curl_easy_cleanup(s->easy);
    }
    sys_mem_free(s->out);
    sys_mem_free(s->in);
    *s = (Sock){0};
}

void sock_write(Sock *s, Str bytes)
{
    if (s->n_out + bytes.len > SOCK_OUT_MAX) s->is_failed = true;
    if (s->is_failed) return;
    if (s->n_out + bytes.len > s->out_cap) {
        size_t cap = (s->n_out + bytes.len) * 2 + GROW;
        char *p = sys_mem_new(cap);
        if (s->n_out) memcpy(p, s->out, s->n_out);
        sys_mem_free(s->out);
        s->out = p;
        s->out_cap = cap;
    }
    memcpy(s->out + s->n_out, bytes.p, bytes.len);
    s->n_out += bytes.len;
}

static bool send_some(Sock *s)
{
    while (s->n_out) {
        size_t n = 0;
        CURLcode code = curl_easy_send(s->easy, s->out, s->n_out, &n);
        if (code == CURLE_AGAIN) return true;
        if (code != CURLE_OK) return false;
        memmove(s->out, s->out + n, s->n_out - n);
        s->n_out -= n;
    }
    return true;
}

static bool read_some(Sock *s)
{
    while (s->n_in < SOCK_IN_MAX) {
        size_t n = 0;
        CURLcode code = curl_easy_recv(s->easy, s->in + s->n_in, SOCK_IN_MAX - s->n_in, &n);
        if (code == CURLE_AGAIN) return true;
        if (code != CURLE_OK || n == 0) return false;
        s->n_in += n;
    }
    return true;
}

bool sock_turn(Sock *s)
{
    if (!s->is_open || s->is_failed) return !s->is_failed;
    return send_some(s) && read_some(s);
}

void sock_used(Sock *s, size_t n)
{
    assert(n <= s->n_in);
    memmove(s->in, s->in + n, s->n_in - n);
    s->n_in -= n;
}

bool sock_wait(const Sock *s, struct curl_waitfd *ret)
{
    curl_socket_t fd = CURL_SOCKET_BAD;
    if (!s->is_open || curl_easy_getinfo(s->easy, CURLINFO_ACTIVESOCKET, &fd) != CURLE_OK)
        return false;
    *ret = (struct curl_waitfd){
        .fd = fd, .events = (short)(CURL_WAIT_POLLIN | (s->n_out ? CURL_WAIT_POLLOUT : 0))};
    return fd != CURL_SOCKET_BAD;
}
