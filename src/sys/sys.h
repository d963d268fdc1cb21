/* SPDX-License-Identifier: Apache-2.0 */
/* sys: the operating system, and nobody else's business: files, clocks, randomness, limits,
 * signals. Threads, queues and the worker pool stand in sys/thread.h. Knows nothing of the project.
 * Paths are UTF-8 without NUL; relative ones start at the working directory. Every failure names
 * the path and the system's reason. */
#ifndef SYS_SYS_H
#define SYS_SYS_H

#include "base/base.h"

/* --- heap: for what outlives every Cx (connections, queues). Never NULL: exhaustion logs and
 * aborts. Zeroed. --- */
void *sys_mem_new(size_t size);
void sys_mem_free(void *p); /* NULL is fine */

/* --- clocks --- */
int64_t sys_now_ms(void);  /* UTC wall clock; may step */
int64_t sys_mono_ms(void); /* since some start; never steps back */
int64_t sys_mono_us(void);

/* --- randomness --- */
/* len bytes from the kernel's generator, fit for keys. Never fails: without randomness the program
 * aborts. */
void sys_random(void *out, size_t len);
uint64_t sys_random_u64(void);

/* --- files --- */
/* A whole file. fails: ERR_NOT_FOUND, ERR_TOO_BIG past max bytes, ERR_IO. ret lives in cx and is
 * followed by a NUL. */
MUST_USE Err sys_file_read(Cx *cx, Str path, size_t max, Str *ret);
/* The same for a path below root; `..`, absolute paths and links that lead outside are ERR_DENIED
 * (openat2, RESOLVE_BENEATH). */
MUST_USE Err sys_file_read_below(Cx *cx, Str root, Str rel, size_t max, Str *ret);
/* All or nothing, also when power fails: a temporary file beside it, fsync, rename, fsync of the
 * folder. mode: 0600 … */
MUST_USE Err sys_file_write(Cx *cx, Str path, Str body, unsigned mode);
/* More bytes at the end of a file that is `at` bytes long (0: may be made), synced. One at a time.
 * fails: ERR_CONFLICT when it is not, ERR_BUSY while another appends, ERR_IO (some bytes may stand)
 */
MUST_USE Err sys_file_append(Cx *cx, Str path, int64_t at, Str body, unsigned mode);
/* Replaces what stands there; both in one file system. */
MUST_USE Err sys_file_rename(Cx *cx, Str from, Str to);
/* fails: ERR_NOT_FOUND, ERR_IO */
MUST_USE Err sys_file_remove(Cx *cx, Str path);
bool sys_file_exists(Cx *cx, Str path);
/* May nobody but its owner read or write it? A file that is not there is not private. */
bool sys_file_is_private(Cx *cx, Str path);
/* ret: bytes. fails: ERR_NOT_FOUND, ERR_IO */
MUST_USE Err sys_file_size(Cx *cx, Str path, int64_t *ret);
/* A folder and those above it; one that stands already is fine. */
MUST_USE Err sys_dir_make(Cx *cx, Str path, unsigned mode);
typedef struct SysNames {
    Str *p;
    size_t n;
} SysNames;
/* Names in a folder without `.` and `..`, ordered bytewise; at most max, else ERR_TOO_BIG. */
MUST_USE Err sys_dir_list(Cx *cx, Str path, size_t max, SysNames *ret);

/* --- process --- */
/* Raise the number of open files to the hard limit; the limit that holds now. */
int64_t sys_raise_open_files(void);
int64_t sys_rss_bytes(void); /* resident memory of this process, 0 = not known */
int sys_cpu_count(void);     /* ≥ 1 */
/* Call fn(ptr, signal number) on a thread of its own for SIGTERM and SIGINT; SIGPIPE is ignored.
 * Call it once, before any other thread starts (the signals are blocked in all of them). */
void sys_on_stop_signal(void (*fn)(void *ptr, int signal), void *ptr);

#endif
