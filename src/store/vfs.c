/* SPDX-License-Identifier: Apache-2.0 */
/* A shim between SQLite and its unix VFS. source: sqlite.org/vfs.html, "shims". */
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/base.h"
#include "store/vfs.h"

typedef struct File {
    sqlite3_file base;
    sqlite3_io_methods methods; /* of this file: the real one's, three of them replaced */
    sqlite3_file *real;
} File;

static sqlite3_vfs shim;
static _Atomic uint64_t syncs;

static File *file_of(sqlite3_file *f)
{
    return (File *)(void *)f;
}

static sqlite3_file *real_of(sqlite3_file *f)
{
    return file_of(f)->real;
}

static int shim_close(sqlite3_file *f)
{
    return real_of(f)->pMethods->xClose(real_of(f));
}

static int shim_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
    if (fault("vfs.read")) return SQLITE_IOERR_READ;
    return real_of(f)->pMethods->xRead(real_of(f), p, n, at);
}

static int shim_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    if (fault("vfs.write")) return SQLITE_IOERR_WRITE;
    if (fault("vfs.full")) return SQLITE_FULL;
    if (fault("vfs.tear")) { /* half of it reaches the disk */
        (void)real_of(f)->pMethods->xWrite(real_of(f), p, n / 2, at);
        return SQLITE_IOERR_WRITE;
    }
    return real_of(f)->pMethods->xWrite(real_of(f), p, n, at);
}

static int shim_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    if (fault("vfs.truncate")) return SQLITE_IOERR_TRUNCATE;
    return real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int shim_sync(sqlite3_file *f, int flags)
{
    atomic_fetch_add_explicit(&syncs, 1, memory_order_relaxed);
    if (fault("vfs.sync")) return SQLITE_IOERR_FSYNC;
    return real_of(f)->pMethods->xSync(real_of(f), flags);
}

#define PASS(name, args_decl, args)                                                                \
    static int shim_##name args_decl                                                               \
    {                                                                                              \
        return real_of(f)->pMethods->x##name args;                                                 \
    }
PASS(FileSize, (sqlite3_file * f, sqlite3_int64 *size), (real_of(f), size))
PASS(Lock, (sqlite3_file * f, int level), (real_of(f), level))
PASS(Unlock, (sqlite3_file * f, int level), (real_of(f), level))
PASS(CheckReservedLock, (sqlite3_file * f, int *out), (real_of(f), out))
PASS(FileControl, (sqlite3_file * f, int op, void *arg), (real_of(f), op, arg))
PASS(SectorSize, (sqlite3_file * f), (real_of(f)))
PASS(DeviceCharacteristics, (sqlite3_file * f), (real_of(f)))
PASS(ShmMap, (sqlite3_file * f, int page, int size, int extend, void volatile **out),
     (real_of(f), page, size, extend, out))
PASS(ShmLock, (sqlite3_file * f, int at, int n, int flags), (real_of(f), at, n, flags))
PASS(ShmUnmap, (sqlite3_file * f, int remove), (real_of(f), remove))
PASS(Fetch, (sqlite3_file * f, sqlite3_int64 at, int n, void **out), (real_of(f), at, n, out))
PASS(Unfetch, (sqlite3_file * f, sqlite3_int64 at, void *p), (real_of(f), at, p))

static void shim_ShmBarrier(sqlite3_file *f)
{
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static const sqlite3_io_methods methods = {
    .iVersion = 3,
    .xClose = shim_close,
    .xRead = shim_read,
    .xWrite = shim_write,
    .xTruncate = shim_truncate,
    .xSync = shim_sync,
    .xFileSize = shim_FileSize,
    .xLock = shim_Lock,
    .xUnlock = shim_Unlock,
    .xCheckReservedLock = shim_CheckReservedLock,
    .xFileControl = shim_FileControl,
    .xSectorSize = shim_SectorSize,
    .xDeviceCharacteristics = shim_DeviceCharacteristics,
    .xShmMap = shim_ShmMap,
    .xShmLock = shim_ShmLock,
    .xShmBarrier = shim_ShmBarrier,
    .xShmUnmap = shim_ShmUnmap,
    .xFetch = shim_Fetch,
    .xUnfetch = shim_Unfetch,
};

static sqlite3_vfs *real_vfs(void)
{
    return shim.pAppData;
}

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out_flags)
{
    (void)vfs;
    if (fault("vfs.open")) return SQLITE_CANTOPEN;
    File *file = file_of(f);
    file->real = (sqlite3_file *)(void *)(file + 1);
    int rc = real_vfs()->xOpen(real_vfs(), name, file->real, flags, out_flags);
    f->pMethods = NULL;
    if (file->real->pMethods) {
        file->methods = methods;
        if (file->real->pMethods->iVersion < 3)
            file->methods.iVersion = file->real->pMethods->iVersion;
        f->pMethods = &file->methods;
    }
    return rc;
}

void vfs_install(void)
{
    if (shim.pAppData) return;
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* its counters cost a lock at every allocation */
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    shim = *real; /* every other call goes to the real VFS as it is: they never look at a file of
                     ours */
    shim.pNext = NULL;
    shim.zName = "anlan";
    shim.szOsFile = (int)sizeof(File) + real->szOsFile;
    shim.xOpen = shim_open;
    void *keep = real;
    shim.pAppData = keep;
    /* unix VFS functions other than open take their own pAppData from the vfs they are given; ours
     * carries the real one */
    sqlite3_vfs_register(&shim, 0);
}

const char *vfs_name(void)
{
    return "anlan";
}

uint64_t vfs_syncs(void)
{
    return syncs;
}
