/* Whatever is posted, moved, countered or adjusted in whatever order: every folio balances, the three ledgers
 * and the trial balance agree, and nothing is ever removed. On SQLite and on PostgreSQL; the seed is printed
 * first. */

#include "property/cashier/cash_rules.h"
#include "property/cashier/exchange_rules.h"
#include "property/folio/account_store.h"
#include "property/folio/folio_change.h"
#include "property/folio/routing_store.h"
#include "property/ledger/ledger_store.h"
#include "property/stay/stay_store.h"
#include "tests/support/cunit_main.h"
#include "tests/support/postgres_fixture.h"
#include "tests/support/property_fixture.h"
#include <string.h>

#define OPENS 15880 /* 2013-06-24, the first business date of H1 */
#define STAYS 3
#define STEPS 220
#define MOST_STEPS (20 * STEPS)
#define DAY_EVERY 40
#define LAST_DAY 28 /* the guests stay for 30 nights */

static PostgresFixture postgres;
static PropertyFixture fixture;

/* One random sequence. */
typedef struct Sequence {
    GRand *random;
    Night today;
    int64_t master;
    int64_t postings; /* counted after the last step */
} Sequence;

static int64_t between(Sequence *sequence, int64_t least, int64_t most)
{
    return test_random_between(sequence->random, least, most);
}

static PostingContext context_of(const Sequence *sequence)
{
    return (PostingContext){fixture.property.hotel, sequence->today, 1, "h1-desk1"};
}

/* ---- the house ---- */

static DatabaseStatus move_in(OdbcConnection *connection, int number, GError **error)
{
    g_autoptr(Stay) stay = stay_new();
    g_autoptr(GArray) prices = g_array_new(FALSE, FALSE, sizeof(int64_t));
    const ChainRoom *room = g_ptr_array_index(fixture.property.hotel->rooms, number);

    for (int i = 0; i < 30; i++) {
        int64_t price_minor = 10000 + 37 * i;
        g_array_append_val(prices, price_minor);
    }
    g_snprintf(stay->confirmation_number, sizeof stay->confirmation_number, "10000000%04d", 100 + number);
    g_strlcpy(stay->room_type, "A", sizeof stay->room_type);
    g_strlcpy(stay->sold_type, "A", sizeof stay->sold_type);
    g_strlcpy(stay->rate_plan, "BAR", sizeof stay->rate_plan);
    g_strlcpy(stay->currency, "EUR", sizeof stay->currency);
    stay->line = 1;
    stay->adults = 2;
    stay->guest_name = g_strdup("Guest");
    stay->room = g_strdup(room->number);
    stay->status = STAY_IN_HOUSE;
    stay->arrival = OPENS;
    stay->departure = OPENS + 30;
    stay->checked_in_on = OPENS;
    stay->checked_in_at = 1;
    DatabaseStatus status = stay_insert(connection, stay, prices, error);
    return status == DATABASE_OK ? stay_announce(connection, stay, "check_in", NULL, 1, error) : status;
}

static DatabaseStatus fill_house(OdbcConnection *connection, gpointer data, GError **error)
{
    Sequence *sequence = data;
    Account master = {.kind = ACCOUNT_MASTER, .name = (char *)"Conference"};
    DatabaseStatus status = DATABASE_OK;

    for (int i = 0; i < STAYS && status == DATABASE_OK; i++) {
        status = move_in(connection, i, error);
    }
    if (status == DATABASE_OK) {
        status = account_add(connection, &master, 1, error);
    }
    sequence->master = master.account_id;
    return status;
}

/* ---- one random step ---- */

static DatabaseStatus charge(OdbcConnection *connection, Sequence *sequence, Stay *stay, GError **error)
{
    PostingContext context = context_of(sequence);
    FolioDepartment department = (FolioDepartment)between(sequence, FOLIO_FOOD, FOLIO_OTHER);

    return folio_post_charge(connection, stay, department, "Something", between(sequence, -500, 9999),
                             &context, error);
}

