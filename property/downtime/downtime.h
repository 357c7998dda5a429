#ifndef KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_H
#define KEYRACK_PROPERTY_DOWNTIME_DOWNTIME_H

/* The keeper of the downtime pack: what a hotel works with when its computer is down. A thread of its own
 * reads the store at one moment, through a connection that only reads, so the desk never waits for it; makes
 * the pack; and puts it into one or two folders, of which one may be a memory stick. It does so within
 * seconds of any change, and every minute when nothing changes. */

#include "property/downtime/downtime_words.h"
#include "property/property.h"
#include <jansson.h>

typedef struct DowntimeOptions {
    const char *store; /* as the desk's */
    const char *store_password;
    const char
        *folder; /* of the file; made when it is not there. NULL: beside the store, when that is a file */
    const char *second_folder; /* another, such as a memory stick; NULL: none */
    const char *const *paper_command; /* writes what downtime_paper_print() does; NULL-terminated */
} DowntimeOptions;

/* Options are copied. */
Downtime *downtime_new(const Property *property, const DowntimeOptions *options);
void downtime_start(Downtime *downtime);
void downtime_stop(Downtime *downtime);
void downtime_free(Downtime *downtime);

/* Reads the store and writes the pack on paper, in both languages, to the standard output: for a process that
 * does nothing else. Needs hotel, zone and wall of `property`. */
bool downtime_paper_print(const Property *property, const DowntimeOptions *options, GError **error);

/* {paper_at, made_at, age_ms, late, build_ms, bytes, rooms, files: [{path, written_at, error}]}; new
 * reference. Any thread. */
json_t *downtime_to_json(Downtime *downtime);

/* The last pack as an HTML file; NULL when none has been made. Caller unrefs. Any thread. */
GBytes *downtime_html(Downtime *downtime);

/* The last pack on paper, laid out now; NULL with an error, or without one when none has been made. Any
 * thread but the desk's. */
GBytes *downtime_pdf(Downtime *downtime, DowntimeLanguage language, GError **error);

#endif
