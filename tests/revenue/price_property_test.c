/* Offer = folio = refund to the cent, for random stays in every hotel of the demonstration chain. */
#include "revenue/policy_rules.h"
#include "tests/support/chain_fixture.h"
#include "tests/support/cunit_main.h"

enum {
    STAYS = 2000,
    MUTANT_STAYS = 600,
    NIGHTS_MAX = 14,
    OVERRIDES = 40,
};

static Chain *chain;

/* One random stay that was offered, with what a reservation would store of it. */
typedef struct OfferedStay {
    PriceRequest request;
    PriceBreakdown offer;
    int64_t prices[NIGHTS_MAX];
    PolicyStay stored;
} OfferedStay;

/* ---- random stays -------------------------------------------------------------------------------- */

static gpointer pick(GRand *random, const GPtrArray *list)
{
    return list->pdata[test_random_between(random, 0, list->len - 1)];
}

static PriceRequest random_request(GRand *random)
{
    static const char *const access[] = {"MEMBER", "GOV", "CORP10", "TOUR", "STAFF", NULL};
    static const char *const exemptions[] = {"medical", "government", NULL};
    const ChainHotel *hotel = pick(random, chain->hotels);
    const ChainRatePlan *plan = pick(random, hotel->rate_plans);
    Night arrival =
        (Night)test_random_between(random, night_from_date(2019, 5, 1), night_from_date(2026, 12, 31));
    int32_t adults = (int32_t)test_random_between(random, 1, 2);
    int32_t children = (int32_t)test_random_between(random, 0, 1);
    return (PriceRequest){.hotel = hotel,
                          .plan = plan,
                          .room_type = pick(random, plan->room_types),
                          .arrival = arrival,
                          .departure = arrival + (Night)test_random_between(random, 0, NIGHTS_MAX),
                          .booked_on = arrival - (Night)test_random_between(random, 0, 60),
                          .occupancy = {adults, children, (int32_t)test_random_between(random, 0, 1)},
                          .access = access,
                          .exemptions = g_rand_int_range(random, 0, 8) == 0 ? exemptions : NULL};
}

/* Draws requests until one is offered; most are. */
static void random_stay(GRand *random, OfferedStay *ret_stay)
{
    PriceRefusal refusal;
    for (;;) {
        PriceRequest request = random_request(random);
        price_breakdown_init(&ret_stay->offer, request.hotel);
        ret_stay->request = request;
        if (price_offer(&request, &ret_stay->offer, &refusal))
            break;
        price_breakdown_clear(&ret_stay->offer);
    }
    for (guint i = 0; i < ret_stay->offer.nights->len; i++)
        ret_stay->prices[i] = g_array_index(ret_stay->offer.nights, PriceNight, i).price_minor;
    ret_stay->stored = (PolicyStay){.hotel = ret_stay->request.hotel,
                                    .plan = ret_stay->request.plan,
                                    .arrival = ret_stay->request.arrival,
                                    .departure = ret_stay->request.departure,
                                    .night_prices_minor = ret_stay->prices,
                                    .priced_day = ret_stay->request.arrival == ret_stay->request.departure,
                                    .occupancy = ret_stay->request.occupancy,
                                    .exemptions = ret_stay->request.exemptions};
}

static PriceTerms terms_of(const OfferedStay *stay)
{
    return (PriceTerms){stay->request.hotel, stay->request.plan, stay->request.arrival,
                        stay->request.occupancy, stay->request.exemptions};
}

/* ---- folios: the right one and wrong ones ---------------------------------------------------------- */

/* What a folio comes to when its nights were posted one by one. */
typedef int64_t (*FolioFunc)(const OfferedStay *stay);

static int64_t added_tax(const GArray *lines)
{
    int64_t sum_minor = 0;
    for (guint i = 0; i < lines->len; i++) {
        const PriceTaxLine *line = &g_array_index(lines, PriceTaxLine, i);
        sum_minor += line->included ? 0 : line->amount_minor;
    }
    return sum_minor;
}

static int64_t post_night(const PriceTerms *terms, Night night, int64_t price_minor)
{
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(PriceTaxLine));
    price_night_taxes(terms, night, price_minor, true, lines);
    return price_minor + added_tax(lines);
}

