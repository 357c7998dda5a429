#include "property/command/page.h"
#include "property/maintenance/asset_store.h"
#include "property/maintenance/knowledge.h"
#include "property/maintenance/knowledge_rules.h"
#include "property/maintenance/knowledge_store.h"
#include "property/maintenance/work_order_rules.h"

#define TEXT_MAX 2000
#define HITS 8

/* How much a word says about what an article is for. */
#define SYMPTOM_WEIGHT 3
#define MODEL_WEIGHT 2
#define REST_WEIGHT 1

static const JsonField article_fields[] = {
    CATALOG_HEAD_FIELDS("article", Article),
    FIELD_INT("helpful", Article, helpful, .required = true),
    FIELD_INT("unhelpful", Article, unhelpful, .required = true),
    FIELD_INT("terms", Article, terms, .required = true),
    FIELD_CHOICE("category", Article, category, work_category_codes, .required = true),
    FIELD_TEXT("symptom_en", Article, symptom_en, .required = true, .allow_empty = true, .max_length = 400),
    FIELD_TEXT("symptom_zh", Article, symptom_zh, .required = true, .allow_empty = true, .max_length = 400),
    FIELD_TEXT("cause_en", Article, cause_en, .required = true, .allow_empty = true, .max_length = TEXT_MAX),
    FIELD_TEXT("cause_zh", Article, cause_zh, .required = true, .allow_empty = true, .max_length = TEXT_MAX),
    FIELD_TEXT("remedy_en", Article, remedy_en, .required = true, .allow_empty = true,
               .max_length = TEXT_MAX),
    FIELD_TEXT("remedy_zh", Article, remedy_zh, .required = true, .allow_empty = true,
               .max_length = TEXT_MAX),
    FIELD_TEXT("maker", Article, maker, .max_length = 80),
    FIELD_TEXT("model", Article, model, .max_length = 80),
    FIELD_BOOL("retired", Article, retired),
};
const JsonShape article_row = JSON_SHAPE(Article, article_fields);
static const JsonShape article_body = CATALOG_BODY_SHAPE(Article, article_fields, 6);

GHashTable *article_terms(const Article *article, int64_t *ret_length)
{
    const struct {
        const char *text;
        int weight;
    } texts[] = {
        {article->symptom_en, SYMPTOM_WEIGHT}, {article->symptom_zh, SYMPTOM_WEIGHT},
        {article->maker, MODEL_WEIGHT},        {article->model, MODEL_WEIGHT},
        {article->cause_en, REST_WEIGHT},      {article->cause_zh, REST_WEIGHT},
        {article->remedy_en, REST_WEIGHT},     {article->remedy_zh, REST_WEIGHT},
    };
    GHashTable *weights = knowledge_terms_new();

    *ret_length = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        *ret_length += knowledge_add_terms(weights, texts[i].text, texts[i].weight);
    }
    return weights;
}

static DatabaseStatus check_article(CatalogWrite *write, GError **error G_GNUC_UNUSED)
{
    Article *article = write->record;

    if (*article->symptom_en == '\0' && *article->symptom_zh == '\0') {
        return command_refuse_field(write->command, "/symptom_en", "symptom_missing",
                                    "Describe the symptom in one language at least.");
    }
    g_hash_table_unref(article_terms(article, &article->terms));
    return DATABASE_OK;
}

static DatabaseStatus index_article(CatalogWrite *write, GError **error)
{
    const Article *article = write->record;
    int64_t length;
    g_autoptr(GHashTable) weights = article_terms(article, &length);

    if (article->retired) { /* found by nothing, and in nobody's way */
        g_hash_table_remove_all(weights);
    }
    return article_index(write->command->connection, article->head.key, weights, error);
}

static const char *const article_filters[] = {"category", NULL};
const Catalog article_catalog = {.table = "article",
                                 .row = &article_row,
                                 .body = &article_body,
                                 .filters = article_filters,
                                 .check = check_article,
                                 .after = index_article};

/* ---- was this helpful ---- */

typedef struct VoteRequest {
    bool helpful;
} VoteRequest;

