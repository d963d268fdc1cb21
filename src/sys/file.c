/* SPDX-License-Identifier: Apache-2.0 */
/* Files: read whole, written whole. Partial and growing files are the store's business. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/sys.h"

static Err fail_path(Cx *cx, int error, const char *doing, Str path)
{
    Err code = error == ENOENT                    ? ERR_NOT_FOUND
               : error == EXDEV || error == ELOOP ? ERR_DENIED
                                                  : ERR_IO;
    char reason[128];
    return cx_refuse(cx, code, S("file"), path, "cannot %s the file: %s", doing,
                     strerror_r(error, reason, sizeof reason));
}

static Err check_path(Cx *cx, Str path)
{
    if (path.len > 0 && path.len < 4096 && str_find_char(path, 0) == SIZE_MAX) return OK;
    return cx_refuse(cx, ERR_INVALID, S("file"), path,
                     "a path has 1 to 4095 bytes and no NUL, got %zu bytes", path.len);
}

static Err read_fd(Cx *cx, int fd, Str path, size_t max, Str *ret)
{
    struct stat st;
    if (fstat(fd, &st) != 0) return fail_path(cx, errno, "stat", path);
    if (S_ISDIR(st.st_mode)) return fail_path(cx, EISDIR, "read", path);
    if (st.st_size > 0 && (uint64_t)st.st_size > max)
        return cx_refuse(cx, ERR_TOO_BIG, S("file"), path, "%lld bytes, at most %zu",
                         (long long)st.st_size, max);
    /* the size is a hint: a file of /proc says 0 and another may grow meanwhile */
    size_t cap = (st.st_size > 0 ? (size_t)st.st_size : 4096) + 1, len = 0;
    char *p = cx_new(cx, char, cap + 1);
    for (;;) {
        ssize_t n = fault("sys.read") ? (errno = EIO, -1) : read(fd, p + len, cap - len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail_path(cx, errno, "read", path);
        if (n == 0) break;
        len += (size_t)n;
        if (len > max)
            return cx_refuse(cx, ERR_TOO_BIG, S("file"), path, "more than %zu bytes", max);
        if (len < cap) continue;
        p = arena_grow(cx->arena, p, cap + 1, cap * 2 + 1);
        cap *= 2;
    }
    p[len] = 0;
    *ret = (Str){p, len};
    return OK;
}

static Err read_and_close(Cx *cx, int fd, Str path, size_t max, Str *ret)
{
    Err err = read_fd(cx, fd, path, max, ret);
    close(fd);
    return err;
}

