/* Chains for tests: the demonstration chain, and a small hotel whose YAML a test may spoil in one place. */
#ifndef KEYRACK_TESTS_SUPPORT_CHAIN_FIXTURE_H
#define KEYRACK_TESTS_SUPPORT_CHAIN_FIXTURE_H

#include "schemas/chain.h"

/* The demonstration chain of the repository; aborts with the loader's message when it does not load. */
Chain *chain_fixture_demo(const char *source_folder);

/* A small chain of one hotel, SEA, in EUR with round numbers, and its text. */
Chain *chain_fixture_small(void);
const char *chain_fixture_small_text(void);

/* The small chain with a second hotel, LAK (number 3), which is like SEA in all else; both sell 30 nights
 * ahead. */
Chain *chain_fixture_pair(void);

/* Loads a chain whose hotel file holds the text. Messages name the files chain.yaml and hotel.yaml without
 * folder. */
Chain *chain_fixture_load(const char *hotel_text, GError **error);

/* Loads the small chain after `old` was replaced by `new` in the hotel's text, once; `old` must be there. */
Chain *chain_fixture_spoilt(const char *old, const char *new, GError **error);

#endif
