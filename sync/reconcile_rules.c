#include "sync/reconcile_rules.h"

#include <string.h>

/* ---- days ---- */

static const char *const table_names[] = {
    [RECONCILE_CELLS] = "cells",
    [RECONCILE_RESERVATIONS] = "reservations",
    [RECONCILE_RATE_OVERRIDES] = "rate_overrides",
    [RECONCILE_RESTRICTIONS] = "restrictions",
    [RECONCILE_STAYS] = "stays",
};
G_STATIC_ASSERT(G_N_ELEMENTS(table_names) == RECONCILE_TABLES);

const char *reconcile_table_name(ReconcileTable table)
{
    g_assert(table < RECONCILE_TABLES);
    return table_names[table];
}

bool reconcile_table_parse(const char *name, ReconcileTable *ret_table)
{
    for (unsigned i = 0; name != NULL && i < RECONCILE_TABLES; i++) {
        if (strcmp(name, table_names[i]) == 0) {
            *ret_table = (ReconcileTable)i;
            return true;
        }
    }
    return false;
}

void reconcile_day_add(ReconcileDay *day, const char *key, int64_t version, const char *digest)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *text = g_strdup_printf("%s\n%" G_GINT64_FORMAT "\n%s", key, version, digest);
    uint8_t hash[sizeof day->sum];
    gsize length = sizeof hash;
    unsigned carry = 0;

    g_checksum_update(checksum, (const guchar *)text, -1);
    g_checksum_get_digest(checksum, hash, &length);
    for (size_t i = sizeof hash; i-- > 0;) {
        carry += (unsigned)day->sum[i] + hash[i];
        day->sum[i] = (uint8_t)carry;
        carry >>= 8;
    }
    day->rows++;
}

ReconcileDay *reconcile_days_at(GArray *days, Night day)
{
    if (days->len == 0 || g_array_index(days, ReconcileDay, days->len - 1).day != day) {
        ReconcileDay fresh = {.day = day};
        g_assert(days->len == 0 || g_array_index(days, ReconcileDay, days->len - 1).day < day);
        g_array_append_val(days, fresh);
    }
    return &g_array_index(days, ReconcileDay, days->len - 1);
}

static char *sum_text(const ReconcileDay *day)
{
    GString *text = g_string_sized_new(2 * sizeof day->sum);

    for (size_t i = 0; i < sizeof day->sum; i++) {
        g_string_append_printf(text, "%02x", day->sum[i]);
    }
    return g_string_free(text, FALSE);
}

