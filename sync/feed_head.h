/*
 * What a message of the change feed is about, without taking it apart. Pure.
 *
 * The text is canonical JSON: members stand in the order of their names, so it ends with
 * "from":101,"hotel":"H1","to":104}, and a text of a guest inside cannot look like that, because its quotes
 * are escaped.
 */
#ifndef KEYRACK_SYNC_FEED_HEAD_H
#define KEYRACK_SYNC_FEED_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schemas/codes.h"

typedef struct FeedHead {
    char hotel[HOTEL_CODE_SIZE];
    int64_t to;
} FeedHead;

/* Reads the end of `length` bytes of text. False and *ret_head untouched when it does not end like a message.
 */
bool feed_head_read(const char *text, size_t length, FeedHead *ret_head);

#endif
