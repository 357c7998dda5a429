#include "property/folio/routing_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/stay/stay_rules.h"
#include <string.h>

static const OdbcStatement add_routing = {
    "add_routing",
    "INSERT INTO routing (routing_id, stay_id, departments, from_date, until_date, folio_window, account_id, "
    "staff, share_basis_points, rank) "
    "VALUES ((SELECT COALESCE(MAX(routing_id), 0) + 1 FROM routing), ?, ?, ?, ?, ?, ?, ?, ?, COALESCE(CAST(? "
    "AS BIGINT), (SELECT COALESCE(MAX(routing_id), 0) + 1 FROM routing)))",
    9,
};

static const OdbcStatement end_routing = {
    "end_routing",
    "UPDATE routing SET until_date = CASE WHEN from_date - 1 > CAST(? AS BIGINT) THEN from_date - 1 ELSE "
    "CAST(? AS BIGINT) END WHERE stay_id = ? AND routing_id = ? AND until_date >= ? AND until_date >= from_date",
    5,
};

static const OdbcStatement find_rank = {
    "find_routing_rank",
    "SELECT rank FROM routing WHERE routing_id = ?",
    1,
};

#define PARTY_OF(Stay, Fact, Party)                                                                          \
    "LEFT JOIN reservation_fact " Fact " ON " Fact ".confirmation_number = " Stay ".confirmation_number "     \
    "LEFT JOIN travel_party " Party " ON " Party ".confirmation_number = " Stay ".confirmation_number "

static const OdbcStatement read_group = {
    "read_routing_group",
    "SELECT s.stay_id, s.departure FROM stay o " PARTY_OF("o", "og", "op") "JOIN stay s ON s.status = "
    "'in_house' " PARTY_OF("s", "f", "p") "WHERE o.stay_id = ? AND (s.confirmation_number = "
    "o.confirmation_number OR COALESCE(p.party, f.party) = COALESCE(op.party, og.party)) ORDER BY s.stay_id",
    1,
};

static const OdbcStatement list_routing = {
    "list_routing",
    "SELECT r.routing_id, r.departments, r.from_date, r.until_date, r.folio_window, r.account_id, a.name, "
    "s.guest_name, "
    "s.room, r.staff, a.status, s.status, r.share_basis_points FROM routing r LEFT JOIN account a ON a.account_id = r.account_id "
    "LEFT JOIN stay s ON s.stay_id = a.stay_id WHERE r.stay_id = ? AND r.until_date >= ? AND r.until_date "
    ">= r.from_date ORDER BY r.rank, r.routing_id",
    2,
};

static const OdbcStatement add_exemption = {
    "add_tax_exemption",
    "INSERT INTO tax_exemption (stay_id, reason, proof, staff, granted_at) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (stay_id, reason) DO UPDATE SET proof = excluded.proof, staff = excluded.staff, granted_at "
    "= "
    "excluded.granted_at",
    5,
};

static const OdbcStatement list_exemptions = {
    "list_tax_exemptions",
    "SELECT reason, proof, staff, granted_at FROM tax_exemption WHERE stay_id = ? ORDER BY reason",
    1,
};

static const OdbcStatement add_fixed = {
    "add_fixed_charge",
    "INSERT INTO fixed_charge (charge_id, stay_id, department, description, amount_minor, included, "
    "from_date, "
    "until_date, staff, package) VALUES ((SELECT COALESCE(MAX(charge_id), 0) + 1 FROM fixed_charge), ?, ?, "
    "?, ?, ?, ?, ?, ?, ?)",
    9,
};

static const OdbcStatement package_of_stay = {
    "package_of_stay",
    "SELECT 1 FROM fixed_charge WHERE stay_id = ? AND package = 1 LIMIT 1",
    1,
};

static const OdbcStatement follow_stay = {
    "fixed_charges_follow",
    "UPDATE fixed_charge SET until_date = CASE WHEN from_date - 1 > CAST(? AS BIGINT) THEN from_date - 1 "
    "ELSE CAST(? AS BIGINT) END WHERE stay_id = ? AND package = 1 AND until_date = ?",
    4,
};

