#include "sync/feed_head.h"

#include <string.h>

enum { DIGITS_MAX = 18 };

/* Steps back over `literal`, which must stand right before *end. */
static bool step_back(const char *text, size_t *end, const char *literal)
{
    size_t length = strlen(literal);
    if (*end < length || memcmp(text + *end - length, literal, length) != 0)
        return false;
    *end -= length;
    return true;
}

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

static bool is_code(char character)
{
    return is_digit(character) || (character >= 'A' && character <= 'Z');
}

bool feed_head_read(const char *text, size_t length, FeedHead *ret_head)
{
    FeedHead head = {.to = 0};
    size_t end = length;
    if (!step_back(text, &end, "}"))
        return false;
    int64_t place = 1;
    size_t digits = 0;
    for (; end > 0 && is_digit(text[end - 1]) && digits < DIGITS_MAX; end--, digits++, place *= 10)
        head.to += (text[end - 1] - '0') * place;
    if (digits == 0 || !step_back(text, &end, "\",\"to\":"))
        return false;
    size_t code_end = end;
    while (end > 0 && is_code(text[end - 1]))
        end--;
    if (code_end == end || code_end - end >= HOTEL_CODE_SIZE)
        return false;
    memcpy(head.hotel, text + end, code_end - end);
    if (!step_back(text, &end, "\"hotel\":\""))
        return false;
    *ret_head = head;
    return true;
}
