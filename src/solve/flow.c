/* SPDX-License-Identifier: Apache-2.0 */
/* Network simplex. A root beside the nodes takes what cannot be sent (at the fine) and gives out
 * the room that stays free (at no cost), so a feasible tree is there from the start. Only arcs that
 * looked useful take part; when the search ends, all others are priced, and those that would help
 * join it. */
#include "solve/flow.h"

typedef enum State { AT_ZERO = 1, IN_TREE = 0, AT_CAP = -1 } State;

/* A node of the tree: its arc to the parent, and its children as a list. */
typedef struct Node {
    int32_t parent, arc, depth;
    int32_t child, next, prev;
    bool up; /* the arc leads from the node to its parent */
} Node;

/* An arc that takes part. */
typedef struct Work {
    int32_t from, to;
    int64_t cost;
    int64_t cap, flow;
    int32_t arc; /* of the problem; -1 = between a node and the root */
    State state;
} Work;

enum {
    NONE = -1,
    NEAR = 4,      /* arcs that a node brings in at a time */
    THIN = 8,      /* a net of so few arcs a node takes part as a whole */
    BLOCK_MIN = 64 /* arcs looked at for one step, at least */
};

/* The arcs of a node that help most. */
typedef struct Near {
    int64_t cost[NEAR]; /* ascending */
    int32_t arc[NEAR];
    int32_t n;
} Near;

struct FlowNet {
    const FlowProblem *p;
    int64_t fine;
    Node *nodes; /* n_nodes and the root */
    int64_t *pi; /* potentials: an arc of the tree has cost + pi[from] - pi[to] = 0 */
    int32_t root;
    VEC(Work) work;
    uint8_t *taken; /* of each arc: it takes part */
    Near *near;     /* of each node, for arcs that leave it; then for arcs that enter it */
    size_t scan;    /* where the search for an entering arc goes on */
    int64_t pivots;
    int64_t *supply; /* as changed; NULL = as in p */
    int64_t *flow;   /* of each arc of the problem, as of the last plan */
    int n_changes;
    /* of a net that is solved again: the arcs by the node that they leave, close together, so that
     * pricing all of them is quick; NULL = costs do not fit */
    int32_t *row, *row_to, *row_cost, *row_arc;
};

static int64_t supply_of(const FlowNet *g, size_t node)
{
    return g->supply ? g->supply[node] : g->p->supply[node];
}

static int64_t reduced(const FlowNet *g, const Work *w)
{
    return w->cost + g->pi[w->from] - g->pi[w->to];
}

/* --- limits --- */

static Err node_sums(Cx *cx, const FlowProblem *p)
{
    int64_t out = 0, in = 0;
    for (size_t i = 0; i < p->n_nodes; i++) {
        int64_t b = p->supply[i];
        if (b < -FLOW_MAX_SUM || b > FLOW_MAX_SUM ||
            (b > 0 ? (out += b) : (in -= b)) > FLOW_MAX_SUM)
            return cx_fail(cx, ERR_TOO_BIG, "supply", "supplies or demands pass %lld at node %zu",
                           (long long)FLOW_MAX_SUM, i);
    }
    return OK;
}

static Err limits(Cx *cx, const FlowProblem *p, int64_t *fine)
{
    int64_t most = 0;
    if (p->n_nodes > FLOW_MAX_NODES || p->n_arcs > FLOW_MAX_ARCS)
        return cx_fail(cx, ERR_TOO_BIG, "arcs", "%zu nodes and %zu arcs, at most %d and %d",
                       p->n_nodes, p->n_arcs, FLOW_MAX_NODES, FLOW_MAX_ARCS);
    TRY(node_sums(cx, p));
    for (size_t i = 0; i < p->n_arcs; i++) {
        const FlowArc *a = &p->arcs[i];
        if (a->from < 0 || a->to < 0 || (size_t)a->from >= p->n_nodes ||
            (size_t)a->to >= p->n_nodes)
            return cx_fail(cx, ERR_INVALID, "arcs", "arc %zu leads from node %d to %d of %zu", i,
                           a->from, a->to, p->n_nodes);
        if (a->cost < 0 || a->cap < 0)
            return cx_fail(cx, ERR_INVALID, "arcs", "arc %zu has cost %lld and capacity %lld", i,
                           (long long)a->cost, (long long)a->cap);
        if (a->cost > most) most = a->cost;
    }
    if (__builtin_mul_overflow(most, (int64_t)p->n_nodes, fine) || *fine >= FLOW_MAX_SUM)
        return cx_fail(cx, ERR_TOO_BIG, "cost", "a path may cost %zu times %lld, past %lld",
                       p->n_nodes, (long long)most, (long long)FLOW_MAX_SUM);
    *fine += 1;
    return OK;
}

