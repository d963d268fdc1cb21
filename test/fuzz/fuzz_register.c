/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions: a file is a register or is refused with file and line; the loader refuses it alone.
 */
#include "fuzz.h"
#include "register/register.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx *cx = fuzz_cx();
    Str text = fuzz_str(data, size);
    Reg *reg = NULL;
    Err err = reg_parse(cx, S("registers/f.yaml"), text, &reg);
    if (err != OK) {
        MUST(cx_failed(cx) == err && cx->fail->n > 0 &&
             str_starts(cx->fail->items[0].field, S("registers/f.yaml")));
        return 0;
    }
    MUST(reg && reg->key.len > 0 && reg->n_fields > 0);
    for (size_t i = 0; i < reg->n_fields; i++)
        MUST(reg_field(reg, reg->fields[i].key) == &reg->fields[i] &&
             reg->fields[i].index == (int)i);
    Model *m = NULL;
    Refusals refused = {0};
    ModelFile files[] = {
        {S("registers/f.yaml"), text                      },
        {S("codes/grade.csv"),  S("code,zh,en\na,甲,A\n")}
    };
    MUST(model_load(cx, files, COUNT(files), &refused, &m) == OK);
    MUST(m->n_regs + refused.n >= 1);
    return 0;
}
