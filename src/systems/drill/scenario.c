/* SPDX-License-Identifier: Apache-2.0 */
#include "systems/drill/scenario.h"

#include "base/embed.h"
#include "register/yamltree.h"
#include "sys/sys.h"
#include "systems/typhoon/typhoon.h"

enum { FILE_MAX = 64 * 1024 * 1024, HOURS_MAX = 24 * 60 };

typedef struct Reader {
    YamlFile f;
    Scenario *s;
    const OtherStorm *other; /* NULL = none */
} Reader;

/* --- times --- */

bool scenario_span(Str text, int64_t *ret_ms)
{
    int64_t n, unit;
    if (text.len < 2 || !str_i64(str_head(text, text.len - 1), &n) || n < 0 || n > 1000000)
        return false;
    switch (text.p[text.len - 1]) {
    case 's': unit = MS_SECOND; break;
    case 'm': unit = MS_MINUTE; break;
    case 'h': unit = MS_HOUR; break;
    case 'd': unit = MS_DAY; break;
    default: return false;
    }
    *ret_ms = n * unit;
    return true;
}

bool scenario_time(Str text, int64_t start_ms, int64_t *ret)
{
    Str hours, minutes;
    int64_t h, m = 0;
    if (!str_starts(text, S("T+"))) return time_parse(text, ret);
    bool has_minutes = str_cut(str_from(text, 2), ':', &hours, &minutes);
    if (!str_i64(hours, &h) || h < 0 || h > HOURS_MAX) return false;
    if (has_minutes && (!str_i64(minutes, &m) || m < 0 || m > 59)) return false;
    *ret = start_ms + h * (int64_t)MS_HOUR + m * (int64_t)MS_MINUTE;
    return true;
}

static int64_t read_span(const Reader *r, const Yaml *map, const char *key, int64_t absent)
{
    int64_t ms = absent;
    Str text = yaml_str(&r->f, map, key);
    if (text.len && !scenario_span(text, &ms))
        yaml_refuse(&r->f, map->line, text, "%s must be a span such as 15m or 2h", key);
    return ms;
}

static int64_t read_time(const Reader *r, const Yaml *map, const char *key)
{
    int64_t at = 0;
    Str text = yaml_need_str(&r->f, map, key);
    if (text.len && !scenario_time(text, r->s->start_ms, &at))
        yaml_refuse(&r->f, map->line, text, "%s must be a time such as T+2:30", key);
    else if (text.len && (at < r->s->start_ms || at > r->s->end_ms))
        yaml_refuse(&r->f, map->line, text, "%s lies outside the scenario", key);
    return at;
}

/* --- pieces --- */

static Label read_label(const Reader *r, const Yaml *map)
{
    return (Label){yaml_str(&r->f, map, "zh"), yaml_str(&r->f, map, "en")};
}

static Label need_label(const Reader *r, const Yaml *map)
{
    return (Label){yaml_need_str(&r->f, map, "zh"), yaml_need_str(&r->f, map, "en")};
}

static bool is_map(const Reader *r, const Yaml *y, const char *what)
{
    if (y->kind == YAML_MAP) return true;
    yaml_refuse(&r->f, y->line, y->text, "%s must be a map", what);
    return false;
}

static void read_where(const Reader *r, const Yaml *map, const char *key, Match *ret)
{
    const Yaml *where = yaml_get(&r->f, map, key);
    if (!where || !is_map(r, where, key)) return;
    Having *w = cx_new(r->f.cx, Having, where->n);
    for (size_t i = 0; i < where->n; i++) {
        YamlStrs values = yaml_strs(&r->f, where, str_z(r->f.cx, where->keys[i]));
        w[i] = (Having){.field = where->keys[i], .values = values.p, .n = values.n};
    }
    ret->where = w;
    ret->n = where->n;
}

static Match read_match(const Reader *r, const Yaml *map)
{
    Match m = {.on = yaml_need_str(&r->f, map, "on")};
    if (m.on.len && str_find_char(m.on, '.') == SIZE_MAX)
        yaml_refuse(&r->f, map->line, m.on, "on must be register.action");
    read_where(r, map, "where", &m);
    return m;
}

/* A match under a key; on == "" when the key is absent. */
static Match match_at(const Reader *r, const Yaml *map, const char *key)
{
    const Yaml *y = yaml_get(&r->f, map, key);
    Match none = {.on = S("")};
    if (!y || !is_map(r, y, key)) return none;
    Match m = read_match(r, y);
    yaml_no_others(&r->f, y);
    return m;
}

