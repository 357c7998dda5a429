#include "ops/chain_load_internal.h"

#include <string.h>

enum {
    PERCENT_BASIS_POINTS_MAX = 10000,
    DAYS_MAX = 366,
};

/* ---- charges ------------------------------------------------------------------------------------- */

static bool charge_of_word(const YamlNode *node, ChainCharge *ret_charge, GError **error)
{
    static const char *const words[] = {"none", "all", NULL};
    int index = 0;
    if (!yaml_choice(node, words, &index, error))
        return false;
    *ret_charge = (ChainCharge){.kind = index == 0 ? CHAIN_CHARGE_NONE : CHAIN_CHARGE_ALL};
    return true;
}

/* A charge is the word none or all, or one of {nights: 1}, {percent: 50}, {amount: "20.00"}. */
static bool read_charge(const ChainHotel *hotel, const YamlNode *map, ChainCharge *ret_charge, GError **error)
{
    static const char *const keys[] = {"nights", "percent", "amount", NULL};
    const YamlNode *node = yaml_require(map, "charge", error);
    ChainCharge charge = {0};
    if (node == NULL)
        return false;
    if (yaml_kind(node) == YAML_SCALAR)
        return charge_of_word(node, ret_charge, error);
    if (!yaml_expect(node, YAML_MAP, error) || !yaml_check_keys(node, keys, error))
        return false;
    if (yaml_count(node) != 1) {
        yaml_set_error(error, node, YAML_ERROR_VALUE,
                       "charge must be none, all, or exactly one of nights, percent and amount");
        return false;
    }
    charge.kind = yaml_get(node, "nights") != NULL    ? CHAIN_CHARGE_NIGHTS
                  : yaml_get(node, "percent") != NULL ? CHAIN_CHARGE_PERCENT
                                                      : CHAIN_CHARGE_AMOUNT;
    if (!load_int(node, "nights", false, 1, DAYS_MAX, &charge.nights, error) ||
        !load_decimal(node, "percent", false, 2, 1, PERCENT_BASIS_POINTS_MAX, &charge.percent_basis_points,
                      error) ||
        !load_amount(node, "amount", false, hotel->currency, 1, &charge.amount_minor, error))
        return false;
    *ret_charge = charge;
    return true;
}

/* ---- cancellation -------------------------------------------------------------------------------- */

static int64_t step_hours(const ChainCancellationStep *step)
{
    return step->always ? INT64_MAX : (int64_t)step->days * 24 + step->hours;
}

static bool read_step(const ChainHotel *hotel, ChainCancellationPolicy *policy, const YamlNode *entry,
                      GError **error)
{
    static const char *const keys[] = {"always", "days", "hours", "charge", NULL};
    ChainCancellationStep step = {0};
    if (!yaml_expect(entry, YAML_MAP, error) || !yaml_check_keys(entry, keys, error) ||
        !load_bool(entry, "always", false, &step.always, error) ||
        !load_int(entry, "days", false, 0, DAYS_MAX, &step.days, error) ||
        !load_int(entry, "hours", false, 0, DAYS_MAX, &step.hours, error) ||
        !read_charge(hotel, entry, &step.charge, error))
        return false;
    const ChainCancellationStep *last =
        policy->steps->len > 0 ? &g_array_index(policy->steps, ChainCancellationStep, policy->steps->len - 1)
                               : NULL;
    if (last != NULL && step_hours(&step) >= step_hours(last)) {
        yaml_set_error(error, entry, YAML_ERROR_VALUE,
                       "cancellation steps must come nearer to arrival one by one; put the earliest first");
        return false;
    }
    g_array_append_val(policy->steps, step);
    return true;
}

static bool read_cancellation_policy(ChainHotel *hotel, const YamlNode *entry, GError **error)
{
    g_autoptr(GRefString) code = NULL;
    if (!load_code(entry, "cancellation policy", &code, error) ||
        !load_unique(entry, "cancellation policy", code, hotel_cancellation_policy(hotel, code), error))
        return false;
    ChainCancellationPolicy *policy = hotel_cancellation_policy_add(hotel);
    policy->code = g_steal_pointer(&code);
    policy->cut_off_minute = hotel->check_in_minute;
    const YamlNode *steps = yaml_require(entry, "steps", error);
    if (steps == NULL || !yaml_expect(steps, YAML_LIST, error) ||
        !load_texts(entry, "name", true, &policy->name, error) ||
        !load_minute(entry, "cut_off", false, &policy->cut_off_minute, error))
        return false;
    for (gsize i = 0; i < yaml_count(steps); i++)
        if (!read_step(hotel, policy, yaml_at(steps, i), error))
            return false;
    return true;
}

/* ---- deposit, no-show, early departure ------------------------------------------------------------ */

