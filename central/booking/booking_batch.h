/**
 * One transaction of the booking lane: read and lock what the commands need, decide them one after another,
 * write everything with a few statements, emit one message a hotel, commit.
 *
 * Locks are taken in one order everywhere: the hotel's lease (only where rights are taken back), then
 * reservations by number, holds by id, cells by hotel, type and
 * night, then the hotels' rows, which give out the versions. Two lanes, or two instances, can therefore not
 * deadlock, and a hotel's versions are committed in their order.
 */
#pragma once

#include "central/booking/booking_command.h"
#include "central/booking/booking_state.h"
#include "central/inventory/inventory_memory.h"
#include "ops/postgres.h"

typedef struct BookingBatch BookingBatch;

/** A batch over `commands` (BookingCommand *, borrowed). Chain and memory must outlive it. */
BookingBatch *booking_batch_new(const Chain *chain, InventoryMemory *memory, GPtrArray *commands);
void booking_batch_free(BookingBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BookingBatch, booking_batch_free)

/**
 * Runs the transaction. DATABASE_OK: it is on disk and every command has its outcome, or is deferred.
 * Otherwise no command has one. After DATABASE_UNKNOWN or DATABASE_UNIQUE it may simply be run again: the
 * stored answers tell what is done already.
 */
DatabaseStatus booking_batch_run(BookingBatch *batch, PgConnection *connection, GError **error);

/**
 * The phases of that transaction, for whoever stops between them (the isolation specs do);
 * booking_batch_run() is nothing but these in this order. Reading begins an attempt anew: it forgets what an
 * earlier one left. When everything is settled after reading, by stored answers, nothing is left to lock or
 * to decide. Deciding queues what is to be written: the caller collects it, with its COMMIT or before.
 */
DatabaseStatus booking_batch_read(BookingBatch *batch, PgConnection *connection, GError **error);
gboolean booking_batch_is_settled(const BookingBatch *batch);
DatabaseStatus booking_batch_lock(BookingBatch *batch, PgConnection *connection, GError **error);
void booking_batch_decide(BookingBatch *batch, PgConnection *connection);

/** Lets commands that are short wait for rooms the hotel gives back (BookingCommand.missing) instead of being
 * refused. `recall` is borrowed; without it none waits. */
void booking_batch_allow_recall(BookingBatch *batch, const BookingRecall *recall);

/** TRUE for a command that has to wait for the next batch, because another of this batch works on the same
 * reservation or hold. */
gboolean booking_batch_is_deferred(const BookingBatch *batch, const BookingCommand *command);

/** FeedMessage * of what was committed, to be applied to the instance's own memory at once. */
GPtrArray *booking_batch_messages(BookingBatch *batch);
