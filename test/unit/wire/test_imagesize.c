/* SPDX-License-Identifier: Apache-2.0 */
/* Pixels of pictures by their headers. */
#include "wire_test.h"

#include "wire/imagesize.h"

static void assert_size(Str bytes, int64_t w, int64_t h)
{
    int64_t x = -1, y = -1;
    assert_true(image_size(bytes, &x, &y));
    assert_int_equal(x, w);
    assert_int_equal(y, h);
}

static void assert_none(Str bytes)
{
    int64_t x, y;
    assert_false(image_size(bytes, &x, &y));
}

static void kinds(void **state)
{
    (void)state;
    assert_size(S("\xFF\xD8\xFF\xE0\0\x04XX\xFF\xC0\0\x11\x08\x04\xB0\x06\x40\x03"), 1600, 1200);
    assert_size(S("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x75\x30\0\0\0\x02"), 30000, 2);
    assert_size(S("GIF89a\xFF\xFF\x01\0"), 65535, 1);
    assert_size(S("RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\xFF\xFF\xFF\0\0\0"), 16777216, 1);
    assert_size(S("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9D\x01\x2A\x40\x06\xB0\x44"), 1600, 1200);
    assert_size(S("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2F\xFF\xFF\xFF\x0F\0\0\0\0\0"), 16384, 16384);
}

/* What decoders tolerate in front of the frame header does not hide it. */
static void hidden(void **state)
{
    (void)state;
    assert_size(S("\xFF\xD8\xFF\xFF\xFF\xC2\0\x11\x08\0\x02\0\x03\x03"), 3, 2);
    assert_size(S("\xFF\xD8\xFF\x01"
                  "junk\xFF\0\xFF\xC1\0\x11\x08\0\x02\0\x03\x03"),
                3, 2);
    assert_size(S("\xFF\xD8\xFF\xC4\0\x04zz\xFF\xC0\0\x11\x08\0\x02\0\x03\x03"), 3, 2);
}

static void cut_or_none(void **state)
{
    (void)state;
    Str jpeg = S("\xFF\xD8\xFF\xE0\0\x04XX\xFF\xC0\0\x11\x08\x04\xB0\x06\x40");
    for (size_t n = 0; n < jpeg.len; n++) assert_none(str_head(jpeg, n));
    assert_none(
        S("\xFF\xD8\xFF\xDA\0\x04XX\xFF\xC0\0\x11\x08\x04\xB0\x06\x40\x03")); /* data came first */
    assert_none(S("\xFF\xD8\xFF\xE0\0\x01\xFF\xC0\0\x11\x08\x04\xB0\x06\x40\x03"));
    assert_none(S("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0"));
    assert_none(S("RIFF\0\0\0\0WAVEfmt 00000000000000"));
    assert_none(S(""));
    assert_none(S("text"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(kinds),
    cmocka_unit_test(hidden),
    cmocka_unit_test(cut_or_none),
};
WIRE_TEST_MAIN(tests)
