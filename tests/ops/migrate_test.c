/* Migrations on all three kinds of database: what is refused is refused whole, and says which check or file
 * it was. */
#include "ops/migrate.h"

#include "tests/support/cunit_main.h"
#include "tests/support/postgres_fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static PostgresFixture postgres;
static char *folder; /* of the SQLite file */

/* ---- an empty database of each kind ---- */

typedef enum {
    KIND_LIBPQ,
    KIND_ODBC_SQLITE,
    KIND_ODBC_POSTGRES,
    KINDS,
} Kind;

typedef struct {
    Kind kind;
    PgConnection *pg;
    OdbcConnection *odbc;
    MigrateTarget target;
    char *migrations; /* folder under test */
} Bench;

static void postgres_empty(void)
{
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&postgres);
    pg_result_free(postgres_fixture_run(connection, "DROP SCHEMA public CASCADE"));
    pg_result_free(postgres_fixture_run(connection, "CREATE SCHEMA public"));
    pg_result_free(postgres_fixture_run(connection, "DROP PUBLICATION IF EXISTS keyrack"));
}

static OdbcConnection *odbc_open(bool sqlite)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *string = g_strdup_printf("Driver=SQLite3;Database=%s/hotel.db", folder);
    OdbcOptions options = {.connection_string = sqlite ? string : postgres.odbc};
    OdbcConnection *connection = odbc_connection_new(&options, &error);
    g_assert_no_error(error);
    return connection;
}

static void sqlite_empty(void)
{
    static const char *const files[] = {"hotel.db", "hotel.db-wal", "hotel.db-shm"};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(folder, files[i], NULL);
        g_remove(path);
    }
}

static void bench_init(Bench *bench, Kind kind)
{
    *bench = (Bench){.kind = kind, .migrations = test_folder_new()};
    if (kind == KIND_ODBC_SQLITE)
        sqlite_empty();
    else
        postgres_empty();
    if (kind == KIND_LIBPQ) {
        bench->pg = postgres_fixture_connect(&postgres);
        bench->target = migrate_target_postgres(bench->pg);
    } else {
        bench->odbc = odbc_open(kind == KIND_ODBC_SQLITE);
        bench->target = migrate_target_odbc(bench->odbc);
    }
}

static void bench_clear(Bench *bench)
{
    pg_connection_free(bench->pg);
    odbc_connection_free(bench->odbc);
    test_folder_remove(bench->migrations);
}

static void on_all(void (*test)(Bench *bench))
{
    for (Kind kind = 0; kind < KINDS; kind++) {
        Bench bench;
        bench_init(&bench, kind);
        test(&bench);
        bench_clear(&bench);
    }
}

static bool holds(Bench *bench, const char *sql)
{
    if (bench->pg != NULL) {
        g_autoptr(PgResult) result = NULL;
        return pg_execute_sql(bench->pg, sql, NULL, &result, NULL) == DATABASE_OK &&
               pg_result_bool(result, 0, 0);
    }
    g_autoptr(OdbcResult) result = NULL;
    return odbc_execute_sql(bench->odbc, sql, NULL, &result, NULL) == DATABASE_OK &&
           odbc_result_rows(result) == 1 && odbc_result_bool(result, 0, 0);
}

/* ---- folders ---- */

static void file_write(const char *root, const char *migration, const char *file, const char *text)
{
    g_autofree char *parent = g_build_filename(root, migration, NULL);
    g_autofree char *path = g_build_filename(parent, file, NULL);
    g_assert(g_mkdir_with_parents(parent, 0700) == 0);
    g_assert(g_file_set_contents(path, text, -1, NULL));
}

static void file_remove(const char *root, const char *migration, const char *file)
{
    g_autofree char *path = g_build_filename(root, migration, file, NULL);
    g_assert(g_remove(path) == 0);
}

static void first_write(Bench *bench)
{
    file_write(bench->migrations, "0001_hotel", "up.sql",
               "-- a comment; with a semicolon\nCREATE TABLE hotel (code TEXT PRIMARY KEY, name TEXT);\n"
               "INSERT INTO hotel VALUES ('H1', '北京; ''饭店''');\n");
}

