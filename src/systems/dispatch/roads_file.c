/* SPDX-License-Identifier: Apache-2.0 */
/* DIR/roads/graph.bin: a head, a checksum, arrays one after the other. Written whole and renamed
 * into place; one that is damaged or of another version is refused, and the verb makes it again. */
#include "base/embed.h"
#include "sys/sys.h"
#include "systems/dispatch/roads_int.h"
#include "wire/csv.h"

enum { VERSION = 1, SPEEDS_MAX = 500, SPEED_CELLS = 4 };
#define GRAPH_MAX ((size_t)2 * 1024 * 1024 * 1024)

static const char magic[8] = {'A', 'N', 'L', 'R', 'O', 'A', 'D', '1'};

Str road_graph_path(Cx *cx, const Site *site)
{
    return str_fmt(cx, "%s/roads/graph.bin", site->dir);
}

/* --- speeds --- */

static Err speed_table(Cx *cx, const Site *site, Str *ret)
{
    Str own = str_fmt(cx, "%s/model/rules/road_speeds.csv", site->dir);
    if (sys_file_exists(cx, own)) return sys_file_read(cx, own, 1024 * 1024, ret);
    *ret = embed_find(S("model/rules/road_speeds.csv"));
    return OK;
}

/* The speed that holds today: of several lines of a class the last that has begun. */
static void take_speed(Cx *cx, const Str *c, RoadSpeed *list, size_t *n, double kmh)
{
    size_t i = 0;
    while (i < *n && !str_eq(list[i].class, c[0])) i++;
    if (i == SPEEDS_MAX) return;
    list[i] = (RoadSpeed){str_dup(cx, c[0]), kmh};
    if (i == *n) ++*n;
}

static Err read_speeds(Cx *cx, const Site *site, RoadSpeed *list, size_t *n)
{
    Str text, *c;
    size_t cells;
    bool more;
    double kmh;
    int64_t since;
    TRY(speed_table(cx, site, &text));
    Csv csv = csv_on(text);
    TRY(csv_next(cx, &csv, &c, &cells, &more)); /* its head: class,kmh,since,source */
    for (;;) {
        TRY(csv_next(cx, &csv, &c, &cells, &more));
        if (!more) return OK;
        if (cells != SPEED_CELLS || !str_f64(c[1], &kmh) || kmh <= 0 || !date_parse(c[2], &since))
            return cx_refuse(cx, ERR_INVALID, S("road_speeds.csv"),
                             str_fmt(cx, "%lld", (long long)csv.line),
                             "a line is class, km/h, date from which it holds, source");
        if (since <= day_of_ms(cx->now_ms)) take_speed(cx, c, list, n, kmh);
    }
}

/* --- arcs --- */

static RouteArc ends_of(const Roads *r, RoadArc a)
{
    const RoadPiece *p = &r->pieces[a.piece];
    return a.back ? (RouteArc){p->b, p->a} : (RouteArc){p->a, p->b};
}

/* Directions that may be driven, ordered by the node that they leave. */
static void make_arcs(Cx *cx, const Roads *r, const RoadArc **ret_arcs, RouteNet *net)
{
    int32_t *first = cx_new(cx, int32_t, r->n_nodes + 1);
    size_t n = 0;
    for (size_t i = 0; i < r->n_pieces; i++)
        for (int32_t back = 0; back < 2; back++) {
            const RoadPiece *p = &r->pieces[i];
            if ((back ? p->back_ms : p->ahead_ms) == ROAD_NEVER) continue;
            first[ends_of(r, (RoadArc){(int32_t)i, back}).from + 1]++;
            n++;
        }
    for (size_t v = 0; v < r->n_nodes; v++) first[v + 1] += first[v];
    RoadArc *arcs = cx_new(cx, RoadArc, n);
    RouteArc *ends = cx_new(cx, RouteArc, n);
    for (size_t i = 0; i < r->n_pieces; i++)
        for (int32_t back = 0; back < 2; back++) {
            const RoadPiece *p = &r->pieces[i];
            if ((back ? p->back_ms : p->ahead_ms) == ROAD_NEVER) continue;
            RoadArc a = {(int32_t)i, back};
            int32_t at = first[ends_of(r, a).from]++;
            arcs[at] = a;
            ends[at] = ends_of(r, a);
        }
    *ret_arcs = arcs;
    *net = (RouteNet){ends, r->n_nodes, n};
}

