/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Schema (2020-12) of the definition language, so that editors complete and check files of
 * model/registers. */
#include "register/register.h"

static const char label[] =
    "{\"type\":\"object\",\"required\":[\"zh\",\"en\"],\"additionalProperties\":false,"
    "\"properties\":{\"zh\":{\"type\":\"string\"},\"en\":{\"type\":\"string\"}}}";
static const char names[] =
    "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"array\",\"items\":{\"type\":\"string\"}}]}";

typedef struct Prop {
    const char *key, *schema;
} Prop;

static void put_object(Jw *w, const char *required, const Prop *props, size_t n)
{
    jw_open(w, '{');
    jw_kstr(w, "type", S("object"));
    jw_kbool(w, "additionalProperties", false);
    jw_kraw(w, "required", str_c(required));
    jw_key(w, S("properties"));
    jw_open(w, '{');
    for (size_t i = 0; i < n; i++) jw_kraw(w, props[i].key, str_c(props[i].schema));
    jw_close(w, '}');
    jw_close(w, '}');
}

static void put_list(Jw *w, const char *key, const char *required, const Prop *props, size_t n)
{
    jw_key(w, str_c(key));
    jw_open(w, '{');
    jw_kstr(w, "type", S("array"));
    jw_key(w, S("items"));
    put_object(w, required, props, n);
    jw_close(w, '}');
}

#define STRING "{\"type\":\"string\"}"
#define STRINGS "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}"
#define NUMBER "{\"type\":\"number\"}"
#define BOOL "{\"type\":\"boolean\"}"
#define KEY "{\"type\":\"string\",\"pattern\":\"^[a-z][a-z0-9_]{0,47}$\"}"
#define OBJECT "{\"type\":\"object\"}"

static const Prop field_props[] = {
    {"key",         KEY                                                            },
    {"type",        "{\"type\":\"string\",\"pattern\":\"^(text\\\\(\\\\d+\\\\)|code\\\\(\\\\w+\\\\)|"
             "codes\\\\(\\\\w+\\\\)|ref\\\\(\\\\w+\\\\)|int|real|bool|money|time|date|object"
             "|region|phone|id_number|credit_code|json|files)$\"}"     },
    {"zh",          STRING                                                         },
    {"en",          STRING                                                         },
    {"required",    "{\"enum\":[true,false,\"import\"]}"                           },
    {"unit",        STRING                                                         },
    {"min",         NUMBER                                                         },
    {"max",         NUMBER                                                         },
    {"default",     "{}"                                                           },
    {"observed",    "{\"type\":\"boolean\"}"                                       },
    {"sensitivity", "{\"enum\":[\"open\",\"internal\",\"personal\",\"sensitive\"]}"},
    {"search",      BOOL                                                           },
    {"index",       BOOL                                                           },
    {"source",      STRING                                                         },
    {"hint",        label                                                          },
    {"group",       label                                                          },
    {"numbered",    BOOL                                                           },
    {"computed",    BOOL                                                           },
    {"loose",       BOOL                                                           },
};
static const Prop check_props[] = {
    {"field",  KEY   },
    {"rule",   STRING},
    {"zh",     STRING},
    {"en",     STRING},
    {"source", STRING}
};
static const Prop exclusive_props[] = {
    {"field",  KEY    },
    {"states", STRINGS},
    {"amount", KEY    },
    {"of",     KEY    },
    {"zh",     STRING },
    {"en",     STRING }
};
static const Prop state_props[] = {
    {"key",   KEY                                              },
    {"zh",    STRING                                           },
    {"en",    STRING                                           },
    {"tone",  "{\"enum\":[\"info\",\"warn\",\"ok\",\"muted\"]}"},
    {"final", BOOL                                             }
};
static const Prop action_props[] = {
    {"key",        KEY                       },
    {"zh",         STRING                    },
    {"en",         STRING                    },
    {"from",       names                     },
    {"to",         KEY                       },
    {"roles",      names                     },
    {"needs",      names                     },
    {"takes",      names                     },
    {"sets",       OBJECT                    },
    {"guard",      STRING                    },
    {"reason",     "{\"const\":\"required\"}"},
    {"persons",    "{\"enum\":[1,2]}"        },
    {"persons_if", STRING                    },
    {"undoes",     KEY                       },
    {"within",     "{\"type\":\"integer\"}"  },
    {"source",     STRING                    }
};
static const Prop clock_props[] = {
    {"key",    KEY                   },
    {"zh",     STRING                },
    {"en",     STRING                },
    {"starts", OBJECT                },
    {"stops",  OBJECT                },
    {"due",    OBJECT                },
    {"if",     STRING                },
    {"owner",  OBJECT                },
    {"ladder", "{\"type\":\"array\"}"},
    {"source", STRING                }
};

static void put_lifecycle(Jw *w)
{
    jw_key(w, S("lifecycle"));
    jw_open(w, '{');
    jw_kstr(w, "type", S("object"));
    jw_kraw(w, "required", S("[\"initial\",\"states\"]"));
    jw_key(w, S("properties"));
    jw_open(w, '{');
    jw_kraw(w, "initial", S(KEY));
    put_list(w, "states", "[\"key\",\"zh\",\"en\"]", state_props, COUNT(state_props));
    put_list(w, "actions", "[\"key\",\"zh\",\"en\",\"from\"]", action_props, COUNT(action_props));
    jw_close(w, '}');
    jw_close(w, '}');
}

Str model_schema_json(Cx *cx)
{
    static const Prop top[] = {
        {"register",            KEY                                                           },
        {"label",               label                                                         },
        {"area",                "{\"enum\":[\"duty\",\"map\",\"incidents\",\"warnings\",\"oversight\","
                 "\"resources\",\"admin\"]}"                                  },
        {"geometry",            "{\"enum\":[\"none\",\"point\",\"line\",\"polygon\",\"any\"]}"},
        {"title",               names                                                         },
        {"dated_by",            KEY                                                           },
        {"region_from",         KEY                                                           },
        {"open_to_all_regions", BOOL                                                          },
        {"unique",              "{\"type\":\"array\"}"                                        },
        {"one_of",              "{\"type\":\"array\"}"                                        },
        {"source",              STRING                                                        },
        {"access",              OBJECT                                                        },
    };
    Buf b = buf_new(cx, 0);
    Jw w = jw_on(&b);
    jw_open(&w, '{');
    jw_kstr(&w, "$schema", S("https://json-schema.org/draft/2020-12/schema"));
    jw_kstr(&w, "title", S("Anlan register"));
    jw_kstr(&w, "type", S("object"));
    jw_kbool(&w, "additionalProperties", false);
    jw_kraw(&w, "required", S("[\"register\",\"label\",\"area\",\"fields\"]"));
    jw_key(&w, S("properties"));
    jw_open(&w, '{');
    for (size_t i = 0; i < COUNT(top); i++) jw_kraw(&w, top[i].key, str_c(top[i].schema));
    put_list(&w, "fields", "[\"key\",\"type\",\"zh\",\"en\"]", field_props, COUNT(field_props));
    put_list(&w, "checks", "[\"field\",\"rule\",\"zh\",\"en\"]", check_props, COUNT(check_props));
    put_list(&w, "exclusive", "[\"field\",\"states\",\"zh\",\"en\"]", exclusive_props,
             COUNT(exclusive_props));
    put_lifecycle(&w);
    put_list(&w, "clocks", "[\"key\",\"zh\",\"en\",\"starts\",\"due\"]", clock_props,
             COUNT(clock_props));
    jw_close(&w, '}');
    jw_close(&w, '}');
    return buf_str(&b);
}
