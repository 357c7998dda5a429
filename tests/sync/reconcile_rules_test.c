/* Two copies of a table: what is called a difference, and what must not be. */
#include "sync/reconcile_rules.h"

#include "tests/support/cunit_main.h"
#include <string.h>

#define ROUNDS 300

static GRand *chance;

static void add_row(GPtrArray *rows, const char *key, int64_t version, const char *digest)
{
    g_ptr_array_add(rows, reconcile_row_new(100, key, version, digest, NULL));
}

static void day_of(const GPtrArray *rows, ReconcileDay *ret_day)
{
    *ret_day = (ReconcileDay){.day = 100};
    for (guint i = 0; i < rows->len; i++) {
        const ReconcileRow *row = g_ptr_array_index(rows, i);
        reconcile_day_add(ret_day, row->key, row->version, row->digest);
    }
}

static bool days_agree(const GPtrArray *left, const GPtrArray *right)
{
    g_autoptr(GArray) mine = g_array_new(FALSE, FALSE, sizeof(ReconcileDay));
    g_autoptr(GArray) theirs = g_array_new(FALSE, FALSE, sizeof(ReconcileDay));
    ReconcileDay a;
    ReconcileDay b;

    day_of(left, &a);
    day_of(right, &b);
    g_array_append_val(mine, a);
    g_array_append_val(theirs, b);
    g_autoptr(GArray) differing = reconcile_days_differing(mine, theirs);
    return differing->len == 0;
}

/* ---- digests ---- */

/* The digest that would be simplest: it cancels out. */
static void xor_digest(const GPtrArray *rows, uint8_t *ret_sum)
{
    memset(ret_sum, 0, 32);
    for (guint i = 0; i < rows->len; i++) {
        ReconcileDay one = {0};
        const ReconcileRow *row = g_ptr_array_index(rows, i);
        reconcile_day_add(&one, row->key, row->version, row->digest);
        for (size_t byte = 0; byte < sizeof one.sum; byte++) {
            ret_sum[byte] ^= one.sum[byte];
        }
    }
}

static void test_equal_changes_do_not_cancel_out(void)
{
    g_autoptr(GPtrArray) honest = reconcile_rows_new();
    g_autoptr(GPtrArray) spoilt = reconcile_rows_new();
    uint8_t left[32];
    uint8_t right[32];

    add_row(honest, "A", 1, "aa");
    add_row(spoilt, "A", 1, "aa");
    add_row(spoilt, "B", 2, "bb");
    add_row(spoilt, "B", 2, "bb");
    xor_digest(honest, left);
    xor_digest(spoilt, right);
    CU_ASSERT_EQUAL(memcmp(left, right, sizeof left), 0); /* the mutant is blind … */
    CU_ASSERT_FALSE(days_agree(honest, spoilt));          /* … ours is not, */
    ReconcileDay a;
    ReconcileDay b;
    day_of(honest, &a);
    day_of(spoilt, &b);
    CU_ASSERT_NOT_EQUAL(memcmp(a.sum, b.sum, sizeof a.sum), 0); /* and not for the count alone */
}

static void shuffle(GPtrArray *rows)
{
    for (guint i = rows->len; i > 1; i--) {
        guint j = (guint)g_rand_int_range(chance, 0, (gint32)i);
        gpointer kept = rows->pdata[i - 1];
        rows->pdata[i - 1] = rows->pdata[j];
        rows->pdata[j] = kept;
    }
}

static GPtrArray *random_rows(guint count)
{
    GPtrArray *rows = reconcile_rows_new();

    for (guint i = 0; i < count; i++) {
        g_autofree char *key = g_strdup_printf("key%u", i);
        g_autofree char *digest = g_strdup_printf("%08x", g_rand_int(chance));
        add_row(rows, key, g_rand_int_range(chance, 1, 50), digest);
    }
    return rows;
}

static GPtrArray *rows_copied(const GPtrArray *rows)
{
    GPtrArray *copy = reconcile_rows_new();

    for (guint i = 0; i < rows->len; i++) {
        const ReconcileRow *row = g_ptr_array_index(rows, i);
        add_row(copy, row->key, row->version, row->digest);
    }
    return copy;
}

static void change_digest(ReconcileRow *row)
{
    row->digest[0] = row->digest[0] == '0' ? '1' : '0';
}

/* Spoils one row at random; returns what that is called. */
static ReconcileKind spoil(GPtrArray *rows)
{
    guint at = (guint)g_rand_int_range(chance, 0, (gint32)rows->len);
    ReconcileRow *row = g_ptr_array_index(rows, at);

    switch (g_rand_int_range(chance, 0, 4)) {
    case 0:
        g_ptr_array_remove_index_fast(rows, at);
        return RECONCILE_MISSING;
    case 1:
        add_row(rows, "never heard of", g_rand_int_range(chance, 1, 50), "ff");
        return RECONCILE_EXTRA;
    case 2:
        row->version += 1000; /* newer than all that was ever said: later changes would pass it by */
        return RECONCILE_DIFFERENT;
    default:
        change_digest(row);
        return RECONCILE_DIFFERENT;
    }
}

