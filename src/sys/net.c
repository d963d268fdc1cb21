/* SPDX-License-Identifier: Apache-2.0 */
/* Listening sockets. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "sys/net.h"

enum { BACKLOG = 4096 };

typedef union Address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un local;
} Address;

static Err fail_net(Cx *cx, const char *doing, Str what)
{
    char reason[128];
    return cx_refuse(cx, ERR_IO, S("listen"), what, "cannot %s: %s", doing,
                     strerror_r(errno, reason, sizeof reason));
}

static bool parse_address(Cx *cx, Str text, int port, Address *a, socklen_t *len)
{
    const char *z = str_z(cx, text);
    *a = (Address){.v4 = {0}};
    if (inet_pton(AF_INET, z, &a->v4.sin_addr) == 1) {
        a->v4.sin_family = AF_INET;
        a->v4.sin_port = htons((uint16_t)port);
        *len = sizeof a->v4;
        return true;
    }
    *a = (Address){.v6 = {0}};
    if (inet_pton(AF_INET6, z, &a->v6.sin6_addr) != 1) return false;
    a->v6.sin6_family = AF_INET6;
    a->v6.sin6_port = htons((uint16_t)port);
    *len = sizeof a->v6;
    return true;
}

static int port_of(int fd)
{
    Address a = {.v6 = {0}};
    socklen_t len = sizeof a;
    if (getsockname(fd, &a.any, &len) != 0) return 0;
    return ntohs(a.any.sa_family == AF_INET6 ? a.v6.sin6_port : a.v4.sin_port);
}

/* Does somebody answer at this address? */
static bool answers(const Address *a, socklen_t len)
{
    int fd = socket(a->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return false;
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &(struct timeval){.tv_sec = 1},
               sizeof(struct timeval)); /* an address not ours */
    bool yes = connect(fd, &a->any, len) == 0;
    close(fd);
    return yes;
}

bool sys_tcp_is_served(Cx *cx, Str address, int port)
{
    Address a;
    socklen_t len = 0;
    return port > 0 && port <= 65535 && parse_address(cx, address, port, &a, &len) &&
           answers(&a, len);
}

Err sys_listen_tcp(Cx *cx, Str address, int *port, int *ret_fd)
{
    Address a;
    socklen_t len = 0;
    if (*port < 0 || *port > 65535)
        return cx_fail(cx, ERR_INVALID, "port", "must be 0 to 65535, got %d", *port);
    if (!parse_address(cx, address, *port, &a, &len))
        return cx_refuse(cx, ERR_INVALID, S("listen"), address, "must be an IPv4 or IPv6 address");
    int fd = socket(a.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    if (fd < 0) return fail_net(cx, "make a socket", address);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* accepted sockets inherit it */
    if (bind(fd, &a.any, len) != 0 || listen(fd, BACKLOG) != 0) {
        Err err = fail_net(cx, "listen", str_fmt(cx, "%.*s:%d", STR_ARG(address), *port));
        close(fd);
        return err;
    }
    *port = port_of(fd);
    *ret_fd = fd;
    return OK;
}

Err sys_listen_unix(Cx *cx, Str path, int *ret_fd)
{
    Address a = {.local = {.sun_family = AF_UNIX}};
    if (path.len == 0 || path.len >= sizeof a.local.sun_path)
        return cx_refuse(cx, ERR_INVALID, S("listen"), path, "a socket path has 1 to %zu bytes",
                         sizeof a.local.sun_path - 1);
    memcpy(a.local.sun_path, path.p, path.len);
    if (answers(&a, sizeof a.local))
        return cx_refuse(cx, ERR_CONFLICT, S("listen"), path, "another server listens here");
    unlink(a.local.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return fail_net(cx, "make a socket", path);
    mode_t mask = umask(0177);
    int bound = bind(fd, &a.any, sizeof a.local);
    umask(mask);
    if (bound != 0 || listen(fd, BACKLOG) != 0) {
        Err err = fail_net(cx, "listen", path);
        close(fd);
        return err;
    }
    *ret_fd = fd;
    return OK;
}

bool sys_peer_name(int fd, char out[SYS_PEER_MAX])
{
    Address a = {.v6 = {0}};
    socklen_t len = sizeof a;
    out[0] = 0;
    if (getpeername(fd, &a.any, &len) != 0) return false;
    if (a.any.sa_family == AF_UNIX) return true;
    if (a.any.sa_family == AF_INET) inet_ntop(AF_INET, &a.v4.sin_addr, out, SYS_PEER_MAX);
    else if (IN6_IS_ADDR_V4MAPPED(&a.v6.sin6_addr))
        inet_ntop(AF_INET, &a.v6.sin6_addr.s6_addr[12], out, SYS_PEER_MAX);
    else inet_ntop(AF_INET6, &a.v6.sin6_addr, out, SYS_PEER_MAX);
    return false;
}

void sys_shut(int fd, SysShut how)
{
    static const int hows[] = {
        [SYS_SHUT_READ] = SHUT_RD, [SYS_SHUT_WRITE] = SHUT_WR, [SYS_SHUT_BOTH] = SHUT_RDWR};
    shutdown(fd, hows[how]);
}

void sys_send_now(int fd, Str s)
{
    ssize_t n = send(fd, s.p, s.len, MSG_DONTWAIT | MSG_NOSIGNAL);
    (void)n; /* a last word: who does not take it gets nothing */
}

int sys_wake_new(void)
{
    int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (fd < 0) log_die("no eventfd: errno %d", errno);
    return fd;
}

void sys_wake_send(int fd)
{
    uint64_t one = 1;
    while (write(fd, &one, sizeof one) < 0 && errno == EINTR) {
    }
}

void sys_wake_clear(int fd)
{
    uint64_t count;
    while (read(fd, &count, sizeof count) < 0 && errno == EINTR) {
    }
}

void sys_close(int fd)
{
    if (fd >= 0) close(fd);
}
