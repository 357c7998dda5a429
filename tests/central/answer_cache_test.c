#include "central/rate/answer_cache.h"

#include "tests/central/support/booking_fixture.h"
#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

enum { BYTES_MAX = 64 * 1024 };

static BookingFixture fixture;

static OfferQuestion question(int days)
{
    return (OfferQuestion){.arrival = fixture.today + days,
                           .departure = fixture.today + days + 2,
                           .occupancy = {.adults = 2},
                           .rooms = 1};
}

static gboolean key_of(AnswerKey *key, const OfferQuestion *asked)
{
    g_autoptr(HotelMemory) memory = hotel_memory_open(fixture.memory, fixture.hotel);
    return answer_key_init(key, fixture.hotel, memory, fixture.today, asked);
}

static void keep_once(AnswerCache *cache, const OfferQuestion *asked, const char *text)
{
    AnswerKey key;
    g_assert(key_of(&key, asked));
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    KeptAnswer answer = {.text = bytes, .has_offer = TRUE, .total_minor = (int64_t)strlen(text)};
    answer_cache_keep(cache, &key, &answer);
}

/* An answer is kept when its question comes again. */
static void keep(AnswerCache *cache, const OfferQuestion *asked, const char *text)
{
    keep_once(cache, asked, text);
    keep_once(cache, asked, text);
}

/* The kept text, or NULL; free it. */
static char *found(AnswerCache *cache, const OfferQuestion *asked)
{
    AnswerKey key;
    KeptAnswer answer = {0};
    if (!key_of(&key, asked) || !answer_cache_find(cache, &key, &answer))
        return NULL;
    gsize length;
    const char *text = g_bytes_get_data(answer.text, &length);
    g_assert(answer.total_minor == (int64_t)length);
    char *copy = g_strndup(text, length);
    g_bytes_unref(answer.text);
    return copy;
}

static void assert_found(AnswerCache *cache, const OfferQuestion *asked, const char *expected)
{
    g_autofree char *text = found(cache, asked);
    CU_ASSERT_TRUE(g_strcmp0(text, expected) == 0);
}

static void test_only_the_same_question_finds_it(void)
{
    g_autoptr(AnswerCache) cache = answer_cache_new(BYTES_MAX);
    OfferQuestion asked = question(1);
    assert_found(cache, &asked, NULL);
    keep(cache, &asked, "answer");
    assert_found(cache, &asked, "answer");
    char *member[] = {(char *)"MEMBER", NULL};
    OfferQuestion others[] = {question(2), asked, asked, asked, asked, asked};
    others[1].occupancy.children = 1;
    others[2].rooms = 2;
    others[3].access = member;
    others[4].features = member;
    others[5].offers_limit = 1;
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        assert_found(cache, &others[i], NULL);
    keep(cache, &others[3], "members");
    assert_found(cache, &others[3], "members");
    assert_found(cache, &others[4], NULL);
}

static void test_any_change_of_the_hotel_puts_it_out_of_reach(void)
{
    g_autoptr(AnswerCache) cache = answer_cache_new(BYTES_MAX);
    OfferQuestion asked = question(1);
    keep(cache, &asked, "before");
    inventory_memory_set_connected(fixture.memory, fixture.hotel, TRUE);
    assert_found(cache, &asked, NULL);
    keep(cache, &asked, "connected");
    assert_found(cache, &asked, "connected");
    inventory_memory_set_connected(fixture.memory, fixture.hotel, FALSE);
    assert_found(cache, &asked, NULL);
}

static void test_a_new_answer_takes_the_place_of_the_stale_one(void)
{
    g_autoptr(AnswerCache) cache = answer_cache_new(BYTES_MAX);
    OfferQuestion asked = question(1);
    keep(cache, &asked, "12345");
    gsize bytes = answer_cache_bytes(cache);
    for (int round = 0; round < 50; round++) {
        inventory_memory_set_connected(fixture.memory, fixture.hotel, round % 2 == 0);
        keep(cache, &asked, "54321");
        CU_ASSERT_EQUAL(answer_cache_bytes(cache), bytes);
    }
}

