#include "central/allotment/recall.h"

#include <string.h>

#include "central/allotment/lines.h"
#include "central/link/hotel_link.h"
#include "ops/json.h"
#include "ops/log.h"
#include "ops/metrics.h"

enum {
    CALL_TIMEOUT_MS = 1500,
    CALLS_AT_ONCE = 32, /* each keeps a thread waiting for its hotel */
    PATIENCE_MS = 3000, /* of a command: where many hotels fall silent at once its call may not even begin */
    PATIENCE_ROUND_MS = 250,
};

/* The calls to one hotel. */
typedef struct {
    const ChainHotel *hotel;
    GPtrArray *waiting; /* BookingCommand * for the next call */
    gboolean calling;
} HotelCalls;

struct Recaller {
    Central *central;
    GMutex mutex;
    GHashTable *hotels; /* hotel number -> HotelCalls */
    GThreadPool *pool;
    GThread *patience; /* gives back what has waited too long for its call to begin */
    GCond stop;
    gboolean stopping;
    Counter *answered;
    Counter *unanswered;
    Histogram *time;
};

static void hotel_calls_free(gpointer data)
{
    HotelCalls *calls = data;
    g_assert(calls->waiting->len == 0);
    g_ptr_array_unref(calls->waiting);
    g_free(calls);
}

/* ---- one call ---- */

/* What all commands together miss, by type and night: {"cells": [{"room_type", "night", "rooms"}]}. */
static json_t *missing_to_json(const GPtrArray *commands)
{
    g_autoptr(GHashTable) cells = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    json_t *list = json_array();
    for (guint i = 0; i < commands->len; i++) {
        const GArray *missing = ((const BookingCommand *)commands->pdata[i])->missing;
        for (guint j = 0; j < missing->len; j++) {
            const InventoryClaim *claim = &g_array_index(missing, InventoryClaim, j);
            g_autofree char *key = g_strdup_printf("%s/%d", claim->room_type, claim->arrival);
            json_t *cell = g_hash_table_lookup(cells, key);
            if (!cell) {
                cell = json_pack("{s:s, s:o, s:i}", "room_type", claim->room_type, "night",
                                 json_from_night(claim->arrival), "rooms", 0);
                json_array_append_new(list, cell);
                g_hash_table_insert(cells, g_steal_pointer(&key), cell);
            }
            json_integer_set(json_object_get(cell, "rooms"),
                             json_integer_value(json_object_get(cell, "rooms")) + claim->rooms);
        }
    }
    return json_pack("{s:o}", "cells", list);
}

static gboolean call_hotel(Recaller *recaller, const ChainHotel *hotel, const GPtrArray *commands,
                           json_t **ret_answer, GError **error)
{
    g_autofree char *subject = g_strdup_printf("keyrack.property.%s.recall", hotel->code);
    json_t *question = missing_to_json(commands);
    g_autofree char *text = json_canonical(question);
    json_decref(question);
    g_autofree char *answer = NULL;
    size_t length = 0;
    if (!bus_request(recaller->central->bus, subject, text, strlen(text), CALL_TIMEOUT_MS, &answer, &length,
                     error))
        return FALSE;
    *ret_answer = json_parse(answer, length, error);
    return *ret_answer != NULL;
}

/* TRUE: everything the hotel said is in the database. */
static gboolean apply_entries(Recaller *recaller, const ChainHotel *hotel, const json_t *answer)
{
    g_autoptr(BookingCommand) command = booking_command_new(BOOKING_OUTBOX);
    command->hotel = hotel;
    command->at = central_now(recaller->central, hotel);
    if (!hotel_link_read_entries(command, answer)) {
        log_their_fault("answer of a hotel to a recall cannot be read", log_text("hotel", hotel->code));
        return FALSE;
    }
    booking_lane_run(recaller->central->lane, command);
    return command->outcome.status == 200;
}

static gboolean call(Recaller *recaller, const ChainHotel *hotel, const GPtrArray *commands)
{
    int64_t begun = clock_monotonic_us();
    json_t *answer = NULL;
    g_autoptr(GError) error = NULL;
    if (!call_hotel(recaller, hotel, commands, &answer, &error)) {
        log_info("hotel does not answer a recall", log_text("hotel", hotel->code),
                 log_text("why", error->message));
        lines_lost(recaller->central->lines, hotel);
        counter_add(recaller->unanswered, 1);
        return FALSE;
    }
    gboolean applied = apply_entries(recaller, hotel, answer);
    json_decref(answer);
    counter_add(recaller->answered, 1);
    histogram_observe(recaller->time, clock_monotonic_us() - begun);
    return applied;
}

/* ---- one hotel after another ---- */

static GPtrArray *next_waiting(Recaller *recaller, HotelCalls *calls)
{
    GPtrArray *commands = NULL;
    g_mutex_lock(&recaller->mutex);
    if (calls->waiting->len > 0) {
        commands = calls->waiting;
        calls->waiting = g_ptr_array_new();
    } else {
        calls->calling = FALSE;
    }
    g_mutex_unlock(&recaller->mutex);
    return commands;
}

/* Those who have waited too long; NULL when there are none. Mutex held. */
static GPtrArray *impatient_take(Recaller *recaller, int64_t now_us)
{
    GPtrArray *taken = NULL;
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, recaller->hotels);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        GPtrArray *waiting = ((HotelCalls *)value)->waiting;
        /* The first has waited longest. */
        while (waiting->len > 0 && now_us - ((BookingCommand *)waiting->pdata[0])->recall_from_us >
                                       PATIENCE_MS * INSTANT_MILLISECOND) {
            if (!taken)
                taken = g_ptr_array_new();
            g_ptr_array_add(taken, g_ptr_array_steal_index(waiting, 0));
        }
    }
    return taken;
}