static DatabaseStatus night(OdbcConnection *connection, Sequence *sequence, Stay *stay, GError **error)
{
    PostingContext context = context_of(sequence);
    Night charged_until;
    int64_t price_minor;

    DatabaseStatus status = folio_charged_until(connection, stay->stay_id, &charged_until, error);
    if (status != DATABASE_OK || charged_until > sequence->today) {
        return status;
    }
    status = stay_night_price(connection, stay, sequence->today, &price_minor, error);
    return status == DATABASE_OK
               ? folio_post_slept_night(connection, stay, sequence->today, price_minor, &context, error)
               : status;
}

/* What a policy charges for nights to come, as at an early departure that is taken back later. */
static DatabaseStatus penalty(OdbcConnection *connection, Sequence *sequence, Stay *stay, GError **error)
{
    PostingContext context = context_of(sequence);
    g_auto(PriceBreakdown) breakdown;
    PriceTerms terms = {.hotel = fixture.property.hotel, .arrival = OPENS, .occupancy = {2, 0, 0}};
    Night from;

    DatabaseStatus status = folio_charged_until(connection, stay->stay_id, &from, error);
    price_breakdown_init(&breakdown, fixture.property.hotel);
    for (Night night = MAX(from, sequence->today); night < sequence->today + 2; night++) {
        price_breakdown_add_night(&breakdown, &terms, night, 8000, false);
    }
    return status == DATABASE_OK ? folio_post_nights(connection, stay, &breakdown, &context, error) : status;
}

/* A slip of the clerk is the night itself: what the audit must put right. */
static DatabaseStatus counter_night(OdbcConnection *connection, Sequence *sequence, Stay *stay,
                                    GError **error)
{
    PostingContext context = context_of(sequence);
    FolioVerdict verdict = FOLIO_ACCEPTED;
    bool found = false;
    g_autofree char *last = g_strdup_printf(
        "SELECT COALESCE(MAX(posting_number), 0) FROM posting WHERE code = 'ROOM' AND night >= %d AND "
        "corrects IS NULL AND stay_id = %" G_GINT64_FORMAT,
        sequence->today, stay->stay_id);
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = odbc_execute_sql(connection, last, NULL, &result, error);
    if (status == DATABASE_OK) {
        status = folio_counter(connection, stay, odbc_result_int64(result, 0, 0), "stays after all", &context,
                               &found, &verdict, error);
    }
    return status == DATABASE_OK && verdict != FOLIO_ACCEPTED ? DATABASE_ROLLBACK : status;
}

static const PaidBy means[] = {
    {.code = "cash", .kind = MEANS_CASH},
    {.code = "card", .kind = MEANS_CARD},
    {.code = "visa", .kind = MEANS_CARD, .reference = "0042", .last_four = "1234"},
    {.code = "cash_usd", .kind = MEANS_CASH, .currency = "USD"},
};

#define USD_RATE INT64_C(913370)

/* Cash that comes in may be handed over in larger notes, or in other money. */
static bool tender(Sequence *sequence, const PaidBy *paid, int64_t amount_minor, Tender *ret_tender)
{
    bool foreign = paid->currency[0] != '\0';
    int64_t payable_minor = cash_payable_minor(amount_minor, 5);
    const Currency *money = currency_find(foreign ? "USD" : "EUR");

    if (paid->kind != MEANS_CASH || payable_minor <= 0 || (!foreign && between(sequence, 0, 1) == 0)) {
        return false;
    }
    *ret_tender = (Tender){
        .currency = money->code,
        .tendered_minor = foreign ? 2 * payable_minor : payable_minor + 5 * between(sequence, 0, 200),
        .rate_millionths = foreign ? USD_RATE : EXCHANGE_ONE,
    };
    return exchange_value(ret_tender->tendered_minor, money, ret_tender->rate_millionths,
                          currency_find("EUR"), &ret_tender->value_minor) &&
           tender_decide(payable_minor, ret_tender->value_minor, 5, &ret_tender->change_minor) ==
               TENDER_ACCEPTED;
}

