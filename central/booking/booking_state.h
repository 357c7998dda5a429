/**
 * The working set of one batch of the booking lane: the locked rows as they were read, the changes decided so
 * far, and nothing else. Decisions (booking_decide.h) read and change it without touching the database; what
 * they leave behind is written in one pipeline by booking_batch.c.
 *
 * Belongs to the lane's thread for the duration of one transaction attempt.
 */
#pragma once

#include <glib.h>

#include "central/booking/booking_command.h"
#include "central/booking/reservation.h"
#include "central/inventory/inventory_memory.h"
#include "sync/inventory_rules.h"

typedef struct {
    Reservation *reservation;
    gboolean is_new;
    gboolean changed;
    const BookingCommand *claimed_by; /* the command of this batch that works on it */
} StateReservation;

typedef struct {
    char *hold_id;
    int hotel_id;
    char *status; /* held, committed, released, expired */
    Instant expires_at;
    char *created_by;
    GPtrArray *lines; /* ReservationLine * with prices */
    gboolean changed;
} StateHold;

typedef struct {
    const ChainHotel *hotel;
    int64_t feed_version; /* as read, then as it will be written */
    int64_t applied_entry;
    Night business_date;
    Night cells_from;
    Night cells_until;
    gboolean row_changed; /* business date or span of cells: the row itself goes into the feed */
    gboolean entries_applied;
    gboolean taken_back; /* what was granted up to now is void: hotel_lease.rights_since follows */
} StateHotel;

typedef struct {
    int status;
    char *request_digest;
    char *answer;
} StateAnswer;

/** A row the centre copies from a hotel, waiting to be written. */
typedef struct {
    int hotel_id;
    json_t *row;
} StateCopy;

/** A room a hotel took out of order or out of service, for the nights [from, until). */
typedef struct {
    int hotel_id;
    int64_t outage_id;
    char *room; /* NULL: the centre has not heard of it before */
    char room_type[ROOM_TYPE_CODE_SIZE];
    gboolean out_of_order;
    Night from;
    Night until;
    char *reason;
    gboolean changed;
} StateOutage;

typedef struct {
    int hotel_id;
    int64_t entry;
    char *kind;
    char *confirmation_number;
    const char *reason; /* stable code, static text */
    char *detail;       /* the same in plain words */
    Instant at;
    char room_type[ROOM_TYPE_CODE_SIZE]; /* with the nights, where rooms were sold over the limit; or "" */
    Night first_night;
    int32_t nights; /* from the first on; 0: it is not about nights */
    int32_t rooms;  /* over the limit in the worst of them */
} StateException;

/** Asks whether a hotel can be called to give rooms back. */
typedef struct {
    gboolean (*possible)(const ChainHotel *hotel, gpointer data);
    gpointer data;
} BookingRecall;

typedef struct {
    const Chain *chain;
    InventoryMemory *memory;
    GHashTable *reservations;       /* confirmation number -> StateReservation */
    GHashTable *external;           /* by channel and external id -> StateReservation, borrowed */
    GHashTable *holds;              /* hold id -> StateHold */
    GHashTable *answers;            /* "scope\nkey" -> StateAnswer */
    GHashTable *hotels;             /* hotel number -> StateHotel */
    GHashTable *guests;             /* guest id -> ReservationGuest */
    GHashTable *references;         /* guest reference -> ReservationGuest, borrowed from `guests` */
    GPtrArray *new_guests;          /* ReservationGuest *, borrowed from `guests` */
    GArray *cells;                  /* InventoryCell, sorted: the working values */
    GArray *stored_cells;           /* InventoryCell, same order: what the database holds */
    GArray *new_cells;              /* InventoryCell beyond the old horizon */
    GArray *confirmation_sequences; /* int64_t drawn for this batch */
    GArray *guest_ids;              /* int64_t drawn for this batch */
    guint confirmations_used;
    guint guest_ids_used;
    GPtrArray *stays;      /* StateCopy * */
    GPtrArray *days;       /* StateCopy * */
    GPtrArray *outages;    /* StateOutage *: of hotels whose entries may touch them */
    GPtrArray *exceptions; /* StateException * */
    GHashTable *renewals;  /* hotel number -> int64_t *: the locked leases of hotels taken back from */
    GArray *missing;       /* InventoryClaim: what the claim refused last would need back from the hotel */
    const BookingRecall *recall; /* NULL: no hotel can be asked */
} BookingState;

BookingState *booking_state_new(const Chain *chain, InventoryMemory *memory);
void booking_state_free(BookingState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BookingState, booking_state_free)

/** Adds a reservation; the state takes it over. Returns its entry, owned by the state. */
StateReservation *booking_state_add(BookingState *state, Reservation *reservation, gboolean is_new);

/** The reservation a command names by its number or its channel's number; NULL when there is none. */
StateReservation *booking_state_reservation(BookingState *state, const BookingCommand *command);

StateHold *booking_state_add_hold(BookingState *state, const char *hold_id, int hotel_id, const char *status,
                                  Instant expires_at, const char *created_by);
StateHold *booking_state_hold(BookingState *state, const char *hold_id);

StateHotel *booking_state_hotel(BookingState *state, int hotel_id);

/** The answer given before to the same scope and key; NULL: none. */
StateAnswer *booking_state_answer(BookingState *state, const char *scope, const char *key);

/** Draws a confirmation number of the centre; free with g_free(). */
char *booking_state_confirmation(BookingState *state);

/**
 * The stored guest for what a command says of one: by id, by reference, or a new one. Fills `guest`
 * completely. FALSE when the id is not known.
 */
gboolean booking_state_guest(BookingState *state, ReservationGuest *guest);

/** Adds a guest read from the database. Takes over what it owns. */
void booking_state_add_guest(BookingState *state, ReservationGuest *guest);

/** Sorts the cells read and remembers them as stored. Call once, before the first decision. */
void booking_state_cells_ready(BookingState *state);

/** The working cell of a night; NULL when it is not on sale, or was not read. */
InventoryCell *booking_state_cell(BookingState *state, const char *hotel, const char *room_type, Night night);

/** inventory_decide() on the working cells. `from` and `to` hold InventoryClaim; either may be NULL. When it
 * is short, `state->missing` says what the hotel would have to give back; empty: that would not help. */
gboolean booking_state_claim(BookingState *state, InventoryCommandKind kind, const GArray *from,
                             const GArray *to, gboolean authorise_oversell, InventoryAnswer *ret_answer);

/** Makes cells up to `until` (exclusive), with the configured limits. */
void booking_state_extend_cells(BookingState *state, StateHotel *hotel, Night until);

/** Notes a row of a hotel's own facts to be written; `list` is state->stays or state->days. */
void booking_state_copy(GPtrArray *list, int hotel_id, json_t *row);

/** The outage of that id, as read or noted before; or an empty one, which is added. */
StateOutage *booking_state_outage(BookingState *state, int hotel_id, int64_t outage_id);

/** Lists something for people to look at; `reason` is a stable code (static text), `detail` says it in plain
 * words. The answer is the state's; nights and rooms may be filled in. */
StateException *booking_state_exception(BookingState *state, int hotel_id, const BookingEntry *entry,
                                        const char *confirmation_number, const char *reason,
                                        const char *detail);

/** A copy of `guest`'s texts into an empty one. */
void reservation_guest_copy(ReservationGuest *target, const ReservationGuest *source);