static void second_write(Bench *bench)
{
    file_write(bench->migrations, "0002_room", "before.sql",
               "SELECT count(*) = 1 AS \"one hotel\" FROM hotel;\n");
    file_write(bench->migrations, "0002_room", "up.sql",
               "CREATE TABLE room (room TEXT PRIMARY KEY); INSERT INTO room VALUES ('101');");
    file_write(bench->migrations, "0002_room", "after.sql",
               "SELECT count(*) = 1 FROM room; SELECT room = '101' FROM room");
}

static void assert_state(Bench *bench, MigrateState wanted)
{
    g_autoptr(GError) error = NULL;
    MigrateState state = MIGRATE_CURRENT;
    CU_ASSERT_TRUE(migrate_check(&bench->target, bench->migrations, &state, &error));
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_STRING_EQUAL(migrate_state_name(state), migrate_state_name(wanted));
    CU_ASSERT_EQUAL(migrate_require_current(&bench->target, bench->migrations, &error),
                    wanted == MIGRATE_CURRENT);
    CU_ASSERT_EQUAL(error == NULL, wanted == MIGRATE_CURRENT);
    static const ExitStatus statuses[] = {
        [MIGRATE_MISSING] = EXIT_STATUS_DATABASE_MISSING,
        [MIGRATE_OLDER] = EXIT_STATUS_SCHEMA_OLDER,
        [MIGRATE_NEWER] = EXIT_STATUS_SCHEMA_NEWER,
        [MIGRATE_EDITED] = EXIT_STATUS_SCHEMA_EDITED,
    };
    if (error != NULL)
        CU_ASSERT_EQUAL(migrate_exit_status(error), statuses[wanted]);
}

static void assert_applied(Bench *bench, guint wanted)
{
    g_autoptr(GError) error = NULL;
    guint applied = 99;
    CU_ASSERT_TRUE(migrate_apply(&bench->target, bench->migrations, &applied, &error));
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_EQUAL(applied, wanted);
}

static void assert_refused(Bench *bench, MigrateError code, const char *words)
{
    g_autoptr(GError) error = NULL;
    guint applied = 99;
    CU_ASSERT_FALSE(migrate_apply(&bench->target, bench->migrations, &applied, &error));
    CU_ASSERT_EQUAL(applied, 99);
    CU_ASSERT_TRUE(g_error_matches(error, MIGRATE_ERROR, (int)code));
    CU_ASSERT_PTR_NOT_NULL(error != NULL ? strstr(error->message, words) : NULL);
    if (error != NULL && strstr(error->message, words) == NULL)
        g_printerr("    message is: %s\n", error->message);
}

/* ---- applying ---- */

static void applies_once_and_in_order(Bench *bench)
{
    first_write(bench);
    assert_state(bench, MIGRATE_MISSING);
    assert_applied(bench, 1);
    assert_state(bench, MIGRATE_CURRENT);
    CU_ASSERT_TRUE(holds(bench, "SELECT count(*) = 1 FROM hotel WHERE name = '北京; ''饭店'''"));
    second_write(bench);
    assert_state(bench, MIGRATE_OLDER);
    assert_applied(bench, 1);
    assert_state(bench, MIGRATE_CURRENT);
    assert_applied(bench, 0);
    CU_ASSERT_TRUE(holds(bench, "SELECT count(*) = 1 FROM room"));
    CU_ASSERT_TRUE(holds(
        bench,
        "SELECT count(*) = 2 FROM schema_migration WHERE length(sha256) = 64 AND length(applied_at) >= 20"));
    CU_ASSERT_TRUE(holds(bench, "SELECT name = 'room' FROM schema_migration WHERE number = 2"));
}

static void test_applies_once_and_in_order(void)
{
    on_all(applies_once_and_in_order);
}

