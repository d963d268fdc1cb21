/* SPDX-License-Identifier: Apache-2.0 */
/* Periods of days of the city's zone, and the same period a year before.
 * source: contract, part two, §4 */
#ifndef SYSTEMS_INDICATOR_PERIOD_H
#define SYSTEMS_INDICATOR_PERIOD_H

#include "base/base.h"

typedef struct Period {
    int64_t first, last; /* day numbers, both included */
    int year;            /* of a whole year; 0 = it is none */
} Period;

/* YYYY, YYYYQ1–4, YYYY-MM, YYYY-MM-DD, or two of them with `..` between. before: the period of
 * comparison. fails: ERR_INVALID naming `period` */
MUST_USE Err period_parse(Cx *cx, Str text, Period *ret, Period *before);

/* As it is typed: 2019, 2019Q3, 2019-08, 2019-08-09; other spans as two days. */
Str period_text(Cx *cx, const Period *p);

/* 2019年第三季度, as documents say it. */
Str period_zh(Cx *cx, const Period *p);

/* A part of a period: a month or a quarter of it. */
typedef struct PeriodPart {
    Str key; /* 2016-01, 2016Q1 */
    Period now, before;
} PeriodPart;
/* The months (3 months: the quarters) that the period touches, each cut to the period. */
void period_parts(Cx *cx, const Period *p, int months, PeriodPart **ret, size_t *n);

#endif
