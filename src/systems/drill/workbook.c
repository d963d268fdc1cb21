/* SPDX-License-Identifier: Apache-2.0 */
/* The evaluation of a drill as a workbook: one sheet, a block each for score, goals, reactions and
 * lines. */
#include "systems/drill/drill_int.h"
#include "wire/sheet.h"

enum { WHAT, AT, WHO, TEXT, PLANNED, ACTUAL, POINTS, EARNED, NOTE, N_CELLS };

/* One row; cells that are not set stay empty. */
typedef struct Cells {
    Str at[N_CELLS];
} Cells;

static Str number(Cx *cx, bool has, double v)
{
    return has ? str_fmt(cx, "%.10g", v) : S("");
}

static Str label(Cx *cx, Label l)
{
    return cx_pick(cx, l.zh, l.en.len ? l.en : l.zh);
}

static Str clock_text(Cx *cx, int64_t at_ms)
{
    return at_ms ? str_head(time_format_local(cx, at_ms), 19) : S("");
}

static Err add(Cx *cx, Sheet *s, const Cells *c)
{
    static const bool numbers[N_CELLS] = {
        [PLANNED] = true, [ACTUAL] = true, [POINTS] = true, [EARNED] = true};
    return sheet_add(cx, s, c->at, numbers, N_CELLS);
}

static Err add_score(Cx *cx, Sheet *s, const Drill *d, Score score)
{
    Cells c = {
        .at = {
               [WHAT] = cx_pick(cx, S("总评"), S("Score")),
               [TEXT] = label(cx, d->s->title),
               [POINTS] = S("100"),
               [EARNED] = str_fmt(cx, "%.1f", score.points),
               [NOTE] = cx_pick(cx, score.verdict_zh, score.verdict_en),
               }
    };
    return add(cx, s, &c);
}

static Err add_goals(Cx *cx, Sheet *s, const Drill *d)
{
    for (size_t i = 0; i < d->s->n_goals; i++) {
        const Result *r = &d->results[i];
        const Goal *g = r->goal;
        bool timed = g->to.on.len > 0;
        Cells c = {
            .at = {
                   [WHAT] = cx_pick(cx, S("目标"), S("Goal")),
                   [AT] = clock_text(cx, g->at_ms),
                   [TEXT] = label(cx, g->label),
                   [PLANNED] = number(cx, true,
                   timed ? (double)g->planned_ms / MS_MINUTE
                                         : (g->over.len ? 100 : 1) * g->at_least),
                   [ACTUAL] = number(cx, r->has_value, (g->over.len ? 100 : 1) * r->value),
                   [POINTS] = number(cx, true, g->points),
                   [EARNED] = number(cx, r->asked, r->earned),
                   [NOTE] = timed         ? cx_pick(cx, S("分钟"), S("minutes"))
                         : g->over.len ? S("%")
                                       : S(""),
                   }
        };
        TRY(add(cx, s, &c));
    }
    return OK;
}

static Str outcome(Cx *cx, const Open *o)
{
    if (o->met_ms) return cx_pick(cx, S("已做到"), S("met"));
    return o->over ? cx_pick(cx, S("未做到"), S("missed")) : cx_pick(cx, S("进行中"), S("open"));
}

static Err add_expected(Cx *cx, Sheet *s, const Drill *d)
{
    for (size_t i = 0; i < d->opens.n; i++) {
        const Open *o = &d->opens.p[i];
        const Expect *e = &o->inject->expect;
        Cells c = {
            .at = {
                   [WHAT] = cx_pick(cx, S("应对"), S("Reaction")),
                   [AT] = clock_text(cx, o->at_ms),
                   [TEXT] = label(cx, e->label),
                   [PLANNED] = number(cx, true, (double)e->within_ms / MS_MINUTE),
                   [ACTUAL] = number(cx, o->met_ms != 0, (double)(o->met_ms - o->at_ms) / MS_MINUTE),
                   [NOTE] = outcome(cx, o),
                   }
        };
        TRY(add(cx, s, &c));
    }
    return OK;
}

static Str role_label(Cx *cx, const Drill *d, Str key)
{
    const Part *p = key.len ? scenario_part(d->s, key) : NULL;
    return p ? label(cx, p->label) : key;
}

static Err add_lines(Cx *cx, Sheet *s, const Drill *d)
{
    for (size_t i = 0; i < d->lines.n; i++) {
        const Line *l = &d->lines.p[i];
        Cells c = {
            .at = {
                   [WHAT] = cx_pick(cx, S("过程"), S("Course")),
                   [AT] = clock_text(cx, l->at_ms),
                   [WHO] = role_label(cx, d, l->as),
                   [TEXT] = label(cx, l->text),
                   [NOTE] = l->refused ? l->why : S(""),
                   }
        };
        TRY(add(cx, s, &c));
    }
    return OK;
}

static Err add_all(Cx *cx, Sheet *s, Drill *d)
{
    Score score = drill_score(d);
    mutex_lock(&d->lock);
    Err err = add_score(cx, s, d, score);
    if (err == OK) err = add_goals(cx, s, d);
    if (err == OK) err = add_expected(cx, s, d);
    if (err == OK) err = add_lines(cx, s, d);
    mutex_unlock(&d->lock);
    return err;
}

Err drill_workbook(Cx *cx, Drill *d, Str path)
{
    static const struct {
        const char *zh, *en;
    } heads[N_CELLS] = {
        [WHAT] = {"类别", "Part"   },
          [AT] = {"时间", "At"     },
        [WHO] = {"角色", "Role"   },
          [TEXT] = {"内容", "Text"   },
        [PLANNED] = {"计划", "Planned"},
          [ACTUAL] = {"实际", "Actual" },
        [POINTS] = {"分值", "Points" },
          [EARNED] = {"得分", "Earned" },
        [NOTE] = {"说明", "Note"   },
    };
    Str columns[N_CELLS];
    Sheet *s;
    for (size_t i = 0; i < N_CELLS; i++)
        columns[i] = cx_pick(cx, str_c(heads[i].zh), str_c(heads[i].en));
    TRY(sheet_create(cx, path, cx_pick(cx, S("演练评估"), S("Evaluation of the drill")), columns,
                     NULL, N_CELLS, &s));
    Err err = add_all(cx, s, d), end = sheet_finish(cx, s);
    return err != OK ? err : end;
}
