/* SPDX-License-Identifier: Apache-2.0 */
/* What a file is, by its first bytes and never by its name: for uploads. Pure. source: OWASP ASVS
 * 5.0 §5; WHATWG MIME Sniffing §6 (images, audio, video, archives), ISO 32000-1 §7.5.2 (PDF). */
#ifndef WIRE_FILETYPE_H
#define WIRE_FILETYPE_H

#include "base/base.h"

/* Media type of the bytes of a file; a constant. What fits no signature is text/plain when all of
 * it is UTF-8 without NUL, else application/octet-stream. So nothing that begins with text (a page,
 * a script, SVG) is ever an image. */
Str file_type(Str bytes);
/* May a browser show it in place (images and PDF), or is it only to be saved? */
bool file_type_is_shown(Str type);

#endif
