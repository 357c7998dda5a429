#include "property/maintenance/knowledge_store.h"

#include "property/command/statement.h"
#include "property/maintenance/knowledge_rules.h"

#define CATEGORY_FACTOR 1.33

static const OdbcStatement clear_terms = {
    "clear_article_terms",
    "DELETE FROM article_term WHERE article = ?",
    1,
};
static const OdbcStatement add_term = {
    "add_article_term",
    "INSERT INTO article_term (term, article, weight) VALUES (?, ?, ?)",
    3,
};
static const OdbcStatement read_corpus = {
    "read_article_corpus",
    "SELECT COUNT(*), SUM(terms) FROM article WHERE retired = 0",
    0,
};
/* A word that is in every article tells little: the articles that are most about it are enough. Each is
 * looked up by its key, whatever a planner believes of tables it has no statistics of yet: a join began with
 * every article there is. */
static const OdbcStatement find_term = {
    "find_article_term",
    "SELECT t.article, t.weight, (SELECT a.terms FROM article a WHERE a.article = t.article AND a.retired = "
    "0), (SELECT a.helpful FROM article a WHERE a.article = t.article), (SELECT a.unhelpful FROM article a "
    "WHERE a.article = t.article), (SELECT CASE WHEN a.category = ? THEN 1 ELSE 0 END FROM article a WHERE "
    "a.article = t.article) FROM (SELECT article, weight FROM article_term WHERE term = ? ORDER BY weight "
    "DESC, article LIMIT 300) t",
    2,
};
static const OdbcStatement count_term = {
    "count_article_term",
    "SELECT COUNT(*) FROM article_term WHERE term = ?",
    1,
};
static const OdbcStatement find_vote = {
    "find_article_vote",
    "SELECT helpful FROM article_vote WHERE article = ? AND staff = ?",
    2,
};
static const OdbcStatement put_vote = {
    "put_article_vote",
    "INSERT INTO article_vote (article, staff, helpful) VALUES (?, ?, ?) ON CONFLICT (article, staff) DO "
    "UPDATE "
    "SET helpful = excluded.helpful",
    3,
};

DatabaseStatus article_index(OdbcConnection *connection, int64_t article, GHashTable *weights, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)odbc_parameters_free);
    GHashTableIter iterator;
    gpointer term, weight;

    DatabaseStatus status = statement_run(connection, &clear_terms, NULL, error, "l", article);
    g_hash_table_iter_init(&iterator, weights);
    while (g_hash_table_iter_next(&iterator, &term, &weight)) {
        OdbcParameters *row = odbc_parameters_new();
        odbc_add_text(row, term);
        odbc_add_int64(row, article);
        odbc_add_int64(row, GPOINTER_TO_INT(weight));
        g_ptr_array_add(rows, row);
    }
    return status == DATABASE_OK && rows->len > 0 ? odbc_execute_many(connection, &add_term, rows, error)
                                                  : status;
}

/* What a search has gathered of one article. */
typedef struct Candidate {
    double score;
    double factor;
    GString *matched;
} Candidate;

static void candidate_free(gpointer data)
{
    Candidate *candidate = data;

    g_string_free(candidate->matched, TRUE);
    g_free(candidate);
}

static Candidate *candidate_of(GHashTable *candidates, const OdbcResult *result, guint row)
{
    int64_t article = odbc_result_int64(result, row, 0);
    Candidate *candidate = g_hash_table_lookup(candidates, &article);

    if (candidate == NULL) {
        candidate = g_new0(Candidate, 1);
        candidate->matched = g_string_new(NULL);
        candidate->factor =
            knowledge_vote_factor(odbc_result_int64(result, row, 3), odbc_result_int64(result, row, 4)) *
            (odbc_result_bool(result, row, 5) ? CATEGORY_FACTOR : 1);
        g_hash_table_insert(candidates, g_memdup2(&article, sizeof article), candidate);
    }
    return candidate;
}

