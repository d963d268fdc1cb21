/* SPDX-License-Identifier: Apache-2.0 */
/* Verify, rebuild, back up, restore. */
#include <zip.h>

#include "main/app.h"
#include "sys/sys.h"
#include "systems/dispatch/roads.h"
#include "systems/evacuation/evacuation.h"
#include "systems/indicator/cube.h"
#include "systems/notice/notice.h"

enum { FILE_MAX = 64 * 1024 * 1024 };

/* --- verify: the chain, then whether the tables are what the journal says --- */

static Err tmp_file(Cx *cx, Str dir, const char *name, Str *ret)
{
    TRY(sys_dir_make(cx, str_fmt(cx, "%.*s/tmp", STR_ARG(dir)), 0700));
    *ret = str_fmt(cx, "%.*s/tmp/%016llx-%s", STR_ARG(dir), (unsigned long long)sys_random_u64(),
                   name);
    return OK;
}

static void drop_file(Cx *cx, Str path)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT(endings); i++) {
        Str one = str_fmt(cx, "%.*s%s", STR_ARG(path), endings[i]);
        if (sys_file_exists(cx, one)) (void)!sys_file_remove(cx, one);
    }
}

static Err compare_with(Cx *cx, App *app, Store *copy, Store *fresh)
{
    Db *from, *one, *two;
    JournalHost host = app_host(app);
    Cx *other = cx_open(cx->now_ms, 0); /* a second reader of the copy */
    TRY(store_reader(cx, copy, &from));
    TRY(db_begin(cx, store_writer(fresh)));
    Err err = journal_replay(cx, from, store_writer(fresh), &host, NULL);
    if (err == OK) err = db_commit(cx, store_writer(fresh));
    if (err == OK) err = store_reader(other, copy, &one);
    if (err == OK) two = store_writer(fresh), err = book_compare(cx, app->book, one, two);
    cx_close(other);
    return err;
}

static Err compare(Cx *cx, App *app, Str copy_path, Str fresh_path)
{
    Store *copy = NULL, *fresh = NULL;
    TRY(store_copy(cx, app->store, copy_path.p));
    Err err = store_open(cx, copy_path.p, &copy);
    if (err == OK) err = store_open(cx, fresh_path.p, &fresh);
    Cx *work = cx_open(cx->now_ms, 0);
    work->lang = cx->lang;
    if (err == OK) err = cx_carry(cx, work, compare_with(work, app, copy, fresh));
    cx_close(work);
    store_close(fresh);
    store_close(copy);
    return err;
}

Err app_verify(Cx *cx, App *app, int64_t *entries)
{
    Str copy, fresh;
    TRY(journal_verify(cx, app->store, str_z(cx, app->dir), entries));
    TRY(tmp_file(cx, app->dir, "copy.db", &copy));
    TRY(tmp_file(cx, app->dir, "fresh.db", &fresh));
    Err err = compare(cx, app, copy, fresh);
    drop_file(cx, copy);
    drop_file(cx, fresh);
    int64_t figures;
    return err == OK ? cube_check(cx, &app->site, &figures) : err;
}

/* --- rebuild --- */

static Err replay_here(Txn *tx, Cmd *cmd)
{
    JournalHost host = app_host(cmd->arg);
    return journal_replay(tx->cx, tx->db, tx->db, &host, NULL);
}

static Err rebuild(Cx *cx, App *app)
{
    Cmd cmd = {.cx = cx, .run = replay_here, .arg = app};
    TRY(journal_do(app->journal, &cmd));
    auth_refresh(app->auth);
    return cube_clear(cx, &app->site);
}

/* --- backup: a ZIP of what the directory needs to live elsewhere --- */

typedef struct Pack {
    Cx *cx;
    zip_t *zip;
    Str dir;
} Pack;

static Err add_body(const Pack *p, Str name, Str body)
{
    zip_source_t *src = zip_source_buffer(p->zip, body.p, body.len, 0);
    if (src &&
        zip_file_add(p->zip, str_z(p->cx, name), src, ZIP_FL_ENC_UTF_8 | ZIP_FL_OVERWRITE) >= 0)
        return OK;
    return cx_refuse(p->cx, ERR_IO, S("file"), name, "cannot add to the backup: %s",
                     zip_strerror(p->zip));
}