static void test_every_spoilt_row_is_found(void)
{
    for (int round = 0; round < ROUNDS; round++) {
        g_autoptr(GPtrArray) owner = random_rows((guint)g_rand_int_range(chance, 1, 30));
        g_autoptr(GPtrArray) copy = rows_copied(owner);
        shuffle(copy);
        CU_ASSERT_TRUE(days_agree(owner, copy));
        ReconcileKind kind = spoil(copy);
        CU_ASSERT_FALSE(days_agree(owner, copy));
        g_autoptr(GArray) differences = reconcile_rows_compare(owner, 60, copy, 60);
        CU_ASSERT_EQUAL_FATAL(differences->len, 1);
        CU_ASSERT_EQUAL(g_array_index(differences, ReconcileDifference, 0).kind, kind);
    }
}

/* Some rows change at the owner and travel to the copy while the two are read: never a difference. */
static void test_rows_on_their_way_are_no_difference(void)
{
    for (int round = 0; round < ROUNDS; round++) {
        g_autoptr(GPtrArray) owner = random_rows((guint)g_rand_int_range(chance, 1, 30));
        g_autoptr(GPtrArray) copy = rows_copied(owner);
        int64_t version = 60;
        for (int change = g_rand_int_range(chance, 0, 10); change > 0; change--) {
            ReconcileRow *row =
                g_ptr_array_index(copy, (guint)g_rand_int_range(chance, 0, (gint32)copy->len));
            row->version = ++version;
            change_digest(row);
        }
        if (g_rand_boolean(chance)) {
            add_row(copy, "just made", ++version, "01");
        }
        g_autoptr(GArray) differences = reconcile_rows_compare(owner, 60, copy, version);
        CU_ASSERT_EQUAL(differences->len, 0);
    }
}

static void test_only_what_is_seen_twice_persists(void)
{
    g_autoptr(GPtrArray) owner = random_rows(3);
    g_autoptr(GPtrArray) first_copy = rows_copied(owner);
    g_autoptr(GPtrArray) second_copy = rows_copied(owner);

    change_digest(g_ptr_array_index(first_copy, 0)); /* healed before the second look */
    change_digest(g_ptr_array_index(first_copy, 1));
    change_digest(g_ptr_array_index(second_copy, 1));
    change_digest(g_ptr_array_index(second_copy, 2)); /* new at the second look */
    g_autoptr(GArray) first = reconcile_rows_compare(owner, 60, first_copy, 60);
    g_autoptr(GArray) second = reconcile_rows_compare(owner, 60, second_copy, 60);
    g_autoptr(GArray) both = reconcile_differences_persisting(first, second);
    CU_ASSERT_EQUAL_FATAL(both->len, 1);
    CU_ASSERT_STRING_EQUAL(reconcile_difference_key(&g_array_index(both, ReconcileDifference, 0)), "key1");
}

/* ---- days, on paper ---- */

static GArray *days_make(const Night *nights, guint count)
{
    GArray *days = g_array_new(FALSE, FALSE, sizeof(ReconcileDay));

    for (guint i = 0; i < count; i++) {
        reconcile_day_add(reconcile_days_at(days, nights[i]), "k", 1, "d");
    }
    return days;
}

static void test_days_are_merged(void)
{
    g_autoptr(GArray) mine = days_make((const Night[]){1, 2, 2, 5}, 4);
    g_autoptr(GArray) theirs = days_make((const Night[]){2, 5, 7}, 3);
    g_autoptr(GArray) differing = reconcile_days_differing(mine, theirs);
    const Night wanted[] = {1, 2, 7};

    CU_ASSERT_EQUAL(mine->len, 3);
    CU_ASSERT_EQUAL_FATAL(differing->len, G_N_ELEMENTS(wanted));
    for (guint i = 0; i < differing->len; i++) {
        CU_ASSERT_EQUAL(g_array_index(differing, Night, i), wanted[i]);
    }
}

static void test_days_travel(void)
{
    g_autoptr(GArray) days = days_make((const Night[]){-3, 16000}, 2);
    json_auto_t *list = reconcile_days_to_json(days);
    g_autoptr(GArray) read = reconcile_days_from_json(list);

    CU_ASSERT_PTR_NOT_NULL_FATAL(read);
    g_autoptr(GArray) differing = reconcile_days_differing(days, read);
    CU_ASSERT_EQUAL(differing->len, 0);
    json_array_append(list, json_array_get(list, 0));
    CU_ASSERT_PTR_NULL(reconcile_days_from_json(list)); /* not ascending */
    json_auto_t *short_digest = json_pack("[{s:s, s:i, s:s}]", "day", "2016-01-01", "rows", 1, "digest", "0");
    CU_ASSERT_PTR_NULL(reconcile_days_from_json(short_digest));
    CU_ASSERT_PTR_NULL(reconcile_days_from_json(NULL));
}