static bool read_deposit_policy(ChainHotel *hotel, const YamlNode *entry, GError **error)
{
    g_autoptr(GRefString) code = NULL;
    if (!load_code(entry, "deposit policy", &code, error) ||
        !load_unique(entry, "deposit policy", code, hotel_deposit_policy(hotel, code), error))
        return false;
    ChainDepositPolicy *policy = hotel_deposit_policy_add(hotel);
    policy->code = g_steal_pointer(&code);
    policy->due_days_before_arrival = -1;
    return load_texts(entry, "name", true, &policy->name, error) &&
           read_charge(hotel, entry, &policy->charge, error) &&
           load_int(entry, "due_days_before_arrival", false, 0, DAYS_MAX, &policy->due_days_before_arrival,
                    error);
}

static bool read_stay_policy(const ChainHotel *hotel, const YamlNode *root, const char *key,
                             ChainStayPolicy *ret_policy, GError **error)
{
    static const char *const keys[] = {"name", "charge", NULL};
    const YamlNode *node = yaml_require(root, key, error);
    return node != NULL && yaml_expect(node, YAML_MAP, error) && yaml_check_keys(node, keys, error) &&
           load_texts(node, "name", true, &ret_policy->name, error) &&
           read_charge(hotel, node, &ret_policy->charge, error);
}

static bool read_validity(const YamlNode *entry, const char *what, Night *ret_from, Night *ret_until,
                          GError **error)
{
    if (!load_night(entry, "valid_from", false, ret_from, error) ||
        !load_night(entry, "valid_until", false, ret_until, error))
        return false;
    if (*ret_from <= *ret_until)
        return true;
    yaml_set_error(error, yaml_get(entry, "valid_until"), YAML_ERROR_VALUE,
                   "valid_until of %s is before its valid_from; exchange or correct them", what);
    return false;
}

/* ---- late check-out ------------------------------------------------------------------------------- */

static bool read_late_step(const ChainHotel *hotel, ChainLateCheckOut *late, const YamlNode *entry,
                           GError **error)
{
    static const char *const keys[] = {"until", "charge", NULL};
    ChainLateStep step = {0};
    if (!yaml_expect(entry, YAML_MAP, error) || !yaml_check_keys(entry, keys, error) ||
        !load_minute(entry, "until", true, &step.until_minute, error) ||
        !read_charge(hotel, entry, &step.charge, error))
        return false;
    if (step.charge.kind == CHAIN_CHARGE_NIGHTS) {
        yaml_set_error(error, yaml_get(entry, "charge"), YAML_ERROR_VALUE,
                       "a late check-out is charged from the last night: write all, none, percent or amount");
        return false;
    }
    int32_t before = late->steps->len > 0
                         ? g_array_index(late->steps, ChainLateStep, late->steps->len - 1).until_minute
                         : hotel->check_out_minute;
    if (step.until_minute <= before) {
        yaml_set_error(error, entry, YAML_ERROR_VALUE,
                       "steps of a late check-out begin after the check-out time and come later one by one");
        return false;
    }
    g_array_append_val(late->steps, step);
    return true;
}

static bool read_late_check_out(ChainHotel *hotel, const YamlNode *entry, GError **error)
{
    const YamlNode *steps = yaml_require(entry, "steps", error);
    if (steps == NULL || !yaml_expect(steps, YAML_LIST, error))
        return false;
    if (yaml_count(steps) == 0) {
        yaml_set_error(error, steps, YAML_ERROR_VALUE, "a late check-out needs at least one step");
        return false;
    }
    ChainLateCheckOut *late = hotel_late_check_out_add(hotel);
    for (gsize i = 0; i < yaml_count(steps); i++)
        if (!read_late_step(hotel, late, yaml_at(steps, i), error))
            return false;
    return load_words(entry, "exempt_tiers", &late->exempt_tiers, error) &&
           read_validity(entry, "a late check-out", &late->valid_from, &late->valid_until, error);
}

/* ---- packages ------------------------------------------------------------------------------------- */

static bool known_meals(const YamlNode *entry, char **meals, GError **error)
{
    static const char *const known[] = {"BB", "HB", "FB", "AI", NULL};
    for (gsize i = 0; meals[i] != NULL; i++)
        if (!g_strv_contains(known, meals[i])) {
            yaml_set_error(error, yaml_get(entry, "meals"), YAML_ERROR_VALUE,
                           "unknown meal '%s'; known are BB, HB, FB, AI", meals[i]);
            return false;
        }
    return true;
}

static bool read_package_element(ChainHotel *hotel, const YamlNode *entry, GError **error)
{
    ChainPackageElement *element = hotel_package_element_add(hotel);
    return yaml_require(entry, "meals", error) != NULL &&
           load_texts(entry, "name", true, &element->name, error) &&
           load_words(entry, "meals", &element->meals, error) && known_meals(entry, element->meals, error) &&
           load_text(entry, "department", true, &element->department, error) &&
           load_amount(entry, "adult", true, hotel->currency, 0, &element->adult_minor, error) &&
           load_amount(entry, "child", false, hotel->currency, 0, &element->child_minor, error) &&
           read_validity(entry, "a part of a package", &element->valid_from, &element->valid_until, error);
}

