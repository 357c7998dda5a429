#ifndef KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_PAGE_H
#define KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_PAGE_H

/* The downtime pack as one file. Any thread. */

#include "property/downtime/downtime_store.h"
#include "property/downtime/downtime_words.h"
#include "schemas/chain.h"
#include "schemas/instant.h"
#include <glib.h>

typedef struct DowntimePage {
    const DowntimeData *data;
    const ChainHotel *hotel;
    GTimeZone *zone;
    Instant made_at; /* the machine's time: the pack is read beside a wall clock */
} DowntimePage;

/* An HTML file that needs nothing else, in both languages (a button changes them), made to be printed. */
GString *downtime_page_html(const DowntimePage *page);

/* The same on paper, in one language or in both. NULL with an error when it cannot be laid out. */
GBytes *downtime_page_pdf(const DowntimePage *page, DowntimeLanguage language, GError **error);

/* "2026-03-01 21:05" in the hotel's zone. Free with g_free(). */
char *downtime_time_text(const DowntimePage *page);

/* What is in a cell of the data, safe to show; empty for NULL. Free with g_free(). */
char *downtime_text(const OdbcResult *result, guint row, guint column);
char *downtime_night_text(const OdbcResult *result, guint row, guint column);
char *downtime_money_text(const DowntimePage *page, const OdbcResult *result, guint row, guint column);

char *downtime_minute_text(const OdbcResult *result, guint row, guint column);

/* What a walk-in pays for one night of a room type; empty when it is not sold. Free with g_free(). */
char *downtime_price_text(const DowntimePage *page, guint type, guint night);

/* The words for the kind of a note. */
const DowntimeWords *downtime_note_kind(const DowntimeData *data, guint row);

/* A room that nobody is in and that can be given at once. */
bool downtime_room_ready(const DowntimeData *data, guint row);

/* The guest of a row is to leave by the business date. */
bool downtime_room_due_out(const DowntimeData *data, guint row);

/* Rows of rooms with a guest, by the guest's name: guint. */
GArray *downtime_guests_by_name(const DowntimeData *data);

/* The words for the state of a room. */
const DowntimeWords *downtime_room_state(const DowntimeData *data, guint row);

#endif