static bool sum_parse(const char *text, ReconcileDay *day)
{
    if (text == NULL || strlen(text) != 2 * sizeof day->sum) {
        return false;
    }
    for (size_t i = 0; i < sizeof day->sum; i++) {
        int high = g_ascii_xdigit_value(text[2 * i]);
        int low = g_ascii_xdigit_value(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        day->sum[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}

json_t *reconcile_days_to_json(const GArray *days)
{
    json_t *list = json_array();

    for (guint i = 0; i < days->len; i++) {
        const ReconcileDay *day = &g_array_index(days, ReconcileDay, i);
        g_autofree char *digest = sum_text(day);
        char night[NIGHT_TEXT_SIZE];
        json_array_append_new(list, json_pack("{s:s, s:I, s:s}", "day", night_write(day->day, night), "rows",
                                              (json_int_t)day->rows, "digest", digest));
    }
    return list;
}

static bool day_read(const json_t *item, ReconcileDay *ret_day)
{
    const char *night = json_string_value(json_object_get(item, "day"));
    const json_t *rows = json_object_get(item, "rows");

    ret_day->rows = json_integer_value(rows);
    return night != NULL && night_parse(night, &ret_day->day, NULL) && json_is_integer(rows) &&
           sum_parse(json_string_value(json_object_get(item, "digest")), ret_day);
}

GArray *reconcile_days_from_json(const json_t *list)
{
    g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(ReconcileDay));
    Night before = NIGHT_MIN - 1;

    if (!json_is_array(list)) {
        return NULL;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        ReconcileDay day;
        if (!day_read(json_array_get(list, i), &day) || day.day <= before) {
            return NULL;
        }
        before = day.day;
        g_array_append_val(days, day);
    }
    return g_steal_pointer(&days);
}

static bool days_equal(const ReconcileDay *left, const ReconcileDay *right)
{
    return left->rows == right->rows && memcmp(left->sum, right->sum, sizeof left->sum) == 0;
}

GArray *reconcile_days_differing(const GArray *mine, const GArray *theirs)
{
    GArray *differing = g_array_new(FALSE, FALSE, sizeof(Night));
    guint i = 0;
    guint j = 0;

    while (i < mine->len || j < theirs->len) {
        const ReconcileDay *left = i < mine->len ? &g_array_index(mine, ReconcileDay, i) : NULL;
        const ReconcileDay *right = j < theirs->len ? &g_array_index(theirs, ReconcileDay, j) : NULL;
        Night day = right == NULL || (left != NULL && left->day < right->day) ? left->day : right->day;
        bool in_mine = left != NULL && left->day == day;
        bool in_theirs = right != NULL && right->day == day;
        if (!in_mine || !in_theirs || !days_equal(left, right)) {
            g_array_append_val(differing, day);
        }
        i += in_mine ? 1 : 0;
        j += in_theirs ? 1 : 0;
    }
    return differing;
}

/* ---- rows of a day ---- */

ReconcileRow *reconcile_row_new(Night day, const char *key, int64_t version, const char *digest, json_t *row)
{
    ReconcileRow *made = g_new0(ReconcileRow, 1);

    made->day = day;
    made->key = g_strdup(key);
    made->version = version;
    made->digest = g_strdup(digest);
    made->row = json_incref(row);
    return made;
}

void reconcile_row_free(ReconcileRow *row)
{
    if (row == NULL) {
        return;
    }
    g_free(row->key);
    g_free(row->digest);
    json_decref(row->row);
    g_free(row);
}

static void row_free(gpointer row)
{
    reconcile_row_free(row);
}

GPtrArray *reconcile_rows_new(void)
{
    return g_ptr_array_new_with_free_func(row_free);
}

static gint by_day_and_key(gconstpointer left, gconstpointer right)
{
    const ReconcileRow *a = *(ReconcileRow *const *)left;
    const ReconcileRow *b = *(ReconcileRow *const *)right;

    return a->day != b->day ? (a->day > b->day) - (a->day < b->day) : strcmp(a->key, b->key);
}

void reconcile_rows_sort(GPtrArray *rows)
{
    g_ptr_array_sort(rows, by_day_and_key);
}

GArray *reconcile_days_of_rows(const GPtrArray *rows)
{
    GArray *days = g_array_new(FALSE, FALSE, sizeof(ReconcileDay));

    for (guint i = 0; i < rows->len; i++) {
        const ReconcileRow *row = g_ptr_array_index(rows, i);
        reconcile_day_add(reconcile_days_at(days, row->day), row->key, row->version, row->digest);
    }
    return days;
}

json_t *reconcile_rows_to_json(const GPtrArray *rows)
{
    json_t *list = json_array();

    for (guint i = 0; i < rows->len; i++) {
        const ReconcileRow *row = g_ptr_array_index(rows, i);
        json_t *item = json_pack("{s:s, s:I, s:s}", "key", row->key, "version", (json_int_t)row->version,
                                 "digest", row->digest);
        if (row->row != NULL) {
            json_object_set(item, "row", row->row);
        }
        json_array_append_new(list, item);
    }
    return list;
}

GPtrArray *reconcile_rows_from_json(const json_t *list)
{
    g_autoptr(GPtrArray) rows = reconcile_rows_new();

    if (!json_is_array(list)) {
        return NULL;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        const char *key = json_string_value(json_object_get(item, "key"));
        const char *digest = json_string_value(json_object_get(item, "digest"));
        const json_t *version = json_object_get(item, "version");
        if (key == NULL || digest == NULL || !json_is_integer(version)) {
            return NULL;
        }
        g_ptr_array_add(rows, reconcile_row_new(NIGHT_NONE, key, json_integer_value(version), digest,
                                                json_object_get(item, "row")));
    }
    return g_steal_pointer(&rows);
}

const ReconcileRow *reconcile_rows_find(const GPtrArray *rows, const char *key)
{
    for (guint i = 0; i < rows->len; i++) {
        const ReconcileRow *row = g_ptr_array_index(rows, i);
        if (strcmp(row->key, key) == 0) {
            return row;
        }
    }
    return NULL;
}

static const char *const kind_names[] = {
    [RECONCILE_MISSING] = "missing", [RECONCILE_EXTRA] = "extra", [RECONCILE_DIFFERENT] = "different"};

const char *reconcile_kind_name(ReconcileKind kind)
{
    g_assert(kind < G_N_ELEMENTS(kind_names));
    return kind_names[kind];
}

const char *reconcile_difference_key(const ReconcileDifference *difference)
{
    return difference->owner != NULL ? difference->owner->key : difference->copy->key;
}

bool reconcile_rows_same(const ReconcileRow *left, const ReconcileRow *right)
{
    if (left == NULL || right == NULL) {
        return left == right;
    }
    return left->version == right->version && strcmp(left->digest, right->digest) == 0;
}

static GHashTable *rows_by_key(const GPtrArray *rows)
{
    GHashTable *by_key = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < rows->len; i++) {
        ReconcileRow *row = g_ptr_array_index(rows, i);
        g_hash_table_insert(by_key, row->key, row);
    }
    return by_key;
}

/* Changed since the owner was read: what the owner said then is no longer the question. */
static bool row_is_newer(const ReconcileRow *copy, int64_t owner_version, int64_t copy_version)
{
    return copy->version > owner_version && copy->version <= copy_version;
}

GArray *reconcile_rows_compare(const GPtrArray *owner, int64_t owner_version, const GPtrArray *copy,
                               int64_t copy_version)
{
    GArray *differences = g_array_new(FALSE, FALSE, sizeof(ReconcileDifference));
    g_autoptr(GHashTable) owners = rows_by_key(owner);
    g_autoptr(GHashTable) copies = rows_by_key(copy);

    g_assert(owner_version <= copy_version);
    for (guint i = 0; i < owner->len; i++) {
        const ReconcileRow *row = g_ptr_array_index(owner, i);
        const ReconcileRow *other = g_hash_table_lookup(copies, row->key);
        if (!reconcile_rows_same(row, other) &&
            (other == NULL || !row_is_newer(other, owner_version, copy_version))) {
            ReconcileDifference difference = {other == NULL ? RECONCILE_MISSING : RECONCILE_DIFFERENT, row,
                                              other};
            g_array_append_val(differences, difference);
        }
    }
    for (guint i = 0; i < copy->len; i++) {
        const ReconcileRow *row = g_ptr_array_index(copy, i);
        if (!g_hash_table_contains(owners, row->key) && !row_is_newer(row, owner_version, copy_version)) {
            ReconcileDifference difference = {RECONCILE_EXTRA, NULL, row};
            g_array_append_val(differences, difference);
        }
    }
    return differences;
}

static bool seen_before(const GArray *first, const ReconcileDifference *difference)
{
    const char *key = reconcile_difference_key(difference);

    for (guint i = 0; i < first->len; i++) {
        const ReconcileDifference *other = &g_array_index(first, ReconcileDifference, i);
        if (strcmp(reconcile_difference_key(other), key) == 0) {
            return reconcile_rows_same(other->owner, difference->owner) &&
                   reconcile_rows_same(other->copy, difference->copy);
        }
    }
    return false;
}

GArray *reconcile_differences_persisting(const GArray *first, const GArray *second)
{
    GArray *persisting = g_array_new(FALSE, FALSE, sizeof(ReconcileDifference));

    for (guint i = 0; i < second->len; i++) {
        const ReconcileDifference *difference = &g_array_index(second, ReconcileDifference, i);
        if (seen_before(first, difference)) {
            g_array_append_vals(persisting, difference, 1);
        }
    }
    return persisting;
}

/* ---- what to do ---- */

static const char *const repair_names[] = {
    [RECONCILE_REPLACE] = "replaced",
    [RECONCILE_REMOVE] = "removed",
    [RECONCILE_SEND_AGAIN] = "sent_again",
    [RECONCILE_WITHDRAW] = "withdrawn",
};

const char *reconcile_repair_name(ReconcileRepair repair)
{
    g_assert(repair < G_N_ELEMENTS(repair_names));
    return repair_names[repair];
}

bool reconcile_hotel_owns(ReconcileTable table)
{
    return table == RECONCILE_STAYS;
}

ReconcileRepair reconcile_repair_of(ReconcileTable table, ReconcileKind kind)
{
    if (reconcile_hotel_owns(table)) {
        return kind == RECONCILE_EXTRA ? RECONCILE_WITHDRAW : RECONCILE_SEND_AGAIN;
    }
    return kind == RECONCILE_EXTRA ? RECONCILE_REMOVE : RECONCILE_REPLACE;
}

#define ATTEMPTS_AT_ONCE 2
#define RETRY_FIRST_MS INT64_C(10000)
#define RETRY_DOUBLINGS_MAX 8
#define WITHDRAWN_A_DAY_MAX 5

int64_t reconcile_retry_ms(unsigned attempts)
{
    return attempts < ATTEMPTS_AT_ONCE
               ? 0
               : RETRY_FIRST_MS << MIN(attempts - ATTEMPTS_AT_ONCE, RETRY_DOUBLINGS_MAX);
}

bool reconcile_may_withdraw(unsigned extra_rows)
{
    return extra_rows <= WITHDRAWN_A_DAY_MAX;
}

static void member_add(json_t *list, size_t limit, const char *pointer, const json_t *owner,
                       const json_t *copy)
{
    if (json_array_size(list) < limit) {
        json_array_append_new(
            list, json_pack("{s:s, s:O?, s:O?}", "member", pointer, "owner", owner, "copy", copy));
    }
}

static const json_t *child(const json_t *value, const char *name)
{
    if (json_is_array(value)) {
        return json_array_get(value, (size_t)g_ascii_strtoull(name, NULL, 10));
    }
    return json_object_get(value, name);
}

/* Names of the members of both values, in order of first appearance; free with g_ptr_array_unref(). */
static GPtrArray *child_names(const json_t *owner, const json_t *copy)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    const json_t *const values[] = {owner, copy};

    for (size_t side = 0; side < G_N_ELEMENTS(values); side++) {
        json_t *value = (json_t *)values[side]; /* jansson's iterators take no const */
        size_t already = json_is_array(owner) && side == 1 ? json_array_size(owner) : 0;
        for (size_t i = already; i < json_array_size(value); i++) {
            g_ptr_array_add(names, g_strdup_printf("%zu", i));
        }
        for (void *at = json_object_iter(value); at != NULL; at = json_object_iter_next(value, at)) {
            const char *name = json_object_iter_key(at);
            if (side == 0 || json_object_get(owner, name) == NULL) {
                g_ptr_array_add(names, g_strdup(name));
            }
        }
    }
    return names;
}

static bool same_container(const json_t *owner, const json_t *copy)
{
    return (json_is_object(owner) && json_is_object(copy)) || (json_is_array(owner) && json_is_array(copy));
}

static void members_compare(json_t *list, size_t limit, const char *pointer, const json_t *owner,
                            const json_t *copy)
{
    if (owner == copy || (owner != NULL && copy != NULL && json_equal(owner, copy)) ||
        json_array_size(list) >= limit) {
        return;
    }
    if (!same_container(owner, copy)) {
        member_add(list, limit, pointer, owner, copy);
        return;
    }
    g_autoptr(GPtrArray) names = child_names(owner, copy);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autofree char *below = g_strconcat(pointer, "/", name, NULL);
        if (strcmp(below, "/version") != 0) {
            members_compare(list, limit, below, child(owner, name), child(copy, name));
        }
    }
}

json_t *reconcile_members_differing(const json_t *owner, const json_t *copy, size_t limit)
{
    json_t *list = json_array();

    if (owner != NULL && copy != NULL) {
        members_compare(list, limit, "", owner, copy);
    }
    return list;
}
