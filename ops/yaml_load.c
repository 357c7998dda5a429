#include "ops/yaml.h"

#include "ops/yaml_node.h"

#include <string.h>
#include <sys/stat.h>
#include <yaml.h>

#define DEPTH_MAX 32
#define FILE_BYTES_MAX 8388608 /* 8 MiB */

typedef struct {
    yaml_parser_t parser;
    YamlFile *file;
    const char *text;
} Loader;

static YamlNode *load_node(Loader *loader, const yaml_event_t *event, unsigned depth, GError **error);

static void node_clear(YamlNode *node)
{
    g_clear_pointer(&node->keys, g_ptr_array_unref);
    g_clear_pointer(&node->values, g_ptr_array_unref);
    g_clear_pointer(&node->by_key, g_hash_table_unref);
}

/* Nodes that were never used are zero, so clearing them does nothing. */
static void block_free(gpointer data)
{
    YamlNode *nodes = data;

    for (guint index = 0; index < YAML_NODES_A_BLOCK; index++) {
        node_clear(&nodes[index]);
    }
    g_free(nodes);
}

static YamlNode *node_allocate(YamlFile *file)
{
    if (file->blocks->len == 0 || file->in_last == YAML_NODES_A_BLOCK) {
        g_ptr_array_add(file->blocks, g_new0(YamlNode, YAML_NODES_A_BLOCK));
        file->in_last = 0;
    }
    YamlNode *block = file->blocks->pdata[file->blocks->len - 1];
    return &block[file->in_last++];
}

static YamlNode *node_new(YamlFile *file, YamlKind kind, yaml_mark_t mark)
{
    YamlNode *node = node_allocate(file);

    node->kind = kind;
    node->line = (unsigned)mark.line + 1;
    node->column = (unsigned)mark.column + 1;
    node->file = file;
    if (kind != YAML_SCALAR) {
        node->values = g_ptr_array_new();
    }
    if (kind == YAML_MAP) {
        node->keys = g_ptr_array_new();
    }
    return node;
}

const YamlNode *yaml_map_find(const YamlNode *map, const char *key)
{
    if (map->by_key != NULL) {
        return g_hash_table_lookup(map->by_key, key);
    }
    for (guint index = 0; index < map->keys->len; index++) {
        const YamlNode *candidate = map->keys->pdata[index];
        if (strcmp(candidate->text, key) == 0) {
            return map->values->pdata[index];
        }
    }
    return NULL;
}

static void set_error_at(GError **error, const YamlFile *file, yaml_mark_t mark, const char *message)
{
    g_set_error(error, YAML_ERROR, YAML_ERROR_SYNTAX, "%s:%zu:%zu: %s", file->name, mark.line + 1,
                mark.column + 1, message);
}

/* The parser tells only the byte of what is no UTF-8. */
static void set_encoding_error(GError **error, const Loader *loader)
{
    const char *problem = loader->parser.problem;
    yaml_mark_t mark = {0};

    for (gsize offset = 0; offset < loader->parser.problem_offset; offset++) {
        bool line_ends = loader->text[offset] == '\n';
        mark.line += line_ends ? 1 : 0;
        mark.column = line_ends ? 0 : mark.column + 1;
    }
    g_autofree char *message =
        g_strconcat(problem == NULL ? "no text" : problem, ": save the file as UTF-8", NULL);
    set_error_at(error, loader->file, mark, message);
}

static bool next_event(Loader *loader, yaml_event_t *ret_event, GError **error)
{
    yaml_parser_t *parser = &loader->parser;

    if (yaml_parser_parse(parser, ret_event)) {
        return true;
    }
    const char *problem = parser->problem == NULL ? "not valid YAML" : parser->problem;
    if (parser->error == YAML_READER_ERROR) {
        set_encoding_error(error, loader);
    } else {
        set_error_at(error, loader->file, parser->problem_mark, problem);
    }
    return false;
}

