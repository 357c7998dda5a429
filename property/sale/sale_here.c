/* Selling while the centre is away: within the hotel's rights, or by a manager's word. */
#include "property/allotment/allotment.h"
#include "property/command/statement.h"
#include "property/copy/copy_store.h"
#include "property/outbox/outbox_store.h"
#include "property/sale/sale.h"
#include "property/sale/sister_hotels.h"
#include "property/stay/offer.h"
#include "sync/allotment_rules.h"
#include <string.h>

void sold_here_clear(SoldHere *sold)
{
    g_clear_pointer(&sold->document, json_decref);
    g_clear_pointer(&sold->extra, json_decref);
    g_clear_pointer(&sold->claims, g_array_unref);
}

/* ---- prices ---- */

static DatabaseStatus refuse_price(Command *command, const PriceRefusal *refusal)
{
    g_autoptr(GString) text = g_string_new(price_refusal_text_en(refusal->code));
    g_autofree char *night = night_format(refusal->first_night);
    g_autofree char *bound = g_strdup_printf("%d", refusal->bound);

    g_string_replace(text, "{night}", night, 0);
    g_string_replace(text, "{bound}", bound, 0);
    command_refuse(command, 409, "rate_not_offered", "%s", text->str);
    http_problem_set_member(command->refusal, "why", json_string(price_refusal_code_text(refusal->code)));
    http_problem_set_member(command->refusal, "night", json_string(night));
    http_problem_set_member(command->refusal, "bound", json_integer(refusal->bound));
    return command_refusal_stands(command);
}

static DatabaseStatus refuse_room(Command *command, const Sale *sale, gsize index, const char *member,
                                  const char *code, const char *detail)
{
    g_autofree char *pointer = index == 0 ? g_strconcat(sale->room_pointer, "/", member, NULL)
                                          : g_strdup_printf("/rooms/%" G_GSIZE_FORMAT "/%s", index, member);

    return command_refuse_field(command, pointer, code, detail);
}

static DatabaseStatus check_room(Command *command, const Sale *sale, gsize index)
{
    const ChainHotel *hotel = sale->property->hotel;
    const SaleRoom *room = &sale->rooms[index];

    if (hotel_rate_plan(hotel, room->rate_plan) == NULL) {
        return refuse_room(command, sale, index, "rate_plan", "unknown_rate_plan",
                           "This hotel has no such rate plan.");
    }
    if (hotel_room_type(hotel, room->room_type) == NULL) {
        return refuse_room(command, sale, index, "room_type", "unknown_room_type",
                           "This hotel has no such room type.");
    }
    if (room->arrival < command->business_date) {
        return refuse_room(command, sale, index, "arrival", "arrival_in_past",
                           "The arrival lies before the hotel's business date.");
    }
    if (room->departure < room->arrival) {
        return refuse_room(command, sale, index, "departure", "departure_before_arrival",
                           "The departure lies before the arrival.");
    }
    return DATABASE_OK;
}

static DatabaseStatus price_room(Command *command, const Sale *sale, gsize index, PriceBreakdown *price,
                                 GError **error)
{
    const ChainHotel *hotel = sale->property->hotel;
    const SaleRoom *room = &sale->rooms[index];
    g_autofree const char **access = sale_access(sale, command->staff->roles);
    OfferQuestion question = {
        .arrival = room->arrival,
        .departure = room->departure,
        .occupancy = {(int32_t)room->adults, (int32_t)room->children, (int32_t)room->infants},
        .business_date = command->business_date,
        .access = access,
    };
    PriceRefusal refusal;
    bool offered = false;

    DatabaseStatus status = check_room(command, sale, index);
    if (status != DATABASE_OK) {
        return status;
    }
    status =
        offer_price(sale->property, command->connection, &question, hotel_rate_plan(hotel, room->rate_plan),
                    hotel_room_type(hotel, room->room_type), price, &offered, &refusal, error);
    return status == DATABASE_OK && !offered ? refuse_price(command, &refusal) : status;
}

static void price_free(gpointer pointer)
{
    PriceBreakdown *price = pointer;

    price_breakdown_clear(price);
    g_free(price);
}

static DatabaseStatus price_rooms(Command *command, const Sale *sale, GPtrArray *prices, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (gsize i = 0; i < sale->room_count && status == DATABASE_OK && command->answer == NULL; i++) {
        PriceBreakdown *price = g_new0(PriceBreakdown, 1);
        price_breakdown_init(price, sale->property->hotel);
        g_ptr_array_add(prices, price);
        status = price_room(command, sale, i, price, error);
    }
    return status;
}

/* ---- rights ---- */

static GArray *claims_of(const Sale *sale)
{
    GArray *claims = g_array_new(FALSE, FALSE, sizeof(InventoryClaim));

    for (gsize i = 0; i < sale->room_count; i++) {
        const SaleRoom *room = &sale->rooms[i];
        InventoryClaim claim = {.arrival = room->arrival, .departure = room->departure, .rooms = 1};
        g_strlcpy(claim.hotel, sale->property->hotel->code, sizeof claim.hotel);
        g_strlcpy(claim.room_type, room->room_type, sizeof claim.room_type);
        g_array_append_val(claims, claim);
    }
    return claims;
}

