/* SPDX-License-Identifier: Apache-2.0 */
/* Where an address leads that somebody wrote down and we are to call: its host, and whether that is
 * a place of ours. Whoever lists hosts may be led to exactly these; what is private and not listed
 * is never called. Pure. source: OWASP ASVS 5.0 §1.3.6 */
#ifndef HTTP_URL_H
#define HTTP_URL_H

#include <jansson.h>

#include "base/base.h"

/* Parts of an address; they lie in it. */
typedef struct UrlHost {
    Str scheme, host, host_port; /* host without the brackets of IPv6 */
} UrlHost;
/* scheme://host[:port]/… False = no such thing, or it names a user. */
bool url_host(Str url, UrlHost *ret);
/* This machine by its usual names. */
bool host_is_here(Str host);
/* Is it an address in digits rather than a name? */
bool host_is_ip(Str host);
/* An address of a private network, of this machine, of the link or of a group.
 * source: RFC 1918, 3927, 4193, 6598 */
bool ip_is_private(Str ip);

/* A JSON list of "host" and "host:port"; what is no text is left out. ret: in cx */
void hosts_read(Cx *cx, json_t *list, Str **ret, size_t *n);
/* Is it listed, with or without its port? */
bool hosts_name(const Str *hosts, size_t n, const UrlHost *at);
/* A public name may still lead into our own network: is this address public, or listed itself?
 * in: ip  as text, of the peer that was reached */
bool hosts_may_reach(const Str *hosts, size_t n, Str ip);

#endif
