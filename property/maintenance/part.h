#ifndef KEYRACK_PROPERTY_MAINTENANCE_PART_H
#define KEYRACK_PROPERTY_MAINTENANCE_PART_H

/* Spare parts: what is in stock is the sum of movements, which are appended and never changed. Desk thread
 * only. */

#include "property/maintenance/catalog.h"

typedef struct Part {
    CatalogHead head;
    int64_t stock;
    char *code;
    char *name_en;
    char *name_zh;
    int category;
    char *unit;
    int64_t minimum;    /* below it somebody should order */
    int64_t cost_minor; /* of one */
    char *place;
    bool retired;
} Part;

extern const JsonShape part_row;
extern const Catalog part_catalog;

/* A movement that is to be written. */
typedef struct PartMovement {
    int64_t work_order; /* 0: none */
    const char *kind;   /* receipt, use, return, count */
    int64_t quantity;   /* what the stock changes by */
    int64_t cost_minor; /* of one */
    const char *note;
} PartMovement;

/* Moves stock inside a command: refuses `stock_short` when there is not so much, and writes the part's new
 * stock. `part` is as read in this transaction. */
DatabaseStatus part_move(Command *command, Part *part, const PartMovement *movement, GError **error);

extern const HttpRoute part_routes[];
extern const gsize part_route_count;

#endif
