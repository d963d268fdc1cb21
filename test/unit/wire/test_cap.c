/* SPDX-License-Identifier: Apache-2.0 */
/* CAP: our documents (test/vector/cap), those of ../shared/vectors/cap where they are there, round
 * trips, and what must not leave. */
#include <dirent.h>

#include "wire_test.h"

#include "wire/cap.h"
#include "wire/xmlout.h"

/* --- the same in every field --- */

static void same_pairs(const CapPairs *a, const CapPairs *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        assert_str(a->p[i].name, b->p[i].name);
        assert_str(a->p[i].value, b->p[i].value);
    }
}

static void same_words(const CapWords *a, const CapWords *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) assert_int_equal(a->p[i], b->p[i]);
}

static void same_area(const CapArea *a, const CapArea *b)
{
    assert_str(a->desc, b->desc);
    assert_int_equal(a->polygons.n, b->polygons.n);
    for (size_t i = 0; i < a->polygons.n; i++) {
        assert_int_equal(a->polygons.p[i].n, b->polygons.p[i].n);
        for (size_t k = 0; k < a->polygons.p[i].n; k++) {
            assert_true(a->polygons.p[i].p[k].lat == b->polygons.p[i].p[k].lat);
            assert_true(a->polygons.p[i].p[k].lon == b->polygons.p[i].p[k].lon);
        }
    }
    assert_int_equal(a->circles.n, b->circles.n);
    for (size_t i = 0; i < a->circles.n; i++) {
        assert_true(a->circles.p[i].centre.lat == b->circles.p[i].centre.lat);
        assert_true(a->circles.p[i].centre.lon == b->circles.p[i].centre.lon);
        assert_true(a->circles.p[i].radius_km == b->circles.p[i].radius_km);
    }
    same_pairs(&a->geocodes, &b->geocodes);
    assert_true(a->altitude_ft.is_set == b->altitude_ft.is_set);
    assert_true(a->altitude_ft.v == b->altitude_ft.v && a->ceiling_ft.v == b->ceiling_ft.v);
}

static void same_resource(const CapResource *a, const CapResource *b)
{
    assert_str(a->desc, b->desc);
    assert_str(a->mime_type, b->mime_type);
    assert_str(a->uri, b->uri);
    assert_str(a->deref_uri, b->deref_uri);
    assert_str(a->digest, b->digest);
    assert_true(a->size.v == b->size.v);
}

static void same_info(const CapInfo *a, const CapInfo *b)
{
    const Str x[] = {a->language, a->event,          a->audience,    a->sender_name,
                     a->headline, a->description,    a->instruction, a->web,
                     a->contact,  a->effective.text, a->onset.text,  a->expires.text};
    const Str y[] = {b->language, b->event,          b->audience,    b->sender_name,
                     b->headline, b->description,    b->instruction, b->web,
                     b->contact,  b->effective.text, b->onset.text,  b->expires.text};
    for (size_t i = 0; i < COUNT(x); i++) assert_str(x[i], y[i]);
    same_words(&a->categories, &b->categories);
    same_words(&a->responses, &b->responses);
    assert_int_equal(a->urgency, b->urgency);
    assert_int_equal(a->severity, b->severity);
    assert_int_equal(a->certainty, b->certainty);
    same_pairs(&a->event_codes, &b->event_codes);
    same_pairs(&a->parameters, &b->parameters);
    assert_int_equal(a->resources.n, b->resources.n);
    for (size_t i = 0; i < a->resources.n; i++)
        same_resource(&a->resources.p[i], &b->resources.p[i]);
    assert_int_equal(a->areas.n, b->areas.n);
    for (size_t i = 0; i < a->areas.n; i++) same_area(&a->areas.p[i], &b->areas.p[i]);
}

static void same(const CapAlert *a, const CapAlert *b)
{
    const Str x[] = {a->identifier, a->sender, a->sent.text,  a->source,   a->restriction,
                     a->addresses,  a->note,   a->references, a->incidents};
    const Str y[] = {b->identifier, b->sender, b->sent.text,  b->source,   b->restriction,
                     b->addresses,  b->note,   b->references, b->incidents};
    for (size_t i = 0; i < COUNT(x); i++) assert_str(x[i], y[i]);
    assert_int_equal(a->sent.ms, b->sent.ms);
    assert_int_equal(a->status, b->status);
    assert_int_equal(a->msg_type, b->msg_type);
    assert_int_equal(a->scope, b->scope);
    assert_int_equal(a->codes.n, b->codes.n);
    for (size_t i = 0; i < a->codes.n; i++) assert_str(a->codes.p[i], b->codes.p[i]);
    assert_int_equal(a->infos.n, b->infos.n);
    for (size_t i = 0; i < a->infos.n; i++) same_info(&a->infos.p[i], &b->infos.p[i]);
}