/* All nights the sale touches. */
static void nights_of(const Sale *sale, Night *ret_from, Night *ret_until)
{
    *ret_from = sale->rooms[0].arrival;
    *ret_until = sale->rooms[0].departure;
    for (gsize i = 1; i < sale->room_count; i++) {
        *ret_from = MIN(*ret_from, sale->rooms[i].arrival);
        *ret_until = MAX(*ret_until, sale->rooms[i].departure);
    }
}

/* Cells whose grant is what the hotel may sell now. */
static GArray *working_cells(const Sale *sale, const AllotmentRights *rights)
{
    GArray *cells = g_array_new(FALSE, FALSE, sizeof(InventoryCell));

    for (guint i = 0; i < rights->cells->len; i++) {
        const AllotmentCell *own = &g_array_index(rights->cells, AllotmentCell, i);
        InventoryCell cell = {.night = own->cell.night,
                              .sell_limit = own->cell.sell_limit,
                              .oversell_authorised = own->cell.oversell_authorised,
                              .sold = own->cell.sold,
                              .held = own->cell.held,
                              .blocked = own->cell.blocked,
                              .out_of_order = own->cell.out_of_order,
                              .granted = allotment_cell_right(rights, own)};
        g_strlcpy(cell.hotel, sale->property->hotel->code, sizeof cell.hotel);
        g_strlcpy(cell.room_type, own->cell.room_type, sizeof cell.room_type);
        g_array_append_val(cells, cell);
    }
    inventory_cells_sort((InventoryCell *)(void *)cells->data, cells->len);
    return cells;
}

static bool within_rights(const Sale *sale, const AllotmentRights *rights, const GArray *claims,
                          InventoryAnswer *ret_answer)
{
    g_autoptr(GArray) cells = working_cells(sale, rights);
    const InventoryClaim *rooms = (const InventoryClaim *)(const void *)claims->data;
    InventoryCommand use = {.kind = INVENTORY_USE_GRANT,
                            .from = rooms,
                            .from_count = claims->len,
                            .to = rooms,
                            .to_count = claims->len};

    return inventory_decide((InventoryCell *)(void *)cells->data, cells->len, &use, ret_answer);
}

/* Other types of which the hotel may sell a room for the same nights. */
static json_t *alternatives(const Sale *sale, const AllotmentRights *rights, Night from, Night until)
{
    const GPtrArray *types = sale->property->hotel->room_types;
    json_t *list = json_array();

    for (guint i = 0; i < types->len; i++) {
        const ChainRoomType *type = g_ptr_array_index(types, i);
        int32_t left = allotment_rooms_left(rights, type->code, from, until);
        if (left > 0) {
            json_array_append_new(list, json_pack("{s:s, s:i}", "room_type", type->code, "left", left));
        }
    }
    return list;
}

static DatabaseStatus refuse_short(Command *command, const Sale *sale, const AllotmentRights *rights,
                                   const InventoryAnswer *answer)
{
    char night[NIGHT_TEXT_SIZE];
    Night from, until;

    nights_of(sale, &from, &until);
    night_write(answer->first_night, night);
    if (rights->live) {
        command_refuse(command, 409, "rights_exhausted",
                       "The hotel is cut off, and of room type %s it may sell %d for the night of %s by "
                       "itself. A manager may sell the room all the same: send it again with an "
                       "override_reason.",
                       answer->room_type, answer->left, night);
    } else {
        command_refuse(command, 409, "rights_over",
                       "The hotel is cut off and has no rights of its own now: %s. A manager may sell the "
                       "room all the same: send it again with an override_reason.",
                       rights->asked_at == INSTANT_NONE ? "it never had any"
                       : rights->left_ms > 0            ? "its copies are incomplete"
                                                        : "it has not heard from the centre for too long");
    }
    HttpResponse *refusal = command->refusal;
    http_problem_set_member(refusal, "room_type", json_string(answer->room_type));
    http_problem_set_member(refusal, "night", json_string(night));
    http_problem_set_member(refusal, "left", json_integer(answer->left));
    http_problem_set_member(refusal, "override", json_true());
    http_problem_set_member(refusal, "alternatives", alternatives(sale, rights, from, until));
    http_problem_set_member(refusal, "walk_suggestions",
                            sister_hotels_json(sale->property->chain, sale->property->hotel));
    return command_refusal_stands(command);
}

static bool is_on_sale(const AllotmentRights *rights, const InventoryAnswer *answer)
{
    bool never_connected = rights->cells->len == 0 && rights->asked_at == INSTANT_NONE;

    return never_connected || answer->refusal != INVENTORY_REFUSED_NO_CELL;
}

/* A night nobody has opened for sale is not a question of rights. A hotel that never had any copies has its
 * empty rooms to go by. */
