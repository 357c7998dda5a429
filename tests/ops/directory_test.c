#include "ops/clock.h"
#include "ops/directory.h"
#include "tests/support/cunit_main.h"
#include "tests/support/slapd_fixture.h"

#include <string.h>

static DirectoryPerson *log_in(Directory *directory, const char *uid, const char *password)
{
    g_autoptr(GError) error = NULL;
    DirectoryPerson *person = directory_authenticate(directory, uid, password, &error);

    TEST_ASSERT_NO_ERROR(error);
    g_assert(person != NULL);
    return person;
}

static void assert_refused(Directory *directory, const char *uid, const char *password, DirectoryError code)
{
    g_autoptr(GError) error = NULL;

    CU_ASSERT_PTR_NULL(directory_authenticate(directory, uid, password, &error));
    CU_ASSERT_TRUE(g_error_matches(error, DIRECTORY_ERROR, (int)code));
    if (error != NULL && uid != NULL && *uid != '\0')
        CU_ASSERT_PTR_NULL(strstr(error->message, uid));
}

static void test_person_and_grants(void)
{
    SlapdFixture slapd;
    slapd_fixture_init(&slapd, false);
    server_start(&slapd.server);
    {
        g_autoptr(Directory) directory = slapd_fixture_directory(slapd.uri);
        g_autoptr(DirectoryPerson) desk = log_in(directory, "h1-desk1", "h1-desk1-secret");
        g_autoptr(DirectoryPerson) agent = log_in(directory, "CRS-Agent1", "crs-agent1-secret");
        g_autoptr(DirectoryPerson) nobody = log_in(directory, "nobody", "nobody-secret");

        CU_ASSERT_STRING_EQUAL(desk->name, "Front Desk 1 (H1)");
        CU_ASSERT_EQUAL(desk->grant_count, 2);
        CU_ASSERT_TRUE(directory_person_has(desk, DIRECTORY_SCOPE_HOTEL, "frontdesk", "H1"));
        CU_ASSERT_TRUE(directory_person_has(desk, DIRECTORY_SCOPE_HOTEL, "frontdesk", "H2"));
        CU_ASSERT_FALSE(directory_person_has(desk, DIRECTORY_SCOPE_HOTEL, "manager", "H1"));
        CU_ASSERT_FALSE(directory_person_has(desk, DIRECTORY_SCOPE_CHAIN, "frontdesk", "H1"));
        CU_ASSERT_STRING_EQUAL(agent->uid, "crs-agent1");
        CU_ASSERT_STRING_EQUAL(agent->name, "预订员 1");
        CU_ASSERT_TRUE(directory_person_has(agent, DIRECTORY_SCOPE_RESERVATION_CENTRE, "agent", NULL));
        CU_ASSERT_TRUE(directory_person_has(agent, DIRECTORY_SCOPE_CHAIN, "trainer", NULL));
        CU_ASSERT_EQUAL(nobody->grant_count, 0);
    }
    slapd_fixture_clear(&slapd);
}

/* Nobody learns from the answer whether a user exists. */
static void test_refusals_look_alike(void)
{
    SlapdFixture slapd;
    slapd_fixture_init(&slapd, false);
    server_start(&slapd.server);
    {
        g_autoptr(Directory) directory = slapd_fixture_directory(slapd.uri);
        g_autoptr(GError) wrong = NULL;
        g_autoptr(GError) unknown = NULL;

        CU_ASSERT_PTR_NULL(directory_authenticate(directory, "h1-desk1", "wrong", &wrong));
        CU_ASSERT_PTR_NULL(directory_authenticate(directory, "stranger", "wrong", &unknown));
        CU_ASSERT_TRUE(g_error_matches(wrong, DIRECTORY_ERROR, DIRECTORY_ERROR_REFUSED));
        CU_ASSERT_TRUE(g_error_matches(unknown, DIRECTORY_ERROR, DIRECTORY_ERROR_REFUSED));
        CU_ASSERT_STRING_EQUAL(wrong->message, unknown->message);
    }
    slapd_fixture_clear(&slapd);
}