/* --- the tree --- */

static void link_child(FlowNet *g, int32_t parent, int32_t u)
{
    Node *n = &g->nodes[u], *q = &g->nodes[parent];
    n->parent = parent;
    n->prev = NONE;
    n->next = q->child;
    if (q->child != NONE) g->nodes[q->child].prev = u;
    q->child = u;
}

static void unlink_child(FlowNet *g, int32_t u)
{
    Node *n = &g->nodes[u];
    if (n->prev != NONE) g->nodes[n->prev].next = n->next;
    else g->nodes[n->parent].child = n->next;
    if (n->next != NONE) g->nodes[n->next].prev = n->prev;
}

/* The node after u in a walk of the subtree of top; NONE at its end. */
static int32_t walk_next(const FlowNet *g, int32_t u, int32_t top)
{
    if (g->nodes[u].child != NONE) return g->nodes[u].child;
    while (u != top && g->nodes[u].next == NONE) u = g->nodes[u].parent;
    return u == top ? NONE : g->nodes[u].next;
}

static int32_t join_of(const FlowNet *g, int32_t u, int32_t v)
{
    while (u != v) {
        if (g->nodes[u].depth >= g->nodes[v].depth) u = g->nodes[u].parent;
        else v = g->nodes[v].parent;
    }
    return u;
}

/* The subtree that hung on u_out now hangs, by the arc e, from u_in on v_in. */
static void rehang(FlowNet *g, int32_t u_in, int32_t v_in, int32_t u_out, int32_t e)
{
    int32_t parent = v_in, arc = e;
    for (int32_t u = u_in;;) {
        Node *n = &g->nodes[u];
        int32_t old_parent = n->parent, old_arc = n->arc;
        unlink_child(g, u);
        link_child(g, parent, u);
        n->arc = arc;
        n->up = g->work.p[arc].from == u;
        if (u == u_out) break;
        parent = u;
        arc = old_arc;
        u = old_parent;
    }
    const Work *w = &g->work.p[e];
    int64_t shift = g->nodes[u_in].up ? g->pi[v_in] - w->cost : g->pi[v_in] + w->cost;
    shift -= g->pi[u_in];
    for (int32_t u = u_in; u != NONE; u = walk_next(g, u, u_in)) {
        g->pi[u] += shift;
        g->nodes[u].depth = g->nodes[g->nodes[u].parent].depth + 1;
    }
}

/* --- one step --- */

/* How much more can go along the tree from the parent to u (down) or from u to the parent? */
static int64_t room(const FlowNet *g, int32_t u, bool down)
{
    const Work *w = &g->work.p[g->nodes[u].arc];
    if (down == g->nodes[u].up) return w->flow;
    return w->cap == FLOW_NO_LIMIT ? FLOW_NO_LIMIT : w->cap - w->flow;
}

static void push(FlowNet *g, int32_t u, bool down, int64_t amount)
{
    Work *w = &g->work.p[g->nodes[u].arc];
    w->flow += down == g->nodes[u].up ? -amount : amount;
}

/* The arc e enters: send what fits around its cycle; the last arc of the cycle, seen from the join,
 * that is full or empty leaves the tree. That choice keeps the tree strongly feasible, so the
 * search cannot go in circles. source: Ahuja, Magnanti, Orlin §11.6 */
