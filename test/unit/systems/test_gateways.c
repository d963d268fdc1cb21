/* SPDX-License-Identifier: Apache-2.0 */
/* Where hooks may lead, and how numbers are compared. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "systems/notice/notice.h"

static void is_plain(const char *number, const char *plain)
{
    Cx *cx = cx_open(0, 1);
    assert_string_equal(str_z(cx, phone_plain(cx, str_c(number))), plain);
    cx_close(cx);
}

static void networks(void **state)
{
    static const char *const inside[] = {
        "127.0.0.1",   "10.1.2.3",        "172.16.0.1",  "172.31.255.1",
        "192.168.1.1", "169.254.169.254", "100.64.0.1",  "::1",
        "::",          "fe80::1",         "fd00::1",     "0.0.0.0",
        "224.0.0.251", "ff02::1",         "100.127.0.1", "::ffff:10.0.0.1"};
    static const char *const outside[] = {"203.0.113.9", "172.32.0.1", "172.15.0.1", "100.128.0.1",
                                          "2001:db8::1", "11.0.0.1",   "1.1.1.1"};
    Str list[] = {S("10.9.9.9:8443"), S("hook.example"), S("localhost:1")};
    Gateways none = {0}, some = {.hosts = list, .n_hosts = COUNT(list)};
    (void)state;
    for (size_t i = 0; i < COUNT(inside); i++)
        assert_false(webhook_may_reach(&none, str_c(inside[i])));
    for (size_t i = 0; i < COUNT(outside); i++)
        assert_true(webhook_may_reach(&none, str_c(outside[i])));
    assert_true(webhook_may_reach(&some, S("10.9.9.9")));
    assert_false(webhook_may_reach(&some, S("10.9.9.8")));
    assert_true(webhook_may_reach(&some, S("127.0.0.1")));
}

static void numbers(void **state)
{
    (void)state;
    is_plain("+86 139-0000-0001", "13900000001");
    is_plain("8613900000001", "13900000001");
    is_plain("0570-3023456", "05703023456");
    is_plain("+44 20 7946 0000", "+442079460000");
    is_plain("", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(networks), cmocka_unit_test(numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
