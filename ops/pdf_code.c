#include "ops/pdf_internal.h"

#include <qrencode.h>

/* A label on a door is rubbed and scratched: a quarter of it may be gone. */
#define CORRECTION QR_ECLEVEL_Q

gboolean *pdf_code_modules(const char *text, int *ret_side)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, CORRECTION);

    if (code == NULL) {
        return NULL;
    }
    gsize count = (gsize)code->width * (gsize)code->width;
    gboolean *dark = g_new(gboolean, count);
    for (gsize i = 0; i < count; i++) {
        dark[i] = (code->data[i] & 1) != 0;
    }
    *ret_side = code->width;
    QRcode_free(code);
    return dark;
}
