#include "property/maintenance/catalog.h"

#include "property/command/match.h"
#include "property/command/page.h"
#include "property/command/statement.h"
#include "property/room/room_store.h"
#include <string.h>

/* "work_order" reads "work order" to people. */
static char *noun_of(const char *table)
{
    return g_strdelimit(g_strdup(table), "_", ' ');
}

static DatabaseStatus refuse_unknown(Command *command, const char *table)
{
    g_autofree char *noun = noun_of(table);
    g_autofree char *code = g_strconcat(table, "_not_found", NULL);

    return command_refuse(command, 404, code, "This hotel has no such %s. Check the number.", noun);
}

/* Refuses a change that names another state than the row's present one. */
static DatabaseStatus match_row(Command *command, const Catalog *catalog, int64_t key, GError **error)
{
    json_t *document = NULL;

    if (http_request_header(command->request, "If-Match") == NULL) {
        return DATABASE_OK;
    }
    DatabaseStatus status = catalog_document(command->connection, catalog, key, &document, error);
    return status == DATABASE_OK ? command_match(command, document) : status;
}

DatabaseStatus catalog_find(Command *command, const Catalog *catalog, gpointer record, GError **error)
{
    bool found = false;

    DatabaseStatus status =
        record_find(command->connection, catalog->table, catalog->row,
                    request_number(command->request, catalog->table), record, &found, error);
    if (status != DATABASE_OK) {
        return status;
    }
    if (!found) {
        return refuse_unknown(command, catalog->table);
    }
    return match_row(command, catalog, ((const CatalogHead *)record)->key, error);
}

DatabaseStatus catalog_save(Command *command, const Catalog *catalog, gpointer record, GError **error)
{
    CatalogHead *head = record;

    head->revision++;
    head->changed_at = command->now;
    return record_update(command->connection, catalog->table, catalog->row, record, error);
}

DatabaseStatus catalog_document(OdbcConnection *connection, const Catalog *catalog, int64_t key,
                                json_t **ret_document, GError **error)
{
    g_autofree char *record = g_malloc0(catalog->row->size);
    bool found = false;

    DatabaseStatus status = record_find(connection, catalog->table, catalog->row, key, record, &found, error);
    if (status != DATABASE_OK || !found) {
        return status;
    }
    *ret_document = record_to_json(catalog->row, record);
    json_shape_clear(catalog->row, record);
    return catalog->complete == NULL ? DATABASE_OK : catalog->complete(connection, key, *ret_document, error);
}

DatabaseStatus catalog_answer(Command *command, const Catalog *catalog, int64_t key, guint status,
                              GError **error)
{
    command->answer_status = status;
    return catalog_document(command->connection, catalog, key, &command->answer, error);
}

DatabaseStatus catalog_check_key(Command *command, const Catalog *catalog, const char *pointer, int64_t key,
                                 GError **error)
{
    g_autofree char *record = g_malloc0(catalog->row->size);
    bool found = key == 0;

    DatabaseStatus status =
        key == 0 ? DATABASE_OK
                 : record_find(command->connection, catalog->table, catalog->row, key, record, &found, error);
    json_shape_clear(catalog->row, record);
    if (status != DATABASE_OK || found) {
        return status;
    }
    g_autofree char *noun = noun_of(catalog->table);
    g_autofree char *code = g_strconcat(catalog->table, "_unknown", NULL);
    g_autofree char *detail = g_strdup_printf("This hotel has no such %s. Choose one from the list.", noun);
    return command_refuse_field(command, pointer, code, detail);
}

DatabaseStatus catalog_check_place(Command *command, const char *room, const char *area, GError **error)
{
    g_auto(RoomList) list = {0};

    if (room == NULL) {
        return area != NULL ? DATABASE_OK
                            : command_refuse_field(command, "/room", "place_missing",
                                                   "Say which room, or which area of the house.");
    }
    DatabaseStatus status = room_find(command->connection, room, &list, error);
    if (status != DATABASE_OK) {
        return status;
    }
    return list.rooms->len == 1 ? DATABASE_OK
                                : command_refuse_field(command, "/room", room_verdicts[ROOM_UNKNOWN].code,
                                                       room_verdicts[ROOM_UNKNOWN].text);
}

