/* SPDX-License-Identifier: Apache-2.0 */
/* Names and statuses of the failures. */
#include "base/err.h"

static const struct {
    int status;
    const char *name;
} errs[] = {
    [OK] = {200, "ok"         },
    [ERR_INVALID] = {400, "invalid"    },
    [ERR_NO_LOGIN] = {401, "no_login"   },
    [ERR_DENIED] = {403, "denied"     },
    [ERR_NOT_FOUND] = {404, "not_found"  },
    [ERR_CONFLICT] = {409, "conflict"   },
    [ERR_STALE] = {412, "stale"      },
    [ERR_TOO_BIG] = {413, "too_big"    },
    [ERR_UNSUPPORTED] = {415, "unsupported"},
    [ERR_RATE] = {429, "rate"       },
    [ERR_IO] = {500, "io"         },
    [ERR_BUSY] = {503, "busy"       },
};

int err_status(Err err)
{
    return errs[err].status;
}

const char *err_name(Err err)
{
    return errs[err].name;
}
