/** Cells of a hotel as a request asks for them: which nights, and the rows. Worker lane. */
#pragma once

#include "central/central.h"
#include "sync/inventory_rules.h"

/** The nights of the query's `from` (`first` without it) and `to` (`nights` later without it). */
typedef struct {
    Night first;
    int nights;
    int nights_max;
} CellSpan;

/**
 * Cells (InventoryCell) of the hotel for the nights asked for, by night and type. NULL: the request has been
 * answered, 400 for nights that are none or too many.
 */
GArray *cells_requested(HttpRequest *request, Worker *worker, const ChainHotel *hotel, const CellSpan *span);