static DatabaseStatus pay(OdbcConnection *connection, Sequence *sequence, Stay *stay, GError **error)
{
    PostingContext context = context_of(sequence);
    Tender tendered;

    if (between(sequence, 0, 3) == 0) {
        return folio_settle(connection, stay, &means[between(sequence, 0, 2)], NULL, &context, error);
    }
    FolioPayment payment = {
        .window = (int)between(sequence, 1, 3),
        .paid = &means[between(sequence, 0, 3)],
        .amount_minor = between(sequence, -400, 9000),
    };
    payment.tender = tender(sequence, payment.paid, payment.amount_minor, &tendered) ? &tendered : NULL;
    return folio_pay(connection, stay, &payment, &context, NULL, error);
}

static int64_t some_posting(Sequence *sequence)
{
    int64_t last = MAX(sequence->postings, 1);

    return between(sequence, between(sequence, 0, 1) == 0 ? 1 : MAX(last - 8, 1), last);
}

static DatabaseStatus counter(OdbcConnection *connection, Sequence *sequence, Stay *stay, GError **error)
{
    PostingContext context = context_of(sequence);
    FolioVerdict verdict = FOLIO_ACCEPTED;
    bool found = false;

    DatabaseStatus status =
        folio_counter(connection, stay, some_posting(sequence), "slip", &context, &found, &verdict, error);
    return status == DATABASE_OK && verdict != FOLIO_ACCEPTED ? DATABASE_ROLLBACK : status;
}

static DatabaseStatus adjust(OdbcConnection *connection, Sequence *sequence, Stay *stay, GError **error)
{
    PostingContext context = context_of(sequence);
    FolioVerdict verdict = FOLIO_ACCEPTED;
    bool found = false;

    return folio_adjust(connection, stay, some_posting(sequence), between(sequence, -800, 300), "less",
                        &context, &found, &verdict, error);
}

static DatabaseStatus transfer(OdbcConnection *connection, Sequence *sequence, Stay *stay, GError **error)
{
    PostingContext context = context_of(sequence);
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));
    FolioVerdict verdict = FOLIO_ACCEPTED;
    int64_t number = some_posting(sequence);
    int64_t other = between(sequence, 0, STAYS);
    bool found = false;

    g_array_append_val(numbers, number);
    FolioTransfer what = {
        .numbers = numbers,
        .to = {other == 0 ? sequence->master : other, (int)between(sequence, 1, 3)},
        .amount_minor = between(sequence, 0, 2) == 0 ? between(sequence, -50, 700) : 0,
    };
    if (what.amount_minor == 0 && between(sequence, 0, 1) == 0) {
        what.percent_basis_points = (int32_t)between(sequence, 1, 99) * 100;
    }
    return folio_transfer(connection, stay, &what, &context, &found, &verdict, error);
}

static DatabaseStatus agree(OdbcConnection *connection, Sequence *sequence, Stay *stay, GError **error)
{
    static const char *const lists[] = {"room", "food,beverage", "all"};
    PostingContext context = context_of(sequence);
    static const int shares[] = {ROUTING_WHOLE, ROUTING_WHOLE, 5000, 3333};
    int64_t other = between(sequence, 0, STAYS);
    Routing routing = {
        .departments = (char *)lists[between(sequence, 0, 2)],
        .from_date = sequence->today,
        .until_date = sequence->today + (Night)between(sequence, 0, 2),
        .to = {other == 0               ? sequence->master
               : other == stay->stay_id ? 0
                                        : other,
               (int)between(sequence, 1, 3)},
        .share_basis_points = shares[between(sequence, 0, 3)],
    };
    FixedCharge breakfast = {
        .department = FOLIO_FOOD,
        .description = (char *)"Breakfast",
        .amount_minor = 1500,
        .included = between(sequence, 0, 1) == 0,
        .from_date = sequence->today,
        .until_date = sequence->today + 1,
    };

    if (between(sequence, 0, 2) == 0) {
        return fixed_charge_add(connection, stay->stay_id, &breakfast, &context, error);
    }
    return routing_add(connection, stay->stay_id, &routing, &context, error);
}

static DatabaseStatus close_day(OdbcConnection *connection, Sequence *sequence, GError **error)
{
    g_auto(LedgerDay) day = {0};

    DatabaseStatus status = ledger_day_read(connection, sequence->today, &day, error);
    return status == DATABASE_OK ? ledger_day_close(connection, &day, error) : status;
}

