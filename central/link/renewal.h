/**
 * Answers the hotels that ask for their lease: keyrack.hotel.<H>.renew {} -> {"lease_ms", "rights_since",
 * "feed_version", "applied_entry"}: the last two say whether the hotel is behind and has to list.
 *
 * A thousand hotels ask every few seconds: those that wait are renewed together by one statement, and each is
 * answered after its commit.
 */
#pragma once

#include "central/central.h"

typedef struct RenewalDesk RenewalDesk;

/** Subscribes and starts the thread. NULL and an error when the bus refuses or the database cannot be
 * reached. */
RenewalDesk *renewal_desk_new(Central *central, GError **error);
void renewal_desk_free(RenewalDesk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RenewalDesk, renewal_desk_free)