/* A day without a night is posted like the night after it. */
static Night sold_until(const OfferedStay *stay)
{
    return stay->stored.arrival + (Night)stay->offer.nights->len;
}

static int64_t folio_posted_nightly(const OfferedStay *stay)
{
    PriceTerms terms = terms_of(stay);
    int64_t total_minor = 0;
    for (Night night = stay->stored.arrival; night < sold_until(stay); night++)
        total_minor += post_night(&terms, night, stay->prices[night - stay->stored.arrival]);
    return total_minor;
}

/* Forgets how long the guest has been there: every night counts as the first. */
static int64_t mutant_each_night_is_the_first(const OfferedStay *stay)
{
    PriceTerms terms = terms_of(stay);
    int64_t total_minor = 0;
    for (Night night = stay->stored.arrival; night < sold_until(stay); night++) {
        terms.arrival = night;
        total_minor += post_night(&terms, night, stay->prices[night - stay->stored.arrival]);
    }
    return total_minor;
}

/* Posts everything to the day of arrival, as a peer does. */
static int64_t mutant_all_on_one_day(const OfferedStay *stay)
{
    PriceTerms terms = terms_of(stay);
    return stay->offer.nights->len > 0 ? post_night(&terms, stay->stored.arrival, stay->offer.room_minor) : 0;
}

/* Computes the price again at check-out, when the rate has gone up by one minor unit. */
static int64_t mutant_prices_again(const OfferedStay *stay)
{
    PriceTerms terms = terms_of(stay);
    int64_t total_minor = 0;
    for (Night night = stay->stored.arrival; night < sold_until(stay); night++)
        total_minor += post_night(&terms, night, stay->prices[night - stay->stored.arrival] + 1);
    return total_minor;
}

static int folio_violations(FolioFunc folio, int stays)
{
    g_autoptr(GRand) random = test_random_new();
    int violations = 0;
    for (int i = 0; i < stays; i++) {
        OfferedStay stay;
        random_stay(random, &stay);
        violations += folio(&stay) != stay.offer.total_minor;
        price_breakdown_clear(&stay.offer);
    }
    return violations;
}

static void test_folio_equals_offer(void)
{
    CU_ASSERT_EQUAL(folio_violations(folio_posted_nightly, STAYS), 0);
}

static void test_wrong_folios_are_caught(void)
{
    const FolioFunc mutants[] = {mutant_each_night_is_the_first, mutant_all_on_one_day, mutant_prices_again};
    for (gsize i = 0; i < G_N_ELEMENTS(mutants); i++)
        CU_ASSERT_TRUE(folio_violations(mutants[i], MUTANT_STAYS) > 0);
}

/* ---- other laws ---------------------------------------------------------------------------------- */

typedef void (*LawFunc)(GRand *random, const OfferedStay *stay);

static void for_random_stays(LawFunc law)
{
    g_autoptr(GRand) random = test_random_new();
    for (int i = 0; i < STAYS; i++) {
        OfferedStay stay;
        random_stay(random, &stay);
        law(random, &stay);
        price_breakdown_clear(&stay.offer);
    }
}

static bool breakdowns_equal(const PriceBreakdown *left, const PriceBreakdown *right)
{
    bool equal = left->room_minor == right->room_minor && left->total_minor == right->total_minor &&
                 left->included_tax_minor == right->included_tax_minor &&
                 left->exclusive_tax_minor == right->exclusive_tax_minor &&
                 left->nights->len == right->nights->len && left->tax_lines->len == right->tax_lines->len;
    for (guint i = 0; equal && i < left->tax_lines->len; i++) {
        const PriceTaxLine *a = &g_array_index(left->tax_lines, PriceTaxLine, i);
        const PriceTaxLine *b = &g_array_index(right->tax_lines, PriceTaxLine, i);
        equal = a->tax == b->tax && a->night == b->night && a->amount_minor == b->amount_minor;
    }
    return equal;
}

/* A channel that brings our own prices gets our own taxes. */
static void law_channel_prices_cost_the_same(GRand *random, const OfferedStay *stay)
{
    (void)random;
    g_auto(PriceBreakdown) again;
    PriceTerms terms = terms_of(stay);
    price_breakdown_init(&again, stay->request.hotel);
    CU_ASSERT_TRUE(price_of_nights(&terms, stay->prices, stay->offer.nights->len, &again));
    CU_ASSERT_TRUE(breakdowns_equal(&stay->offer, &again));
}