Err sys_file_read(Cx *cx, Str path, size_t max, Str *ret)
{
    TRY(check_path(cx, path));
    int fd = open(str_z(cx, path), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fail_path(cx, errno, "open", path);
    return read_and_close(cx, fd, path, max, ret);
}

Err sys_file_read_below(Cx *cx, Str root, Str rel, size_t max, Str *ret)
{
    TRY(check_path(cx, root));
    TRY(check_path(cx, rel));
    int dir = open(str_z(cx, root), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0) return fail_path(cx, errno, "open", root);
    struct open_how how = {.flags = O_RDONLY | O_CLOEXEC,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    int fd = (int)syscall(SYS_openat2, dir, str_z(cx, rel), &how, sizeof how);
    int error = errno;
    close(dir);
    if (fd < 0) return fail_path(cx, error, "open", rel);
    return read_and_close(cx, fd, rel, max, ret);
}

static Str folder_of(Str path)
{
    size_t n = path.len;
    while (n > 0 && path.p[n - 1] != '/') n--;
    if (n == 0) return S(".");
    return n == 1 ? S("/") : str_head(path, n - 1);
}

static int write_all(int fd, Str body)
{
    while (body.len > 0) {
        ssize_t n = fault("sys.write") ? (errno = ENOSPC, -1) : write(fd, body.p, body.len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno;
        body = str_from(body, (size_t)n);
    }
    return fault("sys.fsync") ? EIO : fsync(fd) == 0 ? 0 : errno;
}

static int sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return errno;
    int error = fsync(fd) == 0 ? 0 : errno;
    close(fd);
    return error;
}

Err sys_file_write(Cx *cx, Str path, Str body, unsigned mode)
{
    TRY(check_path(cx, path));
    Str tmp = str_fmt(cx, "%.*s.%016llx.tmp", STR_ARG(path), (unsigned long long)sys_random_u64());
    int fd = open(tmp.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0) return fail_path(cx, errno, "create", path);
    int error = write_all(fd, body);
    if (close(fd) != 0 && error == 0) error = errno;
    if (error == 0 &&
        (fault("sys.rename") ? (errno = EIO, -1) : rename(tmp.p, str_z(cx, path))) != 0)
        error = errno;
    if (error != 0) {
        unlink(tmp.p);
        return fail_path(cx, error, "write", path);
    }
    error = sync_folder(str_z(cx, folder_of(path)));
    return error == 0 ? OK : fail_path(cx, error, "sync the folder of", path);
}

static Err append_fd(Cx *cx, int fd, Str path, int64_t at, Str body)
{
    struct stat st;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0)
        return cx_refuse(cx, ERR_BUSY, S("file"), path, "somebody else is writing to it");
    if (fstat(fd, &st) != 0) return fail_path(cx, errno, "stat", path);
    if (st.st_size != at)
        return cx_refuse(cx, ERR_CONFLICT, S("file"), path, "is %lld bytes long, not %lld",
                         (long long)st.st_size, (long long)at);
    int error = write_all(fd, body);
    return error == 0 ? OK : fail_path(cx, error, "write", path);
}

Err sys_file_append(Cx *cx, Str path, int64_t at, Str body, unsigned mode)
{
    TRY(check_path(cx, path));
    int fd = open(str_z(cx, path),
                  O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | (at == 0 ? O_CREAT : 0), mode);
    if (fd < 0) return fail_path(cx, errno, "open", path);
    Err err = append_fd(cx, fd, path, at, body);
    close(fd);
    if (err != OK || at > 0) return err;
    int error = sync_folder(str_z(cx, folder_of(path)));
    return error == 0 ? OK : fail_path(cx, error, "sync the folder of", path);
}

Err sys_file_rename(Cx *cx, Str from, Str to)
{
    TRY(check_path(cx, from));
    TRY(check_path(cx, to));
    return rename(str_z(cx, from), str_z(cx, to)) == 0 ? OK : fail_path(cx, errno, "rename", to);
}

Err sys_file_remove(Cx *cx, Str path)
{
    TRY(check_path(cx, path));
    return unlink(str_z(cx, path)) == 0 ? OK : fail_path(cx, errno, "remove", path);
}

bool sys_file_exists(Cx *cx, Str path)
{
    return path.len > 0 && access(str_z(cx, path), F_OK) == 0;
}

bool sys_file_is_private(Cx *cx, Str path)
{
    struct stat st;
    return path.len > 0 && stat(str_z(cx, path), &st) == 0 &&
           (st.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

Err sys_file_size(Cx *cx, Str path, int64_t *ret)
{
    TRY(check_path(cx, path));
    struct stat st;
    if (stat(str_z(cx, path), &st) != 0) return fail_path(cx, errno, "stat", path);
    *ret = st.st_size;
    return OK;
}

Err sys_dir_make(Cx *cx, Str path, unsigned mode)
{
    TRY(check_path(cx, path));
    char *z = str_z(cx, path);
    for (size_t i = 1; i <= path.len; i++) {
        if (i < path.len && z[i] != '/') continue;
        char was = z[i];
        z[i] = 0;
        int failed = mkdir(z, mode) == 0 ? 0 : errno;
        z[i] = was;
        if (failed != 0 && failed != EEXIST) return fail_path(cx, failed, "make", path);
    }
    struct stat st;
    if (stat(z, &st) != 0) return fail_path(cx, errno, "stat", path);
    return S_ISDIR(st.st_mode) ? OK : fail_path(cx, ENOTDIR, "make", path);
}

static void close_dir(void *ptr)
{
    closedir(ptr);
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

Err sys_dir_list(Cx *cx, Str path, size_t max, SysNames *ret)
{
    TRY(check_path(cx, path));
    DIR *d = opendir(str_z(cx, path));
    if (!d) return fail_path(cx, errno, "list", path);
    cx_defer(cx, close_dir, d);
    VEC(Str) names = {0};
    struct dirent *e;
    while ((e = readdir(d))) {
        Str name = str_c(e->d_name);
        if (str_is(name, ".") || str_is(name, "..")) continue;
        if (names.n == max)
            return cx_refuse(cx, ERR_TOO_BIG, S("file"), path, "more than %zu entries", max);
        vec_push(cx, &names, str_dup(cx, name));
    }
    if (names.n > 0) qsort(names.p, names.n, sizeof *names.p, by_name);
    *ret = (SysNames){names.p, names.n};
    return OK;
}