static DatabaseStatus beyond_rights(Command *command, const Sale *sale, const AllotmentRights *rights,
                                    const InventoryAnswer *answer)
{
    if (!is_on_sale(rights, answer)) {
        char night[NIGHT_TEXT_SIZE];
        command_refuse(command, 409, "not_on_sale", "Room type %s is not on sale for the night of %s.",
                       answer->room_type, night_write(answer->first_night, night));
        return command_refusal_stands(command);
    }
    if (sale->override_reason == NULL) {
        return refuse_short(command, sale, rights, answer);
    }
    if (!staff_may(command->staff->roles, STAFF_OVERRIDE)) {
        return command_refuse(command, 403, "not_permitted",
                              "Only a manager may sell a room beyond the hotel's rights.");
    }
    return DATABASE_OK;
}

DatabaseStatus sale_claim_here(Command *command, const Sale *sale, SoldHere *sold, GError **error)
{
    g_auto(AllotmentRights) rights = {0};
    InventoryAnswer answer;
    Night from, until;

    nights_of(sale, &from, &until);
    DatabaseStatus status = allotment_rights_read(sale->property, command->connection, ALLOTMENT_ALL_CELLS,
                                                  from, until, &rights, error);
    if (status != DATABASE_OK) {
        return status;
    }
    sold->claims = claims_of(sale);
    if (within_rights(sale, &rights, sold->claims, &answer)) {
        return DATABASE_OK;
    }
    /* The claims stay: the centre settles a sale of the hotel with what is granted at that moment, and what
     * it grants before it has heard of this one must not count here as a right. */
    sold->overridden = true;
    return beyond_rights(command, sale, &rights, &answer);
}

/* ---- the reservation ---- */

static DatabaseStatus draw_number(Command *command, ConfirmationNumber *ret_number, GError **error)
{
    int64_t sequence;

    DatabaseStatus status = counter_advance(command->connection, "confirmation", error);
    if (status == DATABASE_OK) {
        status = counter_last(command->connection, "confirmation", &sequence, error);
    }
    if (status == DATABASE_OK &&
        !confirmation_make_hotel(command->property->hotel->number, sequence, ret_number, error)) {
        return DATABASE_HARD;
    }
    return status;
}

/* Under version 0, so that the centre's row replaces it when the sale has been merged. */
static DatabaseStatus keep_copy(Command *command, const Sale *sale, const GPtrArray *prices, SoldHere *sold,
                                GError **error)
{
    ConfirmationNumber number;

    DatabaseStatus status = draw_number(command, &number, error);
    if (status != DATABASE_OK) {
        return status;
    }
    sold->document = sale_document(command, sale, number.digits, prices);
    sold->extra = json_pack("{s:O, s:s, s:s}", "reservation", sold->document, "idempotency_key",
                            http_request_idempotency_key(sale->request), "staff", command->staff->user);
    if (sold->overridden) {
        json_object_set_new(sold->extra, "override_reason", json_string(sale->override_reason));
    }
    CopyChange change = {.kind = COPY_RESERVATION, .key = number.digits, .row = sold->document};
    return copy_change_apply(command->connection, &change, error);
}

DatabaseStatus sale_here(Command *command, const Sale *sale, SoldHere *ret_sold, GError **error)
{
    g_autoptr(GPtrArray) prices = g_ptr_array_new_with_free_func(price_free);

    DatabaseStatus status = price_rooms(command, sale, prices, error);
    if (status == DATABASE_OK && command->answer == NULL) {
        status = sale_claim_here(command, sale, ret_sold, error);
    }
    return status == DATABASE_OK && command->answer == NULL
               ? keep_copy(command, sale, prices, ret_sold, error)
               : status;
}

/* A price of nothing for each night: the shares are given out afterwards. */
static PriceBreakdown *free_of_charge(const ChainHotel *hotel, const SaleRoom *room)
{
    PriceBreakdown *price = g_new0(PriceBreakdown, 1);

    price_breakdown_init(price, hotel);
    for (Night night = room->arrival; night < room->departure; night++) {
        PriceNight nothing = {.night = night};
        g_array_append_val(price->nights, nothing);
    }
    return price;
}

DatabaseStatus sale_without_room(Command *command, const Sale *sale, SoldHere *ret_sold, GError **error)
{
    g_autoptr(GPtrArray) prices = g_ptr_array_new_with_free_func(price_free);

    g_ptr_array_add(prices, free_of_charge(command->property->hotel, &sale->rooms[0]));
    return keep_copy(command, sale, prices, ret_sold, error);
}

DatabaseStatus sale_use(Command *command, const SoldHere *sold, GError **error)
{
    int64_t entry;

    DatabaseStatus status = outbox_last(command->connection, &entry, error);
    if (status != DATABASE_OK) {
        return status;
    }
    return allotment_use_add(command->connection, entry,
                             (const InventoryClaim *)(const void *)sold->claims->data, sold->claims->len,
                             error);
}

void sale_mark_answer(Command *command, const SoldHere *sold)
{
    json_object_set_new(command->answer, "sold_by", json_string(sold->overridden ? "override" : "right"));
    if (sold->overridden) {
        json_object_set_new(command->answer, "walk_suggestions",
                            sister_hotels_json(command->property->chain, command->property->hotel));
    }
}
