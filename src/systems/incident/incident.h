/* SPDX-License-Identifier: Apache-2.0 */
/* What other systems may read of an incident. */
#ifndef SYSTEMS_INCIDENT_INCIDENT_H
#define SYSTEMS_INCIDENT_INCIDENT_H

#include "systems/system.h"

/* natural, accident, health, security or other: as given, else by the code of its kind.
 * source: GB/T 35561-2017, first two digits; domain 10 §10.6 */
Str incident_class(const Rec *incident);
/* 1 (worst) to 4, as confirmed, else as proposed; 0 = not graded. */
int incident_grade(const Rec *incident);
/* Do casualties still count: within 30 days, of road traffic and fire 7. source: Decree 493 art. 13
 */
MUST_USE Err incident_in_window(Txn *tx, const Site *site, const Rec *incident, bool *ret);

#endif
