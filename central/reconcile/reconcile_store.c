#include "central/reconcile/reconcile_store.h"

#include "central/booking/reservation_store.h"
#include "central/inventory/versioned_rows.h"
#include "sync/copy_digest.h"

/* Parameters: hotel, from, until, keys. Column 0 is the version (for a reservation its number). */
static const PgStatement read_rows[RECONCILE_TABLES] = {
    [RECONCILE_CELLS] =
        {"reconcile_cells",
         "SELECT version, room_type, night, sell_limit, oversell_authorised, sold, held, "
         "blocked, granted, out_of_order FROM inventory_cell WHERE hotel_id = $1 AND (night >= $2::date "
         "AND night < $3::date OR room_type || '/' || night::text = ANY($4::text[]))",
         4},
    [RECONCILE_RESERVATIONS] = {"reconcile_reservations",
                                "SELECT confirmation_number FROM reservation WHERE hotel_id = $1 AND "
                                "(arrival >= $2::date AND arrival < $3::date OR confirmation_number = "
                                "ANY($4::text[]))",
                                4},
    [RECONCILE_RATE_OVERRIDES] = {"reconcile_rate_overrides",
                                  "SELECT version, rate_plan, room_type, night, amount_minor FROM "
                                  "rate_override WHERE hotel_id = $1 AND (night >= $2::date AND night < "
                                  "$3::date OR rate_plan || '/' || room_type || '/' || night::text = "
                                  "ANY($4::text[]))",
                                  4},
    [RECONCILE_RESTRICTIONS] = {"reconcile_restrictions",
                                "SELECT version, rate_plan, room_type, night, closed, closed_to_arrival, "
                                "closed_to_departure, min_stay, max_stay FROM restriction WHERE hotel_id = "
                                "$1 AND (night >= $2::date AND night < $3::date OR rate_plan || '/' || "
                                "room_type || '/' || night::text = ANY($4::text[]))",
                                4},
    /* The last column: do the columns the centre asks about still say what the row says? */
    [RECONCILE_STAYS] = {"reconcile_stays",
                         "SELECT version, lpad(stay_id::text, 12, '0'), arrival, row, "
                         "coalesce(stay_id::text = row->>'stay_id' AND version::text = row->>'version' AND "
                         "confirmation_number = row->>'confirmation_number' AND line::text = row->>'line' "
                         "AND status = row->>'status' AND arrival::text = row->>'arrival' AND "
                         "departure::text = row->>'departure' AND room = coalesce(row->>'room', '') AND "
                         "nights_charged::text = row->>'nights_charged' AND room_revenue_minor::text = "
                         "row->>'room_revenue_minor' AND balance_minor::text = row->>'balance_minor', "
                         "false) FROM stay WHERE hotel_id = $1 AND (arrival >= $2::date AND arrival < "
                         "$3::date OR lpad(stay_id::text, 12, '0') = ANY($4::text[]))",
                         4},
};

static const PgStatement read_next[RECONCILE_TABLES] = {
    [RECONCILE_CELLS] = {"reconcile_next_cell",
                         "SELECT min(night) FROM inventory_cell WHERE hotel_id = $1 AND night >= $2", 2},
    [RECONCILE_RESERVATIONS] = {"reconcile_next_reservation",
                                "SELECT min(arrival) FROM reservation WHERE hotel_id = $1 AND arrival >= $2",
                                2},
    [RECONCILE_RATE_OVERRIDES] = {"reconcile_next_rate_override",
                                  "SELECT min(night) FROM rate_override WHERE hotel_id = $1 AND night >= $2",
                                  2},
    [RECONCILE_RESTRICTIONS] = {"reconcile_next_restriction",
                                "SELECT min(night) FROM restriction WHERE hotel_id = $1 AND night >= $2", 2},
    [RECONCILE_STAYS] = {"reconcile_next_stay",
                         "SELECT min(arrival) FROM stay WHERE hotel_id = $1 AND arrival >= $2", 2},
};

static const PgStatement read_position = {
    "reconcile_position", "SELECT feed_version, applied_entry FROM hotel WHERE hotel_id = $1", 1};

static const PgStatement lock_stay = {
    "reconcile_lock_stay", "SELECT 1 FROM stay WHERE hotel_id = $1 AND stay_id = $2 FOR UPDATE", 2};

