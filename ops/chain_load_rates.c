#include "ops/chain_load_internal.h"

#include <string.h>

enum {
    CHANGE_BASIS_POINTS_MIN = -10000,
    CHANGE_BASIS_POINTS_MAX = 100000,
    STAY_NIGHTS_MAX = 3650,
};

static const char *room_type_code(gconstpointer entry)
{
    return ((const ChainRoomType *)entry)->code;
}

static const char *rate_plan_code(gconstpointer entry)
{
    return ((const ChainRatePlan *)entry)->code;
}

static const char *season_code(gconstpointer entry)
{
    return ((const ChainSeason *)entry)->code;
}

static const char *day_type_code(gconstpointer entry)
{
    return ((const ChainDayType *)entry)->code;
}

static const char *cancellation_policy_code(gconstpointer entry)
{
    return ((const ChainCancellationPolicy *)entry)->code;
}

static const char *deposit_policy_code(gconstpointer entry)
{
    return ((const ChainDepositPolicy *)entry)->code;
}

/* ---- seasons and day types ----------------------------------------------------------------------- */

static bool read_season(ChainHotel *hotel, const YamlNode *entry, GError **error)
{
    g_autoptr(GRefString) code = NULL;
    if (!load_code(entry, "season", &code, error))
        return false;
    /* A season may stand several times: each entry is one more span of the year. */
    ChainSeason *season = hotel_season_add(hotel);
    season->code = g_steal_pointer(&code);
    return load_month_day(entry, "from", &season->from_month_day, error) &&
           load_month_day(entry, "until", &season->until_month_day, error);
}

static bool read_day_type(ChainHotel *hotel, const YamlNode *entry, GError **error)
{
    static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                           "friday", "saturday", "sunday",    NULL};
    g_autoptr(GRefString) code = NULL;
    if (!load_code(entry, "day type", &code, error) ||
        !load_unique(entry, "day type", code, hotel_day_type(hotel, code), error))
        return false;
    ChainDayType *day_type = hotel_day_type_add(hotel);
    day_type->code = g_steal_pointer(&code);
    const YamlNode *nights = yaml_require(entry, "nights", error);
    if (nights == NULL || !yaml_expect(nights, YAML_LIST, error))
        return false;
    for (gsize i = 0; i < yaml_count(nights); i++) {
        int weekday = 0;
        if (!yaml_choice(yaml_at(nights, i), weekdays, &weekday, error))
            return false;
        day_type->weekdays |= (uint8_t)(1U << weekday);
    }
    return true;
}

bool load_hotel_calendar(ChainHotel *hotel, const YamlNode *root, GError **error)
{
    static const char *const season_keys[] = {"code", "from", "until", NULL};
    static const char *const day_type_keys[] = {"code", "nights", NULL};
    return load_list(hotel, root, "seasons", false, season_keys, read_season, error) &&
           load_list(hotel, root, "day_types", false, day_type_keys, read_day_type, error);
}

/* ---- amounts ------------------------------------------------------------------------------------- */

static bool read_row_amount(ChainHotel *hotel, ChainAmountRow *row, const YamlNode *map, gsize index,
                            GError **error)
{
    const char *code = yaml_key_at(map, index);
    const ChainRoomType *room_type = hotel_room_type(hotel, code);
    int64_t amount_minor = 0;
    if (room_type == NULL) {
        load_unknown(yaml_key_node_at(map, index), "room type", code, hotel->room_types, room_type_code,
                     error);
        return false;
    }
    if (!load_amount(map, code, true, hotel->currency, 0, &amount_minor, error))
        return false;
    amount_row_set(row, room_type, amount_minor);
    return true;
}

static bool read_row_when(ChainHotel *hotel, ChainAmountRow *row, const YamlNode *entry, GError **error)
{
    const YamlNode *season_node = yaml_get(entry, "season");
    const YamlNode *day_type_node = yaml_get(entry, "day_type");
    const char *season = NULL;
    const char *day_type = NULL;
    if ((season_node != NULL && !yaml_text(season_node, &season, error)) ||
        (day_type_node != NULL && !yaml_text(day_type_node, &day_type, error)))
        return false;
    row->season = season != NULL ? hotel_season(hotel, season) : NULL;
    row->day_type = day_type != NULL ? hotel_day_type(hotel, day_type) : NULL;
    if (season != NULL && row->season == NULL)
        load_unknown(season_node, "season", season, hotel->seasons, season_code, error);
    else if (day_type != NULL && row->day_type == NULL)
        load_unknown(day_type_node, "day type", day_type, hotel->day_types, day_type_code, error);
    return (season == NULL || row->season != NULL) && (day_type == NULL || row->day_type != NULL);
}

