#ifndef KEYRACK_PROPERTY_MAINTENANCE_KNOWLEDGE_RULES_H
#define KEYRACK_PROPERTY_MAINTENANCE_KNOWLEDGE_RULES_H

/* Words of the knowledge base and how well an article answers a question. Pure: no store, no clock. */

#include <glib.h>
#include <stdint.h>

/* A question of more terms than that is cut. */
#define KNOWLEDGE_QUERY_TERMS_MAX 24

/* Adds the terms of a text to `weights` (term -> GINT weight), each time with this weight, and returns how
 * much was added. Words lose case, accents and common endings; Chinese, Japanese and Korean text becomes
 * pairs of neighbouring characters, a single character itself. Words that are in every sentence are passed
 * over. Text that is not UTF-8 adds nothing. */
int64_t knowledge_add_terms(GHashTable *weights, const char *text, int weight);

/* A table for knowledge_add_terms(). Free with g_hash_table_unref(). */
GHashTable *knowledge_terms_new(void);

/* What is known of all articles. */
typedef struct KnowledgeCorpus {
    int64_t articles;
    int64_t terms; /* the lengths of all of them added up */
} KnowledgeCorpus;

/* What one term of the question adds to an article's score (Okapi BM25, k1 1.2, b 0.75). `found_in`: articles
 * that have the term; `weight` of it in this one; `length` of this one. */
double knowledge_term_score(const KnowledgeCorpus *corpus, int64_t found_in, int64_t weight, int64_t length);

/* What a score is multiplied by: 1 for an article nobody judged, up to 1.4 for one that always helped, down
 * to 0.6 for one that never did; a few votes move it less than many. */
double knowledge_vote_factor(int64_t helpful, int64_t unhelpful);

#endif
