/* SPDX-License-Identifier: Apache-2.0 */
/* Where an address leads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "http/url.h"

static void parts(void **state)
{
    static const struct {
        const char *url, *scheme, *host, *host_port;
    } good[] = {
        {"https://a.example/x",         "https", "a.example",   "a.example"         },
        {"http://a.example:80",         "http",  "a.example",   "a.example:80"      },
        {"https://[2001:db8::1]:8443/", "https", "2001:db8::1", "[2001:db8::1]:8443"},
        {"https://a.example?x=//b",     "https", "a.example",   "a.example"         },
        {"file:///etc/passwd",          NULL,    NULL,          NULL                },
        {"https://u@a.example/",        NULL,    NULL,          NULL                },
        {"https://a.example\\@b/",      NULL,    NULL,          NULL                },
        {"https://[::1/",               NULL,    NULL,          NULL                },
        {"https://",                    NULL,    NULL,          NULL                },
        {"a.example/x",                 NULL,    NULL,          NULL                },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        UrlHost at;
        assert_int_equal(url_host(str_c(good[i].url), &at), good[i].host != NULL);
        if (!good[i].host) continue;
        assert_true(str_is(at.scheme, good[i].scheme));
        assert_true(str_is(at.host, good[i].host));
        assert_true(str_is(at.host_port, good[i].host_port));
    }
}

static void digits(void **state)
{
    (void)state;
    assert_true(host_is_ip(S("10.0.0.1")));
    assert_true(host_is_ip(S("fe80::1")));
    assert_true(host_is_ip(S("2130706433")));
    assert_false(host_is_ip(S("fd-news.example")));
    assert_false(host_is_ip(S("10.example")));
}

static void lists(void **state)
{
    Cx *cx = cx_open(0, 1);
    Str *hosts;
    size_t n;
    UrlHost at;
    (void)state;
    json_t *list = json_pack("[s, i, s]", "Feed.example", 1, "10.9.9.9:8443");
    hosts_read(cx, list, &hosts, &n);
    json_decref(list);
    assert_int_equal(n, 2);
    assert_true(url_host(S("https://feed.example:9/"), &at) && hosts_name(hosts, n, &at));
    assert_true(url_host(S("https://10.9.9.9:8443/"), &at) && hosts_name(hosts, n, &at));
    assert_true(url_host(S("https://10.9.9.9/"), &at) && !hosts_name(hosts, n, &at));
    assert_true(hosts_may_reach(hosts, n, S("10.9.9.9")));
    assert_false(hosts_may_reach(hosts, n, S("10.9.9.8")));
    assert_false(hosts_may_reach(hosts, n, S("127.0.0.1")));
    hosts_read(cx, NULL, &hosts, &n);
    assert_int_equal(n, 0);
    cx_close(cx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(parts), cmocka_unit_test(digits),
                                       cmocka_unit_test(lists)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
