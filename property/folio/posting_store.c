#include "property/folio/posting_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/folio/account_store.h"
#include <string.h>

/* More than any stay has. */
#define POSTINGS_MAX 1000000

/* Postings are never removed, so the next number follows the highest one. */
static const OdbcStatement next_posting = {
    "next_posting",
    "SELECT COALESCE(MAX(posting_number), 0) + 1 FROM posting",
    0,
};

static const OdbcStatement add_posting = {
    "add_posting",
    "INSERT INTO posting (posting_number, account_id, folio_window, stay_id, business_date, service_date, "
    "posted_at, "
    "entry, department, code, description, amount_minor, included_tax_minor, night, corrects, origin, "
    "transfer, staff, charged_before) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CASE WHEN CAST(? AS BIGINT) IS NULL THEN "
    "0 ELSE "
    "(SELECT COUNT(*) FROM posting p WHERE "
    "p.account_id = ? AND p.night = ? AND p.code = ? AND +p.corrects IS NULL AND EXISTS "
    "(SELECT 1 FROM posting c WHERE c.corrects = p.posting_number)) END)",
    22,
};

static const OdbcStatement add_detail = {
    "add_payment_detail",
    "INSERT INTO payment_detail (posting_number, reference, last_four) VALUES (?, ?, ?)",
    3,
};

static const OdbcStatement add_to_account = {
    "add_to_account",
    "UPDATE account SET balance_minor = balance_minor + ? WHERE account_id = ?",
    2,
};

static const OdbcStatement add_to_stay = {
    "add_to_stay",
    "UPDATE stay SET room_revenue_minor = room_revenue_minor + ?, tax_minor = tax_minor + ?, "
    "other_revenue_minor = "
    "other_revenue_minor + ?, payments_minor = payments_minor + ?, balance_minor = balance_minor + ? WHERE "
    "stay_id = ?",
    6,
};

static const OdbcStatement find_posting = {
    "find_posting",
    "SELECT entry, department, code, description, business_date, service_date, folio_window, amount_minor, "
    "included_tax_minor, corrects, (SELECT COUNT(*) FROM posting c WHERE c.corrects = p.posting_number), "
    "night, origin "
    "FROM posting p WHERE p.account_id = ? AND p.posting_number = ?",
    2,
};

static const OdbcStatement list_postings = {
    "list_postings",
    "SELECT p.posting_number, business_date, posted_at, department, code, description, amount_minor, "
    "included_tax_minor, night, corrects, staff, folio_window, service_date, entry, origin, "
    "COALESCE(d.reference, ''), COALESCE(d.last_four, '') "
    "FROM (SELECT * FROM posting WHERE account_id = ? ORDER BY posting_number DESC LIMIT ?) p LEFT JOIN "
    "payment_detail d ON d.posting_number = p.posting_number ORDER BY p.posting_number",
    2,
};

/* A void, a transfer and the shift of a package's price stand with what they belong to. */
#define ROOT                                                                                                 \
    "CASE p.entry WHEN 'transfer' THEN p.origin WHEN 'package' THEN p.origin WHEN 'void' THEN "              \
    "COALESCE(p.origin, p.corrects) ELSE "                                                                   \
    "p.posting_number END"

#define ITEMS                                                                                                \
    "SELECT r.posting_number, p.folio_window, SUM(p.amount_minor), SUM(p.included_tax_minor), "              \
    "r.department, "                                                                                         \
    "r.code, r.description, r.service_date, r.account_id, r.entry, COALESCE(d.reference, ''), "             \
    "COALESCE(d.last_four, '') FROM posting p JOIN posting r ON r.posting_number = " ROOT                    \
    " LEFT JOIN payment_detail d ON d.posting_number = r.posting_number WHERE p.account_id = ? "

#define ITEMS_GROUPED                                                                                        \
    "GROUP BY r.posting_number, p.folio_window, r.department, r.code, r.description, r.service_date, "       \
    "r.account_id, r.entry, d.reference, d.last_four HAVING SUM(p.amount_minor) <> 0 ORDER BY "              \
    "p.folio_window, r.service_date, "                                                                       \
    "r.posting_number"

static const OdbcStatement read_items = {
    "read_folio_items",
    ITEMS ITEMS_GROUPED,
    1,
};

static const OdbcStatement read_items_of_root = {
    "read_folio_items_of_root",
    ITEMS "AND " ROOT " = ? " ITEMS_GROUPED,
    2,
};

