/* SPDX-License-Identifier: Apache-2.0 */
/* The one header that everybody includes. */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/cx.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/rd.h"
#include "base/str.h"
#include "base/timefmt.h"
#include "base/vec.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#endif