static void checks_refuse(Bench *bench)
{
    static const struct {
        const char *file;
        const char *text;
        MigrateError code;
        const char *words;
    } cases[] = {
        {"before.sql", "SELECT 1 = 1; SELECT count(*) = 2 AS \"two hotels\" FROM hotel", MIGRATE_ERROR_BEFORE,
         "0002_room/before.sql check 2 does not hold: SELECT count(*) = 2 AS \"two hotels\""},
        {"before.sql", "SELECT count(*) = 1 FROM room", MIGRATE_ERROR_UP, "0002_room/before.sql statement 1"},
        {"after.sql", "SELECT count(*) > 1 FROM room", MIGRATE_ERROR_AFTER, "0002_room/after.sql check 1"},
        {"after.sql", "SELECT room = '101' FROM room UNION ALL SELECT 1 = 2", MIGRATE_ERROR_AFTER,
         "0002_room/after.sql check 1"},
        {"after.sql", "SELECT 1 = 1 FROM room WHERE room = 'none'", MIGRATE_ERROR_AFTER,
         "0002_room/after.sql check 1"},
        {"after.sql", "SELECT NULL = 1", MIGRATE_ERROR_AFTER, "0002_room/after.sql check 1"},
        {"up.sql", "CREATE TABLE room (room TEXT); INSERT INTO nowhere VALUES (1)", MIGRATE_ERROR_UP,
         "0002_room/up.sql statement 2"},
        {"up.sql", "CREATE TABLE room (room TEXT); INSERT INTO hotel VALUES ('H1', 'again')",
         MIGRATE_ERROR_UP, "0002_room/up.sql statement 2"},
        {"up.sql", "CREATE TABLE room (room TEXT); SELECT 'open", MIGRATE_ERROR_FOLDER,
         "0002_room/up.sql: a quoted text or name is never closed in statement 2"},
        {"up.sql", " -- nothing\n;", MIGRATE_ERROR_FOLDER, "0002_room/up.sql holds no statement"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        first_write(bench);
        second_write(bench);
        file_write(bench->migrations, "0002_room", cases[i].file, cases[i].text);
        assert_refused(bench, cases[i].code, cases[i].words);
        CU_ASSERT_TRUE(holds(bench, "SELECT count(*) = 1 FROM schema_migration"));
        CU_ASSERT_TRUE(holds(bench, "SELECT count(*) = 1 FROM hotel"));
        CU_ASSERT_FALSE(holds(bench, "SELECT count(*) >= 0 FROM room"));
    }
    second_write(bench);
    assert_applied(bench, 1);
}

static void test_checks_refuse(void)
{
    on_all(checks_refuse);
}

static void edited_history_is_refused(Bench *bench)
{
    first_write(bench);
    second_write(bench);
    assert_applied(bench, 2);
    file_write(bench->migrations, "0003_more", "up.sql", "CREATE TABLE more (id INTEGER)");
    file_write(bench->migrations, "0002_room", "up.sql",
               "CREATE TABLE room (room TEXT PRIMARY KEY); INSERT INTO room VALUES ('102');");
    assert_state(bench, MIGRATE_EDITED);
    assert_refused(bench, MIGRATE_ERROR_EDITED, "0002_room is not what was applied");
    second_write(bench);
    file_remove(bench->migrations, "0002_room", "before.sql");
    assert_refused(bench, MIGRATE_ERROR_EDITED, "0002_room");
    second_write(bench);
    file_write(bench->migrations, "0002_room", "after.sql", "SELECT 1 = 1");
    assert_refused(bench, MIGRATE_ERROR_EDITED, "0002_room");
    second_write(bench);
    g_autofree char *old = g_build_filename(bench->migrations, "0001_hotel", NULL);
    g_autofree char *new = g_build_filename(bench->migrations, "0001_inn", NULL);
    g_assert(g_rename(old, new) == 0);
    assert_refused(bench, MIGRATE_ERROR_EDITED, "0001_inn is not what was applied as 1 hotel");
    g_assert(g_rename(new, old) == 0);
    CU_ASSERT_FALSE(holds(bench, "SELECT count(*) >= 0 FROM more"));
    assert_applied(bench, 1);
}

static void test_edited_history_is_refused(void)
{
    on_all(edited_history_is_refused);
}

static void newer_database_is_refused(Bench *bench)
{
    first_write(bench);
    second_write(bench);
    assert_applied(bench, 2);
    static const char *const files[] = {"before.sql", "up.sql", "after.sql"};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
        file_remove(bench->migrations, "0002_room", files[i]);
    g_autofree char *gone = g_build_filename(bench->migrations, "0002_room", NULL);
    g_assert(g_rmdir(gone) == 0);
    assert_state(bench, MIGRATE_NEWER);
    assert_refused(bench, MIGRATE_ERROR_NEWER, "the database is newer than this program");
}

static void test_newer_database_is_refused(void)
{
    on_all(newer_database_is_refused);
}

static void odd_folders_are_refused(Bench *bench)
{
    assert_refused(bench, MIGRATE_ERROR_FOLDER, "holds no migration");
    file_write(bench->migrations, "0002_late", "up.sql", "SELECT 1");
    assert_refused(bench, MIGRATE_ERROR_FOLDER, "0002_late where number 0001 is expected");
    first_write(bench);
    file_write(bench->migrations, "0004_gap", "up.sql", "SELECT 1");
    assert_refused(bench, MIGRATE_ERROR_FOLDER, "0004_gap where number 0003 is expected");
    file_write(bench->migrations, "0003_empty", "before.sql", "SELECT 1");
    assert_refused(bench, MIGRATE_ERROR_FOLDER, "0003_empty/up.sql is missing");
    file_write(bench->migrations, "0003_empty", "up.sql", "SELECT '\xff'");
    assert_refused(bench, MIGRATE_ERROR_FOLDER, "0003_empty/up.sql is not utf-8");
    file_write(bench->migrations, "0002_double", "up.sql", "SELECT 1");
    assert_refused(bench, MIGRATE_ERROR_FOLDER, "where number 0003 is expected");
    file_write(bench->migrations, "5_short", "up.sql", "SELECT 1");
    assert_refused(bench, MIGRATE_ERROR_FOLDER, "5_short is not named NNNN_name");
    CU_ASSERT_FALSE(holds(bench, "SELECT count(*) >= 0 FROM schema_migration"));
}

static void test_odd_folders_are_refused(void)
{
    on_all(odd_folders_are_refused);
}

static gpointer apply_run(gpointer data)
{
    const char *migrations = data;
    g_autoptr(PgConnection) connection = postgres_fixture_connect(&postgres);
    MigrateTarget target = migrate_target_postgres(connection);
    g_autoptr(GError) error = NULL;
    guint applied = 0;
    if (!migrate_apply(&target, migrations, &applied, &error))
        g_printerr("    %s\n", error->message);
    return GUINT_TO_POINTER(error == NULL ? applied : 99);
}

static void test_two_at_once_take_turns(void)
{
    enum { programs = 4 };
    Bench bench;
    GThread *threads[programs];
    bench_init(&bench, KIND_ODBC_POSTGRES);
    first_write(&bench);
    second_write(&bench);
    guint applied = 0;
    for (guint i = 0; i < programs; i++)
        threads[i] = g_thread_new("apply", apply_run, bench.migrations);
    guint here = 0;
    CU_ASSERT_TRUE(migrate_apply(&bench.target, bench.migrations, &here, NULL));
    for (guint i = 0; i < programs; i++)
        applied += GPOINTER_TO_UINT(g_thread_join(threads[i]));
    CU_ASSERT_EQUAL(applied + here, 2);
    bench_clear(&bench);
}

/* ---- the system's own migrations ---- */

static void own_migrations(Bench *bench)
{
    g_autofree char *source = g_build_filename(KEYRACK_SOURCE_DIR, "schemas",
                                               bench->kind == KIND_LIBPQ ? "central" : "property", NULL);
    g_autoptr(GError) error = NULL;
    CU_ASSERT_TRUE(migrate_apply(&bench->target, source, NULL, &error));
    TEST_ASSERT_NO_ERROR(error);
    CU_ASSERT_TRUE(migrate_require_current(&bench->target, source, &error));
    TEST_ASSERT_NO_ERROR(error);
}

static void test_own_migrations(void)
{
    on_all(own_migrations);
}

/* ---- splitting ---- */

static void assert_split(const char *sql, const char *wanted)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) statements = migrate_split(sql, &error);
    TEST_ASSERT_NO_ERROR(error);
    g_assert(statements != NULL);
    g_ptr_array_add(statements, NULL);
    g_autofree char *joined = g_strjoinv("#", (char **)statements->pdata);
    CU_ASSERT_STRING_EQUAL(joined, wanted);
    g_ptr_array_remove_index(statements, statements->len - 1);
}

