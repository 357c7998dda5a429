#ifndef KEYRACK_PROPERTY_STAY_IDENTITY_LIST_H
#define KEYRACK_PROPERTY_STAY_IDENTITY_LIST_H

/* The registration list of a day, for the authorities: who checked in, with document and address. */

#include "property/property.h"

/* `rows` as identities_of_day() gives them. Any thread. */
GString *identity_list_csv(const json_t *rows, bool is_chinese);

/* The same on paper; any thread but the desk's. NULL with an error when it cannot be laid out. */
GBytes *identity_list_pdf(const ChainHotel *hotel, Night date, const json_t *rows, bool is_chinese,
                          GError **error);

/* A kind of document in words. */
const char *identity_document_words(const char *type, bool is_chinese);

#endif
