#include "central/guest/guest_store.h"

#include <stdlib.h>
#include <string.h>

#include "central/guest/guest_cards.h"
#include "central/problem.h"

#define GUEST_COLUMNS "guest_id, given_name, surname, email, telephone, language, country, revision"

static const PgStatement search_read = {
    "guest_search",
    "SELECT " GUEST_COLUMNS " FROM guest WHERE ($1::text IS NULL OR surname_key LIKE $1::text) "
    "AND ($2::text IS NULL OR (email_key = $2::text AND email_key <> '')) "
    "AND ($3::text IS NULL OR (telephone = $3::text AND telephone <> '')) "
    "AND guest_id > $4::bigint ORDER BY guest_id LIMIT $5::integer",
    5};

static const PgStatement one_read = {"guest_read", "SELECT " GUEST_COLUMNS " FROM guest WHERE guest_id = $1",
                                     1};

static const PgStatement one_lock = {"guest_lock",
                                     "SELECT " GUEST_COLUMNS " FROM guest WHERE guest_id = $1 FOR UPDATE", 1};

static const PgStatement answer_read = {
    "guest_answer_read",
    "SELECT request_digest, status, answer FROM idempotency WHERE scope = $1 AND key = $2", 2};

static const PgStatement create_write = {
    "guest_create",
    "INSERT INTO guest (given_name, surname, email, telephone, language, country, created_at, updated_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING " GUEST_COLUMNS,
    7};

static const PgStatement answer_write = {"guest_answer_write",
                                         "INSERT INTO idempotency (scope, key, request_digest, status, "
                                         "answer, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
                                         6};

static const PgStatement change_write = {
    "guest_change",
    "UPDATE guest SET given_name = coalesce($2, given_name), surname = coalesce($3, surname), "
    "email = coalesce($4, email), telephone = coalesce($5, telephone), language = coalesce($6, language), "
    "country = coalesce($7, country), revision = revision + 1, updated_at = $8 WHERE guest_id = $1 "
    "RETURNING " GUEST_COLUMNS,
    8};

static json_t *guest_from_result(const PgResult *rows, guint row)
{
    return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "guest_id",
                     (json_int_t)pg_result_int64(rows, row, 0), "given_name", pg_result_text(rows, row, 1),
                     "surname", pg_result_text(rows, row, 2), "email", pg_result_text(rows, row, 3),
                     "telephone", pg_result_text(rows, row, 4), "language", pg_result_text(rows, row, 5),
                     "country", pg_result_text(rows, row, 6), "revision",
                     (json_int_t)pg_result_int64(rows, row, 7));
}

char *guest_surname_prefix(const char *text)
{
    GString *escaped = g_string_new(NULL);
    g_autofree char *lower = g_utf8_strdown(text, -1);
    for (const char *at = lower; *at; at++) {
        if (strchr("%_\\", *at))
            g_string_append_c(escaped, '\\');
        g_string_append_c(escaped, *at);
    }
    g_string_append_c(escaped, '%');
    return g_string_free(escaped, FALSE);
}

DatabaseStatus guest_search(PgConnection *connection, const GuestSearch *search, json_t **ret_items,
                            GError **error)
{
    g_autofree char *surname = search->surname ? guest_surname_prefix(search->surname) : NULL;
    g_autofree char *email = search->email ? g_utf8_strdown(search->email, -1) : NULL;
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_text(parameters, surname);
    pg_add_text(parameters, email);
    pg_add_text(parameters, search->telephone);
    pg_add_int64(parameters, search->after);
    pg_add_int64(parameters, search->limit);
    g_autoptr(PgResult) rows = NULL;
    DatabaseStatus status = pg_execute(connection, &search_read, parameters, &rows, error);
    if (status != DATABASE_OK)
        return status;
    *ret_items = json_array();
    for (guint i = 0; i < pg_result_rows(rows); i++)
        json_array_append_new(*ret_items, guest_from_result(rows, i));
    return DATABASE_OK;
}

DatabaseStatus guest_read(PgConnection *connection, int64_t guest_id, json_t **ret_guest, GError **error)
{
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, guest_id);
    g_autoptr(PgResult) rows = NULL;
    DatabaseStatus status = pg_execute(connection, &one_read, parameters, &rows, error);
    if (status == DATABASE_OK)
        *ret_guest = pg_result_rows(rows) ? guest_from_result(rows, 0) : NULL;
    return status;
}

typedef struct {
    const GuestCreation *creation;
    int status;
    json_t *answer;
} CreateWork;

static void stored_answer(CreateWork *work, const PgResult *stored)
{
    if (strcmp(pg_result_text(stored, 0, 0), work->creation->request_digest) == 0) {
        work->status = (int)pg_result_int64(stored, 0, 1);
        work->answer = json_loads(pg_result_text(stored, 0, 2), 0, NULL);
        return;
    }
    work->status = 422;
    work->answer = problem_json(422, "idempotency_key_reused", NULL,
                                "this Idempotency-Key came with another request before: use a new key");
}