static Err add_file(const Pack *p, Str name, Str path)
{
    zip_source_t *src = zip_source_file(p->zip, str_z(p->cx, path), 0, -1);
    if (src &&
        zip_file_add(p->zip, str_z(p->cx, name), src, ZIP_FL_ENC_UTF_8 | ZIP_FL_OVERWRITE) >= 0)
        return OK;
    return cx_refuse(p->cx, ERR_IO, S("file"), name, "cannot add to the backup: %s",
                     zip_strerror(p->zip));
}

/* Files of a folder, two levels deep at most: uploads/ab/…, model/registers/…. */
static Err add_folder(const Pack *p, Str folder, int depth)
{
    SysNames names;
    Str path = str_fmt(p->cx, "%.*s/%.*s", STR_ARG(p->dir), STR_ARG(folder));
    if (!sys_file_exists(p->cx, path)) return OK;
    TRY(sys_dir_list(p->cx, path, 1000000, &names));
    for (size_t i = 0; i < names.n; i++) {
        Str name = str_fmt(p->cx, "%.*s/%.*s", STR_ARG(folder), STR_ARG(names.p[i]));
        SysNames below;
        bool is_folder =
            sys_dir_list(p->cx, str_fmt(p->cx, "%.*s/%.*s", STR_ARG(p->dir), STR_ARG(name)),
                         1000000, &below) == OK;
        cx_clear(p->cx);
        if (is_folder && depth > 0) TRY(add_folder(p, name, depth - 1));
        else if (!is_folder)
            TRY(add_file(p, name, str_fmt(p->cx, "%.*s/%.*s", STR_ARG(p->dir), STR_ARG(name))));
    }
    return OK;
}

static Err fill_pack(const Pack *p, Str db, Str head, Str city)
{
    TRY(add_body(p, S("journal.head"), head));
    TRY(add_body(p, S("city.json"), city));
    TRY(add_file(p, S("anlan.db"), db));
    TRY(add_folder(p, S("keys"), 0));
    TRY(add_folder(p, S("model"), 1));
    TRY(add_folder(p, S("roads"), 0));
    return add_folder(p, S("uploads"), 1);
}

static Err append_backup(Txn *tx, Cmd *cmd)
{
    Entry e = {.reg = S("backup"), .action = S("done")};
    (void)cmd;
    return journal_append(tx, &e);
}

/* That a backup was made is an entry like any other: the state of the system tells its age from it.
 */
static Err enter_backup(Cx *cx, App *app)
{
    Cmd cmd = {.cx = cx, .run = append_backup};
    return journal_do(app->journal, &cmd);
}

static Err backup(Cx *cx, App *app, Str file)
{
    Str db, head, city, partial = str_fmt(cx, "%.*s.part", STR_ARG(file));
    if (file.len == 0) return cx_fail(cx, ERR_INVALID, "file", "is required");
    if (sys_file_exists(cx, file))
        return cx_refuse(cx, ERR_CONFLICT, S("file"), file, "the file exists already");
    TRY(sys_file_read(cx, str_fmt(cx, "%.*s/journal.head", STR_ARG(app->dir)), FILE_MAX,
                      &head)); /* before the copy: never newer */
    TRY(sys_file_read(cx, str_fmt(cx, "%.*s/city.json", STR_ARG(app->dir)), FILE_MAX, &city));
    TRY(tmp_file(cx, app->dir, "backup.db", &db));
    Err err = store_copy(cx, app->store, db.p);
    int code = 0;
    zip_t *zip = err == OK ? zip_open(partial.p, ZIP_CREATE | ZIP_TRUNCATE, &code) : NULL;
    if (err == OK && !zip)
        err = cx_refuse(cx, ERR_IO, S("file"), file, "cannot create the backup: code %d", code);
    if (zip) {
        Pack p = {cx, zip, app->dir};
        err = fill_pack(&p, db, head, city);
        if (err != OK) zip_discard(zip);
        else if (zip_close(zip) != 0)
            err = cx_refuse(cx, ERR_IO, S("file"), file, "cannot write the backup: %s",
                            zip_strerror(zip));
    }
    drop_file(cx, db);
    if (err == OK) err = sys_file_rename(cx, partial, file);
    return err == OK ? enter_backup(cx, app) : err;
}

/* --- restore --- */

