#include "central/allotment/allotment_keeper.h"

#include <string.h>

#include "central/allotment/lines.h"
#include "central/inventory/inventory_store.h"
#include "ops/log.h"
#include "ops/metrics.h"

enum {
    ROUND_MS = 250,
    LINES_ROUNDS = 8,     /* every 2 s: who was heard, also by other instances */
    POLICIES_ROUNDS = 20, /* every 5 s */
    SWEEP_ROUNDS = 2400,  /* every hotel once in 10 minutes, whatever happens */
    GRANTS_A_ROUND = 250,
};

struct AllotmentKeeper {
    Central *central;
    PgConnection *connection;
    GThread *thread;
    GMutex mutex;
    GCond wake;
    GHashTable *dirty; /* set of const ChainHotel * */
    GHashTable *heard; /* set of const ChainHotel * heard in the last round; of the thread */
    gboolean reread;   /* the policies */
    gboolean stopping;
    guint swept;         /* index of the next hotel to sweep */
    Counter *granted;    /* cells */
    Counter *taken_back; /* rooms */
};

void allotment_keeper_look(AllotmentKeeper *keeper, const ChainHotel *hotel)
{
    g_mutex_lock(&keeper->mutex);
    g_hash_table_add(keeper->dirty, (gpointer)hotel);
    g_mutex_unlock(&keeper->mutex);
}

/* ---- what could allow a grant ---- */

static gboolean cell_allows_grant(Central *central, const ChainHotel *hotel, const json_t *row,
                                  Night business_date)
{
    InventoryCell cell;
    if (!inventory_cell_from_json(hotel->code, row, &cell))
        return FALSE;
    const ChainRoomType *room_type = hotel_room_type(hotel, cell.room_type);
    if (!room_type)
        return FALSE;
    AllotmentPolicy policy = allotment_book_policy(central->allotments, hotel, room_type);
    return allotment_grant(&policy, &cell, business_date) > 0;
}

static gboolean changes_allow_grant(Central *central, const ChainHotel *hotel, const json_t *changes)
{
    Night business_date = central_business_date(central, hotel);
    size_t index;
    json_t *change;
    json_array_foreach(changes, index, change)
    {
        const char *kind = json_string_value(json_object_get(change, "kind"));
        if (g_strcmp0(kind, "hotel") == 0 ||
            (g_strcmp0(kind, "cell") == 0 &&
             cell_allows_grant(central, hotel, json_object_get(change, "row"), business_date)))
            return TRUE;
    }
    return FALSE;
}

void allotment_keeper_note(AllotmentKeeper *keeper, const json_t *message)
{
    Central *central = keeper->central;
    const char *code = json_string_value(json_object_get(message, "hotel"));
    const ChainHotel *hotel = code ? chain_hotel(central->chain, code) : NULL;
    const json_t *changes = json_object_get(message, "changes");
    if (!hotel || allotment_book_nights(central->allotments, hotel) == 0)
        return;
    if (!changes || changes_allow_grant(central, hotel, changes))
        allotment_keeper_look(keeper, hotel);
}

/* ---- commands ---- */

BookingCommand *allotment_grant_command(Central *central, const ChainHotel *hotel)
{
    Night business_date = central_business_date(central, hotel);
    g_autoptr(GArray) allotments = g_array_new(FALSE, TRUE, sizeof(BookingAllotment));
    for (guint i = 0; i < hotel->room_types->len && business_date != NIGHT_NONE; i++) {
        const ChainRoomType *room_type = hotel->room_types->pdata[i];
        BookingAllotment allotment = {.policy = allotment_book_policy(central->allotments, hotel, room_type)};
        g_strlcpy(allotment.room_type, room_type->code, sizeof allotment.room_type);
        if (allotment.policy.nights_ahead > 0)
            g_array_append_val(allotments, allotment);
    }
    if (allotments->len == 0)
        return NULL;
    BookingCommand *command = booking_command_new(BOOKING_GRANT);
    command->hotel = hotel;
    command->at = central_now(central, hotel);
    command->business_date = business_date;
    command->allotments = g_steal_pointer(&allotments);
    return command;
}

BookingCommand *allotment_take_back_command(Central *central, const ChainHotel *hotel, int64_t renewal)
{
    BookingCommand *command = booking_command_new(BOOKING_TAKE_BACK);
    command->hotel = hotel;
    command->at = central_now(central, hotel);
    command->renewal = renewal;
    return command;
}