static void goes_round(const CapAlert *a)
{
    CapAlert again;
    Str xml, xml2;
    if (cap_write(cx, a, &xml) != OK) fail_msg("write: %.*s", STR_ARG(cx_message(cx)));
    assert_int_equal(cap_read(cx, xml, &again), OK);
    same(a, &again);
    assert_int_equal(cap_write(cx, &again, &xml2), OK);
    assert_str(xml2, xml);
}

/* --- our documents --- */

static void check_bad(const char *name, Str xml)
{
    CapAlert a;
    size_t at = str_find(xml, S("<!-- expect: "));
    assert_true(at != SIZE_MAX);
    Str why = str_from(xml, at + strlen("<!-- expect: "));
    why = str_head(why, str_find(why, S(" -->")));
    if (cap_read(cx, xml, &a) == OK) fail_msg("%s: was read", name);
    if (str_find(cx_message(cx), why) == SIZE_MAX)
        fail_msg("%s: %.*s", name, STR_ARG(cx_message(cx)));
}

static void our_documents(void **state)
{
    (void)state;
    DIR *dir = opendir(str_fmt(cx, "%s/test/vector/cap", root).p);
    int n = 0;
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));) {
        cx_reset(cx);
        cx->lang = LANG_EN;
        Str xml = S(""), name = str_dup(cx, str_c(e->d_name));
        CapAlert a;
        if (!str_ends(name, S(".xml"))) continue;
        assert_true(test_file(str_fmt(cx, "test/vector/cap/%s", e->d_name).p, &xml));
        n++;
        if (str_starts(name, S("bad_"))) {
            check_bad(e->d_name, xml);
            continue;
        }
        if (cap_read(cx, xml, &a) != OK) fail_msg("%s: %.*s", e->d_name, STR_ARG(cx_message(cx)));
        goes_round(&a);
    }
    closedir(dir);
    assert_true(n >= 50);
}

static void a_full_alert(void **state)
{
    (void)state;
    Str xml = S("");
    CapAlert a;
    CapRefs refs;
    cx_reset(cx);
    assert_true(test_file("test/vector/cap/ok_full.xml", &xml));
    assert_int_equal(cap_read(cx, xml, &a), OK);
    assert_int_equal(a.version, 12);
    assert_int_equal(a.msg_type, CAP_UPDATE);
    assert_int_equal(a.codes.n, 2);
    assert_int_equal(cap_refs(cx, &a, &refs), OK);
    assert_int_equal(refs.n, 1);
    assert_str(refs.p[0].identifier, S("33080233200000_20260708080000"));
    assert_int_equal(a.sent.ms, 1783477800000);
    assert_int_equal(a.infos.n, 2);
    const CapInfo *i = &a.infos.p[0];
    assert_int_equal(i->categories.p[1], CAP_GEO);
    assert_int_equal(i->responses.p[0], CAP_EVACUATE);
    assert_int_equal(i->severity, CAP_EXTREME);
    assert_true(str_find(i->description, S("& \xe4\xbb\x8d\xe5\x9c\xa8\xe4\xb8\x8b")) != SIZE_MAX);
    assert_true(str_find(i->instruction, S("<")) != SIZE_MAX); /* CDATA */
    assert_int_equal(i->parameters.n, 2);
    assert_str(i->parameters.p[1].value, S(""));
    assert_true(i->resources.p[0].size.v == 1024);
    assert_int_equal(i->areas.p[0].polygons.p[0].n, 4);
    assert_true(i->areas.p[0].polygons.p[0].p[0].lat == 29.1);
    assert_true(i->areas.p[0].circles.p[0].radius_km == 5.5);
    assert_true(i->areas.p[0].ceiling_ft.v == 900.5);
    assert_true(test_file("test/vector/cap/ok_signed.xml", &xml));
    assert_int_equal(cap_read(cx, xml, &a), OK);
    assert_true(a.is_signed);
}

/* --- the shared ones --- */

