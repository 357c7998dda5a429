/* What the store of maintenance holds even when the code is wrong, on both databases, and how fast a symptom
 * is found among many articles. */

#include "ops/clock.h"
#include "property/command/statement.h"
#include "property/maintenance/knowledge_rules.h"
#include "property/maintenance/knowledge_store.h"
#include "property/maintenance/known_faults.h"
#include "property/maintenance/plan_store.h"
#include "property/maintenance/work_order.h"
#include "tests/property/support/both_stores.h"
#include "tests/support/cunit_main.h"

#define ARTICLES 3000
#define SEARCHES 20

static PostgresFixture postgres;
static PropertyFixture fixture;

#define ASSERT_DONE(Body, Data) CU_ASSERT_EQUAL(property_fixture_run(&fixture, Body, Data), DATABASE_OK)

static DatabaseStatus run_sql(OdbcConnection *connection, gpointer data, GError **error)
{
    return odbc_execute_sql(connection, data, NULL, NULL, error);
}

static DatabaseStatus refused(const char *sql)
{
    return property_fixture_run(&fixture, run_sql, (gpointer)sql);
}

/* ---- orders ---- */

static WorkOrder lobby_order(void)
{
    WorkOrder order = {.priority = PRIORITY_NORMAL,
                       .symptom = g_strdup("dark"),
                       .area = g_strdup("Lobby"),
                       .reported_by = g_strdup("h1-desk1"),
                       .estimated_minutes = 30};

    order.preferred_on = NIGHT_NONE;
    order.scheduled_from = order.scheduled_until = INSTANT_NONE;
    order.repaired_at = order.checked_at = order.closed_at = INSTANT_NONE;
    return order;
}

static DatabaseStatus open_order(OdbcConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
    g_auto(MaintenanceSettings) settings = {0};
    g_auto(WorkOrder) order = lobby_order();

    DatabaseStatus status = maintenance_settings_read(connection, fixture.property.zone, &settings, error);
    return status == DATABASE_OK
               ? work_order_open(connection, &order, WORK_REPORTED, &settings, "h1-desk1", 1000, error)
               : status;
}

/* What was written is what is read, field by field. */
static DatabaseStatus read_back(OdbcConnection *connection, gpointer data, GError **error)
{
    g_auto(WorkOrder) order = {0};
    bool found = false;

    DatabaseStatus status = record_find(connection, "work_order", &work_order_row, 1, &order, &found, error);
    *(json_t **)data = found ? record_to_json(&work_order_row, &order) : NULL;
    return status;
}

static DatabaseStatus write_back(OdbcConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
    g_auto(WorkOrder) order = {0};
    bool found = false;

    DatabaseStatus status = record_find(connection, "work_order", &work_order_row, 1, &order, &found, error);
    return status == DATABASE_OK ? record_update(connection, "work_order", &work_order_row, &order, error)
                                 : status;
}

static void test_an_order_is_read_as_it_was_written(void)
{
    json_t *before = NULL;
    json_t *after = NULL;

    ASSERT_DONE(open_order, NULL);
    ASSERT_DONE(read_back, &before);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(before, "area")), "Lobby");
    CU_ASSERT_TRUE(json_is_null(json_object_get(before, "room")));
    CU_ASSERT_TRUE(json_is_null(json_object_get(before, "asset")));
    CU_ASSERT_TRUE(json_is_null(json_object_get(before, "preferred_on")));
    ASSERT_DONE(write_back, NULL);
    ASSERT_DONE(read_back, &after);
    CU_ASSERT_TRUE(json_equal(before, after));
    json_decref(before);
    json_decref(after);
}

static void test_orders_hold_what_they_promise(void)
{
    ASSERT_DONE(open_order, NULL);
    ASSERT_DONE(open_order, NULL);
    CU_ASSERT_EQUAL(refused("UPDATE work_order SET state = 'lost'"), DATABASE_CHECK);
    CU_ASSERT_EQUAL(refused("UPDATE work_order SET state = 'assigned'"), DATABASE_CHECK);
    CU_ASSERT_EQUAL(refused("UPDATE work_order SET state = 'repaired'"), DATABASE_CHECK);
    CU_ASSERT_EQUAL(refused("UPDATE work_order SET state = 'checked', repaired_at = 1"), DATABASE_CHECK);
    CU_ASSERT_EQUAL(refused("UPDATE work_order SET repaired_by = 'a', checked_by = 'a'"), DATABASE_CHECK);
    CU_ASSERT_EQUAL(refused("UPDATE work_order SET state = 'duplicate'"), DATABASE_CHECK);
    CU_ASSERT_EQUAL(
        refused("UPDATE work_order SET state = 'duplicate', duplicate_of = 2 WHERE work_order = 1"),
        DATABASE_CHECK);
    CU_ASSERT_EQUAL(refused("UPDATE work_order SET area = NULL"), DATABASE_CHECK);
    CU_ASSERT_EQUAL(refused("UPDATE work_order SET technician = 7"), DATABASE_CHECK);
    CU_ASSERT_EQUAL(
        refused("UPDATE work_order SET state = 'duplicate', duplicate_of = 1 WHERE work_order = 2"),
        DATABASE_OK);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM work_order_event"), 2);
}