static bool read_row_amounts(ChainHotel *hotel, ChainAmountRow *row, const YamlNode *entry, GError **error)
{
    const YamlNode *types = yaml_get(entry, "room_types");
    const YamlNode *change = yaml_get(entry, "change_percent");
    bool base = row->season == NULL && row->day_type == NULL;
    if ((types != NULL) == (change != NULL) || (base && change != NULL)) {
        yaml_set_error(
            error, entry, YAML_ERROR_VALUE, "%s",
            base ? "a row without season and day_type is the base: give its amounts under room_types"
                 : "give either room_types with amounts or change_percent against the base");
        return false;
    }
    if (change != NULL)
        return load_decimal(entry, "change_percent", true, 2, CHANGE_BASIS_POINTS_MIN,
                            CHANGE_BASIS_POINTS_MAX, &row->change_basis_points, error);
    if (!yaml_expect(types, YAML_MAP, error))
        return false;
    for (gsize i = 0; i < yaml_count(types); i++)
        if (!read_row_amount(hotel, row, types, i, error))
            return false;
    return true;
}

static bool read_row(ChainHotel *hotel, ChainRatePlan *plan, const YamlNode *entry, GError **error)
{
    static const char *const keys[] = {"season", "day_type", "room_types", "change_percent", NULL};
    if (!yaml_expect(entry, YAML_MAP, error) || !yaml_check_keys(entry, keys, error))
        return false;
    ChainAmountRow *row = rate_plan_amount_row_add(plan);
    return read_row_when(hotel, row, entry, error) && read_row_amounts(hotel, row, entry, error);
}

/* The first row is the base and says which types the plan sells; the others refine it. */
static bool amounts_check(const ChainRatePlan *plan, const ChainHotel *hotel, const YamlNode *list,
                          GError **error)
{
    for (guint i = 0; i < plan->amounts->len; i++) {
        const ChainAmountRow *row = &g_array_index(plan->amounts, ChainAmountRow, i);
        bool base = row->season == NULL && row->day_type == NULL;
        if (base != (i == 0)) {
            yaml_set_error(error, yaml_at(list, i), YAML_ERROR_VALUE,
                           "exactly the first row of amounts of %s must be without season and day_type",
                           plan->code);
            return false;
        }
        for (guint t = 0; t < hotel->room_types->len; t++) {
            const ChainRoomType *room_type = hotel->room_types->pdata[t];
            int64_t unused;
            if (amount_row_get(row, room_type, &unused) && !rate_plan_sells(plan, room_type)) {
                yaml_set_error(error, yaml_at(list, i), YAML_ERROR_VALUE,
                               "room type %s has no base amount; add it to the first row of %s",
                               room_type->code, plan->code);
                return false;
            }
        }
    }
    return true;
}

static bool read_own_amounts(ChainHotel *hotel, ChainRatePlan *plan, const YamlNode *entry, GError **error)
{
    const YamlNode *list = yaml_require(entry, "amounts", error);
    const char *const senseless[] = {"room_types", "change_percent", "change_amount"};
    if (list == NULL || !yaml_expect(list, YAML_LIST, error))
        return false;
    for (gsize i = 0; i < G_N_ELEMENTS(senseless); i++)
        if (yaml_get(entry, senseless[i]) != NULL) {
            yaml_set_error(error, yaml_get(entry, senseless[i]), YAML_ERROR_VALUE,
                           "%s belongs to a plan computed from another; remove it or add from", senseless[i]);
            return false;
        }
    if (yaml_count(list) == 0) {
        yaml_set_error(error, list, YAML_ERROR_VALUE,
                       "rate plan %s has no amounts; give at least the base row", plan->code);
        return false;
    }
    for (gsize i = 0; i < yaml_count(list); i++)
        if (!read_row(hotel, plan, yaml_at(list, i), error))
            return false;
    const ChainAmountRow *base = &g_array_index(plan->amounts, ChainAmountRow, 0);
    for (guint t = 0; t < hotel->room_types->len; t++) {
        int64_t unused;
        if (amount_row_get(base, hotel->room_types->pdata[t], &unused))
            g_ptr_array_add(plan->room_types, hotel->room_types->pdata[t]);
    }
    return amounts_check(plan, hotel, list, error);
}