/* What failed because the lane is full or the database is away is looked at again. */
static void grant_finish(BookingCommand *command, gpointer data)
{
    AllotmentKeeper *keeper = data;
    if (command->outcome.status == 200)
        counter_add(keeper->granted,
                    (guint64)json_integer_value(json_object_get(command->outcome.body, "cells")));
    else if (command->outcome.status == 503)
        allotment_keeper_look(keeper, command->hotel);
    booking_command_free(command);
}

static void grant(AllotmentKeeper *keeper, const ChainHotel *hotel)
{
    BookingCommand *command = allotment_grant_command(keeper->central, hotel);
    if (!command)
        return;
    command->finish = grant_finish;
    command->finish_data = keeper;
    booking_lane_submit(keeper->central->lane, command);
}

static GPtrArray *dirty_take(AllotmentKeeper *keeper)
{
    GPtrArray *hotels = g_ptr_array_new();
    GHashTableIter iter;
    gpointer hotel;
    g_mutex_lock(&keeper->mutex);
    g_hash_table_iter_init(&iter, keeper->dirty);
    while (hotels->len < GRANTS_A_ROUND && g_hash_table_iter_next(&iter, &hotel, NULL)) {
        g_ptr_array_add(hotels, hotel);
        g_hash_table_iter_remove(&iter);
    }
    g_mutex_unlock(&keeper->mutex);
    return hotels;
}

/* A hotel that is silent is looked at when it is heard again. */
static void grant_dirty(AllotmentKeeper *keeper)
{
    g_autoptr(GPtrArray) hotels = dirty_take(keeper);
    for (guint i = 0; i < hotels->len; i++)
        if (g_hash_table_contains(keeper->heard, hotels->pdata[i]))
            grant(keeper, hotels->pdata[i]);
}

/* ---- the rounds ---- */

static void sweep(AllotmentKeeper *keeper)
{
    const GPtrArray *hotels = keeper->central->chain->hotels;
    for (guint i = 0; hotels->len > 0 && i < hotels->len / SWEEP_ROUNDS + 1; i++) {
        allotment_keeper_look(keeper, hotels->pdata[keeper->swept % hotels->len]);
        keeper->swept++;
    }
}

static void follow_lines(AllotmentKeeper *keeper)
{
    const GPtrArray *hotels = keeper->central->chain->hotels;
    int64_t now_us = clock_monotonic_us();
    for (guint i = 0; i < hotels->len; i++) {
        ChainHotel *hotel = hotels->pdata[i];
        gboolean was_heard = g_hash_table_contains(keeper->heard, hotel);
        gboolean heard = lines_is_heard(keeper->central->lines, hotel, now_us);
        if (heard && !was_heard) {
            g_hash_table_add(keeper->heard, hotel);
            allotment_keeper_look(keeper, hotel);
        } else if (was_heard && !heard) {
            g_hash_table_remove(keeper->heard, hotel);
        }
    }
}

static gboolean read_lines(AllotmentKeeper *keeper)
{
    g_autoptr(GArray) rows = NULL;
    g_autoptr(GError) error = NULL;
    if (lease_rows_load(keeper->connection, &rows, &error) != DATABASE_OK) {
        log_warning("leases cannot be read", log_text("why", error->message));
        return FALSE;
    }
    lines_take(keeper->central->lines, rows, clock_monotonic_us());
    return TRUE;
}

static void read_policies(AllotmentKeeper *keeper)
{
    g_autoptr(GPtrArray) changed = NULL;
    g_autoptr(GError) error = NULL;
    if (allotment_policies_refresh(keeper->connection, keeper->central->allotments, &changed, NULL, &error) !=
        DATABASE_OK) {
        log_warning("allotment policies cannot be read", log_text("why", error->message));
        return;
    }
    for (guint i = 0; i < changed->len; i++)
        allotment_keeper_look(keeper, changed->pdata[i]);
}

static void take_back(AllotmentKeeper *keeper, const ChainHotel *hotel, int64_t renewal)
{
    g_autoptr(BookingCommand) command = allotment_take_back_command(keeper->central, hotel, renewal);
    booking_lane_run(keeper->central->lane, command);
    if (command->outcome.status != 200)
        return; /* heard after all, or again in the next round */
    json_int_t rooms = json_integer_value(json_object_get(command->outcome.body, "rooms"));
    counter_add(keeper->taken_back, (guint64)rooms);
    log_warning("rights of a silent hotel were taken back", log_text("hotel", hotel->code),
                log_int("rooms", rooms));
}

