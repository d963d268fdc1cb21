/* SPDX-License-Identifier: Apache-2.0 */
/* CAP. One table says which elements an alert, info, resource and area have, in which order, and
 * where they go; reading and writing both walk it.
 * source: OASIS CAP 1.2 §3.2 (elements and code values), §3.4 (order); 1.1 differs in fewer values
 * of responseType only */
#include <math.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "wire/cap.h"
#include "wire/xmlout.h"

static const char ns_12[] = "urn:oasis:names:tc:emergency:cap:1.2";
static const char ns_11[] = "urn:oasis:names:tc:emergency:cap:1.1";
static const char ns_dsig[] = "http://www.w3.org/2000/09/xmldsig#";

/* --- the table --- */

typedef enum Kind {
    TEXT,
    NAME, /* a text without blank, comma, < and & */
    TEXTS,
    WORD,
    WORDS,
    TIME,
    NUMBER,
    PAIRS,
    POLYGONS,
    CIRCLES,
    RESOURCES,
    AREAS,
    INFOS
} Kind;

typedef struct Spec {
    const char *name;
    Kind kind;
    bool required;
    size_t at;                /* offset in the struct */
    const char *const *words; /* of WORD and WORDS, ended by NULL; the first is 1 */
} Spec;

#define WORD_LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

static const Spec alert_specs[] = {
    {"identifier",       NAME, true, offsetof(CapAlert, identifier), NULL},
    {"sender",              NAME, true, offsetof(CapAlert, sender), NULL},
    {"sent",       TIME, true, offsetof(CapAlert, sent), NULL},
    {"status",                  WORD, true, offsetof(CapAlert, status),
     WORD_LIST("Actual", "Exercise", "System", "Test", "Draft")},
    {"msgType", WORD, true, offsetof(CapAlert, msg_type),
     WORD_LIST("Alert", "Update", "Cancel", "Ack", "Error")},
    {"source", TEXT, false, offsetof(CapAlert, source), NULL},
    {"scope",              WORD, true, offsetof(CapAlert, scope), WORD_LIST("Public", "Restricted", "Private")},
    {"restriction",             TEXT, false, offsetof(CapAlert, restriction), NULL},
    {"addresses",              TEXT, false, offsetof(CapAlert, addresses), NULL},
    {"code",             TEXTS, false, offsetof(CapAlert, codes), NULL},
    {"note",                  TEXT, false, offsetof(CapAlert, note), NULL},
    {"references",TEXT, false, offsetof(CapAlert, references), NULL},
    {"incidents", TEXT, false, offsetof(CapAlert, incidents), NULL},
    {"info", INFOS, false, offsetof(CapAlert, infos), NULL},
    {0         },
};

static const Spec info_specs[] = {
    {"language",        TEXT, false, offsetof(CapInfo, language), NULL},
    {"category",            WORDS, true, offsetof(CapInfo, categories),
     WORD_LIST("Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport",
     "Infra", "CBRNE", "Other")},
    {"event",        TEXT, true, offsetof(CapInfo, event), NULL},
    {"responseType",                 WORDS, false, offsetof(CapInfo, responses),
     WORD_LIST("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess",
     "AllClear", "None")},
    {"urgency", WORD, true, offsetof(CapInfo, urgency),
     WORD_LIST("Immediate", "Expected", "Future", "Past", "Unknown")},
    {"severity", WORD, true, offsetof(CapInfo, severity),
     WORD_LIST("Extreme", "Severe", "Moderate", "Minor", "Unknown")},
    {"certainty",   WORD, true, offsetof(CapInfo, certainty),
     WORD_LIST("Observed", "Likely", "Possible", "Unlikely", "Unknown")},
    {"audience",         TEXT, false, offsetof(CapInfo, audience), NULL},
    {"eventCode",         PAIRS, false, offsetof(CapInfo, event_codes), NULL},
    {"effective",         TIME, false, offsetof(CapInfo, effective), NULL},
    {"onset",      TIME, false, offsetof(CapInfo, onset), NULL},
    {"expires",          TIME, false, offsetof(CapInfo, expires), NULL},
    {"senderName",                 TEXT, false, offsetof(CapInfo, sender_name), NULL},
    {"headline",      TEXT, false, offsetof(CapInfo, headline), NULL},
    {"description", TEXT, false, offsetof(CapInfo, description), NULL},
    {"instruction",             TEXT, false, offsetof(CapInfo, instruction), NULL},
    {"web",    TEXT, false, offsetof(CapInfo, web), NULL},
    {"contact",            TEXT, false, offsetof(CapInfo, contact), NULL},
    {"parameter",       PAIRS, false, offsetof(CapInfo, parameters), NULL},
    {"resource",       RESOURCES, false, offsetof(CapInfo, resources), NULL},
    {"area",        AREAS, false, offsetof(CapInfo, areas), NULL},
    {0       },
};