/* ---- plans computed from others ------------------------------------------------------------------ */

static bool read_plan_room_types(ChainHotel *hotel, ChainRatePlan *plan, const YamlNode *entry,
                                 GError **error)
{
    const YamlNode *list = yaml_get(entry, "room_types");
    if (list == NULL) {
        g_ptr_array_extend(plan->room_types, plan->from->room_types, NULL, NULL);
        return true;
    }
    if (!yaml_expect(list, YAML_LIST, error))
        return false;
    for (gsize i = 0; i < yaml_count(list); i++) {
        const char *code = NULL;
        if (!yaml_text(yaml_at(list, i), &code, error))
            return false;
        const ChainRoomType *room_type = hotel_room_type(hotel, code);
        if (room_type == NULL || !rate_plan_sells(plan->from, room_type)) {
            load_unknown(yaml_at(list, i), "room type of the plan it is from", code, plan->from->room_types,
                         room_type_code, error);
            return false;
        }
        g_ptr_array_add(plan->room_types, (gpointer)room_type);
    }
    return true;
}

/* What a computed plan does not say itself it has from its parent. */
static void plan_inherit(ChainRatePlan *plan)
{
    const ChainRatePlan *from = plan->from;
    plan->round_to_minor = from->round_to_minor;
    plan->extra_adult_minor = from->extra_adult_minor;
    plan->extra_child_minor = from->extra_child_minor;
    plan->single_reduction_minor = from->single_reduction_minor;
    g_strlcpy(plan->meal, from->meal, sizeof plan->meal);
    plan->cancellation_policy = from->cancellation_policy;
    plan->deposit_policy = from->deposit_policy;
    plan->commissionable = from->commissionable;
}

static bool read_change(ChainHotel *hotel, ChainRatePlan *plan, const YamlNode *entry, GError **error)
{
    const YamlNode *amounts = yaml_get(entry, "amounts");
    if (amounts != NULL) {
        yaml_set_error(error, amounts, YAML_ERROR_VALUE,
                       "a plan computed from another has no amounts of its own; remove amounts or from");
        return false;
    }
    plan_inherit(plan);
    if (!read_plan_room_types(hotel, plan, entry, error) ||
        !load_decimal(entry, "change_percent", false, 2, CHANGE_BASIS_POINTS_MIN, CHANGE_BASIS_POINTS_MAX,
                      &plan->change_basis_points, error) ||
        !load_amount(entry, "change_amount", false, hotel->currency, -CHAIN_LOAD_AMOUNT_MAX,
                     &plan->change_minor, error))
        return false;
    if (plan->change_basis_points == CHANGE_BASIS_POINTS_MIN) {
        /* What is given away costs nothing for a third guest either, unless the plan says so itself. */
        plan->extra_adult_minor = 0;
        plan->extra_child_minor = 0;
        plan->single_reduction_minor = 0;
    }
    return true;
}

/* ---- rate plans ---------------------------------------------------------------------------------- */

static bool read_plan_policies(const ChainHotel *hotel, ChainRatePlan *plan, const YamlNode *entry,
                               GError **error)
{
    g_autoptr(GRefString) cancellation = NULL;
    g_autoptr(GRefString) deposit = NULL;
    bool required = plan->from == NULL;
    if (!load_text(entry, "cancellation", required, &cancellation, error) ||
        !load_text(entry, "deposit", required, &deposit, error))
        return false;
    if (cancellation != NULL)
        plan->cancellation_policy = hotel_cancellation_policy(hotel, cancellation);
    if (deposit != NULL)
        plan->deposit_policy = hotel_deposit_policy(hotel, deposit);
    if (plan->cancellation_policy == NULL)
        load_unknown(yaml_get(entry, "cancellation"), "cancellation policy", cancellation,
                     hotel->cancellation_policies, cancellation_policy_code, error);
    else if (plan->deposit_policy == NULL)
        load_unknown(yaml_get(entry, "deposit"), "deposit policy", deposit, hotel->deposit_policies,
                     deposit_policy_code, error);
    return plan->cancellation_policy != NULL && plan->deposit_policy != NULL;
}

