/* The hotel's store on both of its databases: copies, stays, folios, the outbox and the constraints that hold
 * even when the code is wrong. Each test runs on SQLite and on PostgreSQL. */

#include "ops/json.h"
#include "property/audit/audit_store.h"
#include "property/audit/business_date.h"
#include "property/command/command_store.h"
#include "property/command/statement.h"
#include "property/copy/check_store.h"
#include "property/copy/copy_store.h"
#include "property/folio/folio_store.h"
#include "property/outbox/outbox_store.h"
#include "property/room/room_store.h"
#include "property/stay/check_in.h"
#include "property/stay/desk_list_store.h"
#include "property/stay/no_show.h"
#include "property/stay/stay_store.h"
#include "tests/property/support/both_stores.h"
#include "tests/support/cunit_main.h"
#include "tests/support/postgres_fixture.h"
#include "tests/support/property_fixture.h"
#include <string.h>

#define NUMBER "100000000105"
#define OPENS 15880 /* 2013-06-24, the first business date of H1 */

static PostgresFixture postgres;
static PropertyFixture fixture;

#define ASSERT_DONE(Body, Data) CU_ASSERT_EQUAL(property_fixture_run(&fixture, Body, Data), DATABASE_OK)

/* ---- copies ---- */

/* The number of the first room of type A, as data for the bodies that read it. */
static gpointer first_room(void)
{
    const GPtrArray *rooms = fixture.property.hotel->rooms;

    for (guint i = 0; i < rooms->len; i++) {
        const ChainRoom *room = g_ptr_array_index(rooms, i);
        if (strcmp(room->room_type->code, "A") == 0) {
            return (gpointer)room->number;
        }
    }
    g_assert_not_reached();
}

typedef struct Put {
    int64_t version;
    json_t *document;
} Put;

static DatabaseStatus put_reservation(OdbcConnection *connection, gpointer data, GError **error)
{
    const Put *put = data;
    CopyChange change = {
        .version = put->version, .kind = COPY_RESERVATION, .key = NUMBER, .row = put->document};

    return copy_change_apply(connection, &change, error);
}

static void put(int64_t version, Night arrival, Night departure, const char *status)
{
    json_auto_t *document = property_fixture_document(NUMBER, arrival, departure, status);
    Put change = {version, document};

    ASSERT_DONE(put_reservation, &change);
}

static void test_older_changes_do_no_harm(void)
{
    put(7, OPENS, OPENS + 2, "reserved");
    put(5, OPENS, OPENS + 9, "cancelled");
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT version FROM copied_reservation"), 7);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT departure FROM copied_line"), OPENS + 2);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT total_minor FROM copied_line"), 20000);
    put(8, OPENS, OPENS + 3, "reserved");
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT departure FROM copied_line"), OPENS + 3);
}

static DatabaseStatus put_spoilt(OdbcConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
    json_auto_t *document = property_fixture_document(NUMBER, OPENS, OPENS + 2, "reserved");
    CopyChange change = {.version = 1, .kind = COPY_RESERVATION, .key = NUMBER, .row = document};

    json_array_remove(
        json_object_get(json_array_get(json_object_get(document, "lines"), 0), "night_prices_minor"), 0);
    return copy_change_apply(connection, &change, error);
}

static void test_a_spoilt_row_is_refused_whole(void)
{
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, put_spoilt, NULL), DATABASE_ROLLBACK);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM copied_reservation"), 0);
}

static DatabaseStatus search(OdbcConnection *connection, gpointer data, GError **error)
{
    json_t *found = NULL;
    size_t *counts = data;
    const char *queries[] = {"gar", "GARCÍA", NUMBER, "1000-0000 0105", "zz"};
    DatabaseStatus status = DATABASE_OK;

    for (size_t i = 0; i < G_N_ELEMENTS(queries) && status == DATABASE_OK; i++) {
        status = copy_reservations_search(connection, queries[i], 10, &found, error);
        counts[i] = json_array_size(found);
        g_clear_pointer(&found, json_decref);
    }
    return status;
}

