/* The commands of a spec, made into those of the booking lane. */
#ifndef KEYRACK_TESTS_ISOLATION_SUPPORT_COMMAND_H
#define KEYRACK_TESTS_ISOLATION_SUPPORT_COMMAND_H

#include "tests/central/support/lane_fixture.h"
#include "tests/isolation/support/spec.h"

/* What earlier commands made, by the name the spec gives them: confirmation numbers and hold ids. */
typedef struct {
    GHashTable *numbers;
    GHashTable *holds;
} CommandNames;

void command_names_init(CommandNames *names);
void command_names_clear(CommandNames *names);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CommandNames, command_names_clear)

/* Remembers what a finished command made. */
void command_names_add(CommandNames *names, const char *name, const BookingCommand *command);

/* Makes a command; free with booking_command_free(). */
BookingCommand *command_make(const LaneFixture *fixture, const CommandNames *names, const SpecCommand *spec);

/* The hotel that "LAK/STE" names, and the room type behind it; without a hotel it is the fixture's. */
const ChainHotel *command_room_type(const LaneFixture *fixture, const char *text, const char **ret_room_type);

#endif
