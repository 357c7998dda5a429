/* How the name of a person is written on lists and papers. */
#ifndef KEYRACK_SCHEMAS_PERSON_NAME_H
#define KEYRACK_SCHEMAS_PERSON_NAME_H

#include <glib.h>

/* "Nunes, Ana"; a name that is all in Chinese, Japanese or Korean letters is written as it is at home,
 * without a sign between: "王小明". given_name may be NULL or empty. Free with g_free(). */
char *person_name_write(const char *surname, const char *given_name);

#endif