/* A simple bind with an empty password would succeed on many servers, as nobody. */
static void test_empty_and_malformed_input(void)
{
    SlapdFixture slapd;
    slapd_fixture_init(&slapd, false);
    server_start(&slapd.server);
    {
        g_autoptr(Directory) directory = slapd_fixture_directory(slapd.uri);
        g_autofree char *long_text = g_strnfill(5000, 'x');

        assert_refused(directory, "h1-desk1", "", DIRECTORY_ERROR_REFUSED);
        assert_refused(directory, "h1-desk1", NULL, DIRECTORY_ERROR_REFUSED);
        assert_refused(directory, "", "h1-desk1-secret", DIRECTORY_ERROR_REFUSED);
        assert_refused(directory, NULL, "h1-desk1-secret", DIRECTORY_ERROR_REFUSED);
        assert_refused(directory, long_text, "x", DIRECTORY_ERROR_REFUSED);
        assert_refused(directory, "h1-desk1", long_text, DIRECTORY_ERROR_REFUSED);
        assert_refused(directory, "h1-desk1\xff", "x", DIRECTORY_ERROR_REFUSED);
    }
    slapd_fixture_clear(&slapd);
}

/* A uid is a literal, whatever it looks like. */
static void test_injection(void)
{
    static const char *const TRIES[] = {"*",
                                        "h1-desk*",
                                        "h1-desk1)(uid=*",
                                        "*)(objectClass=*",
                                        "\\2a",
                                        "h1-desk1\\00",
                                        "h1-desk1)(|(uid=nobody",
                                        "(uid=h1-desk1)",
                                        "**",
                                        "uid=h1-desk1,ou=people"};
    SlapdFixture slapd;
    slapd_fixture_init(&slapd, false);
    server_start(&slapd.server);
    {
        g_autoptr(Directory) directory = slapd_fixture_directory(slapd.uri);

        for (size_t i = 0; i < G_N_ELEMENTS(TRIES); i++)
            assert_refused(directory, TRIES[i], "h1-desk1-secret", DIRECTORY_ERROR_REFUSED);
        g_autoptr(DirectoryPerson) odd = log_in(directory, "odd,name+(*)\\", "odd-secret");
        CU_ASSERT_STRING_EQUAL(odd->uid, "odd,name+(*)\\");
        CU_ASSERT_EQUAL(odd->grant_count, 2);
        CU_ASSERT_TRUE(directory_person_has(odd, DIRECTORY_SCOPE_HOTEL, "manager", "H1"));
    }
    slapd_fixture_clear(&slapd);
}

static void test_account_is_locked(void)
{
    SlapdFixture slapd;
    slapd_fixture_init(&slapd, false);
    server_start(&slapd.server);
    {
        g_autoptr(Directory) directory = slapd_fixture_directory(slapd.uri);

        for (int i = 0; i < SLAPD_FIXTURE_LOCK_AFTER; i++)
            assert_refused(directory, "nobody", "wrong", DIRECTORY_ERROR_REFUSED);
        assert_refused(directory, "nobody", "nobody-secret", DIRECTORY_ERROR_LOCKED);
        g_autoptr(DirectoryPerson) other = log_in(directory, "h1-desk1", "h1-desk1-secret");
        CU_ASSERT_PTR_NOT_NULL(other);
    }
    slapd_fixture_clear(&slapd);
}

static void test_password_must_be_changed(void)
{
    SlapdFixture slapd;
    slapd_fixture_init(&slapd, false);
    server_start(&slapd.server);
    {
        g_autoptr(Directory) directory = slapd_fixture_directory(slapd.uri);
        assert_refused(directory, "reset", "reset-secret", DIRECTORY_ERROR_EXPIRED);
        assert_refused(directory, "reset", "wrong", DIRECTORY_ERROR_REFUSED);
    }
    slapd_fixture_clear(&slapd);
}

static void test_ambiguous_uid(void)
{
    SlapdFixture slapd;
    slapd_fixture_init(&slapd, false);
    server_start(&slapd.server);
    {
        g_autoptr(Directory) directory = slapd_fixture_directory(slapd.uri);
        assert_refused(directory, "twin", "twin-secret", DIRECTORY_ERROR_FAILED);
    }
    slapd_fixture_clear(&slapd);
}

