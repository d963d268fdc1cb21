/* SPDX-License-Identifier: Apache-2.0 */
/* DIR/gateways.json: who carries our messages. A file that is not there means that every channel is
 * off; it holds passwords, so nobody else may read it. A sandbox knows gateways on this machine
 * only: nothing of a drill reaches the public (reliability.md §5 row 8). */
#include "systems/notice/notice_int.h"

#include "sys/sys.h"
#include "systems/notice_sql.h"

enum { FILE_MAX = 256 * 1024, WINDOW = 16, WINDOW_MAX = 1000, PORT_MAX = 65535 };

/* scheme://host[:port]/… → host and host:port. False = no such thing, or it names a user. */
static bool url_host(Str url, Str *scheme, Str *host, Str *host_port)
{
    size_t at = str_find(url, S("://"));
    if (at == SIZE_MAX) return false;
    *scheme = str_head(url, at);
    Str rest = str_from(url, at + 3);
    size_t end = 0;
    while (end < rest.len && rest.p[end] != '/' && rest.p[end] != '?' && rest.p[end] != '#') end++;
    *host_port = *host = str_head(rest, end);
    if (end == 0 || str_find_char(*host, '@') != SIZE_MAX || str_find_char(rest, '\\') != SIZE_MAX)
        return false;
    if (host->p[0] == '[') {
        size_t close = str_find_char(*host, ']');
        if (close == SIZE_MAX) return false;
        *host = str_head(str_from(*host, 1), close - 1);
    } else if (str_find_char(*host, ':') != SIZE_MAX)
        *host = str_head(*host, str_find_char(*host, ':'));
    return host->len > 0;
}

static bool is_here(Str host)
{
    return str_is(host, "127.0.0.1") || str_is(host, "::1") || str_is(host, "localhost");
}

/* 100.64/10 and 172.16/12 by their second number. source: RFC 1918, 3927, 4193, 6598 */
static bool in_block(Str ip, const char *first, int low, int high)
{
    if (!str_starts(ip, str_c(first))) return false;
    Str rest = str_from(ip, strlen(first)), second, more;
    int64_t n;
    return str_cut(rest, '.', &second, &more) && str_i64(second, &n) && n >= low && n <= high;
}

static bool is_private(Str ip)
{
    static const char *const starts[] = {"0.",   "10.",  "127.", "169.254.", "192.168.", "::1",
                                         "fe8",  "fe9",  "fea",  "feb",      "fc",       "fd",
                                         "224.", "239.", "255.", "ff"};
    if (str_starts(ip, S("::ffff:"))) ip = str_from(ip, 7);
    for (size_t i = 0; i < COUNT(starts); i++)
        if (str_starts(ip, str_c(starts[i]))) return true;
    return str_is(ip, "::") || in_block(ip, "172.", 16, 31) || in_block(ip, "100.", 64, 127);
}

/* host:port, host, [v6]:port → host */
static Str listed_host(Str entry)
{
    Str scheme, host, host_port;
    Cx *cx = cx_open(0, 0);
    bool is_one = url_host(str_fmt(cx, "x://%.*s", STR_ARG(entry)), &scheme, &host, &host_port);
    size_t at = is_one ? str_find(entry, host) : SIZE_MAX, n = is_one ? host.len : 0;
    cx_close(cx);
    return at == SIZE_MAX ? entry : str_head(str_from(entry, at), n);
}

bool webhook_may_reach(const Gateways *g, Str ip)
{
    if (!is_private(ip)) return true;
    for (size_t i = 0; i < g->n_hosts; i++) {
        Str host = listed_host(g->hosts[i]);
        if (str_eq_nocase(host, ip)) return true;
        if (is_here(host) && (str_starts(ip, S("127.")) || str_is(ip, "::1"))) return true;
    }
    return false;
}

static Gateway off(Str why)
{
    return (Gateway){.why_off = why};
}

static Str text_of(Cx *cx, json_t *j, const char *key)
{
    return str_dup(cx, json_text(j, key));
}

static Gateway read_mute(const Site *site)
{
    if (!site->sandbox) return off(S("only a sandbox has such a gateway"));
    return (Gateway){.is_on = true, .is_mute = true, .why_off = S(""), .url = S("")};
}

static Gateway read_one(Cx *cx, const Site *site, json_t *j)
{
    if (str_is(json_text(j, "protocol"), "sandbox")) return read_mute(site);
    Str scheme, host_port;
    int64_t window = json_integer_value(json_object_get(j, "window"));
    Gateway g = {.is_on = true,
                 .why_off = S(""),
                 .protocol = text_of(cx, j, "protocol"),
                 .host = text_of(cx, j, "host"),
                 .port = json_integer_value(json_object_get(j, "port")),
                 .url = text_of(cx, j, "url"),
                 .user = text_of(cx, j, "user"),
                 .password = text_of(cx, j, "password"),
                 .token = text_of(cx, j, "token"),
                 .from = text_of(cx, j, "from"),
                 .service = text_of(cx, j, "service"),
                 .window = window > 0 && window <= WINDOW_MAX ? window : WINDOW,
                 .tls = json_is_true(json_object_get(j, "tls"))};
    if (!json_is_object(j)) return off(S("not in gateways.json"));
    if (g.url.len && !url_host(g.url, &scheme, &g.host, &host_port))
        return off(S("its url is none"));
    if (g.url.len == 0 && g.host.len == 0) return off(S("it has no url and no host"));
    if (g.url.len == 0 && (g.port < 1 || g.port > PORT_MAX)) return off(S("its port is none"));
    if (site->sandbox && !is_here(g.host))
        return off(S("a sandbox has gateways on this machine only"));
    return g;
}