bool load_hotel_policies(ChainHotel *hotel, const YamlNode *root, GError **error)
{
    static const char *const cancellation_keys[] = {"code", "name", "cut_off", "steps", NULL};
    static const char *const deposit_keys[] = {"code", "name", "charge", "due_days_before_arrival", NULL};
    static const char *const late_keys[] = {"steps", "exempt_tiers", "valid_from", "valid_until", NULL};
    static const char *const package_keys[] = {"name",  "meals",      "department",  "adult",
                                               "child", "valid_from", "valid_until", NULL};
    return load_list(hotel, root, "cancellation_policies", true, cancellation_keys, read_cancellation_policy,
                     error) &&
           load_list(hotel, root, "deposit_policies", true, deposit_keys, read_deposit_policy, error) &&
           read_stay_policy(hotel, root, "no_show", &hotel->no_show_policy, error) &&
           read_stay_policy(hotel, root, "early_departure", &hotel->early_departure_policy, error) &&
           load_list(hotel, root, "late_check_out", false, late_keys, read_late_check_out, error) &&
           load_list(hotel, root, "packages", false, package_keys, read_package_element, error);
}

/* ---- taxes --------------------------------------------------------------------------------------- */

enum {
    TAX_RATE_DECIMALS = 4, /* a percentage with four decimals counts millionths */
    TAX_RATE_MILLIONTHS_MAX = 1000000,
};

static bool read_tax_measure(const ChainHotel *hotel, ChainTax *tax, const YamlNode *entry, GError **error)
{
    bool percent = tax->kind == CHAIN_TAX_INCLUSIVE_PERCENT || tax->kind == CHAIN_TAX_EXCLUSIVE_PERCENT;
    const char *senseless = percent ? "amount" : "percent";
    const YamlNode *node = yaml_get(entry, senseless);
    if (node != NULL) {
        yaml_set_error(error, node, YAML_ERROR_VALUE, "a tax of kind %s has no %s; use %s",
                       chain_tax_kind_text(tax->kind), senseless, percent ? "percent" : "amount");
        return false;
    }
    if (percent)
        return load_decimal(entry, "percent", true, TAX_RATE_DECIMALS, 0, TAX_RATE_MILLIONTHS_MAX,
                            &tax->rate_millionths, error);
    return load_amount(entry, "amount", true, hotel->currency, 0, &tax->amount_minor, error);
}

static bool read_tax_person_price(const ChainHotel *hotel, ChainTax *tax, const YamlNode *entry,
                                  GError **error)
{
    static const char *const keys[] = {"from", "below", NULL};
    const YamlNode *node = yaml_get(entry, "person_price");
    return node == NULL ||
           (yaml_expect(node, YAML_MAP, error) && yaml_check_keys(node, keys, error) &&
            load_amount(node, "from", false, hotel->currency, 0, &tax->person_price_from_minor, error) &&
            load_amount(node, "below", false, hotel->currency, 1, &tax->person_price_below_minor, error));
}

static bool read_tax(ChainHotel *hotel, const YamlNode *entry, GError **error)
{
    static const char *const kinds[] = {"inclusive_percent", "exclusive_percent", "per_night",
                                        "per_person_night",  "per_stay",          NULL};
    static const char *const persons[] = {"adults", "adults_and_children", NULL};
    g_autoptr(GRefString) code = NULL;
    int kind = 0;
    int counted = CHAIN_TAX_ADULTS;
    if (!load_code(entry, "tax", &code, error) ||
        !load_unique(entry, "tax", code, hotel_tax(hotel, code), error) ||
        !load_choice(entry, "kind", true, kinds, &kind, error) ||
        !load_choice(entry, "persons", false, persons, &counted, error))
        return false;
    g_autofree char *what = g_strdup_printf("tax %s", code);
    ChainTax *tax = hotel_tax_add(hotel);
    tax->code = g_steal_pointer(&code);
    tax->kind = (ChainTaxKind)kind;
    tax->persons = (ChainTaxPersons)counted;
    return load_texts(entry, "name", true, &tax->name, error) && read_tax_measure(hotel, tax, entry, error) &&
           load_text(entry, "department", true, &tax->department, error) &&
           load_int(entry, "max_nights", false, 1, DAYS_MAX, &tax->max_nights, error) &&
           read_tax_person_price(hotel, tax, entry, error) &&
           load_words(entry, "exempt", &tax->exemptions, error) &&
           load_bool(entry, "complimentary", false, &tax->complimentary, error) &&
           read_validity(entry, what, &tax->valid_from, &tax->valid_until, error);
}

bool load_hotel_taxes(ChainHotel *hotel, const YamlNode *root, GError **error)
{
    static const char *const keys[] = {
        "code",       "name",         "kind",   "percent",    "amount",      "department",    "persons",
        "max_nights", "person_price", "exempt", "valid_from", "valid_until", "complimentary", NULL};
    return load_list(hotel, root, "taxes", true, keys, read_tax, error);
}
