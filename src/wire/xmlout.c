/* SPDX-License-Identifier: Apache-2.0 */
/* Escaping. */
#include "wire/xmlout.h"

static const char *escape(uint32_t cp)
{
    switch (cp) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\r': return "&#13;"; /* a bare one would be read as a line feed */
    default: return NULL;
    }
}

static bool is_allowed(uint32_t cp)
{
    return (cp >= 0x20 && cp != 0xFFFE && cp != 0xFFFF) || cp == '\t' || cp == '\n';
}

void xml_text(Buf *b, Str s)
{
    size_t len;
    for (Str rest = s; rest.len; rest = str_from(rest, len)) {
        uint32_t cp = utf8_first(rest, &len);
        const char *z = escape(cp);
        /* a broken byte is U+FFFD of length 1, a real one has 3 */
        if (z) buf_z(b, z);
        else if (is_allowed(cp) && !(cp == 0xFFFD && len == 1)) buf_add(b, str_head(rest, len));
        else buf_z(b, "\xEF\xBF\xBD");
    }
}

void xml_element(Buf *b, const char *name, Str text)
{
    buf_fmt(b, "<%s>", name);
    xml_text(b, text);
    buf_fmt(b, "</%s>", name);
}
