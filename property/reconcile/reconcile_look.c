#include "property/reconcile/reconcile_look.h"

#include "ops/json.h"
#include "property/copy/link.h"
#include <string.h>

#define ASK_TIMEOUT_MS 5000
#define ROWS_A_PIECE 50
#define CATCH_UP_MS 2000
#define CATCH_UP_STEP_MS 20
#define STAY_LOOKS 8
#define STAY_LOOK_PAUSE_MS 150

G_DEFINE_QUARK(reconcile - error - quark, reconcile_error)

void reconcile_days_clear(ReconcileDays *days)
{
    g_clear_pointer(&days->differing, g_array_unref);
}

void reconcile_look_clear(ReconcileLook *look)
{
    g_clear_pointer(&look->differences, g_array_unref);
    g_clear_pointer(&look->mine, g_ptr_array_unref);
    g_clear_pointer(&look->theirs, g_ptr_array_unref);
}

/* ---- the centre ---- */

static json_t *ask(Property *property, const char *what, const json_t *question, GError **error)
{
    g_autofree char *subject = g_strconcat("keyrack.hotel.", property->hotel->code, ".", what, NULL);
    g_autofree char *text = json_canonical(question);
    g_autofree char *answer = NULL;
    size_t length;

    return bus_request(property->bus, subject, text, strlen(text), ASK_TIMEOUT_MS, &answer, &length, error)
               ? json_parse(answer, length, error)
               : NULL;
}

static bool form_fail(GError **error, const char *what)
{
    g_set_error(error, RECONCILE_ERROR, RECONCILE_ERROR_FORM,
                "%s of the centre is not as agreed; run programs of one version", what);
    return false;
}

static bool read_next(const json_t *answer, Night *ret_next)
{
    const json_t *next = json_object_get(answer, "next");

    *ret_next = NIGHT_NONE;
    return json_is_null(next) ||
           (json_is_string(next) && night_parse(json_string_value(next), ret_next, NULL));
}

static GArray *ask_days(Property *property, ReconcileTable table, Night from, Night until, Night *ret_next,
                        GError **error)
{
    json_auto_t *question = json_pack("{s:s, s:o, s:o}", "table", reconcile_table_name(table), "from",
                                      json_from_night(from), "until", json_from_night(until));
    json_auto_t *answer = ask(property, "digest", question, error);

    if (answer == NULL) {
        return NULL;
    }
    GArray *days = reconcile_days_from_json(json_object_get(answer, "days"));
    if (days == NULL || !read_next(answer, ret_next)) {
        form_fail(error, "digest");
        g_clear_pointer(&days, g_array_unref);
    }
    return days;
}

/* What the centre had of a day, and how far it was then. */
typedef struct CentreRows {
    GPtrArray *rows;
    int64_t feed_version;
    int64_t applied_entry;
    int64_t withdrawn;
} CentreRows;

static bool ask_rows(Property *property, ReconcileTable table, Night day, const GPtrArray *have,
                     json_t *withdraw, CentreRows *ret_rows, GError **error)
{
    json_auto_t *question =
        json_pack("{s:s, s:o, s:o, s:o*}", "table", reconcile_table_name(table), "day", json_from_night(day),
                  "have", reconcile_rows_to_json(have), "withdraw", withdraw);
    json_auto_t *answer = ask(property, "rows", question, error);

    if (answer == NULL) {
        return false;
    }
    const json_t *version = json_object_get(answer, "feed_version");
    const json_t *entry = json_object_get(answer, "applied_entry");
    ret_rows->rows = reconcile_rows_from_json(json_object_get(answer, "rows"));
    ret_rows->feed_version = json_integer_value(version);
    ret_rows->applied_entry = json_integer_value(entry);
    ret_rows->withdrawn = json_integer_value(json_object_get(answer, "withdrawn"));
    return (ret_rows->rows != NULL && json_is_integer(version) && json_is_integer(entry)) ||
           form_fail(error, "answer about rows");
}

/* ---- the hotel's own store, a few rows at a time ---- */

typedef struct OwnRead {
    ReconcileCursor cursor;
    GPtrArray *rows;
    const char *key; /* the one row asked for, or NULL: a page */
    Night next;
    ReconcilePosition position;
    bool more;
    DatabaseStatus status;
} OwnRead;

