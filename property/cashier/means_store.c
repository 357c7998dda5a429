#include "property/cashier/means_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include <string.h>

#define COLUMNS                                                                                              \
    "code, kind, scheme, name_en, name_zh, currency, wants_reference, wants_last_four, from_date, until_date"

static const OdbcStatement find_means = {
    "find_payment_means",
    "SELECT " COLUMNS " FROM payment_means WHERE code = ?",
    1,
};

static const OdbcStatement list_means = {
    "list_payment_means",
    "SELECT " COLUMNS " FROM payment_means ORDER BY position, code",
    0,
};

static const OdbcStatement save_means = {
    "save_payment_means",
    "INSERT INTO payment_means (" COLUMNS ", position, staff) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "(SELECT COALESCE(MAX(position), 0) + 1 FROM payment_means), ?) "
    "ON CONFLICT (code) DO UPDATE SET name_en = excluded.name_en, name_zh = excluded.name_zh, wants_reference = "
    "excluded.wants_reference, wants_last_four = excluded.wants_last_four, from_date = excluded.from_date, "
    "until_date = excluded.until_date, staff = excluded.staff",
    11,
};

static MeansKind kind_of(const char *text)
{
    for (unsigned kind = 0; kind < MEANS_KIND_COUNT; kind++) {
        if (strcmp(means_kinds[kind], text) == 0) {
            return (MeansKind)kind;
        }
    }
    g_assert_not_reached(); /* the table holds no other */
}

static void read_row(const OdbcResult *result, guint row, PaymentMeans *means)
{
    g_strlcpy(means->code, odbc_result_text(result, row, 0), sizeof means->code);
    means->kind = kind_of(odbc_result_text(result, row, 1));
    g_strlcpy(means->scheme, odbc_result_text(result, row, 2), sizeof means->scheme);
    means->name_en = g_strdup(odbc_result_text(result, row, 3));
    means->name_zh = g_strdup(odbc_result_text(result, row, 4));
    g_strlcpy(means->currency, odbc_result_text(result, row, 5), sizeof means->currency);
    means->wants_reference = odbc_result_int64(result, row, 6) == 1;
    means->wants_last_four = odbc_result_int64(result, row, 7) == 1;
    means->from_date = statement_night(result, row, 8);
    means->until_date = statement_night(result, row, 9);
}

DatabaseStatus means_find(OdbcConnection *connection, const char *code, PaymentMeans *ret_means,
                          GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_means, &result, error, "s", code);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        read_row(result, 0, ret_means);
    }
    return status;
}

DatabaseStatus means_save(OdbcConnection *connection, const PaymentMeans *means, const char *staff,
                          GError **error)
{
    return statement_run(connection, &save_means, NULL, error, "ssssssiinns", means->code,
                         means_kinds[means->kind], means->scheme, means->name_en, means->name_zh,
                         means->currency, (int)means->wants_reference, (int)means->wants_last_four,
                         means->from_date, means->until_date, staff);
}

static json_t *text_or_null(const char *text)
{
    return text[0] == '\0' ? json_null() : json_string(text);
}

static json_t *item_json(const PaymentMeans *means, Night date)
{
    return json_pack("{s:s, s:s, s:o, s:{s:o, s:o}, s:o, s:b, s:b, s:o, s:o, s:b}", "code", means->code,
                     "kind", means_kinds[means->kind], "scheme", text_or_null(means->scheme), "name", "en",
                     json_from_text(means->name_en), "zh", json_from_text(means->name_zh), "currency",
                     text_or_null(means->currency), "wants_reference", means->wants_reference,
                     "wants_last_four", means->wants_last_four, "from_date",
                     json_from_night(means->from_date), "until_date", json_from_night(means->until_date),
                     "in_use", means_holds_on(means, date));
}

DatabaseStatus means_json(OdbcConnection *connection, Night date, json_t **ret_items, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_means, &result, error, "");
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_items = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        g_auto(PaymentMeans) means = {0};
        read_row(result, row, &means);
        json_array_append_new(*ret_items, item_json(&means, date));
    }
    return DATABASE_OK;
}
