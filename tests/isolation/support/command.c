#include "tests/isolation/support/command.h"

#include <string.h>

#include "ops/json.h"
#include "schemas/confirmation.h"

void command_names_init(CommandNames *names)
{
    names->numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    names->holds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

void command_names_clear(CommandNames *names)
{
    g_hash_table_unref(names->numbers);
    g_hash_table_unref(names->holds);
}

void command_names_add(CommandNames *names, const char *name, const BookingCommand *command)
{
    const char *number = json_string_value(json_object_get(command->outcome.body, "confirmation_number"));
    const char *hold = json_string_value(json_object_get(command->outcome.body, "hold"));
    if (number)
        g_hash_table_insert(names->numbers, g_strdup(name), g_strdup(number));
    if (hold)
        g_hash_table_insert(names->holds, g_strdup(name), g_strdup(hold));
}

const ChainHotel *command_room_type(const LaneFixture *fixture, const char *text, const char **ret_room_type)
{
    const char *slash = strchr(text, '/');
    *ret_room_type = slash ? slash + 1 : text;
    g_autofree char *code = slash ? g_strndup(text, (gsize)(slash - text)) : NULL;
    return code ? chain_hotel(fixture->chain, code) : fixture->hotel;
}

/* The value of "name=value" among the words; NULL when it is not there. */
static const char *option(const SpecCommand *spec, const char *name)
{
    for (char **word = spec->words + 1; *word; word++)
        if (g_str_has_prefix(*word, name) && (*word)[strlen(name)] == '=')
            return *word + strlen(name) + 1;
    return NULL;
}

static int number_option(const SpecCommand *spec, const char *name, int otherwise)
{
    const char *text = option(spec, name);
    return text ? (int)g_ascii_strtoll(text, NULL, 10) : otherwise;
}

/* Words that are no options, from the first behind the verb on. */
static GPtrArray *plain_words(const SpecCommand *spec)
{
    GPtrArray *words = g_ptr_array_new();
    for (char **word = spec->words + 1; *word; word++)
        if (!strchr(*word, '='))
            g_ptr_array_add(words, *word);
    return words;
}

static int number_word(const GPtrArray *words, guint index)
{
    g_assert(index < words->len);
    return (int)g_ascii_strtoll(words->pdata[index], NULL, 10);
}

static const char *named(GHashTable *names, const SpecCommand *spec, const char *name)
{
    const char *known = g_hash_table_lookup(names, name);
    if (!known)
        g_error("%s %s: nothing of this name was made before", spec->words[0], name);
    return known;
}

/* A website says what each night costs. */
static void add_own_prices(BookingLine *line)
{
    const int64_t price_minor = 9000;
    line->night_prices_minor = g_array_new(FALSE, FALSE, sizeof price_minor);
    for (Night night = line->arrival; night < line->departure; night++)
        g_array_append_val(line->night_prices_minor, price_minor);
}

/* "STE 5 1 + STD 5 2": type, days after the business date, nights. */
static void add_rooms(const LaneFixture *fixture, BookingCommand *command, const GPtrArray *words)
{
    for (guint i = 0; i + 2 < words->len; i += 4) {
        const char *room_type;
        command->hotel = command_room_type(fixture, words->pdata[i], &room_type);
        lane_command_add_room(fixture, command, room_type, number_word(words, i + 1),
                              number_word(words, i + 2));
        BookingLine *line = command->lines->pdata[command->lines->len - 1];
        if (command->external_id)
            add_own_prices(line);
    }
}

static BookingCommand *make_wish(const LaneFixture *fixture, const CommandNames *names,
                                 const SpecCommand *spec, BookingKind kind)
{
    BookingCommand *command = lane_command(fixture, kind, option(spec, "key"), "body");
    if (option(spec, "hold"))
        command->hold_id = g_strdup(named(names->holds, spec, option(spec, "hold")));
    command->external_id = g_strdup(option(spec, "external"));
    g_autoptr(GPtrArray) words = plain_words(spec);
    add_rooms(fixture, command, words);
    return command;
}

static BookingCommand *make_of_hold(const LaneFixture *fixture, const CommandNames *names,
                                    const SpecCommand *spec, BookingKind kind)
{
    BookingCommand *command = lane_command(fixture, kind, option(spec, "key"), "body");
    command->hotel = NULL;
    command->hold_id = g_strdup(named(names->holds, spec, spec->words[1]));
    command->at += (Instant)number_option(spec, "later", 0) * INSTANT_SECOND;
    return command;
}

static void add_changed_line(const LaneFixture *fixture, BookingCommand *command, const SpecCommand *spec)
{
    BookingLine *line = booking_line_new();
    line->line = number_option(spec, "line", 1);
    line->arrival = line->departure = NIGHT_NONE;
    line->adults = line->children = line->infants = -1;
    if (option(spec, "type"))
        g_strlcpy(line->room_type, option(spec, "type"), sizeof line->room_type);
    if (option(spec, "from"))
        line->arrival = fixture->today + number_option(spec, "from", 0);
    if (option(spec, "until"))
        line->departure = fixture->today + number_option(spec, "until", 0);
    if (command->external_id)
        add_own_prices(line);
    g_ptr_array_add(command->lines, line);
}

/* A change, cancellation or its undoing, of a reservation by its name or by its channel's number. */
static BookingCommand *make_change(const LaneFixture *fixture, const CommandNames *names,
                                   const SpecCommand *spec, BookingKind kind)
{
    BookingCommand *command = lane_command(fixture, kind, option(spec, "key"), "body");
    command->hotel = NULL;
    if (option(spec, "external")) {
        command->channel = g_strdup("reservation-centre");
        command->external_id = g_strdup(option(spec, "external"));
    } else {
        command->confirmation_number = g_strdup(named(names->numbers, spec, spec->words[1]));
    }
    command->expected_revision = number_option(spec, "revision", 0);
    if (kind == BOOKING_MODIFY || option(spec, "line"))
        add_changed_line(fixture, command, spec);
    return command;
}

static BookingCommand *make_limits(const LaneFixture *fixture, const SpecCommand *spec)
{
    BookingCommand *command = lane_command(fixture, BOOKING_LIMITS, option(spec, "key"), "body");
    g_autoptr(GPtrArray) words = plain_words(spec);
    const char *room_type;
    command->hotel = command_room_type(fixture, words->pdata[0], &room_type);
    command->limits = json_pack("[{s:s, s:o, s:i}]", "room_type", room_type, "night",
                                json_from_night(fixture->today + number_word(words, 1)), "sell_limit",
                                number_word(words, 2));
    return command;
}

/* "grant STE 1": the policy wants so many rooms of each of `nights` from the business date on. */
static BookingCommand *make_grant(const LaneFixture *fixture, const SpecCommand *spec)
{
    BookingCommand *command = lane_command(fixture, BOOKING_GRANT, NULL, "body");
    g_autoptr(GPtrArray) words = plain_words(spec);
    const char *room_type;
    command->hotel = command_room_type(fixture, words->pdata[0], &room_type);
    command->business_date = fixture->today;
    BookingAllotment allotment = {.policy = {.nights_ahead = number_option(spec, "nights", 1),
                                             .rooms = number_word(words, 1),
                                             .keep = number_option(spec, "keep", 0)}};
    g_strlcpy(allotment.room_type, room_type, sizeof allotment.room_type);
    command->allotments = g_array_new(FALSE, TRUE, sizeof allotment);
    g_array_append_val(command->allotments, allotment);
    return command;
}

static BookingCommand *make_take_back(const LaneFixture *fixture, const SpecCommand *spec)
{
    BookingCommand *command = lane_command(fixture, BOOKING_TAKE_BACK, NULL, "body");
    command->renewal = number_option(spec, "renewal", 0);
    return command;
}

/* ---- what a hotel did ---- */

static json_t *stay_row(const LaneFixture *fixture, const char *number, const char *status,
                        const char *room_type, int from, int until)
{
    return json_pack("{s:i, s:s, s:i, s:s, s:s, s:s, s:o, s:o, s:i, s:i, s:i, s:i}", "stay_id", 1,
                     "confirmation_number", number, "line", 1, "room", "101", "room_type", room_type,
                     "status", status, "arrival", json_from_night(fixture->today + from), "departure",
                     json_from_night(fixture->today + until), "nights_charged", 1, "room_revenue_minor",
                     10000, "balance_minor", 0, "version", 1);
}

/* A reservation the hotel made under a number of its own: "STE 5 1", with number=n. */
static json_t *own_sale(const LaneFixture *fixture, const SpecCommand *spec, gboolean is_walk_in)
{
    g_autoptr(GPtrArray) words = plain_words(spec);
    ConfirmationNumber number;
    bool made =
        confirmation_make_hotel(fixture->hotel->number, number_option(spec, "number", 1), &number, NULL);
    g_assert(made);
    const char *room_type = words->pdata[0];
    int from = number_word(words, 1), until = from + number_word(words, 2);
    json_t *prices = json_array();
    for (int night = from; night < until; night++)
        json_array_append_new(prices, json_integer(9000));
    json_t *line = json_pack(
        "{s:i, s:s, s:s, s:s, s:o, s:o, s:i, s:o}", "line", 1, "status", is_walk_in ? "in_house" : "reserved",
        "room_type", room_type, "rate_plan", "BAR", "arrival", json_from_night(fixture->today + from),
        "departure", json_from_night(fixture->today + until), "adults", 1, "night_prices_minor", prices);
    json_t *body =
        json_pack("{s:{s:s, s:s, s:s, s:{s:s, s:s}, s:[o]}}", "reservation", "confirmation_number",
                  number.digits, "hotel", fixture->hotel->code, "booked_at", "2016-03-01T22:00:00Z", "guest",
                  "given_name", "Ana", "surname", "Silva", "lines", line);
    if (is_walk_in)
        json_object_set_new(body, "stay",
                            stay_row(fixture, number.digits, "in_house", room_type, from, until));
    if (option(spec, "override"))
        json_object_set_new(body, "override_reason", json_string(option(spec, "override")));
    return body;
}

static json_t *stay_body(const LaneFixture *fixture, const CommandNames *names, const SpecCommand *spec,
                         const char *status)
{
    const char *number = named(names->numbers, spec, spec->words[1]);
    return json_pack("{s:o}", "stay",
                     stay_row(fixture, number, status, option(spec, "type") ? option(spec, "type") : "STE",
                              number_option(spec, "from", 0), number_option(spec, "until", 1)));
}

/* Rooms of its allotment that the hotel gives back: "STE 5 1". */
static json_t *return_body(const LaneFixture *fixture, const SpecCommand *spec)
{
    g_autoptr(GPtrArray) words = plain_words(spec);
    return json_pack("{s:[{s:s, s:o, s:i}]}", "cells", "room_type", (const char *)words->pdata[0], "night",
                     json_from_night(fixture->today + number_word(words, 1)), "rooms", number_word(words, 2));
}

static BookingCommand *make_entry(const LaneFixture *fixture, const SpecCommand *spec, const char *kind,
                                  json_t *body)
{
    BookingCommand *command = lane_command(fixture, BOOKING_OUTBOX, NULL, "body");
    g_ptr_array_add(command->entries,
                    booking_entry_new(number_option(spec, "entry", 1), kind, fixture->now, body));
    json_decref(body);
    return command;
}

static BookingCommand *make_fact(const LaneFixture *fixture, const CommandNames *names,
                                 const SpecCommand *spec)
{
    const char *verb = spec->words[0];
    if (strcmp(verb, "check_in") == 0)
        return make_entry(fixture, spec, verb, stay_body(fixture, names, spec, "in_house"));
    if (strcmp(verb, "check_out") == 0)
        return make_entry(fixture, spec, verb, stay_body(fixture, names, spec, "checked_out"));
    if (strcmp(verb, "no_show") == 0)
        return make_entry(fixture, spec, verb, stay_body(fixture, names, spec, "no_show"));
    if (strcmp(verb, "walk_in") == 0)
        return make_entry(fixture, spec, verb, own_sale(fixture, spec, TRUE));
    if (strcmp(verb, "telephone") == 0)
        return make_entry(fixture, spec, "reservation", own_sale(fixture, spec, FALSE));
    if (strcmp(verb, "allotment_return") == 0)
        return make_entry(fixture, spec, verb, return_body(fixture, spec));
    g_error("a spec names the command '%s', which is unknown", verb);
}

BookingCommand *command_make(const LaneFixture *fixture, const CommandNames *names, const SpecCommand *spec)
{
    const char *verb = spec->words[0];
    if (strcmp(verb, "book") == 0)
        return make_wish(fixture, names, spec, BOOKING_BOOK);
    if (strcmp(verb, "hold") == 0)
        return make_wish(fixture, names, spec, BOOKING_HOLD);
    if (strcmp(verb, "release") == 0)
        return make_of_hold(fixture, names, spec, BOOKING_RELEASE_HOLD);
    if (strcmp(verb, "expire") == 0)
        return make_of_hold(fixture, names, spec, BOOKING_EXPIRE_HOLD);
    if (strcmp(verb, "modify") == 0)
        return make_change(fixture, names, spec, BOOKING_MODIFY);
    if (strcmp(verb, "cancel") == 0)
        return make_change(fixture, names, spec, BOOKING_CANCEL);
    if (strcmp(verb, "reinstate") == 0)
        return make_change(fixture, names, spec, BOOKING_REINSTATE);
    if (strcmp(verb, "limits") == 0)
        return make_limits(fixture, spec);
    if (strcmp(verb, "grant") == 0)
        return make_grant(fixture, spec);
    if (strcmp(verb, "take_back") == 0 || strcmp(verb, "renew") == 0)
        return make_take_back(fixture, spec);
    return make_fact(fixture, names, spec);
}
