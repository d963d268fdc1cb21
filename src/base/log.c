/* SPDX-License-Identifier: Apache-2.0 */
/* The log. The only code below the doors that reads a clock: a line says when it was written. */
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/base.h"

static _Atomic LogLevel threshold = LOG_INFO;

void log_set_level(LogLevel level)
{
    threshold = level;
}

static size_t write_escaped(char *out, size_t cap, const char *msg)
{
    size_t n = 0;
    for (; *msg && n + 5 < cap; msg++) {
        if ((unsigned char)*msg >= 0x20 && *msg != 0x7F) out[n++] = *msg;
        else n += (size_t)snprintf(out + n, cap - n, "\\x%02x", (unsigned char)*msg);
    }
    out[n] = 0;
    return n;
}

PRINTF(2, 0) static void put(const char *level, const char *fmt, va_list ap)
{
    char msg[2048], safe[4096], when[32];
    vsnprintf(msg, sizeof msg, fmt, ap);
    write_escaped(safe, sizeof safe, msg);
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    struct tm tm = {0};
    (void)gmtime_r(&ts.tv_sec, &tm); /* years beyond an int only */
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &tm);
    fprintf(stderr, "%s.%03ldZ %s %s\n", when, ts.tv_nsec / 1000000, level, safe);
}

void log_at(LogLevel level, const char *fmt, ...)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    if (level < threshold) return;
    va_list ap;
    va_start(ap, fmt);
    put(names[level], fmt, ap);
    va_end(ap);
}

void log_die(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    put("fatal", fmt, ap);
    va_end(ap);
    abort();
}
