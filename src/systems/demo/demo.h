/* SPDX-License-Identifier: Apache-2.0 */
/* The demonstration city: a plausible Quzhou from a fixed seed. Every record bears a `ref` that
 * begins with demo-, its people are invented and their telephone numbers belong to nobody (100 057x
 * xxxx). Needs the regions. The same day gives the same city. */
#ifndef SYSTEMS_DEMO_H
#define SYSTEMS_DEMO_H

#include "register/register.h"

/* calm: only what stands (places, people, teams, plans, shifts), nothing that has happened: where a
 * drill begins. progress may be NULL: what was made and how many. */
MUST_USE Err demo_fill(Cx *cx, Book *book, bool calm,
                       void (*progress)(const char *what, int64_t n));

#endif
