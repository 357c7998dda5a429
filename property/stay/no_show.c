#include "property/stay/no_show.h"

#include "property/assignment/room_night_store.h"
#include "property/command/statement.h"
#include "property/copy/copy_store.h"
#include "property/folio/deposit.h"
#include "property/stay/check_in.h"
#include "property/stay/stay_store.h"
#include "revenue/policy_rules.h"

static const OdbcStatement expected_lines = {
    "expected_lines",
    "SELECT l.confirmation_number, l.line FROM copied_line l WHERE l.status = 'reserved' AND l.arrival <= ? "
    "AND " LINE_NOT_ARRIVED " "
    "ORDER BY l.arrival, l.confirmation_number, l.line LIMIT ?",
    2,
};

static void charge_of_line(const ChainHotel *hotel, const ChainRatePlan *plan, const CopiedLine *line,
                           PriceBreakdown *charge)
{
    PolicyStay stay = {
        .hotel = hotel,
        .plan = plan,
        .arrival = line->arrival,
        .departure = line->departure,
        .night_prices_minor = (const int64_t *)(const void *)line->night_prices_minor->data,
        .priced_day = line->arrival == line->departure && line->night_prices_minor->len == 1,
        .occupancy = {line->adults, line->children, line->infants},
    };

    policy_no_show_charge(&stay, charge);
}

/* What a channel sold at its own price is settled with the channel; only the hotel's own plans are charged
 * here. */
static DatabaseStatus post_charge(OdbcConnection *connection, Stay *stay, const CopiedLine *line,
                                  const PostingContext *context, GError **error)
{
    const ChainRatePlan *plan = hotel_rate_plan(context->hotel, line->rate_plan);
    g_auto(PriceBreakdown) charge;

    price_breakdown_init(&charge, context->hotel);
    if (plan != NULL) {
        charge_of_line(context->hotel, plan, line, &charge);
    }
    return folio_post_nights(connection, stay, &charge, context, error);
}

/* The charge, and the deposit that pays for it. */
static DatabaseStatus charge_no_show(OdbcConnection *connection, Stay *stay, const CopiedLine *line,
                                     const PostingContext *context, GError **error)
{
    DatabaseStatus status = post_charge(connection, stay, line, context, error);

    return status == DATABASE_OK ? deposit_move_in(connection, stay, context, error) : status;
}

/* The nights given up go back to the centre, also while the line is cut: it may have cancelled the reservation and sold
 * the room again without the hotel knowing yet, so they are not the hotel's to sell. */
static DatabaseStatus insert_no_show(OdbcConnection *connection, Stay *stay, const CopiedLine *line,
                                     const PostingContext *context, GError **error)
{
    DatabaseStatus status = stay_insert(connection, stay, line->night_prices_minor, error);

    if (status == DATABASE_OK) {
        status = charge_no_show(connection, stay, line, context, error);
    }
    return status == DATABASE_OK ? stay_announce(connection, stay, "no_show", NULL, context->posted_at, error)
                                 : status;
}

/* A guest whose check-in was undone and who has not come back: the stay is there. */
static DatabaseStatus mark_undone(OdbcConnection *connection, const CopiedReservation *reservation,
                                  const CopiedLine *line, Stay **stay, const PostingContext *context,
                                  GError **error)
{
    DatabaseStatus status =
        stay_begin_anew(connection, reservation, line, line->night_prices_minor, stay, error);

    (*stay)->status = STAY_NO_SHOW;
    if (status == DATABASE_OK) {
        status = charge_no_show(connection, *stay, line, context, error);
    }
    return status == DATABASE_OK ? stay_tell(connection, *stay, "no_show", NULL, context->posted_at, error)
                                 : status;
}

DatabaseStatus no_show_mark(OdbcConnection *connection, const CopiedReservation *reservation,
                            const CopiedLine *line, const PostingContext *context, Stay **ret_stay,
                            GError **error)
{
    LineKey key = line_key(reservation->confirmation_number, line->line);
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status =
        stay_find_line(connection, reservation->confirmation_number, line->line, &stay, error);
    if (status == DATABASE_OK && stay != NULL) {
        status = mark_undone(connection, reservation, line, &stay, context, error);
    } else if (status == DATABASE_OK) {
        stay = stay_of_line(reservation, line);
        stay->status = STAY_NO_SHOW;
        status = insert_no_show(connection, stay, line, context, error);
    }
    if (status == DATABASE_OK) {
        status = room_nights_release(connection, &key, line->arrival, line->departure, error);
    }
    if (status == DATABASE_OK) {
        status = copy_line_set_status(connection, stay->confirmation_number, stay->line, LINE_NO_SHOW, error);
    }
    if (status == DATABASE_OK && ret_stay != NULL) {
        *ret_stay = g_steal_pointer(&stay);
    }
    return status;
}

static DatabaseStatus mark_row(OdbcConnection *connection, const OdbcResult *result, guint row,
                               const PostingContext *context, GError **error)
{
    g_autoptr(CopiedReservation) reservation = NULL;

    DatabaseStatus status =
        copy_reservation_find(connection, odbc_result_text(result, row, 0), &reservation, NULL, error);
    if (status != DATABASE_OK) {
        return status;
    }
    const CopiedLine *line = copied_reservation_line(reservation, (int)odbc_result_int64(result, row, 1));
    g_assert(line != NULL);
    return no_show_mark(connection, reservation, line, context, NULL, error);
}

DatabaseStatus no_shows_mark_expected(OdbcConnection *connection, int limit, const PostingContext *context,
                                      int *ret_marked, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &expected_lines, &result, error, "ni", context->business_date, limit);
    if (status != DATABASE_OK) {
        return status;
    }
    for (guint row = 0; row < odbc_result_rows(result) && status == DATABASE_OK; row++) {
        status = mark_row(connection, result, row, context, error);
    }
    *ret_marked = (int)odbc_result_rows(result);
    return status;
}
