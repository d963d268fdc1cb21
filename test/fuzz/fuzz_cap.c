/* SPDX-License-Identifier: Apache-2.0 */
/* CAP: what is read can be written (but for its length) and reads the same again. */
#include "fuzz.h"
#include "wire/cap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = fuzz_cx();
    CapAlert a, b;
    Str once, twice;
    if (cap_read(cx, fuzz_str(data, size), &a) != OK) {
        MUST(cx_failed(cx) == ERR_INVALID || cx_failed(cx) == ERR_UNSUPPORTED ||
             cx_failed(cx) == ERR_TOO_BIG);
        return 0;
    }
    MUST(a.identifier.len && a.sender.len && a.sent.text.len == 25 && utf8_is_valid(a.note));
    MUST(a.status && a.msg_type && a.scope);
    if (cap_write(cx, &a, &once) != OK) { /* escaped texts are longer; 1.1 may lack a mimeType */
        MUST(cx_failed(cx) == ERR_TOO_BIG || a.version == 11);
        return 0;
    }
    MUST(cap_read(cx, once, &b) == OK && cap_write(cx, &b, &twice) == OK);
    MUST(str_eq(once, twice));
    return 0;
}
