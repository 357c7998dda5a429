#include "property/folio/folio_store.h"

#include "ops/json.h"
#include "property/command/statement.h"

/* Postings are never removed, so the next number follows the highest one. */
static const OdbcStatement add_posting = {
    "add_posting",
    "INSERT INTO posting (posting_number, stay_id, business_date, posted_at, department, code, description, "
    "amount_minor, included_tax_minor, night, corrects, staff) "
    "VALUES ((SELECT COALESCE(MAX(posting_number), 0) + 1 FROM posting), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    11,
};

static const OdbcStatement last_night = {
    "last_night_charged",
    "SELECT MAX(night) FROM posting WHERE stay_id = ? AND code = '" FOLIO_ROOM_CODE "' AND night IS NOT NULL",
    1,
};

static const OdbcStatement find_posting = {
    "find_posting",
    "SELECT department, code, amount_minor, included_tax_minor, corrects, "
    "(SELECT COUNT(*) FROM posting c WHERE c.corrects = p.posting_number) "
    "FROM posting p WHERE p.stay_id = ? AND p.posting_number = ?",
    2,
};

static const OdbcStatement list_postings = {
    "list_postings",
    "SELECT posting_number, business_date, posted_at, department, code, description, amount_minor, "
    "included_tax_minor, night, corrects, staff FROM posting WHERE stay_id = ? ORDER BY posting_number",
    1,
};

DatabaseStatus folio_post(OdbcConnection *connection, Stay *stay, const Posting *posting, GError **error)
{
    if (!folio_totals_add(&stay->totals, posting->department, posting->amount_minor)) {
        return database_fail(error, DATABASE_HARD, NULL, NULL,
                             "the folio of stay %" G_GINT64_FORMAT " would overflow", stay->stay_id);
    }
    return statement_run(connection, &add_posting, NULL, error, "lnasssllnks", stay->stay_id,
                         posting->business_date, posting->posted_at,
                         folio_department_code(posting->department), posting->code, posting->description,
                         posting->amount_minor, posting->included_tax_minor, posting->night,
                         posting->corrects, posting->staff);
}

static Posting posting_of(const PostingContext *context)
{
    return (Posting){
        .business_date = context->business_date,
        .posted_at = context->posted_at,
        .night = NIGHT_NONE,
        .staff = context->staff,
    };
}

static DatabaseStatus post_tax(OdbcConnection *connection, Stay *stay, const PriceTaxLine *line, Night night,
                               const PostingContext *context, GError **error)
{
    Posting posting = posting_of(context);

    posting.department = FOLIO_TAX;
    posting.code = line->tax->code;
    posting.description = line->tax->name.en;
    posting.amount_minor = line->amount_minor;
    posting.night = night;
    return folio_post(connection, stay, &posting, error);
}

/* A day-use stay has a posting for its day, but no night. */
static DatabaseStatus post_room(OdbcConnection *connection, Stay *stay, const PriceNight *night,
                                const PostingContext *context, GError **error)
{
    Posting posting = posting_of(context);

    posting.department = FOLIO_ROOM;
    posting.code = FOLIO_ROOM_CODE;
    posting.description = stay->arrival == stay->departure ? "Day use" : "Room";
    posting.amount_minor = night->price_minor;
    posting.included_tax_minor = night->included_tax_minor;
    posting.night = night->night;
    DatabaseStatus status = folio_post(connection, stay, &posting, error);
    if (status == DATABASE_OK && stay->arrival < stay->departure) {
        stay->nights_charged++;
    }
    return status;
}

DatabaseStatus folio_post_nights(OdbcConnection *connection, Stay *stay, const PriceBreakdown *charge,
                                 const PostingContext *context, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; i < charge->nights->len && status == DATABASE_OK; i++) {
        status = post_room(connection, stay, &g_array_index(charge->nights, PriceNight, i), context, error);
    }
    for (guint i = 0; i < charge->tax_lines->len && status == DATABASE_OK; i++) {
        const PriceTaxLine *line = &g_array_index(charge->tax_lines, PriceTaxLine, i);
        if (!line->included) {
            status = post_tax(connection, stay, line, line->night, context, error);
        }
    }
    return status;
}

