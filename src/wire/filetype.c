/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures of files; the first that fits counts. */
#include "wire/filetype.h"

/* Bytes at the start, and at `at` a second mark where the start is shared by several types. */
static const struct {
    const char *start;
    size_t len;
    const char *mark;
    size_t at;
    const char *type;
} kinds[] = {
    {"\xFF\xD8\xFF",      3, "",     0, "image/jpeg"     },
    {"\x89PNG\r\n\x1A\n", 8, "",     0, "image/png"      },
    {"GIF87a",            6, "",     0, "image/gif"      },
    {"GIF89a",            6, "",     0, "image/gif"      },
    {"RIFF",              4, "WEBP", 8, "image/webp"     },
    {"RIFF",              4, "WAVE", 8, "audio/wav"      },
    {"%PDF-",             5, "",     0, "application/pdf"},
    {"PK\x03\x04",        4, "",     0, "application/zip"},
    {"\0\0",              2, "ftyp", 4, "video/mp4"      }, /* a first box of less than 64 KB */
    {"OggS\0",            5, "",     0, "audio/ogg"      },
    {"ID3",               3, "",     0, "audio/mpeg"     },
};

Str file_type(Str bytes)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_starts(bytes, (Str){kinds[i].start, kinds[i].len}) &&
            str_starts(str_from(bytes, kinds[i].at), str_c(kinds[i].mark)))
            return str_c(kinds[i].type);
    return utf8_is_valid(bytes) && str_find_char(bytes, 0) == SIZE_MAX
               ? S("text/plain; charset=utf-8")
               : S("application/octet-stream");
}

bool file_type_is_shown(Str type)
{
    return str_starts(type, S("image/")) || str_is(type, "application/pdf");
}
