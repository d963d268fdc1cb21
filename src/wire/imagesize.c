/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/imagesize.h"

static int64_t big(Str s, size_t at, size_t n)
{
    int64_t v = 0;
    for (size_t i = 0; i < n; i++) v = v << 8 | (unsigned char)s.p[at + i];
    return v;
}

static int64_t little(Str s, size_t at, size_t n)
{
    int64_t v = 0;
    for (size_t i = n; i-- > 0;) v = v << 8 | (unsigned char)s.p[at + i];
    return v;
}

/* Frame headers are SOF0 … SOF15 without DHT, JPG and DAC. */
static bool is_frame(int64_t marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static bool jpeg_size(Str s, int64_t *w, int64_t *h)
{
    for (size_t at = 2; at + 4 <= s.len;) {
        int64_t marker = big(s, at + 1, 1);
        bool lost =
            (unsigned char)s.p[at] != 0xFF; /* decoders look for the next marker, so do we */
        if (lost || marker == 0xFF || marker == 0) {
            at++;
            continue;
        }
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) { /* no length */
            at += 2;
            continue;
        }
        if (is_frame(marker)) {
            if (at + 9 > s.len) return false;
            *h = big(s, at + 5, 2), *w = big(s, at + 7, 2);
            return true;
        }
        int64_t len = big(s, at + 2, 2);
        if (marker == 0xD9 || marker == 0xDA || len < 2) return false;
        at += 2 + (size_t)len;
    }
    return false;
}

static bool webp_size(Str s, int64_t *w, int64_t *h)
{
    if (s.len < 30) return false;
    Str kind = str_head(str_from(s, 12), 4);
    if (str_is(kind, "VP8X")) *w = little(s, 24, 3) + 1, *h = little(s, 27, 3) + 1;
    else if (str_is(kind, "VP8 ")) *w = little(s, 26, 2) & 0x3FFF, *h = little(s, 28, 2) & 0x3FFF;
    else if (str_is(kind, "VP8L"))
        *w = (little(s, 21, 4) & 0x3FFF) + 1, *h = (little(s, 21, 4) >> 14 & 0x3FFF) + 1;
    else return false;
    return true;
}

bool image_size(Str s, int64_t *w, int64_t *h)
{
    if (str_starts(s, S("\xFF\xD8\xFF"))) return jpeg_size(s, w, h);
    if (str_starts(s, S("\x89PNG\r\n\x1A\n")) && s.len >= 24)
        return *w = big(s, 16, 4), *h = big(s, 20, 4), true;
    if (str_starts(s, S("GIF8")) && s.len >= 10)
        return *w = little(s, 6, 2), *h = little(s, 8, 2), true;
    if (str_starts(s, S("RIFF")) && s.len >= 16 && str_starts(str_from(s, 8), S("WEBP")))
        return webp_size(s, w, h);
    return false;
}