static const OdbcStatement end_fixed = {
    "end_fixed_charge",
    "UPDATE fixed_charge SET until_date = ?, package = 0 WHERE stay_id = ? AND charge_id = ? AND until_date "
    ">= ? AND "
    "from_date <= ?",
    5,
};

static const OdbcStatement list_fixed = {
    "list_fixed_charges",
    "SELECT charge_id, department, description, amount_minor, included, from_date, until_date FROM "
    "fixed_charge "
    "WHERE stay_id = ? AND from_date <= ? AND until_date >= ? ORDER BY charge_id",
    3,
};

void routing_clear(Routing *routing)
{
    g_clear_pointer(&routing->departments, g_free);
}

DatabaseStatus routing_add(OdbcConnection *connection, int64_t stay_id, const Routing *routing,
                           const PostingContext *context, GError **error)
{
    return statement_run(connection, &add_routing, NULL, error, "lsnniksik", stay_id, routing->departments,
                         routing->from_date, routing->until_date, routing->to.window, routing->to.account_id,
                         context->staff, routing->share_basis_points, routing->rank);
}

static DatabaseStatus end_row(OdbcConnection *connection, const OdbcStatement *statement, int64_t stay_id,
                              int64_t number, Night business_date, bool *ret_found, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    Night last = business_date - 1;

    DatabaseStatus status = statement_run(connection, statement, &result, error, "nllnn", last, stay_id,
                                          number, business_date, business_date);
    if (status == DATABASE_OK) {
        *ret_found = odbc_result_affected(result) == 1;
    }
    return status;
}

DatabaseStatus routing_end(OdbcConnection *connection, int64_t stay_id, int64_t routing_id,
                           Night business_date, int64_t *ret_rank, GError **error)
{
    g_autoptr(OdbcResult) ended = NULL;
    g_autoptr(OdbcResult) found = NULL;
    Night last = business_date - 1;

    *ret_rank = 0;
    DatabaseStatus status = statement_run(connection, &end_routing, &ended, error, "nnlln", last, last,
                                          stay_id, routing_id, business_date);
    if (status != DATABASE_OK || odbc_result_affected(ended) != 1) {
        return status;
    }
    status = statement_run(connection, &find_rank, &found, error, "l", routing_id);
    if (status == DATABASE_OK) {
        *ret_rank = odbc_result_int64(found, 0, 0);
    }
    return status;
}

DatabaseStatus routing_group_read(OdbcConnection *connection, int64_t stay_id, GArray **ret_members,
                                  GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_group, &result, error, "l", stay_id);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_members = g_array_new(FALSE, FALSE, sizeof(GroupMember));
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        GroupMember member = {odbc_result_int64(result, row, 0), statement_night(result, row, 1)};
        g_array_append_val(*ret_members, member);
    }
    return DATABASE_OK;
}

/* Another account takes debts over while it is open; a guest's, while the guest is in the house. */
static bool target_takes(const OdbcResult *result, guint row)
{
    const char *guest = odbc_result_text(result, row, 11);

    return odbc_result_is_null(result, row, 5) ||
           (strcmp(odbc_result_text(result, row, 10), "open") == 0 &&
            (guest == NULL || strcmp(guest, stay_status_code(STAY_IN_HOUSE)) == 0));
}

static bool routing_fits(const OdbcResult *result, guint row, FolioDepartment department, Night date)
{
    return statement_night(result, row, 2) <= date && date <= statement_night(result, row, 3) &&
           folio_departments_include(odbc_result_text(result, row, 1), department);
}

static void add_part(GArray *parts, FolioPlace place, int64_t share_basis_points, int64_t *left)
{
    RoutedPart part = {place, (int)MIN(share_basis_points, *left)};

    *left -= part.share_basis_points;
    if (part.share_basis_points > 0) {
        g_array_append_val(parts, part);
    }
}

