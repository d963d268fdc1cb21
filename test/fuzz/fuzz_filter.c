/* SPDX-License-Identifier: Apache-2.0 */
/* Lists: a query string as the API reads it, then run on a small database. Whatever passes the
 * grammar is SQL that runs. */
#include <stdio.h>
#include <unistd.h>

#include "http/text.h"
#include "thing.h"

static Err open_gate(Cx *cx, const Reg *reg, Str verb, Str region, void *ctx)
{
    (void)cx, (void)reg, (void)verb, (void)region, (void)ctx;
    return OK;
}

static Book *book;
static char folder[64];

static void clean_up(void)
{
    char path[100];
    static const char *const names[] = {"anlan.db", "anlan.db-wal", "anlan.db-shm", "anlan.db.lock",
                                        "anlan.lock"};
    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static void set_up(void)
{
    static Cx *keep;
    keep = cx_open(1565280000000, 3);
    static Store *store;
    const Model *m = thing_model();
    snprintf(folder, sizeof folder, "/tmp/anlan-fuzz-XXXXXX");
    MUST(mkdtemp(folder));
    atexit(clean_up);
    MUST(store_open(keep, str_fmt(keep, "%s/anlan.db", folder).p, &store) == OK);
    MUST(journal_create(keep, store) == OK);
    BookConfig config = {.store = store, .gate = open_gate, .node = 1};
    MUST(book_open(keep, &config, m, &book) == OK);
    Db *db = store_writer(store);
    const Reg *reg = model_reg(m, S("thing"));
    for (int i = 1; i <= 5; i++) {
        Rec *rec = rec_new(keep, reg);
        rec->id = i, rec->version = 1, rec->title = S("甲"), rec->region = S("330802000000"),
        rec->state = S("found");
        rec->v[0] = (Val){.kind = VAL_TEXT, .s = S("甲乙 abc")};
        rec->v[2] = (Val){.kind = VAL_INT, .i = i};
        rec->v[reg->f_geometry] =
            (Val){.kind = VAL_TEXT,
                  .s = str_fmt(keep, "{\"type\":\"Point\",\"coordinates\":[%d.5,28.5]}", 117 + i)};
        MUST(row_store(keep, db, NULL, rec, NULL) == OK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const Op ops[] = {[URL_EQ] = OP_EQ, [URL_NE] = OP_NE, [URL_LT] = OP_LT,
                             [URL_LE] = OP_LE, [URL_GT] = OP_GT, [URL_GE] = OP_GE};
    if (!book) set_up();
    Cx *cx = fuzz_cx();
    UrlQuery url;
    Page page;
    int64_t count;
    if (url_query_parse(cx, fuzz_str(data, size), &url) != OK) return 0;
    Query q = {.reg = model_reg(thing_model(), S("thing")),
               .limit = 50,
               .want_total = true,
               .text = S(""),
               .region = S(""),
               .sort_column = S(""),
               .after = S("")};
    for (size_t i = 0; i < url.n; i++)
        if (query_param(cx, book, &q, url.p[i].name, ops[url.p[i].op], url.p[i].value) != OK) {
            MUST(cx_failed(cx) != OK);
            return 0;
        }
    Err err = query_run(cx, book, &q, &page);
    if (err == ERR_IO) log_error("%.*s", STR_ARG(cx_message(cx)));
    MUST(err != ERR_IO && (err == OK || cx_failed(cx) == err));
    if (err != OK) return 0;
    MUST(page.n <= (size_t)q.limit && page.total >= -1);
    MUST(query_count(cx, book, &q, &count) == OK &&
         (page.total < 0 || q.after.len > 0 || count == page.total));
    return 0;
}
