/* SPDX-License-Identifier: Apache-2.0 */
/* Lessons (教训): closed only by a later drill that was evaluated and
 * names them: what was never tried again is not learnt. source: 生产安全事故应急预案管理办法 art.
 * 34 */
#include "systems/incident/incident_int.h"

static bool names(Str text, Str word)
{
    Str piece, clean;
    while (str_next(&text, ' ', &piece)) {
        clean = str_trim(piece);
        if (clean.len && str_eq(clean, word)) return true;
    }
    return false;
}

/* Commas of both kinds part numbers as blanks do. */
static Str as_words(Cx *cx, Str text)
{
    static const Str marks[] = {
        {",",   1},
        {"，", 3},
        {"、", 3},
        {"；", 3},
        {";",   1},
        {"\n",  1}
    };
    for (size_t i = 0; i < COUNT(marks); i++) text = str_replace(cx, text, marks[i], S(" "));
    return text;
}

Err check_lesson(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason)
{
    (void)old, (void)reason;
    Cx *cx = tx->cx;
    const Reg *reg;
    Rec *drill;
    Str number = rec_str(rec, "number");
    TRY(system_reg(cx, site, "drill", &reg));
    TRY(record_load(cx, tx->db, reg, rec_i64(rec, "tested_by", 0), &drill));
    if (!drill || drill->voided)
        return cx_refuse(cx, ERR_CONFLICT, S("tested_by"), S(""), "no such drill");
    if (!str_is(drill->state, "evaluated") && !str_is(drill->state, "improved"))
        return cx_refuse(cx, ERR_CONFLICT, S("tested_by"), drill->title,
                         "the drill %.*s has not been evaluated", STR_ARG(drill->title));
    if (rec_i64(drill, "at", 0) <= rec_i64(rec, "found_at", INT64_MAX))
        return cx_refuse(cx, ERR_CONFLICT, S("tested_by"), drill->title,
                         "the drill %.*s was before the lesson, a later one must test it",
                         STR_ARG(drill->title));
    Str said = as_words(cx, rec_str(drill, "lessons"));
    if (names(said, number) || names(said, id_format(cx, rec->id))) return OK;
    return cx_refuse(cx, ERR_CONFLICT, S("tested_by"), drill->title,
                     "the drill %.*s does not name the lesson %.*s among those that it tested",
                     STR_ARG(drill->title), STR_ARG(number));
}
