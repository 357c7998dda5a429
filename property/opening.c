#include "property/opening.h"

#include "property/audit/business_date.h"
#include "property/copy/fact_store.h"
#include "property/copy/link.h"
#include "property/practice/practice_store.h"
#include "property/room/outage.h"
#include "property/room/room_store.h"
#include <string.h>

typedef struct Opening {
    const Property *property;
    Night business_date;
    Instant practice_now;
    GError *error;
    DatabaseStatus status;
} Opening;

static Night first_business_date(const Property *property)
{
    Night today = instant_local_date(clock_now(property->wall), property->zone);

    return property->hotel->practice ? property->hotel->opens : MAX(today, property->hotel->opens);
}

static DatabaseStatus opening_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Opening *opening = data;
    const Property *property = opening->property;
    const ChainHotel *hotel = property->hotel;
    Instant practice_now = hotel->practice ? instant_from_night_utc(hotel->opens) : INSTANT_NONE;

    DatabaseStatus status =
        hotel_state_ensure(connection, hotel->code, first_business_date(property), practice_now, error);
    if (status == DATABASE_OK) {
        status = rooms_configure(connection, hotel, clock_now(property->wall), error);
    }
    if (status == DATABASE_OK) {
        status = business_date_read(connection, &opening->business_date, error);
    }
    if (status == DATABASE_OK) {
        status =
            outages_tell(connection, hotel->code, opening->business_date, clock_now(property->wall), error);
    }
    return status == DATABASE_OK ? practice_now_read(connection, &opening->practice_now, error) : status;
}

#define FACTS_PIECE 500

typedef struct Facts {
    char after[CONFIRMATION_DIGITS + 1];
    char last[CONFIRMATION_DIGITS + 1];
} Facts;

static DatabaseStatus facts_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Facts *facts = data;

    return reservation_facts_fill(connection, facts->after, FACTS_PIECE, facts->last, error);
}

/* In pieces, each from where the one before ended, and once: a hotel may have years of reservations. */
static DatabaseStatus facts_fill(OdbcConnection *connection, GError **error)
{
    Facts facts = {0};
    bool known = false;

    DatabaseStatus status = reservation_facts_known(connection, &known, error);
    while (status == DATABASE_OK && !known) {
        memcpy(facts.after, facts.last, sizeof facts.after);
        status = odbc_run_transaction(connection, facts_body, &facts, error);
        known = facts.last[0] == '\0';
    }
    return status;
}

static void opening_work(OdbcConnection *connection, gpointer data)
{
    Opening *opening = data;

    opening->status = odbc_run_transaction(connection, opening_body, opening, &opening->error);
    if (opening->status == DATABASE_OK) {
        opening->status = facts_fill(connection, &opening->error);
    }
}

bool property_open_store(Property *property, const DeskOptions *options, ExitStatus *ret_exit_status,
                         GError **error)
{
    Opening opening = {.property = property, .status = DATABASE_HARD};
    ExitStatus status = EXIT_STATUS_FAILURE;

    property->desk = desk_new(options, &status, error);
    if (property->desk == NULL) {
        *ret_exit_status = status;
        return false;
    }
    if (!desk_call(property->desk, opening_work, &opening) || opening.status != DATABASE_OK) {
        *ret_exit_status = EXIT_STATUS_FAILURE;
        g_propagate_error(error, opening.error);
        return false;
    }
    bool controlled = property->hotel->practice && opening.practice_now != INSTANT_NONE;
    property->clock = controlled ? clock_new_controlled(opening.practice_now) : clock_new_real();
    link_set_business_date(property->link, opening.business_date);
    return true;
}
