/* SPDX-License-Identifier: Apache-2.0 */
/* Names of substances: as people write them, and the rows they stand for. */
#include "systems/grade/hazmat.h"

/* U+3000, the blank as wide as a Han sign; U+FF01 to U+FF5E, the ASCII signs of that width; dashes.
 * source: Unicode, Halfwidth and Fullwidth Forms; General Punctuation */
static char ascii_of(uint32_t cp)
{
    if (cp == 0x3000 || cp == 0xA0) return ' ';
    if (cp >= 0xFF01 && cp <= 0xFF5E) return (char)(cp - 0xFF01 + '!');
    if ((cp >= 0x2010 && cp <= 0x2014) || cp == 0x2212) return '-';
    return cp < 0x80 ? (char)cp : 0;
}

Str hazmat_plain(Cx *cx, Str name)
{
    Buf b = buf_new(cx, 0);
    for (size_t at = 0; at < name.len;) {
        size_t len = 1;
        char c = ascii_of(utf8_first(str_from(name, at), &len));
        if (c) buf_char(&b, c);
        else buf_add(&b, str_head(str_from(name, at), len));
        at += len;
    }
    return str_lower(cx, str_trim(buf_str(&b)));
}

void hazmat_name_add(Cx *cx, HazmatNames *names, HazmatBy by, Str cell, size_t row)
{
    Str rest = cell, one;
    while (str_next(&rest, ';', &one))
        vec_push(cx, names, ((HazmatName){by, hazmat_plain(cx, one), row}));
}

static bool is_among(const HazmatFound *f, size_t row)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->at[i] == row) return true;
    return false;
}

HazmatFound hazmat_find(Cx *cx, const HazmatNames *names, Str name)
{
    Str plain = hazmat_plain(cx, name);
    HazmatFound f = {0};
    size_t cap = 0;
    for (HazmatBy by = HAZMAT_BY_CAS; plain.len && f.n == 0 && by <= HAZMAT_BY_ALIAS; by++)
        for (size_t i = 0; i < names->n; i++) {
            const HazmatName *k = &names->p[i];
            if (k->by != by || !str_eq(k->plain, plain) || is_among(&f, k->row)) continue;
            f.at = vec_room(cx, f.at, f.n, &cap, sizeof *f.at);
            f.at[f.n++] = k->row;
        }
    return f;
}
