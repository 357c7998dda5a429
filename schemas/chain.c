#include "schemas/chain.h"

#include <string.h>

char *chain_string(const char *text)
{
    return g_ref_string_new_intern(text);
}

void chain_string_free(char *text)
{
    if (text != NULL)
        g_ref_string_release(text);
}

static void chain_text_clear(ChainText *text)
{
    chain_string_free(text->en);
    chain_string_free(text->zh);
}

static void chain_brand_free(gpointer data)
{
    ChainBrand *brand = data;
    chain_string_free(brand->code);
    chain_text_clear(&brand->name);
    chain_text_clear(&brand->description);
    g_free(brand);
}

static void chain_room_type_free(gpointer data)
{
    ChainRoomType *room_type = data;
    chain_text_clear(&room_type->name);
    chain_text_clear(&room_type->description);
    g_strfreev(room_type->features);
    g_free(room_type);
}

static void chain_season_free(gpointer data)
{
    ChainSeason *season = data;
    chain_string_free(season->code);
    g_free(season);
}

static void chain_day_type_free(gpointer data)
{
    ChainDayType *day_type = data;
    chain_string_free(day_type->code);
    g_free(day_type);
}

static void chain_cancellation_policy_free(gpointer data)
{
    ChainCancellationPolicy *policy = data;
    chain_string_free(policy->code);
    chain_text_clear(&policy->name);
    g_array_unref(policy->steps);
    g_free(policy);
}

static void chain_deposit_policy_free(gpointer data)
{
    ChainDepositPolicy *policy = data;
    chain_string_free(policy->code);
    chain_text_clear(&policy->name);
    g_free(policy);
}

static void chain_late_check_out_free(gpointer data)
{
    ChainLateCheckOut *late = data;
    g_array_unref(late->steps);
    g_strfreev(late->exempt_tiers);
    g_free(late);
}

static void chain_package_element_free(gpointer data)
{
    ChainPackageElement *element = data;
    chain_text_clear(&element->name);
    g_strfreev(element->meals);
    chain_string_free(element->department);
    g_free(element);
}

static void chain_tax_free(gpointer data)
{
    ChainTax *tax = data;
    chain_string_free(tax->code);
    chain_text_clear(&tax->name);
    chain_string_free(tax->department);
    g_strfreev(tax->exemptions);
    g_free(tax);
}

static void chain_amount_row_clear(gpointer data)
{
    ChainAmountRow *row = data;
    g_clear_pointer(&row->amounts, g_hash_table_unref);
}

static void chain_rate_plan_free(gpointer data)
{
    ChainRatePlan *plan = data;
    chain_text_clear(&plan->name);
    chain_text_clear(&plan->description);
    g_array_unref(plan->amounts);
    g_ptr_array_unref(plan->room_types);
    chain_string_free(plan->access);
    g_free(plan);
}

static void chain_address_clear(ChainAddress *address)
{
    chain_string_free(address->street);
    chain_string_free(address->city);
    chain_string_free(address->postal_code);
    chain_string_free(address->region);
    chain_string_free(address->country);
}

void chain_hotel_free(ChainHotel *hotel)
{
    if (hotel == NULL)
        return;
    g_ptr_array_unref(hotel->rate_plans);
    g_ptr_array_unref(hotel->taxes);
    g_ptr_array_unref(hotel->package_elements);
    g_ptr_array_unref(hotel->late_check_outs);
    g_ptr_array_unref(hotel->deposit_policies);
    g_ptr_array_unref(hotel->cancellation_policies);
    g_ptr_array_unref(hotel->day_types);
    g_ptr_array_unref(hotel->seasons);
    g_ptr_array_unref(hotel->rooms);
    g_ptr_array_unref(hotel->room_features);
    g_ptr_array_unref(hotel->room_types);
    chain_text_clear(&hotel->no_show_policy.name);
    chain_text_clear(&hotel->early_departure_policy.name);
    chain_text_clear(&hotel->name);
    chain_text_clear(&hotel->description);
    chain_address_clear(&hotel->address);
    chain_string_free(hotel->telephone);
    chain_string_free(hotel->email);
    chain_string_free(hotel->tax_number);
    chain_string_free(hotel->time_zone);
    g_clear_pointer(&hotel->zone, g_time_zone_unref);
    chain_string_free(hotel->language);
    g_free(hotel);
}

