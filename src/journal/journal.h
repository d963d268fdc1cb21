/* SPDX-License-Identifier: Apache-2.0 */
/* The journal: every change is one entry, in the same transaction as the rows it changes. One
 * writer thread runs commands in groups (one fsync a group); entries are chained by a digest, the
 * head is kept signed beside the database. What entries mean is the business of the host, which
 * main/ hands in at start. doc/journal.md gives the canonical bytes. */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include "base/base.h"
#include "store/store.h"

typedef struct Journal Journal;

typedef struct Entry {
    int64_t seq;    /* of this node; 1, 2, 3 … without gaps */
    int node;       /* this node */
    int64_t at_ms;  /* hybrid logical clock: wall time UTC, never less than the entry before */
    int tick;       /* counts entries of one millisecond */
    Str actor;      /* account or job */
    Str door;       /* web token device cli job link */
    int cause_node; /* the entry that brought this one about; 0, 0 = a person or device */
    int64_t cause_seq;
    Str reg;        /* register, or "account", "session" … */
    int64_t record; /* 0 = none */
    Str action;     /* create, update, void, import, or a lifecycle action */
    Str region;     /* 12 digits of the record's place; "" = none */
    Str body;       /* JSON object: {"f":{field:[old,new]},"v":version,"s":[old,new],"o":[…]} */
    Str reason;
    Str idem;        /* "account:key" of the request; "" = none */
    Digest request;  /* of the request's body when idem is set */
    int origin_node; /* what another node sent: its number there */
    int64_t origin_seq;
    HashAlgo algo;
    Digest hash; /* of the entry before and this entry's canonical bytes */
} Entry;

/* A command inside the writer's transaction. */
typedef struct Txn {
    Cx *cx; /* the command's */
    Db *db;
    Journal *journal;
    int depth;          /* 0 = the command itself, 1… = reactions */
    const Entry *cause; /* of a reaction */
    bool past; /* set by a command that reads in what happened long ago: reactions to it owe nothing
                  now */
} Txn;

typedef struct Cmd Cmd;
struct Cmd {
    Cx *cx;                        /* arena and actor travel with the command */
    Err (*run)(Txn *tx, Cmd *cmd); /* writer thread; may run twice, so it changes nothing but the
                                      database and *arg */
    void (*done)(Cmd *cmd); /* writer thread, after commit or refusal; NULL with journal_do */
    void *arg;
    Err err;     /* outcome; the sentence is in cx */
    int64_t seq; /* last entry appended, 0 = none */
    Cmd *next;   /* the writer's */
};

/* A reaction: called for each entry whose "register.action" matches ("hazard.*", "*.create" and "*"
 * too), inside the command's transaction and a savepoint of its own. When it fails its writes go,
 * reaction.failed is written, and the cause stays. */
typedef struct On {
    const char *kind;
    Err (*react)(Txn *tx, const Entry *cause, void *ctx);
    void *ctx;
} On;

typedef struct JournalHost {
    void *ctx;
    int64_t (*now_ms)(void *ctx);                            /* wall or virtual clock */
    Err (*clear)(Cx *cx, Db *db, void *ctx);                 /* empty projections */
    Err (*apply)(Cx *cx, Db *db, const Entry *e, void *ctx); /* replay one entry */
    void (*committed)(const Entry *entries, size_t n,
                      void *ctx); /* writer thread, after commit, in order */
    const On *on;                 /* ended by kind == NULL; may be NULL */
} JournalHost;

typedef struct JournalConfig {
    const char *dir; /* data directory: journal.head and keys/ live there */
    int node;        /* 1 … 1023 */
    HashAlgo algo;
    JournalHost host;
    size_t queue_max; /* commands waiting; past it ERR_BUSY */
} JournalConfig;

/* Create the tables of the journal in a new database. */
MUST_USE Err journal_create(Cx *cx, Store *store);
/* Read the head and be ready; the writer thread runs only after journal_start. ret: freed with
 * journal_close. */
MUST_USE Err journal_open(Cx *cx, Store *store, const JournalConfig *config, Journal **ret);
MUST_USE Err journal_start(Cx *cx, Journal *j);
/* Finish what is queued, stop the thread, write the head. */
void journal_close(Journal *j);

/* Queue a command; done is called later by the writer. fails: ERR_BUSY (queue full or stopping).
 * Any thread. */
MUST_USE Err journal_post(Journal *j, Cmd *cmd);
/* Run a command and wait for its commit: through the writer thread, or right here when it does not
 * run. */
MUST_USE Err journal_do(Journal *j, Cmd *cmd);

/* Inside a transaction: append an entry; fills seq, node, at_ms, tick, actor, door, cause, algo,
 * hash from the transaction. */
MUST_USE Err journal_append(Txn *tx, Entry *e);
/* Inside a transaction: a part that may fail by itself. *ret is its outcome; when it is not OK,
 * nothing of what it wrote or appended stands, and the sentence is in cx. */
MUST_USE Err journal_try(Txn *tx, Err (*run)(Txn *tx, void *arg), void *arg, Err *ret);
/* Was a request with this key seen before? *seq = 0: no. fails: ERR_CONFLICT when the body was
 * another. */
MUST_USE Err journal_find_request(Cx *cx, Db *db, Str idem, const Digest *request, Entry *ret);

/* Any thread. now: the city's clock, UTC ms. seq: of the last committed entry, 0 = none. queued:
 * commands that wait for the writer. head_hex: digest of the last entry, in cx. */
int64_t journal_now_ms(const Journal *j);
int64_t journal_last_ms(const Journal *j); /* time of the last entry; before the writer runs */
int64_t journal_seq(Journal *j);           /* last committed */
size_t journal_queued(Journal *j);
Str journal_head_hex(Cx *cx, Journal *j);

/* One entry from the current row of a statement that selects JOURNAL_COLUMNS; texts copied to cx.
 */
#define JOURNAL_COLUMNS                                                                            \
    "seq, node, at, tick, actor, door, cause_node, cause_seq, register, record, action, region, "  \
    "body, reason, idem, request,"                                                                 \
    " origin_node, origin_seq, algo, hash"
void journal_row(Cx *cx, const Stmt *st, Entry *ret);
/* The bytes that the digest covers, without the digest of the entry before. */
Str journal_canonical(Cx *cx, const Entry *e);

/* Walk the whole chain and the signed head. fails: ERR_CONFLICT naming the first bad entry.
 * *entries: how many are sound. */
MUST_USE Err journal_verify(Cx *cx, Store *store, const char *dir, int64_t *entries);
/* Replay this journal's entries through `host` into another database (to compare it with the live
 * one). */
MUST_USE Err journal_replay(Cx *cx, Db *from, Db *to, const JournalHost *host,
                            void (*progress)(int64_t done, int64_t total));

#endif
