#ifndef KEYRACK_PROPERTY_MAINTENANCE_CATALOG_H
#define KEYRACK_PROPERTY_MAINTENANCE_CATALOG_H

/* What maintenance keeps lists of - assets, contracts, parts, plans, articles ... - is made, changed, read
 * and listed in one way. A Catalog names the table and the shape of its rows; a noun adds what is its own.
 * Desk thread only. */

#include "property/command/command.h"
#include "property/maintenance/record_store.h"

typedef struct Catalog Catalog;

/* What a request is about, while its transaction runs. */
typedef struct CatalogWrite {
    Command *command;
    gpointer record;      /* the whole row as it will be written */
    gconstpointer before; /* as it stands; NULL when it is new */
} CatalogWrite;

struct Catalog {
    const char *table; /* also the name of the key, of its sequence and of the number in paths */
    const JsonShape
        *row; /* key, revision, changed_at, then what the house keeps itself, then the body's fields */
    const JsonShape *body; /* the last fields of `row`, over the same structure */
    const char *unique;    /* a text of the body that no other row may have; NULL: none */
    const char *const
        *filters; /* fields a list may be narrowed by, also the names of the parameters; NULL: none */
    /* Checks a row before it is written and writes what hangs on it; NULL: nothing. DATABASE_ROLLBACK after
     * command_refuse…(). Runs before the row is inserted. */
    DatabaseStatus (*check)(CatalogWrite *write, GError **error);
    DatabaseStatus (*after)(CatalogWrite *write, GError **error); /* once the row is written; NULL: nothing */
    /* Adds to the document of one row; NULL: nothing. */
    DatabaseStatus (*complete)(OdbcConnection *connection, int64_t key, json_t *document, GError **error);
};

/* The first fields of every catalog's row. */
typedef struct CatalogHead {
    int64_t key;
    int64_t revision;
    Instant changed_at;
} CatalogHead;

#define CATALOG_HEAD_FIELDS(Key, Struct)                                                                     \
    FIELD_INT(Key, Struct, head.key, .required = true),                                                      \
        FIELD_INT("revision", Struct, head.revision, .required = true),                                      \
        FIELD_INSTANT("changed_at", Struct, head.changed_at)

/* The body's shape: the fields of `Fields` from `First` on. */
#define CATALOG_BODY_SHAPE(Struct, Fields, First)                                                            \
    {                                                                                                        \
        .fields = (Fields) + (First), .field_count = G_N_ELEMENTS(Fields) - (First), .size = sizeof(Struct)  \
    }

/* Handlers. POST of a new row answers 201 and its document; POST of `…/{key}/edit` replaces the body's fields
 * (If-Match: 412 `changed_meanwhile`); GET of one answers its document with an ETag; GET of a list is paged
 * by key. */
void catalog_post(HttpRequest *request, OdbcConnection *connection, const Catalog *catalog);
void catalog_edit(HttpRequest *request, OdbcConnection *connection, const Catalog *catalog);
void catalog_get(HttpRequest *request, OdbcConnection *connection, const Catalog *catalog);
void catalog_list(HttpRequest *request, OdbcConnection *connection, const Catalog *catalog);

/* Finds the row the path names, for a body. DATABASE_ROLLBACK after refusing with 404, or with 412 when
 * If-Match does not fit. `record` has been zeroed. */
DatabaseStatus catalog_find(Command *command, const Catalog *catalog, gpointer record, GError **error);

/* Writes the record with the next revision. */
DatabaseStatus catalog_save(Command *command, const Catalog *catalog, gpointer record, GError **error);

/* Sets the answer to the row's document. */
DatabaseStatus catalog_answer(Command *command, const Catalog *catalog, int64_t key, guint status,
                              GError **error);

/* The document of one row; `ret_document` NULL when there is none. */
DatabaseStatus catalog_document(OdbcConnection *connection, const Catalog *catalog, int64_t key,
                                json_t **ret_document, GError **error);

/* Refuses a key that names no row of the catalog; 0 is fine. */
DatabaseStatus catalog_check_key(Command *command, const Catalog *catalog, const char *pointer, int64_t key,
                                 GError **error);

/* Refuses a room that the house does not have, and a place that is neither room nor area. */
DatabaseStatus catalog_check_place(Command *command, const char *room, const char *area, GError **error);

/* Answers with a document and its ETag, 404 when it is NULL; takes over the document. */
void respond_document(HttpRequest *request, const char *noun, json_t *document);

/* The handlers get_…s, get_…, post_… and edit_… of a catalog, and their routes. */
#define CATALOG_HANDLERS(Noun)                                                                               \
    static void get_##Noun##s(HttpRequest *request, gpointer connection)                                     \
    {                                                                                                        \
        catalog_list(request, connection, &Noun##_catalog);                                                  \
    }                                                                                                        \
    static void get_##Noun(HttpRequest *request, gpointer connection)                                        \
    {                                                                                                        \
        catalog_get(request, connection, &Noun##_catalog);                                                   \
    }                                                                                                        \
    static void post_##Noun(HttpRequest *request, gpointer connection)                                       \
    {                                                                                                        \
        catalog_post(request, connection, &Noun##_catalog);                                                  \
    }                                                                                                        \
    static void edit_##Noun(HttpRequest *request, gpointer connection)                                       \
    {                                                                                                        \
        catalog_edit(request, connection, &Noun##_catalog);                                                  \
    }

#define MAINTENANCE_GET(Template, Action, Handler)                                                           \
    {                                                                                                        \
        .method = "GET", .template = (Template), .lane = HTTP_LANE_WORKER,                                   \
        .access = UINT64_C(1) << (Action), .handler = (Handler)                                              \
    }
#define MAINTENANCE_POST(Template, Action, Handler)                                                          \
    {                                                                                                        \
        .method = "POST", .template = (Template), .lane = HTTP_LANE_WORKER,                                  \
        .access = UINT64_C(1) << (Action), .flags = HTTP_IDEMPOTENCY_KEY | HTTP_BODY_REQUIRED,               \
        .handler = (Handler)                                                                                 \
    }
#define CATALOG_ROUTES(Noun, Path, Key, Query, Action)                                                       \
    MAINTENANCE_GET(Path Query, STAFF_SEE_MAINTENANCE, get_##Noun##s),                                       \
        MAINTENANCE_GET(Path "/" Key, STAFF_SEE_MAINTENANCE, get_##Noun),                                    \
        MAINTENANCE_POST(Path, Action, post_##Noun),                                                         \
        MAINTENANCE_POST(Path "/" Key "/edit", Action, edit_##Noun)

#endif
