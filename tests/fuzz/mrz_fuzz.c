/* Machine-readable zones: whatever a scanner or a hand types, what is accepted has a name, a number and a
 * date of birth that is not after today, all of printable characters; and one wrong character in its number
 * is noticed. */
#include "schemas/mrz.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

#define TODAY 20787

static void check_text(const char *text)
{
    for (; *text != '\0'; text++) {
        g_assert(g_ascii_isupper(*text) || g_ascii_isdigit(*text) || *text == ' ' || *text == '<');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    MrzDocument document;

    if (mrz_read(text, TODAY, &document) != MRZ_READ) {
        return 0;
    }
    g_assert(document.surname[0] != '\0' && document.number[0] != '\0');
    g_assert(document.birth_date <= TODAY);
    check_text(document.surname);
    check_text(document.given_name);
    check_text(document.number);
    check_text(document.nationality);
    check_text(document.issuer);
    return 0;
}