static void free_json(void *j)
{
    json_decref(j);
}

static json_t *read_body(const Reader *r, const Yaml *map)
{
    Str text = yaml_str(&r->f, map, "body");
    if (text.len == 0) return NULL;
    json_t *j = json_loadb(text.p, text.len, JSON_REJECT_DUPLICATES, NULL);
    cx_defer(r->f.cx, free_json, j);
    if (json_is_object(j)) return j;
    yaml_refuse(&r->f, map->line, text, "body must be a JSON object");
    return NULL;
}

static bool holds(Str text)
{
    return str_find(text, S("{f:")) != SIZE_MAX;
}

static Act read_act(const Reader *r, const Yaml *map)
{
    Act a = {.as = yaml_need_str(&r->f, map, "as"),
             .path = yaml_need_str(&r->f, map, "post"),
             .body = read_body(r, map),
             .save = yaml_str(&r->f, map, "save"),
             .label = read_label(r, map)};
    a.uses_record = holds(a.path) || holds(yaml_str(&r->f, map, "body")) || holds(a.label.zh) ||
                    holds(a.label.en);
    if (a.path.len && !str_starts(a.path, S("/api/")))
        yaml_refuse(&r->f, map->line, a.path, "post must be a path that begins with /api/");
    if (a.as.len && !scenario_part(r->s, a.as))
        yaml_refuse(&r->f, map->line, a.as, "as names no role of the scenario");
    return a;
}

static void read_expect(const Reader *r, const Yaml *map, Expect *ret)
{
    const Yaml *y = yaml_get(&r->f, map, "expect");
    ret->match.on = S("");
    if (!y || !is_map(r, y, "expect")) return;
    *ret = (Expect){.match = read_match(r, y),
                    .within_ms = read_span(r, y, "within", MS_HOUR),
                    .label = need_label(r, y)};
    yaml_no_others(&r->f, y);
}

static void read_role(const Reader *r, const Yaml *y, void *ret)
{
    *(Part *)ret = (Part){.key = yaml_need_str(&r->f, y, "key"),
                          .role = yaml_need_str(&r->f, y, "role"),
                          .region = yaml_need_str(&r->f, y, "region"),
                          .label = need_label(r, y)};
}

static void read_before(const Reader *r, const Yaml *y, void *ret)
{
    *(Act *)ret = read_act(r, y);
}

static void read_inject(const Reader *r, const Yaml *y, void *ret)
{
    Inject *in = ret;
    *in = (Inject){.at_ms = read_time(r, y, "at"),
                   .kind = yaml_need_str(&r->f, y, "kind"),
                   .unless = match_at(r, y, "unless"),
                   .only_if = match_at(r, y, "only_if"),
                   .act = read_act(r, y)};
    read_expect(r, y, &in->expect);
}

static void read_rule(const Reader *r, const Yaml *y, void *ret)
{
    Rule *rule = ret;
    *rule = (Rule){.match = read_match(r, y),
                   .after_ms = read_span(r, y, "after", 0),
                   .spread_ms = read_span(r, y, "spread", 0),
                   .chance = 1,
                   .most = yaml_int(&r->f, y, "most", 0),
                   .act = read_act(r, y)};
    read_where(r, y, "still", &rule->still);
    if (yaml_str(&r->f, y, "not_before").len) rule->not_before_ms = read_time(r, y, "not_before");
    (void)yaml_f64(&r->f, y, "chance", &rule->chance);
    if (!(rule->chance >= 0 && rule->chance <= 1))
        yaml_refuse(&r->f, y->line, S(""), "chance must be 0 to 1");
}

static Str need_file(const Reader *r, const Yaml *y, Str file)
{
    Str text = S("");
    if (file.len == 0 || cx_failed(r->f.cx) != OK) return text; /* the first refusal stands */
    if (scenario_file(r->f.cx, r->s->name, file, &text) == OK) return text;
    cx_clear(r->f.cx);
    yaml_refuse(&r->f, y->line, file, "there is no such file");
    return S("");
}

