#include "schemas/person_name.h"

static gboolean is_east_asian(gunichar letter)
{
    switch (g_unichar_get_script(letter)) {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_HANGUL:
    case G_UNICODE_SCRIPT_BOPOMOFO:
        return TRUE;
    default:
        return letter == 0x30FC; /* ー of サーシャ belongs to no script */
    }
}

static gboolean all_east_asian(const char *text)
{
    for (; *text != '\0'; text = g_utf8_next_char(text))
        if (!is_east_asian(g_utf8_get_char(text)))
            return FALSE;
    return TRUE;
}

char *person_name_write(const char *surname, const char *given_name)
{
    if (given_name == NULL || *given_name == '\0')
        return g_strdup(surname);
    const char *between = all_east_asian(surname) && all_east_asian(given_name) ? "" : ", ";
    return g_strconcat(surname, between, given_name, NULL);
}