/* ---- stock ---- */

static void test_stock_is_never_below_nothing(void)
{
    CU_ASSERT_EQUAL(
        refused("INSERT INTO part (part, revision, changed_at, stock, code, name_en, name_zh, category, "
                "unit, minimum, cost_minor, retired) VALUES (1, 1, 1, 2, 'F', 'Fuse', 'x', "
                "'electrical', 'pc', 1, 100, 0)"),
        DATABASE_OK);
    CU_ASSERT_EQUAL(refused("UPDATE part SET stock = stock - 3"), DATABASE_CHECK);
    CU_ASSERT_EQUAL(
        refused("INSERT INTO part_movement (part_movement, part, moved_at, staff, kind, quantity, "
                "stock_after, cost_minor) VALUES (1, 1, 1, 'a', 'count', -3, -1, 0)"),
        DATABASE_CHECK);
    CU_ASSERT_EQUAL(
        refused("INSERT INTO part_movement (part_movement, part, moved_at, staff, kind, quantity, "
                "stock_after, cost_minor) VALUES (1, 1, 1, 'a', 'use', -1, 1, 0)"),
        DATABASE_CHECK); /* used, but for no order */
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT stock FROM part"), 2);
}

/* ---- plans ---- */

#define PLAN                                                                                                 \
    "INSERT INTO plan (plan, revision, changed_at, name, category, every_count, every_unit, lead_days, "     \
    "slack_days, prefer_vacant, estimated_minutes, retired) VALUES (1, 1, 1, 'Filters', 'hvac', 1, 'week', " \
    "2, 3, 1, 15, 0)"

static DatabaseStatus generate(OdbcConnection *connection, gpointer data, GError **error)
{
    return plans_generate(connection, &fixture.property, 15880, 1000, 2, data, error);
}

static DatabaseStatus generate_then_fail(OdbcConnection *connection, gpointer data, GError **error)
{
    DatabaseStatus status = generate(connection, data, error);

    return status == DATABASE_OK ? DATABASE_ROLLBACK : status;
}

static void test_a_round_is_ordered_once(void)
{
    int made = 0;

    CU_ASSERT_EQUAL(refused(PLAN), DATABASE_OK);
    CU_ASSERT_EQUAL(
        refused("INSERT INTO plan_target (plan, target, area, next_due) VALUES (1, 1, 'Roof', 15880), "
                "(1, 2, 'Cellar', 15882), (1, 3, 'Lift', 15881), (1, 4, 'Pool', 15883)"),
        DATABASE_OK);
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, generate_then_fail, &made), DATABASE_ROLLBACK);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM work_order"), 0);
    ASSERT_DONE(generate, &made);
    CU_ASSERT_EQUAL(made, 2);
    ASSERT_DONE(generate, &made);
    CU_ASSERT_EQUAL(made, 1);
    ASSERT_DONE(generate, &made);
    CU_ASSERT_EQUAL(made, 0);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM work_order"), 3);
    CU_ASSERT_EQUAL(
        property_fixture_number(&fixture, "SELECT SUM(next_due) FROM plan_target WHERE target < 4"),
        15880 + 15882 + 15881 + 21);
    /* Were the date to be lost, the round would still not be ordered again. */
    CU_ASSERT_EQUAL(refused("UPDATE work_order SET state = 'cancelled'"), DATABASE_OK);
    CU_ASSERT_EQUAL(refused("UPDATE plan_target SET next_due = next_due - 7 WHERE target < 4"), DATABASE_OK);
    CU_ASSERT_EQUAL(property_fixture_run(&fixture, generate, &made), DATABASE_UNIQUE);
}