/* A charge and its adjustments that nobody has taken back, by window. */
static const OdbcStatement read_rest = {
    "read_charge_rest",
    "SELECT p.folio_window, SUM(CASE WHEN " ROOT " = ? THEN p.amount_minor ELSE 0 END), SUM(p.amount_minor) "
    "FROM posting p WHERE p.account_id = ? AND (" ROOT " = ? OR " ROOT
    " IN (SELECT a.posting_number FROM posting a WHERE a.origin = ? AND a.entry = 'adjustment' AND "
    "a.department <> 'tax' AND NOT EXISTS (SELECT 1 FROM posting c WHERE c.corrects = a.posting_number))) "
    "GROUP BY p.folio_window ORDER BY p.folio_window",
    4,
};

static const OdbcStatement window_balances = {
    "folio_window_balances",
    "SELECT folio_window, SUM(amount_minor) FROM posting WHERE account_id = ? GROUP BY folio_window",
    1,
};

static const OdbcStatement paid_since = {
    "posting_paid_since",
    "SELECT COUNT(*) FROM posting WHERE account_id = ? AND posting_number > ? AND folio_window = ? AND "
    "department = "
    "'payment' AND entry = 'posting'",
    3,
};

static const OdbcStatement invoiced = {
    "posting_invoiced",
    "SELECT COUNT(*) FROM invoice_posting ip JOIN invoice i ON i.invoice_id = ip.invoice_id WHERE "
    "ip.posting_number = ? "
    "AND NOT EXISTS (SELECT 1 FROM invoice c WHERE c.credits = i.invoice_id) AND i.kind = 'invoice'",
    1,
};

Posting posting_of_context(const PostingContext *context)
{
    return (Posting){
        .business_date = context->business_date,
        .posted_at = context->posted_at,
        .night = NIGHT_NONE,
        .staff = context->staff,
        .currency = context->hotel != NULL ? context->hotel->currency->code : NULL,
    };
}

static DatabaseStatus next_number(OdbcConnection *connection, int64_t *ret_number, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &next_posting, &result, error, "");
    if (status == DATABASE_OK) {
        *ret_number = odbc_result_int64(result, 0, 0);
    }
    return status;
}

static DatabaseStatus insert(OdbcConnection *connection, int64_t number, int64_t account_id,
                             const Posting *posting, GError **error)
{
    int64_t stay_id = account_id < ACCOUNT_FIRST ? account_id : 0;
    Night service_date = posting->service_date == 0 ? posting->business_date : posting->service_date;

    return statement_run(connection, &add_posting, NULL, error, "lllknnassssllnkkksnkns", number, account_id,
                         (int64_t)MAX(posting->window, 1), stay_id, posting->business_date, service_date,
                         posting->posted_at, folio_entry_code(posting->entry),
                         folio_department_code(posting->department), posting->code, posting->description,
                         posting->amount_minor, posting->included_tax_minor, posting->night,
                         posting->corrects, posting->origin, posting->transfer, posting->staff,
                         posting->night, stay_id, posting->night, posting->code);
}

static DatabaseStatus add_to_totals(OdbcConnection *connection, int64_t stay_id, const Posting *posting,
                                    GError **error)
{
    FolioTotals added = {0};

    g_assert(folio_totals_add(&added, posting->department, posting->amount_minor));
    return statement_change_one(connection, &add_to_stay, error, "llllll", added.room_minor, added.tax_minor,
                                added.other_minor, added.payments_minor, posting->amount_minor, stay_id);
}

/* Whatever counters a posting takes its cash back as it came. */
static DatabaseStatus move_cash(OdbcConnection *connection, const Posting *posting, int64_t number,
                                GError **error)
{
    bool paid_out = strcmp(posting->code, FOLIO_PAID_OUT_CODE) == 0;
    CashContext context = {posting->staff, posting->currency, posting->business_date, posting->posted_at};

    bool cash = posting->paid != NULL && posting->paid->kind == MEANS_CASH;

    if (posting->department != FOLIO_PAYMENT) {
        return DATABASE_OK;
    }
    if (posting->corrects != 0) {
        return shift_cash_back(connection, &context, number, posting->corrects, error);
    }
    return paid_out || cash ? shift_cash(connection, &context, number, -posting->amount_minor, paid_out,
                                         posting->tender, error)
                            : DATABASE_OK;
}

static DatabaseStatus keep_detail(OdbcConnection *connection, const PaidBy *paid, int64_t number,
                                  GError **error)
{
    const char *reference = paid == NULL || paid->reference == NULL ? "" : paid->reference;
    const char *last_four = paid == NULL || paid->last_four == NULL ? "" : paid->last_four;

    return reference[0] == '\0' && last_four[0] == '\0'
               ? DATABASE_OK
               : statement_run(connection, &add_detail, NULL, error, "lss", number, reference, last_four);
}