const char *const chain_registration_fields[] = {"nationality",     "birth_date", "document_type",
                                                 "document_number", "address",    "telephone",
                                                 "email",           "payment",    NULL};

static void chain_registration_free(gpointer data)
{
    ChainRegistration *registration = data;
    chain_string_free(registration->country);
    g_strfreev(registration->required);
    g_free(registration);
}

Chain *chain_new(void)
{
    Chain *chain = g_new0(Chain, 1);
    chain->brands = g_ptr_array_new_with_free_func(chain_brand_free);
    chain->registrations = g_ptr_array_new_with_free_func(chain_registration_free);
    chain->hotels = g_ptr_array_new_with_free_func((GDestroyNotify)chain_hotel_free);
    return chain;
}

static void chain_index_clear(Chain *chain)
{
    g_clear_pointer(&chain->hotels_by_code, g_hash_table_unref);
    g_clear_pointer(&chain->hotels_by_number, g_hash_table_unref);
}

void chain_free(Chain *chain)
{
    if (chain == NULL)
        return;
    chain_index_clear(chain);
    g_ptr_array_unref(chain->hotels);
    g_ptr_array_unref(chain->brands);
    g_ptr_array_unref(chain->registrations);
    chain_text_clear(&chain->name);
    chain_string_free(chain->code);
    g_free(chain);
}

ChainRegistration *chain_registration_add(Chain *chain)
{
    ChainRegistration *registration = g_new0(ChainRegistration, 1);
    registration->keep_days = CHAIN_KEEP_DAYS_DEFAULT;
    g_ptr_array_add(chain->registrations, registration);
    return registration;
}

static const ChainRegistration *find_registration(const Chain *chain, const char *country)
{
    for (guint i = 0; i < chain->registrations->len; i++) {
        const ChainRegistration *registration = g_ptr_array_index(chain->registrations, i);
        if (strcmp(registration->country, country) == 0)
            return registration;
    }
    return NULL;
}

bool chain_registration_requires(const Chain *chain, const char *country, const char *field)
{
    const ChainRegistration *registration = find_registration(chain, country);

    return registration != NULL && registration->required != NULL &&
           g_strv_contains((const gchar *const *)registration->required, field);
}

int32_t chain_registration_keep_days(const Chain *chain, const char *country)
{
    const ChainRegistration *registration = find_registration(chain, country);

    return registration != NULL ? registration->keep_days : CHAIN_KEEP_DAYS_DEFAULT;
}

ChainBrand *chain_brand_add(Chain *chain)
{
    ChainBrand *brand = g_new0(ChainBrand, 1);
    g_ptr_array_add(chain->brands, brand);
    return brand;
}

ChainHotel *chain_hotel_new(void)
{
    ChainHotel *hotel = g_new0(ChainHotel, 1);
    hotel->horizon_nights = CHAIN_HORIZON_NIGHTS_DEFAULT;
    hotel->room_types = g_ptr_array_new_with_free_func(chain_room_type_free);
    hotel->rooms = g_ptr_array_new_with_free_func(g_free);
    hotel->room_features = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    hotel->seasons = g_ptr_array_new_with_free_func(chain_season_free);
    hotel->day_types = g_ptr_array_new_with_free_func(chain_day_type_free);
    hotel->cancellation_policies = g_ptr_array_new_with_free_func(chain_cancellation_policy_free);
    hotel->deposit_policies = g_ptr_array_new_with_free_func(chain_deposit_policy_free);
    hotel->late_check_outs = g_ptr_array_new_with_free_func(chain_late_check_out_free);
    hotel->package_elements = g_ptr_array_new_with_free_func(chain_package_element_free);
    hotel->taxes = g_ptr_array_new_with_free_func(chain_tax_free);
    hotel->rate_plans = g_ptr_array_new_with_free_func(chain_rate_plan_free);
    return hotel;
}

