/* SPDX-License-Identifier: Apache-2.0 */
/* From what somebody draws to the pieces of road that it closes: each piece once, none that is not
 * there, a wider buffer never less. */
#include <jansson.h>

#include "fuzz.h"
#include "register/book_int.h"
#include "systems/dispatch/roads_int.h"

enum { SIDE = 6, N_NODES = SIDE * SIDE, N_PIECES = 2 * SIDE * (SIDE - 1) };

typedef struct Town {
    RoadNode nodes[N_NODES];
    RoadPiece pieces[N_PIECES];
    Roads roads;
    RoadGrid grid;
} Town;

/* Streets like a chessboard around Quzhou, some 500 m apart. */
static const Town *town(void)
{
    static Town t;
    static Cx *keep;
    if (keep) return &t;
    keep = cx_open(0, 3);
    int32_t n = 0;
    for (int32_t y = 0; y < SIDE; y++)
        for (int32_t x = 0; x < SIDE; x++) {
            int32_t v = y * SIDE + x;
            t.nodes[v] = (RoadNode){1188700000 + x * 50000, 289500000 + y * 45000};
            if (x + 1 < SIDE) t.pieces[n++] = (RoadPiece){v, v + 1, 40000, 40000, 4900};
            if (y + 1 < SIDE) t.pieces[n++] = (RoadPiece){v, v + SIDE, 40000, ROAD_NEVER, 5000};
        }
    t.roads = (Roads){t.nodes, t.pieces, N_NODES, N_PIECES};
    road_grid(keep, &t.roads, &t.grid);
    return &t;
}

static void count(int32_t piece, void *ctx)
{
    int *times = ctx;
    MUST(piece >= 0 && piece < N_PIECES);
    MUST(times[piece]++ == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = fuzz_cx();
    Str text;
    int narrow[N_PIECES] = {0}, wide[N_PIECES] = {0};
    json_t *g =
        json_loadb((const char *)data, size, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
    if (!g) return 0;
    Err err = geometry_check(cx, S("geometry"), g, &text);
    json_decref(g);
    if (err != OK) return 0;
    g = json_loadb(text.p, text.len, 0, NULL);
    RoadShape shape = road_shape(cx, g);
    json_decref(g);
    MUST(shape.n_points + shape.n_lines + shape.n_areas > 0);
    road_touched(cx, &town()->grid, &shape, 30, count, narrow);
    road_touched(cx, &town()->grid, &shape, 300, count, wide);
    for (size_t i = 0; i < N_PIECES; i++) MUST(wide[i] >= narrow[i]);
    return 0;
}
