/* SPDX-License-Identifier: Apache-2.0 */
/* Router: a tree of path segments, compiled once. */
#include "http/http_int.h"

enum { MAX_DEPTH = 16 };

typedef struct Node Node;
typedef struct Wild {
    Str prefix, suffix; /* around the parameter */
    bool tail;          /* `{x*}` */
    Node *node;
} Wild;
struct Node {
    Map literals;               /* segment → Node */
    VEC(Wild) wilds;            /* in order of precedence */
    int routes[HTTP_N_METHODS]; /* index + 1, 0 = none */
};

struct Router {
    const HttpRoute *routes;
    Node root;
};

static const char *const method_names[HTTP_N_METHODS] = {"GET",   "HEAD",   "POST",   "PUT",
                                                         "PATCH", "DELETE", "OPTIONS"};

const char *http_method_name(HttpMethod m)
{
    return method_names[m];
}

bool method_by_name(Str name, HttpMethod *ret)
{
    for (int i = 0; i < HTTP_N_METHODS; i++)
        if (str_is(name, method_names[i])) {
            *ret = (HttpMethod)i;
            return true;
        }
    return false;
}

size_t route_body_max(const HttpRoute *route)
{
    return route->body_max == 0 ? HTTP_BODY_DEFAULT : route->body_max == 1 ? 0 : route->body_max;
}

static int precedence(const Wild *w)
{
    return w->tail ? 2 : w->prefix.len + w->suffix.len > 0 ? 0 : 1;
}

static bool parse_wild(Str segment, Wild *ret)
{
    size_t open = str_find_char(segment, '{'), close = str_find_char(segment, '}');
    if (open == SIZE_MAX || close == SIZE_MAX || close < open + 2) return false;
    *ret = (Wild){.prefix = str_head(segment, open),
                  .suffix = str_from(segment, close + 1),
                  .tail = segment.p[close - 1] == '*'};
    return true;
}

static Node *wild_child(Cx *boot, Node *n, Wild w)
{
    for (size_t i = 0; i < n->wilds.n; i++) {
        Wild *have = &n->wilds.p[i];
        if (have->tail == w.tail && str_eq(have->prefix, w.prefix) &&
            str_eq(have->suffix, w.suffix))
            return have->node;
    }
    w.node = cx_new(boot, Node, 1);
    vec_push(boot, &n->wilds, w);
    size_t i = n->wilds.n - 1;
    for (; i > 0 && precedence(&n->wilds.p[i - 1]) > precedence(&w); i--)
        n->wilds.p[i] = n->wilds.p[i - 1];
    n->wilds.p[i] = w;
    return w.node;
}

static Err add_route(Cx *boot, Router *r, size_t index)
{
    const HttpRoute *route = &r->routes[index];
    HttpMethod method;
    Node *n = &r->root;
    Str rest = str_c(route->pattern), segment;
    if (rest.len == 0 || rest.p[0] != '/' || !method_by_name(str_c(route->method), &method) ||
        !route->fn)
        return cx_refuse(boot, ERR_INVALID, S("route"), rest,
                         "needs a known method, a leading slash and a handler");
    rest = str_from(rest, 1);
    int depth = 0, n_params = 0;
    while (str_next(&rest, '/', &segment)) {
        Wild w;
        if (++depth > MAX_DEPTH)
            return cx_refuse(boot, ERR_INVALID, S("route"), str_c(route->pattern),
                             "more than %d segments", MAX_DEPTH);
        if (parse_wild(segment, &w)) {
            n_params++;
            if (w.tail && rest.len > 0)
                return cx_refuse(boot, ERR_INVALID, S("route"), str_c(route->pattern),
                                 "`*` ends a pattern");
            n = wild_child(boot, n, w);
            continue;
        }
        Node *child = map_get(&n->literals, segment);
        if (!child) map_put(boot, &n->literals, segment, child = cx_new(boot, Node, 1));
        n = child;
    }
    if (n_params > HTTP_MAX_PARAMS)
        return cx_refuse(boot, ERR_INVALID, S("route"), str_c(route->pattern),
                         "more than %d parameters", HTTP_MAX_PARAMS);
    if (n->routes[method])
        return cx_refuse(boot, ERR_INVALID, S("route"), str_c(route->pattern),
                         "stands twice for %s", route->method);
    n->routes[method] = (int)index + 1;
    return OK;
}

Err router_new(Cx *boot, const HttpRoute *routes, size_t n, Router **ret)
{
    Router *r = cx_new(boot, Router, 1);
    r->routes = routes;
    for (size_t i = 0; i < n; i++) TRY(add_route(boot, r, i));
    *ret = r;
    return OK;
}

static bool accept_node(const Router *r, const Node *n, HttpMethod method, Found *f)
{
    for (int m = 0; m < HTTP_N_METHODS; m++)
        if (n->routes[m]) f->allowed |= 1U << m;
    int index = n->routes[method]     ? n->routes[method]
                : method == HTTP_HEAD ? n->routes[HTTP_GET]
                                      : 0;
    if (!index) return false;
    f->index = (size_t)index - 1;
    f->route = &r->routes[f->index];
    return true;
}

/* Depth is bounded by the patterns (MAX_DEPTH): each step goes one node down. */
static bool walk(const Router *r, const Node *n, HttpMethod method, Str rest, Found *f)
{
    Str segment, after = rest;
    if (!str_next(&after, '/', &segment)) return accept_node(r, n, method, f);
    const Node *child = map_get(&n->literals, segment);
    if (child && walk(r, child, method, after, f)) return true;
    for (size_t i = 0; i < n->wilds.n; i++) {
        const Wild *w = &n->wilds.p[i];
        size_t around = w->prefix.len + w->suffix.len;
        if (segment.len <= around || !str_starts(segment, w->prefix) ||
            (!w->tail && !str_ends(segment, w->suffix)))
            continue;
        int at = f->n_params;
        f->params[f->n_params++] =
            w->tail ? rest : str_head(str_from(segment, w->prefix.len), segment.len - around);
        if (w->tail ? accept_node(r, w->node, method, f) : walk(r, w->node, method, after, f))
            return true;
        f->n_params = at;
    }
    return false;
}

Found router_find(const Router *r, HttpMethod method, Str path)
{
    Found f = {.route = NULL};
    if (path.len > 1 && path.p[path.len - 1] == '/') return f; /* one name per thing */
    walk(r, &r->root, method, str_from(path, 1), &f);
    if (f.allowed & 1U << HTTP_GET) f.allowed |= 1U << HTTP_HEAD;
    return f;
}

Str http_param(const HttpCall *call, const char *name)
{
    if (!call->route) return S("");
    Str pattern = str_c(call->route->pattern);
    for (int i = 0; i < call->n_params; i++) {
        size_t open = str_find_char(pattern, '{'), close = str_find_char(pattern, '}');
        assert(open != SIZE_MAX && close != SIZE_MAX);
        Str found = str_head(str_from(pattern, open + 1), close - open - 1);
        if (str_ends(found, S("*"))) found.len--;
        if (str_is(found, name)) return call->params[i];
        pattern = str_from(pattern, close + 1);
    }
    return S("");
}
