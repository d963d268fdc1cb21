/* SPDX-License-Identifier: Apache-2.0 */
/* multipart/form-data: the first line is the Content-Type, the rest the body. */
#include "fuzz.h"
#include "http/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = fuzz_cx();
    Str type, body;
    Parts parts = {0};
    if (!str_cut(fuzz_str(data, size), '\n', &type, &body)) return 0;
    if (multipart_parse(cx, type, body, &parts) != OK) {
        MUST(cx_failed(cx) != OK);
        return 0;
    }
    MUST(parts.n <= MULTIPART_MAX_PARTS);
    const char *end = body.p;
    for (size_t i = 0; i < parts.n; i++) {
        const Part *p = &parts.p[i];
        MUST(p->name.len > 0 && fuzz_within(p->body, body) && part_find(&parts, p->name) != NULL);
        MUST(p->body.p >= end); /* in order, never over each other */
        end = p->body.p + p->body.len;
    }
    return 0;
}
