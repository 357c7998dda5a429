#include "ops/cli/generate_chain.h"

#include <string.h>

#include "ops/chain_load.h"
#include "tests/support/cunit_main.h"

enum { HOTELS = 250, ROOMS = 37000 };

static char *folder;

static bool generate(const char *name, int hotels, int rooms, const char *seed, GError **error)
{
    g_autofree char *output = g_build_filename(folder, name, NULL);
    g_autofree char *hotels_text = g_strdup_printf("%d", hotels);
    g_autofree char *rooms_text = g_strdup_printf("%d", rooms);
    char *argv[] = {(char *)"chain", (char *)"--hotels",
                    hotels_text,     (char *)"--rooms",
                    rooms_text,      (char *)"--seed",
                    (char *)seed,    (char *)"--output",
                    output,          NULL};
    return generate_chain_run(G_N_ELEMENTS(argv) - 1, argv, error);
}

static char *file_text(const char *name, const char *file)
{
    g_autofree char *path = g_build_filename(folder, name, file, NULL);
    char *text = NULL;
    CU_ASSERT_TRUE_FATAL(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

static Chain *load(const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, "chain.yaml", NULL);
    g_autoptr(GError) error = NULL;
    Chain *chain = chain_load(path, &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(chain);
    return chain;
}

static void make(const char *name, int hotels, int rooms, const char *seed)
{
    g_autoptr(GError) error = NULL;
    CU_ASSERT_TRUE(generate(name, hotels, rooms, seed, &error));
    TEST_ASSERT_NO_ERROR(error);
}

static void test_the_chain_is_good_and_its_rooms_add_up(void)
{
    make("good", HOTELS, ROOMS, "7");
    g_autoptr(Chain) chain = load("good");
    CU_ASSERT_EQUAL(chain->hotels->len, HOTELS);
    guint rooms = 0;
    for (guint i = 0; i < chain->hotels->len; i++) {
        const ChainHotel *hotel = chain->hotels->pdata[i];
        rooms += hotel->rooms->len;
        CU_ASSERT_EQUAL(hotel->number, (int32_t)i + 1);
        CU_ASSERT_TRUE(hotel->room_types->len >= 4 && hotel->room_types->len <= 9);
        CU_ASSERT_TRUE(hotel->rate_plans->len >= 6);
        CU_ASSERT_TRUE(hotel->rooms->len >= GENERATE_ROOMS_A_HOTEL_MIN);
        CU_ASSERT_PTR_EQUAL(chain_hotel(chain, hotel->code), hotel);
    }
    CU_ASSERT_EQUAL(rooms, ROOMS);
}

/* The smallest chain, the smallest houses, and houses so large that their floors are full. */
static void test_sizes_at_the_edge(void)
{
    static const struct {
        const char *name;
        int hotels, rooms;
    } sizes[] = {{"one", 1, 12}, {"small", 40, 480}, {"large", 20, 10000}, {"single", 1, 1000}};
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        make(sizes[i].name, sizes[i].hotels, sizes[i].rooms, "3");
        g_autoptr(Chain) chain = load(sizes[i].name);
        guint rooms = 0;
        for (guint h = 0; h < chain->hotels->len; h++)
            rooms += ((const ChainHotel *)chain->hotels->pdata[h])->rooms->len;
        CU_ASSERT_EQUAL(rooms, (guint)sizes[i].rooms);
    }
}

static void test_same_seed_same_chain(void)
{
    make("first", 30, 4000, "11");
    make("second", 30, 4000, "11");
    make("other", 30, 4000, "12");
    g_autofree char *first = file_text("first", "chain.yaml");
    g_autofree char *second = file_text("second", "chain.yaml");
    g_autofree char *other = file_text("other", "chain.yaml");
    CU_ASSERT_STRING_EQUAL(first, second);
    CU_ASSERT_STRING_NOT_EQUAL(first, other);
    g_autoptr(Chain) chain = load("first");
    for (guint i = 0; i < chain->hotels->len; i++) {
        const ChainHotel *hotel = chain->hotels->pdata[i];
        g_autofree char *file = g_strdup_printf("%s/%s.yaml", hotel->address.country, hotel->code);
        g_autofree char *one = file_text("first", file);
        g_autofree char *two = file_text("second", file);
        CU_ASSERT_STRING_EQUAL(one, two);
    }
}

/* Searches by place find something to do: the largest city has many houses, near each other. */
static void test_cities_are_clusters(void)
{
    g_autoptr(Chain) chain = load("good");
    g_autoptr(GHashTable) cities = g_hash_table_new(g_str_hash, g_str_equal);
    int most = 0;
    for (guint i = 0; i < chain->hotels->len; i++) {
        const ChainHotel *hotel = chain->hotels->pdata[i];
        int count = GPOINTER_TO_INT(g_hash_table_lookup(cities, hotel->address.city)) + 1;
        g_hash_table_insert(cities, hotel->address.city, GINT_TO_POINTER(count));
        most = MAX(most, count);
    }
    CU_ASSERT_TRUE(g_hash_table_size(cities) > 50);
    CU_ASSERT_TRUE(most >= 4);
}

static void assert_refused(int hotels, int rooms, const char *seed, const char *message)
{
    g_autoptr(GError) error = NULL;
    CU_ASSERT_FALSE(generate("refused", hotels, rooms, seed, &error));
    CU_ASSERT_STRING_EQUAL(error->message, message);
}

static void test_what_is_refused(void)
{
    assert_refused(0, 100, "1", "--seed is from 0 to 4294967295 and --hotels from 1 to 9999");
    assert_refused(10000, 100, "1", "--seed is from 0 to 4294967295 and --hotels from 1 to 9999");
    assert_refused(10, 100, "4294967296", "--seed is from 0 to 4294967295 and --hotels from 1 to 9999");
    assert_refused(10, 119, "1", "--rooms of 10 hotels is from 120 to 10000");
    assert_refused(10, 10001, "1", "--rooms of 10 hotels is from 120 to 10000");
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"the chain is good, and its rooms add up", test_the_chain_is_good_and_its_rooms_add_up},
        {"sizes at the edge of what is possible", test_sizes_at_the_edge},
        {"the same seed makes the same chain", test_same_seed_same_chain},
        {"cities are clusters", test_cities_are_clusters},
        {"sizes and seeds that are refused", test_what_is_refused},
        CU_TEST_INFO_NULL,
    };
    folder = test_folder_new();
    int status = test_main("cli_generate_chain", tests);
    test_folder_remove(folder);
    return status;
}
