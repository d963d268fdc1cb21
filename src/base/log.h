/* SPDX-License-Identifier: Apache-2.0 */
/* The log: one line each on stderr, UTC time first. Control characters of the message are escaped,
 * so nobody can forge a line. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

typedef enum LogLevel { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR } LogLevel;

/* Lines below `level` are left out (INFO at start); log_at writes one line, a line break of its own
 * at the end. Any thread. */
void log_set_level(LogLevel level);
void log_at(LogLevel level, const char *fmt, ...) PRINTF(2, 3);
#define log_debug(...) log_at(LOG_DEBUG, __VA_ARGS__)
#define log_info(...) log_at(LOG_INFO, __VA_ARGS__)
#define log_warn(...) log_at(LOG_WARN, __VA_ARGS__)
#define log_error(...) log_at(LOG_ERROR, __VA_ARGS__)
/* Says why and aborts: for memory that ends and for mistakes of ours. */
_Noreturn void log_die(const char *fmt, ...) PRINTF(1, 2);

#endif
