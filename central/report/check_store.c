/* What must never be: rights that do not add up, counts that nothing stands behind, folios out of balance,
 * versions that were never given. Each check names its first places, so that somebody can go and look. */
#include "central/report/report_store.h"

#include <string.h>

#include "ops/json.h"

#define FINDINGS_NAMED "20"

/* A check is a question for the places where it fails: hotel, place, detail, and how many there are in all.
 */
#define CHECK_PREFIX "check_"
#define CHECK(Name, Place, Detail, Rest)                                                                     \
    {                                                                                                        \
        CHECK_PREFIX Name,                                                                                   \
            "SELECT hotel_code, " Place ", " Detail ", count(*) OVER () " Rest " LIMIT " FINDINGS_NAMED, 0   \
    }

#define CELL_PLACE "c.room_type || '/' || c.night::text"
#define CELL_RIGHTS                                                                                          \
    "format('sold %s, held %s, blocked %s, granted %s, out of order %s, centre %s of %s', c.sold, c.held, "  \
    "c.blocked, c.granted, c.out_of_order, c.centre_right, c.sell_limit + c.oversell_authorised)"
#define CELLS "FROM inventory_cell c JOIN hotel h USING (hotel_id) "

/* The type a line holds in a night: what was sold, or what the guest lives in from some night on. */
#define TYPE_HELD                                                                                            \
    "CASE WHEN l.moves IS NULL THEN l.room_type ELSE coalesce((SELECT m->>'room_type' FROM "                 \
    "jsonb_array_elements(l.moves) AS m WHERE (m->>'from')::date <= night ORDER BY (m->>'from')::date DESC " \
    "LIMIT 1), l.room_type) END"
/* Nights that room lines and holds keep, by cell. */
#define KEPT_BY_LINES                                                                                        \
    "(SELECT r.hotel_id, " TYPE_HELD " AS room_type, night::date AS night, count(*) AS rooms FROM reservation r JOIN "      \
    "reservation_line l USING (confirmation_number), generate_series(l.arrival, l.holds_until - 1, "         \
    "interval '1 day') AS night GROUP BY 1, 2, 3) AS lines "
#define KEPT_BY_HOLDS                                                                                        \
    "(SELECT o.hotel_id, l->>'room_type' AS room_type, night::date AS night, count(*) AS rooms FROM hold "   \
    "o, jsonb_array_elements(o.lines) AS l, generate_series((l->>'arrival')::date, "                         \
    "(l->>'departure')::date - 1, interval '1 day') AS night WHERE o.status = 'held' GROUP BY 1, 2, 3) AS "  \
    "holds "

#define OUTAGES                                                                                              \
    "(SELECT o.hotel_id, o.room_type, night::date AS night, count(*) AS rooms FROM room_outage o, "          \
    "generate_series(o.from_night, o.until_night - 1, interval '1 day') AS night WHERE o.kind = "            \
    "'out_of_order' GROUP BY 1, 2, 3) AS outages "

/* Every row of a hotel that carries a version of its feed. */
#define VERSIONED                                                                                            \
    "(SELECT hotel_id, version, 'cell ' || room_type || '/' || night::text AS place FROM inventory_cell "    \
    "UNION ALL SELECT hotel_id, version, 'reservation ' || confirmation_number FROM reservation "            \
    "UNION ALL SELECT hotel_id, version, 'rate of ' || rate_plan || '/' || room_type || '/' || night::text " \
    "FROM rate_override "                                                                                    \
    "UNION ALL SELECT hotel_id, version, 'restriction of ' || rate_plan || '/' || room_type || '/' || "      \
    "night::text FROM restriction "                                                                          \
    "UNION ALL SELECT hotel_id, version, 'hotel' FROM hotel WHERE version > 0) AS v "

