#include "property/report/report_taxes_store.h"

#include "property/command/statement.h"
#include "property/folio/folio_tax.h"
#include "property/report/report_define.h"
#include <string.h>

static const ReportColumn tax_columns[] = {
    COLUMN("code", REPORT_TEXT, "Tax", "税种"),
    COLUMN("description", REPORT_TEXT, "Description", "说明"),
    COLUMN("kind", REPORT_LABEL, "Kind", "类别"),
    COLUMN("rate", REPORT_TEXT, "Rate", "税率"),
    TOTAL("postings", REPORT_COUNT, "Postings", "笔数"),
    COLUMN("base", REPORT_MONEY, "On", "计税额"),
    TOTAL("amount", REPORT_MONEY, "Amount", "金额"),
};

/* Each is on the posting it hangs from; what counters it takes that off again. */
static const OdbcStatement added_taxes = {
    "report_added_taxes",
    "SELECT p.code, MAX(p.description), COUNT(*), SUM(p.amount_minor), COALESCE(SUM(CASE WHEN p.corrects IS "
    "NULL THEN o.amount_minor ELSE -o.amount_minor END), 0) FROM posting p LEFT JOIN posting t ON "
    "t.posting_number = p.corrects LEFT JOIN posting o ON o.posting_number = COALESCE(p.origin, t.origin) "
    "WHERE p.business_date = ? AND p.department = 'tax' GROUP BY p.code ORDER BY p.code",
    1,
};

/* Which taxes a price contains follows from its department and its day. What a package moves from the room to
 * its elements, and what counters that, is taxed as the room it is part of: so was the price that was
 * offered. */
static const OdbcStatement included_taxes = {
    "report_included_taxes",
    "SELECT CASE WHEN p.entry = 'package' OR o.entry = 'package' THEN 'room' ELSE p.department END AS "
    "taxed_as, "
    "p.service_date, COUNT(*), SUM(p.amount_minor), SUM(p.included_tax_minor) FROM posting p LEFT JOIN "
    "posting "
    "o ON o.posting_number = p.corrects WHERE p.business_date = ? AND p.department NOT IN ('payment', "
    "'transfer', 'tax') AND p.included_tax_minor <> 0 GROUP BY taxed_as, p.service_date ORDER BY taxed_as, "
    "p.service_date",
    1,
};

/* One line of the report. */
typedef struct TaxSum {
    const ChainTax *tax;
    int64_t postings;
    int64_t base_minor;
    int64_t amount_minor;
} TaxSum;

static TaxSum *sum_of(GArray *sums, const ChainTax *tax)
{
    for (guint i = 0; i < sums->len; i++) {
        if (g_array_index(sums, TaxSum, i).tax == tax) {
            return &g_array_index(sums, TaxSum, i);
        }
    }
    TaxSum sum = {.tax = tax};
    g_array_append_val(sums, sum);
    return &g_array_index(sums, TaxSum, sums->len - 1);
}

/* A tax that is no percentage is on nothing. */
static void add_row(json_t *rows, const char *code, const char *description, bool included, const char *rate,
                    const TaxSum *sum)
{
    json_array_append_new(rows,
                          json_pack("[s, s, s, s, I, o, I]", code, description,
                                    included ? "tax_included" : "tax_added", rate, (json_int_t)sum->postings,
                                    rate[0] != '\0' ? json_integer(sum->base_minor) : json_null(),
                                    (json_int_t)sum->amount_minor));
}

static void add_known_row(json_t *rows, const TaxSum *sum)
{
    const ChainTax *tax = sum->tax;
    bool included = tax->kind == CHAIN_TAX_INCLUSIVE_PERCENT;
    g_autofree char *description = g_strdup_printf("%s · %s", tax->name.en, tax->name.zh);
    g_autofree char *rate = included || tax->kind == CHAIN_TAX_EXCLUSIVE_PERCENT
                                ? folio_tax_rate_text(tax->rate_millionths)
                                : g_strdup("");

    add_row(rows, tax->code, description, included, rate, sum);
}

static void add_shares(GArray *sums, const ReportDay *day, const OdbcResult *result, guint row)
{
    FolioDepartment department;
    bool known = folio_department_parse(odbc_result_text(result, row, 0), &department);
    g_assert(known);
    g_autoptr(GPtrArray) taxes =
        folio_included_taxes(day->hotel, department, (Night)odbc_result_int64(result, row, 1));
    g_autofree int64_t *shares = g_new0(int64_t, taxes->len + 1);
    int64_t amount_minor = odbc_result_int64(result, row, 3);
    int64_t included_minor = odbc_result_int64(result, row, 4);

    folio_tax_shares(taxes, amount_minor, included_minor, shares);
    for (guint i = 0; i < taxes->len; i++) {
        TaxSum *sum = sum_of(sums, g_ptr_array_index(taxes, i));
        sum->postings += odbc_result_int64(result, row, 2);
        sum->base_minor += amount_minor - included_minor;
        sum->amount_minor += shares[i];
    }
}

static void add_added_row(json_t *rows, const ReportDay *day, const OdbcResult *result, guint row)
{
    const char *code = odbc_result_text(result, row, 0);
    TaxSum sum = {.tax = hotel_tax(day->hotel, code),
                  .postings = odbc_result_int64(result, row, 2),
                  .amount_minor = odbc_result_int64(result, row, 3),
                  .base_minor = odbc_result_int64(result, row, 4)};

    if (sum.tax != NULL) {
        add_known_row(rows, &sum);
    } else {
        add_row(rows, code, odbc_result_text(result, row, 1), false, "", &sum);
    }
}

static DatabaseStatus tax_rows(OdbcConnection *connection, const ReportDay *day, json_t *rows, GError **error)
{
    g_autoptr(OdbcResult) included = NULL;
    g_autoptr(OdbcResult) added = NULL;
    g_autoptr(GArray) sums = g_array_new(FALSE, FALSE, sizeof(TaxSum));

    DatabaseStatus status =
        statement_run(connection, &included_taxes, &included, error, "n", day->business_date);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &added_taxes, &added, error, "n", day->business_date);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    for (guint row = 0; row < odbc_result_rows(included); row++) {
        add_shares(sums, day, included, row);
    }
    for (guint i = 0; i < sums->len; i++) {
        add_known_row(rows, &g_array_index(sums, TaxSum, i));
    }
    for (guint row = 0; row < odbc_result_rows(added); row++) {
        add_added_row(rows, day, added, row);
    }
    return DATABASE_OK;
}

const ReportDefinition report_taxes = {
    .code = "taxes",
    .title = TITLE("Taxes", "税费"),
    .purpose = TITLE("Taxes of the day, within prices and added to them.", "当日的价内税与价外税费。"),
    .columns = tax_columns,
    .column_count = G_N_ELEMENTS(tax_columns),
    .rows = tax_rows,
};