static DatabaseStatus gather_term(OdbcConnection *connection, const KnowledgeCorpus *corpus,
                                  const char *category, const char *term, GHashTable *candidates,
                                  GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    int64_t found_in = 0;

    DatabaseStatus status = record_count(connection, &count_term, &found_in, error, "s", term);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &find_term, &result, error, "ss", category == NULL ? "" : category,
                               term);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    for (guint row = 0; row < odbc_result_rows(result); row++) {
        if (odbc_result_is_null(result, row, 2)) { /* retired */
            continue;
        }
        Candidate *candidate = candidate_of(candidates, result, row);
        candidate->score += knowledge_term_score(corpus, found_in, odbc_result_int64(result, row, 1),
                                                 odbc_result_int64(result, row, 2));
        g_string_append_printf(candidate->matched, "%s%s", candidate->matched->len == 0 ? "" : " ", term);
    }
    return DATABASE_OK;
}

static DatabaseStatus gather(OdbcConnection *connection, const char *query, const char *category,
                             GHashTable *candidates, GError **error)
{
    g_autoptr(GHashTable) terms = knowledge_terms_new();
    g_autoptr(OdbcResult) result = NULL;
    GHashTableIter iterator;
    gpointer term;
    int asked = 0;

    knowledge_add_terms(terms, query, 1);
    DatabaseStatus status = statement_run(connection, &read_corpus, &result, error, "");
    if (status != DATABASE_OK) {
        return status;
    }
    KnowledgeCorpus corpus = {odbc_result_int64(result, 0, 0),
                              odbc_result_is_null(result, 0, 1) ? 0 : odbc_result_int64(result, 0, 1)};
    g_hash_table_iter_init(&iterator, terms);
    while (status == DATABASE_OK && asked < KNOWLEDGE_QUERY_TERMS_MAX &&
           g_hash_table_iter_next(&iterator, &term, NULL)) {
        status = gather_term(connection, &corpus, category, term, candidates, error);
        asked++;
    }
    return status;
}

static gint by_score(gconstpointer left, gconstpointer right)
{
    const ArticleHit *a = left;
    const ArticleHit *b = right;

    if (a->score < b->score || a->score > b->score) {
        return a->score > b->score ? -1 : 1;
    }
    return a->article < b->article ? -1 : 1;
}

static void hit_clear(gpointer data)
{
    g_free(((ArticleHit *)data)->matched);
}

DatabaseStatus articles_search(OdbcConnection *connection, const char *query, const char *category,
                               guint limit, GArray **ret_hits, GError **error)
{
    g_autoptr(GHashTable) candidates =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, candidate_free);
    g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(ArticleHit));
    GHashTableIter iterator;
    gpointer article, data;

    DatabaseStatus status = gather(connection, query, category, candidates, error);
    if (status != DATABASE_OK) {
        return status;
    }
    g_array_set_clear_func(hits, hit_clear);
    g_hash_table_iter_init(&iterator, candidates);
    while (g_hash_table_iter_next(&iterator, &article, &data)) {
        const Candidate *candidate = data;
        ArticleHit hit = {*(int64_t *)article, candidate->score * candidate->factor,
                          g_strdup(candidate->matched->str)};
        g_array_append_val(hits, hit);
    }
    g_array_sort(hits, by_score);
    if (hits->len > limit) {
        g_array_set_size(hits, limit);
    }
    *ret_hits = g_steal_pointer(&hits);
    return DATABASE_OK;
}

DatabaseStatus article_vote(OdbcConnection *connection, int64_t article, const char *staff, bool helpful,
                            int *ret_change_helpful, int *ret_change_unhelpful, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_vote, &result, error, "ls", article, staff);
    if (status != DATABASE_OK) {
        return status;
    }
    bool voted = odbc_result_rows(result) == 1;
    bool helped_before = voted && odbc_result_bool(result, 0, 0);
    *ret_change_helpful = (helpful ? 1 : 0) - (helped_before ? 1 : 0);
    *ret_change_unhelpful = (helpful ? 0 : 1) - (voted && !helped_before ? 1 : 0);
    return statement_run(connection, &put_vote, NULL, error, "lsi", article, staff, helpful ? 1 : 0);
}