static void test_guests_are_found(void)
{
    size_t counts[5] = {0};

    put(1, OPENS, OPENS + 2, "reserved");
    ASSERT_DONE(search, counts);
    CU_ASSERT_EQUAL(counts[0], 1);
    CU_ASSERT_EQUAL(counts[1], 1);
    CU_ASSERT_EQUAL(counts[2], 1);
    CU_ASSERT_EQUAL(counts[3], 1);
    CU_ASSERT_EQUAL(counts[4], 0);
}

static DatabaseStatus put_cells(OdbcConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
    static const char *const types[] = {"A", "A1", "B"};
    DatabaseStatus status = DATABASE_OK;

    for (int i = 0; i < 6 && status == DATABASE_OK; i++) {
        CopiedCell cell = {.night = OPENS + i % 2, .sell_limit = 10, .sold = i, .blocked = 1, .granted = 2};
        g_strlcpy(cell.room_type, types[i / 2], sizeof cell.room_type);
        json_auto_t *row = copied_cell_to_json(&cell);
        CopyChange change = {.version = i + 1, .kind = COPY_CELL, .key = "", .row = row};
        status = copy_change_apply(connection, &change, error);
    }
    return status;
}

/* Pages of two must give every cell once, in the order in which keys sort as text. */
static DatabaseStatus page_cells(OdbcConnection *connection, gpointer data, GError **error)
{
    GString *keys = data;
    g_autofree char *after = g_strdup("");
    size_t count;

    do {
        json_auto_t *items = NULL;
        DatabaseStatus status = copy_cell_page(connection, after, 2, &items, error);
        if (status != DATABASE_OK) {
            return status;
        }
        count = json_array_size(items);
        for (size_t i = 0; i < count; i++) {
            g_free(after);
            after = g_strdup(json_string_value(json_object_get(json_array_get(items, i), "key")));
            g_string_append_printf(keys, "%s ", after);
        }
    } while (count == 2);
    return DATABASE_OK;
}

static void test_cells_are_paged_by_key(void)
{
    g_autoptr(GString) keys = g_string_new(NULL);

    ASSERT_DONE(put_cells, NULL);
    ASSERT_DONE(page_cells, keys);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT SUM(10 * blocked + granted) FROM copied_cell"),
                    72);
    CU_ASSERT_STRING_EQUAL(
        keys->str, "A/2013-06-24 A/2013-06-25 A1/2013-06-24 A1/2013-06-25 B/2013-06-24 B/2013-06-25 ");
}

/* ---- stays and folios ---- */

static DatabaseStatus find_copy(OdbcConnection *connection, CopiedReservation **ret_reservation,
                                GError **error)
{
    return copy_reservation_find(connection, NUMBER, ret_reservation, NULL, error);
}

/* Moves the guest of line 1 into the room that `data` names. */
static DatabaseStatus move_in(OdbcConnection *connection, gpointer data, GError **error)
{
    g_autoptr(CopiedReservation) reservation = NULL;
    DatabaseStatus status = find_copy(connection, &reservation, error);

    if (status != DATABASE_OK) {
        return status;
    }
    const CopiedLine *line = copied_reservation_line(reservation, 1);
    g_autoptr(Stay) stay = stay_of_line(reservation, line);
    stay->status = STAY_IN_HOUSE;
    stay->room = g_strdup(data);
    stay->checked_in_on = OPENS;
    stay->checked_in_at = 1;
    status = stay_insert(connection, stay, line->night_prices_minor, error);
    return status == DATABASE_OK ? stay_announce(connection, stay, "check_in", NULL, 1, error) : status;
}

static PostingContext context_of(Night business_date)
{
    return (PostingContext){fixture.property.hotel, business_date, 1, "audit"};
}

static DatabaseStatus post_night(OdbcConnection *connection, gpointer data, GError **error)
{
    Night night = *(const Night *)data;
    PostingContext context = context_of(night);
    g_autoptr(Stay) stay = NULL;
    int64_t price_minor;

    DatabaseStatus status = stay_find(connection, 1, &stay, error);
    if (status == DATABASE_OK) {
        status = stay_night_price(connection, stay, night, &price_minor, error);
    }
    if (status == DATABASE_OK) {
        status = folio_post_slept_night(connection, stay, night, price_minor, &context, error);
    }
    return status == DATABASE_OK ? stay_save(connection, stay, error) : status;
}