DatabaseStatus routing_parts(OdbcConnection *connection, int64_t stay_id, FolioDepartment department,
                             Night date, GArray **ret_parts, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    int64_t left = ROUTING_WHOLE;

    DatabaseStatus status = statement_run(connection, &list_routing, &result, error, "ln", stay_id, date);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_parts = g_array_new(FALSE, FALSE, sizeof(RoutedPart));
    for (guint row = 0; row < odbc_result_rows(result) && left > 0; row++) {
        if (routing_fits(result, row, department, date) && target_takes(result, row)) {
            bool own = odbc_result_is_null(result, row, 5);
            FolioPlace place = {own ? stay_id : odbc_result_int64(result, row, 5),
                                (int)odbc_result_int64(result, row, 4)};
            add_part(*ret_parts, place, odbc_result_int64(result, row, 12), &left);
        }
    }
    add_part(*ret_parts, (FolioPlace){stay_id, 1}, left, &left);
    return DATABASE_OK;
}

int routing_base_window(const GArray *parts, int64_t stay_id)
{
    for (guint i = parts->len; i > 0; i--) {
        const RoutedPart *part = &g_array_index(parts, RoutedPart, i - 1);
        if (part->place.account_id == stay_id) {
            return part->place.window;
        }
    }
    return 1;
}

static json_t *routing_of_row(const OdbcResult *result, guint row)
{
    const char *guest = odbc_result_text(result, row, 7);
    json_t *account =
        odbc_result_is_null(result, row, 5) ? json_null() : json_integer(odbc_result_int64(result, row, 5));

    return json_pack(
        "{s:I, s:s, s:o, s:o, s:I, s:o, s:o, s:o, s:s, s:I}", "routing_id",
        (json_int_t)odbc_result_int64(result, row, 0), "departments", odbc_result_text(result, row, 1),
        "from_date", json_from_night(statement_night(result, row, 2)), "until_date",
        json_from_night(statement_night(result, row, 3)), "window",
        (json_int_t)odbc_result_int64(result, row, 4), "account_id", account, "account_name",
        json_from_text(guest != NULL ? guest : odbc_result_text(result, row, 6)), "room",
        json_from_text(odbc_result_text(result, row, 8)), "staff", odbc_result_text(result, row, 9),
        "share_basis_points", (json_int_t)odbc_result_int64(result, row, 12));
}

DatabaseStatus routing_json(OdbcConnection *connection, int64_t stay_id, Night date, json_t **ret_items,
                            GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_routing, &result, error, "ln", stay_id, date);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_items = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_items, routing_of_row(result, row));
    }
    return DATABASE_OK;
}

/* ---- exemptions ---- */

DatabaseStatus tax_exemption_add(OdbcConnection *connection, int64_t stay_id, const char *reason,
                                 const char *proof, const PostingContext *context, GError **error)
{
    return statement_run(connection, &add_exemption, NULL, error, "lsssa", stay_id, reason, proof,
                         context->staff, context->posted_at);
}

DatabaseStatus tax_exemptions_read(OdbcConnection *connection, int64_t stay_id, char ***ret_reasons,
                                   GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_exemptions, &result, error, "l", stay_id);
    guint count = status == DATABASE_OK ? odbc_result_rows(result) : 0;
    if (count == 0) {
        return status;
    }
    *ret_reasons = g_new0(char *, count + 1);
    for (guint row = 0; row < count; row++) {
        (*ret_reasons)[row] = g_strdup(odbc_result_text(result, row, 0));
    }
    return DATABASE_OK;
}

DatabaseStatus tax_exemptions_json(OdbcConnection *connection, int64_t stay_id, json_t **ret_items,
                                   GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_exemptions, &result, error, "l", stay_id);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_items = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(
            *ret_items, json_pack("{s:s, s:s, s:s, s:o}", "reason", odbc_result_text(result, row, 0), "proof",
                                  odbc_result_text(result, row, 1), "staff", odbc_result_text(result, row, 2),
                                  "granted_at", json_from_instant(odbc_result_int64(result, row, 3))));
    }
    return DATABASE_OK;
}

