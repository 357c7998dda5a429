#include "tests/central/support/booking_fixture.h"

#include <string.h>

#include "ops/json.h"
#include "tests/support/chain_fixture.h"
#include "tests/support/cunit_main.h"

static json_t *hotel_change(const BookingFixture *fixture)
{
    return json_pack("{s:i, s:s, s:s, s:{s:o}}", "version", 1, "kind", "hotel", "key", "SEA", "row",
                     "business_date", json_from_night(fixture->today));
}

static json_t *cell_change(const InventoryCell *cell, int version)
{
    return json_pack("{s:i, s:s, s:s, s:{s:s, s:o, s:i, s:i, s:i, s:i, s:i, s:i}}", "version", version,
                     "kind", "cell", "key", "", "row", "room_type", cell->room_type, "night",
                     json_from_night(cell->night), "sell_limit", cell->sell_limit, "oversell_authorised", 0,
                     "sold", 0, "held", 0, "blocked", 0, "granted", 0);
}

static void cells_make(BookingFixture *fixture, json_t *changes)
{
    for (int day = 0; day < FIXTURE_NIGHTS; day++) {
        for (guint i = 0; i < fixture->hotel->room_types->len; i++) {
            const ChainRoomType *type = fixture->hotel->room_types->pdata[i];
            InventoryCell cell = {.night = fixture->today + day, .sell_limit = type->sell_limit};
            g_strlcpy(cell.hotel, fixture->hotel->code, sizeof cell.hotel);
            g_strlcpy(cell.room_type, type->code, sizeof cell.room_type);
            g_array_append_val(fixture->state->cells, cell);
            json_array_append_new(changes, cell_change(&cell, (int)json_array_size(changes) + 1));
        }
    }
    booking_state_cells_ready(fixture->state);
}

static void hotel_make(BookingFixture *fixture)
{
    StateHotel *row = g_new0(StateHotel, 1);
    row->hotel = fixture->hotel;
    row->business_date = row->cells_from = fixture->today;
    row->cells_until = fixture->today + FIXTURE_NIGHTS;
    g_hash_table_insert(fixture->state->hotels, GINT_TO_POINTER(fixture->hotel->number), row);
}

void booking_fixture_init(BookingFixture *fixture)
{
    fixture->chain = chain_fixture_small();
    fixture->hotel = chain_hotel(fixture->chain, "SEA");
    fixture->today = night_from_date(2016, 3, 1);
    fixture->now = instant_from_night_utc(fixture->today) + 10 * INSTANT_HOUR;
    fixture->memory = inventory_memory_new(fixture->chain);
    fixture->state = booking_state_new(fixture->chain, fixture->memory);
    json_t *changes = json_array();
    json_array_append_new(changes, hotel_change(fixture));
    cells_make(fixture, changes);
    hotel_make(fixture);
    json_t *message = json_pack("{s:s, s:i, s:i, s:o}", "hotel", "SEA", "from", 1, "to",
                                (int)json_array_size(changes), "changes", changes);
    FeedDecision decision = inventory_memory_apply(fixture->memory, message);
    g_assert(decision == FEED_APPLY);
    json_decref(message);
    for (int64_t number = 1; number <= FIXTURE_NUMBERS; number++) {
        g_array_append_val(fixture->state->confirmation_sequences, number);
        g_array_append_val(fixture->state->guest_ids, number);
    }
}

void booking_fixture_clear(BookingFixture *fixture)
{
    booking_state_free(fixture->state);
    inventory_memory_free(fixture->memory);
    chain_free(fixture->chain);
}

InventoryCell *booking_fixture_cell(BookingFixture *fixture, const char *room_type, int days)
{
    InventoryCell *cell = inventory_cell_find((InventoryCell *)(gpointer)fixture->state->cells->data,
                                              fixture->state->cells->len, fixture->hotel->code, room_type,
                                              fixture->today + days);
    g_assert(cell);
    return cell;
}

int booking_fixture_sold(BookingFixture *fixture, int days)
{
    return booking_fixture_cell(fixture, "STD", days)->sold;
}

int booking_fixture_held(BookingFixture *fixture, int days)
{
    return booking_fixture_cell(fixture, "STD", days)->held;
}

BookingLine *booking_fixture_line(const BookingFixture *fixture, const char *room_type, const char *rate_plan,
                                  int days, int nights)
{
    BookingLine *line = booking_line_new();
    g_strlcpy(line->room_type, room_type, sizeof line->room_type);
    g_strlcpy(line->rate_plan, rate_plan, sizeof line->rate_plan);
    line->arrival = fixture->today + days;
    line->departure = line->arrival + nights;
    line->adults = 2;
    return line;
}

BookingCommand *booking_fixture_command(const BookingFixture *fixture, BookingKind kind)
{
    BookingCommand *command = booking_command_new(kind);
    command->at = command->recorded_at = command->practice_at = fixture->now;
    command->scope = g_strdup("staff:agent");
    command->channel = g_strdup("reservation-centre");
    command->hotel = fixture->hotel;
    command->hold_seconds = 600;
    if (kind == BOOKING_BOOK)
        command->guest.surname = g_strdup("Rossi");
    return command;
}