void chain_hotel_join(Chain *chain, ChainHotel *hotel)
{
    g_ptr_array_add(chain->hotels, hotel);
    chain_index_clear(chain);
}

ChainHotel *chain_hotel_add(Chain *chain)
{
    ChainHotel *hotel = chain_hotel_new();
    chain_hotel_join(chain, hotel);
    return hotel;
}

ChainRoomType *hotel_room_type_add(ChainHotel *hotel)
{
    ChainRoomType *room_type = g_new0(ChainRoomType, 1);
    g_ptr_array_add(hotel->room_types, room_type);
    return room_type;
}

ChainRoom *hotel_room_add(ChainHotel *hotel)
{
    ChainRoom *room = g_new0(ChainRoom, 1);
    g_ptr_array_add(hotel->rooms, room);
    return room;
}

ChainSeason *hotel_season_add(ChainHotel *hotel)
{
    ChainSeason *season = g_new0(ChainSeason, 1);
    g_ptr_array_add(hotel->seasons, season);
    return season;
}

ChainDayType *hotel_day_type_add(ChainHotel *hotel)
{
    ChainDayType *day_type = g_new0(ChainDayType, 1);
    g_ptr_array_add(hotel->day_types, day_type);
    return day_type;
}

ChainCancellationPolicy *hotel_cancellation_policy_add(ChainHotel *hotel)
{
    ChainCancellationPolicy *policy = g_new0(ChainCancellationPolicy, 1);
    policy->steps = g_array_new(FALSE, TRUE, sizeof(ChainCancellationStep));
    g_ptr_array_add(hotel->cancellation_policies, policy);
    return policy;
}

ChainDepositPolicy *hotel_deposit_policy_add(ChainHotel *hotel)
{
    ChainDepositPolicy *policy = g_new0(ChainDepositPolicy, 1);
    g_ptr_array_add(hotel->deposit_policies, policy);
    return policy;
}

ChainLateCheckOut *hotel_late_check_out_add(ChainHotel *hotel)
{
    ChainLateCheckOut *late = g_new0(ChainLateCheckOut, 1);
    late->steps = g_array_new(FALSE, FALSE, sizeof(ChainLateStep));
    late->valid_from = INT32_MIN;
    late->valid_until = INT32_MAX;
    g_ptr_array_add(hotel->late_check_outs, late);
    return late;
}

ChainPackageElement *hotel_package_element_add(ChainHotel *hotel)
{
    ChainPackageElement *element = g_new0(ChainPackageElement, 1);
    element->valid_from = INT32_MIN;
    element->valid_until = INT32_MAX;
    g_ptr_array_add(hotel->package_elements, element);
    return element;
}

ChainTax *hotel_tax_add(ChainHotel *hotel)
{
    ChainTax *tax = g_new0(ChainTax, 1);
    tax->valid_from = INT32_MIN;
    tax->valid_until = INT32_MAX;
    g_ptr_array_add(hotel->taxes, tax);
    return tax;
}

ChainRatePlan *hotel_rate_plan_add(ChainHotel *hotel)
{
    ChainRatePlan *plan = g_new0(ChainRatePlan, 1);
    plan->amounts = g_array_new(FALSE, TRUE, sizeof(ChainAmountRow));
    g_array_set_clear_func(plan->amounts, chain_amount_row_clear);
    plan->room_types = g_ptr_array_new();
    plan->round_to_minor = 1;
    g_ptr_array_add(hotel->rate_plans, plan);
    return plan;
}

ChainAmountRow *rate_plan_amount_row_add(ChainRatePlan *plan)
{
    ChainAmountRow row = {0};
    g_array_append_val(plan->amounts, row);
    return &g_array_index(plan->amounts, ChainAmountRow, plan->amounts->len - 1);
}

void amount_row_set(ChainAmountRow *row, const ChainRoomType *room_type, int64_t amount_minor)
{
    if (row->amounts == NULL)
        row->amounts = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    int64_t *amount = g_new(int64_t, 1);
    *amount = amount_minor;
    g_hash_table_insert(row->amounts, (gpointer)room_type, amount);
}

