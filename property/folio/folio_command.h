#ifndef KEYRACK_PROPERTY_FOLIO_FOLIO_COMMAND_H
#define KEYRACK_PROPERTY_FOLIO_FOLIO_COMMAND_H

/* What all writes to a stay's folio have in common. */

#include "property/command/command.h"
#include "property/folio/folio_store.h"

/* A stay that takes postings, and who posts. */
typedef struct OpenFolio {
    Stay *stay;
    PostingContext context;
} OpenFolio;

void open_folio_clear(OpenFolio *folio);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OpenFolio, open_folio_clear)

/* What is wanted of a folio. */
typedef enum FolioUse {
    FOLIO_CHARGES, /* the guest is in the house */
    FOLIO_SETTLES, /* there may be something to pay or to put right, of whoever has left or never came too */
    FOLIO_LATE,    /* the guest has left */
    FOLIO_READS,   /* nothing is posted */
} FolioUse;

/* Finds the stay of the path; refuses when it does not take such postings. */
DatabaseStatus open_folio(Command *command, FolioUse use, OpenFolio *folio, GError **error);

/* Keeps a stay with its new totals. The centre hears of a guest in the house at check-out; of a no-show, or
 * of a guest who has left, it would not hear again. */
DatabaseStatus folio_stay_keep(Command *command, Stay *stay, GError **error);

/* Keeps the stay and shows it. */
DatabaseStatus close_folio(Command *command, const OpenFolio *folio, GError **error);

/* A charge of one department. */
typedef struct FolioCharge {
    FolioDepartment department;
    const char *description;
    int64_t amount_minor;
    int window; /* 0: where the routing says */
} FolioCharge;

/* Posts it with its taxes. What a guest who has left is charged was used before leaving, and the changes of
 * the stay say why its folio is open again. `ret_number` may be NULL. */
DatabaseStatus folio_charge(Command *command, OpenFolio *folio, const FolioCharge *charge,
                            int64_t *ret_number, GError **error);

/* The folio of a guest who has left was settled then: notes among the stay's changes why it is open again. */
DatabaseStatus folio_late_note(Command *command, const Stay *stay, const FolioCharge *charge, GError **error);

/* Refuses 422 and names the field. */
DatabaseStatus refuse_posting(Command *command, const char *pointer, FolioVerdict verdict);

/* The field of a charge or payment that a verdict is about. */
const char *folio_verdict_pointer(FolioVerdict verdict);

/* What folio_counter() and its like gave: refuses, or closes the folio. */
DatabaseStatus close_change(Command *command, const OpenFolio *folio, bool found, FolioVerdict verdict,
                            const char *pointer, GError **error);

/* Refuses unless the account can take over a debt: a guest in the house, an open house account. */
DatabaseStatus command_check_target(Command *command, int64_t account_id, const char *pointer,
                                    GError **error);

/* Refuses cash that coins cannot make up, unless it is all that is open at a place. */
DatabaseStatus command_check_cash(Command *command, FolioPlace place, const PaidBy *paid,
                                  int64_t amount_minor, GError **error);

/* The body of a request that takes a posting back. */
typedef struct FolioCorrection {
    int64_t posting_number;
    char *reason;
} FolioCorrection;
extern const JsonShape folio_correction_shape;

/* The posting context of a command. */
PostingContext command_posting_context(const Command *command);

#endif
