#include "central/inventory/inventory_bulk.h"

#include "ops/crew.h"

enum {
    HOTELS_A_QUESTION = 32,
    NIGHT_SHIFT = 40,
    LIMIT_SHIFT = 20,
    COUNT_MASK = (1 << LIMIT_SHIFT) - 1,
};

/* Most cells have nothing but a limit and rooms sold. The columns of such a cell travel as one number, the
 * cells of a room type as one array; that costs the server a third of what rows cost. */
#define PLAIN_CELL                                                                                           \
    "(oversell_authorised | held | blocked | granted | out_of_order) = 0 AND sell_limit < 1048576 AND sold " \
    "< 1048576"

/* The oldest business date among the hotels; each hotel's own is looked at when its cells are taken. */
#define NIGHT_IS_KNOWN "night >= (SELECT min(business_date) FROM hotel WHERE hotel_id BETWEEN $1 AND $2)"

/* The rows lie in the order of the primary key. Where the server knows little of a table that was filled a
 * moment ago, it would sort them all the same. */
static const PgStatement bulk_plan = {
    "inventory_bulk_plan",
    "SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)", 0};

static const PgStatement bulk_hotels = {"inventory_bulk_hotels",
                                        "SELECT hotel_id, feed_version, business_date FROM hotel WHERE "
                                        "hotel_id BETWEEN $1 AND $2 ORDER BY hotel_id",
                                        2};

static const PgStatement bulk_plain = {
    "inventory_bulk_plain",
    "SELECT hotel_id, room_type, "
    "array_agg(((night - date '1970-01-01')::bigint << 40) | (sell_limit::bigint << 20) | sold) "
    "FROM inventory_cell WHERE hotel_id BETWEEN $1 AND $2 AND " PLAIN_CELL " AND " NIGHT_IS_KNOWN
    " GROUP BY hotel_id, room_type ORDER BY hotel_id",
    2};

static const PgStatement bulk_other = {
    "inventory_bulk_other",
    "SELECT hotel_id, room_type, night, sell_limit, oversell_authorised, sold, held, blocked, granted, "
    "out_of_order "
    "FROM inventory_cell WHERE hotel_id BETWEEN $1 AND $2 AND NOT (" PLAIN_CELL ") AND " NIGHT_IS_KNOWN
    " ORDER BY hotel_id",
    2};

static const PgStatement bulk_overrides = {
    "inventory_bulk_overrides",
    "SELECT hotel_id, rate_plan, room_type, night, amount_minor FROM rate_override "
    "WHERE hotel_id BETWEEN $1 AND $2 AND amount_minor IS NOT NULL AND " NIGHT_IS_KNOWN " ORDER BY hotel_id",
    2};

static const PgStatement bulk_restrictions = {
    "inventory_bulk_restrictions",
    "SELECT hotel_id, rate_plan, room_type, night, closed, closed_to_arrival, closed_to_departure, min_stay, "
    "max_stay FROM restriction WHERE hotel_id BETWEEN $1 AND $2 AND " NIGHT_IS_KNOWN " ORDER BY hotel_id",
    2};

typedef enum { PLAN, HOTELS, PLAIN, OTHER, OVERRIDES, RESTRICTIONS, QUESTIONS } Question;

typedef struct {
    const InventoryBulk *bulk;
    GPtrArray *hotels; /* const ChainHotel *, by number */
    GMutex telling;
    guint done;
} BulkRun;

/* The answers about a few dozen hotels; of each the rows up to `at` belong to hotels that are done. */
typedef struct {
    GPtrArray *results;
    guint at[QUESTIONS];
} BulkAnswers;

