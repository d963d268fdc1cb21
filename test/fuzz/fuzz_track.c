/* SPDX-License-Identifier: Apache-2.0 */
/* Tracks: what is taken has rising times, places on the earth and radii that are none below zero.
 */
#include <math.h>

#include "fuzz.h"
#include "wire/track.h"

static void check_fix(const TrackFix *f)
{
    MUST(f->lon > -180 && f->lon <= 180 && fabs(f->lat) <= 90 && f->mean_min > 0);
    MUST(isnan(f->wind_m_s) || (f->wind_m_s >= 0 && f->wind_m_s <= 150));
    for (int i = 0; i < CIRCLE_N; i++)
        for (int q = 0; f->circle[i].given && q < QUAD_N; q++)
            MUST(f->circle[i].quad_km[q] >= 0 &&
                 f->circle[i].quad_km[q] <= f->circle[i].longest_km);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = fuzz_cx();
    TrackFile file;
    TrackListed *listed;
    size_t n;
    if (track_list_read(cx, fuzz_str(data, size), &listed, &n) != OK) cx_clear(cx);
    if (track_read(cx, fuzz_str(data, size), &file) != OK) {
        MUST(cx_failed(cx) == ERR_INVALID || cx_failed(cx) == ERR_UNSUPPORTED ||
             cx_failed(cx) == ERR_TOO_BIG);
        return 0;
    }
    for (size_t i = 0; i < file.tracks.n; i++) {
        const Track *t = &file.tracks.p[i];
        MUST(t->fixes.n > 0 && t->season >= 1800 && (t->number.len == 0 || t->number.len == 4));
        for (size_t k = 0; k < t->fixes.n; k++) {
            check_fix(&t->fixes.p[k]);
            MUST(k == 0 || t->fixes.p[k].at_ms > t->fixes.p[k - 1].at_ms);
        }
        for (size_t k = 0; k < t->forecasts.n; k++) {
            check_fix(&t->forecasts.p[k].fix);
            MUST(t->forecasts.p[k].lead_h > 0);
        }
    }
    return 0;
}
