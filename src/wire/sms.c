/* SPDX-License-Identifier: Apache-2.0 */
/* Alphabets, headers and parts of short messages.
 * source: 3GPP TS 23.038 §6.2.1 (default alphabet and its extension), TS 23.040 §9.2.3.24 (user
 * data header), Unicode 15 §3.9 (UTF-16), GB 18030-2005 */
#include <errno.h>
#include <iconv.h>

#include "wire/sms.h"

enum { ESCAPE = 0x1B, SUBSTITUTE = 0xFFFD };

/* Code point of each septet; the escape has none. */
static const uint16_t gsm7[128] = {
    '@',    0xA3,   '$',    0xA5,   0xE8,   0xE9, 0xF9,   0xEC,   0xF2,   0xC7,   '\n',   0xD8,
    0xF8,   '\r',   0xC5,   0xE5,   0x0394, '_',  0x03A6, 0x0393, 0x039B, 0x03A9, 0x03A0, 0x03A8,
    0x03A3, 0x0398, 0x039E, 0xFFFF, 0xC6,   0xE6, 0xDF,   0xC9,   ' ',    '!',    '"',    '#',
    0xA4,   '%',    '&',    '\'',   '(',    ')',  '*',    '+',    ',',    '-',    '.',    '/',
    '0',    '1',    '2',    '3',    '4',    '5',  '6',    '7',    '8',    '9',    ':',    ';',
    '<',    '=',    '>',    '?',    0xA1,   'A',  'B',    'C',    'D',    'E',    'F',    'G',
    'H',    'I',    'J',    'K',    'L',    'M',  'N',    'O',    'P',    'Q',    'R',    'S',
    'T',    'U',    'V',    'W',    'X',    'Y',  'Z',    0xC4,   0xD6,   0xD1,   0xDC,   0xA7,
    0xBF,   'a',    'b',    'c',    'd',    'e',  'f',    'g',    'h',    'i',    'j',    'k',
    'l',    'm',    'n',    'o',    'p',    'q',  'r',    's',    't',    'u',    'v',    'w',
    'x',    'y',    'z',    0xE4,   0xF6,   0xF1, 0xFC,   0xE0,
};

/* After the escape. */
static const struct Pair {
    uint8_t septet;
    uint16_t cp;
} extension[] = {
    {0x0A, '\f'  },
    {0x14, '^'   },
    {0x28, '{'   },
    {0x29, '}'   },
    {0x2F, '\\'  },
    {0x3C, '['   },
    {0x3D, '~'   },
    {0x3E, ']'   },
    {0x40, '|'   },
    {0x65, 0x20AC},
};

static void put_utf8(Buf *b, uint32_t cp)
{
    if (cp < 0x80) {
        buf_char(b, (char)cp);
        return;
    }
    if (cp < 0x800) {
        buf_char(b, (char)(0xC0 | cp >> 6));
    } else {
        if (cp < 0x10000) {
            buf_char(b, (char)(0xE0 | cp >> 12));
        } else {
            buf_char(b, (char)(0xF0 | cp >> 18));
            buf_char(b, (char)(0x80 | (cp >> 12 & 0x3F)));
        }
        buf_char(b, (char)(0x80 | (cp >> 6 & 0x3F)));
    }
    buf_char(b, (char)(0x80 | (cp & 0x3F)));
}

static Err no_code(Cx *cx, uint8_t byte)
{
    return cx_fail(cx, ERR_INVALID, "text", "byte %02x is no character of this alphabet", byte);
}

/* --- to UTF-8 --- */

