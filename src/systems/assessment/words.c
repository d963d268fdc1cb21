/* SPDX-License-Identifier: Apache-2.0 */
/* Rules and scores in words: on the screen in the caller's language, in documents in Chinese. */
#include "systems/assessment/assessment_int.h"

Str points_text(Cx *cx, Num points)
{
    enum { PLACES = 2 };
    return points.known ? num_rounded(cx, points, PLACES) : S("—");
}

static Str each_words(Cx *cx, bool zh, const Item *item, Part part)
{
    static const char *const gives[N_PARTS][2] = {
        {"takes", "扣"},
        {"gives", "加"},
        {"takes", "扣"}
    };
    Str above = num_exact(cx, item->rule.above), steps = num_exact(cx, item->rule.steps);
    const char *verb = gives[part][zh];
    if (zh && item->rule.above.num == 0)
        return str_fmt(cx, "每1%.*s%s%.*s分，至多%.*s分", STR_ARG(item->i->unit), verb,
                       STR_ARG(steps), STR_ARG(num_exact(cx, item->weight)));
    return zh ? str_fmt(cx, "超过%.*s的部分，每1%.*s%s%.*s分，至多%.*s分", STR_ARG(above),
                        STR_ARG(item->i->unit), verb, STR_ARG(steps),
                        STR_ARG(num_exact(cx, item->weight)))
              : str_fmt(cx, "beyond %.*s, each one %s %.*s points, at most %.*s", STR_ARG(above),
                        verb, STR_ARG(steps), STR_ARG(num_exact(cx, item->weight)));
}

/* source: domain 11.1: a fall is said with its size, 0 as 持平 */
static Str change_zh(Cx *cx, Num change, Str number)
{
    if (change.num == 0) return S("持平");
    if (change.num > 0) return str_fmt(cx, "上升%.*s%%", STR_ARG(number));
    return str_fmt(cx, "下降%.*s%%", STR_ARG(str_from(number, 1)));
}

static Str span_words(Cx *cx, bool zh, const Item *item)
{
    bool change = item->rule.kind == RULE_CHANGE;
    Str from = num_exact(cx, item->rule.from), to = num_exact(cx, item->rule.to);
    if (change && zh) {
        from = change_zh(cx, item->rule.from, from);
        to = str_fmt(cx, "同比%.*s", STR_ARG(change_zh(cx, item->rule.to, to)));
    } else if (change) {
        from = str_fmt(cx, "%.*s%%", STR_ARG(from));
        to = str_fmt(cx, "a change on a year before of %.*s%%", STR_ARG(to));
    }
    return str_fmt(cx,
                   zh ? "%.*s得满分，%.*s得0分，其间按比例计分"
                      : "%.*s gives all, %.*s nothing, evenly between",
                   STR_ARG(to), STR_ARG(from));
}

static Str rank_words(Cx *cx, bool zh, const Item *item)
{
    Str full = num_exact(cx, item->weight), floor = num_exact(cx, item->rule.floor);
    return str_fmt(cx,
                   zh ? "按名次计分：第一名%.*s分，末名%.*s分，其间等差递减，并列同分"
                      : "by rank: the first %.*s points, the last %.*s, even steps, ties share",
                   STR_ARG(full), STR_ARG(floor));
}

Str rule_words(Cx *cx, Lang lang, const Item *item, Part part)
{
    bool zh = lang == LANG_ZH;
    switch (item->rule.kind) {
    case RULE_TARGET:
        if (item->rule.partly)
            return zh ? S("达到目标得满分，未达到的按比例计分")
                      : S("all where the target is met, otherwise in proportion");
        return zh ? S("达到目标得满分，未达到不得分")
                  : S("all where the target is met, otherwise nothing");
    case RULE_LINEAR:
    case RULE_CHANGE: return span_words(cx, zh, item);
    case RULE_EACH: return each_words(cx, zh, item, part);
    case RULE_RANK: return rank_words(cx, zh, item);
    case RULE_HAND:
        return zh ? S("按百分制评分，折算到分值")
                  : S("scored by hand out of 100, carried over to the weight");
    }
    return S("");
}

Str target_words(Cx *cx, const Score *s)
{
    static const char *const signs[] = {[TARGET_AT_LEAST] = "≥",
                                        [TARGET_AT_MOST] = "≤",
                                        [TARGET_CHANGE_AT_LEAST] = "≥",
                                        [TARGET_CHANGE_AT_MOST] = "≤"};
    bool change = s->target.op == TARGET_CHANGE_AT_LEAST || s->target.op == TARGET_CHANGE_AT_MOST;
    if (s->target.op == TARGET_NONE) return S("");
    return str_fmt(cx, "%.*s%s %.*s%s",
                   STR_ARG(change ? cx_pick(cx, S("同比 "), S("change ")) : S("")),
                   signs[s->target.op], STR_ARG(num_exact(cx, s->target.value)), change ? "%" : "");
}

static Str hand_words(Cx *cx, bool zh, const Score *s)
{
    Str score = num_exact(cx, s->hand.score), who = s->hand.scorer;
    if (zh) return str_fmt(cx, "%.*s百分制评%.*s分", STR_ARG(who), STR_ARG(score));
    return str_fmt(cx, "%.*s of 100%s%.*s", STR_ARG(score), who.len ? ", by " : "", STR_ARG(who));
}

static Str change_words(Cx *cx, bool zh, const Score *s)
{
    enum { PERCENT_DIGITS = 1 };
    Num change = num_change(s->value, s->before);
    Str number = num_rounded(cx, change, PERCENT_DIGITS);
    return zh ? str_fmt(cx, "同比%.*s", STR_ARG(change_zh(cx, change, number)))
              : str_fmt(cx, "%.*s%% on a year before", STR_ARG(number));
}

static Str scored_words(Cx *cx, bool zh, const Item *item, const Score *s)
{
    bool met = s->target_state == TARGET_MET || s->target_state == TARGET_ON_TRACK;
    switch (item->rule.kind) {
    case RULE_TARGET:
        if (met) return zh ? S("达到目标") : S("target met");
        return zh ? S("未达到目标") : S("target not met");
    case RULE_CHANGE: return change_words(cx, zh, s);
    case RULE_RANK:
        return zh ? str_fmt(cx, "第%zu名（共%zu个）", s->place, s->of)
                  : str_fmt(cx, "place %zu of %zu", s->place, s->of);
    case RULE_HAND: return hand_words(cx, zh, s);
    case RULE_LINEAR:
    case RULE_EACH: break;
    }
    return S("");
}

Str score_words(Cx *cx, Lang lang, const Item *item, const Score *s)
{
    bool zh = lang == LANG_ZH;
    switch (s->state) {
    case SCORED: return scored_words(cx, zh, item, s);
    case SCORE_NO_DATA: return zh ? S("无数据，不计入") : S("no data, left out");
    case SCORE_NO_TARGET: return zh ? S("未下达目标，不计入") : S("no target set, left out");
    case SCORE_NO_SHEET: return zh ? S("未评分，不计入") : S("not scored yet, left out");
    case SCORE_ALONE:
        return zh ? S("没有可比较的县（市、区），不计入") : S("nobody to be ranked with, left out");
    case SCORE_DENIED:
        return zh ? S("无权查看所依据的数据，不计入")
                  : S("made of what this account may not see, left out");
    case N_SCORE_STATES: break;
    }
    return S("");
}