/* Dead, then hanging, then both: the list is walked, and the server that answered is preferred afterwards. */
static void test_list_of_servers(void)
{
    SlapdFixture first;
    SlapdFixture second;
    slapd_fixture_init(&first, false);
    slapd_fixture_init(&second, false);
    server_start(&first.server);
    server_start(&second.server);
    {
        g_autofree char *uris = g_strdup_printf("%s,%s", first.uri, second.uri);
        g_autoptr(Directory) directory = slapd_fixture_directory(uris);

        directory_person_free(log_in(directory, "h1-desk1", "h1-desk1-secret"));
        server_pause(&first.server);
        gint64 began_us = clock_monotonic_us();
        directory_person_free(log_in(directory, "h1-desk1", "h1-desk1-secret"));
        gint64 waited_us = clock_monotonic_us() - began_us;
        directory_person_free(log_in(directory, "h1-desk1", "h1-desk1-secret"));
        /* The server that hangs was waited for once, and is not asked again. */
        CU_ASSERT_TRUE(clock_monotonic_us() - began_us - waited_us < waited_us);
        server_kill(&first.server);
        server_kill(&second.server);
        assert_refused(directory, "h1-desk1", "h1-desk1-secret", DIRECTORY_ERROR_UNREACHABLE);
        CU_ASSERT_FALSE(directory_ping(directory, NULL));
        server_start(&first.server);
        directory_person_free(log_in(directory, "h1-desk1", "h1-desk1-secret"));
        CU_ASSERT_TRUE(directory_ping(directory, NULL));
    }
    slapd_fixture_clear(&first);
    slapd_fixture_clear(&second);
}

static void test_find_without_password(void)
{
    SlapdFixture slapd;
    slapd_fixture_init(&slapd, false);
    server_start(&slapd.server);
    {
        DirectoryOptions options = {.uris = slapd.uri,
                                    .base = SLAPD_FIXTURE_BASE,
                                    .bind_dn = SLAPD_FIXTURE_SERVICE,
                                    .bind_password = "service-secret"};
        g_autoptr(Directory) directory = directory_new(&options, NULL);
        g_autoptr(DirectoryPerson) person = directory_find(directory, "h1-desk1", NULL);
        g_autoptr(GError) error = NULL;

        CU_ASSERT_PTR_NOT_NULL(person);
        CU_ASSERT_EQUAL(person->grant_count, 2);
        CU_ASSERT_PTR_NULL(directory_find(directory, "stranger", &error));
        TEST_ASSERT_ERROR(error, DIRECTORY_ERROR, DIRECTORY_ERROR_REFUSED, "directory");
        options.bind_password = "wrong";
        g_autoptr(Directory) wrong = directory_new(&options, NULL);
        CU_ASSERT_PTR_NULL(directory_find(wrong, "h1-desk1", &error));
        TEST_ASSERT_ERROR(error, DIRECTORY_ERROR, DIRECTORY_ERROR_CONFIGURATION, "directory_bind_dn");
    }
    slapd_fixture_clear(&slapd);
}

static void test_start_tls(void)
{
    SlapdFixture slapd;
    SlapdFixture other;
    slapd_fixture_init(&slapd, true);
    slapd_fixture_init(&other, true);
    server_start(&slapd.server);
    {
        DirectoryOptions options = {.uris = slapd.uri,
                                    .base = SLAPD_FIXTURE_BASE,
                                    .start_tls = true,
                                    .ca_certificate = slapd.certificate};
        g_autoptr(Directory) directory = directory_new(&options, NULL);
        directory_person_free(log_in(directory, "h1-desk1", "h1-desk1-secret"));
        options.ca_certificate = other.certificate;
        g_autoptr(Directory) wrong_signer = directory_new(&options, NULL);
        assert_refused(wrong_signer, "h1-desk1", "h1-desk1-secret", DIRECTORY_ERROR_UNREACHABLE);
    }
    slapd_fixture_clear(&slapd);
    slapd_fixture_clear(&other);
}

static gpointer log_in_often(gpointer data)
{
    for (int i = 0; i < 20; i++) {
        g_autoptr(DirectoryPerson) person = directory_authenticate(data, "h1-desk1", "h1-desk1-secret", NULL);
        if (person == NULL || person->grant_count != 2)
            return GINT_TO_POINTER(1);
    }
    return NULL;
}

static void test_many_threads(void)
{
    SlapdFixture slapd;
    slapd_fixture_init(&slapd, false);
    server_start(&slapd.server);
    {
        g_autoptr(Directory) directory = slapd_fixture_directory(slapd.uri);
        GThread *threads[8];

        for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
            threads[i] = g_thread_new("log-in", log_in_often, directory);
        for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
            CU_ASSERT_PTR_NULL(g_thread_join(threads[i]));
    }
    slapd_fixture_clear(&slapd);
}

