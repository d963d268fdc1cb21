/* SPDX-License-Identifier: Apache-2.0 */
/* Files of the client, embedded in the program. */
#include "base/embed.h"
#include "http/http_int.h"

static const struct {
    const char *ending, *type;
} types[] = {
    {".html",        "text/html; charset=utf-8"      },
    {".js",          "text/javascript; charset=utf-8"},
    {".mjs",         "text/javascript; charset=utf-8"},
    {".css",         "text/css; charset=utf-8"       },
    {".svg",         "image/svg+xml"                 },
    {".png",         "image/png"                     },
    {".jpg",         "image/jpeg"                    },
    {".webp",        "image/webp"                    },
    {".ico",         "image/x-icon"                  },
    {".woff2",       "font/woff2"                    },
    {".woff",        "font/woff"                     },
    {".json",        "application/json"              },
    {".geojson",     "application/geo+json"          },
    {".webmanifest", "application/manifest+json"     },
    {".wasm",        "application/wasm"              },
    {".pdf",         "application/pdf"               },
    {".txt",         "text/plain; charset=utf-8"     },
};

static Str type_of(Str path)
{
    for (size_t i = 0; i < COUNT(types); i++)
        if (str_ends(path, str_c(types[i].ending))) return str_c(types[i].type);
    return S("application/octet-stream");
}

void static_load(Cx *boot, Static *s, Str root)
{
    size_t first, n = embed_under(root, &first);
    for (size_t i = first; i < first + n; i++) {
        EmbedFile file = embed_at(i);
        Str path = str_from(file.path, root.len);
        if (str_ends(path, S(".gz"))) continue;
        StaticFile *f = cx_new(boot, StaticFile, 1);
        Str hex = hash_hex(boot, hash_bytes(HASH_SHA256, file.body));
        *f = (StaticFile){.body = file.body,
                          .gz = embed_find(str_fmt(boot, "%.*s.gz", STR_ARG(file.path))),
                          .etag = str_fmt(boot, "\"%.16s\"", hex.p),
                          .type = type_of(path),
                          .immutable = str_starts(path, S("assets/"))};
        map_put(boot, &s->files, str_fmt(boot, "/%.*s", STR_ARG(path)), f);
    }
}

static bool is_page(const HttpCall *call)
{
    static const char *const ours[] = {"/api/",    "/ogc/",    "/tiles/",      "/assets/",
                                       "/metrics", "/healthz", "/openapi.json"};
    for (size_t i = 0; i < COUNT(ours); i++)
        if (str_starts(call->path, str_c(ours[i]))) return false;
    if (str_is(call->path, "/")) return true; /* a script looks whether somebody is there */
    return accepts(http_header_in(call, "Accept"), S("text/html"));
}

/* Each entry of the client has a page of its own for every address below its folder. */
static Str page_of(Str path)
{
    static const struct {
        const char *folder, *page;
    } entries[] = {
        {"/m",    "/m.html"   },
        {"/wall", "/wall.html"},
        {"/e",    "/e.html"   },
        {"/x",    "/x.html"   }
    };
    for (size_t i = 0; i < COUNT(entries); i++) {
        Str folder = str_c(entries[i].folder);
        if (str_starts(path, folder) && (path.len == folder.len || path.p[folder.len] == '/'))
            return str_c(entries[i].page);
    }
    return S("/index.html");
}

const StaticFile *static_find(const Static *s, const HttpCall *call)
{
    if (call->method != HTTP_GET && call->method != HTTP_HEAD) return NULL;
    const StaticFile *f = map_get(&s->files, call->path);
    if (f || !is_page(call)) return f;
    f = map_get(&s->files, page_of(call->path));
    return f ? f : map_get(&s->files, S("/index.html"));
}

/* A service worker governs what lies below its folder, and `/m` itself does not. source: Service
 * Workers (W3C) §4.1 scope match */
static bool lacks_slash(const HttpCall *call)
{
    return str_is(call->path, "/m");
}

void static_answer(HttpCall *call, const StaticFile *f)
{
    if (lacks_slash(call)) {
        http_header(call, S("Location"), S("/m/"));
        http_answer(call, 308, f->type, S(""));
        return;
    }
    bool gz = f->gz.p && accepts(http_header_in(call, "Accept-Encoding"), S("gzip"));
    call->cacheable = true;
    ((Call *)call)->by_reference = true;
    http_header(call, S("Cache-Control"),
                f->immutable ? S("public, max-age=31536000, immutable") : S("no-cache"));
    http_header(call, S("ETag"), f->etag);
    if (f->gz.p) http_header(call, S("Vary"), S("Accept-Encoding"));
    Str known = http_header_in(call, "If-None-Match");
    if (known.len > 0 && str_find(known, f->etag) != SIZE_MAX) {
        http_answer(call, 304, f->type, S(""));
        return;
    }
    if (gz) http_header(call, S("Content-Encoding"), S("gzip"));
    http_answer(call, 200, f->type, gz ? f->gz : f->body);
}