static Err gsm7_decode(Cx *cx, Str bytes, Buf *out)
{
    for (size_t i = 0; i < bytes.len; i++) {
        uint8_t c = (uint8_t)bytes.p[i];
        if (c > 127) return no_code(cx, c);
        if (c != ESCAPE) {
            put_utf8(out, gsm7[c]);
            continue;
        }
        if (++i == bytes.len) return no_code(cx, c);
        c = (uint8_t)bytes.p[i];
        size_t k = 0;
        while (k < COUNT(extension) && extension[k].septet != c) k++;
        /* an unknown one shows as the character without the escape */
        if (k == COUNT(extension) && (c > 127 || c == ESCAPE)) return no_code(cx, c);
        put_utf8(out, k < COUNT(extension) ? extension[k].cp : gsm7[c]);
    }
    return OK;
}

static Err ucs2_decode(Cx *cx, Str bytes, Buf *out)
{
    Rd r = rd_on(bytes);
    if (bytes.len % 2)
        return cx_fail(cx, ERR_INVALID, "text", "UCS-2 of %zu bytes, must be even", bytes.len);
    while (!rd_end(&r)) {
        uint32_t cp = rd_u16be(&r);
        if (cp >= 0xD800 && cp < 0xDC00 && rd_left(&r)) {
            Rd ahead = r;
            uint32_t low = rd_u16be(&ahead);
            if (low >= 0xDC00 && low < 0xE000) {
                cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
                r = ahead;
            }
        }
        put_utf8(out, cp >= 0xD800 && cp < 0xE000 ? SUBSTITUTE : cp);
    }
    return OK;
}

static Err bytes_decode(Cx *cx, Str bytes, uint8_t last, Buf *out)
{
    for (size_t i = 0; i < bytes.len; i++) {
        if ((uint8_t)bytes.p[i] > last) return no_code(cx, (uint8_t)bytes.p[i]);
        put_utf8(out, (uint8_t)bytes.p[i]);
    }
    return OK;
}

static Err convert(Cx *cx, const char *to, const char *from, Str s, Str *ret)
{
    size_t room = s.len * 4 + 4, left = room, in_left = s.len;
    char *out = cx_new(cx, char, room), *at = out, *in = str_z(cx, s);
    iconv_t ic = iconv_open(to, from);
    if (ic == (iconv_t)-1) /* the C library's tables are not installed */
        return cx_fail(cx, ERR_UNSUPPORTED, "text", "this system cannot convert %s to %s", from,
                       to);
    size_t n = iconv(ic, &in, &in_left, &at, &left);
    iconv_close(ic);
    if (n == (size_t)-1)
        return cx_fail(cx, ERR_INVALID, "text", "no %s text at byte %zu", from, s.len - in_left);
    *ret = (Str){out, room - left};
    return OK;
}

Err sms_decode(Cx *cx, SmsCoding coding, Str bytes, Str *ret)
{
    Buf out = buf_new(cx, 0);
    switch (coding) {
    case SMS_GSM7: TRY(gsm7_decode(cx, bytes, &out)); break;
    case SMS_ASCII: TRY(bytes_decode(cx, bytes, 127, &out)); break;
    case SMS_LATIN1: TRY(bytes_decode(cx, bytes, 255, &out)); break;
    case SMS_UCS2: TRY(ucs2_decode(cx, bytes, &out)); break;
    case SMS_GB18030: return convert(cx, "UTF-8", "GB18030", bytes, ret);
    case SMS_BINARY: *ret = hex_encode(cx, bytes); return OK;
    }
    *ret = buf_str(&out);
    return buf_done(&out);
}

/* --- from UTF-8 --- */

/* The septet of a character, with the escape above it where it needs one; -1 = it has none. */
static int gsm7_of(uint32_t cp)
{
    for (size_t i = 0; i < COUNT(gsm7); i++)
        if (gsm7[i] == cp && i != ESCAPE) return (int)i;
    for (size_t i = 0; i < COUNT(extension); i++)
        if (extension[i].cp == cp) return ESCAPE << 8 | extension[i].septet;
    return -1;
}

static bool put_gsm7(Buf *b, uint32_t cp)
{
    int septet = gsm7_of(cp);
    if (septet < 0) return false;
    if (septet >> 8) buf_char(b, ESCAPE);
    buf_char(b, (char)(septet & 0x7F));
    return true;
}

