/* Typed reading of JSON: a table describes the members of a C structure, json_decode() fills it or says
 * exactly what is wrong, with a JSON pointer and a stable code. Also the canonical text of a value and its
 * digest.
 *
 *   typedef struct { char *surname; int64_t adults; Night arrival; GArray *rooms; } BookRequest;
 *   static const JsonField BOOK_FIELDS[] = {
 *       FIELD_TEXT("surname", BookRequest, surname, .required = true, .max_length = 80),
 *       FIELD_INT("adults", BookRequest, adults, .min = 0, .max = 99),
 *       FIELD_NIGHT("arrival", BookRequest, arrival, .required = true),
 *       FIELD_LIST("rooms", BookRequest, rooms, &ROOM_SHAPE, .required = true, .min = 1, .max = 99),
 *   };
 *   static const JsonShape BOOK_SHAPE = JSON_SHAPE(BookRequest, BOOK_FIELDS);
 *   BookRequest request = {.adults = 2};            // initial values stand when an optional member is absent
 *   if (!json_decode(body, &BOOK_SHAPE, &request, &problem)) …
 *   json_shape_clear(&BOOK_SHAPE, &request);
 *
 * Functions may be called from any thread; a json_t must not be used from two threads at once. */
#ifndef KEYRACK_OPS_JSON_H
#define KEYRACK_OPS_JSON_H

#include "schemas/confirmation.h"
#include "schemas/instant.h"
#include "schemas/money.h"
#include "schemas/night.h"

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_ERROR json_error_quark()
GQuark json_error_quark(void);

typedef enum {
    JSON_ERROR_SYNTAX, /* not JSON */
    JSON_ERROR_SHAPE,  /* JSON of another form than asked for */
} JsonError;

/* The type says what the member of the structure is. */
typedef enum {
    JSON_FIELD_TEXT,    /* char *, owned; at most max_length bytes (0: 255), not blank unless .allow_empty, no
                         * control characters but line ends and tabulators */
    JSON_FIELD_INT,     /* int64_t within [min, max]; both 0 means any */
    JSON_FIELD_BOOL,    /* bool */
    JSON_FIELD_NIGHT,   /* Night, from "YYYY-MM-DD" */
    JSON_FIELD_INSTANT, /* Instant, from RFC 3339 */
    JSON_FIELD_MONEY,   /* Money, from {"amount_minor": 12345, "currency": "EUR"} */
    JSON_FIELD_CURRENCY,     /* const Currency *, from "EUR" */
    JSON_FIELD_CONFIRMATION, /* ConfirmationNumber, from text with or without spaces and dashes */
    JSON_FIELD_CHOICE,       /* int, index of the text within choices */
    JSON_FIELD_OBJECT,       /* a structure inside the structure, filled by shape */
    JSON_FIELD_LIST, /* GArray * of structures, each filled by shape; length within [min, max]. Members start
                      * as 0, nights and instants as NIGHT_NONE and INSTANT_NONE */
    JSON_FIELD_INT_LIST,  /* GArray * of int64_t; length within [min, max] */
    JSON_FIELD_TEXT_LIST, /* char **, NULL-terminated; length within [min, max] */
    JSON_FIELD_ANY,       /* json_t *, a new reference to whatever is there */
} JsonFieldType;

typedef struct JsonShape JsonShape;

typedef struct {
    const char *name;
    JsonFieldType type;
    gsize offset;         /* of the member */
    gsize size;           /* of the member, checked against the type */
    bool required;        /* absent (or null) is an error; otherwise the member keeps its initial value */
    bool allow_empty;     /* an empty text is fine */
    gsize present_offset; /* of a bool set to true when the member came; 0 for none */
    int64_t min, max;     /* range of an int, or length of a list (max 0: 1000) */
    gsize max_length;     /* of a text in bytes; 0 means 255 */
    bool (*validate)(const char *text, GError **error); /* for texts; its message goes to the sender */
    const char *const *choices;                         /* for choices, NULL-terminated */
    const JsonShape *shape;                             /* for objects and lists */
} JsonField;

struct JsonShape {
    const JsonField *fields;
    gsize field_count;
    gsize size; /* of the structure */
};

#define JSON_FIELD(Kind, Name, Struct, Member, ...)                                                          \
    {                                                                                                        \
        .name = (Name), .type = (Kind), .offset = offsetof(Struct, Member),                                  \
        .size = sizeof(((Struct *)0)->Member), __VA_ARGS__                                                   \
    }
