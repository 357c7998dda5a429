#include "property/maintenance/known_faults.h"

#include "ops/yaml.h"
#include "property/command/desk.h"
#include "property/command/statement.h"
#include "property/maintenance/knowledge_store.h"
#include "property/maintenance/work_order_rules.h"

#define PIECE 20

static const OdbcStatement list_given = {
    "list_articles_given",
    "SELECT code FROM article_given",
    0,
};
static const OdbcStatement note_given = {
    "note_article_given",
    "INSERT INTO article_given (code, article) VALUES (?, ?)",
    2,
};

/* ---- the file ---- */

static void fault_free(gpointer data)
{
    KnownFault *fault = data;

    g_free(fault->code);
    json_shape_clear(&article_row, &fault->article);
    g_free(fault);
}

static bool load_both(const YamlNode *entry, const char *key, char **ret_en, char **ret_zh, GError **error)
{
    static const char *const keys[] = {"en", "zh", NULL};
    const YamlNode *texts = yaml_require(entry, key, error);
    const char *en, *zh;

    if (texts == NULL || !yaml_expect(texts, YAML_MAP, error) || !yaml_check_keys(texts, keys, error)) {
        return false;
    }
    const YamlNode *english = yaml_require(texts, "en", error);
    const YamlNode *chinese = english == NULL ? NULL : yaml_require(texts, "zh", error);
    if (chinese == NULL || !yaml_text(english, &en, error) || !yaml_text(chinese, &zh, error)) {
        return false;
    }
    *ret_en = g_strdup(en);
    *ret_zh = g_strdup(zh);
    return true;
}

static bool load_code(const YamlNode *entry, GHashTable *codes, char **ret_code, GError **error)
{
    const YamlNode *node = yaml_require(entry, "code", error);
    const char *code;

    if (node == NULL || !yaml_text(node, &code, error)) {
        return false;
    }
    if (!g_hash_table_add(codes, g_strdup(code))) {
        yaml_set_error(error, node, YAML_ERROR_VALUE,
                       "%s is there already; give each entry a code of its own", code);
        return false;
    }
    *ret_code = g_strdup(code);
    return true;
}

static bool load_fault(const YamlNode *entry, GHashTable *codes, KnownFault *fault, GError **error)
{
    static const char *const keys[] = {"code", "category", "symptom", "cause", "remedy", NULL};
    Article *article = &fault->article;

    if (!yaml_expect(entry, YAML_MAP, error) || !yaml_check_keys(entry, keys, error) ||
        !load_code(entry, codes, &fault->code, error)) {
        return false;
    }
    const YamlNode *category = yaml_require(entry, "category", error);
    return category != NULL && yaml_choice(category, work_category_codes, &article->category, error) &&
           load_both(entry, "symptom", &article->symptom_en, &article->symptom_zh, error) &&
           load_both(entry, "cause", &article->cause_en, &article->cause_zh, error) &&
           load_both(entry, "remedy", &article->remedy_en, &article->remedy_zh, error);
}

GPtrArray *known_faults_load(const char *path, GError **error)
{
    static const char *const keys[] = {"known_faults", NULL};
    g_autoptr(YamlFile) file = yaml_file_load(path, error);
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(fault_free);
    g_autoptr(GHashTable) codes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    if (file == NULL || !yaml_check_keys(yaml_file_root(file), keys, error)) {
        return NULL;
    }
    const YamlNode *list = yaml_require(yaml_file_root(file), "known_faults", error);
    if (list == NULL || !yaml_expect(list, YAML_LIST, error)) {
        return NULL;
    }
    for (gsize i = 0; i < yaml_count(list); i++) {
        KnownFault *fault = g_new0(KnownFault, 1);
        g_ptr_array_add(faults, fault);
        if (!load_fault(yaml_at(list, i), codes, fault, error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&faults);
}

/* ---- the store ---- */

static DatabaseStatus give_one(OdbcConnection *connection, const KnownFault *fault, Instant now,
                               GError **error)
{
    Article article = fault->article; /* its texts stay the file's */
    g_autoptr(GHashTable) weights = article_terms(&article, &article.terms);

    DatabaseStatus status = record_number(connection, "article", &article.head.key, error);
    if (status != DATABASE_OK) {
        return status;
    }
    article.head.revision = 1;
    article.head.changed_at = now;
    status = record_insert(connection, "article", &article_row, &article, error);
    if (status == DATABASE_OK) {
        status = article_index(connection, article.head.key, weights, error);
    }
    return status == DATABASE_OK
               ? statement_run(connection, &note_given, NULL, error, "sl", fault->code, article.head.key)
               : status;
}

static DatabaseStatus read_given(OdbcConnection *connection, GHashTable *given, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_given, &result, error, "");
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        g_hash_table_add(given, g_strdup(odbc_result_text(result, row, 0)));
    }
    return status;
}

DatabaseStatus known_faults_give(OdbcConnection *connection, const GPtrArray *faults, Instant now, int limit,
                                 int *ret_given, GError **error)
{
    g_autoptr(GHashTable) given = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    *ret_given = 0;
    DatabaseStatus status = read_given(connection, given, error);
    for (guint i = 0; i < faults->len && status == DATABASE_OK && *ret_given < limit; i++) {
        const KnownFault *fault = g_ptr_array_index(faults, i);
        if (!g_hash_table_contains(given, fault->code)) {
            status = give_one(connection, fault, now, error);
            (*ret_given)++;
        }
    }
    return status;
}

/* ---- at the start ---- */

typedef struct Giving {
    const GPtrArray *faults;
    Instant now;
    int given;
    DatabaseStatus status;
    GError *error;
} Giving;

static DatabaseStatus give_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Giving *giving = data;

    return known_faults_give(connection, giving->faults, giving->now, PIECE, &giving->given, error);
}

static void give_work(OdbcConnection *connection, gpointer data)
{
    Giving *giving = data;

    giving->status = odbc_run_transaction(connection, give_body, giving, &giving->error);
}

bool known_faults_open(Property *property, const char *path, GError **error)
{
    g_autoptr(GPtrArray) faults = known_faults_load(path, error);
    Giving giving = {.faults = faults, .now = clock_now(property->clock), .status = DATABASE_OK};

    if (faults == NULL) {
        return false;
    }
    do {
        giving.status = DATABASE_HARD;
        if (!desk_call(property->desk, give_work, &giving) || giving.status != DATABASE_OK) {
            g_propagate_error(error, giving.error);
            return false;
        }
    } while (giving.given == PIECE);
    return true;
}
