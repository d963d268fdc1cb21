/* SPDX-License-Identifier: Apache-2.0 */
/* Texts into XML documents that we write. Reading is libxml2's business. */
#ifndef WIRE_XMLOUT_H
#define WIRE_XMLOUT_H

#include "base/base.h"

/* Text as content or as the value of an attribute in double quotes: & < > " escaped; what XML 1.0
 * cannot hold (most control characters, broken UTF-8) becomes U+FFFD.
 * source: W3C XML 1.0 (fifth edition) §2.2, §2.4 */
void xml_text(Buf *b, Str s);
/* <name>text</name> */
void xml_element(Buf *b, const char *name, Str text);

#endif
