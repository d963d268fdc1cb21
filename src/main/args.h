/* SPDX-License-Identifier: Apache-2.0 */
/* Words of a command line: options (--name value, --flag) taken out, the rest in order. */
#ifndef MAIN_ARGS_H
#define MAIN_ARGS_H

#include "base/base.h"

typedef struct Args {
    Cx *cx;
    Str *words;
    size_t n;
    bool *used;
} Args;

/* The words of argv from argv[0] on, which live longer. Taken ones are marked; args_end tells
 * whether any are left. */
Args args_of(Cx *cx, int argc, char **argv);
/* Value of --name, "" = absent; the last of several. fails: ERR_INVALID without a value */
MUST_USE Err args_option(Args *a, const char *name, Str *ret);
/* Every value of --name. */
MUST_USE Err args_options(Args *a, const char *name, Str **ret, size_t *n);
bool args_flag(Args *a, const char *name);
/* Next word that is no option; "" = none left. */
Str args_word(Args *a);
/* fails: ERR_INVALID naming what nobody took */
MUST_USE Err args_end(Args *a);

#endif
