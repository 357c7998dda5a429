#include "central/booking/booking_batch.h"

#include <string.h>

#include "central/booking/booking_decide.h"
#include "central/booking/booking_read.h"
#include "central/booking/booking_state.h"
#include "central/booking/booking_write.h"
#include "central/feed/feed_message.h"

struct BookingBatch {
    const Chain *chain;
    InventoryMemory *memory;
    GPtrArray *commands;
    GHashTable *deferred; /* set of BookingCommand * */
    GPtrArray *messages;  /* FeedMessage * */
    BookingState *state;  /* of this attempt */
    const BookingRecall *recall;
    GPtrArray *open; /* BookingCommand *, borrowed: those still to be decided */
};

BookingBatch *booking_batch_new(const Chain *chain, InventoryMemory *memory, GPtrArray *commands)
{
    BookingBatch *batch = g_new0(BookingBatch, 1);
    batch->chain = chain;
    batch->memory = memory;
    batch->commands = commands;
    batch->deferred = g_hash_table_new(g_direct_hash, g_direct_equal);
    batch->messages = g_ptr_array_new_with_free_func((GDestroyNotify)feed_message_free);
    return batch;
}

void booking_batch_free(BookingBatch *batch)
{
    if (!batch)
        return;
    g_hash_table_unref(batch->deferred);
    g_ptr_array_unref(batch->messages);
    g_clear_pointer(&batch->open, g_ptr_array_unref);
    g_clear_pointer(&batch->state, booking_state_free);
    g_free(batch);
}

void booking_batch_allow_recall(BookingBatch *batch, const BookingRecall *recall)
{
    batch->recall = recall;
}

gboolean booking_batch_is_deferred(const BookingBatch *batch, const BookingCommand *command)
{
    return g_hash_table_contains(batch->deferred, command);
}

GPtrArray *booking_batch_messages(BookingBatch *batch)
{
    return batch->messages;
}

/* TRUE when the same question was answered before; a key that comes back with another body is refused. */
static gboolean answer_again(BookingState *state, BookingCommand *command)
{
    StateAnswer *stored = command->key ? booking_state_answer(state, command->scope, command->key) : NULL;
    if (!stored)
        return FALSE;
    if (strcmp(stored->request_digest, command->request_digest) == 0)
        booking_command_answer(command, stored->status, json_loads(stored->answer, JSON_DECODE_ANY, NULL));
    else
        booking_command_refuse(command, 422, "idempotency_key_reused", NULL,
                               "this Idempotency-Key came with another request before: use a new key");
    return TRUE;
}

/* Two commands on one reservation in one batch: the second waits, so that it decides on what the first left.
 */
static gboolean claim_reservation(BookingBatch *batch, BookingState *state, BookingCommand *command)
{
    StateReservation *entry = booking_state_reservation(state, command);
    if (entry && entry->claimed_by) {
        g_hash_table_add(batch->deferred, command);
        return FALSE;
    }
    if (entry)
        entry->claimed_by = command;
    return TRUE;
}

static gboolean is_open(const BookingBatch *batch, const BookingCommand *command)
{
    return command->outcome.status == 0 && !g_hash_table_contains(batch->deferred, command);
}

static void settle_known(BookingBatch *batch, BookingState *state)
{
    for (guint i = 0; i < batch->commands->len; i++) {
        BookingCommand *command = batch->commands->pdata[i];
        if (!answer_again(state, command))
            claim_reservation(batch, state, command);
    }
}

static GPtrArray *open_commands(const BookingBatch *batch)
{
    GPtrArray *open = g_ptr_array_new();
    for (guint i = 0; i < batch->commands->len; i++)
        if (is_open(batch, batch->commands->pdata[i]))
            g_ptr_array_add(open, batch->commands->pdata[i]);
    return open;
}

static void batch_reset(BookingBatch *batch)
{
    g_hash_table_remove_all(batch->deferred);
    g_ptr_array_set_size(batch->messages, 0);
    g_clear_pointer(&batch->open, g_ptr_array_unref);
    g_clear_pointer(&batch->state, booking_state_free);
    batch->state = booking_state_new(batch->chain, batch->memory);
    batch->state->recall = batch->recall;
    for (guint i = 0; i < batch->commands->len; i++) {
        BookingCommand *command = batch->commands->pdata[i];
        booking_command_reset(command);
        g_clear_pointer(&command->missing, g_array_unref);
    }
}

DatabaseStatus booking_batch_read(BookingBatch *batch, PgConnection *connection, GError **error)
{
    batch_reset(batch);
    DatabaseStatus status = booking_read_named(batch->state, connection, batch->commands, error);
    if (status != DATABASE_OK)
        return status;
    settle_known(batch, batch->state);
    batch->open = open_commands(batch);
    return DATABASE_OK;
}

gboolean booking_batch_is_settled(const BookingBatch *batch)
{
    return batch->open->len == 0;
}

DatabaseStatus booking_batch_lock(BookingBatch *batch, PgConnection *connection, GError **error)
{
    return booking_read_cells(batch->state, connection, batch->open, error);
}

void booking_batch_decide(BookingBatch *batch, PgConnection *connection)
{
    g_autoptr(GPtrArray) open = g_steal_pointer(&batch->open);
    batch->open = g_ptr_array_new();
    for (guint i = 0; i < open->len; i++) {
        BookingCommand *command = open->pdata[i];
        booking_decide(batch->state, command);
        if (!command->missing) /* otherwise it is decided again, once the hotel has given rooms back */
            g_ptr_array_add(batch->open, command);
    }
    booking_write_queue(batch->state, connection, batch->open, batch->messages);
}

static DatabaseStatus batch_body(PgConnection *connection, gpointer data, GError **error)
{
    BookingBatch *batch = data;
    DatabaseStatus status = booking_batch_read(batch, connection, error);
    if (status != DATABASE_OK || booking_batch_is_settled(batch))
        return status;
    status = booking_batch_lock(batch, connection, error);
    if (status != DATABASE_OK)
        return status;
    booking_batch_decide(batch, connection);
    pg_queue_commit(connection);
    return pg_collect(connection, NULL, error);
}

DatabaseStatus booking_batch_run(BookingBatch *batch, PgConnection *connection, GError **error)
{
    return pg_run_transaction(connection, PG_READ_COMMITTED, batch_body, batch, error);
}