/* --- writing --- */

static Str bytes_of(const void *p, size_t size, size_t n)
{
    return (Str){p, size * n};
}

static void list_parts(const RoadGraph *g, Str parts[ROAD_PARTS])
{
    const RouteIndex *x = &g->index;
    size_t nodes = g->roads.n_nodes;
    parts[0] = g->meta;
    parts[1] = bytes_of(g->roads.nodes, sizeof *g->roads.nodes, nodes);
    parts[2] = bytes_of(g->roads.pieces, sizeof *g->roads.pieces, g->roads.n_pieces);
    parts[3] = bytes_of(g->main, 1, g->roads.n_pieces);
    parts[4] = bytes_of(g->arcs, sizeof *g->arcs, x->net.n_arcs);
    parts[5] = bytes_of(x->net.arcs, sizeof *x->net.arcs, x->net.n_arcs);
    parts[6] = bytes_of(x->position, sizeof *x->position, nodes);
    parts[7] = bytes_of(x->link_first, sizeof *x->link_first, nodes + 1);
    parts[8] = bytes_of(x->link_to, sizeof *x->link_to, x->n_links);
}

static size_t padded(size_t n)
{
    return (n + 7) & ~(size_t)7;
}

static Err write_graph(Cx *cx, const Site *site, const RoadGraph *g)
{
    Str parts[ROAD_PARTS];
    RoadHead head = {.version = VERSION, .n_parts = ROAD_PARTS};
    size_t size = sizeof head, at = sizeof head;
    list_parts(g, parts);
    memcpy(head.magic, magic, sizeof magic);
    for (size_t i = 0; i < ROAD_PARTS; i++) {
        head.bytes[i] = parts[i].len;
        size += padded(parts[i].len);
    }
    char *body = cx_new(cx, char, size);
    for (size_t i = 0; i < ROAD_PARTS; i++) {
        if (parts[i].len) memcpy(body + at, parts[i].p, parts[i].len);
        at += padded(parts[i].len);
    }
    head.sum = hash_bytes(HASH_SHA256, (Str){body + sizeof head, size - sizeof head});
    memcpy(body, &head, sizeof head);
    TRY(sys_dir_make(cx, str_fmt(cx, "%s/roads", site->dir), 0700));
    return sys_file_write(cx, road_graph_path(cx, site), (Str){body, size}, 0600);
}

static Str file_name(Str path)
{
    size_t n = path.len;
    while (n > 0 && path.p[n - 1] != '/') n--;
    return str_from(path, n);
}

