/* SPDX-License-Identifier: Apache-2.0 */
/* The file of the road graph. As it is, and once more with a checksum that fits, as if damage had
 * been written with it: what is taken all the same answers as Dijkstra does. */
#include <math.h>

#include "fuzz.h"
#include "systems/dispatch/roads_int.h"

enum { PLACES = 4 };

static uint32_t *times_of(Cx *cx, const RoadGraph *g)
{
    uint32_t *ahead = cx_new(cx, uint32_t, g->roads.n_pieces),
             *back = cx_new(cx, uint32_t, g->roads.n_pieces);
    for (size_t i = 0; i < g->roads.n_pieces; i++) {
        ahead[i] = g->roads.pieces[i].ahead_ms;
        back[i] = g->roads.pieces[i].back_ms;
    }
    return road_arc_ms(cx, g, ahead, back);
}

static void compare(Cx *cx, const RoadGraph *g)
{
    RouteStop stops[PLACES];
    RoutePlace places[PLACES];
    uint32_t table[PLACES * PLACES], plain[PLACES * PLACES], *ms = times_of(cx, g);
    RouteTimes times;
    for (size_t i = 0; i < PLACES; i++) {
        stops[i] = (RouteStop){(int32_t)(i * (g->roads.n_nodes - 1) / (PLACES - 1)), 0};
        places[i] = (RoutePlace){&stops[i], 1};
    }
    routes_tune(cx, &g->index, ms, &times);
    MUST(routes_table(cx, &times, places, PLACES, places, PLACES, table) == OK);
    routes_plain(cx, &g->index, ms, places, PLACES, places, PLACES, plain);
    for (size_t i = 0; i < COUNT(table); i++)
        MUST(table[i] == plain[i] || plain[i] >= ROUTES_FAR_MS);
}

static void look(Cx *cx, const RoadGraph *g)
{
    RoadSpot spots[ROAD_SPOTS_MAX];
    for (size_t i = 0; i < g->roads.n_nodes && i < 16; i++) {
        LonLat at = {g->roads.nodes[i].lon / 1e7, g->roads.nodes[i].lat / 1e7};
        size_t n = road_spots(cx, &g->grid, at, 1000, NULL, spots);
        MUST(n <= ROAD_SPOTS_MAX);
        for (size_t k = 0; k < n; k++)
            MUST(spots[k].piece >= 0 && (size_t)spots[k].piece < g->roads.n_pieces &&
                 spots[k].along >= 0 && spots[k].along <= 1);
    }
}

static bool read_one(Cx *cx, Str file)
{
    RoadGraph g = {.cx = cx};
    if (!road_graph_take(&g, file)) return false;
    look(cx, &g);
    compare(cx, &g);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = fuzz_cx();
    char *file = cx_new(cx, char, size + 1); /* arrays want to stand even */
    if (size) memcpy(file, data, size);
    bool whole = read_one(cx, (Str){file, size});
    if (size < sizeof(RoadHead)) return 0;
    Str parts = str_from((Str){file, size}, sizeof(RoadHead));
    Digest sum = hash_bytes(HASH_SHA256, parts);
    memcpy(file + offsetof(RoadHead, sum), &sum, sizeof sum);
    bool mended = read_one(cx, (Str){file, size});
    MUST(mended || !whole);
    return 0;
}
