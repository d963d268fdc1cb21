/* SPDX-License-Identifier: Apache-2.0 */
/* This very program, started once more as a process of its own: its lines are read, it is asked to
 * end, and it ends with us. Nothing else is ever started. */
#ifndef SYS_CHILD_H
#define SYS_CHILD_H

#include "base/base.h"

typedef struct SysChild SysChild;

/* words[0 … n): the arguments. Standard input is empty, standard error is ours.
 * ret:   freed with sys_child_stop
 * fails: ERR_IO */
MUST_USE Err sys_child_start(Cx *cx, const Str *words, size_t n, SysChild **ret);
/* Its next line without the line end, in cx; false when it closed its output, the time is over or
 * the line is longer than 64 KiB. One thread at a time. */
bool sys_child_line(Cx *cx, SysChild *c, int64_t until_mono_ms, Str *ret);
bool sys_child_is_over(SysChild *c);
/* SIGTERM, SIGKILL after grace_ms; waits for its end and frees. NULL is fine. */
void sys_child_stop(SysChild *c, int64_t grace_ms);

#endif
