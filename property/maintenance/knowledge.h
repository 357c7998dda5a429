#ifndef KEYRACK_PROPERTY_MAINTENANCE_KNOWLEDGE_H
#define KEYRACK_PROPERTY_MAINTENANCE_KNOWLEDGE_H

/* What the house knows of faults: symptom, cause, remedy, in both languages, found by symptom. Desk thread
 * only. */

#include "property/maintenance/catalog.h"

typedef struct Article {
    CatalogHead head;
    int64_t helpful;
    int64_t unhelpful;
    int64_t terms;
    int category;
    char *symptom_en, *symptom_zh;
    char *cause_en, *cause_zh;
    char *remedy_en, *remedy_zh;
    char *maker;
    char *model;
    bool retired;
} Article;

extern const JsonShape article_row;
extern const Catalog article_catalog;

/* The words an article is found by, each with its weight (free with g_hash_table_unref()), and their sum. */
GHashTable *article_terms(const Article *article, int64_t *ret_length);

extern const HttpRoute knowledge_routes[];
extern const gsize knowledge_route_count;

#endif