/* ---- what to do, and what to show ---- */

static void test_the_owner_is_right(void)
{
    CU_ASSERT_EQUAL(reconcile_repair_of(RECONCILE_CELLS, RECONCILE_DIFFERENT), RECONCILE_REPLACE);
    CU_ASSERT_EQUAL(reconcile_repair_of(RECONCILE_RESERVATIONS, RECONCILE_MISSING), RECONCILE_REPLACE);
    CU_ASSERT_EQUAL(reconcile_repair_of(RECONCILE_RESTRICTIONS, RECONCILE_EXTRA), RECONCILE_REMOVE);
    CU_ASSERT_EQUAL(reconcile_repair_of(RECONCILE_STAYS, RECONCILE_MISSING), RECONCILE_SEND_AGAIN);
    CU_ASSERT_EQUAL(reconcile_repair_of(RECONCILE_STAYS, RECONCILE_DIFFERENT), RECONCILE_SEND_AGAIN);
    CU_ASSERT_EQUAL(reconcile_repair_of(RECONCILE_STAYS, RECONCILE_EXTRA), RECONCILE_WITHDRAW);
}

/* A row the other side refuses is not sent every few seconds for ever, nor a lost store taken for spoilt
 * rows. */
static void test_repeating_has_bounds(void)
{
    CU_ASSERT_EQUAL(reconcile_retry_ms(0), 0);
    CU_ASSERT_EQUAL(reconcile_retry_ms(1), 0);
    for (unsigned attempts = 2; attempts < 10; attempts++) {
        CU_ASSERT_TRUE(reconcile_retry_ms(attempts + 1) == 2 * reconcile_retry_ms(attempts));
    }
    CU_ASSERT_EQUAL(reconcile_retry_ms(1000000), reconcile_retry_ms(10));
    CU_ASSERT_TRUE(reconcile_retry_ms(1000000) <= 3600 * 1000);
    CU_ASSERT_TRUE(reconcile_may_withdraw(1));
    CU_ASSERT_FALSE(reconcile_may_withdraw(100));
}

static void test_members_are_named(void)
{
    json_auto_t *owner = json_pack("{s:i, s:i, s:{s:s}, s:[i, i]}", "version", 1, "sold", 5, "guest",
                                   "surname", "Keller", "prices", 100, 200);
    json_auto_t *copy = json_pack("{s:i, s:i, s:{s:s}, s:[i], s:b}", "version", 2, "sold", 5, "guest",
                                  "surname", "Kellner", "prices", 100, "more", 1);
    json_auto_t *members = reconcile_members_differing(owner, copy, 10);
    json_auto_t *few = reconcile_members_differing(owner, copy, 1);

    CU_ASSERT_EQUAL_FATAL(json_array_size(members), 3);
    const json_t *first = json_array_get(members, 0);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(first, "member")), "/guest/surname");
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(first, "owner")), "Keller");
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(first, "copy")), "Kellner");
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(json_array_get(members, 1), "member")),
                           "/prices/1");
    CU_ASSERT_TRUE(json_is_null(json_object_get(json_array_get(members, 2), "owner")));
    CU_ASSERT_EQUAL(json_array_size(few), 1);
}

static void test_tables_have_names(void)
{
    for (unsigned i = 0; i < RECONCILE_TABLES; i++) {
        ReconcileTable table;
        CU_ASSERT_TRUE(reconcile_table_parse(reconcile_table_name((ReconcileTable)i), &table));
        CU_ASSERT_EQUAL(table, (ReconcileTable)i);
    }
    ReconcileTable none;
    CU_ASSERT_FALSE(reconcile_table_parse("guests", &none));
    CU_ASSERT_FALSE(reconcile_table_parse(NULL, &none));
}

static CU_TestInfo TESTS[] = {
    {"equal changes do not cancel out", test_equal_changes_do_not_cancel_out},
    {"every spoilt row is found", test_every_spoilt_row_is_found},
    {"rows on their way are no difference", test_rows_on_their_way_are_no_difference},
    {"only what is seen twice persists", test_only_what_is_seen_twice_persists},
    {"days are merged", test_days_are_merged},
    {"days travel", test_days_travel},
    {"the owner is right", test_the_owner_is_right},
    {"repeating has bounds", test_repeating_has_bounds},
    {"members are named", test_members_are_named},
    {"tables have names", test_tables_have_names},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    guint32 seed = g_random_int();

    g_print("seed %u\n", seed);
    chance = g_rand_new_with_seed(seed);
    int failed = test_main("sync/reconcile_rules", TESTS);
    g_rand_free(chance);
    return failed;
}
