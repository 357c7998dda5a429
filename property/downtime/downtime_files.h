#ifndef KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_FILES_H
#define KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_FILES_H

/* The downtime pack as a file in a folder: replaced as a whole, never half-written, and a few older ones kept
 * beside it. The thread that makes the pack. */

#include <glib.h>
#include <stdbool.h>

/* Older packs kept, an hour apart. */
#define DOWNTIME_KEPT 3

/* Writes `bytes` to <folder>/downtime-<HOTEL>.<ending> through a file beside it that is on disk before it
 * takes the name. `older` is the time in the name of the copy that is made first of the pack that is there,
 * "YYYYMMDD-HH": at most one an hour; the oldest beyond DOWNTIME_KEPT go. NULL: no older ones are kept. The
 * folder is not made: a stick that is not plugged in is an error. */
bool downtime_file_write(const char *folder, const char *hotel, const char *ending, const char *older,
                         GBytes *bytes, GError **error);

#endif
