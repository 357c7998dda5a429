/*
 * Reads the chain's configuration. A chain file names the brands and, under `hotels`, one file a hotel,
 * relative to itself. Everything is checked before anything is used: unknown keys, wrong types, missing
 * values, references to what does not exist, plans computed in a circle, room counts that differ from the
 * rooms listed.
 */
#ifndef KEYRACK_OPS_CHAIN_LOAD_H
#define KEYRACK_OPS_CHAIN_LOAD_H

#include "schemas/chain.h"

/*
 * Loads a chain from a file. Returns a chain the caller owns, or NULL with an error whose text begins with
 * file:line:column, says what is wrong there and how to put it right. Reads files only; any thread.
 */
Chain *chain_load(const char *file_name, GError **error);

#endif
