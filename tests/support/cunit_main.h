/* The frame of every unit test executable.
 *
 *   static CU_TestInfo TESTS[] = {{"adds", test_adds}, CU_TEST_INFO_NULL};
 *   int main(void) { return test_main("schemas/money", TESTS); }
 */
#ifndef KEYRACK_TESTS_SUPPORT_CUNIT_MAIN_H
#define KEYRACK_TESTS_SUPPORT_CUNIT_MAIN_H

#include <CUnit/CUnit.h>
#include <glib.h>
#include <stdint.h>

/* Runs the tests, prints a line for each failure and at the end 'N passed, N failed' (counting tests, not
 * assertions). Returns 0 when none failed and at least one ran. */
int test_main(const char *name, CU_TestInfo *tests);

/* Seed of this run: KEYRACK_SEED when set, else random. Printed the first time it is asked for. */
uint32_t test_seed(void);

/* Random numbers from test_seed(). Free with g_rand_free(). */
GRand *test_random_new(void);

/* A number in [low, high], both included. */
int64_t test_random_between(GRand *random, int64_t low, int64_t high);

/* A new empty folder for this test, removed with everything in it by test_folder_remove(). */
char *test_folder_new(void);
void test_folder_remove(char *folder);

/* Asserts that the error is set, of that domain and code, and its message has the text; then clears it. */
#define TEST_ASSERT_ERROR(Error, Domain, Code, Text)                                                         \
    do {                                                                                                     \
        CU_ASSERT_TRUE(g_error_matches(Error, Domain, (int)(Code)));                                         \
        if ((Error) == NULL || strstr((Error)->message, Text) == NULL) {                                     \
            g_printerr("    message is: %s\n", (Error) == NULL ? "(no error)" : (Error)->message);           \
            CU_FAIL("error message lacks: " Text);                                                           \
        }                                                                                                    \
        g_clear_error(&(Error));                                                                             \
    } while (0)

/* Asserts that there is no error; prints it otherwise and clears it. */
#define TEST_ASSERT_NO_ERROR(Error)                                                                          \
    do {                                                                                                     \
        if ((Error) != NULL) {                                                                               \
            g_printerr("    unexpected error: %s\n", (Error)->message);                                      \
            CU_FAIL("unexpected error");                                                                     \
        }                                                                                                    \
        g_clear_error(&(Error));                                                                             \
    } while (0)

#endif
