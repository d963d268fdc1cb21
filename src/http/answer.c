/* SPDX-License-Identifier: Apache-2.0 */
/* Answers: what a handler sets, what every answer carries, refusals as application/problem+json.
 * source: RFC 9110 §15, RFC 9457, RFC 6265bis §5.4 */
#include <stdio.h>

#include "http/http_int.h"

static const char content_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: "
    "blob:; connect-src 'self'; "
    "font-src 'self'; worker-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri "
    "'none'; form-action 'self'";

static const struct {
    int status;
    const char *reason;
} reasons[] = {
    {200, "OK"                             },
    {201, "Created"                        },
    {202, "Accepted"                       },
    {204, "No Content"                     },
    {206, "Partial Content"                },
    {301, "Moved Permanently"              },
    {302, "Found"                          },
    {303, "See Other"                      },
    {304, "Not Modified"                   },
    {307, "Temporary Redirect"             },
    {308, "Permanent Redirect"             },
    {400, "Bad Request"                    },
    {401, "Unauthorized"                   },
    {403, "Forbidden"                      },
    {404, "Not Found"                      },
    {405, "Method Not Allowed"             },
    {406, "Not Acceptable"                 },
    {408, "Request Timeout"                },
    {409, "Conflict"                       },
    {410, "Gone"                           },
    {411, "Length Required"                },
    {412, "Precondition Failed"            },
    {413, "Content Too Large"              },
    {415, "Unsupported Media Type"         },
    {422, "Unprocessable Content"          },
    {428, "Precondition Required"          },
    {429, "Too Many Requests"              },
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"          },
    {501, "Not Implemented"                },
    {503, "Service Unavailable"            },
    {505, "HTTP Version Not Supported"     },
};

const char *reason_of(int status)
{
    for (size_t i = 0; i < COUNT(reasons); i++)
        if (reasons[i].status == status) return reasons[i].reason;
    return "Unknown";
}

/* --- what a handler sets --- */

void http_answer(HttpCall *call, int status, Str type, Str body)
{
    call->status = status;
    call->type = type;
    call->answer = body;
}

Err http_answer_json(HttpCall *call, int status, const Buf *b)
{
    TRY(buf_done(b));
    http_answer(call, status, S("application/json"), buf_str(b));
    return OK;
}

static bool fits_header(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] == '\r' || s.p[i] == '\n' || s.p[i] == 0) return false;
    return true;
}

void http_header(HttpCall *call, Str name, Str value)
{
    if (call->n_headers < HTTP_MAX_HEADERS && name.len > 0 && fits_header(name) &&
        fits_header(value))
        call->headers[call->n_headers++] = (HttpHeader){name, value};
    else
        log_error("http: header %.*s dropped, request %.*s", STR_ARG(name),
                  STR_ARG(call->request_id));
}

void http_set_cookie(HttpCall *call, Str name, Str value, int64_t max_age_s)
{
    const char *secure = call->is_tls ? "; Secure" : "";
    Str age = max_age_s < 0 ? S("") : str_fmt(call->cx, "; Max-Age=%" PRId64, max_age_s);
    http_header(call, S("Set-Cookie"),
                str_fmt(call->cx, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Strict%s%.*s",
                        STR_ARG(name), STR_ARG(value), secure, STR_ARG(age)));
}

/* --- refusals --- */

