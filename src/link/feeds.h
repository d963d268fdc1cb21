/* SPDX-License-Identifier: Apache-2.0 */
/* feeds: what we go and get. Sources of tracks, each fetched when its time has come by the city's
 * clock, on threads of its own: a source that is dead or slow holds up nobody, and one that says
 * nonsense changes nothing. A drill fetches nothing, a sandbox only from this machine. */
#ifndef LINK_FEEDS_H
#define LINK_FEEDS_H

#include "systems/system.h"

typedef struct Feeds Feeds;

/* Nothing runs yet. ret: freed with feeds_free */
Feeds *feeds_new(const Site *site);
/* The journal's writer must run. */
void feeds_start(Feeds *f);
/* After a commit, on the writer's thread: was a source changed, or asked for? */
void feeds_committed(Feeds *f, const Entry *entries, size_t n);
/* Stop, while the writer still runs; a visit that is under way is broken off and made anew after
 * the next start. NULL is fine. */
void feeds_stop(Feeds *f);
/* When the writer has ended and nothing is committed any more. NULL is fine. */
void feeds_free(Feeds *f);

#endif
