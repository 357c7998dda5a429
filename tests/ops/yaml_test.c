#include "ops/yaml.h"
#include "tests/support/cunit_main.h"

#include <string.h>

static const char CHAIN[] = "# a comment\n"
                            "name: Example Hotels\n"
                            "rooms: 187\n"
                            "practice: true\n"
                            "opens: 2013-06-24\n"
                            "tax: 6.25\n"
                            "price: \"96.50\"\n"
                            "kind: resort\n"
                            "quoted: '12'\n"
                            "hotels:\n"
                            "  - code: H1\n"
                            "    rooms: {A: 75, B: 2}\n"
                            "  - code: H2\n"
                            "    rooms: {}\n"
                            "empty:\n";

static YamlFile *parse(const char *text)
{
    GError *error = NULL;
    YamlFile *file = yaml_file_parse("chain.yaml", text, strlen(text), &error);

    TEST_ASSERT_NO_ERROR(error);
    g_assert(file != NULL);
    return file;
}

static void check_refused(const char *text, YamlError code, const char *message)
{
    GError *error = NULL;

    CU_ASSERT_PTR_NULL(yaml_file_parse("chain.yaml", text, strlen(text), &error));
    CU_ASSERT_TRUE(g_error_matches(error, YAML_ERROR, (int)code));
    if (error == NULL || strstr(error->message, message) == NULL) {
        g_printerr("    message is: %s\n", error == NULL ? "(none)" : error->message);
        CU_FAIL("message lacks what was expected");
    }
    g_clear_error(&error);
}

static void test_tree_and_places(void)
{
    g_autoptr(YamlFile) file = parse(CHAIN);
    const YamlNode *root = yaml_file_root(file);
    const YamlNode *hotels = yaml_get(root, "hotels");

    CU_ASSERT_EQUAL(yaml_kind(root), YAML_MAP);
    CU_ASSERT_EQUAL(yaml_count(root), 10);
    CU_ASSERT_EQUAL(yaml_kind(hotels), YAML_LIST);
    CU_ASSERT_EQUAL(yaml_count(hotels), 2);
    const YamlNode *rooms = yaml_get(yaml_at(hotels, 0), "rooms");
    CU_ASSERT_EQUAL(yaml_count(rooms), 2);
    CU_ASSERT_STRING_EQUAL(yaml_key_at(rooms, 1), "B");
    CU_ASSERT_EQUAL(yaml_line(yaml_at(rooms, 1)), 12);
    CU_ASSERT_EQUAL(yaml_column(yaml_at(rooms, 1)), 23);
    CU_ASSERT_EQUAL(yaml_column(yaml_key_node_at(rooms, 0)), 13);
    CU_ASSERT_PTR_NULL(yaml_get(root, "nothing"));
    CU_ASSERT_PTR_NULL(yaml_get(hotels, "code"));
    CU_ASSERT_EQUAL(yaml_count(yaml_get(root, "name")), 0);
}

static void test_typed_values(void)
{
    static const char *const KINDS[] = {"city", "resort", NULL};
    g_autoptr(YamlFile) file = parse(CHAIN);
    const YamlNode *root = yaml_file_root(file);
    const char *text = NULL;
    int64_t number = 0;
    bool flag = false;
    Night night = 0;
    Money money = {0};
    int choice = 0;

    CU_ASSERT_TRUE(yaml_text(yaml_get(root, "name"), &text, NULL));
    CU_ASSERT_STRING_EQUAL(text, "Example Hotels");
    CU_ASSERT_TRUE(yaml_int(yaml_get(root, "rooms"), 1, 999, &number, NULL));
    CU_ASSERT_EQUAL(number, 187);
    CU_ASSERT_TRUE(yaml_bool(yaml_get(root, "practice"), &flag, NULL));
    CU_ASSERT_TRUE(flag);
    CU_ASSERT_TRUE(yaml_night(yaml_get(root, "opens"), &night, NULL));
    CU_ASSERT_EQUAL(night, night_from_date(2013, 6, 24));
    CU_ASSERT_TRUE(yaml_percent(yaml_get(root, "tax"), 10000, &number, NULL));
    CU_ASSERT_EQUAL(number, 625);
    CU_ASSERT_TRUE(yaml_money(yaml_get(root, "price"), currency_find("EUR"), &money, NULL));
    CU_ASSERT_EQUAL(money.amount_minor, 9650);
    CU_ASSERT_TRUE(yaml_choice(yaml_get(root, "kind"), KINDS, &choice, NULL));
    CU_ASSERT_EQUAL(choice, 1);
    CU_ASSERT_FALSE(yaml_is_plain(yaml_get(root, "quoted")));
    CU_ASSERT_STRING_EQUAL(yaml_raw(yaml_get(root, "quoted")), "12");
}

