/* One value of the configuration, read and checked. Private to ops/config*.c. */
#ifndef KEYRACK_OPS_CONFIG_VALUE_H
#define KEYRACK_OPS_CONFIG_VALUE_H

#include "ops/config.h"
#include "ops/yaml.h"

typedef struct {
    int64_t number; /* int, bool, duration, size, enum */
    char *text;     /* text, path, secret */
    char **list;    /* text list */
    char *written;  /* as it stood in the file, override or table */
    char *origin;   /* "default", "command line" or file:line:column; NULL while nothing set it */
} ConfigValue;

void config_value_clear(ConfigValue *value);

/* Reads the value of a setting from a text (a default or an override). folder is what relative paths start
 * from. The error message speaks of the value only; the caller puts the place before it. value is untouched
 * on failure. */
bool config_value_from_text(const ConfigSetting *setting, const char *text, const char *folder,
                            ConfigValue *value, GError **error);

/* Reads it from the file; the message names file, line and column. */
bool config_value_from_node(const ConfigSetting *setting, const YamlNode *node, const char *folder,
                            ConfigValue *value, GError **error);

/* "text", "whole number", … for people. */
const char *config_type_name(ConfigType type);

#endif