#define FIELD_TEXT(Name, Struct, Member, ...) JSON_FIELD(JSON_FIELD_TEXT, Name, Struct, Member, __VA_ARGS__)
#define FIELD_INT(Name, Struct, Member, ...) JSON_FIELD(JSON_FIELD_INT, Name, Struct, Member, __VA_ARGS__)
#define FIELD_BOOL(Name, Struct, Member, ...) JSON_FIELD(JSON_FIELD_BOOL, Name, Struct, Member, __VA_ARGS__)
#define FIELD_NIGHT(Name, Struct, Member, ...) JSON_FIELD(JSON_FIELD_NIGHT, Name, Struct, Member, __VA_ARGS__)
#define FIELD_INSTANT(Name, Struct, Member, ...)                                                             \
    JSON_FIELD(JSON_FIELD_INSTANT, Name, Struct, Member, __VA_ARGS__)
#define FIELD_MONEY(Name, Struct, Member, ...) JSON_FIELD(JSON_FIELD_MONEY, Name, Struct, Member, __VA_ARGS__)
#define FIELD_CURRENCY(Name, Struct, Member, ...)                                                            \
    JSON_FIELD(JSON_FIELD_CURRENCY, Name, Struct, Member, __VA_ARGS__)
#define FIELD_CONFIRMATION(Name, Struct, Member, ...)                                                        \
    JSON_FIELD(JSON_FIELD_CONFIRMATION, Name, Struct, Member, __VA_ARGS__)
#define FIELD_CHOICE(Name, Struct, Member, Choices, ...)                                                     \
    JSON_FIELD(JSON_FIELD_CHOICE, Name, Struct, Member, .choices = (Choices), __VA_ARGS__)
#define FIELD_OBJECT(Name, Struct, Member, Shape, ...)                                                       \
    JSON_FIELD(JSON_FIELD_OBJECT, Name, Struct, Member, .shape = (Shape), __VA_ARGS__)
#define FIELD_LIST(Name, Struct, Member, Shape, ...)                                                         \
    JSON_FIELD(JSON_FIELD_LIST, Name, Struct, Member, .shape = (Shape), __VA_ARGS__)
#define FIELD_INT_LIST(Name, Struct, Member, ...)                                                            \
    JSON_FIELD(JSON_FIELD_INT_LIST, Name, Struct, Member, __VA_ARGS__)
#define FIELD_TEXT_LIST(Name, Struct, Member, ...)                                                           \
    JSON_FIELD(JSON_FIELD_TEXT_LIST, Name, Struct, Member, __VA_ARGS__)
#define FIELD_ANY(Name, Struct, Member, ...) JSON_FIELD(JSON_FIELD_ANY, Name, Struct, Member, __VA_ARGS__)

#define JSON_SHAPE(Struct, Fields)                                                                           \
    {                                                                                                        \
        .fields = (Fields), .field_count = G_N_ELEMENTS(Fields), .size = sizeof(Struct)                      \
    }

/* What is wrong and where. code is static and one of: wrong_type, required, unknown_field, too_long, empty,
 * out_of_range, invalid_value, wrong_length. */
typedef struct {
    char *pointer; /* RFC 6901, "" for the whole body, "/rooms/0/adults" */
    const char *code;
    char *message;
} JsonProblem;

void json_problem_clear(JsonProblem *problem);

/* Parses a text of that length. Duplicate members, trailing bytes and invalid UTF-8 are errors; the message
 * has line and column. Returns a new reference. */
json_t *json_parse(const char *text, gsize length, GError **error);

/* Reads value into target. Unknown members are refused. On failure ret_problem (may be NULL) is filled, to be
 * cleared by the caller, and target is as before the call. An optional member that is null is absent. */
bool json_decode(const json_t *value, const JsonShape *shape, gpointer target, JsonProblem *ret_problem);

/* As json_decode() with a GError "pointer: message", for files and messages between our own programs. */
bool json_decode_strict(const json_t *value, const JsonShape *shape, gpointer target, GError **error);

/* Frees what json_decode() put into target and sets those members to NULL. Texts that stood there as initial
 * values are freed too, so they must come from g_strdup(). */
void json_shape_clear(const JsonShape *shape, gpointer target);

/* Canonical text: keys sorted, no spaces. Free with g_free(). Equal values give equal texts. */
char *json_canonical(const json_t *value);

/* SHA-256 of the canonical text, 64 hexadecimal digits. Free with g_free(). */
char *json_digest(const json_t *value);

/* New JSON values of our types. NIGHT_NONE and INSTANT_NONE become null. */
json_t *json_from_money(Money money);
json_t *json_from_night(Night night);
json_t *json_from_instant(Instant instant);
json_t *json_from_text(const char *text); /* NULL becomes null, invalid UTF-8 is replaced */

#endif
