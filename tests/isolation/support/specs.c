#include "tests/isolation/support/specs.h"

#include "tests/isolation/support/tester.h"

#include <string.h>

#include "tests/support/chain_fixture.h"
#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

#define SPECS KEYRACK_SOURCE_DIR "/tests/isolation/specs/"

enum { SPECS_MAX = 200, SPECS_PROMISED = 40 };

static LaneFixture fixture;
static char *paths[SPECS_MAX];
static guint path_count;
static guint spec_count;
static guint next;
static guint orders;

/* CUnit calls the tests in their order, so one function serves all. */
static void test_spec(void)
{
    TesterResult result = tester_run(&fixture, paths[next++]);
    CU_ASSERT_EQUAL(result.findings, 0);
    CU_ASSERT_TRUE(result.orders > 0);
    orders += result.orders;
}

static gint compare_paths(gconstpointer left, gconstpointer right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static gboolean is_wanted(const char *name, char first, char last)
{
    const char *wanted = g_getenv("KEYRACK_ISOLATION_SPECS");
    if (!wanted)
        return name[0] >= first && name[0] <= last;
    g_auto(GStrv) names = g_strsplit(wanted, ",", -1);
    return g_strv_contains((const char *const *)names, name);
}

static void specs_find(char first, char last)
{
    g_autoptr(GDir) folder = g_dir_open(SPECS, 0, NULL);
    g_assert(folder);
    const char *name;
    while ((name = g_dir_read_name(folder))) {
        g_autofree char *stem = g_str_has_suffix(name, ".spec") ? g_strndup(name, strlen(name) - 5) : NULL;
        spec_count += stem != NULL;
        if (stem && is_wanted(stem, first, last)) {
            g_assert(path_count < SPECS_MAX);
            paths[path_count++] = g_strconcat(SPECS, name, NULL);
        }
    }
    qsort(paths, path_count, sizeof *paths, compare_paths);
}

static void test_so_many_specs_are_there(void)
{
    CU_ASSERT_TRUE(spec_count >= SPECS_PROMISED);
}

int specs_test_main(const char *name, char first, char last)
{
    static CU_TestInfo tests[SPECS_MAX + 2];
    specs_find(first, last);
    guint count = 0;
    for (; count < path_count; count++)
        tests[count] = (CU_TestInfo){g_path_get_basename(paths[count]), test_spec};
    tests[count] = (CU_TestInfo){"so many specs are there", test_so_many_specs_are_there};
    lane_fixture_init_with(&fixture, chain_fixture_pair());
    tester_prepare(&fixture);
    int status = test_main(name, tests);
    g_print("%u orders of %u specs\n", orders, path_count);
    lane_fixture_clear(&fixture);
    for (guint i = 0; i < path_count; i++) {
        g_free(paths[i]);
        g_free((char *)tests[i].pName);
    }
    return status;
}
