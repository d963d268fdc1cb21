/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/sys.h"

enum { LINE_MAX_BYTES = 64 * 1024, POLL_MS = 50 };

struct SysChild {
    pid_t pid; /* 0 = waited for */
    int out;
    char *buf;
    size_t n;
};

/* Between fork and exec only what is safe after a fork of many threads. */
static _Noreturn void become(char *const *argv, int out)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0) _exit(127);
    execv("/proc/self/exe", argv);
    _exit(127);
}

static char **arguments(Cx *cx, const Str *words, size_t n)
{
    char **argv = cx_new(cx, char *, n + 2);
    argv[0] = str_z(cx, S("anlan"));
    for (size_t i = 0; i < n; i++) argv[i + 1] = str_z(cx, words[i]);
    return argv;
}

Err sys_child_start(Cx *cx, const Str *words, size_t n, SysChild **ret)
{
    int ends[2];
    char **argv = arguments(cx, words, n);
    if (pipe2(ends, O_CLOEXEC) != 0) return cx_fail(cx, ERR_IO, "", "no pipe: errno %d", errno);
    pid_t pid = fork();
    if (pid == 0) become(argv, ends[1]);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return cx_fail(cx, ERR_IO, "", "no process: errno %d", errno);
    }
    SysChild *c = sys_mem_new(sizeof *c);
    *c = (SysChild){.pid = pid, .out = ends[0], .buf = sys_mem_new(LINE_MAX_BYTES)};
    *ret = c;
    return OK;
}

static bool take_line(Cx *cx, SysChild *c, Str *ret)
{
    size_t end = str_find_char((Str){c->buf, c->n}, '\n');
    if (end == SIZE_MAX) return false;
    *ret = str_dup(cx, (Str){c->buf, end});
    c->n -= end + 1;
    memmove(c->buf, c->buf + end + 1, c->n);
    return true;
}

bool sys_child_line(Cx *cx, SysChild *c, int64_t until_mono_ms, Str *ret)
{
    while (!take_line(cx, c, ret)) {
        int64_t left = until_mono_ms - sys_mono_ms();
        struct pollfd p = {.fd = c->out, .events = POLLIN};
        if (left <= 0 || c->n == LINE_MAX_BYTES) return false;
        int ready = poll(&p, 1, left < POLL_MS ? (int)left : POLL_MS);
        if (ready < 0 && errno != EINTR) return false;
        if (ready <= 0) continue;
        ssize_t got = read(c->out, c->buf + c->n, LINE_MAX_BYTES - c->n);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        c->n += (size_t)got;
    }
    return true;
}

bool sys_child_is_over(SysChild *c)
{
    if (c->pid && waitpid(c->pid, NULL, WNOHANG) == c->pid) c->pid = 0;
    return c->pid == 0;
}

void sys_child_stop(SysChild *c, int64_t grace_ms)
{
    if (!c) return;
    int64_t until = sys_mono_ms() + grace_ms;
    if (!sys_child_is_over(c)) kill(c->pid, SIGTERM);
    while (!sys_child_is_over(c) && sys_mono_ms() < until) {
        struct pollfd nothing = {.fd = -1};
        (void)poll(&nothing, 1, POLL_MS / 5);
    }
    if (c->pid) {
        kill(c->pid, SIGKILL);
        (void)waitpid(c->pid, NULL, 0);
    }
    close(c->out);
    sys_mem_free(c->buf);
    sys_mem_free(c);
}