static const PgStatement checks[] = {
    CHECK("cells_over_limit", CELL_PLACE, CELL_RIGHTS,
          CELLS "WHERE c.sold + c.held + c.blocked + c.granted + c.out_of_order > c.sell_limit + "
                "c.oversell_authorised"),
    CHECK("cells_rights_wrong", CELL_PLACE, CELL_RIGHTS,
          CELLS
          "WHERE c.sold + c.held + c.blocked + c.granted + c.out_of_order + c.centre_right <> c.sell_limit + "
          "c.oversell_authorised OR least(c.sold, c.held, c.blocked, c.granted, c.out_of_order, "
          "c.centre_right) < 0"),
    CHECK("cells_counted_wrong", CELL_PLACE,
          "format('sold %s, but %s reserved nights; held %s, but %s nights on hold; out of order %s, but %s "
          "rooms out', c.sold, coalesce(lines.rooms, 0), c.held, coalesce(holds.rooms, 0), c.out_of_order, "
          "coalesce(outages.rooms, 0))",
          CELLS "LEFT JOIN " KEPT_BY_LINES "USING (hotel_id, room_type, night) LEFT JOIN " KEPT_BY_HOLDS
                "USING (hotel_id, room_type, night) LEFT JOIN " OUTAGES
                "USING (hotel_id, room_type, night) WHERE c.out_of_order <> coalesce(outages.rooms, 0) OR "
                "c.sold <> coalesce(lines.rooms, 0) OR c.held <> "
                "coalesce(holds.rooms, 0)"),
    CHECK(
        "folios_unbalanced", "'stay ' || s.stay_id", "format('left with a balance of %s', s.balance_minor)",
        "FROM stay s JOIN hotel h USING (hotel_id) WHERE s.status = 'checked_out' AND s.balance_minor <> 0"),
    CHECK("folios_misadded", "'stay ' || s.stay_id", "'revenue, tax and payments are not the balance'",
          "FROM stay s JOIN hotel h USING (hotel_id) WHERE s.balance_minor <> s.room_revenue_minor + "
          "(s.row->>'tax_minor')::bigint + (s.row->>'other_revenue_minor')::bigint + "
          "(s.row->>'payments_minor')::bigint"),
    CHECK("versions_ahead", "v.place",
          "format('version %s, but the feed is at %s', v.version, h.feed_version)",
          "FROM " VERSIONED "JOIN hotel h USING (hotel_id) WHERE v.version > h.feed_version"),
    CHECK("versions_doubled", "v.places", "format('all have version %s', v.version)",
          "FROM (SELECT hotel_id, version, string_agg(place, ', ' ORDER BY place) AS places FROM " VERSIONED
          "GROUP BY hotel_id, version HAVING count(*) > 1) AS v JOIN hotel h USING (hotel_id)"),
};

static const PgStatement exceptions_read = {"check_exceptions", "SELECT count(*) FROM desk_exception", 0};

static const PgStatement positions_read = {
    "check_positions",
    "SELECT hotel_code, feed_version, applied_entry, business_date FROM hotel ORDER BY hotel_id", 0};

static void add_findings(json_t *answer, json_t *findings, const char *check, const PgResult *rows)
{
    int64_t count = pg_result_rows(rows) > 0 ? pg_result_int64(rows, 0, 3) : 0;
    json_object_set_new(answer, check, json_integer(count));
    for (guint i = 0; i < pg_result_rows(rows); i++)
        json_array_append_new(
            findings, json_pack("{s:s, s:s, s:s, s:s}", "check", check, "hotel", pg_result_text(rows, i, 0),
                                "place", pg_result_text(rows, i, 1), "detail", pg_result_text(rows, i, 2)));
}

static json_t *positions_json(const PgResult *rows)
{
    json_t *hotels = json_array();
    for (guint i = 0; i < pg_result_rows(rows); i++)
        json_array_append_new(hotels, json_pack("{s:s, s:I, s:I, s:s}", "hotel", pg_result_text(rows, i, 0),
                                                "feed_version", (json_int_t)pg_result_int64(rows, i, 1),
                                                "applied_entry", (json_int_t)pg_result_int64(rows, i, 2),
                                                "business_date", pg_result_text(rows, i, 3)));
    return hotels;
}

typedef struct {
    json_t *answer;
} CheckRead;

/* One moment for all: what is added up must be of the same transaction. */
static DatabaseStatus check_body(PgConnection *connection, gpointer data, GError **error)
{
    CheckRead *read = data;
    g_autoptr(PgParameters) none = pg_parameters_new();
    g_autoptr(GPtrArray) results = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(checks); i++)
        pg_queue(connection, &checks[i], none);
    pg_queue(connection, &exceptions_read, none);
    pg_queue(connection, &positions_read, none);
    DatabaseStatus status = pg_collect(connection, &results, error);
    if (status != DATABASE_OK)
        return status;
    json_decref(read->answer);
    read->answer = json_object();
    json_t *findings = json_array();
    for (guint i = 0; i < G_N_ELEMENTS(checks); i++)
        add_findings(read->answer, findings, checks[i].name + strlen(CHECK_PREFIX), results->pdata[i]);
    json_object_set_new(read->answer, "findings", findings);
    json_object_set_new(read->answer, "exceptions",
                        json_integer(pg_result_int64(results->pdata[G_N_ELEMENTS(checks)], 0, 0)));
    json_object_set_new(read->answer, "hotels", positions_json(results->pdata[G_N_ELEMENTS(checks) + 1]));
    return DATABASE_OK;
}

DatabaseStatus report_checks(PgConnection *connection, json_t **ret_checks, GError **error)
{
    CheckRead read = {0};
    DatabaseStatus status = pg_run_transaction(connection, PG_SNAPSHOT_READ_ONLY, check_body, &read, error);
    if (status == DATABASE_OK)
        *ret_checks = read.answer;
    else
        json_decref(read.answer);
    return status;
}
