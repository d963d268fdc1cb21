/* SPDX-License-Identifier: Apache-2.0 */
/* Listening sockets and what one asks of an accepted one. Whoever reads and writes on them uses
 * libevent. */
#ifndef SYS_NET_H
#define SYS_NET_H

#include "base/base.h"

/* A non-blocking TCP listener, SO_REUSEPORT, so that several loops share one port. address:
 * "127.0.0.1", "::1", "0.0.0.0" … port 0 takes a free one. in/ret: *port is the port that holds.
 * fails: ERR_INVALID (address), ERR_IO (in use, no right). */
MUST_USE Err sys_listen_tcp(Cx *cx, Str address, int *port, int *ret_fd);
/* Does somebody accept connections there? SO_REUSEPORT would let a second server share the port
 * without a word. */
bool sys_tcp_is_served(Cx *cx, Str address, int port);
/* A non-blocking listener at a path, mode 0600; a socket file left there by a dead process is
 * replaced, a living one is ERR_CONFLICT. */
MUST_USE Err sys_listen_unix(Cx *cx, Str path, int *ret_fd);

enum { SYS_PEER_MAX = 48 };
/* Address of the other end as text without port ("" for a local socket). v4-mapped IPv6 is written
 * as IPv4. ret: is it a local (AF_UNIX) socket? */
bool sys_peer_name(int fd, char out[SYS_PEER_MAX]);
typedef enum SysShut { SYS_SHUT_READ, SYS_SHUT_WRITE, SYS_SHUT_BOTH } SysShut;
void sys_shut(int fd, SysShut how);
/* As much of s as the socket takes at once; for a last word before closing. */
void sys_send_now(int fd, Str s);

/* An eventfd: a wake-up that any thread may send to the loop which watches it. */
int sys_wake_new(void);
void sys_wake_send(int fd);
void sys_wake_clear(int fd);
void sys_close(int fd);

#endif