static void test_a_night_is_charged_once(void)
{
    Night night = OPENS;

    put(1, OPENS, OPENS + 2, "reserved");
    ASSERT_DONE(move_in, first_room());
    ASSERT_DONE(post_night, &night);
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, post_night, &night), DATABASE_UNIQUE);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM posting WHERE code = 'ROOM'"), 1);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT room_revenue_minor FROM stay"), 10000);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT nights_charged FROM stay"), 1);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT SUM(amount_minor) FROM posting"),
                    property_fixture_number(&fixture, "SELECT balance_minor FROM stay"));
    CU_ASSERT_EQUAL(
        property_fixture_number(&fixture, "SELECT included_tax_minor FROM posting WHERE code = 'ROOM'"), 566);
}

static DatabaseStatus second_guest(OdbcConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
    g_autoptr(Stay) stay = stay_new();
    g_autoptr(GArray) prices = g_array_new(FALSE, FALSE, sizeof(int64_t));

    g_strlcpy(stay->confirmation_number, "100000000118", sizeof stay->confirmation_number);
    g_strlcpy(stay->room_type, "A", sizeof stay->room_type);
    g_strlcpy(stay->sold_type, "A", sizeof stay->sold_type);
    g_strlcpy(stay->rate_plan, "CHANNEL", sizeof stay->rate_plan);
    g_strlcpy(stay->currency, "EUR", sizeof stay->currency);
    stay->line = 1;
    stay->guest_name = g_strdup("Another");
    stay->room = g_strdup(first_room());
    stay->status = STAY_IN_HOUSE;
    stay->arrival = stay->departure = OPENS;
    return stay_insert(connection, stay, prices, error);
}

static void test_a_room_holds_one_stay(void)
{
    put(1, OPENS, OPENS + 2, "reserved");
    ASSERT_DONE(move_in, first_room());
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, second_guest, NULL), DATABASE_UNIQUE);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM stay"), 1);
}

static DatabaseStatus free_rooms(OdbcConnection *connection, gpointer data, GError **error)
{
    g_auto(RoomList) list = {0};
    RoomNeed need = {.room_type = "A", .from = OPENS, .until = OPENS + 1};
    DatabaseStatus status = rooms_free(connection, &need, ROOM_CLEAN, 100, &list, error);

    if (status == DATABASE_OK) {
        *(guint *)data = list.rooms->len;
    }
    return status;
}

static void test_free_rooms_are_counted(void)
{
    guint before = 0;
    guint after = 0;

    put(1, OPENS, OPENS + 2, "reserved");
    ASSERT_DONE(free_rooms, &before);
    ASSERT_DONE(move_in, first_room());
    ASSERT_DONE(free_rooms, &after);
    CU_ASSERT_EQUAL(before, 75);
    CU_ASSERT_EQUAL(after, 74);
}

static DatabaseStatus totals_that_lie(OdbcConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
    return odbc_execute_sql(connection, "UPDATE stay SET balance_minor = balance_minor + 1", NULL, NULL,
                            error);
}

static void test_totals_must_add_up(void)
{
    put(1, OPENS, OPENS + 2, "reserved");
    ASSERT_DONE(move_in, first_room());
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, totals_that_lie, NULL), DATABASE_CHECK);
}

/* A charge, its correction, a payment: the folio shows all three and sums to the payment. */
static DatabaseStatus charge_correct_pay(OdbcConnection *connection, gpointer data G_GNUC_UNUSED,
                                         GError **error)
{
    PostingContext context = context_of(OPENS);
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status = stay_find(connection, 1, &stay, error);
    if (status == DATABASE_OK) {
        status = folio_post_charge(connection, stay, FOLIO_FOOD, "Dinner", 2500, &context, error);
    }
    Posting counter = {.business_date = OPENS,
                       .entry = FOLIO_CORRECTION,
                       .department = FOLIO_FOOD,
                       .code = "food",
                       .description = "wrong table",
                       .amount_minor = -2500,
                       .night = NIGHT_NONE,
                       .corrects = 1,
                       .staff = "h1-manager"};
    if (status == DATABASE_OK) {
        status = folio_post(connection, stay, &counter, error);
    }
    if (status == DATABASE_OK) {
        status = folio_post_payment(connection, stay, &(PaidBy){.code = "card", .kind = MEANS_CARD}, 1000, &context, error);
    }
    return status == DATABASE_OK ? stay_save(connection, stay, error) : status;
}