static void pivot(FlowNet *g, int32_t e)
{
    Work *w = &g->work.p[e];
    int32_t first = w->state == AT_ZERO ? w->from : w->to;
    int32_t second = w->state == AT_ZERO ? w->to : w->from;
    int32_t join = join_of(g, first, second), u_out = NONE;
    int64_t most = w->cap;
    bool on_first = false;
    g->pivots++;
    for (int32_t u = first; u != join; u = g->nodes[u].parent)
        if (room(g, u, true) < most) {
            most = room(g, u, true);
            u_out = u;
            on_first = true;
        }
    for (int32_t u = second; u != join; u = g->nodes[u].parent)
        if (room(g, u, false) <= most) {
            most = room(g, u, false);
            u_out = u;
            on_first = false;
        }
    assert(most != FLOW_NO_LIMIT); /* costs are ≥ 0, so no cycle is worth going round for ever */
    if (most > 0) {
        w->flow += w->state == AT_ZERO ? most : -most;
        for (int32_t u = first; u != join; u = g->nodes[u].parent) push(g, u, true, most);
        for (int32_t u = second; u != join; u = g->nodes[u].parent) push(g, u, false, most);
    }
    if (u_out == NONE) {
        w->state = w->state == AT_ZERO ? AT_CAP : AT_ZERO;
        return;
    }
    Work *left = &g->work.p[g->nodes[u_out].arc];
    left->state = left->flow == 0 ? AT_ZERO : AT_CAP;
    w->state = IN_TREE;
    rehang(g, on_first ? first : second, on_first ? second : first, u_out, e);
}

/* Block search: the worst arc of the next block that has one. */
static int32_t entering(FlowNet *g, size_t block)
{
    size_t n = g->work.n, left = block;
    int64_t worst = 0;
    int32_t best = NONE;
    for (size_t k = 0, i = g->scan; k < n; k++) {
        const Work *w = &g->work.p[i];
        int64_t c = (int64_t)w->state * reduced(g, w);
        if (c < worst) {
            worst = c;
            best = (int32_t)i;
        }
        if (++i == n) i = 0;
        if (--left == 0) {
            if (best != NONE) {
                g->scan = i;
                return best;
            }
            left = block;
        }
    }
    return best;
}

static void optimise(FlowNet *g)
{
    size_t block = BLOCK_MIN;
    while (block * block < g->work.n) block *= 2;
    for (int32_t e; (e = entering(g, block)) != NONE;) pivot(g, e);
}

/* --- which arcs take part --- */

static void take(Cx *cx, FlowNet *g, size_t arc)
{
    const FlowArc *a = &g->p->arcs[arc];
    if (g->taken[arc] || a->cap == 0 || a->from == a->to) return;
    g->taken[arc] = 1;
    vec_push(cx, &g->work,
             ((Work){.from = a->from,
                     .to = a->to,
                     .cost = a->cost,
                     .cap = a->cap,
                     .arc = (int32_t)arc,
                     .state = AT_ZERO}));
}

static void near_add(Near *near, int64_t cost, int32_t arc)
{
    if (near->n == NEAR && cost >= near->cost[NEAR - 1]) return;
    int32_t i = near->n < NEAR ? near->n++ : NEAR - 1;
    for (; i > 0 && near->cost[i - 1] > cost; i--) {
        near->cost[i] = near->cost[i - 1];
        near->arc[i] = near->arc[i - 1];
    }
    near->cost[i] = cost;
    near->arc[i] = arc;
}

static void offer(FlowNet *g, int32_t arc, int64_t cost)
{
    const FlowArc *a = &g->p->arcs[arc];
    if (g->taken[arc]) return;
    near_add(&g->near[a->from], cost, arc);
    near_add(&g->near[g->p->n_nodes + (size_t)a->to], cost, arc);
}

static void price_all(FlowNet *g)
{
    for (size_t i = 0; i < g->p->n_arcs; i++) {
        const FlowArc *a = &g->p->arcs[i];
        int64_t c = a->cost + g->pi[a->from] - g->pi[a->to];
        if (c < 0) offer(g, (int32_t)i, c);
    }
}

static void price_rows(FlowNet *g)
{
    for (size_t u = 0; u < g->p->n_nodes; u++) {
        int64_t base = g->pi[u];
        for (int32_t k = g->row[u]; k < g->row[u + 1]; k++) {
            int64_t c = g->row_cost[k] + base - g->pi[g->row_to[k]];
            if (c < 0) offer(g, g->row_arc[k], c);
        }
    }
}

/* Of all arcs that would help at the present prices and take no part yet those that help most: a
 * few for each node that they leave or enter. With the first prices these are its cheapest arcs. */
static size_t take_helpful(Cx *cx, FlowNet *g)
{
    size_t before = g->work.n, n = g->p->n_nodes;
    for (size_t u = 0; u < 2 * n; u++) g->near[u].n = 0;
    if (g->row) price_rows(g);
    else price_all(g);
    for (size_t u = 0; u < 2 * n; u++)
        for (int32_t k = 0; k < g->near[u].n; k++) take(cx, g, (size_t)g->near[u].arc[k]);
    return g->work.n - before;
}

