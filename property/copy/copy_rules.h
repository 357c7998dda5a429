#ifndef KEYRACK_PROPERTY_COPY_COPY_RULES_H
#define KEYRACK_PROPERTY_COPY_COPY_RULES_H

/* What the centre's rows mean to the hotel: reading the change feed's JSON into values the store can keep.
 * Pure. */

#include "schemas/chain.h"
#include "schemas/codes.h"
#include "schemas/night.h"
#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define COPY_ERROR (copy_error_quark())
GQuark copy_error_quark(void);

typedef enum CopyError {
    COPY_ERROR_FORM, /* not of the agreed form; the message names the member */
} CopyError;

typedef enum CopyKind {
    COPY_RESERVATION,
    COPY_CELL,
    COPY_RATE_OVERRIDE,
    COPY_RESTRICTION,
    COPY_HOTEL,
} CopyKind;

/* One change of the feed; `key` and `row` are borrowed from the message. */
typedef struct CopyChange {
    int64_t version;
    CopyKind kind;
    const char *key;
    const json_t *row;
} CopyChange;

typedef struct CopiedLine {
    int line;
    LineStatus status;
    char room_type[ROOM_TYPE_CODE_SIZE];
    char rate_plan[RATE_PLAN_CODE_SIZE];
    Night arrival;
    Night departure;
    int adults;
    int children;
    int infants;
    GArray *night_prices_minor; /* int64_t, departure - arrival of them; of day use one for the day, or none */
} CopiedLine;

typedef struct CopiedReservation {
    char *confirmation_number;
    char *guest_name;     /* "Surname, Given" as the desk lists it */
    char *surname_folded; /* for finding by name */
    char currency[4];
    GPtrArray *lines; /* CopiedLine * */
} CopiedReservation;

typedef struct CopiedCell {
    char room_type[ROOM_TYPE_CODE_SIZE];
    Night night;
    int32_t sell_limit;
    int32_t oversell_authorised;
    int32_t sold;
    int32_t held;
    int32_t blocked;
    int32_t granted; /* to this hotel, as of the outbox entries the centre had applied */
    int32_t out_of_order;
} CopiedCell;

const char *copy_kind_name(CopyKind kind);

/* Reads one element of a feed message's `changes`. */
bool copy_change_read(const json_t *change, CopyChange *ret_change, GError **error);

/* Reads a reservation document. NULL with an error when a member is missing, of the wrong type, or does not
 * fit. */
CopiedReservation *copied_reservation_read(const json_t *document, GError **error);
void copied_reservation_free(CopiedReservation *reservation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CopiedReservation, copied_reservation_free)

CopiedLine *copied_line_new(void);
void copied_line_free(CopiedLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CopiedLine, copied_line_free)

/* The first arrival of its lines: the day under which it is compared. */
Night copied_reservation_arrival(const CopiedReservation *reservation);

/* Sum of the line's night prices, minor units. */
int64_t copied_line_total(const CopiedLine *line);

/* The line by its number, NULL when there is none. */
const CopiedLine *copied_reservation_line(const CopiedReservation *reservation, int line);

bool copied_cell_read(const json_t *row, CopiedCell *ret_cell, GError **error);

/* The row a cell came as, for comparing copies; new reference. */
json_t *copied_cell_to_json(const CopiedCell *cell);

/* Case and accents put aside, so that "garcia" finds "García". Free with g_free(). */
char *copy_fold_name(const char *name);

#endif