void answer_problem(Cx *cx, HttpCall *call, Err err)
{
    int status = call->status >= 400 ? call->status : err_status(err);
    const Fail *fail = cx->fail;
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "type", S("about:blank"));
    jw_kstr(&w, "title", str_c(reason_of(status)));
    jw_ki64(&w, "status", status);
    jw_kstr(&w, "detail", fail->n > 0 ? fail->items[0].reason : str_c(reason_of(status)));
    jw_kstr(&w, "code", call->code.len ? call->code : str_c(err_name(err)));
    jw_key(&w, S("errors"));
    jw_open(&w, '[');
    for (int i = 0; i < fail->n; i++) {
        jw_open(&w, '{');
        jw_kstr(&w, "field", fail->items[i].field);
        jw_kstr(&w, "reason", fail->items[i].reason);
        jw_kstr(&w, "value", fail->items[i].value);
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_kstr(&w, "request", call->request_id);
    jw_close(&w, '}');
    if (status == 429 || status == 503)
        http_header(call, S("Retry-After"),
                    str_fmt(cx, "%d", call->retry_after_s > 0 ? call->retry_after_s : 1));
    if (status >= 500 && status != 503)
        log_error("http: %s %.*s: %.*s, request %.*s", http_method_name(call->method),
                  STR_ARG(call->path), STR_ARG(cx_message(cx)), STR_ARG(call->request_id));
    call->cacheable = false;
    ((Call *)call)->by_reference = false;
    http_answer(call, status, S("application/problem+json"), buf_str(&b));
}

Str answer_refusal(int status, char buf[512])
{
    char body[160];
    const char *reason = reason_of(status);
    int len = snprintf(body, sizeof body,
                       "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\","
                       "\"code\":\"%s\"}",
                       reason, status, reason,
                       status == 413   ? "too_big"
                       : status == 503 ? "busy"
                                       : "invalid");
    int n = snprintf(buf, 512,
                     "HTTP/1.1 %d %s\r\nContent-Type: application/problem+json\r\nContent-Length: "
                     "%d\r\nCache-Control: no-store\r\n"
                     "X-Content-Type-Options: nosniff\r\n%sConnection: close\r\n\r\n%s",
                     status, reason, len, status == 503 ? "Retry-After: 1\r\n" : "", body);
    return (Str){buf, (size_t)n};
}

/* --- sending --- */

void answer_headers(Call *c)
{
    HttpCall *call = &c->pub;
    Cx *cx = call->cx;
    HttpServer *s = c->loop->server;
    struct evkeyvalq *out = evhttp_request_get_output_headers(c->req);
    evhttp_add_header(out, "Content-Security-Policy", content_policy);
    evhttp_add_header(out, "X-Content-Type-Options", "nosniff");
    evhttp_add_header(out, "Referrer-Policy", "no-referrer");
    evhttp_add_header(out, "X-Request-Id", c->id);
    if (call->is_tls)
        evhttp_add_header(out, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    if (!call->cacheable) evhttp_add_header(out, "Cache-Control", "no-store");
    if (call->type.len && call->status != 204)
        evhttp_add_header(out, "Content-Type", str_z(cx, call->type));
    for (int i = 0; i < call->n_headers; i++)
        evhttp_add_header(out, str_z(cx, call->headers[i].name), str_z(cx, call->headers[i].value));
    if (atomic_load(&s->stopping)) evhttp_add_header(out, "Connection", "close");
}

void answer_send(Call *c)
{
    HttpCall *call = &c->pub;
    Str body = call->answer;
    if (call->status == 0) call->status = 200;
    answer_headers(c);
    bool has_body = call->method != HTTP_HEAD && call->status != 204 && call->status != 304;
    if (call->method == HTTP_HEAD)
        evhttp_add_header(evhttp_request_get_output_headers(c->req), "Content-Length",
                          str_z(call->cx, str_fmt(call->cx, "%zu", body.len)));
    struct evbuffer *out = evhttp_request_get_output_buffer(c->req);
    if (has_body && c->by_reference) evbuffer_add_reference(out, body.p, body.len, NULL, NULL);
    else if (has_body) evbuffer_add(out, body.p, body.len);
    figures_note(c->loop, c->route_index, call->status, sys_mono_us() - c->began_us);
    struct evhttp_request *req = c->req;
    int status = call->status;
    if (c->conn) conn_sending(c->conn, req);
    call_release(c);
    evhttp_send_reply(req, status, reason_of(status), NULL);
}
