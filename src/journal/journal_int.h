/* SPDX-License-Identifier: Apache-2.0 */
/* Inside journal/: the state of the writer. */
#ifndef JOURNAL_JOURNAL_INT_H
#define JOURNAL_JOURNAL_INT_H

#include <pthread.h>

#include "journal/journal.h"

enum { GROUP_MAX = 512, REACTION_DEPTH_MAX = 8 };

typedef struct Head {
    int64_t seq, at_ms;
    int tick;
    Digest hash;
} Head;

struct Journal {
    Store *store;
    JournalConfig config;
    struct Signer *signer;
    Head head;      /* of the open transaction */
    Head committed; /* after the last commit; written under the lock, read by all threads */
    Arena *group;   /* copies of this group's entries */
    struct {
        Entry *p;
        size_t n, cap;
    } entries; /* appended in the open transaction */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t arrived;
    Cmd *first, **last;
    size_t queued;
    bool running, stopping;
};

/* head.c */
typedef struct Signer Signer;
Err signer_open(Cx *cx, const char *dir, HashAlgo algo, bool create, Signer **ret);
void signer_free(Signer *s);
Err head_write(Cx *cx, const Journal *j, const Head *head);
/* *found = false when the file is not there. fails: ERR_CONFLICT when its signature does not hold.
 */
Err head_read(Cx *cx, const char *dir, Head *ret, bool *found);
/* chain.c */
Digest entry_hash(Cx *cx, const Digest *before, const Entry *e);

#endif