static void read_page(OdbcConnection *connection, gpointer data)
{
    OwnRead *read = data;

    read->status =
        reconcile_page_read(connection, &read->cursor, ROWS_A_PIECE, read->rows, &read->more, NULL);
}

static void read_one(OdbcConnection *connection, gpointer data)
{
    OwnRead *read = data;
    ReconcileRow *row = NULL;

    read->status = reconcile_row_read(connection, read->cursor.table, read->key, &row, NULL);
    if (row != NULL) {
        g_ptr_array_add(read->rows, row);
    }
}

static void read_next_day(OdbcConnection *connection, gpointer data)
{
    OwnRead *read = data;

    read->status = reconcile_next_day(connection, read->cursor.table, read->cursor.until, &read->next, NULL);
}

static void read_position(OdbcConnection *connection, gpointer data)
{
    OwnRead *read = data;

    read->status = reconcile_position_read(connection, &read->position, NULL);
}

static bool own_call(Property *property, DeskWork work, OwnRead *read, GError **error)
{
    if (!desk_call_gathered(property->desk, work, read) || read->status != DATABASE_OK) {
        g_set_error(error, RECONCILE_ERROR, RECONCILE_ERROR_STORE,
                    "the rows of this hotel cannot be read from its store");
        return false;
    }
    return true;
}

static bool own_rows(Property *property, ReconcileTable table, Night from, Night until, GPtrArray *rows,
                     GError **error)
{
    OwnRead read = {.cursor = {.table = table, .day = from, .key = g_strdup(""), .until = until},
                    .rows = rows,
                    .more = true};
    bool fine = true;

    while (fine && read.more) {
        fine = own_call(property, read_page, &read, error);
    }
    g_free(read.cursor.key);
    return fine;
}

static bool own_position(Property *property, ReconcilePosition *ret_position, GError **error)
{
    OwnRead read = {0};

    if (!own_call(property, read_position, &read, error)) {
        return false;
    }
    *ret_position = read.position;
    return true;
}

/* Adds the rows the centre named that stand under another day here. */
static bool own_rows_named(Property *property, ReconcileTable table, const GPtrArray *named, GPtrArray *rows,
                           GError **error)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < rows->len; i++) {
        g_hash_table_add(known, ((ReconcileRow *)g_ptr_array_index(rows, i))->key);
    }
    for (guint i = 0; i < named->len; i++) {
        const ReconcileRow *row = g_ptr_array_index(named, i);
        OwnRead read = {.cursor = {.table = table}, .rows = rows, .key = row->key};
        if (!g_hash_table_contains(known, row->key) && !own_call(property, read_one, &read, error)) {
            return false;
        }
    }
    return true;
}

/* ---- days ---- */

static Night earlier(Night left, Night right)
{
    if (left == NIGHT_NONE || right == NIGHT_NONE) {
        return left == NIGHT_NONE ? right : left;
    }
    return MIN(left, right);
}

bool reconcile_look_at_days(Property *property, ReconcileTable table, Night from, Night until,
                            ReconcileDays *ret_days, GError **error)
{
    OwnRead read = {.cursor = {.table = table, .until = until}};
    g_autoptr(GPtrArray) rows = reconcile_rows_new();
    Night next;
    g_autoptr(GArray) theirs = ask_days(property, table, from, until, &next, error);

    if (theirs == NULL || !own_rows(property, table, from, until, rows, error) ||
        !own_call(property, read_next_day, &read, error)) {
        return false;
    }
    g_autoptr(GArray) mine = reconcile_days_of_rows(rows);
    ret_days->differing = reconcile_days_differing(mine, theirs);
    ret_days->compared = MAX(mine->len, theirs->len);
    ret_days->next = earlier(next, read.next);
    return true;
}

/* ---- a day row by row ---- */

static bool behind(GError **error, const char *who)
{
    g_set_error(error, RECONCILE_ERROR, RECONCILE_ERROR_BEHIND, "%s has not heard everything yet", who);
    return false;
}

static bool wait_for_version(Property *property, int64_t version, GError **error)
{
    LinkState state;

    for (int waited_ms = 0; waited_ms < CATCH_UP_MS; waited_ms += CATCH_UP_STEP_MS) {
        link_read(property->link, &state);
        if (state.feed_version >= version) {
            return true;
        }
        clock_sleep_ms(CATCH_UP_STEP_MS);
    }
    return behind(error, "the hotel");
}

