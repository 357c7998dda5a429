#ifndef KEYRACK_SCHEMAS_MRZ_H
#define KEYRACK_SCHEMAS_MRZ_H

/* The machine-readable zone of travel documents, as ICAO 9303 defines it: three lines of 30 on cards (TD1),
 * two of 36 on larger cards (TD2), two of 44 in passports (TD3). Pure: no store, no clock. */

#include "schemas/night.h"
#include "schemas/verdict.h"
#include <stdbool.h>

enum { MRZ_NAME_SIZE = 40, MRZ_NUMBER_SIZE = 24, MRZ_COUNTRY_SIZE = 4 };

typedef enum MrzVerdict {
    MRZ_READ,
    MRZ_NOT_A_ZONE,  /* not as many lines of a length as any document has, or other characters */
    MRZ_DIGIT_WRONG, /* a check digit says that something was misread */
    MRZ_DATE_WRONG,  /* the date of birth is none */
    MRZ_NAME_MISSING,
    MRZ_VERDICT_COUNT,
} MrzVerdict;

typedef struct MrzDocument {
    bool is_passport;
    char surname[MRZ_NAME_SIZE];
    char given_name[MRZ_NAME_SIZE]; /* may be empty, or cut short by the document itself */
    char number[MRZ_NUMBER_SIZE];
    char issuer[MRZ_COUNTRY_SIZE];      /* ISO 3166-1 alpha-3, or a code of ICAO's own such as "UTO" */
    char nationality[MRZ_COUNTRY_SIZE]; /* Germany's "D" is written out */
    Night birth_date;
    Night expires; /* NIGHT_NONE: not said */
} MrzDocument;

/* Reads what a scanner or a person typed: line ends and spaces are passed over, small letters are large ones.
 * `today` decides on the century. `*ret_document` is filled only with MRZ_READ. */
MrzVerdict mrz_read(const char *text, Night today, MrzDocument *ret_document);

/* The check digit of a field, '0' to '9'; '\0' when it has other characters than A-Z, 0-9 and '<'. */
char mrz_check_digit(const char *field, unsigned length);

/* By MrzVerdict. */
extern const VerdictWords mrz_verdicts[MRZ_VERDICT_COUNT];

#endif