static void law_sums_are_the_sums_of_their_parts(GRand *random, const OfferedStay *stay)
{
    (void)random;
    const PriceBreakdown *offer = &stay->offer;
    int64_t room_minor = 0;
    int64_t included_minor = 0;
    for (guint i = 0; i < offer->nights->len; i++) {
        const PriceNight *night = &g_array_index(offer->nights, PriceNight, i);
        room_minor += night->price_minor;
        included_minor += night->included_tax_minor;
        CU_ASSERT_TRUE(night->included_tax_minor >= 0 && night->included_tax_minor <= night->price_minor);
    }
    CU_ASSERT_EQUAL(offer->room_minor, room_minor);
    CU_ASSERT_EQUAL(offer->included_tax_minor, included_minor);
    CU_ASSERT_EQUAL(offer->exclusive_tax_minor, added_tax(offer->tax_lines));
    CU_ASSERT_EQUAL(offer->total_minor, room_minor + offer->exclusive_tax_minor);
}

/* Whatever is paid in advance splits into penalty and refund, and later never costs less. */
static void law_penalty_and_refund_split_the_payment(GRand *random, const OfferedStay *stay)
{
    g_auto(PriceBreakdown) penalty;
    int64_t last_minor = 0;
    Instant arrival = instant_from_night_utc(stay->stored.arrival);
    Instant at = arrival - test_random_between(random, 8, 12) * INSTANT_DAY;
    price_breakdown_init(&penalty, stay->request.hotel);
    for (; at < arrival + INSTANT_DAY; at += 11 * INSTANT_HOUR) {
        policy_cancellation_penalty(&stay->stored, at, &penalty);
        int64_t refund_minor = policy_refund_minor(&penalty, stay->offer.total_minor);
        CU_ASSERT_EQUAL(penalty.total_minor + refund_minor, stay->offer.total_minor);
        CU_ASSERT_TRUE(penalty.total_minor >= last_minor);
        last_minor = penalty.total_minor;
    }
}

/* Nights slept plus the charge for leaving never exceed the offer, and exhaust the room price where all is
 * due. */
static void law_leaving_early_stays_within_the_offer(GRand *random, const OfferedStay *stay)
{
    g_auto(PriceBreakdown) slept;
    g_auto(PriceBreakdown) charge;
    PriceTerms terms = terms_of(stay);
    int32_t nights = (int32_t)test_random_between(random, 0, stay->stored.departure - stay->stored.arrival);
    price_breakdown_init(&slept, stay->request.hotel);
    price_breakdown_init(&charge, stay->request.hotel);
    if (stay->stored.priced_day)
        return; /* who leaves a day early has not come: no law of this one */
    CU_ASSERT_TRUE(price_of_nights(&terms, stay->prices, (gsize)nights, &slept));
    policy_early_departure_charge(&stay->stored, stay->stored.arrival + nights, &charge);
    CU_ASSERT_TRUE(slept.total_minor + charge.total_minor <= stay->offer.total_minor);
    if (stay->request.hotel->early_departure_policy.charge.kind == CHAIN_CHARGE_ALL)
        CU_ASSERT_EQUAL(slept.room_minor + charge.room_minor, stay->offer.room_minor);
}

static void law_deposit_is_within_the_offer(GRand *random, const OfferedStay *stay)
{
    (void)random;
    int64_t deposit_minor = policy_deposit_minor(&stay->stored);
    CU_ASSERT_TRUE(deposit_minor >= 0 && deposit_minor <= stay->offer.total_minor);
    if (stay->request.plan->deposit_policy->charge.kind == CHAIN_CHARGE_ALL)
        CU_ASSERT_EQUAL(deposit_minor, stay->offer.total_minor);
}