BookingCommand *booking_fixture_wish(const BookingFixture *fixture, BookingKind kind, const char *room_type,
                                     int days, int nights)
{
    BookingCommand *command = booking_fixture_command(fixture, kind);
    g_ptr_array_add(command->lines, booking_fixture_line(fixture, room_type, "BAR", days, nights));
    return command;
}

BookingCommand *booking_fixture_change(const BookingFixture *fixture, BookingKind kind,
                                       const BookingCommand *booked)
{
    BookingCommand *command = booking_fixture_command(fixture, kind);
    command->hotel = NULL;
    command->confirmation_number = g_strdup(outcome_text(booked, "confirmation_number"));
    return command;
}

int booking_fixture_decide(BookingFixture *fixture, BookingCommand *command)
{
    booking_decide(fixture->state, command);
    return command->outcome.status;
}

int64_t outcome_number(const BookingCommand *command, const char *name)
{
    const json_t *value = json_object_get(command->outcome.body, name);
    return json_is_integer(value) ? json_integer_value(value) : -1;
}

const char *outcome_text(const BookingCommand *command, const char *name)
{
    const char *text = json_string_value(json_object_get(command->outcome.body, name));
    return text ? text : "";
}

const char *outcome_pointer(const BookingCommand *command)
{
    const json_t *first = json_array_get(json_object_get(command->outcome.body, "errors"), 0);
    const char *text = json_string_value(json_object_get(first, "pointer"));
    return text ? text : "";
}

const json_t *outcome_line(const BookingCommand *command, guint index)
{
    return json_array_get(json_object_get(command->outcome.body, "lines"), index);
}

int64_t outcome_line_number(const BookingCommand *command, guint line, const char *name)
{
    return json_integer_value(json_object_get(outcome_line(command, line), name));
}

const char *outcome_line_text(const BookingCommand *command, guint line, const char *name)
{
    const char *text = json_string_value(json_object_get(outcome_line(command, line), name));
    return text ? text : "";
}

int64_t outcome_line_price(const BookingCommand *command, guint line, size_t night)
{
    return json_integer_value(
        json_array_get(json_object_get(outcome_line(command, line), "night_prices_minor"), night));
}

void booking_fixture_book_rooms(BookingFixture *fixture, const char *room_type, int days, int rooms)
{
    for (int i = 0; i < rooms; i++) {
        g_autoptr(BookingCommand) command = booking_fixture_wish(fixture, BOOKING_BOOK, room_type, days, 1);
        CU_ASSERT_EQUAL(booking_fixture_decide(fixture, command), 201);
    }
}

void booking_command_name_line(BookingCommand *command, int number)
{
    BookingLine *line = booking_line_new();
    line->line = number;
    g_ptr_array_add(command->lines, line);
}

Reservation *booking_fixture_reservation(BookingFixture *fixture, const BookingCommand *command)
{
    StateReservation *entry =
        g_hash_table_lookup(fixture->state->reservations, outcome_text(command, "confirmation_number"));
    g_assert(entry);
    return entry->reservation;
}

static void count_lines(const GPtrArray *lines, InventoryCell *cells, guint cell_count, const char *hotel)
{
    for (guint i = 0; i < lines->len; i++) {
        const ReservationLine *line = lines->pdata[i];
        for (Night night = line->arrival; night < line->holds_until; night++) {
            InventoryCell *cell = inventory_cell_find(cells, cell_count, hotel, reservation_line_type(line, night), night);
            g_assert(cell);
            cell->sold++;
        }
    }
}

void booking_fixture_check(BookingFixture *fixture)
{
    GArray *cells = fixture->state->cells;
    g_autoptr(GArray) counted = g_array_copy(cells);
    g_autoptr(GArray) held = g_array_copy(cells);
    for (guint i = 0; i < cells->len; i++)
        g_array_index(counted, InventoryCell, i).sold = g_array_index(held, InventoryCell, i).sold = 0;
    GHashTableIter iter;
    StateReservation *entry;
    g_hash_table_iter_init(&iter, fixture->state->reservations);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&entry))
        count_lines(entry->reservation->lines, (InventoryCell *)(gpointer)counted->data, counted->len,
                    fixture->hotel->code);
    StateHold *hold;
    g_hash_table_iter_init(&iter, fixture->state->holds);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&hold))
        if (strcmp(hold->status, "held") == 0)
            count_lines(hold->lines, (InventoryCell *)(gpointer)held->data, held->len, fixture->hotel->code);
    for (guint i = 0; i < cells->len; i++) {
        const InventoryCell *cell = &g_array_index(cells, InventoryCell, i);
        CU_ASSERT_EQUAL(cell->sold, g_array_index(counted, InventoryCell, i).sold);
        CU_ASSERT_EQUAL(cell->held, g_array_index(held, InventoryCell, i).sold);
        CU_ASSERT_TRUE(cell->sold + cell->held <= cell->sell_limit + cell->oversell_authorised);
    }
}
