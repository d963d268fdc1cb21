/* SPDX-License-Identifier: Apache-2.0 */
#include "main/app.h"

#define SYSTEM(name) extern const System name##_system;
#include "main/systems.def"
#undef SYSTEM

static const System *const all[] = {
#define SYSTEM(name) &name##_system,
#include "main/systems.def"
#undef SYSTEM
    NULL};

const System *const *app_systems(void)
{
    return all;
}