static void test_what_is_asked_once_is_not_kept(void)
{
    g_autoptr(AnswerCache) cache = answer_cache_new(BYTES_MAX);
    OfferQuestion asked = question(1);
    keep_once(cache, &asked, "first");
    assert_found(cache, &asked, NULL);
    CU_ASSERT_EQUAL(answer_cache_bytes(cache), 0);
    inventory_memory_set_connected(fixture.memory, fixture.hotel, TRUE); /* the question is still the same */
    keep_once(cache, &asked, "second");
    assert_found(cache, &asked, "second");
    inventory_memory_set_connected(fixture.memory, fixture.hotel, FALSE);
    keep_once(cache, &asked, "third");
    assert_found(cache, &asked, "third");
}

static void test_its_bytes_are_bounded(void)
{
    g_autoptr(AnswerCache) cache = answer_cache_new(BYTES_MAX);
    g_autofree char *text = g_strnfill(900, 'x');
    g_autofree char *long_text = g_strnfill(BYTES_MAX / 2, 'x');
    for (int days = 0; days < 3000; days++) {
        OfferQuestion asked = question(days);
        keep(cache, &asked, text);
        CU_ASSERT_TRUE(answer_cache_bytes(cache) <= BYTES_MAX);
    }
    CU_ASSERT_TRUE(answer_cache_bytes(cache) > BYTES_MAX / 2);
    OfferQuestion asked = question(5000);
    keep(cache, &asked, long_text);
    assert_found(cache, &asked, NULL);
}

static void test_a_question_of_many_words_is_not_kept(void)
{
    AnswerKey key;
    OfferQuestion asked = question(1);
    g_autofree char *word = g_strnfill(ANSWER_TEXTS_SIZE, 'X');
    char *words[] = {word, NULL};
    asked.access = words;
    CU_ASSERT_FALSE(key_of(&key, &asked));
    asked.access = NULL;
    asked.features = words;
    CU_ASSERT_FALSE(key_of(&key, &asked));
    word[ANSWER_TEXTS_SIZE - 4] = '\0';
    CU_ASSERT_TRUE(key_of(&key, &asked));
}

/* ---- many threads, few places ---- */

static gint wrong; /* atomic */

static gpointer keep_and_find(gpointer data)
{
    AnswerCache *cache = data;
    for (int round = 0; round < 5000; round++) {
        OfferQuestion asked = question(round % 40);
        g_autofree char *expected = g_strdup_printf("answer of day %d", round % 40);
        g_autofree char *text = found(cache, &asked);
        if (text && !g_str_equal(text, expected))
            g_atomic_int_inc(&wrong);
        keep(cache, &asked, expected);
    }
    return NULL;
}

static void test_threads_find_what_others_keep(void)
{
    g_autoptr(AnswerCache) cache = answer_cache_new((gsize)64 * 1024);
    GThread *threads[4];
    for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("cache", keep_and_find, cache);
    for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_TRUE(answer_cache_bytes(cache) > 0);
}

static CU_TestInfo TESTS[] = {
    {"only the same question finds it", test_only_the_same_question_finds_it},
    {"any change of the hotel puts it out of reach", test_any_change_of_the_hotel_puts_it_out_of_reach},
    {"a new answer takes the place of the stale one", test_a_new_answer_takes_the_place_of_the_stale_one},
    {"what is asked once is not kept", test_what_is_asked_once_is_not_kept},
    {"its bytes are bounded", test_its_bytes_are_bounded},
    {"a question of many words is not kept", test_a_question_of_many_words_is_not_kept},
    {"threads find what others keep", test_threads_find_what_others_keep},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    booking_fixture_init(&fixture);
    int failed = test_main("central/answer_cache", TESTS);
    booking_fixture_clear(&fixture);
    return failed;
}
