#ifndef KEYRACK_PROPERTY_STAY_STAY_H
#define KEYRACK_PROPERTY_STAY_STAY_H

/* A stay as the hotel owns it from check-in on, with the totals of its folio. */

#include "property/folio/folio_rules.h"
#include "property/stay/stay_rules.h"
#include "revenue/price_rules.h"
#include "schemas/chain.h"
#include "schemas/confirmation.h"
#include "schemas/instant.h"
#include <jansson.h>
#include <stdbool.h>

typedef struct Stay {
    int64_t stay_id;
    int64_t version; /* of the row as last sent to the centre */
    char *digest;    /* of that row */
    char confirmation_number[CONFIRMATION_DIGITS + 1];
    int line;
    char *guest_name;
    char *room;                          /* NULL: none (no-show) */
    char room_type[ROOM_TYPE_CODE_SIZE]; /* of the room given; of the line while there is none */
    char sold_type[ROOM_TYPE_CODE_SIZE]; /* of the line: it holds the cells until the guest has come */
    char rate_plan[RATE_PLAN_CODE_SIZE];
    StayStatus status;
    Night arrival;
    Night departure; /* as booked */
    int adults;
    int children;
    int infants;
    Night checked_in_on; /* business date; NIGHT_NONE */
    Instant checked_in_at;
    Night checked_out_on;
    Instant checked_out_at;
    int nights_charged;
    FolioTotals totals;
    char currency[4];
    Night undone_on;     /* business date on which the check-in was undone: expected again; NIGHT_NONE */
    int64_t shares_with; /* the stay of the guest whose room this guest shares; 0: has the room */
} Stay;

Stay *stay_new(void);
void stay_free(Stay *stay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stay, stay_free)

/* Whether the guest has come: not one without a stay (NULL), nor one whose check-in was undone and who is expected again. */
bool stay_has_arrived(const Stay *stay);

/* What the nights of the stay are priced on, but for the prices. Everything is borrowed; `exemptions` are the
 * taxes that the stay is free from, NULL-terminated, may be NULL. */
PriceTerms stay_price_terms(const Stay *stay, const ChainHotel *hotel, const char *const *exemptions);

/* The row as it is told to the centre and compared with its copy; new reference. */
json_t *stay_row_json(const Stay *stay);

/* The stay as the hotel's API shows it: the row and what the desk wants to see besides; new reference. */
json_t *stay_to_json(const Stay *stay);

#endif
