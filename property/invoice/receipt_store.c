#include "property/invoice/receipt_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/folio/folio_rules.h"
#include "property/invoice/invoice_rules.h"

/* The payment of the tender that a payment was made with; itself when it was paid alone. Money laid out for a guest is no
 * payment of a bill. */
static const OdbcStatement find_first = {
    "find_receipt",
    "SELECT COALESCE(t.tender_number, p.posting_number) FROM posting p LEFT JOIN paid_together t ON "
    "t.posting_number = p.posting_number WHERE p.account_id = ? AND p.posting_number = ? AND "
    "p.department = 'payment' AND p.entry = 'posting' AND p.code <> '" FOLIO_PAID_OUT_CODE "'",
    2,
};

/* Whose drawer it went into: cash moves with its posting, other means belong to what the clerk did meanwhile. */
#define SHIFT                                                                                                \
    "COALESCE((SELECT MAX(m.shift_id) FROM cash_movement m WHERE m.posting_number = p.posting_number), "     \
    "(SELECT MAX(c.shift_id) FROM cashier_shift c WHERE c.staff = p.staff AND c.opened_after < "             \
    "p.posting_number AND (c.closed_after IS NULL OR c.closed_after >= p.posting_number)))"

static const OdbcStatement read_head = {
    "read_receipt_head",
    "SELECT p.business_date, p.posted_at, p.staff, " SHIFT ", COALESCE(NULLIF(f.name, ''), s.guest_name, a.name), "
    "COALESCE(f.address, a.address, ''), s.room, COALESCE(s.confirmation_number, a.confirmation_number), p.code, "
    "m.kind, m.name_en, m.name_zh, COALESCE(d.reference, ''), COALESCE(d.last_four, ''), t.currency, "
    "t.tendered_minor, t.rate_millionths, t.value_minor, t.change_minor FROM posting p "
    "JOIN account a ON a.account_id = p.account_id LEFT JOIN stay s ON s.stay_id = a.stay_id "
    "LEFT JOIN folio_payee f ON f.account_id = p.account_id AND f.folio_window = p.folio_window "
    "LEFT JOIN payment_means m ON m.code = p.code LEFT JOIN payment_detail d ON d.posting_number = p.posting_number "
    "LEFT JOIN tender t ON t.posting_number = p.posting_number WHERE p.posting_number = ?",
    1,
};

static const OdbcStatement read_bills = {
    "read_receipt_bills",
    "SELECT p.posting_number, p.folio_window, p.amount_minor, COALESCE((SELECT SUM(r.amount_minor) FROM posting r "
    "WHERE r.origin = p.posting_number AND r.department = 'rounding' AND +r.corrects IS NULL), 0), "
    "(SELECT COUNT(*) FROM posting c WHERE c.corrects = p.posting_number) FROM posting p WHERE "
    "p.posting_number = ? OR p.posting_number IN (SELECT t.posting_number FROM paid_together t WHERE "
    "t.tender_number = ?) ORDER BY p.posting_number",
    2,
};

/* Sums of the bills. */
typedef struct Paid {
    int64_t due_minor;
    int64_t rounding_minor;
    int64_t paid_minor;
    int64_t first_minor; /* what the payment with the tender paid */
} Paid;

static json_t *bills_of(const OdbcResult *result, Paid *ret_paid)
{
    json_t *bills = json_array();

    *ret_paid = (Paid){0};
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        int64_t paid_minor = -odbc_result_int64(result, row, 2);
        int64_t rounding_minor = odbc_result_int64(result, row, 3);
        int64_t due_minor = paid_minor - rounding_minor;
        json_array_append_new(bills, json_pack("{s:I, s:I, s:I, s:I, s:I, s:b}", "posting_number",
                                               (json_int_t)odbc_result_int64(result, row, 0), "window",
                                               (json_int_t)odbc_result_int64(result, row, 1), "due_minor",
                                               (json_int_t)due_minor, "rounding_minor", (json_int_t)rounding_minor,
                                               "paid_minor", (json_int_t)paid_minor, "taken_back",
                                               odbc_result_int64(result, row, 4) > 0));
        ret_paid->due_minor += due_minor;
        ret_paid->rounding_minor += rounding_minor;
        ret_paid->paid_minor += paid_minor;
        ret_paid->first_minor = row == 0 ? paid_minor : ret_paid->first_minor;
    }
    return bills;
}