/* As long as it is silent: a grant that another instance had not committed yet when the rights were taken
 * back stands until the next round. */
static void take_back_from_silent(AllotmentKeeper *keeper)
{
    Central *central = keeper->central;
    int64_t now_us = clock_monotonic_us();
    int64_t renewal;
    g_autoptr(GArray) silent = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = 0; i < central->chain->hotels->len; i++) {
        const ChainHotel *hotel = central->chain->hotels->pdata[i];
        if (lines_is_over(central->lines, hotel, now_us, &renewal))
            g_array_append_val(silent, hotel->number);
    }
    g_autoptr(GArray) granted = NULL;
    if (silent->len == 0 ||
        allotment_granted_hotels(keeper->connection, silent, &granted, NULL) != DATABASE_OK)
        return;
    for (guint i = 0; i < granted->len; i++) {
        const ChainHotel *hotel = chain_hotel_by_number(central->chain, g_array_index(granted, int, i));
        if (lines_is_over(central->lines, hotel, now_us, &renewal))
            take_back(keeper, hotel, renewal);
    }
}

static void keeper_round(AllotmentKeeper *keeper, guint64 round)
{
    if (!pg_connection_ensure(keeper->connection, NULL))
        return;
    if (round % POLICIES_ROUNDS == 0)
        read_policies(keeper);
    if (round % LINES_ROUNDS == 0 && read_lines(keeper))
        take_back_from_silent(keeper);
    follow_lines(keeper);
    sweep(keeper);
    grant_dirty(keeper);
}

static gboolean keeper_sleep(AllotmentKeeper *keeper)
{
    gint64 until = clock_monotonic_us() + ROUND_MS * INSTANT_MILLISECOND;
    g_mutex_lock(&keeper->mutex);
    if (!keeper->stopping)
        g_cond_wait_until(&keeper->wake, &keeper->mutex, until);
    gboolean stopping = keeper->stopping;
    g_mutex_unlock(&keeper->mutex);
    return !stopping;
}

static gpointer keeper_run(gpointer data)
{
    AllotmentKeeper *keeper = data;
    for (guint64 round = 0; keeper_sleep(keeper); round++)
        keeper_round(keeper, round);
    return NULL;
}

AllotmentKeeper *allotment_keeper_new(Central *central, GError **error)
{
    PgOptions options = central->database;
    options.application_name = "keyrack allotments";
    PgConnection *connection = pg_connection_new(&options, error);
    if (!connection)
        return NULL;
    AllotmentKeeper *keeper = g_new0(AllotmentKeeper, 1);
    keeper->central = central;
    keeper->connection = connection;
    keeper->dirty = g_hash_table_new(g_direct_hash, g_direct_equal);
    keeper->heard = g_hash_table_new(g_direct_hash, g_direct_equal);
    keeper->granted =
        metrics_counter("keyrack_allotment_grants_total", "Cells of which rooms were granted", NULL);
    keeper->taken_back = metrics_counter("keyrack_allotment_taken_back_total",
                                         "Rooms taken back from hotels that were silent", NULL);
    g_mutex_init(&keeper->mutex);
    g_cond_init(&keeper->wake);
    keeper->thread = g_thread_new("allotments", keeper_run, keeper);
    return keeper;
}

void allotment_keeper_stop(AllotmentKeeper *keeper)
{
    if (!keeper || !keeper->thread)
        return;
    g_mutex_lock(&keeper->mutex);
    keeper->stopping = TRUE;
    g_cond_signal(&keeper->wake);
    g_mutex_unlock(&keeper->mutex);
    g_thread_join(g_steal_pointer(&keeper->thread));
}

void allotment_keeper_free(AllotmentKeeper *keeper)
{
    if (!keeper)
        return;
    allotment_keeper_stop(keeper);
    pg_connection_free(keeper->connection);
    g_hash_table_unref(keeper->dirty);
    g_hash_table_unref(keeper->heard);
    g_mutex_clear(&keeper->mutex);
    g_cond_clear(&keeper->wake);
    g_free(keeper);
}
