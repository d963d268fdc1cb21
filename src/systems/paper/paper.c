/* SPDX-License-Identifier: Apache-2.0 */
/* The papers of an incident (快报、续报、终报、专报) as Word documents in official form, written
 * from its record, timeline, forces and tasks. Every number lies in a bookmark that names where it
 * comes from; what nobody has verified says so and is never 0. source: GB/T 9704-2012; Decree 493
 * art. 12 (contents of a report); 国家突发事件总体应急预案（2025） */
#include "systems/system.h"
#include "wire/docx.h"

enum { LINES_MAX = 1000 };

typedef enum Kind { FLASH, FOLLOW_UP, FINAL, SPECIAL } Kind;

static const struct {
    const char *key, *word, *stage;
} kinds[] = {
    [FLASH] = {"flash",     "快报", "first"    },
    [FOLLOW_UP] = {"follow_up", "续报", "follow_up"},
    [FINAL] = {"final",     "终报", "final"    },
    [SPECIAL] = {"special",   "专报", ""         }
};

typedef struct Paper {
    Cx *cx;
    const Site *site;
    Db *db;
    Docx *d;
    Kind kind;
    const Rec *incident;
    int sections; /* so far */
} Paper;

/* --- words --- */

static Str label_of(const Paper *p, const Rec *rec, const char *field)
{
    const Field *f = reg_field(rec->reg, str_c(field));
    const CodeList *list =
        f && f->type == TYPE_CODE ? model_list(book_model(p->site->book), f->arg) : NULL;
    const Code *code = list ? code_find(list, rec_str(rec, field)) : NULL;
    return code ? code->label.zh : rec_str(rec, field);
}

/* 8月9日1时50分 */
static Str minute_zh(Cx *cx, int64_t at_ms)
{
    Civil c = civil_shanghai(at_ms);
    return str_fmt(cx, "%d月%d日%d时%02d分", c.month, c.day, c.hour, c.minute);
}

static Str day_zh(Cx *cx, int64_t at_ms)
{
    Civil c = civil_shanghai(at_ms);
    return str_fmt(cx, "%d年%d月%d日", c.year, c.month, c.day);
}

static Str body_of(const Paper *p)
{
    Str city = p->site->city_name.zh, region = p->cx->actor->region;
    bool is_county = region.len == 12 && !mem_same(region.p + 4, "00", 2);
    Str own = is_county ? region_name(p->cx, p->db, p->site->book, region) : city;
    return str_fmt(p->cx, "%.*s应急管理局", STR_ARG(own));
}

static Str above_of(const Paper *p)
{
    Str region = p->cx->actor->region;
    bool is_county = region.len == 12 && !mem_same(region.p + 4, "00", 2);
    return is_county ? str_fmt(p->cx, "%.*s应急管理局：", STR_ARG(p->site->city_name.zh))
                     : S("省应急管理厅：");
}

/* Numbered as they come: what is left out leaves no gap. */
static void put_heading(Paper *p, const char *text)
{
    static const char *const numbers[] = {"一", "二", "三", "四", "五"};
    docx_heading(p->d, 1, str_fmt(p->cx, "%s、%s", numbers[p->sections++], text));
}

/* Where it is, said once: an address often begins with the place that it is in. */
static Str place_of(const Paper *p)
{
    Str place = region_name(p->cx, p->db, p->site->book, p->incident->region),
        address = rec_str(p->incident, "address");
    for (size_t i = 0; i < place.len; i++)
        if (str_starts(address, str_from(place, i)))
            return str_fmt(p->cx, "%.*s%.*s", (int)i, place.p, STR_ARG(address));
    return str_fmt(p->cx, "%.*s%.*s", STR_ARG(place), STR_ARG(address));
}

static bool is_stopped(Str text)
{
    static const char *const stops[] = {"。", "！", "？", "…", "”", "；"};
    for (size_t i = 0; i < COUNT(stops); i++)
        if (str_ends(text, str_c(stops[i]))) return true;
    return false;
}