static bool read_plan_access(ChainRatePlan *plan, const YamlNode *entry, GError **error)
{
    if (!load_text(entry, "access", plan->kind == CHAIN_RATE_PLAN_NEGOTIATED, &plan->access, error))
        return false;
    if (plan->kind == CHAIN_RATE_PLAN_MEMBER && plan->access == NULL)
        plan->access = chain_string("MEMBER");
    if (plan->kind == CHAIN_RATE_PLAN_BEST_AVAILABLE && plan->access != NULL) {
        yaml_set_error(error, yaml_get(entry, "access"), YAML_ERROR_VALUE,
                       "a best_available plan is open to everybody; remove access or make it negotiated");
        return false;
    }
    return true;
}

static bool read_plan_meal(ChainRatePlan *plan, const YamlNode *entry, GError **error)
{
    static const char *const meals[] = {"RO", "BB", "HB", "FB", "AI", NULL};
    int meal = 0;
    if (!load_choice(entry, "meal", plan->from == NULL, meals, &meal, error))
        return false;
    if (yaml_get(entry, "meal") != NULL)
        g_strlcpy(plan->meal, meals[meal], sizeof plan->meal);
    return true;
}

static bool read_plan_extras(const ChainHotel *hotel, ChainRatePlan *plan, const YamlNode *entry,
                             GError **error)
{
    const Currency *currency = hotel->currency;
    return load_amount(entry, "round_to", false, currency, 1, &plan->round_to_minor, error) &&
           load_amount(entry, "extra_adult", false, currency, 0, &plan->extra_adult_minor, error) &&
           load_amount(entry, "extra_child", false, currency, 0, &plan->extra_child_minor, error) &&
           load_amount(entry, "single_reduction", false, currency, 0, &plan->single_reduction_minor, error);
}

static bool read_plan_limits(ChainRatePlan *plan, const YamlNode *entry, GError **error)
{
    if (!load_int(entry, "min_stay", false, 1, STAY_NIGHTS_MAX, &plan->min_stay_nights, error) ||
        !load_int(entry, "max_stay", false, 1, STAY_NIGHTS_MAX, &plan->max_stay_nights, error) ||
        !load_int(entry, "min_advance_days", false, 1, STAY_NIGHTS_MAX, &plan->min_advance_days, error) ||
        !load_int(entry, "max_advance_days", false, 1, STAY_NIGHTS_MAX, &plan->max_advance_days, error))
        return false;
    bool stay_fits = plan->max_stay_nights == 0 || plan->min_stay_nights <= plan->max_stay_nights;
    bool advance_fits = plan->max_advance_days == 0 || plan->min_advance_days <= plan->max_advance_days;
    if (!stay_fits || !advance_fits)
        yaml_set_error(error, yaml_get(entry, stay_fits ? "max_advance_days" : "max_stay"), YAML_ERROR_VALUE,
                       "the maximum is below the minimum, so nobody could book %s", plan->code);
    return stay_fits && advance_fits;
}

static bool read_rate_plan(ChainHotel *hotel, ChainRatePlan *plan, const YamlNode *entry, GError **error)
{
    bool amounts = plan->from != NULL ? read_change(hotel, plan, entry, error)
                                      : read_own_amounts(hotel, plan, entry, error);
    return amounts && load_texts(entry, "name", true, &plan->name, error) &&
           load_texts(entry, "description", false, &plan->description, error) &&
           read_plan_access(plan, entry, error) && read_plan_meal(plan, entry, error) &&
           read_plan_extras(hotel, plan, entry, error) && read_plan_limits(plan, entry, error) &&
           load_bool(entry, "commissionable", false, &plan->commissionable, error) &&
           read_plan_policies(hotel, plan, entry, error);
}

/* Plans are first only named, so that one may be computed from another that stands further down. */
static bool name_rate_plan(ChainHotel *hotel, const YamlNode *entry, GError **error)
{
    static const char *const kinds[] = {"best_available", "derived", "member", "negotiated", NULL};
    const YamlNode *code_node = yaml_require(entry, "code", error);
    const char *code = NULL;
    int kind = 0;
    if (code_node == NULL || !yaml_text(code_node, &code, error))
        return false;
    if (!rate_plan_code_check(code, error)) {
        yaml_prefix_error(error, code_node);
        return false;
    }
    if (!load_unique(entry, "rate plan", code, hotel_rate_plan(hotel, code), error) ||
        !load_choice(entry, "kind", true, kinds, &kind, error))
        return false;
    ChainRatePlan *plan = hotel_rate_plan_add(hotel);
    g_strlcpy(plan->code, code, sizeof plan->code);
    plan->kind = (ChainRatePlanKind)kind;
    return true;
}