static const Spec resource_specs[] = {
    {"resourceDesc",        TEXT, true, offsetof(CapResource, desc), NULL},
    {"mimeType",                 TEXT, true, offsetof(CapResource, mime_type), NULL},
    {"size",                NUMBER, false, offsetof(CapResource, size), NULL},
    {"uri",                     TEXT, false, offsetof(CapResource, uri), NULL},
    {"derefUri", TEXT, false, offsetof(CapResource, deref_uri), NULL},
    {"digest", TEXT, false, offsetof(CapResource, digest), NULL},
    {0                },
};

static const Spec area_specs[] = {
    {"areaDesc",        TEXT, true, offsetof(CapArea, desc), NULL},
    {"polygon",             POLYGONS, false, offsetof(CapArea, polygons), NULL},
    {"circle",            CIRCLES, false, offsetof(CapArea, circles), NULL},
    {"geocode",                 PAIRS, false, offsetof(CapArea, geocodes), NULL},
    {"altitude",NUMBER, false, offsetof(CapArea, altitude_ft), NULL},
    {"ceiling", NUMBER, false, offsetof(CapArea, ceiling_ft), NULL},
    {0            },
};

static const Spec pair_specs[] = {
    {"valueName", TEXT, true, offsetof(CapPair, name), NULL},
    {"value",       TEXT, false, offsetof(CapPair, value), NULL},
    {0     },
};

static bool is_list(Kind k)
{
    return k == TEXTS || k == WORDS || k >= PAIRS;
}

/* --- reading --- */

typedef struct Reader {
    Cx *cx;
    int version;
    bool is_signed;
} Reader;

static Str place_of(Cx *cx, const xmlNode *node)
{
    /* libxml2 takes no const here, and changes nothing */
    return str_fmt(cx, "%s, line %ld", (const char *)node->name,
                   xmlGetLineNo((xmlNode *)(uintptr_t)node));
}

static Err refuse(Reader *r, const xmlNode *node, Str value, const char *why)
{
    return cx_refuse(r->cx, ERR_INVALID, place_of(r->cx, node), value, "%s",
                     msg_in(r->cx->lang, why));
}

static Err text_of(Reader *r, xmlNode *node, Str *ret)
{
    for (const xmlNode *c = node->children; c; c = c->next)
        if (c->type == XML_ELEMENT_NODE) return refuse(r, c, S(""), "no element may stand here");
    xmlChar *s = xmlNodeGetContent(node);
    *ret = s ? str_dup(r->cx, str_trim(str_c((const char *)s))) : S("");
    xmlFree(s);
    return OK;
}

/* source: CAP 1.2 §3.2.1: no spaces, commas or the signs < and & */
static bool is_name(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (strchr(" \t\r\n,<&", s.p[i])) return false;
    return s.len > 0;
}

/* source: CAP 1.2 §3.3.2: no Z, an offset in hours and minutes */
static bool read_time(Str s, CapTime *ret)
{
    static const char form[] = "0000-00-00T00:00:00+00:00";
    if (s.len != sizeof form - 1) return false;
    for (size_t i = 0; i < s.len; i++) {
        bool digit = s.p[i] >= '0' && s.p[i] <= '9';
        bool sign = form[i] == '+' && (s.p[i] == '+' || s.p[i] == '-');
        if (form[i] == '0' ? !digit : !sign && s.p[i] != form[i]) return false;
    }
    ret->text = s;
    return time_parse(s, &ret->ms);
}

static int word_of(Str s, const char *const *words)
{
    for (int i = 0; words[i]; i++)
        if (str_is(s, words[i])) return i + 1;
    return 0;
}

/* lat,lon */
static bool read_point(Str s, CapPoint *ret)
{
    Str lat, lon;
    return str_cut(s, ',', &lat, &lon) && str_f64(lat, &ret->lat) && str_f64(lon, &ret->lon) &&
           fabs(ret->lat) <= 90 && fabs(ret->lon) <= 180;
}