static void check_against(const json_t *want, const CapAlert *a)
{
    static const char *const severities[] = {"",         "Extreme", "Severe",
                                             "Moderate", "Minor",   "Unknown"};
    const json_t *infos = json_object_get(want, "info");

    assert_str(a->identifier, jstr(want, "identifier"));
    assert_str(a->sender, jstr(want, "sender"));
    assert_str(a->sent.text, jstr(want, "sent"));
    assert_int_equal(a->infos.n, jint(want, "info_count"));
    assert_true(a->is_signed == json_is_true(json_object_get(want, "signed")));
    for (size_t i = 0; i < a->infos.n && i < json_array_size(infos); i++) {
        const json_t *w = json_array_get(infos, i);
        const CapInfo *info = &a->infos.p[i];
        size_t polygons = 0, circles = 0, geocodes = 0;
        for (size_t k = 0; k < info->areas.n; k++) {
            polygons += info->areas.p[k].polygons.n;
            circles += info->areas.p[k].circles.n;
            geocodes += info->areas.p[k].geocodes.n;
        }
        assert_str(info->event, jstr(w, "event"));
        assert_str(str_c(severities[info->severity]), jstr(w, "severity"));
        assert_str(info->expires.text, jstr(w, "expires"));
        assert_int_equal(info->categories.n, json_array_size(json_object_get(w, "category")));
        assert_int_equal(info->areas.n, jint(w, "area_count"));
        assert_int_equal(polygons, jint(w, "polygon_count"));
        assert_int_equal(circles, jint(w, "circle_count"));
        assert_int_equal(geocodes, jint(w, "geocode_count"));
        assert_int_equal(info->parameters.n, jint(w, "parameter_count"));
        assert_int_equal(info->resources.n, jint(w, "resource_count"));
    }
}

static void shared_vectors(void **state)
{
    (void)state;
    int n = 0, refused = 0;
    cx_reset(cx);
    SHARED_EACH("cap/index.jsonl", item)
    {
        Str file = jstr(item, "file"), tier = jstr(item, "tier"), xml = S("");
        CapAlert a;
        assert_true(test_file(str_fmt(cx, "../shared/vectors/cap/%.*s", STR_ARG(file)).p, &xml));
        n++;
        cx_clear(cx);
        Err e = cap_read(cx, xml, &a);
        refused += e != OK;
        if (str_is(jstr(item, "cap_version"), "1.0")) {
            assert_int_equal(e, ERR_UNSUPPORTED);
            continue;
        }
        if (str_is(tier, "conformant") && e != OK)
            fail_msg("%.*s: %.*s", STR_ARG(file), STR_ARG(cx_message(cx)));
        if ((str_is(tier, "reject") || str_is(tier, "feed")) && e == OK)
            fail_msg("%.*s: was read", STR_ARG(file));
        if (str_is(tier, "tolerate"))
            printf("%.*s: %.*s\n", STR_ARG(file), STR_ARG(cx_message(cx)));
        if (e != OK) continue;
        if (str_is(tier, "conformant")) check_against(json_object_get(item, "expect"), &a);
        if (a.version == 12) goes_round(&a);
    }
    printf("%d shared documents, %d refused\n", n, refused);
}

/* --- writing --- */

static void write_refuses(void **state)
{
    (void)state;
    Str xml;
    cx_reset(cx);
    CapAlert a = {.identifier = S("a"),
                  .sender = S("s"),
                  .sent = cap_time(cx, 1783477800999),
                  .status = CAP_EXERCISE,
                  .msg_type = CAP_ALERT,
                  .scope = CAP_PUBLIC};
    assert_str(a.sent.text, S("2026-07-08T10:30:00+08:00"));
    assert_int_equal(cap_write(cx, &a, &xml), OK);
    a.sender = S("a b");
    assert_int_equal(cap_write(cx, &a, &xml), ERR_INVALID);
    a.sender = S("s");
    a.scope = CAP_PRIVATE;
    assert_int_equal(cap_write(cx, &a, &xml), ERR_INVALID);
    a.scope = 0;
    assert_int_equal(cap_write(cx, &a, &xml), ERR_INVALID);
    a.scope = CAP_PUBLIC;
    a.note = S("a\x01"
               "b\xff<&>\"\r\n");
    assert_int_equal(cap_write(cx, &a, &xml), OK);
    assert_true(str_find(xml, S("a\xef\xbf\xbd"
                                "b\xef\xbf\xbd&lt;&amp;&gt;&quot;&#13;")) != SIZE_MAX);
    char *big = cx_new(cx, char, CAP_MAX_BYTES + 1);
    memset(big, 'x', CAP_MAX_BYTES + 1);
    a.note = (Str){big, CAP_MAX_BYTES + 1};
    assert_int_equal(cap_write(cx, &a, &xml), ERR_TOO_BIG);
    assert_int_equal(cap_read(cx, a.note, &a), ERR_TOO_BIG);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(our_documents),
    cmocka_unit_test(a_full_alert),
    cmocka_unit_test(shared_vectors),
    cmocka_unit_test(write_refuses),
};

WIRE_TEST_MAIN(tests)
