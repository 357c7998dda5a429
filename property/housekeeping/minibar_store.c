#include "property/housekeeping/minibar_store.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/folio/folio_tax.h"
#include "revenue/price_rules.h"

#define USE_COUNTER "minibar_use"

static const OdbcStatement list_items = {
    "list_minibar_items",
    "SELECT item, english, chinese, price_minor, department FROM minibar_item WHERE in_use = 1 ORDER BY "
    "position, item",
    0,
};

static const OdbcStatement retire_items = {
    "retire_minibar_items",
    "UPDATE minibar_item SET in_use = 0 WHERE in_use = 1",
    0,
};

static const OdbcStatement put_item = {
    "put_minibar_item",
    "INSERT INTO minibar_item (item, position, english, chinese, price_minor, department, in_use) VALUES (?, "
    "?, ?, ?, ?, ?, 1) ON CONFLICT (item) DO UPDATE SET position = excluded.position, english = "
    "excluded.english, chinese = excluded.chinese, price_minor = excluded.price_minor, department = "
    "excluded.department, in_use = 1",
    6,
};

static const OdbcStatement find_item = {
    "find_minibar_item",
    "SELECT item, english, chinese, price_minor, department FROM minibar_item WHERE item = ? AND in_use = 1",
    1,
};

static const OdbcStatement find_guest = {
    "find_minibar_guest",
    "SELECT stay_id FROM stay WHERE room = ? AND status = 'in_house' AND shares_with IS NULL",
    1,
};

/* The guest whose room it was pays, not one who shared it. */
static const OdbcStatement find_left = {
    "find_minibar_left",
    "SELECT stay_id FROM stay WHERE checked_out_on >= ? AND room = ? AND status = 'checked_out' ORDER BY "
    "CASE "
    "WHEN shares_with IS NULL THEN 0 ELSE 1 END, checked_out_at DESC, stay_id DESC LIMIT 1",
    2,
};

static const OdbcStatement find_had_room = {
    "find_had_room",
    "SELECT 1 FROM stay s WHERE s.stay_id = ? AND (s.room = ? OR EXISTS (SELECT 1 FROM room_night n WHERE "
    "n.room = ? AND n.night >= ? AND n.confirmation_number = s.confirmation_number AND n.line = s.line))",
    4,
};

static const OdbcStatement add_use = {
    "add_minibar_use",
    "INSERT INTO minibar_use (use_id, business_date, room, stay_id, item, quantity, amount_minor, "
    "posting_number, late, noted_by, noted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    11,
};

static const OdbcStatement refill = {
    "refill_minibar",
    "UPDATE minibar_use SET refilled_by = ?, refilled_at = ? WHERE room = ? AND refilled_at IS NULL",
    3,
};

static const OdbcStatement list_left = {
    "list_minibar_left",
    "SELECT room, stay_id, checked_out_at FROM stay WHERE checked_out_on >= ? AND status = 'checked_out' AND "
    "room IS NOT NULL ORDER BY room, CASE WHEN shares_with IS NULL THEN 0 ELSE 1 END, checked_out_at DESC, "
    "stay_id DESC",
    1,
};

static const OdbcStatement list_no_post = {
    "list_minibar_no_post",
    "SELECT r.stay_id FROM stay_right r JOIN stay s ON s.stay_id = r.stay_id WHERE r.no_post = 1 AND "
    "(s.status = 'in_house' OR s.checked_out_on >= ?) ORDER BY r.stay_id",
    1,
};

static const OdbcStatement list_refills = {
    "list_minibar_refills",
    "SELECT u.room, u.item, SUM(u.quantity) FROM minibar_use u WHERE u.refilled_at IS NULL GROUP BY u.room, "
    "u.item ORDER BY u.room, u.item",
    0,
};

static const OdbcStatement list_uses = {
    "list_minibar_uses",
    "SELECT u.use_id, u.business_date, u.room, r.floor, u.stay_id, s.guest_name, u.item, i.english, "
    "i.chinese, u.quantity, u.amount_minor, u.posting_number, u.late, u.noted_by, u.noted_at, u.refilled_by, "
    "u.refilled_at FROM minibar_use u JOIN room r ON r.room = u.room JOIN stay s ON s.stay_id = u.stay_id "
    "JOIN minibar_item i ON i.item = u.item WHERE u.business_date = ? OR (u.refilled_at IS NULL AND ? = 1) "
    "ORDER BY r.position, u.use_id",
    2,
};