/* --- the whole --- */

/* Node i hangs on the root by work arc i: supplies send to it at the fine, demands get from it at
 * no cost; what passes pays twice, so that nothing ends there. */
static void plant(Cx *cx, FlowNet *g)
{
    const FlowProblem *p = g->p;
    g->root = (int32_t)p->n_nodes;
    g->nodes = cx_new(cx, Node, p->n_nodes + 1);
    g->pi = cx_new(cx, int64_t, p->n_nodes + 1);
    g->nodes[g->root] = (Node){.parent = NONE, .arc = NONE, .child = NONE};
    for (int32_t i = 0; i < g->root; i++) {
        int64_t b = p->supply[i];
        bool up = b >= 0;
        Work w = {.from = up ? i : g->root,
                  .to = up ? g->root : i,
                  .cost = b > 0   ? g->fine
                          : b < 0 ? 0
                                  : 2 * g->fine,
                  .cap = FLOW_NO_LIMIT,
                  .flow = b < 0 ? -b : b,
                  .arc = NONE,
                  .state = IN_TREE};
        vec_push(cx, &g->work, w);
        g->nodes[i] = (Node){.arc = i, .depth = 1, .child = NONE, .up = up};
        g->pi[i] = -w.cost;
        link_child(g, g->root, i);
    }
}

/* What is left at a node lies on the arcs between it and the root; those past every price are empty
 * at the optimum. */
static void add_unmet(const FlowNet *g, const Work *w, FlowPlan *plan)
{
    size_t node = (size_t)(w->from == g->root ? w->to : w->from);
    plan->unmet[node] += w->flow;
    if (w->to == g->root && g->p->supply[node] > 0) plan->total_unmet += w->flow;
}

static Err result(Cx *cx, FlowNet *g, FlowPlan *ret)
{
    const FlowProblem *p = g->p;
    if (!g->flow) g->flow = cx_new(cx, int64_t, p->n_arcs);
    FlowPlan plan = {.flow = g->flow,
                     .unmet = cx_new(cx, int64_t, p->n_nodes),
                     .price = g->pi,
                     .fine = g->fine,
                     .pivots = g->pivots};
    for (size_t i = 0; i < g->work.n; i++) {
        const Work *w = &g->work.p[i];
        int64_t cost;
        if (w->arc == NONE) {
            if (w->flow) add_unmet(g, w, &plan);
            continue;
        }
        plan.flow[w->arc] = w->flow;
        if (w->flow == 0) continue;
        if (__builtin_mul_overflow(w->cost, w->flow, &cost) ||
            __builtin_add_overflow(plan.total_cost, cost, &plan.total_cost))
            return cx_fail(cx, ERR_TOO_BIG, "cost", "the total cost passes %lld",
                           (long long)INT64_MAX);
    }
    *ret = plan;
    return OK;
}

static Err begin(Cx *cx, FlowNet *g)
{
    const FlowProblem *p = g->p;
    TRY(limits(cx, p, &g->fine));
    plant(cx, g);
    g->taken = cx_new(cx, uint8_t, p->n_arcs);
    g->near = cx_new(cx, Near, 2 * p->n_nodes);
    if (p->n_arcs <= THIN * p->n_nodes)
        for (size_t i = 0; i < p->n_arcs; i++) take(cx, g, i);
    return OK;
}

static void search(Cx *cx, FlowNet *g)
{
    do optimise(g);
    while (take_helpful(cx, g) > 0);
}

Err flow_solve(Cx *cx, const FlowProblem *p, FlowPlan *ret)
{
    FlowNet g = {.p = p};
    TRY(begin(cx, &g));
    search(cx, &g);
    return result(cx, &g, ret);
}

/* --- changed, and solved again --- */

static int64_t past_every_price(const FlowNet *g)
{
    return 2 * g->fine;
}

static Err count_change(Cx *cx, FlowNet *g)
{
    if (g->n_changes++ < FLOW_CHANGES_MAX) return OK;
    return cx_fail(cx, ERR_TOO_BIG, "changes", "at most %d changes", FLOW_CHANGES_MAX);
}

/* The part of the tree that hangs on u stands higher or lower by so much. */
static void shift_subtree(FlowNet *g, int32_t u, int64_t by)
{
    for (int32_t v = u; v != NONE; v = walk_next(g, v, u)) g->pi[v] += by;
}

