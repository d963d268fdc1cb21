/* SPDX-License-Identifier: Apache-2.0 */
/* One request to a gateway, on the link's loop. No redirect, no proxy, http and https and smtp
 * only, a limit on time and on the answer (reliability.md §3, SSRF). */
#include "link/link_int.h"

#include "sys/sys.h"

enum { TIMEOUT_MS = 10000 };

static size_t take(char *p, size_t size, size_t n, void *ctx)
{
    Web *w = ctx;
    size_t len = size * n;
    if (len > sizeof w->answer - w->n_answer) return 0; /* too much: the transfer fails */
    memcpy(w->answer + w->n_answer, p, len);
    w->n_answer += len;
    return len;
}

static size_t give(char *p, size_t size, size_t n, void *ctx)
{
    Web *w = ctx;
    size_t left = w->n_body - w->at, len = size * n < left ? size * n : left;
    memcpy(p, w->body + w->at, len);
    w->at += len;
    return len;
}

static void set_url(CURL *easy, Str url)
{
    Cx *cx = cx_open(0, 0);
    curl_easy_setopt(easy, CURLOPT_URL, str_z(cx, url));
    cx_close(cx);
}

Web *web_new(Channel *c, int64_t id, Str url, WebDone *done)
{
    Web *w = sys_mem_new(sizeof *w);
    w->channel = c;
    w->done = done;
    w->id = id;
    w->easy = curl_easy_init();
    if (!w->easy) log_die("libcurl does not start");
    set_url(w->easy, url);
    curl_easy_setopt(w->easy, CURLOPT_PROTOCOLS_STR, "http,https,smtp,smtps");
    curl_easy_setopt(w->easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(w->easy, CURLOPT_PROXY, "");
    curl_easy_setopt(w->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(w->easy, CURLOPT_TIMEOUT_MS, (long)TIMEOUT_MS);
    curl_easy_setopt(w->easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(w->easy, CURLOPT_WRITEDATA, w);
    curl_easy_setopt(w->easy, CURLOPT_PRIVATE, w);
    return w;
}

void web_header(Web *w, const char *line)
{
    w->head = curl_slist_append(w->head, line);
}

static void keep_body(Web *w, Str body)
{
    w->body = sys_mem_new(body.len + 1);
    memcpy(w->body, body.p, body.len);
    w->n_body = body.len;
}

void web_json(Web *w, Str body)
{
    keep_body(w, body);
    web_header(w, "Content-Type: application/json");
    web_header(w, "Expect:");
    curl_easy_setopt(w->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
    curl_easy_setopt(w->easy, CURLOPT_POSTFIELDS, w->body);
}

void web_mail(Web *w, Str from, Str to, Str message)
{
    Cx *cx = cx_open(0, 0);
    keep_body(w, message);
    w->to = curl_slist_append(NULL, str_fmt(cx, "<%.*s>", STR_ARG(to)).p);
    curl_easy_setopt(w->easy, CURLOPT_MAIL_FROM, str_fmt(cx, "<%.*s>", STR_ARG(from)).p);
    curl_easy_setopt(w->easy, CURLOPT_MAIL_RCPT, w->to);
    curl_easy_setopt(w->easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(w->easy, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(w->easy, CURLOPT_READDATA, w);
    cx_close(cx);
}

void web_start(Web *w)
{
    if (w->head) curl_easy_setopt(w->easy, CURLOPT_HTTPHEADER, w->head);
    curl_multi_add_handle(w->channel->link->multi, w->easy);
}

void web_forget(Web *w)
{
    curl_multi_remove_handle(w->channel->link->multi, w->easy);
    curl_easy_cleanup(w->easy);
    curl_slist_free_all(w->head);
    curl_slist_free_all(w->to);
    sys_mem_free(w->body);
    sys_mem_free(w);
}

void web_finish(Web *w, CURLcode code)
{
    w->code = code;
    curl_easy_getinfo(w->easy, CURLINFO_RESPONSE_CODE, &w->status);
    w->done(w->channel, w);
    web_forget(w);
}

bool web_never_left(const Web *w)
{
    return w->code == CURLE_COULDNT_CONNECT || w->code == CURLE_COULDNT_RESOLVE_HOST ||
           w->code == CURLE_SSL_CONNECT_ERROR || w->code == CURLE_PEER_FAILED_VERIFICATION;
}
