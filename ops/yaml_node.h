/* How a loaded YAML file is kept. Private to ops/yaml*.c. */
#ifndef KEYRACK_OPS_YAML_NODE_H
#define KEYRACK_OPS_YAML_NODE_H

#include "ops/yaml.h"

struct YamlNode {
    YamlKind kind;
    unsigned line;
    unsigned column;
    const YamlFile *file;
    char *text;         /* of a scalar */
    bool plain;         /* the scalar is not quoted */
    GPtrArray *keys;    /* of a mapping: YamlNode, scalars */
    GPtrArray *values;  /* of a mapping or list: YamlNode */
    GHashTable *by_key; /* of a mapping: text of the key to value */
};

struct YamlFile {
    char *name;
    GPtrArray *nodes; /* all of them, owned */
    YamlNode *root;
};

#endif