static bool link_rate_plan(const ChainHotel *hotel, ChainRatePlan *plan, const YamlNode *entry,
                           GError **error)
{
    const YamlNode *node =
        plan->kind == CHAIN_RATE_PLAN_DERIVED ? yaml_require(entry, "from", error) : yaml_get(entry, "from");
    const char *code = NULL;
    if (node == NULL)
        return plan->kind != CHAIN_RATE_PLAN_DERIVED;
    if (!yaml_text(node, &code, error))
        return false;
    if (plan->kind == CHAIN_RATE_PLAN_BEST_AVAILABLE) {
        yaml_set_error(error, node, YAML_ERROR_VALUE,
                       "a best_available plan has its own amounts; remove from or make it derived");
        return false;
    }
    plan->from = hotel_rate_plan(hotel, code);
    if (plan->from == NULL)
        load_unknown(node, "rate plan", code, hotel->rate_plans, rate_plan_code, error);
    return plan->from != NULL;
}

/* Plans between this one and the one with amounts; -1 when following them never ends. */
static int plan_depth(const ChainRatePlan *plan, guint plan_count)
{
    int depth = 0;
    for (const ChainRatePlan *from = plan->from; from != NULL; from = from->from)
        if ((guint)++depth > plan_count)
            return -1;
    return depth;
}

static bool cycle_refuse(const ChainRatePlan *plan, const YamlNode *entry, GError **error)
{
    g_autoptr(GString) path = g_string_new(plan->code);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);
    const ChainRatePlan *at = plan;
    while (g_hash_table_add(seen, (gpointer)at)) {
        at = at->from;
        g_string_append_printf(path, " -> %s", at->code);
    }
    yaml_set_error(error, yaml_get(entry, "from"), YAML_ERROR_VALUE,
                   "rate plans are computed in a circle (%s); give one of them amounts of its own",
                   path->str);
    return false;
}

static gint plan_depth_compare(gconstpointer left, gconstpointer right, gpointer plan_count)
{
    const ChainRatePlan *a = *(const ChainRatePlan *const *)left;
    const ChainRatePlan *b = *(const ChainRatePlan *const *)right;
    return plan_depth(a, GPOINTER_TO_UINT(plan_count)) - plan_depth(b, GPOINTER_TO_UINT(plan_count));
}

static bool link_rate_plans(ChainHotel *hotel, const YamlNode *list, GError **error)
{
    GPtrArray *plans = hotel->rate_plans;
    for (guint i = 0; i < plans->len; i++)
        if (!link_rate_plan(hotel, plans->pdata[i], yaml_at(list, i), error))
            return false;
    for (guint i = 0; i < plans->len; i++)
        if (plan_depth(plans->pdata[i], plans->len) < 0)
            return cycle_refuse(plans->pdata[i], yaml_at(list, i), error);
    return true;
}

bool load_hotel_rate_plans(ChainHotel *hotel, const YamlNode *root, GError **error)
{
    static const char *const keys[] = {"code",
                                       "kind",
                                       "name",
                                       "description",
                                       "from",
                                       "room_types",
                                       "amounts",
                                       "change_percent",
                                       "change_amount",
                                       "round_to",
                                       "extra_adult",
                                       "extra_child",
                                       "single_reduction",
                                       "meal",
                                       "access",
                                       "min_stay",
                                       "max_stay",
                                       "min_advance_days",
                                       "max_advance_days",
                                       "cancellation",
                                       "deposit",
                                       "commissionable",
                                       NULL};
    if (!load_list(hotel, root, "rate_plans", true, keys, name_rate_plan, error))
        return false;
    const YamlNode *list = yaml_get(root, "rate_plans");
    if (!link_rate_plans(hotel, list, error))
        return false;
    GPtrArray *plans = hotel->rate_plans;
    g_autoptr(GHashTable) entries = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (guint i = 0; i < plans->len; i++)
        g_hash_table_insert(entries, plans->pdata[i], (gpointer)yaml_at(list, i));
    g_ptr_array_sort_with_data(plans, plan_depth_compare, GUINT_TO_POINTER(plans->len));
    for (guint i = 0; i < plans->len; i++)
        if (!read_rate_plan(hotel, plans->pdata[i], g_hash_table_lookup(entries, plans->pdata[i]), error))
            return false;
    return true;
}