static void test_work_that_is_not_done_is_not_asked_for_again(void)
{
    int made = 0;

    CU_ASSERT_EQUAL(refused(PLAN), DATABASE_OK);
    CU_ASSERT_EQUAL(
        refused("INSERT INTO plan_target (plan, target, area, next_due) VALUES (1, 1, 'Roof', 15870)"),
        DATABASE_OK);
    ASSERT_DONE(generate, &made);
    CU_ASSERT_EQUAL(made, 1);
    CU_ASSERT_EQUAL(refused("UPDATE plan_target SET next_due = 15879"), DATABASE_OK);
    ASSERT_DONE(generate, &made);
    CU_ASSERT_EQUAL(made, 0);
    CU_ASSERT_EQUAL(refused("UPDATE work_order SET state = 'closed', repaired_at = 1, checked_by = 'x'"),
                    DATABASE_OK);
    ASSERT_DONE(generate, &made);
    CU_ASSERT_EQUAL(made, 1);
}

/* ---- the knowledge base ---- */

static const char *const things[] = {"air conditioning", "tap",    "shower", "television", "lock", "lamp",
                                     "minibar",          "window", "heater", "toilet"};
static const char *const faults[] = {"drips",           "is noisy",     "stays cold", "smells",
                                     "flickers",        "is loose",     "jams",       "overheats",
                                     "shows no signal", "does not open"};
static const char *const chinese[] = {"空调漏水", "水龙头滴水", "淋浴不热", "电视黑屏", "门锁打不开",
                                      "灯不亮",   "冰箱噪音大", "窗户卡住", "暖气不热", "马桶堵塞"};

static DatabaseStatus add_article(OdbcConnection *connection, int number, GError **error)
{
    g_autoptr(GHashTable) weights = knowledge_terms_new();
    g_autofree char *symptom =
        g_strdup_printf("The %s %s model%d", things[number % 10], faults[number / 10 % 10], number);
    g_autofree char *remedy = g_strdup_printf("Look at part %d of the %s, clean it, test it again", number,
                                              things[number / 100 % 10]);
    Article article = {.head = {number + 1, 1, 1},
                       .symptom_en = symptom,
                       .symptom_zh = (char *)chinese[number % 10],
                       .cause_en = (char *)"Dust, wear or a loose plug",
                       .cause_zh = (char *)"",
                       .remedy_en = remedy,
                       .remedy_zh = (char *)""};

    article.terms =
        knowledge_add_terms(weights, symptom, 3) + knowledge_add_terms(weights, article.symptom_zh, 3) +
        knowledge_add_terms(weights, article.cause_en, 1) + knowledge_add_terms(weights, remedy, 1);
    DatabaseStatus status = record_insert(connection, "article", &article_row, &article, error);
    return status == DATABASE_OK ? article_index(connection, article.head.key, weights, error) : status;
}

static DatabaseStatus add_articles(OdbcConnection *connection, gpointer data, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (int number = 0; number < GPOINTER_TO_INT(data) && status == DATABASE_OK; number++) {
        status = add_article(connection, number, error);
    }
    return status;
}

typedef struct Question {
    const char *query;
    GArray *hits;
} Question;

static DatabaseStatus ask(OdbcConnection *connection, gpointer data, GError **error)
{
    Question *question = data;

    return articles_search(connection, question->query, NULL, 8, &question->hits, error);
}

static int64_t best(const char *query)
{
    Question question = {.query = query};

    ASSERT_DONE(ask, &question);
    int64_t article = question.hits->len == 0 ? 0 : g_array_index(question.hits, ArticleHit, 0).article;
    g_array_unref(question.hits);
    return article;
}

static void test_symptoms_are_found(void)
{
    ASSERT_DONE(add_articles, GINT_TO_POINTER(200));
    CU_ASSERT_EQUAL(best("model42"), 43);
    CU_ASSERT_EQUAL((best("the shower smells") - 1) % 100, 32); /* shower, smells */
    CU_ASSERT_EQUAL((best("showers smelled") - 1) % 100, 32);
    CU_ASSERT_EQUAL((best("房间里空调漏水") - 1) % 10, 0);
    CU_ASSERT_EQUAL((best("马桶又堵塞了") - 1) % 10, 9);
    CU_ASSERT_EQUAL(best("zzz"), 0);
    CU_ASSERT_EQUAL(best("'; DROP TABLE article; --"), best("drop table article"));
    CU_ASSERT_EQUAL(refused("UPDATE article SET retired = 1 WHERE article = 43"), DATABASE_OK);
    CU_ASSERT_EQUAL(best("model42"), 0);
}

typedef struct Gift {
    const GPtrArray *faults;
    int given;
} Gift;

static DatabaseStatus give(OdbcConnection *connection, gpointer data, GError **error)
{
    Gift *gift = data;

    return known_faults_give(connection, gift->faults, 1000, 1000, &gift->given, error);
}