static void test_splitting(void)
{
    assert_split("", "");
    assert_split(" ; ;; -- only; this\n /* and; this */ ;", "");
    assert_split("a; b ;c", "a#b#c");
    assert_split("a 'x;y' \"p;q\" 'it''s;'; b", "a 'x;y' \"p;q\" 'it''s;'#b");
    assert_split("a -- no; end\n; b/* no; /* nested; */ end; */x ; c '-- text' \"/* name */\"",
                 "a#b x#c '-- text' \"/* name */\"");
    assert_split("a $$ x; $$ ; b $tag$ $$ ; $other$ ; $tag$; c $1 ; d",
                 "a $$ x; $$#b $tag$ $$ ; $other$ ; $tag$#c $1#d");
    assert_split("a E'\\';' ; b", "a E'\\';'#b");
    assert_split("a '\\'; b", "a '\\'#b");
    assert_split("CREATE TRIGGER t AFTER INSERT ON x BEGIN UPDATE y SET a = CASE WHEN 1 THEN 2 END; DELETE "
                 "FROM z; END; b",
                 "CREATE TRIGGER t AFTER INSERT ON x BEGIN UPDATE y SET a = CASE WHEN 1 THEN 2 END; DELETE "
                 "FROM z; END#b");
    assert_split("CREATE TRIGGER t BEFORE UPDATE ON x EXECUTE FUNCTION f(); b",
                 "CREATE TRIGGER t BEFORE UPDATE ON x EXECUTE FUNCTION f()#b");
    assert_split("CREATE TABLE t (begin int, case_end int); b", "CREATE TABLE t (begin int, case_end int)#b");
    assert_split("BEGIN; CREATE VIEW v AS SELECT CASE WHEN 1 THEN 2 END; END; b",
                 "BEGIN#CREATE VIEW v AS SELECT CASE WHEN 1 THEN 2 END#END#b");
}

