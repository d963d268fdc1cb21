/* SPDX-License-Identifier: Apache-2.0 */
/* link: the door for machines. So far the gateways of notices: short messages (SMPP 3.4, CMPP 2.0),
 * calls, mail, hooks. One thread with one loop over sockets; it takes rows of the outbox, sends,
 * and reports what became of them. Nobody waits for it, and a dead gateway delays no other. */
#ifndef LINK_LINK_H
#define LINK_LINK_H

#include "systems/system.h"

typedef struct Link Link;

/* Read DIR/gateways.json; nothing runs yet. ret: closed with link_close. fails: ERR_INVALID */
MUST_USE Err link_open(Cx *cx, const Site *site, Link **ret);
/* The thread begins: first what a crash left behind. The journal's writer must run. */
void link_start(Link *l);
/* After a commit, on the writer's thread: is there something for us? */
/* Let the loop go round until nothing is due and all that was said is written; at most a minute.
 * For a clock that waits for what it has brought about. */
void link_turn(Link *l);
void link_committed(Link *l, const Entry *entries, size_t n);
/* Stop; what was on its way is settled by the next start. NULL is fine. */
void link_close(Link *l);

#endif
