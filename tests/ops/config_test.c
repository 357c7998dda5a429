#include "ops/config.h"
#include "ops/yaml.h"
#include "tests/support/cunit_main.h"

#include <glib/gstdio.h>
#include <stddef.h>
#include <string.h>

typedef struct {
    int64_t http_port;
    char *http_bind;
    bool practice;
    int64_t hold_ms;
    int64_t body_bytes;
    char *database;
    int level;
    char **directories;
    char *password;
} Sample;

static const char *const LEVELS[] = {"debug", "info", NULL};

static const ConfigSetting SETTINGS[] = {
    {"http.port", CONFIG_INT, offsetof(Sample, http_port), .required = true, .min = 1, .max = 65535,
     .help = "port"},
    {"http.bind", CONFIG_TEXT, offsetof(Sample, http_bind), .initial = "127.0.0.1",
     .help = "address to listen on"},
    {"practice", CONFIG_BOOL, offsetof(Sample, practice), .initial = "false", .help = "practice clock"},
    {"hold", CONFIG_DURATION_MS, offsetof(Sample, hold_ms), .initial = "15m", .min = 1000, .max = 86400000,
     .reloadable = true, .help = "how long a hold lasts"},
    {"body", CONFIG_SIZE_BYTES, offsetof(Sample, body_bytes), .initial = "1MiB", .help = "largest body"},
    {"database", CONFIG_PATH, offsetof(Sample, database), .initial = "hotel.db", .help = "SQLite file"},
    {"log.level", CONFIG_ENUM, offsetof(Sample, level), .initial = "info", .choices = LEVELS,
     .reloadable = true, .help = "least level written"},
    {"directory.uris", CONFIG_TEXT_LIST, offsetof(Sample, directories), .initial = "ldap://a,ldap://b",
     .help = "directory servers, tried in turn"},
    {"directory.password", CONFIG_SECRET_FILE, offsetof(Sample, password), .help = "bind password"},
};

static char *folder;
static char *path;