/* An arc between a node and the root that is full: it gives way as soon as that helps. */
static void add_full(Cx *cx, FlowNet *g, int32_t from, int32_t to, int64_t cost, int64_t flow)
{
    vec_push(cx, &g->work,
             ((Work){.from = from,
                     .to = to,
                     .cost = cost,
                     .cap = flow,
                     .flow = flow,
                     .arc = NONE,
                     .state = AT_CAP}));
}

/* All room of a place in the tree is gone: it hangs by an arc that takes what is too much. */
static void hang_by_excess(Cx *cx, FlowNet *g, int32_t i, int64_t excess)
{
    Work *own = &g->work.p[i];
    own->flow = 0;
    own->state = AT_ZERO;
    g->nodes[i].arc = (int32_t)g->work.n;
    g->nodes[i].up = true;
    vec_push(cx, &g->work,
             ((Work){.from = i,
                     .to = g->root,
                     .cost = past_every_price(g),
                     .cap = FLOW_NO_LIMIT,
                     .flow = excess,
                     .arc = NONE,
                     .state = IN_TREE}));
    shift_subtree(g, i, -past_every_price(g) - g->pi[i]);
}

/* own: the arc from the root by which room is given out. */
static void set_demand(Cx *cx, FlowNet *g, int32_t i, int64_t more)
{
    Work *own = &g->work.p[i];
    bool in_tree = own->state == IN_TREE;
    if (in_tree && own->flow + more > 0) own->flow += more;
    else if (in_tree) hang_by_excess(cx, g, i, -more - own->flow);
    else if (more > 0) add_full(cx, g, g->root, i, 0, more);
    else add_full(cx, g, i, g->root, past_every_price(g), -more);
}

/* own: the arc to the root for what cannot be sent. */
static void set_source(Cx *cx, FlowNet *g, int32_t i, int64_t more)
{
    Work *own = &g->work.p[i];
    bool in_tree = own->state == IN_TREE;
    if (!in_tree && more > 0) {
        add_full(cx, g, i, g->root, g->fine, more);
        return;
    }
    int64_t rest = in_tree && own->flow + more < 0 ? -(own->flow + more) : in_tree ? 0 : -more;
    if (in_tree) own->flow = own->flow + more > 0 ? own->flow + more : 0;
    if (rest) add_full(cx, g, g->root, i, past_every_price(g), rest);
}

Err flow_set_supply(Cx *cx, FlowNet *g, size_t node, int64_t supply)
{
    int64_t first = node < g->p->n_nodes ? g->p->supply[node] : 0;
    bool turned = first == 0 || (first > 0 ? supply < 0 : supply > 0);
    if (turned || supply > FLOW_MAX_SUM || supply < -FLOW_MAX_SUM)
        return cx_fail(cx, ERR_INVALID, "supply", "node %zu cannot have the supply %lld", node,
                       (long long)supply);
    TRY(count_change(cx, g));
    int64_t more = supply - supply_of(g, node);
    if (more == 0) return OK;
    if (first > 0) set_source(cx, g, (int32_t)node, more);
    else set_demand(cx, g, (int32_t)node, -more);
    g->supply[node] = supply;
    return OK;
}

/* Whatever runs along it is driven out by its price; nothing enters at that price. */
Err flow_close_arc(Cx *cx, FlowNet *g, size_t arc)
{
    if (arc >= g->p->n_arcs) return cx_fail(cx, ERR_INVALID, "arcs", "no arc %zu", arc);
    TRY(count_change(cx, g));
    g->taken[arc] = 1; /* never looked at again */
    for (size_t i = 0; i < g->work.n; i++) {
        Work *w = &g->work.p[i];
        if (w->arc != (int32_t)arc) continue;
        int64_t rise = 2 * past_every_price(g) - w->cost;
        w->cost += rise;
        if (w->state != IN_TREE) return OK;
        bool by_from = g->nodes[w->from].arc == (int32_t)i;
        shift_subtree(g, by_from ? w->from : w->to, by_from ? -rise : rise);
        return OK;
    }
    return OK;
}

