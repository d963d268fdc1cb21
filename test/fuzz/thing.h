/* SPDX-License-Identifier: Apache-2.0 */
/* A register with a field of every type, for targets that need one. */
#ifndef FUZZ_THING_H
#define FUZZ_THING_H

#include "fuzz.h"
#include "register/book_int.h"

static const char thing_yaml[] =
    "register: thing\nlabel: {zh: 物, en: Thing}\narea: oversight\ngeometry: any\ntitle: "
    "[name]\ndated_by: seen_at\nunique: [code]\nfields:\n"
    "  - {key: name, type: text(20), required: true, search: true, zh: 名, en: Name}\n"
    "  - {key: code, type: text(20), zh: 号, en: Code}\n"
    "  - {key: count, type: int, min: -5, max: 1000000, zh: 数, en: Count}\n"
    "  - {key: level_m, type: real, min: -100, max: 9000, zh: 高, en: Level}\n"
    "  - {key: open, type: bool, zh: 开, en: Open}\n"
    "  - {key: cost_yuan, type: money, min: 0, zh: 费, en: Cost}\n"
    "  - {key: seen_at, type: time, zh: 时, en: Seen}\n"
    "  - {key: born, type: date, zh: 日, en: Born}\n"
    "  - {key: grade, type: code(grade), zh: 级, en: Grade}\n"
    "  - {key: kinds, type: codes(grade), zh: 类, en: Kinds}\n"
    "  - {key: parent, type: ref(thing), loose: true, zh: 上, en: Parent}\n"
    "  - {key: other, type: ref(thing), zh: 他, en: Other}\n"
    "  - {key: object_register, type: text(32), zh: 册, en: Register}\n"
    "  - {key: object, type: object, zh: 件, en: Object}\n"
    "  - {key: phone, type: phone, zh: 话, en: Phone}\n"
    "  - {key: id_number, type: id_number, zh: 证, en: Id number}\n"
    "  - {key: credit_code, type: credit_code, zh: 信, en: Credit code}\n"
    "  - {key: extra, type: json, zh: 余, en: Extra}\n"
    "  - {key: photos, type: files, zh: 图, en: Photos}\n"
    "lifecycle:\n  initial: found\n  states:\n"
    "    - {key: found, zh: 现, en: Found, tone: warn}\n"
    "    - {key: closed, zh: 毕, en: Closed, tone: ok, final: true}\n"
    "  actions:\n"
    "    - {key: close, from: [found], to: closed, roles: [inspector], zh: 毕, en: Close}\n";
static const char grade_csv[] = "code,zh,en\ngeneral,一般,General\nmajor,重大,Major\n";

/* Loaded once, for ever. */
static inline const Model *thing_model(void)
{
    static Model *m;
    if (m) return m;
    static Cx *keep;
    keep = cx_open(1565280000000, 2);
    ModelFile files[] = {
        {S("registers/thing.yaml"), S(thing_yaml)},
        {S("codes/grade.csv"),      S(grade_csv) }
    };
    Refusals refused = {0};
    MUST(model_load(keep, files, COUNT(files), &refused, &m) == OK);
    for (size_t i = 0; i < refused.n; i++)
        log_error("%.*s:%d %.*s", STR_ARG(refused.p[i].file), refused.p[i].line,
                  STR_ARG(refused.p[i].reason));
    MUST(refused.n == 0 && model_reg(m, S("thing")));
    return m;
}

#endif