static Str meta_of(Cx *cx, const RoadsRead *read, const RoadGraph *g, Str file, size_t n_main)
{
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kbool(&w, "loaded", true);
    jw_kstr(&w, "file", file_name(file));
    jw_kstr(&w, "loaded_at", time_format(cx, cx->now_ms));
    jw_ki64(&w, "lines", read->lines);
    jw_ki64(&w, "left_out", read->left_out);
    jw_ki64(&w, "nodes", (int64_t)g->roads.n_nodes);
    jw_ki64(&w, "pieces", (int64_t)g->roads.n_pieces);
    jw_ki64(&w, "links", (int64_t)g->index.n_links);
    jw_ki64(&w, "nodes_connected", (int64_t)n_main);
    jw_ki64(&w, "length_km", (int64_t)(read->length_km + 0.5));
    jw_key(&w, S("box"));
    jw_open(&w, '[');
    for (size_t i = 0; i < 4; i++) jw_f64(&w, read->box[i]);
    jw_close(&w, ']');
    jw_key(&w, S("classes"));
    jw_open(&w, '[');
    for (size_t i = 0; i < read->n_classes; i++) {
        jw_open(&w, '{');
        jw_kstr(&w, "class", read->classes[i].class);
        jw_ki64(&w, "lines", read->classes[i].lines);
        jw_kbool(&w, "driven", read->classes[i].known);
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    return buf_str(&b);
}

static const uint8_t *main_pieces(Cx *cx, const RoadGraph *g, size_t *n_main)
{
    const bool *nodes = routes_main_part(cx, &g->index, n_main);
    uint8_t *main = cx_new(cx, uint8_t, g->roads.n_pieces);
    for (size_t i = 0; i < g->roads.n_pieces; i++)
        main[i] = nodes[g->roads.pieces[i].a] && nodes[g->roads.pieces[i].b];
    return main;
}

Err road_graph_make(Cx *cx, const Site *site, Str file, Datum datum)
{
    RoadGraph g = {0};
    RoadSpeed *speeds = cx_new(cx, RoadSpeed, SPEEDS_MAX);
    RoadsRead *read = cx_new(cx, RoadsRead, 1);
    RouteNet net;
    size_t n_speeds = 0, n_main;
    TRY(read_speeds(cx, site, speeds, &n_speeds));
    TRY(roads_read(cx, file, datum, speeds, n_speeds, read));
    g.roads = read->roads;
    make_arcs(cx, &g.roads, &g.arcs, &net);
    TRY(routes_prepare(cx, &net, &g.index));
    g.main = main_pieces(cx, &g, &n_main);
    g.meta = meta_of(cx, read, &g, file, n_main);
    return write_graph(cx, site, &g);
}

/* --- reading --- */

static Err damaged(Cx *cx, Str path)
{
    return cx_refuse(cx, ERR_IO, S("file"), path,
                     "the road graph is damaged or of another version: load it again");
}

static const int32_t *first_arcs(Cx *cx, const RouteNet *net)
{
    int32_t *first = cx_new(cx, int32_t, net->n_nodes + 1);
    for (size_t i = 0; i < net->n_arcs; i++) first[net->arcs[i].from + 1]++;
    for (size_t v = 0; v < net->n_nodes; v++) first[v + 1] += first[v];
    return first;
}

static bool find_parts(Str body, RoadHead *head, const char *parts[ROAD_PARTS])
{
    size_t at = sizeof *head;
    if (body.len < sizeof *head) return false;
    memcpy(head, body.p, sizeof *head);
    if (memcmp(head->magic, magic, sizeof magic) != 0 || head->version != VERSION ||
        head->n_parts != ROAD_PARTS)
        return false;
    for (size_t i = 0; i < ROAD_PARTS; i++) {
        if (head->bytes[i] > body.len - at) return false;
        parts[i] = body.p + at;
        at += padded(head->bytes[i]);
        if (at > body.len) return false;
    }
    Digest sum = hash_bytes(HASH_SHA256, str_from(body, sizeof *head));
    return at == body.len && memcmp(sum.b, head->sum.b, HASH_LEN) == 0;
}

/* Parts that follow from others have their length; the first four stand for themselves. */
static bool fit_together(const RoadHead *head)
{
    const uint64_t *b = head->bytes;
    uint64_t nodes = b[1] / sizeof(RoadNode), pieces = b[2] / sizeof(RoadPiece),
             arcs = b[4] / sizeof(RoadArc), links = b[8] / sizeof(int32_t);
    return nodes > 0 && pieces > 0 && nodes <= ROUTES_MAX_NODES && pieces <= ROADS_MAX_PIECES &&
           b[1] == nodes * sizeof(RoadNode) && b[2] == pieces * sizeof(RoadPiece) &&
           b[3] == pieces && b[4] == arcs * sizeof(RoadArc) && b[5] == arcs * sizeof(RouteArc) &&
           b[6] == nodes * sizeof(int32_t) && b[7] == (nodes + 1) * sizeof(int32_t) &&
           b[8] == links * sizeof(int32_t);
}

static void take_parts(RoadGraph *g, const RoadHead *head, const char *parts[ROAD_PARTS])
{
    RouteIndex *x = &g->index;
    g->meta = (Str){parts[0], head->bytes[0]};
    g->roads =
        (Roads){(const RoadNode *)(const void *)parts[1], (const RoadPiece *)(const void *)parts[2],
                head->bytes[1] / sizeof(RoadNode), head->bytes[2] / sizeof(RoadPiece)};
    g->main = (const uint8_t *)parts[3];
    g->arcs = (const RoadArc *)(const void *)parts[4];
    x->net = (RouteNet){(const RouteArc *)(const void *)parts[5], g->roads.n_nodes,
                        head->bytes[5] / sizeof(RouteArc)};
    x->position = (const int32_t *)(const void *)parts[6];
    x->link_first = (const int32_t *)(const void *)parts[7];
    x->link_to = (const int32_t *)(const void *)parts[8];
    x->n_links = head->bytes[8] / sizeof(int32_t);
    g->sum = head->sum;
}

static bool is_time(uint32_t ms)
{
    return ms <= ROUTES_MAX_MS || ms == ROAD_NEVER;
}

static bool are_roads(const Roads *r)
{
    static const int32_t most_lon = 1800000000, most_lat = 900000000;
    for (size_t i = 0; i < r->n_nodes; i++)
        if (r->nodes[i].lon < -most_lon || r->nodes[i].lon > most_lon ||
            r->nodes[i].lat < -most_lat || r->nodes[i].lat > most_lat)
            return false;
    for (size_t i = 0; i < r->n_pieces; i++) {
        const RoadPiece *p = &r->pieces[i];
        bool inside =
            p->a >= 0 && p->b >= 0 && (size_t)p->a < r->n_nodes && (size_t)p->b < r->n_nodes;
        if (!inside || !is_time(p->ahead_ms) || !is_time(p->back_ms)) return false;
    }
    return true;
}

static bool are_arcs(const RoadGraph *g)
{
    for (size_t i = 0; i < g->index.net.n_arcs; i++) {
        RoadArc a = g->arcs[i];
        if (a.piece < 0 || (size_t)a.piece >= g->roads.n_pieces || a.back < 0 || a.back > 1)
            return false;
        RouteArc ends = ends_of(&g->roads, a), is = g->index.net.arcs[i];
        if (ends.from != is.from || ends.to != is.to) return false;
    }
    return true;
}

/* A checksum says that nothing changed since it was written, not that what was written was right:
 * no index is followed before it was looked at. */
bool road_graph_take(RoadGraph *g, Str body)
{
    RoadHead head;
    const char *parts[ROAD_PARTS];
    if (!find_parts(body, &head, parts) || !fit_together(&head)) return false;
    take_parts(g, &head, parts);
    if (!are_roads(&g->roads) || !are_arcs(g) || !routes_sound(g->cx, &g->index)) return false;
    g->index.arc_first = first_arcs(g->cx, &g->index.net);
    road_grid(g->cx, &g->roads, &g->grid);
    return true;
}

static Err read_into(RoadGraph *g, Str path)
{
    Str body;
    TRY(sys_file_read(g->cx, path, GRAPH_MAX, &body));
    return road_graph_take(g, body) ? OK : damaged(g->cx, path);
}

Err road_graph_read(Cx *cx, const Site *site, RoadGraph **ret)
{
    Str path = road_graph_path(cx, site);
    *ret = NULL;
    if (!sys_file_exists(cx, path)) return OK;
    Cx *own = cx_open(cx->now_ms, 0);
    own->lang = cx->lang;
    RoadGraph *g = sys_mem_new(sizeof *g);
    g->cx = own;
    Err err = cx_carry(cx, own, read_into(g, path));
    if (err != OK) return road_graph_free(g), err;
    *ret = g;
    return OK;
}

void road_graph_free(RoadGraph *g)
{
    if (!g) return;
    cx_close(g->cx);
    sys_mem_free(g);
}
