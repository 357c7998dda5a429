#include "property/invoice/paper_routes.h"

#include <string.h>

void paper_respond(Property *property, HttpRequest *request, PaperDraw draw, const json_t *document,
                   const char *file_name)
{
    g_autoptr(GError) error = NULL;
    const char *asked = http_request_query(request, "language");
    const char *language = asked != NULL ? asked : property->hotel->language;
    g_autoptr(GBytes) bytes = draw(document, strcmp(language, "zh") == 0, &error);

    if (bytes == NULL) {
        desk_answer_failure(request, DATABASE_HARD, &error);
        return;
    }
    g_autofree char *name = g_strdup_printf("inline; filename=\"%s.pdf\"", file_name);
    HttpResponse *response = http_response_new_bytes(200, "application/pdf", bytes);
    http_response_add_header(response, "Content-Disposition", name);
    http_request_respond(request, response);
}