static DatabaseStatus write_guest(PgConnection *connection, CreateWork *work, GError **error)
{
    const ReservationGuest *guest = work->creation->guest;
    const char *texts[] = {guest->given_name, guest->surname,  guest->email,
                           guest->telephone,  guest->language, guest->country};
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        pg_add_text(parameters, texts[i] ? texts[i] : "");
    pg_add_instant(parameters, work->creation->at);
    g_autoptr(PgResult) rows = NULL;
    DatabaseStatus status = pg_execute(connection, &create_write, parameters, &rows, error);
    if (status != DATABASE_OK)
        return status;
    work->status = 201;
    work->answer = guest_from_result(rows, 0);
    return DATABASE_OK;
}

static DatabaseStatus create_body(PgConnection *connection, gpointer data, GError **error)
{
    CreateWork *work = data;
    const GuestCreation *creation = work->creation;
    g_clear_pointer(&work->answer, json_decref);
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_text(parameters, creation->scope);
    pg_add_text(parameters, creation->key);
    g_autoptr(PgResult) stored = NULL;
    DatabaseStatus status = pg_execute(connection, &answer_read, parameters, &stored, error);
    if (status != DATABASE_OK)
        return status;
    if (pg_result_rows(stored)) {
        stored_answer(work, stored);
        return DATABASE_OK;
    }
    status = write_guest(connection, work, error);
    if (status != DATABASE_OK)
        return status;
    pg_add_text(parameters, creation->request_digest);
    pg_add_int64(parameters, work->status);
    pg_add_json(parameters, work->answer);
    pg_add_instant(parameters, creation->at);
    return pg_execute(connection, &answer_write, parameters, NULL, error);
}

DatabaseStatus guest_create(PgConnection *connection, const GuestCreation *creation, int *ret_status,
                            json_t **ret_answer, GError **error)
{
    CreateWork work = {.creation = creation};
    g_autoptr(GError) failure = NULL;
    DatabaseStatus status = pg_run_transaction(connection, PG_READ_COMMITTED, create_body, &work, &failure);
    /* Two requests with one key at the same moment, or a COMMIT whose answer was lost: the second look finds
     * it. */
    if (status == DATABASE_UNIQUE || status == DATABASE_UNKNOWN) {
        g_clear_error(&failure);
        status = pg_run_transaction(connection, PG_READ_COMMITTED, create_body, &work, &failure);
    }
    if (status != DATABASE_OK) {
        json_decref(work.answer);
        g_propagate_error(error, g_steal_pointer(&failure));
        return status;
    }
    *ret_status = work.status;
    *ret_answer = work.answer;
    return DATABASE_OK;
}

typedef struct {
    const Chain *chain;
    const ReservationGuest *changes;
    int expected_revision;
    Instant at;
    gboolean stale;
    json_t *guest;
} ChangeWork;

static DatabaseStatus change_body(PgConnection *connection, gpointer data, GError **error)
{
    ChangeWork *work = data;
    const ReservationGuest *changes = work->changes;
    g_clear_pointer(&work->guest, json_decref);
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, changes->guest_id);
    g_autoptr(PgResult) locked = NULL;
    int64_t count = 0;
    DatabaseStatus status = guest_cards_lock(connection, changes->guest_id, &count, error);
    if (status == DATABASE_OK)
        status = pg_execute(connection, &one_lock, parameters, &locked, error);
    if (status != DATABASE_OK || pg_result_rows(locked) == 0)
        return status;
    work->stale = work->expected_revision && work->expected_revision != pg_result_int64(locked, 0, 7);
    if (work->stale) {
        work->guest = guest_from_result(locked, 0);
        return DATABASE_OK;
    }
    const char *texts[] = {changes->given_name, changes->surname,  changes->email,
                           changes->telephone,  changes->language, changes->country};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        pg_add_text(parameters, texts[i]);
    pg_add_instant(parameters, work->at);
    g_autoptr(PgResult) rows = NULL;
    status = pg_execute(connection, &change_write, parameters, &rows, error);
    if (status != DATABASE_OK)
        return status;
    work->guest = guest_from_result(rows, 0);
    return guest_cards_renew(connection, work->chain, changes->guest_id, count, error);
}

DatabaseStatus guest_change(PgConnection *connection, const Chain *chain, const ReservationGuest *changes,
                            int expected_revision, Instant at, gboolean *ret_stale, json_t **ret_guest,
                            GError **error)
{
    ChangeWork work = {.chain = chain, .changes = changes, .expected_revision = expected_revision, .at = at};
    DatabaseStatus status = pg_run_transaction(connection, PG_READ_COMMITTED, change_body, &work, error);
    if (status != DATABASE_OK) {
        json_decref(work.guest);
        return status;
    }
    *ret_stale = work.stale;
    *ret_guest = work.guest;
    return DATABASE_OK;
}
