/* SPDX-License-Identifier: Apache-2.0 */
/* Reservoirs and ponds, stations, geological points, flood spots. */
#include "base/embed.h"
#include "systems/demo/demo_int.h"
#include "wire/csv.h"

/* --- reservoirs: the real ones of data/demo/reservoirs.csv first --- */

enum {
    RES_NAME,
    RES_COUNTY,
    RES_RIVER,
    RES_CLASS,
    RES_TOTAL,
    RES_NORMAL_STORE,
    RES_NORMAL,
    RES_LIMIT,
    RES_CATCHMENT,
    RES_HEIGHT,
    RES_LON = 11,
    RES_LAT,
    RES_COLUMNS
};

static const char *kind_of(Str text)
{
    static const struct {
        const char *word, *kind;
    } kinds[] = {
        {"大(二)型", "large2"},
        {"大型",      "large2"},
        {"大中型",   "medium"},
        {"中型",      "medium"},
        {"小(一)型", "small1"}
    };
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_is(text, kinds[i].word)) return kinds[i].kind;
    return "";
}

static const Place *village_of_county(Demo *d, Str name)
{
    for (int i = 0; i < N_COUNTIES; i++)
        if (str_is(name, demo_counties[i].zh)) return demo_village_in(d, i);
    return NULL;
}

static void put_head(Demo *d, Fill *f, size_t i, Str name, const Place *place)
{
    d->reservoir_at[i] = place;
    fill_put(f, "demo-reservoir-%03zu", i + 1);
    fill_str(f, name);
    fill_str(f, place->code);
}

static Err put_real(Demo *d, Fill *f, size_t i, Str *cells, const Place *place)
{
    put_head(d, f, i, cells[RES_NAME], place);
    fill_put(f, "%s", kind_of(cells[RES_CLASS]));
    if (cells[RES_LON].len) {
        fill_str(f, cells[RES_LON]);
        fill_str(f, cells[RES_LAT]);
    } else {
        demo_put_point(f, demo_near(d, place, 0.01));
    }
    fill_str(f, cells[RES_RIVER]);
    fill_str(f, cells[RES_CATCHMENT]);
    fill_str(f, cells[RES_TOTAL]);
    fill_str(f, cells[RES_HEIGHT]);
    fill_str(f, cells[RES_NORMAL]);
    fill_str(f, cells[RES_LIMIT]);
    for (int k = 0; k < 5; k++) fill_str(f, S(""));
    return fill_next(f);
}

static Err real_reservoirs(Demo *d, Fill *f, size_t *ret)
{
    Csv csv = csv_on(embed_find(S("data/demo/reservoirs.csv")));
    Str *cells;
    size_t n;
    bool more;
    *ret = 0;
    for (;;) {
        TRY(csv_next(d->cx, &csv, &cells, &n, &more));
        if (!more) return OK;
        const Place *place = n >= RES_COLUMNS ? village_of_county(d, cells[RES_COUNTY]) : NULL;
        if (place) TRY(put_real(d, f, (*ret)++, cells, place));
    }
}

static const char *made_kind(size_t i)
{
    return i < 90 ? "small1" : i < 300 ? "small2" : i % 3 == 0 ? "pond_high" : "pond";
}

bool demo_is_pond(size_t reservoir)
{
    return made_kind(reservoir)[0] == 'p';
}

static Err put_made(Demo *d, Fill *f, size_t i)
{
    static const char *const dams[] = {"earth", "core", "masonry", "gravity", "arch", "face"};
    const char *kind = made_kind(i);
    bool small1 = i < 90, pond = kind[0] == 'p';
    const Place *place = demo_village(d);
    int normal = demo_between(d, 80, 420), height = demo_between(d, pond ? 5 : 12, pond ? 15 : 38);
    size_t tail = str_ends(place->name, S("社区")) ? 6 : str_ends(place->name, S("村")) ? 3 : 0;
    Str stem = str_head(place->name, place->name.len - tail);
    put_head(d, f, i,
             str_fmt(d->cx, "%.*s%s%s", STR_ARG(stem),
                     i % 4 == 1   ? "上"
                     : i % 4 == 2 ? "里"
                                  : "",
                     pond ? "山塘" : "水库"),
             place);
    fill_put(f, "%s", kind);
    demo_put_point(f, demo_near(d, place, 0.012));
    fill_str(f, S(""));
    fill_put(f, "%.1f",
             pond ? demo_between(d, 1, 9) / 10.0 : demo_between(d, 5, small1 ? 150 : 30) / 10.0);
    fill_put(f, "%.1f",
             pond ? demo_between(d, 10, 99) / 10.0
                  : demo_between(d, small1 ? 100 : 10, small1 ? 900 : 99) * 1.0);
    fill_put(f, "%d", height);
    fill_put(f, "%d", normal);
    fill_put(f, "%.1f", normal - demo_between(d, 0, 15) / 10.0);
    fill_put(f, "%.1f", normal + demo_between(d, 8, 20) / 10.0);
    fill_put(f, "%d", normal + 3);
    fill_put(f, "%s", DEMO_WORD(d, dams));
    fill_put(f, "%d", demo_chance(d, 6) ? 3 : demo_between(d, 1, 2));
    fill_put(f, "%d", demo_between(d, 0, pond ? 120 : 900));
    return fill_next(f);
}