/* The first guest was charged for leaving early and stays after all. */
static DatabaseStatus reconsider(OdbcConnection *connection, gpointer data, GError **error)
{
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status = stay_find(connection, 1, &stay, error);
    status = status == DATABASE_OK ? penalty(connection, data, stay, error) : status;
    return status == DATABASE_OK ? counter_night(connection, data, stay, error) : status;
}

static DatabaseStatus step(OdbcConnection *connection, gpointer data, GError **error)
{
    typedef DatabaseStatus (*Action)(OdbcConnection *, Sequence *, Stay *, GError **);
    static const Action actions[] = {charge, charge,   charge,   night, pay,     pay,          counter,
                                     adjust, transfer, transfer, agree, penalty, counter_night};
    Sequence *sequence = data;
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status = stay_find(connection, between(sequence, 1, STAYS), &stay, error);
    if (status == DATABASE_OK) {
        status = actions[between(sequence, 0, G_N_ELEMENTS(actions) - 1)](connection, sequence, stay, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    g_autoptr(Stay) kept = NULL;
    status = stay_find(connection, stay->stay_id, &kept, error);
    CU_ASSERT_EQUAL(memcmp(&kept->totals, &stay->totals, sizeof kept->totals), 0);
    return status;
}

/* The cashier goes home, if a drawer is open; half of them count their slips too. */
static DatabaseStatus count_drawer(OdbcConnection *connection, Sequence *sequence, GError **error)
{
    CashContext context = {"h1-desk1", "EUR", sequence->today, 1};
    json_auto_t *notes = json_pack("{s:i}", "EUR", 100);
    json_auto_t *slips = json_pack("{s:i, s:i}", "visa", 100, "voucher", 0);
    int64_t shift = 0;

    DatabaseStatus status = shift_find_open(connection, context.staff, &shift, error);
    return status == DATABASE_OK && shift != 0
               ? shift_close(connection, &context, shift, notes,
                             between(sequence, 0, 1) == 0 ? slips : NULL, error)
               : status;
}

/* As the night audit: whoever is in the house and not charged for the night is charged, then the day ends. */
static DatabaseStatus roll(OdbcConnection *connection, gpointer data, GError **error)
{
    Sequence *sequence = data;
    g_autoptr(GPtrArray) stays = NULL;

    DatabaseStatus status = stays_lacking_night(connection, sequence->today, 0, STAYS, &stays, error);
    for (guint i = 0; status == DATABASE_OK && i < stays->len; i++) {
        Stay *stay = g_ptr_array_index(stays, i);
        PostingContext context = context_of(sequence);
        status = folio_post_slept_night(connection, stay, sequence->today, 10000, &context, error);
    }
    if (status == DATABASE_OK) {
        status = count_drawer(connection, sequence, error);
    }
    return status == DATABASE_OK ? close_day(connection, sequence, error) : status;
}

/* Each night that is over stands on its guest's folio exactly once. */
static void check_nights(const Sequence *sequence)
{
    g_autofree char *charged =
        g_strdup_printf("SELECT COUNT(*) FROM posting p WHERE p.code = 'ROOM' AND p.night = %d AND "
                        "p.corrects IS NULL AND NOT "
                        "EXISTS (SELECT 1 FROM posting c WHERE c.corrects = p.posting_number)",
                        sequence->today);

    CU_ASSERT_EQUAL(property_fixture_number(&fixture, charged), STAYS);
}

/* ---- what must hold after every step ---- */

static const char *const broken[] = {
    "SELECT COUNT(*) FROM account a WHERE a.balance_minor <> COALESCE((SELECT SUM(p.amount_minor) FROM "
    "posting p WHERE "
    "p.account_id = a.account_id), 0)",
    "SELECT COUNT(*) FROM stay s JOIN account a ON a.account_id = s.stay_id WHERE a.balance_minor <> "
    "s.balance_minor",
    "SELECT COUNT(*) FROM (SELECT transfer FROM posting WHERE transfer IS NOT NULL GROUP BY transfer HAVING "
    "SUM(amount_minor) <> 0 OR SUM(included_tax_minor) <> 0 OR COUNT(*) <> 2 OR MIN(service_date) <> "
    "MAX(service_date)) t",
    "SELECT COUNT(*) FROM (SELECT p.origin FROM posting p WHERE p.entry = 'package' GROUP BY p.origin HAVING "
    "SUM(p.amount_minor) <> 0 OR MIN(p.folio_window) <> MAX(p.folio_window)) t",
    "SELECT COUNT(*) FROM posting c JOIN posting p ON p.posting_number = c.corrects WHERE c.amount_minor <> "
    "-p.amount_minor OR c.department <> p.department OR c.account_id <> p.account_id",
    "SELECT COUNT(*) FROM (SELECT p.posting_number FROM posting p LEFT JOIN cash_movement m ON "
    "m.posting_number = "
    "p.posting_number WHERE p.department = 'payment' AND p.code = 'cash' GROUP BY p.posting_number, "
    "p.amount_minor "
    "HAVING SUM(m.amount_minor) IS NULL OR SUM(m.amount_minor) <> -p.amount_minor) c",
    /* Larger notes and other money are in the drawer, and the change is not. */
    "SELECT COUNT(*) FROM tender t JOIN posting p ON p.posting_number = t.posting_number WHERE "
    "t.tendered_minor <> COALESCE((SELECT SUM(m.amount_minor) FROM cash_movement m WHERE m.posting_number = "
    "t.posting_number AND m.kind = 'payment' AND m.currency = t.currency), 0) OR -t.change_minor <> "
    "COALESCE((SELECT SUM(m.amount_minor) FROM cash_movement m WHERE m.posting_number = t.posting_number AND "
    "m.kind = 'change' AND m.currency = 'EUR'), 0) OR t.value_minor - t.change_minor + p.amount_minor NOT "
    "BETWEEN -2 AND 2",
    /* What counters a payment takes out of the drawer what that put in, in each money. */
    "SELECT COUNT(*) FROM (SELECT COALESCE(p.corrects, p.posting_number) AS paid, m.currency FROM posting p JOIN "
    "cash_movement m ON m.posting_number = p.posting_number WHERE EXISTS (SELECT 1 FROM posting c WHERE c.corrects = "
    "COALESCE(p.corrects, p.posting_number)) GROUP BY paid, m.currency HAVING SUM(m.amount_minor) <> 0) b",
    /* A slip belongs to a payment, and each payment by that card has its own. */
    "SELECT COUNT(*) FROM posting p LEFT JOIN payment_detail d ON d.posting_number = p.posting_number WHERE "
    "(p.code = 'visa' AND p.department = 'payment' AND p.corrects IS NULL) <> (d.posting_number IS NOT NULL)",
    /* A drawer that was counted knows what was paid while it was open, by each means. */
    "SELECT COUNT(*) FROM cashier_shift s WHERE s.status = 'closed' AND (SELECT SUM(c.received_minor - "
    "c.given_back_minor) FROM means_count c WHERE c.shift_id = s.shift_id) <> -(SELECT SUM(p.amount_minor) FROM "
    "posting p WHERE p.department = 'payment' AND p.posting_number BETWEEN s.opened_after + 1 AND s.closed_after)",
    "SELECT COUNT(*) FROM means_count c WHERE c.counted_minor IS NOT NULL AND c.means IN ('cash', 'cash_usd')",
    /* Coins make up all cash, and what they cannot is less than one of them. */
    "SELECT COUNT(*) FROM posting WHERE (department = 'payment' AND code IN ('cash', 'cash_usd') AND amount_minor % 5 <> 0) "
    "OR (department = 'rounding' AND (amount_minor = 0 OR amount_minor NOT BETWEEN -2 AND 2))",
    "SELECT COUNT(*) FROM posting r LEFT JOIN posting p ON p.posting_number = r.origin WHERE r.department = "
    "'rounding' AND r.entry = 'posting' AND r.origin IS NOT NULL AND (p.code NOT IN ('cash', 'cash_usd') OR p.folio_window <> "
    "r.folio_window)",
    "SELECT COUNT(*) FROM posting p WHERE p.code IN ('cash', 'cash_usd') AND p.corrects IS NOT NULL AND EXISTS (SELECT 1 "
    "FROM "
    "posting r WHERE r.origin = p.corrects AND r.department = 'rounding' AND NOT EXISTS (SELECT 1 FROM "
    "posting "
    "c WHERE c.corrects = r.posting_number))",
    "SELECT COUNT(*) FROM posting t JOIN posting r ON r.posting_number = t.origin WHERE t.entry = 'transfer' "
    "AND "
    "t.service_date <> r.service_date",
};

static int64_t count_broken(void)
{
    int64_t count = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(broken); i++) {
        count += property_fixture_number(&fixture, broken[i]);
    }
    return count;
}

typedef struct Balance {
    Night today;
    bool balances;
    int64_t items_minor;
    int64_t accounts_minor;
} Balance;

static DatabaseStatus read_balance(OdbcConnection *connection, gpointer data, GError **error)
{
    Balance *balance = data;
    g_auto(LedgerDay) day = {0};

    DatabaseStatus status = ledger_day_read(connection, balance->today, &day, error);
    balance->balances = status == DATABASE_OK && ledgers_balance(day.ledgers);
    for (int64_t account = 1; account <= STAYS && status == DATABASE_OK; account++) {
        g_autoptr(GArray) items = NULL;
        int64_t windows_minor[FOLIO_WINDOW_MAX + 1];
        status = folio_items_read(connection, account, 0, &items, error);
        for (guint i = 0; status == DATABASE_OK && i < items->len; i++) {
            balance->items_minor += g_array_index(items, FolioItem, i).amount_minor;
        }
        status =
            status == DATABASE_OK ? folio_window_balances(connection, account, windows_minor, error) : status;
        balance->accounts_minor += windows_minor[0];
    }
    return status;
}

static void check_everything(Sequence *sequence)
{
    Balance balance = {.today = sequence->today};
    int64_t postings = property_fixture_number(&fixture, "SELECT COUNT(*) FROM posting");

    CU_ASSERT_EQUAL(property_fixture_run(&fixture, read_balance, &balance), DATABASE_OK);
    CU_ASSERT_TRUE(balance.balances);
    CU_ASSERT_EQUAL(balance.items_minor, balance.accounts_minor);
    CU_ASSERT_EQUAL(count_broken(), 0);
    CU_ASSERT_TRUE(postings >= sequence->postings);
    CU_ASSERT_EQUAL(
        postings, property_fixture_number(&fixture, "SELECT COALESCE(MAX(posting_number), 0) FROM posting"));
    sequence->postings = postings;
}

static int64_t count_entries(const char *entry)
{
    g_autofree char *sql = g_strdup_printf("SELECT COUNT(*) FROM posting WHERE entry = '%s'", entry);

    return property_fixture_number(&fixture, sql);
}

/* Charges of which a part went elsewhere as they were posted, and a part stayed. */
#define SPLIT_CHARGES                                                                                        \
    "SELECT COUNT(*) FROM posting p JOIN posting m ON m.origin = p.posting_number AND m.entry = 'transfer' " \
    "AND m.account_id = p.account_id AND m.amount_minor < 0 AND m.posting_number = p.posting_number + 1 "    \
    "WHERE p.entry = 'posting' AND p.amount_minor > -m.amount_minor"

/* A sequence that never came by one of these has not tried it. */
static bool has_tried_all(const Sequence *sequence)
{
    return sequence->postings > STEPS / 2 && count_entries("transfer") > 10 && count_entries("void") > 0 &&
           count_entries("adjustment") > 0 &&
           property_fixture_number(&fixture, "SELECT COUNT(*) FROM posting WHERE department = 'rounding'") >
               0 &&
           property_fixture_number(&fixture, "SELECT COUNT(DISTINCT currency) FROM tender") > 1 &&
           property_fixture_number(&fixture, SPLIT_CHARGES) > 0 &&
           property_fixture_number(&fixture, "SELECT COUNT(*) FROM means_count WHERE means = 'visa'") > 0 &&
           property_fixture_number(&fixture, "SELECT COUNT(*) FROM posting WHERE code = 'ROOM' AND "
                                             "charged_before > 0") > 0;
}

/* Chance may keep a kind of posting away for long: the sequence goes on until each was tried, with any seed.
 */
static void run_sequence(Sequence *sequence)
{
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, fill_house, sequence), DATABASE_OK);
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, reconsider, sequence), DATABASE_OK);
    for (int i = 1; i <= STEPS || (i <= MOST_STEPS && !has_tried_all(sequence)); i++) {
        DatabaseStatus status = property_fixture_run(&fixture, step, sequence);
        CU_ASSERT_TRUE(status == DATABASE_OK || status == DATABASE_ROLLBACK);
        check_everything(sequence);
        if (i % DAY_EVERY == 0 && sequence->today < OPENS + LAST_DAY) {
            CU_ASSERT_EQUAL(property_fixture_run(&fixture, roll, sequence), DATABASE_OK);
            check_nights(sequence);
            sequence->today++;
        }
    }
    CU_ASSERT_TRUE(has_tried_all(sequence));
}