static void test_what_is_never_closed_is_refused(void)
{
    static const char *const texts[] = {"a 'x",   "a \"x",      "a /* x",  "a /* /* */ x",
                                        "a $$ x", "a $t$ x $$", "a E'\\'", "CREATE TRIGGER t BEGIN a; b"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        CU_ASSERT_PTR_NULL(migrate_split(texts[i], &error));
        TEST_ASSERT_ERROR(error, MIGRATE_ERROR, MIGRATE_ERROR_FOLDER, "is never closed");
    }
}

static void test_trigger_works(void)
{
    Bench bench;
    bench_init(&bench, KIND_ODBC_SQLITE);
    file_write(bench.migrations, "0001_trigger", "up.sql",
               "CREATE TABLE a (id INTEGER); CREATE TABLE b (id INTEGER);\n"
               "CREATE TRIGGER copy AFTER INSERT ON a BEGIN INSERT INTO b VALUES (new.id); INSERT INTO b "
               "VALUES (new.id + 1); END;\n"
               "INSERT INTO a VALUES (1);");
    file_write(bench.migrations, "0001_trigger", "after.sql", "SELECT count(*) = 2 FROM b");
    assert_applied(&bench, 1);
    bench_clear(&bench);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        {"applies once and in order", test_applies_once_and_in_order},
        {"checks refuse", test_checks_refuse},
        {"edited history is refused", test_edited_history_is_refused},
        {"newer database is refused", test_newer_database_is_refused},
        {"odd folders are refused", test_odd_folders_are_refused},
        {"two at once take turns", test_two_at_once_take_turns},
        {"own migrations", test_own_migrations},
        {"splitting", test_splitting},
        {"what is never closed is refused", test_what_is_never_closed_is_refused},
        {"trigger works", test_trigger_works},
        CU_TEST_INFO_NULL,
    };
    postgres_fixture_init(&postgres);
    folder = test_folder_new();
    int status = test_main("ops/migrate", tests);
    test_folder_remove(folder);
    postgres_fixture_clear(&postgres);
    return status;
}
