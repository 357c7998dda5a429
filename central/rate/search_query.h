/** The query of a search, read and checked. */
#pragma once

#include "central/rate/search.h"

/** What all searches ask: hotel, place or point; guests, rooms, access, features. FALSE: the request was
 * answered. Clear the search either way. */
gboolean search_query_where(HttpRequest *request, const Central *central, Search *search);
gboolean search_query_guests(HttpRequest *request, Search *search);

/** arrival and departure. FALSE: answered. */
gboolean search_query_dates(HttpRequest *request, Search *search);

/** order, limit, cursor, offers; after the place and the dates. FALSE: answered. */
gboolean search_query_page(HttpRequest *request, Search *search);

/** month and nights. FALSE: answered. */
gboolean search_query_month(HttpRequest *request, Night *ret_first_night, int32_t *ret_nights);

void search_clear(Search *search);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

/** Adds Link rel=next: the same question from `offset` on. */
void search_link_next(HttpResponse *response, const HttpRequest *request, guint offset);
