#include "property/stay/offer.h"

#include "property/allotment/allotment.h"
#include "property/copy/copy_store.h"
#include "property/copy/link.h"
#include "property/room/room_store.h"
#include "sync/inventory_rules.h"
#include <string.h>

/* The copies a question is answered from. */
typedef struct OfferBasis {
    GArray *overrides;
    GArray *restrictions;
    AllotmentRights rights;
    bool connected; /* the centre sells; otherwise the hotel, by its own rights */
    json_t *free_rooms;
} OfferBasis;

static void basis_clear(OfferBasis *basis)
{
    g_clear_pointer(&basis->overrides, g_array_unref);
    g_clear_pointer(&basis->restrictions, g_array_unref);
    allotment_rights_clear(&basis->rights);
    g_clear_pointer(&basis->free_rooms, json_decref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OfferBasis, basis_clear)

static DatabaseStatus prices_read(OdbcConnection *connection, const OfferQuestion *question,
                                  OfferBasis *basis, GError **error)
{
    basis->overrides = g_array_new(FALSE, FALSE, sizeof(PriceOverride));
    basis->restrictions = g_array_new(FALSE, FALSE, sizeof(PriceRestriction));
    return copy_prices_read(connection, question->arrival, question->departure, basis->overrides,
                            basis->restrictions, error);
}

/* A day without a night counts the rooms of the night after it. */
static Night rooms_until(const OfferQuestion *question)
{
    return MAX(question->departure, question->arrival + 1);
}

static DatabaseStatus basis_read(const Property *property, OdbcConnection *connection,
                                 const OfferQuestion *question, OfferBasis *basis, GError **error)
{
    LinkState state;

    link_read(property->link, &state);
    basis->connected = state.connected;
    DatabaseStatus status = prices_read(connection, question, basis, error);
    if (status == DATABASE_OK) {
        status = allotment_rights_read(property, connection, ALLOTMENT_ALL_CELLS, question->arrival,
                                       rooms_until(question), &basis->rights, error);
    }
    if (status == DATABASE_OK) {
        status = rooms_free_by_type(connection, &basis->free_rooms, error);
    }
    return status;
}

static bool price_with(const Property *property, const OfferBasis *basis, const OfferQuestion *question,
                       const ChainRatePlan *plan, const ChainRoomType *room_type, PriceBreakdown *ret_price,
                       PriceRefusal *ret_refusal)
{
    PriceBook book = {
        .overrides = (const PriceOverride *)(const void *)basis->overrides->data,
        .override_count = basis->overrides->len,
        .restrictions = (const PriceRestriction *)(const void *)basis->restrictions->data,
        .restriction_count = basis->restrictions->len,
    };
    PriceRequest request = {
        .hotel = property->hotel,
        .plan = plan,
        .room_type = room_type,
        .arrival = question->arrival,
        .departure = question->departure,
        .booked_on = question->business_date,
        .occupancy = question->occupancy,
        .access = question->access,
        .book = &book,
    };

    return price_offer(&request, ret_price, ret_refusal);
}

DatabaseStatus offer_price(const Property *property, OdbcConnection *connection,
                           const OfferQuestion *question, const ChainRatePlan *plan,
                           const ChainRoomType *room_type, PriceBreakdown *ret_price, bool *ret_offered,
                           PriceRefusal *ret_refusal, GError **error)
{
    g_auto(OfferBasis) basis = {0};

    DatabaseStatus status = prices_read(connection, question, &basis, error);
    if (status == DATABASE_OK) {
        *ret_offered = price_with(property, &basis, question, plan, room_type, ret_price, ret_refusal);
    }
    return status;
}

/* Rooms granted to the hotel are called back when the centre sells the last one, so they count beside its
 * own. */
static int32_t cell_left(const AllotmentCell *own)
{
    InventoryCell counted = {
        .sell_limit = own->cell.sell_limit,
        .oversell_authorised = own->cell.oversell_authorised,
        .sold = own->cell.sold,
        .held = own->cell.held,
        .blocked = own->cell.blocked,
        .granted = own->cell.granted,
        .out_of_order = own->cell.out_of_order,
    };

    return inventory_cell_left(&counted) + MAX(own->cell.granted - own->used_since, 0);
}

/* Rooms that can be given: tonight those that stand empty. */
static int64_t rooms_there(const OfferBasis *basis, const OfferQuestion *question, const char *room_type)
{
    return question->arrival > question->business_date
               ? G_MAXINT32
               : json_integer_value(json_object_get(basis->free_rooms, room_type));
}

/* The fewest rooms left in any night of the stay: while the centre is there of those it would sell, otherwise
 * of the hotel's own right. A hotel that has never heard from the centre counts its empty rooms only. */
static int64_t rooms_available(const OfferBasis *basis, const OfferQuestion *question, const char *room_type)
{
    const GArray *cells = basis->rights.cells;
    int64_t available = rooms_there(basis, question, room_type);

    if (!basis->connected) {
        return MIN(available,
                   allotment_rooms_left(&basis->rights, room_type, question->arrival, rooms_until(question)));
    }
    for (guint i = 0; i < cells->len; i++) {
        const AllotmentCell *own = &g_array_index(cells, AllotmentCell, i);
        if (strcmp(own->cell.room_type, room_type) == 0) {
            available = MIN(available, cell_left(own));
        }
    }
    return available == G_MAXINT32 ? 0 : available;
}

/* What is beyond the hotel's rights is shown all the same while it is cut off: a manager may sell it. */
static bool is_shown(const OfferBasis *basis, const OfferQuestion *question, const char *room_type,
                     int64_t available)
{
    return available > 0 || (!basis->connected && rooms_there(basis, question, room_type) > 0);
}

static json_t *offer_json(const ChainRatePlan *plan, const ChainRoomType *room_type, int64_t available,
                          const PriceBreakdown *price)
{
    json_t *nights = json_array();

    for (guint i = 0; i < price->nights->len; i++) {
        json_array_append_new(nights, json_integer(g_array_index(price->nights, PriceNight, i).price_minor));
    }
    return json_pack("{s:s, s:s, s:s?, s:I, s:o, s:I, s:I, s:I, s:s}", "room_type", room_type->code,
                     "rate_plan", plan->code, "access", plan->access, "available", (json_int_t)available, "night_prices_minor", nights,
                     "total_minor", (json_int_t)price->room_minor, "tax_minor",
                     (json_int_t)price->exclusive_tax_minor, "total_with_tax_minor",
                     (json_int_t)price->total_minor, "currency", price->currency->code);
}

static void add_offers_of_plan(const Property *property, const OfferBasis *basis,
                               const OfferQuestion *question, const ChainRatePlan *plan, json_t *offers)
{
    for (guint i = 0; i < plan->room_types->len; i++) {
        const ChainRoomType *room_type = g_ptr_array_index(plan->room_types, i);
        int64_t available = rooms_available(basis, question, room_type->code);
        g_auto(PriceBreakdown) price;
        PriceRefusal refusal;

        price_breakdown_init(&price, property->hotel);
        if (is_shown(basis, question, room_type->code, available) &&
            price_with(property, basis, question, plan, room_type, &price, &refusal)) {
            json_array_append_new(offers, offer_json(plan, room_type, available, &price));
        }
    }
}

DatabaseStatus offers_to_json(const Property *property, OdbcConnection *connection,
                              const OfferQuestion *question, json_t **ret_offers, GError **error)
{
    g_auto(OfferBasis) basis = {0};

    DatabaseStatus status = basis_read(property, connection, question, &basis, error);
    if (status != DATABASE_OK) {
        return status;
    }
    *ret_offers = json_array();
    for (guint i = 0; i < property->hotel->rate_plans->len; i++) {
        const ChainRatePlan *plan = g_ptr_array_index(property->hotel->rate_plans, i);
        if (!question->of_the_house || rate_plan_of_the_house(plan)) {
            add_offers_of_plan(property, &basis, question, plan, *ret_offers);
        }
    }
    return DATABASE_OK;
}