DatabaseStatus posting_append(OdbcConnection *connection, int64_t account_id, const Posting *posting,
                              int64_t *ret_number, GError **error)
{
    int64_t number;

    g_assert(posting->window >= 0 && posting->window <= FOLIO_WINDOW_MAX);
    DatabaseStatus status = next_number(connection, &number, error);
    if (status == DATABASE_OK) {
        status = insert(connection, number, account_id, posting, error);
    }
    if (status == DATABASE_OK) {
        status =
            statement_change_one(connection, &add_to_account, error, "ll", posting->amount_minor, account_id);
    }
    if (status == DATABASE_OK && account_id < ACCOUNT_FIRST) {
        status = add_to_totals(connection, account_id, posting, error);
    }
    if (status == DATABASE_OK) {
        status = move_cash(connection, posting, number, error);
    }
    if (status == DATABASE_OK) {
        status = keep_detail(connection, posting->paid, number, error);
    }
    if (status == DATABASE_OK && ret_number != NULL) {
        *ret_number = number;
    }
    return status;
}

DatabaseStatus posting_move(OdbcConnection *connection, const FolioMove *move, const PostingContext *context,
                            GError **error)
{
    Posting half = posting_of_context(context);

    half.entry = FOLIO_MOVED;
    half.department = FOLIO_TRANSFER;
    half.code = move->code;
    half.description = move->description;
    half.service_date = move->service_date;
    half.origin = move->origin;
    half.window = move->from.window;
    half.amount_minor = -move->amount_minor;
    half.included_tax_minor = -move->included_tax_minor;
    DatabaseStatus status = next_number(connection, &half.transfer, error);
    if (status == DATABASE_OK) {
        status = posting_append(connection, move->from.account_id, &half, NULL, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    half.window = move->to.window;
    half.amount_minor = move->amount_minor;
    half.included_tax_minor = move->included_tax_minor;
    return posting_append(connection, move->to.account_id, &half, NULL, error);
}

void posting_found_clear(PostingFound *found)
{
    g_clear_pointer(&found->code, g_free);
    g_clear_pointer(&found->description, g_free);
}

DatabaseStatus posting_find(OdbcConnection *connection, int64_t account_id, int64_t number,
                            PostingFound *ret_found, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &find_posting, &result, error, "ll", account_id, number);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        ret_found->found = true;
        g_assert(folio_entry_parse(odbc_result_text(result, 0, 0), &ret_found->entry));
        g_assert(folio_department_parse(odbc_result_text(result, 0, 1), &ret_found->department));
        ret_found->code = g_strdup(odbc_result_text(result, 0, 2));
        ret_found->description = g_strdup(odbc_result_text(result, 0, 3));
        ret_found->business_date = statement_night(result, 0, 4);
        ret_found->service_date = statement_night(result, 0, 5);
        ret_found->window = (int)odbc_result_int64(result, 0, 6);
        ret_found->amount_minor = odbc_result_int64(result, 0, 7);
        ret_found->included_tax_minor = odbc_result_int64(result, 0, 8);
        ret_found->is_correction = !odbc_result_is_null(result, 0, 9);
        ret_found->corrected = odbc_result_int64(result, 0, 10) > 0;
        ret_found->night = statement_night(result, 0, 11);
        ret_found->origin = odbc_result_is_null(result, 0, 12) ? 0 : odbc_result_int64(result, 0, 12);
    }
    return status;
}

/* ---- what stands where ---- */

static void item_clear(gpointer item_pointer)
{
    FolioItem *item = item_pointer;

    g_free(item->code);
    g_free(item->description);
    g_free(item->reference);
    g_free(item->last_four);
}

static void add_item(GArray *items, int64_t account_id, const OdbcResult *result, guint row)
{
    FolioItem item = {
        .root = odbc_result_int64(result, row, 0),
        .place = {account_id, (int)odbc_result_int64(result, row, 1)},
        .amount_minor = odbc_result_int64(result, row, 2),
        .included_tax_minor = odbc_result_int64(result, row, 3),
        .code = g_strdup(odbc_result_text(result, row, 5)),
        .description = g_strdup(odbc_result_text(result, row, 6)),
        .service_date = statement_night(result, row, 7),
        .root_account = odbc_result_int64(result, row, 8),
        .reference = g_strdup(odbc_result_text(result, row, 10)),
        .last_four = g_strdup(odbc_result_text(result, row, 11)),
    };

    g_assert(folio_department_parse(odbc_result_text(result, row, 4), &item.department));
    g_assert(folio_entry_parse(odbc_result_text(result, row, 9), &item.entry));
    g_array_append_val(items, item);
}

