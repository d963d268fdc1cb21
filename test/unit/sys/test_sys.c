/* SPDX-License-Identifier: Apache-2.0 */
/* sys: files, queue, pool, clocks. */
#include "sys/sys.h"
#include "sys/thread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[64];
static Cx *cx;

static Str at(const char *name)
{
    return str_fmt(cx, "%s/%s", dir, name);
}

static void files_round_trip(void **state)
{
    (void)state;
    Str body, path = at("a/b/c.txt");
    assert_int_equal(sys_dir_make(cx, at("a/b"), 0700), OK);
    assert_int_equal(sys_dir_make(cx, at("a/b"), 0700), OK);
    assert_false(sys_file_exists(cx, path));
    assert_int_equal(sys_file_write(cx, path, S("one"), 0600), OK);
    assert_int_equal(sys_file_write(cx, path, S("second"), 0600), OK);
    assert_int_equal(sys_file_read(cx, path, 6, &body), OK);
    assert_true(str_is(body, "second"));
    assert_int_equal(body.p[body.len], 0);
    assert_int_equal(sys_file_read(cx, path, 5, &body), ERR_TOO_BIG);
    int64_t size = 0;
    assert_int_equal(sys_file_size(cx, path, &size), OK);
    assert_int_equal(size, 6);
    SysNames names;
    assert_int_equal(sys_dir_list(cx, at("a/b"), 10, &names), OK);
    assert_int_equal(names.n, 1); /* no temporary file stays behind */
    assert_true(str_is(names.p[0], "c.txt"));
    assert_int_equal(sys_dir_list(cx, at("a/b"), 0, &names), ERR_TOO_BIG);
    assert_int_equal(sys_file_remove(cx, path), OK);
    assert_int_equal(sys_file_remove(cx, path), ERR_NOT_FOUND);
    assert_int_equal(sys_file_read(cx, path, 5, &body), ERR_NOT_FOUND);
    assert_int_equal(sys_file_read(cx, at("a"), 5, &body), ERR_IO);
    assert_int_equal(sys_file_write(cx, at("none/x"), S(""), 0600), ERR_NOT_FOUND);
}

static void files_of_unknown_size(void **state)
{
    (void)state;
    Str body;
    assert_int_equal(sys_file_read(cx, S("/proc/self/status"), 1 << 20, &body), OK);
    assert_true(body.len > 100);
    assert_int_equal(sys_file_read(cx, S("/dev/zero"), 100000, &body), ERR_TOO_BIG);
}

static void below_a_root(void **state)
{
    (void)state;
    Str body;
    assert_int_equal(sys_dir_make(cx, at("root/in"), 0700), OK);
    assert_int_equal(sys_file_write(cx, at("root/in/f"), S("f"), 0600), OK);
    assert_int_equal(sys_file_write(cx, at("secret"), S("s"), 0600), OK);
    assert_int_equal(symlink(at("secret").p, at("root/link").p), 0);
    assert_int_equal(sys_file_read_below(cx, at("root"), S("in/f"), 10, &body), OK);
    const char *bad[] = {"../secret", "in/../../secret", "/etc/passwd", "link"};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(sys_file_read_below(cx, at("root"), str_c(bad[i]), 100, &body),
                         ERR_DENIED);
    assert_int_equal(sys_file_read_below(cx, at("root"), (Str){"a\0b", 3}, 100, &body),
                     ERR_INVALID);
    assert_int_equal(sys_file_read_below(cx, at("root"), S(""), 100, &body), ERR_INVALID);
}

static void clocks_and_randomness(void **state)
{
    (void)state;
    assert_true(sys_now_ms() > INT64_C(1600000000000));
    int64_t a = sys_mono_us(), b = sys_mono_us();
    assert_true(b >= a);
    assert_true(sys_random_u64() != sys_random_u64());
    assert_true(sys_rss_bytes() > 1 << 20);
    assert_true(sys_cpu_count() >= 1);
    assert_true(sys_raise_open_files() >= 64);
}

static void queue_keeps_order_and_bound(void **state)
{
    (void)state;
    int items[3];
    void *got = NULL;
    Queue *q = queue_new(2);
    assert_int_equal(queue_take(q, &got, 0), QUEUE_EMPTY);
    assert_int_equal(queue_take(q, &got, 5), QUEUE_EMPTY);
    assert_int_equal(queue_put(q, &items[0], 0), QUEUE_OK);
    assert_int_equal(queue_put(q, &items[1], 0), QUEUE_OK);
    assert_int_equal(queue_put(q, &items[2], 0), QUEUE_FULL);
    assert_int_equal(queue_put(q, &items[2], 5), QUEUE_FULL);
    assert_int_equal(queue_len(q), 2);
    assert_int_equal(queue_take(q, &got, -1), QUEUE_OK);
    assert_ptr_equal(got, &items[0]);
    assert_int_equal(queue_put(q, &items[2], 0), QUEUE_OK);
    void *many[4];
    assert_int_equal(queue_take_many(q, many, 4, 0), 2);
    assert_ptr_equal(many[0], &items[1]);
    assert_int_equal(queue_put(q, &items[0], 0), QUEUE_OK);
    queue_close(q);
    assert_int_equal(queue_put(q, &items[0], -1), QUEUE_CLOSED);
    assert_int_equal(queue_take(q, &got, -1), QUEUE_OK);
    assert_int_equal(queue_take(q, &got, -1), QUEUE_CLOSED);
    assert_int_equal(queue_take_many(q, many, 4, -1), 0);
    queue_free(q);
}

static atomic_int sum;

static void add_one(void *ptr)
{
    (void)ptr;
    atomic_fetch_add(&sum, 1);
}

static void pool_runs_everything(void **state)
{
    (void)state;
    Pool *p = pool_new("test", 4, 100);
    int accepted = 0;
    for (int i = 0; i < 1000; i++) accepted += pool_run(p, add_one, NULL);
    pool_free(p);
    assert_true(accepted >= 100);
    assert_int_equal(atomic_load(&sum), accepted);
}

typedef struct Gate {
    Mutex lock;
    Cond open;
    bool is_open;
} Gate;

static void wait_at_gate(void *ptr)
{
    Gate *g = ptr;
    mutex_lock(&g->lock);
    while (!g->is_open) cond_wait(&g->open, &g->lock);
    mutex_unlock(&g->lock);
}

static void pool_refuses_when_full(void **state)
{
    (void)state;
    Gate g = {.is_open = false};
    mutex_init(&g.lock);
    cond_init(&g.open);
    Pool *p = pool_new("test", 1, 2);
    int accepted = 0;
    for (int i = 0; i < 10; i++) accepted += pool_run(p, wait_at_gate, &g);
    assert_true(accepted >= 2 && accepted <= 3);
    mutex_lock(&g.lock);
    g.is_open = true;
    cond_broadcast(&g.open);
    mutex_unlock(&g.lock);
    pool_free(p);
    cond_destroy(&g.open);
    mutex_destroy(&g.lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_round_trip),
        cmocka_unit_test(files_of_unknown_size),
        cmocka_unit_test(below_a_root),
        cmocka_unit_test(clocks_and_randomness),
        cmocka_unit_test(queue_keeps_order_and_bound),
        cmocka_unit_test(pool_runs_everything),
        cmocka_unit_test(pool_refuses_when_full),
    };
    cx = cx_open(0, 1);
    strcpy(dir, "/tmp/anlan-sys-XXXXXX");
    if (!mkdtemp(dir)) return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    cx_close(cx);
    return failed;
}