/* What was handed over, and what of it came back once all bills were paid; NULL when nobody said. */
static json_t *tendered_of(const OdbcResult *head, const Paid *paid)
{
    if (odbc_result_is_null(head, 0, 14)) {
        return json_null();
    }
    int64_t change_minor = odbc_result_int64(head, 0, 18) - (paid->paid_minor - paid->first_minor);
    return json_pack("{s:s, s:I, s:I, s:I, s:I}", "currency", odbc_result_text(head, 0, 14), "amount_minor",
                     (json_int_t)odbc_result_int64(head, 0, 15), "rate_millionths",
                     (json_int_t)odbc_result_int64(head, 0, 16), "value_minor",
                     (json_int_t)odbc_result_int64(head, 0, 17), "change_minor", (json_int_t)change_minor);
}

static json_t *receipt_of(const ChainHotel *hotel, int64_t first, const OdbcResult *head, json_t *bills,
                          const Paid *paid)
{
    bool known = !odbc_result_is_null(head, 0, 9);
    g_autofree char *number = g_strdup_printf("%s-R-%06" G_GINT64_FORMAT, hotel->code, first);
    json_t *means = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s}", "code", odbc_result_text(head, 0, 8), "kind",
        known ? odbc_result_text(head, 0, 9) : "other", "name_en", odbc_result_text(head, 0, known ? 10 : 8), "name_zh",
        odbc_result_text(head, 0, known ? 11 : 8), "reference", odbc_result_text(head, 0, 12), "last_four",
        odbc_result_text(head, 0, 13));
    json_t *shift =
        odbc_result_is_null(head, 0, 3) ? json_null() : json_integer(odbc_result_int64(head, 0, 3));

    return json_pack("{s:s, s:o, s:o, s:s, s:o, s:s, s:o, s:{s:s, s:s}, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:I}",
                     "number", number, "business_date", json_from_night(statement_night(head, 0, 0)), "posted_at",
                     json_from_instant(statement_instant(head, 0, 1)), "staff", odbc_result_text(head, 0, 2),
                     "shift_id", shift, "currency", hotel->currency->code, "hotel", invoice_hotel_json(hotel),
                     "payer", "name", odbc_result_text(head, 0, 4), "address", odbc_result_text(head, 0, 5), "room",
                     json_from_text(odbc_result_text(head, 0, 6)), "confirmation_number",
                     json_from_text(odbc_result_text(head, 0, 7)), "means", means, "tendered",
                     tendered_of(head, paid), "bills", bills, "due_minor", (json_int_t)paid->due_minor,
                     "rounding_minor", (json_int_t)paid->rounding_minor, "paid_minor",
                     (json_int_t)paid->paid_minor);
}

DatabaseStatus receipt_json(OdbcConnection *connection, const ChainHotel *hotel, int64_t account_id,
                            int64_t posting_number, json_t **ret_receipt, GError **error)
{
    g_autoptr(OdbcResult) found = NULL;
    g_autoptr(OdbcResult) head = NULL;
    g_autoptr(OdbcResult) bills = NULL;
    Paid paid;

    DatabaseStatus status =
        statement_run(connection, &find_first, &found, error, "ll", account_id, posting_number);
    if (status != DATABASE_OK || odbc_result_rows(found) == 0) {
        return status;
    }
    int64_t first = odbc_result_int64(found, 0, 0);
    status = statement_run(connection, &read_head, &head, error, "l", first);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &read_bills, &bills, error, "ll", first, first);
    }
    if (status == DATABASE_OK) {
        json_t *items = bills_of(bills, &paid);
        *ret_receipt = receipt_of(hotel, first, head, items, &paid);
    }
    return status;
}
