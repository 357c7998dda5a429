/* The digest by which two copies of a row are compared. */
#ifndef KEYRACK_SYNC_COPY_DIGEST_H
#define KEYRACK_SYNC_COPY_DIGEST_H

#include <jansson.h>

/*
 * SHA-256 of the row's canonical JSON (keys sorted, no spaces, `version` left out: a copy may say the same
 * under a later number), as 64 lower-case hexadecimal digits. `row` must be an object. The caller frees the
 * text.
 */
char *copy_digest(const json_t *row);

#endif