void minibar_item_clear(MinibarItem *item)
{
    g_free(item->item);
    g_free(item->english);
    g_free(item->chinese);
    g_free(item->department);
}

/* ---- the list ---- */

/* What of a price is tax, and what comes on top of it. */
static void add_taxes(json_t *item, const ChainHotel *hotel, Night date)
{
    g_autoptr(GArray) taxes = g_array_new(FALSE, FALSE, sizeof(PriceTaxLine));
    FolioDepartment department;
    int64_t included_minor = 0;
    int64_t added_minor = 0;

    if (folio_department_parse(json_string_value(json_object_get(item, "department")), &department)) {
        price_department_taxes(hotel, folio_tax_department(hotel, department), date,
                               json_integer_value(json_object_get(item, "price_minor")), NULL, taxes);
    }
    for (guint i = 0; i < taxes->len; i++) {
        const PriceTaxLine *tax = &g_array_index(taxes, PriceTaxLine, i);
        *(tax->included ? &included_minor : &added_minor) += tax->amount_minor;
    }
    json_object_set_new(item, "included_tax_minor", json_integer(included_minor));
    json_object_set_new(item, "added_tax_minor", json_integer(added_minor));
}

DatabaseStatus minibar_items_to_json(OdbcConnection *connection, const ChainHotel *hotel, Night date,
                                     json_t **ret_items, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_items, &result, error, "");
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_items = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_t *item = json_pack(
            "{s:s, s:s, s:s, s:I, s:s}", "item", odbc_result_text(result, row, 0), "english",
            odbc_result_text(result, row, 1), "chinese", odbc_result_text(result, row, 2), "price_minor",
            (json_int_t)odbc_result_int64(result, row, 3), "department", odbc_result_text(result, row, 4));
        add_taxes(item, hotel, date);
        json_array_append_new(*ret_items, item);
    }
    return DATABASE_OK;
}

DatabaseStatus minibar_items_write(OdbcConnection *connection, const GArray *items, GError **error)
{
    DatabaseStatus status = statement_run(connection, &retire_items, NULL, error, "");

    for (guint i = 0; i < items->len && status == DATABASE_OK; i++) {
        const MinibarItem *item = &g_array_index(items, MinibarItem, i);
        status = statement_run(connection, &put_item, NULL, error, "sissls", item->item, (int)i + 1,
                               item->english, item->chinese, item->price_minor, item->department);
    }
    return status;
}

DatabaseStatus minibar_item_find(OdbcConnection *connection, const char *item, MinibarItem *ret_item,
                                 GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_item, &result, error, "s", item);
    if (status == DATABASE_OK && odbc_result_rows(result) > 0) {
        *ret_item = (MinibarItem){
            .item = g_strdup(odbc_result_text(result, 0, 0)),
            .english = g_strdup(odbc_result_text(result, 0, 1)),
            .chinese = g_strdup(odbc_result_text(result, 0, 2)),
            .price_minor = odbc_result_int64(result, 0, 3),
            .department = g_strdup(odbc_result_text(result, 0, 4)),
        };
    }
    return status;
}

/* ---- who pays ---- */

DatabaseStatus minibar_payer_find(OdbcConnection *connection, const char *room, Night left_from,
                                  int64_t *ret_stay_id, GError **error)
{
    g_autoptr(OdbcResult) guest = NULL;
    g_autoptr(OdbcResult) left = NULL;

    *ret_stay_id = 0;
    DatabaseStatus status = statement_run(connection, &find_guest, &guest, error, "s", room);
    if (status == DATABASE_OK && odbc_result_rows(guest) > 0) {
        *ret_stay_id = odbc_result_int64(guest, 0, 0);
        return status;
    }
    if (status == DATABASE_OK) {
        status = statement_run(connection, &find_left, &left, error, "ns", left_from, room);
    }
    if (status == DATABASE_OK && odbc_result_rows(left) > 0) {
        *ret_stay_id = odbc_result_int64(left, 0, 0);
    }
    return status;
}

DatabaseStatus minibar_had_room(OdbcConnection *connection, int64_t stay_id, const char *room, Night from,
                                bool *ret_had, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &find_had_room, &result, error, "lssn", stay_id, room, room, from);
    *ret_had = status == DATABASE_OK && odbc_result_rows(result) > 0;
    return status;
}