/* ---- charges of every night ---- */

DatabaseStatus fixed_charge_add(OdbcConnection *connection, int64_t stay_id, const FixedCharge *charge,
                                const PostingContext *context, GError **error)
{
    return statement_run(connection, &add_fixed, NULL, error, "lsslinnsi", stay_id,
                         folio_department_code(charge->department), charge->description, charge->amount_minor,
                         (int)charge->included, charge->from_date, charge->until_date, context->staff,
                         (int)charge->package);
}

DatabaseStatus fixed_charge_end(OdbcConnection *connection, int64_t stay_id, int64_t charge_id,
                                Night business_date, bool *ret_found, GError **error)
{
    return end_row(connection, &end_fixed, stay_id, charge_id, business_date, ret_found, error);
}

DatabaseStatus fixed_charges_have_package(OdbcConnection *connection, int64_t stay_id, bool *ret_known,
                                          GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &package_of_stay, &result, error, "l", stay_id);
    if (status == DATABASE_OK) {
        *ret_known = odbc_result_rows(result) > 0;
    }
    return status;
}

DatabaseStatus fixed_charges_follow(OdbcConnection *connection, int64_t stay_id, Night before, Night after,
                                    GError **error)
{
    return statement_run(connection, &follow_stay, NULL, error, "nnln", after, after, stay_id, before);
}

static void fixed_charge_clear(gpointer charge)
{
    g_free(((FixedCharge *)charge)->description);
}

static FixedCharge fixed_charge_of_row(const OdbcResult *result, guint row)
{
    FixedCharge charge = {
        .charge_id = odbc_result_int64(result, row, 0),
        .description = g_strdup(odbc_result_text(result, row, 2)),
        .amount_minor = odbc_result_int64(result, row, 3),
        .included = odbc_result_bool(result, row, 4),
        .from_date = statement_night(result, row, 5),
        .until_date = statement_night(result, row, 6),
    };

    g_assert(folio_department_parse(odbc_result_text(result, row, 1), &charge.department));
    return charge;
}

static DatabaseStatus read_charges(OdbcConnection *connection, int64_t stay_id, Night from, Night until,
                                   GArray **ret_charges, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &list_fixed, &result, error, "lnn", stay_id, from, until);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_charges = g_array_new(FALSE, FALSE, sizeof(FixedCharge));
    g_array_set_clear_func(*ret_charges, fixed_charge_clear);
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        FixedCharge charge = fixed_charge_of_row(result, row);
        g_array_append_val(*ret_charges, charge);
    }
    return DATABASE_OK;
}

DatabaseStatus fixed_charges_read(OdbcConnection *connection, int64_t stay_id, Night night,
                                  GArray **ret_charges, GError **error)
{
    return read_charges(connection, stay_id, night, night, ret_charges, error);
}

DatabaseStatus fixed_charges_json(OdbcConnection *connection, int64_t stay_id, json_t **ret_items,
                                  GError **error)
{
    g_autoptr(GArray) charges = NULL;

    DatabaseStatus status = read_charges(connection, stay_id, NIGHT_MAX, NIGHT_MIN, &charges, error);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_items = json_array();
    for (guint i = 0; i < charges->len; i++) {
        const FixedCharge *charge = &g_array_index(charges, FixedCharge, i);
        json_array_append_new(
            *ret_items,
            json_pack("{s:I, s:s, s:s, s:I, s:b, s:o, s:o}", "charge_id", (json_int_t)charge->charge_id,
                      "department", folio_department_code(charge->department), "description",
                      charge->description, "amount_minor", (json_int_t)charge->amount_minor, "included",
                      charge->included, "from_date", json_from_night(charge->from_date), "until_date",
                      json_from_night(charge->until_date)));
    }
    return DATABASE_OK;
}
