/* SPDX-License-Identifier: Apache-2.0 */
/* Text cells (CSV, query): the first byte names the field. What was taken, written as text and
 * taken again is the same. */
#include "thing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) return 0;
    Cx *cx = fuzz_cx();
    const Model *m = thing_model();
    const Reg *reg = model_reg(m, S("thing"));
    const Field *f = &reg->fields[data[0] % reg->n_fields];
    Str text = fuzz_str(data + 1, size - 1);
    Val v, again;
    if (!utf8_is_valid(text) || str_find_char(text, 0) != SIZE_MAX)
        return 0; /* the doors refuse these */
    if (val_parse(cx, m, f, text, &v) != OK) {
        MUST(cx_failed(cx) != OK);
        return 0;
    }
    (void)val_mask(cx, f, v);
    if (v.kind == VAL_NULL) return 0;
    Str out = str_dup(cx, val_text(cx, f, v));
    Err err = val_parse(cx, m, f, out, &again);
    if (err != OK)
        log_error("%.*s → %.*s: %.*s", STR_ARG(text), STR_ARG(out), STR_ARG(cx_message(cx)));
    MUST(err == OK && val_same(v, again));
    return 0;
}
