/* SPDX-License-Identifier: Apache-2.0 */
/* DIR/gateways.json: who carries our messages. A file that is not there means that every channel is
 * off; it holds passwords, so nobody else may read it. A sandbox knows gateways on this machine
 * only: nothing of a drill reaches the public (reliability.md §5 row 8). */
#include "systems/notice/notice_int.h"

#include "http/url.h"
#include "sys/sys.h"
#include "systems/notice_sql.h"

enum { FILE_MAX = 256 * 1024, WINDOW = 16, WINDOW_MAX = 1000, PORT_MAX = 65535 };

bool webhook_may_reach(const Gateways *g, Str ip)
{
    return hosts_may_reach(g->hosts, g->n_hosts, ip);
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
    UrlHost at;
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
    if (g.url.len && !url_host(g.url, &at)) return off(S("its url is none"));
    if (g.url.len) g.host = at.host;
    if (g.url.len == 0 && g.host.len == 0) return off(S("it has no url and no host"));
    if (g.url.len == 0 && (g.port < 1 || g.port > PORT_MAX)) return off(S("its port is none"));
    if (site->sandbox && !host_is_here(g.host))
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
    hosts_read(cx, json_object_get(json_object_get(j, "webhook"), "hosts"), &ret->hosts,
               &ret->n_hosts);
    json_decref(j);
    return OK;
}

Err webhook_allowed(Cx *cx, const Site *site, const Gateways *g, Str url)
{
    UrlHost at;
    if (!url_host(url, &at))
        return cx_refuse(cx, ERR_INVALID, S("webhook"), url,
                         "is no address such as https://host/path");
    bool here = host_is_here(at.host);
    bool secure = str_is(at.scheme, "https") || (str_is(at.scheme, "http") && here);
    if (!secure) return cx_refuse(cx, ERR_DENIED, S("webhook"), url, "must be https");
    if (!hosts_name(g->hosts, g->n_hosts, &at))
        return cx_refuse(cx, ERR_DENIED, S("webhook"), at.host_port,
                         "is not in the list of hosts that may be written to (gateways.json)");
    if (site->sandbox && !here)
        return cx_refuse(cx, ERR_DENIED, S("webhook"), at.host_port,
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