bool amount_row_get(const ChainAmountRow *row, const ChainRoomType *room_type, int64_t *ret_amount_minor)
{
    const int64_t *amount = row->amounts != NULL ? g_hash_table_lookup(row->amounts, room_type) : NULL;
    if (amount == NULL)
        return false;
    *ret_amount_minor = *amount;
    return true;
}

/* Every look-up below walks a list of a few dozen entries whose code is found at an offset of the struct. */
static gconstpointer list_find_text(const GPtrArray *list, gsize pointer_offset, const char *code)
{
    for (guint i = 0; i < list->len; i++) {
        const char *entry = list->pdata[i];
        const char *text;
        memcpy(&text, entry + pointer_offset, sizeof text);
        if (strcmp(text, code) == 0)
            return entry;
    }
    return NULL;
}

const ChainBrand *chain_brand(const Chain *chain, const char *code)
{
    return list_find_text(chain->brands, offsetof(ChainBrand, code), code);
}

void chain_index(Chain *chain)
{
    chain_index_clear(chain);
    chain->hotels_by_code = g_hash_table_new(g_str_hash, g_str_equal);
    chain->hotels_by_number = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (guint i = 0; i < chain->hotels->len; i++) {
        ChainHotel *hotel = chain->hotels->pdata[i];
        g_hash_table_insert(chain->hotels_by_code, hotel->code, hotel);
        g_hash_table_insert(chain->hotels_by_number, GINT_TO_POINTER(hotel->number), hotel);
    }
}

static gint hotel_number_compare(gconstpointer left, gconstpointer right)
{
    const ChainHotel *a = *(const ChainHotel *const *)left;
    const ChainHotel *b = *(const ChainHotel *const *)right;
    return a->number - b->number;
}

GPtrArray *chain_hotels_by_number(const Chain *chain)
{
    GPtrArray *hotels = g_ptr_array_new();
    g_ptr_array_extend(hotels, chain->hotels, NULL, NULL);
    g_ptr_array_sort(hotels, hotel_number_compare);
    return hotels;
}

const ChainHotel *chain_hotel(const Chain *chain, const char *code)
{
    if (chain->hotels_by_code != NULL)
        return g_hash_table_lookup(chain->hotels_by_code, code);
    for (guint i = 0; i < chain->hotels->len; i++) {
        const ChainHotel *hotel = chain->hotels->pdata[i];
        if (strcmp(hotel->code, code) == 0)
            return hotel;
    }
    return NULL;
}

const ChainHotel *chain_hotel_by_number(const Chain *chain, int32_t number)
{
    if (chain->hotels_by_number != NULL)
        return g_hash_table_lookup(chain->hotels_by_number, GINT_TO_POINTER(number));
    for (guint i = 0; i < chain->hotels->len; i++) {
        const ChainHotel *hotel = chain->hotels->pdata[i];
        if (hotel->number == number)
            return hotel;
    }
    return NULL;
}

const ChainRoomType *hotel_room_type(const ChainHotel *hotel, const char *code)
{
    for (guint i = 0; i < hotel->room_types->len; i++) {
        const ChainRoomType *room_type = hotel->room_types->pdata[i];
        if (strcmp(room_type->code, code) == 0)
            return room_type;
    }
    return NULL;
}

const ChainRatePlan *hotel_rate_plan(const ChainHotel *hotel, const char *code)
{
    for (guint i = 0; i < hotel->rate_plans->len; i++) {
        const ChainRatePlan *plan = hotel->rate_plans->pdata[i];
        if (strcmp(plan->code, code) == 0)
            return plan;
    }
    return NULL;
}

const ChainRoom *hotel_room(const ChainHotel *hotel, const char *number)
{
    for (guint i = 0; i < hotel->rooms->len; i++) {
        const ChainRoom *room = hotel->rooms->pdata[i];
        if (strcmp(room->number, number) == 0)
            return room;
    }
    return NULL;
}

