/* SPDX-License-Identifier: Apache-2.0 */
/* Types of files by their first bytes. */
#include "wire_test.h"

#include "wire/filetype.h"

#define assert_type(lit, type) assert_true(str_is(file_type(S(lit)), (type)))

static void signatures(void **state)
{
    (void)state;
    assert_type("\xFF\xD8\xFF\xE0\0\x10JFIF", "image/jpeg");
    assert_type("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", "image/png");
    assert_type("GIF89a\x01\0", "image/gif");
    assert_type("RIFF\x24\0\0\0WEBPVP8 ", "image/webp");
    assert_type("RIFF\x24\0\0\0WAVEfmt ", "audio/wav");
    assert_type("RIFF\x24\0\0\0AVI LIST", "application/octet-stream");
    assert_type("%PDF-1.7\n", "application/pdf");
    assert_type("PK\x03\x04\x14\0", "application/zip");
    assert_type("\0\0\0\x18"
                "ftypmp42",
                "video/mp4");
    assert_type("OggS\0\x02", "audio/ogg");
    assert_type("ID3\x03\0", "audio/mpeg");
}

/* What reads as text is text, whatever words stand in it. */
static void text_is_no_image(void **state)
{
    (void)state;
    assert_type("", "text/plain; charset=utf-8");
    assert_type("水位 3.2 米\n", "text/plain; charset=utf-8");
    assert_type("<svg onload=alert(1)>", "text/plain; charset=utf-8");
    assert_type("GIF8 is a word", "text/plain; charset=utf-8");
    assert_type("the new WEBP files", "text/plain; charset=utf-8");
    assert_type("see ftyp of a box", "text/plain; charset=utf-8");
    assert_type("RIFF of a WEBP, or so", "text/plain; charset=utf-8");
    assert_type("text\0with a NUL", "application/octet-stream");
    assert_type("\xC3\x28", "application/octet-stream");
    assert_type("\xFF\xD8", "application/octet-stream");
}

static void shown(void **state)
{
    (void)state;
    assert_true(file_type_is_shown(S("image/png")));
    assert_true(file_type_is_shown(S("application/pdf")));
    assert_false(file_type_is_shown(S("text/plain; charset=utf-8")));
    assert_false(file_type_is_shown(S("application/zip")));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(signatures),
    cmocka_unit_test(text_is_no_image),
    cmocka_unit_test(shown),
};
WIRE_TEST_MAIN(tests)
