#include "ops/epoch.h"

#include <stdatomic.h>

#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

static atomic_int freed;

static void count_freed(gpointer object)
{
    g_free(object);
    freed++;
}

static void test_nothing_is_freed_under_a_reader(void)
{
    freed = 0;
    epoch_enter();
    epoch_enter();
    epoch_retire(g_new(int, 1), count_freed);
    CU_ASSERT_EQUAL(freed, 0);
    epoch_leave();
    CU_ASSERT_EQUAL(epoch_collect(), 1);
    CU_ASSERT_EQUAL(freed, 0);
    epoch_leave();
    CU_ASSERT_EQUAL(epoch_collect(), 0);
    CU_ASSERT_EQUAL(freed, 1);
    epoch_retire(NULL, count_freed);
    epoch_retire(g_new(int, 1), count_freed);
    CU_ASSERT_EQUAL(freed, 2);
}

static gpointer retire_one(gpointer data)
{
    epoch_retire(data, count_freed);
    return NULL;
}

static void test_a_reader_that_came_later_holds_nothing_back(void)
{
    freed = 0;
    epoch_enter();
    g_thread_join(g_thread_new("writer", retire_one, g_new(int, 1)));
    epoch_leave();
    epoch_enter();
    CU_ASSERT_EQUAL(epoch_collect(), 0);
    CU_ASSERT_EQUAL(freed, 1);
    epoch_leave();
}

/* ---- readers and writers at full speed ---- */

enum { READERS = 3, WRITERS = 2, ROUNDS = 20000, ALIVE = 0x600d, DEAD = 0xdead };

typedef struct {
    int alive;
} Thing;

static _Atomic(Thing *) current;
static atomic_int writing, looks, dead_seen;

static Thing *thing_new(void)
{
    Thing *thing = g_new(Thing, 1);
    thing->alive = ALIVE;
    return thing;
}

static void thing_kill(gpointer data)
{
    ((Thing *)data)->alive = DEAD;
    g_free(data);
}

static gpointer read_things(gpointer data G_GNUC_UNUSED)
{
    while (writing > 0) {
        epoch_enter();
        const Thing *thing = atomic_load(&current);
        for (int i = 0; i < 20; i++)
            if (thing->alive != ALIVE)
                dead_seen++;
        epoch_leave();
        looks++;
    }
    return NULL;
}

static gpointer write_things(gpointer data G_GNUC_UNUSED)
{
    for (int round = 0; round < ROUNDS; round++)
        epoch_retire(atomic_exchange(&current, thing_new()), thing_kill);
    writing--;
    return NULL;
}

static void test_readers_never_see_what_was_freed(void)
{
    GThread *threads[READERS + WRITERS];
    atomic_store(&current, thing_new());
    writing = WRITERS;
    for (int i = 0; i < READERS + WRITERS; i++)
        threads[i] = g_thread_new("thing", i < READERS ? read_things : write_things, NULL);
    for (int i = 0; i < READERS + WRITERS; i++)
        g_thread_join(threads[i]);
    CU_ASSERT_EQUAL(dead_seen, 0);
    CU_ASSERT_TRUE(looks > 0);
    CU_ASSERT_EQUAL(epoch_collect(), 0);
    g_free(atomic_load(&current));
}

static CU_TestInfo TESTS[] = {
    {"nothing is freed under a reader", test_nothing_is_freed_under_a_reader},
    {"a reader that came later holds nothing back", test_a_reader_that_came_later_holds_nothing_back},
    {"readers never see what was freed", test_readers_never_see_what_was_freed},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/epoch", TESTS);
}