/* ---- what the checks must notice ---- */

static DatabaseStatus spoil(OdbcConnection *connection, gpointer sql, GError **error)
{
    return odbc_execute_sql(connection, sql, NULL, NULL, error);
}

static void expect_noticed(const char *spoilt, const char *mended)
{
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, spoil, (gpointer)spoilt), DATABASE_OK);
    CU_ASSERT_TRUE(count_broken() > 0);
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, spoil, (gpointer)mended), DATABASE_OK);
    CU_ASSERT_EQUAL(count_broken(), 0);
}

#define A_TENDER "posting_number = (SELECT MAX(posting_number) FROM tender)"
#define A_TRANSFER "posting_number = (SELECT MAX(posting_number) FROM posting WHERE entry = 'transfer')"

static void any_sequence_balances(void)
{
    Sequence sequence = {.random = test_random_new(), .today = OPENS};

    ((ChainHotel *)fixture.property.hotel)->cash_step_minor = 5;
    run_sequence(&sequence);
    expect_noticed("UPDATE posting SET amount_minor = amount_minor + 1 WHERE " A_TRANSFER,
                   "UPDATE posting SET amount_minor = amount_minor - 1 WHERE " A_TRANSFER);
    expect_noticed("UPDATE posting SET service_date = service_date + 1 WHERE " A_TRANSFER,
                   "UPDATE posting SET service_date = service_date - 1 WHERE " A_TRANSFER);
    expect_noticed("UPDATE account SET balance_minor = balance_minor + 1 WHERE account_id = 1",
                   "UPDATE account SET balance_minor = balance_minor - 1 WHERE account_id = 1");
    expect_noticed("UPDATE tender SET change_minor = change_minor + 5 WHERE " A_TENDER,
                   "UPDATE tender SET change_minor = change_minor - 5 WHERE " A_TENDER);
    expect_noticed("UPDATE means_count SET received_minor = received_minor + 1 WHERE shift_id = 1",
                   "UPDATE means_count SET received_minor = received_minor - 1 WHERE shift_id = 1");
    g_rand_free(sequence.random);
}

static void test_on_sqlite(void)
{
    property_fixture_init(&fixture, KEYRACK_SOURCE_DIR, NULL, "H1");
    any_sequence_balances();
    property_fixture_clear(&fixture);
}

static void test_on_postgres(void)
{
    property_fixture_init(&fixture, KEYRACK_SOURCE_DIR, postgres.odbc, "H1");
    any_sequence_balances();
    property_fixture_clear(&fixture);
}

static CU_TestInfo tests[] = {
    {"any sequence balances, on SQLite", test_on_sqlite},
    {"any sequence balances, on PostgreSQL", test_on_postgres},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    postgres_fixture_init(&postgres);
    int failed = test_main("property/folio_sequence", tests);
    postgres_fixture_clear(&postgres);
    return failed;
}