/* ---- writing ---- */

static const JsonField *field_named(const JsonShape *shape, const char *name)
{
    for (gsize i = 0; i < shape->field_count; i++) {
        if (strcmp(shape->fields[i].name, name) == 0) {
            return &shape->fields[i];
        }
    }
    g_assert_not_reached();
}

static DatabaseStatus check_unique(Command *command, const Catalog *catalog, gpointer record, GError **error)
{
    g_autofree char *tail = NULL;
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
    g_autoptr(OdbcResult) result = NULL;

    if (catalog->unique == NULL) {
        return DATABASE_OK;
    }
    const JsonField *field = field_named(catalog->row, catalog->unique);
    tail = g_strdup_printf("%s WHERE %s = ? AND %s <> ?", catalog->table, catalog->unique, catalog->table);
    odbc_add_text(parameters, *(char **)(gpointer)((char *)record + field->offset));
    odbc_add_int64(parameters, ((CatalogHead *)record)->key);
    DatabaseStatus status =
        record_select(command->connection, catalog->row, tail, parameters, &result, error);
    if (status != DATABASE_OK || odbc_result_rows(result) == 0) {
        return status;
    }
    g_autofree char *pointer = g_strconcat("/", catalog->unique, NULL);
    return command_refuse_field(command, pointer, "already_there",
                                "Another one has this already. Choose another.");
}

static DatabaseStatus check_row(CatalogWrite *write, const Catalog *catalog, GError **error)
{
    DatabaseStatus status = check_unique(write->command, catalog, write->record, error);

    return status == DATABASE_OK && catalog->check != NULL ? catalog->check(write, error) : status;
}

static DatabaseStatus finish_row(CatalogWrite *write, const Catalog *catalog, guint status_code,
                                 GError **error)
{
    DatabaseStatus status = catalog->after == NULL ? DATABASE_OK : catalog->after(write, error);
    const CatalogHead *head = write->record;

    return status == DATABASE_OK ? catalog_answer(write->command, catalog, head->key, status_code, error)
                                 : status;
}

typedef struct CatalogCall {
    const HttpRequest *request;
    const Catalog *catalog;
    gpointer record;
} CatalogCall;