static const PgStatement delete_stay = {"reconcile_delete_stay",
                                        "DELETE FROM stay WHERE hotel_id = $1 AND stay_id = $2", 2};

void reconcile_answer_clear(ReconcileAnswer *answer)
{
    g_clear_pointer(&answer->rows, g_ptr_array_unref);
}

/* ---- one kind of row each ---- */

static void take_row(GPtrArray *rows, Night day, const char *key, int64_t version, json_t *row)
{
    g_autofree char *digest = copy_digest(row);
    g_ptr_array_add(rows, reconcile_row_new(day, key, version, digest, row));
    json_decref(row);
}

static void take_versioned(const ReconcileQuestion *question, const PgResult *result,
                           VersionedRowRead read_row, GPtrArray *rows)
{
    for (guint i = 0; i < pg_result_rows(result); i++) {
        g_auto(VersionedRow) row = read_row(result, i, question->hotel);
        take_row(rows, row.night, row.key, row.version, g_steal_pointer(&row.row));
    }
}

static void take_stays(const PgResult *result, GPtrArray *rows)
{
    for (guint i = 0; i < pg_result_rows(result); i++) {
        json_t *row = pg_result_json(result, i, 3);
        gboolean whole = pg_result_bool(result, i, 4) && json_is_object(row);
        g_autofree char *digest = whole ? copy_digest(row) : g_strdup("");
        g_ptr_array_add(rows, reconcile_row_new(pg_result_night(result, i, 2), pg_result_text(result, i, 1),
                                                pg_result_int64(result, i, 0), digest, row));
        json_decref(row);
    }
}

static DatabaseStatus take_reservations(PgConnection *connection, const ReconcileQuestion *question,
                                        const PgResult *result, GPtrArray *rows, GError **error)
{
    g_autoptr(PgArray) numbers = pg_array_new();
    g_autoptr(GPtrArray) reservations = NULL;
    for (guint i = 0; i < pg_result_rows(result); i++)
        pg_array_add_text(numbers, pg_result_text(result, i, 0));
    if (pg_array_length(numbers) == 0)
        return DATABASE_OK;
    DatabaseStatus status = reservation_load(connection, question->chain, numbers, &reservations, error);
    for (guint i = 0; status == DATABASE_OK && i < reservations->len; i++) {
        const Reservation *reservation = reservations->pdata[i];
        Night arrival, departure;
        reservation_span(reservation, &arrival, &departure);
        take_row(rows, arrival, reservation->confirmation_number, reservation->version,
                 reservation_to_json(reservation));
    }
    return status;
}

static DatabaseStatus take_rows(PgConnection *connection, const ReconcileQuestion *question,
                                const PgResult *result, GPtrArray *rows, GError **error)
{
    switch (question->table) {
    case RECONCILE_CELLS:
        take_versioned(question, result, versioned_cell, rows);
        return DATABASE_OK;
    case RECONCILE_RATE_OVERRIDES:
        take_versioned(question, result, versioned_override, rows);
        return DATABASE_OK;
    case RECONCILE_RESTRICTIONS:
        take_versioned(question, result, versioned_restriction, rows);
        return DATABASE_OK;
    case RECONCILE_STAYS:
        take_stays(result, rows);
        return DATABASE_OK;
    case RECONCILE_RESERVATIONS:
        break;
    }
    return take_reservations(connection, question, result, rows, error);
}

/* ---- reading ---- */

typedef struct {
    const ReconcileQuestion *question;
    ReconcileAnswer *answer;
} ReconcileRead;

static void queue_question(PgConnection *connection, const ReconcileQuestion *question)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, question->hotel->number);
    pg_queue(connection, &read_position, parameters);
    pg_add_night(parameters, question->until);
    pg_queue(connection, &read_next[question->table], parameters);
    pg_parameters_clear(parameters);
    pg_add_int64(parameters, question->hotel->number);
    pg_add_night(parameters, question->from);
    pg_add_night(parameters, question->until);
    pg_add_array(parameters, question->keys);
    pg_queue(connection, &read_rows[question->table], parameters);
}

