#include "schemas/codes.h"

#include <string.h>

G_DEFINE_QUARK(keyrack - code - error - quark, code_error)

/* What a kind of code looks like. */
typedef struct {
    const char *what;
    gsize length_min;
    gsize length_max;
    const char *extra; /* allowed besides A-Z and 0-9 */
} CodeForm;

static bool code_character_fits(char character, const CodeForm *form)
{
    return g_ascii_isupper(character) || g_ascii_isdigit(character) ||
           (character != '\0' && strchr(form->extra, character) != NULL);
}

static bool code_check(const char *code, const CodeForm *form, GError **error)
{
    g_assert(code != NULL);
    gsize length = strlen(code);

    if (length < form->length_min || length > form->length_max) {
        g_set_error(error, CODE_ERROR, CODE_ERROR_LENGTH,
                    "a %s code has %zu to %zu characters, '%.20s' has %zu", form->what, form->length_min,
                    form->length_max, code, length);
        return false;
    }
    for (gsize place = 0; place < length; place++) {
        if (!code_character_fits(code[place], form)) {
            g_set_error(error, CODE_ERROR, CODE_ERROR_CHARACTER,
                        "a %s code has capital letters, digits%s%s only, '%s' differs at position %zu",
                        form->what, form->extra[0] == '\0' ? "" : " and ", form->extra, code, place + 1);
            return false;
        }
    }
    return true;
}

bool hotel_code_check(const char *code, GError **error)
{
    return code_check(code, &(CodeForm){"hotel", 2, HOTEL_CODE_SIZE - 1, ""}, error);
}

bool room_type_code_check(const char *code, GError **error)
{
    return code_check(code, &(CodeForm){"room type", 1, ROOM_TYPE_CODE_SIZE - 1, ""}, error);
}

bool rate_plan_code_check(const char *code, GError **error)
{
    return code_check(code, &(CodeForm){"rate plan", 1, RATE_PLAN_CODE_SIZE - 1, "_-"}, error);
}

static const char *const LINE_STATUS_NAMES[LINE_STATUS_COUNT] = {
    [LINE_RESERVED] = "reserved", [LINE_CANCELLED] = "cancelled",     [LINE_NO_SHOW] = "no_show",
    [LINE_IN_HOUSE] = "in_house", [LINE_CHECKED_OUT] = "checked_out",
};

int code_index(const char *const *codes, gsize count, const char *code)
{
    for (gsize i = 0; i < count; i++) {
        if (strcmp(code, codes[i]) == 0) {
            return (int)i;
        }
    }
    return -1;
}

const char *line_status_name(LineStatus status)
{
    g_assert((unsigned)status < LINE_STATUS_COUNT);
    return LINE_STATUS_NAMES[status];
}

bool line_status_parse(const char *name, LineStatus *ret_status, GError **error)
{
    g_assert(name != NULL);
    int status = code_index(LINE_STATUS_NAMES, LINE_STATUS_COUNT, name);
    if (status >= 0) {
        *ret_status = (LineStatus)status;
        return true;
    }
    g_set_error(error, CODE_ERROR, CODE_ERROR_UNKNOWN,
                "'%.20s' is not a status: use reserved, cancelled, no_show, in_house or checked_out", name);
    return false;
}

bool line_status_holds_rooms(LineStatus status)
{
    return status == LINE_RESERVED || status == LINE_IN_HOUSE || status == LINE_CHECKED_OUT;
}