Err demo_reservoirs(Demo *d)
{
    Fill f;
    size_t n;
    TRY(fill_begin(d->cx, d->book, "reservoir",
                   "ref name region kind lon lat river catchment_km2 capacity_wan_m3 dam_height_m "
                   "normal_level_m flood_limit_m "
                   "design_level_m crest_m dam_kind safety_class people_below",
                   &f));
    TRY(real_reservoirs(d, &f, &n));
    for (size_t i = n; i < N_RESERVOIRS; i++) TRY(put_made(d, &f, i));
    return demo_done(d, &f, "reservoir");
}

/* --- stations --- */

enum {
    GAUGE_NAME,
    GAUGE_KIND,
    GAUGE_RIVER,
    GAUGE_COUNTY,
    GAUGE_WARNING,
    GAUGE_GUARANTEE,
    GAUGE_COLUMNS
};

static Err real_gauges(Demo *d, Fill *f)
{
    Csv csv = csv_on(embed_find(S("data/demo/gauges.csv")));
    Str *cells, county, rest;
    size_t n;
    bool more;
    for (;;) {
        TRY(csv_next(d->cx, &csv, &cells, &n, &more));
        if (!more) return OK;
        if (n < GAUGE_COLUMNS) continue;
        str_cut(cells[GAUGE_COUNTY], '(', &county, &rest);
        const Place *place = village_of_county(d, county);
        if (!place) continue;
        fill_put(f, "demo-station-%03lld", (long long)f->row + 1);
        fill_str(f, cells[GAUGE_NAME]);
        fill_put(f, "%s", str_is(cells[GAUGE_KIND], "水位站") ? "stage" : "rain");
        fill_put(f, "%.6s", place->code.p);
        fill_str(f, S("")), fill_str(f, S("")); /* no source gives the place */
        fill_str(f, cells[GAUGE_RIVER]);
        fill_str(f, S(""));
        fill_put(f, "%s", str_is(cells[GAUGE_KIND], "水位站") ? "stage" : "rain");
        fill_put(f, "sl651");
        fill_str(f, cells[GAUGE_WARNING]);
        fill_str(f, cells[GAUGE_GUARANTEE]);
        TRY(fill_next(f));
    }
}

static Err reservoir_station(Demo *d, Fill *f, size_t i)
{
    const Place *place = d->reservoir_at[i];
    fill_put(f, "demo-station-%03lld", (long long)f->row + 1);
    fill_put(f, "%.*s水库站", STR_ARG(place->name));
    fill_put(f, "reservoir");
    fill_str(f, place->code);
    demo_put_point(f, demo_near(d, place, 0.01));
    fill_str(f, S(""));
    fill_put(f, "demo-reservoir-%03zu", i + 1);
    fill_put(f, "stage rain");
    fill_put(f, "sl651");
    fill_str(f, S("")), fill_str(f, S(""));
    return fill_next(f);
}

Err demo_stations(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "station",
                   "ref name kind region lon lat river reservoir elements protocol warning_level_m "
                   "guaranteed_level_m",
                   &f));
    TRY(real_gauges(d, &f));
    for (size_t i = 0; i < N_RESERVOIRS; i += 4) TRY(reservoir_station(d, &f, i));
    return demo_done(d, &f, "station");
}

/* --- geological points --- */

static Err put_geo_point(Demo *d, Fill *f, size_t i)
{
    static const char *const kinds[] = {"landslide", "landslide",      "landslide",   "collapse",
                                        "collapse",  "unstable_slope", "debris_flow", "subsidence"};
    static const char *const kinds_zh[] = {"滑坡", "滑坡",       "滑坡",   "崩塌",
                                           "崩塌", "不稳定斜坡", "泥石流", "地面塌陷"};
    size_t kind = demo_pick(d, COUNT(kinds));
    const Place *place = demo_village(d);
    int households = demo_between(d, 1, 18);
    d->geo_at[i] = place;
    fill_put(f, "demo-geo-%03zu", i + 1);
    fill_put(f, "%.*s%s隐患点%zu", STR_ARG(place->name), kinds_zh[kind], i + 1);
    fill_put(f, "%.6s%04zu", place->code.p, i + 1);
    fill_put(f, "%s", kinds[kind]);
    fill_put(f, "%s", demo_chance(d, 88) ? "small" : "medium");
    fill_put(f, "%s", demo_chance(d, 20) ? "unstable" : "poor");
    fill_str(f, place->code);
    demo_put_point(f, demo_near(d, place, 0.012));
    fill_put(f, "%d", demo_between(d, 2, 120) * 100);
    fill_put(f, "%d", households);
    fill_put(f, "%d", households * 3 + demo_between(d, 0, 5));
    fill_put(f, "%d", demo_between(d, 6, 12) * 10);
    demo_put_shelter(f, place);
    demo_put_person(f, demo_watcher_of(d, i));
    fill_put(f, "%s", demo_chance(d, 15) ? "monitor" : "watch");
    fill_put(f, "%s", i % 40 == 7 ? "treating" : "watched");
    fill_time(f, d->now - demo_between(d, 1, 20) * (int64_t)MS_DAY);
    return fill_next(f);
}

