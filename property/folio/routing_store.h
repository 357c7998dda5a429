#ifndef KEYRACK_PROPERTY_FOLIO_ROUTING_STORE_H
#define KEYRACK_PROPERTY_FOLIO_ROUTING_STORE_H

/* What was agreed for a stay about who pays what: routing instructions, exemptions from taxes, charges that
 * recur each night. Desk thread only; writes inside a transaction. */

#include "property/folio/posting_store.h"

#define ROUTING_WHOLE 10000 /* basis points */

/* Charges of these departments, with the taxes on them, go to a window, of the stay or of another account. */
typedef struct Routing {
    int64_t routing_id;
    char *departments; /* "room,food"; "all" */
    Night from_date;
    Night until_date; /* the last business date it holds */
    FolioPlace to;    /* account_id 0: the stay's own */
    int share_basis_points; /* of each charge; the rest is for the next one that fits, then the guest's */
    int64_t rank;           /* the order in which they are asked; 0: after all others */
} Routing;

void routing_clear(Routing *routing);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Routing, routing_clear)

DatabaseStatus routing_add(OdbcConnection *connection, int64_t stay_id, const Routing *routing,
                           const PostingContext *context, GError **error);

/* Ends an instruction from `business_date` on; one that has not begun never does. `ret_rank` is its place, 0 when
 * the stay has none of that number that holds. */
DatabaseStatus routing_end(OdbcConnection *connection, int64_t stay_id, int64_t routing_id,
                           Night business_date, int64_t *ret_rank, GError **error);

/* A guest in the house who belongs to a group. */
typedef struct GroupMember {
    int64_t stay_id;
    Night departure;
} GroupMember;

/* Everybody in the house of the stay's booking or travel party, the stay itself among them, in the order of their
 * numbers: GArray of GroupMember. */
DatabaseStatus routing_group_read(OdbcConnection *connection, int64_t stay_id, GArray **ret_members,
                                  GError **error);

/* A part of a charge and where it goes. */
typedef struct RoutedPart {
    FolioPlace place;
    int share_basis_points;
} RoutedPart;

/* Where the parts of a charge of the department go on a date, as the instructions say that fit and whose accounts
 * still take debts over: GArray of RoutedPart, together the whole. What none of them takes stays in the stay's
 * own window 1. */
DatabaseStatus routing_parts(OdbcConnection *connection, int64_t stay_id, FolioDepartment department,
                             Night date, GArray **ret_parts, GError **error);

/* The window of the stay in which a charge of these parts is posted, before its parts are moved on. */
int routing_base_window(const GArray *parts, int64_t stay_id);

/* Instructions that hold on `date` or later; new reference. */
DatabaseStatus routing_json(OdbcConnection *connection, int64_t stay_id, Night date, json_t **ret_items,
                            GError **error);

DatabaseStatus tax_exemption_add(OdbcConnection *connection, int64_t stay_id, const char *reason,
                                 const char *proof, const PostingContext *context, GError **error);

/* The reasons a stay is free from taxes, NULL-terminated; NULL when it is not. Free with g_strfreev(). */
DatabaseStatus tax_exemptions_read(OdbcConnection *connection, int64_t stay_id, char ***ret_reasons,
                                   GError **error);
DatabaseStatus tax_exemptions_json(OdbcConnection *connection, int64_t stay_id, json_t **ret_items,
                                   GError **error);

/* What is charged each night beside the room, or is part of the room's price. */
typedef struct FixedCharge {
    int64_t charge_id;
    FolioDepartment department;
    char *description;
    int64_t amount_minor;
    bool included;
    bool package; /* of the rate plan's package: lasts as long as the stay */
    Night from_date;
    Night until_date;
} FixedCharge;

DatabaseStatus fixed_charge_add(OdbcConnection *connection, int64_t stay_id, const FixedCharge *charge,
                                const PostingContext *context, GError **error);
DatabaseStatus fixed_charge_end(OdbcConnection *connection, int64_t stay_id, int64_t charge_id,
                                Night business_date, bool *ret_found, GError **error);

DatabaseStatus fixed_charges_have_package(OdbcConnection *connection, int64_t stay_id, bool *ret_known,
                                          GError **error);

/* Those of the package that lasted until the night `before`, as the stay did, last until `after`. */
DatabaseStatus fixed_charges_follow(OdbcConnection *connection, int64_t stay_id, Night before, Night after,
                                    GError **error);

/* Those that hold on a night: GArray of FixedCharge. */
DatabaseStatus fixed_charges_read(OdbcConnection *connection, int64_t stay_id, Night night,
                                  GArray **ret_charges, GError **error);
DatabaseStatus fixed_charges_json(OdbcConnection *connection, int64_t stay_id, json_t **ret_items,
                                  GError **error);

#endif