/* Next word of a text with any blanks between. */
static bool next_word(Str *rest, Str *word)
{
    *rest = str_trim(*rest);
    size_t n = 0;
    while (n < rest->len && !strchr(" \t\r\n", rest->p[n])) n++;
    *word = str_head(*rest, n);
    *rest = str_from(*rest, n);
    return n > 0;
}

static const char *read_polygon(Cx *cx, Str s, CapPolygon *ret)
{
    VEC(CapPoint) points = {0};
    for (Str word; next_word(&s, &word);) {
        CapPoint p;
        if (points.n == CAP_MAX_POINTS) return "too many points";
        if (!read_point(word, &p)) return "a point is latitude,longitude in degrees";
        vec_push(cx, &points, p);
    }
    if (points.n < 4) return "a polygon has four points or more";
    if (points.p[0].lat != points.p[points.n - 1].lat ||
        points.p[0].lon != points.p[points.n - 1].lon)
        return "a polygon ends where it begins";
    *ret = (CapPolygon){points.p, points.n};
    return NULL;
}

static const char *read_circle(Str s, CapCircle *ret)
{
    Str point, radius, more;
    if (!next_word(&s, &point) || !next_word(&s, &radius) || next_word(&s, &more) ||
        !read_point(point, &ret->centre) || !str_f64(radius, &ret->radius_km) || ret->radius_km < 0)
        return "a circle is latitude,longitude and a radius in kilometres";
    return NULL;
}

static Err read_struct(Reader *r, xmlNode *node, const Spec *specs, char *base);

/* Length of the list of a kind. */
static size_t list_length(Kind kind, const char *at)
{
    switch (kind) {
    case TEXTS: return ((const CapTexts *)at)->n;
    case WORDS: return ((const CapWords *)at)->n;
    case PAIRS: return ((const CapPairs *)at)->n;
    case POLYGONS: return ((const CapPolygons *)at)->n;
    case CIRCLES: return ((const CapCircles *)at)->n;
    case RESOURCES: return ((const CapResources *)at)->n;
    case AREAS: return ((const CapAreas *)at)->n;
    case INFOS: return ((const CapInfos *)at)->n;
    case TEXT:
    case NAME:
    case WORD:
    case TIME:
    case NUMBER: return 0;
    }
    return 0;
}

/* Elements with elements in them. */
static Err read_nested(Reader *r, xmlNode *node, Kind kind, char *at)
{
    if (kind == PAIRS)
        return read_struct(r, node, pair_specs, (char *)vec_add(r->cx, (CapPairs *)at));
    if (kind == RESOURCES)
        return read_struct(r, node, resource_specs, (char *)vec_add(r->cx, (CapResources *)at));
    if (kind == AREAS)
        return read_struct(r, node, area_specs, (char *)vec_add(r->cx, (CapAreas *)at));
    assert(kind == INFOS);
    return read_struct(r, node, info_specs, (char *)vec_add(r->cx, (CapInfos *)at));
}

/* Elements with a value; NULL, or what is wrong with it. */
static const char *read_value(Cx *cx, const Spec *spec, Str s, char *at)
{
    int word;
    switch (spec->kind) {
    case NAME:
        if (!is_name(s)) return "no blank, comma, < or & may stand here";
        *(Str *)at = s;
        return NULL;
    case TEXT:
        if (spec->required && s.len == 0) return "a text is missing";
        if (s.len == 0 && str_is(S("references"), spec->name)) return "a text is missing";
        *(Str *)at = s;
        return NULL;
    case TEXTS: vec_push(cx, (CapTexts *)at, s); return NULL;
    case WORD:
    case WORDS:
        if ((word = word_of(s, spec->words)) == 0) return "not a value of the standard";
        if (spec->kind == WORD) *(int *)at = word;
        else vec_push(cx, (CapWords *)at, word);
        return NULL;
    case TIME:
        return read_time(s, (CapTime *)at) ? NULL : "a time is 2019-08-09T00:00:00+08:00, never Z";
    case NUMBER:
        ((CapNumber *)at)->is_set = true;
        return str_f64(s, &((CapNumber *)at)->v) ? NULL : "a number is wanted here";
    case POLYGONS: return read_polygon(cx, s, vec_add(cx, (CapPolygons *)at));
    case CIRCLES: return read_circle(s, vec_add(cx, (CapCircles *)at));
    case PAIRS:
    case RESOURCES:
    case AREAS:
    case INFOS: return NULL;
    }
    return NULL;
}

