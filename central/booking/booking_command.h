/**
 * What somebody asks of the booking lane, and what becomes of it.
 *
 * A command is made by a route, by a hotel's request over the bus, or by a timer; it is complete and valid in
 * form before it enters the lane. The lane fills the outcome and calls `finish` exactly once, after the
 * transaction that holds the effect is known to be on disk.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "central/booking/reservation.h"
#include "schemas/chain.h"
#include "sync/allotment_rules.h"

/** How often rooms are called back from a hotel for one command before it is refused for want of them. */
enum { BOOKING_RECALLS_MAX = 2 };

typedef enum {
    BOOKING_BOOK,         /* new reservation: from a quote, from a hold, or with a channel's own price */
    BOOKING_HOLD,         /* keep rooms for somebody who is still talking */
    BOOKING_RELEASE_HOLD, /* give a hold back */
    BOOKING_EXPIRE_HOLD,  /* give back a hold whose time is over */
    BOOKING_MODIFY,       /* other dates, type, plan or guests of some lines */
    BOOKING_CANCEL,       /* all lines, or those named */
    BOOKING_REINSTATE,    /* undo a cancellation */
    BOOKING_OUTBOX,       /* apply a hotel's numbered entries */
    BOOKING_LIMITS,       /* change how many rooms may be sold */
    BOOKING_GRANT,        /* grant a hotel what its allotment policy wants it to have */
    BOOKING_TAKE_BACK,    /* void all rights of a hotel that has been silent for longer than its lease */
} BookingKind;

/** One room line as it is wanted. In a change, fields that stay as they are carry the marks below. */
typedef struct {
    int line;                            /* 0 in a new reservation */
    char room_type[ROOM_TYPE_CODE_SIZE]; /* "": unchanged */
    char rate_plan[RATE_PLAN_CODE_SIZE]; /* "": unchanged */
    Night arrival;                       /* NIGHT_NONE: unchanged */
    Night departure;                     /* NIGHT_NONE: unchanged */
    int adults;                          /* -1: unchanged */
    int children;
    int infants;
    GArray *night_prices_minor; /* a channel's own prices, int64_t; NULL: priced by the engine */
} BookingLine;

/** One entry of a hotel's outbox. */
typedef struct {
    int64_t number;
    char *kind;
    Instant at;
    json_t *body;
} BookingEntry;

/** What a hotel is to have of one room type. */
typedef struct {
    char room_type[ROOM_TYPE_CODE_SIZE];
    AllotmentPolicy policy;
} BookingAllotment;

typedef struct {
    int status;   /* HTTP status: 2xx done, 4xx refused, 5xx not done for a reason of ours */
    json_t *body; /* document, or problem document when status >= 400 */
    char *text;   /* the body as it was stored with the key and is sent; NULL: nobody needed it yet */
} BookingOutcome;

typedef struct BookingCommand BookingCommand;
typedef void (*BookingFinish)(BookingCommand *command, gpointer data);

struct BookingCommand {
    BookingKind kind;
    Instant at;          /* the hotel's now: booked_at, start of a hold, moment of a cancellation */
    Instant recorded_at; /* the machine's time, by which idempotency records grow old */
    Instant
        practice_at; /* the practice clock: becomes `at` once a number turns out to be of a practice hotel */

    /* Who asks; `key` NULL for work that is idempotent by itself (timers, outbox entries). */
    char *scope;
    char *key;
    char *request_digest;
    char *booked_by; /* of a new booking; NULL: the scope */

    const ChainHotel
        *hotel; /* new bookings, holds, outbox, limits; NULL when a number names the reservation */
    char *confirmation_number; /* or NULL */
    char *channel;
    char *external_id; /* names the reservation of a notification */
    char *hold_id;
    int expected_revision; /* If-Match; 0: any */
    gboolean extends;      /* a hotel's guest who is in the house stays longer, at the hotel's prices */

    ReservationGuest guest;       /* of a new booking, or the changes of a modification (NULL: unchanged) */
    GPtrArray *lines;             /* BookingLine *; line numbers only, for a cancellation of some lines */
    char **access;                /* rate access of whoever asks, NULL-terminated; or NULL */
    int64_t expected_total_minor; /* room total the caller was told; -1: not said */
    char *comments;               /* NULL: unchanged */
    json_t *market;               /* NULL: unchanged */
    char *reason;
    int hold_seconds;
    GPtrArray *entries;  /* BookingEntry *, of an outbox */
    json_t *limits;      /* of BOOKING_LIMITS: [{room_type, night, sell_limit, entry}] checked by the route; `entry` is
                          * the place in the request that a refusal names */
    GArray *allotments;  /* BookingAllotment, of BOOKING_GRANT; or NULL */
    Night business_date; /* of BOOKING_GRANT: the hotel's, as whoever asks knows it */
    int64_t renewal;     /* of BOOKING_TAKE_BACK: the newest the lease watch has seen */

    /* Set by the decision when it wants rooms called back from the hotel first; the command then waits
     * undecided. InventoryClaim, one night each; or NULL. */
    GArray *missing;
    int recalls;            /* times that was done */
    int64_t recall_from_us; /* monotonic: since when it waits for the call */

    BookingOutcome outcome;
    BookingFinish finish;
    gpointer finish_data;
};

BookingCommand *booking_command_new(BookingKind kind);
void booking_command_free(BookingCommand *command);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BookingCommand, booking_command_free)

BookingLine *booking_line_new(void);
void booking_line_free(BookingLine *line);

BookingEntry *booking_entry_new(int64_t number, const char *kind, Instant at, json_t *body);
void booking_entry_free(BookingEntry *entry);

/** Forgets the outcome: the command is decided anew. */
void booking_command_reset(BookingCommand *command);

/** The body as text, written once; owned by the command. */
const char *booking_command_text(BookingCommand *command);

/** Sets the outcome; takes over `body`. A later call replaces an earlier one. */
void booking_command_answer(BookingCommand *command, int status, json_t *body);

/** Sets a problem document as the outcome. `pointer` (JSON pointer of the offending field) may be NULL. */
void booking_command_refuse(BookingCommand *command, int status, const char *code, const char *pointer,
                            const char *detail_format, ...) G_GNUC_PRINTF(5, 6);
