/*
 * JSON written as text at once, without a tree: for answers that are asked thousands of times a second. The
 * caller writes braces, commas and names as literals and sees to it that they fit together.
 */
#ifndef KEYRACK_OPS_JSON_TEXT_H
#define KEYRACK_OPS_JSON_TEXT_H

#include <glib.h>
#include <string.h>

#include "schemas/instant.h"
#include "schemas/night.h"

G_BEGIN_DECLS

/* Appends bytes as they stand. Most of what is written is a few bytes into a text that has room for them,
 * which must not cost a call. */
static inline void json_text_append(GString *text, const char *bytes, gsize length)
{
    if (text->len + length >= text->allocated_len) {
        g_string_append_len(text, bytes, (gssize)length);
        return;
    }
    memcpy(text->str + text->len, bytes, length);
    text->len += length;
    text->str[text->len] = '\0';
}

/* Appends a string literal as it stands: json_text_literal(text, ",\"offers\":["). */
#define json_text_literal(Text, Literal) json_text_append(Text, "" Literal, sizeof(Literal) - 1)

/* Appends a value; texts with their quotes and escapes. A text is UTF-8; NIGHT_NONE becomes null. */
void json_text_string(GString *text, const char *value);
void json_text_int64(GString *text, int64_t value);
void json_text_bool(GString *text, gboolean value);
void json_text_night(GString *text, Night night);
void json_text_instant(GString *text, Instant instant);

G_END_DECLS

#endif