static void answers_clear(BulkAnswers *answers)
{
    g_clear_pointer(&answers->results, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BulkAnswers, answers_clear)

/* The next row about this hotel; NULL when there is none. */
static const PgResult *next_row(BulkAnswers *answers, Question question, int32_t hotel_number, guint *ret_row)
{
    const PgResult *result = answers->results->pdata[question];
    guint row = answers->at[question];
    if (row >= pg_result_rows(result) || pg_result_int64(result, row, 0) != hotel_number)
        return NULL;
    answers->at[question]++;
    *ret_row = row;
    return result;
}

/* ---- one hotel ---- */

static void take_plain(InventorySnapshot *snapshot, const ChainHotel *hotel, const PgResult *result,
                       guint row)
{
    InventoryCell cell = {0};
    g_strlcpy(cell.hotel, hotel->code, sizeof cell.hotel);
    g_strlcpy(cell.room_type, pg_result_text(result, row, 1), sizeof cell.room_type);
    g_autoptr(GArray) packed = pg_result_int64_array(result, row, 2);
    for (guint i = 0; i < packed->len; i++) {
        const int64_t number = g_array_index(packed, int64_t, i);
        cell.night = (Night)(number >> NIGHT_SHIFT);
        cell.sell_limit = (int32_t)(number >> LIMIT_SHIFT & COUNT_MASK);
        cell.sold = (int32_t)(number & COUNT_MASK);
        if (cell.night >= snapshot->business_date)
            g_array_append_val(snapshot->cells, cell);
    }
}

static void take_other(InventorySnapshot *snapshot, const ChainHotel *hotel, const PgResult *result,
                       guint row)
{
    InventoryCell cell;
    inventory_cell_from_row(result, row, 1, hotel->code, &cell);
    if (cell.night >= snapshot->business_date)
        g_array_append_val(snapshot->cells, cell);
}

static void take_override(InventorySnapshot *snapshot, const PgResult *result, guint row)
{
    PriceOverride override;
    rate_override_from_row(result, row, 1, &override);
    if (override.night >= snapshot->business_date)
        g_array_append_val(snapshot->overrides, override);
}

static void take_restriction(InventorySnapshot *snapshot, const PgResult *result, guint row)
{
    PriceRestriction restriction;
    restriction_from_row(result, row, 1, &restriction);
    if (restriction.night >= snapshot->business_date)
        g_array_append_val(snapshot->restrictions, restriction);
}

static void hotel_take(const BulkRun *run, BulkAnswers *answers, const ChainHotel *hotel,
                       InventorySnapshot *snapshot)
{
    const PgResult *result;
    guint row = 0;
    g_array_set_size(snapshot->cells, 0);
    g_array_set_size(snapshot->overrides, 0);
    g_array_set_size(snapshot->restrictions, 0);
    while ((result = next_row(answers, PLAIN, hotel->number, &row)))
        take_plain(snapshot, hotel, result, row);
    while ((result = next_row(answers, OTHER, hotel->number, &row)))
        take_other(snapshot, hotel, result, row);
    while ((result = next_row(answers, OVERRIDES, hotel->number, &row)))
        take_override(snapshot, result, row);
    while ((result = next_row(answers, RESTRICTIONS, hotel->number, &row)))
        take_restriction(snapshot, result, row);
    inventory_memory_take(run->bulk->memory, hotel, snapshot);
}

/* ---- one question ---- */

static guint question_first(guint task)
{
    return task * HOTELS_A_QUESTION;
}

static guint question_end(const BulkRun *run, guint task)
{
    return MIN(run->hotels->len, question_first(task) + HOTELS_A_QUESTION);
}

typedef struct {
    int32_t from;
    int32_t until;
    BulkAnswers *answers;
} QuestionAsk;

static DatabaseStatus ask_body(PgConnection *connection, gpointer data, GError **error)
{
    static const PgStatement *const statements[QUESTIONS] = {
        &bulk_plan, &bulk_hotels, &bulk_plain, &bulk_other, &bulk_overrides, &bulk_restrictions};
    QuestionAsk *ask = data;
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_int64(parameters, ask->from);
    pg_add_int64(parameters, ask->until);
    answers_clear(ask->answers);
    pg_queue(connection, statements[PLAN], NULL);
    for (guint i = HOTELS; i < QUESTIONS; i++)
        pg_queue(connection, statements[i], parameters);
    return pg_collect(connection, &ask->answers->results, error);
}

static bool hotels_take(BulkRun *run, guint task, BulkAnswers *answers, GError **error)
{
    g_auto(InventorySnapshot) snapshot = {
        .cells = g_array_new(FALSE, FALSE, sizeof(InventoryCell)),
        .overrides = g_array_new(FALSE, FALSE, sizeof(PriceOverride)),
        .restrictions = g_array_new(FALSE, FALSE, sizeof(PriceRestriction)),
    };
    for (guint i = question_first(task); i < question_end(run, task); i++) {
        const ChainHotel *hotel = run->hotels->pdata[i];
        guint row = 0;
        const PgResult *known = next_row(answers, HOTELS, hotel->number, &row);
        if (!known) {
            database_fail(error, DATABASE_HARD, NULL, NULL, "hotel %s is not in the database", hotel->code);
            return false;
        }
        snapshot.version = pg_result_int64(known, row, 1);
        snapshot.business_date = pg_result_night(known, row, 2);
        hotel_take(run, answers, hotel, &snapshot);
    }
    return true;
}

static bool bulk_task(gpointer state, guint task, gpointer user, GError **error)
{
    BulkRun *run = user;
    const ChainHotel *first = run->hotels->pdata[question_first(task)];
    const ChainHotel *last = run->hotels->pdata[question_end(run, task) - 1];
    g_auto(BulkAnswers) answers = {0};
    QuestionAsk ask = {.from = first->number, .until = last->number, .answers = &answers};
    if (pg_run_transaction(state, PG_SNAPSHOT_READ_ONLY, ask_body, &ask, error) != DATABASE_OK ||
        !hotels_take(run, task, &answers, error))
        return false;
    g_mutex_lock(&run->telling);
    run->done += question_end(run, task) - question_first(task);
    if (run->bulk->told)
        run->bulk->told(run->done, run->hotels->len, run->bulk->data);
    g_mutex_unlock(&run->telling);
    return true;
}

/* ---- all of them ---- */

static gpointer loader_new(gpointer user, GError **error)
{
    const BulkRun *run = user;
    PgOptions options = *run->bulk->database;
    options.application_name = "keyrack loading";
    return pg_connection_new(&options, error);
}

static void loader_free(gpointer state)
{
    pg_connection_free(state);
}

DatabaseStatus inventory_bulk_load(const InventoryBulk *bulk, GError **error)
{
    BulkRun run = {.bulk = bulk, .hotels = chain_hotels_by_number(bulk->chain)};
    g_mutex_init(&run.telling);
    const Crew crew = {
        .name = "loading",
        .threads = bulk->connections,
        .tasks = (run.hotels->len + HOTELS_A_QUESTION - 1) / HOTELS_A_QUESTION,
        .state_new = loader_new,
        .state_free = loader_free,
        .run = bulk_task,
        .user = &run,
    };
    g_autoptr(GError) cause = NULL;
    bool loaded = crew_run(&crew, &cause);
    g_mutex_clear(&run.telling);
    g_ptr_array_unref(run.hotels);
    if (loaded)
        return DATABASE_OK;
    DatabaseStatus status = (DatabaseStatus)cause->code;
    g_propagate_error(error, g_steal_pointer(&cause));
    return status;
}