static Err read_element(Reader *r, xmlNode *node, const Spec *spec, char *base)
{
    char *at = base + spec->at;
    Str s;
    if (list_length(spec->kind, at) >= CAP_MAX_ITEMS)
        return cx_fail(r->cx, ERR_TOO_BIG, spec->name, "more than %d of them", CAP_MAX_ITEMS);
    if (spec->kind == PAIRS || spec->kind == RESOURCES || spec->kind == AREAS ||
        spec->kind == INFOS)
        return read_nested(r, node, spec->kind, at);
    TRY(text_of(r, node, &s));
    const char *why = read_value(r->cx, spec, s, at);
    return why ? refuse(r, node, s, why) : OK;
}

static bool is_cap(const xmlNode *node)
{
    const char *ns = node->ns ? (const char *)node->ns->href : "";
    return strcmp(ns, ns_12) == 0 || strcmp(ns, ns_11) == 0;
}

/* Which element of the table is this? NULL and why when it may not stand here. */
static const Spec *place(const xmlNode *node, const Spec *specs, size_t *from, bool again,
                         const char **why)
{
    for (size_t i = 0; specs[i].name; i++) {
        if (strcmp((const char *)node->name, specs[i].name) != 0) continue;
        if (i < *from) return *why = "the element stands out of order", NULL;
        if (i == *from && again && !is_list(specs[i].kind))
            return *why = "the element stands twice", NULL;
        *from = i;
        return &specs[i];
    }
    return *why = "CAP has no such element here", NULL;
}

/* Required elements between two places of the table: the first that is missing. */
static const Spec *missing(const Reader *r, const Spec *specs, size_t from, size_t to)
{
    for (size_t i = from; i < to && specs[i].name; i++)
        if (specs[i].required && !(r->version == 11 && strcmp(specs[i].name, "mimeType") == 0))
            return &specs[i]; /* 1.1 could do without a mimeType */
    return NULL;
}

static Err lacks(Reader *r, const xmlNode *node, const Spec *spec)
{
    for (const xmlNode *c = node->children; c; c = c->next)
        if (c->type == XML_ELEMENT_NODE && strcmp((const char *)c->name, spec->name) == 0)
            return refuse(r, c, S(""), "the element stands out of order");
    return cx_refuse(r->cx, ERR_INVALID, place_of(r->cx, node), S(""), "%s is missing", spec->name);
}

static Err read_struct(Reader *r, xmlNode *node, const Spec *specs, char *base)
{
    size_t at = 0, next = 0; /* place of the last element, first place not yet passed */
    for (xmlNode *c = node->children; c; c = c->next) {
        const char *why = NULL;
        if (c->type == XML_TEXT_NODE && !xmlIsBlankNode(c))
            return refuse(r, node, S(""), "no text may stand between the elements");
        if (c->type != XML_ELEMENT_NODE) continue;
        if (!is_cap(c) && specs == alert_specs && c->ns) { /* other namespaces end an alert */
            r->is_signed |= strcmp((const char *)c->ns->href, ns_dsig) == 0;
            continue;
        }
        const Spec *spec = is_cap(c) ? place(c, specs, &at, next > at, &why) : NULL;
        if (!spec) return refuse(r, c, S(""), why ? why : "CAP has no such element here");
        const Spec *gap = missing(r, specs, next, at);
        if (gap) return lacks(r, node, gap);
        TRY(read_element(r, c, spec, base));
        next = at + 1;
    }
    const Spec *gap = missing(r, specs, next, SIZE_MAX);
    return gap ? lacks(r, node, gap) : OK;
}

/* --- what the schema does not say --- */

static Err rule(Cx *cx, const char *field, Str value, const char *why)
{
    return cx_refuse(cx, ERR_INVALID, str_c(field), value, "%s", msg_in(cx->lang, why));
}

Err cap_refs(Cx *cx, const CapAlert *a, CapRefs *ret)
{
    CapRefs list = {0};
    Str rest = a->references;
    for (Str word; next_word(&rest, &word);) {
        CapRef ref;
        Str tail;
        CapTime t;
        if (!str_cut(word, ',', &ref.sender, &tail) ||
            !str_cut(tail, ',', &ref.identifier, &ref.sent) || !is_name(ref.sender) ||
            !is_name(ref.identifier) || !read_time(ref.sent, &t))
            return rule(cx, "references", word, "a reference is sender,identifier,sent");
        if (list.n == CAP_MAX_ITEMS)
            return cx_fail(cx, ERR_TOO_BIG, "references", "more than %d of them", CAP_MAX_ITEMS);
        vec_push(cx, &list, ref);
    }
    *ret = list;
    return OK;
}

