/* SPDX-License-Identifier: Apache-2.0 */
/* CSV: what was read and written again reads the same. */
#include "fuzz.h"
#include "wire/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = fuzz_cx();
    Csv csv = csv_on(fuzz_str(data, size));
    Buf out = buf_new(cx, 0);
    size_t n;
    int64_t rows = 0, line = 0;
    csv_cell(&out, S("head"), true);
    csv_end(&out);
    uint64_t digest = 0;
    Str *cells;
    for (bool more;; rows++) {
        if (csv_next(cx, &csv, &cells, &n, &more) != OK) {
            MUST(cx_failed(cx) == ERR_INVALID);
            return 0;
        }
        if (!more) break;
        MUST(n > 0 && n <= CSV_MAX_COLUMNS && csv.line > line && csv.line <= (int64_t)size + 1);
        line = csv.line;
        if (n == 1 && cells[0].len == 0) { /* written as an empty line, which readers pass over */
            rows--;
            continue;
        }
        for (size_t i = 0; i < n; i++) {
            Str guarded = csv_guard(cx, cells[i]);
            MUST(str_eq(csv_unguard(guarded), cells[i]));
            MUST(guarded.len == 0 || !strchr("=+-@\t\r", guarded.p[0]) || guarded.p[0] == 0);
            digest = digest * 31 + hash_fast(cells[i]) + n;
            csv_cell(&out, cells[i], i == 0);
        }
        csv_end(&out);
    }
    Csv again = csv_on(buf_str(&out));
    int64_t rows2 = 0;
    uint64_t digest2 = 0;
    bool head;
    MUST(csv_next(cx, &again, &cells, &n, &head) == OK && head);
    for (bool more;; rows2++) {
        MUST(csv_next(cx, &again, &cells, &n, &more) == OK);
        if (!more) break;
        for (size_t i = 0; i < n; i++) digest2 = digest2 * 31 + hash_fast(cells[i]) + n;
    }
    MUST(rows == rows2 && digest == digest2);
    return 0;
}
