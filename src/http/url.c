/* SPDX-License-Identifier: Apache-2.0 */
#include "http/url.h"

bool url_host(Str url, UrlHost *ret)
{
    size_t at = str_find(url, S("://")), end = 0;
    if (at == SIZE_MAX) return false;
    Str rest = str_from(url, at + 3);
    while (end < rest.len && rest.p[end] != '/' && rest.p[end] != '?' && rest.p[end] != '#') end++;
    Str host = str_head(rest, end);
    *ret = (UrlHost){.scheme = str_head(url, at), .host_port = host};
    if (end == 0 || str_find_char(host, '@') != SIZE_MAX || str_find_char(rest, '\\') != SIZE_MAX)
        return false;
    if (host.p[0] == '[') {
        size_t close = str_find_char(host, ']');
        if (close == SIZE_MAX) return false;
        host = str_head(str_from(host, 1), close - 1);
    } else if (str_find_char(host, ':') != SIZE_MAX)
        host = str_head(host, str_find_char(host, ':'));
    ret->host = host;
    return host.len > 0;
}

bool host_is_here(Str host)
{
    return str_is(host, "127.0.0.1") || str_is(host, "::1") || str_is(host, "localhost");
}

bool host_is_ip(Str host)
{
    bool digits = true;
    for (size_t i = 0; i < host.len; i++)
        digits = digits && ((host.p[i] >= '0' && host.p[i] <= '9') || host.p[i] == '.');
    return digits || str_find_char(host, ':') != SIZE_MAX;
}

/* 100.64/10 and 172.16/12 by their second number */
static bool in_block(Str ip, const char *first, int low, int high)
{
    if (!str_starts(ip, str_c(first))) return false;
    Str rest = str_from(ip, strlen(first)), second, more;
    int64_t n;
    return str_cut(rest, '.', &second, &more) && str_i64(second, &n) && n >= low && n <= high;
}

bool ip_is_private(Str ip)
{
    static const char *const starts[] = {"0.",   "10.",  "127.", "169.254.", "192.168.", "::1",
                                         "fe8",  "fe9",  "fea",  "feb",      "fc",       "fd",
                                         "224.", "239.", "255.", "ff"};
    if (str_starts(ip, S("::ffff:"))) ip = str_from(ip, 7);
    for (size_t i = 0; i < COUNT(starts); i++)
        if (str_starts(ip, str_c(starts[i]))) return true;
    return str_is(ip, "::") || in_block(ip, "172.", 16, 31) || in_block(ip, "100.", 64, 127);
}

/* --- lists --- */

void hosts_read(Cx *cx, json_t *list, Str **ret, size_t *n)
{
    size_t i;
    json_t *one;
    *ret = cx_new(cx, Str, json_array_size(list) + 1);
    *n = 0;
    json_array_foreach (list, i, one)
        if (json_is_string(one)) (*ret)[(*n)++] = str_dup(cx, str_c(json_string_value(one)));
}

bool hosts_name(const Str *hosts, size_t n, const UrlHost *at)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(hosts[i], at->host) || str_eq_nocase(hosts[i], at->host_port))
            return true;
    return false;
}

/* host:port, host, [v6]:port → host */
static Str listed_host(Str entry)
{
    UrlHost at;
    Cx *cx = cx_open(0, 0);
    bool is_one = url_host(str_fmt(cx, "x://%.*s", STR_ARG(entry)), &at);
    size_t from = is_one ? str_find(entry, at.host) : SIZE_MAX, n = is_one ? at.host.len : 0;
    cx_close(cx);
    return from == SIZE_MAX ? entry : str_head(str_from(entry, from), n);
}

bool hosts_may_reach(const Str *hosts, size_t n, Str ip)
{
    if (!ip_is_private(ip)) return true;
    for (size_t i = 0; i < n; i++) {
        Str host = listed_host(hosts[i]);
        if (str_eq_nocase(host, ip)) return true;
        if (host_is_here(host) && (str_starts(ip, S("127.")) || str_is(ip, "::1"))) return true;
    }
    return false;
}
