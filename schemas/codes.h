/* Codes of the chain's catalogue and the states of a reservation line. Pure functions, any thread. */
#ifndef KEYRACK_SCHEMAS_CODES_H
#define KEYRACK_SCHEMAS_CODES_H

#include <glib.h>
#include <stdbool.h>

#define HOTEL_CODE_SIZE 9      /* [A-Z0-9]{2,8} and NUL */
#define ROOM_TYPE_CODE_SIZE 9  /* [A-Z0-9]{1,8} and NUL */
#define RATE_PLAN_CODE_SIZE 17 /* [A-Z0-9_-]{1,16} and NUL */

#define CODE_ERROR code_error_quark()
GQuark code_error_quark(void);

typedef enum {
    CODE_ERROR_LENGTH,    /* too short or too long */
    CODE_ERROR_CHARACTER, /* a character the code may not have */
    CODE_ERROR_UNKNOWN,   /* a word that names no state */
} CodeError;

/* Each answers true for a well-formed code; otherwise the error says which character or length is wrong.
 * Whether the code exists is for the catalogue to say. error may be NULL. They fit JsonField.validate. */
bool hotel_code_check(const char *code, GError **error);
bool room_type_code_check(const char *code, GError **error);
bool rate_plan_code_check(const char *code, GError **error);

/* The index of `code` among `count` codes, such as those of an enum; -1 when it is none of them. */
int code_index(const char *const *codes, gsize count, const char *code);

typedef enum {
    LINE_RESERVED,
    LINE_CANCELLED,
    LINE_NO_SHOW,
    LINE_IN_HOUSE,
    LINE_CHECKED_OUT,
} LineStatus;
#define LINE_STATUS_COUNT 5

/* "reserved", "cancelled", "no_show", "in_house", "checked_out". Static text. */
const char *line_status_name(LineStatus status);
bool line_status_parse(const char *name, LineStatus *ret_status, GError **error);

/* True when a line in that state holds its cells (reserved, in house, checked out). */
bool line_status_holds_rooms(LineStatus status);

#endif