static Err area_rules(Cx *cx, const CapArea *a)
{
    if (a->ceiling_ft.is_set && !a->altitude_ft.is_set)
        return rule(cx, "ceiling", S(""), "a ceiling needs an altitude");
    if (a->ceiling_ft.is_set && a->ceiling_ft.v < a->altitude_ft.v)
        return rule(cx, "ceiling", S(""), "the ceiling is below the altitude");
    return OK;
}

static Err alert_rules(Cx *cx, const CapAlert *a)
{
    CapRefs refs;
    TRY(cap_refs(cx, a, &refs));
    if (a->msg_type != CAP_ALERT && refs.n == 0)
        return rule(cx, "references", S(""), "this kind of message refers to an earlier one");
    if (a->scope == CAP_RESTRICTED && a->restriction.len == 0)
        return rule(cx, "restriction", S(""), "a restricted alert says to whom");
    if (a->scope == CAP_PRIVATE && a->addresses.len == 0)
        return rule(cx, "addresses", S(""), "a private alert names its receivers");
    for (size_t i = 0; i < a->infos.n; i++)
        for (size_t k = 0; k < a->infos.p[i].areas.n; k++)
            TRY(area_rules(cx, &a->infos.p[i].areas.p[k]));
    return OK;
}

/* --- the document --- */

/* libxml2 calls this at a document type declaration. */
static void no_doctype(void *ctx, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
    xmlParserCtxt *ctxt = ctx;
    (void)name, (void)id, (void)system;
    *(bool *)ctxt->_private = true;
    xmlStopParser(ctxt);
}

static Err parse(Cx *cx, Str xml, xmlDoc **ret)
{
    bool doctype = false;
    xmlParserCtxt *ctxt = xmlNewParserCtxt();
    if (!ctxt) log_die("out of memory: an XML parser");
    ctxt->_private = &doctype;
    ctxt->sax->internalSubset = no_doctype;
    /* no entities are put in, nothing is fetched, depth and texts are limited (no XML_PARSE_HUGE)
     */
    xmlDoc *doc = xmlCtxtReadMemory(ctxt, xml.p, (int)xml.len, NULL, NULL,
                                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                        XML_PARSE_NOCDATA);
    const xmlError *e = xmlCtxtGetLastError(ctxt);
    Err err = OK;
    if (doctype)
        err = cx_fail(cx, ERR_INVALID, "xml", "a document type declaration is not allowed");
    else if (!doc || !ctxt->wellFormed)
        err = cx_fail(cx, ERR_INVALID, "xml", "not well-formed XML, line %d: %s", e ? e->line : 0,
                      e && e->message ? str_z(cx, str_trim(str_c(e->message))) : "");
    xmlFreeParserCtxt(ctxt);
    if (err != OK) xmlFreeDoc(doc);
    else *ret = doc;
    return err;
}

static int version_of(const xmlNode *root)
{
    if (!root || strcmp((const char *)root->name, "alert") != 0 || !is_cap(root)) return 0;
    const char *ns = (const char *)root->ns->href;
    return strcmp(ns, ns_12) == 0 ? 12 : 11;
}

static Err read_doc(Cx *cx, xmlDoc *doc, CapAlert *ret)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    Reader r = {.cx = cx, .version = version_of(root)};
    CapAlert a = {.version = r.version};
    if (r.version == 0)
        return cx_fail(cx, ERR_UNSUPPORTED, "xml", "the document is no CAP alert: its root is %s",
                       root ? str_z(cx, utf8_head(str_c((const char *)root->name), 40)) : "");
    TRY(read_struct(&r, root, alert_specs, (char *)&a));
    TRY(alert_rules(cx, &a));
    a.is_signed = r.is_signed;
    *ret = a;
    return OK;
}

Err cap_read(Cx *cx, Str xml, CapAlert *ret)
{
    xmlDoc *doc = NULL;
    if (xml.len > CAP_MAX_BYTES)
        return cx_fail(cx, ERR_TOO_BIG, "xml", "%zu bytes, at most %d", xml.len, CAP_MAX_BYTES);
    TRY(parse(cx, xml, &doc));
    Err err = read_doc(cx, doc, ret);
    xmlFreeDoc(doc);
    return err;
}