static DatabaseStatus read_body(PgConnection *connection, gpointer data, GError **error)
{
    const ReconcileRead *read = data;
    ReconcileAnswer *answer = read->answer;
    g_autoptr(GPtrArray) results = NULL;
    reconcile_answer_clear(answer);
    queue_question(connection, read->question);
    DatabaseStatus status = pg_collect(connection, &results, error);
    if (status != DATABASE_OK)
        return status;
    if (pg_result_rows(results->pdata[0]) == 0)
        return database_fail(error, DATABASE_HARD, NULL, NULL, "hotel %s is not in the database",
                             read->question->hotel->code);
    answer->feed_version = pg_result_int64(results->pdata[0], 0, 0);
    answer->applied_entry = pg_result_int64(results->pdata[0], 0, 1);
    answer->next =
        pg_result_is_null(results->pdata[1], 0, 0) ? NIGHT_NONE : pg_result_night(results->pdata[1], 0, 0);
    if (answer->next > RECONCILE_DAY_LAST)
        answer->next = NIGHT_NONE;
    answer->rows = reconcile_rows_new();
    return take_rows(connection, read->question, results->pdata[2], answer->rows, error);
}

DatabaseStatus reconcile_read(PgConnection *connection, const ReconcileQuestion *question,
                              ReconcileAnswer *ret_answer, GError **error)
{
    ReconcileRead read = {.question = question, .answer = ret_answer};
    DatabaseStatus status = pg_run_transaction(connection, PG_SNAPSHOT_READ_ONLY, read_body, &read, error);
    if (status == DATABASE_OK)
        reconcile_rows_sort(ret_answer->rows);
    return status;
}

/* ---- withdrawing ---- */

typedef struct {
    const ChainHotel *hotel;
    const ReconcileRow *row;
    gboolean removed;
} Withdrawal;

/* The row as it stands behind the lock; NULL in `*ret_row` when it is gone. */
static DatabaseStatus stay_locked(PgConnection *connection, const Withdrawal *withdrawal,
                                  const PgParameters *identity, ReconcileRow **ret_row, GError **error)
{
    g_autoptr(PgArray) keys = pg_array_new();
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    g_autoptr(GPtrArray) results = NULL;
    g_autoptr(GPtrArray) rows = reconcile_rows_new();
    pg_array_add_text(keys, withdrawal->row->key);
    pg_add_int64(parameters, withdrawal->hotel->number);
    pg_add_night(parameters, 0);
    pg_add_night(parameters, 0); /* no days: only the key */
    pg_add_array(parameters, keys);
    pg_queue(connection, &lock_stay, identity);
    pg_queue(connection, &read_rows[RECONCILE_STAYS], parameters);
    DatabaseStatus status = pg_collect(connection, &results, error);
    if (status != DATABASE_OK)
        return status;
    take_stays(results->pdata[1], rows);
    *ret_row = rows->len == 1 ? g_ptr_array_steal_index(rows, 0) : NULL;
    return DATABASE_OK;
}

static DatabaseStatus withdraw_body(PgConnection *connection, gpointer data, GError **error)
{
    Withdrawal *withdrawal = data;
    g_autoptr(PgParameters) identity = pg_parameters_new();
    ReconcileRow *row = NULL;
    pg_add_int64(identity, withdrawal->hotel->number);
    pg_add_int64(identity, g_ascii_strtoll(withdrawal->row->key, NULL, 10));
    DatabaseStatus status = stay_locked(connection, withdrawal, identity, &row, error);
    withdrawal->removed = status == DATABASE_OK && row && row->version == withdrawal->row->version &&
                          g_str_equal(row->digest, withdrawal->row->digest);
    reconcile_row_free(row);
    return withdrawal->removed ? pg_execute(connection, &delete_stay, identity, NULL, error) : status;
}

DatabaseStatus reconcile_stay_withdraw(PgConnection *connection, const ChainHotel *hotel,
                                       const ReconcileRow *row, gboolean *ret_removed, GError **error)
{
    Withdrawal withdrawal = {.hotel = hotel, .row = row};
    DatabaseStatus status =
        pg_run_transaction(connection, PG_READ_COMMITTED, withdraw_body, &withdrawal, error);
    if (status == DATABASE_OK)
        *ret_removed = withdrawal.removed;
    return status;
}
