/* A hotel of five rooms, its cells and its memory, for decisions that need no database.
 *
 * The small chain's SEA (number 7): STD with limit 5 at 100.00, STE with limit 1 at 200.00, in EUR; business
 * date 2016-03-01 (a Tuesday) and cells for 90 nights from there. BAR is 10 % dearer on Fridays and Saturdays
 * and 15.00 cheaper for one adult. */
#ifndef KEYRACK_TESTS_CENTRAL_SUPPORT_BOOKING_FIXTURE_H
#define KEYRACK_TESTS_CENTRAL_SUPPORT_BOOKING_FIXTURE_H

#include "central/booking/booking_decide.h"

enum { FIXTURE_NIGHTS = 90, FIXTURE_NUMBERS = 200 };

typedef struct {
    Chain *chain;
    const ChainHotel *hotel;
    InventoryMemory *memory;
    BookingState *state;
    Night today;
    Instant now;
} BookingFixture;

void booking_fixture_init(BookingFixture *fixture);
void booking_fixture_clear(BookingFixture *fixture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BookingFixture, booking_fixture_clear)

/* The working cell of `days` after the business date. */
InventoryCell *booking_fixture_cell(BookingFixture *fixture, const char *room_type, int days);

/* How many STD are sold, or held, in the night `days` after the business date. */
int booking_fixture_sold(BookingFixture *fixture, int days);
int booking_fixture_held(BookingFixture *fixture, int days);

/* One room line: arrives `days` after the business date and stays `nights`; two adults. Owned by the caller.
 */
BookingLine *booking_fixture_line(const BookingFixture *fixture, const char *room_type, const char *rate_plan,
                                  int days, int nights);

/* A command of agent "staff:agent" for guest Rossi, at the fixture's now. */
BookingCommand *booking_fixture_command(const BookingFixture *fixture, BookingKind kind);

/* The same with one room line; books, holds. */
BookingCommand *booking_fixture_wish(const BookingFixture *fixture, BookingKind kind, const char *room_type,
                                     int days, int nights);

/* A command for the reservation that `booked` made. */
BookingCommand *booking_fixture_change(const BookingFixture *fixture, BookingKind kind,
                                       const BookingCommand *booked);

/* Decides and returns the HTTP status. */
int booking_fixture_decide(BookingFixture *fixture, BookingCommand *command);

/* Members of the outcome. Numbers of absent members are -1, texts "". */
int64_t outcome_number(const BookingCommand *command, const char *name);
const char *outcome_text(const BookingCommand *command, const char *name);
const char *outcome_pointer(const BookingCommand *command);
const json_t *outcome_line(const BookingCommand *command, guint index);

/* Members of a line of the reservation answered, and its price of the n-th night. */
int64_t outcome_line_number(const BookingCommand *command, guint line, const char *name);
const char *outcome_line_text(const BookingCommand *command, guint line, const char *name);
int64_t outcome_line_price(const BookingCommand *command, guint line, size_t night);

/* Books so many rooms of a type for one night, each in a reservation of its own. */
void booking_fixture_book_rooms(BookingFixture *fixture, const char *room_type, int days, int rooms);

/* Adds a line number to a cancellation or its undoing. */
void booking_command_name_line(BookingCommand *command, int number);

/* The reservation that a command made or changed. */
Reservation *booking_fixture_reservation(BookingFixture *fixture, const BookingCommand *command);

/* For every cell: what the lines of all reservations hold is what is sold, and what holds hold is held.
 * Reports a failure of the test otherwise. */
void booking_fixture_check(BookingFixture *fixture);

#endif
