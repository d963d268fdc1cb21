/* SPDX-License-Identifier: Apache-2.0 */
/* GeoJSON geometries: the canonical form of a canonical form is itself. */
#include <jansson.h>

#include "fuzz.h"
#include "register/book_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = fuzz_cx();
    Str once, twice;
    double box[4];
    json_t *g =
        json_loadb((const char *)data, size, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
    if (!g) return 0;
    Err err = geometry_check(cx, S("geometry"), g, &once);
    json_decref(g);
    if (err != OK) {
        MUST(cx_failed(cx) == err);
        return 0;
    }
    if (geometry_box(once, box))
        MUST(box[0] >= -180 && box[2] <= 180 && box[1] >= -90 && box[3] <= 90 && box[0] <= box[2] &&
             box[1] <= box[3]);
    g = json_loadb(once.p, once.len, 0, NULL);
    MUST(g);
    MUST(geometry_check(cx, S("geometry"), g, &twice) == OK);
    MUST(str_eq(once, twice));
    json_decref(g);
    return 0;
}
