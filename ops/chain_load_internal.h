/* Private to the files ops/chain_load*.c: how one part of the chain's configuration is read from its YAML
 * node. */
#ifndef KEYRACK_OPS_CHAIN_LOAD_INTERNAL_H
#define KEYRACK_OPS_CHAIN_LOAD_INTERNAL_H

#include "ops/yaml.h"
#include "schemas/chain.h"

/* Amounts of configuration stay far below what the price engine allows for one night. */
#define CHAIN_LOAD_AMOUNT_MAX INT64_C(10000000000)

/* ---- values: the member of a mapping under a key. `required` refuses its absence; otherwise the target
 * stays. Texts are chain_string()s. --- */

bool load_text(const YamlNode *map, const char *key, bool required, char **ret_text, GError **error);
bool load_texts(const YamlNode *map, const char *key, bool required, ChainText *ret_text, GError **error);
bool load_words(const YamlNode *map, const char *key, char ***ret_words,
                GError **error); /* always optional */
bool load_int(const YamlNode *map, const char *key, bool required, int64_t min, int64_t max,
              int32_t *ret_value, GError **error);
bool load_bool(const YamlNode *map, const char *key, bool required, bool *ret_value, GError **error);
bool load_night(const YamlNode *map, const char *key, bool required, Night *ret_night, GError **error);
bool load_choice(const YamlNode *map, const char *key, bool required, const char *const *choices,
                 int *ret_index, GError **error);

/* A decimal with at most `decimals` digits after the point, as a whole number of its last digit's unit. */
bool load_decimal(const YamlNode *map, const char *key, bool required, int decimals, int64_t min, int64_t max,
                  int32_t *ret_value, GError **error);

/* An amount of the currency from `min_minor` to CHAIN_LOAD_AMOUNT_MAX. */
bool load_amount(const YamlNode *map, const char *key, bool required, const Currency *currency,
                 int64_t min_minor, int64_t *ret_minor, GError **error);

/* "HH:MM" as minutes after midnight; "MM-DD" as month * 100 + day, in any year. */
bool load_minute(const YamlNode *map, const char *key, bool required, int32_t *ret_minute, GError **error);
bool load_month_day(const YamlNode *map, const char *key, int32_t *ret_month_day, GError **error);

/* A code of upper-case letters, digits, '-' and '_', at most 24; refused when `taken` is not NULL. */
bool load_code(const YamlNode *map, const char *kind, char **ret_code, GError **error);
bool load_unique(const YamlNode *map, const char *kind, const char *code, gconstpointer taken,
                 GError **error);

/*
 * Calls `read_entry` with each mapping of the list under a key, after refusing keys that are not allowed.
 * A missing list is refused only when required.
 */
typedef bool (*LoadEntry)(ChainHotel *hotel, const YamlNode *entry, GError **error);
bool load_list(ChainHotel *hotel, const YamlNode *map, const char *key, bool required,
               const char *const *keys, LoadEntry read_entry, GError **error);

/* "unknown KIND 'CODE'; known are A, B": the error of a reference to nothing. `list` holds structs whose code
 * text `code_of` finds. */
typedef const char *(*LoadCodeOf)(gconstpointer entry);
void load_unknown(const YamlNode *node, const char *kind, const char *code, const GPtrArray *list,
                  LoadCodeOf code_of, GError **error);

/* ---- parts of a hotel ------------------------------------------------------------------------------ */

bool load_hotel_rooms(ChainHotel *hotel, const YamlNode *root, GError **error);
bool load_hotel_policies(ChainHotel *hotel, const YamlNode *root, GError **error);
bool load_hotel_taxes(ChainHotel *hotel, const YamlNode *root, GError **error);
bool load_hotel_calendar(ChainHotel *hotel, const YamlNode *root, GError **error);
bool load_hotel_rate_plans(ChainHotel *hotel, const YamlNode *root, GError **error);
bool load_hotel_allotment(ChainHotel *hotel, const YamlNode *root, GError **error);

#endif
