/* SPDX-License-Identifier: Apache-2.0 */
/* What a live city knows of its drills: it starts each as a process of its own, with a directory,
 * keys and a journal of its own, and learns nothing but its score. */
#ifndef SYSTEMS_DRILL_DESK_H
#define SYSTEMS_DRILL_DESK_H

#include "systems/system.h"

typedef struct DrillDesk DrillDesk;

/* host: address that a drill listens on; tls: both or none, as the live city's. All outlive it. */
DrillDesk *drill_desk_new(const char *host, const char *tls_cert, const char *tls_key);
/* Ends what runs. NULL is fine. */
void drill_desk_free(DrillDesk *k);

#endif