static bool is_plain_name(Str name)
{
    Str rest = name, part;
    if (name.len == 0 || name.p[0] == '/' || name.p[name.len - 1] == '/') return false;
    while (str_next(&rest, '/', &part))
        if (part.len == 0 || str_is(part, "..") || str_is(part, ".")) return false;
    return true;
}

static Str folder_of(Str path)
{
    size_t n = path.len;
    while (n > 0 && path.p[n - 1] != '/') n--;
    return str_head(path, n ? n - 1 : 0);
}

static Err unpack_one(Cx *cx, zip_t *zip, zip_uint64_t i, Str dir)
{
    zip_stat_t st;
    Str name = str_c(zip_get_name(zip, i, ZIP_FL_ENC_GUESS));
    if (!is_plain_name(name) || zip_stat_index(zip, i, 0, &st) != 0)
        return cx_refuse(cx, ERR_INVALID, S("file"), name, "is no name of a backup");
    Str path = str_fmt(cx, "%.*s/%.*s", STR_ARG(dir), STR_ARG(name));
    char *body = cx_new(cx, char, st.size + 1);
    zip_file_t *f = zip_fopen_index(zip, i, 0);
    zip_int64_t n = f ? zip_fread(f, body, st.size) : -1;
    if (f) zip_fclose(f);
    if (n < 0 || (zip_uint64_t)n != st.size)
        return cx_refuse(cx, ERR_INVALID, S("file"), name, "the backup is damaged here");
    TRY(sys_dir_make(cx, folder_of(path), 0700));
    return sys_file_write(cx, path, (Str){body, st.size}, 0600);
}

static Err unpack(Cx *cx, zip_t *zip, Str dir)
{
    zip_int64_t n = zip_get_num_entries(zip, 0);
    for (zip_int64_t i = 0; i < n; i++) {
        ArenaMark mark = arena_mark(cx->arena);
        TRY(unpack_one(cx, zip, (zip_uint64_t)i, dir));
        arena_rewind(cx->arena, mark);
    }
    return OK;
}

/* Whole, and silent about what it wanted to say at the time of the backup. U: an hour, so that a
 * city that only moves house loses nothing. */
static Err check_restored(Cx *cx, App *app)
{
    int64_t entries, unsent;
    int64_t before_ms = app->site.now_ms(app->site.ctx) - MS_HOUR;
    TRY(app_verify(cx, app, &entries));
    TRY(notice_restored(cx, app->store, before_ms, &unsent));
    if (unsent) log_info("%lld messages of the backup are not sent again", (long long)unsent);
    return OK;
}

Err app_restore(Cx *cx, Str file, Str dir)
{
    App *app;
    int code = 0;
    Str place = dir;
    TRY(app_nursery(cx, place, &dir));
    zip_t *zip = zip_open(str_z(cx, file), ZIP_RDONLY, &code);
    if (!zip)
        return cx_refuse(cx, ERR_INVALID, S("file"), file, "cannot read the backup: code %d", code);
    Err err = unpack(cx, zip, dir);
    zip_discard(zip);
    TRY(err);
    TRY(app_open(cx, dir, &app));
    Cx *work = cx_open(cx->now_ms, 0); /* holds readers: ends before the store does */
    work->lang = cx->lang;
    err = cx_carry(cx, work, check_restored(work, app));
    cx_close(work);
    app_close(app);
    return err == OK ? app_move_in(cx, dir, place) : err;
}

/* --- the door of the command line --- */

Err app_local(Cx *cx, void *ctx, Str verb, json_t *input, Buf *out)
{
    App *app = ctx;
    Jw w = jw_on(out);
    int64_t entries = journal_seq(app->journal);
    json_t *file = json_object_get(input, "file");
    if (str_is(verb, "verify")) TRY(app_verify(cx, app, &entries));
    else if (str_is(verb, "rebuild")) TRY(rebuild(cx, app));
    else if (str_is(verb, "backup")) TRY(backup(cx, app, str_c(json_string_value(file))));
    else if (str_is(verb, "roads")) return roads_verb(cx, &app->site, input, out);
    else if (str_is(verb, "evacuate")) return evacuation_verb(cx, &app->site, input, out);
    else return cx_refuse(cx, ERR_NOT_FOUND, S("verb"), verb, "no such verb");
    jw_open(&w, '{');
    jw_kstr(&w, "done", verb);
    jw_ki64(&w, "entries", entries);
    jw_close(&w, '}');
    return OK;
}
