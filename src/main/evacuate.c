/* SPDX-License-Identifier: Apache-2.0 */
/* anlan evacuate plan FILE.json: people to shelters, without a city; with --event the people of a
 * city's event (verbs.c). */
#include <jansson.h>
#include <stdio.h>

#include "main/verbs.h"
#include "sys/sys.h"
#include "systems/evacuation/evacuation.h"

/* source: U; road is 1.4 of the straight line, a bus in the rain makes 30 km/h */
static const double DETOUR = 1.4, SPEED_M_S = 30.0 / 3.6;

enum { PROBLEM_MAX = 512 * 1024 * 1024 };

static void free_json(void *j)
{
    json_decref(j);
}

static Err read_problem(Cx *cx, Str file, json_t **ret)
{
    Str body;
    json_error_t e;
    TRY(sys_file_read(cx, file, PROBLEM_MAX, &body));
    json_t *j = json_loadb(body.p, body.len, JSON_REJECT_DUPLICATES, &e);
    if (!j)
        return cx_fail(cx, ERR_INVALID, "file", "is not JSON: line %d column %d: %s", e.line,
                       e.column, e.text);
    cx_defer(cx, free_json, j);
    if (!json_is_object(j)) return cx_fail(cx, ERR_INVALID, "file", "must be a JSON object");
    *ret = j;
    return OK;
}

Err verb_evacuate(Cx *cx, Args *a)
{
    json_t *problem;
    Str event;
    TRY(args_option(a, "event", &event)); /* before the words: its value is none */
    Str what = args_word(a), file = event.len ? S("") : args_word(a);
    if (!str_is(what, "plan"))
        return cx_refuse(cx, ERR_INVALID, S("--"), what,
                         "must be plan FILE.json or plan --event ID");
    if (event.len) return verb_evacuate_event(cx, a, event);
    (void)args_flag(a, "json"); /* the answer is JSON anyway */
    TRY(args_end(a));
    if (file.len == 0) return cx_fail(cx, ERR_INVALID, "FILE", "is required");
    TRY(read_problem(cx, file, &problem));
    Buf b = buf_new(cx, 0);
    TRY(evacuation_plan(cx, problem, DETOUR, SPEED_M_S, &b));
    buf_char(&b, '\n');
    if (fwrite(b.p, 1, b.len, stdout) != b.len || fflush(stdout))
        return cx_fail(cx, ERR_IO, "", "the answer cannot be written");
    return OK;
}