DatabaseStatus folio_items_read(OdbcConnection *connection, int64_t account_id, int64_t root,
                                GArray **ret_items, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        root == 0 ? statement_run(connection, &read_items, &result, error, "l", account_id)
                  : statement_run(connection, &read_items_of_root, &result, error, "ll", account_id, root);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_items = g_array_new(FALSE, FALSE, sizeof(FolioItem));
    g_array_set_clear_func(*ret_items, item_clear);
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        add_item(*ret_items, account_id, result, row);
    }
    return DATABASE_OK;
}

DatabaseStatus charge_rest_read(OdbcConnection *connection, int64_t account_id, int64_t number,
                                ChargeRest *ret_rest, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &read_rest, &result, error, "llll", number, account_id, number, number);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        ChargeRest rest = {
            .window = (int)odbc_result_int64(result, row, 0),
            .charge_minor = odbc_result_int64(result, row, 1),
            .left_minor = odbc_result_int64(result, row, 2),
        };
        bool more = ret_rest->window == 0 || ABS(rest.left_minor) > ABS(ret_rest->left_minor);
        if (rest.charge_minor != 0 && more) {
            *ret_rest = rest;
        }
    }
    return status;
}

DatabaseStatus folio_window_balances(OdbcConnection *connection, int64_t account_id,
                                     int64_t ret_balances_minor[FOLIO_WINDOW_MAX + 1], GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &window_balances, &result, error, "l", account_id);
    if (status != DATABASE_OK) {
        return status;
    }
    for (int i = 0; i <= FOLIO_WINDOW_MAX; i++) {
        ret_balances_minor[i] = 0;
    }
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        int64_t balance_minor = odbc_result_int64(result, row, 1);
        ret_balances_minor[odbc_result_int64(result, row, 0)] = balance_minor;
        ret_balances_minor[0] += balance_minor;
    }
    return DATABASE_OK;
}

DatabaseStatus posting_paid_since(OdbcConnection *connection, FolioPlace place, int64_t number,
                                  bool *ret_paid, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &paid_since, &result, error, "lli", place.account_id, number, place.window);
    if (status == DATABASE_OK) {
        *ret_paid = odbc_result_int64(result, 0, 0) > 0;
    }
    return status;
}

DatabaseStatus posting_invoiced(OdbcConnection *connection, int64_t number, bool *ret_invoiced,
                                GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &invoiced, &result, error, "l", number);
    if (status == DATABASE_OK) {
        *ret_invoiced = odbc_result_int64(result, 0, 0) > 0;
    }
    return status;
}

static json_t *number_or_null(const OdbcResult *result, guint row, guint column)
{
    return odbc_result_is_null(result, row, column) ? json_null()
                                                    : json_integer(odbc_result_int64(result, row, column));
}

static json_t *posting_of_row(const OdbcResult *result, guint row)
{
    FolioDepartment department = FOLIO_OTHER;

    g_assert(folio_department_parse(odbc_result_text(result, row, 3), &department));
    return json_pack(
        "{s:I, s:o, s:o, s:s, s:s, s:s, s:o, s:I, s:I, s:o, s:o, s:s, s:I, s:o, s:s, s:o, s:o, s:o}",
        "posting_number",
        (json_int_t)odbc_result_int64(result, row, 0), "business_date",
        json_from_night(statement_night(result, row, 1)), "posted_at",
        json_from_instant(odbc_result_int64(result, row, 2)), "department", folio_department_code(department),
        "usali", folio_department_usali(department), "code", odbc_result_text(result, row, 4), "description",
        json_from_text(odbc_result_text(result, row, 5)), "amount_minor",
        (json_int_t)odbc_result_int64(result, row, 6), "included_tax_minor",
        (json_int_t)odbc_result_int64(result, row, 7), "night",
        json_from_night(statement_night(result, row, 8)), "corrects", number_or_null(result, row, 9), "staff",
        odbc_result_text(result, row, 10), "window", (json_int_t)odbc_result_int64(result, row, 11),
        "service_date", json_from_night(statement_night(result, row, 12)), "entry",
        odbc_result_text(result, row, 13), "origin", number_or_null(result, row, 14), "reference",
        json_from_text(odbc_result_text(result, row, 15)), "last_four",
        json_from_text(odbc_result_text(result, row, 16)));
}

DatabaseStatus postings_latest_json(OdbcConnection *connection, int64_t account_id, int limit,
                                    json_t **ret_postings, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &list_postings, &result, error, "li", account_id, limit);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_postings = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_postings, posting_of_row(result, row));
    }
    return DATABASE_OK;
}

DatabaseStatus postings_json(OdbcConnection *connection, int64_t account_id, json_t **ret_postings,
                             GError **error)
{
    return postings_latest_json(connection, account_id, POSTINGS_MAX, ret_postings, error);
}