/* What the hotel has now of the rows the centre has answered with. */
static bool read_mine(Property *property, ReconcileTable table, Night day, const CentreRows *centre,
                      ReconcileLook *look, GError **error)
{
    g_clear_pointer(&look->mine, g_ptr_array_unref);
    look->mine = reconcile_rows_new();
    return own_rows(property, table, day, day + 1, look->mine, error) &&
           own_rows_named(property, table, centre->rows, look->mine, error);
}

/* A sale the hotel made while cut off stands among the copies under version 0 until the centre has merged it:
 * as long as the centre has not applied all entries, such a row is not one too many. */
static void pass_over_unmerged(GArray *differences)
{
    for (guint i = differences->len; i > 0; i--) {
        const ReconcileDifference *difference = &g_array_index(differences, ReconcileDifference, i - 1);
        if (difference->kind == RECONCILE_EXTRA && difference->copy->version == 0) {
            g_array_remove_index(differences, i - 1);
        }
    }
}

static bool look_at_copies(Property *property, ReconcileTable table, Night day, ReconcileLook *look,
                           GError **error)
{
    g_autoptr(GPtrArray) have = reconcile_rows_new();
    CentreRows centre = {0};
    ReconcilePosition position;

    bool asked = own_rows(property, table, day, day + 1, have, error) &&
                 ask_rows(property, table, day, have, NULL, &centre, error);
    look->theirs = centre.rows;
    if (!asked || !wait_for_version(property, centre.feed_version, error) ||
        !read_mine(property, table, day, &centre, look, error) || !own_position(property, &position, error)) {
        return false;
    }
    look->differences =
        reconcile_rows_compare(look->theirs, centre.feed_version, look->mine, position.feed_version);
    if (table == RECONCILE_RESERVATIONS && centre.applied_entry < position.last_entry) {
        pass_over_unmerged(look->differences);
    }
    return true;
}

/* The hotel owns stays: the centre must have applied just what the hotel has told, no less and no more. */
static bool look_at_stays_once(Property *property, Night day, ReconcileLook *look, bool *ret_comparable,
                               GError **error)
{
    g_autoptr(GPtrArray) have = reconcile_rows_new();
    CentreRows centre = {0};
    ReconcilePosition before;
    ReconcilePosition after;

    bool asked = own_position(property, &before, error) &&
                 own_rows(property, RECONCILE_STAYS, day, day + 1, have, error) &&
                 ask_rows(property, RECONCILE_STAYS, day, have, NULL, &centre, error);
    g_clear_pointer(&look->theirs, g_ptr_array_unref);
    look->theirs = centre.rows;
    if (!asked || !read_mine(property, RECONCILE_STAYS, day, &centre, look, error) ||
        !own_position(property, &after, error)) {
        return false;
    }
    *ret_comparable = before.last_entry == after.last_entry && centre.applied_entry == after.last_entry &&
                      before.stay_version == after.stay_version;
    if (*ret_comparable) {
        look->differences =
            reconcile_rows_compare(look->mine, after.stay_version, look->theirs, after.stay_version);
    }
    return true;
}

static bool look_at_stays(Property *property, Night day, ReconcileLook *look, GError **error)
{
    bool comparable = false;

    for (int i = 0; i < STAY_LOOKS; i++) {
        if (!look_at_stays_once(property, day, look, &comparable, error)) {
            return false;
        }
        if (comparable) {
            return true;
        }
        clock_sleep_ms(STAY_LOOK_PAUSE_MS);
    }
    return behind(error, "the centre");
}

bool reconcile_look_at_day(Property *property, ReconcileTable table, Night day, ReconcileLook *ret_look,
                           GError **error)
{
    return reconcile_hotel_owns(table) ? look_at_stays(property, day, ret_look, error)
                                       : look_at_copies(property, table, day, ret_look, error);
}

bool reconcile_withdraw(Property *property, Night day, const ReconcileRow *seen, bool *ret_done,
                        GError **error)
{
    g_autoptr(GPtrArray) nothing = reconcile_rows_new();
    CentreRows centre = {0};
    json_t *row = json_pack("[{s:s, s:I, s:s}]", "key", seen->key, "version", (json_int_t)seen->version,
                            "digest", seen->digest);

    bool asked = ask_rows(property, RECONCILE_STAYS, day, nothing, row, &centre, error);
    *ret_done = asked && centre.withdrawn == 1;
    g_clear_pointer(&centre.rows, g_ptr_array_unref);
    return asked;
}