/* --- figures --- */

static void put_figure(const Paper *p, const char *word, const char *field, const char *unit)
{
    Val v = rec_val(p->incident, field);
    docx_run(p->d, DOCX_FANGSONG, str_c(word));
    if (v.kind == VAL_NULL) {
        docx_run(p->d, DOCX_FANGSONG, S("未核实"));
        return;
    }
    Str number =
        v.kind == VAL_REAL ? str_fmt(p->cx, "%g", v.f) : str_fmt(p->cx, "%lld", (long long)v.i);
    docx_figure(p->d, str_fmt(p->cx, "incident.%s", field), number);
    docx_run(p->d, DOCX_FANGSONG, str_c(unit));
}

static void put_casualties(Paper *p)
{
    static const struct {
        const char *word, *field;
    } people[] = {
        {"死亡",       "deaths"          },
        {"，失踪",    "missing"         },
        {"，重伤",    "serious_injuries"},
        {"，受伤",    "injuries"        },
        {"，被困",    "trapped"         },
        {"，转移",    "evacuated"       },
        {"，受影响", "affected"        }
    };
    put_heading(p, "人员伤亡和损失");
    docx_para_begin(p->d, DOCX_BODY);
    docx_run(p->d, DOCX_FANGSONG, S("截至目前，"));
    for (size_t i = 0; i < COUNT(people); i++) put_figure(p, people[i].word, people[i].field, "人");
    Val loss = rec_val(p->incident, "loss_yuan");
    docx_run(p->d, DOCX_FANGSONG, S("；直接经济损失"));
    if (loss.kind == VAL_INT) { /* fen → 万元 */
        docx_figure(p->d, S("incident.loss_yuan"),
                    str_fmt(p->cx, "%.2f", (double)loss.i / 1000000));
        docx_run(p->d, DOCX_FANGSONG, S("万元"));
    } else {
        docx_run(p->d, DOCX_FANGSONG, S("待核实"));
    }
    docx_run(p->d, DOCX_FANGSONG, S("。"));
    docx_para_end(p->d);
}

/* --- sections --- */

static void put_facts(Paper *p)
{
    const Rec *rec = p->incident;
    Cx *cx = p->cx;
    Str what = rec_str(rec, "description"), grade = label_of(p, rec, "grade"),
        kind = label_of(p, rec, "kind");
    int64_t known = rec_i64(rec, "known_at", rec->created_ms),
            occurred = rec_i64(rec, "occurred_at", 0);
    put_heading(p, "基本情况");
    docx_para_begin(p->d, DOCX_BODY);
    if (occurred) {
        docx_figure(p->d, S("incident.occurred_at"), minute_zh(cx, occurred));
        docx_run(p->d, DOCX_FANGSONG, S("，"));
    }
    docx_run(
        p->d, DOCX_FANGSONG,
        str_fmt(cx, "%.*s发生%.*s。", STR_ARG(place_of(p)), STR_ARG(kind.len ? kind : rec->title)));
    docx_run(p->d, DOCX_FANGSONG, S("本单位于"));
    docx_figure(p->d, S("incident.known_at"), minute_zh(cx, known));
    docx_run(p->d, DOCX_FANGSONG, S("接报。"));
    if (what.len)
        docx_run(p->d, DOCX_FANGSONG,
                 str_fmt(cx, "%.*s%s", STR_ARG(what), is_stopped(what) ? "" : "。"));
    docx_run(p->d, DOCX_FANGSONG,
             grade.len ? str_fmt(cx, "事件等级：%.*s。", STR_ARG(grade)) : S("事件等级待定。"));
    docx_para_end(p->d);
}

