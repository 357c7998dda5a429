#ifndef KEYRACK_PROPERTY_STAY_REGISTRATION_CARD_H
#define KEYRACK_PROPERTY_STAY_REGISTRATION_CARD_H

/* The card a guest signs on arrival: what it says, as JSON and on paper, and the signature. What was signed
 * is kept with a digest over content and strokes and never changed. */

#include "property/assignment/room_night_store.h"
#include "property/property.h"
#include "property/stay/stay.h"

/* What the card of a guest in the house says, in `language` ("en" or "zh"; NULL: the guest's, else the
 * house's). A signed card says what was signed. {content, signature}; `signature` is null, or {strokes,
 * digest, signed_at, witness, intact}. New reference. Desk thread. */
DatabaseStatus registration_card_read(const Property *property, OdbcConnection *connection, const Stay *stay,
                                      const char *language, json_t **ret_card, GError **error);

/* The same for a guest who is expected, with the room that was assigned, if any; it cannot be signed yet.
 * `*ret_card` stays NULL when there is no such line or its guest is not expected. Desk thread. */
DatabaseStatus registration_card_expected(const Property *property, OdbcConnection *connection,
                                          const LineKey *key, const char *language, json_t **ret_card,
                                          GError **error);

/* Fills in what is known of the guest's documents, and adds those who come along ("companions") and whether
 * it is what was signed ("identities_as_signed": null when nothing was). The card itself, as it is kept, only
 * has a digest of it, so that the data can be deleted when its time is over. Desk thread. */
DatabaseStatus registration_card_show_identities(OdbcConnection *connection, const LineKey *line,
                                                 json_t *card, GError **error);

/* Digest over what is signed: 64 hexadecimal digits. Free with g_free(). */
char *registration_card_digest(const json_t *content, const json_t *strokes);

/* Keeps a signature; DATABASE_UNIQUE when the card is signed already. Desk thread, in a transaction. */
DatabaseStatus registration_card_sign(OdbcConnection *connection, int64_t stay_id, const json_t *content,
                                      const json_t *strokes, Instant at, const char *witness, GError **error);

/* A JSON array of cards on paper, each on a page of its own, with the signature or a box to sign in and empty
 * lines for what is not known. Any thread but the desk's. */
GBytes *registration_cards_pdf(const json_t *cards, GError **error);

#endif
