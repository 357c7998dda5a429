#include "property/folio/folio_change.h"

#include "property/command/statement.h"
#include "property/folio/account_store.h"
#include <string.h>

#define BASIS_POINTS 10000

/* What hangs from a posting and has not been countered. */
static const OdbcStatement list_dependents = {
    "list_dependents",
    "SELECT p.posting_number FROM posting p WHERE p.origin = ? AND p.account_id = ? AND p.entry NOT IN "
    "('transfer', "
    "'void', 'correction') AND NOT EXISTS (SELECT 1 FROM posting c WHERE c.corrects = p.posting_number) "
    "ORDER BY p.posting_number",
    2,
};

static const OdbcStatement list_taxes = {
    "list_taxes_of_posting",
    "SELECT posting_number FROM posting WHERE origin = ? AND department = 'tax' AND entry <> 'transfer' "
    "ORDER BY posting_number",
    1,
};

/* ---- voids and corrections ---- */

/* The one window in which all of a posting stands; 0 when a part of it is elsewhere. */
static DatabaseStatus find_window(OdbcConnection *connection, int64_t account_id, int64_t number,
                                  const PostingFound *found, int *ret_window, GError **error)
{
    g_autoptr(GArray) items = NULL;

    DatabaseStatus status = folio_items_read(connection, account_id, number, &items, error);
    if (status != DATABASE_OK) {
        return status;
    }
    bool whole = items->len == 1 && g_array_index(items, FolioItem, 0).amount_minor == found->amount_minor;
    bool nothing = items->len == 0 && found->amount_minor == 0;
    *ret_window = whole ? g_array_index(items, FolioItem, 0).place.window : nothing ? found->window : 0;
    return DATABASE_OK;
}

static FolioVerdict counter_verdict(const PostingFound *found)
{
    if (found->entry == FOLIO_MOVED || found->entry == FOLIO_PACKAGE) {
        return FOLIO_MOVED_AWAY;
    }
    if (found->department == FOLIO_ROUNDING && found->origin != 0) {
        return FOLIO_ROUNDING_WITH_PAYMENT;
    }
    return folio_correction_check(found->is_correction, found->corrected);
}

static Posting counter_of(const PostingFound *found, int64_t number, int window, FolioEntry entry,
                          const char *reason, const PostingContext *context)
{
    Posting posting = posting_of_context(context);

    posting.entry = entry;
    posting.department = found->department;
    posting.code = found->code;
    posting.description = reason;
    posting.amount_minor = -found->amount_minor;
    posting.included_tax_minor = -found->included_tax_minor;
    posting.window = window;
    posting.corrects = number;
    posting.service_date = found->service_date;
    return posting;
}

/* How one posting and all that hangs from it are countered. */
typedef struct Countering {
    Stay *stay;
    const char *reason;
    const PostingContext *context;
    FolioEntry entry;
} Countering;

static DatabaseStatus counter_one(OdbcConnection *connection, const Countering *countering, int64_t number,
                                  int window, int64_t package_of, FolioVerdict *ret_verdict, GError **error);

/* A night that is countered is not charged any more; the audit charges it when the guest sleeps it after all.
 */
static void uncount_night(Stay *stay, const PostingFound *found)
{
    bool night = found->night != NIGHT_NONE && strcmp(found->code, FOLIO_ROOM_CODE) == 0;

    if (night && stay->arrival < stay->departure && stay->nights_charged > 0) {
        stay->nights_charged--;
    }
}

static DatabaseStatus counter_dependents(OdbcConnection *connection, const Countering *countering,
                                         int64_t number, int window, FolioVerdict *ret_verdict,
                                         GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status =
        statement_run(connection, &list_dependents, &result, error, "ll", number, countering->stay->stay_id);
    for (guint row = 0;
         status == DATABASE_OK && *ret_verdict == FOLIO_ACCEPTED && row < odbc_result_rows(result); row++) {
        status = counter_one(connection, countering, odbc_result_int64(result, row, 0), window, number,
                             ret_verdict, error);
    }
    return status;
}