static DatabaseStatus post_body(Command *command, gpointer data, GError **error)
{
    const CatalogCall *call = data;
    CatalogWrite write = {.command = command, .record = call->record};
    CatalogHead *head = call->record;

    head->key = 0;
    DatabaseStatus status = check_row(&write, call->catalog, error);
    if (status == DATABASE_OK) {
        status = record_number(command->connection, call->catalog->table, &head->key, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    head->revision = 1;
    head->changed_at = command->now;
    status =
        record_insert(command->connection, call->catalog->table, call->catalog->row, call->record, error);
    return status == DATABASE_OK ? finish_row(&write, call->catalog, 201, error) : status;
}

/* What the house keeps itself are numbers and times, copied as they are. */
static void keep_own_fields(const Catalog *catalog, gconstpointer before, gpointer record)
{
    gsize own_count = catalog->row->field_count - catalog->body->field_count;

    for (gsize i = 0; i < own_count; i++) {
        const JsonField *field = &catalog->row->fields[i];
        g_assert(field->type != JSON_FIELD_TEXT);
        memcpy((char *)record + field->offset, (const char *)before + field->offset, field->size);
    }
}

static DatabaseStatus edit_found(Command *command, const CatalogCall *call, gconstpointer before,
                                 GError **error)
{
    CatalogWrite write = {.command = command, .record = call->record, .before = before};

    keep_own_fields(call->catalog, before, call->record);
    DatabaseStatus status = check_row(&write, call->catalog, error);
    if (status == DATABASE_OK) {
        status = catalog_save(command, call->catalog, call->record, error);
    }
    return status == DATABASE_OK ? finish_row(&write, call->catalog, 200, error) : status;
}

static DatabaseStatus edit_body(Command *command, gpointer data, GError **error)
{
    const CatalogCall *call = data;
    g_autofree char *before = g_malloc0(call->catalog->row->size);

    DatabaseStatus status = catalog_find(command, call->catalog, before, error);
    if (status == DATABASE_OK) {
        status = edit_found(command, call, before, error);
    }
    json_shape_clear(call->catalog->row, before);
    return status;
}

static void run(HttpRequest *request, OdbcConnection *connection, const Catalog *catalog, CommandBody body)
{
    g_autofree char *record = g_malloc0(catalog->row->size);
    CatalogCall call = {request, catalog, record};

    record_init(catalog->row, record);
    if (request_decode(request, catalog->body, record)) {
        command_run(http_request_context(request), connection, request, body, &call);
        json_shape_clear(catalog->body, record);
    }
}

void catalog_post(HttpRequest *request, OdbcConnection *connection, const Catalog *catalog)
{
    run(request, connection, catalog, post_body);
}

void catalog_edit(HttpRequest *request, OdbcConnection *connection, const Catalog *catalog)
{
    run(request, connection, catalog, edit_body);
}

/* ---- reading ---- */

void respond_document(HttpRequest *request, const char *noun, json_t *document)
{
    if (document == NULL) {
        g_autofree char *words = noun_of(noun);
        g_autofree char *code = g_strconcat(noun, "_not_found", NULL);
        http_request_respond(
            request, http_problem_new(404, code, "This hotel has no such %s. Check the number.", words));
        return;
    }
    respond_tagged(request, document);
}

void catalog_get(HttpRequest *request, OdbcConnection *connection, const Catalog *catalog)
{
    g_autoptr(GError) error = NULL;
    json_t *document = NULL;

    DatabaseStatus status =
        catalog_document(connection, catalog, request_number(request, catalog->table), &document, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
    } else {
        respond_document(request, catalog->table, document);
    }
}

/* Adds " AND column = ?" for a filter that is given; FALSE after answering 400. */
static bool add_filter(HttpRequest *request, const JsonField *field, GString *tail,
                       OdbcParameters *parameters)
{
    const char *text = http_request_query(request, field->name);
    gint64 number;

    if (text == NULL) {
        return true;
    }
    g_string_append_printf(tail, " AND %s = ?", field->name);
    if (field->type == JSON_FIELD_TEXT || field->type == JSON_FIELD_CHOICE) {
        odbc_add_text(parameters, text);
        return true;
    }
    if (!http_request_query_integer(request, field->name, 0, G_MAXINT64, 0, &number)) {
        return false;
    }
    odbc_add_int64(parameters, number);
    return true;
}

static bool add_filters(HttpRequest *request, const Catalog *catalog, GString *tail,
                        OdbcParameters *parameters)
{
    for (gsize i = 0; catalog->filters != NULL && catalog->filters[i] != NULL; i++) {
        if (!add_filter(request, field_named(catalog->row, catalog->filters[i]), tail, parameters)) {
            return false;
        }
    }
    return true;
}

void catalog_list(HttpRequest *request, OdbcConnection *connection, const Catalog *catalog)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) tail = g_string_new(NULL);
    g_autoptr(OdbcParameters) parameters = odbc_parameters_new();
    json_t *items = NULL;
    gint64 after;
    int limit;

    if (!page_limit(request, &limit) ||
        !http_request_query_integer(request, "cursor", 0, G_MAXINT64, 0, &after)) {
        return;
    }
    g_string_printf(tail, "%s WHERE %s > ?", catalog->table, catalog->table);
    odbc_add_int64(parameters, after);
    if (!add_filters(request, catalog, tail, parameters)) {
        return;
    }
    g_string_append_printf(tail, " ORDER BY %s LIMIT %d", catalog->table, limit);
    DatabaseStatus status = record_list(connection, catalog->row, tail->str, parameters, &items, &error);
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    page_respond_by_number(request, items, limit, catalog->table);
}