const ChainTax *hotel_tax(const ChainHotel *hotel, const char *code)
{
    return list_find_text(hotel->taxes, offsetof(ChainTax, code), code);
}

const ChainSeason *hotel_season(const ChainHotel *hotel, const char *code)
{
    return list_find_text(hotel->seasons, offsetof(ChainSeason, code), code);
}

const ChainDayType *hotel_day_type(const ChainHotel *hotel, const char *code)
{
    return list_find_text(hotel->day_types, offsetof(ChainDayType, code), code);
}

const ChainCancellationPolicy *hotel_cancellation_policy(const ChainHotel *hotel, const char *code)
{
    return list_find_text(hotel->cancellation_policies, offsetof(ChainCancellationPolicy, code), code);
}

const ChainDepositPolicy *hotel_deposit_policy(const ChainHotel *hotel, const char *code)
{
    return list_find_text(hotel->deposit_policies, offsetof(ChainDepositPolicy, code), code);
}

const ChainSeason *hotel_season_of_night(const ChainHotel *hotel, Night night)
{
    int year, month, day;
    night_to_date(night, &year, &month, &day);
    int32_t month_day = month * 100 + day;
    for (guint i = 0; i < hotel->seasons->len; i++) {
        const ChainSeason *season = hotel->seasons->pdata[i];
        bool after_start = month_day >= season->from_month_day;
        bool before_end = month_day <= season->until_month_day;
        bool over_new_year = season->from_month_day > season->until_month_day;
        if (over_new_year ? after_start || before_end : after_start && before_end)
            return season;
    }
    return NULL;
}

const ChainDayType *hotel_day_type_of_night(const ChainHotel *hotel, Night night)
{
    uint8_t weekday_bit = (uint8_t)(1U << (night_weekday(night) - 1));
    for (guint i = 0; i < hotel->day_types->len; i++) {
        const ChainDayType *day_type = hotel->day_types->pdata[i];
        if ((day_type->weekdays & weekday_bit) != 0)
            return day_type;
    }
    return NULL;
}

bool rate_plan_sells(const ChainRatePlan *plan, const ChainRoomType *room_type)
{
    return g_ptr_array_find(plan->room_types, room_type, NULL);
}

bool rate_plan_of_the_house(const ChainRatePlan *plan)
{
    return plan != NULL && g_strcmp0(plan->access, CHAIN_ACCESS_STAFF) == 0;
}

bool rate_plan_open_to(const ChainRatePlan *plan, const char *const *access)
{
    return plan->access == NULL || (access != NULL && g_strv_contains(access, plan->access));
}

const char *chain_rate_plan_kind_text(ChainRatePlanKind kind)
{
    switch (kind) {
    case CHAIN_RATE_PLAN_BEST_AVAILABLE:
        return "best_available";
    case CHAIN_RATE_PLAN_DERIVED:
        return "derived";
    case CHAIN_RATE_PLAN_MEMBER:
        return "member";
    case CHAIN_RATE_PLAN_NEGOTIATED:
        return "negotiated";
    }
    g_assert_not_reached();
}

const char *chain_tax_kind_text(ChainTaxKind kind)
{
    switch (kind) {
    case CHAIN_TAX_INCLUSIVE_PERCENT:
        return "inclusive_percent";
    case CHAIN_TAX_EXCLUSIVE_PERCENT:
        return "exclusive_percent";
    case CHAIN_TAX_PER_NIGHT:
        return "per_night";
    case CHAIN_TAX_PER_PERSON_NIGHT:
        return "per_person_night";
    case CHAIN_TAX_PER_STAY:
        return "per_stay";
    }
    g_assert_not_reached();
}

const char *chain_charge_kind_text(ChainChargeKind kind)
{
    switch (kind) {
    case CHAIN_CHARGE_NONE:
        return "none";
    case CHAIN_CHARGE_NIGHTS:
        return "nights";
    case CHAIN_CHARGE_PERCENT:
        return "percent";
    case CHAIN_CHARGE_AMOUNT:
        return "amount";
    case CHAIN_CHARGE_ALL:
        return "all";
    }
    g_assert_not_reached();
}