static void read_series(const Reader *r, const Yaml *y, void *ret)
{
    Series *s = ret;
    *s = (Series){.reg = yaml_need_str(&r->f, y, "register"),
                  .as = yaml_need_str(&r->f, y, "as"),
                  .file = yaml_need_str(&r->f, y, "file")};
    s->text = need_file(r, y, s->file);
    if (s->as.len && !scenario_part(r->s, s->as))
        yaml_refuse(&r->f, y->line, s->as, "as names no role of the scenario");
}

/* The scenario's own storm, or the other one: then its days become the scenario's. */
static void take_storm(const Reader *r, const Yaml *y, Str archive, Str storm, Str nearest,
                       TrackSource *t)
{
    Cx *cx = r->f.cx;
    Scenario *s = r->s;
    int64_t at = 0;
    if (cx_failed(cx) != OK) return;
    if (nearest.len && !scenario_time(nearest, s->start_ms, &at))
        yaml_refuse(&r->f, y->line, nearest, "%s must be a time such as T+2:30", "nearest");
    if (r->other) archive = r->other->file, storm = r->other->storm;
    if (cx_failed(cx) != OK || scenario_track(cx, archive, storm, &t->track) != OK) return;
    t->nearest_ms = scenario_nearest_ms(t->track, s->lon, s->lat);
    t->name_zh = t->track->name_zh;
    if (t->name_zh.len == 0 && typhoon_name_zh(cx, t->track->name_en, &t->name_zh) != OK) return;
    if (t->name_zh.len == 0)
        t->name_zh = t->track->name_en.len ? t->track->name_en : t->track->number;
    if (!r->other || !at) return;
    s->end_ms += t->nearest_ms - at;
    s->start_ms += t->nearest_ms - at;
}

static void read_track(const Reader *r, const Yaml *y, void *ret)
{
    TrackSource *t = ret;
    Str archive = need_file(r, y, yaml_need_str(&r->f, y, "file"));
    Str storm = yaml_need_str(&r->f, y, "storm"), nearest = yaml_str(&r->f, y, "nearest");
    *t =
        (TrackSource){.delay_ms = read_span(r, y, "delay", 0), .as = yaml_need_str(&r->f, y, "as")};
    if (t->as.len && !scenario_part(r->s, t->as))
        yaml_refuse(&r->f, y->line, t->as, "as names no role of the scenario");
    take_storm(r, y, archive, storm, nearest, t);
}

static void read_goal(const Reader *r, const Yaml *y, void *ret)
{
    Goal *g = ret;
    *g = (Goal){.key = yaml_need_str(&r->f, y, "key"),
                .label = need_label(r, y),
                .points = 10,
                .from = match_at(r, y, "from"),
                .to = match_at(r, y, "to"),
                .planned_ms = read_span(r, y, "planned", 0),
                .get = yaml_str(&r->f, y, "get"),
                .value = yaml_str(&r->f, y, "value"),
                .over = yaml_str(&r->f, y, "over")};
    (void)yaml_f64(&r->f, y, "points", &g->points);
    (void)yaml_f64(&r->f, y, "at_least", &g->at_least);
    if (g->get.len) g->at_ms = read_time(r, y, "at");
    if ((g->get.len > 0) == (g->to.on.len > 0))
        yaml_refuse(&r->f, y->line, g->key, "a goal has either to or get");
    if (g->to.on.len && g->planned_ms <= 0)
        yaml_refuse(&r->f, y->line, g->key, "planned is required");
}

/* Each item of a list under a key, into an array of `size` bytes each. */
static const void *read_list(const Reader *r, const Yaml *top, const char *key, size_t size,
                             void (*read)(const Reader *r, const Yaml *y, void *ret), size_t *n)
{
    const Yaml *list = yaml_get(&r->f, top, key);
    *n = 0;
    if (!list) return NULL;
    if (list->kind != YAML_LIST) {
        yaml_refuse(&r->f, list->line, S(""), "%s must be a list", key);
        return NULL;
    }
    char *items = cx_alloc(r->f.cx, size, list->n);
    for (size_t i = 0; i < list->n; i++) {
        if (!is_map(r, list->items[i], key)) continue;
        read(r, list->items[i], items + size * (*n)++);
        yaml_no_others(&r->f, list->items[i]);
    }
    return items;
}

/* --- the whole --- */

bool scenario_name(Str path, Str *ret)
{
    Str folder = S("model/scenarios/"), file;
    return str_starts(path, folder) && str_cut(str_from(path, folder.len), '/', ret, &file) &&
           str_is(file, "scenario.yaml");
}