static Err records_of(const Paper *p, const char *reg, const char *sort, Page *ret)
{
    Cx *cx = p->cx;
    Query q = {
        .limit = LINES_MAX, .text = S(""), .region = S(""), .sort_column = S(""), .after = S("")};
    TRY(system_reg(cx, p->site, reg, &q.reg));
    TRY(query_param(cx, p->site->book, &q, S("incident"), OP_EQ, id_format(cx, p->incident->id)));
    TRY(query_param(cx, p->site->book, &q, S("sort"), OP_EQ, str_c(sort)));
    return query_run(cx, p->site->book, &q, ret);
}

static bool is_corrected(const Page *lines, const Rec *line)
{
    for (size_t i = 0; i < lines->n; i++)
        if (rec_i64(lines->recs[i], "corrects", 0) == line->id) return true;
    return false;
}

static Err put_course(Paper *p)
{
    Page lines;
    TRY(records_of(p, "timeline", "at", &lines));
    put_heading(p, "处置经过");
    if (lines.n == 0) docx_para(p->d, S("正在核实处置情况。"));
    for (size_t i = 0; i < lines.n; i++) {
        const Rec *line = lines.recs[i];
        if (is_corrected(&lines, line)) continue;
        docx_para_begin(p->d, DOCX_BODY);
        docx_figure(p->d, str_fmt(p->cx, "timeline.%.*s", STR_ARG(id_format(p->cx, line->id))),
                    minute_zh(p->cx, rec_i64(line, "at", line->created_ms)));
        docx_run(p->d, DOCX_FANGSONG, str_fmt(p->cx, "，%.*s", STR_ARG(rec_str(line, "text"))));
        docx_para_end(p->d);
    }
    return OK;
}

static Str time_cell(const Paper *p, const Rec *rec, const char *field)
{
    int64_t at = rec_i64(rec, field, 0);
    return at ? time_format_local(p->cx, at) : S("—");
}

static Err put_forces(Paper *p)
{
    enum { WIDTH = 4 };
    static const int widths[WIDTH] = {5, 4, 4, 3};
    static const char *const heads[WIDTH] = {"队伍", "下令", "到场", "状态"};
    Page page;
    TRY(records_of(p, "dispatch", "id", &page));
    if (page.n == 0) return OK;
    DocxCell *cells = cx_new(p->cx, DocxCell, (page.n + 1) * WIDTH);
    for (size_t k = 0; k < WIDTH; k++) cells[k] = (DocxCell){.text = str_c(heads[k]), .key = S("")};
    for (size_t i = 0; i < page.n; i++) {
        const Rec *r = page.recs[i];
        const State *st = reg_state(r->reg, r->state);
        const Str texts[WIDTH] = {
            record_title(p->cx, p->db, p->site->book, S("team"), rec_i64(r, "team", 0)),
            time_cell(p, r, "ordered_at"), time_cell(p, r, "arrived_at"),
            st ? st->label.zh : r->state};
        for (size_t k = 0; k < WIDTH; k++)
            cells[(i + 1) * WIDTH + k] =
                (DocxCell){.text = texts[k], .key = S(""), .align = DOCX_LEFT};
    }
    put_heading(p, "投入力量");
    docx_table(p->d, &(DocxTable){.caption = S(""),
                                  .widths = widths,
                                  .n_columns = WIDTH,
                                  .n_head = 1,
                                  .cells = cells,
                                  .n_rows = page.n + 1});
    return OK;
}

static Err put_next_steps(Paper *p)
{
    Page page;
    Str measures = rec_str(p->incident, "measures"), needs = rec_str(p->incident, "needs");
    size_t open = 0;
    TRY(records_of(p, "task", "id", &page));
    put_heading(p, "下一步工作");
    if (measures.len) docx_para(p->d, measures);
    for (size_t i = 0; i < page.n; i++) {
        const State *st = reg_state(page.recs[i]->reg, page.recs[i]->state);
        if (st && st->final) continue;
        docx_para(p->d, str_fmt(p->cx, "（%zu）%.*s（%.*s）。", ++open,
                                STR_ARG(page.recs[i]->title), STR_ARG(st ? st->label.zh : S(""))));
    }
    if (needs.len) docx_para(p->d, str_fmt(p->cx, "需要支援：%.*s", STR_ARG(needs)));
    if (!measures.len && !open && !needs.len) docx_para(p->d, S("继续做好处置和信息续报工作。"));
    return OK;
}

