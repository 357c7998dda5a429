/* Canonical text of a value, written straight into one buffer. The library can do it too (its tests compare
 * the two), but sorts with callbacks and hands out every comma on its own: booking lanes spent a fifth of
 * their time there. */
#include "ops/json.h"

#include <stdlib.h>
#include <string.h>

#include "ops/json_text.h"

enum { MEMBERS_USUAL = 32 };

typedef struct {
    const char *name;
    gsize length;
    const json_t *value;
} Member;

static void value_append(GString *text, const json_t *value);

static void escape_append(GString *text, guchar character)
{
    static const char NAMES[] = "\b\f\n\r\t\"\\";
    static const char LETTERS[] = "bfnrt\"\\";
    const char *found = memchr(NAMES, character, sizeof NAMES - 1);
    if (found)
        g_string_append_printf(text, "\\%c", LETTERS[found - NAMES]);
    else
        g_string_append_printf(text, "\\u%04X", character);
}

static void string_append(GString *text, const char *string, gsize length)
{
    gsize from = 0;
    g_string_append_c(text, '"');
    for (gsize i = 0; i < length; i++) {
        guchar character = (guchar)string[i];
        if (character >= 0x20 && character != '"' && character != '\\')
            continue;
        g_string_append_len(text, string + from, (gssize)(i - from));
        escape_append(text, character);
        from = i + 1;
    }
    g_string_append_len(text, string + from, (gssize)(length - from));
    g_string_append_c(text, '"');
}

static int member_compare(const Member *left, const Member *right)
{
    int order = memcmp(left->name, right->name, MIN(left->length, right->length));
    return order != 0 ? order : (left->length > right->length) - (left->length < right->length);
}

/* Members usually stand nearly in order already. */
static void members_sort(Member *members, gsize count)
{
    for (gsize i = 1; i < count; i++) {
        Member member = members[i];
        gsize at = i;
        for (; at > 0 && member_compare(&members[at - 1], &member) > 0; at--)
            members[at] = members[at - 1];
        members[at] = member;
    }
}

static void object_append(GString *text, const json_t *object)
{
    Member usual[MEMBERS_USUAL];
    gsize size = json_object_size(object), count = 0;
    g_autofree Member *many = size > MEMBERS_USUAL ? g_new(Member, size) : NULL;
    Member *members = many ? many : usual;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value) members[count++] =
        (Member){.name = name, .length = strlen(name), .value = value};
    if (many)
        qsort(members, count, sizeof *members, (int (*)(const void *, const void *))member_compare);
    else
        members_sort(members, count);
    for (gsize i = 0; i < count; i++) {
        g_string_append_c(text, i == 0 ? '{' : ',');
        string_append(text, members[i].name, members[i].length);
        g_string_append_c(text, ':');
        value_append(text, members[i].value);
    }
    g_string_append(text, count == 0 ? "{}" : "}");
}

static void array_append(GString *text, const json_t *array)
{
    size_t index;
    json_t *value;
    g_string_append_c(text, '[');
    json_array_foreach(array, index, value)
    {
        if (index > 0)
            g_string_append_c(text, ',');
        value_append(text, value);
    }
    g_string_append_c(text, ']');
}

/* Shortest form that reads back alike: the library knows how. */
static void real_append(GString *text, const json_t *real)
{
    char *digits = json_dumps(real, JSON_ENCODE_ANY);
    g_string_append(text, digits);
    free(digits);
}

static void value_append(GString *text, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        object_append(text, value);
        break;
    case JSON_ARRAY:
        array_append(text, value);
        break;
    case JSON_STRING:
        string_append(text, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
        json_text_int64(text, json_integer_value(value));
        break;
    case JSON_REAL:
        real_append(text, value);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        json_text_bool(text, json_is_true(value));
        break;
    case JSON_NULL:
        g_string_append(text, "null");
        break;
    }
}

char *json_canonical(const json_t *value)
{
    g_assert(value != NULL);
    GString *text = g_string_sized_new(1024);
    value_append(text, value);
    return g_string_free(text, FALSE);
}
