/**
 * The booking lane: everything that sells, changes or gives back rooms passes here, in batches that commit
 * together.
 *
 * While one batch commits the next gathers, so a busy lane pays for one durable commit for many bookings and
 * an idle one answers at once. Several lanes share the work by hotel; the database keeps them right, not
 * their number.
 */
#pragma once

#include "central/booking/booking_command.h"
#include "central/inventory/inventory_memory.h"
#include "ops/postgres.h"

typedef struct BookingLane BookingLane;

typedef struct {
    const Chain *chain;
    InventoryMemory *memory;
    PgOptions database;
    unsigned lanes;     /* threads, each with a connection of its own */
    unsigned capacity;  /* commands waiting in each lane at most */
    unsigned batch_max; /* commands in one transaction at most */
    /** Whether a hotel can be asked now to give rooms back. NULL: none can. Threads of the lane. */
    gboolean (*recall_possible)(const ChainHotel *hotel, gpointer data);
    /** Takes over a command that waits for `command->missing` of the hotel, without blocking, and gives it
     * back with booking_lane_resume(). */
    void (*recall)(BookingCommand *command, const ChainHotel *hotel, gpointer data);
    /** Called after a commit whose changes the memory could not take in order: load the hotel again. May be
     * NULL. */
    void (*memory_behind)(const ChainHotel *hotel, gpointer data);
    /** Called after a commit with each message of the feed, in order. May be NULL. */
    void (*committed)(const json_t *message, gpointer data);
    gpointer data;
} BookingLaneOptions;

/** Starts the threads. NULL and an error when the database cannot be reached. */
BookingLane *booking_lane_new(const BookingLaneOptions *options, GError **error);

/** Commits what was accepted, then stops and frees. */
void booking_lane_free(BookingLane *lane);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BookingLane, booking_lane_free)

/**
 * Takes a command over and calls its `finish` once, on a thread of the lane, or at once on the caller's when
 * the same key is being worked on (409) or the lane is full (503). `finish` owns the command from then on.
 * Any thread.
 */
void booking_lane_submit(BookingLane *lane, BookingCommand *command);

/** Decides a command again that waited for rooms of its hotel. Any thread. */
void booking_lane_resume(BookingLane *lane, BookingCommand *command);

/** Submits and waits for the outcome; the command stays the caller's. For bus and timer threads, never for an
 * HTTP or lane thread. */
void booking_lane_run(BookingLane *lane, BookingCommand *command);
