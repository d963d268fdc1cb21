/* SPDX-License-Identifier: Apache-2.0 */
/* Fault points: fault("store.commit") is true when a test asked for that point to fail; never in a
 * release build (meson -Dfaults=true makes one that can). The environment of such a program says
 *   ANLAN_FAULT=17       the 17th point that is passed fails, whichever it is; 17+: and all after
 * it ANLAN_FAULT_AT=vfs.  only points whose names begin so are counted ANLAN_FAULT_LOG=FILE gets a
 * line for each point that failed and, at the end, how many were passed ANLAN_FAULT_KILL=1
 * the program dies at the point, as by kill -9, instead */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#ifdef FAULTS
#include <stdbool.h>
/* Does this point fail now? Counts; any thread. */
bool fault(const char *name);
#else
#define fault(name) (0)
#endif

#endif