const Part *scenario_part(const Scenario *s, Str key)
{
    for (size_t i = 0; i < s->n_roles; i++)
        if (str_eq(s->roles[i].key, key)) return &s->roles[i];
    return NULL;
}

static void read_head(Reader *r, const Yaml *top)
{
    Scenario *s = r->s;
    const Yaml *title = yaml_get(&r->f, top, "title"), *about = yaml_get(&r->f, top, "about");
    if (title && is_map(r, title, "title")) s->title = need_label(r, title);
    else if (!title) yaml_refuse(&r->f, top->line, S(""), "title is required");
    if (about && is_map(r, about, "about")) s->about = need_label(r, about);
    s->city = yaml_need_str(&r->f, top, "city");
    Str start = yaml_need_str(&r->f, top, "start"), end = yaml_need_str(&r->f, top, "end");
    if (!time_parse(start, &s->start_ms) || !time_parse(end, &s->end_ms) ||
        s->end_ms <= s->start_ms)
        yaml_refuse(&r->f, top->line, start, "start and end must be times, start before end");
    s->speed = 600;
    (void)yaml_f64(&r->f, top, "lon", &s->lon);
    (void)yaml_f64(&r->f, top, "lat", &s->lat);
    (void)yaml_f64(&r->f, top, "speed", &s->speed);
    if (!(s->speed > 0 && s->speed <= 100000))
        yaml_refuse(&r->f, top->line, S(""), "speed must be above 0 and at most 100000");
}

static void read_parts(Reader *r, const Yaml *top)
{
    Scenario *s = r->s;
    s->roles = read_list(r, top, "roles", sizeof *s->roles, read_role, &s->n_roles);
    s->tracks = read_list(r, top, "tracks", sizeof *s->tracks, read_track, &s->n_tracks);
    s->before = read_list(r, top, "before", sizeof *s->before, read_before, &s->n_before);
    s->injects = read_list(r, top, "injects", sizeof *s->injects, read_inject, &s->n_injects);
    s->rules = read_list(r, top, "rules", sizeof *s->rules, read_rule, &s->n_rules);
    s->series = read_list(r, top, "series", sizeof *s->series, read_series, &s->n_series);
    s->goals = read_list(r, top, "goals", sizeof *s->goals, read_goal, &s->n_goals);
}

static bool is_name(Str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
            return false;
    }
    return name.len > 0;
}

Err scenario_file(Cx *cx, Str folder, Str file, Str *ret)
{
    if (str_starts(file, S("data/"))) *ret = embed_find(file);
    else if (str_find_char(folder, '/') != SIZE_MAX)
        return sys_file_read_below(cx, folder, file, FILE_MAX, ret);
    else
        *ret = embed_find(str_fmt(cx, "model/scenarios/%.*s/%.*s", STR_ARG(folder), STR_ARG(file)));
    if (ret->p) return OK;
    return cx_refuse(cx, ERR_NOT_FOUND, S("file"), file, "there is no such file");
}

Err scenario_read(Cx *cx, Str name, const OtherStorm *other, Scenario *ret)
{
    Str text;
    Yaml *top;
    *ret = (Scenario){.name = name};
    if (str_find_char(name, '/') == SIZE_MAX && !is_name(name))
        return cx_refuse(cx, ERR_NOT_FOUND, S("scenario"), name, "there is no such scenario");
    if (scenario_file(cx, name, S("scenario.yaml"), &text) != OK) {
        cx_clear(cx);
        return cx_refuse(cx, ERR_NOT_FOUND, S("scenario"), name, "there is no such scenario");
    }
    Reader r = {
        .f = {.cx = cx, .file = S("scenario.yaml")},
          .s = ret, .other = other
    };
    TRY(yaml_parse(cx, r.f.file, text, &top));
    if (!is_map(&r, top, "a scenario")) return cx_failed(cx);
    read_head(&r, top);
    if (cx_failed(cx) == OK) read_parts(&r, top);
    if (cx_failed(cx) == OK) yaml_no_others(&r.f, top);
    if (cx_failed(cx) == OK && other && ret->n_tracks == 0)
        return cx_refuse(cx, ERR_INVALID, S("storm"), other->storm,
                         "the scenario has no storm to replace");
    return cx_failed(cx);
}
