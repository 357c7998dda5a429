#ifndef KEYRACK_PROPERTY_MAINTENANCE_KNOWLEDGE_STORE_H
#define KEYRACK_PROPERTY_MAINTENANCE_KNOWLEDGE_STORE_H

/* The index of the knowledge base and its search. Desk thread only; writes inside a transaction. */

#include "property/maintenance/knowledge.h"

/* Writes the terms of an article anew (term -> weight). */
DatabaseStatus article_index(OdbcConnection *connection, int64_t article, GHashTable *weights,
                             GError **error);

typedef struct ArticleHit {
    int64_t article;
    double score;
    char *matched; /* the terms found, separated by spaces */
} ArticleHit;

/* The articles that answer a question best, the best first (GArray of ArticleHit, to be freed with
 * g_array_unref()). An article of `category` (may be NULL) counts a third more. */
DatabaseStatus articles_search(OdbcConnection *connection, const char *query, const char *category,
                               guint limit, GArray **ret_hits, GError **error);

/* Keeps what somebody thinks of an article; `ret_change_…` is what its counts change by. */
DatabaseStatus article_vote(OdbcConnection *connection, int64_t article, const char *staff, bool helpful,
                            int *ret_change_helpful, int *ret_change_unhelpful, GError **error);

#endif
