/* SPDX-License-Identifier: Apache-2.0 */
/* Types of files: one of a few, told by the start alone unless it is text; no text is shown. Sizes
 * of pictures are read of pictures only. */
#include "fuzz.h"
#include "wire/filetype.h"
#include "wire/imagesize.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const known[] = {"image/jpeg",
                                        "image/png",
                                        "image/gif",
                                        "image/webp",
                                        "audio/wav",
                                        "application/pdf",
                                        "application/zip",
                                        "video/mp4",
                                        "audio/ogg",
                                        "audio/mpeg",
                                        "text/plain; charset=utf-8",
                                        "application/octet-stream"};
    Str all = fuzz_str(data, size), type = file_type(all);
    bool found = false, text = utf8_is_valid(all) && str_find_char(all, 0) == SIZE_MAX;
    for (size_t i = 0; i < COUNT(known); i++) found |= str_is(type, known[i]);
    MUST(found);
    if (str_is(type, "text/plain; charset=utf-8")) MUST(text);
    if (str_is(type, "application/octet-stream")) MUST(!text);
    if (str_starts(type, S("image/")))
        MUST(!text || str_starts(all, S("GIF")) || str_starts(all, S("RIFF")));
    if (size && strchr("<{[# \n", data[0]) && data[0]) MUST(!file_type_is_shown(type));
    if (size > 16 && !text && !str_is(type, "application/octet-stream"))
        MUST(str_eq(file_type(str_head(all, 16)), type));
    int64_t w = -1, h = -1;
    if (image_size(all, &w, &h)) MUST(w >= 0 && h >= 0 && str_starts(type, S("image/")));
    return 0;
}
