#include "sync/simulation/mutant.h"

static const MutantInfo MUTANTS[MUTANT_COUNT] = {
    [MUTANT_NONE] = {"none", "the protocol as it is", 0},
    [MUTANT_SKIP_MARGIN] = {"skip-margin", "rights are taken back as soon as the lease is over here", 20},
    [MUTANT_LEASE_FROM_ANSWER] = {"lease-from-answer", "the hotel counts its lease from the answer", 60},
    [MUTANT_ACKNOWLEDGE_BEFORE_COMMIT] = {"acknowledge-before-commit", "callers are answered before COMMIT",
                                          15},
    [MUTANT_FORGET_DEDUPLICATION] = {"forget-deduplication", "entries of an outbox are applied each time",
                                     10},
    [MUTANT_FORGET_IDEMPOTENCY] = {"forget-idempotency", "a key that was answered is not looked up", 3},
    [MUTANT_APPLY_OVER_GAP] = {"apply-over-gap", "a message is applied though one before it is missing", 5},
    [MUTANT_SETTLE_AT_ACKNOWLEDGEMENT] = {"settle-at-acknowledgement",
                                          "the hotel forgets what it used when the centre has the entry", 3},
    [MUTANT_RECALL_UNWRITTEN] = {"recall-unwritten", "rooms are given back without writing it down", 3},
    [MUTANT_RECALL_UNCOUNTED] = {"recall-uncounted", "what was given back does not lessen the right", 3},
    [MUTANT_TAKE_BACK_UNCHECKED] = {"take-back-unchecked", "whether the hotel renewed meanwhile is not asked",
                                    20},
    [MUTANT_RELAY_FORGETS] = {"relay-forgets",
                              "the log is acknowledged before publishing, nobody lists again", 12},
    [MUTANT_REBOOT_KEEPS_LEASE] = {"reboot-keeps-lease", "a restarted machine goes on with its lease", 25},
    [MUTANT_IGNORE_DISK_FULL] = {"ignore-disk-full", "a sale is confirmed though the store did not take it",
                                 20},
    [MUTANT_REUSE_NUMBERS] = {"reuse-numbers",
                              "after a crash the hotel's numbers begin where they did before", 20},
    [MUTANT_HALF_A_LIST] = {"half-a-list", "rights are used while a list is copied in part", 25},
    [MUTANT_VOID_RIGHTS] = {"void-rights", "rights that were taken back count again after a renewal", 10},
    [MUTANT_PUBLISH_UNCOMMITTED] = {"publish-uncommitted", "messages are sent of transactions that fail", 30},
    [MUTANT_ENTRY_IN_TWO_TRANSACTIONS] = {"entry-in-two-transactions",
                                          "an entry's number is noted after its effect was committed", 8},
    [MUTANT_FORGET_WHEN_SENT] = {"forget-when-sent", "the outbox forgets what it sent, not what was applied",
                                 6},
    [MUTANT_AUDIT_IN_TWO_STEPS] = {"audit-in-two-steps",
                                   "charges are posted in one transaction, the date moves in another", 6},
    [MUTANT_OVERRIDE_UNCOUNTED] = {"override-uncounted", "what a manager sells does not lessen the right",
                                   30},
    [MUTANT_OUTAGE_UNCOUNTED] = {"outage-uncounted", "a room out of order does not lessen the right", 30},
    [MUTANT_KEEP_UNCERTAIN] = {"keep-uncertain",
                               "a cut-off hotel keeps nights that the centre may have sold to others", 90},
    [MUTANT_KEEP_UNTOLD] = {"keep-untold", "the centre is not told that the hotel keeps nights given up", 30},
    [MUTANT_MOVE_UNCOUNTED] = {"move-uncounted", "a room given in place of another does not lessen the right",
                               30},
};

const MutantInfo *mutant_info(Mutant mutant)
{
    g_assert(mutant < MUTANT_COUNT);
    return &MUTANTS[mutant];
}

bool mutant_parse(const char *name, Mutant *ret_mutant)
{
    for (int i = 0; i < MUTANT_COUNT; i++) {
        if (g_str_equal(MUTANTS[i].name, name)) {
            *ret_mutant = (Mutant)i;
            return true;
        }
    }
    return false;
}