/* Anchors and tags change the meaning of what one reads, so files do without them. */
static bool is_bare(Loader *loader, const yaml_event_t *event, const yaml_char_t *anchor,
                    const yaml_char_t *tag, GError **error)
{
    if (anchor != NULL || tag != NULL) {
        set_error_at(error, loader->file, event->start_mark,
                     "anchors and tags are not used here: write the value out");
        return false;
    }
    return true;
}

static YamlNode *load_scalar(Loader *loader, const yaml_event_t *event, GError **error)
{
    if (!is_bare(loader, event, event->data.scalar.anchor, event->data.scalar.tag, error)) {
        return NULL;
    }
    if (strlen((const char *)event->data.scalar.value) != event->data.scalar.length) {
        set_error_at(error, loader->file, event->start_mark, "the text contains a NUL character: remove it");
        return NULL;
    }
    YamlNode *node = node_new(loader->file, YAML_SCALAR, event->start_mark);
    node->text = g_string_chunk_insert_len(loader->file->texts, (const char *)event->data.scalar.value,
                                           (gssize)event->data.scalar.length);
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    return node;
}

static void map_index(YamlNode *map)
{
    map->by_key = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint index = 0; index < map->keys->len; index++) {
        const YamlNode *key = map->keys->pdata[index];
        g_hash_table_insert(map->by_key, (gpointer)key->text, map->values->pdata[index]);
    }
}

static bool map_add(YamlNode *map, YamlNode *key, YamlNode *value, GError **error)
{
    const YamlNode *earlier = yaml_map_find(map, key->text);

    if (earlier != NULL) {
        yaml_set_error(error, key, YAML_ERROR_DUPLICATE,
                       "key '%.64s' stands here a second time, its first value is at line %u: keep one",
                       key->text, earlier->line);
        return false;
    }
    g_ptr_array_add(map->keys, key);
    g_ptr_array_add(map->values, value);
    if (map->by_key != NULL) {
        g_hash_table_insert(map->by_key, (gpointer)key->text, value);
    } else if (map->keys->len > YAML_KEYS_WITHOUT_INDEX) {
        map_index(map);
    }
    return true;
}

/* Reads the next node; *ret_node is NULL at the event that ends the surrounding mapping or list. */
static bool load_next(Loader *loader, yaml_event_type_t end, unsigned depth, YamlNode **ret_node,
                      GError **error)
{
    yaml_event_t event;

    if (!next_event(loader, &event, error)) {
        return false;
    }
    bool ended = event.type == end;
    *ret_node = ended ? NULL : load_node(loader, &event, depth, error);
    yaml_event_delete(&event);
    return ended || *ret_node != NULL;
}

static bool load_map_entries(Loader *loader, YamlNode *map, unsigned depth, GError **error)
{
    YamlNode *key = NULL;
    YamlNode *value = NULL;

    for (;;) {
        if (!load_next(loader, YAML_MAPPING_END_EVENT, depth, &key, error)) {
            return false;
        }
        if (key == NULL) {
            return true;
        }
        if (key->kind != YAML_SCALAR) {
            yaml_set_error(error, key, YAML_ERROR_TYPE, "a key must be a single value");
            return false;
        }
        if (!load_next(loader, YAML_NO_EVENT, depth, &value, error) || !map_add(map, key, value, error)) {
            return false;
        }
    }
}

static bool load_list_entries(Loader *loader, YamlNode *list, unsigned depth, GError **error)
{
    YamlNode *value = NULL;

    for (;;) {
        if (!load_next(loader, YAML_SEQUENCE_END_EVENT, depth, &value, error)) {
            return false;
        }
        if (value == NULL) {
            return true;
        }
        g_ptr_array_add(list->values, value);
    }
}