static DatabaseStatus correct_again(OdbcConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
    g_autoptr(Stay) stay = NULL;
    Posting counter = {.business_date = OPENS,
                       .entry = FOLIO_CORRECTION,
                       .department = FOLIO_FOOD,
                       .code = "food",
                       .description = "twice",
                       .amount_minor = -2500,
                       .night = NIGHT_NONE,
                       .corrects = 1,
                       .staff = "h1-manager"};
    DatabaseStatus status = stay_find(connection, 1, &stay, error);

    return status == DATABASE_OK ? folio_post(connection, stay, &counter, error) : status;
}

static void test_a_posting_is_corrected_once(void)
{
    put(1, OPENS, OPENS + 2, "reserved");
    ASSERT_DONE(move_in, first_room());
    ASSERT_DONE(charge_correct_pay, NULL);
    CU_ASSERT_EQUAL(
        property_fixture_number(&fixture, "SELECT SUM(amount_minor) FROM posting WHERE department = 'food'"),
        0);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT balance_minor FROM stay"), -1000);
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, correct_again, NULL), DATABASE_UNIQUE);
}

/* ---- no-shows, outbox, checks ---- */

static DatabaseStatus mark(OdbcConnection *connection, gpointer data, GError **error)
{
    PostingContext context = context_of(OPENS);

    return no_shows_mark_expected(connection, 10, &context, data, error);
}

static void test_no_shows_are_marked_once(void)
{
    int marked = 0;

    put(1, OPENS, OPENS + 2, "reserved");
    ASSERT_DONE(mark, &marked);
    CU_ASSERT_EQUAL(marked, 1);
    ASSERT_DONE(mark, &marked);
    CU_ASSERT_EQUAL(marked, 0);
    /* The feed may bring the centre's older state once more. */
    put(2, OPENS, OPENS + 2, "reserved");
    ASSERT_DONE(mark, &marked);
    CU_ASSERT_EQUAL(marked, 0);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM stay WHERE status = 'no_show'"),
                    1);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM outbox WHERE kind = 'no_show'"),
                    1);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM posting"), 0);
}

static DatabaseStatus add_then_fail(OdbcConnection *connection, gpointer data, GError **error)
{
    json_auto_t *body = json_object();
    DatabaseStatus status = outbox_add(connection, "stay_update", 1, body, error);

    return status == DATABASE_OK && data != NULL ? DATABASE_ROLLBACK : status;
}

static DatabaseStatus acknowledge(OdbcConnection *connection, gpointer data, GError **error)
{
    return outbox_acknowledge(connection, *(const int64_t *)data, error);
}

static DatabaseStatus pending(OdbcConnection *connection, gpointer data, GError **error)
{
    return outbox_pending(connection, data, error);
}

static void test_outbox_numbers_have_no_gaps(void)
{
    int64_t through = 2;
    int64_t left = -1;

    ASSERT_DONE(add_then_fail, NULL);
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, add_then_fail, &through), DATABASE_ROLLBACK);
    ASSERT_DONE(add_then_fail, NULL);
    ASSERT_DONE(add_then_fail, NULL);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT MAX(number) FROM outbox"), 3);
    ASSERT_DONE(pending, &left);
    CU_ASSERT_EQUAL(left, 3);
    ASSERT_DONE(acknowledge, &through);
    ASSERT_DONE(pending, &left);
    CU_ASSERT_EQUAL(left, 1);
    through = 3;
    ASSERT_DONE(acknowledge, &through);
    ASSERT_DONE(pending, &left);
    CU_ASSERT_EQUAL(left, 0);
    ASSERT_DONE(add_then_fail, NULL);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT MIN(number) FROM outbox"), 4);
}

static DatabaseStatus check(OdbcConnection *connection, gpointer data, GError **error)
{
    int64_t after = 0;
    bool more;

    return check_folios(connection, 100, &after, data, &more, error);
}

static DatabaseStatus lose_a_posting(OdbcConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
    return odbc_execute_sql(
        connection, "DELETE FROM posting WHERE posting_number = (SELECT MAX(posting_number) FROM posting)",
        NULL, NULL, error);
}

