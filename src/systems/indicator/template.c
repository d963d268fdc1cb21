/* SPDX-License-Identifier: Apache-2.0 */
/* Templates of reports: model/reports/NAME.yaml. A slot is {key}, {key:yoy}, {key:number},
 * {key:most}, {key:least}, {period}, {region} or {area}. A chart draws figures by parts. */
#include <stdlib.h>

#include "register/yamltree.h"
#include "systems/indicator/report.h"

typedef struct Reader {
    YamlFile f;
    const Indicators *all;
    int line;
} Reader;

static const Indicator *need_indicator(const Reader *r, Str key)
{
    const Indicator *i = indicator_find(r->all, key);
    if (!i) yaml_refuse(&r->f, r->line, key, "no such indicator");
    return i;
}

static Piece slot_of(const Reader *r, Str slot)
{
    static const struct {
        const char *name;
        PieceKind kind;
    } words[] =
        {
            {"period", PIECE_PERIOD},
            {"region", PIECE_REGION},
            {"area",   PIECE_AREA  }
    },
      ways[] = {{"", PIECE_VALUE},
                {"number", PIECE_NUMBER},
                {"yoy", PIECE_YOY},
                {"most", PIECE_MOST},
                {"least", PIECE_LEAST}};
    Str key, way;
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(slot, words[i].name)) return (Piece){.kind = words[i].kind};
    if (!str_cut(slot, ':', &key, &way)) key = slot, way = S("");
    for (size_t i = 0; i < COUNT(ways); i++)
        if (str_is(way, ways[i].name))
            return (Piece){.kind = ways[i].kind, .i = need_indicator(r, key)};
    yaml_refuse(&r->f, r->line, slot, "a slot is KEY, KEY:yoy, KEY:number, KEY:most or KEY:least");
    return (Piece){0};
}

static Piece *pieces_of(const Reader *r, Str text, size_t *n)
{
    VEC(Piece) v = {0};
    Str rest = text;
    while (rest.len) {
        size_t open = str_find_char(rest, '{'), close = str_find_char(rest, '}');
        if (open == SIZE_MAX) open = rest.len;
        if (open)
            vec_push(r->f.cx, &v, ((Piece){.kind = PIECE_TEXT, .text = str_head(rest, open)}));
        if (open == rest.len) break;
        if (close == SIZE_MAX || close < open) {
            yaml_refuse(&r->f, r->line, rest, "a slot is not closed");
            break;
        }
        vec_push(r->f.cx, &v, slot_of(r, str_head(str_from(rest, open + 1), close - open - 1)));
        rest = str_from(rest, close + 1);
    }
    *n = v.n;
    return v.p;
}

/* if: KEY > 0 */
static void read_condition(const Reader *r, Str text, Sentence *s)
{
    static const struct {
        const char *word;
        Op op;
    } ops[] = {
        {"=",  OP_EQ},
        {"!=", OP_NE},
        {"<",  OP_LT},
        {"<=", OP_LE},
        {">",  OP_GT},
        {">=", OP_GE}
    };
    Str key, op, limit;
    bool sound =
        str_cut(text, ' ', &key, &op) && str_cut(op, ' ', &op, &limit) && str_i64(limit, &s->limit);
    s->given = need_indicator(r, key);
    bool known = false;
    for (size_t i = 0; i < COUNT(ops); i++)
        if (str_is(op, ops[i].word)) s->op = ops[i].op, known = true;
    if (!sound || !known)
        yaml_refuse(&r->f, r->line, text,
                    "a condition is KEY op NUMBER with op one of = != < <= > >=");
}

static void read_sentence(Reader *r, const Yaml *y, Sentence *s)
{
    *s = (Sentence){0};
    r->line = y->line;
    if (y->kind == YAML_SCALAR) {
        s->p = pieces_of(r, y->text, &s->n);
        return;
    }
    Str given = yaml_str(&r->f, y, "if");
    s->p = pieces_of(r, yaml_need_str(&r->f, y, "text"), &s->n);
    if (given.len) read_condition(r, given, s);
    yaml_no_others(&r->f, y);
}

