/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: verbs and their help. Exit status: 0 done, 1 refused, 2 usage. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

#include "main/verbs.h"
#include "sys/sys.h"

/* clang-format off: one verb a line */
static const CliVerb verbs[] = {
    {"init",
     "DIR [--city 330800] [--demo quzhou] [--admin NAME] [--node N] [--hash sha256|sm3] "
     "[--sandbox] [--json]",                                                                               verb_init      },
    {"serve",
     "--data DIR [--listen 127.0.0.1:8080] [--tls CERT KEY] [--behind-proxy] [--clock TIMExSPEED]",        verb_serve     },
    {"user",       "add NAME --role ROLE --region CODE [--password-stdin] | roles  [--data DIR] [--json]",
     verb_user                                                                                                            },
    {"token",      "new --user NAME [--days N] [--data DIR] [--json]",                                     verb_token     },
    {"register",   "list | show KEY | schema | reload  [--data DIR] [--json]",                             verb_register  },
    {"import",
     "REGISTER FILE [--map a=b,…] [--datum wgs84|gcj02|bd09] [--dry-run] [--data DIR] [--json]",         verb_import    },
    {"export",
     "REGISTER FILE.(xlsx|csv|geojson|shp|kml|gpkg) [--filter FIELD=VALUE] [--as-of TIME] [--data "
     "DIR] [--json]",                                                                                      verb_export    },
    {"verify",     "[--data DIR] [--json]",                                                                verb_verify    },
    {"rebuild",    "[--data DIR] [--json]",                                                                verb_rebuild   },
    {"backup",     "FILE [--data DIR] [--json]",                                                           verb_backup    },
    {"roads",      "load FILE [--datum wgs84|gcj02|bd09] | info | drop  [--data DIR] [--json]",
     verb_roads                                                                                                           },
    {"restore",    "FILE --data DIR [--json]",                                                             verb_restore   },
    {"grade",      "accident --deaths N --injuries N --loss-yuan N | hazmat FILE.json  [--json]",
     verb_grade                                                                                                           },
    {"drill",
     "run SCENARIO [--speed N|max] [--listen 127.0.0.1:0] [--tls CERT KEY] [--data DIR] [--seed N] "
     "[--storm NUMBER --track FILE] "
     "[--keep] "
     "[--json] | list",                                                                                    verb_drill     },
    {"indicator",
     "KEY --period 2019|2019Q3|2019-08|A..B [--region CODE] [--by county|township|month|quarter|"
     "sector] [--as-of TIME] [--data DIR] [--json]",                                                       verb_indicator },
    {"report",
     "TEMPLATE --period P [--region CODE] [--as-of TIME] -o FILE.(docx|xlsx|json) [--data DIR] "
     "[--json]",                                                                                           verb_report    },
    {"quality",    "[--region CODE] [--period P] [--as-of TIME] [--data DIR] [--json]",                    verb_quality   },
    {"assessment",
     "KEY --period 2019|2019Q3 [--region CODE] [--as-of TIME] [-o FILE.(docx|xlsx|json)] "
     "[--data DIR] [--json]",                                                                              verb_assessment},
    {"evacuate",   "plan FILE.json | plan --event ID [--data DIR]",                                        verb_evacuate  },
    {"bench",      "chain | dispatch | evacuate | impact | routes  [--json]",                              verb_bench     },
};
/* clang-format on */

static int usage(FILE *to, const char *name)
{
    for (size_t i = 0; i < COUNT(verbs); i++)
        if (!name || strcmp(name, verbs[i].name) == 0)
            fprintf(to, "anlan %s %s\n", verbs[i].name, verbs[i].usage);
    return 2;
}

static Lang language(void)
{
    const char *lang = getenv("LC_ALL");
    if (!lang || !*lang) lang = getenv("LANG");
    return lang && strncmp(lang, "zh", 2) == 0 ? LANG_ZH : LANG_EN;
}

static bool is_usage(const Fail *f)
{
    /* what the command line itself got wrong, not the data: options, missing words */
    return f->code == ERR_INVALID && f->n > 0 &&
           (str_starts(f->items[0].field, S("--")) || str_is(f->items[0].field, "DIR") ||
            str_is(f->items[0].field, "FILE") || str_is(f->items[0].field, "SCENARIO"));
}

static int run(const CliVerb *v, int argc, char **argv)
{
    Cx *cx = cx_open(sys_now_ms(), sys_random_u64());
    cx->lang = language();
    Args a = args_of(cx, argc, argv);
    Err err = v->run(cx, &a);
    int status = err == OK ? 0 : is_usage(cx->fail) ? 2 : 1;
    if (err != OK) fprintf(stderr, "anlan %s: %.*s\n", v->name, STR_ARG(cx_message(cx)));
    cx_close(cx);
    return status;
}

int main(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "version") == 0))
        return printf("anlan %s\n", ANLAN_VERSION) > 0 ? 0 : 1;
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0))
        return usage(stdout, NULL), 0;
    if (argc < 2) return usage(stderr, NULL);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    for (size_t i = 0; i < COUNT(verbs); i++)
        if (strcmp(argv[1], verbs[i].name) == 0) return run(&verbs[i], argc - 2, argv + 2);
    fprintf(stderr, "anlan: no such verb: %s\n", argv[1]);
    return usage(stderr, NULL);
}