/* The check must notice what it is for. */
static void test_checks_notice_a_lost_posting(void)
{
    Night night = OPENS;
    CheckCounts before = {0};
    CheckCounts after = {0};

    put(1, OPENS, OPENS + 2, "reserved");
    ASSERT_DONE(move_in, first_room());
    ASSERT_DONE(post_night, &night);
    ASSERT_DONE(check, &before);
    CU_ASSERT_EQUAL(before.stays, 1);
    CU_ASSERT_EQUAL(before.folios_misadded, 0);
    ASSERT_DONE(lose_a_posting, NULL);
    ASSERT_DONE(check, &after);
    CU_ASSERT_EQUAL(after.folios_misadded, 1);
    json_decref(after.findings);
}

static DatabaseStatus arrivals(OdbcConnection *connection, gpointer data, GError **error)
{
    DeskList list = {0};
    DeskQuestion question = {
        .kind = DESK_ARRIVALS, .date = OPENS, .deposit_plans = ",", .cursor = "", .limit = 10};
    DatabaseStatus status = desk_list_read(connection, &question, &list, error);

    *(size_t *)data = json_array_size(list.items);
    g_clear_pointer(&list.items, json_decref);
    g_free(list.next_cursor);
    return status;
}

static void test_arrivals_leave_the_list_at_check_in(void)
{
    size_t count = 0;

    put(1, OPENS, OPENS + 2, "reserved");
    ASSERT_DONE(arrivals, &count);
    CU_ASSERT_EQUAL(count, 1);
    ASSERT_DONE(move_in, first_room());
    ASSERT_DONE(arrivals, &count);
    CU_ASSERT_EQUAL(count, 0);
}

static DatabaseStatus roll(OdbcConnection *connection, gpointer data, GError **error)
{
    return business_date_roll(connection, *(const Night *)data, error);
}

static void test_the_date_moves_once(void)
{
    Night from = OPENS;

    ASSERT_DONE(roll, &from);
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, roll, &from), DATABASE_HARD);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT business_date FROM hotel_state"), OPENS + 1);
}

/* ---- running them on both ---- */

#define ON_BOTH(Name)                                                                                        \
    static void Name##_on_both(void)                                                                         \
    {                                                                                                        \
        both_stores_run(&postgres, &fixture, Name);                                                          \
    }

ON_BOTH(test_older_changes_do_no_harm)
ON_BOTH(test_a_spoilt_row_is_refused_whole)
ON_BOTH(test_guests_are_found)
ON_BOTH(test_cells_are_paged_by_key)
ON_BOTH(test_a_night_is_charged_once)
ON_BOTH(test_a_room_holds_one_stay)
ON_BOTH(test_free_rooms_are_counted)
ON_BOTH(test_totals_must_add_up)
ON_BOTH(test_a_posting_is_corrected_once)
ON_BOTH(test_no_shows_are_marked_once)
ON_BOTH(test_outbox_numbers_have_no_gaps)
ON_BOTH(test_checks_notice_a_lost_posting)
ON_BOTH(test_arrivals_leave_the_list_at_check_in)
ON_BOTH(test_the_date_moves_once)

static CU_TestInfo tests[] = {
    {"older changes do no harm", test_older_changes_do_no_harm_on_both},
    {"a spoilt row is refused whole", test_a_spoilt_row_is_refused_whole_on_both},
    {"guests are found", test_guests_are_found_on_both},
    {"cells are paged by key", test_cells_are_paged_by_key_on_both},
    {"a night is charged once", test_a_night_is_charged_once_on_both},
    {"a room holds one stay", test_a_room_holds_one_stay_on_both},
    {"free rooms are counted", test_free_rooms_are_counted_on_both},
    {"totals must add up", test_totals_must_add_up_on_both},
    {"a posting is corrected once", test_a_posting_is_corrected_once_on_both},
    {"no-shows are marked once", test_no_shows_are_marked_once_on_both},
    {"outbox numbers have no gaps", test_outbox_numbers_have_no_gaps_on_both},
    {"checks notice a lost posting", test_checks_notice_a_lost_posting_on_both},
    {"arrivals leave the list at check-in", test_arrivals_leave_the_list_at_check_in_on_both},
    {"the date moves once", test_the_date_moves_once_on_both},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    postgres_fixture_init(&postgres);
    int failed = test_main("property/store", tests);
    postgres_fixture_clear(&postgres);
    return failed;
}
