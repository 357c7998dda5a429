#ifndef KEYRACK_PROPERTY_MAINTENANCE_KNOWN_FAULTS_H
#define KEYRACK_PROPERTY_MAINTENANCE_KNOWN_FAULTS_H

/* What the chain knows of faults, for hotels that have not written anything themselves yet: a list in YAML,
 * each entry with a code that never changes. A hotel is given each entry once; what it changes, takes away or
 * adds afterwards is its own. */

#include "property/maintenance/knowledge.h"

typedef struct KnownFault {
    char *code;
    Article article;
} KnownFault;

/* Reads the file (GPtrArray of KnownFault, freed with g_ptr_array_unref()). Errors name file, line and
 * column. */
GPtrArray *known_faults_load(const char *path, GError **error);

/* Desk thread, in a transaction: gives the hotel at most `limit` entries that it has not been given, and says
 * how many. */
DatabaseStatus known_faults_give(OdbcConnection *connection, const GPtrArray *faults, Instant now, int limit,
                                 int *ret_given, GError **error);

/* Before the node answers anybody: gives the hotel everything in the file, in short transactions. */
bool known_faults_open(Property *property, const char *path, GError **error);

#endif