static void read_columns(Reader *r, const Yaml *y, const char *key, Block *b)
{
    YamlStrs keys = yaml_strs(&r->f, y, key);
    b->caption = yaml_need_str(&r->f, y, "caption");
    b->columns = cx_new(r->f.cx, const Indicator *, keys.n);
    r->line = y->line;
    for (b->n_columns = 0; b->n_columns < keys.n; b->n_columns++)
        b->columns[b->n_columns] = need_indicator(r, keys.p[b->n_columns]);
}

static PlotKind chart_kind(const Reader *r, Str text)
{
    static const char *const kinds[] = {"column", "bar", "line", "pie"};
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_is(text, kinds[i])) return (PlotKind)i;
    yaml_refuse(&r->f, r->line, text, "a chart is a column, a bar, a line or a pie");
    return PLOT_COLUMN;
}

/* Figures of one axis have one unit and each stands there once. */
static void check_columns(const Reader *r, const Block *b)
{
    size_t most = b->chart->last_year ? PLOT_MAX_SERIES / 2 : PLOT_MAX_SERIES;
    if (b->n_columns < 1 || b->n_columns > most)
        yaml_refuse(&r->f, r->line, b->caption, "a chart has 1 to %zu figures here, got %zu", most,
                    b->n_columns);
    for (size_t i = 0; i < b->n_columns && b->columns[i] && b->columns[0]; i++) {
        if (!str_eq(b->columns[i]->unit, b->columns[0]->unit))
            yaml_refuse(&r->f, r->line, b->columns[i]->key,
                        "figures of one chart have one unit: %.*s is not %.*s",
                        STR_ARG(b->columns[i]->unit), STR_ARG(b->columns[0]->unit));
        for (size_t k = 0; k < i; k++)
            if (b->columns[k] == b->columns[i])
                yaml_refuse(&r->f, r->line, b->columns[i]->key,
                            "this figure stands twice in the chart");
    }
}

static void check_sectors(const Reader *r, const Block *b)
{
    const Field *first = NULL;
    for (size_t i = 0; i < b->n_columns && b->columns[i]; i++) {
        const Field *f = indicator_sector(b->columns[i]);
        if (!first) first = f;
        if (!f || !str_eq(f->arg, first->arg))
            yaml_refuse(&r->f, r->line, b->columns[i]->key,
                        f ? "its sectors are those of another list"
                          : "this indicator has no sectors");
    }
}

/* What the parts allow: a line joins neighbours in time, a pie divides a whole. */
static void check_form(const Reader *r, const Block *b)
{
    const Chart *c = b->chart;
    bool time = c->by == BY_MONTH || c->by == BY_QUARTER;
    const Indicator *i = b->n_columns ? b->columns[0] : NULL;
    bool adds = i && (i->kind == VALUE_COUNT || i->kind == VALUE_SUM);
    if (c->kind == PLOT_LINE && !time)
        yaml_refuse(&r->f, r->line, str_c(by_name(c->by)), "a line joins months or quarters");
    if (c->to_date && !time)
        yaml_refuse(&r->f, r->line, str_c(by_name(c->by)), "to_date is for months and quarters");
    if (c->kind == PLOT_PIE && (time || c->last_year || b->n_columns != 1 || !adds))
        yaml_refuse(&r->f, r->line, b->caption,
                    "a pie divides one count or sum by county, township or sector, of one year");
}

static void read_chart(Reader *r, const Yaml *y, Block *b)
{
    Chart *c = cx_new(r->f.cx, Chart, 1);
    read_columns(r, y, "of", b);
    Str by = yaml_need_str(&r->f, y, "by");
    *c = (Chart){.kind = chart_kind(r, yaml_need_str(&r->f, y, "chart")),
                 .last_year = yaml_bool(&r->f, y, "last_year"),
                 .to_date = yaml_bool(&r->f, y, "to_date")};
    b->chart = c;
    if (by.len && !by_parse(by, &c->by))
        yaml_refuse(&r->f, r->line, by, "must be county, township, month, quarter or sector");
    check_columns(r, b);
    check_form(r, b);
    if (c->by == BY_SECTOR) check_sectors(r, b);
    yaml_no_others(&r->f, y);
}

