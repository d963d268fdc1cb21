/* SPDX-License-Identifier: Apache-2.0 */
/* Places, chance and names. */
#include "base/embed.h"
#include "systems/demo/demo_int.h"
#include "wire/csv.h"

const CountyName demo_counties[N_COUNTIES] = {
    {"330802", "柯城区", "柯城"},
    {"330803", "衢江区", "衢江"},
    {"330822", "常山县", "常山"},
    {"330824", "开化县", "开化"},
    {"330825", "龙游县", "龙游"},
    {"330881", "江山市", "江山"}
};

/* --- chance --- */

size_t demo_pick(Demo *d, size_t n)
{
    return (size_t)rng_below(&d->rng, n);
}

bool demo_chance(Demo *d, int percent)
{
    return (int)rng_below(&d->rng, 100) < percent;
}

int demo_between(Demo *d, int low, int high)
{
    return low + (int)rng_below(&d->rng, (uint64_t)(high - low) + 1);
}

const char *demo_word(Demo *d, const char *const *words, size_t n)
{
    return words[demo_pick(d, n)];
}

int64_t demo_2019(Demo *d, int first_day, int last_day)
{
    int64_t day = day_from_civil(2019, 1, 1) + demo_between(d, first_day, last_day);
    int64_t at = ms_of_day(day) + demo_between(d, 8 * 60, 18 * 60 - 1) * (int64_t)MS_MINUTE;
    while (at > d->now) at -= 365 * (int64_t)MS_DAY; /* a drill may begin before */
    return at;
}

/* --- people --- */

Str demo_name(Demo *d)
{
    static const char *const family[] = {
        "王", "李", "徐", "周", "毛", "姜", "郑", "吴", "余", "汪", "叶", "陈", "方", "程",
        "江", "胡", "祝", "占", "严", "邵", "何", "杨", "朱", "张", "黄", "刘", "詹", "廖",
        "曾", "范", "柴", "傅", "劳", "童", "翁", "游", "夏", "宋", "许", "金"};
    static const char *const first[] = {"建", "志", "国", "小", "永", "文", "金", "春", "海", "立",
                                        "晓", "光", "伟", "雪", "玉", "水", "根", "益", "卫", "云"};
    static const char *const second[] = {
        "军", "明", "华", "良", "平", "芳", "英", "琴", "红", "林", "忠", "法", "生", "娟", "峰",
        "飞", "清", "兰", "荣", "强", "波", "敏", "仙", "贵", "新", "泉", "根", "耀", "富", "土"};
    return str_fmt(d->cx, "%s%s%s", DEMO_WORD(d, family), DEMO_WORD(d, first),
                   DEMO_WORD(d, second));
}

Str demo_outsider(Demo *d)
{
    static const char *const family[] = {"夏侯", "欧阳", "上官", "诸葛", "司马", "东方",
                                         "皇甫", "公孙", "慕容", "令狐", "司徒", "端木"};
    static const char *const given[] = {"刚", "勇", "静", "丽", "超", "磊", "涛", "霞", "鹏", "浩",
                                        "慧", "晨", "岚", "宁", "凯", "悦", "航", "颖", "宇", "洁"};
    return str_fmt(d->cx, "%s%s%s", DEMO_WORD(d, family), DEMO_WORD(d, given),
                   demo_chance(d, 60) ? DEMO_WORD(d, given) : "");
}

/* 100 is no prefix of subscribers: a message that leaves the sandbox by mistake reaches nobody. */
Str demo_phone(Demo *d)
{
    return str_fmt(d->cx, "100057%05lld", (long long)d->n_phones++);
}

size_t demo_head_of(const Demo *d, const Place *village)
{
    return (size_t)(village - d->villages);
}

size_t demo_patrol_of(const Demo *d, size_t reservoir)
{
    return d->n_villages + reservoir;
}

size_t demo_leader_of(const Demo *d, int town)
{
    return d->n_villages + N_RESERVOIRS + (size_t)town;
}

size_t demo_watcher_of(const Demo *d, size_t geo_point)
{
    size_t first = d->n_villages + N_RESERVOIRS + d->n_towns;
    return first + geo_point % (N_RESPONSIBLE - first);
}

void demo_put_person(Fill *f, size_t person)
{
    fill_put(f, "demo-person-%04zu", person + 1);
}

void demo_put_shelter(Fill *f, const Place *place)
{
    fill_put(f, "demo-shelter-%04d", N_COUNTIES * 3 + place->town + 1);
}

/* --- places --- */

const Place *demo_village(Demo *d)
{
    return &d->villages[demo_pick(d, d->n_villages)];
}

