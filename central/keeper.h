/**
 * The centre's caretaker: one thread that keeps the memory complete, gives back holds whose time is over,
 * follows the practice clock that another instance moved, and forgets idempotency records that no hotel can
 * need any more.
 */
#pragma once

#include "central/central.h"

typedef struct Keeper Keeper;

/** Starts the thread, subscribes to the change feed and, with `read_log`, reads it from the database's log as
 * well. NULL and an error when database or bus refuse. */
Keeper *keeper_new(Central *central, gboolean read_log, GError **error);
void keeper_free(Keeper *keeper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Keeper, keeper_free)

/** Tells those who follow the feed of a message that the memory has taken. Any thread. */
void keeper_note(Keeper *keeper, const json_t *message);

/** The hotel's memory missed something: it is loaded again soon. Any thread. */
void keeper_reload(Keeper *keeper, const ChainHotel *hotel);