/* A paragraph is a list of sentences, a table or a chart a map. */
static void read_block(Reader *r, const Yaml *y, Block *b)
{
    *b = (Block){.caption = S("")};
    if (y->kind == YAML_MAP) {
        if (yaml_get(&r->f, y, "chart")) {
            read_chart(r, y, b);
            return;
        }
        read_columns(r, y, "table", b);
        yaml_no_others(&r->f, y);
        return;
    }
    bool list = y->kind == YAML_LIST;
    b->n = list ? y->n : 1;
    b->sentences = cx_new(r->f.cx, Sentence, b->n);
    for (size_t i = 0; i < b->n; i++) read_sentence(r, list ? y->items[i] : y, &b->sentences[i]);
}

static void read_section(Reader *r, const Yaml *y, Section *s)
{
    *s = (Section){.title = yaml_need_str(&r->f, y, "title")};
    const Yaml *list = yaml_get(&r->f, y, "paragraphs");
    if (!list || list->kind != YAML_LIST) {
        yaml_refuse(&r->f, y->line, s->title, "paragraphs must be a list");
        return;
    }
    s->n = list->n;
    s->blocks = cx_new(r->f.cx, Block, s->n);
    for (size_t i = 0; i < s->n; i++) read_block(r, list->items[i], &s->blocks[i]);
    yaml_no_others(&r->f, y);
}

static Err read_template(Reader *r, Str path, Str text, Template *t)
{
    Yaml *root;
    Cx *cx = r->f.cx;
    r->f.file = path;
    TRY(yaml_parse(cx, path, text, &root));
    r->line = root->line;
    *t = (Template){
        .key = yaml_need_str(&r->f, root, "report"),
        .label = {yaml_need_str(&r->f, root, "zh"), yaml_need_str(&r->f, root, "en")}
    };
    t->title = pieces_of(r, yaml_need_str(&r->f, root, "title"), &t->n_title);
    const Yaml *list = yaml_get(&r->f, root, "sections");
    if (!list || list->kind != YAML_LIST)
        return yaml_refuse(&r->f, root->line, t->key, "sections must be a list"), cx_failed(cx);
    t->n = list->n;
    t->sections = cx_new(cx, Section, t->n);
    for (size_t i = 0; i < t->n; i++) read_section(r, list->items[i], &t->sections[i]);
    yaml_no_others(&r->f, root);
    return cx_failed(cx);
}

const Template *template_find(const Indicators *all, Str key)
{
    for (size_t i = 0; i < all->n_templates; i++)
        if (str_eq(all->templates[i].key, key)) return &all->templates[i];
    return NULL;
}

static int by_key(const void *a, const void *b)
{
    const Template *x = a, *y = b;
    return str_cmp(x->key, y->key);
}

/* The last file of a path first, as with indicators; a key that stands already is another file's.
 */
void templates_read(Cx *cx, const Model *m, Indicators *all, Refusals *refused)
{
    Reader r = {
        .f = {cx, S("")},
          .all = all
    };
    VEC(Template) v = {0};
    for (size_t i = m->n_files; i-- > 0;) {
        const ModelFile *file = &m->files[i];
        Template t;
        if (!str_starts(file->path, S("reports/")) || !str_ends(file->path, S(".yaml"))) continue;
        if (read_template(&r, file->path, file->body, &t) != OK) {
            refusals_take(cx, refused, file->path);
            continue;
        }
        if (!template_find(all, t.key)) vec_push(cx, &v, t);
        all->templates = v.p;
        all->n_templates = v.n;
    }
    if (v.n) qsort(v.p, v.n, sizeof *v.p, by_key);
}