static void test_wrong_values_name_line_and_column(void)
{
    static const char *const KINDS[] = {"city", "village", NULL};
    g_autoptr(YamlFile) file = parse(CHAIN);
    const YamlNode *root = yaml_file_root(file);
    GError *error = NULL;
    const char *text = "kept";
    int64_t number = 77;
    bool flag = true;
    Night night = 77;
    Money money = {0};
    int choice = 77;

    CU_ASSERT_FALSE(yaml_text(yaml_get(root, "empty"), &text, &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_VALUE, "chain.yaml:15:7: a text is expected");
    CU_ASSERT_FALSE(yaml_text(yaml_get(root, "hotels"), &text, &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_TYPE,
                      "chain.yaml:11:3: expected a single value, found a list");
    CU_ASSERT_FALSE(yaml_int(yaml_get(root, "rooms"), 1, 99, &number, &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_VALUE,
                      "chain.yaml:3:8: expected a whole number from 1 to 99");
    CU_ASSERT_FALSE(yaml_int(yaml_get(root, "quoted"), 1, 99, &number, &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_TYPE, "without quotes");
    CU_ASSERT_FALSE(yaml_int(yaml_get(root, "tax"), 1, 99, &number, &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_VALUE, "found '6.25'");
    CU_ASSERT_FALSE(yaml_bool(yaml_get(root, "name"), &flag, &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_VALUE, "expected true or false");
    CU_ASSERT_FALSE(yaml_night(yaml_get(root, "name"), &night, &error));
    TEST_ASSERT_ERROR(error, NIGHT_ERROR, NIGHT_ERROR_SYNTAX, "chain.yaml:2:7: ");
    CU_ASSERT_FALSE(yaml_money(yaml_get(root, "name"), currency_find("EUR"), &money, &error));
    TEST_ASSERT_ERROR(error, MONEY_ERROR, MONEY_ERROR_SYNTAX, "chain.yaml:2:7: ");
    CU_ASSERT_FALSE(yaml_percent(yaml_get(root, "tax"), 600, &number, &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_VALUE, "from 0 to 6.00");
    CU_ASSERT_FALSE(yaml_choice(yaml_get(root, "kind"), KINDS, &choice, &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_VALUE, "one of city, village, found 'resort'");
    CU_ASSERT(number == 77 && night == 77 && choice == 77);
    CU_ASSERT_STRING_EQUAL(text, "kept");
}

static void test_keys(void)
{
    static const char *const ALLOWED[] = {"code", "rooms", NULL};
    static const char *const OTHER[] = {"coed", "rooms", NULL};
    static const char *const FAR[] = {"zone", NULL};
    g_autoptr(YamlFile) file = parse(CHAIN);
    const YamlNode *hotel = yaml_at(yaml_get(yaml_file_root(file), "hotels"), 1);
    GError *error = NULL;

    CU_ASSERT_TRUE(yaml_check_keys(hotel, ALLOWED, NULL));
    CU_ASSERT_FALSE(yaml_check_keys(hotel, OTHER, &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_UNKNOWN_KEY,
                      "chain.yaml:13:5: unknown key 'code': did you mean coed");
    CU_ASSERT_FALSE(yaml_check_keys(hotel, FAR, &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_UNKNOWN_KEY, "unknown key 'code'");
    CU_ASSERT_PTR_NOT_NULL(yaml_require(hotel, "code", NULL));
    CU_ASSERT_PTR_NULL(yaml_require(hotel, "zone", &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_MISSING, "chain.yaml:13:5: key 'zone' is missing");
    CU_ASSERT_PTR_NULL(yaml_require(yaml_get(hotel, "code"), "zone", &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_TYPE, "expected a mapping");
}

static void test_closest_word(void)
{
    static const char *const WORDS[] = {"http", "http.port", "database", "log.level", NULL};

    CU_ASSERT_STRING_EQUAL(yaml_closest("http.prot", WORDS), "http.port");
    CU_ASSERT_STRING_EQUAL(yaml_closest("databse", WORDS), "database");
    CU_ASSERT_STRING_EQUAL(yaml_closest("htpt", WORDS), "http");
    CU_ASSERT_STRING_EQUAL(yaml_closest("loglevel", WORDS), "log.level");
    CU_ASSERT_PTR_NULL(yaml_closest("something", WORDS));
    CU_ASSERT_PTR_NULL(yaml_closest("", WORDS));
}

static void test_refused_documents(void)
{
    check_refused("a: 1\nb: 2\na: 3\n", YAML_ERROR_DUPLICATE,
                  "chain.yaml:3:1: key 'a' stands here a second time");
    check_refused("a: [1, 2\n", YAML_ERROR_SYNTAX, "chain.yaml:2:1: ");
    check_refused("a: &x 1\nb: *x\n", YAML_ERROR_SYNTAX, "chain.yaml:1:4: anchors and tags");
    check_refused("a: *x\n", YAML_ERROR_SYNTAX, "chain.yaml:1:4: aliases");
    check_refused("a: !!int 1\n", YAML_ERROR_SYNTAX, "anchors and tags");
    check_refused("a: 1\n---\nb: 1\n", YAML_ERROR_SYNTAX, "chain.yaml:2:1: a second document");
    check_refused("? [a]\n: 1\n", YAML_ERROR_TYPE, "a key must be a single value");
    check_refused("a: \"\\0\"\n", YAML_ERROR_SYNTAX, "NUL");
    check_refused("a: \xff\n", YAML_ERROR_SYNTAX, "1:4: ");
    check_refused("a: b\n\nc: d\xff\n", YAML_ERROR_SYNTAX,
                  "3:5: invalid leading UTF-8 octet: save the file as UTF-8");
    check_refused("\ta: 1\n", YAML_ERROR_SYNTAX, "chain.yaml:1:1: ");
    g_autofree char *deep = g_strnfill(500, '[');
    check_refused(deep, YAML_ERROR_SYNTAX, "too deep");
}

static void test_empty_file_is_an_empty_mapping(void)
{
    g_autoptr(YamlFile) file = parse("# nothing\n");
    g_autoptr(YamlFile) empty = parse("");

    CU_ASSERT_EQUAL(yaml_kind(yaml_file_root(file)), YAML_MAP);
    CU_ASSERT_EQUAL(yaml_count(yaml_file_root(empty)), 0);
}

static void test_files(void)
{
    char *folder = test_folder_new();
    g_autofree char *path = g_build_filename(folder, "chain.yaml", NULL);
    GError *error = NULL;

    CU_ASSERT_PTR_NULL(yaml_file_load(path, &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_FILE, "No such file");
    CU_ASSERT_TRUE(g_file_set_contents(path, CHAIN, -1, NULL));
    g_autoptr(YamlFile) file = yaml_file_load(path, &error);
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(yaml_count(yaml_file_root(file)), 10);
    g_autofree char *large = g_strnfill(9 * 1024 * 1024, '#');
    CU_ASSERT_TRUE(g_file_set_contents(path, large, -1, NULL));
    CU_ASSERT_PTR_NULL(yaml_file_load(path, &error));
    TEST_ASSERT_ERROR(error, YAML_ERROR, YAML_ERROR_FILE, "larger than");
    test_folder_remove(folder);
}

static void test_damaged_documents_are_survived(void)
{
    g_autoptr(GRand) random = test_random_new();

    for (int round = 0; round < 5000; round++) {
        char damaged[sizeof CHAIN];
        GError *error = NULL;
        memcpy(damaged, CHAIN, sizeof CHAIN);
        for (int change = 0; change < 3; change++) {
            damaged[test_random_between(random, 0, sizeof CHAIN - 2)] =
                (char)test_random_between(random, 0, 255);
        }
        YamlFile *file = yaml_file_parse("damaged", damaged, sizeof CHAIN - 1, &error);
        CU_ASSERT_FATAL((file == NULL) == (error != NULL));
        yaml_file_free(file);
        g_clear_error(&error);
    }
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"tree and places", test_tree_and_places},
        {"typed values", test_typed_values},
        {"wrong values name line and column", test_wrong_values_name_line_and_column},
        {"keys", test_keys},
        {"closest word", test_closest_word},
        {"refused documents", test_refused_documents},
        {"empty file is an empty mapping", test_empty_file_is_an_empty_mapping},
        {"files", test_files},
        {"damaged documents are survived", test_damaged_documents_are_survived},
        CU_TEST_INFO_NULL,
    };
    return test_main("ops/yaml", tests);
}
