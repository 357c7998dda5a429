#include "property/room/label_routes.h"

#include "ops/pdf.h"
#include "property/command/page.h"
#include "property/property.h"
#include "property/staff/staff_rules.h"
#include <string.h>

#define LABEL_COLUMNS 3
#define LABEL_HEIGHT_MM 34
#define ROOMS_ASKED_MAX 4000

/* The rooms asked for, in the order asked; all without a question. NULL after answering. */
static GPtrArray *rooms_of(HttpRequest *request, const ChainHotel *hotel)
{
    const char *asked = http_request_query(request, "rooms");
    g_autoptr(GPtrArray) rooms = g_ptr_array_new();

    if (asked == NULL) {
        g_ptr_array_extend(rooms, hotel->rooms, NULL, NULL);
        return g_steal_pointer(&rooms);
    }
    g_auto(GStrv) numbers = g_strsplit(asked, ",", ROOMS_ASKED_MAX);
    for (guint i = 0; numbers[i] != NULL; i++) {
        const ChainRoom *room = hotel_room(hotel, numbers[i]);
        if (room == NULL) {
            page_refuse_query(request, "rooms", "numbers of rooms of this hotel, with commas between them");
            return NULL;
        }
        g_ptr_array_add(rooms, (gpointer)room);
    }
    return g_steal_pointer(&rooms);
}

/* The code says hotel and room: a phone takes what stands behind the last stroke. */
static GBytes *labels_pdf(const ChainHotel *hotel, const GPtrArray *rooms, gboolean is_chinese,
                          GError **error)
{
    const char *name = is_chinese ? hotel->name.zh : hotel->name.en;
    g_autoptr(GStringChunk) codes = g_string_chunk_new(4096);
    g_autofree PdfLabel *labels = g_new0(PdfLabel, rooms->len);
    g_autoptr(PdfDocument) document =
        pdf_document_new(&(PdfOptions){.paper = PDF_A4,
                                       .title = is_chinese ? "客房标签" : "Labels of rooms",
                                       .header_right = name,
                                       .language = is_chinese ? "zh" : "en"});

    for (guint i = 0; i < rooms->len; i++) {
        const ChainRoom *room = g_ptr_array_index(rooms, i);
        g_autofree char *code = g_strdup_printf("keyrack:%s/%s", hotel->code, room->number);
        labels[i] = (PdfLabel){g_string_chunk_insert(codes, code), room->number, name};
    }
    pdf_labels(document, labels, rooms->len, LABEL_COLUMNS, LABEL_HEIGHT_MM);
    return pdf_document_finish(document, error);
}

static void print_labels(Property *property, HttpRequest *request)
{
    const char *language = http_request_query(request, "language");
    g_autoptr(GError) error = NULL;

    if (language != NULL && strcmp(language, "en") != 0 && strcmp(language, "zh") != 0) {
        page_refuse_query(request, "language", "en or zh");
        return;
    }
    g_autoptr(GPtrArray) rooms = rooms_of(request, property->hotel);
    if (rooms == NULL) {
        return;
    }
    g_autoptr(GBytes) paper = labels_pdf(property->hotel, rooms, g_strcmp0(language, "zh") == 0, &error);
    if (paper == NULL) {
        http_request_respond_problem(request, 500, "internal_error", "The labels could not be laid out.");
        return;
    }
    http_request_respond(request, http_response_new_bytes(200, "application/pdf", paper));
}

static void get_labels(HttpRequest *request, gpointer context)
{
    if (!property_call_out(context, request, print_labels)) {
        http_request_respond(request, property_busy_problem());
    }
}

const HttpRoute label_routes[] = {
    {.method = "GET",
     .template = "/v1/room-labels.pdf{?rooms,language}",
     .lane = HTTP_LANE_BOOKING,
     .access = UINT64_C(1) << STAFF_LOOK,
     .handler = get_labels},
};
const gsize label_route_count = G_N_ELEMENTS(label_routes);