DatabaseStatus folio_post_slept_night(OdbcConnection *connection, Stay *stay, Night night,
                                      int64_t price_minor, const PostingContext *context, GError **error)
{
    g_auto(PriceBreakdown) charge;
    PriceTerms terms = {
        .hotel = context->hotel,
        .arrival = stay->arrival,
        .occupancy = {stay->adults, stay->children, stay->infants},
    };

    price_breakdown_init(&charge, context->hotel);
    price_breakdown_add_night(&charge, &terms, night, price_minor, true);
    return folio_post_nights(connection, stay, &charge, context, error);
}

DatabaseStatus folio_post_charge(OdbcConnection *connection, Stay *stay, FolioDepartment department,
                                 const char *description, int64_t amount_minor, const PostingContext *context,
                                 GError **error)
{
    g_autoptr(GArray) tax_lines = g_array_new(FALSE, FALSE, sizeof(PriceTaxLine));
    Posting posting = posting_of(context);

    posting.department = department;
    posting.code = folio_department_code(department);
    posting.description = description;
    posting.amount_minor = amount_minor;
    price_department_taxes(context->hotel, posting.code, context->business_date, amount_minor, NULL,
                           tax_lines);
    for (guint i = 0; i < tax_lines->len; i++) {
        const PriceTaxLine *line = &g_array_index(tax_lines, PriceTaxLine, i);
        posting.included_tax_minor += line->included ? line->amount_minor : 0;
    }
    DatabaseStatus status = folio_post(connection, stay, &posting, error);
    for (guint i = 0; i < tax_lines->len && status == DATABASE_OK; i++) {
        const PriceTaxLine *line = &g_array_index(tax_lines, PriceTaxLine, i);
        if (!line->included) {
            status = post_tax(connection, stay, line, NIGHT_NONE, context, error);
        }
    }
    return status;
}

DatabaseStatus folio_post_payment(OdbcConnection *connection, Stay *stay, const char *method,
                                  int64_t amount_minor, const PostingContext *context, GError **error)
{
    Posting posting = posting_of(context);

    posting.department = FOLIO_PAYMENT;
    posting.code = method;
    posting.description = amount_minor < 0 ? "Refund" : "Payment";
    posting.amount_minor = -amount_minor;
    return folio_post(connection, stay, &posting, error);
}

DatabaseStatus folio_charged_until(OdbcConnection *connection, int64_t stay_id, Night *ret_night,
                                   GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &last_night, &result, error, "l", stay_id);
    if (status == DATABASE_OK) {
        Night last = statement_night(result, 0, 0);
        *ret_night = last == NIGHT_NONE ? NIGHT_MIN : last + 1;
    }
    return status;
}

DatabaseStatus folio_posting_find(OdbcConnection *connection, int64_t stay_id, int64_t number,
                                  PostingFound *ret_found, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_posting, &result, error, "ll", stay_id, number);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        ret_found->found = true;
        g_assert(folio_department_parse(odbc_result_text(result, 0, 0), &ret_found->department));
        ret_found->code = g_strdup(odbc_result_text(result, 0, 1));
        ret_found->amount_minor = odbc_result_int64(result, 0, 2);
        ret_found->included_tax_minor = odbc_result_int64(result, 0, 3);
        ret_found->is_correction = !odbc_result_is_null(result, 0, 4);
        ret_found->corrected = odbc_result_int64(result, 0, 5) > 0;
    }
    return status;
}

static json_t *posting_of_row(const OdbcResult *result, guint row)
{
    json_t *corrects =
        odbc_result_is_null(result, row, 9) ? json_null() : json_integer(odbc_result_int64(result, row, 9));

    return json_pack("{s:I, s:o, s:o, s:s, s:s, s:o, s:I, s:I, s:o, s:o, s:s}", "posting_number",
                     (json_int_t)odbc_result_int64(result, row, 0), "business_date",
                     json_from_night(statement_night(result, row, 1)), "posted_at",
                     json_from_instant(odbc_result_int64(result, row, 2)), "department",
                     odbc_result_text(result, row, 3), "code", odbc_result_text(result, row, 4),
                     "description", json_from_text(odbc_result_text(result, row, 5)), "amount_minor",
                     (json_int_t)odbc_result_int64(result, row, 6), "included_tax_minor",
                     (json_int_t)odbc_result_int64(result, row, 7), "night",
                     json_from_night(statement_night(result, row, 8)), "corrects", corrects, "staff",
                     odbc_result_text(result, row, 10));
}

DatabaseStatus folio_postings_json(OdbcConnection *connection, int64_t stay_id, json_t **ret_postings,
                                   GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_postings, &result, error, "l", stay_id);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_postings = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_postings, posting_of_row(result, row));
    }
    return DATABASE_OK;
}