static Err number_of(const Paper *p, size_t *ret)
{
    Page page;
    *ret = 1;
    TRY(records_of(p, "filing", "id", &page));
    for (size_t i = 0; i < page.n; i++)
        *ret += str_is(rec_str(page.recs[i], "stage"), kinds[p->kind].stage);
    return OK;
}

static Err put_head(const Paper *p)
{
    Cx *cx = p->cx;
    size_t number;
    Str grade = rec_str(p->incident, "grade"), title = p->incident->title;
    bool urgent = grade.len == 1 && grade.p[0] <= '3';
    docx_head(p->d, &(DocxHead){.copy_number = S(""),
                                .secrecy = S(""),
                                .urgency = urgent ? S("特急") : S(""),
                                .mark = body_of(p),
                                .number = S(""),
                                .signer = S("")});
    TRY(number_of(p, &number));
    Str issue = p->kind == FOLLOW_UP ? str_fmt(cx, "（第%zu期）", number) : S("");
    docx_title(
        p->d, str_fmt(cx, "关于%.*s的%s%.*s", STR_ARG(title), kinds[p->kind].word, STR_ARG(issue)));
    docx_addressee(p->d, above_of(p));
    if (p->site->sandbox) docx_para(p->d, S("【演练】本文件由演练系统生成。"));
    return OK;
}

static Err write_paper(Paper *p, Str *ret)
{
    Cx *cx = p->cx;
    p->d = docx_new(cx, (DocxMeta){.title = p->incident->title,
                                   .author = cx->actor->name,
                                   .created_ms = cx->now_ms});
    TRY(put_head(p));
    put_facts(p);
    put_casualties(p);
    TRY(put_course(p));
    TRY(put_forces(p));
    TRY(put_next_steps(p));
    docx_signature(p->d, body_of(p), day_zh(cx, cx->now_ms));
    return docx_finish(p->d, ret);
}

static Err want_kind(Cx *cx, const HttpCall *call, Kind *ret)
{
    Str text;
    TRY(want_param(cx, call, "kind", &text));
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (!str_is(text, kinds[i].key)) continue;
        *ret = (Kind)i;
        return OK;
    }
    return cx_refuse(cx, ERR_INVALID, S("kind"), text,
                     "must be flash, follow_up, final or special");
}

static Err get_paper(Cx *cx, HttpCall *call)
{
    Paper p = {.cx = cx, .site = site_of(call)};
    const Reg *reg;
    Rec *incident;
    int64_t id;
    Str body;
    TRY(want_id(cx, call, "id", &id));
    TRY(want_kind(cx, call, &p.kind));
    TRY(system_reg(cx, p.site, "incident", &reg));
    TRY(record_get(cx, p.site->book, reg, id, 0, &incident));
    TRY(store_reader(cx, p.site->store, &p.db));
    p.incident = incident;
    TRY(write_paper(&p, &body));
    http_header(call, S("Content-Disposition"),
                str_fmt(cx, "attachment; filename=\"%.*s-%s.docx\"", STR_ARG(id_format(cx, id)),
                        kinds[p.kind].key));
    http_answer(call, 200,
                S("application/vnd.openxmlformats-officedocument.wordprocessingml.document"), body);
    return OK;
}

static const HttpRoute routes[] = {
    {"GET", "/api/incidents/{id}/paper.docx", get_paper,
     GATED("read", "Flash, follow-up, final or special report as a Word document"), RATE_READ,
     HTTP_SLOW, 0},
};

const System paper_system = {.name = "paper", .routes = routes, .n_routes = COUNT(routes)};