static void test_bad_options(void)
{
    static const char *const BAD_URIS[] = {NULL,
                                           "",
                                           "http://127.0.0.1",
                                           "ldap//127.0.0.1",
                                           "ldap://directory.example",
                                           "ldap://127.0.0.1,ldap://192.0.2.1"};
    g_autoptr(GError) error = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(BAD_URIS); i++) {
        DirectoryOptions options = {.uris = BAD_URIS[i], .base = SLAPD_FIXTURE_BASE};
        CU_ASSERT_PTR_NULL(directory_new(&options, &error));
        TEST_ASSERT_ERROR(error, DIRECTORY_ERROR, DIRECTORY_ERROR_CONFIGURATION, "directory_uri");
    }
    DirectoryOptions no_base = {.uris = "ldap://127.0.0.1"};
    CU_ASSERT_PTR_NULL(directory_new(&no_base, &error));
    TEST_ASSERT_ERROR(error, DIRECTORY_ERROR, DIRECTORY_ERROR_CONFIGURATION, "directory_base");
    DirectoryOptions no_password = {
        .uris = "ldap://127.0.0.1", .base = SLAPD_FIXTURE_BASE, .bind_dn = "cn=x"};
    CU_ASSERT_PTR_NULL(directory_new(&no_password, &error));
    TEST_ASSERT_ERROR(error, DIRECTORY_ERROR, DIRECTORY_ERROR_CONFIGURATION, "directory_bind_dn");
    DirectoryOptions beyond = {
        .uris = "ldap://directory.example", .base = SLAPD_FIXTURE_BASE, .start_tls = true};
    g_autoptr(Directory) directory = directory_new(&beyond, &error);
    TEST_ASSERT_NO_ERROR(error);
}

static void test_group_names(void)
{
    static const struct {
        const char *name;
        DirectoryScope scope;
        const char *role;
        const char *hotel;
    } GOOD[] = {
        {"HTL-H1-frontdesk", DIRECTORY_SCOPE_HOTEL, "frontdesk", "H1"},
        {"HTL-ABCDEFGH-night_audit", DIRECTORY_SCOPE_HOTEL, "night_audit", "ABCDEFGH"},
        {"CRS-agent", DIRECTORY_SCOPE_RESERVATION_CENTRE, "agent", NULL},
        {"CHAIN-revenue", DIRECTORY_SCOPE_CHAIN, "revenue", NULL},
    };
    static const char *const BAD[] = {
        "",         "HTL-",        "HTL-H1",          "HTL-H1-", "HTL--frontdesk", "HTL-H-x",
        "HTL-h1-x", "HTL-H1-Desk", "HTL-ABCDEFGHI-x", "CRS-",    "CRS-agent 1",    "CHAIN",
        "CHAIN-",   "crs-agent",   "XCRS-agent"};
    DirectoryGrant grant;

    for (size_t i = 0; i < G_N_ELEMENTS(GOOD); i++) {
        CU_ASSERT_TRUE(directory_grant_parse(GOOD[i].name, &grant));
        CU_ASSERT_EQUAL(grant.scope, GOOD[i].scope);
        CU_ASSERT_STRING_EQUAL(grant.role, GOOD[i].role);
        CU_ASSERT_EQUAL(g_strcmp0(grant.hotel, GOOD[i].hotel), 0);
        directory_grant_clear(&grant);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(BAD); i++)
        CU_ASSERT_FALSE(directory_grant_parse(BAD[i], &grant));
}

static void test_filter_escape(void)
{
    g_autofree char *plain = directory_filter_escape("h1-desk1");
    g_autofree char *special = directory_filter_escape("a*b(c)d\\e");
    g_autofree char *chinese = directory_filter_escape("预订");

    CU_ASSERT_STRING_EQUAL(plain, "h1-desk1");
    CU_ASSERT_STRING_EQUAL(special, "a\\2ab\\28c\\29d\\5ce");
    CU_ASSERT_STRING_EQUAL(chinese, "预订");
}

static CU_TestInfo TESTS[] = {
    {"a log-in tells who it is and what they may", test_person_and_grants},
    {"wrong password and unknown user look alike", test_refusals_look_alike},
    {"empty and malformed input is refused here", test_empty_and_malformed_input},
    {"a uid cannot change the search", test_injection},
    {"a locked account is told apart", test_account_is_locked},
    {"a password that must be changed is told apart", test_password_must_be_changed},
    {"an ambiguous uid is an error", test_ambiguous_uid},
    {"the next server of the list answers", test_list_of_servers},
    {"a person is found without password", test_find_without_password},
    {"StartTLS checks who signed", test_start_tls},
    {"many threads log in at once", test_many_threads},
    {"options that cannot work are refused", test_bad_options},
    {"group names", test_group_names},
    {"filter escapes", test_filter_escape},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/directory", TESTS);
}