/* --- writing --- */

CapTime cap_time(Cx *cx, int64_t ms)
{
    int64_t cut = ms - ((ms % MS_SECOND) + MS_SECOND) % MS_SECOND;
    return (CapTime){time_format(cx, cut), cut};
}

static void write_struct(Buf *b, const Spec *specs, const char *base);

static void write_points(Buf *b, const CapPolygon *p)
{
    buf_z(b, "<polygon>");
    for (size_t i = 0; i < p->n; i++) {
        if (i) buf_char(b, ' ');
        buf_f64(b, p->p[i].lat);
        buf_char(b, ',');
        buf_f64(b, p->p[i].lon);
    }
    buf_z(b, "</polygon>");
}

static void write_circle(Buf *b, const CapCircle *c)
{
    buf_z(b, "<circle>");
    buf_f64(b, c->centre.lat);
    buf_char(b, ',');
    buf_f64(b, c->centre.lon);
    buf_char(b, ' ');
    buf_f64(b, c->radius_km);
    buf_z(b, "</circle>");
}

static void write_number(Buf *b, const char *name, const CapNumber *n)
{
    if (!n->is_set) return;
    buf_fmt(b, "<%s>", name);
    buf_f64(b, n->v);
    buf_fmt(b, "</%s>", name);
}

static void write_word(Buf *b, const Spec *spec, int word)
{
    int n = 0;
    while (spec->words[n]) n++;
    if (word >= 1 && word <= n) xml_element(b, spec->name, str_c(spec->words[word - 1]));
}

static void write_one(Buf *b, const Spec *spec, const Spec *inner, const void *item)
{
    buf_fmt(b, "<%s>", spec->name);
    write_struct(b, inner, item);
    buf_fmt(b, "</%s>", spec->name);
}

static void write_list(Buf *b, const Spec *spec, const char *at)
{
    for (size_t i = 0; i < list_length(spec->kind, at); i++) {
        switch (spec->kind) {
        case TEXTS: xml_element(b, spec->name, ((const CapTexts *)at)->p[i]); break;
        case WORDS: write_word(b, spec, ((const CapWords *)at)->p[i]); break;
        case PAIRS: write_one(b, spec, pair_specs, &((const CapPairs *)at)->p[i]); break;
        case POLYGONS: write_points(b, &((const CapPolygons *)at)->p[i]); break;
        case CIRCLES: write_circle(b, &((const CapCircles *)at)->p[i]); break;
        case RESOURCES:
            write_one(b, spec, resource_specs, &((const CapResources *)at)->p[i]);
            break;
        case AREAS: write_one(b, spec, area_specs, &((const CapAreas *)at)->p[i]); break;
        case INFOS: write_one(b, spec, info_specs, &((const CapInfos *)at)->p[i]); break;
        case TEXT:
        case NAME:
        case WORD:
        case TIME:
        case NUMBER: break;
        }
    }
}

static void write_struct(Buf *b, const Spec *specs, const char *base)
{
    for (const Spec *spec = specs; spec->name; spec++) {
        const char *at = base + spec->at;
        bool text = spec->kind == TEXT || spec->kind == NAME, is_value = specs == pair_specs;
        if (text && (((const Str *)at)->len || is_value))
            xml_element(b, spec->name, *(const Str *)at);
        else if (spec->kind == WORD) write_word(b, spec, *(const int *)at);
        else if (spec->kind == TIME && ((const CapTime *)at)->text.len)
            xml_element(b, spec->name, ((const CapTime *)at)->text);
        else if (spec->kind == NUMBER) write_number(b, spec->name, (const CapNumber *)at);
        else if (is_list(spec->kind)) write_list(b, spec, at);
    }
}

Err cap_write(Cx *cx, const CapAlert *a, Str *ret)
{
    Buf b = buf_new(cx, CAP_MAX_BYTES);
    CapAlert again;
    buf_z(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    buf_fmt(&b, "<alert xmlns=\"%s\">", ns_12);
    write_struct(&b, alert_specs, (const char *)a);
    buf_z(&b, "</alert>\n");
    TRY(buf_done(&b));
    TRY(cap_read(cx, buf_str(&b), &again));
    *ret = buf_str(&b);
    return OK;
}