const Place *demo_village_in(Demo *d, int county)
{
    for (;;) {
        const Place *p = demo_village(d);
        if (p->county == county) return p;
    }
}

LonLat demo_near(Demo *d, const Place *place, double spread)
{
    for (int i = 0; i < 20; i++) {
        LonLat p = {place->at.lon + (rng_unit(&d->rng) - 0.5) * 2 * spread,
                    place->at.lat + (rng_unit(&d->rng) - 0.5) * 2 * spread};
        if (area_contains(&d->outlines[place->county], p)) return p;
    }
    return place->at;
}

void demo_put_point(Fill *f, LonLat p)
{
    fill_put(f, "%.5f", p.lon);
    fill_put(f, "%.5f", p.lat);
}

static int county_of(Str code)
{
    for (int i = 0; i < N_COUNTIES; i++)
        if (str_starts(code, str_c(demo_counties[i].code))) return i;
    return -1;
}

enum { COL_CODE, COL_NAME, COL_FULL, COL_SHORT, COL_LEVEL, COL_LON = 10, COL_LAT, COLS_NEEDED };

typedef struct Places {
    VEC(Place) towns, villages;
} Places;

static void take_place(Demo *d, Str *cells, Places *ret)
{
    Place p = {.code = str_dup(d->cx, cells[COL_CODE]),
               .name = str_dup(d->cx, cells[COL_SHORT]),
               .county = county_of(cells[COL_CODE])};
    bool town = str_is(cells[COL_LEVEL], "township");
    if (!town && !str_is(cells[COL_LEVEL], "village")) return;
    bool placed = str_f64(cells[COL_LON], &p.at.lon) && str_f64(cells[COL_LAT], &p.at.lat);
    assert(p.county >= 0 && placed); /* the file is ours */
    p.town = town ? (int)ret->towns.n
                  : (int)ret->towns.n - 1; /* ordered by code: a village follows its township */
    if (town) vec_push(d->cx, &ret->towns, p);
    else vec_push(d->cx, &ret->villages, p);
}

static Err take_places(Demo *d)
{
    Csv csv = csv_on(embed_find(S("data/regions/regions.csv")));
    Places places = {0};
    Str *cells;
    size_t n;
    bool more;
    for (;;) {
        TRY(csv_next(d->cx, &csv, &cells, &n, &more));
        if (!more) break;
        if (n >= COLS_NEEDED) take_place(d, cells, &places);
    }
    d->towns = places.towns.p, d->n_towns = places.towns.n;
    d->villages = places.villages.p, d->n_villages = places.villages.n;
    assert(d->n_villages && d->n_villages + d->n_towns + N_RESERVOIRS < N_RESPONSIBLE);
    return OK;
}

/* --- outlines --- */

static Ring take_ring(Demo *d, json_t *ring)
{
    Ring r = {cx_new(d->cx, LonLat, json_array_size(ring)), json_array_size(ring)};
    for (size_t i = 0; i < r.n; i++) {
        json_t *p = json_array_get(ring, i);
        r.p[i] = (LonLat){json_number_value(json_array_get(p, 0)),
                          json_number_value(json_array_get(p, 1))};
    }
    return r;
}

static void take_polygon(Demo *d, json_t *polygon, Area *ret)
{
    size_t n = json_array_size(polygon), had = ret->n;
    Ring *rings = cx_new(d->cx, Ring, had + n);
    if (had) memcpy(rings, ret->rings, had * sizeof(Ring));
    for (size_t i = 0; i < n; i++) rings[had + i] = take_ring(d, json_array_get(polygon, i));
    ret->rings = rings;
    ret->n = had + n;
}

static void take_outline(Demo *d, json_t *feature)
{
    json_t *geometry = json_object_get(feature, "geometry"),
           *coordinates = json_object_get(geometry, "coordinates");
    int county = county_of(
        str_c(json_string_value(json_object_get(json_object_get(feature, "properties"), "code"))));
    if (county < 0) return;
    Area *a = &d->outlines[county];
    if (str_is(str_c(json_string_value(json_object_get(geometry, "type"))), "Polygon"))
        take_polygon(d, coordinates, a);
    else
        for (size_t i = 0; i < json_array_size(coordinates); i++)
            take_polygon(d, json_array_get(coordinates, i), a);
    area_measure(a);
}

Err demo_city(Demo *d)
{
    Str body = embed_find(S("data/base/counties.geojson"));
    json_t *root = json_loadb(body.p ? body.p : "", body.len, 0, NULL), *feature;
    size_t i;
    json_array_foreach (json_object_get(root, "features"), i, feature) take_outline(d, feature);
    json_decref(root);
    return take_places(d);
}