static const JsonField vote_fields[] = {FIELD_BOOL("helpful", VoteRequest, helpful, .required = true)};
static const JsonShape vote_shape = JSON_SHAPE(VoteRequest, vote_fields);

static DatabaseStatus vote_body(Command *command, gpointer data, GError **error)
{
    const VoteRequest *body = data;
    Article article = {0};
    int helpful = 0;
    int unhelpful = 0;

    DatabaseStatus status = catalog_find(command, &article_catalog, &article, error);
    if (status == DATABASE_OK) {
        status = article_vote(command->connection, article.head.key, command->staff->user, body->helpful,
                              &helpful, &unhelpful, error);
    }
    if (status == DATABASE_OK) {
        article.helpful += helpful;
        article.unhelpful += unhelpful;
        status = catalog_save(command, &article_catalog, &article, error);
    }
    if (status == DATABASE_OK) {
        status = catalog_answer(command, &article_catalog, article.head.key, 200, error);
    }
    json_shape_clear(&article_row, &article);
    return status;
}

static void post_vote(HttpRequest *request, gpointer connection)
{
    VoteRequest body = {0};

    command_run_decoded(request, connection, &vote_shape, &body, vote_body);
}

/* ---- searching ---- */

static DatabaseStatus hit_json(OdbcConnection *connection, const ArticleHit *hit, json_t *items,
                               GError **error)
{
    json_t *document = NULL;

    DatabaseStatus status = catalog_document(connection, &article_catalog, hit->article, &document, error);
    if (status == DATABASE_OK && document != NULL) {
        json_object_set_new(document, "score", json_integer((json_int_t)(hit->score * 1000)));
        json_object_set_new(document, "matched", json_string(hit->matched));
        json_array_append_new(items, document);
    }
    return status;
}

static DatabaseStatus search(OdbcConnection *connection, const char *query, const char *category,
                             json_t *items, GError **error)
{
    g_autoptr(GArray) hits = NULL;

    DatabaseStatus status = articles_search(connection, query, category, HITS, &hits, error);
    for (guint i = 0; status == DATABASE_OK && i < hits->len; i++) {
        status = hit_json(connection, &g_array_index(hits, ArticleHit, i), items, error);
    }
    return status;
}

/* What is in the room, what the best article is about first. */
static DatabaseStatus likely_assets(OdbcConnection *connection, const char *room, const char *category,
                                    const json_t *articles, json_t **ret_assets, GError **error)
{
    const char *found = json_string_value(json_object_get(json_array_get(articles, 0), "category"));

    if (room == NULL) {
        *ret_assets = json_array();
        return DATABASE_OK;
    }
    return assets_of_room(connection, room,
                          category != NULL ? category
                          : found != NULL  ? found
                                           : "",
                          ret_assets, error);
}

static void get_search(HttpRequest *request, gpointer connection)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *articles = json_array();
    json_t *assets = NULL;
    const char *query = http_request_query(request, "query");
    const char *category = http_request_query(request, "category");

    if (query == NULL || *query == '\0') {
        page_refuse_query(request, "query", "the symptom, in a few words");
        return;
    }
    DatabaseStatus status = search(connection, query, category, articles, &error);
    if (status == DATABASE_OK) {
        status = likely_assets(connection, http_request_query(request, "room"), category, articles, &assets,
                               &error);
    }
    if (status != DATABASE_OK) {
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200, json_pack("{s:O, s:o}", "articles", articles, "assets", assets));
}

CATALOG_HANDLERS(article)

const HttpRoute knowledge_routes[] = {
    CATALOG_ROUTES(article, "/v1/articles", "{article}", "{?category,limit,cursor}", STAFF_REPAIR),
    MAINTENANCE_POST("/v1/articles/{article}/votes", STAFF_SEE_MAINTENANCE, post_vote),
    MAINTENANCE_GET("/v1/maintenance/search{?query,room,category}", STAFF_SEE_MAINTENANCE, get_search),
};
const gsize knowledge_route_count = G_N_ELEMENTS(knowledge_routes);
