/* SPDX-License-Identifier: Apache-2.0 */
/* The command line is a client of the program's own local socket (libcurl): one way of doing a
 * thing, whether a server runs or not. */
#ifndef MAIN_CLIENT_H
#define MAIN_CLIENT_H

#include <jansson.h>

#include "base/base.h"

typedef struct Client {
    Str socket;
    Str token;  /* to speak as an account; "" = as the program itself */
    void *line; /* a connection that is kept, see client_line; NULL = one for each call */
} Client;

/* A connection for many calls of one thread; ended with client_hang_up. */
void *client_line(void);
void client_hang_up(void *line);

typedef struct Reply {
    long status;
    Str body;
} Reply;

/* Does a server answer there? */
bool client_is_served(Cx *cx, Str socket);
/* body p == NULL: none. fails: ERR_IO, or the error that a refusal means, with its first sentence
 * in cx */
MUST_USE Err client_call(Cx *cx, const Client *c, const char *method, Str path, Str body,
                         Reply *ret);
/* A query value, percent-encoded. */
Str client_escape(Cx *cx, Str s);

#endif
