/* SPDX-License-Identifier: Apache-2.0 */
/* Check digits of citizens' and organisations' numbers, and region codes. */
#include "register/register.h"

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : -1;
}

/* source: GB 11643-1999 §4 (ISO 7064, MOD 11-2) */
bool id_number_is_valid(Str s)
{
    static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    static const char marks[] = "10X98765432";
    int64_t day;
    int sum = 0;
    if (s.len != 18) return false;
    for (int i = 0; i < 17; i++) {
        if (digit(s.p[i]) < 0) return false;
        sum += digit(s.p[i]) * weights[i];
    }
    char born[10] = {s.p[6], s.p[7], s.p[8], s.p[9], '-', s.p[10], s.p[11], '-', s.p[12], s.p[13]};
    char last = s.p[17] == 'x' ? 'X' : s.p[17];
    return last == marks[sum % 11] && date_parse((Str){born, 10}, &day);
}

/* source: GB 32100-2015 §5.2 (MOD 31-3 over 0-9 and the letters without I, O, S, V, Z) */
bool credit_code_is_valid(Str s)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const int weights[17] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    int sum = 0;
    if (s.len != 18) return false;
    for (int i = 0; i < 17; i++) {
        const char *at = s.p[i] ? strchr(alphabet, s.p[i]) : NULL;
        if (!at) return false;
        sum += (int)(at - alphabet) * weights[i];
    }
    return s.p[17] == alphabet[(31 - sum % 31) % 31];
}

bool region_parse(Cx *cx, Str s, Str *ret)
{
    if (s.len != 2 && s.len != 4 && s.len != 6 && s.len != 9 && s.len != 12) return false;
    for (size_t i = 0; i < s.len; i++)
        if (digit(s.p[i]) < 0) return false;
    char *z = cx_new(cx, char, 13);
    memset(z, '0', 12);
    memcpy(z, s.p, s.len);
    *ret = (Str){z, 12};
    return true;
}

/* source: GB/T 2260 (province, city, county: two digits each), GB/T 10114 (township, village: three
 * each) */
Str region_prefix(Str code)
{
    static const size_t cuts[] = {2, 4, 6, 9};
    for (size_t i = 0; i < COUNT(cuts); i++) {
        bool zeros = code.len > cuts[i];
        for (size_t k = cuts[i]; k < code.len; k++) zeros = zeros && code.p[k] == '0';
        if (zeros) return str_head(code, cuts[i]);
    }
    return code;
}
