#ifndef KEYRACK_PROPERTY_DEVICE_SUSPENSE_STORE_H
#define KEYRACK_PROPERTY_DEVICE_SUSPENSE_STORE_H

/* Postings of devices that were refused, until a person has decided what becomes of each. A device that sends
 * one again finds it here. Desk thread only; writes inside a transaction. */

#include "ops/odbc.h"
#include "schemas/instant.h"
#include "schemas/night.h"
#include <jansson.h>

/* More open ones of an interface are rubbish, and not kept. */
#define SUSPENSE_OPEN_MAX 1000

typedef struct Suspense {
    int64_t number; /* 0: none */
    char *key;
    char *interface;
    char *record;
    char *answer;  /* AS, as the device was told */
    char *outcome; /* NULL: open */
    int64_t account_id;
} Suspense;

void suspense_clear(Suspense *suspense);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Suspense, suspense_clear)

/* `ret_suspense` has been zeroed; its number stays 0 when there is none. */
DatabaseStatus suspense_find(OdbcConnection *connection, int64_t number, Suspense *ret_suspense,
                             GError **error);
DatabaseStatus suspense_find_key(OdbcConnection *connection, const char *key, Suspense *ret_suspense,
                                 GError **error);

/* A refusal as it happened; texts are borrowed. */
typedef struct SuspenseEntry {
    const char *key;
    const char *interface;
    const char *record;
    const char *answer;
    const char *room;     /* NULL: none was said */
    int64_t amount_minor; /* without the house's taxes; 0: the record could not be read */
    Night business_date;
    Instant at;
} SuspenseEntry;

/* Keeps it, or counts it once more. */
DatabaseStatus suspense_put(OdbcConnection *connection, const SuspenseEntry *entry, GError **error);

/* What became of an open one: "posted" to `account_id`, "dismissed" for `reason`, or "accepted". */
typedef struct SuspenseEnd {
    const char *outcome;
    int64_t account_id; /* 0: none */
    const char *reason; /* NULL: none */
    const char *by;
    Instant at;
} SuspenseEnd;

DatabaseStatus suspense_end(OdbcConnection *connection, int64_t number, const SuspenseEnd *end,
                            GError **error);

/* A page by number after `after`: those that are open, oldest first, or those handled. As the API shows them;
 * new reference. */
DatabaseStatus suspense_list_json(OdbcConnection *connection, bool open, int64_t after, int limit,
                                  json_t **ret_items, GError **error);

/* One as the API shows it; `*ret_item` stays NULL when there is none. New reference. */
DatabaseStatus suspense_json(OdbcConnection *connection, int64_t number, json_t **ret_item, GError **error);

#endif
