/* SPDX-License-Identifier: Apache-2.0 */
/* Inside incident/. */
#ifndef SYSTEMS_INCIDENT_INT_H
#define SYSTEMS_INCIDENT_INT_H

#include "systems/incident/incident.h"

/* Propose the grade that the figures give, with its reasons; writes only when it changes. */
MUST_USE Err incident_regrade(Txn *tx, const Site *site, const Rec *incident);

/* lesson.c */
Err check_lesson(Txn *tx, const Site *site, const Rec *old, const Rec *rec, Str reason);

#endif