/* ---- what was taken ---- */

DatabaseStatus minibar_use_add(OdbcConnection *connection, const MinibarUse *use, GError **error)
{
    int64_t number = 0;

    DatabaseStatus status = counter_advance(connection, USE_COUNTER, error);
    if (status == DATABASE_OK) {
        status = counter_last(connection, USE_COUNTER, &number, error);
    }
    return status == DATABASE_OK
               ? statement_run(connection, &add_use, NULL, error, "lnslsillisa", number, use->business_date,
                               use->room, use->stay_id, use->item, use->quantity, use->amount_minor,
                               use->posting_number, use->late ? 1 : 0, use->noted_by, use->noted_at)
               : status;
}

DatabaseStatus minibar_refilled(OdbcConnection *connection, const char *room, const char *staff, Instant now,
                                GError **error)
{
    return statement_run(connection, &refill, NULL, error, "sas", staff, now, room);
}

/* ---- lists ---- */

DatabaseStatus minibar_left_to_json(OdbcConnection *connection, Night left_from, json_t **ret_left,
                                    GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    const char *before = NULL;

    DatabaseStatus status = statement_run(connection, &list_left, &result, error, "n", left_from);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_left = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        const char *room = odbc_result_text(result, row, 0);
        if (g_strcmp0(room, before) != 0) {
            json_array_append_new(*ret_left,
                                  json_pack("{s:s, s:I, s:o}", "room", room, "stay_id",
                                            (json_int_t)odbc_result_int64(result, row, 1), "left_at",
                                            json_from_instant(statement_instant(result, row, 2))));
        }
        before = room;
    }
    return DATABASE_OK;
}

DatabaseStatus minibar_no_post_to_json(OdbcConnection *connection, Night left_from, json_t **ret_stays,
                                       GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_no_post, &result, error, "n", left_from);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_stays = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_stays, json_integer(odbc_result_int64(result, row, 0)));
    }
    return DATABASE_OK;
}

DatabaseStatus minibar_refills_to_json(OdbcConnection *connection, json_t **ret_refills, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_refills, &result, error, "");
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_refills = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_refills,
                              json_pack("{s:s, s:s, s:I}", "room", odbc_result_text(result, row, 0), "item",
                                        odbc_result_text(result, row, 1), "quantity",
                                        (json_int_t)odbc_result_int64(result, row, 2)));
    }
    return DATABASE_OK;
}

static json_t *use_of_row(const OdbcResult *result, guint row)
{
    json_t *use =
        json_pack("{s:I, s:o, s:s, s:I, s:I, s:s, s:s, s:s, s:s}", "use_id",
                  (json_int_t)odbc_result_int64(result, row, 0), "business_date",
                  json_from_night(statement_night(result, row, 1)), "room", odbc_result_text(result, row, 2),
                  "floor", (json_int_t)odbc_result_int64(result, row, 3), "stay_id",
                  (json_int_t)odbc_result_int64(result, row, 4), "guest_name",
                  odbc_result_text(result, row, 5), "item", odbc_result_text(result, row, 6), "english",
                  odbc_result_text(result, row, 7), "chinese", odbc_result_text(result, row, 8));
    json_auto_t *rest = json_pack(
        "{s:I, s:I, s:I, s:b, s:s, s:o, s:o, s:o}", "quantity", (json_int_t)odbc_result_int64(result, row, 9),
        "amount_minor", (json_int_t)odbc_result_int64(result, row, 10), "posting_number",
        (json_int_t)odbc_result_int64(result, row, 11), "late", odbc_result_int64(result, row, 12) != 0,
        "noted_by", odbc_result_text(result, row, 13), "noted_at",
        json_from_instant(statement_instant(result, row, 14)), "refilled_by",
        json_from_text(odbc_result_text(result, row, 15)), "refilled_at",
        json_from_instant(statement_instant(result, row, 16)));

    json_object_update(use, rest);
    return use;
}

DatabaseStatus minibar_uses_to_json(OdbcConnection *connection, Night date, bool open, json_t **ret_uses,
                                    GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_uses, &result, error, "ni", date, open ? 1 : 0);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_uses = json_array();
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(*ret_uses, use_of_row(result, row));
    }
    return DATABASE_OK;
}