static void refuse(Recaller *recaller, const GPtrArray *commands)
{
    for (guint i = 0; i < commands->len; i++) {
        BookingCommand *command = commands->pdata[i];
        command->recalls = BOOKING_RECALLS_MAX;
        booking_lane_resume(recaller->central->lane, command);
    }
}

static gpointer patience_run(gpointer data)
{
    Recaller *recaller = data;
    g_mutex_lock(&recaller->mutex);
    while (!recaller->stopping) {
        int64_t now_us = clock_monotonic_us();
        g_autoptr(GPtrArray) impatient = impatient_take(recaller, now_us);
        if (impatient) {
            g_mutex_unlock(&recaller->mutex);
            refuse(recaller, impatient);
            g_mutex_lock(&recaller->mutex);
        } else {
            g_cond_wait_until(&recaller->stop, &recaller->mutex,
                              now_us + PATIENCE_ROUND_MS * INSTANT_MILLISECOND);
        }
    }
    g_mutex_unlock(&recaller->mutex);
    return NULL;
}

static gboolean is_stopping(Recaller *recaller)
{
    g_mutex_lock(&recaller->mutex);
    gboolean stopping = recaller->stopping;
    g_mutex_unlock(&recaller->mutex);
    return stopping;
}

static void calls_run(gpointer data, gpointer user)
{
    HotelCalls *calls = data;
    Recaller *recaller = user;
    for (GPtrArray *commands = next_waiting(recaller, calls); commands;
         commands = next_waiting(recaller, calls)) {
        /* Whoever joined while the hotel did not answer does not wait for it once more. */
        gboolean given = recaller_can_call(recaller, calls->hotel) && call(recaller, calls->hotel, commands);
        for (guint i = 0; i < commands->len; i++) {
            BookingCommand *command = commands->pdata[i];
            command->recalls = given ? command->recalls + 1 : BOOKING_RECALLS_MAX;
            booking_lane_resume(recaller->central->lane, command);
        }
        g_ptr_array_unref(commands);
    }
}

gboolean recaller_can_call(Recaller *recaller, const ChainHotel *hotel)
{
    return !is_stopping(recaller) && lines_is_heard(recaller->central->lines, hotel, clock_monotonic_us());
}

static HotelCalls *calls_of(Recaller *recaller, const ChainHotel *hotel)
{
    HotelCalls *calls = g_hash_table_lookup(recaller->hotels, GINT_TO_POINTER(hotel->number));
    if (calls)
        return calls;
    calls = g_new0(HotelCalls, 1);
    calls->hotel = hotel;
    calls->waiting = g_ptr_array_new();
    g_hash_table_insert(recaller->hotels, GINT_TO_POINTER(hotel->number), calls);
    return calls;
}

void recaller_add(Recaller *recaller, BookingCommand *command, const ChainHotel *hotel)
{
    g_mutex_lock(&recaller->mutex);
    if (recaller->stopping) {
        g_mutex_unlock(&recaller->mutex);
        command->recalls = BOOKING_RECALLS_MAX;
        booking_lane_resume(recaller->central->lane, command);
        return;
    }
    HotelCalls *calls = calls_of(recaller, hotel);
    command->recall_from_us = clock_monotonic_us();
    g_ptr_array_add(calls->waiting, command);
    if (!calls->calling) {
        calls->calling = TRUE;
        g_thread_pool_push(recaller->pool, calls, NULL);
    }
    g_mutex_unlock(&recaller->mutex);
}

Recaller *recaller_new(Central *central)
{
    Recaller *recaller = g_new0(Recaller, 1);
    recaller->central = central;
    recaller->hotels = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, hotel_calls_free);
    g_mutex_init(&recaller->mutex);
    g_cond_init(&recaller->stop);
    recaller->pool = g_thread_pool_new(calls_run, recaller, CALLS_AT_ONCE, FALSE, NULL);
    recaller->answered = metrics_counter("keyrack_recalls_total", "Calls to hotels to give rooms back",
                                         METRIC_LABELS({"outcome", "answered"}));
    recaller->unanswered = metrics_counter("keyrack_recalls_total", "Calls to hotels to give rooms back",
                                           METRIC_LABELS({"outcome", "unanswered"}));
    recaller->time =
        metrics_histogram_us("keyrack_recall_seconds", "Time of a call that the hotel answered", NULL);
    recaller->patience = g_thread_new("recalls", patience_run, recaller);
    return recaller;
}

void recaller_stop(Recaller *recaller)
{
    if (!recaller)
        return;
    g_mutex_lock(&recaller->mutex);
    recaller->stopping = TRUE;
    g_cond_signal(&recaller->stop);
    g_mutex_unlock(&recaller->mutex);
    if (recaller->patience)
        g_thread_join(g_steal_pointer(&recaller->patience));
    if (recaller->pool)
        g_thread_pool_free(g_steal_pointer(&recaller->pool), FALSE, TRUE);
}

void recaller_free(Recaller *recaller)
{
    if (!recaller)
        return;
    recaller_stop(recaller);
    g_hash_table_unref(recaller->hotels);
    g_cond_clear(&recaller->stop);
    g_mutex_clear(&recaller->mutex);
    g_free(recaller);
}
