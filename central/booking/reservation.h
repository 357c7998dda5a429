/**
 * A reservation as the centre owns it until arrival: one confirmation number, one hotel, one or more room
 * lines.
 *
 * The JSON document made here is the one form in which a reservation leaves the centre: the answer of a
 * route, the row in the change feed, the row a hotel copies and both ends digest. It therefore holds
 * everything a hotel needs to receive the guest while its line is cut.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "schemas/codes.h"
#include "schemas/instant.h"
#include "schemas/night.h"

enum {
    RESERVATION_LINES_MAX = 99,
    RESERVATION_NIGHTS_MAX = 365,
};

/** Rate plan of a line whose price a channel brought along. */
#define RATE_PLAN_CHANNEL "CHANNEL"

/** From this night on the line holds rooms of another type: the guest lives in one. */
typedef struct {
    Night from;
    char room_type[ROOM_TYPE_CODE_SIZE];
} LineMove;

typedef struct {
    int number;
    LineStatus status;
    char room_type[ROOM_TYPE_CODE_SIZE]; /* the type sold: it holds the cells until the guest is given another */
    GArray *moves;                       /* LineMove by night, no two alike side by side; NULL: never moved */
    char rate_plan[RATE_PLAN_CODE_SIZE];
    Night arrival;
    Night departure;
    Night holds_until; /* the line holds the cells of arrival .. holds_until - 1 */
    int adults;
    int children;
    int infants;
    gboolean channel_price;
    GArray *night_prices_minor; /* int64_t, one a night */
    int64_t penalty_minor;
    char *reason;
} ReservationLine;

typedef struct {
    int64_t guest_id; /* 0: not stored yet */
    char *reference;  /* NULL or what a channel names this guest by */
    char *given_name;
    char *surname;
    char *email;
    char *telephone;
    char *language;
    char *country;
} ReservationGuest;

typedef struct {
    char *confirmation_number;
    int hotel_id;
    char hotel_code[HOTEL_CODE_SIZE];
    ReservationGuest guest;
    char *channel;
    char *external_id; /* NULL when the channel has no number of its own */
    Instant booked_at;
    char *booked_by;
    char currency[4];
    char *comments;
    json_t *market;
    int revision;
    int64_t version;
    GPtrArray *lines; /* ReservationLine * */
} Reservation;

/** Frees what a guest owns and leaves it empty. */
void reservation_guest_clear(ReservationGuest *guest);

/** A new line without nights; free with reservation_line_free(). */
ReservationLine *reservation_line_new(void);
void reservation_line_free(ReservationLine *line);

/** A deep copy, for planning a change without touching what is stored. */
ReservationLine *reservation_line_copy(const ReservationLine *line);

/** Whether so many prices are those of a stay: one a night; of day use one for the day, or none when a channel named none. */
gboolean reservation_line_prices_fit(int prices, Night arrival, Night departure);

/** Nights booked; 0 for day use. */
int reservation_line_nights(const ReservationLine *line);

/** Sum of the stored night prices, minor units. */
int64_t reservation_line_total_minor(const ReservationLine *line);

/** The type whose cell the line holds in a night. Owned by the line. */
const char *reservation_line_type(const ReservationLine *line, Night night);

/** From `from` on the line holds cells of `room_type`; `from` must not lie before an earlier move. */
void reservation_line_move(ReservationLine *line, Night from, const char *room_type);

/** The nights from `first` on cost `prices_minor` (int64_t each), those of them that had a price and those gained.
 * `first` lies between the arrival and the last night's end. */
void reservation_line_prices_from(ReservationLine *line, Night first, const GArray *prices_minor);

/** The line holds what was sold again: for one that is booked anew. */
void reservation_line_forget_moves(ReservationLine *line);

/** The moves as a list of {"from", "room_type"}, new reference; and read back, NULL where there are none. */
json_t *line_moves_to_json(const GArray *moves);
GArray *line_moves_from_json(const json_t *moves);

/** The line by its number, NULL when the reservation has none. Owned by the reservation. */
ReservationLine *reservation_line_find(const Reservation *reservation, int number);

Reservation *reservation_new(void);
void reservation_free(Reservation *reservation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reservation, reservation_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReservationLine, reservation_line_free)

/** First arrival and last departure over all lines. */
void reservation_span(const Reservation *reservation, Night *ret_arrival, Night *ret_departure);

/** The "lines" member of the document alone, from lines of any origin; new reference. */
json_t *reservation_lines_to_json(const GPtrArray *lines);

/** The document described above; new reference. Money as minor units, dates and instants as text. */
json_t *reservation_to_json(const Reservation *reservation);
