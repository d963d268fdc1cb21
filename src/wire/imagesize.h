/* SPDX-License-Identifier: Apache-2.0 */
/* How many pixels an image says it has, from its header alone: asked before anything decodes it, so
 * that a small file cannot unfold into gigabytes. Pure. source: reliability.md §5 row 14; ITU-T
 * T.81 §B.2.2 (JPEG frame header), ISO/IEC 15948 §11.2.2 (PNG IHDR), GIF89a §18, RFC 9649 §2.5–2.7
 * (WebP)
 */
#ifndef WIRE_IMAGESIZE_H
#define WIRE_IMAGESIZE_H

#include "base/base.h"

/* false: no image of these kinds, or its header is not complete in these bytes. */
bool image_size(Str bytes, int64_t *width, int64_t *height);

#endif
