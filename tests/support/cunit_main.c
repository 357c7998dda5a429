#include "tests/support/cunit_main.h"
#include "tests/support/tsan_glib.h"

#include <CUnit/TestRun.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

/* A test that runs away fails alone instead of taking the machine's memory. */
#define MEMORY_MAX_MB 4096

#ifdef __SANITIZE_ADDRESS__
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "hard_rss_limit_mb=" G_STRINGIFY(MEMORY_MAX_MB);
}
#endif

/* The sanitizers map far more than they use, so only other builds can be held by the system's own limit. */
static void limit_memory(void)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    const rlim_t bytes = (rlim_t)MEMORY_MAX_MB << 20;

    g_assert(setrlimit(RLIMIT_DATA, &(struct rlimit){bytes, bytes}) == 0);
#endif
}

static void report_test(const CU_pTest test, const CU_pSuite suite, const CU_pFailureRecord failure)
{
    for (CU_pFailureRecord record = failure; record != NULL; record = record->pNext) {
        /* The list goes on with failures of earlier tests only through pPrev, so everything here is this
         * test's. */
        if (record->pTest == test) {
            printf("FAILED %s: %s: %s:%u: %s\n", suite->pName, test->pName, record->strFileName,
                   record->uiLineNumber, record->strCondition);
        }
    }
    fflush(stdout);
}

int test_main(const char *name, CU_TestInfo *tests)
{
    g_assert(name != NULL && tests != NULL);
    CU_SuiteInfo suites[] = {{(char *)name, NULL, NULL, NULL, NULL, tests}, CU_SUITE_INFO_NULL};

    limit_memory();
    if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(suites) != CUE_SUCCESS) {
        printf("FAILED %s: cannot register tests: %s\n", name, CU_get_error_msg());
        return EXIT_FAILURE;
    }
    CU_set_test_complete_handler(report_test);
    CU_run_all_tests();

    unsigned run = CU_get_number_of_tests_run();
    unsigned failed = CU_get_number_of_tests_failed();
    printf("%s: %u passed, %u failed\n", name, run - failed, failed);
    CU_cleanup_registry();
    return run > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

uint32_t test_seed(void)
{
    static gsize ready = 0;
    static uint32_t seed = 0;

    if (g_once_init_enter(&ready)) {
        const char *wanted = g_getenv("KEYRACK_SEED");
        seed = wanted != NULL ? (uint32_t)g_ascii_strtoull(wanted, NULL, 10) : g_random_int();
        printf("KEYRACK_SEED=%u\n", seed);
        fflush(stdout);
        g_once_init_leave(&ready, 1);
    }
    return seed;
}

GRand *test_random_new(void)
{
    return g_rand_new_with_seed(test_seed());
}

int64_t test_random_between(GRand *random, int64_t low, int64_t high)
{
    g_assert(low <= high);
    uint64_t span = (uint64_t)high - (uint64_t)low;
    uint64_t draw = ((uint64_t)g_rand_int(random) << 32) | g_rand_int(random);

    if (span != UINT64_MAX) {
        draw %= span + 1;
    }
    return (int64_t)((uint64_t)low + draw);
}

char *test_folder_new(void)
{
    g_autoptr(GError) error = NULL;
    char *folder = g_dir_make_tmp("keyrack-test-XXXXXX", &error);
    g_assert_no_error(error);
    return folder;
}

static void remove_tree(const char *path)
{
    if (g_file_test(path, G_FILE_TEST_IS_DIR) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK)) {
        g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
        const char *name;
        while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
            g_autofree char *child = g_build_filename(path, name, NULL);
            remove_tree(child);
        }
    }
    g_remove(path);
}

void test_folder_remove(char *folder)
{
    remove_tree(folder);
    g_free(folder);
}
