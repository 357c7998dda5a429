#include "ops/json.h"

#include <string.h>

G_DEFINE_QUARK(keyrack - json - error - quark, json_error)

static const char *syntax_reason(const json_error_t *failure)
{
    switch (json_error_code(failure)) {
    case json_error_duplicate_key:
        return "a member stands twice in one object";
    case json_error_invalid_utf8:
        return "the text is not UTF-8";
    case json_error_end_of_input_expected:
        return "something follows after the end of the value";
    case json_error_premature_end_of_input:
        return "the text ends too early";
    case json_error_numeric_overflow:
        return "a number is too large";
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return "a text contains a NUL character";
    case json_error_stack_overflow:
        return "the nesting is too deep";
    default:
        return "the syntax is wrong";
    }
}

json_t *json_parse(const char *text, gsize length, GError **error)
{
    json_error_t failure;
    json_t *value = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &failure);

    /* The library's own message quotes the text around the error, which may be a person's data. */
    if (value == NULL) {
        g_set_error(error, JSON_ERROR, JSON_ERROR_SYNTAX, "not valid JSON at line %d column %d: %s",
                    MAX(failure.line, 1), MAX(failure.column, 1), syntax_reason(&failure));
    }
    return value;
}

char *json_digest(const json_t *value)
{
    g_autofree char *text = json_canonical(value);
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
}

json_t *json_from_money(Money money)
{
    g_assert(money.currency != NULL);
    return json_pack("{s:I, s:s}", "amount_minor", (json_int_t)money.amount_minor, "currency",
                     money.currency->code);
}

json_t *json_from_night(Night night)
{
    char buffer[NIGHT_TEXT_SIZE];
    return night == NIGHT_NONE ? json_null() : json_string(night_write(night, buffer));
}

json_t *json_from_instant(Instant instant)
{
    char buffer[INSTANT_TEXT_SIZE];
    return instant == INSTANT_NONE ? json_null() : json_string(instant_write(instant, buffer));
}

json_t *json_from_text(const char *text)
{
    if (text == NULL) {
        return json_null();
    }
    json_t *value = json_string(text);
    if (value == NULL) {
        g_autofree char *valid = g_utf8_make_valid(text, -1);
        value = json_string(valid);
    }
    return value;
}

void json_problem_clear(JsonProblem *problem)
{
    g_clear_pointer(&problem->pointer, g_free);
    g_clear_pointer(&problem->message, g_free);
    problem->code = NULL;
}
