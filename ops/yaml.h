/* YAML documents as a tree in which every node knows its file, line and column, so that whoever reads one can
 * say exactly where it is wrong. The only includer of libyaml.
 *
 * Refused while loading: text that is not UTF-8 or not YAML, more than one document, duplicate keys, keys
 * that are not scalars, anchors and aliases, explicit tags, nesting deeper than 32, files over 8 MiB.
 *
 * A loaded file is never changed and may be read from any thread; nodes and texts live as long as it. */
#ifndef KEYRACK_OPS_YAML_H
#define KEYRACK_OPS_YAML_H

#include "schemas/money.h"
#include "schemas/night.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define YAML_ERROR yaml_error_quark()
GQuark yaml_error_quark(void);

typedef enum {
    YAML_ERROR_FILE,        /* cannot be read, or too large */
    YAML_ERROR_SYNTAX,      /* not acceptable as YAML, or a construct that is refused */
    YAML_ERROR_DUPLICATE,   /* a key stands twice in one mapping */
    YAML_ERROR_UNKNOWN_KEY, /* a key that has no meaning here */
    YAML_ERROR_MISSING,     /* a required key is absent */
    YAML_ERROR_TYPE,        /* mapping, list or scalar expected and something else found */
    YAML_ERROR_VALUE,       /* right type, unacceptable value */
} YamlError;

typedef enum { YAML_MAP, YAML_LIST, YAML_SCALAR } YamlKind;

typedef struct YamlFile YamlFile;
typedef struct YamlNode YamlNode;

/* Loads a file; relative paths follow the working directory. */
YamlFile *yaml_file_load(const char *path, GError **error);

/* Loads text; name stands for the file name in messages. */
YamlFile *yaml_file_parse(const char *name, const char *text, gsize length, GError **error);

void yaml_file_free(YamlFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(YamlFile, yaml_file_free)

/* The top node; an empty file has an empty mapping. */
const YamlNode *yaml_file_root(const YamlFile *file);

YamlKind yaml_kind(const YamlNode *node);
unsigned yaml_line(const YamlNode *node);   /* from 1 */
unsigned yaml_column(const YamlNode *node); /* from 1 */

/* Entries of a mapping or list; 0 for a scalar. */
gsize yaml_count(const YamlNode *node);
/* The index-th value of a mapping or list, in the order of the file. index < yaml_count(). */
const YamlNode *yaml_at(const YamlNode *node, gsize index);
/* The index-th key of a mapping, as text and as the node that knows its place. */
const char *yaml_key_at(const YamlNode *map, gsize index);
const YamlNode *yaml_key_node_at(const YamlNode *map, gsize index);

/* The value of a key, or NULL. yaml_require() reports a missing key at the place of the mapping; both want a
 * mapping (yaml_get() answers NULL for anything else, yaml_require() reports the type). */
const YamlNode *yaml_get(const YamlNode *map, const char *key);
const YamlNode *yaml_require(const YamlNode *map, const char *key, GError **error);

/* False with YAML_ERROR_TYPE when the node is of another kind. */
bool yaml_expect(const YamlNode *node, YamlKind kind, GError **error);

/* Refuses any key that is not in the NULL-terminated list, suggesting the closest allowed one. */
bool yaml_check_keys(const YamlNode *map, const char *const *allowed, GError **error);

/* Typed values of a scalar. Numbers and booleans are plain (unquoted) scalars; true and false are the only
 * booleans. Texts may be plain or quoted and are borrowed; an empty text or a plain ~ or null is refused. */
bool yaml_text(const YamlNode *node, const char **ret_text, GError **error);
bool yaml_int(const YamlNode *node, int64_t min, int64_t max, int64_t *ret_value, GError **error);
bool yaml_bool(const YamlNode *node, bool *ret_value, GError **error);
bool yaml_night(const YamlNode *node, Night *ret_night, GError **error);
/* A decimal amount, plain or quoted, exactly as money_parse() reads it. */
bool yaml_money(const YamlNode *node, const Currency *currency, Money *ret_money, GError **error);
/* A decimal percentage with at most two decimals, "6" or "6.25", as basis points within [0, max]. */
bool yaml_percent(const YamlNode *node, int64_t max_basis_points, int64_t *ret_basis_points, GError **error);
/* The index of the text within the NULL-terminated choices. */
bool yaml_choice(const YamlNode *node, const char *const *choices, int *ret_index, GError **error);

/* The raw text of a scalar whatever its style, NULL for other nodes. */
const char *yaml_raw(const YamlNode *node);
/* True for a scalar written without quotes. */
bool yaml_is_plain(const YamlNode *node);

/* Sets "file:line:column: message" for a finding of the caller's own at that node. */
void yaml_set_error(GError **error, const YamlNode *node, YamlError code, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* Puts "file:line:column: " before the message of an error that another parser (of codes or money) set. */
void yaml_prefix_error(GError **error, const YamlNode *node);

/* The candidate closest to the word when it is close enough to be a slip, else NULL. */
const char *yaml_closest(const char *word, const char *const *candidates);

#endif
