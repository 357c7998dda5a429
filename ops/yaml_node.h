/* How a loaded YAML file is kept. Private to ops/yaml*.c. */
#ifndef KEYRACK_OPS_YAML_NODE_H
#define KEYRACK_OPS_YAML_NODE_H

#include "ops/yaml.h"

/* A chain of thousands of hotels has millions of nodes, most of them short scalars in mappings of a few keys.
 * So nodes and texts are allocated by the block, and only a long mapping has an index. */
enum { YAML_NODES_A_BLOCK = 256, YAML_KEYS_WITHOUT_INDEX = 12 };

struct YamlNode {
    YamlKind kind;
    unsigned line;
    unsigned column;
    bool plain; /* the scalar is not quoted */
    const YamlFile *file;
    const char *text;   /* of a scalar; of the file's texts */
    GPtrArray *keys;    /* of a mapping: YamlNode, scalars */
    GPtrArray *values;  /* of a mapping or list: YamlNode */
    GHashTable *by_key; /* of a mapping with many keys: text of the key to value; otherwise NULL */
};

struct YamlFile {
    char *name;
    GPtrArray *blocks; /* YamlNode[YAML_NODES_A_BLOCK], owned */
    guint in_last;     /* nodes used of the last block */
    GStringChunk *texts;
    YamlNode *root;
};

/* The value of the key in a mapping, or NULL. */
const YamlNode *yaml_map_find(const YamlNode *map, const char *key);

#endif