static DatabaseStatus give_then_fail(OdbcConnection *connection, gpointer data, GError **error)
{
    DatabaseStatus status = give(connection, data, error);

    return status == DATABASE_OK ? DATABASE_ROLLBACK : status;
}

/* A new hotel finds what usually breaks, in both languages; what it makes of that is not undone at the next
 * start. */
static void test_a_new_hotel_knows_what_usually_breaks(void)
{
    static const char *const asked[][2] = {
        {"AC not cooling", "空调不制冷"},         {"no hot water", "没有热水"},
        {"door lock battery low", "门锁没电"},    {"drain blocked in the shower", "地漏堵了"},
        {"TV says no signal", "电视无信号"},      {"noisy", "房间有噪音"},
        {"toilet keeps running", "马桶一直流水"}, {"minibar is warm", "小冰箱不制冷"},
        {"safe is locked", "保险箱打不开"},       {"light flickers", "灯闪烁"},
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) known =
        known_faults_load(KEYRACK_SOURCE_DIR "/schemas/chain/starter/known_faults.yaml", &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(known);
    Gift gift = {.faults = known};

    CU_ASSERT_EQUAL(property_fixture_run(&fixture, give_then_fail, &gift), DATABASE_ROLLBACK);
    ASSERT_DONE(give, &gift);
    CU_ASSERT_EQUAL(gift.given, (int)known->len);
    for (gsize i = 0; i < G_N_ELEMENTS(asked); i++) {
        CU_ASSERT_TRUE(best(asked[i][0]) > 0);
        CU_ASSERT_EQUAL(best(asked[i][0]), best(asked[i][1]));
    }
    CU_ASSERT_EQUAL(refused("UPDATE article SET retired = 1, revision = 2 WHERE article = 1"), DATABASE_OK);
    CU_ASSERT_EQUAL(refused("UPDATE article SET remedy_en = 'ours' WHERE article = 2"), DATABASE_OK);
    ASSERT_DONE(give, &gift);
    CU_ASSERT_EQUAL(gift.given, 0);
    CU_ASSERT_EQUAL(property_fixture_number(&fixture, "SELECT COUNT(*) FROM article"), known->len);
    CU_ASSERT_EQUAL(property_fixture_number(
                        &fixture, "SELECT COUNT(*) FROM article WHERE retired = 1 OR remedy_en = 'ours'"),
                    2);
}

static void test_many_articles_are_searched(void)
{
    static const char *const queries[] = {"air conditioning drips water in the room", "电视没有信号黑屏",
                                          "lamp flickers model77", "heater stays cold", "门锁打不开"};

    ASSERT_DONE(add_articles, GINT_TO_POINTER(ARTICLES));
    int64_t began_us = clock_monotonic_us();
    for (int i = 0; i < SEARCHES; i++) {
        CU_ASSERT_TRUE(best(queries[i % (int)G_N_ELEMENTS(queries)]) > 0);
    }
    int64_t each_us = (clock_monotonic_us() - began_us) / SEARCHES;
    g_printerr("    a search among %d articles: %" G_GINT64_FORMAT " us\n", ARTICLES, each_us);
}

#define ON_BOTH(Name)                                                                                        \
    static void Name##_on_both(void)                                                                         \
    {                                                                                                        \
        both_stores_run(&postgres, &fixture, Name);                                                          \
    }

ON_BOTH(test_an_order_is_read_as_it_was_written)
ON_BOTH(test_orders_hold_what_they_promise)
ON_BOTH(test_stock_is_never_below_nothing)
ON_BOTH(test_a_round_is_ordered_once)
ON_BOTH(test_work_that_is_not_done_is_not_asked_for_again)
ON_BOTH(test_symptoms_are_found)
ON_BOTH(test_a_new_hotel_knows_what_usually_breaks)
ON_BOTH(test_many_articles_are_searched)

static CU_TestInfo tests[] = {
    {"an order is read as it was written", test_an_order_is_read_as_it_was_written_on_both},
    {"orders hold what they promise", test_orders_hold_what_they_promise_on_both},
    {"stock is never below nothing", test_stock_is_never_below_nothing_on_both},
    {"a round is ordered once", test_a_round_is_ordered_once_on_both},
    {"work that is not done is not asked for again",
     test_work_that_is_not_done_is_not_asked_for_again_on_both},
    {"symptoms are found", test_symptoms_are_found_on_both},
    {"a new hotel knows what usually breaks", test_a_new_hotel_knows_what_usually_breaks_on_both},
    {"many articles are searched at once", test_many_articles_are_searched_on_both},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    postgres_fixture_init(&postgres);
    int failed = test_main("property/maintenance_store", tests);
    postgres_fixture_clear(&postgres);
    return failed;
}