static void write_config(const char *text)
{
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static Config *load(Sample *sample, const char *text, const char *const *overrides, GError **error)
{
    write_config(text);
    return config_load(SETTINGS, G_N_ELEMENTS(SETTINGS), sample, path, overrides, error);
}

static void write_secret(const char *name, const char *content, int mode)
{
    g_autofree char *file = g_build_filename(folder, name, NULL);

    g_assert_true(g_file_set_contents(file, content, -1, NULL));
    g_assert_cmpint(g_chmod(file, mode), ==, 0);
}

static void test_defaults_and_file(void)
{
    Sample sample = {0};
    GError *error = NULL;
    write_secret("password", "swordfish\n", 0600);
    g_autoptr(Config) config = load(&sample,
                                    "http: {port: 7401}\n"
                                    "practice: true\n"
                                    "hold: 90s\n"
                                    "body: 64KiB\n"
                                    "database: store/hotel.db\n"
                                    "log:\n"
                                    "  level: debug\n"
                                    "directory:\n"
                                    "  uris: [\"ldap://one\", \"ldap://two,three\"]\n"
                                    "  password: password\n",
                                    NULL, &error);

    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(config);
    g_autofree char *database = g_build_filename(folder, "store", "hotel.db", NULL);
    CU_ASSERT_EQUAL(sample.http_port, 7401);
    CU_ASSERT_STRING_EQUAL(sample.http_bind, "127.0.0.1");
    CU_ASSERT_TRUE(sample.practice);
    CU_ASSERT_EQUAL(sample.hold_ms, 90000);
    CU_ASSERT_EQUAL(sample.body_bytes, 65536);
    CU_ASSERT_STRING_EQUAL(sample.database, database);
    CU_ASSERT_EQUAL(sample.level, 0);
    CU_ASSERT_EQUAL(g_strv_length(sample.directories), 2);
    CU_ASSERT_STRING_EQUAL(sample.directories[1], "ldap://two,three");
    CU_ASSERT_STRING_EQUAL(sample.password, "swordfish");
}

static void test_show_names_origins_and_masks_secrets(void)
{
    static const char *const OVERRIDES[] = {"hold=2h", NULL};
    Sample sample = {0};
    write_secret("password", "swordfish", 0600);
    g_autoptr(Config) config =
        load(&sample, "http:\n  port: 7401\ndirectory:\n  password: password\n", OVERRIDES, NULL);
    g_autofree char *shown = config_show(config);
    g_autofree char *port = g_strdup_printf("http.port = 7401  # %s:2:9\n", path);

    CU_ASSERT_EQUAL(sample.hold_ms, 7200000);
    CU_ASSERT_PTR_NOT_NULL(strstr(shown, port));
    CU_ASSERT_PTR_NOT_NULL(strstr(shown, "hold = 2h  # command line\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(shown, "http.bind = 127.0.0.1  # default\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(shown, "directory.password = ********"));
    CU_ASSERT_PTR_NULL(strstr(shown, "swordfish"));
}

/* An operator may put a password where it does not belong; showing it to all would be worse. */
static void test_show_masks_secrets_inside_of_texts(void)
{
    static const char *const TEXTS[][2] = {
        {"host=x password=swordfish user=y", "host=x password=******** user=y"},
        {"password = 'sword fish\\\\' user=y", "password = ******** user=y"},
        {"Driver=x;PWD={sword;fish};Database=z", "Driver=x;PWD=********;Database=z"},
        {"nats://me:swordfish@host:1,nats://you:sword@host",
         "nats://me:********@host:1,nats://you:********@host"},
        {"ldap://host:389", "ldap://host:389"},
    };

    for (gsize index = 0; index < G_N_ELEMENTS(TEXTS); index++) {
        Sample sample = {0};
        g_autofree char *text = g_strdup_printf("http:\n  port: 1\n  bind: \"%s\"\n", TEXTS[index][0]);
        g_autoptr(Config) config = load(&sample, text, NULL, NULL);
        g_autofree char *shown = config_show(config);
        g_autofree char *wanted = g_strdup_printf("http.bind = %s  #", TEXTS[index][1]);
        CU_ASSERT_PTR_NOT_NULL(strstr(shown, wanted));
    }
}

typedef struct {
    const char *text;
    const char *message;
} BadFile;

static const BadFile BAD_FILES[] = {
    {"http:\n  prot: 1\n", "config.yaml:2:3: unknown setting 'http.prot': did you mean http.port"},
    {"colour: red\n", "config.yaml:1:1: unknown setting 'colour': remove it; known are http.port, http,"},
    {"practice: true\n", "config.yaml:1:1: setting 'http.port' is missing: add it"},
    {"http:\n  bind: 127.0.0.1\n", "config.yaml:2:3: setting 'http.port' is missing"},
    {"http: 7401\n", "config.yaml:1:7: expected a mapping"},
    {"http:\n  port: \"7401\"\n", "config.yaml:2:9: http.port: expected a whole number without quotes"},
    {"http:\n  port: many\n", "config.yaml:2:9: http.port: expected a whole number, found 'many'"},
    {"http:\n  port: 70000\n", "config.yaml:2:9: http.port: 70000 is outside 1 to 65535"},
    {"http:\n  port: 7401\npractice: yes\n",
     "config.yaml:3:11: practice: expected a true or false, found 'yes'"},
    {"http:\n  port: 7401\nhold: 15\n", "config.yaml:3:7: hold: expected a duration such as"},
    {"http:\n  port: 7401\nhold: 1ms\n", "config.yaml:3:7: hold: 1 is outside 1000 to 86400000"},
    {"http:\n  port: 7401\nhold: 99999999999999999d\n", "config.yaml:3:7: hold: expected a duration"},
    {"http:\n  port: 7401\nbody: 1MB\n", "config.yaml:3:7: body: expected a size"},
    {"http:\n  port: 7401\nlog: {level: loud}\n", "config.yaml:3:14: log.level: expected one of debug, info"},
    {"http:\n  port: 7401\ndatabase: [a]\n", "config.yaml:3:11: expected a single value"},
    {"http:\n  port: 7401\ndatabase:\n", "config.yaml:3:10: a text is expected here"},
    {"http:\n  port: 7401\ndirectory: {password: nowhere}\n", "nowhere cannot be read"},
    {"http:\n  port: 7401\ndirectory: {password: open}\n", "chmod 600"},
    {"http:\n  port: 7401\ndirectory: {password: hollow}\n", "is empty"},
    {"http:\n  port: 7401\nhttp:\n  port: 1\n", "config.yaml:3:1: key 'http' stands here a second time"},
};

static void test_bad_files_name_the_place_and_change_nothing(void)
{
    write_secret("open", "swordfish", 0644);
    write_secret("hollow", "\n", 0600);
    for (gsize index = 0; index < G_N_ELEMENTS(BAD_FILES); index++) {
        Sample sample = {.http_port = 77};
        GError *error = NULL;
        CU_ASSERT_PTR_NULL(load(&sample, BAD_FILES[index].text, NULL, &error));
        if (error == NULL || strstr(error->message, BAD_FILES[index].message) == NULL) {
            g_printerr("    wanted: %s\n    message is: %s\n", BAD_FILES[index].message,
                       error == NULL ? "(none)" : error->message);
            CU_FAIL("message lacks what was expected");
        }
        CU_ASSERT_EQUAL(sample.http_port, 77);
        CU_ASSERT_PTR_NULL(sample.http_bind);
        g_clear_error(&error);
    }
}

static void check_override(const char *override, const char *message)
{
    const char *const overrides[] = {override, NULL};
    Sample sample = {0};
    GError *error = NULL;

    CU_ASSERT_PTR_NULL(load(&sample, "http: {port: 7401}\n", overrides, &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, message));
    g_clear_error(&error);
}

static void test_overrides(void)
{
    static const char *const OVERRIDES[] = {"http.port=7402", "directory.uris=a,b,c", "http.bind=", NULL};
    Sample sample = {0};
    g_autoptr(Config) config = load(&sample, "http: {port: 7401}\n", OVERRIDES, NULL);

    CU_ASSERT_EQUAL(sample.http_port, 7402);
    CU_ASSERT_EQUAL(g_strv_length(sample.directories), 3);
    CU_ASSERT_STRING_EQUAL(sample.http_bind, "");
    check_override("http.porte=1", "command line: unknown setting 'http.porte': did you mean http.port");
    check_override("http.port", "command line: http.port: write http.port=value");
    check_override("http.port=x", "command line: http.port: expected a whole number");
    check_override("http.port=", "command line: http.port: expected a whole number");
}

static void test_no_file(void)
{
    static const char *const OVERRIDES[] = {"http.port=7402", NULL};
    Sample sample = {0};
    GError *error = NULL;
    g_autoptr(Config) config =
        config_load(SETTINGS, G_N_ELEMENTS(SETTINGS), &sample, NULL, OVERRIDES, &error);

    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(sample.http_port, 7402);
    CU_ASSERT_PTR_NULL(config_load(SETTINGS, G_N_ELEMENTS(SETTINGS), &sample, NULL, NULL, &error));
    TEST_ASSERT_ERROR(error, CONFIG_ERROR, CONFIG_ERROR_MISSING,
                      "no configuration file: setting 'http.port'");
    CU_ASSERT_PTR_NULL(config_load(SETTINGS, G_N_ELEMENTS(SETTINGS), &sample, "/no/such/file", NULL, &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_FILE, "/no/such/file");
}

static void test_reload_takes_what_may_change(void)
{
    Sample sample = {0};
    GError *error = NULL;
    gsize changed = 0;
    char *ignored = NULL;
    g_autoptr(Config) config = load(&sample, "http: {port: 7401}\n", NULL, NULL);
    const char *bind = sample.http_bind;

    write_config("http: {port: 7402, bind: '::1'}\nhold: 30s\nlog: {level: debug}\n");
    CU_ASSERT_TRUE(config_reload(config, &changed, &ignored, &error));
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(changed, 2);
    CU_ASSERT_STRING_EQUAL(ignored, "http.port, http.bind");
    CU_ASSERT_EQUAL(sample.http_port, 7401);
    CU_ASSERT_PTR_EQUAL(sample.http_bind, bind);
    CU_ASSERT_EQUAL(sample.hold_ms, 30000);
    CU_ASSERT_EQUAL(sample.level, 0);
    g_free(ignored);

    write_config("http: {port: wrong}\nhold: 40s\n");
    CU_ASSERT_FALSE(config_reload(config, NULL, NULL, &error));
    TEST_ASSERT_ERROR(error, CONFIG_ERROR, CONFIG_ERROR_VALUE, "http.port");
    CU_ASSERT_EQUAL(sample.hold_ms, 30000);
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"defaults and file", test_defaults_and_file},
        {"show names origins and masks secrets", test_show_names_origins_and_masks_secrets},
        {"show masks secrets inside of texts", test_show_masks_secrets_inside_of_texts},
        {"bad files name the place and change nothing", test_bad_files_name_the_place_and_change_nothing},
        {"overrides", test_overrides},
        {"no file", test_no_file},
        {"reload takes what may change", test_reload_takes_what_may_change},
        CU_TEST_INFO_NULL,
    };
    folder = test_folder_new();
    path = g_build_filename(folder, "config.yaml", NULL);
    int status = test_main("ops/config", tests);
    g_free(path);
    test_folder_remove(folder);
    return status;
}