static void make_rows(Cx *cx, FlowNet *g)
{
    const FlowProblem *p = g->p;
    for (size_t i = 0; i < p->n_arcs; i++)
        if (p->arcs[i].cost > INT32_MAX) return;
    g->row = cx_new(cx, int32_t, p->n_nodes + 2);
    g->row_to = cx_new(cx, int32_t, p->n_arcs);
    g->row_cost = cx_new(cx, int32_t, p->n_arcs);
    g->row_arc = cx_new(cx, int32_t, p->n_arcs);
    for (size_t i = 0; i < p->n_arcs; i++) g->row[p->arcs[i].from + 2]++;
    for (size_t u = 2; u < p->n_nodes + 2; u++) g->row[u] += g->row[u - 1];
    for (size_t i = 0; i < p->n_arcs; i++) {
        const FlowArc *a = &p->arcs[i];
        int32_t k = g->row[a->from + 1]++; /* ends where the next row begins */
        g->row_to[k] = a->to;
        g->row_cost[k] = (int32_t)a->cost;
        g->row_arc[k] = (int32_t)i;
    }
}

static Err check_ends(Cx *cx, const FlowProblem *p)
{
    for (size_t i = 0; i < p->n_arcs; i++)
        if (p->supply[p->arcs[i].to] > 0 || p->supply[p->arcs[i].from] < 0)
            return cx_fail(cx, ERR_INVALID, "arcs",
                           "arc %zu enters a node with supply or leaves one with demand", i);
    return OK;
}

Err flow_open(Cx *cx, const FlowProblem *p, FlowNet **ret)
{
    FlowNet *g = cx_new(cx, FlowNet, 1);
    g->p = p;
    TRY(begin(cx, g));
    TRY(check_ends(cx, p));
    if (g->fine > FLOW_NET_FINE_MAX)
        return cx_fail(cx, ERR_TOO_BIG, "cost", "a path may cost %lld, past %lld",
                       (long long)g->fine, (long long)FLOW_NET_FINE_MAX);
    g->supply = cx_new(cx, int64_t, p->n_nodes);
    memcpy(g->supply, p->supply, p->n_nodes * sizeof *g->supply);
    make_rows(cx, g);
    search(cx, g);
    *ret = g;
    return OK;
}

Err flow_again(Cx *cx, FlowNet *g, FlowPlan *ret)
{
    search(cx, g);
    return result(cx, g, ret);
}

/* --- the check --- */

static Err wrong(Cx *cx, const char *what, size_t at)
{
    return cx_fail(cx, ERR_INVALID, what, "the plan does not hold at %zu", at);
}

static Err check_nodes(Cx *cx, const FlowProblem *p, const FlowPlan *plan, const int64_t *net)
{
    int64_t unmet = 0;
    for (size_t i = 0; i < p->n_nodes; i++) {
        int64_t b = p->supply[i], left = plan->unmet[i], sent = b < 0 ? -left : left;
        if (left < 0 || (b == 0 && left != 0) || net[i] != b - sent) return wrong(cx, "unmet", i);
        int64_t over = plan->price[i] + (b > 0 ? plan->fine : 0); /* of the arc to the root */
        bool good = b > 0 ? over >= 0 : b == 0 || over <= 0;
        if (!good || (left > 0 && over != 0)) return wrong(cx, "price", i);
        if (b > 0) unmet += left;
    }
    return unmet == plan->total_unmet ? OK : wrong(cx, "total_unmet", 0);
}

Err flow_check(Cx *cx, const FlowProblem *p, const FlowPlan *plan)
{
    int64_t fine, cost = 0, *net = cx_new(cx, int64_t, p->n_nodes); /* out - in */
    TRY(limits(cx, p, &fine));
    if (plan->fine < fine || plan->fine > 2 * FLOW_MAX_SUM) return wrong(cx, "fine", 0);
    for (size_t i = 0; i < p->n_arcs; i++) {
        const FlowArc *a = &p->arcs[i];
        int64_t f = plan->flow[i], c, part;
        if (f < 0 || f > a->cap) return wrong(cx, "flow", i);
        if (__builtin_add_overflow(a->cost, plan->price[a->from], &c) ||
            __builtin_sub_overflow(c, plan->price[a->to], &c) || (f < a->cap && c < 0) ||
            (f > 0 && c > 0))
            return wrong(cx, "price", i);
        if (__builtin_add_overflow(net[a->from], f, &net[a->from]) ||
            __builtin_sub_overflow(net[a->to], f, &net[a->to]) ||
            __builtin_mul_overflow(a->cost, f, &part) || __builtin_add_overflow(cost, part, &cost))
            return wrong(cx, "flow", i);
    }
    if (cost != plan->total_cost) return wrong(cx, "total_cost", 0);
    return check_nodes(cx, p, plan, net);
}
