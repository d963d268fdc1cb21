/* SPDX-License-Identifier: Apache-2.0 */
/* The project's VFS shim: SQLite's own unix VFS with fault points at every write, sync, truncate,
 * open and read, so that tests can fail, tear and count each of them ("vfs.write", "vfs.tear",
 * "vfs.sync", "vfs.truncate", "vfs.open", "vfs.read"). */
#ifndef STORE_VFS_H
#define STORE_VFS_H

#include <stdint.h>

/* Once, before the first database is opened: registers it under vfs_name(). */
void vfs_install(void);
const char *vfs_name(void);
/* fsyncs of database and log files since start. */
uint64_t vfs_syncs(void);

#endif