Err demo_geo_points(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "geo_point",
                   "ref name code kind scale stability region lon lat volume_m3 households people "
                   "rain_24h_mm shelter watcher "
                   "treatment state patrolled_at",
                   &f));
    for (size_t i = 0; i < N_GEO_POINTS; i++) TRY(put_geo_point(d, &f, i));
    return demo_done(d, &f, "geo_point");
}

/* --- flood spots --- */

static Err put_flood_spot(Demo *d, Fill *f, size_t i)
{
    static const char *const kinds[] = {"flash_flood", "flash_flood",  "low_lying", "dike",
                                        "bank",        "unsafe_house", "slope",     "waterlogging",
                                        "tourism",     "bridge"};
    static const char *const kinds_zh[] = {"山洪危险区", "山洪危险区", "低洼易涝点", "险工险段",
                                           "沿河住户",   "危旧房",     "切坡建房",   "积水点",
                                           "涉水景点",   "漫水桥"};
    static const char *const dangers[] = {"high", "medium", "medium", "low"};
    size_t kind = demo_pick(d, COUNT(kinds));
    const Place *place = demo_village(d);
    int households = demo_between(d, 1, 40);
    d->spot_at[i] = place;
    d->spot_kind[i] = kinds[kind];
    fill_put(f, "demo-flood-spot-%03zu", i + 1);
    fill_put(f, "%.*s%s", STR_ARG(place->name), kinds_zh[kind]);
    fill_put(f, "%s", kinds[kind]);
    fill_str(f, place->code);
    demo_put_point(f, demo_near(d, place, 0.01));
    fill_put(f, "%s", DEMO_WORD(d, dangers));
    fill_put(f, "%d", households);
    fill_put(f, "%d", households * 3);
    fill_put(f, "%d", demo_between(d, 25, 35));
    fill_put(f, "%d", demo_between(d, 40, 60));
    demo_put_shelter(f, place);
    demo_put_person(f, demo_head_of(d, place));
    return fill_next(f);
}

Err demo_flood_spots(Demo *d)
{
    Fill f;
    TRY(fill_begin(d->cx, d->book, "flood_spot",
                   "ref name kind region lon lat danger households people ready_rain_mm "
                   "move_rain_mm shelter watcher",
                   &f));
    for (size_t i = 0; i < N_FLOOD_SPOTS; i++) TRY(put_flood_spot(d, &f, i));
    return demo_done(d, &f, "flood_spot");
}

/* --- reaches: of the rivers of data/demo/gauges.csv and reservoirs.csv in the counties they run
 * through, eight each --- */

static const struct {
    const char *river;
    int county;
} rivers[] = {
    {"衢江",    0},
    {"衢江",    1},
    {"衢江",    4},
    {"石梁溪", 0},
    {"江山港", 0},
    {"江山港", 5},
    {"达河溪", 5},
    {"乌溪江", 0},
    {"乌溪江", 1},
    {"铜山源", 1},
    {"灵山港", 4},
    {"常山港", 0},
    {"常山港", 2},
    {"马金溪", 3}
};

static Err put_reach(Demo *d, Fill *f, size_t i)
{
    const char *river = rivers[i % COUNT(rivers)].river;
    const Place *place = demo_village_in(d, rivers[i % COUNT(rivers)].county);
    int length = demo_between(d, 12, 86);
    d->reach_at[i] = place;
    fill_put(f, "demo-reach-%03zu", i + 1);
    fill_put(f, "%s%.*s段", river, STR_ARG(place->name));
    fill_put(f, "%s", river);
    fill_str(f, place->code);
    fill_put(f, "%.1f", length / 10.0);
    fill_put(f, "%.1f", length * demo_between(d, 0, 9) / 100.0);
    fill_put(f, "%d", demo_chance(d, 30) ? 20 : 10);
    fill_put(f, "%d", demo_between(d, 0, 60) * 10);
    return fill_next(f);
}

/* Draws of their own, so that what comes after stays as it was. */
Err demo_reaches(Demo *d)
{
    Fill f;
    Rng was = d->rng;
    TRY(fill_begin(d->cx, d->book, "river_reach",
                   "ref name river region length_km dike_km dike_years people", &f));
    for (size_t i = 0; i < N_REACHES; i++) TRY(put_reach(d, &f, i));
    d->rng = was;
    return demo_done(d, &f, "river_reach");
}
