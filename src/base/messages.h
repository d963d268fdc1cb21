/* SPDX-License-Identifier: Apache-2.0 */
/* Chinese twins of the sentences that cx_fail and its kin take; made by gen/messages from
 * model/messages.zh.tsv. */
#ifndef BASE_MESSAGES_H
#define BASE_MESSAGES_H

#include <stddef.h>

typedef struct Message {
    const char *en, *zh;
} Message;

extern const Message messages[]; /* ordered by en, bytewise */
extern const size_t messages_n;

#endif