bool sms_is_gsm7(Str text)
{
    size_t len;
    for (Str rest = text; rest.len; rest = str_from(rest, len))
        if (gsm7_of(utf8_first(rest, &len)) < 0) return false;
    return true;
}

static void put_u16(Buf *b, uint32_t v)
{
    buf_char(b, (char)(v >> 8));
    buf_char(b, (char)(v & 0xFF));
}

static bool put(Buf *b, SmsCoding coding, uint32_t cp)
{
    if (coding == SMS_GSM7) return put_gsm7(b, cp);
    if (coding == SMS_UCS2 && cp < 0x10000) return put_u16(b, cp), true;
    if (coding == SMS_UCS2) {
        put_u16(b, 0xD800 + ((cp - 0x10000) >> 10));
        put_u16(b, 0xDC00 + ((cp - 0x10000) & 0x3FF));
        return true;
    }
    if (cp > (coding == SMS_ASCII ? 127 : 255)) return false;
    return buf_char(b, (char)cp), true;
}

Err sms_encode(Cx *cx, SmsCoding coding, Str text, Str *ret)
{
    Buf out = buf_new(cx, 0);
    if (coding == SMS_BINARY)
        return cx_fail(cx, ERR_UNSUPPORTED, "text", "a text has no binary form");
    if (!utf8_is_valid(text))
        return cx_fail(cx, ERR_INVALID, "text", "the text is not well-formed UTF-8");
    if (coding == SMS_GB18030) return convert(cx, "GB18030", "UTF-8", text, ret);
    for (Str rest = text; rest.len;) {
        size_t len;
        uint32_t cp = utf8_first(rest, &len);
        if (!put(&out, coding, cp))
            return cx_refuse(cx, ERR_INVALID, S("text"), str_head(rest, len),
                             "U+%04X is no character of this alphabet", cp);
        rest = str_from(rest, len);
    }
    *ret = buf_str(&out);
    return buf_done(&out);
}

/* --- septets --- */

Str sms_gsm7_pack(Cx *cx, Str septets)
{
    Buf out = buf_new(cx, 0);
    unsigned bits = 0, n = 0;
    for (size_t i = 0; i < septets.len; i++) {
        bits |= (unsigned)(septets.p[i] & 0x7F) << n;
        n += 7;
        if (n < 8) continue;
        buf_char(&out, (char)(bits & 0xFF));
        bits >>= 8;
        n -= 8;
    }
    if (n == 1) bits |= '\r' << 1; /* seven bits are left over */
    if (n) buf_char(&out, (char)bits);
    return buf_str(&out);
}

Str sms_gsm7_unpack(Cx *cx, Str bytes)
{
    size_t n = bytes.len * 8 / 7;
    char *out = cx_new(cx, char, n + 1);
    for (size_t i = 0; i < n; i++) {
        size_t at = i * 7 / 8, shift = i * 7 % 8;
        unsigned two = (uint8_t)bytes.p[at];
        if (at + 1 < bytes.len) two |= (unsigned)(uint8_t)bytes.p[at + 1] << 8;
        out[i] = (char)(two >> shift & 0x7F);
    }
    if (n && n % 8 == 0 && (out[n - 1] == '\r' || out[n - 1] == 0)) n--;
    return (Str){out, n};
}

/* --- the header --- */

static Err concat(Cx *cx, uint8_t id, Str data, SmsUdh *ret)
{
    Rd r = rd_on(data);
    bool wide = id == 8;
    if (id != 0 && id != 8) return OK;
    ret->ref = wide ? rd_u16be(&r) : rd_u8(&r);
    ret->total = rd_u8(&r);
    ret->part = rd_u8(&r);
    ret->is_wide = wide;
    if (r.bad || !rd_end(&r) || ret->part == 0 || ret->part > ret->total)
        return cx_refuse(cx, ERR_INVALID, S("header"), hex_encode(cx, data),
                         "not a part of a message");
    return OK;
}

