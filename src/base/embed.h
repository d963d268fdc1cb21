/* SPDX-License-Identifier: Apache-2.0 */
/* Files that travel inside the program: model/, data/, web/dist. Made by gen/embed at build time.
 */
#ifndef BASE_EMBED_H
#define BASE_EMBED_H

#include "base/str.h"

typedef struct EmbedFile {
    Str path; /* "model/registers/incident.yaml" */
    Str body;
} EmbedFile;

/* By exact path; p == NULL when there is none. */
Str embed_find(Str path);
/* Files below a folder ("model/registers/"), ordered by path: index of the first and how many. */
size_t embed_under(Str folder, size_t *first);
EmbedFile embed_at(size_t i);

#endif
