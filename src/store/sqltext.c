/* SPDX-License-Identifier: Apache-2.0 */
/* Identifiers, and texts cut into tokens for the text index. Chinese is written without blanks, so
 * every Han sign is a token and a run of them is looked for as a phrase: 衢江 finds 衢江区 and
 * never 江衢. */
#include "store/store.h"

enum { QUERY_MAX_WORDS = 16 };

Str sql_name(Cx *cx, Str name)
{
    Buf b = buf_new(cx, 0);
    buf_char(&b, '"');
    for (size_t i = 0; i < name.len; i++) {
        if (name.p[i] == '"') buf_char(&b, '"');
        buf_char(&b, name.p[i]);
    }
    buf_char(&b, '"');
    return buf_str(&b);
}

typedef enum Kind { BLANK, WORD, HAN } Kind;

static Kind kind_of(uint32_t cp)
{
    if (cp < 0x80)
        return (cp >= '0' && cp <= '9') || ((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z') ? WORD
                                                                                      : BLANK;
    if (utf8_is_cjk(cp)) return HAN;
    bool punctuation = (cp >= 0x2000 && cp <= 0x206F) || (cp >= 0x3000 && cp <= 0x303F) ||
                       (cp >= 0xFF00 && cp <= 0xFF0F) || (cp >= 0xFF1A && cp <= 0xFF20) ||
                       cp == 0xA0 || cp == 0xB7;
    return punctuation ? BLANK : WORD;
}

static void put_lower(Buf *b, Str sign)
{
    if (sign.len == 1 && sign.p[0] >= 'A' && sign.p[0] <= 'Z')
        buf_char(b, (char)(sign.p[0] | 0x20));
    else buf_add(b, sign);
}

Str sql_search_text(Cx *cx, Str text)
{
    Buf b = buf_new(cx, 0);
    Kind before = BLANK;
    size_t len;
    for (; text.len; text = str_from(text, len)) {
        Kind k = kind_of(utf8_first(text, &len));
        if (b.len && (k == HAN || k != before) && k != BLANK) buf_char(&b, ' ');
        if (k != BLANK) put_lower(&b, str_head(text, len));
        before = k;
    }
    return buf_str(&b);
}

/* Words end at blanks that the person typed; a word's tokens are a phrase, its last one may go on
 * (prefix). */
Str sql_search_query(Cx *cx, Str typed)
{
    Buf b = buf_new(cx, 0);
    Str word, rest = str_replace(cx, str_trim(typed), S("　"), S(" "));
    int n = 0;
    while (n < QUERY_MAX_WORDS && str_next(&rest, ' ', &word)) {
        Str tokens = sql_search_text(cx, word);
        if (tokens.len == 0) continue;
        if (n++) buf_add(&b, S(" AND "));
        size_t len;
        uint32_t last = 0;
        for (Str s = tokens; s.len; s = str_from(s, len)) last = utf8_first(s, &len);
        buf_fmt(&b, "\"%.*s\"%s", STR_ARG(tokens), kind_of(last) == HAN ? "" : "*");
    }
    return buf_str(&b);
}
