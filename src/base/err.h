/* SPDX-License-Identifier: Apache-2.0 */
/* The one list of failures. A code says what the caller can do about it and maps to exactly one
 * HTTP status (house rule 6); the sentence, the field and the value live in the Cx. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

typedef enum Err {
    OK = 0,
    ERR_INVALID,     /* 400 the input is wrong */
    ERR_NO_LOGIN,    /* 401 nobody is signed in */
    ERR_DENIED,      /* 403 signed in, no right */
    ERR_NOT_FOUND,   /* 404 */
    ERR_CONFLICT,    /* 409 the state does not allow it */
    ERR_STALE,       /* 412 somebody changed the record meanwhile */
    ERR_TOO_BIG,     /* 413 */
    ERR_UNSUPPORTED, /* 415 */
    ERR_RATE,        /* 429 */
    ERR_IO,          /* 500 disk, database or peer failed */
    ERR_BUSY         /* 503 try again */
} Err;

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

/* Return the error upward; the only macro that returns. */
#define TRY(expr)                                                                                  \
    do {                                                                                           \
        Err try_err_ = (expr);                                                                     \
        if (try_err_ != OK) return try_err_;                                                       \
    } while (0)

/* HTTP status of a code, 200 for OK. */
int err_status(Err err);
/* Machine name of a code: "invalid", "denied" … */
const char *err_name(Err err);

#endif