static Gateway read_sms(Cx *cx, const Site *site, json_t *j)
{
    Gateway g = read_one(cx, site, j);
    bool known = str_is(g.protocol, "smpp") || str_is(g.protocol, "cmpp");
    return g.is_on && !g.is_mute && !known ? off(S("its protocol must be smpp or cmpp")) : g;
}

/* A webhook gateway needs no url of its own: notices may name some, of the hosts listed. */
static Gateway read_webhook(Cx *cx, const Site *site, json_t *j)
{
    bool bare = json_is_object(j) && json_text(j, "url").len == 0 && json_text(j, "protocol").len == 0;
    if (!bare) return read_one(cx, site, j);
    return (Gateway){
        .is_on = true, .why_off = S(""), .token = text_of(cx, j, "token"), .url = S("")};
}

static void read_hosts(Cx *cx, json_t *list, Gateways *ret)
{
    size_t i;
    json_t *one;
    ret->hosts = cx_new(cx, Str, json_array_size(list) + 1);
    json_array_foreach (list, i, one)
        if (json_is_string(one))
            ret->hosts[ret->n_hosts++] = str_dup(cx, str_c(json_string_value(one)));
}

Err gateways_read(Cx *cx, const Site *site, Gateways *ret)
{
    Str body, path = str_fmt(cx, "%s/gateways.json", site->dir);
    Gateway none = off(S("there is no gateways.json"));
    *ret = (Gateways){none, none, none, none, NULL, 0};
    if (!sys_file_exists(cx, path)) return OK;
    if (!sys_file_is_private(cx, path)) {
        none = off(S("others can read gateways.json: chmod 600"));
        *ret = (Gateways){none, none, none, none, NULL, 0};
        return OK;
    }
    TRY(sys_file_read(cx, path, FILE_MAX, &body));
    json_t *j = json_loadb(body.p, body.len, 0, NULL);
    if (!json_is_object(j)) {
        json_decref(j);
        return cx_fail(cx, ERR_INVALID, "gateways.json", "is not JSON");
    }
    ret->sms = read_sms(cx, site, json_object_get(j, "sms"));
    ret->voice = read_one(cx, site, json_object_get(j, "voice"));
    ret->email = read_one(cx, site, json_object_get(j, "email"));
    ret->webhook = read_webhook(cx, site, json_object_get(j, "webhook"));
    read_hosts(cx, json_object_get(json_object_get(j, "webhook"), "hosts"), ret);
    json_decref(j);
    return OK;
}

Err webhook_allowed(Cx *cx, const Site *site, const Gateways *g, Str url)
{
    Str scheme, host, host_port;
    bool listed = false;
    if (!url_host(url, &scheme, &host, &host_port))
        return cx_refuse(cx, ERR_INVALID, S("webhook"), url,
                         "is no address such as https://host/path");
    bool secure = str_is(scheme, "https") || (str_is(scheme, "http") && is_here(host));
    if (!secure) return cx_refuse(cx, ERR_DENIED, S("webhook"), url, "must be https");
    for (size_t i = 0; i < g->n_hosts; i++)
        listed |= str_eq_nocase(g->hosts[i], host) || str_eq_nocase(g->hosts[i], host_port);
    if (!listed)
        return cx_refuse(cx, ERR_DENIED, S("webhook"), host_port,
                         "is not in the list of hosts that may be written to (gateways.json)");
    if (site->sandbox && !is_here(host))
        return cx_refuse(cx, ERR_DENIED, S("webhook"), host_port,
                         "a sandbox writes to this machine only");
    return OK;
}

/* --- what link says of them --- */

typedef struct Note {
    Str channel, state, detail;
} Note;

static Err put_note(Txn *tx, Cmd *cmd)
{
    const Note *n = cmd->arg;
    Stmt *st;
    TRY(db_prepare(tx->cx, tx->db, S(SQL_GATEWAY_PUT), &st));
    stmt_text(st, 1, n->channel);
    stmt_text(st, 2, n->state);
    stmt_text(st, 3, n->detail);
    stmt_i64(st, 4, tx->cx->now_ms);
    return stmt_run(tx->cx, st, NULL);
}

Err gateway_note(Cx *cx, const Site *site, Str channel, Str state, Str detail)
{
    Note n = {channel, state, detail};
    Cmd cmd = {.cx = cx, .run = put_note, .arg = &n};
    return journal_do(site->journal, &cmd);
}
