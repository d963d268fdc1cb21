/* SPDX-License-Identifier: Apache-2.0 */
/* libcurl over a unix socket. */
#include <curl/curl.h>

#include "main/client.h"
#include "sys/sys.h"

static size_t take(char *p, size_t size, size_t n, void *ctx)
{
    buf_add(ctx, (Str){p, size * n});
    return size * n;
}

static Err refused(Cx *cx, const Reply *r)
{
    static const Err errs[] = {ERR_INVALID,  ERR_NO_LOGIN, ERR_DENIED,  ERR_NOT_FOUND,
                               ERR_CONFLICT, ERR_STALE,    ERR_TOO_BIG, ERR_UNSUPPORTED,
                               ERR_RATE,     ERR_BUSY};
    Err err = ERR_IO;
    for (size_t i = 0; i < COUNT(errs); i++)
        if (err_status(errs[i]) == r->status) err = errs[i];
    json_t *j = json_loadb(r->body.p, r->body.len, 0, NULL),
           *first = json_array_get(json_object_get(j, "errors"), 0);
    Str field = str_c(json_string_value(json_object_get(first, "field"))),
        value = str_c(json_string_value(json_object_get(first, "value")));
    const char *reason =
        json_string_value(json_object_get(first ? first : j, first ? "reason" : "detail"));
    err = cx_refuse(cx, err, field, value, "%s", reason ? reason : "refused");
    json_decref(j);
    return err;
}

void *client_line(void)
{
    CURL *h = curl_easy_init();
    if (!h) log_die("libcurl does not start");
    return h;
}

void client_hang_up(void *line)
{
    if (line) curl_easy_cleanup(line);
}

static CURL *handle(Cx *cx, const Client *c, const char *method, Str path)
{
    CURL *h = c->line ? c->line : client_line();
    if (c->line) curl_easy_reset(h);
    curl_easy_setopt(h, CURLOPT_UNIX_SOCKET_PATH, str_z(cx, c->socket));
    curl_easy_setopt(h, CURLOPT_URL, str_fmt(cx, "http://localhost%.*s", STR_ARG(path)).p);
    curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(h, CURLOPT_PROXY, "");
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    return h;
}

Err client_call(Cx *cx, const Client *c, const char *method, Str path, Str body, Reply *ret)
{
    Buf out = buf_new(cx, 0);
    CURL *h = handle(cx, c, method, path);
    struct curl_slist *headers = curl_slist_append(
        NULL, cx->lang == LANG_ZH ? "Accept-Language: zh" : "Accept-Language: en");
    headers = curl_slist_append(headers, "Expect:");
    if (c->token.len)
        headers = curl_slist_append(headers,
                                    str_fmt(cx, "Authorization: Bearer %.*s", STR_ARG(c->token)).p);
    if (body.p) {
        headers = curl_slist_append(headers, "Content-Type: application/json");
        curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
        curl_easy_setopt(h, CURLOPT_POSTFIELDS, body.p);
    }
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, &out);
    CURLcode code = curl_easy_perform(h);
    ret->status = 0;
    curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &ret->status);
    curl_slist_free_all(headers);
    if (!c->line) curl_easy_cleanup(h);
    if (code != CURLE_OK)
        return cx_fail(cx, ERR_IO, "", "the server does not answer: %s", curl_easy_strerror(code));
    ret->body = buf_str(&out);
    return ret->status < 300 ? OK : refused(cx, ret);
}

bool client_is_served(Cx *cx, Str socket)
{
    Client c = {.socket = socket};
    Reply r;
    bool served = sys_file_exists(cx, socket) &&
                  client_call(cx, &c, "GET", S("/api/site"), (Str){NULL, 0}, &r) == OK;
    cx_clear(cx);
    return served;
}

Str client_escape(Cx *cx, Str s)
{
    Buf b = buf_new(cx, 0);
    for (size_t i = 0; i < s.len; i++) {
        unsigned char ch = (unsigned char)s.p[i];
        bool plain = (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') ||
                     (ch >= 'A' && ch <= 'Z') || ch == '-' || ch == '_' || ch == '.' || ch == '~';
        if (plain) buf_char(&b, (char)ch);
        else buf_fmt(&b, "%%%02X", ch);
    }
    return buf_str(&b);
}