/* A computed plan's amount is its parent's, changed and rounded, counted here in whole numbers of 1/10000. */
static void law_derived_amounts_follow_their_parent(GRand *random, const OfferedStay *stay)
{
    (void)random;
    const ChainRatePlan *plan = stay->request.plan;
    const PriceOccupancy standard = {stay->request.room_type->standard_occupancy, 0, 0};
    if (plan->from == NULL)
        return;
    int64_t from_minor = price_of_night(stay->request.hotel, plan->from, stay->request.room_type,
                                        stay->request.arrival, standard, NULL);
    int64_t amount_minor = price_of_night(stay->request.hotel, plan, stay->request.room_type,
                                          stay->request.arrival, standard, NULL);
    int64_t exact = from_minor * (10000 + plan->change_basis_points) + plan->change_minor * 10000;
    int64_t error = amount_minor * 10000 - exact;
    int64_t unit = plan->round_to_minor * 10000;
    CU_ASSERT_EQUAL(amount_minor % plan->round_to_minor, 0);
    CU_ASSERT_TRUE(2 * error > -unit && 2 * error <= unit);
}

static void test_channel_prices_cost_the_same(void)
{
    for_random_stays(law_channel_prices_cost_the_same);
}

static void test_sums(void)
{
    for_random_stays(law_sums_are_the_sums_of_their_parts);
}

static void test_penalty_and_refund(void)
{
    for_random_stays(law_penalty_and_refund_split_the_payment);
}

static void test_leaving_early(void)
{
    for_random_stays(law_leaving_early_stays_within_the_offer);
}

static void test_deposit(void)
{
    for_random_stays(law_deposit_is_within_the_offer);
}

static void test_derived_amounts(void)
{
    for_random_stays(law_derived_amounts_follow_their_parent);
}

/* ---- the sorted book finds what a plain search finds ----------------------------------------------- */

static int64_t plain_override(const PriceOverride *overrides, const char *room_type, Night night)
{
    for (gsize i = 0; i < OVERRIDES; i++)
        if (overrides[i].night == night && g_str_equal(overrides[i].room_type, room_type))
            return overrides[i].amount_minor;
    return -1;
}

static void test_book_finds_every_override(void)
{
    g_autoptr(GRand) random = test_random_new();
    const ChainHotel *hotel = chain_hotel(chain, "ZRH");
    const ChainRatePlan *plan = hotel_rate_plan(hotel, "BAR");
    Night first = night_from_date(2026, 1, 1);
    PriceOverride overrides[OVERRIDES];
    for (int i = 0; i < OVERRIDES; i++) {
        const ChainRoomType *room_type = plan->room_types->pdata[i % 2];
        overrides[i] = (PriceOverride){.night = first + i / 2 * 3,
                                       .amount_minor = test_random_between(random, 100, 90000)};
        g_strlcpy(overrides[i].rate_plan, plan->code, sizeof overrides[i].rate_plan);
        g_strlcpy(overrides[i].room_type, room_type->code, sizeof overrides[i].room_type);
    }
    price_overrides_sort(overrides, OVERRIDES);
    PriceBook book = {.overrides = overrides, .override_count = OVERRIDES};
    for (Night night = first - 3; night < first + OVERRIDES * 2; night++)
        for (guint t = 0; t < plan->room_types->len; t++) {
            const ChainRoomType *room_type = plan->room_types->pdata[t];
            PriceOccupancy standard = {room_type->standard_occupancy, 0, 0};
            int64_t found = price_of_night(hotel, plan, room_type, night, standard, &book);
            int64_t expected = plain_override(overrides, room_type->code, night);
            if (expected < 0)
                expected = price_of_night(hotel, plan, room_type, night, standard, NULL);
            CU_ASSERT_EQUAL(found, expected);
        }
}

static CU_TestInfo TESTS[] = {
    {"a folio posted night by night equals its offer", test_folio_equals_offer},
    {"wrong folios are caught", test_wrong_folios_are_caught},
    {"channel prices cost the same", test_channel_prices_cost_the_same},
    {"sums are the sums of their parts", test_sums},
    {"penalty and refund split the payment", test_penalty_and_refund},
    {"leaving early stays within the offer", test_leaving_early},
    {"a deposit is within the offer", test_deposit},
    {"derived amounts follow their parent", test_derived_amounts},
    {"the book finds every override", test_book_finds_every_override},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    chain = chain_fixture_demo(KEYRACK_SOURCE_DIR);
    int status = test_main("revenue/price_property", TESTS);
    chain_free(chain);
    return status;
}