Err sms_udh(Cx *cx, Str user_data, SmsUdh *ret)
{
    Rd r = rd_on(user_data);
    SmsUdh udh = {0};
    size_t len = rd_u8(&r);
    Rd elements = rd_on(rd_bytes(&r, len));
    udh.head = str_head(user_data, len + 1);
    udh.body = str_from(user_data, len + 1);
    while (!r.bad && !rd_end(&elements)) {
        uint8_t id = rd_u8(&elements);
        Str data = rd_bytes(&elements, rd_u8(&elements));
        if (!elements.bad) TRY(concat(cx, id, data, &udh));
    }
    if (r.bad || elements.bad)
        return cx_refuse(cx, ERR_INVALID, S("header"), hex_encode(cx, udh.head),
                         "a header of %zu bytes does not fit", len);
    *ret = udh;
    return OK;
}

/* --- long texts --- */

/* The longest beginning of at most `room` bytes that ends between two characters. */
static size_t whole(SmsCoding coding, Str s, size_t room)
{
    if (s.len <= room) return s.len;
    size_t n = coding == SMS_UCS2 ? room / 2 * 2 : room;
    if (coding == SMS_UCS2 && n >= 2 && ((uint8_t)s.p[n - 2] & 0xFC) == 0xD8) n -= 2;
    if (coding == SMS_GSM7 && n >= 1 && s.p[n - 1] == ESCAPE) n--;
    if (coding != SMS_GB18030) return n;
    size_t at = 0; /* one, two or four bytes a character; the second byte tells */
    while (at < s.len) {
        size_t len = (uint8_t)s.p[at] < 0x80                                               ? 1
                     : at + 1 < s.len && s.p[at + 1] >= '0' && (uint8_t)s.p[at + 1] < 0x40 ? 4
                                                                                           : 2;
        if (at + len > room) break;
        at += len;
    }
    return at;
}

Err sms_split(Cx *cx, SmsCoding coding, Str text, uint8_t ref, size_t limit, Str **parts, size_t *n)
{
    Str bytes;
    VEC(Str) list = {0};
    TRY(sms_encode(cx, coding, text, &bytes));
    assert(limit > SMS_UDH_CONCAT + 4); /* a character fits */
    size_t one = coding == SMS_GSM7 ? limit * 8 / 7 : limit;
    size_t room = coding == SMS_GSM7 ? (limit - SMS_UDH_CONCAT) * 8 / 7 : limit - SMS_UDH_CONCAT;
    if (bytes.len <= one) {
        vec_push(cx, &list, bytes);
    } else {
        for (Str rest = bytes; rest.len;) {
            size_t len = whole(coding, rest, room);
            vec_push(cx, &list, str_head(rest, len));
            rest = str_from(rest, len);
        }
        if (list.n > SMS_PARTS_MAX)
            return cx_fail(cx, ERR_TOO_BIG, "text", "the text takes %zu messages, at most %d",
                           list.n, SMS_PARTS_MAX);
        for (size_t i = 0; i < list.n; i++) {
            char head[] = {5, 0, 3, (char)ref, (char)list.n, (char)(i + 1)};
            list.p[i] = str_join(cx, (Str){head, sizeof head}, list.p[i]);
        }
    }
    *parts = list.p;
    *n = list.n;
    return OK;
}

/* --- states --- */

static const char *const states[] = {"",        "ENROUTE", "DELIVRD", "EXPIRED", "DELETED",
                                     "UNDELIV", "ACCEPTD", "UNKNOWN", "REJECTD"};

SmsState sms_state(Str word)
{
    for (size_t i = 1; i < COUNT(states); i++)
        if (str_eq_nocase(word, str_c(states[i]))) return (SmsState)i;
    return SMS_OTHER;
}

const char *sms_state_word(SmsState state)
{
    return states[state];
}