static YamlNode *load_node(Loader *loader, const yaml_event_t *event, unsigned depth, GError **error)
{
    YamlNode *node = NULL;

    if (depth > DEPTH_MAX) {
        set_error_at(error, loader->file, event->start_mark, "the nesting is too deep");
        return NULL;
    }
    if (event->type == YAML_SCALAR_EVENT) {
        return load_scalar(loader, event, error);
    }
    if (event->type == YAML_MAPPING_START_EVENT &&
        is_bare(loader, event, event->data.mapping_start.anchor, event->data.mapping_start.tag, error)) {
        node = node_new(loader->file, YAML_MAP, event->start_mark);
        return load_map_entries(loader, node, depth + 1, error) ? node : NULL;
    }
    if (event->type == YAML_SEQUENCE_START_EVENT &&
        is_bare(loader, event, event->data.sequence_start.anchor, event->data.sequence_start.tag, error)) {
        node = node_new(loader->file, YAML_LIST, event->start_mark);
        return load_list_entries(loader, node, depth + 1, error) ? node : NULL;
    }
    if (event->type == YAML_ALIAS_EVENT) {
        set_error_at(error, loader->file, event->start_mark,
                     "aliases are not used here: write the value out");
    }
    return NULL;
}

/* One step of the stream around the documents: stream start, document starts and ends, the root nodes. */
static bool load_stream_event(Loader *loader, const yaml_event_t *event, GError **error)
{
    switch (event->type) {
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        return true;
    case YAML_DOCUMENT_START_EVENT:
        if (loader->file->root != NULL) {
            set_error_at(error, loader->file, event->start_mark,
                         "a second document: one file holds one document");
            return false;
        }
        return true;
    default:
        loader->file->root = load_node(loader, event, 0, error);
        return loader->file->root != NULL;
    }
}

static bool load_stream(Loader *loader, GError **error)
{
    bool good = true;
    bool ended = false;

    while (good && !ended) {
        yaml_event_t event;
        if (!next_event(loader, &event, error)) {
            return false;
        }
        ended = event.type == YAML_STREAM_END_EVENT;
        good = load_stream_event(loader, &event, error);
        yaml_event_delete(&event);
    }
    return good;
}

YamlFile *yaml_file_parse(const char *name, const char *text, gsize length, GError **error)
{
    g_autoptr(YamlFile) file = g_new0(YamlFile, 1);
    Loader loader = {.file = file, .text = text};

    g_assert(name != NULL && (text != NULL || length == 0));
    file->name = g_strdup(name);
    file->blocks = g_ptr_array_new_with_free_func(block_free);
    file->texts = g_string_chunk_new(1024);
    if (length > FILE_BYTES_MAX) {
        g_set_error(error, YAML_ERROR, YAML_ERROR_FILE, "%s: larger than %d bytes: split the file", name,
                    FILE_BYTES_MAX);
        return NULL;
    }
    g_assert(yaml_parser_initialize(&loader.parser));
    yaml_parser_set_encoding(&loader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&loader.parser, (const unsigned char *)(length == 0 ? "" : text), length);
    bool good = load_stream(&loader, error);
    yaml_parser_delete(&loader.parser);
    if (!good) {
        return NULL;
    }
    if (file->root == NULL) {
        file->root = node_new(file, YAML_MAP, (yaml_mark_t){0});
    }
    return g_steal_pointer(&file);
}

YamlFile *yaml_file_load(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) failure = NULL;
    gsize length = 0;
    struct stat status;

    g_assert(path != NULL);
    if (stat(path, &status) == 0 && status.st_size > FILE_BYTES_MAX) {
        g_set_error(error, YAML_ERROR, YAML_ERROR_FILE, "%s: larger than %d bytes: split the file", path,
                    FILE_BYTES_MAX);
        return NULL;
    }
    if (!g_file_get_contents(path, &text, &length, &failure)) {
        g_set_error(error, YAML_ERROR, YAML_ERROR_FILE, "cannot read the file: %s", failure->message);
        return NULL;
    }
    return yaml_file_parse(path, text, length, error);
}

void yaml_file_free(YamlFile *file)
{
    if (file != NULL) {
        g_ptr_array_unref(file->blocks);
        g_string_chunk_free(file->texts);
        g_free(file->name);
        g_free(file);
    }
}