/* An element of a package stands with the room it is part of, so its counter does too. */
static DatabaseStatus counter_one(OdbcConnection *connection, const Countering *countering, int64_t number,
                                  int window, int64_t package_of, FolioVerdict *ret_verdict, GError **error)
{
    g_auto(PostingFound) found = {0};
    int stands = window;

    DatabaseStatus status = posting_find(connection, countering->stay->stay_id, number, &found, error);
    bool element = found.entry == FOLIO_PACKAGE;
    if (status == DATABASE_OK && !element) {
        status = find_window(connection, countering->stay->stay_id, number, &found, &stands, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    if (stands == 0) {
        *ret_verdict = FOLIO_MOVED_AWAY;
        return DATABASE_OK;
    }
    Posting posting =
        counter_of(&found, number, stands, countering->entry, countering->reason, countering->context);
    posting.origin = element ? package_of : 0;
    uncount_night(countering->stay, &found);
    status = folio_post(connection, countering->stay, &posting, error);
    return status == DATABASE_OK
               ? counter_dependents(connection, countering, number, stands, ret_verdict, error)
               : status;
}

DatabaseStatus folio_counter(OdbcConnection *connection, Stay *stay, int64_t number, const char *reason,
                             const PostingContext *context, bool *ret_found, FolioVerdict *ret_verdict,
                             GError **error)
{
    g_auto(PostingFound) found = {0};
    bool on_invoice = false;
    bool paid = false;

    DatabaseStatus status = posting_find(connection, stay->stay_id, number, &found, error);
    *ret_found = found.found;
    if (status != DATABASE_OK || !found.found) {
        return status;
    }
    *ret_verdict = counter_verdict(&found);
    if (*ret_verdict != FOLIO_ACCEPTED) {
        return DATABASE_OK;
    }
    status = posting_paid_since(connection, (FolioPlace){stay->stay_id, found.window}, number, &paid, error);
    if (status == DATABASE_OK) {
        status = posting_invoiced(connection, number, &on_invoice, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    bool same_day = found.business_date == context->business_date;
    Countering countering = {stay, reason, context, folio_counter_entry(same_day, on_invoice, paid)};
    return counter_one(connection, &countering, number, found.window, 0, ret_verdict, error);
}

/* ---- adjustments ---- */

static FolioVerdict adjustable(const PostingFound *found)
{
    if (!folio_department_is_charge(found->department) || found->department == FOLIO_TAX) {
        return FOLIO_DEPARTMENT_NOT_BY_HAND;
    }
    return folio_correction_check(found->entry != FOLIO_POSTED, found->corrected);
}

DatabaseStatus folio_adjust(OdbcConnection *connection, Stay *stay, int64_t number, int64_t amount_minor,
                            const char *reason, const PostingContext *context, bool *ret_found,
                            FolioVerdict *ret_verdict, GError **error)
{
    g_auto(PostingFound) found = {0};
    ChargeRest rest = {0};

    DatabaseStatus status = posting_find(connection, stay->stay_id, number, &found, error);
    *ret_found = found.found;
    if (status != DATABASE_OK || !found.found) {
        return status;
    }
    *ret_verdict = adjustable(&found);
    if (*ret_verdict == FOLIO_ACCEPTED) {
        status = charge_rest_read(connection, stay->stay_id, number, &rest, error);
        *ret_verdict =
            rest.window == 0 ? FOLIO_MOVED_AWAY : folio_adjustment_check(rest.left_minor, amount_minor);
    }
    if (status != DATABASE_OK || *ret_verdict != FOLIO_ACCEPTED) {
        return status;
    }
    Posting posting = posting_of_context(context);
    posting.entry = FOLIO_ADJUSTMENT;
    posting.department = found.department;
    posting.code = found.code;
    posting.description = reason;
    posting.amount_minor = amount_minor;
    posting.service_date = found.service_date;
    posting.origin = number;
    posting.window = rest.window;
    return folio_post_taxed(connection, stay, &posting, context, NULL, error);
}

/* ---- transfers ---- */

static bool at_source(const FolioItem *item, const FolioTransfer *transfer)
{
    bool there =
        item->place.account_id == transfer->to.account_id && item->place.window == transfer->to.window;

    return !there && (transfer->from_window == 0 || item->place.window == transfer->from_window);
}

/* How much of an item goes. A sum that is asked for is shared by the charge and its taxes. */
static int64_t part_of(const FolioItem *item, const FolioTransfer *transfer, int64_t whole_minor)
{
    if (transfer->amount_minor != 0) {
        return folio_share(item->amount_minor, transfer->amount_minor, whole_minor);
    }
    return transfer->percent_basis_points == 0
               ? item->amount_minor
               : folio_share(item->amount_minor, transfer->percent_basis_points, BASIS_POINTS);
}

static DatabaseStatus collect(OdbcConnection *connection, const Stay *stay, const FolioTransfer *transfer,
                              int64_t root, GPtrArray *lists, GError **error)
{
    GArray *items = NULL;

    DatabaseStatus status = folio_items_read(connection, stay->stay_id, root, &items, error);
    if (status != DATABASE_OK) {
        return status;
    }
    for (guint i = items->len; i > 0; i--) {
        if (!at_source(&g_array_index(items, FolioItem, i - 1), transfer)) {
            g_array_remove_index(items, i - 1);
        }
    }
    g_ptr_array_add(lists, items);
    return DATABASE_OK;
}

static DatabaseStatus collect_taxes(OdbcConnection *connection, const Stay *stay,
                                    const FolioTransfer *transfer, int64_t root, GHashTable *seen,
                                    GPtrArray *lists, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_taxes, &result, error, "l", root);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        int64_t tax = odbc_result_int64(result, row, 0);
        if (g_hash_table_add(seen, GINT_TO_POINTER(tax))) {
            status = collect(connection, stay, transfer, tax, lists, error);
        }
    }
    return status;
}

static int64_t sum_of(const GPtrArray *lists, guint from)
{
    int64_t sum_minor = 0;

    for (guint i = from; i < lists->len; i++) {
        const GArray *items = g_ptr_array_index(lists, i);
        for (guint j = 0; j < items->len; j++) {
            sum_minor += g_array_index(items, FolioItem, j).amount_minor;
        }
    }
    return sum_minor;
}

static FolioVerdict transfer_verdict(const FolioTransfer *transfer, int64_t whole_minor)
{
    if (transfer->amount_minor == 0) {
        return FOLIO_ACCEPTED;
    }
    return transfer->numbers->len == 1 ? folio_move_check(whole_minor, transfer->amount_minor)
                                       : FOLIO_MORE_THAN_THERE;
}

/* The last item gets what is left, so that the sum asked for is moved to the cent. */
static DatabaseStatus move_all(OdbcConnection *connection, Stay *stay, const FolioTransfer *transfer,
                               const GPtrArray *lists, const PostingContext *context, GError **error)
{
    int64_t whole_minor = sum_of(lists, 0);
    int64_t moved_minor = 0;
    DatabaseStatus status = DATABASE_OK;

    for (guint i = lists->len; i > 0 && status == DATABASE_OK; i--) {
        const GArray *items = g_ptr_array_index(lists, i - 1);
        for (guint j = items->len; j > 0 && status == DATABASE_OK; j--) {
            const FolioItem *item = &g_array_index(items, FolioItem, j - 1);
            bool last = i == 1 && j == 1 && transfer->amount_minor != 0;
            int64_t part_minor =
                last ? transfer->amount_minor - moved_minor : part_of(item, transfer, whole_minor);
            moved_minor += part_minor;
            if (part_minor != 0) {
                status = folio_move_item(connection, stay, item, transfer->to, part_minor, context, error);
            }
        }
    }
    return status;
}

static void free_items(gpointer items)
{
    g_array_unref(items);
}

DatabaseStatus folio_transfer(OdbcConnection *connection, Stay *stay, const FolioTransfer *transfer,
                              const PostingContext *context, bool *ret_found, FolioVerdict *ret_verdict,
                              GError **error)
{
    g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func(free_items);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    DatabaseStatus status = DATABASE_OK;

    *ret_found = true;
    for (guint i = 0; i < transfer->numbers->len && status == DATABASE_OK && *ret_found; i++) {
        int64_t root = g_array_index(transfer->numbers, int64_t, i);
        guint before = lists->len;
        if (root <= 0) { /* no posting's number; to those who read items 0 means all of them */
            *ret_found = false;
            return DATABASE_OK;
        }
        if (!g_hash_table_add(seen, GINT_TO_POINTER(root))) {
            continue;
        }
        status = collect(connection, stay, transfer, root, lists, error);
        *ret_found = status == DATABASE_OK && sum_of(lists, before) != 0;
        if (*ret_found) {
            status = collect_taxes(connection, stay, transfer, root, seen, lists, error);
        }
    }
    if (status != DATABASE_OK || !*ret_found) {
        return status;
    }
    *ret_verdict = transfer_verdict(transfer, sum_of(lists, 0));
    return *ret_verdict == FOLIO_ACCEPTED ? move_all(connection, stay, transfer, lists, context, error)
                                          : DATABASE_OK;
}
