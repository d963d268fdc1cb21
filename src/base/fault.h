/* SPDX-License-Identifier: Apache-2.0 */
/* Fault points: fault("store.commit") is true when a test asked for that point to fail (libfiu);
 * never in a release build. */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#ifdef FIU_ENABLE
#include <fiu.h>
#define fault(name) (fiu_fail(name) != 0)
#else
#define fault(name) (0)
#endif

#endif
